/* SPDX-License-Identifier: MIT */
/* matrix_zones.c - how many lines lead from each zone to each other one, the way data flows, and how
 * many of them cross an outer boundary; Enter lists those of a cell, Enter there shows one on the map.
 *
 *                  Internet  Gateway   Code
 *     Internet     .         2 #       1 #      <- 2 lines, all cross; "8 #3": 3 of 8 do
 *     Gateway      .         .         2
 */
#include "act_work.h"
#include "crossings.h"
#include "edge_words.h"
#include "map_view.h"
#include "matrix.h"
#include "mem.h"
#include "query.h"

enum {
    LIST_MOST = 1000, /* lines of the list */
    TELL_MOST = 2000, /* edges that are looked at for the words of a cell */
};

static const struct page_target no_target = {0};

/* --- What is shown ------------------------------------------------------------------------------- */

enum { PASSES = 1, HIDDEN = 2 };

struct zones_job {
    const struct graph *graph;
    unsigned layers;
    uint8_t *node;      /* per node id: PASSES, HIDDEN */
    uint8_t *crossings; /* NULL: to be found, and given over */
    bool found;
    uint64_t state;
    struct zone_matrix *z;
};

/* Of the layers that are on; one end passes the filter, none is hidden. */
static bool counts(const void *arg, edge_id e)
{
    const struct zones_job *j = arg;
    const struct edge *edge = graph_edge_at(j->graph, e);
    unsigned ends = j->node[edge->from] | j->node[edge->to];

    return j->layers & VISIBLE_LAYER(edge_kinds[edge->kind].layer) && ends & PASSES &&
           !(ends & HIDDEN);
}

static void job_fill(struct explorer *x, void *job)
{
    struct matrix *m = x->views[VIEW_MATRIX];
    struct zones_job *j = job;
    const uint8_t *passing = sight_fits(x, VIEW_MATRIX);
    size_t nodes = graph_node_count(x->graph);

    j->graph = x->graph;
    j->layers = x->map.layers;
    j->state = matrix_state(x, MATRIX_ZONES);
    j->crossings = m->crossings;
    j->node = mem_zalloc(nodes + 1, 1);
    for (node_id n = 1; n <= nodes; n++)
        j->node[n] = !passing || passing[n] ? PASSES : 0;
    for (node_id n = work_next(x->work.hidden, 0); n; n = work_next(x->work.hidden, n))
        j->node[n] |= HIDDEN;
}

static void job_work(void *job)
{
    struct zones_job *j = job;
    struct zone_question q = {.flows_back = visible_flows_back, .counts = counts, .arg = j};

    j->found = !j->crossings;
    if (j->found)
        j->crossings = crossings_of_all(j->graph);
    q.crossings = j->crossings;
    j->z = zone_matrix_find(j->graph, &q);
}

static void job_take(struct explorer *x, void *job)
{
    struct matrix *m = x->views[VIEW_MATRIX];
    struct zones_job *j = job;

    matrix_drop_grid(m, MATRIX_ZONES);
    zone_matrix_free(m->z);
    m->z = j->z;
    m->z_for = j->state;
    m->crossings = j->crossings;
    j->z = NULL;
    j->found = false;
}

static void job_drop(void *job)
{
    struct zones_job *j = job;

    zone_matrix_free(j->z);
    if (j->found)
        mem_free(j->crossings);
    mem_free(j->node);
}

const struct inquiry_kind inquiry_zones = {
    .doing = matrix_doing,
    .job_size = sizeof(struct zones_job),
    .stays = true,
    .fill = job_fill,
    .work = job_work,
    .take = job_take,
    .drop = job_drop,
};

static bool asked(struct explorer *x, struct matrix *m)
{
    uint64_t state = matrix_state(x, MATRIX_ZONES);

    if (m->z && m->z_for == state)
        inquiry_stop(x, INQUIRY_ZONES); /* of a state that is over */
    else
        inquiry_ask(x, INQUIRY_ZONES, x->shown);
    return m->z && m->z_for == state;
}

