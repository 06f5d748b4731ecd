/* SPDX-License-Identifier: MIT */
/* test_term_signals.c - who asks twice for an end while nothing answers gets it at once; a hangup, which
 * comes from the terminal and from the processes that it ended, is told once. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "term_signals.h"

/* Raises the signal twice in a process of its own. Its exit code is the signal that it was told, or 128
 * and the one that ended it. */
static int twice(int number)
{
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        const struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        term_signals_install();
        raise(number);
        raise(number);
        _exit(term_signals_read());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void test_asked_twice(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGQUIT};

    (void)state;
    for (size_t i = 0; i < COUNT(signals); i++)
        assert_int_equal(twice(signals[i]), 128 + signals[i]);
    assert_int_equal(twice(SIGHUP), SIGHUP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asked_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
