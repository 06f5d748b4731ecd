/* SPDX-License-Identifier: MIT */
/* test_pty_session.c - the session file of the real program behind a real terminal: it is there after
 * a kill, two programs on one system lose nothing, options say where it is or that there is none. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "pty.h"

struct program {
    const char *option; /* or NULL */
};

static int run_program(void *arg, int sync)
{
    const struct program *program = arg;
    const char *args[] = {"faasmap", "tests/sessions/waste.yaml", program->option, NULL};

    return pty_become(sync, args);
}

struct state {
    char folder[48], sessions[80], file[200];
};

static void state_new(struct state *s)
{
    *s = (struct state){.folder = "/tmp/faasmap-state-XXXXXX"};
    assert_non_null(mkdtemp(s->folder));
    snprintf(s->sessions, sizeof s->sessions, "%s/faasmap/sessions", s->folder);
}

/* The one session file; false: there is none. */
static bool find_file(struct state *s)
{
    DIR *d = opendir(s->sessions);
    const struct dirent *e;
    int found = 0;

    while (d && (e = readdir(d)) != NULL) {
        size_t len = strlen(e->d_name);
        if (len > 5 && strcmp(e->d_name + len - 5, ".json") == 0) {
            found++;
            snprintf(s->file, sizeof s->file, "%.79s/%.110s", s->sessions, e->d_name);
        }
    }
    if (d)
        closedir(d);
    assert_true(found <= 1);
    return found == 1;
}

static bool file_has(struct state *s, const char *part)
{
    char text[8192] = {0};
    size_t n;
    FILE *f = find_file(s) ? fopen(s->file, "r") : NULL;

    if (!f)
        return false;
    n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    assert_true(n > 20 && strcmp(text + n - 3, "\n}\n") == 0); /* never half of one */
    return strstr(text, part) != NULL;
}

/* Until the program has saved: after a pause of the keys. */
static void wait_for(struct state *s, const char *part)
{
    const struct timespec pause = {0, 20000000};

    for (int i = 0; i < PTY_PATIENCE_MS / 20 && !file_has(s, part); i++)
        nanosleep(&pause, NULL);
    assert_true(file_has(s, part));
}

static void state_end(struct state *s)
{
    static const char *const inner[] = {"faasmap/sessions", "faasmap/themes", "faasmap", ""};
    char path[400];

    for (size_t i = 0; i < COUNT(inner); i++) {
        snprintf(path, sizeof path, "%s/%s", s->folder, inner[i]);
        DIR *d = opendir(path);
        const struct dirent *e;
        while (d && (e = readdir(d)) != NULL) {
            if (e->d_name[0] != '.')
                unlinkat(dirfd(d), e->d_name, 0);
        }
        if (d)
            closedir(d);
        rmdir(path);
    }
}

static void begin(struct pty *p, struct state *s, const char *option)
{
    struct program program = {option};
    struct pty_environment env = {.state = s->folder};

    pty_start(p, 24, 80, &env, run_program, &program);
    assert_true(p->alt_screen);
}

/* Killed after a pause, it has kept everything; the next one begins with it. */
static void test_survives_kill(void **state)
{
    struct state s;
    struct pty p;

    (void)state;
    state_new(&s);
    begin(&p, &s, NULL);
    assert_false(find_file(&s));
    pty_type(&p, " :note seen by me\n:tag stride:T\nma");
    wait_for(&s, "\"bookmark\"");
    assert_true(file_has(&s, "\"mark\""));
    assert_true(file_has(&s, "seen by me"));
    kill(pty_explorer(&p), SIGKILL);
    assert_int_equal(pty_wait(&p), 128 + SIGKILL);
    assert_true(pty_restored(&p));
    pty_end(&p);

    begin(&p, &s, NULL);
    assert_true(pty_has(&p, "from last time: 1 mark, 1 note, 1 tag, 1 bookmark"));
    pty_quit(&p);
    assert_true(file_has(&s, "seen by me"));
    state_end(&s);
}

/* Killed at any moment while keys come in, the file is a whole one and says what came before the
 * last pause. */
static void test_killed_while_typing(void **state)
{
    struct state s;

    (void)state;
    state_new(&s);
    for (int i = 0; i < 6; i++) {
        const struct timespec pause = {0, i * 30000000};
        struct pty p;
        char first[40], second[40];
        snprintf(first, sizeof first, ":note before %d\n", i);
        snprintf(second, sizeof second, ":note after %d\n v", i);
        begin(&p, &s, NULL);
        pty_type(&p, first);
        snprintf(first, sizeof first, "before %d", i);
        wait_for(&s, first);
        pty_send(&p, second, strlen(second));
        nanosleep(&pause, NULL);
        kill(pty_explorer(&p), SIGKILL);
        pty_wait(&p);
        pty_end(&p);
        snprintf(second, sizeof second, "after %d", i);
        assert_true(file_has(&s, first) || file_has(&s, second));
    }
    state_end(&s);
}

