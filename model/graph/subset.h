/* SPDX-License-Identifier: MIT */
/* subset.h - a part of a sealed graph as a graph of its own, for exports of what is shown.
 * Kept:      the wanted nodes with what contains them, the edges between kept nodes, their zones,
 *            the unresolved entries of kept nodes, the sources. Ids of nodes and edges stay.
 * Ownership: the new graph is sealed and owns its texts; graph_free() frees it.
 * Cost:      O(nodes + edges) and the copies.
 */
#ifndef FAASMAP_SUBSET_H
#define FAASMAP_SUBSET_H

#include "graph.h"

/* wanted[node id] != 0: keep it. */
struct graph *graph_subset(const struct graph *g, const uint8_t *wanted) ATTR_RETURNS_NONNULL;

#endif
