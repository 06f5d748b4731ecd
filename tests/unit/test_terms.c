/* SPDX-License-Identifier: MIT */
/* Conditions that hold together, exclude each other, or say nothing about each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mem.h"
#include "terms.h"

static void test_hold(void **state)
{
    static const struct {
        const char *terms, *given;
        int want;
    } rows[] = {
        {"", "", 1},          {"", "A", 1},           {"A", "", 0},
        {"A", "A", 1},        {"A", "not A", -1},     {"not A", "A", -1},
        {"A", "AB", 0},       {"A and B", "A", 0},    {"A and B", "B and A", 1},
        {"A and B", "not B", -1}, {"B", "A and not B", -1}, {"A", "A and B", 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (terms_hold(str_from(rows[i].terms), str_from(rows[i].given)) != rows[i].want)
            fail_msg("%s where %s holds", rows[i].terms, rows[i].given);
}

static void test_made(void **state)
{
    struct arena *a = arena_new();
    (void)state;
    assert_true(str_is(terms_both(a, STR("A"), STR("A and B")), "A and B"));
    assert_true(str_is(terms_both(a, STR(""), STR("B")), "B"));
    assert_true(str_is(terms_both(a, STR("B"), STR("")), "B"));
    assert_true(str_is(terms_both(a, STR("A"), STR("not B")), "A and not B"));
    assert_true(str_is(terms_less(a, STR("A and B and not C"), STR("B")), "A and not C"));
    assert_true(str_is(terms_less(a, STR("A"), STR("A and B")), ""));
    assert_true(str_is(terms_less(a, STR("A"), STR("not A")), "A"));
    assert_true(str_is(terms_not(a, STR("A")), "not A"));
    assert_true(str_is(terms_not(a, STR("not A")), "A"));
    assert_true(str_is(terms_not(a, STR("A and B")), ""));
    assert_true(terms_contrary(STR("A"), STR("not A")));
    assert_false(terms_contrary(STR("A"), STR("A")));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hold), cmocka_unit_test(test_made)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
