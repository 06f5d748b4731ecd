/* SPDX-License-Identifier: MIT */
#include "csharp_parse.h"

#include "limits.h"

bool cs_take(struct cs_parser *c, const char *word)
{
    if (!cs_at(c, word))
        return false;
    c->pos++;
    return true;
}

void cs_skip_group(struct cs_parser *c)
{
    uint32_t pair = cs_tok(c, 0)->pair;
    c->pos = (pair > c->pos && pair < c->end ? pair : c->pos) + 1;
    if (c->pos > c->end)
        c->pos = c->end;
}

struct cs_range cs_inside(struct cs_parser *c)
{
    uint32_t from = c->pos + 1, pair = cs_tok(c, 0)->pair;
    if (pair < from || pair > c->end)
        pair = c->end;
    c->pos = pair < c->end ? pair + 1 : c->end;
    if (from > pair)
        from = pair;
    return (struct cs_range){from, pair};
}

bool cs_is_word(const struct source_token *t)
{
    static const char *const reserved[] = {
        "as", "base", "break", "case", "catch", "checked", "class", "const", "continue", "default",
        "delegate", "do", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "for", "foreach", "goto", "if", "implicit", "in", "interface", "internal", "is",
        "lock", "namespace", "new", "null", "operator", "out", "override", "params", "private",
        "protected", "public", "readonly", "ref", "return", "sealed", "sizeof", "stackalloc",
        "static", "struct", "switch", "this", "throw", "true", "try", "typeof", "unchecked",
        "unsafe", "using", "virtual", "volatile", "while"};
    if (t->kind != SOURCE_NAME)
        return false;
    if (t->escaped || *t->ptr < 'a' || *t->ptr > 'w')
        return true;
    for (size_t i = 0; i < COUNT(reserved); i++)
        if (source_is(t, reserved[i]))
            return false;
    return true;
}

enum { MAX_TYPE_DEPTH = 16 };

static uint32_t type_end(const struct cs_parser *c, uint32_t at, int depth);

static uint32_t generics_end(const struct cs_parser *c, uint32_t at, int depth)
{
    if (!source_is(cs_tok(c, at), "<") || depth > MAX_TYPE_DEPTH)
        return 0;
    at++;
    while (source_is(cs_tok(c, at), ",")) /* typeof(List<,>) */
        at++;
    if (source_is(cs_tok(c, at), ">"))
        return at + 1;
    for (;;) {
        while (source_is(cs_tok(c, at), "in") || source_is(cs_tok(c, at), "out"))
            at++;
        at = type_end(c, at, depth + 1);
        if (!at)
            return 0;
        if (source_is(cs_tok(c, at), ">"))
            return at + 1;
        if (!source_is(cs_tok(c, at), ","))
            return 0;
        at++;
    }
}

/* Behind ?, * and [..] suffixes. */
static uint32_t suffix_end(const struct cs_parser *c, uint32_t at)
{
    for (;;) {
        const struct source_token *t = cs_tok(c, at);
        if (source_is(t, "?") || source_is(t, "*")) {
            at++;
            continue;
        }
        uint32_t close = at + 1;
        while (source_is(cs_tok(c, close), ","))
            close++;
        if (!source_is(t, "[") || !source_is(cs_tok(c, close), "]"))
            return at;
        at = close + 1;
    }
}

/* (int a, Foo b): a tuple type. */
static uint32_t tuple_end(const struct cs_parser *c, uint32_t at, int depth)
{
    for (;;) {
        at = type_end(c, at + 1, depth + 1);
        if (!at)
            return 0;
        if (cs_is_word(cs_tok(c, at)))
            at++;
        if (source_is(cs_tok(c, at), ")"))
            return suffix_end(c, at + 1);
        if (!source_is(cs_tok(c, at), ","))
            return 0;
    }
}

static uint32_t type_end(const struct cs_parser *c, uint32_t at, int depth)
{
    if (depth > MAX_TYPE_DEPTH)
        return 0;
    if (source_is(cs_tok(c, at), "ref"))
        at += source_is(cs_tok(c, at + 1), "readonly") ? 2 : 1;
    if (source_is(cs_tok(c, at), "("))
        return tuple_end(c, at, depth);
    for (;;) {
        if (!cs_is_word(cs_tok(c, at)))
            return 0;
        at++;
        if (source_is(cs_tok(c, at), "<")) {
            at = generics_end(c, at, depth);
            if (!at)
                return 0;
        }
        if (!source_is(cs_tok(c, at), ".") && !source_is(cs_tok(c, at), "::"))
            return suffix_end(c, at);
        at++;
    }
}

uint32_t cs_type_end(const struct cs_parser *c, uint32_t at)
{
    return type_end(c, at, 0);
}

uint32_t cs_generics_end(const struct cs_parser *c, uint32_t at)
{
    return generics_end(c, at, 0);
}

struct cs_type *cs_parse_generics(struct cs_parser *c)
{
    struct cs_type *first = NULL, **link = &first;
    c->pos++;
    while (!cs_done(c) && !cs_at(c, ">")) {
        struct cs_type *t = cs_parse_type(c);
        if (!t) {
            c->pos++; /* a comma, or in and out of variance */
            continue;
        }
        *link = t;
        link = &t->next;
    }
    cs_take(c, ">");
    return first;
}

static void parse_tuple(struct cs_parser *c, struct cs_type *t)
{
    struct cs_type **link = &t->args;
    t->name = t->path = STR("ValueTuple");
    do {
        c->pos++;
        struct cs_type *part = cs_parse_type(c);
        if (!part)
            break;
        *link = part;
        link = &part->next;
        if (cs_is_word(cs_tok(c, 0)))
            c->pos++;
    } while (cs_at(c, ","));
    cs_take(c, ")");
}

static void parse_path(struct cs_parser *c, struct cs_type *t)
{
    struct arena *a = c->p->arena;
    for (;;) {
        struct str part = source_text(cs_tok(c, 0));
        bool aliased = source_is(cs_tok(c, 1), "::");
        c->pos++;
        if (!aliased) {
            t->path = t->path.len ? ARENA_JOIN(a, t->path, STR("."), part) : part;
            t->name = part;
        }
        if (cs_at(c, "<")) {
            struct cs_type *args = cs_parse_generics(c);
            t->args = args;
        }
        if (!cs_take(c, ".") && !cs_take(c, "::"))
            return;
    }
}

struct cs_type *cs_parse_type(struct cs_parser *c)
{
    uint32_t end = cs_type_end(c, 0);
    if (!end)
        return NULL;
    end += c->pos;
    struct cs_type *t = arena_alloc(c->p->arena, sizeof *t);
    if (cs_take(c, "ref"))
        cs_take(c, "readonly");
    if (cs_at(c, "("))
        parse_tuple(c, t);
    else
        parse_path(c, t);
    while (c->pos < end) {
        t->array |= cs_at(c, "[");
        c->pos++;
    }
    c->pos = end;
    return t;
}