/* Signals that ask for an end save at once, without waiting for a pause. */
static void test_signals_save(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP};

    (void)state;
    for (size_t i = 0; i < COUNT(signals); i++) {
        struct state s;
        struct pty p;
        state_new(&s);
        begin(&p, &s, NULL);
        pty_type(&p, " ");
        kill(p.pid, signals[i]);
        assert_int_equal(pty_wait(&p), 128 + signals[i]);
        pty_end(&p);
        assert_true(file_has(&s, "\"mark\""));
        state_end(&s);
    }
}

/* Who is stopped may be ended without a word. */
static void test_suspended_has_saved(void **state)
{
    struct state s;
    struct pty p;

    (void)state;
    state_new(&s);
    begin(&p, &s, NULL);
    pty_type(&p, " ");
    pty_key(&p, (struct key){'z', MOD_CTRL}); /* no shell is there to continue us: it goes on at once */
    kill(pty_explorer(&p), SIGKILL);
    pty_wait(&p);
    pty_end(&p);
    assert_true(file_has(&s, "\"mark\""));
    state_end(&s);
}

/* A pause of the keys is waited for, but not for ever. */
static void test_saved_without_a_pause(void **state)
{
    const struct timespec moment = {0, 20000000};
    struct state s;
    struct pty p;

    (void)state;
    state_new(&s);
    begin(&p, &s, NULL);
    pty_type(&p, " ");
    for (int i = 0; i < PTY_PATIENCE_MS / 20 && !file_has(&s, "\"mark\""); i++) {
        pty_send(&p, i % 2 ? "j" : "k", 1);
        pty_flush(&p);
        nanosleep(&moment, NULL);
    }
    assert_true(file_has(&s, "\"mark\""));
    pty_settle(&p);
    pty_quit(&p);
    state_end(&s);
}

static void test_two_programs(void **state)
{
    struct state s;
    struct pty a, b;

    (void)state;
    state_new(&s);
    begin(&a, &s, NULL);
    begin(&b, &s, NULL);
    pty_type(&a, ":note from a\n");
    wait_for(&s, "from a");
    pty_type(&b, ":tag from-b\n");
    wait_for(&s, "from-b");
    assert_true(file_has(&s, "from a"));
    pty_type(&a, ":mark kind:queue\n");
    pty_quit(&a);
    pty_quit(&b);
    assert_true(file_has(&s, "from a"));
    assert_true(file_has(&s, "from-b"));
    assert_true(file_has(&s, "{\"is\": \"mark\", \"at\": \"az:q:alert\"}"));
    state_end(&s);
}

/* Pipes where our own files belong: nobody writes into them, so nobody may read them. */
static void test_pipes_for_files(void **state)
{
    static const char *const names[] = {"history", "settings", "keys.conf", "themes/dark.yaml"};
    struct state s;
    struct pty p;
    char path[100];

    (void)state;
    state_new(&s);
    snprintf(path, sizeof path, "%s/faasmap", s.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/faasmap/themes", s.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/faasmap/%s", s.folder, names[i]);
        assert_int_equal(mkfifo(path, 0600), 0);
    }
    setenv("XDG_CONFIG_HOME", s.folder, 1);
    begin(&p, &s, "--theme=dark");
    unsetenv("XDG_CONFIG_HOME");
    pty_type(&p, ":set wide=on\n");
    pty_quit(&p);
    unlink(path);
    state_end(&s);
}

/* A command that recalls and runs itself ends, and what was done before is kept. */
static void test_keys_that_type_themselves(void **state)
{
    struct state s;
    struct pty p;

    (void)state;
    state_new(&s);
    begin(&p, &s, NULL);
    pty_type(&p, " :keys :<Up><Enter>\n");
    assert_false(p.ended);
    pty_await(&p, "it ended");
    pty_type(&p, ":keys :<Up><Enter>:<Up><Enter>:<Up><Enter>\n");
    pty_key(&p, (struct key){KEYCODE_ESC, 0});
    pty_quit(&p);
    assert_true(file_has(&s, "\"mark\""));
    state_end(&s);
}

static void test_options(void **state)
{
    struct state s;
    struct pty p;
    char option[100], file[80];

    (void)state;
    state_new(&s);
    begin(&p, &s, "--no-session");
    pty_type(&p, " ");
    pty_quit(&p);
    assert_false(find_file(&s));
    snprintf(file, sizeof file, "%s/mine.json", s.folder);
    snprintf(option, sizeof option, "--session=%s", file);
    begin(&p, &s, option);
    pty_type(&p, " ");
    pty_quit(&p);
    assert_false(find_file(&s));
    assert_int_equal(access(file, R_OK), 0);
    state_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_survives_kill), cmocka_unit_test(test_killed_while_typing),
        cmocka_unit_test(test_signals_save),  cmocka_unit_test(test_suspended_has_saved),
        cmocka_unit_test(test_saved_without_a_pause), cmocka_unit_test(test_two_programs),
        cmocka_unit_test(test_pipes_for_files), cmocka_unit_test(test_keys_that_type_themselves),
        cmocka_unit_test(test_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
