/* SPDX-License-Identifier: MIT */
/* view_overview.c - the system in few boxes: a drawing, what the chosen box holds, and the three
 * worst findings. Enter goes into a box: the map of what is in it, until Esc comes back. What counts
 * in a box is a filter: Enter shows those things alone. */
#include "map_parts.h"
#include "mem.h"
#include "overview.h"
#include "query.h"
#include "sight.h"
#include "text.h"

enum { FINDINGS_MOST = 3, STRIP_ROWS = 3, LIST_MOST = 150, MARGIN_ROWS = 1, MARGIN_COLS = 2 };

/* What the cursor is in. */
enum part { PART_BOXES, PART_COUNTERS, PART_FINDINGS };

struct overview_view {
    struct overview o;
    struct layout_result layout;
    struct layout_options options;
    bool built, drawn;           /* the boxes; the picture of them */
    unsigned built_shown;        /* without what is reached, which no box tells */
    const struct findings *built_findings;
    unsigned marks_for;          /* x->worked */
    struct buf entered;          /* the filter that Enter set last, and for which view */
    enum view_id entered_view;
    int rows, cols, top, left;   /* the window of the drawing */
    bool ascii;
    enum part part;
    int box;
    size_t counter, finding;     /* counter: COUNTER_COUNT: none; the box itself */
    node_id shows;
    size_t worst[FINDINGS_MOST], worst_count; /* numbers of findings */
    int cursor_row, cursor_col;
};

static struct overview_view *self_of(const struct explorer *x)
{
    return x->views[VIEW_OVERVIEW];
}

/* The worst findings, or one line that has them looked for. */
static size_t finding_lines(const struct explorer *x, const struct overview_view *v)
{
    return x->findings ? v->worst_count : 1;
}

/* --- Making -------------------------------------------------------------------------------------- */

static void find_worst(const struct explorer *x, struct overview_view *v)
{
    v->worst_count = 0;
    for (size_t i = 0; x->findings && i < findings_count(x->findings); i++) {
        const struct finding *f = findings_at(x->findings, i);
        size_t at = v->worst_count;
        if (finding_standing(f) != FINDING_OPEN)
            continue;
        while (at > 0 && findings_at(x->findings, v->worst[at - 1])->severity < f->severity)
            at--;
        if (at == FINDINGS_MOST)
            continue;
        if (v->worst_count < FINDINGS_MOST)
            v->worst_count++;
        for (size_t k = v->worst_count - 1; k > at; k--)
            v->worst[k] = v->worst[k - 1];
        v->worst[at] = i;
    }
    if (v->finding >= v->worst_count)
        v->finding = 0;
    if (!v->worst_count && v->part == PART_FINDINGS)
        v->part = PART_BOXES;
}

/* The cursor stays at the box of its name; where there is none any more, it goes to what is selected. */
static void make(struct explorer *x, struct overview_view *v)
{
    struct buf name = {0};
    int box = VISIBLE_NONE;

    if (v->box < v->o.input.node_count)
        buf_add(&name, v->o.boxes[v->box].name);
    overview_make(x, &v->o);
    for (int i = 0; name.len && i < v->o.input.node_count; i++)
        if (str_eq(v->o.boxes[i].name, buf_str(&name)))
            box = i;
    buf_release(&name);
    if (box == VISIBLE_NONE)
        v->shows = 0;
    v->box = box == VISIBLE_NONE ? 0 : box;
    find_worst(x, v);
    v->built = true;
    v->built_shown = x->shown - x->reach.raised;
    v->built_findings = x->findings;
}

/* A counter of nothing is no place for the cursor. */
static void count_marks(const struct explorer *x, struct overview_view *v)
{
    v->marks_for = x->worked;
    overview_count_marks(x, &v->o);
    if (v->part == PART_COUNTERS && v->box < v->o.input.node_count &&
        !v->o.boxes[v->box].counts[v->counter])
        v->part = PART_BOXES;
}

static void ready(struct explorer *x, struct overview_view *v)
{
    bool stale = !v->built || v->built_shown != x->shown - x->reach.raised || v->built_findings != x->findings;

    if (stale) {
        make(x, v);
        v->drawn = false;
    }
    if (stale || v->marks_for != x->worked)
        count_marks(x, v);
}

