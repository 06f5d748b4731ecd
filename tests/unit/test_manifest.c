/* SPDX-License-Identifier: MIT */
/* Package manifests: every form says the same few things of a package (name, range, line, loose or
 * not); what is recorded holds no address and no credential; locks and nearer files win. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "buf.h"
#include "facts.h"
#include "manifest.h"

static void take(void *arg, const struct manifest_package *p)
{
    struct buf *out = arg;
    buf_printf(out, "%s%u:", out->len ? " | " : "", (unsigned)p->line);
    buf_add(out, p->name);
    buf_putc(out, ' ');
    buf_add(out, p->range);
    buf_puts(out, p->loose ? " LOOSE" : "");
}

static void take_include(void *arg, struct str path)
{
    struct buf *out = arg;
    buf_puts(out, out->len ? " | -> " : "-> ");
    buf_add(out, path);
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        enum manifest_form form;
        const char *text, *want;
    } rows[] = {
        {MANIFEST_REQUIREMENTS, "requests\n", "1:requests  LOOSE"},
        {MANIFEST_REQUIREMENTS, "# none\nrequests==2.0 # why\nflask>=2\n",
         "2:requests ==2.0 | 3:flask >=2 LOOSE"},
        {MANIFEST_REQUIREMENTS, "a>=1,<2\nb~=1.4\nc===1\nd!=3\n",
         "1:a >=1,<2 | 2:b ~=1.4 | 3:c ===1 | 4:d !=3 LOOSE"},
        {MANIFEST_REQUIREMENTS, "a[x,y] ; python_version > '3'\r\nb [x] == 1 ; os_name == 'nt'\r\n",
         "1:a  LOOSE | 2:b == 1"},
        {MANIFEST_REQUIREMENTS, "a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01\nb\n",
         "1:a ==1 | 4:b  LOOSE"},
        {MANIFEST_REQUIREMENTS, "-r more.txt\n--requirement sub/x.txt\n--index-url https://x/y\n-c c.txt\n",
         "-> more.txt | -> sub/x.txt"},
        {MANIFEST_REQUIREMENTS, "-e git+https://u:p@h/r.git@main#egg=tool\n../own\n./own2\n",
         "1:tool branch LOOSE"},
        {MANIFEST_REQUIREMENTS,
         "t @ git+https://h/r@0123456789abcdef0123456789abcdef01234567\nu @ https://h/u.zip\n",
         "1:an address branch | 2:an address branch LOOSE"},
        {MANIFEST_PIPFILE,
         "[[source]]\nurl = \"https://pypi\"\n[packages]\na = \"*\"\nb = \"==1.0\"\n"
         "c = {version = \"*\", extras = [\"x\"]}\nd = {path = \"./d\"}\n"
         "e = {git = \"https://h/e.git\"}\n[dev-packages]\nf = \"*\"\n",
         "4:a * LOOSE | 5:b ==1.0 | 6:c * LOOSE | 8:e branch LOOSE"},
        {MANIFEST_PYPROJECT,
         "[project]\nname = \"x\"\ndependencies = [\n  \"a\",\n  \"b>=1,<2\", 'c==1',\n]\n"
         "[tool.other]\nz = \"*\"\n",
         "4:a  LOOSE | 5:b >=1,<2 | 5:c ==1"},
        {MANIFEST_PYPROJECT, "[project]\ndependencies = [\"a==1\", \"b\"]\nversion = \"0\"\n",
         "2:a ==1 | 2:b  LOOSE"},
        {MANIFEST_PYPROJECT,
         "[tool.poetry.dependencies]\npython = \"^3.9\"\na = \"^1.0\"\nb = \"*\"\nc = \">=1\"\n\"d\" = \"1.2\"\n",
         "3:a ^1.0 | 4:b * LOOSE | 5:c >=1 LOOSE | 6:d 1.2"},
        {MANIFEST_CSPROJ,
         "<Project>\n<PackageReference Include=\"A\" Version=\"1.0\" />\n"
         "<!-- <PackageReference Include=\"Z\" Version=\"*\" /> -->\n"
         "<PackageReference Include=\"B\" Version=\"*\"/>\n"
         "<PackageReference Include=\"C\"><Version>[1.0,)</Version></PackageReference>\n"
         "<PackageReference Include=\"D\" />\n<PackageReferenceX Include=\"E\" Version=\"*\"/>\n",
         "2:A 1.0 | 4:B * LOOSE | 5:C [1.0,) LOOSE"},
        {MANIFEST_POM,
         "<project><dependencies>\n<dependency><groupId>g</groupId><artifactId>a</artifactId>"
         "<version>LATEST</version></dependency>\n<dependency>\n<artifactId>b</artifactId>\n"
         "<version>${b}</version></dependency><dependency><artifactId>c</artifactId>"
         "<version>[1,2)</version></dependency><dependency><artifactId>t</artifactId>"
         "<version>RELEASE</version><scope>test</scope></dependency></dependencies></project>",
         "2:a LATEST LOOSE | 3:b ${b} | 5:c [1,2)"},
        /* broken ones end, and say what stood before */
        {MANIFEST_CSPROJ, "<PackageReference Include=\"A", ""},
        {MANIFEST_CSPROJ, "<!-- <PackageReference", ""},
        {MANIFEST_POM, "<project><dependencies><dependency><artifactId>a<version>", ""},
        {MANIFEST_POM, "<project></a></project></project><dependencies>", ""},
        {MANIFEST_PYPROJECT, "[project]\ndependencies = [ \"a", "2:a  LOOSE"},
        {MANIFEST_PIPFILE, "[packages]\n\" = \"*\"\na = {\n= \"*\"\n", ""},
        {MANIFEST_REQUIREMENTS, "a[\n@\n==\n\\", "1:a  LOOSE"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf got = {0};
        const struct manifest_sink sink = {.package = take, .include = take_include, .arg = &got};
        manifest_read(rows[i].form, str_from(rows[i].text), &sink);
        if (!str_is(buf_str(&got), rows[i].want))
            fail_msg("row %zu\nwant %s\ngot  %.*s", i, rows[i].want, (int)got.len, got.ptr);
        buf_release(&got);
    }
}

