/* SPDX-License-Identifier: MIT */
/* undo.h - the states that the user can go back to.
 * Place:     part of the explorer's shared state (session.h). undo_note() stands before every change;
 *            what was changed is found by comparing, so that nobody has to say it.
 * Bound:     UNDO_STEPS states and about UNDO_BYTES; the oldest go first. Sets of nodes, notes and
 *            sights are shared between states until one changes, so that most states of 100,000
 *            nodes take a few hundred bytes.
 */
#ifndef FAASMAP_UNDO_H
#define FAASMAP_UNDO_H

#include <stdbool.h>
#include <stddef.h>

#include "graph.h"

struct explorer;
struct undo_state; /* undo.c */

enum { UNDO_STEPS = 100, UNDO_BYTES = 16 * 1024 * 1024 };

/* states[0 .. at) were before, states[at .. count) come after what is there now. */
struct undo {
    struct undo_state *states;
    size_t count, at, cap;
    unsigned noted; /* raised by undo_note() and undo_step(): something is to be saved */
};

/* Before every change of marks, notes, tags, bookmarks, hidden nodes, filters, folds, focus, layers,
 * choices of the map and trials. */
void undo_note(struct explorer *x);
/* -1: back, 1: forward again; says what came back. false: there is nothing. */
bool undo_step(struct explorer *x, int direction);
/* The system was read again (view.h: moved): what has meaning there stays, under its new ids; what was
 * done to a node or an edge that is gone does not come back. */
void undo_move(struct undo *u, const struct explorer *x, const node_id *now, size_t old_count);
void undo_release(struct undo *u);

#endif
