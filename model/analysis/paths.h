/* SPDX-License-Identifier: MIT */
/* paths.h - from a seat to everything reached: the best path to each, with the reason of each hop.
 * Place:     analysis, on search.h. Answers are data; model/export/answers.h prints them.
 * Answer:    computed at once for all vertices; a path (hops, sentences, places) is made only when
 *            it is asked for, so that a graph of 100,000 nodes costs no more than its search.
 * Texts:     borrowed from the graph or made in the arena given; raw, a sink must sanitise them.
 * Never:     "safe". A negative answer is "not reached under these assumptions" with the closed set
 *            and what blocks.
 */
#ifndef FAASMAP_PATHS_H
#define FAASMAP_PATHS_H

#include "arena.h"
#include "crossings.h"
#include "seat.h"
#include "what_if.h"

/* A second premise of a hop. */
struct path_condition {
    const char *id;           /* "AND-1" */
    struct str text;          /* "conditional on decrypt with k" */
    bool proved;              /* exact answers only: the attacker reaches this fact as well */
    struct fact fact;
    uint32_t proof;           /* place in path.proofs, or PATH_NO_PROOF: the fact is a start */
};
#define PATH_NO_PROOF ((uint32_t)-1)

struct path_hop {
    const struct spread_row *row;
    edge_id edge;             /* 0: a rule about one node */
    node_id from, to;
    enum state from_state, to_state;
    struct str sentence;
    enum evidence evidence;   /* of the edge; EVIDENCE_DECLARED where there is none */
    enum certainty certainty;
    int confidence, effort;
    enum auth gate;           /* AUTH_ABSENT: no gate on this hop */
    struct origin where;      /* line 0: not known */
    bool delayed;             /* partial: row->partial; assumed: certainty */
    struct path_condition *conditions; /* not exact: what is not proved; exact: all are proved */
    size_t condition_count;
    enum crossing crossing;
    enum crossing_reason crossing_reason;
};

/* How a second premise is reached: its hops may rest on further proofs. */
struct path_proof {
    struct fact fact;
    struct path_hop **hops; /* as of a path */
    size_t hop_count;
};

struct path {
    node_id target;
    enum state state;
    enum auth gate;           /* the strongest gate on the way; AUTH_NONE: none at all */
    enum auth_class rank;
    uint32_t effort;          /* exact: with that of the proofs, each as often as it is used */
    struct path_hop **hops;   /* the first one starts at a start fact of the seat; many ways may have one in
                                 common */
    size_t hop_count;
    int confidence;           /* least of all hops */
    enum certainty certainty; /* weakest */
    size_t weakest;           /* the hop where that is; hop_count if there is no hop */
    const struct spread_row *goal; /* a goal row that the end fulfils (data can be carried out) */
    struct str goal_sentence;
    struct path_proof *proofs; /* exact answers: each fact once, in the order of need */
    size_t proof_count;
};

/* The beginning that a path has in common with one that was told before. */
struct path_shared {
    size_t hops;       /* 0: nothing in common */
    size_t number;     /* of that path, from 1 */
    node_id node;      /* where it ends */
    enum state state;
};

struct path_question {
    const struct seat *seat;
    enum attack_mode mode;
    enum auth_view auth;
    bool response;            /* --with response */
    unsigned states;          /* only these states count at targets, bits 1 << STATE_x; 0: all */
    bool exact;               /* --exact: a hop fires only if its conditions are proved (exact.h) */
    const struct what_if *change; /* borrowed; NULL: the graph as it is */
    bool ways_only;           /* what blocks is not likely to be asked for: that takes longer then */
};

/* What is reached at one node. */
struct path_target {
    node_id node;
    unsigned states;          /* bits 1 << STATE_x */
    enum state best;          /* the strongest of them */
    enum auth_class rank;     /* of the best path to that one */
    uint32_t effort, hops;
};

/* A rule that would carry the attacker on, and why it does not fire. */
struct path_blocker {
    const struct spread_row *row;
    edge_id edge;             /* 0: a rule about one node */
    node_id from, to;
    enum state from_state, to_state;
    enum auth gate;
    struct str why;           /* "gate funckey (shared) on GET /telemetry" */
    struct origin where;
};

