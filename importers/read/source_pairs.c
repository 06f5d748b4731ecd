/* SPDX-License-Identifier: MIT */
#include "source_pairs.h"

#include "mem.h"

enum bracket { ROUND, SQUARE, CURLY, HOLE, FORMAT, BRACKETS, NO_BRACKET };

static enum bracket opens(const struct source_token *t)
{
    if (t->kind == SOURCE_HOLE_BEGIN)
        return HOLE;
    if (t->kind == SOURCE_FORMAT_BEGIN)
        return FORMAT;
    if (t->kind != SOURCE_PUNCT || t->len != 1)
        return NO_BRACKET;
    return *t->ptr == '(' ? ROUND : *t->ptr == '[' ? SQUARE : *t->ptr == '{' ? CURLY : NO_BRACKET;
}

static enum bracket closes(const struct source_token *t)
{
    if (t->kind == SOURCE_HOLE_END)
        return HOLE;
    if (t->kind == SOURCE_FORMAT_END)
        return FORMAT;
    if (t->kind != SOURCE_PUNCT || t->len != 1)
        return NO_BRACKET;
    return *t->ptr == ')' ? ROUND : *t->ptr == ']' ? SQUARE : *t->ptr == '}' ? CURLY : NO_BRACKET;
}

void source_join_pairs(struct source *s)
{
    uint32_t *stack = NULL;
    size_t depth = 0, cap = 0, open[BRACKETS] = {0}, kept = 0;
    for (size_t i = 0; i < s->count; i++) {
        struct source_token t = s->items[i];
        enum bracket in = opens(&t), out = closes(&t);
        if (out != NO_BRACKET && !open[out])
            continue; /* closes nothing: dropped */
        uint32_t here = (uint32_t)kept;
        t.pair = here;
        s->items[kept++] = t;
        if (in != NO_BRACKET) {
            if (depth == cap)
                stack = mem_grow(stack, &cap, sizeof *stack);
            stack[depth++] = here;
            open[in]++;
        }
        while (out != NO_BRACKET && depth) {
            struct source_token *opening = &s->items[stack[--depth]];
            enum bracket kind = opens(opening);
            opening->pair = here;
            open[kind]--;
            if (kind == out)
                break;
        }
    }
    while (depth)
        s->items[stack[--depth]].pair = (uint32_t)kept - 1; /* the end */
    s->count = kept;
    mem_free(stack);
}
