using Microsoft.Azure.WebJobs;

namespace Shop
{
    public static class Orders
    {
        [FunctionName("Take")]
        public static void Take([QueueTrigger("orders", Connection = "Shop")] string order)
        {
        }
    }
}
