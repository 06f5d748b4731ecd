/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <string.h>

#include "attr.h"
#include "glyphs.h"
#include "text.h"

enum { CELL_W = 9, CELL_H = 18, BASELINE = 14, FONT = 15, MARGIN = 9 };

/* How a run of cells looks, all colours decided. */
struct look {
    uint32_t fg, bg;
    bool bold, dim, underline;
};

struct picture {
    const struct canvas *canvas;
    enum depth depth;
    struct style styles[ROLE_COUNT];
    uint32_t paper, ink;
    struct buf *out;
    struct buf light, heavy, solid, dashed; /* path data of the run */
};

static uint32_t rgb_of(const struct picture *p, int32_t colour, uint32_t otherwise)
{
    if (colour == COLOUR_DEFAULT)
        return otherwise;
    return p->depth == DEPTH_TRUE ? (uint32_t)colour : colour_cube_rgb((unsigned)colour);
}

static struct look look_of(const struct picture *p, const struct cell *cell)
{
    struct style s = cell->flags & CELL_PANEL ? theme_on_panel(p->styles, cell->role, p->depth)
                                              : p->styles[cell->role];
    struct look look = {
        .fg = rgb_of(p, s.fg, p->ink),
        .bg = rgb_of(p, s.bg, p->paper),
        .bold = s.attrs & STYLE_BOLD || cell->flags & CELL_BOLD,
        .dim = s.attrs & STYLE_DIM || cell->flags & CELL_DIM,
        .underline = s.attrs & STYLE_UNDERLINE,
    };

    if (s.attrs & STYLE_REVERSE || cell->flags & CELL_REVERSE) {
        uint32_t fg = look.fg;
        look.fg = look.bg;
        look.bg = fg;
    }
    return look;
}

static bool same_look(const struct look *a, const struct look *b)
{
    return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->dim == b->dim &&
           a->underline == b->underline;
}

/* --- Shapes --------------------------------------------------------------------------------------- */

static void arms_path(struct picture *p, unsigned bits, int x, int y)
{
    static const struct {
        int dx, dy;
    } ends[ARM_COUNT] = {[ARM_UP] = {0, -CELL_H / 2},
                         [ARM_RIGHT] = {CELL_W, 0},
                         [ARM_DOWN] = {0, CELL_H / 2},
                         [ARM_LEFT] = {-CELL_W, 0}};

    for (int arm = 0; arm < ARM_COUNT; arm++) {
        enum weight w = arm_weight(bits, (enum arm)arm);
        /* half units: the middle of a cell is at 4.5 */
        if (w != WEIGHT_NONE)
            buf_printf(w == WEIGHT_HEAVY ? &p->heavy : &p->light, "M%d.5 %dl%s%d.%d %d", x + 4, y + 9,
                       ends[arm].dx < 0 ? "-" : "", ends[arm].dx ? 4 : 0, ends[arm].dx ? 5 : 0,
                       ends[arm].dy);
    }
}

static bool shape(struct picture *p, uint32_t glyph, int x, int y)
{
    static const struct {
        uint32_t glyph;
        const char *path; /* filled; relative to the corner of the cell */
    } solids[] = {
        {0x25b2, "m1 14h7l-3.5-9z"},  {0x25bc, "m1 4h7l-3.5 9z"},
        {0x25ba, "m1 5v8l8-4z"},      {0x25c4, "m8 5v8l-8-4z"},
        {0x2590, "m4.5 1h4.5v16h-4.5z"}, {0x258c, "m0 1h4.5v16h-4.5z"},
        {0x2588, "m0 1h9v16h-9z"},
        {0x2594, "m0 1h9v2h-9z"},      {0x2581, "m0 15h9v2h-9z"},
        {0x25cf, "m1 9a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z"},
    };
    static const struct {
        uint32_t glyph;
        bool dashed;
        const char *path; /* stroked */
    } strokes[] = {
        {0x2504, true, "m0 9h9"},
        {0x2506, true, "m4.5 0v18"},
        {0x256d, false, "m4.5 18v-5q0-4 4-4h.5"},
        {0x256e, false, "m4.5 18v-5q0-4-4-4h-.5"},
        {0x2570, false, "m4.5 0v5q0 4 4 4h.5"},
        {0x256f, false, "m4.5 0v5q0 4-4 4h-.5"},
        {0x256a, false, "m4.5 0v18m-4.5-11h9m-9 4h9"},
        {0x256b, false, "m0 9h9m-6-9v18m3-18v18"},
    };
    unsigned bits;

    for (size_t i = 0; i < COUNT(solids); i++) {
        if (solids[i].glyph == glyph) {
            buf_printf(&p->solid, "M%d %d%s", x, y, solids[i].path);
            return true;
        }
    }
    for (size_t i = 0; i < COUNT(strokes); i++) {
        if (strokes[i].glyph == glyph) {
            buf_printf(strokes[i].dashed ? &p->dashed : &p->light, "M%d %d%s", x, y,
                       strokes[i].path);
            return true;
        }
    }
    if (!glyph_arms(glyph, &bits))
        return false;
    arms_path(p, bits, x, y);
    return true;
}

