/* SPDX-License-Identifier: MIT */
/* screen.c - the whole screen: size classes, panes and their borders. */
#include "session.h"
#include "text.h"

enum {
    INVENTORY_COLS = 28,
    DETAIL_COLS = 36,
    DETAIL_COLS_NARROW = 32,
    DRAWER_ROWS = 8, /* a line above and seven of text */
    BARS = 3,        /* breadcrumb, status, hints */
};

/* --- Panes ------------------------------------------------------------------------------------- */

static enum size_class classify(int rows, int cols)
{
    if (rows < 5 || cols < 20)
        return SIZE_NOTHING;
    if (rows < 16 || cols < 60)
        return SIZE_LIST;
    if (cols < 100)
        return SIZE_SINGLE;
    return cols >= 140 && rows >= 40 ? SIZE_TRIPLE : SIZE_DOUBLE;
}

static void add_pane(struct explorer *x, enum view_id view, int row, int col, int rows, int cols,
                     bool border)
{
    x->panes[x->pane_count++] = (struct pane){view, {row, col, rows, cols}, border};
}

static void arrange_wide(struct explorer *x, int rows)
{
    bool triple = x->size == SIZE_TRIPLE;
    int left = 0, cols = x->cols, detail = triple ? DETAIL_COLS : DETAIL_COLS_NARROW;
    bool side = x->main != VIEW_HELP;

    if (x->inventory && !triple) { /* in the place of the detail: the map keeps its width */
        left = detail;
        side = false;
    } else if (triple && side && x->main != VIEW_PATHS) {
        left = INVENTORY_COLS;
    }
    if (left)
        add_pane(x, VIEW_INVENTORY, 1, 0, rows, left, true);
    if (side)
        cols -= detail;
    add_pane(x, x->main, 1, left, rows, cols - left, true);
    if (side)
        add_pane(x, VIEW_DETAIL, 1, cols, rows, detail, true);
}

/* What the main pane shows: where no map is readable, the list. */
static enum view_id main_view(const struct explorer *x)
{
    return x->size == SIZE_LIST && x->main == VIEW_MAP ? VIEW_INVENTORY : x->main;
}

/* The keys go to a pane that is there, and back when theirs comes back. */
static void settle_focus(struct explorer *x)
{
    if (x->is_lent && screen_pane(x, x->lent)) {
        x->focus = x->lent;
        x->is_lent = false;
    }
    if (x->pane_count == 0 || screen_pane(x, x->focus))
        return;
    if (!x->is_lent)
        x->lent = x->focus;
    x->is_lent = true;
    x->focus = screen_pane(x, main_view(x)) ? main_view(x) : x->panes[0].view;
}

void screen_styles(struct explorer *x)
{
    enum background around = x->options.background;
    uint32_t rgb;

    theme_resolve(x->theme, str_from(view_names[x->focus]), x->depth, x->styles);
    around = around == BACKGROUND_LIGHT ? around : BACKGROUND_DARK;
    if (theme_background(x->theme, &rgb) && background_of(rgb) != around)
        theme_paint(x->theme, x->depth, x->styles);
}

void screen_arrange(struct explorer *x)
{
    int rows = x->rows - BARS;

    x->size = classify(x->rows, x->cols);
    x->pane_count = 0;
    if (x->size >= SIZE_DOUBLE && (x->main == VIEW_INVENTORY || x->main == VIEW_DETAIL)) {
        x->focus = x->main; /* they stand beside the map here */
        x->inventory = x->size == SIZE_DOUBLE && x->main == VIEW_INVENTORY;
        x->main = VIEW_MAP;
    }
    if (x->alone && x->size >= SIZE_SINGLE) {
        add_pane(x, VIEW_MAP, 0, 0, x->rows - 1, x->cols, false);
    } else if (x->full && x->size >= SIZE_DOUBLE) {
        add_pane(x, x->focus, 1, 0, rows, x->cols, true);
    } else if (x->size >= SIZE_DOUBLE) {
        arrange_wide(x, rows);
    } else if (x->size != SIZE_NOTHING) {
        bool drawer = x->drawer && x->size == SIZE_SINGLE && x->main != VIEW_DETAIL;
        add_pane(x, main_view(x), 1, 0, rows - (drawer ? DRAWER_ROWS : 0), x->cols, false);
        if (drawer)
            add_pane(x, VIEW_DETAIL, 1 + rows - DRAWER_ROWS, 0, DRAWER_ROWS, x->cols, false);
    }
    settle_focus(x);
    screen_styles(x);
}

