using System;
using System.IO;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Http;

namespace Right
{
    public static class Functions
    {
        [FunctionName("Show")]
        public static Stream Show([HttpTrigger(AuthorizationLevel.Anonymous, "get")] string name)
        {
            var service = new BlobServiceClient(new Uri(Environment.GetEnvironmentVariable("Photos")),
                                                new DefaultAzureCredential());
            return service.GetBlobContainerClient(name).GetBlobClient("face.jpg").OpenRead();
        }
    }
}
