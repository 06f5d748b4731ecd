/* SPDX-License-Identifier: MIT */
#include "check_cut.h"

#include "mem.h"

static bool fail(struct buf *why, const char *what)
{
    buf_puts(why, what);
    return false;
}

static const struct spread_terms *terms_of(const struct cut *c)
{
    return &c->attack->terms;
}

static bool apply(const struct cut *c, struct hop hop, struct spread_hop *out)
{
    return spread_apply(c->attack->facts, terms_of(c), &spread_rows[hop.row], hop.edge, hop.node,
                        out) == SPREAD_FIRES;
}

/* --- Hops that are no facts of their own --------------------------------------------------------- */

static bool may_support(const struct cut *c, struct hop hop)
{
    if (!hop.edge)
        return true;
    enum edge_kind kind = graph_edge_at(c->graph, hop.edge)->kind;
    return kind == EDGE_RUNS_AS || kind == EDGE_HOSTED_BY || kind == EDGE_GRANTS ||
           kind == EDGE_RESIDES_IN;
}

/* The support leads from the same fact to the same fact. */
static bool check_support(const struct cut *c, struct hop hop, const struct spread_hop *whole,
                          const struct change_look *look, struct buf *why)
{
    node_id at = whole->from;
    enum state state = spread_rows[hop.row].premise;
    for (uint32_t i = 0; i < look->support_count; i++) {
        struct spread_hop step;
        if (!may_support(c, look->support[i]) || !apply(c, look->support[i], &step) ||
            step.from != at || spread_rows[look->support[i].row].premise != state)
            return fail(why, "a hop that is said to follow from others does not");
        at = step.to;
        state = spread_rows[look->support[i].row].conclusion;
    }
    if (at != whole->to || state != spread_rows[hop.row].conclusion)
        return fail(why, "a hop that is said to follow from others does not");
    return true;
}

static bool is_made(const struct change_look *look, const struct check_removed *removed)
{
    for (uint32_t i = 0; i < look->count; i++)
        for (size_t k = 0; k < removed->count; k++)
            if (look->chain[i] == removed->changes[k])
                return true;
    return false;
}

static bool is_left_out(const struct check_removed *removed, struct hop hop,
                        const struct spread_hop *step)
{
    return (removed->node && (step->from == removed->node || step->to == removed->node)) ||
           (removed->edge && hop.edge == removed->edge);
}

/* --- Closed sets ------------------------------------------------------------------------------ */

static bool check_hop(const struct cut *c, const struct check_removed *removed,
                      const fact_mask *facts, struct hop hop, struct buf *why)
{
    const struct spread_row *row = &spread_rows[hop.row];
    struct spread_hop step;
    if (row->conclusion == STATE_EXHAUST || !apply(c, hop, &step) ||
        !(facts[step.from] & 1u << row->premise) || facts[step.to] & 1u << row->conclusion ||
        is_left_out(removed, hop, &step))
        return true;
    if (c->question.direct && cut_is_stored(row))
        return true;
    struct change_look look = changes_look(c->changes, hop);
    if (look.implied)
        return check_support(c, hop, &step, &look, why);
    if (is_made(&look, removed))
        return true;
    buf_printf(why, "%s leads out of the closed set, from %s(", row->id, state_names[row->premise]);
    buf_add(why, graph_node_at(c->graph, step.from)->id);
    buf_printf(why, ") to %s(", state_names[row->conclusion]);
    buf_add(why, graph_node_at(c->graph, step.to)->id);
    return fail(why, ")");
}

