/* SPDX-License-Identifier: MIT */
/* The filter: what each form picks, and what it says about a wrong text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "filter.h"
#include "graph_yaml.h"
#include "mem.h"

static const char system_text[] =
    "faasmap: 1\n"
    "nodes:\n"
    "  - {id: r, kind: route, name: POST /orders}\n"
    "  - {id: k, kind: route, name: GET /key}\n"
    "  - {id: f, kind: function, name: Orders, provider: aws, tags: {team: shop, public: \"yes\"},\n"
    "     attributes: {runtime: python3.12, timeout: 300}}\n"
    "  - {id: w, kind: function, name: Worker, attributes: {runtime: nodejs22.x, timeout: 30}}\n"
    "  - {id: q, kind: queue, name: jobs}\n"
    "  - {id: t, kind: table, name: Customers, sensitivity: 3}\n"
    "  - {id: s, kind: secret, name: db-password}\n"
    "  - {id: i, kind: identity, name: WorkerRole}\n"
    "  - {id: o, kind: function, name: Forgotten}\n"
    "edges:\n"
    "  - {kind: exposes, from: internet, to: r, auth: none}\n"
    "  - {kind: exposes, from: internet, to: k, auth: apikey}\n"
    "  - {kind: invokes, from: r, to: f}\n"
    "  - {kind: writes, from: f, to: q}\n"
    "  - {kind: triggers, from: q, to: w}\n"
    "  - {kind: writes, from: w, to: q}\n"
    "  - {kind: reads, from: w, to: t}\n"
    "  - {kind: uses, from: w, to: s}\n"
    "  - {kind: runs-as, from: w, to: i}\n"
    "  - {kind: grants, from: i, to: t, actions: [read, \"dynamodb:GetItem\"]}\n";

/* Ids of the nodes that fit, blanks between, "internet" left out. */
static void picked(const struct graph *g, const struct exposure *x, const char *text, char *out,
                   size_t size)
{
    struct buf error = {0};
    size_t at = 0, used = 0;
    struct filter *f = filter_compile(g, x, NULL, str_from(text), &error, &at);
    if (!f)
        fail_msg("%s: %s at %zu", text, error.ptr, at);
    out[0] = '\0';
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        struct str id = graph_node_at(g, n)->id;
        if (filter_test(f, n) && !str_is(id, "internet"))
            used += (size_t)snprintf(out + used, size - used, "%s%.*s", used ? " " : "",
                                     (int)id.len, id.ptr);
    }
    filter_free(f);
    buf_release(&error);
}

static void expect(const struct graph *g, const char *text, const char *want)
{
    char got[256];
    picked(g, NULL, text, got, sizeof got);
    assert_string_equal(got, want);
}

