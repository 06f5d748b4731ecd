/* SPDX-License-Identifier: MIT */
/* test_graph.c - building, merging, sealing and asking the graph. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "arena.h"
#include "buf.h"
#include "query.h"

static const struct origin nowhere;

static struct origin at(const char *file, uint32_t line)
{
    return (struct origin){str_from(file), line, 1, STR("")};
}

static node_id add(struct graph *g, enum node_kind kind, const char *id)
{
    return graph_node(g, kind, str_from(id), STR_NONE, nowhere);
}

static edge_id join(struct graph *g, enum edge_kind kind, node_id from, node_id to)
{
    return graph_edge(g, kind, from, to, EVIDENCE_DECLARED, -1, nowhere);
}

#define assert_str(a, b) assert_true(str_is((a), (b)))

static void sealing_sorts_whatever_the_order(void **state)
{
    (void)state;
    struct str ids[2][3];
    for (int round = 0; round < 2; round++) {
        struct graph *g = graph_new();
        static const char *const names[2][3] = {{"x:c", "x:a", "x:b"}, {"x:b", "x:c", "x:a"}};
        for (int i = 0; i < 3; i++)
            add(g, NODE_QUEUE, names[round][i]);
        join(g, EDGE_WRITES, graph_find(g, STR("x:c")), graph_find(g, STR("x:a")));
        join(g, EDGE_READS, graph_find(g, STR("x:a")), graph_find(g, STR("x:c")));
        graph_seal(g);
        assert_int_equal(graph_node_count(g), 3);
        for (node_id n = 1; n <= 3; n++)
            ids[round][n - 1] = graph_node_at(g, n)->id;
        assert_str(ids[round][0], "x:a");
        assert_str(ids[round][1], "x:b");
        assert_str(ids[round][2], "x:c");
        struct arena *arena = arena_new();
        assert_str(graph_edge_id(g, 1, arena), "reads:x:a->x:c");
        assert_str(graph_edge_id(g, 2, arena), "writes:x:c->x:a");
        assert_int_equal(graph_find_edge(g, STR("writes:x:c->x:a")), 2);
        assert_int_equal(graph_find_edge(g, STR("writes:x:c->x:ab")), 0);
        assert_int_equal(graph_find_edge(g, STR("writes:x:c->x:")), 0);
        assert_int_equal(graph_find_edge(g, STR("writes")), 0);
        arena_free(arena);
        assert_int_equal(graph_find(g, STR("x:b")), 2);
        graph_free(g);
    }
}

static void adjacency_has_every_edge_once_each_way(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id n[40];
    char id[16];
    for (int i = 0; i < 40; i++) {
        snprintf(id, sizeof id, "n:%02d", i);
        n[i] = add(g, NODE_FUNCTION, id);
    }
    for (int i = 0; i < 40; i++)
        for (int k = 1; k <= i % 5; k++)
            join(g, EDGE_INVOKES, n[i], n[(i * 7 + k * 3) % 40]);
    graph_seal(g);
    size_t out = 0, in = 0;
    for (node_id v = 1; v <= graph_node_count(g); v++) {
        struct edge_list list = graph_out(g, v);
        for (size_t i = 0; i < list.count; i++) {
            assert_int_equal(graph_edge_at(g, list.ids[i])->from, v);
            assert_true(i == 0 || list.ids[i - 1] < list.ids[i]);
        }
        out += list.count;
        list = graph_in(g, v);
        for (size_t i = 0; i < list.count; i++)
            assert_int_equal(graph_edge_at(g, list.ids[i])->to, v);
        in += list.count;
    }
    assert_int_equal(out, graph_edge_count(g));
    assert_int_equal(in, graph_edge_count(g));
    graph_free(g);
}

static void what_was_never_added_is_known_without_a_look(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    assert_false(graph_has_kind(g, NODE_QUEUE) || graph_has_provider(g, STR("aws")));
    node_id n = add(g, NODE_QUEUE, "x:q"), m = add(g, NODE_TOPIC, "x:t");
    graph_set_provider(g, n, STR("aws"));
    graph_set_provider(g, m, STR("azure"));
    graph_set_provider(g, n, STR("aws"));
    assert_true(graph_has_kind(g, NODE_QUEUE) && graph_has_kind(g, NODE_TOPIC));
    assert_false(graph_has_kind(g, NODE_APP) || graph_has_provider(g, STR("gcp")));
    assert_true(graph_has_provider(g, STR("aws")) && graph_has_provider(g, STR("azure")));
    graph_free(g);
}

static void the_same_edge_said_twice_keeps_the_stronger_evidence(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id f = add(g, NODE_FUNCTION, "f"), q = add(g, NODE_QUEUE, "q");
    edge_id e = graph_edge(g, EDGE_WRITES, f, q, EVIDENCE_POLICY, -1, at("policy", 1));
    graph_edge_action(g, e, STR("b"));
    edge_id again = graph_edge(g, EDGE_WRITES, f, q, EVIDENCE_CODE, 90, at("code", 2));
    assert_int_equal(e, again);
    graph_edge_action(g, e, STR("a"));
    graph_edge_action(g, e, STR("b"));
    graph_edge(g, EDGE_WRITES, f, q, EVIDENCE_GUESS, 100, at("guess", 3));
    graph_seal(g);
    assert_int_equal(graph_edge_count(g), 1);
    const struct edge *x = graph_edge_at(g, 1);
    assert_int_equal(x->evidence, EVIDENCE_CODE);
    assert_int_equal(x->confidence, 90);
    assert_str(x->where.file, "code");
    assert_int_equal(x->action_count, 2);
    assert_str(x->actions[0], "a");
    assert_str(x->actions[1], "b");
    graph_free(g);
}

static void the_weaker_gate_stays(void **state)
{
    (void)state;
    static const struct {
        enum auth first, second, result;
    } rows[] = {
        {AUTH_FUNCKEY, AUTH_NONE, AUTH_NONE},     {AUTH_NONE, AUTH_IAM, AUTH_NONE},
        {AUTH_UNKNOWN, AUTH_JWT, AUTH_UNKNOWN},   {AUTH_NONE, AUTH_UNKNOWN, AUTH_NONE},
        {AUTH_ABSENT, AUTH_JWT, AUTH_JWT},        {AUTH_MTLS, AUTH_CUSTOM, AUTH_CUSTOM},
        {AUTH_APIKEY, AUTH_FUNCKEY, AUTH_APIKEY}, {AUTH_PRIVATE, AUTH_MTLS, AUTH_MTLS},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct graph *g = graph_new();
        edge_id e = join(g, EDGE_EXPOSES, add(g, NODE_ACTOR, "a"), add(g, NODE_API, "b"));
        if (rows[i].first != AUTH_ABSENT)
            graph_edge_auth(g, e, rows[i].first);
        graph_edge_auth(g, e, rows[i].second);
        graph_seal(g);
        assert_int_equal(graph_edge_at(g, 1)->auth, rows[i].result);
        graph_free(g);
    }
}

static void merging_moves_everything_to_the_one_that_stays(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id keep = add(g, NODE_QUEUE, "azure:tpl:queue:telemetry");
    node_id drop = add(g, NODE_QUEUE, "azure:app:queue:telemetry");
    node_id third = add(g, NODE_QUEUE, "azure:other:queue:telemetry");
    node_id f = add(g, NODE_FUNCTION, "f");
    graph_attr(g, keep, "account", STR("mine"));
    graph_attr(g, drop, "account", STR("theirs"));
    graph_attr(g, drop, "batch", STR("16"));
    graph_tag(g, drop, STR("owner"), STR("bins"));
    graph_set_external(g, drop, true);
    graph_set_sensitivity(g, drop, 2);
    graph_set_stage(g, third, STR("prod"));
    join(g, EDGE_WRITES, f, drop);
    join(g, EDGE_READS, f, third);
    join(g, EDGE_DEPENDS, drop, keep);
    join(g, EDGE_WRITES, f, keep);
    join(g, EDGE_INVOKES, f, f);
    graph_unresolved(g, STR("t"), STR("r"), drop, nowhere);
    graph_merge(g, drop, third); /* a chain: third -> drop -> keep */
    graph_merge(g, keep, drop);
    graph_merge(g, keep, third); /* already one: no effect */
    graph_seal(g);
    assert_int_equal(graph_node_count(g), 2);
    node_id q = graph_find(g, STR("azure:tpl:queue:telemetry"));
    const struct node *n = graph_node_at(g, q);
    assert_str(node_attr_text(n, "account"), "mine");
    assert_str(node_attr_text(n, "batch"), "16");
    assert_int_equal(n->tag_count, 1);
    assert_false(n->external);
    assert_int_equal(n->sensitivity, 2);
    assert_str(n->stage, "prod");
    /* writes joined, reads moved, the self-made loop gone, the real loop kept */
    assert_int_equal(graph_edge_count(g), 3);
    assert_int_equal(graph_in(g, q).count, 2);
    assert_int_equal(graph_unresolved_at(g, 0)->node, q);
    assert_int_equal(graph_find(g, STR("azure:app:queue:telemetry")), 0);
    graph_free(g);
}

