/* SPDX-License-Identifier: MIT */
/* check_figures.c - is what was said of what narrowing closes what the certificate shows? */
#include "check_excess.h"
#include "mem.h"
#include "seat.h"

/* --- Walks ------------------------------------------------------------------------------------ */

struct figures {
    struct check_excess *c;
    struct check_tree **trees;                  /* by reach */
    const struct excess_loss **of_internet, **of_taken; /* by identity; NULL: none */
    const struct excess_taken **taken;    /* by identity */
    uint8_t *seen;                        /* by vertex */
    size_t tail;                          /* of c->queue: what was walked */
};

/* What is kept of collectives: first .. end of c->keeps. */
struct keeps {
    size_t first, end;
};

static struct keeps keeps_of(const struct check_excess *c, size_t identity)
{
    return (struct keeps){c->first_keep[identity], c->first_keep[identity + 1]};
}

static void visit(struct figures *f, const struct check_tree *t, uint32_t v)
{
    if (f->seen[v] || check_tree_has(t, v))
        return;
    f->seen[v] = 1;
    f->c->queue[f->tail++] = v;
}

static void forget_walk(struct figures *f)
{
    while (f->tail)
        f->seen[f->c->queue[--f->tail]] = 0;
}

static void visit_kept(struct figures *f, const struct check_tree *t, const struct excess_kept *kept)
{
    uint32_t hold = check_vertex(kept->identity, STATE_HOLD);
    for (int s = 0; s < STATE_COUNT; s++)
        if (kept->states >> s & 1 && f->c->gone[kept->cut] &&
            (f->seen[hold] || check_tree_has(t, hold)))
            visit(f, t, check_vertex(kept->node, (enum state)s));
}

/* Past what is gone, from the starts, not into what is left of the tree (NULL: there is none). */
static void walk(struct figures *f, const struct check_net *net, const struct check_tree *t,
                 struct keeps keeps)
{
    const struct check_excess *c = f->c;
    size_t head = 0, before;
    forget_walk(f);
    for (size_t i = 0; i < c->start_count; i++)
        visit(f, t, c->starts[i]);
    do {
        before = f->tail;
        for (; head < f->tail; head++)
            for (uint32_t k = net->out_at[c->queue[head]]; k < net->out_at[c->queue[head] + 1]; k++)
                if (!c->gone[net->arcs[k].edge]) /* 0, no edge, is never gone */
                    visit(f, t, net->arcs[k].to);
        for (size_t k = keeps.first; k < keeps.end; k++)
            visit_kept(f, t, &c->x->keeps[c->keeps[k]]);
    } while (f->tail > before);
}

static unsigned states_walked(const struct figures *f, node_id n)
{
    unsigned states = 0;
    for (int s = 0; s < STATE_COUNT; s++)
        if (s != STATE_EXHAUST && f->seen[check_vertex(n, (enum state)s)])
            states |= 1u << s;
    return states;
}

/* All that the walk and what is left of the tree reach. */
static struct excess_closed count_all(const struct figures *f, const struct check_tree *t,
                                      const struct excess_loss *l)
{
    struct check_excess *c = f->c;
    struct excess_closed sum = t ? t->total : (struct excess_closed){0}, less = {0}, more = {0};
    if (t && l)
        less = check_tree_lost(t, l);
    for (size_t i = 0; i < f->tail; i++) {
        node_id n = c->queue[i] / STATE_COUNT;
        unsigned left = check_tree_states(t, n, true);
        if (!c->told[n])
            check_count_node(c, n, states_walked(f, n) | left, left, &more);
        c->told[n] = 1;
    }
    for (size_t i = 0; i < f->tail; i++)
        c->told[c->queue[i] / STATE_COUNT] = 0;
    return (struct excess_closed){sum.nodes - less.nodes + more.nodes,
                                  sum.jewels - less.jewels + more.jewels};
}

static bool is_reached(const struct figures *f, const struct check_tree *t, uint32_t v)
{
    return f->seen[v] || check_tree_has(t, v);
}

