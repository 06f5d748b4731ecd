/* SPDX-License-Identifier: MIT */
/* Words of filters that take long, where a thread looks for them: no letter waits, what was shown stays, and
 * what comes out is that of the last text, however many there were meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "big_graph.h"
#include "command.h"
#include "mem.h"
#include "overview.h"
#include "session.h"

enum { NODES = 12000 };

static struct explorer *open_as(struct graph *g, bool patient, const struct rule_options *asked)
{
    const struct explorer_options options = {.kind = &term_memory, .patient = patient, .rules = asked,
                                             .term = {.rows = 24, .cols = 80}};
    struct buf why = {0};
    struct explorer *x = explorer_open(&options, g, &why);

    assert_non_null(x);
    return x;
}

static struct explorer *open_big(struct graph *g, bool patient)
{
    struct explorer *x = open_as(g, patient, NULL);

    explorer_settle(x);
    return x;
}

/* The rules may be asked, and nothing is waited for. */
static struct explorer *open_judged(struct graph *g, bool patient)
{
    static const struct rule_options today = {.today = {2026, 11, 1}};

    return open_as(g, patient, &today);
}

/* What a filter lets pass when nobody hurries. */
static size_t passing(const struct explorer *x, const char *text, uint8_t *fits)
{
    struct buf error = {0};
    struct filter *f = filter_compile(x->graph, x->exposure, NULL, str_from(text), &error, NULL);
    size_t count = filter_fill(f, fits);

    filter_free(f);
    return count;
}

static void same_sight(const struct explorer *x, const char *text)
{
    uint8_t *want = mem_zalloc(graph_node_count(x->graph) + 1, 1);

    assert_int_equal(sight_counts(x, VIEW_TABLE).shown, passing(x, text, want));
    for (node_id n = 1; n <= graph_node_count(x->graph); n++)
        assert_int_equal(sight_shows(x, VIEW_TABLE, n), want[n]);
    mem_free(want);
}

static void test_set(void **state)
{
    static const char first[] = "kind:queue", regex[] = "name~.*7$";
    static const char both[] = "name~3$|(trigger:queue !id~0$)";
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = open_big(g, false);

    (void)state;
    session_show_view(x, VIEW_TABLE);
    assert_true(sight_filter_set(x, VIEW_TABLE, str_from(first)));
    same_sight(x, first); /* a word that takes no time is there at once */
    assert_true(sight_filter_set(x, VIEW_TABLE, str_from(regex)));
    assert_true(inquiry_busy(x, INQUIRY_WORD));
    same_sight(x, first);
    explorer_settle(x);
    same_sight(x, regex);
    assert_true(sight_filter_set(x, VIEW_TABLE, str_from("name~.*8$"))); /* nobody wants it any more */
    assert_true(sight_filter_set(x, VIEW_TABLE, str_from(both)));
    explorer_settle(x); /* three words, one after the other */
    same_sight(x, both);
    assert_false(inquiry_busy(x, INQUIRY_WORD));
    assert_true(work_mark(x, 7, true)); /* nothing that such words could ask for */
    same_sight(x, both);
    assert_false(inquiry_busy(x, INQUIRY_WORD));
    assert_true(sight_filter_set(x, VIEW_TABLE, STR("mark:yes")));
    assert_int_equal(sight_counts(x, VIEW_TABLE).shown, 1);
    assert_true(work_mark(x, 8, true));
    assert_int_equal(sight_counts(x, VIEW_TABLE).shown, 2);
    explorer_close(x);
    graph_free(g);
}

/* Searches for a regular expression go on beside, typed or as a command; the last text counts. */
static void test_search(void **state)
{
    struct graph *g = big_graph(NODES, 2);
    struct explorer *x = open_big(g, false);
    uint8_t *want = mem_zalloc(graph_node_count(g) + 1, 1);
    size_t count = passing(x, "name~.*7$", want);

    (void)state;
    session_show_view(x, VIEW_TABLE);
    assert_true(command_run(x, STR("search name~.*7$")));
    assert_int_equal(x->search.count, 0);
    assert_true(inquiry_busy(x, INQUIRY_WORD));
    explorer_settle(x);
    assert_int_equal(x->search.count, count);
    assert_memory_equal(x->search.hit, want, graph_node_count(g) + 1);
    assert_true(want[x->at.node]);
    session_select(x, 1);
    assert_true(command_run(x, STR("search name~.*3$|name~x")));
    session_search(x, STR_NONE, false); /* given up */
    explorer_settle(x);
    assert_int_equal(x->search.count, 0);
    assert_int_equal(x->at.node, 1);
    assert_true(command_run(x, STR("search name~.*3$|name~.*7$"))); /* two words, one after the other */
    explorer_settle(x);
    assert_int_equal(x->search.count, passing(x, "name~.*3$|name~.*7$", want));
    assert_true(want[x->at.node]);
    mem_free(want);
    explorer_close(x);
    graph_free(g);
}

