/* SPDX-License-Identifier: MIT */
/* amplify_check.c - verifies what amplify.c says, by other means: exact products, vectors, an order,
 * and each sum against its neighbours. Shares no step with the search for loops or sums. */
#include "amplify_parts.h"

#include "facts.h"

static bool fail(struct buf *why, const char *what)
{
    buf_puts(why, what);
    return false;
}

/* --- Arcs ------------------------------------------------------------------------------------- */

static bool check_arc(const struct load_graph *g, const struct load_arc *a, struct buf *why)
{
    if (!a->edge || a->edge > graph_edge_count(g->graph) || a->from >= g->count ||
        a->to >= g->count)
        return fail(why, "an arc is of no edge");
    const struct edge *e = graph_edge_at(g->graph, a->edge);
    node_id from = e->from, to = e->to;
    bool asked = load_is_asked(g, a);
    if (e->kind == EDGE_READS || asked) {
        from = e->to;
        to = e->from;
    }
    if (g->node[a->from] != from || g->node[a->to] != to)
        return fail(why, "an arc does not join the ends of its edge");
    if ((e->kind == EDGE_READS) != ((a->flags & LOAD_POLLED) != 0))
        return fail(why, "only polled reads go against their edge");
    if (asked && (!load_may_ask(g->graph, e) || !(a->flags & LOAD_SUPPOSED)))
        return fail(why, "an arc leads to a door that nobody is sent to");
    if (!edge_fact_bool(e, FACT_ENABLED, true) || edge_fact_is(e, FACT_FILTER, "closed"))
        return fail(why, "an arc is of an edge that lets nothing pass");
    if (a->calm > a->most || a->most % (a->tries ? a->tries : 1) != 0)
        return fail(why, "a weight is not its attempts times what passes");
    return true;
}

/* --- Loops ------------------------------------------------------------------------------------ */

static bool has(const struct load_loop *l, uint32_t v)
{
    uint32_t i = load_member(l, v);
    return i < l->member_count && l->members[i] == v;
}

static amount divisor(amount a, amount b)
{
    return b ? divisor(b, a % b) : a; /* at most 184 deep: Fibonacci */
}

/* The gains of the cycle multiply to 1 or more. */
static bool check_cycle(const struct load_graph *g, const struct load_loop *l, struct buf *why)
{
    amount above = 1, below = 1;
    for (size_t i = 0; i < l->cycle_count; i++) {
        if (l->cycle[i] >= g->at[g->count])
            return fail(why, "a cycle has an arc that is not there");
        const struct load_arc *a = &g->arcs[l->cycle[i]];
        const struct load_arc *next = &g->arcs[l->cycle[(i + 1) % l->cycle_count]];
        uint64_t weight = load_weight(a, l->view);
        if (a->to != next->from || !has(l, a->from))
            return fail(why, "a cycle is not joined");
        if (!weight)
            return fail(why, "a cycle has an arc that passes nothing");
        above *= weight;
        below *= AMOUNT_ONE;
        amount d = divisor(above, below);
        above /= d;
        below /= d;
        for (; above >> 64 || below >> 64; above >>= 1) /* room for the next, never in its favour */
            below = (below >> 1) + 1;
    }
    return above >= below || fail(why, "a cycle's gains multiply to less than 1");
}

/* -1: Sx < x in every place; 1: Sx >= x in every place; 0: neither, or no vector. */
static int compare(const struct load_graph *g, const struct load_loop *l)
{
    bool below = true, above = true;
    for (size_t i = 0; l->vector && i < l->member_count; i++) {
        amount sum = 0;
        if (!l->vector[i] || l->vector[i] >> 100)
            return 0;
        for (uint32_t v = l->members[i], k = g->at[v]; k < g->at[v + 1]; k++)
            if (has(l, g->arcs[k].to))
                sum = amount_add(sum, amount_times(l->vector[load_member(l, g->arcs[k].to)],
                                                   load_weight(&g->arcs[k], l->view)));
        below = below && sum < l->vector[i] * AMOUNT_ONE;
        above = above && sum >= l->vector[i] * AMOUNT_ONE;
    }
    return !l->vector ? 0 : below ? -1 : above ? 1 : 0;
}