static void put_path(struct picture *p, struct buf *data, uint32_t colour, const char *how, bool dim)
{
    if (data->len)
        buf_printf(p->out, "<path d=\"%s\" %s=\"#%06x\"%s%s/>\n", data->ptr,
                   how ? "stroke" : "fill", colour, how ? how : "",
                   dim ? " opacity=\".6\"" : "");
    buf_reset(data);
}

static void put_shapes(struct picture *p, const struct look *look)
{
    put_path(p, &p->light, look->fg, "", look->dim);
    put_path(p, &p->heavy, look->fg, " stroke-width=\"3\"", look->dim);
    put_path(p, &p->dashed, look->fg, " stroke-dasharray=\"2\"", look->dim);
    put_path(p, &p->solid, look->fg, NULL, look->dim);
}

/* --- Runs ------------------------------------------------------------------------------------------- */

static void put_text(struct picture *p, const struct look *look, int x, int y, int cells,
                     struct buf *text)
{
    if (text->len == 0)
        return;
    buf_printf(p->out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s%s%s>", x,
               y + BASELINE, cells * CELL_W, look->fg, look->bold ? " font-weight=\"bold\"" : "",
               look->underline ? " text-decoration=\"underline\"" : "",
               look->dim ? " opacity=\".6\"" : "");
    esc_html(p->out, buf_str(text));
    buf_puts(p->out, "</text>\n");
    buf_reset(text);
}

static void add_glyph(struct buf *text, const struct cell *cell)
{
    buf_utf8(text, cell->glyph);
    for (int i = 0; i < CELL_MAX_COMBINING && cell->combining[i]; i++)
        buf_utf8(text, cell->combining[i]);
}

/* Cells from..end of one row, which look alike: the ground, the shapes, then words. A blank ends a
 * run of letters, since its width is the reader's own affair. */
static void put_run(struct picture *p, const struct look *look, int row, int from, int end)
{
    struct buf text = {0};
    int y = MARGIN + row * CELL_H, begun = from;

    if (look->bg != p->paper) /* on whole pixels: at another size rows would show seams */
        buf_printf(p->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
                   "fill=\"#%06x\" shape-rendering=\"crispEdges\"/>\n",
                   MARGIN + from * CELL_W, y, (end - from) * CELL_W, CELL_H, look->bg);
    for (int col = from; col < end; col++) {
        const struct cell *cell = canvas_get(p->canvas, row, col);
        bool blank = cell->glyph == ' ' && !cell->combining[0];
        if (cell->width == 0)
            continue;
        if (blank || shape(p, cell->glyph, MARGIN + col * CELL_W, y)) {
            put_text(p, look, MARGIN + begun * CELL_W, y, col - begun, &text);
            begun = col + 1;
            continue;
        }
        if (text.len == 0)
            begun = col;
        add_glyph(&text, cell);
    }
    put_text(p, look, MARGIN + begun * CELL_W, y, end - begun, &text);
    put_shapes(p, look);
    buf_release(&text);
}

static void put_rows(struct picture *p)
{
    const struct canvas *c = p->canvas;

    for (int row = 0; row < c->rows; row++) {
        for (int from = 0, end; from < c->cols; from = end) {
            struct look look = look_of(p, canvas_get(c, row, from)), next;
            for (end = from + 1; end < c->cols; end++) {
                next = look_of(p, canvas_get(c, row, end));
                if (!same_look(&look, &next))
                    break;
            }
            put_run(p, &look, row, from, end);
        }
    }
}

/* Text on the theme's own ground is its normal role; where a theme names none, black on white. */
static void choose_ground(struct picture *p, const struct theme *theme)
{
    int32_t normal = p->styles[ROLE_NORMAL].fg;

    p->paper = 0xffffff;
    p->ink = 0x000000;
    if (!theme_background(theme, &p->paper))
        return;
    if (normal != COLOUR_DEFAULT)
        p->ink = rgb_of(p, normal, p->ink);
    else if (colour_contrast(p->paper, 0xffffff) > colour_contrast(p->paper, 0x000000))
        p->ink = 0xffffff;
}

void picture_svg(const struct canvas *c, const struct theme *theme, enum depth depth,
                 struct str view, struct str title, struct buf *out)
{
    struct picture p = {.canvas = c, .depth = depth, .out = out};
    int width = c->cols * CELL_W + 2 * MARGIN, height = c->rows * CELL_H + 2 * MARGIN;

    theme_resolve(theme, view, depth, p.styles);
    choose_ground(&p, theme);
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
               "viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"'DejaVu Sans Mono', Menlo, "
               "Consolas, monospace\" font-size=\"%d\" fill=\"none\" stroke-width=\"1.2\">\n",
               width, height, width, height, FONT);
    if (!str_empty(title)) {
        buf_puts(out, "<title>");
        esc_html(out, title);
        buf_puts(out, "</title>\n");
    }
    buf_printf(out, "<rect width=\"100%%\" height=\"100%%\" fill=\"#%06x\"/>\n", p.paper);
    put_rows(&p);
    buf_puts(out, "</svg>\n");
    buf_release(&p.light);
    buf_release(&p.heavy);
    buf_release(&p.solid);
    buf_release(&p.dashed);
}
