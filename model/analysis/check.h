/* SPDX-License-Identifier: MIT */
/* check.h - verifies answers against the model's edges and the table, not against the searches.
 * Place:     analysis; used by tests and by --verify. Knows rows and edges only: no compiled graph.
 * Reached:      each hop is an instance of its row (predicate applied again), hops join, and the
 *               first one starts in a start fact.
 * Not reached:  the set of facts contains the start facts, not the target, and no row leads out.
 */
#ifndef FAASMAP_CHECK_H
#define FAASMAP_CHECK_H

#include "paths.h"

/* A fact set: bits 1 << STATE_x per node, index node_id, [node count + 1]. */
typedef uint8_t fact_mask;

/* Each returns true, or false with one line in *why. starts are the facts of the seat's part. */
bool check_path(const struct spread_facts *f, const struct spread_terms *terms,
                const fact_mask *starts, const struct path *p, struct buf *why);
bool check_closed(const struct graph *g, const struct spread_facts *f,
                  const struct spread_terms *terms, const fact_mask *starts,
                  const fact_mask *facts, struct buf *why);

#endif
