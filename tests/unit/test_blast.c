/* SPDX-License-Identifier: MIT */
/* What falls if one thing falls: seats by kind, the measure by hand, what is shared, depths against
 * plain iteration, and answers that are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "answers.h"
#include "attack.h"
#include "blast.h"
#include "mem.h"
#include "random_graph.h"
#include "tiny_graph.h"

static const char shop[] = "function orders\nfunction audit\nfunction mail\n"
                           "identity role\nidentity other\n"
                           "table book sensitivity=2\nqueue jobs sensitivity=1\n"
                           "secret key\nsecret own\ntable far sensitivity=3\n"
                           "orders -runs-as-> role\naudit -runs-as-> role\nmail -runs-as-> other\n"
                           "role -grants-> book ops=read\norders -writes-> jobs\n"
                           "orders -uses-> key\nmail -uses-> key\norders -uses-> own\n";

struct asked {
    struct graph *g;
    struct seat said, seat;
    struct path_question q;
    struct jewels *jewels;
    struct blast *b;
};

static struct asked ask(const char *text, const char *seat, const char *jewel)
{
    struct asked x = {.g = tiny_graph(text)};
    struct buf error = {0};
    struct jewel_name name = {.text = str_from(jewel)};
    struct diags *diags = diags_new();
    assert_true(seat_parse(x.g, str_from(seat), &x.said, &error));
    x.seat = blast_seat(x.g, &x.said);
    x.jewels = jewels_find(x.g, NULL, &name, jewel != NULL, diags);
    assert_int_equal(error.len, 0);
    assert_int_equal(diags_count(diags), 0);
    diags_free(diags);
    return x;
}

static void run(struct asked *x)
{
    x->q.seat = &x->seat;
    x->b = blast_find(x->g, &x->q, x->jewels);
}

static void done(struct asked *x)
{
    blast_free(x->b);
    jewels_free(x->jewels);
    graph_free(x->g);
}

static void a_node_falls_as_its_kind_does(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        enum seat_kind falls;
    } rows[] = {
        {"function", SEAT_COMPROMISED}, {"compute", SEAT_COMPROMISED},
        {"app", SEAT_COMPROMISED},      {"workflow", SEAT_COMPROMISED},
        {"identity", SEAT_LEAKED},      {"secret", SEAT_LEAKED},
        {"key", SEAT_LEAKED},           {"param", SEAT_LEAKED},
        {"code", SEAT_MALICIOUS_DEPENDENCY}, {"queue", SEAT_NODE},
        {"actor", SEAT_NODE},           {"boundary", SEAT_NODE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf text = {0};
        buf_printf(&text, "%s x\n", rows[i].kind);
        struct graph *g = tiny_graph(text.ptr);
        struct seat said = seat_of(SEAT_NODE, 1), seat = blast_seat(g, &said);
        assert_int_equal(seat.parts[0].kind, rows[i].falls);
        said = seat_of(SEAT_PARTNER, 1); /* what was said stays */
        assert_int_equal(blast_seat(g, &said).parts[0].kind, SEAT_PARTNER);
        graph_free(g);
        buf_release(&text);
    }
}

static void the_shop_falls(void **state)
{
    (void)state;
    struct asked x = ask(shop, "orders", NULL);
    run(&x);
    const struct blast *b = x.b;
    /* role is held, book and the two secrets are read, jobs is written. */
    assert_int_equal(b->fallen, 5);
    assert_int_equal(b->nodes, 10);
    assert_int_equal(b->role_count, 1);
    assert_int_equal(b->roles[0], tiny_node(x.g, "role"));
    /* role with audit, key with mail; nobody else uses own. */
    assert_int_equal(b->shared_count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool key = b->shared[i].what == tiny_node(x.g, "key");
        assert_true(key || b->shared[i].what == tiny_node(x.g, "role"));
        assert_int_equal(b->shared[i].user_count, 1);
        assert_int_equal(b->shared[i].users[0], tiny_node(x.g, key ? "mail" : "audit"));
    }
    /* The measure once more, from the levels above. */
    uint64_t all = 0, lost = 0;
    static const struct {
        const char *name;
        unsigned level;
    } levels[] = {{"orders", 4}, {"role", 4}, {"book", 2}, {"jobs", 3}, {"key", 2}, {"own", 2}};
    for (size_t n = 1; n <= graph_node_count(x.g); n++)
        all += (uint64_t)graph_node_at(x.g, (node_id)n)->sensitivity * 4;
    for (size_t i = 0; i < COUNT(levels); i++)
        lost += (uint64_t)graph_node_at(x.g, tiny_node(x.g, levels[i].name))->sensitivity *
                levels[i].level;
    assert_int_equal(b->per_mille, lost * 1000 / all);
    assert_true(b->per_mille > 0 && b->per_mille < 1000);
    struct buf why = {0};
    assert_true(blast_verify(b, x.jewels, &why));
    buf_release(&why);
    done(&x);
}

