/* SPDX-License-Identifier: MIT */
/* Importer of Azure Functions projects: the golden projects, and that nothing secret comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"

static void test_golden(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/azure_functions");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_golden)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
