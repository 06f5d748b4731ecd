/* SPDX-License-Identifier: MIT */
/* python_expr.c - expressions. Source: The Python Language Reference, chapter 6. */
#include "python.h"

static struct code_node *value_at(struct code_reader *r)
{
    return code_make(r, CODE_VALUE, r->now);
}

/* --- f-strings -------------------------------------------------------------------------------- */

/* "{x!r:>{w}}" -> "x": up to the bracket, format or conversion at its own depth. */
static size_t field_end(struct str s, size_t from, size_t *value_end)
{
    size_t depth = 0, i = from;
    *value_end = STR_NPOS;
    for (char quote = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if (c == '}' && !depth) {
            break;
        } else if (c == ')' || c == ']' || c == '}') {
            depth -= depth > 0;
        } else if (!depth && *value_end == STR_NPOS &&
                   (c == ':' || (c == '!' && i + 1 < s.len && s.ptr[i + 1] != '='))) {
            *value_end = i;
        }
    }
    if (*value_end == STR_NPOS)
        *value_end = i;
    return i;
}

static void add_field(struct code_reader *r, struct code_node *to, struct str source)
{
    struct code_tokens t = {0};
    if (!code_enter(r))
        return;
    python_tokens(r->arena, source, to->line, true, &t);
    struct code_reader inner = {.arena = r->arena, .tokens = t.items, .now = t.items,
                                .depth = r->depth};
    code_add(to, python_list(&inner));
    code_tokens_release(&t);
    r->depth--;
}

static void add_text(struct code_reader *r, struct code_node *to, struct str text)
{
    if (!text.len)
        return;
    struct code_node *n = code_make(r, CODE_TEXT, r->now);
    n->text = code_unescape(r->arena, text);
    code_add(to, n);
}

static struct code_node *format_text(struct code_reader *r)
{
    struct code_node *n = value_at(r);
    struct str s = r->now->text;
    n->kind = CODE_JOIN;
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c != '{' && c != '}')
            continue;
        if (i + 1 < s.len && s.ptr[i + 1] == c) { /* {{ is a bracket */
            add_text(r, n, str_sub(s, from, i + 1 - from));
            from = ++i + 1;
            continue;
        }
        if (c == '}')
            continue;
        size_t value_end, end = field_end(s, i + 1, &value_end);
        add_text(r, n, str_sub(s, from, i - from));
        add_field(r, n, str_sub(s, i + 1, value_end - i - 1));
        i = end;
        from = end + 1;
    }
    add_text(r, n, str_from_at(s, from < s.len ? from : s.len));
    return n;
}

static struct code_node *texts(struct code_reader *r)
{
    struct code_node *all = NULL, *first = NULL;
    for (; r->now->kind == TOKEN_TEXT || r->now->kind == TOKEN_JOIN; code_next(r)) {
        struct code_node *n;
        if (r->now->kind == TOKEN_JOIN) {
            n = format_text(r);
        } else {
            n = code_make(r, CODE_TEXT, r->now);
            n->text = r->now->text;
        }
        if (!first)
            first = n;
        else if (!all)
            all = code_with(r, CODE_JOIN, r->now, first, n);
        else
            code_add(all, n);
    }
    return all ? all : first;
}

static struct code_node *binary(struct code_reader *r, int least);

/* --- Brackets --------------------------------------------------------------------------------- */

/* for x in y if z ... behind an element; the whole is a list of elements. */
static struct code_node *comprehension(struct code_reader *r, struct code_node *element)
{
    struct code_node *outer = NULL, *inner = NULL, *chosen = NULL;
    while (code_is(r, "for") || code_is(r, "async") || code_is(r, "if")) {
        const struct code_token *at = r->now;
        if (code_take(r, "if")) {
            struct code_node *condition = code_with(r, CODE_MIX, at, binary(r, 1), NULL);
            condition->flag = true;
            chosen = chosen ? chosen : code_make(r, CODE_LAST, at);
            code_add(chosen, condition);
            continue;
        }
        code_take(r, "async");
        if (!code_take(r, "for"))
            break;
        struct code_node *target = code_make(r, CODE_LIST, at);
        while (!code_is(r, "in") && r->now->kind != TOKEN_END && r->now->kind != TOKEN_NEWLINE) {
            if (r->now->kind == TOKEN_NAME) {
                struct code_node *name = code_make(r, CODE_NAME, r->now);
                name->text = r->now->text;
                code_add(target, name);
            }
            code_next(r); /* brackets of a target are passed through */
        }
        code_take(r, "in");
        struct code_node *through = binary(r, 1);
        struct code_node *each = code_with(
            r, CODE_EACH, at, target->first && !target->first->next ? target->first : target,
            through);
        if (inner)
            code_add(inner, each);
        inner = each;
        outer = outer ? outer : each;
    }
    if (!inner)
        return element;
    if (chosen)
        code_add(chosen, element);
    code_add(inner, chosen ? chosen : element);
    return outer;
}

