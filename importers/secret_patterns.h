/* SPDX-License-Identifier: MIT */
/* secret_patterns.h - the table of secret forms and its matcher; only secrets.c asks it.
 * Place:     below secrets.h, which says how the patterns are judged and what they cost.
 * Table:     secret_patterns.tsv, whose head says how a row reads. Most texts hold no three bytes
 *            that a pattern begins with, so one pass over a text rules out nearly all patterns.
 */
#ifndef FAASMAP_SECRET_PATTERNS_H
#define FAASMAP_SECRET_PATTERNS_H

#include <stdint.h>

#include "secrets.h"

enum { SECRET_PIECES = 6 };

/* One step: the literal, or a run of the class of at least min and at most max (0: any) bytes.
 * A class is a set of ranges; a leading '^' means all others. */
struct secret_piece {
    const char *literal, *class;
    unsigned min, max;
};

/* before: a class of which at least before_min bytes stand directly in front of the first piece.
 * edge: a class of which no byte may stand directly in front or directly behind. */
struct secret_pattern {
    const char *name;
    bool fold, soft;
    const char *before;
    unsigned before_min;
    const char *edge;
    unsigned least; /* bytes of the shortest match with what stands before it; 3 or more */
    struct secret_piece pieces[SECRET_PIECES];
};
extern const struct secret_pattern secret_patterns[];
/* Bit i of [k][b]: pattern i may have the byte b at offset k. */
extern const uint64_t secret_heads[3][256];
extern const size_t secret_least; /* bytes of the shortest match of all */

/* The patterns whose first three bytes stand somewhere in the text, which is long enough for them, as
 * a set: mostly none. */
uint64_t secret_candidates(struct str text);
/* The first pattern of the set that occurs in the text, hard ones (their form is proof) or soft
 * ones (the form is that of a secret, the value may be an example). *found: the part that must be
 * secret, borrowed from text; set only if there is one. NULL: none. */
const char *secret_pattern_find(struct str text, uint64_t set, bool soft, struct str *found);

#endif
