/* SPDX-License-Identifier: MIT */
/* edge_table.c - which edge of a kind stands between two nodes, while the graph is built. */
#include "graph_internal.h"
#include "mem.h"

static uint64_t edge_hash(enum edge_kind kind, node_id from, node_id to, struct str own_id)
{
    uint64_t h = (uint64_t)from << 32 ^ (uint64_t)to << 8 ^ (uint64_t)kind;
    h *= 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    h *= 0xbf58476d1ce4e5b9u;
    return (own_id.len ? h ^ str_hash(own_id) : h) ^ h >> 32;
}

/* Where the nth look for an edge goes. Edges come in about the order of their ends: the first looks
 * are at a place that the ends say, so that those of one part of the input stand side by side, in the
 * caches (50,000 resources: 6 of 145 ms of the import); all further ones where the hash says, in steps
 * that grow: where many edges have about the same sum of ends, slots side by side are all taken, and
 * only such steps get out of there soon. They visit every slot, as the table's size is a power of two. */
static inline size_t edge_look(const struct edge_table *t, uint32_t hash, node_id from, node_id to,
                               size_t nth)
{
    enum { NEAR = 16, ROOM = 2 /* slots for each sum of ends */ };
    size_t step = nth - NEAR;
    size_t at = nth < NEAR ? ((size_t)from + to) * ROOM + nth : hash + step * (step + 1) / 2;
    return at & (t->cap - 1);
}

static void enlarge(struct graph *g, size_t cap)
{
    struct edge_table old = g->table, *t = &g->table;
    t->cap = cap;
    t->slots = mem_zalloc(t->cap, sizeof *t->slots);
    for (size_t i = 0; i < old.cap; i++) {
        struct edge_slot slot = old.slots[i];
        size_t nth = 0, at = 0;
        if (!slot.e)
            continue;
        const struct edge *x = &g->edges[slot.e];
        do /* no edge stands twice */
            at = edge_look(t, slot.hash, x->from, x->to, nth++);
        while (t->slots[at].e);
        t->slots[at] = slot;
    }
    mem_free(old.slots);
}

void graph_edge_table_reserve(struct graph *g, size_t more)
{
    size_t cap = g->table.cap ? g->table.cap : 64;
    while (cap / 4 * 3 < g->table.used + more)
        cap *= 2;
    if (cap > g->table.cap)
        enlarge(g, cap);
}

edge_id *graph_edge_slot(struct graph *g, enum edge_kind kind, node_id from, node_id to,
                         struct str own_id)
{
    struct edge_table *t = &g->table;
    graph_edge_table_reserve(g, 1);
    uint32_t hash = (uint32_t)edge_hash(kind, from, to, own_id);
    for (size_t nth = 0;; nth++) {
        struct edge_slot *slot = &t->slots[edge_look(t, hash, from, to, nth)];
        if (!slot->e) {
            slot->hash = hash;
            return &slot->e;
        }
        const struct edge *x = &g->edges[slot->e];
        if (slot->hash == hash && x->kind == kind && x->from == from && x->to == to &&
            str_eq(x->own_id, own_id))
            return &slot->e;
    }
}

void graph_edge_table_reset(struct graph *g)
{
    mem_free(g->table.slots);
    g->table = (struct edge_table){0};
}
