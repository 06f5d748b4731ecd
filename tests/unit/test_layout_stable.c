/* SPDX-License-Identifier: MIT */
/* test_layout_stable.c - a picture that is drawn again with something added, taken away, or in
 * another style keeps its order: who looks at it does not lose the place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "graph_gen.h"
#include "map_trace.h"
#include "mem.h"

#ifdef FAASMAP_SANITIZE
enum { SEEDS = 24 };
#else
enum { SEEDS = 48 };
#endif

static struct layout_options variant(int i)
{
    return (struct layout_options){.direction = i & 1 ? LAYOUT_TB : LAYOUT_LR,
                                   .boxes = i & 2 ? LAYOUT_COMPACT : LAYOUT_FULL,
                                   .frames = i & 4,
                                   .pitch = i & 8 ? 1 : 2};
}

/* A part of a graph: the nodes that are kept, and where each went. */
struct part {
    struct graph_gen g;
    int *now;     /* per node of the whole: its index here, -1: left out */
    bool *linked; /* per node of the whole: it has a line here */
};

static void take_part(const struct graph_gen *whole, const bool *keep, struct part *out)
{
    graph_gen_init(&out->g);
    out->now = mem_zalloc(whole->node_count, sizeof *out->now);
    out->linked = mem_zalloc(whole->node_count, sizeof *out->linked);
    for (size_t c = 0; c < whole->cluster_count; c++) {
        graph_gen_cluster(&out->g, "", whole->clusters[c].parent);
        out->g.clusters[c] = whole->clusters[c];
    }
    for (size_t v = 0; v < whole->node_count; v++) {
        out->now[v] = keep[v] ? graph_gen_node(&out->g, "", -1) : -1;
        if (keep[v])
            out->g.nodes[out->now[v]] = whole->nodes[v];
    }
    for (size_t e = 0; e < whole->edge_count; e++) {
        int from = out->now[whole->edges[e].from], to = out->now[whole->edges[e].to];

        if (from < 0 || to < 0)
            continue;
        if (from != to)
            out->linked[whole->edges[e].from] = out->linked[whole->edges[e].to] = true;
        int k = graph_gen_edge(&out->g, from, to);
        out->g.edges[k] = whole->edges[e];
        out->g.edges[k].from = from;
        out->g.edges[k].to = to;
    }
    graph_gen_finish(&out->g);
    out->g.input.framed = whole->input.framed;
}

static void drop_part(struct part *p)
{
    graph_gen_release(&p->g);
    mem_free(p->now);
    mem_free(p->linked);
}

/* Seats of a picture, for another part of the same graph. */
static struct layout_seat *carry(const struct graph_gen *whole, const struct part *from,
                                 const struct layout_result *r, const struct part *to)
{
    struct layout_seat *seats = mem_zalloc(whole->node_count + 1, sizeof *seats);

    for (size_t v = 0; v < whole->node_count; v++) {
        if (to->now[v] < 0)
            continue;
        seats[to->now[v]] = from->now[v] < 0 ? (struct layout_seat){.rank = -1}
                                             : r->seats[from->now[v]];
    }
    return seats;
}

struct moves {
    long pairs, turned, parted;
};

static int sign(long d)
{
    return (d > 0) - (d < 0);
}

static bool in_both(const struct part *a, const struct part *b, size_t v)
{
    return a->now[v] >= 0 && b->now[v] >= 0 && a->linked[v] == b->linked[v];
}

/* Pairs of boxes that are in both pictures: those whose ranks changed their order, and those of one
 * rank whose places did. A box that got its first line, or lost its last, has left the grid of
 * those without, or entered it: it does not count. */
static void count_moves(const struct graph_gen *whole, const struct part *a,
                        const struct layout_result *ra, const struct part *b,
                        const struct layout_result *rb, struct moves *m)
{
    for (size_t v = 0; v < whole->node_count; v++) {
        for (size_t w = v + 1; w < whole->node_count; w++) {
            if (!in_both(a, b, v) || !in_both(a, b, w))
                continue;
            const struct layout_seat *av = &ra->seats[a->now[v]], *aw = &ra->seats[a->now[w]];
            const struct layout_seat *bv = &rb->seats[b->now[v]], *bw = &rb->seats[b->now[w]];
            m->pairs++;
            m->parted += sign(av->rank - aw->rank) != sign(bv->rank - bw->rank);
            m->turned += av->rank == aw->rank && bv->rank == bw->rank &&
                         sign(av->at - aw->at) != sign(bv->at - bw->at);
        }
    }
}