static void merges_are_over_once_it_is_sealed(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id gone = add(g, NODE_QUEUE, "gone"), stays = add(g, NODE_QUEUE, "stays");
    add(g, NODE_QUEUE, "a");
    graph_merge(g, stays, gone);
    graph_seal(g);
    assert_int_equal(graph_node_count(g), 2);
    for (node_id n = 1; n <= 2; n++)
        assert_int_equal(graph_resolve(g, n), n); /* the numbers are new */
    graph_free(g);
}

static void zones_and_sensitivity_follow_the_kind_unless_said(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id own = add(g, NODE_SERVICE, "own"), third = add(g, NODE_SERVICE, "third");
    graph_set_external(g, third, true);
    add(g, NODE_SECRET, "secret");
    node_id hand = add(g, NODE_TABLE, "hand");
    graph_set_zone(g, hand, STR("vault room"));
    graph_node(g, NODE_TABLE, STR("customers"), STR("Customers"), nowhere);
    graph_node(g, NODE_ACTOR, STR("p"), STR("partner"), nowhere);
    graph_zone(g, STR("cellar"), STR("Cellar"), ZONE_CUSTOM, STR("house"), 10);
    graph_seal(g);
    assert_non_null(graph_find_zone(g, STR("house"))); /* named as a parent only */
    static const struct {
        const char *id, *zone;
        int sensitivity;
    } rows[] = {
        {"own", "management", 1},  {"third", "third-party", 1}, {"secret", "identity", 3},
        {"hand", "vault room", 1}, {"customers", "data", 2},    {"p", "partner", 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct node *n = graph_node_at(g, graph_find(g, str_from(rows[i].id)));
        assert_str(n->zone, rows[i].zone);
        assert_int_equal(n->sensitivity, rows[i].sensitivity);
        assert_non_null(graph_find_zone(g, n->zone));
    }
    assert_int_equal(graph_find_zone(g, STR("vault room"))->kind, ZONE_CUSTOM);
    assert_int_equal(graph_find_zone(g, STR("internet"))->trust, 0);
    (void)own;
    graph_free(g);
}

static void same_containers(const struct graph *g)
{
    node_id all[64];
    assert_true(graph_node_count(g) < COUNT(all));
    graph_containers(g, all);
    for (node_id n = 1; n <= graph_node_count(g); n++)
        assert_int_equal(all[n], graph_container(g, n));
}

static void containers_nest_and_cycles_are_cut(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id f = add(g, NODE_FUNCTION, "f"), app = add(g, NODE_APP, "app");
    node_id group = add(g, NODE_BOUNDARY, "group");
    node_id a = add(g, NODE_BOUNDARY, "loop-a"), b = add(g, NODE_BOUNDARY, "loop-b");
    join(g, EDGE_HOSTED_BY, f, app);
    join(g, EDGE_RESIDES_IN, f, group); /* hosted-by goes first */
    join(g, EDGE_RESIDES_IN, app, group);
    join(g, EDGE_RESIDES_IN, a, b);
    join(g, EDGE_RESIDES_IN, b, a);
    graph_seal(g);
    f = graph_find(g, STR("f"));
    app = graph_find(g, STR("app"));
    group = graph_find(g, STR("group"));
    same_containers(g);
    assert_int_equal(graph_container(g, f), app);
    assert_int_equal(graph_container(g, app), group);
    assert_int_equal(graph_container(g, group), 0);
    assert_int_equal(graph_container(g, graph_find(g, STR("loop-a"))), 0);
    assert_int_equal(graph_container(g, graph_find(g, STR("loop-b"))),
                     graph_find(g, STR("loop-a")));
    assert_true(node_is_container(g, app));
    assert_false(node_is_container(g, f));
    graph_free(g);
}

/* A hub with edges of every second kind, several of each. */
static void the_first_edge_of_a_kind_is_found_among_all(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id hub = add(g, NODE_FUNCTION, "hub"), ends[3];
    ends[0] = add(g, NODE_BOUNDARY, "a");
    ends[1] = add(g, NODE_BOUNDARY, "b");
    ends[2] = add(g, NODE_BOUNDARY, "z");
    for (int kind = 0; kind < EDGE_KIND_COUNT; kind += 2)
        for (size_t i = 0; i < COUNT(ends); i++) {
            join(g, (enum edge_kind)kind, hub, ends[i]);
            join(g, (enum edge_kind)kind, ends[i], hub);
        }
    graph_seal(g);
    hub = graph_find(g, STR("hub"));
    for (int kind = 0; kind < EDGE_KIND_COUNT; kind++) {
        edge_id out = graph_first_out(g, hub, (enum edge_kind)kind);
        edge_id in = graph_first_in(g, hub, (enum edge_kind)kind);
        assert_int_equal(out != 0, kind % 2 == 0);
        assert_int_equal(in != 0, kind % 2 == 0);
        if (!out)
            continue;
        assert_int_equal(graph_edge_at(g, out)->kind, kind);
        assert_str(graph_node_at(g, graph_edge_at(g, out)->to)->id, "a");
        assert_int_equal(graph_edge_at(g, in)->kind, kind);
        assert_str(graph_node_at(g, graph_edge_at(g, in)->from)->id, "a");
    }
    graph_free(g);
}

/* Whichever end has fewer edges, and never the other way round. */
static void an_edge_between_two_is_found(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id hub = add(g, NODE_FUNCTION, "hub"), few = add(g, NODE_TABLE, "few");
    join(g, EDGE_READS, hub, few);
    join(g, EDGE_WRITES, few, hub);
    for (int i = 0; i < 9; i++) {
        char id[16];
        snprintf(id, sizeof id, "t%d", i);
        join(g, EDGE_READS, hub, add(g, NODE_TABLE, id));
    }
    graph_seal(g);
    hub = graph_find(g, STR("hub"));
    few = graph_find(g, STR("few"));
    const struct edge *e = graph_edge_at(g, graph_between(g, EDGE_READS, hub, few));
    assert_true(e->kind == EDGE_READS && e->from == hub && e->to == few);
    e = graph_edge_at(g, graph_between(g, EDGE_WRITES, few, hub));
    assert_true(e->kind == EDGE_WRITES && e->from == few && e->to == hub);
    assert_int_equal(graph_between(g, EDGE_READS, few, hub), 0);
    assert_int_equal(graph_between(g, EDGE_WRITES, hub, few), 0);
    assert_int_equal(graph_between(g, EDGE_READS, hub, hub), 0);
    graph_free(g);
}

/* An edge to itself is no container, the next one is. */
static void nothing_contains_itself(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id a = add(g, NODE_BOUNDARY, "a"), b = add(g, NODE_BOUNDARY, "b");
    join(g, EDGE_RESIDES_IN, a, a);
    join(g, EDGE_RESIDES_IN, a, b);
    join(g, EDGE_HOSTED_BY, a, a);
    join(g, EDGE_RUNS_AS, a, b); /* of another kind, behind the last of hosted-by */
    graph_seal(g);
    same_containers(g);
    assert_int_equal(graph_container(g, graph_find(g, STR("a"))), graph_find(g, STR("b")));
    assert_int_equal(graph_container(g, graph_find(g, STR("b"))), 0);
    graph_free(g);
}

static void names_match_exactly_before_in_part(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    graph_node(g, NODE_QUEUE, STR("a:queue:alerts"), STR("alerts"), nowhere);
    graph_node(g, NODE_QUEUE, STR("a:queue:alerts-poison"), STR("alerts-poison"), nowhere);
    graph_node(g, NODE_TABLE, STR("a:table:Weather"), STR("Weather"), nowhere);
    graph_seal(g);
    node_id found[2];
    assert_int_equal(graph_match(g, STR("ALERTS"), found, 2), 1);
    assert_str(graph_node_at(g, found[0])->name, "alerts");
    assert_int_equal(graph_match(g, STR("alert"), found, 2), 2);
    assert_int_equal(graph_match(g, STR("a:table:Weather"), found, 2), 1);
    assert_int_equal(graph_match(g, STR("a:"), found, 2), 3); /* counts beyond what it writes */
    assert_int_equal(graph_match(g, STR(""), found, 2), 0);
    assert_int_equal(graph_match(g, STR("nothing"), found, 2), 0);
    graph_free(g);
}

static void edges_with_ids_of_their_own_stay_apart(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    node_id a = add(g, NODE_FUNCTION, "a"), b = add(g, NODE_TABLE, "b");
    graph_edge_with_id(g, STR("second"), EDGE_READS, a, b, EVIDENCE_DECLARED, -1, nowhere);
    graph_edge_with_id(g, STR("first"), EDGE_READS, a, b, EVIDENCE_DECLARED, -1, nowhere);
    join(g, EDGE_READS, a, b);
    graph_seal(g);
    assert_int_equal(graph_edge_count(g), 3);
    assert_int_not_equal(graph_find_edge(g, STR("first")), 0);
    assert_int_not_equal(graph_find_edge(g, STR("reads:a->b")), 0);
    graph_free(g);
}

static void ten_thousand_edges_are_each_found_again(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    char id[24];
    for (int i = 0; i < 200; i++) {
        snprintf(id, sizeof id, "n%d", i);
        add(g, NODE_FUNCTION, id);
    }
    for (node_id i = 1; i <= 100; i++)
        for (node_id k = 101; k <= 200; k++)
            join(g, EDGE_READS, i, k);
    for (node_id i = 1; i <= 100; i++)
        for (node_id k = 101; k <= 200; k++)
            join(g, EDGE_READS, i, k); /* nothing new */
    assert_int_equal(graph_edge_count(g), 10000);
    graph_seal(g);
    assert_int_equal(graph_edge_count(g), 10000);
    graph_free(g);
}

/* Edges whose ends have the same sum compete for the same places of the table. */
static void edges_of_one_sum_are_each_found_again(void **state)
{
    (void)state;
    enum { NODES = 400 };
    struct graph *g = graph_new();
    char id[16];
    for (int i = 1; i <= NODES; i++) {
        snprintf(id, sizeof id, "x:%d", i);
        add(g, NODE_QUEUE, id);
    }
    for (int round = 0; round < 2; round++)
        for (node_id n = 1; n <= NODES; n++)
            for (int kind = 0; kind < 3; kind++)
                assert_int_equal(join(g, (enum edge_kind)kind, n, NODES + 1 - n),
                                 (n - 1) * 3 + (node_id)kind + 1);
    assert_int_equal(graph_edge_count(g), 3 * NODES);
    graph_free(g);
}

static void lists_are_sorted_and_say_things_once(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    graph_unresolved(g, STR("b"), STR("why"), 0, at("f", 2));
    graph_unresolved(g, STR("a"), STR("why"), 0, at("f", 1));
    graph_unresolved(g, STR("a"), STR("why"), 0, at("f", 1));
    graph_source(g, STR("z.json"), STR("arm"));
    graph_source(g, STR("a.json"), STR("arm"));
    graph_source(g, STR("a.json"), STR("arm"));
    graph_seal(g);
    assert_int_equal(graph_unresolved_count(g), 2);
    assert_str(graph_unresolved_at(g, 0)->text, "a");
    assert_int_equal(graph_source_count(g), 2);
    assert_str(graph_source_at(g, 0)->file, "a.json");
    graph_free(g);
}

/* More than a short array holds: found, replaced and joined as in a short one. */
static void many_members_are_each_kept_once(void **state)
{
    enum { MANY = 1000 };
    (void)state;
    struct graph *g = graph_new();
    node_id a = add(g, NODE_FUNCTION, "a"), b = add(g, NODE_FUNCTION, "b");
    edge_id e = join(g, EDGE_GRANTS, a, b);
    char text[16];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            snprintf(text, sizeof text, "k%04d", (i * 7) % MANY);
            graph_attr_typed(g, a, str_from(text), ATTR_TEXT,
                             round ? STR("second") : STR("first"));
            graph_tag(g, b, str_from(text), STR("t"));
            graph_edge_action(g, e, str_from(text));
        }
        graph_attr(g, b, "k0001", STR("other"));
    }
    for (int i = MANY - 10; i < MANY + 10; i++) {
        snprintf(text, sizeof text, "k%04d", i);
        graph_attr_typed(g, b, str_from(text), ATTR_TEXT, STR("other"));
    }
    node_id c = add(g, NODE_FUNCTION, "c");
    graph_merge(g, c, b);
    graph_merge(g, c, a);
    graph_seal(g);
    const struct node *n = graph_node_at(g, graph_find(g, STR("c")));
    assert_int_equal(n->attr_count, MANY + 10);
    assert_int_equal(n->tag_count, MANY);
    for (int i = 0; i < MANY + 10; i++) {
        snprintf(text, sizeof text, "k%04d", i);
        assert_str(n->attrs[i].key, text);
        /* a came first */
        assert_str(n->attrs[i].value, i < MANY ? "second" : "other");
    }
    graph_free(g);
}

