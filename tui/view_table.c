/* SPDX-License-Identifier: MIT */
/* view_table.c - all nodes as rows that can be sorted by any column. The order is made once per change
 * of column, filter or graph; only the rows on the screen become text. */
#include "act_work.h"
#include "linear.h"
#include "mem.h"
#include "page.h"
#include "session.h"
#include "table_view.h"
#include "text.h"
#include "whole.h"

enum { HEAD_ROWS = 1 };

struct table_view {
    struct page page; /* a line per row, without text */
    struct table table;
    enum table_column by;
    bool turned;
    bool built;
    uint64_t built_for; /* sight_stamp() */
    node_id *order;     /* all nodes, whether they are shown or not; NULL: to be made */
    unsigned reach;     /* how often that was found anew, then: columns are sorted by it */
    const struct findings *findings;
    node_id shows;
    int need[TABLE_COLUMN_COUNT];  /* table_measure(), for this exposure */
    const struct exposure *measured;
    unsigned measured_reach;
    int width[TABLE_COLUMN_COUNT]; /* of the last drawing */
};

/* --- Order ---------------------------------------------------------------------------------------- */

static struct table_findings findings_of(void *arg, node_id n)
{
    const struct explorer *x = arg;
    struct judged_list list = judged_about(x->judged, n);

    return (struct table_findings){(uint32_t)list.count, list.count ? list.ones[0].severity : 0};
}

/* --- What takes a look at all names ------------------------------------------------------------- */

struct table_job {
    struct table table;
};

static void job_fill(struct explorer *x, void *job)
{
    ((struct table_job *)job)->table.graph = x->graph;
}

static void job_work(void *job)
{
    table_renew(&((struct table_job *)job)->table);
}

static void job_take(struct explorer *x, void *job)
{
    struct table_view *v = x->views[VIEW_TABLE];
    struct table *found = &((struct table_job *)job)->table;

    table_release(&v->table);
    v->table = *found;
    *found = (struct table){0};
}

static void job_drop(void *job)
{
    table_release(&((struct table_job *)job)->table);
}

const struct inquiry_kind inquiry_table = {
    .doing = "putting the names in order...",
    .job_size = sizeof(struct table_job),
    .stays = true,
    .fill = job_fill,
    .work = job_work,
    .take = job_take,
    .drop = job_drop,
};

/* false: the names are not in their order yet. */
static bool ready(struct explorer *x, const struct table_view *v)
{
    if (!v->table.values)
        inquiry_ask(x, INQUIRY_TABLE, 0);
    if (x->options.patient)
        inquiry_wait(x, INQUIRY_TABLE);
    return v->table.values != NULL;
}

/* --- Rows ----------------------------------------------------------------------------------------- */

/* What is tried makes another exposure. */
static void borrow(struct explorer *x, struct table_view *v)
{
    v->table.graph = x->graph;
    v->table.exposure = x->exposure;
    v->table.findings = findings_of;
    v->table.findings_arg = x;
}

static void to_selection(struct explorer *x, struct table_view *v)
{
    int line = page_find(&v->page, x->at.node, 0);

    page_move_to(&v->page, line >= 0 ? line : v->page.cursor);
    v->shows = x->at.node;
}

static void put_in_order(struct explorer *x, struct table_view *v)
{
    size_t nodes = graph_node_count(x->graph);

    if (v->by == TABLE_FINDINGS)
        session_findings_asked(x); /* until they are there no row has any */
    mem_free(v->order);
    v->order = mem_zalloc(nodes + 1, sizeof *v->order);
    for (size_t i = 0; i < nodes; i++)
        v->order[i] = (node_id)i + 1;
    table_order(&v->table, v->by, v->turned, v->order, nodes);
    v->reach = x->reach.raised;
    v->findings = x->findings;
}

static void forget_order(struct table_view *v)
{
    mem_free(v->order);
    v->order = NULL;
}

static void table_build(struct explorer *x, struct table_view *v)
{
    size_t nodes = graph_node_count(x->graph);

    if (!v->order)
        put_in_order(x, v);
    page_reset(&v->page);
    for (size_t i = 0; i < nodes; i++) {
        if (sight_shows(x, VIEW_TABLE, v->order[i]))
            page_line(&v->page, (struct page_target){.node = v->order[i], .rest = true});
    }
    v->built = true;
    v->built_for = sight_stamp(x, VIEW_TABLE);
    v->measured = NULL;
    page_return(&v->page);
    if (!page_current(&v->page) || page_current(&v->page)->node != x->at.node)
        to_selection(x, v);
}

