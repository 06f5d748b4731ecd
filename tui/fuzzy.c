/* SPDX-License-Identifier: MIT */
#include "fuzzy.h"

#include <string.h>

#include "mem.h"

/* Costs of one word: the classes of fuzzy.h, then the length of the name. */
enum { CLASS = 1024, SAME = 0, HEAD = 1, PART = 2, WITHIN = 3, SCATTERED = 4, SPREAD_MAX = 255 };

void fuzzy_init(struct fuzzy *f, size_t total, struct str (*name)(const void *arg, size_t i),
                const void *arg)
{
    *f = (struct fuzzy){.name = name, .arg = arg, .total = total};
    f->hits = mem_alloc((total + 1) * sizeof *f->hits);
    f->costs = mem_alloc((total + 1) * sizeof *f->costs);
}

void fuzzy_release(struct fuzzy *f)
{
    mem_free(f->hits);
    mem_free(f->costs);
    buf_release(&f->query);
    *f = (struct fuzzy){0};
}

static bool begins_part(struct str name, size_t at)
{
    char before = name.ptr[at - 1], here = name.ptr[at];

    return before == ' ' || before == '-' || before == '_' || before == '/' || before == '.' ||
           before == ':' || (here >= 'A' && here <= 'Z' && before >= 'a' && before <= 'z');
}

/* Bytes over which the letters are spread, from the first to the last; 0: not all are there. The
 * word is in small letters here and below. */
static size_t spread(struct str name, struct str word)
{
    size_t k = 0, first = 0;

    for (size_t i = 0; i < name.len; i++) {
        if (str_lower(name.ptr[i]) != word.ptr[k])
            continue;
        if (k++ == 0)
            first = i;
        if (k == word.len)
            return i - first + 1;
    }
    return 0;
}

static size_t find(struct str name, struct str word, size_t from)
{
    for (size_t i = from; i + word.len <= name.len; i++) {
        size_t k = 0;
        while (k < word.len && str_lower(name.ptr[i + k]) == word.ptr[k])
            k++;
        if (k == word.len)
            return i;
    }
    return STR_NPOS;
}

static unsigned word_cost(struct str name, struct str word)
{
    size_t wide = spread(name, word), at = wide ? find(name, word, 0) : STR_NPOS;
    unsigned grade = SCATTERED, rest = (unsigned)(name.len < SPREAD_MAX ? name.len : SPREAD_MAX);

    if (wide == 0)
        return FUZZY_NO;
    if (at == 0)
        grade = name.len == word.len ? SAME : HEAD;
    else if (at != STR_NPOS)
        grade = WITHIN;
    for (; at != STR_NPOS && at > 0;) { /* the best place counts, not the first */
        if (begins_part(name, at)) {
            grade = PART;
            break;
        }
        at = find(name, word, at + 1);
    }
    if (grade == SCATTERED && wide > 4 * word.len + 4)
        return FUZZY_NO; /* letters that happen to stand in a sentence */
    if (grade == SCATTERED)
        rest = (unsigned)(wide - word.len < SPREAD_MAX ? wide - word.len : SPREAD_MAX) + rest / 2;
    return grade * CLASS + rest;
}

static unsigned cost_of(struct str name, struct str query)
{
    unsigned cost = 0;

    for (struct str rest = query, word; str_cut(&rest, ' ', &word);) {
        unsigned one = str_empty(word) ? 0 : word_cost(name, word);
        if (one == FUZZY_NO)
            return FUZZY_NO;
        cost = cost + one < FUZZY_NO ? cost + one : FUZZY_NO - 1;
    }
    return cost;
}

static void small_letters(struct str query, struct buf *out)
{
    buf_puts(out, "");
    for (size_t i = 0; i < query.len; i++)
        buf_putc(out, str_lower(query.ptr[i]));
}

unsigned fuzzy_cost(struct str name, struct str query)
{
    struct buf small = {0};
    unsigned cost;

    small_letters(query, &small);
    cost = cost_of(name, buf_str(&small));
    buf_release(&small);
    return cost;
}

/* By cost, equal ones stay in their order: two passes of counting, linear. */
static void sort(struct fuzzy *f)
{
    uint32_t *hits = mem_alloc((f->count + 1) * sizeof *hits);
    uint16_t *costs = mem_alloc((f->count + 1) * sizeof *costs);

    for (unsigned shift = 0; shift < 16; shift += 8) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < f->count; i++)
            starts[(f->costs[i] >> shift & 255) + 1]++;
        for (size_t b = 1; b < 257; b++)
            starts[b] += starts[b - 1];
        for (size_t i = 0; i < f->count; i++) {
            size_t to = starts[f->costs[i] >> shift & 255]++;
            hits[to] = f->hits[i];
            costs[to] = f->costs[i];
        }
        memcpy(f->hits, hits, f->count * sizeof *hits);
        memcpy(f->costs, costs, f->count * sizeof *costs);
    }
    mem_free(hits);
    mem_free(costs);
}

/* Back into the order of the names, which decides between equals. */
static void in_order(struct fuzzy *f)
{
    uint8_t *hit = mem_zalloc(f->total + 1, 1);
    size_t count = 0;

    for (size_t i = 0; i < f->count; i++)
        hit[f->hits[i]] = 1;
    for (size_t i = 0; i < f->total; i++) {
        if (hit[i])
            f->hits[count++] = (uint32_t)i;
    }
    mem_free(hit);
}

void fuzzy_run(struct fuzzy *f, struct str query)
{
    bool narrower = f->ran && str_starts(query, buf_str(&f->query));
    size_t from = narrower ? f->count : f->total, count = 0;
    struct buf small = {0};

    small_letters(query, &small);
    if (narrower)
        in_order(f);
    for (; str_empty(query) && count < f->total; count++) /* all, without a look at their names */
        f->hits[count] = (uint32_t)count;
    for (size_t i = 0; i < from && !str_empty(query); i++) {
        uint32_t item = narrower ? f->hits[i] : (uint32_t)i;
        unsigned cost = cost_of(f->name(f->arg, item), buf_str(&small));
        if (cost == FUZZY_NO)
            continue;
        f->hits[count] = item;
        f->costs[count++] = (uint16_t)cost;
    }
    f->count = count;
    f->ran = true;
    if (!str_empty(query))
        sort(f);
    buf_release(&small);
    buf_reset(&f->query);
    buf_add(&f->query, query);
}
