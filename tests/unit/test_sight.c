/* SPDX-License-Identifier: MIT */
/* test_sight.c - what the user wants to see: sets of nodes, copies, filters of views. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "iam.h"
#include "importer.h"
#include "map_view.h"
#include "session.h"

static void test_node_set_is_sorted(void **state)
{
    static const node_id in[] = {5, 1, 9, 5, 3, 1}, want[] = {1, 3, 5, 9};
    static const bool added[] = {true, true, true, false, true, false};
    struct sight s = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(in); i++)
        assert_int_equal(node_set_add(&s.folded, in[i]), added[i]);
    assert_int_equal(s.folded.count, COUNT(want));
    assert_memory_equal(s.folded.ids, want, sizeof want);
    assert_true(node_set_has(&s.folded, 9));
    assert_false(node_set_has(&s.folded, 4));
    assert_false(node_set_has(&s.folded, 10));
    assert_false(node_set_remove(&s.folded, 4));
    assert_true(node_set_remove(&s.folded, 1));
    assert_int_equal(s.folded.ids[0], 3);
    sight_release(&s);
    assert_false(node_set_has(&s.folded, 3));
}

static void test_copy_is_deep(void **state)
{
    struct sight a = {.hops_chosen = true, .hops = 3, .focus = 4, .colour = COLOUR_REACH}, b = {0};

    (void)state;
    buf_puts(&a.filter[VIEW_MAP], "kind:queue");
    node_set_add(&a.revealed, 7);
    sight_copy(&b, &a);
    assert_true(sight_same(&a, &b));
    node_set_add(&b.revealed, 8);
    assert_false(sight_same(&a, &b));
    assert_false(node_set_has(&a.revealed, 8));
    sight_copy(&b, &a);
    buf_puts(&b.filter[VIEW_MAP], "s");
    assert_false(sight_same(&a, &b));
    assert_string_equal(a.filter[VIEW_MAP].ptr, "kind:queue");
    sight_release(&a);
    sight_release(&b);
}

/* Nodes move and go when a file changes; what is gone is forgotten. */
static void test_translate(void **state)
{
    static const node_id now[] = {0, 2, 1, 0, 9};
    static const node_id want[] = {1, 2, 9};
    struct sight s = {.focus = 3};

    (void)state;
    for (node_id n = 1; n <= 4; n++)
        node_set_add(&s.folded, n);
    node_set_add(&s.folded, 77);
    sight_translate(&s, now, 4);
    assert_int_equal(s.focus, 0);
    assert_int_equal(s.folded.count, COUNT(want));
    assert_memory_equal(s.folded.ids, want, sizeof want);
    sight_release(&s);
}

static void test_filter_of_a_view(void **state)
{
    const char *path = "tests/sessions/waste.yaml";
    struct import_options io = {.derive = iam_derive, .paths = &path, .path_count = 1};
    struct explorer_options o = {.kind = &term_memory,
                                 .term = {.rows = 24, .cols = 80, .sync_fd = -1}};
    struct graph *g = import_all(&io);
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);
    size_t nodes = graph_node_count(g);

    (void)state;
    assert_non_null(x);
    assert_int_equal(sight_counts(x, VIEW_MAP).shown, nodes);
    assert_true(sight_filter_set(x, VIEW_MAP, STR(" kind:function ")));
    assert_string_equal(sight_filter(x, VIEW_MAP).ptr, "kind:function");
    assert_int_equal(sight_counts(x, VIEW_MAP).all, nodes);
    assert_in_range(sight_counts(x, VIEW_MAP).shown, 1, nodes - 1);
    for (node_id n = 1; n <= nodes; n++) {
        assert_int_equal(sight_shows(x, VIEW_MAP, n), graph_node_at(g, n)->kind == NODE_FUNCTION);
        assert_true(sight_shows(x, VIEW_INVENTORY, n)); /* each view has its own */
    }
    assert_false(sight_filter_set(x, VIEW_MAP, STR("kind:")));
    assert_non_null(strstr(x->message.ptr, "needs a value"));
    assert_string_equal(sight_filter(x, VIEW_MAP).ptr, "kind:function");
    assert_true(sight_filter_set(x, VIEW_MAP, STR("")));
    assert_int_equal(sight_counts(x, VIEW_MAP).shown, nodes);
    explorer_close(x);
    graph_free(g);
    buf_release(&why);
}

/* --- In an explorer ----------------------------------------------------------------------------- */

struct stage {
    struct graph *g;
    struct explorer *x;
};

static struct stage stage_of(const char *path)
{
    struct import_options io = {.derive = iam_derive, .paths = &path, .path_count = 1};
    struct explorer_options o = {.kind = &term_memory,
                                 .term = {.rows = 40, .cols = 120, .sync_fd = -1}};
    struct buf why = {0};
    struct stage s = {.g = import_all(&io)};

