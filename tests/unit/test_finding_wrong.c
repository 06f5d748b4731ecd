/* SPDX-License-Identifier: MIT */
/* Findings that claim what is not so, each of which the checker must reject for its reason; and ways of
 * strangers that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "exposure_parts.h"
#include "finding.h"
#include "mem.h"
#include "query.h"
#include "tiny_graph.h"

/* An open route to a function that reads and may write a sensitive table; a role for everything. */
static const char open_door[] =
    "actor internet\napi a\nroute r\nroute x\nfunction f\nfunction g\nidentity i\n"
    "table t sensitivity=3\n"
    "internet -exposes-> r auth=none\ninternet -exposes-> x auth=jwt\na -routes-> r auth=none\n"
    "a -routes-> x auth=jwt\nr -invokes-> f\nx -invokes-> g\nf -reads-> t ev=code conf=90\n"
    "f -runs-as-> i\ni -grants-> t ops=read,write ev=policy\n";

struct suite {
    struct graph *g;
    struct findings *all;
    struct finding_checker *checker;
};

static struct suite suite_of(const char *text)
{
    struct suite s = {.g = tiny_graph(text)};
    const struct rule_options options = {.today = {2026, 11, 23}, .verify = true};
    struct buf why = {0};
    s.all = findings_find(s.g, &options);
    s.checker = finding_checker_new(s.all);
    if (!findings_verify(s.all, &why))
        fail_msg("refuted: %s", why.ptr);
    buf_release(&why);
    return s;
}

static void suite_end(struct suite *s)
{
    finding_checker_free(s->checker);
    findings_free(s->all);
    graph_free(s->g);
}

static struct finding finding_of(const struct suite *s, const char *rule)
{
    for (size_t i = 0; i < findings_count(s->all); i++)
        if (strcmp(findings_at(s->all, i)->rule->id, rule) == 0)
            return *findings_at(s->all, i);
    fail_msg("no finding of %s", rule);
    abort();
}

static void rejected(const struct suite *s, const struct finding *f, const char *reason)
{
    struct buf why = {0};
    if (finding_checker_try(s->checker, f, &why))
        fail_msg("not rejected: %s", reason);
    if (str_find(buf_str(&why), str_from(reason)) == STR_NPOS)
        fail_msg("%s instead of %s", why.ptr, reason);
    buf_release(&why);
}

/* --- What it names ---------------------------------------------------------------------------- */

static void test_wrong_names(void **state)
{
    (void)state;
    struct suite s = suite_of(open_door);
    const struct finding right = finding_of(&s, "FW-002");
    struct finding f = right;
    assert_true(f.other_count == 1 && f.path.hop_count > 0);

    f.rule = &rules[rule_count];
    rejected(&s, &f, "its rule was not asked");
    f = right;
    f.rule = rule_find_id(STR("FW-001"));
    rejected(&s, &f, "its fingerprint is not that of its rule and ids");
    f = right;
    f.question = true;
    rejected(&s, &f, "its fingerprint is not that of its rule and ids");
    f = right;
    f.subject = (node_id)graph_node_count(s.g) + 1;
    rejected(&s, &f, "its node does not exist");
    f.subject = 0;
    rejected(&s, &f, "its node does not exist");
    f.subject = tiny_node(s.g, "x");
    rejected(&s, &f, "its fingerprint is not that of its rule and ids");
    f = right;
    node_id others[] = {right.others[0], right.others[0], (node_id)graph_node_count(s.g) + 1};
    f.others = others;
    f.other_count = f.named = 2;
    rejected(&s, &f, "it names a node twice");
    f.rising = false;
    rejected(&s, &f, "it names a node twice");
    f.other_count = 1;
    rejected(&s, &f, "it names fewer nodes than it says");
    others[1] = others[2];
    f.other_count = f.named = 2;
    rejected(&s, &f, "a node that it names does not exist");
    f = right;
    f.edge = (edge_id)graph_edge_count(s.g) + 1;
    rejected(&s, &f, "its edge does not exist");
    f = right;
    f.fix = STR_NONE;
    rejected(&s, &f, "it says nothing");
    f = right;
    f.confidence = 101;
    rejected(&s, &f, "its severity or confidence is none");
    f = right;
    f.severity = SEVERITY_COUNT;
    rejected(&s, &f, "its severity or confidence is none");
    suite_end(&s);
}

