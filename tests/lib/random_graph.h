/* SPDX-License-Identifier: MIT */
/* random_graph.h - small random graphs in the text form of tiny_graph.h, for tests against a second
 * implementation.
 * Place:     shared test code. The same seed gives the same text. Ends of edges are drawn until
 *            some rule could be about them, so that much happens in few nodes; attributes of all
 *            kinds of facts are strewn in, on edges where they matter and where they do not.
 */
#ifndef FAASMAP_TESTS_RANDOM_GRAPH_H
#define FAASMAP_TESTS_RANDOM_GRAPH_H

#include "buf.h"

uint32_t random_next(uint64_t *seed);                /* splitmix64, upper half */
uint32_t random_below(uint64_t *seed, uint32_t max); /* 0 .. max - 1 */

/* Nodes n0 (an actor called internet) .. n<count - 1>, one line each, then the edges. */
void random_graph(uint64_t *seed, uint32_t nodes, uint32_t edges, struct buf *out);

#endif
