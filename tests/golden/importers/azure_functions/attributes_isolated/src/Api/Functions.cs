using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Shop.Api
{
    public class Functions
    {
        [Function("Submit")]
        public SubmitResult Submit([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "submit")] HttpRequestData request)
        {
            return new SubmitResult { Message = "m" };
        }

        [Function(nameof(Process))]
        [BlobOutput("processed/{rand-guid}.json")]
        public string Process(
            [QueueTrigger("submissions")] string message,
            [BlobInput("templates/mail.txt")] string template,
            [CosmosDBInput("shop", "customers", Connection = "CosmosDB", Id = "{id}", PartitionKey = "{id}")] Customer customer)
        {
            return message;
        }

        [Function("Changed")]
        public void Changed([CosmosDBTrigger("shop", "customers", Connection = "CosmosDB", LeaseContainerName = "leases")] Customer[] customers) { }

        [Function("Secret")]
        public HttpResponseData Secret([HttpTrigger("get")] HttpRequestData request) => null;
    }

    public class SubmitResult
    {
        [QueueOutput("submissions")]
        public string Message { get; set; }

        [TableOutput("Submissions")]
        public Row Row { get; set; }

        [HttpResult]
        public HttpResponseData Response { get; set; }
    }
}
