/* SPDX-License-Identifier: MIT */
/* view_map.c - the drawn map: a window on the canvas of the layout.
 * The picture is made anew when the graph shown changes (layers, choices, path) or the window
 * changes its class; a mere resize keeps it, so that nothing jumps. Selection, edge cursor and
 * search hits are laid over it when it is drawn. */
#include "linear.h"
#include "map_parts.h"
#include "mem.h"
#include "query.h"

enum {
    MARGIN_ROWS = 2,
    MARGIN_COLS = 4,
};

static struct map_view *self_of(const struct explorer *x)
{
    return x->views[VIEW_MAP];
}

const struct visible *map_visible(const struct explorer *x)
{
    const struct map_view *m = self_of(x);
    return m && m->built ? &m->visible : NULL;
}

bool map_is_part(const struct explorer *x)
{
    return self_of(x)->built && self_of(x)->small;
}

bool map_holds(const struct explorer *x)
{
    const struct map_view *m = self_of(x);

    const struct map_wanted now = map_wanted_now(x), *was = &m->shown_for;

    return m->built && (screen_pane(x, VIEW_MAP) ||
                        (now.stamp == was->stamp && now.revealed == was->revealed &&
                         now.folded == was->folded && now.focus == was->focus && now.hops == was->hops &&
                         now.layers == was->layers && now.only == was->only));
}

size_t map_shown(const struct explorer *x)
{
    return self_of(x)->shown;
}

size_t map_fitting(const struct explorer *x)
{
    return self_of(x)->built ? self_of(x)->visible.node_fitting : 0;
}

node_id map_box_of(const struct explorer *x, node_id n)
{
    const struct map_view *m = self_of(x);
    int box = m->built ? visible_box(&m->visible, n) : VISIBLE_NONE;

    if (box != VISIBLE_NONE)
        return m->visible.node_of[box];
    return m->plan ? visible_plan_box(m->plan, n) : 0;
}

bool map_shows_all(const struct explorer *x)
{
    const struct map_view *m = self_of(x);

    return m->built && (size_t)m->visible.input.node_count == m->visible.node_total;
}

void map_show_new(struct explorer *x, const node_id *nodes, size_t count)
{
    struct map_view *m = self_of(x);

    m->fresh.count = 0;
    for (size_t i = 0; i < count; i++)
        node_set_add(&m->fresh, nodes[i]);
}

bool map_options(const struct explorer *x, struct layout_options *out)
{
    const struct map_view *m = self_of(x);

    if (m->built)
        *out = m->options;
    return m->built;
}

bool map_size(const struct explorer *x, int *rows, int *cols)
{
    const struct map_view *m = self_of(x);

    if (!m->built || m->layout.canvas.rows == 0)
        return false;
    *rows = m->layout.canvas.rows;
    *cols = m->layout.canvas.cols;
    return true;
}

void map_more(const struct explorer *x, bool more[4])
{
    const struct map_view *m = self_of(x);

    more[0] = m->left > 0;
    more[1] = m->top > 0;
    more[2] = m->left + m->cols < m->layout.canvas.cols;
    more[3] = m->top + m->rows < m->layout.canvas.rows;
}

void map_follow(struct explorer *x)
{
    if (self_of(x))
        self_of(x)->follow = true;
}

void map_window(const struct explorer *x, int *top, int *left)
{
    const struct map_view *m = self_of(x);

    *top = m ? m->top : 0;
    *left = m ? m->left : 0;
}

void map_window_to(struct explorer *x, int top, int left)
{
    struct map_view *m = self_of(x);

    if (m) {
        m->top = top;
        m->left = left;
    }
}

/* --- Window ------------------------------------------------------------------------------------- */

void map_into_sight(int *start, int room, int from, int size, int margin)
{
    if (size + 2 * margin > room)
        margin = size < room ? (room - size) / 2 : 0;
    if (from - margin < *start)
        *start = from - margin;
    else if (from + size + margin > *start + room)
        *start = from + size + margin - room;
}

