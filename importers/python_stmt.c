/* SPDX-License-Identifier: MIT */
/* python_stmt.c - statements. Source: The Python Language Reference, chapters 7 and 8. */
#include "python.h"

static struct code_node *statement(struct code_reader *r);

static bool ends(const struct code_reader *r)
{
    return r->now->kind == TOKEN_NEWLINE || r->now->kind == TOKEN_END ||
           r->now->kind == TOKEN_DEDENT || code_is(r, ";");
}

/* What could not be read of this statement. */
static void finish(struct code_reader *r)
{
    while (!ends(r))
        code_skip(r);
    while (r->now->kind == TOKEN_NEWLINE || code_is(r, ";"))
        code_next(r);
}

static void statements(struct code_reader *r, struct code_node *block)
{
    while (r->now->kind != TOKEN_END && r->now->kind != TOKEN_DEDENT) {
        const struct code_token *before = r->now;
        code_add(block, statement(r));
        if (r->now == before)
            code_next(r);
    }
}

/* ": x" on the same line, or an indented block. */
static struct code_node *suite(struct code_reader *r, enum code_kind kind)
{
    struct code_node *block = code_make(r, kind, r->now);
    while (!code_is(r, ":") && !ends(r))
        code_skip(r);
    code_take(r, ":");
    if (r->now->kind != TOKEN_NEWLINE) {
        do {
            code_add(block, statement(r));
        } while (!r->now->fresh && r->now->kind == TOKEN_NAME);
        return block;
    }
    while (r->now->kind == TOKEN_NEWLINE)
        code_next(r);
    if (r->now->kind != TOKEN_INDENT || !code_enter(r))
        return block;
    code_next(r);
    statements(r, block);
    if (r->now->kind == TOKEN_DEDENT)
        code_next(r);
    r->depth--;
    return block;
}

/* --- Definitions ------------------------------------------------------------------------------ */

static struct code_node *name_at(struct code_reader *r, const struct code_token *at)
{
    struct code_node *n = code_make(r, CODE_NAME, at);
    n->text = at->text;
    return n;
}

static struct code_node *function(struct code_reader *r)
{
    const struct code_token *name = (code_next(r), r->now);
    struct code_node *f = code_make(r, CODE_FUNCTION, name);
    f->text = name->text;
    if (r->now->kind == TOKEN_NAME)
        code_next(r);
    if (code_is(r, "[")) /* type parameters */
        code_skip(r);
    const struct code_token *open = r->now;
    struct code_node *params = code_make(r, CODE_LIST, open);
    if (code_take(r, "(")) {
        params = python_parameters(r, ")");
        r->now = r->tokens + open->match + 1;
    }
    code_add(f, params);
    if (code_take(r, "->"))
        python_expression(r);
    code_add(f, suite(r, CODE_BLOCK));
    return code_with(r, CODE_ASSIGN, name, name_at(r, name), f);
}

static struct code_node *class(struct code_reader *r)
{
    const struct code_token *name = (code_next(r), r->now);
    struct code_node *c = code_make(r, CODE_CLASS, name);
    c->text = name->text;
    if (r->now->kind == TOKEN_NAME)
        code_next(r);
    if (code_is(r, "["))
        code_skip(r);
    struct code_node *bases = code_make(r, CODE_LIST, r->now);
    if (code_is(r, "(")) {
        const struct code_token *open = code_next(r);
        while (r->now < r->tokens + open->match) {
            const struct code_token *before = r->now;
            code_add(bases, python_expression(r));
            if (!code_take(r, ",") && r->now == before)
                code_skip(r);
        }
        r->now = r->tokens + open->match + 1;
    }
    code_add(c, bases);
    struct code_node *body = suite(r, CODE_BLOCK);
    if (body->first) {
        c->first->next = body->first;
        c->last = body->last;
    }
    return code_with(r, CODE_ASSIGN, name, name_at(r, name), c);
}

/* @app.get("/x") above a function: called with it, as Python does. */
static struct code_node *decorated(struct code_reader *r)
{
    enum { DECORATORS = 16 };
    struct code_node *with[DECORATORS];
    size_t count = 0;
    while (code_is(r, "@")) {
        code_next(r);
        struct code_node *d = python_expression(r);
        if (count < DECORATORS)
            with[count++] = d;
        finish(r);
    }
    struct code_node *def = statement(r);
    if (!def || def->kind != CODE_ASSIGN)
        return def;
    while (count > 0) {
        const struct code_token at = {.line = def->line, .col = def->col};
        struct code_node *d = with[--count], *value = def->last;
        def->first->next = NULL;
        def->last = def->first;
        code_add(def, code_with(r, CODE_CALL, &at, d, value));
        def->last->flag = true; /* a decorator: what it gives is still the function */
    }
    return def;
}

