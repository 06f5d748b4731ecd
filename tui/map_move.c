/* SPDX-License-Identifier: MIT */
/* map_move.c - from box to box, by where they stand in the picture. */
#include <stdlib.h>

#include "map_parts.h"

struct point {
    int row, col; /* doubled, so that centres are whole; rows count as two columns */
};

static struct point centre(const struct layout_rect *r)
{
    return (struct point){(2 * r->row + r->rows) * 2, 2 * r->col + r->cols};
}

/* The box nearest in a direction: what lies straight ahead before what lies aside. */
int map_nearest_box(const struct layout_result *l, int from, int down, int right)
{
    struct point a = centre(&l->boxes[from]);
    int best = VISIBLE_NONE;
    long best_cost = 0;

    for (int i = 0; i < l->node_count; i++) {
        struct point b = centre(&l->boxes[i]);
        long ahead = (long)(b.row - a.row) * down + (long)(b.col - a.col) * right;
        long aside = labs((long)(b.row - a.row) * right) + labs((long)(b.col - a.col) * down);
        if (i == from || ahead <= 0)
            continue;
        long cost = ahead + 2 * aside + (aside > 2 * ahead ? 1000 : 0);
        if (best == VISIBLE_NONE || cost < best_cost) {
            best = i;
            best_cost = cost;
        }
    }
    return best;
}

int map_extreme_box(const struct layout_result *l, bool last)
{
    int best = VISIBLE_NONE;

    for (int i = 0; i < l->node_count; i++) {
        const struct layout_rect *a = &l->boxes[i];
        const struct layout_rect *b = best == VISIBLE_NONE ? NULL : &l->boxes[best];
        bool before = b && (a->row < b->row || (a->row == b->row && a->col < b->col));
        if (!b || before != last)
            best = i;
    }
    return best;
}

int map_page_box(const struct map_view *m, int from, int down)
{
    int box = from, next;

    while ((next = map_nearest_box(&m->layout, box, down, 0)) != VISIBLE_NONE &&
           abs(m->layout.boxes[next].row - m->layout.boxes[from].row) < m->rows)
        box = next;
    return box == from ? VISIBLE_NONE : box;
}
