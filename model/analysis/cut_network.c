/* SPDX-License-Identifier: MIT */
/* From hops and changes to a network, and from its least cut and its flow back again.
 *
 *     u -> [in -weight-> out] -> v    a gadget; hops of one change with the same tail share it (its
 *                                     `in` hangs on u), or those with the same head (`out` on v)
 *
 * A hop with several changes passes one gadget after another: first those by tail, each known by the
 * changes before it, then those by head, each known by the changes behind it. So no way can enter a
 * row of gadgets in the middle that does not belong there. */
#include <stdlib.h>
#include <string.h>

#include "cut_parts.h"
#include "flow.h"
#include "map.h"
#include "mem.h"

enum { SCALE = 2520 }; /* parts of a weight that is spread over several gadgets: 2520 / 1..10 is whole */

struct entry { /* a hop that matters */
    arc_id arc;
    uint32_t from, to; /* vertices, or the sink */
};

struct gadget {
    uint32_t in, out, change, arc; /* arc: of the flow */
};

struct network {
    const struct cut *cut;
    const struct cut_terms *terms;
    struct entry *entries;
    size_t entry_count, entry_cap;
    uint8_t *by_tail;      /* [changes] */
    uint32_t *units;       /* [changes]: gadgets */
    bool scaled;
    struct flow *flow;
    uint32_t source, sink, next;
    struct gadget *gadgets;
    size_t gadget_count, gadget_cap;
    struct map places;     /* key of a gadget -> its index */
    struct arena *arena;   /* keys */
    arc_id *links;         /* by arc of the flow: the hop, ARC_NONE: none */
    size_t link_cap;
    uint64_t value;
};

/* --- What matters ----------------------------------------------------------------------------- */

static void add_entry(struct network *n, struct entry e)
{
    if (n->entry_count == n->entry_cap)
        n->entries = mem_grow(n->entries, &n->entry_cap, sizeof *n->entries);
    n->entries[n->entry_count++] = e;
}

/* Backwards from the wanted goals. */
static void mark_leading(const struct network *n, uint8_t *leads)
{
    const struct attack *a = n->cut->attack;
    vertex_id *queue = mem_alloc(((size_t)a->vertex_count + 1) * sizeof *queue);
    size_t head = 0, tail = 0;
    memset(leads, 0, a->vertex_count);
    for (size_t i = 0; i < n->cut->goal_count; i++) {
        vertex_id v = n->cut->goals[i].vertex;
        if (!n->terms->wanted[i] || leads[v])
            continue;
        leads[v] = 1;
        queue[tail++] = v;
    }
    while (head < tail) {
        vertex_id v = queue[head++];
        for (uint32_t i = a->in_at[v]; i < a->in_at[v + 1]; i++) {
            vertex_id from = a->in_from[i];
            if (leads[from] || cut_arc_off(n->cut, a->in_arc[i]))
                continue;
            leads[from] = 1;
            queue[tail++] = from;
        }
    }
    mem_free(queue);
}

static void gather(struct network *n)
{
    const struct cut *c = n->cut;
    const struct attack *a = c->attack;
    uint8_t *reached = mem_alloc((size_t)a->vertex_count + 1);
    uint8_t *leads = mem_alloc((size_t)a->vertex_count + 1);
    cut_reach(c, NULL, reached, NULL);
    mark_leading(n, leads);
    for (vertex_id v = 0; v < a->vertex_count; v++)
        for (arc_id arc = a->out_at[v]; reached[v] && leads[v] && arc < a->out_at[v + 1]; arc++)
            if (reached[a->arc_to[arc]] && leads[a->arc_to[arc]] &&
                !cut_arc_off(c, arc))
                add_entry(n, (struct entry){arc, v, a->arc_to[arc]});
    for (size_t i = 0; i < c->goal_count; i++)
        if (n->terms->wanted[i] && reached[c->goals[i].vertex])
            add_entry(n, (struct entry){c->goals[i].arc, c->goals[i].vertex, n->sink});
    mem_free(reached);
    mem_free(leads);
}

/* The changes of a hop that may be made; returns how many. */
static size_t chain_of(const struct network *n, const struct entry *e, uint32_t *out)
{
    size_t count = 0;
    if (e->arc == ARC_NONE)
        return 0;
    const uint32_t *chain = changes_of_arc(n->cut->changes, e->arc);
    for (size_t i = 0; i < CHANGE_CHAIN && chain[i] != CHANGE_NONE; i++)
        if (n->terms->allowed[chain[i]])
            out[count++] = chain[i];
    return count;
}

struct end {
    uint32_t change, vertex;
};

static int end_order(const void *x, const void *y)
{
    const struct end *a = x, *b = y;
    if (a->change != b->change)
        return a->change < b->change ? -1 : 1;
    return (a->vertex > b->vertex) - (a->vertex < b->vertex);
}

