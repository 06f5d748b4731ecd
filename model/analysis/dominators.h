/* SPDX-License-Identifier: MIT */
/* dominators.h - what every way from a set of starts passes: the dominator tree of a digraph.
 * Place:     analysis, on scc.h's digraph. Knows nothing of attacks.
 * Starts:    an unseen vertex in front of all starts is the root; its number is g->count.
 * Source:    L. Georgiadis, Linear-Time Algorithms for Dominators and Related Problems (2005), the
 *            semi-NCA algorithm: semidominators by path compression (T. Lengauer, R. Tarjan, ACM
 *            TOPLAS 1 (1979)), then the nearest common ancestor of each one and its tree parent.
 *            Iterative throughout.
 * Cost:      O(E log V) for the semidominators; the second step O(V * V) at worst, linear in
 *            practice. tests/bench/bench_cut.c measures it.
 */
#ifndef FAASMAP_DOMINATORS_H
#define FAASMAP_DOMINATORS_H

#include <stdbool.h>

#include "scc.h"

#define DOMINATOR_NONE UINT32_MAX /* not reached */

/* Fills idom[g->count]: the last vertex that every way to v passes before v; g->count where there
 * is none but the root; DOMINATOR_NONE where no start leads. */
void dominators_find(const struct digraph *g, const uint32_t *starts, uint32_t start_count,
                     uint32_t *idom);

#endif
