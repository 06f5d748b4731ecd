/* SPDX-License-Identifier: MIT */
#include "pick.h"

#include "complete.h"
#include "mem.h"
#include "page.h"
#include "session.h"
#include "text.h"

enum { COLS_MOST = 100, ROWS_MOST = 22, TAG_COLS = 9, FRAME = 2,
       ABOUT_COLS = 22, ABOUT_LEAST = 16 };

static struct str item_name(const void *x, size_t i)
{
    return ((const struct explorer *)x)->pick.kind->name(x, i);
}

void pick_open(struct explorer *x, const struct pick_kind *kind)
{
    struct pick *p = &x->pick;

    p->kind = kind;
    p->cursor = p->top = 0;
    line_set(&p->line, STR(""));
    fuzzy_release(&p->fuzzy);
    fuzzy_init(&p->fuzzy, kind->count(x), item_name, x);
    fuzzy_run(&p->fuzzy, STR_NONE);
}

void pick_release(struct pick *p)
{
    line_release(&p->line);
    fuzzy_release(&p->fuzzy);
    buf_release(&p->title);
    buf_release(&p->begun);
    buf_release(&p->lines);
    if (p->offers)
        completions_release(p->offers);
    mem_free(p->offers);
    mem_free(p->actions);
    systems_free(p->systems);
    *p = (struct pick){0};
}

void pick_close(struct explorer *x)
{
    pick_release(&x->pick);
}

void pick_renew(struct explorer *x)
{
    struct pick *p = &x->pick;
    struct buf typed = {0};

    if (!p->kind || !p->kind->again)
        return;
    buf_add(&typed, line_text(&p->line));
    p->kind->again(x);
    line_set(&p->line, buf_str(&typed));
    fuzzy_run(&p->fuzzy, buf_str(&typed));
    buf_release(&typed);
}

/* What was open may open another one: it gets a clean place, and this one's things go after it. */
void pick_take(struct explorer *x, size_t item)
{
    const struct pick_kind *kind = x->pick.kind;

    x->pick.kind = NULL;
    if (kind->take)
        kind->take(x, item);
    if (!x->pick.kind)
        pick_release(&x->pick);
}

static void take(struct explorer *x)
{
    struct pick *p = &x->pick;

    if (p->cursor < p->fuzzy.count)
        pick_take(x, p->fuzzy.hits[p->cursor]);
    else
        term_bell(x->term);
}

/* --- Keys --------------------------------------------------------------------------------------- */

static void move(struct explorer *x, long by, bool around)
{
    struct pick *p = &x->pick;
    long count = (long)p->fuzzy.count, to = (long)p->cursor + by;

    if (count == 0) {
        term_bell(x->term);
        return;
    }
    if (around && (to < 0 || to >= count))
        to = to < 0 ? count - 1 : 0;
    to = to < 0 ? 0 : to >= count ? count - 1 : to;
    p->cursor = (size_t)to;
}

static bool moves(struct explorer *x, struct key key)
{
    long page = x->pick.list_rows > 1 ? x->pick.list_rows - 1 : 1;
    bool ctrl = key.mods & MOD_CTRL;

    if (key.code == KEYCODE_UP || (ctrl && key.code == 'p') || (ctrl && key.code == 'k'))
        move(x, -1, true);
    else if (key.code == KEYCODE_DOWN || (ctrl && key.code == 'n') || (ctrl && key.code == 'j'))
        move(x, 1, true);
    else if (key.code == KEYCODE_TAB)
        move(x, key.mods & MOD_SHIFT ? -1 : 1, true);
    else if (key.code == KEYCODE_PAGE_UP || key.code == KEYCODE_WHEEL_UP)
        move(x, key.code == KEYCODE_PAGE_UP ? -page : -3, false);
    else if (key.code == KEYCODE_PAGE_DOWN || key.code == KEYCODE_WHEEL_DOWN)
        move(x, key.code == KEYCODE_PAGE_DOWN ? page : 3, false);
    else
        return false;
    return true;
}

void pick_key(struct explorer *x, struct key key)
{
    struct pick *p = &x->pick;
    bool ctrl = key.mods & MOD_CTRL;

    if (p->kind->key && p->kind->key(x, key))
        return;
    if (key.code == KEYCODE_ESC || (ctrl && (key.code == 'c' || key.code == 'g'))) {
        pick_close(x);
    } else if (key.code == KEYCODE_ENTER) {
        take(x);
    } else if (key.code == KEYCODE_BACKSPACE && p->line.text.len == 0) {
        pick_close(x);
    } else if (!moves(x, key) && line_key(&p->line, key) == LINE_CHANGED) {
        fuzzy_run(&p->fuzzy, line_text(&p->line));
        p->cursor = p->top = 0;
    }
}

