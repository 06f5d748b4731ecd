/* SPDX-License-Identifier: MIT */
/* ARM templates and the links between projects and templates: golden cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"

static void test_templates(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/arm");
}

/* Whatever an expression does with a secret, no text of the graph holds it. */
static void test_secrets(void **state)
{
    (void)state;
    struct graph *g = golden_import("tests/golden/importers/arm/secrets");
    struct buf facts = {0};
    golden_facts(g, &facts);
    assert_true(facts.len > 1000);
    assert_int_equal(str_ifind(buf_str(&facts), STR("canary")), STR_NPOS);
    buf_release(&facts);
    graph_free(g);
}

static void test_links(void **state)
{
    (void)state;
    golden_all("tests/golden/link");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_templates),
                                       cmocka_unit_test(test_secrets),
                                       cmocka_unit_test(test_links)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
