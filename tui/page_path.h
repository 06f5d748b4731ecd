/* SPDX-License-Identifier: MIT */
/* page_path.h - a path on a page: node, hop, node, with a rail at the left.
 * Place:     between views that show paths (view_paths.c, view_findings.c).
 */
#ifndef FAASMAP_PAGE_PATH_H
#define FAASMAP_PAGE_PATH_H

#include "session.h"

/* Adds lines to the page. The hop `here` (1 ..; 0: none) is heavy and is scrolled into sight. */
void page_path(struct explorer *x, struct page *page, const struct path *path, size_t here,
               int width);

#endif
