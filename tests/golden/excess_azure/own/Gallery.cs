using System;
using System.Threading.Tasks;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Http;

namespace Gallery
{
    public static class Pictures
    {
        [FunctionName("Show")]
        public static async Task<string> Show(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get")] string query)
        {
            var uri = Environment.GetEnvironmentVariable("Gallery__blobServiceUri");
            var service = new BlobServiceClient(new Uri(uri), new DefaultAzureCredential());
            var blob = service.GetBlobContainerClient("pictures").GetBlobClient("all.json");
            var content = await blob.DownloadContentAsync();
            return content.Value.Content.ToString();
        }
    }
}
