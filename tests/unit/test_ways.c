/* SPDX-License-Identifier: MIT */
/* The k best ways against all simple ways, on small graphs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "mem.h"
#include "random_graph.h"
#include "tiny_graph.h"
#include "ways.h"

enum { ROUNDS = 1500, MAX_NODES = 9, WAYS = 20, MOST = 200000 };

/* --- All simple ways -------------------------------------------------------------------------- */

struct one {
    struct way_found way;
    vertex_id start;
    arc_id first; /* ARC_NONE: no hop */
};

struct walker {
    const struct attack *a;
    const uint8_t *is_start;
    vertex_id target, start;
    uint8_t on_way[8 * MAX_NODES];
    arc_id arcs[8 * MAX_NODES];
    uint32_t count;
    struct one *all;
    size_t found, cap;
};

static void note(struct walker *w)
{
    struct one one = {.start = w->start, .first = w->count ? w->arcs[0] : ARC_NONE};
    one.way = (struct way_found){.count = w->count, .confidence = 100};
    for (uint32_t i = 0; i < w->count; i++) {
        arc_id arc = w->arcs[i];
        one.way.effort += w->a->arc_effort[arc];
        if (w->a->arc_gate[arc] > one.way.rank)
            one.way.rank = w->a->arc_gate[arc];
        if (w->a->arc_confidence[arc] < one.way.confidence)
            one.way.confidence = w->a->arc_confidence[arc];
    }
    if (w->found == w->cap)
        w->all = mem_grow(w->all, &w->cap, sizeof *w->all);
    w->all[w->found++] = one;
}

static void walk(struct walker *w, vertex_id v)
{
    if (v == w->target) {
        note(w);
        return;
    }
    w->on_way[v] = 1;
    for (arc_id arc = w->a->out_at[v]; arc < w->a->out_at[v + 1] && w->found < MOST; arc++) {
        vertex_id to = w->a->arc_to[arc];
        if (w->on_way[to] || w->is_start[to])
            continue;
        w->arcs[w->count++] = arc;
        walk(w, to);
        w->count--;
    }
    w->on_way[v] = 0;
}

static int by_order(const void *x, const void *y)
{
    const struct one *a = x, *b = y;
    return ways_compare(&a->way, &b->way);
}

/* Only the best with each beginning stay. */
static void keep_beginnings(struct walker *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->found; i++) {
        size_t k = 0;
        while (k < kept &&
               (w->all[k].start != w->all[i].start || w->all[k].first != w->all[i].first))
            k++;
        if (k == kept)
            w->all[kept++] = w->all[i];
    }
    w->found = kept;
}

/* --- Comparison ------------------------------------------------------------------------------- */

/* The arcs join, pass nothing twice, and add up to what is said of them. */
static void way_holds(const struct attack *a, const struct way_found *way, vertex_id target,
                      const uint8_t *is_start)
{
    uint8_t seen[8 * MAX_NODES] = {0};
    uint32_t effort = 0;
    vertex_id at = VERTEX_NONE;
    for (uint32_t i = 0; i < way->count; i++) {
        arc_id arc = way->arcs[i];
        vertex_id from = 0;
        while (!(a->out_at[from] <= arc && arc < a->out_at[from + 1]))
            from++;
        assert_true(i == 0 ? is_start[from] : from == at);
        seen[from] = 1;
        at = a->arc_to[arc];
        assert_false(seen[at] || is_start[at]);
        effort += a->arc_effort[arc];
    }
    assert_true(way->count == 0 || at == target);
    assert_int_equal(effort, way->effort);
}

