/* SPDX-License-Identifier: MIT */
/* javascript_expr.c - expressions. Source: ECMA-262, chapter 13. */
#include "javascript.h"

static struct code_node *value_at(struct code_reader *r)
{
    return code_make(r, CODE_VALUE, r->now);
}

static struct code_node *name_at(struct code_reader *r, const struct code_token *at)
{
    struct code_node *n = code_make(r, CODE_NAME, at);
    n->text = at->text;
    return n;
}

/* --- Templates -------------------------------------------------------------------------------- */

/* The "}" of "${", from behind it. */
static size_t hole_end(struct str s, size_t from)
{
    char stack[CODE_DEPTH];
    size_t depth = 1, i = from;
    stack[0] = '{';
    for (; i < s.len; i++) {
        char c = s.ptr[i], in = stack[depth - 1];
        if (c == '\\') {
            i++;
        } else if ((in == '{' && c == '}') || (in == '`' && c == '`')) {
            if (!--depth)
                break;
        } else if ((in == '{' && (c == '{' || c == '`')) ||
                   (in == '`' && c == '$' && i + 1 < s.len && s.ptr[i + 1] == '{')) {
            i += c == '$';
            if (depth < CODE_DEPTH)
                stack[depth++] = c == '`' ? '`' : '{';
        } else if (in == '{' && (c == '"' || c == '\'')) {
            for (i++; i < s.len && s.ptr[i] != c; i++)
                i += s.ptr[i] == '\\';
        }
    }
    return i < s.len ? i : s.len;
}

static void add_text(struct code_reader *r, struct code_node *to, struct str text)
{
    if (!text.len)
        return;
    struct code_node *n = code_make(r, CODE_TEXT, r->now);
    n->text = code_unescape(r->arena, text);
    code_add(to, n);
}

static struct code_node *template(struct code_reader *r)
{
    struct code_node *n = code_make(r, CODE_JOIN, r->now);
    struct str s = r->now->text;
    size_t from = 0;
    uint32_t line = r->now->line;
    for (size_t i = 0; i < s.len; i++) {
        line += s.ptr[i] == '\n';
        if (s.ptr[i] == '\\') {
            i++;
            continue;
        }
        if (s.ptr[i] != '$' || i + 1 >= s.len || s.ptr[i + 1] != '{')
            continue;
        size_t end = hole_end(s, i + 2);
        add_text(r, n, str_sub(s, from, i - from));
        if (code_enter(r)) {
            struct code_tokens t = {0};
            javascript_tokens(r->arena, str_sub(s, i + 2, end - i - 2), line, &t);
            struct code_reader inner = {.arena = r->arena, .tokens = t.items, .now = t.items,
                                        .depth = r->depth};
            code_add(n, javascript_sequence(&inner));
            code_tokens_release(&t);
            r->depth--;
        }
        i = end;
        from = end + 1;
    }
    add_text(r, n, str_from_at(s, from < s.len ? from : s.len));
    code_next(r);
    return n;
}

/* --- Brackets --------------------------------------------------------------------------------- */

static void list_of(struct code_reader *r, struct code_node *to)
{
    const struct code_token *open = code_next(r), *end = r->tokens + open->match;
    while (r->now < end) {
        const struct code_token *at = r->now;
        if (code_take(r, ",")) { /* a hole */
            if (to->kind == CODE_LIST && (at == open + 1 || str_is(at[-1].text, ",")))
                code_add(to, code_make(r, CODE_VALUE, at));
            continue;
        }
        bool spread = code_take(r, "...");
        struct code_node *n = javascript_expression(r);
        n->key = STR_NONE;
        code_add(to, spread ? code_with(r, CODE_SPREAD, at, n, NULL) : n);
        if (r->now == at)
            code_skip(r);
        else if (r->now < end && !code_is(r, ","))
            while (r->now < end && !code_is(r, ","))
                code_skip(r);
    }
    r->now = end + 1;
}

static struct code_node *property(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (code_take(r, "..."))
        return code_with(r, CODE_SPREAD, at, javascript_expression(r), NULL);
    while ((code_is(r, "async") || code_is(r, "get") || code_is(r, "set") || code_is(r, "*")) &&
           !code_ahead(r, 1, ":") && !code_ahead(r, 1, "(") && !code_ahead(r, 1, ",") &&
           !code_ahead(r, 1, "}"))
        code_next(r);
    const struct code_token *key = r->now;
    struct str name = key->kind == TOKEN_OP ? STR_NONE : key->text;
    struct code_node *value, *computed = NULL;
    if (code_is(r, "[")) {
        computed = code_make(r, CODE_SPREAD, key);
        computed->flag = true;
        code_next(r);
        code_add(computed, javascript_expression(r));
        r->now = r->tokens + key->match + 1;
    } else {
        code_skip(r);
    }
    if (code_take(r, ":")) {
        value = javascript_expression(r);
    } else if (code_is(r, "(") || code_is(r, "<")) {
        value = javascript_function(r, name);
    } else {
        value = name_at(r, key);
        if (code_take(r, "="))
            value = code_with(r, CODE_ASSIGN, key, value, javascript_expression(r));
    }
    value->key = name;
    if (!computed)
        return value;
    code_add(computed, value);
    return computed;
}

