/* SPDX-License-Identifier: MIT */
/* map_text.h - the map as lines of text: `faasmap map`, `export -f text`, and what is printed where
 * there is no terminal.
 * Place:     export; visible graph -> layout -> canvas -> UTF-8, with what the analyses know: heavy
 *            lines where input of the internet travels, marks on outer trust boundaries.
 * Ownership: appends to the caller's buffer.
 */
#ifndef FAASMAP_MAP_TEXT_H
#define FAASMAP_MAP_TEXT_H

#include "exposure.h"
#include "layout.h"
#include "visible.h"

struct map_text_options {
    struct visible_options visible; /* path, reached and outer are filled in where they are NULL */
    struct layout_options layout;   /* the fields named in .pinned, and .ascii */
    int width;                      /* columns; 0: 100. A map that cannot be made so narrow is wider */
    bool no_legend;
};

/* A map of more than 400 boxes is folded to its overview: drawn in full nobody could read it. */
void map_text(const struct graph *g, const struct map_text_options *options, struct buf *out);

/* For who draws maps in other ways: per edge id (0 unused) whether it crosses an outer boundary; the
 * caller frees it (mem_free). */
uint8_t *map_outer_edges(const struct graph *g);
/* visible_options.reached; its argument is a struct exposure. */
bool map_reached(const void *exposure, edge_id e);
/* What another program is to draw: the data flow with both, or the overview if that is too large. The
 * caller releases it. */
void map_whole(const struct graph *g, enum visible_arrangement arrangement, int most_boxes,
               int most_lines, struct visible *out);

#endif
