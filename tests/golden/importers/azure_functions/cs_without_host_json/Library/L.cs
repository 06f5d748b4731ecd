namespace Library { public class L { } }
