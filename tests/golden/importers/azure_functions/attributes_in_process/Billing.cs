using Microsoft.Azure.EventHubs;
using Microsoft.Azure.WebJobs;

namespace Shop
{
    public class Billing
    {
        [FunctionName("Bill")]
        public void Bill(
            [ServiceBusTrigger("invoices", "billing", Connection = "Bus")] string invoice,
            [EventHub("bills", Connection = "Bus")] IAsyncCollector<string> bills)
        {
        }

        [FunctionName("Collect")]
        public void Collect([EventHubTrigger("bills", Connection = "Bus")] EventData[] bills,
            [ServiceBus("invoices", Connection = "Bus")] out string invoice)
        {
            invoice = "";
        }
    }
}
