/* SPDX-License-Identifier: MIT */
/* cfn_values.c - values and what they were made of: put together, in alternatives. */
#include "cfn_functions.h"

#include "limits.h"

struct cfn_value cfn_unknown(void)
{
    return (struct cfn_value){.text = STR("*"), .unknown = true};
}

struct cfn_value cfn_plain(struct str text)
{
    return (struct cfn_value){.text = text};
}

struct cfn_value cfn_of_ref(struct cfn_scope *s, enum cfn_ref_kind kind, struct str id,
                            struct str attr, struct str text)
{
    struct cfn_ref *r = arena_alloc(s->arena, sizeof *r);
    *r = (struct cfn_ref){.kind = kind, .id = id, .attr = attr};
    return (struct cfn_value){
        .text = text, .unknown = str_chr(text, '*') != STR_NPOS, .refs = r};
}

static bool has_ref(const struct cfn_ref *list, const struct cfn_ref *r)
{
    for (; list; list = list->next)
        if (list->kind == r->kind && str_eq(list->id, r->id) && str_eq(list->attr, r->attr))
            return true;
    return false;
}

/* x, then what of y is not in it. */
const struct cfn_ref *cfn_refs_join(struct cfn_scope *s, const struct cfn_ref *x,
                                    const struct cfn_ref *y)
{
    if (!x || !y || x == y)
        return x ? x : y;
    struct cfn_ref *head = NULL, *tail = NULL;
    size_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (const struct cfn_ref *r = pass ? y : x; r && count < CFN_REFS; r = r->next) {
            if (has_ref(head, r))
                continue;
            count++;
            struct cfn_ref *copy = arena_alloc(s->arena, sizeof *copy);
            *copy = *r;
            copy->next = NULL;
            if (tail)
                tail->next = copy;
            else
                head = copy;
            tail = copy;
        }
    }
    return head;
}

static struct cfn_value joined(struct cfn_scope *s, const struct cfn_value *x,
                               const struct cfn_value *y)
{
    struct cfn_value v = {
        .unknown = x->unknown || y->unknown,
        .secure = x->secure || y->secure,
        .condition = terms_both(s->arena, x->condition, y->condition),
        .refs = cfn_refs_join(s, x->refs, y->refs),
    };
    bool stars = !s->named && x->text.len && y->text.len && x->text.ptr[x->text.len - 1] == '*' &&
                 y->text.ptr[0] == '*';
    size_t cost = (x->text.len + y->text.len) / 256; /* long texts are copied again and again */
    s->steps -= cost < s->steps ? cost : s->steps;
    if (x->text.len + y->text.len > LIMIT_STRING_BYTES || !s->steps) {
        v.text = STR("*");
        v.unknown = true;
    } else {
        v.text = ARENA_JOIN(s->arena, x->text, stars ? str_from_at(y->text, 1) : y->text);
    }
    return v;
}

/* Adds v to the alternatives that begin at head; the same text under two conditions is one. */
static void add_alternative(struct cfn_scope *s, struct cfn_value *head, bool *any, size_t *count,
                            struct cfn_value v)
{
    v.other = NULL;
    if (!*any) {
        *head = v;
        *any = true;
        *count = 1;
        return;
    }
    struct cfn_value *last = head;
    for (;;) {
        if (str_eq(last->text, v.text) && last->none == v.none && *count == 1 && !last->refs &&
            !v.refs) {
            last->condition = STR_NONE;
            return;
        }
        if (!last->other)
            break;
        last = (struct cfn_value *)(uintptr_t)last->other;
    }
    if (*count >= CFN_ALTERNATIVES) {
        last->unknown = true;
        last->text = STR("*");
        last->refs = cfn_refs_join(s, last->refs, v.refs);
        last->condition = STR_NONE;
        return;
    }
    struct cfn_value *copy = arena_alloc(s->arena, sizeof *copy);
    *copy = v;
    last->other = copy;
    ++*count;
}

struct cfn_value cfn_concat(struct cfn_scope *s, struct cfn_value x, struct cfn_value y)
{
    struct cfn_value out = {0};
    bool any = false;
    size_t count = 0;
    if (!x.other && !y.other)
        return joined(s, &x, &y);
    for (const struct cfn_value *i = &x; i; i = i->other)
        for (const struct cfn_value *k = &y; k; k = k->other)
            if (terms_hold(i->condition, k->condition) >= 0)
                add_alternative(s, &out, &any, &count, joined(s, i, k));
    return any ? out : joined(s, &x, &y);
}

struct cfn_value cfn_either(struct cfn_scope *s, struct str condition, struct cfn_value yes,
                            struct cfn_value no)
{
    struct cfn_value out = {0};
    bool any = false;
    size_t count = 0;
    struct str negated = terms_not(s->arena, condition);
    for (int branch = 0; branch < 2; branch++) {
        struct str c = branch ? negated : condition;
        for (const struct cfn_value *i = branch ? &no : &yes; i; i = i->other) {
            struct cfn_value v = *i;
            if (terms_hold(c, v.condition) < 0)
                continue;
            v.condition = terms_both(s->arena, c, v.condition);
            if (!v.none)
                add_alternative(s, &out, &any, &count, v);
        }
    }
    if (!any)
        out.none = true;
    return out;
}
