/* SPDX-License-Identifier: MIT */
/* Texts as pointer and length, and growing buffers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <limits.h>

#include "attr.h"
#include "buf.h"
#include "str.h"

static void comparing(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order; /* sign of str_cmp */
        bool ieq;
    } rows[] = {
        {"", "", 0, true},
        {"a", "", 1, false},
        {"", "a", -1, false},
        {"a", "a", 0, true},
        {"a", "b", -1, false},
        {"ab", "a", 1, false},
        {"A", "a", -1, true},
        {"aBc", "AbC", 1, true},
        {"\xff", "a", 1, false},
        {"[", "{", -1, false},
        {"\xc3\x89", "\xc3\xa9", -1, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str a = str_from(rows[i].a), b = str_from(rows[i].b);
        int order = str_cmp(a, b);
        assert_int_equal((order > 0) - (order < 0), rows[i].order);
        assert_int_equal(str_eq(a, b), rows[i].order == 0);
        assert_int_equal(str_is(a, rows[i].b), rows[i].order == 0);
        assert_int_equal(str_ieq(a, b), rows[i].ieq);
        assert_int_equal(str_iis(a, rows[i].b), rows[i].ieq);
    }
    assert_true(str_eq(STR_NONE, STR("")));
    assert_false(str_eq(((struct str){"a\0b", 3}), ((struct str){"a\0c", 3})));
}

