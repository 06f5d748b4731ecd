/* SPDX-License-Identifier: MIT */
/* What is lost once edges are gone, against searching again, on random small graphs: many questions to
 * one search, with edges that only some of them take away and with gifts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "loss.h"
#include "mem.h"
#include "random_graph.h"
#include "tiny_graph.h"

enum { GRAPHS = 3000, NODES = 10, EDGES = 22, QUESTIONS = 6, GIFTS = 3, EDGES_MAX = 64 };

struct asking {
    struct attack *attack;
    struct loss *loss;
    uint32_t *arcs_at;
    arc_id *arcs;
    uint32_t gone[EDGES_MAX];
    edge_id edges[EDGES_MAX];
    struct loss_gift gifts[GIFTS];
    struct loss_question q;
    vertex_id starts[2];
};

static void naive(const struct asking *x, uint8_t *in)
{
    const struct attack *a = x->attack;
    bool more = true;
    memset(in, 0, a->vertex_count);
    for (size_t i = 0; i < 2; i++)
        in[x->starts[i]] = 1;
    while (more) {
        more = false;
        for (vertex_id v = 0; v < a->vertex_count; v++)
            for (arc_id arc = a->out_at[v]; in[v] && arc < a->out_at[v + 1]; arc++)
                if (!in[a->arc_to[arc]] && !x->gone[a->arc_edge[arc]])
                    in[a->arc_to[arc]] = more = true;
        for (size_t i = 0; i < x->q.gift_count; i++)
            if (in[x->gifts[i].from] && !in[x->gifts[i].to])
                in[x->gifts[i].to] = more = true;
    }
}

/* Every repair is an arc that is there, or a gift, and nothing hangs on what is lost. */
static void check_repairs(const struct asking *x)
{
    const struct loss *l = x->loss;
    for (size_t i = 0; i < l->repair_count; i++) {
        const struct loss_repair *r = &l->repairs[i];
        assert_int_equal(l->in[r->v], LOSS_IN);
        assert_int_equal(l->in[r->from], LOSS_IN);
        if (r->arc == ARC_NONE)
            continue;
        assert_int_equal(x->attack->arc_to[r->arc], r->v);
        assert_int_equal(attack_tail(x->attack, r->arc), r->from);
        assert_int_equal(x->gone[x->attack->arc_edge[r->arc]], 0);
    }
}

static void ask(struct asking *x, uint64_t *seed, const uint8_t *all)
{
    uint8_t in[NODES * STATE_COUNT];
    size_t edges = graph_edge_count(x->attack->graph), lost = 0;
    x->q = (struct loss_question){.edges = x->edges, .gone = x->gone, .gifts = x->gifts};
    for (edge_id e = 1; e <= edges; e++) {
        x->gone[e] = random_below(seed, 4) == 0;
        if (x->gone[e])
            x->edges[x->q.edge_count++] = e;
    }
    for (int i = 0; i < GIFTS; i++) { /* to what is reached */
        struct loss_gift gift = {random_below(seed, x->attack->vertex_count),
                                 random_below(seed, x->attack->vertex_count)};
        if (all[gift.to])
            x->gifts[x->q.gift_count++] = gift;
    }
    loss_ask(x->loss, x->arcs_at, x->arcs, &x->q);
    naive(x, in);
    for (vertex_id v = 0; v < x->attack->vertex_count; v++) {
        enum loss_state want = !all[v] ? LOSS_OUT : in[v] ? LOSS_IN : LOSS_LOST;
        lost += want == LOSS_LOST;
        assert_int_equal(x->loss->in[v], want);
    }
    assert_int_equal(x->loss->lost_count, lost);
    check_repairs(x);
}

static void test_against_naive(void **state)
{
    uint64_t seed = 20261122;
    size_t lost = 0, repaired = 0;
    (void)state;
    for (int i = 0; i < GRAPHS; i++) {
        const struct spread_terms terms = {.mode = MODE_STRICT,
                                           .pass = (1u << AUTH_CLASS_COUNT) - 1u};
        struct buf text = {0};
        uint8_t all[NODES * STATE_COUNT], weak[EDGES_MAX];
        struct asking x = {0};
        random_graph(&seed, NODES, EDGES, &text);
        struct graph *g = tiny_graph(text.ptr);
        assert_true(graph_edge_count(g) < EDGES_MAX);
        x.attack = attack_build(g, &terms);
        loss_index(x.attack, &x.arcs_at, &x.arcs);
        for (size_t e = 0; e < EDGES_MAX; e++)
            weak[e] = e && random_below(&seed, 3) > 0; /* whether asked about or not */
        for (size_t k = 0; k < 2; k++)
            x.starts[k] = random_below(&seed, x.attack->vertex_count);
        x.loss = loss_new(x.attack, x.starts, 2, weak);
        naive(&x, all);
        for (int q = 0; q < QUESTIONS; q++) {
            memset(x.gone, 0, sizeof x.gone);
            ask(&x, &seed, all);
            lost += x.loss->lost_count;
            repaired += x.loss->repair_count;
        }
        loss_free(x.loss);
        mem_free(x.arcs_at);
        mem_free(x.arcs);
        attack_free(x.attack);
        graph_free(g);
        buf_release(&text);
    }
    assert_true(lost > GRAPHS && repaired > GRAPHS); /* something happened */
}

/* Of two ways the one without weak edges is in the tree: nothing breaks off. */
static void test_prefers_what_stays(void **state)
{
    struct graph *g = tiny_graph("identity a\nidentity b\nidentity c\n"
                                 "a -assumes-> c\n"
                                 "a -assumes-> b\n"
                                 "b -assumes-> c\n");
    const struct spread_terms terms = {.mode = MODE_STRICT};
    struct attack *a = attack_build(g, &terms);
    vertex_id start = attack_vertex(a, tiny_node(g, "a"), STATE_HOLD);
    vertex_id c = attack_vertex(a, tiny_node(g, "c"), STATE_HOLD);
    uint8_t weak[5] = {0};
    (void)state;
    for (edge_id e = 1; e <= 3; e++)
        weak[e] = graph_edge_at(g, e)->from == tiny_node(g, "a") &&
                  graph_edge_at(g, e)->to == tiny_node(g, "c");
    struct loss *l = loss_new(a, &start, 1, weak);
    assert_int_equal(l->count, 3);
    assert_int_equal(l->parent[c], attack_vertex(a, tiny_node(g, "b"), STATE_HOLD));
    loss_free(l);
    attack_free(a);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_naive),
        cmocka_unit_test(test_prefers_what_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
