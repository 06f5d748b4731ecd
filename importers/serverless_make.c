/* SPDX-License-Identifier: MIT */
#include "serverless_make.h"

#include <assert.h>
#include <stdarg.h>

#include "buf.h"
#include "limits.h"

struct maker {
    struct doc *doc;
    const struct doc_node *at;
    const char *p;
    va_list args;
};

static struct doc_node *place(const struct maker *m, struct doc_node *n)
{
    n->file = m->at ? m->at->file : 0;
    return n;
}

static void blanks(struct maker *m)
{
    while (*m->p == ' ' || *m->p == ',' || *m->p == '\n')
        m->p++;
}

/* Behind the opening quote, to behind the closing one. */
static struct str quoted(struct maker *m)
{
    struct buf out = {0};
    for (; *m->p != '\''; m->p++) {
        assert(*m->p);
        if (m->p[0] == '%' && m->p[1] == 's') {
            buf_add(&out, va_arg(m->args, struct str));
            m->p++;
        } else {
            buf_putc(&out, *m->p);
        }
    }
    m->p++;
    struct str s = arena_str(doc_arena(m->doc), buf_str(&out));
    buf_release(&out);
    return s;
}

static struct doc_node *scalar(struct maker *m, struct str s, bool plain)
{
    return place(m, doc_scalar(m->doc, s, plain, m->at ? m->at->line : 0, m->at ? m->at->col : 0));
}

static struct doc_node *argument(struct maker *m)
{
    char kind = m->p[1];
    m->p += 2;
    if (kind == 's') {
        struct str s = va_arg(m->args, struct str);
        return str_empty(s) ? NULL : scalar(m, s, false);
    }
    if (kind == 'n') {
        const struct doc_node *n = va_arg(m->args, const struct doc_node *);
        return n ? doc_copy(m->doc, m->doc, n) : NULL;
    }
    assert(kind == 'm');
    return va_arg(m->args, struct doc_node *);
}

static struct doc_node *make(struct maker *m, unsigned depth);

static struct doc_node *collection(struct maker *m, char end, unsigned depth)
{
    uint32_t line = m->at ? m->at->line : 0, col = m->at ? m->at->col : 0;
    struct doc_node *n = place(m, end == '}' ? doc_map(m->doc, line, col)
                                             : doc_list(m->doc, line, col));
    m->p++;
    for (blanks(m); *m->p != end; blanks(m)) {
        assert(*m->p);
        if (end == ']') {
            struct doc_node *item = make(m, depth + 1);
            if (item)
                doc_append(n, item);
            continue;
        }
        assert(*m->p == '\'');
        m->p++;
        struct str key = quoted(m);
        assert(*m->p == ':');
        m->p++;
        blanks(m);
        struct doc_node *value = make(m, depth + 1);
        if (value)
            doc_put(m->doc, n, key, doc_value_place(n), value);
    }
    m->p++;
    return n;
}

static struct doc_node *make(struct maker *m, unsigned depth)
{
    assert(depth < LIMIT_DEPTH);
    blanks(m);
    switch (*m->p) {
    case '{':
        return collection(m, '}', depth);
    case '[':
        return collection(m, ']', depth);
    case '\'':
        m->p++;
        return scalar(m, quoted(m), false);
    case '%':
        return argument(m);
    default:
        break;
    }
    const char *from = m->p;
    while (*m->p && !strchr(",]} \n", *m->p))
        m->p++;
    assert(m->p > from);
    return scalar(m, (struct str){from, (size_t)(m->p - from)}, true);
}

struct doc_node *sls_make(struct doc *d, const struct doc_node *at, const char *form, ...)
{
    struct maker m = {.doc = d, .at = at, .p = form};
    va_start(m.args, form);
    struct doc_node *n = make(&m, 0);
    va_end(m.args);
    return n;
}

/* --- Merge ------------------------------------------------------------------------------------ */

