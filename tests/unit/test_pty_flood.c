/* SPDX-License-Identifier: MIT */
/* test_pty_flood.c - the program behind a real terminal that is unkind to it: sizes that no screen has,
 * pasted text, lines without end, a system that becomes a pipe while it is looked at. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "pty.h"

#define SYSTEM "faasmap: 1\nnodes:\n  - {id: a, kind: function, name: only one}\n"

static int run_program(void *arg, int sync)
{
    const char *args[] = {"faasmap", arg, NULL};

    return pty_become(sync, args);
}

static void begin(struct pty *p, const char *system)
{
    char name[100];

    snprintf(name, sizeof name, "%s", system);
    pty_start(p, 24, 100, NULL, run_program, name);
    assert_true(p->alt_screen);
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

/* Until it is on the screen, without the mark of a program that waits for nothing but keys. */
static void wait_for(struct pty *p, const char *part)
{
    const struct timespec pause = {0, 20000000};

    for (int i = 0; i < PTY_PATIENCE_MS / 20 && !shows(p, part); i++)
        nanosleep(&pause, NULL);
    if (!shows(p, part))
        fail_msg("'%s' did not come", part);
}

/* --- Sizes --------------------------------------------------------------------------------------- */

static long resident_kb(pid_t pid)
{
    char path[64], line[128];
    long kb = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    }
    fclose(f);
    return kb;
}

/* `stty rows 65535`: what no screen can have takes neither the program nor all memory. */
static void test_sizes_that_no_screen_has(void **state)
{
    static const struct winsize sizes[] = {{65535, 65535, 0, 0}, {65535, 80, 0, 0},
                                           {1, 65535, 0, 0},     {5000, 5000, 0, 0}};
    struct pty p;

    (void)state;
    begin(&p, "tests/sessions/waste.yaml");
    for (size_t i = 0; i < COUNT(sizes); i++) {
        ioctl(p.master, TIOCSWINSZ, &sizes[i]);
        pty_settle(&p);
        pty_type(&p, "jk");
        assert_false(p.ended);
        assert_true(resident_kb(pty_explorer(&p)) < 400000);
    }
    pty_resize(&p, 24, 100);
    pty_key(&p, (struct key){'l', MOD_CTRL});
    assert_true(shows(&p, "faasmap  waste"));
    pty_quit(&p);
}

/* Hundreds of sizes and keys at once, none of them waited for. */
static void test_storm_of_sizes(void **state)
{
    static const char keys[] = "jkhlgmgxgfgtglgogpgsgTz+z-?25f/Td0";
    unsigned seed = 7;
    struct pty p;

    (void)state;
    begin(&p, "tests/sessions/waste.yaml");
    for (int i = 0; i < 400 && !p.ended; i++) {
        seed = seed * 1103515245u + 12345u;
        const struct winsize size = {.ws_row = (unsigned short)(1 + (seed >> 16) % 100),
                                     .ws_col = (unsigned short)(1 + (seed >> 8) % 300)};
        ioctl(p.master, TIOCSWINSZ, &size);
        pty_send(&p, keys + seed % (sizeof keys - 1), 1);
        if (i % 10 == 9)
            pty_send(&p, "\033", 1);
    }
    pty_resize(&p, 24, 100);
    for (int i = 0; i < 4; i++)
        pty_key(&p, (struct key){KEYCODE_ESC, 0});
    pty_key(&p, (struct key){'l', MOD_CTRL});
    assert_false(p.ended);
    wait_for(&p, "waste");
    pty_quit(&p);
}

/* A sequence that is cut off, as by a line that breaks, holds no signal up. */
static void test_signal_within_a_sequence(void **state)
{
    static const char *const parts[] = {"\033[<0;1", "\033[M", "\033[", "\033O", "\033]52;", "\xe2\x94"};

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        const struct timespec pause = {0, 100000000};
        struct pty p;
        begin(&p, "tests/sessions/waste.yaml");
        pty_send(&p, parts[i], strlen(parts[i]));
        nanosleep(&pause, NULL); /* where it is read no mark can be given */
        kill(p.pid, SIGTERM);
        assert_int_equal(pty_wait(&p), 128 + SIGTERM);
        assert_true(pty_restored(&p));
        pty_end(&p);
    }
}

/* --- Pasted text --------------------------------------------------------------------------------- */

