/* SPDX-License-Identifier: MIT */
/* What narrowing closes to anyone on the internet, and which statements that takes. */
#include "excess_matter.h"

#include "mem.h"

/* --- Counting --------------------------------------------------------------------------------- */

void excess_count_node(const struct matter *m, node_id n, unsigned before, unsigned after,
                       struct excess_closed *out)
{
    out->nodes += m->counts[n] && before && !after;
    out->jewels += (m->falls[n] & before) && !(m->falls[n] & after);
}

static void count_lost_node(const struct matter *m, const struct loss *l, node_id n,
                            struct excess_closed *out)
{
    const struct attack *a = l->attack;
    unsigned before = 0, after = 0;
    for (vertex_id v = a->node_first[n]; v < a->node_first[n + 1]; v++) {
        unsigned bit = a->vertex_state[v] == STATE_EXHAUST ? 0 : 1u << a->vertex_state[v];
        before |= l->in[v] != LOSS_OUT ? bit : 0;
        after |= l->in[v] == LOSS_IN ? bit : 0;
    }
    excess_count_node(m, n, before, after, out);
}

struct excess_closed excess_lost(struct matter *m, const struct loss *l)
{
    const node_id *node_of = l->attack->vertex_node;
    struct excess_closed out = {0};
    for (uint32_t i = 0; i < l->lost_count; i++) {
        if (!m->told[node_of[l->lost[i]]])
            count_lost_node(m, l, node_of[l->lost[i]], &out);
        m->told[node_of[l->lost[i]]] = 1;
    }
    for (uint32_t i = 0; i < l->lost_count; i++)
        m->told[node_of[l->lost[i]]] = 0;
    return out;
}

struct excess_closed excess_reached(struct matter *m, const struct loss *l)
{
    const struct attack *a = l->attack;
    struct excess_closed out = {0};
    for (node_id n = 1; n <= graph_node_count(a->graph); n++) {
        unsigned states = 0;
        for (vertex_id v = a->node_first[n]; v < a->node_first[n + 1]; v++)
            if (l->in[v] != LOSS_OUT && a->vertex_state[v] != STATE_EXHAUST)
                states |= 1u << a->vertex_state[v];
        excess_count_node(m, n, states, 0, &out);
    }
    return out;
}

/* --- From the internet ------------------------------------------------------------------------ */

void excess_ask(struct matter *m, struct loss *l, const uint32_t *arcs_at, const arc_id *arcs,
                size_t identity)
{
    struct loss_question q = {.gone = m->gone, .edges = m->edges,
                              .gifts = &m->gifts[m->first_gift[identity]],
                              .gift_count = m->first_gift[identity + 1] - m->first_gift[identity]};
    for (uint32_t n = m->first_cut[identity]; n < m->first_cut[identity + 1]; n++)
        m->edges[q.edge_count++] = m->x->cuts[n].edge;
    excess_cut_edges(m, identity, true);
    loss_ask(l, arcs_at, arcs, &q);
    excess_cut_edges(m, identity, false);
}

/* All identities narrowed at once, which leaves gone[] as it is then. */
static void ask_of_all(struct matter *m, struct loss *l)
{
    const struct excess *x = m->x;
    struct loss_question q = {.gone = m->gone, .gifts = m->gifts,
                              .gift_count = m->first_gift[x->count]};
    edge_id *edges = mem_alloc((x->cut_count + 1) * sizeof *edges);
    for (size_t n = 0; n < x->cut_count; n++)
        edges[q.edge_count++] = x->cuts[n].edge;
    q.edges = edges;
    for (size_t k = 0; k < x->count; k++)
        excess_cut_edges(m, k, true);
    loss_ask(l, m->arcs_at, m->arcs, &q);
    mem_free(edges);
}

/* --- The statements that matter --------------------------------------------------------------- */

struct giving { /* statements back, one after the other */
    struct matter *m;
    const struct attack *attack;
    uint8_t *left;     /* by vertex: still reached */
    uint8_t *back;     /* by cut of the identity: it would come back */
    uint8_t *seen;     /* by vertex, zero between two statements */
    vertex_id *queue;
};

