/* SPDX-License-Identifier: MIT */
/* test_topology.c - topologies written by hand, their messages, the overlay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "attr.h"
#include "golden.h"
#include "topology.h"
#include "topology_text.h"

/* --- By hand -------------------------------------------------------------------------------------- */

static void little_is_needed(void **state)
{
    (void)state;
    struct graph *g = topology_yaml("faasmap: 1\n"
                                      "nodes:\n"
                                      "  - {id: shop:function:pay, kind: function}\n"
                                      "  - {id: q, kind: queue, name: Orders, runtime: odd}\n"
                                      "edges:\n"
                                      "  - {kind: exposes, from: internet, to: pay, auth: apikey}\n"
                                      "  - {kind: writes, from: pay, to: 'queue:Orders'}\n");
    topology_expect(g, "4:40 note unknown member 'runtime' is kept as an attribute\n");
    assert_int_equal(graph_node_count(g), 3);
    node_id pay = graph_find(g, STR("shop:function:pay")), q = graph_find(g, STR("q"));
    const struct node *n = graph_node_at(g, q);
    assert_true(str_is(n->name, "Orders"));
    assert_true(str_is(n->zone, "messaging"));
    assert_true(str_is(node_attr_text(n, "runtime"), "odd"));
    assert_true(str_is(n->where.file, "t.yaml"));
    assert_int_equal(n->where.line, 4);
    assert_true(str_is(graph_node_at(g, pay)->name, "pay"));
    const struct edge *e = graph_edge_at(g, graph_find_edge(g, STR("writes:shop:function:pay->q")));
    assert_int_equal(e->evidence, EVIDENCE_DECLARED);
    assert_int_equal(e->confidence, 100);
    assert_int_equal(e->auth, AUTH_ABSENT);
    assert_int_equal(e->where.line, 7);
    e = graph_edge_at(g, graph_find_edge(g, STR("exposes:internet->shop:function:pay")));
    assert_int_equal(e->auth, AUTH_APIKEY);
    graph_free(g);
}

static void messages_with_places(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"faasmap: 1\nnodes: [{id: a, kind: fucntion}]\n",
         "2:23 error unknown node kind 'fucntion'; did you mean 'function'?\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: zzz}]\n", "2:23 error unknown node kind 'zzz'\n"},
        {"faasmap: 1\nnodes: [{id: a}]\n",
         "2:9 error node 'a' has no kind; it is shown as a service\n"},
        {"faasmap: 1\nnodes: [{kind: queue}]\n", "2:9 error a node needs an id\n"},
        {"faasmap: 1\nnodes: [{id: [a], kind: queue}]\n", "2:14 error 'id' must be text\n"},
        {"faasmap: 1\nnodes: [a]\n", "2:9 error a node must be a map of members\n"},
        {"faasmap: 1\nnodes: {a: {kind: queue}}\n", "2:8 error 'nodes' must be a list\n"},
        {"faasmap: 1\nnodes:\n- {id: a, kind: queue}\n- {id: a, kind: queue}\n",
         "4:3 error node 'a' is there twice (first in line 3)\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue, sensitivity: 4}]\n",
         "2:43 error 'sensitivity' must be a whole number from 0 to 3\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue, external: perhaps}]\n",
         "2:40 error 'external' must be true or false\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue, tags: {x: [1]}}]\n",
         "2:40 error a tag must be text\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue, nmae: x}]\n",
         "2:30 note unknown member 'nmae' is kept as an attribute; did you mean 'name'?\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue, zone: intrenet}]\n",
         "2:36 warning zone 'intrenet' is not declared; it becomes a zone of its own (did you "
         "mean 'internet'?)\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue, where: {file: x, line: 0}}]\n",
         "2:53 error 'line' must be a whole number from 1 to 2147483647\n"},
        {"faasmap: 1\nnodes: [{id: alpha, kind: queue}]\n"
         "edges: [{kind: reads, from: alpha, to: alhpa}]\n",
         "3:40 error there is no node 'alhpa'; did you mean 'alpha'?\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\nedges: [{kind: reads, from: a, to: zz}]\n",
         "3:36 error there is no node 'zz'\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\nedges: [{kind: raeds, from: a, to: a}]\n",
         "3:16 error unknown edge kind 'raeds'; did you mean 'reads'?\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\nedges: [{kind: reads, to: a}]\n",
         "3:9 error an edge needs 'from'\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\nedges: [{from: a, to: a}]\n",
         "3:9 error an edge needs a kind\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\n"
         "edges: [{kind: reads, from: a, to: a, auth: api-key, evidence: no, confidence: 101}]\n",
         "3:45 error unknown authentication 'api-key'; did you mean 'apikey'?\n"
         "3:64 error unknown evidence 'no'\n"
         "3:80 error 'confidence' must be a whole number from 0 to 100\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\n"
         "edges:\n- {kind: reads, from: a, to: a}\n- {kind: reads, from: a, to: a}\n",
         "5:3 error edge 'reads:a->a' is there twice (first in line 4)\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue, name: x}, {id: b, kind: table, name: x}]\n"
         "edges: [{kind: reads, from: x, to: a}]\n",
         "3:29 error 'x' is the name of several nodes; write the id, or kind:name\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\n"
         "edges: [{id: 'reads:b->c', kind: reads, from: a, to: a}]\n",
         "3:14 error the id 'reads:b->c' belongs to an edge between other nodes\n"},
        {"faasmap: 1\nnodes: [{id: a, kind: queue}]\n"
         "edges: [{id: x, kind: reads, from: a, to: a}, {id: x, kind: writes, from: a, to: a}]\n",
         "3:47 error edge 'x' is there twice (first in line 3)\n"},
        {"faasmap: 2\nnodes: []\n", "1:10 error this program reads format version 1\n"},
        {"nodes: []\n", "1:1 note no format version; write 'faasmap: 1' at the top\n"},
        {"faasmap: 1\nnode: []\n",
         "2:1 note unknown member 'node' is passed over; did you mean 'nodes'?\n"},
        {"[1]\n", "1:1 error a topology must be a map with nodes and edges\n"},
        {"faasmap: 1\nzones: [{id: z, kind: costum, trust: 200, parent: y}, {id: z}, 3]\n",
         "2:23 error unknown zone kind 'costum'; did you mean 'custom'?\n"
         "2:38 error 'trust' must be a whole number from 0 to 100\n"
         "2:51 warning the parent zone 'y' is not declared\n"
         "2:55 error zone 'z' is there twice (first in line 2)\n"
         "2:64 error a zone must be a map of members, with an id\n"},
        {"faasmap: 1\nunresolved: [{reason: x}]\ndiagnostics: [{level: eror, text: t, "
         "where: {file: t.yaml, line: 9}}]\nsources: [x]\n",
         "2:14 error an unresolved entry must be a map of members, with a text\n"
         "3:23 error unknown level 'eror'; did you mean 'error'?\n"
         "4:11 error a source must be a map of members, with a file\n"
         "9:0 note t\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct graph *g = topology_yaml(rows[i].text);
        topology_expect(g, rows[i].want);
        graph_free(g);
    }
}

