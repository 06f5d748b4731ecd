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

static void test_links(void **state)
{
    (void)state;
    golden_all("tests/golden/link");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_templates),
                                       cmocka_unit_test(test_links)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
