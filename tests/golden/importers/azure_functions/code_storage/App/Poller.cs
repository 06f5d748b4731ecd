using System;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Azure.WebJobs;
using Shared;

namespace App
{
    public static class Poller
    {
        [FunctionName("Poll")]
        public static void Run([TimerTrigger("0 */10 * * * *")] TimerInfo timer)
        {
            var queue = new QueueClient(Environment.GetEnvironmentVariable("Data"), Names.Work);
            foreach (var message in queue.ReceiveMessages(32).Value)
            {
                new Store().Save(message.MessageText);
                queue.DeleteMessage(message.MessageId, message.PopReceipt);
            }
        }

        [FunctionName("Copy")]
        public static void Copy([QueueTrigger("copies", Connection = "Data")] string name)
        {
            var fixedContainer = new BlobContainerClient("DefaultEndpointsProtocol=https;AccountName=literal;AccountKey=bm90IGEga2V5", "archive");
            fixedContainer.UploadBlob(name, null);
            var named = new BlobContainerClient(Environment.GetEnvironmentVariable("Data"), name);
            named.UploadBlob("x", null);
        }

        private static void NobodyCallsThis()
        {
            new QueueClient(Environment.GetEnvironmentVariable("Data"), "ghost").SendMessage("boo");
        }
    }
}
