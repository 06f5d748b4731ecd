/* SPDX-License-Identifier: MIT */
/* Names, settings and clients are followed from where they are made to the call that uses them;
 * the same program written otherwise gives the same facts, and code that does not run gives none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "attr.h"
#include "csharp_case.h"
#include "csharp_dump.h"

#define WRITES_Q "f write storage queue q @%S%\n" CS_USES("S")
#define SEND(name)                                                                                 \
    CS_ACCOUNT "a.CreateCloudQueueClient().GetQueueReference(" name ").AddMessage(m);"

static void the_same_program_gives_the_same_facts(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"literal", CS_RUN("", SEND("\"q\"")), WRITES_Q},
        {"local", CS_RUN("", "var n = \"q\"; " SEND("n")), WRITES_Q},
        {"const", CS_RUN("const string N = \"q\";", SEND("N")), WRITES_Q},
        {"static field", CS_RUN("static string n = \"q\";", SEND("n")), WRITES_Q},
        {"static readonly, by its class", CS_RUN("static readonly string N = \"q\";", SEND("F.N")),
         WRITES_Q},
        {"property", CS_RUN("static string N => \"q\";", SEND("N")), WRITES_Q},
        {"automatic property", CS_RUN("static string N { get; } = \"q\";", SEND("N")), WRITES_Q},
        {"getter", CS_RUN("static string N { get { return \"q\"; } }", SEND("N")), WRITES_Q},
        {"method", CS_RUN("static string N() => \"q\";", SEND("N()")), WRITES_Q},
        {"async method", CS_RUN("static async Task<string> N() { return \"q\"; }",
                                SEND("await N()")), WRITES_Q},
        {"static constructor", CS_RUN("static string n; static F() { n = \"q\"; }", SEND("n")),
         WRITES_Q},
        {"other file", "//// b.cs\nnamespace T { static class Names { public const string N = \"q\"; "
         "} }\n//// a.cs\n" CS_RUN("", SEND("Names.N")), WRITES_Q},
        {"other namespace", "//// b.cs\nnamespace U.V { static class Names { public const string N = "
         "\"q\"; } }\n//// a.cs\nusing U.V;\n" CS_RUN("", SEND("Names.N")), WRITES_Q},
        {"qualified", "//// b.cs\nnamespace U.V { static class Names { public const string N = \"q\";"
         " } }\n//// a.cs\n" CS_RUN("", SEND("U.V.Names.N")), WRITES_Q},
        {"file-scoped namespace", "//// b.cs\nnamespace T;\nstatic class Names { public const string "
         "N = \"q\"; }\n//// a.cs\n" CS_RUN("", SEND("Names.N")), WRITES_Q},
        {"using static", "//// b.cs\nnamespace U { static class Names { public const string N = "
         "\"q\"; } }\n//// a.cs\nusing static U.Names;\n" CS_RUN("", SEND("N")), WRITES_Q},
        {"alias", "//// b.cs\nnamespace U { static class Names { public const string N = \"q\"; } }\n"
         "//// a.cs\nusing X = U.Names;\n" CS_RUN("", SEND("X.N")), WRITES_Q},
        {"nested class", CS_RUN("static class Names { public const string N = \"q\"; }",
                                SEND("Names.N")), WRITES_Q},
        {"partial class", "//// b.cs\nnamespace T { public static partial class F { const string N = "
         "\"q\"; } }\n//// a.cs\n" CS_HEAD "namespace T { public static partial class F { "
         "[FunctionName(\"f\")] public static void Run([TimerTrigger(\"x\")] object t) { "
         SEND("N") " } } }", WRITES_Q},
        {"constant of a constant", CS_RUN("const string A = \"q\"; const string N = A;", SEND("N")),
         WRITES_Q},
        {"concatenation", CS_RUN("const string E = \"\";", SEND("\"\" + E + \"q\"")), WRITES_Q},
        {"interpolation", CS_RUN("const string N = \"q\";", SEND("$\"{N}\"")), WRITES_Q},
        {"format", CS_RUN("", SEND("string.Format(\"{0}\", \"q\")")), WRITES_Q},
        {"nameof", CS_RUN("class q {}", SEND("nameof(q)")), WRITES_Q},
        {"verbatim, raw", CS_RUN("", SEND("@\"q\"")), WRITES_Q},
        {"lower case", CS_RUN("", SEND("\"Q\".ToLowerInvariant()")), WRITES_Q},
        {"one of the ways is none", CS_RUN("", SEND("x ? \"q\" : throw new Exception()")), WRITES_Q},
        {"null coalescing of nothing", CS_RUN("static string n;", SEND("n \?\? \"q\"")), WRITES_Q},
        {"assigned later", CS_RUN("", "string n; n = \"q\"; " SEND("n")), WRITES_Q},
        {"overwritten", CS_RUN("", "var n = \"x\"; n = \"q\"; " SEND("n")), WRITES_Q},
        {"field overwritten", CS_RUN("static string n = \"x\";", "n = \"q\"; " SEND("n")), WRITES_Q},
        {"foreach over constants", CS_RUN("", "foreach (var n in new[] { \"q\" }) { " SEND("n") " }"),
         WRITES_Q},
        {"out parameter", CS_RUN("static void N(out string n) { n = \"q\"; }",
                                 "N(out var n); " SEND("n")), WRITES_Q},
        {"tuple", CS_RUN("", "var (n, m) = (\"q\", \"q\"); " SEND("n")), WRITES_Q},
        {"dictionary", CS_RUN("static Dictionary<string, string> d = new Dictionary<string, string> "
                              "{ { \"q\", \"q\" } };", SEND("d[\"q\"]")), WRITES_Q},
        {"switch expression", CS_RUN("", SEND("x switch { 1 => \"q\", _ => \"q\" }")), WRITES_Q},
        {"cast and parentheses", CS_RUN("", SEND("((string)(\"q\"))")), WRITES_Q},
        {"local function", CS_RUN("", "string N() { return \"q\"; } " SEND("N()")), WRITES_Q},
        {"lambda", CS_RUN("", "Func<string> n = () => \"q\"; " SEND("n()")), WRITES_Q},
        {"out of TryParse", CS_RUN("", "CloudStorageAccount.TryParse(Environment."
         "GetEnvironmentVariable(\"S\"), out CloudStorageAccount a); a.CreateCloudQueueClient()"
         ".GetQueueReference(\"q\").AddMessage(m);"), WRITES_Q},
        {"BOM, CRLF and a comment inside", "\xEF\xBB\xBF" CS_RUN("", "/* ; */\r\n" SEND("\"q\" // x\r\n")),
         WRITES_Q},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

