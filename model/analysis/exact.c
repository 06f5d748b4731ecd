/* SPDX-License-Identifier: MIT */
#include "exact.h"

#include <assert.h>

#include "heap.h"
#include "mem.h"
#include "search_way.h"

/* A hop with conditions. */
struct asking {
    uint32_t part;
    vertex_id from;
    arc_id arc;
    premise_id premises[CONDITION_COUNT]; /* each once */
    uint32_t count;
};

struct level {
    struct exact_fact *proofs; /* [premises] */
    struct exact_fact *order;
    size_t reached;
};

struct exact {
    const struct exact_part *parts;
    size_t part_count;
    uint32_t vertices; /* of one part */
    struct conditions *conditions;
    struct search **searches;
    struct level levels[AUTH_CLASS_COUNT];
    struct asking *asking;
    size_t asking_count, asking_cap;
    uint32_t **asks;      /* per part and arc: 1 + its place in asking, or 0 */
    uint32_t *waiting_at; /* [premises + 1]: who waits for a premise, in waiting */
    uint32_t *waiting;
    uint32_t *proves_at;  /* [vertices + 1]: the premises that a vertex proves, in proves */
    premise_id *proves;
    uint8_t *reached;     /* per vertex, by any part */
};

/* --- Tables ----------------------------------------------------------------------------------- */

static void add_asking(struct exact *x, uint32_t part, vertex_id from, arc_id arc)
{
    const struct attack *a = x->parts[part].attack;
    struct spread_hop hop = attack_hop(a, arc);
    struct asking one = {.part = part, .from = from, .arc = arc};
    for (unsigned c = 0; c < CONDITION_COUNT; c++) {
        if (!(hop.conditions & 1u << c))
            continue;
        premise_id p = conditions_premise(x->conditions, &hop, 1u << c);
        uint32_t i = 0;
        while (i < one.count && one.premises[i] != p)
            i++;
        if (i == one.count)
            one.premises[one.count++] = p;
    }
    if (x->asking_count == x->asking_cap)
        x->asking = mem_grow(x->asking, &x->asking_cap, sizeof *x->asking);
    x->asking[x->asking_count++] = one;
    x->asks[part][arc] = (uint32_t)x->asking_count;
}

static void find_asking(struct exact *x)
{
    x->asks = mem_zalloc(x->part_count + 1, sizeof *x->asks);
    for (uint32_t part = 0; part < x->part_count; part++) {
        const struct attack *a = x->parts[part].attack;
        x->asks[part] = mem_zalloc(a->arc_count + 1u, sizeof **x->asks);
        for (vertex_id v = 0; v < a->vertex_count; v++)
            for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++)
                if (a->arc_conditions[arc])
                    add_asking(x, part, v, arc);
    }
}

/* at[i + 1] holds counts; they become where the items of i begin. */
static size_t sum_up(uint32_t *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        at[i + 1] += at[i];
    return at[count];
}

/* After filling, at[i] is where i ends: moves it back. */
static void move_back(uint32_t *at, size_t count)
{
    memmove(at + 1, at, count * sizeof *at);
    at[0] = 0;
}

static void index_waiting(struct exact *x)
{
    size_t premises = conditions_count(x->conditions);
    x->waiting_at = mem_zalloc(premises + 1, sizeof *x->waiting_at);
    for (size_t i = 0; i < x->asking_count; i++)
        for (uint32_t k = 0; k < x->asking[i].count; k++)
            x->waiting_at[x->asking[i].premises[k] + 1]++;
    x->waiting = mem_alloc((sum_up(x->waiting_at, premises) + 1) * sizeof *x->waiting);
    for (size_t i = 0; i < x->asking_count; i++)
        for (uint32_t k = 0; k < x->asking[i].count; k++)
            x->waiting[x->waiting_at[x->asking[i].premises[k]]++] = (uint32_t)i;
    move_back(x->waiting_at, premises);
}

