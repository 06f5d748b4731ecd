/* SPDX-License-Identifier: MIT */
/* Themes: reading, resolving, what the shipped ones promise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "theme.h"

static char folder[] = "/tmp/faasmap-theme-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    char path[200];

    (void)state;
    for (const char *const *name = (const char *const[]){"a", "b", "c", NULL}; *name; name++) {
        snprintf(path, sizeof path, "%s/%s.yaml", folder, *name);
        unlink(path);
    }
    return rmdir(folder);
}

static void put(const char *name, const char *text)
{
    char path[200];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static struct theme *get(const char *name, struct diags *d)
{
    struct theme_places places = {.user_folder = folder};
    return theme_load(str_from(name), &places, d);
}

/* The theme of one text, which must be good. */
static struct theme *good(const char *text)
{
    struct diags *d = diags_new();
    struct theme *t;

    put("a", text);
    t = get("a", d);
    if (diags_count(d))
        fail_msg("%s", diags_at(d, 0)->text.ptr);
    assert_non_null(t);
    diags_free(d);
    return t;
}

static void test_shipped_themes_load(void **state)
{
    size_t i = 0;

    (void)state;
    for (; !str_empty(theme_embedded(i)); i++) {
        struct diags *d = diags_new();
        struct theme *t = theme_load(theme_embedded(i), NULL, d);
        assert_int_equal(diags_count(d), 0);
        assert_non_null(t);
        assert_false(str_empty(theme_title(t)));
        assert_true(str_eq(theme_name(t), theme_embedded(i)));
        theme_free(t);
        diags_free(d);
    }
    assert_true(i >= 2);
}

/* Text of every role is readable on the background that the theme names, and on black where the
 * theme is for dark terminals. */
static void test_contrast(void **state)
{
    (void)state;
    for (size_t i = 0; !str_empty(theme_embedded(i)); i++) {
        struct diags *d = diags_new();
        struct theme *t = theme_load(theme_embedded(i), NULL, d);
        uint32_t background;
        assert_true(theme_background(t, &background));
        for (size_t r = 0; r < ROLE_COUNT; r++) {
            struct colour fg, bg;
            theme_colours(t, (enum role)r, &fg, &bg);
            double contrast = fg.set ? colour_contrast(fg.rgb, bg.set ? bg.rgb : background) : 21;
            if (contrast < 4.5)
                fail_msg("%s %s: %.2f", theme_name(t).ptr, roles[r].name, contrast);
            if (fg.set && !bg.set && colour_contrast(background, 0xffffff) > 7)
                assert_true(colour_contrast(fg.rgb, 0) >= 4.5);
            if (fg.set && !bg.set && colour_contrast(background, 0) > 7)
                assert_true(colour_contrast(fg.rgb, 0xffffff) >= 4.5);
            if (fg.set) /* what 256 colours make of it must stay readable too */
                assert_true(colour_contrast(colour_cube_rgb(fg.cube),
                                            bg.set ? colour_cube_rgb(bg.cube) : background) >= 4.5);
            assert_true(!fg.set || fg.ansi != 4);
        }
        theme_free(t);
        diags_free(d);
    }
}

/* What the sixteen look like by default in xterm and on a VGA console. */
static const uint32_t sixteen[2][16] = {
    {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000,
     0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff},
    {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555, 0xff5555,
     0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff},
};

