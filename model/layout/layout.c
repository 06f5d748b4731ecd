/* SPDX-License-Identifier: MIT */
/* layout.c - the steps in their order. */
#include "layout.h"

#include "layered.h"
#include "mem.h"

static struct layout_options sane(const struct layout_options *options)
{
    struct layout_options o = *options;

    o.pitch = o.pitch >= 2 ? 2 : 1;
    return o;
}

void layout_run(const struct layout_input *in, const struct layout_options *options,
                struct layout_result *out)
{
    struct lay l = {.in = in, .opt = sane(options), .n = in->node_count, .arena = arena_new()};

    *out = (struct layout_result){.node_count = in->node_count};
    out->boxes = mem_zalloc((size_t)in->node_count, sizeof *out->boxes);
    if (in->node_count == 0) {
        canvas_init(&out->canvas, 0, 0);
        arena_free(l.arena);
        return;
    }
    l.depth = arena_array(l.arena, (size_t)l.n, sizeof(int));
    bands_fold(&l);
    orient_links(&l);
    orient_ranks(&l);
    boxes_label(&l);
    chains_make(&l);
    boxes_size(&l);
    bands_make(&l);
    order_make(&l);
    place_items(&l);
    straighten_items(&l);
    ports_assign(&l);
    frames_order_axis(&l);
    route_channels(&l);
    measure_main_axis(&l);
    l.metrics.ranks = l.rank_count;
    paint_map(&l, out);
    out->metrics = l.metrics;
    arena_free(l.arena);
}

void layout_result_release(struct layout_result *r)
{
    canvas_release(&r->canvas);
    mem_free(r->boxes);
    *r = (struct layout_result){0};
}