static void what_is_broken_does_not_take_the_rest(void **state)
{
    (void)state;
    struct graph *g = topology_yaml("faasmap: 1\n"
                                      "nodes:\n"
                                      "  - 5\n"
                                      "  - {id: f, kind: function, tags: 7, zone: [x]}\n"
                                      "  - {id: g, kind: fun}\n"
                                      "edges:\n"
                                      "  - {kind: invokes, from: f, to: g, guards: waf}\n"
                                      "  - {kind: invokes, from: f, to: h}\n");
    assert_int_equal(graph_node_count(g), 2);
    assert_int_equal(graph_edge_count(g), 1);
    assert_int_equal(graph_node_at(g, graph_find(g, STR("g")))->kind, NODE_SERVICE);
    assert_int_equal(diags_errors(graph_diags(g)), 6);
    graph_free(g);
}

static void recognised(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        {"faasmap: 1\nnodes: []\n", true},
        {"nodes: [{id: a, kind: queue}]\nedges: []\n", true},
        {"nodes: [{id: a}]\nedges: []\n", false}, /* some other graph format */
        {"faasmap: 1\n", false},
        {"Resources: {}\n", false},
        {"- 1\n", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct doc *d = topology_doc(str_from(rows[i].text), false);
        assert_int_equal(topology_matches(d), rows[i].is);
        doc_free(d);
    }
}

/* --- Overlay -------------------------------------------------------------------------------------- */

static struct graph *with_overlay(const char *text)
{
    struct graph *g = graph_new();
    struct origin o = {STR("a.cs"), 4, 2, STR("")};
    node_id app = graph_node(g, NODE_APP, STR("az:app:app:shop"), STR("shop"), o);
    node_id f = graph_node(g, NODE_FUNCTION, STR("az:app:function:Pay"), STR("Pay"), o);
    node_id q = graph_node(g, NODE_QUEUE, STR("az:st:queue:log"), STR("log"), o);
    node_id b = graph_node(g, NODE_BUCKET, STR("az:st:bucket:log"), STR("log"), o);
    node_id twin = graph_node(g, NODE_QUEUE, STR("az:other:queue:log"), STR("log"), o);
    graph_merge(g, q, twin);
    graph_edge(g, EDGE_HOSTED_BY, f, app, EVIDENCE_DECLARED, -1, o);
    graph_edge(g, EDGE_WRITES, f, q, EVIDENCE_CODE, -1, o);
    graph_edge(g, EDGE_WRITES, f, b, EVIDENCE_CODE, -1, o);
    struct doc *d = topology_doc(str_from(text), false);
    topology_overlay(d, g);
    doc_free(d);
    graph_seal(g);
    return g;
}

