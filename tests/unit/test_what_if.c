/* SPDX-License-Identifier: MIT */
/* A change tried on paper gives what the changed graph gives: random graphs, written again without
 * the edge, with the gate, or asked from a joined seat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "attack.h"
#include "mem.h"
#include "paths.h"
#include "random_graph.h"
#include "tiny_graph.h"

enum { ROUNDS = 1200, SEED = 41 };

static uint32_t rounds(void)
{
    return getenv("FAASMAP_LONG") ? ROUNDS * 10 : ROUNDS;
}

static void draw(uint64_t *seed, struct buf *text)
{
    uint32_t nodes = 3 + random_below(seed, 10);
    buf_reset(text);
    random_graph(seed, nodes, nodes + random_below(seed, 2 * nodes), text);
}

/* The same nodes are reached in the same states, by ways of the same gate, effort and hops. */
static void same_answers(const struct path_answer *a, const struct path_answer *b,
                         const char *what, const struct buf *text)
{
    const struct graph *g = path_answer_graph(a);
    struct arena *arena = arena_new();
    for (size_t n = 1; n <= graph_node_count(g); n++)
        for (int s = 0; s < STATE_COUNT; s++) {
            struct path p = {0}, q = {0};
            bool in_a = path_answer_path(a, (node_id)n, (enum state)s, arena, &p);
            bool in_b = path_answer_path(b, (node_id)n, (enum state)s, arena, &q);
            if (in_a != in_b || p.rank != q.rank || p.effort != q.effort ||
                p.hop_count != q.hop_count || p.confidence != q.confidence)
                fail_msg("%s: %s(%s) differs\n%s", what, state_names[s],
                         graph_node_at(g, (node_id)n)->id.ptr, text->ptr);
        }
    arena_free(arena);
}

/* The text without the line of an edge, or with something more at its end. */
static void rewrite(const struct buf *text, const struct graph *g, edge_id e, const char *more,
                    struct buf *out)
{
    char mark[32];
    struct str own = graph_edge_at(g, e)->own_id;
    snprintf(mark, sizeof mark, " id=%.*s ", (int)own.len, own.ptr);
    buf_reset(out);
    struct str rest = buf_str(text);
    for (struct str line; str_cut(&rest, '\n', &line);) {
        bool found = str_find(line, str_from(mark)) != STR_NPOS;
        if (found && !more)
            continue;
        buf_add(out, line);
        if (found)
            buf_puts(out, more);
        buf_putc(out, '\n');
    }
}

static const struct seat *some_seat(uint64_t *seed, struct seat *seat)
{
    *seat = seat_of((enum seat_kind)random_below(seed, SEAT_COMPROMISED), 0);
    return seat;
}

static void an_edge_that_is_cut_is_gone(void **state)
{
    (void)state;
    uint64_t seed = SEED;
    struct buf text = {0}, less = {0}, why = {0};
    for (uint32_t round = 0; round < rounds(); round++) {
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        edge_id e = 1 + random_below(&seed, (uint32_t)graph_edge_count(g));
        rewrite(&text, g, e, NULL, &less);
        struct graph *h = tiny_graph(less.ptr);
        assert_int_equal(graph_edge_count(h) + 1, graph_edge_count(g));
        struct what_if w = what_if_new(g);
        assert_true(what_if_empty(&w));
        what_if_cut(&w, e);
        assert_false(what_if_empty(&w));
        struct seat seat;
        struct path_question q = {.seat = some_seat(&seed, &seat),
                                  .mode = (enum attack_mode)(round % MODE_COUNT), .change = &w};
        struct path_question plain = {.seat = &seat, .mode = q.mode};
        struct path_answer *a = paths_from(g, &q), *b = paths_from(h, &plain);
        same_answers(a, b, "cut", &text);
        if (!path_answer_verify(a, &why))
            fail_msg("%s\n%s", why.ptr, text.ptr);
        path_answer_free(a);
        path_answer_free(b);

        what_if_mend(&w, e);
        a = paths_from(g, &q);
        b = paths_from(g, &plain);
        same_answers(a, b, "mended", &text);
        path_answer_free(a);
        path_answer_free(b);
        what_if_release(&w);
        graph_free(g);
        graph_free(h);
    }
    buf_release(&text);
    buf_release(&less);
    buf_release(&why);
}

