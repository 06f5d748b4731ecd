/* SPDX-License-Identifier: MIT */
/* Operands: literals, names, new, lambdas, queries, and what follows them by '.', '(' and '['. */
#include "csharp_parse.h"

#include "limits.h"

enum { MAX_LINKS = 250 }; /* of a.b().c()...; below CS_TREE_DEPTH */

static struct cs_expr *deepen(struct cs_expr *e, const struct cs_expr *part)
{
    if (part && part->depth >= e->depth)
        e->depth = (uint16_t)(part->depth < CS_TREE_DEPTH ? part->depth + 1 : CS_TREE_DEPTH);
    return e;
}
static void deepen_list(struct cs_expr *e, const struct cs_expr *list)
{
    for (; list; list = list->next)
        deepen(e, list);
}
/* A node that would be too deep forgets what is below it. */
static struct cs_expr *bounded(struct cs_expr *e)
{
    if (e->depth >= CS_TREE_DEPTH) {
        e->op = CS_UNKNOWN;
        e->a = e->args = e->init = NULL;
        e->lambda = NULL;
        e->depth = 1;
    }
    return e;
}

static struct cs_expr *args_in(struct cs_parser *c, struct cs_expr *owner)
{
    struct cs_parser in = cs_sub(c, cs_inside(c));
    struct cs_expr *args = NULL;
    if (in.depth < LIMIT_DEPTH) {
        in.depth++;
        args = cs_parse_args(&in);
    }
    deepen_list(owner, args);
    return args;
}

static struct cs_expr *leaf(struct cs_parser *c, enum cs_op op)
{
    struct cs_expr *e = cs_expr_new(c, op);
    e->text = source_text(cs_tok(c, 0));
    c->pos++;
    return e;
}

static struct cs_expr *format(struct cs_parser *c)
{
    struct cs_expr *e = cs_expr_new(c, CS_FORMAT), **link = &e->args;
    struct cs_parser in = cs_sub(c, cs_inside(c));
    while (!cs_done(&in)) {
        struct cs_expr *piece;
        if (cs_tok(&in, 0)->kind == SOURCE_TEXT) {
            piece = leaf(&in, CS_TEXT);
        } else if (cs_tok(&in, 0)->kind == SOURCE_HOLE_BEGIN) {
            struct cs_parser hole = cs_sub(&in, cs_inside(&in));
            piece = cs_parse_expr(&hole);
        } else {
            in.pos++;
            continue;
        }
        deepen(e, piece);
        *link = piece;
        link = &piece->next;
    }
    return bounded(e);
}

/* new T(..) { .. }, new() { .. }, new { .. }, new[] { .. }, new T[n] { .. } */
static struct cs_expr *creation(struct cs_parser *c)
{
    struct cs_expr *e = cs_expr_new(c, CS_NEW);
    c->pos++;
    if (!cs_at(c, "(") && !cs_at(c, "[") && !cs_at(c, "{"))
        e->type = cs_parse_type(c);
    if (e->type && e->type->array)
        e->op = CS_LIST;
    while (cs_at(c, "[")) {
        e->op = CS_LIST;
        cs_skip_group(c);
    }
    if (cs_at(c, "("))
        e->args = args_in(c, e);
    if (cs_at(c, "{")) {
        if (e->op == CS_LIST)
            e->args = args_in(c, e);
        else
            e->init = args_in(c, e);
    }
    return bounded(e);
}

/* (a) or (a, b) */
static struct cs_expr *parenthesis(struct cs_parser *c)
{
    struct cs_expr *e = cs_expr_new(c, CS_LIST);
    e->args = args_in(c, e);
    if (e->args && !e->args->next && !e->args->out && !e->args->label.len)
        return e->args;
    return bounded(e);
}

/* typeof(T), sizeof(T), nameof(a.b), default(T) */
static struct cs_expr *about_type(struct cs_parser *c, enum cs_op op)
{
    struct cs_expr *e = cs_expr_new(c, op);
    c->pos++;
    if (!cs_at(c, "("))
        return e;
    struct cs_parser in = cs_sub(c, cs_inside(c));
    if (op != CS_NAMEOF) {
        e->type = cs_parse_type(&in);
        return e;
    }
    for (; !cs_done(&in); in.pos++) {
        if (cs_at(&in, "<"))
            break;
        if (cs_tok(&in, 0)->kind == SOURCE_NAME)
            e->text = source_text(cs_tok(&in, 0));
    }
    return e;
}