static bool check_goal(const struct cut *c, const struct check_removed *removed,
                       const fact_mask *facts, const struct cut_goal *goal, struct buf *why)
{
    const struct attack *a = c->attack;
    struct spread_hop step;
    if (!(facts[goal->node] & 1u << a->vertex_state[goal->vertex]))
        return true;
    if (goal->arc != ARC_NONE) {
        struct hop hop = changes_hop(a, goal->arc);
        struct change_look look = changes_look(c->changes, hop);
        if (is_made(&look, removed) || (apply(c, hop, &step) && removed->edge == hop.edge))
            return true;
    }
    buf_puts(why, "a goal that is said to be closed is reached: ");
    buf_add(why, graph_node_at(c->graph, goal->node)->id);
    return false;
}

static bool check_starts(const struct cut *c, const struct check_removed *removed,
                         const fact_mask *facts, struct buf *why)
{
    for (size_t i = 0; i < c->start_count; i++) {
        node_id n = c->attack->vertex_node[c->starts[i]];
        if (n != removed->node &&
            !(facts[n] & 1u << c->attack->vertex_state[c->starts[i]]))
            return fail(why, "a start fact is not in the closed set");
    }
    return true;
}

bool check_cut_closed(const struct cut *c, const struct check_removed *removed,
                      const fact_mask *facts, const uint8_t *closed, struct buf *why)
{
    const struct spread_facts *f = c->attack->facts;
    struct spread_row_list rows = spread_rows_of(f, EDGE_KIND_COUNT);
    if (!check_starts(c, removed, facts, why))
        return false;
    for (size_t n = 1; n <= graph_node_count(c->graph); n++)
        for (size_t i = 0; i < rows.count; i++)
            if (!check_hop(c, removed, facts, (struct hop){rows.rows[i], 0, (node_id)n}, why))
                return false;
    for (size_t e = 1; e <= graph_edge_count(c->graph); e++) {
        rows = spread_rows_of(f, graph_edge_at(c->graph, (edge_id)e)->kind);
        for (size_t i = 0; i < rows.count; i++)
            if (!check_hop(c, removed, facts, (struct hop){rows.rows[i], (edge_id)e, 0}, why))
                return false;
    }
    for (size_t i = 0; i < c->goal_count; i++)
        if (closed[i] && !check_goal(c, removed, facts, &c->goals[i], why))
            return false;
    return true;
}

/* --- No cheaper set --------------------------------------------------------------------------- */

/* The proposal may not make it, so that it bounds nothing. */
static bool is_barred(const struct cut *c, const struct cut_proposal *p, uint32_t change)
{
    return p->side == CUT_INSIDE && change_is_entry(changes_at(c->changes, change)->kind);
}

/* --- Ways ------------------------------------------------------------------------------------- */

static bool is_start(const struct cut *c, node_id n, enum state state)
{
    for (size_t i = 0; i < c->start_count; i++)
        if (c->attack->vertex_node[c->starts[i]] == n &&
            c->attack->vertex_state[c->starts[i]] == (uint8_t)state)
            return true;
    return false;
}

static bool ends_in(const struct cut *c, const struct cut_way *way, const struct cut_goal *g,
                    node_id at, enum state state)
{
    if (g->arc != ARC_NONE)
        return way->arcs[way->count - 1] == g->arc;
    return g->node == at && c->attack->vertex_state[g->vertex] == (uint8_t)state;
}

/* The hops fire and join, from a start to *at in *state. */
static bool walk_way(const struct cut *c, const struct cut_way *way, check_way_change *note,
                     void *arg, node_id *at, enum state *state, struct buf *why)
{
    if (!way->count)
        return fail(why, "a way has no hops");
    for (size_t i = 0; i < way->count; i++) {
        struct hop hop = changes_hop(c->attack, way->arcs[i]);
        struct change_look look = changes_look(c->changes, hop);
        const struct spread_row *row = &spread_rows[hop.row];
        struct spread_hop step;
        if (!apply(c, hop, &step) || look.implied)
            return fail(why, "a way has a hop that is none");
        if (i && (step.from != *at || row->premise != *state))
            return fail(why, "the hops of a way do not join");
        if (i == 0 && !is_start(c, step.from, row->premise))
            return fail(why, "a way does not begin at a start");
        *at = step.to;
        *state = row->conclusion;
        for (uint32_t k = 0; k < look.count && k < CHANGE_CHAIN; k++)
            note(arg, look.chain[k]);
    }
    return true;
}

