/* SPDX-License-Identifier: MIT */
#include "coach.h"

#include "session.h"
#include "text.h"

enum { COACH_COLS = 76, ROWS_LEAST = 2 * COACH_ROWS, COLS_LEAST = 50 };

bool coach_key(struct explorer *x, struct key key)
{
    bool taken = x->pick.kind || x->prompt.kind != PROMPT_NONE || x->jump.on || x->typed_count ||
                 x->letter_for != ACTION_NONE || x->tutor.on;

    if (!x->coach.on)
        return false;
    if (key.code == KEYCODE_ESC) {
        x->coach.on = false;
        return !taken;
    }
    x->coach.on = ++x->coach.keys < COACH_KEYS;
    return false;
}

/* --- Texts: {action} stands for its key ----------------------------------------------------------- */

static const struct {
    const char *before;
    enum action action; /* ACTION_NONE: none */
    const char *after;
} lines[COACH_ROWS] = {
    {"This is a serverless system that comes with the program: a sample.", ACTION_NONE, ""},
    {"Arrow keys go from box to box; ", ACTION_OPEN, " tells about the selected one."},
    {"", ACTION_PATH_HERE, " shows the path that input from the internet takes to it."},
    {"", ACTION_VIEW_HELP, " is help: all keys and commands.  Esc: away with these lines."},
    {"", ACTION_PROMPT, "open reads your own system, :tutor is a guided tour."},
};

static void put_line(struct explorer *x, int row, int col, int cols, int i)
{
    const struct binding *b = keymap_for(&x->keys, x->focus, lines[i].action);
    struct buf key = {0};
    int end = col + cols, at = col;

    canvas_fill(&x->screen, row, col, 1, cols, ' ', ROLE_STATUS);
    at += 1 + canvas_text(&x->screen, row, at + 1, end - at - 1, str_from(lines[i].before),
                          ROLE_STATUS, x->ascii);
    if (lines[i].action == ACTION_PROMPT)
        buf_putc(&key, ':'); /* the language's own sign: what is typed behind it follows */
    else if (b)
        binding_print(&key, b);
    at += canvas_text(&x->screen, row, at, end - at, buf_str(&key), ROLE_KEY, x->ascii);
    canvas_text(&x->screen, row, at, end - at, str_from(lines[i].after), ROLE_STATUS, x->ascii);
    canvas_flags(&x->screen, row, col, cols, CELL_PANEL);
    buf_release(&key);
}

/* A part of the box that the cursor stands in lies in these rows. */
static bool hides_selection(const struct explorer *x, int row, int col, int cols)
{
    const struct cell *at = canvas_get(&x->screen, x->cursor_row, x->cursor_col);

    if (x->cursor_row >= row && x->cursor_row < row + COACH_ROWS)
        return true;
    if (!at || at->owner_kind != OWNER_NODE)
        return false;
    for (int r = row; r < row + COACH_ROWS; r++) {
        for (int c = col; c < col + cols; c++) {
            const struct cell *cell = canvas_get(&x->screen, r, c);
            if (cell && cell->owner_kind == OWNER_NODE && cell->owner == at->owner)
                return true;
        }
    }
    return false;
}

void coach_draw(struct explorer *x)
{
    const struct pane *pane = x->pane_count ? screen_pane(x, x->main) : NULL;
    struct layout_rect in;
    int cols, col, low;

    if (!x->coach.on || !pane || x->jump.on || x->pick.kind)
        return;
    in = screen_inside(x, pane);
    if (in.rows < ROWS_LEAST || in.cols < COLS_LEAST)
        return;
    cols = in.cols < COACH_COLS ? in.cols : COACH_COLS;
    col = in.col + (in.cols - cols) / 2;
    low = in.row + in.rows - COACH_ROWS;
    if (hides_selection(x, low, col, cols) && !hides_selection(x, in.row, col, cols))
        low = in.row;
    for (int i = 0; i < COACH_ROWS; i++)
        put_line(x, low + i, col, cols, i);
}
