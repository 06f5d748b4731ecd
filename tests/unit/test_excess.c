/* SPDX-License-Identifier: MIT */
/* The privilege gap: every folder of tests/golden/excess is read as a user would have it and told as
 * text, with the narrowed policies behind it (`expected`; FAASMAP_GOLDEN=write rewrites it). The
 * checker agrees with every narrowed policy and rejects those that are made wrong here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "excess_case.h"
#include "excess_out.h"
#include "excess_parts.h"
#include "golden.h"

#define FOLDER "tests/golden/excess/"

static void test_texts(void **state)
{
    static const char *const names[] = {"orders", "conditions", "narrow",
                                        "ends", "handed", "indexes", "documents",
                                        "machines"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct excess_case t = excess_case_open("excess", names[i]);
        struct buf out = {0}, why = {0};
        excess_case_text(&t, &out);
        for (size_t k = 0; k < excess_count(t.aws); k++) {
            buf_putc(&out, '\n');
            buf_add(&out, graph_node_at(t.g, excess_at(t.aws, k)->identity)->name);
            buf_putc(&out, '\n');
            buf_add(&out, excess_at(t.aws, k)->narrowed);
        }
        char path[200];
        snprintf(path, sizeof path, FOLDER "%s/expected", names[i]);
        golden_text(path, buf_str(&out));
        if (!excess_verify(t.aws, &why))
            fail_msg("%s", why.ptr);
        buf_release(&out);
        buf_release(&why);
        excess_case_close(&t);
    }
}

static const struct excess_identity *identity(const struct excess_case *t, const char *name)
{
    for (size_t k = 0; k < excess_count(t->aws); k++)
        if (str_is(graph_node_at(t->g, excess_at(t->aws, k)->identity)->name, name))
            return excess_at(t->aws, k);
    fail_msg("no %s", name);
    return NULL;
}

static void test_checker_rejects(void **state)
{
    static const struct {
        const char *policy, *why;
    } rows[] = {
        {"", "leaves out what is needed"},
        {"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sqs:*\","
         "\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Action\":[\"dynamodb:*\",\"logs:*\"],"
         "\"Resource\":\"*\"}]}",
         "gives what was not given"},
        {"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
         "\"Action\":[\"dynamodb:PutItem\"],\"Resource\":\"arn:aws:dynamodb:*:*:table/orders\"}]}",
         "leaves out what is needed"},
        {"no policy", "cannot be read"},
    };
    struct excess_case t = excess_case_open("excess", "orders");
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf why = {0};
        if (excess_verify_policy(t.aws, identity(&t, "PlaceOrderRole"), str_from(rows[i].policy), &why))
            fail_msg("accepted: %s", rows[i].policy);
        if (!strstr(why.ptr, rows[i].why))
            fail_msg("%s: %s", rows[i].policy, why.ptr);
        buf_release(&why);
    }
    excess_case_close(&t);
}

/* What narrowing closes is seen by walking again, and the statement that matters is named. */
static void test_what_matters(void **state)
{
    struct excess_case t = excess_case_open("excess", "orders");
    const struct excess_identity *i = identity(&t, "PlaceOrderRole");
    (void)state;
    assert_true(excess_all(t.aws).jewels == 1);      /* users */
    assert_true(i->from_internet.jewels == 1);
    assert_true(i->statements[0].matters);         /* dynamodb:* on * */
    assert_false(i->statements[1].matters);        /* sqs:SendMessage, which is needed */
    assert_int_equal(i->statements[1].unused_count, 0);
    assert_int_equal(identity(&t, "WorkerRole")->statements[0].unused_count, 0);
    excess_case_close(&t);
}

/* --- Wrong figures ---------------------------------------------------------------------------- */

static void is_wrong(const struct excess_case *t, const char *reason)
{
    struct buf why = {0};
    if (excess_verify(t->aws, &why))
        fail_msg("accepted: %s", reason);
    if (!strstr(why.ptr, reason))
        fail_msg("%s instead of %s", why.ptr, reason);
    buf_release(&why);
}

static size_t cut_to(const struct excess_case *t, const char *name)
{
    for (size_t k = 0; k < t->aws->cut_count; k++)
        if (str_is(graph_node_at(t->g, graph_edge_at(t->g, t->aws->cuts[k].edge)->to)->id, name))
            return k;
    fail_msg("nothing is cut to %s", name);
    return 0;
}

