/* SPDX-License-Identifier: MIT */
#include "scc.h"

#include "mem.h"

enum { UNSEEN = 0 };
#define DONE UINT32_MAX

struct walk {
    const struct digraph *g;
    uint32_t *order;  /* number of the visit from 1, DONE: its component is closed */
    uint32_t *low;
    uint32_t *next;   /* the arc to look at next */
    uint32_t *open;   /* vertices whose component is not closed */
    uint32_t *path;   /* the vertices above the current one, and itself */
    uint32_t open_count, path_count, visits, components;
};

static void enter(struct walk *w, uint32_t v)
{
    w->order[v] = w->low[v] = ++w->visits;
    w->next[v] = w->g->at[v];
    w->open[w->open_count++] = v;
    w->path[w->path_count++] = v;
}

static void close_component(struct walk *w, uint32_t v, uint32_t *component)
{
    uint32_t member;
    do {
        member = w->open[--w->open_count];
        w->order[member] = DONE;
        component[member] = w->components;
    } while (member != v);
    w->components++;
}

static void visit(struct walk *w, uint32_t root, uint32_t *component)
{
    enter(w, root);
    while (w->path_count) {
        uint32_t v = w->path[w->path_count - 1];
        if (w->next[v] < w->g->at[v + 1]) {
            uint32_t to = w->g->to[w->next[v]++];
            if (w->order[to] == UNSEEN)
                enter(w, to);
            else if (w->order[to] != DONE && w->order[to] < w->low[v])
                w->low[v] = w->order[to];
            continue;
        }
        w->path_count--;
        if (w->low[v] == w->order[v])
            close_component(w, v, component);
        else if (w->low[v] < w->low[w->path[w->path_count - 1]])
            w->low[w->path[w->path_count - 1]] = w->low[v];
    }
}

uint32_t scc_find(const struct digraph *g, uint32_t *component)
{
    uint32_t *memory = mem_zalloc((size_t)g->count + 1, 5 * sizeof *memory);
    struct walk w = {.g = g, .order = memory};
    w.low = w.order + g->count;
    w.next = w.low + g->count;
    w.open = w.next + g->count;
    w.path = w.open + g->count;
    for (uint32_t v = 0; v < g->count; v++)
        if (w.order[v] == UNSEEN)
            visit(&w, v, component);
    mem_free(memory);
    return w.components;
}
