/* SPDX-License-Identifier: MIT */
/* attack.h - the compiled attack graph: vertices are (node, state), arcs are instances of rows.
 * Place:     analysis, on spread.h. Built per (mode, pass set) after sealing; rebuilt, never
 *            maintained: 10,000 nodes take a few milliseconds.
 * Layout:    vertex id = first vertex of the node + index of the state among the legal states of
 *            its kind; arcs in compressed rows, both directions, one array per property, so that a
 *            search touches only what it reads.
 * Order:     arcs of a vertex are sorted by model edge, then by row: results do not depend on the
 *            order of the input.
 * Size:      a permission on "everything of a service" is one edge to its any:SERVICE node, which
 *            all things of the service reside in, so there are never identities times resources
 *            arcs. A vertex per policy statement would share no more: statements that name single
 *            resources have few matches, and an identity's edge already carries its evaluated
 *            classes, its condition and its place as evidence. So there are no such vertices.
 * Ownership: attack_free() frees all; the graph is borrowed and must outlive it.
 */
#ifndef FAASMAP_ATTACK_H
#define FAASMAP_ATTACK_H

#include "what_if.h"

typedef uint32_t vertex_id;
typedef uint32_t arc_id;
#define VERTEX_NONE ((vertex_id)-1)
#define ARC_NONE    ((arc_id)-1)

/* Fields are for reading. */
struct attack {
    const struct graph *graph;
    struct spread_facts *facts;
    struct spread_terms terms;
    uint32_t vertex_count, arc_count;
    uint8_t place[NODE_KIND_COUNT][STATE_COUNT]; /* among the states of the kind; STATE_COUNT: it
                                                    is not legal there */
    uint32_t *node_first;  /* [node count + 2]; node n has vertices node_first[n] .. [n + 1] */
    node_id *vertex_node;
    uint8_t *vertex_state;
    /* Arcs leaving v: out_at[v] .. out_at[v + 1], index = arc_id. */
    uint32_t *out_at;
    vertex_id *arc_to;
    edge_id *arc_edge;     /* 0: a row of one node */
    uint8_t *arc_row, *arc_effort, *arc_gate /* enum auth_class */, *arc_confidence;
    uint8_t *arc_auth;      /* enum auth of that gate, AUTH_ABSENT: none */
    uint8_t *arc_certainty;
    uint8_t *arc_conditions; /* CONDITION_ bits: what the hop asks for besides */
    uint8_t *arc_blocked;  /* relaxed graphs: 1 where the row is blocked; else NULL */
    /* Arcs entering v: in_at[v] .. in_at[v + 1]. */
    uint32_t *in_at;
    vertex_id *in_from;
    arc_id *in_arc;
};

struct attack *attack_build(const struct graph *g, const struct spread_terms *terms)
    ATTR_RETURNS_NONNULL;
/* The same with the blocked rows as arcs too: what an attacker could do if no gate, filter, limit
 * or mode stood in the way. Only for explaining negative answers. */
struct attack *attack_build_relaxed(const struct graph *g, const struct spread_terms *terms)
    ATTR_RETURNS_NONNULL;
/* Either as if a change were made; the change is borrowed. NULL: as it is. */
struct attack *attack_build_changed(const struct graph *g, const struct spread_terms *terms,
                                    const struct what_if *change, bool relaxed)
    ATTR_RETURNS_NONNULL;
/* What is reached from one state of these nodes, and no more: arcs leave only what can be reached, and
 * lead only to `wanted`, a mask of states. A search from the same starts finds what it would find in
 * the whole graph, as long as no way to what is asked for leads through a state that is left out. */
struct attack *attack_build_from(const struct graph *g, const struct spread_terms *terms,
                                 const struct what_if *change, const node_id *starts,
                                 size_t count, enum state state, unsigned wanted)
    ATTR_RETURNS_NONNULL;
void attack_free(struct attack *a); /* NULL is allowed */

/* VERTEX_NONE if the state is not legal there. */
vertex_id attack_vertex(const struct attack *a, node_id n, enum state s);
vertex_id attack_tail(const struct attack *a, arc_id arc); /* O(log V) */
/* The arc's row applied again, with everything that a person wants to know about it. */
struct spread_hop attack_hop(const struct attack *a, arc_id arc);
/* Marks every vertex reached from the starts (1 in reached[vertex_count], which need not be
 * cleared); returns their number. Breadth first, O(V + E), plain reachability. */
size_t attack_reach(const struct attack *a, const vertex_id *starts, size_t count,
                    uint8_t *reached);
/* The same with a change tried on the graph that is compiled already: arcs over edges that are cut,
 * or whose added gate is not passed, are not walked. Given facts are the caller's starts. */
size_t attack_reach_changed(const struct attack *a, const vertex_id *starts, size_t count,
                            const struct what_if *change, uint8_t *reached);

#endif
