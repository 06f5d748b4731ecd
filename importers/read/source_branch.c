/* SPDX-License-Identifier: MIT */
#include "source_branch.h"

#include "mem.h"

struct branch_level {
    bool outer;  /* all levels around it stay */
    bool active; /* this branch stays, if they do */
    bool taken;  /* one of the branches stayed already */
};

enum truth { FALSE, TRUE, EITHER };
enum { MAX_NESTING = 32 };

struct condition {
    const struct branch *b;
    struct str rest;
};

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static struct str take_word(struct str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->len && word_byte(rest->ptr[n]))
        n++;
    struct str word = str_sub(*rest, 0, n);
    *rest = str_from_at(*rest, n);
    return word;
}

static bool take(struct condition *c, struct str mark)
{
    c->rest = str_trim(c->rest);
    if (!str_starts(c->rest, mark))
        return false;
    c->rest = str_from_at(c->rest, mark.len);
    return true;
}

static enum truth symbol(const struct branch *b, struct str name)
{
    uint32_t state;
    if (str_is(name, "true"))
        return TRUE;
    if (str_is(name, "false"))
        return FALSE;
    if (map_get(&b->symbols, name, &state))
        return state == 1 ? TRUE : FALSE;
    return str_is(name, "DEBUG") ? FALSE : EITHER;
}

static enum truth either_of(struct condition *c, int depth);

static enum truth unary(struct condition *c, int depth)
{
    bool negate = false;
    while (!str_starts(str_trim(c->rest), STR("!=")) && take(c, STR("!")))
        negate = !negate;
    enum truth t = EITHER;
    if (take(c, STR("("))) {
        t = either_of(c, depth + 1);
        take(c, STR(")"));
    } else {
        struct str name = take_word(&c->rest);
        t = name.len ? symbol(c->b, name) : EITHER;
    }
    if (t == EITHER || !negate)
        return t;
    return t == TRUE ? FALSE : TRUE;
}

static enum truth equality(struct condition *c, int depth)
{
    enum truth left = unary(c, depth);
    for (;;) {
        bool same = take(c, STR("=="));
        if (!same && !take(c, STR("!=")))
            return left;
        enum truth right = unary(c, depth);
        if (left == EITHER || right == EITHER)
            left = EITHER;
        else
            left = (left == right) == same ? TRUE : FALSE;
    }
}

static enum truth both_of(struct condition *c, int depth)
{
    enum truth left = equality(c, depth);
    while (take(c, STR("&&"))) {
        enum truth right = equality(c, depth);
        if (left == FALSE || right == FALSE)
            left = FALSE;
        else if (left == EITHER || right == EITHER)
            left = EITHER;
    }
    return left;
}

static enum truth either_of(struct condition *c, int depth)
{
    if (depth > MAX_NESTING)
        return EITHER;
    enum truth left = both_of(c, depth);
    while (take(c, STR("||"))) {
        enum truth right = both_of(c, depth);
        if (left == TRUE || right == TRUE)
            left = TRUE;
        else if (left == EITHER || right == EITHER)
            left = EITHER;
    }
    return left;
}

static bool may_hold(const struct branch *b, struct str text)
{
    size_t comment = str_find(text, STR("//"));
    struct condition c = {b, comment == STR_NPOS ? text : str_sub(text, 0, comment)};
    return either_of(&c, 0) != FALSE;
}

void branch_directive(struct branch *b, struct str line)
{
    struct str rest = line, word = take_word(&rest);
    struct branch_level *top = b->count ? &b->levels[b->count - 1] : NULL;
    if (str_is(word, "if")) {
        bool outer = branch_active(b), on = may_hold(b, rest);
        if (b->count == b->cap)
            b->levels = mem_grow(b->levels, &b->cap, sizeof *b->levels);
        b->levels[b->count++] = (struct branch_level){outer, on, on};
    } else if (str_is(word, "elif") && top) {
        top->active = !top->taken && may_hold(b, rest);
        top->taken |= top->active;
    } else if (str_is(word, "else") && top) {
        top->active = !top->taken;
        top->taken = true;
    } else if (str_is(word, "endif") && top) {
        b->count--;
    } else if (branch_active(b) && (str_is(word, "define") || str_is(word, "undef"))) {
        struct str name = take_word(&rest);
        if (name.len)
            map_set(&b->symbols, name, str_is(word, "define") ? 1 : 2);
    }
}

bool branch_active(const struct branch *b)
{
    const struct branch_level *top = b->count ? &b->levels[b->count - 1] : NULL;
    return !top || (top->outer && top->active);
}

void branch_release(struct branch *b)
{
    mem_free(b->levels);
    map_release(&b->symbols);
    *b = (struct branch){0};
}
