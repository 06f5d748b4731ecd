/* SPDX-License-Identifier: MIT */
/* growth.h - identities that are given more than in an older state of the system, and need no more.
 * Place:     analysis, on excess.h; two sealed graphs, the older one read in any way (folder, template,
 *            exported JSON).
 * Who:       the identity with the same id; else the only one of the same name in both, because a
 *            template may have moved.
 * Given:     pairs of an action of the table and a resource as written, of allowing statements. Grown
 *            is who has a pair that the old ones do not cover, while all old ones are still covered:
 *            a rewritten policy says nothing. A pair without condition covers those with one, "*"
 *            covers every resource.
 * Needed:    as aws_needs.h has it; whoever needs something new has not only grown.
 * Ownership: growth_free() frees all; both graphs are borrowed.
 */
#ifndef FAASMAP_GROWTH_H
#define FAASMAP_GROWTH_H

#include "excess.h"

struct grown {
    node_id identity;               /* of the newer graph */
    const struct aws_action_row **added; /* each once, as the statements stand */
    uint32_t added_count;
    bool known;                     /* all code was read, before and now: the needs are what they seem */
    struct origin where;            /* of a statement that gives more */
};

struct growth;

/* now: what excess_find_given() says of the newer graph; borrowed as well. Linear in the pairs. */
struct growth *growth_find(const struct graph *before, const struct excess *now) ATTR_RETURNS_NONNULL;
void growth_free(struct growth *x); /* NULL is allowed */
size_t growth_count(const struct growth *x);
const struct grown *growth_at(const struct growth *x, size_t i); /* by identity */

#endif
