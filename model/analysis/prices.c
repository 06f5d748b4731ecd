/* SPDX-License-Identifier: MIT */
#include "prices.h"

#include "arena.h"
#include "mem.h"
#include "suggest.h"

struct prices {
    struct arena *arena;
    struct price_row rows[PRICE_COUNT];
};

#define X(e, name) name,
static const char *const items[PRICE_COUNT] = {PRICES(X)};
#undef X

enum { COLUMNS = 8, DECIMALS = 12 };

struct reader {
    struct prices *p;
    struct diags *diags;
    struct str file;
    uint32_t line;
    bool good;
};

static void complain(struct reader *r, size_t col, const char *what)
{
    struct origin at = {.file = r->file, .line = r->line, .col = (uint32_t)col + 1};
    diags_add(r->diags, DIAG_ERROR, at, "%s", what);
    r->good = false;
}

/* "0.0000166667" in picos; false: no such number, or more than 1,000,000 or 12 decimals. */
static bool decimal(struct str text, amount *out)
{
    size_t dot = str_chr(text, '.'), whole = dot == STR_NPOS ? text.len : dot;
    size_t places = dot == STR_NPOS ? 0 : text.len - dot - 1;
    *out = 0;
    if (whole == 0 || whole > 7 || places > DECIMALS || (dot != STR_NPOS && !places))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (i == dot)
            continue;
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *out = *out * 10 + (unsigned)(text.ptr[i] - '0');
    }
    for (; places < DECIMALS; places++)
        *out *= 10;
    return true;
}

static bool is_month(struct str s)
{
    if (s.len != 7 || s.ptr[4] != '-')
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (i != 4 && (s.ptr[i] < '0' || s.ptr[i] > '9'))
            return false;
    int month = (s.ptr[5] - '0') * 10 + s.ptr[6] - '0';
    return month >= 1 && month <= 12;
}

static int item_of(struct reader *r, struct str name)
{
    struct suggestion near = suggest_for(name);
    for (int i = 0; i < PRICE_COUNT; i++) {
        if (str_is(name, items[i]))
            return i;
        suggest_try(&near, str_from(items[i]));
    }
    struct origin at = {.file = r->file, .line = r->line, .col = 1};
    diags_add(r->diags, DIAG_ERROR, at, "no item has this name%s%.*s",
              near.best.len ? "; did you mean " : "", (int)near.best.len,
              near.best.len ? near.best.ptr : "");
    r->good = false;
    return PRICE_COUNT;
}

static void read_row(struct reader *r, struct str line)
{
    struct str columns[COLUMNS], rest = line;
    size_t at[COLUMNS], count = 0;
    for (struct str word; rest.ptr && str_cut(&rest, '\t', &word); count++) {
        if (count == COLUMNS)
            break;
        at[count] = (size_t)(word.ptr - line.ptr);
        columns[count] = word;
    }
    if (count != COLUMNS || rest.ptr) {
        complain(r, 0, "a row has eight columns: item, price, per, unit, currency, region, month, "
                 "source");
        return;
    }
    amount price;
    long per;
    int item = item_of(r, columns[0]);
    if (!decimal(columns[1], &price))
        complain(r, at[1], "a price is a number such as 0.20, with at most 12 decimals");
    else if (!str_to_long(columns[2], &per) || per <= 0)
        complain(r, at[2], "per so many: a number above 0");
    else if (columns[4].len != 3)
        complain(r, at[4], "a currency has three letters");
    else if (!is_month(columns[6]))
        complain(r, at[6], "the month of a price is written YYYY-MM");
    else if (item < PRICE_COUNT)
        r->p->rows[item] = (struct price_row){
            price / (unsigned long)per, arena_str(r->p->arena, columns[4]),
            arena_str(r->p->arena, columns[5]), arena_str(r->p->arena, columns[6]),
            arena_str(r->p->arena, columns[7])};
}

bool prices_read(struct prices *p, struct str text, struct str file, struct diags *diags)
{
    struct reader r = {.p = p, .diags = diags, .file = file, .good = true};
    for (struct str rest = text, line; rest.len && str_cut(&rest, '\n', &line);) {
        r.line++;
        if (str_ends(line, STR("\r")))
            line.len--;
        if (line.len && line.ptr[0] != '#')
            read_row(&r, line);
    }
    for (int i = 1; r.good && i < PRICE_COUNT; i++)
        if (!str_eq(p->rows[i].currency, p->rows[0].currency)) {
            r.line = 0;
            complain(&r, 0, "prices of two currencies cannot be added: a table in another one "
                     "gives every item");
        }
    return r.good;
}

struct prices *prices_new(void)
{
    struct prices *p = mem_zalloc(1, sizeof *p);
    struct diags *diags = diags_new();
    p->arena = arena_new();
    if (!prices_read(p, str_from(prices_built_in), STR("prices.tsv"), diags))
        die("the table of prices is damaged");
    diags_free(diags);
    return p;
}

void prices_free(struct prices *p)
{
    if (!p)
        return;
    arena_free(p->arena);
    mem_free(p);
}

const struct price_row *prices_of(const struct prices *p, enum price_item item)
{
    return &p->rows[item];
}

struct str prices_currency(const struct prices *p)
{
    return p->rows[0].currency;
}

void prices_months(const struct prices *p, struct str *first, struct str *last)
{
    *first = *last = p->rows[0].as_of;
    for (int i = 1; i < PRICE_COUNT; i++) {
        if (str_cmp(p->rows[i].as_of, *first) < 0)
            *first = p->rows[i].as_of;
        if (str_cmp(p->rows[i].as_of, *last) > 0)
            *last = p->rows[i].as_of;
    }
}
