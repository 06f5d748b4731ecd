/* SPDX-License-Identifier: MIT */
/* overview_draw.c - the overview's boxes, and below them what the chosen one holds. */
#include <string.h>

#include "map_parts.h"
#include "overview_parts.h"
#include "page.h"
#include "query.h"
#include "sight.h"
#include "text.h"

enum { MARGIN_ROWS = 1, MARGIN_COLS = 2 };

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

/* The box that is chosen while the keys are elsewhere: its words are marked; a line under its border would
 * be one border too many. */
static void mark_box(struct canvas *c, const struct layout_rect *r, int row0, int col0)
{
    for (int i = 0; i < r->rows * r->cols; i++) {
        int row = i / r->cols, col = i % r->cols;
        bool border = row == 0 || row == r->rows - 1 || col == 0 || col == r->cols - 1;
        const struct cell *cell = canvas_get(c, row0 + r->row + row, col0 + r->col + col);
        if (cell && (border || cell->glyph != ' '))
            canvas_role(c, row0 + r->row + row, col0 + r->col + col, 1,
                        border ? ROLE_FRAME_FOCUS : ROLE_MARK);
    }
}

static void draw_boxes(const struct explorer *x, struct overview_view *v, struct canvas *c,
                       bool focused)
{
    const struct canvas *map = &v->layout.canvas;
    const struct layout_rect *r = &v->layout.boxes[v->box];
    int row0, col0;

    map_into_sight(&v->top, v->rows, r->row, r->rows, MARGIN_ROWS);
    map_into_sight(&v->left, v->cols, r->col, r->cols, MARGIN_COLS);
    v->top = map_clamp(v->top, 0, map->rows - v->rows);
    v->left = map_clamp(v->left, 0, map->cols - v->cols);
    row0 = map_offset(map->rows, v->rows, v->top);
    col0 = map_offset(map->cols, v->cols, v->left);
    canvas_blit(c, row0 > 0 ? row0 : 0, col0 > 0 ? col0 : 0, map, row0 > 0 ? 0 : v->top,
                col0 > 0 ? 0 : v->left, v->rows < map->rows ? v->rows : map->rows, c->cols);
    if (!focused || v->part != PART_BOXES)
        mark_box(c, r, row0, col0);
    for (int i = 0; focused && v->part == PART_BOXES && i < r->rows && row0 + r->row + i < v->rows; i++)
        canvas_role(c, row0 + r->row + i, col0 + r->col, r->cols, ROLE_CURSOR);
    draw_marks(x, v, c, row0, col0);
    if (v->part == PART_BOXES) {
        v->cursor_row = row0 + r->row + r->rows / 2;
        v->cursor_col = col0 + r->col + 1;
    }
}

void overview_counter_sign(const struct explorer *x, size_t i, struct buf *out)
{
    if (i == COUNTER_MARKED)
        buf_utf8(out, theme_glyph(x->theme, GLYPH_MARKED, x->ascii));
    else
        buf_puts(out, overview_counters[i].tag);
}

/* "6 functions", or as in the box: "6fn". */
void overview_counter_words(const struct explorer *x, size_t i, size_t count, bool brief,
                          struct buf *out)
{
    const struct overview_counter_row *row = &overview_counters[i];
    bool before = i == COUNTER_FINDINGS || i == COUNTER_MARKED;

    if (!brief) {
        buf_printf(out, "%zu %s", count, count == 1 ? row->one : row->many);
        return;
    }
    if (before)
        overview_counter_sign(x, i, out);
    buf_printf(out, "%zu", count);
    if (!before)
        overview_counter_sign(x, i, out);
}

static bool counters_fit(const struct explorer *x, const struct overview_box *b, int room)
{
    struct buf text = {0};

    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        if (b->counts[i])
            overview_counter_words(x, i, b->counts[i], false, &text);
        room -= b->counts[i] ? 2 : 0;
    }
    room -= (int)text_width(buf_str(&text));
    buf_release(&text);
    return room >= 0;
}

