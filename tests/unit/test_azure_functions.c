/* SPDX-License-Identifier: MIT */
/* Importer of Azure Functions projects: the golden projects; and that what does not change a system
 * does not change its graph. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "iam.h"
#include "attr.h"
#include "golden.h"

static void test_golden(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/azure_functions");
}

/* --- Ways to write one system ----------------------------------------------------------------- */
#define HEAD "using System; using Azure.Storage.Queues; using Microsoft.Azure.WebJobs;\n"
#define ENTRY "[FunctionName(\"Work\")] public static void Run([TimerTrigger(\"0 0 * * * *\")] TimerInfo t)"
#define OPEN "new QueueClient(Environment.GetEnvironmentVariable(\"Data\"), "

struct variant {
    const char *what;
    const char *sources[3][2]; /* path, text */
};

static const struct variant variants[] = {
    {"literal in the call",
     {{"A.cs", HEAD "public static class A { " ENTRY " { var q = " OPEN "\"work\");\n"
               "q.SendMessage(\"x\"); } }"}}},
    {"constant",
     {{"A.cs", HEAD "public static class A { const string Name = \"work\";\n" ENTRY
               " { var q = " OPEN "Name); q.SendMessage(\"x\"); } }"}}},
    {"constant of another name in another file",
     {{"A.cs", HEAD "public static class A { " ENTRY " { var q = " OPEN "Zeta.Omega);\n"
               "q.SendMessage(\"x\"); } }"},
      {"Z/Zeta.cs", "public static class Zeta { public static readonly string Omega = \"wo\" + \"rk\"; }"}}},
    {"helper class",
     {{"A.cs", HEAD "public static class A { " ENTRY " { new Sender().Send(\"x\"); } }"},
      {"S.cs", HEAD "public class Sender { readonly QueueClient q = " OPEN "\"work\");\n"
               "public void Send(string m) { q.SendMessage(m); } }"}}},
    {"helper of a helper, name handed through",
     {{"A.cs", HEAD "public static class A { " ENTRY " { Outer.Do(\"work\"); } }"},
      {"O.cs", "public static class Outer { public static void Do(string n) { Inner.Put(n, \"x\"); } }"},
      {"I.cs", HEAD "public static class Inner { public static void Put(string n, string m) {\n" OPEN
               "n).SendMessage(m); } }"}}},
    {"calls in comments, strings and code that nobody calls",
     {{"A.cs", HEAD "public static class A { " ENTRY " { // " OPEN "\"ghost\").SendMessage(\"x\");\n"
               "/* " OPEN "\"ghost2\").SendMessage(\"x\"); */\n"
               "var text = \"new QueueClient(a, b).SendMessage(c)\";\n"
               "var q = " OPEN "\"work\"); q.SendMessage(text); }\n"
               "static void Unused() { " OPEN "\"ghost3\").SendMessage(\"x\"); } }"}}},
};

static struct graph *import_variant(const struct variant *v, bool reversed)
{
    struct memory_file files[5] = {
        {STR("host.json"), STR("{\"version\": \"2.0\"}")},
        {STR("local.settings.json"),
         STR("{\"Values\": {\"AzureWebJobsStorage\": \"UseDevelopmentStorage=true\", \"Data\": "
             "\"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=bm90IGEga2V5\"}}")}};
    size_t count = 2;
    for (size_t i = 0; i < COUNT(v->sources) && v->sources[i][0]; i++)
        files[count++] =
            (struct memory_file){str_from(v->sources[i][0]), str_from(v->sources[i][1])};
    for (size_t i = 0; reversed && i < count / 2; i++) {
        struct memory_file swap = files[i];
        files[i] = files[count - 1 - i];
        files[count - 1 - i] = swap;
    }
    struct import_options options = {.derive = iam_derive, .files = files, .file_count = count};
    return import_all(&options);
}

/* Nodes and edges without their places. */
static void put_shape(const struct graph *g, struct buf *out)
{
    for (node_id n = 1; n <= graph_node_count(g); n++)
        buf_printf(out, "%s\n", graph_node_at(g, n)->id.ptr);
    for (edge_id e = 1; e <= graph_edge_count(g); e++) {
        const struct edge *edge = graph_edge_at(g, e);
        buf_printf(out, "%s %s -> %s %d\n", edge_kinds[edge->kind].name,
                   graph_node_at(g, edge->from)->id.ptr, graph_node_at(g, edge->to)->id.ptr,
                   edge->confidence);
    }
}

static void test_same_system(void **state)
{
    (void)state;
    struct buf first = {0}, other = {0};
    for (size_t i = 0; i < COUNT(variants); i++) {
        struct graph *g = import_variant(&variants[i], false);
        buf_reset(&other);
        put_shape(g, i ? &other : &first);
        if (i && !str_eq(buf_str(&first), buf_str(&other)))
            fail_msg("%s:\n%s\ninstead of\n%s", variants[i].what, other.ptr, first.ptr);
        graph_free(g);
    }
    assert_true(str_find(buf_str(&first),
                         STR("writes azure:app:function:Work -> azure:storage/acme:queue:work 90")) !=
                STR_NPOS);
    assert_true(str_find(buf_str(&first), STR("ghost")) == STR_NPOS);
    buf_release(&first);
    buf_release(&other);
}

static void test_file_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(variants); i++) {
        struct buf one = {0}, two = {0};
        struct graph *a = import_variant(&variants[i], false);
        struct graph *b = import_variant(&variants[i], true);
        golden_facts(a, &one);
        golden_facts(b, &two);
        assert_true(str_eq(buf_str(&one), buf_str(&two)));
        graph_free(a);
        graph_free(b);
        buf_release(&one);
        buf_release(&two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_same_system),
        cmocka_unit_test(test_file_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
