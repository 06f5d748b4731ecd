/* SPDX-License-Identifier: MIT */
/* bench_azure.c - what the excess of 6,000 role assignments of Azure costs, and its proof, beside a
 * breadth-first search by hand over the same compiled graph, in the same run. Ends with 1 if finding
 * costs more than three searches for each assignment, or the proof more than twelve times what finding
 * costs. The goal, 3 s, is printed beside; it depends on the machine.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "attack.h"
#include "big_graph.h"
#include "buf.h"
#include "excess_azure.h"
#include "iam.h"
#include "importer.h"
#include "mem.h"
#include "seat.h"

enum { APPS = 600, EACH = 10, OPEN = 10, FILES = 3 * APPS + 1, NAME = 40, RUNS = 5 };
/* The proof is bound by memory: 1.5 on an idle machine, 6 beside other work; one walk for each 40. */
enum { GATE_FIND = 3, GATE_PROOF = 12, GOAL_MS = 3000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Apps with an account and a queue each, and a role on the queues of that account and of others; a tenth is
 * open to anyone, and through their queues all lead to each other. One other app has a role on the blobs
 * of each. */
static void write_app(struct buf *text, unsigned i)
{
    static const char *const roles[] = {"974c5e8b-45b9-4653-ba55-5f855dd0fb88",
                                        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
                                        "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"};
    buf_printf(text, "%s{\"type\": \"Microsoft.Storage/storageAccounts\", \"name\": \"s%u\"}, {\"type\": "
               "\"Microsoft.Storage/storageAccounts/queueServices/queues\", \"name\": "
               "\"s%u/default/work\"}, {\"type\": \"Microsoft.Storage/storageAccounts/blobServices/"
               "containers\", \"name\": \"s%u/default/box\"}, {\"type\": \"Microsoft.Web/sites\", \"name\": \"a%u\", \"kind\": "
               "\"functionapp\", \"identity\": {\"type\": \"SystemAssigned\"}, \"properties\": "
               "{\"siteConfig\": {\"appSettings\": [{\"name\": \"X__accountName\", \"value\": "
               "\"s%u\"}]}}}\n", i ? ", " : "", i, i, i, i, i);
    for (unsigned k = 0; k < EACH; k++)
        buf_printf(text, ", {\"type\": \"Microsoft.Authorization/roleAssignments\", \"name\": "
                   "\"[guid('%u-%u')]\", \"scope\": \"[resourceId('Microsoft.Storage/"
                   "storageAccounts', 's%u')]\", \"properties\": {\"roleDefinitionId\": "
                   "\"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '%s')]\", "
                   "\"principalId\": \"[reference(resourceId('Microsoft.Web/sites', 'a%u'), "
                   "'2023-01-01', 'full').identity.principalId]\"}}\n", i, k,
                   k ? (i * 7 + k * 13) % APPS : i, roles[k == 1 ? 1 : k % 2 ? 2 : 0], i);
}

static struct graph *read_apps(void)
{
    static const char project[] = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>"
        "net8.0</TargetFramework><AzureFunctionsVersion>v4</AzureFunctionsVersion></PropertyGroup>"
        "</Project>\n";
    struct memory_file *files = mem_alloc(FILES * sizeof *files);
    struct buf text = {0}, *code = mem_zalloc(APPS, sizeof *code);
    char (*paths)[NAME] = mem_alloc(FILES * sizeof *paths);
    buf_puts(&text, "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
             "deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \"resources\": [");
    for (unsigned i = 0; i < APPS; i++) {
        struct memory_file *own = &files[1 + 3 * i];
        char (*path)[NAME] = &paths[1 + 3 * i];
        write_app(&text, i);
        buf_printf(&code[i], "using Microsoft.Azure.WebJobs;\nnamespace N%u { public static class "
                   "Functions {\n[FunctionName(\"In\")] public static void In([HttpTrigger("
                   "AuthorizationLevel.%s, \"post\")] string body, [Queue(\"work\", Connection = "
                   "\"X\")] out string m) { m = body; }\n[FunctionName(\"Take\")] public static void "
                   "Take([QueueTrigger(\"work\", Connection = \"X\")] string m) { }\n} }\n", i,
                   i % OPEN ? "Function" : "Anonymous");
        snprintf(path[0], NAME, "a%u/host.json", i);
        snprintf(path[1], NAME, "a%u/a%u.csproj", i, i);
        snprintf(path[2], NAME, "a%u/F.cs", i);
        own[0] = (struct memory_file){str_from(path[0]), STR("{ \"version\": \"2.0\" }\n")};
        own[1] = (struct memory_file){str_from(path[1]), str_from(project)};
        own[2] = (struct memory_file){str_from(path[2]), buf_str(&code[i])};
    }
    buf_puts(&text, "]}");
    files[0] = (struct memory_file){STR("azuredeploy.json"), buf_str(&text)};
    const struct import_options options = {.files = files, .file_count = FILES, .derive = iam_derive};
    struct graph *g = import_all(&options);
    for (unsigned i = 0; i < APPS; i++)
        buf_release(&code[i]);
    buf_release(&text);
    mem_free(code);
    mem_free(files);
    mem_free(paths);
    return g;
}

static double bare_of(const struct graph *g)
{
    struct spread_terms terms = {.mode = MODE_STRICT, .pass = (1u << AUTH_CLASS_COUNT) - 1u};
    struct attack *a = attack_build(g, &terms);
    uint8_t *seen = mem_alloc(a->vertex_count);
    vertex_id *queue = mem_alloc(a->vertex_count * sizeof *queue);
    vertex_id start = attack_vertex(a, graph_find(g, STR("internet")), STATE_HOLD);
    double best = 1e9;
    for (int i = 0; i < RUNS; i++) {
        double from = now();
        bare_search(a, start, seen, queue);
        double took = now() - from;
        best = took < best ? took : best;
    }
    mem_free(seen);
    mem_free(queue);
    attack_free(a);
    return best;
}

int main(void)
{
    struct graph *g = read_apps();
    struct jewels *jewels = jewels_find(g, NULL, NULL, 0, NULL);
    struct buf why = {0};
    size_t much = 0, closing = 0;
    double from = now();
    struct excess_azure *x = excess_azure_find(g, jewels);
    double took = now() - from, bare = bare_of(g);
    from = now();
    bool proved = excess_azure_verify(x, &why);
    double proof = now() - from;
    for (size_t i = 0; i < x->count; i++) {
        much += x->rows[i].too_much;
        closing += x->rows[i].if_taken.nodes > 0;
    }
    double each = took / bare / (double)x->count;
    bool good = each <= GATE_FIND, cheap = proof <= GATE_PROOF * took;
    printf("azure     %8zu nodes %9zu edges, %zu assignments, %zu too much, by hand %.3f ms\n",
           graph_node_count(g), graph_edge_count(g), x->count, much, bare * 1e3);
    printf("          %.0f ms (goal %d%s), %.2f searches by hand for each (gate %d)%s\n", took * 1e3,
           GOAL_MS, took * 1e3 > GOAL_MS ? ", missed" : "", each, GATE_FIND, good ? "" : " OVER");
    printf("          %.0f ms to check, %.2f of that (gate %d)%s; %u nodes lost, %zu close some\n",
           proof * 1e3, proof / took, GATE_PROOF, cheap ? "" : " OVER", x->all.nodes, closing);
    if (!proved)
        printf("          wrong: %s\n", why.ptr);
    bool whole = x->count == APPS * EACH && much > APPS && closing > 0;
    buf_release(&why);
    excess_azure_free(x);
    jewels_free(jewels);
    graph_free(g);
    return good && cheap && proved && whole ? 0 : 1;
}
