/* SPDX-License-Identifier: MIT */
/* amplify_paced.c - loops that go on only when their reader comes by: they end where it fetches. */
#include "amplify_parts.h"

#include "mem.h"

#include <stdlib.h>

#define NONE UINT32_MAX

struct paced {
    const struct load_graph *g;
    uint8_t *waits;     /* [arcs] views in which what passes waits for the reader */
    uint32_t *part;     /* [vertices] the vertex that what waits is at; NONE: none needed */
    uint32_t extra;
};

static bool is_inside(const struct load_solved *s, const struct load_arc *a, uint32_t from)
{
    const struct load_loop *l = s->loop[s->component[from]];
    return l && l->class != LOOP_BOUNDED && s->component[from] == s->component[a->to] &&
           load_weight(a, s->view);
}

/* The stores of one view that a reader empties inside a loop that does not die out. */
static bool find_stores(const struct paced *p, const struct load_solved *s, bool *met)
{
    bool any = false;
    for (uint32_t v = 0; v < p->g->count; v++)
        for (uint32_t k = p->g->at[v]; k < p->g->at[v + 1]; k++)
            if (p->g->arcs[k].flags & LOAD_PACED && is_inside(s, &p->g->arcs[k], v))
                met[v] = any = true;
    return any;
}

static void mark_arcs(struct paced *p, const struct load_solved *s, const bool *met)
{
    for (uint32_t v = 0; v < p->g->count; v++)
        for (uint32_t k = p->g->at[v]; k < p->g->at[v + 1]; k++) {
            uint32_t to = p->g->arcs[k].to;
            if (!met[to] || !is_inside(s, &p->g->arcs[k], v))
                continue;
            p->waits[k] |= (uint8_t)(1u << s->view);
            if (p->part[to] == NONE)
                p->part[to] = p->g->count + p->extra++;
        }
}

static uint32_t put(struct load_arc *list, uint32_t count, struct load_arc arc, uint8_t except)
{
    const uint8_t all = (1u << LOAD_VIEW_COUNT) - 1;
    arc.except |= except;
    if ((arc.except & all) != all)
        list[count++] = arc;
    return count;
}

/* The arcs of v, as those of `as`: each once for the views in which it passes on, once for those in
 * which it ends at what waits. */
static uint32_t put_all(const struct paced *p, uint32_t v, uint32_t as, struct load_arc *list,
                        uint32_t count)
{
    for (uint32_t k = p->g->at[v]; k < p->g->at[v + 1]; k++) {
        struct load_arc arc = p->g->arcs[k];
        if (as != v && arc.flags & LOAD_PACED)
            continue;
        arc.from = as;
        count = put(list, count, arc, p->waits[k]);
        if (!p->waits[k])
            continue;
        arc.to = p->part[arc.to];
        count = put(list, count, arc, (uint8_t)~p->waits[k]);
    }
    return count;
}

static void split(const struct paced *p, struct arena *arena, struct load_graph *out)
{
    const struct load_graph *g = p->g;
    uint32_t count = g->count + p->extra, arcs = 0, *store = mem_alloc((p->extra + 1) * 4);
    struct load_arc *list = arena_array(arena, 4 * (size_t)g->at[g->count] + 1, sizeof *list);
    uint32_t *at = arena_array(arena, (size_t)count + 2, sizeof *at);
    node_id *node = arena_array(arena, (size_t)count + 1, sizeof *node);
    bool *uncounted = arena_array(arena, (size_t)count + 1, sizeof *uncounted);
    for (uint32_t v = 0; v < g->count; v++)
        if (p->part[v] != NONE)
            store[p->part[v] - g->count] = v;
    for (uint32_t v = 0; v < count; v++) {
        uint32_t of = v < g->count ? v : store[v - g->count];
        at[v] = arcs;
        node[v] = g->node[of];
        uncounted[v] = g->uncounted[of];
        arcs = put_all(p, of, v, list, arcs);
    }
    at[count] = arcs;
    mem_free(store);
    *out = (struct load_graph){g->graph, count, node, uncounted, list, at};
}

bool load_graph_pace(const struct load_graph *g, const struct load_solved *solved,
                     struct arena *arena, struct load_graph *out)
{
    struct paced p = {.g = g};
    bool *met = mem_zalloc((size_t)g->count + 1, sizeof *met), any = false;
    p.waits = mem_zalloc((size_t)g->at[g->count] + 1, 1);
    p.part = mem_alloc(((size_t)g->count + 1) * sizeof *p.part);
    for (uint32_t v = 0; v < g->count; v++)
        p.part[v] = NONE;
    for (int view = 0; view < LOAD_VIEW_COUNT; view++) {
        memset(met, 0, (size_t)g->count + 1);
        if (!find_stores(&p, &solved[view], met))
            continue;
        mark_arcs(&p, &solved[view], met);
        any = true;
    }
    if (any)
        split(&p, arena, out);
    mem_free(met);
    mem_free(p.waits);
    mem_free(p.part);
    return any;
}

