/* SPDX-License-Identifier: MIT */
/* Cuts, budgets and choke points against trying out every set of changes, on small random systems;
 * certificates, and wrong answers that the checker must reject. FAASMAP_GRAPHS in the environment
 * says how many systems (default 10000). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check_cut.h"
#include "mem.h"
#include "random_graph.h"
#include "tiny_graph.h"

enum { CHANGES_MAX = 11 };

static long how_many(void)
{
    long n;
    return str_to_long(str_from(getenv("FAASMAP_GRAPHS")), &n) && n > 0 ? n : 10000;
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

struct setting {
    struct graph *g;
    struct jewels *jewels;
    struct seat seat;
    struct cut_question q;
    struct cut *cut;
};

static void setting_solve(struct setting *s)
{
    cut_free(s->cut);
    s->q.path.seat = &s->seat;
    s->q.jewels = s->jewels;
    s->cut = cut_find(s->g, &s->q);
}

static struct setting setting_of(const char *text, const char *seat)
{
    struct setting s = {.g = tiny_graph(text), .q = {.prices = change_prices_usual()}};
    struct buf unused = {0};
    s.jewels = jewels_find(s.g, NULL, NULL, 0, &unused);
    assert_true(seat_parse(s.g, str_from(seat), &s.seat, &unused));
    buf_release(&unused);
    return s;
}

static void setting_end(struct setting *s)
{
    cut_free(s->cut);
    jewels_free(s->jewels);
    graph_free(s->g);
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

/* The cheapest set that leaves only the open goals. */
static uint64_t cheapest(const struct cut *c, bool entries)
{
    uint64_t best = UINT64_MAX, cost;
    uint32_t list[CHANGES_MAX], all = 0;
    for (uint32_t i = 0; i < changes_count(c->changes); i++)
        if (entries || !change_is_entry(changes_at(c->changes, i)->kind))
            all |= 1u << i;
    size_t least = falling(c, list, members(c, all, list, &cost), 0, 0);
    for (uint32_t mask = 0; mask < 1u << changes_count(c->changes); mask++) {
        size_t count = members(c, mask, list, &cost);
        if ((mask & ~all) == 0 && cost < best && falling(c, list, count, 0, 0) == least)
            best = cost;
    }
    return best;
}

static void must_hold(const struct cut *c, const char *text)
{
    struct buf why = {0};
    if (!cut_verify(c, &why))
        fail_msg("%s\n%s", why.ptr, text);
    buf_release(&why);
}

struct tally {
    long systems, cuts, exact, inside, chokes, passes, budgets;
};

