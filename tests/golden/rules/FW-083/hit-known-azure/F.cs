using Microsoft.Azure.Functions.Worker;
public class F {
    [Function("Tick")]
    public void Run([TimerTrigger("0 */5 * * * *")] object timer) { }
}
