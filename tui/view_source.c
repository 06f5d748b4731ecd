/* SPDX-License-Identifier: MIT */
/* view_source.c - the lines of the input that made the selected node or edge: a list of places, one
 * after the other with n and N, and the file around the place, with secrets masked. */
#include <stdio.h>

#include "edge_words.h"
#include "map_view.h"
#include "mem.h"
#include "page.h"
#include "session.h"
#include "source_text.h"
#include "text.h"

enum {
    PLACES_MOST = 100,   /* of one node */
    EDGES_MOST = 2000,   /* looked at for them */
    TAB_CELLS = 4,
    LINE_CELLS = 2000,   /* of a line; what goes on further is said */
    STEP_CELLS = 8,
};

struct place {
    struct origin where;
    node_id node;
    edge_id edge; /* 0: it made the node */
};

struct source_view {
    struct page list, why;
    struct source_text source;
    struct place places[PLACES_MOST];
    size_t count, at;        /* at: the place that is shown */
    bool more;               /* there are more places than these */
    struct selection shows;
    bool built, stays;       /* stays: the system was read again, the window is where it was */
    size_t top, left, last;  /* first line of the window, from 1; cells to the left; end of the mark */
    int rows, mark_row;      /* of the text; where the marked line stands */
};

static const struct page_target no_target = {0};

/* --- Places -------------------------------------------------------------------------------------- */

static void add_place(struct source_view *v, struct origin where, node_id node, edge_id edge)
{
    if (str_empty(where.file))
        return;
    for (size_t i = 0; i < v->count; i++) {
        if (v->places[i].where.line == where.line && str_eq(v->places[i].where.file, where.file))
            return;
    }
    if (v->count == PLACES_MOST)
        v->more = true;
    else
        v->places[v->count++] = (struct place){where, node, edge};
}

static void add_edges(const struct explorer *x, struct source_view *v, node_id n,
                      struct edge_list list)
{
    for (size_t i = 0; i < list.count && i < EDGES_MOST && !v->more; i++)
        add_place(v, graph_edge_at(x->graph, list.ids[i])->where, n, list.ids[i]);
    v->more = v->more || list.count > EDGES_MOST;
}

static void find_places(const struct explorer *x, struct source_view *v)
{
    v->count = v->at = 0;
    v->more = false;
    if (x->at.edge) {
        const struct edge *e = graph_edge_at(x->graph, x->at.edge);
        add_place(v, e->where, e->from, x->at.edge);
        add_place(v, graph_node_at(x->graph, e->from)->where, e->from, 0);
        add_place(v, graph_node_at(x->graph, e->to)->where, e->to, 0);
    } else if (x->at.node) {
        add_place(v, graph_node_at(x->graph, x->at.node)->where, x->at.node, 0);
        add_edges(x, v, x->at.node, graph_out(x->graph, x->at.node));
        add_edges(x, v, x->at.node, graph_in(x->graph, x->at.node));
    }
}

static void place_line(const struct explorer *x, struct page *p, const struct place *at, size_t i)
{
    page_line(p, (struct page_target){.node = at->node, .item = (uint32_t)i + 1, .rest = true});
    page_add(p, at->where.file, ROLE_VALUE);
    if (at->where.line)
        page_printf(p, ROLE_VALUE, ":%u", at->where.line);
    page_puts(p, "  ", ROLE_NORMAL);
    if (!at->edge) {
        page_puts(p, node_kinds[graph_node_at(x->graph, at->node)->kind].name, ROLE_LABEL);
        page_puts(p, " ", ROLE_LABEL);
        page_add(p, session_name(x, at->node), session_zone_role(x, at->node));
    } else {
        const struct edge *e = graph_edge_at(x->graph, at->edge);
        bool passive = e->from != at->node;
        node_id other = passive ? e->from : e->to;
        page_puts(p, edge_words(e->kind, passive), ROLE_LABEL);
        page_puts(p, " ", ROLE_LABEL);
        page_add(p, session_name(x, other), session_zone_role(x, other));
        if (e->confidence < 100) {
            struct buf sure = {0};
            buf_printf(&sure, "  %s %d%%", evidence_names[e->evidence], e->confidence);
            page_prose(p, buf_str(&sure), ROLE_DIM);
            buf_release(&sure);
        }
    }
}

static void build_list(const struct explorer *x, struct source_view *v)
{
    page_reset(&v->list);
    for (size_t i = 0; i < v->count; i++)
        place_line(x, &v->list, &v->places[i], i);
    if (v->more) {
        page_line(&v->list, no_target);
        page_printf(&v->list, ROLE_HINT, "and more than these %d", PLACES_MOST);
    }
}

/* --- The text ------------------------------------------------------------------------------------ */

