using Microsoft.Azure.WebJobs;
public static class B
{
    [FunctionName("B")]
    public static void Run([TimerTrigger("0 0 2 * * *")] TimerInfo t) { }
}
