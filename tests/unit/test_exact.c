/* SPDX-License-Identifier: MIT */
/* Exact answers: each condition by hand, the cost of proofs against plain iteration, and steps that
 * do not hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "check.h"
#include "exact.h"
#include "mem.h"
#include "random_graph.h"
#include "tiny_graph.h"

/* --- By hand ---------------------------------------------------------------------------------- */

#define KEY_SYSTEM                                                                                 \
    "secret s\ntable t\nkey k\nidentity i\n"                                                       \
    "s -unlocks-> t ops=read\nt -encrypted-by-> k\ns -unlocks-> i\n"
#define NET_SYSTEM "secret s\ntable t network=private\nnet n\nfunction f\n" \
    "s -unlocks-> t ops=read\n"
#define GRANT_SYSTEM(more) "identity i\ntable t\nnet n\nfunction f\nf -resides-in-> n\n" \
    "i -grants-> t ops=read " more "\n"

struct exact_case {
    const char *text, *seat, *target;
    enum state state;
    bool reached;
    const char *gap; /* why not, where one reason is expected */
};

static const struct exact_case cases[] = {
    /* AND-1: the key is out of reach, is reached, belongs to the provider, or one of two is. */
    {KEY_SYSTEM, "leaked:s", "t", STATE_READ, false,
     "t is encrypted, and the key k is not reached"},
    {KEY_SYSTEM "i -grants-> k ops=read\n", "leaked:s", "t", STATE_READ, true, NULL},
    {KEY_SYSTEM "i -grants-> k ops=write\n", "leaked:s", "t", STATE_READ, false, NULL},
    {"secret s\ntable t\nkey k managed=provider\ns -unlocks-> t ops=read\n"
     "t -encrypted-by-> k\n", "leaked:s", "t", STATE_READ, true, NULL},
    {KEY_SYSTEM "key k2\nt -encrypted-by-> k2\ns -unlocks-> k2 ops=read\n", "leaked:s", "t",
     STATE_READ, true, NULL},
    {KEY_SYSTEM, "leaked:s+leaked:k", "t", STATE_READ, true, NULL}, /* another part has the key */
    {KEY_SYSTEM "s -unlocks-> t ops=write id=w\n", "leaked:s", "t", STATE_WRITE, true, NULL},
    /* A key that is read only through what it encrypts proves nothing. */
    {"secret s\nsecret t\nkey k\ns -unlocks-> t ops=read\nt -encrypted-by-> k\n"
     "t -unlocks-> k ops=read\n", "leaked:s", "t", STATE_READ, false, NULL},
    /* AND-2: in the same net, in a net within it, in another, and where no net is known. */
    {NET_SYSTEM "t -resides-in-> n\nf -resides-in-> n\n", "leaked:s", "t", STATE_READ, false,
     "t is open from inside n only, and nothing there is controlled"},
    {NET_SYSTEM "t -resides-in-> n\nf -resides-in-> n\n", "leaked:s+compromised:f", "t",
     STATE_READ, true, NULL},
    {NET_SYSTEM "net m\nm -resides-in-> n\nt -resides-in-> m\nf -resides-in-> n\n",
     "leaked:s+compromised:f", "t", STATE_READ, true, NULL},
    {NET_SYSTEM "net m\nt -resides-in-> m\nf -resides-in-> n\n", "leaked:s+compromised:f", "t",
     STATE_READ, false, NULL},
    {NET_SYSTEM "f -resides-in-> n\n", "leaked:s+compromised:f", "t", STATE_READ, true, NULL},
    {NET_SYSTEM, "leaked:s+compromised:f", "t", STATE_READ, false, NULL},
    /* AND-3: only who passes every gate has the second factor. */
    {GRANT_SYSTEM("cond='MFA' cond-kind=factor"), "leaked:i", "t", STATE_READ, false,
     "t asks i for MFA, which this seat lacks"},
    {GRANT_SYSTEM("cond='MFA' cond-kind=factor"), "insider:i", "t", STATE_READ, true, NULL},
    {"identity i\nidentity t\ni -assumes-> t cond='ExternalId'\n", "leaked:i", "t", STATE_HOLD,
     false, NULL},
    /* AND-4: from any net, as the condition does not say from which. */
    {GRANT_SYSTEM("cond='vpce' cond-kind=network"), "leaked:i", "t", STATE_READ, false, NULL},
    {GRANT_SYSTEM("cond='vpce' cond-kind=network"), "leaked:i+compromised:f", "t", STATE_READ,
     true, NULL},
    /* AND-5: nothing proves it. */
    {GRANT_SYSTEM("cond='aws:x = y'"), "leaked:i", "t", STATE_READ, false,
     "i may use t only if aws:x = y, which nothing proves"},
    {GRANT_SYSTEM("cond='aws:x = y'"), "insider:i", "t", STATE_READ, false, NULL},
    {GRANT_SYSTEM(""), "leaked:i", "t", STATE_READ, true, NULL},
};