static void lay_out(const struct explorer *x, struct overview_view *v, int rows, int cols)
{
    const struct layout_options fixed = {.boxes = LAYOUT_FULL, .pinned = LAYOUT_PIN_FRAMES |
                                                                         LAYOUT_PIN_BOXES};

    if (v->drawn && v->rows == rows && v->cols == cols && v->ascii == x->ascii)
        return;
    layout_result_release(&v->layout);
    layout_fit(&v->o.input, rows, cols, x->ascii, &fixed, &v->options, &v->layout);
    overview_write_times(&v->o, &v->layout, x->ascii);
    v->drawn = true;
    v->rows = rows;
    v->cols = cols;
    v->ascii = x->ascii;
    v->top = v->left = 0;
}

/* The cursor goes to the box of what somebody else has selected. */
static void follow(const struct explorer *x, struct overview_view *v)
{
    int box;

    if (v->shows == x->at.node)
        return;
    v->shows = x->at.node;
    box = x->at.node ? visible_box(&v->o.visible, x->at.node) : VISIBLE_NONE;
    if (box != VISIBLE_NONE)
        v->box = box;
}

struct str overview_box_of(struct explorer *x, node_id n)
{
    struct overview_view *v = self_of(x);
    int box;

    if (!v->built) { /* a filter of the session file may ask before the view was seen */
        make(x, v);
    }
    box = visible_box(&v->o.visible, n);
    return box == VISIBLE_NONE ? STR("") : v->o.boxes[box].name;
}

/* --- Drawing ------------------------------------------------------------------------------------- */

static int clamp(int value, int low, int high)
{
    return value > high ? (high < low ? low : high) : value < low ? low : value;
}

static void into_sight(int *start, int room, int from, int size, int margin)
{
    if (from - margin < *start)
        *start = from - margin;
    else if (from + size + margin > *start + room)
        *start = from + size + margin - room;
}

/* On the upper border, how many nodes in the box are marked. */
static void draw_marks(const struct explorer *x, const struct overview_view *v, struct canvas *c,
                       int row0, int col0)
{
    for (int i = 0; i < v->o.input.node_count; i++) {
        const struct layout_rect *r = &v->layout.boxes[i];
        size_t marked = v->o.boxes[i].counts[COUNTER_MARKED];
        int room = r->cols - 3 - (int)text_width(v->o.input.nodes[i].badge);
        struct buf text = {0};
        if (!marked || row0 + r->row < 0 || row0 + r->row >= v->rows)
            continue;
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_MARKED, x->ascii));
        buf_printf(&text, "%zu", marked);
        canvas_text(c, row0 + r->row, col0 + r->col + 1, room, buf_str(&text), ROLE_MARK,
                    x->ascii);
        buf_release(&text);
    }
}

static void draw_boxes(const struct explorer *x, struct overview_view *v, struct canvas *c,
                       bool focused)
{
    const struct canvas *map = &v->layout.canvas;
    const struct layout_rect *r = &v->layout.boxes[v->box];
    int row0, col0;

    into_sight(&v->top, v->rows, r->row, r->rows, MARGIN_ROWS);
    into_sight(&v->left, v->cols, r->col, r->cols, MARGIN_COLS);
    v->top = clamp(v->top, 0, map->rows - v->rows);
    v->left = clamp(v->left, 0, map->cols - v->cols);
    row0 = map_offset(map->rows, v->rows, v->top);
    col0 = map_offset(map->cols, v->cols, v->left);
    canvas_blit(c, row0 > 0 ? row0 : 0, col0 > 0 ? col0 : 0, map, row0 > 0 ? 0 : v->top,
                col0 > 0 ? 0 : v->left, v->rows < map->rows ? v->rows : map->rows, c->cols);
    for (int i = 0; i < r->rows && row0 + r->row + i < v->rows; i++)
        canvas_role(c, row0 + r->row + i, col0 + r->col, r->cols,
                    focused && v->part == PART_BOXES ? ROLE_CURSOR : ROLE_MARK);
    draw_marks(x, v, c, row0, col0);
    if (v->part == PART_BOXES) {
        v->cursor_row = row0 + r->row + r->rows / 2;
        v->cursor_col = col0 + r->col + 1;
    }
}

