using System;
using Azure.Storage.Blobs;

public static void Run(string item)
{
    var box = new BlobContainerClient(Environment.GetEnvironmentVariable("AzureWebJobsStorage"), "archive");
    box.UploadBlob(item, null);
}