/* --- Imports ---------------------------------------------------------------------------------- */

static struct str dotted(struct code_reader *r)
{
    struct str name = STR("");
    while (code_is(r, ".") || code_is(r, "...") || r->now->kind == TOKEN_NAME) {
        if (code_is(r, "import") || code_is(r, "as"))
            break;
        name = ARENA_JOIN(r->arena, name, r->now->text);
        code_next(r);
    }
    return name;
}

static struct code_node *module_at(struct code_reader *r, const struct code_token *at,
                                   struct str name)
{
    struct code_node *m = code_make(r, CODE_MODULE, at);
    m->text = name;
    return m;
}

static struct code_node *import(struct code_reader *r)
{
    struct code_node *block = code_make(r, CODE_BLOCK, code_next(r));
    do {
        const struct code_token *at = r->now;
        struct str name = dotted(r), bound;
        struct str rest = name;
        struct code_node *m = module_at(r, at, name), *target = name_at(r, at);
        str_cut(&rest, '.', &bound);
        target->text = bound;
        if (code_take(r, "as")) {
            target->text = r->now->text;
            code_next(r);
        } else if (rest.len) {
            m->flag = true; /* "import a.b" binds a */
        }
        code_add(block, code_with(r, CODE_ASSIGN, at, target, m));
    } while (code_take(r, ","));
    return block;
}

static struct code_node *from_import(struct code_reader *r)
{
    struct code_node *block = code_make(r, CODE_BLOCK, code_next(r));
    const struct code_token *at = r->now;
    struct str module = dotted(r);
    code_take(r, "import");
    code_take(r, "(");
    while (r->now->kind == TOKEN_NAME || code_is(r, "*")) {
        const struct code_token *name = code_next(r);
        struct code_node *target = name_at(r, name);
        struct code_node *m = module_at(r, at, module);
        if (str_is(name->text, "*")) {
            target = code_with(r, CODE_SPREAD, name, NULL, NULL);
        } else {
            m = code_with(r, CODE_MEMBER, name, m, NULL);
            m->text = name->text;
            m->flag = true; /* may be a module itself */
        }
        if (code_take(r, "as"))
            target->text = code_next(r)->text;
        code_add(block, code_with(r, CODE_ASSIGN, name, target, m));
        if (!code_take(r, ","))
            break;
    }
    code_take(r, ")");
    return block;
}

/* --- The others ------------------------------------------------------------------------------- */

static struct code_node *loop(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *target = code_make(r, CODE_LIST, at);
    while (!code_is(r, "in") && !ends(r)) {
        if (r->now->kind == TOKEN_NAME)
            code_add(target, name_at(r, r->now));
        code_next(r);
    }
    code_take(r, "in");
    if (target->first && !target->first->next)
        target = target->first;
    struct code_node *n = code_with(r, CODE_LOOP, at, target, python_list(r));
    code_add(n, suite(r, CODE_MAYBE));
    return n;
}

static struct code_node *with(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *block = code_make(r, CODE_BLOCK, at);
    bool bracket = code_is(r, "(") && code_ahead(r, r->now->match - (size_t)(r->now - r->tokens) + 1,
                                                 ":");
    if (bracket)
        code_next(r);
    do {
        struct code_node *value = python_expression(r);
        if (code_take(r, "as"))
            value = code_with(r, CODE_ASSIGN, at, python_expression(r), value);
        code_add(block, value);
    } while (code_take(r, ","));
    if (bracket)
        code_take(r, ")");
    code_add(block, suite(r, CODE_BLOCK));
    return block;
}

static struct code_node *guarded(struct code_reader *r, bool condition)
{
    const struct code_token *at = code_next(r);
    struct code_node *block = code_make(r, CODE_BLOCK, at);
    /* Never run in a function: if __name__ == "__main__", if False. */
    bool dead = condition && (code_is(r, "__name__") || code_is(r, "False") ||
                              (r->now->kind == TOKEN_NUMBER && str_is(r->now->text, "0")));
    if (condition)
        code_add(block, code_with(r, CODE_MIX, at, python_expression(r), NULL));
    struct code_node *body = suite(r, CODE_MAYBE);
    if (!str_is(at->text, "while") && !str_is(at->text, "except"))
        body->text = at->text;
    code_add(block, dead ? NULL : body);
    return block;
}