/* Generic arguments behind a name are taken only if what follows says so, as the language does. */
static struct cs_type *generic_arguments(struct cs_parser *c)
{
    static const char *const follows[] = {"(", ")", "]", "}", ":", ";", ",", ".", "?", "==", "!=",
                                          "|", "^", "&&", "||", "&", "[", "{", "?.", "::", "=>"};
    uint32_t end = cs_generics_end(c, 0);
    if (!end)
        return NULL;
    const struct source_token *t = cs_tok(c, end);
    bool fits = t->kind == SOURCE_END || t->kind == SOURCE_HOLE_END;
    for (size_t i = 0; i < COUNT(follows) && !fits; i++)
        fits = source_is(t, follows[i]);
    return fits ? cs_parse_generics(c) : NULL;
}

static struct cs_expr *named(struct cs_parser *c)
{
    if (source_is(cs_tok(c, 1), "::"))
        c->pos += 2; /* global::A or alias::A */
    struct cs_expr *e = leaf(c, CS_NAME);
    struct cs_type *args = cs_at(c, "<") ? generic_arguments(c) : NULL;
    if (args) {
        e->type = arena_alloc(c->p->arena, sizeof *e->type);
        e->type->name = e->type->path = e->text;
        e->type->args = args;
    }
    return e;
}

static struct cs_expr *word(struct cs_parser *c)
{
    const struct source_token *t = cs_tok(c, 0);
    if (t->escaped)
        return named(c);
    if (source_is(t, "new"))
        return creation(c);
    if (source_is(t, "this"))
        return leaf(c, CS_THIS);
    if (source_is(t, "base"))
        return leaf(c, CS_BASE);
    if (source_is(t, "null"))
        return leaf(c, CS_NULL);
    if (source_is(t, "true") || source_is(t, "false"))
        return leaf(c, CS_BOOL);
    if (source_is(t, "typeof") || source_is(t, "sizeof"))
        return about_type(c, CS_TYPEOF);
    if (source_is(t, "nameof") && source_is(cs_tok(c, 1), "("))
        return about_type(c, CS_NAMEOF);
    if (source_is(t, "default"))
        return about_type(c, CS_DEFAULT);
    if (source_is(t, "stackalloc")) {
        c->pos++;
        struct cs_expr *e = cs_expr_new(c, CS_UNKNOWN);
        cs_parse_type(c);
        return e;
    }
    if (!cs_is_word(t)) {
        c->pos++;
        return cs_expr_new(c, CS_UNKNOWN);
    }
    return named(c);
}

struct cs_expr *cs_parse_primary(struct cs_parser *c)
{
    const struct source_token *t = cs_tok(c, 0);
    struct cs_expr *e;
    if (t->kind == SOURCE_TEXT || t->kind == SOURCE_CHAR) {
        e = leaf(c, CS_TEXT);
    } else if (t->kind == SOURCE_NUMBER) {
        e = leaf(c, CS_NUMBER);
    } else if (t->kind == SOURCE_FORMAT_BEGIN) {
        e = format(c);
    } else if (t->kind == SOURCE_NAME) {
        e = word(c);
    } else if (cs_at(c, "(")) {
        e = parenthesis(c);
    } else if (cs_at(c, "[")) {
        e = cs_expr_new(c, CS_LIST);
        e->args = args_in(c, e);
    } else if (cs_at(c, "{")) { /* nested initialiser */
        e = cs_expr_new(c, CS_LIST);
        e->args = args_in(c, e);
    } else {
        e = cs_expr_new(c, CS_UNKNOWN);
        if (!cs_at(c, ",") && !cs_at(c, ";") && !cs_at(c, ":") && !cs_done(c))
            c->pos++;
        return e;
    }
    return cs_parse_chain(c, bounded(e));
}

