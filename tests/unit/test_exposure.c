/* SPDX-License-Identifier: MIT */
/* What the internet reaches, by which gate; crossings of trust boundaries; figures of a system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "attr.h"
#include "exposure.h"
#include "graph_yaml.h"
#include "mem.h"
#include "random_graph.h"
#include "stats.h"
#include "stop.h"
#include "tiny_graph.h"

struct expected {
    const char *node;
    int hops; /* 0: not reached */
    enum auth auth;
};

static void reaches(const char *text, const struct expected *rows, size_t count)
{
    struct graph *g = tiny_graph(text);
    struct exposure *x = exposure_build(g);
    for (size_t i = 0; i < count; i++) {
        struct reach r = exposure_reach(x, tiny_node(g, rows[i].node));
        if (r.reached != (rows[i].hops > 0) || (int)r.hops != rows[i].hops ||
            r.auth != rows[i].auth)
            fail_msg("%s: %d hops, %s", rows[i].node, (int)r.hops, auths[r.auth].name);
        if (!r.reached)
            continue;
        struct arena *arena = arena_new();
        struct path p = exposure_path(x, tiny_node(g, rows[i].node), arena);
        assert_int_equal(p.hop_count, r.hops);
        assert_int_equal(p.gate, r.auth);
        assert_int_equal(p.rank, r.rank);
        arena_free(arena);
    }
    exposure_free(x);
    graph_free(g);
}

static void the_weakest_way_in_counts(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"internet", 0, AUTH_NONE}, /* it is the internet */
        {"open", 1, AUTH_NONE},    {"f", 2, AUTH_NONE},      {"q", 3, AUTH_NONE},
        {"keyed", 1, AUTH_FUNCKEY}, {"g", 2, AUTH_FUNCKEY},  {"t", 3, AUTH_FUNCKEY},
        {"token", 1, AUTH_JWT},    {"iam", 1, AUTH_IAM},     {"deep", 4, AUTH_NONE},
        {"closed", 0, AUTH_NONE},  {"unsaid", 1, AUTH_UNKNOWN},
    };
    reaches("actor internet\nroute open\nroute keyed\nroute token\nroute iam\nroute closed\n"
            "route unsaid\nfunction f\nfunction g\nfunction deep\nqueue q\ntable t\n"
            "internet -exposes-> open auth=none\n"
            "internet -exposes-> keyed auth=funckey\n"
            "internet -exposes-> token auth=jwt\n"
            "internet -exposes-> iam auth=iam\n"
            "internet -exposes-> closed auth=private\n"
            "internet -exposes-> unsaid\n"
            "open -invokes-> f\nkeyed -invokes-> g\nf -writes-> q\ng -writes-> t\n"
            "g -writes-> q\nq -triggers-> deep\n",
            rows, COUNT(rows));
}

/* Both gates of an edge, and gates on two edges: the strongest is told. */
static void the_strongest_gate_of_that_way_is_told(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"api", 1, AUTH_APIKEY}, {"r", 2, AUTH_JWT}, {"s", 1, AUTH_EASYAUTH}, {"same", 2, AUTH_SAS},
    };
    reaches("actor internet\napi api\nroute r\nroute s\napi mid\nroute same\n"
            "internet -exposes-> api auth=apikey\napi -routes-> r auth=jwt\n"
            "internet -exposes-> s auth=funckey auth-also=easyauth\n"
            "internet -exposes-> mid auth=sas\nmid -routes-> same auth=funckey\n",
            rows, COUNT(rows));
}

static void devices_are_out_there_partners_and_operators_are_not(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"hub", 1, AUTH_SAS},
        {"f", 2, AUTH_SAS},
        {"inbox", 0, AUTH_NONE},
        {"console", 0, AUTH_NONE},
    };
    reaches("actor internet\nactor sensor role=device\nactor acme role=partner\n"
            "actor admin role=operator\nstream hub\nfunction f\nqueue inbox\napi console\n"
            "sensor -exposes-> hub auth=sas\nhub -triggers-> f\n"
            "acme -exposes-> inbox auth=none\nadmin -exposes-> console auth=none\n",
            rows, COUNT(rows));
}

