/* SPDX-License-Identifier: MIT */
/* child.h - one job in a forked process with limits, so that a library that crashes, loops or eats
 * memory never takes this program down.
 * Place:     export; every call into Graphviz goes through it.
 * The child: fork without exec; stdin, stdout, stderr on /dev/null, all other descriptors closed
 *            but the result's, working directory /, environment empty, no core file, killed when
 *            its parent ends; it leaves by _exit() only. No threads may run when it starts.
 * Failure:   false and one line in why: the signal, the time limit, the exit code. What the child
 *            had written by then is in out.
 */
#ifndef FAASMAP_CHILD_H
#define FAASMAP_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct child_limits {
    unsigned cpu_seconds;
    unsigned wall_ms;
    size_t memory;  /* address space beyond what this process has now */
    size_t output;  /* bytes of result */
};
extern const struct child_limits child_usual; /* 10 s, 15 s, 1 GiB, 64 MiB */

/* Runs job(fd, arg) in a child and appends what it writes to fd to out. The job returns an exit
 * code; 0 is success. name stands in the message. */
bool child_run(const char *name, int (*job)(int fd, void *arg), void *arg,
               const struct child_limits *limits, struct buf *out, struct buf *why);

#endif