/* Of things that the narrowed policy speaks of nothing is left, and whoever is held is given some. */
static bool check_forgotten(const struct figures *f, const struct check_tree *t, size_t identity)
{
    const struct excess_identity *i = &f->c->x->items[identity];
    if (!is_reached(f, t, check_vertex(i->identity, STATE_HOLD)))
        return true;
    for (size_t n = 0; n < i->needs.count; n++) {
        node_id thing = i->needs.items[n].node;
        bool any = false;
        for (int s = 0; s < STATE_COUNT && thing; s++)
            any = any || (s != STATE_EXHAUST && is_reached(f, t, check_vertex(thing, (enum state)s)));
        if (thing && !any && check_excess_forgets(f->c, identity, thing))
            return check_excess_fail(f->c, i->identity, "it loses what its narrowed policy gives");
    }
    return true;
}

/* --- Figures ---------------------------------------------------------------------------------- */

static bool is_same(const struct figures *f, node_id n, struct excess_closed found,
                    struct excess_closed said)
{
    if (found.nodes == said.nodes && found.jewels == said.jewels)
        return true;
    buf_printf(f->c->why, "%u nodes and %u jewels are lost, not %u and %u: ", found.nodes,
               found.jewels, said.nodes, said.jewels);
    return check_excess_fail(f->c, n, "wrong figures");
}

/* Narrowed or not, it leads nowhere else. */
static bool takes_nothing(const struct check_excess *c, size_t k)
{
    return c->first_cut[k] == c->first_cut[k + 1];
}

static bool from_internet(struct figures *f, size_t k)
{
    struct check_excess *c = f->c;
    const struct excess_identity *i = &c->x->items[k];
    struct check_tree *t = f->trees[c->x->proof.internet];
    const struct excess_loss *l = f->of_internet[k];
    if (takes_nothing(c, k))
        return is_same(f, i->identity, (struct excess_closed){0}, i->from_internet);
    if (!l)
        return check_excess_fail(c, i->identity, "nothing says what it loses");
    forget_walk(f);
    check_excess_take(c, k, true);
    bool good = check_tree_lose(t, k, l) &&
                is_same(f, i->identity, check_tree_lost(t, l), i->from_internet) &&
                check_forgotten(f, t, k);
    check_excess_take(c, k, false);
    check_tree_forget(t, l);
    return good;
}

static bool all_narrowed(struct figures *f)
{
    struct check_excess *c = f->c;
    const struct check_tree *t = f->trees[c->x->proof.internet];
    bool good = true;
    for (size_t k = 0; k < c->x->count; k++)
        check_excess_take(c, k, true);
    walk(f, c->outside, NULL, (struct keeps){0, c->x->keep_count});
    struct excess_closed left = count_all(f, NULL, NULL);
    good = is_same(f, 1, (struct excess_closed){t->total.nodes - left.nodes,
                                                t->total.jewels - left.jewels}, c->x->all);
    for (size_t k = 0; good && k < c->x->count; k++)
        good = takes_nothing(c, k) || check_forgotten(f, NULL, k);
    for (size_t k = 0; k < c->x->count; k++)
        check_excess_take(c, k, false);
    return good;
}

/* --- If a user is taken over ------------------------------------------------------------------ */

/* A start, then hops that are not gone, to where the reach starts. *t: its tree; NULL: it is none. */
static bool check_way(const struct figures *f, const struct excess_way *way, node_id n,
                      struct check_tree **t)
{
    const struct check_excess *c = f->c;
    bool starts = false;
    *t = NULL;
    if (way->reach == EXCESS_NONE)
        return true;
    if (way->reach >= c->x->proof.reach_count || way->reach == c->x->proof.internet || !way->count)
        return check_excess_fail(c, n, "there is no such hub");
    *t = f->trees[way->reach];
    for (size_t i = 0; i < c->start_count; i++)
        starts = starts || c->starts[i] == check_step(&way->steps[0]);
    for (uint32_t i = 1; i < way->count && starts; i++)
        starts = check_is_hop(c, c->taken, check_step(&way->steps[i - 1]), check_step(&way->steps[i]),
                              way->steps[i].edge);
    return (starts && check_step(&way->steps[way->count - 1]) == check_step(&(*t)->reach->steps[0])) ||
           check_excess_fail(c, n, "it does not lead to the hub that it says");
}

