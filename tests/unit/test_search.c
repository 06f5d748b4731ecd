/* SPDX-License-Identifier: MIT */
/* The two-phase search against plain enumeration of all simple paths, and the trap that makes a
 * one-pass search wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "mem.h"
#include "random_graph.h"
#include "search.h"
#include "seat.h"
#include "tiny_graph.h"

static const struct spread_terms all_gates = {
    .mode = MODE_STRICT, .pass = (1u << AUTH_CLASS_COUNT) - 1u};

/* --- Enumeration ------------------------------------------------------------------------------ */

enum { MAX_VERTICES = 64, MAX_STEPS = 300000 };

struct way {
    int gate, effort, hops, confidence; /* gate -1: none found yet */
};

struct walker {
    const struct attack *a;
    struct way best[MAX_VERTICES];
    bool on_path[MAX_VERTICES];
    long steps;
};

static bool better(const struct way *x, const struct way *y)
{
    if (y->gate < 0 || x->gate != y->gate)
        return y->gate < 0 || x->gate < y->gate;
    if (x->effort != y->effort)
        return x->effort < y->effort;
    return x->hops != y->hops ? x->hops < y->hops : x->confidence > y->confidence;
}

/* Depth is bounded by MAX_VERTICES: no vertex twice on a path. */
static void walk(struct walker *w, vertex_id v, struct way way)
{
    if (++w->steps > MAX_STEPS)
        return;
    if (better(&way, &w->best[v]))
        w->best[v] = way;
    w->on_path[v] = true;
    for (arc_id arc = w->a->out_at[v]; arc < w->a->out_at[v + 1]; arc++) {
        vertex_id to = w->a->arc_to[arc];
        struct way next = way;
        if (w->on_path[to])
            continue;
        next.gate = w->a->arc_gate[arc] > next.gate ? w->a->arc_gate[arc] : next.gate;
        next.effort += w->a->arc_effort[arc];
        next.hops++;
        if (w->a->arc_confidence[arc] < next.confidence)
            next.confidence = w->a->arc_confidence[arc];
        walk(w, to, next);
    }
    w->on_path[v] = false;
}

static void compare(const struct walker *w, const struct search *s, const struct buf *text)
{
    for (vertex_id v = 0; v < w->a->vertex_count; v++) {
        const struct way *b = &w->best[v];
        bool same = b->gate < 0 ? s->rank[v] == RANK_NONE
                                : s->rank[v] == b->gate && s->effort[v] == (uint32_t)b->effort &&
                                      s->hops[v] == (uint32_t)b->hops &&
                                      s->confidence[v] == b->confidence;
        if (!same)
            fail_msg("node %u %s: found (%d %u %u %d), expected (%d %d %d %d)\n%s",
                     (unsigned)w->a->vertex_node[v], state_names[w->a->vertex_state[v]],
                     s->rank[v], (unsigned)s->effort[v], (unsigned)s->hops[v], s->confidence[v],
                     b->gate, b->effort, b->hops, b->confidence, text->ptr);
    }
}

/* The arcs handed out join up and add up to what is said about them. */
static void ways_add_up(const struct attack *a, const struct search *s)
{
    for (vertex_id v = 0; v < a->vertex_count; v++) {
        arc_id arcs[MAX_VERTICES];
        uint32_t effort = 0;
        int gate = 0, confidence = 100;
        if (s->rank[v] == RANK_NONE)
            continue;
        size_t hops = search_way(s, v, arcs, MAX_VERTICES);
        assert_int_equal(hops, s->hops[v]);
        for (size_t i = 0; i < hops; i++) {
            effort += a->arc_effort[arcs[i]];
            gate = a->arc_gate[arcs[i]] > gate ? a->arc_gate[arcs[i]] : gate;
            if (a->arc_confidence[arcs[i]] < confidence)
                confidence = a->arc_confidence[arcs[i]];
            if (i + 1 < hops) {
                vertex_id at = a->arc_to[arcs[i]];
                assert_true(arcs[i + 1] >= a->out_at[at] && arcs[i + 1] < a->out_at[at + 1]);
            }
        }
        if (hops)
            assert_int_equal(a->arc_to[arcs[hops - 1]], v);
        assert_int_equal(effort, s->effort[v]);
        assert_int_equal(gate, s->rank[v]);
        assert_int_equal(confidence, s->confidence[v]);
    }
}

