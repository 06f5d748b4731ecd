/* SPDX-License-Identifier: MIT */
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include <cmocka.h>

#include "attr.h"
#include "clock.h"

static int on_property(VTermProp prop, VTermValue *value, void *user)
{
    struct pty *p = user;

    if (prop == VTERM_PROP_ALTSCREEN)
        p->alt_screen = value->boolean;
    else if (prop == VTERM_PROP_CURSORVISIBLE)
        p->cursor_shown = value->boolean;
    else if (prop == VTERM_PROP_MOUSE)
        p->mouse = value->number;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void child(int slave, int sync, const struct pty_environment *env,
                  int (*job)(void *, int), void *arg)
{
    login_tty(slave);
    setenv("TERM", env && env->term ? env->term : "xterm-256color", 1);
    setenv("LC_ALL", env && env->locale ? env->locale : "C.UTF-8", 1);
    setenv("XDG_STATE_HOME", env && env->state ? env->state : "/dev/null/none", 1);
    unsetenv("COLORTERM");
    unsetenv("LINES");
    unsetenv("COLUMNS");
    setlocale(LC_ALL, "");
    _exit(job(arg, sync));
}

void pty_start(struct pty *p, int rows, int cols, const struct pty_environment *env,
               int (*job)(void *arg, int sync), void *arg)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    int sync[2];

    *p = (struct pty){.rows = rows, .cols = cols, .cursor_shown = true,
                      .double_signs = env && env->double_signs, .silent = env && env->silent};
    assert_int_equal(openpty(&p->master, &p->slave, NULL, NULL, &size), 0);
    assert_int_equal(pipe2(sync, O_NONBLOCK), 0);
    assert_int_equal(tcgetattr(p->slave, &p->before), 0);
    p->vt = vterm_new(rows, cols);
    vterm_set_utf8(p->vt, 1);
    p->screen = vterm_obtain_screen(p->vt);
    vterm_screen_set_callbacks(p->screen, &callbacks, p);
    vterm_screen_enable_altscreen(p->screen, 1);
    vterm_screen_reset(p->screen, 1);
    fflush(NULL);
    p->pid = fork();
    assert_true(p->pid >= 0);
    if (p->pid == 0) {
        close(p->master);
        close(sync[0]);
        child(p->slave, sync[1], env, job, arg);
    }
    close(sync[1]);
    p->sync = sync[0];
    fcntl(p->master, F_SETFL, O_NONBLOCK);
    if (!env || !env->no_sync)
        pty_settle(p);
}

/* A reply, as one says it that has written a line of two cells before: ESC [ row ; 2 R. */
static void send_reply(struct pty *p, const char *reply, size_t len)
{
    static const char second[] = ";2R";

    for (size_t i = 0; i < len; i++) {
        bool place = p->double_signs && i + sizeof second - 1 <= len &&
                     memcmp(reply + i, second, sizeof second - 1) == 0;
        pty_send(p, place ? ";3R" : reply + i, place ? sizeof second - 1 : 1);
        i += place ? sizeof second - 2 : 0;
    }
}

/* What a program has written may still be on its way when it has ended or has told that it waits: the
 * kernel hands it on when it has time. What is written behind it, a mark, comes behind it. */
enum { FLUSH_MARK = 0x1f };

static size_t without_marks(struct pty *p, char *block, size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        if (block[i] == FLUSH_MARK)
            p->marks++;
        else
            block[kept++] = block[i];
    }
    return kept;
}

/* Takes what the program wrote; replies of the terminal go back to it. */
static bool take_output(struct pty *p)
{
    char block[8192];
    size_t reply;
    ssize_t n = read(p->master, block, sizeof block);

    if (n <= 0)
        return false;
    n = (ssize_t)without_marks(p, block, (size_t)n);
    buf_add(&p->raw, (struct str){block, (size_t)n});
    vterm_input_write(p->vt, block, (size_t)n);
    while ((reply = vterm_output_read(p->vt, block, sizeof block)) > 0) {
        if (!p->silent)
            send_reply(p, block, reply);
    }
    return true;
}

