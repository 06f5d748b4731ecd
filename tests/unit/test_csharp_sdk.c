/* SPDX-License-Identifier: MIT */
/* What calls of client libraries do, family by family: which resource, read or written, through
 * which connection, with which credential. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "attr.h"
#include "csharp_case.h"
#include "csharp_dump.h"

/* A function with these usings; E("X") reads a setting. */
#define WITH(usings, body)                                                                         \
    usings CS_RUN("static string E(string n) => Environment.GetEnvironmentVariable(n);", body)
#define S CS_USES("S")

static void storage(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"old queue", WITH("", CS_ACCOUNT "var q = a.CreateCloudQueueClient().GetQueueReference("
         "\"q\"); var m = await q.GetMessageAsync(); await q.DeleteMessageAsync(m);"),
         "f read storage queue q @%S%\n" S},
        {"old table", WITH("", CS_ACCOUNT "var t = a.CreateCloudTableClient().GetTableReference(\"T\");"
         " var r = t.Execute(TableOperation.Retrieve<E>(p, k)); t.Execute(TableOperation.InsertOrMerge("
         "e));"), "f read storage table T @%S%\nf write storage table T @%S%\n" S},
        {"old table, operation in a variable", WITH("", CS_ACCOUNT "var t = a.CreateCloudTableClient()"
         ".GetTableReference(\"T\"); TableOperation op = TableOperation.Delete(e); await "
         "t.ExecuteAsync(op);"), "f write storage table T @%S%\n" S},
        {"old table, batch and query", WITH("", CS_ACCOUNT "var t = a.CreateCloudTableClient()"
         ".GetTableReference(\"T\"); var b = new TableBatchOperation(); b.Insert(e); t.ExecuteBatch(b);"
         " t.ExecuteQuerySegmentedAsync(new TableQuery<E>(), null);"),
         "f read storage table T @%S%\nf write storage table T @%S%\n" S},
        {"old blob", WITH("", CS_ACCOUNT "var c = a.CreateCloudBlobClient().GetContainerReference(\"c\")"
         "; await c.GetBlockBlobReference(\"x/\" + id).UploadTextAsync(s);"),
         "f write blob container c @%S% (x/*)\n" S},
        {"old append blob", WITH("", CS_ACCOUNT "var b = a.CreateCloudBlobClient()"
         ".GetContainerReference(\"c\").GetAppendBlobReference(\"x\"); b.AppendText(s);"),
         "f write blob container c @%S% (x)\n" S},
        {"development account", WITH("", "CloudStorageAccount.DevelopmentStorageAccount"
         ".CreateCloudQueueClient().GetQueueReference(\"q\").AddMessage(m);"),
         "f write storage queue q @UseDevelopmentStorage=true\n"},
        {"new queue", WITH("using Azure.Storage.Queues;", "var q = new QueueClient(E(\"S\"), \"q\"); "
         "await q.SendMessageAsync(m);"), "f write storage queue q @%S%\n" S},
        {"new queue of a service", WITH("using Azure.Storage.Queues;", "var s = new QueueServiceClient("
         "E(\"S\")); var r = await s.GetQueueClient(\"q\").ReceiveMessagesAsync(3);"),
         "f read storage queue q @%S%\n" S},
        {"new queue by URL", WITH("using Azure.Storage.Queues;", "new QueueClient(new Uri(\"https://"
         "acc.queue.core.windows.net/q\"), new DefaultAzureCredential()).SendMessage(m);"),
         "f write storage queue q @https://acc.queue.core.windows.net\n"},
        {"new table", WITH("", "var t = new TableClient(E(\"S\"), \"T\"); await t.UpsertEntityAsync(e); "
         "var r = t.QueryAsync<E>();"),
         "f read storage table T @%S%\nf write storage table T @%S%\n" S},
        {"new blob", WITH("", "var c = new BlobContainerClient(E(\"S\"), \"c\"); await c.GetBlobClient("
         "\"x\").UploadAsync(s); var d = await new BlobClient(E(\"S\"), \"d\", \"y\")"
         ".DownloadContentAsync();"),
         "f read blob container d @%S% (y)\nf write blob container c @%S% (x)\n" S},
        {"new blob of a service", WITH("", "var s = new BlobServiceClient(new Uri(E(\"U\")), new "
         "DefaultAzureCredential()); s.GetBlobContainerClient(\"c\").GetBlobs();"),
         "f read blob container c @%U%\n" CS_USES("U")},
        {"a literal key is handed over as a secret", WITH("", "new TableClient(\"DefaultEndpoints"
         "Protocol=https;AccountName=acc;AccountKey=abcdefgh\", \"T\").AddEntity(e);"),
         "f write storage table T <secret>\n"},
        {"imperative bindings", WITH("", "IBinder binder = Get(); var q = await binder.BindAsync<IAsyncCollector<string>>(new "
         "QueueAttribute(\"q\")); var r = binder.Bind<TextReader>(new BlobAttribute(\"c/x/\" + id));"),
         "f read blob container c (x/*)\nf write storage queue q\n"},
        {"the key in a literal comes from a setting", WITH("", "new TableClient($\"AccountName=acc;"
         "AccountKey={E(\"K\")}\", \"T\").AddEntity(e);"),
         "f write storage table T @AccountName=acc;AccountKey=%K%\n" CS_USES("K")},
        {"a literal key beside a setting", WITH("", "new TableClient($\"AccountName={E(\"A\")};"
         "AccountKey=abcdefgh\", \"T\").AddEntity(e);"),
         "f write storage table T <secret>\n" CS_USES("A")},
        {"file share", WITH("", "new ShareClient(E(\"S\"), \"s\").GetDirectoryClient(\"d\")"
         ".GetFileClient(\"f\").Upload(x);"), "f write file share s @%S%\n" S},
        {"bound client", "using Microsoft.WindowsAzure.Storage; class F { [FunctionName(\"f\")] public "
         "static void Run([QueueTrigger(\"in\")] string m, [Table(\"T\", Connection = \"C\")] CloudTable "
         "t, [Blob(\"c/{n}\")] CloudBlockBlob b) { t.Execute(TableOperation.Insert(e)); "
         "b.DownloadText(); } }",
         "f read blob container c @%AzureWebJobsStorage%\nf write storage table T @%C%\n"},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

