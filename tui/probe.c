/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "colour.h"

enum { ANSWER_MAX = 1 << 20, ANSWER_PART = 4096 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One channel of 1 to 4 hex digits, scaled to 0..255. */
static bool channel(struct str text, uint32_t *out)
{
    uint32_t value = 0, most = 0;

    if (str_empty(text) || text.len > 4)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit = hex_digit(text.ptr[i]);
        if (digit < 0)
            return false;
        value = value * 16 + (uint32_t)digit;
        most = most * 16 + 15;
    }
    *out = value * 255 / most;
    return true;
}

enum background background_of(uint32_t rgb)
{
    return colour_contrast(rgb, 0x000000) > colour_contrast(rgb, 0xffffff) ? BACKGROUND_LIGHT
                                                                            : BACKGROUND_DARK;
}

/* "11;rgb:ffff/ffff/ffff" or "11;rgba:.../..../..../....", what stands between ESC ] and its end. */
static enum background from_osc(struct str body)
{
    uint32_t rgb = 0;
    struct str part;

    if (str_starts(body, STR("11;rgb:")))
        body = str_from_at(body, 7);
    else if (str_starts(body, STR("11;rgba:")))
        body = str_from_at(body, 8);
    else
        return BACKGROUND_UNKNOWN;
    for (int i = 0; i < 3; i++) {
        uint32_t value;
        if (!str_cut(&body, '/', &part) || !channel(part, &value))
            return BACKGROUND_UNKNOWN;
        rgb = rgb << 8 | value;
    }
    return background_of(rgb);
}

/* The end of a string that begins before `at`: BEL or ESC \; STR_NPOS: not there yet. */
static size_t string_end(struct str s, size_t at, size_t *behind)
{
    for (size_t i = at; i < s.len; i++) {
        if (s.ptr[i] == '\a' || (s.ptr[i] == '\033' && i + 1 < s.len && s.ptr[i + 1] == '\\')) {
            *behind = i + (s.ptr[i] == '\a' ? 1 : 2);
            return i;
        }
    }
    return STR_NPOS;
}

static bool is_within(char c)
{
    return (unsigned char)c < 0x40 || (unsigned char)c > 0x7e;
}

/* Behind the final byte of a control sequence that begins at `at`. */
static size_t csi_end(struct str s, size_t at)
{
    while (at < s.len && is_within(s.ptr[at]))
        at++;
    return at < s.len ? at + 1 : s.len;
}

/* "24;80", what stands between ESC [ and R. */
static bool place_from(struct str body, long *row, long *col)
{
    struct str first;

    return str_cut(&body, ';', &first) && str_to_long(first, row) && str_to_long(body, col);
}

/* Before and behind the sign. */
struct places {
    long row[2], col[2];
    int count;
};

static void take_place(struct places *p, struct str body)
{
    if (p->count < 2 && place_from(body, &p->row[p->count], &p->col[p->count]))
        p->count++;
}

/* 0: not both are there, or the sign stood at the end of a line. */
static int cells_between(const struct places *p)
{
    long cells = p->count == 2 && p->row[0] == p->row[1] ? p->col[1] - p->col[0] : 0;

    return cells == 1 || cells == 2 ? (int)cells : 0;
}

struct probe probe_parse(struct str s, struct buf *typed)
{
    struct probe found = {0};
    struct places places = {0};

    buf_reset(typed);
    for (size_t i = 0; i < s.len;) {
        char next = i + 1 < s.len ? s.ptr[i + 1] : 0;
        if (s.ptr[i] != '\033') {
            buf_putc(typed, s.ptr[i++]);
        } else if (next && strchr(PROBE_STRINGS, next)) {
            size_t behind = s.len, end = string_end(s, i + 2, &behind);
            enum background said = next != ']' || end == STR_NPOS
                                       ? BACKGROUND_UNKNOWN
                                       : from_osc(str_sub(s, i + 2, end - i - 2));
            found.background = said == BACKGROUND_UNKNOWN ? found.background : said;
            found.cut = end == STR_NPOS;
            i = behind;
        } else if (next == '[' || next == 'O') {
            size_t end = csi_end(s, i + 2);
            if (next == '[' && i + 2 < s.len && s.ptr[i + 2] == '?' && s.ptr[end - 1] == 'c')
                found.ended = true;
            else if (next == '[' && i + 2 < end && s.ptr[end - 1] == 'R')
                take_place(&places, str_sub(s, i + 2, end - i - 3));
            found.cut = end == i + 2 || is_within(s.ptr[end - 1]);
            i = end;
        } else {
            i++; /* Esc itself, or Alt with a key */
        }
    }
    found.cells = cells_between(&places);
    return found;
}

enum background background_from_variable(struct str value)
{
    size_t cut = str_rchr(value, ';');
    long index;

    if (cut == STR_NPOS || !str_to_long(str_from_at(value, cut + 1), &index) || index < 0 ||
        index > 15)
        return BACKGROUND_UNKNOWN;
    return index == 7 || index > 8 ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}

static struct probe wait_for_answer(int fd, long wait_ms, struct buf *typed)
{
    struct buf answer = {0};
    long until = clock_ms() + wait_ms;
    struct probe found = {0};

    while (!found.ended && answer.len < ANSWER_MAX) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        char part[ANSWER_PART];
        long left = until + (found.cut ? PROBE_CUT_MS : 0) - clock_ms();
        int rc = left > 0 ? poll(&ready, 1, (int)left) : 0;
        if (rc < 0 && errno == EINTR)
            continue;
        if (rc <= 0)
            break;
        ssize_t n = read(fd, part, sizeof part);
        if (n <= 0)
            break;
        buf_add(&answer, (struct str){part, (size_t)n});
        found = probe_parse(buf_str(&answer), typed);
    }
    if (found.cut) /* without end: what is there now belongs to it */
        tcflush(fd, TCIFLUSH);
    buf_release(&answer);
    return found;
}

struct probe probe_ask(int fd, unsigned what, long wait_ms, struct buf *typed)
{
    struct termios before, raw;
    struct buf question = {0};
    struct probe found = {0};

    if (tcgetattr(fd, &before) < 0)
        return found;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(fd, TCSANOW, &raw) < 0)
        return found;
    if (what & PROBE_BACKGROUND)
        buf_puts(&question, "\033]11;?\033\\");
    if (what & PROBE_CELLS) /* the sign is U+2500, a line */
        buf_puts(&question, "\0337\033[6n\xe2\x94\x80\033[6n\0338\033[K");
    buf_puts(&question, "\033[c");
    if (write(fd, question.ptr, question.len) == (ssize_t)question.len)
        found = wait_for_answer(fd, wait_ms, typed);
    buf_release(&question);
    tcsetattr(fd, TCSANOW, &before);
    return found;
}
