/* SPDX-License-Identifier: MIT */
/* The overview: of very many containers few boxes, everything in one of them, none named twice; what is
 * kept of it while things are hidden, marked or lit says the same as one that is made anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "big_graph.h"
#include "overview_parts.h"
#include "query.h"
#include "random_graph.h"
#include "visible.h"

enum { STACKS = 120, EACH = 5 };

/* Stacks family-number, of `families`; 0: no two begin alike. */
static void add_stacks(struct graph *g, int families)
{
    const struct origin nowhere = {0};

    for (int s = 0; s < STACKS; s++) {
        char id[64], name[64];
        snprintf(id, sizeof id, "t:a:boundary:s%d", s);
        snprintf(name, sizeof name, families ? "f%02d-%d" : "s%02d%d", families ? s % families : s,
                 s);
        node_id stack = graph_node(g, NODE_BOUNDARY, str_from(id), str_from(name), nowhere);
        node_id first = 0;
        for (int i = 0; i < EACH + s % 7; i++) {
            snprintf(id, sizeof id, "t:a:function:s%d-%d", s, i);
            node_id n = graph_node(g, NODE_FUNCTION, str_from(id), str_from(id), nowhere);
            graph_edge(g, EDGE_RESIDES_IN, n, stack, EVIDENCE_DECLARED, -1, nowhere);
            if (first)
                graph_edge(g, EDGE_INVOKES, first, n, EVIDENCE_DECLARED, -1, nowhere);
            first = first ? first : n;
        }
    }
}

static struct graph *many(int families)
{
    struct graph *g = graph_new();

    add_stacks(g, families);
    graph_seal(g);
    return g;
}

static void test_few_boxes(void **state)
{
    static const struct {
        int families, most, boxes;
        const char *name; /* of some box */
    } rows[] = {
        {0, 0, STACKS, NULL},          {30, 40, 30, "f00* (4) 32"}, {0, 40, 40, "81 others 555"},
        {60, 40, 40, "21 others 288"}, {0, 1, 1, "120 others 957"}, {30, 200, STACKS, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct graph *g = many(rows[i].families);
        const struct visible_options o = {.folded = true, .fold_most = rows[i].most};
        struct visible v;
        bool found = !rows[i].name;
        size_t members = 0;
        visible_build(g, &o, &v);
        assert_int_equal(v.input.node_count, rows[i].boxes);
        for (int b = 0; b < v.input.node_count; b++) {
            struct str name = v.input.nodes[b].name;
            found = found || str_is(name, rows[i].name);
            for (int c = 0; c < b; c++)
                assert_false(str_eq(name, v.input.nodes[c].name));
        }
        for (node_id n = 1; n <= graph_node_count(g); n++)
            members += visible_box(&v, n) != VISIBLE_NONE;
        assert_int_equal(members, graph_node_count(g));
        for (int b = 0; b < v.input.node_count && !found; b++)
            print_error("%.*s\n", (int)v.input.nodes[b].name.len, v.input.nodes[b].name.ptr);
        assert_true(found);
        visible_release(&v);
        graph_free(g);
    }
}

/* A graph of many stacks, what else is there being smaller than any of them. */
static struct graph *many_and_zones(void)
{
    struct graph *g = graph_new();
    const struct origin nowhere = {0};
    add_stacks(g, 0);
    node_id internet = graph_node(g, NODE_ACTOR, STR("internet"), STR("internet"), nowhere);
    node_id partner = graph_node(g, NODE_SERVICE, STR("t:a:service:p"), STR("p"), nowhere);
    node_id store = graph_node(g, NODE_TABLE, STR("t:a:table:t"), STR("t"), nowhere);

    graph_set_zone(g, partner, STR("third-party"));
    graph_edge(g, EDGE_EXPOSES, internet, store, EVIDENCE_DECLARED, -1, nowhere);
    graph_edge(g, EDGE_WRITES, store, partner, EVIDENCE_DECLARED, -1, nowhere);
    graph_seal(g);
    return g;
}

static bool is_box(const struct visible *v, const char *name)
{
    for (int b = 0; b < v->input.node_count; b++)
        if (str_is(v->input.nodes[b].name, name))
            return true;
    return false;
}

/* Zones are smaller than any stack; still they are not among the others, and the internet never is. */
static void test_zones_stay(void **state)
{
    static const struct {
        int most;
        const char *there[4];
    } rows[] = {
        {40, {"Internet 1", "Third party 1", "Data 1", "84 others 582"}},
        {4, {"Internet 1", "Third party 1", "Data 1", "120 others 957"}},
        {3, {"Internet 1", "Third party 1", "121 others 958"}},
        {2, {"Internet 1", "122 others 959"}},
    };

    (void)state;
    struct graph *g = many_and_zones();
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct visible_options o = {.folded = true, .fold_most = rows[i].most};
        struct visible v;
        visible_build(g, &o, &v);
        assert_int_equal(v.input.node_count, rows[i].most);
        for (int n = 0; n < 4 && rows[i].there[n]; n++) {
            if (!is_box(&v, rows[i].there[n]))
                fail_msg("%d boxes, and none is %s", rows[i].most, rows[i].there[n]);
        }
        visible_release(&v);
    }
    graph_free(g);
}

