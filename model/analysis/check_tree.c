/* SPDX-License-Identifier: MIT */
/* check_tree.c - the certificate of what narrowing closes (excess_parts.h), checked without looking for
 * anything: a reach is a tree of hops that no hop leaves; of what is lost no hop leads out of the rest,
 * and of the rest every vertex hangs on the tree, or on a repair of it, that leads back to a start. */
#include "check_excess.h"
#include "mem.h"

/* --- Counting --------------------------------------------------------------------------------- */

void check_count_node(const struct check_excess *c, node_id n, unsigned before, unsigned after,
                      struct excess_closed *out)
{
    out->nodes += check_excess_is_node(c, n) && before && !after;
    out->jewels += (c->falls[n] & before) && !(c->falls[n] & after);
}

unsigned check_tree_states(const struct check_tree *t, node_id n, bool left)
{
    unsigned states = 0;
    for (int s = 0; t && s < STATE_COUNT; s++) {
        uint32_t at = t->place[check_vertex(n, (enum state)s)];
        if (s != STATE_EXHAUST && at && !(left && t->lost[at - 1]))
            states |= 1u << s;
    }
    return states;
}

struct excess_closed check_tree_lost(const struct check_tree *t, const struct excess_loss *l)
{
    struct excess_closed out = {0};
    const struct excess_step *steps = t->reach->steps;
    for (uint32_t i = 0; i < l->lost_count; i++) {
        node_id n = steps[l->lost[i]].node;
        if (!t->c->told[n])
            check_count_node(t->c, n, check_tree_states(t, n, false), check_tree_states(t, n, true), &out);
        t->c->told[n] = 1;
    }
    for (uint32_t i = 0; i < l->lost_count; i++)
        t->c->told[steps[l->lost[i]].node] = 0;
    return out;
}

/* --- A reach ---------------------------------------------------------------------------------- */

static bool fail_at(const struct check_tree *t, uint32_t step, const char *what)
{
    return check_excess_fail(t->c, t->reach->steps[step].node, what);
}

/* Every step is a start or hangs on one before it, and no hop leaves them all. */
static bool prove_steps(struct check_tree *t, const uint32_t *starts, size_t start_count)
{
    const struct excess_step *steps = t->reach->steps;
    uint32_t proved = 0;
    for (uint32_t i = 0; i < t->reach->count; i++) {
        if (t->place[check_step(&steps[i])])
            return fail_at(t, i, "it stands in a reach twice");
        t->place[check_step(&steps[i])] = i + 1;
    }
    for (size_t i = 0; i < start_count; i++)
        if (!t->place[starts[i]])
            return check_excess_fail(t->c, starts[i] / STATE_COUNT, "a start is left out");
        else if (steps[t->place[starts[i]] - 1].from == EXCESS_NONE && !t->lost[t->place[starts[i]] - 1]) {
            t->lost[t->place[starts[i]] - 1] = 1; /* for now: it is proved */
            proved++;
        }
    for (uint32_t i = 0; i < t->reach->count; i++) {
        uint32_t v = check_step(&steps[i]);
        for (uint32_t k = t->net->out_at[v]; k < t->net->out_at[v + 1]; k++) {
            const struct check_arc *a = &t->net->arcs[k];
            uint32_t to = t->place[a->to];
            if (!to)
                return fail_at(t, i, "a hop leads out of what is said to be all that is reached");
            if (to - 1 > i && steps[to - 1].from == i && steps[to - 1].edge == a->edge &&
                !t->lost[to - 1]) {
                t->lost[to - 1] = 1;
                proved++;
            }
        }
    }
    memset(t->lost, 0, t->reach->count);
    return proved == t->reach->count || fail_at(t, 0, "something is reached over no hop");
}