static void named_jewels_weigh_most(void **state)
{
    (void)state;
    struct asked x = ask(shop, "orders", "jobs:write"), y = ask(shop, "orders", "mail");
    run(&x);
    run(&y);
    assert_int_equal(x.b->jewel_count, 1);
    assert_int_equal(x.b->jewels_fallen, 1);
    assert_int_equal(x.b->jewels[0].states, 1u << STATE_WRITE);
    assert_int_equal(x.b->jewels[0].depth, 1); /* from code to messaging */
    assert_int_equal(y.b->jewels_fallen, 0);
    assert_int_equal(y.b->jewels[0].states, 0);
    assert_true(x.b->per_mille > y.b->per_mille);
    done(&x);
    done(&y);
}

static void wrong_answers_are_rejected(void **state)
{
    (void)state;
    for (int wrong = 0; wrong < 5; wrong++) {
        struct asked x = ask(shop, "orders", NULL);
        struct buf why = {0};
        run(&x);
        struct blast *b = x.b;
        switch (wrong) {
        case 0:
            b->per_mille++;
            break;
        case 1:
            b->roles[0] = tiny_node(x.g, "other");
            break;
        case 2:
            b->shared[0].what = tiny_node(x.g, "far");
            break;
        case 3:
            b->jewels_fallen++;
            break;
        default:
            b->jewels[0].states ^= x.jewels->items[0].states;
        }
        assert_false(blast_verify(b, x.jewels, &why));
        assert_true(why.len > 0);
        buf_release(&why);
        done(&x);
    }
}

/* Crossings on the arc, 0 or 1. */
static uint32_t crosses(const struct attack *a, vertex_id from, arc_id arc)
{
    edge_id e = a->arc_edge[arc];
    if (!e || !crossing_applies(graph_edge_at(a->graph, e)->kind))
        return 0;
    return crossing_between(a->graph, a->vertex_node[from], a->vertex_node[a->arc_to[arc]],
                            NULL) != CROSSING_NONE;
}

static void depths_are_the_least(void **state)
{
    (void)state;
    enum { ROUNDS = 1500, NODES = 12 };
    uint64_t seed = 3;
    struct buf text = {0}, why = {0};
    size_t deep = 0;
    for (int round = 0; round < ROUNDS; round++) {
        buf_reset(&text);
        random_graph(&seed, NODES, 3 * NODES, &text);
        struct graph *g = tiny_graph(text.ptr);
        node_id start = 1 + random_below(&seed, NODES);
        struct seat seat = seat_of(SEAT_NODE, start);
        struct jewel_name all = {.text = STR("*")};
        struct jewels *jewels = jewels_find(g, NULL, &all, 1, NULL);
        struct path_question q = {.seat = &seat};
        struct blast *b = blast_find(g, &q, jewels);
        if (!blast_verify(b, jewels, &why))
            fail_msg("%s\n%s", why.ptr, text.ptr);

        struct attack *a = attack_build(g, &(struct spread_terms){0});
        uint32_t depth[8 * NODES];
        memset(depth, 0xff, sizeof depth);
        for (vertex_id v = 0; v < a->vertex_count; v++)
            if (a->vertex_node[v] == start)
                depth[v] = 0;
        for (bool changed = true; changed;) {
            changed = false;
            for (vertex_id v = 0; v < a->vertex_count; v++)
                for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++) {
                    if (depth[v] == UINT32_MAX ||
                        depth[v] + crosses(a, v, arc) >= depth[a->arc_to[arc]])
                        continue;
                    depth[a->arc_to[arc]] = depth[v] + crosses(a, v, arc);
                    changed = true;
                }
        }
        for (size_t i = 0; i < jewels->count; i++) {
            uint32_t expected = UINT32_MAX;
            for (vertex_id v = 0; v < a->vertex_count; v++)
                if (a->vertex_node[v] == jewels->items[i].node &&
                    jewels->items[i].states & 1u << a->vertex_state[v] && depth[v] < expected)
                    expected = depth[v];
            assert_int_equal(b->jewels[i].depth, expected);
            deep += expected > 1 && expected != UINT32_MAX;
        }
        attack_free(a);
        blast_free(b);
        jewels_free(jewels);
        graph_free(g);
    }
    assert_true(deep > 100);
    buf_release(&text);
    buf_release(&why);
}

