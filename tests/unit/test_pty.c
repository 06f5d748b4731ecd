/* SPDX-License-Identifier: MIT */
/* test_pty.c - the explorer behind a real pseudo terminal: the sessions once more, and that the
 * terminal is given back whatever ends the explorer. */
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "iam.h"
#include "attr.h"
#include "clock.h"
#include "importer.h"
#include "mem.h"
#include "pty.h"
#include "session_file.h"
#include "supervisor.h"

/* newterm() of ncurses 6.4 loses 1.6 kB when it does not know the terminal. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:new_prescr";
}

/* What the child runs: the explorer under its supervisor, as main does. */
struct job {
    struct explorer_options options;
    const struct graph *graph;
};

static int explore(void *arg)
{
    struct job *job = arg;
    struct buf why = {0};
    int status = explorer_run(&job->options, job->graph, &why);

    if (why.len)
        fprintf(stderr, "%s\n", why.ptr);
    buf_release(&why);
    return status;
}

static int supervised(void *arg, int sync)
{
    struct job *job = arg;

    job->options.term.sync_fd = sync;
    return supervisor_run(explore, job);
}

static int program(void *arg, int sync)
{
    static const char *const args[] = {"faasmap", "tests/sessions/waste.yaml", NULL};

    (void)arg;
    return pty_become(sync, args);
}

static struct graph *waste(void)
{
    const char *path = "tests/sessions/waste.yaml";
    struct import_options options = {.derive = iam_derive, .paths = &path, .path_count = 1};
    return import_all(&options);
}

/* --- The sessions ------------------------------------------------------------------------------- */

struct pty_stage {
    struct pty pty;
    struct job job;
    bool held; /* the first button, at: */
    int row, col;
};

static bool stage_start(void *self, const struct explorer_options *options, const struct graph *g,
                        struct buf *why)
{
    struct pty_stage *s = self;

    (void)why;
    s->job = (struct job){*options, g};
    pty_start(&s->pty, options->term.rows, options->term.cols, NULL, supervised, &s->job);
    return true;
}

/* As xterm sends it (SGR): button, column and row from 1, M for down and m for up. */
static void report(const struct pty_stage *s, int button, char end, struct buf *out)
{
    buf_printf(out, "\033[<%d;%d;%d%c", button, s->col + 1, s->row + 1, end);
}

/* In one piece: on a busy machine the parts of it may be sent far from each other, and each is waited
 * for. */
static void send_reports(struct pty_stage *s, struct buf *reports)
{
    pty_send(&s->pty, reports->ptr, reports->len);
    pty_settle(&s->pty);
    buf_release(reports);
}

static void let_go(struct pty_stage *s, struct buf *out)
{
    if (s->held)
        report(s, 0, 'm', out);
    s->held = false;
}

static void stage_key(void *self, struct key key)
{
    struct pty_stage *s = self;
    struct buf up = {0};

    let_go(s, &up);
    if (up.len)
        send_reports(s, &up);
    pty_key(&s->pty, key);
}

/* The button stays down behind a click, so that a drag may follow. */
static void stage_mouse(void *self, struct key key, int row, int col)
{
    struct pty_stage *s = self;
    int mods = (key.mods & MOD_SHIFT ? 4 : 0) + (key.mods & MOD_CTRL ? 16 : 0);
    bool twice = key.code == KEYCODE_DOUBLE_CLICK;
    struct buf out = {0};

    if (key.code != KEYCODE_DRAG)
        let_go(s, &out);
    s->row = row;
    s->col = col;
    s->held = key.code == KEYCODE_CLICK || key.code == KEYCODE_DRAG;
    if (twice) /* the middle button: a click before this one is no part of it */
        report(s, 1, 'M', &out);
    for (int i = 0; i < (twice ? 2 : 1); i++) {
        report(s,
               mods + (key.code == KEYCODE_DRAG          ? 32
                       : key.code == KEYCODE_RIGHT_CLICK ? 2
                       : key.code >= KEYCODE_WHEEL_UP    ? 64 + (int)(key.code - KEYCODE_WHEEL_UP)
                                                         : 0),
               'M', &out);
        if (twice || key.code == KEYCODE_RIGHT_CLICK)
            report(s, twice ? 0 : 2, 'm', &out);
    }
    send_reports(s, &out);
}

