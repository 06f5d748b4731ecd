/* SPDX-License-Identifier: MIT */
/* check_cut.h - verifies proposals, open goals and choke points against the model's edges, the table of
 * rules and the catalogue of changes, not against networks and searches.
 * Place:     analysis; used by tests and by --verify.
 * Closed:       the facts given hold the start facts, no rule leads out of them but over a hop that is
 *               taken away (by a change that is made, or because it passes what is left out) or that
 *               is implied by others, whose support is applied again; and no goal that is said to be
 *               closed is among them with its power.
 * Falls:        what is said to fall still has a way there whose hops fire, join and begin at a start,
 *               and which no change that is made or allowed takes away.
 * No better:    (budgets) check_budget.c, by the sets of changes that the proposal names.
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
/* A way to a goal whose hops neither a change of the proposal (CUT_BUDGET), nor any that it allows,
 * nor (NULL) any at all takes away. */
bool check_cut_open(const struct cut *c, const struct cut_proposal *p, size_t goal,
                    const struct cut_way *way, struct buf *why);
/* A way from a start to a goal, by hops that fire; every change that takes one of them away is handed
 * over, as often as it does. */
typedef void check_way_change(void *arg, uint32_t change);
bool check_cut_way(const struct cut *c, size_t goal, const struct cut_way *way,
                   check_way_change *note, void *arg, struct buf *why);
/* The proposal is within the budget, and if it is exact (p NULL: nothing can be closed), no set of
 * changes within the budget closes more goals, or as many for less. */
bool check_cut_budget(const struct cut *c, const struct cut_proposal *p, struct buf *why);

/* Everything that a cut says. */
bool cut_verify(const struct cut *c, struct buf *why);

#endif
