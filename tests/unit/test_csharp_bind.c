/* SPDX-License-Identifier: MIT */
/* Functions and bindings as C# attributes declare them, in both programming models. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "attr.h"
#include "csharp_case.h"
#include "csharp_dump.h"

#define METHOD(parameters) "class F { [FunctionName(\"f\")] public static void Run(" parameters ") { } }"
#define ISOLATED(attributes, parameters)                                                           \
    "class F { [Function(\"f\")] " attributes " public string Run(" parameters ") { } }"
#define FN "function f F.Run\n"
#define IS "function f F.Run isolated\n"

static void triggers_and_bindings(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"http", METHOD("[HttpTrigger(AuthorizationLevel.Anonymous, \"get\", \"post\", Route = "
         "\"a/{id}\")] HttpRequest req"),
         FN "  req trigger httpTrigger authLevel=anonymous methods=get,post route=a/{id}\n"},
        {"http, all defaults", METHOD("[HttpTrigger] HttpRequest req"),
         FN "  req trigger httpTrigger authLevel=function\n"},
        {"http, methods only", METHOD("[HttpTrigger(\"get\")] HttpRequest req"),
         FN "  req trigger httpTrigger authLevel=function methods=get\n"},
        {"http, no route", METHOD("[HttpTrigger(AuthorizationLevel.Admin, Route = null)] object r"),
         FN "  r trigger httpTrigger authLevel=admin\n"},
        {"http, suffix and namespaces", METHOD("[Microsoft.Azure.WebJobs.HttpTriggerAttribute("
         "Microsoft.Azure.WebJobs.Extensions.Http.AuthorizationLevel.System, methods: new[] { "
         "\"put\", \"delete\" })] object r"),
         FN "  r trigger httpTrigger authLevel=system methods=put,delete\n"},
        {"level in a constant", "class F { const AuthorizationLevel L = AuthorizationLevel.Anonymous; "
         "[FunctionName(\"f\")] void Run([HttpTrigger(L, \"get\")] object r) { } }",
         FN "  r trigger httpTrigger authLevel=anonymous methods=get\n"},
        {"timer", METHOD("[TimerTrigger(\"0 */5 * * * *\", RunOnStartup = true)] TimerInfo t"),
         FN "  t trigger timerTrigger runOnStartup=true schedule=0 */5 * * * *\n"},
        {"timer from a setting", METHOD("[TimerTrigger(\"%Schedule%\")] TimerInfo t"),
         FN "  t trigger timerTrigger schedule=%Schedule%\n"},
        {"queue", METHOD("[QueueTrigger(\"in\", Connection = \"C\")] string m, [Queue(\"out\")] out "
         "string o"),
         FN "  m trigger queueTrigger connection=C queueName=in\n  o out queue queueName=out\n"},
        {"queue in constants", "//// n.cs\nnamespace N { static class K { public const string Q = \"in\""
         "; public const string C = \"Co\" + \"nn\"; } }\n//// a.cs\nusing N;\n"
         METHOD("[QueueTrigger(K.Q, Connection = K.C)] string m"),
         FN "  m trigger queueTrigger connection=Conn queueName=in\n"},
        {"blob", METHOD("[BlobTrigger(\"c/{n}\")] Stream s, [Blob(\"d/{n}\", FileAccess.Write)] Stream "
         "o, [Blob(\"e/{n}\", FileAccess.Read)] Stream i, [Blob(\"g\")] CloudBlobContainer k"),
         FN "  s trigger blobTrigger path=c/{n}\n  o out blob access=Write path=d/{n}\n"
         "  i in blob access=Read path=e/{n}\n  k by-code blob path=g\n"},
        {"table", METHOD("[Table(\"T\")] IAsyncCollector<E> c, [Table(\"T\", \"p\", \"r\")] E e, "
         "[Table(\"T\")] CloudTable t"),
         FN "  c out table tableName=T\n  e in table partitionKey=p rowKey=r tableName=T\n"
         "  t by-code table tableName=T\n"},
        {"service bus", METHOD("[ServiceBusTrigger(\"topic\", \"sub\", Connection = \"C\")] string m, "
         "[ServiceBus(\"q\", Connection = \"C\")] ICollector<string> o, [ServiceBus(\"t\", EntityType "
         "= ServiceBusEntityType.Topic)] out string p"),
         FN "  m trigger serviceBusTrigger connection=C subscriptionName=sub topicName=topic\n"
         "  o out serviceBus connection=C queueName=q\n"
         "  p out serviceBus entityType=Topic topicName=t\n"},
        {"event hub", METHOD("[EventHubTrigger(\"h\", Connection = \"C\", ConsumerGroup = \"g\")] "
         "EventData[] e"),
         FN "  e trigger eventHubTrigger connection=C consumerGroup=g eventHubName=h\n"},
        {"cosmos", METHOD("[CosmosDBTrigger(databaseName: \"d\", collectionName: \"c\", "
         "ConnectionStringSetting = \"C\", LeaseCollectionName = \"l\")] IReadOnlyList<Document> d, "
         "[CosmosDB(\"d\", \"c\", Connection = \"C\")] IAsyncCollector<object> o"),
         FN "  d trigger cosmosDBTrigger collectionName=c connectionStringSetting=C databaseName=d "
         "leaseCollectionName=l\n  o out cosmosDB connection=C containerName=c databaseName=d\n"},
        {"others", METHOD("[EventGridTrigger] EventGridEvent e, [SendGrid(ApiKey = \"K\")] "
         "IAsyncCollector<M> m, [DurableClient] IDurableClient d, [SignalR(HubName = \"h\")] "
         "IAsyncCollector<S> s, [ActivityTrigger] string a, [FromQuery] string q, ILogger log"),
         FN "  e trigger eventGridTrigger\n  a trigger activityTrigger\n  m out sendGrid apiKey=K\n"
         "  d in durableClient\n  s out signalR hubName=h\n"},
        {"a trigger that is new", METHOD("[AcmeTrigger(Key = \"k\")] object o"),
         FN "  o trigger acmeTrigger key=k\n"},
        {"account of the class", "[StorageAccount(\"A\")] class F { [FunctionName(\"f\")] void Run("
         "[QueueTrigger(\"q\")] string m, [Blob(\"c\", Connection = \"B\")] out string o) { } }",
         FN "  m trigger queueTrigger connection=A queueName=q\n  o out blob connection=B path=c\n"},
        {"several attributes in one list", "class F { [FunctionName(\"f\"), Singleton] [return: "
         "Queue(\"q\")] public static string Run([Required, QueueTrigger(\"in\")] string m) { } }",
         FN "  m trigger queueTrigger queueName=in\n  $return out queue queueName=q\n"},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_BINDINGS);
}

