/* SPDX-License-Identifier: MIT */
#include "attack.h"

#include "facts.h"
#include "mem.h"
#include "stop.h"

/* --- Vertices --------------------------------------------------------------------------------- */

static void find_places(struct attack *a, uint8_t count[NODE_KIND_COUNT])
{
    for (int kind = 0; kind < NODE_KIND_COUNT; kind++) {
        unsigned mask = state_mask((enum node_kind)kind);
        count[kind] = 0;
        for (unsigned s = 0; s < STATE_COUNT; s++)
            a->place[kind][s] = mask & 1u << s ? count[kind]++ : STATE_COUNT;
    }
}

static void make_vertices(struct attack *a)
{
    const struct graph *g = a->graph;
    size_t nodes = graph_node_count(g);
    uint8_t count[NODE_KIND_COUNT];
    find_places(a, count);
    a->node_first = mem_zalloc(nodes + 2, sizeof *a->node_first);
    for (size_t n = 1; n <= nodes; n++)
        a->node_first[n + 1] = a->node_first[n] + count[graph_node_at(g, (node_id)n)->kind];
    a->vertex_count = a->node_first[nodes + 1];
    a->vertex_node = mem_zalloc(a->vertex_count, sizeof *a->vertex_node);
    a->vertex_state = mem_zalloc(a->vertex_count, 1);
    for (size_t n = 1; n <= nodes; n++) {
        const uint8_t *place = a->place[graph_node_at(g, (node_id)n)->kind];
        for (unsigned s = 0; s < STATE_COUNT; s++) {
            if (place[s] == STATE_COUNT)
                continue;
            a->vertex_node[a->node_first[n] + place[s]] = (node_id)n;
            a->vertex_state[a->node_first[n] + place[s]] = (uint8_t)s;
        }
    }
}

vertex_id attack_vertex(const struct attack *a, node_id n, enum state s)
{
    uint8_t place = a->place[graph_node_at(a->graph, n)->kind][s];
    return place < STATE_COUNT ? a->node_first[n] + place : VERTEX_NONE;
}

