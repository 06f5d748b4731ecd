/* SPDX-License-Identifier: MIT */
/* javascript_stmt.c - statements, imports and exports. Source: ECMA-262, chapters 14 and 16. */
#include "javascript.h"

static struct code_node *statement(struct code_reader *r);

static struct code_node *name_of(struct code_reader *r, const struct code_token *at, struct str text)
{
    struct code_node *n = code_make(r, CODE_NAME, at);
    n->text = text;
    return n;
}

static bool ends(const struct code_reader *r)
{
    return code_is(r, ";") || code_is(r, "}") || r->now->kind == TOKEN_END;
}

/* The rest of a statement that could not be read, to its semicolon or the next line. */
static void finish(struct code_reader *r)
{
    while (!ends(r) && !r->now->fresh)
        code_skip(r);
    code_take(r, ";");
}

struct code_node *javascript_block(struct code_reader *r, enum code_kind kind)
{
    const struct code_token *open = code_next(r), *end = r->tokens + open->match;
    struct code_node *block = code_make(r, kind, open);
    if (code_enter(r)) {
        while (r->now < end) {
            const struct code_token *before = r->now;
            code_add(block, statement(r));
            if (r->now == before)
                code_skip(r);
        }
        r->depth--;
    }
    r->now = end + 1;
    return block;
}

static struct code_node *body(struct code_reader *r, enum code_kind kind)
{
    if (code_is(r, "{"))
        return javascript_block(r, kind);
    struct code_node *block = code_make(r, kind, r->now);
    code_add(block, statement(r));
    return block;
}

/* --- Names ------------------------------------------------------------------------------------ */

static struct code_node *declaration(struct code_reader *r)
{
    struct code_node *block = code_make(r, CODE_BLOCK, code_next(r));
    do {
        const struct code_token *at = r->now;
        struct code_node *target = javascript_expression(r); /* with "= value" in it */
        if (code_is(r, ":") || code_is(r, "!"))
            javascript_annotation(r, false);
        if (code_take(r, "="))
            target = code_with(r, CODE_ASSIGN, at, target, javascript_expression(r));
        code_add(block, target);
    } while (code_take(r, ","));
    return block;
}

static struct code_node *module_at(struct code_reader *r, const struct code_token *at,
                                   struct str name)
{
    struct code_node *m = code_make(r, CODE_MODULE, at);
    m->text = name;
    return m;
}

static struct code_node *member_of(struct code_reader *r, const struct code_token *at,
                                   struct code_node *object, struct str name)
{
    struct code_node *n = code_with(r, CODE_MEMBER, at, object, NULL);
    n->text = name;
    return n;
}

/* The text behind the next `from`, or the next text, of this statement. */
static struct str source_of(const struct code_reader *r)
{
    struct code_reader ahead = *r;
    while (ahead.now->kind != TOKEN_END && !code_is(&ahead, ";")) {
        if (ahead.now->kind == TOKEN_TEXT)
            return ahead.now->text;
        if (ahead.now != r->now && ahead.now->fresh && !code_is(&ahead, "from"))
            break;
        code_skip(&ahead);
    }
    return STR_NONE;
}

static struct code_node *import(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *block = code_make(r, CODE_BLOCK, at);
    struct str from = source_of(r);
    if (code_is(r, "type") && !code_ahead(r, 1, "from") && !code_ahead(r, 1, ","))
        from = STR_NONE; /* import type ... */
    if (r->now->kind == TOKEN_NAME && code_ahead(r, 1, "=")) { /* import x = require("y") */
        struct code_node *target = name_of(r, r->now, r->now->text);
        r->now += 2;
        code_add(block, code_with(r, CODE_ASSIGN, at, target, javascript_expression(r)));
        finish(r);
        return block;
    }
    if (from.ptr && r->now->kind == TOKEN_TEXT)
        code_add(block, module_at(r, at, from));
    while (from.ptr && r->now->kind != TOKEN_TEXT && r->now->kind != TOKEN_END && !ends(r)) {
        struct code_node *m = module_at(r, at, from);
        if (code_take(r, "*")) {
            code_take(r, "as");
            code_add(block, code_with(r, CODE_ASSIGN, at, name_of(r, r->now, r->now->text), m));
            code_next(r);
        } else if (code_is(r, "{")) {
            const struct code_token *end = r->tokens + r->now->match;
            for (code_next(r); r->now < end; code_next(r)) {
                if (code_is(r, ",") || (code_is(r, "type") && !code_ahead(r, 1, ",") &&
                                        !code_ahead(r, 1, "}") && !code_ahead(r, 1, "as")))
                    continue;
                struct str name = r->now->text, bound = name;
                if (code_ahead(r, 1, "as"))
                    bound = (r->now += 2)->text;
                m = member_of(r, r->now, module_at(r, at, from), name);
                code_add(block, code_with(r, CODE_ASSIGN, at, name_of(r, r->now, bound), m));
            }
            r->now = end + 1;
        } else if (code_take(r, "from") || code_take(r, ",")) {
            continue;
        } else {
            m = member_of(r, r->now, m, STR("default"));
            code_add(block, code_with(r, CODE_ASSIGN, at, name_of(r, r->now, r->now->text), m));
            code_next(r);
        }
    }
    finish(r);
    return block;
}

