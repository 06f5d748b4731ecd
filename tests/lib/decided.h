/* SPDX-License-Identifier: MIT */
/* decided.h - the findings of a small system with what a team says about them.
 * Place:     shared test code.
 */
#ifndef FAASMAP_TESTS_DECIDED_H
#define FAASMAP_TESTS_DECIDED_H

#include "decisions.h"
#include "graph.h"

struct decided {
    struct decisions *decisions;
    struct graph *graph;
    struct findings *findings;
    struct diags *diags; /* of the decisions; those of reading are the graph's */
};

/* One rule on a topology, with the text of a faasmap.yaml; the day is 2026-11-22. before: NULL or called
 * when the graph is there and nothing was found yet. Afterwards decided_end(). */
struct decided decided_run(const char *topology, const char *overlay, struct str rule,
                           void (*before)(struct decided *d));
void decided_end(struct decided *d);

#endif
