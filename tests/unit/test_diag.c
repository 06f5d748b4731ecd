/* SPDX-License-Identifier: MIT */
/* Messages: levels, order, repetitions, ownership. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "diag.h"

static struct origin at(const char *file, uint32_t line, uint32_t col)
{
    return (struct origin){str_from(file), line, col, STR_NONE};
}

static void order_and_repetitions(void **state)
{
    (void)state;
    struct diags *d = diags_new();
    diags_sort(d);
    assert_int_equal(diags_count(d), 0);
    static const struct {
        const char *file;
        uint32_t line, col;
        enum diag_level level;
        const char *text;
    } rows[] = {
        /* in the order that they should have */
        {"a", 1, 1, DIAG_ERROR, "x"},  {"a", 1, 1, DIAG_NOTE, "a"},
        {"a", 1, 2, DIAG_ERROR, "a"},  {"a", 2, 1, DIAG_ERROR, "a"},
        {"a", 2, 1, DIAG_ERROR, "b"},  {"a", 10, 1, DIAG_WARNING, "a"},
        {"a/b", 1, 1, DIAG_NOTE, "a"}, {"b", 1, 1, DIAG_NOTE, "a"},
    };
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        size_t k = (i * 5 + 3) % COUNT(rows);
        diags_add(d, rows[k].level, at(rows[k].file, rows[k].line, rows[k].col), "%s",
                  rows[k].text);
    }
    assert_int_equal(diags_count(d), 2 * COUNT(rows));
    assert_int_equal(diags_errors(d), 8);
    diags_sort(d);
    assert_int_equal(diags_count(d), COUNT(rows));
    assert_int_equal(diags_errors(d), 4);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct diag *x = diags_at(d, i);
        assert_true(str_is(x->where.file, rows[i].file) && str_is(x->text, rows[i].text));
        assert_int_equal(x->where.line, rows[i].line);
        assert_int_equal(x->where.col, rows[i].col);
        assert_int_equal(x->level, rows[i].level);
    }
    diags_free(d);
}

static void texts_are_its_own(void **state)
{
    (void)state;
    struct diags *d = diags_new();
    char file[] = "file", field[] = "a.b";
    diags_add(d, DIAG_WARNING, (struct origin){str_from(file), 1, 2, str_from(field)}, "%d%%", 5);
    file[0] = field[0] = 'X';
    const struct diag *x = diags_at(d, 0);
    assert_true(str_is(x->where.file, "file") && str_is(x->where.field, "a.b"));
    assert_true(str_is(x->text, "5%"));
    assert_int_equal(diags_errors(d), 0);
    diags_free(d);
    diags_free(NULL);
    assert_string_equal(diag_level_name(DIAG_ERROR), "error");
    assert_string_equal(diag_level_name(DIAG_WARNING), "warning");
    assert_string_equal(diag_level_name(DIAG_NOTE), "note");
}

/* What differs only in the field is two messages. */
static void fields_tell_apart(void **state)
{
    (void)state;
    struct diags *d = diags_new();
    diags_add(d, DIAG_NOTE, (struct origin){STR("f"), 1, 1, STR("b")}, "x");
    diags_add(d, DIAG_NOTE, (struct origin){STR("f"), 1, 1, STR("a")}, "x");
    diags_sort(d);
    assert_int_equal(diags_count(d), 2);
    assert_true(str_is(diags_at(d, 0)->where.field, "a"));
    diags_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_repetitions),
        cmocka_unit_test(texts_are_its_own),
        cmocka_unit_test(fields_tell_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
