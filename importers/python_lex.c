/* SPDX-License-Identifier: MIT */
/* python_lex.c - the tokens of a Python source. Source: The Python Language Reference, chapter 2. */
#include "python.h"

#include "mem.h"

struct lexer {
    struct arena *arena;
    struct code_tokens *out;
    struct str s;
    size_t at, line_start;
    uint32_t line;
    uint32_t indents[CODE_DEPTH];
    size_t indent_count;
    bool begins; /* a logical line */
};

static char peek(const struct lexer *x, size_t ahead)
{
    return x->at + ahead < x->s.len ? x->s.ptr[x->at + ahead] : '\0';
}

static uint32_t column(const struct lexer *x)
{
    return (uint32_t)(x->at - x->line_start + 1);
}

static void newline(struct lexer *x)
{
    x->at++;
    x->line++;
    x->line_start = x->at;
}

/* Blanks at the begin of a line; empty lines and comments have no depth. */
static void indentation(struct lexer *x)
{
    uint32_t width = 0;
    for (;; x->at++) {
        char c = peek(x, 0);
        if (c == ' ')
            width++;
        else if (c == '\t')
            width = (width / 8 + 1) * 8;
        else if (c != '\f')
            break;
    }
    char c = peek(x, 0);
    if (c == '\n' || c == '\r' || c == '#' || x->at >= x->s.len)
        return;
    x->begins = false;
    while (x->indent_count && x->indents[x->indent_count - 1] > width) {
        x->indent_count--;
        code_token_add(x->out, TOKEN_DEDENT, STR(""), x->line, column(x));
    }
    uint32_t now = x->indent_count ? x->indents[x->indent_count - 1] : 0;
    if (width > now && x->indent_count < CODE_DEPTH) {
        x->indents[x->indent_count++] = width;
        code_token_add(x->out, TOKEN_INDENT, STR(""), x->line, column(x));
    }
}

/* Length of a string's prefix if a string begins here, else STR_NPOS. */
static size_t prefix(const struct lexer *x, bool *raw, bool *format)
{
    *raw = *format = false;
    for (size_t i = 0; i < 3; i++) {
        char c = str_lower(peek(x, i));
        if (c == '"' || c == '\'')
            return i;
        if (c == 'r')
            *raw = true;
        else if (c == 'f' || c == 't')
            *format = true;
        else if (c != 'b' && c != 'u')
            break;
    }
    return STR_NPOS;
}

static void text(struct lexer *x, size_t skip, bool raw, bool format)
{
    uint32_t line = x->line, col = column(x);
    x->at += skip;
    char quote = peek(x, 0);
    bool triple = peek(x, 1) == quote && peek(x, 2) == quote;
    x->at += triple ? 3 : 1;
    size_t from = x->at, end = x->s.len;
    while (x->at < x->s.len) {
        char c = peek(x, 0);
        if (c == '\\' && x->at + 1 < x->s.len) {
            x->at++;
            if (peek(x, 0) == '\n')
                newline(x);
            else
                x->at++;
        } else if (c == quote && (!triple || (peek(x, 1) == quote && peek(x, 2) == quote))) {
            end = x->at;
            x->at += triple ? 3 : 1;
            break;
        } else if (c == '\n') {
            if (!triple) { /* never closed */
                end = x->at;
                break;
            }
            newline(x);
        } else {
            x->at++;
        }
    }
    if (end > x->at)
        end = x->at;
    struct str inside = str_sub(x->s, from, end - from);
    if (!format && !raw)
        inside = code_unescape(x->arena, inside);
    code_token_add(x->out, format ? TOKEN_JOIN : TOKEN_TEXT, inside, line, col);
}

static void punctuation(struct lexer *x)
{
    static const char *const longer[] = {"**=", "//=", ">>=", "<<=", "...", "**", "//", "->", ":=",
                                         "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=",
                                         "&=", "|=", "^=", "@=", "<<", ">>", NULL};
    size_t len = 1;
    for (const char *const *l = longer; *l; l++)
        if (str_starts(str_from_at(x->s, x->at), str_from(*l))) {
            len = strlen(*l);
            break;
        }
    code_token_op(x->out, str_sub(x->s, x->at, len), x->line, column(x));
    x->at += len;
}

static void word(struct lexer *x)
{
    size_t from = x->at;
    uint32_t col = column(x);
    bool number = peek(x, 0) >= '0' && peek(x, 0) <= '9';
    while (code_is_letter(peek(x, 0)) || (number && peek(x, 0) == '.'))
        x->at++;
    code_token_add(x->out, number ? TOKEN_NUMBER : TOKEN_NAME, str_sub(x->s, from, x->at - from),
                   x->line, col);
}

static void one(struct lexer *x)
{
    bool raw, format;
    char c = peek(x, 0);
    size_t skip = prefix(x, &raw, &format);
    if (c == '\n') {
        if (!x->out->open_count && !x->begins) {
            code_token_add(x->out, TOKEN_NEWLINE, STR(""), x->line, column(x));
            x->begins = true;
        }
        newline(x);
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
        x->at++;
    } else if (c == '#') {
        while (x->at < x->s.len && peek(x, 0) != '\n')
            x->at++;
    } else if (c == '\\' && (peek(x, 1) == '\n' || peek(x, 1) == '\r')) {
        x->at += peek(x, 1) == '\r' ? 2 : 1;
        if (peek(x, 0) == '\n')
            newline(x);
    } else if (skip != STR_NPOS) {
        text(x, skip, raw, format);
    } else if (code_is_letter(c)) {
        word(x);
    } else {
        punctuation(x);
    }
}

void python_tokens(struct arena *a, struct str source, uint32_t line, bool nested,
                   struct code_tokens *out)
{
    struct lexer *x = mem_zalloc(1, sizeof *x);
    *x = (struct lexer){.arena = a, .out = out, .s = source, .line = line, .begins = !nested};
    if (str_starts(source, STR("\xef\xbb\xbf")))
        x->at = 3;
    while (x->at < x->s.len) {
        if (x->begins)
            indentation(x);
        if (x->at < x->s.len)
            one(x);
    }
    code_token_add(out, TOKEN_NEWLINE, STR(""), x->line, column(x));
    while (x->indent_count--)
        code_token_add(out, TOKEN_DEDENT, STR(""), x->line, column(x));
    code_tokens_end(out, x->line);
    mem_free(x);
}
