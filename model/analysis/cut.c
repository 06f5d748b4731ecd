/* SPDX-License-Identifier: MIT */
#include "cut.h"

#include <string.h>

#include "cut_parts.h"
#include "mem.h"
#include "path_make.h"
#include "stop.h"

const char *const cut_side_names[CUT_SIDE_COUNT] = {"source", "data", "inside", "budget"};

/* --- The question ----------------------------------------------------------------------------- */

static void add_start(void *arg, node_id n, enum state s)
{
    struct cut *c = arg;
    if (c->start_count == c->start_cap)
        c->starts = mem_grow(c->starts, &c->start_cap, sizeof *c->starts);
    c->starts[c->start_count++] = attack_vertex(c->attack, n, s);
}

static void compile(struct cut *c)
{
    const struct path_question *q = &c->question.path;
    struct spread_terms terms = {.mode = q->mode, .auth = q->auth, .response = q->response};
    c->one_gate = true;
    for (size_t i = 0; i < q->seat->part_count; i++) {
        unsigned pass = seat_pass(q->seat->parts[i].kind, q->mode);
        c->one_gate = c->one_gate && (i == 0 || pass == terms.pass);
        terms.pass |= pass;
    }
    c->attack = attack_build(c->graph, &terms);
    for (size_t i = 0; i < q->seat->part_count; i++)
        seat_starts(c->graph, &q->seat->parts[i], add_start, c);
    const struct change_options options = {.prices = c->question.prices,
                                           .released = c->question.released};
    c->changes = changes_new(c->attack, &options);
}

/* --- Goals ------------------------------------------------------------------------------------ */

static void add_goal(struct cut *c, struct cut_goal goal)
{
    if (c->goal_count == c->goal_cap)
        c->goals = mem_grow(c->goals, &c->goal_cap, sizeof *c->goals);
    c->goals[c->goal_count++] = goal;
}

/* One goal for each edge that makes an identity powerful. */
static void add_power(struct cut *c, node_id identity, vertex_id v)
{
    const struct attack *a = c->attack;
    edge_id last = 0;
    for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
        edge_id e = a->arc_edge[arc];
        enum state gets = spread_rows[a->arc_row[arc]].conclusion;
        if (!e || e == last || (gets != STATE_CONTROL && gets != STATE_HOLD) ||
            !jewel_is_power(c->graph, e))
            continue;
        add_goal(c, (struct cut_goal){.node = identity, .vertex = v, .arc = arc});
        last = e;
    }
}

static bool is_start(const struct cut *c, vertex_id v)
{
    for (size_t i = 0; i < c->start_count; i++)
        if (c->starts[i] == v)
            return true;
    return false;
}

/* What the attacker starts with is no goal. */
static void find_goals(struct cut *c)
{
    const struct jewels *jewels = c->question.jewels;
    for (size_t i = 0; i < jewels->count; i++) {
        const struct jewel *j = &jewels->items[i];
        for (int s = 0; s < STATE_COUNT; s++) {
            vertex_id v = j->states & 1u << s ? attack_vertex(c->attack, j->node, (enum state)s)
                                              : VERTEX_NONE;
            if (v == VERTEX_NONE)
                continue;
            if (j->reason == JEWEL_IDENTITY)
                add_power(c, j->node, v);
            else if (!is_start(c, v))
                add_goal(c, (struct cut_goal){.node = j->node, .vertex = v, .arc = ARC_NONE});
        }
    }
}

static void judge_goals(struct cut *c)
{
    size_t changes = changes_count(c->changes);
    uint8_t *reached = mem_alloc((size_t)c->attack->vertex_count + 1);
    uint8_t *all = mem_alloc(changes + 1);
    cut_reach(c, NULL, reached, NULL);
    for (size_t i = 0; i < c->goal_count; i++) {
        c->goals[i].reached = cut_goal_falls(c, &c->goals[i], NULL, reached);
        c->reached += c->goals[i].reached;
    }
    memset(all, 1, changes + 1);
    cut_reach(c, all, reached, NULL);
    for (size_t i = 0; i < c->goal_count; i++) {
        c->goals[i].open = cut_goal_falls(c, &c->goals[i], all, reached);
        c->open += c->goals[i].open;
    }
    mem_free(reached);
    mem_free(all);
}

/* --- Weight ----------------------------------------------------------------------------------- */

uint64_t cut_weight(const struct cut *c, uint64_t cost, uint64_t count)
{
    return cost * (changes_count(c->changes) + 1) + count;
}

/* Each change costs 1 at least, so that what costs so much has no more changes than that. */
static uint64_t most_weight(const struct cut *c, uint64_t cost)
{
    size_t changes = changes_count(c->changes);
    return cut_weight(c, cost, cost < changes ? cost : changes);
}

