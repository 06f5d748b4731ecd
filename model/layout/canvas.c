/* SPDX-License-Identifier: MIT */
#include "canvas.h"

#include "mem.h"
#include "text.h"

static const struct cell blank_cell = {.glyph = ' ', .width = 1, .role = ROLE_NORMAL};

static size_t cell_count(const struct canvas *c)
{
    return (size_t)c->rows * (size_t)c->cols;
}

void canvas_init(struct canvas *c, int rows, int cols)
{
    *c = (struct canvas){NULL, rows > 0 ? rows : 0, cols > 0 ? cols : 0};
    c->cells = mem_realloc(NULL, cell_count(c), sizeof *c->cells);
    canvas_clear(c);
}

void canvas_release(struct canvas *c)
{
    mem_free(c->cells);
    *c = (struct canvas){NULL, 0, 0};
}

void canvas_resize(struct canvas *c, int rows, int cols)
{
    c->rows = rows > 0 ? rows : 0;
    c->cols = cols > 0 ? cols : 0;
    c->cells = mem_realloc(c->cells, cell_count(c), sizeof *c->cells);
    canvas_clear(c);
}

void canvas_clear(struct canvas *c)
{
    for (size_t i = 0, n = cell_count(c); i < n; i++)
        c->cells[i] = blank_cell;
}

static bool inside(const struct canvas *c, int row, int col)
{
    return row >= 0 && row < c->rows && col >= 0 && col < c->cols;
}

struct cell *canvas_at(struct canvas *c, int row, int col)
{
    return inside(c, row, col) ? &c->cells[(size_t)row * (size_t)c->cols + (size_t)col] : NULL;
}

const struct cell *canvas_get(const struct canvas *c, int row, int col)
{
    return inside(c, row, col) ? &c->cells[(size_t)row * (size_t)c->cols + (size_t)col] : NULL;
}

static void blank_glyph(struct cell *cell)
{
    cell->glyph = ' ';
    cell->width = 1;
    cell->combining[0] = cell->combining[1] = 0;
}

/* Before a cell is written over: its other half, if it has one, becomes a blank. */
static void part_from_twin(struct canvas *c, int row, int col)
{
    struct cell *cell = canvas_at(c, row, col);
    struct cell *twin = NULL;

    if (cell && cell->width == 2)
        twin = canvas_at(c, row, col + 1);
    else if (cell && cell->width == 0)
        twin = canvas_at(c, row, col - 1);
    if (twin)
        blank_glyph(twin);
}

static void write_glyph(struct canvas *c, int row, int col, uint32_t glyph, int width,
                        enum role role)
{
    struct cell *cell = canvas_at(c, row, col);

    if (!cell)
        return;
    part_from_twin(c, row, col);
    blank_glyph(cell);
    cell->glyph = glyph;
    cell->width = (uint8_t)width;
    cell->role = (uint8_t)role;
    cell->flags = 0;
}

static void write_wide(struct canvas *c, int row, int col, uint32_t glyph, enum role role)
{
    if (inside(c, row, col) && inside(c, row, col + 1)) {
        write_glyph(c, row, col, glyph, 2, role);
        write_glyph(c, row, col + 1, 0, 0, role);
    } else { /* half of it would stand outside */
        write_glyph(c, row, col, ' ', 1, role);
        write_glyph(c, row, col + 1, ' ', 1, role);
    }
}

void canvas_put(struct canvas *c, int row, int col, uint32_t glyph, enum role role)
{
    if (text_cells(glyph) == 2)
        write_wide(c, row, col, glyph, role);
    else
        write_glyph(c, row, col, glyph, 1, role);
}

void canvas_own(struct canvas *c, int row, int col, int width, enum owner_kind kind,
                uint32_t owner)
{
    for (int i = 0; i < width; i++) {
        struct cell *cell = canvas_at(c, row, col + i);

        if (cell) {
            cell->owner_kind = (uint8_t)kind;
            cell->owner = owner;
        }
    }
}

static void add_combining(struct canvas *c, int row, int col, uint32_t mark)
{
    struct cell *cell = canvas_at(c, row, col);

    for (int i = 0; cell && i < CELL_MAX_COMBINING; i++) {
        if (!cell->combining[i]) {
            cell->combining[i] = mark;
            return;
        }
    }
}