/* --- What is kept -------------------------------------------------------------------------------- */

static void assert_same_overview(const struct overview *a, const struct overview *b)
{
    assert_int_equal(a->input.node_count, b->input.node_count);
    assert_int_equal(a->input.edge_count, b->input.edge_count);
    for (int i = 0; i < a->input.node_count; i++) {
        const struct layout_node *x = &a->input.nodes[i], *y = &b->input.nodes[i];
        assert_true(str_eq(a->boxes[i].name, b->boxes[i].name));
        assert_int_equal(a->boxes[i].nodes, b->boxes[i].nodes);
        assert_memory_equal(a->boxes[i].counts, b->boxes[i].counts, sizeof a->boxes[i].counts);
        assert_true(str_eq(x->detail, y->detail));
        assert_true(str_eq(x->badge, y->badge));
        assert_int_equal(x->heavy, y->heavy);
    }
    for (int i = 0; i < a->input.edge_count; i++) {
        assert_int_equal(a->line_of[i], b->line_of[i]);
        assert_int_equal(a->input.edges[i].from, b->input.edges[i].from);
        assert_int_equal(a->input.edges[i].to, b->input.edges[i].to);
        assert_int_equal(a->input.edges[i].heavy, b->input.edges[i].heavy);
    }
}

static const struct overview *shown(struct explorer *x)
{
    assert_true(explorer_settle(x));
    return &((struct overview_view *)x->views[VIEW_OVERVIEW])->o;
}

static void assert_as_made_anew(struct explorer *x)
{
    const struct overview *kept = shown(x);
    struct overview anew = {0};

    overview_make(x, &anew);
    overview_count_marks(x, &anew);
    assert_same_overview(kept, &anew);
    overview_release(&anew);
}

static size_t heavy_lines(const struct overview *o)
{
    size_t count = 0;

    for (int i = 0; i < o->input.edge_count; i++)
        count += o->input.edges[i].heavy;
    return count;
}

/* Without a path the lines are heavy that input from the internet travels. */
static void assert_reached_lit(const struct explorer *x, const struct overview *o)
{
    for (int i = 0; i < o->input.edge_count; i++) {
        struct edge_list edges = visible_line_edges(&o->made.visible, o->line_of[i]);
        bool reached = false;

        for (size_t k = 0; k < edges.count; k++)
            reached = reached || exposure_edge(x->exposure, edges.ids[k]);
        assert_int_equal(o->input.edges[i].heavy, reached);
    }
}

