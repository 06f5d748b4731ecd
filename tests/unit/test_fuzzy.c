/* SPDX-License-Identifier: MIT */
/* test_fuzzy.c - which names the typed letters find, and in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "attr.h"
#include "fuzzy.h"
#include "mem.h"

static struct str row_name(const void *arg, size_t i)
{
    return str_from(((const char *const *)arg)[i]);
}

/* The hits as "a,b,c". */
static void check(const char *const *names, size_t count, const char *query, const char *want)
{
    struct fuzzy f;
    struct buf got = {0};

    fuzzy_init(&f, count, row_name, names);
    fuzzy_run(&f, str_from(query));
    buf_puts(&got, "");
    for (size_t i = 0; i < f.count; i++)
        buf_printf(&got, "%s%s", i ? "," : "", names[f.hits[i]]);
    assert_string_equal(got.ptr, want);
    buf_release(&got);
    fuzzy_release(&f);
}

static void test_order(void **state)
{
    static const char *const names[] = {"order-archive", "OrderTable", "my order", "reorder",
                                        "order", "o-r-d-e-r", "Old Reader", "border line"};
    static const char *const rows[][2] = {
        /* the same; its beginning, the shorter first; of a part; inside; scattered */
        {"order", "order,OrderTable,order-archive,my order,reorder,border line,o-r-d-e-r,Old Reader"},
        {"ORDER", "order,OrderTable,order-archive,my order,reorder,border line,o-r-d-e-r,Old Reader"},
        {"table", "OrderTable"},
        {"order arch", "order-archive"},
        {"arch order", "order-archive"},
        {"zz", ""},
        {"", "order-archive,OrderTable,my order,reorder,order,o-r-d-e-r,Old Reader,border line"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        check(names, COUNT(names), rows[i][0], rows[i][1]);
}

static void test_far_letters_are_no_hit(void **state)
{
    static const char *const names[] = {"the map alone on the screen, and back", "Telemetry"};

    (void)state;
    check(names, COUNT(names), "tmy", "Telemetry");
    check(names, COUNT(names), "tbk", "");
}

/* Typing on, taking back and typing anew must give what the whole word gives at once. */
static void test_narrowing_is_exact(void **state)
{
    static const char *const typed[] = {"q", "qu", "que", "qu", "queue 1", "queue 12", "", "w", "wo 7"};
    enum { NAMES = 3000 };
    char (*text)[32] = mem_alloc(NAMES * sizeof *text);
    const char **names = mem_alloc(NAMES * sizeof *names);
    struct fuzzy grown, fresh;

    (void)state;
    for (int i = 0; i < NAMES; i++) {
        snprintf(text[i], sizeof text[i], "%s%d", i % 3 ? "Queue " : "stock Worker", i);
        names[i] = text[i];
    }
    fuzzy_init(&grown, NAMES, row_name, names);
    for (size_t t = 0; t < COUNT(typed); t++) {
        fuzzy_run(&grown, str_from(typed[t]));
        fuzzy_init(&fresh, NAMES, row_name, names);
        fuzzy_run(&fresh, str_from(typed[t]));
        assert_int_equal(grown.count, fresh.count);
        assert_memory_equal(grown.hits, fresh.hits, fresh.count * sizeof *fresh.hits);
        assert_true(fresh.count > 0);
        fuzzy_release(&fresh);
    }
    fuzzy_release(&grown);
    mem_free(text);
    mem_free(names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_far_letters_are_no_hit),
        cmocka_unit_test(test_narrowing_is_exact),
    };
    return cmocka_run_group_tests_name("fuzzy", tests, NULL, NULL);
}
