/* SPDX-License-Identifier: MIT */
/* bars_keys.c - what keys may come: after the beginning of a chord, and the function keys of wide
 * screens. */
#include <string.h>

#include "page.h"
#include "session.h"
#include "text.h"

enum { CHORD_COLS = 38, CHORDS_MAX = 60, LABEL_MAX = 24 };

/* --- Chords --------------------------------------------------------------------------------------- */

static bool begins_with(const struct binding *b, const struct explorer *x)
{
    for (unsigned i = 0; i < x->typed_count; i++) {
        if (i >= b->count || !key_eq(b->keys[i], x->typed[i]))
            return false;
    }
    return b->count > x->typed_count;
}

/* The bindings that go on from what was typed, those of the view first. */
static size_t chords(const struct explorer *x, const struct binding **out)
{
    size_t count = 0;

    for (int any = 0; any < 2; any++) {
        for (size_t i = 0; i < x->keys.count && count < CHORDS_MAX; i++) {
            const struct binding *b = &x->keys.rows[i];
            enum action action;
            if (b->view == (any ? VIEW_ANY : x->focus) && begins_with(b, x) &&
                keymap_find(&x->keys, x->focus, b->keys, b->count, &action) == KEYMAP_FOUND &&
                action == b->action)
                out[count++] = b;
        }
    }
    return count;
}

void bars_chord(struct explorer *x)
{
    const struct binding *rows[CHORDS_MAX];
    size_t count = x->typed_count ? chords(x, rows) : 0;
    int bottom = x->rows - 2 + x->alone, columns, per_column;

    if (count == 0 || bottom < 4)
        return;
    columns = x->cols / CHORD_COLS > 0 ? x->cols / CHORD_COLS : 1;
    per_column = (int)(count + (size_t)columns - 1) / columns;
    if (per_column > bottom - 2)
        per_column = bottom - 2;
    canvas_fill(&x->screen, bottom - per_column, 0, per_column, x->cols, ' ', ROLE_STATUS);
    for (size_t i = 0; i < count; i++) {
        int column = (int)i / per_column, row = bottom - per_column + (int)i % per_column;
        int col = 1 + column * (x->cols / columns), end = col + x->cols / columns - 2;
        struct buf keys = {0};
        if (column >= columns)
            break;
        for (unsigned k = x->typed_count; k < rows[i]->count; k++)
            key_print(&keys, rows[i]->keys[k]);
        screen_spot(x, row, col, end - col, rows[i]->action, 0);
        col += 1 + canvas_text(&x->screen, row, col, end - col, buf_str(&keys), ROLE_KEY, x->ascii);
        page_sentence(&x->screen, row, col, end - col, rows[i]->help, ROLE_HINT, x->ascii);
        buf_release(&keys);
    }
    for (int row = bottom - per_column; row < bottom; row++)
        canvas_flags(&x->screen, row, 0, x->cols, CELL_PANEL);
}

/* --- Function keys -------------------------------------------------------------------------------- */

/* The name of the action, with what stands before its last dash left out where it is long:
 * "search-next" is "next". */
static void short_label(enum action action, char out[LABEL_MAX])
{
    static const struct {
        enum action action;
        const char *label;
    } rows[] = {{ACTION_VIEW_HELP, "Help"},     {ACTION_SEARCH_NEXT, "Next"},
                {ACTION_VIEW_PATHS, "Paths"},   {ACTION_SEARCH_FORWARD, "Find"},
                {ACTION_FOLD_TOGGLE, "Fold"},   {ACTION_MOUSE, "Mouse"},
                {ACTION_QUIT, "Quit"}};
    const char *name = actions[action].name, *dash = strchr(name, '-');
    size_t length;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].action == action)
            name = dash = rows[i].label;
    }
    if (dash && dash != name)
        name = dash + 1;
    length = strlen(name);
    length = length < LABEL_MAX ? length : LABEL_MAX - 1;
    memcpy(out, name, length);
    out[length] = '\0';
    if (out[0] >= 'a' && out[0] <= 'z')
        out[0] = (char)(out[0] - 'a' + 'A');
}

int bars_function_keys(struct explorer *x, int row, int end)
{
    int col = 1;

    for (uint32_t code = KEYCODE_F1; code <= KEYCODE_F10; code++) {
        struct key key = {code, 0};
        enum action action;
        struct buf name = {0};
        char label[LABEL_MAX];
        int width;
        if (keymap_find(&x->keys, x->focus, &key, 1, &action) != KEYMAP_FOUND)
            continue;
        short_label(action, label);
        buf_printf(&name, "F%u", (unsigned)(code - KEYCODE_F1 + 1));
        width = (int)(name.len + strlen(label));
        if (col + width < end) {
            screen_spot(x, row, col, width, action, 0);
            col += canvas_puts(&x->screen, row, col, name.ptr, ROLE_KEY);
            col += 1 + canvas_puts(&x->screen, row, col, label, ROLE_HINT);
        }
        buf_release(&name);
    }
    return col + 1;
}
