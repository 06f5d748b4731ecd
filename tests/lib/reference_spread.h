/* SPDX-License-Identifier: MIT */
/* reference_spread.h - the spread rules a second time: a naive fixpoint for graphs of a few nodes.
 * Place:     shared test code. Takes from the program the columns of the table (states, edge kind,
 *            direction) and the graph; states per kind, predicates, gates, pass sets and start
 *            facts are written anew, row by row, from their definition.
 */
#ifndef FAASMAP_TESTS_REFERENCE_SPREAD_H
#define FAASMAP_TESTS_REFERENCE_SPREAD_H

#include "seat.h"

enum { REFERENCE_NODES = 64 };

struct reference {
    uint8_t facts[REFERENCE_NODES + 1]; /* bits 1 << STATE_x per node */
};

struct reference_terms {
    enum attack_mode mode;
    enum auth_view view;
    bool response;
    bool exact; /* hops fire only if their second premises are facts of some part */
};

/* out[count]: what each part of a seat reaches. */
void reference_run(const struct graph *g, const struct seat_part *parts, size_t count,
                   const struct reference_terms *terms, struct reference *out);

#endif