static struct code_node *exported(struct code_reader *r, const struct code_token *at, struct str name,
                                  struct code_node *value)
{
    struct code_node *to = member_of(r, at, name_of(r, at, STR("exports")), name);
    return code_with(r, CODE_ASSIGN, at, to, value);
}

/* export const a = 1, function f, class C: also as members of exports. */
static void export_names(struct code_reader *r, struct code_node *block, struct code_node *n)
{
    struct code_token at = {.line = n->line, .col = n->col};
    struct code_node *target = n->kind == CODE_ASSIGN ? n->first : n;
    if (n->kind == CODE_BLOCK) {
        for (struct code_node *k = n->first; k; k = k->next)
            export_names(r, block, k);
    } else if (target->kind == CODE_NAME) {
        code_add(block, exported(r, &at, target->text, name_of(r, &at, target->text)));
    } else if (target->kind == CODE_MAP) {
        for (struct code_node *k = target->first; k; k = k->next)
            if (k->kind == CODE_NAME)
                code_add(block, exported(r, &at, k->text, name_of(r, &at, k->text)));
    }
}

static struct code_node *export(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *block = code_make(r, CODE_BLOCK, at);
    if (code_take(r, "default")) {
        struct code_node *value = code_is(r, "function") || code_is(r, "class") ||
                                  code_is(r, "abstract") || code_is(r, "async")
                                      ? statement(r) : javascript_expression(r);
        if (value && value->kind == CODE_ASSIGN && value->first->kind == CODE_NAME &&
            value->last->kind >= CODE_FUNCTION) {
            code_add(block, value);
            value = name_of(r, at, value->first->text);
        }
        code_add(block, value ? exported(r, at, STR("default"), value) : NULL);
        finish(r);
        return block;
    }
    if (code_take(r, "=")) { /* TypeScript */
        struct code_node *m = member_of(r, at, name_of(r, at, STR("module")), STR("exports"));
        code_add(block, code_with(r, CODE_ASSIGN, at, m, javascript_expression(r)));
        finish(r);
        return block;
    }
    if (code_is(r, "*") || code_is(r, "{")) {
        struct str from = source_of(r);
        if (code_is(r, "{") ? !code_ahead(r, r->now->match - (size_t)(r->now - r->tokens) + 1,
                                          "from") : false)
            from = STR_NONE;
        if (code_is(r, "*") && from.ptr && code_ahead(r, 1, "from")) {
            struct code_node *all = code_with(r, CODE_SPREAD, at, NULL, NULL);
            all->text = STR("exports");
            code_add(block, code_with(r, CODE_ASSIGN, at, all, module_at(r, at, from)));
        }
        const struct code_token *end = r->tokens + r->now->match;
        for (code_next(r); r->now < end; code_next(r)) {
            if (code_is(r, ",") || r->now->kind == TOKEN_OP)
                continue;
            struct str name = r->now->text, as = name;
            if (code_ahead(r, 1, "as"))
                as = (r->now += 2)->text;
            code_add(block, exported(r, at, as, from.ptr ? member_of(r, at, module_at(r, at, from),
                                                                    name)
                                                         : name_of(r, at, name)));
        }
        if (r->now == end && str_is(end->text, "}"))
            code_next(r);
        while (!ends(r) && !(r->now->fresh && !code_is(r, "from")))
            code_next(r);
        code_take(r, ";");
        return block;
    }
    struct code_node *n = statement(r);
    code_add(block, n);
    if (n)
        export_names(r, block, n);
    return block;
}

/* --- The others ------------------------------------------------------------------------------- */

