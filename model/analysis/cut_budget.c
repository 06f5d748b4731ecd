/* SPDX-License-Identifier: MIT */
/* The best use of a budget. Closing as many goals as possible is hard even on short ways (W[1]-hard
 * in the budget; arXiv 2112.13175): branch and bound for small budgets, one goal after another
 * beyond. */
#include <string.h>

#include "cut_parts.h"
#include "mem.h"

enum { TRIES_MAX = 20000, DEPTH_MAX = BUDGET_EXACT }; /* searches; each change costs 1 at least */

struct budget {
    struct cut *cut;
    uint64_t left;
    uint8_t *made, *best;
    size_t best_closed;
    uint64_t best_cost, cost;
    uint8_t *reached;   /* of the search at hand */
    arc_id *from;
    size_t tries;
    bool gave_up;
};

static size_t count_closed(struct budget *b)
{
    const struct cut *c = b->cut;
    size_t closed = 0;
    cut_reach(c, b->made, b->reached, b->from);
    b->tries++;
    for (size_t i = 0; i < c->goal_count; i++)
        closed += c->goals[i].reached && !cut_goal_falls(c, &c->goals[i], b->made, b->reached);
    return closed;
}

static void keep_if_better(struct budget *b, size_t closed)
{
    if (closed < b->best_closed || (closed == b->best_closed && b->cost >= b->best_cost))
        return;
    b->best_closed = closed;
    b->best_cost = b->cost;
    memcpy(b->best, b->made, changes_count(b->cut->changes) + 1);
}

/* The changes on the way to a goal that the last search found: one of them must be made, if the goal is
 * to be closed. */
static size_t on_the_way(const struct budget *b, const struct cut_goal *goal, uint32_t **out)
{
    const struct cut *c = b->cut;
    size_t count = 0, cap = 0;
    arc_id arc = goal->arc != ARC_NONE ? goal->arc : b->from[goal->vertex];
    vertex_id v = goal->vertex;
    uint32_t *items = NULL;
    while (arc != ARC_NONE) {
        const uint32_t *chain = changes_of_arc(c->changes, arc);
        for (size_t i = 0; i < CHANGE_CHAIN && chain[i] != CHANGE_NONE; i++) {
            if (count == cap)
                items = mem_grow(items, &cap, sizeof *items);
            items[count++] = chain[i];
        }
        if (arc != goal->arc)
            v = attack_tail(c->attack, arc);
        arc = b->from[v];
    }
    *out = items;
    return count;
}

/* Closes goal after goal from `first` on, or leaves it; depth is bounded, as every change that is
 * made costs 1 at least. */
static void branch(struct budget *b, size_t first, int depth)
{
    const struct cut *c = b->cut;
    size_t closed = count_closed(b);
    keep_if_better(b, closed);
    for (size_t i = first; i < c->goal_count && depth < DEPTH_MAX; i++) {
        const struct cut_goal *goal = &c->goals[i];
        uint32_t *list = NULL;
        if (b->tries >= TRIES_MAX) {
            b->gave_up = true;
            return;
        }
        count_closed(b); /* the search of this very set again: those below have changed it */
        if (!goal->reached || goal->open || !cut_goal_falls(c, goal, b->made, b->reached))
            continue;
        size_t count = on_the_way(b, goal, &list);
        for (size_t k = 0; k < count; k++) {
            uint64_t cost = changes_at(c->changes, list[k])->cost;
            if (b->made[list[k]] || cost > b->left)
                continue;
            b->made[list[k]] = 1;
            b->left -= cost;
            b->cost += cost;
            branch(b, i, depth + 1);
            b->cost -= cost;
            b->left += cost;
            b->made[list[k]] = 0;
        }
        mem_free(list);
    }
}