static size_t enter_over(const struct giving *w, edge_id e, size_t tail)
{
    const struct matter *m = w->m;
    for (uint32_t i = m->arcs_at[e]; i < m->arcs_at[e + 1]; i++) {
        vertex_id to = w->attack->arc_to[m->arcs[i]];
        if (w->left[to] || w->seen[to] || !w->left[attack_tail(w->attack, m->arcs[i])])
            continue;
        w->seen[to] = 1;
        w->queue[tail++] = to;
    }
    return tail;
}

/* Is anything but collectives behind what was entered? If not it is still reached, or rather reached
 * again, and no loss. */
static bool leads_on(const struct giving *w, size_t tail)
{
    const struct attack *a = w->attack;
    const struct matter *m = w->m;
    bool found = false;
    for (size_t head = 0; head < tail && !found; head++) {
        vertex_id v = w->queue[head];
        found = m->counts[a->vertex_node[v]] || m->falls[a->vertex_node[v]];
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1] && !found; arc++) {
            vertex_id to = a->arc_to[arc];
            if (w->left[to] || w->seen[to] || m->gone[a->arc_edge[arc]])
                continue;
            w->seen[to] = 1;
            w->queue[tail++] = to;
        }
    }
    for (size_t i = 0; i < tail; i++) {
        w->seen[w->queue[i]] = 0;
        w->left[w->queue[i]] = !found;
    }
    return found;
}

/* Mends what comes back when one more statement is kept, unless that leads the attacker on: then it
 * matters, and stays narrowed. */
static bool give_back(struct giving *w, size_t k, uint32_t statement)
{
    struct matter *m = w->m;
    const struct excess_cut *cuts = &m->x->cuts[m->first_cut[k]];
    uint32_t count = m->first_cut[k + 1] - m->first_cut[k];
    size_t tail = 0;
    for (uint32_t n = 0; n < count; n++)
        w->back[n] = excess_is_gone(m, k, &cuts[n]);
    m->kept[statement] = 1;
    for (uint32_t n = 0; n < count; n++) {
        w->back[n] = w->back[n] && !excess_is_gone(m, k, &cuts[n]);
        m->gone[cuts[n].edge] -= w->back[n];
    }
    for (uint32_t n = 0; n < count; n++)
        if (w->back[n] && !m->gone[cuts[n].edge])
            tail = enter_over(w, cuts[n].edge, tail);
    bool matters = leads_on(w, tail);
    for (uint32_t n = 0; matters && n < count; n++)
        m->gone[cuts[n].edge] += w->back[n];
    m->kept[statement] = !matters;
    return matters;
}

/* Gives back one statement after the other, as long as it gives the attacker nothing back: what is
 * reached with everything narrowed (the last question) stays the same all the while. */
static void find_minimal(struct matter *m, const struct loss *l)
{
    struct excess *x = m->x;
    size_t vertices = m->attack->vertex_count + 1u;
    struct giving w = {.m = m, .attack = m->attack, .left = mem_zalloc(vertices, 1),
                       .back = mem_zalloc(x->cut_count + 1, 1), .seen = mem_zalloc(vertices, 1),
                       .queue = mem_alloc(vertices * sizeof *w.queue)};
    for (vertex_id v = 0; v < m->attack->vertex_count; v++)
        w.left[v] = l->in[v] == LOSS_IN;
    for (size_t k = x->count; k-- > 0;) {
        struct excess_identity *i = &x->items[k];
        for (size_t n = i->statement_count; n-- > 0;)
            i->statements[n].matters =
                m->first_cut[k] < m->first_cut[k + 1] &&
                give_back(&w, k, m->first_statement[k] + (uint32_t)n);
    }
    memset(m->gone, 0, (graph_edge_count(x->graph) + 1) * sizeof *m->gone);
    memset(m->kept, 0, m->first_statement[x->count] + 1u);
    mem_free(w.left);
    mem_free(w.back);
    mem_free(w.seen);
    mem_free(w.queue);
}

/* --- The whole -------------------------------------------------------------------------------- */

struct collecting {
    const struct attack *attack;
    vertex_id *starts;
    size_t count;
};

