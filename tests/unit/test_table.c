/* SPDX-License-Identifier: MIT */
/* The table of all nodes: values, order, what fits into a width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "command.h"
#include "facts.h"
#include "mem.h"
#include "table.h"

static const struct origin nowhere = {0};

static node_id node(struct graph *g, enum node_kind kind, const char *id, const char *name)
{
    return graph_node(g, kind, str_from(id), str_from(name), nowhere);
}

static edge_id edge(struct graph *g, enum edge_kind kind, node_id from, node_id to)
{
    return graph_edge(g, kind, from, to, EVIDENCE_DECLARED, -1, nowhere);
}

static void grant(struct graph *g, node_id identity, node_id to, const char *op)
{
    graph_edge_action(g, edge(g, EDGE_GRANTS, identity, to), str_from(op));
}

static struct table_findings no_findings(void *arg, node_id n)
{
    (void)arg;
    (void)n;
    return (struct table_findings){0};
}

/* By name: one low finding each; "twin" has a high one. */
static struct table_findings some_findings(void *arg, node_id n)
{
    struct str name = graph_node_at(arg, n)->name;

    if (str_is(name, "twin"))
        return (struct table_findings){1, 3};
    return (struct table_findings){str_is(name, "zeta") ? 5 : str_is(name, "alpha") ? 4 : 0, 1};
}

/* internet -> route -> zeta, alpha; a queue starts alpha too; twins with one name. Made in another
 * order if turned, with the same ids. */
static struct graph *small(bool turned)
{
    struct graph *g = graph_new();
    node_id a = turned ? node(g, NODE_FUNCTION, "t:fn:3", "twin") : 0;
    node_id internet = node(g, NODE_ACTOR, "t:ac", "internet");
    node_id route = node(g, NODE_ROUTE, "t:rt", "GET /");
    node_id zeta = node(g, NODE_FUNCTION, "t:fn:1", "zeta"), alpha = node(g, NODE_FUNCTION, "t:fn:2", "alpha");
    node_id q = node(g, NODE_QUEUE, "t:qu", "mid"), app = node(g, NODE_APP, "t:ap", "app");
    node_id role = node(g, NODE_IDENTITY, "t:id", "role"), secret = node(g, NODE_SECRET, "t:se", "pass");
    edge_id e;

    if (!turned)
        a = node(g, NODE_FUNCTION, "t:fn:3", "twin");
    node(g, NODE_FUNCTION, "t:fn:4", "twin");
    e = edge(g, EDGE_EXPOSES, internet, route);
    graph_edge_auth(g, e, AUTH_APIKEY);
    edge(g, EDGE_INVOKES, route, zeta);
    edge(g, EDGE_INVOKES, route, alpha);
    edge(g, EDGE_TRIGGERS, q, alpha);
    edge(g, EDGE_HOSTED_BY, zeta, app);
    edge(g, EDGE_RUNS_AS, app, role);
    edge(g, EDGE_RUNS_AS, a, role);
    grant(g, role, q, "write");
    grant(g, role, q, "admin"); /* one edge with two classes */
    e = edge(g, EDGE_USES, app, secret);
    graph_edge_attr(g, e, FACT_VALUE, STR("plain"));
    edge(g, EDGE_USES, alpha, secret); /* by reference: not in its settings */
    graph_seal(g);
    return g;
}

struct stage {
    struct graph *g;
    struct exposure *x;
    struct table t;
};

static struct stage stage_of(bool turned)
{
    struct stage s = {.g = small(turned)};

    s.x = exposure_build(s.g);
    s.t = (struct table){.graph = s.g, .exposure = s.x, .findings = some_findings,
                         .findings_arg = s.g};
    table_renew(&s.t);
    return s;
}

static void stage_end(struct stage *s)
{
    table_release(&s->t);
    exposure_free(s->x);
    graph_free(s->g);
}

