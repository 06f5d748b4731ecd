/* SPDX-License-Identifier: MIT */
/* test_map_golden.c - the maps of the samples in all layouts, both directions, all styles of boxes, in
 * line glyphs and in ASCII: each is sound, and some of them are kept as text in tests/golden/maps.
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
#include "golden.h"
#include "map_trace.h"
#include "mem.h"
#include "visible.h"

static const char *const samples[] = {"waste-management", "waste-management-aws",
                                      "death-by-lambda"};
static const char *const directions[] = {[LAYOUT_LR] = "lr", [LAYOUT_TB] = "tb"};
static const char *const boxes[] = {[LAYOUT_FULL] = "full", [LAYOUT_COMPACT] = "compact",
                                    [LAYOUT_DETAILED] = "detailed"};

/* One map in the style that the numbers say; what is wrong with it, or NULL. */
static const char *draw(const struct graph *g, enum visible_arrangement arrangement,
                        struct layout_options o, struct buf *out)
{
    uint8_t *outer = crossings_of_all(g);
    struct visible_options vo = {.arrangement = arrangement, .outer = outer,
                                 .more = o.boxes == LAYOUT_DETAILED};
    struct visible v;
    struct layout_result r;

    for (size_t e = 1; e <= graph_edge_count(g); e++)
        outer[e] = outer[e] == CROSSING_OUTER;
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
    for (size_t s = 0; s < COUNT(samples); s++) {
        char folder[60];
        snprintf(folder, sizeof folder, "samples/%s", samples[s]);
        struct graph *g = golden_import(folder);

        for (int i = 0; i < VISIBLE_ARRANGEMENT_COUNT * 2 * 3 * 2 * 2; i++) {
            struct layout_options o = {.direction = (enum layout_direction)(i % 2),
                                       .boxes = (enum layout_boxes)(i / 2 % 3),
                                       .frames = i / 6 % 2,
                                       .ascii = i / 12 % 2,
                                       .pitch = 1};
            struct buf text = {0};
            const char *wrong = draw(g, (enum visible_arrangement)(i / 24), o, &text);
            if (wrong)
                fail_msg("%s, map %d: %s", samples[s], i, wrong);
            buf_release(&text);
        }
        graph_free(g);
    }
}

static const struct {
    const char *sample;
    enum visible_arrangement arrangement;
    enum layout_direction direction;
    enum layout_boxes boxes;
    bool ascii;
} kept[] = {
    {"waste-management", VISIBLE_FLOW, LAYOUT_LR, LAYOUT_COMPACT, false},
    {"waste-management", VISIBLE_FLOW, LAYOUT_TB, LAYOUT_FULL, false},
    {"waste-management", VISIBLE_ZONES, LAYOUT_LR, LAYOUT_FULL, false},
    {"waste-management", VISIBLE_ZONES, LAYOUT_TB, LAYOUT_COMPACT, false},
    {"waste-management", VISIBLE_STACK, LAYOUT_LR, LAYOUT_COMPACT, false},
    {"waste-management", VISIBLE_STACK, LAYOUT_TB, LAYOUT_COMPACT, true},
    {"waste-management", VISIBLE_FLOW, LAYOUT_TB, LAYOUT_DETAILED, false},
    {"waste-management-aws", VISIBLE_FLOW, LAYOUT_TB, LAYOUT_COMPACT, true},
    {"waste-management-aws", VISIBLE_ZONES, LAYOUT_LR, LAYOUT_COMPACT, false},
    {"death-by-lambda", VISIBLE_FLOW, LAYOUT_LR, LAYOUT_FULL, false},
    {"death-by-lambda", VISIBLE_ZONES, LAYOUT_TB, LAYOUT_FULL, true},
    {"death-by-lambda", VISIBLE_STACK, LAYOUT_TB, LAYOUT_COMPACT, false},
};

static void some_maps_as_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kept); i++) {
        char folder[60], path[160];
        struct buf text = {0};
        struct layout_options o = {.direction = kept[i].direction, .boxes = kept[i].boxes,
                                   .frames = true, .ascii = kept[i].ascii, .pitch = 1};

        snprintf(folder, sizeof folder, "samples/%s", kept[i].sample);
        snprintf(path, sizeof path, "tests/golden/maps/%s-%s-%s-%s%s.txt", kept[i].sample,
                 visible_arrangement_names[kept[i].arrangement], directions[kept[i].direction],
                 boxes[kept[i].boxes], kept[i].ascii ? "-ascii" : "");
        struct graph *g = golden_import(folder);
        assert_null(draw(g, kept[i].arrangement, o, &text));
        golden_text(path, buf_str(&text));
        buf_release(&text);
        graph_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_map_is_sound),
        cmocka_unit_test(some_maps_as_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