    s.x = explorer_open(&o, s.g, &why);
    assert_non_null(s.x);
    return s;
}

static void stage_end(struct stage *s)
{
    explorer_close(s->x);
    graph_free(s->g);
}

static node_id called(const struct stage *s, const char *name)
{
    for (node_id n = 1; n <= graph_node_count(s->g); n++) {
        if (str_is(graph_node_at(s->g, n)->name, name))
            return n;
    }
    fail_msg("nothing is called %s", name);
    return 0;
}

static bool on_map(struct stage *s, const char *name)
{
    screen_draw(s->x);
    return visible_box(map_visible(s->x), called(s, name)) != VISIBLE_NONE;
}

/* What = writes is a filter again, whatever the value has in it. */
static void test_value_is_a_filter(void **state)
{
    static const struct {
        const char *key, *value, *want;
    } rows[] = {
        {"kind", "queue", "kind:queue"},
        {"kind", "a|b", "kind:\"a|b\""},
        {"kind", "say \"x y\"", "kind=say??x?y?"},
        {"kind", "", "kind:\"\""},
        {"name", "queue", "name=queue"}, /* not queue-2 */
        {"name", "GET /a b", "name=\"GET /a b\""},
        {"name", "0 */5 * * * ?", "name=\"0 ?/5 ? ? ? ?\""},
        {"name", "say \"x y\"", "name=say??x?y?"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf out = {0};
        sight_value(&out, rows[i].key, str_from(rows[i].value));
        assert_string_equal(out.ptr, rows[i].want);
        buf_release(&out);
    }
}

static void test_reveal_and_dismiss(void **state)
{
    struct stage s = stage_of("tests/sessions/waste.yaml");

    (void)state;
    assert_true(on_map(&s, "SendAlert"));
    session_select(s.x, called(&s, "Telemetry Processing"));
    sight_dismiss(s.x);
    assert_true(on_map(&s, "Telemetry Processing"));
    assert_false(on_map(&s, "Alert Q"));
    assert_true(sight_reveal(s.x, true, false));
    assert_true(on_map(&s, "Alert Q"));
    assert_false(on_map(&s, "SendAlert")); /* two hops away */
    assert_false(on_map(&s, "Telemetry Q")); /* the other way */
    assert_true(sight_reveal(s.x, true, true));
    assert_true(on_map(&s, "SendAlert"));
    assert_false(on_map(&s, "Telemetry Q"));
    assert_false(sight_reveal(s.x, true, true)); /* all is there */
    assert_true(sight_back(s.x));
    assert_true(on_map(&s, "Telemetry Q"));
    assert_false(sight_back(s.x));
    stage_end(&s);
}

/* Boxes with nodes that had none before; before is [node id]. */
static size_t boxes_more(struct explorer *x, const uint8_t *before)
{
    const struct visible *v = map_visible(x);
    size_t more = 0;

    for (int b = 0; b < v->input.node_count; b++)
        more += !before[v->node_of[b]];
    return more;
}

/* From one state of the map: what is counted is what appears, and where nothing would, that is said. */
static void check_revealed(struct explorer *x, node_id n, bool out, bool all)
{
    uint8_t *before = calloc(graph_node_count(x->graph) + 1, 1);
    size_t said;
    bool done;

    session_select(x, n);
    explorer_settle(x);
    for (int b = 0; b < map_visible(x)->input.node_count; b++)
        before[map_visible(x)->node_of[b]] = 1;
    done = sight_reveal(x, out, all);
    said = done ? (size_t)strtol(x->message.ptr, NULL, 10) : 0;
    explorer_settle(x);
    if (boxes_more(x, before) != said)
        fail_msg("%.*s: %zu more, said: %s", (int)session_name(x, n).len, session_name(x, n).ptr,
                 boxes_more(x, before), x->message.ptr);
    assert_true(done || strstr(x->message.ptr, "on the map"));
    if (done)
        undo_step(x, -1);
    free(before);
}

static void test_what_is_counted_appears(void **state)
{
    static const char *const paths[] = {"tests/sessions/waste.yaml", "tests/sessions/tower.yaml",
                                        "sample:death-by-lambda"};
    static const char *const filters[] = {"", "kind:function", "kind:queue", "sens>1"};

    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct stage s = stage_of(paths[i]);
        for (size_t f = 0; f < COUNT(filters); f++) {
            sight_filter_set(s.x, VIEW_MAP, str_from(filters[f]));
            for (node_id n = 1; n <= graph_node_count(s.g); n++) {
                for (unsigned how = 0; how < 4; how++)
                    check_revealed(s.x, n, how & 1, how & 2);
            }
        }
        stage_end(&s);
    }
}

