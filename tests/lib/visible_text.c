/* SPDX-License-Identifier: MIT */
#include "visible_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "buf.h"

struct visible visible_of(const struct graph *g, struct visible_options o)
{
    struct visible v;
    visible_build(g, &o, &v);
    return v;
}

node_id node_of_id(const struct graph *g, const char *id)
{
    node_id n = graph_find(g, str_from(id));
    if (!n)
        fail_msg("no node %s", id);
    return n;
}

edge_id edge_of_id(const struct graph *g, const char *id)
{
    edge_id e = graph_find_edge(g, str_from(id));
    if (!e)
        fail_msg("no edge %s", id);
    return e;
}

int box_of_id(const struct visible *v, const struct graph *g, const char *id)
{
    return visible_box(v, node_of_id(g, id));
}

/* Boxes as "id[frame > frame] name | detail | badge", frames from the outside in. */
static void put_frames(struct buf *out, const struct visible *v, int cluster)
{
    if (cluster == LAYOUT_NO_CLUSTER)
        return;
    const struct layout_cluster *c = &v->input.clusters[cluster];
    put_frames(out, v, c->parent);
    if (c->parent != LAYOUT_NO_CLUSTER)
        buf_puts(out, " > ");
    buf_add(out, c->title);
}

static void put_boxes(struct buf *out, const struct graph *g, const struct visible *v)
{
    buf_puts(out, "");
    for (int i = 0; i < v->input.node_count; i++) {
        const struct layout_node *n = &v->input.nodes[i];
        buf_add(out, graph_node_at(g, v->node_of[i])->id);
        buf_puts(out, "[");
        put_frames(out, v, n->cluster);
        buf_puts(out, "] ");
        buf_add(out, n->name);
        if (n->detail.len) {
            buf_puts(out, " | ");
            buf_add(out, n->detail);
        }
        if (n->badge.len) {
            buf_puts(out, " ");
            buf_add(out, n->badge);
        }
        buf_puts(out, n->source ? " source\n" : "\n");
    }
}

static void put_lines(struct buf *out, const struct graph *g, const struct visible *v)
{
    buf_puts(out, "");
    for (int i = 0; i < v->input.edge_count; i++) {
        const struct layout_edge *e = &v->input.edges[i];
        buf_add(out, graph_node_at(g, v->node_of[e->from])->id);
        buf_puts(out, e->both ? " <-> " : " -> ");
        buf_add(out, graph_node_at(g, v->node_of[e->to])->id);
        buf_putc(out, '\n');
    }
}

void expect_boxes(const struct graph *g, struct visible_options o,
                  const char *want)
{
    struct visible v = visible_of(g, o);
    struct buf got = {0};
    put_boxes(&got, g, &v);
    assert_string_equal(got.ptr, want);
    buf_release(&got);
    visible_release(&v);
}

void expect_lines(const struct graph *g, struct visible_options o,
                  const char *want)
{
    struct visible v = visible_of(g, o);
    struct buf got = {0};
    put_lines(&got, g, &v);
    assert_string_equal(got.ptr, want);
    buf_release(&got);
    visible_release(&v);
}
