/* SPDX-License-Identifier: MIT */
/* What stands behind a door: the index by hand, which doors there are, gates that are too weak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "answers.h"
#include "tiny_graph.h"

struct asked {
    struct graph *g;
    struct exposure *x;
    struct jewels *jewels;
    struct doors d;
};

static struct asked ask(const char *text, const char *jewel)
{
    struct asked q = {.g = tiny_graph(text)};
    struct jewel_name name = {.text = str_from(jewel)};
    q.x = exposure_build(q.g);
    q.jewels = jewels_find(q.g, q.x, &name, jewel != NULL, NULL);
    q.d = doors_find(&(struct doors_question){q.g, q.x, q.jewels, NULL});
    return q;
}

static void done(struct asked *q)
{
    doors_release(&q->d);
    jewels_free(q->jewels);
    exposure_free(q->x);
    graph_free(q->g);
}

static const struct door *door(const struct asked *q, const char *name)
{
    for (size_t i = 0; i < q->d.count; i++)
        if (q->d.items[i].node == tiny_node(q->g, name))
            return &q->d.items[i];
    return NULL;
}

/* direct: answered from the table itself. through: code stands between. deep: the same, and a key that
 * must be had as well (AND-1). Below each other as the index says. */
static const char shop[] =
    "actor internet\nroute direct\nroute through\nroute deep\nroute idle\nroute home\n"
    "function f\nfunction h\nfunction i\nidentity role\nkey k\n"
    "table people sensitivity=2\ntable locked sensitivity=3\n"
    "internet -exposes-> direct auth=none\ninternet -exposes-> through auth=jwt\n"
    "internet -exposes-> deep auth=none\ninternet -exposes-> idle auth=none\n"
    "internet -exposes-> home auth=private\n"
    "direct -reads-> people\nthrough -invokes-> f\nf -runs-as-> role\n"
    "role -grants-> people ops=read\n"
    "deep -invokes-> h\nh -reads-> locked\nlocked -encrypted-by-> k\n"
    "idle -invokes-> i\nhome -invokes-> f\n";

static void each_step_halves_the_index(void **state)
{
    (void)state;
    struct asked q = ask(shop, NULL);
    static const struct {
        const char *name;
        uint64_t index;
        int label;
    } rows[] = {
        {"direct", 2000, LABEL_PII},    /* people: 2 * 1000 */
        {"through", 1000, LABEL_PII},   /* a flaw in f: halved */
        {"deep", 187, LABEL_SECRET},    /* a flaw and a key: 3000 / 2^4 */
        {"idle", 0, LABEL_PUBLIC},
    };
    assert_true(q.d.known);
    assert_int_equal(q.d.count, COUNT(rows)); /* home is no door: private */
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct door *d = &q.d.items[i]; /* the greatest first */
        assert_int_equal(d->node, tiny_node(q.g, rows[i].name));
        if (d->index != rows[i].index || d->label != rows[i].label)
            fail_msg("%s: %lu, %d", rows[i].name, (unsigned long)d->index, d->label);
    }
    assert_int_equal(q.d.items[3].data, 0);
    done(&q);
}

static void a_named_jewel_weighs_most(void **state)
{
    (void)state;
    struct asked q = ask(shop, "people");
    assert_int_equal(door(&q, "direct")->index, 3000);
    assert_int_equal(door(&q, "deep")->index, 0); /* what is not named is none */
    done(&q);
}

/* The gate of a door against what is read behind it, for each label and each gate that is just enough,
 * and the next weaker one. */
