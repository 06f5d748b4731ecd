/* SPDX-License-Identifier: MIT */
/* history.h - command lines that were typed, of this run and of earlier ones.
 * Place:     the prompt asks it; the file is `history` in the faasmap folder of the user's state.
 * File:      one line of text per command, oldest first, at most HISTORY_LINES_MAX. Written whole
 *            to a new file of mode 0600 that then takes the place of the old one: a reader sees the
 *            one or the other, never a half. Lines that other runs added meanwhile are kept.
 * Secrets:   a line in which the secret rules see a secret is not kept, not even for this run; nor
 *            is one that begins with a blank.
 * Failure:   a file that cannot be read or written is as if there were none: history is a comfort.
 * Ownership: history_release() frees it; {0} is empty, without a file.
 */
#ifndef FAASMAP_HISTORY_H
#define FAASMAP_HISTORY_H

#include "buf.h"

enum { HISTORY_LINES_MAX = 1000 };

struct history {
    struct buf *lines; /* oldest first; none stands there twice */
    size_t count, cap;
    size_t fresh;      /* the last ones, which are not in the file yet */
};

void history_release(struct history *h);
/* Adds lines; one that is there already moves to the end. false: not kept. */
bool history_add(struct history *h, struct str line);
/* The next one from `at` in a direction (-1: older) whose beginning is prefix, or which has it
 * anywhere; count when there is none. at == count stands behind the last. */
size_t history_next(const struct history *h, size_t at, int direction, struct str prefix);
size_t history_find(const struct history *h, size_t at, int direction, struct str part);

void history_load(struct history *h, const char *path);       /* before anything was added */
bool history_save(struct history *h, const char *path);       /* makes the folder; false: failed */

#endif
