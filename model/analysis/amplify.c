/* SPDX-License-Identifier: MIT */
/* amplify.c - the sums over the condensation, backwards for all nodes, forwards for one. */
#include "amplify_parts.h"

#include "mem.h"
#include "stop.h"

enum { LAYER_WORK = 4000000 }; /* arcs looked at in layers; beyond, more than can be counted */

const struct load_graph *amplify_graph(const struct amplify *a)
{
    return &a->graph;
}

/* What one event at the vertex is by itself. polled: it makes no run. */
static struct behind own(const struct amplify *a, enum load_view view, uint32_t v, bool polled)
{
    struct behind b = {0};
    node_id n = a->graph.node[v];
    enum node_kind kind = graph_node_at(a->graph.graph, n)->kind;
    if (a->graph.uncounted[v])
        return b;
    b.runs = load_is_run(kind) && !polled ? AMOUNT_ONE : 0;
    b.messages = load_is_message(kind) ? AMOUNT_ONE : 0;
    if (a->prices && !polled)
        b.money = amount_times(view == LOAD_VIEW_CALM ? a->prices->calm[n] : a->prices->most[n],
                               AMOUNT_ONE);
    return b;
}

static void add(struct behind *sum, const struct behind *b, uint64_t weight)
{
    sum->runs = amount_add(sum->runs, amount_weigh(b->runs, weight));
    sum->messages = amount_add(sum->messages, amount_weigh(b->messages, weight));
    sum->money = amount_add(sum->money, amount_weigh(b->money, weight));
    sum->endless |= b->endless;
    sum->flags |= b->flags;
}

/* One arc: the target's own part and what `next` says of the rest. */
static void add_arc(const struct amplify *a, enum load_view view, const struct load_arc *arc,
                    const struct behind *next, struct behind *sum)
{
    struct behind there = own(a, view, arc->to, arc->flags & LOAD_POLLED);
    uint64_t weight = load_weight(arc, view);
    if (!weight)
        return;
    there.flags = arc->flags & (LOAD_MANY | (view == LOAD_VIEW_CALM ? 0 : LOAD_EXPIRY));
    add(&there, next, (uint64_t)AMOUNT_ONE);
    add(sum, &there, weight);
}

static bool is_member(const struct load_solved *s, const struct load_loop *l, uint32_t v)
{
    return s->component[v] == s->component[l->members[0]];
}

/* --- Loops ------------------------------------------------------------------------------------ */

static const struct behind uncountable = {AMOUNT_MAX, AMOUNT_MAX, AMOUNT_MAX, false, 0};

/* What leaves the loop at each member. */
static struct behind *exits(const struct amplify *a, const struct load_solved *s,
                            const struct load_loop *l)
{
    struct behind *out = mem_zalloc(l->member_count + 1, sizeof *out);
    for (size_t i = 0; i < l->member_count; i++)
        for (uint32_t v = l->members[i], k = a->graph.at[v]; k < a->graph.at[v + 1]; k++) {
            const struct load_arc *arc = &a->graph.arcs[k];
            if (!is_member(s, l, arc->to))
                add_arc(a, s->view, arc, &a->behind[s->view][arc->to], &out[i]);
            else if (load_weight(arc, s->view))
                out[i].flags |= arc->flags & LOAD_MANY;
        }
    for (size_t i = 0; l->class == LOOP_STOPPED && i < l->member_count; i++)
        out[i].flags |= LOAD_STOPPED;
    return out;
}

static void unbounded(const struct amplify *a, const struct load_solved *s,
                      const struct load_loop *l)
{
    struct behind *out = exits(a, s, l), all = uncountable;
    all.endless = true;
    for (size_t i = 0; i < l->member_count; i++)
        all.flags |= out[i].flags;
    for (size_t i = 0; i < l->member_count; i++)
        a->behind[s->view][l->members[i]] = all;
    mem_free(out);
}

/* Rounds up at every step from nothing until nothing changes: the least such numbers that are not
 * too small. They exist, since the loop's vector bounds them. */