/* "6 functions", or as in the box: "6fn". */
static void counter_words(const struct explorer *x, size_t i, size_t count, bool brief,
                          struct buf *out)
{
    const struct overview_counter_row *row = &overview_counters[i];

    if (!brief) {
        buf_printf(out, "%zu %s", count, count == 1 ? row->one : row->many);
    } else if (i == COUNTER_FINDINGS || i == COUNTER_MARKED) {
        buf_utf8(out, i == COUNTER_FINDINGS ? '!' : theme_glyph(x->theme, GLYPH_MARKED, x->ascii));
        buf_printf(out, "%zu", count);
    } else {
        buf_printf(out, "%zu%s", count, row->tag);
    }
}

static bool counters_fit(const struct explorer *x, const struct overview_box *b, int room)
{
    struct buf text = {0};

    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        if (b->counts[i])
            counter_words(x, i, b->counts[i], false, &text);
        room -= b->counts[i] ? 2 : 0;
    }
    room -= (int)text_width(buf_str(&text));
    buf_release(&text);
    return room >= 0;
}

/* Code 9:  6 functions  2 queues  1 public entry */
static void draw_counters(const struct explorer *x, struct overview_view *v, struct canvas *c,
                          int row, bool focused)
{
    const struct overview_box *b = &v->o.boxes[v->box];
    struct buf text = {0};
    bool any = false;
    int col = 1;
    bool brief;

    for (size_t i = 0; i < COUNTER_COUNT; i++)
        any = any || b->counts[i];
    col += canvas_text(c, row, col, c->cols / 3, b->name, v->o.nodes[v->box].role, x->ascii);
    buf_printf(&text, " %zu%s", b->nodes, any ? ":" : "");
    col += canvas_text(c, row, col, c->cols - col, buf_str(&text), ROLE_HINT, x->ascii);
    brief = !counters_fit(x, b, c->cols - col);
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        int at = col + 2, width;
        if (!b->counts[i])
            continue;
        buf_reset(&text);
        counter_words(x, i, b->counts[i], brief, &text);
        width = canvas_text(c, row, at, c->cols - at, buf_str(&text),
                            i == COUNTER_FINDINGS ? ROLE_FINDING_MED
                            : i == COUNTER_MARKED ? ROLE_MARK
                                                  : ROLE_VALUE,
                            x->ascii);
        if (v->part == PART_COUNTERS && v->counter == i) {
            canvas_role(c, row, at, width, focused ? ROLE_CURSOR : ROLE_MARK);
            v->cursor_row = row;
            v->cursor_col = at;
        }
        col = at + width;
    }
    buf_release(&text);
}

/* to Data x3, Messaging x5; from Gateway */
static void draw_lines(const struct explorer *x, const struct overview_view *v, struct canvas *c,
                       int row)
{
    const struct layout_input *in = &v->o.visible.input;
    struct buf text = {0};
    size_t head;

    if (in->edge_count > v->o.input.edge_count)
        buf_printf(&text, "%d of %d lines drawn; ", v->o.input.edge_count, in->edge_count);
    head = text.len;
    for (int side = 0; side < 2; side++) {
        const char *sep = side ? (text.len > head ? "; from " : "from ") : "to ";
        for (int i = 0; i < in->edge_count; i++) {
            const struct layout_edge *e = &in->edges[i];
            bool out = e->from == v->box || (e->both && e->to == v->box);
            bool back = e->to == v->box || (e->both && e->from == v->box);
            int other = e->from == v->box ? e->to : e->from;
            if (e->from == e->to || !(side ? back : out))
                continue;
            buf_puts(&text, sep);
            buf_add(&text, v->o.boxes[other].name);
            if (overview_times(&v->o, i) > 1)
                buf_printf(&text, " x%zu", overview_times(&v->o, i));
            sep = ", ";
        }
    }
    canvas_prose(c, row, 1, c->cols - 2, text.len ? buf_str(&text) : STR("no line to another box"),
                 ROLE_HINT, x->ascii);
    buf_release(&text);
}

