using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.WebJobs;
using WasteManagement.Shared;

namespace WasteManagement.Processing
{
    /// <summary>Every ten minutes: from raw telemetry to the state of each bin, alerts and the log.</summary>
    public static class TelemetryProcessing
    {
        private const int AlertPercentage = 80;
        private const int BatchSize = 32;

        private static readonly string ApplicationId = Environment.GetEnvironmentVariable("ApplicationId");

        [FunctionName("TelemetryProcessing")]
        public static async Task Run([TimerTrigger("0 */10 * * * *")] TimerInfo timer)
        {
            var queue = Stores.Queue(Names.TelemetryQueue);
            var weather = await CurrentWeather();

            foreach (var message in (await queue.ReceiveMessagesAsync(BatchSize)).Value)
            {
                var telemetry = JsonSerializer.Deserialize<Telemetry>(message.MessageText);
                var sensor = await UpdateSensor(telemetry);

                await Enqueue(Names.LoggingQueue, new { telemetry, weather });
                if (Percentage(sensor) > AlertPercentage)
                {
                    await Enqueue(Names.AlertQueue, new Alert
                    {
                        PhoneNumber = sensor.PhoneNumber,
                        Location = sensor.Location,
                        PercentageFull = Percentage(sensor),
                    });
                }
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        private static async Task<WeatherEntity> CurrentWeather()
        {
            var location = Environment.GetEnvironmentVariable("OpenWeatherMapLocation");
            return await Stores.Table(Names.WeatherTable).GetEntityAsync<WeatherEntity>(ApplicationId, location);
        }

        private static async Task<SensorEntity> UpdateSensor(Telemetry telemetry)
        {
            TableClient sensors = Stores.Table(Names.SensorStateTable);
            SensorEntity sensor = await sensors.GetEntityAsync<SensorEntity>(ApplicationId, telemetry.DeviceId);

            sensor.Level = Math.Max(0, sensor.BinDepth - telemetry.Level);
            await sensors.UpdateEntityAsync(sensor, sensor.ETag);
            return sensor;
        }

        private static Task Enqueue(string queueName, object item)
        {
            QueueClient queue = Stores.Queue(queueName);
            return queue.SendMessageAsync(JsonSerializer.Serialize(item));
        }

        private static int Percentage(SensorEntity sensor)
        {
            return sensor.BinDepth == 0 ? 0 : sensor.Level * 100 / sensor.BinDepth;
        }
    }
}