static void messaging(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"service bus", WITH("", "var c = new ServiceBusClient(E(\"S\")); await c.CreateSender(\"q\")"
         ".SendMessageAsync(m); var r = c.CreateReceiver(\"t\", \"sub\"); await "
         "r.ReceiveMessageAsync();"),
         "f read service bus queue or topic t @%S% (sub)\n"
         "f write service bus queue or topic q @%S%\n" S},
        {"service bus by namespace", WITH("", "new ServiceBusClient(\"ns.servicebus.windows.net\", new "
         "DefaultAzureCredential()).CreateSender(\"q\").SendMessageAsync(m);"),
         "f write service bus queue or topic q @ns.servicebus.windows.net\n"},
        {"older service bus", WITH("using Microsoft.Azure.ServiceBus;", "var q = new QueueClient(E("
         "\"S\"), \"q\"); await q.SendAsync(m); await new TopicClient(E(\"S\"), \"t\").SendAsync(m);"),
         "f write service bus queue or topic q @%S%\nf write service bus queue or topic t @%S%\n" S},
        {"oldest service bus", WITH("using Microsoft.ServiceBus.Messaging;", "QueueClient"
         ".CreateFromConnectionString(E(\"S\"), \"q\").Send(m);"),
         "f write service bus queue or topic q @%S%\n" S},
        {"event hub", WITH("", "await using (var p = new EventHubProducerClient(E(\"S\"), \"h\")) { "
         "using var b = await p.CreateBatchAsync(); await p.SendAsync(b); }"),
         "f write event hub h @%S%\n" S},
        {"older event hub", WITH("", "EventHubClient.CreateFromConnectionString(E(\"S\")).SendAsync(d);"),
         "f write event hub ? @%S% #50\n" S},
        {"event grid", WITH("", "new EventGridPublisherClient(new Uri(E(\"U\")), new AzureKeyCredential("
         "E(\"K\"))).SendEventAsync(e);"),
         "f write event grid topic  @%U% key=K\n" CS_USES("K") CS_USES("U")},
        {"iot hub", WITH("using Microsoft.Azure.Devices;", "ServiceClient.CreateFromConnectionString("
         "E(\"S\")).SendAsync(d, m); RegistryManager.CreateFromConnectionString(E(\"S\"))"
         ".GetDeviceAsync(d);"), "f read iot hub  @%S%\nf write iot hub  @%S%\n" S},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

