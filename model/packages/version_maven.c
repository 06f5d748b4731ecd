/* SPDX-License-Identifier: MIT */
/* version_maven.c - Maven's version order: tokens between dots, hyphens and changes between digits and
 * letters (which count as hyphens); empty ones are 0; 0, "", final, ga and release are nothing and
 * fall away at the end and before each hyphen. Any text is a version. */
#include "attr.h"
#include "version_parts.h"

/* A text of VERSION_BYTES_MAX has no more tokens than bytes, and one. */
enum { TOKENS_MAX = VERSION_BYTES_MAX + 1 };

struct token {
    struct str text;
    bool hyphen; /* before it, or nothing but a change */
    bool number;
    bool before_number; /* a letter that a digit follows directly: a1 is alpha-1 */
};

/* By rank; what is none of them is newer, in the order of letters. */
static const struct {
    const char *name;
    int rank;
} qualifiers[] = {
    {"alpha", 0}, {"beta", 1}, {"milestone", 2}, {"rc", 3},      {"cr", 3}, {"snapshot", 4},
    {"", 5},      {"ga", 5},   {"final", 5},     {"release", 5}, {"sp", 6},
};
enum { RANK_NOTHING = 5, RANK_UNKNOWN = 7 };

static int rank_of(const struct token *t)
{
    if (t->before_number && t->text.len == 1) {
        switch (str_lower(t->text.ptr[0])) {
        case 'a':
            return 0;
        case 'b':
            return 1;
        case 'm':
            return 2;
        default:
            break;
        }
    }
    for (size_t i = 0; i < COUNT(qualifiers); i++)
        if (str_iis(t->text, qualifiers[i].name))
            return qualifiers[i].rank;
    return RANK_UNKNOWN;
}

static bool is_nothing(const struct token *t)
{
    return t->number ? version_compare_numbers(t->text, STR_NONE) == 0 : rank_of(t) == RANK_NOTHING;
}

/* What ends in nothing ends before it; the same before each hyphen. */
static size_t trim(struct token *tokens, size_t count)
{
    for (size_t end = count; end > 1;) {
        size_t keep = end;
        while (keep > 1 && is_nothing(&tokens[keep - 1]))
            keep--;
        if (keep < end) {
            memmove(tokens + keep, tokens + end, (count - end) * sizeof *tokens);
            count -= end - keep;
        }
        for (end = keep; end > 1 && !tokens[end - 1].hyphen;)
            end--;
        end--; /* the next piece ends before that hyphen */
    }
    return count;
}

static size_t split(struct str v, struct token *tokens)
{
    size_t count = 0, from = 0;
    bool hyphen = false;
    for (size_t i = 0; i <= v.len; i++) {
        bool end = i == v.len, separator = !end && (v.ptr[i] == '.' || v.ptr[i] == '-');
        bool change = !end && !separator && i > from &&
                      version_is_digit(v.ptr[i]) != version_is_digit(v.ptr[i - 1]);
        if (!end && !separator && !change)
            continue;
        struct str text = str_sub(v, from, i - from);
        tokens[count++] = (struct token){
            .text = text.len ? text : STR("0"),
            .hyphen = hyphen,
            .number = !text.len || version_is_digit(text.ptr[0]),
            .before_number = change && version_is_digit(v.ptr[i]),
        };
        hyphen = change || (separator && v.ptr[i] == '-');
        from = i + !change;
    }
    return trim(tokens, count);
}

static int compare_texts(struct str a, struct str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        int order = (unsigned char)str_lower(a.ptr[i]) - (unsigned char)str_lower(b.ptr[i]);
        if (order)
            return version_sign(order);
    }
    return (a.len > b.len) - (a.len < b.len);
}

static int compare_tokens(const struct token *a, const struct token *b)
{
    if (a->number && b->number && a->hyphen == b->hyphen)
        return version_compare_numbers(a->text, b->text);
    int x = a->number ? 2 - a->hyphen : 0, y = b->number ? 2 - b->hyphen : 0;
    if (x || y)
        return (x > y) - (x < y); /* qualifier < -number < .number */
    x = rank_of(a);
    y = rank_of(b);
    if (x != y || x != RANK_UNKNOWN)
        return (x > y) - (x < y);
    return compare_texts(a->text, b->text);
}

/* What stands for a token that the other version has and this one has not. */
static struct token nothing_like(const struct token *t)
{
    return (struct token){.text = STR_NONE, .hyphen = t->hyphen, .number = t->number};
}

static int compare_maven(struct str a, struct str b)
{
    struct token x[TOKENS_MAX], y[TOKENS_MAX];
    size_t count = split(a, x), others = split(b, y);
    for (size_t i = 0; i < count || i < others; i++) {
        struct token one = i < count ? x[i] : nothing_like(&y[i]);
        struct token other = i < others ? y[i] : nothing_like(&x[i]);
        int order = compare_tokens(&one, &other);
        if (order)
            return order;
    }
    return 0;
}

static bool is_maven(struct str v)
{
    (void)v;
    return true;
}

const struct version_order version_maven = {is_maven, compare_maven};
