/* SPDX-License-Identifier: MIT */
/* javascript_function.c - functions, classes, and the types of TypeScript that are passed over.
 * Source: ECMA-262, chapter 15; the TypeScript handbook. */
#include "javascript.h"

/* --- Types ------------------------------------------------------------------------------------ */

/* At "<": behind the ">" that closes it; false: there is none that could be one of types. */
static bool angles(struct code_reader *r)
{
    enum { LONGEST = 400 };
    size_t depth = 0;
    for (size_t i = 0; i < LONGEST && r->now->kind != TOKEN_END; i++) {
        if (code_is(r, "<")) {
            depth++;
        } else if (code_is(r, ">")) {
            depth--;
        } else if (code_is(r, "(") || code_is(r, "[") || code_is(r, "{")) {
            code_skip(r);
            continue;
        } else if (r->now->kind == TOKEN_OP) {
            static const char *const types[] = {".", ",", "|", "&", "=>", "?", ":", "=", "...", NULL};
            if (!code_is_any(r, types))
                return false;
        }
        code_next(r);
        if (!depth)
            return true;
    }
    return false;
}

bool javascript_type_arguments(struct code_reader *r)
{
    const struct code_token *from = r->now;
    if (code_is(r, "<") && angles(r) &&
        (code_is(r, "(") || r->now->kind == TOKEN_JOIN))
        return true;
    r->now = from;
    return false;
}

void javascript_type(struct code_reader *r, bool arrow)
{
    static const char *const prefixes[] = {"keyof", "typeof", "readonly", "unique", "infer",
                                           "asserts", "new", "abstract", "-", "|", "&", NULL};
    static const char *const joins[] = {".", "|", "&", NULL};
    bool wanted = true;
    while (r->now->kind != TOKEN_END) {
        if (wanted && code_is_any(r, prefixes)) {
            code_next(r);
        } else if (wanted) {
            if (code_is(r, "{") || code_is(r, "[") || code_is(r, "("))
                code_skip(r);
            else if (r->now->kind != TOKEN_OP)
                code_next(r);
            else if (!code_is(r, "<") || !angles(r))
                return;
            wanted = r->now > r->tokens && code_ahead(r, 0, "(") && str_is(r->now[-1].text, ">");
        } else if (code_is_any(r, joins)) {
            code_next(r);
            wanted = true;
        } else if (code_is(r, "<")) {
            const struct code_token *from = r->now;
            if (!angles(r)) {
                r->now = from;
                return;
            }
        } else if (code_is(r, "[") && !r->now->fresh) {
            code_skip(r);
        } else if ((code_is(r, "=>") && !arrow && str_is(r->now[-1].text, ")")) ||
                   (!r->now->fresh && (code_is(r, "is") || code_is(r, "extends")))) {
            code_next(r);
            wanted = true;
        } else {
            return;
        }
    }
}

void javascript_annotation(struct code_reader *r, bool arrow)
{
    if (code_is(r, "?") && (code_ahead(r, 1, ":") || code_ahead(r, 1, ",") ||
                            code_ahead(r, 1, ")") || code_ahead(r, 1, "=")))
        code_next(r);
    if (code_is(r, "!") && code_ahead(r, 1, ":"))
        code_next(r);
    if (code_take(r, ":"))
        javascript_type(r, arrow);
}

/* --- Functions -------------------------------------------------------------------------------- */

/* constructor(private x): this.x = x */
static void own_member(struct code_reader *r, struct code_node *block, const struct code_node *target)
{
    const struct code_node *name = target->kind == CODE_ASSIGN ? target->first : target;
    if (name->kind != CODE_NAME)
        return;
    struct code_node *self = code_make(r, CODE_NAME, r->now), *from = code_make(r, CODE_NAME, r->now);
    self->text = STR("this");
    from->text = name->text;
    struct code_node *to = code_with(r, CODE_MEMBER, r->now, self, NULL);
    to->text = name->text;
    code_add(block, code_with(r, CODE_ASSIGN, r->now, to, from));
}

/* own: gets what parameters with a modifier set in the object. */
static struct code_node *parameters(struct code_reader *r, struct code_node *own)
{
    static const char *const modifiers[] = {"public", "private", "protected", "readonly", "override",
                                            NULL};
    const struct code_token *open = code_next(r), *end = r->tokens + open->match;
    struct code_node *list = code_make(r, CODE_LIST, open);
    while (r->now < end) {
        const struct code_token *at = r->now;
        if (code_take(r, "@")) { /* a decorator */
            javascript_expression(r);
            continue;
        }
        bool modified = false;
        for (; code_is_any(r, modifiers) && r->now[1].kind == TOKEN_NAME; code_next(r))
            modified = true;
        bool rest = code_take(r, "...");
        struct code_node *target = javascript_expression(r);
        if (code_is(r, "?") || code_is(r, ":")) {
            javascript_annotation(r, false);
            if (code_take(r, "="))
                target = code_with(r, CODE_ASSIGN, at, target, javascript_expression(r));
        }
        if (modified && own)
            own_member(r, own, target);
        code_add(list, rest ? code_with(r, CODE_SPREAD, at, target, NULL) : target);
        if (!code_take(r, ",") && r->now == at)
            code_skip(r);
    }
    r->now = end + 1;
    return list;
}