static void test_picks(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "f i k o q r s t w"},
        {"kind:function", "f o w"},
        {"kind:func", ""},
        {"kind:fn", "f o w"},
        {"kind=F?", "f o w"},
        {"kind~^f", "f o w"},
        {"kind~^fn", ""},
        {"kind:func*", "f o w"},
        {"name:order", "f r"},
        {"name=Orders", "f"},
        {"name~\"^(jobs|Customers)$\"", "q t"},
        {"name~\"\\\\1\"", ""}, /* a backslash and a digit: no reference back */
        {"name~\"^J[o]b{1}\"", "q"},
        {"wrkr", "i w"},
        {"kind:function !name:work", "f o"},
        {"kind:table | kind:queue", "q t"},
        {"(kind:table | kind:queue) jobs", "q"},
        {"!(kind:table | kind:queue) !kind:function", "i k r s"},
        {"timeout>=300", "f"},
        {"timeout>30 timeout<=300", "f"},
        {"timeout<300", "w"},
        {"runtime:python", "f"},
        {"runtime:node", "w"},
        {"tag:team", "f"},
        {"tag:team=sh*", "f"},
        {"tag:team=x", ""},
        {"provider:aws", "f"},
        {"zone:messaging", "q"},
        {"auth:none kind:route", "r"},
        {"auth:key", "k"},
        {"auth:shared", "k"},
        {"auth>=apikey", "k"},
        {"auth<apikey kind:route", "r"},
        {"reach:internet kind:function", "f w"},
        {"reach:internal", "i o s t"},
        {"priv:read", "i w"},
        {"priv:write", ""},
        {"secret:password", "w"},
        {"trigger:queue", "w"},
        {"trigger:route", "f"},
        {"trigger:http", "f"},
        {"trigger:qu", "w"},
        {"sens>=3", "s t"},
        {"deg>=5", "w"},
        {"loop", "q w"},
        {"orphan", "i o s"},
        {"down(Orders)", "f q w"},
        {"down(Orders,1)", "f q"},
        {"up(Worker,1)", "q t w"},
        {"near(Customers,1)", "t w"},
        {"path(\"POST /orders\",Worker)", "f q r w"},
        {"path(Orders, Customers)", ""},
        {"\"POST /\"", "r"},
        {"id:w", "w"},
    };
    struct graph *g = graph_of_yaml(system_text);
    struct exposure *x = exposure_build(g);
    char got[256];
    for (size_t i = 0; i < COUNT(cases); i++) {
        picked(g, x, cases[i].text, got, sizeof got);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s\n  want: %s\n  got:  %s", cases[i].text, cases[i].want, got);
    }
    exposure_free(x);
    graph_free(g);
}

static void test_runtime_of_app(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml("faasmap: 1\n"
                                    "nodes:\n"
                                    "  - {id: a, kind: app, name: Site, attributes: {runtime: dotnet}}\n"
                                    "  - {id: f, kind: function, name: One}\n"
                                    "  - {id: h, kind: function, name: Two, attributes: {runtime: node}}\n"
                                    "edges:\n"
                                    "  - {kind: hosted-by, from: f, to: a}\n"
                                    "  - {kind: hosted-by, from: h, to: a}\n");
    struct exposure *x = exposure_build(g);
    char got[256];
    picked(g, x, "runtime:dotnet", got, sizeof got);
    assert_string_equal(got, "a f");
    picked(g, x, "runtime:node", got, sizeof got);
    assert_string_equal(got, "h");
    exposure_free(x);
    graph_free(g);
}

/* A node stands in all that is around it, not only in what is next to it. */
static void test_clusters_nest(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml("nodes:\n"
                                    "  - {id: prod, kind: boundary, name: Production}\n"
                                    "  - {id: outer, kind: app, name: Shop}\n"
                                    "  - {id: inner, kind: app, name: Payment}\n"
                                    "  - {id: f, kind: function, name: Charge}\n"
                                    "  - {id: q, kind: queue, name: Orders}\n"
                                    "edges:\n"
                                    "  - {from: outer, to: prod, kind: resides-in}\n"
                                    "  - {from: inner, to: outer, kind: resides-in}\n"
                                    "  - {from: f, to: inner, kind: hosted-by}\n"
                                    "  - {from: q, to: outer, kind: resides-in}\n");
    expect(g, "cluster:payment", "f");
    expect(g, "cluster:shop", "f inner q");
    expect(g, "cluster:prod kind:function", "f");
    expect(g, "cluster=", "prod");
    graph_free(g);
}

