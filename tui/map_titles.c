/* SPDX-License-Identifier: MIT */
/* map_titles.c - the name of a frame whose title is outside the window or under the minimap, written where
 * the window begins to show the frame. */
#include "map_parts.h"
#include "text.h"

/* AROUND: a sign of the border and a blank on either side. */
enum { TITLE_MOST = 24, TITLE_LEAST = 4, ROWS_TRIED = 3, AROUND = 4 };

static int max_of(int a, int b)
{
    return a > b ? a : b;
}

static int min_of(int a, int b)
{
    return a < b ? a : b;
}

/* Nothing is there but the frame, nor was anything written over it. */
static bool is_free(const struct canvas *map, const struct canvas *c, int row, int col, int row0, int col0)
{
    const struct cell *cell = canvas_get(map, row - row0, col - col0), *now = canvas_get(c, row, col);

    return now->glyph == cell->glyph && now->owner_kind != OWNER_WIDGET &&
           (cell->owner_kind == OWNER_FRAME || (cell->owner_kind == OWNER_NONE && cell->glyph == ' '));
}

/* The first place from col on, before end, for so many cells in a row; -1: there is none. */
static int place_in(const struct canvas *map, const struct canvas *c, int row, int col, int end,
                    int cells, int row0, int col0)
{
    int run = 0;

    for (; col < end && run < cells; col++)
        run = is_free(map, c, row, col, row0, col0) ? run + 1 : 0;
    return run == cells ? col - cells : -1;
}

static bool inside(const struct canvas *c, struct layout_rect r, int row0, int col0)
{
    return r.row + row0 >= 0 && r.row + row0 < c->rows && r.col + col0 >= 0 &&
           r.col + r.cols + col0 <= c->cols;
}

/* What the minimap leaves of a title would be read as a name of its own. */
static void wipe_title(const struct explorer *x, struct canvas *c, struct layout_rect r, int row0, int col0)
{
    int row = r.row + row0, col = r.col + col0;

    for (int i = max_of(col, 0); row >= 0 && row < c->rows && i < min_of(col + r.cols, c->cols); i++)
        if (canvas_get(c, row, i)->owner_kind != OWNER_WIDGET)
            canvas_put(c, row, i, x->ascii ? '.' : 0x2504, ROLE_FRAME);
}

static void write_title(const struct explorer *x, struct map_view *m, struct canvas *c,
                        const struct layout_frame *f, int row0, int col0)
{
    struct buf title = {0};
    int top = max_of(f->rect.row + row0, 0), left = max_of(f->rect.col + col0 + 1, 0);
    int bottom = min_of(f->rect.row + f->rect.rows + row0 - 1, c->rows);
    int right = min_of(f->rect.col + f->rect.cols + col0 - 1, c->cols), cells;

    cells = AROUND + (int)esc_term_clip(&title, m->visible.input.clusters[f->cluster].title, TITLE_MOST,
                                   x->ascii);
    if (right - left < cells)
        cells = right - left;
    for (int row = top; row < bottom && row < top + ROWS_TRIED && cells >= TITLE_LEAST + AROUND; row++) {
        int col = place_in(&m->layout.canvas, c, row, left, right, cells, row0, col0);
        if (col < 0)
            continue;
        canvas_fill(c, row, col, 1, cells, x->ascii ? '.' : 0x2504, ROLE_FRAME);
        canvas_fill(c, row, col + 1, 1, cells - 2, ' ', ROLE_FRAME_TITLE);
        canvas_text(c, row, col + 2, cells - AROUND, buf_str(&title), ROLE_FRAME_TITLE, x->ascii);
        break;
    }
    buf_release(&title);
}

void map_titles(const struct explorer *x, struct map_view *m, struct canvas *c, int row0, int col0)
{
    const struct canvas *map = &m->layout.canvas;

    if (map->rows <= c->rows && map->cols <= c->cols)
        return;
    for (int i = 0; i < m->layout.frame_count; i++) {
        const struct layout_frame *f = &m->layout.frames[i];
        bool seen = f->rect.row + row0 < c->rows && f->rect.row + f->rect.rows + row0 > 0 &&
                    f->rect.col + col0 < c->cols && f->rect.col + f->rect.cols + col0 > 0;
        if (!seen || !f->title.cols)
            continue;
        bool hidden = minimap_hides(m, f->title, row0, col0);
        if (hidden)
            wipe_title(x, c, f->title, row0, col0);
        if (hidden || !inside(c, f->title, row0, col0))
            write_title(x, m, c, f, row0, col0);
    }
}