/* --- Its path --------------------------------------------------------------------------------- */

/* A finding whose path may be written to. */
struct own {
    struct finding f;
    struct path_hop all[16], *hops[16];
};

static void own_of(struct own *o, const struct finding *right)
{
    o->f = *right;
    assert_true(right->path.hop_count <= 16);
    for (size_t i = 0; i < right->path.hop_count; i++) {
        o->all[i] = *right->path.hops[i];
        o->hops[i] = &o->all[i];
    }
    o->f.path.hops = o->hops;
}

static void test_wrong_paths(void **state)
{
    (void)state;
    struct suite s = suite_of(open_door);
    const struct finding right = finding_of(&s, "FW-002"), way = finding_of(&s, "FW-001");
    struct own o;
    size_t last = right.path.hop_count - 1;
    assert_non_null(right.asked);
    assert_null(way.asked);

    own_of(&o, &right);
    o.hops[last]->edge = (edge_id)graph_edge_count(s.g) + 1;
    rejected(&s, &o.f, "a hop is none of the graph");
    own_of(&o, &right);
    o.hops[0]->edge = graph_between(s.g, EDGE_EXPOSES, tiny_node(s.g, "internet"), tiny_node(s.g, "x"));
    rejected(&s, &o.f, "its rule does not fire"); /* the gate is not passed */
    own_of(&o, &right);
    o.hops[last]->to = tiny_node(s.g, "g");
    rejected(&s, &o.f, "its rule leads elsewhere");
    own_of(&o, &right);
    o.f.path.hops = o.hops + 1; /* the first hop is missing */
    o.f.path.hop_count--;
    rejected(&s, &o.f, "it does not begin at a start fact of the seat");
    own_of(&o, &right);
    o.f.path.hop_count--; /* and the last */
    rejected(&s, &o.f, "the path ends elsewhere");
    own_of(&o, &right);
    o.hops[last]->confidence = 100;
    rejected(&s, &o.f, "its figures are not those of its rule");
    own_of(&o, &right);
    o.hops[0]->sentence = STR("internet is kept out");
    rejected(&s, &o.f, "the sentence of a hop is not that of its rule");
    own_of(&o, &right);
    o.hops[0]->where.line++;
    rejected(&s, &o.f, "the place of a hop is not that of its edge");
    own_of(&o, &right);
    o.f.path.effort++;
    rejected(&s, &o.f, "effort or gate of the path are wrong");
    own_of(&o, &right);
    o.f.path.confidence = 100;
    rejected(&s, &o.f, "the path is surer than its hops");
    own_of(&o, &right);
    o.f.confidence = 100;
    rejected(&s, &o.f, "it is surer than its path");

    own_of(&o, &right);
    o.f.asked = NULL; /* strangers' bytes go on without anything being taken over: code is not */
    rejected(&s, &o.f, "its rule does not fire");
    own_of(&o, &way);
    o.f.path = right.path;
    o.f.path.hop_count = 0;
    struct buf why = {0};
    assert_true(finding_checker_try(s.checker, &o.f, &why)); /* says nothing of a way */
    suite_end(&s);
}

