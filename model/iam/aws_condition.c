/* SPDX-License-Identifier: MIT */
/* aws_condition.c - whether a condition of a statement holds for a request (aws_match.h). */
#include "aws_match.h"

enum compared { COMPARED_FALSE, COMPARED_UNKNOWN, COMPARED_TRUE, COMPARED_INVALID };

static enum compared from_bool(bool b)
{
    return b ? COMPARED_TRUE : COMPARED_FALSE;
}

static enum compared in_order(enum aws_order want, int order)
{
    switch (want) {
    case AWS_LESS:
        return from_bool(order < 0);
    case AWS_LESS_EQUAL:
        return from_bool(order <= 0);
    case AWS_GREATER:
        return from_bool(order > 0);
    case AWS_GREATER_EQUAL:
        return from_bool(order >= 0);
    case AWS_EQUAL:
    default:
        return from_bool(order == 0);
    }
}

/* Each of the six parts on its own; a lone "*" takes every ARN. */
static bool arn_glob(struct str pattern, struct str value)
{
    if (pattern.len == 1 && pattern.ptr[0] == GLOB_RUN)
        return true;
    for (int i = 0; i < ARN_SEGMENTS; i++) {
        struct str p = pattern, v = value;
        bool last = i == ARN_SEGMENTS - 1;
        if (!last && (str_chr(pattern, ':') == STR_NPOS || str_chr(value, ':') == STR_NPOS))
            return false;
        if (!last) {
            str_cut(&pattern, ':', &p);
            str_cut(&value, ':', &v);
        }
        if (!glob_match(p, v, false))
            return false;
    }
    return true;
}

/* pattern: compiled. sure: no unknown variable stands in it. */
static enum compared compare_text(enum aws_family family, struct str pattern, bool sure,
                                  struct str value)
{
    bool match = family == AWS_ARN           ? arn_glob(pattern, value)
                 : family == AWS_STRING_FOLD ? glob_match(pattern, value, true)
                                             : glob_match(pattern, value, false);
    return match && !sure ? COMPARED_UNKNOWN : from_bool(match);
}

static enum compared compare_strings(const struct aws_condition *c, const struct aws_request *r,
                                     struct str wanted, struct str value,
                                     struct aws_unknown *unknown)
{
    bool wild = c->family == AWS_STRING_LIKE || c->family == AWS_ARN;
    if (!c->variables && c->family == AWS_STRING)
        return from_bool(str_eq(wanted, value));
    if (!c->variables && c->family == AWS_STRING_FOLD)
        return from_bool(str_ieq(wanted, value));
    if (!c->variables && c->family == AWS_STRING_LIKE)
        return from_bool(str_glob(wanted, value, false));
    struct buf text = {0};
    enum tri known = TRI_TRUE;
    if (c->variables)
        known = aws_expand(r, wanted, wild, &text, unknown);
    else
        for (size_t i = 0; i < wanted.len; i++)
            buf_putc(&text, wanted.ptr[i] == '*'   ? GLOB_RUN
                            : wanted.ptr[i] == '?' ? GLOB_ONE
                                                   : wanted.ptr[i]);
    enum compared result = COMPARED_INVALID;
    if (known != TRI_FALSE)
        result = compare_text(c->family, buf_str(&text), known == TRI_TRUE, value);
    buf_release(&text);
    return result;
}

/* Base64 with or without its padding. */
static struct str unpadded(struct str s)
{
    while (s.len && s.ptr[s.len - 1] == '=')
        s.len--;
    return s;
}

static enum compared compare(const struct aws_condition *c, const struct aws_request *r,
                             struct str wanted, struct str value, struct aws_unknown *unknown)
{
    int order = 0;
    bool yes = false;
    switch (c->family) {
    case AWS_NUMERIC:
        return aws_compare_numbers(value, wanted, &order) ? in_order(c->order, order)
                                                          : COMPARED_INVALID;
    case AWS_DATE:
        return aws_compare_dates(value, wanted, &order) ? in_order(c->order, order)
                                                        : COMPARED_INVALID;
    case AWS_BOOL:
        return from_bool(str_ieq(wanted, value));
    case AWS_BINARY:
        return from_bool(str_eq(unpadded(wanted), unpadded(value)));
    case AWS_IP:
        return aws_address_in(value, wanted, &yes) ? from_bool(yes) : COMPARED_INVALID;
    case AWS_STRING:
    case AWS_STRING_FOLD:
    case AWS_STRING_LIKE:
    case AWS_ARN:
    case AWS_NULL:
    default:
        return compare_strings(c, r, wanted, value, unknown);
    }
}

/* One value of the request against all of the policy: OR, or with a negated operator NOR. */
static enum tri value_holds(const struct aws_condition *c, const struct aws_request *r,
                            struct str value, struct aws_unknown *unknown)
{
    enum tri any = TRI_FALSE;
    for (uint32_t i = 0; i < c->value_count; i++) {
        enum compared one = compare(c, r, c->values[i], value, unknown);
        if (one == COMPARED_INVALID) {
            if (c->negated)
                return TRI_FALSE;
            continue;
        }
        any = tri_or(any, (enum tri)one);
    }
    return c->negated ? tri_not(any) : any;
}

static enum tri null_holds(const struct aws_condition *c, enum aws_known known)
{
    enum tri any = TRI_FALSE;
    for (uint32_t i = 0; i < c->value_count; i++) {
        bool absent = str_iis(c->values[i], "true");
        if (absent || str_iis(c->values[i], "false"))
            any = tri_or(any, absent == (known == AWS_KEY_ABSENT) ? TRI_TRUE : TRI_FALSE);
    }
    return any;
}

enum tri aws_condition_holds(const struct aws_condition *c, const struct aws_request *r,
                             struct aws_unknown *unknown)
{
    const struct aws_context *key = NULL;
    enum aws_known known = aws_context_find(r, c->key, &key);
    if (known == AWS_KEY_UNKNOWN) {
        aws_unknown_add(unknown, c->key);
        return TRI_UNKNOWN;
    }
    if (c->family == AWS_NULL)
        return null_holds(c, known);
    if (known == AWS_KEY_ABSENT) {
        bool yes = c->if_exists || c->set == AWS_FOR_ALL || (c->set == AWS_ONE_VALUE && c->negated);
        return yes ? TRI_TRUE : TRI_FALSE;
    }
    bool all = c->set == AWS_FOR_ALL || (c->set == AWS_ONE_VALUE && c->negated);
    enum tri result = all ? TRI_TRUE : TRI_FALSE;
    for (uint32_t i = 0; i < key->count; i++) {
        enum tri one = value_holds(c, r, key->values[i], unknown);
        result = all ? tri_and(result, one) : tri_or(result, one);
    }
    return result;
}