/* Writes text that needs no sanitising; returns the cells used. */
static int write_text(struct canvas *c, int row, int col, struct str clean, enum role role)
{
    int used = 0, last = -1;
    size_t at = 0;

    while (at < clean.len) {
        uint32_t cp;

        if (!utf8_next(clean, &at, &cp))
            cp = 0xFFFD;
        int cells = text_cells(cp);
        if (cells == 0) {
            if (last >= 0)
                add_combining(c, row, col + last, cp);
            continue;
        }
        canvas_put(c, row, col + used, cp, role);
        last = used;
        used += cells;
    }
    return used;
}

static int clipped(struct canvas *c, int row, int col, int max, struct str s, enum role role,
                   bool ascii, size_t (*clip)(struct buf *, struct str, size_t, bool))
{
    struct buf clean = {0};

    if (max <= 0)
        return 0;
    clip(&clean, s, (size_t)max, ascii);
    int used = write_text(c, row, col, buf_str(&clean), role);
    buf_release(&clean);
    return used;
}

int canvas_text(struct canvas *c, int row, int col, int max, struct str s, enum role role,
                bool ascii)
{
    return clipped(c, row, col, max, s, role, ascii, esc_term_clip);
}

int canvas_prose(struct canvas *c, int row, int col, int max, struct str s, enum role role,
                 bool ascii)
{
    return clipped(c, row, col, max, s, role, ascii, esc_term_cut);
}

int canvas_puts(struct canvas *c, int row, int col, const char *literal, enum role role)
{
    return write_text(c, row, col, str_from(literal), role);
}

void canvas_fill(struct canvas *c, int row, int col, int rows, int cols, uint32_t glyph,
                 enum role role)
{
    int r0 = row < 0 ? 0 : row, c0 = col < 0 ? 0 : col;

    for (int r = r0; r < row + rows && r < c->rows; r++)
        for (int k = c0; k < col + cols && k < c->cols; k++)
            write_glyph(c, r, k, glyph, 1, role);
}

void canvas_role(struct canvas *c, int row, int col, int width, enum role role)
{
    for (int i = 0; i < width; i++) {
        struct cell *cell = canvas_at(c, row, col + i);

        if (cell)
            cell->role = (uint8_t)role;
    }
}

void canvas_flags(struct canvas *c, int row, int col, int width, uint8_t set)
{
    for (int i = 0; i < width; i++) {
        struct cell *cell = canvas_at(c, row, col + i);

        if (cell)
            cell->flags |= set;
    }
}

void canvas_blit(struct canvas *dst, int row, int col, const struct canvas *src, int src_row,
                 int src_col, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        for (int k = 0; k < cols; k++) {
            const struct cell *from = canvas_get(src, src_row + r, src_col + k);
            struct cell *to = canvas_at(dst, row + r, col + k);

            if (!from || !to)
                continue;
            part_from_twin(dst, row + r, col + k);
            *to = *from;
            /* a half whose other half is cut off, by the rectangle or by dst's edge */
            bool lone_left = from->width == 2 && (k + 1 == cols || col + k + 1 >= dst->cols);
            bool lone_right = from->width == 0 && (k == 0 || col + k == 0);
            if (lone_left || lone_right)
                blank_glyph(to);
        }
    }
}

void canvas_to_text(const struct canvas *c, struct buf *out)
{
    for (int r = 0; r < c->rows; r++) {
        int end = c->cols;

        while (end > 0) {
            const struct cell *cell = canvas_get(c, r, end - 1);

            if (cell->glyph != ' ' || cell->combining[0])
                break;
            end--;
        }
        for (int k = 0; k < end; k++) {
            const struct cell *cell = canvas_get(c, r, k);

            if (cell->width == 0)
                continue;
            buf_utf8(out, cell->glyph);
            for (int i = 0; i < CELL_MAX_COMBINING && cell->combining[i]; i++)
                buf_utf8(out, cell->combining[i]);
        }
        buf_putc(out, '\n');
    }
}
