/* SPDX-License-Identifier: MIT */
/* The Azure and the AWS form of the waste-management system are the same map: every way that data
 * takes in one is there in the other, but for the differences listed here with their reasons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "buf.h"
#include "facts.h"
#include "iam.h"
#include "importer.h"
#include "layout.h"
#include "mem.h"
#include "visible.h"

enum { LINES_MAX = 64, LINE_MAX_BYTES = 160 };

struct shape {
    char lines[LINES_MAX][LINE_MAX_BYTES];
    size_t count;
};

/* What only one of them has. Names as shape_name() writes them. */
static const struct difference {
    bool aws;
    const char *line, *reason;
} differences[] = {
    {false, "exposes internet -> posttelemetry funckey", "a function key here"},
    {true, "exposes internet -> posttelemetry apikey", "... is a key of the API there"},
    {false, "exposes thethingsnetwork -> posttelemetry funckey", "the same key"},
    {true, "exposes thethingsnetwork -> posttelemetry apikey", "the same key"},
    {true, "exposes internet -> api none", "the gateway is a thing of its own on AWS"},
    {true, "routes api -> posttelemetry apikey", "and its route lies in it"},
    {false, "exposes device -> wastebins sas", "devices sign in with a shared key here"},
    {true, "exposes device -> wastebins mtls", "... and with certificates there"},
    {false, "delivers wastebins -> events", "an IoT hub keeps events in a stream"},
    {false, "triggers events -> iothubingest", "which the function reads"},
    {true, "triggers wastebins -> iothubingest", "a rule of AWS IoT calls the function itself"},
};

/* Small letters and digits only; timers, which have no names on Azure, and the one route by what
 * they are; the service that asks the archive by its task. */
static void shape_name(const struct node *n, struct buf *out)
{
    if (n->kind == NODE_TIMER) {
        buf_add(out, STR("timer"));
        return;
    }
    if (n->kind == NODE_ROUTE) {
        buf_add(out, STR("posttelemetry"));
        return;
    }
    if (str_is(n->name, "Athena") || str_is(n->name, "Azure Analytics")) {
        buf_add(out, STR("analytics"));
        return;
    }
    for (size_t i = 0; i < n->name.len; i++) {
        char c = str_lower(n->name.ptr[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            buf_putc(out, c);
    }
}

static void add_edge(struct shape *s, const struct graph *g, const struct edge *e)
{
    struct buf b = {0};
    buf_printf(&b, "%s ", edge_kinds[e->kind].name);
    shape_name(graph_node_at(g, e->from), &b);
    buf_add(&b, STR(" -> "));
    shape_name(graph_node_at(g, e->to), &b);
    if (e->auth != AUTH_ABSENT)
        buf_printf(&b, " %s", auths[e->auth].name);
    assert_true(s->count < LINES_MAX && b.len < LINE_MAX_BYTES);
    memcpy(s->lines[s->count++], b.ptr, b.len);
    buf_release(&b);
}

static struct graph *open_sample(const char *name)
{
    struct import_options options = {.derive = iam_derive, .paths = &name, .path_count = 1};
    return import_all(&options);
}

static void read_shape(const char *sample, struct shape *s)
{
    struct graph *g = open_sample(sample);
    for (edge_id e = 1; e <= graph_edge_count(g); e++)
        if (edge_kinds[graph_edge_at(g, e)->kind].layer == LAYER_FLOW)
            add_edge(s, g, graph_edge_at(g, e));
    graph_free(g);
}

static bool has(const struct shape *s, const char *line)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->lines[i], line) == 0)
            return true;
    return false;
}

static bool is_difference(const char *line, bool aws)
{
    for (size_t i = 0; i < COUNT(differences); i++)
        if (differences[i].aws == aws && strcmp(differences[i].line, line) == 0)
            return true;
    return false;
}

static void test_same_ways(void **state)
{
    (void)state;
    struct shape *azure = mem_zalloc(1, sizeof *azure), *aws = mem_zalloc(1, sizeof *aws);
    read_shape("sample:waste-management", azure);
    read_shape("sample:waste-management-aws", aws);
    for (size_t i = 0; i < azure->count; i++)
        if (!has(aws, azure->lines[i]) && !is_difference(azure->lines[i], false))
            fail_msg("AWS has not: %s", azure->lines[i]);
    for (size_t i = 0; i < aws->count; i++)
        if (!has(azure, aws->lines[i]) && !is_difference(aws->lines[i], true))
            fail_msg("Azure has not: %s", aws->lines[i]);
    for (size_t i = 0; i < COUNT(differences); i++) /* none that is none any more */
        if (!has(differences[i].aws ? aws : azure, differences[i].line))
            fail_msg("no longer there: %s", differences[i].line);
    mem_free(azure);
    mem_free(aws);
}

/* Kinds that a person counts on the map. */
static void test_same_kinds(void **state)
{
    (void)state;
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_QUEUE, NODE_TABLE, NODE_BUCKET,
                                           NODE_TIMER, NODE_ROUTE, NODE_BUS};
    struct graph *azure = open_sample("sample:waste-management");
    struct graph *aws = open_sample("sample:waste-management-aws");
    for (size_t k = 0; k < COUNT(kinds); k++) {
        int count[2] = {0, 0};
        for (node_id n = 1; n <= graph_node_count(azure); n++)
            count[0] += graph_node_at(azure, n)->kind == kinds[k];
        for (node_id n = 1; n <= graph_node_count(aws); n++)
            count[1] += graph_node_at(aws, n)->kind == kinds[k];
        if (count[0] != count[1])
            fail_msg("%s: %d and %d", node_kinds[kinds[k]].name, count[0], count[1]);
    }
    graph_free(azure);
    graph_free(aws);
}

/* Both fit where a map of this system is meant to fit: 170x12 from left to right, 60x26 from top to
 * bottom, without frames, no two lines crossing that could do without. */
static void test_same_size(void **state)
{
    (void)state;
    static const char *const samples[] = {"sample:waste-management", "sample:waste-management-aws"};
    static const struct {
        struct layout_options options;
        int cols, rows;
    } forms[] = {
        {{.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .pitch = 1}, 170, 12},
        {{.direction = LAYOUT_TB, .boxes = LAYOUT_COMPACT, .pitch = 1}, 60, 26},
    };
    for (size_t i = 0; i < COUNT(samples); i++) {
        struct graph *g = open_sample(samples[i]);
        struct visible_options how = {.no_details = true};
        struct visible v;
        visible_build(g, &how, &v);
        for (size_t f = 0; f < COUNT(forms); f++) {
            struct layout_result r;
            layout_run(&v.input, &forms[f].options, &r);
            if (r.canvas.cols > forms[f].cols || r.canvas.rows > forms[f].rows ||
                r.metrics.crossings)
                fail_msg("%s: %dx%d, %d crossings", samples[i], r.canvas.cols, r.canvas.rows,
                         r.metrics.crossings);
            layout_result_release(&r);
        }
        visible_release(&v);
        graph_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_size),
        cmocka_unit_test(test_same_ways),
        cmocka_unit_test(test_same_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
