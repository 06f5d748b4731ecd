/* SPDX-License-Identifier: MIT */
#include "map_trace.h"

#include <stdio.h>
#include <stdlib.h>

#include "mem.h"
#include "text.h"

enum { UP = 1, RIGHT = 2, DOWN = 4, LEFT = 8, ALL = 15 };

static const int step_row[9] = {[UP] = -1, [DOWN] = 1}, step_col[9] = {[LEFT] = -1, [RIGHT] = 1};

static char message[200];

#define FAIL(...) (snprintf(message, sizeof message, __VA_ARGS__), message)

static const struct {
    unsigned arms;
    const char *glyphs;
} line_glyphs[] = {
    {UP | DOWN, "│┃╽╿╪║"},
    {LEFT | RIGHT, "─━╼╾╫═"},
    {RIGHT | DOWN, "┌┍┎┏"},
    {LEFT | DOWN, "┐┑┒┓"},
    {UP | RIGHT, "└┕┖┗"},
    {UP | LEFT, "┘┙┚┛"},
    {UP | RIGHT | DOWN, "├┝┞┟┠┡┢┣"},
    {UP | LEFT | DOWN, "┤┥┦┧┨┩┪┫"},
    {LEFT | RIGHT | DOWN, "┬┭┮┯┰┱┲┳"},
    {LEFT | RIGHT | UP, "┴┵┶┷┸┹┺┻"},
    {ALL, "┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋●"},
};

static bool among(uint32_t glyph, const char *glyphs)
{
    struct str s = str_from(glyphs);
    uint32_t cp;

    for (size_t at = 0; at < s.len;)
        if (utf8_next(s, &at, &cp) && cp == glyph)
            return true;
    return false;
}

unsigned trace_arms(uint32_t glyph)
{
    if (glyph < 0x2500)
        return 0;
    for (size_t i = 0; i < COUNT(line_glyphs); i++)
        if (among(glyph, line_glyphs[i].glyphs))
            return line_glyphs[i].arms;
    return 0;
}

/* Where a head points, 0: none. */
static unsigned head_towards(uint32_t glyph)
{
    return glyph == 0x25B2 ? UP : glyph == 0x25BA ? RIGHT : glyph == 0x25BC ? DOWN
                                                      : glyph == 0x25C4 ? LEFT : 0;
}

static unsigned opposite(unsigned arm)
{
    return arm == UP ? DOWN : arm == DOWN ? UP : arm == LEFT ? RIGHT : LEFT;
}

static const struct cell *cell_at(const struct layout_result *r, int row, int col)
{
    return canvas_get(&r->canvas, row, col);
}

static bool is_box(const struct cell *c)
{
    return c && c->owner_kind == OWNER_NODE;
}
static bool is_line(const struct cell *c)
{
    return c && c->owner_kind == OWNER_EDGE;
}

static bool within(const struct layout_rect *r, int row, int col)
{
    return row >= r->row && row < r->row + r->rows && col >= r->col && col < r->col + r->cols;
}

const char *trace_boxes(const struct layout_input *in, const struct layout_result *r)
{
    long owned = 0, area = 0;

    if (r->node_count != in->node_count)
        return FAIL("%d boxes for %d nodes", r->node_count, in->node_count);
    for (int v = 0; v < in->node_count; v++) {
        const struct layout_rect *b = &r->boxes[v];

        if (b->rows < 1 || b->cols < 2)
            return FAIL("box %d is %dx%d", v, b->cols, b->rows);
        area += (long)b->rows * b->cols;
        for (int row = b->row; row < b->row + b->rows; row++) {
            for (int col = b->col; col < b->col + b->cols; col++) {
                const struct cell *c = cell_at(r, row, col);

                if (!is_box(c) || c->owner != (uint32_t)v)
                    return FAIL("box %d is not whole at %d,%d", v, row, col);
            }
        }
    }
    for (int row = 0; row < r->canvas.rows; row++)
        for (int col = 0; col < r->canvas.cols; col++)
            owned += is_box(cell_at(r, row, col));
    return owned == area ? NULL : FAIL("%ld box cells, %ld expected", owned, area);
}