bool check_cut_way(const struct cut *c, size_t goal, const struct cut_way *way,
                   check_way_change *note, void *arg, struct buf *why)
{
    node_id at = 0;
    enum state state = STATE_COUNT;
    if (!walk_way(c, way, note, arg, &at, &state, why))
        return false;
    return ends_in(c, way, &c->goals[goal], at, state) ||
           fail(why, "a way does not lead to its goal");
}

/* --- Changes that carry ----------------------------------------------------------------------- */

struct carrying {
    const struct cut *c;
    const struct cut_proposal *p;
    uint64_t *load;
    size_t *seen, number;
};

/* Adds the way's amount to a change that it meets, once. */
static void carry(void *arg, uint32_t change)
{
    struct carrying *x = arg;
    if (is_barred(x->c, x->p, change) || x->seen[change] == x->number + 1)
        return;
    x->seen[change] = x->number + 1;
    x->load[change] += x->p->ways[x->number].amount;
}

static bool check_way(struct carrying *x, struct buf *why)
{
    const struct cut_way *way = &x->p->ways[x->number];
    node_id at = 0;
    enum state state = STATE_COUNT;
    if (!way->amount)
        return fail(why, "a way carries nothing");
    if (!walk_way(x->c, way, carry, x, &at, &state, why))
        return false;
    for (size_t i = 0; i < x->c->goal_count; i++)
        if (x->p->closed[i] && ends_in(x->c, way, &x->c->goals[i], at, state))
            return true;
    return fail(why, "a way does not lead to a goal that is closed");
}

bool check_cut_ways(const struct cut *c, const struct cut_proposal *p, struct buf *why)
{
    size_t changes = changes_count(c->changes);
    struct carrying x = {.c = c, .p = p, .load = mem_zalloc(changes + 1, sizeof *x.load),
                         .seen = mem_zalloc(changes + 1, sizeof *x.seen)};
    uint64_t sum = 0, cost = 0;
    bool good = true;
    for (; good && x.number < p->way_count; x.number++) {
        sum += p->ways[x.number].amount;
        good = check_way(&x, why);
    }
    for (uint32_t i = 0; good && i < changes; i++)
        if (x.load[i] > cut_weight(c, changes_at(c->changes, i)->cost, 1) * p->scale)
            good = fail(why, "a change carries more than it weighs");
    for (size_t i = 0; good && i < p->count; i++) {
        cost += changes_at(c->changes, p->changes[i])->cost;
        if (is_barred(c, p, p->changes[i]))
            good = fail(why, "a change is made that was not allowed");
    }
    if (good && cost != p->cost)
        good = fail(why, "the cost is not that of the changes");
    if (good && p->least_weight && sum <= (p->least_weight - 1) * p->scale)
        good = fail(why, "the ways do not make the bound");
    if (good && p->bound != cut_least_cost(c, p->least_weight))
        good = fail(why, "the bound is not that of the ways");
    if (good && p->fewest && p->least_weight != cut_weight(c, p->cost, p->count))
        good = fail(why, "fewer changes are not excluded");
    if (good && p->exact && p->side != CUT_BUDGET && p->bound != p->cost)
        good = fail(why, "something cheaper is not excluded");
    mem_free(x.load);
    mem_free(x.seen);
    return good;
}

/* --- What still falls ------------------------------------------------------------------------- */

struct opening {
    const struct cut *c;
    const struct cut_proposal *p;
    bool met;
};

static void meet(void *arg, uint32_t change)
{
    struct opening *o = arg;
    bool made = !o->p || (o->p->side != CUT_BUDGET && !is_barred(o->c, o->p, change));
    for (size_t i = 0; !made && o->p->side == CUT_BUDGET && i < o->p->count; i++)
        made = o->p->changes[i] == change;
    o->met = o->met || made;
}