/* The order is another one, or what is shown of it. */
static bool stale(const struct explorer *x, struct table_view *v)
{
    bool by_reach = v->by == TABLE_AUTH || v->by == TABLE_REACH;

    if ((by_reach && v->reach != x->reach.raised) ||
        (v->by == TABLE_FINDINGS && v->findings != x->findings))
        forget_order(v);
    return !v->built || !v->order || v->built_for != sight_stamp(x, VIEW_TABLE);
}

/* How wide the columns are: what is tried changes who is reached, and how. */
static void table_widths(struct explorer *x, struct table_view *v, int cols)
{
    if (v->measured != x->exposure || v->measured_reach != x->reach.raised) {
        node_id *ids = mem_zalloc((size_t)v->page.line_count + 1, sizeof *ids);

        for (int i = 0; i < (int)v->page.line_count; i++)
            ids[i] = v->page.lines[i].target.node;
        table_measure(&v->table, ids, (size_t)v->page.line_count, v->need);
        mem_free(ids);
        v->measured = x->exposure;
        v->measured_reach = x->reach.raised;
    }
    table_fit(cols, v->by, v->need, v->width);
}

/* --- Drawing -------------------------------------------------------------------------------------- */

static bool is_number(int column)
{
    return column == TABLE_REACH || column == TABLE_SECRETS || column == TABLE_IN ||
           column == TABLE_OUT;
}

/* "3 medium" behind a number would read as part of it. */
static int indent(const struct table_view *v, int column)
{
    int before = column - 1;

    while (before > 0 && !v->width[before])
        before--;
    return column == TABLE_FINDINGS && is_number(before);
}

static void draw_head(const struct explorer *x, const struct table_view *v, struct canvas *c)
{
    int col = 1;

    for (int i = 0; i < TABLE_COLUMN_COUNT; i++) {
        const struct table_column_row *row = &table_columns[i];
        bool sorted = i == (int)v->by, falls = row->most_first != v->turned;
        int in = indent(v, i), used;
        if (!v->width[i])
            continue;
        used = in + canvas_text(c, 0, col + in, v->width[i] - in, str_from(row->name),
                                sorted ? ROLE_TITLE : ROLE_LABEL, x->ascii);
        if (sorted)
            canvas_put(c, 0, col + used + 1,
                       x->ascii ? (falls ? 'v' : '^') : (falls ? 0x25be : 0x25b4), ROLE_TITLE);
        col += v->width[i] + 1;
    }
}

static void draw_row(const struct explorer *x, const struct table_view *v, struct canvas *c, int row,
                     node_id n)
{
    struct buf text = {0};
    int col = 1, left;

    for (int i = 0; i < TABLE_COLUMN_COUNT; i++) {
        enum role role;
        if (!v->width[i])
            continue;
        buf_reset(&text);
        role = table_cell(&v->table, (enum table_column)i, n, &text);
        if (i == TABLE_NAME || i == TABLE_ZONE)
            role = session_zone_role(x, n);
        if ((i == TABLE_FINDINGS && !x->findings) || /* nobody asked the rules yet */
            ((i == TABLE_AUTH || i == TABLE_REACH) && !exposure_known(x->exposure))) {
            buf_puts(&text, "?");
            role = ROLE_DIM;
        }
        left = v->width[i] - (int)text.len;
        left = left < 0 ? 0 : is_number(i) ? left : left < indent(v, i) ? left : indent(v, i); /* ones below ones */
        canvas_text(c, row, col + left, v->width[i] - left, buf_str(&text), role, x->ascii);
        col += v->width[i] + 1;
    }
    buf_release(&text);
}

