using System;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Azure.WebJobs;

namespace Calls
{
    public static class Calls
    {
        private static readonly HttpClient Http = new HttpClient();

        [FunctionName("Weather")]
        public static async Task Weather([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
            var key = Environment.GetEnvironmentVariable("WeatherKey");
            await Http.GetStringAsync($"https://api.openweathermap.org/data/2.5/weather?q=Sydney&appid={key}");
        }

        [FunctionName("Send")]
        public static async Task Send([QueueTrigger("out")] string text)
        {
            await Http.PostAsync("https://hooks.example.org/in/7", new StringContent(text));
            await Http.PostAsync(Environment.GetEnvironmentVariable("PartnerUrl") + "/orders", new StringContent(text));
            await Http.GetAsync("http://localhost:7071/api/x");
        }

        [FunctionName("Odd")]
        public static async Task Odd([QueueTrigger("odd")] string address)
        {
            await Http.GetAsync(address);
        }
    }
}