static void add_start(void *arg, node_id n, enum state s)
{
    struct collecting *c = arg;
    vertex_id v = attack_vertex(c->attack, n, s);
    if (v != VERTEX_NONE)
        c->starts[c->count++] = v;
}

size_t excess_sit(const struct attack *a, enum seat_kind kind, node_id node, vertex_id *starts)
{
    const struct seat_part part = {kind, node};
    struct collecting c = {a, starts, 0};
    seat_starts(a->graph, &part, add_start, &c);
    return c.count;
}

static void from_internet(struct matter *m)
{
    struct excess *x = m->x;
    vertex_id *starts = mem_alloc((m->attack->vertex_count + 1u) * sizeof *starts);
    size_t count = excess_sit(m->attack, SEAT_ANONYMOUS, 0, starts);
    struct loss *l = loss_new(m->attack, starts, count, m->weak);
    x->proof.internet = excess_prove_reach(x, l);
    for (size_t k = 0; k < x->count; k++) {
        if (m->first_cut[k] == m->first_cut[k + 1])
            continue; /* narrowed or not, it leads nowhere else */
        excess_ask(m, l, m->arcs_at, m->arcs, k);
        x->items[k].from_internet = excess_lost(m, l);
        excess_prove_answer(x, x->proof.internet, x->items[k].identity, l);
    }
    ask_of_all(m, l);
    x->all = excess_lost(m, l);
    find_minimal(m, l);
    loss_free(l);
    mem_free(starts);
}

void excess_look_at_nodes(struct matter *m, const struct graph *g, const struct jewels *jewels)
{
    for (node_id n = 1; n <= graph_node_count(g); n++)
        m->counts[n] = node_boundary_class(graph_node_at(g, n)) != BOUNDARY_ANY;
    for (size_t k = 0; k < jewels->count; k++)
        m->falls[jewels->items[k].node] =
            (uint8_t)(jewels->items[k].states & ~(1u << STATE_EXHAUST));
}

static void number_statements(struct matter *m)
{
    const struct excess *x = m->x;
    uint32_t statements = 0;
    for (size_t k = 0; k < x->count; k++) {
        m->first_statement[k] = statements;
        statements += (uint32_t)x->items[k].statement_count;
        excess_read_policy(x, x->items[k].narrowed, &m->narrowed[k]);
    }
    m->first_statement[x->count] = statements;
    m->kept = mem_zalloc(statements + 1, 1);
}

void excess_matter(struct excess *x)
{
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(SEAT_ANONYMOUS, MODE_STRICT)};
    size_t nodes = graph_node_count(x->graph), edges = graph_edge_count(x->graph);
    struct matter m = {.x = x, .attack = attack_build(x->graph, &terms)};
    loss_index(m.attack, &m.arcs_at, &m.arcs);
    m.first_statement = mem_zalloc(x->count + 1, sizeof *m.first_statement);
    m.first_cut = mem_zalloc(x->count + 1, sizeof *m.first_cut);
    m.first_gift = mem_zalloc(x->count + 1, sizeof *m.first_gift);
    m.narrowed = mem_zalloc(x->count + 1, sizeof *m.narrowed);
    m.weak = mem_zalloc(edges + 1, 1);
    m.gone = mem_zalloc(edges + 1, sizeof *m.gone);
    m.edges = mem_alloc((edges + 1) * sizeof *m.edges);
    m.counts = mem_zalloc(nodes + 1, 1);
    m.falls = mem_zalloc(nodes + 1, 1);
    m.told = mem_zalloc(nodes + 1, 1);
    excess_look_at_nodes(&m, x->graph, x->jewels);
    number_statements(&m);
    m.paths = excess_paths_new(x, m.narrowed);
    excess_find_cuts(&m);
    from_internet(&m);
    excess_if_taken(&m);
    excess_paths_free(m.paths);
    attack_free(m.attack);
    void *const parts[] = {m.arcs_at, m.arcs, m.narrowed, m.first_statement, m.first_cut,
                           m.first_gift, m.kept, m.weak, m.gone, m.gifts, m.edges, m.counts,
                           m.falls, m.told};
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
        mem_free(parts[k]);
}
