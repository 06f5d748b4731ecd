/* SPDX-License-Identifier: MIT */
/* test_layout_random.c - what must hold for every graph, on thousands of generated ones.
 * FAASMAP_LONG=1 runs many more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "graph_gen.h"
#include "map_trace.h"

/* The sanitizers look at memory, not at figures: fewer graphs will do for them. */
#ifdef FAASMAP_SANITIZE
enum { BOUND_SEEDS = 1, LIT_SEEDS = 8, SHARE = 8 };
#else
enum { BOUND_SEEDS = 8, LIT_SEEDS = 40, SHARE = 1 };
#endif

static int runs_of(int usual, int with_long)
{
    return getenv("FAASMAP_LONG") ? with_long : (usual + SHARE - 1) / SHARE;
}

/* The sixteen ways of drawing: direction, boxes, frames, pitch. */
static struct layout_options variant(int i)
{
    return (struct layout_options){.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .frames = i & 4,
                                   .pitch = i & 8 ? 1 : 2};
}

static void check(const struct layout_input *in, int variant_number, const char *what,
                  int seed)
{
    struct layout_options o = variant(variant_number);
    struct layout_result r;

    layout_run(in, &o, &r);
    const char *wrong = trace_map(in, &o, &r);
    layout_result_release(&r);
    if (wrong)
        fail_msg("%s seed %d variant %d: %s", what, seed, variant_number, wrong);
}

static void small_wild_graphs(void **state)
{
    (void)state;
    int runs = runs_of(3000, 60000);

    for (int i = 0; i < runs; i++) {
        struct gen_random r = {(uint64_t)i};
        int n = gen_below(&r, 13);
        struct graph_gen g;

        graph_gen_wild(&g, n, gen_below(&r, 2 * n + 1), (uint64_t)i);
        check(&g.input, i % 16, "small", i);
        graph_gen_release(&g);
    }
}

static void middle_wild_graphs(void **state)
{
    (void)state;
    int runs = runs_of(64, 4000);

    for (int i = 0; i < runs; i++) {
        struct gen_random r = {(uint64_t)i};
        struct graph_gen g;

        int n = 20 + gen_below(&r, 80);

        graph_gen_wild(&g, n, gen_below(&r, 250), (uint64_t)i);
        check(&g.input, i % 16, "middle", i);
        graph_gen_release(&g);
    }
}

static void serverless_graphs(void **state)
{
    (void)state;
    static const struct {
        int n, runs, long_runs;
    } rows[] = {{60, 160, 8000}, {200, 16, 800}, {500, 8, 96}};

    for (size_t k = 0; k < COUNT(rows); k++) {
        for (int i = 0; i < runs_of(rows[k].runs, rows[k].long_runs); i++) {
            struct graph_gen g;

            graph_gen_serverless(&g, rows[k].n, (uint64_t)(i / 16 + 1));
            check(&g.input, i % 16, "serverless", i / 16 + 1);
            graph_gen_release(&g);
        }
    }
}

/* Stages at random, also for boxes without lines: the picture is as sound as any, and no box of a
 * stage reaches into the columns (rows) of the next. */
static void stages_follow_each_other(void **state)
{
    (void)state;
    int runs = runs_of(400, 20000);

    for (int i = 0; i < runs; i++) {
        struct gen_random r = {(uint64_t)i + 77};
        struct graph_gen g;
        struct layout_options o = variant(i % 16);
        struct layout_result drawn;
        int n = 1 + gen_below(&r, i % 8 ? 20 : 90), stages = 2 + gen_below(&r, 6);
        int end[LAYOUT_STAGE_MOST + 1] = {0}, edge = 0;

        graph_gen_wild(&g, n, gen_below(&r, 2 * n + 1), (uint64_t)i);
        for (size_t v = 0; v < g.node_count; v++)
            g.nodes[v].stage = gen_below(&r, stages);
        graph_gen_finish(&g);
        g.input.framed = i / 16 % 2; /* a column for each */
        check(&g.input, i % 16, "staged", i);
        layout_run(&g.input, &o, &drawn);
        for (size_t v = 0; v < g.node_count; v++) {
            struct layout_rect box = drawn.boxes[v];
            int last = i & 1 ? box.row + box.rows : box.col + box.cols;
            end[g.nodes[v].stage] = last > end[g.nodes[v].stage] ? last : end[g.nodes[v].stage];
        }
        for (int s = 0; s < stages; s++) {
            for (size_t v = 0; v < g.node_count; v++)
                if (g.nodes[v].stage == s && (i & 1 ? drawn.boxes[v].row : drawn.boxes[v].col) < edge)
                    fail_msg("seed %d: box %zu of stage %d stands before %d", i, v, s, edge);
            edge = end[s] > edge ? end[s] : edge;
        }
        layout_result_release(&drawn);
        graph_gen_release(&g);
    }
}

