/* SPDX-License-Identifier: MIT */
#include "csharp_parse.h"

#include "limits.h"

static struct cs_stmt *stmt_new(struct cs_parser *c, enum cs_statement kind)
{
    struct cs_stmt *s = arena_alloc(c->p->arena, sizeof *s);
    s->kind = (uint8_t)kind;
    s->line = cs_tok(c, 0)->line;
    s->col = cs_tok(c, 0)->col;
    return s;
}

static void end_statement(struct cs_parser *c)
{
    while (!cs_done(c) && !cs_at(c, ";") && !cs_at(c, "}"))
        cs_skip_group(c);
    cs_take(c, ";");
}

static struct cs_stmt *block(struct cs_parser *c)
{
    struct cs_stmt *s = stmt_new(c, CS_BLOCK);
    struct cs_parser in = cs_sub(c, cs_inside(c));
    if (in.depth < LIMIT_DEPTH) {
        in.depth++;
        s->a = cs_parse_statements(&in);
    }
    return s;
}

static struct cs_expr *in_parentheses(struct cs_parser *c)
{
    if (!cs_at(c, "("))
        return NULL;
    struct cs_parser in = cs_sub(c, cs_inside(c));
    return cs_parse_expr(&in);
}

/* Type name [= value] {, name [= value]} : a chain of CS_LOCAL; NULL if none begins here. */
static struct cs_stmt *locals(struct cs_parser *c)
{
    static const char *const follows[] = {"=", ";", ",", "in", ")"};
    uint32_t end = cs_type_end(c, 0);
    if (!end || !cs_is_word(cs_tok(c, end)) || cs_at(c, "await") || cs_at(c, "yield"))
        return NULL;
    bool fits = cs_tok(c, end + 1)->kind == SOURCE_END;
    for (size_t i = 0; i < COUNT(follows) && !fits; i++)
        fits = source_is(cs_tok(c, end + 1), follows[i]);
    if (!fits)
        return NULL;
    struct cs_type *type = cs_parse_type(c);
    struct cs_stmt *first = NULL, **link = &first;
    do {
        struct cs_stmt *s = stmt_new(c, CS_LOCAL);
        s->type = str_is(type->path, "var") ? NULL : type;
        s->name = source_text(cs_tok(c, 0));
        c->pos++;
        if (cs_take(c, "="))
            s->e = cs_parse_expr(c);
        *link = s;
        link = &s->next;
    } while (cs_take(c, ",") && cs_is_word(cs_tok(c, 0)));
    return first;
}

/* The n-th part of a value that is taken apart. */
static struct cs_expr *part_of(struct cs_parser *c, struct cs_expr *value, uint32_t n)
{
    struct cs_expr *x = value->op == CS_LIST ? value->args : NULL;
    while (x && n--)
        x = x->next;
    if (x)
        return x;
    struct cs_expr *e = cs_expr_new(c, CS_MEMBER);
    e->text = STR("Item");
    e->a = value;
    e->depth = value->depth;
    return e;
}

/* var (a, b) = e; : each name gets its part of e. */
static struct cs_stmt *deconstruction(struct cs_parser *c)
{
    if (!cs_at(c, "var") || !source_is(cs_tok(c, 1), "("))
        return NULL;
    uint32_t close = cs_tok(c, 1)->pair;
    if (close >= c->end || !source_is(cs_tok(c, close + 1 - c->pos), "="))
        return NULL;
    c->pos++;
    struct cs_stmt *first = NULL, **link = &first;
    struct cs_parser names = cs_sub(c, cs_inside(c));
    cs_take(c, "=");
    struct cs_expr *value = cs_parse_expr(c);
    uint32_t n = 0;
    for (; !cs_done(&names); names.pos++) {
        if (cs_tok(&names, 0)->kind != SOURCE_NAME)
            continue;
        struct cs_stmt *s = stmt_new(&names, CS_LOCAL);
        s->name = source_text(cs_tok(&names, 0));
        s->e = part_of(c, value, n++);
        *link = s;
        link = &s->next;
    }
    end_statement(c);
    return first;
}

