/* SPDX-License-Identifier: MIT */
/* Nothing of a secret comes out: 500 canaries, each in the form of some key, in every place of a
 * project where people leave keys. No export, no list and no message may hold one. The values are
 * made at run time, so that this file holds nothing of their form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "iam.h"
#include "arena.h"
#include "attr.h"
#include "exporter.h"
#include "golden.h"
#include "importer.h"
#include "mem.h"
#include "secret_mask.h"

enum { CANARIES = 500, CORE_BYTES = 12 };

/* What a canary looks like: head, filler up to so many bytes (the core stands in it), tail. */
static const struct form {
    const char *head;
    unsigned bytes;
    const char *tail;
} forms[] = {
    {"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=", 86, "==;EndpointSuffix=core.windows.net"},
    {"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=all;SharedAccessKey=", 43, "="},
    {"AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=", 86, "==;"},
    {"https://acme.blob.core.windows.net/box?sv=2020&sp=rw&sig=", 44, "%3D"},
    {"https://acme.azurewebsites.net/api/f?code=", 54, "=="},
    {"ghp_", 36, ""},
    {"xoxb-", 20, ""},
    {"SG.abcdefghijklmnopqrstuv.", 43, ""},
    {"amqps://shop:", 20, "@rabbit.example.org/v"},
    {"Server=tcp:acme.database.windows.net;User ID=u;Password=", 16, ";"},
    {"acme.redis.cache.windows.net:6380,password=", 44, ",ssl=True"},
    {"https://api.example.org/v1?q=x&apikey=", 32, ""},
    {"Endpoint=https://acme.service.signalr.net;AccessKey=", 43, "=;Version=1.0;"},
    {"-----BEGIN RSA " "PRIVATE KEY-----", 64, "-----END RSA " "PRIVATE KEY-----"},
};

/* Where it is left. %1: the canary's number, %2: its text. */
static const struct place {
    const char *path, *text;
} places[] = {
    {"local.settings.json", NULL}, /* a member of Values; all of them make one file */
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"queue\", \"direction\": \"out\", "
                          "\"queueName\": \"q\", \"connection\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"queueTrigger\", \"queueName\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"blob\", \"path\": \"box/{x}\", "
                          "\"connection\": \"%2\"}, {\"type\": \"blob\", \"path\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"httpTrigger\", \"route\": \"%2\", "
                          "\"methods\": [\"%2\"], \"authLevel\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"timerTrigger\", \"schedule\": \"%2\"}], "
                          "\"disabled\": \"%2\", \"entryPoint\": \"%2\"}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"%2\", \"direction\": \"out\", "
                          "\"%2\": \"%2\", \"name\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"sql\", \"commandText\": \"select * from %2\", "
                          "\"connectionStringSetting\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"serviceBus\", \"topicName\": \"%2\", "
                          "\"subscriptionName\": \"%2\", \"connection\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"kafka\", \"brokerList\": \"%2\", "
                          "\"topic\": \"%2\", \"password\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"sendGrid\", \"apiKey\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"eventGrid\", \"topicEndpointUri\": \"%2\", "
                          "\"topicKeySetting\": \"%2\"}, {\"type\": \"cosmosDB\", "
                          "\"databaseName\": \"%2\", \"containerName\": \"%2\"}]}"},
    {"f%1/function.json", "{\"bindings\": [{\"type\": \"queue\" \"%2\": }]}"}, /* broken */
    {"f%1/function.json", "{\"bindings\": [\"%2\", {\"type\": \"daprState\", \"stateStore\": \"%2\"}]}"},
    {"p%1/host.json", "{\"version\": \"2.0\", \"x\": \"%2\", \"%2\": {\"%2\": \"y\"}}"},
    {"p%1/host.json", "{\"version\": \"2.0\", \"extensions\": {\"http\": {\"routePrefix\": \"%2\"}}, "
                      "\"functions\": [\"%2\"]}"},
    {"s%1/local.settings.json", "{\"Values\": {\"%2\": \"x\", \"A\": \"%2\" \"B\": 1}}"}, /* broken */
    {"app.settings.json", NULL}, /* as a name of a member */
    {"c%1/F.cs", "// %2\nusing System;\npublic static class C%1 { static string key = \"%2\";\n"
                 "[FunctionName(\"F%1\")] public static void Run([QueueTrigger(\"q\", "
                 "Connection = \"%2\")] string m, [Blob(\"%2\")] string b) {\n"
                 "var q = new QueueClient(\"%2\", \"%2\"); q.SendMessage(key);\n"
                 "var t = new TableClient(key, \"t\"); t.AddEntity(m);\n"
                 "new System.Net.Http.HttpClient().GetStringAsync(\"https://x.example.org/%2\");\n"
                 "Environment.GetEnvironmentVariable(\"%2\"); } }\n"},
    {"c%1/F.cs", "using Microsoft.Azure.Functions.Worker;\npublic class C%1 {\n"
                 "[Function(\"F%1\")] public void Run([HttpTrigger(AuthorizationLevel.Anonymous, "
                 "\"get\", Route = \"%2\")] string m) {\n"
                 "var c = new ServiceBusClient(\"%2\").CreateSender(\"%2\"); c.SendMessageAsync(m);\n"
                 "new SendGridClient(\"%2\"); CloudStorageAccount.Parse(\"%2\")"
                 ".CreateCloudQueueClient().GetQueueReference(\"%2\").AddMessage(m); } }\n"},
    {"d%1/D.csproj", "<Project><TargetFramework>%2</TargetFramework><AzureFunctionsVersion>%2"
                     "</AzureFunctionsVersion><ProjectReference Include=\"%2\"/></Project>"},
};