const struct pane *screen_pane(const struct explorer *x, enum view_id view)
{
    for (int i = 0; i < x->pane_count; i++) {
        if (x->panes[i].view == view)
            return &x->panes[i];
    }
    return NULL;
}

void screen_cycle(struct explorer *x, int direction)
{
    int i = 0;

    if (x->pane_count < 2 && x->size >= SIZE_DOUBLE && x->full) {
        x->full = false;
        screen_arrange(x);
    }
    if (x->pane_count < 2) { /* one pane: the views themselves take turns */
        static const enum view_id turn[] = {VIEW_MAP, VIEW_INVENTORY, VIEW_DETAIL, VIEW_PATHS};
        int first = x->size == SIZE_LIST ? 1 : 0, count = 4 - first;
        while (i < count && turn[first + i] != main_view(x))
            i++;
        session_show_view(x, turn[first + (i + direction + count) % count]);
        return;
    }
    while (i < x->pane_count && x->panes[i].view != x->focus)
        i++;
    x->focus = x->panes[(i + direction + x->pane_count) % x->pane_count].view;
    x->is_lent = false;
    screen_arrange(x);
}

/* --- Drawing panes ------------------------------------------------------------------------------ */

struct border_glyphs {
    uint32_t across, down, corner[4]; /* top left, top right, bottom left, bottom right */
};
static const struct border_glyphs borders[2] = {
    {0x2500, 0x2502, {0x250c, 0x2510, 0x2514, 0x2518}},
    {'-', '|', {'+', '+', '+', '+'}},
};

void screen_frame(struct explorer *x, const struct layout_rect *r, enum role role)
{
    const struct border_glyphs *g = &borders[x->ascii];
    int bottom = r->row + r->rows - 1, right = r->col + r->cols - 1;

    canvas_fill(&x->screen, r->row, r->col, 1, r->cols, g->across, role);
    canvas_fill(&x->screen, bottom, r->col, 1, r->cols, g->across, role);
    canvas_fill(&x->screen, r->row, r->col, r->rows, 1, g->down, role);
    canvas_fill(&x->screen, r->row, right, r->rows, 1, g->down, role);
    canvas_put(&x->screen, r->row, r->col, g->corner[0], role);
    canvas_put(&x->screen, r->row, right, g->corner[1], role);
    canvas_put(&x->screen, bottom, r->col, g->corner[2], role);
    canvas_put(&x->screen, bottom, right, g->corner[3], role);
}

static void draw_border(struct explorer *x, const struct pane *p, bool focused)
{
    const struct layout_rect *r = &p->rect;
    enum role role = focused ? ROLE_FRAME_FOCUS : ROLE_FRAME;
    int at = r->col + 2;

    screen_frame(x, r, role);
    at += canvas_puts(&x->screen, r->row, at, focused ? "[ " : " ", role);
    at += canvas_puts(&x->screen, r->row, at, view_titles[p->view],
                      focused ? ROLE_TITLE : ROLE_FRAME_TITLE);
    canvas_puts(&x->screen, r->row, at, focused ? " ]" : " ", role);
}

static bool is_drawer(const struct explorer *x, const struct pane *p)
{
    return p->view == VIEW_DETAIL && x->drawer && !p->border;
}

struct layout_rect screen_inside(const struct explorer *x, const struct pane *p)
{
    struct layout_rect in = p->rect;