static void bounded(const struct amplify *a, const struct load_solved *s,
                    const struct load_loop *l)
{
    enum { STEPS = 100000 };
    struct behind *out = exits(a, s, l), *all = a->behind[s->view];
    bool changes = true;
    for (size_t i = 0; i < l->member_count; i++)
        all[l->members[i]] = out[i];
    for (int step = 0; changes && step < STEPS && !stop_asked(); step++) {
        changes = false;
        for (size_t i = l->member_count; i-- > 0;) {
            struct behind sum = out[i], *have = &all[l->members[i]];
            for (uint32_t v = l->members[i], k = a->graph.at[v]; k < a->graph.at[v + 1]; k++)
                if (is_member(s, l, a->graph.arcs[k].to))
                    add_arc(a, s->view, &a->graph.arcs[k], &all[a->graph.arcs[k].to], &sum);
            changes = changes || sum.runs != have->runs || sum.messages != have->messages ||
                      sum.money != have->money || sum.flags != have->flags ||
                      sum.endless != have->endless;
            *have = sum;
        }
    }
    for (size_t i = 0; changes && i < l->member_count; i++)
        all[l->members[i]] = uncountable;
    mem_free(out);
}

static uint32_t depth_of(const struct amplify *a, const struct load_loop *l)
{
    uint32_t stops = 0;
    for (size_t i = 0; i < l->member_count; i++)
        stops += load_stops(&a->graph, l->members[i]);
    return LOOP_DEPTH * stops;
}

static bool is_too_much(const struct amplify *a, const struct load_loop *l, uint32_t depth)
{
    size_t arcs = 0;
    for (size_t i = 0; i < l->member_count; i++)
        arcs += 1 + a->graph.at[l->members[i] + 1] - a->graph.at[l->members[i]];
    return arcs * depth > LAYER_WORK;
}

/* The members that end lineages, then the others by their place in the order. */
static uint32_t *by_order(const struct load_loop *l)
{
    uint32_t *list = mem_alloc((l->member_count + 1) * sizeof *list), stops = 0;
    for (uint32_t i = 0; i < l->member_count; i++)
        if (l->order[i] == UINT32_MAX)
            list[stops++] = i;
    for (uint32_t i = 0; i < l->member_count; i++)
        if (l->order[i] != UINT32_MAX)
            list[stops + l->order[i]] = i;
    return list;
}

/* Layer d: what lies behind a member if the lineage may come to those that end it d times more. */
static void stopped(const struct amplify *a, const struct load_solved *s,
                    const struct load_loop *l)
{
    struct behind *out = exits(a, s, l), *all = a->behind[s->view];
    struct behind *layer = mem_zalloc(l->member_count + 1, sizeof *layer);
    struct behind *below = mem_zalloc(l->member_count + 1, sizeof *below);
    uint32_t *list = by_order(l), depth = depth_of(a, l);
    bool too_much = is_too_much(a, l, depth);
    for (uint32_t d = 0; !too_much && d <= depth && !stop_asked(); d++) {
        for (size_t at = l->member_count; at-- > 0;) {
            uint32_t i = list[at], v = l->members[i];
            struct behind sum = out[i];
            for (uint32_t k = a->graph.at[v]; k < a->graph.at[v + 1]; k++) {
                const struct load_arc *arc = &a->graph.arcs[k];
                if (!is_member(s, l, arc->to))
                    continue;
                uint32_t to = load_member(l, arc->to);
                if (!load_stops(&a->graph, arc->to))
                    add_arc(a, s->view, arc, &layer[to], &sum);
                else if (d)
                    add_arc(a, s->view, arc, &below[to], &sum);
            }
            layer[i] = sum;
        }
        for (size_t i = 0; i < l->member_count; i++) {
            if (d + load_stops(&a->graph, l->members[i]) == depth)
                all[l->members[i]] = layer[i];
            below[i] = layer[i];
        }
    }
    for (size_t i = 0; too_much && i < l->member_count; i++) {
        all[l->members[i]] = uncountable;
        all[l->members[i]].endless = out[i].endless;
        all[l->members[i]].flags = out[i].flags;
    }
    mem_free(list);
    mem_free(layer);
    mem_free(below);
    mem_free(out);
}

/* --- Backwards -------------------------------------------------------------------------------- */

