/* SPDX-License-Identifier: MIT */
/* test_monkey.c - whatever is pressed, clicked or typed, the explorer draws a clean screen and
 * goes on: every action in every view, every command with nothing and with hostile texts, and long
 * runs of random events with fixed seeds. FAASMAP_LONG=1 makes the runs much longer, FAASMAP_SEED=N makes
 * another one of them alone. */
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
#include "iam.h"
#include "importer.h"
#include "session.h"
#include "share.h"

static const char *const systems[] = {
    "tests/sessions/waste.yaml", "tests/sessions/names.yaml", "tests/sessions/empty.yaml",
    "tests/sessions/vault.yaml", "tests/sessions/surge.yaml", "sample:death-by-lambda",
};

struct stage {
    struct graph *graphs[COUNT(systems)];
    char folder[40];
};

static int setup(void **state)
{
    struct stage *s = calloc(1, sizeof *s);

    for (size_t i = 0; i < COUNT(systems); i++) {
        struct import_options options = {.derive = iam_derive, .paths = &systems[i],
                                         .path_count = 1};
        s->graphs[i] = import_all(&options);
    }
    /* what is exported by accident goes where nobody looks */
    snprintf(s->folder, sizeof s->folder, "/tmp/faasmap-monkey-XXXXXX");
    if (!mkdtemp(s->folder) || chdir(s->folder) != 0)
        return -1;
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct stage *s = *state;
    const struct dirent *e;
    DIR *d = opendir(".");

    for (size_t i = 0; i < COUNT(systems); i++)
        graph_free(s->graphs[i]);
    while (d && (e = readdir(d)))
        unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    if (chdir("/") != 0 || rmdir(s->folder) != 0)
        print_message("left: %s\n", s->folder);
    free(s);
    return 0;
}

static struct explorer *begin(const struct graph *g, int rows, int cols)
{
    struct explorer_options o = {
        .kind = &term_memory,
        .mouse = true,
        .term = {.depth = DEPTH_256, .rows = rows, .cols = cols, .sync_fd = -1},
    };
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);

    assert_non_null(x);
    buf_release(&why);
    return x;
}

/* Draws; nothing that a terminal would obey may stand on the screen. */
static void check_screen(struct explorer *x)
{
    const struct canvas *c;
    int row, col;

    if (!explorer_settle(x))
        return;
    c = term_memory_screen(explorer_term(x));
    for (row = 0; row < c->rows; row++) {
        for (col = 0; col < c->cols; col++) {
            const struct cell *cell = canvas_get(c, row, col);
            if (cell->width == 0 ? cell->glyph != 0
                                 : cell->glyph < ' ' || (cell->glyph >= 0x7f && cell->glyph < 0xa0))
                fail_msg("glyph %x at %d:%d", cell->glyph, row, col);
            assert_true(cell->role < ROLE_COUNT);
        }
    }
    term_memory_cursor(explorer_term(x), &row, &col);
    assert_true(row >= 0 && row <= c->rows && col >= 0 && col <= c->cols);
}

/* The explorer that goes on, or a new one where the last event ended it. */
static struct explorer *alive(struct explorer *x, const struct graph *g)
{
    int rows = x->rows, cols = x->cols;

    if (!x->ending)
        return x;
    explorer_close(x);
    return begin(g, rows, cols);
}

static void test_every_action_in_every_view(void **state)
{
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(systems); i++) {
        struct explorer *x = begin(s->graphs[i], 24, 80);
        for (size_t v = 0; v < VIEW_COUNT; v++) {
            for (size_t a = 1; a < ACTION_COUNT; a++) {
                session_show_view(x, (enum view_id)v);
                check_screen(x);
                session_perform(x, (enum action)a);
                check_screen(x);
                x = alive(x, s->graphs[i]);
                session_type(x, (struct key){KEYCODE_ESC, 0});
                x = alive(x, s->graphs[i]);
            }
        }
        explorer_close(x);
    }
}

static const char *const hostile[] = {
    "", " ", "x", "all", "on", "off", "=", "a=", "=b", "9999999999999999999", "-1", "->", "a -> b",
    "\"", "(", ")))))", "((((((((((((((((((((((((((((((((", "!", "|", "*", "[", "~(", "name~(", "%s%n",
    "\x1b[2J", "\x1b]0;x\x07", "\xff\xfe", "\xe2\x80\256abc", "a\tb", "kind:", "deg>x", "up(",
    "up(a,b)", "path(a,b)", "Telemetry", "in:internet", "/", "../../../../etc/passwd", "/dev/null/x",
    ",,,,", "+,-,+", "<", "<Foo>", "<C-", "a b c d e f g h",
};

