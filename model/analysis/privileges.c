/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "azure_needs.h"
#include "excess_parts.h"
#include "mem.h"
#include "privileges.h"
#include "query.h"

/* What is perhaps needed of a thing that a setting names: as in aws_needs.h. */
enum { DATA_OPS = OP_READ | OP_WRITE | OP_INVOKE };

/* While rows are gathered a cell's col is the node; columns are numbered afterwards. */
struct gathering {
    const struct graph *g;
    struct privileges *p;
    struct arena *scratch;
    struct aws_docs *docs; /* NULL: no policies of AWS */
    struct aws_things things;
    struct aws_asked *asked; /* NULL: there are no policies */
    size_t row_cap, cell_cap;
};

/* --- Cells ------------------------------------------------------------------------------------ */

static struct privilege_cell *cell_at(struct gathering *x, const struct privilege_row *row,
                                      node_id to)
{
    struct privileges *p = x->p;
    for (size_t i = row->first; i < p->cell_count; i++)
        if (p->cells[i].col == to)
            return &p->cells[i];
    if (p->cell_count == x->cell_cap)
        p->cells = mem_grow(p->cells, &x->cell_cap, sizeof *p->cells);
    p->cells[p->cell_count] = (struct privilege_cell){.row = (uint32_t)p->row_count, .col = to,
                                                      .conditional = true};
    return &p->cells[p->cell_count++];
}

static void add_grants(struct gathering *x, const struct privilege_row *row)
{
    struct edge_list out = graph_out(x->g, row->holder);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(x->g, out.ids[i]);
        if (e->kind != EDGE_GRANTS)
            continue;
        struct privilege_cell *c = cell_at(x, row, e->to);
        if (!c->edge || (c->conditional && str_empty(e->condition)))
            c->edge = out.ids[i];
        c->conditional = c->conditional && !str_empty(e->condition);
        c->given |= edge_ops(e);
    }
}

/* --- Needs ------------------------------------------------------------------------------------ */

/* "arn:aws:SERVICE:...", or of a collective "aws:any:SERVICE:..."; "*" is every service. */
static struct str service_of(const struct node *n, bool collective)
{
    struct str rest = collective ? n->id : node_attr_text(n, "arn"), part = STR_NONE;
    for (int i = 0; i < 3; i++)
        if (!str_cut(&rest, ':', &part))
            return STR_NONE;
    return part;
}

static void add_need(const struct graph *g, struct privilege_cell *c, const struct aws_need *need,
                     unsigned ops)
{
    const struct node *to = graph_node_at(g, c->col);
    bool any = node_boundary_class(to) == BOUNDARY_ANY;
    if (need->node) {
        if (need->node != c->col && !(any && graph_between(g, EDGE_RESIDES_IN, need->node, c->col)))
            return;
    } else {
        struct str service = service_of(to, any);
        if (!str_eq(service, need->service) && !str_is(service, "*"))
            return;
    }
    if (need->possible || (!need->node && !any))
        c->perhaps |= ops;
    else
        c->needed |= ops;
}

static bool is_met(struct gathering *x, struct aws_policies own, const struct aws_need *need)
{
    for (size_t p = 0; p < own.count; p++)
        for (uint32_t s = 0; s < own.items[p].statement_count; s++)
            if (own.items[p].statements[s].allow &&
                aws_need_met(x->asked, &own.items[p].statements[s], need))
                return true;
    return false;
}

/* Are all the policies of the identity in the input? */
static bool policies_known(const struct gathering *x, node_id n)
{
    const struct aws_unread *unread;
    size_t count = x->docs ? aws_docs_unread(x->docs, &unread) : 0;
    for (size_t i = 0; i < count; i++)
        if (unread[i].node == n)
            return false;
    return x->docs && aws_docs_of(x->docs, n, AWS_USE_IDENTITY).count;
}

