/* SPDX-License-Identifier: MIT */
/* big_graph.h - large systems for measurements, and the search that the benches compare with.
 * Place:     shared test code; the same seed gives the same graph.
 */
#ifndef FAASMAP_TESTS_BIG_GRAPH_H
#define FAASMAP_TESTS_BIG_GRAPH_H

#include "attack.h"

/* Functions, queues, tables and routes behind an actor "internet", five edges a node, wired at
 * random, as a flow would be; sealed. */
struct graph *big_graph(uint32_t nodes, uint64_t seed) ATTR_RETURNS_NONNULL;
/* A breadth-first search by hand: two arrays, a byte per vertex, a queue (both given, of
 * vertex_count); returns how many are reached. */
size_t bare_search(const struct attack *a, vertex_id start, uint8_t *seen, vertex_id *queue);

#endif
