/* SPDX-License-Identifier: MIT */
/* test_command_ways.c - a line of the `:` language does the same, and says the same, whichever way it
 * comes: typed at the prompt, as -c, in a script, by a macro, from the history, once more by `.`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "command.h"
#include "graph_yaml.h"
#include "session.h"
#include "share.h"
#include "test_explorer_run.h"

/* At least one for each command, right and wrong ones. */
static const char *const lines[] = {
    "blast Bridge HTTP",    "blast nowhere",       "colour kind",       "colour knd",
    "cut",                  "cut all",             "excess",            "filter kind:queue",
    "filter knd:queue",     "filter",              "findings",          "findings SendAlert",
    "flood Bridge HTTP",    "focus Bridge HTTP 1", "focus off",         "focus Bridge HTTP 9",
    "fold all",             "fold waste-app",      "fold SendAlert",    "goto Alert Q",
    "goto Telemetry",       "g SendAlert",         "help",              "h authorizer",
    "here",                 "hide kind:queue",     "hide",              "in",
    "in 7",                 "layers +identity",    "layers",            "layout zones",
    "layout zones xy",      "mark kind:queue",     "mark a",            "mark",
    "note to be asked",     "note",                "out",               "out 1",
    "overview",             "path SendAlert",      "path off",          "path Bridge HTTP -> SMS Telstra",
    "reach internet",       "reach interne",       "read",              "redo",
    "rule FW-001",          "rule FW-999",         "search telem",      "search zebra",
    "set wide=on",          "set wide=x",          "set",               "sort kind reverse",
    "source SendAlert",     "table",               "tag stride:T",      "theme light",
    "theme lihgt",          "time",                "tree up Alert Q",   "undo",
    "unhide all",           "unhide",              "unmark",            "untag stride:T",
    "view paths",           "view",                "what-if take Bridge HTTP", "what-if",
    "yank id",              "yank",                "bogus",
    /* which have nothing to do with a file here */
    "reload",               "w",                   "open",              "keys check",
    "macro play z",         "export",
};

/* About the run itself: a clock, the tour over another system, what was said before, the end. */
static const char *const others[] = {"log", "present", "quit", "tutor"};

static struct graph *graph;

static int setup(void **state)
{
    (void)state;
    graph = graph_of_file("tests/sessions/waste.yaml");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    graph_free(graph);
    return 0;
}

static struct explorer *opened(const char *commands)
{
    return test_explorer_open(graph, (struct explorer_options){.here = "/nowhere", .mouse = true,
                                                               .commands = str_from(commands)});
}

/* The screen, and closes the explorer. */
static void end(struct explorer *x, struct buf *screen)
{
    explorer_settle(x);
    buf_reset(screen);
    canvas_to_text(term_memory_screen(explorer_term(x)), screen);
    explorer_close(x);
}

static void type(struct explorer *x, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        session_type(x, (struct key){(unsigned char)text.ptr[i], 0});
}

static void type_line(struct explorer *x, const char *line)
{
    type(x, STR(":"));
    type(x, str_from(line));
    session_type(x, (struct key){KEYCODE_ENTER, 0});
    explorer_settle(x);
}

/* As names of keys. */
static void keys_of(const char *line, struct buf *out)
{
    buf_putc(out, ':');
    for (; *line; line++) {
        if (*line == ' ')
            buf_puts(out, "<Space>");
        else
            buf_putc(out, *line);
    }
    buf_puts(out, "<Enter>");
}

static void check(const char *line, const char *way, const struct buf *want, const struct buf *got)
{
    if (!str_eq(buf_str(want), buf_str(got)))
        fail_msg("%s, %s:\n%s\nat the prompt:\n%s", line, way, got->ptr, want->ptr);
}

/* A person chooses among the nodes that a part of a name fits; nobody else can. */
static bool asks_back(const char *line)
{
    return strcmp(line, "goto Telemetry") == 0;
}

/* Beside the prompt; each takes a while, and the sanitizers need each line but not all ways of each. */
enum other_way { BY_OPTION, BY_MACRO, BY_SCRIPT, BY_KEY, BY_HISTORY };

static bool is_asked(size_t line, enum other_way first, enum other_way last, enum other_way way)
{
    return RANDOM_SHARE == 1 || first + line % (last - first + 1) == way;
}

static void check_ways(size_t number)
{
    const char *line = lines[number];
    struct buf want = {0}, got = {0}, keys = {0}, script = {0}, why = {0};
    struct explorer *x = opened("");

    type_line(x, line);
    end(x, &want);
    keys_of(line, &keys);
    if (!asks_back(line) && is_asked(number, BY_OPTION, BY_SCRIPT, BY_OPTION)) {
        end(opened(line), &got);
        check(line, "as -c", &want, &got);
    }
    if (!asks_back(line) && is_asked(number, BY_OPTION, BY_SCRIPT, BY_MACRO)) {
        x = opened("");
        assert_true(macro_put(x, 'a', buf_str(&keys)));
        macro_play(x, 'a', 1);
        end(x, &got);
        check(line, "by a macro", &want, &got);
    }
    if (is_asked(number, BY_OPTION, BY_SCRIPT, BY_SCRIPT)) {
        buf_printf(&script, "# a comment\nkeys %s\nscreen\n", keys.ptr);
        buf_reset(&got);
        explorer_script(&(struct explorer_options){.here = "/nowhere", .mouse = true,
                                                   .term = {.rows = 24, .cols = 80, .sync_fd = -1}},
                        graph, buf_str(&script), &got, &why);
        check(line, "in a script", &want, &got);
    }
    buf_release(&want);
    buf_release(&got);
    buf_release(&keys);
    buf_release(&script);
    buf_release(&why);
}

static void test_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++)
        check_ways(i);
}

static bool is_about(const char *line, const struct command *c)
{
    struct str rest = str_from(line), name = ask_word(&rest);

    return command_find(name) == c;
}

static void test_no_command_is_left_out(void **state)
{
    const struct command *c;

    (void)state;
    for (size_t i = 0; (c = command_at(i)); i++) {
        bool found = false;
        for (size_t k = 0; k < COUNT(lines) && !found; k++)
            found = is_about(lines[k], c);
        for (size_t k = 0; k < COUNT(others) && !found; k++)
            found = is_about(others[k], c);
        if (!found)
            fail_msg("no line is about %s", c->name);
    }
}

static bool is_open(const struct explorer *x)
{
    return x->pick.kind || x->prompt.kind != PROMPT_NONE;
}

/* Once more by `.`, from the history, and typed again: all the same. */
static void test_once_more(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct buf want = {0}, got = {0};
        struct explorer *x = opened("");
        type_line(x, lines[i]);
        bool open = is_open(x);
        if (!open)
            type_line(x, lines[i]);
        end(x, &want);
        for (enum other_way way = BY_KEY; way <= BY_HISTORY && !open; way++) {
            if (!is_asked(i, BY_KEY, BY_HISTORY, way))
                continue;
            x = opened("");
            type_line(x, lines[i]);
            if (way == BY_HISTORY) {
                type(x, STR(":"));
                session_type(x, (struct key){KEYCODE_UP, 0});
                session_type(x, (struct key){KEYCODE_ENTER, 0});
            } else {
                type(x, STR("."));
            }
            end(x, &got);
            check(lines[i], way == BY_HISTORY ? "from the history" : "by .", &want, &got);
        }
        buf_release(&want);
        buf_release(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_no_command_is_left_out),
        cmocka_unit_test(test_once_more),
    };
    return cmocka_run_group_tests_name("command_ways", tests, setup, teardown);
}