static void add_needs(struct gathering *x, struct privilege_row *row)
{
    struct aws_needs needs = aws_needs_of(x->g, row->holder, x->scratch);
    bool known = policies_known(x, row->holder);
    row->code_known = needs.code_known;
    for (size_t n = 0; n < needs.count; n++) {
        const struct aws_need *need = &needs.items[n];
        unsigned ops = need->row ? need->row->ops : need->action.len ? 0 : (unsigned)DATA_OPS;
        if (known && need->node && ops && !need->possible &&
            !is_met(x, aws_docs_of(x->docs, row->holder, AWS_USE_IDENTITY), need))
            cell_at(x, row, need->node)->missing |= ops;
        for (size_t i = row->first; i < x->p->cell_count; i++)
            add_need(x->g, &x->p->cells[i], need, ops);
    }
}

static void add_azure_needs(struct gathering *x, struct privilege_row *row)
{
    struct azure_needs needs = azure_needs_of(x->g, row->holder, x->scratch);
    row->compared = needs.used;
    row->code_known = needs.code_known;
    for (size_t n = 0; n < needs.count && needs.used; n++) {
        const struct azure_need *need = &needs.items[n];
        for (size_t i = row->first; i < x->p->cell_count; i++) {
            struct privilege_cell *c = &x->p->cells[i];
            if (!azure_need_about(x->g, need, c->col))
                continue;
            c->needed |= need->possible ? 0 : need->ops;
            c->perhaps |= need->possible ? need->ops : 0;
        }
    }
}

/* --- Rows ------------------------------------------------------------------------------------- */

static void add_users(struct gathering *x, struct privilege_row *row)
{
    struct edge_list in = graph_in(x->g, row->holder);
    node_id *users = arena_array(x->p->arena, in.count + 1, sizeof *users);
    for (size_t i = 0; i < in.count; i++)
        if (graph_edge_at(x->g, in.ids[i])->kind == EDGE_RUNS_AS)
            users[row->user_count++] = graph_edge_at(x->g, in.ids[i])->from;
    row->users = users;
}

static void add_row(struct gathering *x, node_id n)
{
    struct privileges *p = x->p;
    const struct node *node = graph_node_at(x->g, n);
    struct privilege_row row = {.holder = n, .first = (uint32_t)p->cell_count};
    row.compared = node->kind == NODE_IDENTITY && str_is(node->provider, "aws");
    add_grants(x, &row);
    if (row.compared)
        add_needs(x, &row);
    else if (node->kind == NODE_IDENTITY && str_is(node->provider, "azure"))
        add_azure_needs(x, &row);
    row.count = (uint32_t)p->cell_count - row.first;
    if (!row.count)
        return;
    add_users(x, &row);
    if (p->row_count == x->row_cap)
        p->rows = mem_grow(p->rows, &x->row_cap, sizeof *p->rows);
    p->rows[p->row_count++] = row;
}

static bool may_hold(const struct graph *g, node_id n)
{
    return graph_node_at(g, n)->kind == NODE_IDENTITY || graph_first_out(g, n, EDGE_GRANTS);
}

/* --- Order ------------------------------------------------------------------------------------ */

struct row_rank {
    struct privilege_row row;
    struct str id; /* of the holder */
    unsigned weight;
    uint32_t cells; /* with too much */
};

static int by_rank(const void *a, const void *b)
{
    const struct row_rank *x = a, *y = b;
    if (!x->row.user_count != !y->row.user_count)
        return x->row.user_count ? -1 : 1;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (x->cells != y->cells)
        return x->cells < y->cells ? 1 : -1;
    return str_name_cmp(x->id, y->id);
}

struct column_rank {
    node_id node;
    struct str id;
    uint32_t cells;
};

static int by_use(const void *a, const void *b)
{
    const struct column_rank *x = a, *y = b;
    if (x->cells != y->cells)
        return x->cells < y->cells ? 1 : -1;
    if (x->cells == 0) /* no column */
        return (x->node > y->node) - (x->node < y->node);
    return str_name_cmp(x->id, y->id);
}

static int by_place(const void *a, const void *b)
{
    const struct privilege_cell *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->col > y->col) - (x->col < y->col);
}

