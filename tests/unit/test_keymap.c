/* SPDX-License-Identifier: MIT */
/* Keys, their names, and the table of bindings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "attr.h"
#include "importer.h"
#include "keymap.h"

static struct str embedded(const char *path)
{
    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        if (strcmp(f->path, path) == 0)
            return (struct str){f->bytes, f->size};
    }
    fail_msg("%s is not embedded", path);
    return STR_NONE;
}

static struct keymap defaults(void)
{
    struct keymap m = {0};
    struct diags *d = diags_new();

    keymap_read(&m, embedded("tui/keys.conf"), STR("keys.conf"), d);
    for (size_t i = 0; i < diags_count(d); i++)
        fail_msg("keys.conf:%u: %.*s", diags_at(d, i)->where.line,
                 (int)diags_at(d, i)->text.len, diags_at(d, i)->text.ptr);
    diags_free(d);
    return m;
}

static void test_key_names(void **state)
{
    static const struct {
        const char *text;
        uint32_t code;
        uint8_t mods;
        const char *printed;
    } rows[] = {
        {"a", 'a', 0, "a"},
        {"G", 'G', 0, "G"},
        {"<C-L>", 'l', MOD_CTRL, "<C-l>"},
        {"<c-l>", 0, 0, NULL},
        {"<A-1>", '1', MOD_ALT, "<A-1>"},
        {"<M-x>", 'x', MOD_ALT, "<A-x>"},
        {"<S-Up>", KEYCODE_UP, MOD_SHIFT, "<S-Up>"},
        {"<S-a>", 'a', 0, "a"},
        {"<pgdn>", KEYCODE_PAGE_DOWN, 0, "<PgDn>"},
        {"<F10>", KEYCODE_F10, 0, "<F10>"},
        {"<F1>", KEYCODE_F1, 0, "<F1>"},
        {"<Space>", ' ', 0, "<Space>"},
        {"<lt>", '<', 0, "<lt>"},
        {"<C-A-Left>", KEYCODE_LEFT, MOD_CTRL | MOD_ALT, "<C-A-Left>"},
        {"<Hash>", '#', 0, "<Hash>"},
        {"<C-#>", '#', MOD_CTRL, "<C-Hash>"},
        {"\xc3\xa9", 0xe9, 0, "\xc3\xa9"},
        {"<", 0, 0, NULL},
        {"<>", 0, 0, NULL},
        {"<Foo>", 0, 0, NULL},
        {"<a>", 0, 0, NULL},
        {"\x01", 0, 0, NULL},
        {"\xff", 0, 0, NULL},
        {"", 0, 0, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str text = str_from(rows[i].text);
        struct key k = {0, 0};
        size_t at = 0;
        bool good = key_parse(text, &at, &k);
        assert_int_equal(good, rows[i].printed != NULL);
        if (!good) {
            assert_int_equal(at, 0);
            continue;
        }
        struct buf out = {0};
        assert_int_equal(at, text.len);
        assert_int_equal(k.code, rows[i].code);
        assert_int_equal(k.mods, rows[i].mods);
        key_print(&out, k);
        assert_string_equal(out.ptr, rows[i].printed);
        buf_release(&out);
    }
}

/* Every name that is printed is read back as the same key. */
static void test_key_round_trip(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < KEYCODE_LIMIT; code++) {
        if (code == 0x80)
            code = KEYCODE_BASE;
        for (uint8_t mods = 0; mods < 8; mods++) {
            struct key k = key_normal((struct key){code, mods}), back;
            struct buf out = {0};
            size_t at = 0;
            if (code < ' ' || code == 0x7f || code == KEYCODE_BASE ||
                (code == '>' && k.mods)) /* ">" cannot stand between brackets */
                continue;
            key_print(&out, k);
            assert_true(key_parse(buf_str(&out), &at, &back));
            assert_true(key_eq(k, back));
            buf_release(&out);
        }
    }
}

static void test_defaults_bind_every_action(void **state)
{
    struct keymap m = defaults();

    (void)state;
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        assert_true(actions[a].help[0] != '\0');
        for (size_t v = 0; v < VIEW_COUNT; v++) {
            if (actions[a].views & 1u << v && !keymap_for(&m, (enum view_id)v, (enum action)a) &&
                !(v == VIEW_PATHS && (a == ACTION_SEARCH_NEXT || a == ACTION_SEARCH_PREVIOUS)))
                fail_msg("%s has no key in %s", actions[a].name, view_names[v]);
        }
    }
    keymap_release(&m);
}