static void solve(struct amplify *a, enum load_view view)
{
    struct load_solved *s = &a->solved[view];
    a->behind[view] = arena_array(a->arena, (size_t)a->graph.count + 1, sizeof(struct behind));
    for (uint32_t c = 0; c < s->components && !stop_asked(); c++) { /* what an arc leads to comes first */
        uint32_t v = s->members[s->first[c]];
        const struct load_loop *l = s->loop[c];
        if (l && l->class == LOOP_UNBOUNDED)
            unbounded(a, s, l);
        else if (l && l->class == LOOP_BOUNDED)
            bounded(a, s, l);
        else if (l)
            stopped(a, s, l);
        for (uint32_t k = a->graph.at[v]; !l && k < a->graph.at[v + 1]; k++)
            add_arc(a, view, &a->graph.arcs[k], &a->behind[view][a->graph.arcs[k].to],
                    &a->behind[view][v]);
    }
}

/* Of MOST only those that say more than SEEN does: with a member in no loop there, or worse. */
static bool is_more(const struct amplify *a, const struct load_loop *l)
{
    const struct load_solved *seen = &a->solved[LOAD_VIEW_SEEN];
    bool any = false, worse = true;
    for (size_t i = 0; i < l->member_count; i++) {
        const struct load_loop *k = seen->loop[seen->component[l->members[i]]];
        any = any || k;
        worse = worse && (!k || l->class > k->class);
    }
    return !any || worse;
}

/* Does it pass a node of another that was seen? */
static bool is_met(const struct load_solved *seen, const struct load_loop *l)
{
    for (size_t i = 0; i < l->member_count; i++) {
        if (seen->loop[seen->component[l->members[i]]])
            return true;
        for (size_t k = 0; k < seen->paced_count; k++) {
            const struct load_loop *p = seen->paced[k];
            uint32_t at = load_member(p, l->members[i]);
            if (at < p->member_count && p->members[at] == l->members[i])
                return true;
        }
    }
    return false;
}

static void gather(struct amplify *a)
{
    const struct load_solved *seen = &a->solved[LOAD_VIEW_SEEN], *most = &a->solved[LOAD_VIEW_MOST];
    const struct load_solved *calm = &a->solved[LOAD_VIEW_CALM];
    size_t count = 0;
    for (uint32_t c = 0; c < seen->components; c++)
        count += seen->loop[c] != NULL;
    for (uint32_t c = 0; c < most->components; c++)
        count += most->loop[c] != NULL;
    count += seen->paced_count + most->paced_count;
    a->loops = arena_array(a->arena, count + 1, sizeof *a->loops);
    for (uint32_t c = 0; c < seen->components; c++)
        if (seen->loop[c])
            a->loops[a->loop_count++] = seen->loop[c];
    for (size_t i = 0; i < seen->paced_count; i++)
        a->loops[a->loop_count++] = seen->paced[i];
    for (uint32_t c = 0; c < most->components; c++)
        if (most->loop[c] && is_more(a, most->loop[c]))
            a->loops[a->loop_count++] = most->loop[c];
    for (size_t i = 0; i < most->paced_count; i++)
        if (!is_met(seen, most->paced[i]))
            a->loops[a->loop_count++] = most->paced[i];
    for (uint32_t c = 0; c < seen->components; c++)
        for (size_t i = 0; seen->loop[c] && i < seen->loop[c]->member_count; i++) {
            const struct load_loop *l = calm->loop[calm->component[seen->loop[c]->members[i]]];
            seen->loop[c]->calm |= l && l->class != LOOP_BOUNDED;
        }
}

/* Each node of each loop once, although several vertices stand for some: counts at[node] up, and notes the
 * loop where it stood. */
static void each_of_loops(const struct amplify *a, uint32_t *at, uint32_t *ids)
{
    uint32_t *last = mem_zalloc(graph_node_count(a->graph.graph) + 1, sizeof *last);
    for (uint32_t i = 0; i < a->loop_count; i++)
        for (size_t k = 0; k < a->loops[i]->member_count; k++) {
            node_id n = a->graph.node[a->loops[i]->members[k]];
            if (last[n] == i + 1)
                continue;
            last[n] = i + 1;
            if (ids)
                ids[at[n]] = i;
            at[n]++;
        }
    mem_free(last);
}

