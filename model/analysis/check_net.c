/* SPDX-License-Identifier: MIT */
#include "check_net.h"

#include <stdlib.h>
#include <string.h>

struct gathering {
    const struct spread_facts *facts;
    const struct spread_terms *terms;
    struct check_net *net;
    size_t cap;
};

static void gather(struct gathering *g, uint8_t row, edge_id e, node_id n)
{
    const struct spread_row *r = &spread_rows[row];
    struct spread_hop hop;
    size_t count = g->net->arc_count;
    if (spread_apply(g->facts, g->terms, r, e, n, &hop) != SPREAD_FIRES)
        return;
    if (count == g->cap)
        g->net->arcs = mem_grow(g->net->arcs, &g->cap, sizeof *g->net->arcs);
    g->net->arcs[count] = (struct check_arc){
        .from = check_vertex(hop.from, r->premise), .to = check_vertex(hop.to, r->conclusion),
        .edge = e, .row = row, .gate = (uint8_t)hop.gate_class, .effort = hop.effort,
        .confidence = hop.confidence};
    g->net->arc_count++;
}

static int by_from(const void *x, const void *y)
{
    const struct check_arc *a = x, *b = y;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    return (int)a->row - (int)b->row;
}

static void index_arcs(struct check_net *n)
{
    n->out_at = mem_zalloc((size_t)n->vertices + 1, sizeof *n->out_at);
    n->in_at = mem_zalloc((size_t)n->vertices + 2, sizeof *n->in_at);
    n->in = mem_alloc(((size_t)n->arc_count + 1) * sizeof *n->in);
    if (n->arc_count)
        qsort(n->arcs, n->arc_count, sizeof *n->arcs, by_from);
    for (uint32_t i = 0; i < n->arc_count; i++) {
        n->out_at[n->arcs[i].from + 1]++;
        n->in_at[n->arcs[i].to + 2]++;
    }
    for (uint32_t v = 0; v < n->vertices; v++) {
        n->out_at[v + 1] += n->out_at[v];
        n->in_at[v + 2] += n->in_at[v + 1];
    }
    for (uint32_t i = 0; i < n->arc_count; i++)
        n->in[n->in_at[n->arcs[i].to + 1]++] = i;
}

struct check_net *check_net_new(const struct graph *g, const struct spread_facts *f,
                                const struct spread_terms *terms, const fact_mask *starts)
{
    struct check_net *n = mem_zalloc(1, sizeof *n);
    struct gathering gathering = {.facts = f, .terms = terms, .net = n};
    struct spread_row_list own = spread_rows_of(f, EDGE_KIND_COUNT);
    size_t nodes = graph_node_count(g);
    n->graph = g;
    n->vertices = (uint32_t)(nodes + 1) * STATE_COUNT;
    n->is_start = mem_zalloc((size_t)n->vertices, 1);
    for (node_id v = 1; v <= nodes; v++) {
        for (size_t i = 0; i < own.count; i++)
            gather(&gathering, own.rows[i], 0, v);
        for (int s = 0; s < STATE_COUNT; s++)
            n->is_start[check_vertex(v, (enum state)s)] = starts[v] >> s & 1;
    }
    for (edge_id e = 1; e <= graph_edge_count(g); e++) {
        struct spread_row_list rows = spread_rows_of(f, graph_edge_at(g, e)->kind);
        for (size_t i = 0; i < rows.count; i++)
            gather(&gathering, rows.rows[i], e, 0);
    }
    index_arcs(n);
    return n;
}

void check_net_free(struct check_net *n)
{
    if (!n)
        return;
    mem_free(n->arcs);
    mem_free(n->out_at);
    mem_free(n->in_at);
    mem_free(n->in);
    mem_free(n->is_start);
    mem_free(n);
}

