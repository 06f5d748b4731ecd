/* SPDX-License-Identifier: MIT */
/* term_curses.c - the terminal through ncursesw; the only file that includes its header.
 * Our canvas is copied into the one stdscr, changed rows only; ncurses then finds the changed
 * cells. No windows, pads or panels.
 * The supervisor (supervisor.h) is what restores the terminal after a crash.
 */
#include <curses.h>
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
#include "term.h"
#include "term_signals.h"

enum { ESCAPE_DELAY_MS = 25, DOUBLE_CLICK_MS = 400, FIRST_OWN_CODE = KEY_MAX + 1 };
enum { CELL_CHARS = CCHARW_MAX + 1, TYPED_MAX = 64, SEQUENCE_MAX = 64, OWN_FDS = 2 };

struct curses {
    struct term base;
    SCREEN *screen;
    FILE *in, *out; /* the controlling terminal where stdin or stdout is none; else NULL */
    int in_fd, out_fd, sync_fd;
    enum depth depth;
    bool ascii, all, paused;
    struct canvas last;
    struct key pending; /* read behind an Esc that stood alone */
    int pending_row, pending_col;
    bool mouse;
    MEVENT pressed;     /* the last press of the first button... */
    long pressed_at;    /* ...and when in waited_ms, 0: never; two make a double click */
    long waited_ms;     /* time spent on waiting alone: a slow frame parts no double click; from 1 */
    bool held;
};

static struct curses *self(struct term *t)
{
    return (struct curses *)t;
}

/* --- Opening and closing ---------------------------------------------------------------------- */

/* Escape sequences that some terminals send although their description names others. */
static const struct {
    const char *sequence;
    int code; /* a KEY_ code of curses, or FIRST_OWN_CODE + index */
    struct key key;
} extra_keys[] = {
    {"\033[A", KEY_UP, {0, 0}},
    {"\033[B", KEY_DOWN, {0, 0}},
    {"\033[C", KEY_RIGHT, {0, 0}},
    {"\033[D", KEY_LEFT, {0, 0}},
    {"\033[H", KEY_HOME, {0, 0}},
    {"\033[F", KEY_END, {0, 0}},
    {"\033[1~", KEY_HOME, {0, 0}},
    {"\033[4~", KEY_END, {0, 0}},
    {"\033[1;2A", 0, {KEYCODE_UP, MOD_SHIFT}},
    {"\033[1;2B", 0, {KEYCODE_DOWN, MOD_SHIFT}},
    {"\033[1;2C", 0, {KEYCODE_RIGHT, MOD_SHIFT}},
    {"\033[1;2D", 0, {KEYCODE_LEFT, MOD_SHIFT}},
    {"\033[1;3A", 0, {KEYCODE_UP, MOD_ALT}},
    {"\033[1;3B", 0, {KEYCODE_DOWN, MOD_ALT}},
    {"\033[1;3C", 0, {KEYCODE_RIGHT, MOD_ALT}},
    {"\033[1;3D", 0, {KEYCODE_LEFT, MOD_ALT}},
    {"\033[1;5A", 0, {KEYCODE_UP, MOD_CTRL}},
    {"\033[1;5B", 0, {KEYCODE_DOWN, MOD_CTRL}},
    {"\033[1;5C", 0, {KEYCODE_RIGHT, MOD_CTRL}},
    {"\033[1;5D", 0, {KEYCODE_LEFT, MOD_CTRL}},
};

static void define_keys(void)
{
    for (size_t i = 0; i < COUNT(extra_keys); i++) {
        if (extra_keys[i].code == 0)
            define_key(extra_keys[i].sequence, FIRST_OWN_CODE + (int)i);
        else if (key_defined(extra_keys[i].sequence) == 0)
            define_key(extra_keys[i].sequence, extra_keys[i].code);
    }
}

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

/* TERM=xterm-256color shows no 24-bit colours through curses even where the terminal has them; the
 * 24-bit description does, where the system has one (package ncurses-term). */