static void stage_resize(void *self, int rows, int cols)
{
    pty_resize(&((struct pty_stage *)self)->pty, rows, cols);
}

static void stage_screen(void *self, struct buf *out)
{
    pty_text(&((struct pty_stage *)self)->pty, out);
}

static bool stage_role(void *self, int row, int col, struct str *name)
{
    (void)self;
    (void)row;
    (void)col;
    (void)name;
    return false; /* a terminal knows colours, not roles */
}

static bool stage_cursor(void *self, int *row, int *col)
{
    struct pty *p = &((struct pty_stage *)self)->pty;
    VTermPos at;

    pty_flush(p);
    vterm_state_get_cursorpos(vterm_obtain_state(p->vt), &at);
    *row = at.row;
    *col = at.col;
    return true;
}

static int stage_end(void *self)
{
    struct pty *p = &((struct pty_stage *)self)->pty;
    return p->ended ? p->status : -1;
}

static const struct session_stage stage = {
    .start = stage_start,   .key = stage_key,       .resize = stage_resize, .screen = stage_screen,
    .mouse = stage_mouse,
    .role = stage_role,     .cursor = stage_cursor, .end = stage_end,
};

static void run_session(void **state)
{
    struct pty_stage s = {0};

    session_file_run(*state, &stage, &s, false);
    pty_end(&s.pty);
    assert_true(!s.pty.alt_screen);
}

/* --- The terminal comes back -------------------------------------------------------------------- */

static void start(struct pty *p, struct job *job, int rows, int cols,
                  const struct pty_environment *env)
{
    job->graph = waste();
    job->options.term.depth = DEPTH_256;
    pty_start(p, rows, cols, env, supervised, job);
    assert_true(p->alt_screen);
}

static void finish(struct pty *p, struct job *job)
{
    struct graph *g;

    memcpy(&g, &job->graph, sizeof g);
    pty_end(p);
    graph_free(g);
}

static void test_quit_restores(void **state)
{
    struct pty p;
    struct job job = {0};

    (void)state;
    start(&p, &job, 24, 80, NULL);
    pty_key(&p, (struct key){'Q', 0});
    assert_int_equal(pty_wait(&p), 0);
    assert_true(pty_restored(&p));
    finish(&p, &job);
}

/* A sequence without a name and late answers of the terminal are no typing: they would quit (Q),
 * search (/) and choose themes (t). */
static void test_unknown_sequences_are_no_keys(void **state)
{
    static const char *const sequences[] = {
        "\033]11;rgb:0000/ffff/t?Q\033\\", "\033]11;rgb:0000/ffff/t?Q\a", "\033[?62;22c",
        "\033[57428;5u", "\033P>|xterm(370)Q\033\\", "\033_Gi=1;Q\033\\",
        "\033]4;1;rgb:Q/Q/Q;2;rgb:Q/Q/Q;3;rgb:Q/Q/Q;4;rgb:Q/Q/Q;5;rgb:Q/Q/Q;6;rgb:Q/Q/Q;7;rgb:Q\a",
        "\033]52;c;a\\Q\033\\",
    };
    struct buf before = {0}, after = {0}, lengthy = {0};
    struct pty p;
    struct job job = {0};

    (void)state;
    start(&p, &job, 24, 80, NULL);
    pty_text(&p, &before);
    for (size_t i = 0; i < COUNT(sequences); i++) {
        pty_send(&p, sequences[i], strlen(sequences[i]));
        pty_settle(&p);
        buf_reset(&after);
        pty_text(&p, &after);
        assert_string_equal(before.ptr, after.ptr);
    }
    buf_puts(&lengthy, "\033]52;c;"); /* more than the line holds at once */
    buf_fill(&lengthy, 'Q', 20000);
    buf_putc(&lengthy, '\a');
    pty_send(&p, lengthy.ptr, lengthy.len);
    pty_settle(&p);
    buf_reset(&after);
    pty_text(&p, &after);
    assert_string_equal(before.ptr, after.ptr);
    pty_key(&p, (struct key){'Q', 0});
    assert_int_equal(pty_wait(&p), 0);
    finish(&p, &job);
    buf_release(&lengthy);
    buf_release(&before);
    buf_release(&after);
}