static void test_check(void **state)
{
    struct graph *g = big_graph(NODES, 2);
    struct explorer *x = open_big(g, false);
    uint8_t *want = mem_zalloc(graph_node_count(g) + 1, 1);
    size_t count = passing(x, "name~.*7$", want);

    (void)state;
    assert_int_equal(sight_check(x, STR("name~.*7$"))->verdict, SIGHT_LATER);
    assert_int_equal(sight_check(x, STR("name~(7"))->verdict, SIGHT_ERROR);
    assert_int_equal(sight_check(x, STR("name~.*7$"))->verdict, SIGHT_LATER);
    explorer_settle(x);
    assert_int_equal(sight_check(x, STR("name~.*7$"))->verdict, SIGHT_OK);
    assert_int_equal(sight_check(x, STR("name~.*7$"))->count, count);
    assert_memory_equal(sight_check(x, STR("name~.*7$"))->fits, want, graph_node_count(g) + 1);
    explorer_close(x);

    x = open_big(g, true); /* a script waits */
    assert_int_equal(sight_check(x, STR("name~.*7$"))->count, count);
    assert_true(sight_filter_set(x, VIEW_TABLE, STR("name~.*7$")));
    same_sight(x, "name~.*7$");
    explorer_close(x);

    x = open_big(g, false); /* nobody waits for it */
    assert_int_equal(sight_check(x, STR("name~.*7$"))->verdict, SIGHT_LATER);
    explorer_close(x);
    mem_free(want);
    graph_free(g);
}

/* More words than are ever kept: the filter comes to rest, and is right. */
static void test_very_many(void **state)
{
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = open_big(g, false);
    struct buf text = {0};

    (void)state;
    for (int i = 0; i < 40; i++)
        buf_printf(&text, "%sname~%d.*%d$", i ? "|" : "", i % 7, i);
    session_show_view(x, VIEW_TABLE);
    assert_true(sight_filter_set(x, VIEW_TABLE, buf_str(&text)));
    for (int frames = 0; explorer_frame(x); frames++)
        assert_in_range(frames, 0, 200);
    same_sight(x, text.ptr);
    buf_release(&text);
    explorer_close(x);
    graph_free(g);
}

/* Boxes that nobody has seen yet are made beside; who asked for them gets them then. */
static void test_boxes(void **state)
{
    static const char text[] = "box:Code", not_box[] = "kind:function";
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = NULL;

    (void)state;
    for (int patient = 0; patient < 2; patient++) {
        unsigned shown;
        x = open_as(g, patient, NULL);
        session_show_view(x, VIEW_TABLE);
        assert_true(sight_filter_set(x, VIEW_TABLE, str_from(text)));
        if (patient)
            assert_in_range(sight_counts(x, VIEW_TABLE).shown, 1, NODES - 1);
        else
            assert_int_equal(sight_counts(x, VIEW_TABLE).shown, graph_node_count(g));
        explorer_settle(x);
        assert_in_range(sight_counts(x, VIEW_TABLE).shown, 1, NODES - 1);
        for (node_id n = 1; n <= graph_node_count(g); n++)
            assert_int_equal(sight_shows(x, VIEW_TABLE, n), str_is(overview_box_of(x, n), "Code"));
        assert_true(sight_filter_set(x, VIEW_TABLE, str_from(not_box)));
        explorer_settle(x);
        shown = x->shown;
        explorer_settle(x);
        assert_int_equal(x->shown, shown);
        explorer_close(x);
    }
    graph_free(g);
}

/* Their words take time: they are run again when those are known. */
static void test_commands_wait(void **state)
{
    static const struct {
        const char *command, *view;
        bool later;
    } rows[] = {{"mark box:Code", "boxes", true},
                {"mark name~7$", "a slow word", true},
                {"mark name~7$ | name~3$ | trigger:queue", "three of them", true},
                {"mark kind:queue", "a fast one", false},
                {"mark sev:medium|sev:high|sev:low|sev:critical", "findings", true},
                {"mark name~7$ sev:medium|sev:high|sev:low", "both", true}};
    struct graph *g = big_graph(NODES, 1);

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        const bool patient = i % 2;
        struct explorer *x = open_judged(g, patient);
        if (!command_run(x, str_from(rows[i / 2].command)))
            fail_msg("%s: %s", rows[i / 2].view, x->message.ptr);
        assert_int_equal(later_is_set(x), rows[i / 2].later && !patient);
        assert_int_equal(work_marked_count(x) == 0, rows[i / 2].later && !patient);
        explorer_settle(x);
        assert_false(later_is_set(x));
        assert_in_range(work_marked_count(x), 1, NODES - 1);
        explorer_close(x);
    }
    graph_free(g);
}

