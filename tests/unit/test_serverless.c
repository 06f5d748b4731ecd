/* SPDX-License-Identifier: MIT */
/* Serverless Framework: golden cases of the whole importer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"

static void test_services(void **state)
{
    (void)state;
    golden_all("tests/golden/importers/serverless");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_services)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