static void isolated_model(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"output on the method", ISOLATED("[QueueOutput(\"o\", Connection = \"C\")]",
         "[HttpTrigger(AuthorizationLevel.Function, \"get\")] HttpRequestData r"),
         IS "  r trigger httpTrigger authLevel=function methods=get\n"
         "  $return out queue connection=C queueName=o\n"},
        {"inputs", ISOLATED("", "[QueueTrigger(\"q\")] string m, [BlobInput(\"c/x\")] string b, "
         "[TableInput(\"T\", \"p\")] TableClient t, [CosmosDBInput(\"d\", \"c\", SqlQuery = \"s\")] "
         "object o"),
         IS "  m trigger queueTrigger queueName=q\n  b in blob path=c/x\n"
         "  t by-code table partitionKey=p tableName=T\n"
         "  o in cosmosDB containerName=c databaseName=d sqlQuery=s\n"},
        {"outputs of the returned class", "class Out { [QueueOutput(\"q\")] public string A { get; set; "
         "} [BlobOutput(\"c/{rand-guid}\")] public string B { get; set; } [HttpResult] public object R "
         "{ get; set; } public int N { get; set; } } class F { [Function(nameof(F))] public Task<Out> "
         "Run([TimerTrigger(\"x\")] object t) { } }",
         "function F F.Run isolated\n  t trigger timerTrigger schedule=x\n  A out queue queueName=q\n"
         "  B out blob path=c/{rand-guid}\n  R out http\n"},
        {"name in a constant", "class F { const string N = \"Na\" + \"me\"; [Function(N)] void Run("
         "[TimerTrigger(\"x\")] object t) { } }",
         "function Name F.Run isolated\n  t trigger timerTrigger schedule=x\n"},
        {"record of outputs", "record Out([property: QueueOutput(\"q\")] string A); class F { "
         "[Function(\"f\")] Out Run([TimerTrigger(\"x\")] object t) { } }",
         IS "  t trigger timerTrigger schedule=x\n  A out queue queueName=q\n"},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_BINDINGS);
}

static void disabled_functions(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"method", "class F { [Disable] [FunctionName(\"f\")] void Run() { } }",
         "function f F.Run disabled\n"},
        {"by a setting", "class F { [FunctionName(\"f\"), Disable(\"OFF\")] void Run() { } }",
         "function f F.Run disabled-by=OFF\n"},
        {"class", "[Disable] class F { [FunctionName(\"f\")] void Run() { } }",
         "function f F.Run disabled\n"},
        {"no function", "class F { [Disable] void Run() { } [Fact] void Two() { } }", ""},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_BINDINGS);
}

static void shapes_of_declarations(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"namespaces", "namespace A.B { namespace C { class O { class F { [FunctionName(\"f\")] void "
         "Run() { } } } } }", "function f A.B.C.O.F.Run\n"},
        {"an attribute of the assembly first", "[assembly: X(typeof(A.F))]\nnamespace A { class F { "
         "[FunctionName(\"f\")] void Run() { } } }", "function f A.F.Run\n"},
        {"generics, constraints, operators, events, indexers", "class G<T> where T : class, new() { "
         "public static G<T> operator +(G<T> a, G<T> b) { return a; } public event Action<T> E; public "
         "T this[int i] { get { return x; } set { } } ~G() { } public static implicit operator int("
         "G<T> g) => 1; delegate void D(int a); int[] a = { 1, 2 }, b; (int x, string y) P() => (1, "
         "\"\"); [FunctionName(\"f\")] void Run() { } }", "function f G.Run\n"},
        {"explicit interface", "class F : I<int> { void I<int>.Go() { } [FunctionName(\"f\")] void "
         "Run() { } }", "function f F.Run\n"},
        {"broken member", "class F { int x = ; ) public [FunctionName(\"no\" void ; "
         "[FunctionName(\"f\")] void Run() { } }", "function f F.Run\n"},
        {"two of one name", "class F { [FunctionName(\"a\")] void Run() { } [FunctionName(\"b\")] void "
         "Run(int x) { } }", "function a F.Run\nfunction b F.Run\n"},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_BINDINGS);
}

