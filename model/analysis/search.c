/* SPDX-License-Identifier: MIT */
#include "search_way.h"

#include <assert.h>
#include <stdlib.h>

#include "facts.h"
#include "heap.h"
#include "mem.h"

enum { BUCKETS = 16 }; /* more than the largest effort of one arc: 3 and three conditions of 3 */

/* --- Phase 1: the lowest level of gates at which each vertex is reached ----------------------- */

struct pile {
    vertex_id *items;
    size_t count, cap;
};

static void pile_add(struct pile *p, vertex_id v)
{
    if (p->count == p->cap)
        p->items = mem_grow(p->items, &p->cap, sizeof *p->items);
    p->items[p->count++] = v;
}

static void rank_all(struct search *s, const vertex_id *starts, size_t count)
{
    const struct attack *a = s->attack;
    struct pile piles[AUTH_CLASS_COUNT] = {0};
    for (size_t i = 0; i < count; i++)
        pile_add(&piles[0], starts[i]);
    for (uint8_t level = 0; level < AUTH_CLASS_COUNT; level++) {
        struct pile *now = &piles[level];
        for (size_t i = 0; i < now->count; i++) {
            vertex_id v = now->items[i];
            if (s->rank[v] != RANK_NONE)
                continue;
            s->rank[v] = level;
            s->reached++;
            for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
                uint8_t gate = a->arc_gate[arc] > level ? a->arc_gate[arc] : level;
                if (s->rank[a->arc_to[arc]] == RANK_NONE)
                    pile_add(&piles[gate], a->arc_to[arc]);
            }
        }
    }
    for (size_t level = 0; level < AUTH_CLASS_COUNT; level++)
        mem_free(piles[level].items);
}

/* --- Phase 2: least (effort, hops) on the arcs up to a level ---------------------------------- */

struct entry {
    cost cost;
    vertex_id v;
};

struct entries {
    struct entry *items;
    size_t count, cap;
};

static void entries_add(struct entries *e, cost c, vertex_id v)
{
    if (e->count == e->cap)
        e->items = mem_grow(e->items, &e->cap, sizeof *e->items);
    e->items[e->count++] = (struct entry){.cost = c, .v = v};
}

static int entry_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->v > y->v) - (x->v < y->v);
}

struct dijkstra {
    const struct attack *a;
    uint8_t level;
    cost *costs;         /* COST_FAR between levels */
    uint8_t *in_play;    /* leads to a vertex of this rank; 0 between levels */
    struct way *ways;
    vertex_id *played;   /* the vertices in play; then the settled ones, by cost */
    size_t played_count, settled, waiting;
    struct entries buckets[BUCKETS], same_effort;
};

/* Only what leads to a vertex of this rank matters: those vertices, and backwards from them. A
 * vertex of a lower rank gets into it through a gate of this level alone, so this is little. */
static void bring_into_play(struct dijkstra *d, const uint8_t *rank)
{
    const struct attack *a = d->a;
    d->played_count = 0;
    for (vertex_id v = 0; v < a->vertex_count; v++) {
        if (rank[v] != d->level)
            continue;
        d->in_play[v] = 1;
        d->played[d->played_count++] = v;
    }
    for (size_t i = 0; i < d->played_count; i++) {
        vertex_id v = d->played[i];
        for (uint32_t k = a->in_at[v]; k < a->in_at[v + 1]; k++) {
            vertex_id u = a->in_from[k];
            if (d->in_play[u] || rank[u] > d->level || a->arc_gate[a->in_arc[k]] > d->level)
                continue;
            d->in_play[u] = 1;
            d->played[d->played_count++] = u;
        }
    }
}

static void relax(struct dijkstra *d, vertex_id v)
{
    const struct attack *a = d->a;
    cost from = d->costs[v];
    for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
        vertex_id to = a->arc_to[arc];
        cost sum = from + ((cost)a->arc_effort[arc] << 32) + 1;
        if (a->arc_gate[arc] > d->level || sum >= d->costs[to] || !d->in_play[to])
            continue;
        d->costs[to] = sum;
        if (a->arc_effort[arc] == 0) {
            entries_add(&d->same_effort, sum, to);
        } else {
            entries_add(&d->buckets[(sum >> 32) % BUCKETS], sum, to);
            d->waiting++;
        }
    }
}

