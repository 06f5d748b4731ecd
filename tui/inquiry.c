/* SPDX-License-Identifier: MIT */
#include "inquiry.h"

#include "beside.h"
#include "mem.h"
#include "session.h"

/* Nodes and edges; in fewer every question is answered in some milliseconds. */
enum { AT_ONCE = 5000 };

struct inquiry_job {
    struct beside beside;
    void *own; /* job_size bytes of the kind */
};

enum { OTHERS_WATCHED = 4 }; /* a picture of the map, and three of live.h */
_Static_assert(INQUIRY_COUNT + OTHERS_WATCHED <= TERM_WATCH_MAX, "all of them may be busy at once");

#define X(e, kind) [INQUIRY_##e] = &kind,
static const struct inquiry_kind *const kinds[INQUIRY_COUNT] = {INQUIRIES(X)};
#undef X

static void begin(struct explorer *x, enum inquiry q)
{
    struct inquiry_desk *d = &x->inquiries[q];
    bool large = x->options.beside ||
                 graph_node_count(x->graph) + graph_edge_count(x->graph) > AT_ONCE;
    void *own = mem_zalloc(1, kinds[q]->job_size);

    kinds[q]->fill(x, own);
    if (large) {
        d->job = mem_zalloc(1, sizeof *d->job);
        d->job->own = own;
        if (beside_begin(&d->job->beside, x->term, kinds[q]->work, own))
            return;
        mem_free(d->job);
        d->job = NULL;
    }
    kinds[q]->work(own);
    kinds[q]->take(x, own);
    kinds[q]->drop(own);
    mem_free(own);
}

void inquiry_ask(struct explorer *x, enum inquiry q, unsigned stamp)
{
    struct inquiry_desk *d = &x->inquiries[q];
    bool same = d->stamp == stamp;

    if (same && (d->stopped || d->job))
        return;
    d->stamp = stamp;
    d->stopped = false;
    d->again = d->job != NULL;
    if (!d->job)
        begin(x, q);
    else
        beside_stop(&d->job->beside);
}

/* Waits for the thread. Another question may have been asked meanwhile: that one begins then. */
static void end(struct explorer *x, enum inquiry q)
{
    struct inquiry_desk *d = &x->inquiries[q];
    struct inquiry_job *j = d->job;
    bool again = d->again, taken = !again && !d->stopped;

    d->job = NULL;
    d->again = false;
    beside_end(&j->beside, x->term);
    if (taken)
        kinds[q]->take(x, j->own);
    kinds[q]->drop(j->own);
    mem_free(j->own);
    mem_free(j);
    if (again && !d->job)
        begin(x, q);
}

bool inquiry_busy(const struct explorer *x, enum inquiry q)
{
    return x->inquiries[q].job && !x->inquiries[q].stopped;
}

bool inquiry_stopped(const struct explorer *x, enum inquiry q)
{
    return x->inquiries[q].stopped;
}

void inquiry_stop(struct explorer *x, enum inquiry q)
{
    if (inquiry_busy(x, q)) {
        x->inquiries[q].stopped = true;
        x->inquiries[q].again = false;
        beside_stop(&x->inquiries[q].job->beside);
    }
}

bool inquiry_stop_all(struct explorer *x)
{
    bool any = false;

    for (int q = 0; q < INQUIRY_COUNT; q++) {
        if (kinds[q]->stays || !inquiry_busy(x, (enum inquiry)q))
            continue;
        inquiry_stop(x, (enum inquiry)q);
        any = true;
    }
    return any;
}

/* A thread that works on still is of no use to the next question: its answer is dropped. */
void inquiry_resume(struct explorer *x)
{
    for (int q = 0; q < INQUIRY_COUNT; q++) {
        struct inquiry_desk *d = &x->inquiries[q];
        if (d->stopped)
            d->stamp--;
        d->stopped = d->stopped && d->job;
    }
}

void inquiry_wait(struct explorer *x, enum inquiry q)
{
    while (inquiry_busy(x, q))
        end(x, q);
}

void inquiry_hurry(struct explorer *x, enum inquiry q)
{
    if (inquiry_busy(x, q))
        beside_stop(&x->inquiries[q].job->beside);
    inquiry_wait(x, q);
}

bool inquiry_work(struct explorer *x, int fd)
{
    for (int q = 0; q < INQUIRY_COUNT; q++) {
        if (x->inquiries[q].job && beside_done(&x->inquiries[q].job->beside, fd)) {
            end(x, (enum inquiry)q);
            return true;
        }
    }
    return false;
}

const char *inquiry_doing(const struct explorer *x)
{
    for (int q = INQUIRY_COUNT; q-- > 0;) {
        if (inquiry_busy(x, (enum inquiry)q))
            return kinds[q]->doing;
    }
    return NULL;
}

void inquiry_close(struct explorer *x)
{
    for (int q = 0; q < INQUIRY_COUNT; q++) {
        if (x->inquiries[q].job) {
            x->inquiries[q].again = false;
            x->inquiries[q].stopped = true;
            beside_stop(&x->inquiries[q].job->beside);
            end(x, (enum inquiry)q);
        }
        x->inquiries[q] = (struct inquiry_desk){.stamp = x->inquiries[q].stamp};
    }
}
