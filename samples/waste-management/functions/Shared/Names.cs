namespace WasteManagement.Shared
{
    /// <summary>The names of everything that lives in the storage account.</summary>
    public static class Names
    {
        public const string TelemetryQueue = "telemetry";
        public const string AlertQueue = "alerts";
        public const string LoggingQueue = "logging";

        public const string WeatherTable = "Weather";
        public const string SensorStateTable = "SensorState";

        public const string ArchiveContainer = "archive";
    }
}
