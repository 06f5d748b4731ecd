/* SPDX-License-Identifier: MIT */
/* reach_worker.c - what input of the internet reaches, found anew after each change on paper. In a large
 * system a thread does it: until it has ended the answers are those of before, which the state says.
 * What changes meanwhile is worked out once more, by the same thread's successor. */
#include "beside.h"
#include "mem.h"
#include "session.h"

/* Nodes and edges; below that it costs a few milliseconds. */
enum { AT_ONCE = 20000 };

struct reach_job {
    struct beside beside;
    const struct graph *graph;
    struct what_if *change;
    struct exposure *exposure;
    unsigned version; /* of the trials that it is for */
};

static struct what_if *present_change(const struct explorer *x)
{
    struct what_if *w = mem_alloc(sizeof *w);

    *w = what_if_new(x->graph);
    session_change_fill(x, w);
    return w;
}

static void change_free(struct what_if *w)
{
    if (w)
        what_if_release(w);
    mem_free(w);
}

/* The exposure borrows the change. */
static void take(struct explorer *x, struct exposure *exposure, struct what_if *change)
{
    exposure_free(x->exposure);
    change_free(x->reach.change);
    x->exposure = exposure;
    x->reach.change = change;
    x->selected++;
    x->shown++;
    x->reach.raised++;
}

static void work(void *arg)
{
    struct reach_job *j = arg;

    j->exposure = exposure_build_changed(j->graph, j->change);
}

static bool begin(struct explorer *x)
{
    struct reach_job *j = mem_zalloc(1, sizeof *j);

    j->graph = x->graph;
    j->version = x->trials.version;
    j->change = present_change(x);
    if (!beside_begin(&j->beside, x->term, work, j)) {
        change_free(j->change);
        mem_free(j);
        return false;
    }
    x->reach.job = j;
    return true;
}

static void at_once(struct explorer *x)
{
    struct what_if *change = present_change(x);

    take(x, exposure_build_changed(x->graph, change), change);
}

void reach_renew(struct explorer *x)
{
    bool large = graph_node_count(x->graph) + graph_edge_count(x->graph) > AT_ONCE;

    if (x->reach.job || (large && begin(x)))
        return; /* one that works already is followed by another */
    at_once(x);
}

/* Waits for it; what it found is taken if it is for the present change. */
static void end(struct explorer *x)
{
    struct reach_job *j = x->reach.job;

    x->reach.job = NULL;
    beside_end(&j->beside, x->term);
    if (j->version == x->trials.version) {
        take(x, j->exposure, j->change);
    } else {
        exposure_free(j->exposure);
        change_free(j->change);
    }
    mem_free(j);
}

bool reach_work(struct explorer *x, int fd)
{
    bool late;

    if (!x->reach.job || !beside_done(&x->reach.job->beside, fd))
        return false;
    late = x->reach.job->version != x->trials.version;
    end(x);
    if (late)
        reach_renew(x);
    return true;
}

bool reach_busy(const struct explorer *x)
{
    return x->reach.job != NULL;
}

void reach_wait(struct explorer *x)
{
    bool late = x->reach.job && x->reach.job->version != x->trials.version;

    if (x->reach.job)
        end(x);
    if (late)
        at_once(x);
}

void reach_stop(struct explorer *x)
{
    if (x->reach.job)
        end(x);
}

void reach_close(struct explorer *x)
{
    reach_stop(x);
    exposure_free(x->exposure);
    x->exposure = NULL;
    change_free(x->reach.change);
    x->reach.change = NULL;
}