static bool shows(struct pty *p, const char *part)
{
    struct buf text = {0};
    bool found;

    pty_text(p, &text);
    found = strstr(text.ptr, part) != NULL;
    buf_release(&text);
    return found;
}

/* What the line cut off is no key; the next key is one, whether it comes at once or later. */
static void test_cut_off_mouse(void **state)
{
    static const char *const cut[] = {"\033[<", "\033[<0;1", "\033[<64;3;", "\033[<0;99999999999999"};
    struct pty p;
    struct job job = {.options.mouse = true};
    char text[64];

    (void)state;
    start(&p, &job, 24, 80, NULL);
    for (size_t i = 0; i < COUNT(cut); i++) {
        for (int later = 0; later < 2; later++) {
            snprintf(text, sizeof text, "%s%s", cut[i], later ? "" : "?");
            pty_send(&p, text, strlen(text)); /* in one piece: a busy machine may part two */
            pty_settle(&p);
            if (later)
                pty_type(&p, "?");
            assert_true(shows(&p, "Keys in the view"));
            pty_type(&p, "q");
            assert_false(shows(&p, "Keys in the view"));
        }
    }
    pty_key(&p, (struct key){'Q', 0});
    assert_int_equal(pty_wait(&p), 0);
    finish(&p, &job);
}

/* Terminals of old: the same with a byte each, which only a pause tells from a key. */
static void test_old_mouse(void **state)
{
    static const char *const cut[] = {"\033[M", "\033[M ", "\033[M !", "\033[M\033OB"};
    const struct pty_environment env = {.term = "screen-256color"};
    struct pty p;
    struct job job = {.options.mouse = true};

    (void)state;
    start(&p, &job, 24, 240, &env);
    for (size_t i = 0; i < COUNT(cut); i++) {
        pty_send(&p, cut[i], strlen(cut[i]));
        pty_settle(&p);
        pty_type(&p, "?");
        assert_true(shows(&p, "Keys in the view"));
        pty_type(&p, "q");
        assert_false(shows(&p, "Keys in the view"));
    }
    pty_type(&p, "gl");
    pty_send(&p, "\033[M #&\033[M##&", 12); /* the third row of the table, down and up */
    pty_settle(&p);
    assert_true(shows(&p, "Azure Analytics   "));
    assert_true(shows(&p, "sv Azure Analytics"));
    assert_false(shows(&p, "[ Detail ]"));
    pty_send(&p, "\033[M \xfc&\033[M#\xfc&", 12); /* far to the right: bytes that are no letters */
    pty_settle(&p);
    assert_true(shows(&p, "[ Detail ]"));
    assert_true(str_find(buf_str(&p.raw), STR("\033[?1006h")) != STR_NPOS);
    pty_send(&p, "\033[<0;5;8M\033[<0;5;8m", 18); /* in numbers: what knows them sends no bytes */
    pty_settle(&p);
    assert_false(shows(&p, "[ Detail ]"));
    pty_key(&p, (struct key){'Q', 0});
    assert_int_equal(pty_wait(&p), 0);
    finish(&p, &job);
}

/* A sanitizer answers these itself, with a report. */
static bool taken_by_sanitizer(int signal)
{
#if defined(__SANITIZE_ADDRESS__)
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE;
#else
    (void)signal;
    return false;
#endif
}