struct path_answer;

/* Borrows graph and seat. Targets are sorted as the story goes on: weakest gate, least effort,
 * fewest hops, strongest state, node id; the seat's own start nodes are not among them. */
struct path_answer *paths_from(const struct graph *g, const struct path_question *q)
    ATTR_RETURNS_NONNULL;
/* The same search; targets are only the given nodes, in their order, reached or not (states 0). */
struct path_answer *paths_between(const struct graph *g, const struct path_question *q,
                                  const node_id *targets, size_t count) ATTR_RETURNS_NONNULL;
void path_answer_free(struct path_answer *a); /* NULL is allowed */

const struct graph *path_answer_graph(const struct path_answer *a);
const struct path_question *path_answer_question(const struct path_answer *a);
bool path_answer_selected(const struct path_answer *a); /* made by paths_between */
/* Nothing that was asked for is reached: load alone does not count, unless it was asked for. */
bool path_target_missed(const struct path_answer *a, const struct path_target *t);
size_t path_answer_count(const struct path_answer *a);
const struct path_target *path_answer_at(const struct path_answer *a, size_t i);
/* The best path to a state at a node; false if it is not reached. Starts have no hops. */
bool path_answer_path(const struct path_answer *a, node_id n, enum state s, struct arena *arena,
                      struct path *out);
/* The goal row that what is reached at a node fulfils, with its sentence; NULL: none. */
const struct spread_row *path_answer_goal(const struct path_answer *a, node_id n,
                                          struct arena *arena, struct str *sentence);
/* Several ways to a state at a node, best first, at most `max`. differing: one for each way to begin
 * (first hop), then ways with another chain of techniques; else all simple ways (ways.h), to any node.
 * Exact answers know the best way only.
 * The chains are looked for among the best ways only, and "complete" does not speak of them: whether
 * there is a simple way with any other chain is a regular simple path problem, which is NP-complete
 * (A. Mendelzon, P. Wood, SIAM J. Comput. 24 (1995)). */
enum { PATH_WAYS_MAX = 20 };
struct path_ways {
    struct path *paths;
    size_t count;
    bool more;     /* there are others */
    bool complete; /* none is left out that is better than the last one, and without more, none at all
                      (differing: of those with another first hop); false: the search was cut short */
};
struct path_ways path_answer_ways(const struct path_answer *a, node_id n, enum state s, size_t max,
                                  bool differing, struct arena *arena);
/* One path after another, each way told once: what an earlier path of the same telling has is left
 * out of hops[] (hop_count counts what is there), so that all paths together cost no more than
 * the graph, however long they are. Paths are numbered from 1 in the order of asking. */
struct path_telling;
struct path_telling *path_telling_new(const struct path_answer *a) ATTR_RETURNS_NONNULL;
void path_telling_free(struct path_telling *t); /* NULL is allowed */
bool path_telling_next(struct path_telling *t, node_id n, enum state s, struct arena *arena,
                       struct path *out, struct path_shared *shared);
bool path_answer_reached(const struct path_answer *a, node_id n, enum state s);
/* What stops the attacker on the way to a node, or anywhere (target 0): the frontier of the closed
 * set, only where the other side leads on to the target. Sorted by edge, row. */
size_t path_answer_blockers(const struct path_answer *a, node_id target, struct arena *arena,
                            const struct path_blocker **out);
/* Checks the certificates of the whole answer (check.h): false and a line in *why if one fails. */
bool path_answer_verify(const struct path_answer *a, struct buf *why);

/* The same piece by piece: facts are gathered once. */
struct path_checker;
struct path_checker *path_checker_new(const struct path_answer *a) ATTR_RETURNS_NONNULL;
void path_checker_free(struct path_checker *c); /* NULL is allowed */
bool path_checker_answer(const struct path_checker *c, struct buf *why);
/* What path_answer_ways() gave, with the same question (check_net.h says what is checked). Exact
 * answers tell one way, which is checked with the answer: true. */
bool path_checker_ways(struct path_checker *c, struct fact target, const struct path_ways *ways,
                       bool differing, struct buf *why);

#endif