static bool never(const struct code_reader *r) /* at the condition's bracket */
{
    return code_ahead(r, 1, "false") ||
           (code_ahead(r, 1, "require") && code_ahead(r, 3, "main") && code_ahead(r, 2, "."));
}

static struct code_node *conditional(struct code_reader *r)
{
    struct code_node *block = code_make(r, CODE_BLOCK, r->now);
    bool first = true;
    while (code_take(r, "if")) { /* chains of else if are long */
        bool dead = never(r);
        if (code_is(r, "(")) {
            const struct code_token *open = code_next(r);
            code_add(block, code_with(r, CODE_MIX, open, javascript_sequence(r), NULL));
            r->now = r->tokens + open->match + 1;
        }
        struct code_node *then = body(r, CODE_MAYBE);
        then->text = first ? STR("if") : STR("elif");
        first = false;
        code_add(block, dead ? NULL : then);
        if (!code_take(r, "else"))
            return block;
    }
    struct code_node *other = body(r, CODE_MAYBE);
    other->text = STR("else");
    code_add(block, other);
    return block;
}

static struct code_node *loop(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    code_take(r, "await");
    struct code_node *head = NULL;
    if (code_is(r, "(")) {
        const struct code_token *open = code_next(r), *end = r->tokens + open->match;
        bool declared = code_take(r, "const") || code_take(r, "let") || code_take(r, "var");
        const struct code_token *start = r->now;
        /* A pattern or name before of or in; else the three parts. */
        struct code_node *target = NULL;
        if (code_is(r, "{") || code_is(r, "[") || r->now->kind == TOKEN_NAME) {
            struct code_reader ahead = *r;
            code_skip(&ahead);
            if (code_is(&ahead, "of") || code_is(&ahead, "in")) {
                bool keys = code_is(&ahead, "in");
                if (code_is(r, "{") || code_is(r, "["))
                    target = javascript_expression(r);
                else
                    target = name_of(r, r->now, r->now->text);
                r->now = ahead.now + 1;
                head = code_with(r, CODE_LOOP, at, target, javascript_sequence(r));
                head->flag = keys;
            }
        }
        if (!head) {
            r->now = declared ? start - 1 : start;
            head = code_make(r, CODE_BLOCK, at);
            while (r->now < end) {
                const struct code_token *before = r->now;
                code_add(head, declared ? declaration(r) : javascript_sequence(r));
                declared = false;
                if (!code_take(r, ";") && r->now == before)
                    code_skip(r);
            }
        }
        r->now = end + 1;
    }
    struct code_node *inside = body(r, CODE_MAYBE);
    if (!head)
        return inside;
    code_add(head, inside);
    return head;
}

static struct code_node *switched(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *block = code_make(r, CODE_BLOCK, at);
    if (code_is(r, "(")) {
        const struct code_token *open = code_next(r);
        code_add(block, code_with(r, CODE_MIX, open, javascript_sequence(r), NULL));
        r->now = r->tokens + open->match + 1;
    }
    if (!code_is(r, "{"))
        return block;
    const struct code_token *end = r->tokens + r->now->match;
    struct code_node *arm = NULL;
    code_next(r);
    while (r->now < end) {
        const struct code_token *before = r->now;
        if (code_is(r, "case") || code_is(r, "default")) {
            arm = code_make(r, CODE_MAYBE, code_next(r));
            code_add(block, arm);
            if (!str_is(before->text, "default"))
                code_add(arm, code_with(r, CODE_MIX, before, javascript_expression(r), NULL));
            code_take(r, ":");
            continue;
        }
        code_add(arm ? arm : block, statement(r));
        if (r->now == before)
            code_skip(r);
    }
    r->now = end + 1;
    return block;
}

static struct code_node *attempt(struct code_reader *r)
{
    struct code_node *block = code_make(r, CODE_BLOCK, code_next(r));
    if (code_is(r, "{"))
        code_add(block, javascript_block(r, CODE_MAYBE));
    if (code_take(r, "catch")) {
        if (code_is(r, "("))
            code_skip(r);
        if (code_is(r, "{"))
            code_add(block, javascript_block(r, CODE_MAYBE));
    }
    if (code_take(r, "finally") && code_is(r, "{"))
        code_add(block, javascript_block(r, CODE_BLOCK));
    return block;
}

