/* SPDX-License-Identifier: MIT */
/* time_parts.h - what the files of the view time share: words of times, and the parts of its page.
 * Place:     private to view_time.c, time_timers.c, time_rows.c.
 */
#ifndef FAASMAP_TIME_PARTS_H
#define FAASMAP_TIME_PARTS_H

#include "page.h"
#include "session.h"

struct page_target time_row(node_id n); /* of a line that stands for a node */
/* Clipped to the cells that are there, at a column. */
void time_cell(const struct explorer *x, struct page *p, int col, int cells, struct str text,
               enum role role);
void time_duration(struct buf *out, long seconds);    /* "15 min" */
bool time_seconds(struct str text, long *out);        /* a number that can be one of seconds */
/* A number of units as a time; what is no number as it is written; nothing: "-". */
void time_words(struct buf *out, struct str text, long unit);
struct str time_or_silence(struct str text);          /* "-" */

/* Lanes over the 24 hours of a day. */
void time_timers(const struct explorer *x, struct page *p, int width);
/* Where the columns of the rows begin. */
struct time_columns {
    const struct explorer *x;
    int timeout, retries, batch, at_once, dead, width;
};

/* Functions, queues, and what else keeps something. */
void time_rows(const struct explorer *x, struct page *p, int width, struct time_columns *columns);
/* The text of those of them whose lines come later (page.h); arg are the columns. */
void time_row_text(void *arg, struct page *p, const struct page_target *line);

#endif