static bool is_digit(const struct cell *c)
{
    return is_line(c) && c->glyph >= '0' && c->glyph <= '9';
}

/* A number on a line is the line: along the row if a line runs into it from the left, else the digit
 * between a line above and one below is. */
static unsigned digit_arms(const struct layout_result *r, int row, int col)
{
    const struct cell *up = cell_at(r, row - 1, col), *down = cell_at(r, row + 1, col);
    int left = col;

    while (is_digit(cell_at(r, row, left - 1)))
        left--;
    if (is_line(cell_at(r, row, left - 1)) &&
        (trace_arms(cell_at(r, row, left - 1)->glyph) & RIGHT))
        return LEFT | RIGHT;
    bool above = is_box(up) || (is_line(up) && ((trace_arms(up->glyph) & DOWN) ||
                                                head_towards(up->glyph) == UP));
    bool below = is_box(down) || (is_line(down) && ((trace_arms(down->glyph) & UP) ||
                                                    head_towards(down->glyph) == DOWN));
    return above && below ? UP | DOWN : 0;
}

static unsigned arms_of(const struct layout_result *r, const struct cell *c)
{
    int at = (int)(c - r->canvas.cells);

    return is_digit(c) ? digit_arms(r, at / r->canvas.cols, at % r->canvas.cols)
                       : trace_arms(c->glyph);
}

/* Whether a line that leaves a cell towards arm goes on in the next one. */
static bool goes_on(const struct layout_result *r, const struct cell *next, unsigned arm)
{
    if (!next)
        return false;
    if (is_box(next))
        return true;
    if (!is_line(next))
        return false;
    unsigned head = head_towards(next->glyph);
    return head ? head == arm : (arms_of(r, next) & opposite(arm)) != 0;
}

const char *trace_ends(const struct layout_input *in, const struct layout_result *r)
{
    (void)in;
    for (int row = 0; row < r->canvas.rows; row++) {
        for (int col = 0; col < r->canvas.cols; col++) {
            const struct cell *c = cell_at(r, row, col);

            if (!is_line(c))
                continue;
            unsigned head = head_towards(c->glyph), arms = arms_of(r, c);
            if (!head && !arms && !is_digit(c))
                return FAIL("U+%04X on a line at %d,%d", (unsigned)c->glyph, row, col);
            if (head && !is_box(cell_at(r, row + step_row[head], col + step_col[head])))
                return FAIL("a head points at no box at %d,%d", row, col);
            if (head)
                arms = opposite(head);
            for (unsigned arm = UP; arm <= LEFT; arm *= 2) {
                const struct cell *next = cell_at(r, row + step_row[arm], col + step_col[arm]);

                if (!(arms & arm))
                    continue;
                if (head && is_line(next) && !(arms_of(r, next) & opposite(arm)) &&
                    head_towards(next->glyph) != arm)
                    return FAIL("a head without a line at %d,%d", row, col);
                if (!head && !goes_on(r, next, arm))
                    return FAIL("a line ends in nothing at %d,%d", row, col);
            }
        }
    }
    return NULL;
}

struct walk {
    const struct layout_input *in;
    const struct layout_result *r;
    int from, to;
    bool both;           /* the boxes are joined in both directions */
    unsigned char *seen; /* per cell: directions in which it was entered */
    int *queue;          /* cell * 16 + direction */
    int queued;
};

static bool joins_both(const struct layout_input *in, int from, int to)
{
    for (int i = 0; i < in->edge_count; i++) {
        const struct layout_edge *e = &in->edges[i];

        if ((e->from == to && e->to == from) || (e->both && e->from == from && e->to == to))
            return true;
    }
    return false;
}