/* Signals to the process that the user sees (the supervisor), and to the explorer itself. */
static void test_signals_restore(void **state)
{
    static const struct {
        int signal;
        bool to_explorer;
    } rows[] = {
        {SIGTERM, false}, {SIGINT, false},  {SIGHUP, false}, {SIGQUIT, false}, {SIGTERM, true},
        {SIGINT, true},   {SIGHUP, true},   {SIGQUIT, true}, {SIGSEGV, true},  {SIGABRT, true},
        {SIGBUS, true},   {SIGFPE, true},   {SIGUSR1, true}, {SIGALRM, true},  {SIGKILL, true},
        {SIGUSR1, false}, {SIGALRM, false}, {SIGXCPU, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pty p;
        struct job job = {0};
        if (taken_by_sanitizer(rows[i].signal))
            continue;
        start(&p, &job, 24, 80, NULL);
        kill(rows[i].to_explorer ? pty_explorer(&p) : p.pid, rows[i].signal);
        assert_int_equal(pty_wait(&p), 128 + rows[i].signal);
        if (!pty_restored(&p))
            fail_msg("after signal %d", rows[i].signal);
        finish(&p, &job);
    }
}

/* Sent to both, as killall does: whoever is last gives the terminal back. */
static void test_signals_to_both(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGPROF};

    (void)state;
    for (size_t i = 0; i < COUNT(signals); i++) {
        struct pty p;
        struct job job = {0};
        start(&p, &job, 24, 80, NULL);
        pid_t explorer = pty_explorer(&p);
        kill(p.pid, signals[i]);
        kill(explorer, signals[i]);
        assert_int_equal(pty_wait(&p), 128 + signals[i]);
        if (!pty_restored(&p))
            fail_msg("after signal %d", signals[i]);
        finish(&p, &job);
    }
}

/* The first process gone, by a signal that nobody can answer, the one that draws gives the terminal back:
 * while it draws, and while it still waits for answers of the terminal. */
static void supervisor_killed(const char *when, bool settled)
{
    const struct pty_environment env = {.no_sync = !settled, .silent = !settled};
    long deadline = clock_ms() + PTY_PATIENCE_MS;
    struct pty p;
    pid_t explorer;
    int status;

    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pty_start(&p, 24, 80, &env, program, NULL);
    pty_await(&p, when);
    explorer = pty_explorer(&p);
    kill(p.pid, SIGKILL);
    assert_int_equal(pty_wait(&p), 128 + SIGKILL);
    while (waitpid(explorer, &status, WNOHANG) == 0) {
        assert_true(clock_ms() < deadline);
        pty_flush(&p); /* who is not read cannot end */
    }
    assert_true(pty_restored(&p));
    assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 128 + SIGHUP);
    pty_end(&p);
}

static void test_killed_supervisor_restores(void **state)
{
    (void)state;
    supervisor_killed("\033]11;?", false); /* the question is on its way, there is no answer */
    supervisor_killed("Telemetry", true);
}

static int explore_and_die(void *arg)
{
    struct job *job = arg;
    struct buf why = {0};
    struct explorer *x = explorer_open(&job->options, job->graph, &why);

    assert_non_null(x);
    explorer_settle(x);
    die("no more memory");
}

static int supervised_death(void *arg, int sync)
{
    (void)sync;
    return supervisor_run(explore_and_die, arg);
}

/* Out of memory: the message stands on the restored screen, the exit code is 71. */
static void test_death_restores(void **state)
{
    struct job job = {.options.term = {.depth = DEPTH_256, .sync_fd = -1}, .graph = waste()};
    struct pty p;

    (void)state;
    pty_start(&p, 24, 80, NULL, supervised_death, &job);
    assert_int_equal(pty_wait(&p), 71);
    assert_true(pty_restored(&p));
    assert_true(pty_has(&p, "no more memory"));
    assert_true(str_find(buf_str(&p.raw), STR("no more memory")) >
                str_find(buf_str(&p.raw), STR("\033[?1049l"))); /* not lost with the other screen */
    finish(&p, &job);
}

/* ^C is a key in raw mode; it quits in good order. */
static void test_control_c_quits(void **state)
{
    struct pty p;
    struct job job = {0};

    (void)state;
    start(&p, &job, 24, 80, NULL);
    pty_send(&p, "\003", 1);
    assert_int_equal(pty_wait(&p), 0);
    assert_true(pty_restored(&p));
    finish(&p, &job);
}

