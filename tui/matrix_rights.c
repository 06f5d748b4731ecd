/* SPDX-License-Identifier: MIT */
/* matrix_rights.c - a row per identity, a column per thing, in each cell the classes that are given,
 * capital where something needs them; letters stand at fixed places, as of `ls -l`. */
#include "matrix.h"
#include "mem.h"

static const struct {
    char letter;
    const char *verb;
} classes[OP_COUNT] = {
    [OP_BIT_READ] = {'r', "read"},         [OP_BIT_WRITE] = {'w', "write"},
    [OP_BIT_INVOKE] = {'i', "invoke"},     [OP_BIT_DELETE] = {'d', "delete"},
    [OP_BIT_ADMIN] = {'a', "configure"},   [OP_BIT_POLICY] = {'p', "set the policy of"},
    [OP_BIT_EXEC] = {'x', "change the code of"},
};

/* --- What is shown ---------------------------------------------------------------------------- */

static bool fits(const uint8_t *passing, const struct privileges *p, const struct privilege_row *row,
                 const struct privilege_cell *cell)
{
    if (!passing || passing[row->holder] || passing[p->columns[cell->col]])
        return true;
    for (uint32_t i = 0; i < row->user_count; i++)
        if (passing[row->users[i]])
            return true;
    return false;
}

static uint32_t *numbers(const uint8_t *in, size_t all, size_t *count)
{
    uint32_t *out = mem_zalloc(all + 1, sizeof *out);

    *count = 0;
    for (uint32_t i = 0; i < all; i++)
        if (in[i])
            out[(*count)++] = i;
    return out;
}

struct rights_job {
    const struct graph *graph;
    struct privileges *p;
};

static void job_fill(struct explorer *x, void *job)
{
    ((struct rights_job *)job)->graph = x->graph;
}

static void job_work(void *job)
{
    struct rights_job *j = job;

    j->p = privileges_find(j->graph);
}

static void job_take(struct explorer *x, void *job)
{
    struct matrix *m = x->views[VIEW_MATRIX];
    struct rights_job *j = job;

    matrix_drop_grid(m, MATRIX_RIGHTS);
    privileges_free(m->p);
    m->p = j->p;
    j->p = NULL;
}

static void job_drop(void *job)
{
    privileges_free(((struct rights_job *)job)->p);
}

const struct inquiry_kind inquiry_rights = {
    .doing = matrix_doing,
    .job_size = sizeof(struct rights_job),
    .stays = true,
    .fill = job_fill,
    .work = job_work,
    .take = job_take,
    .drop = job_drop,
};

static bool asked(struct explorer *x, struct matrix *m)
{
    if (!m->p)
        inquiry_ask(x, INQUIRY_RIGHTS, x->live.taken);
    return m->p != NULL;
}

/* A cell passes if its identity, one that runs as it, or its thing does; what is hidden is left out. */
static void make(struct explorer *x, struct matrix *m, struct grid *g)
{
    const uint8_t *passing = sight_fits(x, VIEW_MATRIX);
    uint8_t *rows, *cols;

    rows = mem_zalloc(m->p->row_count + 1, 1);
    cols = mem_zalloc(m->p->column_count + 1, 1);
    for (size_t r = 0; r < m->p->row_count; r++) {
        const struct privilege_row *row = &m->p->rows[r];
        for (uint32_t i = 0; i < row->count && !work_hidden(x, row->holder); i++) {
            const struct privilege_cell *cell = &m->p->cells[row->first + i];
            if (work_hidden(x, m->p->columns[cell->col]) || !fits(passing, m->p, row, cell))
                continue;
            rows[r] = cols[cell->col] = 1;
        }
    }
    g->row_all = m->p->row_count;
    g->col_all = m->p->column_count;
    g->rows = numbers(rows, g->row_all, &g->row_count);
    g->cols = numbers(cols, g->col_all, &g->col_count);
    mem_free(rows);
    mem_free(cols);
}

static struct matrix_head row_head(const struct explorer *x, const struct matrix *m, uint32_t row)
{
    node_id n = m->p->rows[row].holder;

    return (struct matrix_head){session_name(x, n), ROLE_ZONE_IDENTITY, n};
}

