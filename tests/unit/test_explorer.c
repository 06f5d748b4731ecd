/* SPDX-License-Identifier: MIT */
/* test_explorer.c - opening, scripts and commands of the explorer on the memory terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "iam.h"
#include "attr.h"
#include "command.h"
#include "explorer.h"
#include "importer.h"
#include "map_view.h"

static struct graph *waste(void)
{
    const char *path = "tests/sessions/waste.yaml";
    struct import_options options = {.derive = iam_derive, .paths = &path, .path_count = 1};
    return import_all(&options);
}

static struct explorer_options sized(int rows, int cols)
{
    return (struct explorer_options){
        .kind = &term_memory,
        .term = {.depth = DEPTH_256, .rows = rows, .cols = cols, .sync_fd = -1},
    };
}

/* Runs a script on the small system; out and why are the caller's. */
static int script(const char *text, struct buf *out, struct buf *why)
{
    struct explorer_options o = sized(24, 80);
    struct graph *g = waste();
    int status = explorer_script(&o, g, str_from(text), out, why);

    graph_free(g);
    return status;
}

static void test_script_shows_screens(void **state)
{
    struct buf out = {0}, why = {0};

    (void)state;
    assert_int_equal(script("# comment\n\ngoto Bridge HTTP\nscreen\nkeys gp\nscreen\nquit\nscreen\n",
                            &out, &why),
                     0);
    assert_non_null(strstr(out.ptr, "> waste-app > Bridge HTTP"));
    assert_non_null(strstr(out.ptr, "21 reached by anyone"));
    assert_null(strstr(strstr(out.ptr, "21 reached") + 1, "21 reached")); /* nothing after quit */
    assert_int_equal(why.len, 0);
    buf_release(&out);
    buf_release(&why);
}

