/* SPDX-License-Identifier: MIT */
/* test_visible_part.c - parts of a graph on the map (focus, hidden nodes, layers), any graph at all,
 * and the map as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "attr.h"
#include "graph_yaml.h"
#include "map_text.h"
#include "text.h"
#include "mem.h"
#include "visible_text.h"

#define WASTE "tests/golden/importers/topology/waste/system.yaml"

/* --- Focus and hidden set ------------------------------------------------------------------------------ */

/* f0 - q0 - f1 - q1 - ... in a row, and a hub table that ten of the functions write. */
static struct graph *row_with_hub(void)
{
    struct graph *g = graph_new();
    struct origin o = {0};
    node_id hub = graph_node(g, NODE_TABLE, STR("hub"), STR_NONE, o), last = 0;
    for (int i = 0; i < 12; i++) {
        char id[16];
        snprintf(id, sizeof id, "f%02d", i);
        node_id f = graph_node(g, NODE_FUNCTION, str_from(id), STR_NONE, o);
        snprintf(id, sizeof id, "q%02d", i);
        node_id q = graph_node(g, NODE_QUEUE, str_from(id), STR_NONE, o);
        if (last)
            graph_edge(g, EDGE_TRIGGERS, last, f, EVIDENCE_DECLARED, -1, o);
        graph_edge(g, EDGE_WRITES, f, q, EVIDENCE_DECLARED, -1, o);
        if (i < 10)
            graph_edge(g, EDGE_WRITES, f, hub, EVIDENCE_DECLARED, -1, o);
        last = q;
    }
    graph_seal(g);
    return g;
}

static void focus_and_hubs(void **state)
{
    (void)state;
    struct graph *g = row_with_hub();
    struct visible_options o = {.focus = node_of_id(g, "f03"), .hops = 2};
    expect_boxes(g, o,
                 "f02[] f02 +1\n"
                 "f03[] f03\n"
                 "f04[] f04 +1\n"
                 "hub[] hub table +7\n"
                 "q02[] q02 queue\n"
                 "q03[] q03 queue\n");
    o.hops = 0;
    expect_boxes(g, o, "f03[] f03 +3\n");
    o.hops = 1;
    expect_boxes(g, o, "f03[] f03\nhub[] hub table +9\nq02[] q02 queue +1\nq03[] q03 queue +1\n");
    o.hops = 2;
    o.hub_degree = -1; /* without the rule all writers of the table come along */
    struct visible v = visible_of(g, o);
    assert_int_equal(v.input.node_count, 13);
    assert_int_equal(v.node_total, 25);
    visible_release(&v);
    o = (struct visible_options){.focus = node_of_id(g, "hub"), .hops = 1}; /* the root may be a hub */
    v = visible_of(g, o);
    assert_int_equal(v.input.node_count, 11);
    visible_release(&v);
    graph_free(g);
}

static void hidden_nodes(void **state)
{
    (void)state;
    struct graph *g = row_with_hub();
    node_id hidden[] = {node_of_id(g, "hub"), node_of_id(g, "q01")};
    struct visible_options o = {.hidden = hidden, .hidden_count = COUNT(hidden)};
    struct visible v = visible_of(g, o);
    assert_int_equal(v.input.node_count, 23);
    assert_int_equal(box_of_id(&v, g, "hub"), VISIBLE_NONE);
    assert_true(str_is(v.input.nodes[box_of_id(&v, g, "f01")].badge, "+2"));
    assert_true(str_is(v.input.nodes[box_of_id(&v, g, "f00")].badge, "+1"));
    assert_true(str_is(v.input.nodes[box_of_id(&v, g, "f11")].badge, ""));
    visible_release(&v);
    o.focus = node_of_id(g, "f01"); /* the focus does not walk through what is hidden */
    o.hops = 9;
    expect_boxes(g, o, "f00[] f00 +1\nf01[] f01 +2\nq00[] q00 queue\n");
    graph_free(g);
}

static void focus_on_a_frame(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v = visible_of(g, (struct visible_options){.focus = node_of_id(g, "app"), .hops = 0});
    assert_int_equal(v.input.node_count, 6);
    visible_release(&v);
    v = visible_of(g, (struct visible_options){.focus = node_of_id(g, "route"), .hops = 1});
    assert_int_equal(v.input.node_count, 3); /* the function's box, its source and its queue */
    visible_release(&v);
    graph_free(g);
}