static void index_loops(struct amplify *a)
{
    size_t nodes = graph_node_count(a->graph.graph);
    uint32_t *at = arena_array(a->arena, nodes + 2, sizeof *at), sum = 0;
    each_of_loops(a, at, NULL);
    for (size_t n = 0; n <= nodes; n++) {
        uint32_t own = at[n];
        at[n] = sum;
        sum += own;
    }
    a->loops_of = arena_array(a->arena, (size_t)sum + 1, sizeof *a->loops_of);
    each_of_loops(a, at, a->loops_of);
    memmove(at + 1, at, (nodes + 1) * sizeof *at); /* each was counted up to where the next begins */
    at[0] = 0;
    a->loops_at = at;
}

struct load_loops amplify_loops_of(const struct amplify *a, node_id n)
{
    return (struct load_loops){a->loops_of + a->loops_at[n], a->loops_at[n + 1] - a->loops_at[n]};
}

static void find_loops(struct amplify *a)
{
    struct load_graph before = a->graph;
    struct load_solved was[LOAD_VIEW_COUNT];
    for (int view = 0; view < LOAD_VIEW_COUNT; view++)
        load_loops_find(&a->graph, (enum load_view)view, a->arena, &a->solved[view]);
    memcpy(was, a->solved, sizeof was);
    if (stop_asked() || !load_graph_pace(&before, was, a->arena, &a->graph))
        return;
    for (int view = 0; view < LOAD_VIEW_COUNT; view++) {
        load_loops_find(&a->graph, (enum load_view)view, a->arena, &a->solved[view]);
        if (stop_asked())
            continue; /* not all loops are there that it would ask for */
        load_paced_name(&before, &was[view], &a->graph, a->arena, &a->solved[view]);
    }
}

struct amplify *amplify_build(const struct graph *g, const struct load_prices *prices)
{
    struct amplify *a = mem_zalloc(1, sizeof *a);
    a->arena = arena_new();
    a->prices = prices;
    load_graph_build(g, a->arena, &a->graph);
    find_loops(a);
    for (int view = 0; view < LOAD_VIEW_COUNT; view++)
        solve(a, (enum load_view)view);
    gather(a);
    index_loops(a);
    return a;
}

void amplify_free(struct amplify *a)
{
    if (!a)
        return;
    arena_free(a->arena);
    mem_free(a);
}

struct load_sum amplify_of(const struct amplify *a, enum load_view view, node_id n)
{
    const struct behind *b = &a->behind[view][n - 1];
    struct behind sum = own(a, view, n - 1, false);
    add(&sum, b, (uint64_t)AMOUNT_ONE);
    return (struct load_sum){sum.runs, sum.messages, sum.money, sum.endless, sum.flags};
}

/* --- Forwards --------------------------------------------------------------------------------- */

static void push(amount *x, uint32_t to, amount from, uint64_t weight)
{
    x[to] = amount_add(x[to], amount_weigh(from, weight));
}

static void push_bounded(const struct amplify *a, const struct load_solved *s,
                         const struct load_loop *l, amount *x)
{
    enum { STEPS = 100000 };
    size_t size = l->member_count;
    amount *base = mem_alloc(size * sizeof *base), *next = mem_alloc(size * sizeof *next);
    bool changes = true;
    for (size_t i = 0; i < size; i++)
        base[i] = x[l->members[i]];
    for (int step = 0; changes && step < STEPS && !stop_asked(); step++) {
        memcpy(next, base, size * sizeof *next);
        for (size_t i = 0; i < size; i++)
            for (uint32_t v = l->members[i], k = a->graph.at[v]; k < a->graph.at[v + 1]; k++)
                if (is_member(s, l, a->graph.arcs[k].to))
                    push(next, load_member(l, a->graph.arcs[k].to), x[v],
                         load_weight(&a->graph.arcs[k], s->view));
        changes = false;
        for (size_t i = 0; i < size; i++) {
            changes = changes || x[l->members[i]] != next[i];
            x[l->members[i]] = next[i];
        }
    }
    for (size_t i = 0; changes && i < size; i++)
        x[l->members[i]] = AMOUNT_MAX;
    mem_free(base);
    mem_free(next);
}

