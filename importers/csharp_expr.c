/* SPDX-License-Identifier: MIT */
#include "csharp_parse.h"

#include "limits.h"

struct cs_expr *cs_expr_new(struct cs_parser *c, enum cs_op op)
{
    struct cs_expr *e = arena_alloc(c->p->arena, sizeof *e);
    const struct source_token *t = cs_tok(c, 0);
    e->op = (uint8_t)op;
    e->line = t->line;
    e->col = t->col;
    e->depth = 1;
    return e;
}

/* Binds a part to e and keeps the depth; a tree that gets too deep loses the part. */
static struct cs_expr *child(struct cs_expr *e, struct cs_expr *part)
{
    if (!part)
        return NULL;
    if (part->depth >= CS_TREE_DEPTH) {
        part->op = CS_UNKNOWN;
        part->a = part->args = part->init = NULL;
        part->lambda = NULL;
        part->depth = 1;
    }
    if (part->depth >= e->depth)
        e->depth = (uint16_t)(part->depth + 1);
    return part;
}

struct list {
    struct cs_expr *first, **link;
};
static void list_add(struct list *l, struct cs_expr *owner, struct cs_expr *item)
{
    if (!l->link)
        l->link = &l->first;
    *l->link = child(owner, item);
    l->link = &item->next;
}

/* The type behind `as` and in a pattern: a '?' there begins a choice. */
static struct cs_type *tested_type(struct cs_parser *c)
{
    struct cs_type *t = cs_parse_type(c);
    if (t && source_is(&c->u->tokens.items[c->pos - 1], "?"))
        c->pos--;
    return t;
}

/* ---- operators ---- */

static bool prefix_operator(const struct cs_parser *c)
{
    static const char *const marks[] = {"!", "~", "-", "+", "++", "--", "&", "*", "^", "..",
                                        "await", "checked", "unchecked"};
    for (size_t i = 0; i < COUNT(marks); i++)
        if (cs_at(c, marks[i]))
            return true;
    return false;
}

/* (Type)x : a cast, if what follows can only begin an operand. */
static bool at_cast(const struct cs_parser *c)
{
    uint32_t end = cs_type_end(c, 1);
    if (!cs_at(c, "(") || !end || !source_is(cs_tok(c, end), ")"))
        return false;
    const struct source_token *t = cs_tok(c, end + 1);
    if (t->kind == SOURCE_NAME)
        return !source_is(t, "as") && !source_is(t, "is") && !source_is(t, "in") &&
               !source_is(t, "switch") && !source_is(t, "with") && !source_is(t, "and") &&
               !source_is(t, "or") && !source_is(t, "when");
    return t->kind == SOURCE_TEXT || t->kind == SOURCE_NUMBER || t->kind == SOURCE_CHAR ||
           t->kind == SOURCE_FORMAT_BEGIN || source_is(t, "(") || source_is(t, "!") ||
           source_is(t, "~");
}

static struct cs_expr *unary(struct cs_parser *c)
{
    bool known = true;
    struct cs_expr *outer = NULL, **slot = &outer;
    while (!cs_done(c)) {
        bool word = cs_tok(c, 0)->kind == SOURCE_NAME;
        if (word && prefix_operator(c) && (source_is(cs_tok(c, 1), ".") ||
                                           source_is(cs_tok(c, 1), "=") ||
                                           source_is(cs_tok(c, 1), ";")))
            break; /* a variable that is called so */
        if (prefix_operator(c)) {
            known &= word;
            c->pos++;
        } else if (at_cast(c)) {
            struct cs_expr *cast = cs_expr_new(c, CS_CAST);
            c->pos++;
            cast->type = cs_parse_type(c);
            cs_take(c, ")");
            *slot = cast;
            slot = &cast->a;
        } else {
            break;
        }
    }
    struct cs_expr *e = cs_parse_primary(c);
    if (!known) {
        struct cs_expr *u = cs_expr_new(c, CS_UNKNOWN);
        u->line = e->line;
        u->col = e->col;
        u->args = child(u, e);
        e = u;
    }
    *slot = e;
    uint16_t depth = e->depth;
    uint32_t casts = 0;
    for (struct cs_expr *cast = outer; cast && cast != e && casts < CS_TREE_DEPTH; cast = cast->a)
        casts++;
    if (depth + casts >= CS_TREE_DEPTH)
        return e;
    for (struct cs_expr *cast = outer; cast && cast != e; cast = cast->a)
        cast->depth = (uint16_t)(depth + casts--);
    return outer ? outer : e;
}

