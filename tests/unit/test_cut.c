/* SPDX-License-Identifier: MIT */
/* Cuts, budgets and choke points against trying out every set of changes, on small random systems;
 * each answer with its certificates. FAASMAP_LONG=1 in the environment tries 100,000 systems. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cut_case.h"
#include "mem.h"
#include "random_graph.h"
#include "share.h"

enum { CHANGES_MAX = 11 };

static long how_many(void)
{
    return getenv("FAASMAP_LONG") ? 100000 : 10000 / RANDOM_SHARE;
}

/* --- Random systems --------------------------------------------------------------------------- */

struct rare {
    uint32_t percent;
    const char *line;
};

/* A small serverless system with a little of everything, as text for tiny_graph(). */
static void random_system(uint64_t *seed, struct buf *out)
{
    static const char nodes[] =
        "actor internet\napi a\nroute r1\nroute r2\nfunction f1\nfunction f2\nfunction f3\n"
        "identity i1\nidentity i2\ntable t1 sensitivity=2\ntable t2 sensitivity=2\nqueue q\n"
        "secret s\nbucket b\nboundary any class=any\napp p\n";
    static const struct rare edges[] = {
        {60, "internet -exposes-> r1 auth=none"},
        {40, "internet -exposes-> r2 auth=apikey"},
        {40, "internet -exposes-> a auth=none"},
        {60, "a -routes-> r1"},
        {60, "a -routes-> r2"},
        {30, "internet -exposes-> b auth=none ops=read,write"},
        {10, "internet -exposes-> i1 auth=none"},
        {70, "r1 -invokes-> f1"},
        {70, "r2 -invokes-> f2"},
        {40, "b -triggers-> f2"},
        {40, "f1 -writes-> q ev=code conf=90"},
        {30, "f1 -writes-> t1 ev=policy conf=60"},
        {50, "q -triggers-> f3"},
        {60, "f1 -runs-as-> i1"},
        {60, "f2 -runs-as-> i1"},
        {60, "f3 -runs-as-> i2"},
        {20, "p -runs-as-> i2"},
        {20, "f1 -hosted-by-> p"},
        {20, "f3 -hosted-by-> p"},
        {40, "i1 -grants-> t1 ops=read,write"},
        {40, "i2 -grants-> t2 ops=read,admin"},
        {40, "i1 -grants-> any ops=read,admin"},
        {20, "i2 -grants-> any ops=invoke,read"},
        {50, "t2 -resides-in-> any implicit=true"},
        {50, "f3 -resides-in-> any implicit=true"},
        {20, "i2 -resides-in-> any implicit=true"},
        {30, "f1 -reads-> t1 ev=policy conf=60"},
        {20, "f1 -reads-> t1 ev=code conf=90"},
        {30, "f2 -reads-> t2 ev=policy conf=85"},
        {20, "f3 -reads-> t2 ev=policy conf=60"},
        {20, "f3 -reads-> t1"},
        {30, "f2 -uses-> s value=plain"},
        {20, "f3 -uses-> s value=plain"},
        {15, "p -uses-> s value=plain"},
        {10, "f1 -uses-> s ev=code conf=90"},
        {40, "s -unlocks-> t2 ops=read"},
        {25, "i1 -controls-> i2 primitive=x"},
        {15, "i2 -controls-> f1 primitive=y"},
        {15, "i1 -assumes-> i2"},
        {20, "f1 -code-from-> b"},
        {20, "f3 -invokes-> f1 ev=policy conf=60"},
    };
    buf_puts(out, nodes);
    for (size_t i = 0; i < COUNT(edges); i++)
        if (random_below(seed, 100) < edges[i].percent)
            buf_printf(out, "%s id=e%zu\n", edges[i].line, i);
}

/* --- Trying out ------------------------------------------------------------------------------- */

/* Goals that fall with the changes of a set. */
static size_t falling(const struct cut *c, const uint32_t *list, size_t count, node_id without_node,
                      edge_id without_edge)
{
    uint8_t *facts = mem_zalloc(graph_node_count(c->graph) + 1, 1);
    size_t falls = 0;
    cut_facts(c, list, count, without_node, without_edge, facts);
    for (size_t i = 0; i < c->goal_count; i++) {
        const struct cut_goal *g = &c->goals[i];
        bool gone = false;
        for (size_t k = 0; g->arc != ARC_NONE && k < count; k++)
            for (size_t x = 0; x < CHANGE_CHAIN; x++)
                gone = gone || changes_of_arc(c->changes, g->arc)[x] == list[k];
        gone = gone || (g->arc != ARC_NONE && without_edge &&
                        c->attack->arc_edge[g->arc] == without_edge);
        falls += !gone && facts[g->node] & 1u << c->attack->vertex_state[g->vertex];
    }
    mem_free(facts);
    return falls;
}