/* Whether a cell may belong to the line of the edge: its owner starts or ends at the same box. */
static bool may_belong(const struct walk *w, const struct cell *c)
{
    const struct layout_edge *f = &w->in->edges[c->owner];

    if (f->from == w->from || f->to == w->to)
        return true;
    return w->both && (f->from == w->to || f->to == w->from);
}

static void enter(struct walk *w, int row, int col, unsigned arm)
{
    const struct cell *c = cell_at(w->r, row, col);
    int cell = row * w->r->canvas.cols + col;

    if (!is_line(c) || (w->seen[cell] & arm))
        return;
    /* the one owner of a cell with four arms says nothing about the other line there */
    if (arms_of(w->r, c) != ALL && !may_belong(w, c))
        return;
    w->seen[cell] |= (unsigned char)arm;
    w->queue[w->queued++] = cell * 16 + (int)arm;
}

/* Steps out of the box: every line that touches it. */
static void leave_box(struct walk *w)
{
    const struct layout_rect *b = &w->r->boxes[w->from];

    for (int row = b->row - 1; row <= b->row + b->rows; row++) {
        for (int col = b->col - 1; col <= b->col + b->cols; col++) {
            bool side = (row < b->row || row == b->row + b->rows) !=
                        (col < b->col || col == b->col + b->cols);
            const struct cell *c = cell_at(w->r, row, col);
            unsigned arm = row < b->row ? UP : row == b->row + b->rows ? DOWN
                                           : col < b->col ? LEFT : RIGHT;

            if (within(b, row, col) || !side || !is_line(c))
                continue;
            bool touches = (arms_of(w->r, c) & opposite(arm)) != 0;
            unsigned head = head_towards(c->glyph); /* one-cell line, or double-headed */
            if (touches || head == arm || (w->both && head == opposite(arm)))
                enter(w, row, col, arm);
        }
    }
}

static bool arrives(const struct walk *w, int row, int col, unsigned head)
{
    row += step_row[head];
    col += step_col[head];
    return within(&w->r->boxes[w->to], row, col);
}

static bool walk_edge(struct walk *w)
{
    int cols = w->r->canvas.cols;

    w->queued = 0;
    leave_box(w);
    for (int i = 0; i < w->queued; i++) {
        int row = w->queue[i] / 16 / cols, col = w->queue[i] / 16 % cols;
        unsigned came = (unsigned)w->queue[i] % 16;
        const struct cell *c = cell_at(w->r, row, col);
        unsigned head = head_towards(c->glyph), arms = arms_of(w->r, c);

        if (head == came) {
            if (arrives(w, row, col, head))
                return true;
            continue;
        }
        if (head) /* the head at the source of a double-headed line */
            arms = came;
        else if (arms == ALL && c->glyph != 0x25CF)
            arms = came; /* straight over the crossing */
        for (unsigned arm = UP; arm <= LEFT; arm *= 2) {
            const struct cell *next = cell_at(w->r, row + step_row[arm], col + step_col[arm]);

            if ((arms & arm) && arm != opposite(came) && is_line(next) && goes_on(w->r, next, arm))
                enter(w, row + step_row[arm], col + step_col[arm], arm);
        }
    }
    return false;
}

static const char *check_heads(const struct layout_input *in, const struct layout_result *r)
{
    for (int row = 0; row < r->canvas.rows; row++) {
        for (int col = 0; col < r->canvas.cols; col++) {
            const struct cell *c = cell_at(r, row, col);
            unsigned head = is_line(c) ? head_towards(c->glyph) : 0;

            if (!head)
                continue;
            const struct cell *box = cell_at(r, row + step_row[head], col + step_col[head]);
            const struct layout_edge *f = &in->edges[c->owner];
            bool ends = is_box(box) && (f->to == (int)box->owner ||
                                        (f->from == (int)box->owner &&
                                         joins_both(in, f->from, f->to)));
            if (!ends)
                return FAIL("a head at %d,%d where edge %d->%d does not end", row, col, f->from,
                            f->to);
        }
    }
    return NULL;
}