static const struct place *current(const struct source_view *v)
{
    return v->at < v->count ? &v->places[v->at] : NULL;
}

static size_t clamp(size_t value, size_t low, size_t high)
{
    return value > high ? (high < low ? low : high) : value < low ? low : value;
}

static size_t last_top(const struct source_view *v)
{
    size_t rows = v->rows > 0 ? (size_t)v->rows : 1;

    return v->source.line_count > rows ? v->source.line_count - rows + 1 : 1;
}

/* Shows the place: its line in the upper third. */
static void go_to(struct source_view *v)
{
    const struct place *p = current(v);
    size_t line = p && p->where.line ? p->where.line : 1, third = (size_t)v->rows / 3;

    v->left = 0;
    v->top = clamp(line > third ? line - third : 1, 1, last_top(v));
}

static void show_place(struct explorer *x, struct source_view *v, bool move)
{
    const struct place *p = current(v);

    source_text_load(&v->source, &x->options, x->graph, p ? p->where.file : STR_NONE);
    v->last = p && p->where.line ? source_text_extent(&v->source, p->where.line) : 0;
    page_move_to(&v->list, (int)v->at);
    if (move)
        go_to(v);
}

/* Tabs to blanks, at most LINE_CELLS cells, nothing that a terminal would act on. */
static void clean_line(struct str line, struct buf *out)
{
    struct buf spaced = {0};
    size_t col = 0;

    for (size_t i = 0; i < line.len && col < LINE_CELLS; i++) {
        if (line.ptr[i] == '\t') {
            size_t to = TAB_CELLS - col % TAB_CELLS;
            buf_fill(&spaced, ' ', to);
            col += to;
        } else {
            buf_putc(&spaced, line.ptr[i]);
            col += ((unsigned char)line.ptr[i] & 0xc0) != 0x80; /* one per code point: near enough */
        }
    }
    esc_term(out, buf_str(&spaced));
    if (col >= LINE_CELLS)
        buf_printf(out, " (the line has %zu bytes)", line.len);
    buf_release(&spaced);
}

/* The beginning of a text that takes no more than so many cells. */
static struct str take_cells(struct str clean, size_t cells)
{
    size_t at = 0, next = 0, taken = 0;
    uint32_t code;

    while (at < clean.len) {
        if (!utf8_next(clean, &next, &code))
            code = '?';
        taken += (size_t)text_cells(code);
        if (taken > cells)
            break;
        at = next;
    }
    return str_sub(clean, 0, at);
}

/* From one cell to another; a mark at an end says that the line goes on there. */
static void put_text(const struct explorer *x, struct canvas *c, int row, int col, int cols,
                     struct str clean, size_t left)
{
    struct str shown = str_from_at(clean, take_cells(clean, left).len);
    struct str fit = take_cells(shown, cols > 0 ? (size_t)cols : 0);

    canvas_text(c, row, col, cols, fit, ROLE_NORMAL, x->ascii);
    if (fit.len < shown.len)
        canvas_put(c, row, col + cols, x->ascii ? '>' : 0x25ba, ROLE_HINT);
    if (left && clean.len)
        canvas_put(c, row, col - 1, x->ascii ? '<' : 0x25c4, ROLE_HINT);
}

static int digits_of(size_t n)
{
    int count = 1;

    for (; n > 9; n /= 10)
        count++;
    return count;
}

static void text_row(const struct explorer *x, struct source_view *v, struct canvas *c, int row,
                     size_t line, bool focused)
{
    const struct place *p = current(v);
    int width = digits_of(v->source.line_count), col = 1 + (width < 3 ? 3 : width);
    bool marked = p && line == p->where.line, inside = p && line > p->where.line && line <= v->last;
    bool signs = !x->options.linear; /* they would be read out with the line; the head names the lines */
    struct buf text = {0};
    char number[32];

    snprintf(number, sizeof number, "%zu", line);
    canvas_puts(c, row, col - digits_of(line), number, marked ? ROLE_KEY : ROLE_DIM);
    if (marked && signs)
        canvas_put(c, row, col + 1, theme_glyph(x->theme, GLYPH_CURRENT, x->ascii), ROLE_KEY);
    else if (inside && signs)
        canvas_put(c, row, col + 1, x->ascii ? '|' : 0x2502, ROLE_KEY);
    clean_line(source_text_line(&v->source, line), &text);
    put_text(x, c, row, col + 3, c->cols - col - 4, buf_str(&text), v->left);
    buf_release(&text);
    if (marked) {
        canvas_role(c, row, col + 3, c->cols - col - 4, focused ? ROLE_CURSOR : ROLE_MARK);
        v->mark_row = row;
    }
}

/* --- Drawing ------------------------------------------------------------------------------------- */

