/* SPDX-License-Identifier: MIT */
/* map_trace.h - reads a drawn map as a person would: by its characters and the owners of cells.
 * Place:     shared test code; knows nothing of how the engine works.
 * Result:    each check returns NULL, or a sentence that says what is wrong and where (in a static
 *            buffer).
 */
#ifndef FAASMAP_MAP_TRACE_H
#define FAASMAP_MAP_TRACE_H

#include "layout.h"

/* Boxes are whole, apart, inside the canvas, and nothing else stands in them. */
const char *trace_boxes(const struct layout_input *in, const struct layout_result *r);
/* No line ends in nothing: each arm of each character meets an arm, a head or a box. */
const char *trace_ends(const struct layout_input *in, const struct layout_result *r);
/* Each edge can be walked from its source to a head at its target, heads stand only where an edge
 * ends. */
const char *trace_edges(const struct layout_input *in, const struct layout_result *r);
/* The route of each edge is made of cells of lines only, hangs together, and touches both its boxes. */
const char *trace_routes(const struct layout_input *in, const struct layout_result *r);
/* Each frame holds only boxes of its cluster; each box of a cluster stands in one frame of it. */
const char *trace_frames(const struct layout_input *in, const struct layout_result *r);
/* All of them, and metrics.illegal == 0. */
const char *trace_map(const struct layout_input *in, const struct layout_options *o,
                      const struct layout_result *r);

/* Arms of a line character: bits UP 1, RIGHT 2, DOWN 4, LEFT 8; 0: no line. */
unsigned trace_arms(uint32_t glyph);

#endif
