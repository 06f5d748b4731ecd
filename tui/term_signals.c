/* SPDX-License-Identifier: MIT */
#include "term_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "attr.h"
#include "mem.h"

/* Signal handlers cannot be given an argument: the only state outside a struct. */
static volatile sig_atomic_t signal_pipe_in = -1, signal_pipe_out = -1, ending;

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int other_signals[] = {SIGTSTP, SIGCONT, SIGWINCH};

static void on_signal(int number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)number;

    if (number != SIGTSTP && number != SIGCONT && number != SIGWINCH) {
        if (ending && number != SIGHUP) { /* a terminal that goes tells the whole group, and so do those in it */
            signal(number, SIG_DFL);
            raise(number);
        }
        ending = 1;
    }
    if (write(signal_pipe_in, &byte, 1) < 0)
        ending = ending; /* a full pipe already wakes the loop */
    errno = saved;
}

void term_signals_install(void)
{
    /* curses waits for the rest of a mouse sequence, which may never come: that read ends, too */
    struct sigaction end = {.sa_handler = on_signal};
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    int fds[2];

    if (signal_pipe_in < 0) {
        if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
            die("no pipe for signals");
        signal_pipe_out = fds[0];
        signal_pipe_in = fds[1];
    }
    ending = 0;
    sigemptyset(&end.sa_mask);
    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < COUNT(ending_signals); i++)
        sigaction(ending_signals[i], &end, NULL);
    for (size_t i = 0; i < COUNT(other_signals); i++)
        sigaction(other_signals[i], &act, NULL);
    signal(SIGPIPE, SIG_IGN);
}

void term_signals_default(void)
{
    for (size_t i = 0; i < COUNT(ending_signals); i++)
        signal(ending_signals[i], SIG_DFL);
    for (size_t i = 0; i < COUNT(other_signals); i++)
        signal(other_signals[i], SIG_DFL);
}

int term_signals_fd(void)
{
    return signal_pipe_out;
}

int term_signals_read(void)
{
    unsigned char number;

    return read(signal_pipe_out, &number, 1) == 1 ? number : 0;
}
