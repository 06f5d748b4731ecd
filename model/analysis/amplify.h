/* SPDX-License-Identifier: MIT */
/* amplify.h - how many runs, messages and how much money one event at a node makes behind it.
 * Place:     analysis, on the graph and scc.h; flood.h asks it for entries, caps and hours.
 * Model:     every edge that passes load on is an arc with a weight: so many events at its target for
 *            each at its source. Arcs: routes, invokes, triggers, delivers, deadletters, writes, and
 *            reads of a queue that the reader polls (backwards), invokes of a function that asks an
 *            address of its caller's (backwards, to the door by which it is called, if anyone may
 *            call there). What reads only, makes nothing.
 *            The weight is attempts (how often the platform tries) times FACT_TIMES. A batch is one
 *            message in the worst case: the sender spaces them. A run may emit and fail afterwards,
 *            so that every attempt emits; a dead letter is one per event, not per attempt.
 * Views:     CALM  nothing fails, and only what is declared or seen in code happens;
 *            SEEN  everything fails and is tried again, only what is declared or seen in code;
 *            MOST  as SEEN, and functions do all that their policies let them, and what nobody can
 *                  tell (names of objects, addresses that are given away, addresses that the caller
 *                  chooses: FACT_FETCHES) is as bad as it can be.
 * Attempts:  those that run code. A push that its target refuses (SNS, EventBridge to a function that
 *            is throttled) is tried again for days, but runs nothing: it does not count.
 *            ONCE (calls that are awaited, timers, event hubs), ASYNC 1 + MaximumRetryAttempts
 *            (Lambda: 2), RECEIVES maxReceiveCount of the queue, RETENTION retention / visibility
 *            timeout where it has no redrive policy (SQS: 4 days / 30 s), RETRIES 1 +
 *            MaximumRetryAttempts of a stream, twice that if batches are split, EXPIRY no number: a
 *            stream without that tries until the record expires (counted once, flag LOAD_EXPIRY),
 *            DEQUEUES maxDequeueCount of a storage queue (5), DELIVERIES of Service Bus (10), Event
 *            Grid (30) and blob triggers (5).
 * Loops:     strongly connected components. With the matrix S of their weights a loop
 *              is bounded   if the spectral radius is below 1: x > 0 with Sx < x proves it;
 *              is stopped   if the provider sees every hop (SQS, SNS, S3, calls of Lambda) and lets
 *                           none of its cycles run: it ends a lineage at the 16th run of a function;
 *              is unbounded else: a cycle whose gains multiply to 1 or more, or x > 0 with Sx >= x.
 *            What a function fetches by itself starts it no more often: a schedule or a caller does.
 *            In a loop that does not die out, what comes back to where it is fetched ends there (at
 *            a vertex of its own); if nothing else goes round, the loop
 *              is paced     by who starts the reader.
 *            "Some cycle has a gain of 1" is not the test: two of 0.6 through one node diverge.
 * Sums:      backwards over the condensation, so the figures of all nodes cost O(V + E) together.
 * Source:    the guides of AWS and Azure on retries, Lambda's on recursive loops; L. Collatz 1942 and
 *            H. Wielandt 1950 for the vectors.
 * Ownership: amplify_free() frees all; the graph is borrowed.
 */
#ifndef FAASMAP_AMPLIFY_H
#define FAASMAP_AMPLIFY_H

#include "amount.h"
#include "arena.h"
#include "graph.h"

enum load_view { LOAD_VIEW_CALM, LOAD_VIEW_SEEN, LOAD_VIEW_MOST, LOAD_VIEW_COUNT };

enum load_flag {
    LOAD_POLLED = 1,  /* no run of its own: the reader comes by and takes it */
    LOAD_MANY = 2,    /* as many as the input asks for, counted once */
    LOAD_EXPIRY = 4,  /* tried again until the record expires, counted once */
    LOAD_SUPPOSED = 8, /* only a policy or a name says so, or the names of objects decide */
    LOAD_GUARDED = 16, /* the provider sees what passes here, and may stop a loop */
    LOAD_FAILURE = 32, /* only what failed passes */
    LOAD_STOPPED = 64, /* a loop is reached that the provider stops */
    LOAD_PACED = 128,  /* polled, and something else starts the reader: it does not run all the time */
};

enum load_attempts {
    ATTEMPTS_ONCE, ATTEMPTS_ASYNC, ATTEMPTS_RECEIVES, ATTEMPTS_RETENTION, ATTEMPTS_RETRIES,
    ATTEMPTS_EXPIRY, ATTEMPTS_DEQUEUES, ATTEMPTS_DELIVERIES, ATTEMPTS_COUNT,
};
extern const char *const load_attempts_texts[ATTEMPTS_COUNT]; /* why so often */

/* What the view MOST supposes. */
enum load_guess {
    LOAD_GUESS_POLICY,  /* the code does what a policy lets it */
    LOAD_GUESS_NAME,    /* only a name says that one leads to the other */
    LOAD_GUESS_OBJECTS, /* an object gets a name that a trigger asks for */
    LOAD_GUESS_EVENTS,  /* an event fits a pattern */
    LOAD_GUESS_GIVEN,   /* somebody writes by an address that he was given */
    LOAD_GUESS_ASKED,   /* the caller names the address by which the code is called */
    LOAD_GUESS_COUNT,
};
extern const char *const load_guess_texts[LOAD_GUESS_COUNT]; /* behind "if" */

