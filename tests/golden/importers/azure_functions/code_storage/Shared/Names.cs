namespace Shared
{
    public static class Names
    {
        public const string Work = "work";
        public static readonly string Results = "Results";
    }
}
