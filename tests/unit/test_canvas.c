/* SPDX-License-Identifier: MIT */
/* test_canvas.c - cells, wide glyphs and their twins, clipping, text export. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "canvas.h"

static void assert_text(const struct canvas *c, const char *want)
{
    struct buf out = {0};

    canvas_to_text(c, &out);
    assert_string_equal(out.ptr ? out.ptr : "", want);
    buf_release(&out);
}

static void blank_and_trailing(void **state)
{
    (void)state;
    struct canvas c;

    canvas_init(&c, 2, 5);
    assert_text(&c, "\n\n");
    canvas_put(&c, 1, 2, 'x', ROLE_PATH);
    assert_text(&c, "\n  x\n");
    assert_int_equal(canvas_get(&c, 1, 2)->role, ROLE_PATH);
    canvas_resize(&c, 1, 3);
    assert_text(&c, "\n");
    canvas_resize(&c, 0, 0);
    assert_text(&c, "");
    canvas_release(&c);
}

static void outside_is_ignored(void **state)
{
    (void)state;
    struct canvas c;

    canvas_init(&c, 2, 4);
    canvas_put(&c, -1, 0, 'a', ROLE_NORMAL);
    canvas_put(&c, 2, 0, 'a', ROLE_NORMAL);
    canvas_put(&c, 0, 4, 'a', ROLE_NORMAL);
    canvas_put(&c, 0, -1, 'a', ROLE_NORMAL);
    canvas_own(&c, 0, -2, 20, OWNER_NODE, 7);
    canvas_role(&c, 5, 0, 9, ROLE_PATH);
    canvas_flags(&c, -5, 0, 9, CELL_BOLD);
    canvas_fill(&c, 1, 3, 100, 100, '#', ROLE_NORMAL);
    assert_int_equal(canvas_puts(&c, 0, -2, "abcdefgh", ROLE_NORMAL), 8);
    assert_text(&c, "cdef\n   #\n");
    assert_null(canvas_at(&c, 0, 4));
    assert_null(canvas_get(&c, 2, 0));
    assert_int_equal(canvas_get(&c, 0, 3)->owner, 7);
    assert_int_equal(canvas_get(&c, 1, 3)->owner_kind, OWNER_NONE);
    canvas_release(&c);
}

static void wide_glyphs_have_twins(void **state)
{
    (void)state;
    static const struct {
        int at; /* where an 'x' is put into "漢字" at column 1 of 6 */
        const char *want;
    } rows[] = {
        {0, "x漢字\n"}, {1, " x 字\n"}, {2, "  x字\n"},
        {3, " 漢x\n"},  {4, " 漢 x\n"}, {5, " 漢字x\n"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct canvas c;

        canvas_init(&c, 1, 6);
        assert_int_equal(canvas_puts(&c, 0, 1, "漢字", ROLE_NORMAL), 4);
        assert_int_equal(canvas_get(&c, 0, 1)->width, 2);
        assert_int_equal(canvas_get(&c, 0, 2)->width, 0);
        assert_int_equal(canvas_get(&c, 0, 2)->glyph, 0);
        canvas_put(&c, 0, rows[i].at, 'x', ROLE_NORMAL);
        assert_text(&c, rows[i].want);
        canvas_release(&c);
    }
}

static void wide_glyph_at_the_edges(void **state)
{
    (void)state;
    struct canvas c;

    canvas_init(&c, 1, 3);
    canvas_fill(&c, 0, 0, 1, 3, '.', ROLE_NORMAL);
    canvas_put(&c, 0, 2, 0x6F22, ROLE_NORMAL); /* no room for the right half */
    assert_text(&c, "..\n");
    canvas_put(&c, 0, -1, 0x6F22, ROLE_NORMAL); /* no room for the left half */
    assert_text(&c, " .\n");
    canvas_release(&c);
}

static void wide_over_wide(void **state)
{
    (void)state;
    struct canvas c;

    canvas_init(&c, 1, 6);
    canvas_puts(&c, 0, 0, "漢字漢", ROLE_NORMAL);
    canvas_put(&c, 0, 1, 0x5B57, ROLE_NORMAL); /* over the right half of one, the left of the next */
    assert_text(&c, " 字 漢\n");
    canvas_release(&c);
}