static bool check_left(struct figures *f, size_t k, const struct excess_way *way,
                       struct excess_closed *left)
{
    struct check_excess *c = f->c;
    const struct excess_loss *l = f->of_taken[k];
    node_id n = c->x->items[k].identity;
    struct check_tree *t;
    if (!check_way(f, way, n, &t))
        return false;
    if (t && (!l || l->reach != way->reach))
        return check_excess_fail(c, n, "nothing says what it loses of what the hub reaches");
    bool good = !t || check_tree_lose(t, k, l);
    if (good) {
        walk(f, c->taken, t, keeps_of(c, k));
        *left = count_all(f, t, l);
        good = check_forgotten(f, t, k);
    }
    if (t)
        check_tree_forget(t, l);
    return good;
}

static bool if_taken(struct figures *f, size_t k)
{
    struct check_excess *c = f->c;
    const struct excess_identity *i = &c->x->items[k];
    struct excess_closed all, left = {0};
    struct check_tree *t;
    c->start_count = 0;
    for (size_t u = 0; u < i->user_count; u++)
        if (state_mask(graph_node_at(c->x->graph, i->users[u])->kind) >> STATE_CONTROL & 1)
            c->starts[c->start_count++] = check_vertex(i->users[u], STATE_CONTROL);
    if (takes_nothing(c, k) || !c->start_count)
        return is_same(f, i->identity, (struct excess_closed){0}, i->if_taken);
    if (!f->taken[k])
        return check_excess_fail(c, i->identity, "nothing says what its users lose");
    if (!check_way(f, &f->taken[k]->before, i->identity, &t))
        return false;
    walk(f, c->taken, t, (struct keeps){0, 0});
    all = count_all(f, t, NULL);
    check_excess_take(c, k, true);
    bool good = check_left(f, k, &f->taken[k]->after, &left);
    check_excess_take(c, k, false);
    return good && is_same(f, i->identity, (struct excess_closed){all.nodes - left.nodes,
                                                                  all.jewels - left.jewels},
                           i->if_taken);
}

/* --- The statements that matter --------------------------------------------------------------- */

/* Collectives are none. */
static size_t count_vertices(const struct figures *f)
{
    size_t count = 0;
    for (size_t i = 0; i < f->tail; i++)
        count += check_excess_is_node(f->c, f->c->queue[i] / STATE_COUNT);
    return count;
}

/* From what is left, over what the statement brings back, to anything besides: all that is left stands in
 * the queue. */
static bool brings_back(struct figures *f, size_t k)
{
    const struct check_excess *c = f->c;
    size_t left = f->tail, head = f->tail;
    bool found = false;
    for (uint32_t n = c->first_cut[k]; n < c->first_cut[k + 1]; n++) {
        edge_id id = c->x->cuts[c->cuts[n]].edge;
        const struct edge *e = graph_edge_at(c->x->graph, id);
        for (int s = 0; s < 2 * STATE_COUNT && !c->gone[id]; s++) {
            uint32_t v = check_vertex(s < STATE_COUNT ? e->from : e->to, (enum state)(s % STATE_COUNT));
            for (uint32_t a = c->outside->out_at[v]; f->seen[v] && a < c->outside->out_at[v + 1]; a++)
                if (c->outside->arcs[a].edge == id)
                    visit(f, NULL, c->outside->arcs[a].to);
        }
    }
    for (; head < f->tail && !found; head++) {
        uint32_t v = c->queue[head];
        found = check_excess_is_node(c, v / STATE_COUNT);
        for (uint32_t a = c->outside->out_at[v]; a < c->outside->out_at[v + 1] && !found; a++)
            if (!c->gone[c->outside->arcs[a].edge])
                visit(f, NULL, c->outside->arcs[a].to);
    }
    while (f->tail > left)
        f->seen[c->queue[--f->tail]] = 0;
    return found;
}

static bool matters(struct figures *f, size_t k, size_t statement)
{
    struct check_excess *c = f->c;
    uint8_t *kept = &c->kept[c->first[k] + statement];
    check_excess_take(c, k, false);
    *kept = 1;
    check_excess_take(c, k, true);
    bool good = brings_back(f, k);
    check_excess_take(c, k, false);
    *kept = 0;
    check_excess_take(c, k, true);
    return good || check_excess_fail(c, c->x->items[k].identity,
                                     "a statement is said to matter that does not");
}

