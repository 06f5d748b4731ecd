/* SPDX-License-Identifier: MIT */
/* Lock files: what each form says of a package (name, version, line, for development or not); what has
 * no version of a registry is left out; broken files say what can be said. And what a manifest pins
 * without one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "attr.h"
#include "iam.h"
#include "importer.h"
#include "lock.h"
#include "pinned.h"
#include "read.h"

/* "npm a 1.0.0 @3 dev|" for each */
static void say(const struct packages *p, struct buf *out)
{
    for (size_t i = 0; i < packages_count(p); i++) {
        const struct package *one = packages_at(p, i);
        buf_printf(out, "%s ", ecosystems[one->ecosystem].name);
        buf_add(out, one->name);
        buf_putc(out, ' ');
        buf_add(out, one->version);
        buf_printf(out, " @%u%s|", one->line, one->development ? " dev" : "");
    }
}

static void check(size_t row, const struct packages *p, const char *want)
{
    struct buf got = {0};
    say(p, &got);
    if (!str_is(buf_str(&got), want))
        fail_msg("row %zu\nwant %s\ngot  %s", row, want, got.ptr ? got.ptr : "");
    buf_release(&got);
}

struct form {
    const char *file, *text, *want;
};

static void check_forms(const struct form *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct lock_form *form = lock_form_of(str_from(rows[i].file));
        struct packages *p = packages_new();
        struct diags *diags = diags_new();
        struct docs docs = {0};
        assert_non_null(form);
        packages_set(p, STR("lock"));
        if (form->read_text) {
            form->read_text(str_from(rows[i].text), p);
        } else {
            assert_true(read_any(str_from(rows[i].text), str_from(rows[i].file), READ_STRICT, diags, &docs));
            form->read_doc(docs.items[0], p);
        }
        check(i, p, rows[i].want);
        docs_release(&docs);
        diags_free(diags);
        packages_free(p);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_null(lock_form_of(STR("a/bun.lockb")));
    assert_null(lock_form_of(STR("my-yarn.lock")));
    assert_true(lock_gomod_is_whole(STR("module x\ngo 1.17\n")));
    assert_true(lock_gomod_is_whole(STR("go 1.23.4 // x\n")));
    assert_false(lock_gomod_is_whole(STR("module x\ngo 1.16\n")));
    assert_false(lock_gomod_is_whole(STR("module go\n")));
}

