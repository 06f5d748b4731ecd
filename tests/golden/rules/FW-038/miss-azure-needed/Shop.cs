using Microsoft.Azure.WebJobs;

namespace Shop
{
    public static class Orders
    {
        [FunctionName("Take")]
        public static void Take([QueueTrigger("orders", Connection = "Shop")] string order,
            [Blob("bills/{rand-guid}", Connection = "Shop")] out string bill)
        {
            bill = order;
        }
    }
}
