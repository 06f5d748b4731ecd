/* SPDX-License-Identifier: MIT */
#include "inventory_tree.h"

#include <stdlib.h>

#include "mem.h"
#include "query.h"

enum { KINDS_ABOVE = 12 };

struct sort_key {
    int zone;
    struct str zone_id, holder;
    enum node_kind kind;
    struct str name;
    node_id node;
};

static int by_tree(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    int c = (x->zone > y->zone) - (x->zone < y->zone);

    c = c ? c : str_cmp(x->zone_id, y->zone_id);
    c = c ? c : str_cmp(x->holder, y->holder);
    c = c ? c : (x->kind > y->kind) - (x->kind < y->kind);
    c = c ? c : str_name_cmp(x->name, y->name);
    return c ? c : (x->node > y->node) - (x->node < y->node);
}

static bool same(const struct sort_key *a, const struct sort_key *b, enum level level)
{
    if (!str_eq(a->zone_id, b->zone_id))
        return false;
    if (level >= LEVEL_HOLDER && !str_eq(a->holder, b->holder))
        return false;
    return level < LEVEL_KIND || a->kind == b->kind;
}

static size_t group_new(struct inventory_tree *t, enum level level, uint8_t depth, uint32_t first,
                        uint32_t count)
{
    if (t->count == t->cap)
        t->groups = mem_grow(t->groups, &t->cap, sizeof *t->groups);
    t->groups[t->count] = (struct inventory_group){level, depth, first, count, 0, false, false};
    return t->count++;
}

/* Groups of [first, first + count) at a level and below. */
static void make_groups(struct inventory_tree *t, const struct sort_key *keys, enum level level,
                        uint8_t depth, uint32_t first, uint32_t count)
{
    uint32_t end = first + count;

    for (uint32_t from = first, to; from < end; from = to) {
        size_t own = SIZE_MAX;
        to = from + 1;
        while (to < end && same(&keys[from], &keys[to], level))
            to++;
        bool lone = level != LEVEL_ZONE && (to - from == count ||
                                            (level == LEVEL_KIND && count <= KINDS_ABOVE));
        if (!lone)
            own = group_new(t, level, depth, from, to - from);
        if (level < LEVEL_KIND)
            make_groups(t, keys, level + 1, (uint8_t)(depth + !lone), from, to - from);
        if (own != SIZE_MAX)
            t->groups[own].end = (uint32_t)t->count;
    }
}

struct inventory_tree inventory_tree_of(const struct graph *g)
{
    size_t nodes = graph_node_count(g);
    struct sort_key *keys = mem_zalloc(nodes + 1, sizeof *keys);
    struct inventory_tree t = {.order = mem_zalloc(nodes + 1, sizeof *t.order)};

    for (node_id n = 1; n <= nodes; n++) {
        const struct zone *z = graph_node_zone(g, n);
        node_id holder = graph_container(g, n);
        keys[n - 1] = (struct sort_key){
            .zone = (int)z->kind,
            .zone_id = z->id,
            .holder = holder ? graph_node_at(g, holder)->id : STR(""),
            .kind = graph_node_at(g, n)->kind,
            .name = graph_label(g, n),
            .node = n,
        };
    }
    qsort(keys, nodes, sizeof *keys, by_tree);
    for (size_t i = 0; i < nodes; i++)
        t.order[i] = keys[i].node;
    make_groups(&t, keys, LEVEL_ZONE, 0, 0, (uint32_t)nodes);
    mem_free(keys);
    return t;
}

void inventory_tree_release(struct inventory_tree *t)
{
    mem_free(t->order);
    mem_free(t->groups);
    *t = (struct inventory_tree){0};
}
