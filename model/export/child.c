/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "mem.h"

const struct child_limits child_usual = {10, 15000, (size_t)1 << 30, (size_t)64 << 20};

enum { RESULT_FD = 3, NO_SETUP = 125, BLOCK = 65536 };

/* --- In the child --------------------------------------------------------------------------------- */

/* Never above what this process may have. The hard limit lies one above the soft one, so that the
 * signal tells which limit it was. */
static struct rlimit bounded(struct rlimit has, rlim_t value)
{
    if (has.rlim_max == RLIM_INFINITY || value < has.rlim_max)
        return (struct rlimit){value, value + 1};
    has.rlim_cur = has.rlim_max;
    return has;
}

/* A macro, since the type of what is not the same in all C libraries. */
#define LIMIT(what, value)                                                                         \
    (getrlimit(what, &r) == 0 && (r = bounded(r, value), setrlimit(what, &r) == 0))

/* Bytes of address space in use; 0 if that cannot be known. */
static size_t address_space(void)
{
    FILE *f = fopen("/proc/self/statm", "re");
    unsigned long pages = 0;
    if (!f)
        return 0;
    if (fscanf(f, "%lu", &pages) != 1)
        pages = 0;
    fclose(f);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static bool set_limits(const struct child_limits *l)
{
    size_t now = address_space(), all;
    struct rlimit r;
    if (now && !__builtin_add_overflow(now, l->memory, &all) && !LIMIT(RLIMIT_AS, all))
        return false;
    return LIMIT(RLIMIT_CPU, l->cpu_seconds) && LIMIT(RLIMIT_CORE, 0) &&
           LIMIT(RLIMIT_FSIZE, l->output);
}

/* Only the result and three times /dev/null stay open. */
static bool close_all(int fd)
{
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0)
        return false;
    int high = fcntl(fd, F_DUPFD, RESULT_FD + 1), null_high = fcntl(nothing, F_DUPFD, RESULT_FD + 1);
    if (high < 0 || null_high < 0)
        return false;
    for (int i = 0; i < RESULT_FD; i++)
        if (dup2(null_high, i) < 0)
            return false;
    if (dup2(high, RESULT_FD) < 0)
        return false;
    return close_range(RESULT_FD + 1, ~0u, 0) == 0;
}

static void child_main(int fd, pid_t parent, int (*job)(int fd, void *arg), void *arg,
                       const struct child_limits *limits)
{
    static const int usual[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS,
                                SIGFPE, SIGABRT, SIGPIPE, SIGCHLD, SIGXCPU, SIGALRM};
    sigset_t none;
    /* Handlers of the terminal layer must not run here. */
    for (size_t i = 0; i < COUNT(usual); i++)
        signal(usual[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || !set_limits(limits) ||
        !close_all(fd) || chdir("/") != 0 || clearenv() != 0)
        _exit(NO_SETUP);
    _exit(job(RESULT_FD, arg));
}

/* --- In the parent -------------------------------------------------------------------------------- */

enum ending { ENDED, LATE, TOO_MUCH, BROKEN };

/* Reads until the child closes its end. */
static enum ending collect(int fd, const struct child_limits *limits, struct buf *out)
{
    static const size_t block = BLOCK;
    long deadline = clock_ms() + limits->wall_ms;
    size_t start = out->len;
    char *bytes = mem_alloc(block);
    enum ending result = ENDED;
    for (;;) {
        long left = deadline - clock_ms();
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (ready == 0) {
            result = LATE;
            break;
        }
        ssize_t got = ready < 0 ? -1 : read(fd, bytes, block);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0) {
            result = got < 0 ? BROKEN : ENDED;
            break;
        }
        if (out->len - start + (size_t)got > limits->output) {
            result = TOO_MUCH;
            break;
        }
        buf_add(out, (struct str){bytes, (size_t)got});
    }
    mem_free(bytes);
    return result;
}

/* Waits for the end; a child that closed its result but goes on gets the rest of a second. */
static int reap(pid_t pid, bool kill_now)
{
    enum { PATIENCE_MS = 1000, STEP_MS = 2 };
    int status = 0;
    if (kill_now)
        kill(pid, SIGKILL);
    for (int waited = 0; !kill_now && waited < PATIENCE_MS; waited += STEP_MS) {
        pid_t done = waitpid(pid, &status, WNOHANG);
        if (done == pid || (done < 0 && errno != EINTR))
            return done == pid ? status : 0;
        poll(NULL, 0, STEP_MS);
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static bool explain(const char *name, enum ending ending, int status, struct buf *why)
{
    if (ending == ENDED && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    buf_printf(why, "%s failed: ", name);
    if (ending == LATE || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
        buf_puts(why, "time limit");
    else if (ending == TOO_MUCH)
        buf_puts(why, "output limit");
    else if (ending == BROKEN)
        buf_puts(why, "its result could not be read");
    else if (WIFSIGNALED(status))
        buf_printf(why, "signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) == NO_SETUP)
        buf_puts(why, "its process could not be set up");
    else
        buf_printf(why, "exit code %d", WEXITSTATUS(status));
    return false;
}

bool child_run(const char *name, int (*job)(int fd, void *arg), void *arg,
               const struct child_limits *limits, struct buf *out, struct buf *why)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0) {
        buf_printf(why, "%s failed: %s", name, strerror(errno));
        return false;
    }
    pid_t pid = fork();
    if (pid == 0)
        child_main(ends[1], parent, job, arg, limits);
    close(ends[1]);
    if (pid < 0) {
        buf_printf(why, "%s failed: %s", name, strerror(errno));
        close(ends[0]);
        return false;
    }
    enum ending ending = collect(ends[0], limits, out);
    close(ends[0]);
    return explain(name, ending, reap(pid, ending != ENDED), why);
}
