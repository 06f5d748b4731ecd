/* SPDX-License-Identifier: MIT */
/* What needs no box of its own: entries of one function, parts of a thing that pass on what it gets,
 * and the anonymous actors (internet, device) where the map shows better who comes in. */
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

/* A rule of a bus: a bus hands it events, and it hands them on. */
static bool is_rule(const struct builder *b, node_id n)
{
    struct edge_list in = graph_in(b->g, n);
    bool fed = false;
    if (graph_node_at(b->g, n)->kind != NODE_BUS)
        return false;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(b->g, in.ids[i]);
        if (edge_kinds[e->kind].layer != LAYER_FLOW)
            continue;
        if (e->kind != EDGE_DELIVERS || graph_node_at(b->g, e->from)->kind != NODE_BUS)
            return false;
        fed = true;
    }
    return fed;
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

/* --- Parts ------------------------------------------------------------------------------------------ */

/* What delivers all that n gets, if n's provider type says that it is a part of that: the endpoint
 * of a hub, the subscription of a topic. */
static node_id whole_of(const struct builder *b, node_id n)
{
    struct edge_list in = graph_in(b->g, n);
    struct str type = graph_node_at(b->g, n)->type;
    node_id whole = 0;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(b->g, in.ids[i]);
        if (edge_kinds[e->kind].layer != LAYER_FLOW || e->from == n)
            continue;
        if (visible_flows_back(e->kind))
            continue; /* who reads it takes from it */
        struct str of = graph_node_at(b->g, e->from)->type;
        if (e->kind != EDGE_DELIVERS || whole || str_empty(of) || !str_starts(type, of) ||
            type.len <= of.len || type.ptr[of.len] != '/')
            return 0;
        whole = e->from;
    }
    return whole && !b->into[whole] ? whole : 0;
}

/* --- Anonymous actors -------------------------------------------------------------------------------- */

static bool is_anonymous(const struct node *n)
{
    return n->kind == NODE_ACTOR && (str_is(n->name, "internet") || str_is(n->name, "device"));
}

/* An edge by which somebody outside with a name of his own comes in at n. */
static edge_id named_entry(const struct builder *b, node_id n)
{
    struct edge_list in = graph_in(b->g, n);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(b->g, in.ids[i]);
        if (e->from != n && !visible_flows_back(e->kind) &&
            edge_kinds[e->kind].layer == LAYER_FLOW && is_outside(b->g, e->from) &&
            !is_anonymous(graph_node_at(b->g, e->from)))
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

/* Messages from outside come in here and nothing else does: the box itself is the source. */
static bool is_door(const struct builder *b, node_id n)
{
    enum node_kind kind = graph_node_at(b->g, n)->kind;
    if (kind != NODE_QUEUE && kind != NODE_TOPIC && kind != NODE_STREAM && kind != NODE_BUS)
        return false;
    struct edge_list in = graph_in(b->g, n);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(b->g, in.ids[i]);
        if (edge_kinds[e->kind].layer == LAYER_FLOW && !visible_flows_back(e->kind) &&
            !is_anonymous(graph_node_at(b->g, e->from)))
            return false;
    }
    return true;
}

/* Doors of an anonymous actor: those with a named source stand on its line. If all that remain are
 * sources themselves, the actor is no box. */
static void absorb_actor(struct builder *b, node_id actor)
{
    struct edge_list out = graph_out(b->g, actor);
    bool all = out.count > 0 && graph_in(b->g, actor).count == 0;
    node_id first = 0;
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(b->g, out.ids[i]);
        edge_id named = e->kind == EDGE_EXPOSES ? named_entry_of_box(b, e->to) : 0;
        b->stands[out.ids[i]] = named;
        if (!named && (e->kind != EDGE_EXPOSES || !is_door(b, e->to)))
            all = false;
        else if (!first)
            first = named ? graph_edge_at(b->g, named)->from : e->to;
    }
    if (!all)
        return;
    b->into[actor] = line_end(b, first);
    for (size_t i = 0; i < out.count; i++) {
        if (b->stands[out.ids[i]])
            continue;
        b->stands[out.ids[i]] = DOOR;
        b->door[graph_edge_at(b->g, out.ids[i])->to] = true;
    }
}

void absorb(struct builder *b)
{
    size_t count = graph_node_count(b->g);
    static const bool apis[] = {false, true}; /* an api may lead to routes, so it comes second */
    for (size_t pass = 0; pass < COUNT(apis); pass++) {
        for (node_id n = 1; n <= count; n++) {
            enum node_kind kind = graph_node_at(b->g, n)->kind;
            if ((absorbable(kind) || is_rule(b, n)) && (kind == NODE_API) == apis[pass])
                b->into[n] = only_target(b, n);
        }
    }
    for (node_id n = 1; n <= count; n++)
        if (!b->into[n])
            b->into[n] = whole_of(b, n);
    for (node_id n = 1; !b->o->keep_internet && n <= count; n++)
        if (is_anonymous(graph_node_at(b->g, n)))
            absorb_actor(b, n);
}
