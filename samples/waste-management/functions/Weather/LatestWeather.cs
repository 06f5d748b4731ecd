using System;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Azure.WebJobs;
using WasteManagement.Shared;

namespace WasteManagement.Weather
{
    public static class LatestWeather
    {
        private const string Service = "https://api.openweathermap.org/data/2.5/weather";

        private static readonly HttpClient Http = new HttpClient();
        private static readonly string Key = Environment.GetEnvironmentVariable("OpenWeatherMapKey");
        private static readonly string Location = Environment.GetEnvironmentVariable("OpenWeatherMapLocation");

        [FunctionName("LatestWeather")]
        public static async Task Run([TimerTrigger("0 */15 * * * *")] TimerInfo timer)
        {
            var text = await Http.GetStringAsync($"{Service}?q={Location}&units=metric&appid={Key}");
            var main = JsonDocument.Parse(text).RootElement.GetProperty("main");

            await Stores.Table(Names.WeatherTable).UpsertEntityAsync(new WeatherEntity
            {
                PartitionKey = Environment.GetEnvironmentVariable("ApplicationId"),
                RowKey = Location,
                Temperature = main.GetProperty("temp").GetDouble(),
                Humidity = main.GetProperty("humidity").GetDouble(),
            });
        }
    }
}