static void draw_finding(const struct explorer *x, struct canvas *c, int row,
                         const struct finding *f)
{
    struct str name = session_name(x, f->subject);
    int col = 1;

    col += canvas_puts(c, row, col, severity_names[f->severity], finding_role(f));
    col += canvas_puts(c, row, col, "  ", ROLE_NORMAL);
    if (str_find(f->text, name) == STR_NPOS) { /* most sentences name it themselves */
        col += canvas_text(c, row, col, c->cols - col - 1, name,
                           session_zone_role(x, f->subject), x->ascii);
        col += canvas_puts(c, row, col, "  ", ROLE_NORMAL);
    }
    canvas_prose(c, row, col, c->cols - col - 1, f->text, ROLE_NORMAL, x->ascii);
}

static void draw_findings(const struct explorer *x, struct overview_view *v, struct canvas *c,
                          int row, bool focused)
{
    for (size_t i = 0; i < finding_lines(x, v); i++) {
        const struct finding *f = x->findings ? findings_at(x->findings, v->worst[i]) : NULL;
        int at = row + (int)i;
        if (!f)
            canvas_puts(c, at, 1, "Findings were not looked for yet: Enter here asks the rules",
                        ROLE_HINT);
        else
            draw_finding(x, c, at, f);
        if (v->part == PART_FINDINGS && v->finding == i) {
            canvas_role(c, at, 1, c->cols - 2, focused ? ROLE_CURSOR : ROLE_MARK);
            v->cursor_row = at;
            v->cursor_col = 1;
        }
    }
}

static void overview_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct overview_view *v = self;
    int strip;

    ready(x, v);
    follow(x, v);
    strip = STRIP_ROWS + (int)finding_lines(x, v);
    if (v->o.input.node_count == 0) {
        canvas_text(c, c->rows / 2, 1, c->cols - 2, STR("Nothing is on these layers."), ROLE_DIM,
                    x->ascii);
        return;
    }
    lay_out(x, v, c->rows > strip + 3 ? c->rows - strip : 3, c->cols);
    draw_boxes(x, v, c, focused);
    canvas_fill(c, v->rows, 0, c->rows - v->rows, c->cols, ' ', ROLE_NORMAL);
    canvas_fill(c, v->rows, 0, 1, c->cols, x->ascii ? '-' : 0x2500, ROLE_FRAME);
    draw_counters(x, v, c, v->rows + 1, focused);
    draw_lines(x, v, c, v->rows + 2);
    draw_findings(x, v, c, v->rows + STRIP_ROWS, focused);
}

static void overview_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = ((struct overview_view *)self)->cursor_row;
    *col = ((struct overview_view *)self)->cursor_col;
}

/* --- Moving -------------------------------------------------------------------------------------- */

static unsigned to_box(struct overview_view *v, int box)
{
    if (box == VISIBLE_NONE || box == v->box)
        return ACT_HANDLED | ACT_BELL;
    v->box = box;
    return ACT_HANDLED;
}

/* The next counter that is not 0; false: none. */
static bool turn_counter(struct overview_view *v, int by)
{
    const struct overview_box *b = &v->o.boxes[v->box];
    int at = (int)v->counter + by;

    while (at >= 0 && at < COUNTER_COUNT && !b->counts[at])
        at += by;
    if (at < 0 || at >= COUNTER_COUNT)
        return false;
    v->counter = (size_t)at;
    return true;
}

/* From the drawing to the counters, to the findings, and back. */
static unsigned move_down(const struct explorer *x, struct overview_view *v)
{
    size_t below = finding_lines(x, v);

    int box = v->part == PART_BOXES ? map_nearest_box(&v->layout, v->box, 1, 0) : VISIBLE_NONE;

    if (box != VISIBLE_NONE)
        return to_box(v, box);
    if (v->part == PART_BOXES) {
        v->counter = (size_t)-1;
        if (turn_counter(v, 1))
            v->part = PART_COUNTERS;
        else if (below)
            v->part = PART_FINDINGS;
        return act_said(v->part != PART_BOXES);
    }
    if (v->part == PART_COUNTERS) {
        v->finding = 0;
        v->part = below ? PART_FINDINGS : PART_COUNTERS;
        return act_said(below > 0);
    }
    if (v->finding + 1 >= below)
        return ACT_HANDLED | ACT_BELL;
    v->finding++;
    return ACT_HANDLED;
}