void pty_flush(struct pty *p)
{
    static const char mark = FLUSH_MARK;
    long deadline = clock_ms() + PTY_PATIENCE_MS;
    struct pollfd in = {.fd = p->master, .events = POLLIN};
    size_t seen = p->marks;
    int fd = open(ptsname(p->master), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    bool written = false;

    while (fd >= 0 && p->marks == seen && clock_ms() < deadline) {
        written = written || write(fd, &mark, 1) == 1;
        poll(&in, 1, 10);
        take_output(p);
    }
    if (fd >= 0)
        close(fd);
    assert_true(p->marks > seen);
}

static bool has_ended(struct pty *p)
{
    int status;

    if (!p->ended && waitpid(p->pid, &status, WNOHANG) == p->pid) {
        p->ended = true;
        p->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    return p->ended;
}

/* heard: a wait that only ran out says nothing of what was sent. */
static void settle(struct pty *p, bool heard)
{
    struct pollfd fds[2] = {{.fd = p->master, .events = POLLIN}, {.fd = p->sync, .events = POLLIN}};
    long deadline = clock_ms() + PTY_PATIENCE_MS;
    char mark[64];

    for (;;) {
        poll(fds, 2, 50);
        while (take_output(p))
            ;
        ssize_t told = read(p->sync, mark, sizeof mark);
        if ((told > 0 && (!heard || memchr(mark, 'k', (size_t)told))) || has_ended(p))
            break;
        if (clock_ms() > deadline)
            fail_msg("the program does not settle");
    }
    pty_flush(p);
}

void pty_settle(struct pty *p)
{
    settle(p, false);
}

void pty_await(struct pty *p, const char *part)
{
    struct pollfd in = {.fd = p->master, .events = POLLIN};
    long deadline = clock_ms() + PTY_PATIENCE_MS;

    while (!pty_has(p, part)) {
        poll(&in, 1, 50);
        take_output(p);
        if (clock_ms() > deadline)
            fail_msg("'%s' is not written", part);
    }
}

int pty_wait(struct pty *p)
{
    struct pollfd fd = {.fd = p->master, .events = POLLIN};
    long deadline = clock_ms() + PTY_PATIENCE_MS;

    while (!has_ended(p)) {
        poll(&fd, 1, 10);
        while (take_output(p))
            ;
        if (clock_ms() > deadline)
            fail_msg("the program does not end");
    }
    pty_flush(p);
    return p->status;
}

void pty_send(struct pty *p, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(p->master, bytes, len);
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
            return;
        } else {
            take_output(p);
        }
    }
}

/* What an xterm sends in keypad mode. */
static void key_bytes(struct key k, struct buf *out)
{
    static const struct {
        uint32_t code;
        const char *bytes;
    } rows[] = {
        {KEYCODE_ENTER, "\r"},       {KEYCODE_ESC, "\033"},       {KEYCODE_TAB, "\t"},
        {KEYCODE_BACKSPACE, "\177"}, {KEYCODE_UP, "\033OA"},      {KEYCODE_DOWN, "\033OB"},
        {KEYCODE_RIGHT, "\033OC"},   {KEYCODE_LEFT, "\033OD"},    {KEYCODE_HOME, "\033OH"},
        {KEYCODE_END, "\033OF"},     {KEYCODE_PAGE_UP, "\033[5~"}, {KEYCODE_PAGE_DOWN, "\033[6~"},
        {KEYCODE_INSERT, "\033[2~"}, {KEYCODE_DELETE, "\033[3~"}, {KEYCODE_F1, "\033OP"},
        {KEYCODE_F2, "\033OQ"},      {KEYCODE_F3, "\033OR"},      {KEYCODE_F4, "\033OS"},
        {KEYCODE_F5, "\033[15~"},    {KEYCODE_F6, "\033[17~"},    {KEYCODE_F7, "\033[18~"},
        {KEYCODE_F8, "\033[19~"},    {KEYCODE_F9, "\033[20~"},    {KEYCODE_F10, "\033[21~"},
    };

    if (k.code == KEYCODE_TAB && k.mods & MOD_SHIFT) {
        buf_puts(out, "\033[Z");
        return;
    }
    if (k.code >= KEYCODE_UP && k.code <= KEYCODE_RIGHT && k.mods) {
        static const char letters[] = "ABDC";
        buf_printf(out, "\033[1;%d%c", 1 + (k.mods & MOD_SHIFT ? 1 : 0) + (k.mods & MOD_ALT ? 2 : 0) +
                                           (k.mods & MOD_CTRL ? 4 : 0),
                   letters[k.code - KEYCODE_UP]);
        return;
    }
    if (k.mods & MOD_ALT)
        buf_putc(out, '\033');
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].code == k.code) {
            buf_puts(out, rows[i].bytes);
            return;
        }
    }
    if (k.mods & MOD_CTRL)
        buf_putc(out, (char)(k.code & 0x1f));
    else
        buf_utf8(out, k.code);
}

