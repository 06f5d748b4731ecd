/* SPDX-License-Identifier: MIT */
/* State machines of Step Functions: golden cases, and the table of services. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "asl.h"
#include "golden.h"

static void test_golden(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/asl");
}

/* --param gives the value of a variable: nothing stays open, the edge goes to what it names. */
static void test_variable_by_param(void **state)
{
    (void)state;
    static const char machine[] =
        "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":"
        "\"arn:aws:states:::sqs:sendMessage\",\"Parameters\":{\"QueueUrl\":\"${Url}\"}}}}";
    const struct memory_file file = {STR_INIT("m.asl.json"), str_from(machine)};
    const struct attr param = {
        .key = STR("Url"),
        .value = STR("https://sqs.eu-west-1.amazonaws.com/111122223333/orders"),
    };
    for (size_t given = 0; given < 2; given++) {
        struct import_options o = {.files = &file, .file_count = 1};
        o.params = &param, o.param_count = given;
        struct graph *g = import_all(&o);
        assert_int_equal(graph_unresolved_count(g), given ? 0 : 1);
        node_id n = graph_find(g, given ? STR("aws:external:queue:orders")
                                        : STR("aws:m.asl.json:queue:Url"));
        assert_int_not_equal(n, 0);
        assert_int_equal(graph_in(g, n).count, 1);
        graph_free(g);
    }
}

/* A file that a template reads is no workflow of its own, whatever the order of their names. */
static void test_linked_once(void **state)
{
    (void)state;
    static const char template[] =
        "{\"Resources\":{\"M\":{\"Type\":\"AWS::StepFunctions::StateMachine\",\"Properties\":{"
        "\"DefinitionS3Location\":\"%s\"}}}}";
    static const char machine[] = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\"}}}";
    static const char *const names[] = {"a.json", "z.json"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct buf text = {0};
        size_t at = str_find(str_from(template), STR("%s"));
        buf_add(&text, str_sub(str_from(template), 0, at));
        buf_add(&text, str_from(names[i]));
        buf_add(&text, str_from_at(str_from(template), at + 2));
        const struct memory_file files[] = {{STR("m.json"), buf_str(&text)},
                                            {str_from(names[i]), str_from(machine)}};
        struct import_options o = {.files = files, .file_count = COUNT(files)};
        struct graph *g = import_all(&o);
        size_t workflows = 0;
        for (node_id n = 1; n <= graph_node_count(g); n++)
            workflows += graph_node_at(g, n)->kind == NODE_WORKFLOW;
        assert_int_equal(workflows, 1);
        graph_free(g);
        buf_release(&text);
    }
}

/* Rows that could never count, or never end. */
static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < asl_service_row_count; i++) {
        const struct asl_service_row *row = &asl_service_rows[i];
        bool no_argument = strcmp(row->argument, "-") == 0 || strcmp(row->argument, "+") == 0;
        if (i > 0)
            assert_true(strcmp(asl_service_rows[i - 1].service, row->service) <= 0);
        if (no_argument && !row->title)
            fail_msg("%s %s: a row without argument needs a title", row->service, row->action);
        if (row->title && row->kind != NODE_SERVICE)
            fail_msg("%s %s: a title is that of a service", row->service, row->action);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_variable_by_param),
        cmocka_unit_test(test_linked_once),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
