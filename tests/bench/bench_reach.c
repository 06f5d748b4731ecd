/* SPDX-License-Identifier: MIT */
/* bench_reach.c - what reach costs beside a breadth-first search written by hand over compressed
 * rows of the same compiled graph, in the same run. The two take turns and the best of several runs
 * counts, so that neither has the warmer memory. Ends with 1 if the ratio is over its gate.
 * Printed without a gate: compiling, the search for the weakest ways, exposure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "exposure.h"
#include "mem.h"
#include "random_graph.h"
#include "search.h"

static const double gate_reach = 1.3;

enum { RUNS = 9, EDGES_PER_NODE = 5 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Functions, queues, tables and routes, wired at random, as a flow would be. */
static struct graph *make_graph(uint32_t nodes, uint64_t seed)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_QUEUE, NODE_FUNCTION, NODE_TABLE,
                                           NODE_FUNCTION, NODE_ROUTE};
    static const enum edge_kind ties[6][6] = {
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_DEPENDS},
        {EDGE_TRIGGERS, EDGE_DEADLETTERS, EDGE_TRIGGERS, EDGE_DEPENDS, EDGE_TRIGGERS, EDGE_DEPENDS},
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_READS, EDGE_INVOKES, EDGE_DEPENDS},
        {EDGE_TRIGGERS, EDGE_DEPENDS, EDGE_TRIGGERS, EDGE_DEPENDS, EDGE_TRIGGERS, EDGE_DEPENDS},
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_DEPENDS},
        {EDGE_INVOKES, EDGE_DEPENDS, EDGE_INVOKES, EDGE_READS, EDGE_INVOKES, EDGE_DEPENDS},
    };
    struct graph *g = graph_new();
    struct origin nowhere = {0};
    node_id *ids = mem_alloc(nodes * sizeof *ids);
    node_id internet = graph_node(g, NODE_ACTOR, STR("internet"), STR("internet"), nowhere);
    for (uint32_t i = 0; i < nodes; i++) {
        char name[24];
        snprintf(name, sizeof name, "n%07u", (unsigned)i);
        ids[i] = graph_node(g, kinds[i % 6], str_from(name), STR_NONE, nowhere);
    }
    for (uint32_t i = 5; i < nodes; i += 60) {
        edge_id e = graph_edge(g, EDGE_EXPOSES, internet, ids[i], EVIDENCE_DECLARED, -1, nowhere);
        graph_edge_auth(g, e, (enum auth)random_below(&seed, AUTH_IAM));
    }
    for (uint64_t i = 0; i < (uint64_t)nodes * EDGES_PER_NODE; i++) {
        uint32_t a = random_below(&seed, nodes), b = random_below(&seed, nodes);
        graph_edge(g, ties[a % 6][b % 6], ids[a], ids[b], EVIDENCE_DECLARED, -1, nowhere);
    }
    mem_free(ids);
    graph_seal(g);
    return g;
}

/* By hand: two arrays, a byte per vertex, a queue. */
static size_t bare_search(const struct attack *a, vertex_id start, uint8_t *seen, vertex_id *queue)
{
    const uint32_t *at = a->out_at, *to = a->arc_to;
    size_t head = 0, tail = 0;
    memset(seen, 0, a->vertex_count);
    seen[start] = 1;
    queue[tail++] = start;
    while (head < tail) {
        uint32_t v = queue[head++];
        for (uint32_t i = at[v]; i < at[v + 1]; i++)
            if (!seen[to[i]]) {
                seen[to[i]] = 1;
                queue[tail++] = to[i];
            }
    }
    return tail;
}

static bool measure(uint32_t nodes)
{
    struct spread_terms terms = {.mode = MODE_STRICT, .pass = (1u << AUTH_CLASS_COUNT) - 1u};
    struct graph *g = make_graph(nodes, 20261121);
    double from = now(), compile, bare = 1e9, reach = 1e9, search, exposure;
    struct attack *a = attack_build(g, &terms);
    compile = now() - from;
    uint8_t *seen = mem_alloc(a->vertex_count);
    vertex_id *queue = mem_alloc(a->vertex_count * sizeof *queue);
    vertex_id start = attack_vertex(a, graph_find(g, STR("internet")), STATE_HOLD);
    size_t by_hand = 0, by_us = 0;
    for (int run = 0; run < RUNS; run++) {
        from = now();
        by_hand = bare_search(a, start, seen, queue);
        double took = now() - from;
        bare = took < bare ? took : bare;
        from = now();
        by_us = attack_reach(a, &start, 1, seen);
        took = now() - from;
        reach = took < reach ? took : reach;
    }
    from = now();
    struct search *s = search_run(a, &start, 1);
    search = now() - from;
    search_free(s);
    mem_free(seen);
    mem_free(queue);
    uint32_t vertices = a->vertex_count, arcs = a->arc_count;
    attack_free(a);
    from = now();
    struct exposure *x = exposure_build(g);
    exposure = now() - from;
    printf("reach     %8u nodes %9zu edges %9u vertices %9u arcs, %zu reached\n", (unsigned)nodes,
           graph_edge_count(g), (unsigned)vertices, (unsigned)arcs, by_us);
    printf("          by hand %.1f ms, reach %.1f ms, ratio %.2f (gate %.2f)\n", bare * 1e3,
           reach * 1e3, reach / bare, gate_reach);
    printf("          compile %.1f ms, weakest ways %.1f ms, exposure with its compile %.1f ms\n",
           compile * 1e3, search * 1e3, exposure * 1e3);
    if (by_hand != by_us)
        printf("          DIFFERENT ANSWERS: %zu and %zu\n", by_hand, by_us);
    bool good = by_hand == by_us && reach / bare <= gate_reach;
    exposure_free(x);
    graph_free(g);
    return good;
}

int main(int argc, char **argv)
{
    static const uint32_t sizes[] = {10000, 100000, 1000000};
    size_t count = argc > 1 && strcmp(argv[1], "quick") == 0 ? 2 : 3;
    bool good = true;
    for (size_t i = 0; i < count; i++)
        good = measure(sizes[i]) && good;
    return good ? 0 : 1;
}