/* What was told before says nothing of what is sent now: a wait that ran out begins with a byte again,
 * which may come at any time. */
static void forget_sync(struct pty *p)
{
    char told[64];

    while (read(p->sync, told, sizeof told) > 0)
        ;
}

void pty_key(struct pty *p, struct key key)
{
    struct buf bytes = {0};

    key_bytes(key, &bytes);
    forget_sync(p);
    pty_send(p, bytes.ptr, bytes.len);
    settle(p, true);
    buf_release(&bytes);
}

void pty_resize(struct pty *p, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    pty_flush(p); /* what was drawn for the old size must not reach the new one */
    p->rows = rows;
    p->cols = cols;
    vterm_set_size(p->vt, rows, cols);
    forget_sync(p);
    ioctl(p->master, TIOCSWINSZ, &size);
    settle(p, true);
}

int pty_become(int sync, const char *const *args)
{
    const char *path = getenv("FAASMAP");
    char number[16], *const *argv;

    snprintf(number, sizeof number, "%d", sync);
    setenv("FAASMAP_SYNC_FD", number, 1);
    memcpy(&argv, &args, sizeof argv); /* exec leaves them as they are */
    execv(path ? path : "build/faasmap", argv);
    return 127;
}

void pty_type(struct pty *p, const char *keys)
{
    for (const char *c = keys; *c; c++)
        pty_key(p, (struct key){*c == '\n' ? KEYCODE_ENTER : (uint32_t)(unsigned char)*c, 0});
}

void pty_quit(struct pty *p)
{
    pty_key(p, (struct key){'Q', 0});
    assert_int_equal(pty_wait(p), 0);
    assert_true(pty_restored(p));
    pty_end(p);
}

bool pty_has(const struct pty *p, const char *part)
{
    return str_find(buf_str(&p->raw), str_from(part)) != STR_NPOS;
}

pid_t pty_explorer(const struct pty *p)
{
    char path[64];
    int found = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)p->pid, (int)p->pid);
    f = fopen(path, "r");
    assert_non_null(f);
    if (fscanf(f, "%d", &found) != 1)
        found = 0;
    fclose(f);
    assert_true(found > 0);
    return found;
}

void pty_cell(struct pty *p, int row, int col, VTermScreenCell *out)
{
    pty_flush(p);
    assert_true(vterm_screen_get_cell(p->screen, (VTermPos){row, col}, out));
}

void pty_text(struct pty *p, struct buf *out)
{
    pty_flush(p);
    for (int row = 0; row < p->rows; row++) {
        size_t end = out->len;
        for (int col = 0; col < p->cols;) {
            VTermScreenCell cell;
            vterm_screen_get_cell(p->screen, (VTermPos){row, col}, &cell);
            if (cell.chars[0] == 0)
                buf_putc(out, ' ');
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
                buf_utf8(out, cell.chars[i]);
            if (cell.chars[0] && cell.chars[0] != ' ')
                end = out->len;
            col += cell.width > 1 ? cell.width : 1;
        }
        out->len = end;
        buf_putc(out, '\n');
    }
}

bool pty_restored(struct pty *p)
{
    struct termios after;
    bool same;

    pty_flush(p);
    assert_int_equal(tcgetattr(p->slave, &after), 0);
    same = after.c_iflag == p->before.c_iflag && after.c_oflag == p->before.c_oflag &&
           after.c_cflag == p->before.c_cflag && after.c_lflag == p->before.c_lflag &&
           memcmp(after.c_cc, p->before.c_cc, sizeof after.c_cc) == 0;
    if (!same)
        print_error("the settings of the terminal differ\n");
    if (p->alt_screen || !p->cursor_shown || p->mouse)
        print_error("alternate screen %d, cursor %d, mouse %d\n", p->alt_screen, p->cursor_shown,
                    p->mouse);
    return same && !p->alt_screen && p->cursor_shown && !p->mouse;
}

void pty_end(struct pty *p)
{
    if (!p->ended && p->pid > 0) {
        kill(p->pid, SIGTERM);
        pty_wait(p);
    }
    vterm_free(p->vt);
    close(p->master);
    close(p->slave);
    close(p->sync);
    buf_release(&p->raw);
}
