/* SPDX-License-Identifier: MIT */
/* Dominators, greatest flows and least cuts against trying out every removal, on 100,000 small random
 * digraphs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dominators.h"
#include "flow.h"
#include "mem.h"
#include "random_graph.h"
#include "str.h"

enum { GRAPHS = 100000, VERTICES = 10, ARCS = 24, COST = 3, UNBOUNDED = 9 };

/* --- Small digraphs --------------------------------------------------------------------------- */

struct small {
    uint32_t vertices, arcs;
    uint32_t from[ARCS], to[ARCS], cost[ARCS]; /* sorted by from */
    uint32_t at[VERTICES + 1];
};

static void small_random(uint64_t *seed, struct small *s)
{
    s->vertices = 2 + random_below(seed, VERTICES - 1);
    s->arcs = random_below(seed, s->vertices * 2 + 4);
    s->arcs = s->arcs > ARCS ? ARCS : s->arcs;
    for (uint32_t i = 0; i < s->arcs; i++) {
        uint32_t from = random_below(seed, s->vertices), k = i;
        for (; k > 0 && s->from[k - 1] > from; k--) {
            s->from[k] = s->from[k - 1];
            s->to[k] = s->to[k - 1];
            s->cost[k] = s->cost[k - 1];
        }
        s->from[k] = from;
        s->to[k] = random_below(seed, s->vertices);
        s->cost[k] = random_below(seed, 8) ? 1 + random_below(seed, COST) : UNBOUNDED;
    }
    for (uint32_t v = 0, i = 0; v <= s->vertices; v++) {
        while (i < s->arcs && s->from[i] < v)
            i++;
        s->at[v] = i;
    }
}

/* Bits of what is reached from the starts when some vertices and arcs are gone: naive. */
static uint32_t reach(const struct small *s, uint32_t starts, uint32_t gone, uint32_t gone_arcs)
{
    uint32_t reached = starts & ~gone;
    for (uint32_t round = 0; round < s->vertices; round++)
        for (uint32_t i = 0; i < s->arcs; i++)
            if (reached >> s->from[i] & 1 && !(gone >> s->to[i] & 1) && !(gone_arcs >> i & 1))
                reached |= 1u << s->to[i];
    return reached;
}

/* --- Dominators ------------------------------------------------------------------------------- */

static void check_dominators(const struct small *s, uint32_t starts)
{
    uint32_t list[VERTICES], count = 0, idom[VERTICES];
    for (uint32_t v = s->vertices; v-- > 0;) /* not in order */
        if (starts >> v & 1)
            list[count++] = v;
    const struct digraph g = {s->vertices, s->at, s->to};
    dominators_find(&g, list, count, idom);
    uint32_t reached = reach(s, starts, 0, 0);
    for (uint32_t v = 0; v < s->vertices; v++) {
        uint32_t chain = 0, truth = 0, steps = 0;
        if (!(reached >> v & 1)) {
            assert_int_equal(idom[v], DOMINATOR_NONE);
            continue;
        }
        for (uint32_t x = idom[v]; x != s->vertices; x = idom[x]) {
            assert_true(x < s->vertices && steps++ < s->vertices);
            chain |= 1u << x;
        }
        for (uint32_t x = 0; x < s->vertices; x++)
            if (x != v && reached >> x & 1 && !(reach(s, starts, 1u << x, 0) >> v & 1))
                truth |= 1u << x;
        assert_int_equal(chain, truth);
    }
}

static void test_dominators(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (long i = GRAPHS; i > 0; i--) {
        struct small s;
        small_random(&seed, &s);
        uint32_t starts = 1u << random_below(&seed, s.vertices);
        if (random_below(&seed, 3) == 0)
            starts |= 1u << random_below(&seed, s.vertices);
        check_dominators(&s, starts);
    }
}

/* --- Cuts ------------------------------------------------------------------------------------- */

/* The cost of the cheapest set of arcs whose removal parts source and sink, by trying out which
 * vertices lie on the source's side; UNBOUNDED arcs cannot go. The intersection of all cheapest
 * sides comes back in *least, their union in *most. */
static uint64_t cheapest(const struct small *s, uint32_t source, uint32_t sink, uint32_t *least,
                         uint32_t *most)
{
    uint64_t best = FLOW_INFINITE;
    *least = *most = 0;
    for (uint32_t side = 0; side < 1u << s->vertices; side++) {
        uint64_t cost = 0;
        if (!(side >> source & 1) || side >> sink & 1)
            continue;
        for (uint32_t i = 0; i < s->arcs && cost != FLOW_INFINITE; i++)
            if (side >> s->from[i] & 1 && !(side >> s->to[i] & 1))
                cost = s->cost[i] == UNBOUNDED ? FLOW_INFINITE : cost + s->cost[i];
        if (cost > best || cost == FLOW_INFINITE)
            continue;
        *least = cost < best ? side : *least & side;
        *most = cost < best ? side : *most | side;
        best = cost;
    }
    return best;
}