static void conditions_are_proved_or_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct exact_case *c = &cases[i];
        struct graph *g = tiny_graph(c->text);
        struct seat seat;
        struct buf error = {0};
        node_id target = tiny_node(g, c->target);
        assert_true(seat_parse(g, str_from(c->seat), &seat, &error));
        struct path_question q = {.seat = &seat, .exact = true};
        struct path_answer *a = paths_between(g, &q, &target, 1);
        if (path_answer_reached(a, target, c->state) != c->reached)
            fail_msg("case %zu: %s(%s) %s\n%s", i, state_names[c->state], c->target,
                     c->reached ? "is not reached" : "is reached", c->text);
        /* Without --exact every one of them is reached. */
        struct path_question open = {.seat = &seat};
        struct path_answer *b = paths_between(g, &open, &target, 1);
        assert_true(path_answer_reached(b, target, c->state));
        struct arena *arena = arena_new();
        const struct path_blocker *list;
        if (c->gap) {
            assert_int_equal(path_answer_blockers(a, target, arena, &list), 1);
            assert_string_equal(list[0].why.ptr, c->gap);
        }
        if (!path_answer_verify(a, &error))
            fail_msg("case %zu: %s", i, error.ptr);
        buf_release(&error);
        arena_free(arena);
        path_answer_free(a);
        path_answer_free(b);
        graph_free(g);
    }
}

/* The way to the key is told beside the way that needs it, and its effort counts. */
static void proofs_are_told(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("function f\nidentity i\ntable t\nkey k\nqueue q\n"
                                 "f -runs-as-> i\ni -grants-> t ops=read\n"
                                 "t -encrypted-by-> k\nf -writes-> q\n"
                                 "function h\nh -reads-> q\nidentity j\nh -runs-as-> j\n"
                                 "j -grants-> k ops=read\n");
    struct seat seat = seat_of(SEAT_COMPROMISED, tiny_node(g, "f"));
    struct path_question q = {.seat = &seat, .exact = true};
    struct path_answer *a = paths_from(g, &q);
    struct arena *arena = arena_new();
    struct path p;
    assert_true(path_answer_path(a, tiny_node(g, "t"), STATE_READ, arena, &p));
    assert_int_equal(p.hop_count, 2);
    assert_int_equal(p.hops[1]->effort, 0);
    assert_int_equal(p.hops[1]->condition_count, 1);
    const struct path_condition *c = &p.hops[1]->conditions[0];
    assert_string_equal(c->id, "AND-1");
    assert_true(c->proved);
    assert_int_equal(c->fact.node, tiny_node(g, "k"));
    assert_string_equal(c->text.ptr,
                        "conditional on decrypt with k: proved, k (read) is reached too");
    assert_int_equal(p.proof_count, 1);
    assert_int_equal(c->proof, 0);
    /* f writes q, h mixes it into its work (1), has a flaw (1), runs as j, which reads k. */
    assert_int_equal(p.proofs[0].hop_count, 5);
    assert_int_equal(p.effort, 2);
    assert_int_equal(p.certainty, CERTAINTY_ASSUMED); /* of the proof */
    arena_free(arena);
    path_answer_free(a);
    graph_free(g);
}

/* --- Costs against plain iteration ------------------------------------------------------------ */

enum { STARTS = 6, ROUNDS = 5000, MAX_NODES = 12, FAR = 1 << 29 };

struct plain {
    const struct attack *a;
    const struct conditions *c;
    uint32_t effort[8 * MAX_NODES], hops[8 * MAX_NODES];
};