cost *check_distances(const struct check_net *n, uint32_t target, uint8_t level)
{
    cost *left = mem_alloc(n->vertices * sizeof *left);
    struct heap heap = {0};
    memset(left, 0xff, n->vertices * sizeof *left);
    left[target] = 0;
    heap_push(&heap, (struct heap_entry){.at = target});
    while (heap.count) {
        struct heap_entry e = heap_pop(&heap);
        if (left[e.at] != e.bound || (n->is_start[e.at] && e.at != target))
            continue;
        for (uint32_t i = n->in_at[e.at]; i < n->in_at[e.at + 1]; i++) {
            const struct check_arc *a = &n->arcs[n->in[i]];
            cost sum = e.bound + check_cost(a);
            if (a->gate > level || sum >= left[a->from])
                continue;
            left[a->from] = sum;
            heap_push(&heap, (struct heap_entry){.bound = sum, .at = a->from});
        }
    }
    mem_free(heap.items);
    return left;
}

/* --- The best way to everything --------------------------------------------------------------- */

struct forward {
    const struct check_net *n;
    cost *far;
    uint8_t *confidence;
    struct heap heap;
};

/* Hops only grow, so whatever leads to a vertex as well as can be is settled before it. */
static void spread_out(struct forward *f, uint8_t level)
{
    const struct check_net *n = f->n;
    memset(f->far, 0xff, n->vertices * sizeof *f->far);
    for (uint32_t v = 0; v < n->vertices; v++)
        if (n->is_start[v]) {
            f->far[v] = 0;
            f->confidence[v] = 100;
            heap_push(&f->heap, (struct heap_entry){.at = v});
        }
    while (f->heap.count) {
        struct heap_entry e = heap_pop(&f->heap);
        if (f->far[e.at] != e.bound)
            continue;
        for (uint32_t i = n->out_at[e.at]; i < n->out_at[e.at + 1]; i++) {
            const struct check_arc *a = &n->arcs[i];
            cost sum = e.bound + check_cost(a);
            uint8_t c = a->confidence < f->confidence[e.at] ? a->confidence : f->confidence[e.at];
            if (a->gate > level || sum > f->far[a->to] ||
                (sum == f->far[a->to] && c <= f->confidence[a->to]))
                continue;
            if (sum < f->far[a->to])
                heap_push(&f->heap, (struct heap_entry){.bound = sum, .at = a->to});
            f->far[a->to] = sum;
            f->confidence[a->to] = c;
        }
    }
}

static bool wrong(const struct check_net *n, uint32_t v, const char *what, struct buf *why)
{
    buf_printf(why, "%s(", state_names[v % STATE_COUNT]);
    buf_add(why, graph_node_at(n->graph, v / STATE_COUNT)->id);
    buf_printf(why, "): %s", what);
    return false;
}

static bool compare(const struct forward *f, uint8_t level, uint32_t v,
                    const struct check_label *l, struct buf *why)
{
    if (!l->reached || l->rank > level)
        return wrong(f->n, v, "there is a way with a lower gate than it says", why);
    if (((cost)l->effort << 32) + l->hops != f->far[v])
        return wrong(f->n, v, "its effort and hops are not the least", why);
    if (l->confidence != f->confidence[v])
        return wrong(f->n, v, "an equally good way is surer than it says", why);
    return true;
}

bool check_best(const struct check_net *n, const struct check_label *labels, struct buf *why)
{
    struct forward f = {.n = n, .far = mem_alloc(n->vertices * sizeof *f.far),
                        .confidence = mem_zalloc(n->vertices, 1)};
    uint8_t *done = mem_zalloc(n->vertices, 1);
    unsigned gates = 1u << AUTH_CLASS_NONE;
    bool good = true;
    for (uint32_t i = 0; i < n->arc_count; i++)
        gates |= 1u << n->arcs[i].gate;
    for (uint8_t level = 0; good && level < AUTH_CLASS_COUNT; level++) {
        if (!(gates & 1u << level))
            continue;
        spread_out(&f, level);
        for (uint32_t v = 0; good && v < n->vertices; v++) {
            if (done[v] || f.far[v] == COST_FAR)
                continue;
            done[v] = 1;
            good = compare(&f, level, v, &labels[v], why) &&
                   (labels[v].rank == level || wrong(n, v, "its gate is another one", why));
        }
    }
    for (uint32_t v = 0; good && v < n->vertices; v++)
        if (labels[v].reached && !done[v])
            good = wrong(n, v, "nothing leads there", why);
    mem_free(f.far);
    mem_free(f.confidence);
    mem_free(f.heap.items);
    mem_free(done);
    return good;
}
