/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include <stdlib.h>

#include "facts.h"
#include "mem.h"
#include "query.h"

static int by_id(const void *a, const void *b)
{
    node_id x = *(const node_id *)a, y = *(const node_id *)b;
    return (x > y) - (x < y);
}

size_t stats_secret_users(const struct graph *g, node_id secret)
{
    struct edge_list in = graph_in(g, secret);
    node_id *users = mem_alloc(in.count * sizeof *users);
    size_t count = 0, distinct = 0;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        enum node_kind kind = graph_node_at(g, e->from)->kind;
        if (e->kind == EDGE_USES &&
            (kind == NODE_FUNCTION || kind == NODE_COMPUTE || kind == NODE_WORKFLOW))
            users[count++] = e->from;
    }
    qsort(users, count, sizeof *users, by_id);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || users[i] != users[i - 1];
    mem_free(users);
    return distinct;
}

bool stats_secret_shared(const struct graph *g, node_id n)
{
    return graph_node_at(g, n)->kind == NODE_SECRET && stats_secret_users(g, n) > 1;
}

bool stats_secret_unused(const struct graph *g, node_id n)
{
    const struct node *node = graph_node_at(g, n);
    return node->kind == NODE_SECRET && !str_is(node_attr_text(node, FACT_MADE_BY), "platform") &&
           str_empty(node_attr_text(node, FACT_READ_BY)) && stats_secret_users(g, n) == 0;
}

static void count_node(const struct graph *g, const struct exposure *x, node_id n,
                       struct stats *out)
{
    const struct node *node = graph_node_at(g, n);
    struct reach reach = exposure_reach(x, n);
    out->node_kinds[node->kind]++;
    out->external += node->external;
    out->third_party_entries += exposure_third_party(x, n);
    out->secrets_shared += stats_secret_shared(g, n);
    out->secrets_unused += stats_secret_unused(g, n);
    if (!reach.reached)
        return;
    out->reached++;
    out->reach[reach.auth]++;
    if (node->kind != NODE_FUNCTION)
        return;
    out->functions_reached++;
    out->functions_open += reach.rank == AUTH_CLASS_NONE && reach.auth != AUTH_UNKNOWN;
    out->functions_unknown += reach.auth == AUTH_UNKNOWN;
}

static void count_edge(const struct graph *g, edge_id e, enum crossing crossing,
                       struct stats *out)
{
    const struct edge *edge = graph_edge_at(g, e);
    out->edge_kinds[edge->kind]++;
    out->evidence[edge->evidence]++;
    out->outer += crossing == CROSSING_OUTER;
    out->inner += crossing == CROSSING_INNER;
    bool entry = edge->kind == EDGE_EXPOSES && graph_node_at(g, edge->from)->kind == NODE_ACTOR;
    if (entry && !graph_first_out(g, edge->to, EDGE_ROUTES)) /* else its routes are the entries */
        out->entries[edge->auth]++; /* AUTH_ABSENT is the last one */
}

void stats_count(const struct graph *g, const struct exposure *x, struct stats *out)
{
    const struct diags *diags = graph_diags(g);
    *out = (struct stats){.nodes = graph_node_count(g),
                          .edges = graph_edge_count(g),
                          .zones = graph_zone_count(g),
                          .sources = graph_source_count(g),
                          .unresolved = graph_unresolved_count(g)};
    for (size_t n = 1; n <= out->nodes; n++)
        count_node(g, x, (node_id)n, out);
    uint8_t *crossings = crossings_of_all(g);
    for (size_t e = 1; e <= out->edges; e++)
        count_edge(g, (edge_id)e, (enum crossing)crossings[e], out);
    mem_free(crossings);
    for (size_t i = 0; i < diags_count(diags); i++) {
        enum diag_level level = diags_at(diags, i)->level;
        out->errors += level == DIAG_ERROR;
        out->warnings += level == DIAG_WARNING;
        out->notes += level == DIAG_NOTE;
    }
}
