/* SPDX-License-Identifier: MIT */
/* test_visible.c - from the graph to what the map draws: boxes, lines, frames, names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "attr.h"
#include "graph_yaml.h"
#include "map_text.h"
#include "mem.h"
#include "visible_text.h"

#define WASTE "tests/golden/importers/topology/waste/system.yaml"

/* --- The waste-management system ----------------------------------------------------------------------- */

static void waste_boxes(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    expect_boxes(g, (struct visible_options){0},
                 "ana[] Azure Analytics\n"
                 "b:archive[Storage account] archive blobs\n"
                 "bridge[Function app] BridgeHttp | POST func key\n"
                 "browser[Internet] Browser\n"
                 "ehf[Function app] EventHubFn\n"
                 "hub[] IoT Hub | device, SAS source\n"
                 "lw[Function app] LatestWeather | every 15 min\n"
                 "owm[Third party] openweathermap.org source\n"
                 "pbi[] Power BI\n"
                 "q:alerts[Storage account] alerts queue\n"
                 "q:logging[Storage account] logging queue\n"
                 "q:telemetry[Storage account] telemetry queue\n"
                 "sa[Function app] SendAlert | every 4 h\n"
                 "sms[Third party] SMS provider\n"
                 "t:state[Storage account] SensorState table\n"
                 "t:weather[Storage account] Weather table\n"
                 "tl[Function app] TelemetryLogger | every 4 h\n"
                 "tp[Function app] TelemetryProcessing | every 10 min\n"
                 "ttn[Internet] The Things Network source\n");
    expect_lines(g, (struct visible_options){0},
                 "b:archive -> ana\n"
                 "ana -> pbi\n"
                 "tl -> b:archive\n"
                 "bridge -> q:telemetry\n"
                 "ttn -> bridge\n"
                 "pbi -> browser\n"
                 "hub -> ehf\n"
                 "ehf -> q:telemetry\n"
                 "owm -> lw\n"
                 "lw -> t:weather\n"
                 "t:state -> pbi\n"
                 "q:alerts -> sa\n"
                 "tp -> q:alerts\n"
                 "q:logging -> tl\n"
                 "tp -> q:logging\n"
                 "q:telemetry -> tp\n"
                 "sa -> sms\n"
                 "tp <-> t:state\n"
                 "t:weather -> tp\n");
    graph_free(g);
}

static void maps_between_model_and_drawing(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v = visible_of(g, (struct visible_options){0});
    assert_int_equal(box_of_id(&v, g, "route"), box_of_id(&v, g, "bridge"));
    assert_int_equal(box_of_id(&v, g, "t10"), box_of_id(&v, g, "tp"));
    assert_int_equal(box_of_id(&v, g, "internet"), box_of_id(&v, g, "ttn")); /* stands on the named source */
    assert_int_equal(box_of_id(&v, g, "events"), box_of_id(&v, g, "hub")); /* a part of it */
    assert_int_equal(box_of_id(&v, g, "device"), box_of_id(&v, g, "hub")); /* which is the source itself */
    assert_int_equal(visible_line(&v, edge_of_id(g, "exposes:device->hub")), VISIBLE_NONE);
    assert_int_equal(box_of_id(&v, g, "b:keys"), VISIBLE_NONE); /* only the host's code comes from it */
    assert_int_equal(box_of_id(&v, g, "secret"), VISIBLE_NONE);
    assert_int_equal(box_of_id(&v, g, "app"), VISIBLE_NONE);
    struct edge_list absorbed = visible_box_absorbed(&v, box_of_id(&v, g, "bridge"));
    assert_int_equal(absorbed.count, 1);
    assert_int_equal(absorbed.ids[0], node_of_id(g, "route"));
    assert_int_equal(visible_box_absorbed(&v, box_of_id(&v, g, "ehf")).count, 0);

    int named = visible_line(&v, edge_of_id(g, "exposes:ttn->route"));
    assert_true(named >= 0);
    assert_int_equal(visible_line(&v, edge_of_id(g, "exposes:internet->route")), named);
    assert_int_equal(visible_line(&v, edge_of_id(g, "invokes:route->bridge")), VISIBLE_NONE);
    assert_int_equal(visible_line(&v, edge_of_id(g, "uses:app->secret")), VISIBLE_NONE);
    int state_line = visible_line(&v, edge_of_id(g, "reads:tp->t:state"));
    assert_int_equal(visible_line(&v, edge_of_id(g, "writes:tp->t:state")), state_line);
    struct edge_list both = visible_line_edges(&v, state_line);
    assert_int_equal(both.count, 2);
    assert_true(both.ids[0] < both.ids[1]);
    assert_int_equal(v.input.edges[state_line].role, ROLE_EDGE_WRITE);
    assert_int_equal(v.input.edges[visible_line(&v, edge_of_id(g, "reads:tp->q:telemetry"))].role,
                     ROLE_EDGE_READ);
    assert_int_equal(v.input.edges[named].role, ROLE_EDGE_TRIGGER);
    assert_int_equal(v.input.nodes[box_of_id(&v, g, "tp")].role, ROLE_ZONE_CODE);
    assert_int_equal(v.input.nodes[box_of_id(&v, g, "sms")].role, ROLE_ZONE_THIRD_PARTY);
    assert_int_equal(v.node_total, 19);
    assert_int_equal(v.edge_total, 19);
    visible_release(&v);
    graph_free(g);
}

