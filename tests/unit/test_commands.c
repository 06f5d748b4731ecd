/* SPDX-License-Identifier: MIT */
/* test_commands.c - over the whole tables of commands and actions: each command works from a script
 * and from the palette, each bare one does something or asks, each line of help runs. Macros. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "command.h"
#include "graph_yaml.h"
#include "page.h"
#include "rule.h"
#include "session.h"
#include "text.h"

static const struct explorer_options usual = {
    .kind = &term_memory, .mouse = true, .here = "/nowhere",
    .term = {.depth = DEPTH_256, .rows = 24, .cols = 80, .sync_fd = -1},
};

static const char *const systems[] = {"tests/sessions/waste.yaml", "tests/sessions/decided/system.yaml",
                                      "tests/sessions/vault.yaml"};

static char folder[40];
static struct graph *graphs[COUNT(systems)];
static struct graph *graph; /* the first one, or that of each_system() */

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(systems); i++)
        graphs[i] = graph_of_file(systems[i]);
    graph = graphs[0];
    snprintf(folder, sizeof folder, "/tmp/faasmap-commands-XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    const struct dirent *e;
    DIR *d = opendir(".");

    (void)state;
    while (d && (e = readdir(d)))
        unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    for (size_t i = 0; i < COUNT(systems); i++)
        graph_free(graphs[i]);
    return chdir("/") == 0 ? rmdir(folder) : -1;
}

static struct explorer *opened(void)
{
    struct buf why = {0};
    struct explorer *x = explorer_open(&usual, graph, &why);

    assert_non_null(x);
    explorer_settle(x);
    return x;
}

static void each_system(void (*check)(void))
{
    for (size_t i = 0; i < COUNT(systems); i++) {
        graph = graphs[i];
        check();
    }
    graph = graphs[0];
}

/* --- An argument of each kind, as the table says it ------------------------------------------------ */

static void add_argument(struct buf *line, const struct command *c, enum argument kind, size_t number)
{
    static const char *const plain[] = {
        [ARGUMENT_NODE] = "Telemetry Q", [ARGUMENT_VIEW] = "paths", [ARGUMENT_SYSTEM] = "sample:x",
        [ARGUMENT_FORMAT] = "text",      [ARGUMENT_SETTING] = "wide=on", [ARGUMENT_THEME] = "light",
        [ARGUMENT_LAYER] = "flow",       [ARGUMENT_EXPRESSION] = "kind:queue",
        [ARGUMENT_MACRO] = "record a",   [ARGUMENT_TEXT] = "1",
    };
    struct str words = str_from(c->words), word = STR_NONE;

    if (kind == ARGUMENT_NONE)
        return;
    buf_putc(line, ' ');
    if (kind == ARGUMENT_FILE) {
        buf_printf(line, "%s-%zu.txt", c->name, number);
    } else if (kind == ARGUMENT_RULE) {
        buf_puts(line, rules[0].id);
    } else if (kind == ARGUMENT_WORD || kind == ARGUMENT_WORD_NODE) {
        for (size_t i = 0; i <= number; i++)
            str_cut(&words, '|', &word);
        buf_add(line, word);
        buf_puts(line, str_ends(word, STR(" ")) ? "Bridge HTTP" : "");
    } else {
        assert_non_null(plain[kind]);
        buf_puts(line, plain[kind]);
    }
}

/* How many lines a command gives: one for each of its words. */
static size_t line_count(const struct command *c)
{
    size_t count = 1;

    for (const char *w = c->words; w && *w; w++)
        count += *w == '|';
    return count;
}

static void make_line(const struct command *c, size_t number, struct buf *line)
{
    buf_puts(line, c->name);
    for (size_t k = 0; k < COMMAND_ARGUMENTS_MAX; k++)
        add_argument(line, c, c->arguments[k], number);
}

/* What can be wrong with a line that is right: the state, or what a test has not got. */
static bool is_excused(struct str why)
{
    static const char *const parts[] = {
        "nothing to undo", "nothing to do again", "nothing is hidden", "no path", "no line",
        "cannot be read again", "no other system can be opened", "no way", "is not a container", "choose a line", "nothing is tried",
        "nothing stands in", "holds nothing", "no session file",
        "no such tag",
    };

    for (size_t i = 0; i < COUNT(parts); i++) {
        if (str_find(why, str_from(parts[i])) != STR_NPOS)
            return true;
    }
    return false;
}

/* --- Tests ------------------------------------------------------------------------------------------ */

