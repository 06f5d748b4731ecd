/* SPDX-License-Identifier: MIT */
/* mermaid.c - the map of the data flow as a flowchart of Mermaid, which repositories and wikis draw.
 *
 * Names:  n%u and z%u; no text of the input is ever a name. All texts stand in quotes.
 * Drawn:  trust zones as subgraphs, as `--layout zones` has them; arrows the way data flows, thick where
 *         input of the internet travels; a mark on outer crossings.
 * Limits: Mermaid refuses more than 500 lines, and a page cannot raise that: what has more becomes the
 *         overview, a box per container. */
#include "exporter.h"
#include "map_text.h"
#include "text.h"
#include "visible.h"

enum { MOST_BOXES = 400, MOST_LINES = 500, KINDS_NAMED = 3 };

/* What stands before and behind the text of a box. */
struct shape {
    const char *open, *close;
};

static struct shape shape_of(const struct graph *g, const struct visible *v, int box)
{
    static const struct shape plain = {"[", "]"}, several = {"[[", "]]"};
    static const struct shape of_kind[NODE_KIND_COUNT] = {
        [NODE_ACTOR] = {"([", "])"},   [NODE_ROUTE] = {">", "]"},      [NODE_FUNCTION] = {"(", ")"},
        [NODE_TIMER] = {"((", "))"},   [NODE_QUEUE] = {"[/", "/]"},    [NODE_TOPIC] = {"{{", "}}"},
        [NODE_STREAM] = {"[/", "/]"},  [NODE_BUS] = {"{{", "}}"},      [NODE_BUCKET] = {"[(", ")]"},
        [NODE_TABLE] = {"[(", ")]"},   [NODE_FILES] = {"[(", ")]"},    [NODE_KEY] = {"{", "}"},
        [NODE_FRONT] = {"[/", "\\]"},  [NODE_SERVICE] = {"([", "])"}};
    struct shape s;

    if (visible_box_is(v, box) != VISIBLE_NODE)
        return several;
    s = of_kind[graph_node_at(g, v->node_of[box])->kind];
    return s.open ? s : plain;
}

static void add_box(struct buf *out, const struct graph *g, const struct visible *v, int box)
{
    const struct layout_node *n = &v->input.nodes[box];
    struct shape s = shape_of(g, v, box);

    buf_printf(out, "n%d%s\"", box, s.open);
    esc_mermaid(out, n->name);
    if (n->detail.len) {
        buf_puts(out, "<br/>");
        esc_mermaid(out, n->detail);
    }
    buf_printf(out, "\"%s%s\n", s.close, n->heavy ? ":::reached" : "");
}

/* The boxes of a zone, or of none. */
static void add_boxes(struct buf *out, const struct graph *g, const struct visible *v, int zone)
{
    bool any = false;

    for (int i = 0; i < v->input.node_count; i++) {
        if (v->input.nodes[i].cluster != zone)
            continue;
        if (!any && zone != LAYOUT_NO_CLUSTER) {
            buf_printf(out, "    subgraph z%d[\"", zone);
            esc_mermaid(out, v->input.clusters[zone].title);
            buf_puts(out, "\"]\n");
        }
        any = true;
        buf_puts(out, zone == LAYOUT_NO_CLUSTER ? "    " : "        ");
        add_box(out, g, v, i);
    }
    if (any && zone != LAYOUT_NO_CLUSTER)
        buf_puts(out, "    end\n");
}

/* "writes", "invokes (funckey), reads": what the edges of a line do. */
static void line_words(struct buf *out, const struct graph *g, struct edge_list edges)
{
    bool told[EDGE_KIND_COUNT] = {false};
    size_t count = 0;

    for (size_t i = 0; i < edges.count && count < KINDS_NAMED; i++) {
        const struct edge *e = graph_edge_at(g, edges.ids[i]);
        if (told[e->kind])
            continue;
        told[e->kind] = true;
        buf_printf(out, "%s%s", count++ ? ", " : "", edge_kinds[e->kind].name);
        if (e->auth != AUTH_ABSENT)
            buf_printf(out, " (%s)", auths[e->auth].name);
    }
}

static void add_line(struct buf *out, const struct graph *g, const struct visible *v, int line)
{
    const struct layout_edge *e = &v->input.edges[line];
    struct buf words = {0};

    line_words(&words, g, visible_line_edges(v, line));
    buf_printf(out, "    n%d %s%s|\"%s", e->from, e->both ? "<" : "", e->heavy ? "==>" : "-->",
               e->crossing ? "\xe2\x95\xab " : "");
    esc_mermaid(out, buf_str(&words));
    buf_printf(out, "\"| n%d\n", e->to);
    buf_release(&words);
}

static bool mermaid_write(const struct graph *g, struct buf *out, struct buf *why)
{
    struct visible v;

    (void)why;
    map_whole(g, VISIBLE_ZONES, MOST_BOXES, MOST_LINES, &v);
    buf_puts(out, "flowchart LR\n");
    for (int zone = LAYOUT_NO_CLUSTER; zone < v.input.cluster_count; zone++)
        add_boxes(out, g, &v, zone);
    for (int i = 0; i < v.input.edge_count; i++)
        add_line(out, g, &v, i);
    buf_puts(out, "    classDef reached stroke-width:3px\n");
    if (v.input.edge_count > MOST_LINES)
        buf_printf(out, "%%%% %d lines: Mermaid draws at most %d unless its maxEdges is raised\n",
                   v.input.edge_count, MOST_LINES);
    visible_release(&v);
    return true;
}

const struct exporter exporter_mermaid = {
    .name = "mermaid",
    .extension = "mmd",
    .mime = "text/vnd.mermaid",
    .help = "A flowchart for Mermaid: zones as subgraphs, arrows the way data flows",
    .write = mermaid_write,
};
