/* SPDX-License-Identifier: MIT */
/* The best use of a budget. Closing as many goals as possible is hard even on short ways (W[1]-hard
 * in the budget; arXiv 2112.13175): branch and bound for small budgets, one goal after another
 * beyond. */
#include <string.h>

#include "cut_parts.h"
#include "mem.h"
#include "stop.h"

/* Searches, and notes of the proof; each change costs 1 at least. */
enum { TRIES_MAX = 20000, FIXES_MAX = 4000000, DEPTH_MAX = BUDGET_EXACT };

/* What is known when the changes of a set are made. */
struct level {
    uint32_t *way_of;  /* by goal: into the ways of the tree, CUT_CLOSED: it does not fall */
    uint32_t *hits;    /* by change: how many goals have it on their way */
    uint32_t *list;    /* the changes with hits, the most first */
    size_t count;
    uint8_t *passed;   /* by change: sets with it were looked at, or cannot be paid */
};

struct budget {
    struct cut *cut;
    uint64_t left, cost;
    uint8_t *made, *best;
    size_t best_closed;
    uint64_t best_cost;
    uint8_t *reached;  /* of the search at hand */
    arc_id *from;
    struct cut_tree *tree;
    struct level levels[DEPTH_MAX + 1];
    bool gave_up;
};

void cut_tree_free(struct cut_tree *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->way_count; i++)
        mem_free(t->ways[i].arcs);
    mem_free(t->ways);
    mem_free(t->branches);
    mem_free(t->fixes);
    mem_free(t);
}

static bool is_asked(const struct cut_goal *goal)
{
    return goal->reached && !goal->open;
}

static size_t count_closed(struct budget *b)
{
    const struct cut *c = b->cut;
    size_t closed = 0;
    cut_reach(c, b->made, b->reached, b->from);
    for (size_t i = 0; i < c->goal_count; i++)
        closed += is_asked(&c->goals[i]) &&
                  !cut_goal_falls(c, &c->goals[i], b->made, b->reached);
    return closed;
}

/* --- Branch and bound ------------------------------------------------------------------------- */

static bool meets(const struct cut *c, const struct cut_way *way, uint32_t change)
{
    for (size_t i = 0; i < way->count; i++)
        for (size_t k = 0; k < CHANGE_CHAIN; k++)
            if (changes_of_arc(c->changes, way->arcs[i])[k] == change)
                return true;
    return false;
}

static void note_fix(struct cut_tree *t, uint32_t goal, uint32_t way)
{
    if (t->fix_count == t->fix_cap)
        t->fixes = mem_grow(t->fixes, &t->fix_cap, sizeof *t->fixes);
    t->fixes[t->fix_count++] = (struct cut_fix){goal, way};
}

static uint32_t note_way(struct budget *b, const struct cut_goal *goal)
{
    struct cut_tree *t = b->tree;
    if (t->way_count == t->way_cap)
        t->ways = mem_grow(t->ways, &t->way_cap, sizeof *t->ways);
    struct cut_way way = {.amount = 1};
    way.arcs = cut_way_back(b->cut, goal, b->from, &way.count);
    t->ways[t->way_count] = way;
    return (uint32_t)t->way_count++;
}

/* The ways to the goals with `change` made as well: another one where it was on the way. */
static size_t find_ways(struct budget *b, int depth, uint32_t change)
{
    const struct cut *c = b->cut;
    struct level *at = &b->levels[depth];
    struct cut_branch branch = {.depth = (uint32_t)depth, .change = change,
                                .fix = (uint32_t)b->tree->fix_count};
    size_t closed = 0;
    cut_reach(c, b->made, b->reached, b->from);
    for (uint32_t i = 0; i < c->goal_count; i++) {
        uint32_t was = depth ? b->levels[depth - 1].way_of[i] : 0;
        at->way_of[i] = CUT_CLOSED;
        if (!is_asked(&c->goals[i]))
            continue;
        if (depth && (was == CUT_CLOSED || !meets(c, &b->tree->ways[was], change))) {
            at->way_of[i] = was;
        } else {
            if (cut_goal_falls(c, &c->goals[i], b->made, b->reached))
                at->way_of[i] = note_way(b, &c->goals[i]);
            note_fix(b->tree, i, at->way_of[i]);
        }
        closed += at->way_of[i] == CUT_CLOSED;
    }
    branch.fix_count = (uint32_t)b->tree->fix_count - branch.fix;
    if (b->tree->branch_count == b->tree->branch_cap)
        b->tree->branches = mem_grow(b->tree->branches, &b->tree->branch_cap,
                                     sizeof *b->tree->branches);
    b->tree->branches[b->tree->branch_count++] = branch;
    return closed;
}

