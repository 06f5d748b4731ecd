/* SPDX-License-Identifier: MIT */
/* bench_reach.c - what reach costs beside a breadth-first search written by hand over compressed
 * rows of the same compiled graph, in the same run. The two take turns and the best of several runs
 * counts, so that neither has the warmer memory. And what an edge between any two nodes costs to put in,
 * beside one of the smallest graph. Ends with 1 if a ratio is over its gate.
 * Printed without a gate: compiling, the search for the weakest ways, exposure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "big_graph.h"
#include "exposure.h"
#include "mem.h"
#include "search.h"

static const double gate_reach = 1.3;
/* An edge of a large graph may cost so many times one of the smallest to put in: memory is farther away. */
static const double gate_edge = 12;

enum { RUNS = 9 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* *first: what an edge of the first graph cost; 0: this is it. */
static bool measure(uint32_t nodes, double *first)
{
    struct spread_terms terms = {.mode = MODE_STRICT, .pass = (1u << AUTH_CLASS_COUNT) - 1u};
    double from = now(), compile, bare = 1e9, reach = 1e9, search, exposure;
    struct graph *g = big_graph(nodes, 20261121);
    double edge = (now() - from) / (double)graph_edge_count(g);
    *first = *first > 0 ? *first : edge;
    from = now();
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
    printf("          %.0f ns an edge to put in, %.1f times the first (gate %.0f)\n", edge * 1e9,
           edge / *first, gate_edge);
    if (by_hand != by_us)
        printf("          DIFFERENT ANSWERS: %zu and %zu\n", by_hand, by_us);
    bool good = by_hand == by_us && reach / bare <= gate_reach && edge / *first <= gate_edge;
    exposure_free(x);
    graph_free(g);
    return good;
}

int main(int argc, char **argv)
{
    static const uint32_t sizes[] = {10000, 100000, 1000000};
    size_t count = argc > 1 && strcmp(argv[1], "quick") == 0 ? 2 : 3;
    bool good = true;
    double first = 0;
    for (size_t i = 0; i < count; i++)
        good = measure(sizes[i], &first) && good;
    return good ? 0 : 1;
}