/* --- The mouse ---------------------------------------------------------------------------------- */

void pick_point(struct explorer *x, int row, int col, bool open)
{
    struct pick *p = &x->pick;
    const struct layout_rect *r = &p->rect;
    int line = row - p->list_row;

    if (row < r->row || row >= r->row + r->rows || col < r->col || col >= r->col + r->cols) {
        pick_close(x);
        return;
    }
    if (line < 0 || line >= p->list_rows || p->top + (size_t)line >= p->fuzzy.count)
        return;
    p->cursor = p->top + (size_t)line;
    if (open)
        take(x);
}

/* --- Drawing ------------------------------------------------------------------------------------ */

static int widest(const struct explorer *x, const struct pick *p)
{
    int most = 0;

    for (size_t i = 0; i < p->fuzzy.total && i < ROWS_MOST; i++) {
        struct buf clean = {0};
        int width;
        esc_term(&clean, p->kind->name(x, i));
        width = (int)text_width(buf_str(&clean));
        most = width > most ? width : most;
        buf_release(&clean);
    }
    return most;
}

/* Where what is said of the items begins, beside their names: the same in all rows. */
static int about_cols(const struct explorer *x, const struct pick *p)
{
    int names = p->fuzzy.total <= ROWS_MOST ? widest(x, p) + 2 : ABOUT_COLS;

    return names < ABOUT_COLS ? names : ABOUT_COLS;
}

/* Of what is said of the item under the cursor; a low screen needs its rows for the list. */
static int foot_rows(const struct explorer *x)
{
    return x->rows >= 22 ? 2 : 1;
}

/* A menu at the place where it was asked for, as far as there is room; else in the middle. */
static void place(const struct explorer *x, struct pick *p)
{
    struct layout_rect *r = &p->rect;
    int room = x->rows - 2, items = (int)(p->fuzzy.total < 200 ? p->fuzzy.total : 200);

    if (p->kind->menu) {
        r->cols = widest(x, p) + TAG_COLS + 5;
        r->rows = items + FRAME + (p->kind->about ? 1 : 0);
        r->cols = r->cols > x->cols ? x->cols : r->cols;
        r->rows = r->rows > room ? room : r->rows;
        r->row = p->row + r->rows > x->rows - 1 ? x->rows - 1 - r->rows : p->row;
        r->col = p->col + r->cols > x->cols ? x->cols - r->cols : p->col;
        r->row = r->row < 0 ? 0 : r->row;
        p->list_row = r->row + 1;
        p->list_rows = r->rows - FRAME - (p->kind->about ? 1 : 0);
        return;
    }
    r->cols = x->cols - 4 > COLS_MOST ? COLS_MOST : x->cols < 40 ? x->cols : x->cols - 4;
    r->rows = room > ROWS_MOST + 4 ? ROWS_MOST : room;
    if (items + FRAME + 1 + foot_rows(x) < r->rows)
        r->rows = items + FRAME + 1 + foot_rows(x);
    r->rows = r->rows < 5 ? 5 : r->rows;
    r->row = (x->rows - r->rows) / 3;
    r->col = (x->cols - r->cols) / 2;
    p->list_row = r->row + 2;
    p->list_rows = r->rows - FRAME - 1 - foot_rows(x);
}

static void draw_frame(struct explorer *x, const struct pick *p)
{
    const struct layout_rect *r = &p->rect;
    struct buf count = {0};
    int end = r->col + r->cols - 2, at;

    /* a blank on either side, so that what lies beneath does not run into the frame */
    canvas_fill(&x->screen, r->row, r->col - 1, r->rows, r->cols + 2, ' ', ROLE_NORMAL);
    screen_frame(x, r, ROLE_FRAME_FOCUS);
    at = r->col + 2;
    at += canvas_puts(&x->screen, r->row, at, " ", ROLE_TITLE);
    at += canvas_text(&x->screen, r->row, at, end - at,
                      p->title.len ? buf_str(&p->title) : str_from(p->kind->title), ROLE_TITLE,
                      x->ascii);
    at += canvas_puts(&x->screen, r->row, at, " ", ROLE_TITLE);
    buf_printf(&count, " %zu ", p->fuzzy.count);
    if (!p->kind->menu && at + (int)count.len < end)
        canvas_puts(&x->screen, r->row, end - (int)count.len, count.ptr, ROLE_HINT);
    buf_release(&count);
}