static struct code_node *starred(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (code_take(r, "*") || code_take(r, "**"))
        return code_with(r, CODE_SPREAD, at, python_expression(r), NULL);
    struct code_node *n = python_expression(r);
    if (code_is(r, "for") || code_is(r, "async"))
        return comprehension(r, n);
    return n;
}

/* Up to the closing bracket, whatever could not be read. */
static void close_bracket(struct code_reader *r, const struct code_token *open)
{
    r->now = r->tokens + open->match + 1;
}

static bool inside(const struct code_reader *r, const struct code_token *open)
{
    return r->now < r->tokens + open->match;
}

static struct code_node *listed(struct code_reader *r)
{
    const struct code_token *open = code_next(r);
    bool tuple = open->text.ptr[0] != '(';
    struct code_node *n = code_make(r, CODE_LIST, open);
    while (inside(r, open)) {
        const struct code_token *before = r->now;
        code_add(n, starred(r));
        if (code_take(r, ","))
            tuple = true;
        else if (r->now == before)
            code_skip(r);
    }
    close_bracket(r, open);
    if (!tuple && n->first && !n->first->next)
        return n->first;
    if (n->first && !n->first->next && n->first->kind == CODE_EACH)
        return n->first;
    return n;
}

static struct code_node *mapped(struct code_reader *r)
{
    const struct code_token *open = code_next(r);
    struct code_node *n = code_make(r, CODE_MAP, open);
    while (inside(r, open)) {
        const struct code_token *before = r->now;
        struct code_node *value = starred(r);
        if (code_take(r, ":")) {
            struct code_node *key = value;
            value = starred(r);
            if (key->kind == CODE_TEXT) {
                value->key = key->text;
            } else if (value->kind != CODE_EACH) {
                value = code_with(r, CODE_SPREAD, open, key, value);
                value->flag = true; /* a computed key */
            }
        } else if (value->kind != CODE_SPREAD) {
            n->kind = CODE_LIST;
        }
        code_add(n, value);
        if (!code_take(r, ",") && r->now == before)
            code_skip(r);
    }
    close_bracket(r, open);
    if (n->first && !n->first->next && n->first->kind == CODE_EACH)
        return n->first;
    return n;
}

static struct code_node *arguments(struct code_reader *r, struct code_node *callee)
{
    const struct code_token *open = code_next(r);
    struct code_node *n = code_with(r, CODE_CALL, open, callee, NULL);
    n->line = callee->line;
    n->col = callee->col;
    while (inside(r, open)) {
        const struct code_token *before = r->now;
        struct str key = STR_NONE;
        if (r->now->kind == TOKEN_NAME && code_ahead(r, 1, "=")) {
            key = r->now->text;
            r->now += 2;
        }
        struct code_node *value = starred(r);
        value->key = key;
        code_add(n, value);
        if (!code_take(r, ",") && r->now == before)
            code_skip(r);
    }
    close_bracket(r, open);
    return n;
}

static struct code_node *subscript(struct code_reader *r, struct code_node *object)
{
    const struct code_token *open = code_next(r);
    struct code_node *key = code_is(r, ":") ? value_at(r) : starred(r);
    enum code_kind kind = CODE_INDEX;
    if (inside(r, open) && code_is(r, ":")) /* a slice is a part of the same */
        kind = CODE_EITHER;
    close_bracket(r, open);
    return code_with(r, kind, open, object, kind == CODE_INDEX ? key : NULL);
}

/* --- Operators -------------------------------------------------------------------------------- */

struct code_node *python_parameters(struct code_reader *r, const char *end)
{
    struct code_node *n = code_make(r, CODE_LIST, r->now);
    while (!code_is(r, end) && r->now->kind != TOKEN_END && r->now->kind != TOKEN_NEWLINE) {
        const struct code_token *at = r->now;
        bool star = code_take(r, "*") || code_take(r, "**");
        if (r->now->kind != TOKEN_NAME) {
            code_skip(r);
            continue;
        }
        struct code_node *name = code_make(r, CODE_NAME, r->now);
        name->text = code_next(r)->text;
        if (str_is(STR(")"), end) && code_take(r, ":"))
            python_expression(r); /* its type */
        if (code_take(r, "="))
            name = code_with(r, CODE_ASSIGN, at, name, python_expression(r));
        code_add(n, star ? code_with(r, CODE_SPREAD, at, name, NULL) : name);
        if (!code_take(r, ",") && r->now == at)
            code_skip(r);
    }
    return n;
}

static struct code_node *lambda(struct code_reader *r)
{
    const struct code_token *at = code_next(r);
    struct code_node *params = python_parameters(r, ":");
    code_take(r, ":");
    struct code_node *body = code_with(r, CODE_RETURN, at, python_expression(r), NULL);
    return code_with(r, CODE_FUNCTION, at, params, body);
}

