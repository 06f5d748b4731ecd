/* SPDX-License-Identifier: MIT */
/* beside.h - work that takes long, done by a thread of its own while the screen stays as it is.
 * Place:     below map_worker.c, inquiry.c and live.c; the explorer hears of the end by an EVENT_WORK.
 * Rule:      the work reads only what nobody changes until it has ended (a sealed graph, copies), and
 *            writes only what is its own; beside_done() is the hand over.
 * Ownership: beside_end() waits for the thread and closes the descriptor; {0} was never begun.
 */
#ifndef FAASMAP_BESIDE_H
#define FAASMAP_BESIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "term.h"

struct beside {
    void (*work)(void *arg);
    void *arg;
    int bell;         /* the terminal watches it */
    atomic_bool done, stop;
    pthread_t thread;
};

/* A thread that gets no signals: these are for the one that has the terminal. false: there can be none. */
bool beside_thread(pthread_t *thread, void *(*run)(void *arg), void *arg);
/* Calls work(arg) in a thread; b stays where it is until the end. false: there can be no thread. */
bool beside_begin(struct beside *b, struct term *t, void (*work)(void *arg), void *arg);
/* Nobody wants the result any more: the work sees it by stop_asked() (stop.h). Its end is waited for as
 * ever. */
void beside_stop(struct beside *b);
/* True if fd is the bell and the work has ended. */
bool beside_done(struct beside *b, int fd);
void beside_end(struct beside *b, struct term *t); /* waits */

#endif