static uint32_t *all_of(size_t count)
{
    uint32_t *out = mem_zalloc(count + 1, sizeof *out);

    for (uint32_t i = 0; i < count; i++)
        out[i] = i;
    return out;
}

static void make(struct explorer *x, struct matrix *m, struct grid *g)
{
    (void)x;
    g->row_all = g->col_all = g->row_count = g->col_count = m->z->zone_count;
    g->rows = all_of(g->row_count);
    g->cols = all_of(g->col_count);
}

static const struct zone *zone_at(const struct matrix *m, uint32_t i)
{
    return graph_zone_at(m->graph, m->z->zones[i]);
}

static struct matrix_head head(const struct explorer *x, const struct matrix *m, uint32_t i)
{
    const struct zone *z = zone_at(m, i);

    (void)x;
    return (struct matrix_head){str_empty(z->name) ? z->id : z->name, zone_role(z->kind), 0};
}

static struct str id_of(const struct matrix *m, uint32_t i)
{
    return zone_at(m, i)->id;
}

/* An edge is a cell; a node is in the row of its zone. */
static bool selected(const struct explorer *x, const struct matrix *m, struct str *row, struct str *col)
{
    const struct edge *e = x->at.edge ? graph_edge_at(x->graph, x->at.edge) : NULL;
    bool back = e && visible_flows_back(e->kind);

    (void)m;
    *row = *col = STR_NONE;
    if (e) {
        *row = graph_node_zone(x->graph, back ? e->to : e->from)->id;
        *col = graph_node_zone(x->graph, back ? e->from : e->to)->id;
    } else if (x->at.node) {
        *row = graph_node_zone(x->graph, x->at.node)->id;
    }
    return x->at.node != 0;
}

/* --- Words --------------------------------------------------------------------------------------- */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* "exposes 2, invokes 1", most first as far as the edges are looked at. */
static void add_tally(struct buf *out, const char *head, const size_t *count, size_t rows,
                      const char *(*name)(size_t row))
{
    const char *sep = head;

    for (size_t i = 0; i < rows; i++) {
        if (!count[i])
            continue;
        buf_printf(out, "%s%s %zu", sep, name(i), count[i]);
        sep = ", ";
    }
}

static const char *kind_name(size_t i)
{
    return edge_kinds[i].name;
}

static const char *reason_name(size_t i)
{
    return crossing_reason_texts[i];
}

static const char *gate_name(size_t i)
{
    return i == AUTH_NONE ? "no gate" : auths[i].name;
}

/* "From Internet to Gateway: 2 lines: exposes 2; 2 cross an outer boundary: who owns it 2; gates: ..." */
static void tell(const struct explorer *x, const struct matrix *m, uint32_t row, uint32_t col,
                 struct buf *out)
{
    const struct zone_cell *c = zone_matrix_at(m->z, row, col);
    size_t kinds[EDGE_KIND_COUNT] = {0}, reasons[CROSSING_REASON_COUNT] = {0};
    size_t gates[AUTH_COUNT + 1] = {0}; /* behind the last: no gate is known */