/* Status line, completion, hints: whatever stands there can be read, at every depth. */
static void test_panel(void **state)
{
    (void)state;
    for (size_t i = 0; !str_empty(theme_embedded(i)); i++) {
        struct diags *d = diags_new();
        struct theme *t = theme_load(theme_embedded(i), NULL, d);
        struct style styles[ROLE_COUNT];

        for (enum depth depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++) {
            theme_resolve(t, STR(""), depth, styles);
            for (size_t r = 0; r < ROLE_COUNT; r++) {
                struct style s = theme_on_panel(styles, (enum role)r, depth);
                bool own = styles[r].bg != styles[ROLE_NORMAL].bg;
                /* the yellow of a VGA console is a brown: black and white are both not far from it */
                double contrast = 21, least = depth == DEPTH_16 && own ? 3.9 : 4.5;

                if (depth == DEPTH_MONO) /* a cursor stands out of it */
                    assert_true(!(s.attrs & STYLE_REVERSE) ==
                                (r != ROLE_STATUS && styles[r].attrs & STYLE_REVERSE));
                assert_int_equal(s.bg, own ? styles[r].bg : styles[ROLE_STATUS].bg);
                if (depth == DEPTH_16 && s.fg >= 0)
                    for (size_t k = 0; k < 2; k++)
                        contrast = fmin(contrast, colour_contrast(sixteen[k][s.fg], sixteen[k][s.bg]));
                else if (depth == DEPTH_256 && s.fg >= 0)
                    contrast = colour_contrast(colour_cube_rgb((unsigned)s.fg),
                                               colour_cube_rgb((unsigned)s.bg));
                else if (depth == DEPTH_TRUE && s.fg >= 0)
                    contrast = colour_contrast((uint32_t)s.fg, (uint32_t)s.bg);
                if (contrast < least)
                    fail_msg("%s %s at depth %d: %.2f", theme_name(t).ptr, roles[r].name, (int)depth,
                             contrast);
            }
        }
        theme_free(t);
        diags_free(d);
    }
}

/* A light theme on a dark terminal brings its own ground, and leaves no role without. */
static void test_paint(void **state)
{
    (void)state;
    struct diags *d = diags_new();
    struct theme *t = theme_load(STR("projector"), NULL, d);
    struct style styles[ROLE_COUNT], plain[ROLE_COUNT];

    for (enum depth depth = DEPTH_16; depth <= DEPTH_TRUE; depth++) {
        theme_resolve(t, STR(""), depth, plain);
        theme_resolve(t, STR(""), depth, styles);
        theme_paint(t, depth, styles);
        for (size_t r = 0; r < ROLE_COUNT; r++) {
            int32_t ground = colour_at(colour_from_rgb(0xffffff), depth);
            assert_int_equal(styles[r].bg, plain[r].bg >= 0 ? plain[r].bg : ground);
            assert_true(styles[r].fg >= 0);
        }
        /* and a panel still is one */
        assert_int_equal(theme_on_panel(styles, ROLE_HINT, depth).bg, plain[ROLE_STATUS].bg);
    }
    theme_resolve(t, STR(""), DEPTH_MONO, styles);
    theme_paint(t, DEPTH_MONO, styles);
    assert_int_equal(styles[ROLE_NORMAL].bg, COLOUR_DEFAULT);
    theme_free(t);
    t = theme_load(STR("mono"), NULL, d); /* has no colours: the terminal's can be read */
    theme_resolve(t, STR(""), DEPTH_TRUE, styles);
    theme_paint(t, DEPTH_TRUE, styles);
    assert_int_equal(styles[ROLE_NORMAL].bg, COLOUR_DEFAULT);
    theme_free(t);
    diags_free(d);
}

/* Among sixteen colours, too, the themes for light terminals have no text close to white. */
static void test_light_among_sixteen(void **state)
{
    static const char *const names[] = {"light", "projector"};
    enum { GREEN = 2, YELLOW = 3, CYAN = 6, WHITE = 7, BRIGHT = 9 };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct diags *d = diags_new();
        struct theme *t = theme_load(str_from(names[i]), NULL, d);
        struct style styles[ROLE_COUNT];
        theme_resolve(t, STR(""), DEPTH_16, styles);
        for (size_t r = 0; r < ROLE_COUNT; r++) {
            int32_t fg = styles[r].fg;
            if (styles[r].bg >= 0)
                assert_true(fg == 0 && styles[r].bg != 0);
            else if (fg == GREEN || fg == YELLOW || fg == CYAN || fg == WHITE || fg >= BRIGHT)
                fail_msg("%s: role %zu is colour %d", names[i], r, (int)fg);
        }
        theme_free(t);
        diags_free(d);
    }
}

/* The two themes that promise more keep it. */
static void test_strong_contrast(void **state)
{
    static const char *const names[] = {"high-contrast", "projector"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct diags *d = diags_new();
        struct theme *t = theme_load(str_from(names[i]), NULL, d);
        uint32_t background;
        assert_true(theme_background(t, &background));
        for (size_t r = 0; r < ROLE_COUNT; r++) {
            struct colour fg, bg;
            theme_colours(t, (enum role)r, &fg, &bg);
            if (fg.set && colour_contrast(fg.rgb, bg.set ? bg.rgb : background) < 7)
                fail_msg("%s %s", names[i], roles[r].name);
        }
        theme_free(t);
        diags_free(d);
    }
}