const char *trace_edges(const struct layout_input *in, const struct layout_result *r)
{
    size_t cells = (size_t)r->canvas.rows * (size_t)r->canvas.cols;
    struct walk w = {.in = in, .r = r, .seen = mem_zalloc(cells, 1),
                     .queue = mem_zalloc(4 * cells + 1, sizeof(int))};
    const char *wrong = check_heads(in, r);

    for (int i = 0; i < in->edge_count && !wrong; i++) {
        const struct layout_edge *e = &in->edges[i];

        if (e->from == e->to)
            continue;
        w.from = e->from;
        w.to = e->to;
        w.both = joins_both(in, e->from, e->to);
        bool there = walk_edge(&w);
        if (there && e->both) { /* and back */
            for (int k = 0; k < w.queued; k++)
                w.seen[w.queue[k] / 16] = 0;
            w.from = e->to;
            w.to = e->from;
            there = walk_edge(&w);
        }
        if (!there)
            wrong = FAIL("edge %d (%d->%d) cannot be traced", i, e->from, e->to);
        for (int k = 0; k < w.queued; k++)
            w.seen[w.queue[k] / 16] = 0;
    }
    mem_free(w.seen);
    mem_free(w.queue);
    return wrong;
}

static bool touches_box(const struct layout_rect *piece, const struct layout_rect *box)
{
    bool rows = piece->row < box->row + box->rows && box->row < piece->row + piece->rows;
    bool cols = piece->col < box->col + box->cols && box->col < piece->col + piece->cols;

    return (rows && (piece->col + piece->cols == box->col || box->col + box->cols == piece->col)) ||
           (cols && (piece->row + piece->rows == box->row || box->row + box->rows == piece->row));
}

static bool overlap(const struct layout_rect *a, const struct layout_rect *b)
{
    return a->row < b->row + b->rows && b->row < a->row + a->rows && a->col < b->col + b->cols &&
           b->col < a->col + a->cols;
}

static const char *check_route(const struct layout_result *r, const struct layout_edge *e, int edge)
{
    const struct layout_rect *list = r->routes.pieces + r->routes.first[edge];
    int count = r->routes.first[edge + 1] - r->routes.first[edge], joined = 1;
    bool from = false, to = false, seen[400] = {true};

    for (int i = 0; i < count; i++) {
        from = from || touches_box(&list[i], &r->boxes[e->from]);
        to = to || touches_box(&list[i], &r->boxes[e->to]);
        for (int row = list[i].row; row < list[i].row + list[i].rows; row++)
            for (int col = list[i].col; col < list[i].col + list[i].cols; col++)
                if (!is_line(cell_at(r, row, col)))
                    return FAIL("the route of edge %d is no line at %d,%d", edge, row, col);
    }
    if (!from || !to)
        return FAIL("the route of edge %d does not reach both boxes", edge);
    for (int found = 1; found && count <= (int)COUNT(seen);) {
        found = 0;
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < count && !seen[i]; k++) {
                if (seen[k] && (overlap(&list[i], &list[k]) || touches_box(&list[i], &list[k]))) {
                    seen[i] = true;
                    joined++;
                    found++;
                }
            }
        }
    }
    return joined == count || count > (int)COUNT(seen)
               ? NULL
               : FAIL("the route of edge %d hangs not together", edge);
}

const char *trace_routes(const struct layout_input *in, const struct layout_result *r)
{
    const char *wrong = NULL;

    for (int i = 0; i < in->edge_count && !wrong; i++) {
        const struct layout_edge *e = &in->edges[i];
        bool stood_for = false;

        for (int k = 0; k < in->edge_count && !stood_for; k++) {
            const struct layout_edge *f = &in->edges[k];
            stood_for = k != i && ((e->from == f->from && e->to == f->to) ||
                                   (e->from == f->to && e->to == f->from));
        }
        if (r->routes.first[i] < r->routes.first[i + 1])
            wrong = check_route(r, e, i);
        else if (e->from != e->to && !stood_for)
            wrong = FAIL("edge %d has no route", i);
    }
    return wrong;
}

