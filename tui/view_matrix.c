/* SPDX-License-Identifier: MIT */
/* view_matrix.c - two matrices: which identity is given what on which thing and what it needs
 * (matrix_rights.c), and how many lines lead from zone to zone (matrix_zones.c). The line below says
 * the cell under the cursor in words.
 *
 *                 DVSA-ORDERS-     all of
 *                 DB               lambda       <- column heads: names over up to three lines
 *     OrderRole   RW.da..          ..i....? */
#include "matrix.h"
#include "linear.h"
#include "mem.h"
#include "text.h"

static const struct page_target no_target = {0};
const char matrix_doing[] = "counting...";

static const struct matrix_kind *kind_of(const struct matrix *m)
{
    return m->by == MATRIX_ZONES ? &matrix_zones : &matrix_rights;
}

static struct grid *grid_of(struct matrix *m)
{
    return &m->grids[m->by];
}

/* --- The grid -------------------------------------------------------------------------------- */

static void keep_id(struct buf *to, struct str id)
{
    buf_reset(to);
    buf_add(to, id);
}

/* Where the cursor is, before the numbers of rows and columns mean something else. */
static void keep_place(struct matrix *m, enum matrix_by by)
{
    const struct matrix_kind *k = by == MATRIX_ZONES ? &matrix_zones : &matrix_rights;
    struct grid *g = &m->grids[by];

    if (!g->made || !g->row_count)
        return;
    keep_id(&g->row_id, k->row_id(m, g->rows[g->row]));
    keep_id(&g->col_id, k->col_id(m, g->cols[g->col]));
}

static void go_to(const struct matrix *m, struct grid *g, struct str row, struct str col)
{
    for (size_t i = 0; i < g->row_count && !str_empty(row); i++)
        if (str_eq(kind_of(m)->row_id(m, g->rows[i]), row))
            g->row = i;
    for (size_t i = 0; i < g->col_count && !str_empty(col); i++)
        if (str_eq(kind_of(m)->col_id(m, g->cols[i]), col))
            g->col = i;
}

static void grid_release(struct grid *g)
{
    mem_free(g->rows);
    mem_free(g->cols);
    g->rows = g->cols = NULL;
    g->row_count = g->col_count = 0;
    g->made = false;
}

void matrix_drop_grid(struct matrix *m, enum matrix_by by)
{
    keep_place(m, by);
    grid_release(&m->grids[by]);
}

static size_t at_most(size_t at, size_t count)
{
    return at < count ? at : count ? count - 1 : 0;
}

/* What passes, for zones also the layers. */
uint64_t matrix_state(const struct explorer *x, enum matrix_by by)
{
    uint64_t layers = by == MATRIX_ZONES ? x->map.layers : 0;

    return sight_stamp(x, VIEW_MATRIX) ^ layers << 60;
}

static void make(struct explorer *x, struct matrix *m, struct grid *g)
{
    matrix_drop_grid(m, m->by);
    m->graph = x->graph;
    kind_of(m)->make(x, m, g);
    g->row = at_most(g->row, g->row_count);
    g->col = at_most(g->col, g->col_count);
    go_to(m, g, buf_str(&g->row_id), buf_str(&g->col_id));
    matrix_weigh(x, m, kind_of(m));
    g->made = true;
    g->made_for = matrix_state(x, m->by);
}

static void ready(struct explorer *x, struct matrix *m)
{
    struct grid *g = grid_of(m);
    bool stale = (!g->made || g->made_for != matrix_state(x, m->by)) && kind_of(m)->asked(x, m);
    struct str row, col;

    if (stale)
        make(x, m, g);
    if (!g->made)
        return;
    if (g->selected.node != x->at.node || g->selected.edge != x->at.edge) {
        g->selected = x->at;
        if (!m->listing && kind_of(m)->selected(x, m, &row, &col))
            go_to(m, g, row, col);
    }
    if (stale && m->listing && m->by == MATRIX_ZONES)
        matrix_list_build(x, m);
}

