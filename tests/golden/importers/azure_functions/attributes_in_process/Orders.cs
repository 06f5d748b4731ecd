using System.Collections.Generic;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Http;
using Microsoft.WindowsAzure.Storage.Table;

namespace Shop
{
    public static class Orders
    {
        private const string AuditTable = "Audit";

        [FunctionName("PlaceOrder")]
        [return: Queue("%OrderQueue%")]
        public static string Place([HttpTrigger("post", "put", Route = "orders/{id}")] HttpRequest request)
        {
            return request.ToString();
        }

        [FunctionName(nameof(Ping))]
        public static string Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "";

        [FunctionName("Ship")]
        public static void Ship(
            [QueueTrigger("%OrderQueue%")] string order,
            [Table(AuditTable)] ICollector<Row> audit,
            [ServiceBus("shipped", Connection = "Bus")] out string shipped,
            [Blob("labels/{rand-guid}", System.IO.FileAccess.Write)] System.IO.Stream label)
        {
            audit.Add(new Row());
            shipped = order;
        }

        [FunctionName("Report"), Disable]
        public static async Task Report(
            [TimerTrigger("0 30 9 * * *", RunOnStartup = true)] TimerInfo timer,
            [Microsoft.Azure.WebJobs.TableAttribute(AuditTable, "p")] CloudTable audit)
        {
            var rows = await audit.ExecuteQuerySegmentedAsync(new TableQuery<Row>(), null);
        }

        // [FunctionName("Commented")]
        public static void NotAFunction([QueueTrigger("never")] string m) { }
    }
}
