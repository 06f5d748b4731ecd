/* SPDX-License-Identifier: MIT */
/* From the graph to what the map draws. */
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
#include "mem.h"
#include "text.h"
#include "visible.h"

#define WASTE "tests/golden/importers/topology/waste/system.yaml"

static struct visible build(const struct graph *g, struct visible_options o)
{
    struct visible v;
    visible_build(g, &o, &v);
    return v;
}

static node_id node(const struct graph *g, const char *id)
{
    node_id n = graph_find(g, str_from(id));
    if (!n)
        fail_msg("no node %s", id);
    return n;
}

static edge_id edge(const struct graph *g, const char *id)
{
    edge_id e = graph_find_edge(g, str_from(id));
    if (!e)
        fail_msg("no edge %s", id);
    return e;
}

static int box(const struct visible *v, const struct graph *g, const char *id)
{
    return visible_box(v, node(g, id));
}

/* Boxes as "id[frame > frame] name | detail | badge", frames from the outside in. */
static void put_frames(struct buf *out, const struct visible *v, int cluster)
{
    if (cluster == LAYOUT_NO_CLUSTER)
        return;
    const struct layout_cluster *c = &v->input.clusters[cluster];
    put_frames(out, v, c->parent);
    if (c->parent != LAYOUT_NO_CLUSTER)
        buf_puts(out, " > ");
    buf_add(out, c->title);
}

static void put_boxes(struct buf *out, const struct graph *g, const struct visible *v)
{
    buf_puts(out, "");
    for (int i = 0; i < v->input.node_count; i++) {
        const struct layout_node *n = &v->input.nodes[i];
        buf_add(out, graph_node_at(g, v->node_of[i])->id);
        buf_puts(out, "[");
        put_frames(out, v, n->cluster);
        buf_puts(out, "] ");
        buf_add(out, n->name);
        if (n->detail.len) {
            buf_puts(out, " | ");
            buf_add(out, n->detail);
        }
        if (n->badge.len) {
            buf_puts(out, " ");
            buf_add(out, n->badge);
        }
        buf_puts(out, n->source ? " source\n" : "\n");
    }
}

static void put_lines(struct buf *out, const struct graph *g, const struct visible *v)
{
    buf_puts(out, "");
    for (int i = 0; i < v->input.edge_count; i++) {
        const struct layout_edge *e = &v->input.edges[i];
        buf_add(out, graph_node_at(g, v->node_of[e->from])->id);
        buf_puts(out, e->both ? " <-> " : " -> ");
        buf_add(out, graph_node_at(g, v->node_of[e->to])->id);
        buf_putc(out, '\n');
    }
}

static void expect_boxes(const struct graph *g, const struct visible_options o, const char *want)
{
    struct visible v = build(g, o);
    struct buf got = {0};
    put_boxes(&got, g, &v);
    assert_string_equal(got.ptr, want);
    buf_release(&got);
    visible_release(&v);
}

static void expect_lines(const struct graph *g, const struct visible_options o, const char *want)
{
    struct visible v = build(g, o);
    struct buf got = {0};
    put_lines(&got, g, &v);
    assert_string_equal(got.ptr, want);
    buf_release(&got);
    visible_release(&v);
}

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
    struct visible v = build(g, (struct visible_options){0});
    assert_int_equal(box(&v, g, "route"), box(&v, g, "bridge"));
    assert_int_equal(box(&v, g, "t10"), box(&v, g, "tp"));
    assert_int_equal(box(&v, g, "internet"), box(&v, g, "ttn")); /* stands on the named source */
    assert_int_equal(box(&v, g, "events"), box(&v, g, "hub")); /* a part of it */
    assert_int_equal(box(&v, g, "device"), box(&v, g, "hub")); /* which is the source itself */
    assert_int_equal(visible_line(&v, edge(g, "exposes:device->hub")), VISIBLE_NONE);
    assert_int_equal(box(&v, g, "b:keys"), VISIBLE_NONE); /* only the host's code comes from it */
    assert_int_equal(box(&v, g, "secret"), VISIBLE_NONE);
    assert_int_equal(box(&v, g, "app"), VISIBLE_NONE);
    struct edge_list absorbed = visible_box_absorbed(&v, box(&v, g, "bridge"));
    assert_int_equal(absorbed.count, 1);
    assert_int_equal(absorbed.ids[0], node(g, "route"));
    assert_int_equal(visible_box_absorbed(&v, box(&v, g, "ehf")).count, 0);

    int named = visible_line(&v, edge(g, "exposes:ttn->route"));
    assert_true(named >= 0);
    assert_int_equal(visible_line(&v, edge(g, "exposes:internet->route")), named);
    assert_int_equal(visible_line(&v, edge(g, "invokes:route->bridge")), VISIBLE_NONE);
    assert_int_equal(visible_line(&v, edge(g, "uses:app->secret")), VISIBLE_NONE);
    int state_line = visible_line(&v, edge(g, "reads:tp->t:state"));
    assert_int_equal(visible_line(&v, edge(g, "writes:tp->t:state")), state_line);
    struct edge_list both = visible_line_edges(&v, state_line);
    assert_int_equal(both.count, 2);
    assert_true(both.ids[0] < both.ids[1]);
    assert_int_equal(v.input.edges[state_line].role, ROLE_EDGE_WRITE);
    assert_int_equal(v.input.edges[visible_line(&v, edge(g, "reads:tp->q:telemetry"))].role,
                     ROLE_EDGE_READ);
    assert_int_equal(v.input.edges[named].role, ROLE_EDGE_TRIGGER);
    assert_int_equal(v.input.nodes[box(&v, g, "tp")].role, ROLE_ZONE_CODE);
    assert_int_equal(v.input.nodes[box(&v, g, "sms")].role, ROLE_ZONE_THIRD_PARTY);
    assert_int_equal(v.node_total, 19);
    assert_int_equal(v.edge_total, 19);
    visible_release(&v);
    graph_free(g);
}

