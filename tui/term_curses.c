/* SPDX-License-Identifier: MIT */
/* term_curses.c - the terminal through ncursesw: screen, waiting, giving it away; its keys and its mouse
 * are in term_curses_keys.c.
 * Our canvas is copied into the one stdscr, changed rows only; ncurses then finds the changed
 * cells. No windows, pads or panels.
 * The supervisor (supervisor.h) is what restores the terminal after a crash.
 */
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "attr.h"
#include "clock.h"
#include "mem.h"
#include "term_curses.h"
#include "term_signals.h"
#include "theme.h"

/* The mark at the end of pasted text may be lost; who is silent for so long has no more of it. */
enum { PASTE_QUIET_MS = 500 };
enum { ESCAPE_DELAY_MS = 25, CELL_CHARS = CCHARW_MAX + 1, TYPED_MAX = 64, OWN_FDS = 2 };

static struct curses *self(struct term *t)
{
    return (struct curses *)t;
}

/* --- Opening and closing ---------------------------------------------------------------------- */

static FILE *terminal_file(int fd, const char *mode, FILE *standard, FILE **own)
{
    int dup_fd;

    *own = NULL;
    if (isatty(fd))
        return standard;
    dup_fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (dup_fd < 0)
        return NULL;
    *own = fdopen(dup_fd, mode);
    if (!*own)
        close(dup_fd);
    return *own;
}

/* The size of the terminal, as much of it as is used. false: nobody knows it. */
static bool ask_size(int fd, int *rows, int *cols)
{
    struct winsize size;

    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    *rows = size.ws_row < TERM_ROWS_MAX ? size.ws_row : TERM_ROWS_MAX;
    *cols = size.ws_col < TERM_COLS_MAX ? size.ws_col : TERM_COLS_MAX;
    return true;
}

/* newterm() makes room for whatever size is claimed, and takes one from nowhere but the environment
 * where ours is another. */
static SCREEN *sized_screen(const char *name, FILE *out, FILE *in)
{
    int rows, cols;
    char text[16];
    SCREEN *screen;

    if (!ask_size(fileno(out), &rows, &cols))
        return newterm(name, out, in);
    snprintf(text, sizeof text, "%d", rows);
    setenv("LINES", text, 1);
    snprintf(text, sizeof text, "%d", cols);
    setenv("COLUMNS", text, 1);
    screen = newterm(name, out, in);
    unsetenv("LINES"); /* an editor that we start shall ask the terminal itself */
    unsetenv("COLUMNS");
    return screen;
}

/* TERM=xterm-256color shows no 24-bit colours through curses even where the terminal has them; the
 * 24-bit description does, where the system has one (package ncurses-term). */
static SCREEN *new_screen(enum depth depth, FILE *out, FILE *in)
{
    const char *name = getenv("TERM");
    SCREEN *screen = NULL;

    if (depth == DEPTH_TRUE && name && strncmp(name, "xterm", 5) == 0 && !strstr(name, "-direct"))
        screen = sized_screen("xterm-direct", out, in);
    return screen ? screen : sized_screen(NULL, out, in);
}