#define HELPED(helper, body)                                                                       \
    "//// h.cs\n" USES_HEAD "namespace T { " helper " }\n//// a.cs\n" CS_RUN("", body)
#define ACCOUNT_FIELD                                                                              \
    "static CloudStorageAccount a = CloudStorageAccount.Parse("                                    \
    "Environment.GetEnvironmentVariable(\"S\")); "
#define ADD(name) "a.CreateCloudQueueClient().GetQueueReference(" name ").AddMessage(m);"
#define USES_HEAD "using System; using Microsoft.WindowsAzure.Storage; "

static void helpers_count_for_the_function(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"static helper", HELPED("static class H { " ACCOUNT_FIELD "public static void Go(string n) "
         "{ " ADD("n") " } }", "H.Go(\"q\");"), WRITES_Q},
        {"one more level", HELPED("static class H { " ACCOUNT_FIELD "public static void Go(string n) "
         "{ Two(n); } static void Two(string n) { Three(n); } static void Three(string x) { " ADD("x")
         " } }", "H.Go(\"q\");"), WRITES_Q},
        {"object", HELPED("class H { CloudStorageAccount a; string n; public H(string c, string name) "
         "{ a = CloudStorageAccount.Parse(c); n = name; } public void Go() { " ADD("n") " } }",
         "new H(Environment.GetEnvironmentVariable(\"S\"), \"q\").Go();"), WRITES_Q},
        {"named arguments", HELPED("class H { CloudStorageAccount a; string n; public H(string c, "
         "string name = \"x\") { a = CloudStorageAccount.Parse(c); this.n = name; } public void Go() "
         "{ " ADD("n") " } }", "new H(name: \"q\", c: Environment.GetEnvironmentVariable(\"S\"))"
         ".Go();"), WRITES_Q},
        {"default argument", HELPED("static class H { " ACCOUNT_FIELD "public static void Go(string n "
         "= \"q\") { " ADD("n") " } }", "H.Go();"), WRITES_Q},
        {"this constructor", HELPED("class H { CloudStorageAccount a; string n; public H() : "
         "this(\"q\") { } public H(string name) { n = name; a = CloudStorageAccount.Parse("
         "Environment.GetEnvironmentVariable(\"S\")); } public void Go() { " ADD("n") " } }",
         "new H().Go();"), WRITES_Q},
        {"base constructor and field", HELPED("class B { protected string n; public B(string x) { n = "
         "x; } } class H : B { " ACCOUNT_FIELD "public H() : base(\"q\") { } public void Go() { "
         ADD("n") " } }", "new H().Go();"), WRITES_Q},
        {"overridden property", HELPED("abstract class B { protected abstract string N { get; } "
         ACCOUNT_FIELD "public void Go() { " ADD("N") " } } class H : B { protected override string "
         "N => \"q\"; }", "new H().Go();"), WRITES_Q},
        {"primary constructor", HELPED("class H(string n) { " ACCOUNT_FIELD "public void Go() { "
         ADD("n") " } }", "new H(\"q\").Go();"), WRITES_Q},
        {"record", HELPED("record R(string N); static class H { " ACCOUNT_FIELD "public static void "
         "Go(R r) { " ADD("r.N") " } }", "H.Go(new R(\"q\"));"), WRITES_Q},
        {"object initialiser", HELPED("class O { public string N { get; set; } } static class H { "
         ACCOUNT_FIELD "public static void Go(O o) { " ADD("o.N") " } }",
         "H.Go(new O { N = \"q\" });"), WRITES_Q},
        {"interface with one class", HELPED("interface I { void Go(); } class H : I { " ACCOUNT_FIELD
         "public void Go() { " ADD("\"q\"") " } } class U { I i; public U(I i) { this.i = i; } public "
         "void Go() => i.Go(); }", "new U(new H()).Go();"), WRITES_Q},
        {"extension method", HELPED("static class H { public static void Put(this CloudStorageAccount "
         "a, string n) { " ADD("n") " } }", CS_ACCOUNT "a.Put(\"q\");"), WRITES_Q},
        {"lambda argument", HELPED("static class H { " ACCOUNT_FIELD "public static void With("
         "Action<CloudStorageAccount> x) { x(a); } }", "H.With(a => { " ADD("\"q\"") " });"),
         WRITES_Q},
        {"lambda handed to a library", CS_RUN("", CS_ACCOUNT "await policy.ExecuteAsync(async () => "
         ADD("\"q\"") ");"), WRITES_Q},
        {"method group", CS_RUN("static void Go() { " SEND("\"q\"") " }", "retry.Do(Go);"), WRITES_Q},
        {"task", CS_RUN("static async Task Go() { " SEND("\"q\"") " }",
                        "await Task.WhenAll(Go(), Go());"), WRITES_Q},
        {"singleton", HELPED("class H { static readonly H one = new H(); public static H One => one; "
         ACCOUNT_FIELD "public void Go() { " ADD("\"q\"") " } }", "H.One.Go();"), WRITES_Q},
        {"lazy", HELPED("class H { static Lazy<CloudStorageAccount> l = new Lazy<CloudStorageAccount>("
         "() => CloudStorageAccount.Parse(Environment.GetEnvironmentVariable(\"S\"))); public static "
         "void Go() { l.Value.CreateCloudQueueClient().GetQueueReference(\"q\").AddMessage(m); } }",
         "H.Go();"), WRITES_Q},
        {"created when null", HELPED("static class H { static CloudStorageAccount a; static "
         "CloudStorageAccount A() { if (a == null) { a = CloudStorageAccount.Parse(Environment."
         "GetEnvironmentVariable(\"S\")); } return a; } public static void Go() { "
         "A().CreateCloudQueueClient().GetQueueReference(\"q\").AddMessage(m); } }", "H.Go();"),
         WRITES_Q},
        {"two callers keep their names", HELPED("static class H { " ACCOUNT_FIELD "public static void "
         "Go(string n) { " ADD("n") " } }", "H.Go(\"p\"); H.Go(\"q\");"),
         "f write storage queue p @%S%\n" WRITES_Q},
        {"recursion ends", HELPED("static class H { " ACCOUNT_FIELD "public static void Go(int i) { "
         "Go(i - 1); " ADD("\"q\"") " Back(i); } static void Back(int i) { Go(i); } }", "H.Go(3);"),
         WRITES_Q},
        {"inside try, using, lock, switch, loops", CS_RUN("", CS_ACCOUNT "try { using (var x = y) lock "
         "(z) switch (k) { case 1: for (int i = 0; i < 3; i++) while (true) do { " ADD("\"q\"")
         " } while (b); break; } } catch { throw; } finally { }"), WRITES_Q},
        {"after an early return", CS_RUN("", "if (x == null) { return; } " SEND("\"q\"")), WRITES_Q},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