static void bring_into_sight(struct map_view *m, int box)
{
    const struct layout_rect *r = &m->layout.boxes[box];

    map_into_sight(&m->top, m->rows, r->row, r->rows, MARGIN_ROWS);
    map_into_sight(&m->left, m->cols, r->col, r->cols, MARGIN_COLS);
}

static bool in_sight(const struct map_view *m, int box)
{
    const struct layout_rect *r = &m->layout.boxes[box];

    return r->row + r->rows > m->top && r->row < m->top + m->rows && r->col + r->cols > m->left &&
           r->col < m->left + m->cols;
}

/* The boxes that were just revealed: how many are outside the window; the last of those in *box. */
static size_t fresh_outside(const struct map_view *m, int *box)
{
    size_t outside = 0;

    for (size_t i = 0; i < m->fresh.count; i++) {
        int of = visible_box(&m->visible, m->fresh.ids[i]);
        if (of == VISIBLE_NONE || in_sight(m, of))
            continue;
        outside++;
        *box = of;
    }
    return outside;
}

/* Nobody scrolls for what he does not know of. */
static void show_fresh(struct explorer *x, struct map_view *m, int selected)
{
    int box = VISIBLE_NONE;
    size_t outside = fresh_outside(m, &box);

    if (outside) {
        bring_into_sight(m, box);
        if (selected != VISIBLE_NONE)
            bring_into_sight(m, selected);
        outside = fresh_outside(m, &box);
    }
    if (outside && str_ends(buf_str(&x->message), STR("revealed")))
        buf_printf(&x->message, ", %zu outside the window", outside);
    m->fresh.count = 0;
}

static void place_window(struct explorer *x, struct map_view *m)
{
    int box = map_selected_box(x, m);

    if (m->follow && box != VISIBLE_NONE)
        bring_into_sight(m, box);
    if (m->follow)
        show_fresh(x, m, box);
    m->follow = false;
    m->top = map_clamp(m->top, 0, m->layout.canvas.rows - m->rows);
    m->left = map_clamp(m->left, 0, m->layout.canvas.cols - m->cols);
}

int map_offset(int canvas, int window, int start)
{
    return canvas < window ? (window - canvas) / 2 : -start;
}

/* --- Drawing ------------------------------------------------------------------------------------ */

/* Boxes within the rectangle that two boxes span. */
static void map_between(struct explorer *x, void *self, node_id from, node_id to,
                        void (*take)(struct explorer *x, node_id n))
{
    const struct map_view *m = self;
    int a = m->built ? visible_box(&m->visible, from) : VISIBLE_NONE;
    int b = m->built ? visible_box(&m->visible, to) : VISIBLE_NONE;
    int low[2], high[2];

    if (a == VISIBLE_NONE || b == VISIBLE_NONE)
        return;
    const struct layout_rect *r = &m->layout.boxes[a], *s = &m->layout.boxes[b];
    low[0] = r->row < s->row ? r->row : s->row;
    low[1] = r->col < s->col ? r->col : s->col;
    high[0] = r->row + r->rows > s->row + s->rows ? r->row + r->rows : s->row + s->rows;
    high[1] = r->col + r->cols > s->col + s->cols ? r->col + r->cols : s->col + s->cols;
    for (int i = 0; i < m->layout.node_count; i++) {
        r = &m->layout.boxes[i];
        if (r->row >= low[0] && r->row + r->rows <= high[0] && r->col >= low[1] &&
            r->col + r->cols <= high[1])
            take(x, m->visible.node_of[i]);
    }
}

/* What shows boxes where the layers have none. */
static struct str other_layers(const struct explorer *x)
{
    const unsigned all = VISIBLE_LAYER(LAYER_COUNT) - 1;

    if ((x->map.layers & all) == all)
        return STR_NONE;
    return str_from(linear_or(x, "A adds identities, B infrastructure.",
                              "The commands layers +identity and layers +infrastructure add more."));
}

