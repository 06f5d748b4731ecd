/* SPDX-License-Identifier: MIT */
#include "whole.h"

#include "map_view.h"

static int width_of(const struct explorer *x, enum view_id view)
{
    const struct pane *p = screen_pane(x, view);

    return p ? p->rect.cols - (p->border ? 2 : 0) : x->cols;
}

static bool is_bar(const struct cell *cell)
{
    return cell->glyph == '|' || cell->glyph == 0x2502;
}

/* The column of the line between a list and what stands beside it; -1: there is none. */
static int divider(const struct canvas *c)
{
    for (int col = 0; col < c->cols; col++) {
        int row = 0;
        while (row < c->rows && is_bar(canvas_get(c, row, col)))
            row++;
        if (row == c->rows && row > 0)
            return col;
    }
    return -1;
}

static bool is_blank(const struct canvas *c, int row, int from, int end, int bar)
{
    for (int col = from; col < end; col++) {
        if (canvas_get(c, row, col)->glyph != ' ' && col != bar)
            return false;
    }
    return true;
}

/* Whether a row of columns from..end is wanted: of blank ones one between others. A view that fills its
 * canvas, with a text below or its picture in the middle, has thousands of them here. */
static bool is_wanted(const struct canvas *c, int row, int from, int end, int bar)
{
    return !is_blank(c, row, from, end, bar) ||
           (row > 0 && !is_blank(c, row - 1, from, end, bar));
}

/* The view in a canvas that is high enough for every list. */
static void draw_high(struct explorer *x, enum view_id view, int cols, struct canvas *c)
{
    canvas_init(c, WHOLE_ROWS_MAX, cols > 0 ? cols : width_of(x, view));
    view_kinds[view]->draw(x, x->views[view], c, false);
    if (x->present.mask)
        mask_canvas(c);
}

static void cut_out(const struct canvas *all, int from, int end, int bar, struct canvas *c)
{
    int rows = 0, used = 0;

    for (int row = 0; row < all->rows; row++) {
        if (is_wanted(all, row, from, end, bar))
            rows++;
        if (!is_blank(all, row, from, end, bar))
            used = rows;
    }
    canvas_init(c, used, end - from);
    for (int row = 0, to = 0; to < used; row++) {
        if (is_wanted(all, row, from, end, bar))
            canvas_blit(c, to++, 0, all, row, from, 1, end - from);
    }
}

static bool draw_map(struct explorer *x, struct canvas *c)
{
    int rows, cols;

    if (!map_size(x, &rows, &cols))
        return false;
    canvas_init(c, rows, cols);
    view_map.draw(x, x->views[VIEW_MAP], c, false);
    if (x->present.mask)
        mask_canvas(c);
    map_follow(x);
    return true;
}

void whole_view(struct explorer *x, enum view_id view, int cols, struct canvas *c)
{
    struct canvas all;

    if (view == VIEW_MAP && draw_map(x, c))
        return;
    draw_high(x, view, cols, &all);
    cut_out(&all, 0, all.cols, divider(&all), c);
    canvas_release(&all);
}

static void add_part(const struct canvas *all, int from, int end, struct buf *out)
{
    struct canvas part;

    cut_out(all, from, end, -1, &part);
    canvas_to_text(&part, out);
    canvas_release(&part);
}

void whole_text(struct explorer *x, enum view_id view, int cols, struct buf *out)
{
    struct canvas all;
    int bar;

    if (view == VIEW_MAP && draw_map(x, &all)) {
        canvas_to_text(&all, out);
    } else {
        draw_high(x, view, cols, &all);
        bar = divider(&all);
        if (bar >= 0) {
            add_part(&all, 0, bar, out);
            buf_putc(out, '\n');
        }
        add_part(&all, bar + 1, all.cols, out);
    }
    canvas_release(&all);
}
