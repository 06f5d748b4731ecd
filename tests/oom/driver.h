/* SPDX-License-Identifier: MIT */
/* driver.h - one scenario under failing memory: every allocation of it, ours and the libraries',
 * fails in turn, once and for good.
 * How: the program brings its own malloc() family on top of glibc's (__libc_malloc() and so on),
 *      counts the calls of a scenario, and for n = 1, 2, ... runs it in a child whose n-th call
 *      fails, until a child gets through without meeting its failure.
 * A child must end by itself with 0 (nothing leaked, every failure reported) or with 71 through
 * die(). A signal, another exit code or a leak fails the run.
 */
#ifndef FAASMAP_OOM_DRIVER_H
#define FAASMAP_OOM_DRIVER_H

#include <stdbool.h>

/* What each tests/oom/oom_X.c brings. It runs once in every child. */
extern const char oom_name[];
void oom_scenario(void);

/* For the scenario: ends the child with a failure if good does not hold. */
void oom_check(bool good);

#endif