uint64_t cut_least_cost(const struct cut *c, uint64_t weight)
{
    uint64_t cost = weight / (changes_count(c->changes) + 1);
    while (most_weight(c, cost) < weight)
        cost++;
    while (cost && most_weight(c, cost - 1) >= weight)
        cost--;
    return cost;
}

/* --- Proposals -------------------------------------------------------------------------------- */

/* Without a change that is not needed for what the others close, the dearest first. A set that costs no
 * more than is proved that all sets cost has none. */
static void prune(const struct cut *c, const struct cut_terms *terms, uint8_t *made, uint64_t bound)
{
    size_t changes = changes_count(c->changes);
    uint64_t cost = 0;
    for (uint32_t i = 0; i < changes; i++)
        cost += made[i] ? changes_at(c->changes, i)->cost : 0;
    if (cost <= bound)
        return;
    uint8_t *reached = mem_alloc((size_t)c->attack->vertex_count + 1);
    uint8_t *tried = mem_zalloc(changes + 1, 1);
    for (;;) {
        uint32_t dearest = CHANGE_NONE;
        for (uint32_t i = 0; i < changes; i++)
            if (made[i] && !tried[i] && (dearest == CHANGE_NONE ||
                                         changes_at(c->changes, i)->cost >
                                             changes_at(c->changes, dearest)->cost))
                dearest = i;
        if (dearest == CHANGE_NONE || stop_asked())
            break;
        bool needed = false;
        tried[dearest] = 1;
        made[dearest] = 0;
        cut_reach(c, made, reached, NULL);
        for (size_t i = 0; i < c->goal_count && !needed; i++)
            needed = terms->wanted[i] && cut_goal_falls(c, &c->goals[i], made, reached);
        made[dearest] = needed;
    }
    mem_free(reached);
    mem_free(tried);
}

void cut_propose(struct cut *c, enum cut_side side, const struct cut_terms *terms, uint8_t *made,
                 struct cut_proposal *p)
{
    size_t changes = changes_count(c->changes);
    uint8_t *reached = mem_alloc((size_t)c->attack->vertex_count + 1);
    p->side = side;
    p->changes = mem_alloc((changes + 1) * sizeof *p->changes);
    p->closed = mem_zalloc(c->goal_count + 1, 1);
    p->open = mem_zalloc(c->goal_count + 1, 1);
    prune(c, terms, made, p->bound);
    cut_reach(c, made, reached, NULL);
    for (uint32_t i = 0; i < changes; i++)
        if (made[i]) {
            p->changes[p->count++] = i;
            p->cost += changes_at(c->changes, i)->cost;
        }
    for (size_t i = 0; i < c->goal_count; i++) {
        bool falls = cut_goal_falls(c, &c->goals[i], made, reached);
        p->closed[i] = c->goals[i].reached && !falls;
        p->open[i] = falls;
        p->closed_count += p->closed[i];
        p->open_count += p->open[i];
    }
    bool direct = c->question.direct;
    c->question.direct = false;
    cut_reach(c, made, reached, NULL);
    for (size_t i = 0; i < c->goal_count; i++)
        p->stored_count += p->closed[i] && cut_goal_falls(c, &c->goals[i], made, reached);
    c->question.direct = direct;
    mem_free(reached);
}

static bool same_changes(const struct cut_proposal *x, const struct cut_proposal *y)
{
    return x->count == y->count &&
           memcmp(x->changes, y->changes, x->count * sizeof *x->changes) == 0;
}

static void proposal_free(struct cut_proposal *p)
{
    cut_ways_free(p);
    cut_tree_free(p->tree);
    mem_free(p->changes);
    mem_free(p->closed);
    mem_free(p->open);
}

/* Adds a proposal unless it is one that is there. Goals that the allowed changes cannot close are
 * left out of it. */
static void solve(struct cut *c, enum cut_side side, const uint8_t *allowed)
{
    struct cut_proposal p = {0};
    uint8_t *made = mem_zalloc(changes_count(c->changes) + 1, 1);
    uint8_t *wanted = mem_zalloc(c->goal_count + 1, 1);
    uint8_t *reached = mem_alloc((size_t)c->attack->vertex_count + 1);
    const struct cut_terms terms = {allowed, wanted};
    size_t count = 0;
    cut_reach(c, allowed, reached, NULL);
    for (size_t i = 0; i < c->goal_count; i++) {
        wanted[i] = c->goals[i].reached &&
                    !cut_goal_falls(c, &c->goals[i], allowed, reached);
        count += wanted[i];
    }
    if (count) {
        cut_solve(c, &terms, side != CUT_SOURCE, made, &p);
        cut_propose(c, side, &terms, made, &p);
        p.exact = p.bound == p.cost && c->one_gate;
        p.fewest = p.exact && p.least_weight == cut_weight(c, p.cost, p.count);
        bool known = false;
        for (size_t i = 0; i < c->proposal_count; i++)
            known = known || same_changes(&p, &c->proposals[i]);
        if (known)
            proposal_free(&p);
        else
            c->proposals[c->proposal_count++] = p;
    }
    mem_free(made);
    mem_free(wanted);
    mem_free(reached);
}

