/* SPDX-License-Identifier: MIT */
/* test_detail_edges.c - what comes in and goes out in the details: order, and nodes with very many lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "detail_edges.h"
#include "explorer.h"
#include "tiny_graph.h"

/* A queue that so many functions write and that starts one. */
static struct graph *hub(int writers)
{
    struct buf text = {0};
    struct graph *g;

    buf_puts(&text, "queue orders\nfunction reader\norders -triggers-> reader\n");
    for (int i = writers; i > 0; i--) {
        buf_printf(&text, "function f%d\n", i);
        buf_printf(&text, "f%d -writes-> orders auth=sas\n", i);
    }
    g = tiny_graph(text.ptr);
    buf_release(&text);
    return g;
}

static void show(int writers, const char *keys, struct buf *out)
{
    const struct explorer_options options = {
        .kind = &term_memory,
        .term = {.depth = DEPTH_256, .rows = 40, .cols = 60, .sync_fd = -1},
    };
    struct graph *g = hub(writers);
    struct buf script = {0}, why = {0};

    buf_reset(out);
    buf_printf(&script, "goto orders\nkeys gd\nkeys %s\nscreen\n", keys);
    assert_int_equal(explorer_script(&options, g, buf_str(&script), out, &why), 0);
    assert_int_equal(why.len, 0);
    buf_release(&script);
    buf_release(&why);
    graph_free(g);
}

static void has_in_order(const struct buf *out, const char *first, const char *then)
{
    const char *at = strstr(out->ptr, first);

    if (!at || !strstr(at, then))
        fail_msg("not \"%s\" and then \"%s\" in\n%s", first, then, out->ptr);
}

static void test_few_by_name_with_evidence(void **state)
{
    struct buf out = {0};

    (void)state;
    show(11, "j", &out);
    has_in_order(&out, "writes f1 ", "writes f2 ");
    has_in_order(&out, "writes f2 ", "gate sas");
    has_in_order(&out, "writes f2 ", "tiny:");
    show(11, "<PgDn>", &out);
    has_in_order(&out, "writes f9 ", "writes f10 ");
    buf_release(&out);
}

/* One line each; the cursor rests on every one, and Enter goes to the other end. */
static void test_many_in_a_line_each(void **state)
{
    struct buf out = {0};
    char head[32];

    (void)state;
    snprintf(head, sizeof head, "In %d", DETAIL_EDGES_MOST + 1);
    show(DETAIL_EDGES_MOST + 1, "k", &out);
    has_in_order(&out, head, "writes f1 sas");
    has_in_order(&out, "writes f1 sas", "writes f2 sas");
    assert_null(strstr(out.ptr, "gate sas"));
    assert_null(strstr(out.ptr, "tiny:5"));
    show(DETAIL_EDGES_MOST + 1, "<End>", &out);
    has_in_order(&out, "writes f201 sas", "Out 1");
    has_in_order(&out, "Out 1", "triggers reader");
    show(DETAIL_EDGES_MOST + 1, "jj<Enter>", &out);
    has_in_order(&out, "faasmap", "> f3");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_by_name_with_evidence),
        cmocka_unit_test(test_many_in_a_line_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