static void make_graph(int seed, struct graph_gen *g)
{
    struct gen_random r = {(uint64_t)seed};
    int n = 8 + gen_below(&r, 40);

    if (seed % 3)
        graph_gen_wild(g, n, n + gen_below(&r, n), (uint64_t)seed);
    else
        graph_gen_serverless(g, n, (uint64_t)seed);
    for (size_t v = 0; v < g->node_count && seed % 5 == 4; v++)
        g->nodes[v].stage = (int)(v * 7 % 4);
    g->input.framed = seed % 10 == 4; /* a column for each */
}

static const char *step(const struct graph_gen *g, const struct part *from, const struct part *to,
                        struct layout_options first, struct layout_options second, bool seated,
                        struct moves *m)
{
    struct layout_result a, b;

    layout_run(&from->g.input, &first, &a);
    struct layout_seat *seats = carry(g, from, &a, to);
    struct layout_input in = to->g.input;
    in.seats = seated ? seats : NULL;
    layout_run(&in, &second, &b);
    const char *wrong = trace_map(&in, &second, &b);
    count_moves(g, from, &a, to, &b, m);
    layout_result_release(&a);
    layout_result_release(&b);
    mem_free(seats);
    return wrong;
}

enum change { ADDED, TAKEN, BOTH };

/* A picture, then one with other nodes: seated or not. */
static void change_nodes(int seed, enum change change, int count, bool seated, struct moves *m)
{
    struct graph_gen g;
    struct part before, after;
    struct gen_random r = {(uint64_t)seed + 5};
    struct layout_options o = variant(seed % 16);

    make_graph(seed, &g);
    bool *first = mem_zalloc(g.node_count, sizeof *first);
    bool *second = mem_zalloc(g.node_count, sizeof *second);
    for (size_t v = 0; v < g.node_count; v++)
        first[v] = second[v] = true;
    for (int k = 0; k < count; k++) {
        if (change != TAKEN)
            first[gen_below(&r, (int)g.node_count)] = false;
        if (change != ADDED)
            second[gen_below(&r, (int)g.node_count)] = false;
    }
    take_part(&g, first, &before);
    take_part(&g, second, &after);
    const char *wrong = step(&g, &before, &after, o, o, seated, m);
    if (wrong)
        fail_msg("seed %d: %s", seed, wrong);
    mem_free(first);
    mem_free(second);
    drop_part(&before);
    drop_part(&after);
    graph_gen_release(&g);
}

/* Frames stand on shelves, which may be shared otherwise when one grows: a few pairs may turn there,
 * none without. Drawn anew, many more turn. */
static void nodes_that_stay_keep_their_order(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        enum change change;
        int count;
    } rows[] = {{"one added", ADDED, 1}, {"three added", ADDED, 3}, {"one taken", TAKEN, 1},
                {"three taken", TAKEN, 3}, {"three each", BOTH, 3}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct moves bare = {0}, framed = {0}, anew = {0};

        for (int seed = 0; seed < SEEDS; seed++) {
            bool frames = variant(seed % 16).frames;

            change_nodes(seed, rows[i].change, rows[i].count, true, frames ? &framed : &bare);
            change_nodes(seed, rows[i].change, rows[i].count, false, &anew);
        }
        if (getenv("FAASMAP_SHOW"))
            printf("%-12s turned %ld of %ld, in frames %ld of %ld, anew %ld of %ld; parted %ld, "
                   "%ld, anew %ld\n", rows[i].what, bare.turned, bare.pairs, framed.turned,
                   framed.pairs, anew.turned, anew.pairs, bare.parted, framed.parted, anew.parted);
        assert_int_equal(bare.turned, 0);
        assert_true(framed.turned * 500 <= framed.pairs);
        assert_int_equal(bare.parted + framed.parted, 0);
        assert_true(anew.turned * 100 >= anew.pairs && anew.parted * 100 >= anew.pairs);
    }
}

