/* SPDX-License-Identifier: MIT */
/* test_pty_editor.c - while the user's editor has the terminal: keys that signal are its own, and who is
 * ended then has kept what was done. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "pty.h"

#define SYSTEM "faasmap: 1\nnodes:\n  - {id: a, kind: function, name: only one}\n"
/* It says that it is there, and stays. */
#define EDITOR "#!/bin/sh\necho 'this is the editor'\nexec sleep 1000\n"

struct place {
    char folder[40], system[60], editor[60], state[60];
};

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void place_new(struct place *s)
{
    *s = (struct place){.folder = "/tmp/faasmap-editor-XXXXXX"};
    assert_non_null(mkdtemp(s->folder));
    snprintf(s->system, sizeof s->system, "%s/system.yaml", s->folder);
    snprintf(s->editor, sizeof s->editor, "%s/editor", s->folder);
    snprintf(s->state, sizeof s->state, "%s/state", s->folder);
    put(s->system, SYSTEM);
    put(s->editor, EDITOR);
    assert_int_equal(chmod(s->editor, 0755), 0);
}

static void place_end(const struct place *s)
{
    char command[80];

    snprintf(command, sizeof command, "rm -r '%s'", s->folder);
    assert_int_equal(system(command), 0);
}

static int run_program(void *arg, int sync)
{
    const struct place *s = arg;
    const char *args[] = {"faasmap", s->system, NULL};

    unsetenv("VISUAL");
    setenv("EDITOR", s->editor, 1);
    return pty_become(sync, args);
}

static void begin(struct pty *p, struct place *s)
{
    const struct pty_environment env = {.state = s->state};

    pty_start(p, 24, 80, &env, run_program, s);
    assert_true(p->alt_screen);
}

/* Ctrl-C and Ctrl-\ reach all that have the terminal; only the editor may end by them. */
static void test_keys_that_signal(void **state)
{
    static const char keys[] = "\003\034";
    struct place s;
    struct pty p;

    (void)state;
    place_new(&s);
    for (size_t i = 0; i < sizeof keys - 1; i++) {
        struct buf text = {0};
        begin(&p, &s);
        pty_send(&p, "e", 1);
        pty_await(&p, "this is the editor");
        pty_send(&p, keys + i, 1);
        pty_settle(&p);
        assert_false(p.ended);
        pty_text(&p, &text);
        assert_non_null(strstr(text.ptr, "failed"));
        pty_key(&p, (struct key){KEYCODE_ESC, 0});
        pty_quit(&p);
        buf_release(&text);
    }
    place_end(&s);
}

/* Nobody asks us then whether we have something to keep. */
static void test_ended_while_it_edits(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGKILL};

    (void)state;
    for (size_t i = 0; i < COUNT(signals); i++) {
        struct place s;
        struct pty p;
        place_new(&s);
        begin(&p, &s);
        pty_send(&p, " e", 2); /* marked and away, without a pause */
        pty_await(&p, "this is the editor");
        kill(pty_explorer(&p), signals[i]);
        assert_int_equal(pty_wait(&p), 128 + signals[i]);
        assert_true(pty_restored(&p));
        pty_end(&p);
        begin(&p, &s);
        assert_true(pty_has(&p, "from last time: 1 mark"));
        pty_quit(&p);
        place_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_that_signal),
        cmocka_unit_test(test_ended_while_it_edits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
