using System;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Azure.WebJobs;

namespace Left
{
    public static class Functions
    {
        [FunctionName("Put")]
        public static void Put([QueueTrigger("old")] string message)
        {
            var queue = new QueueClient(new Uri(Environment.GetEnvironmentVariable("Work")),
                                        new DefaultAzureCredential());
            queue.CreateIfNotExists();
            queue.SendMessage(message);
        }
    }
}
