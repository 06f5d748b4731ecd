/* SPDX-License-Identifier: MIT */
#include "colour.h"

#include <math.h>

#include "attr.h"

static const char *const ansi_names[] = {
    "black",        "red",          "green",        "yellow",      "blue",
    "magenta",      "cyan",         "white",        "bright-black", "bright-red",
    "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
};

/* The palette of xterm; what a user's terminal shows may differ. */
static const uint32_t ansi_rgb[16] = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

enum { ANSI_BLUE = 4, CUBE_FIRST = 16, GREY_FIRST = 232, CUBE_LAST = 255 };

struct lab {
    double l, a, b;
};

static double linear(uint32_t channel)
{
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static struct lab oklab(uint32_t rgb)
{
    double r = linear(rgb >> 16 & 255), g = linear(rgb >> 8 & 255), b = linear(rgb & 255);
    double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

    return (struct lab){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

static double distance(struct lab x, uint32_t rgb)
{
    struct lab y = oklab(rgb);
    return (x.l - y.l) * (x.l - y.l) + (x.a - y.a) * (x.a - y.a) + (x.b - y.b) * (x.b - y.b);
}

double colour_distance(uint32_t a, uint32_t b)
{
    return sqrt(distance(oklab(a), b));
}

uint32_t colour_cube_rgb(unsigned index)
{
    static const uint8_t level[6] = {0, 95, 135, 175, 215, 255};

    if (index < CUBE_FIRST)
        return ansi_rgb[index];
    if (index >= GREY_FIRST)
        return (8 + 10 * (index - GREY_FIRST)) * 0x010101u;
    index -= CUBE_FIRST;
    return (uint32_t)level[index / 36] << 16 | (uint32_t)level[index / 6 % 6] << 8 |
           level[index % 6];
}

struct colour colour_from_rgb(uint32_t rgb)
{
    struct colour c = {.set = true, .rgb = rgb, .cube = CUBE_FIRST, .ansi = 0};
    struct lab want = oklab(rgb);
    double best = INFINITY;

    for (unsigned i = CUBE_FIRST; i <= CUBE_LAST; i++) {
        double d = distance(want, colour_cube_rgb(i));
        if (d < best) {
            best = d;
            c.cube = (uint8_t)i;
        }
    }
    best = INFINITY;
    for (unsigned i = 0; i < 16; i++) {
        double d = distance(want, ansi_rgb[i]);
        if (i != ANSI_BLUE && d < best) {
            best = d;
            c.ansi = (uint8_t)i;
        }
    }
    return c;
}

int32_t colour_at(struct colour c, enum depth depth)
{
    if (!c.set)
        return COLOUR_DEFAULT;
    switch (depth) {
    case DEPTH_TRUE:
        return (int32_t)c.rgb;
    case DEPTH_256:
        return c.cube;
    case DEPTH_16:
        return c.ansi;
    case DEPTH_MONO:
        break;
    }
    return COLOUR_DEFAULT;
}

bool colour_hex(struct str text, uint32_t *rgb)
{
    uint32_t value = 0;

    if (text.len != 7 || text.ptr[0] != '#')
        return false;
    for (size_t i = 1; i < text.len; i++) {
        char c = str_lower(text.ptr[i]);
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    *rgb = value;
    return true;
}

bool colour_ansi_name(struct str text, uint8_t *index)
{
    for (size_t i = 0; i < COUNT(ansi_names); i++) {
        if (str_is(text, ansi_names[i])) {
            *index = (uint8_t)i;
            return true;
        }
    }
    return false;
}

const char *colour_ansi_name_at(unsigned index)
{
    return index < COUNT(ansi_names) ? ansi_names[index] : NULL;
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) +
           0.0722 * linear(rgb & 255);
}

double colour_contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static bool says(const char *variable)
{
    return variable && *variable;
}

static enum depth depth_of_terminal(const struct depth_hints *h)
{
    struct str term = str_from(h->term), colorterm = str_from(h->colorterm);

    if (str_is(colorterm, "truecolor") || str_is(colorterm, "24bit") ||
        str_ends(term, STR("-direct")))
        return DEPTH_TRUE;
    if (str_find(term, STR("256color")) != STR_NPOS)
        return DEPTH_256;
    if (str_empty(term) || str_is(term, "dumb") || str_starts(term, STR("vt")) ||
        str_ends(term, STR("-mono")) || str_ends(term, STR("-m")))
        return DEPTH_MONO;
    return DEPTH_16;
}

bool depth_choose(const struct depth_hints *h, enum depth *out)
{
    static const struct {
        const char *name;
        enum depth depth;
    } fixed[] = {{"never", DEPTH_MONO}, {"mono", DEPTH_MONO}, {"16", DEPTH_16},
                 {"256", DEPTH_256},    {"true", DEPTH_TRUE}};
    struct str option = str_from(h->option);
    bool always = str_is(option, "always");

    for (size_t i = 0; i < COUNT(fixed); i++) {
        if (str_is(option, fixed[i].name)) {
            *out = fixed[i].depth;
            return true;
        }
    }
    if (!always && !str_empty(option) && !str_is(option, "auto"))
        return false;
    if (says(h->clicolor_force) && !str_is(str_from(h->clicolor_force), "0"))
        always = true;
    if (says(h->no_color) && !always) {
        *out = DEPTH_MONO;
        return true;
    }
    *out = depth_of_terminal(h);
    if (always && *out == DEPTH_MONO)
        *out = DEPTH_16;
    return true;
}