struct load_arc {
    uint32_t from, to; /* vertices */
    edge_id edge;
    uint64_t most, calm; /* weights in millionths; calm 0: does not happen if nothing fails */
    uint32_t tries;
    uint8_t why, flags; /* enum load_attempts, load_flag */
    uint8_t except;     /* bits of views in which it passes nothing */
};

/* A vertex is a node; or the events that a function got, whatever the attempts (dead letters start
 * there); or what one writer puts into a bucket whose triggers are about other objects; or what comes
 * back to where it is fetched. */
struct load_graph {
    const struct graph *graph;
    uint32_t count;
    const node_id *node;   /* [count] */
    const bool *uncounted; /* [count] events of a function: not to be counted twice */
    struct load_arc *arcs; /* by from */
    const uint32_t *at;    /* [count + 1] */
};

struct load_sum {
    amount runs, messages, money; /* money: picodollars times AMOUNT_ONE */
    bool endless;                 /* an unbounded loop is reached: the figures mean nothing */
    uint8_t flags;                /* LOAD_MANY, LOAD_EXPIRY, LOAD_STOPPED of what is reached */
};

enum loop_class { LOOP_BOUNDED, LOOP_PACED, LOOP_STOPPED, LOOP_UNBOUNDED, LOOP_CLASSES };
extern const char *const loop_class_names[LOOP_CLASSES];

enum { LOOP_DEPTH = 16 }; /* runs of a function in one lineage before Lambda stops it */

struct load_loop {
    enum loop_class class;
    enum load_view view;      /* the first that it is there in, other than CALM: SEEN or MOST */
    bool calm;                /* it goes round although nothing fails */
    const uint32_t *members;  /* vertices, ascending */
    size_t member_count;
    const uint32_t *cycle;    /* arcs of one cycle, joined; count 0: the vector is the proof. Paced:
                                 the first is what the reader fetches, the last ends at the same node */
    size_t cycle_count;
    const amount *vector;     /* [member_count], or NULL */
    bool undecided;           /* so near to 1 that no vector was found: counts as unbounded */
    const uint32_t *order;    /* stopped: place of each member in a way through what does not stop
                                 lineages, arcs lead upwards; [member_count] */
    uint32_t open;            /* unbounded: arc + 1 that the provider does not see; 0: none */
    node_id allows;           /* unbounded: a function that is allowed to go round; 0: none */
};

/* What one event costs at a node, in picodollars. calm: without failures. Must outlive the answer. */
struct load_prices {
    const amount *most, *calm; /* [node count + 1] */
};

struct amplify;

struct amplify *amplify_build(const struct graph *g, const struct load_prices *prices)
    ATTR_RETURNS_NONNULL;
void amplify_free(struct amplify *a); /* NULL is allowed */
const struct load_graph *amplify_graph(const struct amplify *a);
/* Of one event at the node, its own run or message included. */
struct load_sum amplify_of(const struct amplify *a, enum load_view view, node_id n);
/* For one event at n: runs or messages at every node, [node count + 1]; AMOUNT_MAX where a loop is
 * unbounded. The caller frees it by mem_free(). O(V + E). */
amount *amplify_from(const struct amplify *a, enum load_view view, node_id n) ATTR_RETURNS_NONNULL;
/* What is supposed on the ways from n to what MOST counts: bits of enum load_guess. O(V + E). */
unsigned amplify_guesses(const struct amplify *a, node_id n);
void load_guesses_text(struct buf *line, unsigned guesses); /* "if ... and if ..."; empty: nothing is */
size_t amplify_loop_count(const struct amplify *a); /* SEEN, then those that only MOST has */
const struct load_loop *amplify_loop(const struct amplify *a, size_t i);
/* The loops that pass the node, by their numbers, ascending; O(1). */
struct load_loops {
    const uint32_t *ids;
    size_t count;
};
struct load_loops amplify_loops_of(const struct amplify *a, node_id n);
bool load_is_run(enum node_kind kind);     /* counted as runs */
bool load_is_message(enum node_kind kind); /* counted as messages */
/* Does the caller choose the address that the code asks, so that it may be the way by which it is called?
 * The arc leads from the code to the door, against the edge. */
bool load_is_asked(const struct load_graph *g, const struct load_arc *a);
uint32_t load_loop_asks(const struct load_graph *g, const struct load_loop *l); /* arc + 1; 0: none */
/* A vertex where Lambda ends a lineage that has come by too often. */
bool load_stops(const struct load_graph *g, uint32_t vertex);

/* Verifies the arcs against the model's edges, each loop's certificate in exact numbers, and every sum
 * against those of the arcs' targets. false: one line in *why. amplify_check_loop() alone: a loop
 * that somebody claims. */
bool amplify_check(const struct amplify *a, struct buf *why);
bool amplify_check_loop(const struct load_graph *g, const struct load_loop *l, struct buf *why);

#endif
