/* SPDX-License-Identifier: MIT */
/* mask.h - accounts and UUIDs are not for everybody who looks on.
 * Place:     `:set mask=on`, `:present`: over the screen when all is drawn, and over everything that
 *            leaves the explorer: copies, exports, --linear. The personal session (`:w`) is not masked.
 * What:      every number of exactly 12 digits (an account) and every UUID; on the screen also what is
 *            left of one beside an ellipsis or a border that cuts it, or in a box that breaks it.
 * Apart:     in texts the second value that is masked ends in 2, the third in 3, ...: what was two
 *            resources stays two, and the graph of an export stays whole. All keep their length.
 */
#ifndef FAASMAP_MASK_H
#define FAASMAP_MASK_H

#include "buf.h"
#include "canvas.h"

/* In JSON only strings are masked; in Markdown the sign is x, where * would be emphasis. */
enum mask_in { MASK_TEXT, MASK_MARKDOWN, MASK_JSON };

void mask_canvas(struct canvas *c);
void mask_text(struct buf *text, enum mask_in in);

#endif
