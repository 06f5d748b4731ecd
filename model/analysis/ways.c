/* SPDX-License-Identifier: MIT */
#include "ways.h"

#include "arena.h"
#include "heap.h"
#include "mem.h"
#include "search_way.h"

enum { PROBE = 512 }; /* vertices looked at backwards */

/* A way that was found. Element 0 is its start, element i its i-th arc. It is the best of all ways
 * that share its first `fixed` elements and whose next one is not banned. */
struct candidate {
    vertex_id start;
    struct way_found way;
    uint32_t fixed;
    uint32_t *banned; /* starts if fixed is 0, else arcs */
    size_t banned_count;
    size_t number;    /* in the order of finding */
};

struct ways {
    const struct search *search;
    const struct attack *a;
    const vertex_id *starts;
    size_t start_count;
    vertex_id target;
    bool differing;
    uint8_t *is_start;
    cost *left[AUTH_CLASS_COUNT]; /* per level: from a vertex to the target; made when needed */
    struct candidate *candidates;
    size_t count, cap, found;
    struct candidate last; /* the one handed out, not yet parted */
    bool parted;
    struct arena *arena;
    size_t work;
    /* One search: cleared after use by way of touched[]. */
    uint8_t *closed; /* in the beginning, or settled */
    uint8_t *probed; /* by is_cut_off(), zero between its calls */
    cost *costs;
    uint8_t *confidence;
    struct search_step *steps;
    vertex_id *touched;
    size_t touched_count;
    struct heap heap;
};

int ways_compare(const struct way_found *x, const struct way_found *y)
{
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->effort != y->effort)
        return x->effort < y->effort ? -1 : 1;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    return (int)y->confidence - (int)x->confidence;
}

/* --- Distances to the target ------------------------------------------------------------------ */

static cost arc_cost(const struct attack *a, arc_id arc)
{
    return ((cost)a->arc_effort[arc] << 32) + 1;
}

/* From each vertex to the target over arcs up to a level, never through a start. */
static const cost *distances(struct ways *w, uint8_t level)
{
    const struct attack *a = w->a;
    if (w->left[level])
        return w->left[level];
    cost *left = mem_alloc(a->vertex_count * sizeof *left);
    memset(left, 0xff, a->vertex_count * sizeof *left);
    left[w->target] = 0;
    heap_push(&w->heap, (struct heap_entry){.at = w->target});
    while (w->heap.count) {
        struct heap_entry e = heap_pop(&w->heap);
        vertex_id v = (vertex_id)e.at;
        if (left[v] != e.bound || (w->is_start[v] && v != w->target))
            continue;
        for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1]; i++) {
            cost sum = e.bound + arc_cost(a, a->in_arc[i]);
            vertex_id u = a->in_from[i];
            if (a->arc_gate[a->in_arc[i]] > level || sum >= left[u])
                continue;
            left[u] = sum;
            heap_push(&w->heap, (struct heap_entry){.bound = sum, .at = u});
        }
        w->work += a->in_at[v + 1] - a->in_at[v];
    }
    return w->left[level] = left;
}

/* --- The best completion of a beginning ------------------------------------------------------- */

/* A beginning: its last vertex and what it costs; no vertex yet where even the start is open. */
struct beginning {
    bool open;
    vertex_id at;
    cost cost;
    uint8_t gate, confidence;
    const uint32_t *banned;
    size_t banned_count;
};

static bool is_banned(const struct beginning *b, uint32_t what)
{
    for (size_t i = 0; i < b->banned_count; i++)
        if (b->banned[i] == what)
            return true;
    return false;
}

static void reach(struct ways *w, const cost *left, vertex_id v, cost sum, uint8_t confidence,
                  struct search_step step)
{
    if (w->closed[v] || left[v] == COST_FAR || sum > w->costs[v] ||
        (sum == w->costs[v] && confidence <= w->confidence[v]))
        return;
    if (w->costs[v] == COST_FAR)
        w->touched[w->touched_count++] = v;
    w->costs[v] = sum;
    w->confidence[v] = confidence;
    w->steps[v] = step;
    /* Among equal bounds what is nearer to the start goes first, so that a vertex is settled after
     * all that lie on equally good ways to it. */
    heap_push(&w->heap, (struct heap_entry){.bound = sum + left[v], .cost = sum, .at = v});
}

static void expand(struct ways *w, const cost *left, uint8_t level, vertex_id v, cost sum,
                   uint8_t confidence, const struct beginning *bans)
{
    const struct attack *a = w->a;
    for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
        uint8_t c = a->arc_confidence[arc] < confidence ? a->arc_confidence[arc] : confidence;
        if (a->arc_gate[arc] > level || w->is_start[a->arc_to[arc]] ||
            (bans && is_banned(bans, arc)))
            continue;
        reach(w, left, a->arc_to[arc], sum + arc_cost(a, arc), c,
              (struct search_step){.arc = arc, .from = v});
    }
    w->work += a->out_at[v + 1] - a->out_at[v];
}