static void databases(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"cosmos", WITH("", "var c = new CosmosClient(E(\"S\")).GetContainer(\"d\", \"c\"); await "
         "c.UpsertItemAsync(x); var i = c.GetItemQueryIterator<X>(\"q\");"),
         "f read cosmos container c @%S% (d)\nf write cosmos container c @%S% (d)\n" S},
        {"cosmos, endpoint and key", WITH("", "var d = new CosmosClient(E(\"U\"), E(\"K\"))"
         ".GetDatabase(\"d\"); Container c = await d.CreateContainerIfNotExistsAsync(\"c\", \"/p\"); "
         "await c.CreateItemAsync(x);"),
         "f write cosmos container c @%U% (d) key=K\n" CS_USES("K") CS_USES("U")},
        {"older cosmos", WITH("", "var c = new DocumentClient(new Uri(E(\"U\")), E(\"K\")); await "
         "c.CreateDocumentAsync(UriFactory.CreateDocumentCollectionUri(\"d\", \"c\"), x);"),
         "f write cosmos container c @%U% (d) key=K\n" CS_USES("K") CS_USES("U")},
        {"sql", WITH("", "using (var c = new SqlConnection(E(\"S\"))) { var k = new SqlCommand(\"SELECT "
         "1\", c); k.ExecuteReader(); }"), "f read database  @%S%\n" S},
        {"sql that writes", WITH("", "var c = new SqlConnection(E(\"S\")); var k = c.CreateCommand(); "
         "k.CommandText = \" insert into T values (1)\"; k.ExecuteScalar(); "),
         "f write database  @%S%\n" S},
        {"dapper", WITH("", "IDbConnection c = new SqlConnection(E(\"S\")); await c.QueryAsync<X>("
         "\"SELECT\"); await c.ExecuteAsync(\"UPDATE T\");"),
         "f read database  @%S%\nf write database  @%S%\n" S},
        {"redis", WITH("", "var d = ConnectionMultiplexer.Connect(E(\"S\")).GetDatabase(); "
         "d.StringGet(k); d.StringSet(k, v);"), "f read redis cache  @%S%\nf write redis cache  @%S%\n" S},
        {"key vault", WITH("", "new SecretClient(new Uri(E(\"U\")), new DefaultAzureCredential())"
         ".GetSecretAsync(\"n\");"), "f read key vault secret n @%U%\n" CS_USES("U")},
        {"entity framework", WITH("", "using (var x = new Ctx()) { var l = await x.Rows.Where(r => "
         "r.A).ToListAsync(); x.Rows.Add(r); await x.SaveChangesAsync(); }") "namespace T { class Row { "
         "public bool A { get; set; } } class Ctx : DbContext { public DbSet<Row> Rows { get; set; } "
         "protected override void OnConfiguring(DbContextOptionsBuilder b) { b.UseSqlServer("
         "System.Environment.GetEnvironmentVariable(\"S\")); } } }",
         "f read database  @%S%\nf write database  @%S%\n" S},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