static void test_node_forms(void **state)
{
    (void)state;
    static const struct form rows[] = {
        {"a/package-lock.json",
         "{\"lockfileVersion\": 3, \"packages\": {\n\"\": {\"name\": \"me\", \"version\": \"1.0.0\"},\n"
         "\"node_modules/a\": {\"version\": \"1.0.0\"},\n\"node_modules/@s/b\": {\"version\": \"2.0.0\", "
         "\"dev\": true},\n\"node_modules/@s/b/node_modules/a\": {\"version\": \"3.0.0\", \"dev\": true},\n"
         "\"node_modules/w\": {\"resolved\": \"w\", \"link\": true},\n\"w\": {\"version\": \"1.0.0\"},\n"
         "\"node_modules/x\": {\"name\": \"real\", \"version\": \"4.0.0\"},\n"
         "\"node_modules/g\": {\"version\": \"git+ssh://h/g#0\"}, \"node_modules/h\": {}, \"node_modules/i\": 7}}",
         "npm a 1.0.0 @3|npm @s/b 2.0.0 @4 dev|npm a 3.0.0 @5 dev|npm real 4.0.0 @8|"},
        {"npm-shrinkwrap.json",
         "{\"lockfileVersion\": 1, \"dependencies\": {\n\"a\": {\"version\": \"1.0.0\", \"dependencies\": {\n"
         "\"b\": {\"version\": \"2.0.0\", \"dev\": true, \"dependencies\": {\"c\": {\"version\": \"3.0.0\"}}},\n"
         "\"d\": {\"version\": \"npm:real@4.0.0\"}}},\n\"a2\": {\"version\": \"file:../a2\"},\n"
         "\"e\": {\"version\": \"5.0.0\", \"dependencies\": {}}}}",
         "npm a 1.0.0 @2|npm b 2.0.0 @3 dev|npm c 3.0.0 @3|npm real 4.0.0 @4|npm e 5.0.0 @6|"},
        /* the same twice is one, and for development only if both are */
        {"package-lock.json",
         "{\"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\", \"dev\": true},\n"
         "\"node_modules/b/node_modules/a\": {\"version\": \"1.0.0\"}}}",
         "npm a 1.0.0 @1|"},
        {"yarn.lock",
         "# yarn lockfile v1\n\n\n\"@s/a@^1.0.0\", \"@s/a@^1.1.0\":\n  version \"1.1.0\"\n  resolved \"https://h\"\n"
         "  dependencies:\n    version \"^9\"\n\nb@^2:\n  version \"2.0.0\"\n\n\"x@npm:real@^3\":\n"
         "  version \"3.0.0\"\nlocal@file:./l:\n  version \"0.0.0\"\n",
         "npm @s/a 1.1.0 @4|npm b 2.0.0 @10|npm real 3.0.0 @13|"},
        {"yarn.lock",
         "a@owner/a:\n  version \"1.0.0\"\n\"b@github:owner/b\":\n  version \"1.0.0\"\n"
         "\"c@git+ssh://git@h/c.git#1\":\n  version \"1.0.0\"\n\"d@https://h/d.tgz\":\n  version \"1.0.0\"\n"
         "e@link:e:\n  version \"0.0.0\"\n\"@s/f@npm:@t/g@1 || 2\":\n  version \"2.0.0\"\n\"h@npm:1\":\n  version \"1.0.0\"\n",
         "npm @t/g 2.0.0 @11|npm h 1.0.0 @13|"},
        {"yarn.lock",
         "__metadata:\n  version: 8\n  cacheKey: 10\n\n\"a@npm:^1.0.0, a@npm:^1.1.0\":\n  version: 1.1.0\n"
         "  resolution: \"a@npm:1.1.0\"\n  languageName: node\n\n\"me@workspace:.\":\n  version: 0.0.0-use.local\n"
         "  resolution: \"me@workspace:.\"\n\n\"@s/b@npm:^2\":\n  version: 2.0.0\n"
         "  resolution: \"@s/b@npm:2.0.0\"\n\"p@patch:p@npm%3A1.0.0#x\":\n  version: 1.0.0\n"
         "  resolution: \"p@patch:p@npm%3A1.0.0#x\"\n",
         "npm a 1.1.0 @5|npm @s/b 2.0.0 @14|npm p 1.0.0 @17|"},
        {"yarn.lock",
         "__metadata:\n  version: 6\n\"p@patch:p@^2#~builtin<compat/p>\":\n  version: 2.0.0\n"
         "  resolution: \"p@patch:p@npm%3A2.0.0#~builtin<compat/p>::version=2.0.0&hash=1\"\n"
         "\"g@git@h:o/g.git\":\n  version: 1.0.0\n  resolution: \"g@git@h:o/g.git#commit=1\"\n",
         "npm p 2.0.0 @3|"},
        {"bun.lock",
         "{\n\"lockfileVersion\": 1, \"workspaces\": {\"\": {\"name\": \"me\",},},\n\"packages\": {\n"
         "\"a\": [\"a@1.0.0\", \"\", {}, \"sha512-x\"],\n\"a/@s/b\": [\"@s/b@2.0.0-rc.1\", \"\", {}, \"\"],\n"
         "\"alias\": [\"real@3.0.0\", \"\", {}, \"\"],\n\"w\": [\"w@workspace:packages/w\"],\n"
         "\"g\": [\"g@github:o/g#1234567\", {}, \"o-g-1234567\"],\n\"t\": [\"t@https://h/t-1.0.0.tgz\", {}],\n"
         "\"f\": [\"f@file:./f\", {}], \"x\": [], \"y\": {}, \"z\": [7], \"q\": [\"@\"],\n}}",
         "npm a 1.0.0 @4|npm @s/b 2.0.0-rc.1 @5|npm real 3.0.0 @6|"},
        {"gradle.lockfile",
         "# This is a Gradle generated file\ng.h:a:1.0=compileClasspath,runtimeClasspath\n"
         "g.h:b:2.0-SNAPSHOT=testCompileClasspath,testRuntimeClasspath\ng:c:3.0.Final=testRuntimeClasspath,releaseRuntimeClasspath\n"
         "g:d:4.0=checkstyle\nempty=annotationProcessor\n",
         "Maven g.h:a 1.0 @2|Maven g.h:b 2.0-SNAPSHOT @3 dev|Maven g:c 3.0.Final @4|Maven g:d 4.0 @5 dev|"},
        {"pnpm-lock.yaml",
         "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {}\n  '@s/b@2.0.0(a@1.0.0)':\n"
         "    resolution: {}\n  c@file:../c: {}\nsnapshots:\n  a@1.0.0: {}\n",
         "npm a 1.0.0 @3|npm @s/b 2.0.0 @5|"},
        /* 9 says what each part and each package asks for: a and c to run, d with the peer a and its e to
         * develop, b for both, f for nobody */
        {"pnpm-lock.yaml",
         "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1, version: 1.0.0(b@1.0.0)}\n"
         "      w: {specifier: 'workspace:*', version: link:w}\n    devDependencies:\n      d: {specifier: ^1, version: 1.0.0(a@1.0.0)}\n"
         "  w:\n    optionalDependencies:\n      x: {specifier: ^1, version: real@2.0.0}\n      gone: {specifier: ^1, version: 1.0.0}\npackages:\n"
         "  a@1.0.0: {}\n  b@1.0.0: {}\n  c@1.0.0: {}\n  d@1.0.0: {}\n  e@1.0.0: {}\n  f@1.0.0: {}\n  real@2.0.0: {}\nsnapshots:\n"
         "  a@1.0.0(b@1.0.0): {dependencies: {b: 1.0.0}, optionalDependencies: {c: 1.0.0}}\n  b@1.0.0: {}\n  c@1.0.0: {}\n"
         "  d@1.0.0(a@1.0.0): {dependencies: {b: 1.0.0, e: 1.0.0}}\n  e@1.0.0: {dependencies: {d: 1.0.0(a@1.0.0)}}\n  f@1.0.0: {}\n  real@2.0.0: {}\n",
         "npm a 1.0.0 @14|npm b 1.0.0 @15|npm c 1.0.0 @16|npm d 1.0.0 @17 dev|npm e 1.0.0 @18 dev|npm f 1.0.0 @19|"
         "npm real 2.0.0 @20|"},
        /* what is needed to run cannot be followed: it may be any of them */
        {"pnpm-lock.yaml",
         "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: ^1, version: 1.0.1}\n"
         "    devDependencies:\n      d: {specifier: ^1, version: 1.0.0}\npackages:\n  d@1.0.0: {}\nsnapshots:\n  d@1.0.0: {}\n",
         "npm d 1.0.0 @9|"},
        /* b is found below a, c beside it; d asks for the b outside, and nobody else does */
        {"bun.lock",
         "{\"lockfileVersion\": 1, \"workspaces\": {\"\": {\"name\": \"me\", \"dependencies\": {\"@s/a\": \"^1\"},\n"
         "\"devDependencies\": {\"d\": \"^1\"}}},\n\"packages\": {\n"
         "\"@s/a\": [\"@s/a@1.0.0\", \"\", {\"dependencies\": {\"b\": \"^2\", \"c\": \"^1\"}, \"peerDependencies\": {\"z\": \"*\"}}, \"\"],\n"
         "\"b\": [\"b@1.0.0\", \"\", {}, \"\"],\n\"@s/a/b\": [\"b@2.0.0\", \"\", {\"dependencies\": {\"c\": \"^1\"}}, \"\"],\n"
         "\"c\": [\"c@1.0.0\", \"\", {}, \"\"],\n\"d\": [\"d@1.0.0\", \"\", {\"dependencies\": {\"b\": \"^1\", \"c\": \"^1\"}}, \"\"],\n}}",
         "npm @s/a 1.0.0 @4|npm b 1.0.0 @5 dev|npm b 2.0.0 @6|npm c 1.0.0 @7|npm d 1.0.0 @8 dev|"},
        {"bun.lock",
         "{\"workspaces\": {\"\": {\"dependencies\": {\"a\": \"^1\"}, \"devDependencies\": {\"d\": \"^1\"}}},\n"
         "\"packages\": {\n\"d\": [\"d@1.0.0\", \"\", {}, \"\"],\n}}",
         "npm d 1.0.0 @3|"},
        {"pnpm-lock.yaml",
         "lockfileVersion: '6.0'\npackages:\n  /a@1.0.0:\n    dev: false\n  /@s/b@2.0.0(a@1.0.0)(c@2.0.0):\n"
         "    dev: true\n",
         "npm a 1.0.0 @3|npm @s/b 2.0.0 @5 dev|"},
        {"pnpm-lock.yaml",
         "lockfileVersion: 5.4\npackages:\n  /a/1.0.0:\n    dev: false\n  /@s/b/2.0.0_a@1.0.0:\n    dev: true\n"
         "  /c/3.0.0_@s+b@2.0.0: {}\n  file:x: {}\n  github.com/o/r/0123: {}\n",
         "npm a 1.0.0 @3|npm @s/b 2.0.0 @5 dev|npm c 3.0.0 @7|"},
    };
    check_forms(rows, COUNT(rows));
}

