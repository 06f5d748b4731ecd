/* SPDX-License-Identifier: MIT */
/* azure_places.c - what lies where in Azure, and which things a need is about (azure_needs.h). */
#include "azure_needs.h"

#include "facts.h"
#include "query.h"

static bool is_box_edge(const struct edge *e)
{
    return (e->kind == EDGE_RESIDES_IN || e->kind == EDGE_HOSTED_BY) &&
           !edge_fact_bool(e, FACT_IMPLICIT, false);
}

size_t azure_boxes_around(const struct graph *g, node_id n, node_id up[static AZURE_BOXES_MAX])
{
    size_t count = 1;
    up[0] = n;
    for (size_t i = 0; i < count; i++) {
        struct edge_list out = graph_out(g, up[i]);
        for (size_t k = 0; k < out.count && count < AZURE_BOXES_MAX; k++) {
            const struct edge *e = graph_edge_at(g, out.ids[k]);
            bool seen = !is_box_edge(e);
            for (size_t s = 0; s < count && !seen; s++)
                seen = up[s] == e->to;
            if (!seen)
                up[count++] = e->to;
        }
    }
    return count;
}

bool azure_lies_in(const struct graph *g, node_id n, node_id box)
{
    node_id up[AZURE_BOXES_MAX];
    if (n == box)
        return true;
    for (size_t i = 1, count = azure_boxes_around(g, n, up); i < count; i++)
        if (up[i] == box)
            return true;
    return false;
}

/* The outermost thing that is in no template: nobody says where it lies. 0: it is known. */
static node_id unplaced(const struct graph *g, node_id n)
{
    for (unsigned depth = 0; depth < AZURE_BOXES_MAX; depth++) {
        struct edge_list out = graph_out(g, n);
        node_id up = 0;
        for (size_t i = 0; i < out.count && !up; i++)
            if (is_box_edge(graph_edge_at(g, out.ids[i])))
                up = graph_edge_at(g, out.ids[i])->to;
        if (!up)
            return graph_node_at(g, n)->external ? n : 0;
        n = up;
    }
    return 0;
}

static bool is_wide(const struct node *n)
{
    enum boundary_class class = node_boundary_class(n);
    return class == BOUNDARY_RESOURCE_GROUP || class == BOUNDARY_SUBSCRIPTION ||
           class == BOUNDARY_ACCOUNT;
}

bool azure_need_anywhere(const struct graph *g, const struct azure_need *need)
{
    return !need->node || unplaced(g, need->node);
}

bool azure_need_in(const struct graph *g, const struct azure_need *need, node_id scope)
{
    const struct node *box = graph_node_at(g, scope);
    if (!need->node || azure_lies_in(g, need->node, scope) || azure_lies_in(g, scope, need->node))
        return true;
    node_id top = unplaced(g, need->node);
    if (!top)
        return false;
    return is_wide(box) || str_empty(graph_node_at(g, top)->type) ||
           str_istarts(box->type, graph_node_at(g, top)->type);
}

const char *azure_target_of(const struct node *n)
{
    static const char *const names[] = {
        "ai",    "api",    "app",      "blob",  "bus",    "config",  "cosmos", "durable",
        "files", "grid",   "hub",      "iot",   "key",    "log",     "queue",  "registry",
        "secret", "signalr", "sql",    "storage", "table", "vault",  "workflow"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (azure_target_holds(azure_target_find(str_from(names[i])), n))
            return names[i];
    return NULL;
}

bool azure_need_about(const struct graph *g, const struct azure_need *need, node_id to)
{
    const struct node *n = graph_node_at(g, to);
    const char *target = azure_target_of(n);
    bool same = target && strcmp(target, need->target) == 0;
    if (node_boundary_class(n) == BOUNDARY_ANY)
        return same;
    return azure_need_in(g, need, to) &&
           (same || (need->node && azure_lies_in(g, need->node, to)) || node_is_container(g, to));
}
