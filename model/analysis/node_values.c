/* SPDX-License-Identifier: MIT */
#include "node_values.h"

#include <string.h>

#include "facts.h"
#include "mem.h"
#include "query.h"

_Static_assert(NODE_KIND_COUNT <= 32 && OP_COUNT <= 8, "a bit for each kind and class");

uint32_t node_starters(const struct graph *g, node_id n)
{
    struct edge_list in = graph_in(g, n);
    uint32_t kinds = 0;

    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if (e->kind == EDGE_TRIGGERS || e->kind == EDGE_INVOKES)
            kinds |= UINT32_C(1) << graph_node_at(g, e->from)->kind;
    }
    return kinds;
}

/* The next edge of this kind in a row of edges; NULL: none is left. */
static const struct edge *next_of(const struct graph *g, struct edge_list *row, enum edge_kind kind)
{
    const struct edge *e = row->count ? graph_edge_at(g, row->ids[0]) : NULL;

    if (!e || e->kind != kind)
        return NULL;
    row->ids++;
    row->count--;
    return e;
}

unsigned identity_ops(const struct graph *g, node_id identity)
{
    struct edge_list row = graph_row_from(g, graph_out(g, identity), EDGE_GRANTS);
    const struct edge *e;
    unsigned ops = 0;

    while ((e = next_of(g, &row, EDGE_GRANTS)) != NULL)
        ops |= edge_ops(e);
    return ops;
}

static unsigned own_ops(const struct graph *g, node_id n)
{
    struct edge_list row = graph_row_from(g, graph_out(g, n), EDGE_RUNS_AS);
    const struct edge *e;
    unsigned ops = 0;

    if (graph_node_at(g, n)->kind == NODE_IDENTITY)
        return identity_ops(g, n);
    while ((e = next_of(g, &row, EDGE_RUNS_AS)) != NULL)
        ops |= identity_ops(g, e->to);
    return ops;
}

unsigned node_ops(const struct graph *g, node_id n)
{
    struct edge_list row = graph_row_from(g, graph_out(g, n), EDGE_HOSTED_BY);
    const struct edge *e;
    unsigned ops = own_ops(g, n);

    while (graph_node_at(g, n)->kind != NODE_IDENTITY && (e = next_of(g, &row, EDGE_HOSTED_BY)) != NULL)
        ops |= own_ops(g, e->to);
    return ops;
}

static bool holds_value(const struct edge *e)
{
    return e->kind == EDGE_USES && (edge_fact_is(e, FACT_VALUE, "plain") ||
                                    edge_fact_is(e, FACT_VALUE, "deployment"));
}

node_id node_plain_secret(const struct graph *g, node_id n)
{
    struct edge_list out = graph_out(g, n);

    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(g, out.ids[i]);
        if (holds_value(e))
            return e->to;
    }
    return 0;
}

/* What edges of one kind hand back from their target to their source. */
static void hand_back(const struct graph *g, enum edge_kind kind, const struct node_values *from,
                      struct node_values *to)
{
    edge_id first, end;

    graph_edges_of(g, kind, &first, &end);
    for (edge_id i = first; i < end; i++) {
        const struct edge *e = graph_edge_at(g, i);
        to[e->from].ops |= from[e->to].ops;
        to[e->from].secrets += from[e->to].secrets;
    }
}

static void add_own(const struct graph *g, const struct edge *e, struct node_values *identities,
                    struct node_values *own)
{
    if (e->kind == EDGE_GRANTS)
        identities[e->from].ops |= (uint8_t)edge_ops(e);
    else if (e->kind == EDGE_TRIGGERS || e->kind == EDGE_INVOKES)
        own[e->to].starters |= UINT32_C(1) << graph_node_at(g, e->from)->kind;
    else if (holds_value(e))
        own[e->from].secrets++;
}

void node_values_all(const struct graph *g, struct node_values *out)
{
    size_t nodes = graph_node_count(g);
    struct node_values *identities = mem_zalloc(nodes + 1, sizeof *identities);
    struct node_values *own = mem_zalloc(nodes + 1, sizeof *own);

    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        add_own(g, graph_edge_at(g, e), identities, own);
    hand_back(g, EDGE_RUNS_AS, identities, own);
    for (node_id n = 1; n <= nodes; n++) {
        if (graph_node_at(g, n)->kind == NODE_IDENTITY)
            own[n].ops = identities[n].ops;
    }
    memcpy(out, own, (nodes + 1) * sizeof *out);
    hand_back(g, EDGE_HOSTED_BY, own, out);
    for (node_id n = 1; n <= nodes; n++) {
        if (graph_node_at(g, n)->kind == NODE_IDENTITY)
            out[n].ops = identities[n].ops;
    }
    mem_free(identities);
    mem_free(own);
}