/* The first of so many that are in sight, so that the cursor is. */
static size_t scrolled(size_t first, size_t at, size_t count, int room)
{
    size_t shown = room > 0 ? (size_t)room : 1;

    if (at < first)
        first = at;
    if (at >= first + shown)
        first = at - shown + 1;
    if (first + shown > count)
        first = count > shown ? count - shown : 0;
    return first;
}

static bool move(size_t *at, size_t count, long by)
{
    long to = (long)*at + by, last = (long)count - 1;

    to = to < 0 ? 0 : to > last ? last : to;
    if (count == 0 || (size_t)to == *at)
        return false;
    *at = (size_t)to;
    return true;
}

void matrix_show_edge(struct explorer *x, node_id n, edge_id e)
{
    struct matrix *m = x->views[VIEW_MATRIX];

    session_select(x, n);
    if (e)
        session_select_edge(x, e);
    grid_of(m)->selected = x->at;
    session_show_view(x, VIEW_MAP);
}

/* --- Drawing --------------------------------------------------------------------------------- */

/* A mark, a note; hits of the search stand out. */
static void draw_sign(const struct explorer *x, struct canvas *c, int row, int col, node_id n)
{
    if (n && work_marked(x, n))
        canvas_put(c, row, col, theme_glyph(x->theme, GLYPH_MARKED, x->ascii), ROLE_MARK);
    else if (n && work_said(x, n))
        canvas_put(c, row, col, theme_glyph(x->theme, GLYPH_NOTED, x->ascii), ROLE_MARK);
}

static enum role head_role(const struct explorer *x, const struct matrix_head *h, bool current)
{
    if (h->node && x->search.count && x->search.hit && x->search.hit[h->node])
        return ROLE_SEARCH;
    return current ? ROLE_TITLE : h->role;
}

static void draw_head(const struct explorer *x, struct matrix *m, struct canvas *c, size_t at, int col)
{
    const struct grid *g = grid_of(m);
    struct matrix_head h = kind_of(m)->col(x, m, g->cols[at]);
    struct str parts[HEAD_ROWS_MOST];
    struct buf clean = {0};
    int cells = m->cell_cols - 1, count;

    esc_term_clip(&clean, h.name, (size_t)(m->head_rows * cells), x->ascii);
    count = matrix_head_lines(buf_str(&clean), cells, m->head_rows, parts);
    for (int i = 0; i < count; i++)
        canvas_text(c, m->head_rows - count + i, col, cells, parts[i],
                    head_role(x, &h, at == g->col), x->ascii);
    draw_sign(x, c, m->head_rows - 1, col - 1, h.node);
    buf_release(&clean);
}

static void draw_row(const struct explorer *x, struct matrix *m, struct canvas *c, size_t at, int line,
                     bool focused)
{
    const struct grid *g = grid_of(m);
    struct matrix_head h = kind_of(m)->row(x, m, g->rows[at]);

    canvas_text(c, line, 1, m->name_cols - 2, h.name, head_role(x, &h, at == g->row), x->ascii);
    draw_sign(x, c, line, 0, h.node);
    for (int i = 0; i < m->body_cols && g->left + (size_t)i < g->col_count; i++)
        kind_of(m)->draw(x, m, g->rows[at], g->cols[g->left + (size_t)i], c, line,
                         m->name_cols + i * m->cell_cols);
    if (focused && at == g->row)
        canvas_role(c, line, m->name_cols + (int)(g->col - g->left) * m->cell_cols, m->cell_cols - 1,
                    ROLE_CURSOR);
}

static void draw_words(const struct explorer *x, struct matrix *m, struct canvas *c, int row,
                       int rows)
{
    const struct grid *g = grid_of(m);
    struct buf text = {0};
    int width = c->cols - 2;

    kind_of(m)->tell(x, m, g->rows[g->row], g->cols[g->col], &text);
    page_reset(&m->words);
    page_line(&m->words, no_target);
    page_wrap(&m->words, buf_str(&text), ROLE_NORMAL, width, 0, no_target);
    page_draw(&m->words, c, row, 1, rows, width, false, STR_NONE, x->ascii);
    buf_release(&text);
}