static void path_and_marks(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    edge_id path[] = {edge(g, "exposes:internet->route"), edge(g, "invokes:route->bridge"),
                      edge(g, "writes:bridge->q:telemetry")};
    uint8_t *outer = map_outer_edges(g);
    struct visible v = build(g, (struct visible_options){.path = path, .path_count = COUNT(path),
                                                         .outer = outer});
    static const char *const heavy[] = {"ttn", "bridge", "q:telemetry"};
    int boxes = 0, lines = 0;
    for (int i = 0; i < v.input.node_count; i++)
        boxes += v.input.nodes[i].heavy;
    for (int i = 0; i < v.input.edge_count; i++)
        lines += v.input.edges[i].heavy;
    assert_int_equal(boxes, COUNT(heavy));
    for (size_t i = 0; i < COUNT(heavy); i++)
        assert_true(v.input.nodes[box(&v, g, heavy[i])].heavy);
    assert_int_equal(lines, 2);
    assert_true(v.input.edges[visible_line(&v, path[0])].heavy);
    assert_true(v.input.edges[visible_line(&v, path[2])].heavy);
    assert_true(v.input.edges[visible_line(&v, edge(g, "writes:sa->sms"))].crossing);
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
    v = build(g, (struct visible_options){.layers = VISIBLE_LAYER(LAYER_FLOW) | infra});
    assert_true(box(&v, g, "b:keys") >= 0);
    visible_release(&v);
    v = build(g, (struct visible_options){.layers = VISIBLE_LAYER(LAYER_FLOW) | identity});
    assert_int_equal(v.input.node_count, 23);
    /* A container with lines of its own stands in its own frame, beside what it holds. */
    int cluster = v.input.nodes[box(&v, g, "app")].cluster;
    assert_int_equal(v.input.nodes[box(&v, g, "tp")].cluster, cluster);
    assert_int_equal(v.frame_node[cluster], node(g, "app"));
    visible_release(&v);
    graph_free(g);
}

static void arrangements(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v = build(g, (struct visible_options){.arrangement = VISIBLE_ZONES});
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
        struct layout_rect left = r.boxes[box(&v, g, pairs[i].left)];
        assert_true(left.col + left.cols < r.boxes[box(&v, g, pairs[i].right)].col);
    }
    layout_result_release(&r);
    visible_release(&v);
    v = build(g, (struct visible_options){.arrangement = VISIBLE_STACK});
    assert_int_equal(v.input.cluster_count, 2); /* app and account; nothing around the others */
    assert_int_equal(v.input.nodes[box(&v, g, "sms")].cluster, LAYOUT_NO_CLUSTER);
    visible_release(&v);
    graph_free(g);
}