    buf_puts(out, row == col ? "Within " : "From ");
    buf_add(out, head(x, m, row).name);
    buf_puts(out, row == col ? "" : " to ");
    buf_add(out, row == col ? STR("") : head(x, m, col).name);
    if (!c) {
        buf_puts(out, ": no line on the layers that are shown");
        return;
    }
    buf_printf(out, ": %u line%s", c->count, plural(c->count));
    for (uint32_t i = 0; i < c->count && i < TELL_MOST; i++) {
        edge_id e = m->z->edges[c->first + i];
        enum crossing_reason reason;
        kinds[graph_edge_at(x->graph, e)->kind]++;
        gates[graph_edge_at(x->graph, e)->auth]++;
        if (crossing_of_edge(x->graph, e, &reason) != CROSSING_NONE)
            reasons[reason]++;
    }
    if (c->count <= TELL_MOST)
        add_tally(out, ": ", kinds, EDGE_KIND_COUNT, kind_name);
    if (c->outer)
        buf_printf(out, "; %u cross%s an outer boundary", c->outer, c->outer == 1 ? "es" : "");
    if (c->inner)
        buf_printf(out, "; %u cross%s an inner one", c->inner, c->inner == 1 ? "es" : "");
    if (c->count <= TELL_MOST) {
        add_tally(out, ": ", reasons, CROSSING_REASON_COUNT, reason_name);
        add_tally(out, "; gates: ", gates, AUTH_COUNT, gate_name);
    }
}

/* --- Drawing ------------------------------------------------------------------------------------- */

static void draw(const struct explorer *x, const struct matrix *m, uint32_t row, uint32_t col,
                 struct canvas *c, int at_row, int at_col)
{
    const struct zone_cell *cell = zone_matrix_at(m->z, row, col);
    struct buf text = {0};
    enum role role = !cell ? ROLE_DIM : cell->outer ? ROLE_CROSSING : ROLE_NORMAL;

    if (!cell) {
        canvas_put(c, at_row, at_col, x->ascii ? '.' : 0xb7, ROLE_DIM);
        return;
    }
    buf_printf(&text, "%u", cell->count);
    if (cell->outer) {
        buf_putc(&text, ' ');
        buf_utf8(&text, theme_glyph(x->theme, GLYPH_CROSSING, x->ascii));
        if (cell->outer < cell->count)
            buf_printf(&text, "%u", cell->outer);
    }
    canvas_text(c, at_row, at_col, m->cell_cols - 1, buf_str(&text),
                !cell->outer && !cell->inner ? ROLE_LABEL : role, x->ascii);
    buf_release(&text);
}

/* --- The list of a cell -------------------------------------------------------------------------- */

static const struct zone_cell *listed(const struct matrix *m)
{
    const struct grid *g = &m->grids[MATRIX_ZONES];

    return g->row_count ? zone_matrix_at(m->z, g->rows[g->row], g->cols[g->col]) : NULL;
}

static void edge_line(const struct explorer *x, struct page *p, edge_id id)
{
    const struct edge *e = graph_edge_at(x->graph, id);
    enum crossing_reason reason;
    enum crossing crossing = crossing_of_edge(x->graph, id, &reason);
    struct buf mark = {0};

    page_line(p, (struct page_target){.node = e->from, .edge = id, .rest = true});
    if (crossing == CROSSING_OUTER) {
        buf_utf8(&mark, theme_glyph(x->theme, GLYPH_CROSSING, x->ascii));
        page_add(p, buf_str(&mark), ROLE_CROSSING);
        buf_release(&mark);
    }
    page_at(p, 2);
    page_add(p, session_name(x, e->from), session_zone_role(x, e->from));
    page_printf(p, ROLE_LABEL, " %s ", edge_words(e->kind, false));
    page_add(p, session_name(x, e->to), session_zone_role(x, e->to));
    if (e->auth != AUTH_ABSENT)
        page_printf(p, e->auth == AUTH_NONE ? ROLE_GATE_OPEN : ROLE_GATE_SHARED, "  %s%s",
                    e->auth == AUTH_NONE ? "" : "gate ", gate_name(e->auth));
    if (crossing != CROSSING_NONE)
        page_printf(p, crossing == CROSSING_OUTER ? ROLE_CROSSING : ROLE_LABEL, "  %s: %s",
                    crossing_names[crossing], crossing_reason_texts[reason]);
    if (session_is_off(x, id))
        page_puts(p, "  switched off", ROLE_GATE_STRONG);
    if (!str_empty(e->where.file)) {
        page_puts(p, "  ", ROLE_DIM);
        page_add(p, e->where.file, ROLE_DIM);
        if (e->where.line)
            page_printf(p, ROLE_DIM, ":%u", e->where.line);
    }
}