/* What analyses know is a key in a system that says nothing of it, too: nothing fits. */
static void test_attributes_nobody_has(void **state)
{
    (void)state;
    struct graph *g = graph_of_yaml("nodes:\n"
                                    "  - {id: f, kind: function, name: F}\n");
    expect(g, "timeout>=300", "");
    expect(g, "memory>128 | reserved>0 | retries>1", "");
    expect(g, "!most-retries:x", "f");
    graph_free(g);
    g = graph_of_yaml("nodes:\n"
                      "  - {id: f, kind: function, name: F, attributes: {memory-size: 512}}\n"
                      "  - {id: g, kind: function, name: G, attributes: {async-retries: 2}}\n");
    expect(g, "memory>128", "f");
    expect(g, "retries=2", "g");
    graph_free(g);
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
        size_t at;
    } cases[] = {
        {"kin:function", "no key or attribute is called 'kin'", 0},
        {"name:x timeuot>=300", "no key or attribute is called 'timeuot'", 7},
        {"kind:", "'kind' needs a value", 5},
        {"(kind:table", "a bracket is not closed", 0},
        {"kind:table)", "nothing is open that ')' could close", 10},
        {"kind:table |", "a name or key:value is expected here", 12},
        {"name~[", "'[' is no regular expression", 5},
        {"name~\"((a{1,255}){1,255}){1,255}\"", "this repeats too often", 5},
        {"name~\"(a|b)\\\\.*\\1\"", "a reference back (\\1) takes too long to look for", 5},
        {"deg>(", "'(' is no number", 4},
        {"deg>=many", "'many' is no number", 5},
        {"timeout<3x", "'3x' is no number", 8},
        {"up(nobody)", "no node is called 'nobody'", 0},
        {"up(Worker,x)", "'x' is no number of steps", 0},
        {"path(Worker)", "path(A,B) needs two nodes", 0},
        {"up(Worker", "up(...) needs a closing bracket", 9},
        {"\"open", "a quote is not closed", 0},
    };
    struct graph *g = graph_of_yaml(system_text);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf error = {0};
        size_t at = 99;
        assert_null(filter_compile(g, NULL, NULL, str_from(cases[i].text), &error, &at));
        assert_string_equal(error.ptr, cases[i].want);
        assert_int_equal(at, cases[i].at);
        buf_release(&error);
    }
    graph_free(g);
}

/* Long and deep texts end in an answer or an error, never in a crash. */
static void test_hostile_texts(void **state)
{
    (void)state;
    static const char *const parts[] = {"!", "(", "kind:table ", "|", "a ", "up(", "\""};
    struct graph *g = graph_of_yaml(system_text);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct buf text = {0}, error = {0};
        for (size_t k = 0; k < 20000; k++)
            buf_puts(&text, parts[i]);
        struct filter *f = filter_compile(g, NULL, NULL, buf_str(&text), &error, NULL);
        assert_true(f || error.len);
        if (f)
            filter_nodes(f, NULL, 0);
        filter_free(f);
        buf_release(&text);
        buf_release(&error);
    }
    graph_free(g);
}

/* Typed letter by letter with a memo, each text fits what it fits alone. */
static void test_typing(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "orders", "o !kind:function | wk", "name:or name:ord", "name:o*s kind:f*", "\"wo\" rk",
        "name:\"wo\"", "up(Worker,1) | !loop", "(orphan | down(jobs)) !priv:read", "name~^w|s$",
        "timeout>=30 timeout<300", "runtime:node", "tag:team=shop", "!(kind:table !kind:queue)",
    };
    struct graph *g = graph_of_yaml(system_text);
    struct exposure *x = exposure_build(g);
    struct filter_memo *memo = filter_memo_new();
    uint8_t *fits = mem_zalloc(graph_node_count(g) + 1, 1);
    size_t compiled = 0;
    for (size_t i = 0; i < COUNT(texts); i++) {
        for (size_t len = 0; len <= strlen(texts[i]); len++) {
            struct str text = {texts[i], len};
            struct buf error = {0}, again = {0};
            struct filter *f = filter_compile_memo(g, x, NULL, memo, text, &error, NULL);
            struct filter *alone = filter_compile(g, x, NULL, text, &again, NULL);
            assert_int_equal(f != NULL, alone != NULL);
            assert_true(str_eq(buf_str(&error), buf_str(&again)));
            if (f) {
                assert_int_equal(filter_fill(f, fits), filter_nodes(alone, NULL, 0));
                for (node_id n = 1; n <= graph_node_count(g); n++)
                    if (fits[n] != filter_test(alone, n))
                        fail_msg("'%.*s': node %u", (int)text.len, text.ptr, (unsigned)n);
                compiled++;
            }
            filter_free(f);
            filter_free(alone);
            buf_release(&error);
            buf_release(&again);
        }
    }
    assert_true(compiled > 100);
    mem_free(fits);
    filter_memo_free(memo);
    exposure_free(x);
    graph_free(g);
}

