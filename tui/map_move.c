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

/* How far two boxes are apart across the direction, in doubled units: 0 where one lies ahead of a part
 * of the other. */
static long gap(const struct layout_rect *a, const struct layout_rect *b, bool rows)
{
    int from_a = rows ? a->row : a->col, to_a = from_a + (rows ? a->rows : a->cols);
    int from_b = rows ? b->row : b->col, to_b = from_b + (rows ? b->rows : b->cols);
    int apart = from_b >= to_a ? from_b - to_a + 1 : from_a >= to_b ? from_a - to_b + 1 : 0;

    return (rows ? 4L : 2L) * apart;
}

/* The box nearest in a direction: what lies straight ahead before what lies aside; of two that are
 * ahead, the nearer, even if the other's middle is straighter ahead. */
int map_nearest_box(const struct layout_result *l, int from, int down, int right)
{
    struct point a = centre(&l->boxes[from]);
    int best = VISIBLE_NONE;
    long best_cost = 0;

    for (int i = 0; i < l->node_count; i++) {
        struct point b = centre(&l->boxes[i]);
        long ahead = (long)(b.row - a.row) * down + (long)(b.col - a.col) * right;
        long aside = gap(&l->boxes[from], &l->boxes[i], right != 0);
        long middle = labs((long)(b.row - a.row) * right) + labs((long)(b.col - a.col) * down);
        if (i == from || ahead <= 0 || aside > 4 * ahead)
            continue; /* not on that side, or hardly */
        long cost = 4 * ahead + 8 * aside + middle + (aside > 2 * ahead ? 4000 : 0);
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