static bool in_cluster(const struct layout_input *in, int v, int cluster)
{
    int c = in->nodes[v].cluster;

    while (c >= 0 && c != cluster)
        c = in->clusters[c].parent;
    return c == cluster;
}

static bool frame_corner(const struct cell *c, uint32_t glyph, uint32_t cluster)
{
    return c && c->owner_kind == OWNER_FRAME && c->glyph == glyph && c->owner == cluster;
}

/* The rectangle whose upper left corner stands at row, col. */
static bool frame_at(const struct layout_result *r, int row, int col, struct layout_rect *out)
{
    const struct cell *c = cell_at(r, row, col);
    int right = col + 1, bottom = row + 1;

    if (!c || c->owner_kind != OWNER_FRAME || c->glyph != 0x256D)
        return false;
    while (right < r->canvas.cols && !frame_corner(cell_at(r, row, right), 0x256E, c->owner))
        right++;
    while (bottom < r->canvas.rows && !frame_corner(cell_at(r, bottom, col), 0x2570, c->owner))
        bottom++;
    if (!frame_corner(cell_at(r, bottom, right), 0x256F, c->owner))
        return false;
    *out = (struct layout_rect){row, col, bottom - row + 1, right - col + 1};
    return true;
}

static const char *check_frame(const struct layout_input *in, const struct layout_result *r,
                               struct layout_rect f, int cluster, int *held)
{
    for (int v = 0; v < in->node_count; v++) {
        const struct layout_rect *b = &r->boxes[v];
        bool inside = b->row > f.row && b->row + b->rows < f.row + f.rows && b->col > f.col &&
                      b->col + b->cols < f.col + f.cols;
        bool touches = b->row < f.row + f.rows && f.row < b->row + b->rows &&
                       b->col < f.col + f.cols && f.col < b->col + b->cols;

        if (touches && !inside)
            return FAIL("box %d stands on a border of a frame of %d", v, cluster);
        if (inside && !in_cluster(in, v, cluster))
            return FAIL("box %d stands in a frame of %d", v, cluster);
        held[v] += inside;
    }
    return NULL;
}

const char *trace_frames(const struct layout_input *in, const struct layout_result *r)
{
    const char *wrong = NULL;
    int *held = mem_zalloc((size_t)in->node_count * (size_t)in->cluster_count, sizeof *held);

    for (int row = 0; row < r->canvas.rows && !wrong; row++) {
        for (int col = 0; col < r->canvas.cols && !wrong; col++) {
            const struct cell *c = cell_at(r, row, col);
            struct layout_rect f;

            if (c->owner_kind != OWNER_FRAME || c->glyph != 0x256D)
                continue;
            if (!frame_at(r, row, col, &f))
                wrong = FAIL("a frame is not closed at %d,%d", row, col);
            else
                wrong = check_frame(in, r, f, (int)c->owner,
                                    held + (size_t)c->owner * (size_t)in->node_count);
        }
    }
    for (int c = 0; c < in->cluster_count && !wrong; c++)
        for (int v = 0; v < in->node_count && !wrong; v++)
            if (held[(size_t)c * (size_t)in->node_count + (size_t)v] != in_cluster(in, v, c))
                wrong = FAIL("box %d is not in exactly one frame of %d", v, c);
    mem_free(held);
    return wrong;
}

const char *trace_map(const struct layout_input *in, const struct layout_options *o,
                      const struct layout_result *r)
{
    const char *wrong = trace_boxes(in, r);

    wrong = wrong ? wrong : trace_ends(in, r);
    wrong = wrong ? wrong : trace_edges(in, r);
    wrong = wrong ? wrong : trace_routes(in, r);
    if (!wrong && o->frames)
        wrong = trace_frames(in, r);
    if (!wrong && r->metrics.illegal)
        wrong = FAIL("%d illegal cells", r->metrics.illegal);
    return wrong;
}
