/* SPDX-License-Identifier: MIT */
/* test_sessions.c - every tests/sessions/VIEW/NAME.session on the memory terminal: no TTY, no
 * clock, no sleeps. FAASMAP_GOLDEN=write rewrites the screens. SESSION=part runs some only.
 * What the sessions leave out is found as well: the linker leads the calls of session_perform() here
 * (--wrap), and a command, view or action after which no session reads a screen fails. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "command.h"
#include "mem.h"
#include "session.h"
#include "session_file.h"

struct memory_stage {
    struct explorer *x;
    bool bursts; /* the keys of a line are there before the first of them is handled */
    bool ended;
    int status;
};

/* --- What the sessions are about ----------------------------------------------------------------------- */

enum { COMMANDS_MAX = 100 };

/* Done: since the last screen that was read, in the session that runs. Seen: a screen was read after. */
static struct {
    bool done_action[ACTION_COUNT], action[ACTION_COUNT], done_command[COMMANDS_MAX], command[COMMANDS_MAX],
        view[VIEW_COUNT];
} covered;

unsigned __real_session_perform(struct explorer *x, enum action action);
unsigned __wrap_session_perform(struct explorer *x, enum action action);
unsigned __wrap_session_perform(struct explorer *x, enum action action)
{
    unsigned answer = __real_session_perform(x, action);

    if (answer & ACT_HANDLED && !(answer & ACT_BELL))
        covered.done_action[action] = true;
    return answer;
}

/* What the prompt, a picker or the palette ran last. */
static void note_command(const struct explorer *x)
{
    struct str rest = buf_str(&x->last_command), name = ask_word(&rest);
    const struct command *c;

    for (size_t i = 0; !str_empty(name) && (c = command_at(i)); i++) {
        if (command_find(name) == c)
            covered.done_command[i] = true;
    }
}

static void note_seen(const struct explorer *x)
{
    for (size_t i = 0; i < ACTION_COUNT; i++)
        covered.action[i] = covered.action[i] || covered.done_action[i];
    for (size_t i = 0; i < COMMANDS_MAX; i++)
        covered.command[i] = covered.command[i] || covered.done_command[i];
    for (int i = 0; i < x->pane_count; i++)
        covered.view[x->panes[i].view] = true;
}

static void note_begin(void)
{
    memset(covered.done_action, 0, sizeof covered.done_action);
    memset(covered.done_command, 0, sizeof covered.done_command);
}

/* What no session can show, and where it is tested instead. */
static const struct {
    enum action action;
    const char *why;
} elsewhere[] = {
    {ACTION_SUSPEND, "there is no shell to go back to: test_pty.c and job_control.sh"},
};

static bool is_elsewhere(enum action action)
{
    for (size_t i = 0; i < COUNT(elsewhere); i++) {
        if (elsewhere[i].action == action)
            return true;
    }
    return false;
}

/* Runs last: every row of the tables occurs in a session that reads a screen afterwards. */
static void test_nothing_is_left_out(void **state)
{
    size_t missing = 0;
    const struct command *c;

    (void)state;
    for (size_t i = 0; (c = command_at(i)); i++) {
        assert_true(i < COMMANDS_MAX);
        if (!covered.command[i] && ++missing)
            print_error("no session shows what the command %s does\n", c->name);
    }
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (!covered.view[v] && ++missing)
            print_error("no session shows the view %s\n", view_names[v]);
    }
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        if (covered.action[a] == is_elsewhere((enum action)a) && ++missing)
            print_error(covered.action[a] ? "there is a session with the action %s after all\n"
                                          : "no session shows what the action %s does\n", actions[a].name);
    }
    if (missing)
        fail();
}

/* --- The stage ------------------------------------------------------------------------------------------ */

static void settle(struct memory_stage *m)
{
    if (m->ended || explorer_settle(m->x))
        return;
    m->ended = true;
    m->status = explorer_status(m->x);
}

static bool stage_start(void *self, const struct explorer_options *options, const struct graph *g,
                        struct buf *why)
{
    struct memory_stage *m = self;
    struct explorer_options o = *options;

    o.kind = &term_memory;
    m->x = explorer_open(&o, g, why);
    if (m->x)
        settle(m);
    return m->x != NULL;
}

static void stage_key(void *self, struct key key)
{
    struct memory_stage *m = self;

    if (m->ended)
        return;
    term_memory_push(explorer_term(m->x), (struct term_event){.type = EVENT_KEY, .key = key});
    if (!m->bursts)
        settle(m);
    note_command(m->x);
}

