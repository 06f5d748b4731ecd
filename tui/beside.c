/* SPDX-License-Identifier: MIT */
#include "beside.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "mem.h"
#include "stop.h"

static void *run(void *arg)
{
    struct beside *b = arg;
    uint64_t one = 1;

    stop_watch(&b->stop);
    b->work(b->arg);
    mem_trim(); /* analyses of a large system need much for a short time */
    atomic_store(&b->done, true);
    if (write(b->bell, &one, sizeof one) < 0) /* cannot be: the counter is far from full */
        return NULL;
    return NULL;
}

bool beside_thread(pthread_t *thread, void *(*run_it)(void *arg), void *arg)
{
    sigset_t all, before;
    bool good;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    good = pthread_create(thread, NULL, run_it, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return good;
}

bool beside_begin(struct beside *b, struct term *t, void (*work)(void *arg), void *arg)
{
    b->work = work;
    b->arg = arg;
    atomic_init(&b->done, false);
    atomic_init(&b->stop, false);
    b->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (b->bell < 0)
        return false;
    if (!beside_thread(&b->thread, run, b)) {
        close(b->bell);
        return false;
    }
    term_watch(t, b->bell, true);
    return true;
}

void beside_stop(struct beside *b)
{
    atomic_store(&b->stop, true);
}

bool beside_done(struct beside *b, int fd)
{
    return b->bell == fd && atomic_load(&b->done);
}

void beside_end(struct beside *b, struct term *t)
{
    pthread_join(b->thread, NULL);
    term_unwatch(t, b->bell);
    close(b->bell);
}