/* A view takes keys before it was drawn once: they may come faster than screens. */
static void test_keys_before_the_screen(void **state)
{
    static const struct {
        const char *script, *says;
    } rows[] = {
        {"keys go<Enter>\nscreen\n", "alone: Esc goes back to the overview"},
        {"keys goj<Enter>\nscreen\n", "alone: Esc goes back to the overview"},
        {"goto IoT Hub\nkeys p\nscreen\n", "IoT Hub stands in the internet"},
        {"goto SensorState\nkeys p\nscreen\n", "path of "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out = {0}, why = {0};
        assert_int_equal(script(rows[i].script, &out, &why), 0);
        if (!strstr(out.ptr, rows[i].says))
            fail_msg("%s%s", rows[i].script, out.ptr);
        buf_release(&out);
        buf_release(&why);
    }
}

static void test_script_errors(void **state)
{
    static const struct {
        const char *script, *message;
    } rows[] = {
        {"frobnicate", "unknown command 'frobnicate'; help lists them"},
        {"thme dark", "unknown command 'thme'; did you mean 'theme'?"},
        {"theme dakr", "dakr: there is no theme of this name"},
        {"goto nowhere", "no node is called 'nowhere'"},
        {"layers flwo", "unknown layer 'flwo'; did you mean 'flow'?"},
        {"layers -flow", "one layer must stay"},
        {"path IoT Hub", "IoT Hub stands in the internet: p shows the way to what is behind"},
        {"view mpa", "unknown view 'mpa'; did you mean 'map'?"},
        {"what-if stop", "usage: what-if off|guard NODE|take NODE|clear"},
        {"what-if guard Weather table", "no door leads there"},
        {"what-if off", "no line is chosen: ) chooses one of the node"},
        {"search zzz", "no node is called like that"},
        {"set boxs=full", "unknown setting 'boxs'; did you mean 'boxes'?"},
        {"set frames=maybe", "frames is one of on|off|auto"},
        {"export jsn x", "unknown format 'jsn'; did you mean 'json'?"},
        {"keys <Foo>", "no key is called '<Foo>'"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf out = {0}, why = {0};
        assert_int_equal(script(rows[i].script, &out, &why), 2);
        assert_string_equal(why.ptr, rows[i].message);
        buf_release(&out);
        buf_release(&why);
    }
}

static void test_export_writes_new_files_only(void **state)
{
    char folder[] = "/tmp/faasmap-export-XXXXXX", file[100], line[200];
    struct buf out = {0}, why = {0};

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/x.json", folder);
    snprintf(line, sizeof line, "export json %s", file);
    assert_int_equal(script(line, &out, &why), 0);
    assert_int_equal(access(file, R_OK), 0);
    assert_int_equal(script(line, &out, &why), 2);
    snprintf(line, sizeof line, "%s is there already", file);
    assert_string_equal(why.ptr, line);
    unlink(file);
    snprintf(line, sizeof line, "%s/elsewhere", folder);
    assert_int_equal(symlink(line, file), 0); /* never through a link */
    snprintf(line, sizeof line, "export json %s", file);
    buf_reset(&why);
    assert_int_equal(script(line, &out, &why), 2);
    snprintf(line, sizeof line, "%s/elsewhere", folder);
    assert_int_not_equal(access(line, F_OK), 0);
    unlink(file);
    rmdir(folder);
    buf_release(&out);
    buf_release(&why);
}

static void test_bad_options_say_why(void **state)
{
    struct explorer_options o = sized(24, 80);
    struct graph *g = waste();
    struct buf why = {0};

    (void)state;
    o.theme = "nowhere";
    assert_null(explorer_open(&o, g, &why));
    assert_string_equal(why.ptr, "nowhere: there is no theme of this name");
    buf_reset(&why);
    o.theme = NULL;
    o.view = "any";
    assert_null(explorer_open(&o, g, &why));
    assert_string_equal(why.ptr, "there is no view called 'any'");
    buf_release(&why);
    graph_free(g);
}

static void has_line(struct explorer *x, const char *part)
{
    struct buf text = {0};

    assert_true(explorer_settle(x));
    canvas_to_text(&x->screen, &text);
    if (!strstr(text.ptr, part))
        fail_msg("'%s' is not in:\n%s", part, text.ptr);
    buf_release(&text);
}

/* The good lines count; what is wrong is told at once, and with its place in the messages and by a check. */
static void test_broken_keys(void **state)
{
    struct explorer_options o = sized(24, 100);
    struct graph *g = waste();
    struct buf why = {0};

    (void)state;
    o.user_keys = STR("bind any x quit\nbind map j nothing-like-it\nbind any y quit\nnonsense\n");
    o.user_keys_file = STR("/home/me/keys.conf");
    struct explorer *x = explorer_open(&o, g, &why);
    assert_non_null(x);
    has_line(x, "2 errors in your own files (ge lists them): keys.conf:2:12: unknown action 'nothing-like");
    assert_true(command_run(x, STR("view messages")));
    has_line(x, "error   /home/me/keys.conf:2:12  unknown action");
    has_line(x, "error   /home/me/keys.conf:4:1  a line is: bind VIEW KEYS ACTION");
    assert_true(command_run(x, STR("keys check")));
    has_line(x, "/home/me/keys.conf:4:1: a line is: bind VIEW KEYS ACTION # help");
    pick_close(x);
    assert_true(explorer_settle(x));
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = {'y', 0}});
    assert_false(explorer_settle(x));
    explorer_close(x);
    buf_release(&why);
    graph_free(g);
}

/* A theme that is there but broken gives way to the one that the program has, or to the default. A script,
 * which nobody sees, is refused the theme that it names. */
static void test_broken_theme(void **state)
{
    static const char broken[] = "faasmap-theme: 1\nstyles:\n  normal: nowhere\n";
    char folder[] = "/tmp/faasmap-theme-XXXXXX", light[60], mine[60];
    const char *const files[] = {light, mine};
    struct explorer_options o = sized(24, 100);
    struct graph *g = waste();
    struct buf why = {0}, out = {0};

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(light, sizeof light, "%s/light.yaml", folder);
    snprintf(mine, sizeof mine, "%s/mine.yaml", folder);
    for (size_t i = 0; i < COUNT(files); i++) {
        FILE *f = fopen(files[i], "w");
        assert_non_null(f);
        fputs(broken, f);
        fclose(f);
    }
    const struct {
        const char *theme, *used, *file;
    } rows[] = {{"light", "light", "light.yaml"}, {"mine", "dark", "mine.yaml"}, {mine, "dark", "mine.yaml"}};
    o.theme_folder = folder;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char want[100];
        o.theme = rows[i].theme;
        struct explorer *x = explorer_open(&o, g, &why);
        assert_non_null(x);
        assert_true(str_is(theme_name(x->theme), rows[i].used));
        snprintf(want, sizeof want, "1 error in your own files (ge lists them): %s:3:11: unknown colour 'now", rows[i].file);
        has_line(x, want);
        explorer_close(x);
        assert_int_equal(explorer_script(&o, g, STR("screen\n"), &out, &why), 2);
        assert_non_null(strstr(why.ptr, ":3:11: unknown colour 'nowhere'"));
        buf_reset(&why);
    }
    for (size_t i = 0; i < COUNT(files); i++)
        assert_int_equal(unlink(files[i]), 0);
    assert_int_equal(rmdir(folder), 0);
    buf_release(&out);
    buf_release(&why);
    graph_free(g);
}

