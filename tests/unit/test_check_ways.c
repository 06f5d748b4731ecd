/* SPDX-License-Identifier: MIT */
/* Several ways to a node, checked: on random systems the checker agrees with what is told, and rejects
 * what is spoilt: a way left out, told twice, out of order, cut short, said to be better than it is, or
 * the last one of all. FAASMAP_LONG=1 in the environment tries 100,000 systems. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check_net.h"
#include "mem.h"
#include "random_graph.h"
#include "tiny_graph.h"

struct asked {
    struct graph *g;
    struct seat seat;
    struct path_question q;
    struct path_answer *a;
    struct path_checker *c;
};

/* Built in place, as the answer borrows the seat. */
static void ask(struct asked *x, const char *text, const char *seat)
{
    struct buf unused = {0};
    *x = (struct asked){.g = tiny_graph(text)};
    assert_true(seat_parse(x->g, str_from(seat), &x->seat, &unused));
    x->q = (struct path_question){.seat = &x->seat};
    x->a = paths_from(x->g, &x->q);
    x->c = path_checker_new(x->a);
    buf_release(&unused);
}

static void asked_end(struct asked *x)
{
    path_checker_free(x->c);
    path_answer_free(x->a);
    graph_free(x->g);
}

/* --- Random systems --------------------------------------------------------------------------- */

struct tally {
    long told, several, all, spoilt[6];
};

static void holds(const struct asked *x, struct fact f, const struct path_ways *w, bool differing,
                  const char *text)
{
    struct buf why = {0};
    if (!path_checker_ways(x->c, f, w, differing, &why))
        fail_msg("%s(%.*s): %s\n%s", state_names[f.state],
                 (int)graph_node_at(x->g, f.node)->id.len, graph_node_at(x->g, f.node)->id.ptr, why.ptr,
                 text);
    buf_release(&why);
}

static void is_spoilt(const struct asked *x, struct fact f, const struct path_ways *w,
                      bool differing, const char *reason, const char *text)
{
    struct buf why = {0};
    if (path_checker_ways(x->c, f, w, differing, &why))
        fail_msg("accepted: %s\n%s", reason, text);
    /* With several seats each says no for a reason of its own. */
    if (x->seat.part_count == 1 && str_find(buf_str(&why), str_from(reason)) == STR_NPOS)
        fail_msg("%s instead of %s\n%s", why.ptr, reason, text);
    buf_release(&why);
}

static bool is_better(const struct path *x, const struct path *y)
{
    if (x->rank != y->rank)
        return x->rank < y->rank;
    if (x->effort != y->effort)
        return x->effort < y->effort;
    if (x->hop_count != y->hop_count)
        return x->hop_count < y->hop_count;
    return x->confidence > y->confidence;
}

/* One way is taken out: where it is better than the last, or all are said to be there, that shows. */
static void leave_one_out(const struct asked *x, struct fact f, const struct path_ways *w,
                          size_t which, struct tally *t, const char *text)
{
    struct path_ways less = *w;
    less.paths = mem_alloc(w->count * sizeof *less.paths);
    less.count = 0;
    for (size_t i = 0; i < w->count; i++)
        if (i != which)
            less.paths[less.count++] = w->paths[i];
    if (!w->more || is_better(&w->paths[which], &less.paths[less.count - 1])) {
        is_spoilt(x, f, &less, false, "is left out", text);
        t->spoilt[0]++;
    }
    mem_free(less.paths);
}

static void spoil(const struct asked *x, struct fact f, const struct path_ways *w, bool differing,
                  uint64_t *seed, struct tally *t, const char *text)
{
    size_t which = random_below(seed, (uint32_t)w->count);
    struct path *p = &w->paths[which], kept = *p, *last = &w->paths[w->count - 1];
    struct path_ways all = *w;
    if (!differing && w->count > 1)
        leave_one_out(x, f, w, which, t, text);
    if (!differing && w->more) {
        all.more = false;
        is_spoilt(x, f, &all, false, "is left out", text);
        t->spoilt[1]++;
    }
    if (which && is_better(&w->paths[0], last)) {
        struct path first = w->paths[0];
        w->paths[0] = *last;
        *last = first;
        is_spoilt(x, f, w, differing, "it is better than the one before it", text);
        *last = w->paths[0];
        w->paths[0] = first;
        t->spoilt[2]++;
    }
    if (which) {
        w->paths[which] = w->paths[which - 1];
        is_spoilt(x, f, w, differing, "it is like one before it", text);
        w->paths[which] = kept;
        t->spoilt[3]++;
    }
    if (p->hop_count > 1) {
        p->hop_count--;
        is_spoilt(x, f, w, differing, "it ends elsewhere", text);
        *p = kept;
        p->hops++;
        p->hop_count--;
        is_spoilt(x, f, w, differing, "it does not begin at a start fact of the seat", text);
        *p = kept;
        t->spoilt[4]++;
    }
    p->effort += 1000;
    is_spoilt(x, f, w, differing, "its gate, effort, hops or confidence are other ones", text);
    *p = kept;
    t->spoilt[5]++;
}