/* One stage for all is as good as none. */
static void one_stage_changes_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 32; i++) {
        struct graph_gen g;
        struct layout_options o = variant(i % 16);
        struct layout_result none, far;
        struct buf a = {0}, b = {0};

        graph_gen_waste(&g);
        layout_run(&g.input, &o, &none);
        for (size_t v = 0; v < g.node_count; v++)
            g.nodes[v].stage = -i; /* below the first: the first */
        layout_run(&g.input, &o, &far);
        canvas_to_text(&none.canvas, &a);
        canvas_to_text(&far.canvas, &b);
        assert_string_equal(a.ptr, b.ptr);
        buf_release(&a);
        buf_release(&b);
        layout_result_release(&none);
        layout_result_release(&far);
        graph_gen_release(&g);
    }
}

/* Crossings may be lower than the highest of eight seeds when the bounds were written, not higher. */
static void crossings_within_bounds(void **state)
{
    (void)state;
    static const struct {
        int n, bare, framed;
    } rows[] = {{60, 16, 80}, {200, 130, 1100}, {500, 950, 6300}};

    for (size_t k = 0; k < COUNT(rows); k++) {
        for (uint64_t seed = 1; seed <= BOUND_SEEDS; seed++) {
            struct graph_gen g;

            graph_gen_serverless(&g, rows[k].n, seed);
            for (int frames = 0; frames < 2; frames++) {
                struct layout_options o = variant(frames ? 4 : 0);
                struct layout_result r;

                layout_run(&g.input, &o, &r);
                int most = frames ? rows[k].framed : rows[k].bare;
                if (r.metrics.crossings > most)
                    fail_msg("n %d seed %d: %d crossings, %d allowed", rows[k].n, (int)seed,
                             r.metrics.crossings, most);
                layout_result_release(&r);
            }
            graph_gen_release(&g);
        }
    }
}

static void text_of(const struct layout_input *in, struct layout_options o, struct buf *out)
{
    struct layout_result r;

    layout_run(in, &o, &r);
    buf_reset(out);
    canvas_to_text(&r.canvas, out);
    layout_result_release(&r);
}

/* Two runs agree, and the order of edges does not matter. */
static void same_input_same_picture(void **state)
{
    (void)state;
    for (int i = 0; i < runs_of(400, 4000); i++) {
        struct graph_gen g;
        struct buf a = {0}, b = {0}, c = {0};
        struct gen_random r = {(uint64_t)i};

        if (i % 2)
            graph_gen_wild(&g, 1 + i % 30, i % 50, (uint64_t)i);
        else
            graph_gen_serverless(&g, 40, (uint64_t)i);
        for (size_t k = 0; k < g.edge_count; k++) /* marks and weights move with their edge */
            g.edges[k].heavy = g.edges[k].crossing = g.edges[k].both = false;
        text_of(&g.input, variant(i % 16), &a);
        text_of(&g.input, variant(i % 16), &b);
        for (size_t k = g.edge_count; k > 1; k--) {
            size_t j = (size_t)gen_below(&r, (int)k);
            struct layout_edge swap = g.edges[k - 1];
            g.edges[k - 1] = g.edges[j];
            g.edges[j] = swap;
        }
        text_of(&g.input, variant(i % 16), &c);
        assert_int_equal(a.len, b.len);
        assert_int_equal(a.len, c.len);
        if (a.len) {
            assert_memory_equal(a.ptr, b.ptr, a.len);
            assert_memory_equal(a.ptr, c.ptr, a.len);
        }
        buf_release(&a);
        buf_release(&b);
        buf_release(&c);
        graph_gen_release(&g);
    }
}