/* No shell is there to continue us, so the stop is passed over and the screen comes back. */
static void test_suspend_without_shell(void **state)
{
    struct pty p;
    struct job job = {0};
    struct buf before = {0}, after = {0};

    (void)state;
    start(&p, &job, 24, 80, NULL);
    pty_text(&p, &before);
    pty_key(&p, (struct key){'z', MOD_CTRL});
    pty_text(&p, &after);
    assert_true(str_eq(buf_str(&before), buf_str(&after)));
    assert_true(p.alt_screen);
    buf_release(&before);
    buf_release(&after);
    finish(&p, &job);
}

static void test_resize_storm(void **state)
{
    struct pty p;
    struct job job = {0};
    struct buf text = {0};
    unsigned seed = 12345;

    (void)state;
    start(&p, &job, 24, 80, NULL);
    for (int i = 0; i < 60; i++) {
        seed = seed * 1103515245u + 12345u;
        pty_resize(&p, 1 + (int)(seed >> 16) % 70, 1 + (int)(seed >> 8) % 220);
        pty_key(&p, (struct key){(unsigned char)"jlkhg?T/x"[i % 9], 0});
        if (i % 9 == 8)
            pty_key(&p, (struct key){KEYCODE_ESC, 0});
    }
    pty_resize(&p, 3, 15);
    pty_text(&p, &text);
    assert_string_equal(text.ptr, "too small\n\n\n");
    buf_reset(&text);
    pty_resize(&p, 24, 80);
    pty_text(&p, &text);
    assert_non_null(strstr(text.ptr, "faasmap  waste"));
    kill(p.pid, SIGTERM);
    assert_int_equal(pty_wait(&p), 128 + SIGTERM);
    assert_true(pty_restored(&p));
    buf_release(&text);
    finish(&p, &job);
}

/* --- Colours and glyphs ------------------------------------------------------------------------- */

/* The box that is selected at the start: where its first letter stands. */
static void find_text(struct pty *p, const char *text, int *row, int *col)
{
    struct buf out = {0};
    const char *at, *line;

    pty_text(p, &out);
    at = strstr(strchr(out.ptr, '\n'), text); /* below the breadcrumb */
    assert_non_null(at);
    *row = 0;
    line = out.ptr;
    for (const char *c = out.ptr; c < at; c++) {
        if (*c == '\n') {
            (*row)++;
            line = c + 1;
        }
    }
    *col = 0;
    for (const char *c = line; c < at; c++)
        *col += ((unsigned char)*c & 0xc0) != 0x80;
    buf_release(&out);
}

static void test_mono_shows_the_selection(void **state)
{
    struct pty p;
    struct job job = {.options.term.depth = DEPTH_MONO, .graph = waste()};
    VTermScreenCell cell;
    int row, col;

    (void)state;
    pty_start(&p, 24, 80, NULL, supervised, &job);
    find_text(&p, "The Things Network", &row, &col);
    pty_cell(&p, row, col, &cell);
    assert_int_equal(cell.attrs.reverse, 1);
    find_text(&p, "IoT Hub", &row, &col);
    pty_cell(&p, row, col, &cell);
    assert_int_equal(cell.attrs.reverse, 0);
    assert_false(pty_has(&p, "\033[38")); /* no colour of 256, none of 16 */
    for (char c = '0'; c < '8'; c++)
        assert_false(pty_has(&p, (char[]){'\033', '[', '3', c, 'm', 0}));
    finish(&p, &job);
}