static void path_and_marks(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    edge_id path[] = {edge_of_id(g, "exposes:internet->route"), edge_of_id(g, "invokes:route->bridge"),
                      edge_of_id(g, "writes:bridge->q:telemetry")};
    uint8_t *outer = map_outer_edges(g);
    struct visible v = visible_of(g, (struct visible_options){.path = path, .path_count = COUNT(path),
                                                         .outer = outer});
    static const char *const heavy[] = {"ttn", "bridge", "q:telemetry"};
    int boxes = 0, lines = 0;
    for (int i = 0; i < v.input.node_count; i++)
        boxes += v.input.nodes[i].heavy;
    for (int i = 0; i < v.input.edge_count; i++)
        lines += v.input.edges[i].heavy;
    assert_int_equal(boxes, COUNT(heavy));
    for (size_t i = 0; i < COUNT(heavy); i++)
        assert_true(v.input.nodes[box_of_id(&v, g, heavy[i])].heavy);
    assert_int_equal(lines, 2);
    assert_true(v.input.edges[visible_line(&v, path[0])].heavy);
    assert_true(v.input.edges[visible_line(&v, path[2])].heavy);
    assert_true(v.input.edges[visible_line(&v, edge_of_id(g, "writes:sa->sms"))].crossing);
    assert_false(v.input.edges[visible_line(&v, path[2])].crossing);
    visible_release(&v);
    mem_free(outer);
    graph_free(g);
}

static void other_layers(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v;
    unsigned identity = VISIBLE_LAYER(LAYER_IDENTITY), infra = VISIBLE_LAYER(LAYER_INFRA);
    expect_boxes(g, (struct visible_options){.layers = identity},
                 "app[] Function app\n"
                 "mi[] app identity\n"
                 "secret[] AzureWebJobsStorage secret\n"
                 "st[] Storage account\n");
    expect_lines(g, (struct visible_options){.layers = identity},
                 "app -> mi\napp -> secret\nsecret -> st\n");
    expect_boxes(g, (struct visible_options){.layers = infra}, "app[] Function app\n");
    v = visible_of(g, (struct visible_options){.layers = VISIBLE_LAYER(LAYER_FLOW) | infra});
    assert_true(box_of_id(&v, g, "b:keys") >= 0);
    visible_release(&v);
    v = visible_of(g, (struct visible_options){.layers = VISIBLE_LAYER(LAYER_FLOW) | identity});
    assert_int_equal(v.input.node_count, 23);
    /* A container with lines of its own stands in its own frame, beside what it holds. */
    int cluster = v.input.nodes[box_of_id(&v, g, "app")].cluster;
    assert_int_equal(v.input.nodes[box_of_id(&v, g, "tp")].cluster, cluster);
    assert_int_equal(v.frame_node[cluster], node_of_id(g, "app"));
    visible_release(&v);
    graph_free(g);
}