static void test_every_command_with_hostile_texts(void **state)
{
    struct stage *s = *state;

    for (size_t i = 0; i < 3; i++) {
        struct explorer *x = begin(s->graphs[i], 24, 80);
        const struct command *c;
        for (size_t k = 0; (c = command_at(k)); k++) {
            for (size_t h = 0; h < COUNT(hostile); h++) {
                struct buf line = {0};
                buf_printf(&line, "%s %s", c->name, hostile[h]);
                command_run(x, buf_str(&line));
                check_screen(x);
                x = alive(x, s->graphs[i]);
                prompt_begin(x, buf_str(&line)); /* and half of it typed: completion, help */
                session_type(x, (struct key){KEYCODE_TAB, 0});
                check_screen(x);
                session_type(x, (struct key){KEYCODE_TAB, 0});
                check_screen(x);
                for (int esc = 0; esc < 3; esc++)
                    session_type(x, (struct key){KEYCODE_ESC, 0});
                x = alive(x, s->graphs[i]);
                pick_close(x);
                x->prompt.kind = PROMPT_NONE;
                buf_release(&line);
            }
        }
        explorer_close(x);
    }
}

/* --- Random events -------------------------------------------------------------------------------- */

static uint32_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

/* What the keys are bound to most of the time, letters and special keys, the mouse, the size. */
static void random_event(struct explorer *x, uint64_t *seed)
{
    static const uint32_t text[] = {'a', 'e', 't', 'q', ' ', '=', '(', ')', ':', '/', '1', 0xe9, 0x65e5};
    struct term_event e = {.type = EVENT_KEY};
    uint32_t dice = next(seed) % 100;
    const struct binding *b;

    if (dice < 55) {
        b = &x->keys.rows[next(seed) % x->keys.count];
        for (unsigned i = 0; i < b->count; i++) {
            e.key = b->keys[i];
            e.row = (int)(next(seed) % 60) - 2;
            e.col = (int)(next(seed) % 220) - 2;
            term_memory_push(explorer_term(x), e);
        }
        return;
    }
    if (dice < 70) {
        e.key.code = text[next(seed) % COUNT(text)];
    } else if (dice < 82) {
        e.key.code = KEYCODE_BASE + 1 + next(seed) % (KEYCODE_LIMIT - KEYCODE_BASE - 1);
        e.key.mods = (uint8_t)(next(seed) % 8);
        e.row = (int)(next(seed) % 60);
        e.col = (int)(next(seed) % 220);
    } else if (dice < 90) {
        e.key.code = KEYCODE_ENTER;
    } else if (dice < 96) {
        e.key = (struct key){'a' + next(seed) % 26, MOD_CTRL};
        if (e.key.code == 'z')
            e.key.code = 'p';
    } else if (dice < 98) {
        term_memory_resize(explorer_term(x), 1 + (int)(next(seed) % 60), 1 + (int)(next(seed) % 210));
        return;
    } else {
        e.key.code = KEYCODE_ESC;
    }
    term_memory_push(explorer_term(x), e);
}

/* One event at a time, or as many as come while a slow screen is drawn: what they are about may be
 * gone before it was drawn again. */
static void random_events(struct stage *s, unsigned salt, unsigned burst)
{
    const char *wish = getenv("FAASMAP_LONG");
    bool is_long = wish && *wish && strcmp(wish, "0") != 0;
    unsigned seeds = is_long ? 40 : 2, events = is_long ? 5000 : 400 / RANDOM_SHARE;
    const char *chosen = getenv("FAASMAP_SEED");

    if (chosen) {
        seeds = 1;
        salt += 100000 * (unsigned)strtoul(chosen, NULL, 10);
    }
    for (size_t i = 0; i < COUNT(systems); i++) {
        for (unsigned n = 0; n < seeds; n++) {
            uint64_t seed = 1000 * (i + 1) + n + salt;
            struct explorer *x = begin(s->graphs[i], 24, 80);
            for (unsigned k = 0; k < events; k++) {
                unsigned together = 1 + next(&seed) % burst;
                for (unsigned e = 0; e < together; e++)
                    random_event(x, &seed);
                check_screen(x);
                if (x->ending)
                    x = alive(x, s->graphs[i]);
            }
            explorer_close(x);
        }
    }
}

static void test_random_events(void **state)
{
    random_events(*state, 0, 1);
}

static void test_random_bursts(void **state)
{
    random_events(*state, 500, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_action_in_every_view),
        cmocka_unit_test(test_every_command_with_hostile_texts),
        cmocka_unit_test(test_random_events),
        cmocka_unit_test(test_random_bursts),
    };
    if (getenv("FAASMAP_SEED"))
        cmocka_set_test_filter("test_random*");
    return cmocka_run_group_tests_name("monkey", tests, setup, teardown);
}
