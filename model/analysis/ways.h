/* SPDX-License-Identifier: MIT */
/* ways.h - the best simple ways to one vertex, one after another.
 * Place:     analysis, on search.h.
 * Order:     that of search.h: highest gate, effort, hops, then the greater least confidence. The
 *            first way is the search's own. A way passes no vertex twice and no second start.
 *            Ways over other arcs are other ways, even through the same vertices.
 * Algorithm: Yen (1971) in Lawler's form (1972): what is left after a way is parted by where it
 *            leaves that way, so nothing is found twice. The best completion of a beginning: the
 *            lowest gate level at which there is one, then A* by (effort, hops) with the exact
 *            distances of the graph without the beginning's bans, from one search backwards per
 *            level. Worst O(k * V * (V + E)); little is looked at where ways are few.
 * Differing: only ways that begin in another way (another start or another first arc), the best of
 *            each; for people, who want to see the doors, not the detours.
 * Budget:    WAYS_WORK arcs are looked at in all; then ways_next() ends and ways_complete() is false.
 * Ownership: ways_free(); the search and its graph are borrowed.
 */
#ifndef FAASMAP_WAYS_H
#define FAASMAP_WAYS_H

#include "search.h"

enum { WAYS_WORK = 50 * 1000 * 1000 };

struct way_found {
    const arc_id *arcs;   /* valid until ways_free() */
    uint32_t count;       /* hops */
    uint8_t rank, confidence;
    uint32_t effort;
};

struct ways;

/* The target must be reached. starts are those that the search began with. */
struct ways *ways_new(const struct search *s, const vertex_id *starts, size_t count,
                      vertex_id target, bool differing) ATTR_RETURNS_NONNULL;
void ways_free(struct ways *w); /* NULL is allowed */
bool ways_next(struct ways *w, struct way_found *out); /* false: there is no other */
bool ways_complete(const struct ways *w);
/* <0: x is better. 0: equally good. */
int ways_compare(const struct way_found *x, const struct way_found *y);

#endif