/* All vertices of one effort. What comes from lower efforts is sorted by hops; what is found here
 * by arcs without effort comes in that order by itself: two queues, the smaller head first. */
static void settle_effort(struct dijkstra *d, uint32_t effort)
{
    struct entries *bucket = &d->buckets[effort % BUCKETS], *queue = &d->same_effort;
    size_t i = 0, j = 0;
    if (bucket->count > 1)
        qsort(bucket->items, bucket->count, sizeof *bucket->items, entry_order);
    d->waiting -= bucket->count;
    queue->count = 0;
    while (i < bucket->count || j < queue->count) {
        bool old = j == queue->count ||
                   (i < bucket->count && bucket->items[i].cost <= queue->items[j].cost);
        struct entry e = old ? bucket->items[i++] : queue->items[j++];
        if (d->costs[e.v] != e.cost)
            continue; /* a cheaper way was found since */
        d->played[d->settled++] = e.v;
        relax(d, e.v);
    }
    bucket->count = 0;
}

/* The best last arc among those on a shortest way: greatest least confidence, then the first in the
 * order of arcs (vertex, edge, rule). COST_FAR + 1 is 0 and no vertex with hops has that, so what
 * was not settled never fits. */
static struct search_step best_step(const struct dijkstra *d, vertex_id v)
{
    const struct attack *a = d->a;
    struct search_step best = {.arc = ARC_NONE};
    int best_confidence = -1;
    for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1]; i++) {
        vertex_id u = a->in_from[i];
        arc_id arc = a->in_arc[i];
        if (d->costs[u] + ((cost)a->arc_effort[arc] << 32) + 1 != d->costs[v] ||
            a->arc_gate[arc] > d->level)
            continue;
        int c = d->ways[u].confidence;
        if (a->arc_confidence[arc] < c)
            c = a->arc_confidence[arc];
        if (c <= best_confidence)
            continue;
        best_confidence = c;
        best = (struct search_step){.arc = arc, .from = u};
    }
    assert(best.arc != ARC_NONE);
    return best;
}

static struct way gated(struct way way, uint8_t gate, uint8_t gate_class)
{
    bool says_more = gate_class == way.gate_class && way.gate == AUTH_NONE;
    if (gate != AUTH_ABSENT && (gate_class > way.gate_class || says_more)) {
        way.gate = gate;
        way.gate_class = gate_class;
    }
    return way;
}

struct way way_start(void)
{
    return (struct way){.confidence = 100, .gate = AUTH_NONE};
}

struct way way_longer(const struct attack *a, struct way way, arc_id arc)
{
    if (a->arc_confidence[arc] < way.confidence)
        way.confidence = a->arc_confidence[arc];
    if (a->arc_certainty[arc] > way.certainty)
        way.certainty = a->arc_certainty[arc];
    return gated(way, a->arc_auth[arc], a->arc_gate[arc]);
}

struct way way_with(struct way way, struct way other)
{
    if (other.confidence < way.confidence)
        way.confidence = other.confidence;
    if (other.certainty > way.certainty)
        way.certainty = other.certainty;
    way.way_out |= other.way_out;
    return gated(way, other.gate, other.gate_class);
}

bool way_out_at(const struct attack *a, vertex_id v)
{
    const struct node *n = graph_node_at(a->graph, a->vertex_node[v]);
    if (a->vertex_state[v] == STATE_HOLD)
        return n->kind == NODE_ACTOR;
    if (a->vertex_state[v] != STATE_CONTROL)
        return false;
    struct str egress = node_attr_text(n, FACT_EGRESS);
    return !str_iis(egress, "none") && !str_iis(egress, "false");
}

