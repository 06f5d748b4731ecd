/* SPDX-License-Identifier: MIT */
/* test_pty_program.c - the program as a user starts it, behind a real pseudo terminal: what the
 * environment asks for, terminals of all sorts, and the line of progress while it reads. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "progress.h"
#include "pty.h"

/* --- What is asked for --------------------------------------------------------------------------- */

struct program {
    const char *variable, *value; /* one more of the environment */
    const char *option;           /* or NULL */
};

static int run_program(void *arg, int sync)
{
    const struct program *program = arg;
    const char *args[] = {"faasmap", "tests/sessions/waste.yaml", program->option, NULL};

    unsetenv("NO_COLOR");
    if (program->variable)
        setenv(program->variable, program->value, 1);
    return pty_become(sync, args);
}

static bool has_colour(const struct pty *p)
{
    if (pty_has(p, "\033[38") || pty_has(p, ";38;5"))
        return true;
    for (char c = '1'; c < '8'; c++) {
        if (pty_has(p, (char[]){'\033', '[', '3', c, 'm', 0}))
            return true;
    }
    return false;
}

/* What the environment and options ask for reaches the screen. */
static void test_program(void **state)
{
    static const struct {
        struct program program;
        const char *locale;
        bool colour, ascii, double_signs;
    } rows[] = {
        {{NULL, NULL, NULL}, "C.UTF-8", true, false, false},
        {{"NO_COLOR", "1", NULL}, "C.UTF-8", false, false, false},
        {{"NO_COLOR", "", NULL}, "C.UTF-8", true, false, false},
        {{"NO_COLOR", "1", "--color=always"}, "C.UTF-8", true, false, false},
        {{NULL, NULL, "--color=never"}, "C.UTF-8", false, false, false},
        {{NULL, NULL, "--theme=mono"}, "C.UTF-8", false, false, false},
        {{NULL, NULL, NULL}, "C", true, true, false},
        {{NULL, NULL, "--ascii"}, "C.UTF-8", true, true, false},
        {{NULL, NULL, NULL}, "C.UTF-8", true, true, true}, /* the terminal was asked */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct program program = rows[i].program;
        struct pty_environment env = {.locale = rows[i].locale,
                                      .double_signs = rows[i].double_signs};
        struct pty p;
        size_t wide = 0, asked = rows[i].double_signs ? 3 : 0; /* bytes of the sign it was asked with */
        pty_start(&p, 24, 80, &env, run_program, &program);
        assert_true(p.alt_screen);
        pty_key(&p, (struct key){'j', 0});
        for (size_t k = 0; k < p.raw.len; k++)
            wide += (unsigned char)p.raw.ptr[k] >= 0x80;
        assert_int_equal(has_colour(&p), rows[i].colour);
        assert_int_equal(wide == asked, rows[i].ascii);
        assert_true(pty_has(&p, "Bridge HTTP"));
        pty_key(&p, (struct key){'Q', 0});
        assert_int_equal(pty_wait(&p), 0);
        assert_true(pty_restored(&p));
        pty_end(&p);
    }
}

/* More terminals than the matrix has, with and without colours, in both kinds of locale. */
static void test_terminal_types(void **state)
{
    static const char *const terms[] = {"xterm", "screen", "rxvt", "ansi"};
    static const char *const locales[] = {"C", "C.UTF-8"};

    (void)state;
    for (size_t i = 0; i < COUNT(terms) * COUNT(locales); i++) {
        struct program program = {NULL, NULL, NULL};
        struct pty_environment env = {.term = terms[i / 2], .locale = locales[i % 2]};
        struct pty p;
        pty_start(&p, 24, 80, &env, run_program, &program);
        if (!p.ended) { /* a system may know fewer terminals */
            for (const char *c = "gpgigdgm?"; *c; c++)
                pty_key(&p, (struct key){(unsigned char)*c, 0});
            pty_resize(&p, 48, 160);
            pty_key(&p, (struct key){'Q', 0});
        }
        pty_wait(&p);
        assert_true(p.status == 0 || pty_has(&p, "the terminal that TERM names cannot be used"));
        assert_true(pty_restored(&p));
        pty_end(&p);
    }
}

/* --- While it reads ------------------------------------------------------------------------------ */

#define SYSTEM "faasmap: 1\nnodes:\n  - {id: a, kind: function, name: slow one}\n"

/* A pipe with a name: the program waits for what it is to read as long as the test likes. */
struct slow {
    char folder[40], fifo[60];
    const char *command; /* or NULL: the explorer */
};

