/* SPDX-License-Identifier: MIT */
/* The privilege gap: every folder of tests/golden/excess is read as a user would have it and told as
 * text, with the narrowed policies behind it (`expected`; FAASMAP_GOLDEN=write rewrites it). The
 * checker agrees with every narrowed policy and rejects those that are made wrong here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "excess_out.h"
#include "golden.h"

#define FOLDER "tests/golden/excess/"

struct told {
    struct graph *g;
    struct jewels *jewels;
    struct excess *x;
};

static struct told open_case(const char *name)
{
    char path[200];
    struct told t;
    snprintf(path, sizeof path, FOLDER "%s", name);
    t.g = golden_import(path);
    assert_int_equal(diags_errors(graph_diags(t.g)), 0);
    t.jewels = jewels_find(t.g, NULL, NULL, 0, NULL);
    t.x = excess_find(t.g, t.jewels);
    return t;
}

static void close_case(struct told *t)
{
    excess_free(t->x);
    jewels_free(t->jewels);
    graph_free(t->g);
}

static void compare(const char *name, struct str got)
{
    char path[200];
    const char *mode = getenv("FAASMAP_GOLDEN");
    struct buf want = {0};
    snprintf(path, sizeof path, FOLDER "%s/expected", name);
    if (mode && strcmp(mode, "write") == 0) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        fwrite(got.ptr, 1, got.len, f);
        fclose(f);
    }
    golden_read(path, &want);
    if (!str_eq(got, buf_str(&want)))
        fail_msg("%s differs; got:\n%.*s", path, (int)got.len, got.ptr);
    buf_release(&want);
}

static void test_texts(void **state)
{
    static const char *const names[] = {"orders", "conditions"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct told t = open_case(names[i]);
        const struct str none = STR("none");
        const struct rule_options no_rules = {.only = {&none, 1}};
        struct findings *leftovers = findings_find(t.g, &no_rules);
        struct buf out = {0}, why = {0};
        excess_text(&out, t.x, leftovers);
        for (size_t k = 0; k < excess_count(t.x); k++) {
            buf_putc(&out, '\n');
            buf_add(&out, graph_node_at(t.g, excess_at(t.x, k)->identity)->name);
            buf_putc(&out, '\n');
            buf_add(&out, excess_at(t.x, k)->narrowed);
        }
        compare(names[i], buf_str(&out));
        if (!excess_verify(t.x, &why))
            fail_msg("%s", why.ptr);
        findings_free(leftovers);
        buf_release(&out);
        buf_release(&why);
        close_case(&t);
    }
}

static const struct excess_identity *identity(const struct told *t, const char *name)
{
    for (size_t k = 0; k < excess_count(t->x); k++)
        if (str_is(graph_node_at(t->g, excess_at(t->x, k)->identity)->name, name))
            return excess_at(t->x, k);
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
    struct told t = open_case("orders");
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf why = {0};
        if (excess_verify_policy(t.x, identity(&t, "PlaceOrderRole"), str_from(rows[i].policy), &why))
            fail_msg("accepted: %s", rows[i].policy);
        if (!strstr(why.ptr, rows[i].why))
            fail_msg("%s: %s", rows[i].policy, why.ptr);
        buf_release(&why);
    }
    close_case(&t);
}

/* What narrowing closes is seen by walking again, and the statement that matters is named. */
static void test_what_matters(void **state)
{
    struct told t = open_case("orders");
    const struct excess_identity *i = identity(&t, "PlaceOrderRole");
    (void)state;
    assert_true(excess_all(t.x).jewels == 1);      /* users */
    assert_true(i->from_internet.jewels == 1);
    assert_true(i->statements[0].matters);         /* dynamodb:* on * */
    assert_false(i->statements[1].matters);        /* sqs:SendMessage, which is needed */
    assert_int_equal(i->statements[1].unused_count, 0);
    assert_int_equal(identity(&t, "WorkerRole")->statements[0].unused_count, 0);
    close_case(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_checker_rejects),
        cmocka_unit_test(test_what_matters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
