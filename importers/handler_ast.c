/* SPDX-License-Identifier: MIT */
#include "handler_ast.h"

#include "buf.h"
#include "mem.h"

/* --- Tokens ----------------------------------------------------------------------------------- */

struct code_token *code_token_add(struct code_tokens *t, enum code_token_kind kind, struct str text,
                                  uint32_t line, uint32_t col)
{
    if (t->count == t->cap)
        t->items = mem_grow(t->items, &t->cap, sizeof *t->items);
    struct code_token *token = &t->items[t->count++];
    *token = (struct code_token){.kind = (uint8_t)kind, .line = line, .col = col, .text = text};
    token->fresh = t->count < 2 || t->items[t->count - 2].line != line;
    return token;
}

static char partner(char c)
{
    return c == ')' ? '(' : c == ']' ? '[' : c == '}' ? '{' : 0;
}

static void close_one(struct code_tokens *t, struct str text, uint32_t line, uint32_t col)
{
    uint32_t open = t->open[--t->open_count];
    struct code_token *close = code_token_add(t, TOKEN_OP, text, line, col);
    close->match = open;
    t->items[open].match = (uint32_t)(t->count - 1);
}

static struct str closing(const struct code_token *open)
{
    char c = open->text.ptr[0];
    return c == '(' ? STR(")") : c == '[' ? STR("]") : STR("}");
}

void code_token_op(struct code_tokens *t, struct str text, uint32_t line, uint32_t col)
{
    char c = text.ptr[0], wanted = partner(c);
    if (wanted) { /* what was left open inside is closed as well */
        size_t depth = t->open_count;
        while (depth > 0 && t->items[t->open[depth - 1]].text.ptr[0] != wanted)
            depth--;
        if (!depth)
            return;
        while (t->open_count > depth)
            close_one(t, closing(&t->items[t->open[t->open_count - 1]]), line, col);
        close_one(t, text, line, col);
        return;
    }
    code_token_add(t, TOKEN_OP, text, line, col);
    if (c == '(' || c == '[' || c == '{') {
        if (t->open_count == t->open_cap)
            t->open = mem_grow(t->open, &t->open_cap, sizeof *t->open);
        t->open[t->open_count++] = (uint32_t)(t->count - 1);
    }
}

void code_tokens_end(struct code_tokens *t, uint32_t line)
{
    while (t->open_count)
        close_one(t, closing(&t->items[t->open[t->open_count - 1]]), line, 1);
    for (int i = 0; i < 4; i++) /* who looks ahead needs not ask */
        code_token_add(t, TOKEN_END, STR(""), line, 1);
}

void code_tokens_release(struct code_tokens *t)
{
    mem_free(t->items);
    mem_free(t->open);
    *t = (struct code_tokens){0};
}

bool code_is_letter(char c)
{
    unsigned char u = (unsigned char)c;
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') ||
           u == '_' || u == '$' || u >= 0x80;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = str_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct str code_unescape(struct arena *a, struct str in)
{
    if (str_chr(in, '\\') == STR_NPOS)
        return in;
    struct buf b = {0};
    for (size_t i = 0; i < in.len; i++) {
        char c = in.ptr[i];
        if (c != '\\' || i + 1 == in.len) {
            buf_putc(&b, c);
            continue;
        }
        c = in.ptr[++i];
        int high = i + 2 < in.len ? hex_value(in.ptr[i + 1]) : -1;
        int low = i + 2 < in.len ? hex_value(in.ptr[i + 2]) : -1;
        if (c == 'x' && high >= 0 && low >= 0) {
            buf_utf8(&b, (uint32_t)(high * 16 + low));
            i += 2;
        } else if (c == 'n' || c == 'r' || c == 't') {
            buf_putc(&b, c == 'n' ? '\n' : c == 'r' ? '\r' : '\t');
        } else if (c != '\n') {
            buf_putc(&b, c);
        }
    }
    struct str out = arena_str(a, buf_str(&b));
    buf_release(&b);
    return out;
}

/* --- Nodes ------------------------------------------------------------------------------------ */

struct code_node *code_make(struct code_reader *r, enum code_kind kind,
                            const struct code_token *at)
{
    struct code_node *n = arena_alloc(r->arena, sizeof *n);
    n->kind = (uint8_t)kind;
    n->line = at->line;
    n->col = at->col;
    return n;
}

void code_add(struct code_node *parent, struct code_node *child)
{
    if (!child)
        return;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
}

struct code_node *code_with(struct code_reader *r, enum code_kind kind,
                            const struct code_token *at, struct code_node *x, struct code_node *y)
{
    struct code_node *n = code_make(r, kind, at);
    code_add(n, x);
    code_add(n, y);
    return n;
}

bool code_ahead(const struct code_reader *r, size_t i, const char *text)
{
    const struct code_token *t = r->now;
    for (; i > 0 && t->kind != TOKEN_END; i--)
        t++;
    return (t->kind == TOKEN_NAME || t->kind == TOKEN_OP) && str_is(t->text, text);
}

bool code_is(const struct code_reader *r, const char *text)
{
    return code_ahead(r, 0, text);
}

bool code_is_any(const struct code_reader *r, const char *const *texts)
{
    for (; *texts; texts++)
        if (code_is(r, *texts))
            return true;
    return false;
}

bool code_take(struct code_reader *r, const char *text)
{
    if (!code_is(r, text))
        return false;
    r->now++;
    return true;
}

void code_skip(struct code_reader *r)
{
    const struct code_token *t = r->now;
    if (t->kind == TOKEN_END)
        return;
    size_t at = (size_t)(t - r->tokens);
    r->now = t->match > at ? r->tokens + t->match + 1 : t + 1;
}

bool code_enter(struct code_reader *r)
{
    if (r->depth >= CODE_DEPTH)
        return false;
    r->depth++;
    return true;
}
