/* SPDX-License-Identifier: MIT */
/* test_layout.c - pictures of known graphs: sizes, crossings, nothing ambiguous.
 * With FAASMAP_SHOW=waste (focus, overview, r60, ...) the pictures go to stdout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "graph_gen.h"
#include "layout.h"

static void show(const char *name, const struct layout_input *in, struct layout_options o)
{
    struct layout_result r;
    struct buf text = {0};
    struct timespec t0, t1;

    clock_gettime(CLOCK_MONOTONIC, &t0);
    layout_run(in, &o, &r);
    clock_gettime(CLOCK_MONOTONIC, &t1);
    canvas_to_text(&r.canvas, &text);
    printf("== %s %s %s%s pitch %d%s: %dx%d crossings %d drawn %d merges %d contacts4 %d doglegs %d"
           " ranks %d dummies %d illegal %d  %.1f ms\n",
           name, o.direction == LAYOUT_LR ? "LR" : "TB",
           o.boxes == LAYOUT_FULL ? "full" : "compact", o.frames ? " frames" : "", o.pitch,
           o.ascii ? " ascii" : "", r.canvas.cols, r.canvas.rows, r.metrics.crossings,
           r.metrics.drawn_crossings, r.metrics.merges, r.metrics.contacts4, r.metrics.doglegs,
           r.metrics.ranks, r.metrics.dummies, r.metrics.illegal,
           (double)(t1.tv_sec - t0.tv_sec) * 1e3 + (double)(t1.tv_nsec - t0.tv_nsec) / 1e6);
    if (!getenv("FAASMAP_QUIET"))
        fwrite(text.ptr, 1, text.len, stdout);
    buf_release(&text);
    layout_result_release(&r);
}

static void make(struct graph_gen *g, const char *name)
{
    if (name[0] == 'w' && name[1] == 'a')
        graph_gen_waste(g);
    else if (name[0] == 'f')
        graph_gen_focus(g);
    else if (name[0] == 'o')
        graph_gen_overview(g);
    else if (name[0] == 'r')
        graph_gen_serverless(g, atoi(name + 1), getenv("SEED") ? (uint64_t)atoi(getenv("SEED")) : 1);
    else
        graph_gen_wild(g, atoi(name + 1), 2 * atoi(name + 1), getenv("SEED") ? (uint64_t)atoi(getenv("SEED")) : 1);
}

static int show_all(const char *name)
{
    struct graph_gen g;
    const char *only = getenv("V"); /* letters: lr/tb, full/compact */

    make(&g, name);
    for (int i = 0; i < 16; i++) {
        struct layout_options o = {.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .frames = i & 4,
                                   .pitch = i & 8 ? 1 : 2};
        o.ascii = getenv("ASCII") != NULL;
        if (!only || atoi(only) == i)
            show(name, &g.input, o);
    }
    graph_gen_release(&g);
    return 0;
}

static void waste_sizes(void **state)
{
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(waste_sizes)};

    if (getenv("FAASMAP_SHOW"))
        return show_all(getenv("FAASMAP_SHOW"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
