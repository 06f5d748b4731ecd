/* SPDX-License-Identifier: MIT */
#include "query.h"

#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { CONTAINER_DEPTH = 64 }; /* deeper nesting is a cycle or no help to anybody */

static const enum edge_kind order[] = {EDGE_HOSTED_BY, EDGE_RESIDES_IN}; /* who is asked first */

static node_id direct_container(const struct graph *g, node_id n)
{
    struct edge_list out = graph_out(g, n);
    for (size_t k = 0; k < COUNT(order); k++) {
        struct edge_list row = graph_row_from(g, out, order[k]);
        for (size_t i = 0; i < row.count; i++) {
            const struct edge *e = graph_edge_at(g, row.ids[i]);
            if (e->kind != order[k])
                break;
            if (e->to != n && !edge_fact_bool(e, FACT_IMPLICIT, false))
                return e->to;
        }
    }
    return 0;
}

/* direct: of every node, or NULL: look it up. */
static node_id container_of(const struct graph *g, const node_id *direct, node_id n)
{
    node_id container = direct ? direct[n] : direct_container(g, n), smallest = n, at = container;
    for (int depth = 0; at && depth < CONTAINER_DEPTH; depth++) {
        if (at == n)
            return smallest == n ? 0 : container; /* a cycle: its smallest member is the top */
        if (at < smallest)
            smallest = at;
        at = direct ? direct[at] : direct_container(g, at);
    }
    return at ? 0 : container;
}

node_id graph_container(const struct graph *g, node_id n)
{
    return container_of(g, NULL, n);
}

void graph_containers(const struct graph *g, node_id *container)
{
    size_t nodes = graph_node_count(g);
    node_id *direct = mem_zalloc(nodes + 1, sizeof *direct);
    for (size_t k = 0; k < COUNT(order); k++) { /* in the order of direct_container() */
        edge_id i, end;
        graph_edges_of(g, order[k], &i, &end);
        for (; i < end; i++) {
            const struct edge *e = graph_edge_at(g, i);
            if (!direct[e->from] && e->to != e->from && !edge_fact_bool(e, FACT_IMPLICIT, false))
                direct[e->from] = e->to;
        }
    }
    for (size_t n = 1; n <= nodes; n++)
        container[n] = container_of(g, direct, (node_id)n);
    mem_free(direct);
}

bool node_is_container(const struct graph *g, node_id n)
{
    enum node_kind kind = graph_node_at(g, n)->kind;
    if (kind != NODE_APP && kind != NODE_BOUNDARY && kind != NODE_NET)
        return false;
    return graph_first_in(g, n, EDGE_HOSTED_BY) || graph_first_in(g, n, EDGE_RESIDES_IN);
}

enum match { MATCH_NONE, MATCH_PART, MATCH_NAME, MATCH_LABEL, MATCH_ID };

static enum match match_of(const struct graph *g, node_id at, struct str text)
{
    const struct node *n = graph_node_at(g, at);
    if (str_eq(n->id, text))
        return MATCH_ID;
    if (str_ieq(n->name, text))
        return MATCH_NAME;
    if (str_ieq(graph_label(g, at), text))
        return MATCH_LABEL;
    if (str_ifind(n->id, text) != STR_NPOS || str_ifind(n->name, text) != STR_NPOS)
        return MATCH_PART;
    return MATCH_NONE;
}

size_t graph_match(const struct graph *g, struct str text, node_id *out, size_t max)
{
    enum match best = MATCH_NONE;
    size_t count = 0;
    if (str_empty(text))
        return 0;
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        enum match m = match_of(g, (node_id)i, text);
        if (m == MATCH_NONE || m < best)
            continue;
        if (m > best) {
            best = m;
            count = 0;
        }
        if (count < max)
            out[count] = (node_id)i;
        count++;
    }
    return count;
}

node_id graph_internet(const struct graph *g)
{
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        const struct node *n = graph_node_at(g, (node_id)i);
        if (n->kind == NODE_ACTOR && str_is(n->name, "internet"))
            return (node_id)i;
    }
    return 0;
}

const struct zone *graph_node_zone(const struct graph *g, node_id n)
{
    return graph_zone_at(g, graph_node_at(g, n)->zone_at);
}

struct edge_list graph_row_from(const struct graph *g, struct edge_list row, enum edge_kind kind)
{
    edge_id first, end;
    size_t low = 0, high = row.count;

    graph_edges_of(g, kind, &first, &end);
    while (low < high) { /* rows are in the order of edge ids; those of hubs are long */
        size_t middle = low + (high - low) / 2;
        if (row.ids[middle] < first)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == row.count || row.ids[low] >= end)
        return (struct edge_list){row.ids, 0};
    return (struct edge_list){row.ids + low, row.count - low};
}

static edge_id first_of(const struct graph *g, struct edge_list list, enum edge_kind kind)
{
    list = graph_row_from(g, list, kind);
    return list.count ? list.ids[0] : 0;
}

edge_id graph_first_out(const struct graph *g, node_id n, enum edge_kind kind)
{
    return first_of(g, graph_out(g, n), kind);
}

edge_id graph_first_in(const struct graph *g, node_id n, enum edge_kind kind)
{
    return first_of(g, graph_in(g, n), kind);
}

edge_id graph_between(const struct graph *g, enum edge_kind kind, node_id from, node_id to)
{
    struct edge_list out = graph_out(g, from), in = graph_in(g, to);
    struct edge_list all = out.count < in.count ? out : in;

    for (size_t i = 0; i < all.count; i++) {
        const struct edge *e = graph_edge_at(g, all.ids[i]);
        if (e->kind == kind && e->from == from && e->to == to)
            return all.ids[i];
    }
    return 0;
}

struct named {
    struct str name;
    node_id node;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = str_name_cmp(x->name, y->name);
    return c ? c : (x->node > y->node) - (x->node < y->node);
}

void graph_sort_by_name(const struct graph *g, node_id *nodes, size_t count)
{
    struct named *all = mem_alloc((count + 1) * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct named){graph_label(g, nodes[i]), nodes[i]};
    if (count)
        qsort(all, count, sizeof *all, by_name);
    for (size_t i = 0; i < count; i++)
        nodes[i] = all[i].node;
    mem_free(all);
}