/* The cheapest way to close one more goal, as long as the budget lasts. */
static void one_after_another(struct budget *b)
{
    struct cut *c = b->cut;
    size_t changes = changes_count(c->changes);
    uint8_t *wanted = mem_zalloc(c->goal_count + 1, 1), *allowed = mem_alloc(changes + 1);
    uint8_t *made = mem_alloc(changes + 1), *next = mem_alloc(changes + 1);
    const struct cut_terms terms = {allowed, wanted};
    memset(allowed, 1, changes + 1);
    memset(b->made, 0, changes + 1);
    b->cost = 0;
    for (;;) {
        uint64_t best_cost = UINT64_MAX, cost;
        size_t best_closed = 0;
        memcpy(b->best, b->made, changes + 1); /* keeps what is made if nothing more fits */
        count_closed(b);
        uint8_t *falls = mem_zalloc(c->goal_count + 1, 1);
        for (size_t i = 0; i < c->goal_count; i++)
            falls[i] = c->goals[i].reached && !c->goals[i].open &&
                       cut_goal_falls(c, &c->goals[i], b->made, b->reached);
        for (size_t i = 0; i < c->goal_count; i++) {
            struct cut_proposal unused = {0};
            if (!falls[i])
                continue;
            memset(made, 0, changes + 1);
            wanted[i] = 1;
            cut_solve(c, &terms, false, made, &unused);
            cut_ways_free(&unused);
            wanted[i] = 0;
            cost = 0;
            for (uint32_t k = 0; k < changes; k++) {
                made[k] = made[k] || b->made[k];
                cost += made[k] ? changes_at(c->changes, k)->cost : 0;
            }
            if (cost > b->cost + b->left)
                continue;
            uint8_t *mine = b->made;
            b->made = made;
            size_t closed = count_closed(b);
            b->made = mine;
            /* closed per cost, compared without dividing */
            if (best_cost == UINT64_MAX || (closed * best_cost > best_closed * cost) ||
                (closed * best_cost == best_closed * cost && cost < best_cost)) {
                best_cost = cost;
                best_closed = closed;
                memcpy(next, made, changes + 1);
            }
        }
        mem_free(falls);
        if (best_cost == UINT64_MAX)
            break;
        b->left = b->cost + b->left - best_cost;
        b->cost = best_cost;
        memcpy(b->made, next, changes + 1);
    }
    memcpy(b->best, b->made, changes + 1);
    mem_free(wanted);
    mem_free(allowed);
    mem_free(made);
    mem_free(next);
}

void cut_find_budget(struct cut *c)
{
    size_t changes = changes_count(c->changes);
    struct budget b = {.cut = c, .left = c->question.budget,
                       .made = mem_zalloc(changes + 1, 1), .best = mem_zalloc(changes + 1, 1),
                       .reached = mem_alloc((size_t)c->attack->vertex_count + 1),
                       .from = mem_alloc(((size_t)c->attack->vertex_count + 1) * sizeof *b.from)};
    uint8_t *wanted = mem_zalloc(c->goal_count + 1, 1);
    bool exact = c->question.budget <= BUDGET_EXACT;
    if (exact)
        branch(&b, 0, 0);
    exact = exact && !b.gave_up;
    if (!exact) {
        b.left = c->question.budget;
        one_after_another(&b);
    }
    struct cut_proposal p = {.scale = 1};
    memcpy(b.made, b.best, changes + 1);
    size_t closed = count_closed(&b);
    for (size_t i = 0; i < c->goal_count; i++)
        wanted[i] = c->goals[i].reached && !cut_goal_falls(c, &c->goals[i], b.made, b.reached);
    if (closed) {
        const struct cut_terms terms = {NULL, wanted};
        cut_propose(c, CUT_BUDGET, &terms, b.made, &p);
        p.exact = exact && c->one_gate;
        c->proposals[c->proposal_count++] = p;
    }
    mem_free(wanted);
    mem_free(b.made);
    mem_free(b.best);
    mem_free(b.reached);
    mem_free(b.from);
}
