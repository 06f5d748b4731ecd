/* SPDX-License-Identifier: MIT */
/* map_layout.c - how the map is drawn. The fit decides what the user left open; a picture that shows
 * much the same as the one before keeps its order, its style, and the selected box its place on
 * the screen. */
#include <stdlib.h>

#include "map_parts.h"
#include "mem.h"

enum { WIDE_LABEL = 40, LARGE = 150 /* boxes: too many to be more than compact */,
       MANY = 40 /* boxes: compact unless something else is asked for */ };

const char *const zoom_names[ZOOM_COUNT] = {"auto", "overview", "compact", "full", "detailed"};

static int middle_row(const struct layout_rect *r)
{
    return r->row + r->rows / 2;
}

static int middle_col(const struct layout_rect *r)
{
    return r->col + r->cols / 2;
}

void map_remember(const struct explorer *x, struct map_view *m)
{
    struct map_memory *k = &m->memory[m->overview];
    int box = map_selected_box(x, m);

    m->anchored = box != VISIBLE_NONE;
    if (m->anchored) {
        const struct layout_rect *r = &m->layout.boxes[box];
        m->anchor_row = middle_row(r) + map_offset(m->layout.canvas.rows, m->rows, m->top);
        m->anchor_col = middle_col(r) + map_offset(m->layout.canvas.cols, m->cols, m->left);
    }
    k->count = (size_t)m->layout.node_count;
    k->nodes = mem_realloc(k->nodes, k->count + 1, sizeof *k->nodes);
    k->seats = mem_realloc(k->seats, k->count + 1, sizeof *k->seats);
    for (size_t i = 0; i < k->count; i++) {
        k->nodes[i] = m->visible.node_of[i];
        k->seats[i] = m->layout.seats[i];
    }
    k->arrangement = m->arrangement;
    k->layers = m->layers;
    k->options = m->options;
    k->pinned = m->pinned;
    k->size = m->built_size;
    k->alone = m->built_alone;
}

void map_forget(struct map_view *m)
{
    for (size_t i = 0; i < COUNT(m->memory); i++) {
        mem_free(m->memory[i].nodes);
        mem_free(m->memory[i].seats);
        m->memory[i] = (struct map_memory){0};
    }
    m->anchored = false;
}

struct seated_node {
    node_id node;
    struct layout_seat seat;
};

static int seated_node_cmp(const void *pa, const void *pb)
{
    const struct seated_node *a = pa, *b = pb;

    return (a->node > b->node) - (a->node < b->node);
}

void map_renumber_seats(struct map_view *m, const node_id *now, size_t count)
{
    for (size_t i = 0; i < COUNT(m->memory); i++) {
        struct map_memory *k = &m->memory[i];
        struct seated_node *list = mem_zalloc(k->count + 1, sizeof *list);
        size_t kept = 0;

        for (size_t n = 0; n < k->count; n++)
            if (k->nodes[n] <= count && now[k->nodes[n]])
                list[kept++] = (struct seated_node){now[k->nodes[n]], k->seats[n]};
        qsort(list, kept, sizeof *list, seated_node_cmp);
        for (size_t n = 0; n < kept; n++) {
            k->nodes[n] = list[n].node;
            k->seats[n] = list[n].seat;
        }
        k->count = kept;
        mem_free(list);
    }
}

/* Where the boxes stood before, into seats; returns how many did. Both lists are in id order. */
static size_t find_seats(const struct map_memory *k, const struct visible *v,
                         struct layout_seat *seats)
{
    size_t found = 0, at = 0;

    for (int i = 0; i < v->input.node_count; i++) {
        while (at < k->count && k->nodes[at] < v->node_of[i])
            at++;
        seats[i] = (struct layout_seat){.rank = -1};
        if (at < k->count && k->nodes[at] == v->node_of[i]) {
            seats[i] = k->seats[at];
            found++;
        }
    }
    return found;
}

static struct layout_options chosen_options(const struct explorer *x, int box_count)
{
    static const enum layout_boxes boxes[ZOOM_COUNT] = {
        [ZOOM_OVERVIEW] = LAYOUT_FULL, [ZOOM_COMPACT] = LAYOUT_COMPACT, [ZOOM_FULL] = LAYOUT_FULL,
        [ZOOM_DETAILED] = LAYOUT_DETAILED};
    const struct map_choices *c = &x->map;
    struct layout_options o = {
        .direction = c->downward == CHOICE_YES ? LAYOUT_TB : LAYOUT_LR,
        .boxes = boxes[c->zoom],
        .frames = c->frames == CHOICE_YES,
        .label_cells = c->wide ? WIDE_LABEL : 0,
    };

    if (c->downward != CHOICE_AUTO)
        o.pinned |= LAYOUT_PIN_DIRECTION;
    if (c->zoom == ZOOM_AUTO && box_count > MANY)
        o.boxes = LAYOUT_COMPACT;
    if (c->zoom > ZOOM_OVERVIEW || (c->zoom == ZOOM_AUTO && box_count > MANY))
        o.pinned |= LAYOUT_PIN_BOXES;
    if (c->frames != CHOICE_AUTO)
        o.pinned |= LAYOUT_PIN_FRAMES;
    return o;
}