static void gates_are_weighed_against_labels(void **state)
{
    (void)state;
    static const struct {
        const char *auth;
        int sensitivity;
        bool weak;
    } rows[] = {
        {"none", 0, false},  {"none", 1, true},     {"apikey", 1, false}, {"apikey", 2, true},
        {"webhook-sig", 2, true}, {"custom", 2, false}, {"custom", 3, true}, {"jwt", 3, false},
        {"iam", 3, false},   {"unknown", 3, false}, /* who knows */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf text = {0};
        buf_printf(&text, "actor internet\nroute r\nfunction f\ntable t sensitivity=%d\nsecret s\n"
                          "internet -exposes-> r auth=%s\nr -invokes-> f\nf -reads-> t\n"
                          "f -uses-> s\n", rows[i].sensitivity, rows[i].auth);
        struct asked q = ask(text.ptr, NULL);
        const struct door *d = door(&q, "r");
        assert_non_null(d);
        assert_int_equal(d->label, rows[i].sensitivity); /* of t, not of the secret */
        assert_int_equal(d->data, tiny_node(q.g, "t"));
        if (d->weak != rows[i].weak || q.d.weak != rows[i].weak)
            fail_msg("%s before %s", rows[i].auth, data_label_names[rows[i].sensitivity]);
        done(&q);
        buf_release(&text);
    }
}

/* Gates further in are doors of their own. */
static void what_is_behind_the_next_gate_does_not_count(void **state)
{
    (void)state;
    struct asked q = ask("actor internet\nfront outer\nroute first\nroute next\nfunction f\n"
                         "table t sensitivity=2\n"
                         "internet -exposes-> first auth=none\ninternet -exposes-> next auth=jwt\n"
                         "first -routes-> next auth=jwt\nnext -invokes-> f\nf -reads-> t\n"
                         "internet -exposes-> outer auth=none\nouter -routes-> first auth=none\n",
                         NULL);
    assert_int_equal(q.d.count, 2); /* the front is entered by its routes */
    assert_int_equal(door(&q, "first")->index, 0);
    assert_int_equal(door(&q, "next")->index, 1000);
    assert_int_equal(q.d.weak, 0);
    done(&q);
}

static void one_door_is_as_among_all(void **state)
{
    (void)state;
    struct asked q = ask(shop, NULL);
    struct doors_question asked = {.graph = q.g, .exposure = q.x};
    struct door one;
    for (size_t i = 0; i < q.d.count; i++) {
        assert_true(doors_of(&asked, q.d.items[i].node, &one));
        assert_int_equal(one.index, q.d.items[i].index);
        assert_int_equal(one.label, q.d.items[i].label);
        assert_int_equal(one.weak, q.d.items[i].weak);
    }
    assert_false(doors_of(&asked, tiny_node(q.g, "home"), &one));
    assert_false(doors_of(&asked, tiny_node(q.g, "f"), &one));

    /* What is tried on paper holds: without the call nothing is behind it. */
    struct what_if w = what_if_new(q.g);
    what_if_cut_node(&w, tiny_node(q.g, "f"));
    asked.change = &w;
    assert_true(doors_of(&asked, tiny_node(q.g, "through"), &one));
    assert_int_equal(one.index, 0);
    what_if_release(&w);
    done(&q);
}

static void doors_are_told(void **state)
{
    (void)state;
    struct asked q = ask(shop, NULL);
    struct surface s;
    struct stats counts;
    struct buf out = {0};
    surface_find(q.g, q.x, q.jewels, &s);
    stats_count(q.g, q.x, &counts);
    stats_text(&out, q.g, &counts, &s);
    assert_non_null(strstr(out.ptr, "exposure    direct 2000, through 1000, deep 187, idle 0\n"
                                    "weak gates  direct (none before pii data: people), "
                                    "deep (none before secret data: locked)\n"));
    buf_reset(&out);
    stats_json(&out, q.g, &counts, &s);
    assert_non_null(strstr(out.ptr, "\"weak_gates\": 2"));
    assert_non_null(strstr(out.ptr, "\"exposure\": 187"));
    assert_non_null(strstr(out.ptr, "\"label_asks\": \"custom\""));
    buf_release(&out);
    surface_release(&s);
    done(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_halves_the_index),
        cmocka_unit_test(a_named_jewel_weighs_most),
        cmocka_unit_test(gates_are_weighed_against_labels),
        cmocka_unit_test(what_is_behind_the_next_gate_does_not_count),
        cmocka_unit_test(one_door_is_as_among_all),
        cmocka_unit_test(doors_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