/* The last part of each id, in the order of the rows: "fn:1 id ...". */
static void ids_of(const struct stage *s, enum table_column by, bool turned, char *out, size_t size)
{
    node_id ids[32];
    size_t count = graph_node_count(s->g), at = 0;

    for (size_t i = 0; i < count; i++)
        ids[i] = (node_id)(i + 1);
    table_order(&s->t, by, turned, ids, count);
    for (size_t i = 0; i < count; i++) {
        struct str id = str_from_at(graph_node_at(s->g, ids[i])->id, 2);
        at += (size_t)snprintf(out + at, size - at, "%s%.*s", i ? " " : "", (int)id.len, id.ptr);
    }
}

static void test_orders(void **state)
{
    static const struct {
        enum table_column by;
        bool turned;
        const char *want;
    } rows[] = {
        {TABLE_NAME, false, "fn:2 ap rt ac qu se id fn:3 fn:4 fn:1"},
        {TABLE_NAME, true, "fn:1 fn:4 fn:3 id se qu ac rt ap fn:2"},
        /* the same kind: by name, then id */
        {TABLE_KIND, false, "ac ap fn:2 fn:3 fn:4 fn:1 id qu rt se"},
        {TABLE_KIND, true, "se rt qu id fn:2 fn:3 fn:4 fn:1 ap ac"},
        /* queue, route before route; what nothing starts stands last both ways */
        {TABLE_TRIGGER, false, "fn:2 fn:1 ap rt ac qu se id fn:3 fn:4"},
        {TABLE_TRIGGER, true, "fn:1 fn:2 ap rt ac qu se id fn:3 fn:4"},
        /* admin: the role, who runs as it, and who is hosted by who does */
        {TABLE_PRIV, false, "ap id fn:3 fn:1 fn:2 rt ac qu se fn:4"},
        {TABLE_SECRETS, false, "ap fn:1 fn:2 rt ac qu se id fn:3 fn:4"},
        /* severity before number */
        {TABLE_FINDINGS, false, "fn:3 fn:4 fn:1 fn:2 ap rt ac qu se id"},
        {TABLE_FINDINGS, true, "fn:2 fn:1 fn:3 fn:4 ap rt ac qu se id"},
        {TABLE_OUT, false, "ap rt fn:2 ac qu id fn:3 fn:1 se fn:4"},
    };

    for (int turned = 0; turned < 2; turned++) { /* the graph made in another order: the same rows */
        struct stage s = stage_of(turned);
        (void)state;
        for (size_t i = 0; i < COUNT(rows); i++) {
            char have[256];
            ids_of(&s, rows[i].by, rows[i].turned, have, sizeof have);
            assert_string_equal(have, rows[i].want);
        }
        stage_end(&s);
    }
}