static void overlay_changes_what_is_there(void **state)
{
    (void)state;
    struct graph *g = with_overlay("suppressions: [x]\n"
                                   "assertions: {}\n"
                                   "decisions: 5\n"
                                   "topology:\n"
                                   "  name: Web shop\n"
                                   "  zones: [{id: vault, kind: custom, trust: 99, parent: data}]\n"
                                   "  nodes:\n"
                                   "    - {id: Pay, name: Payments, tags: {team: red}}\n"
                                   "    - {id: 'bucket:log', zone: vault, sensitivity: 3}\n"
                                   "    - {name: log, kind: queue, attributes: {limit: 5}}\n"
                                   "    - {id: az:app:app:shop, kind: app, stage: prod}\n"
                                   "    - {id: crm, kind: service, name: CRM, external: yes}\n"
                                   "  edges:\n"
                                   "    - {kind: reads, from: Pay, to: crm}\n"
                                   "    - {kind: exposes, from: internet, to: Payments, auth: none}\n"
                                   "    - {kind: writes, from: 'function:Pay', to: 'queue:log'}\n");
    topology_expect(g, "");
    assert_true(str_is(graph_name(g), "Web shop"));
    assert_int_equal(graph_node_count(g), 6);
    const struct node *pay = graph_node_at(g, graph_find(g, STR("az:app:function:Pay")));
    assert_true(str_is(pay->name, "Payments"));
    assert_int_equal(pay->tag_count, 1);
    assert_true(str_is(pay->where.file, "a.cs")); /* the place of what the code says stays */
    const struct node *b = graph_node_at(g, graph_find(g, STR("az:st:bucket:log")));
    assert_true(str_is(b->zone, "vault") && b->zone_set);
    assert_int_equal(b->sensitivity, 3);
    const struct node *q = graph_node_at(g, graph_find(g, STR("az:st:queue:log")));
    assert_true(str_is(node_attr_text(q, "limit"), "5"));
    assert_false(q->zone_set);
    const struct node *app = graph_node_at(g, graph_find(g, STR("az:app:app:shop")));
    assert_true(str_is(app->stage, "prod"));
    const struct node *crm = graph_node_at(g, graph_find(g, STR("crm")));
    assert_true(str_is(crm->zone, "third-party"));
    assert_int_equal(graph_edge_count(g), 5); /* the last one joins that of the code */
    edge_id w = graph_find_edge(g, STR("writes:az:app:function:Pay->az:st:queue:log"));
    assert_int_equal(graph_edge_at(g, w)->evidence, EVIDENCE_DECLARED);
    graph_free(g);
}

static void overlay_messages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {"topology:\n", ""},
        {"topolgy: {}\n", "1:1 note unknown member 'topolgy' is passed over; did you mean "
                          "'topology'?\n"},
        {"topology: [1]\n", "1:11 error 'topology' must be a map of members\n"},
        {"topology: {nodes: [{id: Pya, zone: data}]}\n",
         "1:25 error there is no node 'Pya'; did you mean 'Pay'?\n"},
        {"topology: {nodes: [{id: log, sensitivity: 3}]}\n",
         "1:25 error 'log' is the name of several nodes; write the id, or kind:name\n"},
        {"topology: {nodes: [{id: 'az:app:function:Pay', kind: queue}]}\n",
         "1:54 error node 'az:app:function:Pay' is of kind function; this changes nothing\n"},
        {"topology: {nodes: [{name: Sale, kind: queue}]}\n",
         "1:27 error there is no node 'queue:Sale'\n"},
        {"topology: {nodes: [{zone: data}]}\n", "1:20 error a node needs an id\n"},
        {"- x\n", "1:1 error this file must be a map of members\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct graph *g = rows[i].text[0] ? with_overlay(rows[i].text) : with_overlay("{}\n");
        topology_expect(g, rows[i].want);
        graph_free(g);
    }
}

/* Two documents that give one id to different edges. */
static void ids_across_documents(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "faasmap: 1\nnodes: [{id: a, kind: queue}]\nedges: [{id: x, kind: reads, from: a, to: a}]\n",
        ("faasmap: 1\nedges: [{id: x, kind: reads, from: a, to: a, guards: [waf]},\n"
         "  {id: y, kind: writes, from: a, to: a}]\n"),
        "faasmap: 1\nedges: [{id: y, kind: depends, from: a, to: a}]\n"};
    struct graph *g = graph_new();
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct doc *d = topology_doc(str_from(texts[i]), false);
        topology_read(d, g);
        doc_free(d);
    }
    graph_seal(g);
    topology_expect(g, "2:14 error the id 'y' belongs to an edge between other nodes\n");
    assert_int_equal(graph_edge_count(g), 2);
    assert_true(edge_has_guard(graph_edge_at(g, graph_find_edge(g, STR("x"))), "waf"));
    graph_free(g);
}

static void golden_cases(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/topology");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(little_is_needed),
        cmocka_unit_test(messages_with_places),
        cmocka_unit_test(what_is_broken_does_not_take_the_rest),
        cmocka_unit_test(recognised),
        cmocka_unit_test(overlay_changes_what_is_there),
        cmocka_unit_test(overlay_messages),
        cmocka_unit_test(ids_across_documents),
        cmocka_unit_test(golden_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