/* The changes of a mask and their cost. */
static size_t members(const struct cut *c, uint32_t mask, uint32_t *list, uint64_t *cost)
{
    size_t count = 0;
    *cost = 0;
    for (uint32_t i = 0; i < changes_count(c->changes); i++)
        if (mask >> i & 1) {
            list[count++] = i;
            *cost += changes_at(c->changes, i)->cost;
        }
    return count;
}

struct best {
    uint64_t cost;
    size_t count; /* the fewest changes that cost so little */
};

/* The cheapest set that leaves only the open goals. */
static struct best cheapest(const struct cut *c, bool entries)
{
    struct best best = {.cost = UINT64_MAX};
    uint64_t cost;
    uint32_t list[CHANGES_MAX], all = 0;
    for (uint32_t i = 0; i < changes_count(c->changes); i++)
        if (entries || !change_is_entry(changes_at(c->changes, i)->kind))
            all |= 1u << i;
    size_t least = falling(c, list, members(c, all, list, &cost), 0, 0);
    for (uint32_t mask = 0; mask < 1u << changes_count(c->changes); mask++) {
        size_t count = members(c, mask, list, &cost);
        bool better = cost < best.cost || (cost == best.cost && count < best.count);
        if ((mask & ~all) == 0 && better && falling(c, list, count, 0, 0) == least)
            best = (struct best){cost, count};
    }
    return best;
}

struct tally {
    long systems, cuts, exact, fewest, inside, chokes, passes, budgets;
};

static void check_proposals(const struct cut *c, const char *text, struct tally *t)
{
    bool needed = c->reached > c->open;
    assert_int_equal(c->proposal_count > 0, needed);
    for (size_t i = 0; i < c->proposal_count; i++) {
        const struct cut_proposal *p = &c->proposals[i];
        struct best best = cheapest(c, p->side != CUT_INSIDE);
        if (p->cost < best.cost || p->bound > best.cost || (p->exact && p->cost != best.cost) ||
            (p->fewest && p->count != best.count))
            fail_msg("cost %llu, bound %llu, cheapest %llu, %zu changes, fewest %zu\n%s",
                     (unsigned long long)p->cost, (unsigned long long)p->bound,
                     (unsigned long long)best.cost, p->count, best.count, text);
        t->cuts++;
        t->exact += p->exact;
        t->fewest += p->fewest;
        t->inside += p->side == CUT_INSIDE;
    }
}

static bool is_choke(const struct cut *c, node_id n, edge_id e, uint32_t change)
{
    for (size_t i = 0; i < c->choke_count; i++)
        if (c->chokes[i].node == n && c->chokes[i].edge == e && c->chokes[i].change == change)
            return true;
    return false;
}

static bool is_end(const struct cut *c, node_id n)
{
    bool found = false;
    for (size_t i = 0; i < c->start_count; i++)
        found = found || c->attack->vertex_node[c->starts[i]] == n;
    for (size_t i = 0; i < c->goal_count; i++)
        found = found || (c->goals[i].reached && c->goals[i].node == n);
    return found;
}

/* Whatever a goal's ways all pass, they cannot do without. */
static void check_passes(const struct cut *c, const char *text, struct tally *t)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < c->goal_count; i++) {
        const vertex_id *list;
        size_t count = cut_passes(c, i, arena, &list);
        for (size_t k = 0; k < count; k++) {
            uint8_t *facts = mem_zalloc(graph_node_count(c->graph) + 1, 1);
            node_id n = c->attack->vertex_node[list[k]];
            cut_facts(c, NULL, 0, n, 0, facts);
            if (facts[c->goals[i].node] & 1u << c->attack->vertex_state[c->goals[i].vertex])
                fail_msg("goal %zu does without node %u\n%s", i, (unsigned)n, text);
            mem_free(facts);
            t->passes++;
        }
    }
    arena_free(arena);
}