static void code_is_not_taken_over_and_reading_is_not_reach(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"f", 1, AUTH_NONE}, {"app", 0, AUTH_NONE}, {"key", 0, AUTH_NONE}, {"t", 0, AUTH_NONE},
        {"bucket", 0, AUTH_NONE}, /* public to read only */
    };
    reaches("actor internet\nfunction f\napp app\nsecret key\ntable t\nbucket bucket\n"
            "internet -exposes-> f auth=none\nf -hosted-by-> app\nf -uses-> key\nf -reads-> t\n"
            "internet -exposes-> bucket auth=none ops=read\n",
            rows, COUNT(rows));
}

/* Whoever writes the storage of the host has the app, without a flaw in any code. */
/* What anyone may read is told apart from what input gets to: by its policy, by a route that answers with
 * it, and not if code would have to be taken over, or if nobody gets in. */
static void what_anyone_reads_is_told(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"site", 1, AUTH_NONE}, {"book", 2, AUTH_JWT}, {"own", 0, AUTH_NONE}, {"hidden", 0, AUTH_NONE},
    };
    struct graph *g = tiny_graph("actor internet\nbucket site\ntable book\ntable own\ntable hidden\n"
                                 "route r\nroute s\nfunction f\n"
                                 "internet -exposes-> site auth=none ops=read\n"
                                 "internet -exposes-> r auth=jwt\nr -reads-> book\n"
                                 "r -invokes-> f\nf -reads-> own\n"
                                 "internet -exposes-> s auth=private\ns -reads-> hidden\n");
    struct exposure *x = exposure_build(g), *unknown = exposure_unknown(g);
    for (size_t i = 0; i < COUNT(rows); i++) {
        node_id n = tiny_node(g, rows[i].node);
        struct reach r = exposure_read(x, n);
        assert_int_equal(r.reached, rows[i].hops > 0);
        assert_int_equal(r.hops, rows[i].hops);
        assert_int_equal(r.auth, rows[i].auth);
        assert_false(exposure_reach(x, n).reached);
        assert_false(exposure_read(unknown, n).reached);
    }
    exposure_free(unknown);
    exposure_free(x);
    graph_free(g);
}

static void control_by_data_alone_is_reach(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {"host", 1, AUTH_SAS}, {"app", 2, AUTH_SAS}, {"f", 3, AUTH_SAS}, {"t", 4, AUTH_SAS},
    };
    reaches("actor internet\nbucket host\napp app\nfunction f\ntable t\n"
            "internet -exposes-> host auth=sas ops=write\n"
            "app -code-from-> host role=host-storage\nf -hosted-by-> app\nf -writes-> t\n",
            rows, COUNT(rows));
}

static void a_third_party_is_an_entry_of_its_own(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("actor internet\nservice weather external=true\n"
                                 "service sms external=true\nservice ours zone=data\nfunction f\n"
                                 "f -reads-> weather\nf -writes-> sms\nf -reads-> ours\n");
    struct exposure *x = exposure_build(g);
    assert_true(exposure_third_party(x, tiny_node(g, "weather")));
    assert_false(exposure_third_party(x, tiny_node(g, "sms")));
    assert_false(exposure_third_party(x, tiny_node(g, "ours")));
    assert_int_equal(exposure_count(x), 0);
    exposure_free(x);
    graph_free(g);
}

static void only_edges_that_carry_input_are_marked(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("actor internet\nroute r\nfunction f\nqueue q\ntable t\n"
                                 "function h\nsecret s\n"
                                 "internet -exposes-> r auth=none\nr -invokes-> f\nf -writes-> q\n"
                                 "f -reads-> t\nh -writes-> q\nf -uses-> s\n");
    struct exposure *x = exposure_build(g);
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        bool carries = e->from != tiny_node(g, "h") && e->kind != EDGE_READS &&
                       e->kind != EDGE_USES;
        assert_int_equal(exposure_edge(x, (edge_id)i), carries);
    }
    exposure_free(x);
    graph_free(g);
}

/* --- Crossings -------------------------------------------------------------------------------- */