/* functions/Bridge.cs:33:5-40  2 of 5  3 values masked */
static void head(const struct explorer *x, const struct source_view *v, struct canvas *c, int row)
{
    const struct place *p = current(v);
    struct buf text = {0};
    int col = 1;

    canvas_fill(c, row, 0, 1, c->cols, x->ascii ? '-' : 0x2500, ROLE_FRAME);
    if (p) {
        buf_puts(&text, " ");
        buf_add(&text, p->where.file);
        if (p->where.line)
            buf_printf(&text, ":%u", p->where.line);
        if (p->where.line && p->where.col)
            buf_printf(&text, ":%u", p->where.col);
        if (v->last > p->where.line)
            buf_printf(&text, "-%zu", v->last);
        buf_puts(&text, " ");
        col += canvas_text(c, row, col, c->cols - 2, buf_str(&text), ROLE_TITLE, x->ascii);
        buf_reset(&text);
    }
    if (v->source.changed)
        buf_puts(&text, " changed since it was read ");
    if (v->source.masks)
        buf_printf(&text, " %zu value%s masked ", v->source.masks, v->source.masks == 1 ? "" : "s");
    if (v->source.part)
        buf_puts(&text, " the first 4 MB of it ");
    if (text.len && col + 2 < c->cols)
        canvas_prose(c, row, col + 1, c->cols - col - 2, buf_str(&text),
                     v->source.changed ? ROLE_FINDING_MED : ROLE_HINT, x->ascii);
    buf_release(&text);
}

static void draw_why(const struct explorer *x, struct source_view *v, struct canvas *c, int row)
{
    page_reset(&v->why);
    page_line(&v->why, no_target);
    if (!x->at.node)
        page_puts(&v->why, "Nothing is selected.", ROLE_DIM);
    else
        page_wrap(&v->why, buf_str(&v->source.why), ROLE_FINDING_MED, c->cols - 2, 0, no_target);
    page_draw(&v->why, c, row, 1, c->rows - row, c->cols - 2, false, STR_NONE, x->ascii);
}

static int list_rows(const struct source_view *v, int rows)
{
    int want = (int)v->list.line_count, most = rows / 4 > 2 ? rows / 4 : 2;

    return want > most ? most : want;
}

static void ready(struct explorer *x, struct source_view *v)
{
    bool other = v->shows.node != x->at.node || v->shows.edge != x->at.edge;
    size_t at = v->at;

    if (other || !v->built) {
        v->shows = x->at;
        v->built = true;
        find_places(x, v);
        build_list(x, v);
        v->at = !other && v->stays && at < v->count ? at : 0;
        other = other || !v->stays;
        v->stays = false;
        show_place(x, v, other);
    } else {
        show_place(x, v, false);
    }
}

static void source_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct source_view *v = self;
    bool first = v->rows == 0;
    struct str needle = buf_str(&x->search.text);
    int rows;

    ready(x, v);
    rows = list_rows(v, c->rows);
    v->rows = c->rows - rows - 1;
    v->mark_row = rows + 1;
    if (first)
        go_to(v);
    v->top = clamp(v->top, 1, last_top(v));
    page_draw(&v->list, c, 0, 1, rows, c->cols - 2, false, STR_NONE, x->ascii);
    for (int r = 0; r < rows && v->count > 1; r++) {
        if (v->list.top + r == (int)v->at)
            canvas_role(c, r, 1, c->cols - 2, ROLE_MARK);
    }
    head(x, v, c, rows);
    if (!v->source.line_count) {
        draw_why(x, v, c, rows + 1);
        return;
    }
    for (int r = 0; r < v->rows && v->top + (size_t)r <= v->source.line_count; r++) {
        text_row(x, v, c, rows + 1 + r, v->top + (size_t)r, focused);
        page_light(c, rows + 1 + r, 1, c->cols - 2, needle);
    }
}

static void source_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = ((struct source_view *)self)->mark_row;
    *col = 1;
}

/* --- Acting -------------------------------------------------------------------------------------- */

static unsigned scroll(struct source_view *v, long by)
{
    size_t top = v->top;

    v->top = by < 0 && (size_t)-by >= top ? 1 : clamp(top + (size_t)by, 1, last_top(v));
    return act_said(v->top != top);
}

static unsigned shift(struct source_view *v, long by)
{
    size_t left = v->left;

    if (!v->source.line_count)
        return act_said(false);
    v->left = by < 0 && (size_t)-by >= left ? 0 : clamp(left + (size_t)by, 0, LINE_CELLS);
    return act_said(v->left != left);
}

static unsigned turn(struct explorer *x, struct source_view *v, int by)
{
    if (v->count < 2)
        return ACT_HANDLED | ACT_BELL;
    v->at = (v->at + v->count + (size_t)(by > 0 ? 1 : v->count - 1)) % v->count;
    show_place(x, v, true);
    return ACT_HANDLED;
}