/* --- What stands beside ----------------------------------------------------------------------- */

static void take_meant(void *arg, const struct manifest_package *p)
{
    struct buf *out = arg;
    buf_printf(out, "%s%u:", out->len ? " | " : "", (unsigned)p->line);
    buf_add(out, p->group);
    buf_puts(out, p->group.len ? ":" : "");
    buf_add(out, p->name);
    buf_putc(out, ' ');
    buf_add(out, p->range);
    if (p->value.len) {
        buf_putc(out, '=');
        buf_add(out, p->value);
    }
    buf_puts(out, p->loose ? " LOOSE" : "");
}

#define DEPENDENCY(group, name, rest)                                                              \
    "<dependency><groupId>" group "</groupId><artifactId>" name "</artifactId>" rest "</dependency>"
#define VERSION(v) "<version>" v "</version>"
#define MANAGED(list) "<dependencyManagement><dependencies>" list "</dependencies></dependencyManagement>"
#define PARENT(name, rest)                                                                         \
    "<parent><groupId>g</groupId><artifactId>" name "</artifactId><version>7</version>" rest "</parent>"

static void test_beside(void **state)
{
    (void)state;
    static const struct {
        enum manifest_form form;
        const char *text, *beside[3], *want;
    } rows[] = {
        /* central versions */
        {MANIFEST_CSPROJ,
         "<Project>\n<ItemGroup><PackageReference Include=\"A.B\" />\n"
         "<PackageReference Include=\"C\"></PackageReference>\n"
         "<PackageReference Include='D' VersionOverride=\"4.0\"/>\n<PackageReference Update=\"A.B\" Version=\"9\"/>\n"
         "<PackageReference Include=\"E\" /></ItemGroup></Project>",
         {"<Project><ItemGroup><!-- <PackageVersion Include=\"A.B\" Version=\"0\"/> -->"
          "<PackageVersion Include=\"a.b\" Version=\"1.0\" /><PackageVersion Include=\"C\"><Version> 2.* </Version>"
          "</PackageVersion><PackageVersion Include=\"D\" Version=\"3.0\"/><PackageVersion Include=\"Z\" Version=\"*\"/>"
          "</ItemGroup></Project>"},
         "2:A.B 1.0 | 3:C 2.* | 4:D 4.0"},
        /* properties, of the nearest file, known if they have one value */
        {MANIFEST_CSPROJ,
         "<Project><PropertyGroup><V>1.0</V><W>1</W><W Condition=\"x\">2</W><Loop>$(Loop)</Loop></PropertyGroup>\n"
         "<PackageReference Include=\"A\" Version=\"$(V)\"/>\n<PackageReference Include=\"B\" Version=\"$(W)\"/>\n"
         "<PackageReference Include=\"C\" Version=\"$(Major).$(V)\"/>\n<PackageReference Include=\"D\"/>\n"
         "<PackageReference Include=\"E\" Version=\"$(Loop)\"/>\n<PackageReference Include=\"F\" Version=\"$(No\"/></Project>",
         {"<Project><PropertyGroup><V>8.0</V><Major>3</Major><Any>*</Any></PropertyGroup>"
          "<PackageVersion Include=\"D\" Version=\"$(Any)\"/></Project>"},
         "2:A $(V)=1.0 | 3:B $(W) | 4:C $(Major).$(V)=3.1.0 | 5:D $(Any)=* LOOSE | 6:E $(Loop) | 7:F $(No"},
        /* several target frameworks */
        /* What is for another framework only, where there is one; what a condition says besides is not judged. */
        {MANIFEST_CSPROJ,
         "<Project><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>\n"
         "<PropertyGroup Condition=\" '$(TargetFramework)' != 'NET8.0' \"><V>9</V></PropertyGroup>\n"
         "<PropertyGroup><V>1.0</V></PropertyGroup>\n"
         "<ItemGroup Condition=\"'$(TargetFramework)' == 'net6.0'\"><PackageReference Include=\"Z\" Version=\"1\"/></ItemGroup>\n"
         "<ItemGroup Condition=\"'$(TargetFramework)'=='net8.0'\"><PackageReference Include=\"A\" Version=\"$(V)\"/></ItemGroup>\n"
         "<PackageReference Include=\"B\" Version=\"2\" Condition=\"'$(TargetFramework)'=='net6.0' or '$(X)'==''\"/>\n"
         "<PackageReference Include=\"C\"/></Project>",
         {"<PackageVersion Include=\"C\" Version=\"3\" Condition=\"'$(TargetFramework)' == 'net8.0'\"/>"
          "<PackageVersion Include=\"C\" Version=\"4\" Condition=\"'$(TargetFramework)' != 'net8.0'\"/>"},
         "5:A $(V)=1.0 | 6:B 2 | 7:C 3"},
        {MANIFEST_CSPROJ,
         "<TargetFrameworks>net6.0;net8.0</TargetFrameworks>"
         "<PackageReference Include=\"A\" Version=\"1\" Condition=\"'$(TargetFramework)'=='net6.0'\"/>",
         {"<Project/>"}, "1:A 1"},
        {MANIFEST_CSPROJ, "<PackageReference Include=\"A\"/>",
         {"<PackageVersion Include=\"A\" Version=\"1.0\"/><PackageVersion Include=\"A\" Version=\"2.0\" Condition=\"a &gt; b\"/>"},
         "1:A 1.0 | 1:A 2.0"},
        /* managed versions and scopes; what is managed only is not installed, nor are plugins and profiles */
        {MANIFEST_POM,
         "<?xml version=\"1.0\"?>\n<!DOCTYPE x>\n<project><artifactId>me</artifactId><properties><v>1.0</v></properties>"
         MANAGED(DEPENDENCY("g", "a", VERSION("${v}")) DEPENDENCY("g", "b", VERSION("2.0") "<scope>test</scope>")
                 DEPENDENCY("g", "c", VERSION("LATEST")) DEPENDENCY("g", "d", VERSION("4.0")) DEPENDENCY("g", "d",
                 "<classifier>x</classifier>" VERSION("4.1")))
         "<dependencies>\n" DEPENDENCY("g", "a", "") "\n" DEPENDENCY("g", "b", "") DEPENDENCY("g", "d", "<classifier>x</classifier>")
         DEPENDENCY("h", "a", "") "</dependencies><build><plugins><plugin><dependencies>" DEPENDENCY("g", "p", VERSION("1"))
         "</dependencies></plugin></plugins></build><profiles><profile><dependencies>" DEPENDENCY("g", "q", VERSION("1"))
         "</dependencies></profile></profiles></project>",
         {NULL}, "4:g:a ${v}=1.0 | 5:g:d 4.1"},
        /* parents: what they manage, set and install; the nearest wins */
        {MANIFEST_POM,
         "<project>\n" PARENT("p", "") "<artifactId>me</artifactId><properties><v>1.1</v></properties>\n<dependencies>"
         DEPENDENCY("g", "a", "") "\n" DEPENDENCY("g", "b", VERSION("${b.version}")) DEPENDENCY("${project.groupId}", "own",
         VERSION("${project.version}")) "</dependencies></project>",
         {"<project>" PARENT("q", "") "<artifactId>p</artifactId><properties><v>1.0</v><b.version>${major}.5</b.version></properties>"
          MANAGED(DEPENDENCY("g", "a", VERSION("${v}"))) "<dependencies>" DEPENDENCY("g", "c", "") DEPENDENCY("g", "b", VERSION("9"))
          "</dependencies></project>",
          "<project><artifactId>q</artifactId><properties><major>2</major></properties>"
          MANAGED(DEPENDENCY("g", "a", VERSION("0")) DEPENDENCY("g", "c", VERSION("3.0"))) "</project>"},
         "3:g:a ${v}=1.1 | 4:g:b ${b.version}=2.5 | 4:g:own ${project.version}=7 | 2:g:c 3.0"},
        /* lines of dependencies, of main code */
        {MANIFEST_GRADLE,
         "buildscript { dependencies { classpath 'g:no:1.0' } }\ndef v = '1.1'\next.w = \"2.0\"\ndependencies {\n"
         "  implementation 'g:a:1.0' // \"g:z:1\"\n  implementation(\"g:b:$v\") { exclude group: 'x' }\n"
         "  api \"g:c:${project.w}\", 'g:d:1.+'\n  runtimeOnly group: 'g', name: 'e', version: \"${top}\"\n"
         "  releaseImplementation 'g:f:latest.release'\n  testImplementation 'g:no:1'\n  compileOnly 'g:no:1'\n"
         "  implementation platform('g:no:1')\n  implementation project(':no:no:1')\n  implementation 'g:no'\n"
         "  implementation(\n    'g:g:[1.0,)',\n    \"g:h:$unknown\"\n  )\n  runtimeOnly('g:i:1.0:all@zip')\n"
         "  implementation = 'g:no:1'\n  implementation.canBeResolved = 'g:no:1'\n  // implementation 'g:no:1'\n}\n",
         {"", "top=3.0\nv=9\n"},
         "5:g:a 1.0 | 6:g:b $v=1.1 | 7:g:c ${project.w}=2.0 | 7:g:d 1.+ LOOSE | 8:g:e ${top}=3.0 | "
         "9:g:f latest.release LOOSE | 16:g:g [1.0,) LOOSE | 17:g:h $unknown | 19:g:i 1.0"},
        /* names of the catalog */
        {MANIFEST_GRADLE,
         "dependencies {\n  implementation(libs.aws.lambda.core)\n  implementation libs.short, libs.parts\n"
         "  api(libs.bundles.two)\n  implementation(platform(libs.bom))\n  implementation libs.none\n"
         "  implementation \"g:t:${libs.versions.my.v.get()}\"\n  testImplementation(libs.short)\n  runtimeOnly(libs.managed)\n"
         "  implementation(mylibs.short)\n  runtimeOnly(libs.any)\n}\n",
         {"[versions]\nmy-v = \"1.5\" # why\nrich = { strictly = \"2.5\" }\n\n[libraries]\n"
          "aws-lambda_core = { module = \"c.a:core\", version.ref = \"my-v\" }\nshort = \"g:short:3.0\"\n"
          "parts = { group = \"g\", name = \"parts\", version.ref = \"rich\" }\nbom = \"g:bom:1\"\n"
          "inner = { module = \"g:inner\", version = { require = \"4.0\" } }\nmanaged = { module = \"g:managed\" }\n"
          "any = { module = \"g:any\", version = \"latest.integration\" }\n"
          "[bundles]\ntwo = [\n  \"short\",\n  \"inner\",\n]\n"},
         "2:c.a:core 1.5 | 3:g:short 3.0 | 3:g:parts 2.5 | 4:g:short 3.0 | 4:g:inner 4.0 | "
         "7:g:t ${libs.versions.my.v.get()}=1.5 | 11:g:any latest.integration LOOSE"},
        {MANIFEST_GRADLE, "implementation(libs.a\napi '\nimplementation 'g:a:${\nimplementation \"::\"\napi libs.\nimplementation '$:$:$",
         {"[libraries]\na\na=\na=[\n=\n[bundles]\na = [ \"a"}, "3:g:a ${"},
        /* another project at that place is no parent */
        {MANIFEST_POM,
         "<project>" PARENT("spring", "") "<dependencies>" DEPENDENCY("g", "a", "") DEPENDENCY("g", "b", VERSION("${b}"))
         "</dependencies></project>",
         {"<project><artifactId>p</artifactId><properties><b>1</b></properties>" MANAGED(DEPENDENCY("g", "a", VERSION("1")))
          "</project>"},
         "1:g:b ${b}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf got = {0};
        struct str beside[3];
        size_t count = 0;
        for (; count < 3 && rows[i].beside[count]; count++)
            beside[count] = str_from(rows[i].beside[count]);
        const struct manifest_sink sink = {.package = take_meant, .arg = &got, .beside = beside,
                                           .beside_count = count};
        manifest_read(rows[i].form, str_from(rows[i].text), &sink);
        if (!str_is(buf_str(&got), rows[i].want))
            fail_msg("row %zu\nwant %s\ngot  %.*s", i, rows[i].want, (int)got.len, got.ptr);
        buf_release(&got);
    }
}

static void test_parents(void **state)
{
    (void)state;
    static const struct {
        const char *text, *path; /* NULL: none in the project */
    } rows[] = {
        {"<project>" PARENT("p", "") "</project>", ".."},
        {"<project>" PARENT("p", "<relativePath>../x/pom.xml</relativePath>") "</project>", "../x/pom.xml"},
        {"<project>" PARENT("p", "<relativePath/>") "</project>", NULL},
        {"<project>" PARENT("p", "<relativePath></relativePath>") "</project>", NULL},
        {"<project><artifactId>a</artifactId></project>", NULL},
        {"<project><build>" PARENT("p", "") "</build></project>", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str path;
        bool has = manifest_pom_parent(str_from(rows[i].text), &path);
        if (has != (rows[i].path != NULL) || (has && !str_is(path, rows[i].path)))
            fail_msg("row %zu: %.*s", i, (int)path.len, path.ptr);
    }
}

/* Deep and wide files take linear time, and what is too deep is on no path. */
static void test_deep(void **state)
{
    (void)state;
    struct buf text = {0}, got = {0};
    buf_puts(&text, "<project><dependencies>");
    for (int i = 0; i < 20000; i++)
        buf_puts(&text, "<a>");
    buf_puts(&text, DEPENDENCY("g", "x", VERSION("1")));
    for (int i = 0; i < 20000; i++)
        buf_puts(&text, "</a>");
    for (int i = 0; i < 4000; i++)
        buf_puts(&text, DEPENDENCY("g", "y", VERSION("${v}${v}")));
    buf_puts(&text, DEPENDENCY("g", "z", VERSION("1")));
    const struct manifest_sink sink = {.package = take_meant, .arg = &got};
    manifest_read(MANIFEST_POM, buf_str(&text), &sink);
    assert_true(str_ends(buf_str(&got), STR("1:g:z 1")));
    assert_true(str_find(buf_str(&got), STR("g:x")) == STR_NPOS);
    buf_release(&text);
    buf_release(&got);
}

/* --- In a system ------------------------------------------------------------------------------ */

#define TEMPLATE                                                                                   \
    "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n"  \
    "  F:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: src/, Handler: a.h, "   \
    "Runtime: RUNTIME}\n"

static struct graph *import(const struct memory_file *files, size_t count)
{
    const struct import_options options = {.files = files, .file_count = count};
    struct graph *g = import_all(&options);
    assert_int_equal(diags_errors(graph_diags(g)), 0);
    return g;
}

static void template(char *out, size_t size, const char *runtime)
{
    const char *mark = strstr(TEMPLATE, "RUNTIME");
    snprintf(out, size, "%.*s%s%s", (int)(mark - TEMPLATE), TEMPLATE, runtime, mark + 7);
}

struct want {
    const char *path, *text;             /* of the manifest */
    const char *more, *more_text;        /* of another file; NULL: none */
    const char *runtime, *packages, *loose, *lock; /* "": not recorded */
};

#define COORDINATES(v) "<groupId>g</groupId><artifactId>bom</artifactId>" VERSION(v)
#define PROPERTY(name, value) "<properties><" name ">" value "</" name "></properties>"
#define IMPORT(v) DEPENDENCY("g", "bom", VERSION(v) "<type>pom</type><scope>import</scope>")
#define BOM(v) \
    "<project>" COORDINATES(v) PROPERTY("v", "LATEST") MANAGED(DEPENDENCY("g", "a", VERSION("${v}"))) "</project>"
#define PROFILE(activation, more) "<profile><id>x</id>" activation more "</profile>"
#define DEFAULT "<activation><activeByDefault>true</activeByDefault></activation>"

static void test_recorded(void **state)
{
    (void)state;
    static const struct want rows[] = {
        {"src/package.json", "{\"dependencies\": {\"a\": \"*\", \"b\": \"^1.0.0\"}}", NULL, NULL,
         "nodejs22.x", "src/package.json", "a *", ""},
        {"src/package.json", "{\"dependencies\": {\"a\": \"latest\"}}", "package-lock.json", "{}",
         "nodejs22.x", "src/package.json", "a latest", "package-lock.json"},
        {"package.json", "{\"dependencies\": {\"a\": \">=1\", \"b\": \">=1 <2\", \"c\": \"1 || >2\"}}",
         NULL, NULL, "nodejs22.x", "package.json", "a >=1, c 1 || >2", ""},
        {"src/package.json",
         "{\"dependencies\": {\"a\": \"git+https://user:hunter2secret@h/x#main\", \"b\": \"o/r\", "
         "\"c\": \"file:../c\", \"d\": \"npm:e@*\", \"f\": \"npm:@s/e@1.0.0\"}, "
         "\"devDependencies\": {\"z\": \"*\"}}",
         NULL, NULL, "nodejs22.x", "src/package.json", "a branch, b ?, d ?", ""},
        {"src/package.json", "{\"dependencies\": {\"a\": \"*\"}}", NULL, NULL, "python3.13", "", "",
         ""},
        {"src/requirements.txt", "-r ../base.txt\nx==1\n", "base.txt", "y\n", "python3.13",
         "src/requirements.txt", "y", ""},
        {"src/requirements.txt", "-r ../../../etc/passwd\nx\n", NULL, NULL, "python3.13",
         "src/requirements.txt", "x", ""},
        {"requirements.txt", "far\n", "src/requirements.txt", "near==1\n", "python3.13",
         "src/requirements.txt", "", ""},
        {"src/Pipfile", "[packages]\na = \"*\"\n", "src/Pipfile.lock", "{}", "python3.13",
         "src/Pipfile", "a *", "src/Pipfile.lock"},
        {"src/pyproject.toml", "[tool.black]\nline = 1\n", NULL, NULL, "python3.13", "", "", ""},
        {"src/x.csproj", "<PackageReference Include=\"A\" Version=\"*\"/>", NULL, NULL, "dotnet8",
         "src/x.csproj", "A *", ""},
        {"src/x.csproj", "<PackageReference Include=\"A\"/>", "Directory.Packages.props",
         "<PackageVersion Include=\"A\" Version=\"[1.0,)\"/>", "dotnet8", "src/x.csproj", "A [1.0,)", ""},
        /* What is given to all projects below, as far as it is for this one, and runs. */
        {"src/x.csproj", "<PackageReference Include=\"A\" Version=\"1.0.0\"/>", "Directory.Build.props",
         "<PackageReference Include=\"B\" Version=\"*\"/>", "dotnet8", "src/x.csproj", "B *", ""},
        {"src/x.csproj", "<TargetFramework>net8.0</TargetFramework>", "src/Directory.Build.props",
         "<PackageReference Include=\"B\" Version=\"*\"/>", "dotnet8", "src/x.csproj", "B *", ""},
        {"src/x.csproj", "<PackageReference Include=\"A\" Version=\"1.0.0\"/>", "Directory.Build.props",
         "<ItemGroup Condition=\"'$(IsTest)' == 'true'\"><PackageReference Include=\"B\" Version=\"*\"/></ItemGroup>",
         "dotnet8", "src/x.csproj", "", ""},
        {"src/x.csproj", "<ItemGroup Condition=\"'$(Own)' == ''\"><PackageReference Include=\"A\" Version=\"*\"/></ItemGroup>",
         NULL, NULL, "dotnet8", "src/x.csproj", "A *", ""},
        {"src/x.csproj", "<PackageReference Include=\"A\" Version=\"1.0.0\"/>", "Directory.Build.props",
         "<PackageReference Include=\"B\" Version=\"*\"><PrivateAssets>all</PrivateAssets></PackageReference>"
         "<PackageReference Include=\"C\" Version=\"*\" PrivateAssets=\"All\"/>",
         "dotnet8", "src/x.csproj", "", ""},
        {"src/build.gradle.kts", "dependencies { \nimplementation(libs.a) }", "gradle/libs.versions.toml",
         "[libraries]\na = \"g:a:+\"", "java21", "src/build.gradle.kts", "a +", ""},
        {"src/build.gradle", "dependencies { \nimplementation 'g:a:+' }", "src/gradle.lockfile", "",
         "java21", "src/build.gradle", "a +", "src/gradle.lockfile"},
        {"src/pom.xml", "<project>" PARENT("p", "") "<dependencies>" DEPENDENCY("g", "a", "") "</dependencies></project>",
         "pom.xml", "<project><artifactId>p</artifactId>" MANAGED(DEPENDENCY("g", "a", VERSION("LATEST"))) "</project>",
         "java21", "src/pom.xml", "a LATEST", ""},
        /* What a pom of the input manages, in the version that it means; own words come first. */
        {"src/pom.xml", "<project>" PROPERTY("v", "1") MANAGED(IMPORT("1")) "<dependencies>" DEPENDENCY("g", "a", "") "</dependencies></project>",
         "boms/pom.xml", BOM("1"), "java21", "src/pom.xml", "a LATEST", ""},
        {"src/pom.xml", "<project>" PROPERTY("b", "1") MANAGED(IMPORT("${b}")) "<dependencies>" DEPENDENCY("g", "a", "") "</dependencies></project>",
         "boms/pom.xml", BOM("1"), "java21", "src/pom.xml", "a LATEST", ""},
        {"src/pom.xml", "<project>" MANAGED(IMPORT("1") DEPENDENCY("g", "a", VERSION("1"))) "<dependencies>" DEPENDENCY("g", "a", "") "</dependencies></project>",
         "boms/pom.xml", BOM("1"), "java21", "src/pom.xml", "", ""},
        /* Another version of it lies in a repository, and what it imports itself is nobody's loop. */
        {"src/pom.xml", "<project>" MANAGED(IMPORT("2")) "<dependencies>" DEPENDENCY("g", "a", "") "</dependencies></project>",
         "boms/pom.xml", BOM("1"), "java21", "", "", ""},
        {"src/pom.xml", "<project>" MANAGED(IMPORT("1")) "<dependencies>" DEPENDENCY("g", "a", "") "</dependencies></project>",
         "boms/pom.xml", "<project>" COORDINATES("1") MANAGED(IMPORT("1") DEPENDENCY("g", "a", VERSION("RELEASE"))) "</project>",
         "java21", "src/pom.xml", "a RELEASE", ""},
        /* A version that the pom itself cannot tell is not told with the importer's values. */
        {"src/pom.xml", "<project>" PROPERTY("v", "LATEST") MANAGED(IMPORT("1")) "<dependencies>" DEPENDENCY("g", "a", "") DEPENDENCY("g", "b", VERSION("1")) "</dependencies></project>",
         "boms/pom.xml", "<project>" COORDINATES("1") MANAGED(DEPENDENCY("g", "a", VERSION("${v}"))) "</project>",
         "java21", "src/pom.xml", "", ""},
        /* Profiles that are on by themselves, unless the machine may bring another. */
        {"src/pom.xml", "<project>" PROPERTY("v", "1") "<profiles>" PROFILE(DEFAULT, PROPERTY("v", "LATEST")) PROFILE("", PROPERTY("v", "2")) "</profiles><dependencies>" DEPENDENCY("g", "a", VERSION("${v}")) "</dependencies></project>",
         NULL, NULL, "java21", "src/pom.xml", "a ?", ""}, /* of what is written only plain bytes are shown */
        {"src/pom.xml", "<project>" PROPERTY("v", "1") "<profiles>" PROFILE(DEFAULT, PROPERTY("v", "LATEST")) PROFILE("<activation><jdk>21</jdk></activation>", "") "</profiles><dependencies>" DEPENDENCY("g", "a", VERSION("${v}")) "</dependencies></project>",
         NULL, NULL, "java21", "src/pom.xml", "", ""},
        {"src/pom.xml", "<project><profiles>" PROFILE(DEFAULT, "<dependencies>" DEPENDENCY("g", "a", VERSION("LATEST")) "</dependencies>") PROFILE("", "<dependencies>" DEPENDENCY("g", "b", VERSION("LATEST")) "</dependencies>") "</profiles><dependencies>" DEPENDENCY("g", "a", VERSION("1")) "</dependencies></project>",
         NULL, NULL, "java21", "src/pom.xml", "a LATEST", ""},
        {"src/pom.xml", "<project><profiles>" PROFILE(DEFAULT, "<dependencies>" DEPENDENCY("g", "a", VERSION("LATEST")) "</dependencies>") PROFILE("<activation><property><name>!off</name></property></activation>", "") "</profiles><dependencies>" DEPENDENCY("g", "a", VERSION("1")) "</dependencies></project>",
         NULL, NULL, "java21", "src/pom.xml", "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct want *w = &rows[i];
        char text[512];
        template(text, sizeof text, w->runtime);
        struct memory_file files[4] = {{STR("template.yaml"), str_from(text)},
                                       {STR("src/a.py"), STR("def h(e, c):\n    pass\n")},
                                       {str_from(w->path), str_from(w->text)}};
        if (w->more)
            files[3] = (struct memory_file){str_from(w->more), str_from(w->more_text)};
        struct graph *g = import(files, w->more ? 4 : 3);
        const struct node *f = graph_node_at(g, graph_find(g, STR("aws:template.yaml:function:F")));
        const char *keys[] = {FACT_PACKAGES, FACT_LOOSE, FACT_LOCKFILE};
        const char *wants[] = {w->packages, w->loose, w->lock};
        for (size_t k = 0; k < COUNT(keys); k++) {
            struct str got = node_attr_text(f, keys[k]);
            if (!str_is(got, wants[k]))
                fail_msg("row %zu: %s: want %s, got %.*s", i, keys[k], wants[k], (int)got.len,
                         got.ptr);
        }
        graph_free(g);
    }
}

/* A file with more packages than are read, and with names that are no names. */
static void test_limits(void **state)
{
    (void)state;
    struct buf text = {0};
    char head[512];
    for (int i = 0; i < MANIFEST_PACKAGES + 10; i++)
        buf_printf(&text, "p%d\n", i);
    template(head, sizeof head, "python3.13");
    struct memory_file files[] = {{STR("template.yaml"), str_from(head)},
                                  {STR("src/requirements.txt"), buf_str(&text)}};
    struct graph *g = import(files, 2);
    const struct node *f = graph_node_at(g, graph_find(g, STR("aws:template.yaml:function:F")));
    struct str loose = node_attr_text(f, FACT_LOOSE);
    assert_true(str_starts(loose, STR("p0, p1, p2, p3, p4, p5, p6, p7 and 4088 more")));
    assert_true(str_is(node_attr_text(f, FACT_LOOSE_AT), "src/requirements.txt:1"));
    graph_free(g);
    buf_reset(&text);
    for (int i = 0; i < 100; i++)
        buf_puts(&text, "longname");
    buf_puts(&text, "\n");
    files[1].bytes = buf_str(&text);
    g = import(files, 2);
    f = graph_node_at(g, graph_find(g, STR("aws:template.yaml:function:F")));
    assert_true(str_is(node_attr_text(f, FACT_LOOSE), "?"));
    graph_free(g);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_beside),
        cmocka_unit_test(test_parents),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
