/* SPDX-License-Identifier: MIT */
/* check_break.h - what checkers ask many times over: what is no longer reached once some edges are gone?
 * Place:     analysis; private to check_*.c, on check_net.h. loss.h is the same for who finds answers;
 *            nothing is shared with it.
 * Method:    one walk from the starts, each vertex under the hop that led to it first. Gone edges break
 *            off what hangs on them; what a hop of the rest leads to is mended, and what that leads to.
 *            What is left broken is lost. A question costs O(hops of what breaks off).
 * Ownership: check_break_free(); the net is borrowed.
 */
#ifndef FAASMAP_CHECK_BREAK_H
#define FAASMAP_CHECK_BREAK_H

#include "check_net.h"

struct check_break; /* opaque: what is reached, and as which tree */

struct check_break *check_break_new(const struct check_net *n) ATTR_RETURNS_NONNULL;
void check_break_free(struct check_break *b); /* NULL is allowed */
/* Walks from these vertices, which may be named twice. O(what was reached before and is now). */
void check_break_walk(struct check_break *b, const uint32_t *starts, size_t count);
bool check_break_reaches(const struct check_break *b, uint32_t vertex); /* with all edges there */

struct check_break_question {
    const edge_id *edges;  /* those that are gone */
    size_t edge_count;
    const uint8_t *gone;   /* by edge: 1 for just these */
    uint32_t giver;        /* while this vertex is reached, so are: */
    const uint32_t *gifts;
    size_t gift_count;
};
struct check_broken {
    struct check_break *of;
    const uint32_t *vertices; /* that broke off, each once; until the next question */
    size_t count;
};
struct check_broken check_break_ask(struct check_break *b, const struct check_break_question *q);
/* After the last question: is it still reached? */
bool check_break_left(const struct check_broken *x, uint32_t vertex);
/* Makes it whole again; every question is to be forgotten before the next one. */
void check_break_forget(struct check_broken *x);

#endif
