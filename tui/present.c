/* SPDX-License-Identifier: MIT */
#include "present.h"

#include <stdio.h>

#include "session.h"
#include "text.h"

/* --- On and off ----------------------------------------------------------------------------------- */

bool present_set(struct explorer *x, bool on)
{
    struct present *p = &x->present;

    if (on == p->on) {
        session_say(x, on ? "presenting already" : "nothing is presented");
        return true;
    }
    if (on) {
        struct str theme = theme_name(x->theme);
        snprintf(p->theme, sizeof p->theme, "%.*s", (int)theme.len, theme.ptr);
        p->wide = x->map.wide;
        p->zoom = (int)x->map.zoom;
        p->masked = p->mask;
        clock_gettime(CLOCK_MONOTONIC, &p->began);
    }
    if (!session_theme(x, on ? STR("projector") : str_from(p->theme)))
        return false;
    undo_note(x);
    x->map.wide = on || p->wide;
    x->map.zoom = on ? ZOOM_FULL : (enum zoom)p->zoom;
    p->mask = on || p->masked;
    p->on = on;
    x->shown++;
    session_say(x, on ? "presenting; :present off ends it" : "presented %u min", present_minutes(x));
    return true;
}

static long seconds(const struct explorer *x)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - x->present.began.tv_sec);
}

unsigned present_minutes(const struct explorer *x)
{
    return (unsigned)(seconds(x) / 60);
}

int present_pause(const struct explorer *x)
{
    return x->present.on ? (int)(60 - seconds(x) % 60) * 1000 : -1;
}

void present_status(const struct explorer *x, struct buf *out)
{
    enum { NOTE_COLS = 40 };
    struct str note = x->at.node ? work_note(x, x->at.node) : STR_NONE;
    struct work_tags tags = {0};

    if (x->at.node)
        tags = work_tags(x, x->at.node);
    buf_printf(out, "presenting %u min", present_minutes(x));
    for (size_t i = 0; i < tags.count; i++) {
        buf_puts(out, i ? " " : "  tags: ");
        esc_term(out, work_line_text(&tags.items[i]));
    }
    if (!str_empty(note)) {
        buf_puts(out, "  note: ");
        esc_term_clip(out, note, NOTE_COLS, x->ascii);
    }
}

/* --- The mask ------------------------------------------------------------------------------------- */

enum { ACCOUNT_DIGITS = 12, UUID_CHARS = 36, LEFT_LEAST = 3 };

static uint32_t glyph(const struct canvas *c, int row, int col)
{
    const struct cell *cell = canvas_get(c, row, col);

    return cell ? cell->glyph : 0;
}

static bool is_digit(uint32_t g)
{
    return g >= '0' && g <= '9';
}

static bool is_hex(uint32_t g)
{
    return is_digit(g) || (g >= 'a' && g <= 'f') || (g >= 'A' && g <= 'F');
}

static bool is_word(uint32_t g)
{
    return is_digit(g) || (g >= 'a' && g <= 'z') || (g >= 'A' && g <= 'Z');
}

/* Where a text may have been cut: an ellipsis, a border, the end of the screen. */
static bool cuts(uint32_t g)
{
    return g == 0x2026 || g == '~' || g == 0x2502 || g == '|' || g == 0;
}

static void cover(struct canvas *c, int row, int col, int count)
{
    for (int i = 0; i < count; i++) {
        struct cell *cell = canvas_at(c, row, col + i);
        cell->glyph = '*';
    }
}

static bool is_dash_place(int i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

/* How many cells from col on could be a UUID. */
static int uuid_run(const struct canvas *c, int row, int col)
{
    int i = 0;

    while (i < UUID_CHARS && (is_dash_place(i) ? glyph(c, row, col + i) == '-'
                                               : is_hex(glyph(c, row, col + i))))
        i++;
    return i;
}

/* The length of a UUID at col; 0: none. */
static int uuid_at(const struct canvas *c, int row, int col)
{
    int n = uuid_run(c, row, col);

    return n == UUID_CHARS && !is_word(glyph(c, row, col - 1)) && !is_word(glyph(c, row, col + n))
               ? n
               : 0;
}

/* The same of an account. */
static int account_at(const struct canvas *c, int row, int col)
{
    int n = 0;

    while (!is_digit(glyph(c, row, col - 1)) && is_digit(glyph(c, row, col + n)))
        n++;
    return n == ACCOUNT_DIGITS ? n : 0;
}

/* What may be left of either where it was cut: hexadecimal digits and dashes with a digit among them,
 * beside a place that cuts. */
static int rest_at(const struct canvas *c, int row, int col)
{
    uint32_t before = glyph(c, row, col - 1), after;
    bool digit = false;
    int n = 0;

    if (is_word(before) || before == '-')
        return 0;
    for (uint32_t g; n < UUID_CHARS && (is_hex(g = glyph(c, row, col + n)) || g == '-'); n++)
        digit = digit || is_digit(g);
    after = glyph(c, row, col + n);
    return digit && n >= LEFT_LEAST && n < UUID_CHARS && !is_word(after) &&
                   (cuts(before) || cuts(after))
               ? n
               : 0;
}

void present_mask(struct canvas *c)
{
    for (int row = 0; row < c->rows; row++) {
        for (int col = 0; col < c->cols;) {
            int n = uuid_at(c, row, col);
            n = n ? n : account_at(c, row, col);
            n = n ? n : rest_at(c, row, col);
            cover(c, row, col, n);
            col += n ? n : 1;
        }
    }
}
