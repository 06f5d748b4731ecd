/* SPDX-License-Identifier: MIT */
/* fuzzy.h - the names that have the typed letters in their order, best first.
 * Place:     pickers, the palette and completion rank with it. Knows no explorer.
 * Match:     the words of the query (blanks between) each have to be found: their characters in
 *            order, ASCII case ignored. Best is a name that is the word, then one that begins with
 *            it, then the word at the start of a part of the name, then anywhere as a whole, then
 *            scattered, not too far; among equals the shorter name, then the earlier one.
 * Narrowing: a longer query is looked for among the names that the shorter one left. So each key
 *            costs what is left, and the first one the number of names.
 * Ownership: names are asked for by a function and borrowed; fuzzy_release() frees the ranks.
 */
#ifndef FAASMAP_FUZZY_H
#define FAASMAP_FUZZY_H

#include "buf.h"

struct fuzzy {
    struct str (*name)(const void *arg, size_t i);
    const void *arg;
    size_t total;
    struct buf query;   /* of the last call */
    uint32_t *hits;     /* indexes of the names, best first */
    uint16_t *costs;    /* of the hits */
    size_t count;
    bool ran;
};

void fuzzy_init(struct fuzzy *f, size_t total, struct str (*name)(const void *arg, size_t i),
                const void *arg);
void fuzzy_release(struct fuzzy *f);
void fuzzy_run(struct fuzzy *f, struct str query); /* fills hits and count */

enum { FUZZY_NO = 0xffff };
/* How far the name is from the query: 0 is the same; FUZZY_NO: no match. Linear. */
unsigned fuzzy_cost(struct str name, struct str query);

#endif
