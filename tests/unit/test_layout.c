/* SPDX-License-Identifier: MIT */
/* test_layout.c - pictures of known graphs: sizes, crossings, nothing ambiguous; glyph tables;
 * the fit solver. With FAASMAP_SHOW=waste (focus, overview, r60, w20: random ones of so many
 * nodes) the sixteen pictures go to stdout; FAASMAP_SHOW_ONLY=n shows one, FAASMAP_SHOW_SEED=n
 * takes another random graph. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "glyphs.h"
#include "graph_gen.h"
#include "layout.h"
#include "map_trace.h"
#include "text.h"

static struct layout_options variant(int i)
{
    return (struct layout_options){.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .frames = i & 4,
                                   .pitch = i & 8 ? 1 : 2};
}

static double run_timed(const struct layout_input *in, const struct layout_options *o,
                        struct layout_result *r)
{
    struct timespec a, b;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    layout_run(in, o, r);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    return (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
}

static void show(const char *name, const struct layout_input *in, struct layout_options o)
{
    struct layout_result r;
    struct buf text = {0};
    double ms = run_timed(in, &o, &r);
    const struct layout_metrics *m = &r.metrics;

    canvas_to_text(&r.canvas, &text);
    printf("== %s %s %s%s pitch %d: %dx%d, %.1f ms; crossings %d drawn %d merges %d contacts4 %d "
           "doglegs %d ranks %d dummies %d illegal %d\n",
           name, o.direction == LAYOUT_LR ? "LR" : "TB",
           o.boxes == LAYOUT_FULL ? "full" : "compact", o.frames ? " frames" : "", o.pitch,
           r.canvas.cols, r.canvas.rows, ms, m->crossings, m->drawn_crossings, m->merges,
           m->contacts4, m->doglegs, m->ranks, m->dummies, m->illegal);
    if (!getenv("FAASMAP_SHOW_QUIET") && text.len)
        fwrite(text.ptr, 1, text.len, stdout);
    buf_release(&text);
    layout_result_release(&r);
}

static int show_all(const char *name)
{
    const char *seed = getenv("FAASMAP_SHOW_SEED"), *only = getenv("FAASMAP_SHOW_ONLY");
    uint64_t number = seed ? strtoull(seed, NULL, 10) : 1;
    int n = (int)strtol(name + 1, NULL, 10);
    struct graph_gen g;

    if (str_is(str_from(name), "waste"))
        graph_gen_waste(&g);
    else if (str_is(str_from(name), "focus"))
        graph_gen_focus(&g);
    else if (str_is(str_from(name), "overview"))
        graph_gen_overview(&g);
    else if (name[0] == 'r')
        graph_gen_serverless(&g, n, number);
    else
        graph_gen_wild(&g, n, 2 * n, number);
    for (int i = 0; i < 16; i++) {
        struct layout_options o = variant(i);

        o.ascii = getenv("FAASMAP_SHOW_ASCII") != NULL;
        if (!only || strtol(only, NULL, 10) == i)
            show(name, &g.input, o);
    }
    graph_gen_release(&g);
    return 0;
}

/* Largest canvas of each variant, in the order of variant(): from the specification where it has
 * one, else what the engine reached when its pictures were found good. */
static void waste_in_all_variants(void **state)
{
    (void)state;
    static const struct {
        int cols, rows;
    } most[16] = {{170, 12}, {60, 52}, {200, 8},  {60, 26}, {208, 26}, {90, 74},
                  {220, 16}, {100, 45}, {165, 12}, {60, 52}, {195, 8}, {60, 26},
                  {183, 28}, {90, 74}, {210, 16}, {100, 45}};
    struct graph_gen g;

    graph_gen_waste(&g);
    for (int i = 0; i < 16; i++) {
        struct layout_options o = variant(i);
        struct layout_result r;

        layout_run(&g.input, &o, &r);
        const char *wrong = trace_map(&g.input, &o, &r);
        if (wrong)
            fail_msg("variant %d: %s", i, wrong);
        if (r.canvas.cols > most[i].cols || r.canvas.rows > most[i].rows)
            fail_msg("variant %d: %dx%d", i, r.canvas.cols, r.canvas.rows);
        assert_int_equal(r.metrics.crossings, 0);
        assert_int_equal(r.metrics.contacts4, 0);
        assert_true(r.metrics.drawn_crossings <= 1);
        assert_int_equal(r.metrics.ranks, 10);
        layout_result_release(&r);
    }
    graph_gen_release(&g);
}

