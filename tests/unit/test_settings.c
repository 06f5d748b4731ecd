/* SPDX-License-Identifier: MIT */
/* test_settings.c - settings of the person: kept for the next run, honoured on the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "command.h"
#include "graph_yaml.h"
#include "session.h"
#include "settings.h"
#include "test_explorer_run.h"
#include "text.h"

#define SYSTEM                                                                                     \
    "faasmap: 1\nname: s\nnodes:\n"                                                                \
    "  - {id: a, kind: function, name: 'Caf\xc3\xa9 \xe2\x86\x92 \xe6\xbc\xa2'}\n"                 \
    "  - {id: b, kind: queue, name: B}\n"                                                          \
    "edges:\n  - {kind: writes, from: a, to: b}\n"

static struct explorer *opened(const struct graph *g, const char *settings, bool mouse)
{
    return test_explorer_open(g, (struct explorer_options){
        .settings = settings, .mouse = mouse, .term = {.depth = DEPTH_256}});
}

static void value_of(struct explorer *x, const char *name, const char *want)
{
    struct buf value = {0};
    const struct setting *s;
    bool found = false;

    for (size_t i = 0; (s = setting_at(i)); i++) {
        if (strcmp(s->name, name) == 0) {
            s->get(x, &value);
            found = true;
        }
    }
    assert_true(found);
    assert_string_equal(value.ptr, want);
    buf_release(&value);
}

/* What one run sets the next one has; settings of one system are not among them. */
static void test_kept(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    char folder[] = "/tmp/faasmap-settings-XXXXXX", path[120], inner[80];
    struct stat st;
    struct explorer *x;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(inner, sizeof inner, "%s/new", folder); /* a folder that is not there yet */
    snprintf(path, sizeof path, "%s/settings", inner);
    x = opened(g, path, true);
    assert_int_not_equal(stat(path, &st), 0); /* nothing was set */
    test_explorer_run(x, "set reduce-motion");
    test_explorer_run(x, "set ambiwidth=double");
    test_explorer_run(x, "set nomouse");
    test_explorer_run(x, "set wide=on");
    test_explorer_run(x, "set mask=on");
    test_explorer_run(x, "set ambiwidth=single");
    test_explorer_run(x, "set ambiwidth=double");
    explorer_close(x);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    x = opened(g, path, true);
    value_of(x, "reduce-motion", "on");
    value_of(x, "ambiwidth", "double");
    value_of(x, "mouse", "off");
    value_of(x, "mask", "off");
    assert_true(x->ascii && x->still && x->term->quiet && !term_memory_mouse(x->term));
    test_explorer_run(x, "set ambiwidth=single");
    explorer_close(x);
    x = opened(g, path, true);
    assert_false(x->ascii);
    explorer_close(x);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(inner), 0);
    assert_int_equal(rmdir(folder), 0);
    graph_free(g);
}

/* Lines that nobody knows stay, bad values are as if they were not there. */
static void test_strange_file(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    char path[] = "/tmp/faasmap-settings-XXXXXX";
    int fd = mkstemp(path);
    static const char text[] = "future=yes\nambiwidth=triple\n\nglyphs\n=\nmask=on\nmouse = off\n";
    struct explorer *x;
    struct buf value = {0};

    (void)state;
    assert_int_equal(write(fd, text, sizeof text - 1), (int)(sizeof text - 1));
    close(fd);
    x = opened(g, path, true);
    value_of(x, "ambiwidth", "single");
    value_of(x, "glyphs", "auto");
    value_of(x, "mask", "off");
    value_of(x, "mouse", "off");
    assert_int_equal(diags_count(x->own), 2);
    assert_int_equal(diags_at(x->own, 0)->where.line, 4);
    assert_true(str_is(diags_at(x->own, 0)->text, "a line is: NAME=VALUE"));
    assert_int_equal(diags_at(x->own, 1)->where.line, 2);
    assert_true(str_is(diags_at(x->own, 1)->text, "ambiwidth is one of single|double"));
    test_explorer_run(x, "set glyphs=ascii");
    explorer_close(x);
    assert_true(settings_find(path, "future", &value));
    assert_string_equal(value.ptr, "yes");
    assert_true(settings_find(path, "glyphs", &value));
    assert_string_equal(value.ptr, "ascii");
    assert_false(settings_find("/nowhere/at/all", "glyphs", &value));
    buf_release(&value);
    unlink(path);
    graph_free(g);
}

/* No cell with a sign that such a terminal would give two cells is left, in any view. */
static void test_double_width(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    struct explorer *x = opened(g, NULL, false);

    (void)state;
    test_explorer_run(x, "set ambiwidth=double");
    assert_false(command_run(x, STR("set glyphs=utf8")));
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        const struct canvas *c;
        bool wide = false;
        session_show_view(x, (enum view_id)v);
        explorer_settle(x);
        c = term_memory_screen(x->term);
        for (int row = 0; row < c->rows; row++) {
            for (int col = 0; col < c->cols; col++) {
                assert_false(text_is_ambiguous(canvas_get(c, row, col)->glyph));
                wide = wide || canvas_get(c, row, col)->glyph == 0x6f22; /* two cells anyway */
            }
        }
        if (v == VIEW_MAP)
            assert_true(wide);
    }
    explorer_close(x);
    graph_free(g);
}

static void test_ambiguous(void **state)
{
    static const uint32_t yes[] = {0xe9, 0x2500, 0x2192, 0x25b6, 0x3b1, 0x416, 0x2026};
    static const uint32_t no[] = {'a', '~', 0x6f22, 0x25ba, 0x301, 0x7f};

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        assert_true(text_is_ambiguous(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(text_is_ambiguous(no[i]));
}

/* The minute of a presentation does not move by itself, what changed does not light up. */
static void test_still(void **state)
{
    struct graph *g = graph_of_yaml(SYSTEM);
    struct explorer *x = opened(g, NULL, false);
    uint8_t changed[8] = {0, 1, 1};

    (void)state;
    test_explorer_run(x, "present on");
    x->live.changed = changed;
    assert_true(present_pause(x) > 0 && live_changed(x, 1));
    test_explorer_run(x, "set reduce-motion=on");
    x->live.changed = changed;
    assert_true(present_pause(x) == -1 && !live_changed(x, 1));
    x->live.changed = NULL;
    explorer_close(x);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),      cmocka_unit_test(test_strange_file),
        cmocka_unit_test(test_double_width), cmocka_unit_test(test_ambiguous),
        cmocka_unit_test(test_still),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
