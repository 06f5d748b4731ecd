/* SPDX-License-Identifier: MIT */
/* test_layout_bus.c - many lines at one box: they share a trunk, and a number on it says how many.
 * Some pictures are kept in tests/golden/maps; FAASMAP_GOLDEN=write rewrites those, they are to be
 * looked at before they are committed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "golden.h"
#include "graph_gen.h"
#include "map_trace.h"

enum { FEW = 6 };

/* A route to ten functions; eight of them write to one table, three of those through a queue; one of
 * the functions reads it too. */
static void orders(struct graph_gen *g, bool frames)
{
    graph_gen_init(g);
    int code = frames ? graph_gen_cluster(g, "Shop", LAYOUT_NO_CLUSTER) : LAYOUT_NO_CLUSTER;
    int data = frames ? graph_gen_cluster(g, "Data", LAYOUT_NO_CLUSTER) : LAYOUT_NO_CLUSTER;
    int route = graph_gen_node(g, "shop api", LAYOUT_NO_CLUSTER);
    int table = graph_gen_node(g, "orders table", data);

    for (int i = 0; i < 10; i++) {
        char name[20];
        snprintf(name, sizeof name, "Order%c", 'A' + i);
        int fn = graph_gen_node(g, name, code), from = fn;
        int first = graph_gen_edge(g, route, fn);

        g->edges[first].crossing = i % 3 == 0;
        g->edges[first].heavy = i == 4;
        if (i < 3) {
            snprintf(name, sizeof name, "Queue%c", 'A' + i);
            from = graph_gen_node(g, name, data);
            graph_gen_edge(g, fn, from);
        }
        if (i < 8) {
            int last = graph_gen_edge(g, from, table);
            g->edges[last].heavy = i == 4;
            g->edges[last].crossing = i == 5;
        }
        if (i == 9)
            g->edges[graph_gen_edge(g, fn, table)].both = true;
        g->nodes[fn].heavy = i == 4;
    }
    g->nodes[route].heavy = g->nodes[table].heavy = true;
    graph_gen_finish(g);
}