bool check_cut_open(const struct cut *c, const struct cut_proposal *p, size_t goal,
                    const struct cut_way *way, struct buf *why)
{
    struct opening o = {.c = c, .p = p};
    if (!check_cut_way(c, goal, way, meet, &o, why))
        return false;
    return !o.met || fail(why, "a change closes a goal that is said to stay open");
}

/* --- Everything ------------------------------------------------------------------------------- */

static bool verify_set(const struct cut *c, const struct check_removed *removed,
                       const uint8_t *closed, struct buf *why)
{
    fact_mask *facts = mem_zalloc(graph_node_count(c->graph) + 1, sizeof *facts);
    cut_facts(c, removed->changes, removed->count, removed->node, removed->edge, facts);
    bool good = check_cut_closed(c, removed, facts, closed, why);
    mem_free(facts);
    return good;
}

/* What stays open, with a way to each. p NULL: whatever is changed. */
static bool verify_open(const struct cut *c, const struct cut_proposal *p, struct buf *why)
{
    struct cut_way *ways = cut_open_ways(c, p);
    bool good = true;
    for (size_t i = 0; i < c->goal_count; i++) {
        if (good && (p ? p->open[i] : c->goals[i].open))
            good = check_cut_open(c, p, i, &ways[i], why);
        mem_free(ways[i].arcs);
    }
    mem_free(ways);
    return good;
}

/* What is said not to fall as it is. */
static bool verify_unreached(const struct cut *c, struct buf *why)
{
    const struct check_removed nothing = {0};
    uint8_t *unreached = mem_zalloc(c->goal_count + 1, 1);
    for (size_t i = 0; i < c->goal_count; i++)
        unreached[i] = !c->goals[i].reached;
    bool good = verify_set(c, &nothing, unreached, why);
    mem_free(unreached);
    return good;
}

/* Each goal that falls is closed or stays open, and they are counted right. */
static bool check_counts(const struct cut *c, const struct cut_proposal *p, struct buf *why)
{
    size_t closed = 0, open = 0;
    for (size_t i = 0; i < c->goal_count; i++) {
        if (p->closed[i] + p->open[i] != c->goals[i].reached)
            return fail(why, "a goal is both closed and open, or neither");
        closed += p->closed[i];
        open += p->open[i];
    }
    return (closed == p->closed_count && open == p->open_count) ||
           fail(why, "the goals are counted wrong");
}

static bool verify_proposal(const struct cut *c, const struct cut_proposal *p, struct buf *why)
{
    const struct check_removed removed = {.changes = p->changes, .count = p->count};
    return check_counts(c, p, why) && verify_set(c, &removed, p->closed, why) &&
           check_cut_ways(c, p, why) && verify_open(c, p, why) &&
           (p->side != CUT_BUDGET || check_cut_budget(c, p, why));
}

bool cut_verify(const struct cut *c, struct buf *why)
{
    bool good = verify_open(c, NULL, why) && verify_unreached(c, why);
    for (size_t i = 0; good && i < c->proposal_count; i++)
        good = verify_proposal(c, &c->proposals[i], why);
    if (good && c->nothing)
        good = check_cut_budget(c, NULL, why);
    uint8_t *reached = mem_zalloc(c->goal_count + 1, 1);
    for (size_t i = 0; i < c->goal_count; i++)
        reached[i] = c->goals[i].reached;
    for (size_t i = 0; good && i < c->choke_count; i++) {
        const struct cut_choke *k = &c->chokes[i];
        const struct check_removed removed = {.changes = &k->change,
                                              .count = k->change != CHANGE_NONE,
                                              .node = k->node, .edge = k->edge};
        good = verify_set(c, &removed, reached, why);
    }
    mem_free(reached);
    return good;
}
