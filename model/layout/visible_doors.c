/* SPDX-License-Identifier: MIT */
/* Who may call a route comes to it through its API: where both lines of that way are drawn, a third
 * one from the caller to the route says nothing more. */
#include "query.h"
#include "visible_parts.h"

static bool drawn(const struct builder *b, edge_id id)
{
    const struct edge *e = graph_edge_at(b->g, id);
    int from = b->box[line_end(b, e->from)], to = b->box[line_end(b, e->to)];

    return !b->stands[id] && from >= 0 && to >= 0 && from != to && b->keep[from] && b->keep[to] &&
           line_wanted(b, e);
}

bool door_find(const struct builder *b, edge_id id, struct door *out)
{
    const struct edge *e = graph_edge_at(b->g, id);

    if (e->kind != EDGE_EXPOSES || graph_node_at(b->g, e->to)->kind != NODE_ROUTE || b->stands[id])
        return false;
    out->route = graph_first_in(b->g, e->to, EDGE_ROUTES);
    out->api = out->route ? graph_between(b->g, EDGE_EXPOSES, e->from,
                                          graph_edge_at(b->g, out->route)->from)
                          : 0;
    return out->api && drawn(b, out->api) && drawn(b, out->route);
}

bool line_is_told(const struct builder *b, const struct line *l)
{
    struct door d;

    for (uint32_t k = 0; k < l->count; k++)
        if (!door_find(b, b->edges[l->first + k], &d))
            return false;
    return true;
}