static struct explorer *open_overview(const struct graph *g)
{
    static const struct rule_options rules_of_today = {.today = {2026, 11, 1}};
    static const struct explorer_options options = {.kind = &term_memory,
                                                    .rules = &rules_of_today,
                                                    .view = "overview",
                                                    .term = {.rows = 40, .cols = 120}};
    struct buf why = {0};
    struct explorer *x = explorer_open(&options, g, &why);

    assert_non_null(x);
    return x;
}

static void hide(struct explorer *x, node_id n, bool hidden)
{
    undo_note(x);
    work_hide(x, n, hidden);
    session_renew(x);
}

/* Counters follow what is hidden and shown again; the boxes are not made anew for it. */
static void test_hidden(void **state)
{
    struct graph *g = big_graph(3000, 7);
    struct explorer *x = open_overview(g);
    uint64_t seed = 5;

    (void)state;
    assert_as_made_anew(x);
    for (int i = 0; i < 30; i++) {
        const struct visible_plan *plan = shown(x)->made.plan;
        const int *boxes = shown(x)->made.visible.box_of;
        node_id n = 1 + random_below(&seed, (uint32_t)graph_node_count(g));
        hide(x, n, !work_hidden(x, n));
        work_mark(x, 1 + random_below(&seed, (uint32_t)graph_node_count(g)), i % 3 != 0);
        if (i % 5 == 4)
            assert_true(undo_step(x, -1));
        assert_as_made_anew(x);
        assert_ptr_equal(shown(x)->made.plan, plan);
        assert_ptr_equal(shown(x)->made.visible.box_of, boxes);
    }
    explorer_close(x);
    graph_free(g);
}

/* Which function of which box was hidden is seen in that box alone. */
static void test_hidden_counts(void **state)
{
    struct graph *g = big_graph(3000, 7);
    struct explorer *x = open_overview(g);
    node_id n = 1;
    size_t before;
    int box;

    (void)state;
    while (graph_node_at(g, n)->kind != NODE_FUNCTION)
        n++;
    box = visible_box(&shown(x)->made.visible, n);
    before = shown(x)->boxes[box].counts[COUNTER_CODE];
    hide(x, n, true);
    assert_int_equal(shown(x)->boxes[box].counts[COUNTER_CODE], before - 1);
    hide(x, n, false);
    assert_int_equal(shown(x)->boxes[box].counts[COUNTER_CODE], before);
    explorer_close(x);
    graph_free(g);
}

static void test_path_lit(void **state)
{
    struct graph *g = big_graph(3000, 7);
    struct explorer *x = open_overview(g);
    edge_id first, end;
    size_t reached = heavy_lines(shown(x));

    (void)state;
    graph_edges_of(g, EDGE_EXPOSES, &first, &end);
    assert_true(reached > 1);
    assert_reached_lit(x, shown(x));
    assert_true(session_path_asked(x, graph_edge_at(g, first)->to, false));
    assert_in_range(heavy_lines(shown(x)), 1, reached - 1);
    assert_as_made_anew(x);
    session_path_clear(x);
    assert_int_equal(heavy_lines(shown(x)), reached);
    assert_reached_lit(x, shown(x));
    assert_as_made_anew(x);
    explorer_close(x);
    graph_free(g);
}

/* A container that is hidden takes its box along: made beside, and back again. */
static void test_hidden_container(void **state)
{
    struct graph *g = many(0);
    struct explorer *x = open_overview(g);
    int count = shown(x)->input.node_count;
    node_id stack = shown(x)->made.visible.node_of[0];

    (void)state;
    assert_true(node_is_container(g, stack));
    hide(x, stack, true);
    assert_int_equal(shown(x)->input.node_count, count - 1);
    assert_as_made_anew(x);
    hide(x, stack, false);
    assert_int_equal(shown(x)->input.node_count, count);
    assert_as_made_anew(x);
    explorer_close(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_boxes),
        cmocka_unit_test(test_zones_stay),
        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_hidden_counts),
        cmocka_unit_test(test_path_lit),
        cmocka_unit_test(test_hidden_container),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
