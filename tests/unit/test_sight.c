/* SPDX-License-Identifier: MIT */
/* test_sight.c - what the user wants to see: sets of nodes, copies, filters of views. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "iam.h"
#include "importer.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_node_set_is_sorted),
        cmocka_unit_test(test_copy_is_deep),
        cmocka_unit_test(test_translate),
        cmocka_unit_test(test_filter_of_a_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