static void test_wrong_figures(void **state)
{
    struct excess_case t = excess_case_open("excess", "orders");
    struct excess_identity *i = &t.aws->items[0];
    (void)state;
    assert_true(str_is(graph_node_at(t.g, i->identity)->name, "PlaceOrderRole"));
    t.aws->all.nodes++;
    is_wrong(&t, "wrong figures");
    t.aws->all.nodes--;
    i->from_internet.jewels--;
    is_wrong(&t, "wrong figures");
    i->from_internet.jewels++;
    i->if_taken.nodes--;
    is_wrong(&t, "wrong figures");
    i->if_taken.nodes++;
    i->statements[0].matters = false;
    is_wrong(&t, "another statement matters besides those that are said to");
    i->statements[0].matters = true;
    i->statements[1].matters = true; /* sqs:SendMessage on the queue that it is needed for */
    is_wrong(&t, "a statement is said to matter that does not");
    i->statements[1].matters = false;
    size_t cuts = t.aws->cut_count;
    t.aws->cut_count = cut_to(&t, "aws:any:dynamodb"); /* less is taken away than is counted */
    is_wrong(&t, "wrong figures");
    t.aws->cut_count = cuts;
    excess_case_close(&t);
}

/* What is taken away, though the narrowed policy or another statement gives it. */
static void test_wrong_cuts(void **state)
{
    struct excess_case t = excess_case_open("excess", "narrow");
    struct excess_identity *i = &t.aws->items[0];
    struct str narrowed = i->narrowed;
    struct buf why = {0};
    (void)state;
    if (!excess_verify(t.aws, &why))
        fail_msg("%s", why.ptr);
    struct excess_cut *cut = &t.aws->cuts[cut_to(&t, "aws:template.yaml:table:Users")];
    assert_int_equal(cut->count, 1);
    cut->count = 0;
    is_wrong(&t, "a statement gives what is said to come from others");
    cut->count = 1;
    struct arena *arena = arena_new();
    i->narrowed = ARENA_JOIN(arena, STR("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                        "\"Action\":\"dynamodb:GetItem\",\"Resource\":"
                                        "\"arn:aws:dynamodb:*:*:table/users\"}]}"));
    assert_false(excess_check_figures(t.aws, &why));
    assert_non_null(strstr(why.ptr, "narrowing takes away what the narrowed policy gives"));
    buf_reset(&why);
    i->narrowed = ARENA_JOIN(arena, STR("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                        "\"Action\":\"lambda:UpdateFunctionCode\",\"Resource\":\"*\"}]}"));
    assert_false(excess_check_figures(t.aws, &why));
    assert_non_null(strstr(why.ptr, "a privilege path is said to be closed that is left"));
    i->narrowed = narrowed;
    buf_release(&why);
    arena_free(arena);
    excess_case_close(&t);
}

/* One of two paths to the same function is needed: it stays, whatever the other one loses. */
static void test_paths_that_stay(void **state)
{
    struct excess_case t = excess_case_open("excess", "narrow");
    (void)state;
    for (size_t k = 0; k < t.aws->cut_count; k++) {
        const struct edge *e = graph_edge_at(t.g, t.aws->cuts[k].edge);
        assert_false(e->kind == EDGE_CONTROLS && str_is(graph_node_at(t.g, e->to)->name, "Target"));
    }
    cut_to(&t, "aws:template.yaml:function:Other"); /* nothing else leads there */
    excess_case_close(&t);
}

/* The same action is needed on one thing, and given on another one as well: the path to that one is closed
 * though the action stays, and what lies behind it is lost. */
static void test_ends_of_paths(void **state)
{
    struct excess_case t = excess_case_open("excess", "ends");
    const struct excess_identity *i = identity(&t, "flow-role");
    struct buf why = {0};
    (void)state;
    for (size_t k = 0; k < t.aws->cut_count; k++)
        assert_false(str_is(graph_node_at(t.g, graph_edge_at(t.g, t.aws->cuts[k].edge)->to)->id,
                            "aws:template.yaml:compute:Site"));
    struct excess_cut *cut = &t.aws->cuts[cut_to(&t, "aws:template.yaml:compute:Export")];
    assert_int_equal(i->if_taken.jewels, 1); /* users, which only the other one reads */
    assert_int_equal(i->if_taken.nodes, 3);  /* with the project and its role */
    for (edge_id e = 1; e <= graph_edge_count(t.g); e++) {
        const struct edge *edge = graph_edge_at(t.g, e);
        if (edge->kind == EDGE_CONTROLS && edge->from == i->identity &&
            str_is(graph_node_at(t.g, edge->to)->id, "aws:template.yaml:compute:Site"))
            cut->edge = e;
    }
    assert_false(excess_check_figures(t.aws, &why));
    assert_non_null(strstr(why.ptr, "a privilege path is said to be closed that is left"));
    buf_release(&why);
    excess_case_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_checker_rejects),
        cmocka_unit_test(test_what_matters),
        cmocka_unit_test(test_wrong_figures),
        cmocka_unit_test(test_wrong_cuts),
        cmocka_unit_test(test_paths_that_stay),
        cmocka_unit_test(test_ends_of_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
