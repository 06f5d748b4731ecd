/* SPDX-License-Identifier: MIT */
/* paint.c - the picture: frames, lines, boxes, stubs in their borders, titles last. */
#include "glyphs.h"
#include "layered.h"
#include "mem.h"
#include "lines.h"
#include "text.h"

static struct layout_rect box_rect(const struct lay *l, int v)
{
    const struct item *item = &l->items[v];
    int main = l->rank_start[item->rank];

    return lay_is_tb(l) ? (struct layout_rect){main, item->at, l->depth[v], item->size}
                        : (struct layout_rect){item->at, main, item->size, l->depth[v]};
}

static struct layout_rect frame_rect(const struct lay *l, const struct band *b)
{
    int main = b->m1 - b->m0 + 1, order = b->o1 - b->o0 + 1;

    return lay_is_tb(l) ? (struct layout_rect){b->m0, b->o0, main, order}
                        : (struct layout_rect){b->o0, b->m0, order, main};
}

static bool has_frame(const struct band *b)
{
    return band_framed(b) && b->o0 <= b->o1;
}

static void frame_cell(struct lay *l, struct canvas *c, int row, int col, enum frame_part part,
                       const struct band *b)
{
    canvas_put(c, row, col, glyph_frame(part, l->opt.ascii), l->in->clusters[b->cluster].role);
    canvas_own(c, row, col, 1, OWNER_FRAME, (uint32_t)b->cluster);
}

static void draw_frame(struct lay *l, struct canvas *c, const struct band *b)
{
    struct layout_rect r = frame_rect(l, b);
    int bottom = r.row + r.rows - 1, right = r.col + r.cols - 1;

    for (int col = r.col + 1; col < right; col++) {
        frame_cell(l, c, r.row, col, FRAME_ROW, b);
        frame_cell(l, c, bottom, col, FRAME_ROW, b);
    }
    for (int row = r.row + 1; row < bottom; row++) {
        frame_cell(l, c, row, r.col, FRAME_COL, b);
        frame_cell(l, c, row, right, FRAME_COL, b);
    }
    frame_cell(l, c, r.row, r.col, FRAME_TL, b);
    frame_cell(l, c, r.row, right, FRAME_TR, b);
    frame_cell(l, c, bottom, r.col, FRAME_BL, b);
    frame_cell(l, c, bottom, right, FRAME_BR, b);
}

/* The longest run of cells of a border row that only the frame owns. */
static int free_run(const struct canvas *c, int row, int col, int cols, uint32_t cluster, int want,
                    int *at)
{
    int best = 0, run = 0;

    for (int i = 0; i <= cols; i++) {
        const struct cell *cell = i < cols ? canvas_get(c, row, col + i) : NULL;

        if (cell && cell->owner_kind == OWNER_FRAME && cell->owner == cluster) {
            run++;
            continue;
        }
        if (run > best) {
            best = run;
            *at = col + i - run;
        }
        if (best >= want) /* the first that is long enough */
            break;
        run = 0;
    }
    return best;
}

/* Returns where it stands; cols 0: nowhere. */
static struct layout_rect draw_title(struct lay *l, struct canvas *c, const struct band *b)
{
    struct layout_rect r = frame_rect(l, b), none = {0, 0, 0, 0};
    int band = (int)(b - l->bands), cells = frames_title_cells(l, band), at = 0, row = r.row;
    uint32_t owner = (uint32_t)b->cluster;

    if (cells == 0)
        return none;
    int room = free_run(c, row, r.col + 1, r.cols - 2, owner, cells + 2, &at);
    if (room < cells + 2) {
        int low_at = 0, low = r.row + r.rows - 1;
        int low_room = free_run(c, low, r.col + 1, r.cols - 2, owner, cells + 2, &low_at);

        if (low_room > room) {
            room = low_room;
            at = low_at;
            row = low;
        }
    }
    if (room < 3)
        return none;
    cells = min_int(cells, room - 2);
    canvas_put(c, row, at, ' ', ROLE_FRAME_TITLE);
    int used = canvas_text(c, row, at + 1, cells, l->in->clusters[b->cluster].title,
                           ROLE_FRAME_TITLE, l->opt.ascii);
    canvas_put(c, row, at + 1 + used, ' ', ROLE_FRAME_TITLE);
    return (struct layout_rect){row, at + 1, 1, used};
}

