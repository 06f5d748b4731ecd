/* SPDX-License-Identifier: MIT */
/* terms.h - conditions of a deployment, joined: "Production and not InVpc". A thing, an edge or a
 * statement of a policy carries such a text and is there only if all its terms hold.
 * Place:     base; importers write them, analyses compare them. A term is a name, or "not " and one;
 *            the empty text always holds.
 * Ownership: results are new texts in the arena, or one of the arguments.
 */
#ifndef FAASMAP_TERMS_H
#define FAASMAP_TERMS_H

#include <stdbool.h>

#include "arena.h"
#include "str.h"

/* The first term, cut off *rest; false: there is none left. */
bool terms_next(struct str *rest, struct str *term);
/* "A" and "not A" are each other's contrary. */
bool terms_contrary(struct str one, struct str other);
/* Do the terms hold where the given ones do? 1: all do; -1: one never does; 0: not known. Two that
 * never hold together give -1 in both orders. */
int terms_hold(struct str terms, struct str given);
/* All of x, then what of y is not in it. */
struct str terms_both(struct arena *a, struct str x, struct str y);
/* Those that the given ones do not already say. */
struct str terms_less(struct arena *a, struct str terms, struct str given);
/* Where the single term does not hold; empty if there are several: that has no simple form. */
struct str terms_not(struct arena *a, struct str terms);

#endif
