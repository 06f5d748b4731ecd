/* SPDX-License-Identifier: MIT */
/* The tree that views unfold: which lines, which marks, how much at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "edge_words.h"
#include "mem.h"
#include "tree.h"

enum { FLOW = 1u << LAYER_FLOW, ALL = (1u << LAYER_COUNT) - 1u };

static const struct origin nowhere = {0};

static node_id node(struct graph *g, enum node_kind kind, const char *name)
{
    char id[64];

    snprintf(id, sizeof id, "t:a:%s:%s", node_kinds[kind].name, name);
    return graph_node(g, kind, str_from(id), str_from(name), nowhere);
}

static void edge(struct graph *g, enum edge_kind kind, node_id from, node_id to)
{
    graph_edge(g, kind, from, to, EVIDENCE_DECLARED, -1, nowhere);
}

static node_id find(const struct graph *g, const char *name)
{
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        if (str_is(graph_node_at(g, n)->name, name))
            return n;
    }
    fail_msg("no node %s", name);
    return 0;
}

/* internet -> a -> q -> b -> q (loop), b reads t, t's other reader c; a runs as an identity */
static struct graph *small(void)
{
    struct graph *g = graph_new();
    node_id internet = node(g, NODE_ACTOR, "internet"), a = node(g, NODE_FUNCTION, "a");
    node_id b = node(g, NODE_FUNCTION, "b"), c = node(g, NODE_FUNCTION, "c");
    node_id q = node(g, NODE_QUEUE, "q"), t = node(g, NODE_TABLE, "t");
    node_id role = node(g, NODE_IDENTITY, "role");

    edge(g, EDGE_EXPOSES, internet, a);
    edge(g, EDGE_WRITES, a, q);
    edge(g, EDGE_WRITES, a, t);
    edge(g, EDGE_TRIGGERS, q, b);
    edge(g, EDGE_WRITES, b, q);
    edge(g, EDGE_READS, b, t);
    edge(g, EDGE_READS, c, t);
    edge(g, EDGE_RUNS_AS, a, role);
    graph_seal(g);
    return g;
}

/* "internet{a{q{b{q@}}t{b^c}}}" */
static void print(const struct tree *t, char *out, size_t size)
{
    uint32_t depth = 0;
    size_t at = 0;

    for (branch_id b = 0, first = 1; first || b; b = tree_next(t, b), first = 0) {
        const struct branch *i = &t->items[b];
        struct str name = graph_node_at(t->graph, i->node)->name;
        for (; depth > i->depth; depth--)
            at += (size_t)snprintf(out + at, size - at, "}");
        if (depth < i->depth) {
            at += (size_t)snprintf(out + at, size - at, "{");
            depth++;
        }
        at += (size_t)snprintf(out + at, size - at, "%.*s%s ", (int)name.len, name.ptr,
                               i->mark == BRANCH_LOOP   ? "@"
                               : i->mark == BRANCH_SEEN ? "^"
                                                        : "");
    }
    while (depth--)
        at += (size_t)snprintf(out + at, size - at, "}");
}

static void test_marks(void **state)
{
    static const struct {
        const char *root, *want;
        bool up;
        unsigned layers;
        size_t lines;
    } rows[] = {
        {"internet", "internet {a {q {b {q@ }}t {b^ c }}}", false, FLOW, 100},
        {"internet", "internet {a {q {b {q@ }}t {b^ c }role }}", false, ALL, 100},
        {"c", "c {t {a {internet }}}", true, FLOW, 100},
        {"q", "q {a {internet }b {q@ t {a^ }}}", true, FLOW, 100},
        {"internet", "internet {a }", false, FLOW, 2},
        {"internet", "internet {a {q t }}", false, FLOW, 4},
        {"internet", "internet {a {q {b }t }}", false, FLOW, 5},
        {"internet", "internet ", true, ALL, 100},
    };
    struct graph *g = small();
    struct tree t = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[256];
        tree_open(&t, g, find(g, rows[i].root), rows[i].up, rows[i].layers);
        tree_unfold_all(&t, rows[i].lines);
        print(&t, text, sizeof text);
        assert_string_equal(text, rows[i].want);
    }
    tree_release(&t);
    graph_free(g);
}

/* Folding hides and keeps; what is asked for again is not listed twice; a hidden line is shown. */
static void test_folds(void **state)
{
    struct graph *g = small();
    struct tree t = {0};
    branch_id b;
    char text[256];
    size_t count;

    (void)state;
    tree_open(&t, g, find(g, "internet"), false, FLOW);
    assert_false(tree_find(&t, find(g, "a"), &b));
    assert_int_equal(tree_next(&t, 0), 0);
    tree_unfold_all(&t, 100);
    count = t.count;
    assert_true(tree_find(&t, find(g, "a"), &b));
    tree_fold(&t, b);
    print(&t, text, sizeof text);
    assert_string_equal(text, "internet {a }");
    assert_true(tree_find(&t, find(g, "b"), &b));
    tree_show(&t, b);
    print(&t, text, sizeof text);
    assert_string_equal(text, "internet {a {q {b {q@ }}t {b^ c }}}");
    assert_false(tree_unfold(&t, t.items[b].child, 10)); /* a loop is never unfolded */
    tree_unfold(&t, b, 10);
    assert_int_equal(t.count, count);
    tree_release(&t);
    graph_free(g);
}