static void http_and_third_parties(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"http client", WITH("", "await new HttpClient().PostAsync(\"https://api.example.com:8443/v1/x?"
         "a=1\", c);"),
         "f call http host api.example.com:8443 (https://api.example.com:8443/v1/x)\n"},
        {"base address", WITH("", "var c = new HttpClient { BaseAddress = new Uri(\"https://h.test/\") "
         "}; await c.GetStringAsync(\"v1/\" + id);"), "f call http host h.test (https://h.test/v1/*)\n"},
        {"base address set later", WITH("", "var c = new HttpClient(); c.BaseAddress = new Uri(E("
         "\"U\")); await c.GetAsync($\"/v1/{id}\");"),
         "f call http host %U% (%U%/v1/*)\n" CS_USES("U")},
        {"request object", WITH("", "var m = new HttpRequestMessage(HttpMethod.Post, \"https://h.test/x"
         "\"); m.Headers.Add(\"x-api-key\", E(\"K\")); await new HttpClient().SendAsync(m);"),
         "f call http host h.test (https://h.test/x) key=K\n" CS_USES("K")},
        {"default header", WITH("", "var c = new HttpClient(); c.DefaultRequestHeaders.Authorization = "
         "new AuthenticationHeaderValue(\"Bearer\", E(\"K\")); await c.GetAsync(\"https://h.test\");"),
         "f call http host h.test (https://h.test) key=K\n" CS_USES("K")},
        {"key in the query", WITH("", "var u = string.Format(\"https://h.test/x?appid={0}&q={1}\", E("
         "\"K\"), city); new WebClient().DownloadString(u);"),
         "f call http host h.test (https://h.test/x) key=K\n" CS_USES("K")},
        {"literal key in the query", WITH("", "new HttpClient().GetAsync(\"https://h.test/x?code="
         "abcdefgh12345678\");"), "f call http host h.test (https://h.test/x) <secret>\n"},
        {"user in the URL", WITH("", "new HttpClient().GetAsync(\"https://u:passw0rd@h.test/x\");"),
         "f call http host h.test (https://h.test/x) <secret>\n"},
        {"a token in the path", WITH("", "new HttpClient().GetAsync(\"https://api.telegram.org/bot1:"
         "abcdef/sendMessage\");"),
         "f call http host api.telegram.org (https://api.telegram.org) <secret>\n"},
        {"web request", WITH("", "var q = (HttpWebRequest)WebRequest.Create(\"http://h.test/x\"); "
         "q.GetResponse();"), "f call http host h.test (http://h.test/x)\n"},
        {"rest client", WITH("", "var c = new RestClient(\"https://h.test\"); var q = new RestRequest("
         "\"/v1\", Method.POST); q.AddHeader(\"k\", E(\"K\")); c.Execute(q);"),
         "f call http host h.test (https://h.test/v1) key=K\n" CS_USES("K")},
        {"host partly known", WITH("", "new HttpClient().GetAsync($\"https://{region}.h.test/x\");"),
         "f call http host *.h.test (https://*.h.test/x) #60\n"},
        {"address of the request", WITH("", "new HttpClient().GetAsync(Target());"),
         "f call http host ? #50\n"},
        {"sendgrid", WITH("", "var c = new SendGridClient(E(\"K\")); await c.SendEmailAsync(m);"),
         "f call service SendGrid key=K\n" CS_USES("K")},
        {"sendgrid, literal key", WITH("", "await new SendGridClient(\"SG.aaaaaaaaaaaaaaaaaaaa\")"
         ".SendEmailAsync(m);"), "f call service SendGrid <secret>\n"},
        {"twilio", WITH("", "TwilioClient.Init(E(\"A\"), E(\"K\")); MessageResource.Create(to);"),
         "f call service Twilio key=A,K\n" CS_USES("A") CS_USES("K")},
        {"weather", WITH("", "var c = new OpenWeatherMapClient(E(\"K\")); await c.CurrentWeather"
         ".GetByName(\"x\");"), "f call service OpenWeatherMap key=K\n" CS_USES("K")},
        {"mail", WITH("", "var c = new SmtpClient(\"mail.test\", 25); c.Send(m);"),
         "f call service SMTP (mail.test)\n"},
        {"a client that is made and never used", WITH("", "var c = new SendGridClient(E(\"K\"));"),
         CS_USES("K")},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

static void durable_functions(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"in process", "class F { [FunctionName(\"f\")] async Task Run([OrchestrationTrigger] "
         "IDurableOrchestrationContext c) { await c.CallActivityAsync<string>(\"A\", x); await "
         "c.CallSubOrchestratorAsync(nameof(Sub), x); await c.CallActivityWithRetryAsync(N, o, x); "
         "await Task.WhenAll(l.Select(i => c.CallActivityAsync(\"C\", i))); } const string N = \"B\"; "
         "void Sub() { } }",
         "f invoke function A\nf invoke function B\nf invoke function C\nf invoke function Sub\n"},
        {"client", "class F { [FunctionName(\"f\")] async Task Run([HttpTrigger] HttpRequest r, "
         "[DurableClient] IDurableOrchestrationClient s) { await s.StartNewAsync(\"O\", null); } }",
         "f invoke function O\n"},
        {"isolated", "class F { [Function(\"f\")] static async Task Run([HttpTrigger] object r, "
         "[DurableClient] DurableTaskClient c) { await c.ScheduleNewOrchestrationInstanceAsync(\"O\"); "
         "} [Function(\"O\")] static async Task O([OrchestrationTrigger] TaskOrchestrationContext x) { "
         "await x.CallActivityAsync(\"A\"); } }",
         "O invoke function A\nf invoke function O\n"},
        {"entity", "class F { [FunctionName(\"f\")] async Task Run([TimerTrigger(\"x\")] object t, "
         "[DurableClient] IDurableEntityClient c) { await c.SignalEntityAsync(new EntityId(\"Counter\", "
         "k), \"Add\"); } }", "f invoke function Counter\n"},
        {"http of an orchestration", "class F { [FunctionName(\"f\")] async Task Run([Orchestration"
         "Trigger] IDurableOrchestrationContext c) { await c.CallHttpAsync(HttpMethod.Get, new Uri("
         "\"https://h.test/x\")); } }", "f call http host h.test (https://h.test/x)\n"},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(storage),
        cmocka_unit_test(messaging),
        cmocka_unit_test(databases),
        cmocka_unit_test(http_and_third_parties),
        cmocka_unit_test(durable_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
