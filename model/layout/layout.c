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

static void place_once(struct lay *l, int slack)
{
    l->slack = slack;
    bands_extents(l);
    place_items(l);
    if (!lay_stopped(l))
        straighten_items(l);
}

/* The frames of a column move to where their lines lead. */
static void place_columns(struct lay *l)
{
    enum { ROUNDS = 3 };

    for (int i = 0; i < ROUNDS && !lay_stopped(l) && columns_spread(l); i++)
        place_once(l, 0);
}

/* Rows that nobody uses at the end of a picture without frames and loose boxes. */
static void trim(struct lay *l)
{
    int lo = INT32_MAX, hi = 0;

    for (int i = 0; i < l->item_count; i++) {
        lo = min_int(lo, l->items[i].at);
        hi = max_int(hi, l->items[i].at + l->items[i].size);
    }
    for (int i = 0; i < l->item_count; i++)
        l->items[i].at -= lo;
    l->order_size = hi - lo;
}

static int bent_lines(const struct lay *l)
{
    int count = 0;

    for (int i = 0; i < l->seg_count; i++)
        count += place_gap(l, &l->segs[i]) != 0;
    return count;
}

/* Where the widest rank has no room to spare, lines beside it bend; a little room is worth its
 * place if it straightens two and a tenth of them. Frames have room enough. */
static void place_best(struct lay *l)
{
    enum { SHARE = 16, LEAST = 2, TENTH = 10 };
    size_t items = (size_t)l->item_count;

    place_once(l, 0);
    place_columns(l);
    if (!l->opt.frames || l->band_count == 1) {
        int *kept = arena_array(l->arena, items, sizeof(int));
        int bent = bent_lines(l);

        for (size_t i = 0; i < items; i++)
            kept[i] = l->items[i].at;
        place_once(l, LEAST + l->order_size / SHARE);
        int fewer = bent - bent_lines(l);
        if (fewer < 2 || fewer * TENTH < bent) {
            l->slack = 0;
            bands_extents(l);
            for (size_t i = 0; i < items; i++)
                l->items[i].at = kept[i];
        }
    }
    if (l->shelf_count == 1)
        trim(l);
}

static void take_seats(const struct lay *l, struct layout_result *out)
{
    for (int v = 0; v < l->n; v++) {
        const struct item *i = &l->items[v];
        long middle = 2L * i->at + i->size;

        out->seats[v] = (struct layout_seat){
            i->rank, (int)(middle * LAYOUT_SEAT_RANGE / (2L * max_int(l->order_size, 1)))};
    }
}

static void order_chains(struct lay *l, bool gather_far)
{
    l->gather_far = gather_far;
    chains_make(l);
    boxes_size(l);
    bands_make(l);
    order_make(l);
}

/* A bus over many ranks saves length and, between frames, crossings; without frames it may add some:
 * there both ways are tried, unless the picture is too large for that. */
static void order_boxes(struct lay *l)
{
    enum { LARGE = 150 };
    bool bare = !l->opt.frames || l->in->cluster_count == 0;

    bands_fold(l);
    orient_links(l);
    ranks_make(l);
    boxes_label(l);
    struct lay near = *l;
    order_chains(l, !bare || l->n <= LARGE);
    if (!bare || l->n > LARGE || !chains_gather(l))
        return;
    order_chains(&near, false);
    if (near.metrics.crossings < l->metrics.crossings)
        *l = near;
    else
        boxes_size(l); /* the labels are the same ones, and stand as the other way needed them */
}

/* A step that was stopped leaves what the next one cannot rely on. */
static void draw(struct lay *l, struct layout_result *out)
{
    place_best(l);
    if (lay_stopped(l))
        return;
    ports_assign(l);
    frames_order_axis(l);
    route_channels(l);
    if (lay_stopped(l))
        return;
    measure_main_axis(l);
    l->metrics.ranks = l->rank_count;
    paint_map(l, out);
    routes_take(l, &out->routes);
    take_seats(l, out);
}

void layout_run(const struct layout_input *in, const struct layout_options *options,
                struct layout_result *out)
{
    struct lay l = {.in = in, .opt = sane(options), .n = in->node_count, .arena = arena_new()};

    *out = (struct layout_result){.node_count = in->node_count};
    out->boxes = mem_zalloc((size_t)in->node_count, sizeof *out->boxes);
    out->seats = mem_zalloc((size_t)in->node_count, sizeof *out->seats);
    if (in->node_count == 0) {
        canvas_init(&out->canvas, 0, 0);
        arena_free(l.arena);
        return;
    }
    l.seated = seats_enough(in);
    l.depth = arena_array(l.arena, (size_t)l.n, sizeof(int));
    order_boxes(&l);
    if (!lay_stopped(&l))
        draw(&l, out);
    if (lay_stopped(&l)) {
        canvas_release(&out->canvas);
        out->stopped = true;
    }
    out->metrics = l.metrics;
    arena_free(l.arena);
}

void layout_result_release(struct layout_result *r)
{
    canvas_release(&r->canvas);
    mem_free(r->boxes);
    mem_free(r->seats);
    mem_free(r->routes.pieces);
    mem_free(r->routes.first);
    mem_free(r->frames);
    *r = (struct layout_result){0};
}

static struct str copy_text(struct arena *arena, struct str s)
{
    return str_empty(s) ? STR("") : arena_str(arena, s);
}

struct layout_input layout_input_copy(const struct layout_input *in, struct arena *arena)
{
    struct layout_node *nodes = arena_array(arena, (size_t)in->node_count, sizeof *nodes);
    struct layout_cluster *clusters = arena_array(arena, (size_t)in->cluster_count, sizeof *clusters);
    struct layout_edge *edges = arena_array(arena, (size_t)in->edge_count, sizeof *edges);
    struct layout_seat *seats = arena_array(arena, (size_t)in->node_count, sizeof *seats);

    for (int i = 0; i < in->node_count; i++) {
        nodes[i] = in->nodes[i];
        nodes[i].name = copy_text(arena, nodes[i].name);
        nodes[i].apart = copy_text(arena, nodes[i].apart);
        nodes[i].detail = copy_text(arena, nodes[i].detail);
        nodes[i].badge = copy_text(arena, nodes[i].badge);
        for (int k = 0; k < LAYOUT_MORE; k++)
            nodes[i].more[k] = copy_text(arena, nodes[i].more[k]);
        if (in->seats)
            seats[i] = in->seats[i];
    }
    for (int i = 0; i < in->cluster_count; i++) {
        clusters[i] = in->clusters[i];
        clusters[i].title = copy_text(arena, clusters[i].title);
    }
    for (int i = 0; i < in->edge_count; i++)
        edges[i] = in->edges[i];
    return (struct layout_input){.nodes = nodes,
                                 .clusters = clusters,
                                 .edges = edges,
                                 .node_count = in->node_count,
                                 .cluster_count = in->cluster_count,
                                 .edge_count = in->edge_count,
                                 .framed = in->framed,
                                 .seats = in->seats ? seats : NULL};
}
