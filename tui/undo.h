/* SPDX-License-Identifier: MIT */
/* undo.h - the states that the user can go back to.
 * Place:     part of the explorer's shared state (session.h): undo_note() is called before a change.
 * Bound:     UNDO_STEPS states; sets of nodes are shared between them until one changes (work.h), so
 *            that a state of 100,000 nodes takes at most some 25 kilobytes.
 */
#ifndef FAASMAP_UNDO_H
#define FAASMAP_UNDO_H

#include <stddef.h>

enum { UNDO_STEPS = 100 };

struct undo_step; /* undo.c */

/* steps[at .. count) can be done again. */
struct undo {
    struct undo_step *steps;
    size_t count, at, cap;
};

void undo_release(struct undo *u);

#endif