/* x switch { pattern => value, ... } : the variables of the patterns, then the values. */
static struct cs_expr *switch_expression(struct cs_parser *c, struct cs_expr *subject)
{
    struct cs_expr *e = cs_expr_new(c, CS_CHOICE), **link = &e->args;
    c->pos++;
    e->a = subject;
    deepen(e, subject);
    struct cs_parser in = cs_sub(c, cs_inside(c));
    while (!cs_done(&in)) {
        uint32_t start = in.pos;
        struct cs_expr *vars = cs_parse_pattern(&in, NULL);
        while (!cs_done(&in) && !cs_at(&in, "=>") && !cs_at(&in, ","))
            cs_skip_group(&in);
        if (cs_take(&in, "=>")) {
            struct cs_expr *value = cs_parse_expr(&in);
            if (vars) {
                struct cs_expr *both = cs_expr_new(&in, CS_QUERY), *last = vars;
                while (last->next)
                    last = last->next;
                last->next = value;
                both->args = vars;
                deepen(both, value);
                value = bounded(both);
            }
            deepen(e, value);
            *link = value;
            link = &value->next;
        }
        while (!cs_done(&in) && !cs_at(&in, ","))
            cs_skip_group(&in);
        cs_take(&in, ",");
        if (in.pos == start)
            in.pos++;
    }
    return bounded(e);
}

static struct cs_expr *member_of(struct cs_parser *c, struct cs_expr *e)
{
    c->pos++;
    if (cs_at(c, "[")) { /* a?.[i] does not exist, but costs nothing */
        return e;
    }
    struct cs_expr *m = cs_expr_new(c, CS_MEMBER);
    m->a = e;
    deepen(m, e);
    if (cs_tok(c, 0)->kind != SOURCE_NAME)
        return m;
    m->text = source_text(cs_tok(c, 0));
    c->pos++;
    struct cs_type *args = cs_at(c, "<") ? generic_arguments(c) : NULL;
    if (args) {
        m->type = arena_alloc(c->p->arena, sizeof *m->type);
        m->type->name = m->type->path = m->text;
        m->type->args = args;
    }
    return m;
}

struct cs_expr *cs_parse_chain(struct cs_parser *c, struct cs_expr *e)
{
    for (int links = 0; links < MAX_LINKS && !cs_done(c); links++) {
        if (cs_at(c, ".") || cs_at(c, "?.") || cs_at(c, "->")) {
            e = member_of(c, e);
        } else if (cs_at(c, "(")) {
            struct cs_expr *call = cs_expr_new(c, CS_CALL);
            call->line = e->line;
            call->col = e->col;
            call->a = e;
            call->args = args_in(c, call);
            e = deepen(call, e);
        } else if (cs_at(c, "[") || (cs_at(c, "?") && source_is(cs_tok(c, 1), "["))) {
            if (cs_at(c, "?")) {
                /* a?[i] is an index, a ? [x] : [y] a choice */
                uint32_t close = cs_tok(c, 1)->pair;
                if (close + 1 < c->end && source_is(&c->u->tokens.items[close + 1], ":"))
                    return e;
                c->pos++;
            }
            struct cs_expr *index = cs_expr_new(c, CS_INDEX);
            index->a = e;
            index->args = args_in(c, index);
            e = deepen(index, e);
        } else if (cs_at(c, "!") || cs_at(c, "++") || cs_at(c, "--")) {
            c->pos++;
        } else if (cs_at(c, "switch") && source_is(cs_tok(c, 1), "{")) {
            e = switch_expression(c, e);
        } else if (cs_at(c, "with") && source_is(cs_tok(c, 1), "{")) {
            c->pos++;
            struct cs_expr *copy = cs_expr_new(c, CS_QUERY);
            struct cs_expr *changes = args_in(c, copy), **last = &changes;
            while (*last)
                last = &(*last)->next;
            *last = e;
            copy->args = changes;
            e = deepen(copy, e);
        } else {
            break;
        }
        e = bounded(e);
    }
    return e;
}

/* ---- lambdas ---- */