static void compare(struct walker *w, const struct search *s, const vertex_id *starts,
                    size_t start_count, bool differing, const struct buf *text)
{
    struct way_found way = {0}, last = {0};
    struct ways *ways = ways_new(s, starts, start_count, w->target, differing);
    size_t i = 0;
    for (; i < WAYS && ways_next(ways, &way); i++) {
        way_holds(w->a, &way, w->target, w->is_start);
        if (i >= w->found || ways_compare(&way, &w->all[i].way) != 0)
            fail_msg("way %zu of %zu: gate %d effort %u hops %u, expected %d %u %u\n%s", i,
                     w->found, way.rank, way.effort, way.count,
                     i < w->found ? w->all[i].way.rank : 0, i < w->found ? w->all[i].way.effort : 0,
                     i < w->found ? w->all[i].way.count : 0, text->ptr);
        if (i && last.count == way.count)
            assert_true(memcmp(last.arcs, way.arcs, way.count * sizeof *way.arcs) != 0);
        last = way;
    }
    if (i < WAYS)
        assert_int_equal(i, w->found);
    assert_true(ways_complete(ways));
    ways_free(ways);
}

static void the_best_of_all_simple_ways(void **state)
{
    (void)state;
    uint64_t seed = 99;
    struct buf text = {0};
    size_t many = 0;
    uint32_t rounds = getenv("FAASMAP_LONG") ? ROUNDS * 10 : ROUNDS;
    for (uint32_t round = 0; round < rounds; round++) {
        uint32_t nodes = 4 + random_below(&seed, MAX_NODES - 3);
        buf_reset(&text);
        random_graph(&seed, nodes, 3 * nodes, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct spread_terms terms = {.mode = MODE_STRICT, .pass = (1u << AUTH_CLASS_COUNT) - 1};
        struct attack *a = attack_build(g, &terms);
        uint8_t is_start[8 * MAX_NODES] = {0};
        vertex_id starts[2] = {random_below(&seed, a->vertex_count),
                               random_below(&seed, a->vertex_count)};
        size_t start_count = starts[0] == starts[1] ? 1 : 2;
        is_start[starts[0]] = is_start[starts[1]] = 1;
        struct search *s = search_run(a, starts, start_count);
        struct walker w = {.a = a, .is_start = is_start};
        for (uint32_t try = 0; try < 3; try++) {
            w.target = random_below(&seed, a->vertex_count);
            w.found = 0;
            if (s->rank[w.target] == RANK_NONE)
                continue;
            for (size_t i = 0; i < start_count; i++) {
                w.start = starts[i];
                walk(&w, starts[i]);
            }
            if (w.found >= MOST)
                continue;
            qsort(w.all, w.found, sizeof *w.all, by_order);
            many += w.found >= WAYS;
            compare(&w, s, starts, start_count, false, &text);
            keep_beginnings(&w);
            compare(&w, s, starts, start_count, true, &text);
        }
        mem_free(w.all);
        search_free(s);
        attack_free(a);
        graph_free(g);
    }
    assert_true(many > 50);
    buf_release(&text);
}

/* A long chain with a detour at each link: the next ways cost one detour each. */
static void long_chains_part_in_time(void **state)
{
    (void)state;
    enum { LINKS = 500 };
    struct buf text = {0};
    buf_puts(&text, "queue q0\n");
    for (int i = 1; i <= LINKS; i++)
        buf_printf(&text, "queue q%d\nq%d -deadletters-> q%d id=a%d\nq%d -delivers-> q%d id=b%d\n",
                   i, i - 1, i, i, i - 1, i, i);
    struct graph *g = tiny_graph(text.ptr);
    struct spread_terms terms = {0};
    struct attack *a = attack_build(g, &terms);
    vertex_id start = attack_vertex(a, tiny_node(g, "q0"), STATE_WRITE);
    char name[16];
    snprintf(name, sizeof name, "q%d", LINKS);
    vertex_id target = attack_vertex(a, tiny_node(g, name), STATE_WRITE);
    struct search *s = search_run(a, &start, 1);
    struct ways *ways = ways_new(s, &start, 1, target, false);
    struct way_found way;
    for (int i = 0; i < WAYS; i++) {
        assert_true(ways_next(ways, &way));
        assert_int_equal(way.count, LINKS);
    }
    assert_true(ways_complete(ways));
    ways_free(ways);
    search_free(s);
    attack_free(a);
    graph_free(g);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_of_all_simple_ways),
        cmocka_unit_test(long_chains_part_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
