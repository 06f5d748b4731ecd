/* SPDX-License-Identifier: MIT */
#include "search.h"

#include <assert.h>
#include <stdlib.h>

#include "mem.h"

enum { BUCKETS = 16 }; /* more than the largest effort of one arc: 3 and three conditions of 3 */
#define FAR UINT32_MAX

/* --- Phase 1: the lowest level of gates at which each vertex is reached ------------------------------- */

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
    memset(s->rank, RANK_NONE, a->vertex_count);
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

/* --- Phase 2: least (effort, hops) on the arcs up to a level ------------------------------------------- */

struct keys {
    uint64_t *items; /* hops << 32 | vertex */
    size_t count, cap;
};

static void keys_add(struct keys *k, uint32_t hops, vertex_id v)
{
    if (k->count == k->cap)
        k->items = mem_grow(k->items, &k->cap, sizeof *k->items);
    k->items[k->count++] = (uint64_t)hops << 32 | v;
}

static int key_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

struct dijkstra {
    const struct attack *a;
    uint8_t level;
    uint32_t *effort, *hops;
    uint8_t *done, *confidence;
    vertex_id *order; /* settled vertices, by (effort, hops) */
    size_t settled, waiting;
    struct keys buckets[BUCKETS], level_queue;
};

static void relax(struct dijkstra *d, vertex_id v)
{
    const struct attack *a = d->a;
    uint32_t effort = d->effort[v], hops = d->hops[v] + 1;
    for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
        vertex_id to = a->arc_to[arc];
        uint32_t sum = effort + a->arc_effort[arc];
        if (a->arc_gate[arc] > d->level || d->done[to])
            continue;
        if (sum > d->effort[to] || (sum == d->effort[to] && hops >= d->hops[to]))
            continue;
        d->effort[to] = sum;
        d->hops[to] = hops;
        if (sum == effort) {
            keys_add(&d->level_queue, hops, to);
        } else {
            keys_add(&d->buckets[sum % BUCKETS], hops, to);
            d->waiting++;
        }
    }
}

/* All vertices of one effort. What comes from lower efforts is sorted by hops; what is found here
 * by arcs without effort comes in the order of hops by itself: two queues, the smaller head first. */
static void settle_effort(struct dijkstra *d, uint32_t effort)
{
    struct keys *bucket = &d->buckets[effort % BUCKETS], *queue = &d->level_queue;
    size_t i = 0, j = 0;
    if (bucket->count > 1)
        qsort(bucket->items, bucket->count, sizeof *bucket->items, key_order);
    d->waiting -= bucket->count;
    queue->count = 0;
    while (i < bucket->count || j < queue->count) {
        bool old = j == queue->count || (i < bucket->count &&
                                         bucket->items[i] >> 32 <= queue->items[j] >> 32);
        uint64_t key = old ? bucket->items[i++] : queue->items[j++];
        vertex_id v = (vertex_id)key;
        if (d->done[v] || d->effort[v] != effort || d->hops[v] != key >> 32)
            continue;
        d->done[v] = 1;
        d->order[d->settled++] = v;
        relax(d, v);
    }
    bucket->count = 0;
}

/* The best last arc among those on a shortest way: greatest least confidence, then smallest ids. */
static struct search_step best_step(const struct dijkstra *d, vertex_id v, uint8_t *confidence)
{
    const struct attack *a = d->a;
    struct search_step best = {.arc = ARC_NONE};
    int best_confidence = -1;
    for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1]; i++) {
        vertex_id u = a->in_from[i];
        arc_id arc = a->in_arc[i];
        if (a->arc_gate[arc] > d->level || !d->done[u] ||
            d->effort[u] + a->arc_effort[arc] != d->effort[v] || d->hops[u] + 1 != d->hops[v])
            continue;
        int c = d->confidence[u] < a->arc_confidence[arc] ? d->confidence[u]
                                                          : a->arc_confidence[arc];
        if (c < best_confidence)
            continue;
        bool smaller = best.arc == ARC_NONE || u < best.from ||
                       (u == best.from && (a->arc_row[arc] < a->arc_row[best.arc] ||
                                           (a->arc_row[arc] == a->arc_row[best.arc] &&
                                            a->arc_edge[arc] < a->arc_edge[best.arc])));
        if (c == best_confidence && !smaller)
            continue;
        best_confidence = c;
        best = (struct search_step){.arc = arc, .from = u};
    }
    assert(best.arc != ARC_NONE);
    *confidence = (uint8_t)best_confidence;
    return best;
}

static void run_level(struct search *s, struct dijkstra *d, const vertex_id *starts, size_t count)
{
    uint32_t vertices = d->a->vertex_count;
    struct search_step *steps = mem_alloc(vertices * sizeof *steps);
    memset(d->effort, 0xff, vertices * sizeof *d->effort);
    memset(d->hops, 0xff, vertices * sizeof *d->hops);
    memset(d->done, 0, vertices);
    d->settled = d->waiting = 0;
    for (size_t i = 0; i < count; i++) {
        if (d->hops[starts[i]] == 0)
            continue;
        d->effort[starts[i]] = d->hops[starts[i]] = 0;
        keys_add(&d->buckets[0], 0, starts[i]);
        d->waiting++;
    }
    for (uint32_t effort = 0; d->waiting; effort++)
        settle_effort(d, effort);
    for (size_t i = 0; i < d->settled; i++) {
        vertex_id v = d->order[i];
        if (d->hops[v] == 0) {
            steps[v] = (struct search_step){.arc = ARC_NONE};
            d->confidence[v] = 100;
        } else {
            steps[v] = best_step(d, v, &d->confidence[v]);
        }
        if (s->rank[v] != d->level)
            continue;
        s->effort[v] = d->effort[v];
        s->hops[v] = d->hops[v];
        s->confidence[v] = d->confidence[v];
    }
    s->steps[d->level] = steps;
}

struct search *search_run(const struct attack *a, const vertex_id *starts, size_t count)
{
    uint32_t vertices = a->vertex_count;
    struct search *s = mem_zalloc(1, sizeof *s);
    struct dijkstra d = {.a = a};
    bool used[AUTH_CLASS_COUNT] = {false};
    s->attack = a;
    s->rank = mem_alloc(vertices);
    s->effort = mem_zalloc(vertices, sizeof *s->effort);
    s->hops = mem_zalloc(vertices, sizeof *s->hops);
    s->confidence = mem_zalloc(vertices, 1);
    rank_all(s, starts, count);
    for (uint32_t v = 0; v < vertices; v++)
        if (s->rank[v] != RANK_NONE)
            used[s->rank[v]] = true;
    d.effort = mem_alloc(vertices * sizeof *d.effort);
    d.hops = mem_alloc(vertices * sizeof *d.hops);
    d.done = mem_alloc(vertices);
    d.confidence = mem_alloc(vertices);
    d.order = mem_alloc(vertices * sizeof *d.order);
    for (d.level = 0; d.level < AUTH_CLASS_COUNT; d.level++)
        if (used[d.level])
            run_level(s, &d, starts, count);
    for (size_t i = 0; i < BUCKETS; i++)
        mem_free(d.buckets[i].items);
    mem_free(d.level_queue.items);
    mem_free(d.effort);
    mem_free(d.hops);
    mem_free(d.done);
    mem_free(d.confidence);
    mem_free(d.order);
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
