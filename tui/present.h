/* SPDX-License-Identifier: MIT */
/* present.h - the explorer on a projector or a shared screen, and what nobody there is to read.
 * Place:     `:present`, `:set mask=on`. While presenting: projector colours, full boxes, full names,
 *            the minutes and what was noted at the selection in the status line, and the mask (mask.h).
 * Off:       theme, map and mask are as they were.
 */
#ifndef FAASMAP_PRESENT_H
#define FAASMAP_PRESENT_H

#include <stdbool.h>
#include <time.h>

#include "buf.h"

struct explorer;

struct present {
    bool on, mask;
    struct timespec began; /* CLOCK_MONOTONIC */

    /* as it was before */
    char theme[64];
    bool wide, masked;
    int zoom;
};

bool present_set(struct explorer *x, bool on); /* false: a complaint was made */
unsigned present_minutes(const struct explorer *x);
/* Milliseconds until the next minute; -1: nothing is presented, or nothing is to
 * move by itself. */
int present_pause(const struct explorer *x);
void present_status(const struct explorer *x, struct buf *out); /* "presenting 3 min  note: ..." */

#endif