static struct code_node *atom(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (at->kind == TOKEN_TEXT || at->kind == TOKEN_JOIN)
        return texts(r);
    if (code_is(r, "("))
        return listed(r);
    if (code_is(r, "["))
        return listed(r);
    if (code_is(r, "{"))
        return mapped(r);
    if (code_is(r, "lambda"))
        return lambda(r);
    struct code_node *n = code_make(r, CODE_VALUE, at);
    if (at->kind == TOKEN_NAME && !str_is(at->text, "None") && !str_is(at->text, "True") &&
        !str_is(at->text, "False")) {
        n->kind = CODE_NAME;
    }
    n->text = at->kind == TOKEN_NAME || at->kind == TOKEN_NUMBER ? at->text : STR_NONE;
    if (at->kind == TOKEN_NAME || at->kind == TOKEN_NUMBER || code_is(r, "..."))
        code_next(r);
    return n;
}

static struct code_node *postfix(struct code_reader *r)
{
    struct code_node *n = atom(r);
    for (;;) {
        const struct code_token *at = r->now;
        if (code_is(r, "(")) {
            n = arguments(r, n);
        } else if (code_is(r, "[")) {
            n = subscript(r, n);
        } else if (code_is(r, ".") && at[1].kind == TOKEN_NAME) {
            n = code_with(r, CODE_MEMBER, at, n, NULL);
            n->text = at[1].text;
            n->line = at[1].line;
            r->now += 2;
        } else {
            return n;
        }
    }
}

static struct code_node *unary(struct code_reader *r)
{
    const struct code_token *at = r->now;
    bool mixed = false;
    while (code_is(r, "-") || code_is(r, "+") || code_is(r, "~") || code_is(r, "not") ||
           code_is(r, "await")) {
        mixed = mixed || !code_is(r, "await");
        code_next(r);
    }
    struct code_node *n = postfix(r);
    while (code_take(r, "**"))
        n = code_with(r, CODE_MIX, at, n, postfix(r));
    return mixed ? code_with(r, CODE_MIX, at, n, NULL) : n;
}

/* 0: no operator between values. Higher binds closer. */
static int binding(const struct code_reader *r)
{
    static const struct {
        const char *op;
        int power;
    } ops[] = {{"or", 1}, {"and", 2}, {"in", 4}, {"is", 4}, {"not", 4}, {"<", 4}, {">", 4},
               {"==", 4}, {"!=", 4}, {"<=", 4}, {">=", 4}, {"|", 5}, {"^", 6}, {"&", 7},
               {"<<", 8}, {">>", 8}, {"+", 9}, {"-", 9}, {"*", 10}, {"/", 10}, {"//", 10},
               {"%", 10}, {"@", 10}};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (code_is(r, ops[i].op))
            return str_is(r->now->text, "not") && !code_ahead(r, 1, "in") ? 0 : ops[i].power;
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
        const struct code_token *at = r->now;
        enum code_kind kind = power < 3 ? CODE_EITHER
                              : code_is(r, "+") || code_is(r, "%") ? CODE_ADD : CODE_MIX;
        r->now += code_is(r, "not") ? 2 : 1;
        code_take(r, "not"); /* is not */
        left = code_with(r, kind, at, left, binary(r, power + 1));
        left->flag = str_is(at->text, "%") || str_is(at->text, "and");
    }
    r->depth--;
    return left;
}

struct code_node *python_expression(struct code_reader *r)
{
    const struct code_token *at = r->now;
    if (!code_enter(r)) {
        code_skip(r);
        return value_at(r);
    }
    code_take(r, "yield");
    code_take(r, "from");
    struct code_node *n = binary(r, 1);
    if (code_take(r, ":="))
        n = code_with(r, CODE_ASSIGN, at, n, binary(r, 1));
    if (code_is(r, "if")) { /* x if c else y */
        const struct code_token *question = code_next(r);
        struct code_node *condition = code_with(r, CODE_MIX, question, binary(r, 1), NULL);
        n = code_with(r, CODE_EITHER, question, n, NULL);
        n->flag = true;
        struct code_node *whole = code_with(r, CODE_LAST, question, condition, n);
        if (code_take(r, "else"))
            code_add(n, python_expression(r));
        n = whole;
    }
    r->depth--;
    return n;
}

struct code_node *python_list(struct code_reader *r)
{
    const struct code_token *at = r->now;
    struct code_node *first = starred(r);
    if (!code_is(r, ","))
        return first;
    struct code_node *n = code_with(r, CODE_LIST, at, first, NULL);
    while (code_take(r, ",")) {
        if (r->now->kind == TOKEN_NEWLINE || r->now->kind == TOKEN_END || code_is(r, "=") ||
            code_is(r, ":"))
            break;
        code_add(n, starred(r));
    }
    return n;
}
