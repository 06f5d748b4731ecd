/* SPDX-License-Identifier: MIT */
/* scrollbar.c - beside a list that is longer than its window: where the window is, and where
 * findings, search hits and marks are. */
#include "mem.h"
#include "page.h"
#include "session.h"

enum { TICK_MARK = 1, TICK_HIT = 2, TICK_FINDING = 4 };

/* The column of the bar on the screen and its first row; false: everything is in sight. */
static bool place(struct explorer *x, const struct pane *pane, int *row, int *col)
{
    const struct page *p = view_page(x, pane->view);
    struct layout_rect in = screen_inside(x, pane);

    if (!p || p->height < 3 || p->height > TICK_ROWS || p->line_count <= (size_t)p->height)
        return false;
    *row = in.row + p->row;
    *col = in.col + p->col + p->width + p->bar_gap;
    if (*col + 2 - pane->border >= in.col + in.cols) { /* on the border, else in the last column: not */
        *col = in.col + in.cols - !pane->border;        /* to be read as a part of the lines */
        return true;
    }
    return *col < in.col + in.cols;
}

/* The row of the bar that a line of the page stands in. */
static int row_of(const struct page *p, size_t line)
{
    return (int)(line * (size_t)p->height / p->line_count);
}

/* Looks at every line, so only when something has changed that may move a tick. */
static void renew(struct explorer *x, const struct page *p, struct ticks *t)
{
    struct ticks now = {.lines = p->line_count, .made = p->made, .searched = x->search.asked,
                        .worked = x->worked, .judged = x->judged, .height = p->height};

    if (t->lines == now.lines && t->made == now.made && t->searched == now.searched &&
        t->worked == now.worked && t->judged == now.judged && t->height == now.height)
        return;
    *t = now;
    for (size_t i = 0; i < p->line_count; i++) {
        node_id n = p->lines[i].target.node;
        if (!n)
            continue;
        if (work_marked(x, n))
            t->rows[row_of(p, i)] |= TICK_MARK;
        if (x->search.count && x->search.hit && x->search.hit[n])
            t->rows[row_of(p, i)] |= TICK_HIT;
        if (x->judged && x->judged->grave[n]) /* where everything is marked, nothing is */
            t->rows[row_of(p, i)] |= TICK_FINDING;
    }
}

void scrollbar_draw(struct explorer *x, const struct pane *pane)
{
    const struct page *p = view_page(x, pane->view);
    struct ticks *t = &x->ticks[pane->view];
    int row, col, from, size;

    if (!place(x, pane, &row, &col))
        return;
    renew(x, p, t);
    size = (int)((size_t)p->height * (size_t)p->height / p->line_count);
    size = size < 1 ? 1 : size;
    from = (int)((size_t)p->top * (size_t)(p->height - size) /
                 (p->line_count - (size_t)p->height));
    for (int i = 0; i < p->height; i++) {
        bool thumb = i >= from && i < from + size;
        if (thumb)
            canvas_put(&x->screen, row + i, col, x->ascii ? '#' : 0x2503, ROLE_FRAME);
        if (t->rows[i] & TICK_FINDING)
            canvas_put(&x->screen, row + i, col, '!', ROLE_FINDING_HIGH);
        else if (t->rows[i] & TICK_HIT)
            canvas_put(&x->screen, row + i, col, '*', ROLE_SEARCH);
        else if (t->rows[i] & TICK_MARK)
            canvas_put(&x->screen, row + i, col, '+', ROLE_MARK);
        if (thumb && t->rows[i])
            canvas_flags(&x->screen, row + i, col, 1, CELL_REVERSE);
    }
}

bool scrollbar_point(struct explorer *x, const struct pane *pane, int at_row, int at_col)
{
    struct page *p = view_page(x, pane->view);
    int row, col;

    if (!place(x, pane, &row, &col) || at_col != col || at_row < row || at_row >= row + p->height)
        return false;
    p->top = (int)((size_t)(at_row - row) * (p->line_count - (size_t)p->height) /
                   (size_t)(p->height - 1));
    p->loose = true;
    return true;
}
