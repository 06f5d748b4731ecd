using System.IO;
using System.Threading.Tasks;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace Flow
{
    public static class Functions
    {
        [FunctionName("Job")]
        public static void Job([ServiceBusTrigger("jobs", Connection = "Bus")] string job,
            [EventHub("telemetry", Connection = "Hub")] out string told)
        {
            told = job;
        }

        [FunctionName("Scan")]
        public static void Scan([BlobTrigger("scans/{name}", Connection = "Scans")] Stream scan)
        {
        }

        [FunctionName("Chain")]
        public static async Task Chain([OrchestrationTrigger] IDurableOrchestrationContext context)
        {
            await context.CallActivityAsync("Step", null);
        }

        [FunctionName("Step")]
        public static void Step([ActivityTrigger] string input)
        {
        }
    }
}