static void find_proposals(struct cut *c)
{
    size_t changes = changes_count(c->changes);
    uint8_t *allowed = mem_alloc(changes + 1);
    bool entries = false;
    memset(allowed, 1, changes + 1);
    solve(c, CUT_SOURCE, allowed);
    if (!stop_asked())
        solve(c, CUT_DATA, allowed);
    for (size_t i = 0; i < c->proposal_count; i++)
        for (size_t k = 0; k < c->proposals[i].count; k++)
            entries = entries || change_is_entry(changes_at(c->changes, c->proposals[i].changes[k])->kind);
    for (uint32_t i = 0; i < changes; i++)
        allowed[i] = !change_is_entry(changes_at(c->changes, i)->kind);
    if (entries && !stop_asked())
        solve(c, CUT_INSIDE, allowed);
    mem_free(allowed);
}

/* --- Life ------------------------------------------------------------------------------------- */

struct cut *cut_find(const struct graph *g, const struct cut_question *q)
{
    struct cut *c = mem_zalloc(1, sizeof *c);
    c->graph = g;
    c->question = *q;
    compile(c);
    cut_marks_find(c);
    find_goals(c);
    judge_goals(c);
    if (stop_asked())
        return c;
    if (q->budget)
        cut_find_budget(c);
    else
        find_proposals(c);
    if (stop_asked())
        return c;
    cut_find_chokes(c);
    cut_find_dominators(c);
    return c;
}

void cut_free(struct cut *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->proposal_count; i++)
        proposal_free(&c->proposals[i]);
    cut_tree_free(c->nothing);
    changes_free(c->changes);
    attack_free(c->attack);
    mem_free(c->starts);
    mem_free(c->goals);
    mem_free(c->chokes);
    mem_free(c->before);
    mem_free(c->arc_marks);
    mem_free(c);
}

/* --- Ways ------------------------------------------------------------------------------------- */

struct path cut_way_path(const struct cut *c, const struct cut_way *way, struct arena *arena)
{
    return path_make_way(c->attack, way->arcs, way->count,
                         c->attack->arc_to[way->arcs[way->count - 1]], arena);
}

/* Does a change of the proposal, or any that it allows, take hops away? CUT_BUDGET: only its own. */
static void allow(const struct cut *c, const struct cut_proposal *p, uint8_t *made)
{
    size_t changes = changes_count(c->changes);
    memset(made, !p || p->side != CUT_BUDGET, changes + 1);
    for (uint32_t i = 0; p && p->side == CUT_INSIDE && i < changes; i++)
        made[i] = !change_is_entry(changes_at(c->changes, i)->kind);
    for (size_t i = 0; p && p->side == CUT_BUDGET && i < p->count; i++)
        made[p->changes[i]] = 1;
}

struct opening { /* what falls with all that is allowed */
    uint8_t *made, *reached;
    arc_id *from;
};

static struct opening opening_find(const struct cut *c, const struct cut_proposal *p)
{
    size_t vertices = (size_t)c->attack->vertex_count + 1;
    struct opening o = {.made = mem_alloc(changes_count(c->changes) + 1),
                        .reached = mem_alloc(vertices),
                        .from = mem_alloc(vertices * sizeof *o.from)};
    allow(c, p, o.made);
    cut_reach(c, o.made, o.reached, o.from);
    return o;
}

static struct cut_way opening_way(const struct cut *c, const struct opening *o, size_t goal)
{
    struct cut_way way = {0};
    if (cut_goal_falls(c, &c->goals[goal], o->made, o->reached))
        way.arcs = cut_way_back(c, &c->goals[goal], o->from, &way.count);
    return way;
}

static void opening_free(struct opening *o)
{
    mem_free(o->made);
    mem_free(o->reached);
    mem_free(o->from);
}

struct cut_way *cut_open_ways(const struct cut *c, const struct cut_proposal *p)
{
    struct cut_way *ways = mem_zalloc(c->goal_count + 1, sizeof *ways);
    struct opening o = opening_find(c, p);
    for (size_t i = 0; i < c->goal_count; i++)
        ways[i] = opening_way(c, &o, i);
    opening_free(&o);
    return ways;
}

struct path cut_open_way(const struct cut *c, const struct cut_proposal *p, size_t goal,
                         struct arena *arena)
{
    struct opening o = opening_find(c, p);
    struct cut_way way = opening_way(c, &o, goal);
    struct path path = {.target = c->goals[goal].node};
    if (way.count)
        path = cut_way_path(c, &way, arena);
    mem_free(way.arcs);
    opening_free(&o);
    return path;
}