static void check_proposals(const struct cut *c, const char *text, struct tally *t)
{
    bool needed = c->reached > c->open;
    assert_int_equal(c->proposal_count > 0, needed);
    for (size_t i = 0; i < c->proposal_count; i++) {
        const struct cut_proposal *p = &c->proposals[i];
        uint64_t best = cheapest(c, p->side != CUT_INSIDE);
        if (p->cost < best || p->bound > best || (p->exact && p->cost != best))
            fail_msg("cost %llu, bound %llu, cheapest %llu\n%s", (unsigned long long)p->cost,
                     (unsigned long long)p->bound, (unsigned long long)best, text);
        t->cuts++;
        t->exact += p->exact;
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

static void check_budget(struct setting *s, const char *text, struct tally *t)
{
    for (uint64_t budget = 1; budget <= BUDGET_EXACT; budget++) {
        uint64_t cost;
        uint32_t list[CHANGES_MAX];
        s->q.budget = budget;
        setting_solve(s);
        const struct cut *c = s->cut;
        size_t most = 0, got = c->proposal_count ? c->proposals[0].closed_count : 0;
        for (uint32_t mask = 0; mask < 1u << changes_count(c->changes); mask++) {
            size_t count = members(c, mask, list, &cost);
            size_t closed = cost <= budget ? c->reached - falling(c, list, count, 0, 0) : 0;
            most = closed > most ? closed : most;
        }
        if (got != most)
            fail_msg("budget %d closes %zu of %zu\n%s", (int)budget, got, most, text);
        assert_true(!c->proposal_count || (c->proposals[0].exact && c->proposals[0].cost <= budget));
        must_hold(c, text);
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
        struct setting s = setting_of(text.ptr, seats[random_below(&seed, COUNT(seats))]);
        s.q.stored = random_below(&seed, 2);
        setting_solve(&s);
        must_hold(s.cut, text.ptr);
        if (changes_count(s.cut->changes) <= CHANGES_MAX) {
            check_proposals(s.cut, text.ptr, &t);
            check_chokes(s.cut, text.ptr, &t);
            check_passes(s.cut, text.ptr, &t);
            if (i % 4 == 0)
                check_budget(&s, text.ptr, &t);
            t.systems++;
        }
        setting_end(&s);
        buf_release(&text);
    }
    /* Much must have happened, and most of it exactly. */
    assert_true(t.systems > 100 && t.cuts > t.systems / 4 && t.inside && t.chokes && t.passes && t.budgets);
    assert_true(t.exact * 100 >= t.cuts * 90);
}

/* Graphs without sense: everything must still hold. */
static void test_anything(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (long i = how_many(); i > 0; i--) {
        struct buf text = {0};
        random_graph(&seed, 2 + random_below(&seed, 8), random_below(&seed, 24), &text);
        struct setting s = setting_of(text.ptr, "anonymous");
        s.q.path.mode = (enum attack_mode)random_below(&seed, MODE_COUNT);
        s.q.stored = random_below(&seed, 2);
        s.q.budget = random_below(&seed, 6);
        setting_solve(&s);
        must_hold(s.cut, text.ptr);
        setting_end(&s);
        buf_release(&text);
    }
}

/* --- What is proposed ------------------------------------------------------------------------- */

/* "SIDE exact COST: SENTENCE @LINE; ..." lines, then open goals. */
static void render(const struct cut *c, struct buf *out)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < c->proposal_count; i++) {
        const struct cut_proposal *p = &c->proposals[i];
        buf_printf(out, "%s %s %llu:", cut_side_names[p->side], p->exact ? "exact" : "heuristic",
                   (unsigned long long)p->cost);
        for (size_t k = 0; k < p->count; k++) {
            buf_puts(out, k ? "; " : " ");
            buf_add(out, change_sentence(c->changes, p->changes[k], arena));
        }
        buf_putc(out, '\n');
    }
    for (size_t i = 0; i < c->goal_count; i++)
        if (c->goals[i].open) {
            buf_puts(out, "open ");
            buf_add(out, graph_node_at(c->graph, c->goals[i].node)->name);
            buf_putc(out, '\n');
        }
    arena_free(arena);
}

#define WAY_IN "actor internet\nroute r\nfunction f\ninternet -exposes-> r auth=none\n" \
               "r -invokes-> f\n"
#define GATE   "source exact 1: Add authentication to r\n"

