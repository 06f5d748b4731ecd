/* SPDX-License-Identifier: MIT */
/* map_light.c - what is laid over the picture: path, edge cursor, search hits, marks, selection. Only
 * what stands in the window is looked at. */
#include "map_parts.h"
#include "mem.h"

enum { LIT_KNOWN = 1, LIT_HIT = 2, LIT_MARKED = 4, LIT_SAID = 8, LIT_CHANGED = 16 };

/* The line under the edge cursor from end to end, also where others share it. */
static void light_route(const struct map_view *m, struct canvas *c, int line, int row0, int col0)
{
    const struct layout_routes *routes = &m->layout.routes;

    for (int i = routes->first[line]; i < routes->first[line + 1]; i++) {
        const struct layout_rect *r = &routes->pieces[i];
        for (int row = r->row; row < r->row + r->rows; row++) {
            for (int col = r->col; col < r->col + r->cols; col++) {
                const struct cell *cell = canvas_get(&m->layout.canvas, row, col);
                if (cell && cell->owner_kind == OWNER_EDGE)
                    canvas_role(c, row + row0, col + col0, 1, ROLE_CURSOR);
            }
        }
    }
}

/* Roles of cells that belong to something special: the path, the edge cursor. */
static void light_edges(const struct explorer *x, const struct map_view *m, struct canvas *c,
                        int row0, int col0)
{
    int cursor = x->at.edge ? visible_line(&m->visible, x->at.edge) : VISIBLE_NONE;

    for (int row = 0; x->path.on && row < c->rows; row++) {
        for (int col = 0; col < c->cols; col++) {
            const struct cell *from = canvas_get(&m->layout.canvas, row - row0, col - col0);
            if (!from || from->owner_kind != OWNER_EDGE ||
                (int)from->owner >= m->visible.input.edge_count)
                continue;
            if (m->visible.input.edges[from->owner].heavy)
                canvas_role(c, row, col, 1, ROLE_PATH);
            else
                canvas_flags(c, row, col, 1, CELL_DIM);
        }
    }
    if (cursor != VISIBLE_NONE)
        light_route(m, c, cursor, row0, col0);
}

/* A bracket of a box without borders: half of it would stay dark on the ground of a cursor or a hit. */
static bool is_bracket(const struct cell *cell)
{
    return cell && (cell->glyph == 0x2590 || cell->glyph == 0x258c || cell->glyph == 0x2588);
}

static void light_box(struct canvas *c, const struct layout_rect *r, int row0, int col0,
                      enum role role)
{
    for (int i = 0; i < r->rows * r->cols; i++) {
        int row = row0 + r->row + i / r->cols, col = col0 + r->col + i % r->cols;

        if (role == ROLE_PATH || !is_bracket(canvas_get(c, row, col)))
            canvas_role(c, row, col, 1, role);
        else if (role == ROLE_CURSOR)
            canvas_role(c, row, col, 1, ROLE_FRAME_FOCUS);
    }
}

static void dim_box(struct canvas *c, const struct layout_rect *r, int row0, int col0)
{
    for (int row = 0; row < r->rows; row++)
        canvas_flags(c, row0 + r->row + row, col0 + r->col, r->cols, CELL_DIM);
}

/* Boxes on the path stand out, the others step back. */
static void light_path(const struct map_view *m, struct canvas *c, int box, int row0, int col0)
{
    const struct layout_rect *r = &m->layout.boxes[box];

    if (m->visible.input.nodes[box].heavy) {
        light_box(c, r, row0, col0, ROLE_PATH);
        return;
    }
    dim_box(c, r, row0, col0);
}

static uint8_t lit_node(const struct explorer *x, node_id n)
{
    bool hit = x->search.count && x->search.hit[n];

    return (uint8_t)((hit ? LIT_HIT : 0) | (work_marked(x, n) ? LIT_MARKED : 0) |
                     (work_said(x, n) ? LIT_SAID : 0) |
                     (live_changed(x, n) ? LIT_CHANGED : 0));
}

/* What is so of the box or of anything that it has absorbed, which may be thousands: found once. */
static uint8_t lit_box(const struct explorer *x, struct map_view *m, int box)
{
    struct edge_list absorbed = visible_box_absorbed(&m->visible, box);

    if (m->lit[box])
        return m->lit[box];
    m->lit[box] = LIT_KNOWN | lit_node(x, m->visible.node_of[box]);
    for (size_t i = 0; i < absorbed.count; i++)
        m->lit[box] |= lit_node(x, absorbed.ids[i]);
    return m->lit[box];
}

static void forget_lit(const struct explorer *x, struct map_view *m)
{
    bool same = m->lit && m->lit_for == x->shown && m->lit_work == x->worked &&
                str_eq(buf_str(&m->lit_text), buf_str(&x->search.text)) &&
                m->lit_hits == x->search.count;

    if (same)
        return;
    mem_free(m->lit);
    m->lit = mem_zalloc((size_t)m->layout.node_count + 1, 1);
    m->lit_for = x->shown;
    m->lit_work = x->worked;
    m->lit_hits = x->search.count;
    buf_reset(&m->lit_text);
    buf_add(&m->lit_text, buf_str(&x->search.text));
}

/* A sign on the upper border of a box that is marked, or has a note or a tag; a box of one row has
 * them in place of its brackets. */
static void sign_box(const struct explorer *x, const struct layout_rect *r, struct canvas *c,
                     uint8_t lit, int row0, int col0)
{
    bool marked = lit & LIT_MARKED;

    if (marked)
        canvas_put(c, row0 + r->row, col0 + r->col + (r->rows > 1),
                   theme_glyph(x->theme, GLYPH_MARKED, x->ascii), ROLE_MARK);
    if (lit & LIT_SAID)
        canvas_put(c, row0 + r->row,
                   col0 + r->col + (r->rows > 1 ? 1 + marked : r->cols - 1),
                   theme_glyph(x->theme, GLYPH_NOTED, x->ascii), ROLE_MARK);
}

void map_light(const struct explorer *x, struct map_view *m, struct canvas *c, int row0, int col0)
{
    int selected = map_selected_box(x, m);

    forget_lit(x, m);
    light_edges(x, m, c, row0, col0);
    for (int i = 0; i < m->layout.node_count; i++) {
        const struct layout_rect *r = &m->layout.boxes[i];
        if (row0 + r->row >= c->rows || row0 + r->row + r->rows <= 0 ||
            col0 + r->col >= c->cols || col0 + r->col + r->cols <= 0)
            continue;
        uint8_t lit = lit_box(x, m, i);
        if (x->path.on)
            light_path(m, c, i, row0, col0);
        if (lit & LIT_HIT)
            light_box(c, r, row0, col0, ROLE_SEARCH);
        else if (x->search.count)
            dim_box(c, r, row0, col0);
        if (lit & LIT_CHANGED && x->live.changed)
            light_box(c, r, row0, col0, ROLE_CHANGED);
        if (i == selected)
            light_box(c, r, row0, col0, ROLE_CURSOR);
        sign_box(x, r, c, lit, row0, col0);
    }
}
