/* SPDX-License-Identifier: MIT */
/* What a terminal says about its background and its cells, and what becomes of what is typed meanwhile. */
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "probe.h"

#define OSC(body) "\033]" body "\033\\"
#define DA1 "\033[?62;22c"
#define CPR(place) "\033[" place "R"

static void test_answers(void **state)
{
    static const struct {
        const char *bytes;
        enum background want;
        bool ended;
        const char *typed;
        int cells;
    } rows[] = {
        {OSC("11;rgb:ffff/ffff/ffff") DA1, BACKGROUND_LIGHT, true, "", 0},
        {OSC("11;rgb:0000/0000/0000") DA1, BACKGROUND_DARK, true, "", 0},
        {"\033]11;rgb:fd/f6/e3\a" DA1, BACKGROUND_LIGHT, true, "", 0},
        {"\033]11;rgba:1c1c/1f1f/2626/ffff\a" DA1, BACKGROUND_DARK, true, "", 0},
        {"\033]11;rgb:f/f/f\a", BACKGROUND_LIGHT, false, "", 0},
        {DA1, BACKGROUND_UNKNOWN, true, "", 0},                             /* does not know OSC 11 */
        {"", BACKGROUND_UNKNOWN, false, "", 0},
        {OSC("11;rgb:ffff/ffff/ff"), BACKGROUND_LIGHT, false, "", 0},       /* mixed widths */
        {"\033]11;rgb:ffff/ffff/ff", BACKGROUND_UNKNOWN, false, "", 0},     /* not whole yet */
        {OSC("10;rgb:ffff/ffff/ffff"), BACKGROUND_UNKNOWN, false, "", 0},   /* the foreground */
        {OSC("11;rgb:ffff/ffff"), BACKGROUND_UNKNOWN, false, "", 0},
        {OSC("11;rgb:fffff/ffff/ffff"), BACKGROUND_UNKNOWN, false, "", 0},
        {OSC("11;rgb:gggg/ffff/ffff"), BACKGROUND_UNKNOWN, false, "", 0},
        {OSC("11;white"), BACKGROUND_UNKNOWN, false, "", 0},
        {"q" OSC("11;rgb:0/0/0") "gp" DA1 "j", BACKGROUND_DARK, true, "qgpj", 0}, /* typed meanwhile */
        {"\033[A" DA1, BACKGROUND_UNKNOWN, true, "", 0},                    /* an arrow is lost */
        {"\033[62;22c", BACKGROUND_UNKNOWN, false, "", 0},                  /* no answer to DA1 */
        {"\033", BACKGROUND_UNKNOWN, false, "", 0},
        {"\033[", BACKGROUND_UNKNOWN, false, "", 0},
        {"\033]", BACKGROUND_UNKNOWN, false, "", 0},
        {CPR("5;1") CPR("5;2") DA1, BACKGROUND_UNKNOWN, true, "", 1},
        {CPR("5;1") CPR("5;3") DA1, BACKGROUND_UNKNOWN, true, "", 2},
        {CPR("24;79") "k" CPR("24;81") DA1, BACKGROUND_UNKNOWN, true, "k", 2},
        {OSC("11;rgb:0/0/0") CPR("1;1") CPR("1;3") DA1, BACKGROUND_DARK, true, "", 2},
        {CPR("5;1") DA1, BACKGROUND_UNKNOWN, true, "", 0},
        {CPR("5;80") CPR("5;80") DA1, BACKGROUND_UNKNOWN, true, "", 0},   /* the end of a line */
        {CPR("5;80") CPR("6;2") DA1, BACKGROUND_UNKNOWN, true, "", 0},    /* it went on below */
        {CPR("5;1") CPR("5;4") DA1, BACKGROUND_UNKNOWN, true, "", 0},     /* its bytes, no sign */
        {"\033P>|xterm(370)Q\033\\" DA1, BACKGROUND_UNKNOWN, true, "", 0}, /* to who asked before us */
        {"\033_Gi=1;OK\033\\x\033^y\033\\\033Xz\033\\" DA1, BACKGROUND_UNKNOWN, true, "x", 0},
        {CPR("5") CPR("") CPR("5;?") DA1, BACKGROUND_UNKNOWN, true, "", 0},
        {CPR("5;9999999999999999999") CPR("5;1") DA1, BACKGROUND_UNKNOWN, true, "", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf typed = {0};
        struct probe said = probe_parse(str_from(rows[i].bytes), &typed);
        assert_int_equal(said.background, rows[i].want);
        assert_int_equal(said.ended, rows[i].ended);
        assert_int_equal(said.cells, rows[i].cells);
        assert_true(str_is(buf_str(&typed), rows[i].typed));
        buf_release(&typed);
    }
}

/* Where the bytes end within a sequence the rest is waited for. */
static void test_cut(void **state)
{
    static const struct {
        const char *bytes;
        bool cut;
    } rows[] = {
        {"", false},           {"x", false},          {"\033[", true},       {"\033[?62;", true},
        {"\033[?62c", false},  {"\033]11;rgb", true}, {"\033]11;x\a", false}, {"\033P1$", true},
        {"\033]11;x\033", true}, {DA1 "x", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf typed = {0};
        if (probe_parse(str_from(rows[i].bytes), &typed).cut != rows[i].cut)
            fail_msg("row %zu", i);
        buf_release(&typed);
    }
}

static void test_variable(void **state)
{
    static const struct {
        const char *value;
        enum background want;
    } rows[] = {
        {"15;0", BACKGROUND_DARK},        {"0;15", BACKGROUND_LIGHT},
        {"0;default;7", BACKGROUND_LIGHT}, {"7;8", BACKGROUND_DARK},
        {"0;default", BACKGROUND_UNKNOWN}, {"15", BACKGROUND_UNKNOWN},
        {"0;16", BACKGROUND_UNKNOWN},     {"0;-1", BACKGROUND_UNKNOWN},
        {"", BACKGROUND_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(background_from_variable(str_from(rows[i].value)), rows[i].want);
}

enum { ANY_TIME = 60000 }; /* ms: an answer comes, however busy the machine is */

/* A terminal that answers (or does not), behind a real pseudo terminal. */
static struct probe ask_terminal(const char *answer, long wait_ms, struct buf *typed)
{
    struct termios before, after;
    int master, slave;
    struct probe found;

    assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char question[64];
        ssize_t n = read(master, question, sizeof question);
        for (size_t len = strlen(answer); n > 0 && len > 0; answer += n, len -= (size_t)n)
            n = write(master, answer, len); /* as much as the line takes */
        pause();
        _exit(n > 0);
    }
    tcgetattr(slave, &before);
    found = probe_ask(slave, PROBE_BACKGROUND | PROBE_CELLS, wait_ms, typed);
    tcgetattr(slave, &after);
    assert_int_equal(before.c_lflag, after.c_lflag);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(master);
    close(slave);
    return found;
}

static void test_asking(void **state)
{
    struct buf typed = {0};

    (void)state;
    struct probe said = ask_terminal(OSC("11;rgb:eeee/eeee/eeee") CPR("1;1") "x" CPR("1;3") DA1,
                                     ANY_TIME, &typed);
    assert_int_equal(said.background, BACKGROUND_LIGHT);
    assert_int_equal(said.cells, 2);
    assert_true(str_is(buf_str(&typed), "x"));
    buf_reset(&typed);
    assert_int_equal(ask_terminal(DA1, ANY_TIME, &typed).background, BACKGROUND_UNKNOWN);
    assert_int_equal(ask_terminal("", 20, &typed).background, BACKGROUND_UNKNOWN); /* the wait ends */
    buf_release(&typed);
}

/* Whatever stands before the answer to DA1 and looks like an answer is none of what was typed. */
static void test_long_answers(void **state)
{
    enum { LONG = 20000 };
    struct buf answer = {0}, typed = {0};

    (void)state;
    buf_puts(&answer, "\033]11;");
    buf_fill(&answer, 'q', LONG);
    buf_puts(&answer, "\a" "j");
    for (int i = 0; i < LONG / 10; i++)
        buf_puts(&answer, OSC("4;1;rgb:1/1/1") CPR("1;1"));
    buf_puts(&answer, DA1 "k");
    struct probe said = ask_terminal(answer.ptr, ANY_TIME, &typed);
    assert_true(said.ended);
    assert_true(str_starts(STR("jk"), buf_str(&typed)) && typed.len >= 1); /* k may come later */
    buf_release(&answer);
    buf_release(&typed);
}

static void test_no_terminal(void **state)
{
    struct buf typed = {0};
    int fd = open("/dev/null", O_RDWR);

    (void)state;
    assert_false(probe_ask(fd, PROBE_BACKGROUND | PROBE_CELLS, ANY_TIME, &typed).ended);
    close(fd);
    buf_release(&typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_variable),
        cmocka_unit_test(test_asking),
        cmocka_unit_test(test_long_answers),
        cmocka_unit_test(test_no_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
