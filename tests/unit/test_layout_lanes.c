/* SPDX-License-Identifier: MIT */
/* test_layout_lanes.c - where the frames are what a picture is about, a line runs through those of its
 * ends alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "graph_gen.h"
#include "map_trace.h"

static bool overlap(const struct layout_rect *a, const struct layout_rect *b)
{
    return a->row < b->row + b->rows && b->row < a->row + a->rows && a->col < b->col + b->cols &&
           b->col < a->col + a->cols;
}

/* The first edge that runs through a frame with none of its ends, or -1. */
static int through_foreign(const struct layout_input *in, const struct layout_result *r)
{
    for (int e = 0; e < in->edge_count; e++) {
        int from = in->nodes[in->edges[e].from].cluster, to = in->nodes[in->edges[e].to].cluster;

        for (int p = r->routes.first[e]; p < r->routes.first[e + 1]; p++) {
            for (int f = 0; f < r->frame_count; f++) {
                int cluster = r->frames[f].cluster;

                if (cluster != from && cluster != to &&
                    overlap(&r->routes.pieces[p], &r->frames[f].rect))
                    return e;
            }
        }
    }
    return -1;
}

/* A column per cluster: most lines skip some. */
static void arrange_by_cluster(struct graph_gen *g)
{
    for (int i = 0; i < g->input.node_count; i++)
        g->nodes[i].stage = g->nodes[i].cluster + 2;
    g->input.framed = true;
}

static void check(const struct layout_input *in, int seed)
{
    for (int i = 0; i < 4; i++) {
        struct layout_options o = {.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .frames = true,
                                   .pitch = 1};
        struct layout_result r;

        layout_run(in, &o, &r);
        const char *wrong = trace_map(in, &o, &r);
        int edge = through_foreign(in, &r);
        if (wrong)
            fail_msg("seed %d variant %d: %s", seed, i, wrong);
        if (edge >= 0)
            fail_msg("seed %d variant %d: edge %d runs through a foreign frame", seed, i, edge);
        layout_result_release(&r);
    }
}

static void known_system(void **state)
{
    (void)state;
    struct graph_gen g;

    graph_gen_waste(&g);
    arrange_by_cluster(&g);
    check(&g.input, -1);
    graph_gen_release(&g);
}

static void random_systems(void **state)
{
    (void)state;
    for (int seed = 1; seed <= 20; seed++) {
        struct graph_gen g;

        graph_gen_serverless(&g, 10 + seed, (uint64_t)seed);
        arrange_by_cluster(&g);
        check(&g.input, seed);
        graph_gen_release(&g);
    }
}

/* Lines that skip no frame need no lane: the picture is the one of frames that are no more than an
 * extra, and no room is kept free beside it. */
static void no_lane_without_need(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct layout_options o = {.direction = i ? LAYOUT_TB : LAYOUT_LR, .frames = true, .pitch = 1};
        struct layout_result bare, framed;
        struct graph_gen g;

        graph_gen_init(&g);
        for (int k = 0; k < 3; k++) {
            graph_gen_node(&g, "box", graph_gen_cluster(&g, "zone", -1));
            if (k > 0)
                graph_gen_edge(&g, k - 1, k);
        }
        graph_gen_finish(&g);
        layout_run(&g.input, &o, &bare);
        arrange_by_cluster(&g);
        layout_run(&g.input, &o, &framed);
        assert_int_equal(framed.canvas.rows, bare.canvas.rows);
        assert_int_equal(framed.canvas.cols, bare.canvas.cols);
        layout_result_release(&bare);
        layout_result_release(&framed);
        graph_gen_release(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_system),
        cmocka_unit_test(random_systems),
        cmocka_unit_test(no_lane_without_need),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
