/* SPDX-License-Identifier: MIT */
/* jump.h - labels of one or two letters on all that can be pointed at: type one to go there.
 * Place:     part of the explorer's shared state; has the keys while it is on, which is until the
 *            letters of a label were typed, or anything else.
 * Targets:   the boxes of the map and the lines of pages, of the pane with the keys first. They are
 *            taken from the last drawing, so what is not on the screen has no label.
 */
#ifndef FAASMAP_JUMP_H
#define FAASMAP_JUMP_H

#include <stdbool.h>
#include <stddef.h>

#include "key.h"

struct explorer;

enum { JUMPS_MAX = 26 * 26 };

struct jump {
    bool on;
    char first; /* the first of two letters, when it was typed; else 0 */
    size_t count;
    struct jump_target {
        int row, col; /* on the screen */
    } targets[JUMPS_MAX];
};

bool jump_start(struct explorer *x); /* false: nothing is there to go to */
void jump_key(struct explorer *x, struct key key);
void jump_draw(struct explorer *x);

#endif
