/* SPDX-License-Identifier: MIT */
/* path_blocked.c - negative answers: what stands between what is reached and what is not. */
#include <stdlib.h>

#include "mem.h"
#include "path_parts.h"

/* Marks every vertex from which the target is reached in the relaxed graph. */
static uint8_t *leads_to(const struct path_answer *a, const struct attack *relaxed, node_id target)
{
    uint8_t *leads = mem_zalloc(relaxed->vertex_count + 1u, 1);
    vertex_id *queue = mem_alloc((relaxed->vertex_count + 1u) * sizeof *queue);
    size_t head = 0, tail = 0;
    for (vertex_id v = 0; v < relaxed->vertex_count; v++) {
        enum state s = (enum state)relaxed->vertex_state[v];
        bool wanted = !target || relaxed->vertex_node[v] == target;
        if (!wanted || !path_state_counts(a, s) || (s == STATE_EXHAUST && !a->question.states))
            continue;
        leads[v] = 1;
        queue[tail++] = v;
    }
    while (head < tail) {
        vertex_id v = queue[head++];
        for (uint32_t i = relaxed->in_at[v]; i < relaxed->in_at[v + 1]; i++)
            if (!leads[relaxed->in_from[i]]) {
                leads[relaxed->in_from[i]] = 1;
                queue[tail++] = relaxed->in_from[i];
            }
    }
    mem_free(queue);
    return leads;
}

struct blockers {
    struct path_blocker *items;
    size_t count, cap;
};

static void add_blocker(struct blockers *list, const struct path_answer *a,
                        const struct attack *relaxed, arc_id arc, struct arena *arena)
{
    struct spread_hop hop = attack_hop(relaxed, arc);
    const char *why = hop.blocker;
    if (!relaxed->arc_blocked[arc]) /* exact: it would fire if what it asks for were reached */
        why = condition_gaps[exact_missing(a->exact, &hop)];
    const struct spread_row *row = &spread_rows[relaxed->arc_row[arc]];
    edge_id e = relaxed->arc_edge[arc];
    const struct graph *g = relaxed->graph;
    if (list->count == list->cap)
        list->items = mem_grow(list->items, &list->cap, sizeof *list->items);
    list->items[list->count++] = (struct path_blocker){
        .row = row,
        .edge = e,
        .from = hop.from,
        .to = hop.to,
        .from_state = row->premise,
        .to_state = row->conclusion,
        .gate = hop.gate,
        .why = path_render(g, &relaxed->terms, why, &hop, e, arena),
        .where = e ? graph_edge_at(g, e)->where : graph_node_at(g, hop.from)->where,
    };
}

static int blocker_order(const void *x, const void *y)
{
    const struct path_blocker *a = x, *b = y;
    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

static void part_blockers(const struct path_answer *a, const struct path_part *part, node_id target,
                          struct blockers *list, struct arena *arena)
{
    struct attack *own = NULL;
    if (!part->relaxed)
        own = attack_build_changed(a->graph, &part->terms, a->question.change, true);
    const struct attack *relaxed = own ? own : part->relaxed;
    uint8_t *leads = leads_to(a, relaxed, target);
    for (vertex_id v = 0; v < relaxed->vertex_count; v++) {
        if (!path_part_reaches(part, v))
            continue;
        for (arc_id arc = relaxed->out_at[v]; arc < relaxed->out_at[v + 1]; arc++) {
            vertex_id to = relaxed->arc_to[arc];
            if (leads[to] && !path_best_part(a, to))
                add_blocker(list, a, relaxed, arc, arena);
        }
    }
    mem_free(leads);
    attack_free(own);
}

size_t path_answer_blockers(const struct path_answer *a, node_id target, struct arena *arena,
                            const struct path_blocker **out)
{
    struct blockers list = {0};
    size_t kept = 0;
    for (size_t i = 0; i < a->part_count; i++)
        part_blockers(a, &a->parts[i], target, &list, arena);
    if (list.count > 1)
        qsort(list.items, list.count, sizeof *list.items, blocker_order);
    struct path_blocker *result = arena_array(arena, list.count, sizeof *result);
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || blocker_order(&list.items[i - 1], &list.items[i]) != 0)
            result[kept++] = list.items[i];
    mem_free(list.items);
    *out = result;
    return kept;
}
