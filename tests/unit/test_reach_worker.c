/* SPDX-License-Identifier: MIT */
/* What is reached after changes on paper, where a thread finds it: the answers of before stay until then,
 * and what comes out is that of the last change, however many there were meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <stdio.h>
#include <cmocka.h>

#include "big_graph.h"
#include "command.h"
#include "flood_out.h"
#include "query.h"
#include "report.h"
#include "session.h"
#include "table_view.h"

enum { NODES = 5000 };

static struct explorer *open_with(struct graph *g, const char *commands, bool patient)
{
    const struct explorer_options options = {.kind = &term_memory, .commands = str_from(commands),
                                             .patient = patient, .term = {.rows = 24, .cols = 80}};
    struct buf why = {0};
    struct explorer *x = explorer_open(&options, g, &why);

    assert_non_null(x);
    return x;
}

static struct explorer *open_big(struct graph *g)
{
    struct explorer *x = open_with(g, "", false);

    explorer_settle(x);
    return x;
}

static void same_reach(const struct explorer *x)
{
    struct exposure *want = exposure_build_changed(x->graph, session_change(x));

    assert_int_equal(exposure_count(x->exposure), exposure_count(want));
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        struct reach a = exposure_reach(x->exposure, n), b = exposure_reach(want, n);
        assert_int_equal(a.reached, b.reached);
        assert_int_equal(a.hops, b.hops);
        assert_int_equal(a.rank, b.rank);
    }
    exposure_free(want);
}

/* A door of the internet, the i-th. */
static struct trial door(const struct explorer *x, size_t i)
{
    edge_id first, end;

    graph_edges_of(x->graph, EDGE_EXPOSES, &first, &end);
    assert_true(first + i < end);
    return (struct trial){.kind = TRIAL_OFF, .edge = first + (edge_id)i};
}

static void test_beside(void **state)
{
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = open_big(g);
    size_t before = exposure_count(x->exposure);

    (void)state;
    assert_true(session_trial(x, door(x, 0)));
    assert_true(inquiry_busy(x, INQUIRY_REACH));
    assert_int_equal(exposure_count(x->exposure), before); /* of before */
    assert_true(session_trial(x, door(x, 1)));             /* while it works */
    assert_true(work_hide(x, 7, true));
    session_renew(x);
    assert_true(inquiry_busy(x, INQUIRY_REACH));
    explorer_settle(x);
    assert_false(inquiry_busy(x, INQUIRY_REACH));
    same_reach(x);
    undo_step(x, -1);
    explorer_settle(x);
    same_reach(x);
    explorer_close(x);
    graph_free(g);
}

/* The first frame does not wait for it: until then nothing is reached, and who asked hears of it. */
static void test_opening(void **state)
{
    struct graph *g = big_graph(NODES, 3);
    struct explorer *x = open_with(g, "", false);
    size_t reached;

    (void)state;
    assert_false(exposure_known(x->exposure));
    assert_true(inquiry_busy(x, INQUIRY_REACH));
    assert_true(sight_filter_set(x, VIEW_TABLE, STR("reach:internet")));
    assert_int_equal(sight_counts(x, VIEW_TABLE).shown, 0);
    session_search(x, STR("reach:internet"), false);
    assert_int_equal(x->search.count, 0);
    explorer_settle(x);
    assert_true(exposure_known(x->exposure));
    same_reach(x);
    reached = sight_counts(x, VIEW_TABLE).shown;
    assert_true(reached >= exposure_count(x->exposure) && reached > 0);
    assert_int_equal(x->search.count, reached);
    explorer_close(x);

    x = open_with(g, "", false); /* a change before it is known */
    assert_true(session_trial(x, door(x, 0)));
    assert_true(exposure_known(x->exposure)); /* what must not fall is picked by what is reached */
    explorer_settle(x);
    same_reach(x);
    explorer_close(x);

    x = open_with(g, "filter reach:internet", false); /* commands wait */
    assert_true(exposure_known(x->exposure));
    explorer_close(x);
    x = open_with(g, "", true);
    assert_true(exposure_known(x->exposure));
    explorer_close(x);
    explorer_close(open_with(g, "", false)); /* nobody waits to see it */
    graph_free(g);
}

static bool drawn(struct explorer *x, const char *part)
{
    struct buf text = {0};
    bool there;

    screen_draw(x);
    canvas_to_text(&x->screen, &text);
    there = strstr(text.ptr, part) != NULL;
    buf_release(&text);
    return there;
}

