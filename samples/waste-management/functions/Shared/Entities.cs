using System;
using Azure;
using Azure.Data.Tables;

namespace WasteManagement.Shared
{
    public class Telemetry
    {
        public string DeviceId { get; set; }
        public int Level { get; set; }
        public int Battery { get; set; }
        public DateTime Timestamp { get; set; }
    }

    public class Alert
    {
        public string PhoneNumber { get; set; }
        public string Location { get; set; }
        public int PercentageFull { get; set; }
    }

    public class WeatherEntity : ITableEntity
    {
        public string PartitionKey { get; set; }
        public string RowKey { get; set; }
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public double Temperature { get; set; }
        public double Humidity { get; set; }
    }

    public class SensorEntity : ITableEntity
    {
        public string PartitionKey { get; set; }
        public string RowKey { get; set; }
        public DateTimeOffset? Timestamp { get; set; }
        public ETag ETag { get; set; }
        public string Location { get; set; }
        public string PhoneNumber { get; set; }
        public int BinDepth { get; set; }
        public int Level { get; set; }
    }
}