/* What -c and --script run. */
static void test_every_command_in_a_script(void **state)
{
    const struct command *c;

    (void)state;
    for (size_t i = 0; (c = command_at(i)); i++) {
        for (size_t n = 0; n < line_count(c); n++) {
            struct buf line = {0}, out = {0}, why = {0};
            int code;
            buf_puts(&line, "goto Telemetry Q\n");
            make_line(c, n, &line);
            code = explorer_script(&usual, graph, buf_str(&line), &out, &why);
            if (code != 0 && !is_excused(buf_str(&why)))
                fail_msg("%s: %s", line.ptr, why.ptr ? why.ptr : "no reason");
            buf_release(&line);
            buf_release(&out);
            buf_release(&why);
        }
    }
}

/* By the alias as by the name. */
static void test_every_alias(void **state)
{
    const struct command *c;

    (void)state;
    for (size_t i = 0; (c = command_at(i)); i++) {
        assert_ptr_equal(command_find(str_from(c->name)), c);
        if (c->alias)
            assert_ptr_equal(command_find(str_from(c->alias)), c);
    }
    assert_ptr_equal(command_find(STR("show")), command_find(STR("unhide")));
}

static bool is_open(const struct explorer *x)
{
    return x->pick.kind || x->prompt.kind != PROMPT_NONE;
}

static bool speaks_of_usage(const struct explorer *x)
{
    struct str said = buf_str(&x->message);

    return str_find(said, STR("usage")) != STR_NPOS || str_find(said, STR("unknown")) != STR_NPOS ||
           str_find(said, STR("which ")) != STR_NPOS;
}

/* Alone, each does its work or lets one choose; none scolds. */
static void check_bare(struct explorer *x, const struct command *c)
{
    if (speaks_of_usage(x))
        fail_msg("%s: %s", c->name, x->message.ptr);
    if (x->message_bad && x->message.len && !is_excused(buf_str(&x->message)))
        fail_msg("%s: %s", c->name, x->message.ptr);
    if (command_missing(c, STR_NONE) != ARGUMENT_NONE && !is_open(x))
        fail_msg("%s asks for nothing", c->name);
}

/* As it was before a command: nothing open, nothing said; a new one where it has ended. */
static struct explorer *again(struct explorer *x)
{
    explorer_settle(x);
    pick_close(x);
    x->prompt.kind = PROMPT_NONE;
    x->jump.on = false;
    x->letter_for = ACTION_NONE;
    buf_reset(&x->message);
    if (!x->ending)
        return x;
    explorer_close(x);
    return opened();
}

static void check_every_bare_command(void)
{
    struct explorer *x = opened();
    const struct command *c;

    for (size_t i = 0; (c = command_at(i)); i++) {
        command_typed(x, str_from(c->name));
        check_bare(x, c);
        x = again(x);
    }
    explorer_close(x);
}

static void test_every_bare_command(void **state)
{
    (void)state;
    each_system(check_every_bare_command);
}

/* Chosen in the palette: its usage is typed, Enter takes the first hit. */
static void check_every_command_in_the_palette(void)
{
    struct explorer *x = opened();
    const struct command *c;

    for (size_t i = 0; (c = command_at(i)); i++) {
        struct str name;
        size_t at = 0;
        pick_palette(x);
        while (x->pick.cursor < x->pick.fuzzy.count) {
            name = x->pick.kind->name(x, x->pick.fuzzy.hits[x->pick.cursor]);
            if (str_is(name, c->usage))
                break;
            x->pick.cursor++;
            at++;
        }
        if (at == x->pick.fuzzy.count)
            fail_msg("%s is not in the palette", c->usage);
        session_type(x, (struct key){KEYCODE_ENTER, 0});
        check_bare(x, c);
        x = again(x);
    }
    explorer_close(x);
}

static void test_every_command_in_the_palette(void **state)
{
    (void)state;
    each_system(check_every_command_in_the_palette);
}

/* The help page of a view, as it is drawn. */
static struct page *help_of(struct explorer *x, enum view_id view)
{
    session_show_view(x, view);
    session_show_view(x, VIEW_HELP);
    explorer_settle(x);
    return (struct page *)(void *)((char *)x->views[VIEW_HELP] + view_kinds[VIEW_HELP]->page_at - 1);
}

