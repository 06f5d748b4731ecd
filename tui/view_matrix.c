/* SPDX-License-Identifier: MIT */
/* view_matrix.c - the privilege matrix: a row per identity, a column per thing, in each cell the classes
 * that are given, capital where something needs them. The line below says the cell in words.
 *
 *                 DVSA-ORDERS-     all of
 *                 DB               lambda       <- column heads: names over up to three lines
 *     OrderRole   RW.da..          ..i....?     <- letters stand at fixed places, as of `ls -l` */
#include "page.h"
#include "privileges.h"
#include "session.h"
#include "text.h"

enum { CELL_COLS = 9, HEAD_COLS = 8, NAME_COLS_MIN = 12, NAME_COLS_MAX = 30 };

struct matrix {
    struct privileges *p; /* NULL: not asked for yet */
    size_t row, col, top, left;
    unsigned selected;    /* the selection that the cursor has followed */
    struct page words;
    /* of the last drawing */
    int name_cols, head_rows, body_rows, body_cols, cursor_row, cursor_col;
};

static const struct page_target no_target = {0};

static const struct {
    char letter;
    const char *verb;
} classes[OP_COUNT] = {
    [OP_BIT_READ] = {'r', "read"},         [OP_BIT_WRITE] = {'w', "write"},
    [OP_BIT_INVOKE] = {'i', "invoke"},     [OP_BIT_DELETE] = {'d', "delete"},
    [OP_BIT_ADMIN] = {'a', "configure"},   [OP_BIT_POLICY] = {'p', "set the policy of"},
    [OP_BIT_EXEC] = {'x', "change the code of"},
};

/* --- The cursor ------------------------------------------------------------------------------ */

static const struct privilege_cell *current(const struct matrix *m)
{
    return m->p->row_count ? privileges_at(m->p, m->row, m->col) : NULL;
}

/* Goes where the selection is, if it is a row, a column, or a grant. */
static void follow_selection(const struct explorer *x, struct matrix *m)
{
    const struct edge *e = x->at.edge ? graph_edge_at(x->graph, x->at.edge) : NULL;
    bool grant = e && e->kind == EDGE_GRANTS;

    m->selected = x->selected;
    for (size_t r = 0; r < m->p->row_count; r++) {
        if (m->p->rows[r].holder == (grant ? e->from : x->at.node))
            m->row = r;
    }
    for (size_t c = 0; c < m->p->column_count; c++) {
        if (m->p->columns[c] == (grant ? e->to : x->at.node))
            m->col = c;
    }
}