static void test_python_forms(void **state)
{
    (void)state;
    static const struct form rows[] = {
        {"Pipfile.lock",
         "{\"_meta\": {}, \"default\": {\n\"Zope.Interface\": {\"version\": \"==5.0\"},\n\"own\": {\"path\": \".\"}},\n"
         "\"develop\": {\"pytest\": {\"version\": \"==7.0\"}}}",
         "PyPI Zope.Interface 5.0 @2|PyPI pytest 7.0 @4 dev|"},
        {"poetry.lock",
         "[[package]]\nname = \"a\"\nversion = \"1.0\"\ncategory = \"main\"\n\n[package.dependencies]\nname = \"no\"\n"
         "[[package]]\nname = \"b\"\nversion = \"2.0\"\ngroups = [\"dev\", \"test\"]\n[[package]]\nname = \"c\"\n"
         "version = \"3.0\"\ngroups = [\"main\", \"dev\"]\n[[package]]\nname = \"g\"\nversion = \"4.0\"\n\n"
         "[package.source]\ntype = \"git\"\n\n[[package]]\nname = \"d\"\nversion = \"5.0\"\ncategory = \"dev\"\n\n"
         "[metadata]\nname = \"x\"\nversion = \"1\"\n",
         "PyPI a 1.0 @2|PyPI b 2.0 @9 dev|PyPI c 3.0 @13|PyPI d 5.0 @24 dev|"},
        {"uv.lock",
         "version = 1\n[[package]]\nname = \"a\"\nversion = \"1.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n"
         "[[package]]\nname = \"me\"\nversion = \"0.1.0\"\nsource = { virtual = \".\" }\n",
         "PyPI a 1.0 @3|"},
        {"pdm.lock",
         "[[package]]\nname = \"a\"\nversion = \"1.0\"\ngroups = [\"default\"]\n[[package]]\nname = \"b\"\n"
         "version = \"2.0\"\ngroups = [\"lint\"]\n[[package]]\nname = \"c\"\nversion = \"3.0\"\ngit = \"https://h\"\n",
         "PyPI a 1.0 @2|PyPI b 2.0 @6 dev|"},
    };
    check_forms(rows, COUNT(rows));
}

