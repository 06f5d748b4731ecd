/* SPDX-License-Identifier: MIT */
/* filter_sets.c - the graph operators of the filter: up, down, near, path, loop, orphan. */
#include "filter_parts.h"
#include "mem.h"
#include "query.h"
#include "scc.h"

/* --- Rows of flow ------------------------------------------------------------------------------ */

struct ties {
    node_id *from, *to; /* the way data flows */
    size_t count;
};

/* Edges of a kind stand together, so one pass over those that carry data has all. */
static struct ties ties_of(const struct graph *g)
{
    size_t edges = graph_edge_count(g) + 1;
    struct ties t = {mem_alloc(edges * sizeof *t.from), mem_alloc(edges * sizeof *t.to), 0};
    for (int kind = 0; kind < EDGE_KIND_COUNT; kind++) {
        bool back = kind == EDGE_READS;
        edge_id e, end;
        if (edge_kinds[kind].layer != LAYER_FLOW)
            continue;
        for (graph_edges_of(g, (enum edge_kind)kind, &e, &end); e < end; e++) {
            const struct edge *edge = graph_edge_at(g, e);
            t.from[t.count] = back ? edge->to : edge->from;
            t.to[t.count++] = back ? edge->from : edge->to;
        }
    }
    return t;
}

/* Ends by the node at the other end, in the order of the edges: to[at[n]] .. to[at[n + 1] - 1]. */
static void rows_of(const node_id *from, const node_id *to, size_t count, size_t nodes,
                    uint32_t **at_out, node_id **to_out)
{
    uint32_t *at = mem_zalloc(nodes + 3, sizeof *at);
    node_id *row = mem_alloc((count + 1) * sizeof *row);
    for (size_t i = 0; i < count; i++)
        at[from[i] + 2]++;
    for (size_t n = 2; n <= nodes + 2; n++)
        at[n] += at[n - 1];
    for (size_t i = 0; i < count; i++)
        row[at[from[i] + 1]++] = to[i];
    *at_out = at;
    *to_out = row;
}

static struct filter_flow *flow_new(const struct graph *g)
{
    struct filter_flow *f = mem_zalloc(1, sizeof *f);
    struct ties t = ties_of(g);
    size_t nodes = graph_node_count(g);
    rows_of(t.from, t.to, t.count, nodes, &f->down_at, &f->down);
    rows_of(t.to, t.from, t.count, nodes, &f->up_at, &f->up);
    mem_free(t.from);
    mem_free(t.to);
    return f;
}

void filter_flow_free(struct filter_flow *f)
{
    if (!f)
        return;
    mem_free(f->down_at);
    mem_free(f->down);
    mem_free(f->up_at);
    mem_free(f->up);
    mem_free(f);
}

const struct filter_flow *filter_flow_of(struct filter *f)
{
    struct filter_flow **kept = f->memo ? memo_flow(f->memo) : &f->flow;
    if (!*kept)
        *kept = flow_new(f->graph);
    return *kept;
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

static void take_row(struct steps *s, const uint32_t *at, const node_id *row, node_id n)
{
    for (uint32_t i = at[n]; i < at[n + 1]; i++)
        take(s, row[i]);
}

/* Breadth first from what is in the queue already. */
static void walk(struct steps *s, const struct filter_flow *flow, bool up, bool down, long max)
{
    size_t level_end = s->count;
    for (size_t i = 0; i < s->count && max > 0; i++) {
        if (down)
            take_row(s, flow->down_at, flow->down, s->queue[i]);
        if (up)
            take_row(s, flow->up_at, flow->up, s->queue[i]);
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

static bool near_set(struct filter *f, struct str x, bool up, bool down, long max, uint8_t *set,
                     struct buf *error)
{
    struct steps s = {.g = f->graph, .set = set};
    s.queue = mem_alloc((graph_node_count(f->graph) + 1) * sizeof *s.queue);
    bool found = take_named(&s, x) > 0;
    if (found)
        walk(&s, filter_flow_of(f), up, down, max);
    else
        buf_printf(error, "no node is called '%.*s'", (int)x.len, x.ptr);
    mem_free(s.queue);
    return found;
}

static bool path_set(struct filter *f, struct str a, struct str b, long max, uint8_t *set,
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

static bool leads_to_itself(const struct filter_flow *flow, node_id n)
{
    for (uint32_t i = flow->down_at[n]; i < flow->down_at[n + 1]; i++)
        if (flow->down[i] == n)
            return true;
    return false;
}

static void loop_set(struct filter *f, uint8_t *set)
{
    const struct filter_flow *flow = filter_flow_of(f);
    node_id nodes = (node_id)graph_node_count(f->graph);
    uint32_t *component = mem_alloc((nodes + 1u) * sizeof *component);
    uint32_t *members = mem_zalloc(nodes + 1u, sizeof *members);
    const struct digraph down = {nodes + 1, flow->down_at, flow->down};
    scc_find(&down, component);
    for (node_id n = 1; n <= nodes; n++)
        members[component[n]]++;
    for (node_id n = 1; n <= nodes; n++)
        set[n] = members[component[n]] > 1 || leads_to_itself(flow, n);
    mem_free(component);
    mem_free(members);
}

static void orphan_set(struct filter *f, uint8_t *set)
{
    const struct filter_flow *flow = filter_flow_of(f);
    for (node_id n = 1; n <= graph_node_count(f->graph); n++)
        set[n] = flow->down_at[n] == flow->down_at[n + 1] && flow->up_at[n] == flow->up_at[n + 1];
}

bool filter_set(struct filter *f, struct str name, struct str a, struct str b, long steps,
                uint8_t *set, struct buf *error)
{
    if (str_iis(name, "loop")) {
        loop_set(f, set);
        return true;
    }
    if (str_iis(name, "orphan")) {
        orphan_set(f, set);
        return true;
    }
    if (str_iis(name, "path"))
        return path_set(f, a, b, steps, set, error);
    bool up = !str_iis(name, "down"), down = !str_iis(name, "up");
    return near_set(f, a, up, down, steps, set, error);
}
