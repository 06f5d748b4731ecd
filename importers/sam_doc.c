/* SPDX-License-Identifier: MIT */
/* sam_doc.c - making nodes of the lowered document. */
#include <stdarg.h>

#include "limits.h"
#include "sam.h"

/* --- Forms ---- */

struct form {
    struct sam *s;
    const struct doc_node *at;
    const char *p;
    va_list args;
};

static struct doc_node *place(struct doc_node *n, const struct doc_node *at)
{
    n->file = at ? at->file : 0;
    return n;
}

static void skip(struct form *f)
{
    while (*f->p == ' ' || *f->p == ',' || *f->p == ':' || *f->p == '\n')
        f->p++;
}

static struct str quoted(struct form *f)
{
    const char *from = ++f->p;
    while (*f->p && *f->p != '\'')
        f->p++;
    struct str text = {from, (size_t)(f->p - from)};
    if (*f->p)
        f->p++;
    return text;
}

/* The text behind %s or %z. */
static struct str argument(struct form *f)
{
    char kind = f->p[1];
    f->p += 2;
    return kind == 's' ? va_arg(f->args, struct str) : str_from(va_arg(f->args, const char *));
}

static struct doc_node *value(struct form *f);

static struct doc_node *container(struct form *f, bool is_map)
{
    struct doc *d = f->s->out;
    uint32_t line = f->at ? f->at->line : 0, col = f->at ? f->at->col : 0;
    struct doc_node *n = place(is_map ? doc_map(d, line, col) : doc_list(d, line, col), f->at);
    char close = is_map ? '}' : ']';
    f->p++;
    for (skip(f); *f->p && *f->p != close; skip(f)) {
        struct str key = STR_NONE;
        if (is_map) {
            key = *f->p == '%' ? argument(f) : quoted(f);
            skip(f);
        }
        struct doc_node *child = value(f);
        if (child && is_map)
            doc_put(d, n, key, doc_value_place(n), child);
        else if (child)
            doc_append(n, child);
    }
    if (*f->p)
        f->p++;
    return n;
}

static struct doc_node *value(struct form *f)
{
    skip(f);
    uint32_t line = f->at ? f->at->line : 0, col = f->at ? f->at->col : 0;
    if (*f->p == '{' || *f->p == '[')
        return container(f, *f->p == '{');
    if (*f->p == '\'')
        return place(doc_scalar(f->s->out, quoted(f), false, line, col), f->at);
    if (f->p[0] == '%' && f->p[1] == 'n') {
        f->p += 2;
        return va_arg(f->args, struct doc_node *);
    }
    if (*f->p == '%')
        return place(doc_scalar(f->s->out, argument(f), false, line, col), f->at);
    size_t len = strcspn(f->p, ",}] ");
    struct str word = {f->p, len};
    f->p += len;
    return place(doc_scalar(f->s->out, word, true, line, col), f->at);
}

struct doc_node *sam_make(struct sam *s, const struct doc_node *at, const char *form, ...)
{
    struct form f = {.s = s, .at = at, .p = form};
    va_start(f.args, form);
    struct doc_node *n = value(&f);
    va_end(f.args);
    return n;
}

/* --- Copies and members ---- */

struct doc_node *sam_copy(struct sam *s, const struct doc_node *n)
{
    return n ? doc_copy(s->out, s->out, n) : NULL;
}

struct doc_node *sam_text_node(struct sam *s, const struct doc_node *at, struct str text)
{
    return sam_make(s, at, "%s", text);
}

void sam_put_str(struct sam *s, struct doc_node *map, struct str key, struct doc_node *n)
{
    if (n && doc_is_map(map))
        doc_put(s->out, map, key, doc_begin(n), n);
}

void sam_put(struct sam *s, struct doc_node *map, const char *key, struct doc_node *n)
{
    sam_put_str(s, map, str_from(key), n);
}

void sam_pass(struct sam *s, struct doc_node *to, const struct doc_node *from,
              const char *const *names)
{
    for (; *names; names++)
        sam_put(s, to, *names, sam_copy(s, doc_get(from, *names)));
}

/* The document is ours, so its nodes may be changed. */
struct doc_node *sam_member(struct doc_node *map, const char *key)
{
    return (struct doc_node *)(uintptr_t)doc_get(map, key);
}

