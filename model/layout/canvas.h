/* SPDX-License-Identifier: MIT */
/* canvas.h - a rectangle of character cells: what the map and every screen are drawn on.
 * Place:     layout draws maps into one, views draw screens into one, the terminal back ends and
 *            the text export read it. Knows no terminal and no colour, only roles.
 * Cell:      one code point of width 1, or of width 2 followed by a cell with glyph 0 (its twin).
 *            Writing over one half of a wide glyph blanks the other half. A wide glyph never
 *            starts in the last column.
 * Owner:     what stands there (hit map): mouse, edge cursor, highlighting and tests use it.
 * Clipping:  everything outside is ignored, so callers need not check.
 * Text:      goes through esc_term first; a canvas never holds a control or format character.
 * Ownership: the caller owns the struct; canvas_release() frees the cells.
 */
#ifndef FAASMAP_CANVAS_H
#define FAASMAP_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "roles.h"
#include "str.h"

enum owner_kind { OWNER_NONE, OWNER_NODE, OWNER_EDGE, OWNER_FRAME, OWNER_WIDGET };

enum { CELL_HEAVY = 1, CELL_BOLD = 2, CELL_REVERSE = 4, CELL_DIM = 8, CELL_MAX_COMBINING = 2 };
enum { CELL_PANEL = 16 }; /* on the ground of the status line, whatever its role */

struct cell {
    uint32_t glyph;      /* code point; 0: right half of the wide glyph before it */
    uint32_t combining[CELL_MAX_COMBINING]; /* 0: none */
    uint8_t width;       /* 1 or 2; 0 for a right half */
    uint8_t role;        /* enum role */
    uint8_t flags;       /* CELL_* */
    uint8_t owner_kind;  /* enum owner_kind */
    uint32_t owner;      /* index in the caller's terms */
};

struct canvas {
    struct cell *cells; /* rows * cols, row by row */
    int rows, cols;
};

void canvas_init(struct canvas *c, int rows, int cols); /* blanks */
void canvas_release(struct canvas *c);
void canvas_resize(struct canvas *c, int rows, int cols); /* and blanks all cells */
void canvas_clear(struct canvas *c);

struct cell *canvas_at(struct canvas *c, int row, int col); /* NULL outside */
const struct cell *canvas_get(const struct canvas *c, int row, int col);

/* New content keeps the owner of a cell and drops its flags. */
void canvas_put(struct canvas *c, int row, int col, uint32_t glyph, enum role role);
void canvas_own(struct canvas *c, int row, int col, int width, enum owner_kind kind,
                uint32_t owner);
/* Sanitises, clips to max cells with an ellipsis (ascii: "~") and writes; returns the cells
 * used. */
int canvas_text(struct canvas *c, int row, int col, int max, struct str s, enum role role,
                bool ascii);
/* The same, clipped at its end: for sentences. */
int canvas_prose(struct canvas *c, int row, int col, int max, struct str s, enum role role,
                 bool ascii);
int canvas_puts(struct canvas *c, int row, int col, const char *literal, enum role role);
void canvas_fill(struct canvas *c, int row, int col, int rows, int cols, uint32_t glyph,
                 enum role role);
void canvas_role(struct canvas *c, int row, int col, int width, enum role role); /* text kept */
void canvas_flags(struct canvas *c, int row, int col, int width, uint8_t set);
/* Copies src's rectangle to (row, col) of dst. */
void canvas_blit(struct canvas *dst, int row, int col, const struct canvas *src, int src_row,
                 int src_col, int rows, int cols);
/* As UTF-8 lines; trailing blanks of each line cut; each line ends in '\n'. */
void canvas_to_text(const struct canvas *c, struct buf *out);

#endif