/* What the line below says of the item of the cursor: beside each, where there is room. */
static void draw_said(struct explorer *x, const struct pick *p, int row, int col, int end, size_t item)
{
    struct buf about = {0};

    if (p->kind->about && !p->kind->menu && end - col >= ABOUT_LEAST) {
        p->kind->about(x, item, &about);
        page_sentence(&x->screen, row, col, end - col, buf_str(&about), ROLE_HINT, x->ascii);
    }
    buf_release(&about);
}

static void draw_item(struct explorer *x, const struct pick *p, int row, size_t hit)
{
    const struct layout_rect *r = &p->rect;
    int col = r->col + 2, end = r->col + r->cols - 2;
    size_t item = p->fuzzy.hits[hit];
    struct buf tag = {0};
    struct str rest, name;

    if (p->kind->tag) {
        p->kind->tag(x, item, &tag);
        canvas_text(&x->screen, row, col, TAG_COLS - 1, buf_str(&tag), ROLE_KEY, x->ascii);
        col += TAG_COLS;
    }
    rest = p->kind->name(x, item);
    if (p->kind->name_cols && str_cut(&rest, '\t', &name) && !str_empty(rest)) {
        int cols = end - col < 2 * p->kind->name_cols ? (end - col) / 2 : p->kind->name_cols;
        canvas_text(&x->screen, row, col, cols - 2, name, ROLE_VALUE, x->ascii);
        canvas_text(&x->screen, row, col + cols, end - col - cols, rest, ROLE_VALUE, x->ascii);
    } else {
        int from = col + about_cols(x, p);
        bool sentence = p->kind->menu || (p->kind->sentence && p->kind->sentence(x, item));
        col += 2 + (sentence ? page_sentence : canvas_text)(&x->screen, row, col, end - col,
                                                            p->kind->name(x, item), ROLE_VALUE,
                                                            x->ascii);
        draw_said(x, p, row, from > col ? from : col, end, item);
    }
    if (hit == p->cursor) {
        canvas_role(&x->screen, row, r->col + 1, r->cols - 2, ROLE_CURSOR);
        x->cursor_row = row;
        x->cursor_col = r->col + 2;
    }
    buf_release(&tag);
}

static void draw_about(struct explorer *x, const struct pick *p)
{
    const struct layout_rect *r = &p->rect;
    int foot = p->kind->menu ? 1 : foot_rows(x), row = r->row + r->rows - 1 - foot;
    struct buf about = {0}, clean = {0};
    struct str rest;

    if (p->cursor < p->fuzzy.count && p->kind->about)
        p->kind->about(x, p->fuzzy.hits[p->cursor], &about);
    esc_term(&clean, buf_str(&about));
    for (rest = buf_str(&clean); foot > 0 && !str_empty(rest); foot--) {
        struct str line = foot > 1 ? page_take_words(&rest, r->cols - 4) : rest;
        page_sentence(&x->screen, row++, r->col + 2, r->cols - 4, line, ROLE_HINT, x->ascii);
    }
    buf_release(&about);
    buf_release(&clean);
}

static void draw_line(struct explorer *x, const struct pick *p)
{
    const struct layout_rect *r = &p->rect;
    int row = r->row + 1, col = r->col + 2, end = r->col + r->cols - 2;
    struct buf head = {0};

    col += canvas_puts(&x->screen, row, col, "> ", ROLE_KEY);
    esc_term(&head, str_sub(line_text(&p->line), 0, p->line.at));
    canvas_text(&x->screen, row, col, end - col, line_text(&p->line), ROLE_PROMPT, x->ascii);
    col += (int)text_width(buf_str(&head));
    x->cursor_row = row;
    x->cursor_col = col < end ? col : end;
    if (p->fuzzy.count == 0)
        canvas_puts(&x->screen, row + 1, r->col + 2, "nothing has these letters", ROLE_DIM);
    buf_release(&head);
}

void pick_draw(struct explorer *x)
{
    struct pick *p = &x->pick;

    if (!p->kind)
        return;
    place(x, p);
    if (p->list_rows < 1)
        p->list_rows = 1;
    if (p->cursor < p->top)
        p->top = p->cursor;
    if (p->cursor >= p->top + (size_t)p->list_rows)
        p->top = p->cursor - (size_t)p->list_rows + 1;
    draw_frame(x, p);
    for (int i = 0; i < p->list_rows && p->top + (size_t)i < p->fuzzy.count; i++)
        draw_item(x, p, p->list_row + i, p->top + (size_t)i);
    draw_about(x, p);
    if (!p->kind->menu)
        draw_line(x, p);
}