static void order_of_names(void **state)
{
    (void)state;
    static const char *const names[] = {"",         "0",        "007",      "7",        "7a",      "07b",
                                        "10",       "99999999999999999999", "100000000000000000000",
                                        "bucket",   "bucket-1", "Bucket-2", "bucket-2", "bucket-2a",
                                        "bucket-10", "bucket1", "bucket10x3", "bucket10x20", "Z"};
    for (size_t i = 0; i < COUNT(names); i++) {
        for (size_t k = 0; k < COUNT(names); k++) {
            int order = str_name_cmp(str_from(names[i]), str_from(names[k]));
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    }
    assert_true(str_name_cmp(STR_NONE, STR("")) == 0);
}

static void heads_tails_and_needles(void **state)
{
    (void)state;
    static const struct {
        const char *s, *part;
        bool starts, ends;
        size_t find, ifind;
    } rows[] = {
        {"", "", true, true, 0, 0},
        {"abc", "", true, true, 0, 0},
        {"", "a", false, false, STR_NPOS, STR_NPOS},
        {"abcabc", "abc", true, true, 0, 0},
        {"xabc", "abc", false, true, 1, 1},
        {"xABCx", "abc", false, false, STR_NPOS, 1},
        {"aab", "ab", false, true, 1, 1},
        {"ab", "abc", false, false, STR_NPOS, STR_NPOS},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str s = str_from(rows[i].s), part = str_from(rows[i].part);
        assert_int_equal(str_starts(s, part), rows[i].starts);
        assert_int_equal(str_ends(s, part), rows[i].ends);
        assert_int_equal(str_find(s, part), rows[i].find);
        assert_int_equal(str_ifind(s, part), rows[i].ifind);
    }
    /* the first byte comes more often than it is tried one by one */
    assert_int_equal(str_find(STR("aaaaaaaaaaaaaaaaaaab"), STR("ab")), 18);
    assert_int_equal(str_find(STR("aaaaaaaaaaaaaaaaaaab"), STR("ac")), STR_NPOS);
    for (size_t i = 0; i < 16; i++) /* at, before and behind the last of those tries */
        assert_int_equal(str_find(str_sub(STR("aaaaaaaaaaaaaaaab"), i, 17), STR("ab")), 15 - i);
    assert_int_equal(str_find(STR("xaaaaaaaa"), STR("aaaaaaaaa")), STR_NPOS);
    assert_true(str_istarts(STR("ABCd"), STR("abc")) && str_iends(STR("xYZ"), STR("yz")));
    assert_int_equal(str_chr(STR("abcb"), 'b'), 1);
    assert_int_equal(str_rchr(STR("abcb"), 'b'), 3);
    assert_int_equal(str_chr(STR("abc"), 'x'), STR_NPOS);
    assert_int_equal(str_rchr(STR_NONE, 'x'), STR_NPOS);
    assert_int_equal(str_chr(STR_NONE, 'x'), STR_NPOS);
}

static void cutting(void **state)
{
    (void)state;
    assert_true(str_is(str_sub(STR("abcdef"), 2, 3), "cde"));
    assert_true(str_is(str_sub(STR("abc"), 1, 99), "bc"));
    assert_true(str_empty(str_sub(STR("abc"), 3, 1)) && str_empty(str_sub(STR("abc"), 99, 1)));
    assert_true(str_is(str_sub(STR("abc"), 0, STR_NPOS), "abc"));
    assert_true(str_empty(str_sub(STR_NONE, 0, 1)));
    assert_true(str_is(str_trim(STR(" \t\r\n\v\fa b \n")), "a b"));
    assert_true(str_empty(str_trim(STR(" \n "))));
    static const struct {
        const char *list, *words; /* the words, each with ';' behind it */
    } rows[] = {{"a,b,c", "a;b;c;"}, {"", ";"}, {",", ";;"}, {"a,", "a;;"}, {",a", ";a;"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf got = {0};
        for (struct str rest = str_from(rows[i].list), word; str_cut(&rest, ',', &word);) {
            buf_add(&got, word);
            buf_putc(&got, ';');
        }
        assert_string_equal(got.ptr, rows[i].words);
        buf_release(&got);
    }
    struct str none = STR_NONE, word;
    assert_false(str_cut(&none, ',', &word));
}

static void numbers(void **state)
{
    (void)state;
    char min[32], max[32], below[64], above[64];
    snprintf(min, sizeof min, "%ld", LONG_MIN);
    snprintf(max, sizeof max, "%ld", LONG_MAX);
    snprintf(below, sizeof below, "%s0", min);
    snprintf(above, sizeof above, "%.*s8", (int)strlen(max) - 1, max);
    const struct {
        const char *text;
        bool good;
        long value;
    } rows[] = {
        {"0", true, 0},        {"-0", true, 0},       {"+5", true, 5},   {"007", true, 7},
        {min, true, LONG_MIN}, {max, true, LONG_MAX}, {below, false, 0}, {above, false, 0},
        {"", false, 0},        {"-", false, 0},       {"+", false, 0},   {"1 ", false, 0},
        {" 1", false, 0},      {"1x", false, 0},      {"--1", false, 0}, {"0x1", false, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        long value = 0;
        assert_int_equal(str_to_long(str_from(rows[i].text), &value), rows[i].good);
        assert_true(value == rows[i].value);
    }
}

static void globs(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool match, folded;
    } rows[] = {
        {"", "", true, true},
        {"", "a", false, false},
        {"*", "", true, true},
        {"*", "abc", true, true},
        {"?", "", false, false},
        {"?", "a", true, true},
        {"a*", "abc", true, true},
        {"a*", "bc", false, false},
        {"*c", "abc", true, true},
        {"a*c", "abbbc", true, true},
        {"a*c", "abcd", false, false},
        {"a?c", "abc", true, true},
        {"a?c", "ac", false, false},
        {"*a*b*", "xxaxxbxx", true, true},
        {"*ab", "aab", true, true},
        {"a**b", "ab", true, true},
        {"A*", "abc", false, true},
        {"s3:Get*", "s3:GetObject", true, true},
        {"s3:*Object", "s3:GetObjectAcl", false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str p = str_from(rows[i].pattern), s = str_from(rows[i].text);
        assert_int_equal(str_glob(p, s, false), rows[i].match);
        assert_int_equal(str_glob(p, s, true), rows[i].folded);
    }
    /* many stars over a long text: quadratic at worst, never exponential */
    struct buf p = {0}, s = {0};
    for (int i = 0; i < 50; i++)
        buf_puts(&p, "a*");
    buf_puts(&p, "b");
    buf_fill(&s, 'a', 5000);
    assert_false(str_glob(buf_str(&p), buf_str(&s), false));
    buf_release(&p);
    buf_release(&s);
}

static void buffers(void **state)
{
    (void)state;
    struct buf b = {0};
    for (int i = 0; i < 100; i++)
        buf_printf(&b, "%d,", i);
    buf_fill(&b, '-', 3);
    buf_add(&b, STR_NONE);
    buf_putc(&b, '\0');
    assert_int_equal(b.len, 10 * 2 + 90 * 3 + 3 + 1);
    assert_true(str_starts(buf_str(&b), STR("0,1,2,")));
    assert_int_equal(b.ptr[b.len], 0);
    buf_reset(&b);
    assert_int_equal(b.len, 0);
    static const uint32_t points[] = {0x41,   0x7f,    0x80,     0x7ff,   0x800,
                                      0xffff, 0x10000, 0x10ffff, 0x110000};
    for (size_t i = 0; i < COUNT(points); i++)
        buf_utf8(&b, points[i]);
    assert_string_equal(b.ptr, "A\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80"
                               "\xf4\x8f\xbf\xbf\xef\xbf\xbd");
    buf_release(&b);
    assert_null(b.ptr);
}

static void digits(void **state)
{
    static const struct {
        long value;
        const char *text;
    } rows[] = {{0, "0"}, {7, "7"}, {-1, "-1"}, {1203, "1203"}};
    char room[STR_DIGITS];
    long back;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(str_is(str_decimal(room, rows[i].value), rows[i].text));
    assert_true(str_to_long(str_decimal(room, LONG_MIN), &back) && back == LONG_MIN);
    assert_true(str_to_long(str_decimal(room, LONG_MAX), &back) && back == LONG_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits), cmocka_unit_test(comparing), cmocka_unit_test(order_of_names), cmocka_unit_test(heads_tails_and_needles),
        cmocka_unit_test(cutting),   cmocka_unit_test(numbers),
        cmocka_unit_test(globs),     cmocka_unit_test(buffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