/* A text that came as keys is no work for minutes: the rest of it goes, and the next key is one. */
static void test_flood_of_keys(void **state)
{
    enum { BURSTS = 16 * 256, MORE = 50000 };
    const struct term_event pause = {.type = EVENT_NOTHING}, quit = {.type = EVENT_KEY, .key = {'Q', 0}};
    struct explorer_options o = sized(24, 100);
    struct graph *g = waste();
    struct buf why = {0};

    (void)state;
    for (size_t more = 0; more <= MORE; more += MORE) {
        struct explorer *x = explorer_open(&o, g, &why);
        assert_non_null(x);
        for (size_t i = 0; i < BURSTS + more; i++)
            term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = {'j', 0}});
        term_memory_push(explorer_term(x), pause);
        assert_true(explorer_step(x));
        assert_int_equal(strstr(x->message.ptr ? x->message.ptr : "", "49999 keys were dropped") != NULL, more > 0);
        term_memory_push(explorer_term(x), quit);
        assert_false(explorer_step(x));
        explorer_close(x);
    }
    buf_release(&why);
    graph_free(g);
}

static void test_user_keys_win(void **state)
{
    struct explorer_options o = sized(24, 80);
    struct graph *g = waste();
    struct buf why = {0};

    (void)state;
    o.user_keys = STR("bind any x quit\nbind any Q none\n");
    struct explorer *x = explorer_open(&o, g, &why);
    assert_non_null(x);
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = {'Q', 0}});
    assert_true(explorer_settle(x));
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = {'x', 0}});
    assert_false(explorer_settle(x));
    assert_int_equal(explorer_status(x), 0);
    explorer_close(x);
    buf_release(&why);
    graph_free(g);
}

static void test_signals_end_it(void **state)
{
    struct explorer_options o = sized(24, 80);
    struct graph *g = waste();
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);

    (void)state;
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_SIGNAL, .signal = 15});
    assert_false(explorer_settle(x));
    assert_int_equal(explorer_status(x), 143);
    explorer_close(x);
    graph_free(g);
}

/* Only rows that changed are sent: a move on the map touches a few. */
static void click(struct explorer *x, int row, int col)
{
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY,
                                                           .key = {KEYCODE_CLICK, 0},
                                                           .row = row, .col = col});
    explorer_settle(x);
}

static void test_mouse_on_and_off(void **state)
{
    struct explorer_options o = sized(24, 80);
    struct graph *g = waste();
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);
    node_id first = x->at.node;

    (void)state;
    explorer_settle(x);
    assert_false(term_memory_mouse(explorer_term(x)));
    click(x, 1, 17); /* would be another box */
    assert_int_equal(x->at.node, first);
    assert_true(command_run(x, STR("set mouse")));
    assert_true(term_memory_mouse(explorer_term(x)));
    click(x, 1, 17);
    assert_int_not_equal(x->at.node, first);
    click(x, 1, 37);
    assert_int_equal(x->at.node, first);
    click(x, 4000, -3); /* outside */
    assert_int_equal(x->at.node, first);
    assert_true(command_run(x, STR("set nomouse")));
    assert_false(term_memory_mouse(explorer_term(x)));
    assert_false(command_run(x, STR("set noframes"))); /* on, off, or auto: no switch */
    explorer_close(x);
    graph_free(g);
}

static void test_few_rows_are_sent(void **state)
{
    struct explorer_options o = sized(48, 160);
    struct graph *g = waste();
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);

    (void)state;
    assert_true(explorer_settle(x));
    assert_true(explorer_settle(x));
    assert_int_equal(term_memory_rows_sent(explorer_term(x)), 0);
    term_memory_push(explorer_term(x), (struct term_event){.type = EVENT_KEY, .key = {KEYCODE_TAB, 0}});
    assert_true(explorer_settle(x));
    assert_true(term_memory_rows_sent(explorer_term(x)) > 0);
    explorer_close(x);
    graph_free(g);
}

