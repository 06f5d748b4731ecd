/* SPDX-License-Identifier: MIT */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "visible.h"

enum { CALLERS_MOST = 64 }; /* edges to an API that are looked at */

void tree_release(struct tree *t)
{
    mem_free(t->items);
    mem_free(t->first);
    *t = (struct tree){0};
}

static branch_id add(struct tree *t, struct branch b)
{
    if (t->count == t->cap)
        t->items = mem_grow(t->items, &t->cap, sizeof *t->items);
    t->items[t->count] = b;
    return (branch_id)t->count++;
}

void tree_open(struct tree *t, const struct graph *g, node_id root, bool up, unsigned layers)
{
    if (t->graph != g) {
        mem_free(t->first);
        t->first = mem_zalloc(graph_node_count(g) + 1, sizeof *t->first);
    } else {
        for (size_t i = 0; i < t->count; i++)
            t->first[t->items[i].node] = 0;
    }
    t->graph = g;
    t->up = up;
    t->layers = layers;
    t->count = 0;
    if (!root)
        return;
    add(t, (struct branch){.node = root});
    t->first[root] = 1;
}

bool tree_find(const struct tree *t, node_id n, branch_id *out)
{
    if (!t->first || !t->first[n])
        return false;
    *out = t->first[n] - 1;
    return true;
}

/* --- Edges -------------------------------------------------------------------------------------- */

/* Data flows out of a node along what leaves it, but for the kinds whose data runs backwards. */
static bool leads_on(const struct tree *t, const struct edge *e, bool out)
{
    return (t->layers & 1u << edge_kinds[e->kind].layer) &&
           (out != visible_flows_back(e->kind)) == !t->up;
}

static bool takes(const struct tree *t, edge_id id, bool out)
{
    const struct edge *e = graph_edge_at(t->graph, id);

    return leads_on(t, e, out) &&
           (!t->wanted || t->wanted(t->wanted_arg, out ? e->to : e->from));
}

node_id tree_gateway(const struct tree *t, node_id n, node_id route)
{
    edge_id routes = graph_node_at(t->graph, route)->kind == NODE_ROUTE && !t->up
                         ? graph_first_in(t->graph, route, EDGE_ROUTES)
                         : 0;
    node_id api = routes ? graph_edge_at(t->graph, routes)->from : 0;
    struct edge_list in = {0};

    if (api && api != n && takes(t, routes, true))
        in = graph_in(t->graph, api);
    for (size_t i = 0; i < in.count && i < CALLERS_MOST; i++) {
        if (graph_edge_at(t->graph, in.ids[i])->from == n && takes(t, in.ids[i], true))
            return api;
    }
    return 0;
}

/* The next edge of the node; 0: no more. */
static edge_id walk_next(const struct tree *t, node_id n, struct edge_walk *w, node_id *other)
{
    for (; w->layer < LAYER_COUNT; w->layer++, w->side = 0) {
        for (; w->side < 4; w->side++, w->index = 0) {
            bool out = (w->side % 2 == 0) == !t->up, behind = w->side >= 2;
            struct edge_list list = out ? graph_out(t->graph, n) : graph_in(t->graph, n);
            if (!(t->layers & 1u << w->layer))
                continue;
            while (w->index < list.count) {
                edge_id id = list.ids[w->index++];
                const struct edge *e = graph_edge_at(t->graph, id);
                *other = out ? e->to : e->from;
                if (edge_kinds[e->kind].layer == w->layer && takes(t, id, out) &&
                    (tree_gateway(t, n, *other) != 0) == behind)
                    return id;
            }
        }
    }
    return 0;
}

static size_t walk_count(const struct tree *t, node_id n, struct edge_walk w, size_t most)
{
    node_id other;
    size_t count = 0;

    while (count < most && walk_next(t, n, &w, &other))
        count++;
    return count;
}

size_t tree_degree(const struct tree *t, node_id n, size_t most)
{
    return walk_count(t, n, (struct edge_walk){0}, most);
}

/* --- Unfolding ---------------------------------------------------------------------------------- */

static bool is_above(const struct tree *t, branch_id b, node_id n)
{
    while (t->items[b].node != n && b)
        b = t->items[b].parent;
    return t->items[b].node == n;
}

