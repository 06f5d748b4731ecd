/* SPDX-License-Identifier: MIT */
/* minimap.c - the whole picture in a corner of the map, where it is larger than the window: what is
 * empty, where boxes stand, where the path runs, what the window shows. Each cell shows the most
 * telling thing of the part of the picture that it stands for; that is found once per picture. */
#include <limits.h>
#include <string.h>

#include "map_parts.h"

enum { LEAST_ROWS = 28, LEAST_COLS = 90 }; /* a smaller window has no corner to spare */

enum sort { SORT_EMPTY, SORT_BOX, SORT_PATH, SORTS };

static int shrunk(int at, int whole, int cells)
{
    return (int)((long)at * cells / (whole > 0 ? whole : 1));
}

static void put_sort(struct map_view *m, int row, int col, enum sort sort)
{
    const struct canvas *c = &m->layout.canvas;
    uint8_t *cell = &m->minimap.cells[shrunk(row, c->rows, MINIMAP_ROWS)]
                                     [shrunk(col, c->cols, MINIMAP_COLS)];

    if (*cell < sort)
        *cell = (uint8_t)sort;
}

void minimap_make(struct map_view *m)
{
    const struct canvas *c = &m->layout.canvas;

    memset(&m->minimap, 0, sizeof m->minimap);
    for (int i = 0; i < m->layout.node_count; i++) {
        const struct layout_rect *r = &m->layout.boxes[i];
        for (int row = r->row; row < r->row + r->rows; row++)
            for (int col = r->col; col < r->col + r->cols; col++)
                put_sort(m, row, col, m->visible.input.nodes[i].heavy ? SORT_PATH : SORT_BOX);
    }
    for (int row = 0; row < c->rows; row++)
        for (int col = 0; col < c->cols; col++)
            if (canvas_get(c, row, col)->flags & CELL_HEAVY)
                put_sort(m, row, col, SORT_PATH);
}

static bool overlap(const struct layout_rect *a, const struct layout_rect *b)
{
    return a->row < b->row + b->rows && b->row < a->row + a->rows && a->col < b->col + b->cols &&
           b->col < a->col + a->cols;
}

/* The corners in the order in which they are tried: the last one that was good stays so. */
static struct layout_rect corner(const struct map_view *m, int i)
{
    return (struct layout_rect){i & 1 ? 0 : m->rows - MINIMAP_ROWS,
                                i & 2 ? 0 : m->cols - MINIMAP_COLS, MINIMAP_ROWS, MINIMAP_COLS};
}

static int weight(const struct cell *cell)
{
    if (cell->glyph == ' ')
        return 0;
    return cell->owner_kind == OWNER_NODE || cell->role == ROLE_FRAME_TITLE ? 4 : 1;
}

/* How much of what is drawn it would lie over: a line can be followed beyond it, a box or a name that is
 * covered is not seen at all. */
static int covered(const struct canvas *c, const struct layout_rect *at)
{
    int count = 0;

    for (int row = at->row; row < at->row + at->rows; row++)
        for (int col = at->col; col < at->col + at->cols; col++)
            count += weight(canvas_get(c, row, col));
    return count;
}

/* Where it was, unless it would hide the selection there, or something while another corner is
 * free: one that follows the emptiest corner would jump about as the map scrolls. It never goes away
 * from under the mouse. */
static bool place(const struct explorer *x, struct map_view *m, const struct canvas *screen)
{
    const struct canvas *c = &m->layout.canvas;
    int box = map_selected_box(x, m), best = INT_MAX;
    struct layout_rect taken = {0, 0, 0, 0};

    m->minimap.shown = false;
    if (x->map.no_minimap || (c->rows <= m->rows && c->cols <= m->cols) || m->rows < LEAST_ROWS ||
        m->cols < LEAST_COLS)
        return false;
    if (m->minimap.held && m->minimap.placed) {
        m->minimap.at = corner(m, m->minimap.corner);
        return m->minimap.shown = true;
    }
    if (box != VISIBLE_NONE) {
        taken = m->layout.boxes[box];
        taken.row += map_offset(c->rows, m->rows, m->top);
        taken.col += map_offset(c->cols, m->cols, m->left);
    }
    int was = m->minimap.corner;
    struct layout_rect old = corner(m, was);
    bool stays = m->minimap.placed && !overlap(&old, &taken);
    for (int i = 0; i < 4 && best > 0; i++) {
        int which = (was + i) % 4;
        struct layout_rect at = corner(m, which);
        int hidden = covered(screen, &at);
        if (overlap(&at, &taken) || hidden >= best || (i > 0 && stays && hidden > 0))
            continue;
        best = hidden;
        m->minimap.corner = which;
        m->minimap.at = at;
        m->minimap.shown = true;
    }
    m->minimap.placed = m->minimap.shown;
    return m->minimap.shown;
}

