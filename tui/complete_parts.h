/* SPDX-License-Identifier: MIT */
/* complete_parts.h - what the files of completion share: everything that could stand at a place,
 * whatever is typed there.
 * Place:     private to complete.c and complete_filter.c.
 * Ownership: texts are copied into the arena of the offers.
 */
#ifndef FAASMAP_COMPLETE_PARTS_H
#define FAASMAP_COMPLETE_PARTS_H

#include "complete.h"
#include "graph.h"

struct offers {
    struct arena *arena;
    struct completion *items;
    size_t count, cap;
};

void offer(struct offers *o, struct str text, struct str help, bool more);
void offer_words(struct offers *o, const char *words, struct str before); /* "a|b |c": a blank wants more */

/* What the end of a filter is a part of. */
enum filter_part { FILTER_KEY, FILTER_VALUE, FILTER_NODE, FILTER_STEPS };

struct filter_spot {
    enum filter_part part;
    size_t from;    /* where the word begins, in bytes */
    struct str key; /* FILTER_VALUE: as it was written */
    size_t value;   /* FILTER_VALUE: where the value begins, behind the operator */
};
struct filter_spot filter_spot_of(struct str filter); /* the whole filter, up to the cursor */

/* Keys and operators; values that the graph has for a key; numbers of steps. Nodes of calls are the
 * caller's. O(nodes) for most keys. */
void offer_filter(struct explorer *x, struct offers *o, const struct filter_spot *spot,
                  struct str filter);

#endif