static void test_other_forms(void **state)
{
    (void)state;
    static const struct form rows[] = {
        {"packages.lock.json",
         "{\"version\": 1, \"dependencies\": {\"net8.0\": {\n\"A.B\": {\"type\": \"Direct\", \"resolved\": \"1.2.3\"},\n"
         "\"Own\": {\"type\": \"Project\"}}, \"net9.0\": {\n\"A.B\": {\"type\": \"Transitive\", \"resolved\": \"1.2.3\"}}}}",
         "NuGet A.B 1.2.3 @2|"},
        {"Gemfile.lock",
         "GIT\n  remote: https://h\n  specs:\n    g (9.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n"
         "    nokogiri (1.13.0-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.6.0)\n\nPLATFORMS\n    x (1)\n",
         "RubyGems nokogiri 1.13.0 @9|RubyGems racc 1.6.0 @11|"},
        {"go.mod",
         "module me // x\n\ngo 1.21\nrequire h.org/a v1.0.0\nrequire (\n\th.org/b/v2 v2.0.0 // indirect\n\th.org/c v3.0.0\n"
         "\th.org/d v1.0.0\n\th.org/e v1.0.0\n)\nreplace h.org/c => ../c\nreplace (\n\th.org/d v1.0.0 => h.org/f v1.5.0\n"
         "\th.org/e v9.9.9 => h.org/z v1.0.0\n)\nexclude h.org/a v0.9.0\n",
         "Go h.org/a v1.0.0 @4|Go h.org/b/v2 v2.0.0 @6|Go h.org/f v1.5.0 @13|Go h.org/e v1.0.0 @9|"},
        {"go.sum",
         "h.org/a v1.0.0 h1:x=\nh.org/a v1.0.0/go.mod h1:x=\nh.org/a v1.10.0 h1:x=\nh.org/a v1.9.0 h1:x=\n"
         "h.org/b v2.0.0/go.mod h1:x=\n",
         "Go h.org/a v1.10.0 @3|"},
    };
    check_forms(rows, COUNT(rows));
}

