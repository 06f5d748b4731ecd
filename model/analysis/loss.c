/* SPDX-License-Identifier: MIT */
#include "loss.h"

#include "mem.h"

void loss_index(const struct attack *a, uint32_t **at_out, arc_id **arcs_out)
{
    size_t edges = graph_edge_count(a->graph);
    uint32_t *at = mem_zalloc(edges + 3, sizeof *at);
    arc_id *arcs = mem_alloc((a->arc_count + 1u) * sizeof *arcs);
    for (arc_id arc = 0; arc < a->arc_count; arc++)
        at[a->arc_edge[arc] + 2]++;
    for (size_t e = 2; e < edges + 3; e++)
        at[e] += at[e - 1];
    for (arc_id arc = 0; arc < a->arc_count; arc++)
        arcs[at[a->arc_edge[arc] + 1]++] = arc;
    *at_out = at;
    *arcs_out = arcs;
}

/* --- The search ------------------------------------------------------------------------------- */

/* Arcs over weak edges wait until everything in front of one edge less is found. */
struct waiting {
    struct entered {
        vertex_id v, from;
        arc_id arc;
    } *items;
    size_t count, cap;
};

static void wait_for(struct waiting *w, vertex_id v, vertex_id from, arc_id arc)
{
    if (w->count == w->cap)
        w->items = mem_grow(w->items, &w->cap, sizeof *w->items);
    w->items[w->count++] = (struct entered){v, from, arc};
}

static void enter(struct loss *l, vertex_id v, vertex_id from, arc_id arc)
{
    if (l->in[v] != LOSS_OUT)
        return;
    l->in[v] = LOSS_IN;
    l->parent[v] = from;
    l->parent_arc[v] = arc;
    l->place[v] = l->count;
    l->order[l->count++] = v;
}

static void search(struct loss *l, const vertex_id *starts, size_t start_count, const uint8_t *weak)
{
    const struct attack *a = l->attack;
    struct waiting now = {0}, next = {0};
    uint32_t head = 0;
    for (size_t i = 0; i < start_count; i++)
        wait_for(&now, starts[i], VERTEX_NONE, ARC_NONE);
    while (now.count) {
        for (size_t i = 0; i < now.count; i++)
            enter(l, now.items[i].v, now.items[i].from, now.items[i].arc);
        for (now.count = 0; head < l->count; head++) {
            vertex_id v = l->order[head];
            for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
                vertex_id to = a->arc_to[arc];
                if (l->in[to] == LOSS_OUT && weak[a->arc_edge[arc]])
                    wait_for(&next, to, v, arc);
                else
                    enter(l, to, v, arc);
            }
        }
        struct waiting done = now;
        now = next;
        next = done;
    }
    mem_free(now.items);
    mem_free(next.items);
}

static void find_children(struct loss *l)
{
    l->child_at = mem_zalloc((size_t)l->attack->vertex_count + 2, sizeof *l->child_at);
    l->children = mem_alloc(((size_t)l->count + 1) * sizeof *l->children);
    for (uint32_t i = 0; i < l->count; i++)
        if (l->parent[l->order[i]] != VERTEX_NONE)
            l->child_at[l->parent[l->order[i]] + 2]++;
    for (uint32_t v = 2; v <= l->attack->vertex_count; v++)
        l->child_at[v] += l->child_at[v - 1];
    for (uint32_t i = 0; i < l->count; i++)
        if (l->parent[l->order[i]] != VERTEX_NONE)
            l->children[l->child_at[l->parent[l->order[i]] + 1]++] = l->order[i];
}

struct loss *loss_new(const struct attack *a, const vertex_id *starts, size_t count,
                      const uint8_t *weak)
{
    struct loss *l = mem_zalloc(1, sizeof *l);
    size_t vertices = a->vertex_count;
    l->attack = a;
    l->in = mem_zalloc(vertices + 1, 1);
    l->order = mem_alloc((vertices + 1) * sizeof *l->order);
    l->place = mem_alloc((vertices + 1) * sizeof *l->place);
    l->parent = mem_alloc((vertices + 1) * sizeof *l->parent);
    l->parent_arc = mem_alloc((vertices + 1) * sizeof *l->parent_arc);
    for (size_t v = 0; v < vertices; v++) {
        l->parent[v] = VERTEX_NONE;
        l->parent_arc[v] = ARC_NONE;
    }
    search(l, starts, count, weak);
    find_children(l);
    l->lost = mem_alloc(((size_t)l->count + 1) * sizeof *l->lost);
    l->saved = mem_alloc(((size_t)l->count + 1) * sizeof *l->saved);
    return l;
}