/* The same path as the answer to another question: somebody else's, or one with other assumptions. */
static void test_wrong_questions(void **state)
{
    (void)state;
    struct suite s = suite_of("actor internet\nroute r\nfunction f\nfunction g\nidentity i\n"
                              "table t sensitivity=3\ninternet -exposes-> r auth=none\n"
                              "r -invokes-> f\nf -reads-> t ev=code conf=90\nf -runs-as-> i\n"
                              "i -grants-> t ops=read,write ev=policy\n");
    const struct finding right = finding_of(&s, "FW-002");
    struct path_question q;
    struct seat seat;
    struct finding f = right;
    struct buf why = {0};
    assert_non_null(right.asked);
    f.asked = &q;
    q = *right.asked; /* his own, in other words */
    seat = seat_of(SEAT_ANONYMOUS, 0);
    q.seat = &seat;
    assert_true(finding_checker_try(s.checker, &f, &why));
    buf_release(&why);

    seat = seat_of(SEAT_COMPROMISED, tiny_node(s.g, "f"));
    rejected(&s, &f, "it does not begin at a start fact of the seat");
    while (f.path.hop_count && (f.path.hops[0]->from != seat.parts[0].node ||
                                f.path.hops[0]->from_state != STATE_CONTROL))
        f.path.hops++, f.path.hop_count--;
    assert_true(f.path.hop_count > 0);
    rejected(&s, &f, "effort or gate of the path are wrong"); /* it begins right, but was longer */
    seat = seat_of(SEAT_COMPROMISED, tiny_node(s.g, "g")); /* the last question is not kept */
    rejected(&s, &f, "it does not begin at a start fact of the seat");
    f = right;
    f.asked = &q;
    seat = seat_of(SEAT_ANONYMOUS, 0);
    q.mode = MODE_FLOW;
    rejected(&s, &f, "its rule does not fire");
    suite_end(&s);
}

static void test_a_path_of_another_finding(void **state)
{
    (void)state;
    struct suite s = suite_of("actor internet\nroute r\nroute z\nfunction f\nfunction h\n"
                              "internet -exposes-> r auth=none\ninternet -exposes-> z auth=none\n"
                              "r -invokes-> f\nz -invokes-> h\n");
    struct finding found[2];
    size_t count = 0;
    for (size_t i = 0; i < findings_count(s.all); i++)
        if (strcmp(findings_at(s.all, i)->rule->id, "FW-001") == 0 && count < 2)
            found[count++] = *findings_at(s.all, i);
    assert_int_equal(count, 2);
    found[0].path = found[1].path;
    rejected(&s, &found[0], "its path passes none of its nodes");
    suite_end(&s);
}

/* --- The ways of strangers -------------------------------------------------------------------- */

static void refuted(const struct exposure *x, const char *reason)
{
    struct buf why = {0};
    if (exposure_verify(x, &why))
        fail_msg("not rejected: %s", reason);
    if (str_find(buf_str(&why), str_from(reason)) == STR_NPOS)
        fail_msg("%s instead of %s", why.ptr, reason);
    buf_release(&why);
}

static void test_wrong_exposure(void **state)
{
    (void)state;
    struct graph *g = tiny_graph(open_door);
    struct exposure *x = exposure_build(g);
    struct buf why = {0};
    assert_true(exposure_verify(x, &why));
    node_id f = tiny_node(g, "f"), gg = tiny_node(g, "g"), i = tiny_node(g, "i");
    vertex_id at = x->best[f];
    uint8_t rank = x->search->rank[at];

    x->best[f] = VERTEX_NONE;
    refuted(x, "input(f): there is a way in");
    x->best[f] = x->best[gg]; /* that of another node */
    refuted(x, "input(f): there is a weaker way in");
    x->best[f] = at;
    x->best[i] = at;
    refuted(x, "input(i): there is no way in");
    x->best[i] = VERTEX_NONE;
    x->search->rank[at] = RANK_NONE;
    refuted(x, "input(f): it is reached");
    x->search->rank[at] = AUTH_CLASS_TOKEN;
    refuted(x, "input(f): its gate, effort, hops or confidence is another one");
    x->search->rank[at] = rank;
    x->search->hops[at]++;
    refuted(x, "input(f): its gate, effort, hops or confidence is another one");
    x->search->hops[at]--;
    assert_true(exposure_verify(x, &why));
    exposure_free(x);
    graph_free(g);
    buf_release(&why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_names),
        cmocka_unit_test(test_wrong_paths),
        cmocka_unit_test(test_wrong_questions),
        cmocka_unit_test(test_a_path_of_another_finding),
        cmocka_unit_test(test_wrong_exposure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
