/* SPDX-License-Identifier: MIT */
#include "growth_azure.h"

#include "azure_needs.h"
#include "excess_azure.h"
#include "map.h"
#include "query.h"

struct system { /* of the system */
    const struct graph *g;
    struct azure_assignment *all; /* by holder */
    size_t count;
    struct map ids, names;        /* of holders: place of the first assignment + 1, SEVERAL */
};

#define SEVERAL UINT32_MAX

static size_t end_of(const struct system *s, size_t first)
{
    size_t end = first + 1;
    while (end < s->count && s->all[end].holder == s->all[first].holder)
        end++;
    return end;
}

static struct system read_state(const struct graph *g, struct arena *a)
{
    struct system s = {.g = g};
    s.count = azure_docs_read(g, a, &s.all);
    for (size_t i = 0; i < s.count; i = end_of(&s, i)) {
        const struct node *n = graph_node_at(g, s.all[i].holder);
        bool added;
        map_set(&s.ids, n->id, (uint32_t)i + 1);
        uint32_t *at = map_put(&s.names, n->name, &added);
        *at = added ? (uint32_t)i + 1 : SEVERAL;
    }
    return s;
}

/* The same one in the older state; 0: none, or nobody knows which. */
static uint32_t old_of(const struct system *old, const struct system *now, node_id holder)
{
    const struct node *n = graph_node_at(now->g, holder);
    uint32_t at = 0, own = 0;
    if (map_get(&old->ids, n->id, &at))
        return at;
    map_get(&now->names, n->name, &own);
    map_get(&old->names, n->name, &at);
    return own == SEVERAL || at == SEVERAL ? 0 : at;
}

static bool is_same(const struct azure_assignment *x, const struct azure_assignment *y)
{
    return x->form == y->form && str_eq(x->name, y->name) && str_eq(x->scope_id, y->scope_id) &&
           str_eq(x->condition, y->condition) && str_eq(x->secrets, y->secrets) &&
           str_eq(x->keys, y->keys) && str_eq(x->actions, y->actions);
}

static bool is_among(const struct azure_assignment *one, const struct azure_assignment *list,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_same(one, &list[i]))
            return true;
    return false;
}

static bool is_covered(const struct graph *g, const struct azure_assignment *one,
                       const struct azure_assignment *by)
{
    if (!by->scope || by->condition.len || !azure_lies_in(g, one->scope, by->scope))
        return false;
    return (one->form == by->form && one->form != AZURE_POLICY && str_eq(one->name, by->name)) ||
           !(excess_azure_given(g, one) & ~azure_assignment_ops(g, by, "any", NULL));
}

static struct str need_key(struct arena *a, const struct graph *g, const struct azure_need *need)
{
    return arena_printf(a, "%s\n%u\n%.*s", need->target, need->ops,
                        need->node ? (int)graph_node_at(g, need->node)->name.len : 0,
                        need->node ? graph_node_at(g, need->node)->name.ptr : "");
}

static bool needs_more(struct arena *a, const struct graph *before, const struct azure_needs *old,
                       const struct graph *after, const struct azure_needs *now)
{
    struct map seen = {0};
    bool more = false;
    for (size_t i = 0; i < old->count; i++)
        map_set(&seen, need_key(a, before, &old->items[i]), 1);
    for (size_t i = 0; i < now->count && !more; i++)
        more = !map_get(&seen, need_key(a, after, &now->items[i]), NULL);
    map_release(&seen);
    return more;
}

/* Of one holder. added_count 0: it has not grown. */
static struct grown_azure compare(struct arena *a, const struct system *old, size_t from,
                                  const struct system *now, size_t first)
{
    const struct azure_assignment *was = &old->all[from], *is = &now->all[first];
    size_t was_count = end_of(old, from) - from, count = end_of(now, first) - first;
    struct grown_azure out = {.identity = is->holder};
    for (size_t i = 0; i < was_count; i++)
        if (!is_among(&was[i], is, count))
            return out;
    out.added = arena_array(a, count, sizeof(const struct azure_assignment *));
    for (size_t i = 0; i < count; i++) {
        bool had = !is[i].scope || !excess_azure_given(now->g, &is[i]) ||
                   is_among(&is[i], was, was_count);
        for (size_t k = 0; k < count && !had; k++)
            had = k != i && is_among(&is[k], was, was_count) && is_covered(now->g, &is[i], &is[k]);
        if (!had)
            out.added[out.added_count++] = &is[i];
    }
    if (!out.added_count)
        return out;
    struct azure_needs before = azure_needs_of(old->g, was->holder, a);
    struct azure_needs after = azure_needs_of(now->g, is->holder, a);
    out.known = before.code_known && after.code_known;
    if (needs_more(a, old->g, &before, now->g, &after))
        out.added_count = 0;
    return out;
}

size_t growth_azure_find(const struct graph *before, const struct graph *now, struct arena *a,
                         const struct grown_azure **out)
{
    struct system old = read_state(before, a), new = read_state(now, a);
    struct grown_azure *all = arena_array(a, new.count + 1, sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < new.count; i = end_of(&new, i)) {
        uint32_t from = old_of(&old, &new, new.all[i].holder);
        all[count] = from ? compare(a, &old, from - 1, &new, i) : (struct grown_azure){0};
        count += all[count].added_count > 0;
    }
    map_release(&old.ids);
    map_release(&old.names);
    map_release(&new.ids);
    map_release(&new.names);
    *out = all;
    return count;
}
