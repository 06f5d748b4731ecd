/* SPDX-License-Identifier: MIT */
/* matrix_widths.c - how wide the names and the columns of a matrix are. */
#include "matrix.h"
#include "text.h"

enum {
    HEAD_MOST = 26,  /* a name that is longer breaks inside its words */
    CELL_MOST = 13,  /* of a column where not all are in sight, */
    CELL_COLS = 60,  /* and the least that is wide enough for that */
};

/* How much of the name goes on this line, and where the next one begins: up to the last place to
 * break, else as far as there is room. */
static size_t line_end(struct str name, int cells, size_t *next)
{
    size_t end = 0, at = 0;
    uint32_t code;

    *next = name.len;
    if ((int)text_width(name) <= cells)
        return name.len;
    for (size_t i = 1; i < name.len; i++) {
        size_t cut = text_break(name, i);
        if (cut && (int)text_width(str_sub(name, 0, cut)) <= cells) {
            end = cut;
            *next = i;
        }
    }
    if (end)
        return end;
    for (size_t from = 0; utf8_next(name, &from, &code) && cells > 0; cells -= text_cells(code))
        at = from;
    *next = at;
    return at;
}

/* The name as its head is to show it: what is longer is clipped. */
static void clean_name(struct buf *to, struct str name)
{
    buf_reset(to);
    esc_term_clip(to, name, (size_t)HEAD_ROWS_MOST * HEAD_MOST, false);
}

int matrix_head_lines(struct str clean, int cells, int most, struct str lines[HEAD_ROWS_MOST])
{
    int count = 0;

    while (clean.len && count < most) {
        size_t next = clean.len, end = count == most - 1 ? clean.len : line_end(clean, cells, &next);
        lines[count++] = str_sub(clean, 0, end);
        clean = str_from_at(clean, next);
    }
    return count;
}

/* The longest part of it that cannot be broken. */
static int longest_word(struct str clean)
{
    size_t start = 0;
    int longest = 0;

    for (size_t i = 1; i <= clean.len; i++) {
        size_t end = i < clean.len ? text_break(clean, i) : clean.len;
        if (end > start) {
            int width = (int)text_width(str_sub(clean, start, end - start));
            longest = width > longest ? width : longest;
            start = i;
        }
    }
    return longest;
}

static bool whole_in(struct str clean, int cells, int rows)
{
    struct str lines[HEAD_ROWS_MOST];
    int count = matrix_head_lines(clean, cells, rows, lines);

    for (int i = 0; i < count; i++)
        if ((int)text_width(lines[i]) > cells)
            return false;
    return true;
}

/* The least width at which it is whole in so many lines, without a word that is broken. */
static int head_cells(struct str clean, int rows, int least)
{
    int word = longest_word(clean), cells = word > least ? word : least;

    while (cells < HEAD_MOST && !whole_in(clean, cells, rows))
        cells++;
    return cells < HEAD_MOST ? cells : HEAD_MOST;
}

void matrix_weigh(const struct explorer *x, struct matrix *m, const struct matrix_kind *k)
{
    struct grid *g = &m->grids[m->by];
    struct buf clean = {0};

    g->row_cells = 0;
    for (size_t i = 0; i < g->row_count && i < WEIGHED_MOST; i++) {
        int width;
        clean_name(&clean, k->row(x, m, g->rows[i]).name);
        width = (int)text_width(buf_str(&clean));
        g->row_cells = width > g->row_cells ? width : g->row_cells;
    }
    for (int rows = 1; rows <= HEAD_ROWS_MOST; rows++)
        g->head_cells[rows] = 1;
    for (size_t i = 0; i < g->col_count && i < WEIGHED_MOST; i++) {
        clean_name(&clean, k->col(x, m, g->cols[i]).name);
        for (int rows = 1; rows <= HEAD_ROWS_MOST; rows++)
            g->head_cells[rows] = head_cells(buf_str(&clean), rows, g->head_cells[rows]);
    }
    buf_release(&clean);
}

static int between(int least, int wanted, int most)
{
    return wanted < least ? least : wanted > most ? most : wanted;
}

void matrix_columns(struct matrix *m, const struct matrix_kind *k, int cols)
{
    const struct grid *g = &m->grids[m->by];
    int count = g->col_count < (size_t)cols ? (int)g->col_count : cols;
    int names = g->row_cells + 2, most_rows = m->head_rows, room;

    m->name_cols = between(k->name_cols_min, names, between(k->name_cols_min, cols * 3 / 10,
                                                            k->name_cols_max));
    room = cols - m->name_cols;
    count = count ? count : 1;
    for (m->head_rows = 1; m->head_rows < most_rows; m->head_rows++)
        if (count * between(k->cell_cols, g->head_cells[m->head_rows] + 1, cols) <= room)
            break;
    m->cell_cols = between(k->cell_cols, g->head_cells[m->head_rows] + 1,
                           count * k->cell_cols <= room ? room / count
                           : cols < CELL_COLS           ? k->cell_cols
                                                        : CELL_MOST);
    while (m->head_rows > 1 && g->head_cells[m->head_rows - 1] < m->cell_cols)
        m->head_rows--;
    room -= count * m->cell_cols;
    if (room < 0) /* not all are in sight: what is left beside those that are */
        room = (cols - m->name_cols) % m->cell_cols;
    if (cols > m->name_cols)
        m->name_cols = between(m->name_cols, names, m->name_cols + room);
    m->body_cols = between(1, (cols - m->name_cols) / m->cell_cols, cols);
}
