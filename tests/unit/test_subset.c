/* SPDX-License-Identifier: MIT */
/* A part of a graph: the same nodes and edges where everything is wanted, the right ones else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "exporter.h"
#include "graph_yaml.h"
#include "mem.h"
#include "subset.h"

static const char system_text[] =
    "faasmap: 1\nname: part\nnodes:\n"
    "  - {id: 'native:s:app:a', kind: app, name: App}\n"
    "  - {id: 'native:s:route:r', kind: route, name: Door, tags: {team: red}}\n"
    "  - {id: 'native:s:function:f', kind: function, name: Worker, attributes: {memory: 128}}\n"
    "  - {id: 'native:s:queue:q', kind: queue, name: Queue}\n"
    "edges:\n"
    "  - {kind: hosted-by, from: 'native:s:function:f', to: 'native:s:app:a'}\n"
    "  - {kind: invokes, from: 'native:s:route:r', to: 'native:s:function:f', auth: apikey}\n"
    "  - {kind: writes, from: 'native:s:function:f', to: 'native:s:queue:q'}\n";

static void as_json(const struct graph *g, struct buf *out)
{
    struct buf why = {0};

    assert_true(exporter_json.write(g, out, &why));
    buf_release(&why);
}

static void test_everything(void **state)
{
    struct graph *g = graph_of_yaml(system_text), *part;
    uint8_t *wanted = mem_zalloc(graph_node_count(g) + 1, 1);
    struct buf before = {0}, after = {0};

    (void)state;
    memset(wanted, 1, graph_node_count(g) + 1);
    part = graph_subset(g, wanted);
    as_json(g, &before);
    as_json(part, &after);
    assert_string_equal(before.ptr, after.ptr);
    graph_free(part);
    graph_free(g);
    mem_free(wanted);
    buf_release(&before);
    buf_release(&after);
}

static void test_part(void **state)
{
    struct graph *g = graph_of_yaml(system_text), *part;
    uint8_t *wanted = mem_zalloc(graph_node_count(g) + 1, 1);

    (void)state;
    wanted[graph_find(g, STR("native:s:function:f"))] = 1;
    wanted[graph_find(g, STR("native:s:route:r"))] = 1;
    part = graph_subset(g, wanted);
    assert_int_equal(graph_node_count(part), 3); /* with the app that hosts the function */
    assert_int_equal(graph_edge_count(part), 2);
    assert_int_not_equal(graph_find(part, STR("native:s:app:a")), 0);
    assert_int_equal(graph_find(part, STR("native:s:queue:q")), 0);
    graph_free(part);
    memset(wanted, 0, graph_node_count(g) + 1);
    part = graph_subset(g, wanted);
    assert_int_equal(graph_node_count(part), 0);
    graph_free(part);
    graph_free(g);
    mem_free(wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything),
        cmocka_unit_test(test_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
