/* SPDX-License-Identifier: MIT */
/* check.h - verifies answers against the model's edges and the table, not against the searches.
 * Place:     analysis; used by tests and by --verify. Knows rows and edges only: no compiled graph.
 * Reached:      each hop is an instance of its row (predicate applied again), hops join, and the
 *               first one starts in a start fact.
 * Not reached:  the set of facts contains the start facts, not the target, and no row leads out.
 * Exact:        reached: a list of steps, each of which rests on steps before it only, with a step
 *               for each condition; not reached: a row that leads out has a condition that no fact
 *               proves.
 */
#ifndef FAASMAP_CHECK_H
#define FAASMAP_CHECK_H

#include "conditions.h"
#include "paths.h"

/* A fact set: bits 1 << STATE_x per node, index node_id, [node count + 1]. */
typedef uint8_t fact_mask;

/* Exact answers: what proves conditions, and the facts that all parts of the seat reach. */
struct check_proved {
    const struct conditions *conditions;
    const fact_mask *facts;
};

/* One fact of an exact answer and what it rests on. */
struct check_step {
    uint32_t part;
    struct fact fact;
    const struct spread_row *row; /* NULL: a start fact */
    edge_id edge;
    size_t from;                  /* the step of the premise */
    size_t proofs[CONDITION_COUNT]; /* the step that proves each condition of the hop */
    uint32_t effort;              /* of the whole tree: filled in by check_steps() */
};

/* What a part of the seat starts from and passes. */
struct check_part {
    struct spread_terms terms;
    const fact_mask *starts;
};

/* Each returns true, or false with one line in *why. starts are the facts of the seat's part.
 * proved is NULL unless the terms are exact. */
bool check_path(const struct spread_facts *f, const struct spread_terms *terms,
                const fact_mask *starts, const struct path *p, struct buf *why);
bool check_closed(const struct graph *g, const struct spread_facts *f,
                  const struct spread_terms *terms, const struct check_proved *proved,
                  const fact_mask *starts, const fact_mask *facts, struct buf *why);
/* Steps over hops whose gates are all at most `level`. */
bool check_steps(const struct spread_facts *f, const struct conditions *conditions,
                 const struct check_part *parts, struct check_step *steps, size_t count,
                 enum auth_class level, struct buf *why);

#endif
