/* SPDX-License-Identifier: MIT */
/* check_budget.c - that nothing within a budget is better: the sets of changes that a cut_tree names are
 * walked once more. Whoever closes a goal makes a change on its way; so the sets that are larger than
 * one at hand and close more hold one of the changes on the ways that are left, and are those below
 * one of its branches, or cannot close enough: a change closes at most the goals whose ways it is on.
 * Knows changes, hops and sums only, no search. */
#include <string.h>

#include "check_cut.h"
#include "mem.h"

struct met { /* the changes on a way, each once */
    uint32_t *items;
    size_t count, cap;
};

struct walker {
    const struct cut *c;
    const struct cut_tree *t;
    struct met *ways;        /* [way count] */
    uint32_t *leads;         /* by way: the goal it was checked for, + 1; 0: none yet */
    size_t next;             /* the branch that comes next */
    size_t asked;            /* goals that fall and can be closed */
    uint64_t best_cost;
    size_t best_closed;
    struct buf *why;
};

struct level {
    uint32_t *way_of;  /* by goal: its way, CUT_CLOSED: none */
    uint8_t *passed;   /* by change: made, or sets with it were looked at */
    uint64_t left, cost;
};

static bool fail(struct buf *why, const char *what)
{
    buf_puts(why, what);
    return false;
}

static void note(void *arg, uint32_t change)
{
    struct met *m = arg;
    for (size_t i = 0; i < m->count; i++)
        if (m->items[i] == change)
            return;
    if (m->count == m->cap)
        m->items = mem_grow(m->items, &m->cap, sizeof *m->items);
    m->items[m->count++] = change;
}

static bool is_asked(const struct walker *w, uint32_t goal)
{
    return w->c->goals[goal].reached && !w->c->goals[goal].open;
}

/* The branch's own ways: each leads to its goal. */
static bool take_ways(struct walker *w, const struct cut_branch *b, struct level *at)
{
    if (b->fix > w->t->fix_count || b->fix_count > w->t->fix_count - b->fix)
        return fail(w->why, "a set of changes names ways that are not there");
    for (uint32_t i = 0; i < b->fix_count; i++) {
        const struct cut_fix *f = &w->t->fixes[b->fix + i];
        if (f->goal >= w->c->goal_count || (f->way != CUT_CLOSED && f->way >= w->t->way_count))
            return fail(w->why, "a set of changes names ways that are not there");
        at->way_of[f->goal] = f->way;
        if (f->way == CUT_CLOSED || w->leads[f->way] == f->goal + 1)
            continue;
        w->ways[f->way].count = 0;
        if (!check_cut_way(w->c, f->goal, &w->t->ways[f->way], note, &w->ways[f->way], w->why))
            return false;
        w->leads[f->way] = f->goal + 1;
    }
    return true;
}

/* How many goals have each change on their way; returns how many have no way, SIZE_MAX if a way does
 * not stand, as a change on it is made. */
static size_t count_hits(const struct walker *w, const struct level *at, const uint8_t *made,
                         size_t *hits)
{
    size_t closed = w->asked;
    for (uint32_t i = 0; i < w->c->goal_count; i++) {
        if (!is_asked(w, i) || at->way_of[i] == CUT_CLOSED)
            continue;
        const struct met *m = &w->ways[at->way_of[i]];
        closed--;
        for (size_t k = 0; k < m->count; k++) {
            if (made[m->items[k]])
                return SIZE_MAX;
            hits[m->items[k]]++;
        }
    }
    return closed;
}

/* What the changes that were not looked at could close more, by what they cost, is not enough. */
static bool check_rest(const struct walker *w, const struct level *at, size_t closed,
                       const size_t *hits)
{
    size_t most[BUDGET_EXACT + 1] = {0};
    for (uint32_t i = 0; i < changes_count(w->c->changes); i++) {
        uint32_t cost = changes_at(w->c->changes, i)->cost;
        for (uint64_t sum = at->left; !at->passed[i] && sum >= cost; sum--)
            if (most[sum - cost] + hits[i] > most[sum])
                most[sum] = most[sum - cost] + hits[i];
    }
    for (uint64_t sum = 0; sum <= at->left; sum++) {
        size_t all = closed + most[sum];
        if (all > w->best_closed || (all == w->best_closed && at->cost + sum < w->best_cost))
            return fail(w->why, "a better set of changes is not excluded");
    }
    return true;
}

