/* SPDX-License-Identifier: MIT */
#include "dominators.h"

#include "mem.h"

/* All arrays but number[] speak of vertices by the order in which the walk met them, 1 being the
 * root; 0 is "none". */
struct walk {
    const struct digraph *g;
    uint32_t count;    /* vertices met, with the root */
    uint32_t *number;  /* [g->count]: of a vertex, 0: not met */
    uint32_t *vertex;  /* back again */
    uint32_t *parent;  /* in the tree of the walk */
    uint32_t *semi, *label, *ancestor, *idom;
    uint32_t *stack;
    uint32_t *in_at, *in; /* arcs backwards, both ends numbered */
};

static void meet(struct walk *w, uint32_t v, uint32_t from)
{
    w->count++;
    w->number[v] = w->count;
    w->vertex[w->count] = v;
    w->parent[w->count] = from;
}

/* Depth first; next[] is where a vertex goes on, by number. */
static void walk_from(struct walk *w, uint32_t start, uint32_t *next)
{
    const uint32_t *at = w->g->at, *to = w->g->to;
    uint32_t depth = 0;
    meet(w, start, 1);
    w->stack[depth++] = w->count;
    next[w->count] = at[start];
    while (depth) {
        uint32_t n = w->stack[depth - 1], v = w->vertex[n];
        if (next[n] == at[v + 1]) {
            depth--;
            continue;
        }
        uint32_t other = to[next[n]++];
        if (w->number[other])
            continue;
        meet(w, other, n);
        w->stack[depth++] = w->count;
        next[w->count] = at[other];
    }
}

/* Arcs into each met vertex; those from the root into the starts are among them. */
static void turn_arcs(struct walk *w, const uint32_t *starts, uint32_t start_count)
{
    const uint32_t *at = w->g->at, *to = w->g->to;
    uint32_t arcs = start_count;
    for (uint32_t n = 2; n <= w->count; n++)
        for (uint32_t i = at[w->vertex[n]]; i < at[w->vertex[n] + 1]; i++, arcs++)
            w->in_at[w->number[to[i]]]++;
    for (uint32_t i = 0; i < start_count; i++)
        w->in_at[w->number[starts[i]]]++;
    for (uint32_t n = 1; n <= w->count + 1; n++)
        w->in_at[n] += w->in_at[n - 1];
    w->in = mem_alloc(((size_t)arcs + 1) * sizeof *w->in);
    for (uint32_t n = w->count; n >= 2; n--)
        for (uint32_t i = at[w->vertex[n]]; i < at[w->vertex[n] + 1]; i++)
            w->in[--w->in_at[w->number[to[i]]]] = n;
    for (uint32_t i = 0; i < start_count; i++)
        w->in[--w->in_at[w->number[starts[i]]]] = 1;
}

/* The vertex of least semidominator between n and the root of its finished part; shortens the way
 * for those that ask later. */
static uint32_t least_above(struct walk *w, uint32_t n)
{
    uint32_t depth = 0;
    if (!w->ancestor[n])
        return w->label[n];
    for (uint32_t v = n; w->ancestor[w->ancestor[v]]; v = w->ancestor[v])
        w->stack[depth++] = v;
    while (depth) {
        uint32_t v = w->stack[--depth], above = w->ancestor[v];
        if (w->semi[w->label[above]] < w->semi[w->label[v]])
            w->label[v] = w->label[above];
        w->ancestor[v] = w->ancestor[above];
    }
    return w->label[n];
}

static void find_semidominators(struct walk *w)
{
    for (uint32_t n = w->count; n >= 2; n--) {
        uint32_t least = w->parent[n];
        for (uint32_t i = w->in_at[n]; i < w->in_at[n + 1]; i++) {
            uint32_t from = w->in[i];
            uint32_t semi = from > n ? w->semi[least_above(w, from)] : from;
            least = semi < least ? semi : least;
        }
        w->semi[n] = least;
        w->ancestor[n] = w->parent[n];
    }
}

static void find_dominators(struct walk *w)
{
    w->idom[1] = 0;
    for (uint32_t n = 2; n <= w->count; n++) {
        uint32_t above = w->parent[n];
        while (above > w->semi[n])
            above = w->idom[above];
        w->idom[n] = above;
    }
}

void dominators_find(const struct digraph *g, const uint32_t *starts, uint32_t start_count,
                     uint32_t *idom)
{
    size_t room = (size_t)g->count + 3;
    uint32_t *memory = mem_zalloc(room, 9 * sizeof *memory);
    struct walk w = {.g = g, .number = memory, .count = 1};
    w.vertex = w.number + room;
    w.parent = w.vertex + room;
    w.semi = w.parent + room;
    w.label = w.semi + room;
    w.ancestor = w.label + room;
    w.idom = w.ancestor + room;
    w.stack = w.idom + room;
    w.in_at = w.stack + room;
    for (uint32_t i = 0; i < start_count; i++)
        if (!w.number[starts[i]])
            walk_from(&w, starts[i], w.semi);
    turn_arcs(&w, starts, start_count);
    for (uint32_t n = 1; n <= w.count; n++)
        w.label[n] = w.semi[n] = n;
    find_semidominators(&w);
    find_dominators(&w);
    for (uint32_t v = 0; v < g->count; v++) {
        uint32_t n = w.number[v];
        idom[v] = !n ? DOMINATOR_NONE : w.idom[n] == 1 ? g->count : w.vertex[w.idom[n]];
    }
    mem_free(w.in);
    mem_free(memory);
}