struct project {
    struct arena *arena;
    struct memory_file *files;
    size_t count, cap;
    struct buf values, names;
    struct str cores[CANARIES];
};

static void add_file(struct project *p, struct str path, struct str bytes)
{
    if (p->count == p->cap)
        p->files = mem_grow(p->files, &p->cap, sizeof *p->files);
    p->files[p->count++] = (struct memory_file){path, bytes};
}

/* Letters and digits that look random and hold the core in the middle. */
static void put_canary(struct project *p, unsigned i, struct buf *out)
{
    static const char letters[] = "Qw3eRt5yUi7oPa9sDf1gHj2kLz4xCv6bNm8";
    const struct form *f = &forms[i % COUNT(forms)];
    unsigned before = f->bytes > CORE_BYTES ? 3 : 0;
    p->cores[i] = arena_printf(p->arena, "kA%03uNa%03uRy", i, (i * 7919) % 1000);
    assert_int_equal(p->cores[i].len, CORE_BYTES);
    buf_puts(out, f->head);
    for (unsigned k = 0; k < f->bytes; k++) {
        if (k >= before && k < before + CORE_BYTES)
            buf_putc(out, p->cores[i].ptr[k - before]);
        else
            buf_putc(out, letters[(k * 5 + i) % (sizeof letters - 1)]);
    }
    buf_puts(out, f->tail);
}

static struct str fill_in(struct project *p, const char *template, unsigned i, struct str canary)
{
    struct buf out = {0};
    for (const char *c = template; *c; c++) {
        if (*c == '%' && c[1] == '1')
            buf_printf(&out, "%u", i);
        else if (*c == '%' && c[1] == '2')
            buf_add(&out, canary);
        else {
            buf_putc(&out, *c);
            continue;
        }
        c++;
    }
    struct str text = arena_str(p->arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static void build(struct project *p)
{
    buf_puts(&p->values, "{\"Values\": {\"FUNCTIONS_WORKER_RUNTIME\": \"dotnet\"");
    buf_puts(&p->names, "{\"Values\": {\"x\": \"y\"");
    add_file(p, STR("host.json"), STR("{\"version\": \"2.0\"}"));
    for (unsigned i = 0; i < CANARIES; i++) {
        struct buf canary = {0};
        put_canary(p, i, &canary);
        const struct place *where = &places[(i / COUNT(forms)) % COUNT(places)];
        if (where->text) {
            add_file(p, fill_in(p, where->path, i, STR_NONE),
                     fill_in(p, where->text, i, buf_str(&canary)));
        } else if (str_is(str_from(where->path), "local.settings.json")) {
            buf_printf(&p->values, ",\n\"Setting%u\": \"%s\"", i, canary.ptr);
        } else {
            buf_printf(&p->names, ",\n\"%s\": \"plain\"", canary.ptr);
        }
        buf_release(&canary);
    }
    buf_puts(&p->values, "}}");
    buf_puts(&p->names, "}}");
    add_file(p, STR("local.settings.json"), buf_str(&p->values));
    add_file(p, STR("app.settings.json"), buf_str(&p->names));
}

static void assert_clean(const struct project *p, const char *what, struct str text)
{
    for (unsigned i = 0; i < CANARIES; i++) {
        size_t at = str_find(text, p->cores[i]);
        if (at == STR_NPOS)
            continue;
        size_t from = at > 200 ? at - 200 : 0;
        fail_msg("canary %u (form %u, place %u) is in %s: ...%.*s", i, i % (unsigned)COUNT(forms),
                 (i / (unsigned)COUNT(forms)) % (unsigned)COUNT(places), what,
                 (int)(at - from + 30), text.ptr + from);
    }
}

static void test_canaries(void **state)
{
    (void)state;
    struct project p = {.arena = arena_new()};
    build(&p);
    struct import_options options = {.derive = iam_derive, .files = p.files, .file_count = p.count};
    struct graph *g = import_all(&options);
    assert_true(graph_node_count(g) > 100); /* it was read at all */

    struct buf out = {0}, why = {0};
    golden_facts(g, &out); /* every text of the graph and every message */
    assert_clean(&p, "the facts", buf_str(&out));
    for (size_t i = 0; exporters[i]; i++) {
        buf_reset(&out);
        buf_reset(&why);
        exporters[i]->write(g, &out, &why);
        assert_clean(&p, exporters[i]->name, buf_str(&out));
        assert_clean(&p, "a reason", buf_str(&why));
    }
    for (size_t i = 0; i < p.count; i++) { /* and who looks at the files themselves sees none */
        buf_reset(&out);
        secret_mask(p.files[i].bytes, p.files[i].path, true, &out);
        assert_clean(&p, "a masked file", buf_str(&out));
    }
    buf_release(&out);
    buf_release(&why);
    graph_free(g);
    buf_release(&p.values);
    buf_release(&p.names);
    mem_free(p.files);
    arena_free(p.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_canaries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
