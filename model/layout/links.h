/* SPDX-License-Identifier: MIT */
/* links.h - the links of a picture by their boxes; for the files that orient and rank them.
 */
#ifndef FAASMAP_LINKS_H
#define FAASMAP_LINKS_H

#include "layered.h"

/* Links by their left box (out) or right box (in), in the order of links. */
struct adjacency {
    int *first, *link;
};

/* all: with the double-headed links. */
struct adjacency links_index(struct lay *l, bool by_right, bool all);
void links_turn(const struct lay *l, struct link *link); /* right becomes left */

static inline int links_stage(const struct lay *l, int v)
{
    return clamp_int(l->in->nodes[v].stage, 0, LAYOUT_STAGE_MOST);
}

/* orient.c: turns links so that they close no cycle and lead to later stages; false: there is one
 * stage only. */
bool orient_cycles(struct lay *l);

/* Ranks of a grid of so many boxes. */
int ranks_grid_side(const struct lay *l, int count);

/* seats.c: ranks that keep to the seats; turns links accordingly. false: there are too few seats
 * to keep to. */
bool seats_rank(struct lay *l, int *rank);

#endif
