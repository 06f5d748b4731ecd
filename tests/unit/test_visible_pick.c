/* SPDX-License-Identifier: MIT */
/* test_visible_pick.c - what the user leaves out, reveals, folds and groups on the map. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "attr.h"
#include "mem.h"
#include "visible_text.h"

/* api -> f -> table; six equal workers that write the table, two of them in app "a"; a lone queue. */
struct shop {
    struct graph *g;
    node_id f, table, queue, app, worker[6];
};

static node_id named(struct graph *g, enum node_kind kind, const char *id)
{
    return graph_node(g, kind, str_from(id), str_from(id), (struct origin){0});
}

static void line(struct graph *g, enum edge_kind kind, node_id from, node_id to)
{
    graph_edge(g, kind, from, to, EVIDENCE_DECLARED, -1, (struct origin){0});
}

static struct shop shop_new(void)
{
    struct shop s = {.g = graph_new()};
    char id[32];

    s.f = named(s.g, NODE_FUNCTION, "front");
    s.table = named(s.g, NODE_TABLE, "orders");
    s.queue = named(s.g, NODE_QUEUE, "lone");
    s.app = named(s.g, NODE_APP, "app");
    line(s.g, EDGE_READS, s.f, s.table);
    line(s.g, EDGE_WRITES, s.f, s.queue);
    for (int i = 0; i < 6; i++) {
        snprintf(id, sizeof id, "worker-%d", i);
        s.worker[i] = named(s.g, NODE_FUNCTION, id);
        line(s.g, EDGE_WRITES, s.worker[i], s.table);
        if (i < 2)
            line(s.g, EDGE_HOSTED_BY, s.worker[i], s.app);
    }
    graph_seal(s.g);
    return s;
}

/* Ids are given anew when the graph is sealed. */
static node_id id(const struct shop *s, const char *name)
{
    return node_of_id(s->g, name);
}

static uint8_t *fits_of(const struct shop *s, const char *a, const char *b)
{
    uint8_t *fits = mem_zalloc(graph_node_count(s->g) + 1, 1);

    fits[id(s, a)] = 1;
    fits[id(s, b)] = 1;
    return fits;
}

static void test_what_fits(void **state)
{
    struct shop s = shop_new();
    uint8_t *fits = fits_of(&s, "orders", "lone");
    const node_id front = id(&s, "front"), lone = id(&s, "lone");
    struct visible_options o = {.fits = fits};
    struct visible v = visible_of(s.g, o);

    (void)state;
    assert_int_equal(v.node_total, 9);
    assert_int_equal(v.node_fitting, 2);
    visible_release(&v);
    expect_boxes(s.g, o, "lone[] lone queue +1\norders[] orders table +7\n");
    o.revealed = &front;
    o.revealed_count = 1;
    expect_boxes(s.g, o, "front[] front\nlone[] lone queue\norders[] orders table +6\n");
    o.hidden = &lone; /* wins over everything */
    o.hidden_count = 1;
    expect_boxes(s.g, o, "front[] front +1\norders[] orders table +6\n");
    o.revealed = &lone;
    expect_boxes(s.g, o, "orders[] orders table +7\n");
    mem_free(fits);
    graph_free(s.g);
}

static void test_only_what_was_revealed(void **state)
{
    struct shop s = shop_new();
    const node_id nodes[] = {id(&s, "orders"), id(&s, "front")};
    struct visible_options o = {.revealed = nodes, .revealed_count = 1, .only_revealed = true,
                                .focus = nodes[1], .hops = 2};

    (void)state;
    expect_boxes(s.g, o, "orders[] orders table +7\n");
    o.revealed_count = 2;
    expect_boxes(s.g, o, "front[] front +1\norders[] orders table +6\n");
    graph_free(s.g);
}

/* The focus goes through what the filter leaves out, and stays itself. */
static void test_focus_under_a_filter(void **state)
{
    struct shop s = shop_new();
    uint8_t *fits = fits_of(&s, "orders", "worker-3");
    struct visible_options o = {.fits = fits, .focus = id(&s, "lone"), .hops = 2};

    (void)state;
    expect_boxes(s.g, o, "lone[] lone queue +1\norders[] orders table +7\n");
    o.hops = 3;
    expect_boxes(s.g, o, "lone[] lone queue +1\norders[] orders table +6\nworker-3[] worker-3\n");
    o.focus_above = 2; /* no more than that fit: all of them are shown */
    struct visible v = visible_of(s.g, o);
    assert_false(v.near);
    assert_int_equal(v.input.node_count, 2);
    visible_release(&v);
    mem_free(fits);
    graph_free(s.g);
}

static void test_focus_gives_up_hops(void **state)
{
    struct shop s = shop_new();
    struct visible_options o = {.focus = id(&s, "lone"), .hops = 3, .focus_most = 4,
                                .focus_last = 2};
    struct visible v = visible_of(s.g, o);

    (void)state;
    assert_true(v.near);
    assert_int_equal(v.hops, 2); /* the third would bring six workers */
    assert_int_equal(v.input.node_count, 3);
    visible_release(&v);
    o.focus = id(&s, "orders");
    v = visible_of(s.g, o); /* seven neighbours at the first hop: two of them */
    assert_int_equal(v.hops, 1);
    assert_int_equal(v.input.node_count, 3);
    visible_release(&v);
    graph_free(s.g);
}

