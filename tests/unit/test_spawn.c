/* SPDX-License-Identifier: MIT */
/* Programs that the user named: arguments stay whole, input arrives whole, ends are told apart. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "buf.h"
#include "spawn.h"
#include "test_files.h"

static void test_input_arrives(void **state)
{
    char path[] = "/tmp/faasmap-spawn-XXXXXX";
    struct buf text = {0}, command = {0}, got = {0};
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    for (int i = 0; i < 50000; i++) /* more than a pipe takes at once */
        buf_printf(&text, "line %d\n", i);
    buf_printf(&command, "  tee   %s ", path);
    assert_int_equal(spawn_feed(command.ptr, buf_str(&text)), 0);
    test_file_text(path, &got);
    assert_int_equal(got.len, text.len);
    assert_memory_equal(got.ptr, text.ptr, got.len);
    unlink(path);
    buf_release(&text);
    buf_release(&command);
    buf_release(&got);
}

static void test_ends(void **state)
{
    static char much[200000];

    (void)state;
    signal(SIGPIPE, SIG_IGN); /* as the program does */
    memset(much, 'x', sizeof much);
    assert_int_equal(spawn_feed("false", STR("x")), 1);
    assert_int_equal(spawn_feed("/nonexistent/program", STR("x")), SPAWN_NOT_FOUND);
    assert_int_equal(spawn_feed("", STR("x")), SPAWN_NOT_FOUND);
    assert_int_equal(spawn_feed("   ", STR("x")), SPAWN_NOT_FOUND);
    /* it ended well, but has not taken the text */
    assert_int_equal(spawn_feed("true", (struct str){much, sizeof much}), -1);
    assert_int_equal(spawn_feed("cat", STR("")), 0);
}

static void test_arguments_are_not_split(void **state)
{
    (void)state;
    assert_int_equal(spawn_wait("test -n", (const char *const[]){"a b", NULL}), 0);
    assert_int_equal(spawn_wait("test a = ", (const char *const[]){"a ", NULL}), 1);
    assert_int_equal(spawn_wait("sh -c", (const char *const[]){"exit 7", NULL}), 7);
    assert_int_equal(spawn_wait("sh -c", (const char *const[]){"kill -9 $$", NULL}), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_input_arrives),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_arguments_are_not_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