/* What the arc's conclusion costs now; FAR: a premise is missing. */
static void arc_cost(const struct plain *p, vertex_id from, arc_id arc, uint32_t *effort,
                     uint32_t *hops)
{
    struct spread_hop hop = attack_hop(p->a, arc);
    uint32_t last = (uint32_t)-1;
    *effort = p->effort[from] + hop.effort;
    *hops = p->hops[from] + 1;
    for (unsigned c = 0; c < CONDITION_COUNT; c++) {
        const struct fact *facts;
        uint32_t best = FAR, best_hops = 0;
        if (!(hop.conditions & 1u << c))
            continue;
        premise_id premise = conditions_premise(p->c, &hop, 1u << c);
        size_t count = conditions_facts(p->c, premise, &facts);
        for (size_t i = 0; i < count; i++) {
            vertex_id v = attack_vertex(p->a, facts[i].node, facts[i].state);
            if (p->effort[v] < best || (p->effort[v] == best && p->hops[v] < best_hops)) {
                best = p->effort[v];
                best_hops = p->hops[v];
            }
        }
        if (premise != last) {
            *effort += best;
            *hops += best_hops;
        }
        last = premise;
    }
}

/* The least costs over arcs up to a gate level, by iteration until nothing changes. */
static void iterate(struct plain *p, const vertex_id *starts, uint8_t level)
{
    for (vertex_id v = 0; v < p->a->vertex_count; v++) {
        p->effort[v] = FAR;
        p->hops[v] = 0;
    }
    for (size_t i = 0; i < STARTS; i++)
        p->effort[starts[i]] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (vertex_id v = 0; v < p->a->vertex_count; v++)
            for (arc_id arc = p->a->out_at[v]; arc < p->a->out_at[v + 1]; arc++) {
                uint32_t effort, hops;
                vertex_id to = p->a->arc_to[arc];
                if (p->effort[v] >= FAR || p->a->arc_gate[arc] > level)
                    continue;
                arc_cost(p, v, arc, &effort, &hops);
                if (effort < FAR && (effort < p->effort[to] ||
                                     (effort == p->effort[to] && hops < p->hops[to]))) {
                    p->effort[to] = effort;
                    p->hops[to] = hops;
                    changed = true;
                }
            }
    }
}

/* The last hop of the best way has a condition. */
static bool asks(const struct search *s, vertex_id v)
{
    arc_id arc = s->steps[s->rank[v]][v].arc;
    return arc != ARC_NONE && s->attack->arc_conditions[arc];
}

static void costs_are_the_least(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct buf text = {0};
    const struct spread_terms terms = {.pass = (1u << AUTH_CLASS_COUNT) - 2, .exact = true};
    size_t conditional = 0, proved_by_hops = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t nodes = 8 + random_below(&seed, MAX_NODES - 7);
        buf_reset(&text);
        random_graph(&seed, nodes, 3 * nodes, &text);
        struct graph *g = tiny_graph(text.ptr);
        struct attack *a = attack_build(g, &terms);
        vertex_id starts[STARTS];
        for (size_t i = 0; i < STARTS; i++)
            starts[i] = random_below(&seed, a->vertex_count);
        struct exact_part part = {.attack = a, .starts = starts, .start_count = STARTS};
        struct search *s;
        struct exact *x = exact_run(g, NULL, &part, 1, &s);
        struct plain plain = {.a = a, .c = exact_conditions(x)};
        uint8_t rank[8 * MAX_NODES];
        memset(rank, RANK_NONE, sizeof rank);
        for (uint8_t level = 0; level < AUTH_CLASS_COUNT; level++) {
            iterate(&plain, starts, level);
            for (vertex_id v = 0; v < a->vertex_count; v++) {
                if (plain.effort[v] >= FAR || rank[v] != RANK_NONE)
                    continue;
                rank[v] = level;
                if (s->rank[v] != level || s->effort[v] != plain.effort[v])
                    fail_msg("vertex %u: gate %d effort %u, expected %d %u\n%s", v, s->rank[v],
                             s->effort[v], level, plain.effort[v], text.ptr);
                conditional += asks(s, v);
                proved_by_hops += s->hops[v] != plain.hops[v];
            }
        }
        assert_memory_equal(rank, s->rank, a->vertex_count);
        search_free(s);
        exact_free(x);
        attack_free(a);
        graph_free(g);
    }
    assert_true(conditional > 100 && proved_by_hops > 50); /* it was about something */
    buf_release(&text);
}

/* --- Steps that do not hold ------------------------------------------------------------------- */

static const struct spread_row *row(int number)
{
    return &spread_rows[number - 1];
}