static SCREEN *new_screen(enum depth depth, FILE *out, FILE *in)
{
    const char *name = getenv("TERM");
    SCREEN *screen = NULL;

    if (depth == DEPTH_TRUE && name && strncmp(name, "xterm", 5) == 0 && !strstr(name, "-direct"))
        screen = newterm("xterm-direct", out, in);
    return screen ? screen : newterm(NULL, out, in);
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
    define_keys();
    if (c->depth != DEPTH_MONO && (!has_colors() || start_color() == ERR || COLORS < 8))
        c->depth = DEPTH_MONO;
    if (c->depth != DEPTH_MONO) {
        use_default_colors();
        if (c->depth == DEPTH_TRUE && COLORS < 0x1000000)
            c->depth = DEPTH_256;
        if (c->depth == DEPTH_256 && COLORS < 256)
            c->depth = DEPTH_16;
    }
}

static struct term *give_up(struct curses *c)
{
    if (c->in)
        fclose(c->in);
    if (c->out)
        fclose(c->out);
    mem_free(c);
    return NULL;
}

static struct term *curses_open(const struct term_options *options, struct buf *why)
{
    struct curses *c = mem_zalloc(1, sizeof *c);
    FILE *in = terminal_file(STDIN_FILENO, "r", stdin, &c->in);
    FILE *out = terminal_file(STDOUT_FILENO, "w", stdout, &c->out);

    c->waited_ms = 1;
    c->depth = options->depth;
    c->ascii = options->ascii;
    c->sync_fd = options->sync_fd;
    c->all = true;
    if (in && out)
        c->screen = new_screen(c->depth, out, in);
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
    for (size_t i = options->typed.len < TYPED_MAX ? options->typed.len : TYPED_MAX; i-- > 0;)
        ungetch((unsigned char)options->typed.ptr[i]); /* the last one put back is read first */
    term_signals_install(); /* after newterm, which installs handlers of its own */
    canvas_init(&c->last, 0, 0);
    return &c->base;
}

