/* SPDX-License-Identifier: MIT */
/* secret_patterns.h - the table of secret forms and its matcher; only secrets.c asks it.
 * Place:     below secrets.h, which says how the patterns are judged and what they cost.
 */
#ifndef FAASMAP_SECRET_PATTERNS_H
#define FAASMAP_SECRET_PATTERNS_H

#include "secrets.h"

/* The first pattern of the table that occurs in the text, hard ones (their form is proof) or soft
 * ones (the form is that of a secret, the value may be an example). *found: the part that must be
 * secret, borrowed from text; set only if there is one. NULL: none. */
const char *secret_pattern_find(struct str text, bool soft, struct str *found);

#endif