static void count_different(struct end *ends, size_t count, uint32_t *different)
{
    if (count)
        qsort(ends, count, sizeof *ends, end_order);
    for (size_t i = 0; i < count; i++)
        different[ends[i].change] += i == 0 || end_order(&ends[i - 1], &ends[i]) != 0;
}

/* A change is gathered where its hops have fewer different ends. */
static void choose_ends(struct network *n)
{
    size_t changes = changes_count(n->cut->changes), count = 0;
    struct end *tails = mem_alloc((n->entry_count * CHANGE_CHAIN + 1) * sizeof *tails);
    struct end *heads = mem_alloc((n->entry_count * CHANGE_CHAIN + 1) * sizeof *heads);
    uint32_t *tail_count = mem_zalloc(changes + 1, sizeof *tail_count);
    uint32_t *head_count = mem_zalloc(changes + 1, sizeof *head_count);
    for (size_t i = 0; i < n->entry_count; i++) {
        uint32_t chain[CHANGE_CHAIN];
        size_t length = chain_of(n, &n->entries[i], chain);
        for (size_t k = 0; k < length; k++) {
            tails[count] = (struct end){chain[k], n->entries[i].from};
            heads[count++] = (struct end){chain[k], n->entries[i].to};
        }
    }
    count_different(tails, count, tail_count);
    count_different(heads, count, head_count);
    for (size_t i = 0; i < changes; i++)
        n->by_tail[i] = tail_count[i] < head_count[i];
    mem_free(tails);
    mem_free(heads);
    mem_free(tail_count);
    mem_free(head_count);
}

/* --- Building --------------------------------------------------------------------------------- */

static void add_arc(struct network *n, uint32_t from, uint32_t to, uint64_t capacity, arc_id hop)
{
    uint32_t arc = flow_arc(n->flow, from, to, capacity);
    if (arc == n->link_cap)
        n->links = mem_grow(n->links, &n->link_cap, sizeof *n->links);
    n->links[arc] = hop;
}

static uint64_t weight_of(const struct cut *c, uint32_t change)
{
    return cut_weight(c, changes_at(c->changes, change)->cost, 1);
}

static uint64_t price(const struct network *n, uint32_t change)
{
    uint64_t weight = weight_of(n->cut, change);
    uint32_t units = n->units[change];
    if (!n->scaled)
        return weight;
    /* Two ways between an app and its guest never carry flow both ways. */
    if (changes_at(n->cut->changes, change)->kind == CHANGE_APP && units == 2)
        units = 1;
    return weight * SCALE / (units ? units : 1);
}

/* The gadget at a vertex for a row of changes; *fresh: it was not there. */
static struct gadget *gadget_for(struct network *n, char side, uint32_t vertex,
                                 const uint32_t *row, size_t length, bool *fresh)
{
    struct buf key = {0};
    buf_printf(&key, "%c%x", side, (unsigned)vertex);
    for (size_t i = 0; i < length; i++)
        buf_printf(&key, ".%x", (unsigned)row[i]);
    *fresh = !map_get(&n->places, buf_str(&key), NULL);
    if (*fresh) {
        if (n->gadget_count == n->gadget_cap)
            n->gadgets = mem_grow(n->gadgets, &n->gadget_cap, sizeof *n->gadgets);
        map_set(&n->places, arena_str(n->arena, buf_str(&key)), (uint32_t)n->gadget_count);
        n->gadgets[n->gadget_count++] = (struct gadget){
            .in = n->next, .out = n->next + 1,
            .change = side == 't' ? row[length - 1] : row[0]};
        n->next += 2;
    }
    uint32_t at = 0;
    map_get(&n->places, buf_str(&key), &at);
    buf_release(&key);
    return &n->gadgets[at];
}

static void open_gadget(struct network *n, const struct gadget *g)
{
    n->units[g->change] += !n->scaled;
    add_arc(n, g->in, g->out, price(n, g->change), ARC_NONE);
}

static void add_hop(struct network *n, const struct entry *e)
{
    uint32_t chain[CHANGE_CHAIN], tails[CHANGE_CHAIN], heads[CHANGE_CHAIN];
    size_t length = chain_of(n, e, chain), tail_count = 0, head_count = 0;
    uint32_t from = e->from, to = e->to;
    bool fresh;
    for (size_t i = 0; i < length; i++)
        if (n->by_tail[chain[i]])
            tails[tail_count++] = chain[i];
        else
            heads[head_count++] = chain[i];
    for (size_t i = 0; i < tail_count; i++) {
        struct gadget g = *gadget_for(n, 't', e->from, tails, i + 1, &fresh);
        if (fresh) {
            open_gadget(n, &g);
            add_arc(n, from, g.in, FLOW_INFINITE, ARC_NONE);
        }
        from = g.out;
    }
    for (size_t i = head_count; i > 0; i--) {
        struct gadget g = *gadget_for(n, 'h', e->to, heads + i - 1, head_count - i + 1, &fresh);
        if (fresh) {
            open_gadget(n, &g);
            add_arc(n, g.out, to, FLOW_INFINITE, ARC_NONE);
        }
        to = g.in;
    }
    add_arc(n, from, to, FLOW_INFINITE, e->arc);
}

