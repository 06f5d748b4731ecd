/* SPDX-License-Identifier: MIT */
/* amplify_loops.c - the loops of one view: components, their class, and what proves it. */
#include "amplify_parts.h"

#include "mem.h"
#include "scc.h"
#include "stop.h"

const char *const loop_class_names[LOOP_CLASSES] = {
    [LOOP_BOUNDED] = "bounded",
    [LOOP_PACED] = "paced",
    [LOOP_STOPPED] = "stopped",
    [LOOP_UNBOUNDED] = "unbounded",
};

#define NONE UINT32_MAX

struct loops {
    const struct load_graph *g;
    struct arena *arena;
    struct load_solved *s;
    uint32_t *place;   /* [vertices] of a member in its component */
    /* Of the component that is looked at, each [vertices + 1]: */
    uint32_t *at, *to, *arc, *sub, *from, *queue, *degree;
    amount *x, *y;
};

uint32_t load_member(const struct load_loop *l, uint32_t vertex)
{
    size_t low = 0, high = l->member_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (l->members[mid] < vertex)
            low = mid + 1;
        else
            high = mid;
    }
    return (uint32_t)low;
}

static bool is_inside(const struct loops *w, const struct load_loop *l, const struct load_arc *a)
{
    return load_weight(a, w->s->view) &&
           w->s->component[a->to] == w->s->component[l->members[0]];
}

/* --- Cycles ----------------------------------------------------------------------------------- */

enum rule { WHOLE /* gains of 1 or more */, FREE /* and no vertex that ends lineages */ };

static bool takes(const struct loops *w, const struct load_loop *l, const struct load_arc *a,
                  enum rule rule)
{
    return is_inside(w, l, a) && load_weight(a, w->s->view) >= AMOUNT_ONE &&
           (rule == WHOLE || (!load_stops(w->g, a->from) && !load_stops(w->g, a->to)));
}

/* The arcs that are taken, in compressed rows over places. */
static void rows(struct loops *w, const struct load_loop *l, enum rule rule)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < l->member_count; i++) {
        uint32_t v = l->members[i];
        w->at[i] = count;
        for (uint32_t k = w->g->at[v]; k < w->g->at[v + 1]; k++)
            if (takes(w, l, &w->g->arcs[k], rule)) {
                w->to[count] = w->place[w->g->arcs[k].to];
                w->arc[count++] = k;
            }
    }
    w->at[l->member_count] = count;
}

/* The shortest way over the rows from a place to another, at least one arc; false: none. The arcs
 * are left in w->from: that by which each place was reached. */
static bool way(struct loops *w, const struct load_loop *l, uint32_t from, uint32_t to)
{
    uint32_t head = 0, tail = 0;
    for (uint32_t i = 0; i < l->member_count; i++)
        w->from[i] = NONE;
    w->queue[tail++] = from;
    while (head < tail) {
        uint32_t i = w->queue[head++];
        for (uint32_t k = w->at[i]; k < w->at[i + 1]; k++) {
            if (w->from[w->to[k]] != NONE)
                continue;
            w->from[w->to[k]] = k;
            if (w->to[k] == to)
                return true;
            if (w->to[k] != from)
                w->queue[tail++] = w->to[k];
        }
    }
    return false;
}

/* Takes the way that way() found as the cycle, `first` (an arc) in front of it if it is one. */
static void keep_cycle(struct loops *w, struct load_loop *l, uint32_t from, uint32_t to,
                       uint32_t first)
{
    size_t count = first != NONE;
    uint32_t i = to;
    do {
        i = w->place[w->g->arcs[w->arc[w->from[i]]].from];
        count++;
    } while (i != from);
    uint32_t *cycle = arena_array(w->arena, count, sizeof *cycle);
    size_t at = count;
    i = to;
    do {
        cycle[--at] = w->arc[w->from[i]];
        i = w->place[w->g->arcs[cycle[at]].from];
    } while (i != from);
    if (first != NONE)
        cycle[0] = first;
    l->cycle = cycle;
    l->cycle_count = count;
}

/* A cycle over arcs of gain 1 or more, through one that the provider does not see if there is. */
static bool find_cycle(struct loops *w, struct load_loop *l, enum rule rule)
{
    rows(w, l, rule);
    struct digraph d = {(uint32_t)l->member_count, w->at, w->to};
    scc_find(&d, w->sub);
    for (uint32_t i = 0; i < d.count; i++)
        for (uint32_t k = w->at[i]; k < w->at[i + 1]; k++)
            if (w->sub[i] == w->sub[w->to[k]] &&
                !(w->g->arcs[w->arc[k]].flags & LOAD_GUARDED)) {
                if (w->to[k] == i) {
                    w->from[i] = k;
                    keep_cycle(w, l, i, i, NONE);
                } else {
                    way(w, l, w->to[k], i);
                    keep_cycle(w, l, w->to[k], i, w->arc[k]);
                }
                return true;
            }
    for (uint32_t i = 0; i < d.count; i++)
        for (uint32_t k = w->at[i]; k < w->at[i + 1]; k++)
            if (w->sub[i] == w->sub[w->to[k]]) {
                way(w, l, i, i);
                keep_cycle(w, l, i, i, NONE);
                return true;
            }
    return false;
}