/* Case counts only between equal names; boundaries come last, whatever they are called. */
static void test_names(void **state)
{
    static const char *const want[] = {"t:fn:a", "t:fn:b", "t:qu", "t:bo:1", "t:bo:2"};
    struct graph *g = graph_new();
    node_id ids[COUNT(want)];

    (void)state;
    node(g, NODE_BOUNDARY, "t:bo:2", "stack");
    node(g, NODE_BOUNDARY, "t:bo:1", "all of s3");
    node(g, NODE_QUEUE, "t:qu", "Zebra");
    node(g, NODE_FUNCTION, "t:fn:b", "orders");
    node(g, NODE_FUNCTION, "t:fn:a", "Orders");
    graph_seal(g);
    struct exposure *x = exposure_build(g);
    struct table t = {.graph = g, .exposure = x, .findings = no_findings};
    table_renew(&t);
    for (size_t i = 0; i < COUNT(want); i++)
        ids[i] = (node_id)(i + 1);
    table_order(&t, TABLE_NAME, false, ids, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        assert_true(str_is(graph_node_at(g, ids[i])->id, want[i]));
    table_release(&t);
    exposure_free(x);
    graph_free(g);
}

/* Nearer first; what is not reached after all that is. */
static void test_reach_order(void **state)
{
    struct stage s = stage_of(false);
    node_id ids[32];
    size_t count = graph_node_count(s.g);
    uint32_t last = 0;
    bool end = false;

    (void)state;
    for (size_t i = 0; i < count; i++)
        ids[i] = (node_id)(i + 1);
    table_order(&s.t, TABLE_REACH, false, ids, count);
    for (size_t i = 0; i < count; i++) {
        struct reach r = exposure_reach(s.x, ids[i]);
        assert_false(end && r.reached);
        assert_true(!r.reached || r.hops >= last);
        last = r.reached ? r.hops : last;
        end = !r.reached;
    }
    assert_true(end && last > 0);
    stage_end(&s);
}

/* What is found for all nodes at once is what is found for each. */
static void test_values_of_all(void **state)
{
    struct stage s = stage_of(false);

    (void)state;
    for (node_id n = 1; n <= graph_node_count(s.g); n++) {
        assert_int_equal(s.t.values[n].ops, node_ops(s.g, n));
        assert_int_equal(s.t.values[n].starters, node_starters(s.g, n));
    }
    stage_end(&s);
}

static void test_cells(void **state)
{
    static const struct {
        const char *id;
        enum table_column column;
        const char *cell, *key, *value; /* NULL: nothing to filter by */
    } rows[] = {
        {"t:fn:2", TABLE_TRIGGER, "queue +1", "trigger", "queue"},
        {"t:fn:3", TABLE_TRIGGER, "", "trigger", NULL},
        {"t:fn:1", TABLE_AUTH, "apikey", "auth", "apikey"},
        {"t:fn:4", TABLE_AUTH, "", "auth", NULL},
        {"t:fn:1", TABLE_PRIV, "admin", "priv", "admin"},
        {"t:fn:1", TABLE_SECRETS, "1", "secret", NULL}, /* its app's */
        {"t:ap", TABLE_SECRETS, "1", "secret", "pass"},
        {"t:fn:2", TABLE_SECRETS, "", "secret", NULL},
        {"t:fn:1", TABLE_FINDINGS, "5 low", "sev", "low"},
        {"t:fn:4", TABLE_REACH, "", "reach", "internal"},
        {"t:fn:2", TABLE_IN, "2", "in", "2"},
        {"t:se", TABLE_OUT, "", "out", "0"},
    };
    struct stage s = stage_of(false);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        node_id n = graph_find(s.g, str_from(rows[i].id));
        struct buf cell = {0}, value = {0};
        const char *key = NULL;
        table_cell(&s.t, rows[i].column, n, &cell);
        assert_true(str_is(buf_str(&cell), rows[i].cell));
        assert_int_equal(table_value(&s.t, rows[i].column, n, &key, &value), rows[i].value != NULL);
        assert_string_equal(key, rows[i].key);
        if (rows[i].value)
            assert_true(str_is(buf_str(&value), rows[i].value));
        buf_release(&cell);
        buf_release(&value);
    }
    stage_end(&s);
}

/* Whatever the width: the name has its 20 cells where there are so many, the rest fits, the column that
 * is sorted by is there. */
static void test_fit(void **state)
{
    int full[TABLE_COLUMN_COUNT];

    (void)state;
    for (int c = 0; c < TABLE_COLUMN_COUNT; c++)
        full[c] = table_columns[c].cells;
    for (int by = 0; by < TABLE_COLUMN_COUNT; by++) {
        for (int cells = 35; cells < 220; cells++) {
            int width[TABLE_COLUMN_COUNT], sum = 0;
            table_fit(cells, (enum table_column)by, full, width);
            for (int c = 0; c < TABLE_COLUMN_COUNT; c++)
                sum += width[c] ? width[c] + 1 : 0;
            assert_true(sum <= cells + 1);
            assert_true(width[TABLE_NAME] >= 20);
            assert_true(width[by] > 0);
        }
    }
    int all[TABLE_COLUMN_COUNT];
    table_fit(200, TABLE_NAME, full, all);
    for (int c = 0; c < TABLE_COLUMN_COUNT; c++)
        assert_true(all[c] > 0);
}

