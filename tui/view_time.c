/* SPDX-License-Identifier: MIT */
/* view_time.c - the fourth dimension: when timers fire (time_timers.c), and how long functions and queues
 * wait, how often they try again, how much they do at once, what is kept (time_rows.c). Shown is what
 * the input says; what it does not say is '-'. */
#include "act_work.h"
#include "sight.h"
#include "text.h"
#include "time_parts.h"

struct time_view {
    struct page page;
    bool built;
    uint64_t built_for; /* sight_stamp() */
    bool ascii;
    struct time_columns columns;
    int width;
    node_id shows; /* the selection that the cursor has followed */
};

struct page_target time_row(node_id n)
{
    return (struct page_target){.node = n, .rest = true};
}

/* --- Words ---------------------------------------------------------------------------------------- */

/* Clipped to the cells that are there, at a column. */
void time_cell(const struct explorer *x, struct page *p, int col, int cells, struct str text,
                 enum role role)
{
    struct buf clipped = {0};

    if (cells > 0)
        esc_term_clip(&clipped, text, (size_t)cells, x->ascii);
    page_at(p, col);
    page_add(p, buf_str(&clipped), role);
    buf_release(&clipped);
}

void time_duration(struct buf *out, long seconds)
{
    static const struct {
        long size;
        const char *unit;
    } rows[] = {{86400, "d"}, {3600, "h"}, {60, "min"}};

    for (size_t i = 0; seconds > 0 && i < COUNT(rows); i++) {
        if (seconds % rows[i].size == 0) {
            buf_printf(out, "%ld %s", seconds / rows[i].size, rows[i].unit);
            return;
        }
    }
    buf_printf(out, "%ld s", seconds);
}

bool time_seconds(struct str text, long *out)
{
    return str_to_long(text, out) && *out >= 0 && *out <= INT32_MAX;
}

void time_words(struct buf *out, struct str text, long unit)
{
    long n;

    if (str_empty(text))
        buf_putc(out, '-');
    else if (time_seconds(text, &n))
        time_duration(out, n * unit);
    else
        buf_add(out, text);
}

struct str time_or_silence(struct str text)
{
    return str_empty(text) ? STR("-") : text;
}

/* --- The view --------------------------------------------------------------------------------------- */

static void build(const struct explorer *x, struct time_view *v)
{
    page_reset(&v->page);
    v->page.text = time_row_text;
    v->page.text_arg = &v->columns;
    time_timers(x, &v->page, v->width);
    time_rows(x, &v->page, v->width, &v->columns);
    v->built = true;
    v->built_for = sight_stamp(x, VIEW_TIME);
    v->ascii = x->ascii;
    page_return(&v->page);
}

/* The cursor goes to what somebody else has selected, if it is listed. */
static void follow(const struct explorer *x, struct time_view *v)
{
    int line;

    if (v->shows == x->at.node)
        return;
    v->shows = x->at.node;
    line = page_find(&v->page, x->at.node, 0);
    if (line >= 0)
        page_move_to(&v->page, line);
}

static void time_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct time_view *v = self;
    int width = screen_page_cols(x, c);

    if (!v->built || v->built_for != sight_stamp(x, VIEW_TIME) || v->ascii != x->ascii ||
        v->width != width) {
        v->width = width;
        build(x, v);
        if (!page_current(&v->page) || page_current(&v->page)->node != x->at.node)
            v->shows = 0;
    }
    follow(x, v);
    page_draw(&v->page, c, 0, 1, c->rows, width, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &v->page, c, 0, 0, c->rows);
    if (!focused && page_current(&v->page))
        canvas_role(c, page_cursor_row(&v->page), 1, width, ROLE_MARK);
}

static void take_over(struct explorer *x, struct time_view *v)
{
    const struct page_target *t = page_current(&v->page);

    if (t && t->node) {
        v->shows = t->node;
        session_select(x, t->node);
    }
}

static unsigned time_act(struct explorer *x, void *self, enum action action)
{
    struct time_view *v = self;
    bool moved;

    if (!page_takes(action)) {
        /* what is under the cursor is what the rest of the keys are for, selected before or not */
        if (action == ACTION_OPEN && page_current(&v->page) &&
            page_current(&v->page)->node != x->at.node)
            take_over(x, v);
        return ACT_NOT;
    }
    moved = page_act(&v->page, action);
    if (moved && !v->page.loose)
        take_over(x, v);
    return act_said(moved);
}

static void time_between(struct explorer *x, void *self, node_id from, node_id to,
                         void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct time_view *)self)->page, from, to, take, x);
}

static void time_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = page_cursor_row(&((struct time_view *)self)->page);
    *col = 1;
}

static void time_close(struct explorer *x, void *self)
{
    (void)x;
    page_release(&((struct time_view *)self)->page);
}

const struct view_kind view_time = {
    .name = "time",
    .help = "When timers fire in a day; timeouts, retries, what is kept and how long",
    .private_size = sizeof(struct time_view),
    .follows = true,
    .page_at = PAGE_AT(struct time_view, page),
    .lists_lines = true,
    .close = time_close,
    .draw = time_draw,
    .act = time_act,
    .between = time_between,
    .cursor = time_cursor,
};
