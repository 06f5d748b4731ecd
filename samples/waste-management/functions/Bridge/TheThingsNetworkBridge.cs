using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Http;
using WasteManagement.Shared;

namespace WasteManagement.Bridge
{
    /// <summary>The Things Network posts every uplink of a bin sensor here.</summary>
    public static class TheThingsNetworkBridge
    {
        private static readonly string[] KnownApplications =
            Environment.GetEnvironmentVariable("TtnApplicationIds").Split(',');

        [FunctionName("TheThingsNetworkBridge")]
        public static async Task<IActionResult> Run(
            [HttpTrigger(AuthorizationLevel.Function, "post", Route = null)] HttpRequest request)
        {
            var body = await new StreamReader(request.Body).ReadToEndAsync();
            var uplink = JsonDocument.Parse(body).RootElement;

            // The caller names its own application: this is a filter, not authentication.
            if (!KnownApplications.Contains(uplink.GetProperty("app_id").GetString()))
            {
                return new BadRequestResult();
            }

            var telemetry = new Telemetry
            {
                DeviceId = uplink.GetProperty("dev_id").GetString(),
                Level = uplink.GetProperty("level").GetInt32(),
                Battery = uplink.GetProperty("battery").GetInt32(),
                Timestamp = DateTime.UtcNow,
            };

            await Stores.Queue(Names.TelemetryQueue).SendMessageAsync(JsonSerializer.Serialize(telemetry));
            return new OkResult();
        }
    }
}