/* No name is cut while a column has more than it needs, or nothing at all. */
static void test_fit_names(void **state)
{
    (void)state;
    for (int cells = 60; cells < 200; cells++) {
        int need[TABLE_COLUMN_COUNT] = {[TABLE_NAME] = 31, [TABLE_KIND] = 8, [TABLE_AUTH] = 7,
                                        [TABLE_REACH] = 1, [TABLE_FINDINGS] = 11};
        int width[TABLE_COLUMN_COUNT];

        table_fit(cells, TABLE_NAME, need, width);
        if (width[TABLE_NAME] >= 31)
            continue;
        assert_true(cells < 31 * 5 / 2); /* the columns have their part too */
        for (int c = 1; c < TABLE_COLUMN_COUNT; c++) {
            int head = (int)strlen(table_columns[c].name);
            assert_true(width[c] <= (need[c] > head ? need[c] : head));
            assert_true(need[c] || !width[c]);
        }
    }
}

static void test_measure(void **state)
{
    struct stage s = stage_of(false);
    size_t nodes = graph_node_count(s.g);
    int need[TABLE_COLUMN_COUNT];
    struct buf text = {0};

    (void)state;
    node_id *ids = mem_zalloc(nodes + 1, sizeof *ids);
    for (size_t i = 0; i < nodes; i++)
        ids[i] = (node_id)(i + 1);
    table_measure(&s.t, ids, nodes, need);
    for (int c = 0; c < TABLE_COLUMN_COUNT; c++) {
        bool reached = c == TABLE_FINDINGS;
        for (size_t i = 0; i < nodes; i++) {
            buf_reset(&text);
            table_cell(&s.t, (enum table_column)c, ids[i], &text);
            assert_true((int)text.len <= need[c]);
            reached |= (int)text.len == need[c];
        }
        assert_true(reached);
    }
    table_measure(&s.t, ids, 0, need);
    assert_int_equal(need[TABLE_NAME], 0);
    buf_release(&text);
    mem_free(ids);
    stage_end(&s);
}

/* The command offers every column, and the head of each has room for the sign of the order. */
static void test_columns(void **state)
{
    const struct command *sort = command_find(STR("sort"));
    size_t words = 1;

    (void)state;
    for (const char *c = sort->words; *c; c++)
        words += *c == '|';
    assert_int_equal(words, TABLE_COLUMN_COUNT);
    for (int c = 0; c < TABLE_COLUMN_COUNT; c++) {
        enum table_column found;
        assert_non_null(strstr(sort->words, table_columns[c].name));
        assert_true(table_column_find(str_from(table_columns[c].name), &found));
        assert_int_equal(found, c);
        assert_true(strlen(table_columns[c].name) + 2 <= (size_t)table_columns[c].cells);
    }
}

static void test_nothing(void **state)
{
    struct graph *g = graph_new();
    struct exposure *x;
    struct table t;

    (void)state;
    graph_seal(g);
    x = exposure_build(g);
    t = (struct table){.graph = g, .exposure = x, .findings = no_findings};
    table_renew(&t);
    table_order(&t, TABLE_NAME, true, NULL, 0);
    table_release(&t);
    exposure_free(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders), cmocka_unit_test(test_names),
        cmocka_unit_test(test_reach_order),
        cmocka_unit_test(test_values_of_all), cmocka_unit_test(test_cells),
        cmocka_unit_test(test_fit),     cmocka_unit_test(test_fit_names),
        cmocka_unit_test(test_measure), cmocka_unit_test(test_columns),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
