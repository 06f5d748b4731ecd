/* SPDX-License-Identifier: MIT */
/* filter.c - from the text of a filter to its tree, and the tree asked about a node. */
#include "facts.h"
#include "filter_parts.h"

#include <stdlib.h>

#include "mem.h"

enum { NESTING = 64, STEPS_ALL = 1 << 30 };

#define X(e, name, whole) {name, whole},
const struct filter_key_row filter_keys[KEY_COUNT] = {FILTER_KEYS(X)};
#undef X

struct parser {
    struct filter *f;
    struct str text;
    size_t at;
    int depth;
    struct buf *error;
    size_t error_at;
    bool failed;
};

static uint32_t parse_or(struct parser *p);

ATTR_PRINTF(3, 4)
static uint32_t fail(struct parser *p, size_t at, const char *fmt, ...)
{
    if (p->failed)
        return 0;
    p->failed = true;
    p->error_at = at;
    va_list args;
    va_start(args, fmt);
    buf_vprintf(p->error, fmt, args);
    va_end(args);
    return 0;
}

static uint32_t add(struct parser *p, struct term term)
{
    struct filter *f = p->f;
    if (f->count == f->cap)
        f->terms = mem_grow(f->terms, &f->cap, sizeof *f->terms);
    f->terms[f->count] = term;
    return (uint32_t)f->count++;
}

static void skip_blanks(struct parser *p)
{
    while (p->at < p->text.len && p->text.ptr[p->at] == ' ')
        p->at++;
}

static char peek(const struct parser *p)
{
    return p->at < p->text.len ? p->text.ptr[p->at] : '\0';
}

static bool ends_word(char c)
{
    return c == '\0' || c == ' ' || c == '|' || c == '(' || c == ')';
}

static bool is_key_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.';
}

/* "quoted", or up to an end. Quotes have no escapes. */
static struct str value(struct parser *p, const char *ends)
{
    if (peek(p) == '"') {
        size_t start = ++p->at, end = str_chr(str_from_at(p->text, start), '"');
        if (end == STR_NPOS) {
            fail(p, start - 1, "a quote is not closed");
            return STR_NONE;
        }
        p->at = start + end + 1;
        return str_sub(p->text, start, end);
    }
    size_t start = p->at;
    while (p->at < p->text.len && !strchr(ends, p->text.ptr[p->at]))
        p->at++;
    return str_sub(p->text, start, p->at - start);
}

/* --- Calls ------------------------------------------------------------------------------------ */

static bool is_set_name(struct str s, bool call)
{
    static const char *const calls[] = {"up", "down", "near", "path"}, *const words[] = {"loop",
                                                                                        "orphan"};
    bool found = false;
    for (size_t i = 0; call && i < COUNT(calls); i++)
        found = found || str_iis(s, calls[i]);
    for (size_t i = 0; !call && i < COUNT(words); i++)
        found = found || str_iis(s, words[i]);
    return found;
}

static uint32_t add_set(struct parser *p, size_t at, struct str name, struct str a, struct str b,
                        long steps)
{
    struct filter *f = p->f;
    struct buf why = {0};
    size_t bytes = graph_node_count(f->graph) + 1;
    struct term t = {.kind = TERM_SET, .name = name, .set = mem_zalloc(bytes, 1),
                     .source = str_sub(p->text, at, p->at - at)};
    uint32_t index = add(p, t);
    const uint8_t *known = f->memo ? memo_find(f->memo, TERM_SET, t.source) : NULL;
    if (known)
        memcpy(t.set, known, bytes);
    else if (!filter_set(f, name, a, b, steps, t.set, &why))
        fail(p, at, "%s", why.ptr);
    else if (f->memo)
        memo_keep(f->memo, TERM_SET, t.source, t.set, bytes, false);
    buf_release(&why);
    return index;
}

