/* SPDX-License-Identifier: MIT */
#include "exposure_parts.h"

#include "facts.h"
#include "mem.h"
#include "query.h"
#include "stop.h"

bool exposure_is_outside(const struct graph *g, node_id n)
{
    const struct node *node = graph_node_at(g, n);
    if (node->kind != NODE_ACTOR || crossing_zone(g, n) != ZONE_INTERNET)
        return false;
    enum actor_role role = node_actor_role(node);
    return role != ACTOR_OPERATOR && role != ACTOR_CICD && role != ACTOR_PARTNER;
}

static bool better(const struct search *s, vertex_id v, vertex_id than)
{
    if (than == VERTEX_NONE)
        return true;
    if (s->rank[v] != s->rank[than])
        return s->rank[v] < s->rank[than];
    if (s->effort[v] != s->effort[than])
        return s->effort[v] < s->effort[than];
    if (s->hops[v] != s->hops[than])
        return s->hops[v] < s->hops[than];
    return s->confidence[v] > s->confidence[than];
}

/* The weakest way in to each node. */
static void find_best(struct exposure *x)
{
    const struct attack *a = x->attack;
    for (vertex_id v = 0; v < a->vertex_count; v++) {
        enum state s = (enum state)a->vertex_state[v];
        vertex_id *best = &x->best[a->vertex_node[v]];
        if (x->search->rank[v] == RANK_NONE ||
            (s != STATE_INPUT && s != STATE_WRITE && s != STATE_CONTROL))
            continue;
        x->count += *best == VERTEX_NONE;
        if (better(x->search, v, *best))
            *best = v;
    }
}

static void mark_edges(struct exposure *x)
{
    const struct attack *a = x->attack;
    for (vertex_id v = 0; v < a->vertex_count; v++) {
        if (x->search->rank[v] == RANK_NONE)
            continue;
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
            enum state to = spread_rows[a->arc_row[arc]].conclusion;
            if (to == STATE_INPUT || to == STATE_WRITE)
                x->edges[a->arc_edge[arc]] = 1;
        }
    }
}

static bool is_foreign(const struct graph *g, node_id n)
{
    enum zone_kind zone = crossing_zone(g, n);
    return zone == ZONE_THIRD_PARTY || zone == ZONE_PARTNER;
}

/* Data that comes in from a third party: we read it, or it triggers or delivers to us. */
static void mark_third_parties(struct exposure *x)
{
    static const enum edge_kind kinds[] = {EDGE_READS, EDGE_TRIGGERS, EDGE_DELIVERS};
    const struct graph *g = x->graph;
    for (size_t k = 0; k < COUNT(kinds); k++) {
        edge_id i, end;
        graph_edges_of(g, kinds[k], &i, &end);
        for (; i < end; i++) {
            const struct edge *e = graph_edge_at(g, i);
            bool pull = e->kind == EDGE_READS;
            node_id source = pull ? e->to : e->from, reader = pull ? e->from : e->to;
            if (graph_node_at(g, source)->kind != NODE_ACTOR && is_foreign(g, source) &&
                !is_foreign(g, reader) && edge_fact_bool(e, FACT_ENABLED, true))
                x->third_party[source] = 1;
        }
    }
}

/* Nothing is reached. */
struct exposure *exposure_unknown(const struct graph *g)
{
    size_t nodes = graph_node_count(g);
    struct exposure *x = mem_zalloc(1, sizeof *x);
    x->graph = g;
    x->best = mem_alloc((nodes + 1) * sizeof *x->best);
    for (size_t n = 0; n <= nodes; n++)
        x->best[n] = VERTEX_NONE;
    x->edges = mem_zalloc(graph_edge_count(g) + 1, 1);
    x->third_party = mem_zalloc(nodes + 1, 1);
    mark_third_parties(x);
    return x;
}

bool exposure_known(const struct exposure *x)
{
    return x->attack != NULL;
}

struct spread_terms exposure_terms(void)
{
    return (struct spread_terms){
        .mode = MODE_FLOW,
        .auth = AUTH_VIEW_WORST,
        .pass = ((1u << AUTH_CLASS_COUNT) - 1u) & ~(1u << AUTH_CLASS_PRIVATE),
    };
}

struct exposure *exposure_build(const struct graph *g)
{
    return exposure_build_changed(g, NULL);
}

struct exposure *exposure_build_changed(const struct graph *g, const struct what_if *change)
{
    size_t nodes = graph_node_count(g), starts = 0;
    struct spread_terms terms = exposure_terms();
    struct exposure *x = exposure_unknown(g);
    x->change = change;
    const unsigned wanted = (1u << STATE_COUNT) - 1 - (1u << STATE_EXHAUST); /* load is no way in */
    node_id *start = mem_alloc((nodes + 1) * sizeof *start);
    vertex_id *vertices = mem_alloc((nodes + 1) * sizeof *vertices);
    for (size_t n = 1; n <= nodes; n++)
        if (exposure_is_outside(g, (node_id)n))
            start[starts++] = (node_id)n;
    x->attack = attack_build_from(g, &terms, change, start, starts, STATE_HOLD, wanted);
    if (stop_asked()) { /* no answer: nobody will look at it */
        attack_free(x->attack);
        x->attack = NULL;
        mem_free(start);
        mem_free(vertices);
        return x;
    }
    for (size_t i = 0; i < starts; i++)
        vertices[i] = attack_vertex(x->attack, start[i], STATE_HOLD);
    x->search = search_run(x->attack, vertices, starts);
    mem_free(start);
    mem_free(vertices);
    find_best(x);
    mark_edges(x);
    return x;
}

void exposure_free(struct exposure *x)
{
    if (!x)
        return;
    search_free(x->search);
    attack_free(x->attack);
    mem_free(x->best);
    mem_free(x->edges);
    mem_free(x->third_party);
    mem_free(x);
}

static struct reach reach_of(const struct exposure *x, vertex_id v)
{
    if (v == VERTEX_NONE)
        return (struct reach){.auth = AUTH_NONE};
    return (struct reach){.reached = true,
                          .hops = x->search->hops[v],
                          .auth = (enum auth)x->search->gate[v],
                          .rank = (enum auth_class)x->search->rank[v]};
}

struct reach exposure_reach(const struct exposure *x, node_id n)
{
    return reach_of(x, x->best[n]);
}

struct reach exposure_read(const struct exposure *x, node_id n)
{
    vertex_id v = x->attack ? attack_vertex(x->attack, n, STATE_READ) : VERTEX_NONE;
    if (v != VERTEX_NONE && x->search->rank[v] == RANK_NONE)
        v = VERTEX_NONE;
    return reach_of(x, v);
}

struct path exposure_path(const struct exposure *x, node_id n, struct arena *arena)
{
    return path_make(x->search, x->best[n], arena);
}

struct path_memo *exposure_memo(const struct exposure *x, struct arena *arena)
{
    return path_memo_new(x->search, arena);
}

struct path exposure_path_again(const struct exposure *x, struct path_memo *memo, node_id n)
{
    return path_make_again(memo, x->best[n]);
}

bool exposure_edge(const struct exposure *x, edge_id e)
{
    return x->edges[e] != 0;
}

bool exposure_third_party(const struct exposure *x, node_id n)
{
    return x->third_party[n] != 0;
}

size_t exposure_count(const struct exposure *x)
{
    return x->count;
}