static void table_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct table_view *v = self;
    struct page *p = &v->page;
    int rows = c->rows - HEAD_ROWS, cols = c->cols - 2;

    if (!v->built)
        session_findings_soon(x);
    if (!ready(x, v)) {
        canvas_text(c, 0, 1, cols, STR("putting the names in order..."), ROLE_DIM, x->ascii);
        return;
    }
    borrow(x, v);
    if (stale(x, v))
        table_build(x, v);
    else if (v->shows != x->at.node) /* somebody else selected a node */
        to_selection(x, v);
    table_widths(x, v, cols);
    draw_head(x, v, c);
    page_draw(p, c, HEAD_ROWS, 1, rows, cols, false, STR_NONE, x->ascii);
    for (int r = 0; r < rows && (size_t)(p->top + r) < p->line_count; r++) {
        node_id n = p->lines[p->top + r].target.node;
        draw_row(x, v, c, HEAD_ROWS + r, n);
        page_light(c, HEAD_ROWS + r, 1, cols, buf_str(&x->search.text));
        if (p->top + r == p->cursor && (focused || n == x->at.node))
            canvas_role(c, HEAD_ROWS + r, 1, cols, focused ? ROLE_CURSOR : ROLE_MARK);
    }
    if (p->line_count == 0)
        canvas_text(c, HEAD_ROWS, 1, cols, linear_nothing_passes(x), ROLE_DIM,
                    x->ascii);
    work_signs(x, p, c, HEAD_ROWS, 0, rows);
}

/* --- Acting --------------------------------------------------------------------------------------- */

static void after_move(struct explorer *x, struct table_view *v)
{
    const struct page_target *t = page_current(&v->page);

    if (t) {
        v->shows = t->node;
        session_select(x, t->node);
    }
}

void table_select_row(struct explorer *x)
{
    struct table_view *v = x->views[VIEW_TABLE];

    if (!ready(x, v))
        return;
    borrow(x, v);
    if (stale(x, v))
        table_build(x, v);
    after_move(x, v);
}

static void await_rows(struct explorer *x, struct table_view *v)
{
    if (!exposure_known(x->exposure))
        inquiry_wait(x, INQUIRY_REACH);
    if (!ready(x, v))
        inquiry_wait(x, INQUIRY_TABLE);
    borrow(x, v);
    if (stale(x, v))
        table_build(x, v);
}

void table_told(struct explorer *x, struct buf *out)
{
    struct table_view *v = x->views[VIEW_TABLE];
    struct buf cell = {0};

    await_rows(x, v);
    buf_printf(out, "%zu rows by %s\n", v->page.line_count, table_columns[v->by].name);
    for (size_t i = 0; i < v->page.line_count && i < WHOLE_ROWS_MAX; i++) {
        const char *sep = ": ";
        esc_term(out, session_name(x, v->page.lines[i].target.node));
        for (int c = TABLE_NAME + 1; c < TABLE_COLUMN_COUNT; c++) {
            buf_reset(&cell);
            table_cell(&v->table, (enum table_column)c, v->page.lines[i].target.node, &cell);
            if (cell.len)
                buf_printf(out, "%s%s ", sep, table_columns[c].name);
            esc_term(out, buf_str(&cell));
            sep = cell.len ? ", " : sep;
        }
        buf_putc(out, '\n');
    }
    buf_release(&cell);
}

static unsigned sort_by(struct table_view *v, enum table_column by, bool turned)
{
    v->by = by;
    v->turned = turned;
    forget_order(v);
    return ACT_HANDLED;
}

/* The next column in a direction, also one that there was no room for: it comes into sight then. */
static unsigned turn_column(struct table_view *v, int direction)
{
    int by = ((int)v->by + direction + TABLE_COLUMN_COUNT) % TABLE_COLUMN_COUNT;

    return sort_by(v, (enum table_column)by, false);
}

static unsigned table_act(struct explorer *x, void *self, enum action action)
{
    struct table_view *v = self;

    if (page_takes(action)) {
        bool moved = page_act(&v->page, action);
        if (moved && !v->page.loose)
            after_move(x, v);
        return act_said(moved);
    }
    switch ((int)action) {
    case ACTION_OPEN:
        after_move(x, v);
        return ACT_NOT; /* its details, as everywhere */
    case ACTION_SORT_NEXT:
        return turn_column(v, 1);
    case ACTION_SORT_PREVIOUS:
        return turn_column(v, -1);
    case ACTION_SORT_REVERSE:
        return sort_by(v, v->by, !v->turned);
    case ACTION_LEFT:
    case ACTION_RIGHT:
        return act_said(false);
    default:
        return ACT_NOT;
    }
}

