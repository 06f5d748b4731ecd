/* SPDX-License-Identifier: MIT */
#include "crossings.h"
#include "exporter.h"
#include "map_text.h"
#include "mem.h"
#include "text.h"

enum { DEFAULT_WIDTH = 100, ENDLESS_ROWS = 1 << 20, MOST_BOXES = 400 };

uint8_t *map_outer_edges(const struct graph *g)
{
    uint8_t *outer = crossings_of_all(g);
    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        outer[e] = outer[e] == CROSSING_OUTER;
    return outer;
}

bool map_reached(const void *exposure, edge_id e)
{
    return exposure_edge(exposure, e);
}

void map_whole(const struct graph *g, enum visible_arrangement arrangement, int most_boxes,
               int most_lines, struct visible *out)
{
    struct exposure *x = exposure_build(g);
    uint8_t *outer = map_outer_edges(g);
    struct visible_options o = {.arrangement = arrangement, .outer = outer,
                                .reached = map_reached, .reached_arg = x};

    visible_build(g, &o, out);
    if (out->input.node_count > most_boxes || out->input.edge_count > most_lines) {
        visible_release(out);
        o.folded = true;
        o.fold_most = most_boxes;
        visible_build(g, &o, out);
    }
    exposure_free(x);
    mem_free(outer);
}

static void add_count(struct buf *out, int count, const char *one, const char *many)
{
    buf_printf(out, "%d %s", count, count == 1 ? one : many);
}

/* What the picture says and what it leaves out. */
static void add_legend(struct buf *out, const struct graph *g, const struct visible *v,
                       const struct visible_options *o, const struct layout_options *chosen,
                       bool buses)
{
    bool heavy = false, outer = false;
    for (int i = 0; i < v->input.edge_count; i++) {
        heavy = heavy || v->input.edges[i].heavy;
        outer = outer || v->input.edges[i].crossing;
    }
    bool ascii = chosen->ascii;
    buf_putc(out, '\n');
    if (graph_name(g).len) {
        esc_term(out, graph_name(g));
        buf_puts(out, ": ");
    }
    add_count(out, v->input.node_count, "box", "boxes");
    buf_puts(out, ", ");
    add_count(out, v->input.edge_count, "line", "lines");
    size_t hidden = v->node_total - (size_t)v->input.node_count;
    if (hidden)
        buf_printf(out, ", %zu not shown", hidden);
    buf_puts(out, "; layers:");
    unsigned layers = o->layers ? o->layers : VISIBLE_LAYER(LAYER_FLOW);
    for (int i = 0; i < LAYER_COUNT; i++)
        if (layers & VISIBLE_LAYER(i))
            buf_printf(out, " %s", layer_names[i]);
    if (o->folded)
        buf_puts(out, "\noverview: a box per container, else per zone; --focus NODE shows a part");
    buf_puts(out, "\narrows: the way data flows");
    if (heavy)
        buf_printf(out, "   %s input from the internet travels here", ascii ? "===" : "━━━");
    if (outer)
        buf_printf(out, "   %s outer trust boundary",
                   ascii ? "#" : (chosen->direction == LAYOUT_LR ? "╫" : "╪"));
    if (buses)
        buf_printf(out, "   %s so many lines", ascii ? "-7-" : "═7═");
    buf_putc(out, '\n');
}

void map_text(const struct graph *g, const struct map_text_options *options, struct buf *out)
{
    struct visible_options vo = options->visible;
    uint8_t *outer = NULL;
    struct exposure *exposure = NULL;
    if (!vo.outer)
        vo.outer = outer = map_outer_edges(g);
    if (!vo.path && !vo.reached) {
        vo.reached_arg = exposure = exposure_build(g);
        vo.reached = map_reached;
    }
    struct visible v;
    visible_build(g, &vo, &v);
    if (v.input.node_count > MOST_BOXES) {
        visible_release(&v);
        vo.folded = true;
        visible_build(g, &vo, &v);
    }
    struct layout_options chosen;
    struct layout_result map;
    layout_fit(&v.input, ENDLESS_ROWS, options->width > 0 ? options->width : DEFAULT_WIDTH,
               options->layout.ascii, &options->layout, &chosen, &map);
    canvas_to_text(&map.canvas, out);
    if (!options->no_legend)
        add_legend(out, g, &v, &vo, &chosen, map.metrics.buses > 0);
    layout_result_release(&map);
    visible_release(&v);
    mem_free(outer);
    exposure_free(exposure);
}

static bool text_write(const struct graph *g, struct buf *out, struct buf *why)
{
    (void)why;
    map_text(g, &(struct map_text_options){.visible = {.no_details = true}}, out);
    return true;
}

const struct exporter exporter_text = {
    .name = "text",
    .extension = "txt",
    .mime = "text/plain; charset=utf-8",
    .help = "The map as lines of text, 100 columns wide if it can be",
    .write = text_write,
};
