using System;
using System.Net.Http;
using System.Threading.Tasks;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace Site
{
    public static class Functions
    {
        private static readonly HttpClient Http = new HttpClient();

        [FunctionName("Listen")]
        public static void Listen([EventHubTrigger("%HubName%", Connection = "Hub")] string[] messages) { }

        [FunctionName("Moderate")]
        public static async Task Moderate([QueueTrigger("texts")] string text)
        {
            var region = Environment.GetEnvironmentVariable("Region");
            await Http.PostAsync($"https://{region}.api.cognitive.microsoft.com/text", new StringContent(text));
            await Http.PostAsync(Environment.GetEnvironmentVariable("Colour"), new StringContent(text));
        }

        [FunctionName("Publish")]
        public static async Task Publish([TimerTrigger("0 0 4 * * *")] TimerInfo timer)
        {
            var sender = new ServiceBusClient(Environment.GetEnvironmentVariable("Bus")).CreateSender("news");
            await sender.SendMessageAsync(new ServiceBusMessage("x"));
        }

        [FunctionName("Customers")]
        public static async Task Customers(
            [CosmosDB("shop", "customers", Connection = "Orders")] IAsyncCollector<string> customers,
            [QueueTrigger("customers")] string name,
            [EventHub("changes")] IAsyncCollector<string> changes)
        {
            var endpoint = Environment.GetEnvironmentVariable("Orders__accountEndpoint");
            var client = new Microsoft.Azure.Cosmos.CosmosClient(endpoint, new Azure.Identity.DefaultAzureCredential());
            await client.GetContainer("shop", "customers").DeleteItemAsync<string>(name, default);
        }

        [FunctionName("Subscribe")]
        public static void Subscribe([ServiceBusTrigger("news", "all", Connection = "Bus")] string message) { }

        [FunctionName("Outer")]
        public static async Task Outer([OrchestrationTrigger] IDurableOrchestrationContext context)
        {
            await context.CallSubOrchestratorAsync("Inner", null);
        }

        [FunctionName("Inner")]
        public static Task Inner([OrchestrationTrigger] IDurableOrchestrationContext context) => Task.CompletedTask;

        [FunctionName("Counter")]
        public static void Counter([EntityTrigger] IDurableEntityContext context) { }

        [FunctionName("Signal")]
        public static async Task Signal([QueueTrigger("signals")] string name, [DurableClient] IDurableEntityClient client)
        {
            await client.SignalEntityAsync(new EntityId(name, "1"), "add");
        }
    }
}
