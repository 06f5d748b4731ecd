/* SPDX-License-Identifier: MIT */
/* Colours at every depth, the choice of a depth. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "attr.h"
#include "colour.h"

/* What 256 colours hold exactly must come back as itself. */
static void test_cube_is_exact(void **state)
{
    (void)state;
    for (unsigned i = 16; i < 256; i++) {
        uint32_t rgb = colour_cube_rgb(i);
        struct colour c = colour_from_rgb(rgb);
        assert_int_equal(colour_cube_rgb(c.cube), rgb);
        assert_true(c.cube >= 16); /* 0..15 look different in every terminal */
    }
}

static void test_sixteen(void **state)
{
    static const struct {
        uint32_t rgb;
        const char *name;
    } rows[] = {
        {0x000000, "black"},     {0xffffff, "bright-white"}, {0xff0000, "bright-red"},
        {0x00ff00, "bright-green"}, {0x00cdcd, "cyan"},      {0xffff00, "bright-yellow"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t want;
        assert_true(colour_ansi_name(str_from(rows[i].name), &want));
        assert_int_equal(colour_from_rgb(rows[i].rgb).ansi, want);
    }
    for (uint32_t blue = 0; blue < 256; blue++) /* never blue, whatever is asked */
        assert_int_not_equal(colour_from_rgb(blue).ansi, 4);
}

static void test_at_depth(void **state)
{
    struct colour c = {true, 0x123456, 99, 6}, none = {0};

    (void)state;
    assert_int_equal(colour_at(c, DEPTH_TRUE), 0x123456);
    assert_int_equal(colour_at(c, DEPTH_256), 99);
    assert_int_equal(colour_at(c, DEPTH_16), 6);
    assert_int_equal(colour_at(c, DEPTH_MONO), COLOUR_DEFAULT);
    assert_int_equal(colour_at(none, DEPTH_TRUE), COLOUR_DEFAULT);
}

static void test_hex(void **state)
{
    uint32_t rgb = 7;

    (void)state;
    assert_true(colour_hex(STR("#0aF9c0"), &rgb));
    assert_int_equal(rgb, 0x0af9c0);
    assert_false(colour_hex(STR("#0af9c"), &rgb));
    assert_false(colour_hex(STR("0af9c0x"), &rgb));
    assert_false(colour_hex(STR("#0ag9c0"), &rgb));
    assert_false(colour_hex(STR(""), &rgb));
}

/* The figures that the definition itself gives: 21 for black and white, 1 for equal colours. */
static void test_contrast(void **state)
{
    (void)state;
    assert_true(fabs(colour_contrast(0, 0xffffff) - 21.0) < 1e-9);
    assert_true(fabs(colour_contrast(0x777777, 0x777777) - 1.0) < 1e-9);
    assert_true(fabs(colour_contrast(0x777777, 0xffffff) - 4.48) < 0.01);
    assert_true(fabs(colour_contrast(0xffffff, 0x777777) - 4.48) < 0.01);
}

static void test_depth_choice(void **state)
{
    static const struct {
        struct depth_hints hints;
        bool good;
        enum depth want;
    } rows[] = {
        {{.term = "xterm-256color"}, true, DEPTH_256},
        {{.term = "xterm-256color", .colorterm = "truecolor"}, true, DEPTH_TRUE},
        {{.term = "xterm-256color", .colorterm = "24bit"}, true, DEPTH_TRUE},
        {{.term = "xterm-direct"}, true, DEPTH_TRUE},
        {{.term = "linux"}, true, DEPTH_16},
        {{.term = "vt100"}, true, DEPTH_MONO},
        {{.term = "dumb"}, true, DEPTH_MONO},
        {{0}, true, DEPTH_MONO},
        {{.term = "xterm-256color", .no_color = "1"}, true, DEPTH_MONO},
        {{.term = "xterm-256color", .no_color = ""}, true, DEPTH_256}, /* empty counts as unset */
        {{.term = "xterm-256color", .no_color = "1", .option = "auto"}, true, DEPTH_MONO},
        {{.term = "xterm-256color", .no_color = "1", .option = "always"}, true, DEPTH_256},
        {{.term = "xterm-256color", .no_color = "1", .option = "16"}, true, DEPTH_16},
        {{.term = "xterm-256color", .no_color = "1", .clicolor_force = "1"}, true, DEPTH_256},
        {{.term = "xterm-256color", .no_color = "1", .clicolor_force = "0"}, true, DEPTH_MONO},
        {{.term = "dumb", .option = "always"}, true, DEPTH_16},
        {{.term = "xterm-256color", .option = "never"}, true, DEPTH_MONO},
        {{.term = "vt100", .option = "true"}, true, DEPTH_TRUE},
        {{.term = "vt100", .option = "sometimes"}, false, DEPTH_MONO},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum depth depth = DEPTH_MONO;
        assert_int_equal(depth_choose(&rows[i].hints, &depth), rows[i].good);
        assert_int_equal(depth, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cube_is_exact), cmocka_unit_test(test_sixteen),
        cmocka_unit_test(test_at_depth),      cmocka_unit_test(test_hex),
        cmocka_unit_test(test_contrast),      cmocka_unit_test(test_depth_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