/* up(X,K), path(A,B): the name has been read, "(" comes next. */
static uint32_t parse_call(struct parser *p, size_t start, struct str name)
{
    struct str args[2] = {STR_NONE, STR_NONE};
    size_t count = 0;
    long steps = STEPS_ALL;
    if (p->f->memo)
        filter_flow_of(p->f); /* while somebody types, before the call is whole */
    p->at++;
    for (; count < 2 && !p->failed; count++) {
        skip_blanks(p);
        args[count] = str_trim(value(p, ",)"));
        skip_blanks(p);
        if (peek(p) != ',')
            break;
        p->at++;
    }
    if (p->failed)
        return 0;
    if (peek(p) != ')')
        return fail(p, p->at, "%.*s(...) needs a closing bracket", (int)name.len, name.ptr);
    p->at++;
    if (str_empty(args[0]))
        return fail(p, start, "%.*s(...) needs a node", (int)name.len, name.ptr);
    if (str_iis(name, "path")) {
        if (str_empty(args[1]))
            return fail(p, start, "path(A,B) needs two nodes");
    } else if (!str_empty(args[1]) && (!str_to_long(args[1], &steps) || steps < 0)) {
        return fail(p, start, "'%.*s' is no number of steps", (int)args[1].len, args[1].ptr);
    }
    return add_set(p, start, name, args[0], args[1], steps);
}

/* --- Comparisons ------------------------------------------------------------------------------ */

static bool read_op(struct parser *p, enum filter_op *op)
{
    static const struct {
        const char *text;
        enum filter_op op;
    } ops[] = {{">=", OP_AT_LEAST}, {"<=", OP_AT_MOST}, {">", OP_MORE}, {"<", OP_LESS},
               {":", OP_IS},        {"=", OP_GLOB},     {"~", OP_REGEX}};
    for (size_t i = 0; i < COUNT(ops); i++) {
        struct str text = str_from(ops[i].text);
        if (!str_starts(str_from_at(p->text, p->at), text))
            continue;
        p->at += text.len;
        *op = ops[i].op;
        return true;
    }
    return false;
}

static enum filter_key key_of(struct str name)
{
    for (int k = 0; k < KEY_COUNT; k++)
        if (str_iis(name, filter_keys[k].name))
            return (enum filter_key)k;
    return KEY_OTHER;
}

/* As people call it -> as inputs are read. */
static struct str attribute_name(struct str name)
{
    static const char *const calls[][2] = {{"memory", FACT_MEMORY}, {"retries", FACT_ASYNC_RETRIES}};
    for (size_t i = 0; i < COUNT(calls); i++)
        if (str_iis(name, calls[i][0]))
            return str_from(calls[i][1]);
    return name;
}

/* An attribute that no node has, and no analysis knows, is a misspelt key. */
static bool is_attribute(const struct graph *g, struct str name)
{
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, (node_id)n);
        for (uint32_t i = 0; i < node->attr_count; i++)
            if (str_ieq(node->attrs[i].key, name))
                return true;
    }
    return fact_is_of_nodes(name);
}

static bool is_known_elsewhere(const struct filter *f, struct str name)
{
    static const char *const keys[] = {"sev", "rule", "changed", "mark", "note", "box", "entry"};
    for (size_t i = 0; f->more && i < COUNT(keys); i++)
        if (str_iis(name, keys[i]))
            return true;
    return false;
}

/* A word for ">=" that is not in the order of its key is a misspelt one: "'hihg' is none of ..." */
static bool check_place(struct parser *p, size_t at, const struct term *t)
{
    const struct filter_more *more = p->f->more;
    size_t count = 0, place;
    const char *const *words = t->op >= OP_AT_LEAST && more && more->order
                                   ? more->order(more->arg, t->name, &count) : NULL;
    struct buf all = {0};
    if (!words || filter_place(p->f, t, t->value, &place))
        return true;
    for (size_t i = 0; i < count; i++)
        buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
    fail(p, at, "'%.*s' is none of %s", (int)t->value.len, t->value.ptr, all.ptr);
    buf_release(&all);
    return false;
}

/* Keys of which only numbers are compared: "deg>(" could never fit anything. */
static bool check_number(struct parser *p, size_t at, const struct term *t)
{
    bool counts = t->key == KEY_IN || t->key == KEY_OUT || t->key == KEY_DEG ||
                  (t->key == KEY_OTHER && !is_known_elsewhere(p->f, t->name));
    double is;
    if (t->op < OP_AT_LEAST || !counts || filter_number(t->value, &is))
        return true;
    fail(p, at, "'%.*s' is no number", (int)t->value.len, t->value.ptr);
    return false;
}

