/* SPDX-License-Identifier: MIT */
#include "doors.h"

#include <stdlib.h>

#include "attack.h"
#include "flood.h"
#include "mem.h"
#include "search.h"

static const uint64_t work_max = 2000000000; /* vertices and arcs, in all searches: seconds */

static bool is_door(const struct doors_question *q, node_id n)
{
    const struct graph *g = q->graph;
    struct edge_list in = graph_in(g, n);
    if (!(state_mask(graph_node_at(g, n)->kind) & 1u << STATE_INPUT) ||
        !exposure_reach(q->exposure, n).reached)
        return false;
    for (size_t i = 0; i < in.count; i++)
        if (flood_is_entry(g, graph_edge_at(g, in.ids[i])))
            return true;
    return false;
}

/* The least effort by which one of these states is reached; UINT32_MAX: none is. */
static uint32_t effort_of(const struct search *s, node_id n, unsigned states)
{
    uint32_t least = UINT32_MAX;
    for (int k = 0; k < STATE_COUNT; k++) {
        vertex_id v = states & 1u << k ? attack_vertex(s->attack, n, (enum state)k) : VERTEX_NONE;
        if (v != VERTEX_NONE && s->rank[v] != RANK_NONE && s->effort[v] < least)
            least = s->effort[v];
    }
    return least;
}

static uint64_t index_of(const struct search *s, const struct jewels *jewels)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < jewels->count; i++) {
        const struct jewel *j = &jewels->items[i];
        uint32_t effort = effort_of(s, j->node, j->states);
        if (effort < 64)
            sum += DOOR_SCALE * jewels_weight(s->attack->graph, jewels, j->node) >> effort;
    }
    return sum;
}

static void find_label(const struct search *s, struct door *d)
{
    const struct graph *g = s->attack->graph;
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        int label = data_label(g, n);
        if (data_label_kept(g, n) && (!d->data || label > d->label) &&
            effort_of(s, n, 1u << STATE_READ) != UINT32_MAX) {
            d->label = label;
            d->data = n;
        }
    }
}

static bool is_weak(const struct door *d)
{
    return d->data && d->class != AUTH_CLASS_UNKNOWN &&
           auth_class_ranks[d->class] < auth_class_ranks[data_label_gates[d->label]];
}

static void look_behind(const struct attack *a, const struct doors_question *q,
                        const struct jewels *jewels, struct door *d)
{
    vertex_id start = attack_vertex(a, d->node, STATE_INPUT);
    struct search *s = search_run(a, &start, 1);
    d->auth = exposure_reach(q->exposure, d->node).auth;
    d->class = auths[d->auth].class;
    d->index = index_of(s, jewels);
    find_label(s, d);
    d->weak = is_weak(d);
    search_free(s);
}

static int most_first(const void *a, const void *b)
{
    const struct door *p = a, *q = b;
    if (p->index != q->index)
        return p->index > q->index ? -1 : 1;
    return p->node < q->node ? -1 : p->node > q->node;
}

static struct doors look_behind_all(const struct doors_question *q, const node_id *starts,
                                    size_t count)
{
    const struct spread_terms terms = {.mode = MODE_STRICT, .pass = 1u << AUTH_CLASS_NONE};
    const unsigned wanted = (1u << STATE_COUNT) - 1 - (1u << STATE_EXHAUST); /* load is no fall */
    struct attack *a = attack_build_from(q->graph, &terms, q->change, starts, count, STATE_INPUT,
                                         wanted);
    struct jewels *own = q->jewels ? NULL : jewels_find(q->graph, q->exposure, NULL, 0, NULL);
    uint64_t work = (uint64_t)a->vertex_count + a->arc_count;
    struct doors d = {.known = count * work <= work_max};
    if (d.known)
        d.items = mem_zalloc(count + 1, sizeof *d.items);
    for (size_t i = 0; d.known && i < count; i++) {
        d.items[d.count].node = starts[i];
        look_behind(a, q, own ? own : q->jewels, &d.items[d.count]);
        d.weak += d.items[d.count++].weak;
    }
    if (d.count)
        qsort(d.items, d.count, sizeof *d.items, most_first);
    attack_free(a);
    jewels_free(own);
    return d;
}

struct doors doors_find(const struct doors_question *q)
{
    size_t nodes = graph_node_count(q->graph), count = 0;
    node_id *starts = mem_alloc((nodes + 1) * sizeof *starts);
    for (size_t n = 1; n <= nodes; n++)
        if (is_door(q, (node_id)n))
            starts[count++] = (node_id)n;
    struct doors d = look_behind_all(q, starts, count);
    mem_free(starts);
    return d;
}

void doors_release(struct doors *d)
{
    mem_free(d->items);
    *d = (struct doors){0};
}

bool doors_of(const struct doors_question *q, node_id n, struct door *out)
{
    if (!is_door(q, n))
        return false;
    struct doors d = look_behind_all(q, &n, 1);
    bool known = d.count == 1;
    if (known)
        *out = d.items[0];
    doors_release(&d);
    return known;
}