/* --- Shares ----------------------------------------------------------------------------------- */

static amount common(amount a, amount b)
{
    while (b) {
        amount rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* A loop that is one cycle: the product of its gains against 1. -1 below, 1 not below, 0 unknown. */
static int product(struct loops *w, struct load_loop *l)
{
    amount above = 1, below = 1;
    uint32_t v = l->members[0];
    uint32_t *cycle = arena_array(w->arena, l->member_count, sizeof *cycle);
    for (size_t n = 0; n < l->member_count; n++) {
        uint32_t only = NONE;
        for (uint32_t k = w->g->at[v]; k < w->g->at[v + 1]; k++) {
            if (!is_inside(w, l, &w->g->arcs[k]))
                continue;
            if (only != NONE)
                return 0;
            only = k;
        }
        amount weight = load_weight(&w->g->arcs[only], w->s->view);
        amount d = common(weight, AMOUNT_ONE), a = weight / d, b = AMOUNT_ONE / d;
        amount left = common(a, below), right = common(above, b);
        a /= left, below /= left, above /= right, b /= right;
        above = amount_times(above, a);
        below = amount_times(below, b);
        if (above == AMOUNT_MAX || below == AMOUNT_MAX)
            return 0;
        cycle[n] = only;
        v = w->g->arcs[only].to;
    }
    if (above < below)
        return -1;
    l->cycle = cycle;
    l->cycle_count = l->member_count;
    return 1;
}

/* Sx in millionths of x, exactly. */
static void apply(struct loops *w, const struct load_loop *l, const amount *x, amount *y)
{
    for (uint32_t i = 0; i < l->member_count; i++) {
        uint32_t v = l->members[i];
        y[i] = 0;
        for (uint32_t k = w->g->at[v]; k < w->g->at[v + 1]; k++)
            if (is_inside(w, l, &w->g->arcs[k]))
                y[i] = amount_add(y[i], amount_times(x[w->place[w->g->arcs[k].to]],
                                                     load_weight(&w->g->arcs[k], w->s->view)));
    }
}

/* Powers of I + S draw every vector to the one whose ratios are the spectral radius. */
static int vectors(struct loops *w, struct load_loop *l)
{
    enum { STEPS = 400 };
    const amount top = (amount)1 << 50;
    amount *x = w->x, *y = w->y;
    for (uint32_t i = 0; i < l->member_count; i++)
        x[i] = top;
    for (int step = 0; step < STEPS && !stop_asked(); step++) {
        bool below = true, above = true;
        amount most = 1;
        apply(w, l, x, y);
        for (uint32_t i = 0; i < l->member_count; i++) {
            below = below && y[i] < x[i] * AMOUNT_ONE;
            above = above && y[i] >= x[i] * AMOUNT_ONE;
        }
        if (below || above) {
            amount *kept = arena_array(w->arena, l->member_count, sizeof *kept);
            memcpy(kept, x, l->member_count * sizeof *kept);
            l->vector = kept;
            return below ? -1 : 1;
        }
        for (uint32_t i = 0; i < l->member_count; i++) {
            y[i] = amount_add(y[i] / AMOUNT_ONE, x[i]);
            most = y[i] > most ? y[i] : most;
        }
        unsigned shift = 0;
        while (most >> shift > top)
            shift++;
        for (uint32_t i = 0; i < l->member_count; i++)
            x[i] = y[i] >> shift ? y[i] >> shift : 1;
    }
    return 0;
}

/* --- Who stops it ----------------------------------------------------------------------------- */

/* An order of what does not end lineages in which all arcs lead upwards; false: some go round, and
 * l->allows is one of the functions there, if there is one. */
static bool find_order(struct loops *w, struct load_loop *l)
{
    uint32_t head = 0, tail = 0, stops = 0;
    uint32_t *order = arena_array(w->arena, l->member_count, sizeof *order);
    memset(w->degree, 0, l->member_count * sizeof *w->degree);
    for (uint32_t i = 0; i < l->member_count; i++) {
        uint32_t v = l->members[i];
        order[i] = NONE;
        stops += load_stops(w->g, v);
        for (uint32_t k = w->g->at[v]; !load_stops(w->g, v) && k < w->g->at[v + 1]; k++)
            if (is_inside(w, l, &w->g->arcs[k]))
                w->degree[w->place[w->g->arcs[k].to]]++;
    }
    for (uint32_t i = 0; i < l->member_count; i++)
        if (!load_stops(w->g, l->members[i]) && w->degree[i] == 0)
            w->queue[tail++] = i;
    while (head < tail) {
        uint32_t i = w->queue[head], v = l->members[i];
        order[i] = head++;
        for (uint32_t k = w->g->at[v]; k < w->g->at[v + 1]; k++) {
            const struct load_arc *a = &w->g->arcs[k];
            if (is_inside(w, l, a) && --w->degree[w->place[a->to]] == 0 &&
                !load_stops(w->g, a->to))
                w->queue[tail++] = w->place[a->to];
        }
    }
    l->order = order;
    if (tail + stops == l->member_count)
        return true;
    for (uint32_t i = 0; i < l->member_count && !l->allows; i++) {
        const struct node *n = graph_node_at(w->g->graph, w->g->node[l->members[i]]);
        if (order[i] == NONE && !load_stops(w->g, l->members[i]) && n->kind == NODE_FUNCTION)
            l->allows = w->g->node[l->members[i]];
    }
    return false;
}

static uint32_t find_open(struct loops *w, const struct load_loop *l)
{
    for (size_t i = 0; i < l->cycle_count; i++)
        if (!(w->g->arcs[l->cycle[i]].flags & LOAD_GUARDED))
            return l->cycle[i] + 1;
    for (uint32_t i = 0; i < l->member_count; i++)
        for (uint32_t v = l->members[i], k = w->g->at[v]; k < w->g->at[v + 1]; k++)
            if (is_inside(w, l, &w->g->arcs[k]) && !(w->g->arcs[k].flags & LOAD_GUARDED))
                return k + 1;
    return 0;
}

static void classify(struct loops *w, struct load_loop *l)
{
    int grows = find_cycle(w, l, WHOLE) ? 1 : product(w, l);
    if (!grows)
        grows = vectors(w, l);
    l->undecided = !grows;
    if (grows < 0) {
        l->class = LOOP_BOUNDED;
        if (!l->vector)
            vectors(w, l);
        if (!l->vector) /* no vector so near to 1: said as what cannot be told */
            l->class = LOOP_UNBOUNDED, l->undecided = true;
        return;
    }
    l->open = find_open(w, l);
    bool stopped = !l->open && find_order(w, l);
    l->class = stopped ? LOOP_STOPPED : LOOP_UNBOUNDED;
    if (!stopped && !l->open)
        find_cycle(w, l, FREE);
}

/* --- All of a view ---------------------------------------------------------------------------- */

static void components(struct loops *w)
{
    const struct load_graph *g = w->g;
    struct load_solved *s = w->s;
    uint32_t count = 0;
    for (uint32_t v = 0; v < g->count; v++) {
        w->at[v] = count;
        for (uint32_t k = g->at[v]; k < g->at[v + 1]; k++)
            if (load_weight(&g->arcs[k], s->view))
                w->to[count++] = g->arcs[k].to;
    }
    w->at[g->count] = count;
    struct digraph d = {g->count, w->at, w->to};
    s->components = scc_find(&d, s->component);
    for (uint32_t v = 0; v < g->count; v++)
        s->first[s->component[v] + 1]++;
    for (uint32_t c = 0; c < s->components; c++)
        s->first[c + 1] += s->first[c];
    for (uint32_t v = 0; v < g->count; v++)
        w->queue[s->component[v]] = 0;
    for (uint32_t v = 0; v < g->count; v++) {
        uint32_t c = s->component[v];
        w->place[v] = w->queue[c]++;
        s->members[s->first[c] + w->place[v]] = v;
    }
}

static bool goes_round(const struct loops *w, uint32_t c)
{
    uint32_t size = w->s->first[c + 1] - w->s->first[c], v = w->s->members[w->s->first[c]];
    for (uint32_t k = w->g->at[v]; size == 1 && k < w->g->at[v + 1]; k++)
        if (w->g->arcs[k].to == v && load_weight(&w->g->arcs[k], w->s->view))
            return true;
    return size > 1;
}

void load_loops_find(const struct load_graph *g, enum load_view view, struct arena *arena,
                     struct load_solved *out)
{
    size_t size = (size_t)g->count + 2, arcs = (size_t)g->at[g->count] + 1;
    *out = (struct load_solved){.view = view};
    out->component = arena_array(arena, size, sizeof(uint32_t));
    out->first = arena_array(arena, size, sizeof(uint32_t));
    out->members = arena_array(arena, size, sizeof(uint32_t));
    struct loops w = {.g = g, .arena = arena, .s = out};
    uint32_t *memory = mem_zalloc(6 * size + 2 * arcs, sizeof *memory);
    w.place = memory;
    w.at = memory + size;
    w.sub = memory + 2 * size;
    w.from = memory + 3 * size;
    w.queue = memory + 4 * size;
    w.degree = memory + 5 * size;
    w.to = memory + 6 * size;
    w.arc = w.to + arcs;
    components(&w);
    out->loop = arena_array(arena, (size_t)out->components + 1, sizeof *out->loop);
    for (uint32_t c = 0; c < out->components && !stop_asked(); c++) {
        if (!goes_round(&w, c))
            continue;
        struct load_loop *l = arena_alloc(arena, sizeof *l);
        l->view = view;
        l->members = &out->members[out->first[c]];
        l->member_count = out->first[c + 1] - out->first[c];
        if (!w.x) {
            w.x = mem_alloc(size * sizeof *w.x);
            w.y = mem_alloc(size * sizeof *w.y);
        }
        classify(&w, l);
        out->loop[c] = l;
    }
    mem_free(w.x);
    mem_free(w.y);
    mem_free(memory);
}
