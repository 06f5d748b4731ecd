/* SPDX-License-Identifier: MIT */
/* lines.h - the lines of a map: collected cell by cell, judged, then written into a canvas.
 * Place:     used by paint.c only.
 * Rule:      two nets may share a cell if they cross there, or if both lead to one box; anything
 *            else is counted as illegal. Four arms that touch are a dot, a crossing is not.
 */
#ifndef FAASMAP_LINES_H
#define FAASMAP_LINES_H

#include "canvas.h"
#include "glyphs.h"
#include "layered.h"

/* The arm of the picture for a direction of the engine's axes. */
enum arm lines_arm_next(const struct lay *l);
enum arm lines_arm_prev(const struct lay *l);
/* Row and column of a place. */
int lines_row(const struct lay *l, int main, int order);
int lines_col(const struct lay *l, int main, int order);

/* Draws all nets, arrow heads and boundary marks; adds to l->metrics. */
void lines_draw(struct lay *l, struct canvas *canvas);

#endif