static void test_proposals(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *seat, *released, *want;
    } cases[] = {
        {"what code needs stays", WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n",
         "anonymous", NULL, GATE},
        {"whoever is let in is not stopped by a gate",
         WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n", "user", NULL, "open t\n"},
        {"released access", WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n", "user",
         "t", "source exact 5: Take the access to t away from f\n"},
        {"a released function", WAY_IN "table t sensitivity=2\nf -reads-> t ev=code conf=90\n",
         "user", "f", "source exact 5: Remove the connection from r to f (invokes)\n"
                      "data exact 5: Take the access to t away from f\n"},
        {"a grant without need",
         WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read\n", "user",
         NULL, "source exact 1: Narrow the statement that gives i t\n"},
        {"an access that only follows from the grant falls with it",
         WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read\n"
                "f -reads-> t ev=policy conf=60\n", "user", NULL,
         "source exact 1: Narrow the statement that gives i t\n"},
        {"a setting names it, and no code says otherwise: needed",
         WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read\n"
                "f -reads-> t ev=policy conf=85\n", "user", NULL, "open t\n"},
        {"code writes only: reading is not needed",
         WAY_IN "identity i\ntable t sensitivity=2\nf -runs-as-> i\ni -grants-> t ops=read,write\n"
                "f -reads-> t ev=policy conf=85\nf -writes-> t ev=code conf=95\n", "user", NULL,
         "source exact 1: Narrow the statement that gives i t\n"},
        {"what it is fed with it needs",
         WAY_IN "identity i\nqueue q sensitivity=2\nf -runs-as-> i\ni -grants-> q ops=read\n"
                "q -triggers-> f\n", "compromised:f", NULL, "open q\n"},
        {"one shared role: the statement is cheaper than the split",
         WAY_IN "function g\nidentity i\ntable t sensitivity=2\nf -runs-as-> i\ng -runs-as-> i\n"
                "i -grants-> t ops=read\n", "user", NULL,
         "source exact 1: Narrow the statement that gives i t\n"},
        {"another needs it: a role of its own",
         WAY_IN "function g\nidentity i\ntable t sensitivity=2\nf -runs-as-> i\ng -runs-as-> i\n"
                "i -grants-> t ops=read\ng -reads-> t ev=code conf=90\n", "user", NULL,
         "source exact 3: Give f a role of its own in the place of i, with what its code needs\n"},
        {"power is taken away, or the way to it closed",
         WAY_IN "identity i\nidentity j\nf -runs-as-> i\ni -controls-> j primitive=x\n", "anonymous",
         NULL, GATE "data exact 1: Narrow the statement that gives i j\n"},
        {"a secret in the settings", WAY_IN "secret s\nf -uses-> s value=plain\n", "user", NULL,
         "source exact 2: Take s out of the settings of f; use an identity, or a secret store that "
         "only its user may read\n"},
        {"what opens, when the secret is no goal itself",
         "function f\nsecret s\ntable t sensitivity=2\ns -unlocks-> t ops=read\n", "leaked:s", NULL,
         "source exact 3: Replace s by a credential that does not open t\n"},
        {"keys of the platform cannot be replaced",
         "secret s made-by=platform\ntable t sensitivity=2\ns -unlocks-> t ops=read\n", "leaked:s",
         NULL, "open t\n"},
        {"one app", "function f\nfunction g\napp p\ntable t sensitivity=2\nf -hosted-by-> p\n"
                    "g -hosted-by-> p\ng -reads-> t ev=code conf=90\n", "compromised:f", NULL,
         "source exact 4: Move f out of p into a function app of its own\n"
         "data exact 4: Move g out of p into a function app of its own\n"},
        {"alone in its app", "function f\napp p\nidentity i\ntable t sensitivity=2\n"
                             "f -hosted-by-> p\np -runs-as-> i\ni -grants-> t ops=read\n",
         "compromised:f", NULL, "source exact 1: Narrow the statement that gives i t\n"},
        {"trust", "identity i\nidentity j\nsecret s\ni -assumes-> j\nj -grants-> s ops=read\n"
                  "function g\ng -runs-as-> j\ng -uses-> s ev=code conf=90\n", "leaked:i", NULL,
         "source exact 2: Take i out of the trust policy of j\n"},
        {"public store", "actor internet\nbucket b sensitivity=2\n"
                         "internet -exposes-> b auth=none ops=read\n", "user", NULL,
         "source exact 1: Close b to the public\n"},
        {"guests", "actor internet\nidentity i\nfunction f\ntable t sensitivity=2\n"
                   "internet -exposes-> i auth=none\nf -runs-as-> i\ni -grants-> t ops=read\n"
                   "f -reads-> t ev=code conf=90\n", "user", NULL,
         "source exact 2: Hand out no credentials of i to guests\n"},
        {"code that is written", "code c\nfunction f\ntable t sensitivity=2\nf -code-from-> c\n"
                                 "f -reads-> t ev=code conf=90\n", "malicious-dependency:c", NULL,
         "source exact 3: Let only the pipeline write c, which code is run from\n"},
        {"two routes of one API cost as much as all of it",
         "actor internet\napi a\nroute r\nroute x\nfunction f\ntable t sensitivity=2\n"
         "internet -exposes-> a auth=none\ninternet -exposes-> r auth=none\n"
         "internet -exposes-> x auth=none\na -routes-> r\na -routes-> x\nr -invokes-> f\n"
         "x -invokes-> f\nf -reads-> t ev=code conf=90\n", "anonymous", NULL,
         "source exact 2: Add authentication to all of a (a default authorizer): r, x\n"
         "data exact 2: Add authentication to r; Add authentication to x\n"},
        {"an app has one gate for all its functions",
         "actor internet\nroute r\nroute x\nroute y\nfunction f\nfunction g\napp p\n"
         "table t sensitivity=2\n"
         "internet -exposes-> r auth=none\ninternet -exposes-> x auth=none\n"
         "internet -exposes-> y auth=none\nr -invokes-> f\nx -invokes-> g\ny -invokes-> g\n"
         "f -hosted-by-> p\ng -hosted-by-> p\nf -reads-> t ev=code conf=90\n", "anonymous", NULL,
         "source exact 2: Add authentication to all of p (before its code runs): r, x, y\n"},
        {"meant for everybody", "actor internet\nbucket b sensitivity=2\nroute r sensitivity=0\n"
                                "function f\ninternet -exposes-> r auth=apikey\nr -invokes-> f\n"
                                "f -reads-> b ev=code conf=90\n", "anonymous", NULL,
         "source exact 1: Put authentication in the place of the shared key of r\n"},
        {"nothing falls", WAY_IN "table t sensitivity=2\n", "anonymous", NULL, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = {0};
        struct setting s = setting_of(cases[i].text, cases[i].seat);
        uint8_t *released = mem_zalloc(graph_node_count(s.g) + 1, 1);
        if (cases[i].released)
            released[tiny_node(s.g, cases[i].released)] = 1;
        s.q.released = released;
        setting_solve(&s);
        render(s.cut, &out);
        if (!str_is(buf_str(&out), cases[i].want))
            fail_msg("%s:\n%s\nis not\n%s", cases[i].what, out.ptr ? out.ptr : "", cases[i].want);
        must_hold(s.cut, cases[i].what);
        buf_release(&out);
        setting_end(&s);
        mem_free(released);
    }
}

/* A flaw that is known can be repaired; what is only assumed cannot. */
static void test_evidence(void **state)
{
    (void)state;
    struct buf out = {0};
    struct setting s = setting_of("actor internet\nroute r\nfunction f exploitable='eval, f.py:3'\n"
                                  "table t sensitivity=2\ninternet -exposes-> r auth=none\n"
                                  "r -invokes-> f\nf -reads-> t ev=code conf=90\n", "user");
    s.q.path.mode = MODE_EVIDENCE;
    setting_solve(&s);
    render(s.cut, &out);
    assert_string_equal(out.ptr, "source exact 3: Repair the flaw of f: eval, f.py:3\n");
    buf_release(&out);
    setting_end(&s);
}

/* --- Prices ----------------------------------------------------------------------------------- */

static void test_prices(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
        uint32_t gate, role;
    } cases[] = {
        {"", NULL, 1, 3},
        {"change\tcost\tas of\twhat\nauthenticate\t7\t2026-01-01\tx\n", NULL, 7, 3},
        {"# ours\n  split-role   12\r\n\nauthenticate 2", NULL, 2, 12},
        {"authenticat 2", "line 1: no change is called 'authenticat'", 1, 3},
        {"\nsplit-role 0", "line 2: a cost is a number from 1 to 1000", 1, 3},
        {"split-role 1001", "line 1: a cost is a number from 1 to 1000", 1, 3},
        {"split-role", "line 1: a cost is a number from 1 to 1000", 1, 3},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct change_prices p = change_prices_usual();
        struct buf error = {0};
        assert_int_equal(change_prices_read(&p, str_from(cases[i].text), &error),
                         cases[i].error == NULL);
        assert_string_equal(error.ptr ? error.ptr : "", cases[i].error ? cases[i].error : "");
        assert_int_equal(p.of[CHANGE_GATE], cases[i].gate);
        assert_int_equal(p.of[CHANGE_ROLE], cases[i].role);
        buf_release(&error);
    }
}