static void clear(struct ways *w)
{
    for (size_t i = 0; i < w->touched_count; i++) {
        w->costs[w->touched[i]] = COST_FAR;
        w->closed[w->touched[i]] = 0;
    }
    w->touched_count = 0;
    w->heap.count = 0;
}

/* A* at one level; true if the target was settled. What was touched stays for the caller. */
static bool search_level(struct ways *w, const struct beginning *b, uint8_t level)
{
    const cost *left = distances(w, level);
    if (b->open) {
        for (size_t i = 0; i < w->start_count; i++)
            if (!is_banned(b, w->starts[i]))
                reach(w, left, w->starts[i], 0, 100, (struct search_step){.arc = ARC_NONE});
    } else {
        expand(w, left, level, b->at, b->cost, b->confidence, b);
    }
    while (w->heap.count) {
        struct heap_entry e = heap_pop(&w->heap);
        vertex_id v = (vertex_id)e.at;
        if (w->closed[v])
            continue;
        w->closed[v] = 1;
        if (v == w->target)
            return true;
        expand(w, left, level, v, w->costs[v], w->confidence[v], NULL);
    }
    return false;
}

/* The beginning may go on along this arc, or from this start. */
static bool begins_with(const struct ways *w, const struct beginning *b, vertex_id from, arc_id arc)
{
    return b->open ? w->is_start[from] && !is_banned(b, from)
                   : from == b->at && !is_banned(b, arc);
}

/* Looks back from the target: what is left of the ways to it ends within a few vertices. Where they
 * part from a known way close to its end, this spares looking through all that lies before. */
static bool is_cut_off(struct ways *w, const struct beginning *b, uint8_t level)
{
    const struct attack *a = w->a;
    vertex_id near[PROBE];
    size_t count = 0;
    bool ends = true;
    near[count++] = w->target;
    w->probed[w->target] = 1;
    for (size_t head = 0; head < count && ends; head++) {
        vertex_id v = near[head];
        for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1] && ends; i++) {
            vertex_id from = a->in_from[i];
            if (a->arc_gate[a->in_arc[i]] > level)
                continue;
            ends = !begins_with(w, b, from, a->in_arc[i]);
            if (w->closed[from] || w->is_start[from] || w->probed[from])
                continue;
            ends = ends && count < PROBE;
            if (ends) {
                w->probed[from] = 1;
                near[count++] = from;
            }
        }
        w->work += a->in_at[v + 1] - a->in_at[v];
    }
    for (size_t i = 0; i < count; i++)
        w->probed[near[i]] = 0;
    return ends;
}

static bool complete(struct ways *w, const struct beginning *b, uint8_t *level)
{
    for (*level = b->gate; *level < AUTH_CLASS_COUNT && w->work < WAYS_WORK; ++*level) {
        if (is_cut_off(w, b, *level))
            continue;
        if (search_level(w, b, *level))
            return true;
        clear(w);
    }
    return false;
}

/* --- Candidates ------------------------------------------------------------------------------- */

static bool candidate_before(const struct candidate *x, const struct candidate *y)
{
    int c = ways_compare(&x->way, &y->way);
    return c ? c < 0 : x->number < y->number;
}

static void add_candidate(struct ways *w, struct candidate c)
{
    if (w->count == w->cap)
        w->candidates = mem_grow(w->candidates, &w->cap, sizeof *w->candidates);
    c.number = w->found++;
    w->candidates[w->count++] = c;
}

/* The settled way to the target, behind the first elements of another one. */
static void keep_found(struct ways *w, const struct candidate *from, uint32_t fixed,
                       const struct beginning *b, uint8_t level)
{
    uint32_t before_it = fixed ? fixed - 1 : 0, count = 0;
    vertex_id v = w->target;
    while (!(fixed && v == b->at) && w->steps[v].arc != ARC_NONE) {
        v = w->steps[v].from;
        count++;
    }
    arc_id *arcs = arena_array(w->arena, before_it + count, sizeof *arcs);
    if (before_it)
        memcpy(arcs, from->way.arcs, before_it * sizeof *arcs);
    vertex_id start = fixed ? from->start : v;
    v = w->target;
    for (uint32_t i = count; i > 0; i--) {
        arcs[before_it + i - 1] = w->steps[v].arc;
        v = w->steps[v].from;
    }
    struct candidate c = {
        .start = start,
        .way = {.arcs = arcs,
                .count = before_it + count,
                .rank = level,
                .confidence = w->confidence[w->target],
                .effort = (uint32_t)(w->costs[w->target] >> 32)},
        .fixed = fixed,
        .banned = arena_array(w->arena, b->banned_count, sizeof *c.banned),
        .banned_count = b->banned_count,
    };
    memcpy(c.banned, b->banned, b->banned_count * sizeof *c.banned);
    add_candidate(w, c);
}