static void test_folded_container(void **state)
{
    struct shop s = shop_new();
    const node_id app = id(&s, "app");
    struct visible_options o = {.fold = &app, .fold_count = 1};
    struct visible v = visible_of(s.g, o);
    int box = box_of_id(&v, s.g, "app");

    (void)state;
    assert_int_equal(v.input.node_count, 8); /* two workers are one box now */
    assert_true(box >= 0);
    assert_int_equal(box_of_id(&v, s.g, "worker-1"), box);
    assert_int_equal(visible_box_is(&v, box), VISIBLE_FOLD);
    assert_int_equal(visible_box_is(&v, box_of_id(&v, s.g, "front")), VISIBLE_NODE);
    assert_true(str_is(v.input.nodes[box].name, "app 2"));
    assert_true(str_is(v.input.nodes[box].detail, "2 fn"));
    assert_int_equal(v.input.nodes[box].cluster, LAYOUT_NO_CLUSTER);
    visible_release(&v);
    o.fold = &(const node_id){id(&s, "orders")}; /* holds nothing: stays what it is */
    v = visible_of(s.g, o);
    assert_int_equal(visible_box_is(&v, box_of_id(&v, s.g, "orders")), VISIBLE_NODE);
    assert_int_equal(v.input.node_count, 9);
    visible_release(&v);
    graph_free(s.g);
}

/* A folded container in a folded one is part of it. */
static void test_folded_in_folded(void **state)
{
    struct graph *g = graph_new();
    node_id stack = named(g, NODE_APP, "outer"), inner = named(g, NODE_APP, "inner");
    node_id f = named(g, NODE_FUNCTION, "f"), h = named(g, NODE_FUNCTION, "h");

    (void)state;
    line(g, EDGE_HOSTED_BY, inner, stack);
    line(g, EDGE_HOSTED_BY, f, inner);
    line(g, EDGE_HOSTED_BY, h, stack);
    graph_seal(g);
    const node_id both[] = {node_of_id(g, "inner"), node_of_id(g, "outer")};
    expect_boxes(g, (struct visible_options){.fold = both, .fold_count = 2},
                 "outer[] outer 2 | 2 fn\n");
    expect_boxes(g, (struct visible_options){.fold = both, .fold_count = 1},
                 "h[outer] h\ninner[outer] inner 1 | 1 fn\n");
    graph_free(g);
}

static void test_equal_siblings(void **state)
{
    struct shop s = shop_new();
    struct visible_options o = {.group_above = 8};
    const node_id apart[] = {id(&s, "worker-2"), id(&s, "worker-4")};

    (void)state;
    /* Those of the app are two only; the reader of the table is no leaf. */
    expect_boxes(s.g, o,
                 "front[] front\nlone[] lone queue\norders[] orders table\n"
                 "worker-0[app] worker-0\nworker-1[app] worker-1\n"
                 "worker-2[] 4x fn | worker-*\n");
    o.apart = apart;
    o.apart_count = 1;
    struct visible v = visible_of(s.g, o);
    assert_int_equal(v.input.node_count, 7);
    assert_int_equal(visible_box_is(&v, box_of_id(&v, s.g, "worker-5")), VISIBLE_GROUP);
    assert_int_equal(box_of_id(&v, s.g, "worker-5"), box_of_id(&v, s.g, "worker-3"));
    assert_int_equal(visible_box_is(&v, box_of_id(&v, s.g, "worker-2")), VISIBLE_NODE);
    visible_release(&v);
    o.apart_count = 2; /* two are left: no group */
    v = visible_of(s.g, o);
    assert_int_equal(v.input.node_count, 9);
    visible_release(&v);
    o = (struct visible_options){.group_above = 9}; /* not that many boxes */
    v = visible_of(s.g, o);
    assert_int_equal(v.input.node_count, 9);
    visible_release(&v);
    graph_free(s.g);
}

static void dress(void *arg, node_id box, struct edge_list absorbed, struct visible_dress *d)
{
    const struct graph *g = arg;

    if (graph_node_at(g, box)->kind != NODE_TABLE)
        return;
    d->role = ROLE_FINDING_HIGH;
    snprintf(d->badge, sizeof d->badge, "!%zu", absorbed.count);
}

static void test_dress(void **state)
{
    struct shop s = shop_new();
    uint8_t *fits = fits_of(&s, "orders", "lone");
    struct visible_options o = {.fits = fits, .dress = dress, .dress_arg = s.g};
    struct visible v = visible_of(s.g, o);
    const struct layout_node *table = &v.input.nodes[box_of_id(&v, s.g, "orders")],
                             *queue = &v.input.nodes[box_of_id(&v, s.g, "lone")];

    (void)state;
    assert_true(str_is(table->badge, "!0 +7"));
    assert_int_equal(table->role, ROLE_FINDING_HIGH);
    assert_true(str_is(queue->badge, "+1"));
    assert_int_equal(queue->role, ROLE_ZONE_MESSAGING);
    visible_release(&v);
    mem_free(fits);
    graph_free(s.g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_fits),
        cmocka_unit_test(test_only_what_was_revealed),
        cmocka_unit_test(test_focus_under_a_filter),
        cmocka_unit_test(test_focus_gives_up_hops),
        cmocka_unit_test(test_folded_container),
        cmocka_unit_test(test_folded_in_folded),
        cmocka_unit_test(test_equal_siblings),
        cmocka_unit_test(test_dress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