static void run_level(struct search *s, struct dijkstra *d, const vertex_id *starts, size_t count)
{
    struct search_step *steps = mem_alloc(d->a->vertex_count * sizeof *steps);
    bring_into_play(d, s->rank);
    d->settled = d->waiting = 0; /* played[] is filled again, in the order of cost */
    for (size_t i = 0; i < count; i++) {
        if (d->costs[starts[i]] == 0 || !d->in_play[starts[i]])
            continue;
        d->costs[starts[i]] = 0;
        entries_add(&d->buckets[0], 0, starts[i]);
        d->waiting++;
    }
    for (uint32_t effort = 0; d->waiting; effort++)
        settle_effort(d, effort);
    assert(d->settled == d->played_count); /* all that is in play has a rank, so it is reached */
    for (size_t i = 0; i < d->settled; i++) {
        vertex_id v = d->played[i];
        if (d->costs[v] == 0) {
            steps[v] = (struct search_step){.arc = ARC_NONE};
            d->ways[v] = way_start();
        } else {
            steps[v] = best_step(d, v);
            d->ways[v] = way_longer(d->a, d->ways[steps[v].from], steps[v].arc);
        }
        if (way_out_at(d->a, v))
            d->ways[v].way_out = 1;
        if (s->rank[v] != d->level)
            continue;
        s->effort[v] = (uint32_t)(d->costs[v] >> 32);
        s->hops[v] = (uint32_t)d->costs[v];
        search_note(s, v, d->ways[v]);
    }
    for (size_t i = 0; i < d->settled; i++) {
        d->costs[d->played[i]] = COST_FAR;
        d->in_play[d->played[i]] = 0;
    }
    s->steps[d->level] = steps;
}

void search_note(struct search *s, vertex_id v, struct way way)
{
    s->confidence[v] = way.confidence;
    s->certainty[v] = way.certainty;
    s->gate[v] = way.gate;
    s->way_out[v] = way.way_out;
}

struct search *search_new(const struct attack *a)
{
    uint32_t vertices = a->vertex_count;
    struct search *s = mem_zalloc(1, sizeof *s);
    s->attack = a;
    s->rank = mem_alloc(vertices);
    memset(s->rank, RANK_NONE, vertices);
    s->effort = mem_zalloc(vertices, sizeof *s->effort);
    s->hops = mem_zalloc(vertices, sizeof *s->hops);
    s->confidence = mem_zalloc(vertices, 1);
    s->certainty = mem_zalloc(vertices, 1);
    s->gate = mem_zalloc(vertices, 1);
    s->way_out = mem_zalloc(vertices, 1);
    return s;
}

struct search *search_run(const struct attack *a, const vertex_id *starts, size_t count)
{
    uint32_t vertices = a->vertex_count;
    struct search *s = search_new(a);
    struct dijkstra d = {.a = a};
    bool used[AUTH_CLASS_COUNT] = {false};
    rank_all(s, starts, count);
    for (uint32_t v = 0; v < vertices; v++)
        if (s->rank[v] != RANK_NONE)
            used[s->rank[v]] = true;
    d.costs = mem_alloc(vertices * sizeof *d.costs);
    memset(d.costs, 0xff, vertices * sizeof *d.costs);
    d.in_play = mem_zalloc(vertices, 1);
    d.ways = mem_alloc(vertices * sizeof *d.ways);
    d.played = mem_alloc(vertices * sizeof *d.played);
    for (d.level = 0; d.level < AUTH_CLASS_COUNT; d.level++)
        if (used[d.level])
            run_level(s, &d, starts, count);
    for (size_t i = 0; i < BUCKETS; i++)
        mem_free(d.buckets[i].items);
    mem_free(d.same_effort.items);
    mem_free(d.costs);
    mem_free(d.in_play);
    mem_free(d.ways);
    mem_free(d.played);
    return s;
}

void search_free(struct search *s)
{
    if (!s)
        return;
    mem_free(s->rank);
    mem_free(s->effort);
    mem_free(s->hops);
    mem_free(s->confidence);
    mem_free(s->certainty);
    mem_free(s->gate);
    mem_free(s->way_out);
    for (size_t level = 0; level < AUTH_CLASS_COUNT; level++)
        mem_free(s->steps[level]);
    mem_free(s);
}

size_t search_way(const struct search *s, vertex_id v, arc_id *arcs, size_t max)
{
    assert(s->rank[v] != RANK_NONE);
    const struct search_step *steps = s->steps[s->rank[v]];
    size_t count = s->hops[v], at = count;
    for (vertex_id u = v; at > 0; u = steps[u].from) {
        at--;
        if (at < max)
            arcs[at] = steps[u].arc;
    }
    return count;
}
