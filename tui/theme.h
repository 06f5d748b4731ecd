/* SPDX-License-Identifier: MIT */
/* theme.h - how roles look: a YAML file with a palette, dotted roles and inheritance.
 * Place:     the only room that turns roles into colours; views and layout know roles only.
 *
 *     faasmap-theme: 1
 *     inherits: dark                       # optional; a theme by name
 *     background: "#000000"                # what the colours were chosen for; painted where the
 *                                          # terminal's is the other way round (theme_paint)
 *     palette:
 *       tide: ["#5e81ac", 67, cyan]        # truecolour, 256, 16
 *       mist: "#d8dee9"                    # 256 and 16 are computed
 *     styles:
 *       zone: mist                         # of zone.internet, zone.data, ...
 *       zone.internet: {fg: tide, bg: default, attr: [bold], mono: [bold, underline]}
 *     views: {paths: {cursor: {bg: tide}}} # over styles while that view has the keys
 *     glyphs: {open: ["v", "v"]}           # Unicode, ASCII
 *
 * Resolution of a role: view override, then styles: the exact name, then along the dots
 *            ("zone.internet" -> "zone"), then the inherited theme, then the built-in row of
 *            roles.h. The first definition found counts as a whole.
 * Mono:      at depth mono the attributes are those of `mono:`, else those of roles.h, so meaning
 *            never depends on colour alone.
 * Failure:   an unknown member, role, colour or attribute is an error with its place and the
 *            nearest name; a theme with errors is not used.
 * Ownership: theme_load() gives a theme, theme_free() frees it with what it inherits.
 */
#ifndef FAASMAP_THEME_H
#define FAASMAP_THEME_H

#include "colour.h"
#include "diag.h"
#include "doc.h"
#include "roles.h"
#include "str.h"

/* X(ENUM, "name", Unicode, ASCII, "what it marks") */
#define GLYPHS(X)                                                                                  \
    X(CROSSING, "crossing", 0x256b, '#', "a trust boundary is crossed")                            \
    X(HOP, "hop", 0x2514, '`', "the next hop of a path")                                           \
    X(OPEN, "open", 0x25be, 'v', "an unfolded group")                                              \
    X(CLOSED, "closed", 0x25b8, '>', "a folded group")                                             \
    X(OUT, "out", 0x25ba, '>', "an edge that leaves")                                              \
    X(IN, "in", 0x25c4, '<', "an edge that comes in")                                              \
    X(CURRENT, "current", 0x25ba, '>', "the line that is selected")                                \
    X(REACHED, "reached", 0x25cf, '*', "reached from the internet")                               \
    X(MARKED, "marked", 0x2713, '%', "marked by you")                                              \
    X(NOTED, "noted", 0x270e, '"', "has a note or a tag of yours")

#define X(e, ...) GLYPH_##e,
enum glyph { GLYPHS(X) GLYPH_COUNT };
#undef X

struct theme;

/* Where themes come from; NULL members are skipped. A name with a '/' is a file. */
struct theme_places {
    const char *user_folder; /* .../faasmap/themes; wins over the embedded themes */
};

/* Whether there is a theme of this name, good or broken. */
bool theme_is_there(struct str name, const struct theme_places *places);
/* Reads the theme and what it inherits. NULL: not there or wrong; *diags says why. */
struct theme *theme_load(struct str name, const struct theme_places *places, struct diags *diags);
/* The same for the text of a theme file. */
struct theme *theme_read(struct str text, struct str name, const struct theme_places *places,
                         struct diags *diags);
/* The built-in rows alone: always works, no colours. */
struct theme *theme_builtin(void);
void theme_free(struct theme *t); /* NULL is allowed */
struct str theme_name(const struct theme *t);
struct str theme_title(const struct theme *t); /* one line for lists; may be empty */
bool theme_background(const struct theme *t, uint32_t *rgb); /* false: not said */

/* Fills ROLE_COUNT rows. view may be empty. */
void theme_resolve(const struct theme *t, struct str view, enum depth depth, struct style *out);
/* The terminal's background is the other way round (a light theme on a dark one): where nothing else is
 * said, the theme's own is painted, or its colours could not be read. */
void theme_paint(const struct theme *t, enum depth depth, struct style *styles);
/* How a role looks on a panel (CELL_PANEL). What could not be read there, which of 16 colours may be any,
 * has the colour of the status line's text. */
struct style theme_on_panel(const struct style *styles, enum role role, enum depth depth);
uint32_t theme_glyph(const struct theme *t, enum glyph glyph, bool ascii);
const char *theme_glyph_help(enum glyph g); /* what it marks */
/* The colours of one role as the theme means them, for tests of contrast. */
void theme_colours(const struct theme *t, enum role role, struct colour *fg, struct colour *bg);

/* The i-th embedded theme's name, in order of names; empty behind the last. */
struct str theme_embedded(size_t i);

#endif