static void test_broken_forms(void **state)
{
    (void)state;
    static const struct form rows[] = {
        {"package-lock.json", "{\"packages\": [1], \"dependencies\": {\"a\": {\"version\": \"1.0.0\"}}}", "npm a 1.0.0 @1|"},
        {"package-lock.json", "[]", ""},
        {"yarn.lock", ":\n  version\n@:\n  version \"1\n\"", ""},
        {"pnpm-lock.yaml", "packages: {/: {}, '@/': {}, '': {}, '@': {}, a@: {}}", ""},
        {"poetry.lock", "[[package]]\nname\nversion =\n[[package]]\nname = \"a", ""},
        {"bun.lock", "{\"packages\": []}", ""},
        {"bun.lock", "{\"workspaces\": [], \"packages\": {\"/\": [7], \"@/\": [\"\", [], {\"dependencies\": 3}]}}", ""},
        {"pnpm-lock.yaml", "importers: [a]\nsnapshots: x\npackages: {}\n", ""},
        {"gradle.lockfile", "a\n:\n=\n:=\na:b=\na:=x\n::=\n", ""},
        {"Gemfile.lock", "GEM\n    (1)\n    a (\n    ()\n", ""},
        {"go.mod", "require (\nrequire\nreplace\nreplace a\nreplace a b\nreplace a => \n", "Go replace a @4|"},
    };
    check_forms(rows, COUNT(rows));
}

/* --- What a manifest pins ----------------------------------------------------------------------- */

