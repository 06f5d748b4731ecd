/* SPDX-License-Identifier: MIT */
#include "rule_group.h"

#include "arena.h"
#include "query.h"

node_id rule_frame(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);)
        if (node_boundary_class(rule_node(run, w.edge->to)) == BOUNDARY_STACK)
            return w.edge->to;
    return graph_container(rule_graph(run), n);
}

static struct rule_group *group_of(struct rule_run *run, struct rule_groups *groups, node_id frame,
                                   unsigned key)
{
    for (size_t i = groups->count; i-- > 0;) /* what is held by one thing mostly comes in a row */
        if (groups->items[i].frame == frame && groups->items[i].key == key)
            return &groups->items[i];
    if (groups->count == groups->cap) {
        size_t cap = groups->cap ? 2 * groups->cap : 4;
        struct rule_group *grown = arena_array(rule_arena(run), cap, sizeof *grown);
        if (groups->count)
            memcpy(grown, groups->items, groups->count * sizeof *grown);
        groups->items = grown;
        groups->cap = cap;
    }
    struct rule_group *g = &groups->items[groups->count++];
    *g = (struct rule_group){.frame = frame, .key = key};
    return g;
}

void rule_group_add(struct rule_run *run, struct rule_groups *groups, node_id n, unsigned key)
{
    struct rule_group *g = group_of(run, groups, rule_frame(run, n), key);
    if (g->count == g->cap) {
        size_t cap = g->cap ? 2 * g->cap : 4;
        node_id *grown = arena_array(rule_arena(run), cap, sizeof *grown);
        if (g->count)
            memcpy(grown, g->nodes, g->count * sizeof *grown);
        g->nodes = grown;
        g->cap = cap;
    }
    g->nodes[g->count++] = n;
}

static struct finding *with_nodes(struct rule_run *run, struct finding *f,
                                  const struct rule_group *g)
{
    for (size_t i = 1; i < g->count; i++)
        rule_with_node(run, f, g->nodes[i]);
    return f;
}

struct finding *rule_group_find(struct rule_run *run, const struct rule_group *g)
{
    return with_nodes(run, rule_find(run, g->nodes[0]), g);
}

struct finding *rule_group_ask(struct rule_run *run, const struct rule_group *g)
{
    return with_nodes(run, rule_ask(run, g->nodes[0]), g);
}

void rule_group_say(struct rule_run *run, struct finding *f, const struct rule_group *g,
                    const char *one, const char *many)
{
    const node_id *n = g->nodes;
    if (g->count == 1)
        rule_say(run, f, "%N %s", n[0], one);
    else if (g->count == 2)
        rule_say(run, f, "%N and %N %s", n[0], n[1], many);
    else if (g->count == 3)
        rule_say(run, f, "%N, %N and %N %s", n[0], n[1], n[2], many);
    else
        rule_say(run, f, "%N, %N and %zu more %s", n[0], n[1], g->count - 2, many);
}
