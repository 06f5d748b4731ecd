/* SPDX-License-Identifier: MIT */
/* path_parts.h - what an answer is made of: one search for each part of the seat.
 * Place:     analysis, between paths.c and its neighbours (path_blocked.c, path_verify.c). Nobody
 *            else looks inside an answer.
 * Numbers:   vertices are numbered alike in all parts: they depend on the graph alone.
 */
#ifndef FAASMAP_PATH_PARTS_H
#define FAASMAP_PATH_PARTS_H

#include "exact.h"
#include "path_make.h"

enum { PATH_PARTS = SEAT_PARTS + 1 }; /* one more for what a trial gives the attacker */

struct path_part {
    struct spread_terms terms;
    struct attack *attack; /* shared by parts with the same gates; the first of them frees it */
    bool owner;
    vertex_id *starts;
    size_t start_count, start_cap;
    struct search *search;
    struct attack *relaxed; /* made beforehand where a negative answer will be asked for, or NULL */
};

struct path_answer {
    const struct graph *graph;
    struct path_question question;
    struct path_part parts[PATH_PARTS];
    size_t part_count;
    struct exact *exact;    /* NULL: conditions are not proved */
    struct exact_part exact_parts[PATH_PARTS];
    struct path_target *targets;
    size_t target_count;
    bool selected;
};

static inline bool path_part_reaches(const struct path_part *part, vertex_id v)
{
    return v != VERTEX_NONE && part->search->rank[v] != RANK_NONE;
}
static inline bool path_state_counts(const struct path_answer *a, enum state s)
{
    return !a->question.states || a->question.states & 1u << s;
}
vertex_id path_vertex(const struct path_answer *a, node_id n, enum state s);
/* The part with the best way to v; NULL: nobody gets there. Ties go to the part named first. */
const struct path_part *path_best_part(const struct path_answer *a, vertex_id v);
/* Says what proves the conditions of the hops of an exact path whose ways keep to a gate level, and
 * gathers the proofs. */
void path_prove(const struct path_answer *a, enum auth_class level, struct path *p,
                struct arena *arena);

#endif
