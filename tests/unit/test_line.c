/* SPDX-License-Identifier: MIT */
/* test_line.c - typing and editing one line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "line.h"

/* The keys of the text, then the line with a bar where the cursor is. */
static void check(const char *keys, const char *want)
{
    struct line l = {0};
    struct buf got = {0};
    struct str k = str_from(keys);
    struct key key;

    for (size_t at = 0; at < k.len;) {
        assert_true(key_parse(k, &at, &key));
        line_key(&l, key);
    }
    buf_add(&got, str_sub(line_text(&l), 0, l.at));
    buf_putc(&got, '|');
    buf_add(&got, str_from_at(line_text(&l), l.at));
    assert_string_equal(got.ptr, want);
    buf_release(&got);
    line_release(&l);
}

static void test_keys(void **state)
{
    static const char *const rows[][2] = {
        {"abc", "abc|"},
        {"abc<Left><Left>x", "ax|bc"},
        {"abc<C-a>x<C-e>y", "xabcy|"},
        {"abc<C-b><C-b><C-f><C-d>", "ab|"},
        {"ab<Home><Del><Del><Del>", "|"},
        {"äö<Left>ü<Backspace><Backspace>", "|ö"},
        {"日本<Left><Del>", "日|"},
        {"one<Space>two-three<C-w>", "one |"},
        {"one<Space>two-three<A-Backspace>", "one two-|"},
        {"one<Space>two-three<A-b>", "one two-|three"},
        {"one<Space>two-three<A-b><A-b><A-b><A-b>", "|one two-three"},
        {"one<Space>two<Home><A-f>", "one| two"},
        {"one<Space>two<Home><C-Right><C-Right><C-Right>", "one two|"},
        {"one<Space>two<Home><A-d>", "| two"},
        {"one<Space>two<A-b><C-u>", "|two"},
        {"one<Space>two<A-b><C-k>", "one |"},
        {"one<Space>two<C-w><C-y><C-y>", "one twotwo|"},
        {"ab<C-k><C-u><C-y><C-y>", "abab|"}, /* nothing to take leaves what was taken */
        {"ab<C-h><C-h><C-h>", "|"},
        {"a<F1><Up><Enter>b", "ab|"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        check(rows[i][0], rows[i][1]);
}

static void test_answers(void **state)
{
    struct line l = {0};

    (void)state;
    assert_int_equal(line_key(&l, (struct key){'a', 0}), LINE_CHANGED);
    assert_int_equal(line_key(&l, (struct key){KEYCODE_LEFT, 0}), LINE_MOVED);
    assert_int_equal(line_key(&l, (struct key){KEYCODE_BACKSPACE, 0}), LINE_MOVED);
    assert_int_equal(line_key(&l, (struct key){KEYCODE_DELETE, 0}), LINE_CHANGED);
    assert_int_equal(line_key(&l, (struct key){KEYCODE_F1, 0}), LINE_NOT);
    assert_int_equal(line_key(&l, (struct key){'r', MOD_CTRL}), LINE_NOT);
    line_release(&l);
}

static void test_is_bounded(void **state)
{
    struct line l = {0};

    (void)state;
    for (int i = 0; i < LINE_MAX_BYTES; i++)
        assert_int_equal(line_key(&l, (struct key){'x', 0}), LINE_CHANGED);
    assert_int_equal(line_key(&l, (struct key){'x', 0}), LINE_MOVED);
    assert_int_equal(line_key(&l, (struct key){0xe4, 0}), LINE_MOVED);
    assert_int_equal(l.text.len, LINE_MAX_BYTES);
    line_release(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_is_bounded),
    };
    return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