/* What the user left open, then and now, stays as it was. */
static void keep_style(struct layout_options *o, const struct map_memory *k)
{
    unsigned open = ~(o->pinned | k->pinned) & (LAYOUT_PIN_DIRECTION | LAYOUT_PIN_BOXES |
                                                LAYOUT_PIN_FRAMES | LAYOUT_PIN_PITCH);

    if (open & LAYOUT_PIN_DIRECTION)
        o->direction = k->options.direction;
    if (open & LAYOUT_PIN_BOXES)
        o->boxes = k->options.boxes;
    if (open & LAYOUT_PIN_FRAMES)
        o->frames = k->options.frames;
    o->pitch = k->options.pitch;
    o->pinned |= open;
}

/* The same window and layers: the style of the picture is not chosen anew. */
static bool same_style(const struct explorer *x, const struct map_view *m,
                       const struct map_memory *k)
{
    return !m->whole && k->size == x->size && k->alone == x->alone && k->layers == x->map.layers;
}

/* A picture of another kind is seen from its corner; along an axis where the selection would stand in the
 * last quarter then, or be out of sight, it is in the middle. */
static void begin(struct map_view *m, int box)
{
    m->top = m->left = 0;
    m->follow = true;
    if (box == VISIBLE_NONE)
        return;
    const struct layout_rect *r = &m->layout.boxes[box];
    if (r->row + r->rows > m->rows - m->rows / 4)
        m->top = middle_row(r) - m->rows / 2;
    if (r->col + r->cols > m->cols - m->cols / 4)
        m->left = middle_col(r) - m->cols / 2;
}

/* The selected box stays where it was on the screen. */
static void anchor(const struct explorer *x, struct map_view *m)
{
    const struct map_memory *k = &m->memory[m->overview];
    int box = map_selected_box(x, m);

    if (!k->count ? !m->anchored : k->arrangement != m->arrangement) {
        begin(m, box);
        return;
    }
    if (!m->anchored || box == VISIBLE_NONE)
        return;
    m->top = middle_row(&m->layout.boxes[box]) - m->anchor_row;
    m->left = middle_col(&m->layout.boxes[box]) - m->anchor_col;
}

void map_placed(const struct explorer *x, struct map_view *m)
{
    minimap_make(m);
    anchor(x, m);
}

/* The one style that is quick to lay out. */
static void make_plain(struct layout_options *o)
{
    o->boxes = LAYOUT_COMPACT;
    o->frames = false;
    o->pitch = 1;
    o->pinned |= LAYOUT_PIN_DIRECTION | LAYOUT_PIN_BOXES | LAYOUT_PIN_FRAMES | LAYOUT_PIN_PITCH;
}

bool map_lay_out(struct explorer *x, struct map_view *m, bool first)
{
    struct layout_options fixed = chosen_options(x, m->visible.input.node_count);
    struct layout_input in = m->visible.input;
    struct layout_seat *seats = NULL;

    m->pinned = fixed.pinned;
    m->overview = x->map.zoom == ZOOM_OVERVIEW;
    m->arrangement = x->map.arrangement;
    m->layers = x->map.layers;
    const struct map_memory *k = &m->memory[m->overview];
    if (k->count && k->arrangement == m->arrangement) {
        seats = mem_zalloc((size_t)in.node_count + 1, sizeof *seats);
        size_t found = find_seats(k, &m->visible, seats);
        if (2 * found >= k->count && 2 * found >= (size_t)in.node_count) {
            in.seats = seats;
            if (same_style(x, m, k))
                keep_style(&fixed, k);
        }
    }
    m->plain = m->plain && m->plain_for == x->shown;
    if (m->plain)
        make_plain(&fixed);
    bool begun = !m->plain && !m->whole &&
                 (x->options.beside || map_takes_long(&in, &fixed, first));
    if (begun) {
        struct map_picture p = map_picture_take(m);
        begun = map_job_start(x, m, &in, &fixed, &p);
        if (!begun)
            map_picture_put(m, &p);
    }
    if (!begun) {
        layout_fit(&in, m->rows, m->cols, x->ascii, &fixed, &m->options, &m->layout);
        map_placed(x, m);
    }
    mem_free(seats);
    return !begun;
}

/* --- Zoom --------------------------------------------------------------------------------------- */

static enum zoom zoom_now(const struct explorer *x, const struct map_view *m)
{
    static const enum zoom of[] = {[LAYOUT_FULL] = ZOOM_FULL, [LAYOUT_COMPACT] = ZOOM_COMPACT,
                                   [LAYOUT_DETAILED] = ZOOM_DETAILED};

    return x->map.zoom != ZOOM_AUTO ? x->map.zoom : of[m->options.boxes];
}

bool map_zoom(struct explorer *x, const struct map_view *m, int step)
{
    int to = (int)zoom_now(x, m) + step;

    if (to < ZOOM_OVERVIEW || to > ZOOM_DETAILED)
        return false;
    undo_note(x);
    x->map.zoom = (enum zoom)to;
    x->shown++;
    session_say(x, "zoom: %s", zoom_names[to]);
    return true;
}

static bool is_whole(const struct map_view *m)
{
    return m->layout.canvas.rows <= m->rows && m->layout.canvas.cols <= m->cols;
}

bool map_zoom_whole(struct explorer *x, struct map_view *m)
{
    int to = m->layout.node_count > LARGE ? ZOOM_COMPACT : ZOOM_DETAILED;

    undo_note(x);
    m->whole = true;
    for (; to >= ZOOM_OVERVIEW; to--) {
        x->map.zoom = (enum zoom)to;
        x->shown++;
        map_build(x, m);
        if (is_whole(m))
            break;
    }
    m->whole = false;
    session_say(x, "zoom: %s%s", zoom_names[x->map.zoom],
                is_whole(m) ? ", all of it" : ", as much of it as fits");
    return is_whole(m);
}