/* In each view, no keys are the beginning of others once `any` is added: a chord is never cut. */
static void test_defaults_have_one_meaning(void **state)
{
    struct keymap m = defaults();

    (void)state;
    for (size_t i = 0; i < m.count; i++) {
        for (size_t k = 0; k < m.count; k++) {
            const struct binding *a = &m.rows[i], *b = &m.rows[k];
            unsigned n = 0;
            if (a->view == VIEW_ANY || b->view != VIEW_ANY || a->count == b->count)
                continue;
            while (n < a->count && n < b->count && key_eq(a->keys[n], b->keys[n]))
                n++;
            assert_true(n < a->count && n < b->count);
        }
    }
    for (size_t i = 0; i < m.count; i++) {
        enum action found;
        assert_int_equal(
            keymap_find(&m, m.rows[i].view, m.rows[i].keys, m.rows[i].count, &found),
            KEYMAP_FOUND);
        assert_int_equal(found, m.rows[i].action);
    }
    keymap_release(&m);
}

/* Function keys and keys that some terminals keep for themselves have a twin. */
static void test_function_keys_have_twins(void **state)
{
    struct keymap m = defaults();

    (void)state;
    for (size_t i = 0; i < m.count; i++) {
        const struct binding *b = &m.rows[i];
        /* the twin of F9 is :set nomouse; keys of the mouse are for those who have one */
        bool twin = b->keys[0].code < KEYCODE_F1 || b->keys[0].code == KEYCODE_F9 ||
                    key_is_mouse(b->keys[0]);
        for (size_t k = 0; k < m.count && !twin; k++)
            twin = m.rows[k].action == b->action && m.rows[k].keys[0].code < KEYCODE_F1;
        assert_true(twin);
    }
    keymap_release(&m);
}

static void test_lookup(void **state)
{
    struct keymap m = {0};
    struct diags *d = diags_new();
    enum action a = ACTION_NONE;
    struct key z = {'z', 0}, x = {'x', 0}, n = {'n', 0};
    struct key zz[] = {{'z', 0}, {'z', 0}}, zx[] = {{'z', 0}, {'x', 0}};

    (void)state;
    assert_true(keymap_read(&m, STR("bind any n search-next\nbind paths n path-next\n"
                                    "bind map zz centre # middle\nbind any x quit\n"),
                            STR("a"), d));
    assert_int_equal(keymap_find(&m, VIEW_MAP, &n, 1, &a), KEYMAP_FOUND);
    assert_int_equal(a, ACTION_SEARCH_NEXT);
    assert_int_equal(keymap_find(&m, VIEW_PATHS, &n, 1, &a), KEYMAP_FOUND);
    assert_int_equal(a, ACTION_PATH_NEXT);
    assert_int_equal(keymap_find(&m, VIEW_MAP, &z, 1, &a), KEYMAP_MORE);
    assert_int_equal(keymap_find(&m, VIEW_HELP, &z, 1, &a), KEYMAP_NOTHING);
    assert_int_equal(keymap_find(&m, VIEW_MAP, zz, 2, &a), KEYMAP_FOUND);
    assert_int_equal(a, ACTION_CENTRE);
    assert_int_equal(keymap_find(&m, VIEW_MAP, zx, 2, &a), KEYMAP_NOTHING);
    assert_string_equal(keymap_for(&m, VIEW_MAP, ACTION_CENTRE)->help.ptr, "middle");

    /* the user's text frees a key, in one view or everywhere, and takes others over */
    assert_true(keymap_read(&m, STR("bind paths n none\nbind any x help\nbind map z boxes\r\n"),
                            STR("b"), d));
    assert_int_equal(keymap_find(&m, VIEW_PATHS, &n, 1, &a), KEYMAP_NOTHING);
    assert_int_equal(keymap_find(&m, VIEW_MAP, &x, 1, &a), KEYMAP_FOUND);
    assert_int_equal(a, ACTION_VIEW_HELP);
    assert_int_equal(keymap_find(&m, VIEW_MAP, &z, 1, &a), KEYMAP_FOUND);
    assert_int_equal(a, ACTION_BOXES);
    assert_null(keymap_for(&m, VIEW_MAP, ACTION_CENTRE));
    assert_null(keymap_for(&m, VIEW_PATHS, ACTION_PATH_NEXT));
    assert_int_equal(diags_count(d), 0);
    diags_free(d);
    keymap_release(&m);
}