/* What the place has made, on the map. */
static unsigned open_place(struct explorer *x, const struct source_view *v)
{
    const struct place *p = current(v);

    if (!p)
        return ACT_HANDLED | ACT_BELL;
    session_select(x, p->node);
    if (p->edge)
        session_select_edge(x, p->edge);
    session_show_view(x, VIEW_MAP);
    map_follow(x);
    return ACT_HANDLED;
}

/* Search looks at the lines of the file, from the top of the window on. */
static size_t source_find(struct explorer *x, void *self, int direction)
{
    struct source_view *v = self;
    struct str needle = buf_str(&x->search.text);
    size_t count = v->source.line_count, hits = 0, hit = 0;
    size_t from = !direction ? count : v->top + (v->mark_row > 0 ? 1 : 0) - 1;

    for (size_t i = 1; i <= count && needle.len; i++) {
        size_t step = direction < 0 ? count - i : i;
        size_t line = (from + step - 1 + count) % count + 1;
        if (str_ifind(source_text_line(&v->source, line), needle) == STR_NPOS)
            continue;
        if (!hit)
            hit = line;
        hits++;
    }
    if (hit)
        v->top = clamp(hit, 1, count);
    return hits;
}

static unsigned source_act(struct explorer *x, void *self, enum action action)
{
    struct source_view *v = self;
    long page = v->rows > 1 ? v->rows - 1 : 1, all = (long)v->source.line_count;
    size_t top = v->top, left = v->left;

    ready(x, v);
    switch ((int)action) {
    case ACTION_UP:
    case ACTION_SCROLL_UP:
        return scroll(v, -1);
    case ACTION_DOWN:
    case ACTION_SCROLL_DOWN:
        return scroll(v, 1);
    case ACTION_PAGE_UP:
        return scroll(v, -page);
    case ACTION_PAGE_DOWN:
        return scroll(v, page);
    case ACTION_FIRST:
        return scroll(v, -all);
    case ACTION_LAST:
        return scroll(v, all);
    case ACTION_LEFT:
    case ACTION_SCROLL_LEFT:
        return shift(v, -STEP_CELLS);
    case ACTION_RIGHT:
    case ACTION_SCROLL_RIGHT:
        return shift(v, STEP_CELLS);
    case ACTION_SOURCE_NEXT:
        return turn(x, v, 1);
    case ACTION_SOURCE_PREVIOUS:
        return turn(x, v, -1);
    case ACTION_SEARCH_NEXT:
    case ACTION_SEARCH_PREVIOUS:
        if (!x->search.text.len)
            return ACT_NOT; /* that is said in all views alike */
        return act_said(source_find(x, v, action == ACTION_SEARCH_NEXT ? 1 : -1) > 0);
    case ACTION_CENTRE:
        go_to(v);
        return act_said(v->top != top || v->left != left);
    case ACTION_EDIT:
        session_edit_at(x, current(v) ? current(v)->where : (struct origin){0});
        return ACT_HANDLED;
    case ACTION_OPEN:
        return open_place(x, v);
    default:
        return ACT_NOT;
    }
}

static void source_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct source_view *v = self;

    page_reset(&v->list);
    source_text_release(&v->source); /* the file is another one */
    v->shows.node = v->shows.node <= old_count ? now[v->shows.node] : 0;
    v->shows.edge = session_edge_now(x, v->shows.edge);
    v->stays = v->stays || v->built; /* read again before it was drawn */
    v->built = false;
}

/* A click on a place of the list, or on a line that is one, shows that place. */
static bool source_point(struct explorer *x, void *self, int row, int col)
{
    struct source_view *v = self;
    const struct place *shown = current(v);
    size_t line = v->top + (size_t)(row - v->mark_row), at = v->count;

    if (page_point(&v->list, row, col))
        at = (size_t)v->list.pointed;
    for (size_t i = 0; at == v->count && shown && row >= v->mark_row && i < v->count; i++)
        if (v->places[i].where.line == line && str_eq(v->places[i].where.file, shown->where.file))
            at = i;
    if (at >= v->count)
        return false;
    v->at = at;
    show_place(x, v, row < v->mark_row);
    return true;
}

static void source_close(struct explorer *x, void *self)
{
    struct source_view *v = self;

    (void)x;
    page_release(&v->list);
    page_release(&v->why);
    source_text_release(&v->source);
}

const struct view_kind view_source = {
    .name = "source",
    .help = "The lines that made the selection, secrets masked; n goes to the next place",
    .private_size = sizeof(struct source_view),
    .close = source_close,
    .moved = source_moved,
    .draw = source_draw,
    .act = source_act,
    .point = source_point,
    .find = source_find,
    .cursor = source_cursor,
};
