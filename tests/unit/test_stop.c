/* SPDX-License-Identifier: MIT */
/* test_stop.c - work that nobody waits for any more ends early: the flag of the thread, a thread that is
 * told, analyses that look. No test waits for a clock: who does not stop hangs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "beside.h"
#include "big_graph.h"
#include "cut.h"
#include "excess.h"
#include "finding.h"
#include "flood.h"
#include "golden.h"
#include "stop.h"

static void test_flag(void **state)
{
    atomic_bool flag = false;

    (void)state;
    assert_false(stop_asked());
    stop_watch(&flag);
    assert_false(stop_asked());
    flag = true;
    assert_true(stop_asked());
    stop_watch(NULL);
    assert_false(stop_asked());
}

static void work_on(void *arg)
{
    while (!stop_asked())
        ;
    *(bool *)arg = true;
}

static void test_thread(void **state)
{
    const struct term_options size = {.rows = 24, .cols = 80};
    struct buf why = {0};
    struct term *t = term_open(&term_memory, &size, &why);
    struct beside b = {0};
    bool ended = false;

    (void)state;
    assert_non_null(t);
    assert_true(beside_begin(&b, t, work_on, &ended));
    beside_stop(&b);
    beside_end(&b, t);
    assert_true(ended);
    assert_false(stop_asked()); /* it is the other thread's */
    term_close(t);
    buf_release(&why);
}

static void test_rules(void **state)
{
    const struct rule_options today = {.today = {2026, 11, 1}};
    atomic_bool flag = true;
    struct graph *g = big_graph(300, 1);
    struct findings *f = findings_find(g, &today);
    bool any = false;

    (void)state;
    assert_true(findings_count(f) > 0);
    findings_free(f);
    stop_watch(&flag);
    f = findings_find(g, &today);
    stop_watch(NULL);
    assert_int_equal(findings_count(f), 0);
    for (size_t i = 0; i < rule_count; i++)
        any = any || findings_ran(f, &rules[i]);
    assert_false(any);
    findings_free(f);
    graph_free(g);
}

static void test_cut(void **state)
{
    atomic_bool flag = true;
    struct graph *g = golden_import("samples/waste-management-aws");
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    struct diags *said = diags_new();
    struct jewels *jewels = jewels_find(g, NULL, NULL, 0, said);
    const struct cut_question q = {.path = {.seat = &seat}, .jewels = jewels,
                                   .prices = change_prices_usual()};
    struct cut *c = cut_find(g, &q);

    (void)state;
    assert_true(c->proposal_count > 0);
    cut_free(c);
    stop_watch(&flag);
    c = cut_find(g, &q);
    stop_watch(NULL);
    assert_int_equal(c->proposal_count, 0);
    cut_free(c);
    jewels_free(jewels);
    diags_free(said);
    graph_free(g);
}

static void test_excess(void **state)
{
    atomic_bool flag = true;
    struct graph *g = golden_import("samples/waste-management-aws");
    struct diags *said = diags_new();
    struct jewels *jewels = jewels_find(g, NULL, NULL, 0, said);
    struct excess *e = excess_find(g, jewels);

    (void)state;
    assert_true(excess_count(e) > 0);
    excess_free(e);
    stop_watch(&flag);
    e = excess_find(g, jewels);
    stop_watch(NULL);
    assert_int_equal(excess_count(e), 0);
    excess_free(e);
    jewels_free(jewels);
    diags_free(said);
    graph_free(g);
}

static size_t floods_counted(const struct flood *f, const struct graph *g)
{
    size_t count = amplify_loop_count(flood_amplify(f));

    for (node_id n = 1; n <= graph_node_count(g); n++)
        count += amplify_of(flood_amplify(f), LOAD_VIEW_SEEN, n).runs > AMOUNT_ONE;
    for (size_t i = 0; i < flood_count(f); i++)
        count += flood_at(f, i)->sums[LOAD_VIEW_SEEN].runs > 0;
    return count;
}

/* Whoever asks what was stopped finds an answer of its shape. */
static void test_flood(void **state)
{
    atomic_bool flag = true;
    struct graph *g = golden_import("samples/death-by-lambda");
    struct prices *prices = prices_new();
    const struct flood_question q = {.prices = prices};
    struct flood *f = flood_build(g, &q);

    (void)state;
    assert_true(flood_count(f) > 0);
    assert_true(floods_counted(f, g) > 0);
    stop_watch(&flag);
    flood_free(f);
    f = flood_build(g, &q);
    stop_watch(NULL);
    assert_int_equal(floods_counted(f, g), 0);
    for (size_t i = 0; i < flood_count(f); i++) {
        struct flood_hour hour = flood_hour(f, flood_at(f, i));
        flood_hour_free(&hour);
    }
    flood_free(f);
    prices_free(prices);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flag),
        cmocka_unit_test(test_thread),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_excess),
        cmocka_unit_test(test_flood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