/* here: what arrives with so many visits left; lower: with one less. */
static void push_stopped(const struct amplify *a, const struct load_solved *s,
                         const struct load_loop *l, amount *x)
{
    size_t size = l->member_count;
    uint32_t *list = by_order(l), depth = depth_of(a, l);
    amount *here = mem_zalloc(size + 1, sizeof *here), *lower = mem_zalloc(size + 1, sizeof *lower);
    bool too_much = is_too_much(a, l, depth), any = false;
    for (size_t i = 0; i < size; i++) {
        uint32_t v = l->members[i];
        any = any || x[v];
        *(load_stops(&a->graph, v) ? &lower[i] : &here[i]) = x[v];
        x[v] = 0;
    }
    for (uint32_t d = depth + 1; !too_much && !stop_asked() && d-- > 0;) {
        for (size_t at = 0; at < size; at++) {
            uint32_t i = list[at], v = l->members[i];
            x[v] = amount_add(x[v], here[i]);
            for (uint32_t k = a->graph.at[v]; here[i] && k < a->graph.at[v + 1]; k++) {
                const struct load_arc *arc = &a->graph.arcs[k];
                if (is_member(s, l, arc->to))
                    push(load_stops(&a->graph, arc->to) ? lower : here, load_member(l, arc->to),
                         here[i], load_weight(arc, s->view));
            }
        }
        amount *swap = here;
        here = lower;
        lower = swap;
        memset(lower, 0, size * sizeof *lower);
    }
    for (size_t i = 0; too_much && any && i < size; i++)
        x[l->members[i]] = AMOUNT_MAX;
    mem_free(list);
    mem_free(here);
    mem_free(lower);
}

static void push_unbounded(const struct load_loop *l, amount *x)
{
    bool any = false;
    for (size_t i = 0; i < l->member_count; i++)
        any = any || x[l->members[i]];
    for (size_t i = 0; any && i < l->member_count; i++)
        x[l->members[i]] = AMOUNT_MAX;
}

/* By vertices: everything that comes to each. */
static amount *push_all(const struct amplify *a, const struct load_solved *s, node_id n)
{
    const struct load_graph *g = &a->graph;
    amount *x = mem_zalloc((size_t)g->count + 1, sizeof *x);
    x[n - 1] = AMOUNT_ONE;
    for (uint32_t c = s->components; c-- > 0 && !stop_asked();) {
        const struct load_loop *l = s->loop[c];
        if (l && l->class == LOOP_UNBOUNDED)
            push_unbounded(l, x);
        else if (l && l->class == LOOP_BOUNDED)
            push_bounded(a, s, l, x);
        else if (l)
            push_stopped(a, s, l, x);
        for (uint32_t i = s->first[c]; i < s->first[c + 1]; i++)
            for (uint32_t v = s->members[i], k = g->at[v]; x[v] && k < g->at[v + 1]; k++)
                if (s->component[g->arcs[k].to] != c)
                    push(x, g->arcs[k].to, x[v], load_weight(&g->arcs[k], s->view));
    }
    return x;
}

amount *amplify_from(const struct amplify *a, enum load_view view, node_id n)
{
    const struct load_graph *g = &a->graph;
    amount *x = push_all(a, &a->solved[view], n), *polled = mem_zalloc((size_t)g->count + 1,
                                                                       sizeof *polled);
    amount *all = mem_zalloc(graph_node_count(g->graph) + 1, sizeof *all);
    for (uint32_t k = 0; k < g->at[g->count]; k++)
        if (g->arcs[k].flags & LOAD_POLLED)
            push(polled, g->arcs[k].to, x[g->arcs[k].from], load_weight(&g->arcs[k], view));
    for (uint32_t v = 0; v < g->count; v++) {
        amount *sum = &all[g->node[v]];
        if (!g->uncounted[v])
            *sum = amount_add(*sum, x[v] == AMOUNT_MAX || x[v] < polled[v] ? x[v]
                                                                          : x[v] - polled[v]);
    }
    mem_free(x);
    mem_free(polled);
    return all;
}

size_t amplify_loop_count(const struct amplify *a)
{
    return a->loop_count;
}

const struct load_loop *amplify_loop(const struct amplify *a, size_t i)
{
    return a->loops[i];
}