static uint32_t parse_compare(struct parser *p, size_t start, struct str name, enum filter_op op)
{
    struct term t = {.kind = TERM_COMPARE, .op = op, .key = key_of(name), .name = name};
    size_t value_at = p->at;
    t.value = value(p, " |)");
    if (p->failed)
        return 0;
    t.source = str_sub(p->text, start, p->at - start);
    bool attribute = t.key == KEY_OTHER && !is_known_elsewhere(p->f, name);
    if (attribute && !is_attribute(p->f->graph, name))
        t.name = attribute_name(name);
    if (attribute && !is_attribute(p->f->graph, t.name))
        return fail(p, start, "no key or attribute is called '%.*s'", (int)name.len, name.ptr);
    if (str_empty(t.value) && op != OP_GLOB)
        return fail(p, value_at, "'%.*s' needs a value", (int)name.len, name.ptr);
    if (!check_place(p, value_at, &t) || !check_number(p, value_at, &t))
        return 0;
    const char *why = NULL;
    if (op == OP_REGEX && !filter_regex_make(&t, &why))
        return why ? fail(p, value_at, "%s", why)
                   : fail(p, value_at, "'%.*s' is no regular expression", (int)t.value.len, t.value.ptr);
    bool whole = t.key != KEY_OTHER && filter_keys[t.key].whole;
    bool glob = str_chr(t.value, '*') != STR_NPOS || str_chr(t.value, '?') != STR_NPOS;
    if (op == OP_IS && !whole && glob) {
        struct buf pattern = {0};
        buf_putc(&pattern, '*');
        buf_add(&pattern, t.value);
        buf_putc(&pattern, '*');
        t.part = pattern.ptr;
    }
    return add(p, t);
}

/* --- The grammar ------------------------------------------------------------------------------ */

static uint32_t parse_word(struct parser *p)
{
    size_t start = p->at;
    enum filter_op op;
    if (peek(p) == '"') {
        struct str quoted = value(p, "");
        return add(p, (struct term){.kind = TERM_WORD, .value = quoted, .source = quoted});
    }
    while (p->at < p->text.len && is_key_char(p->text.ptr[p->at]))
        p->at++;
    struct str name = str_sub(p->text, start, p->at - start);
    if (name.len && peek(p) == '(' && is_set_name(name, true))
        return parse_call(p, start, name);
    if (name.len && read_op(p, &op))
        return parse_compare(p, start, name, op);
    p->at = start;
    while (!ends_word(peek(p)))
        p->at++;
    struct str word = str_sub(p->text, start, p->at - start);
    if (is_set_name(word, false))
        return add_set(p, start, word, STR_NONE, STR_NONE, 0);
    if (str_empty(word))
        return fail(p, start, "a name or key:value is expected here");
    return add(p, (struct term){.kind = TERM_WORD, .value = word, .source = word});
}

static uint32_t parse_not(struct parser *p)
{
    skip_blanks(p);
    if (++p->depth > NESTING)
        return fail(p, p->at, "too deeply nested");
    uint32_t index;
    if (peek(p) == '!') {
        p->at++;
        uint32_t inner = parse_not(p);
        index = add(p, (struct term){.kind = TERM_NOT, .left = inner});
    } else if (peek(p) == '(') {
        size_t open = p->at++;
        index = parse_or(p);
        skip_blanks(p);
        if (peek(p) == ')')
            p->at++;
        else
            fail(p, open, "a bracket is not closed");
    } else {
        index = parse_word(p);
    }
    p->depth--;
    return index;
}

static uint32_t parse_and(struct parser *p)
{
    uint32_t left = parse_not(p);
    for (skip_blanks(p); !p->failed && peek(p) && peek(p) != '|' && peek(p) != ')';
         skip_blanks(p)) {
        uint32_t right = parse_not(p);
        left = add(p, (struct term){.kind = TERM_AND, .left = left, .right = right});
    }
    return left;
}

static uint32_t parse_or(struct parser *p)
{
    uint32_t left = parse_and(p);
    while (!p->failed && peek(p) == '|') {
        p->at++;
        uint32_t right = parse_and(p);
        left = add(p, (struct term){.kind = TERM_OR, .left = left, .right = right});
    }
    return left;
}

