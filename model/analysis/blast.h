/* SPDX-License-Identifier: MIT */
/* blast.h - what falls if one thing falls: an answer of paths.h, measured.
 * Place:     analysis, on paths.h and jewels.h.
 * Seat:      from a node by its kind: what runs code is taken over (compromised), an identity or a
 *            secret is known (leaked), an artifact is replaced (malicious-dependency), of anything
 *            else the attacker has every state.
 * Measure:   per mille of what the system has to lose: the sum over what is reached of sensitivity
 *            times level (input 1, read 2, write 3, control and hold 4, the strongest counts, load
 *            0), over 4 times the sum of all sensitivities. Nodes that faasmap.yaml names as jewels
 *            count as secret (3). The seat's own nodes count: they have fallen as well.
 * Shared:    secrets and identities obtained that have two users or more, one of them none of the
 *            seat's own nodes: a secret with several users is lost to all of them if one falls.
 * Depth:     of a jewel: the fewest trust boundaries on any way to a state that is its fall
 *            (crossings.h), by 0-1 breadth-first search; its way need not be the shortest one.
 * Ownership: blast_free(); the graph, the seat and the jewels are borrowed.
 */
#ifndef FAASMAP_BLAST_H
#define FAASMAP_BLAST_H

#include "jewels.h"
#include "paths.h"

struct blast_share {
    node_id what;           /* a secret, key, param or identity that is obtained */
    const node_id *users;   /* who else uses it: not the seat's own nodes; in order of their edges */
    size_t user_count;
};

struct blast_jewel {
    node_id node;
    unsigned states; /* those of its fall that are reached; 0: it stands */
    uint32_t depth;  /* crossings; only if it falls */
};

/* Fields are for reading. */
struct blast {
    struct path_answer *answer; /* what is reached, hop by hop */
    size_t nodes, fallen;       /* all that can fall; those that do, more work alone not
                                   counted, without the seat's own */
    unsigned per_mille;
    node_id *roles;             /* identities held, without the seat's own; ascending */
    size_t role_count;
    struct blast_share *shared;
    size_t shared_count;
    struct blast_jewel *jewels; /* as in the list of jewels */
    size_t jewel_count, jewels_fallen;
    struct arena *arena;
};

/* A node that was named without saying how it falls gets the seat of its kind; other seats stay. */
struct seat blast_seat(const struct graph *g, const struct seat *said);
struct blast *blast_find(const struct graph *g, const struct path_question *q,
                         const struct jewels *jewels) ATTR_RETURNS_NONNULL;
void blast_free(struct blast *b); /* NULL is allowed */
/* The checker on every path and on the closed set, and the figures counted again from the facts. */
bool blast_verify(const struct blast *b, const struct jewels *jewels, struct buf *why);
/* The measure of an answer alone; named jewels count as secret; jewels may be NULL. O(V). */
unsigned blast_measure(const struct path_answer *a, const struct jewels *jewels);

#endif