static void arrangements(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v = visible_of(g, (struct visible_options){.arrangement = VISIBLE_ZONES});
    for (int i = 0; i < v.input.node_count; i++) {
        int cluster = v.input.nodes[i].cluster;
        assert_true(cluster >= 0);
        assert_int_equal(v.frame_node[cluster], 0);
        const struct node *n = graph_node_at(g, v.node_of[i]);
        assert_true(str_eq(v.input.clusters[cluster].title, graph_find_zone(g, n->zone)->name));
    }
    /* A column for each zone, from the outside inwards, also against the lines. */
    static const struct {
        const char *left, *right;
    } pairs[] = {{"ttn", "tp"},
                 {"sms", "tp"},
                 {"tp", "q:telemetry"},
                 {"sa", "q:alerts"},
                 {"q:telemetry", "t:state"}};
    struct layout_options o = {.direction = LAYOUT_LR, .frames = true, .pitch = 1};
    struct layout_result r;
    layout_run(&v.input, &o, &r);
    assert_int_equal(r.metrics.illegal, 0);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct layout_rect left = r.boxes[box_of_id(&v, g, pairs[i].left)];
        assert_true(left.col + left.cols < r.boxes[box_of_id(&v, g, pairs[i].right)].col);
    }
    layout_result_release(&r);
    visible_release(&v);
    v = visible_of(g, (struct visible_options){.arrangement = VISIBLE_STACK});
    assert_int_equal(v.input.cluster_count, 2); /* app and account; nothing around the others */
    assert_int_equal(v.input.nodes[box_of_id(&v, g, "sms")].cluster, LAYOUT_NO_CLUSTER);
    visible_release(&v);
    graph_free(g);
}

/* The sizes that the on-screen map must keep on this system, and no crossing in any form. */
static void waste_layouts(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v = visible_of(g, (struct visible_options){.no_details = true});
    for (int i = 0; i < 16; i++) {
        struct layout_options o = {.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .frames = i & 4,
                                   .pitch = i & 8 ? 2 : 1};
        struct layout_result r;
        layout_run(&v.input, &o, &r);
        assert_int_equal(r.metrics.illegal, 0);
        assert_int_equal(r.metrics.crossings, 0);
        if (!o.frames && o.direction == LAYOUT_LR && o.boxes == LAYOUT_FULL && o.pitch == 1)
            assert_true(r.canvas.cols <= 170 && r.canvas.rows <= 12);
        if (!o.frames && o.direction == LAYOUT_TB && o.boxes == LAYOUT_COMPACT)
            assert_true(r.canvas.cols <= 60 && r.canvas.rows <= 26);
        layout_result_release(&r);
    }
    visible_release(&v);
    graph_free(g);
}

/* --- Absorbing ----------------------------------------------------------------------------------------- */

/* What an API leads to needs no line from the caller besides the two by way of the API: as long as
 * both are on the map, and nothing else comes that way. */
