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
    if (!c->question.stored && cut_is_stored(row))
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

/* The goal that a way ends in: by its last hop, or by where that leads. */
static bool ends_well(const struct cut *c, const struct cut_proposal *p, const struct cut_way *way,
                      node_id at, enum state state)
{
    for (size_t i = 0; i < c->goal_count; i++) {
        const struct cut_goal *g = &c->goals[i];
        bool here = g->arc != ARC_NONE ? way->count && way->arcs[way->count - 1] == g->arc
                                       : g->node == at &&
                                             c->attack->vertex_state[g->vertex] == (uint8_t)state;
        if (here && p->closed[i])
            return true;
    }
    return false;
}

/* Adds the way's amount to the changes that it meets, each once. */
static bool check_way(const struct cut *c, const struct cut_proposal *p, size_t number,
                      uint64_t *load, size_t *seen, struct buf *why)
{
    const struct cut_way *way = &p->ways[number];
    node_id at = 0;
    enum state state = STATE_COUNT;
    bool started = false;
    if (!way->amount || !way->count)
        return fail(why, "a way carries nothing");
    for (size_t i = 0; i < way->count; i++) {
        struct hop hop = changes_hop(c->attack, way->arcs[i]);
        struct change_look look = changes_look(c->changes, hop);
        struct spread_hop step;
        if (!apply(c, hop, &step) || look.implied)
            return fail(why, "a way has a hop that is none");
        if (i && (step.from != at || spread_rows[hop.row].premise != state))
            return fail(why, "the hops of a way do not join");
        for (size_t s = 0; i == 0 && s < c->start_count; s++)
            started = started || (c->attack->vertex_node[c->starts[s]] == step.from &&
                                  c->attack->vertex_state[c->starts[s]] ==
                                      (uint8_t)spread_rows[hop.row].premise);
        at = step.to;
        state = spread_rows[hop.row].conclusion;
        for (uint32_t k = 0; k < look.count; k++)
            if (!is_barred(c, p, look.chain[k]) && seen[look.chain[k]] != number + 1) {
                seen[look.chain[k]] = number + 1;
                load[look.chain[k]] += way->amount;
            }
    }
    if (!started || !ends_well(c, p, way, at, state))
        return fail(why, "a way does not lead from a start to a goal that is closed");
    return true;
}

bool check_cut_ways(const struct cut *c, const struct cut_proposal *p, struct buf *why)
{
    size_t changes = changes_count(c->changes);
    uint64_t *load = mem_zalloc(changes + 1, sizeof *load), sum = 0, cost = 0;
    size_t *seen = mem_zalloc(changes + 1, sizeof *seen);
    bool good = true;
    for (size_t i = 0; good && i < p->way_count; i++) {
        sum += p->ways[i].amount;
        good = check_way(c, p, i, load, seen, why);
    }
    for (uint32_t i = 0; good && i < changes; i++)
        if (load[i] > changes_at(c->changes, i)->cost * p->scale)
            good = fail(why, "a change carries more than it costs");
    for (size_t i = 0; good && i < p->count; i++) {
        cost += changes_at(c->changes, p->changes[i])->cost;
        if (is_barred(c, p, p->changes[i]))
            good = fail(why, "a change is made that was not allowed");
    }
    if (good && cost != p->cost)
        good = fail(why, "the cost is not that of the changes");
    if (good && p->bound && sum <= (p->bound - 1) * p->scale)
        good = fail(why, "the ways do not make the bound");
    if (good && p->exact && p->side != CUT_BUDGET && p->bound != p->cost)
        good = fail(why, "something cheaper is not excluded");
    mem_free(load);
    mem_free(seen);
    return good;
}

bool check_cut_open(const struct cut *c, size_t goal, const struct path *way, struct buf *why)
{
    const struct cut_goal *g = &c->goals[goal];
    for (size_t i = 0; i < way->hop_count; i++) {
        const struct path_hop *h = &way->hops[i];
        struct hop hop = {(uint8_t)(h->row - spread_rows), h->edge, h->edge ? 0 : h->from};
        struct change_look look = changes_look(c->changes, hop);
        struct spread_hop step;
        if (!apply(c, hop, &step) || step.from != h->from || step.to != h->to ||
            (i && (way->hops[i - 1].to != h->from || way->hops[i - 1].to_state != h->from_state)))
            return fail(why, "the way to an open goal does not hold");
        if (look.implied || look.count)
            return fail(why, "a change closes a goal that is said to stay open");
    }
    if (!way->hop_count || way->target != g->node)
        return fail(why, "the way to an open goal ends elsewhere");
    return true;
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

static bool verify_open(const struct cut *c, struct buf *why)
{
    bool good = true;
    for (size_t i = 0; good && i < c->goal_count; i++) {
        if (!c->goals[i].open || c->goals[i].arc != ARC_NONE)
            continue;
        struct arena *arena = arena_new();
        struct path way = cut_open_way(c, NULL, i, arena);
        good = check_cut_open(c, i, &way, why);
        arena_free(arena);
    }
    return good;
}

bool cut_verify(const struct cut *c, struct buf *why)
{
    bool good = verify_open(c, why);
    for (size_t i = 0; good && i < c->proposal_count; i++) {
        const struct cut_proposal *p = &c->proposals[i];
        const struct check_removed removed = {.changes = p->changes, .count = p->count};
        good = verify_set(c, &removed, p->closed, why) && check_cut_ways(c, p, why);
    }
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