static void add_child(struct tree *t, branch_id parent, edge_id edge, node_id node)
{
    struct branch child = {.node = node, .edge = edge, .parent = parent,
                           .depth = t->items[parent].depth + 1};
    struct branch *p;
    branch_id id;

    if (t->first[node])
        child.mark = is_above(t, parent, node) ? BRANCH_LOOP : BRANCH_SEEN;
    else if (tree_gateway(t, t->items[parent].node, node))
        child.mark = BRANCH_SEEN;
    id = add(t, child);
    if (child.mark == BRANCH_FIRST)
        t->first[node] = id + 1;
    p = &t->items[parent];
    if (p->last)
        t->items[p->last].next = id;
    else
        p->child = id;
    p->last = id;
}

/* A child that is to be. */
struct lead {
    int place; /* layer and side */
    const char *kind;
    struct str id;
    edge_id edge;
    node_id other;
};

static int by_number(const void *a, const void *b)
{
    const struct lead *x = a, *y = b;
    int c = x->place != y->place ? (x->place > y->place) - (x->place < y->place)
                                 : strcmp(x->kind, y->kind);

    c = c ? c : str_name_cmp(x->id, y->id);
    return c ? c : (x->edge > y->edge) - (x->edge < y->edge);
}

/* As the graph has them, but for numbers in names, which count by their value. Of what is listed in parts
 * each part is so. */
static size_t next_leads(const struct tree *t, node_id n, struct edge_walk *walk, size_t most,
                         struct lead *out)
{
    size_t count = 0;
    edge_id id;
    node_id other;

    while (count < most && (id = walk_next(t, n, walk, &other)))
        out[count++] = (struct lead){(int)(walk->layer * 4 + walk->side),
                                     edge_kinds[graph_edge_at(t->graph, id)->kind].name,
                                     graph_node_at(t->graph, other)->id, id, other};
    if (count)
        qsort(out, count, sizeof *out, by_number);
    return count;
}

bool tree_unfold(struct tree *t, branch_id b, size_t most)
{
    struct edge_walk walk;
    struct lead *leads;
    node_id n;
    size_t count;

    if (b >= t->count || t->items[b].mark != BRANCH_FIRST)
        return false;
    t->items[b].open = true;
    if (t->items[b].listed && !t->items[b].more)
        return t->items[b].child != 0;
    walk = t->items[b].walk;
    n = t->items[b].node;
    leads = mem_alloc((most + 1) * sizeof *leads);
    count = next_leads(t, n, &walk, most, leads);
    for (size_t i = 0; i < count; i++)
        add_child(t, b, leads[i].edge, leads[i].other);
    mem_free(leads);
    t->items[b].walk = walk;
    t->items[b].listed = true;
    t->items[b].more = (uint32_t)walk_count(t, n, walk, UINT32_MAX);
    return t->items[b].child != 0;
}

void tree_fold(struct tree *t, branch_id b)
{
    if (b < t->count)
        t->items[b].open = false;
}

/* Branches stand in the order in which they were listed: those nearest to the root first. What does
 * not fit whole stays folded; only what nothing can hold is listed in part. */
bool tree_unfold_all(struct tree *t, size_t lines)
{
    bool rest = false;

    for (branch_id b = 0; b < t->count; b++) {
        const struct branch *i = &t->items[b];
        size_t room = lines > t->count ? lines - t->count : 0;
        if (i->mark != BRANCH_FIRST || (i->listed && !i->more)) {
            t->items[b].open = true;
        } else if (!room || (b && tree_degree(t, i->node, TREE_PAGE) > room)) {
            if (!room)
                return true;
            rest = true;
        } else {
            tree_unfold(t, b, TREE_PAGE);
            rest = rest || t->items[b].more;
        }
    }
    return rest;
}

void tree_show(struct tree *t, branch_id b)
{
    while (b) {
        b = t->items[b].parent;
        t->items[b].open = true;
    }
}

branch_id tree_next(const struct tree *t, branch_id b)
{
    if (b >= t->count)
        return 0;
    if (t->items[b].open && t->items[b].child)
        return t->items[b].child;
    while (b && !t->items[b].next)
        b = t->items[b].parent;
    return b ? t->items[b].next : 0;
}
