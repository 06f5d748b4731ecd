/* SPDX-License-Identifier: MIT */
/* filter_sets.c - the graph operators of the filter: up, down, near, path, loop, orphan. */
#include "filter_parts.h"
#include "mem.h"
#include "scc.h"

/* The way data flows over an edge; false: nothing flows. */
static bool flow_of(const struct edge *e, node_id *from, node_id *to)
{
    if (edge_kinds[e->kind].layer != LAYER_FLOW)
        return false;
    bool back = e->kind == EDGE_READS;
    *from = back ? e->to : e->from;
    *to = back ? e->from : e->to;
    return true;
}

/* --- Steps ------------------------------------------------------------------------------------ */

struct steps {
    const struct graph *g;
    node_id *queue;
    size_t count;
    uint8_t *set;
};

static void take(struct steps *s, node_id n)
{
    if (s->set[n])
        return;
    s->set[n] = 1;
    s->queue[s->count++] = n;
}

static void step(struct steps *s, node_id n, struct edge_list list, bool up, bool down)
{
    node_id from, to;
    for (size_t i = 0; i < list.count; i++) {
        if (!flow_of(graph_edge_at(s->g, list.ids[i]), &from, &to))
            continue;
        if (down && from == n)
            take(s, to);
        if (up && to == n)
            take(s, from);
    }
}

/* Breadth first from what is in the queue already. */
static void walk(struct steps *s, bool up, bool down, long max)
{
    size_t level_end = s->count;
    for (size_t i = 0; i < s->count && max > 0; i++) {
        step(s, s->queue[i], graph_out(s->g, s->queue[i]), up, down);
        step(s, s->queue[i], graph_in(s->g, s->queue[i]), up, down);
        if (i + 1 == level_end) {
            level_end = s->count;
            max--;
        }
    }
}

static size_t take_named(struct steps *s, struct str text)
{
    size_t count = graph_node_count(s->g), before = s->count;
    for (size_t n = 1; n <= count; n++) {
        const struct node *node = graph_node_at(s->g, (node_id)n);
        if (str_eq(node->id, text) || str_glob(text, node->name, true) ||
            str_glob(text, graph_label(s->g, (node_id)n), true))
            take(s, (node_id)n);
    }
    if (s->count > before)
        return s->count - before;
    for (size_t n = 1; n <= count; n++)
        if (str_ifind(graph_label(s->g, (node_id)n), text) != STR_NPOS)
            take(s, (node_id)n);
    return s->count - before;
}

static bool near_set(const struct filter *f, struct str x, bool up, bool down, long max,
                     uint8_t *set, struct buf *error)
{
    struct steps s = {.g = f->graph, .set = set};
    s.queue = mem_alloc((graph_node_count(f->graph) + 1) * sizeof *s.queue);
    bool found = take_named(&s, x) > 0;
    if (found)
        walk(&s, up, down, max);
    else
        buf_printf(error, "no node is called '%.*s'", (int)x.len, x.ptr);
    mem_free(s.queue);
    return found;
}

static bool path_set(const struct filter *f, struct str a, struct str b, long max, uint8_t *set,
                     struct buf *error)
{
    size_t count = graph_node_count(f->graph) + 1;
    uint8_t *other = mem_zalloc(count, 1);
    bool good = near_set(f, a, false, true, max, set, error) &&
                near_set(f, b, true, false, max, other, error);
    for (size_t n = 0; n < count; n++)
        set[n] = set[n] && other[n];
    mem_free(other);
    return good;
}

/* --- Shapes ----------------------------------------------------------------------------------- */

static void loop_set(const struct graph *g, uint8_t *set)
{
    size_t nodes = graph_node_count(g), edges = graph_edge_count(g);
    uint32_t *at = mem_zalloc(nodes + 3, sizeof *at), *to = mem_alloc((edges + 1) * sizeof *to);
    uint32_t *component = mem_alloc((nodes + 1) * sizeof *component);
    uint32_t *members = mem_zalloc(nodes + 1, sizeof *members);
    node_id a, b;
    for (size_t e = 1; e <= edges; e++)
        if (flow_of(graph_edge_at(g, (edge_id)e), &a, &b))
            at[a + 2]++;
    for (size_t n = 2; n <= nodes + 2; n++)
        at[n] += at[n - 1];
    for (size_t e = 1; e <= edges; e++)
        if (flow_of(graph_edge_at(g, (edge_id)e), &a, &b)) {
            to[at[a + 1]++] = b;
            set[a] = set[a] || a == b;
        }
    const struct digraph flow = {(uint32_t)nodes + 1, at, to};
    scc_find(&flow, component);
    for (size_t n = 1; n <= nodes; n++)
        members[component[n]]++;
    for (size_t n = 1; n <= nodes; n++)
        set[n] = set[n] || members[component[n]] > 1;
    mem_free(at);
    mem_free(to);
    mem_free(component);
    mem_free(members);
}

static void orphan_set(const struct graph *g, uint8_t *set)
{
    node_id a, b;
    for (size_t n = 1; n <= graph_node_count(g); n++)
        set[n] = 1;
    for (size_t e = 1; e <= graph_edge_count(g); e++)
        if (flow_of(graph_edge_at(g, (edge_id)e), &a, &b))
            set[a] = set[b] = 0;
}

bool filter_set(const struct filter *f, struct str name, struct str a, struct str b, long steps,
                uint8_t *set, struct buf *error)
{
    if (str_iis(name, "loop")) {
        loop_set(f->graph, set);
        return true;
    }
    if (str_iis(name, "orphan")) {
        orphan_set(f->graph, set);
        return true;
    }
    if (str_iis(name, "path"))
        return path_set(f, a, b, steps, set, error);
    bool up = !str_iis(name, "down"), down = !str_iis(name, "up");
    return near_set(f, a, up, down, steps, set, error);
}
