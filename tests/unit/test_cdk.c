/* SPDX-License-Identifier: MIT */
/* Golden cases of cloud assemblies as CDK writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"

static void test_golden(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/cdk");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_golden)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
