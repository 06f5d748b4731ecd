/* SPDX-License-Identifier: MIT */
#include "background.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "colour.h"

enum { ANSWER_MAX = 512 };

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

static enum background shade(uint32_t rgb)
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
    return shade(rgb);
}

/* The end of an OSC that begins before `at`: BEL or ESC \; STR_NPOS: not there yet. */
static size_t osc_end(struct str s, size_t at, size_t *behind)
{
    for (size_t i = at; i < s.len; i++) {
        if (s.ptr[i] == '\a' || (s.ptr[i] == '\033' && i + 1 < s.len && s.ptr[i + 1] == '\\')) {
            *behind = i + (s.ptr[i] == '\a' ? 1 : 2);
            return i;
        }
    }
    return STR_NPOS;
}

/* Behind the final byte of a control sequence that begins at `at`. */
static size_t csi_end(struct str s, size_t at)
{
    while (at < s.len && ((unsigned char)s.ptr[at] < 0x40 || (unsigned char)s.ptr[at] > 0x7e))
        at++;
    return at < s.len ? at + 1 : s.len;
}

enum background background_parse(struct str s, bool *ended, struct buf *typed)
{
    enum background found = BACKGROUND_UNKNOWN;

    *ended = false;
    buf_reset(typed);
    for (size_t i = 0; i < s.len;) {
        char next = i + 1 < s.len ? s.ptr[i + 1] : 0;
        if (s.ptr[i] != '\033') {
            buf_putc(typed, s.ptr[i++]);
        } else if (next == ']') {
            size_t behind = s.len, end = osc_end(s, i + 2, &behind);
            enum background said = end == STR_NPOS ? BACKGROUND_UNKNOWN
                                                   : from_osc(str_sub(s, i + 2, end - i - 2));
            found = said == BACKGROUND_UNKNOWN ? found : said;
            i = behind;
        } else if (next == '[' || next == 'O') {
            size_t end = csi_end(s, i + 2);
            *ended = *ended || (next == '[' && i + 2 < s.len && s.ptr[i + 2] == '?' &&
                                s.ptr[end - 1] == 'c');
            i = end;
        } else {
            i++; /* Esc itself, or Alt with a key */
        }
    }
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

static enum background wait_for_answer(int fd, long wait_ms, struct buf *typed)
{
    char answer[ANSWER_MAX];
    size_t len = 0;
    long until = clock_ms() + wait_ms;
    enum background found = BACKGROUND_UNKNOWN;
    bool ended = false;

    while (!ended && len < sizeof answer) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        long left = until - clock_ms();
        int rc = left > 0 ? poll(&ready, 1, (int)left) : 0;
        if (rc < 0 && errno == EINTR)
            continue;
        if (rc <= 0)
            break;
        ssize_t n = read(fd, answer + len, sizeof answer - len);
        if (n <= 0)
            break;
        len += (size_t)n;
        found = background_parse((struct str){answer, len}, &ended, typed);
    }
    return found;
}

enum background background_ask(int fd, long wait_ms, struct buf *typed)
{
    static const char question[] = "\033]11;?\033\\\033[c";
    struct termios before, raw;
    enum background found = BACKGROUND_UNKNOWN;

    if (tcgetattr(fd, &before) < 0)
        return BACKGROUND_UNKNOWN;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(fd, TCSANOW, &raw) < 0)
        return BACKGROUND_UNKNOWN;
    if (write(fd, question, sizeof question - 1) == (ssize_t)sizeof question - 1)
        found = wait_for_answer(fd, wait_ms, typed);
    tcsetattr(fd, TCSANOW, &before);
    return found;
}