/* What is not known is not said to be otherwise; who writes it down waits for it. */
static void test_unknown_is_said(void **state)
{
    struct graph *g = big_graph(NODES, 3);
    struct explorer *x = open_with(g, "", false);
    struct buf text = {0};
    edge_id e = 1;

    (void)state;
    while (graph_edge_at(g, e)->kind != EDGE_INVOKES)
        e++;
    session_select(x, graph_edge_at(g, e)->from);
    session_select_edge(x, e);
    session_show_view(x, VIEW_DETAIL);
    assert_true(drawn(x, "internet"));
    assert_false(drawn(x, "no input of the internet"));
    session_select_edge(x, 0);
    assert_false(exposure_known(x->exposure));
    report_sentences(x, x->at.node, &text);
    assert_true(exposure_known(x->exposure));
    buf_release(&text);
    explorer_close(x);

    x = open_with(g, "", false);
    table_csv(x, &text);
    assert_true(exposure_known(x->exposure));
    buf_release(&text);
    explorer_close(x);
    graph_free(g);
}

/* Who asks for a way waits; who closes does not leave a thread behind. */
static void test_wait_and_close(void **state)
{
    struct graph *g = big_graph(NODES, 2);
    struct explorer *x = open_big(g);

    (void)state;
    session_trial(x, door(x, 2));
    inquiry_wait(x, INQUIRY_REACH);
    assert_false(inquiry_busy(x, INQUIRY_REACH));
    same_reach(x);
    session_trial(x, door(x, 3));
    session_trial(x, door(x, 4));
    inquiry_wait(x, INQUIRY_REACH); /* of the first one it is not told */
    same_reach(x);
    session_trial(x, door(x, 5));
    assert_true(inquiry_busy(x, INQUIRY_REACH));
    explorer_close(x);
    graph_free(g);
}

/* --- Floods ------------------------------------------------------------------------------------- */

static bool on_screen(struct explorer *x, const char *text)
{
    struct buf screen = {0};

    assert_true(explorer_settle(x));
    canvas_to_text(&x->screen, &screen);
    bool found = str_find(buf_str(&screen), str_from(text)) != STR_NPOS;
    buf_release(&screen);
    return found;
}

/* What an hour at a door costs is not waited for either. */
static void hour_comes(struct explorer *x, const struct flood *f, const struct flood_entry *e)
{
    struct flood_hour hour = flood_hour(f, e);
    struct buf words = {0};

    flood_hour_text(&words, f, e, &hour);
    words.ptr[strcspn(words.ptr, ",;")] = '\0'; /* its first line */
    session_select(x, e->node);
    session_show_view(x, VIEW_DETAIL);
    screen_draw(x);
    assert_true(inquiry_busy(x, INQUIRY_HOUR));
    explorer_settle(x);
    assert_false(inquiry_busy(x, INQUIRY_HOUR));
    session_type(x, (struct key){KEYCODE_END, 0});
    assert_true(on_screen(x, words.ptr));
    flood_hour_free(&hour);
    buf_release(&words);
}

/* In a large system they are reckoned beside, and come to the details when they are known. */
static void test_floods(void **state)
{
    struct graph *g = big_graph(NODES, 4);
    struct prices *prices = prices_new();
    struct flood *want = flood_build(g, &(struct flood_question){.prices = prices});
    struct explorer *x;
    node_id door;

    (void)state;
    assert_true(flood_count(want) > 0);
    door = flood_at(want, 0)->node;
    x = open_with(g, "", false);
    session_select(x, door);
    assert_true(command_run(x, STR("flood")));
    assert_null(x->flood);
    assert_true(on_screen(x, "Flood of one request"));
    assert_non_null(x->flood);
    assert_false(x->flood_sought);
    assert_int_equal(flood_count(x->flood), flood_count(want));
    assert_false(inquiry_busy(x, INQUIRY_FLOOD));
    hour_comes(x, want, flood_at(want, 1)); /* of another door, for which nobody has to ask */
    hour_comes(x, want, flood_at(want, 0));
    explorer_close(x);

    x = open_with(g, "", false); /* nobody waits for it */
    session_select(x, door);
    assert_true(command_run(x, STR("flood")));
    explorer_close(x);
    flood_free(want);
    prices_free(prices);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beside),
        cmocka_unit_test(test_wait_and_close),
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_unknown_is_said),
        cmocka_unit_test(test_floods),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
