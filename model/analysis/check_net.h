/* SPDX-License-Identifier: MIT */
/* check_net.h - the hops of the model as a checker sees them, and what best ways are measured by.
 * Place:     analysis; private to check_*.c. Made of facts, rows and edges alone: no compiled graph, no
 *            search of the others.
 * Vertices:  node * STATE_COUNT + state, whether legal or not; arcs are what spread_apply() says.
 * Ownership: check_net_free(); facts and start masks are borrowed while it is made.
 */
#ifndef FAASMAP_CHECK_NET_H
#define FAASMAP_CHECK_NET_H

#include "check.h"
#include "heap.h"

struct check_arc {
    uint32_t from, to;
    edge_id edge; /* 0: a rule about one node */
    uint8_t row, gate, effort, confidence;
};

struct check_net {
    const struct graph *graph;
    uint32_t vertices;
    struct check_arc *arcs;    /* by from, edge, row */
    uint32_t arc_count;
    uint32_t *out_at, *in_at;  /* [vertices + 1] */
    uint32_t *in;              /* arcs, by to */
    uint8_t *is_start;
};

struct check_net *check_net_new(const struct graph *g, const struct spread_facts *f,
                                const struct spread_terms *terms, const fact_mask *starts)
    ATTR_RETURNS_NONNULL;
void check_net_free(struct check_net *n); /* NULL is allowed */

static inline uint32_t check_vertex(node_id n, enum state s)
{
    return n * STATE_COUNT + (uint32_t)s;
}

static inline cost check_cost(const struct check_arc *a)
{
    return ((cost)a->effort << 32) + 1;
}

/* What is said of the best way to a vertex. */
struct check_label {
    bool reached;
    uint8_t rank, confidence;
    uint32_t effort, hops;
};
/* labels[vertices]: highest gate, then effort, then hops as low as can be, then the least confidence
 * as high. O(levels * E log V). */
bool check_best(const struct check_net *n, const struct check_label *labels, struct buf *why);

/* From each vertex to the target over hops whose gate is at most `level`, never through a start:
 * [vertices], COST_FAR where none leads there; the caller's (mem_free). */
cost *check_distances(const struct check_net *n, uint32_t target, uint8_t level)
    ATTR_RETURNS_NONNULL;

/* Several ways to one fact (paths.h: path_answer_ways): each is a simple way of one of the nets and as
 * good as it says, they stand in order, no two are alike. If they are complete, then besides:
 * all:       no simple way that is better than the last one is left out; and if there are said to be
 *            no more, none at all.
 * differing: of those with each first hop the best is there, or one as good through the same door (a
 *            route, with its API or without); if there are said to be more, the rest is no better
 *            than the last one. */
bool check_ways(const struct check_net *const *nets, size_t net_count,
                const struct path_ways *ways, struct fact target, bool differing, struct buf *why);

#endif
