/* SPDX-License-Identifier: MIT */
/* finding_copies.h - a template that is used many times is at fault once.
 * Place:     rules; findings.c calls it when all are found and sorted.
 */
#ifndef FAASMAP_FINDING_COPIES_H
#define FAASMAP_FINDING_COPIES_H

#include "finding.h"

struct arena;

/* Findings of one rule at one place of a file, with the same words about nodes of one kind and
 * name, become one: the first, with the others' subjects beside it and their number in its text. The
 * fingerprint stays that of the first. Returns how many are left; linear. */
size_t finding_copies_join(const struct graph *g, struct arena *arena, struct finding **items,
                           size_t count);

/* One more node that the finding is about (findings.c); the room doubles. One that is there already
 * is not added. */
void finding_add_other(struct arena *arena, struct finding *f, node_id other);

#endif
