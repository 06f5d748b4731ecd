/* SPDX-License-Identifier: MIT */
/* test_judged.c - findings in the orders of the views say what a look at each of them says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "judged.h"
#include "mem.h"

static struct graph *g;
static struct findings *all;

/* Some are decided, so that there are all three sorts. */
static int setup(void **state)
{
    const struct rule_options today = {.today = {2026, 11, 1}};

    (void)state;
    g = golden_import("samples/waste-management");
    all = findings_find(g, &today);
    for (size_t i = 0; i < findings_count(all); i += 5)
        findings_set_known(all, i);
    for (size_t i = 1; i < findings_count(all); i += 7)
        findings_suppress(all, i, STR("accepted"));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    findings_free(all);
    graph_free(g);
    return 0;
}

static void test_order(void **state)
{
    struct judged *j = judged_new(all, graph_node_count(g));
    uint8_t *seen = mem_zalloc(findings_count(all) + 1, 1);
    size_t group = 0, open = 0;
    int last = FINDING_OPEN;

    (void)state;
    assert_int_equal(j->count, findings_count(all));
    for (uint32_t i = 0; i < j->count; i++) {
        const struct finding *f = findings_at(all, j->order[i]);
        int standing = (int)finding_standing(f);
        assert_false(seen[j->order[i]]++);
        assert_true(standing >= last);
        last = standing;
        open += standing == FINDING_OPEN;
        assert_int_equal(j->subject[i], f->subject);
        assert_int_equal(j->in_part[i], f->part.len > 0);
        if (i == j->groups[group].first + j->groups[group].count)
            group++;
        assert_ptr_equal(j->groups[group].rule, f->rule);
        assert_int_equal(j->groups[group].standing, standing);
        assert_int_equal(j->groups[group].severity, f->severity);
    }
    assert_int_equal(group + 1, j->group_count);
    assert_int_equal(last, FINDING_QUIET);
    assert_int_equal(j->open, open);
    for (size_t i = 1; i < j->group_count; i++) { /* no group is there twice */
        const struct judged_group *a = &j->groups[i - 1], *b = &j->groups[i];
        assert_true(a->standing < b->standing || a->severity > b->severity ||
                    strcmp(a->rule->id, b->rule->id) < 0);
    }
    mem_free(seen);
    judged_free(j);
}

static void test_nodes(void **state)
{
    struct judged *j = judged_new(all, graph_node_count(g));
    bool any = false;

    (void)state;
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        struct judged_list list = judged_about(j, n);
        size_t at = 0;
        bool grave = false;
        for (uint32_t i = 0; i < findings_count(all); i++) {
            const struct finding *f = findings_at(all, i);
            enum finding_standing standing = finding_standing(f);
            if (f->subject != n || standing == FINDING_QUIET)
                continue;
            assert_true(at < list.count);
            assert_int_equal(list.ones[at].finding, i);
            assert_int_equal(list.ones[at].standing, standing);
            assert_int_equal(list.ones[at].severity, f->severity);
            assert_ptr_equal(&rules[list.ones[at].rule], f->rule);
            at++;
            grave = grave || (standing == FINDING_OPEN && f->severity >= SEVERITY_HIGH);
        }
        assert_int_equal(at, list.count);
        assert_int_equal(j->grave[n], grave);
        any = any || grave;
    }
    assert_true(any);
    judged_free(j);
    assert_int_equal(judged_about(NULL, 1).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_nodes),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