vertex_id attack_tail(const struct attack *a, arc_id arc)
{
    vertex_id low = 0, high = a->vertex_count;
    while (high - low > 1) {
        vertex_id middle = low + (high - low) / 2;
        if (a->out_at[middle] <= arc)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* --- Arcs ------------------------------------------------------------------------------------- */

struct arc {
    vertex_id from, to;
    edge_id edge;
    uint8_t row, effort, gate, auth, confidence, certainty, conditions, blocked;
};

struct arcs {
    struct arc *items;
    size_t count, cap;
    bool relaxed;
};

static void try_row(struct attack *a, struct arcs *arcs, uint8_t row_index, edge_id e, node_id n)
{
    const struct spread_row *row = &spread_rows[row_index];
    struct spread_hop hop;
    enum spread_verdict verdict = spread_apply(a->facts, &a->terms, row, e, n, &hop);
    if (verdict == SPREAD_NO || (verdict == SPREAD_BLOCKED && !arcs->relaxed))
        return;
    if (arcs->count == arcs->cap)
        arcs->items = mem_grow(arcs->items, &arcs->cap, sizeof *arcs->items);
    arcs->items[arcs->count++] = (struct arc){
        .from = attack_vertex(a, hop.from, row->premise),
        .to = attack_vertex(a, hop.to, row->conclusion),
        .edge = e,
        .row = row_index,
        .effort = hop.effort,
        .gate = (uint8_t)hop.gate_class,
        .auth = (uint8_t)hop.gate,
        .confidence = hop.confidence,
        .certainty = (uint8_t)hop.certainty,
        .conditions = hop.conditions,
        .blocked = verdict == SPREAD_BLOCKED,
    };
}

/* Most rows are about kinds that have not these states: that is seen without applying them. */
static bool is_legal(const struct spread_row *row, const uint8_t *from, const uint8_t *to)
{
    const uint8_t *first = row->dir == SPREAD_FORWARD ? from : to;
    const uint8_t *then = row->dir == SPREAD_FORWARD ? to : from;
    return first[row->premise] < STATE_COUNT && then[row->conclusion] < STATE_COUNT;
}

enum { STOP_EVERY = 1024 }; /* nodes, edges: with fewer arcs it is an attack graph as well */

/* In the order (edge, row): the sort by vertex below is stable and keeps it. */
static void collect(struct attack *a, struct arcs *arcs)
{
    const struct graph *g = a->graph;
    struct spread_row_list own = spread_rows_of(a->facts, EDGE_KIND_COUNT);
    for (size_t n = 1; n <= graph_node_count(g) && (n % STOP_EVERY || !stop_asked()); n++) {
        const uint8_t *place = a->place[graph_node_at(g, (node_id)n)->kind];
        for (size_t i = 0; i < own.count; i++)
            if (is_legal(&spread_rows[own.rows[i]], place, place))
                try_row(a, arcs, own.rows[i], 0, (node_id)n);
    }
    for (size_t e = 1; e <= graph_edge_count(g) && (e % STOP_EVERY || !stop_asked()); e++) {
        const struct edge *edge = graph_edge_at(g, (edge_id)e);
        const uint8_t *from = a->place[graph_node_at(g, edge->from)->kind];
        const uint8_t *to = a->place[graph_node_at(g, edge->to)->kind];
        struct spread_row_list rows = spread_rows_of(a->facts, edge->kind);
        for (size_t i = 0; i < rows.count; i++)
            if (is_legal(&spread_rows[rows.rows[i]], from, to))
                try_row(a, arcs, rows.rows[i], (edge_id)e, 0);
    }
}

/* The arcs of what is reached, found while it is reached. */
struct reaching {
    struct attack *a;
    struct arcs arcs;
    unsigned wanted;
    uint8_t *seen;
    vertex_id *queue;
    size_t tail;
};

static void reach(struct reaching *x, vertex_id v)
{
    if (x->seen[v])
        return;
    x->seen[v] = 1;
    x->queue[x->tail++] = v;
}

/* The rows of a kind of edge (0: of the node alone) that lead on from a vertex by this edge. */
static void try_edge(struct reaching *x, vertex_id v, edge_id e)
{
    struct attack *a = x->a;
    node_id n = a->vertex_node[v];
    const struct edge *edge = e ? graph_edge_at(a->graph, e) : NULL;
    const uint8_t *from = a->place[graph_node_at(a->graph, e ? edge->from : n)->kind];
    const uint8_t *to = a->place[graph_node_at(a->graph, e ? edge->to : n)->kind];
    struct spread_row_list rows = spread_rows_of(a->facts, e ? edge->kind : EDGE_KIND_COUNT);
    for (size_t i = 0; i < rows.count; i++) {
        const struct spread_row *row = &spread_rows[rows.rows[i]];
        size_t before = x->arcs.count;
        if (row->premise != (enum state)a->vertex_state[v] ||
            !(x->wanted & 1u << row->conclusion) ||
            (e && (row->dir == SPREAD_FORWARD ? edge->from : edge->to) != n) ||
            !is_legal(row, from, to))
            continue;
        try_row(a, &x->arcs, rows.rows[i], e, e ? 0 : n);
        if (x->arcs.count > before)
            reach(x, x->arcs.items[before].to);
    }
}

/* Edges of a row stand anywhere in the memory: fetched side by side, not one after the other. */
static void edges_soon(const struct graph *g, struct edge_list row)
{
    for (size_t i = 0; i < row.count && i < MEM_AHEAD; i++)
        mem_soon_all(graph_edge_at(g, row.ids[i]), sizeof(struct edge));
}

/* In the order (edge, row): what leaves and what enters the node, merged. */
static void leave(struct reaching *x, vertex_id v)
{
    node_id n = x->a->vertex_node[v];
    struct edge_list out = graph_out(x->a->graph, n), in = graph_in(x->a->graph, n);
    size_t i = 0, k = 0;
    edges_soon(x->a->graph, out);
    edges_soon(x->a->graph, in);
    try_edge(x, v, 0);
    while (i < out.count || k < in.count) {
        bool first = k == in.count || (i < out.count && out.ids[i] <= in.ids[k]);
        edge_id e = first ? out.ids[i] : in.ids[k];
        i += first;
        k += !first || (k < in.count && in.ids[k] == e); /* of a circle both ends are here */
        try_edge(x, v, e);
    }
}

/* Counts at[v + 1], then sums: at[v] is where the arcs of v begin. */
static void prefix(uint32_t *at, uint32_t count)
{
    for (uint32_t v = 0; v < count; v++)
        at[v + 1] += at[v];
}

static void compress(struct attack *a, const struct arcs *arcs)
{
    uint32_t vertices = a->vertex_count;
    size_t count = arcs->count;
    if (count >= ARC_NONE)
        die("the attack graph is too large");
    a->arc_count = (uint32_t)count;
    a->out_at = mem_zalloc(vertices + 1u, sizeof *a->out_at);
    a->in_at = mem_zalloc(vertices + 1u, sizeof *a->in_at);
    a->arc_to = mem_alloc(count * sizeof *a->arc_to);
    a->arc_edge = mem_alloc(count * sizeof *a->arc_edge);
    a->arc_row = mem_alloc(count);
    a->arc_effort = mem_alloc(count);
    a->arc_gate = mem_alloc(count);
    a->arc_auth = mem_alloc(count);
    a->arc_confidence = mem_alloc(count);
    a->arc_certainty = mem_alloc(count);
    a->arc_conditions = mem_alloc(count);
    if (arcs->relaxed)
        a->arc_blocked = mem_alloc(count);
    a->in_from = mem_alloc(count * sizeof *a->in_from);
    a->in_arc = mem_alloc(count * sizeof *a->in_arc);
    for (size_t i = 0; i < count; i++) {
        a->out_at[arcs->items[i].from + 1]++;
        a->in_at[arcs->items[i].to + 1]++;
    }
    prefix(a->out_at, vertices);
    prefix(a->in_at, vertices);

    uint32_t *next = mem_alloc((vertices + 1u) * sizeof *next);
    memcpy(next, a->out_at, (vertices + 1u) * sizeof *next);
    for (size_t i = 0; i < count; i++) {
        const struct arc *from = &arcs->items[i];
        arc_id at = next[from->from]++;
        a->arc_to[at] = from->to;
        a->arc_edge[at] = from->edge;
        a->arc_row[at] = from->row;
        a->arc_effort[at] = from->effort;
        a->arc_gate[at] = from->gate;
        a->arc_auth[at] = from->auth;
        a->arc_confidence[at] = from->confidence;
        a->arc_certainty[at] = from->certainty;
        a->arc_conditions[at] = from->conditions;
        if (arcs->relaxed)
            a->arc_blocked[at] = from->blocked;
    }
    memcpy(next, a->in_at, (vertices + 1u) * sizeof *next);
    for (vertex_id v = 0; v < vertices; v++)
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
            uint32_t at = next[a->arc_to[arc]]++;
            a->in_from[at] = v;
            a->in_arc[at] = arc;
        }
    mem_free(next);
}

struct attack *attack_build_changed(const struct graph *g, const struct spread_terms *terms,
                                    const struct what_if *change, bool relaxed)
{
    struct attack *a = mem_zalloc(1, sizeof *a);
    struct arcs arcs = {.relaxed = relaxed};
    a->graph = g;
    a->terms = *terms;
    a->facts = spread_facts_changed(g, change);
    make_vertices(a);
    collect(a, &arcs);
    compress(a, &arcs);
    mem_free(arcs.items);
    return a;
}

struct attack *attack_build_from(const struct graph *g, const struct spread_terms *terms,
                                 const struct what_if *change, const node_id *starts,
                                 size_t count, enum state state, unsigned wanted)
{
    struct attack *a = mem_zalloc(1, sizeof *a);
    struct reaching x = {.a = a, .wanted = wanted};
    a->graph = g;
    a->terms = *terms;
    a->facts = spread_facts_changed(g, change);
    make_vertices(a);
    x.seen = mem_zalloc(a->vertex_count, 1);
    x.queue = mem_alloc(a->vertex_count * sizeof *x.queue);
    for (size_t i = 0; i < count; i++)
        reach(&x, attack_vertex(a, starts[i], state));
    for (size_t head = 0; head < x.tail && !stop_asked(); head++)
        leave(&x, x.queue[head]);
    mem_free(x.seen);
    mem_free(x.queue);
    compress(a, &x.arcs);
    mem_free(x.arcs.items);
    return a;
}

struct attack *attack_build(const struct graph *g, const struct spread_terms *terms)
{
    return attack_build_changed(g, terms, NULL, false);
}

struct attack *attack_build_relaxed(const struct graph *g, const struct spread_terms *terms)
{
    return attack_build_changed(g, terms, NULL, true);
}

void attack_free(struct attack *a)
{
    if (!a)
        return;
    void *const parts[] = {a->node_first, a->vertex_node, a->vertex_state, a->out_at,
                           a->arc_to,     a->arc_edge,    a->arc_row,      a->arc_effort,
                           a->arc_gate,   a->arc_confidence, a->in_at,     a->in_from,
                           a->in_arc,     a->arc_blocked, a->arc_auth,
                           a->arc_certainty, a->arc_conditions};
    for (size_t i = 0; i < COUNT(parts); i++)
        mem_free(parts[i]);
    spread_facts_free(a->facts);
    mem_free(a);
}

struct spread_hop attack_hop(const struct attack *a, arc_id arc)
{
    struct spread_hop hop = {0};
    edge_id e = a->arc_edge[arc];
    node_id n = e ? 0 : a->vertex_node[a->arc_to[arc]];
    spread_apply(a->facts, &a->terms, &spread_rows[a->arc_row[arc]], e, n, &hop);
    return hop;
}

/* True if the change takes the arc away. An actor's own edge lets him pass whatever its gate. */
static bool arc_gone(const struct attack *a, const struct what_if *change, arc_id arc)
{
    edge_id e = a->arc_edge[arc];
    if (!e)
        return false;
    if (change->cut[e])
        return true;
    if (change->gate[e] == AUTH_ABSENT || !spread_row_gated(&spread_rows[a->arc_row[arc]]))
        return false;
    enum auth_class class = spread_gate_class((enum auth)change->gate[e], a->terms.auth);
    const struct edge *edge = graph_edge_at(a->graph, e);
    const struct node *from = graph_node_at(a->graph, edge->from);
    bool own = edge->kind == EDGE_EXPOSES && from->kind == NODE_ACTOR &&
               node_actor_role(from) != ACTOR_INTERNET;
    return !own && class != AUTH_CLASS_NONE && !(a->terms.pass & 1u << class);
}

/* change NULL: every arc is walked, and nothing is asked of it. */
static inline size_t walk(const struct attack *a, const vertex_id *starts, size_t count,
                          const struct what_if *change, uint8_t *reached)
{
    vertex_id *queue = mem_alloc(a->vertex_count * sizeof *queue);
    size_t head = 0, tail = 0;
    memset(reached, 0, a->vertex_count);
    for (size_t i = 0; i < count; i++)
        if (!reached[starts[i]]) {
            reached[starts[i]] = 1;
            queue[tail++] = starts[i];
        }
    while (head < tail) {
        vertex_id v = queue[head++];
        for (arc_id arc = a->out_at[v], end = a->out_at[v + 1]; arc < end; arc++) {
            vertex_id to = a->arc_to[arc];
            if (reached[to] || (change && arc_gone(a, change, arc)))
                continue;
            reached[to] = 1;
            queue[tail++] = to;
        }
    }
    mem_free(queue);
    return tail;
}

size_t attack_reach(const struct attack *a, const vertex_id *starts, size_t count,
                    uint8_t *reached)
{
    return walk(a, starts, count, NULL, reached);
}

size_t attack_reach_changed(const struct attack *a, const vertex_id *starts, size_t count,
                            const struct what_if *change, uint8_t *reached)
{
    return walk(a, starts, count, change, reached);
}
