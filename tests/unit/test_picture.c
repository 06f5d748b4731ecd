/* SPDX-License-Identifier: MIT */
/* Pictures of canvases: colours of the theme, shapes that join, nothing of a name as markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "glyphs.h"
#include "picture.h"

static struct theme *theme_named(const char *name)
{
    struct diags *d = diags_new();
    struct theme *t = theme_load(str_from(name), &(struct theme_places){0}, d);

    assert_non_null(t);
    diags_free(d);
    return t;
}

static void draw(const struct canvas *c, const char *theme, const char *title, struct buf *out)
{
    struct theme *t = theme_named(theme);

    buf_reset(out);
    picture_svg(c, t, DEPTH_TRUE, STR_NONE, str_from(title), out);
    theme_free(t);
}

static size_t times(const struct buf *text, const char *part)
{
    size_t count = 0;

    for (const char *at = text->ptr; (at = strstr(at, part)); at++)
        count++;
    return count;
}

static void test_text(void **state)
{
    struct canvas c;
    struct buf out = {0};

    (void)state;
    canvas_init(&c, 2, 20);
    canvas_puts(&c, 0, 1, "ab c", ROLE_ZONE_INTERNET);
    canvas_puts(&c, 1, 0, "x", ROLE_CURSOR);
    draw(&c, "dark", "A & <B>", &out);
    assert_int_equal(times(&out, "width=\"198\" height=\"54\""), 1); /* 20 x 9, 2 x 18, a margin of 9 */
    assert_int_equal(times(&out, "<title>A &amp; &lt;B&gt;</title>"), 1);
    /* words apart, each as wide as its cells, in the colour of the zone and bold */
    assert_int_equal(times(&out, "<text x=\"18\" y=\"23\" textLength=\"18\" fill=\"#ff7b72\" "
                                 "font-weight=\"bold\">ab</text>"), 1);
    assert_int_equal(times(&out, "<text x=\"45\" y=\"23\" textLength=\"9\""), 1);
    /* the cursor has a ground of its own */
    assert_int_equal(times(&out, "<rect x=\"9\" y=\"27\" width=\"9\" height=\"18\" fill=\"#79b8ff\" shape-rendering=\"crispEdges\"/>"),
                     1);
    canvas_release(&c);
    buf_release(&out);
}

static void test_markup_in_names(void **state)
{
    struct canvas c;
    struct buf out = {0};

    (void)state;
    canvas_init(&c, 1, 60);
    canvas_text(&c, 0, 0, 60, STR("</text><script>\"'&\x1b[31m"), ROLE_NORMAL, false);
    draw(&c, "light", "", &out);
    assert_int_equal(times(&out, "<script"), 0);
    assert_int_equal(times(&out, "</text>"), times(&out, "<text "));
    assert_null(memchr(out.ptr, '\033', out.len));
    assert_int_equal(times(&out, "<title>"), 0);
    canvas_release(&c);
    buf_release(&out);
}

/* Every glyph that the layout draws with is a shape, in every weight. */
static void test_lines_are_shapes(void **state)
{
    static const uint32_t others[] = {0x2504, 0x2506, 0x256d, 0x256e, 0x256f, 0x2570, 0x256a,
                                      0x256b, 0x2590, 0x258c, 0x25cf, 0x25b2, 0x25bc, 0x25ba,
                                      0x25c4, 0x2588, 0x2594, 0x2581};
    struct canvas c;
    struct buf out = {0};

    (void)state;
    for (unsigned bits = 1; bits < 256; bits++) {
        unsigned back = 0;
        bool valid = true;
        for (int arm = 0; arm < ARM_COUNT; arm++)
            valid = valid && arm_weight(bits, (enum arm)arm) <= WEIGHT_HEAVY;
        if (!valid)
            continue;
        assert_true(glyph_arms(glyph_crossing(bits, false), &back));
        assert_int_equal(back, bits);
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        canvas_init(&c, 1, 1);
        canvas_put(&c, 0, 0, others[i], ROLE_EDGE);
        draw(&c, "dark", "", &out);
        assert_int_equal(times(&out, "<path "), 1);
        assert_int_equal(times(&out, "<text "), 0);
        canvas_release(&c);
    }
    canvas_init(&c, 1, 1);
    canvas_put(&c, 0, 0, 0x251d, ROLE_EDGE); /* up and down light, right heavy */
    draw(&c, "dark", "", &out);
    assert_int_equal(times(&out, "<path d=\"M13.5 18l0.0 -9M13.5 18l0.0 9\""), 1);
    assert_int_equal(times(&out, "<path d=\"M13.5 18l4.5 0\" stroke=\"#929db1\" stroke-width=\"3\""), 1);
    canvas_release(&c);
    buf_release(&out);
}

/* A theme that names no ground is black on white; light themes stay light. */
static void test_grounds(void **state)
{
    struct canvas c;
    struct theme *t;
    struct buf out = {0};

    (void)state;
    canvas_init(&c, 1, 1);
    canvas_put(&c, 0, 0, 'a', ROLE_NORMAL);
    t = theme_builtin();
    picture_svg(&c, t, DEPTH_TRUE, STR_NONE, STR_NONE, &out);
    theme_free(t);
    assert_int_equal(times(&out, "fill=\"#ffffff\"/>"), 1);
    assert_int_equal(times(&out, "fill=\"#000000\">a<"), 1);
    draw(&c, "dark", "", &out);
    assert_int_equal(times(&out, "fill=\"#1c1f26\"/>"), 1);
    canvas_release(&c);
    canvas_init(&c, 0, 0);
    draw(&c, "dark", "", &out);
    assert_int_equal(times(&out, "</svg>"), 1);
    canvas_release(&c);
    buf_release(&out);
}

/* What a terminal with fewer colours shows: those of its table, or none at all. */
static void test_depths(void **state)
{
    static const struct {
        enum depth depth;
        const char *colour;
    } rows[] = {{DEPTH_TRUE, "ff7b72"}, {DEPTH_256, "ff875f"}, {DEPTH_16, "ff0000"},
                {DEPTH_MONO, "ffffff"}};
    struct theme *t = theme_named("dark");
    struct canvas c;

    (void)state;
    canvas_init(&c, 1, 4);
    canvas_puts(&c, 0, 0, "ab", ROLE_ZONE_INTERNET);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf out = {0};
        char want[64];

        picture_svg(&c, t, rows[i].depth, STR_NONE, STR_NONE, &out);
        snprintf(want, sizeof want, "fill=\"#%s\" font-weight=\"bold\">ab<", rows[i].colour);
        if (!strstr(out.ptr, want))
            fail_msg("depth %d: %s", (int)rows[i].depth, out.ptr);
        buf_release(&out);
    }
    theme_free(t);
    canvas_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_markup_in_names),
        cmocka_unit_test(test_lines_are_shapes),
        cmocka_unit_test(test_depths),
        cmocka_unit_test(test_grounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
