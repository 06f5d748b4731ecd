/* SPDX-License-Identifier: MIT */
/* spread.h - the one table of spread rules: how an attacker's hold on one node becomes a hold on
 *            the next.
 * Place:     analysis; reads facts (facts.h) of a sealed graph, knows no seat and no search.
 * The table: spread.tsv, compiled into spread_rows[] by spread.awk. A row says: who has `premise`
 *            at {a} gets `conclusion` at {b}, over an edge of this kind in this direction, if the
 *            predicate holds. {a} is always the premise node. No row is special in code: a
 *            predicate is a list of clauses, each clause text is one function in spread.c.
 * Every row also asks: the edge is enabled, both ends are not disabled, and the two states are
 *            legal at their nodes (state_mask). Ends outside the input are allowed.
 * Linear:    one derived premise per row; predicates read imported facts only. Second premises
 *            ("needs the key as well") are conditions: the arc fires and lists them.
 *
 * Departures from the letter of a table of gates, all towards caution:
 *   - a gate "none" is no gate: it is passable for every seat that holds the premise;
 *   - exposes without auth is "unknown", routes without auth has no gate.
 */
#ifndef FAASMAP_SPREAD_H
#define FAASMAP_SPREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph.h"

/* X(ENUM, "name", level 0..4, "what the attacker has") */
#define STATES(X)                                                                                  \
    X(INPUT, "input", 1, "chooses bytes that it processes")                                        \
    X(READ, "read", 2, "obtains what it holds")                                                    \
    X(WRITE, "write", 3, "changes what it holds")                                                  \
    X(CONTROL, "control", 4, "runs code in it or configures it at will")                           \
    X(HOLD, "hold", 4, "acts as it")                                                               \
    X(EXHAUST, "exhaust", 0, "drives its load or cost")

#define X(e, ...) STATE_##e,
enum state { STATES(X) STATE_COUNT };
#undef X

extern const char *const state_names[STATE_COUNT];
extern const int state_levels[STATE_COUNT];
extern const char *const state_help[STATE_COUNT];
bool state_find(struct str name, enum state *out);
/* Bits 1 << STATE_x of the states that are legal at a kind. 0: net. */
unsigned state_mask(enum node_kind kind);

/* X(ENUM, "name", "what it assumes about code") */
#define ATTACK_MODES(X)                                                                            \
    X(STRICT, "strict", "every function that gets attacker input is taken over")                   \
    X(EVIDENCE, "evidence", "only code with a known flaw is taken over")                           \
    X(FLOW, "flow", "no code is taken over, data moves")

#define X(e, ...) MODE_##e,
enum attack_mode { ATTACK_MODES(X) MODE_COUNT };
#undef X
extern const char *const mode_names[MODE_COUNT];
extern const char *const mode_help[MODE_COUNT];
bool mode_find(struct str name, enum attack_mode *out);

enum auth_view { AUTH_VIEW_WORST, AUTH_VIEW_BEST, AUTH_VIEW_COUNT }; /* how "unknown" is read */
extern const char *const auth_view_names[AUTH_VIEW_COUNT];
bool auth_view_find(struct str name, enum auth_view *out);

/* Second premises; each adds CONDITION_EFFORT. X(ENUM, "id", "how it is printed",
 * "why the hop does not fire where conditions must be proved"). */
#define CONDITIONS(X)                                                                              \
    X(KEY, "AND-1", "conditional on decrypt with {key}",                                           \
      "{b} is encrypted, and the key {key} is not reached")                                        \
    X(NET, "AND-2", "conditional on a foothold in {net}",                                          \
      "{b} is open from inside {net} only, and nothing there is controlled")                       \
    X(FACTOR, "AND-3", "conditional on {cond}", "{b} asks {a} for {cond}, which this seat lacks")  \
    X(SOURCE, "AND-4", "conditional on a foothold in {net}",                                       \
      "{a} may use {b} from inside {net} only, and nothing there is controlled")                   \
    X(UNDECIDED, "AND-5", "conditional allow ({cond})",                                            \
      "{a} may use {b} only if {cond}, which nothing proves")

enum {
#define X(e, ...) CONDITION_BIT_##e,
    CONDITIONS(X) CONDITION_COUNT,
#undef X
#define X(e, ...) CONDITION_##e = 1 << CONDITION_BIT_##e,
    CONDITIONS(X)
#undef X
    CONDITION_EFFORT = 3,
    CONDITION_UNDECIDED_DOUBT = 30 /* confidence lost by AND-5 */
};
extern const char *const condition_ids[CONDITION_COUNT];
extern const char *const condition_texts[CONDITION_COUNT];
extern const char *const condition_gaps[CONDITION_COUNT]; /* why an exact hop does not fire */

