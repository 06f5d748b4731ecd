/* SPDX-License-Identifier: MIT */
/* picture.h - a screen or a map as a picture: SVG with the colours of the theme.
 * Place:     `:export screen` and `:export svg`; reads a canvas, knows no terminal.
 * Method:    one cell is 9 by 18 units. Letters stand as text in a monospace face, each run
 *            stretched to its cells; lines, arrow heads and half blocks are drawn as shapes, so that
 *            they join whatever face the reader has. Dim cells are drawn at 60 %.
 * Text:      a canvas holds sanitised text only; what XML needs is escaped here.
 */
#ifndef FAASMAP_PICTURE_H
#define FAASMAP_PICTURE_H

#include "canvas.h"
#include "theme.h"

/* depth: what a terminal of that depth shows; DEPTH_TRUE is the theme itself. title: of the picture, for
 * who hears it; may be empty. view: whose colours, as theme_resolve(). */
void picture_svg(const struct canvas *c, const struct theme *theme, enum depth depth,
                 struct str view, struct str title, struct buf *out);

#endif
