/* SPDX-License-Identifier: MIT */
/* dot_picture.h - the map of the data flow in the DOT language, for a picture by Graphviz.
 * Place:     export; for render.c. Appends to the caller's buffer and cannot fail.
 */
#ifndef FAASMAP_DOT_PICTURE_H
#define FAASMAP_DOT_PICTURE_H

#include "buf.h"
#include "graph.h"

void dot_picture(const struct graph *g, struct buf *out);

#endif