static void test_colours_of_the_theme(void **state)
{
    struct pty p;
    struct job job = {0};
    VTermScreenCell cell;
    int row, col;

    (void)state;
    start(&p, &job, 24, 80, NULL);
    find_text(&p, "Latest Weather", &row, &col);
    pty_cell(&p, row, col, &cell);
    assert_true(VTERM_COLOR_IS_INDEXED(&cell.fg));
    assert_int_equal(cell.fg.indexed.idx, 111); /* sky, of zone.code */
    assert_true(VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    finish(&p, &job);
}

/* A terminal that has fewer colours than it is said to have shows those that it has. */
static void test_fewer_colours_than_promised(void **state)
{
    static const struct {
        const char *term, *title, *selected; /* the begin of how each is coloured */
    } rows[] = {
        {"tmux-256color", "\033[38;5;", "\033[48;5;"}, /* COLORTERM=truecolor comes from outside of tmux */
        {"screen", "\033[36m", "\033[46m"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pty_environment env = {.term = rows[i].term};
        struct job job = {.options.term.depth = DEPTH_TRUE, .graph = waste()};
        struct pty p;
        pty_start(&p, 24, 80, &env, supervised, &job);
        if (!pty_has(&p, rows[i].title) || !pty_has(&p, rows[i].selected))
            fail_msg("%s is without colours", rows[i].term);
        finish(&p, &job);
    }
}

static void test_ascii_in_the_c_locale(void **state)
{
    struct pty p;
    struct job job = {.options.term = {.depth = DEPTH_16, .ascii = true}, .graph = waste()};
    struct pty_environment env = {.locale = "C"};

    (void)state;
    pty_start(&p, 48, 160, &env, supervised, &job);
    for (size_t i = 0; i < p.raw.len; i++)
        assert_true((unsigned char)p.raw.ptr[i] < 0x80);
    assert_true(pty_has(&p, "=IoT Hub="));
    finish(&p, &job);
}

/* Names from input cannot talk to the terminal. */
static void test_hostile_names(void **state)
{
    static const char text[] =
        "faasmap: 1\nname: \"\\e]0;title\\a\"\nnodes:\n"
        "  - {id: a, kind: function, name: \"\\e[2Jx\\r\\n\\t\\x9b31m\"}\n"
        "  - {id: b, kind: queue, name: \"\\u202Eevil\\u200b\"}\n"
        "edges:\n  - {kind: writes, from: a, to: b}\n";
    struct memory_file file = {STR("hostile.yaml"), {text, sizeof text - 1}};
    struct import_options options = {.derive = iam_derive, .files = &file, .file_count = 1};
    struct pty p;
    struct job job = {.options.term.depth = DEPTH_256, .graph = import_all(&options)};

    (void)state;
    pty_start(&p, 48, 160, NULL, supervised, &job);
    pty_key(&p, (struct key){KEYCODE_ENTER, 0});
    assert_int_equal(graph_node_count(job.graph), 2);
    assert_false(pty_has(&p, "\033]0;title"));
    assert_false(pty_has(&p, "\033[2Jx"));
    assert_false(pty_has(&p, "\xe2\x80\xae")); /* U+202E */
    assert_false(pty_has(&p, "\xc2\x9b"));
    assert_true(pty_has(&p, "<U+202E>"));
    finish(&p, &job);
}

/* --- $EDITOR and the clipboard ------------------------------------------------------------------ */

static void test_editor_gets_line_and_file(void **state)
{
    char folder[] = "/tmp/faasmap-edit-XXXXXX", script[100], file[100], sub[100], command[256];
    char seen[300] = "";
    struct pty p;
    struct job job = {0};
    FILE *f;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(script, sizeof script, "%s/editor", folder);
    snprintf(sub, sizeof sub, "%s/functions", folder);
    snprintf(file, sizeof file, "%s/functions/Bridge.cs", folder);
    snprintf(command, sizeof command, "%s --wait", script);
    mkdir(sub, 0755);
    fclose(fopen(file, "w"));
    f = fopen(script, "w");
    fprintf(f, "#!/bin/sh\nprintf '%%s|' \"$@\" > %s/args\n", folder);
    fclose(f);
    chmod(script, 0755);
    job.options.place.folder = folder;
    job.options.editor = command;
    start(&p, &job, 24, 80, NULL);
    pty_key(&p, (struct key){'j', 0}); /* Bridge HTTP */
    pty_key(&p, (struct key){'e', 0});
    assert_true(p.alt_screen); /* back again */
    snprintf(script, sizeof script, "%s/args", folder);
    f = fopen(script, "r");
    assert_non_null(f);
    assert_non_null(fgets(seen, sizeof seen, f));
    fclose(f);
    snprintf(command, sizeof command, "--wait|+10|%s|", file);
    assert_string_equal(seen, command);
    finish(&p, &job);
    unlink(script);
    snprintf(script, sizeof script, "%s/editor", folder);
    unlink(script);
    unlink(file);
    rmdir(sub);
    assert_int_equal(rmdir(folder), 0);
}

static void test_copy_uses_osc_52(void **state)
{
    struct pty p;
    struct job job = {0};

    (void)state;
    start(&p, &job, 24, 80, NULL);
    pty_key(&p, (struct key){'j', 0});
    pty_key(&p, (struct key){'y', 0});
    assert_true(pty_has(&p, "\033]52;c;QnJpZGdlIEhUVFA=\a")); /* "Bridge HTTP" */
    finish(&p, &job);
}

static void test_terminal_without_cursor(void **state)
{
    struct job job = {.graph = waste()};
    struct pty p;
    struct pty_environment env = {.term = "dumb"};

    (void)state;
    pty_start(&p, 24, 80, &env, supervised, &job);
    assert_int_equal(pty_wait(&p), 2);
    assert_true(pty_has(&p, "the terminal cannot place its cursor"));
    assert_true(pty_restored(&p));
    finish(&p, &job);
}

static void test_no_terminal_no_explorer(void **state)
{
    struct job job = {.graph = waste()};
    struct pty p;
    struct pty_environment env = {.term = "no-such-terminal"};

    (void)state;
    pty_start(&p, 24, 80, &env, supervised, &job);
    assert_int_equal(pty_wait(&p), 2);
    assert_true(pty_has(&p, "the terminal that TERM names cannot be used"));
    assert_true(pty_restored(&p));
    finish(&p, &job);
}

int main(void)
{
    static const struct CMUnitTest own[] = {
        cmocka_unit_test(test_quit_restores),
        cmocka_unit_test(test_unknown_sequences_are_no_keys),
        cmocka_unit_test(test_cut_off_mouse),
        cmocka_unit_test(test_old_mouse),
        cmocka_unit_test(test_signals_restore),
        cmocka_unit_test(test_signals_to_both),
        cmocka_unit_test(test_killed_supervisor_restores),
        cmocka_unit_test(test_death_restores),
        cmocka_unit_test(test_control_c_quits),
        cmocka_unit_test(test_suspend_without_shell),
        cmocka_unit_test(test_resize_storm),
        cmocka_unit_test(test_mono_shows_the_selection),
        cmocka_unit_test(test_colours_of_the_theme),
        cmocka_unit_test(test_fewer_colours_than_promised),
        cmocka_unit_test(test_ascii_in_the_c_locale),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_editor_gets_line_and_file),
        cmocka_unit_test(test_copy_uses_osc_52),
        cmocka_unit_test(test_no_terminal_no_explorer),
        cmocka_unit_test(test_terminal_without_cursor),
    };
    const char *only = getenv("SESSION");
    struct CMUnitTest *tests;
    glob_t found;
    size_t count = 0;
    int failed;

    if (glob("tests/sessions/*/*.session", 0, NULL, &found) != 0)
        found.gl_pathc = 0;
    tests = mem_zalloc(found.gl_pathc + COUNT(own), sizeof *tests);
    for (size_t i = 0; i < COUNT(own) && !only; i++)
        tests[count++] = own[i];
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (!only || strstr(found.gl_pathv[i], only))
            tests[count++] = (struct CMUnitTest){found.gl_pathv[i], run_session, NULL, NULL,
                                                 found.gl_pathv[i]};
    }
    failed = _cmocka_run_group_tests("pty", tests, count, NULL, NULL);
    globfree(&found);
    mem_free(tests);
    return failed;
}
