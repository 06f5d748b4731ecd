using System.Threading.Tasks;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.Http;

namespace Shop
{
    public static class Flow
    {
        [FunctionName("Orchestrate")]
        public static async Task Orchestrate([OrchestrationTrigger] IDurableOrchestrationContext context)
        {
            await context.CallActivityAsync("Pay", null);
            await context.CallActivityAsync<string>(nameof(Pack), "x");
            await context.CallActivityAsync("Missing", null);
        }

        [FunctionName("Pay")]
        public static void Pay([ActivityTrigger] string order) { }

        [FunctionName("Pack")]
        public static string Pack([ActivityTrigger] string order) => order;

        [FunctionName("Start")]
        public static async Task Start(
            [HttpTrigger(AuthorizationLevel.Function, "post")] HttpRequest request,
            [DurableClient] IDurableOrchestrationClient client)
        {
            await client.StartNewAsync("Orchestrate", null);
        }

        [FunctionName("StartAny")]
        public static async Task StartAny(
            [HttpTrigger(AuthorizationLevel.Function, "post", Route = "start/{name}")] HttpRequest request,
            [DurableClient] IDurableOrchestrationClient client,
            string name)
        {
            await client.StartNewAsync(name, null);
        }
    }
}