/* "2/4 identities", or "2/3 identities of 4" where some are left out. */
static void add_count(struct buf *out, size_t at, size_t shown, size_t all, const char *word)
{
    buf_printf(out, "%zu/%zu %s", at + 1, shown, word);
    if (shown < all)
        buf_printf(out, " of %zu", all);
}

/* "2/4 identities, 3/9 things"; brief: "2/4 x 3/9". */
static void add_counts(struct matrix *m, bool brief, struct buf *out)
{
    const struct grid *g = grid_of(m);

    if (m->by == MATRIX_ZONES) {
        buf_printf(out, "%zu zones", g->row_count);
    } else if (brief) {
        buf_printf(out, "%zu/%zu x %zu/%zu", g->row + 1, g->row_count, g->col + 1, g->col_count);
    } else {
        add_count(out, g->row, g->row_count, g->row_all, "identities");
        buf_puts(out, ", ");
        add_count(out, g->col, g->col_count, g->col_all, "things");
    }
}

/* What the signs mean is not to be guessed: counts are short where both do not fit. */
static void draw_legend(const struct explorer *x, struct matrix *m, struct canvas *c, int row)
{
    bool tried = x->trials.count != 0;
    const char *signs = tried ? "  as it is, without what is tried on paper" : kind_of(m)->signs;
    int room = c->cols - 1 - (int)str_from(signs).len;
    struct buf text = {0};

    add_counts(m, false, &text);
    if ((int)text.len >= room) {
        buf_reset(&text);
        add_counts(m, true, &text);
    }
    int col = 1 + canvas_text(c, row, 1, c->cols - 2, buf_str(&text), ROLE_HINT, x->ascii);
    if (col + (int)str_from(signs).len < c->cols)
        canvas_puts(c, row, col, signs, tried ? ROLE_FINDING_MED : ROLE_DIM);
    buf_reset(&text);
    if (m->by == MATRIX_RIGHTS) {
        bool fits = (int)str_from(kind_of(m)->letters).len <= c->cols - 2;
        buf_puts(&text, fits ? kind_of(m)->letters : kind_of(m)->letters_narrow);
    } else {
        buf_puts(&text, "2 ");
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_CROSSING, x->ascii));
        buf_puts(&text, ": both cross an outer boundary; 2 ");
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_CROSSING, x->ascii));
        buf_puts(&text, "1: one does");
    }
    canvas_text(c, row + 1, 1, c->cols - 2, buf_str(&text), ROLE_DIM, x->ascii);
    buf_release(&text);
}

/* From the top: the heads of columns, the rows, a line of counts, the letters, the words. */
static void measure(struct matrix *m, const struct canvas *c, int *words)
{
    int rows = c->rows;

    m->head_rows = rows >= 14 ? HEAD_ROWS_MOST : rows >= 9 ? 2 : 1;
    if (m->by == MATRIX_ZONES && m->head_rows > 2)
        m->head_rows = 2; /* names of zones are short */
    matrix_columns(m, kind_of(m), c->cols);
    *words = rows >= 30 ? 4 : rows >= 14 ? 3 : rows >= 9 ? 2 : 1;
    m->body_rows = rows - m->head_rows - *words - (rows >= 9 ? 2 : 0);
    if (m->body_rows < 1)
        m->body_rows = 1;
}

static void draw_grid(struct explorer *x, struct matrix *m, struct canvas *c, bool focused)
{
    struct grid *g = grid_of(m);
    int words, below;

    measure(m, c, &words);
    below = m->head_rows + m->body_rows;
    g->top = scrolled(g->top, g->row, g->row_count, m->body_rows);
    g->left = scrolled(g->left, g->col, g->col_count, m->body_cols);
    for (size_t i = g->left; i < g->col_count && i < g->left + (size_t)m->body_cols; i++)
        draw_head(x, m, c, i, m->name_cols + (int)(i - g->left) * m->cell_cols);
    for (size_t i = g->top; i < g->row_count && i < g->top + (size_t)m->body_rows; i++)
        draw_row(x, m, c, i, m->head_rows + (int)(i - g->top), focused);
    m->cursor_row = m->head_rows + (int)(g->row - g->top);
    m->cursor_col = m->name_cols + (int)(g->col - g->left) * m->cell_cols;
    if (g->row_count < (size_t)m->body_rows) { /* what explains it stands near it, after a blank line */
        below = m->head_rows + (int)g->row_count + 1;
        words += m->body_rows - (int)g->row_count - 1;
    }
    if (c->rows >= 9) {
        draw_legend(x, m, c, below);
        below += 2;
    }
    draw_words(x, m, c, below, words);
}

