/* SPDX-License-Identifier: MIT */
/* Wrong answers of cuts, each of which the checker must reject for its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cut_case.h"
#include "mem.h"

static const char two_ways[] =
    "actor internet\nroute r\nroute x\nfunction f\nfunction g\nidentity i\n"
    "table t sensitivity=2\ntable u sensitivity=2\n"
    "internet -exposes-> r auth=none\ninternet -exposes-> x auth=none\n"
    "r -invokes-> f\nx -invokes-> g\nf -reads-> t ev=code conf=90\n"
    "g -runs-as-> i\ni -grants-> u ops=read\n";

static void rejected(const struct cut *c, const char *reason)
{
    struct buf why = {0};
    if (cut_verify(c, &why))
        fail_msg("not rejected: %s", reason);
    if (str_find(buf_str(&why), str_from(reason)) == STR_NPOS)
        fail_msg("%s instead of %s", why.ptr, reason);
    buf_release(&why);
}

/* --- The cheapest set ------------------------------------------------------------------------- */

static void test_wrong_answers(void **state)
{
    (void)state;
    struct cut_case s = cut_case_of(two_ways, "anonymous");
    cut_case_solve(&s);
    struct cut *c = s.cut;
    struct cut_proposal *p = &c->proposals[0], kept = *p;
    cut_case_holds(&s, two_ways);
    assert_int_equal(p->count, 2);
    assert_int_equal(p->way_count, 2);

    p->count = 1; /* a change is missing */
    rejected(c, "a goal that is said to be closed is reached");
    p->count = kept.count;
    p->cost++;
    rejected(c, "the cost is not that of the changes");
    p->cost = kept.cost;
    p->bound++;
    rejected(c, "the bound is not that of the ways");
    p->bound = kept.bound;
    p->least_weight++; /* more than the ways show */
    rejected(c, "the ways do not make the bound");
    p->least_weight = kept.least_weight - 1;
    rejected(c, "fewer changes are not excluded");
    p->fewest = false;
    p->least_weight = cut_weight(c, kept.cost - 1, 0);
    p->bound = kept.bound - 1;
    rejected(c, "something cheaper is not excluded");
    p->bound = kept.bound;
    p->least_weight = kept.least_weight;
    p->fewest = true;
    p->ways[0].amount++;
    rejected(c, "a change carries more than it weighs");
    p->ways[0].amount--;
    p->ways[0].count--; /* ends in the middle */
    rejected(c, "a way does not lead to a goal that is closed");
    p->ways[0].count++;
    arc_id first = p->ways[0].arcs[0];
    p->ways[0].arcs[0] = p->ways[1].arcs[0];
    rejected(c, "the hops of a way do not join");
    p->ways[0].arcs[0] = first;
    struct cut_way way = p->ways[0];
    p->ways[0] = (struct cut_way){way.arcs + 1, way.count - 1, way.amount};
    rejected(c, "a way does not begin at a start");
    p->ways[0] = way;
    p->way_count = 1;
    rejected(c, "the ways do not make the bound");
    p->way_count = 2;
    p->side = CUT_INSIDE;
    rejected(c, "a change is made that was not allowed");
    p->side = kept.side;
    p->closed_count++;
    rejected(c, "the goals are counted wrong");
    p->closed_count--;
    p->closed[0] = 0;
    rejected(c, "a goal is both closed and open, or neither");
    p->closed[0] = 1;
    cut_case_holds(&s, two_ways);

    assert_int_equal(c->choke_count, 0);
    struct cut_choke wrong[] = {{.node = tiny_node(s.g, "f"), .change = CHANGE_NONE}};
    c->chokes = wrong;
    c->choke_count = 1;
    rejected(c, "a goal that is said to be closed is reached");
    wrong[0] = (struct cut_choke){.edge = 1, .change = CHANGE_NONE};
    rejected(c, "a goal that is said to be closed is reached");
    wrong[0] = (struct cut_choke){.change = p->changes[0]};
    rejected(c, "a goal that is said to be closed is reached");
    c->chokes = NULL;
    c->choke_count = 0;
    cut_case_end(&s);
}

/* A set that is not closed, or lacks a start. */
static void test_wrong_sets(void **state)
{
    (void)state;
    struct cut_case s = cut_case_of(two_ways, "anonymous");
    cut_case_solve(&s);
    const struct cut *c = s.cut;
    const struct cut_proposal *p = &c->proposals[0];
    const struct check_removed removed = {.changes = p->changes, .count = p->count};
    uint8_t *facts = mem_zalloc(graph_node_count(s.g) + 1, 1);
    struct buf why = {0};
    cut_facts(c, p->changes, p->count, 0, 0, facts);
    assert_true(check_cut_closed(c, &removed, facts, p->closed, &why));
    facts[tiny_node(s.g, "f")] |= 1u << STATE_CONTROL;
    assert_false(check_cut_closed(c, &removed, facts, p->closed, &why));
    assert_true(str_find(buf_str(&why), STR("leads out of the closed set")) != STR_NPOS);
    buf_reset(&why);
    facts[tiny_node(s.g, "f")] = 0;
    facts[tiny_node(s.g, "internet")] = 0;
    assert_false(check_cut_closed(c, &removed, facts, p->closed, &why));
    assert_string_equal(why.ptr, "a start fact is not in the closed set");
    buf_release(&why);
    mem_free(facts);
    cut_case_end(&s);
}

/* --- What stays open, what does not fall ------------------------------------------------------ */