static void map_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct map_view *m = self;
    int row0, col0;

    (void)focused;
    m->rows = c->rows - (x->sight.colour != COLOUR_ZONE && c->rows > 1); /* room for the legend */
    m->cols = c->cols;
    if (map_stale(x, m))
        map_build(x, m);
    if (!m->built) {
        canvas_text(c, c->rows / 2, 1, c->cols - 2, STR("laying out... Esc: a plainer picture"),
                    ROLE_DIM, x->ascii);
        return;
    }
    if (m->layout.node_count == 0) {
        struct str why = STR("Nothing is on this layer."), more = STR_NONE;
        if (!graph_node_count(x->graph))
            why = diags_errors(graph_diags(x->graph))
                      ? str_from(linear_or(x, "Nothing was read: ge shows why.",
                                           "Nothing was read: view messages shows why."))
                      : STR("There is nothing in this system.");
        else if (map_fitting(x) == 0 && !str_empty(sight_filter(x, VIEW_MAP)))
            why = str_from(linear_or(x, "No box passes the filter: && clears it.",
                                     "No box passes the filter; the command filter alone "
                                     "clears it."));
        else
            more = other_layers(x);
        canvas_text(c, c->rows / 2, 1, c->cols - 2, why, ROLE_DIM, x->ascii);
        canvas_text(c, c->rows / 2 + 1, 1, c->cols - 2, more, ROLE_DIM, x->ascii);
        return;
    }
    place_window(x, m);
    row0 = map_offset(m->layout.canvas.rows, m->rows, m->top);
    col0 = map_offset(m->layout.canvas.cols, m->cols, m->left);
    canvas_blit(c, row0 > 0 ? row0 : 0, col0 > 0 ? col0 : 0, &m->layout.canvas,
                row0 > 0 ? 0 : m->top, col0 > 0 ? 0 : m->left, c->rows, c->cols);
    map_light(x, m, c, row0, col0);
    minimap_draw(x, m, c);
    map_titles(x, m, c, row0, col0);
    sight_legend(x, c);
}

static void map_cursor(struct explorer *x, void *self, int *row, int *col)
{
    struct map_view *m = self;
    int box = m->built ? map_selected_box(x, m) : VISIBLE_NONE;

    if (box == VISIBLE_NONE)
        return;
    const struct layout_rect *r = &m->layout.boxes[box];
    *row = r->row + r->rows / 2 + map_offset(m->layout.canvas.rows, m->rows, m->top);
    *col = r->col + 1 + map_offset(m->layout.canvas.cols, m->cols, m->left);
}

/* --- Moving ------------------------------------------------------------------------------------- */

static unsigned select_box(struct explorer *x, const struct map_view *m, int box)
{
    if (box == VISIBLE_NONE)
        return ACT_HANDLED | ACT_BELL;
    session_select(x, m->visible.node_of[box]);
    return ACT_HANDLED;
}

static unsigned move(struct explorer *x, struct map_view *m, int down, int right)
{
    int box = map_selected_box(x, m);

    return select_box(x, m, box == VISIBLE_NONE ? map_extreme_box(&m->layout, false)
                                                : map_nearest_box(&m->layout, box, down, right));
}

static unsigned move_page(struct explorer *x, struct map_view *m, int down)
{
    int box = map_selected_box(x, m);

    return select_box(x, m, box == VISIBLE_NONE ? map_extreme_box(&m->layout, false)
                                                : map_page_box(m, box, down));
}

static unsigned scroll(struct map_view *m, int down, int right)
{
    int top = m->top, left = m->left;

    m->top = map_clamp(m->top + down, 0, m->layout.canvas.rows - m->rows);
    m->left = map_clamp(m->left + right, 0, m->layout.canvas.cols - m->cols);
    return m->top != top || m->left != left ? ACT_HANDLED : ACT_HANDLED | ACT_BELL;
}

