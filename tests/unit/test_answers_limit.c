/* SPDX-License-Identifier: MIT */
/* The JSON answer with a budget of hops that a test can reach: beyond it paths are left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#define LIMIT_PATH_HOPS 6u /* the first three paths: 1 + 2 + 3 hops */
#include "answers_json.c"

#include "tiny_graph.h"

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)); at++)
        count++;
    return count;
}

static void paths_beyond_the_budget_are_left_out(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("actor internet\nfunction a\nfunction b\nfunction c\nfunction d\n"
                                 "internet -exposes-> a auth=none\na -invokes-> b\n"
                                 "b -invokes-> c\nc -invokes-> d\n");
    struct seat seat = seat_of(SEAT_ANONYMOUS, 0);
    struct path_question q = {.seat = &seat, .mode = MODE_FLOW};
    struct path_answer *a = paths_from(g, &q);
    struct buf out = {0};
    paths_json(&out, a, &(struct paths_form){0});
    assert_int_equal(count_of(out.ptr, "\"node\":"), 4);
    assert_int_equal(count_of(out.ptr, "\"path\":"), 3);
    assert_int_equal(count_of(out.ptr, "\"path_omitted\": true"), 1);
    assert_int_equal(count_of(out.ptr, "\"hops\": 4"), 1); /* the figures stay */
    buf_release(&out);
    path_answer_free(a);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_beyond_the_budget_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
