using System.Text.Json;

// Messages of devices that speak to the IoT hub directly; the output binding puts them in the queue.
public static void Run(string[] events, ICollector<string> telemetry)
{
    foreach (var message in events)
    {
        telemetry.Add(message);
    }
}