static struct code_node *object(struct code_reader *r)
{
    const struct code_token *open = code_next(r), *end = r->tokens + open->match;
    struct code_node *n = code_make(r, CODE_MAP, open);
    while (r->now < end) {
        const struct code_token *at = r->now;
        code_add(n, property(r));
        while (r->now < end && !code_is(r, ","))
            code_skip(r);
        code_take(r, ",");
        if (r->now == at)
            code_skip(r);
    }
    r->now = end + 1;
    return n;
}

static struct code_node *bracketed(struct code_reader *r)
{
    const struct code_token *open = code_next(r);
    struct code_node *n = code_is(r, ")") ? value_at(r) : javascript_sequence(r);
    r->now = r->tokens + open->match + 1;
    return n;
}

/* --- Values ----------------------------------------------------------------------------------- */

static struct code_node *creation(struct code_reader *r);

static struct code_node *atom(struct code_reader *r)
{
    static const char *const plain[] = {"null", "true", "false", "undefined", "NaN", NULL};
    const struct code_token *at = r->now;
    if (at->kind == TOKEN_JOIN)
        return template(r);
    if (javascript_is_arrow(r))
        return javascript_arrow(r);
    if (code_is(r, "("))
        return bracketed(r);
    if (code_is(r, "{"))
        return object(r);
    if (code_is(r, "[")) {
        struct code_node *list = code_make(r, CODE_LIST, at);
        list_of(r, list);
        return list;
    }
    if (code_is(r, "new"))
        return creation(r);
    if (code_is(r, "class"))
        return javascript_class(r);
    if (code_is(r, "function") || (code_is(r, "async") && code_ahead(r, 1, "function"))) {
        code_take(r, "async");
        code_next(r);
        code_take(r, "*");
        struct str name = r->now->kind == TOKEN_NAME ? code_next(r)->text : STR_NONE;
        return javascript_function(r, name);
    }
    struct code_node *n = code_make(r, CODE_VALUE, at);
    if (at->kind == TOKEN_TEXT)
        n->kind = CODE_TEXT;
    if (at->kind == TOKEN_NAME)
        n->kind = CODE_NAME;
    for (const char *const *p = plain; *p; p++)
        if (at->kind == TOKEN_NAME && str_is(at->text, *p))
            n->kind = CODE_VALUE;
    n->text = at->text;
    if (at->kind != TOKEN_OP && at->kind != TOKEN_END)
        code_next(r);
    return n;
}

/* .name ?.name [key] ! and, if calls, (arguments), `template` */
static struct code_node *postfix(struct code_reader *r, struct code_node *n, bool calls)
{
    for (;;) {
        const struct code_token *at = r->now;
        if (code_is(r, "?.") && (code_ahead(r, 1, "(") || code_ahead(r, 1, "[")))
            at = (code_next(r), r->now);
        if ((code_is(r, ".") || code_is(r, "?.")) && at[1].kind == TOKEN_NAME) {
            n = code_with(r, CODE_MEMBER, at, n, NULL);
            n->text = at[1].text;
            n->line = at[1].line;
            r->now += 2;
        } else if (code_is(r, "[")) {
            const struct code_token *open = code_next(r);
            n = code_with(r, CODE_INDEX, open, n, javascript_sequence(r));
            r->now = r->tokens + open->match + 1;
        } else if (calls && (code_is(r, "(") || (code_is(r, "<") && javascript_type_arguments(r) &&
                                                 code_is(r, "(")))) {
            struct code_node *call = code_with(r, CODE_CALL, at, n, NULL);
            call->line = n->line;
            call->col = n->col;
            list_of(r, call);
            n = call;
        } else if (calls && r->now->kind == TOKEN_JOIN) { /* its parts are arguments of the tag */
            struct code_node *parts = template(r), *call = code_with(r, CODE_CALL, at, n, NULL);
            for (struct code_node *p = parts->first, *next; p; p = next) {
                next = p->next;
                p->next = NULL;
                code_add(call, p);
            }
            n = call;
        } else if (code_is(r, "!") && !at->fresh && !code_ahead(r, 1, "=")) {
            code_next(r);
        } else {
            return n;
        }
    }
}