static void routes_behind_an_api(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml("faasmap: 1\n"
                                    "nodes:\n"
                                    "- {id: api, kind: api}\n"
                                    "- {id: closed, kind: api}\n"
                                    "- {id: r1, kind: route}\n"
                                    "- {id: r2, kind: route}\n"
                                    "- {id: r3, kind: route}\n"
                                    "- {id: f, kind: function}\n"
                                    "- {id: g, kind: function}\n"
                                    "- {id: h, kind: function}\n"
                                    "- {id: i, kind: function}\n"
                                    "edges:\n"
                                    "- {kind: exposes, from: internet, to: api}\n"
                                    "- {kind: exposes, from: internet, to: r1}\n"
                                    "- {kind: exposes, from: internet, to: r2}\n"
                                    "- {kind: exposes, from: internet, to: r3}\n"
                                    "- {kind: exposes, from: internet, to: g}\n"
                                    "- {kind: routes, from: api, to: r1}\n"
                                    "- {kind: routes, from: api, to: r2}\n"
                                    "- {kind: routes, from: closed, to: r3}\n"
                                    "- {kind: invokes, from: r1, to: f}\n"
                                    "- {kind: invokes, from: r2, to: g}\n"
                                    "- {kind: invokes, from: r3, to: h}\n"
                                    "- {kind: invokes, from: closed, to: i}\n");
    const char *const exposed = "exposes:internet->r1";
    const node_id hidden[] = {node_of_id(g, "api")};
    const edge_id path[] = {edge_of_id(g, exposed)};

    /* g may be called without the API as well; nobody may call the API "closed" */
    expect_lines(g, (struct visible_options){0},
                 "api -> f\napi -> g\ninternet -> api\nclosed -> h\nclosed -> i\n"
                 "internet -> g\ninternet -> h\n");
    expect_lines(g, (struct visible_options){.hidden = hidden, .hidden_count = 1},
                 "closed -> h\nclosed -> i\ninternet -> f\ninternet -> g\ninternet -> h\n");
    struct visible v = visible_of(g, (struct visible_options){.path = path, .path_count = 1});
    assert_int_equal(v.edge_total, 7);
    assert_int_equal(v.input.edge_count, 7);
    int to_api = visible_line(&v, edge_of_id(g, "exposes:internet->api"));
    int to_f = visible_line(&v, edge_of_id(g, "routes:api->r1"));
    assert_int_equal(visible_line(&v, edge_of_id(g, exposed)), to_f);
    for (int i = 0; i < v.input.edge_count; i++)
        assert_int_equal(v.input.edges[i].heavy, i == to_api || i == to_f);
    assert_true(v.input.nodes[box_of_id(&v, g, "api")].heavy);
    assert_true(v.input.nodes[box_of_id(&v, g, "f")].heavy);
    visible_release(&v);
    graph_free(g);
}

static void entries_of_one_function(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml(
        "faasmap: 1\n"
        "nodes:\n"
        "- {id: api, kind: api, name: gw}\n"
        "- {id: r1, kind: route, name: GET /a}\n"
        "- {id: r2, kind: route, name: GET /b}\n"
        "- {id: f, kind: function, name: one}\n"
        "- {id: big, kind: api, name: big}\n"
        "- {id: s1, kind: route, name: POST /s}\n"
        "- {id: s2, kind: route, name: POST /t}\n"
        "- {id: guarded, kind: route, name: GET /guarded}\n"
        "- {id: g1, kind: function, name: two}\n"
        "- {id: g2, kind: function, name: three}\n"
        "- {id: both, kind: timer, attributes: {schedule: rate(1 hour)}}\n"
        "edges:\n"
        "- {kind: routes, from: api, to: r1, auth: none}\n"
        "- {kind: routes, from: api, to: r2, auth: iam}\n"
        "- {kind: invokes, from: r1, to: f}\n"
        "- {kind: invokes, from: r2, to: f}\n"
        "- {kind: routes, from: big, to: s1}\n"
        "- {kind: routes, from: big, to: s2}\n"
        "- {kind: routes, from: big, to: guarded}\n"
        "- {kind: invokes, from: s1, to: g1}\n"
        "- {kind: invokes, from: s2, to: g2}\n"
        "- {kind: invokes, from: guarded, to: g1}\n"
        "- {kind: invokes, from: guarded, to: g2, attributes: {role: authorizer}}\n"
        "- {kind: triggers, from: both, to: g1}\n"
        "- {kind: triggers, from: both, to: g2}\n");
    expect_boxes(g, (struct visible_options){0},
                 "big[] big API\n"
                 "both[] both | every hour\n"
                 "f[] one | GET /a (open) +1\n"
                 "g1[] two | POST /s\n"
                 "g2[] three | POST /t\n"
                 "guarded[] GET /guarded\n");
    expect_lines(g, (struct visible_options){0},
                 "big -> g1\nbig -> g2\nbig -> guarded\nboth -> g1\nboth -> g2\nguarded -> g1\n"
                 "guarded -> g2\n");
    expect_boxes(g, (struct visible_options){.no_details = true},
                 "big[] big API\nboth[] both\nf[] one\ng1[] two\ng2[] three\nguarded[] GET "
                 "/guarded\n");
    graph_free(g);
}