static struct doc_node *merge(struct doc *d, const struct doc_node *a, const struct doc_node *b,
                              unsigned depth)
{
    if (!a || !b || a->type != b->type || a->type == DOC_SCALAR || depth >= LIMIT_DEPTH)
        return doc_copy(d, d, b ? b : a);
    struct doc_node *out = doc_clone(d, a);
    if (a->type == DOC_LIST) {
        const struct doc_node *x = doc_first(a), *y = doc_first(b);
        for (; x || y; x = x ? x->next : NULL, y = y ? y->next : NULL)
            doc_append(out, merge(d, x, y, depth + 1));
        return out;
    }
    for (const struct doc_node *c = doc_first(a); c; c = c->next) {
        if (doc_get_str(a, c->key) != c)
            continue;
        const struct doc_node *other = doc_get_str(b, c->key);
        /* What was merged has the place of a. */
        bool merged = !other || (other->type == c->type && c->type != DOC_SCALAR);
        const struct doc_node *place_of = merged ? c : other;
        doc_put(d, out, c->key, doc_key_place(place_of),
                merge(d, c, other, depth + 1));
    }
    for (const struct doc_node *c = doc_first(b); c; c = c->next)
        if (!doc_get_str(a, c->key) && doc_get_str(b, c->key) == c)
            doc_put(d, out, c->key, doc_key_place(c), doc_copy(d, d, c));
    return out;
}

struct doc_node *sls_merge(struct doc *d, const struct doc_node *a, const struct doc_node *b)
{
    return a || b ? merge(d, a, b, 0) : NULL;
}

struct doc_node *sls_merge_list(struct doc *d, const struct doc_node *n)
{
    if (!doc_is_list(n))
        return n ? doc_copy(d, d, n) : NULL;
    struct doc_node *all = doc_map(d, n->line, n->col);
    all->file = n->file;
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        if (doc_is_map(c))
            all = merge(d, all, c, 0);
    return all;
}

/* --- Names ------------------------------------------------------------------------------------ */

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static struct str finished(struct arena *a, struct buf *out)
{
    if (out->len)
        out->ptr[0] = upper(out->ptr[0]);
    struct str s = arena_str(a, buf_str(out));
    buf_release(out);
    return s;
}

struct str sls_capitals(struct arena *a, struct str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.len; i++)
        buf_putc(&out, upper(text.ptr[i]));
    struct str s = arena_str(a, buf_str(&out));
    buf_release(&out);
    return s;
}

struct str sls_upper(struct arena *a, struct str name)
{
    struct buf out = {0};
    buf_add(&out, name);
    return finished(a, &out);
}

struct str sls_norm(struct arena *a, struct str name)
{
    struct buf out = {0};
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '-')
            buf_puts(&out, "Dash");
        else if (name.ptr[i] == '_')
            buf_puts(&out, "Underscore");
        else
            buf_putc(&out, name.ptr[i]);
    }
    return finished(a, &out);
}

struct str sls_alnum(struct arena *a, struct str name)
{
    struct buf out = {0};
    for (size_t i = 0; i < name.len; i++)
        if (is_alnum(name.ptr[i]))
            buf_putc(&out, name.ptr[i]);
    return finished(a, &out);
}

/* One part: in small letters but for the first, a dash as "Dash", "{x}" as "xVar". */
static void path_part(struct buf *out, struct str part)
{
    size_t from = str_chr(part, '{'), to = str_rchr(part, '}'), start = out->len;
    bool variable = from != STR_NPOS && to != STR_NPOS && from < to;
    for (size_t i = 0; i < part.len; i++) {
        if (part.ptr[i] == '-')
            buf_puts(out, "Dash");
        else if (is_alnum(part.ptr[i]))
            buf_putc(out, out->len == start ? upper(part.ptr[i]) : str_lower(part.ptr[i]));
        if (variable && i == to)
            buf_puts(out, "Var");
    }
}

struct str sls_path_norm(struct arena *a, struct str path)
{
    struct buf out = {0};
    for (struct str rest = path, part; str_cut(&rest, '/', &part);)
        path_part(&out, part);
    return finished(a, &out);
}