/* [modifiers] Type Name [<..>] ( ... ) { or => : a local function; NULL if none begins here. */
static struct cs_stmt *local_function(struct cs_parser *c)
{
    uint32_t at = 0;
    while (source_is(cs_tok(c, at), "static") || source_is(cs_tok(c, at), "async") ||
           source_is(cs_tok(c, at), "unsafe") || source_is(cs_tok(c, at), "extern"))
        at++;
    uint32_t name = cs_type_end(c, at);
    if (!name || !cs_is_word(cs_tok(c, name)) || source_is(cs_tok(c, at), "await"))
        return NULL;
    uint32_t open = name + 1;
    if (source_is(cs_tok(c, open), "<"))
        open = cs_generics_end(c, open);
    if (!open || !source_is(cs_tok(c, open), "(") || cs_tok(c, open)->pair >= c->end)
        return NULL;
    uint32_t after = cs_tok(c, open)->pair + 1 - c->pos;
    if (!source_is(cs_tok(c, after), "{") && !source_is(cs_tok(c, after), "=>") &&
        !source_is(cs_tok(c, after), "where"))
        return NULL;
    struct cs_stmt *s = stmt_new(c, CS_FUNCTION);
    struct cs_member *m = cs_member_new(c->p, c->u, NULL, CS_METHOD, cs_tok(c, name));
    c->pos += at;
    m->type = cs_parse_type(c);
    c->pos++;
    if (cs_at(c, "<"))
        c->pos += cs_generics_end(c, 0);
    m->params = cs_parse_params(c);
    for (struct cs_param *p = m->params; p; p = p->next)
        m->param_count++;
    while (!cs_done(c) && !cs_at(c, "{") && !cs_at(c, "=>"))
        cs_skip_group(c);
    if (cs_at(c, "{")) {
        m->body = cs_inside(c);
    } else {
        m->arrow = true;
        m->body.from = ++c->pos;
        end_statement(c);
        m->body.to = c->pos;
    }
    s->name = m->name;
    s->member = m;
    return s;
}

static struct cs_stmt *if_statement(struct cs_parser *c)
{
    struct cs_stmt *first = NULL, **link = &first;
    for (;;) { /* a chain of else if is a loop here, not a recursion */
        struct cs_stmt *s = stmt_new(c, CS_IF);
        c->pos++;
        s->e = in_parentheses(c);
        s->a = cs_parse_statement(c);
        *link = s;
        link = &s->b;
        if (!cs_take(c, "else"))
            return first;
        if (!cs_at(c, "if")) {
            *link = cs_parse_statement(c);
            return first;
        }
    }
}

static struct cs_stmt *for_statement(struct cs_parser *c)
{
    struct cs_stmt *s = stmt_new(c, CS_LOOP);
    c->pos++;
    if (cs_at(c, "(")) {
        struct cs_parser in = cs_sub(c, cs_inside(c));
        s->before = cs_at(&in, ";") ? NULL : cs_parse_statement(&in);
        cs_take(&in, ";");
        s->e = cs_at(&in, ";") || cs_done(&in) ? NULL : cs_parse_expr(&in);
        cs_take(&in, ";");
        s->b = cs_parse_statements(&in);
    }
    s->a = cs_parse_statement(c);
    return s;
}

static struct cs_stmt *foreach_statement(struct cs_parser *c)
{
    struct cs_stmt *s = stmt_new(c, CS_FOREACH);
    c->pos++;
    if (cs_at(c, "(")) {
        struct cs_parser in = cs_sub(c, cs_inside(c));
        uint32_t end = cs_type_end(&in, 0);
        if (end && cs_is_word(cs_tok(&in, end))) {
            s->type = cs_parse_type(&in);
            if (str_is(s->type->path, "var"))
                s->type = NULL;
            s->name = source_text(cs_tok(&in, 0));
        }
        while (!cs_done(&in) && !cs_at(&in, "in"))
            cs_skip_group(&in);
        cs_take(&in, "in");
        s->e = cs_parse_expr(&in);
    }
    s->a = cs_parse_statement(c);
    return s;
}

