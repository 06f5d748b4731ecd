/* SPDX-License-Identifier: MIT */
/* bench_cut.c - what components, dominators and a least cut cost beside a breadth-first search by
 * hand over the same compiled graph, in the same run, best of several. The cut parts the internet
 * from a sink behind every hundredth table that is reached; each arc costs 1. Network and rows are
 * built inside the time. Ends with 1 if a ratio is over its gate, from 100,000 vertices up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "big_graph.h"
#include "dominators.h"
#include "flow.h"
#include "mem.h"

static const double gate_scc = 5, gate_dominators = 15, gate_cut = 70;

enum { RUNS = 5, GATE_FROM = 100000, SINK_EVERY = 100 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct bench {
    const struct attack *attack;
    vertex_id start;
    uint8_t *seen;
    uint32_t *room;
    uint64_t width;
};

static void run_bare(struct bench *b)
{
    bare_search(b->attack, b->start, b->seen, b->room);
}

static void run_scc(struct bench *b)
{
    const struct digraph g = {b->attack->vertex_count, b->attack->out_at, b->attack->arc_to};
    scc_find(&g, b->room);
}

static void run_dominators(struct bench *b)
{
    const struct digraph g = {b->attack->vertex_count, b->attack->out_at, b->attack->arc_to};
    dominators_find(&g, &b->start, 1, b->room);
}

static void run_cut(struct bench *b)
{
    const struct attack *a = b->attack;
    struct flow *f = flow_new(a->vertex_count + 1);
    uint32_t tables = 0;
    for (vertex_id v = 0; v < a->vertex_count; v++) {
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++)
            flow_arc(f, v, a->arc_to[arc], 1);
        if (graph_node_at(a->graph, a->vertex_node[v])->kind == NODE_TABLE &&
            a->vertex_state[v] == STATE_READ && tables++ % SINK_EVERY == 0)
            flow_arc(f, v, a->vertex_count, FLOW_INFINITE);
    }
    b->width = flow_run(f, b->start, a->vertex_count);
    flow_free(f);
}

static double best_of(void (*run)(struct bench *), struct bench *b)
{
    double best = 1e9;
    for (int i = 0; i < RUNS; i++) {
        double from = now();
        run(b);
        double took = now() - from;
        best = took < best ? took : best;
    }
    return best;
}

static bool tell(const char *name, double took, double bare, double gate, bool gated)
{
    printf("          %-10s %8.1f ms, ratio %5.1f (gate %.0f%s)\n", name, took * 1e3, took / bare,
           gate, gated ? "" : ", from 100,000 vertices up");
    return !gated || took / bare <= gate;
}

static bool measure(uint32_t nodes)
{
    struct spread_terms terms = {.mode = MODE_STRICT, .pass = (1u << AUTH_CLASS_COUNT) - 1u};
    struct graph *g = big_graph(nodes, 20261122);
    struct attack *a = attack_build(g, &terms);
    struct bench b = {.attack = a, .seen = mem_alloc(a->vertex_count),
                      .start = attack_vertex(a, graph_find(g, STR("internet")), STATE_HOLD),
                      .room = mem_alloc(((size_t)a->vertex_count + 1) * sizeof *b.room)};
    bool gated = a->vertex_count >= GATE_FROM, good = true;
    double bare = best_of(run_bare, &b);
    printf("cut       %8u nodes %9u vertices %9u arcs, by hand %.1f ms\n", (unsigned)nodes,
           (unsigned)a->vertex_count, (unsigned)a->arc_count, bare * 1e3);
    good = tell("components", best_of(run_scc, &b), bare, gate_scc, gated) && good;
    good = tell("dominators", best_of(run_dominators, &b), bare, gate_dominators, gated) && good;
    good = tell("unit cut", best_of(run_cut, &b), bare, gate_cut, gated) && good;
    printf("          width of that cut: %llu\n", (unsigned long long)b.width);
    mem_free(b.seen);
    mem_free(b.room);
    attack_free(a);
    graph_free(g);
    return good;
}

int main(void)
{
    bool small = measure(10000), large = measure(100000);
    return small && large ? 0 : 1;
}