static void it_is_told_in_words(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "from  orders - a function, app or workflow is taken over\n",
        "\njewels  3 of 4 crown jewels fall: book (1 boundary away), key (1 boundary away), own (1 "
        "boundary\n        away)\n",
        "\nroles   identity role\n",
        "\nwrite   queue jobs\n",
        "\nread    table book\n        secret key, own\n",
        "\nshared  secret key is known then; it is also used by mail\n"
        "        identity role is known then; it is also used by audit\n",
        "\n     1. code in orders writes jobs\n",
    };
    struct asked x = ask(shop, "orders", NULL);
    struct buf out = {0};
    run(&x);
    blast_text(&out, x.b);
    for (size_t i = 0; i < COUNT(lines); i++)
        if (str_find(buf_str(&out), str_from(lines[i])) == STR_NPOS)
            fail_msg("no '%s' in\n%s", lines[i], out.ptr);
    buf_reset(&out);
    blast_json(&out, x.b);
    assert_true(str_find(buf_str(&out), STR("\"answer\": \"blast\"")) != STR_NPOS);
    assert_true(str_find(buf_str(&out), STR("\"fallen\": 5")) != STR_NPOS);
    buf_release(&out);
    done(&x);
}

/* Input from outside, from another function only, from nobody, and from itself. */
static void functions_are_outer_or_inner(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum surface_of of;
    } rows[] = {
        {"open", SURFACE_OUTER},  {"behind", SURFACE_OUTER}, {"called", SURFACE_INNER},
        {"fed", SURFACE_INNER},   {"own", SURFACE_NONE},     {"timed", SURFACE_NONE},
        {"keyed", SURFACE_NONE},
    };
    struct graph *g = tiny_graph(
        "actor internet\nroute r\nroute k\nfunction open\nfunction behind\nfunction called\n"
        "function fed\nfunction own\nfunction timed\nfunction keyed\ntimer t\n"
        "queue q\nqueue loop\ntable book sensitivity=3\n"
        "internet -exposes-> r auth=none\nr -invokes-> open\nopen -invokes-> behind\n"
        "internet -exposes-> k auth=apikey\nk -invokes-> keyed\nt -triggers-> timed\n"
        "timed -invokes-> called\ncalled -writes-> q\nq -triggers-> fed\n"
        "own -writes-> loop\nloop -triggers-> own\ncalled -reads-> book\n");
    struct surface s;
    surface_find(g, NULL, NULL, &s);
    assert_int_equal(s.functions, 7);
    assert_int_equal(s.outer, 2);
    assert_int_equal(s.inner, 2);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (s.of[tiny_node(g, rows[i].name)] != rows[i].of)
            fail_msg("%s is %d", rows[i].name, s.of[tiny_node(g, rows[i].name)]);
    /* Only the inner ones get to the book: 3 * 2 of all that there is to lose. */
    assert_true(s.inner_per_mille > s.outer_per_mille);
    surface_release(&s);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_falls_as_its_kind_does),
        cmocka_unit_test(the_shop_falls),
        cmocka_unit_test(named_jewels_weigh_most),
        cmocka_unit_test(wrong_answers_are_rejected),
        cmocka_unit_test(depths_are_the_least),
        cmocka_unit_test(it_is_told_in_words),
        cmocka_unit_test(functions_are_outer_or_inner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