static struct code_node *named(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (code_is(r, "class") || code_is(r, "abstract")) {
        code_take(r, "abstract");
        struct code_node *c = javascript_class(r);
        return c->text.len ? code_with(r, CODE_ASSIGN, at, name_of(r, at, c->text), c) : c;
    }
    code_take(r, "async");
    code_next(r);
    code_take(r, "*");
    const struct code_token *name = r->now;
    struct str text = name->kind == TOKEN_NAME ? code_next(r)->text : STR_NONE;
    struct code_node *f = javascript_function(r, text);
    return text.len ? code_with(r, CODE_ASSIGN, name, name_of(r, name, text), f) : f;
}

/* interface X {}, type X = ..., declare ...: nothing that runs. */
static bool is_typing(const struct code_reader *r)
{
    const struct code_token *t = r->now;
    return t[1].kind == TOKEN_NAME && !t[1].fresh &&
           (code_is(r, "interface") || code_is(r, "declare") ||
            (code_is(r, "type") && (code_ahead(r, 2, "=") || code_ahead(r, 2, "<"))));
}

static struct code_node *typing(struct code_reader *r)
{
    bool alias = code_is(r, "type");
    while (!ends(r) && !code_is(r, "{") && !code_is(r, "="))
        code_next(r);
    if (alias && code_take(r, "="))
        javascript_type(r, false);
    else if (code_is(r, "{"))
        code_skip(r);
    finish(r);
    return NULL;
}

static struct code_node *any_statement(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (code_take(r, ";") || at->kind == TOKEN_END)
        return NULL;
    if (code_is(r, "{"))
        return javascript_block(r, CODE_BLOCK);
    if (is_typing(r))
        return typing(r);
    if (code_is(r, "const") && code_ahead(r, 1, "enum"))
        code_next(r);
    if (code_is(r, "enum") && r->now[1].kind == TOKEN_NAME)
        return javascript_enum(r);
    if (code_is(r, "namespace") && at[1].kind == TOKEN_NAME) {
        r->now += 2;
        code_skip(r);
        return NULL;
    }
    if (code_is(r, "var") || code_is(r, "const") ||
        (code_is(r, "let") && (at[1].kind == TOKEN_NAME || code_ahead(r, 1, "{") ||
                               code_ahead(r, 1, "[")))) {
        struct code_node *n = declaration(r);
        finish(r);
        return n;
    }
    while (code_is(r, "@")) {
        code_next(r);
        javascript_expression(r);
    }
    if (code_is(r, "function") || code_is(r, "class") ||
        (code_is(r, "async") && code_ahead(r, 1, "function")) ||
        (code_is(r, "abstract") && code_ahead(r, 1, "class")))
        return named(r);
    if (code_is(r, "import") && !code_ahead(r, 1, "(") && !code_ahead(r, 1, "."))
        return import(r);
    if (code_is(r, "export"))
        return export(r);
    if (code_is(r, "if"))
        return conditional(r);
    if (code_is(r, "for") || code_is(r, "while"))
        return loop(r);
    if (code_is(r, "switch"))
        return switched(r);
    if (code_is(r, "try"))
        return attempt(r);
    if (code_is(r, "do")) {
        code_next(r);
        return body(r, CODE_BLOCK);
    }
    if (code_is(r, "return") || code_is(r, "throw")) {
        struct code_node *n = code_make(r, code_is(r, "return") ? CODE_RETURN : CODE_MIX, at);
        n->flag = code_is(r, "throw");
        code_next(r);
        if (!ends(r) && !(r->now->fresh && !n->flag))
            code_add(n, javascript_sequence(r));
        finish(r);
        return n;
    }
    if (at->kind == TOKEN_NAME && code_ahead(r, 1, ":") && !code_is(r, "default")) {
        r->now += 2; /* a label */
        return statement(r);
    }
    if (code_is(r, "break") || code_is(r, "continue") || code_is(r, "debugger")) {
        finish(r);
        return NULL;
    }
    struct code_node *n = javascript_sequence(r);
    finish(r);
    return n;
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

struct code_node *javascript_read(struct arena *a, struct str source, uint32_t line)
{
    struct code_tokens t = {0};
    javascript_tokens(a, source, line, &t);
    struct code_reader r = {.arena = a, .tokens = t.items, .now = t.items};
    struct code_node *block = code_make(&r, CODE_BLOCK, r.now);
    while (r.now->kind != TOKEN_END) {
        const struct code_token *before = r.now;
        code_add(block, statement(&r));
        if (r.now == before)
            code_skip(&r);
    }
    code_tokens_release(&t);
    return block;
}
