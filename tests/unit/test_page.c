/* SPDX-License-Identifier: MIT */
/* test_page.c - what a page does with actions, and what it leaves to others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mem.h"
#include "page.h"

enum { LINES = 40, HEIGHT = 10 };

/* Every third line is a place to rest. */
static void fill(struct page *p)
{
    for (uint32_t i = 0; i < LINES; i++)
        page_line(p, (struct page_target){.item = i + 1, .rest = i % 3 == 0});
    p->height = HEIGHT;
}

/* What a name is too long for is the name's loss, not that of the signs behind it. */
static void test_signs_stay(void **state)
{
    static const struct {
        int cols;
        const char *drawn;
    } rows[] = {
        {40, "fn GetTheWeatherOfTheDay *  ^seen\n"},
        {33, "fn GetTheWeatherOfTheDay *  ^seen\n"},
        {24, "fn GetTh~TheDay *  ^seen\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct page p = {0};
        struct canvas c = {0};
        struct buf text = {0};

        page_line(&p, (struct page_target){.item = 1, .rest = true});
        page_puts(&p, "fn ", ROLE_LABEL);
        page_puts(&p, "GetTheWeatherOfTheDay", ROLE_NORMAL);
        page_puts(&p, " *", ROLE_REACH);
        page_sign(&p);
        page_puts(&p, "  ^seen", ROLE_HUB);
        page_sign(&p);
        canvas_resize(&c, 1, rows[i].cols);
        page_draw(&p, &c, 0, 0, 1, rows[i].cols, false, STR_NONE, true);
        canvas_to_text(&c, &text);
        if (!str_is(buf_str(&text), rows[i].drawn))
            fail_msg("%d: '%.*s'", rows[i].cols, (int)text.len, text.ptr);
        buf_release(&text);
        canvas_release(&c);
        page_release(&p);
    }
}

static void test_moves(void **state)
{
    static const struct {
        enum action action;
        int cursor, top;     /* before */
        int to_cursor, to_top;
        bool done, loose;
    } rows[] = {
        {ACTION_DOWN, 0, 0, 3, 0, true, false},
        {ACTION_UP, 3, 0, 0, 0, true, false},
        {ACTION_UP, 0, 0, 0, 0, false, true},
        {ACTION_DOWN, 39, 0, 39, 1, true, true}, /* no place below: what stands there is shown */
        {ACTION_DOWN, 39, 30, 39, 30, false, true},
        {ACTION_FIRST, 21, 15, 0, 0, true, false},
        {ACTION_LAST, 0, 0, 39, 30, true, false},
        {ACTION_PAGE_DOWN, 0, 0, 9, 9, true, false},
        {ACTION_PAGE_UP, 18, 12, 9, 3, true, false},
        {ACTION_SCROLL_DOWN, 0, 0, 0, 1, true, true},
        {ACTION_SCROLL_UP, 0, 1, 0, 0, true, true},
        {ACTION_SCROLL_UP, 0, 0, 0, 0, false, true},
        {ACTION_SCROLL_DOWN, 0, 30, 0, 30, false, true},
    };
    struct page p = {0};

    (void)state;
    fill(&p);
    for (size_t i = 0; i < COUNT(rows); i++) {
        p.cursor = rows[i].cursor;
        p.top = rows[i].top;
        p.loose = false;
        assert_true(page_takes(rows[i].action));
        assert_int_equal(page_act(&p, rows[i].action), rows[i].done);
        assert_int_equal(p.cursor, rows[i].to_cursor);
        assert_int_equal(p.top, rows[i].to_top);
        assert_int_equal(p.loose, rows[i].loose);
    }
    page_release(&p);
}

/* What a page does not take changes nothing, least of all where it was scrolled to by hand. */
static void test_others_change_nothing(void **state)
{
    struct page p = {0};
    size_t taken = 0;

    (void)state;
    fill(&p);
    for (int a = 0; a < ACTION_COUNT; a++) {
        if (page_takes((enum action)a)) {
            taken++;
            continue;
        }
        p.cursor = 6;
        p.top = 20;
        p.loose = true;
        assert_false(page_act(&p, (enum action)a));
        assert_int_equal(p.cursor, 6);
        assert_int_equal(p.top, 20);
        assert_true(p.loose);
    }
    assert_int_equal(taken, 9);
    page_release(&p);
}

static void lines_of(const struct page *p, struct buf *out)
{
    for (size_t i = 0; i < p->line_count; i++) {
        const struct page_line *line = &p->lines[i];
        if (i)
            buf_putc(out, '|');
        for (uint32_t k = 0; k < line->count; k++)
            buf_add(out, p->segments[line->first + k].text);
    }
}

static void a_long_word_breaks_where_its_parts_meet(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width;
        const char *lines;
    } rows[] = {
        {"one two three", 13, "one two three"},
        {"one two three", 8, "one two|three"},
        {"src/functions/order.py", 15, "src/functions/|order.py"},
        {"orders-queue.fifo", 10, "orders-|queue.fifo"},
        {"src/orders-queue", 13, "src/|orders-queue"}, /* slashes come first */
        {"CognitoUserPoolDvsaUserPool", 22, "CognitoUserPoolDvsa|UserPool"},
        {"template.yml:480", 14, "template.|yml:480"}, /* a line number is not torn off */
        {"abcdefghij", 4, "abcd|efgh|ij"},
        {"ABCDEFGH", 4, "ABCD|EFGH"},
        {"S3Bucket", 4, "S3|Buck|et"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct page p = {0};
        struct buf got = {0};
        page_reset(&p);
        page_wrap(&p, str_from(rows[i].text), ROLE_NORMAL, rows[i].width, 0,
                  (struct page_target){0});
        lines_of(&p, &got);
        assert_string_equal(got.ptr, rows[i].lines);
        buf_release(&got);
        page_release(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_word_breaks_where_its_parts_meet),
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_signs_stay),
        cmocka_unit_test(test_others_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
