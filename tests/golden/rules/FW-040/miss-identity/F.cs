using Microsoft.Azure.Functions.Worker;
public class F {
    [Function("Read")]
    public void Run([EventHubTrigger("readings", Connection = "HubConnection")] string[] readings) { }
}
