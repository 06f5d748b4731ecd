/* SPDX-License-Identifier: MIT */
/* replace.h - what of the explorer hangs on the graph, and another graph in its place.
 * Place:     explorer.c opens and closes it; live.c replaces it.
 * Kept:      whatever the user chose or wrote, found again by the ids of nodes and edges (personal.h);
 *            what was said of something that is gone waits for it; and the states to go back to (undo.h).
 */
#ifndef FAASMAP_REPLACE_H
#define FAASMAP_REPLACE_H

#include "session.h"

/* What hangs on a graph and on nothing that the user does, so that any thread can make it. */
struct graph_parts {
    struct exposure *exposure;
    uint8_t *outer; /* per edge id: crosses an outer boundary */
    struct inventory_tree inventory;
};

/* Exposure, crossings, sets, findings of a small system. made: graph_parts_make() of x->graph, is taken.
 * reach: with what is reached, which takes longest; else graph_parts_ask() asks for it. */
void graph_parts_make(const struct graph *g, bool reach, struct graph_parts *out);
void graph_parts_open(struct explorer *x, struct graph_parts *made);
void graph_parts_ask(struct explorer *x); /* what is worked out beside, or at once in a small system */
void graph_parts_close(struct explorer *x);

/* The difference that a reading made. */
struct replaced {
    uint8_t *changed; /* per node id of the new graph: added or altered; the caller frees it */
    size_t added, removed, altered;
};

/* All that can be told of a graph that takes the place of another before it does so: what looks at every
 * node is done here, by the thread that has read it. Both graphs are borrowed. */
struct replacement;
struct replacement *replacement_of(const struct graph *old, const struct graph *g);
void replacement_free(struct replacement *r); /* NULL is allowed */

/* r: of x->graph and of a graph that must outlive its use; the old one may be freed afterwards. Is freed.
 * same: it is another state of the same system, so what the user did is kept. */
void graph_replace(struct explorer *x, struct replacement *r, bool same, struct replaced *out);
void graph_difference(const struct graph *old, const struct graph *now, struct replaced *out);

#endif
