/* SPDX-License-Identifier: MIT */
/* What a text of `--to` means: names, parts, globs, filters, states, and slips. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "mem.h"
#include "targets.h"
#include "tiny_graph.h"

static const char shop[] = "table orders\ntable orders-old sensitivity=3\nqueue jobs\n"
                           "function pay\nfunction loop\nsecret read\n";

struct target_case {
    const char *text, *nodes; /* names with blanks between; NULL: an error */
    enum state state;
    const char *error;
};

static const struct target_case cases[] = {
    {"jobs", "jobs", STATE_COUNT, NULL},
    {"job", "jobs", STATE_COUNT, NULL},
    {" jobs ", "jobs", STATE_COUNT, NULL},
    {"orders", "orders", STATE_COUNT, NULL}, /* the exact name, not both */
    {"order", NULL, 0, "2 nodes match 'order':\n  orders\n  orders-old"},
    {"order*", "orders orders-old", STATE_COUNT, NULL},
    {"ORDER?", "orders", STATE_COUNT, NULL},
    {"order*:read", "orders orders-old", STATE_READ, NULL},
    {"jobs:write", "jobs", STATE_WRITE, NULL},
    {"kind:table", "orders orders-old", STATE_COUNT, NULL},
    {"kind:table:read", "orders orders-old", STATE_READ, NULL},
    {"kind:table sens>=3", "orders-old", STATE_COUNT, NULL},
    {"kind:queue | kind:function", "jobs loop pay", STATE_COUNT, NULL},
    {"!kind:table !kind:function", "jobs read", STATE_COUNT, NULL},
    {"kind:bucket", "", STATE_COUNT, NULL}, /* a kind that is not there */
    {"z*", NULL, 0, "no node is called 'z*'"},
    {"loop", "loop", STATE_COUNT, NULL}, /* a name goes before a word of the grammar */
    {"orphan", "jobs loop orders orders-old pay read", STATE_COUNT, NULL},
    {"kind:sky", NULL, 0, "there is no kind 'sky'"},
    {"kind:sky:read", NULL, 0, "there is no kind 'sky'"},
    {"nothing", NULL, 0, "no node is called 'nothing'"},
    {"kind:table (", NULL, 0, ""},
};

static void texts_mean_nodes(void **state)
{
    (void)state;
    struct graph *g = tiny_graph(shop);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct target_case *c = &cases[i];
        struct targets t;
        struct buf error = {0}, names = {0};
        bool found = targets_find(g, str_from(c->text), &t, &error);
        if (found != (c->nodes != NULL))
            fail_msg("'%s': %s", c->text, error.ptr ? error.ptr : "found");
        for (size_t k = 0; found && k < t.count; k++) {
            buf_puts(&names, k ? " " : "");
            buf_add(&names, graph_node_at(g, t.nodes[k])->name);
        }
        if (found) {
            assert_string_equal(names.ptr ? names.ptr : "", c->nodes);
            assert_int_equal(t.state, c->state);
        } else if (*c->error) {
            assert_string_equal(error.ptr, c->error);
        } else {
            assert_true(error.len > 0);
        }
        targets_release(&t);
        buf_release(&error);
        buf_release(&names);
    }
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_mean_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