static struct cs_stmt *loop_statement(struct cs_parser *c)
{
    struct cs_stmt *s = stmt_new(c, CS_LOOP);
    bool until = cs_at(c, "do");
    c->pos++;
    if (!until)
        s->e = in_parentheses(c);
    s->a = cs_parse_statement(c);
    if (until && cs_take(c, "while")) {
        s->e = in_parentheses(c);
        cs_take(c, ";");
    }
    return s;
}

/* The variables of a case label become locals of the section. */
static struct cs_stmt *labels(struct cs_parser *c, struct cs_expr *subject, struct cs_stmt ***link)
{
    struct cs_stmt *last = NULL;
    while (cs_at(c, "case") || cs_at(c, "default")) {
        c->pos++;
        for (struct cs_expr *v = cs_parse_pattern(c, subject); v; v = v->next) {
            struct cs_stmt *s = stmt_new(c, CS_LOCAL);
            s->type = v->type;
            s->name = v->text;
            s->e = subject;
            **link = s;
            *link = &s->next;
            last = s;
        }
        while (!cs_done(c) && !cs_at(c, ":"))
            cs_skip_group(c);
        cs_take(c, ":");
    }
    return last;
}

static struct cs_stmt *switch_statement(struct cs_parser *c)
{
    struct cs_stmt *s = stmt_new(c, CS_SWITCH), **section = &s->a;
    c->pos++;
    s->e = in_parentheses(c);
    if (!cs_at(c, "{"))
        return s;
    struct cs_parser in = cs_sub(c, cs_inside(c));
    while (!cs_done(&in)) {
        uint32_t start = in.pos;
        struct cs_stmt *part = stmt_new(&in, CS_BLOCK), **link = &part->a;
        labels(&in, s->e, &link);
        while (!cs_done(&in) && !cs_at(&in, "case") &&
               !(cs_at(&in, "default") && source_is(cs_tok(&in, 1), ":"))) {
            struct cs_stmt *one = cs_parse_statement(&in);
            *link = one;
            while (*link)
                link = &(*link)->next;
        }
        *section = part;
        section = &part->next;
        if (in.pos == start)
            in.pos++;
    }
    return s;
}

static struct cs_stmt *try_statement(struct cs_parser *c)
{
    struct cs_stmt *s = stmt_new(c, CS_TRY), **handler = &s->b;
    c->pos++;
    if (cs_at(c, "{"))
        s->a = block(c);
    while (cs_at(c, "catch") || cs_at(c, "finally")) {
        struct cs_stmt *caught = NULL;
        c->pos++;
        if (cs_at(c, "(")) {
            struct cs_parser in = cs_sub(c, cs_inside(c));
            caught = locals(&in);
        }
        while (!cs_done(c) && !cs_at(c, "{") && !cs_at(c, ";"))
            cs_skip_group(c); /* when (...) */
        if (!cs_at(c, "{"))
            break;
        struct cs_stmt *body = block(c);
        if (caught) {
            caught->next = body->a;
            body->a = caught;
        }
        *handler = body;
        handler = &body->next;
    }
    return s;
}

/* using (x) body, lock (x) body, fixed (...) body; using var x = ...; */
static struct cs_stmt *using_statement(struct cs_parser *c)
{
    c->pos++;
    if (!cs_at(c, "(") || (cs_tok(c, 0)->pair < c->end &&
                           cs_is_word(cs_tok(c, cs_tok(c, 0)->pair + 1 - c->pos)) &&
                           source_is(cs_tok(c, cs_tok(c, 0)->pair + 2 - c->pos), "="))) {
        struct cs_stmt *l = locals(c); /* also of a tuple type */
        end_statement(c);
        return l ? l : stmt_new(c, CS_JUMP);
    }
    struct cs_stmt *s = stmt_new(c, CS_BLOCK);
    struct cs_parser in = cs_sub(c, cs_inside(c));
    s->a = locals(&in);
    if (!s->a) {
        s->a = stmt_new(&in, CS_DO);
        s->a->e = cs_parse_expr(&in);
    }
    struct cs_stmt *last = s->a;
    while (last->next)
        last = last->next;
    last->next = cs_parse_statement(c);
    return s;
}