static void check_chokes(const struct cut *c, const char *text, struct tally *t)
{
    for (node_id n = 1; n <= graph_node_count(c->graph); n++) {
        bool choke = c->reached && !is_end(c, n) && !falling(c, NULL, 0, n, 0);
        if (choke != is_choke(c, n, 0, CHANGE_NONE) && !is_end(c, n))
            fail_msg("node %u\n%s", (unsigned)n, text);
        t->chokes += choke;
    }
    for (edge_id e = 1; e <= graph_edge_count(c->graph); e++) {
        bool choke = c->reached && !falling(c, NULL, 0, 0, e);
        if (choke != is_choke(c, 0, e, CHANGE_NONE))
            fail_msg("edge %u\n%s", (unsigned)e, text);
    }
    for (uint32_t i = 0; i < changes_count(c->changes); i++) {
        bool choke = c->reached && !falling(c, &i, 1, 0, 0);
        if (choke != is_choke(c, 0, 0, i))
            fail_msg("change %u\n%s", (unsigned)i, text);
    }
}

/* The proof of an answer is none that nothing can be closed. */
static void nothing_is_a_lie(struct cut *c, const struct cut_proposal *p, const char *text)
{
    struct buf why = {0};
    c->nothing = p->tree;
    if (check_cut_budget(c, NULL, &why))
        fail_msg("it is accepted that nothing can be closed\n%s", text);
    c->nothing = NULL;
    buf_release(&why);
}

static void check_budget(struct cut_case *s, const char *text, struct tally *t)
{
    for (uint64_t budget = 1; budget <= BUDGET_EXACT; budget++) {
        uint64_t cost;
        uint32_t list[CHANGES_MAX];
        s->q.budget = budget;
        cut_case_solve(s);
        const struct cut *c = s->cut;
        struct cut_proposal *p = c->proposal_count ? &s->cut->proposals[0] : NULL;
        size_t most = 0, got = p ? p->closed_count : 0;
        uint64_t least = 0;
        for (uint32_t mask = 0; mask < 1u << changes_count(c->changes); mask++) {
            size_t count = members(c, mask, list, &cost);
            size_t closed = cost <= budget ? c->reached - falling(c, list, count, 0, 0) : 0;
            least = closed > most || (closed == most && cost < least) ? cost : least;
            most = closed > most ? closed : most;
        }
        if (got != most || (p && p->cost != least))
            fail_msg("budget %d closes %zu of %zu\n%s", (int)budget, got, most, text);
        assert_true(p ? p->exact && p->tree : c->reached == c->open || c->nothing);
        cut_case_holds(s, text);
        if (p)
            nothing_is_a_lie(s->cut, p, text);
        t->budgets += got > 0;
    }
}

static void test_against_trying_out(void **state)
{
    (void)state;
    static const char *const seats[] = {"anonymous", "user", "compromised:f1", "leaked:i1"};
    struct tally t = {0};
    uint64_t seed = 11;
    for (long i = how_many(); i > 0; i--) {
        struct buf text = {0};
        random_system(&seed, &text);
        struct cut_case s = cut_case_of(text.ptr, seats[random_below(&seed, COUNT(seats))]);
        s.q.direct = random_below(&seed, 2);
        cut_case_solve(&s);
        cut_case_holds(&s, text.ptr);
        if (changes_count(s.cut->changes) <= CHANGES_MAX) {
            check_proposals(s.cut, text.ptr, &t);
            check_chokes(s.cut, text.ptr, &t);
            check_passes(s.cut, text.ptr, &t);
            if (i % 4 == 0)
                check_budget(&s, text.ptr, &t);
            t.systems++;
        }
        cut_case_end(&s);
        buf_release(&text);
    }
    /* Much must have happened, and most of it exactly. */
    assert_true(t.systems > 100 && t.cuts > t.systems / 4 && t.inside && t.chokes && t.passes && t.budgets);
    assert_true(t.exact * 100 >= t.cuts * 90 && t.fewest * 100 >= t.cuts * 90);
}

/* Graphs without sense: everything must still hold. */
static void test_anything(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (long i = how_many(); i > 0; i--) {
        struct buf text = {0};
        random_graph(&seed, 2 + random_below(&seed, 8), random_below(&seed, 24), &text);
        struct cut_case s = cut_case_of(text.ptr, "anonymous");
        s.q.path.mode = (enum attack_mode)random_below(&seed, MODE_COUNT);
        s.q.direct = random_below(&seed, 2);
        s.q.budget = random_below(&seed, 6);
        cut_case_solve(&s);
        cut_case_holds(&s, text.ptr);
        cut_case_end(&s);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_trying_out),
        cmocka_unit_test(test_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