#define PASTE_BEGINS "\033[200~"
#define PASTE_ENDS "\033[201~"

static void send(struct pty *p, const char *bytes)
{
    pty_send(p, bytes, strlen(bytes));
    pty_settle(p);
}

/* Of text that is pasted over the map no letter is a key, whatever stands in it. */
static void test_pasted_text_is_no_keys(void **state)
{
    struct pty p;

    (void)state;
    begin(&p, "tests/sessions/waste.yaml");
    assert_true(pty_has(&p, "\033[?2004h"));
    send(&p, PASTE_BEGINS "x:quit\r\033OAQ\003" PASTE_ENDS);
    assert_false(p.ended);
    assert_true(shows(&p, "what is pasted is typed behind"));
    assert_false(shows(&p, "hidden by you"));
    pty_type(&p, "j");
    assert_true(shows(&p, "> Bridge HTTP"));
    pty_quit(&p);
}

/* Behind a colon it is typed in one line, which only Enter carries out. */
static void test_pasted_into_a_prompt(void **state)
{
    struct pty p;

    (void)state;
    begin(&p, "tests/sessions/waste.yaml");
    pty_type(&p, ":");
    send(&p, PASTE_BEGINS "hide kind:queue\nquit\t!\r\033" PASTE_ENDS);
    assert_true(shows(&p, ":hide kind:queue quit !"));
    assert_false(shows(&p, "hidden by you"));
    pty_key(&p, (struct key){KEYCODE_ESC, 0});
    pty_quit(&p);
}

/* Where the mark of its end is lost, keys are keys again after a while. */
static void test_end_of_paste_is_lost(void **state)
{
    struct pty p;

    (void)state;
    begin(&p, "tests/sessions/waste.yaml");
    send(&p, PASTE_BEGINS "some text");
    wait_for(&p, "what is pasted");
    for (int i = 0; i < PTY_PATIENCE_MS / 600 && !shows(&p, "> Bridge HTTP"); i++) {
        const struct timespec pause = {0, 600000000};
        nanosleep(&pause, NULL);
        pty_type(&p, "j");
    }
    assert_true(shows(&p, "> Bridge HTTP"));
    pty_quit(&p);
}

static size_t times(const struct pty *p, const char *part)
{
    size_t count = 0;

    for (struct str rest = buf_str(&p->raw);;) {
        size_t at = str_find(rest, str_from(part));
        if (at == STR_NPOS)
            return count;
        rest = str_from_at(rest, at + 1);
        count++;
    }
}

/* Whoever stopped us from outside may have set the terminal to its own liking. */
static void test_continued_sets_its_modes_again(void **state)
{
    static const char *const modes[] = {"\033[?1049h", "\033[?1002h", "\033[?2004h"};
    struct pty p;
    size_t before[COUNT(modes)];

    (void)state;
    begin(&p, "tests/sessions/waste.yaml");
    for (size_t i = 0; i < COUNT(modes); i++)
        before[i] = times(&p, modes[i]);
    kill(pty_explorer(&p), SIGCONT);
    pty_settle(&p);
    pty_type(&p, "j");
    for (size_t i = 0; i < COUNT(modes); i++) {
        if (times(&p, modes[i]) <= before[i])
            fail_msg("%s was not set again", modes[i] + 2);
    }
    pty_quit(&p);
}

/* --- Lines without end --------------------------------------------------------------------------- */

/* A frame costs what is on the screen, however long the line is that is typed. */
static void test_line_without_end(void **state)
{
    struct timespec from, to;
    char text[4001];
    struct pty p;

    (void)state;
    begin(&p, "tests/sessions/waste.yaml");
    pty_type(&p, ":");
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    send(&p, text);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 50; i++)
        pty_type(&p, "b");
    clock_gettime(CLOCK_MONOTONIC, &to);
    assert_true(shows(&p, "aaabbbb"));
    if (to.tv_sec - from.tv_sec > 3) /* 50 frames; a second for each of them to be late is far away */
        fail_msg("50 keys took %ld s", (long)(to.tv_sec - from.tv_sec));
    pty_key(&p, (struct key){KEYCODE_ESC, 0});
    pty_quit(&p);
}

/* --- A system that becomes a pipe ---------------------------------------------------------------- */

struct place {
    char folder[40], file[60];
};