static void find_children(struct check_tree *t)
{
    const struct excess_step *steps = t->reach->steps;
    for (uint32_t i = 0; i < t->reach->count; i++)
        if (steps[i].from != EXCESS_NONE)
            t->child_at[steps[i].from + 2]++;
    for (uint32_t i = 2; i <= t->reach->count; i++)
        t->child_at[i] += t->child_at[i - 1];
    for (uint32_t i = 0; i < t->reach->count; i++)
        if (steps[i].from != EXCESS_NONE)
            t->children[t->child_at[steps[i].from + 1]++] = i;
}

void check_tree_free(struct check_tree *t)
{
    if (!t)
        return;
    mem_free(t->place);
    mem_free(t->child_at);
    mem_free(t->children);
    mem_free(t->lost);
    mem_free(t->repaired);
    mem_free(t->climbed);
    mem_free(t);
}

struct check_tree *check_tree_new(struct check_excess *c, const struct check_net *net,
                             const struct excess_reach *r, const uint32_t *starts,
                             size_t start_count)
{
    struct check_tree *t = mem_zalloc(1, sizeof *t);
    *t = (struct check_tree){.c = c, .net = net, .reach = r};
    t->place = mem_zalloc(net->vertices, sizeof *t->place);
    t->child_at = mem_zalloc(r->count + 3u, sizeof *t->child_at);
    t->children = mem_alloc((r->count + 1u) * sizeof *t->children);
    t->lost = mem_zalloc(r->count + 1u, 1);
    t->repaired = mem_zalloc(r->count + 1u, sizeof *t->repaired);
    t->climbed = mem_zalloc(r->count + 1u, sizeof *t->climbed);
    if (!prove_steps(t, starts, start_count)) {
        check_tree_free(t);
        return NULL;
    }
    find_children(t);
    for (node_id n = 1; n <= graph_node_count(c->x->graph); n++)
        check_count_node(c, n, check_tree_states(t, n, false), 0, &t->total);
    return t;
}

/* --- What is lost of it ----------------------------------------------------------------------- */

bool check_tree_has(const struct check_tree *t, uint32_t vertex)
{
    return t && t->place[vertex] && !t->lost[t->place[vertex] - 1];
}

bool check_is_hop(const struct check_excess *c, const struct check_net *net, uint32_t from, uint32_t to,
                  edge_id edge)
{
    bool found = false;
    for (uint32_t k = net->in_at[to]; k < net->in_at[to + 1] && !found; k++) {
        const struct check_arc *a = &net->arcs[net->in[k]];
        found = a->from == from && a->edge == edge && !c->gone[edge];
    }
    return found;
}

static bool is_given(const struct check_excess *c, size_t identity, uint32_t from, uint32_t to)
{
    bool found = false;
    for (uint32_t k = c->first_keep[identity]; k < c->first_keep[identity + 1] && !found; k++) {
        const struct excess_kept *kept = &c->x->keeps[c->keeps[k]];
        found = c->gone[kept->cut] && from == check_vertex(kept->identity, STATE_HOLD) &&
                to / STATE_COUNT == kept->node && kept->states >> to % STATE_COUNT & 1;
    }
    return found;
}

static bool mark(struct check_tree *t, size_t identity, const struct excess_loss *l)
{
    const struct excess_step *steps = t->reach->steps;
    for (uint32_t i = 0; i < l->lost_count; i++)
        t->lost[l->lost[i]] = 1;
    for (uint32_t i = 0; i < l->repair_count; i++) {
        const struct excess_repair *r = &l->repairs[i];
        uint32_t from = check_step(&steps[r->from]), to = check_step(&steps[r->step]);
        if (t->lost[r->step] || t->lost[r->from] ||
            !(r->given ? is_given(t->c, identity, from, to)
                       : check_is_hop(t->c, t->net, from, to, r->edge)))
            return fail_at(t, r->step, "it is said to be still reached over no hop");
        t->repaired[r->step] = i + 1;
    }
    return true;
}