static bool take_any(struct cs_parser *c, const char *const *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cs_take(c, marks[i]))
            return true;
    return false;
}

/* first op b op c ... with one of the marks: a node of that kind over all operands. */
static struct cs_expr *chain_of(struct cs_parser *c, struct cs_expr *first, enum cs_op op)
{
    struct cs_expr *e = cs_expr_new(c, op);
    e->line = first->line;
    e->col = first->col;
    return e;
}

static struct cs_expr *product(struct cs_parser *c)
{
    static const char *const marks[] = {"*", "/", "%"};
    struct cs_expr *first = unary(c), *e = NULL;
    struct list l = {0};
    while (take_any(c, marks, COUNT(marks))) {
        if (!e) {
            e = chain_of(c, first, CS_UNKNOWN);
            list_add(&l, e, first);
        }
        list_add(&l, e, unary(c));
    }
    if (!e)
        return first;
    e->args = l.first;
    return e;
}

static struct cs_expr *sum(struct cs_parser *c)
{
    struct cs_expr *first = product(c), *e = NULL;
    struct list l = {0};
    while (cs_at(c, "+") || cs_at(c, "-")) {
        if (!e) {
            e = chain_of(c, first, CS_CONCAT);
            list_add(&l, e, first);
        }
        if (cs_at(c, "-"))
            e->op = CS_UNKNOWN;
        c->pos++;
        list_add(&l, e, product(c));
    }
    if (!e)
        return first;
    e->args = l.first;
    return e;
}

/* Comparisons and logic: their value is not followed. `as` and `is` bind here as well. */
static struct cs_expr *logic(struct cs_parser *c)
{
    static const char *const marks[] = {"==", "!=", "<=", ">=", "<", ">",
                                        "&&", "||", "&", "|", "^"};
    struct cs_expr *first = sum(c), *e = NULL;
    struct list l = {0};
    for (;;) {
        if (cs_at(c, "as")) {
            struct cs_expr *cast = chain_of(c, first, CS_CAST);
            c->pos++;
            cast->type = tested_type(c);
            if (!e) {
                cast->a = child(cast, first);
                first = cast;
            }
            continue;
        }
        bool is = cs_at(c, "is");
        if (!is && !take_any(c, marks, COUNT(marks)))
            break;
        if (!e) {
            e = chain_of(c, first, CS_UNKNOWN);
            list_add(&l, e, first);
        }
        if (is) {
            c->pos++;
            struct cs_expr *vars = cs_parse_pattern(c, first);
            while (vars) {
                struct cs_expr *next = vars->next;
                list_add(&l, e, vars);
                vars = next;
            }
        } else {
            while (cs_take(c, "<") || cs_take(c, ">") || cs_take(c, ">=")) /* << >> >>> */
                ;
            list_add(&l, e, sum(c));
        }
    }
    if (!e)
        return first;
    e->args = l.first;
    return e;
}

static struct cs_expr *coalesce(struct cs_parser *c)
{
    struct cs_expr *first = logic(c), *e = NULL;
    struct list l = {0};
    while (cs_take(c, "\?\?")) {
        if (!e) {
            e = chain_of(c, first, CS_COALESCE);
            list_add(&l, e, first);
        }
        if (cs_take(c, "throw"))
            logic(c); /* no value comes from there */
        else
            list_add(&l, e, logic(c));
    }
    if (!e)
        return first;
    e->args = l.first;
    return e;
}

static struct cs_expr *choice(struct cs_parser *c)
{
    struct cs_expr *test = coalesce(c);
    if (!cs_at(c, "?"))
        return test;
    struct cs_expr *e = chain_of(c, test, CS_CHOICE);
    struct list l = {0};
    c->pos++;
    e->a = child(e, test);
    list_add(&l, e, cs_parse_expr(c));
    if (cs_take(c, ":"))
        list_add(&l, e, cs_parse_expr(c));
    e->args = l.first;
    return e;
}

static bool at_assignment(const struct cs_parser *c)
{
    static const char *const marks[] = {"=", "+=", "-=", "*=", "/=", "%=",
                                        "&=", "|=", "^=", "\?\?="};
    for (size_t i = 0; i < COUNT(marks); i++)
        if (cs_at(c, marks[i]))
            return true;
    return false;
}