    if (p->border)
        return (struct layout_rect){in.row + 1, in.col + 1, in.rows - 2, in.cols - 2};
    if (is_drawer(x, p))
        return (struct layout_rect){in.row + 1, in.col, in.rows - 1, in.cols};
    return in;
}

int screen_page_cols(const struct explorer *x, const struct canvas *c)
{
    return c->cols - 2 - (x->size < SIZE_DOUBLE);
}

static void draw_pane(struct explorer *x, const struct pane *p)
{
    bool focused = p->view == x->focus;
    struct layout_rect in = p->rect;
    struct canvas inside;

    if (p->border) {
        draw_border(x, p, focused);
    } else if (is_drawer(x, p)) {
        canvas_fill(&x->screen, in.row, 0, 1, in.cols, borders[x->ascii].across,
                    focused ? ROLE_FRAME_FOCUS : ROLE_FRAME);
        canvas_puts(&x->screen, in.row, 2, focused ? "[ Detail ]" : " Detail ", ROLE_FRAME_TITLE);
    }
    in = screen_inside(x, p);
    if (in.rows < 1 || in.cols < 1)
        return;
    canvas_init(&inside, in.rows, in.cols);
    view_kinds[p->view]->draw(x, x->views[p->view], &inside, focused);
    canvas_blit(&x->screen, in.row, in.col, &inside, 0, 0, in.rows, in.cols);
    if (focused) {
        int row = 0, col = 0;
        view_kinds[p->view]->cursor(x, x->views[p->view], &row, &col);
        row = row < 0 ? 0 : row >= in.rows ? in.rows - 1 : row;
        col = col < 0 ? 0 : col >= in.cols ? in.cols - 1 : col;
        x->cursor_row = in.row + row;
        x->cursor_col = in.col + col;
    }
    canvas_release(&inside);
    scrollbar_draw(x, p);
}

void screen_spot(struct explorer *x, int row, int col, int cols, enum action action, node_id node)
{
    if (x->spot_count < SPOTS_MAX)
        x->spots[x->spot_count++] = (struct spot){row, col, cols, action, node};
}

/* What the terminal would make two cells of shifts the rest of its row: names keep their length. */
static void one_cell_only(struct canvas *c)
{
    for (int row = 0; row < c->rows; row++) {
        for (int col = 0; col < c->cols; col++) {
            struct cell *cell = canvas_at(c, row, col);
            if (cell->width == 1 && text_is_ambiguous(cell->glyph))
                cell->glyph = '?';
        }
    }
}

void screen_draw(struct explorer *x)
{
    x->behind = false;
    sight_follow_work(x);
    if (x->screen.rows != x->rows || x->screen.cols != x->cols)
        canvas_resize(&x->screen, x->rows, x->cols);
    else
        canvas_clear(&x->screen);
    x->cursor_row = x->cursor_col = 0;
    x->spot_count = 0;
    if (x->size == SIZE_NOTHING) {
        canvas_puts(&x->screen, 0, 0, x->cols < 18 ? "too small" : "terminal too small",
                    ROLE_TITLE);
        return;
    }
    for (int i = 0; i < x->pane_count; i++)
        draw_pane(x, &x->panes[i]);
    coach_draw(x);
    if (!x->alone) {
        bars_breadcrumb(x);
        bars_hints(x);
    }
    canvas_fill(&x->screen, x->rows - 2 + x->alone, 0, 1, x->cols, ' ', ROLE_STATUS);
    if (x->prompt.kind != PROMPT_NONE)
        bars_prompt(x);
    else
        bars_state(x);
    canvas_flags(&x->screen, x->rows - 2 + x->alone, 0, x->cols, CELL_PANEL);
    tutor_draw(x);
    bars_chord(x);
    jump_draw(x);
    pick_draw(x);
    if (x->present.mask)
        mask_canvas(&x->screen);
    if (x->double_width)
        one_cell_only(&x->screen);
}

void screen_catch_up(struct explorer *x)
{
    if (x->behind)
        screen_draw(x);
}