/* The inventory counts these in their own zone. */
static void guests_words(const struct overview_box *b, struct buf *out)
{
    if (b->guests && !str_empty(b->guests_of)) {
        buf_printf(out, " (%zu of ", b->guests);
        buf_add(out, b->guests_of);
        buf_putc(out, ')');
    } else if (b->guests) {
        buf_printf(out, " (%zu of other zones)", b->guests);
    }
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
    buf_printf(&text, " %zu", b->nodes);
    guests_words(b, &text);
    buf_puts(&text, any ? ":" : "");
    col += canvas_text(c, row, col, c->cols - col, buf_str(&text), ROLE_HINT, x->ascii);
    brief = !counters_fit(x, b, c->cols - col);
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        int at = col + 2, width;
        if (!b->counts[i])
            continue;
        buf_reset(&text);
        overview_counter_words(x, i, b->counts[i], brief, &text);
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

static const struct finding *worst_at(const struct explorer *x, const struct overview_view *v,
                                      size_t i)
{
    return x->findings ? findings_at(x->findings, v->worst[i]) : NULL;
}

/* to Data x3, Messaging x5; from Gateway */
static void lines_of(const struct overview_view *v, int box, struct buf *out)
{
    const struct layout_input *in = &v->o.made.visible.input;
    size_t head = out->len;

    for (int side = 0; side < 2; side++) {
        const char *sep = side ? (out->len > head ? "; from " : "from ") : "to ";
        for (int i = 0; i < in->edge_count; i++) {
            const struct layout_edge *e = &in->edges[i];
            bool to = e->from == box || (e->both && e->to == box);
            bool back = e->to == box || (e->both && e->from == box);
            int other = e->from == box ? e->to : e->from;
            if (e->from == e->to || !(side ? back : to))
                continue;
            buf_puts(out, sep);
            buf_add(out, v->o.boxes[other].name);
            if (overview_times(&v->o, i) > 1)
                buf_printf(out, " x%zu", overview_times(&v->o, i));
            sep = ", ";
        }
    }
}

void overview_told(struct explorer *x, struct buf *out)
{
    const struct overview_view *v = x->views[VIEW_OVERVIEW];
    struct buf text = {0};

    for (int b = 0; v->built && b < v->o.input.node_count; b++) {
        const char *sep = ": ";
        buf_reset(&text);
        buf_add(&text, v->o.boxes[b].name);
        buf_printf(&text, ", %zu node%s", v->o.boxes[b].nodes, v->o.boxes[b].nodes == 1 ? "" : "s");
        guests_words(&v->o.boxes[b], &text);
        for (size_t i = 0; i < COUNTER_COUNT; i++) {
            if (!v->o.boxes[b].counts[i])
                continue;
            buf_puts(&text, sep);
            overview_counter_words(x, i, v->o.boxes[b].counts[i], false, &text);
            sep = ", ";
        }
        buf_puts(&text, "; ");
        lines_of(v, b, &text);
        if (text.ptr[text.len - 1] == ' ')
            buf_puts(&text, "no line to another box");
        esc_term(out, buf_str(&text));
        buf_putc(out, '\n');
    }
    for (size_t i = 0; x->findings && i < v->worst_count; i++) {
        const struct finding *f = worst_at(x, v, i);
        buf_printf(out, "%s: ", severity_names[f->severity]);
        esc_term(out, f->text);
        buf_putc(out, '\n');
    }
    buf_release(&text);
}

static void draw_lines(const struct explorer *x, const struct overview_view *v, struct canvas *c,
                       int row)
{
    const struct layout_input *in = &v->o.made.visible.input;
    struct buf text = {0};

    if (in->edge_count > v->o.input.edge_count)
        buf_printf(&text, "%d of %d lines drawn; ", v->o.input.edge_count, in->edge_count);
    lines_of(v, v->box, &text);
    canvas_prose(c, row, 1, c->cols - 2, text.len ? buf_str(&text) : STR("no line to another box"),
                 ROLE_HINT, x->ascii);
    buf_release(&text);
}

/* Most sentences name the node themselves. */
static bool names_itself(const struct explorer *x, const struct finding *f)
{
    return str_find(f->text, session_name(x, f->subject)) != STR_NPOS;
}

/* Where the sentence begins. */
static int sentence_col(const struct explorer *x, const struct finding *f)
{
    int name = names_itself(x, f) ? 0 : (int)text_width(session_name(x, f->subject)) + 2;

    return 1 + (int)strlen(severity_names[f->severity]) + 2 + name;
}

/* As many as the sentence needs, where the drawing can spare them. */
static int finding_rows(const struct explorer *x, const struct finding *f, int rows, int cols)
{
    enum { SPARE_FROM = 24, ROWS_MOST = 3 };
    struct buf text = {0};
    struct str rest = STR_NONE;
    int count = 0;

    if (f && rows >= SPARE_FROM) {
        esc_term(&text, f->text);
        rest = buf_str(&text);
    }
    for (; count < ROWS_MOST && !str_empty(rest); count++)
        page_take_words(&rest, cols - 1 - sentence_col(x, f));
    buf_release(&text);
    return count ? count : 1;
}

int overview_strip_rows(const struct explorer *x, const struct overview_view *v, int rows, int cols)
{
    int strip = STRIP_ROWS + (v->worst_count > 0); /* a line says what the findings are */

    for (size_t i = 0; i < overview_finding_lines(x, v); i++)
        strip += finding_rows(x, worst_at(x, v, i), rows, cols);
    return strip;
}

static void draw_finding(const struct explorer *x, struct canvas *c, int row, int rows,
                         const struct finding *f)
{
    int col = 1, room;
    struct buf text = {0};
    struct str rest;

    esc_term(&text, f->text);
    rest = buf_str(&text);
    col += canvas_puts(c, row, col, severity_names[f->severity], finding_role(f));
    col += canvas_puts(c, row, col, "  ", ROLE_NORMAL);
    if (!names_itself(x, f)) {
        col += canvas_text(c, row, col, c->cols - col - 1, session_name(x, f->subject),
                           session_zone_role(x, f->subject), x->ascii);
        col += canvas_puts(c, row, col, "  ", ROLE_NORMAL);
    }
    room = c->cols - col - 1;
    for (; rows > 1; rows--)
        canvas_prose(c, row++, col, room, page_take_words(&rest, room), ROLE_NORMAL, x->ascii);
    page_sentence(c, row, col, room, rest, ROLE_NORMAL, x->ascii);
    buf_release(&text);
}

static void draw_findings(const struct explorer *x, struct overview_view *v, struct canvas *c,
                          int row, bool focused)
{
    if (v->worst_count)
        canvas_puts(c, row++, 1, "worst findings of all boxes", ROLE_LABEL);
    for (size_t i = 0; i < overview_finding_lines(x, v); i++) {
        const struct finding *f = worst_at(x, v, i);
        int rows = finding_rows(x, f, c->rows, c->cols), at = row;
        row += rows;
        if (!f)
            canvas_puts(c, at, 1, "Findings were not looked for yet: Enter here asks the rules",
                        ROLE_HINT);
        else
            draw_finding(x, c, at, rows, f);
        if (v->part == PART_FINDINGS && v->finding == i) {
            for (int r = 0; r < rows; r++)
                canvas_role(c, at + r, 1, c->cols - 2, focused ? ROLE_CURSOR : ROLE_MARK);
            v->cursor_row = at;
            v->cursor_col = 1;
        }
    }
}

void overview_paint(struct explorer *x, struct overview_view *v, struct canvas *c, bool focused)
{
    draw_boxes(x, v, c, focused);
    canvas_fill(c, v->rows, 0, c->rows - v->rows, c->cols, ' ', ROLE_NORMAL);
    canvas_fill(c, v->rows, 0, 1, c->cols, x->ascii ? '-' : 0x2500, ROLE_FRAME);
    draw_counters(x, v, c, v->rows + 1, focused);
    draw_lines(x, v, c, v->rows + 2);
    draw_findings(x, v, c, v->rows + STRIP_ROWS, focused);
}
