/* SPDX-License-Identifier: MIT */
/* excess_proof.c - what was found about reach, written down so that it can be checked without finding it
 * again. It lies in the arena. */
#include "excess_matter.h"
#include "mem.h"

static struct excess_step step_of(const struct attack *a, vertex_id v, arc_id arc, uint32_t from)
{
    return (struct excess_step){.node = a->vertex_node[v], .state = a->vertex_state[v],
                                .edge = arc == ARC_NONE ? 0 : a->arc_edge[arc], .from = from};
}

uint32_t excess_prove_reach(struct excess *x, const struct loss *l)
{
    struct excess_proof *p = &x->proof;
    struct excess_reach r = {.count = l->count};
    r.steps = arena_array(x->arena, l->count + 1u, sizeof *r.steps);
    for (uint32_t i = 0; i < l->count; i++) {
        vertex_id v = l->order[i], from = l->parent[v];
        r.steps[i] = step_of(l->attack, v, l->parent_arc[v],
                             from == VERTEX_NONE ? EXCESS_NONE : l->place[from]);
    }
    if (p->reach_count == p->reach_cap)
        p->reaches = mem_grow(p->reaches, &p->reach_cap, sizeof *p->reaches);
    p->reaches[p->reach_count] = r;
    return (uint32_t)p->reach_count++;
}

void excess_prove_answer(struct excess *x, uint32_t reach, node_id identity, const struct loss *l)
{
    struct excess_proof *p = &x->proof;
    struct excess_loss out = {.identity = identity, .reach = reach, .lost_count = l->lost_count,
                              .repair_count = (uint32_t)l->repair_count};
    out.lost = arena_array(x->arena, out.lost_count + 1u, sizeof *out.lost);
    out.repairs = arena_array(x->arena, out.repair_count + 1u, sizeof *out.repairs);
    for (uint32_t i = 0; i < out.lost_count; i++)
        out.lost[i] = l->place[l->lost[i]];
    for (uint32_t i = 0; i < out.repair_count; i++) {
        const struct loss_repair *r = &l->repairs[i];
        bool given = r->arc == ARC_NONE;
        out.repairs[i] = (struct excess_repair){
            .step = l->place[r->v], .from = l->place[r->from],
            .edge = given ? 0 : l->attack->arc_edge[r->arc], .given = given};
    }
    if (p->loss_count == p->loss_cap)
        p->losses = mem_grow(p->losses, &p->loss_cap, sizeof *p->losses);
    p->losses[p->loss_count++] = out;
}

struct excess_way excess_prove_way(struct excess *x, uint32_t reach, const struct attack *a,
                                   vertex_id start, const arc_id *arcs, size_t count)
{
    struct excess_way way = {.reach = reach, .count = (uint32_t)count + 1};
    way.steps = arena_array(x->arena, count + 1, sizeof *way.steps);
    way.steps[0] = step_of(a, start, ARC_NONE, EXCESS_NONE);
    for (size_t i = 0; i < count; i++)
        way.steps[i + 1] = step_of(a, a->arc_to[arcs[i]], arcs[i], (uint32_t)i);
    return way;
}

void excess_prove_taken(struct excess *x, node_id identity, struct excess_way before,
                        struct excess_way after)
{
    struct excess_proof *p = &x->proof;
    if (p->taken_count == p->taken_cap)
        p->taken = mem_grow(p->taken, &p->taken_cap, sizeof *p->taken);
    p->taken[p->taken_count++] = (struct excess_taken){identity, before, after};
}