/* The outline of the window: corners and sides, on top of what is there. */
static void outline(const struct explorer *x, const struct map_view *m, struct canvas *c)
{
    static const uint32_t glyphs[2][6] = {{0x250C, 0x2510, 0x2514, 0x2518, 0x2500, 0x2502},
                                          {'+', '+', '+', '+', '-', '|'}};
    const struct canvas *whole = &m->layout.canvas;
    const uint32_t *g = glyphs[x->ascii];
    int r0 = shrunk(m->top, whole->rows, MINIMAP_ROWS);
    int c0 = shrunk(m->left, whole->cols, MINIMAP_COLS);
    int r1 = shrunk(m->top + m->rows - 1, whole->rows, MINIMAP_ROWS);
    int c1 = shrunk(m->left + m->cols - 1, whole->cols, MINIMAP_COLS);

    r1 = r1 < MINIMAP_ROWS ? r1 : MINIMAP_ROWS - 1;
    c1 = c1 < MINIMAP_COLS ? c1 : MINIMAP_COLS - 1;
    for (int row = r0; row <= r1; row++) {
        for (int col = c0; col <= c1; col++) {
            bool top = row == r0, bottom = row == r1, left = col == c0, right = col == c1;
            if (!top && !bottom && !left && !right)
                continue;
            uint32_t glyph = left || right ? (top ? g[right] : bottom ? g[2 + right] : g[5]) : g[4];
            canvas_put(c, m->minimap.at.row + row, m->minimap.at.col + col, glyph,
                       ROLE_FRAME_FOCUS);
        }
    }
}

void minimap_draw(const struct explorer *x, struct map_view *m, struct canvas *c)
{
    static const uint32_t glyphs[2][SORTS] = {{0xB7, 0x25AA, 0x2588}, {'.', 'o', '='}};
    static const enum role role_of[SORTS] = {ROLE_FRAME, ROLE_NORMAL, ROLE_PATH};

    if (!place(x, m, c))
        return;
    for (int row = 0; row < MINIMAP_ROWS; row++) {
        for (int col = 0; col < MINIMAP_COLS; col++) {
            uint8_t sort = m->minimap.cells[row][col];
            canvas_put(c, m->minimap.at.row + row, m->minimap.at.col + col,
                       glyphs[x->ascii][sort], role_of[sort]);
            canvas_own(c, m->minimap.at.row + row, m->minimap.at.col + col, 1, OWNER_WIDGET, 0);
        }
    }
    outline(x, m, c);
}

bool minimap_hides(const struct map_view *m, struct layout_rect r, int row0, int col0)
{
    r.row += row0;
    r.col += col0;
    return m->minimap.shown && overlap(&m->minimap.at, &r);
}

/* The place that it shows there comes into the middle. */
static void go_to(struct map_view *m, int row, int col)
{
    const struct canvas *c = &m->layout.canvas;
    int to_row = (int)((2L * row + 1) * c->rows / (2 * MINIMAP_ROWS));
    int to_col = (int)((2L * col + 1) * c->cols / (2 * MINIMAP_COLS));

    m->top = map_clamp(to_row - m->rows / 2, 0, c->rows - m->rows);
    m->left = map_clamp(to_col - m->cols / 2, 0, c->cols - m->cols);
}

bool minimap_press(struct map_view *m, int row, int col)
{
    struct layout_rect mouse = {row, col, 1, 1};

    m->minimap.held = minimap_hides(m, mouse, 0, 0);
    if (m->minimap.held)
        go_to(m, row - m->minimap.at.row, col - m->minimap.at.col);
    return m->minimap.held;
}

/* The mouse that holds it may leave it: its edge is meant. */
void minimap_drag(struct map_view *m, int row, int col)
{
    go_to(m, map_clamp(row - m->minimap.at.row, 0, MINIMAP_ROWS - 1),
          map_clamp(col - m->minimap.at.col, 0, MINIMAP_COLS - 1));
}
