/* SPDX-License-Identifier: MIT */
/* ask.c - what a graph answers, mostly once it is sealed. */
#include <assert.h>

#include "graph_internal.h"

/* --- Ask -------------------------------------------------------------------------------------- */

bool graph_sealed(const struct graph *g)
{
    return g->sealed;
}

bool graph_has_kind(const struct graph *g, enum node_kind kind)
{
    return g->kinds[kind];
}

bool graph_has_provider(const struct graph *g, struct str provider)
{
    for (size_t i = 0; i < g->provider_count; i++)
        if (str_eq(g->providers[i], provider))
            return true;
    return false;
}

struct str graph_name(const struct graph *g)
{
    return g->name;
}

size_t graph_node_count(const struct graph *g)
{
    return g->node_count;
}

size_t graph_edge_count(const struct graph *g)
{
    return g->edge_count;
}

const struct node *graph_node_at(const struct graph *g, node_id n)
{
    return graph_node_of(g, n);
}

const struct edge *graph_edge_at(const struct graph *g, edge_id e)
{
    return graph_edge_of(g, e);
}

struct str graph_edge_id(const struct graph *g, edge_id e, struct arena *a)
{
    const struct edge *edge = graph_edge_of(g, e);
    if (edge->own_id.len || !e)
        return edge->own_id;
    return ARENA_JOIN(a, str_from(edge_kinds[edge->kind].name), STR(":"), g->nodes[edge->from].id,
                      STR("->"), g->nodes[edge->to].id);
}

/* Takes the text away from the front of *rest, if it stands there. */
static bool take(struct str *rest, struct str text)
{
    if (!str_starts(*rest, text))
        return false;
    *rest = str_from_at(*rest, text.len);
    return true;
}

static bool edge_is(const struct graph *g, const struct edge *e, struct str id)
{
    if (e->own_id.len)
        return str_eq(e->own_id, id);
    return take(&id, str_from(edge_kinds[e->kind].name)) && take(&id, STR(":")) &&
           take(&id, g->nodes[e->from].id) && take(&id, STR("->")) &&
           str_eq(id, g->nodes[e->to].id);
}

edge_id graph_find_edge(const struct graph *g, struct str id)
{
    for (size_t e = 1; e <= g->edge_count; e++)
        if (edge_is(g, &g->edges[e], id))
            return (edge_id)e;
    return 0;
}

size_t graph_zone_count(const struct graph *g)
{
    return g->zone_count;
}

const struct zone *graph_zone_at(const struct graph *g, size_t i)
{
    assert(i < g->zone_count);
    return &g->zones[i];
}

const struct zone *graph_find_zone(const struct graph *g, struct str id)
{
    uint32_t at;
    return map_get(&g->zone_index, id, &at) ? &g->zones[at] : NULL;
}

size_t graph_unresolved_count(const struct graph *g)
{
    return g->unresolved_count;
}

const struct unresolved *graph_unresolved_at(const struct graph *g, size_t i)
{
    assert(i < g->unresolved_count);
    return &g->unresolved[i];
}

size_t graph_source_count(const struct graph *g)
{
    return g->source_count;
}

const struct source *graph_source_at(const struct graph *g, size_t i)
{
    assert(i < g->source_count);
    return &g->sources[i];
}

static const struct attr *find_attr(const struct attr *attrs, uint32_t count, struct str key)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_eq(attrs[i].key, key))
            return &attrs[i];
    return NULL;
}

const struct attr *node_attr_find(const struct node *n, struct str key)
{
    return find_attr(n->attrs, n->attr_count, key);
}

const struct attr *edge_attr_find(const struct edge *e, struct str key)
{
    return find_attr(e->attrs, e->attr_count, key);
}

bool edge_has_guard(const struct edge *e, const char *guard)
{
    for (uint32_t i = 0; i < e->guard_count; i++)
        if (str_is(e->guards[i], guard))
            return true;
    return false;
}

void graph_edges_of(const struct graph *g, enum edge_kind kind, edge_id *first, edge_id *end)
{
    assert(g->sealed);
    *first = g->kind_first[kind];
    *end = g->kind_end[kind];
}

struct edge_list graph_out(const struct graph *g, node_id n)
{
    assert(g->sealed);
    graph_node_of(g, n);
    return (struct edge_list){g->out_edges + g->out_start[n],
                              g->out_start[n + 1] - g->out_start[n]};
}

struct edge_list graph_in(const struct graph *g, node_id n)
{
    assert(g->sealed);
    graph_node_of(g, n);
    return (struct edge_list){g->in_edges + g->in_start[n], g->in_start[n + 1] - g->in_start[n]};
}