static void check_listed(struct explorer *x, const struct page *p, enum view_id view)
{
    bool listed[ACTION_COUNT] = {0};
    size_t commands = 0, wanted = 0;

    for (size_t line = 0; line < p->line_count; line++) {
        uint32_t item = p->lines[line].target.item;
        if (item && item < HELP_COMMAND)
            listed[item] = true;
        commands += item >= HELP_COMMAND;
    }
    while (command_at(wanted))
        wanted++;
    assert_int_equal(commands, wanted);
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        if (actions[a].views & 1u << view && keymap_for(&x->keys, view, (enum action)a) && !listed[a])
            fail_msg("%s has no line in the help of %s", actions[a].name, view_names[view]);
    }
}

/* Lines are whole where the window has 80 columns. */
static void check_whole(const struct page *p, enum view_id view)
{
    for (size_t line = 0; line < p->line_count; line++) {
        size_t end = 0;
        for (uint32_t i = 0; i < p->lines[line].count; i++) {
            const struct page_segment *s = &p->segments[p->lines[line].first + i];
            end = (s->col > end ? s->col : end) + text_width(s->text);
        }
        if (end > 78)
            fail_msg("line %zu of the help of %s has %zu columns", line + 1, view_names[view], end);
    }
}

/* Every line of help of every view that stands for an action or a command runs it there, and all of
 * them are listed. */
static void check_every_line_of_help(void)
{
    struct explorer *x = opened();

    for (size_t v = 0; v < VIEW_HELP; v++) {
        struct page *p = help_of(x, (enum view_id)v);
        size_t done = 0, lines = p->line_count;
        check_listed(x, p, (enum view_id)v);
        check_whole(p, (enum view_id)v);
        for (size_t line = 0; line < lines; line++) {
            if (!p->lines[line].target.item)
                continue;
            session_show_view(x, (enum view_id)v);
            session_show_view(x, VIEW_HELP);
            p->cursor = (int)line;
            buf_reset(&x->message);
            assert_true(session_perform(x, ACTION_OPEN) & ACT_HANDLED);
            if (speaks_of_usage(x))
                fail_msg("line %zu of the help of %s: %s", line, view_names[v], x->message.ptr);
            done++;
            if (x->ending) {
                x = again(x);
                p = help_of(x, (enum view_id)v);
            }
            pick_close(x);
            x->prompt.kind = PROMPT_NONE;
            x->jump.on = false;
            x->letter_for = ACTION_NONE;
        }
        assert_true(done > 50);
    }
    explorer_close(x);
}

static void test_every_line_of_help(void **state)
{
    (void)state;
    each_system(check_every_line_of_help);
}

static void test_habits(void **state)
{
    static const char *const rows[][2] = {
        {"exit", "did you mean 'quit'?"},   {"wq", "did you mean 'quit'?"},
        {"find x", "did you mean 'search'?"}, {"LS", "did you mean 'table'?"},
        {"gotoo x", "did you mean 'goto'?"}, {"zzzzzz", "; help lists them"},
        {"set foo=1", "; Tab lists what there is"},
    };
    struct explorer *x = opened();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(command_run(x, str_from(rows[i][0])));
        if (!strstr(x->message.ptr, rows[i][1]))
            fail_msg("%s: %s", rows[i][0], x->message.ptr);
    }
    explorer_close(x);
}

/* A part of several names asks which; words that stand in place of a node do not. */
static void test_name_of_several(void **state)
{
    struct explorer *x = opened();

    (void)state;
    assert_true(command_typed(x, STR("goto Telem")));
    assert_true(x->pick.kind && x->pick.fuzzy.count >= 4);
    session_type(x, (struct key){KEYCODE_ENTER, 0});
    assert_true(!x->pick.kind && str_starts(session_name(x, x->at.node), STR("Telemetry")));
    x = again(x);
    assert_false(command_run(x, STR("goto Telem"))); /* a script is told */
    x = again(x);
    command_typed(x, STR("fold all"));
    assert_null(x->pick.kind);
    command_typed(x, STR("focus off"));
    assert_null(x->pick.kind);
    explorer_close(x);
}

/* A name with blanks in it is a name: its words, as a filter, fit another node too. */
static void test_name_of_several_words(void **state)
{
    struct graph *g = graph_of_yaml("faasmap: 1\nnodes:\n"
                                    "  - {id: a, kind: actor, name: Big Network, zone: internet}\n"
                                    "  - {id: b, kind: function, name: BigNetworkBridge}\n"
                                    "edges:\n  - {kind: invokes, from: a, to: b}\n");
    struct buf why = {0};
    struct explorer *x = explorer_open(&usual, g, &why);

    (void)state;
    assert_non_null(x);
    assert_true(command_run(x, STR("hide Big Network")));
    assert_int_equal(work_hidden_count(x), 1);
    assert_true(command_run(x, STR("hide Network Big"))); /* no name: both words are looked for */
    assert_int_equal(work_hidden_count(x), 2);
    explorer_close(x);
    graph_free(g);
}