static unsigned move_up(struct overview_view *v)
{
    if (v->part == PART_BOXES)
        return to_box(v, map_nearest_box(&v->layout, v->box, -1, 0));
    if (v->part == PART_FINDINGS && v->finding > 0) {
        v->finding--;
        return ACT_HANDLED;
    }
    if (v->part == PART_FINDINGS) {
        v->counter = (size_t)-1;
        v->part = turn_counter(v, 1) ? PART_COUNTERS : PART_BOXES;
        return ACT_HANDLED;
    }
    v->part = PART_BOXES;
    return ACT_HANDLED;
}

static unsigned move_aside(struct overview_view *v, int by)
{
    if (v->part == PART_COUNTERS)
        return act_said(turn_counter(v, by));
    if (v->part == PART_FINDINGS)
        return ACT_HANDLED | ACT_BELL;
    return to_box(v, map_nearest_box(&v->layout, v->box, 0, by));
}

/* Counters can be reached from the box at once, whatever stands below it. */
static unsigned next_counter(struct overview_view *v, int by)
{
    if (v->part != PART_COUNTERS && by < 0)
        return ACT_HANDLED | ACT_BELL;
    if (v->part != PART_COUNTERS)
        v->counter = (size_t)-1;
    if (turn_counter(v, by)) {
        v->part = PART_COUNTERS;
        return ACT_HANDLED;
    }
    if (by > 0)
        return ACT_HANDLED | ACT_BELL;
    v->part = PART_BOXES;
    return ACT_HANDLED;
}

static unsigned to_end(struct overview_view *v, bool last)
{
    v->part = PART_BOXES;
    return to_box(v, map_extreme_box(&v->layout, last));
}

static unsigned scroll(struct overview_view *v, int by)
{
    int to = clamp(v->top + by, 0, v->layout.canvas.rows - v->rows), old = v->top;

    v->top = to;
    return act_said(to != old);
}

/* --- Filtering ----------------------------------------------------------------------------------- */

/* What is selected has no box among those of the container, and may be its frame: then the first. One
 * place of the history in both cases. */
static void begin_on_map(struct explorer *x)
{
    const struct visible *seen;

    map_follow(x);
    screen_draw(x);
    seen = map_busy(x) ? NULL : map_visible(x);
    if (seen && seen->input.node_count && visible_box(seen, x->at.node) == VISIBLE_NONE)
        view_map.act(x, x->views[VIEW_MAP], ACTION_FIRST);
    else
        session_note_place(x);
}

/* The things of the box, or of one of its counters, alone: on the map if it is readable, else in the
 * inventory. */
static unsigned filter_by(struct explorer *x, struct overview_view *v, size_t counter)
{
    const struct overview_box *b = &v->o.boxes[v->box];
    size_t many = counter < COUNTER_COUNT ? b->counts[counter] : b->nodes;
    enum view_id view = many > LIST_MOST || counter == COUNTER_FINDINGS ? VIEW_INVENTORY : VIEW_MAP;
    struct buf text = {0};
    bool good;

    buf_puts(&text, "box=\"");
    for (size_t i = 0; i < b->name.len; i++) /* no quote ends it, no sign of a pattern means one */
        buf_putc(&text, strchr("\"*?", b->name.ptr[i]) ? '?' : b->name.ptr[i]);
    buf_puts(&text, "\"");
    if (counter < COUNTER_COUNT)
        buf_printf(&text, " (%s)", overview_counters[counter].filter);
    good = sight_filter_set(x, view, buf_str(&text));
    if (good) {
        buf_reset(&v->entered);
        buf_add(&v->entered, buf_str(&text));
        v->entered_view = view;
        session_turn_view(x, view);
    }
    if (good && view == VIEW_MAP)
        begin_on_map(x);
    else if (good)
        session_note_place(x);
    buf_reset(&text);
    if (good && counter < COUNTER_COUNT)
        counter_words(x, counter, many, false, &text);
    if (good)
        session_say(x, "%s%s%.*s alone: Esc goes back to the overview", text.len ? text.ptr : "",
                    text.len ? " of " : "", (int)b->name.len, b->name.ptr);
    buf_release(&text);
    return ACT_HANDLED;
}

