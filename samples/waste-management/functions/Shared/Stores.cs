using System;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace WasteManagement.Shared
{
    /// <summary>One connection string opens every store of the system.</summary>
    public static class Stores
    {
        private static readonly string Connection = Environment.GetEnvironmentVariable("StorageAccount");

        public static QueueClient Queue(string name)
        {
            return new QueueClient(Connection, name);
        }

        public static TableClient Table(string name)
        {
            return new TableClient(Connection, name);
        }

        public static BlobContainerClient Container(string name)
        {
            return new BlobServiceClient(Connection).GetBlobContainerClient(name);
        }
    }
}