static uint32_t element(const struct candidate *c, uint32_t i)
{
    return i ? c->way.arcs[i - 1] : c->start;
}

/* Parts what is left of a candidate's ways by where they leave its own. */
static void leave(struct ways *w, const struct candidate *c)
{
    const struct attack *a = w->a;
    uint32_t last = w->differing ? 1 : c->way.count;
    struct beginning b = {.open = true, .confidence = 100};
    uint32_t *banned = mem_alloc((c->banned_count + 1) * sizeof *banned);
    uint32_t i = 0;
    if (c->way.count < last)
        last = c->way.count;
    for (; i <= last && w->work < WAYS_WORK; i++) {
        uint8_t level;
        b.banned = banned;
        b.banned_count = 1;
        if (i == c->fixed && c->banned_count) {
            memcpy(banned, c->banned, c->banned_count * sizeof *banned);
            b.banned_count += c->banned_count;
        }
        banned[b.banned_count - 1] = element(c, i);
        if (i >= c->fixed && complete(w, &b, &level)) {
            keep_found(w, c, i, &b, level);
            clear(w);
        }
        /* One element more belongs to the beginning. */
        if (i == 0) {
            b.open = false;
            b.at = c->start;
        } else {
            arc_id arc = c->way.arcs[i - 1];
            b.at = a->arc_to[arc];
            b.cost += arc_cost(a, arc);
            b.gate = a->arc_gate[arc] > b.gate ? a->arc_gate[arc] : b.gate;
            b.confidence = a->arc_confidence[arc] < b.confidence ? a->arc_confidence[arc]
                                                                 : b.confidence;
        }
        w->closed[b.at] = 1;
    }
    w->closed[c->start] = 0;
    for (uint32_t k = 1; k < i; k++)
        w->closed[a->arc_to[c->way.arcs[k - 1]]] = 0;
    mem_free(banned);
}

/* --- The whole -------------------------------------------------------------------------------- */

struct ways *ways_new(const struct search *s, const vertex_id *starts, size_t count,
                      vertex_id target, bool differing)
{
    struct ways *w = mem_zalloc(1, sizeof *w);
    uint32_t vertices = s->attack->vertex_count;
    w->search = s;
    w->a = s->attack;
    w->starts = starts;
    w->start_count = count;
    w->target = target;
    w->differing = differing;
    w->arena = arena_new();
    w->is_start = mem_zalloc(vertices, 1);
    for (size_t i = 0; i < count; i++)
        w->is_start[starts[i]] = 1;
    w->closed = mem_zalloc(vertices, 1);
    w->probed = mem_zalloc(vertices, 1);
    w->costs = mem_alloc(vertices * sizeof *w->costs);
    memset(w->costs, 0xff, vertices * sizeof *w->costs);
    w->confidence = mem_zalloc(vertices, 1);
    w->steps = mem_alloc(vertices * sizeof *w->steps);
    w->touched = mem_alloc(vertices * sizeof *w->touched);

    arc_id *arcs = arena_array(w->arena, s->hops[target], sizeof *arcs);
    search_way(s, target, arcs, s->hops[target]);
    struct candidate first = {.way = {.arcs = arcs,
                                      .count = s->hops[target],
                                      .rank = s->rank[target],
                                      .confidence = s->confidence[target],
                                      .effort = s->effort[target]}};
    first.start = target;
    for (vertex_id v = target; s->steps[s->rank[target]][v].arc != ARC_NONE; first.start = v)
        v = s->steps[s->rank[target]][v].from;
    add_candidate(w, first);
    w->parted = true;
    return w;
}

void ways_free(struct ways *w)
{
    if (!w)
        return;
    for (size_t level = 0; level < AUTH_CLASS_COUNT; level++)
        mem_free(w->left[level]);
    mem_free(w->is_start);
    mem_free(w->closed);
    mem_free(w->probed);
    mem_free(w->costs);
    mem_free(w->confidence);
    mem_free(w->steps);
    mem_free(w->touched);
    mem_free(w->candidates);
    mem_free(w->heap.items);
    arena_free(w->arena);
    mem_free(w);
}

bool ways_next(struct ways *w, struct way_found *out)
{
    size_t best = 0;
    if (!w->parted)
        leave(w, &w->last);
    w->parted = true;
    if (w->count == 0)
        return false;
    for (size_t i = 1; i < w->count; i++)
        if (candidate_before(&w->candidates[i], &w->candidates[best]))
            best = i;
    w->last = w->candidates[best];
    w->parted = false;
    w->candidates[best] = w->candidates[--w->count];
    *out = w->last.way;
    return true;
}

bool ways_complete(const struct ways *w)
{
    return w->work < WAYS_WORK;
}
