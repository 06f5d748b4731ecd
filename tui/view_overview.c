/* SPDX-License-Identifier: MIT */
/* view_overview.c - the system in few boxes: a drawing, what the chosen box holds, and the three
 * worst findings. Enter goes into a box: the map of what is in it, until Esc comes back. What counts
 * in a box is a filter: Enter shows those things alone. */
#include "map_parts.h"
#include "linear.h"
#include "mem.h"
#include "overview_parts.h"
#include "query.h"
#include "sight.h"
#include "text.h"

enum { LIST_MOST = 150 };

static struct overview_view *self_of(const struct explorer *x)
{
    return x->views[VIEW_OVERVIEW];
}

/* --- Making -------------------------------------------------------------------------------------- */

static void find_worst(const struct explorer *x, struct overview_view *v)
{
    size_t open = x->judged ? x->judged->open : 0; /* they stand first */

    for (v->worst_count = 0; v->worst_count < FINDINGS_MOST && v->worst_count < open; v->worst_count++)
        v->worst[v->worst_count] = x->judged->order[v->worst_count];
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
    if (!v->built || v->built_findings != x->findings)
        find_worst(x, v);
    v->built = true;
    v->built_hidden = x->hidden_changed;
    v->built_path = x->path_changed;
    v->built_reach = x->reach.raised;
    v->built_layers = x->map.layers;
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

struct boxes_job {
    const struct graph *graph;
    struct visible_options options;
    node_id *left_out;
    struct overview_boxes boxes;
};

static void boxes_fill(struct explorer *x, void *job)
{
    struct boxes_job *j = job;

    j->graph = x->graph;
    j->options = overview_options(x, &j->left_out);
}

static void boxes_work(void *job)
{
    struct boxes_job *j = job;

    overview_boxes_make(j->graph, &j->options, &j->boxes);
}

static void boxes_take(struct explorer *x, void *job)
{
    struct overview_view *v = self_of(x);
    struct boxes_job *j = job;

    overview_boxes_release(&v->o.made);
    v->o.made = j->boxes;
    j->boxes = (struct overview_boxes){0};
    make(x, v);
    count_marks(x, v);
    v->drawn = false;
    v->taken++;
    sight_boxes_found(x);
}

static void boxes_drop(void *job)
{
    struct boxes_job *j = job;

    overview_boxes_release(&j->boxes);
    mem_free(j->left_out);
}

const struct inquiry_kind inquiry_boxes = {
    .doing = "laying out...",
    .job_size = sizeof(struct boxes_job),
    .stays = true,
    .fill = boxes_fill,
    .work = boxes_work,
    .take = boxes_take,
    .drop = boxes_drop,
};

/* Other layers need other boxes, which boxes_take() shows: those of before stand until then. */
static bool boxes_ready(struct explorer *x, struct overview_view *v)
{
    bool fits = overview_fits(x, &v->o);

    if (fits)
        inquiry_stop(x, INQUIRY_BOXES);
    else
        inquiry_ask(x, INQUIRY_BOXES, x->shown);
    return fits;
}

/* False: the first boxes are not there yet. */
static bool ready(struct explorer *x, struct overview_view *v)
{
    bool stale = !v->built || v->built_hidden != x->hidden_changed ||
                 v->built_path != x->path_changed || v->built_layers != x->map.layers ||
                 v->built_reach != x->reach.raised || v->built_findings != x->findings;

    stale = stale && boxes_ready(x, v);
    if (stale) {
        make(x, v);
        v->drawn = false;
    }
    if (v->built && (stale || v->marks_for != x->worked))
        count_marks(x, v);
    return v->built;
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
    box = x->at.node ? visible_box(&v->o.made.visible, x->at.node) : VISIBLE_NONE;
    if (box != VISIBLE_NONE)
        v->box = box;
}

struct str overview_box_of(struct explorer *x, node_id n)
{
    struct overview_view *v = self_of(x);
    int box;

    /* A filter of the session file may ask before the view was seen. */
    if (!v->built && (x->options.patient || x->options.linear || boxes_ready(x, v)))
        make(x, v);
    box = v->built ? visible_box(&v->o.made.visible, n) : VISIBLE_NONE;
    return box == VISIBLE_NONE ? STR("") : v->o.boxes[box].name;
}

bool overview_built(const struct explorer *x)
{
    return self_of(x)->built;
}

unsigned overview_taken(const struct explorer *x)
{
    return self_of(x)->taken;
}

/* --- Drawing ------------------------------------------------------------------------------------- */

/* Why there is no box at all. */
static void say_nothing(const struct explorer *x, struct canvas *c)
{
    const struct binding *b = keymap_for(&x->keys, VIEW_OVERVIEW, ACTION_VIEW_MESSAGES);
    struct buf text = {0};

    if (graph_node_count(x->graph)) {
        buf_puts(&text, "Nothing is on these layers.");
    } else if (!diags_count(graph_diags(x->graph))) {
        buf_puts(&text, "The input has nothing in it.");
    } else {
        buf_puts(&text, "Nothing was read: the messages say why");
        if (b) {
            buf_puts(&text, " (");
            binding_print(&text, b);
            buf_putc(&text, ')');
        }
        buf_putc(&text, '.');
    }
    canvas_text(c, c->rows / 2, 1, c->cols - 2, buf_str(&text), ROLE_DIM, x->ascii);
    buf_release(&text);
}

static void overview_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct overview_view *v = self;
    int strip;

    if (!ready(x, v)) {
        canvas_text(c, c->rows / 2, 1, c->cols - 2, str_from(inquiry_boxes.doing), ROLE_DIM,
                    x->ascii);
        return;
    }
    follow(x, v);
    strip = overview_strip_rows(x, v, c->rows, c->cols);
    if (v->o.input.node_count == 0) {
        say_nothing(x, c);
        return;
    }
    lay_out(x, v, c->rows > strip + 3 ? c->rows - strip : 3, c->cols);
    overview_paint(x, v, c, focused);
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
    size_t below = overview_finding_lines(x, v);

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
    int to = map_clamp(v->top + by, 0, v->layout.canvas.rows - v->rows), old = v->top;

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
        overview_counter_words(x, counter, many, false, &text);
    if (good)
        session_say(x, "%s%s%.*s alone: %s", text.len ? text.ptr : "", text.len ? " of " : "",
                    (int)b->name.len, b->name.ptr,
                    linear_or(x, "Esc goes back to the overview", "overview goes back"));
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
        session_findings_asked(x);
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
    node_id n = v->o.made.visible.node_of[v->box];

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

    if (!v->drawn) { /* keys that come faster than the screen; its size makes no other boxes */
        if (!ready(x, v))
            return ACT_NOT;
        follow(x, v);
        lay_out(x, v, x->rows, x->cols);
    }
    if (v->o.input.node_count == 0)
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
    overview_boxes_release(&v->o.made);
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
    .help = "The system in few boxes, with counters and worst findings; Enter goes in",
    .private_size = sizeof(struct overview_view),
    .close = overview_close,
    .moved = overview_moved,
    .draw = overview_draw,
    .act = overview_act,
    .point = overview_point,
    .cursor = overview_cursor,
};