static void type(struct explorer *x, const char *keys)
{
    struct term_event event = {.type = EVENT_KEY};

    for (size_t at = 0, len = strlen(keys); at < len && key_parse(str_from(keys), &at, &event.key);)
        term_memory_push(explorer_term(x), event);
}

/* One burst of keys: what was typed first is done first, though its word takes longer. */
static void test_commands_in_order(void **state)
{
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = open_big(g, false);
    size_t fit;

    (void)state;
    type(x, ":hide name~7$<Enter>:unhide name~17$<Enter>");
    explorer_settle(x);
    fit = work_hidden_count(x);
    assert_in_range(fit, NODES / 20, NODES / 8);
    type(x, "u");
    explorer_settle(x);
    assert_in_range(work_hidden_count(x), fit + 1, NODES / 8);
    type(x, ":unhide all<Enter>:hide name~2$<Enter>u");
    explorer_settle(x);
    assert_int_equal(work_hidden_count(x), 0);
    type(x, ":path name~7$ -> name~3$<Enter>");
    explorer_settle(x);
    assert_true(x->path.on);
    type(x, ":mark name~<Enter>"); /* no regex: a complaint at once */
    explorer_settle(x);
    assert_true(x->message_bad);
    assert_false(later_is_set(x));
    explorer_close(x);
    graph_free(g);
}

/* The rules take longer: keys go on, and Esc drops what waits for them. */
static void test_commands_dropped(void **state)
{
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = open_judged(g, false);

    (void)state;
    assert_true(command_run(x, STR("mark sev:medium")));
    assert_true(later_is_set(x));
    session_perform(x, ACTION_BACK);
    session_perform(x, ACTION_BACK);
    assert_false(later_is_set(x));
    explorer_settle(x);
    assert_int_equal(work_marked_count(x), 0);
    assert_true(command_run(x, STR("mark sev:medium")));
    session_quit(x, 0); /* what was asked for is still done */
    assert_in_range(work_marked_count(x), 1, NODES - 1);
    explorer_close(x);
    graph_free(g);
}

/* A search for what the rules have not said yet goes to its first hit when they have. */
static void test_search_rules(void **state)
{
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = open_judged(g, false);

    (void)state;
    session_select(x, 1);
    type(x, "/sev:medium<Enter>");
    explorer_settle(x);
    assert_in_range(x->search.count, 1, NODES - 1);
    assert_true(x->search.hit[x->at.node]);
    assert_false(x->message_bad);
    explorer_close(x);
    graph_free(g);
}

/* What waits for the rules is run in its order when they have answered; a word that takes less is waited for
 * at once, and neither takes the other's place. */
static void test_commands_wait_together(void **state)
{
    struct graph *g = big_graph(NODES, 1);
    struct explorer *x = open_judged(g, false);
    size_t slow;

    (void)state;
    assert_non_null(x);
    assert_true(command_run(x, STR("mark sev:medium")));
    assert_true(command_run(x, STR("hide name~17$")));
    assert_int_equal(work_marked_count(x), 0);
    slow = work_hidden_count(x);
    assert_in_range(slow, 1, NODES / 20);
    assert_true(command_run(x, STR("unmark sev:medium name~7$")));
    assert_true(command_run(x, STR("path sev:medium -> name~3$")));
    assert_true(later_is_set(x));
    assert_false(command_run(x, STR("mark name~("))); /* no filter, whatever waits */
    explorer_settle(x);
    assert_false(later_is_set(x));
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        struct str name = graph_node_at(g, n)->name;
        assert_false(work_marked(x, n) && str_ends(name, STR("7")));
    }
    assert_in_range(work_marked_count(x), 1, NODES - 1);
    assert_true(x->path.on || x->message_bad); /* there is one, or it was said that there is none */
    explorer_close(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_very_many),
        cmocka_unit_test(test_boxes),
        cmocka_unit_test(test_commands_wait),
        cmocka_unit_test(test_commands_in_order),
        cmocka_unit_test(test_commands_dropped),
        cmocka_unit_test(test_commands_wait_together),
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_search_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
