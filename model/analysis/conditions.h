/* SPDX-License-Identifier: MIT */
/* conditions.h - which facts prove the second premises of hops (AND-1 .. AND-5).
 * Place:     analysis, on spread.h. The table says that a hop has a condition; this says what makes
 *            it true, for those who want it proved (exact.h) or explained.
 *   AND-1  read of a key of our own that the node is encrypted with: any of them.
 *   AND-2, AND-4  control of a node that resides in the net of the hop's end. Nets that lie in one
 *            another, or that a node resides in together, count as one. Where no net is known of
 *            it, any net: it cannot be excluded that it is the one.
 *   AND-3  a second factor. No rule yields one; only who passes every gate (the insider) has it.
 *   AND-5  an IAM condition that the input does not decide. Nothing proves it.
 * So exact answers hold for whatever the undecided conditions turn out to be, and answers without
 * --exact hold if all of them turn out to be true: the truth lies between.
 * Ownership: conditions_free(); the graph and the change are borrowed.
 */
#ifndef FAASMAP_CONDITIONS_H
#define FAASMAP_CONDITIONS_H

#include "what_if.h"

typedef uint32_t premise_id; /* 0 .. conditions_count() - 1 */

struct conditions;

struct conditions *conditions_new(const struct graph *g, const struct what_if *change)
    ATTR_RETURNS_NONNULL;
void conditions_free(struct conditions *c); /* NULL is allowed */
size_t conditions_count(const struct conditions *c);
/* The premise behind one condition (a CONDITION_ bit) of a hop. Premises are shared by all hops
 * that the same facts prove. */
premise_id conditions_premise(const struct conditions *c, const struct spread_hop *hop,
                              unsigned condition);
/* The facts that prove a premise, any of them; none: nothing does. */
size_t conditions_facts(const struct conditions *c, premise_id p, const struct fact **out);
#endif