static void many_zones_are_each_found_again(void **state)
{
    enum { MANY = 1000 };
    (void)state;
    struct graph *g = graph_new();
    char text[16];
    for (int i = MANY - 1; i >= 0; i--) {
        snprintf(text, sizeof text, "z%04d", i);
        graph_zone(g, str_from(text), STR("old"), ZONE_CUSTOM, STR(""), -1);
    }
    graph_zone(g, STR("z0500"), STR("new"), ZONE_CUSTOM, STR(""), 3);
    for (int sealed = 0; sealed < 2; sealed++) {
        for (int i = 0; i < MANY; i++) {
            snprintf(text, sizeof text, "z%04d", i);
            const struct zone *z = graph_find_zone(g, str_from(text));
            assert_non_null(z);
            assert_str(z->id, text);
            assert_str(z->name, i == 500 ? "new" : "old");
        }
        assert_null(graph_find_zone(g, STR("z1000")));
        graph_seal(g);
    }
    graph_free(g);
}

static void an_empty_graph_can_be_asked(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    graph_seal(g);
    graph_seal(g); /* again: nothing happens */
    assert_int_equal(graph_node_count(g), 0);
    assert_int_equal(graph_edge_count(g), 0);
    assert_int_equal(graph_zone_count(g), ZONE_CUSTOM);
    assert_int_equal(graph_internet(g), 0);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealing_sorts_whatever_the_order),
        cmocka_unit_test(adjacency_has_every_edge_once_each_way),
        cmocka_unit_test(the_same_edge_said_twice_keeps_the_stronger_evidence),
        cmocka_unit_test(the_weaker_gate_stays),
        cmocka_unit_test(merging_moves_everything_to_the_one_that_stays),
        cmocka_unit_test(merges_are_over_once_it_is_sealed),
        cmocka_unit_test(zones_and_sensitivity_follow_the_kind_unless_said),
        cmocka_unit_test(containers_nest_and_cycles_are_cut),
        cmocka_unit_test(the_first_edge_of_a_kind_is_found_among_all),
        cmocka_unit_test(an_edge_between_two_is_found),
        cmocka_unit_test(nothing_contains_itself),
        cmocka_unit_test(names_match_exactly_before_in_part),
        cmocka_unit_test(edges_with_ids_of_their_own_stay_apart),
        cmocka_unit_test(ten_thousand_edges_are_each_found_again),
        cmocka_unit_test(edges_of_one_sum_are_each_found_again),
        cmocka_unit_test(lists_are_sorted_and_say_things_once),
        cmocka_unit_test(many_members_are_each_kept_once),
        cmocka_unit_test(many_zones_are_each_found_again),
        cmocka_unit_test(what_was_never_added_is_known_without_a_look),
        cmocka_unit_test(an_empty_graph_can_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
