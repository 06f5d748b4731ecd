/* SPDX-License-Identifier: MIT */
/* test_layout_parts.c - steps of the layout engine against brute force. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "untangle.h"
#include "graph_gen.h"

static long fit_cost(const struct wanted *want, const int *got, int count)
{
    long sum = 0;

    for (int i = 0; i < count; i++)
        sum += (long)want[i].weight * abs(want[i].at - got[i]);
    return sum;
}

/* The least cost of all placements of want[i..) from lo on. */
static long least_cost(const struct wanted *want, int count, int gap, int lo, int hi)
{
    long best = -1;

    if (count == 0)
        return 0;
    for (int at = lo; at + (count - 1) * gap <= hi; at++) {
        long cost = (long)want[0].weight * abs(want[0].at - at) +
                    least_cost(want + 1, count - 1, gap, at + gap, hi);
        if (best < 0 || cost < best)
            best = cost;
    }
    return best;
}

static void fitting_is_optimal(void **state)
{
    (void)state;
    struct arena *a = arena_new();

    for (int seed = 0; seed < 2000; seed++) {
        struct gen_random r = {(uint64_t)seed};
        int count = 1 + gen_below(&r, 4), gap = 1 + gen_below(&r, 2);
        int lo = gen_below(&r, 4), hi = lo + (count - 1) * gap + gen_below(&r, 6), got[4];
        struct wanted want[4];

        for (int i = 0; i < count; i++)
            want[i] = (struct wanted){gen_below(&r, 14), 1 + 3 * gen_below(&r, 2)};
        place_fit(a, want, got, count, gap, lo, hi);
        for (int i = 0; i < count; i++) {
            assert_true(got[i] >= lo && got[i] <= hi);
            if (i > 0)
                assert_true(got[i] - got[i - 1] >= gap);
        }
        assert_int_equal(fit_cost(want, got, count), least_cost(want, count, gap, lo, hi));
    }
    arena_free(a);
}

/* Everything up to the order of items. */
static void run_to_order(struct lay *l, const struct layout_input *in, bool frames)
{
    *l = (struct lay){.in = in, .n = in->node_count, .arena = arena_new(),
                      .opt = {.frames = frames, .pitch = 1}};
    l->depth = arena_array(l->arena, (size_t)l->n, sizeof(int));
    bands_fold(l);
    orient_links(l);
    ranks_make(l);
    boxes_label(l);
    chains_make(l);
    boxes_size(l);
    bands_make(l);
    order_make(l);
}

static long count_by_pairs(const struct lay *l)
{
    long crossings = 0;

    for (int r = 0; r + 1 < l->rank_count; r++) {
        for (int i = l->seg_first[r]; i < l->seg_first[r + 1]; i++) {
            for (int k = i + 1; k < l->seg_first[r + 1]; k++) {
                int a = l->items[l->segs[i].a].pos - l->items[l->segs[k].a].pos;
                int b = l->items[l->segs[i].b].pos - l->items[l->segs[k].b].pos;

                crossings += (a < 0 && b > 0) || (a > 0 && b < 0);
            }
        }
    }
    return crossings;
}

static void crossings_are_counted(void **state)
{
    (void)state;
    for (int seed = 0; seed < 200; seed++) {
        struct graph_gen g;
        struct untangle c;
        struct lay l;

        graph_gen_wild(&g, 1 + seed % 40, seed % 90, (uint64_t)seed);
        run_to_order(&l, &g.input, seed % 2);
        untangle_init(&c, &l);
        assert_int_equal(untangle_count(&c), count_by_pairs(&l));
        assert_int_equal(l.metrics.crossings, count_by_pairs(&l));
        arena_free(l.arena);
        graph_gen_release(&g);
    }
}

/* Links run right, each edge has one, and boxes of a shelf stand together in each rank. */
static void ranks_and_shelves(void **state)
{
    (void)state;
    for (int seed = 0; seed < 400; seed++) {
        struct graph_gen g;
        struct lay l;

        graph_gen_wild(&g, 1 + seed % 40, seed % 90, (uint64_t)seed);
        run_to_order(&l, &g.input, seed % 2);
        for (int i = 0; i < l.link_count; i++)
            assert_true(l.items[l.links[i].left].rank < l.items[l.links[i].right].rank);
        for (int i = 0; i < g.input.edge_count; i++) {
            int from = g.input.edges[i].from, to = g.input.edges[i].to, found = 0;

            for (int k = 0; k < l.link_count; k++) {
                const struct link *link = &l.links[k];
                bool right = link->left == from && link->right == to;
                bool left = link->left == to && link->right == from;

                found += (right && link->kind != LINK_REVERSED) ||
                         (left && link->kind != LINK_FORWARD);
            }
            assert_int_equal(found, from != to);
        }
        for (int r = 0; r < l.rank_count; r++) {
            assert_true(l.rank_first[r] < l.rank_first[r + 1]); /* no rank is empty */
            for (int i = l.rank_first[r] + 1; i < l.rank_first[r + 1]; i++)
                assert_true(l.shelves[l.items[l.rank_items[i - 1]].shelf].seq <=
                            l.shelves[l.items[l.rank_items[i]].shelf].seq);
        }
        arena_free(l.arena);
        graph_gen_release(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fitting_is_optimal),
        cmocka_unit_test(crossings_are_counted),
        cmocka_unit_test(ranks_and_shelves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
