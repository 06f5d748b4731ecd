/* SPDX-License-Identifier: MIT */
#include "mask.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "attr.h"
#include "map.h"

enum { ACCOUNT_DIGITS = 12, UUID_CHARS = 36, LEFT_LEAST = 3 };

/* What stands in a row: cells of a canvas or bytes of a text. */
struct row {
    const struct canvas *canvas; /* NULL: text */
    int row;
    struct str text;
};

static uint32_t at(const struct row *r, long i)
{
    const struct cell *cell;

    if (!r->canvas)
        return i >= 0 && (size_t)i < r->text.len ? (unsigned char)r->text.ptr[i] : 0;
    cell = canvas_get(r->canvas, r->row, (int)i);
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

static bool is_dash_place(int i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

/* How many places from i on could be a UUID from its place `from` on. */
static int uuid_run(const struct row *r, long i, int from)
{
    int n = from;

    while (n < UUID_CHARS &&
           (is_dash_place(n) ? at(r, i + n - from) == '-' : is_hex(at(r, i + n - from))))
        n++;
    return n - from;
}

/* The length of a UUID at i; 0: none. */
static int uuid_at(const struct row *r, long i)
{
    int n = uuid_run(r, i, 0);

    return n == UUID_CHARS && !is_word(at(r, i - 1)) && !is_word(at(r, i + n)) ? n : 0;
}

/* The same of an account. */
static int account_at(const struct row *r, long i)
{
    int n = 0;

    while (n <= ACCOUNT_DIGITS && !is_digit(at(r, i - 1)) && is_digit(at(r, i + n)))
        n++;
    return n == ACCOUNT_DIGITS ? n : 0;
}

/* What may be left of either where it was cut: hexadecimal digits and dashes with a digit among them,
 * beside a place that cuts. */
static int rest_at(const struct row *r, long i)
{
    uint32_t before = at(r, i - 1), after;
    bool digit = false;
    int n = 0;

    if (is_word(before) || before == '-')
        return 0;
    for (uint32_t g; n < UUID_CHARS && (is_hex(g = at(r, i + n)) || g == '-'); n++)
        digit = digit || is_digit(g);
    after = at(r, i + n);
    return digit && n >= LEFT_LEAST && n < UUID_CHARS && !is_word(after) &&
                   (cuts(before) || cuts(after))
               ? n
               : 0;
}

/* Groups of a UUID that a box shows in several lines, each broken behind a dash. */
static int group_at(const struct row *r, long i)
{
    static const int starts[] = {0, 9, 14, 19, 24};

    for (size_t k = 0; k < COUNT(starts); k++) {
        int n = uuid_run(r, i, starts[k]), end = starts[k] + n;
        uint32_t before = at(r, i - 1);
        bool digit = false;
        for (int d = 0; d < n; d++)
            digit = digit || is_digit(at(r, i + d));
        if (digit && n > 0 && (end == UUID_CHARS || is_dash_place(end - 1)) &&
            !is_word(at(r, i + n)) && !is_word(before) && (before != '-' || starts[k] == 0))
            return n;
    }
    return 0;
}

void mask_canvas(struct canvas *c)
{
    for (int row = 0; row < c->rows; row++) {
        const struct row r = {.canvas = c, .row = row};
        for (int col = 0; col < c->cols;) {
            int n = uuid_at(&r, col);
            n = n ? n : account_at(&r, col);
            n = n ? n : rest_at(&r, col);
            n = n ? n : group_at(&r, col);
            for (int i = 0; i < n; i++)
                canvas_at(c, row, col + i)->glyph = '*';
            col += n ? n : 1;
        }
    }
}

/* --- Texts -------------------------------------------------------------------------------------- */

struct seen {
    struct arena *arena;
    struct map numbers; /* value that was masked -> 1, 2, ... */
};

static uint32_t number_of(struct seen *s, struct str value)
{
    bool added;
    struct str kept;
    uint32_t *n = map_put_copy(&s->numbers, s->arena, value, &kept, &added);

    if (added)
        *n = (uint32_t)map_count(&s->numbers);
    return *n;
}

static void cover(struct seen *s, char *from, size_t len, char sign)
{
    char digits[16];
    uint32_t number = number_of(s, (struct str){from, len});
    size_t count;

    memset(from, sign, len);
    if (number < 2)
        return;
    snprintf(digits, sizeof digits, "%u", (unsigned)number);
    count = strlen(digits);
    memcpy(from + len - count, digits, count);
}

void mask_text(struct buf *text, enum mask_in in)
{
    struct seen seen = {.arena = arena_new()};
    const struct row r = {.text = buf_str(text)};
    char sign = in == MASK_MARKDOWN ? 'x' : '*';
    bool string = false;

    for (size_t i = 0; i < text->len;) {
        int n = 0;
        if (in == MASK_JSON && text->ptr[i] == '"') {
            string = !string;
        } else if (in == MASK_JSON && text->ptr[i] == '\\') {
            i++; /* what is escaped ends no string */
        } else if (in != MASK_JSON || string) {
            n = uuid_at(&r, (long)i);
            n = n ? n : account_at(&r, (long)i);
        }
        if (n)
            cover(&seen, text->ptr + i, (size_t)n, sign);
        i += n ? (size_t)n : 1;
    }
    map_release(&seen.numbers);
    arena_free(seen.arena);
}