static unsigned pan(struct explorer *x, struct map_view *m)
{
    const struct pane *pane = screen_pane(x, VIEW_MAP);
    struct layout_rect in = pane ? screen_inside(x, pane) : (struct layout_rect){0, 0, 0, 0};

    if (m->minimap.held)
        minimap_drag(m, x->mouse.row - in.row, x->mouse.col - in.col);
    else
        scroll(m, -x->mouse.down, -x->mouse.right);
    return ACT_HANDLED;
}

static unsigned turn(struct explorer *x, enum choice *choice, bool now, const char *on,
                     const char *off)
{
    undo_note(x);
    *choice = now ? CHOICE_NO : CHOICE_YES;
    x->shown++;
    session_say(x, "%s", now ? off : on);
    return ACT_HANDLED;
}

static unsigned centre(const struct explorer *x, struct map_view *m)
{
    int box = map_selected_box(x, m), top = m->top, left = m->left;

    if (box != VISIBLE_NONE) {
        const struct layout_rect *r = &m->layout.boxes[box];
        m->top = map_clamp(r->row + r->rows / 2 - m->rows / 2, 0, m->layout.canvas.rows - m->rows);
        m->left = map_clamp(r->col + r->cols / 2 - m->cols / 2, 0, m->layout.canvas.cols - m->cols);
    }
    return act_said(m->top != top || m->left != left);
}

/* From box to box, or the window over the picture. */
static unsigned act_move(struct explorer *x, struct map_view *m, enum action action)
{
    switch ((int)action) {
    case ACTION_UP:
        return move(x, m, -1, 0);
    case ACTION_DOWN:
        return move(x, m, 1, 0);
    case ACTION_LEFT:
        return move(x, m, 0, -1);
    case ACTION_RIGHT:
        return move(x, m, 0, 1);
    case ACTION_FIRST:
        return select_box(x, m, map_extreme_box(&m->layout, false));
    case ACTION_LAST:
        return select_box(x, m, map_extreme_box(&m->layout, true));
    case ACTION_PAGE_UP:
        return move_page(x, m, -1);
    case ACTION_PAGE_DOWN:
        return move_page(x, m, 1);
    case ACTION_SCROLL_UP:
        return scroll(m, -1, 0);
    case ACTION_SCROLL_DOWN:
        return scroll(m, 1, 0);
    case ACTION_SCROLL_LEFT:
        return scroll(m, 0, -4);
    case ACTION_SCROLL_RIGHT:
        return scroll(m, 0, 4);
    case ACTION_PAN:
        return pan(x, m);
    case ACTION_CENTRE:
        return centre(x, m);
    default:
        return ACT_NOT;
    }
}

/* What stands for many opens and closes. */
static unsigned act_fold(struct explorer *x, const struct map_view *m, enum action action)
{
    int box = map_selected_box(x, m);

    switch ((int)action) {
    case ACTION_OPEN: /* else as everywhere */
        if (x->at.edge || box == VISIBLE_NONE || visible_box_is(&m->visible, box) == VISIBLE_NODE)
            return ACT_NOT;
        return act_said(sight_open_here(x));
    case ACTION_FOLD_TOGGLE:
        return act_said(sight_toggle_here(x));
    case ACTION_FOLD_OPEN:
        return act_said(sight_open_here(x));
    case ACTION_FOLD_CLOSE:
        return act_said(sight_close_here(x));
    case ACTION_FOLD_ALL:
        return act_said(sight_fold_all(x, true));
    case ACTION_FOLD_NONE:
        return act_said(sight_fold_all(x, false));
    default:
        return ACT_NOT;
    }
}

static unsigned refit(struct explorer *x, struct map_view *m)
{
    undo_note(x);
    x->map = (struct map_choices){.layers = x->map.layers};
    map_forget(m);
    map_drop(m);
    x->shown++;
    session_say(x, "fitted to the window");
    return ACT_HANDLED;
}

