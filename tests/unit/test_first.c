/* SPDX-License-Identifier: MIT */
/* The first steps: the tour with keys of the user's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "command.h"
#include "graph_yaml.h"
#include "key.h"

#define SYSTEM                                                                                     \
    "faasmap: 1\nname: s\nnodes:\n"                                                                \
    "  - {id: 'n:fn:a', kind: function, name: A}\n"                                                \
    "  - {id: 'n:q:b', kind: queue, name: B}\n"                                                    \
    "edges:\n  - {kind: writes, from: 'n:fn:a', to: 'n:q:b'}\n"

static struct explorer *opened(const struct graph *g, const char *keys, bool first)
{
    struct explorer_options o = {.kind = &term_memory, .first_run = first};
    struct buf why = {0};
    struct explorer *x;

    o.term.rows = 24;
    o.term.cols = 80;
    o.place.sample = TUTOR_SAMPLE;
    o.user_keys = str_from(keys);
    o.user_keys_file = STR("keys.conf");
    x = explorer_open(&o, g, &why);
    assert_non_null(x);
    buf_release(&why);
    return x;
}

static void expect_on_screen(struct explorer *x, const char *text, bool there)
{
    struct buf out = {0};

    assert_true(explorer_settle(x));
    canvas_to_text(&x->screen, &out);
    assert_int_equal(strstr(out.ptr, text) != NULL, there);
    buf_release(&out);
}

/* The keys are named as the user has them; what has no key is no step. */
static void test_keys_of_the_user(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    struct explorer *x = opened(g, "bind any j none\nbind any <Down> none\nbind any W down\n"
                                   "bind any <Enter> none\nbind any gm none\nbind any Z view-map\n",
                                false);

    (void)state;
    assert_true(command_run(x, STR("tutor")));
    expect_on_screen(x, "h W k l or arrows", true);
    assert_true(command_run(x, STR("keys W")));
    expect_on_screen(x, "Z goes back to the map", true);
    explorer_close(x);
    graph_free(g);
}

static void test_hints(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    struct explorer *x = opened(g, "bind any p none\nbind any W paths-to-here\n", true);

    (void)state;
    expect_on_screen(x, "W shows the path", true);
    assert_true(command_run(x, STR("keys jjjj")));
    expect_on_screen(x, "W shows the path", true);
    assert_true(command_run(x, STR("keys j")));
    expect_on_screen(x, "W shows the path", false);
    explorer_close(x);
    x = opened(g, "", false);
    expect_on_screen(x, "shows the path", false);
    explorer_close(x);
    graph_free(g);
}

/* What presenting changes is as it was afterwards; the minutes are those since it began. */
static void test_present(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    struct explorer *x = opened(g, "", false);

    (void)state;
    assert_true(command_run(x, STR("set boxes=compact")));
    assert_true(command_run(x, STR("note look here")));
    assert_true(command_run(x, STR("present on")));
    assert_true(str_is(theme_name(x->theme), "projector"));
    assert_true(x->map.wide && x->map.zoom == ZOOM_FULL && x->present.mask);
    x->present.began.tv_sec -= 125;
    buf_reset(&x->message);
    expect_on_screen(x, "presenting 2 min  note: look here", true);
    assert_true(command_run(x, STR("present off")));
    assert_true(str_is(theme_name(x->theme), "dark"));
    assert_true(!x->map.wide && x->map.zoom == ZOOM_COMPACT && !x->present.mask);
    assert_false(command_run(x, STR("present maybe")));
    explorer_close(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_of_the_user),
        cmocka_unit_test(test_hints),
        cmocka_unit_test(test_present),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
