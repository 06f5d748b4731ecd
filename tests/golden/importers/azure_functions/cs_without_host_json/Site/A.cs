using Microsoft.Azure.WebJobs;
public static class A
{
    [FunctionName("A")]
    public static void Run([TimerTrigger("0 0 1 * * *")] TimerInfo t) { }
}
