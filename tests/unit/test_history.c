/* SPDX-License-Identifier: MIT */
/* test_history.c - commands that were typed, and their file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "history.h"
#include "line.h"

static void add(struct history *h, const char *line)
{
    assert_true(history_add(h, str_from(line)));
}

static void test_going_through(void **state)
{
    struct history h = {0};

    (void)state;
    add(&h, "goto A");
    add(&h, "set wide=on");
    add(&h, "goto B");
    add(&h, "goto A"); /* moves to the end */
    assert_int_equal(h.count, 3);
    assert_int_equal(history_next(&h, 3, -1, STR("goto")), 2);
    assert_int_equal(history_next(&h, 2, -1, STR("goto")), 1);
    assert_int_equal(history_next(&h, 1, -1, STR("goto")), 3); /* no more */
    assert_int_equal(history_next(&h, 1, 1, STR("goto")), 2);
    assert_int_equal(history_next(&h, 2, 1, STR("")), 3);
    assert_int_equal(history_find(&h, 3, -1, STR("WIDE")), 0);
    assert_int_equal(history_find(&h, 0, -1, STR("wide")), 3);
    history_release(&h);
}

static void test_what_is_not_kept(void **state)
{
    struct history h = {0};
    struct buf longest = {0};

    (void)state;
    buf_fill(&longest, 'x', LINE_MAX_BYTES + 1);
    assert_false(history_add(&h, STR("")));
    assert_false(history_add(&h, STR(" goto A")));
    assert_false(history_add(&h, STR("goto A\nquit")));
    assert_false(history_add(&h, STR("goto \x1b[2J")));
    assert_false(history_add(&h, buf_str(&longest)));
    assert_false(history_add(&h, STR("note AKIA2OGYBAH6QLWPGBNQ")));
    assert_int_equal(h.count, 0);
    for (int i = 0; i <= HISTORY_LINES_MAX; i++) {
        char line[20];
        snprintf(line, sizeof line, "goto %d", i);
        add(&h, line);
    }
    assert_int_equal(h.count, HISTORY_LINES_MAX);
    assert_string_equal(h.lines[0].ptr, "goto 1");
    buf_release(&longest);
    history_release(&h);
}

static void test_file(void **state)
{
    char folder[] = "/tmp/faasmap-history-XXXXXX", path[200], part[100];
    struct history a = {0}, b = {0}, c = {0};
    struct stat st;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(part, sizeof part, "%s/state", folder);
    snprintf(path, sizeof path, "%s/history", part);
    history_load(&a, path); /* there is none */
    assert_int_equal(a.count, 0);
    add(&a, "goto A");
    assert_true(history_save(&a, path)); /* makes the folder */
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    history_load(&b, path);
    add(&b, "goto B");
    add(&a, "goto C");
    assert_true(history_save(&b, path));
    assert_true(history_save(&a, path)); /* keeps what the other run added */
    history_load(&c, path);
    assert_int_equal(c.count, 3);
    assert_string_equal(c.lines[0].ptr, "goto A");
    assert_string_equal(c.lines[1].ptr, "goto B");
    assert_string_equal(c.lines[2].ptr, "goto C");
    unlink(path);
    assert_true(history_save(&c, path)); /* nothing new: nothing is written */
    assert_int_not_equal(access(path, F_OK), 0);
    rmdir(part);
    assert_int_equal(rmdir(folder), 0); /* no temporary file was left */
    history_release(&a);
    history_release(&b);
    history_release(&c);
}

static void test_file_that_cannot_be(void **state)
{
    struct history h = {0};

    (void)state;
    history_load(&h, "/dev/null/history");
    add(&h, "goto A");
    assert_false(history_save(&h, "/dev/null/history"));
    assert_int_equal(h.count, 1);
    history_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_going_through),
        cmocka_unit_test(test_what_is_not_kept),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_file_that_cannot_be),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
