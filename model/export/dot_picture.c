/* SPDX-License-Identifier: MIT */
/* dot_picture.c - the map of the data flow in the DOT language, as it is drawn for a picture of pixels or a
 * page: what the map shows and no more. (dot.c writes the whole graph for other programs; of a hundred
 * nodes with all their identities nobody could read a drawing.)
 *
 * Names:    n%d and cluster_%d; no text of the input is ever a name. All texts stand in quotes.
 * Drawn:    containers and outside zones as clusters, boxes of one shape with their names in two lines and a
 *           pale colour for their zone, one arrow from box to box, heavy where input of the internet
 *           travels, and words only on those that cross an outer trust boundary.
 * Limits:   what has more than MOST_BOXES boxes becomes the overview, a box per container. */
#include "dot_picture.h"

#include "map_text.h"
#include "query.h"
#include "text.h"
#include "visible.h"

enum { MOST_BOXES = 400, MOST_LINES = 1500, LINE_CELLS = 18, NESTED_MOST = 30 };

static void put_text(struct buf *out, struct str s)
{
    struct buf text = {0};

    esc_dot(&text, s);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_putc(out, '\\');
        buf_putc(out, text.ptr[i]);
    }
    buf_release(&text);
}

static void put_name(struct buf *out, struct str name)
{
    struct str halves[2];

    if (text_width(name) <= LINE_CELLS || !text_halves(name, halves)) {
        put_text(out, name);
        return;
    }
    put_text(out, halves[0]);
    buf_puts(out, "\\n");
    put_text(out, halves[1]);
}

static const char *zone_colour(const struct graph *g, node_id n)
{
    static const char *const colours[ZONE_KIND_COUNT] = {
        [ZONE_INTERNET] = "#fde4e1", [ZONE_THIRD_PARTY] = "#fdeede", [ZONE_PARTNER] = "#fdeede",
        [ZONE_GATEWAY] = "#fbe6f1",  [ZONE_CODE] = "#e4eefc",        [ZONE_MESSAGING] = "#f0e8fb",
        [ZONE_DATA] = "#e5f4e6",     [ZONE_IDENTITY] = "#fcf5d9"};
    const char *colour = colours[graph_node_zone(g, n)->kind];

    return colour ? colour : "#f2f2f2";
}

static void put_box(struct buf *out, const struct graph *g, const struct visible *v, int box)
{
    const struct layout_node *n = &v->input.nodes[box];
    bool one = visible_box_is(v, box) == VISIBLE_NODE;

    buf_printf(out, "n%d [label=\"", box);
    put_name(out, n->name);
    if (n->detail.len) {
        buf_puts(out, "\\n");
        put_text(out, n->detail);
    }
    if (n->badge.len) {
        buf_puts(out, " ");
        put_text(out, n->badge);
    }
    buf_printf(out, "\", fillcolor=\"%s\"%s%s]\n", zone_colour(g, v->node_of[box]),
               n->heavy ? ", penwidth=2.4" : "", one ? "" : ", peripheries=2");
}

/* A cluster with what is in it; what is nested too deep stands in the deepest one. */
static void put_cluster(struct buf *out, const struct graph *g, const struct visible *v, int cluster,
                        int depth)
{
    bool open = cluster != LAYOUT_NO_CLUSTER && depth < NESTED_MOST;

    if (open) {
        buf_printf(out, "subgraph cluster_%d {\nlabel=\"", cluster);
        put_text(out, v->input.clusters[cluster].title);
        buf_puts(out, "\"\n");
    }
    for (int i = 0; i < v->input.node_count; i++)
        if (v->input.nodes[i].cluster == cluster)
            put_box(out, g, v, i);
    for (int c = cluster + 1; c < v->input.cluster_count; c++)
        if (v->input.clusters[c].parent == cluster)
            put_cluster(out, g, v, c, depth + 1);
    if (open)
        buf_puts(out, "}\n");
}

static void put_line(struct buf *out, const struct graph *g, const struct visible *v, int line)
{
    const struct layout_edge *e = &v->input.edges[line];

    buf_printf(out, "n%d -> n%d [dir=%s%s", e->from, e->to, e->both ? "both" : "forward",
               e->heavy ? ", penwidth=2, color=black" : "");
    if (e->crossing) {
        const struct edge *first = graph_edge_at(g, visible_line_edges(v, line).ids[0]);

        buf_puts(out, ", label=\"\xe2\x95\xab"); /* the mark that the map puts on such a line */
        if (first->auth != AUTH_ABSENT)
            buf_printf(out, " %s", auths[first->auth].name);
        buf_puts(out, "\"");
    }
    buf_puts(out, "]\n");
}

void dot_picture(const struct graph *g, struct buf *out)
{
    struct visible v;

    map_whole(g, VISIBLE_FLOW, MOST_BOXES, MOST_LINES, &v);
    buf_puts(out, "digraph faasmap {\n"
                  "graph [rankdir=LR, newrank=true, nodesep=0.15, ranksep=0.8, fontname=Helvetica,"
                  " fontsize=13, color=gray60, style=rounded, labeljust=l, labelloc=t, pad=0.3]\n"
                  "node [shape=box, style=\"rounded,filled\", fontname=Helvetica, fontsize=12, height=0.3,"
                  " margin=\"0.12,0.05\", color=gray30]\n"
                  "edge [fontname=Helvetica, fontsize=10, color=gray45, arrowsize=0.7]\n"
                  "label=\"");
    put_text(out, graph_name(g));
    buf_puts(out, "   arrows: the way data flows, heavy where input from the internet travels; "
                  "\xe2\x95\xab outer trust boundary\"\n");
    put_cluster(out, g, &v, LAYOUT_NO_CLUSTER, 0);
    for (int i = 0; i < v.input.edge_count; i++)
        put_line(out, g, &v, i);
    buf_puts(out, "}\n");
    visible_release(&v);
}
