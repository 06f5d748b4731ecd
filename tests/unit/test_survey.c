/* SPDX-License-Identifier: MIT */
/* test_survey.c - what is found in a folder: kinds, counts, folders and files, bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "importer.h"
#include "survey.h"

static char root[64];

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/faasmap-survey-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int teardown(void **state)
{
    char command[100];
    pid_t pid;

    (void)state;
    snprintf(command, sizeof command, "%.60s", root);
    pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", command, (char *)NULL);
        _exit(127);
    }
    return pid < 0;
}

/* Folders on the way are made. */
static void put(const char *name, const char *text)
{
    char path[300];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *c = path + strlen(root) + 1; *c; c++) {
        if (*c == '/') {
            *c = '\0';
            mkdir(path, 0755);
            *c = '/';
        }
    }
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* "path = what" lines; with kinds behind a second "=". */
static void look(struct buf *out, bool *is_cut)
{
    struct survey s;

    survey_folder(root, &s);
    for (size_t i = 0; i < s.count; i++) {
        buf_add(out, s.rows[i].path);
        buf_puts(out, " = ");
        buf_add(out, s.rows[i].what);
        if (!str_empty(s.rows[i].kinds) && !str_eq(s.rows[i].kinds, s.rows[i].what)) {
            buf_puts(out, " = ");
            buf_add(out, s.rows[i].kinds);
        }
        buf_putc(out, '\n');
    }
    if (is_cut)
        *is_cut = s.is_cut;
    survey_release(&s);
}

static void expect(const char *text)
{
    struct buf out = {0};
    bool is_cut;

    look(&out, &is_cut);
    assert_string_equal(out.ptr ? out.ptr : "", text);
    assert_false(is_cut);
    buf_release(&out);
}

#define SAM_ONE                                                                                    \
    "Transform: AWS::Serverless-2016-10-31\nResources:\n  A: {Type: AWS::Serverless::Function}\n"

static void test_nothing(void **state)
{
    (void)state;
    expect("");
    put("notes.yaml", "a: b\n");
    put("broken.yaml", "a: [\n");
    put("faasmap.yaml", "faasmap: 1\nnodes: []\n"); /* the overlay of a project is no system */
    expect("");
}

/* All in one folder below: that one is enough. Parts of a system are none by themselves. */
static void test_one(void **state)
{
    (void)state;
    put("app/host.json", "{\"version\": \"2.0\"}");
    put("app/Buy/function.json", "{\"bindings\": []}");
    put("app/node_modules/x/template.yaml", SAM_ONE);
    expect("app/ = Azure Functions app\n");
    put("template.yaml", SAM_ONE);
    expect(". = 2 systems of 2 kinds = 1 Azure Functions app, 1 SAM template\n"
           "app/ = Azure Functions app\n");
}

static void test_kinds(void **state)
{
    (void)state;
    put("cfn.json", "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {"
                    "\"A\": {\"Type\": \"AWS::SQS::Queue\"}, \"B\": {\"Type\": \"AWS::SNS::Topic\"}}}");
    put("sls/serverless.yml", "service: s\nprovider: {name: aws}\nfunctions:\n  a: {handler: a.b}\n"
                              "  b: {handler: a.b}\n");
    put("azure/main.json", "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
                           "deploymentTemplate.json#\", \"contentVersion\": \"1.0.0.0\","
                           "\"resources\": [{\"type\": \"a/b\", \"name\": \"n\"}]}");
    put("azure/main.parameters.json",
        "{\"$schema\": \"https://schema.management.azure.com/schemas/2019-04-01/"
        "deploymentParameters.json#\", \"parameters\": {}}");
    put("flow.asl.json", "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}");
    put("mine.yaml", "faasmap: 1\nnodes:\n  - {id: a, kind: function}\n  - {id: b, kind: queue}\n");
    put("cdk.out/manifest.json", "{\"version\": \"36.0.0\", \"artifacts\": {\"S\": {\"type\": "
                                 "\"aws:cloudformation:stack\"}}}");
    expect(". = 6 systems of 6 kinds = 1 faasmap topology, 1 Step Functions state machine, "
           "1 ARM template, 1 CDK assembly, 1 CloudFormation template, "
           "1 Serverless Framework service\n"
           "cfn.json = CloudFormation template, 2 resources\n"
           "flow.asl.json = Step Functions state machine, 1 state\n"
           "mine.yaml = faasmap topology, 2 nodes\n"
           "azure/ = ARM template, 1 resource\n"
           "cdk.out/ = CDK assembly, 1 stack\n"
           "sls/ = Serverless Framework service, 2 functions\n");
}

static void test_several_files(void **state)
{
    (void)state;
    put("a/one.yaml", SAM_ONE);
    put("a/two.yaml", SAM_ONE "  B: {Type: AWS::Lambda::Function}\n");
    expect("a/ = 2 SAM templates\n"
           "a/one.yaml = SAM template, 1 function\n"
           "a/two.yaml = SAM template, 2 functions\n");
    put(".faasmapignore", "a/two.yaml\n");
    expect("a/ = SAM template, 1 function\n");
}

/* More documents than are looked into: those at the top were. */
static void test_bounds(void **state)
{
    struct buf out = {0}, big = {0};
    bool is_cut;
    char name[64];

    (void)state;
    put("a/b/c/deep.yaml", SAM_ONE);
    for (int i = 0; i < 610; i++) {
        snprintf(name, sizeof name, "a/b/note%03d.json", i);
        put(name, "{}");
    }
    put("top.yaml", SAM_ONE);
    buf_puts(&big, SAM_ONE "#");
    buf_fill(&big, 'x', 2 << 20);
    put("big.yaml", big.ptr); /* alone too large to be read for this */
    look(&out, &is_cut);
    assert_string_equal(out.ptr, ". = SAM template, 1 function\n");
    assert_true(is_cut);
    buf_release(&out);
    buf_release(&big);
}

static void test_samples(void **state)
{
    struct str name, title;
    size_t count = 0;

    (void)state;
    for (; survey_sample(count, &name, &title); count++)
        assert_true(name.len && title.len && title.ptr[0] != '#');
    assert_int_equal(count, 3);
}

/* The chooser names what an importer reads. */
static void test_every_importer_has_a_name_for_one(void **state)
{
    (void)state;
    for (const struct importer *const *i = importers; *i; i++)
        assert_true((*i)->unit && (*i)->unit[0] && (*i)->tell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one, setup, teardown),
        cmocka_unit_test_setup_teardown(test_kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_several_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_every_importer_has_a_name_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