static struct cs_stmt *with_value(struct cs_parser *c, enum cs_statement kind)
{
    struct cs_stmt *s = stmt_new(c, kind);
    c->pos++;
    if (!cs_at(c, ";") && !cs_done(c))
        s->e = cs_parse_expr(c);
    end_statement(c);
    return s;
}

static struct cs_stmt *keyword_statement(struct cs_parser *c)
{
    if (cs_at(c, "if"))
        return if_statement(c);
    if (cs_at(c, "for"))
        return for_statement(c);
    if (cs_at(c, "foreach"))
        return foreach_statement(c);
    if (cs_at(c, "while") || cs_at(c, "do"))
        return loop_statement(c);
    if (cs_at(c, "switch"))
        return switch_statement(c);
    if (cs_at(c, "try"))
        return try_statement(c);
    if (cs_at(c, "using") || cs_at(c, "lock") || cs_at(c, "fixed"))
        return using_statement(c);
    if (cs_at(c, "return"))
        return with_value(c, CS_RETURN);
    if (cs_at(c, "throw"))
        return with_value(c, CS_THROW);
    if (cs_at(c, "break") || cs_at(c, "continue") || cs_at(c, "goto")) {
        struct cs_stmt *s = stmt_new(c, CS_JUMP);
        end_statement(c);
        return s;
    }
    return NULL;
}

static struct cs_stmt *statement(struct cs_parser *c)
{
    while (cs_at(c, "[") && cs_tok(c, 0)->pair + 1 < c->end &&
           cs_tok(c, cs_tok(c, 0)->pair + 1 - c->pos)->kind == SOURCE_NAME)
        cs_skip_group(c); /* attributes of a local function */
    if (cs_at(c, "{"))
        return block(c);
    if (cs_at(c, "await") &&
        (source_is(cs_tok(c, 1), "using") || source_is(cs_tok(c, 1), "foreach")))
        c->pos++;
    if ((cs_at(c, "unsafe") || cs_at(c, "checked") || cs_at(c, "unchecked")) &&
        source_is(cs_tok(c, 1), "{")) {
        c->pos++;
        return block(c);
    }
    if (cs_at(c, "yield") && source_is(cs_tok(c, 1), "return")) {
        c->pos++;
        return with_value(c, CS_YIELD);
    }
    if (cs_at(c, "const"))
        c->pos++;
    struct cs_stmt *s = keyword_statement(c);
    if (s)
        return s;
    if (cs_is_word(cs_tok(c, 0)) && source_is(cs_tok(c, 1), ":") && !cs_at(c, "default"))
        c->pos += 2; /* a label */
    s = local_function(c);
    if (!s)
        s = deconstruction(c);
    if (s)
        return s;
    s = locals(c);
    if (!s) {
        s = stmt_new(c, CS_DO);
        if (!cs_at(c, ";") && !cs_done(c))
            s->e = cs_parse_expr(c);
    }
    end_statement(c);
    return s;
}

struct cs_stmt *cs_parse_statement(struct cs_parser *c)
{
    if (c->depth >= LIMIT_DEPTH) {
        struct cs_stmt *s = stmt_new(c, CS_JUMP);
        end_statement(c);
        return s;
    }
    c->depth++;
    struct cs_stmt *s = statement(c);
    c->depth--;
    return s;
}

struct cs_stmt *cs_parse_statements(struct cs_parser *c)
{
    struct cs_stmt *first = NULL, **link = &first;
    while (!cs_done(c)) {
        uint32_t start = c->pos;
        *link = cs_parse_statement(c);
        while (*link)
            link = &(*link)->next;
        if (c->pos == start)
            c->pos++;
    }
    return first;
}