static void count_hits(const struct budget *b, int depth)
{
    const struct cut *c = b->cut;
    const struct level *at = &b->levels[depth];
    size_t changes = changes_count(c->changes);
    uint32_t *last = mem_zalloc(changes + 1, sizeof *last); /* the goal that counted it last, + 1 */
    memset(at->hits, 0, (changes + 1) * sizeof *at->hits);
    for (uint32_t i = 0; i < c->goal_count; i++) {
        if (at->way_of[i] == CUT_CLOSED)
            continue;
        const struct cut_way *way = &b->tree->ways[at->way_of[i]];
        for (size_t k = 0; k < way->count; k++) {
            const uint32_t *chain = changes_of_arc(c->changes, way->arcs[k]);
            for (size_t x = 0; x < CHANGE_CHAIN && chain[x] != CHANGE_NONE; x++)
                if (last[chain[x]] != i + 1) {
                    last[chain[x]] = i + 1;
                    at->hits[chain[x]]++;
                }
        }
    }
    mem_free(last);
}

/* What may be made next, the change on the most ways first. */
static void list_changes(struct budget *b, int depth)
{
    struct level *at = &b->levels[depth];
    at->count = 0;
    for (uint32_t i = 0; i < changes_count(b->cut->changes); i++) {
        if (depth)
            at->passed[i] = b->levels[depth - 1].passed[i];
        if (!at->hits[i] || at->passed[i])
            continue;
        if (changes_at(b->cut->changes, i)->cost > b->left) {
            at->passed[i] = 1;
            continue;
        }
        size_t place = at->count++;
        for (; place > 0 && at->hits[at->list[place - 1]] < at->hits[i]; place--)
            at->list[place] = at->list[place - 1];
        at->list[place] = i;
    }
}

/* No choice among the changes that are left, from the one at `first` on, is better than the best set. */
static bool is_bound(const struct budget *b, int depth, size_t closed, size_t first)
{
    const struct level *at = &b->levels[depth];
    size_t most[BUDGET_EXACT + 1] = {0}; /* by cost: hits */
    for (size_t i = first; i < at->count; i++) {
        uint32_t cost = changes_at(b->cut->changes, at->list[i])->cost;
        for (uint64_t sum = b->left; sum >= cost; sum--)
            if (most[sum - cost] + at->hits[at->list[i]] > most[sum])
                most[sum] = most[sum - cost] + at->hits[at->list[i]];
    }
    for (uint64_t sum = 0; sum <= b->left; sum++) {
        size_t all = closed + most[sum];
        if (all > b->best_closed || (all == b->best_closed && b->cost + sum < b->best_cost))
            return false;
    }
    return true;
}

static void keep_if_better(struct budget *b, size_t closed)
{
    if (closed < b->best_closed || (closed == b->best_closed && b->cost >= b->best_cost))
        return;
    b->best_closed = closed;
    b->best_cost = b->cost;
    memcpy(b->best, b->made, changes_count(b->cut->changes) + 1);
}

/* Depth is bounded, as every change that is made costs 1 at least. */
static void branch(struct budget *b, int depth, uint32_t change)
{
    struct level *at = &b->levels[depth];
    if (b->tree->branch_count >= TRIES_MAX || b->tree->fix_count >= FIXES_MAX || stop_asked()) {
        b->gave_up = true;
        return;
    }
    size_t closed = find_ways(b, depth, change);
    keep_if_better(b, closed);
    count_hits(b, depth);
    list_changes(b, depth);
    for (size_t i = 0; i < at->count && !is_bound(b, depth, closed, i) && !b->gave_up; i++) {
        uint32_t next = at->list[i];
        uint64_t cost = changes_at(b->cut->changes, next)->cost;
        b->made[next] = 1;
        b->left -= cost;
        b->cost += cost;
        branch(b, depth + 1, next);
        b->cost -= cost;
        b->left += cost;
        b->made[next] = 0;
        at->passed[next] = 1;
    }
}

static bool branch_all(struct budget *b)
{
    size_t changes = changes_count(b->cut->changes), goals = b->cut->goal_count;
    b->tree = mem_zalloc(1, sizeof *b->tree);
    for (int i = 0; i <= DEPTH_MAX; i++)
        b->levels[i] = (struct level){.way_of = mem_alloc((goals + 1) * sizeof(uint32_t)),
                                      .hits = mem_alloc((changes + 1) * sizeof(uint32_t)),
                                      .list = mem_alloc((changes + 1) * sizeof(uint32_t)),
                                      .passed = mem_zalloc(changes + 1, 1)};
    branch(b, 0, CHANGE_NONE);
    for (int i = 0; i <= DEPTH_MAX; i++) {
        mem_free(b->levels[i].way_of);
        mem_free(b->levels[i].hits);
        mem_free(b->levels[i].list);
        mem_free(b->levels[i].passed);
    }
    return !b->gave_up;
}

