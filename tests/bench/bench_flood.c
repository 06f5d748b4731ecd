/* SPDX-License-Identifier: MIT */
/* bench_flood.c - what amplification costs (three views, runs, messages and money of all nodes at
 * once, loops with their certificates) beside a breadth-first search by hand over the same arcs, in
 * the same run. Ends with 1 if the ratio is over its gate.
 * Printed without a gate: the sums of one entry, and the checker.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "amplify.h"
#include "mem.h"
#include "random_graph.h"

/* The search looks at each arc once; here each is weighed in three views, with 128 bits, and the
 * arcs themselves are made of the edges' facts. */
static const double gate_flood = 220;

enum { RUNS = 5, EDGES_PER_NODE = 5 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Functions, topics and queues; back: some edges lead back, so that loops arise. */
static struct graph *make_graph(uint32_t nodes, bool back)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_QUEUE, NODE_FUNCTION, NODE_TOPIC};
    static const enum edge_kind ties[4][4] = {
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_WRITES},
        {EDGE_TRIGGERS, EDGE_DEADLETTERS, EDGE_TRIGGERS, EDGE_DEADLETTERS},
        {EDGE_INVOKES, EDGE_WRITES, EDGE_INVOKES, EDGE_WRITES},
        {EDGE_TRIGGERS, EDGE_DELIVERS, EDGE_TRIGGERS, EDGE_DELIVERS},
    };
    uint64_t seed = 20261122;
    struct graph *g = graph_new();
    struct origin nowhere = {0};
    node_id *ids = mem_alloc(nodes * sizeof *ids);
    for (uint32_t i = 0; i < nodes; i++) {
        char name[24];
        snprintf(name, sizeof name, "n%07u", (unsigned)i);
        ids[i] = graph_node(g, kinds[i % 4], str_from(name), STR_NONE, nowhere);
        graph_set_provider(g, ids[i], STR("aws"));
    }
    for (uint64_t i = 0; i < (uint64_t)nodes * EDGES_PER_NODE; i++) {
        uint32_t a = random_below(&seed, nodes), b = random_below(&seed, nodes);
        if (a > b && !(back && i % 100 == 0)) {
            uint32_t swap = a;
            a = b;
            b = swap;
        }
        graph_edge(g, ties[a % 4][b % 4], ids[a], ids[b], EVIDENCE_DECLARED, -1, nowhere);
    }
    mem_free(ids);
    graph_seal(g);
    return g;
}

/* Every vertex and arc once: where nothing new is found, the next vertex begins. */
static size_t bare_search(const struct load_graph *g, uint8_t *seen, uint32_t *queue)
{
    size_t head = 0, tail = 0;
    memset(seen, 0, g->count);
    for (uint32_t start = 0; start < g->count; start++) {
        if (seen[start])
            continue;
        seen[start] = 1;
        queue[tail++] = start;
        while (head < tail) {
            uint32_t v = queue[head++];
            for (uint32_t k = g->at[v]; k < g->at[v + 1]; k++)
                if (!seen[g->arcs[k].to]) {
                    seen[g->arcs[k].to] = 1;
                    queue[tail++] = g->arcs[k].to;
                }
        }
    }
    return tail;
}

static bool measure(uint32_t nodes, bool back)
{
    struct graph *g = make_graph(nodes, back);
    double bare = 1e9, ours = 1e9, one, check;
    size_t reached = 0, loops = 0, edges = graph_edge_count(g);
    struct amplify *a = NULL;
    for (int run = 0; run < RUNS; run++) {
        amplify_free(a);
        double from = now();
        a = amplify_build(g, NULL);
        double took = now() - from;
        ours = took < ours ? took : ours;
        const struct load_graph *lg = amplify_graph(a);
        uint8_t *seen = mem_alloc(lg->count);
        uint32_t *queue = mem_alloc(lg->count * sizeof *queue);
        bare_search(lg, seen, queue);
        from = now();
        reached = bare_search(lg, seen, queue);
        took = now() - from;
        bare = took < bare ? took : bare;
        mem_free(seen);
        mem_free(queue);
    }
    loops = amplify_loop_count(a);
    double from = now();
    mem_free(amplify_from(a, LOAD_VIEW_SEEN, 1));
    one = now() - from;
    struct buf why = {0};
    from = now();
    bool good = amplify_check(a, &why);
    check = now() - from;
    printf("flood     %8u nodes %9zu edges%s, %zu loops, %zu reached\n", (unsigned)nodes, edges,
           back ? ", some lead back" : "", loops, reached);
    printf("          by hand %.2f ms, amplification %.1f ms, ratio %.0f (gate %.0f); one entry "
           "%.1f ms, checker %.1f ms%s\n", bare * 1e3, ours * 1e3, ours / bare, gate_flood, one * 1e3,
           check * 1e3, good ? "" : "  DOES NOT HOLD");
    buf_release(&why);
    amplify_free(a);
    graph_free(g);
    return good && ours / bare <= gate_flood;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 && strcmp(argv[1], "quick") == 0 ? 1 : 2;
    static const uint32_t sizes[] = {10000, 100000};
    bool good = true;
    for (size_t i = 0; i < count; i++)
        for (int back = 0; back < 2; back++)
            good = measure(sizes[i], back) && good;
    return good ? 0 : 1;
}
