/* SPDX-License-Identifier: MIT */
/* Variables of the Serverless Framework, as a table: what `custom.x` becomes, and what stays open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "json_writer.h"
#include "read.h"
#include "serverless_variables.h"

struct run {
    struct arena *arena;
    struct diags *diags;
    struct docs files;
    struct buf open;
    size_t said;
};

static const char parts[] = "list: [a, b]\nmap: {k: v}\nagain: ${self:custom.name}\nname: part\n";

static const struct doc *load(void *arg, struct str path)
{
    struct run *r = arg;
    if (!str_is(path, "svc/parts.yml"))
        return NULL;
    assert_true(read_yaml(str_from(parts), path, 0, r->diags, &r->files));
    return r->files.items[r->files.count - 1];
}

static bool read_bytes(void *arg, struct str path, struct str *bytes)
{
    (void)arg;
    *bytes = STR("words of a file");
    return str_is(path, "svc/note.txt");
}

static bool join(void *arg, struct str folder, struct str relative, struct str *path)
{
    struct run *r = arg;
    if (str_starts(relative, STR("..")))
        return false;
    *path = ARENA_JOIN(r->arena, folder, STR("/"), relative);
    return true;
}

static bool param(void *arg, struct str name, struct str *value)
{
    (void)arg;
    *value = STR("given");
    return str_is(name, "env:GIVEN") || str_is(name, "byhand");
}

static void opened(void *arg, struct str text, struct str reason, struct origin where)
{
    struct run *r = arg;
    (void)where;
    assert_false(str_empty(reason));
    buf_add(&r->open, text);
    buf_puts(&r->open, ";");
}

static void say(void *arg, enum diag_level level, struct origin where, struct str text)
{
    struct run *r = arg;
    (void)level;
    (void)where;
    (void)text;
    r->said++;
}

static const char service[] =
    "service: shop\n"
    "provider: {name: aws, stage: test, region: eu-west-1}\n"
    "params: {default: {p: all, q: rest}, test: {p: of-test}}\n"
    "stages: {test: {params: {s: of-stage}}}\n"
    "custom:\n"
    "  name: shop-${sls:stage}\n"
    "  deep: {a: {b: [zero, {c: found}]}}\n"
    "  tables: {test: t-test, prod: t-prod}\n"
    "  jump: ${self:custom.deep}\n"
    "  loop: ${self:custom.back}\n"
    "  back: ${self:custom.loop}\n"
    "  no: null\n"
    "  x: %s\n";

static const struct {
    const char *text, *stage, *json, *open;
} cases[] = {
    {"${self:service}", "", "\"shop\"", ""},
    {"a-${self:custom.name}-b", "", "\"a-shop-test-b\"", ""},
    {"${self:custom.deep.a.b.1.c}", "", "\"found\"", ""},
    {"${self:custom.jump.a.b.0}", "", "\"zero\"", ""},
    {"${self:custom.deep.a}", "", "{\"b\": [\"zero\", {\"c\": \"found\"}]}", ""},
    {"${self:custom.tables.${sls:stage}}", "", "\"t-test\"", ""},
    {"${self:custom.tables.${opt:stage, self:provider.stage}}", "prod", "\"t-prod\"", ""},
    {"${self:provider.stage}", "prod", "\"prod\"", ""},
    {"${opt:stage}", "", "\"test\"", ""},
    {"${opt:region, 'x'}", "", "\"x\"", ""},
    {"${opt:region}-${aws:region}", "", "\"eu-west-1-eu-west-1\"", ""},
    {"${opt:missing, 'a, b'}", "", "\"a, b\"", ""},
    {"${opt:missing, 12}", "", "12", ""},
    {"${opt:missing, self:custom.nothing, \"last\"}", "", "\"last\"", ""},
    {"${self:custom.no, 'not null'}", "", "\"not null\"", ""},
    {"${param:p}-${param:q}-${param:s}-${param:byhand}", "", "\"of-test-rest-of-stage-given\"", ""},
    {"${param:none}", "", "\"${param:none}\"", "${param:none};"},
    {"${strToBool(yes)}", "", "true", ""},
    {"${strToBool(${opt:missing, '0'})}", "", "false", ""},
    {"${strToBool(perhaps)}", "", "\"${strToBool(perhaps)}\"", "${strToBool(perhaps)};"},
    {"${file(parts.yml):list.1}", "", "\"b\"", ""},
    {"${file(parts.yml):map}", "", "{\"k\": \"v\"}", ""},
    {"${file(parts.yml):again}", "", "\"shop-test\"", ""},
    {"${file(${file(parts.yml):name}s.yml):list.0}", "", "\"a\"", ""},
    {"${file(note.txt)}", "", "\"words of a file\"", ""},
    {"${file(gone.yml):x, 'default'}", "", "\"default\"", "${file(gone.yml):x};"},
    {"${file(made.js):x}", "", "\"${file(made.js):x}\"", "${file(made.js):x};"},
    {"${file(../up.yml)}", "", "\"${file(../up.yml)}\"", "${file(../up.yml)};"},
    {"${env:KEY}", "", "\"${env:KEY}\"", "${env:KEY};"},
    {"${env:KEY, 'spare'} ${env:KEY}", "", "\"spare ${env:KEY}\"", "${env:KEY};"},
    {"${env:GIVEN}", "", "\"given\"", ""},
    {"${ssm:/a/b~true}", "", "\"${ssm:/a/b~true}\"", "${ssm:/a/b~true};"},
    {"${cf(us-east-1):stack.Out, 'z'}", "", "\"z\"", "${cf(us-east-1):stack.Out};"},
    {"${self:custom.tables.${env:KEY}}", "", "\"${self:custom.tables.${env:KEY}}\"",
     "${env:KEY};${self:custom.tables.${env:KEY}};"},
    {"arn:${aws:partition}:${AWS::Region}:${aws:accountId}", "",
     "\"arn:${AWS::Partition}:${AWS::Region}:${AWS::AccountId}\"", ""},
    {"${Table} ${!Literal} ${ unclosed", "", "\"${Table} ${!Literal} ${ unclosed\"", ""},
    {"${vendor:thing}", "", "\"${vendor:thing}\"", "${vendor:thing};"},
};

static void run_case(size_t i)
{
    struct run r = {.arena = arena_new(), .diags = diags_new()};
    const struct sls_host host = {.arg = &r, .load = load, .read = read_bytes, .join = join,
                                  .param = param, .open = opened, .say = say,
                                  .stage = str_from(cases[i].stage)};
    struct buf text = {0}, quoted = {0};
    for (const char *c = cases[i].text; *c; c++) {
        if (*c == '\'')
            buf_putc(&quoted, '\'');
        buf_putc(&quoted, *c);
    }
    struct str whole = str_from(service);
    size_t gap = str_find(whole, STR("%s"));
    buf_add(&text, str_sub(whole, 0, gap));
    buf_putc(&text, '\'');
    buf_add(&text, buf_str(&quoted));
    buf_puts(&text, "'\n");
    struct docs docs = {0};
    assert_true(read_yaml(buf_str(&text), STR("svc/serverless.yml"), 0, r.diags, &docs));
    struct doc *doc = doc_new(STR("svc/serverless.yml"));
    struct sls_vars v;
    sls_vars_init(&v, &host, r.arena, doc, docs.items[0], STR("svc"));
    struct str json = json_from_doc(r.arena, sls_resolve_path(&v, "custom.x"));
    if (!str_is(json, cases[i].json) || !str_is(buf_str(&r.open), cases[i].open))
        fail_msg("%s gave %.*s, open %.*s", cases[i].text, (int)json.len, json.ptr,
                 (int)r.open.len, r.open.len ? r.open.ptr : "");
    sls_vars_release(&v);
    doc_free(doc);
    docs_release(&docs);
    docs_release(&r.files);
    buf_release(&text);
    buf_release(&quoted);
    buf_release(&r.open);
    diags_free(r.diags);
    arena_free(r.arena);
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        run_case(i);
}

/* A circle ends with one message, whatever its way. */
static void test_circle(void **state)
{
    (void)state;
    struct run r = {.arena = arena_new(), .diags = diags_new()};
    const struct sls_host host = {.arg = &r, .load = load, .read = read_bytes, .join = join,
                                  .param = param, .open = opened, .say = say};
    struct docs docs = {0};
    assert_true(read_yaml(STR("custom: {a: '${self:custom.b}${self:custom.b}', b: "
                              "'${self:custom.a}${self:custom.a}', c: '${self:}'}\n"),
                          STR("serverless.yml"), 0, r.diags, &docs));
    struct doc *doc = doc_new(STR("serverless.yml"));
    struct sls_vars v;
    sls_vars_init(&v, &host, r.arena, doc, docs.items[0], STR(""));
    assert_non_null(sls_resolve_path(&v, "custom.a"));
    assert_int_equal(r.said, 1);
    sls_vars_release(&v);
    doc_free(doc);
    docs_release(&docs);
    buf_release(&r.open);
    diags_free(r.diags);
    arena_free(r.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_circle)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