static void put(const struct place *s)
{
    FILE *f = fopen(s->file, "w");

    assert_non_null(f);
    fputs(SYSTEM, f);
    fclose(f);
}

static void place_new(struct place *s)
{
    *s = (struct place){.folder = "/tmp/faasmap-flood-XXXXXX"};
    assert_non_null(mkdtemp(s->folder));
    snprintf(s->file, sizeof s->file, "%s/system.yaml", s->folder);
    put(s);
}

static void place_end(struct place *s)
{
    unlink(s->file);
    assert_int_equal(rmdir(s->folder), 0);
}

static void test_file_becomes_a_pipe(void **state)
{
    struct place s;
    struct pty p;

    (void)state;
    place_new(&s);
    begin(&p, s.file);
    unlink(s.file);
    assert_int_equal(mkfifo(s.file, 0600), 0);
    pty_type(&p, "R");
    wait_for(&p, "cannot be read again");
    assert_true(shows(&p, "only one"));
    unlink(s.file);
    put(&s);
    pty_type(&p, "R");
    wait_for(&p, "nothing changed");
    pty_quit(&p);
    place_end(&s);
}

static void become(const struct place *s, int what)
{
    static const char broken[] = "faasmap: 1\nnodes: [{{{\n  - :\n\t";
    FILE *f;

    if (unlink(s->file) != 0)
        rmdir(s->file);
    switch (what) {
    case 0: /* gone */
        return;
    case 1:
        assert_int_equal(mkdir(s->file, 0700), 0);
        return;
    case 2:
        assert_int_equal(mkfifo(s->file, 0600), 0);
        return;
    case 3:
        assert_int_equal(symlink("/dev/zero", s->file), 0);
        return;
    default:
        break;
    }
    put(s);
    if (what == 4) {
        assert_int_equal(truncate(s->file, sizeof SYSTEM / 2), 0);
    } else if (what == 5) {
        f = fopen(s->file, "w");
        assert_non_null(f);
        fputs(broken, f);
        fclose(f);
    }
}

/* Whatever a file of the folder becomes while keys come in, in the end it is read as it is. */
static void test_files_come_and_go(void **state)
{
    struct place s;
    struct pty p;

    (void)state;
    place_new(&s);
    begin(&p, s.folder);
    for (int i = 0; i < 42; i++) {
        become(&s, i % 7);
        pty_send(&p, "Rjk", 3);
        pty_flush(&p);
        if (i % 5 == 0)
            pty_send(&p, "glgmgf", 6);
        pty_settle(&p);
        assert_false(p.ended);
    }
    become(&s, 6);
    pty_type(&p, "Rgm");
    wait_for(&p, "only one");
    wait_for(&p, "1 node");
    pty_quit(&p);
    place_end(&s);
}

/* What nobody writes into is waited for until Esc; what was open is still there, and can be read. */
static void test_reading_is_stopped(void **state)
{
    struct place s;
    struct pty p;
    char line[100];

    (void)state;
    place_new(&s);
    begin(&p, "tests/sessions/waste.yaml");
    unlink(s.file);
    assert_int_equal(mkfifo(s.file, 0600), 0);
    snprintf(line, sizeof line, ":open %s\r", s.file);
    pty_send(&p, line, strlen(line)); /* it does not settle while it reads */
    wait_for(&p, "reading ...");
    pty_send(&p, "j", 1);
    wait_for(&p, "> Bridge HTTP");
    pty_send(&p, "\033", 1);
    wait_for(&p, "what is shown is what was read before");
    pty_settle(&p);
    pty_type(&p, "R");
    wait_for(&p, "nothing changed");
    pty_quit(&p);
    place_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_that_no_screen_has),
        cmocka_unit_test(test_storm_of_sizes),
        cmocka_unit_test(test_signal_within_a_sequence),
        cmocka_unit_test(test_pasted_text_is_no_keys),
        cmocka_unit_test(test_pasted_into_a_prompt),
        cmocka_unit_test(test_end_of_paste_is_lost),
        cmocka_unit_test(test_continued_sets_its_modes_again),
        cmocka_unit_test(test_line_without_end),
        cmocka_unit_test(test_file_becomes_a_pipe),
        cmocka_unit_test(test_files_come_and_go),
        cmocka_unit_test(test_reading_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