static void try_target(const struct asked *x, node_id n, enum state s, uint64_t *seed,
                       struct tally *t, const char *text)
{
    for (int differing = 0; differing < 2; differing++) {
        struct arena *arena = arena_new();
        const struct fact f = {n, s};
        size_t max = 1 + random_below(seed, 6);
        struct path_ways w = path_answer_ways(x->a, n, s, max, differing, arena);
        assert_true(w.count && w.complete);
        holds(x, f, &w, differing, text);
        spoil(x, f, &w, differing, seed, t, text);
        t->told++;
        t->several += w.count > 1;
        t->all += !w.more;
        arena_free(arena);
    }
}

static void test_random_systems(void **state)
{
    (void)state;
    static const char *const seats[] = {"anonymous", "user", "user+insider"};
    uint64_t seed = 71;
    struct tally t = {0};
    long rounds = getenv("FAASMAP_LONG") ? 100000 : 2000;
    for (long i = rounds; i > 0; i--) {
        struct buf text = {0};
        struct asked x;
        random_graph(&seed, 4 + random_below(&seed, 5), 12 + random_below(&seed, 12), &text);
        ask(&x, text.ptr, seats[random_below(&seed, COUNT(seats))]);
        for (node_id v = 1; v <= graph_node_count(x.g); v++)
            for (int s = 0; s < STATE_COUNT; s++)
                if (path_answer_reached(x.a, v, (enum state)s) && random_below(&seed, 3) == 0)
                    try_target(&x, v, (enum state)s, &seed, &t, text.ptr);
        asked_end(&x);
        buf_release(&text);
    }
    assert_true(t.told > rounds && t.several > t.told / 5 && t.all);
    for (size_t i = 0; i < COUNT(t.spoilt); i++)
        assert_true(t.spoilt[i] > rounds / 20);
}

/* --- Doors ------------------------------------------------------------------------------------ */

static const char doors[] =
    "actor internet\napi a\nroute r\nroute x\nfunction f\nfunction g\ntable t\n"
    "internet -exposes-> a auth=none\ninternet -exposes-> r auth=none\n"
    "internet -exposes-> x auth=none\na -routes-> r\nr -invokes-> f\nx -invokes-> g\n"
    "g -invokes-> f\nf -reads-> t\n";

/* A route and its API are one door; another route is another one, and must be told. */
static void test_doors(void **state)
{
    (void)state;
    struct asked x;
    struct arena *arena = arena_new();
    ask(&x, doors, "anonymous");
    const struct fact f = {tiny_node(x.g, "t"), STATE_READ};
    struct path_ways w = path_answer_ways(x.a, f.node, f.state, 4, true, arena);
    assert_int_equal(w.count, 3); /* by r; by x; by x, and g taken over on the way */
    assert_true(w.paths[2].hops[0]->to == tiny_node(x.g, "x"));
    holds(&x, f, &w, true, doors);
    w.count = 1;
    is_spoilt(&x, f, &w, true, "the best one with another first hop is left out", doors);
    w.more = true; /* it is no better than the one that is told */
    holds(&x, f, &w, true, doors);
    w.paths++; /* the better door is left out */
    is_spoilt(&x, f, &w, true, "the best one with another first hop is left out", doors);
    arena_free(arena);
    asked_end(&x);
}

/* Whoever may change a route does not come through the door of its API. */
static void test_other_door(void **state)
{
    (void)state;
    static const char text[] = "actor internet\napi a\nroute r\ninternet -exposes-> a auth=apikey\n"
                               "a -routes-> r\ninternet -grants-> r ops=policy\n";
    struct asked x;
    struct arena *arena = arena_new();
    ask(&x, text, "anonymous");
    const struct fact f = {tiny_node(x.g, "r"), STATE_INPUT};
    struct path_ways w = path_answer_ways(x.a, f.node, f.state, 4, true, arena);
    assert_int_equal(w.count, 2);
    holds(&x, f, &w, true, text);
    arena_free(arena);
    asked_end(&x);
}

