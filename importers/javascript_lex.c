/* SPDX-License-Identifier: MIT */
/* javascript_lex.c - the tokens of JavaScript and TypeScript. Source: ECMA-262, chapter 12. */
#include "javascript.h"

#include "mem.h"

struct lexer {
    struct arena *arena;
    struct code_tokens *out;
    struct str s;
    size_t at, line_start;
    uint32_t line;
};

static char peek(const struct lexer *x, size_t ahead)
{
    return x->at + ahead < x->s.len ? x->s.ptr[x->at + ahead] : '\0';
}

static uint32_t column(const struct lexer *x)
{
    return (uint32_t)(x->at - x->line_start + 1);
}

static void step(struct lexer *x)
{
    if (peek(x, 0) == '\n') {
        x->line++;
        x->line_start = x->at + 1;
    }
    x->at++;
}

/* A slash begins a regular expression where no value stands before it. */
static bool regex_here(const struct lexer *x)
{
    static const char *const before[] = {"return", "typeof", "case", "in", "of", "delete", "void",
                                         "throw", "new", "else", "do", "await", "yield",
                                         "instanceof", NULL};
    if (!x->out->count)
        return true;
    const struct code_token *t = &x->out->items[x->out->count - 1];
    if (t->kind == TOKEN_NAME) {
        for (const char *const *w = before; *w; w++)
            if (str_is(t->text, *w))
                return true;
        return false;
    }
    if (t->kind != TOKEN_OP)
        return false;
    if (str_is(t->text, "}"))
        return t->line != x->line;
    return !str_is(t->text, ")") && !str_is(t->text, "]") && !str_is(t->text, "++") &&
           !str_is(t->text, "--");
}

static void regex(struct lexer *x)
{
    uint32_t line = x->line, col = column(x);
    size_t from = x->at++;
    for (bool class = false; x->at < x->s.len && peek(x, 0) != '\n'; x->at++) {
        char c = peek(x, 0);
        if (c == '\\' && peek(x, 1) != '\n')
            x->at++;
        else if (c == '[')
            class = true;
        else if (c == ']')
            class = false;
        else if (c == '/' && !class)
            break;
    }
    x->at += peek(x, 0) == '/';
    while (code_is_letter(peek(x, 0)))
        x->at++;
    if (x->at > x->s.len)
        x->at = x->s.len;
    code_token_add(x->out, TOKEN_REGEX, str_sub(x->s, from, x->at - from), line, col);
}

static void text(struct lexer *x)
{
    uint32_t line = x->line, col = column(x);
    char quote = peek(x, 0);
    size_t from = ++x->at;
    while (x->at < x->s.len && peek(x, 0) != quote && peek(x, 0) != '\n') {
        if (peek(x, 0) == '\\')
            step(x);
        if (x->at < x->s.len)
            step(x);
    }
    code_token_add(x->out, TOKEN_TEXT,
                   code_unescape(x->arena, str_sub(x->s, from, x->at - from)), line, col);
    if (peek(x, 0) == quote)
        x->at++;
}

/* To the closing backtick; ${} may hold brackets, texts and further templates. */
static void template(struct lexer *x)
{
    uint32_t line = x->line, col = column(x);
    size_t from = ++x->at, end = x->s.len;
    char stack[CODE_DEPTH]; /* '`': in a template's text, '{': in code inside it */
    size_t depth = 1;
    stack[0] = '`';
    while (x->at < x->s.len && depth) {
        char c = peek(x, 0), in = stack[depth - 1];
        if (c == '\\') {
            step(x);
        } else if (in == '`' && c == '`') {
            end = x->at;
            depth--;
        } else if (in == '`' && c == '$' && peek(x, 1) == '{') {
            x->at++;
            if (depth < CODE_DEPTH)
                stack[depth++] = '{';
        } else if (in == '{' && c == '}') {
            depth--;
        } else if (in == '{' && (c == '{' || c == '`')) {
            if (depth < CODE_DEPTH)
                stack[depth++] = c;
        } else if (in == '{' && (c == '"' || c == '\'')) {
            for (step(x); x->at < x->s.len && peek(x, 0) != c && peek(x, 0) != '\n'; step(x))
                if (peek(x, 0) == '\\')
                    step(x);
        }
        if (x->at < x->s.len)
            step(x);
    }
    if (x->at > x->s.len)
        x->at = x->s.len;
    code_token_add(x->out, TOKEN_JOIN, str_sub(x->s, from, end - from), line, col);
}

static void comment(struct lexer *x)
{
    bool block = peek(x, 1) == '*';
    x->at += 2;
    while (x->at < x->s.len && !(block ? peek(x, 0) == '*' && peek(x, 1) == '/'
                                       : peek(x, 0) == '\n'))
        step(x);
    if (block && x->at < x->s.len)
        x->at += 2;
}

static void punctuation(struct lexer *x)
{
    static const char *const longer[] = {
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "?\?=", "=>", "==",
        "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=",
        "|=", "^=", "<<", "**", NULL};
    size_t len = 1;
    for (const char *const *l = longer; *l; l++)
        if (str_starts(str_from_at(x->s, x->at), str_from(*l))) {
            len = strlen(*l);
            break;
        }
    if (len == 2 && peek(x, 0) == '?' && peek(x, 1) == '.' && peek(x, 2) >= '0' && peek(x, 2) <= '9')
        len = 1; /* a ?.5 : b */
    code_token_op(x->out, str_sub(x->s, x->at, len), x->line, column(x));
    x->at += len;
}

static void word(struct lexer *x)
{
    size_t from = x->at;
    uint32_t col = column(x);
    bool number = peek(x, 0) >= '0' && peek(x, 0) <= '9';
    x->at += peek(x, 0) == '#';
    while (code_is_letter(peek(x, 0)) || (number && peek(x, 0) == '.'))
        x->at++;
    code_token_add(x->out, number ? TOKEN_NUMBER : TOKEN_NAME, str_sub(x->s, from, x->at - from),
                   x->line, col);
}

static void one(struct lexer *x)
{
    char c = peek(x, 0);
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v' || !c)
        step(x);
    else if (c == '/' && (peek(x, 1) == '/' || peek(x, 1) == '*'))
        comment(x);
    else if (c == '/' && regex_here(x))
        regex(x);
    else if (c == '"' || c == '\'')
        text(x);
    else if (c == '`')
        template(x);
    else if (code_is_letter(c) || (c == '#' && code_is_letter(peek(x, 1))))
        word(x);
    else
        punctuation(x);
}

void javascript_tokens(struct arena *a, struct str source, uint32_t line, struct code_tokens *out)
{
    struct lexer x = {.arena = a, .out = out, .s = source, .line = line};
    if (str_starts(source, STR("\xef\xbb\xbf")))
        x.at = 3;
    if (str_starts(str_from_at(source, x.at), STR("#!")))
        while (x.at < source.len && peek(&x, 0) != '\n')
            x.at++;
    while (x.at < x.s.len)
        one(&x);
    code_tokens_end(out, x.line);
}