/* A price decides where the cut is. */
static void test_price_moves_the_cut(void **state)
{
    (void)state;
    struct buf out = {0};
    struct setting s = setting_of(WAY_IN "identity i\nidentity j\nf -runs-as-> i\n"
                                         "i -controls-> j primitive=x\n", "anonymous");
    s.q.prices.of[CHANGE_GATE] = 2;
    setting_solve(&s);
    render(s.cut, &out);
    assert_string_equal(out.ptr, "source exact 1: Narrow the statement that gives i j\n");
    buf_release(&out);
    setting_end(&s);
}

/* --- Wrong answers ---------------------------------------------------------------------------- */

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

static void test_wrong_answers(void **state)
{
    (void)state;
    struct setting s = setting_of(two_ways, "anonymous");
    setting_solve(&s);
    struct cut *c = s.cut;
    struct cut_proposal *p = &c->proposals[0], kept = *p;
    must_hold(c, two_ways);
    assert_int_equal(p->count, 2);
    assert_int_equal(p->way_count, 2);

    p->count = 1; /* a change is missing */
    rejected(c, "a goal that is said to be closed is reached");
    p->count = kept.count;
    p->cost++;
    rejected(c, "the cost is not that of the changes");
    p->cost = kept.cost;
    p->bound++; /* more than the ways show */
    rejected(c, "the ways do not make the bound");
    p->bound = kept.bound - 1;
    rejected(c, "something cheaper is not excluded");
    p->bound = kept.bound;
    p->ways[0].amount++;
    rejected(c, "a change carries more than it costs");
    p->ways[0].amount--;
    p->ways[0].count--; /* ends in the middle */
    rejected(c, "a way does not lead from a start to a goal");
    p->ways[0].count++;
    arc_id first = p->ways[0].arcs[0];
    p->ways[0].arcs[0] = p->ways[1].arcs[0];
    rejected(c, "the hops of a way do not join");
    p->ways[0].arcs[0] = first;
    struct cut_way way = p->ways[0];
    p->ways[0] = (struct cut_way){way.arcs + 1, way.count - 1, way.amount};
    rejected(c, "a way does not lead from a start to a goal");
    p->ways[0] = way;
    p->way_count = 1;
    rejected(c, "the ways do not make the bound");
    p->way_count = 2;
    p->side = CUT_INSIDE;
    rejected(c, "a change is made that was not allowed");
    p->side = kept.side;
    must_hold(c, two_ways);

    c->goals[0].open = true;
    rejected(c, "the way to an open goal ends elsewhere");
    c->goals[0].open = false;
    struct arena *arena = arena_new();
    struct buf why = {0};
    struct path path = cut_way_path(c, &p->ways[0], arena);
    assert_false(check_cut_open(c, 0, &path, &why));
    assert_string_equal(why.ptr, "a change closes a goal that is said to stay open");
    buf_release(&why);
    arena_free(arena);
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
    setting_end(&s);
}

/* A set that is not closed, or lacks a start. */
static void test_wrong_sets(void **state)
{
    (void)state;
    struct setting s = setting_of(two_ways, "anonymous");
    setting_solve(&s);
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
    setting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_trying_out),  cmocka_unit_test(test_anything),
        cmocka_unit_test(test_proposals),           cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_prices),              cmocka_unit_test(test_price_moves_the_cut),
        cmocka_unit_test(test_wrong_answers),       cmocka_unit_test(test_wrong_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
