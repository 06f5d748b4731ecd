/* SPDX-License-Identifier: MIT */
#include "subset.h"

#include <string.h>

#include "mem.h"
#include "query.h"

static void copy_node(struct graph *to, const struct node *n, node_id *now)
{
    node_id id = *now = graph_node(to, n->kind, n->id, n->name, n->where);

    graph_set_type(to, id, n->type);
    graph_set_provider(to, id, n->provider);
    graph_set_stage(to, id, n->stage);
    graph_set_node_condition(to, id, n->condition);
    if (n->zone_set)
        graph_set_zone(to, id, n->zone);
    graph_set_external(to, id, n->external);
    graph_set_sensitivity(to, id, n->sensitivity);
    for (uint32_t i = 0; i < n->attr_count; i++)
        graph_attr_typed(to, id, n->attrs[i].key, n->attrs[i].type, n->attrs[i].value);
    for (uint32_t i = 0; i < n->tag_count; i++)
        graph_tag(to, id, n->tags[i].key, n->tags[i].value);
    for (uint32_t i = 0; i < n->policy_count; i++)
        graph_policy(to, id, n->policies[i]);
}

static void copy_edge(struct graph *to, const struct edge *e, const node_id *now)
{
    edge_id id = graph_edge_with_id(to, e->own_id, e->kind, now[e->from], now[e->to], e->evidence,
                                    e->confidence, e->where);

    if (e->auth != AUTH_ABSENT)
        graph_edge_auth(to, id, e->auth);
    graph_edge_condition(to, id, e->condition);
    for (uint32_t i = 0; i < e->attr_count; i++)
        graph_edge_attr_typed(to, id, e->attrs[i].key, e->attrs[i].type, e->attrs[i].value);
    for (uint32_t i = 0; i < e->action_count; i++)
        graph_edge_action(to, id, e->actions[i]);
    for (uint32_t i = 0; i < e->guard_count; i++)
        graph_edge_guard(to, id, e->guards[i]);
}

/* What contains a kept node is kept, up to the outermost; a ring ends where it was seen. */
static void keep_containers(const struct graph *g, uint8_t *kept, node_id nodes)
{
    for (node_id n = 1; n <= nodes; n++) {
        for (node_id holder = n; kept[n] && (holder = graph_container(g, holder)) && !kept[holder];)
            kept[holder] = 1;
    }
}

struct graph *graph_subset(const struct graph *g, const uint8_t *wanted)
{
    node_id nodes = (node_id)graph_node_count(g);
    edge_id edges = (edge_id)graph_edge_count(g);
    struct graph *to = graph_new();
    node_id *now = mem_zalloc(nodes + 1u, sizeof *now);
    uint8_t *kept = mem_zalloc(nodes + 1u, 1);

    memcpy(kept, wanted, nodes + 1u);
    keep_containers(g, kept, nodes);
    graph_set_name(to, graph_name(g));
    for (size_t i = 0; i < graph_zone_count(g); i++) {
        const struct zone *z = graph_zone_at(g, i);
        graph_zone(to, z->id, z->name, z->kind, z->parent, z->trust);
    }
    for (size_t i = 0; i < graph_source_count(g); i++)
        graph_source(to, graph_source_at(g, i)->file, graph_source_at(g, i)->importer);
    for (node_id n = 1; n <= nodes; n++) {
        if (kept[n])
            copy_node(to, graph_node_at(g, n), &now[n]);
    }
    for (edge_id e = 1; e <= edges; e++) {
        const struct edge *edge = graph_edge_at(g, e);
        if (now[edge->from] && now[edge->to])
            copy_edge(to, edge, now);
    }
    for (size_t i = 0; i < graph_unresolved_count(g); i++) {
        const struct unresolved *u = graph_unresolved_at(g, i);
        if (u->node == 0 || now[u->node])
            graph_unresolved(to, u->text, u->reason, u->node ? now[u->node] : 0, u->where);
    }
    mem_free(now);
    mem_free(kept);
    graph_seal(to);
    return to;
}