/* What has no place on the layers shown cannot be revealed: the layer is named. */
static void test_nothing_to_reveal(void **state)
{
    static const struct {
        const char *name, *says;
        bool out;
    } rows[] = {
        {"SendAlert", "everything that leads to it is on the map", false},
        {"Bridge HTTP", "everything it leads to is on the map; A shows more", true},
        {"StorageConnection", "everything that leads to it is on the map; A shows more", false},
        {"internet", "everything it leads to is on the map", true},
    };
    struct stage s = stage_of("tests/sessions/waste.yaml");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        session_select(s.x, called(&s, rows[i].name));
        screen_draw(s.x);
        assert_false(sight_reveal(s.x, rows[i].out, false));
        assert_string_equal(s.x->message.ptr, rows[i].says);
    }
    stage_end(&s);
}

/* What comes outside the window is scrolled to, as far as the selection stays; the rest is counted. */
static void test_revealed_outside(void **state)
{
    struct stage s = stage_of("tests/sessions/waste.yaml");
    bool more[4];

    (void)state;
    term_memory_resize(explorer_term(s.x), 16, 60);
    explorer_settle(s.x);
    session_select(s.x, called(&s, "IoT Hub"));
    sight_dismiss(s.x);
    explorer_settle(s.x);
    assert_true(sight_reveal(s.x, true, true));
    explorer_settle(s.x);
    map_more(s.x, more);
    assert_true(more[3]);
    assert_non_null(strstr(s.x->message.ptr, " outside the window"));
    stage_end(&s);
}

/* One thing at a time goes back: the filter first. */
static void test_back_in_order(void **state)
{
    struct stage s = stage_of("tests/sessions/waste.yaml");

    (void)state;
    session_select(s.x, called(&s, "SendAlert"));
    sight_dismiss(s.x);
    assert_true(sight_filter_set(s.x, VIEW_MAP, STR("kind:queue")));
    assert_true(sight_back(s.x));
    assert_true(str_empty(sight_filter(s.x, VIEW_MAP)));
    assert_true(s.x->sight.only);
    assert_true(sight_back(s.x));
    assert_false(s.x->sight.only);
    stage_end(&s);
}

static void test_folds(void **state)
{
    struct stage s = stage_of("tests/sessions/waste.yaml");
    const struct visible *v;
    int box;

    (void)state;
    session_select(s.x, called(&s, "SendAlert"));
    assert_true(sight_close_here(s.x));
    assert_true(on_map(&s, "SendAlert"));
    v = map_visible(s.x);
    box = visible_box(v, called(&s, "SendAlert"));
    assert_int_equal(visible_box_is(v, box), VISIBLE_FOLD);
    assert_int_equal(v->node_of[box], called(&s, "waste-app"));
    assert_true(v->input.nodes[box].badge.len > 0); /* reached: what is worst in it */
    session_select(s.x, called(&s, "waste-app"));
    assert_true(sight_toggle_here(s.x));
    assert_int_not_equal(s.x->at.node, called(&s, "waste-app")); /* the cursor went inside */
    screen_draw(s.x);
    v = map_visible(s.x);
    assert_int_equal(visible_box_is(v, visible_box(v, s.x->at.node)), VISIBLE_NODE);
    assert_true(sight_fold_all(s.x, true));
    assert_int_equal(s.x->sight.folded.count, 2);
    assert_true(sight_fold_all(s.x, false));
    assert_int_equal(s.x->sight.folded.count, 0);
    assert_true(sight_fold_auto(s.x)); /* few boxes: nothing has to be folded */
    assert_int_equal(s.x->sight.folded.count, 0);
    stage_end(&s);
}

static void test_search_by_grammar(void **state)
{
    static const struct {
        const char *text;
        size_t hits;
    } rows[] = {
        {"alert q", 1},     /* the text */
        {"q alert", 1},     /* its words */
        {"tlmproc", 1},     /* its letters */
        {"kind:queue", 3},  /* the grammar */
        {"kind:queue alert", 1},
        {"kind:", 0},       /* not yet a filter */
        {"zzz", 0},
    };
    struct stage s = stage_of("tests/sessions/waste.yaml");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        session_search(s.x, STR_NONE, false);
        for (size_t len = 1; len <= strlen(rows[i].text); len++) /* as it is typed */
            session_search(s.x, (struct str){rows[i].text, len}, false);
        if (s.x->search.count != rows[i].hits)
            fail_msg("%s: %zu hits", rows[i].text, s.x->search.count);
    }
    stage_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_node_set_is_sorted),
        cmocka_unit_test(test_copy_is_deep),
        cmocka_unit_test(test_translate),
        cmocka_unit_test(test_filter_of_a_view),
        cmocka_unit_test(test_value_is_a_filter),
        cmocka_unit_test(test_reveal_and_dismiss),
        cmocka_unit_test(test_what_is_counted_appears),
        cmocka_unit_test(test_nothing_to_reveal),
        cmocka_unit_test(test_revealed_outside),
        cmocka_unit_test(test_back_in_order),
        cmocka_unit_test(test_folds),
        cmocka_unit_test(test_search_by_grammar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