/* The levels of zoom show one picture: the same ranks, the same order. */
static void styles_keep_the_order(void **state)
{
    (void)state;
    struct moves m = {0};

    for (int seed = 0; seed < SEEDS; seed++) {
        struct graph_gen g;
        struct part all;
        struct layout_options o = variant(seed % 16), other = o;

        make_graph(seed, &g);
        bool *keep = mem_zalloc(g.node_count, sizeof *keep);
        for (size_t v = 0; v < g.node_count; v++)
            keep[v] = true;
        take_part(&g, keep, &all);
        other.boxes = o.boxes == LAYOUT_FULL ? LAYOUT_COMPACT : LAYOUT_FULL;
        if (seed % 2)
            other.direction = o.direction == LAYOUT_LR ? LAYOUT_TB : LAYOUT_LR;
        const char *wrong = step(&g, &all, &all, o, other, true, &m);
        if (wrong)
            fail_msg("seed %d: %s", seed, wrong);
        mem_free(keep);
        drop_part(&all);
        graph_gen_release(&g);
    }
    assert_int_equal(m.turned, 0);
    assert_int_equal(m.parted, 0);
}

/* From one node to all, one at a time: each picture is sound, and the last is not much more tangled
 * than one drawn at once. */
static void a_picture_may_grow(void **state)
{
    (void)state;
    long grown = 0, at_once = 0;

    for (int seed = 0; seed < SEEDS / 12; seed++) {
        struct graph_gen g;
        struct part last, now;
        struct layout_options o = variant(seed % 16);
        struct layout_result r, next;

        make_graph(seed, &g);
        bool *keep = mem_zalloc(g.node_count, sizeof *keep);
        take_part(&g, keep, &last);
        layout_run(&last.g.input, &o, &r);
        for (size_t v = 0; v < g.node_count; v++) {
            keep[v] = true;
            take_part(&g, keep, &now);
            struct layout_seat *seats = carry(&g, &last, &r, &now);
            now.g.input.seats = seats;
            layout_run(&now.g.input, &o, &next);
            const char *wrong = trace_map(&now.g.input, &o, &next);
            if (wrong)
                fail_msg("seed %d, %zu nodes: %s", seed, v + 1, wrong);
            mem_free(seats);
            layout_result_release(&r);
            drop_part(&last);
            r = next;
            last = now;
        }
        grown += r.metrics.crossings;
        layout_result_release(&r);
        layout_run(&g.input, &o, &r);
        at_once += r.metrics.crossings;
        layout_result_release(&r);
        drop_part(&last);
        mem_free(keep);
        graph_gen_release(&g);
    }
    if (getenv("FAASMAP_SHOW"))
        printf("crossings: %ld grown, %ld drawn at once\n", grown, at_once);
    assert_true(grown <= 3 * at_once + 20);
}

/* Seats of a picture that has little in common, or that say nonsense, do no harm. */
static void odd_seats(void **state)
{
    (void)state;
    for (int seed = 0; seed < SEEDS; seed++) {
        struct graph_gen g;
        struct layout_options o = variant(seed % 16);
        struct layout_result r;
        struct gen_random random = {(uint64_t)seed};

        make_graph(seed, &g);
        struct layout_seat *seats = mem_zalloc(g.node_count, sizeof *seats);
        for (size_t v = 0; v < g.node_count; v++)
            seats[v] = (struct layout_seat){gen_below(&random, seed % 7 + 2) * 1000 - 1,
                                            gen_below(&random, LAYOUT_SEAT_RANGE)};
        g.input.seats = seats;
        layout_run(&g.input, &o, &r);
        const char *wrong = trace_map(&g.input, &o, &r);
        if (wrong)
            fail_msg("seed %d: %s", seed, wrong);
        mem_free(seats);
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_that_stay_keep_their_order),
        cmocka_unit_test(styles_keep_the_order),
        cmocka_unit_test(a_picture_may_grow),
        cmocka_unit_test(odd_seats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