enum spread_dir { SPREAD_FORWARD, SPREAD_REVERSE, SPREAD_SAME };
enum { SPREAD_CLAUSES = 3 };

struct spread_row {
    const char *id;
    enum state premise, conclusion; /* conclusion STATE_COUNT: a goal row, makes no arc */
    enum edge_kind edge;            /* EDGE_KIND_COUNT: same node, no edge */
    enum spread_dir dir;
    const char *predicate;          /* as in the table */
    const char *clauses[SPREAD_CLAUSES]; /* the parts of it that need a function */
    uint8_t like;                   /* "as SPREAD-79": number of that row, else 0 */
    uint8_t weight;                 /* 0 configuration, 1 exploit or luck, 3 second factor */
    uint8_t confidence;             /* cap, 100 if none */
    bool partial;                   /* the attacker chooses some field only */
    const char *sentence, *technique;
};
extern const struct spread_row spread_rows[];
extern const size_t spread_row_count;

/* What the question assumes. pass has bit 1 << AUTH_CLASS_x for each class that can be passed. */
struct spread_terms {
    enum attack_mode mode;
    enum auth_view auth;
    unsigned pass;
    bool response; /* opt(response): the answer of a callee is input of the caller */
    bool exact;    /* conditions are proved elsewhere (exact.h): they add no effort and no doubt */
};

/* How sure a hop is: declared in the input; inferred from a policy, code or a name; assumed. */
enum certainty { CERTAINTY_DECLARED, CERTAINTY_INFERRED, CERTAINTY_ASSUMED, CERTAINTY_COUNT };
extern const char *const certainty_names[CERTAINTY_COUNT];

enum spread_verdict {
    SPREAD_NO,      /* the row is not about this edge */
    SPREAD_BLOCKED, /* it would fire but for what `blocker` names */
    SPREAD_FIRES
};

struct spread_hop {
    node_id from, to;
    enum auth gate;             /* the strongest gate on it; AUTH_ABSENT: none */
    enum auth_class gate_class; /* AUTH_CLASS_NONE if there is none */
    uint8_t effort;             /* weight and, unless exact, conditions */
    uint8_t confidence;
    uint8_t conditions;         /* CONDITION_ bits */
    enum certainty certainty;
    bool delayed;
    const char *blocker;        /* SPREAD_BLOCKED: reason with {a} {b} {auth} {mode} */
};

/* Facts of the nodes that rows ask for and the functions of the clauses, gathered once per graph:
 * O(V + E). */
struct spread_facts;
struct what_if;
struct spread_facts *spread_facts_new(const struct graph *g) ATTR_RETURNS_NONNULL;
/* The same as if a change were made (what_if.h); the change is borrowed, NULL is none. */
struct spread_facts *spread_facts_changed(const struct graph *g, const struct what_if *change)
    ATTR_RETURNS_NONNULL;
void spread_facts_free(struct spread_facts *f); /* NULL is allowed */

/* One row on one edge (n is 0), or on one node (e is 0, for rows of SPREAD_SAME). Pure; cost: a few
 * attribute look-ups. *hop is filled in for SPREAD_FIRES and SPREAD_BLOCKED. */
enum spread_verdict spread_apply(const struct spread_facts *f, const struct spread_terms *terms,
                                 const struct spread_row *row, edge_id e, node_id n,
                                 struct spread_hop *hop);
/* A goal row on a node whose premise is reached: way_out says that the path holds an actor, or
 * controls a node that can send to the outside (FACT_EGRESS). */
bool spread_goal(const struct spread_facts *f, const struct spread_row *row, node_id n,
                 bool way_out);
/* True if every clause of the row has a function (the table's test). */
bool spread_row_complete(const struct spread_row *row);
bool spread_row_gated(const struct spread_row *row); /* a gate on the edge must be passed */
/* Rows of an edge kind in both directions, ascending; EDGE_KIND_COUNT: the rows of one node. Goal
 * rows are not among them. Borrowed from the facts. */
struct spread_row_list {
    const uint8_t *rows; /* indexes into spread_rows */
    size_t count;
};
struct spread_row_list spread_rows_of(const struct spread_facts *f, enum edge_kind kind);

/* The class of a gate under a view: unknown becomes none (worst) or token (best). */
enum auth_class spread_gate_class(enum auth auth, enum auth_view view);

#endif
