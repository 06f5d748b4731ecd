/* SPDX-License-Identifier: MIT */
/* spread_clauses.h - clause text of a spread rule -> the function that decides it.
 * Place:     between spread.c, which applies rows, and the facts of the graph. No other needs it.
 * Verdicts:  a clause says NO (the row is not about this edge), BLOCKED with a reason for people
 *            (it would fire but for one thing that a defender did or could do), or FIRES.
 */
#ifndef FAASMAP_SPREAD_CLAUSES_H
#define FAASMAP_SPREAD_CLAUSES_H

#include "facts.h"
#include "spread.h"

enum {
    FLAG_DISABLED = 1 << 0,
    FLAG_TIMED = 1 << 1,       /* a timer that is switched on triggers it */
    FLAG_REUSED = 1 << 2,
    FLAG_LIMITED = 1 << 3,
    FLAG_RESERVED = 1 << 4,
    FLAG_EXPLOITABLE = 1 << 5,
    FLAG_ENCRYPTED = 1 << 6,   /* with a key of our own */
    FLAG_PRIVATE = 1 << 7
};

struct clause_in;
typedef enum spread_verdict clause_function(const struct clause_in *in);

struct spread_facts {
    const struct graph *graph;
    const struct what_if *change; /* NULL: none */
    uint8_t *flags;   /* [node count + 1], FLAG_ bits */
    uint8_t *classes; /* [node count + 1], enum boundary_class */
    clause_function **functions; /* [row count * SPREAD_CLAUSES] */
    uint8_t *rows;               /* row indexes sorted by edge kind */
    uint8_t row_at[EDGE_KIND_COUNT + 2];
};

struct clause_in {
    const struct spread_facts *facts;
    const struct spread_terms *terms;
    const struct spread_row *row;
    const struct edge *edge; /* NULL for a rule about one node */
    edge_id edge_id;
    const struct node *a, *b;
    node_id a_id, b_id;
    struct spread_hop *hop;  /* gates, delays and the blocker are written here */
    bool way_out;            /* goal rows: the path holds an actor or controls a node with egress */
};

clause_function *clause_find(const char *text); /* NULL: no such clause */
bool clause_is_gate(const char *text);          /* it asks for the gates of the edge */
/* All clauses of a row ("as SPREAD-79" means those of that row): the smallest verdict. */
enum spread_verdict clauses_decide(const struct clause_in *in, const struct spread_row *row);

#endif
