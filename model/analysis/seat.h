/* SPDX-License-Identifier: MIT */
/* seat.h - where an attacker starts: start facts and the gates that he passes.
 * Place:     analysis. A seat is parsed against a sealed graph and borrows it.
 * Forms:     anonymous, self-registered, user, device, partner[:ACCOUNT], insider[:IDENTITY],
 *            compromised:NODE, leaked:NODE, malicious-dependency:NODE, node:NODE, NODE, and A+B.
 *            NODE is an id, a name or a unique part of either. A seat's name wins over a node's;
 *            an exact node id wins over a split at '+'.
 * Joined:    each part of A+B keeps its own start facts and its own gates, so that
 *            reach(A+B) = reach(A) united with reach(B) holds exactly.
 */
#ifndef FAASMAP_SEAT_H
#define FAASMAP_SEAT_H

#include "buf.h"
#include "spread.h"

enum { SEAT_PARTS = 8 };

/* X(ENUM, "name", takes a NODE, needs it, "what it means") */
#define SEATS(X)                                                                                   \
    X(ANONYMOUS, "anonymous", false, false, "anyone on the internet")                              \
    X(SELF_REGISTERED, "self-registered", false, false, "who signed up and has the client's keys") \
    X(USER, "user", false, false, "an authenticated user")                                         \
    X(DEVICE, "device", false, false, "who has a device in his hands")                             \
    X(PARTNER, "partner", true, false, "a partner account")                                        \
    X(INSIDER, "insider", true, false, "an operator, the pipeline, or one identity")               \
    X(COMPROMISED, "compromised", true, true, "a function, app or workflow is taken over")         \
    X(LEAKED, "leaked", true, true, "a secret or an identity is known to the attacker")            \
    X(MALICIOUS_DEPENDENCY, "malicious-dependency", true, true, "an artifact is replaced")         \
    X(NODE, "", true, true, "it is wholly in the attacker's hands")

#define X(e, ...) SEAT_##e,
enum seat_kind { SEATS(X) SEAT_KIND_COUNT };
#undef X
extern const char *const seat_names[SEAT_KIND_COUNT];
extern const char *const seat_help[SEAT_KIND_COUNT];

struct seat_part {
    enum seat_kind kind;
    node_id node; /* 0: none is named */
};
struct seat {
    struct seat_part parts[SEAT_PARTS];
    size_t part_count;
    struct str text; /* as it was asked for, borrowed from the caller */
};

/* false: *error gets one line for people ("no node is called 'x'", "'x' is one of: a, b"), raw
 * text, for a sink to sanitise. */
bool seat_parse(const struct graph *g, struct str text, struct seat *out, struct buf *error);
struct seat seat_of(enum seat_kind kind, node_id node);

/* Bits 1 << AUTH_CLASS_x that a part passes in a mode. */
unsigned seat_pass(enum seat_kind kind, enum attack_mode mode);
/* The start facts of a part: calls fact() for each (node, state), ascending by node. A fact that
 * the graph does not have (no such actor) is not there. */
void seat_starts(const struct graph *g, const struct seat_part *part,
                 void (*fact)(void *arg, node_id n, enum state s), void *arg);

#endif