/* --- What is said of them --------------------------------------------------------------------- */

struct naming {
    const struct load_graph *g, *before;
    const struct load_solved *was, *now; /* was: of the graph before it was split */
    uint32_t *by, *queue;                /* [vertices]; by: arc + 1 by which it was reached */
};

/* What waits is where it is fetched. */
static uint32_t place_of(const struct naming *w, uint32_t v)
{
    return v < w->before->count ? v : w->g->node[v] - 1;
}

/* The shortest way from where the reader goes on back to the store: it is there, since all of them lie
 * in one component. */
static bool find_back(const struct naming *w, uint32_t reader, uint32_t store)
{
    uint32_t head = 0, tail = 0, c = w->was->component[store];
    memset(w->by, 0, ((size_t)w->g->count + 1) * sizeof *w->by);
    w->queue[tail++] = reader;
    w->by[reader] = NONE;
    while (head < tail && !w->by[store]) {
        uint32_t v = w->queue[head++];
        for (uint32_t k = w->g->at[v]; k < w->g->at[v + 1]; k++) {
            uint32_t to = place_of(w, w->g->arcs[k].to);
            if (!load_weight(&w->g->arcs[k], w->now->view) || w->by[to] ||
                w->was->component[to] != c)
                continue;
            w->by[to] = k + 1;
            w->queue[tail++] = to;
        }
    }
    return w->by[store];
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* first: the arc by which the reader fetches from the store; the way back was found. */
static struct load_loop *keep(const struct naming *w, struct arena *arena, uint32_t first)
{
    uint32_t store = w->g->arcs[first].from, reader = w->g->arcs[first].to, count = 1;
    for (uint32_t v = store; v != reader; v = w->g->arcs[w->by[v] - 1].from)
        count++;
    uint32_t *cycle = arena_array(arena, count, sizeof *cycle);
    uint32_t *members = arena_array(arena, count, sizeof *members), at = count;
    for (uint32_t v = store; v != reader; v = w->g->arcs[w->by[v] - 1].from)
        cycle[--at] = w->by[v] - 1;
    cycle[0] = first;
    struct load_loop *l = arena_alloc(arena, sizeof *l);
    *l = (struct load_loop){.class = LOOP_PACED, .view = w->now->view, .members = members,
                            .member_count = count, .cycle = cycle, .cycle_count = count,
                            .calm = true};
    for (uint32_t i = 0; i < count; i++) {
        const struct load_arc *a = &w->g->arcs[cycle[i]];
        members[i] = a->from;
        l->calm = l->calm && a->calm && !(a->flags & LOAD_SUPPOSED);
    }
    qsort(members, count, sizeof *members, by_number);
    return l;
}

/* A loop that goes on by itself says more. */
static bool goes_on(const struct load_solved *now, const struct load_loop *l)
{
    for (size_t i = 0; i < l->member_count; i++) {
        const struct load_loop *k = now->loop[now->component[l->members[i]]];
        if (k && k->class != LOOP_BOUNDED)
            return true;
    }
    return false;
}

void load_paced_name(const struct load_graph *before, const struct load_solved *was,
                     const struct load_graph *g, struct arena *arena, struct load_solved *now)
{
    struct naming w = {.g = g, .before = before, .was = was, .now = now};
    uint32_t *memory = mem_zalloc(2 * ((size_t)g->count + 1), sizeof *memory);
    bool *done = mem_zalloc((size_t)was->components + 1, sizeof *done);
    w.by = memory;
    w.queue = memory + g->count + 1;
    now->paced = arena_array(arena, (size_t)was->components + 1, sizeof(struct load_loop *));
    for (uint32_t v = 0; v < before->count; v++)
        for (uint32_t k = g->at[v]; k < g->at[v + 1]; k++) {
            const struct load_arc *a = &g->arcs[k];
            uint32_t c = was->component[v];
            if (!(a->flags & LOAD_PACED) || done[c] || a->to >= before->count ||
                !is_inside(was, a, v))
                continue;
            done[c] = find_back(&w, a->to, v);
            struct load_loop *l = done[c] ? keep(&w, arena, k) : NULL;
            if (l && !goes_on(now, l))
                now->paced[now->paced_count++] = l;
        }
    mem_free(done);
    mem_free(memory);
}