struct code_node *javascript_operand(struct code_reader *r)
{
    return postfix(r, atom(r), true);
}

static struct code_node *creation(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    if (!code_enter(r)) {
        code_skip(r);
        return value_at(r);
    }
    struct code_node *what = postfix(r, atom(r), false);
    struct code_node *n = code_with(r, CODE_NEW, at, what, NULL);
    if (code_is(r, "<"))
        javascript_type_arguments(r);
    if (code_is(r, "("))
        list_of(r, n);
    r->depth--;
    return n;
}

static struct code_node *unary(struct code_reader *r)
{
    static const char *const mixing[] = {"!", "-", "+", "~", "typeof", "void", "delete", "++", "--",
                                         NULL};
    const struct code_token *at = r->now;
    bool mixed = false;
    for (bool more = true; more;) {
        more = code_is(r, "await") || code_is(r, "yield");
        for (const char *const *m = mixing; *m; m++)
            if (code_is(r, *m))
                more = mixed = true;
        if (more)
            code_next(r);
    }
    struct code_node *n = postfix(r, atom(r), true);
    if (!r->now->fresh && (code_is(r, "++") || code_is(r, "--")))
        code_next(r);
    while (!r->now->fresh && (code_is(r, "as") || code_is(r, "satisfies"))) {
        code_next(r);
        javascript_type(r, false);
        n = postfix(r, n, true);
    }
    return mixed ? code_with(r, CODE_MIX, at, n, NULL) : n;
}

static int binding(const struct code_reader *r)
{
    static const struct {
        const char *op;
        int power;
    } ops[] = {{"??", 1}, {"||", 1}, {"&&", 2}, {"|", 3}, {"^", 3}, {"&", 3}, {"==", 4}, {"!=", 4},
               {"===", 4}, {"!==", 4}, {"<", 5}, {">", 5}, {"<=", 5}, {">=", 5}, {"in", 5},
               {"instanceof", 5}, {"<<", 6}, {">>", 6}, {">>>", 6}, {"+", 7}, {"-", 7}, {"*", 8},
               {"/", 8}, {"%", 8}, {"**", 9}};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (code_is(r, ops[i].op))
            return ops[i].power;
    return 0;
}

static struct code_node *binary(struct code_reader *r, int least)
{
    if (!code_enter(r)) {
        code_skip(r);
        return value_at(r);
    }
    struct code_node *left = unary(r);
    for (int power; (power = binding(r)) >= least && power > 0;) {
        const struct code_token *at = code_next(r);
        enum code_kind kind = power < 3 ? CODE_EITHER : str_is(at->text, "+") ? CODE_ADD : CODE_MIX;
        left = code_with(r, kind, at, left, binary(r, power + 1));
        left->flag = power == 2; /* && */
    }
    r->depth--;
    return left;
}

static bool assigns(const struct code_reader *r)
{
    return r->now->kind == TOKEN_OP && str_ends(r->now->text, STR("=")) && !code_is(r, "==") &&
           !code_is(r, "===") && !code_is(r, "!=") && !code_is(r, "!==") && !code_is(r, "<=") &&
           !code_is(r, ">=");
}

struct code_node *javascript_expression(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (!code_enter(r)) {
        code_skip(r);
        return value_at(r);
    }
    struct code_node *n = binary(r, 1);
    bool question = code_is(r, "?") && !code_ahead(r, 1, ":") && !code_ahead(r, 1, ",") &&
                    !code_ahead(r, 1, ")") && !code_ahead(r, 1, "=");
    if (question) {
        const struct code_token *sign = code_next(r);
        struct code_node *either = code_with(r, CODE_EITHER, sign, javascript_expression(r), NULL);
        either->flag = true;
        if (code_take(r, ":"))
            code_add(either, javascript_expression(r));
        n = code_with(r, CODE_LAST, sign, code_with(r, CODE_MIX, sign, n, NULL), either);
    } else if (assigns(r)) {
        bool adds = r->now->text.len > 1;
        code_next(r);
        n = code_with(r, CODE_ASSIGN, at, n, javascript_expression(r));
        n->flag = adds;
    }
    r->depth--;
    return n;
}

struct code_node *javascript_sequence(struct code_reader *r)
{
    const struct code_token *at = r->now;
    struct code_node *n = javascript_expression(r);
    if (!code_is(r, ","))
        return n;
    n = code_with(r, CODE_LAST, at, n, NULL);
    while (code_take(r, ","))
        code_add(n, javascript_expression(r));
    return n;
}
