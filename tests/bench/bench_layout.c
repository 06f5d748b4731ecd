/* SPDX-License-Identifier: MIT */
/* bench_layout.c - what a picture costs, as a ratio to a bare loop of arithmetic (PER_UNIT steps of the
 * tests' random numbers) in the same run. Ends with 1 if one costs more than its gate, which is
 * several times what the engine needs. The goal in ms is printed beside; it depends on the machine.
 */
#include <stdio.h>

#include "graph_gen.h"
#include "layout.h"

#include "bare.h"

enum { PER_UNIT = 1000000, RUNS = 5 };

static const struct {
    int nodes; /* 0: the waste management */
    double gate;
    int goal_ms;
} rows[] = {{0, 2, 15}, {100, 6, 60}, {200, 10, 80}, {500, 35, 300}};

static double unit(void)
{
    struct gen_random r = {1};
    double best = 1e9;
    uint32_t sum = 0;
    for (int i = 0; i < RUNS; i++) {
        double from = now();
        for (int k = 0; k < PER_UNIT; k++)
            sum += gen_next(&r);
        double took = now() - from;
        best = took < best ? took : best;
    }
    must(sum != 0, "arithmetic");
    return best;
}

static double picture(int nodes)
{
    struct layout_options o = {.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .frames = !nodes,
                               .pitch = 2};
    struct graph_gen g;
    double best = 1e9;
    if (nodes)
        graph_gen_serverless(&g, nodes, 1);
    else
        graph_gen_waste(&g);
    for (int i = 0; i < RUNS; i++) {
        struct layout_result r;
        double from = now();
        layout_run(&g.input, &o, &r);
        double took = now() - from;
        best = took < best ? took : best;
        layout_result_release(&r);
    }
    graph_gen_release(&g);
    return best;
}

int main(void)
{
    double bare = unit();
    int over = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        double took = picture(rows[i].nodes), times = took / bare;
        printf("layout    %4d nodes %8.2f ms (goal %d%s), %.1f times the bare loop of %.2f ms "
               "(gate %.0f)%s\n",
               rows[i].nodes, took * 1e3, rows[i].goal_ms,
               took * 1e3 > rows[i].goal_ms ? ", missed" : "", times, bare * 1e3, rows[i].gate,
               times > rows[i].gate ? " OVER" : "");
        over += times > rows[i].gate;
    }
    return over ? 1 : 0;
}