static void take_all(struct check_excess *c)
{
    memset(c->gone, 0, (graph_edge_count(c->x->graph) + 1) * sizeof *c->gone);
    for (size_t k = 0; k < c->x->count; k++)
        check_excess_take(c, k, true);
}

/* With those narrowed that matter, and no others, he reaches what he reaches with all narrowed; and each
 * of them that is left as it is gives him more. */
static bool check_matters(struct figures *f)
{
    struct check_excess *c = f->c;
    const struct keeps all = {0, c->x->keep_count};
    bool good = true;
    take_all(c);
    walk(f, c->outside, NULL, all);
    size_t least = count_vertices(f);
    for (size_t k = 0; k < c->x->count; k++)
        for (size_t s = 0; s < c->x->items[k].statement_count; s++)
            c->kept[c->first[k] + s] = !c->x->items[k].statements[s].matters;
    take_all(c);
    walk(f, c->outside, NULL, all);
    if (count_vertices(f) != least)
        return check_excess_fail(c, 1, "another statement matters besides those that are said to");
    for (size_t k = 0; good && k < c->x->count; k++)
        for (size_t s = 0; good && s < c->x->items[k].statement_count; s++)
            good = !c->x->items[k].statements[s].matters || matters(f, k, s);
    return good;
}

/* --- The whole -------------------------------------------------------------------------------- */

static void add_start(void *arg, node_id n, enum state s)
{
    struct check_excess *c = arg;
    c->starts[c->start_count++] = check_vertex(n, s);
}

static void sit_outside(struct check_excess *c)
{
    const struct seat_part part = {SEAT_ANONYMOUS, 0};
    c->start_count = 0;
    seat_starts(c->x->graph, &part, add_start, c);
}

static bool check_reaches(struct figures *f)
{
    struct check_excess *c = f->c;
    const struct excess_proof *p = &c->x->proof;
    sit_outside(c);
    for (uint32_t r = 0; r < p->reach_count; r++) {
        uint32_t hub = p->reaches[r].count ? check_step(&p->reaches[r].steps[0]) : 0;
        bool outside = r == p->internet;
        f->trees[r] = check_tree_new(c, outside ? c->outside : c->taken, &p->reaches[r],
                                     outside ? c->starts : &hub, outside ? c->start_count : 1);
        if (!f->trees[r])
            return false;
    }
    return p->internet < p->reach_count || check_excess_fail(c, 1, "nothing says what is reached");
}

/* What is said of each identity; of what is not said figures are wrong. */
static void sort_proof(struct figures *f)
{
    const struct check_excess *c = f->c;
    const struct excess_proof *p = &c->x->proof;
    for (size_t n = 0; n < p->loss_count; n++) {
        uint32_t k = c->number[p->losses[n].identity];
        if (k)
            (p->losses[n].reach == p->internet ? f->of_internet : f->of_taken)[k - 1] = &p->losses[n];
    }
    for (size_t n = 0; n < p->taken_count; n++)
        if (c->number[p->taken[n].identity])
            f->taken[c->number[p->taken[n].identity] - 1] = &p->taken[n];
}

bool check_excess_figures(struct check_excess *c)
{
    const struct excess *x = c->x;
    struct figures f = {.c = c};
    f.trees = mem_zalloc(x->proof.reach_count + 1, sizeof *f.trees);
    f.of_internet = mem_zalloc(x->count + 1, sizeof *f.of_internet);
    f.of_taken = mem_zalloc(x->count + 1, sizeof *f.of_taken);
    f.taken = mem_zalloc(x->count + 1, sizeof *f.taken);
    f.seen = mem_zalloc(c->outside->vertices, 1);
    bool good = check_reaches(&f);
    sort_proof(&f);
    for (size_t k = 0; good && k < x->count; k++)
        good = if_taken(&f, k);
    sit_outside(c);
    for (size_t k = 0; good && k < x->count; k++)
        good = from_internet(&f, k);
    good = good && all_narrowed(&f) && check_matters(&f);
    for (size_t r = 0; r < x->proof.reach_count; r++)
        check_tree_free(f.trees[r]);
    mem_free(f.trees);
    mem_free(f.of_internet);
    mem_free(f.of_taken);
    mem_free(f.taken);
    mem_free(f.seen);
    return good;
}
