/* SPDX-License-Identifier: MIT */
/* flow.h - the greatest flow through a network, both extreme least cuts, and the ways it takes.
 * Place:     analysis. Knows nothing of attacks; vertices are numbers.
 * Source:    E. Dinic, Algorithm for solution of a problem of maximum flow in networks with power
 *            estimation, Soviet Math. Dokl. 11 (1970); levels are counted from the sink, so that a
 *            way never ends blind. Iterative.
 * Cost:      O(V^2 E) at worst; with unit capacities O(E min(V^(2/3), E^(1/2))).
 * Node cuts: split a vertex into two with an arc of its cost between them.
 * Ownership: flow_free().
 */
#ifndef FAASMAP_FLOW_H
#define FAASMAP_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"

#define FLOW_INFINITE UINT64_MAX /* a capacity: never cut; a value: some way has only such arcs */

struct flow;

struct flow *flow_new(uint32_t vertices) ATTR_RETURNS_NONNULL;
void flow_free(struct flow *f); /* NULL is allowed */
uint32_t flow_vertices(const struct flow *f); /* those it was made with, and all that arcs name */
/* Arcs are added before the run; returns the arc's number, from 0. A finite capacity is below
 * FLOW_INFINITE / 2, and so is the sum of those that the sink can take. */
uint32_t flow_arc(struct flow *f, uint32_t from, uint32_t to, uint64_t capacity);
/* The value, or FLOW_INFINITE; in that case flow and sides mean nothing. Once. */
uint64_t flow_run(struct flow *f, uint32_t source, uint32_t sink);
uint64_t flow_on(const struct flow *f, uint32_t arc);
/* side[flow_vertices()] gets 1 on the source's side of a least cut: the arcs that leave the side are the
 * cut. Nearest to the source: what it still reaches; nearest to the sink: all but what still
 * reaches the sink. Every least cut lies between the two. To be asked before any way is taken. */
void flow_side_of_source(const struct flow *f, uint8_t *side);
void flow_side_of_sink(const struct flow *f, uint8_t *side);
/* Takes one way with some flow on it out of the flow (arcs from source to sink, each vertex once) and
 * returns how much went there; 0: nothing is left. Rings on which flow goes round are
 * taken out first, so that no two ways go against each other. *arcs is the flow's memory, valid until the next call. flow_on() is what is
 * left. */
uint64_t flow_take_way(struct flow *f, const uint32_t **arcs, size_t *count);

#endif