static void number_columns(struct gathering *x)
{
    struct privileges *p = x->p;
    size_t nodes = graph_node_count(x->g);
    struct column_rank *ranks = mem_zalloc(nodes + 1, sizeof *ranks);
    p->number = mem_zalloc(nodes + 1, sizeof *p->number);
    for (node_id n = 1; n <= nodes; n++)
        ranks[n] = (struct column_rank){.node = n, .id = graph_node_at(x->g, n)->id};
    for (size_t i = 0; i < p->cell_count; i++)
        ranks[p->cells[i].col].cells++;
    qsort(ranks, nodes + 1, sizeof *ranks, by_use);
    while (p->column_count <= nodes && ranks[p->column_count].cells)
        p->column_count++;
    p->columns = arena_array(p->arena, p->column_count + 1, sizeof *p->columns);
    for (uint32_t i = 0; i < p->column_count; i++) {
        p->columns[i] = ranks[i].node;
        p->number[ranks[i].node] = i + 1;
    }
    for (size_t i = 0; i < p->cell_count; i++)
        p->cells[i].col = p->number[p->cells[i].col] - 1;
    mem_free(ranks);
}

static void sort_rows(struct privileges *p)
{
    struct row_rank *ranks = mem_zalloc(p->row_count + 1, sizeof *ranks);
    for (size_t r = 0; r < p->row_count; r++) {
        struct privilege_row *row = &p->rows[r];
        for (uint32_t i = row->first; i < row->first + row->count; i++) {
            unsigned excess = privilege_excess(p, &p->cells[i]);
            row->excess |= excess;
            ranks[r].cells += excess != 0;
        }
        ranks[r].row = *row;
        ranks[r].id = graph_node_at(p->graph, row->holder)->id;
        ranks[r].weight = excess_weight(row->excess);
    }
    if (p->row_count)
        qsort(ranks, p->row_count, sizeof *ranks, by_rank);
    for (uint32_t r = 0; r < p->row_count; r++) {
        p->rows[r] = ranks[r].row;
        for (uint32_t i = 0; i < p->rows[r].count; i++)
            p->cells[p->rows[r].first + i].row = r;
    }
    mem_free(ranks);
}

static void sort_cells(struct privileges *p)
{
    if (p->cell_count)
        qsort(p->cells, p->cell_count, sizeof *p->cells, by_place);
    for (uint32_t r = 0, first = 0; r < p->row_count; first += p->rows[r++].count)
        p->rows[r].first = first;
}

/* --- All -------------------------------------------------------------------------------------- */

struct privileges *privileges_find(const struct graph *g)
{
    struct privileges *p = mem_zalloc(1, sizeof *p);
    struct gathering x = {.g = g, .p = p, .scratch = arena_new()};
    p->graph = g;
    p->arena = arena_new();
    x.docs = aws_docs_read(g, x.scratch);
    if (x.docs) {
        aws_things_find(&x.things, g, x.scratch);
        x.asked = aws_asked_new(&x.things);
    }
    for (node_id n = 1; n <= graph_node_count(g); n++)
        if (may_hold(g, n))
            add_row(&x, n);
    sort_rows(p);
    number_columns(&x);
    sort_cells(p);
    if (x.docs)
        aws_things_release(&x.things);
    aws_asked_free(x.asked);
    arena_free(x.scratch);
    return p;
}

void privileges_free(struct privileges *p)
{
    if (!p)
        return;
    arena_free(p->arena);
    mem_free(p->rows);
    mem_free(p->cells);
    mem_free(p->number);
    mem_free(p);
}

const struct privilege_cell *privileges_at(const struct privileges *p, size_t row, size_t col)
{
    size_t low = p->rows[row].first, high = low + p->rows[row].count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->cells[middle].col == col)
            return &p->cells[middle];
        if (p->cells[middle].col < col)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct privilege_cell *privileges_through(const struct privileges *p, size_t row, size_t col)
{
    struct edge_list out = graph_out(p->graph, p->columns[col]);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(p->graph, out.ids[i]);
        if (e->kind != EDGE_RESIDES_IN || !p->number[e->to] ||
            node_boundary_class(graph_node_at(p->graph, e->to)) != BOUNDARY_ANY)
            continue;
        const struct privilege_cell *c = privileges_at(p, row, p->number[e->to] - 1);
        if (c && c->edge)
            return c;
    }
    return NULL;
}

unsigned privilege_excess(const struct privileges *p, const struct privilege_cell *cell)
{
    return p->rows[cell->row].compared ? cell->given & ~(cell->needed | cell->perhaps) : 0;
}