static struct cs_expr *expression(struct cs_parser *c)
{
    if (cs_take(c, "throw")) { /* no value comes from there */
        struct cs_expr *none = cs_expr_new(c, CS_NULL);
        choice(c);
        return none;
    }
    cs_take(c, "ref");
    struct cs_expr *e = cs_parse_lambda(c);
    if (!e)
        e = cs_parse_query(c);
    if (!e)
        e = choice(c);
    if (!at_assignment(c))
        return e;
    struct cs_expr *assign = chain_of(c, e, CS_ASSIGN);
    assign->text = source_text(cs_tok(c, 0));
    c->pos++;
    assign->a = child(assign, e);
    assign->args = child(assign, cs_parse_expr(c));
    return assign;
}

struct cs_expr *cs_parse_expr(struct cs_parser *c)
{
    if (c->depth >= LIMIT_DEPTH) {
        struct cs_expr *e = cs_expr_new(c, CS_UNKNOWN);
        while (!cs_done(c) && !cs_at(c, ",") && !cs_at(c, ";"))
            cs_skip_group(c);
        return e;
    }
    c->depth++;
    struct cs_expr *e = expression(c);
    c->depth--;
    return e;
}

/* out var x, out Foo x, out x, ref x, in x */
static struct cs_expr *by_reference(struct cs_parser *c)
{
    struct cs_expr *e;
    c->pos++;
    uint32_t end = cs_type_end(c, 0);
    if (end && cs_is_word(cs_tok(c, end))) {
        e = cs_expr_new(c, CS_DECLARE);
        e->type = cs_parse_type(c);
        if (str_is(e->type->path, "var"))
            e->type = NULL;
        e->text = source_text(cs_tok(c, 0));
        c->pos++;
    } else {
        e = cs_parse_expr(c);
    }
    e->out = true;
    return e;
}

struct cs_expr *cs_parse_args(struct cs_parser *c)
{
    struct cs_expr *first = NULL, **link = &first;
    while (!cs_done(c)) {
        uint32_t start = c->pos;
        struct str label = STR_NONE;
        if (cs_tok(c, 0)->kind == SOURCE_NAME && source_is(cs_tok(c, 1), ":")) {
            label = source_text(cs_tok(c, 0));
            c->pos += 2;
        }
        struct cs_expr *e = cs_at(c, "out") || cs_at(c, "ref") || cs_at(c, "in") ? by_reference(c)
                                                                              : cs_parse_expr(c);
        e->label = label;
        *link = e;
        link = &e->next;
        while (!cs_done(c) && !cs_at(c, ","))
            cs_skip_group(c);
        cs_take(c, ",");
        if (c->pos == start)
            c->pos++;
    }
    return first;
}

/* Words of a pattern that are no types and no variables. */
static bool pattern_word(const struct source_token *t)
{
    return source_is(t, "and") || source_is(t, "or") || source_is(t, "not") ||
           source_is(t, "null") || source_is(t, "true") || source_is(t, "false") ||
           source_is(t, "default");
}

struct cs_expr *cs_parse_pattern(struct cs_parser *c, struct cs_expr *subject)
{
    struct cs_expr *first = NULL, **link = &first;
    while (!cs_done(c)) {
        const struct source_token *t = cs_tok(c, 0);
        uint32_t end = pattern_word(t) ? 0 : cs_type_end(c, 0);
        if (pattern_word(t)) {
            c->pos++;
        } else if (end) {
            struct cs_type *type = tested_type(c);
            if (cs_at(c, "{") || cs_at(c, "("))
                cs_skip_group(c);
            if (cs_is_word(cs_tok(c, 0)) && !pattern_word(cs_tok(c, 0)) && !cs_at(c, "when")) {
                struct cs_expr *e = cs_expr_new(c, CS_DECLARE);
                e->type = str_is(type->path, "var") ? NULL : type;
                e->text = source_text(cs_tok(c, 0));
                e->a = child(e, subject);
                c->pos++;
                *link = e;
                link = &e->next;
            }
        } else if (t->kind == SOURCE_TEXT || t->kind == SOURCE_NUMBER || t->kind == SOURCE_CHAR ||
                   source_is(t, "{") || source_is(t, "(") || source_is(t, "[") ||
                   source_is(t, "<") || source_is(t, ">") || source_is(t, "<=") ||
                   source_is(t, ">=") || source_is(t, "-")) {
            cs_skip_group(c);
        } else {
            break;
        }
    }
    return first;
}
