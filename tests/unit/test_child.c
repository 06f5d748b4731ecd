/* SPDX-License-Identifier: MIT */
/* Children that misbehave: the parent lives, says why, and leaves no process behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <errno.h>
#include <signal.h>
#include <cmocka.h>

#include "attr.h"
#include "child.h"

static void say(int fd, const char *text)
{
    if (write(fd, text, strlen(text)) < 0)
        _exit(9);
}

static int fine(int fd, void *arg)
{
    say(fd, "result of ");
    say(fd, arg);
    return 0;
}

static int nothing(int fd, void *arg)
{
    (void)fd, (void)arg;
    return 0;
}

static int failing(int fd, void *arg)
{
    (void)arg;
    say(fd, "half");
    return 3;
}

static int aborting(int fd, void *arg)
{
    (void)fd, (void)arg;
    raise(SIGSEGV);
    return 0;
}

static int endless(int fd, void *arg)
{
    (void)fd, (void)arg;
    for (;;)
        pause();
    return 0;
}

static int spinning(int fd, void *arg)
{
    (void)fd, (void)arg;
    for (volatile unsigned i = 0;; i++)
        ;
    return 0;
}

static int closed_but_alive(int fd, void *arg)
{
    (void)arg;
    say(fd, "x");
    close(fd);
    for (;;)
        pause();
    return 0;
}

static int flooding(int fd, void *arg)
{
    static const char block[4096];
    (void)arg;
    while (write(fd, block, sizeof block) > 0)
        ;
    return 0;
}

static int hungry(int fd, void *arg)
{
    (void)fd, (void)arg;
    for (size_t got = 0; got < (size_t)64 << 30; got += (size_t)64 << 20)
        if (mmap(NULL, (size_t)64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                 0) == MAP_FAILED)
            return 7;
    return 0;
}

/* Reports what the job finds around itself. */
static int looking(int fd, void *arg)
{
    char text[200], cwd[100] = "";
    int open_fds = 0;
    struct stat st;
    (void)arg;
    for (int i = 0; i < 64; i++)
        open_fds += fstat(i, &st) == 0;
    if (!getcwd(cwd, sizeof cwd))
        return 1;
    snprintf(text, sizeof text, "open=%d cwd=%s env=%s term=%d", open_fds, cwd,
             getenv("FAASMAP_TEST") ? "kept" : "empty", isatty(0) + isatty(1) + isatty(2));
    say(fd, text);
    return 0;
}

static void children(void **state)
{
    (void)state;
    static char name[] = "arg";
    static const struct child_limits cpu = {1, 8000, (size_t)1 << 30, 1000};
    static const struct child_limits small = {10, 300, (size_t)1 << 30, 10000};
    static const struct {
        int (*job)(int fd, void *arg);
        const struct child_limits *limits;
        bool ok;
        const char *out, *why;
    } rows[] = {
        {fine, &child_usual, true, "result of arg", ""},
        {nothing, &child_usual, true, "", ""},
        {failing, &child_usual, false, "half", "Job failed: exit code 3"},
        {aborting, &child_usual, false, "", "Job failed: signal 11"},
        {endless, &small, false, "", "Job failed: time limit"},
        {spinning, &cpu, false, "", "Job failed: time limit"},
        {closed_but_alive, &small, false, "x", "Job failed: signal 9"},
        {hungry, &child_usual, false, "", "Job failed: exit code 7"},
        {flooding, &small, false, NULL, "Job failed: output limit"},
        {looking, &child_usual, true, "open=4 cwd=/ env=empty term=0", ""},
    };
    setenv("FAASMAP_TEST", "1", 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf out = {0}, why = {0};
        buf_puts(&out, ""), buf_puts(&why, "");
        assert_int_equal(child_run("Job", rows[i].job, name, rows[i].limits, &out, &why),
                         rows[i].ok);
        if (rows[i].out)
            assert_string_equal(out.ptr, rows[i].out);
        assert_string_equal(why.ptr, rows[i].why);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody is left */
        assert_int_equal(errno, ECHILD);
        buf_release(&out);
        buf_release(&why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(children)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
