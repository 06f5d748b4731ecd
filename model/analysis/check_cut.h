/* SPDX-License-Identifier: MIT */
/* check_cut.h - verifies proposals, open goals and choke points against the model's edges, the table of
 * rules and the catalogue of changes, not against networks and searches.
 * Place:     analysis; used by tests and by --verify.
 * Closed:       the facts given hold the start facts, no rule leads out of them but over a hop that is
 *               taken away (by a change that is made, or because it passes what is left out) or that
 *               is implied by others, whose support is applied again; and no goal that is said to be
 *               closed is among them with its power.
 * No cheaper:   every way is made of hops that fire, join, and lead from a start to a goal that the
 *               proposal closes; no change carries more than its cost; the amounts make the bound.
 */
#ifndef FAASMAP_CHECK_CUT_H
#define FAASMAP_CHECK_CUT_H

#include "check.h"
#include "cut.h"

struct check_removed {
    const uint32_t *changes; /* made */
    size_t count;
    node_id node;            /* left out with all its states; 0: none */
    edge_id edge;            /* left out; 0: none */
};

/* closed: [goal count], 1 for those that must not fall. */
bool check_cut_closed(const struct cut *c, const struct check_removed *removed,
                      const fact_mask *facts, const uint8_t *closed, struct buf *why);
bool check_cut_ways(const struct cut *c, const struct cut_proposal *p, struct buf *why);
/* A way to a goal whose hops no change takes away. */
bool check_cut_open(const struct cut *c, size_t goal, const struct path *way, struct buf *why);

/* Everything that a cut says. */
bool cut_verify(const struct cut *c, struct buf *why);

#endif