/* What was kept is gone when it is to be forgotten: another graph answers for itself. */
static void test_forgetting(void **state)
{
    (void)state;
    struct graph *a = graph_of_yaml("faasmap: 1\nnodes:\n  - {id: x, kind: queue, name: old}\n");
    struct graph *b = graph_of_yaml("faasmap: 1\nnodes:\n  - {id: x, kind: queue, name: new}\n");
    struct filter_memo *memo = filter_memo_new();
    uint8_t fits[8] = {0};
    struct buf error = {0};
    struct filter *f = filter_compile_memo(a, NULL, NULL, memo, STR("old"), &error, NULL);
    size_t in_a = filter_fill(f, fits);
    filter_free(f);
    f = filter_compile_memo(b, NULL, NULL, memo, STR("old"), &error, NULL);
    assert_int_equal(filter_fill(f, fits), in_a); /* kept: that is what it is for */
    filter_memo_forget(memo, true);
    assert_int_equal(filter_fill(f, fits), 0);
    filter_free(f);
    filter_memo_free(memo);
    buf_release(&error);
    graph_free(a);
    graph_free(b);
}

/* --- Keys of others ------------------------------------------------------------------------------ */

static const char *const grades[] = {"low", "medium", "high"};

/* f has high and low, w has medium, t has low; nobody else has any. */
static bool grade_values(void *arg, node_id n, struct str key,
                         bool (*test)(void *test_arg, struct str value), void *test_arg, bool *yes)
{
    struct str id = graph_node_at(arg, n)->id;

    if (!str_iis(key, "sev"))
        return false;
    *yes = (str_is(id, "f") && (test(test_arg, STR("high")) || test(test_arg, STR("low")))) ||
           (str_is(id, "w") && test(test_arg, STR("medium"))) ||
           (str_is(id, "t") && test(test_arg, STR("low")));
    return true;
}

static const char *const *grade_order(void *arg, struct str key, size_t *count)
{
    (void)arg;
    *count = COUNT(grades);
    return str_iis(key, "sev") ? grades : NULL;
}

static void test_order_of_words(void **state)
{
    static const struct {
        const char *text, *want; /* want: ids, or "!" and what is wrong with the text */
    } rows[] = {
        {"sev>=medium", "f w "},   {"sev>medium", "f "}, {"sev<=low", "f t "},
        {"SEV<Medium", "f t "},    {"sev>=low", "f t w "}, {"sev>high", ""},
        {"sev:medium", "w "},      {"!sev>=medium kind:table", "t "},
        {"sev>=hihg", "!'hihg' is none of low, medium, high"},
        {"sev>", "!'sev' needs a value"},
    };
    struct graph *g = graph_of_yaml(system_text);
    struct filter_more more = {g, grade_values, grade_order};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf error = {0}, got = {0};
        size_t at = 0;
        struct filter *f = filter_compile(g, NULL, &more, str_from(rows[i].text), &error, &at);
        buf_puts(&got, f ? "" : "!");
        buf_add(&got, buf_str(&error));
        for (node_id n = 1; f && n <= graph_node_count(g); n++) {
            if (filter_test(f, n))
                buf_printf(&got, "%s ", graph_node_at(g, n)->id.ptr);
        }
        assert_string_equal(got.ptr, rows[i].want);
        if (!f)
            assert_int_equal(at, str_from(rows[i].text).len < 5 ? 4 : 5);
        filter_free(f);
        buf_release(&error);
        buf_release(&got);
    }
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_picks), cmocka_unit_test(test_runtime_of_app),
        cmocka_unit_test(test_clusters_nest),
        cmocka_unit_test(test_attributes_nobody_has),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_hostile_texts),
        cmocka_unit_test(test_typing),
        cmocka_unit_test(test_forgetting),
        cmocka_unit_test(test_order_of_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