/* --- Macros ----------------------------------------------------------------------------------------- */

static void say(struct explorer *x, const char *keys)
{
    char line[200];

    snprintf(line, sizeof line, "keys %s", keys);
    command_run(x, str_from(line));
}

static void test_macro(void **state)
{
    struct explorer *x = opened();

    (void)state;
    assert_true(macro_record(x, 'q'));
    assert_false(macro_record(x, 'r')); /* not two at once */
    say(x, ":note<Space>x<Enter>/tele<Enter>zzgf<Lt>");
    assert_true(command_run(x, STR("macro")));
    assert_string_equal(x->macros.keys['q' - 'a'].ptr, ":note<Space>x<Enter>/tele<Enter>zzgf<lt>");
    assert_false(macro_play(x, 'r', 1));
    assert_false(macro_play(x, 'Q', 1));
    explorer_close(x);
}

/* The first complaint ends it, a macro in itself is none, an end of the program is an end. */
static void test_macro_ends(void **state)
{
    struct explorer *x = opened();

    (void)state;
    assert_true(macro_put(x, 'a', STR(":mark<Space>a<Enter>:bogus<Enter>:mark<Space>b<Enter>")));
    assert_false(macro_play(x, 'a', 5));
    assert_non_null(strstr(x->message.ptr, "bogus"));
    assert_true(work_bookmarked(x, 'a') && !work_bookmarked(x, 'b'));
    assert_true(macro_put(x, 'b', STR("@b")));
    assert_false(macro_play(x, 'b', 1));
    assert_true(macro_put(x, 'c', STR(":macro<Space>play<Space>b<Enter>")));
    assert_false(macro_play(x, 'c', 1));
    assert_false(x->macros.playing);
    assert_true(macro_put(x, 'd', STR("Q")));
    macro_play(x, 'd', MACRO_TIMES_MOST);
    assert_true(x->ending);
    explorer_close(x);
}

static void test_macro_bounds(void **state)
{
    struct explorer *x = opened();
    struct buf keys = {0};

    (void)state;
    assert_false(macro_put(x, 'a', STR("<Nothing>")));
    assert_false(macro_put(x, '1', STR("j")));
    buf_fill(&keys, 'j', MACRO_BYTES + 1);
    assert_false(macro_put(x, 'a', buf_str(&keys)));
    assert_true(macro_record(x, 'a'));
    macro_type(x, buf_str(&keys));
    assert_int_equal(x->macros.recording, 0);
    assert_int_equal(x->macros.keys[0].len, 0);
    buf_release(&keys);
    explorer_close(x);
}

/* A view that fills its canvas, with its picture in the middle or a text below, is written without the
 * rows that stand empty. */
static void test_views_are_written_without_gaps(void **state)
{
    struct explorer *x = opened();
    char text[16384];

    (void)state;
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        FILE *f;
        size_t len;
        session_show_view(x, (enum view_id)v);
        explorer_settle(x);
        assert_true(command_run(x, STR("export txt gaps.txt")));
        f = fopen("gaps.txt", "r");
        assert_non_null(f);
        len = fread(text, 1, sizeof text - 1, f);
        text[len] = 0;
        fclose(f);
        unlink("gaps.txt");
        if (len == 0 || text[0] == '\n' || strstr(text, "\n\n\n"))
            fail_msg("%s has rows with nothing", view_names[v]);
    }
    explorer_close(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_command_in_a_script),
        cmocka_unit_test(test_every_alias),
        cmocka_unit_test(test_every_bare_command),
        cmocka_unit_test(test_every_command_in_the_palette),
        cmocka_unit_test(test_every_line_of_help),
        cmocka_unit_test(test_habits),
        cmocka_unit_test(test_name_of_several),
        cmocka_unit_test(test_macro),
        cmocka_unit_test(test_macro_ends),
        cmocka_unit_test(test_macro_bounds),
        cmocka_unit_test(test_views_are_written_without_gaps),
        cmocka_unit_test(test_name_of_several_words),
    };
    return cmocka_run_group_tests_name("commands", tests, setup, teardown);
}