static struct code_node *simple(struct code_reader *r)
{
    const struct code_token *at = r->now;
    struct code_node *n = python_list(r);
    if (code_take(r, ":")) { /* a type */
        python_expression(r);
        if (!code_is(r, "=")) {
            finish(r);
            return n;
        }
    }
    if (r->now->kind == TOKEN_OP && r->now->text.len > 1 && str_ends(r->now->text, STR("=")) &&
        !code_is(r, "==") && !code_is(r, "!=")) {
        code_next(r);
        n = code_with(r, CODE_ASSIGN, at, n, python_list(r));
        n->flag = true;
    } else if (code_take(r, "=")) { /* a = b = value */
        struct code_node *target = n, *value = python_list(r);
        if (code_take(r, "=")) {
            struct code_node *all = code_make(r, CODE_BLOCK, at), *more = value;
            value = python_list(r);
            while (code_take(r, "="))
                value = python_list(r);
            code_add(all, code_with(r, CODE_ASSIGN, at, target, value));
            struct code_node *again = code_make(r, CODE_NAME, at);
            again->text = target->kind == CODE_NAME ? target->text : STR_NONE;
            code_add(all, code_with(r, CODE_ASSIGN, at, more, again));
            finish(r);
            return all;
        }
        n = code_with(r, CODE_ASSIGN, at, target, value);
    }
    finish(r);
    return n;
}

static struct code_node *any_statement(struct code_reader *r)
{
    static const char *const maybe[] = {"else", "except", NULL};
    static const char *const condition[] = {"if", "elif", "while", NULL};
    static const char *const none[] = {"pass", "break", "continue", "global", "nonlocal", "del",
                                       NULL};
    const struct code_token *at = r->now;
    if (at->kind == TOKEN_INDENT || at->kind == TOKEN_NEWLINE) {
        code_next(r);
        return NULL;
    }
    if (code_is(r, "@"))
        return decorated(r);
    if (code_is(r, "async") && (code_ahead(r, 1, "def") || code_ahead(r, 1, "for") ||
                                code_ahead(r, 1, "with")))
        code_next(r);
    if (code_is(r, "def"))
        return function(r);
    if (code_is(r, "class"))
        return class(r);
    if (code_is(r, "for"))
        return loop(r);
    if (code_is(r, "with"))
        return with(r);
    if (code_is(r, "try") || code_is(r, "finally")) {
        code_next(r);
        return suite(r, str_is(at->text, "try") ? CODE_MAYBE : CODE_BLOCK);
    }
    if (code_is_any(r, condition))
        return guarded(r, true);
    if (code_is_any(r, maybe) && !code_ahead(r, 1, "="))
        return guarded(r, false);
    if ((code_is(r, "match") || code_is(r, "case")) && at[1].kind != TOKEN_OP)
        return guarded(r, code_is(r, "match"));
    if (code_is(r, "import") || code_is(r, "from")) {
        struct code_node *n = code_is(r, "import") ? import(r) : from_import(r);
        finish(r);
        return n;
    }
    if (code_is_any(r, none)) {
        finish(r);
        return NULL;
    }
    if (code_is(r, "return") || code_is(r, "raise") || code_is(r, "assert")) {
        struct code_node *n = code_make(r, code_is(r, "return") ? CODE_RETURN : CODE_MIX, at);
        code_next(r);
        if (!ends(r))
            code_add(n, python_list(r));
        finish(r);
        return n;
    }
    return simple(r);
}

static struct code_node *statement(struct code_reader *r)
{
    if (!code_enter(r)) {
        code_skip(r);
        return NULL;
    }
    struct code_node *n = any_statement(r);
    r->depth--;
    return n;
}

struct code_node *python_read(struct arena *a, struct str source, uint32_t line)
{
    struct code_tokens t = {0};
    python_tokens(a, source, line, false, &t);
    struct code_reader r = {.arena = a, .tokens = t.items, .now = t.items};
    struct code_node *block = code_make(&r, CODE_BLOCK, r.now);
    while (r.now->kind != TOKEN_END) {
        statements(&r, block);
        if (r.now->kind == TOKEN_DEDENT)
            r.now++;
    }
    code_tokens_release(&t);
    return block;
}