static void modes_set(struct curses *c)
{
    set_escdelay(ESCAPE_DELAY_MS);
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    meta(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    typeahead(-1);
    leaveok(stdscr, FALSE);
    curses_define_keys();
    if (c->base.depth != DEPTH_MONO && (!has_colors() || start_color() == ERR || COLORS < 8))
        c->base.depth = DEPTH_MONO;
    if (c->base.depth != DEPTH_MONO) {
        use_default_colors();
        if (c->base.depth == DEPTH_TRUE && COLORS < 0x1000000)
            c->base.depth = DEPTH_256;
        if (c->base.depth == DEPTH_256 && COLORS < 256)
            c->base.depth = DEPTH_16;
    }
}

static struct term *give_up(struct curses *c)
{
    if (c->in)
        fclose(c->in);
    if (c->out)
        fclose(c->out);
    term_signals_default();
    mem_free(c);
    return NULL;
}

/* We handle SIGWINCH ourselves; this is what the handler of curses would have done. */
static void take_size(const struct curses *c)
{
    int rows, cols;

    if (ask_size(c->out_fd, &rows, &cols))
        resizeterm(rows, cols);
}

/* What no capability that curses knows sets; between two frames. */
static void send_modes(struct curses *c, const char *modes)
{
    FILE *out = c->out ? c->out : stdout;

    fputs(modes, out);
    fflush(out);
}

/* Pasted text stands between two marks then (BE is an extended capability). */
static void paste_marks(struct curses *c, bool on)
{
    if (tigetstr("BE") != NULL && tigetstr("BE") != (char *)-1)
        send_modes(c, on ? "\033[?2004h" : "\033[?2004l");
    c->pasting = false;
}

static struct term *curses_open(const struct term_options *options, struct buf *why)
{
    struct curses *c = mem_zalloc(1, sizeof *c);
    FILE *in = terminal_file(STDIN_FILENO, "r", stdin, &c->in);
    FILE *out = terminal_file(STDOUT_FILENO, "w", stdout, &c->out);

    c->waited_ms = 1;
    c->base.depth = options->depth;
    c->ascii = options->ascii;
    c->sync_fd = options->sync_fd;
    c->all = true;
    term_signals_install(); /* who ends us from here on is answered by the loop, which closes the terminal */
    if (in && out)
        c->screen = new_screen(c->base.depth, out, in);
    if (!c->screen) {
        const char *name = getenv("TERM");
        if (!in || !out)
            buf_puts(why, "there is no terminal to draw on");
        else if (!name || !*name)
            buf_puts(why, "TERM is not set");
        else
            buf_puts(why, "the terminal that TERM names cannot be used");
        return give_up(c);
    }
    if (!tigetstr("cup")) {
        buf_puts(why, "the terminal cannot place its cursor");
        endwin();
        delscreen(c->screen);
        return give_up(c);
    }
    c->in_fd = fileno(in);
    c->out_fd = fileno(out);
    modes_set(c);
    paste_marks(c, true);
    for (size_t i = options->typed.len < TYPED_MAX ? options->typed.len : TYPED_MAX; i-- > 0;)
        ungetch((unsigned char)options->typed.ptr[i]); /* the last one put back is read first */
    term_signals_install(); /* again: newterm has handlers of its own */
    canvas_init(&c->last, 0, 0);
    return &c->base;
}

static void mouse_modes(struct curses *c, bool on)
{
    const char *name = getenv("TERM");

    if (!key_defined("\033[M") && !tigetstr("kmous"))
        return; /* a terminal without a mouse */
    if (name && strncmp(name, "linux", 5) == 0)
        return; /* the console's mouse is a daemon's, whose library curses would load */
    mousemask(on ? ALL_MOUSE_EVENTS | REPORT_MOUSE_POSITION : 0, NULL);
    mouseinterval(0); /* else each click waits for a second one */
    if (on)
        curses_define_mouse(tigetstr("kmous"));
    /* while a button is held; in numbers: bytes, all that the description of tmux knows, end at column 223 */
    send_modes(c, on ? "\033[?1002h\033[?1006h" : "\033[?1006l\033[?1002l");
}

static void curses_mouse(struct term *t, bool on)
{
    struct curses *c = self(t);

    if (c->mouse != on)
        mouse_modes(c, on);
    c->mouse = on;
    c->held = false;
}

static void curses_close(struct term *t)
{
    struct curses *c = self(t);

    curses_mouse(t, false);
    paste_marks(c, false);
    if (!c->paused)
        endwin();
    term_signals_default(); /* not before: the terminal would stay as it is */
    delscreen(c->screen);
    if (c->in)
        fclose(c->in);
    if (c->out)
        fclose(c->out);
    canvas_release(&c->last);
    mem_free(c);
}

/* --- Drawing ---------------------------------------------------------------------------------- */

static void curses_size(struct term *t, int *rows, int *cols)
{
    (void)t;
    getmaxyx(stdscr, *rows, *cols);
}

/* The pair of the two colours, from the cache of curses, which drops the least used. */
static int pair_of(const struct curses *c, struct style s, attr_t *attrs)
{
    int fg = s.fg, bg = s.bg, pair;

    if (c->base.depth == DEPTH_MONO || (fg == COLOUR_DEFAULT && bg == COLOUR_DEFAULT))
        return 0;
    if (COLORS < 16) { /* bright colours are bold here */
        if (fg >= 8)
            *attrs |= A_BOLD;
        else if (fg == 0 && bg > 0)
            *attrs &= ~A_BOLD; /* bold black is a grey that no ground is bright enough for */
        fg = fg >= 8 ? fg - 8 : fg;
        bg = bg >= 8 ? bg - 8 : bg;
    }
    if (c->base.depth == DEPTH_TRUE) { /* 0..7 still are the palette there */
        fg = fg >= 0 && fg < 8 ? 8 : fg;
        bg = bg >= 0 && bg < 8 ? 8 : bg;
    }
    pair = alloc_pair(fg, bg);
    return pair < 0 ? 0 : pair;
}

/* What may leave the program: one glyph whose width the C library sees as we do. */
static wchar_t safe_glyph(const struct curses *c, const struct cell *cell)
{
    wchar_t glyph = (wchar_t)cell->glyph;

    if (cell->glyph < ' ')
        return L' ';
    if (cell->glyph <= '~')
        return glyph;
    if (c->ascii || wcwidth(glyph) != cell->width)
        return L'?';
    return glyph;
}

static void cell_to_cchar(const struct curses *c, const struct cell *cell,
                          const struct style *styles, cchar_t *out)
{
    enum role role = cell->role < ROLE_COUNT ? cell->role : ROLE_NORMAL;
    struct style s =
        cell->flags & CELL_PANEL ? theme_on_panel(styles, role, c->base.depth) : styles[role];
    wchar_t text[CELL_CHARS] = {safe_glyph(c, cell)};
    attr_t attrs = A_NORMAL;
    int pair;
    size_t n = 1;

    for (size_t i = 0; i < CELL_MAX_COMBINING && n < CCHARW_MAX; i++) {
        wchar_t mark = (wchar_t)cell->combining[i];
        if (mark && !c->ascii && wcwidth(mark) == 0)
            text[n++] = mark;
    }
    if (s.attrs & STYLE_BOLD || cell->flags & CELL_BOLD)
        attrs |= A_BOLD;
    if (s.attrs & STYLE_DIM || cell->flags & CELL_DIM)
        attrs |= A_DIM;
    if (s.attrs & STYLE_UNDERLINE)
        attrs |= A_UNDERLINE;
    if (s.attrs & STYLE_REVERSE || cell->flags & CELL_REVERSE)
        attrs |= A_REVERSE;
    pair = pair_of(c, s, &attrs);
    if (setcchar(out, text, attrs, 0, &pair) == ERR)
        setcchar(out, L"?", attrs, 0, &pair);
}

/* Writes one row. add_wchnstr does not advance the cursor, so the last cell of the screen works
 * like any other. A wide glyph fills its twin by itself. */
static void send_row(const struct curses *c, const struct canvas *canvas, int row,
                     const struct style *styles, cchar_t *line)
{
    int n = 0;

    for (int col = 0; col < canvas->cols; col++) {
        const struct cell *cell = canvas_get(canvas, row, col);
        if (cell->width == 0)
            continue;
        cell_to_cchar(c, cell, styles, &line[n++]);
        if (cell->width == 2 && safe_glyph(c, cell) == L'?')
            cell_to_cchar(c, &(struct cell){.glyph = ' ', .width = 1, .role = cell->role, .flags = cell->flags},
                          styles,
                          &line[n++]);
    }
    mvadd_wchnstr(row, 0, line, n);
}

static void curses_show(struct term *t, const struct canvas *canvas, const struct style *styles,
                        int cursor_row, int cursor_col)
{
    struct curses *c = self(t);
    size_t row_bytes = (size_t)canvas->cols * sizeof(struct cell);
    cchar_t *line = mem_zalloc((size_t)canvas->cols + 1, sizeof *line);

    if (c->last.rows != canvas->rows || c->last.cols != canvas->cols) {
        canvas_resize(&c->last, canvas->rows, canvas->cols);
        c->all = true;
    }
    if (c->all)
        clearok(stdscr, TRUE);
    for (int row = 0; row < canvas->rows && canvas->cols > 0; row++) {
        if (c->all || memcmp(canvas_get(&c->last, row, 0), canvas_get(canvas, row, 0), row_bytes))
            send_row(c, canvas, row, styles, line);
    }
    canvas_blit(&c->last, 0, 0, canvas, 0, 0, canvas->rows, canvas->cols);
    c->all = false;
    move(cursor_row, cursor_col);
    wnoutrefresh(stdscr);
    doupdate();
    mem_free(line);
}

static void curses_repaint(struct term *t)
{
    self(t)->all = true;
}

static bool read_signal(struct curses *c, struct term_event *event)
{
    int number = term_signals_read();

    switch (number) {
    case 0:
        return false;
    case SIGTSTP:
        event->type = EVENT_SUSPEND;
        break;
    case SIGCONT: /* stopped from outside: somebody may have changed modes and screen */
        endwin();
        refresh();
        if (c->mouse)
            mouse_modes(c, true);
        paste_marks(c, true);
        event->type = EVENT_REPAINT;
        break;
    case SIGWINCH:
        event->type = EVENT_RESIZE;
        break;
    default:
        event->type = EVENT_SIGNAL;
        event->signal = number;
        break;
    }
    return true;
}

static struct term_event curses_read(struct term *t, int timeout_ms)
{
    struct curses *c = self(t);
    struct term_event event = {.type = EVENT_NOTHING};
    struct pollfd fds[OWN_FDS + TERM_WATCH_MAX] = {{.fd = c->in_fd, .events = POLLIN},
                                                   {.fd = term_signals_fd(), .events = POLLIN}};
    nfds_t count = OWN_FDS + (nfds_t)t->watched_count;

    for (int i = 0; i < t->watched_count; i++)
        fds[OWN_FDS + i] = (struct pollfd){.fd = t->watched[i].fd, .events = POLLIN};
    for (;;) {
        if (read_signal(c, &event)) {
            c->heard = true;
            if (event.type == EVENT_RESIZE)
                take_size(c);
            return event;
        }
        bool key = curses_read_key(c, &event);
        c->heard = c->heard || key || fds[0].revents & POLLIN; /* or what is no key */
        if (key)
            return event;
        for (nfds_t i = OWN_FDS; i < count; i++) {
            if (fds[i].revents & POLLIN)
                return (struct term_event){.type = EVENT_WORK, .fd = fds[i].fd};
        }
        if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
            return (struct term_event){.type = EVENT_END};
        bool settled = timeout_ms != 0 && !term_awaits(t);
        if (settled && c->sync_fd >= 0 && write(c->sync_fd, c->heard ? "k" : ".", 1) < 0)
            c->sync_fd = -1;
        c->heard = c->heard && !settled;
        for (nfds_t i = 0; i < count; i++)
            fds[i].revents = 0;
        long before = clock_ms();
        bool paste = c->pasting && (timeout_ms < 0 || timeout_ms > PASTE_QUIET_MS);
        int ready = poll(fds, count, paste ? PASTE_QUIET_MS : timeout_ms);
        c->waited_ms += clock_ms() - before;
        if (ready == 0 && paste)
            c->pasting = false;
        else if (ready == 0)
            return (struct term_event){.type = EVENT_NOTHING};
    }
}

/* --- Giving the terminal away ----------------------------------------------------------------- */

static void curses_pause(struct term *t)
{
    struct curses *c = self(t);

    if (c->paused)
        return;
    if (c->mouse)
        mouse_modes(c, false);
    paste_marks(c, false);
    def_prog_mode();
    endwin();
    term_signals_default();
    c->paused = true;
}

static void curses_resume(struct term *t)
{
    struct curses *c = self(t);

    if (!c->paused)
        return;
    reset_prog_mode();
    term_signals_install();
    take_size(c);
    refresh();
    if (c->mouse)
        mouse_modes(c, true);
    paste_marks(c, true);
    c->all = true;
    c->paused = false;
}

static void curses_suspend(struct term *t)
{
    curses_pause(t);
    raise(SIGTSTP); /* the supervisor sees it, restores the terminal and stops itself */
    curses_resume(t);
}

static void curses_bell(struct term *t)
{
    (void)t;
    beep();
}

/* OSC 52 ; base64. Written through the stream of curses, between two frames. */
static bool curses_copy(struct term *t, struct str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct curses *c = self(t);
    FILE *out = c->out ? c->out : stdout;
    const unsigned char *p = (const unsigned char *)text.ptr;

    fputs("\033]52;c;", out);
    for (size_t i = 0; i < text.len; i += 3) {
        size_t left = text.len - i;
        unsigned bits = (unsigned)p[i] << 16 | (left > 1 ? (unsigned)p[i + 1] << 8 : 0) |
                        (left > 2 ? p[i + 2] : 0u);
        putc(digits[bits >> 18], out);
        putc(digits[bits >> 12 & 63], out);
        putc(left > 1 ? digits[bits >> 6 & 63] : '=', out);
        putc(left > 2 ? digits[bits & 63] : '=', out);
    }
    fputc('\a', out);
    return fflush(out) == 0;
}

const struct term_kind term_curses = {
    .name = "curses",
    .open = curses_open,
    .size = curses_size,
    .show = curses_show,
    .read = curses_read,
    .repaint = curses_repaint,
    .pause = curses_pause,
    .resume = curses_resume,
    .suspend = curses_suspend,
    .bell = curses_bell,
    .mouse = curses_mouse,
    .copy = curses_copy,
    .close = curses_close,
};
