using System;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Tasks;

namespace WasteManagement.Alerts
{
    /// <summary>A text message to whoever empties the bin.</summary>
    public class SmsClient
    {
        private static readonly HttpClient Http = new HttpClient
        {
            BaseAddress = new Uri("https://api.telstra.com/"),
        };

        private readonly string key = Environment.GetEnvironmentVariable("SmsApiKey");
        private readonly string secret = Environment.GetEnvironmentVariable("SmsApiSecret");

        public async Task Send(string phoneNumber, string text)
        {
            var answer = await Http.GetStringAsync(
                $"v1/oauth/token?client_id={key}&client_secret={secret}&grant_type=client_credentials&scope=SMS");
            var token = JsonDocument.Parse(answer).RootElement.GetProperty("access_token").GetString();

            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/sms/messages");
            request.Headers.Add("Authorization", "Bearer " + token);
            request.Content = JsonContent.Create(new { to = phoneNumber, body = text });
            await Http.SendAsync(request);
        }
    }
}