static void crossings_by_kind_of_boundary(void **state)
{
    (void)state;
    static const struct {
        const char *text; /* one edge a -...-> b */
        enum crossing crossing;
        enum crossing_reason reason;
    } rows[] = {
        {"actor a\nroute b\na -exposes-> b\n", CROSSING_OUTER, CROSSING_BY_ACTOR_CLASS},
        {"function a\nservice b external=true\na -writes-> b\n", CROSSING_OUTER,
         CROSSING_BY_ACTOR_CLASS},
        {"route a\nfunction b\na -invokes-> b\n", CROSSING_OUTER, CROSSING_BY_GATEWAY},
        {"function a stage=dev\nfunction b stage=prod\na -invokes-> b\n", CROSSING_OUTER,
         CROSSING_BY_STAGE},
        {"function a stage=dev\nfunction b\na -invokes-> b\n", CROSSING_NONE, CROSSING_BY_NONE},
        {"function a provider=aws\nfunction b provider=azure\na -invokes-> b\n", CROSSING_OUTER,
         CROSSING_BY_PROVIDER},
        {"function a\ntable b network=private\na -reads-> b\n", CROSSING_OUTER,
         CROSSING_BY_NETWORK},
        {"function a\nfunction b\nboundary x class=account\nboundary y class=account\n"
         "a -invokes-> b\na -resides-in-> x\nb -resides-in-> y\n",
         CROSSING_OUTER, CROSSING_BY_ACCOUNT},
        {"function a\nfunction b\nboundary x class=resource-group\n"
         "boundary y class=resource-group\na -invokes-> b\na -resides-in-> x\nb -resides-in-> y\n",
         CROSSING_NONE, CROSSING_BY_NONE},
        {"function a\nqueue b\na -writes-> b\n", CROSSING_INNER, CROSSING_BY_ZONE},
        {"function a\nsecret b\na -uses-> b\n", CROSSING_INNER, CROSSING_BY_ZONE},
        {"function a\ncode b\na -code-from-> b\n", CROSSING_INNER, CROSSING_BY_ZONE},
        {"queue a\nfunction b\na -triggers-> b\n", CROSSING_NONE, CROSSING_BY_NONE},
        {"timer a\nfunction b\na -triggers-> b\n", CROSSING_NONE, CROSSING_BY_NONE},
        {"function a\nfunction b\napp x\napp y\n"
         "a -invokes-> b\na -hosted-by-> x\nb -hosted-by-> y\n",
         CROSSING_INNER, CROSSING_BY_APP},
        {"function a\nfunction b\napp x\na -invokes-> b\na -hosted-by-> x\nb -hosted-by-> x\n",
         CROSSING_NONE, CROSSING_BY_NONE},
        {"function a\napp b\na -hosted-by-> b\n", CROSSING_NONE, CROSSING_BY_NONE},
        {"function a\nboundary b\na -resides-in-> b\n", CROSSING_NONE, CROSSING_BY_NONE},
        /* Drawn by hand. */
        {"zone partner-x kind=partner\nfunction a\nqueue b zone=partner-x\na -writes-> b\n",
         CROSSING_OUTER, CROSSING_BY_ACTOR_CLASS},
        {"zone dmz\nfunction a zone=dmz\nfunction b\na -invokes-> b\n", CROSSING_INNER,
         CROSSING_BY_ZONE},
        {"zone dmz parent=gateway\nfunction a zone=dmz\nfunction b\na -invokes-> b\n",
         CROSSING_OUTER, CROSSING_BY_GATEWAY},
        {"service a zone=code\nfunction b\na -invokes-> b\n", CROSSING_NONE, CROSSING_BY_NONE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct graph *g = tiny_graph(rows[i].text);
        node_id a = tiny_node(g, "a"), b = tiny_node(g, "b");
        struct edge_list out = graph_out(g, a);
        enum crossing_reason reason = CROSSING_REASON_COUNT;
        enum crossing crossing = CROSSING_NONE;
        for (size_t k = 0; k < out.count; k++)
            if (graph_edge_at(g, out.ids[k])->to == b)
                crossing = crossing_of_edge(g, out.ids[k], &reason);
        if (crossing != rows[i].crossing || reason != rows[i].reason)
            fail_msg("%s%s crossing by '%s'", rows[i].text, crossing_names[crossing],
                     crossing_reason_texts[reason]);
        graph_free(g);
    }
}

static void all_crossings_at_once_are_the_same(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        uint64_t at = seed;
        struct buf text = {0};
        random_graph(&at, 24, 60, &text);
        struct graph *g = tiny_graph(text.ptr);
        uint8_t *all = crossings_of_all(g);
        for (edge_id e = 1; e <= graph_edge_count(g); e++)
            assert_int_equal(all[e], crossing_of_edge(g, e, NULL));
        mem_free(all);
        graph_free(g);
        buf_release(&text);
    }
}