static void code_that_does_not_run_gives_nothing(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"comment", CS_RUN("", "// " SEND("\"q\"") "\n/* H.Go(); */"), ""},
        {"text", CS_RUN("", "var s = \"queue.AddMessage(m); CloudStorageAccount.Parse(x)\";"), ""},
        {"uncalled method", CS_RUN("static void Never() { " SEND("\"q\"") " }", ""), ""},
        {"uncalled class", CS_RUN("", "") "namespace T { class H { void Go() { " SEND("\"q\"")
         " } } }", ""},
        {"uncalled local function", CS_RUN("", "void Go() { " SEND("\"q\"") " }"), ""},
        {"#if false", CS_RUN("", "\n#if false\n" SEND("\"q\"") "\n#endif\n"), ""},
        {"debug build only", CS_RUN("", "\n#if DEBUG\n" SEND("\"q\"") "\n#endif\n"), ""},
        {"after return", CS_RUN("", "return; " SEND("\"q\"")), ""},
        {"if (false)", CS_RUN("", "if (false) { " SEND("\"q\"") " }"), ""},
        {"creating alone is no write", CS_RUN("", CS_ACCOUNT "var q = a.CreateCloudQueueClient()"
         ".GetQueueReference(\"q\"); q.CreateIfNotExists(); q.FetchAttributes();"),
         CS_USES("S") "f other storage queue q @%S%\n"},
        {"a project's own class of that name", CS_RUN("class CloudStorageAccount { public static "
         "CloudStorageAccount Parse(string s) { return null; } }", CS_ACCOUNT
         "a.CreateCloudQueueClient().GetQueueReference(\"q\").AddMessage(m);"), CS_USES("S")},
        {"no function at all", "class A { static void Main() { " SEND("\"q\"") " } }", ""},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