/* How it is drawn. */
static unsigned act_style(struct explorer *x, struct map_view *m, enum action action)
{
    switch ((int)action) {
    case ACTION_FRAMES:
        return turn(x, &x->map.frames, m->options.frames, "frames on", "frames off");
    case ACTION_DIRECTION:
        return turn(x, &x->map.downward, m->options.direction == LAYOUT_TB, "top to bottom",
                    "left to right");
    case ACTION_BOXES:
        undo_note(x);
        x->map.zoom = m->options.boxes == LAYOUT_COMPACT ? ZOOM_FULL : ZOOM_COMPACT;
        x->shown++;
        session_say(x, x->map.zoom == ZOOM_FULL ? "full boxes" : "one line per node");
        return ACT_HANDLED;
    case ACTION_ZOOM_IN:
        return act_said(map_zoom(x, m, 1));
    case ACTION_ZOOM_OUT:
        return act_said(map_zoom(x, m, -1));
    case ACTION_ZOOM_WHOLE:
        return act_said(map_zoom_whole(x, m));
    case ACTION_WIDER:
        undo_note(x);
        x->map.wide = !x->map.wide;
        x->shown++;
        session_say(x, x->map.wide ? "full names" : "short names");
        return ACT_HANDLED;
    case ACTION_REFIT:
        return refit(x, m);
    default:
        return ACT_NOT;
    }
}

static unsigned map_act(struct explorer *x, void *self, enum action action)
{
    struct map_view *m = self;
    unsigned did;

    if (!m->built)
        return ACT_NOT;
    m->minimap.held = m->minimap.held && action == ACTION_PAN;
    did = act_move(x, m, action);
    did = did != ACT_NOT ? did : act_fold(x, m, action);
    return did != ACT_NOT ? did : act_style(x, m, action);
}

/* The node of the box or frame, or the line with the cursor on it. */
static bool map_point(struct explorer *x, void *self, int row, int col)
{
    struct map_view *m = self;
    const struct visible *v = &m->visible;
    const struct cell *cell =
        canvas_get(&m->layout.canvas, row - map_offset(m->layout.canvas.rows, m->rows, m->top),
                   col - map_offset(m->layout.canvas.cols, m->cols, m->left));

    if (!m->built || minimap_press(m, row, col) || !cell)
        return false;
    if (cell->owner_kind == OWNER_NODE && (int)cell->owner < v->input.node_count) {
        session_select(x, v->node_of[cell->owner]);
    } else if (cell->owner_kind == OWNER_FRAME && (int)cell->owner < v->input.cluster_count &&
               v->frame_node[cell->owner]) {
        session_select(x, v->frame_node[cell->owner]);
    } else if (cell->owner_kind == OWNER_EDGE && (int)cell->owner < v->input.edge_count) {
        struct edge_list edges = visible_line_edges(v, (int)cell->owner);
        if (edges.count == 0)
            return false;
        session_select(x, session_boxed(x, graph_edge_at(x->graph, edges.ids[0])->from));
        session_select_edge(x, edges.ids[0]);
    } else {
        return false;
    }
    m->follow = false; /* it is in sight: the picture stays where it is */
    return true;
}

static void map_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    (void)self;
    map_reset(x, now, old_count);
}

static void map_close(struct explorer *x, void *self)
{
    struct map_view *m = self;

    map_job_drop(x, m);
    map_drop(m);
    map_drop_plan(m);
    map_forget(m);
    mem_free(m->fresh.ids);
    buf_release(&m->lit_text);
}

const struct view_kind view_map = {
    .name = "map",
    .help = "The system as a drawing: boxes are nodes, arrows point the way data flows",
    .private_size = sizeof(struct map_view),
    .close = map_close,
    .moved = map_moved,
    .draw = map_draw,
    .act = map_act,
    .point = map_point,
    .between = map_between,
    .cursor = map_cursor,
};
