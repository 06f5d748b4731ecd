/* SPDX-License-Identifier: MIT */
/* The days on which a runtime goes from one state to the next, and that the table holds together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "runtimes.h"

static void test_states_change_on_their_day(void **state)
{
    (void)state;
    static const struct runtime_row row = {
        .deprecated = {2026, 7, 1}, .no_creation = {2026, 9, 1}, .no_update = {2026, 10, 1}};
    static const struct {
        struct date today;
        enum runtime_state want;
    } cases[] = {
        {{2026, 1, 1}, RUNTIME_KEPT}, /* 181 days before */
        {{2026, 1, 2}, RUNTIME_SOON},
        {{2026, 6, 30}, RUNTIME_SOON},
        {{2026, 7, 1}, RUNTIME_OLD},
        {{2026, 8, 31}, RUNTIME_OLD},
        {{2026, 9, 1}, RUNTIME_BLOCKED},
        {{2030, 1, 1}, RUNTIME_BLOCKED},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(runtime_state(&row, cases[i].today), cases[i].want);
    struct runtime_row never = row;
    never.no_creation = (struct date){0};
    assert_int_equal(runtime_state(&never, (struct date){2030, 1, 1}), RUNTIME_OLD);
}

static void test_rows_are_found_by_cloud_and_kind(void **state)
{
    (void)state;
    const struct runtime_row *row = runtime_find(STR("aws"), RUNTIME_RUNTIME, STR("nodejs14.x"));
    assert_non_null(row);
    assert_int_equal(row->deprecated.year, 2023);
    assert_null(runtime_find(STR("azure"), RUNTIME_RUNTIME, STR("nodejs14.x")));
    assert_null(runtime_find(STR("aws"), RUNTIME_HOST, STR("nodejs14.x")));
    assert_non_null(runtime_find(STR("azure"), RUNTIME_MODEL, STR("in-process")));
}

/* Every day is one of the calendar, and a runtime is never blocked before it is out of support. */
static void test_rows_hold_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < runtime_row_count; i++) {
        const struct runtime_row *r = &runtime_rows[i];
        assert_ptr_equal(runtime_find(str_from(r->cloud), r->what, str_from(r->name)), r);
        assert_true(r->deprecated.year > 2015);
        assert_true(!r->no_creation.year ||
                    date_days(r->no_creation) >= date_days(r->deprecated));
        assert_true(!r->no_update.year || date_days(r->no_update) >= date_days(r->no_creation));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states_change_on_their_day),
        cmocka_unit_test(test_rows_are_found_by_cloud_and_kind),
        cmocka_unit_test(test_rows_hold_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
