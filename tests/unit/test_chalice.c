/* SPDX-License-Identifier: MIT */
/* Applications of AWS Chalice: golden cases, and the stage that is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"

static void test_golden(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/chalice");
}

static const char app[] = "from chalice import Chalice\napp = Chalice('a')\n@app.lambda_function()\n"
                          "def f(event, context):\n    pass\n";
static const char config[] = "{\"stages\": {\"dev\": {}, \"prod\": {\"manage_iam_role\": false, "
                             "\"iam_role_arn\": \"arn:aws:iam::111122223333:role/given\"}}}";

/* The role of a stage that brings its own is that one; another stage gets one made. */
static void test_stages(void **state)
{
    (void)state;
    const struct memory_file files[] = {{STR("app.py"), str_from(app)},
                                        {STR(".chalice/config.json"), str_from(config)}};
    static const char *const stages[] = {NULL, "dev", "prod"};
    for (size_t i = 0; i < 3; i++) {
        struct import_options options = {.files = files, .file_count = 2, .stage = stages[i]};
        struct graph *g = import_all(&options);
        assert_int_equal(graph_find(g, STR("aws:app.py:identity:DefaultRole")) != 0, i < 2);
        assert_int_not_equal(graph_find(g, STR("aws:app.py:function:F")), 0);
        graph_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_stages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
