using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Azure.WebJobs;
using WasteManagement.Shared;

namespace WasteManagement.Logging
{
    public static class TelemetryLogger
    {
        [FunctionName("TelemetryLogger")]
        public static async Task Run([TimerTrigger("0 0 */4 * * *")] TimerInfo timer)
        {
            var queue = Stores.Queue(Names.LoggingQueue);
            var container = Stores.Container(Names.ArchiveContainer);
            await container.CreateIfNotExistsAsync();

            var blob = container.GetAppendBlobClient($"log/{DateTime.UtcNow:yyyy-MM-dd/HH-mm}/telemetry.json");
            await blob.CreateIfNotExistsAsync();

            foreach (var message in (await queue.ReceiveMessagesAsync(32)).Value)
            {
                using var line = new MemoryStream(Encoding.UTF8.GetBytes(message.MessageText + "\n"));
                await blob.AppendBlockAsync(line);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }
}