/* A rule of a bus is a line in the box of the one function behind it; a bus that somebody writes to, a
 * rule for two, a rule that nobody feeds stay boxes. */
static void rules_of_one_function(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml(
        "faasmap: 1\n"
        "nodes:\n"
        "- {id: bus, kind: bus}\n"
        "- {id: one, kind: bus, attributes: {event-pattern-source: shop}}\n"
        "- {id: two, kind: bus}\n"
        "- {id: alone, kind: bus}\n"
        "- {id: f, kind: function}\n"
        "- {id: g, kind: function}\n"
        "edges:\n"
        "- {kind: writes, from: g, to: bus}\n"
        "- {kind: delivers, from: bus, to: one}\n"
        "- {kind: delivers, from: bus, to: two}\n"
        "- {kind: triggers, from: one, to: f}\n"
        "- {kind: triggers, from: two, to: f}\n"
        "- {kind: triggers, from: two, to: g}\n"
        "- {kind: triggers, from: alone, to: g}\n");
    expect_boxes(g, (struct visible_options){0},
                 "alone[] alone bus\nbus[] bus\nf[] f | on shop\ng[] g\ntwo[] two bus\n");
    expect_lines(g, (struct visible_options){0},
                 "alone -> g\nbus -> f\ng -> bus\nbus -> two\ntwo -> f\ntwo -> g\n");
    graph_free(g);
}

#define DOORS                                                                                      \
    "faasmap: 1\n"                                                                                 \
    "nodes:\n"                                                                                     \
    "- {id: r, kind: route, name: POST /a}\n"                                                      \
    "- {id: f, kind: function}\n"                                                                  \
    "- {id: f2, kind: function}\n"                                                                 \
    "- {id: shop, kind: actor, name: Shop}\n"                                                      \
    "edges:\n"                                                                                     \
    "- {kind: invokes, from: r, to: f}\n"                                                          \
    "- {kind: exposes, from: internet, to: r, auth: none}\n"

static void the_internet(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml(DOORS); /* nobody named: a box */
    expect_lines(g, (struct visible_options){0}, "internet -> f\n");
    graph_free(g);
    g = graph_of_yaml(DOORS "- {kind: exposes, from: shop, to: r, auth: none}\n");
    expect_lines(g, (struct visible_options){0}, "shop -> f\n");
    expect_lines(g, (struct visible_options){.keep_internet = true}, "internet -> f\nshop -> f\n");
    graph_free(g);
    g = graph_of_yaml(DOORS "- {kind: exposes, from: shop, to: r, auth: none}\n"
                            "- {kind: exposes, from: internet, to: f2, auth: none}\n");
    expect_lines(g, (struct visible_options){0}, "shop -> f\ninternet -> f2\n"); /* only that door */
    struct visible v = visible_of(g, (struct visible_options){0});
    assert_int_equal(visible_line(&v, edge_of_id(g, "exposes:internet->r")),
                     visible_line(&v, edge_of_id(g, "exposes:shop->r")));
    visible_release(&v);
    graph_free(g);
}

/* --- Lines --------------------------------------------------------------------------------------------- */

