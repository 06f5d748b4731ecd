/* SPDX-License-Identifier: MIT */
#include "secret_patterns.h"

#include "attr.h"

static bool in_class(const char *class, char c)
{
    bool others = *class == '^';
    unsigned char u = (unsigned char)c;
    for (const char *p = class + others; p[0] && p[1]; p += 2)
        if (u >= (unsigned char)p[0] && u <= (unsigned char)p[1])
            return !others;
    return others;
}

/* Where the run of a class ends; remembered, since every later entry into it ends there too. */
struct run_end {
    size_t from, end;
};

static size_t run_from(struct str text, const char *class, size_t at, struct run_end *known)
{
    if (known->from <= at && at < known->end)
        return known->end;
    size_t end = at;
    while (end < text.len && in_class(class, text.ptr[end]))
        end++;
    *known = (struct run_end){at, end};
    return end;
}

static bool literal_at(struct str text, size_t at, const char *literal, bool fold)
{
    struct str rest = str_from_at(text, at), head = str_from(literal);
    return fold ? str_istarts(rest, head) : str_starts(rest, head);
}

static bool before_fits(const struct secret_pattern *p, struct str text, size_t at)
{
    if (p->edge && at > 0 && in_class(p->edge, text.ptr[at - 1]))
        return false;
    if (at < p->before_min)
        return false;
    for (unsigned i = 1; i <= p->before_min; i++)
        if (!in_class(p->before, text.ptr[at - i]))
            return false;
    return true;
}

/* The pattern at this very place; *found is its last run, which is what must be secret. */
static bool match_at(const struct secret_pattern *p, struct str text, size_t at, struct run_end *known,
                     struct str *found)
{
    if (!before_fits(p, text, at))
        return false;
    for (size_t i = 0; i < SECRET_PIECES && (p->pieces[i].literal || p->pieces[i].class); i++) {
        const struct secret_piece *piece = &p->pieces[i];
        if (piece->literal) {
            if (!literal_at(text, at, piece->literal, p->fold))
                return false;
            at += strlen(piece->literal);
            continue;
        }
        size_t end = run_from(text, piece->class, at, &known[i]);
        if (piece->max && end > at + piece->max)
            end = at + piece->max;
        if (end - at < piece->min)
            return false;
        *found = str_sub(text, at, end - at);
        at = end;
    }
    return !p->edge || at >= text.len || !in_class(p->edge, text.ptr[at]);
}

static bool find(const struct secret_pattern *p, struct str text, struct str *found)
{
    struct run_end known[SECRET_PIECES] = {{0, 0}};
    const char *first = p->pieces[0].literal;
    for (size_t at = 0; at < text.len; at++) {
        if (*first && text.ptr[at] != *first &&
            (!p->fold || str_lower(text.ptr[at]) != str_lower(*first)))
            continue;
        if (match_at(p, text, at, known, found))
            return true;
    }
    return false;
}

uint64_t secret_candidates(struct str text)
{
    uint64_t set = 0;
    const unsigned char *p = (const unsigned char *)text.ptr;
    if (text.len < secret_least)
        return 0;
    for (const unsigned char *last = p + text.len - 2; p < last; p++)
        set |= secret_heads[0][p[0]] & secret_heads[1][p[1]] & secret_heads[2][p[2]];
    uint64_t fits = 0;
    for (; set; set &= set - 1)
        if (text.len >= secret_patterns[__builtin_ctzll(set)].least)
            fits |= set & -set;
    return fits;
}

const char *secret_pattern_find(struct str text, uint64_t set, bool soft, struct str *found)
{
    for (; set; set &= set - 1) { /* from the lowest bit on: in the order of the table */
        const struct secret_pattern *p = &secret_patterns[__builtin_ctzll(set)];
        if (p->soft != soft || !find(p, text, found))
            continue;
        if (str_is(str_from(p->name), "private-key") &&
            str_find(*found, STR("PRIVATE KEY")) == STR_NPOS)
            continue;
        return p->name;
    }
    return NULL;
}