static void test_pins(void **state)
{
    (void)state;
    static const struct {
        enum manifest_form form;
        const char *range, *value, *version; /* version NULL: it pins nothing */
    } rows[] = {
        {MANIFEST_NODE, "1.2.3", "", "1.2.3"},       {MANIFEST_NODE, "=1.2.3", "", "1.2.3"},
        {MANIFEST_NODE, "v1.2.3-rc.1", "", "1.2.3-rc.1"}, {MANIFEST_NODE, "1.2", "", NULL},
        {MANIFEST_NODE, "^1.2.3", "", NULL},         {MANIFEST_NODE, "1.2.3 || 1.2.4", "", NULL},
        {MANIFEST_NODE, "npm:x@1.2.3", "", "1.2.3"}, {MANIFEST_NODE, "npm:x", "", NULL},
        {MANIFEST_REQUIREMENTS, "==1.0", "", "1.0"}, {MANIFEST_REQUIREMENTS, "===1.0", "", "1.0"},
        {MANIFEST_REQUIREMENTS, "== 1.0", "", "1.0"}, {MANIFEST_REQUIREMENTS, "==1.*", "", NULL},
        {MANIFEST_REQUIREMENTS, "==1.0,!=1.1", "", NULL}, {MANIFEST_REQUIREMENTS, ">=1.0", "", NULL},
        {MANIFEST_REQUIREMENTS, "1.0", "", NULL},    {MANIFEST_PYPROJECT, "1.0", "", "1.0"},
        {MANIFEST_PYPROJECT, "(==1.0)", "", "1.0"},  {MANIFEST_PYPROJECT, "^1.0", "", NULL},
        {MANIFEST_CSPROJ, "1.0.1", "", "1.0.1"},     {MANIFEST_CSPROJ, "[1.0.1]", "", "1.0.1"},
        {MANIFEST_CSPROJ, "[1.0,2.0)", "", NULL},    {MANIFEST_CSPROJ, "1.*", "", NULL},
        {MANIFEST_CSPROJ, "$(V)", "", NULL},         {MANIFEST_POM, "1.0", "", "1.0"},
        {MANIFEST_POM, "${v}", "2.0", "2.0"},        {MANIFEST_POM, "${v}", "", NULL},
        {MANIFEST_POM, "[1.0,)", "", NULL},          {MANIFEST_GEMFILE, "1.0", "", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct manifest_package p = {.name = STR("a"), .range = str_from(rows[i].range),
                                           .value = str_from(rows[i].value), .line = 1};
        struct package one;
        bool pins = pinned_version(rows[i].form, &p, &one);
        if (pins != (rows[i].version != NULL) || (pins && !str_is(one.version, rows[i].version)))
            fail_msg("row %zu: %s", i, rows[i].range);
    }
}

/* --- In a system -------------------------------------------------------------------------------- */

#define FUNCTION(name, runtime)                                                                    \
    "  " name ":\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: " name                \
    "/, Handler: a.h, Runtime: " runtime "}\n"
#define TEMPLATE "Transform: AWS::Serverless-2016-10-31\nResources:\n"

static bool wanted(void *arg)
{
    return *(bool *)arg;
}

/* Every function has the packages of its own lock; two with one lock share the set. */
static void test_system(void **state)
{
    (void)state;
    static const struct memory_file files[] = {
        {STR_INIT("template.yaml"),
         STR_INIT(TEMPLATE FUNCTION("A", "nodejs22.x") FUNCTION("B", "nodejs22.x") FUNCTION("C", "python3.13")
                      FUNCTION("D", "provided.al2023") FUNCTION("E", "java21") FUNCTION("F", "ruby3.3"))},
        {STR_INIT("package-lock.json"), STR_INIT("{\"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\"}}}")},
        {STR_INIT("A/package.json"), STR_INIT("{\"dependencies\": {\"a\": \"^1\"}}")},
        {STR_INIT("B/package.json"), STR_INIT("{\"dependencies\": {\"a\": \"^1\"}}")},
        {STR_INIT("C/requirements.txt"), STR_INIT("-r ../more.txt\nb==2.0\nc>=1\n")},
        {STR_INIT("more.txt"), STR_INIT("\nd==3.0\n")},
        {STR_INIT("D/go.mod"), STR_INIT("go 1.16\nrequire h.org/a v1.0.0\n")},
        {STR_INIT("D/go.sum"), STR_INIT("h.org/a v1.0.0 h1:x=\nh.org/b v1.0.0 h1:x=\n")},
        {STR_INIT("E/pom.xml"),
         STR_INIT("<project><properties><v>1.2</v></properties><dependencies>\n<dependency><groupId>g</groupId>"
                  "<artifactId>e</artifactId><version>${v}</version></dependency></dependencies></project>")},
        {STR_INIT("F/Gemfile"), STR_INIT("gem \"f\", \"~> 1.0\"\n")},
        {STR_INIT("F/Gemfile.lock"), STR_INIT("GEM\n  specs:\n    f (1.5)\n")},
    };
    static const char want[] = "npm a 1.0.0 @1|PyPI b 2.0 @2|PyPI d 3.0 @2|Go h.org/a v1.0.0 @1|"
                               "Go h.org/b v1.0.0 @2|Maven g:e 1.2 @2|RubyGems f 1.5 @3|";
    static const struct {
        const char *file, *users;
    } sets[] = {{"package-lock.json", "A B "}, {"C/requirements.txt", "C "}, {"more.txt", "C "},
                {"D/go.sum", "D "},            {"E/pom.xml", "E "},          {"F/Gemfile.lock", "F "}};
    for (int ask = 0; ask < 2; ask++) {
        bool yes = ask;
        struct packages *p = packages_new();
        struct import_options options = {.files = files, .file_count = COUNT(files), .packages = p,
                                         .packages_wanted = wanted, .overlay_arg = &yes};
        struct graph *g = import_all(&options);
        assert_int_equal(diags_errors(graph_diags(g)), 0);
        assert_int_equal(packages_set_count(p), ask ? COUNT(sets) : 0);
        if (ask)
            check(0, p, want);
        for (uint32_t s = 0; s < packages_set_count(p); s++) {
            const node_id *users;
            struct buf got = {0};
            for (size_t i = 0, count = packages_users(p, s, &users); i < count; i++) {
                buf_add(&got, graph_node_at(g, users[i])->name);
                buf_putc(&got, ' ');
            }
            if (!str_is(packages_file(p, s), sets[s].file) || !str_is(buf_str(&got), sets[s].users))
                fail_msg("set %u: %s used by %s", s, packages_file(p, s).ptr, got.ptr ? got.ptr : "");
            buf_release(&got);
        }
        graph_free(g);
        packages_free(p);
    }
}

/* --- What is for development in yarn.lock --------------------------------------------------------- */

/* a runs and needs b; c is for development and needs b and d; @s/e is the patched form of what a wishes */
#define YARN_1 "a@^1:\n  version \"1.0.0\"\n  dependencies:\n    b \">=1 <3\"\n    \"@s/e\" \"1.x\"\n" \
               "\"b@>=1 <3\", b@^2:\n  version \"2.0.0\"\n" \
               "c@^1:\n  version \"1.0.0\"\n  dependencies:\n    b \"^2\"\n  optionalDependencies:\n" \
               "    d \"~1\"\nd@~1:\n  version \"1.0.0\"\n\"@s/e@1.x\":\n  version \"1.5.0\"\n"
#define ALL_1(of_c, of_d) "npm a 1.0.0 @1|npm b 2.0.0 @6|npm c 1.0.0 @8" of_c "|npm d 1.0.0 @14" of_d "|npm @s/e 1.5.0 @16|"
#define YARN_4(b_range)                                                                            \
    "__metadata:\n  version: 8\n\"app@workspace:app\":\n  version: 0.0.0-use.local\n"              \
    "  resolution: \"app@workspace:app\"\n  dependencies:\n    a: \"npm:^1\"\n    lib: \"workspace:^\"\n" \
    "\"a@npm:^1\":\n  version: 1.0.0\n  resolution: \"a@npm:1.0.0\"\n  dependencies:\n"            \
    "    b: \"" b_range "\"\n\"b@npm:^2, b@npm:^2.1\":\n  version: 2.1.0\n  resolution: \"b@npm:2.1.0\"\n" \
    "\"lib@workspace:^, lib@workspace:lib\":\n  version: 0.0.0-use.local\n"                       \
    "  resolution: \"lib@workspace:lib\"\n  dependencies:\n    c: \"npm:^1\"\n"                    \
    "\"c@npm:^1\":\n  version: 1.0.0\n  resolution: \"c@npm:1.0.0\"\n"                            \
    "\"c@patch:c@^1#x\":\n  version: 1.0.0\n  resolution: \"c@patch:c@npm%3A1.0.0#x\"\n"
#define ALL_4(of_c) "npm a 1.0.0 @9|npm b 2.1.0 @14|npm c 1.0.0 @22" of_c "|"

static void test_yarn(void **state)
{
    (void)state;
    static const struct {
        const char *lock, *root, *app, *lib, *want;
    } rows[] = {
        {YARN_1, "{\"dependencies\": {\"a\": \"^1\"}, \"devDependencies\": {\"c\": \"^1\"}}", NULL, NULL,
         ALL_1(" dev", " dev")},
        {YARN_1, "{\"dependencies\": {\"a\": \"^1\", \"d\": \"~1\"}, \"devDependencies\": {\"c\": \"^1\"}}",
         NULL, NULL, ALL_1(" dev", "")},
        /* A wish that a resolution has otherwise: all of the name. One that nothing fulfils: who knows. */
        {YARN_1, "{\"dependencies\": {\"a\": \"^1\", \"d\": \"9\"}, \"devDependencies\": {\"c\": \"^1\"}}",
         NULL, NULL, ALL_1(" dev", "")},
        {YARN_1, "{\"dependencies\": {\"a\": \"^1\", \"x\": \"9\"}, \"devDependencies\": {\"c\": \"^1\"}}",
         NULL, NULL, ALL_1("", "")},
        {YARN_1, "{\"dependencies\": {\"a\": \"^1\"}, \"optionalDependencies\": {\"x\": \"9\"}, "
                 "\"devDependencies\": {\"c\": \"^1\"}}", NULL, NULL, ALL_1(" dev", " dev")},
        /* Parts by patterns, which name each other: of the first kind only, below, and but for one. */
        {YARN_1, "{\"workspaces\": [\"*\"]}",
         "{\"name\": \"app\", \"dependencies\": {\"a\": \"^1\", \"lib\": \"1.0.0\"}}",
         "{\"name\": \"lib\", \"devDependencies\": {\"c\": \"^1\"}}", ALL_1(" dev", " dev")},
        {YARN_1, "{\"workspaces\": {\"packages\": [\"./app/\", \"l**\"], \"nohoist\": []}}",
         "{\"dependencies\": {\"a\": \"^1\"}}",
         "{\"dependencies\": {\"d\": \"~1\"}, \"devDependencies\": {\"c\": \"^1\"}}",
         ALL_1(" dev", "")},
        {YARN_1, "{\"workspaces\": [\"*\", \"!lib\"], \"devDependencies\": {\"c\": \"^1\"}}",
         "{\"dependencies\": {\"a\": \"^1\"}}", "{\"dependencies\": {\"d\": \"~1\"}}",
         ALL_1(" dev", " dev")},
        {YARN_1, "{\"workspaces\": [\"*\", \"more/*\"]}", "{\"dependencies\": {\"a\": \"^1\"}}",
         "{\"devDependencies\": {\"c\": \"^1\"}}", ALL_1("", "")},
        {YARN_1, "{\"workspaces\": [\"*/*\"]}", "{\"dependencies\": {\"a\": \"^1\"}}",
         "{\"devDependencies\": {\"c\": \"^1\"}}", ALL_1("", "")},
        {YARN_1, "{\"workspaces\": [\"*\"]}", "{\"dependencies\": {\"a\": \"^1\", \"x\": \"1\"}}",
         "{\"devDependencies\": {\"c\": \"^1\"}}", ALL_1("", "")},
        /* Where the parts of the project are is not known; what stands there by nobody's wish. */
        {YARN_1, "{\"workspaces\": [\"*\"], \"dependencies\": {\"a\": \"^1\"}, \"devDependencies\": "
                 "{\"c\": \"^1\"}}", NULL, NULL, ALL_1("", "")},
        {YARN_1, "{\"dependencies\": {\"a\": \"^1\"}}", NULL, NULL, ALL_1("", "")},
        {YARN_4("npm:^2"), "{}", "{\"dependencies\": {\"a\": \"^1\", \"lib\": \"workspace:^\"}}",
         "{\"devDependencies\": {\"c\": \"^1\"}}", ALL_4(" dev")},
        {YARN_4("^2.1"), "{}", "{\"dependencies\": {\"a\": \"^1\"}}",
         "{\"devDependencies\": {\"c\": \"^1\"}}", ALL_4(" dev")},
        {YARN_4("npm:^2"), "{}", "{\"dependencies\": {\"a\": \"^1\"}}",
         "{\"dependencies\": {\"c\": \"^1\"}}", ALL_4("")},
        {YARN_4("npm:^2"), "{}", "{\"dependencies\": {\"a\": \"^1\"}}", NULL, ALL_4("")},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool yes = true;
        struct memory_file files[5] = {
            {STR("template.yaml"), rows[i].app ? STR(TEMPLATE FUNCTION("app", "nodejs22.x"))
                                               : STR(TEMPLATE FUNCTION(".", "nodejs22.x"))},
            {STR("yarn.lock"), str_from(rows[i].lock)}, {STR("package.json"), str_from(rows[i].root)},
        };
        size_t count = 3;
        if (rows[i].app)
            files[count++] = (struct memory_file){STR("app/package.json"), str_from(rows[i].app)};
        if (rows[i].lib)
            files[count++] = (struct memory_file){STR("lib/package.json"), str_from(rows[i].lib)};
        struct packages *p = packages_new();
        const struct import_options options = {.files = files, .file_count = count, .packages = p,
                                               .packages_wanted = wanted, .overlay_arg = &yes};
        struct graph *g = import_all(&options);
        check(i, p, rows[i].want);
        graph_free(g);
        packages_free(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_node_forms),
        cmocka_unit_test(test_python_forms),
        cmocka_unit_test(test_other_forms),
        cmocka_unit_test(test_broken_forms),
        cmocka_unit_test(test_pins),
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_yarn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
