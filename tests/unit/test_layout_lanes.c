/* SPDX-License-Identifier: MIT */
/* test_layout_lanes.c - where the frames are what a picture is about: a column for each stage, and a line
 * runs through the frames of its ends alone. */
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

/* Two frames in the first column, one of many boxes in the second, one in the third: each stands beside
 * what it is joined to, and the picture is no higher (wider in TB) than its largest column. */
static void frames_share_a_column(void **state)
{
    enum { MANY = 9 };
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct layout_options o = {.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .frames = true,
                                   .pitch = 1};
        struct layout_result r;
        struct graph_gen g;

        graph_gen_init(&g);
        int first = graph_gen_cluster(&g, "first", -1), second = graph_gen_cluster(&g, "second", -1);
        int large = graph_gen_cluster(&g, "large", -1), last = graph_gen_cluster(&g, "last", -1);
        int a = graph_gen_node(&g, "a", first), b = graph_gen_node(&g, "b", second);
        int c = graph_gen_node(&g, "c", last);
        for (int k = 0; k < MANY; k++) {
            int box = graph_gen_node(&g, "box", large);

            graph_gen_edge(&g, k < MANY / 2 ? a : b, box);
            if (k >= MANY - 2)
                graph_gen_edge(&g, box, c);
        }
        graph_gen_finish(&g);
        for (int v = 0; v < g.input.node_count; v++)
            g.nodes[v].stage = v < 2 ? 0 : g.nodes[v].cluster == last ? 2 : 1;
        g.input.framed = true;
        layout_run(&g.input, &o, &r);
        assert_null(trace_map(&g.input, &o, &r));
        assert_int_equal(r.frame_count, 4);
        struct layout_rect by_cluster[4];
        for (int f = 0; f < 4; f++)
            by_cluster[r.frames[f].cluster] = r.frames[f].rect;
        bool tb = o.direction == LAYOUT_TB;
        assert_int_equal(tb ? by_cluster[large].cols : by_cluster[large].rows,
                         tb ? r.canvas.cols : r.canvas.rows);
        bool in_front[4]; /* the upper (left) half of the picture */
        for (int f = 0; f < 4; f++)
            in_front[f] = tb ? 2 * by_cluster[f].col + by_cluster[f].cols < r.canvas.cols
                             : 2 * by_cluster[f].row + by_cluster[f].rows < r.canvas.rows;
        assert_int_equal(in_front[first], !in_front[second]);
        assert_int_equal(in_front[last], in_front[second]); /* it is joined to boxes of second's half */
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_system),
        cmocka_unit_test(random_systems),
        cmocka_unit_test(no_lane_without_need),
        cmocka_unit_test(frames_share_a_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
