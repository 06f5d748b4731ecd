/* SPDX-License-Identifier: MIT */
/* scc.h - strongly connected components of a digraph in compressed rows.
 * Source:    R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972);
 *            iterative, so depth is no matter.
 * Cost:      O(V + E) time, O(V) memory.
 */
#ifndef FAASMAP_SCC_H
#define FAASMAP_SCC_H

#include <stddef.h>
#include <stdint.h>

/* Arcs leaving v: to[at[v]] .. to[at[v + 1] - 1], v in 0..count-1. */
struct digraph {
    uint32_t count;
    const uint32_t *at, *to;
};

/* Fills component[count]: 0..n-1 in reverse topological order (an arc between two components leads
 * to the smaller number); returns n. */
uint32_t scc_find(const struct digraph *g, uint32_t *component);

#endif
