/* SPDX-License-Identifier: MIT */
/* The matrix of zones: which edges count where, which cross, the order of cells and edges; against a
 * count of its own on a larger system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "big_graph.h"
#include "crossings.h"
#include "graph_yaml.h"
#include "mem.h"
#include "visible.h"
#include "zone_matrix.h"

static const char *const small =
    "faasmap: 1\nname: s\nzones:\n"
    "  - {id: lab, name: Lab, kind: custom, trust: 50}\n"
    "nodes:\n"
    "  - {id: 'w:actor:net', kind: actor, name: net, zone: internet}\n"
    "  - {id: 'a:route:r', kind: route, name: r}\n"
    "  - {id: 'a:fn:f', kind: function, name: f}\n"
    "  - {id: 'a:fn:g', kind: function, name: g, zone: lab}\n"
    "  - {id: 'a:tb:t', kind: table, name: t}\n"
    "  - {id: 'a:app:p', kind: app, name: p}\n"
    "edges:\n"
    "  - {kind: exposes, from: 'w:actor:net', to: 'a:route:r', auth: none}\n"
    "  - {kind: invokes, from: 'a:route:r', to: 'a:fn:f'}\n"
    "  - {kind: reads, from: 'a:fn:f', to: 'a:tb:t'}\n"
    "  - {kind: writes, from: 'a:fn:f', to: 'a:tb:t'}\n"
    "  - {kind: invokes, from: 'a:fn:f', to: 'a:fn:g'}\n"
    "  - {kind: hosted-by, from: 'a:fn:f', to: 'a:app:p'}\n";

static struct zone_matrix *find(const struct graph *g, bool (*counts)(const void *arg, edge_id e))
{
    struct zone_question q = {.flows_back = visible_flows_back, .counts = counts, .arg = g};
    uint8_t *crossings = crossings_of_all(g);
    struct zone_matrix *m;

    q.crossings = crossings;
    m = zone_matrix_find(g, &q);
    mem_free(crossings);
    return m;
}

static size_t place(const struct graph *g, const struct zone_matrix *m, const char *id)
{
    for (size_t i = 0; i < m->zone_count; i++)
        if (str_is(graph_zone_at(g, m->zones[i])->id, id))
            return i;
    fail_msg("no zone %s", id);
    return 0;
}

static void test_cells(void **state)
{
    /* what is hosted does not count; a read goes from the table to the function,
     * and crosses as the reader does */
    static const struct {
        const char *from, *to;
        unsigned count, outer, inner;
    } rows[] = {
        {"internet", "gateway", 1, 1, 0}, {"gateway", "code", 1, 1, 0}, {"code", "data", 1, 0, 1},
        {"data", "code", 1, 0, 1},        {"code", "lab", 1, 0, 1},
    };
    static const char *const order[] = {"internet", "gateway", "lab", "code", "data"};
    struct graph *g = graph_of_yaml(small);
    struct zone_matrix *m = find(g, NULL);

    (void)state;
    assert_int_equal(m->zone_count, COUNT(order));
    for (size_t i = 0; i < COUNT(order); i++)
        assert_int_equal(place(g, m, order[i]), i);
    assert_int_equal(m->cell_count, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct zone_cell *c = zone_matrix_at(m, place(g, m, rows[i].from),
                                                   place(g, m, rows[i].to));
        assert_non_null(c);
        assert_int_equal(c->count, rows[i].count);
        assert_int_equal(c->outer, rows[i].outer);
        assert_int_equal(c->inner, rows[i].inner);
    }
    assert_null(zone_matrix_at(m, 0, 0));
    zone_matrix_free(m);
    graph_free(g);
}

static bool is_read(const void *arg, edge_id e)
{
    return graph_edge_at(arg, e)->kind == EDGE_READS;
}

static bool none(const void *arg, edge_id e)
{
    (void)arg;
    return e == 0;
}

static void test_what_counts(void **state)
{
    struct graph *g = graph_of_yaml(small);
    struct zone_matrix *m = find(g, is_read);

    (void)state;
    assert_int_equal(m->zone_count, 2); /* zones without an edge are left out */
    assert_int_equal(m->edge_count, 1);
    assert_int_equal(m->cell_count, 1);
    assert_int_equal(graph_edge_at(g, m->edges[0])->kind, EDGE_READS);
    zone_matrix_free(m);
    m = find(g, none);
    assert_int_equal(m->zone_count, 0);
    assert_int_equal(m->cell_count, 0);
    assert_null(zone_matrix_at(m, 0, 0));
    zone_matrix_free(m);
    graph_free(g);
}

/* Every edge that moves something stands in one cell, that of its zones, in the order of the header. */
static void test_large(void **state)
{
    struct graph *g = big_graph(2000, 7);
    struct zone_matrix *m = find(g, NULL);
    uint8_t *crossings = crossings_of_all(g), *seen;
    size_t edges = graph_edge_count(g), total = 0, wanted = 0;

    (void)state;
    seen = mem_zalloc(edges + 1, 1);
    for (size_t i = 0; i < m->cell_count; i++) {
        const struct zone_cell *c = &m->cells[i];
        size_t outer = 0, inner = 0;
        if (i)
            assert_true(c[-1].row < c->row || (c[-1].row == c->row && c[-1].col < c->col));
        for (uint32_t k = 0; k < c->count; k++) {
            edge_id e = m->edges[c->first + k];
            const struct edge *edge = graph_edge_at(g, e);
            bool back = visible_flows_back(edge->kind);
            assert_false(seen[e]);
            seen[e] = 1;
            assert_int_equal(graph_node_at(g, back ? edge->to : edge->from)->zone_at, m->zones[c->row]);
            assert_int_equal(graph_node_at(g, back ? edge->from : edge->to)->zone_at, m->zones[c->col]);
            if (k)
                assert_true(crossings[m->edges[c->first + k - 1]] > crossings[e] ||
                            (crossings[m->edges[c->first + k - 1]] == crossings[e] &&
                             m->edges[c->first + k - 1] < e));
            outer += crossings[e] == CROSSING_OUTER;
            inner += crossings[e] == CROSSING_INNER;
        }
        assert_int_equal(c->outer, outer);
        assert_int_equal(c->inner, inner);
        total += c->count;
    }
    for (edge_id e = 1; e <= edges; e++)
        wanted += crossing_applies(graph_edge_at(g, e)->kind);
    assert_int_equal(total, wanted);
    mem_free(seen);
    mem_free(crossings);
    zone_matrix_free(m);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_what_counts),
        cmocka_unit_test(test_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