static void ready(const struct explorer *x, struct matrix *m)
{
    if (!m->p)
        m->p = privileges_find(x->graph);
    if (m->selected != x->selected)
        follow_selection(x, m);
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

/* --- Words ----------------------------------------------------------------------------------- */

static void add_classes(struct buf *out, unsigned ops)
{
    const char *sep = "";

    for (int b = 0; b < OP_COUNT; b++) {
        if (ops & 1u << b) {
            buf_printf(out, "%s%s", sep, classes[b].verb);
            sep = ", ";
        }
    }
}

static void add_users(const struct explorer *x, const struct privilege_row *row, struct buf *out)
{
    if (row->user_count) {
        buf_puts(out, " (");
        buf_add(out, session_name(x, row->users[0]));
        if (row->user_count > 1)
            buf_printf(out, " and %u more", row->user_count - 1);
        buf_puts(out, ")");
    }
}

static void tell_needs(const struct privilege_row *row, const struct privilege_cell *c,
                       struct buf *out)
{
    unsigned perhaps = c->perhaps & c->given & ~c->needed, needed = c->needed & c->given;

    if (!row->compared) {
        buf_puts(out, "; what is needed is known of AWS only");
        return;
    }
    if (needed) {
        buf_puts(out, "; needed: ");
        add_classes(out, needed);
    }
    if (perhaps) {
        buf_puts(out, "; perhaps needed: ");
        add_classes(out, perhaps);
    }
    if (!needed && !perhaps && !c->missing)
        buf_puts(out, "; nothing shows that it needs any of it");
    if (c->missing) {
        buf_puts(out, "; needed and not given: ");
        add_classes(out, c->missing);
    }
    if (!row->user_count)
        buf_puts(out, "; nobody in the input uses it");
    else if (!row->code_known)
        buf_puts(out, "; code that uses it was not read");
}

/* What a grant on everything like it gives there. */
static void tell_through(const struct explorer *x, const struct matrix *m, struct buf *out)
{
    const struct privilege_cell *c = privileges_through(m->p, m->row, m->col);

    if (!c)
        return;
    buf_puts(out, " by name; it may ");
    add_classes(out, c->given);
    buf_putc(out, ' ');
    buf_add(out, session_name(x, m->p->columns[c->col]));
}

/* "OrderRole (PlaceOrder) may read, write Orders; needed: write" */
static void tell(const struct explorer *x, const struct matrix *m, struct buf *out)
{
    const struct privilege_row *row = &m->p->rows[m->row];
    const struct privilege_cell *c = current(m);
    struct str thing = session_name(x, m->p->columns[m->col]);

    buf_add(out, session_name(x, row->holder));
    add_users(x, row, out);
    if (!c || !c->edge) {
        buf_puts(out, " has no rights on ");
        buf_add(out, thing);
        tell_through(x, m, out);
    } else if (!c->given) {
        buf_puts(out, " has rights of no class on ");
        buf_add(out, thing);
    } else {
        buf_puts(out, " may ");
        add_classes(out, c->given);
        buf_putc(out, ' ');
        buf_add(out, thing);
    }
    if (c && c->edge && c->conditional) {
        buf_puts(out, ", if ");
        buf_add(out, graph_edge_at(x->graph, c->edge)->condition);
    }
    if (c)
        tell_needs(row, c, out);
}

/* --- Drawing --------------------------------------------------------------------------------- */

static enum role class_role(const struct matrix *m, const struct privilege_cell *c, unsigned bit)
{
    const struct privilege_row *row = &m->p->rows[c->row];
    const unsigned grave = OP_POLICY | OP_EXEC | OP_ADMIN | OP_WRITE | OP_DELETE;

    if (!row->compared)
        return ROLE_NORMAL;
    if (c->needed & bit)
        return ROLE_GATE_STRONG;
    if (c->perhaps & bit)
        return ROLE_HINT;
    return bit & grave && row->code_known ? ROLE_FINDING_HIGH : ROLE_FINDING_MED;
}

static void draw_cell(const struct matrix *m, const struct privilege_cell *c, struct canvas *to,
                      int row, int col)
{
    bool compared = m->p->rows[c->row].compared;

    for (int b = 0; b < OP_COUNT; b++) {
        unsigned bit = 1u << b;
        uint32_t letter = (uint32_t)classes[b].letter;
        if (c->given & bit)
            canvas_put(to, row, col + b, compared && c->needed & bit ? letter - 'a' + 'A' : letter,
                       class_role(m, c, bit));
        else
            canvas_put(to, row, col + b, c->missing & bit ? '!' : '.',
                       c->missing & bit ? ROLE_FINDING_HIGH : ROLE_DIM);
    }
    if (c->missing & c->given)
        canvas_put(to, row, col + OP_COUNT, '!', ROLE_FINDING_HIGH);
    else if (compared && c->perhaps & c->given & ~c->needed)
        canvas_put(to, row, col + OP_COUNT, '?', ROLE_HINT);
}

/* How much of the name goes on this line: up to the last place to break, if there is one. */
static size_t break_at(struct str name, bool last)
{
    size_t at = 0, good = 0;
    uint32_t code;

    if (text_width(name) <= HEAD_COLS || last)
        return name.len;
    for (size_t from = 0, width = 0; width < HEAD_COLS && utf8_next(name, &from, &code); width++) {
        at = from;
        if (code == ' ' || code == '-' || code == '_' || code == '.' || code == '/' || code == ':')
            good = from;
    }
    return good > 2 ? good : at;
}

static void draw_head(const struct explorer *x, const struct matrix *m, struct canvas *c, size_t at,
                      int col)
{
    struct buf clean = {0};
    struct str parts[3], rest;
    int count = 0;

    esc_term(&clean, session_name(x, m->p->columns[at]));
    rest = buf_str(&clean);
    while (rest.len && count < m->head_rows) {
        size_t cut = break_at(rest, count == m->head_rows - 1);
        parts[count++] = str_sub(rest, 0, cut);
        rest = str_from_at(rest, cut);
    }
    for (int i = 0; i < count; i++)
        canvas_text(c, m->head_rows - count + i, col, HEAD_COLS, parts[i],
                    at == m->col ? ROLE_TITLE
                                 : session_zone_role(x, m->p->columns[at]), x->ascii);
    buf_release(&clean);
}

static void draw_row(const struct explorer *x, const struct matrix *m, struct canvas *c, size_t at,
                     int line, bool focused)
{
    canvas_text(c, line, 1, m->name_cols - 2, session_name(x, m->p->rows[at].holder),
                at == m->row ? ROLE_TITLE : ROLE_ZONE_IDENTITY, x->ascii);
    for (int i = 0; i < m->body_cols && m->left + (size_t)i < m->p->column_count; i++) {
        const struct privilege_cell *cell = privileges_at(m->p, at, m->left + (size_t)i);
        int col = m->name_cols + i * CELL_COLS;
        if (cell)
            draw_cell(m, cell, c, line, col);
        else if (privileges_through(m->p, at, m->left + (size_t)i))
            canvas_puts(c, line, col, "(all)", ROLE_DIM);
    }
    if (focused && at == m->row)
        canvas_role(c, line, m->name_cols + (int)(m->col - m->left) * CELL_COLS, HEAD_COLS,
                    ROLE_CURSOR);
}

static void draw_words(const struct explorer *x, struct matrix *m, struct canvas *c, int row,
                       int rows)
{
    struct buf text = {0};
    int width = c->cols - 2;

    tell(x, m, &text);
    page_reset(&m->words);
    page_line(&m->words, no_target);
    page_wrap(&m->words, buf_str(&text), ROLE_NORMAL, width, 0, no_target);
    page_draw(&m->words, c, row, 1, rows, width, false, STR_NONE, x->ascii);
    buf_release(&text);
}

static void draw_legend(const struct explorer *x, const struct matrix *m, struct canvas *c, int row)
{
    const char *signs = x->trials.count ? "  as it is, without what is tried on paper"
                                        : "  CAPITAL needed ? perhaps ! not given";
    static const char *const letters = "r read w write i invoke d delete a admin p policy x exec";
    struct buf text = {0};

    buf_printf(&text, "%zu/%zu identities, %zu/%zu things", m->row + 1, m->p->row_count, m->col + 1,
               m->p->column_count);
    int col = 1 + canvas_text(c, row, 1, c->cols - 2, buf_str(&text), ROLE_HINT, x->ascii);
    if (col + (int)str_from(signs).len < c->cols)
        canvas_puts(c, row, col, signs, x->trials.count ? ROLE_FINDING_MED : ROLE_DIM);
    canvas_text(c, c->rows - 1, 1, c->cols - 2, str_from(letters), ROLE_DIM, x->ascii);
    buf_release(&text);
}

/* From the top: the heads of columns, the rows, a line of counts, the words, the letters. */
static void measure(struct matrix *m, const struct canvas *c, int *words)
{
    int rows = c->rows;

    m->head_rows = rows >= 14 ? 3 : rows >= 9 ? 2 : 1;
    *words = rows >= 30 ? 4 : rows >= 14 ? 3 : rows >= 9 ? 2 : 1;
    m->body_rows = rows - m->head_rows - *words - (rows >= 9 ? 2 : 0);
    if (m->body_rows < 1)
        m->body_rows = 1;
    m->name_cols = c->cols * 3 / 10;
    m->name_cols = m->name_cols < NAME_COLS_MIN   ? NAME_COLS_MIN
                   : m->name_cols > NAME_COLS_MAX ? NAME_COLS_MAX
                                                  : m->name_cols;
    m->body_cols = (c->cols - m->name_cols) / CELL_COLS;
    if (m->body_cols < 1)
        m->body_cols = 1;
}

static void matrix_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct matrix *m = self;
    int words;

    ready(x, m);
    if (!m->p->row_count) {
        canvas_text(c, 0, 1, c->cols - 2, STR("No identity is given any rights in this system."),
                    ROLE_DIM, x->ascii);
        return;
    }
    measure(m, c, &words);
    m->top = scrolled(m->top, m->row, m->p->row_count, m->body_rows);
    m->left = scrolled(m->left, m->col, m->p->column_count, m->body_cols);
    for (size_t i = m->left; i < m->p->column_count && i < m->left + (size_t)m->body_cols; i++)
        draw_head(x, m, c, i, m->name_cols + (int)(i - m->left) * CELL_COLS);
    for (size_t i = m->top; i < m->p->row_count && i < m->top + (size_t)m->body_rows; i++)
        draw_row(x, m, c, i, m->head_rows + (int)(i - m->top), focused);
    m->cursor_row = m->head_rows + (int)(m->row - m->top);
    m->cursor_col = m->name_cols + (int)(m->col - m->left) * CELL_COLS;
    if (c->rows >= 9)
        draw_legend(x, m, c, m->head_rows + m->body_rows);
    draw_words(x, m, c, m->head_rows + m->body_rows + (c->rows >= 9), words);
}