static void wrong_steps_are_rejected(void **state)
{
    (void)state;
    struct graph *g = tiny_graph(KEY_SYSTEM "i -grants-> k ops=read\nroute r\napi p\n"
                                 "p -routes-> r auth=jwt\n");
    struct spread_facts *f = spread_facts_new(g);
    struct conditions *c = conditions_new(g, NULL);
    fact_mask starts[16] = {0};
    node_id s = tiny_node(g, "s"), t = tiny_node(g, "t"), i = tiny_node(g, "i"),
            k = tiny_node(g, "k");
    struct check_part part = {.terms = {.exact = true, .pass = 1u << AUTH_CLASS_TOKEN},
                              .starts = starts};
    edge_id opens_t = 0, opens_i = 0, reads_k = 0, gate = 0;
    for (edge_id e = 1; e <= graph_edge_count(g); e++) {
        const struct edge *edge = graph_edge_at(g, e);
        if (edge->kind == EDGE_UNLOCKS)
            *(edge->to == t ? &opens_t : &opens_i) = e;
        else if (edge->kind == EDGE_GRANTS)
            reads_k = e;
        else if (edge->kind == EDGE_ROUTES)
            gate = e;
    }
    starts[s] = 1u << STATE_READ;
    starts[tiny_node(g, "p")] = 1u << STATE_INPUT;
    const struct check_step good[] = {
        {.fact = {s, STATE_READ}},
        {.fact = {i, STATE_HOLD}, .row = row(54), .edge = opens_i, .from = 0},
        {.fact = {k, STATE_READ}, .row = row(39), .edge = reads_k, .from = 1},
        {.fact = {t, STATE_READ}, .row = row(50), .edge = opens_t, .from = 0, .proofs = {2}},
    };
    struct check_step steps[COUNT(good)];
    struct buf why = {0};
    memcpy(steps, good, sizeof good);
    assert_true(check_steps(f, c, &part, steps, 4, AUTH_CLASS_NONE, &why));
    for (int wrong = 0; wrong < 8; wrong++) {
        size_t count = 4;
        memcpy(steps, good, sizeof good);
        switch (wrong) {
        case 0: /* proved by a fact that is no key */
            steps[3].proofs[0] = 1;
            break;
        case 1: /* proved by itself */
            steps[3].proofs[0] = 3;
            break;
        case 2: /* rests on what comes later */
            steps[1].from = 2;
            break;
        case 3: /* not a start */
            steps[0].fact = (struct fact){k, STATE_READ};
            break;
        case 4: /* a row that does not fire */
            steps[2].row = row(40);
            break;
        case 5: /* another premise */
            steps[2].from = 0;
            break;
        case 6: /* concludes something else */
            steps[3].fact.state = STATE_WRITE;
            break;
        default: /* a gate above the level */
            steps[0] = (struct check_step){.fact = {tiny_node(g, "p"), STATE_INPUT}};
            steps[1] = (struct check_step){.fact = {tiny_node(g, "r"), STATE_INPUT},
                                           .row = row(5), .edge = gate, .from = 0};
            count = 2;
            assert_true(check_steps(f, c, &part, steps, count, AUTH_CLASS_TOKEN, &why));
        }
        buf_reset(&why);
        if (check_steps(f, c, &part, steps, count, AUTH_CLASS_NONE, &why))
            fail_msg("wrong steps %d are accepted", wrong);
        assert_true(why.len > 0);
    }
    buf_release(&why);
    conditions_free(c);
    spread_facts_free(f);
    graph_free(g);
}

/* A closed set may stop at a hop whose condition nothing proves, and at no other. */
static void closed_sets_stop_at_conditions(void **state)
{
    (void)state;
    struct graph *g = tiny_graph(KEY_SYSTEM);
    struct spread_facts *f = spread_facts_new(g);
    struct conditions *c = conditions_new(g, NULL);
    fact_mask starts[16] = {0}, facts[16] = {0};
    struct spread_terms terms = {.exact = true};
    struct check_proved proved = {.conditions = c, .facts = facts};
    struct buf why = {0};
    starts[tiny_node(g, "s")] = facts[tiny_node(g, "s")] = 1u << STATE_READ;
    facts[tiny_node(g, "i")] = 1u << STATE_HOLD;
    assert_true(check_closed(g, f, &terms, &proved, starts, facts, &why));
    assert_false(check_closed(g, f, &terms, NULL, starts, facts, &why));
    facts[tiny_node(g, "k")] = 1u << STATE_READ;
    assert_false(check_closed(g, f, &terms, &proved, starts, facts, &why));
    buf_release(&why);
    conditions_free(c);
    spread_facts_free(f);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_proved_or_not),
        cmocka_unit_test(proofs_are_told),
        cmocka_unit_test(costs_are_the_least),
        cmocka_unit_test(wrong_steps_are_rejected),
        cmocka_unit_test(closed_sets_stop_at_conditions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