/* --- Any graph ----------------------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

static struct graph *random_graph(uint32_t seed)
{
    struct graph *g = graph_new();
    uint32_t count = 1 + next_random(&seed) % 60;
    for (uint32_t i = 0; i < count; i++) {
        char id[16];
        snprintf(id, sizeof id, "n%u", i);
        node_id n = graph_node(g, (enum node_kind)(next_random(&seed) % NODE_KIND_COUNT),
                               str_from(id), i == 1 ? STR("internet") : STR_NONE,
                               (struct origin){0});
        graph_set_external(g, n, next_random(&seed) % 2);
    }
    for (uint32_t i = next_random(&seed) % (3 * count); i > 0; i--)
        graph_edge(g, (enum edge_kind)(next_random(&seed) % EDGE_KIND_COUNT),
                   1 + next_random(&seed) % count, 1 + next_random(&seed) % count, EVIDENCE_GUESS,
                   -1, (struct origin){0});
    graph_seal(g);
    return g;
}

static void check_invariants(const struct graph *g, const struct visible *v, unsigned layers)
{
    for (int i = 0; i < v->input.node_count; i++) {
        const struct layout_node *n = &v->input.nodes[i];
        assert_int_equal(visible_box(v, v->node_of[i]), i);
        assert_true(n->cluster >= LAYOUT_NO_CLUSTER && n->cluster < v->input.cluster_count);
        assert_true(n->name.len > 0);
    }
    for (int i = 0; i < v->input.cluster_count; i++)
        assert_true(v->input.clusters[i].parent < i);
    for (int i = 0; i < v->input.edge_count; i++) {
        const struct layout_edge *e = &v->input.edges[i];
        struct edge_list edges = visible_line_edges(v, i);
        assert_true(edges.count > 0);
        assert_true(e->from >= 0 && e->from < v->input.node_count);
        assert_true(e->to >= 0 && e->to < v->input.node_count);
        for (size_t k = 0; k < edges.count; k++)
            assert_int_equal(visible_line(v, edges.ids[k]), i);
        for (int k = 0; k < i; k++) /* one line between two boxes */
            assert_false((v->input.edges[k].from == e->from && v->input.edges[k].to == e->to) ||
                         (v->input.edges[k].from == e->to && v->input.edges[k].to == e->from));
    }
    for (edge_id id = 1; id <= graph_edge_count(g); id++) {
        const struct edge *e = graph_edge_at(g, id);
        int from = visible_box(v, e->from), to = visible_box(v, e->to), line = visible_line(v, id);
        if (line >= 0)
            assert_true(layers & VISIBLE_LAYER(edge_kinds[e->kind].layer));
        else if ((layers & VISIBLE_LAYER(edge_kinds[e->kind].layer)) && from >= 0 && to >= 0 &&
                 from != to)
            assert_true(e->kind == EDGE_HOSTED_BY || e->kind == EDGE_RESIDES_IN ||
                        e->kind == EDGE_ROUTES);
    }
}

static void random_graphs(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 600; seed++) {
        struct graph *g = random_graph(seed * 2654435761u);
        struct visible_options o = {.layers = 1 + seed % 7,
                                    .arrangement = (enum visible_arrangement)(seed % 3),
                                    .folded = seed % 5 == 0};
        if (seed % 4 == 0) {
            o.focus = 1 + seed % (uint32_t)graph_node_count(g);
            o.hops = (int)(seed % 3);
        }
        struct visible v = visible_of(g, o);
        check_invariants(g, &v, o.layers);
        visible_release(&v);
        graph_free(g);
    }
}

static void expect_same(const struct visible *a, const struct visible *b, const struct graph *g)
{
    assert_int_equal(a->input.node_count, b->input.node_count);
    assert_int_equal(a->input.edge_count, b->input.edge_count);
    assert_int_equal(a->input.cluster_count, b->input.cluster_count);
    assert_int_equal(a->node_total, b->node_total);
    assert_int_equal(a->edge_total, b->edge_total);
    assert_int_equal(a->node_fitting, b->node_fitting);
    for (int i = 0; i < a->input.node_count; i++) {
        const struct layout_node *m = &a->input.nodes[i], *n = &b->input.nodes[i];
        assert_true(str_eq(m->name, n->name) && str_eq(m->detail, n->detail));
        assert_true(str_eq(m->badge, n->badge));
        assert_true(m->cluster == n->cluster && m->stage == n->stage && m->heavy == n->heavy);
        assert_int_equal(a->node_of[i], b->node_of[i]);
    }
    for (node_id n = 1; n <= graph_node_count(g); n++)
        assert_int_equal(visible_box(a, n), visible_box(b, n));
    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        assert_int_equal(visible_line(a, e), visible_line(b, e));
}

/* Wherever a plan says that it fits, it gives what a new one does; it fits while only the focus, what
 * is hidden and what is looked for change. */
