/* SPDX-License-Identifier: MIT */
/* graph_internal.h - the inside of struct graph, shared by graph.c (build), edge_table.c, members.c
 * (attributes and sets), seal.c, label.c and ask.c. */
#ifndef FAASMAP_GRAPH_INTERNAL_H
#define FAASMAP_GRAPH_INTERNAL_H

#include <assert.h>
#include <stdatomic.h>

#include "arena.h"
#include "graph.h"
#include "map.h"

/* Open-addressed table of edges by (kind, from, to, own id). */
struct edge_slot {
    edge_id e; /* 0: free */
    uint32_t hash;
};
struct edge_table {
    struct edge_slot *slots;
    size_t used, cap;
};

struct labels;

struct graph {
    atomic_size_t *watch; /* of graph_watch() */
    struct arena *arena;
    struct diags *diags;
    struct str name;
    bool sealed, full;

    struct map texts;      /* interned: each once, the values are not used */
    struct origin last;    /* the texts of the place that came last: the next is often the same */
    struct str last_provider;
    struct str *providers; /* each once */
    size_t provider_count, provider_cap;
    bool kinds[NODE_KIND_COUNT]; /* of the nodes that were added */

    struct node *nodes;    /* [0] is unused */
    size_t node_count, node_cap;
    node_id *alias;        /* merges: 0 none, else the node that this one became */
    size_t alias_cap;
    struct map by_id;

    struct edge *edges;    /* [0] is unused */
    size_t edge_count, edge_cap;
    struct edge_table table;

    struct zone *zones;
    size_t zone_count, zone_cap;
    struct map zone_index; /* id -> index into zones */
    struct unresolved *unresolved;
    size_t unresolved_count, unresolved_cap;
    struct source *sources;
    size_t source_count, source_cap;

    struct map **indexes; /* of long attribute lists and sets, see members.c; none once sealed */
    size_t index_count, index_cap;

    uint32_t *out_start, *in_start; /* node_count + 2 offsets into out_edges, in_edges */
    edge_id *out_edges, *in_edges;
    edge_id kind_first[EDGE_KIND_COUNT], kind_end[EDGE_KIND_COUNT]; /* once sealed */
    struct labels *labels; /* for graph_label(), see label.c; once sealed */
};

/* Number 0 stands for what a full graph has no room for. */
static inline struct node *graph_node_of(const struct graph *g, node_id n)
{
    assert((n >= 1 || g->full) && n <= g->node_count);
    return &g->nodes[n];
}

static inline struct edge *graph_edge_of(const struct graph *g, edge_id e)
{
    assert((e >= 1 || g->full) && e <= g->edge_count);
    return &g->edges[e];
}

/* For texts that many nodes share: types, keys, conditions. */
struct str graph_intern(struct graph *g, struct str s);
/* For those that mostly one has: ids, names, values. A copy is less than a place in the table. */
struct str graph_keep(struct graph *g, struct str s);
struct origin graph_intern_origin(struct graph *g, struct origin where);
/* Attributes by key, sets by text, in the order in which they came. The key is not copied. With
 * `replace` a later value wins. The time does not depend on how many there are. *bits are str_bit() of
 * all keys: one whose bit is not among them need not be looked for; NULL: they are not noted. */
void graph_attrs_set(struct graph *g, struct attr **attrs, uint32_t *count, uint64_t *bits,
                     struct attr a, bool replace);
void graph_set_add(struct graph *g, struct str **items, uint32_t *count, struct str s);
/* Before attributes and sets are sorted; nothing may be added afterwards. */
void graph_indexes_drop(struct graph *g);
/* Takes the stronger evidence, the weaker auth and the union of the rest into `into`. */
void graph_edge_absorb(struct graph *g, struct edge *into, const struct edge *other);
void graph_node_absorb(struct graph *g, struct node *into, const struct node *other);
/* The slot of an equal edge, or a free one: then it holds 0, and the caller enters his edge. */
edge_id *graph_edge_slot(struct graph *g, enum edge_kind kind, node_id from, node_id to,
                         struct str own_id);
void graph_edge_table_reserve(struct graph *g, size_t more); /* so many edges more are to come */
void graph_edge_table_reset(struct graph *g);
struct labels *labels_new(void) ATTR_RETURNS_NONNULL;
void labels_free(struct labels *l); /* NULL is allowed */

#endif
