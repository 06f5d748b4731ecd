/* SPDX-License-Identifier: MIT */
/* Serverless Framework: golden cases of the whole importer, and what the sample is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "attr.h"
#include "facts.h"
#include "golden.h"
#include "iam.h"
#include "importer.h"

static void test_services(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/serverless");
}

static const struct edge *only(const struct graph *g, enum edge_kind kind, enum node_kind to)
{
    const struct edge *found = NULL;
    for (edge_id i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, i);
        if (e->kind != kind || graph_node_at(g, e->to)->kind != to)
            continue;
        assert_null(found);
        found = e;
    }
    assert_non_null(found);
    return found;
}

/* One open GET, everything allowed, a key in the settings; the answer to OPTIONS is no way in. */
static void test_sample(void **state)
{
    (void)state;
    static const char *const paths[] = {"sample:death-by-lambda"};
    struct import_options options = {.derive = iam_derive, .paths = paths, .path_count = 1};
    struct graph *g = import_all(&options);
    const struct edge *open = only(g, EDGE_EXPOSES, NODE_ROUTE);
    const struct edge *all = only(g, EDGE_GRANTS, NODE_BOUNDARY);
    const struct edge *key = only(g, EDGE_USES, NODE_SECRET);
    assert_true(str_is(graph_node_at(g, open->to)->name, "GET /calculate"));
    assert_int_equal(open->auth, AUTH_NONE);
    assert_true(str_is(graph_node_at(g, all->to)->id, "aws:any:*"));
    assert_true(str_is(graph_node_at(g, key->to)->name, "PAYMENT_API_KEY"));
    assert_true(str_is(edge_attr_text(key, FACT_VALUE), "plain"));
    size_t preflights = 0;
    for (node_id n = 1; n <= graph_node_count(g); n++)
        preflights += str_is(node_attr_text(graph_node_at(g, n), FACT_PREFLIGHT), "true");
    assert_int_equal(preflights, 1);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_services),
                                       cmocka_unit_test(test_sample)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
