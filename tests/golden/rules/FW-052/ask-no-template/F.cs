using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
public class F {
    [Function("Bridge")]
    public void Run([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) { }
}