static void best_of_all_simple_paths(void **state)
{
    (void)state;
    enum { GRAPHS = 3000 };
    uint64_t seed = 4711;
    struct buf text = {0};
    struct walker *w = mem_alloc(sizeof *w);
    size_t compared = 0, far = 0;
    for (int round = 0; round < GRAPHS; round++) {
        uint32_t nodes = 3 + random_below(&seed, 6);
        buf_reset(&text);
        random_graph(&seed, nodes, 2 * nodes + random_below(&seed, nodes), &text);
        struct graph *g = tiny_graph(text.ptr);
        struct attack *a = attack_build(g, &all_gates);
        vertex_id starts[] = {attack_vertex(a, tiny_node(g, "n0"), STATE_HOLD),
                              random_below(&seed, a->vertex_count)};
        struct search *s = search_run(a, starts, 2);
        *w = (struct walker){.a = a};
        assert_true(a->vertex_count <= MAX_VERTICES);
        for (size_t v = 0; v < MAX_VERTICES; v++)
            w->best[v].gate = -1;
        walk(w, starts[0], (struct way){.confidence = 100});
        walk(w, starts[1], (struct way){.confidence = 100});
        if (w->steps <= MAX_STEPS) {
            compare(w, s, &text);
            ways_add_up(a, s);
            compared++;
        }
        for (vertex_id v = 0; v < a->vertex_count; v++)
            far += s->rank[v] != RANK_NONE && s->rank[v] > 0 && s->hops[v] > 2;
        search_free(s);
        attack_free(a);
        graph_free(g);
    }
    assert_true(compared > GRAPHS * 4 / 5);
    assert_true(far > 100);
    mem_free(w);
    buf_release(&text);
}

/* --- Only what is reached ----------------------------------------------------------------------- */

/* The same ways, arc by arc, from the graph that holds nothing else; and nothing else in it. */
static void same_ways(const struct attack *all, const struct attack *few, vertex_id start)
{
    enum { LONG = 64 };
    arc_id x[LONG], y[LONG];
    struct search *s = search_run(all, &start, 1), *t = search_run(few, &start, 1);
    assert_int_equal(all->vertex_count, few->vertex_count);
    for (vertex_id v = 0; v < all->vertex_count; v++) {
        bool wanted = all->vertex_state[v] != STATE_EXHAUST;
        assert_int_equal(t->rank[v], wanted ? s->rank[v] : RANK_NONE);
        if (t->rank[v] == RANK_NONE) {
            assert_int_equal(few->out_at[v], few->out_at[v + 1]);
            continue;
        }
        assert_int_equal(t->effort[v], s->effort[v]);
        assert_int_equal(t->gate[v], s->gate[v]);
        assert_int_equal(t->confidence[v], s->confidence[v]);
        size_t hops = search_way(s, v, x, LONG);
        assert_true(hops <= LONG);
        assert_int_equal(search_way(t, v, y, LONG), hops);
        for (size_t i = 0; i < hops; i++) {
            assert_int_equal(few->arc_to[y[i]], all->arc_to[x[i]]);
            assert_int_equal(few->arc_edge[y[i]], all->arc_edge[x[i]]);
            assert_int_equal(few->arc_row[y[i]], all->arc_row[x[i]]);
        }
    }
    search_free(s);
    search_free(t);
}

static void what_is_reached_is_enough(void **state)
{
    (void)state;
    enum { GRAPHS = 2000 };
    uint64_t seed = 815;
    struct buf text = {0};
    size_t fewer = 0;
    for (int round = 0; round < GRAPHS; round++) {
        uint32_t nodes = 3 + random_below(&seed, 12);
        struct spread_terms terms = {.mode = (enum attack_mode)random_below(&seed, MODE_COUNT),
                                     .pass = random_below(&seed, 1u << AUTH_CLASS_COUNT)};
        buf_reset(&text);
        random_graph(&seed, nodes, nodes + random_below(&seed, 2 * nodes), &text);
        struct graph *g = tiny_graph(text.ptr);
        node_id start = tiny_node(g, "n0");
        struct attack *all = attack_build(g, &terms);
        struct attack *few = attack_build_from(g, &terms, NULL, &start, 1, STATE_HOLD,
                                               ~(1u << STATE_EXHAUST));
        same_ways(all, few, attack_vertex(all, start, STATE_HOLD));
        fewer += few->arc_count && few->arc_count < all->arc_count / 2;
        attack_free(all);
        attack_free(few);
        graph_free(g);
    }
    assert_true(fewer > GRAPHS / 20);
    buf_release(&text);
}

/* --- The order of ways ------------------------------------------------------------------------ */

struct found {
    uint8_t rank, confidence;
    uint32_t effort, hops;
};

static struct found look(const char *text, const char *node, enum state s, enum attack_mode mode)
{
    struct graph *g = tiny_graph(text);
    struct spread_terms terms = all_gates;
    terms.mode = mode;
    struct attack *a = attack_build(g, &terms);
    vertex_id start = attack_vertex(a, tiny_node(g, "internet"), STATE_HOLD);
    vertex_id v = attack_vertex(a, tiny_node(g, node), s);
    struct search *search = search_run(a, &start, 1);
    struct found f = {search->rank[v], search->confidence[v], search->effort[v], search->hops[v]};
    search_free(search);
    attack_free(a);
    graph_free(g);
    return f;
}

/* A prefix with the lower gate is longer, and behind it all must pass a higher gate: to m the long
 * way is better (no key), to f the short one is (both need a token). */
