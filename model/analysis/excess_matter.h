/* SPDX-License-Identifier: MIT */
/* excess_matter.h - between the files that find what narrowing closes: excess_cuts.c (which edges it takes
 * away), excess_matter.c (from the internet, and the statements that matter), excess_taken.c (if a user
 * is taken over); excess_azure_matter.c counts by them as well. Private to them.
 * Vertices:  attack graphs of all seats number them alike.
 */
#ifndef FAASMAP_EXCESS_MATTER_H
#define FAASMAP_EXCESS_MATTER_H

#include "excess_parts.h"
#include "loss.h"
#include "seat.h"

struct matter {
    struct excess *x;
    struct attack *attack;     /* as anyone on the internet */
    uint32_t *arcs_at;         /* of it, by edge (loss.h) */
    arc_id *arcs;
    struct aws_policy *narrowed; /* [identity] */
    struct excess_paths *paths;
    uint32_t *first_statement; /* [identity + 1]: number of its first statement */
    uint32_t *first_cut, *first_gift; /* [identity + 1] */
    uint8_t *kept;             /* per statement: it is not narrowed */
    uint8_t *weak;             /* by edge: some cut takes it away */
    uint32_t *gone;            /* by edge: how many cuts take it away now */
    struct loss_gift *gifts;   /* what narrowed policies keep of collectives, by identity */
    edge_id *edges;            /* of one question */
    uint8_t *counts;           /* by node: it is one, and no collective */
    uint8_t *falls;            /* by node: the states that are the fall of a jewel */
    uint8_t *told;             /* by node, zero between counts */
};

/* Which edges are taken away by narrowing each identity, and what is kept of collectives. */
void excess_find_cuts(struct matter *m);
/* Does the cut hold, as far as statements are narrowed? */
bool excess_is_gone(const struct matter *m, size_t identity, const struct excess_cut *c);
/* Marks in gone[] what narrowing the identity takes away, or mends it again. */
void excess_cut_edges(const struct matter *m, size_t identity, bool on);

/* Asks what is lost if only this identity is narrowed, which marks gone[] for that long. */
void excess_ask(struct matter *m, struct loss *l, const uint32_t *arcs_at, const arc_id *arcs,
                size_t identity);
struct excess_closed excess_lost(struct matter *m, const struct loss *l);
/* All that was reached before anything was asked. */
struct excess_closed excess_reached(struct matter *m, const struct loss *l);

/* Which nodes count, and what the fall of each is. */
void excess_look_at_nodes(struct matter *m, const struct graph *g, const struct jewels *jewels);
/* before: states that are reached of a node, bits 1 << STATE_x without exhaust; after: those left. */
void excess_count_node(const struct matter *m, node_id n, unsigned before, unsigned after,
                       struct excess_closed *out);
/* Writes the vertices that the seat starts with; returns their number. */
size_t excess_sit(const struct attack *a, enum seat_kind kind, node_id node, vertex_id *starts);

void excess_if_taken(struct matter *m);

/* --- excess_proof.c: the certificate ---------------------------------------------------------- */

uint32_t excess_prove_reach(struct excess *x, const struct loss *l); /* its number */
/* What the last question found of the identity. */
void excess_prove_answer(struct excess *x, uint32_t reach, node_id identity, const struct loss *l);
/* The way to a hub: from its first vertex over these arcs. */
struct excess_way excess_prove_way(struct excess *x, uint32_t reach, const struct attack *a,
                                   vertex_id start, const arc_id *arcs, size_t count);
void excess_prove_taken(struct excess *x, node_id identity, struct excess_way before,
                        struct excess_way after);

#endif
