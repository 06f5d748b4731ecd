using Azure.Identity;
using Azure.ResourceManager;
using Microsoft.Azure.WebJobs;

namespace Zones
{
    public static class Functions
    {
        [FunctionName("Renew")]
        public static void Renew([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
            var client = new ArmClient(new DefaultAzureCredential());
            client.GetDefaultSubscription();
        }
    }
}