static uint32_t bits_of(const uint8_t *side, uint32_t vertices)
{
    uint32_t bits = 0;
    for (uint32_t v = 0; v < vertices; v++)
        bits |= (uint32_t)side[v] << v;
    return bits;
}

/* The ways must carry the whole value, within the capacities, each vertex at most once. */
static void check_ways(const struct small *s, struct flow *f, uint32_t source, uint32_t sink,
                       uint64_t value)
{
    const uint32_t *arcs;
    size_t count;
    uint64_t on[ARCS] = {0}, all = 0;
    for (uint64_t amount; (amount = flow_take_way(f, &arcs, &count));) {
        uint32_t v = source, seen = 1u << source;
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(s->from[arcs[i]], v);
            v = s->to[arcs[i]];
            assert_false(seen >> v & 1);
            seen |= 1u << v;
            on[arcs[i]] += amount;
        }
        assert_int_equal(v, sink);
        all += amount;
    }
    assert_int_equal(all, value);
    for (uint32_t i = 0; i < s->arcs; i++) {
        assert_true(s->cost[i] == UNBOUNDED || on[i] <= s->cost[i]);
        for (uint32_t k = 0; k < s->arcs; k++)
            assert_false(on[i] && on[k] && s->from[i] == s->to[k] && s->to[i] == s->from[k]);
    }
}

static void check_cut(const struct small *s, uint32_t source, uint32_t sink)
{
    uint8_t side[VERTICES];
    uint32_t least, most;
    struct flow *f = flow_new(s->vertices);
    for (uint32_t i = 0; i < s->arcs; i++)
        assert_int_equal(flow_arc(f, s->from[i], s->to[i],
                                  s->cost[i] == UNBOUNDED ? FLOW_INFINITE : s->cost[i]), i);
    uint64_t value = flow_run(f, source, sink), best = cheapest(s, source, sink, &least, &most);
    assert_true(value == best);
    if (value != FLOW_INFINITE) {
        flow_side_of_source(f, side);
        assert_int_equal(bits_of(side, s->vertices), least);
        flow_side_of_sink(f, side);
        assert_int_equal(bits_of(side, s->vertices), most);
        check_ways(s, f, source, sink, value);
    }
    flow_free(f);
}

static void test_cuts(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (long i = GRAPHS; i > 0; i--) {
        struct small s;
        small_random(&seed, &s);
        check_cut(&s, 0, s.vertices - 1);
    }
}

/* Two rings that push each other's flow round must not turn up as ways. */
static void test_round_and_round(void **state)
{
    (void)state;
    struct flow *f = flow_new(4);
    const uint32_t *arcs;
    size_t count;
    flow_arc(f, 0, 1, 2);
    flow_arc(f, 1, 2, FLOW_INFINITE);
    flow_arc(f, 2, 1, FLOW_INFINITE);
    flow_arc(f, 2, 3, 1);
    flow_arc(f, 1, 3, 5);
    assert_int_equal(flow_run(f, 0, 3), 2);
    uint64_t all = 0;
    for (uint64_t amount; (amount = flow_take_way(f, &arcs, &count));)
        all += amount;
    assert_int_equal(all, 2);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(flow_on(f, i), 0);
    flow_free(f);
}

/* A chain as long as this would break any recursion. */
static void test_long(void **state)
{
    (void)state;
    enum { LONG = 300000 };
    uint32_t *at = mem_alloc((LONG + 1) * sizeof *at), *to = mem_alloc(LONG * sizeof *to);
    uint32_t *idom = mem_alloc(LONG * sizeof *idom), start = 0;
    struct flow *f = flow_new(LONG);
    for (uint32_t v = 0; v < LONG; v++) {
        at[v] = v;
        to[v] = v + 1 < LONG ? v + 1 : 0;
        if (v + 1 < LONG)
            flow_arc(f, v, v + 1, v == LONG / 2 ? 1 : 2);
    }
    at[LONG] = LONG;
    const struct digraph g = {LONG, at, to};
    dominators_find(&g, &start, 1, idom);
    assert_int_equal(idom[0], LONG);
    for (uint32_t v = 1; v < LONG; v++)
        assert_int_equal(idom[v], v - 1);
    assert_int_equal(flow_run(f, 0, LONG - 1), 1);
    flow_free(f);
    mem_free(at);
    mem_free(to);
    mem_free(idom);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dominators),      cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_round_and_round), cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
