/* SPDX-License-Identifier: MIT */
/* test_map_golden.c - the maps of all samples in all layouts, both directions, all styles of boxes, in
 * line glyphs and in ASCII: each is sound. One of each sample, layout and direction is kept as text in
 * tests/golden/maps, and some that show more: the overview, a focus that stops at hubs.
 * FAASMAP_GOLDEN=write rewrites those; they are to be looked at before they are committed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crossings.h"
#include "dir_list.h"
#include "golden.h"
#include "map_trace.h"
#include "mem.h"
#include "visible.h"

static const char *const directions[] = {[LAYOUT_LR] = "lr", [LAYOUT_TB] = "tb"};

/* Each folder with a README.md is a sample, as it is for the program. */
static void find_samples(struct dir_list *list)
{
    dir_list_make(list, "samples", "/README.md");
    assert_true(list->count > 0);
    for (size_t i = 0; i < list->count; i++)
        *strrchr(list->paths[i], '/') = '\0';
}

/* One map in the style that the numbers say; what is wrong with it, or NULL. */
static const char *draw(const struct graph *g, struct visible_options vo, struct layout_options o,
                        struct buf *out)
{
    uint8_t *outer = crossings_of_all(g);
    struct visible v;
    struct layout_result r;

    for (size_t e = 1; e <= graph_edge_count(g); e++)
        outer[e] = outer[e] == CROSSING_OUTER;
    vo.outer = outer;
    vo.more = o.boxes == LAYOUT_DETAILED;
    visible_build(g, &vo, &v);
    layout_run(&v.input, &o, &r);
    const char *wrong = o.ascii ? NULL : trace_map(&v.input, &o, &r); /* the tracer reads line glyphs */
    if (r.metrics.illegal)
        wrong = "lines that touch";
    canvas_to_text(&r.canvas, out);
    layout_result_release(&r);
    visible_release(&v);
    mem_free(outer);
    return wrong;
}

static void every_map_is_sound(void **state)
{
    (void)state;
    struct dir_list samples = {0};

    find_samples(&samples);
    for (size_t s = 0; s < samples.count; s++) {
        struct graph *g = golden_import(samples.paths[s]);

        for (int i = 0; i < VISIBLE_ARRANGEMENT_COUNT * 2 * 3 * 2 * 2; i++) {
            struct layout_options o = {.direction = (enum layout_direction)(i % 2),
                                       .boxes = (enum layout_boxes)(i / 2 % 3),
                                       .frames = i / 6 % 2,
                                       .ascii = i / 12 % 2,
                                       .pitch = 1};
            struct visible_options vo = {.arrangement = (enum visible_arrangement)(i / 24)};
            struct buf text = {0};
            const char *wrong = draw(g, vo, o, &text);
            if (wrong)
                fail_msg("%s, map %d: %s", samples.paths[s], i, wrong);
            buf_release(&text);
        }
        graph_free(g);
    }
    dir_list_release(&samples);
}

/* How the map of each layout and direction is drawn: all sizes of boxes, with frames and without. */
static const struct layout_options styles[VISIBLE_ARRANGEMENT_COUNT][2] = {
    [VISIBLE_FLOW] = {[LAYOUT_LR] = {.boxes = LAYOUT_FULL, .frames = true, .pitch = 2},
                      [LAYOUT_TB] = {.boxes = LAYOUT_COMPACT, .pitch = 1}},
    [VISIBLE_ZONES] = {[LAYOUT_LR] = {.boxes = LAYOUT_FULL, .frames = true, .pitch = 1},
                       [LAYOUT_TB] = {.boxes = LAYOUT_COMPACT, .frames = true, .ascii = true,
                                      .pitch = 1}},
    [VISIBLE_STACK] = {[LAYOUT_LR] = {.boxes = LAYOUT_COMPACT, .frames = true, .ascii = true,
                                      .pitch = 1},
                       [LAYOUT_TB] = {.boxes = LAYOUT_DETAILED, .frames = true, .pitch = 1}},
};

static void keep(const struct graph *g, struct visible_options vo, struct layout_options o,
                 const char *path)
{
    struct buf text = {0};

    assert_null(draw(g, vo, o, &text));
    golden_text(path, buf_str(&text));
    buf_release(&text);
}

static void each_layout_as_it_is(void **state)
{
    (void)state;
    struct dir_list samples = {0};

    find_samples(&samples);
    for (size_t s = 0; s < samples.count; s++) {
        struct graph *g = golden_import(samples.paths[s]);

        for (int i = 0; i < VISIBLE_ARRANGEMENT_COUNT * 2; i++) {
            struct visible_options vo = {.arrangement = (enum visible_arrangement)(i / 2)};
            struct layout_options o = styles[i / 2][i % 2];
            char path[160];

            o.direction = (enum layout_direction)(i % 2);
            snprintf(path, sizeof path, "tests/golden/maps/%s-%s-%s.txt",
                     strchr(samples.paths[s], '/') + 1, visible_arrangement_names[vo.arrangement],
                     directions[o.direction]);
            keep(g, vo, o, path);
        }
        graph_free(g);
    }
    dir_list_release(&samples);
}

static void others_as_they_are(void **state)
{
    (void)state;
    struct graph *g = golden_import("samples/waste-management");
    struct layout_options compact = {.boxes = LAYOUT_COMPACT, .frames = true, .pitch = 1};
    struct layout_options full = {.frames = true, .pitch = 1};
    struct layout_options down = {.direction = LAYOUT_TB, .frames = true, .pitch = 1};

    keep(g, (struct visible_options){0}, compact, "tests/golden/maps/waste-management-compact.txt");
    keep(g, (struct visible_options){0}, down, "tests/golden/maps/waste-management-down.txt");
    keep(g, (struct visible_options){.folded = true}, full,
         "tests/golden/maps/waste-management-overview.txt");
    graph_free(g);

    g = golden_import("samples/waste-management-aws");
    struct visible_options near = {.hops = 2, .hub_degree = 3};
    for (node_id n = 1; n <= graph_node_count(g); n++)
        if (graph_node_at(g, n)->kind == NODE_QUEUE && str_is(graph_node_at(g, n)->name, "telemetry"))
            near.focus = n;
    assert_int_not_equal(near.focus, 0);
    keep(g, near, full, "tests/golden/maps/waste-management-aws-focus.txt");
    near.hub_degree = -1; /* all are walked through */
    keep(g, near, full, "tests/golden/maps/waste-management-aws-focus-all.txt");
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_map_is_sound),
        cmocka_unit_test(each_layout_as_it_is),
        cmocka_unit_test(others_as_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
