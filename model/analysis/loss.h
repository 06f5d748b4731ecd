/* SPDX-License-Identifier: MIT */
/* loss.h - what is no longer reached once some edges are gone: one search, then any number of questions.
 * Place:     analysis, on attack.h; excess_matter.c and excess_taken.c ask it once for each identity.
 * Method:    the search keeps a tree of ways in which as few `weak` edges as can be (those that will be
 *            asked about) stand above each other. Gone edges break off the parts of the tree that hang
 *            on them, and nothing else can be lost; what an arc still leads to from outside these parts
 *            is saved, and what that leads to. The rest is lost.
 * Cost:      the search O(V + E); a question O(arcs of what breaks off). A vertex breaks off only
 *            with the weak edges above it in the tree, so if each edge is asked about in one question,
 *            all of them together cost O(E * the mean number of weak edges above a vertex), however
 *            many they are. That is small where reach is wide, and the length of the chain where it is
 *            one: with every vertex behind n weak edges in a row, O(n * E).
 * Ownership: loss_free(); the attack graph is borrowed.
 */
#ifndef FAASMAP_LOSS_H
#define FAASMAP_LOSS_H

#include "attack.h"

enum loss_state { LOSS_OUT, LOSS_IN, LOSS_LOST, LOSS_BROKEN /* while a question is answered */ };

/* An arc that stands in for gone ones: it is there for this question alone. */
struct loss_gift {
    vertex_id from, to;
};
/* A vertex that broke off and is saved by another arc than that of the tree. */
struct loss_repair {
    vertex_id v, from;
    arc_id arc; /* ARC_NONE: a gift */
};

/* Fields are for reading. lost, repairs and `in` speak of the last question. */
struct loss {
    const struct attack *attack;
    uint8_t *in;          /* [vertex_count]: enum loss_state */
    vertex_id *order;     /* what is reached, each behind the one that it is entered from */
    uint32_t count;
    uint32_t *place;      /* [vertex_count]: in the order; of what is reached only */
    vertex_id *parent;    /* [vertex_count]: VERTEX_NONE: a start, or not reached */
    arc_id *parent_arc;
    uint32_t *child_at;   /* [vertex_count + 1] */
    vertex_id *children;
    vertex_id *lost, *saved;
    uint32_t lost_count, saved_count;
    struct loss_repair *repairs;
    size_t repair_count, repair_cap;
};

/* weak: by edge. Starts may be named twice. */
struct loss *loss_new(const struct attack *a, const vertex_id *starts, size_t count,
                      const uint8_t *weak) ATTR_RETURNS_NONNULL;
void loss_free(struct loss *l); /* NULL is allowed */

struct loss_question {
    const edge_id *edges;   /* those that are gone, each weak */
    size_t edge_count;
    const uint32_t *gone;   /* by edge: not 0 for just these */
    const struct loss_gift *gifts; /* to what is reached; from may be anything */
    size_t gift_count;
};
/* Arcs of the attack graph by edge: [edge count + 2] and the arcs themselves; the caller's
 * (mem_free). */
void loss_index(const struct attack *a, uint32_t **at, arc_id **arcs);
void loss_ask(struct loss *l, const uint32_t *arcs_at, const arc_id *arcs,
              const struct loss_question *q);

#endif