static int run_slow(void *arg, int sync)
{
    const struct slow *slow = arg;
    const char *args[] = {"faasmap", slow->command ? slow->command : "explore",
                          "tests/sessions/waste.yaml", slow->fifo, NULL};
    char number[16];

    snprintf(number, sizeof number, "%d", sync);
    setenv("FAASMAP_PROGRESS_SYNC_FD", number, 1);
    return pty_become(sync, args);
}

/* Starts it and waits for the line. The files are read in the order of their names. */
static void slow_start(struct slow *slow, struct pty *p, const char *command)
{
    *slow = (struct slow){.folder = "/tmp/faasmap-slow-XXXXXX", .command = command};
    assert_non_null(mkdtemp(slow->folder));
    snprintf(slow->fifo, sizeof slow->fifo, "%s/slow.yaml", slow->folder);
    assert_int_equal(mkfifo(slow->fifo, 0600), 0);
    pty_start(p, 24, 80, NULL, run_slow, slow);
    assert_false(p->alt_screen);
    assert_true(pty_has(p, "faasmap: reading: "));
    assert_true(pty_has(p, " resources   ("));
}

/* The line is gone from the screen that the shell goes on with. */
static void slow_end(struct slow *slow, struct pty *p)
{
    struct buf text = {0};

    pty_text(p, &text);
    assert_null(strstr(text.ptr, "reading"));
    assert_true(pty_restored(p));
    buf_release(&text);
    pty_end(p);
    unlink(slow->fifo);
    assert_int_equal(rmdir(slow->folder), 0);
}

static void feed(const struct slow *slow)
{
    int fd = open(slow->fifo, O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, SYSTEM, sizeof SYSTEM - 1), sizeof SYSTEM - 1);
    close(fd);
}

static void test_line_while_reading(void **state)
{
    struct slow slow;
    struct pty p;

    (void)state;
    slow_start(&slow, &p, NULL);
    assert_true(pty_has(&p, "(q cancels)"));
    pty_send(&p, "jjx", 3); /* other keys neither cancel nor show */
    feed(&slow);
    pty_settle(&p);
    assert_true(p.alt_screen);
    pty_key(&p, (struct key){'Q', 0});
    assert_int_equal(pty_wait(&p), 0);
    assert_false(pty_has(&p, "jjx"));
    slow_end(&slow, &p);
}

static void test_reading_is_cancelled(void **state)
{
    static const struct {
        const char *key; /* or a signal to the process that the user sees */
        int signal, status;
    } rows[] = {
        {"q", 0, 128 + SIGINT},
        {"\003", 0, 128 + SIGINT},
        {NULL, SIGTERM, 128 + SIGTERM},
        {NULL, SIGHUP, 128 + SIGHUP},
        {NULL, SIGKILL, 128 + SIGKILL}, /* of the reader: its parent gives the terminal back */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct slow slow;
        struct pty p;
        slow_start(&slow, &p, NULL);
        if (rows[i].key)
            pty_send(&p, rows[i].key, 1);
        else
            kill(rows[i].signal == SIGKILL ? pty_explorer(&p) : p.pid, rows[i].signal);
        assert_int_equal(pty_wait(&p), rows[i].status);
        if (rows[i].signal != SIGKILL)
            assert_false(pty_has(&p, "\033")); /* nothing to undo: the shell's screen stays */
        assert_true(pty_restored(&p));
        pty_end(&p);
        unlink(slow.fifo);
        assert_int_equal(rmdir(slow.folder), 0);
    }
}

/* A command shows the line too, and leaves the keys to the shell. */
static void test_line_of_a_command(void **state)
{
    struct slow slow;
    struct pty p;

    (void)state;
    slow_start(&slow, &p, "stats");
    assert_true(pty_has(&p, "(Ctrl-C cancels)"));
    feed(&slow);
    assert_int_equal(pty_wait(&p), 0);
    assert_true(pty_has(&p, "messages"));
    slow_end(&slow, &p);
}

static void test_no_line_without_terminal(void **state)
{
    struct import_progress counters = {0};
    struct progress_options options = {.keys = true, .sync_fd = -1};
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    options.out_fd = ends[1];
    assert_null(progress_start(&options, &counters));
    options.out_fd = -1;
    assert_null(progress_start(&options, &counters));
    progress_end(NULL);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_program),
        cmocka_unit_test(test_terminal_types),
        cmocka_unit_test(test_line_while_reading),
        cmocka_unit_test(test_reading_is_cancelled),
        cmocka_unit_test(test_line_of_a_command),
        cmocka_unit_test(test_no_line_without_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
