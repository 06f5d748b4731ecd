/* SPDX-License-Identifier: MIT */
/* test_label.c - what nodes are called where their names alone would not tell them apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "graph.h"
#include "query.h"

static node_id add(struct graph *g, enum node_kind kind, const char *id, const char *name,
                   const char *file)
{
    return graph_node(g, kind, str_from(id), str_from(name), (struct origin){.file = str_from(file)});
}

static void join(struct graph *g, enum edge_kind kind, node_id from, node_id to)
{
    graph_edge(g, kind, from, to, EVIDENCE_DECLARED, -1, (struct origin){0});
}

static void called(const struct graph *g, const char *id, const char *label)
{
    node_id n = graph_find(g, str_from(id));
    struct str is = graph_label(g, n);

    assert_true(n);
    if (!str_is(is, label))
        fail_msg("%s is called %.*s, not %s", id, (int)is.len, is.ptr, label);
    is = graph_node_at(g, n)->name;
    if (str_is(is, label)) {
        assert_true(str_empty(graph_label_more(g, n)));
        return;
    }
    assert_int_equal(graph_label_more(g, n).len, strlen(label) - is.len - 3);
    assert_memory_equal(graph_label_more(g, n).ptr, label + is.len + 2,
                        graph_label_more(g, n).len);
}

static void names_that_differ_stay(void **state)
{
    (void)state;
    struct graph *g = graph_new();

    add(g, NODE_QUEUE, "t:a:queue:jobs", "jobs", "a.yaml");
    add(g, NODE_TABLE, "t:a:table:jobs", "jobs", "a.yaml"); /* another kind */
    add(g, NODE_QUEUE, "t:a:queue:Jobs", "Jobs", "a.yaml");
    graph_seal(g);
    called(g, "t:a:queue:jobs", "jobs");
    called(g, "t:a:table:jobs", "jobs");
    called(g, "t:a:queue:Jobs", "Jobs");
    graph_free(g);
}

/* Each means in its turn, and only for those that the one before left alike. */
static void alike_ones_say_more(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id orders = add(g, NODE_BOUNDARY, "t:o:boundary:orders", "orders", "o.yaml"),
            users = add(g, NODE_BOUNDARY, "t:u:boundary:users", "users", "u.yaml"),
            deep = add(g, NODE_BOUNDARY, "t:d:boundary:orders", "users", "d.yaml"),
            api = add(g, NODE_API, "t:o:api:Api", "Api", "o.yaml"),
            other = add(g, NODE_API, "t:u:api:Api", "Api", "u.yaml"),
            third = add(g, NODE_API, "t:d:api:Api", "Api", "d.yaml"),
            get = add(g, NODE_ROUTE, "t:o:route:GET /", "GET /", "o.yaml"),
            got = add(g, NODE_ROUTE, "t:u:route:GET /", "GET /", "u.yaml"),
            once = add(g, NODE_TIMER, "t:o:timer:a", "once", "o.yaml"),
            again = add(g, NODE_TIMER, "t:o:timer:b", "once", "o.yaml"),
            run = add(g, NODE_FUNCTION, "t:o:function:run", "run", "o.yaml"),
            walk = add(g, NODE_FUNCTION, "t:o:function:walk", "walk", "o.yaml");

    add(g, NODE_BUS, "t:x:bus:default", "default", "");
    add(g, NODE_BUS, "t:y:bus:default", "default", "");
    add(g, NODE_LOG, "t:z:log:a", "log", "one/a.py");
    add(g, NODE_LOG, "t:z:log:b", "log", "two/a.py");
    add(g, NODE_LOG, "t:z:log:c", "log", "two/a.py");
    join(g, EDGE_RESIDES_IN, api, orders);
    join(g, EDGE_RESIDES_IN, other, users);
    join(g, EDGE_RESIDES_IN, third, deep);
    join(g, EDGE_RESIDES_IN, deep, orders);
    join(g, EDGE_ROUTES, api, get);
    join(g, EDGE_ROUTES, other, got);
    join(g, EDGE_TRIGGERS, once, run);
    join(g, EDGE_TRIGGERS, again, walk);
    graph_seal(g);
    called(g, "t:o:api:Api", "Api (orders)");
    called(g, "t:u:api:Api", "Api (users)");
    called(g, "t:d:api:Api", "Api (orders/users)");
    called(g, "t:o:route:GET /", "GET / (orders)");
    called(g, "t:u:route:GET /", "GET / (users)");
    called(g, "t:o:timer:a", "once (run)");
    called(g, "t:o:timer:b", "once (walk)");
    called(g, "t:d:boundary:orders", "users (orders)");
    called(g, "t:u:boundary:users", "users");
    called(g, "t:x:bus:default", "default (x)");
    called(g, "t:y:bus:default", "default (y)");
    called(g, "t:z:log:a", "log (one/a.py)");
    called(g, "t:z:log:b", "log (t:z:log:b)");
    called(g, "t:z:log:c", "log (t:z:log:c)");
    graph_free(g);
}

/* Many copies of a template in a template that is used many times. */
static void copies_in_copies(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    static const char *const outer[] = {"red", "blue"}, *const inner[] = {"test", "live"};

    for (int i = 0; i < 4; i++) {
        char id[3][64];
        snprintf(id[0], sizeof id[0], "t:x:boundary:%s", outer[i / 2]);
        snprintf(id[1], sizeof id[1], "t:x:boundary:%s/%s", outer[i / 2], inner[i % 2]);
        snprintf(id[2], sizeof id[2], "t:x:identity:%s/%s/role", outer[i / 2], inner[i % 2]);
        node_id stack = add(g, NODE_BOUNDARY, id[0], outer[i / 2], "x.yaml"),
                stage = add(g, NODE_BOUNDARY, id[1], inner[i % 2], "x.yaml"),
                role = add(g, NODE_IDENTITY, id[2], "role", "x.yaml");
        join(g, EDGE_RESIDES_IN, stage, stack);
        join(g, EDGE_RESIDES_IN, role, stage);
    }
    graph_seal(g);
    called(g, "t:x:boundary:red/test", "test (red)");
    called(g, "t:x:identity:red/test/role", "role (red/test)");
    called(g, "t:x:identity:blue/live/role", "role (blue/live)");
    graph_free(g);
}

static void they_are_found_by_it(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id found[4];

    add(g, NODE_BUS, "t:x:bus:default", "default", "");
    add(g, NODE_BUS, "t:y:bus:default", "default", "");
    graph_seal(g);
    assert_int_equal(graph_match(g, STR("default"), found, 4), 2);
    assert_int_equal(graph_match(g, STR("default (y)"), found, 4), 1);
    assert_int_equal(found[0], graph_find(g, STR("t:y:bus:default")));
    graph_free(g);
}

static void scope_of_an_id(void **state)
{
    static const struct {
        const char *id, *scope;
    } rows[] = {{"azure:two:queue:log", "two"}, {"a:b:c", "b"}, {"a:b", ""}, {"internet", ""},
                {"", ""}, {"a::c", ""}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str scope = graph_id_scope(str_from(rows[i].id));
        if (!str_is(scope, rows[i].scope))
            fail_msg("%s: %.*s", rows[i].id, (int)scope.len, scope.ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_differ_stay),
        cmocka_unit_test(alike_ones_say_more),
        cmocka_unit_test(copies_in_copies),
        cmocka_unit_test(they_are_found_by_it),
        cmocka_unit_test(scope_of_an_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