static void plans_are_as_good_as_new(void **state)
{
    size_t kept = 0;
    (void)state;
    for (uint32_t seed = 1; seed <= 400; seed++) {
        struct graph *g = random_graph(seed * 2246822519u);
        uint32_t count = (uint32_t)graph_node_count(g), r = seed * 31;
        uint8_t *fits = mem_zalloc(count + 1, 1);
        struct visible_options base = {.layers = 1 + seed % 7, .folded = seed % 9 == 0,
                                       .group_above = seed % 2 ? 1 : 0};
        struct visible_plan *plan = visible_plan_new(g, &base);
        for (int turn = 0; turn < 8; turn++) {
            struct visible_options o = base;
            node_id picked[3] = {1 + next_random(&r) % count, 1 + next_random(&r) % count, 0};
            node_id low = picked[0] < picked[1] ? picked[0] : picked[1];
            node_id apart[2] = {low, picked[0] + picked[1] - low};
            bool own = true;
            for (node_id n = 1; n <= count; n++)
                fits[n] = next_random(&r) % 3 != 0;
            o.focus = turn & 1 ? 1 + next_random(&r) % count : 0;
            o.hops = (int)(next_random(&r) % 3);
            o.fits = turn & 2 ? fits : NULL;
            o.hidden = o.revealed = picked;
            o.hidden_count = turn & 4 ? 2 : 0;
            o.revealed_count = turn & 4 ? 0 : 2;
            if (turn == 6) {
                o.apart = apart;
                o.apart_count = apart[0] == apart[1] ? 1 : 2;
                own = visible_plan_fits(plan, g, &o);
            }
            assert_int_equal(visible_plan_fits(plan, g, &o), own);
            if (turn == 7) {
                o.arrangement = VISIBLE_ZONES;
                assert_false(visible_plan_fits(plan, g, &o));
                own = false;
            }
            if (!own)
                continue;
            struct visible a, b = visible_of(g, o);
            visible_show(plan, &o, &a);
            expect_same(&a, &b, g);
            visible_release(&a);
            visible_release(&b);
            node_id first = visible_first(plan, &o);
            o.focus = 0;
            visible_show(plan, &o, &a);
            assert_int_equal(first, a.input.node_count ? a.node_of[0] : 0);
            visible_release(&a);
            kept++;
        }
        visible_plan_free(plan);
        mem_free(fits);
        graph_free(g);
    }
    assert_true(kept > 2500);
}

static void layer_lists(void **state)
{
    (void)state;
    unsigned layers = 0;
    struct str bad = STR_NONE;
    assert_true(visible_layers_parse(STR("flow, infrastructure"), &layers, &bad));
    assert_int_equal(layers, VISIBLE_LAYER(LAYER_FLOW) | VISIBLE_LAYER(LAYER_INFRA));
    assert_false(visible_layers_parse(STR("flow,iam"), &layers, &bad));
    assert_true(str_is(bad, "iam"));
    enum visible_arrangement a;
    assert_true(visible_arrangement_find(STR("zones"), &a) && a == VISIBLE_ZONES);
    assert_false(visible_arrangement_find(STR("Zones"), &a));
}

static void text_map(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct map_text_options o = {.visible = {.no_details = true}, .width = 60};
    struct buf narrow = {0}, ascii = {0};
    map_text(g, &o, &narrow);
    struct str rest = buf_str(&narrow), line;
    while (str_cut(&rest, '\n', &line))
        assert_true(text_width(line) <= 100);
    assert_non_null(strstr(narrow.ptr, "waste: 19 boxes, 19 lines; layers: flow\n"));
    assert_non_null(strstr(narrow.ptr, "input from the internet travels here"));
    assert_non_null(strstr(narrow.ptr, "outer trust boundary"));
    o.layout.ascii = true;
    o.visible.focus = node_of_id(g, "sa");
    o.visible.hops = 1;
    map_text(g, &o, &ascii);
    for (size_t i = 0; i < ascii.len; i++)
        assert_true(ascii.ptr[i] == '\n' || (ascii.ptr[i] >= ' ' && ascii.ptr[i] <= '~'));
    assert_non_null(strstr(ascii.ptr, "3 boxes, 2 lines, 16 not shown; layers: flow\n"));
    buf_release(&narrow);
    buf_release(&ascii);
    graph_free(g);
}

/* --- Text ------------------------------------------------------------------------------------------- */

/* Too many boxes for a picture: the text map shows the overview, quickly. */
static void text_map_of_a_large_graph(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    struct graph *g = graph_new();
    struct origin o = {0};
    node_id app[3], last = 0;
    for (int i = 0; i < 3; i++) {
        char id[16];
        snprintf(id, sizeof id, "app%d", i);
        app[i] = graph_node(g, NODE_APP, str_from(id), STR_NONE, o);
    }
    for (int i = 0; i < MANY; i++) {
        char id[16];
        snprintf(id, sizeof id, "f%04d", i);
        node_id f = graph_node(g, NODE_FUNCTION, str_from(id), STR_NONE, o);
        graph_edge(g, EDGE_HOSTED_BY, f, app[i * 3 / MANY], EVIDENCE_DECLARED, -1, o);
        if (last)
            graph_edge(g, EDGE_INVOKES, last, f, EVIDENCE_DECLARED, -1, o);
        last = f;
    }
    graph_seal(g);
    struct buf out = {0};
    map_text(g, &(struct map_text_options){.width = 100}, &out);
    assert_non_null(strstr(out.ptr, "app1 1000"));
    assert_non_null(strstr(out.ptr, "3 boxes, 2 lines; layers: flow\n"));
    assert_non_null(strstr(out.ptr, "overview: a box per container"));
    buf_release(&out);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(focus_and_hubs),
        cmocka_unit_test(hidden_nodes),
        cmocka_unit_test(focus_on_a_frame),
        cmocka_unit_test(random_graphs),
        cmocka_unit_test(plans_are_as_good_as_new),
        cmocka_unit_test(layer_lists),
        cmocka_unit_test(text_map),
        cmocka_unit_test(text_map_of_a_large_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