static void test_wrong_openings(void **state)
{
    (void)state;
    struct cut_case s = cut_case_of(two_ways, "anonymous");
    cut_case_solve(&s);
    struct cut *c = s.cut;
    struct buf why = {0};
    c->goals[0].open = true;
    rejected(c, "a way has no hops");
    assert_false(check_cut_open(c, NULL, 0, &c->proposals[0].ways[0], &why));
    assert_string_equal(why.ptr, "a change closes a goal that is said to stay open");
    c->goals[0].open = false;
    c->goals[0].reached = false;
    rejected(c, "a goal that is said to be closed is reached");
    c->goals[0].reached = true;
    buf_release(&why);
    cut_case_end(&s);
}

/* --- Budgets ---------------------------------------------------------------------------------- */

/* Whoever closes t has to change two statements; u needs one; v and w stay open. */
static const char budgets[] =
    "actor internet\nroute r\nroute x\nfunction f\nfunction g\nidentity i\nidentity j\n"
    "table t sensitivity=2\ntable u sensitivity=2\ntable v sensitivity=2\ntable w sensitivity=2\n"
    "internet -exposes-> r auth=jwt\ninternet -exposes-> x auth=none\n"
    "r -invokes-> f\nx -invokes-> g\nf -runs-as-> i\ni -grants-> t ops=read\n"
    "i -grants-> u ops=read\nf -reads-> v ev=code conf=90\ng -reads-> w ev=code conf=90\n"
    "g -runs-as-> j\nj -grants-> t ops=read\n";

/* Two changes close one table, for the price of one; what is said of it is spoilt in every way. */
static void test_wrong_budgets(void **state)
{
    (void)state;
    struct cut_case s = cut_case_of(budgets, "user");
    s.q.budget = 2;
    cut_case_solve(&s);
    cut_case_holds(&s, budgets);
    struct cut *c = s.cut;
    struct cut_proposal *p = &c->proposals[0];
    struct cut_tree *t = p->tree, kept = *t;
    assert_true(p->exact && t && t->branch_count > 1 && p->closed_count == 1 && p->cost == 1);

    c->question.budget = 0;
    rejected(c, "the changes cost more than the budget");
    c->question.budget = 2;
    p->tree = NULL;
    rejected(c, "nothing excludes a better set of changes");
    p->tree = t;
    t->branch_count = 1; /* the sets that were looked at are left out */
    rejected(c, "a better set of changes is not excluded");
    t->branch_count = kept.branch_count;
    uint32_t depth = t->branches[1].depth;
    t->branches[1].depth = BUDGET_EXACT + 1;
    rejected(c, "a better set of changes is not excluded");
    t->branches[1].depth = depth;
    t->branches[t->branch_count - 1].depth = 0;
    rejected(c, "a set of changes stands nowhere");
    t->branches[t->branch_count - 1] = kept.branches[t->branch_count - 1];
    cut_case_end(&s);
}

/* Each single part of the proof. */
static void test_wrong_trees(void **state)
{
    (void)state;
    struct cut_case s = cut_case_of(budgets, "user");
    s.q.budget = 1;
    cut_case_solve(&s);
    cut_case_holds(&s, budgets);
    struct cut *c = s.cut;
    struct cut_proposal *p = &c->proposals[0];
    struct cut_tree *t = p->tree;
    assert_true(t->branch_count >= 2 && t->way_count >= 2);

    uint32_t change = t->branches[1].change;
    t->branches[1].change = CHANGE_NONE;
    rejected(c, "a set of changes cannot be made");
    t->branches[1].change = change;
    struct cut_way way = t->ways[0];
    t->ways[0] = t->ways[1];
    rejected(c, "a way does not lead to its goal");
    t->ways[0] = (struct cut_way){way.arcs + 1, way.count - 1, way.amount};
    rejected(c, "a way does not begin at a start");
    t->ways[0] = way;
    uint32_t was = t->fixes[0].way;
    t->fixes[0].way = (uint32_t)t->way_count;
    rejected(c, "a set of changes names ways that are not there");
    t->fixes[0].way = was;
    uint32_t fixes = t->branches[1].fix_count;
    assert_true(fixes > 0);
    t->branches[1].fix_count = 0; /* the way that the change takes away is said to stand */
    rejected(c, "a way is said to stand that a change takes away");
    t->branches[1].fix_count = fixes;

    /* Something can be closed, whatever is said. */
    c->nothing = t;
    p->tree = NULL;
    p->exact = false;
    rejected(c, "a better set of changes is not excluded");
    c->nothing = NULL;
    p->tree = t;
    p->exact = true;
    cut_case_holds(&s, budgets);
    cut_case_end(&s);
}

/* As many goals for more than they cost. */
static void test_dear_budget(void **state)
{
    (void)state;
    static const char text[] =
        "actor internet\nroute r\nfunction f\nidentity i\ntable t sensitivity=2\n"
        "internet -exposes-> r auth=none\nr -invokes-> f\nf -runs-as-> i\n"
        "i -grants-> t ops=read\n";
    struct cut_case s = cut_case_of(text, "anonymous");
    s.q.prices.of[CHANGE_GATE] = 2;
    s.q.budget = 2;
    cut_case_solve(&s);
    cut_case_holds(&s, text);
    struct cut_proposal *p = &s.cut->proposals[0];
    uint32_t other = 0;
    assert_int_equal(p->cost, 1);
    while (changes_at(s.cut->changes, other)->kind != CHANGE_GATE)
        other++;
    p->changes[0] = other;
    p->cost = 2;
    rejected(s.cut, "a better set of changes is not excluded");
    cut_case_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_answers),
        cmocka_unit_test(test_wrong_sets),
        cmocka_unit_test(test_wrong_openings),
        cmocka_unit_test(test_wrong_budgets),
        cmocka_unit_test(test_wrong_trees),
        cmocka_unit_test(test_dear_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