#define READ(expression) CS_RUN("static IConfiguration c;", "new HttpClient().GetAsync(" expression ");")
#define CALLS_X "f call http host %X% (%X%)\n" CS_USES("X")

static void settings_are_known_by_how_they_are_read(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"environment", READ("Environment.GetEnvironmentVariable(\"X\")"), CALLS_X},
        {"environment of the process", READ("System.Environment.GetEnvironmentVariable(\"X\", "
         "EnvironmentVariableTarget.Process)"), CALLS_X},
        {"app settings", READ("ConfigurationManager.AppSettings[\"X\"]"), CALLS_X},
        {"app settings get", READ("System.Configuration.ConfigurationManager.AppSettings.Get(\"X\")"),
         CALLS_X},
        {"connection strings", READ("ConfigurationManager.ConnectionStrings[\"X\"].ConnectionString"),
         CALLS_X},
        {"cloud configuration", READ("CloudConfigurationManager.GetSetting(\"X\")"), CALLS_X},
        {"configuration", READ("c[\"X\"]"), CALLS_X},
        {"values of the local file", READ("c[\"Values:X\"]"), CALLS_X},
        {"get value", READ("c.GetValue<string>(\"X\", \"default\")"), CALLS_X},
        {"section value", READ("c.GetSection(\"X\").Value"), CALLS_X},
        {"connection or setting", READ("c.GetConnectionStringOrSetting(\"X\")"), CALLS_X},
        {"built here", READ("new ConfigurationBuilder().AddEnvironmentVariables().Build()[\"X\"]"),
         CALLS_X},
        {"name in a constant", CS_RUN("const string K = \"X\"; static string G(string n) => "
         "Environment.GetEnvironmentVariable(n);", "new HttpClient().GetAsync(G(K));"), CALLS_X},
        {"section", READ("c.GetSection(\"A\")[\"B\"]"),
         "f call http host %A:B% (%A:B%)\n" CS_USES("A:B")},
        {"connection string", READ("c.GetConnectionString(\"X\")"),
         "f call http host %ConnectionStrings:X% (%ConnectionStrings:X%)\n"
         CS_USES("ConnectionStrings:X")},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

