/* SPDX-License-Identifier: MIT */
/* Data that flows to a store of a lower label: which, from where, by which way, and what is no flow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "answers.h"
#include "tiny_graph.h"

struct flow {
    struct graph *g;
    struct label_flow *f;
};

static struct flow find(const char *text)
{
    struct flow x = {.g = tiny_graph(text)};
    struct buf why = {0};
    x.f = label_flow_find(x.g);
    if (!label_flow_verify(x.f, &why))
        fail_msg("%s", why.ptr);
    buf_release(&why);
    return x;
}

static void done(struct flow *x)
{
    label_flow_free(x->f);
    graph_free(x->g);
}

static void flows(const char *text, const char *from, const char *to, size_t hops)
{
    struct flow x = find(text);
    if (!from) {
        assert_int_equal(label_flow_count(x.f), 0);
        done(&x);
        return;
    }
    assert_int_equal(label_flow_count(x.f), 1);
    struct arena *arena = arena_new();
    struct path p = label_flow_path(x.f, 0, arena);
    assert_int_equal(p.hops[0]->from, tiny_node(x.g, from));
    assert_int_equal(p.target, tiny_node(x.g, to));
    assert_int_equal(label_flow_at(x.f, 0)->to, tiny_node(x.g, to));
    assert_int_equal(p.hop_count, hops);
    arena_free(arena);
    done(&x);
}

#define STORES "table people sensitivity=2\nqueue jobs sensitivity=1\nfunction f\n"

static void data_flows_down_through_code(void **state)
{
    (void)state;
    flows(STORES "f -reads-> people\nf -writes-> jobs\n", "people", "jobs", 2);
    flows(STORES "people -triggers-> f\nf -writes-> jobs\n", "people", "jobs", 2);
    flows(STORES "function g\nf -reads-> people\nf -invokes-> g\ng -writes-> jobs\n", "people",
          "jobs", 3);
    flows(STORES "people -delivers-> jobs\n", "people", "jobs", 1);
}

static void what_is_no_flow_down(void **state)
{
    (void)state;
    flows(STORES "f -reads-> jobs\nf -writes-> people\n", NULL, NULL, 0); /* up */
    flows(STORES "f -writes-> people\nf -writes-> jobs\n", NULL, NULL, 0);
    flows("table a sensitivity=2\ntable b sensitivity=2\nfunction f\nf -reads-> a\nf -writes-> b\n",
          NULL, NULL, 0); /* alike */
    flows("table a sensitivity=2\nlog l sensitivity=1\nfunction f\nf -reads-> a\nf -logs-to-> l\n",
          NULL, NULL, 0); /* every function has a log */
    /* What stands there is the code itself: its data goes nowhere by that. */
    flows("bucket host sensitivity=2\napp app\nfunction f\ntable t sensitivity=1\n"
          "app -code-from-> host role=host-storage\nf -hosted-by-> app\nf -writes-> t\n",
          NULL, NULL, 0);
    /* By rights alone: nobody is seen to carry it. */
    flows(STORES "identity r\nf -runs-as-> r\nr -grants-> people ops=read\nr -grants-> jobs ops=write\n",
          NULL, NULL, 0);
}

/* Of each store the highest label, the highest first; a store in between passes it on. */
static void the_highest_label_counts(void **state)
{
    (void)state;
    struct flow x = find("table vault sensitivity=3\ntable people sensitivity=2\n"
                         "queue jobs sensitivity=1\nbucket site sensitivity=0\nbucket far sensitivity=0\n"
                         "function f\nfunction g\nfunction h\n"
                         "f -reads-> vault\nf -reads-> people\nf -writes-> jobs\n"
                         "g -reads-> people\ng -writes-> site\nh -reads-> jobs\nh -writes-> far\n");
    static const struct {
        const char *to;
        int from, own;
    } rows[] = {
        {"jobs", LABEL_SECRET, LABEL_INTERNAL},
        {"far", LABEL_SECRET, LABEL_PUBLIC},
        {"site", LABEL_PII, LABEL_PUBLIC},
    };
    assert_int_equal(label_flow_count(x.f), COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool found = false;
        for (size_t k = 0; k < COUNT(rows); k++) {
            const struct label_leak *l = label_flow_at(x.f, k);
            found = found || (l->to == tiny_node(x.g, rows[i].to) && l->from_label == rows[i].from &&
                              l->to_label == rows[i].own);
        }
        if (!found)
            fail_msg("%s", rows[i].to);
    }
    assert_int_equal(label_flow_at(x.f, 2)->from_label, LABEL_PII);
    done(&x);
}

static void it_is_told(void **state)
{
    (void)state;
    struct flow x = find(STORES "f -reads-> people\nf -writes-> jobs\n");
    struct buf out = {0};
    labels_text(&out, x.f);
    assert_string_equal(out.ptr,
                        "1 store where data of a higher label can flow to (code may pass on less than it reads)\n"
                        "\n  1. people (pii) -> jobs (internal)\n"
                        "     1. f mixes stored data of people into its work (second-order input)\n"
                        "        declared at tiny:4:1, confidence 70, some field only [SPREAD-27/T1080]\n"
                        "     2. f stores what it is sent in jobs (taint)\n"
                        "        declared at tiny:5:1, inner boundary (zone) [SPREAD-29/T1565.001]\n");
    buf_reset(&out);
    labels_json(&out, x.f);
    assert_non_null(strstr(out.ptr, "\"from\": \"people\",\n      \"from_label\": \"pii\",\n"
                                    "      \"to\": \"jobs\",\n      \"to_label\": \"internal\",\n"
                                    "      \"hops\": 2,\n"));
    done(&x);
    x = find(STORES);
    buf_reset(&out);
    labels_text(&out, x.f);
    assert_string_equal(out.ptr, "no data was found to flow from a store to one of a lower label\n");
    buf_release(&out);
    done(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_flows_down_through_code),
        cmocka_unit_test(what_is_no_flow_down),
        cmocka_unit_test(the_highest_label_counts),
        cmocka_unit_test(it_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