static bool is_seen(const struct load_graph *g, const struct load_arc *a)
{
    const struct edge *e = graph_edge_at(g->graph, a->edge);
    const node_id ends[2] = {e->from, e->to};
    for (size_t i = 0; i < 2; i++) {
        const struct node *n = graph_node_at(g->graph, ends[i]);
        if (!str_is(n->provider, "aws") || (n->kind != NODE_FUNCTION && n->kind != NODE_QUEUE &&
                                            n->kind != NODE_TOPIC && n->kind != NODE_BUCKET))
            return false;
    }
    return e->kind != EDGE_DEADLETTERS && !g->uncounted[a->from] && !g->uncounted[a->to];
}

static bool check_stopped(const struct load_graph *g, const struct load_loop *l, struct buf *why)
{
    for (size_t i = 0; i < l->member_count; i++)
        for (uint32_t v = l->members[i], k = g->at[v]; k < g->at[v + 1]; k++) {
            const struct load_arc *a = &g->arcs[k];
            if (!has(l, a->to) || !load_weight(a, l->view))
                continue;
            if (!is_seen(g, a))
                return fail(why, "a loop is called stopped, but the provider does not see a hop");
            if (load_stops(g, v) || load_stops(g, a->to))
                continue;
            if (!l->order || l->order[i] >= l->order[load_member(l, a->to)])
                return fail(why, "a loop is called stopped, but goes round where nothing stops it");
        }
    return true;
}

static bool check_endless(const struct load_graph *g, const struct load_loop *l, struct buf *why)
{
    bool free_cycle = l->cycle_count != 0;
    for (size_t i = 0; i < l->cycle_count; i++)
        free_cycle = free_cycle && !load_stops(g, g->arcs[l->cycle[i]].from);
    if (free_cycle)
        return true;
    if (!l->open || l->open > g->at[g->count])
        return fail(why, "a loop is called unbounded, but nothing keeps the provider from seeing it");
    const struct load_arc *a = &g->arcs[l->open - 1];
    if (!has(l, a->from) || !has(l, a->to) || !load_weight(a, l->view) ||
        (a->flags & LOAD_GUARDED && is_seen(g, a)))
        return fail(why, "the hop that the provider does not see is none");
    return true;
}

/* It is fetched, and what has come back there is not handed on to who fetches it. */
static bool check_wait(const struct load_graph *g, const struct load_arc *back,
                       const struct load_arc *fetch)
{
    if (graph_edge_at(g->graph, fetch->edge)->kind != EDGE_READS || back->to == fetch->from ||
        g->node[back->to] != g->node[fetch->from])
        return false;
    for (uint32_t k = g->at[back->to]; k < g->at[back->to + 1]; k++)
        if (g->arcs[k].flags & LOAD_PACED)
            return false;
    return true;
}

/* Round from what a function fetches to where it fetches it. */
static bool check_paced(const struct load_graph *g, const struct load_loop *l, struct buf *why)
{
    for (size_t i = 0; i < l->cycle_count; i++)
        if (l->cycle[i] >= g->at[g->count])
            return fail(why, "a cycle has an arc that is not there");
    for (size_t i = 0; i < l->cycle_count; i++) {
        const struct load_arc *a = &g->arcs[l->cycle[i]];
        const struct load_arc *next = &g->arcs[l->cycle[(i + 1) % l->cycle_count]];
        bool last = i + 1 == l->cycle_count;
        if (!has(l, a->from) || !load_weight(a, l->view))
            return fail(why, "a cycle has an arc that passes nothing");
        if ((last || a->to != next->from) && !check_wait(g, a, next))
            return fail(why, "a loop is called paced, but is not joined by what is fetched");
    }
    return l->cycle_count || fail(why, "a loop is called paced, but has no cycle");
}

/* Every member leads to another, or itself. */
static bool leads_on(const struct load_graph *g, const struct load_loop *l)
{
    for (size_t i = 0; i < l->member_count; i++) {
        bool any = false;
        for (uint32_t v = l->members[i], k = g->at[v]; k < g->at[v + 1]; k++)
            any = any || (load_weight(&g->arcs[k], l->view) && has(l, g->arcs[k].to));
        if (!any)
            return false;
    }
    return true;
}

