/* SPDX-License-Identifier: MIT */
/* cut_parts.h - private to cut*.c. */
#ifndef FAASMAP_CUT_PARTS_H
#define FAASMAP_CUT_PARTS_H

#include "cut.h"

/* --- cut_reach.c: plain searches with some changes made ------------------------------------------ */

/* Marks what is reached when the changes with 1 in made[] are made (NULL: none). Implied arcs add
 * nothing and are passed over. reached[vertex_count]. If from is given, from[v] becomes the arc by
 * which v was first met, ARC_NONE at a start. */
void cut_reach(const struct cut *c, const uint8_t *made, uint8_t *reached, arc_id *from);
bool cut_arc_gone(const struct cut *c, arc_id arc, const uint8_t *made);
/* An arc that is no way of its own: implied by others, or stored input that is not followed. */
bool cut_arc_off(const struct cut *c, arc_id arc);
/* Once the changes are known, before the first search. */
void cut_marks_find(struct cut *c);
/* Is the goal still reached? */
bool cut_goal_falls(const struct cut *c, const struct cut_goal *goal, const uint8_t *made,
                    const uint8_t *reached);
/* The arcs of the way to a goal that a search found, the goal's own at the end; NULL: it has none. */
arc_id *cut_way_back(const struct cut *c, const struct cut_goal *goal, const arc_id *from,
                     size_t *count);
void cut_find_chokes(struct cut *c);
void cut_find_dominators(struct cut *c); /* fills before[] */

/* --- cut_network.c ---------------------------------------------------------------------------- */

/* Which changes may be made, and which goals are to be closed: [changes], [goals]. */
struct cut_terms {
    const uint8_t *allowed, *wanted;
};

/* The least cut nearest to the source, or (at_sink) to the sink: 1 in made[changes] for its changes.
 * The network's own bound and ways come with it. No wanted goal may be reached over hops that all
 * stay. */
void cut_solve(const struct cut *c, const struct cut_terms *terms, bool at_sink, uint8_t *made,
               struct cut_proposal *proof);
void cut_ways_free(struct cut_proposal *p);

/* --- cut_budget.c ----------------------------------------------------------------------------- */
void cut_find_budget(struct cut *c);
void cut_tree_free(struct cut_tree *t); /* NULL is allowed */

/* --- cut.c ------------------------------------------------------------------------------------ */
/* Makes a proposal of what is made: cost, goals closed, redundant changes dropped (keep: none is).
 * The proof, if there is one, is there already. */
void cut_propose(struct cut *c, enum cut_side side, const struct cut_terms *terms, uint8_t *made,
                 struct cut_proposal *p);

#endif