/* A border of a box: its arms at one place, with the line that leaves or enters there. */
static void border_cell(const struct lay *l, struct canvas *c, int row, int col, unsigned arms,
                        int v)
{
    const struct layout_node *node = &l->in->nodes[v];

    canvas_put(c, row, col, glyph_contact(arms, l->opt.ascii), node->role);
    canvas_own(c, row, col, 1, OWNER_NODE, (uint32_t)v);
    if (node->heavy)
        canvas_flags(c, row, col, 1, CELL_HEAVY | CELL_BOLD);
}

static unsigned two_arms(enum arm a, enum arm b, enum weight w)
{
    return arm_bits(a, w) | arm_bits(b, w);
}

static void draw_border(const struct lay *l, struct canvas *c, struct layout_rect r, int v)
{
    enum weight w = l->in->nodes[v].heavy ? WEIGHT_HEAVY : WEIGHT_LIGHT;
    int bottom = r.row + r.rows - 1, right = r.col + r.cols - 1;

    for (int col = r.col + 1; col < right; col++) {
        border_cell(l, c, r.row, col, two_arms(ARM_LEFT, ARM_RIGHT, w), v);
        border_cell(l, c, bottom, col, two_arms(ARM_LEFT, ARM_RIGHT, w), v);
    }
    for (int row = r.row + 1; row < bottom; row++) {
        border_cell(l, c, row, r.col, two_arms(ARM_UP, ARM_DOWN, w), v);
        border_cell(l, c, row, right, two_arms(ARM_UP, ARM_DOWN, w), v);
    }
    border_cell(l, c, r.row, r.col, two_arms(ARM_RIGHT, ARM_DOWN, w), v);
    border_cell(l, c, r.row, right, two_arms(ARM_LEFT, ARM_DOWN, w), v);
    border_cell(l, c, bottom, r.col, two_arms(ARM_RIGHT, ARM_UP, w), v);
    border_cell(l, c, bottom, right, two_arms(ARM_LEFT, ARM_UP, w), v);
}

static void draw_full(const struct lay *l, struct canvas *c, struct layout_rect r, int v)
{
    const struct label *label = &l->labels[v];
    const struct layout_node *node = &l->in->nodes[v];
    int spare = r.rows - 2 - label->count, top = r.row + 1 + spare / 2;

    draw_border(l, c, r, v);
    for (int i = 0; i < label->count; i++)
        canvas_text(c, top + i, r.col + 2, r.cols - 4, label->line[i], node->role, l->opt.ascii);
    if (label->badge_cells)
        canvas_text(c, r.row, r.col + r.cols - 1 - label->badge_cells, label->badge_cells,
                    label->badge, ROLE_HUB, l->opt.ascii);
}

static void draw_compact(const struct lay *l, struct canvas *c, struct layout_rect r, int v)
{
    const struct label *label = &l->labels[v];
    const struct layout_node *node = &l->in->nodes[v];
    int text = label->cells + (label->badge_cells ? label->badge_cells + 1 : 0);
    int row = r.row + (r.rows - label->count) / 2, col = r.col + 1 + (r.cols - 2 - text) / 2;

    for (int i = 0; i < r.rows; i++) {
        canvas_put(c, r.row + i, r.col, glyph_side(true, node->heavy, l->opt.ascii),
                   node->role);
        canvas_put(c, r.row + i, r.col + r.cols - 1,
                   glyph_side(false, node->heavy, l->opt.ascii), node->role);
    }
    if (row > r.row)
        canvas_fill(c, r.row, r.col + 1, 1, r.cols - 2, glyph_lid(true, l->opt.ascii), node->role);
    if (row + label->count < r.row + r.rows)
        canvas_fill(c, r.row + r.rows - 1, r.col + 1, 1, r.cols - 2, glyph_lid(false, l->opt.ascii),
                    node->role);
    for (int i = 0; i < label->count; i++)
        canvas_text(c, row + i, col, label->cells, label->line[i], node->role, l->opt.ascii);
    if (label->badge_cells)
        canvas_text(c, row, col + label->cells + 1, label->badge_cells, label->badge, ROLE_HUB,
                    l->opt.ascii);
}