struct doc_node *sam_need(struct sam *s, struct doc_node *map, const char *key, enum doc_type type)
{
    struct doc_node *n = sam_member(map, key);
    if (n && n->type != type && doc_is_null(n)) { /* "Properties:" with nothing behind it */
        doc_empty(n, type);
    }
    if (!n && doc_is_map(map)) {
        n = sam_make(s, map, type == DOC_MAP ? "{}" : "[]");
        sam_put(s, map, key, n);
    }
    return n && n->type == type ? n : NULL;
}

static bool same_below(const struct doc_node *a, const struct doc_node *b, unsigned depth)
{
    if (!a || !b || a->type != b->type || depth > LIMIT_DEPTH)
        return a == b;
    if (a->type == DOC_SCALAR)
        return str_eq(a->text, b->text);
    if (a->count != b->count)
        return false;
    const struct doc_node *y = doc_first(b);
    for (const struct doc_node *x = doc_first(a); x; x = x->next, y = y->next) {
        const struct doc_node *other = a->type == DOC_MAP ? doc_get_str(b, x->key) : y;
        if (!other || !same_below(x, other, depth + 1))
            return false;
    }
    return true;
}

bool sam_same(const struct doc_node *a, const struct doc_node *b)
{
    return same_below(a, b, 0);
}

/* --- Asking ---- */

bool sam_is(const struct doc_node *n, const char *text)
{
    return doc_is_scalar(n) && str_is(n->text, text);
}

struct str sam_ref(const struct doc_node *n, bool texts)
{
    if (doc_is_map(n) && n->count == 1)
        return doc_text(doc_get(n, "Ref"));
    return texts ? doc_text(n) : STR_NONE;
}

bool sam_parameter(struct sam *s, struct str name, struct str *out)
{
    const struct doc_node *parameter = doc_get_str(s->parameters, name);
    if (!parameter)
        return false;
    if (import_param(s->im, name, out))
        return true;
    const struct doc_node *usual = doc_get(parameter, "Default");
    *out = doc_text(usual);
    return doc_is_scalar(usual);
}

bool sam_text(struct sam *s, const struct doc_node *n, struct str *out)
{
    struct str name = sam_ref(n, false);
    if (!str_empty(name))
        return sam_parameter(s, name, out);
    *out = doc_text(n);
    return doc_is_scalar(n) && !doc_is_null(n);
}

/* "${Stage}-a" with the values that are known. */
static struct str substituted(struct sam *s, struct str text)
{
    struct buf out = {0};
    while (!str_empty(text)) {
        size_t at = str_find(text, STR("${")), end;
        if (at == STR_NPOS || (end = str_chr(str_from_at(text, at), '}')) == STR_NPOS)
            break;
        struct str name = str_sub(text, at + 2, end - 2), value;
        buf_add(&out, str_sub(text, 0, at));
        buf_add(&out, sam_parameter(s, name, &value) ? value : str_sub(text, at, end + 1));
        text = str_from_at(text, at + end + 1);
    }
    buf_add(&out, text);
    struct str result = arena_str(s->arena, buf_str(&out));
    buf_release(&out);
    return result;
}

static void resolve(struct sam *s, struct doc_node *n, unsigned depth)
{
    struct str name = sam_ref(n, false), value;
    struct doc_node *sub = doc_is_map(n) && n->count == 1 ? sam_member(n, "Fn::Sub") : NULL;
    if (doc_is_scalar(n) || depth > LIMIT_DEPTH)
        return;
    if (!str_empty(name) && sam_parameter(s, name, &value)) {
        doc_set_text(n, value);
        return;
    }
    if (doc_is_list(sub))
        sub = sub->head;
    if (doc_is_scalar(sub))
        sub->text = substituted(s, sub->text);
    for (struct doc_node *c = n->head; c; c = c->next)
        resolve(s, c, depth + 1);
}

struct doc_node *sam_resolved(struct sam *s, const struct doc_node *n)
{
    struct doc_node *copy = sam_copy(s, n);
    if (copy)
        resolve(s, copy, 0);
    return copy;
}

bool sam_true(struct sam *s, const struct doc_node *n)
{
    struct str text;
    return sam_text(s, n, &text) && (str_iis(text, "true") || str_iis(text, "yes"));
}

bool sam_alnum(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
            return false;
    }
    return text.len > 0;
}
