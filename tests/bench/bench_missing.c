/* SPDX-License-Identifier: MIT */
/* bench_missing.c - what FW-027 costs for one app of Azure that needs much and has as many role
 * assignments, as a ratio to the same with a quarter as many. Ends with 1 if TIMES as many cost more
 * than GATE times as much: linear is 4, a look at all assignments for each need 16.
 */
#include "buf.h"
#include "finding.h"
#include "iam.h"
#include "importer.h"
#include "mem.h"

#include "bare.h"

enum { FEW = 1500, TIMES = 4, RUNS = 5, GATE = 9 };

/* A queue in an account of its own for each function, and a role on each of the accounts. */
static struct graph *read_app(unsigned functions)
{
    struct buf template = {0}, code = {0};
    buf_puts(&template, "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
             "deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\", \"resources\": [\n");
    buf_puts(&code, "using Microsoft.Azure.WebJobs;\npublic static class F {\n");
    for (unsigned i = 0; i < functions; i++) {
        buf_printf(&template, "{\"type\": \"Microsoft.Storage/storageAccounts\", \"name\": \"s%u\"},\n"
                   "{\"type\": \"Microsoft.Authorization/roleAssignments\", \"name\": \"[guid('%u')]\", "
                   "\"scope\": \"[resourceId('Microsoft.Storage/storageAccounts', 's%u')]\", "
                   "\"properties\": {\"roleDefinitionId\": \"[subscriptionResourceId('Microsoft."
                   "Authorization/roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88')]\", "
                   "\"principalId\": \"[reference(resourceId('Microsoft.Web/sites', 'app'), "
                   "'2023-01-01', 'full').identity.principalId]\"}},\n", i, i, i);
        buf_printf(&code, "[FunctionName(\"T%u\")] public static void T%u([QueueTrigger(\"work\", "
                   "Connection = \"X%u\")] string m) { }\n", i, i, i);
    }
    buf_puts(&template, "{\"type\": \"Microsoft.Web/sites\", \"name\": \"app\", \"kind\": "
             "\"functionapp\", \"identity\": {\"type\": \"SystemAssigned\"}, \"properties\": "
             "{\"siteConfig\": {\"appSettings\": [");
    for (unsigned i = 0; i < functions; i++)
        buf_printf(&template, "%s{\"name\": \"X%u__accountName\", \"value\": \"s%u\"}\n",
                   i ? ", " : "", i, i);
    buf_puts(&template, "]}}}]}");
    buf_puts(&code, "}\n");
    const struct memory_file files[] = {
        {STR("azuredeploy.json"), buf_str(&template)},
        {STR("app/host.json"), STR("{ \"version\": \"2.0\" }\n")},
        {STR("app/app.csproj"),
         STR("<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net8.0"
             "</TargetFramework><AzureFunctionsVersion>v4</AzureFunctionsVersion></PropertyGroup>"
             "</Project>\n")},
        {STR("app/F.cs"), buf_str(&code)},
    };
    const struct import_options options = {.files = files, .file_count = COUNT(files),
                                           .derive = iam_derive};
    struct graph *g = import_all(&options);
    buf_release(&template);
    buf_release(&code);
    return g;
}

static double seconds_of(const struct graph *g, size_t *found)
{
    const struct str only = STR_INIT("FW-027");
    const struct rule_options options = {.today = {2026, 11, 22}, .only = {&only, 1}};
    double best = 1e9;
    for (int i = 0; i < RUNS; i++) {
        double from = now();
        struct findings *all = findings_find(g, &options);
        double took = now() - from;
        *found = findings_count(all);
        best = took < best ? took : best;
        findings_free(all);
    }
    return best;
}

int main(void)
{
    struct graph *few = read_app(FEW), *many = read_app(TIMES * FEW);
    size_t found[2];
    double first = seconds_of(few, &found[0]), second = seconds_of(many, &found[1]);
    bool good = second <= GATE * first;
    printf("missing   %u and %u needs and assignments: %.1f and %.1f ms, %.2f times (gate %d)%s, %zu and "
           "%zu found\n", FEW, TIMES * FEW, first * 1e3, second * 1e3, second / first, GATE,
           good ? "" : " OVER", found[0], found[1]);
    graph_free(few);
    graph_free(many);
    return good ? 0 : 1;
}
