/* SPDX-License-Identifier: MIT */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "mem.h"

/* Splits at blanks; returns the number of words. words point into text. */
static int split(char *text, char **words, int max)
{
    int count = 0;

    for (char *c = text; *c && count < max;) {
        while (*c == ' ')
            *c++ = '\0';
        if (*c)
            words[count++] = c;
        while (*c && *c != ' ')
            c++;
    }
    return count;
}

/* In the child. in_fd: its standard input, the other two are nowhere then; -1: all as they are. */
static _Noreturn void become(char **argv, int in_fd)
{
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if (in_fd >= 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        if (dup2(in_fd, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
            dup2(nowhere, STDERR_FILENO) < 0)
            _exit(SPAWN_NOT_FOUND);
    }
    execvp(argv[0], argv);
    _exit(SPAWN_NOT_FOUND);
}

static pid_t start(const char *command, const char *const *arguments, int in_fd)
{
    enum { ADDED_MAX = 4 };
    char *text = mem_strdup(command), *argv[SPAWN_WORDS + ADDED_MAX + 1] = {0};
    int count = split(text, argv, SPAWN_WORDS);
    pid_t pid;

    for (int i = 0; arguments && arguments[i] && i < ADDED_MAX; i++)
        argv[count++] = (char *)(uintptr_t)arguments[i]; /* exec does not write to them */
    pid = argv[0] ? fork() : -1;
    if (pid == 0)
        become(argv, in_fd);
    mem_free(text);
    return pid;
}

static int code_of(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The keys Ctrl-C and Ctrl-\ signal all that have the terminal; they are meant for the program that runs. */
int spawn_wait(const char *command, const char *const *arguments)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction interrupt, quit;
    pid_t pid;
    int status = 0;

    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    pid = start(command, arguments, -1);
    while (pid >= 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    return pid < 0 ? SPAWN_NOT_FOUND : code_of(status);
}

/* False: it did not take everything in time. */
static bool feed(int fd, struct str input, long until)
{
    while (input.len) {
        struct pollfd ready = {.fd = fd, .events = POLLOUT};
        long left = until - clock_ms();
        int rc = left > 0 ? poll(&ready, 1, (int)left) : 0;
        ssize_t n = -1;
        if (rc < 0 && errno == EINTR)
            continue;
        if (rc > 0 && !(ready.revents & POLLERR))
            n = write(fd, input.ptr, input.len);
        if (n < 0 && rc > 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            return false;
        input = str_from_at(input, (size_t)n);
    }
    return true;
}

/* Its end, or that of the time: then it is killed. */
static int reap(pid_t pid, long until)
{
    const struct timespec moment = {.tv_nsec = 2000000};
    int status = 0;
    pid_t got;

    while ((got = waitpid(pid, &status, WNOHANG)) == 0 && clock_ms() < until)
        nanosleep(&moment, NULL);
    if (got == 0) {
        kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    }
    return code_of(status);
}

int spawn_feed(const char *command, struct str input)
{
    long until = clock_ms() + SPAWN_WAIT_MS;
    int ends[2], code;
    bool fed;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    pid = start(command, NULL, ends[0]);
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return SPAWN_NOT_FOUND;
    }
    fed = feed(ends[1], input, until);
    close(ends[1]);
    code = reap(pid, until);
    return code == 0 && !fed ? -1 : code;
}