static void matrix_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct matrix *m = self;
    const struct grid *g = grid_of(m);
    const char *nothing = kind_of(m)->nothing;

    ready(x, m);
    if (m->listing) {
        matrix_list_draw(x, m, c, focused);
        m->cursor_row = page_cursor_row(&m->list);
        m->cursor_col = 1;
        return;
    }
    if (!g->made) {
        m->cursor_row = m->cursor_col = 0;
        canvas_text(c, 0, 1, c->cols - 2, str_from(matrix_doing), ROLE_DIM, x->ascii);
        return;
    }
    if (!g->row_count) {
        bool left_out = g->row_all || !str_empty(sight_filter(x, VIEW_MATRIX));
        m->cursor_row = m->cursor_col = 0;
        canvas_text(c, 0, 1, c->cols - 2,
                    left_out ? linear_nothing_passes(x) : str_from(nothing),
                    ROLE_DIM, x->ascii);
        return;
    }
    m->width = c->cols - 2;
    draw_grid(x, m, c, focused);
}

static size_t beyond(size_t first, int shown, size_t count)
{
    return first + (size_t)shown < count ? count - first - (size_t)shown : 0;
}

void matrix_more(const struct explorer *x, size_t more[4])
{
    const struct matrix *m = x->views[VIEW_MATRIX];
    const struct grid *g = &m->grids[m->by];
    bool some = g->made && g->row_count && !m->listing && m->body_cols;

    more[0] = some ? g->left : 0;
    more[1] = some ? g->top : 0;
    more[2] = some ? beyond(g->left, m->body_cols, g->col_count) : 0;
    more[3] = some ? beyond(g->top, m->body_rows, g->row_count) : 0;
}

/* --- Acting ---------------------------------------------------------------------------------- */

static unsigned turn(struct explorer *x, struct matrix *m)
{
    m->by = m->by == MATRIX_RIGHTS ? MATRIX_ZONES : MATRIX_RIGHTS;
    m->listing = false;
    page_reset(&m->list);
    ready(x, m);
    return ACT_HANDLED;
}

static unsigned in_grid(struct explorer *x, struct matrix *m, enum action action)
{
    struct grid *g = grid_of(m);
    size_t rows = g->row_count, cols = g->col_count;

    switch ((int)action) {
    case ACTION_UP:
    case ACTION_SCROLL_UP:
        return act_said(move(&g->row, rows, -1));
    case ACTION_DOWN:
    case ACTION_SCROLL_DOWN:
        return act_said(move(&g->row, rows, 1));
    case ACTION_LEFT:
        return act_said(move(&g->col, cols, -1));
    case ACTION_RIGHT:
        return act_said(move(&g->col, cols, 1));
    case ACTION_FIRST:
        return act_said(move(&g->row, rows, -(long)rows));
    case ACTION_LAST:
        return act_said(move(&g->row, rows, (long)rows));
    case ACTION_PAGE_UP:
        return act_said(move(&g->row, rows, -(long)m->body_rows));
    case ACTION_PAGE_DOWN:
        return act_said(move(&g->row, rows, m->body_rows));
    case ACTION_OPEN:
        return rows ? kind_of(m)->open(x, m, g->rows[g->row], g->cols[g->col]) : act_said(false);
    case ACTION_EDIT: {
        edge_id e = rows ? kind_of(m)->edge(m, g->rows[g->row], g->cols[g->col]) : 0;
        if (e)
            session_edit_at(x, graph_edge_at(x->graph, e)->where);
        return act_said(e != 0);
    }
    default:
        return ACT_NOT;
    }
}

