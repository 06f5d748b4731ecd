/* SPDX-License-Identifier: MIT */
#include "attack.h"

#include "facts.h"
#include "mem.h"

/* --- Vertices --------------------------------------------------------------------------------- */

static uint32_t bits_below(unsigned mask, unsigned bit)
{
    return (uint32_t)__builtin_popcount(mask & ((1u << bit) - 1u));
}

static void make_vertices(struct attack *a)
{
    const struct graph *g = a->graph;
    size_t nodes = graph_node_count(g);
    a->node_first = mem_zalloc(nodes + 2, sizeof *a->node_first);
    for (size_t n = 1; n <= nodes; n++) {
        unsigned mask = state_mask(graph_node_at(g, (node_id)n)->kind);
        a->node_first[n + 1] = a->node_first[n] + bits_below(mask, STATE_COUNT);
    }
    a->vertex_count = a->node_first[nodes + 1];
    a->vertex_node = mem_zalloc(a->vertex_count, sizeof *a->vertex_node);
    a->vertex_state = mem_zalloc(a->vertex_count, 1);
    for (size_t n = 1; n <= nodes; n++) {
        unsigned mask = state_mask(graph_node_at(g, (node_id)n)->kind);
        vertex_id v = a->node_first[n];
        for (unsigned s = 0; s < STATE_COUNT; s++) {
            if (!(mask & 1u << s))
                continue;
            a->vertex_node[v] = (node_id)n;
            a->vertex_state[v++] = (uint8_t)s;
        }
    }
}

vertex_id attack_vertex(const struct attack *a, node_id n, enum state s)
{
    unsigned mask = state_mask(graph_node_at(a->graph, n)->kind);
    return mask & 1u << s ? a->node_first[n] + bits_below(mask, s) : VERTEX_NONE;
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

/* In the order (edge, row): the sort by vertex below is stable and keeps it. */
static void collect(struct attack *a, struct arcs *arcs)
{
    const struct graph *g = a->graph;
    struct spread_row_list own = spread_rows_of(a->facts, EDGE_KIND_COUNT);
    for (size_t n = 1; n <= graph_node_count(g); n++)
        for (size_t i = 0; i < own.count; i++)
            try_row(a, arcs, own.rows[i], 0, (node_id)n);
    for (size_t e = 1; e <= graph_edge_count(g); e++) {
        struct spread_row_list rows =
            spread_rows_of(a->facts, graph_edge_at(g, (edge_id)e)->kind);
        for (size_t i = 0; i < rows.count; i++)
            try_row(a, arcs, rows.rows[i], (edge_id)e, 0);
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
                           a->in_arc,     a->arc_blocked,
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

size_t attack_reach(const struct attack *a, const vertex_id *starts, size_t count,
                    uint8_t *reached)
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
            if (reached[to])
                continue;
            reached[to] = 1;
            queue[tail++] = to;
        }
    }
    mem_free(queue);
    return tail;
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

size_t attack_reach_changed(const struct attack *a, const vertex_id *starts, size_t count,
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
            if (reached[to] || arc_gone(a, change, arc))
                continue;
            reached[to] = 1;
            queue[tail++] = to;
        }
    }
    mem_free(queue);
    return tail;
}
