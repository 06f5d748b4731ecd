/* SPDX-License-Identifier: MIT */
/* detail_edges.h - what comes into a node and goes out of it, on the page of its details.
 * Place:     private to view_detail.c.
 * Order:     flow first, then identity, then the rest; of a kind by the names of the other ends.
 * Many:      a side with more than DETAIL_EDGES_MOST edges has one line for each, made when it comes into
 *            sight; very many stand in the order of the graph: a container may have as many as there are.
 */
#ifndef FAASMAP_DETAIL_EDGES_H
#define FAASMAP_DETAIL_EDGES_H

#include "page.h"

enum { DETAIL_EDGES_MOST = 200 };

/* Adds the sections In and Out, each if there is something. */
void detail_edges(struct explorer *x, struct page *p, int width, node_id n);
/* An empty line and a heading with a number; 0: none. */
void detail_heading(struct page *p, const char *text, size_t count);
void detail_place(struct buf *out, struct origin where); /* file:line */

#endif