/* The sizes that the on-screen map must keep on this system, and no crossing in any form. */
static void waste_layouts(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v = build(g, (struct visible_options){.no_details = true});
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
                 "both[] both | every h\n"
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
    struct visible v = build(g, (struct visible_options){0});
    assert_int_equal(visible_line(&v, edge(g, "exposes:internet->r")),
                     visible_line(&v, edge(g, "exposes:shop->r")));
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
    struct visible v = build(g, (struct visible_options){0});
    assert_int_equal(visible_line_edges(&v, visible_line(&v, edge(g, "again"))).count, 2);
    assert_int_equal(v.input.edges[visible_line(&v, edge(g, "triggers:q->b"))].role,
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
                 "app[] Function app 6 | 6 fn 4 ti 1 rt\n"
                 "browser[] Internet 2 | 3 ac\n" /* with the anonymous one, who stands on a line */
                 "hub[] Messaging 1 | 1 ac 1 st 1 bu source\n"
                 "owm[] Third party 2 | 2 sv\n"
                 "st[] Storage account 7 | 3 qu 2 bk 2 tb\n");
    expect_lines(g, (struct visible_options){.folded = true},
                 "ana -> browser\nst -> ana\nbrowser -> app\nhub -> app\napp <-> owm\napp <-> st\n");
    struct visible v = build(g, (struct visible_options){.folded = true});
    assert_int_equal(box(&v, g, "route"), box(&v, g, "app"));
    assert_int_equal(box(&v, g, "q:alerts"), box(&v, g, "st"));
    assert_int_equal(v.input.cluster_count, 0);
    visible_release(&v);
    graph_free(g);
}

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
                 "az:one:queue:log[] log queue one\n"
                 "az:two:queue:log[] log queue two\n"
                 "job queue[] job queue\n");
    graph_free(g);
}

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
    struct visible_options o = {.focus = node(g, "f03"), .hops = 2};
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
    struct visible v = build(g, o);
    assert_int_equal(v.input.node_count, 13);
    assert_int_equal(v.node_total, 25);
    visible_release(&v);
    o = (struct visible_options){.focus = node(g, "hub"), .hops = 1}; /* the root may be a hub */
    v = build(g, o);
    assert_int_equal(v.input.node_count, 11);
    visible_release(&v);
    graph_free(g);
}

static void hidden_nodes(void **state)
{
    (void)state;
    struct graph *g = row_with_hub();
    node_id hidden[] = {node(g, "hub"), node(g, "q01")};
    struct visible_options o = {.hidden = hidden, .hidden_count = COUNT(hidden)};
    struct visible v = build(g, o);
    assert_int_equal(v.input.node_count, 23);
    assert_int_equal(box(&v, g, "hub"), VISIBLE_NONE);
    assert_true(str_is(v.input.nodes[box(&v, g, "f01")].badge, "+2"));
    assert_true(str_is(v.input.nodes[box(&v, g, "f00")].badge, "+1"));
    assert_true(str_is(v.input.nodes[box(&v, g, "f11")].badge, ""));
    visible_release(&v);
    o.focus = node(g, "f01"); /* the focus does not walk through what is hidden */
    o.hops = 9;
    expect_boxes(g, o, "f00[] f00 +1\nf01[] f01 +2\nq00[] q00 queue\n");
    graph_free(g);
}

static void focus_on_a_frame(void **state)
{
    (void)state;
    struct graph *g = graph_of_file(WASTE);
    struct visible v = build(g, (struct visible_options){.focus = node(g, "app"), .hops = 0});
    assert_int_equal(v.input.node_count, 6);
    visible_release(&v);
    v = build(g, (struct visible_options){.focus = node(g, "route"), .hops = 1});
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
        struct visible v = build(g, o);
        check_invariants(g, &v, o.layers);
        visible_release(&v);
        graph_free(g);
    }
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
    o.visible.focus = node(g, "sa");
    o.visible.hops = 1;
    map_text(g, &o, &ascii);
    for (size_t i = 0; i < ascii.len; i++)
        assert_true(ascii.ptr[i] == '\n' || (ascii.ptr[i] >= ' ' && ascii.ptr[i] <= '~'));
    assert_non_null(strstr(ascii.ptr, "3 boxes, 2 lines, 16 not shown; layers: flow\n"));
    buf_release(&narrow);
    buf_release(&ascii);
    graph_free(g);
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
        cmocka_unit_test(the_internet),
        cmocka_unit_test(merged_lines),
        cmocka_unit_test(frames),
        cmocka_unit_test(overview),
        cmocka_unit_test(text_map_of_a_large_graph),
        cmocka_unit_test(names_that_are_alike),
        cmocka_unit_test(focus_and_hubs),
        cmocka_unit_test(hidden_nodes),
        cmocka_unit_test(focus_on_a_frame),
        cmocka_unit_test(random_graphs),
        cmocka_unit_test(layer_lists),
        cmocka_unit_test(text_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