static void stage_mouse(void *self, struct key key, int row, int col)
{
    struct memory_stage *m = self;
    enum action action;

    if (m->ended)
        return;
    term_memory_push(explorer_term(m->x), (struct term_event){.type = EVENT_KEY, .key = key,
                                                              .row = row, .col = col});
    settle(m);
    if (key.code == KEYCODE_DRAG && keymap_find(&m->x->keys, m->x->focus, &key, 1, &action) == KEYMAP_FOUND)
        covered.done_action[action] = true; /* asked of the view itself, many times a second */
}

static void stage_resize(void *self, int rows, int cols)
{
    struct memory_stage *m = self;

    term_memory_resize(explorer_term(m->x), rows, cols);
    settle(m);
}

static void stage_screen(void *self, struct buf *out)
{
    struct memory_stage *m = self;

    settle(m);
    canvas_to_text(term_memory_screen(explorer_term(m->x)), out);
    note_seen(m->x);
}

static bool stage_role(void *self, int row, int col, struct str *name)
{
    struct memory_stage *m = self;
    const struct cell *cell;

    settle(m);
    cell = canvas_get(term_memory_screen(explorer_term(m->x)), row, col);
    *name = cell ? str_from(roles[cell->role].name) : STR("outside");
    return true;
}

static bool stage_cursor(void *self, int *row, int *col)
{
    settle(self);
    term_memory_cursor(explorer_term(((struct memory_stage *)self)->x), row, col);
    return true;
}

/* The last screen is the shell's. */
static int stage_end(void *self)
{
    struct memory_stage *m = self;

    settle(m);
    if (m->ended)
        note_seen(m->x);
    return m->ended ? m->status : -1;
}

static const struct session_stage stage = {
    .start = stage_start,   .key = stage_key,       .resize = stage_resize, .screen = stage_screen,
    .mouse = stage_mouse,
    .role = stage_role,     .cursor = stage_cursor, .end = stage_end,
};

static void run_session(void **state)
{
    const char *mode = getenv("FAASMAP_GOLDEN");
    struct memory_stage m = {0};

    note_begin();
    session_file_run(*state, &stage, &m, mode && strcmp(mode, "write") == 0);
    explorer_close(m.x);
}

/* What a burst of keys leads to does not depend on how many of them were there at once. In these it does:
 * frames that nobody saw have not scrolled the map, nor unfolded a group for what a search found first. */
static bool goes_by_frames(const char *path)
{
    static const char *const of_frames[] = {"detail/secret.", "inventory/search.", "map/minimap-title.",
                                            "map/zoom."};

    for (size_t i = 0; i < sizeof of_frames / sizeof *of_frames; i++) {
        if (strstr(path, of_frames[i]))
            return true;
    }
    return false;
}

static void test_keys_in_bursts(void **state)
{
    glob_t found;

    (void)state;
    assert_int_equal(glob("tests/sessions/*/*.session", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct memory_stage m = {.bursts = true};
        if (goes_by_frames(found.gl_pathv[i]))
            continue;
        note_begin();
        session_file_run(found.gl_pathv[i], &stage, &m, false);
        explorer_close(m.x);
    }
    globfree(&found);
}

/* Every view has a folder of sessions, so a new view brings its own. */
static void test_every_view_has_sessions(void **state)
{
    (void)state;
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        char pattern[100];
        glob_t found;
        snprintf(pattern, sizeof pattern, "tests/sessions/%s/*.session", view_names[v]);
        assert_int_equal(glob(pattern, 0, NULL, &found), 0);
        globfree(&found);
    }
}

int main(void)
{
    struct CMUnitTest *tests;
    const char *only = getenv("SESSION");
    glob_t found;
    size_t count = 0;
    int failed;

    if (glob("tests/sessions/*/*.session", 0, NULL, &found) != 0)
        found.gl_pathc = 0;
    tests = mem_zalloc(found.gl_pathc + 3, sizeof *tests);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_every_view_has_sessions);
    if (!only && !getenv("FAASMAP_GOLDEN"))
        tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_keys_in_bursts);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (!only || strstr(found.gl_pathv[i], only))
            tests[count++] = (struct CMUnitTest){found.gl_pathv[i], run_session, NULL, NULL,
                                                 found.gl_pathv[i]};
    }
    if (!only)
        tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_nothing_is_left_out);
    failed = _cmocka_run_group_tests("sessions", tests, count, NULL, NULL);
    globfree(&found);
    mem_free(tests);
    return failed;
}
