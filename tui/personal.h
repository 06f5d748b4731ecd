/* SPDX-License-Identifier: MIT */
/* personal.h - the personal session file: what the user added to one system, kept between runs.
 * Place:     inside the explorer; opened with it, asked by its loop, closed with it.
 * File:      options.place.session, else none. Ids are those of the graph, so that what was said of a node
 *            stays with it however the files change; what was said of a node that is gone is carried
 *            along until the node comes back.
 * When:      after a change as soon as the input pauses, or a while after it where it never pauses, before
 *            the terminal is given away, and at the end. A kill loses at most the changes since then; the
 *            file is the old one or the new one, never half of one.
 * Together:  a lock beside the file. If another program wrote meanwhile, both are merged by three
 *            ways (records.h) and its changes appear here.
 * Broken:    a file that cannot be read is renamed, never overwritten, and the user is told. One of a
 *            later version is left alone and nothing is saved.
 * Secrets:   a text that looks like one is not written.
 */
#ifndef FAASMAP_PERSONAL_H
#define FAASMAP_PERSONAL_H

#include <stdbool.h>
#include <sys/stat.h>

#include "buf.h"
#include "records.h"

struct explorer;

enum { PERSONAL_PAUSE_MS = 150, PERSONAL_LATEST_MS = 2000 };

struct personal {
    struct buf path;       /* empty: nothing is kept */
    struct records base;   /* what the file said when it was read or written last */
    struct records kept;   /* of it what no node or edge here answers to */
    struct stat known;     /* the file then; st_ino 0: there was none */
    unsigned saved;        /* x->undo.noted then */
    long since;            /* when it was first seen that a change is not saved; 0: none */
    bool left_alone;       /* written by a later version */
    struct buf trouble;    /* why it could not be written the last time; empty: it could */
};

void personal_open(struct explorer *x);  /* reads the file and puts it into the explorer */
/* Something changed and is not in the file yet. O(1). */
bool personal_pending(const struct explorer *x);
bool personal_late(struct explorer *x); /* and has been so for PERSONAL_LATEST_MS of events without a pause */
void personal_save(struct explorer *x);
void personal_close(struct explorer *x); /* saves */
/* For the command w: saves now; or all that would be saved as a text. */
bool personal_save_now(struct explorer *x);
void personal_text(struct explorer *x, struct buf *out);

/* --- Between state and records (personal_state.c) ----------------------------------------------- */
/* What is there now, and with it what is carried along; sorted. */
void personal_collect(const struct explorer *x, struct records *out);
/* Puts records into the explorer in place of what is there; those without a node or edge go to
 * x->personal.kept. looks: filters, folds and choices of the map as well. Computes again what follows. */
void personal_apply(struct explorer *x, const struct records *r, bool looks);

#endif