void matrix_list_build(struct explorer *x, struct matrix *m)
{
    const struct grid *g = &m->grids[MATRIX_ZONES];
    const struct zone_cell *c = listed(m);
    struct buf text = {0};

    page_reset(&m->list);
    page_line(&m->list, no_target);
    if (g->row_count)
        tell(x, m, g->rows[g->row], g->cols[g->col], &text);
    page_wrap(&m->list, buf_str(&text), ROLE_TITLE, m->width, 0, no_target);
    buf_release(&text);
    for (uint32_t i = 0; c && i < c->count && i < LIST_MOST; i++)
        edge_line(x, &m->list, m->z->edges[c->first + i]);
    if (c && c->count > LIST_MOST) {
        page_line(&m->list, no_target);
        page_printf(&m->list, ROLE_HINT, "  and %u more: & filters by either end",
                    c->count - LIST_MOST);
    }
    page_return(&m->list);
}

void matrix_list_draw(struct explorer *x, struct matrix *m, struct canvas *c, bool focused)
{
    if (m->width != c->cols - 2) {
        m->width = c->cols - 2;
        matrix_list_build(x, m);
    }
    page_draw(&m->list, c, 0, 1, c->rows, c->cols - 2, focused, buf_str(&x->search.text), x->ascii);
    work_signs(x, &m->list, c, 0, 0, c->rows);
}

static void after_move(struct explorer *x, struct matrix *m)
{
    const struct page_target *t = page_current(&m->list);
    struct grid *g = &m->grids[MATRIX_ZONES];

    if (!t)
        return;
    session_select(x, t->node);
    session_select_edge(x, t->edge);
    g->selected = x->at;
}

unsigned matrix_list_act(struct explorer *x, struct matrix *m, enum action action)
{
    const struct page_target *t = page_current(&m->list);

    if (page_takes(action)) {
        bool moved = page_act(&m->list, action);
        if (moved && !m->list.loose)
            after_move(x, m);
        return act_said(moved);
    }
    switch ((int)action) {
    case ACTION_OPEN:
        if (!t)
            return act_said(false);
        matrix_show_edge(x, t->node, t->edge);
        return ACT_HANDLED;
    case ACTION_LEFT:
    case ACTION_BACK:
        m->listing = false;
        page_reset(&m->list);
        return ACT_HANDLED;
    case ACTION_EDIT:
        if (!t)
            return act_said(false);
        session_edit_at(x, graph_edge_at(x->graph, t->edge)->where);
        return ACT_HANDLED;
    default:
        return ACT_NOT;
    }
}

static unsigned open_cell(struct explorer *x, struct matrix *m, uint32_t row, uint32_t col)
{
    if (!zone_matrix_at(m->z, row, col))
        return act_said(false);
    m->listing = true;
    m->list.cursor = m->list.top = 0;
    matrix_list_build(x, m);
    after_move(x, m);
    return ACT_HANDLED;
}

static edge_id edge_at(const struct matrix *m, uint32_t row, uint32_t col)
{
    const struct zone_cell *c = zone_matrix_at(m->z, row, col);

    return c ? m->z->edges[c->first] : 0;
}

const struct matrix_kind matrix_zones = {
    .signs = "  from the row to the column, as data flows",
    .letters = NULL,
    .nothing = "No line leads from anything to anything on the layers that are shown.",
    .cell_cols = 11,
    .name_cols_min = 8,
    .name_cols_max = 24,
    .asked = asked,
    .make = make,
    .row = head,
    .col = head,
    .row_id = id_of,
    .col_id = id_of,
    .selected = selected,
    .draw = draw,
    .tell = tell,
    .open = open_cell,
    .edge = edge_at,
};