void loss_free(struct loss *l)
{
    if (!l)
        return;
    mem_free(l->in);
    mem_free(l->order);
    mem_free(l->place);
    mem_free(l->parent);
    mem_free(l->parent_arc);
    mem_free(l->child_at);
    mem_free(l->children);
    mem_free(l->lost);
    mem_free(l->saved);
    mem_free(l->repairs);
    mem_free(l);
}

/* --- Questions -------------------------------------------------------------------------------- */

static void break_off(struct loss *l, vertex_id v)
{
    if (l->in[v] != LOSS_IN)
        return;
    l->in[v] = LOSS_BROKEN;
    l->lost[l->lost_count++] = v;
}

static void break_all(struct loss *l, const uint32_t *arcs_at, const arc_id *arcs,
                      const struct loss_question *q)
{
    for (size_t i = 0; i < q->edge_count; i++)
        for (uint32_t k = arcs_at[q->edges[i]]; k < arcs_at[q->edges[i] + 1]; k++) {
            vertex_id to = l->attack->arc_to[arcs[k]];
            if (l->parent_arc[to] == arcs[k])
                break_off(l, to);
        }
    for (uint32_t i = 0; i < l->lost_count; i++) {
        vertex_id v = l->lost[i];
        for (uint32_t k = l->child_at[v]; k < l->child_at[v + 1]; k++)
            break_off(l, l->children[k]);
    }
}

static void repair(struct loss *l, vertex_id v, vertex_id from, arc_id arc)
{
    l->in[v] = LOSS_IN;
    l->saved[l->saved_count++] = v;
    if (arc != ARC_NONE && arc == l->parent_arc[v])
        return;
    if (l->repair_count == l->repair_cap)
        l->repairs = mem_grow(l->repairs, &l->repair_cap, sizeof *l->repairs);
    l->repairs[l->repair_count++] = (struct loss_repair){v, from, arc};
}

static void enter_from_outside(struct loss *l, vertex_id v, const uint32_t *gone)
{
    const struct attack *a = l->attack;
    for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1] && l->in[v] == LOSS_BROKEN; i++)
        if (l->in[a->in_from[i]] == LOSS_IN && !gone[a->arc_edge[a->in_arc[i]]])
            repair(l, v, a->in_from[i], a->in_arc[i]);
}

static void save_behind(struct loss *l, uint32_t head, const uint32_t *gone)
{
    const struct attack *a = l->attack;
    for (; head < l->saved_count; head++) {
        vertex_id v = l->saved[head];
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++)
            if (l->in[a->arc_to[arc]] == LOSS_BROKEN && !gone[a->arc_edge[arc]])
                repair(l, a->arc_to[arc], v, arc);
    }
}

static void save(struct loss *l, const struct loss_question *q)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < l->lost_count; i++)
        if (l->in[l->lost[i]] == LOSS_BROKEN)
            enter_from_outside(l, l->lost[i], q->gone);
    save_behind(l, 0, q->gone);
    do {
        before = l->saved_count;
        for (size_t i = 0; i < q->gift_count; i++)
            if (l->in[q->gifts[i].from] == LOSS_IN && l->in[q->gifts[i].to] == LOSS_BROKEN)
                repair(l, q->gifts[i].to, q->gifts[i].from, ARC_NONE);
        save_behind(l, before, q->gone);
    } while (l->saved_count > before);
}

void loss_ask(struct loss *l, const uint32_t *arcs_at, const arc_id *arcs,
              const struct loss_question *q)
{
    uint32_t left = 0;
    for (uint32_t i = 0; i < l->lost_count; i++)
        l->in[l->lost[i]] = LOSS_IN;
    l->lost_count = l->saved_count = 0;
    l->repair_count = 0;
    break_all(l, arcs_at, arcs, q);
    save(l, q);
    for (uint32_t i = 0; i < l->lost_count; i++)
        if (l->in[l->lost[i]] == LOSS_BROKEN) {
            l->in[l->lost[i]] = LOSS_LOST;
            l->lost[left++] = l->lost[i];
        }
    l->lost_count = left;
}