static void index_proves(struct exact *x)
{
    const struct attack *a = x->parts[0].attack;
    size_t premises = conditions_count(x->conditions);
    const struct fact *facts;
    x->proves_at = mem_zalloc(x->vertices + 1u, sizeof *x->proves_at);
    for (premise_id p = 0; p < premises; p++)
        for (size_t i = 0, n = conditions_facts(x->conditions, p, &facts); i < n; i++)
            x->proves_at[attack_vertex(a, facts[i].node, facts[i].state) + 1]++;
    x->proves = mem_alloc((sum_up(x->proves_at, x->vertices) + 1) * sizeof *x->proves);
    for (premise_id p = 0; p < premises; p++)
        for (size_t i = 0, n = conditions_facts(x->conditions, p, &facts); i < n; i++)
            x->proves[x->proves_at[attack_vertex(a, facts[i].node, facts[i].state)]++] = p;
    move_back(x->proves_at, x->vertices);
}

/* --- One level -------------------------------------------------------------------------------- */

struct run {
    struct exact *x;
    uint8_t level;
    cost *costs;       /* per part and vertex */
    uint8_t *settled;
    uint32_t *hops;
    struct way *ways;
    cost *proof_costs; /* per premise */
    uint32_t *left;    /* per asking: premises that are missing */
    struct heap heap;
};

static cost cost_add(cost a, cost b)
{
    uint64_t effort = (a >> 32) + (b >> 32), hops = (a & UINT32_MAX) + (b & UINT32_MAX);
    effort = effort < EXACT_COST_MOST ? effort : EXACT_COST_MOST;
    hops = hops < EXACT_COST_MOST ? hops : EXACT_COST_MOST;
    return effort << 32 | hops;
}

static size_t place(const struct exact *x, uint32_t part, vertex_id v)
{
    return (size_t)part * x->vertices + v;
}

static const struct asking *asking_of(const struct exact *x, uint32_t part, arc_id arc)
{
    uint32_t i = x->asks[part][arc];
    return i ? &x->asking[i - 1] : NULL;
}

/* What the conclusion costs by this hop; COST_FAR if something that it needs is not there. */
static cost hop_cost(const struct run *r, uint32_t part, vertex_id from, arc_id arc)
{
    const struct exact *x = r->x;
    const struct attack *a = x->parts[part].attack;
    const struct asking *asking = asking_of(x, part, arc);
    if (a->arc_gate[arc] > r->level || !r->settled[place(x, part, from)])
        return COST_FAR;
    cost sum = cost_add(r->costs[place(x, part, from)], (cost)a->arc_effort[arc] << 32 | 1);
    for (uint32_t k = 0; asking && k < asking->count; k++) {
        if (r->proof_costs[asking->premises[k]] == COST_FAR)
            return COST_FAR;
        sum = cost_add(sum, r->proof_costs[asking->premises[k]]);
    }
    return sum;
}

static void offer(struct run *r, uint32_t part, vertex_id from, arc_id arc)
{
    cost sum = hop_cost(r, part, from, arc);
    size_t to = place(r->x, part, r->x->parts[part].attack->arc_to[arc]);
    if (sum == COST_FAR || r->settled[to] || sum >= r->costs[to])
        return;
    r->costs[to] = sum;
    heap_push(&r->heap, (struct heap_entry){.bound = sum, .at = to});
}

static struct way hop_way(const struct run *r, uint32_t part, vertex_id from, arc_id arc)
{
    const struct exact *x = r->x;
    const struct asking *asking = asking_of(x, part, arc);
    struct way way = way_longer(x->parts[part].attack, r->ways[place(x, part, from)], arc);
    for (uint32_t k = 0; asking && k < asking->count; k++) {
        struct exact_fact by = x->levels[r->level].proofs[asking->premises[k]];
        way = way_with(way, r->ways[place(x, by.part, by.v)]);
    }
    return way;
}

/* The best last hop: among those of this cost the surest, then the first in the order of arcs. */
static struct search_step best_step(const struct run *r, uint32_t part, vertex_id v,
                                    struct way *way)
{
    const struct attack *a = r->x->parts[part].attack;
    struct search_step best = {.arc = ARC_NONE};
    for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1]; i++) {
        if (hop_cost(r, part, a->in_from[i], a->in_arc[i]) != r->costs[place(r->x, part, v)])
            continue;
        struct way one = hop_way(r, part, a->in_from[i], a->in_arc[i]);
        if (best.arc != ARC_NONE && one.confidence <= way->confidence)
            continue;
        *way = one;
        best = (struct search_step){.arc = a->in_arc[i], .from = a->in_from[i]};
    }
    assert(best.arc != ARC_NONE);
    return best;
}

