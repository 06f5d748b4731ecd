/* SPDX-License-Identifier: MIT */
/* suggest.h - "did you mean ...?": the nearest of the names that would have been right.
 * Place:  base; the topology reader and the command line use it.
 * Method: edit distance with swaps of neighbours (optimal string alignment), case ignored; a name
 *         counts as near if at most a third of its letters differ. Words over 64 bytes have no
 *         near names. Of equally near ones the first that was tried wins.
 */
#ifndef FAASMAP_SUGGEST_H
#define FAASMAP_SUGGEST_H

#include "str.h"

struct suggestion {
    struct str word, best; /* best: empty as long as nothing was near; borrowed */
    size_t distance;
};

struct suggestion suggest_for(struct str word);
void suggest_try(struct suggestion *s, struct str name);

#endif
