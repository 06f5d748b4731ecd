/* SPDX-License-Identifier: MIT */
/* map_build.c - which boxes the map shows: all of the layers, or those near the selection. */
#include "map_parts.h"
#include "mem.h"

enum {
    FOCUS_ABOVE = 150, /* more boxes than this: only what is near the selection is drawn */
    FOCUS_HOPS = 2,
    FOCUS_MOST = 60,   /* boxes around a hub: the rest of its neighbours is left out */
};

void map_drop(struct map_view *m)
{
    if (m->built) {
        visible_release(&m->visible);
        layout_result_release(&m->layout);
    }
    m->built = false;
}

static node_id boxed_node(const struct visible *v, node_id n)
{
    int box = visible_box(v, n);
    return box == VISIBLE_NONE ? n : v->node_of[box];
}

static void rebuild(struct explorer *x, struct map_view *m, const struct visible_options *o)
{
    visible_release(&m->visible);
    visible_build(x->graph, o, &m->visible);
}

/* Two hops around the selection; one if that is still too much; and of a hub with hundreds of
 * neighbours the first ones. What is left out shows as a badge at the hub. */
static void build_near(struct explorer *x, struct map_view *m, struct visible_options *o)
{
    node_id *hidden;

    o->focus = x->at.node ? x->at.node : m->visible.node_of[0];
    for (o->hops = FOCUS_HOPS; o->hops > 0; o->hops--) {
        rebuild(x, m, o);
        if (m->visible.input.node_count <= FOCUS_ABOVE)
            return;
    }
    o->hops = 1;
    hidden = mem_zalloc((size_t)m->visible.input.node_count, sizeof *hidden);
    for (int i = FOCUS_MOST; i < m->visible.input.node_count; i++) {
        if (m->visible.node_of[i] != boxed_node(&m->visible, o->focus))
            hidden[o->hidden_count++] = m->visible.node_of[i];
    }
    o->hidden = hidden;
    rebuild(x, m, o);
    mem_free(hidden);
}

void map_build(struct explorer *x, struct map_view *m)
{
    const struct active_path *p = &x->path;
    struct visible_options o = {.layers = x->map.layers, .arrangement = x->map.arrangement,
                                .outer = x->outer};
    edge_id *path = mem_zalloc(p->path.hop_count + 1, sizeof *path);

    map_drop(m);
    for (size_t i = 0; p->on && i < p->path.hop_count; i++) {
        if (p->path.hops[i].edge)
            path[o.path_count++] = p->path.hops[i].edge;
    }
    o.path = path;
    visible_build(x->graph, &o, &m->visible);
    m->small = m->visible.node_total > FOCUS_ABOVE;
    m->focus = m->small ? x->at.node : 0;
    if (m->small)
        build_near(x, m, &o);
    mem_free(path);
    map_lay_out(x, m);
    m->built = true;
    m->follow = true;
    m->built_for = x->shown;
    m->built_size = x->size;
    m->built_alone = x->alone;
}

int map_selected_box(const struct explorer *x, const struct map_view *m)
{
    return x->at.node ? visible_box(&m->visible, x->at.node) : VISIBLE_NONE;
}

bool map_stale(const struct explorer *x, const struct map_view *m)
{
    if (!m->built || m->built_for != x->shown || m->built_size != x->size ||
        m->built_alone != x->alone)
        return true;
    return m->small && x->at.node && map_selected_box(x, m) == VISIBLE_NONE && m->focus != x->at.node;
}
