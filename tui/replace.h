/* SPDX-License-Identifier: MIT */
/* replace.h - what of the explorer hangs on the graph, and another graph in its place.
 * Place:     explorer.c opens and closes it; live.c replaces it.
 * Kept:      whatever the user chose or wrote, found again by the ids of nodes and edges (personal.h);
 *            what was said of something that is gone waits for it; and the states to go back to (undo.h).
 */
#ifndef FAASMAP_REPLACE_H
#define FAASMAP_REPLACE_H

#include "session.h"

void graph_parts_open(struct explorer *x);  /* exposure, crossings, sets, findings of a small system */
void graph_parts_close(struct explorer *x);

/* The difference that a reading made. */
struct replaced {
    uint8_t *changed; /* per node id of the new graph: added or altered; the caller frees it */
    size_t added, removed, altered;
};

/* g is borrowed and must outlive its use; the old graph may be freed afterwards. same: it is another
 * state of the same system, so what the user did is kept. */
void graph_replace(struct explorer *x, const struct graph *g, bool same, struct replaced *out);
/* The difference alone. */
void graph_difference(const struct graph *old, const struct graph *now, struct replaced *out);

#endif
