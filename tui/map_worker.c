/* SPDX-License-Identifier: MIT */
/* map_worker.c - a picture that takes long is laid out by a thread of its own, while the old one stays
 * on the screen. The thread has a copy of all that it reads and gives its picture back through the job. */
#include "beside.h"
#include "map_parts.h"
#include "mem.h"

/* A key is to be on the screen within 16 ms. Nothing stands in for the first picture: a screen that
 * flashes empty is worse than a moment's wait. */
enum { LONG_MICROSECONDS = 25000, LONG_FIRST_MICROSECONDS = 50000 };

struct map_job {
    struct map_picture picture; /* without its layout, until the thread has ended */
    struct layout_options fixed;
    struct layout_input in;
    struct arena *arena;
    int rows, cols;
    bool ascii;
    atomic_bool stop;
    struct beside beside;
};

static void work(void *arg)
{
    struct map_job *j = arg;

    layout_fit(&j->in, j->rows, j->cols, j->ascii, &j->fixed, &j->picture.options,
               &j->picture.layout);
}

static void job_free(struct map_job *j)
{
    arena_free(j->arena);
    mem_free(j);
}

bool map_takes_long(const struct layout_input *in, const struct layout_options *fixed, bool first)
{
    return layout_fit_cost(in, fixed) > (first ? LONG_FIRST_MICROSECONDS : LONG_MICROSECONDS);
}

bool map_job_start(struct explorer *x, struct map_view *m, const struct layout_input *in,
                   const struct layout_options *fixed, struct map_picture *picture)
{
    struct map_job *j = mem_zalloc(1, sizeof *j);

    j->arena = arena_new();
    j->fixed = *fixed;
    j->in = layout_input_copy(in, j->arena);
    j->in.stop = &j->stop;
    j->rows = m->rows;
    j->cols = m->cols;
    j->ascii = x->ascii;
    j->picture = *picture;
    if (!beside_begin(&j->beside, x->term, work, j)) {
        job_free(j);
        return false;
    }
    m->job = j;
    return true;
}

static struct map_picture job_end(struct explorer *x, struct map_view *m)
{
    struct map_job *j = m->job;

    m->job = NULL;
    beside_end(&j->beside, x->term);
    struct map_picture picture = j->picture;
    job_free(j);
    return picture;
}

const struct map_picture *map_job_picture(const struct map_view *m)
{
    return m->job ? &m->job->picture : NULL;
}

void map_job_drop(struct explorer *x, struct map_view *m)
{
    if (!m->job)
        return;
    atomic_store(&m->job->stop, true);
    struct map_picture picture = job_end(x, m);
    map_picture_release(&picture);
}

bool map_work(struct explorer *x, int fd)
{
    struct map_view *m = x->views[VIEW_MAP];

    if (!m || !m->job || !beside_done(&m->job->beside, fd))
        return false;
    struct map_picture picture = job_end(x, m);
    map_show(x, m, &picture);
    return true;
}

bool map_busy(const struct explorer *x)
{
    const struct map_view *m = x->views[VIEW_MAP];
    return m && (m->job || inquiry_busy(x, INQUIRY_PLAN));
}

unsigned map_later(const struct explorer *x)
{
    const struct map_view *m = x->views[VIEW_MAP];

    return m ? m->later : 0;
}

void map_cancel(struct explorer *x)
{
    struct map_view *m = x->views[VIEW_MAP];

    if (!m || !map_busy(x))
        return;
    inquiry_stop(x, INQUIRY_PLAN);
    map_job_drop(x, m);
    if (!m->built) {
        m->plain = true;
        m->plain_for = x->shown;
        return;
    }
    m->built_for = x->shown;
    m->built_size = x->size;
    m->built_alone = x->alone;
}

void map_reset(struct explorer *x, const node_id *now, size_t count)
{
    struct map_view *m = x->views[VIEW_MAP];

    if (!m)
        return;
    map_job_drop(x, m);
    if (m->built)
        map_remember(x, m);
    map_drop(m);
    map_drop_plan(m);
    m->fresh.count = 0;
    m->walked = 0;
    if (now)
        map_renumber_seats(m, now, count);
    else
        map_forget(m);
}