/* A hub with thousands of neighbours is drawn with some of them and a badge, not with all. */
static void test_large_graph_is_drawn_in_part(void **state)
{
    enum { MANY = 3000 };
    struct explorer_options o = sized(48, 160);
    struct graph *g = graph_new();
    struct buf why = {0};
    node_id hub = graph_node(g, NODE_QUEUE, STR("a:q"), STR("hub"), (struct origin){0});

    (void)state;
    for (int i = 0; i < MANY; i++) {
        char id[32];
        snprintf(id, sizeof id, "a:fn:%05d", i);
        node_id fn = graph_node(g, NODE_FUNCTION, str_from(id), STR_NONE, (struct origin){0});
        graph_edge(g, EDGE_WRITES, fn, hub, EVIDENCE_CODE, -1, (struct origin){0});
    }
    graph_seal(g);
    struct explorer *x = explorer_open(&o, g, &why);
    assert_non_null(x);
    assert_int_equal(x->main, VIEW_OVERVIEW); /* as a whole first; nothing is laid out for it */
    assert_null(map_visible(x));
    assert_true(explorer_settle(x));
    session_show_view(x, VIEW_MAP);
    assert_true(explorer_settle(x));
    session_select(x, graph_find(g, STR("a:q")));
    x->shown++;
    assert_true(explorer_settle(x));
    const struct visible *v = map_visible(x);
    assert_true(v->input.node_count > 1 && v->input.node_count <= 150);
    assert_true(visible_box(v, graph_find(g, STR("a:q"))) != VISIBLE_NONE);
    /* a node that is not drawn is brought in by selecting it */
    session_select(x, graph_find(g, STR("a:fn:02999")));
    assert_true(explorer_settle(x));
    assert_true(visible_box(map_visible(x), graph_find(g, STR("a:fn:02999"))) != VISIBLE_NONE);
    explorer_close(x);
    graph_free(g);
}

/* Every action in every view, on every class of size: nothing falls over, and the selection is
 * always a node of the graph or nothing. */
static void test_all_actions_everywhere(void **state)
{
    static const struct {
        int rows, cols;
    } sizes[] = {{1, 1}, {4, 30}, {5, 20}, {14, 50}, {24, 80}, {30, 100}, {48, 160}, {60, 220}};
#ifdef FAASMAP_SANITIZE
    const size_t step = 2; /* the sanitizers look at memory: half of the sizes will do */
#else
    const size_t step = 1;
#endif
    struct graph *g = waste();

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i += step) {
        for (size_t v = 0; v < VIEW_COUNT; v++) {
            struct explorer_options o = sized(sizes[i].rows, sizes[i].cols);
            struct buf why = {0};
            o.view = view_names[v];
            struct explorer *x = explorer_open(&o, g, &why);
            assert_non_null(x);
            explorer_settle(x);
            for (size_t a = 1; a < ACTION_COUNT; a++) {
                session_perform(x, (enum action)a);
                if (x->prompt.kind != PROMPT_NONE)
                    session_type(x, (struct key){KEYCODE_ESC, 0});
                x->ending = false;
                explorer_settle(x);
                assert_true(x->at.node <= graph_node_count(g));
                assert_true(x->at.edge <= graph_edge_count(g));
            }
            explorer_close(x);
        }
    }
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_script_shows_screens),
        cmocka_unit_test(test_keys_before_the_screen),
        cmocka_unit_test(test_script_errors),
        cmocka_unit_test(test_export_writes_new_files_only),
        cmocka_unit_test(test_bad_options_say_why),
        cmocka_unit_test(test_broken_keys),
        cmocka_unit_test(test_flood_of_keys),
        cmocka_unit_test(test_broken_theme),
        cmocka_unit_test(test_user_keys_win),
        cmocka_unit_test(test_signals_end_it),
        cmocka_unit_test(test_mouse_on_and_off),
        cmocka_unit_test(test_few_rows_are_sent),
        cmocka_unit_test(test_large_graph_is_drawn_in_part),
        cmocka_unit_test(test_all_actions_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
