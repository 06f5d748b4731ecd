/* SPDX-License-Identifier: MIT */
/* reach_worker.c - what input of the internet reaches, found anew after each change on paper. In a large
 * system the answers are those of before until a thread has ended, which the state says. */
#include "mem.h"
#include "session.h"

struct reach_job {
    const struct graph *graph;
    struct what_if *change;
    struct exposure *exposure; /* borrows the change */
};

struct what_if *session_change_copy(const struct explorer *x)
{
    struct what_if *w = mem_alloc(sizeof *w);

    if (x->trials.change.cut) { /* made anew whenever something is tried or hidden */
        *w = what_if_copy(&x->trials.change);
        return w;
    }
    *w = what_if_new(x->graph);
    session_change_fill(x, w);
    return w;
}

void session_change_free(struct what_if *w)
{
    if (w)
        what_if_release(w);
    mem_free(w);
}

static void fill(struct explorer *x, void *job)
{
    struct reach_job *j = job;

    j->graph = x->graph;
    j->change = session_change_copy(x);
}

static void work(void *job)
{
    struct reach_job *j = job;

    j->exposure = exposure_build_changed(j->graph, j->change);
}

static void take(struct explorer *x, void *job)
{
    struct reach_job *j = job;
    bool first = !exposure_known(x->exposure);

    reach_close(x);
    x->exposure = j->exposure;
    x->reach.change = j->change;
    j->exposure = NULL;
    j->change = NULL;
    x->selected++;
    x->shown++;
    x->reach.raised++;
    if (first && x->search.text.len) /* it may have asked for what is reached */
        session_search(x, buf_str(&x->search.text), x->search.backward);
}

static void drop(void *job)
{
    struct reach_job *j = job;

    exposure_free(j->exposure);
    session_change_free(j->change);
}

const struct inquiry_kind inquiry_reach = {
    .doing = "finding what is reached...",
    .job_size = sizeof(struct reach_job),
    .stays = true,
    .fill = fill,
    .work = work,
    .take = take,
    .drop = drop,
};

void reach_renew(struct explorer *x)
{
    inquiry_ask(x, INQUIRY_REACH, x->trials.version);
}

void reach_close(struct explorer *x)
{
    exposure_free(x->exposure);
    session_change_free(x->reach.change);
    x->exposure = NULL;
    x->reach.change = NULL;
}