void check_tree_forget(struct check_tree *t, const struct excess_loss *l)
{
    for (uint32_t i = 0; i < l->lost_count; i++)
        t->lost[l->lost[i]] = 0;
    for (uint32_t i = 0; i < l->repair_count; i++)
        t->repaired[l->repairs[i].step] = 0;
}

/* Nothing that is left leads to what is lost. */
static bool prove_closed(const struct check_tree *t, size_t identity, const struct excess_loss *l)
{
    const struct check_excess *c = t->c;
    for (uint32_t i = 0; i < l->lost_count; i++) {
        const struct excess_step *s = &t->reach->steps[l->lost[i]];
        uint32_t v = check_step(s);
        if (s->from == EXCESS_NONE)
            return fail_at(t, l->lost[i], "a start is said to be lost");
        for (uint32_t k = t->net->in_at[v]; k < t->net->in_at[v + 1]; k++) {
            const struct check_arc *a = &t->net->arcs[t->net->in[k]];
            if (check_tree_has(t, a->from) && !c->gone[a->edge])
                return fail_at(t, l->lost[i], "it is said to be lost, and a hop leads there");
        }
    }
    for (uint32_t k = c->first_keep[identity]; k < c->first_keep[identity + 1]; k++) {
        const struct excess_kept *kept = &c->x->keeps[c->keeps[k]];
        for (int s = 0; s < STATE_COUNT; s++) {
            uint32_t at = t->place[check_vertex(kept->node, (enum state)s)];
            if (kept->states >> s & 1 && at && t->lost[at - 1] &&
                check_tree_has(t, check_vertex(kept->identity, STATE_HOLD)))
                return fail_at(t, at - 1, "it is said to be lost, and the narrowed policy gives it");
        }
    }
    return true;
}

static bool holds(const struct check_tree *t, uint32_t step)
{
    return t->lost[step] || t->repaired[step] ||
           fail_at(t, step, "what it hangs on is gone, and nothing is said of it");
}

/* Whatever hung on what is gone or lost is lost or repaired. */
static bool prove_broken(const struct check_tree *t, size_t identity, const struct excess_loss *l)
{
    const struct check_excess *c = t->c;
    const struct excess_step *steps = t->reach->steps;
    for (uint32_t n = c->first_cut[identity]; n < c->first_cut[identity + 1]; n++) {
        edge_id id = c->x->cuts[c->cuts[n]].edge;
        const struct edge *e = graph_edge_at(c->x->graph, id);
        for (int s = 0; s < 2 * STATE_COUNT && c->gone[id]; s++) {
            node_id end = s < STATE_COUNT ? e->from : e->to;
            uint32_t at = t->place[check_vertex(end, (enum state)(s % STATE_COUNT))];
            if (at && steps[at - 1].edge == id && !holds(t, at - 1))
                return false;
        }
    }
    for (uint32_t i = 0; i < l->lost_count; i++)
        for (uint32_t k = t->child_at[l->lost[i]]; k < t->child_at[l->lost[i] + 1]; k++)
            if (!holds(t, t->children[k]))
                return false;
    return true;
}

/* From each repair back to a start, over the tree and other repairs; never around. */
static bool prove_repairs(struct check_tree *t, const struct excess_loss *l)
{
    uint32_t before = t->climb;
    for (uint32_t i = 0; i < l->repair_count; i++) {
        uint32_t at = l->repairs[i].step;
        t->climb++;
        while (at != EXCESS_NONE && t->climbed[at] <= before) {
            t->climbed[at] = t->climb;
            at = t->repaired[at] ? l->repairs[t->repaired[at] - 1].from : t->reach->steps[at].from;
        }
        if (at != EXCESS_NONE && t->climbed[at] == t->climb)
            return fail_at(t, at, "it is said to be still reached from itself");
    }
    return true;
}

bool check_tree_lose(struct check_tree *t, size_t identity, const struct excess_loss *l)
{
    return mark(t, identity, l) && prove_closed(t, identity, l) && prove_broken(t, identity, l) &&
           prove_repairs(t, l);
}