static void some_buses_as_they_are(void **state)
{
    static const struct {
        const char *name;
        bool frames;
        struct layout_options o;
    } kept[] = {
        {"lr-full", false, {.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .pitch = 2}},
        {"lr-compact-frames", true, {.direction = LAYOUT_LR, .boxes = LAYOUT_COMPACT, .pitch = 1}},
        {"lr-full-ascii", false, {.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .pitch = 1, .ascii = true}},
        {"tb-full-frames", true, {.direction = LAYOUT_TB, .boxes = LAYOUT_FULL, .pitch = 2}},
        {"tb-compact", false, {.direction = LAYOUT_TB, .boxes = LAYOUT_COMPACT, .pitch = 1}},
        {"tb-compact-ascii", false, {.direction = LAYOUT_TB, .boxes = LAYOUT_COMPACT, .pitch = 1, .ascii = true}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(kept); i++) {
        struct graph_gen g;
        struct layout_options o = kept[i].o;
        struct layout_result r;
        struct buf text = {0};
        char path[80];

        orders(&g, kept[i].frames);
        o.frames = kept[i].frames;
        layout_run(&g.input, &o, &r);
        canvas_to_text(&r.canvas, &text);
        snprintf(path, sizeof path, "tests/golden/maps/bus-%s.txt", kept[i].name);
        golden_text(path, buf_str(&text));
        if (!o.ascii)
            assert_null(trace_map(&g.input, &o, &r));
        buf_release(&text);
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

/* How often a number stands on a line; *heads counts arrow heads of a direction. */
static int find_number(const struct layout_result *r, int number, uint32_t head, int *heads)
{
    int found = 0;

    *heads = 0;
    for (int row = 0; row < r->canvas.rows; row++) {
        for (int col = 0, n = -1; col <= r->canvas.cols; col++) {
            const struct cell *c = canvas_get(&r->canvas, row, col);
            bool line = c && c->owner_kind == OWNER_EDGE;

            *heads += line && c->glyph == head;
            if (line && c->glyph >= '0' && c->glyph <= '9') {
                n = (n < 0 ? 0 : 10 * n) + (int)(c->glyph - '0');
            } else {
                found += n == number;
                n = -1;
            }
        }
    }
    return found;
}

/* So many lines to one box, or from it; more than a few have one head (one stub) and their number. */
static void many_lines_are_counted(void **state)
{
    (void)state;
    for (int count = 1; count <= 30; count++) {
        for (int i = 0; i < 16; i++) {
            struct graph_gen g;
            struct layout_result r;
            struct layout_options o = {.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                       .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                       .pitch = i & 4 ? 1 : 2};
            bool in = i & 8;
            int heads;

            graph_gen_init(&g);
            graph_gen_node(&g, "hub", LAYOUT_NO_CLUSTER);
            for (int k = 0; k < count; k++) {
                int v = graph_gen_node(&g, "leaf", LAYOUT_NO_CLUSTER);
                graph_gen_edge(&g, in ? v : 0, in ? 0 : v);
            }
            graph_gen_finish(&g);
            layout_run(&g.input, &o, &r);
            const char *wrong = trace_map(&g.input, &o, &r);
            int found = find_number(&r, count, i & 1 ? 0x25BC : 0x25BA, &heads);
            if (wrong || found != (count > FEW))
                fail_msg("%d lines, picture %d: %s", count, i, wrong ? wrong : "no number");
            if (in && count > FEW)
                assert_int_equal(heads, 1);
            if (!in)
                assert_int_equal(heads, count);
            layout_result_release(&r);
            graph_gen_release(&g);
        }
    }
}

/* The lines of a bus that cross an outer boundary are marked each for itself, where it is alone. */
static void lines_of_a_bus_keep_their_marks(void **state)
{
    (void)state;
    for (int i = 0; i < 32; i++) {
        enum { SOURCES = 12 };
        struct graph_gen g;
        struct layout_result r;
        struct layout_options o = {.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .pitch = i & 4 ? 1 : 2};
        bool marked[3 * SOURCES] = {false};
        int hub;

        graph_gen_init(&g);
        hub = graph_gen_node(&g, "hub", LAYOUT_NO_CLUSTER);
        for (int k = 0; k < SOURCES; k++) { /* some stand a rank before the others */
            int v = graph_gen_node(&g, "source", LAYOUT_NO_CLUSTER);
            int e = graph_gen_edge(&g, v, hub);

            g.edges[e].crossing = k % 2;
            g.edges[e].both = i & 8;
            if (k % 3 == 0 && i & 16)
                graph_gen_edge(&g, v, v - 1 > hub ? v - 1 : v + 1);
        }
        graph_gen_finish(&g);
        layout_run(&g.input, &o, &r);
        assert_null(trace_map(&g.input, &o, &r));
        for (int c = 0; c < r.canvas.rows * r.canvas.cols; c++) {
            const struct cell *cell = &r.canvas.cells[c];
            if (cell->glyph == 0x256A || cell->glyph == 0x256B)
                marked[cell->owner] = true;
        }
        for (int e = 0; e < g.input.edge_count; e++)
            if (marked[e] != g.edges[e].crossing)
                fail_msg("picture %d: edge %d is %smarked", i, e, marked[e] ? "" : "not ");
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

/* A doubled line stays double where it leaves a frame. */
static void borders_do_not_break_a_bus(void **state)
{
    (void)state;
    struct layout_options o = {.boxes = LAYOUT_COMPACT, .frames = true, .pitch = 1};
    struct layout_result r;
    struct graph_gen g;
    struct buf text = {0};

    graph_gen_init(&g);
    graph_gen_node(&g, "hub", graph_gen_cluster(&g, "a frame with a long title", -1));
    for (int k = 1; k <= 9; k++)
        graph_gen_edge(&g, 0, graph_gen_node(&g, "leaf", -1));
    graph_gen_finish(&g);
    layout_run(&g.input, &o, &r);
    assert_null(trace_map(&g.input, &o, &r));
    assert_int_equal(r.metrics.buses, 1);
    canvas_to_text(&r.canvas, &text);
    assert_true(str_find(buf_str(&text), STR("═══")) != STR_NPOS);
    assert_true(str_find(buf_str(&text), STR("═─")) == STR_NPOS);
    buf_release(&text);
    layout_result_release(&r);
    graph_gen_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_buses_as_they_are),
        cmocka_unit_test(many_lines_are_counted),
        cmocka_unit_test(lines_of_a_bus_keep_their_marks),
        cmocka_unit_test(borders_do_not_break_a_bus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
