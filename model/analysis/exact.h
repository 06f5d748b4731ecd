/* SPDX-License-Identifier: MIT */
/* exact.h - the best ways where a hop can ask for a second thing: an AND/OR graph.
 * Place:     analysis, beside search.h, whose result it fills in, so that answers read both alike.
 * Meaning:   a hop with conditions fires only if each of them is proved by a fact (conditions.h)
 *            that any part of the seat reaches. So the parts of a joined seat are searched
 *            together: what one reaches can be what another needs.
 * Algorithm: per gate level, counters of missing premises (Dowling and Gallier 1984) in the order
 *            of Knuth's generalisation of Dijkstra (1977): a hop costs what its premise, the proofs
 *            of its conditions and itself cost. effort is that of the whole tree, shared branches
 *            counted each time; hops are those of the way itself. The highest gate, the least
 *            confidence and the weakest evidence are those of the whole tree.
 * Proofs:    a proof is settled before what needs it, so proofs never go in circles.
 * Cost:      O(levels in use * (V + E) log V). Sums stop at COST_MOST.
 * Ownership: exact_free() frees the proofs; the searches are the caller's (search_free).
 */
#ifndef FAASMAP_EXACT_H
#define FAASMAP_EXACT_H

#include "conditions.h"
#include "search.h"

enum { EXACT_COST_MOST = 1 << 30 };
#define EXACT_NONE ((uint32_t)-1)

struct exact_part {
    const struct attack *attack; /* built with terms.exact */
    const vertex_id *starts;
    size_t start_count;
};

/* A vertex of one part. */
struct exact_fact {
    uint32_t part; /* EXACT_NONE: no fact */
    vertex_id v;
};

struct exact;

/* searches[part_count] is filled in. All attack graphs are of one graph and change; parts are
 * borrowed. */
struct exact *exact_run(const struct graph *g, const struct what_if *change,
                        const struct exact_part *parts, size_t part_count,
                        struct search **searches) ATTR_RETURNS_NONNULL;
void exact_free(struct exact *x); /* NULL is allowed */

const struct conditions *exact_conditions(const struct exact *x);
/* What proves a premise in ways up to a gate level that some vertex has as its rank. */
struct exact_fact exact_proof(const struct exact *x, enum auth_class level, premise_id p);
/* The vertices reached at such a level, proofs before what needs them. */
size_t exact_order(const struct exact *x, enum auth_class level, const struct exact_fact **out);
/* The first condition of a hop that no reached fact proves, as a CONDITION_BIT_x; CONDITION_COUNT:
 * all are proved. */
unsigned exact_missing(const struct exact *x, const struct spread_hop *hop);

#endif
