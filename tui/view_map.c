/* SPDX-License-Identifier: MIT */
/* view_map.c - the drawn map: a window on the canvas of the layout.
 * The picture is made anew when the graph shown changes (layers, choices, path) or the window
 * changes its class; a mere resize keeps it, so that nothing jumps. Selection, edge cursor and
 * search hits are laid over it when it is drawn. */
#include <stdlib.h>

#include "map_view.h"
#include "mem.h"
#include "query.h"

enum {
    FOCUS_ABOVE = 150, /* more boxes than this: only what is near the selection is drawn */
    FOCUS_HOPS = 2,
    FOCUS_MOST = 60,   /* boxes around a hub: the rest of its neighbours is left out */
    WIDE_LABEL = 40,
    MARGIN_ROWS = 2,
    MARGIN_COLS = 4,
};

struct map_view {
    struct visible visible;
    struct layout_result layout;
    struct layout_options options;
    bool built, follow, small;  /* small: drawn around the node of focus only */
    unsigned built_for;
    enum size_class built_size;
    bool built_alone;
    node_id focus;
    int top, left;              /* of the window on the canvas */
    int rows, cols;             /* of the window */
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

bool map_options(const struct explorer *x, struct layout_options *out)
{
    const struct map_view *m = self_of(x);

    if (m->built)
        *out = m->options;
    return m->built;
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

/* --- Building ----------------------------------------------------------------------------------- */

static void drop(struct map_view *m)
{
    if (m->built) {
        visible_release(&m->visible);
        layout_result_release(&m->layout);
    }
    m->built = false;
}

/* The fit decides what the user left open. */
static void lay_out(struct explorer *x, struct map_view *m)
{
    const struct map_choices *c = &x->map;
    struct layout_options fixed = {
        .direction = c->downward == CHOICE_YES ? LAYOUT_TB : LAYOUT_LR,
        .boxes = c->compact == CHOICE_YES ? LAYOUT_COMPACT : LAYOUT_FULL,
        .frames = c->frames == CHOICE_YES,
        .label_cells = c->wide ? WIDE_LABEL : 0,
    };

    if (c->downward != CHOICE_AUTO)
        fixed.pinned |= LAYOUT_PIN_DIRECTION;
    if (c->compact != CHOICE_AUTO)
        fixed.pinned |= LAYOUT_PIN_BOXES;
    if (c->frames != CHOICE_AUTO)
        fixed.pinned |= LAYOUT_PIN_FRAMES;
    layout_fit(&m->visible.input, m->rows, m->cols, x->ascii, &fixed, &m->options, &m->layout);
}

static node_id boxed_node(const struct visible *v, node_id n)
{
    int box = visible_box(v, n);
    return box == VISIBLE_NONE ? n : v->node_of[box];
}

static void rebuild(struct explorer *x, struct map_view *m, const struct visible_options *o)
{
    visible_release(&m->visible);
    visible_build(x->graph, o, &m->visible);
}

/* Two hops around the selection; one if that is still too much; and of a hub with hundreds of
 * neighbours the first ones. What is left out shows as a badge at the hub. */
static void build_near(struct explorer *x, struct map_view *m, struct visible_options *o)
{
    node_id *hidden;

    o->focus = x->at.node ? x->at.node : m->visible.node_of[0];
    for (o->hops = FOCUS_HOPS; o->hops > 0; o->hops--) {
        rebuild(x, m, o);
        if (m->visible.input.node_count <= FOCUS_ABOVE)
            return;
    }
    o->hops = 1;
    hidden = mem_zalloc((size_t)m->visible.input.node_count, sizeof *hidden);
    for (int i = FOCUS_MOST; i < m->visible.input.node_count; i++) {
        if (m->visible.node_of[i] != boxed_node(&m->visible, o->focus))
            hidden[o->hidden_count++] = m->visible.node_of[i];
    }
    o->hidden = hidden;
    rebuild(x, m, o);
    mem_free(hidden);
}

static void build(struct explorer *x, struct map_view *m)
{
    const struct active_path *p = &x->path;
    struct visible_options o = {.layers = x->map.layers, .arrangement = x->map.arrangement,
                                .outer = x->outer};
    edge_id *path = mem_zalloc(p->path.hop_count + 1, sizeof *path);

    drop(m);
    for (size_t i = 0; p->on && i < p->path.hop_count; i++) {
        if (p->path.hops[i].edge)
            path[o.path_count++] = p->path.hops[i].edge;
    }
    o.path = path;
    visible_build(x->graph, &o, &m->visible);
    m->small = m->visible.node_total > FOCUS_ABOVE;
    m->focus = m->small ? x->at.node : 0;
    if (m->small)
        build_near(x, m, &o);
    mem_free(path);
    lay_out(x, m);
    m->built = true;
    m->follow = true;
    m->built_for = x->shown;
    m->built_size = x->size;
    m->built_alone = x->alone;
}

static int selected_box(const struct explorer *x, const struct map_view *m)
{
    return x->at.node ? visible_box(&m->visible, x->at.node) : VISIBLE_NONE;
}

static bool stale(const struct explorer *x, const struct map_view *m)
{
    if (!m->built || m->built_for != x->shown || m->built_size != x->size ||
        m->built_alone != x->alone)
        return true;
    return m->small && x->at.node && selected_box(x, m) == VISIBLE_NONE && m->focus != x->at.node;
}

/* --- Window ------------------------------------------------------------------------------------- */

static int clamp(int value, int low, int high)
{
    return value > high ? (high < low ? low : high) : value < low ? low : value;
}

/* Brings [from, from + size) into a window of `room` cells at *start, with a margin. */
static void into_sight(int *start, int room, int from, int size, int margin)
{
    if (size + 2 * margin > room)
        margin = size < room ? (room - size) / 2 : 0;
    if (from - margin < *start)
        *start = from - margin;
    else if (from + size + margin > *start + room)
        *start = from + size + margin - room;
}

static void place_window(struct explorer *x, struct map_view *m)
{
    int box = selected_box(x, m);

    if (m->follow && box != VISIBLE_NONE) {
        const struct layout_rect *r = &m->layout.boxes[box];
        into_sight(&m->top, m->rows, r->row, r->rows, MARGIN_ROWS);
        into_sight(&m->left, m->cols, r->col, r->cols, MARGIN_COLS);
    }
    m->follow = false;
    m->top = clamp(m->top, 0, m->layout.canvas.rows - m->rows);
    m->left = clamp(m->left, 0, m->layout.canvas.cols - m->cols);
}

/* A map smaller than the window stands in its middle. */
static int offset(int canvas, int window, int start)
{
    return canvas < window ? (window - canvas) / 2 : -start;
}

/* --- Drawing ------------------------------------------------------------------------------------ */

/* Roles of cells that belong to something special: the path, the edge cursor. */
static void light_edges(const struct explorer *x, const struct map_view *m, struct canvas *c,
                        int row0, int col0)
{
    int cursor = x->at.edge ? visible_line(&m->visible, x->at.edge) : VISIBLE_NONE;

    for (int row = 0; row < c->rows; row++) {
        for (int col = 0; col < c->cols; col++) {
            const struct cell *from = canvas_get(&m->layout.canvas, row - row0, col - col0);
            if (!from || from->owner_kind != OWNER_EDGE ||
                (int)from->owner >= m->visible.input.edge_count)
                continue;
            if ((int)from->owner == cursor)
                canvas_role(c, row, col, 1, ROLE_CURSOR);
            else if (m->visible.input.edges[from->owner].heavy)
                canvas_role(c, row, col, 1, ROLE_PATH);
            else if (x->path.on)
                canvas_flags(c, row, col, 1, CELL_DIM);
        }
    }
}

static void light_box(struct canvas *c, const struct layout_rect *r, int row0, int col0,
                      enum role role)
{
    for (int row = 0; row < r->rows; row++)
        canvas_role(c, row0 + r->row + row, col0 + r->col, r->cols, role);
}

/* Boxes on the path stand out, the others step back. */
static void light_path(const struct map_view *m, struct canvas *c, int row0, int col0)
{
    for (int i = 0; i < m->layout.node_count; i++) {
        const struct layout_rect *r = &m->layout.boxes[i];
        if (m->visible.input.nodes[i].heavy) {
            light_box(c, r, row0, col0, ROLE_PATH);
            continue;
        }
        for (int row = 0; row < r->rows; row++)
            canvas_flags(c, row0 + r->row + row, col0 + r->col, r->cols, CELL_DIM);
    }
}

/* True if the box or what it has absorbed is a search hit. */
static bool is_hit(const struct explorer *x, const struct visible *v, int box)
{
    struct edge_list absorbed = visible_box_absorbed(v, box);

    if (x->search.hit[v->node_of[box]])
        return true;
    for (size_t i = 0; i < absorbed.count; i++) {
        if (x->search.hit[absorbed.ids[i]])
            return true;
    }
    return false;
}

static void map_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct map_view *m = self;
    int row0, col0, box;

    (void)focused;
    m->rows = c->rows;
    m->cols = c->cols;
    if (stale(x, m))
        build(x, m);
    if (m->layout.node_count == 0) {
        struct str why = STR("Nothing is on this layer.");
        if (!graph_node_count(x->graph))
            why = diags_errors(graph_diags(x->graph)) ? STR("Nothing was read: gl shows why.")
                                                      : STR("There is nothing in this system.");
        canvas_text(c, c->rows / 2, 1, c->cols - 2, why, ROLE_DIM, x->ascii);
        return;
    }
    place_window(x, m);
    row0 = offset(m->layout.canvas.rows, m->rows, m->top);
    col0 = offset(m->layout.canvas.cols, m->cols, m->left);
    canvas_blit(c, row0 > 0 ? row0 : 0, col0 > 0 ? col0 : 0, &m->layout.canvas,
                row0 > 0 ? 0 : m->top, col0 > 0 ? 0 : m->left, c->rows, c->cols);
    light_edges(x, m, c, row0, col0);
    if (x->path.on)
        light_path(m, c, row0, col0);
    for (int i = 0; i < m->layout.node_count && x->search.count; i++) {
        if (is_hit(x, &m->visible, i))
            light_box(c, &m->layout.boxes[i], row0, col0, ROLE_SEARCH);
    }
    box = selected_box(x, m);
    if (box != VISIBLE_NONE)
        light_box(c, &m->layout.boxes[box], row0, col0, ROLE_CURSOR);
}

static void map_cursor(struct explorer *x, void *self, int *row, int *col)
{
    struct map_view *m = self;
    int box = m->built ? selected_box(x, m) : VISIBLE_NONE;

    if (box == VISIBLE_NONE)
        return;
    const struct layout_rect *r = &m->layout.boxes[box];
    *row = r->row + r->rows / 2 + offset(m->layout.canvas.rows, m->rows, m->top);
    *col = r->col + 1 + offset(m->layout.canvas.cols, m->cols, m->left);
}

/* --- Moving ------------------------------------------------------------------------------------- */

struct point {
    int row, col; /* doubled, so that centres are whole; rows count as two columns */
};

static struct point centre(const struct layout_rect *r)
{
    return (struct point){(2 * r->row + r->rows) * 2, 2 * r->col + r->cols};
}

/* The box nearest in a direction: what lies straight ahead before what lies aside. */
static int nearest_box(const struct map_view *m, int from, int down, int right)
{
    struct point a = centre(&m->layout.boxes[from]);
    int best = VISIBLE_NONE;
    long best_cost = 0;

    for (int i = 0; i < m->layout.node_count; i++) {
        struct point b = centre(&m->layout.boxes[i]);
        long ahead = (long)(b.row - a.row) * down + (long)(b.col - a.col) * right;
        long aside = labs((long)(b.row - a.row) * right) + labs((long)(b.col - a.col) * down);
        if (i == from || ahead <= 0)
            continue;
        long cost = ahead + 2 * aside + (aside > 2 * ahead ? 1000 : 0);
        if (best == VISIBLE_NONE || cost < best_cost) {
            best = i;
            best_cost = cost;
        }
    }
    return best;
}

/* In reading order. */
static int extreme_box(const struct map_view *m, bool last)
{
    int best = VISIBLE_NONE;

    for (int i = 0; i < m->layout.node_count; i++) {
        const struct layout_rect *a = &m->layout.boxes[i];
        const struct layout_rect *b = best == VISIBLE_NONE ? NULL : &m->layout.boxes[best];
        bool before = b && (a->row < b->row || (a->row == b->row && a->col < b->col));
        if (!b || before != last)
            best = i;
    }
    return best;
}

static unsigned select_box(struct explorer *x, const struct map_view *m, int box)
{
    if (box == VISIBLE_NONE)
        return ACT_HANDLED | ACT_BELL;
    session_select(x, m->visible.node_of[box]);
    return ACT_HANDLED;
}

static unsigned move(struct explorer *x, struct map_view *m, int down, int right)
{
    int box = selected_box(x, m);

    return select_box(x, m, box == VISIBLE_NONE ? extreme_box(m, false)
                                                : nearest_box(m, box, down, right));
}

/* A page: the nearest box about one window further. */
static unsigned move_page(struct explorer *x, struct map_view *m, int down)
{
    int box = selected_box(x, m), next, from = box;

    if (box == VISIBLE_NONE)
        return select_box(x, m, extreme_box(m, false));
    while ((next = nearest_box(m, box, down, 0)) != VISIBLE_NONE &&
           abs(m->layout.boxes[next].row - m->layout.boxes[from].row) < m->rows)
        box = next;
    return select_box(x, m, box == from ? VISIBLE_NONE : box);
}

static unsigned scroll(struct map_view *m, int down, int right)
{
    int top = m->top, left = m->left;

    m->top = clamp(m->top + down, 0, m->layout.canvas.rows - m->rows);
    m->left = clamp(m->left + right, 0, m->layout.canvas.cols - m->cols);
    return m->top != top || m->left != left ? ACT_HANDLED : ACT_HANDLED | ACT_BELL;
}

static unsigned turn(struct explorer *x, enum choice *choice, bool now, const char *on,
                     const char *off)
{
    *choice = now ? CHOICE_NO : CHOICE_YES;
    x->shown++;
    session_say(x, "%s", now ? off : on);
    return ACT_HANDLED;
}

static unsigned map_act(struct explorer *x, void *self, enum action action)
{
    struct map_view *m = self;
    int box;

    if (!m->built)
        return ACT_NOT;
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
        return select_box(x, m, extreme_box(m, false));
    case ACTION_LAST:
        return select_box(x, m, extreme_box(m, true));
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
    case ACTION_CENTRE:
        box = selected_box(x, m);
        if (box != VISIBLE_NONE) {
            const struct layout_rect *r = &m->layout.boxes[box];
            m->top = r->row + r->rows / 2 - m->rows / 2;
            m->left = r->col + r->cols / 2 - m->cols / 2;
        }
        return ACT_HANDLED;
    case ACTION_FRAMES:
        return turn(x, &x->map.frames, m->options.frames, "frames on", "frames off");
    case ACTION_DIRECTION:
        return turn(x, &x->map.downward, m->options.direction == LAYOUT_TB, "top to bottom",
                    "left to right");
    case ACTION_BOXES:
        return turn(x, &x->map.compact, m->options.boxes == LAYOUT_COMPACT, "one line per node",
                    "full boxes");
    case ACTION_WIDER:
        x->map.wide = !x->map.wide;
        x->shown++;
        session_say(x, x->map.wide ? "full names" : "short names");
        return ACT_HANDLED;
    case ACTION_REFIT:
        x->map = (struct map_choices){.layers = x->map.layers};
        x->shown++;
        session_say(x, "fitted to the window");
        return ACT_HANDLED;
    default:
        return ACT_NOT;
    }
}

static void map_close(struct explorer *x, void *self)
{
    (void)x;
    drop(self);
}

const struct view_kind view_map = {
    .name = "map",
    .help = "The system as a drawing: boxes are nodes, arrows point the way data flows",
    .private_size = sizeof(struct map_view),
    .close = map_close,
    .draw = map_draw,
    .act = map_act,
    .cursor = map_cursor,
};