bool overview_back(struct explorer *x)
{
    struct overview_view *v = self_of(x);
    bool inside = v->entered.len && screen_pane(x, v->entered_view) &&
                  str_eq(sight_filter(x, v->entered_view), buf_str(&v->entered));

    if (!inside)
        return false;
    sight_filter_set(x, v->entered_view, STR(""));
    buf_reset(&v->entered);
    session_show_view(x, VIEW_OVERVIEW);
    session_say(x, "the whole system");
    return true;
}

static unsigned open_it(struct explorer *x, struct overview_view *v)
{
    if (v->part == PART_FINDINGS && !x->findings) {
        session_findings(x);
        return ACT_HANDLED;
    }
    if (v->part == PART_FINDINGS && v->finding < v->worst_count) {
        findings_go(x, findings_at(x->findings, v->worst[v->finding]));
        return ACT_HANDLED;
    }
    return filter_by(x, v, v->part == PART_COUNTERS ? v->counter : COUNTER_COUNT);
}

/* A box that is a container is one thing, which can be selected. */
static void select_container(struct explorer *x, struct overview_view *v)
{
    node_id n = v->o.visible.node_of[v->box];

    if (!node_is_container(x->graph, n) || v->shows == n)
        return;
    v->shows = n;
    session_select(x, n);
}

static unsigned act(struct explorer *x, struct overview_view *v, enum action action)
{
    switch ((int)action) {
    case ACTION_UP:
        return move_up(v);
    case ACTION_DOWN:
        return move_down(x, v);
    case ACTION_LEFT:
        return move_aside(v, -1);
    case ACTION_RIGHT:
        return move_aside(v, 1);
    case ACTION_COUNTER_NEXT:
        return next_counter(v, 1);
    case ACTION_COUNTER_PREVIOUS:
        return next_counter(v, -1);
    case ACTION_FIRST:
        return to_end(v, false);
    case ACTION_LAST:
        return to_end(v, true);
    case ACTION_PAGE_UP:
    case ACTION_SCROLL_UP:
        return scroll(v, action == ACTION_PAGE_UP ? -v->rows : -1);
    case ACTION_PAGE_DOWN:
    case ACTION_SCROLL_DOWN:
        return scroll(v, action == ACTION_PAGE_DOWN ? v->rows : 1);
    case ACTION_OPEN:
        return open_it(x, v);
    default:
        return ACT_NOT;
    }
}

static unsigned overview_act(struct explorer *x, void *self, enum action action)
{
    struct overview_view *v = self;
    int box = v->box;
    unsigned answer;

    if (!v->drawn || v->o.input.node_count == 0)
        return ACT_NOT;
    answer = act(x, v, action);
    if (v->box != box)
        select_container(x, v);
    return answer;
}

static void overview_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct overview_view *v = self;

    (void)x;
    v->shows = v->shows <= old_count ? now[v->shows] : 0;
    overview_forget(&v->o);
    v->built = v->drawn = false; /* the names of the boxes stay until they are made anew */
    v->worst_count = 0;
}

static void overview_close(struct explorer *x, void *self)
{
    struct overview_view *v = self;

    (void)x;
    overview_release(&v->o);
    layout_result_release(&v->layout);
    buf_release(&v->entered);
}

/* A click on a box puts the cursor there. */
static bool overview_point(struct explorer *x, void *self, int row, int col)
{
    struct overview_view *v = self;
    const struct canvas *map = &v->layout.canvas;
    const struct cell *cell;

    (void)x;
    if (!v->drawn || row >= v->rows)
        return false;
    cell = canvas_get(map, row - map_offset(map->rows, v->rows, v->top),
                      col - map_offset(map->cols, v->cols, v->left));
    if (!cell || cell->owner_kind != OWNER_NODE || (int)cell->owner >= v->layout.node_count)
        return false;
    v->part = PART_BOXES;
    to_box(v, (int)cell->owner);
    return true;
}

const struct view_kind view_overview = {
    .name = "overview",
    .help = "The system in few boxes, with counters and the worst findings; Enter goes into one",
    .private_size = sizeof(struct overview_view),
    .close = overview_close,
    .moved = overview_moved,
    .draw = overview_draw,
    .act = overview_act,
    .point = overview_point,
    .cursor = overview_cursor,
};
