/* SPDX-License-Identifier: MIT */
/* overview_parts.h - what the overview's files share.
 * Place:     private to view_overview.c (what it holds, keys, filters) and overview_draw.c.
 */
#ifndef FAASMAP_OVERVIEW_PARTS_H
#define FAASMAP_OVERVIEW_PARTS_H

#include "explorer.h"
#include "overview.h"

enum { FINDINGS_MOST = 3, STRIP_ROWS = 3 };

/* What the cursor is in. */
enum part { PART_BOXES, PART_COUNTERS, PART_FINDINGS };

struct overview_view {
    struct overview o;
    struct layout_result layout;
    struct layout_options options;
    bool built, drawn;           /* the boxes; the picture of them */
    unsigned taken;              /* boxes that were looked for */
    unsigned built_hidden, built_path, built_layers, built_reach;
    const struct findings *built_findings;
    unsigned marks_for;          /* x->worked */
    struct buf entered;          /* the filter that Enter set last, and for which view */
    enum view_id entered_view;
    int rows, cols, top, left;   /* the window of the drawing */
    bool ascii;
    enum part part;
    int box;
    size_t counter, finding;     /* counter: COUNTER_COUNT: none; the box itself */
    node_id shows;
    size_t worst[FINDINGS_MOST], worst_count; /* numbers of findings */
    int cursor_row, cursor_col;
};

/* The worst findings, or one line that has them looked for. */
static inline size_t overview_finding_lines(const struct explorer *x, const struct overview_view *v)
{
    return x->findings ? v->worst_count : 1;
}

/* overview_draw.c */
/* The boxes, and below them what the chosen one holds, its lines and the worst findings. */
void overview_paint(struct explorer *x, struct overview_view *v, struct canvas *c, bool focused);
/* What that below takes of a window. */
int overview_strip_rows(const struct explorer *x, const struct overview_view *v, int rows, int cols);
/* "fn", "!", "✓" */
void overview_counter_sign(const struct explorer *x, size_t counter, struct buf *out);
/* "3 functions", brief: "3fn". */
void overview_counter_words(const struct explorer *x, size_t counter, size_t count, bool brief,
                            struct buf *out);

#endif
