/* SPDX-License-Identifier: MIT */
/* coach.h - five lines for who starts the program for the first time, without a path.
 * Place:     over the lower part of the main pane, or its upper part where they would lie over the
 *            selected box. Never in scripts, nor where answers are told.
 * End:       the first Esc, or the fifth key; they do not come back in that run.
 */
#ifndef FAASMAP_COACH_H
#define FAASMAP_COACH_H

#include "key.h"

struct explorer;

enum { COACH_ROWS = 5, COACH_KEYS = 5 };

struct coach {
    bool on;
    int keys; /* that were pressed */
};

/* Counts the key. true: it was the Esc that sends the lines away, nobody else gets it. */
bool coach_key(struct explorer *x, struct key key);
void coach_draw(struct explorer *x); /* over x->screen */

#endif
