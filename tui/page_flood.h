/* SPDX-License-Identifier: MIT */
/* page_flood.h - what one event at a node makes behind it, on a page.
 * Place:     beside page_path.h; the detail view (view_detail.c) shows it.
 * Cost:      O(V + E) for the whole graph (flood.h), looked for when a node is shown first, and again for an
 *            hour at an entry: by threads of their own in a large system (inquiry.h), which raise
 *            x->selected. The rest is O(1), and the loops of the node.
 */
#ifndef FAASMAP_PAGE_FLOOD_H
#define FAASMAP_PAGE_FLOOD_H

#include "page.h"
#include "session.h"

#define FLOOD_HEADING "Flood"

/* Adds the section where there is something to say: more than one run or message, a door that is
 * open to the outside, or a loop. */
void page_flood(struct explorer *x, struct page *page, node_id n, int width);

#endif