static void settle(struct run *r, uint32_t part, vertex_id v)
{
    struct exact *x = r->x;
    const struct attack *a = x->parts[part].attack;
    struct level *level = &x->levels[r->level];
    size_t at = place(x, part, v);
    struct search_step step = {.arc = ARC_NONE};
    struct way way = way_start();
    if (r->costs[at] != 0) {
        step = best_step(r, part, v, &way);
        r->hops[at] = r->hops[place(x, part, step.from)] + 1;
    }
    if (way_out_at(a, v))
        way.way_out = 1;
    r->ways[at] = way;
    r->settled[at] = 1;
    x->searches[part]->steps[r->level][v] = step;
    level->order[level->reached++] = (struct exact_fact){.part = part, .v = v};
    for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
        uint32_t asking = x->asks[part][arc];
        if (!asking || --r->left[asking - 1] == 0)
            offer(r, part, v, arc);
    }
    for (uint32_t i = x->proves_at[v]; i < x->proves_at[v + 1]; i++) {
        premise_id p = x->proves[i];
        if (r->proof_costs[p] != COST_FAR)
            continue;
        r->proof_costs[p] = r->costs[at];
        level->proofs[p] = (struct exact_fact){.part = part, .v = v};
        for (uint32_t k = x->waiting_at[p]; k < x->waiting_at[p + 1]; k++) {
            const struct asking *one = &x->asking[x->waiting[k]];
            if (--r->left[x->waiting[k]] == 0)
                offer(r, one->part, one->from, one->arc);
        }
    }
}

static void begin_level(struct run *r)
{
    struct exact *x = r->x;
    struct level *level = &x->levels[r->level];
    size_t all = x->part_count * x->vertices, premises = conditions_count(x->conditions);
    memset(r->costs, 0xff, all * sizeof *r->costs);
    memset(r->settled, 0, all);
    memset(r->hops, 0, all * sizeof *r->hops);
    memset(r->proof_costs, 0xff, premises * sizeof *r->proof_costs);
    for (size_t i = 0; i < x->asking_count; i++)
        r->left[i] = x->asking[i].count + 1;
    level->proofs = mem_alloc(premises * sizeof *level->proofs);
    for (size_t p = 0; p < premises; p++)
        level->proofs[p] = (struct exact_fact){.part = EXACT_NONE};
    level->order = mem_alloc((all + 1) * sizeof *level->order);
    for (uint32_t part = 0; part < x->part_count; part++) {
        const struct exact_part *p = &x->parts[part];
        struct search *s = x->searches[part];
        s->steps[r->level] = mem_alloc((x->vertices + 1u) * sizeof **s->steps);
        for (size_t i = 0; i < p->start_count; i++) {
            size_t at = place(x, part, p->starts[i]);
            if (r->costs[at] == COST_FAR)
                heap_push(&r->heap, (struct heap_entry){.at = at});
            r->costs[at] = 0;
        }
    }
}

/* Ranks what is reached for the first time; nothing new: the level is of no use. */
static void end_level(struct run *r)
{
    struct exact *x = r->x;
    struct level *level = &x->levels[r->level];
    bool used = false;
    for (size_t i = 0; i < level->reached; i++) {
        struct exact_fact f = level->order[i];
        struct search *s = x->searches[f.part];
        size_t at = place(x, f.part, f.v);
        x->reached[f.v] = 1;
        if (s->rank[f.v] != RANK_NONE)
            continue;
        used = true;
        s->rank[f.v] = r->level;
        s->effort[f.v] = (uint32_t)(r->costs[at] >> 32);
        s->hops[f.v] = r->hops[at];
        s->reached++;
        search_note(s, f.v, r->ways[at]);
    }
    if (used)
        return;
    for (uint32_t part = 0; part < x->part_count; part++) {
        mem_free(x->searches[part]->steps[r->level]);
        x->searches[part]->steps[r->level] = NULL;
    }
    mem_free(level->proofs);
    mem_free(level->order);
    *level = (struct level){0};
}

