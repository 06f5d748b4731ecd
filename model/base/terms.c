/* SPDX-License-Identifier: MIT */
#include "terms.h"

static const struct str glue = STR_INIT(" and "), negation = STR_INIT("not ");

bool terms_next(struct str *rest, struct str *term)
{
    if (str_empty(*rest))
        return false;
    size_t at = str_find(*rest, glue);
    *term = at == STR_NPOS ? *rest : str_sub(*rest, 0, at);
    *rest = at == STR_NPOS ? STR_NONE : str_from_at(*rest, at + glue.len);
    return true;
}

static struct str name_of(struct str term, bool *negated)
{
    *negated = str_starts(term, negation);
    return *negated ? str_from_at(term, negation.len) : term;
}

bool terms_contrary(struct str one, struct str other)
{
    bool x, y;
    struct str a = name_of(one, &x), b = name_of(other, &y);
    return x != y && str_eq(a, b);
}

int terms_hold(struct str terms, struct str given)
{
    struct str term, known;
    int all = 1;
    while (terms_next(&terms, &term)) {
        int holds = 0;
        for (struct str rest = given; !holds && terms_next(&rest, &known);)
            holds = str_eq(term, known) ? 1 : terms_contrary(term, known) ? -1 : 0;
        if (holds < 0)
            return -1;
        all = holds ? all : 0;
    }
    return all;
}

struct str terms_both(struct arena *a, struct str x, struct str y)
{
    struct str more = terms_less(a, y, x);
    if (str_empty(x) || str_empty(more))
        return str_empty(x) ? more : x;
    return ARENA_JOIN(a, x, glue, more);
}

struct str terms_less(struct arena *a, struct str terms, struct str given)
{
    struct str left = STR(""), rest = terms, term;
    bool some = false;
    while (terms_next(&rest, &term)) {
        if (terms_hold(term, given) > 0)
            some = true;
        else
            left = str_empty(left) ? term : ARENA_JOIN(a, left, glue, term);
    }
    return some ? left : terms;
}

struct str terms_not(struct arena *a, struct str terms)
{
    if (str_empty(terms) || str_find(terms, glue) != STR_NPOS)
        return STR("");
    bool negated;
    struct str name = name_of(terms, &negated);
    return negated ? name : ARENA_JOIN(a, negation, name);
}