/* --- Acting ---------------------------------------------------------------------------------- */

static unsigned open_cell(struct explorer *x, struct matrix *m)
{
    const struct privilege_cell *c = current(m);

    if (!m->p->row_count)
        return ACT_HANDLED | ACT_BELL;
    if (!(x->map.layers & VISIBLE_LAYER(LAYER_IDENTITY)))
        session_layer(x, LAYER_IDENTITY);
    session_select(x, c && c->edge ? m->p->rows[m->row].holder : m->p->columns[m->col]);
    if (c && c->edge)
        session_select_edge(x, c->edge);
    m->selected = x->selected;
    session_show_view(x, VIEW_MAP);
    return ACT_HANDLED;
}

static unsigned edit_cell(struct explorer *x, const struct matrix *m)
{
    const struct privilege_cell *c = current(m);

    if (!c || !c->edge)
        return ACT_HANDLED | ACT_BELL;
    session_edit_at(x, graph_edge_at(x->graph, c->edge)->where);
    return ACT_HANDLED;
}

static unsigned matrix_act(struct explorer *x, void *self, enum action action)
{
    struct matrix *m = self;
    size_t rows, cols;

    ready(x, m);
    rows = m->p->row_count;
    cols = m->p->column_count;
    switch ((int)action) {
    case ACTION_UP:
    case ACTION_SCROLL_UP:
        return act_said(move(&m->row, rows, -1));
    case ACTION_DOWN:
    case ACTION_SCROLL_DOWN:
        return act_said(move(&m->row, rows, 1));
    case ACTION_LEFT:
        return act_said(move(&m->col, cols, -1));
    case ACTION_RIGHT:
        return act_said(move(&m->col, cols, 1));
    case ACTION_FIRST:
        return act_said(move(&m->row, rows, -(long)rows));
    case ACTION_LAST:
        return act_said(move(&m->row, rows, (long)rows));
    case ACTION_PAGE_UP:
        return act_said(move(&m->row, rows, -(long)m->body_rows));
    case ACTION_PAGE_DOWN:
        return act_said(move(&m->row, rows, m->body_rows));
    case ACTION_OPEN:
        return open_cell(x, m);
    case ACTION_EDIT:
        return edit_cell(x, m);
    default:
        return ACT_NOT;
    }
}

static void matrix_cursor(struct explorer *x, void *self, int *row, int *col)
{
    (void)x;
    *row = ((struct matrix *)self)->cursor_row;
    *col = ((struct matrix *)self)->cursor_col;
}

static void matrix_close(struct explorer *x, void *self)
{
    struct matrix *m = self;

    (void)x;
    privileges_free(m->p);
    page_release(&m->words);
}

const struct view_kind view_matrix = {
    .name = "matrix",
    .help = "Which identity is given what on which thing, and what it needs; Enter shows it on the map",
    .private_size = sizeof(struct matrix),
    .close = matrix_close,
    .draw = matrix_draw,
    .act = matrix_act,
    .cursor = matrix_cursor,
};