struct code_node *javascript_function(struct code_reader *r, struct str name)
{
    struct code_node *f = code_make(r, CODE_FUNCTION, r->now);
    f->text = name;
    if (code_is(r, "<"))
        javascript_type_arguments(r);
    if (!code_is(r, "("))
        return f;
    struct code_node *own = code_make(r, CODE_BLOCK, r->now);
    code_add(f, parameters(r, own));
    javascript_annotation(r, false);
    if (!code_is(r, "{"))
        return f;
    struct code_node *body = javascript_block(r, CODE_BLOCK);
    if (own->first)
        code_add(own, body);
    code_add(f, own->first ? own : body);
    return f;
}

static bool arrow_at(const struct code_reader *r, const struct code_token *t)
{
    struct code_reader ahead = *r;
    ahead.now = t;
    if (code_is(&ahead, "<") && !javascript_type_arguments(&ahead))
        return false;
    if (ahead.now->kind == TOKEN_NAME)
        return code_ahead(&ahead, 1, "=>");
    if (!code_is(&ahead, "("))
        return false;
    code_skip(&ahead);
    if (code_is(&ahead, ":"))
        javascript_annotation(&ahead, true);
    return code_is(&ahead, "=>");
}

bool javascript_is_arrow(const struct code_reader *r)
{
    return arrow_at(r, r->now) ||
           (code_is(r, "async") && !r->now[1].fresh && arrow_at(r, r->now + 1));
}

struct code_node *javascript_arrow(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (code_is(r, "async") && !code_ahead(r, 1, "=>"))
        code_next(r);
    if (code_is(r, "<"))
        javascript_type_arguments(r);
    struct code_node *f = code_make(r, CODE_FUNCTION, at), *params;
    if (code_is(r, "(")) {
        params = parameters(r, NULL);
        javascript_annotation(r, true);
    } else {
        params = code_make(r, CODE_LIST, r->now);
        struct code_node *name = code_make(r, CODE_NAME, r->now);
        name->text = code_next(r)->text;
        code_add(params, name);
    }
    code_add(f, params);
    code_take(r, "=>");
    if (code_is(r, "{"))
        code_add(f, javascript_block(r, CODE_BLOCK));
    else
        code_add(f, code_with(r, CODE_RETURN, r->now, javascript_expression(r), NULL));
    return f;
}

/* --- Classes ---------------------------------------------------------------------------------- */

static struct code_node *member(struct code_reader *r, const struct code_token *end)
{
    static const char *const modifiers[] = {"static", "async", "public", "private", "protected",
                                            "readonly", "override", "get", "set", "abstract",
                                            "declare", "accessor", NULL};
    while (code_take(r, "@")) /* decorators */
        javascript_expression(r);
    while ((code_is_any(r, modifiers) && !code_ahead(r, 1, "(") && !code_ahead(r, 1, "=") &&
            !code_ahead(r, 1, ":") && !code_ahead(r, 1, ";")) || code_is(r, "*"))
        code_next(r);
    const struct code_token *at = r->now;
    struct code_node *name = code_make(r, CODE_NAME, at), *value = NULL;
    if (at->kind == TOKEN_NAME || at->kind == TOKEN_TEXT)
        name->text = at->text;
    code_skip(r);
    if (code_is(r, "(") || code_is(r, "<")) {
        value = javascript_function(r, name->text);
    } else {
        javascript_annotation(r, false);
        if (code_take(r, "="))
            value = javascript_expression(r);
    }
    while (r->now < end && !code_is(r, ";") && !r->now->fresh)
        code_skip(r);
    code_take(r, ";");
    return value ? code_with(r, CODE_ASSIGN, at, name, value) : NULL;
}

struct code_node *javascript_class(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *c = code_make(r, CODE_CLASS, at), *bases = code_make(r, CODE_LIST, at);
    if (r->now->kind == TOKEN_NAME && !code_is(r, "extends") && !code_is(r, "implements"))
        c->text = code_next(r)->text;
    code_add(c, bases);
    if (code_is(r, "<"))
        angles(r);
    if (code_take(r, "extends"))
        code_add(bases, javascript_operand(r));
    while (!code_is(r, "{") && r->now->kind != TOKEN_END && !code_is(r, ";"))
        code_next(r); /* implements */
    if (!code_is(r, "{"))
        return c;
    const struct code_token *end = r->tokens + r->now->match;
    code_next(r);
    while (r->now < end) {
        const struct code_token *before = r->now;
        if (code_is(r, "static") && code_ahead(r, 1, "{")) {
            code_next(r);
            code_add(c, javascript_block(r, CODE_BLOCK));
        } else {
            code_add(c, member(r, end));
        }
        if (r->now == before)
            code_skip(r);
    }
    r->now = end + 1;
    return c;
}

struct code_node *javascript_enum(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *name = code_make(r, CODE_NAME, r->now), *map = code_make(r, CODE_MAP, at);
    name->text = code_next(r)->text;
    if (!code_is(r, "{"))
        return NULL;
    const struct code_token *end = r->tokens + r->now->match;
    for (code_next(r); r->now < end; code_take(r, ",")) {
        const struct code_token *key = r->now;
        code_skip(r);
        if (code_take(r, "=") && (key->kind == TOKEN_NAME || key->kind == TOKEN_TEXT)) {
            struct code_node *value = javascript_expression(r);
            value->key = key->text;
            code_add(map, value);
        }
        while (r->now < end && !code_is(r, ","))
            code_skip(r);
    }
    r->now = end + 1;
    return code_with(r, CODE_ASSIGN, at, name, map);
}