static struct matrix_head col_head(const struct explorer *x, const struct matrix *m, uint32_t col)
{
    node_id n = m->p->columns[col];

    return (struct matrix_head){session_name(x, n), session_zone_role(x, n), n};
}

static struct str row_id(const struct matrix *m, uint32_t row)
{
    return graph_node_at(m->graph, m->p->rows[row].holder)->id;
}

static struct str col_id(const struct matrix *m, uint32_t col)
{
    return graph_node_at(m->graph, m->p->columns[col])->id;
}

static struct str id_of(const struct explorer *x, node_id n)
{
    return n ? graph_node_at(x->graph, n)->id : STR_NONE;
}

/* A grant is a cell; a node may be a row, a column, or both. */
static bool selected(const struct explorer *x, const struct matrix *m, struct str *row, struct str *col)
{
    const struct edge *e = x->at.edge ? graph_edge_at(x->graph, x->at.edge) : NULL;
    bool grant = e && e->kind == EDGE_GRANTS;

    (void)m;
    *row = id_of(x, grant ? e->from : x->at.node);
    *col = id_of(x, grant ? e->to : x->at.node);
    return x->at.node != 0;
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
        buf_puts(out, "; what it needs is not known");
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
static void tell_through(const struct explorer *x, const struct matrix *m, uint32_t row, uint32_t col,
                         struct buf *out)
{
    const struct privilege_cell *c = privileges_through(m->p, row, col);

    if (!c)
        return;
    buf_puts(out, " by name; it may ");
    add_classes(out, c->given);
    buf_putc(out, ' ');
    buf_add(out, session_name(x, m->p->columns[c->col]));
}

/* "OrderRole (PlaceOrder) may read, write Orders; needed: write" */
static void tell(const struct explorer *x, const struct matrix *m, uint32_t at_row, uint32_t at_col,
                 struct buf *out)
{
    const struct privilege_row *row = &m->p->rows[at_row];
    const struct privilege_cell *c = privileges_at(m->p, at_row, at_col);
    struct str thing = session_name(x, m->p->columns[at_col]);

    buf_add(out, session_name(x, row->holder));
    add_users(x, row, out);
    if (!c || !c->edge) {
        buf_puts(out, " has no rights on ");
        buf_add(out, thing);
        tell_through(x, m, at_row, at_col, out);
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

static void draw(const struct explorer *x, const struct matrix *m, uint32_t row, uint32_t col,
                 struct canvas *c, int at_row, int at_col)
{
    const struct privilege_cell *cell = privileges_at(m->p, row, col);

    (void)x;
    if (cell)
        draw_cell(m, cell, c, at_row, at_col);
    else if (privileges_through(m->p, row, col))
        canvas_puts(c, at_row, at_col, "(all)", ROLE_DIM);
}

/* --- Acting ---------------------------------------------------------------------------------- */

static edge_id edge_at(const struct matrix *m, uint32_t row, uint32_t col)
{
    const struct privilege_cell *c = privileges_at(m->p, row, col);

    return c ? c->edge : 0;
}

static unsigned open_cell(struct explorer *x, struct matrix *m, uint32_t row, uint32_t col)
{
    edge_id e = edge_at(m, row, col);

    if (!(x->map.layers & VISIBLE_LAYER(LAYER_IDENTITY)))
        session_layer(x, LAYER_IDENTITY);
    matrix_show_edge(x, e ? m->p->rows[row].holder : m->p->columns[col], e);
    return ACT_HANDLED;
}

const struct matrix_kind matrix_rights = {
    .signs = "  CAPITAL needed ? perhaps ! not given",
    .letters = "r read w write i invoke d delete a configure p policy x code .no",
    .letters_narrow = "r read w write i invoke d delete a config p policy x code",
    .nothing = "No identity is given any rights in this system.",
    .cell_cols = 9,
    .name_cols_min = 12,
    .name_cols_max = 40,
    .asked = asked,
    .make = make,
    .row = row_head,
    .col = col_head,
    .row_id = row_id,
    .col_id = col_id,
    .selected = selected,
    .draw = draw,
    .tell = tell,
    .open = open_cell,
    .edge = edge_at,
};
