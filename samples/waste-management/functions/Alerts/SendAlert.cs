using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Azure.WebJobs;
using WasteManagement.Shared;

namespace WasteManagement.Alerts
{
    public static class SendAlert
    {
        [FunctionName("SendAlert")]
        public static async Task Run([TimerTrigger("0 0 */4 * * *")] TimerInfo timer)
        {
            var queue = Stores.Queue(Names.AlertQueue);
            var sms = new SmsClient();

            foreach (var message in (await queue.ReceiveMessagesAsync(32)).Value)
            {
                var alert = JsonSerializer.Deserialize<Alert>(message.MessageText);
                await sms.Send(alert.PhoneNumber, $"Bin {alert.Location} is {alert.PercentageFull}% full");
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }
    }
}
