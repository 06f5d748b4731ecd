/* SPDX-License-Identifier: MIT */
/* test_monkey.c - whatever is pressed, clicked or typed, the explorer draws a clean screen and
 * goes on: every action in every view, every command with nothing and with hostile texts, and long
 * runs of random events with fixed seeds, with threads at work and systems that take each other's place
 * as well. FAASMAP_LONG=1 makes the runs much longer, FAASMAP_SEED=N makes another one of them alone. */
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
#include "decisions.h"
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
    char folder[40], here[1024]; /* where nobody looks, where the systems are */
};

static int setup(void **state)
{
    struct stage *s = calloc(1, sizeof *s);

    if (!getcwd(s->here, sizeof s->here))
        return -1;
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

static struct explorer *begin_with(const struct graph *g, int rows, int cols,
                                   const struct loader *loader)
{
    static const struct rule_options rules_of_today = {.today = {2026, 11, 1}};
    struct explorer_options o = {
        .kind = &term_memory,
        .mouse = true,
        .loader = loader,
        .beside = loader != NULL,
        .rules = loader ? &rules_of_today : NULL,
        .term = {.depth = DEPTH_256, .rows = rows, .cols = cols, .sync_fd = -1},
    };
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);

    assert_non_null(x);
    buf_release(&why);
    return x;
}

static struct explorer *begin(const struct graph *g, int rows, int cols)
{
    return begin_with(g, rows, cols, NULL);
}

/* Nothing that a terminal would obey may stand on the screen. */
static void check_drawn(struct explorer *x)
{
    const struct canvas *c;
    int row, col;

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

static void check_screen(struct explorer *x)
{
    if (explorer_settle(x))
        check_drawn(x);
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

/* Another system with each reading, of those that stand on paper. */
struct others {
    const struct stage *stage;
    size_t turn;
};

static void load_another(void *arg, const char *path, const atomic_bool *stop, struct loaded *out)
{
    struct others *o = arg;
    const char *name = systems[o->turn++ % COUNT(systems)];
    char at[1200];
    const char *one = at;
    const struct import_options options = {.derive = iam_derive, .paths = &one, .path_count = 1,
                                           .stop = stop};

    (void)path;
    snprintf(at, sizeof at, "%s%s%s", strchr(name, ':') ? "" : o->stage->here,
             strchr(name, ':') ? "" : "/", name);
    *out = (struct loaded){.arena = arena_new(), .decisions = decisions_new(),
                           .graph = import_all(&options)};
}

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

struct runs {
    unsigned seeds, events, salt;
};

static struct runs runs_wanted(unsigned salt)
{
    const char *wish = getenv("FAASMAP_LONG"), *chosen = getenv("FAASMAP_SEED");
    bool is_long = wish && *wish && strcmp(wish, "0") != 0;
    struct runs r = {is_long ? 40 : 2, is_long ? 5000 : 400 / RANDOM_SHARE, salt};

    if (chosen) {
        r.seeds = 1;
        r.salt += 100000 * (unsigned)strtoul(chosen, NULL, 10);
    }
    return r;
}

/* One event at a time, or as many as come while a slow screen is drawn: what they are about may be
 * gone before it was drawn again. */
static void random_events(struct stage *s, unsigned salt, unsigned burst)
{
    struct runs runs = runs_wanted(salt);

    for (size_t i = 0; i < COUNT(systems); i++) {
        for (unsigned n = 0; n < runs.seeds; n++) {
            uint64_t seed = 1000 * (i + 1) + n + runs.salt;
            struct explorer *x = begin(s->graphs[i], 24, 80);
            for (unsigned k = 0; k < runs.events; k++) {
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

/* Answers lead to questions, but not for ever. */
static void come_to_rest(struct explorer *x)
{
    enum { MOST = 2000 };

    for (int frames = 0; explorer_frame(x); frames++) {
        if (frames > MOST)
            fail_msg("asks and asks: %s", inquiry_doing(x) ? inquiry_doing(x) : "?");
    }
    check_screen(x);
}

/* What stands there while threads work is drawn as well, and keys come before their answers; now and then
 * a word that takes long is looked for, or another system is read. */
static void test_random_with_threads(void **state)
{
    static const char *const slow[] = {
        "filter ~(a)", "filter priv>0 | ~(e)", "reload", "search trigger:http", "hot", "path Telemetry",
        "reload", "cut", "blast", "export json x.json", "export sarif x.sarif", "reload",
    };
    struct stage *s = *state;
    struct runs runs = runs_wanted(1000);

    for (size_t i = 0; i < COUNT(systems); i++) {
        for (unsigned n = 0; n < runs.seeds; n++) {
            struct others others = {.stage = s};
            struct loader loader = {load_another, &others};
            uint64_t seed = 1000 * (i + 1) + n + runs.salt;
            struct explorer *x = begin_with(s->graphs[i], 24, 80, &loader);
            for (unsigned k = 0; k < runs.events; k++) {
                uint32_t dice = next(&seed) % 16;
                if (dice == 0)
                    command_run(x, str_from(slow[next(&seed) % COUNT(slow)]));
                for (unsigned e = next(&seed) % 4; e > 0; e--)
                    random_event(x, &seed);
                if (dice == 1)
                    come_to_rest(x);
                else if (explorer_frame(x))
                    check_drawn(x);
                if (x->ending) {
                    explorer_close(x);
                    x = begin_with(s->graphs[i], 24, 80, &loader);
                }
            }
            explorer_close(x);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_action_in_every_view),
        cmocka_unit_test(test_every_command_with_hostile_texts),
        cmocka_unit_test(test_random_events),
        cmocka_unit_test(test_random_bursts),
        cmocka_unit_test(test_random_with_threads),
    };
    if (getenv("FAASMAP_SEED"))
        cmocka_set_test_filter("test_random*");
    return cmocka_run_group_tests_name("monkey", tests, setup, teardown);
}
