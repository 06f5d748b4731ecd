/* SPDX-License-Identifier: MIT */
/* page_door.h - what stands behind a door to the internet, on a page.
 * Place:     beside page_flood.h; the detail view (view_detail.c) shows it.
 * Cost:      one compiled graph and one search (doors.h); only for systems that are not large.
 */
#ifndef FAASMAP_PAGE_DOOR_H
#define FAASMAP_PAGE_DOOR_H

#include "page.h"
#include "session.h"

/* Adds the section if the node is a door and something stands behind it, with what is tried. */
void page_door(struct explorer *x, struct page *page, node_id n, int width);

#endif