void table_go(struct explorer *x, enum table_column by, bool turned)
{
    sort_by(x->views[VIEW_TABLE], by, turned);
    session_show_view(x, VIEW_TABLE);
}

/* --- As CSV --------------------------------------------------------------------------------------- */

static void csv_where(struct buf *out, struct origin where)
{
    struct buf text = {0};

    buf_add(&text, where.file);
    if (where.line)
        buf_printf(&text, ":%u", where.line);
    esc_csv(out, buf_str(&text));
    buf_release(&text);
}

static void csv_row(const struct table *t, node_id n, struct buf *out)
{
    const struct node *node = graph_node_at(t->graph, n);
    struct buf text = {0};

    for (int i = 0; i < TABLE_COLUMN_COUNT; i++) {
        buf_reset(&text);
        table_cell(t, (enum table_column)i, n, &text);
        esc_csv(out, buf_str(&text));
        buf_putc(out, ',');
    }
    esc_csv(out, node->id);
    buf_putc(out, ',');
    csv_where(out, node->where);
    buf_putc(out, '\n');
    buf_release(&text);
}

void table_csv(struct explorer *x, struct buf *out)
{
    struct table_view *v = x->views[VIEW_TABLE];

    session_findings(x);
    await_rows(x, v);
    for (int i = 0; i < TABLE_COLUMN_COUNT; i++)
        buf_printf(out, "%s,", table_columns[i].name);
    buf_puts(out, "id,where\n");
    for (size_t i = 0; i < v->page.line_count; i++)
        csv_row(&v->table, v->page.lines[i].target.node, out);
}

/* A click on the head of a column sorts by it, one more turns the order. */
static void click_head(struct table_view *v, int col)
{
    int from = 1;

    for (int i = 0; i < TABLE_COLUMN_COUNT; i++) {
        if (v->width[i] && col >= from && col <= from + v->width[i]) {
            sort_by(v, (enum table_column)i, i == (int)v->by && !v->turned);
            return;
        }
        from += v->width[i] ? v->width[i] + 1 : 0;
    }
}

static bool table_point(struct explorer *x, void *self, int row, int col)
{
    struct table_view *v = self;

    if (row < HEAD_ROWS) {
        click_head(v, col);
        return false; /* two quick clicks are two: nothing is there to open */
    }
    return page_point(&v->page, row, col) && table_act(x, v, ACTION_POINT) == ACT_HANDLED;
}

static void table_between(struct explorer *x, void *self, node_id from, node_id to,
                          void (*take)(struct explorer *x, node_id n))
{
    page_between(&((struct table_view *)self)->page, from, to, take, x);
}

static void table_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = HEAD_ROWS + page_cursor_row(&((struct table_view *)self)->page);
    *col = 1;
}

/* Of the column that is sorted by. */
static bool table_filter_value(struct explorer *x, void *self, struct buf *out)
{
    struct table_view *v = self;
    const struct page_target *t = page_current(&v->page);
    struct buf value = {0};
    const char *key;
    bool there;

    borrow(x, v);
    there = t && v->table.values && table_value(&v->table, v->by, t->node, &key, &value);
    if (there)
        sight_value(out, key, buf_str(&value));
    buf_release(&value);
    return there;
}

/* The order stays; rows are made again. */
static void table_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct table_view *v = self;

    session_page_moved(x, &v->page, now, old_count);
    table_release(&v->table);
    forget_order(v);
    v->shows = v->shows <= old_count ? now[v->shows] : 0;
    v->built = false;
}

static void table_close(struct explorer *x, void *self)
{
    struct table_view *v = self;

    (void)x;
    page_release(&v->page);
    forget_order(v);
    table_release(&v->table);
}

const struct view_kind view_table = {
    .value = table_filter_value,
    .name = "table",
    .help = "A row a node; > and < choose the column that sorts, ~ turns it, = filters",
    .private_size = sizeof(struct table_view),
    .follows = true,
    .page_at = PAGE_AT(struct table_view, page),
    .close = table_close,
    .moved = table_moved,
    .draw = table_draw,
    .act = table_act,
    .point = table_point,
    .between = table_between,
    .cursor = table_cursor,
};
