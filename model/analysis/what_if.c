/* SPDX-License-Identifier: MIT */
#include "what_if.h"

#include "mem.h"

struct what_if what_if_new(const struct graph *g)
{
    size_t edges = graph_edge_count(g);
    struct what_if w = {.graph = g};
    w.cut = mem_zalloc(edges + 1, 1);
    w.gate = mem_alloc(edges + 1);
    memset(w.gate, AUTH_ABSENT, edges + 1);
    return w;
}

struct what_if what_if_copy(const struct what_if *w)
{
    size_t edges = graph_edge_count(w->graph);
    struct what_if c = *w;
    c.cut = mem_alloc(edges + 1);
    c.gate = mem_alloc(edges + 1);
    memcpy(c.cut, w->cut, edges + 1);
    memcpy(c.gate, w->gate, edges + 1);
    c.given = NULL;
    c.given_cap = 0;
    if (w->given_count) {
        c.given = mem_reserve(NULL, &c.given_cap, w->given_count, sizeof *c.given);
        memcpy(c.given, w->given, w->given_count * sizeof *c.given);
    }
    return c;
}

void what_if_release(struct what_if *w)
{
    mem_free(w->cut);
    mem_free(w->gate);
    mem_free(w->given);
    *w = (struct what_if){0};
}

bool what_if_empty(const struct what_if *w)
{
    return !w || (!w->cut_count && !w->gate_count && !w->given_count);
}

void what_if_cut(struct what_if *w, edge_id e)
{
    w->cut_count += !w->cut[e];
    w->cut[e] = 1;
}

void what_if_cut_node(struct what_if *w, node_id n)
{
    struct edge_list lists[2] = {graph_out(w->graph, n), graph_in(w->graph, n)};
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < lists[side].count; i++)
            what_if_cut(w, lists[side].ids[i]);
}

void what_if_mend(struct what_if *w, edge_id e)
{
    w->cut_count -= w->cut[e];
    w->cut[e] = 0;
}

void what_if_gate(struct what_if *w, edge_id e, enum auth auth)
{
    enum auth old = (enum auth)w->gate[e];
    if (auth != AUTH_ABSENT && old != AUTH_ABSENT && auths[old].class >= auths[auth].class)
        return;
    w->gate_count -= old != AUTH_ABSENT;
    w->gate_count += auth != AUTH_ABSENT;
    w->gate[e] = (uint8_t)auth;
}

size_t what_if_guard(struct what_if *w, node_id n, enum auth auth)
{
    struct edge_list list = graph_in(w->graph, n);
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        enum edge_kind kind = graph_edge_at(w->graph, list.ids[i])->kind;
        if (kind != EDGE_EXPOSES && kind != EDGE_ROUTES)
            continue;
        what_if_gate(w, list.ids[i], auth);
        count++;
    }
    return count;
}

static size_t given_at(const struct what_if *w, node_id n, enum state s)
{
    size_t i = 0;
    while (i < w->given_count && (w->given[i].node != n || w->given[i].state != s))
        i++;
    return i;
}

bool what_if_give(struct what_if *w, node_id n, enum state s)
{
    if (!(state_mask(graph_node_at(w->graph, n)->kind) & 1u << s) ||
        given_at(w, n, s) < w->given_count)
        return false;
    if (w->given_count == w->given_cap)
        w->given = mem_grow(w->given, &w->given_cap, sizeof *w->given);
    w->given[w->given_count++] = (struct fact){.node = n, .state = s};
    return true;
}

bool what_if_take(struct what_if *w, node_id n, enum state s)
{
    size_t at = given_at(w, n, s);
    if (at == w->given_count)
        return false;
    w->given[at] = w->given[--w->given_count];
    return true;
}