/* Lighting a path must leave every box where it is. */
static void heavy_lines_move_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= LIT_SEEDS; seed++) {
        struct graph_gen g;
        struct layout_result plain, lit;
        const struct layout_options o = {
            .direction = seed % 2 ? LAYOUT_LR : LAYOUT_TB,
            .boxes = seed % 4 < 2 ? LAYOUT_FULL : LAYOUT_COMPACT,
            .frames = seed % 8 < 4,
            .pitch = 2,
        };
        graph_gen_serverless(&g, 40, seed);
        for (size_t i = 0; i < g.edge_count; i++)
            g.edges[i].heavy = false;
        for (size_t i = 0; i < g.node_count; i++)
            g.nodes[i].heavy = false;
        layout_run(&g.input, &o, &plain);
        for (size_t i = 0; i < g.edge_count; i += 3) {
            g.edges[i].heavy = true;
            g.nodes[g.edges[i].from].heavy = g.nodes[g.edges[i].to].heavy = true;
        }
        layout_run(&g.input, &o, &lit);
        assert_int_equal(plain.canvas.rows, lit.canvas.rows);
        assert_int_equal(plain.canvas.cols, lit.canvas.cols);
        assert_memory_equal(plain.boxes, lit.boxes, g.node_count * sizeof *plain.boxes);
        layout_result_release(&plain);
        layout_result_release(&lit);
        graph_gen_release(&g);
    }
}

static void ascii_is_the_same_picture(void **state)
{
    (void)state;
    for (int i = 0; i < runs_of(64, 640); i++) {
        struct graph_gen g;
        struct layout_options o = variant(i % 16);
        struct layout_result u, a;

        graph_gen_serverless(&g, 30, (uint64_t)i);
        layout_run(&g.input, &o, &u);
        o.ascii = true;
        layout_run(&g.input, &o, &a);
        assert_int_equal(u.canvas.rows, a.canvas.rows);
        assert_int_equal(u.canvas.cols, a.canvas.cols);
        for (int row = 0; row < u.canvas.rows; row++) {
            for (int col = 0; col < u.canvas.cols; col++) {
                const struct cell *x = canvas_get(&u.canvas, row, col);
                const struct cell *y = canvas_get(&a.canvas, row, col);

                assert_int_equal(x->owner_kind, y->owner_kind);
                assert_int_equal(x->owner, y->owner);
                assert_true(y->glyph < 0x80);
            }
        }
        layout_result_release(&u);
        layout_result_release(&a);
        graph_gen_release(&g);
    }
}

/* Each line that crosses an outer boundary has its mark, and no other line has one. */
static void check_marks(int seed)
{
    struct graph_gen g;
    struct layout_options o = variant(seed % 16);
    struct layout_result r;
    struct gen_random random = {(uint64_t)seed};
    bool marked[400] = {false};
    int n = 2 + gen_below(&random, 25);

    graph_gen_init(&g);
    for (int v = 0; v < n; v++)
        graph_gen_node(&g, "node", LAYOUT_NO_CLUSTER);
    for (int from = 0; from < n; from++) { /* at most one edge between two nodes */
        for (int to = from + 1; to < n; to++) {
            if (!gen_chance(&random, 10) || g.edge_count == COUNT(marked))
                continue;
            bool back = gen_chance(&random, 20);
            int e = graph_gen_edge(&g, back ? to : from, back ? from : to);
            g.edges[e].crossing = gen_chance(&random, 50);
            g.edges[e].both = gen_chance(&random, 20);
        }
    }
    graph_gen_finish(&g);
    layout_run(&g.input, &o, &r);
    for (int row = 0; row < r.canvas.rows; row++) {
        for (int col = 0; col < r.canvas.cols; col++) {
            const struct cell *c = canvas_get(&r.canvas, row, col);

            if (c->glyph == 0x256A || c->glyph == 0x256B)
                marked[c->owner] = true;
        }
    }
    const char *wrong = trace_map(&g.input, &o, &r);
    if (wrong)
        fail_msg("seed %d: %s", seed, wrong);
    for (size_t e = 0; e < g.edge_count; e++)
        if (marked[e] != g.edges[e].crossing)
            fail_msg("seed %d: edge %zu is %smarked", seed, e, marked[e] ? "" : "not ");
    layout_result_release(&r);
    graph_gen_release(&g);
}

static void crossings_are_marked(void **state)
{
    (void)state;
    for (int seed = 0; seed < runs_of(480, 8000); seed++)
        check_marks(seed);
    check_marks(2056); /* two lines end in one; the piece of its own is a part of a track */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_wild_graphs),
        cmocka_unit_test(middle_wild_graphs),
        cmocka_unit_test(serverless_graphs),
        cmocka_unit_test(stages_follow_each_other),
        cmocka_unit_test(one_stage_changes_nothing),
        cmocka_unit_test(crossings_within_bounds),
        cmocka_unit_test(same_input_same_picture),
        cmocka_unit_test(heavy_lines_move_nothing),
        cmocka_unit_test(ascii_is_the_same_picture),
        cmocka_unit_test(crossings_are_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
