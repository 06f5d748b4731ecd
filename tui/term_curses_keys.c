/* SPDX-License-Identifier: MIT */
/* term_curses_keys.c - what curses reads, as keys of ours. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <wchar.h>

#include "attr.h"
#include "probe.h"
#include "term_curses.h"

enum { DOUBLE_CLICK_MS = 400, FIRST_OWN_CODE = KEY_MAX + 1, SEQUENCE_MAX = 64,
       STRING_MAX = 100000 };
/* What the mouse reports: how long a part of it may take, and bits of the button. */
enum { REPORT_QUIET_MS = 200, REPORT_NUMBER_MAX = 10000, REPORT_MOTION = 32, REPORT_WHEEL = 64 };

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

/* The marks around pasted text. */
enum { PASTE_BEGINS = FIRST_OWN_CODE + COUNT(extra_keys), PASTE_ENDS, REPORT_BEGINS,
       OLD_REPORT_BEGINS };

void curses_define_keys(void)
{
    define_key("\033[200~", PASTE_BEGINS);
    define_key("\033[201~", PASTE_ENDS);
    for (size_t i = 0; i < COUNT(extra_keys); i++) {
        if (extra_keys[i].code == 0)
            define_key(extra_keys[i].sequence, FIRST_OWN_CODE + (int)i);
        else if (key_defined(extra_keys[i].sequence) == 0)
            define_key(extra_keys[i].sequence, extra_keys[i].code);
    }
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

#define FIRST_BUTTON                                                                               \
    (BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED |               \
     BUTTON1_TRIPLE_CLICKED)

/* What the mouse did as a key; code 0: nothing that counts. */
static struct key key_from_mouse(struct curses *c, const MEVENT *e, struct term_event *event)
{
    struct key key = {0, 0};

    event->row = e->y;
    event->col = e->x;
    if (!(e->bstate & FIRST_BUTTON)) /* what comes between two presses parts them */
        c->pressed_at = 0;
    if (e->bstate & BUTTON_SHIFT)
        key.mods |= MOD_SHIFT;
    if (e->bstate & BUTTON_ALT)
        key.mods |= MOD_ALT;
    if (e->bstate & BUTTON_CTRL)
        key.mods |= MOD_CTRL;
    if (e->bstate & BUTTON4_PRESSED)
        key.code = KEYCODE_WHEEL_UP;
    else if (e->bstate & BUTTON5_PRESSED)
        key.code = KEYCODE_WHEEL_DOWN;
    else if (e->bstate & (BUTTON3_PRESSED | BUTTON3_CLICKED))
        key.code = KEYCODE_RIGHT_CLICK;
    else if (e->bstate & (BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED))
        key.code = KEYCODE_DOUBLE_CLICK;
    else if (e->bstate & (BUTTON1_CLICKED | BUTTON1_PRESSED))
        key.code = press(c, e); /* clicked: up came together with down */
    else if (e->bstate & BUTTON1_RELEASED)
        c->held = false;
    else if (c->held && e->bstate & REPORT_MOUSE_POSITION)
        key.code = KEYCODE_DRAG;
    return key;
}

/* As curses reads these it waits for their end, and takes the next key for a part of one that the line
 * cut off. */
void curses_define_mouse(const char *report)
{
    if (report)
        define_key("\033[<", REPORT_BEGINS);
    if (report && strcmp(report, "\033[M") == 0)
        define_key(report, OLD_REPORT_BEGINS);
}

/* What was begun may go on a little late; false: it does not. */
static bool goes_on(const struct curses *c)
{
    struct pollfd in = {.fd = c->in_fd, .events = POLLIN};
    int ready = poll(&in, 1, REPORT_QUIET_MS);

    return ready != 0 && (ready > 0 || errno == EINTR) && !(in.revents & (POLLHUP | POLLERR));
}

/* One more part of a report; false: none comes. */
static bool read_late(const struct curses *c, wint_t *ch, int *rc)
{
    while ((*rc = get_wch(ch)) == ERR) {
        if (!goes_on(c))
            return false;
    }
    return true;
}

/* Button, column and row from 1 up to M (down) or m (up). false: it was cut off; the key that came instead
 * is the next one. */
static bool read_report(const struct curses *c, int number[3], bool *up)
{
    wint_t ch;
    int at = 0, rc;

    while (read_late(c, &ch, &rc)) {
        if (rc == OK && ch >= '0' && ch <= '9' && number[at] < REPORT_NUMBER_MAX) {
            number[at] = number[at] * 10 + (int)(ch - '0');
        } else if (rc == OK && ch == ';' && at < 2) {
            at++;
        } else if (rc == OK && (ch == 'M' || ch == 'm') && at == 2) {
            *up = ch == 'm';
            return true;
        } else {
            if (rc == KEY_CODE_YES)
                ungetch((int)ch);
            else
                unget_wch((wchar_t)ch);
            return false;
        }
    }
    return false;
}

/* As terminals of old send them: button, column and row as a byte each, from 32. What a byte is cannot be
 * told from a key: only a pause says that a report was cut off. */
static bool read_old_report(const struct curses *c, int number[3], bool *up)
{
    for (int at = 0; at < 3; at++) {
        int byte;
        while ((byte = getch()) == ERR) { /* get_wch() would take bytes from 128 for letters */
            if (!goes_on(c))
                return false;
        }
        if (byte < 32 || byte > 255) {
            ungetch(byte);
            return false;
        }
        number[at] = byte - 32;
    }
    *up = !(number[0] & REPORT_WHEEL) && (number[0] & 3) == 3; /* of which button is not said */
    number[0] -= *up ? 3 : 0;
    return true;
}

/* The same with what curses calls it. */
static mmask_t report_state(int button, bool up)
{
    static const mmask_t down[] = {BUTTON1_PRESSED, BUTTON2_PRESSED, BUTTON3_PRESSED, 0};
    mmask_t state = button & REPORT_WHEEL    ? 0
                    : button & REPORT_MOTION ? REPORT_MOUSE_POSITION
                    : !up                   ? down[button & 3]
                    : (button & 3) == 0     ? BUTTON1_RELEASED
                                            : 0;

    return state | (button & 4 ? BUTTON_SHIFT : 0) | (button & 8 ? BUTTON_ALT : 0) |
           (button & 16 ? BUTTON_CTRL : 0);
}

static struct key key_from_report(struct curses *c, bool old, struct term_event *event)
{
    static const enum key_code wheel[] = {KEYCODE_WHEEL_UP, KEYCODE_WHEEL_DOWN, KEYCODE_WHEEL_LEFT,
                                          KEYCODE_WHEEL_RIGHT};
    int number[3] = {0};
    bool up;

    if (!(old ? read_old_report : read_report)(c, number, &up) || number[1] < 1 || number[2] < 1)
        return (struct key){0, 0};
    MEVENT e = {.x = number[1] - 1, .y = number[2] - 1, .bstate = report_state(number[0], up)};
    struct key key = key_from_mouse(c, &e, event);
    if (number[0] & REPORT_WHEEL)
        key.code = up ? 0 : wheel[number[0] & 3];
    return key;
}

/* false: nothing is there. *resized: the size changed instead. */
static bool read_one(struct curses *c, struct term_event *event, struct key *out, bool *resized)
{
    MEVENT mouse;
    wint_t ch;
    int rc = get_wch(&ch);

    *resized = rc == KEY_CODE_YES && ch == KEY_RESIZE;
    if (rc == ERR)
        return false;
    *out = (struct key){0, 0};
    if (rc == KEY_CODE_YES && (ch == PASTE_BEGINS || ch == PASTE_ENDS))
        c->pasting = ch == PASTE_BEGINS;
    else if (rc == KEY_CODE_YES && (ch == REPORT_BEGINS || ch == OLD_REPORT_BEGINS))
        *out = key_from_report(c, ch == OLD_REPORT_BEGINS, event);
    else if (rc == KEY_CODE_YES && ch == KEY_MOUSE && getmouse(&mouse) != ERR)
        *out = key_from_mouse(c, &mouse, event);
    else
        *out = rc == KEY_CODE_YES ? key_from_code((int)ch) : key_from_char(ch);
    return true;
}

/* What begins with Esc [ or Esc and a letter of PROBE_STRINGS and goes on at once is a sequence that nobody
 * has a name for: a function key, or a late answer to what probe.h or the program before us asked. Its bytes
 * are no typing. */
static bool swallow_sequence(struct curses *c, uint32_t second)
{
    bool text = second < 0x80 && second && strchr(PROBE_STRINGS, (int)second), escaped = false, resized;
    int most = text ? STRING_MAX : second == '[' ? SEQUENCE_MAX : 0, i = 0;
    struct term_event event = {.type = EVENT_KEY};
    struct key key;

    while (i < most) {
        if (!read_one(c, &event, &key, &resized)) {
            if (text && i > 0 && goes_on(c)) /* a long one comes in parts */
                continue;
            break;
        }
        i++;
        if (!text && key.code >= 0x40 && key.code <= 0x7e)
            break;
        if (text && ((escaped && key.code == '\\') || (key.code == 'g' && key.mods == MOD_CTRL)))
            break;
        escaped = key.code == KEYCODE_ESC;
    }
    return i > 0;
}

/* One more character of pasted text; what is no text in it is left out. false: there is none, or not yet. */
static bool read_pasted(struct curses *c, struct term_event *event, bool *resized)
{
    while (c->pasting && read_one(c, event, &event->key, resized)) {
        bool gap = event->key.code == KEYCODE_ENTER || event->key.code == KEYCODE_TAB;
        if (*resized)
            return true;
        if (gap)
            event->key = (struct key){' ', 0};
        event->pasted = key_is_text(event->key);
        if (event->pasted)
            return true;
    }
    event->key.code = 0;
    return false;
}

bool curses_read_key(struct curses *c, struct term_event *event)
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
        if (!read_pasted(c, event, &resized) &&
            (c->pasting || !read_one(c, event, &event->key, &resized)))
            return false;
        if (event->pasted)
            return true;
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