static unsigned matrix_act(struct explorer *x, void *self, enum action action)
{
    struct matrix *m = self;

    ready(x, m);
    if (action == ACTION_MATRIX_TURN)
        return turn(x, m);
    return m->listing ? matrix_list_act(x, m, action) : in_grid(x, m, action);
}

/* A click in the heads chooses the column, one in the names the row. */
static bool matrix_point(struct explorer *x, void *self, int row, int col)
{
    struct matrix *m = self;
    struct grid *g = grid_of(m);
    size_t r = g->top + (size_t)(row - m->head_rows), c = g->left;
    bool in_rows = row >= m->head_rows && row < m->head_rows + m->body_rows;

    if (m->listing)
        return page_point(&m->list, row, col) && matrix_list_act(x, m, ACTION_POINT) == ACT_HANDLED;
    if (!m->cell_cols || !g->row_count || (!in_rows && row >= m->head_rows))
        return false;
    c += col < m->name_cols ? g->col - g->left : (size_t)((col - m->name_cols) / m->cell_cols);
    r = in_rows ? r : g->row;
    if (r >= g->row_count || c >= g->col_count || c >= g->left + (size_t)m->body_cols)
        return false;
    g->row = r;
    g->col = c;
    return true;
}

/* Identities and things of the grid, ends of the lines that are listed; a zone is no node. */
static void matrix_listed(struct explorer *x, void *self, uint8_t *in)
{
    const struct matrix *m = self;
    const struct grid *g = &m->grids[m->by];

    for (size_t i = 0; m->listing && i < m->list.line_count; i++) {
        const struct page_target *t = &m->list.lines[i].target;
        in[t->node] = 1;
        if (t->edge)
            in[graph_edge_at(x->graph, t->edge)->to] = 1;
    }
    for (size_t i = 0; !m->listing && g->made && i < g->row_count; i++)
        in[kind_of(m)->row(x, m, g->rows[i]).node] = 1;
    for (size_t i = 0; !m->listing && g->made && i < g->col_count; i++)
        in[kind_of(m)->col(x, m, g->cols[i]).node] = 1;
}

static void matrix_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = ((struct matrix *)self)->cursor_row;
    *col = ((struct matrix *)self)->cursor_col;
}

static void forget(struct matrix *m)
{
    for (int i = 0; i < MATRIX_BY_COUNT; i++)
        grid_release(&m->grids[i]);
    privileges_free(m->p);
    zone_matrix_free(m->z);
    mem_free(m->crossings);
    m->p = NULL;
    m->z = NULL;
    m->crossings = NULL;
}

/* The old graph is there until this is done: the ids of its rows and columns find them again. */
static void matrix_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    struct matrix *m = self;

    for (int i = 0; i < MATRIX_BY_COUNT; i++) {
        struct selection *at = &m->grids[i].selected;
        keep_place(m, (enum matrix_by)i);
        *at = (struct selection){at->node <= old_count ? now[at->node] : 0,
                                 session_edge_now(x, at->edge)};
    }
    session_page_moved(x, &m->list, now, old_count);
    forget(m);
}

static void matrix_close(struct explorer *x, void *self)
{
    struct matrix *m = self;

    (void)x;
    forget(m);
    for (int i = 0; i < MATRIX_BY_COUNT; i++) {
        buf_release(&m->grids[i].row_id);
        buf_release(&m->grids[i].col_id);
    }
    page_release(&m->words);
    page_release(&m->list);
}

const struct view_kind view_matrix = {
    .name = "matrix",
    .help = "Which identity may do what to which thing, and needs it; %: zone by zone",
    .private_size = sizeof(struct matrix),
    .page_at = PAGE_AT(struct matrix, list),
    .close = matrix_close,
    .moved = matrix_moved,
    .draw = matrix_draw,
    .act = matrix_act,
    .point = matrix_point,
    .listed = matrix_listed,
    .cursor = matrix_cursor,
};