static bool takes_gates(const struct graph *g, edge_id e)
{
    enum edge_kind kind = graph_edge_at(g, e)->kind;
    return kind == EDGE_EXPOSES || kind == EDGE_ROUTES;
}

static void a_raised_gate_is_one_more(void **state)
{
    (void)state;
    uint64_t seed = SEED + 1;
    struct buf text = {0}, more = {0};
    size_t tried = 0;
    for (uint32_t round = 0; round < rounds(); round++) {
        char gate[64];
        enum auth auth = (enum auth)random_below(&seed, AUTH_COUNT);
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        edge_id e = 1;
        while (e <= graph_edge_count(g) &&
               (!takes_gates(g, e) || edge_attr(graph_edge_at(g, e), "auth-also")))
            e++;
        if (e > graph_edge_count(g)) {
            graph_free(g);
            continue;
        }
        tried++;
        snprintf(gate, sizeof gate, " auth-also=%s", auths[auth].name);
        rewrite(&text, g, e, gate, &more);
        struct graph *h = tiny_graph(more.ptr);
        struct what_if w = what_if_new(g);
        what_if_gate(&w, e, auth);
        struct seat seat;
        struct path_question q = {.seat = some_seat(&seed, &seat),
                                  .mode = (enum attack_mode)(round % MODE_COUNT),
                                  .auth = (enum auth_view)(round % 2), .change = &w};
        struct path_question plain = {.seat = &seat, .mode = q.mode, .auth = q.auth};
        struct path_answer *a = paths_from(g, &q), *b = paths_from(h, &plain);
        same_answers(a, b, "gate", &text);
        path_answer_free(a);
        path_answer_free(b);
        what_if_release(&w);
        graph_free(g);
        graph_free(h);
    }
    assert_true(tried > 100);
    buf_release(&text);
    buf_release(&more);
}

static void what_is_given_is_a_seat_more(void **state)
{
    (void)state;
    uint64_t seed = SEED + 2;
    struct buf text = {0};
    for (uint32_t round = 0; round < rounds(); round++) {
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct what_if w = what_if_new(g);
        node_id n = 1 + random_below(&seed, (uint32_t)graph_node_count(g));
        for (int s = 0; s < STATE_COUNT; s++)
            what_if_give(&w, n, (enum state)s);
        struct seat seat, joined;
        some_seat(&seed, &seat);
        joined = seat;
        if (w.given_count) /* a net has no states and is no seat */
            joined.parts[joined.part_count++] = seat_of(SEAT_NODE, n).parts[0];
        struct path_question q = {.seat = &seat, .change = &w}, plain = {.seat = &joined};
        struct path_answer *a = paths_from(g, &q), *b = paths_from(g, &plain);
        same_answers(a, b, "given", &text);
        path_answer_free(a);
        path_answer_free(b);
        what_if_release(&w);
        graph_free(g);
    }
    buf_release(&text);
}