static void merged_lines(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml("faasmap: 1\n"
                                    "nodes:\n"
                                    "- {id: a, kind: function}\n"
                                    "- {id: b, kind: function}\n"
                                    "- {id: q, kind: queue}\n"
                                    "- {id: p, kind: queue}\n"
                                    "- {id: 0t, kind: table}\n"
                                    "- {id: log, kind: log}\n"
                                    "edges:\n"
                                    "- {kind: invokes, from: a, to: a}\n"
                                    "- {kind: invokes, from: a, to: b}\n"
                                    "- {kind: invokes, from: b, to: a}\n"
                                    "- {kind: writes, from: a, to: q}\n"
                                    "- {kind: writes, from: a, to: q, id: again}\n"
                                    "- {kind: triggers, from: q, to: b}\n"
                                    "- {kind: reads, from: b, to: q}\n"
                                    "- {kind: deadletters, from: q, to: p}\n"
                                    "- {kind: reads, from: a, to: 0t}\n"
                                    "- {kind: writes, from: a, to: 0t}\n"
                                    "- {kind: logs-to, from: a, to: log}\n"
                                    "- {kind: writes, from: a, to: log}\n");
    expect_lines(g, (struct visible_options){0},
                 "a <-> 0t\na -> a\na <-> b\na -> q\nq -> b\nq -> p\n");
    struct visible v = visible_of(g, (struct visible_options){0});
    assert_int_equal(visible_line_edges(&v, visible_line(&v, edge_of_id(g, "again"))).count, 2);
    assert_int_equal(v.input.edges[visible_line(&v, edge_of_id(g, "triggers:q->b"))].role,
                     ROLE_EDGE_TRIGGER);
    visible_release(&v);
    graph_free(g);
}

/* --- Frames -------------------------------------------------------------------------------------------- */

static void frames(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml(
        "faasmap: 1\n"
        "nodes:\n"
        "- {id: rg, kind: boundary, name: group, attributes: {class: resource-group}}\n"
        "- {id: plan, kind: boundary, name: plan, attributes: {class: plan}}\n"
        "- {id: app, kind: app, name: shop}\n"
        "- {id: st, kind: boundary, name: store, attributes: {class: data-account}}\n"
        "- {id: f, kind: function, name: shop/pay}\n"
        "- {id: q, kind: queue, name: store.jobs}\n"
        "- {id: sb, kind: queue, name: 'arn:aws:sqs:eu-west-1:1:topic/tail'}\n"
        "edges:\n"
        "- {kind: hosted-by, from: f, to: app}\n"
        "- {kind: resides-in, from: app, to: plan}\n"
        "- {kind: resides-in, from: app, to: rg}\n"
        "- {kind: resides-in, from: q, to: rg}\n"
        "- {kind: resides-in, from: q, to: st}\n"
        "- {kind: resides-in, from: st, to: rg}\n"
        "- {kind: writes, from: f, to: q}\n");
    /* The group around everything framed says nothing; names lose what their frame says. */
    expect_boxes(g, (struct visible_options){0},
                 "f[shop] pay\nq[store] jobs queue\nsb[] tail queue\n");
    graph_free(g);
    g = graph_of_yaml("faasmap: 1\n"
                      "nodes:\n"
                      "- {id: a, kind: boundary, name: alpha, attributes: {class: account}}\n"
                      "- {id: b, kind: boundary, name: beta, attributes: {class: account}}\n"
                      "- {id: s, kind: boundary, name: stack, attributes: {class: stack}}\n"
                      "- {id: f, kind: function}\n"
                      "- {id: q, kind: queue}\n"
                      "edges:\n"
                      "- {kind: resides-in, from: f, to: s}\n"
                      "- {kind: resides-in, from: s, to: a}\n"
                      "- {kind: resides-in, from: q, to: b}\n");
    expect_boxes(g, (struct visible_options){0}, "f[alpha > stack] f\nq[beta] q queue\n");
    expect_boxes(g, (struct visible_options){.arrangement = VISIBLE_STACK},
                 "f[alpha] f\nq[beta] q queue\n");
    graph_free(g);
    g = graph_of_yaml("faasmap: 1\n" /* a ring of containers is cut at its smallest id */
                      "nodes:\n"
                      "- {id: a, kind: boundary}\n"
                      "- {id: b, kind: boundary}\n"
                      "- {id: f, kind: function}\n"
                      "edges:\n"
                      "- {kind: resides-in, from: a, to: b}\n"
                      "- {kind: resides-in, from: b, to: a}\n"
                      "- {kind: resides-in, from: f, to: b}\n");
    expect_boxes(g, (struct visible_options){0}, "f[a > b] f\n");
    graph_free(g);
}

