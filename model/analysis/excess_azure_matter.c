/* SPDX-License-Identifier: MIT */
/* excess_azure_matter.c - what replacing a role assignment closes: to anyone on the internet, and to whoever
 * has taken over what runs as its holder. */
#include "excess_azure.h"
#include "excess_matter.h"
#include "mem.h"

struct figuring {
    struct excess_azure *x;
    struct matter m;           /* what is counted; nothing else of it is used */
    struct attack *attack;
    uint32_t *arcs_at;
    arc_id *arcs;
    uint32_t *gone;            /* by edge, zero between two questions */
    vertex_id *starts;
    struct loss_gift *gifts;
    size_t gift_cap;
};

/* What a class of data gives of the thing (spread.tsv, rows of grants). */
static unsigned states_of(unsigned ops)
{
    return (ops & OP_READ ? 1u << STATE_READ : 0) | (ops & OP_WRITE ? 1u << STATE_WRITE : 0) |
           (ops & OP_INVOKE ? 1u << STATE_INPUT : 0);
}

static void add_gift(struct figuring *f, size_t *count, node_id holder, node_id to, enum state s)
{
    vertex_id from = attack_vertex(f->attack, holder, STATE_HOLD);
    vertex_id at = attack_vertex(f->attack, to, s);
    if (from == VERTEX_NONE || at == VERTEX_NONE)
        return;
    if (*count == f->gift_cap)
        f->gifts = mem_grow(f->gifts, &f->gift_cap, sizeof *f->gifts);
    f->gifts[(*count)++] = (struct loss_gift){from, at};
}

/* Does the replacement of that assignment take the edge away as well? Rows of a holder stand together. */
static bool is_cut_by(const struct excess_azure *x, const struct excess_azure_row *beside,
                      const struct azure_assignment *a, edge_id edge)
{
    const struct excess_azure_row *row = beside;
    while (row > x->rows && row[-1].assignment->holder == a->holder)
        row--;
    for (; row < x->rows + x->count && row->assignment->holder == a->holder; row++)
        for (uint32_t k = 0; row->assignment == a && k < row->cut_count; k++)
            if (row->cuts[k] == edge)
                return true;
    return false;
}

/* all: every assignment is replaced, so that none keeps what another one gave. */
static size_t gifts_of(struct figuring *f, const struct excess_azure_row *row, bool all,
                       size_t count)
{
    for (uint32_t i = 0; i < row->gift_count; i++) {
        const struct excess_azure_gift *gift = &row->gifts[i];
        if (all && gift->from && is_cut_by(f->x, row, gift->from, gift->cut))
            continue;
        for (int s = 0; s < STATE_COUNT; s++)
            if (states_of(gift->ops) >> s & 1)
                add_gift(f, &count, row->assignment->holder, gift->node, (enum state)s);
    }
    return count;
}

static struct excess_closed ask(struct figuring *f, struct loss *l,
                                const struct excess_azure_row *row)
{
    struct loss_question q = {.edges = row->cuts, .edge_count = row->cut_count, .gone = f->gone};
    q.gift_count = gifts_of(f, row, false, 0);
    q.gifts = f->gifts;
    for (uint32_t i = 0; i < row->cut_count; i++)
        f->gone[row->cuts[i]] = 1;
    loss_ask(l, f->arcs_at, f->arcs, &q);
    for (uint32_t i = 0; i < row->cut_count; i++)
        f->gone[row->cuts[i]] = 0;
    return excess_lost(&f->m, l);
}

/* All at once. */
static struct excess_closed ask_all(struct figuring *f, struct loss *l)
{
    struct loss_question q = {.gone = f->gone};
    size_t cuts = 0;
    for (size_t i = 0; i < f->x->count; i++)
        cuts += f->x->rows[i].cut_count;
    edge_id *edges = mem_alloc((cuts + 1) * sizeof *edges);
    for (size_t i = 0; i < f->x->count; i++) {
        const struct excess_azure_row *row = &f->x->rows[i];
        q.gift_count = gifts_of(f, row, true, q.gift_count);
        for (uint32_t k = 0; k < row->cut_count; k++)
            if (!f->gone[row->cuts[k]]++)
                edges[q.edge_count++] = row->cuts[k];
    }
    q.edges = edges;
    q.gifts = f->gifts;
    loss_ask(l, f->arcs_at, f->arcs, &q);
    for (size_t i = 0; i < q.edge_count; i++)
        f->gone[edges[i]] = 0;
    mem_free(edges);
    return excess_lost(&f->m, l);
}

