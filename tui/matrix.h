/* SPDX-License-Identifier: MIT */
/* matrix.h - what the two matrices of view_matrix.c share: identities by things (matrix_rights.c),
 * zones by zones (matrix_zones.c).
 * Place:     private to the three files.
 * Grid:      the rows and columns that pass the filter, and where the cursor is among them. It is made
 *            once per change of what passes; the cursor finds its row and column again by their ids,
 *            also after the system was read again.
 * Cost:      what takes a look at every edge is worked out beside (inquiry.h), the old grid stands until
 *            then.
 */
#ifndef FAASMAP_MATRIX_H
#define FAASMAP_MATRIX_H

#include "page.h"
#include "privileges.h"
#include "session.h"
#include "zone_matrix.h"

/* Lines of a head; columns and rows whose names are looked at for the widths. */
enum { HEAD_ROWS_MOST = 3, WEIGHED_MOST = 200 };

enum matrix_by { MATRIX_RIGHTS, MATRIX_ZONES, MATRIX_BY_COUNT };

struct grid {
    uint32_t *rows, *cols;      /* numbers of the rows and columns that are shown */
    size_t row_count, col_count, row_all, col_all;
    size_t row, col, top, left; /* places in rows and cols */
    int row_cells;              /* of the widest name */
    int head_cells[HEAD_ROWS_MOST + 1]; /* that all heads are whole in, in so many lines */
    struct buf row_id, col_id;  /* where the cursor was when the grid was made anew */
    bool made;
    uint64_t made_for; /* what it shows (view_matrix.c) */
    struct selection selected;  /* that the cursor has followed */
};

struct matrix {
    enum matrix_by by;
    struct grid grids[MATRIX_BY_COUNT];
    const struct graph *graph;  /* that the rest is of */
    struct privileges *p;       /* NULL: not there yet */
    struct zone_matrix *z;      /* NULL: not there yet */
    uint64_t z_for;             /* matrix_state() that it is of */
    uint8_t *crossings;
    bool listing;               /* the edges of a cell stand in the place of the zones */
    struct page list, words;
    int width;                  /* of the last drawing, inside */
    /* of the last drawing */
    int name_cols, cell_cols, head_rows, body_rows, body_cols, cursor_row, cursor_col;
};

struct matrix_head {
    struct str name;
    enum role role;
    node_id node; /* 0: it stands for no node */
};

/* One of the two: all of it asked for rows and columns by their numbers. */
struct matrix_kind {
    const char *signs, *letters; /* the legend; signs: beside the counts, where there is room */
    const char *letters_narrow;  /* where they do not fit on the line */
    const char *nothing;
    int cell_cols, name_cols_min, name_cols_max;
    bool (*asked)(struct explorer *x, struct matrix *m); /* what make() needs; false: it will come */
    void (*make)(struct explorer *x, struct matrix *m, struct grid *g); /* rows, cols and counts */
    struct matrix_head (*row)(const struct explorer *x, const struct matrix *m, uint32_t row);
    struct matrix_head (*col)(const struct explorer *x, const struct matrix *m, uint32_t col);
    /* Of m->graph: where the explorer has another one already, these still answer. */
    struct str (*row_id)(const struct matrix *m, uint32_t row);
    struct str (*col_id)(const struct matrix *m, uint32_t col);
    bool (*selected)(const struct explorer *x, const struct matrix *m, struct str *row,
                     struct str *col); /* ids of what is selected, or empty */
    void (*draw)(const struct explorer *x, const struct matrix *m, uint32_t row, uint32_t col,
                 struct canvas *c, int at_row, int at_col);
    void (*tell)(const struct explorer *x, const struct matrix *m, uint32_t row, uint32_t col,
                 struct buf *out);
    unsigned (*open)(struct explorer *x, struct matrix *m, uint32_t row, uint32_t col);
    edge_id (*edge)(const struct matrix *m, uint32_t row, uint32_t col); /* 0: none */
};
extern const struct matrix_kind matrix_rights, matrix_zones;
extern const char matrix_doing[]; /* stands there until the first grid does */

/* --- Widths (matrix_widths.c) ------------------------------------------------------------------- */

/* After the grid of m->by was made: how much its names need. O(WEIGHED_MOST). */
void matrix_weigh(const struct explorer *x, struct matrix *m, const struct matrix_kind *k);
/* Sets name_cols, cell_cols, body_cols and, from the most it may be, head_rows: names are whole and
 * heads break between their words as far as there is room; all columns in sight come before that. */
void matrix_columns(struct matrix *m, const struct matrix_kind *k, int cols);
/* The lines of a head, broken between words where that goes; returns how many, at most most. */
int matrix_head_lines(struct str clean, int cells, int most, struct str lines[HEAD_ROWS_MOST]);

/* Another number where the grid may be another one. */
uint64_t matrix_state(const struct explorer *x, enum matrix_by by);
/* What the grid stands for goes: its cursor is kept, it will be made anew. */
void matrix_drop_grid(struct matrix *m, enum matrix_by by);

/* Columns and rows outside the window of the last drawing: left, above, right, below. */
void matrix_more(const struct explorer *x, size_t more[4]);
/* The edge on the map. */
void matrix_show_edge(struct explorer *x, node_id n, edge_id e);

/* --- The edges of a cell of zones (matrix_zones.c) ----------------------------------------------- */
void matrix_list_build(struct explorer *x, struct matrix *m);
unsigned matrix_list_act(struct explorer *x, struct matrix *m, enum action action);
void matrix_list_draw(struct explorer *x, struct matrix *m, struct canvas *c, bool focused);

#endif
