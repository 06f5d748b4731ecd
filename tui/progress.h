/* SPDX-License-Identifier: MIT */
/* progress.h - one quiet line on the terminal while a large input is read.
 * Place:     the commands start it before an import and end it after; the import only counts
 *            (import_progress), a thread of its own looks at the counters and writes.
 * Shown:     after PROGRESS_AFTER_MS, and again when a figure has changed:
 *                faasmap: reading: 12 files, 10482 resources   (Ctrl-C cancels)
 *            Nothing is shown where the descriptor is no terminal, or before that time.
 * Keys:      with keys, q cancels as well: from the first line on the terminal gives keys one by
 *            one without echo; what else is typed meanwhile is dropped. INT TERM HUP QUIT then end
 *            the process in order too, so that the terminal is never left like that.
 * Cancelling ends the process: line and settings of the terminal are as they were, exit code 128 +
 *            the signal, for q that of Ctrl-C.
 */
#ifndef FAASMAP_PROGRESS_H
#define FAASMAP_PROGRESS_H

#include "importer.h"

enum { PROGRESS_AFTER_MS = 150 };

struct progress;

struct progress_options {
    int out_fd;  /* where the line is written */
    bool keys;   /* q cancels: read from stdin, or where that is no terminal from /dev/tty */
    bool still;  /* no counting: the line changes when something else begins */
    int sync_fd; /* test hook: one byte is written when the line is first shown; -1: none */
};

/* NULL: nothing will be shown. The counters must live until progress_end(). */
struct progress *progress_start(const struct progress_options *options,
                                const struct import_progress *counters);
void progress_end(struct progress *p); /* the line is gone afterwards; NULL is allowed */

#endif