static void a_prefix_of_the_best_need_not_be_best(void **state)
{
    (void)state;
    static const char text[] = "actor internet\napi front\napi m\nroute f\nfunction x\n"
                               "internet -exposes-> front auth=none\n"
                               "front -routes-> m\n"
                               "internet -exposes-> m auth=apikey\n"
                               "m -routes-> f auth=jwt\n";
    struct found m = look(text, "m", STATE_INPUT, MODE_FLOW);
    assert_int_equal(m.rank, AUTH_CLASS_NONE);
    assert_int_equal(m.hops, 2);
    struct found f = look(text, "f", STATE_INPUT, MODE_FLOW);
    assert_int_equal(f.rank, AUTH_CLASS_TOKEN);
    assert_int_equal(f.hops, 2); /* not three */
}

static void effort_goes_before_hops(void **state)
{
    (void)state;
    /* Second-order input costs 1 on the short way; the long way is free. */
    static const char text[] = "actor internet\nqueue q\nqueue p\nfunction f\ntimer t\ntopic c\n"
                               "internet -exposes-> q auth=none\n"
                               "f -reads-> q\n"
                               "q -deadletters-> p\n"
                               "p -triggers-> f\n";
    struct found f = look(text, "f", STATE_INPUT, MODE_FLOW);
    assert_int_equal(f.effort, 0);
    assert_int_equal(f.hops, 3);
}

static void equal_ways_prefer_what_is_sure(void **state)
{
    (void)state;
    static const char text[] = "actor internet\nqueue q\nfunction f\nfunction h\n"
                               "internet -exposes-> q auth=none\n"
                               "q -triggers-> f conf=60 id=1\n"
                               "q -triggers-> f conf=90 id=2\n"
                               "q -triggers-> f conf=70 id=3\n"
                               "f -invokes-> h conf=80\n";
    assert_int_equal(look(text, "f", STATE_INPUT, MODE_FLOW).confidence, 90);
    assert_int_equal(look(text, "h", STATE_INPUT, MODE_FLOW).confidence, 80);
}

static void conditions_add_effort(void **state)
{
    (void)state;
    static const char text[] = "actor internet\nidentity i\nidentity j\n"
                               "internet -exposes-> i auth=none\n"
                               "i -assumes-> j cond='MFA'\n";
    assert_int_equal(look(text, "j", STATE_HOLD, MODE_FLOW).effort, CONDITION_EFFORT);
}

static void without_a_start_nothing_is_reached(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("actor internet\nqueue q\ninternet -exposes-> q auth=none\n");
    struct attack *a = attack_build(g, &all_gates);
    struct search *s = search_run(a, NULL, 0);
    assert_int_equal(s->reached, 0);
    for (vertex_id v = 0; v < a->vertex_count; v++)
        assert_int_equal(s->rank[v], RANK_NONE);
    search_free(s);
    attack_free(a);
    graph_free(g);
}

/* A long chain: as many efforts as hops, and no recursion that could end. */
static void long_chains_are_walked(void **state)
{
    (void)state;
    enum { LENGTH = 20000 };
    struct graph *g = graph_new();
    struct origin nowhere = {0};
    node_id last = graph_node(g, NODE_ACTOR, STR("internet"), STR("internet"), nowhere);
    for (int i = 0; i < LENGTH; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        node_id f = graph_node(g, NODE_FUNCTION, str_from(name), STR_NONE, nowhere);
        edge_id e = graph_edge(g, i ? EDGE_INVOKES : EDGE_EXPOSES, last, f, EVIDENCE_DECLARED, -1,
                               nowhere);
        if (i == 0)
            graph_edge_auth(g, e, AUTH_NONE);
        else
            graph_edge_attr(g, e, "sync", STR("false"));
        last = f;
    }
    graph_seal(g);
    struct attack *a = attack_build(g, &all_gates);
    vertex_id start = attack_vertex(a, tiny_node(g, "internet"), STATE_HOLD);
    vertex_id end = attack_vertex(a, tiny_node(g, "f19999"), STATE_CONTROL);
    struct search *s = search_run(a, &start, 1);
    assert_int_equal(s->hops[end], LENGTH + 1);
    assert_int_equal(s->effort[end], 1); /* input is passed on; only the last one is taken over */
    uint8_t *reached = mem_alloc(a->vertex_count);
    assert_int_equal(attack_reach(a, &start, 1, reached), s->reached);
    mem_free(reached);
    search_free(s);
    attack_free(a);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_of_all_simple_paths),
        cmocka_unit_test(what_is_reached_is_enough),
        cmocka_unit_test(a_prefix_of_the_best_need_not_be_best),
        cmocka_unit_test(effort_goes_before_hops),
        cmocka_unit_test(equal_ways_prefer_what_is_sure),
        cmocka_unit_test(conditions_add_effort),
        cmocka_unit_test(without_a_start_nothing_is_reached),
        cmocka_unit_test(long_chains_are_walked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
