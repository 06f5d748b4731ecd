using System;
using System.Threading.Tasks;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Http;

namespace Shop
{
    public static class Orders
    {
        [FunctionName("Place")]
        [return: Queue("orders", Connection = "Shop")]
        public static string Place([HttpTrigger(AuthorizationLevel.Anonymous, "post")] string body)
        {
            return body;
        }

        [FunctionName("Catalog")]
        public static async Task<string> Catalog(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get")] string query)
        {
            var uri = Environment.GetEnvironmentVariable("Shop__blobServiceUri");
            var service = new BlobServiceClient(new Uri(uri), new DefaultAzureCredential());
            var blob = service.GetBlobContainerClient("catalog").GetBlobClient("all.json");
            var content = await blob.DownloadContentAsync();
            return content.Value.Content.ToString();
        }
    }
}