static bool check_set(struct walker *w, const struct level *outer, uint8_t *made, uint32_t depth);

/* The branches below: each makes one more change that can be paid. */
static bool check_below(struct walker *w, struct level *at, uint8_t *made, uint32_t depth)
{
    while (w->next < w->t->branch_count && w->t->branches[w->next].depth == depth + 1) {
        uint32_t change = w->t->branches[w->next].change;
        if (change >= changes_count(w->c->changes) || at->passed[change] ||
            changes_at(w->c->changes, change)->cost > at->left)
            return fail(w->why, "a set of changes cannot be made");
        uint64_t cost = changes_at(w->c->changes, change)->cost;
        struct level below = *at;
        below.left -= cost;
        below.cost += cost;
        at->passed[change] = 1;
        made[change] = 1;
        bool good = check_set(w, &below, made, depth + 1);
        made[change] = 0;
        if (!good)
            return false;
    }
    return true;
}

/* Every change costs 1 at least, so depth is at most the budget. */
static bool check_set(struct walker *w, const struct level *outer, uint8_t *made, uint32_t depth)
{
    size_t goals = w->c->goal_count + 1, changes = changes_count(w->c->changes) + 1;
    struct level at = {.way_of = mem_alloc(goals * sizeof *at.way_of),
                       .passed = mem_alloc(changes), .left = outer->left, .cost = outer->cost};
    size_t *hits = mem_zalloc(changes, sizeof *hits);
    memcpy(at.way_of, outer->way_of, goals * sizeof *at.way_of);
    memcpy(at.passed, outer->passed, changes);
    bool good = take_ways(w, &w->t->branches[w->next++], &at);
    size_t closed = good ? count_hits(w, &at, made, hits) : 0;
    if (good && closed == SIZE_MAX)
        good = fail(w->why, "a way is said to stand that a change takes away");
    good = good && check_below(w, &at, made, depth) && check_rest(w, &at, closed, hits);
    mem_free(at.way_of);
    mem_free(at.passed);
    mem_free(hits);
    return good;
}

static bool check_tree(struct walker *w)
{
    size_t goals = w->c->goal_count + 1, changes = changes_count(w->c->changes) + 1;
    struct level outer = {.way_of = mem_alloc(goals * sizeof *outer.way_of),
                          .passed = mem_zalloc(changes, 1), .left = w->c->question.budget};
    uint8_t *made = mem_zalloc(changes, 1);
    memset(outer.way_of, 0xff, goals * sizeof *outer.way_of); /* CUT_CLOSED */
    w->ways = mem_zalloc(w->t->way_count + 1, sizeof *w->ways);
    w->leads = mem_zalloc(w->t->way_count + 1, sizeof *w->leads);
    for (uint32_t i = 0; i < w->c->goal_count; i++)
        w->asked += is_asked(w, i);
    bool good = w->t->branch_count && w->t->branches[0].depth == 0
                    ? check_set(w, &outer, made, 0)
                    : fail(w->why, "nothing excludes a better set of changes");
    if (good && w->next != w->t->branch_count)
        good = fail(w->why, "a set of changes stands nowhere");
    for (size_t i = 0; i < w->t->way_count; i++)
        mem_free(w->ways[i].items);
    mem_free(w->ways);
    mem_free(w->leads);
    mem_free(outer.way_of);
    mem_free(outer.passed);
    mem_free(made);
    return good;
}

bool check_cut_budget(const struct cut *c, const struct cut_proposal *p, struct buf *why)
{
    struct walker w = {.c = c, .t = p ? p->tree : c->nothing, .why = why};
    if (p && p->cost > c->question.budget)
        return fail(why, "the changes cost more than the budget");
    if (p && !p->exact)
        return true;
    if (!w.t || c->question.budget > BUDGET_EXACT || !c->one_gate)
        return fail(why, "nothing excludes a better set of changes");
    w.best_closed = p ? p->closed_count : 0;
    w.best_cost = p ? p->cost : 0;
    return check_tree(&w);
}