static int occurrences(struct str text, const char *what)
{
    int count = 0;

    for (size_t at; (at = str_find(text, str_from(what))) != STR_NPOS; count++)
        text = str_from_at(text, at + 1);
    return count;
}

/* Lines, columns or rows: no title is cut, whatever runs through its border. */
static void titles_are_readable(void **state)
{
    (void)state;
    struct graph_gen g;

    graph_gen_waste(&g);
    for (int i = 0; i < 16; i++) {
        struct layout_options o = variant(i);
        struct layout_result r;
        struct buf text = {0};

        if (!o.frames)
            continue;
        layout_run(&g.input, &o, &r);
        canvas_to_text(&r.canvas, &text);
        assert_int_equal(occurrences(buf_str(&text), " Internet "), 2); /* cut at a gap */
        assert_int_equal(occurrences(buf_str(&text), " Third party "), 2);
        assert_int_equal(occurrences(buf_str(&text), " Function app "), 1);
        assert_int_equal(occurrences(buf_str(&text), " Storage account "), 1);
        buf_release(&text);
        layout_result_release(&r);
    }
    graph_gen_release(&g);
}

static void small_samples(void **state)
{
    (void)state;
    for (int i = 0; i < 32; i++) {
        struct graph_gen g;
        struct layout_options o = variant(i % 16);
        struct layout_result r;

        if (i < 16)
            graph_gen_focus(&g);
        else
            graph_gen_overview(&g);
        layout_run(&g.input, &o, &r);
        const char *wrong = trace_map(&g.input, &o, &r);
        if (wrong)
            fail_msg("sample %d: %s", i, wrong);
        assert_int_equal(r.metrics.crossings, 0);
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

static void assert_picture(struct graph_gen *g, struct layout_options o, const char *want)
{
    struct layout_result r;
    struct buf text = {0};

    graph_gen_finish(g);
    layout_run(&g->input, &o, &r);
    canvas_to_text(&r.canvas, &text);
    assert_string_equal(text.ptr ? text.ptr : "", want);
    buf_release(&text);
    layout_result_release(&r);
    graph_gen_release(g);
}

static void nothing_and_one(void **state)
{
    (void)state;
    struct graph_gen g;

    for (int i = 0; i < 16; i++) {
        graph_gen_init(&g);
        assert_picture(&g, variant(i), "");
    }
    graph_gen_init(&g);
    graph_gen_node(&g, "api", LAYOUT_NO_CLUSTER);
    assert_picture(&g, variant(0), "┌─────┐\n│ api │\n└─────┘\n");
    graph_gen_init(&g);
    graph_gen_node(&g, "api", LAYOUT_NO_CLUSTER);
    assert_picture(&g, variant(2), "▐api▌\n");
    graph_gen_init(&g);
    graph_gen_node(&g, "api", graph_gen_cluster(&g, "zone", LAYOUT_NO_CLUSTER));
    assert_picture(&g, variant(6), "╭ zone ┄╮\n┆ ▐api▌ ┆\n╰┄┄┄┄┄┄┄╯\n");
}

static void lines_between_two(void **state)
{
    (void)state;
    static const struct {
        bool both, back, crossing, heavy;
        const char *want;
    } rows[] = {
        {false, false, false, false, "▐a▌───►▐b▌\n"},
        {false, false, true, false, "▐a▌──╫►▐b▌\n"},
        {true, false, false, false, "▐a▌◄──►▐b▌\n"},
        {false, true, false, false, "▐a▌◄──►▐b▌\n"},
        {false, false, false, true, "▐a▌━━━►▐b▌\n"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct graph_gen g;

        graph_gen_init(&g);
        int a = graph_gen_node(&g, "a", -1), b = graph_gen_node(&g, "b", -1);
        int e = graph_gen_edge(&g, a, b);
        g.edges[e].both = rows[i].both;
        g.edges[e].crossing = rows[i].crossing;
        g.edges[e].heavy = rows[i].heavy;
        if (rows[i].back)
            graph_gen_edge(&g, b, a);
        assert_picture(&g, variant(2), rows[i].want);
    }
}

static void loops_are_badges(void **state)
{
    (void)state;
    struct graph_gen g;
    struct layout_options o = variant(2);

    graph_gen_init(&g);
    graph_gen_node(&g, "fn", -1);
    graph_gen_edge(&g, 0, 0);
    g.nodes[0].badge = STR("+4");
    assert_picture(&g, o, "▐fn ↺ +4▌\n");
    graph_gen_init(&g);
    graph_gen_node(&g, "fn", -1);
    graph_gen_edge(&g, 0, 0);
    o.ascii = true;
    assert_picture(&g, o, "[fn @]\n");
    graph_gen_init(&g);
    graph_gen_node(&g, "timer", -1);
    graph_gen_edge(&g, 0, 0);
    g.nodes[0].detail = STR("15 min");
    assert_picture(&g, variant(0), "┌───────↺┐\n│ timer  │\n│ 15 min │\n└────────┘\n");
}

/* A number of which the middle is left out would be another number: the box is widened. */
static void numbers_of_badges_are_whole(void **state)
{
    (void)state;
    struct graph_gen g;

    graph_gen_init(&g);
    graph_gen_node(&g, "app", -1);
    g.nodes[0].badge = STR("*!!!121 +1");
    assert_picture(&g, variant(0), "┌──*!!!121 +1┐\n│ app        │\n└────────────┘\n");
    graph_gen_init(&g);
    graph_gen_node(&g, "app", -1);
    g.nodes[0].badge = STR("*!!!121 +1");
    assert_picture(&g, variant(2), "▐app *!!!121 +1▌\n");
}

/* Loose boxes stand in a grid, not in one column. */
static void loose_boxes_form_a_grid(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i++) {
        struct graph_gen g;
        struct layout_options o = variant(i);
        struct layout_result r;

        graph_gen_init(&g);
        int c = graph_gen_cluster(&g, "loose", LAYOUT_NO_CLUSTER);
        for (int k = 0; k < 60; k++)
            graph_gen_node(&g, "function name", c);
        graph_gen_finish(&g);
        layout_run(&g.input, &o, &r);
        const char *wrong = trace_map(&g.input, &o, &r);
        if (wrong)
            fail_msg("variant %d: %s", i, wrong);
        assert_true(r.canvas.cols <= 200 && r.canvas.rows <= 60);
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

static void hubs_chains_and_nests(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i++) {
        for (int kind = 0; kind < 3; kind++) {
            struct graph_gen g;
            struct layout_options o = variant(i);
            struct layout_result r;

            graph_gen_init(&g);
            int outer = graph_gen_cluster(&g, "account", LAYOUT_NO_CLUSTER);
            int middle = graph_gen_cluster(&g, "stack", outer);
            int inner = graph_gen_cluster(&g, "app", middle);
            int nest[4] = {-1, outer, middle, inner};
            for (int k = 0; k < 41; k++)
                graph_gen_node(&g, "fn", kind == 2 ? nest[k % 4] : -1);
            for (int k = 1; k < 41; k++) { /* hub, chain, tree across nested frames */
                if (kind == 0 && k % 2)
                    graph_gen_edge(&g, k, 0);
                else
                    graph_gen_edge(&g, kind == 0 ? 0 : kind == 1 ? k - 1 : k / 3, k);
            }
            graph_gen_finish(&g);
            layout_run(&g.input, &o, &r);
            const char *wrong = trace_map(&g.input, &o, &r);
            if (wrong)
                fail_msg("kind %d variant %d: %s", kind, i, wrong);
            if (kind < 2)
                assert_int_equal(r.metrics.crossings, 0);
            layout_result_release(&r);
            graph_gen_release(&g);
        }
    }
}

/* Twelve marked lines that share four ports: each has a mark of its own. */
static void fans_keep_their_marks(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i += 2) {
        struct graph_gen g;
        struct layout_options o = variant(i);
        struct layout_result r;
        bool marked[12] = {false};

        graph_gen_init(&g);
        graph_gen_node(&g, "hub", LAYOUT_NO_CLUSTER);
        for (int k = 0; k < 12; k++)
            graph_gen_edge(&g, graph_gen_node(&g, "source", LAYOUT_NO_CLUSTER), 0);
        for (int k = 0; k < 12; k++)
            g.edges[k].crossing = true;
        graph_gen_finish(&g);
        layout_run(&g.input, &o, &r);
        for (int row = 0; row < r.canvas.rows; row++) {
            for (int col = 0; col < r.canvas.cols; col++) {
                const struct cell *c = canvas_get(&r.canvas, row, col);

                if (c->glyph == 0x256A || c->glyph == 0x256B)
                    marked[c->owner] = true;
            }
        }
        for (int k = 0; k < 12; k++)
            assert_true(marked[k]);
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

/* Input that no caller should give still gives a picture: odd parents, clusters and edges that do
 * not exist, frames in frames without end. */
static void odd_input(void **state)
{
    (void)state;
    for (int i = 0; i < 16; i++) {
        struct graph_gen g;
        struct layout_options o = variant(i);
        struct layout_result r;

        graph_gen_init(&g);
        for (int c = 0; c < 60; c++) {
            graph_gen_cluster(&g, "", c - 1);
            graph_gen_node(&g, "", c);
            if (c > 2)
                graph_gen_edge(&g, c, (c * 7 + i) % c);
        }
        graph_gen_cluster(&g, "own parent", 60);
        graph_gen_node(&g, "lost", 99);
        graph_gen_node(&g, "lost too", -7);
        graph_gen_edge(&g, 60, 400);
        graph_gen_edge(&g, -5, 61);
        graph_gen_finish(&g);
        layout_run(&g.input, &o, &r);
        const char *wrong = trace_boxes(&g.input, &r);
        wrong = wrong ? wrong : trace_ends(&g.input, &r);
        if (wrong)
            fail_msg("variant %d: %s", i, wrong);
        assert_int_equal(r.metrics.illegal, 0);
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

static void fits_common_windows(void **state)
{
    (void)state;
    static const struct {
        int rows, cols;
        unsigned pinned;
        struct layout_options fixed;
        bool whole, frames;
        enum layout_direction direction;
        enum layout_boxes boxes;
    } rows[] = {
        {48, 160, 0, {0}, true, true, LAYOUT_TB, LAYOUT_COMPACT},
        {30, 200, 0, {0}, true, true, LAYOUT_LR, LAYOUT_FULL},
        {15, 170, 0, {0}, true, false, LAYOUT_LR, LAYOUT_FULL},
        {28, 100, 0, {0}, true, false, LAYOUT_TB, LAYOUT_COMPACT},
        {22, 80, 0, {0}, true, false, LAYOUT_TB, LAYOUT_COMPACT},
        {80, 90, 0, {0}, true, true, LAYOUT_TB, LAYOUT_FULL},
        {48, 160, LAYOUT_PIN_DIRECTION, {.direction = LAYOUT_LR}, true, false, LAYOUT_LR,
         LAYOUT_FULL},
        {48, 100, LAYOUT_PIN_FRAMES | LAYOUT_PIN_BOXES, {.frames = true, .boxes = LAYOUT_COMPACT},
         true, true, LAYOUT_TB, LAYOUT_COMPACT},
        /* only with names in one line */
        {42, 100, LAYOUT_PIN_FRAMES, {.frames = false}, true, false, LAYOUT_TB, LAYOUT_FULL},
        {10, 40, LAYOUT_PIN_BOXES, {.boxes = LAYOUT_FULL}, false, false, LAYOUT_TB, LAYOUT_FULL},
    };
    struct graph_gen g;

    graph_gen_waste(&g);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct layout_options fixed = rows[i].fixed, chosen;
        struct layout_result r;

        fixed.pinned = rows[i].pinned;
        layout_fit(&g.input, rows[i].rows, rows[i].cols, false, &fixed, &chosen, &r);
        bool whole = r.canvas.rows <= rows[i].rows && r.canvas.cols <= rows[i].cols;
        bool same = chosen.direction == rows[i].direction && chosen.frames == rows[i].frames;
        if (whole != rows[i].whole || (whole && !same) || chosen.boxes != rows[i].boxes)
            fail_msg("row %zu: %dx%d direction %d boxes %d frames %d", i, r.canvas.cols,
                     r.canvas.rows, chosen.direction, chosen.boxes, chosen.frames);
        layout_result_release(&r);
    }
    graph_gen_release(&g);
}

static void large_graphs_lose_their_frames(void **state)
{
    (void)state;
    struct graph_gen g;
    struct layout_options chosen, fixed = {.frames = true, .pinned = LAYOUT_PIN_FRAMES};
    struct layout_result r;

    graph_gen_serverless(&g, 200, 1); /* clustered by kind: bad for frames */
    layout_fit(&g.input, 40, 120, true, NULL, &chosen, &r);
    assert_false(chosen.frames);
    assert_int_equal(chosen.boxes, LAYOUT_COMPACT);
    assert_true(chosen.ascii);
    layout_result_release(&r);
    layout_fit(&g.input, 40, 120, false, &fixed, &chosen, &r);
    assert_true(chosen.frames);
    layout_result_release(&r);
    /* neither way fits on one axis: to the right, more of it is in the window */
    layout_fit(&g.input, 40, 200, false, NULL, &chosen, &r);
    assert_true(r.canvas.rows > 40 && r.canvas.cols > 200);
    assert_int_equal(chosen.direction, LAYOUT_LR);
    layout_result_release(&r);
    graph_gen_release(&g);
}

/* All 81 mixes of arms: each has a character of its own whose arms are the ones asked for. */
static void junctions(void **state)
{
    (void)state;
    static const struct {
        enum weight up, right, down, left;
        uint32_t want;
    } rows[] = {{0, 1, 0, 1, 0x2500}, {2, 0, 2, 0, 0x2503}, {0, 1, 1, 0, 0x250C},
                {2, 0, 0, 2, 0x251B}, {1, 2, 1, 0, 0x251D}, {0, 1, 2, 1, 0x2530},
                {1, 0, 2, 2, 0x252A}, {2, 1, 1, 0, 0x251E}};
    uint32_t seen[81];

    for (unsigned i = 0; i < 81; i++) {
        enum weight w[4] = {i % 3, i / 3 % 3, i / 9 % 3, i / 27};
        unsigned arms = 0, bits = 0;

        for (int k = 0; k < 4; k++) {
            arms |= arm_bits((enum arm)k, w[k]);
            bits |= w[k] ? 1u << k : 0;
        }
        seen[i] = bits == 15 ? glyph_crossing(arms, false) : glyph_contact(arms, false);
        for (unsigned k = 0; k < i; k++)
            assert_int_not_equal(seen[i], seen[k]);
        if (bits != 0 && (bits & (bits - 1))) /* half lines are not used in maps */
            assert_int_equal(trace_arms(seen[i]), bits);
        if (bits == 15)
            assert_int_equal(glyph_contact(arms, false), 0x25CF);
        assert_true(glyph_contact(arms, true) < 0x80);
        assert_true(glyph_crossing(arms, true) < 0x80);
        assert_int_equal(text_cells(seen[i]), 1);
    }
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(glyph_contact(arm_bits(ARM_UP, rows[i].up) |
                                           arm_bits(ARM_RIGHT, rows[i].right) |
                                           arm_bits(ARM_DOWN, rows[i].down) |
                                           arm_bits(ARM_LEFT, rows[i].left), false),
                         rows[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waste_in_all_variants),
        cmocka_unit_test(titles_are_readable),
        cmocka_unit_test(small_samples),
        cmocka_unit_test(nothing_and_one),
        cmocka_unit_test(lines_between_two),
        cmocka_unit_test(loops_are_badges),
        cmocka_unit_test(numbers_of_badges_are_whole),
        cmocka_unit_test(loose_boxes_form_a_grid),
        cmocka_unit_test(hubs_chains_and_nests),
        cmocka_unit_test(fans_keep_their_marks),
        cmocka_unit_test(odd_input),
        cmocka_unit_test(fits_common_windows),
        cmocka_unit_test(large_graphs_lose_their_frames),
        cmocka_unit_test(junctions),
    };

    if (getenv("FAASMAP_SHOW"))
        return show_all(getenv("FAASMAP_SHOW"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
