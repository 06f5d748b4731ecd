/* SPDX-License-Identifier: MIT */
/* test_pty_matrix.c - the program in every terminal, locale and size: every view is opened, a storm of
 * sizes passes over it, nothing falls, the terminal is as it was before; a terminal without a cursor gets
 * no escape. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "importer.h"
#include "keymap.h"
#include "pty.h"
#include "share.h"

static const char *const terms[] = {"xterm-256color", "tmux-256color", "screen-256color",
                                    "linux",          "vt100",         "xterm-direct"};
static const char *const locales[] = {"C", "C.UTF-8"};
static const struct {
    int cols, rows;
} sizes[] = {{20, 5}, {60, 16}, {80, 24}, {100, 30}, {160, 48}, {300, 100}};

static int run_program(void *arg, int sync)
{
    const char *args[] = {"faasmap", "sample:death-by-lambda", NULL};

    (void)arg;
    return pty_become(sync, args);
}

static void load_keys(struct keymap *keys)
{
    struct diags *d = diags_new();

    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        if (strcmp(f->path, "tui/keys.conf") == 0)
            assert_true(keymap_read(keys, (struct str){f->bytes, f->size}, STR("keys.conf"), d));
    }
    diags_free(d);
}

/* By the key of each view, from wherever the one before has led. */
static size_t open_every_view(struct pty *p, const struct keymap *keys)
{
    size_t opened = 0;

    for (size_t a = 1; a < ACTION_COUNT && !p->ended; a++) {
        const struct binding *b = keymap_for(keys, VIEW_MAP, (enum action)a);
        bool view = strncmp(actions[a].name, "view-", 5) == 0 || strcmp(actions[a].name, "help") == 0;
        if (!view || !b)
            continue;
        for (unsigned i = 0; i < b->count; i++)
            pty_key(p, b->keys[i]);
        opened++;
    }
    return opened;
}

static void become_size(struct pty *p, int rows, int cols)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    ioctl(p->master, TIOCSWINSZ, &size);
}

static void screen_of_table(struct pty *p, struct buf *out)
{
    pty_type(p, "gl");
    pty_key(p, (struct key){'l', MOD_CTRL});
    pty_text(p, out);
}

/* Sizes and keys that nobody waits for; then it has the old size again and shows what it showed. */
static void resize_storm(struct pty *p, int rows, int cols)
{
    static const struct {
        int rows, cols;
        const char *keys;
    } storm[] = {{1, 1, "?"}, {40, 7, "q"}, {3, 250, "gm"}, {60, 120, "z+"}, {0, 0, "z-"},
                 {24, 80, "gt"}, {5, 19, "gx"}, {1000, 1000, "gf"}, {4, 20, ""}};

    struct buf before = {0}, after = {0};

    screen_of_table(p, &before);
    for (size_t i = 0; i < COUNT(storm); i++) {
        become_size(p, storm[i].rows, storm[i].cols);
        pty_send(p, storm[i].keys, strlen(storm[i].keys));
    }
    pty_resize(p, rows, cols);
    screen_of_table(p, &after);
    assert_string_equal(before.ptr, after.ptr);
    buf_release(&before);
    buf_release(&after);
}

static bool only_ascii(const struct pty *p)
{
    for (size_t i = 0; i < p->raw.len; i++) {
        if ((unsigned char)p->raw.ptr[i] >= 0x80)
            return false;
    }
    return true;
}

static void check_cell(const char *term, const char *locale, int rows, int cols,
                       const struct keymap *keys)
{
    struct pty_environment env = {.term = term, .locale = locale};
    bool ascii = strcmp(locale, "C") == 0 || strcmp(term, "linux") == 0 || strcmp(term, "vt100") == 0;
    struct pty p;

    pty_start(&p, rows, cols, &env, run_program, NULL);
    if (!p.ended) { /* a system may know fewer terminals */
        size_t opened = open_every_view(&p, keys);
        assert_int_equal(opened, VIEW_COUNT);
        resize_storm(&p, rows, cols);
        pty_key(&p, (struct key){'Q', 0});
    }
    pty_wait(&p);
    if (p.status != 0 && !pty_has(&p, "the terminal that TERM names cannot be used"))
        fail_msg("%s, %s, %dx%d: exit code %d", term, locale, cols, rows, p.status);
    assert_true(pty_restored(&p));
    assert_true(!ascii || only_ascii(&p));
    pty_end(&p);
}

static void test_every_cell(void **state)
{
    struct keymap keys = {0};

    (void)state;
    load_keys(&keys);
    for (size_t t = 0; t < COUNT(terms); t++) {
        for (size_t l = 0; l < COUNT(locales); l++) {
            for (size_t s = 0; s < COUNT(sizes); s++) {
                if (RANDOM_SHARE == 1 || (t + l + s) % 2) /* the sanitizers: every other one */
                    check_cell(terms[t], locales[l], sizes[s].rows, sizes[s].cols, &keys);
            }
        }
    }
    keymap_release(&keys);
}

/* A conversation there, whatever the size. */
static void test_dumb(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(locales) * COUNT(sizes); i++) {
        struct pty_environment env = {.term = "dumb", .locale = locales[i % 2],
                                      .no_sync = true};
        char line[64];
        struct pty p;
        pty_start(&p, sizes[i / 2].rows, sizes[i / 2].cols, &env, run_program, NULL);
        for (size_t v = 0; v < VIEW_COUNT && !p.ended; v++) {
            become_size(&p, 1 + (int)v * 7, 200 - (int)v * 11);
            snprintf(line, sizeof line, "view %s\r", view_names[v]);
            pty_send(&p, line, strlen(line));
        }
        pty_send(&p, "open\rread\rquit\r", 15);
        assert_int_equal(pty_wait(&p), 0);
        assert_true(pty_restored(&p));
        assert_false(pty_has(&p, "\033"));
        assert_true(only_ascii(&p) || strcmp(env.locale, "C") != 0);
        for (size_t v = 0; v < VIEW_HELP; v++) {
            if (!pty_has(&p, view_titles[v]))
                fail_msg("%s was not told", view_titles[v]);
        }
        pty_end(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell),
        cmocka_unit_test(test_dumb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