static void zones_that_lie_in_themselves_end(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("zone x parent=y\nzone y parent=x\nfunction f zone=x\n");
    assert_int_equal(crossing_zone(g, tiny_node(g, "f")), ZONE_CUSTOM);
    graph_free(g);
}

/* --- Figures ---------------------------------------------------------------------------------- */

static void figures_are_counted(void **state)
{
    (void)state;
    struct graph *g =
        tiny_graph("actor internet\nroute r\nroute open\nfunction f\nfunction g\n"
                   "queue q external=true\napp app\nsecret shared\nsecret once\nsecret dead\n"
                   "service w external=true\n"
                   "internet -exposes-> r auth=funckey\n"
                   "internet -exposes-> open auth=none\n"
                   "internet -exposes-> q\n"
                   "r -invokes-> f\nopen -invokes-> g\n"
                   "f -uses-> shared\ng -uses-> shared\n"
                   "g -uses-> once id=0\ng -uses-> once id=1\napp -uses-> dead\n"
                   "app -uses-> once\nf -reads-> w ev=code\n");
    struct exposure *x = exposure_build(g);
    struct stats s;
    stats_count(g, x, &s);
    assert_int_equal(s.nodes, 11);
    assert_int_equal(s.edges, 12);
    assert_int_equal(s.external, 2);
    assert_int_equal(s.node_kinds[NODE_FUNCTION], 2);
    assert_int_equal(s.edge_kinds[EDGE_USES], 6);
    assert_int_equal(s.evidence[EVIDENCE_CODE], 1);
    assert_int_equal(s.entries[AUTH_FUNCKEY], 1);
    assert_int_equal(s.entries[AUTH_NONE], 1);
    assert_int_equal(s.entries[AUTH_ABSENT], 1);
    assert_int_equal(s.third_party_entries, 1);
    assert_int_equal(s.reached, 5);
    assert_int_equal(s.reach[AUTH_NONE], 2);
    assert_int_equal(s.reach[AUTH_FUNCKEY], 2);
    assert_int_equal(s.reach[AUTH_UNKNOWN], 1);
    assert_int_equal(s.functions_reached, 2);
    assert_int_equal(s.functions_open, 1);
    assert_int_equal(s.secrets_shared, 1);
    assert_int_equal(s.secrets_unused, 1);
    assert_int_equal(stats_secret_users(g, tiny_node(g, "shared")), 2);
    assert_int_equal(stats_secret_users(g, tiny_node(g, "once")), 1);
    assert_int_equal(stats_secret_users(g, tiny_node(g, "dead")), 0);
    assert_int_equal(s.outer, 6); /* three entries, two routes, the third party */
    assert_int_equal(s.inner, 6); /* the secrets */
    exposure_free(x);
    graph_free(g);
}

/* Nobody waits for it: it ends at once, and what there is can be asked and freed. */
static void stopped(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    struct exposure *x;
    atomic_bool stop;

    (void)state;
    atomic_init(&stop, true);
    stop_watch(&stop);
    x = exposure_build(g);
    stop_watch(NULL);
    assert_false(exposure_known(x));
    assert_int_equal(exposure_count(x), 0);
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        assert_false(exposure_reach(x, n).reached);
        assert_false(exposure_read(x, n).reached);
    }
    exposure_free(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stopped),
        cmocka_unit_test(the_weakest_way_in_counts),
        cmocka_unit_test(the_strongest_gate_of_that_way_is_told),
        cmocka_unit_test(devices_are_out_there_partners_and_operators_are_not),
        cmocka_unit_test(code_is_not_taken_over_and_reading_is_not_reach),
        cmocka_unit_test(what_anyone_reads_is_told),
        cmocka_unit_test(control_by_data_alone_is_reach),
        cmocka_unit_test(a_third_party_is_an_entry_of_its_own),
        cmocka_unit_test(only_edges_that_carry_input_are_marked),
        cmocka_unit_test(crossings_by_kind_of_boundary),
        cmocka_unit_test(all_crossings_at_once_are_the_same),
        cmocka_unit_test(zones_that_lie_in_themselves_end),
        cmocka_unit_test(figures_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
