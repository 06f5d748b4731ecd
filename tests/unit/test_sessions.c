/* SPDX-License-Identifier: MIT */
/* test_sessions.c - every tests/sessions/VIEW/NAME.session on the memory terminal: no TTY, no
 * clock, no sleeps. FAASMAP_GOLDEN=write rewrites the screens. SESSION=part runs some only. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "action.h"
#include "session_file.h"

struct memory_stage {
    struct explorer *x;
    bool bursts; /* the keys of a line are there before the first of them is handled */
    bool ended;
    int status;
};

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
}

static void stage_mouse(void *self, struct key key, int row, int col)
{
    struct memory_stage *m = self;

    if (m->ended)
        return;
    term_memory_push(explorer_term(m->x), (struct term_event){.type = EVENT_KEY, .key = key,
                                                              .row = row, .col = col});
    settle(m);
}

static void stage_resize(void *self, int rows, int cols)
{
    struct memory_stage *m = self;

    term_memory_resize(explorer_term(m->x), rows, cols);
    settle(m);
}

static void stage_screen(void *self, struct buf *out)
{
    settle(self);
    canvas_to_text(term_memory_screen(explorer_term(((struct memory_stage *)self)->x)), out);
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

/* Called last as well: closes the explorer then. */
static int stage_end(void *self)
{
    struct memory_stage *m = self;

    settle(m);
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
    tests = mem_zalloc(found.gl_pathc + 2, sizeof *tests);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_every_view_has_sessions);
    if (!only && !getenv("FAASMAP_GOLDEN"))
        tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_keys_in_bursts);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (!only || strstr(found.gl_pathv[i], only))
            tests[count++] = (struct CMUnitTest){found.gl_pathv[i], run_session, NULL, NULL,
                                                 found.gl_pathv[i]};
    }
    failed = _cmocka_run_group_tests("sessions", tests, count, NULL, NULL);
    globfree(&found);
    mem_free(tests);
    return failed;
}
