/* SPDX-License-Identifier: MIT */
/* theme_parts.h - the inside of a theme, shared by who reads it and who resolves it. */
#ifndef FAASMAP_THEME_PARTS_H
#define FAASMAP_THEME_PARTS_H

#include "arena.h"
#include "theme.h"

enum { THEME_ATTRS = 5, THEME_PALETTE_MAX = 256 };

/* What a theme says about one dotted name. */
struct definition {
    struct str view; /* empty: everywhere */
    struct str name;
    struct colour fg, bg;
    uint8_t attrs, mono;
    bool has_mono;
};

struct swatch {
    struct str name;
    struct colour colour;
};

struct theme {
    struct arena *arena;
    struct theme *parent;
    struct str name, title;
    bool has_background;
    uint32_t background;
    struct definition *definitions;
    size_t count, cap;
    struct swatch *palette;
    size_t swatches, swatch_cap;
    uint32_t glyphs[GLYPH_COUNT][2]; /* 0: not said */
};

struct theme_attr {
    const char *name;
    char letter; /* in the mono column of roles.h */
    uint8_t attr;
};
extern const struct theme_attr theme_attrs[THEME_ATTRS];

struct theme_glyph_row {
    const char *name;
    uint32_t glyph[2]; /* Unicode, ASCII */
    const char *help;
};
extern const struct theme_glyph_row theme_glyphs[GLYPH_COUNT];

/* One file while it is read. */
struct reading {
    struct theme *theme;
    const struct doc *doc;
    struct diags *diags;
    bool good;
};

void theme_misshapen(struct reading *r, const struct doc_node *n, const char *what);
/* All members of the document; r->good tells whether they were right. The parent is set before. */
void theme_read_members(struct reading *r, const struct doc_node *root);

#endif