static bool level_has_gates(const struct exact *x, uint8_t level)
{
    for (uint32_t part = 0; part < x->part_count; part++)
        for (arc_id arc = 0; arc < x->parts[part].attack->arc_count; arc++)
            if (x->parts[part].attack->arc_gate[arc] == level)
                return true;
    return level == 0;
}

static void run_levels(struct exact *x)
{
    size_t all = x->part_count * x->vertices, premises = conditions_count(x->conditions);
    struct run r = {.x = x};
    r.costs = mem_alloc(all * sizeof *r.costs);
    r.settled = mem_alloc(all);
    r.hops = mem_alloc(all * sizeof *r.hops);
    r.ways = mem_alloc(all * sizeof *r.ways);
    r.proof_costs = mem_alloc(premises * sizeof *r.proof_costs);
    r.left = mem_alloc((x->asking_count + 1) * sizeof *r.left);
    for (r.level = 0; r.level < AUTH_CLASS_COUNT; r.level++) {
        if (!level_has_gates(x, r.level))
            continue;
        begin_level(&r);
        while (r.heap.count) {
            struct heap_entry e = heap_pop(&r.heap);
            if (!r.settled[e.at])
                settle(&r, (uint32_t)(e.at / x->vertices), (vertex_id)(e.at % x->vertices));
        }
        end_level(&r);
    }
    mem_free(r.costs);
    mem_free(r.settled);
    mem_free(r.hops);
    mem_free(r.ways);
    mem_free(r.proof_costs);
    mem_free(r.left);
    mem_free(r.heap.items);
}

/* --- The whole -------------------------------------------------------------------------------- */

struct exact *exact_run(const struct graph *g, const struct what_if *change,
                        const struct exact_part *parts, size_t part_count,
                        struct search **searches)
{
    struct exact *x = mem_zalloc(1, sizeof *x);
    x->conditions = conditions_new(g, change);
    x->parts = parts;
    x->part_count = part_count;
    x->vertices = part_count ? parts[0].attack->vertex_count : 0;
    x->searches = searches;
    x->reached = mem_zalloc(x->vertices + 1u, 1);
    for (size_t i = 0; i < part_count; i++)
        searches[i] = search_new(parts[i].attack);
    if (!x->vertices)
        return x;
    find_asking(x);
    index_waiting(x);
    index_proves(x);
    run_levels(x);
    return x;
}

void exact_free(struct exact *x)
{
    if (!x)
        return;
    for (size_t level = 0; level < AUTH_CLASS_COUNT; level++) {
        mem_free(x->levels[level].proofs);
        mem_free(x->levels[level].order);
    }
    for (size_t part = 0; x->asks && part < x->part_count; part++)
        mem_free(x->asks[part]);
    mem_free(x->asks);
    mem_free(x->asking);
    mem_free(x->waiting_at);
    mem_free(x->waiting);
    mem_free(x->proves_at);
    mem_free(x->proves);
    mem_free(x->reached);
    conditions_free(x->conditions);
    mem_free(x);
}

const struct conditions *exact_conditions(const struct exact *x)
{
    return x->conditions;
}

struct exact_fact exact_proof(const struct exact *x, enum auth_class level, premise_id p)
{
    return x->levels[level].proofs[p];
}

size_t exact_order(const struct exact *x, enum auth_class level, const struct exact_fact **out)
{
    *out = x->levels[level].order;
    return x->levels[level].reached;
}

unsigned exact_missing(const struct exact *x, const struct spread_hop *hop)
{
    for (unsigned c = 0; c < CONDITION_COUNT; c++) {
        const struct fact *facts;
        if (!(hop->conditions & 1u << c))
            continue;
        premise_id p = conditions_premise(x->conditions, hop, 1u << c);
        size_t count = conditions_facts(x->conditions, p, &facts), i = 0;
        while (i < count &&
               !x->reached[attack_vertex(x->parts[0].attack, facts[i].node, facts[i].state)])
            i++;
        if (i == count)
            return c;
    }
    return CONDITION_COUNT;
}