/* What one of the seats has from the beginning, the others have to walk to. */
static void test_start(void **state)
{
    (void)state;
    static const char text[] = "actor internet\nactor o role=operator\ninternet -assumes-> o\n";
    struct asked x;
    struct arena *arena = arena_new();
    ask(&x, text, "user+insider");
    const struct fact f = {tiny_node(x.g, "o"), STATE_HOLD};
    for (int differing = 0; differing < 2; differing++) {
        struct path_ways w = path_answer_ways(x.a, f.node, f.state, 4, differing, arena);
        assert_int_equal(w.count, 2);
        assert_int_equal(w.paths[0].hop_count, 0);
        holds(&x, f, &w, differing, text);
        w.paths++;
        w.count--;
        is_spoilt(&x, f, &w, differing, "that it is a start is left out", text);
    }
    arena_free(arena);
    asked_end(&x);
}

/* A way that cannot be walked. */
static void test_no_way(void **state)
{
    (void)state;
    struct asked x;
    struct arena *arena = arena_new();
    ask(&x, doors, "anonymous");
    const struct fact f = {tiny_node(x.g, "t"), STATE_READ};
    struct path_ways w = path_answer_ways(x.a, f.node, f.state, 1, false, arena);
    struct path_hop *h = w.paths[0].hops[1], kept = *h;
    h->edge = w.paths[0].hops[0]->edge;
    is_spoilt(&x, f, &w, false, "a hop is none", doors);
    *h = *w.paths[0].hops[2];
    is_spoilt(&x, f, &w, false, "its hops do not join", doors);
    *h = *w.paths[0].hops[0];
    is_spoilt(&x, f, &w, false, "its hops do not join", doors);
    *h = kept;
    holds(&x, f, &w, false, doors);
    arena_free(arena);
    asked_end(&x);
}

/* --- The best ways ---------------------------------------------------------------------------- */

static void is_wrong(const struct check_net *n, const struct check_label *labels, const char *reason)
{
    struct buf why = {0};
    if (check_best(n, labels, &why))
        fail_msg("accepted: %s", reason);
    if (str_find(buf_str(&why), str_from(reason)) == STR_NPOS)
        fail_msg("%s instead of %s", why.ptr, reason);
    buf_release(&why);
}

static void test_wrong_labels(void **state)
{
    (void)state;
    struct asked x;
    struct buf why = {0};
    struct arena *arena = arena_new();
    ask(&x, doors, "anonymous");
    const struct spread_terms terms = {.mode = MODE_STRICT,
                                       .pass = seat_pass(SEAT_ANONYMOUS, MODE_STRICT)};
    struct spread_facts *facts = spread_facts_new(x.g);
    fact_mask *starts = mem_zalloc(graph_node_count(x.g) + 1, sizeof *starts);
    starts[tiny_node(x.g, "internet")] = 1u << STATE_HOLD;
    struct check_net *n = check_net_new(x.g, facts, &terms, starts);
    struct check_label *labels = mem_zalloc(n->vertices, sizeof *labels);
    for (uint32_t v = STATE_COUNT; v < n->vertices; v++) {
        struct path p;
        if (path_answer_path(x.a, v / STATE_COUNT, (enum state)(v % STATE_COUNT), arena, &p))
            labels[v] = (struct check_label){.reached = true, .rank = (uint8_t)p.rank,
                                             .confidence = (uint8_t)p.confidence,
                                             .effort = p.effort, .hops = (uint32_t)p.hop_count};
    }
    if (!check_best(n, labels, &why))
        fail_msg("%s", why.ptr);
    struct check_label *f = &labels[check_vertex(tiny_node(x.g, "f"), STATE_CONTROL)], kept = *f;
    f->effort++;
    is_wrong(n, labels, "control(f): its effort and hops are not the least");
    *f = kept;
    f->hops--;
    is_wrong(n, labels, "control(f): its effort and hops are not the least");
    *f = kept;
    f->confidence--;
    is_wrong(n, labels, "control(f): an equally good way is surer than it says");
    *f = kept;
    f->rank = AUTH_CLASS_TOKEN;
    is_wrong(n, labels, "control(f): there is a way with a lower gate than it says");
    *f = kept;
    f->reached = false;
    is_wrong(n, labels, "control(f): there is a way with a lower gate than it says");
    *f = kept;
    labels[check_vertex(tiny_node(x.g, "t"), STATE_WRITE)].reached = true;
    is_wrong(n, labels, "write(t): nothing leads there");
    check_net_free(n);
    spread_facts_free(facts);
    mem_free(starts);
    mem_free(labels);
    arena_free(arena);
    asked_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_systems),
        cmocka_unit_test(test_doors),
        cmocka_unit_test(test_other_door),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_no_way),
        cmocka_unit_test(test_wrong_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
