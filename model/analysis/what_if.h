/* SPDX-License-Identifier: MIT */
/* what_if.h - a change that is tried on paper: edges cut, gates raised, facts given to the attacker.
 * Place:     analysis, beside spread.h. The graph stays as it is; whoever gathers facts with a
 *            change (spread_facts_changed) sees the graph as if it had been made that way, and so
 *            do the attack graph, the searches, the answers and the checker on top of it.
 * Two ways:  attack_build_changed() compiles again and is exact in every figure: a few
 *            milliseconds for 10,000 nodes. attack_reach_changed() walks the graph that is there
 *            past what is cut: one breadth-first search, for whoever tries many cuts. From the same
 *            starts both reach the same facts.
 * Ownership: what_if_release() frees the arrays; the graph is borrowed.
 *
 *     struct what_if w = what_if_new(g);
 *     what_if_cut(&w, edge);                 // as if the edge were not there
 *     what_if_guard(&w, route, AUTH_JWT);    // an authorizer in front of a node
 *     what_if_give(&w, function, STATE_CONTROL);
 *     struct path_question q = {.seat = &seat, .change = &w};
 */
#ifndef FAASMAP_WHAT_IF_H
#define FAASMAP_WHAT_IF_H

#include "spread.h"

struct fact {
    node_id node;
    enum state state;
};

/* Fields are for reading. */
struct what_if {
    const struct graph *graph;
    uint8_t *cut;        /* [edge count + 1]: 1 if the edge is cut */
    uint8_t *gate;       /* [edge count + 1]: enum auth that must be passed as well, on exposes and
                            routes; AUTH_ABSENT: none */
    struct fact *given;  /* what the attacker has besides his seat; he passes no gate by it */
    size_t given_count, given_cap;
    size_t cut_count, gate_count;
};

struct what_if what_if_new(const struct graph *g);
struct what_if what_if_copy(const struct what_if *w);
void what_if_release(struct what_if *w);
bool what_if_empty(const struct what_if *w); /* NULL is empty */

void what_if_cut(struct what_if *w, edge_id e);
void what_if_cut_node(struct what_if *w, node_id n); /* all its edges: as if it were not there */
void what_if_mend(struct what_if *w, edge_id e); /* takes a cut back */
/* A further gate on an edge; the stronger of two that are tried stays; AUTH_ABSENT takes it back. */
void what_if_gate(struct what_if *w, edge_id e, enum auth auth);
/* The same on every exposes and routes edge that leads to a node; returns their number. */
size_t what_if_guard(struct what_if *w, node_id n, enum auth auth);
/* False if the state is not legal at the node, or was given before. */
bool what_if_give(struct what_if *w, node_id n, enum state s);
bool what_if_take(struct what_if *w, node_id n, enum state s); /* false: it was not given */

static inline bool what_if_is_cut(const struct what_if *w, edge_id e)
{
    return w && w->cut[e];
}

static inline enum auth what_if_gate_of(const struct what_if *w, edge_id e)
{
    return w ? (enum auth)w->gate[e] : AUTH_ABSENT;
}

#endif