/* How an eye without one kind of cone sees a colour: Machado, Oliveira, Fernandes, "A Physiologically
 * based Model for Simulation of Color Vision Deficiency" (2009), table of severity 1.0. */
static uint32_t seen_without(const double m[9], uint32_t rgb)
{
    double in[3];
    uint32_t out = 0;

    for (int i = 0; i < 3; i++) {
        double c = (rgb >> (16 - 8 * i) & 255) / 255.0;
        in[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
    }
    for (int i = 0; i < 3; i++) {
        double c = m[3 * i] * in[0] + m[3 * i + 1] * in[1] + m[3 * i + 2] * in[2];
        c = c < 0 ? 0 : c > 1 ? 1 : c;
        c = c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055;
        out = out << 8 | (uint32_t)(c * 255 + 0.5);
    }
    return out;
}

/* What must not be mixed up stays apart for the eyes that a theme is made for. */
static void test_colour_blindness(void **state)
{
    static const struct {
        const char *theme, *eye;
        double m[9];
    } rows[] = {
        {"deuteranopia", "protan",
         {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116,
          1.051998}},
        {"deuteranopia", "deutan",
         {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940,
          0.968881}},
        {"tritanopia", "tritan",
         {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367,
          0.303900}},
    };
    static const enum role pairs[][2] = {
        {ROLE_ZONE_INTERNET, ROLE_ZONE_CODE}, {ROLE_ZONE_INTERNET, ROLE_ZONE_DATA},
        {ROLE_ZONE_INTERNET, ROLE_NORMAL},    {ROLE_FINDING_HIGH, ROLE_FINDING_LOW},
        {ROLE_FINDING_HIGH, ROLE_NORMAL},     {ROLE_GATE_OPEN, ROLE_GATE_STRONG},
        {ROLE_PATH, ROLE_EDGE},               {ROLE_CROSSING, ROLE_EDGE},
        {ROLE_EDGE_READ, ROLE_EDGE_WRITE},    {ROLE_REACH, ROLE_NORMAL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct diags *d = diags_new();
        struct theme *t = theme_load(str_from(rows[i].theme), NULL, d);
        for (size_t k = 0; k < COUNT(pairs); k++) {
            struct colour a, b, bg;
            theme_colours(t, pairs[k][0], &a, &bg);
            theme_colours(t, pairs[k][1], &b, &bg);
            double apart = colour_distance(seen_without(rows[i].m, a.rgb),
                                           seen_without(rows[i].m, b.rgb));
            if (apart < 0.08)
                fail_msg("%s: %s and %s are alike (%.3f)", rows[i].eye, roles[pairs[k][0]].name,
                         roles[pairs[k][1]].name, apart);
        }
        theme_free(t);
        diags_free(d);
    }
}

/* Without colours: severities differ, and what must catch the eye has an attribute. */
static void test_mono_tells_apart(void **state)
{
    static const enum role loud[] = {ROLE_CURSOR, ROLE_PATH,     ROLE_SEARCH, ROLE_FINDING_HIGH,
                                     ROLE_REACH,  ROLE_CROSSING, ROLE_ZONE_INTERNET};

    (void)state;
    for (size_t i = 0; !str_empty(theme_embedded(i)); i++) {
        struct diags *d = diags_new();
        struct theme *t = theme_load(theme_embedded(i), NULL, d);
        struct style s[ROLE_COUNT];
        theme_resolve(t, STR_NONE, DEPTH_MONO, s);
        for (size_t r = 0; r < ROLE_COUNT; r++) {
            assert_int_equal(s[r].fg, COLOUR_DEFAULT);
            assert_int_equal(s[r].bg, COLOUR_DEFAULT);
        }
        assert_true(s[ROLE_FINDING_HIGH].attrs != s[ROLE_FINDING_MED].attrs);
        assert_true(s[ROLE_FINDING_MED].attrs != s[ROLE_FINDING_LOW].attrs);
        assert_true(s[ROLE_FINDING_HIGH].attrs != s[ROLE_FINDING_LOW].attrs);
        assert_int_equal(s[ROLE_CURSOR].attrs & STYLE_REVERSE, STYLE_REVERSE);
        for (size_t k = 0; k < COUNT(loud); k++)
            assert_true(s[loud[k]].attrs != s[ROLE_NORMAL].attrs);
        theme_free(t);
        diags_free(d);
    }
}

static void test_every_role_has_mono_letters(void **state)
{
    (void)state;
    for (size_t r = 0; r < ROLE_COUNT; r++) {
        assert_true(roles[r].mono[0] != '\0');
        assert_int_equal(strspn(roles[r].mono, "bdru-"), strlen(roles[r].mono));
    }
}

static void test_resolution(void **state)
{
    struct style s[ROLE_COUNT];
    struct diags *d = diags_new();

    (void)state;
    put("b", "faasmap-theme: 1\ntitle: parent\npalette: {sea: ['#102030', 30, cyan]}\n"
             "styles: {zone: sea, frame: '#abcdef', path: {attr: [bold, underline]}}\n");
    put("c", "faasmap-theme: 1\ninherits: b\npalette: {sun: '#ffff00'}\n"
             "styles: {zone.data: sun, cursor: {fg: sun, bg: sea, attr: reverse}}\n"
             "views: {paths: {zone: default, cursor: {bg: sun}}}\n"
             "glyphs: {open: ['-', '-']}\n");
    struct theme *t = get("c", d);
    assert_int_equal(diags_count(d), 0);
    assert_non_null(t);

    theme_resolve(t, STR_NONE, DEPTH_TRUE, s);
    assert_int_equal(s[ROLE_ZONE_DATA].fg, 0xffff00);   /* exact */
    assert_int_equal(s[ROLE_ZONE_CODE].fg, 0x102030);   /* along the dots, inherited */
    assert_int_equal(s[ROLE_FRAME_TITLE].fg, 0xabcdef); /* frame.title -> frame */
    assert_int_equal(s[ROLE_PATH].attrs, STYLE_BOLD | STYLE_UNDERLINE);
    assert_int_equal(s[ROLE_PATH].fg, COLOUR_DEFAULT);
    assert_int_equal(s[ROLE_CURSOR].bg, 0x102030);      /* the parent's palette */
    assert_int_equal(s[ROLE_CURSOR].attrs, STYLE_REVERSE);
    assert_int_equal(s[ROLE_REACH].attrs, STYLE_BOLD);  /* built in */

    theme_resolve(t, STR("paths"), DEPTH_256, s);
    assert_int_equal(s[ROLE_ZONE_DATA].fg, COLOUR_DEFAULT); /* the view's prefix wins */
    assert_int_equal(s[ROLE_CURSOR].fg, COLOUR_DEFAULT);
    assert_int_equal(s[ROLE_CURSOR].bg, 226);
    theme_resolve(t, STR("map"), DEPTH_256, s);
    assert_int_equal(s[ROLE_ZONE_CODE].fg, 30); /* as the palette says, not computed */
    theme_resolve(t, STR("map"), DEPTH_16, s);
    assert_int_equal(s[ROLE_ZONE_CODE].fg, 6);

    assert_int_equal(theme_glyph(t, GLYPH_OPEN, false), '-');
    assert_int_equal(theme_glyph(t, GLYPH_CLOSED, true), '>');
    assert_true(str_is(theme_title(t), ""));
    theme_free(t);
    diags_free(d);
}

static void test_mono_member(void **state)
{
    struct style s[ROLE_COUNT];
    struct theme *t = good("faasmap-theme: 1\nstyles: {path: {attr: [bold], mono: [reverse]}, "
                           "reach: {attr: [underline]}}\n");

    (void)state;
    theme_resolve(t, STR_NONE, DEPTH_MONO, s);
    assert_int_equal(s[ROLE_PATH].attrs, STYLE_REVERSE);
    assert_int_equal(s[ROLE_REACH].attrs, STYLE_BOLD); /* of roles.h: attr is for colours */
    theme_resolve(t, STR_NONE, DEPTH_16, s);
    assert_int_equal(s[ROLE_PATH].attrs, STYLE_BOLD);
    theme_free(t);
}

static void test_errors(void **state)
{
    static const struct {
        const char *text;
        uint32_t line, col;
        const char *message;
    } rows[] = {
        {"styles: {}", 1, 1, "this is no theme: the member faasmap-theme is missing"},
        {"faasmap-theme: 2", 1, 16, "this program reads themes of version 1"},
        {"faasmap-theme: 1\nstlyes: {}", 2, 1,
         "unknown member of a theme 'stlyes'; did you mean 'styles'?"},
        {"faasmap-theme: 1\nstyles:\n  zone.intrenet: default", 3, 3,
         "unknown role 'zone.intrenet'; did you mean 'zone.internet'?"},
        {"faasmap-theme: 1\nstyles: {zo: default}", 2, 10, "unknown role 'zo'"},
        {"faasmap-theme: 1\npalette: {sea: '#102030'}\nstyles: {zone: see}", 3, 16,
         "unknown colour 'see'; did you mean 'sea'?"},
        {"faasmap-theme: 1\nstyles: {zone: {fg: default, attr: [bald]}}", 2, 37,
         "unknown attribute 'bald'; did you mean 'bold'?"},
        {"faasmap-theme: 1\nstyles: {zone: {atr: bold}}", 2, 17,
         "unknown member of a style 'atr'; did you mean 'attr'?"},
        {"faasmap-theme: 1\nstyles: {zone: {gf: default}}", 2, 17,
         "unknown member of a style 'gf'"},
        {"faasmap-theme: 1\npalette: {sea: blue}", 2, 16,
         "a palette entry is \"#rrggbb\" or [\"#rrggbb\", 0..255, name of 16]"},
        {"faasmap-theme: 1\npalette: {sea: ['#102030', 256]}", 2, 28,
         "the colour of 256 is a number from 0 to 255"},
        {"faasmap-theme: 1\npalette: {sea: ['#102030', 1, rde]}", 2, 31,
         "unknown colour of the 16 'rde'; did you mean 'red'?"},
        {"faasmap-theme: 1\nviews: {pahts: {}}", 2, 9,
         "unknown view 'pahts'; did you mean 'paths'?"},
        {"faasmap-theme: 1\nglyphs: {opne: [a, a]}", 2, 10,
         "unknown glyph 'opne'; did you mean 'open'?"},
        {"faasmap-theme: 1\nglyphs: {open: [aa, a]}", 2, 16,
         "a glyph is [one character, one ASCII character], one cell wide"},
        {"faasmap-theme: 1\nglyphs: {open: [a, \xe2\x96\xbe]}", 2, 16,
         "a glyph is [one character, one ASCII character], one cell wide"},
        {"faasmap-theme: 1\nbackground: white", 2, 13, "a background is \"#rrggbb\""},
        {"faasmap-theme: 1\nstyles: text", 2, 9, "this is no map"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct diags *d = diags_new();
        put("a", rows[i].text);
        assert_null(get("a", d));
        assert_int_equal(diags_count(d), 1);
        assert_string_equal(diags_at(d, 0)->text.ptr, rows[i].message);
        assert_int_equal(diags_at(d, 0)->where.line, rows[i].line);
        assert_int_equal(diags_at(d, 0)->where.col, rows[i].col);
        diags_free(d);
    }
}

static void test_missing_and_circle(void **state)
{
    struct diags *d = diags_new();

    (void)state;
    assert_null(get("nowhere", d));
    assert_string_equal(diags_at(d, 0)->text.ptr, "there is no theme of this name");
    diags_free(d);
    d = diags_new();
    put("a", "faasmap-theme: 1\nstyles: {zone: default, zone: default}\n");
    assert_null(get("a", d)); /* said twice */
    assert_int_equal(diags_errors(d), 1);
    diags_free(d);
    d = diags_new();
    put("a", "faasmap-theme: 1\ninherits: a\n");
    assert_null(get("a", d));
    assert_true(diags_errors(d) > 0);
    diags_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_themes_load),
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_panel),
        cmocka_unit_test(test_paint),
        cmocka_unit_test(test_light_among_sixteen),
        cmocka_unit_test(test_strong_contrast),
        cmocka_unit_test(test_colour_blindness),
        cmocka_unit_test(test_mono_tells_apart),
        cmocka_unit_test(test_every_role_has_mono_letters),
        cmocka_unit_test(test_resolution),
        cmocka_unit_test(test_mono_member),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_missing_and_circle),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