struct filter *filter_compile_memo(const struct graph *g, const struct exposure *x,
                                   const struct filter_more *more, struct filter_memo *memo,
                                   struct str text, struct buf *error, size_t *error_at)
{
    struct filter *f = mem_zalloc(1, sizeof *f);
    struct parser p = {.f = f, .text = text, .error = error};
    f->graph = g;
    f->exposure = x;
    f->more = more;
    f->memo = memo;
    skip_blanks(&p);
    if (p.at < text.len) {
        f->root = parse_or(&p);
        if (!p.failed && p.at < text.len)
            fail(&p, p.at, "nothing is open that '%c' could close", text.ptr[p.at]);
    }
    if (!p.failed)
        return f;
    if (error_at)
        *error_at = p.error_at;
    filter_free(f);
    return NULL;
}

struct filter *filter_compile(const struct graph *g, const struct exposure *x,
                              const struct filter_more *more, struct str text, struct buf *error,
                              size_t *error_at)
{
    return filter_compile_memo(g, x, more, NULL, text, error, error_at);
}

void filter_free(struct filter *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++) {
        if (f->terms[i].compiled)
            regfree(&f->terms[i].regex);
        mem_free(f->terms[i].part);
        mem_free(f->terms[i].set);
    }
    filter_flow_free(f->flow);
    mem_free(f->terms);
    mem_free(f);
}

/* --- Asking ----------------------------------------------------------------------------------- */

static bool fuzzy(struct str letters, struct str text)
{
    size_t at = 0;
    for (size_t i = 0; i < text.len && at < letters.len; i++)
        at += str_lower(text.ptr[i]) == str_lower(letters.ptr[at]);
    return at == letters.len;
}

bool filter_term_fits(const struct filter *f, const struct term *t, node_id n)
{
    if (t->kind == TERM_SET)
        return t->set[n] != 0;
    return t->kind == TERM_WORD ? fuzzy(t->value, graph_label(f->graph, n))
                                : filter_value(f, t, n);
}

/* A chain of ANDs or ORs leans to the left and may be long: what is deep is the chain, so it is
 * walked, and only brackets recurse (NESTING). */
static bool test(const struct filter *f, uint32_t index, node_id n)
{
    const struct term *t = &f->terms[index];
    switch (t->kind) {
    case TERM_AND:
    case TERM_OR: {
        enum term_kind kind = t->kind;
        bool stop = kind == TERM_OR;
        for (; t->kind == kind; t = &f->terms[t->left])
            if (test(f, t->right, n) == stop)
                return stop;
        return test(f, (uint32_t)(t - f->terms), n);
    }
    case TERM_NOT:
        return !test(f, t->left, n);
    case TERM_WORD:
    case TERM_SET:
    case TERM_COMPARE:
        break;
    }
    return filter_term_fits(f, t, n);
}

bool filter_test(const struct filter *f, node_id n)
{
    return f->count == 0 || test(f, f->root, n);
}

size_t filter_nodes(const struct filter *f, node_id *out, size_t max)
{
    size_t count = 0;
    for (size_t n = 1; n <= graph_node_count(f->graph); n++) {
        if (!filter_test(f, (node_id)n))
            continue;
        if (count < max)
            out[count] = (node_id)n;
        count++;
    }
    return count;
}

struct str filter_without_state(struct str text, enum state *state)
{
    size_t colon = str_rchr(text, ':'), blank = str_rchr(text, ' ');
    size_t word = blank == STR_NPOS ? 0 : blank + 1;
    *state = STATE_COUNT;
    if (colon == STR_NPOS || colon < word || !state_find(str_from_at(text, colon + 1), state))
        return text;
    if (str_chr(str_sub(text, word, colon - word), ':') == STR_NPOS &&
        str_chr(str_sub(text, word, colon - word), '=') == STR_NPOS) {
        *state = STATE_COUNT;
        return text;
    }
    return str_sub(text, 0, colon);
}

bool filter_is_meant(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (memchr(":=~<>()|! ", text.ptr[i], sizeof ":=~<>()|! " - 1))
            return true;
    return str_iis(text, "loop") || str_iis(text, "orphan");
}

bool filter_key_is_word(struct str key)
{
    enum filter_key k = key_of(key);

    return k != KEY_OTHER && filter_keys[k].whole;
}
