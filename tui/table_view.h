/* SPDX-License-Identifier: MIT */
/* table_view.h - what others may ask of the view of the table. */
#ifndef FAASMAP_TABLE_VIEW_H
#define FAASMAP_TABLE_VIEW_H

#include "table.h"

struct explorer;

/* Shows the table in the order of a column; turned: the other way than it begins with. */
void table_go(struct explorer *x, enum table_column by, bool turned);

/* The row of the cursor is selected; rows that were left out since are gone. */
void table_select_row(struct explorer *x);

/* Its rows in their order as sentences, "Alerts: kind queue, reach 4", for --linear. */
void table_told(struct explorer *x, struct buf *out);

/* Its rows in their order, with all columns, as CSV; waits for what it takes. */
void table_csv(struct explorer *x, struct buf *out);

#endif
