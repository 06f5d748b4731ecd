/* SPDX-License-Identifier: MIT */
/* exposure.h - what input from the internet reaches, and the weakest way in.
 * Place:     analysis, on search.h; the map, the exporters and stats ask it.
 * Question:  mode flow (data moves, no code is taken over), whatever authentication is on the way,
 *            worst case view. A node is reached if an attacker's bytes get to it (input, write), or
 *            if he controls it by that alone. What is only read or only loaded is not counted.
 * Internet:  every actor in zone internet that is not our own (roles operator and cicd): the actor
 *            "internet", and devices and people out there, whose gates count like any other.
 *            Partners are a zone of their own and are left to `faasmap paths`.
 *            A gate "private" is no way in from the internet.
 * Not in it: data that a function fetches from a third party (weather, currency). Nobody on the
 *            internet chooses it, but it is not ours either: exposure_third_party() names such
 *            entries.
 * Ownership: exposure_free() frees all; results are borrowed.
 */
#ifndef FAASMAP_EXPOSURE_H
#define FAASMAP_EXPOSURE_H

#include "paths.h"

struct exposure;

struct reach {
    bool reached;
    uint32_t hops;        /* of the weakest way in */
    enum auth auth;       /* the strongest gate on it; AUTH_NONE if there is no gate */
    enum auth_class rank; /* its class (unknown counts as none) */
};

struct exposure *exposure_build(const struct graph *g) ATTR_RETURNS_NONNULL;
/* As if a change were made (NULL: none): cuts and gates count, facts given do not come from the
 * internet and do not. The change is borrowed and must outlive the exposure. */
struct exposure *exposure_build_changed(const struct graph *g, const struct what_if *change)
    ATTR_RETURNS_NONNULL;
/* Until an answer is there: nothing is reached, third parties are known. */
struct exposure *exposure_unknown(const struct graph *g) ATTR_RETURNS_NONNULL;
bool exposure_known(const struct exposure *x); /* false: it is of exposure_unknown() */
void exposure_free(struct exposure *x); /* NULL is allowed */
struct reach exposure_reach(const struct exposure *x, node_id n);
/* The same for what it holds: anyone reads it (a public store, a route that answers with its data), with
 * no code in between. */
struct reach exposure_read(const struct exposure *x, node_id n);
/* The weakest way in, with sentences and places; its texts live in the arena. Only if reached. */
struct path exposure_path(const struct exposure *x, node_id n, struct arena *arena);
/* The same for many nodes: hops are made once, and live in the arena of the memo. path_make.h */
struct path_memo *exposure_memo(const struct exposure *x, struct arena *arena);
struct path exposure_path_again(const struct exposure *x, struct path_memo *memo, node_id n);
/* For checkers: the actors that strangers hold, the gates that they pass, and whether all that is said
 * is so: false and a line in *why if not. The change that it was built with must still be there. */
bool exposure_is_outside(const struct graph *g, node_id n);
struct spread_terms exposure_terms(void);
bool exposure_verify(const struct exposure *x, struct buf *why);
/* True if attacker's bytes can travel over this edge. */
bool exposure_edge(const struct exposure *x, edge_id e);
/* True for a node outside that is not ours and whose data our code takes in. */
bool exposure_third_party(const struct exposure *x, node_id n);
size_t exposure_count(const struct exposure *x); /* nodes reached */

#endif
