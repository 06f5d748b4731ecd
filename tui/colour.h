/* SPDX-License-Identifier: MIT */
/* colour.h - colours at the depth that a terminal can show.
 * Place:     themes resolve roles into struct style, terminal back ends draw it.
 * Depths:    truecolour -> 256 -> 16 -> mono; each step is computed where the theme does not say.
 * Method:    nearest colour by distance in OKLab (Ottosson 2020). The 16-colour step never gives
 *            blue (4): it is unreadable on black in the usual palettes.
 */
#ifndef FAASMAP_COLOUR_H
#define FAASMAP_COLOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

enum depth { DEPTH_MONO, DEPTH_16, DEPTH_256, DEPTH_TRUE };

enum { STYLE_BOLD = 1, STYLE_DIM = 2, STYLE_REVERSE = 4, STYLE_UNDERLINE = 8 };
enum { COLOUR_DEFAULT = -1 };

/* A role as one terminal shows it. fg, bg: 0xRRGGBB, 0..255 or 0..15, as the depth says, or
 * COLOUR_DEFAULT. */
struct style {
    int32_t fg, bg;
    uint8_t attrs; /* STYLE_* */
};

/* A colour at every depth. */
struct colour {
    bool set;         /* false: the terminal's own */
    uint32_t rgb;     /* 0xRRGGBB */
    uint8_t cube, ansi; /* 16..255 (or 0..15 if the theme says so); 0..15 */
};

struct colour colour_from_rgb(uint32_t rgb);
int32_t colour_at(struct colour c, enum depth depth); /* for style.fg, style.bg */
bool colour_hex(struct str text, uint32_t *rgb);      /* "#rrggbb" */
bool colour_ansi_name(struct str text, uint8_t *index); /* "red", "bright-red", ... */
const char *colour_ansi_name_at(unsigned index);      /* NULL behind the last */
uint32_t colour_cube_rgb(unsigned index);             /* what 16..255 look like */
double colour_distance(uint32_t a, uint32_t b);       /* in OKLab: 0 .. 1, 0.02 is just seen */
/* Contrast ratio of WCAG 2.1, 1.0 .. 21.0. */
double colour_contrast(uint32_t a, uint32_t b);

/* What the environment says about colour; NULL members are unset variables. */
struct depth_hints {
    const char *option;   /* --color: auto always never mono 16 256 true; NULL = auto */
    const char *no_color, *clicolor_force, *colorterm, *term;
};

/* false: the option is none of the known words. Order: an explicit depth, never, NO_COLOR (not
 * empty; always and CLICOLOR_FORCE beat it), COLORTERM, TERM. */
bool depth_choose(const struct depth_hints *hints, enum depth *out);

#endif
