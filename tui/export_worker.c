/* SPDX-License-Identifier: MIT */
#include "export_worker.h"

#include <string.h>

#include "mask.h"
#include "mem.h"
#include "report.h"
#include "save.h"
#include "session.h"
#include "stop.h"

struct export_job {
    const struct graph *graph;
    uint8_t *wanted; /* NULL: all of it */
    const struct exporter *format;
    struct buf path, why;
    bool masked, good, stopped;
};

static void fill(struct explorer *x, void *job)
{
    struct export_job *j = job;

    j->graph = x->graph;
    j->wanted = report_wanted(x);
    j->format = x->exporting.format;
    buf_add(&j->path, buf_str(&x->exporting.path));
    j->masked = x->present.mask;
}

static void work(void *job)
{
    struct export_job *j = job;
    struct buf out = {0};

    j->good = report_part(j->graph, j->wanted, j->format, &out, &j->why);
    if (j->good && j->masked)
        mask_text(&out, strcmp(j->format->extension, "json") == 0 ? MASK_JSON : MASK_TEXT);
    j->good = j->good && exporter_render(j->format, &out, &j->why);
    j->stopped = stop_asked(); /* analyses that were stopped have no answer, which no file may say */
    j->good = j->good && !j->stopped && save_new(j->path.ptr, buf_str(&out), &j->why);
    buf_release(&out);
}

static void take(struct explorer *x, void *job)
{
    const struct export_job *j = job;

    x->exporting.good = j->good;
    x->exporting.stopped = j->stopped;
    if (j->stopped)
        return;
    if (j->good)
        session_say(x, "written%s: %s", j->masked ? ", masked" : "", j->path.ptr);
    else
        session_complain(x, "%s", j->why.len ? j->why.ptr : "the export failed");
}

static void drop(void *job)
{
    struct export_job *j = job;

    mem_free(j->wanted);
    buf_release(&j->path);
    buf_release(&j->why);
}

const struct inquiry_kind inquiry_export = {
    .doing = "writing a file...",
    .job_size = sizeof(struct export_job),
    .stays = true, /* a file that is half announced is of no use */
    .fill = fill,
    .work = work,
    .take = take,
    .drop = drop,
};

bool export_busy(const struct explorer *x)
{
    return inquiry_busy(x, INQUIRY_EXPORT);
}

void export_again(struct explorer *x)
{
    inquiry_ask(x, INQUIRY_EXPORT, ++x->exporting.asked);
}

bool export_stop(struct explorer *x)
{
    x->exporting.stopped = false;
    inquiry_hurry(x, INQUIRY_EXPORT);
    return x->exporting.stopped;
}

void export_finish(struct explorer *x)
{
    inquiry_wait(x, INQUIRY_EXPORT);
}

bool export_to(struct explorer *x, const struct exporter *format, struct str path)
{
    if (export_busy(x)) {
        session_complain(x, "still writing %s", x->exporting.path.ptr);
        return false;
    }
    x->exporting.format = format;
    buf_reset(&x->exporting.path);
    buf_add(&x->exporting.path, path);
    export_again(x);
    if (x->options.patient || x->options.linear)
        export_finish(x);
    return export_busy(x) || x->exporting.good;
}