static void what_is_only_partly_known_says_so(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"part at run time", CS_RUN("", SEND("\"q-\" + id")),
         "f write storage queue q-* @%S% #60\n" CS_USES("S")},
        {"nothing known", CS_RUN("", SEND("id")), "f write storage queue ? @%S% #50\n" CS_USES("S")},
        {"one of two", CS_RUN("", SEND("x ? \"p\" : \"q\"")),
         "f write storage queue p @%S% #65\nf write storage queue q @%S% #65\n" CS_USES("S")},
        {"two branches", CS_RUN("", "string n; if (x) n = \"p\"; else n = \"q\"; " SEND("n")),
         "f write storage queue p @%S% #65\nf write storage queue q @%S% #65\n" CS_USES("S")},
        {"each branch its own", CS_RUN("", "string n; if (x) { n = \"p\"; " SEND("n") " } else { n = "
         "\"q\"; " SEND("n") " }"),
         "f write storage queue p @%S%\nf write storage queue q @%S%\n" CS_USES("S")},
        {"a setting as name", CS_RUN("", SEND("Environment.GetEnvironmentVariable(\"N\") + \"-q\"")),
         "f write storage queue %N%-q @%S%\n" CS_USES("N") CS_USES("S")},
        {"unknown account", CS_RUN("", "CloudStorageAccount.Parse(Make()).CreateCloudQueueClient()"
         ".GetQueueReference(\"q\").AddMessage(m);"), "f write storage queue q @?\n"},
        {"parameter of the type only", CS_RUN("static void Go(CloudQueue q) { q.AddMessage(m); }",
                                              "Go(Make());"),
         "f write storage queue ? #50\n"},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

static void settings_that_are_only_held_are_told_apart(void **state)
{
    (void)state;
    static const struct csharp_case rows[] = {
        {"the class reads three, the function takes one", "//// h.cs\nusing System; namespace T { "
         "static class Config { public static string S = Environment.GetEnvironmentVariable(\"S\"); "
         "public static string Other = Environment.GetEnvironmentVariable(\"O\"); } }\n//// a.cs\n"
         CS_RUN("", "CloudStorageAccount.Parse(Config.S).CreateCloudQueueClient()"
                ".GetQueueReference(\"q\").AddMessage(m);"),
         "f write storage queue q @%S%\nf use-setting setting O +held\n" CS_USES("S")},
        {"a class that nobody uses", "//// h.cs\nusing System; namespace T { static class Config { "
         "public static string S = Environment.GetEnvironmentVariable(\"S\"); } }\n//// a.cs\n"
         CS_RUN("", ""), ""},
        {"a constant does not start its class", "//// h.cs\nusing System; namespace T { static class "
         "Config { public const string N = \"S\"; public static string O = Environment."
         "GetEnvironmentVariable(\"O\"); } }\n//// a.cs\n" CS_RUN("", "CloudStorageAccount.Parse("
         "Environment.GetEnvironmentVariable(Config.N)).CreateCloudQueueClient().GetQueueReference("
         "\"q\").AddMessage(m);"), WRITES_Q},
    };
    csharp_check_all(rows, COUNT(rows), DUMP_EFFECTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_program_gives_the_same_facts),
        cmocka_unit_test(helpers_count_for_the_function),
        cmocka_unit_test(code_that_does_not_run_gives_nothing),
        cmocka_unit_test(settings_are_known_by_how_they_are_read),
        cmocka_unit_test(what_is_only_partly_known_says_so),
        cmocka_unit_test(settings_that_are_only_held_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