bool cs_at_lambda(const struct cs_parser *c)
{
    uint32_t at = 0;
    while (source_is(cs_tok(c, at), "async") || source_is(cs_tok(c, at), "static")) {
        if (source_is(cs_tok(c, at + 1), "=>"))
            return true; /* a parameter of that name */
        at++;
    }
    const struct source_token *t = cs_tok(c, at);
    if (source_is(t, "delegate"))
        return true;
    if (source_is(t, "("))
        return t->pair < c->end && source_is(cs_tok(c, t->pair + 1 - c->pos), "=>");
    return cs_is_word(t) && source_is(cs_tok(c, at + 1), "=>");
}

static struct cs_param *bare_param(struct cs_parser *c)
{
    struct cs_param *p = arena_alloc(c->p->arena, sizeof *p);
    const struct source_token *t = cs_tok(c, 0);
    p->name = source_text(t);
    p->line = t->line;
    p->col = t->col;
    c->pos++;
    return p;
}

struct cs_expr *cs_parse_lambda(struct cs_parser *c)
{
    if (!cs_at_lambda(c))
        return NULL;
    struct cs_expr *e = cs_expr_new(c, CS_LAMBDA);
    e->lambda = arena_alloc(c->p->arena, sizeof *e->lambda);
    while ((cs_at(c, "async") || cs_at(c, "static")) && !source_is(cs_tok(c, 1), "=>"))
        c->pos++;
    cs_take(c, "delegate");
    if (cs_at(c, "("))
        e->lambda->params = cs_parse_params(c);
    else if (cs_tok(c, 0)->kind == SOURCE_NAME)
        e->lambda->params = bare_param(c);
    cs_take(c, "=>");
    if (c->depth >= LIMIT_DEPTH)
        return e;
    if (cs_at(c, "{")) {
        struct cs_parser in = cs_sub(c, cs_inside(c));
        in.depth++;
        e->lambda->body = cs_parse_statements(&in);
    } else {
        e->lambda->value = cs_parse_expr(c);
        deepen(e, e->lambda->value);
    }
    return bounded(e);
}

/* ---- queries: from x in xs ... select y ---- */

static bool clause(const struct cs_parser *c)
{
    static const char *const words[] = {"from", "where", "select", "join", "let", "orderby",
                                        "group", "into", "on", "equals", "by", "ascending",
                                        "descending", ","};
    for (size_t i = 0; i < COUNT(words); i++)
        if (cs_at(c, words[i]))
            return true;
    return false;
}

static bool at_query(const struct cs_parser *c)
{
    if (!cs_at(c, "from") || cs_tok(c, 1)->kind != SOURCE_NAME)
        return false;
    if (source_is(cs_tok(c, 2), "in"))
        return true;
    uint32_t end = cs_type_end(c, 1);
    return end && cs_is_word(cs_tok(c, end)) && source_is(cs_tok(c, end + 1), "in");
}

/* [type] name in source : the variable with the source as its value */
static struct cs_expr *range_variable(struct cs_parser *c)
{
    struct cs_expr *e = cs_expr_new(c, CS_DECLARE);
    if (!source_is(cs_tok(c, 1), "in") && !source_is(cs_tok(c, 1), "="))
        e->type = cs_parse_type(c);
    e->text = source_text(cs_tok(c, 0));
    c->pos++;
    if (cs_take(c, "in") || cs_take(c, "=")) {
        e->a = cs_parse_expr(c);
        deepen(e, e->a);
    }
    return e;
}

struct cs_expr *cs_parse_query(struct cs_parser *c)
{
    if (!at_query(c))
        return NULL;
    struct cs_expr *e = cs_expr_new(c, CS_QUERY), **link = &e->args;
    while (!cs_done(c) && clause(c)) {
        bool binds = cs_at(c, "from") || cs_at(c, "join") || cs_at(c, "let");
        bool into = cs_at(c, "into");
        c->pos++;
        if (cs_done(c) || clause(c) || cs_at(c, ";") || cs_at(c, ")"))
            continue;
        struct cs_expr *part;
        if (into) {
            part = cs_expr_new(c, CS_DECLARE);
            part->text = source_text(cs_tok(c, 0));
            c->pos++;
        } else {
            part = binds ? range_variable(c) : cs_parse_expr(c);
        }
        deepen(e, part);
        *link = part;
        link = &part->next;
    }
    return bounded(e);
}
