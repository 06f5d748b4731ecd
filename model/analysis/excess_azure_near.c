/* SPDX-License-Identifier: MIT */
#include "excess_azure_near.h"

#include <stdlib.h>

#include "by_node.h"
#include "mem.h"

struct pair { /* by_node.h: something, and a node that it has to do with */
    node_id node;
    uint32_t at;
};

struct pairs { /* sorted once all are there */
    struct pair *items;
    size_t count, cap;
};

struct found {
    uint32_t *at;
    size_t count, cap;
};

struct azure_near {
    const struct graph *g;
    struct pairs needs_in, needs_at;         /* by boxes around what is needed, and by that itself */
    struct pairs edges_in;                   /* by boxes around the end of the edge */
    struct pairs assigned_in, assigned_at;   /* by boxes around the scope, and by the scope itself */
    struct found loose;                      /* needs that may be in any scope */
    struct found needs, edges, serving, over; /* answers */
    size_t assignments;
};

static void add_pair(struct pairs *p, node_id node, size_t at)
{
    if (p->count == p->cap)
        p->items = mem_grow(p->items, &p->cap, sizeof *p->items);
    p->items[p->count++] = (struct pair){node, (uint32_t)at};
}

static void add_boxes(const struct graph *g, struct pairs *p, node_id node, size_t at)
{
    node_id up[AZURE_BOXES_MAX];
    for (size_t i = 0, count = azure_boxes_around(g, node, up); i < count; i++)
        add_pair(p, up[i], at);
}

static void add_found(struct found *f, size_t at)
{
    if (f->count == f->cap)
        f->at = mem_grow(f->at, &f->cap, sizeof *f->at);
    f->at[f->count++] = (uint32_t)at;
}

static int by_node(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int c = (x->node > y->node) - (x->node < y->node);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

static void sort(struct pairs *p)
{
    if (p->count)
        qsort(p->items, p->count, sizeof *p->items, by_node);
}

/* Adds what has to do with a node. */
static void look_up(const struct pairs *p, node_id node, struct found *out)
{
    size_t i = by_node_first(p->items, p->count, sizeof *p->items, node);
    for (; i < p->count && p->items[i].node == node; i++)
        add_found(out, p->items[i].at);
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static struct azure_near_list answer(struct found *f)
{
    size_t kept = 0;
    if (f->count > 1)
        qsort(f->at, f->count, sizeof *f->at, by_number);
    for (size_t i = 0; i < f->count; i++)
        if (!kept || f->at[kept - 1] != f->at[i])
            f->at[kept++] = f->at[i];
    f->count = kept;
    return (struct azure_near_list){f->at, f->count};
}

struct azure_near *azure_near_new(const struct graph *g, node_id holder,
                                  const struct azure_needs *needs,
                                  const struct azure_assignment *all, size_t count)
{
    struct azure_near *n = mem_zalloc(1, sizeof *n);
    struct edge_list out = graph_out(g, holder);
    n->g = g;
    n->assignments = count;
    for (size_t i = 0; i < needs->count; i++) {
        const struct azure_need *need = &needs->items[i];
        if (azure_need_anywhere(g, need)) {
            add_found(&n->loose, i);
            continue;
        }
        add_boxes(g, &n->needs_in, need->node, i);
        add_pair(&n->needs_at, need->node, i);
    }
    for (size_t i = 0; i < out.count; i++)
        add_boxes(g, &n->edges_in, graph_edge_at(g, out.ids[i])->to, i);
    for (size_t i = 0; i < count; i++) {
        if (!all[i].scope)
            continue;
        add_boxes(g, &n->assigned_in, all[i].scope, i);
        add_pair(&n->assigned_at, all[i].scope, i);
    }
    sort(&n->needs_in);
    sort(&n->needs_at);
    sort(&n->edges_in);
    sort(&n->assigned_in);
    sort(&n->assigned_at);
    return n;
}

void azure_near_free(struct azure_near *n)
{
    if (!n)
        return;
    mem_free(n->needs_in.items);
    mem_free(n->needs_at.items);
    mem_free(n->edges_in.items);
    mem_free(n->assigned_in.items);
    mem_free(n->assigned_at.items);
    mem_free(n->loose.at);
    mem_free(n->needs.at);
    mem_free(n->edges.at);
    mem_free(n->serving.at);
    mem_free(n->over.at);
    mem_free(n);
}

/* Adds what is by the node itself, for the node and for all that it lies in. */
static void look_around(const struct azure_near *n, const struct pairs *at, node_id node,
                        struct found *out)
{
    node_id up[AZURE_BOXES_MAX];
    for (size_t i = 0, count = azure_boxes_around(n->g, node, up); i < count; i++)
        look_up(at, up[i], out);
}

struct azure_near_list azure_near_needs(struct azure_near *n, node_id scope)
{
    n->needs.count = 0;
    look_up(&n->needs_in, scope, &n->needs);
    look_around(n, &n->needs_at, scope, &n->needs);
    for (size_t i = 0; i < n->loose.count; i++)
        add_found(&n->needs, n->loose.at[i]);
    return answer(&n->needs);
}

struct azure_near_list azure_near_edges(struct azure_near *n, node_id scope)
{
    n->edges.count = 0;
    look_up(&n->edges_in, scope, &n->edges);
    return answer(&n->edges);
}

struct azure_near_list azure_near_serving(struct azure_near *n, const struct azure_need *need)
{
    n->serving.count = 0;
    if (azure_need_anywhere(n->g, need)) {
        for (size_t i = 0; i < n->assignments; i++)
            add_found(&n->serving, i);
    } else {
        look_up(&n->assigned_in, need->node, &n->serving);
        look_around(n, &n->assigned_at, need->node, &n->serving);
    }
    return answer(&n->serving);
}

struct azure_near_list azure_near_over(struct azure_near *n, node_id node)
{
    n->over.count = 0;
    look_around(n, &n->assigned_at, node, &n->over);
    return answer(&n->over);
}
