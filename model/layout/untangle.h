/* SPDX-License-Identifier: MIT */
/* untangle.h - counting crossings between ranks, and taking them out by swaps of neighbours.
 * Place:     used by order.c only.
 * Cost:      counting O(E log V); a round of swaps O(E) per rank for short lists of neighbours.
 * Source:    Gansner et al. 1993 (transposition); Barth, Juenger, Mutzel 2002 (counting with an
 *            accumulator tree).
 */
#ifndef FAASMAP_UNTANGLE_H
#define FAASMAP_UNTANGLE_H

#include "layered.h"

/* Working space, from the arena of l. */
struct untangle {
    struct lay *l;
    int *ends, *tree;          /* of a count */
    int *left, *right;         /* sorted neighbour positions of the items of a rank, in a row */
    int *left_at, *right_at;   /* where those of an item start; one more at the end */
    int *slot;                 /* which of them belong to the item at a position */
};

void untangle_init(struct untangle *c, struct lay *l);
long untangle_count(const struct untangle *c);
/* Swaps neighbours on a shelf while that removes crossings; equal: some swaps that do not, too. */
void untangle_transpose(const struct untangle *c, bool equal);
/* Puts boxes with the same neighbours into the order of the input. */
void untangle_tidy(const struct untangle *c);

#endif
