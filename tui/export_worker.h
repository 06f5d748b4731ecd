/* SPDX-License-Identifier: MIT */
/* export_worker.h - what is shown as a file in one of the formats of `faasmap export`: of a large system
 * it is written by a thread, as it may take seconds.
 * Place:     part of the explorer's shared state (session.h), a question of inquiry.h.
 * Replacing: a system that is read again meanwhile is written in its new form.
 */
#ifndef FAASMAP_EXPORT_WORKER_H
#define FAASMAP_EXPORT_WORKER_H

#include "buf.h"
#include "exporter.h"

struct explorer;

struct export_work {
    const struct exporter *format;
    struct buf path;
    unsigned asked; /* raised by every export */
    bool good;      /* the last one that ended */
    bool stopped;   /* and was not written therefore */
};

/* false: a complaint. true: it is written, or will be. */
bool export_to(struct explorer *x, const struct exporter *format, struct str path);
bool export_busy(const struct explorer *x);
bool export_stop(struct explorer *x);  /* true: it was not written */
void export_again(struct explorer *x); /* what was not written, of the graph that there is now */
void export_finish(struct explorer *x); /* waits for it */

#endif
