/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "mem.h"

enum { AGAIN_MS = 200, LINE_BYTES = 128, COLUMNS_UNKNOWN = 80 };

/* The thread owns everything but `ended` while it runs. It allocates nothing. */
struct progress {
    struct progress_options options;
    const struct import_progress *counters;
    pthread_t thread;
    int ended[2];        /* a pipe: closing its end for writing ends the thread */
    int key_fd, signal_fd;
    sigset_t mask;       /* of the caller, before */
    struct termios settings;
    bool raw;            /* the terminal has been set, settings are those before */
    char line[LINE_BYTES];
    size_t shown;        /* columns of the line on the screen */
};

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

/* --- The line ----------------------------------------------------------------------------------- */

static void put(const struct progress *p, const char *bytes, size_t len)
{
    ssize_t n = write(p->options.out_fd, bytes, len); /* a lost line is no harm */
    (void)n;
}

static void clear_line(struct progress *p)
{
    char blank[LINE_BYTES + 2];

    if (!p->shown)
        return;
    memset(blank, ' ', sizeof blank);
    blank[0] = blank[p->shown + 1] = '\r';
    put(p, blank, p->shown + 2);
    p->shown = 0;
}

static size_t columns(const struct progress *p)
{
    struct winsize size = {0};

    return ioctl(p->options.out_fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col
                                                                            : COLUMNS_UNKNOWN;
}

static void show(struct progress *p)
{
    static const char *const phases[] = {[IMPORT_READING] = "reading",
                                         [IMPORT_LINKING] = "linking",
                                         [IMPORT_DERIVING] = "permissions"};
    size_t files = atomic_load(&p->counters->files), nodes = atomic_load(&p->counters->nodes);
    size_t room = columns(p), len;
    char line[LINE_BYTES];

    const char *phase = phases[atomic_load(&p->counters->phase)];
    const char *key = p->options.keys ? "q" : "Ctrl-C";
    if (p->options.still)
        snprintf(line, sizeof line, "faasmap: %s   (%s cancels)", phase, key);
    else
        snprintf(line, sizeof line, "faasmap: %s: %zu file%s, %zu resource%s   (%s cancels)", phase,
                 files, files == 1 ? "" : "s", nodes, nodes == 1 ? "" : "s", key);
    len = strlen(line);
    if (len >= room) /* the last column stays free: no terminal wraps then */
        line[len = room - 1] = 0;
    if (p->shown && strcmp(line, p->line) == 0)
        return;
    if (p->shown > len)
        clear_line(p);
    put(p, "\r", 1);
    put(p, line, len);
    memcpy(p->line, line, len + 1);
    if (!p->shown && p->options.sync_fd >= 0) {
        ssize_t n = write(p->options.sync_fd, ".", 1);
        (void)n;
    }
    p->shown = len;
}

/* --- Keys --------------------------------------------------------------------------------------- */

/* Asked for again with every line: a shell sets its own modes while we are stopped, and what it
 * wrote stands where the line stood. */
static void take_keys(struct progress *p)
{
    struct termios now;

    if (p->key_fd < 0 || tcgetattr(p->key_fd, &now) != 0 || !(now.c_lflag & ICANON))
        return;
    if (p->raw)
        p->shown = 0;
    else
        p->settings = now;
    p->raw = true;
    now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    now.c_cc[VMIN] = 1;
    now.c_cc[VTIME] = 0;
    tcsetattr(p->key_fd, TCSANOW, &now);
}

static void give_back(struct progress *p)
{
    clear_line(p);
    if (p->raw)
        tcsetattr(p->key_fd, TCSANOW, &p->settings);
    p->raw = false;
}

static void cancel(struct progress *p, int number)
{
    give_back(p);
    _exit(128 + number);
}

static void read_keys(struct progress *p)
{
    char keys[64];
    ssize_t n = read(p->key_fd, keys, sizeof keys);

    if (n > 0 && memchr(keys, 'q', (size_t)n))
        cancel(p, SIGINT);
    if (n <= 0)
        p->key_fd = -1; /* the terminal is gone; SIGHUP follows */
}

/* --- The thread --------------------------------------------------------------------------------- */

static void *watch(void *arg)
{
    struct progress *p = arg;
    int wait = PROGRESS_AFTER_MS;

    for (;;) {
        struct signalfd_siginfo signal;
        struct pollfd fds[] = {{.fd = p->ended[0], .events = POLLIN},
                               {.fd = p->signal_fd, .events = POLLIN},
                               {.fd = p->raw ? p->key_fd : -1, .events = POLLIN}};
        int ready = poll(fds, 3, wait);
        if (ready > 0 && fds[0].revents)
            return NULL;
        if (ready > 0 && fds[1].revents &&
            read(p->signal_fd, &signal, sizeof signal) == sizeof signal)
            cancel(p, (int)signal.ssi_signo);
        if (ready > 0 && fds[2].revents)
            read_keys(p);
        if (ready == 0) {
            take_keys(p);
            show(p);
            wait = AGAIN_MS;
        }
    }
}

/* Signals come to the thread, which is the one that knows the terminal. */
static void open_keys(struct progress *p)
{
    sigset_t set;

    p->key_fd = isatty(STDIN_FILENO) ? dup(STDIN_FILENO)
                                     : open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
    sigemptyset(&set);
    for (size_t i = 0; i < COUNT(ending_signals); i++)
        sigaddset(&set, ending_signals[i]);
    pthread_sigmask(SIG_BLOCK, &set, &p->mask);
    p->signal_fd = signalfd(-1, &set, SFD_CLOEXEC);
}

static void release(struct progress *p)
{
    if (p->key_fd >= 0)
        close(p->key_fd);
    if (p->signal_fd >= 0)
        close(p->signal_fd);
    if (p->options.keys)
        pthread_sigmask(SIG_SETMASK, &p->mask, NULL);
    close(p->ended[0]);
    mem_free(p);
}

struct progress *progress_start(const struct progress_options *options,
                                const struct import_progress *counters)
{
    struct progress *p;

    if (!isatty(options->out_fd))
        return NULL;
    p = mem_zalloc(1, sizeof *p);
    p->options = *options;
    p->counters = counters;
    p->key_fd = p->signal_fd = -1;
    if (pipe2(p->ended, O_CLOEXEC) != 0) {
        mem_free(p);
        return NULL;
    }
    if (options->keys)
        open_keys(p);
    if (pthread_create(&p->thread, NULL, watch, p) != 0) {
        close(p->ended[1]);
        release(p);
        return NULL;
    }
    return p;
}

void progress_end(struct progress *p)
{
    if (!p)
        return;
    close(p->ended[1]);
    pthread_join(p->thread, NULL);
    give_back(p);
    release(p);
}
