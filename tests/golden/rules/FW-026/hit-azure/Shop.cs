using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Http;

namespace Shop
{
    public static class Orders
    {
        [FunctionName("Place")]
        [return: Queue("orders", Connection = "Shop")]
        public static string Place([HttpTrigger(AuthorizationLevel.Anonymous, "post")] string body)
        {
            return body;
        }
    }
}