static void test_errors(void **state)
{
    static const struct {
        const char *text;
        uint32_t line, col;
        const char *message;
    } rows[] = {
        {"bnid any x quit", 1, 1, "a line is: bind VIEW KEYS ACTION # help"},
        {"\nbind mpa x quit", 2, 6, "unknown view 'mpa'; did you mean 'map'?"},
        {"bind any x qiut", 1, 12, "unknown action 'qiut'; did you mean 'quit'?"},
        {"bind any x xyzzyplugh", 1, 12, "unknown action 'xyzzyplugh'"},
        {"bind any <Foo> quit", 1, 10, "no key is called '<Foo>'"},
        {"bind any a<Foo> quit", 1, 10, "no key is called '<Foo>'"},
        {"bind any abcde quit", 1, 10, "more than 4 keys in a row"},
        {"bind any", 1, 9, "no key is called ''"},
        {"bind any x quit now", 1, 17, "nothing stands behind the action but a # comment"},
        {"bind any x quit\nbind any x help", 2, 10, "these keys already stand in line 1 as x"},
        {"bind any x quit\nbind any xy help", 2, 10, "these keys already stand in line 1 as x"},
        {"bind help d direction", 1, 11, "the view help has no action direction"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct keymap m = {0};
        struct diags *d = diags_new();
        assert_false(keymap_read(&m, str_from(rows[i].text), STR("k"), d));
        assert_int_equal(diags_count(d), 1);
        assert_string_equal(diags_at(d, 0)->text.ptr, rows[i].message);
        assert_int_equal(diags_at(d, 0)->where.line, rows[i].line);
        assert_int_equal(diags_at(d, 0)->where.col, rows[i].col);
        diags_free(d);
        keymap_release(&m);
    }
}

/* A comment begins behind a blank; inside keys the sign stands for itself. */
static void test_comments(void **state)
{
    struct keymap m = {0};
    struct diags *d = diags_new();
    struct key hash = {'#', 0}, xhash[] = {{'x', 0}, {'#', 0}};
    enum action a;

    (void)state;
    assert_true(keymap_read(&m, STR("# all\n  # more\nbind any <Hash> help# no\n"), STR("k"), d) ==
                false);
    assert_true(keymap_read(&m, STR("bind any <Hash> help#\n"), STR("k"), d) == false);
    keymap_release(&m);
    assert_true(keymap_read(&m, STR("bind any <Hash> help # two\nbind map x# boxes\n"), STR("k"), d));
    assert_int_equal(keymap_find(&m, VIEW_MAP, &hash, 1, &a), KEYMAP_FOUND);
    assert_int_equal(keymap_find(&m, VIEW_MAP, xhash, 2, &a), KEYMAP_FOUND);
    assert_int_equal(a, ACTION_BOXES);
    keymap_release(&m);
    diags_free(d);
}

static void test_print(void **state)
{
    struct keymap m = {0};
    struct diags *d = diags_new();
    struct buf out = {0};

    (void)state;
    assert_true(keymap_read(&m, STR("bind any ` help\nbind any | help\nbind map zz centre # a|b\n"),
                            STR("k"), d));
    keymap_print(&m, KEYMAP_TEXT, &out);
    assert_string_equal(out.ptr, "Everywhere\n"
                                 "  ` |                       help                  "
                                 "Keys and commands\n\nMap\n"
                                 "  zz                        centre                a|b\n");
    buf_reset(&out);
    keymap_print(&m, KEYMAP_MARKDOWN, &out);
    assert_non_null(strstr(out.ptr, "| `` ` `` `\\|` | `help` | Keys and commands |"));
    assert_non_null(strstr(out.ptr, "**Map**\n\n| Keys | Action | What it does |\n|---|---|---|\n"));
    buf_release(&out);
    diags_free(d);
    keymap_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_names),
        cmocka_unit_test(test_key_round_trip),
        cmocka_unit_test(test_defaults_bind_every_action),
        cmocka_unit_test(test_defaults_have_one_meaning),
        cmocka_unit_test(test_function_keys_have_twins),
        cmocka_unit_test(test_lookup),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_comments),
        cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
