/* SPDX-License-Identifier: MIT */
/* detail_rows.h - the rows of the details that say one thing about a node: what `=` filters by there, and
 * where Enter goes.
 * Place:     private to view_detail.c; the number of a row is the item of its line's target.
 */
#ifndef FAASMAP_DETAIL_ROWS_H
#define FAASMAP_DETAIL_ROWS_H

#include "page.h"

enum detail_row {
    ROW_KIND, ROW_TYPE, ROW_ZONE, ROW_INSIDE, ROW_REACH, ROW_STAGE, ROW_FILE, ROW_ID, ROW_NOTE, ROW_TAGS,
    ROW_MARK, ROW_GATE, ROW_ATTR, ROW_OWN_TAG
};

/* index: which attribute or tag of the node. */
struct page_target detail_row(enum detail_row row, size_t index);
bool detail_is_row(const struct page_target *t);
/* The filter for what has the same; false: no filter says it. */
bool detail_row_value(struct explorer *x, const struct page_target *t, struct buf *out);
/* Enter: what holds it, or its lines; false: the row leads nowhere. */
bool detail_row_open(struct explorer *x, const struct page_target *t);

#endif
