/* SPDX-License-Identifier: MIT */
/* Dependency injection: what start-up code registers is what the functions' constructors get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "attr.h"
#include "csharp_case.h"
#include "csharp_dump.h"

#define FUNCTION(fields, parameters, assignments, body)                                            \
    "//// f.cs\nusing System; using Azure.Storage.Queues; namespace T { public class F { " fields  \
    " public F(" parameters ") { " assignments " } [FunctionName(\"f\")] public async Task Run("   \
    "[TimerTrigger(\"x\")] object t) { " body " } } }\n"
#define STARTUP(body)                                                                              \
    "//// s.cs\nusing System; using Azure.Storage.Queues; [assembly: FunctionsStartup(typeof("     \
    "T.Startup))]\nnamespace T { public class Startup : FunctionsStartup { public override void "  \
    "Configure(IFunctionsHostBuilder builder) { " body " } } }\n"
#define PROGRAM(body)                                                                              \
    "//// p.cs\nusing System; using T; var host = new HostBuilder().ConfigureFunctionsWorker"      \
    "Defaults().ConfigureServices((context, services) => { " body " }).Build(); host.Run();\n"
#define SENDER                                                                                     \
    "//// h.cs\nusing Azure.Storage.Queues; namespace T { public interface ISend { void Go(); } "  \
    "public class Sender : ISend { QueueClient q; public Sender(QueueClient q) { this.q = q; } "   \
    "public void Go() { q.SendMessage(m); } } }\n"
#define WRITES "f write storage queue q @%S%\nf use-setting setting S\n"
#define APP "(app) use-setting setting S\n"

static void what_is_registered_is_injected(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"configuration", FUNCTION("IConfiguration c;", "IConfiguration c", "this.c = c;",
         "new QueueClient(c[\"S\"], \"q\").SendMessage(m);"), WRITES},
        {"factory", STARTUP("builder.Services.AddSingleton(s => new QueueClient(Environment."
         "GetEnvironmentVariable(\"S\"), \"q\"));") FUNCTION("QueueClient q;", "QueueClient q",
         "this.q = q;", "await q.SendMessageAsync(m);"), WRITES APP},
        {"instance", STARTUP("builder.Services.AddSingleton(new QueueClient(Environment."
         "GetEnvironmentVariable(\"S\"), \"q\"));") FUNCTION("QueueClient q;", "QueueClient q",
         "this.q = q;", "await q.SendMessageAsync(m);"), WRITES APP},
        {"interface to class", STARTUP("builder.Services.AddTransient<ISend, Sender>(); builder"
         ".Services.AddSingleton(s => new QueueClient(Environment.GetEnvironmentVariable(\"S\"), "
         "\"q\"));") SENDER FUNCTION("ISend s;", "ISend s", "this.s = s;", "s.Go();"), WRITES APP},
        {"only implementation, not registered", STARTUP("builder.Services.AddSingleton(s => new "
         "QueueClient(Environment.GetEnvironmentVariable(\"S\"), \"q\"));") SENDER
         FUNCTION("ISend s;", "ISend s", "this.s = s;", "s.Go();"), WRITES APP},
        {"program with top-level statements", PROGRAM("services.AddSingleton<ISend>(p => new Sender("
         "new Azure.Storage.Queues.QueueClient(context.Configuration[\"S\"], \"q\")));") SENDER
         FUNCTION("ISend s;", "ISend s", "this.s = s;", "s.Go();"), WRITES},
        {"extension method of the project", STARTUP("builder.Services.AddOurs();")
         "//// e.cs\nusing System; using Azure.Storage.Queues; namespace T { static class X { public "
         "static void AddOurs(this IServiceCollection s) { s.AddSingleton(p => new QueueClient("
         "Environment.GetEnvironmentVariable(\"S\"), \"q\")); } } }\n"
         FUNCTION("QueueClient q;", "QueueClient q", "this.q = q;", "q.SendMessage(m);"), WRITES APP},
        {"primary constructor", STARTUP("builder.Services.AddSingleton(s => new QueueClient("
         "Environment.GetEnvironmentVariable(\"S\"), \"q\"));") "//// f.cs\nusing Azure.Storage.Queues;"
         " namespace T; public class F(QueueClient q) { [Function(\"f\")] public void Run([TimerTrigger("
         "\"x\")] object t) => q.SendMessage(m); }\n", WRITES APP},
        {"service provider", STARTUP("builder.Services.AddSingleton(s => new QueueClient(Environment."
         "GetEnvironmentVariable(\"S\"), \"q\")); builder.Services.AddSingleton<ISend>(p => new Sender("
         "p.GetRequiredService<QueueClient>()));") SENDER FUNCTION("ISend s;", "ISend s",
         "this.s = s;", "s.Go();"), WRITES APP},
        {"azure clients", STARTUP("builder.Services.AddAzureClients(b => { b.AddQueueServiceClient("
         "Environment.GetEnvironmentVariable(\"S\")); });") FUNCTION("QueueServiceClient q;",
         "QueueServiceClient q", "this.q = q;", "q.GetQueueClient(\"q\").SendMessage(m);"), WRITES APP},
        {"a cycle ends", "//// h.cs\nnamespace T { public interface IA { void Go(); } public class A : "
         "IA { public A(IB b) { } public void Go() { } } public interface IB { } public class B : IB { "
         "public B(IA a) { } } }\n" FUNCTION("IA a;", "IA a", "this.a = a;", "a.Go();"), ""},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

#define OPTIONS                                                                                    \
    "//// o.cs\nnamespace T { public class Opt { public string S { get; set; } public string N { " \
    "get; set; } public Inner In { get; set; } } public class Inner { public string K { get; set; " \
    "} } }\n"
#define USES_OPTIONS                                                                               \
    OPTIONS FUNCTION("Opt o;", "IOptions<Opt> o", "this.o = o.Value;",                             \
                     "new QueueClient(o.S, o.N).SendMessage(o.In.K);")
#define FROM_A                                                                                     \
    "f write storage queue %A:N% @%A:S%\nf use-setting setting A:In:K\n"                           \
    "f use-setting setting A:N\nf use-setting setting A:S\n"

static void options_are_settings(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"section", STARTUP("var c = new ConfigurationBuilder().Build(); builder.Services.Configure<"
         "Opt>(c.GetSection(\"A\"));") USES_OPTIONS, FROM_A},
        {"bind configuration", STARTUP("builder.Services.AddOptions<Opt>().BindConfiguration(\"A\");")
         USES_OPTIONS, FROM_A},
        {"bind", PROGRAM("services.AddOptions<Opt>().Bind(context.Configuration.GetSection(\"A\"));")
         USES_OPTIONS, FROM_A},
        {"configure with the configuration", STARTUP("builder.Services.AddOptions<Opt>().Configure<"
         "IConfiguration>((s, c) => { c.GetSection(\"A\").Bind(s); });") USES_OPTIONS, FROM_A},
        {"by hand", STARTUP("builder.Services.Configure<Opt>(o => { o.S = Environment."
         "GetEnvironmentVariable(\"S\"); o.N = \"q\"; });") USES_OPTIONS,
         "f write storage queue q @%S%\nf use-setting setting S\n"},
        {"get", OPTIONS FUNCTION("Opt o;", "IConfiguration c",
         "o = c.GetSection(\"A\").Get<Opt>();", "new QueueClient(o.S, o.N).SendMessage(o.In.K);"),
         FROM_A},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

#define CLIENT "//// c.cs\nusing System.Net.Http; namespace T { public class Api { HttpClient h; public " \
    "Api(HttpClient h) { this.h = h; } public void Go() { h.GetAsync(\"v1\"); } } }\n"

static void http_clients(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"typed", STARTUP("builder.Services.AddHttpClient<Api>(c => { c.BaseAddress = new Uri(\"https://"
         "h.test\"); });") CLIENT FUNCTION("Api a;", "Api a", "this.a = a;", "a.Go();"),
         "f call http host h.test (https://h.test/v1)\n"},
        {"named", STARTUP("builder.Services.AddHttpClient(\"n\", c => { c.BaseAddress = new Uri("
         "Environment.GetEnvironmentVariable(\"U\")); });") "//// f.cs\nusing System.Net.Http; namespace "
         "T { public class F { IHttpClientFactory h; public F(IHttpClientFactory h) { this.h = h; } "
         "[FunctionName(\"f\")] public void Run([TimerTrigger(\"x\")] object t) { h.CreateClient(\"n\")"
         ".GetAsync(\"v1\"); } } }\n",
         "f call http host %U% (%U%/v1)\nf use-setting setting U\n"},
        {"factory without a name", "//// f.cs\nusing System.Net.Http; class F { IHttpClientFactory h; "
         "public F(IHttpClientFactory h) { this.h = h; } [FunctionName(\"f\")] public void Run("
         "[TimerTrigger(\"x\")] object t) { h.CreateClient().GetAsync(\"https://h.test\"); } }\n",
         "f call http host h.test (https://h.test)\n"},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_registered_is_injected),
        cmocka_unit_test(options_are_settings),
        cmocka_unit_test(http_clients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