static void draw_box(const struct lay *l, struct canvas *c, int v, struct layout_rect r)
{
    canvas_fill(c, r.row, r.col, r.rows, r.cols, ' ', l->in->nodes[v].role);
    if (lay_is_compact(l))
        draw_compact(l, c, r, v);
    else
        draw_full(l, c, r, v);
    for (int i = 0; i < r.rows; i++) {
        canvas_own(c, r.row + i, r.col, r.cols, OWNER_NODE, (uint32_t)v);
        if (l->in->nodes[v].heavy)
            canvas_flags(c, r.row + i, r.col, r.cols, CELL_HEAVY | CELL_BOLD);
    }
}

/* The place where a line without a head touches a border shows it. */
static void draw_stub(const struct lay *l, struct canvas *c, int v, int main, int order,
                      enum arm towards, bool heavy)
{
    enum weight own = l->in->nodes[v].heavy ? WEIGHT_HEAVY : WEIGHT_LIGHT;
    unsigned arms = arm_bits(towards, heavy ? WEIGHT_HEAVY : WEIGHT_LIGHT);

    arms |= lay_is_tb(l) ? two_arms(ARM_LEFT, ARM_RIGHT, own) : two_arms(ARM_UP, ARM_DOWN, own);
    border_cell(l, c, lines_row(l, main, order), lines_col(l, main, order), arms, v);
}

static void draw_stubs(const struct lay *l, struct canvas *c)
{
    for (int i = 0; i < l->seg_count; i++) {
        const struct seg *s = &l->segs[i];
        enum link_kind kind = l->trees[s->tree].kind;
        const struct item *a = &l->items[s->a], *b = &l->items[s->b];

        if (a->tree < 0 && kind == LINK_FORWARD) {
            bool heavy = s->heavy; /* the trunk is heavy if any of its lines is */

            for (int k = i; k < l->seg_count && l->segs[k].tree == s->tree &&
                            l->segs[k].a == s->a; k++)
                heavy = heavy || l->segs[k].heavy;
            if (i == 0 || l->segs[i - 1].tree != s->tree || l->segs[i - 1].a != s->a)
                draw_stub(l, c, s->a, l->rank_start[a->rank] + l->depth[s->a] - 1, s->from,
                          lines_arm_next(l), heavy);
        }
        if (b->tree < 0 && kind == LINK_REVERSED)
            draw_stub(l, c, s->b, l->rank_start[b->rank], s->to, lines_arm_prev(l), s->heavy);
    }
}

void paint_map(struct lay *l, struct layout_result *out)
{
    struct canvas *c = &out->canvas;

    canvas_init(c, lines_row(l, l->main_size, l->order_size),
                lines_col(l, l->main_size, l->order_size));
    for (int b = 0; b < l->band_count; b++)
        if (has_frame(&l->bands[b]))
            draw_frame(l, c, &l->bands[b]);
    lines_draw(l, c);
    for (int v = 0; v < l->n; v++) {
        out->boxes[v] = box_rect(l, v);
        draw_box(l, c, v, out->boxes[v]);
    }
    if (!lay_is_compact(l))
        draw_stubs(l, c);
    out->frames = mem_zalloc((size_t)l->band_count + 1, sizeof *out->frames);
    for (int b = 0; b < l->band_count; b++) {
        const struct band *band = &l->bands[b];
        if (has_frame(band))
            out->frames[out->frame_count++] = (struct layout_frame){
                .rect = frame_rect(l, band), .title = draw_title(l, c, band), .cluster = band->cluster,
            };
    }
}
