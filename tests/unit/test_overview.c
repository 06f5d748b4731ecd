/* SPDX-License-Identifier: MIT */
/* The overview of very many containers: few boxes, everything in one of them, none named twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "visible.h"

enum { STACKS = 120, EACH = 5 };

/* Stacks family-number, of `families`; 0: no two begin alike. */
static struct graph *many(int families)
{
    struct graph *g = graph_new();
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_few_boxes)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