static void overview(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    expect_boxes(g, (struct visible_options){.folded = true},
                 "ana[] Management 2 | 2 sv\n"
                 "app[] Function app 11 | 6 fn 4 ti 1 rt\n"
                 "browser[] Internet 3 | 3 ac source\n" /* with the anonymous one */
                 "hub[] Messaging 3 | 1 ac 1 st 1 bu source\n"
                 "owm[] Third party 2 | 2 sv\n"
                 "st[] Storage account 7 | 3 qu 2 bk 2 tb\n");
    expect_lines(g, (struct visible_options){.folded = true},
                 "ana -> browser\nst -> ana\nbrowser -> app\nhub -> app\napp <-> owm\napp <-> st\n");
    struct visible v = visible_of(g, (struct visible_options){.folded = true});
    assert_int_equal(box_of_id(&v, g, "route"), box_of_id(&v, g, "app"));
    assert_int_equal(box_of_id(&v, g, "q:alerts"), box_of_id(&v, g, "st"));
    assert_int_equal(v.input.cluster_count, 0);
    visible_release(&v);
    graph_free(g);
}

static void names_that_are_alike(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml("faasmap: 1\n"
                                    "nodes:\n"
                                    "- {id: 'az:one:queue:log', kind: queue}\n"
                                    "- {id: 'az:two:queue:log', kind: queue}\n"
                                    "- {id: 'az:one:bucket:log', kind: bucket}\n"
                                    "- {id: 'az:one:bucket:raw', kind: bucket, provider: azure}\n"
                                    "- {id: job queue, kind: queue}\n");
    expect_boxes(g, (struct visible_options){0},
                 "az:one:bucket:log[] log bucket\n"
                 "az:one:bucket:raw[] raw blobs\n"
                 "az:one:queue:log[] log queue (one)\n"
                 "az:two:queue:log[] log queue (two)\n"
                 "job queue[] job queue\n");
    graph_free(g);
}

/* The short forms leave out what the places have in common; a number tells those apart whose ends are
 * the same. */
static void short_forms_of_namesakes(void **state)
{
    static const struct {
        const char *id, *apart;
    } rows[] = {
        {"az:samples/todo/csharp-old:function:Add", "csharp-old"},
        {"az:samples/todo/csharp-new:function:Add", "csharp-new"},
        {"az:samples/todo/perl:function:Add", "perl"},
        {"aws:00-base/output.yaml:function:Pay", "00-base"},
        {"aws:01-core/output.yaml:function:Pay", "01-core"},
        {"aws:onestageofshop:function:Log", "onestageofshop"},
        {"aws:onestagxofshop:function:Log", "#2"},
        {"aws:only:function:Alone", ""},
    };
    struct buf yaml = {0};

    (void)state;
    buf_puts(&yaml, "faasmap: 1\nnodes:\n");
    for (size_t i = 0; i < COUNT(rows); i++)
        buf_printf(&yaml, "- {id: '%s', kind: function}\n", rows[i].id);
    struct graph *g = graph_of_yaml(yaml.ptr);
    struct visible v = visible_of(g, (struct visible_options){0});
    for (size_t i = 0; i < COUNT(rows); i++) {
        node_id n = node_of_id(g, rows[i].id);
        struct str apart = v.input.nodes[visible_box(&v, n)].apart;
        if (!str_is(apart, rows[i].apart))
            fail_msg("%s: '%.*s'", rows[i].id, (int)apart.len, apart.ptr);
    }
    visible_release(&v);
    graph_free(g);
    buf_release(&yaml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waste_boxes),
        cmocka_unit_test(maps_between_model_and_drawing),
        cmocka_unit_test(path_and_marks),
        cmocka_unit_test(other_layers),
        cmocka_unit_test(arrangements),
        cmocka_unit_test(waste_layouts),
        cmocka_unit_test(entries_of_one_function),
        cmocka_unit_test(routes_behind_an_api),
        cmocka_unit_test(rules_of_one_function),
        cmocka_unit_test(the_internet),
        cmocka_unit_test(merged_lines),
        cmocka_unit_test(frames),
        cmocka_unit_test(overview),
        cmocka_unit_test(names_that_are_alike),
        cmocka_unit_test(short_forms_of_namesakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
