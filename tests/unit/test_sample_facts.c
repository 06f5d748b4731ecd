/* SPDX-License-Identifier: MIT */
/* The waste-management sample, read from its sources, template and overlay: exactly these functions,
 * flows and secrets. The lists are the system as its README describes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "iam.h"
#include "attr.h"
#include "buf.h"
#include "facts.h"
#include "importer.h"

static int setup(void **state)
{
    static const char *const paths[] = {"sample:waste-management"};
    struct import_options options = {.derive = iam_derive, .paths = paths, .path_count = 1};
    *state = import_all(&options);
    return 0;
}

static int teardown(void **state)
{
    graph_free(*state);
    return 0;
}

/* Every line of got must stand in want, and every line of want must have come. */
struct wanted {
    const char *const *lines;
    size_t count;
    bool seen[64];
};

static void check_line(struct wanted *w, const char *line)
{
    for (size_t i = 0; i < w->count; i++) {
        if (strcmp(w->lines[i], line) != 0)
            continue;
        w->seen[i] = true;
        return;
    }
    fail_msg("this is not in the system: %s", line);
}

static void check_all_seen(const struct wanted *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (!w->seen[i])
            fail_msg("this is missing: %s", w->lines[i]);
}

static const char *const functions[] = {
    "TheThingsNetworkBridge", "IotHubIngest", "LatestWeather",
    "TelemetryProcessing",    "SendAlert",    "TelemetryLogger",
};

static const char *const flows[] = {
    "exposes internet -> POST /api/TheThingsNetworkBridge (funckey)",
    "exposes The Things Network -> POST /api/TheThingsNetworkBridge (funckey)",
    "exposes device -> waste-bins (sas)",
    "invokes POST /api/TheThingsNetworkBridge -> TheThingsNetworkBridge",
    "writes TheThingsNetworkBridge -> telemetry",
    "delivers waste-bins -> events",
    "triggers events -> IotHubIngest",
    "writes IotHubIngest -> telemetry",
    "triggers 0 */15 * * * * -> LatestWeather",
    "reads LatestWeather -> OpenWeatherMap",
    "writes LatestWeather -> Weather",
    "triggers 0 */10 * * * * -> TelemetryProcessing",
    "reads TelemetryProcessing -> telemetry",
    "reads TelemetryProcessing -> Weather",
    "reads TelemetryProcessing -> SensorState",
    "writes TelemetryProcessing -> SensorState",
    "writes TelemetryProcessing -> alerts",
    "writes TelemetryProcessing -> logging",
    "triggers 0 0 */4 * * * -> SendAlert",
    "reads SendAlert -> alerts",
    "writes SendAlert -> Telstra SMS",
    "triggers 0 0 */4 * * * -> TelemetryLogger",
    "reads TelemetryLogger -> logging",
    "writes TelemetryLogger -> archive",
    "reads Azure Analytics -> archive",
    "reads Power BI -> Azure Analytics",
    "reads Power BI -> SensorState",
    "reads Browser -> Power BI",
};

static void test_functions(void **state)
{
    const struct graph *g = *state;
    struct wanted w = {.lines = functions, .count = COUNT(functions)};
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, n);
        if (node->kind == NODE_FUNCTION)
            check_line(&w, node->name.ptr);
    }
    check_all_seen(&w);
}

static void test_flows(void **state)
{
    const struct graph *g = *state;
    struct wanted w = {.lines = flows, .count = COUNT(flows)};
    for (edge_id e = 1; e <= graph_edge_count(g); e++) {
        const struct edge *edge = graph_edge_at(g, e);
        if (edge_kinds[edge->kind].layer != LAYER_FLOW)
            continue;
        struct str from = graph_node_at(g, edge->from)->name, to = graph_node_at(g, edge->to)->name;
        struct buf line = {0};
        buf_printf(&line, "%s %.*s -> %.*s", edge_kinds[edge->kind].name, (int)from.len, from.ptr,
                   (int)to.len, to.ptr);
        if (edge->auth != AUTH_ABSENT)
            buf_printf(&line, " (%s)", auths[edge->auth].name);
        check_line(&w, line.ptr);
        assert_true(edge->where.file.len > 0); /* every hop can say why it is there */
        assert_true(edge->where.line > 0);
        buf_release(&line);
    }
    check_all_seen(&w);
}

static const struct node *secret(const struct graph *g, const char *name)
{
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, n);
        if (node->kind == NODE_SECRET && str_is(node->name, name))
            return node;
    }
    fail_msg("no secret %s", name);
    return NULL;
}

/* One connection string for all functions under two names, and one that nobody reads. */
static void test_secrets(void **state)
{
    const struct graph *g = *state;
    const struct node *shared = secret(g, "StorageAccount"), *host = secret(g, "AzureWebJobsStorage");
    assert_true(str_is(node_attr_text(shared, "readers"), "6"));
    assert_true(str_starts(node_attr_text(shared, FACT_FINGERPRINT), STR("secret:")));
    assert_true(str_eq(node_attr_text(shared, FACT_FINGERPRINT),
                       node_attr_text(host, FACT_FINGERPRINT)));
    assert_true(str_is(node_attr_text(secret(g, "ServiceBusConnection"), "readers"), "0"));
    assert_true(str_is(node_attr_text(secret(g, "SmsApiSecret"), "readers"), "1"));
    assert_true(str_is(node_attr_text(secret(g, "OpenWeatherMapKey"), "readers"), "1"));
}

static void test_nothing_unclear(void **state)
{
    const struct graph *g = *state;
    assert_int_equal(graph_unresolved_count(g), 0);
    assert_int_equal(diags_errors(graph_diags(g)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions),
        cmocka_unit_test(test_flows),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_nothing_unclear),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