static void sit_down(struct figuring *f, enum seat_kind kind)
{
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(kind, MODE_STRICT)};
    f->attack = attack_build(f->x->graph, &terms);
    loss_index(f->attack, &f->arcs_at, &f->arcs);
    f->starts = mem_alloc((f->attack->vertex_count + 1u) * sizeof *f->starts);
}

static void stand_up(struct figuring *f)
{
    attack_free(f->attack);
    mem_free(f->arcs_at);
    mem_free(f->arcs);
    mem_free(f->starts);
}

static void from_internet(struct figuring *f, const uint8_t *weak)
{
    sit_down(f, SEAT_ANONYMOUS);
    size_t count = excess_sit(f->attack, SEAT_ANONYMOUS, 0, f->starts);
    struct loss *l = loss_new(f->attack, f->starts, count, weak);
    for (size_t i = 0; i < f->x->count; i++)
        if (f->x->rows[i].cut_count)
            f->x->rows[i].from_internet = ask(f, l, &f->x->rows[i]);
    f->x->all = ask_all(f, l);
    loss_free(l);
    stand_up(f);
}

static size_t sit_in_users(struct figuring *f, node_id holder)
{
    struct edge_list in = graph_in(f->x->graph, holder);
    size_t count = 0;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(f->x->graph, in.ids[i]);
        if (e->kind == EDGE_RUNS_AS && count < f->attack->vertex_count)
            count += excess_sit(f->attack, SEAT_COMPROMISED, e->from, &f->starts[count]);
    }
    return count;
}

/* Rows of one holder stand together. */
static void if_taken(struct figuring *f, const uint8_t *weak)
{
    struct excess_azure *x = f->x;
    sit_down(f, SEAT_COMPROMISED);
    for (size_t i = 0, end; i < x->count; i = end) {
        bool any = false;
        for (end = i; end < x->count &&
                      x->rows[end].assignment->holder == x->rows[i].assignment->holder; end++)
            any = any || x->rows[end].cut_count;
        size_t count = any ? sit_in_users(f, x->rows[i].assignment->holder) : 0;
        if (!count)
            continue;
        struct loss *l = loss_new(f->attack, f->starts, count, weak);
        for (size_t k = i; k < end; k++)
            if (x->rows[k].cut_count)
                x->rows[k].if_taken = ask(f, l, &x->rows[k]);
        loss_free(l);
    }
    stand_up(f);
}

void excess_azure_matter(struct excess_azure *x)
{
    size_t nodes = graph_node_count(x->graph), edges = graph_edge_count(x->graph);
    struct figuring f = {.x = x};
    uint8_t *weak = mem_zalloc(edges + 1, 1);
    bool any = false;
    for (size_t i = 0; i < x->count; i++)
        for (uint32_t k = 0; k < x->rows[i].cut_count; k++) {
            weak[x->rows[i].cuts[k]] = 1;
            any = true;
        }
    if (any) {
        f.gone = mem_zalloc(edges + 1, sizeof *f.gone);
        f.m.counts = mem_zalloc(nodes + 1, 1);
        f.m.falls = mem_zalloc(nodes + 1, 1);
        f.m.told = mem_zalloc(nodes + 1, 1);
        excess_look_at_nodes(&f.m, x->graph, x->jewels);
        from_internet(&f, weak);
        if_taken(&f, weak);
        mem_free(f.gone);
        mem_free(f.m.counts);
        mem_free(f.m.falls);
        mem_free(f.m.told);
        mem_free(f.gifts);
    }
    mem_free(weak);
}
