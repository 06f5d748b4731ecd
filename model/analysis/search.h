/* SPDX-License-Identifier: MIT */
/* search.h - the weakest and then the shortest way to every vertex of an attack graph.
 * Place:     analysis, on attack.h; exposure and paths are made of it.
 * Order:     a way is better if its highest gate is lower, then its effort, then its hops, then the
 *            greater least confidence; ties go to the smallest vertex, edge and rule, compared from
 *            the target backwards. That order mixes a maximum with sums, so a single
 *            Dijkstra on tuples is wrong (a prefix with a lower gate can lose later). Two phases:
 *            (1) minimax over the gate levels, breadth first, level by level; (2) for each level
 *            that some vertex has as its rank, Dijkstra with buckets over (effort, hops) on the
 *            arcs up to that level, among what leads to such vertices.
 * Cost:      O(V + E) for (1), for (2) about the same, as little lies in front of a gate; at worst
 *            O(levels * (V + E)), levels <= 9.
 * Ownership: search_free(); the attack graph is borrowed.
 */
#ifndef FAASMAP_SEARCH_H
#define FAASMAP_SEARCH_H

#include "attack.h"

enum { RANK_NONE = 255 }; /* not reached */

/* One way backwards: the arc by which a vertex is entered on its best way at a level. */
struct search_step {
    arc_id arc;       /* ARC_NONE at a start */
    vertex_id from;
};

struct search {
    const struct attack *attack;
    uint8_t *rank;        /* [vertex_count]: enum auth_class of the highest gate, or RANK_NONE */
    uint32_t *effort, *hops;
    uint8_t *confidence;  /* least on the way */
    uint8_t *certainty;   /* enum certainty: weakest on the way */
    uint8_t *way_out;     /* 1: the way holds an actor, or controls a node that can send outside */
    uint8_t *gate;        /* enum auth: strongest on the way, among equals the first, but "unknown"
                             rather than "none"; AUTH_NONE if there is no gate at all */
    struct search_step *steps[AUTH_CLASS_COUNT]; /* per level in use, else NULL */
    size_t reached;
};

struct search *search_run(const struct attack *a, const vertex_id *starts, size_t count)
    ATTR_RETURNS_NONNULL;
void search_free(struct search *s); /* NULL is allowed */
/* The arcs of the best way to v, first hop first: writes at most max and returns hops[v].
 * v must be reached. */
size_t search_way(const struct search *s, vertex_id v, arc_id *arcs, size_t max);

#endif