/* --- One goal after another ------------------------------------------------------------------- */

struct step { /* one more goal */
    uint8_t *wanted, *allowed, *made, *next;
    uint64_t cost;     /* of next; UINT64_MAX: nothing more fits */
    size_t closed;
};

/* Closes goal i as cheaply as can be, on top of what is made; keeps that if it is better. */
static void try_goal(struct budget *b, struct step *s, size_t i)
{
    const struct cut *c = b->cut;
    size_t changes = changes_count(c->changes);
    const struct cut_terms terms = {s->allowed, s->wanted};
    struct cut_proposal unused = {0};
    uint64_t cost = 0;
    memset(s->made, 0, changes + 1);
    s->wanted[i] = 1;
    cut_solve(c, &terms, false, s->made, &unused);
    cut_ways_free(&unused);
    s->wanted[i] = 0;
    for (uint32_t k = 0; k < changes; k++) {
        s->made[k] = s->made[k] || b->made[k];
        cost += s->made[k] ? changes_at(c->changes, k)->cost : 0;
    }
    if (cost > b->cost + b->left)
        return;
    uint8_t *mine = b->made;
    b->made = s->made;
    size_t closed = count_closed(b);
    b->made = mine;
    /* closed per cost, compared without dividing */
    if (s->cost == UINT64_MAX || closed * s->cost > s->closed * cost ||
        (closed * s->cost == s->closed * cost && cost < s->cost)) {
        s->cost = cost;
        s->closed = closed;
        memcpy(s->next, s->made, changes + 1);
    }
}

static void one_more(struct budget *b, struct step *s)
{
    const struct cut *c = b->cut;
    uint8_t *falls = mem_zalloc(c->goal_count + 1, 1);
    s->cost = UINT64_MAX;
    s->closed = 0;
    count_closed(b);
    for (size_t i = 0; i < c->goal_count; i++)
        falls[i] = is_asked(&c->goals[i]) && cut_goal_falls(c, &c->goals[i], b->made, b->reached);
    for (size_t i = 0; i < c->goal_count; i++)
        if (falls[i])
            try_goal(b, s, i);
    mem_free(falls);
}

/* The cheapest way to close one more goal, as long as the budget lasts. */
static void one_after_another(struct budget *b)
{
    size_t changes = changes_count(b->cut->changes);
    struct step s = {.wanted = mem_zalloc(b->cut->goal_count + 1, 1),
                     .allowed = mem_alloc(changes + 1), .made = mem_alloc(changes + 1),
                     .next = mem_alloc(changes + 1)};
    memset(s.allowed, 1, changes + 1);
    memset(b->made, 0, changes + 1);
    b->cost = 0;
    b->left = b->cut->question.budget;
    for (one_more(b, &s); s.cost != UINT64_MAX; one_more(b, &s)) {
        b->left = b->cost + b->left - s.cost;
        b->cost = s.cost;
        memcpy(b->made, s.next, changes + 1);
    }
    memcpy(b->best, b->made, changes + 1);
    mem_free(s.wanted);
    mem_free(s.allowed);
    mem_free(s.made);
    mem_free(s.next);
}

/* --- The whole -------------------------------------------------------------------------------- */

void cut_find_budget(struct cut *c)
{
    size_t changes = changes_count(c->changes);
    struct budget b = {.cut = c, .left = c->question.budget, .best_cost = UINT64_MAX,
                       .made = mem_zalloc(changes + 1, 1), .best = mem_zalloc(changes + 1, 1),
                       .reached = mem_alloc((size_t)c->attack->vertex_count + 1),
                       .from = mem_alloc(((size_t)c->attack->vertex_count + 1) * sizeof *b.from)};
    uint8_t *wanted = mem_zalloc(c->goal_count + 1, 1);
    bool exact = c->one_gate && c->question.budget <= BUDGET_EXACT && branch_all(&b);
    if (!exact)
        one_after_another(&b);
    struct cut_proposal p = {.scale = 1};
    memcpy(b.made, b.best, changes + 1);
    size_t closed = count_closed(&b);
    for (size_t i = 0; i < c->goal_count; i++)
        wanted[i] = is_asked(&c->goals[i]) && !cut_goal_falls(c, &c->goals[i], b.made, b.reached);
    if (closed) {
        const struct cut_terms terms = {NULL, wanted};
        cut_propose(c, CUT_BUDGET, &terms, b.made, &p);
        p.exact = exact;
        p.tree = exact ? b.tree : NULL;
        c->proposals[c->proposal_count++] = p;
    } else if (exact) {
        c->nothing = b.tree;
    }
    if (!exact)
        cut_tree_free(b.tree);
    mem_free(wanted);
    mem_free(b.made);
    mem_free(b.best);
    mem_free(b.reached);
    mem_free(b.from);
}
