/* SPDX-License-Identifier: MIT */
/* cfn_lists.c - elements of lists: branches of Fn::If, Fn::Split, parameters that are lists. */
#include "cfn_functions.h"

struct items {
    struct arena *arena;
    struct cfn_item *list;
    size_t count, cap;
};

static void push(struct items *l, const struct doc_node *n, const struct cfn_value *v,
                 struct str condition)
{
    if (l->count == l->cap) { /* what functions give: more than stand there */
        struct cfn_item *before = l->list;
        l->cap *= 2;
        l->list = arena_array(l->arena, l->cap, sizeof *l->list);
        memcpy(l->list, before, l->count * sizeof *l->list);
    }
    l->list[l->count++] = (struct cfn_item){n, v, condition};
}

static void push_split(struct cfn_scope *s, struct items *l, struct cfn_value whole, char sep,
                       struct str condition)
{
    struct str word;
    for (struct str rest = whole.text; s->steps && str_cut(&rest, sep, &word); s->steps--) {
        struct cfn_value *v = arena_alloc(s->arena, sizeof *v);
        *v = whole;
        v->text = str_trim(word);
        v->other = NULL;
        v->unknown = str_chr(word, '*') != STR_NPOS;
        push(l, NULL, v, condition);
        if (!rest.ptr)
            break;
    }
}

static void collect(struct cfn_scope *s, struct items *l, const struct doc_node *n,
                    struct str condition, bool inside);

static void collect_if(struct cfn_scope *s, struct items *l, const struct doc_node *arg,
                       struct str condition)
{
    struct str name = doc_text(doc_at(arg, 0));
    int holds = cfn_condition(s, name, arg);
    for (int branch = 0; branch < 2; branch++) {
        const struct doc_node *n = doc_at(arg, branch ? 2 : 1);
        if (cfn_is_no_value(n) || (holds >= 0 && holds == branch))
            continue;
        struct str own = branch ? ARENA_JOIN(s->arena, STR("not "), name) : name;
        if (holds >= 0)
            own = STR("");
        if (terms_hold(condition, own) >= 0)
            collect(s, l, n, terms_both(s->arena, condition, own), false);
    }
}

static bool is_list_parameter(struct cfn_scope *s, const struct doc_node *m)
{
    struct str type = doc_text(doc_get(doc_get_str(s->parameters, doc_text(m)), "Type"));
    return str_is(type, "CommaDelimitedList") || str_starts(type, STR("List<"));
}

static bool collect_call(struct cfn_scope *s, struct items *l, const struct doc_node *m,
                         struct str condition)
{
    if (str_is(m->key, "Fn::If")) {
        collect_if(s, l, m, condition);
        return true;
    }
    if (str_is(m->key, "Fn::Split")) {
        struct str sep = cfn_text(s, doc_at(m, 0));
        push_split(s, l, cfn_value(s, doc_at(m, 1)), sep.len ? sep.ptr[0] : ',', condition);
        return true;
    }
    if (str_is(m->key, "Ref") && doc_is_scalar(m) && is_list_parameter(s, m)) {
        push_split(s, l, cfn_parameter(s, doc_text(m)), ',', condition);
        return true;
    }
    return false;
}

/* inside: n is an element, and a list in a list is one element. */
static void collect(struct cfn_scope *s, struct items *l, const struct doc_node *n,
                    struct str condition, bool inside)
{
    if (!n || cfn_is_no_value(n) || !cfn_enter(s, n))
        return;
    const struct doc_node *m = cfn_call(n);
    if (m && collect_call(s, l, m, condition)) {
        cfn_leave(s);
        return;
    }
    n = m ? cfn_node(s, n) : n;
    if (doc_is_list(n) && !inside)
        for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
            collect(s, l, c, condition, true);
    else if (n)
        push(l, cfn_node(s, n), NULL, condition);
    cfn_leave(s);
}

size_t cfn_list(struct cfn_scope *s, const struct doc_node *n, const struct cfn_item **items)
{
    struct items l = {.arena = s->arena, .cap = doc_is_list(n) && n->count ? n->count : 1};
    l.list = arena_array(s->arena, l.cap, sizeof *l.list);
    collect(s, &l, n, STR(""), false);
    *items = l.list;
    return l.count;
}
