/* SPDX-License-Identifier: MIT */
/* cfn_foreach.c - Fn::ForEach: the body once for each value. */
#include "cfn_functions.h"

#include "limits.h"

struct loop {
    struct cfn_scope *s;
    struct str mark;      /* "${Name}" */
    struct str bare_mark; /* "&{Name}": only letters and digits of the value */
    struct str name, value, bare;
};

static struct str replace(struct loop *l, struct str text, struct str what, struct str by)
{
    size_t at = what.len ? str_find(text, what) : STR_NPOS;
    if (at == STR_NPOS)
        return text;
    struct buf b = {0};
    for (; at != STR_NPOS; at = str_find(text, what)) {
        buf_add(&b, str_sub(text, 0, at));
        buf_add(&b, by);
        text = str_from_at(text, at + what.len);
    }
    buf_add(&b, text);
    struct str out = b.len > LIMIT_STRING_BYTES ? STR("*")
                                                : arena_str(l->s->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

static struct str looped(struct loop *l, struct str text)
{
    return replace(l, replace(l, text, l->mark, l->value), l->bare_mark, l->bare);
}

/* The body with the variable of the loop put in. */
static struct doc_node *instance(struct loop *l, const struct doc_node *n)
{
    struct cfn_scope *s = l->s;
    if (!cfn_enter(s, n))
        return cfn_new_text(s, STR("*"), n);
    const struct doc_node *m = cfn_call(n);
    struct doc_node *out = NULL;
    if (m && str_is(m->key, "Ref") && str_eq(doc_text(m), l->name) && doc_is_scalar(m))
        out = cfn_new_text(s, l->value, n);
    else if (doc_is_scalar(n))
        out = cfn_new_text(s, looped(l, doc_text(n)), n);
    else if (doc_is_list(n)) {
        out = cfn_new_list(s, n);
        for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
            doc_append(out, instance(l, c));
    } else {
        out = cfn_new_map(s, n);
        for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
            cfn_put(s, out, c, looped(l, c->key), instance(l, c));
    }
    cfn_leave(s);
    return out;
}

static struct str letters(struct arena *a, struct str text)
{
    struct buf b = {0};
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c >= '0' && c <= '9') || (str_lower(c) >= 'a' && str_lower(c) <= 'z'))
            buf_putc(&b, c);
    }
    struct str out = arena_str(a, buf_str(&b));
    buf_release(&b);
    return out;
}

static void expand(struct cfn_scope *s, struct doc_node *map, const struct doc_node *each)
{
    const struct doc_node *body = doc_at(each, 2);
    const struct cfn_item *items;
    size_t count = cfn_list(s, doc_at(each, 1), &items);
    struct loop l = {.s = s, .name = doc_text(doc_at(each, 0))};
    l.mark = ARENA_JOIN(s->arena, STR("${"), l.name, STR("}"));
    l.bare_mark = ARENA_JOIN(s->arena, STR("&{"), l.name, STR("}"));
    for (size_t i = 0; i < count && s->steps; i++) {
        struct cfn_value v = cfn_item_value(s, &items[i]);
        if (v.none)
            continue;
        l.value = v.text;
        l.bare = letters(s->arena, v.text);
        struct doc_node *part = doc_is_map(body) ? instance(&l, body) : NULL;
        const struct doc_node *flat = part ? cfn_members(s, part) : NULL; /* loops in loops */
        for (const struct doc_node *c = doc_first(flat); c; c = c->next)
            cfn_put(s, map, c, c->key, cfn_shallow(s, c));
    }
}

const struct doc_node *cfn_members(struct cfn_scope *s, const struct doc_node *n)
{
    bool any = false;
    if (!doc_is_map(n))
        return n;
    for (const struct doc_node *c = doc_first(n); c && !any; c = c->next)
        any = str_starts(c->key, STR("Fn::ForEach::"));
    if (!any || !cfn_enter(s, n))
        return n;
    struct doc_node *map = cfn_new_map(s, n);
    for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next) {
        if (str_starts(c->key, STR("Fn::ForEach::")))
            expand(s, map, c);
        else
            cfn_put(s, map, c, c->key, cfn_shallow(s, c));
    }
    cfn_leave(s);
    return map;
}