/* The walk over the compiled graph reaches what the graph compiled again reaches. */
static void walking_past_is_as_good_as_compiling(void **state)
{
    (void)state;
    uint64_t seed = SEED + 3;
    struct buf text = {0};
    for (uint32_t round = 0; round < rounds(); round++) {
        draw(&seed, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct spread_terms terms = {.mode = (enum attack_mode)(round % MODE_COUNT),
                                     .pass = random_below(&seed, 1u << AUTH_CLASS_COUNT)};
        struct what_if w = what_if_new(g);
        for (edge_id e = 1; e <= graph_edge_count(g); e++)
            if (random_below(&seed, 5) == 0)
                what_if_cut(&w, e);
            else if (takes_gates(g, e) && random_below(&seed, 2))
                what_if_gate(&w, e, (enum auth)random_below(&seed, AUTH_COUNT));
        struct attack *a = attack_build(g, &terms);
        struct attack *again = attack_build_changed(g, &terms, &w, false);
        vertex_id starts[2] = {random_below(&seed, a->vertex_count), 0};
        uint8_t *one = mem_alloc(a->vertex_count), *two = mem_alloc(a->vertex_count);
        size_t count = attack_reach_changed(a, starts, COUNT(starts), &w, one);
        assert_int_equal(count, attack_reach(again, starts, COUNT(starts), two));
        if (memcmp(one, two, a->vertex_count) != 0)
            fail_msg("reached otherwise\n%s", text.ptr);
        mem_free(one);
        mem_free(two);
        attack_free(a);
        attack_free(again);
        what_if_release(&w);
        graph_free(g);
    }
    buf_release(&text);
}

static void changes_are_kept_and_taken_back(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("actor internet\napi a\nroute r\nfunction f\n"
                                 "internet -exposes-> r auth=none\na -routes-> r\n"
                                 "r -invokes-> f\n");
    node_id r = tiny_node(g, "r"), f = tiny_node(g, "f");
    struct what_if w = what_if_new(g);
    assert_true(what_if_empty(NULL));
    assert_int_equal(what_if_guard(&w, r, AUTH_JWT), 2);
    assert_int_equal(w.gate_count, 2);
    assert_int_equal(what_if_guard(&w, r, AUTH_APIKEY), 2); /* weaker: nothing changes */
    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        assert_int_equal(what_if_gate_of(&w, e), takes_gates(g, e) ? AUTH_JWT : AUTH_ABSENT);
    assert_int_equal(what_if_guard(&w, r, AUTH_ABSENT), 2);
    assert_int_equal(w.gate_count, 0);
    assert_int_equal(what_if_guard(&w, f, AUTH_JWT), 0);

    assert_true(what_if_give(&w, f, STATE_CONTROL));
    assert_false(what_if_give(&w, f, STATE_CONTROL));
    assert_false(what_if_give(&w, f, STATE_HOLD)); /* nobody holds a function */
    assert_true(what_if_take(&w, f, STATE_CONTROL));
    assert_false(what_if_take(&w, f, STATE_CONTROL));
    what_if_cut(&w, 1);
    what_if_cut(&w, 1);
    assert_int_equal(w.cut_count, 1);
    what_if_mend(&w, 1);
    what_if_mend(&w, 1);
    assert_true(what_if_empty(&w));
    what_if_release(&w);
    graph_free(g);
}

/* A negative answer names the trial. */
static void the_trial_is_named_as_what_blocks(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("actor internet\nroute r\nfunction f\n"
                                 "internet -exposes-> r auth=none\nr -invokes-> f\n");
    struct what_if w = what_if_new(g);
    node_id f = tiny_node(g, "f");
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    struct path_question q = {.seat = &seat, .change = &w};
    struct arena *arena = arena_new();
    const struct path_blocker *list;
    const char *const expected[] = {"the gate jwt of r is not passed from this seat",
                                    "the connection between r and f is cut in this trial"};
    for (int i = 0; i < 2; i++) {
        if (i == 0)
            what_if_guard(&w, tiny_node(g, "r"), AUTH_JWT);
        else
            what_if_cut(&w, graph_in(g, f).ids[0]);
        struct path_answer *a = paths_between(g, &q, &f, 1);
        assert_int_equal(path_answer_at(a, 0)->states, 0);
        assert_int_equal(path_answer_blockers(a, f, arena, &list), 1);
        assert_string_equal(list[0].why.ptr, expected[i]);
        path_answer_free(a);
        what_if_guard(&w, tiny_node(g, "r"), AUTH_ABSENT);
    }
    arena_free(arena);
    what_if_release(&w);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edge_that_is_cut_is_gone),
        cmocka_unit_test(a_raised_gate_is_one_more),
        cmocka_unit_test(what_is_given_is_a_seat_more),
        cmocka_unit_test(walking_past_is_as_good_as_compiling),
        cmocka_unit_test(changes_are_kept_and_taken_back),
        cmocka_unit_test(the_trial_is_named_as_what_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
