/* SPDX-License-Identifier: MIT */
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "attr.h"
#include "mem.h"

/* Mouse and bracketed paste off, main screen, cursor shown, no attributes, keypad as usual. */
static const char restore[] = "\033[?1006;1000l\033[?1002l\033[?1003l\033[?2004l\033[?1049l\033[?25h\033[0m"
                              "\033[?1l\033>";

/* --- The explorer's side ---------------------------------------------------------------------- */

/* Signal handlers cannot be given an argument. */
static struct termios armed_settings;
static volatile sig_atomic_t armed_fd = -1;

/* A sanitizer reports crashes better than we do; the parent restores the terminal all the same. */
#if defined(__SANITIZE_ADDRESS__)
enum { CATCH_CRASHES = 0 };
#else
enum { CATCH_CRASHES = 1 };
#endif

static const int crash_signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

static void give_back(int fd, const struct termios *settings)
{
    ssize_t n = write(fd, restore, sizeof restore - 1);

    tcsetattr(fd, TCSADRAIN, settings);
    (void)n;
}

static void on_crash(int number)
{
    if (armed_fd >= 0)
        give_back(armed_fd, &armed_settings);
    armed_fd = -1;
    signal(number, SIG_DFL);
    raise(number);
}

static void on_die(void *arg)
{
    (void)arg;
    if (armed_fd >= 0)
        give_back(armed_fd, &armed_settings);
    armed_fd = -1;
}

static void catch_crashes(void)
{
    /* A stack of its own, so that running out of stack is caught as well. */
    static char stack[16 * 1024];
    const stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction act = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};

    sigaltstack(&alternate, NULL);
    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < COUNT(crash_signals); i++)
        sigaction(crash_signals[i], &act, NULL);
}

void supervisor_arm(int fd)
{
    if (tcgetattr(fd, &armed_settings) < 0)
        return;
    armed_fd = fd;
    die_hook(on_die, NULL);
    if (CATCH_CRASHES)
        catch_crashes();
}

void supervisor_disarm(void)
{
    armed_fd = -1;
    die_hook(NULL, NULL);
    for (size_t i = 0; i < COUNT(crash_signals) && CATCH_CRASHES; i++)
        signal(crash_signals[i], SIG_DFL);
}

/* Between the fork and the loop of a terminal, which has its own way to end: nothing is on the screen yet,
 * but who asks the terminal something has changed its settings. */
static void on_end(int number)
{
    if (armed_fd >= 0)
        tcsetattr(armed_fd, TCSANOW, &armed_settings);
    _exit(128 + number);
}

/* --- The parent's side ------------------------------------------------------------------------ */

static volatile sig_atomic_t child_pid;

/* On ^C and ^\ the kernel signals the whole foreground group: what the explorer makes of its own is right,
 * and ours may come when the editor that they were meant for has gone. */
static void forward(int number, siginfo_t *about, void *context)
{
    int saved = errno;
    bool by_key = (number == SIGINT || number == SIGQUIT) && about->si_code > 0;

    (void)context;
    if (child_pid > 0 && !by_key)
        kill((pid_t)child_pid, number);
    errno = saved;
}

/* The first ones the explorer answers; of the others it dies, and who sends one to both of us still gets
 * the terminal back. */
enum { ANSWERED = 4 };
static const int forwarded[] = {SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGUSR1,
                                SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU};

static int terminal_open(void)
{
    static const int candidates[] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};

    for (size_t i = 0; i < COUNT(candidates); i++) {
        if (isatty(candidates[i]))
            return fcntl(candidates[i], F_DUPFD_CLOEXEC, 3);
    }
    return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

static void child_run(pid_t parent, const sigset_t *mask, int (*job)(void *), void *arg, int fd)
{
    const struct rlimit none = {0, 0};
    int status;

    supervisor_arm(fd);
    for (size_t i = 0; i < COUNT(forwarded); i++)
        signal(forwarded[i], i < ANSWERED ? on_end : SIG_DFL);
    signal(SIGTSTP, SIG_DFL);
    signal(SIGTTOU, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    if (getppid() != parent)
        _exit(128 + SIGHUP);
    setrlimit(RLIMIT_CORE, &none); /* a core would hold what the files said */
    status = job(arg);
    supervisor_disarm();
    fflush(NULL);
    close(fd);
    exit(status);
}

/* The explorer stopped: the shell gets a usable terminal, then we stop as well. When we go on, the
 * explorer sets its own modes again; nothing may be done to the terminal here, it may be faster. */
static void stop_together(int fd, const struct termios *before)
{
    give_back(fd, before);
    signal(SIGTSTP, SIG_DFL);
    raise(SIGTSTP); /* ignored where no shell could continue us */
    signal(SIGTSTP, SIG_IGN);
    kill((pid_t)child_pid, SIGCONT);
}

static int wait_for_child(int fd, const struct termios *before)
{
    int status;

    for (;;) {
        if (waitpid((pid_t)child_pid, &status, WUNTRACED) < 0) {
            if (errno == EINTR)
                continue;
            return 1;
        }
        if (!WIFSTOPPED(status))
            return status;
        stop_together(fd, before);
    }
}

static int run_watched(int fd, const struct termios *before, int (*job)(void *), void *arg)
{
    struct sigaction act = {.sa_sigaction = forward, .sa_flags = SA_RESTART | SA_SIGINFO};
    pid_t parent = getpid(), pid;
    sigset_t mask;
    int status = 0;

    fflush(NULL);
    child_pid = 0;
    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < COUNT(forwarded); i++)
        sigaddset(&act.sa_mask, forwarded[i]);
    for (size_t i = 0; i < COUNT(forwarded); i++)
        sigaction(forwarded[i], &act, NULL);
    signal(SIGTSTP, SIG_IGN);
    signal(SIGTTOU, SIG_IGN); /* tcsetattr from the background must not stop us */
    /* no signal may come between the fork and the note of whom to forward it to */
    sigprocmask(SIG_BLOCK, &act.sa_mask, &mask);
    pid = fork();
    if (pid == 0)
        child_run(parent, &mask, job, arg, fd);
    child_pid = pid > 0 ? pid : 0;
    sigprocmask(SIG_SETMASK, &mask, NULL);
    if (pid > 0) {
        status = wait_for_child(fd, before);
        child_pid = 0;
    }
    for (size_t i = 0; i < COUNT(forwarded); i++)
        signal(forwarded[i], SIG_DFL);
    signal(SIGTSTP, SIG_DFL);
    if (pid < 0)
        return job(arg);
    if (WIFSIGNALED(status))
        give_back(fd, before);
    else
        tcsetattr(fd, TCSADRAIN, before);
    signal(SIGTTOU, SIG_DFL);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int supervisor_run(int (*job)(void *arg), void *arg)
{
    struct termios before;
    int fd = terminal_open(), status;

    if (fd < 0 || tcgetattr(fd, &before) < 0) {
        if (fd >= 0)
            close(fd);
        return job(arg);
    }
    status = run_watched(fd, &before, job, arg);
    close(fd);
    return status;
}
