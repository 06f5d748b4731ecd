/* SPDX-License-Identifier: MIT */
/* What needs no box of its own: entries of one function, and the anonymous internet where a named
 * source comes in by the same door. */
#include "facts.h"
#include "query.h"
#include "visible_parts.h"

static bool runs_code(enum node_kind kind)
{
    return kind == NODE_FUNCTION || kind == NODE_COMPUTE || kind == NODE_WORKFLOW;
}

static bool absorbable(enum node_kind kind)
{
    return kind == NODE_ROUTE || kind == NODE_TIMER || kind == NODE_API;
}

/* The one piece of code that everything behind n leads to, or 0. An authorizer is a second thing
 * behind a route, and then the route stays a box. */
static node_id only_target(const struct builder *b, node_id n)
{
    struct edge_list out = graph_out(b->g, n);
    node_id target = 0;
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(b->g, out.ids[i]);
        if (edge_kinds[e->kind].layer != LAYER_FLOW)
            continue;
        node_id to = b->into[e->to] ? b->into[e->to] : e->to;
        if (to == n || (target && to != target) || !runs_code(graph_node_at(b->g, to)->kind))
            return 0;
        target = to;
    }
    return target;
}

/* An edge by which somebody outside with a name of his own comes in at n. */
static edge_id named_entry(const struct builder *b, node_id n)
{
    struct edge_list in = graph_in(b->g, n);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(b->g, in.ids[i]);
        if (e->from != b->internet && e->from != n && !visible_flows_back(e->kind) &&
            edge_kinds[e->kind].layer == LAYER_FLOW && is_outside(b->g, e->from))
            return in.ids[i];
    }
    return 0;
}

/* At the node itself, or at an entry that is a line in the same box. */
static edge_id named_entry_of_box(const struct builder *b, node_id n)
{
    edge_id e = named_entry(b, n);
    node_id box = line_end(b, n);
    if (e || (e = named_entry(b, box)) != 0)
        return e;
    struct edge_list in = graph_in(b->g, box);
    for (size_t i = 0; i < in.count && !e; i++) {
        node_id from = graph_edge_at(b->g, in.ids[i])->from;
        if (b->into[from] == box)
            e = named_entry(b, from);
    }
    return e;
}

/* The internet's doors: those with a named source stand on its line. If all of them do, so does
 * the internet itself. */
static void absorb_internet(struct builder *b)
{
    if (!b->internet || b->o->keep_internet)
        return;
    struct edge_list out = graph_out(b->g, b->internet);
    bool all = out.count > 0 && graph_in(b->g, b->internet).count == 0;
    node_id first = 0;
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(b->g, out.ids[i]);
        edge_id named = e->kind == EDGE_EXPOSES ? named_entry_of_box(b, e->to) : 0;
        b->stands[out.ids[i]] = named;
        if (!named)
            all = false;
        else if (!first)
            first = graph_edge_at(b->g, named)->from;
    }
    if (all)
        b->into[b->internet] = first;
}

void absorb(struct builder *b)
{
    size_t count = graph_node_count(b->g);
    static const bool apis[] = {false, true}; /* an api may lead to routes, so it comes second */
    for (size_t pass = 0; pass < COUNT(apis); pass++) {
        for (node_id n = 1; n <= count; n++) {
            enum node_kind kind = graph_node_at(b->g, n)->kind;
            if (absorbable(kind) && (kind == NODE_API) == apis[pass])
                b->into[n] = only_target(b, n);
        }
    }
    absorb_internet(b);
}