/* The tracking of a held button is no capability that curses knows. Sent between two frames. */
static void send_mode(struct curses *c, bool on)
{
    FILE *out = c->out ? c->out : stdout;

    fputs(on ? "\033[?1002h" : "\033[?1002l", out);
    fflush(out);
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
    send_mode(c, on);
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

    term_signals_default();
    curses_mouse(t, false);
    if (!c->paused)
        endwin();
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

    if (c->depth == DEPTH_MONO || (fg == COLOUR_DEFAULT && bg == COLOUR_DEFAULT))
        return 0;
    if (COLORS < 16) { /* bright colours are bold here */
        if (fg >= 8)
            *attrs |= A_BOLD;
        fg = fg >= 8 ? fg - 8 : fg;
        bg = bg >= 8 ? bg - 8 : bg;
    }
    if (c->depth == DEPTH_TRUE) { /* 0..7 still are the palette there */
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
    struct style s = styles[cell->role < ROLE_COUNT ? cell->role : ROLE_NORMAL];
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
            cell_to_cchar(c, &(struct cell){.glyph = ' ', .width = 1, .role = cell->role}, styles,
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

/* --- Keys ------------------------------------------------------------------------------------- */

static const struct {
    int curses;
    struct key key;
} key_rows[] = {
    {KEY_UP, {KEYCODE_UP, 0}},           {KEY_DOWN, {KEYCODE_DOWN, 0}},
    {KEY_LEFT, {KEYCODE_LEFT, 0}},       {KEY_RIGHT, {KEYCODE_RIGHT, 0}},
    {KEY_HOME, {KEYCODE_HOME, 0}},       {KEY_END, {KEYCODE_END, 0}},
    {KEY_PPAGE, {KEYCODE_PAGE_UP, 0}},   {KEY_NPAGE, {KEYCODE_PAGE_DOWN, 0}},
    {KEY_IC, {KEYCODE_INSERT, 0}},       {KEY_DC, {KEYCODE_DELETE, 0}},
    {KEY_ENTER, {KEYCODE_ENTER, 0}},     {KEY_BACKSPACE, {KEYCODE_BACKSPACE, 0}},
    {KEY_BTAB, {KEYCODE_TAB, MOD_SHIFT}}, {KEY_SR, {KEYCODE_UP, MOD_SHIFT}},
    {KEY_SF, {KEYCODE_DOWN, MOD_SHIFT}}, {KEY_SLEFT, {KEYCODE_LEFT, MOD_SHIFT}},
    {KEY_SRIGHT, {KEYCODE_RIGHT, MOD_SHIFT}}, {KEY_SHOME, {KEYCODE_HOME, MOD_SHIFT}},
    {KEY_SEND, {KEYCODE_END, MOD_SHIFT}}, {KEY_B2, {'5', 0}},
};

static struct key key_from_code(int code)
{
    if (code >= FIRST_OWN_CODE && code < FIRST_OWN_CODE + (int)COUNT(extra_keys))
        return extra_keys[code - FIRST_OWN_CODE].key;
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return (struct key){(uint32_t)(KEYCODE_F1 + code - KEY_F(1)), 0};
    for (size_t i = 0; i < COUNT(key_rows); i++) {
        if (key_rows[i].curses == code)
            return key_rows[i].key;
    }
    return (struct key){0, 0};
}

static struct key key_from_char(wint_t ch)
{
    switch (ch) {
    case '\r':
    case '\n':
        return (struct key){KEYCODE_ENTER, 0};
    case '\t':
        return (struct key){KEYCODE_TAB, 0};
    case '\033':
        return (struct key){KEYCODE_ESC, 0};
    case 0x7f:
    case '\b':
        return (struct key){KEYCODE_BACKSPACE, 0};
    case 0:
        return (struct key){' ', MOD_CTRL};
    default:
        break;
    }
    if (ch < ' ')
        return (struct key){ch < 27 ? ch + 'a' - 1 : ch + '@', MOD_CTRL};
    return (struct key){ch, 0};
}

/* --- Mouse -------------------------------------------------------------------------------------- */

static enum key_code press(struct curses *c, const MEVENT *e)
{
    bool again = c->pressed_at && c->waited_ms - c->pressed_at < DOUBLE_CLICK_MS &&
                 e->x == c->pressed.x && e->y == c->pressed.y;

    c->pressed = *e;
    c->pressed_at = again ? 0 : c->waited_ms;
    c->held = !(e->bstate & BUTTON1_CLICKED);
    return again ? KEYCODE_DOUBLE_CLICK : KEYCODE_CLICK;
}

/* What the mouse did as a key; code 0: nothing that counts. */
static struct key read_mouse(struct curses *c, struct term_event *event)
{
    struct key key = {0, 0};
    MEVENT e;

    if (getmouse(&e) == ERR)
        return key;
    event->row = e.y;
    event->col = e.x;
    if (e.bstate & BUTTON_SHIFT)
        key.mods |= MOD_SHIFT;
    if (e.bstate & BUTTON_ALT)
        key.mods |= MOD_ALT;
    if (e.bstate & BUTTON_CTRL)
        key.mods |= MOD_CTRL;
    if (e.bstate & BUTTON4_PRESSED)
        key.code = KEYCODE_WHEEL_UP;
    else if (e.bstate & BUTTON5_PRESSED)
        key.code = KEYCODE_WHEEL_DOWN;
    else if (e.bstate & (BUTTON3_PRESSED | BUTTON3_CLICKED))
        key.code = KEYCODE_RIGHT_CLICK;
    else if (e.bstate & (BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED))
        key.code = KEYCODE_DOUBLE_CLICK;
    else if (e.bstate & (BUTTON1_CLICKED | BUTTON1_PRESSED))
        key.code = press(c, &e); /* clicked: up came together with down */
    else if (e.bstate & BUTTON1_RELEASED)
        c->held = false;
    else if (c->held && e.bstate & REPORT_MOUSE_POSITION)
        key.code = KEYCODE_DRAG;
    return key;
}

/* false: nothing is there. *resized: the size changed instead. */
static bool read_one(struct curses *c, struct term_event *event, struct key *out, bool *resized)
{
    wint_t ch;
    int rc = get_wch(&ch);

    *resized = rc == KEY_CODE_YES && ch == KEY_RESIZE;
    if (rc == ERR)
        return false;
    if (rc == KEY_CODE_YES && ch == KEY_MOUSE)
        *out = read_mouse(c, event);
    else
        *out = rc == KEY_CODE_YES ? key_from_code((int)ch) : key_from_char(ch);
    return true;
}

/* What begins with Esc [ or Esc ] and goes on at once is a sequence that nobody has a name for: a
 * function key, or a late answer to what probe.h asked. Its bytes are no typing. */
static bool swallow_sequence(struct curses *c, uint32_t second)
{
    struct term_event event = {.type = EVENT_KEY};
    struct key key;
    bool resized;
    int i = 0;

    while (i < SEQUENCE_MAX && (second == '[' || second == ']') &&
           read_one(c, &event, &key, &resized)) {
        i++;
        if (second == '[' && key.code >= 0x40 && key.code <= 0x7e)
            break;
        if (second == ']' && (key.code == '\\' || (key.code == 'g' && key.mods == MOD_CTRL)))
            break;
    }
    return i > 0;
}

/* What is already there, Alt put together from Esc and the key behind it. */
static bool read_key(struct curses *c, struct term_event *event)
{
    struct key behind = {0, 0};
    bool resized;

    *event = (struct term_event){.type = EVENT_KEY};
    if (c->pending.code) {
        event->row = c->pending_row;
        event->col = c->pending_col;
        event->key = c->pending;
        c->pending.code = 0;
        return true;
    }
    do {
        if (!read_one(c, event, &event->key, &resized))
            return false;
        if (resized) {
            event->type = EVENT_RESIZE;
            return true;
        }
        if (event->key.code == KEYCODE_ESC && read_one(c, event, &behind, &resized) && !resized &&
            behind.code) {
            if (behind.code == KEYCODE_ESC || key_is_mouse(behind)) {
                c->pending = behind;
                c->pending_row = event->row;
                c->pending_col = event->col;
            } else if (!behind.mods && swallow_sequence(c, behind.code)) {
                event->key.code = 0;
            } else {
                event->key = (struct key){behind.code, behind.mods | MOD_ALT};
            }
        }
    } while (!event->key.code); /* a key that we have no name for */
    event->key = key_normal(event->key);
    return true;
}

static bool read_signal(struct term_event *event)
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

/* We handle SIGWINCH ourselves; this is what the handler of curses would have done. */
static void take_size(const struct curses *c)
{
    struct winsize size;

    if (ioctl(c->out_fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resizeterm(size.ws_row, size.ws_col);
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
        if (read_signal(&event)) {
            if (event.type == EVENT_RESIZE)
                take_size(c);
            return event;
        }
        if (read_key(c, &event))
            return event;
        for (nfds_t i = OWN_FDS; i < count; i++) {
            if (fds[i].revents & POLLIN)
                return (struct term_event){.type = EVENT_WORK, .fd = fds[i].fd};
        }
        if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
            return (struct term_event){.type = EVENT_END};
        if (timeout_ms != 0 && c->sync_fd >= 0 && write(c->sync_fd, ".", 1) < 0)
            c->sync_fd = -1;
        for (nfds_t i = 0; i < count; i++)
            fds[i].revents = 0;
        long before = clock_ms();
        int ready = poll(fds, count, timeout_ms);
        c->waited_ms += clock_ms() - before;
        if (ready == 0)
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