bool amplify_check_loop(const struct load_graph *g, const struct load_loop *l, struct buf *why)
{
    if (!l->member_count)
        return fail(why, "a loop has no members");
    for (size_t i = 0; i < l->member_count; i++)
        if (l->members[i] >= g->count || (i && l->members[i] <= l->members[i - 1]))
            return fail(why, "the members of a loop are not in order");
    if (l->class == LOOP_PACED)
        return check_paced(g, l, why);
    if (!leads_on(g, l))
        return fail(why, "a member of a loop leads to none of them");
    if (l->class == LOOP_BOUNDED)
        return compare(g, l) < 0 ||
               fail(why, "a loop is called bounded, but its vector does not shrink");
    if (l->cycle_count ? !check_cycle(g, l, why) : compare(g, l) <= 0 && !l->undecided)
        return why->len ? false : fail(why, "nothing proves that a loop grows");
    return l->class == LOOP_STOPPED ? check_stopped(g, l, why) : check_endless(g, l, why);
}

/* --- Sums ------------------------------------------------------------------------------------- */

static bool is_below(const struct behind *a, const struct behind *b)
{
    return a->runs < b->runs || a->messages < b->messages || a->money < b->money ||
           a->endless < b->endless;
}

/* What the arcs of v say is behind it; inside: those that stay in its loop as well. */
static struct behind sum_of(const struct amplify *a, enum load_view view, uint32_t v, bool inside)
{
    const struct load_graph *g = &a->graph;
    const struct load_solved *s = &a->solved[view];
    struct behind sum = {0};
    for (uint32_t k = g->at[v]; k < g->at[v + 1]; k++) {
        const struct load_arc *arc = &g->arcs[k];
        const struct behind *b = &a->behind[view][arc->to];
        uint64_t w = load_weight(arc, view);
        node_id n = g->node[arc->to];
        enum node_kind kind = graph_node_at(g->graph, n)->kind;
        bool counts = !g->uncounted[arc->to], runs = counts && !(arc->flags & LOAD_POLLED);
        if (!w || (!inside && s->component[v] == s->component[arc->to]))
            continue;
        amount one = AMOUNT_ONE, price = 0;
        if (a->prices && runs)
            price = view == LOAD_VIEW_CALM ? a->prices->calm[n] : a->prices->most[n];
        sum.runs = amount_add(
            sum.runs, amount_weigh(amount_add(b->runs, runs && load_is_run(kind) ? one : 0), w));
        sum.messages =
            amount_add(sum.messages,
                       amount_weigh(amount_add(b->messages,
                                               counts && load_is_message(kind) ? one : 0), w));
        sum.money = amount_add(
            sum.money, amount_weigh(amount_add(b->money, amount_times(price, one)), w));
        sum.endless |= b->endless;
    }
    return sum;
}

static bool check_sums(const struct amplify *a, enum load_view view, struct buf *why)
{
    const struct load_graph *g = &a->graph;
    const struct load_solved *s = &a->solved[view];
    for (uint32_t v = 0; v < g->count; v++) {
        const struct load_loop *l = s->loop[s->component[v]];
        const struct behind *said = &a->behind[view][v];
        for (uint32_t k = g->at[v]; k < g->at[v + 1]; k++) {
            uint32_t from = s->component[v], to = s->component[g->arcs[k].to];
            if (load_weight(&g->arcs[k], view) && (to > from || (to == from && !l)))
                return fail(why, "a way back is not named as a loop");
        }
        struct behind sum = sum_of(a, view, v, !l || l->class == LOOP_BOUNDED);
        if (is_below(said, &sum) || (!l && is_below(&sum, said)))
            return fail(why, "a figure is not the sum of those behind it");
        if (l && l->class == LOOP_UNBOUNDED && !said->endless)
            return fail(why, "a figure before an unbounded loop is not endless");
    }
    return true;
}

bool amplify_check(const struct amplify *a, struct buf *why)
{
    const struct load_graph *g = &a->graph;
    for (uint32_t k = 0; k < g->at[g->count]; k++)
        if (!check_arc(g, &g->arcs[k], why))
            return false;
    for (int view = 0; view < LOAD_VIEW_COUNT; view++) {
        const struct load_solved *s = &a->solved[view];
        for (uint32_t c = 0; c < s->components; c++)
            if (s->loop[c] && !amplify_check_loop(g, s->loop[c], why))
                return false;
        for (size_t i = 0; i < s->paced_count; i++)
            if (!amplify_check_loop(g, s->paced[i], why))
                return false;
        if (!check_sums(a, (enum load_view)view, why))
            return false;
    }
    return true;
}