/* A node with very many neighbours is listed page by page, each of them once. */
static void test_hub(void **state)
{
    enum { MANY = 1000 };
    struct graph *g = graph_new();
    node_id hub = node(g, NODE_TOPIC, "hub");
    struct tree t = {0};
    bool seen[MANY + 2] = {0};
    size_t listed = 0;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%04d", i);
        edge(g, EDGE_DELIVERS, hub, node(g, NODE_FUNCTION, name));
    }
    graph_seal(g);
    tree_open(&t, g, find(g, "hub"), false, FLOW);
    assert_int_equal(tree_degree(&t, t.items[0].node, 7), 7);
    assert_int_equal(tree_degree(&t, t.items[0].node, SIZE_MAX), MANY);
    assert_true(tree_unfold_all(&t, 10));
    assert_int_equal(t.count, 1 + TREE_PAGE);
    assert_int_equal(t.items[0].more, MANY - TREE_PAGE);
    while (t.items[0].more)
        assert_true(tree_unfold(&t, 0, 300));
    for (branch_id b = tree_next(&t, 0); b; b = tree_next(&t, b)) {
        assert_false(seen[t.items[b].node]);
        seen[t.items[b].node] = true;
        listed++;
    }
    assert_int_equal(listed, MANY);
    tree_release(&t);
    graph_free(g);
}

static bool not_a_table(const void *arg, node_id n)
{
    return graph_node_at(arg, n)->kind != NODE_TABLE;
}

static void test_wanted(void **state)
{
    struct graph *g = small();
    struct tree t = {.wanted = not_a_table, .wanted_arg = g};
    char text[256];

    (void)state;
    tree_open(&t, g, find(g, "internet"), false, FLOW);
    tree_unfold_all(&t, 100);
    print(&t, text, sizeof text);
    assert_string_equal(text, "internet {a {q {b {q@ }}}}");
    tree_release(&t);
    graph_free(g);
}

static bool not_an_api(const void *arg, node_id n)
{
    return graph_node_at(arg, n)->kind != NODE_API;
}

/* What is reached directly and through its API stands below the API, and as seen where it is reached
 * directly, behind everything else; without the API it stands there. A route of another API, which
 * the internet does not reach, is none of those. */
static void test_routes(void **state)
{
    static const struct {
        bool (*wanted)(const void *arg, node_id n);
        const char *root, *want;
        bool up;
        size_t lines;
    } rows[] = {
        {NULL, "internet", "internet {api {get {f^ }put {f^ }}other {f }get^ put^ }", false, 100},
        {NULL, "internet", "internet {api other get^ put^ }", false, 4},
        {not_an_api, "internet", "internet {get {f }other {f^ }put {f^ }}", false, 100},
        {NULL, "f", "f {get {internet api {internet^ }}other {internet^ inner }put {internet^ api^ }}",
         true, 100},
        {NULL, "api", "api {get {f }put {f^ }}", false, 100},
    };
    struct graph *g = graph_new();
    node_id internet = node(g, NODE_ACTOR, "internet"), f = node(g, NODE_FUNCTION, "f");
    node_id get = node(g, NODE_ROUTE, "get"), put = node(g, NODE_ROUTE, "put");
    node_id api = node(g, NODE_API, "api"), inner = node(g, NODE_API, "inner");
    node_id other = node(g, NODE_ROUTE, "other");

    (void)state;
    edge(g, EDGE_EXPOSES, internet, get);
    edge(g, EDGE_EXPOSES, internet, put);
    edge(g, EDGE_EXPOSES, internet, other);
    edge(g, EDGE_EXPOSES, internet, api);
    edge(g, EDGE_ROUTES, api, get);
    edge(g, EDGE_ROUTES, api, put);
    edge(g, EDGE_ROUTES, inner, other);
    edge(g, EDGE_INVOKES, get, f);
    edge(g, EDGE_INVOKES, put, f);
    edge(g, EDGE_INVOKES, other, f);
    graph_seal(g);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tree t = {.wanted = rows[i].wanted, .wanted_arg = g};
        char text[256];
        tree_open(&t, g, find(g, rows[i].root), rows[i].up, FLOW);
        tree_unfold_all(&t, rows[i].lines);
        print(&t, text, sizeof text);
        assert_string_equal(text, rows[i].want);
        if (!rows[i].wanted && !rows[i].up && i < 2) {
            assert_int_equal(tree_gateway(&t, t.items[0].node, find(g, "put")), find(g, "api"));
            assert_int_equal(tree_gateway(&t, t.items[0].node, find(g, "other")), 0);
        }
        tree_release(&t);
    }
    graph_free(g);
}

static void test_words(void **state)
{
    (void)state;
    for (size_t k = 0; k < EDGE_KIND_COUNT; k++) {
        assert_non_null(edge_words((enum edge_kind)k, false));
        assert_non_null(edge_words((enum edge_kind)k, true));
        assert_string_not_equal(edge_words((enum edge_kind)k, false),
                                edge_words((enum edge_kind)k, true));
    }
    assert_string_equal(edge_words(EDGE_READS, true), "is read by");
    assert_string_equal(edge_words(EDGE_RUNS_AS, false), "runs as");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks), cmocka_unit_test(test_folds), cmocka_unit_test(test_hub),
        cmocka_unit_test(test_wanted), cmocka_unit_test(test_routes),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