static void scripts_of_a_function_json(void **state)
{
    (void)state;
    static const char code[] =
        "#r \"Newtonsoft.Json\"\nusing System.Net.Http;\nstatic HttpClient c = new HttpClient();\n"
        "public static async Task Run(string m, TraceWriter log) { await Go(); }\n"
        "static async Task Go() { await c.GetAsync(\"https://api.example.com/x\"); }\n";
    struct diags *diags = diags_new();
    struct csharp *p = csharp_new(diags);
    csharp_add(p, STR("One/run.csx"), str_from(code));
    csharp_add(p, STR("Two/run.csx"), STR("public static void Run(string m) { }"));
    csharp_add(p, STR("lib/A.cs"), STR("namespace N { public class A { public void Go() { new "
                                       "System.Net.WebClient().DownloadString(\"http://b.test\"); } } }"));
    csharp_add(p, STR("lib/shared.csx"), STR("static string Url() => \"http://c.test\";"));
    csharp_add(p, STR("Four/run.csx"), STR("#load \"../lib/shared.csx\"\npublic static void Run() { "
                                           "new System.Net.WebClient().DownloadString(Url()); }"));
    csharp_add_entry(p, STR("four"), STR("Four/run.csx"), STR("Run"));
    csharp_add_entry(p, STR("two"), STR("Two/run.csx"), STR_NONE);
    csharp_add_entry(p, STR("one"), STR("One/run.csx"), STR_NONE);
    csharp_add_entry(p, STR("three"), STR_NONE, STR("N.A.Go"));
    csharp_add_entry(p, STR("gone"), STR_NONE, STR("N.A.Nothing"));
    struct buf out = {0};
    csharp_dump(&out, csharp_scan(p), DUMP_BINDINGS | DUMP_EFFECTS);
    assert_string_equal(out.ptr, "function four Program.Run\nfunction one Program.Run\nfunction three N.A.Go\n"
                                 "function two Program.Run\n"
                                 "four call http host c.test (http://c.test)\n"
                                 "one call http host api.example.com (https://api.example.com/x)\n"
                                 "three call http host b.test (http://b.test)\n");
    buf_release(&out);
    csharp_free(p);
    diags_free(diags);
}

/* Shapes whose cost or depth would explode without bounds; what stands behind them is still seen. */
static void hostile_shapes_end_soon(void **state)
{
    (void)state;
    static const struct {
        const char *before, *piece, *after;
    } rows[] = {
        {"var x = ", "(", ""},          {"var x = ", "a<", ";"},   {"if (a) b(); ", "else if (a) b(); ", ""},
        {"var x = ", "\"a\" + ", "1;"}, {"a", ".b()", ";"},        {"var x = ", "!", "a;"},
        {"var x = ", "(int)", "a;"},    {"var x = ", "a => ", "b;"}, {"var x = ", "a ? b : ", "c;"},
        {"var x = a ", "is B c ", ";"}, {"var x = ", "from a in b ", "select a;"},
        {"", "{ ", ""},                 {"f(", "a, ", "b);"},      {"x = ", "$\"{", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf code = {0};
        buf_puts(&code, "class G { void H() { ");
        buf_puts(&code, rows[i].before);
        for (int n = 0; n < (rows[i].piece[0] == '$' ? 100 : 5000); n++)
            buf_puts(&code, rows[i].piece);
        buf_puts(&code, rows[i].after);
        buf_puts(&code, " } }");
        struct diags *diags = diags_new();
        struct csharp *p = csharp_new(diags);
        csharp_add(p, STR("g.cs"), buf_str(&code));
        csharp_add(p, STR("f.cs"), STR("class F { [FunctionName(\"f\")] static void Run([TimerTrigger("
                                       "\"x\")] object t) { new G().H(); new System.Net.WebClient()"
                                       ".DownloadString(\"http://h.test\"); } }"));
        const struct csharp_facts *f = csharp_scan(p);
        assert_int_equal(f->function_count, 1);
        assert_true(f->effect_count >= 1);
        csharp_free(p);
        diags_free(diags);
        buf_release(&code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triggers_and_bindings),
        cmocka_unit_test(isolated_model),
        cmocka_unit_test(disabled_functions),
        cmocka_unit_test(shapes_of_declarations),
        cmocka_unit_test(scripts_of_a_function_json),
        cmocka_unit_test(hostile_shapes_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