static void build(struct network *n)
{
    const struct cut *c = n->cut;
    n->next = c->attack->vertex_count + 2;
    n->flow = flow_new(n->next);
    for (size_t i = 0; i < c->start_count; i++)
        add_arc(n, n->source, c->starts[i], FLOW_INFINITE, ARC_NONE);
    for (size_t i = 0; i < n->entry_count; i++)
        add_hop(n, &n->entries[i]);
    n->value = flow_run(n->flow, n->source, n->sink);
}

static void unbuild(struct network *n)
{
    flow_free(n->flow);
    mem_free(n->gadgets);
    mem_free(n->links);
    map_release(&n->places);
    n->gadgets = NULL;
    n->links = NULL;
    n->gadget_count = n->gadget_cap = n->link_cap = 0;
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void read_cut(const struct network *n, bool at_sink, uint8_t *made)
{
    uint8_t *side = mem_alloc((size_t)flow_vertices(n->flow) + 1);
    if (at_sink)
        flow_side_of_sink(n->flow, side);
    else
        flow_side_of_source(n->flow, side);
    for (size_t i = 0; i < n->gadget_count; i++)
        if (side[n->gadgets[i].in] && !side[n->gadgets[i].out])
            made[n->gadgets[i].change] = 1;
    mem_free(side);
}

void cut_ways_free(struct cut_proposal *p)
{
    for (size_t i = 0; i < p->way_count; i++)
        mem_free(p->ways[i].arcs);
    mem_free(p->ways);
    p->ways = NULL;
    p->way_count = 0;
}

static void read_ways(struct network *n, struct cut_proposal *p)
{
    const uint32_t *arcs;
    size_t count, cap = 0;
    for (uint64_t amount; (amount = flow_take_way(n->flow, &arcs, &count));) {
        struct cut_way way = {.arcs = mem_alloc((count + 1) * sizeof *way.arcs),
                              .amount = amount};
        for (size_t i = 0; i < count; i++)
            if (n->links[arcs[i]] != ARC_NONE)
                way.arcs[way.count++] = n->links[arcs[i]];
        if (p->way_count == cap)
            p->ways = mem_grow(p->ways, &cap, sizeof *p->ways);
        p->ways[p->way_count++] = way;
    }
}

/* Does some change carry more than its weight, each way counted once? */
static bool carries_too_much(const struct network *n, const struct cut_proposal *p)
{
    size_t changes = changes_count(n->cut->changes);
    uint64_t *load = mem_zalloc(changes + 1, sizeof *load);
    uint32_t *seen = mem_zalloc(changes + 1, sizeof *seen);
    bool too_much = false;
    for (size_t w = 0; w < p->way_count; w++)
        for (size_t i = 0; i < p->ways[w].count; i++) {
            uint32_t chain[CHANGE_CHAIN];
            const struct entry e = {.arc = p->ways[w].arcs[i]};
            size_t length = chain_of(n, &e, chain);
            for (size_t k = 0; k < length; k++) {
                if (seen[chain[k]] == w + 1)
                    continue;
                seen[chain[k]] = (uint32_t)w + 1;
                load[chain[k]] += p->ways[w].amount;
                too_much = too_much || load[chain[k]] > weight_of(n->cut, chain[k]) * p->scale;
            }
        }
    mem_free(load);
    mem_free(seen);
    return too_much;
}

/* The ways of the least cut are the proof, unless a change with several gadgets carries more than
 * it weighs: then its weight is spread over them and the flow found once more. */
static void prove(struct network *n, struct cut_proposal *p)
{
    p->scale = 1;
    read_ways(n, p);
    if (carries_too_much(n, p)) {
        cut_ways_free(p);
        unbuild(n);
        n->scaled = true;
        p->scale = SCALE;
        build(n);
        read_ways(n, p);
    }
    p->least_weight = (n->value + p->scale - 1) / p->scale;
    p->bound = cut_least_cost(n->cut, p->least_weight);
}

void cut_solve(const struct cut *c, const struct cut_terms *terms, bool at_sink, uint8_t *made,
               struct cut_proposal *proof)
{
    size_t changes = changes_count(c->changes);
    struct network n = {.cut = c, .terms = terms, .arena = arena_new(),
                        .source = c->attack->vertex_count, .sink = c->attack->vertex_count + 1,
                        .by_tail = mem_zalloc(changes + 1, 1),
                        .units = mem_zalloc(changes + 1, sizeof *n.units)};
    gather(&n);
    choose_ends(&n);
    build(&n);
    read_cut(&n, at_sink, made);
    prove(&n, proof);
    unbuild(&n);
    mem_free(n.entries);
    mem_free(n.by_tail);
    mem_free(n.units);
    arena_free(n.arena);
}