static void combining_marks_stay_with_their_base(void **state)
{
    (void)state;
    struct canvas c;

    canvas_init(&c, 1, 4);
    assert_int_equal(canvas_puts(&c, 0, 0, "e\xCC\x81x", ROLE_NORMAL), 2);
    assert_int_equal(canvas_get(&c, 0, 0)->combining[0], 0x301);
    assert_text(&c, "e\xCC\x81x\n");
    canvas_put(&c, 0, 0, 'a', ROLE_NORMAL); /* the mark goes with what it stood on */
    assert_text(&c, "ax\n");
    assert_int_equal(canvas_puts(&c, 0, 0, "\xCC\x81", ROLE_NORMAL), 0); /* no base: dropped */
    assert_text(&c, "ax\n");
    canvas_release(&c);
}

static void text_is_sanitised_and_clipped(void **state)
{
    (void)state;
    struct canvas c;

    canvas_init(&c, 1, 20);
    assert_int_equal(canvas_text(&c, 0, 0, 20, STR("a\x01[2J"), ROLE_NORMAL, true), 8);
    assert_text(&c, "a\\x01[2J\n");
    canvas_clear(&c);
    int used = canvas_text(&c, 0, 0, 10, STR("TelemetryProcessing"), ROLE_NORMAL, true);
    assert_true(used <= 10);
    assert_int_equal(canvas_get(&c, 0, 0)->glyph, 'T');
    assert_int_equal(canvas_get(&c, 0, used - 1)->glyph, 'g');
    canvas_clear(&c);
    assert_int_equal(canvas_text(&c, 0, 0, 0, STR("abc"), ROLE_NORMAL, true), 0);
    assert_int_equal(canvas_text(&c, 0, 0, -3, STR("abc"), ROLE_NORMAL, true), 0);
    assert_text(&c, "\n");
    canvas_release(&c);
}

static void put_keeps_the_owner_and_drops_flags(void **state)
{
    (void)state;
    struct canvas c;

    canvas_init(&c, 1, 3);
    canvas_own(&c, 0, 0, 3, OWNER_EDGE, 4);
    canvas_flags(&c, 0, 0, 3, CELL_HEAVY);
    canvas_flags(&c, 0, 1, 1, CELL_BOLD);
    canvas_put(&c, 0, 0, 'a', ROLE_NORMAL);
    assert_int_equal(canvas_get(&c, 0, 0)->owner, 4);
    assert_int_equal(canvas_get(&c, 0, 0)->flags, 0);
    assert_int_equal(canvas_get(&c, 0, 1)->flags, CELL_HEAVY | CELL_BOLD);
    canvas_release(&c);
}

static void blit_copies_and_never_splits(void **state)
{
    (void)state;
    static const struct {
        int row, col, src_col, cols;
        const char *want;
    } rows[] = {
        {0, 0, 0, 6, "a漢b字\n"}, {0, 0, 0, 2, "a ....\n"}, {0, 0, 2, 2, " b....\n"},
        {0, 3, 0, 6, "...a漢\n"}, {0, 4, 0, 6, "....a\n"},  {0, -2, 0, 6, " b字..\n"},
        {9, 0, 0, 6, "......\n"}, {0, 1, 1, 3, ".漢b..\n"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct canvas src, dst;

        canvas_init(&src, 1, 6);
        canvas_puts(&src, 0, 0, "a漢b字", ROLE_NORMAL);
        canvas_init(&dst, 1, 6);
        canvas_fill(&dst, 0, 0, 1, 6, '.', ROLE_NORMAL);
        canvas_blit(&dst, rows[i].row, rows[i].col, &src, 0, rows[i].src_col, 1, rows[i].cols);
        assert_text(&dst, rows[i].want);
        canvas_release(&src);
        canvas_release(&dst);
    }
}

static void blit_over_half_a_wide_glyph(void **state)
{
    (void)state;
    struct canvas src, dst;

    canvas_init(&src, 1, 1);
    canvas_put(&src, 0, 0, 'x', ROLE_NORMAL);
    canvas_init(&dst, 1, 4);
    canvas_puts(&dst, 0, 0, "漢字", ROLE_NORMAL);
    canvas_blit(&dst, 0, 1, &src, 0, 0, 1, 1);
    assert_text(&dst, " x字\n");
    canvas_release(&src);
    canvas_release(&dst);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blank_and_trailing),
        cmocka_unit_test(outside_is_ignored),
        cmocka_unit_test(wide_glyphs_have_twins),
        cmocka_unit_test(wide_glyph_at_the_edges),
        cmocka_unit_test(wide_over_wide),
        cmocka_unit_test(combining_marks_stay_with_their_base),
        cmocka_unit_test(text_is_sanitised_and_clipped),
        cmocka_unit_test(put_keeps_the_owner_and_drops_flags),
        cmocka_unit_test(blit_copies_and_never_splits),
        cmocka_unit_test(blit_over_half_a_wide_glyph),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
