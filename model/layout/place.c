/* SPDX-License-Identifier: MIT */
/* place.c - where each item stands on the order axis.
 * Method:   in turn for each rank, the places that minimise the weighted distances to the wanted
 *           ones under order and least separation: isotonic regression by medians (pool adjacent
 *           violators), clamped to the shelf. Distances are those between the port ranges of two
 *           boxes, so a line that can be straight costs nothing; a small weight pulls centres
 *           together. The best of all sweeps stays.
 * Source:   Barlow et al. 1972 (pool adjacent violators). */
#include "layered.h"

#include <stdlib.h>

struct point {
    int value, weight;
};

/* A run of items that moves as one: its wanted places, sorted. */
struct block {
    int first, count;  /* points in the pool */
    int items;         /* how many items */
    int at;            /* weighted median */
};

struct placer {
    struct lay *l;
    struct point *pool, *spare;
    struct block *blocks;
    int *offset; /* per item of a group: sizes and gaps before it */
    int *best;
};

static int point_cmp(const void *pa, const void *pb)
{
    const struct point *a = pa, *b = pb;

    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

/* The middle of the range in which the weighted median may lie. */
static int median(const struct point *p, int count)
{
    long total = 0, sum = 0;
    int i = 0;

    for (int k = 0; k < count; k++)
        total += p[k].weight;
    for (; i < count; i++) {
        sum += p[i].weight;
        if (2 * sum >= total)
            break;
    }
    if (2 * sum == total && i + 1 < count) {
        int a = p[i].value, b = p[i + 1].value;
        return a + (b - a) / 2;
    }
    return p[i].value;
}

static void merge_blocks(struct placer *p, struct block *a, const struct block *b)
{
    const struct point *x = p->pool + a->first, *y = p->pool + b->first;
    int i = 0, j = 0, k = 0;

    while (i < a->count || j < b->count) {
        bool take = j == b->count || (i < a->count && point_cmp(&x[i], &y[j]) <= 0);
        p->spare[k++] = take ? x[i++] : y[j++];
    }
    memcpy(p->pool + a->first, p->spare, (size_t)k * sizeof *p->spare);
    a->count = k;
    a->items += b->items;
    a->at = median(p->pool + a->first, k);
}

/* Pools blocks that stand in the wrong order; returns how many are left. */
static int pool_block(struct placer *p, int blocks)
{
    while (blocks > 1 && p->blocks[blocks - 2].at > p->blocks[blocks - 1].at) {
        merge_blocks(p, &p->blocks[blocks - 2], &p->blocks[blocks - 1]);
        blocks--;
    }
    return blocks;
}

void place_fit(struct arena *a, const struct wanted *want, int *out, int count, int gap, int lo,
               int hi)
{
    struct placer p = {.pool = arena_array(a, (size_t)count, sizeof *p.pool),
                       .spare = arena_array(a, (size_t)count, sizeof *p.spare),
                       .blocks = arena_array(a, (size_t)count, sizeof *p.blocks)};
    int blocks = 0, k = 0;

    for (int i = 0; i < count; i++) {
        p.pool[i] = (struct point){want[i].at - i * gap, want[i].weight};
        p.blocks[blocks++] = (struct block){i, 1, 1, p.pool[i].value};
        blocks = pool_block(&p, blocks);
    }
    for (int b = 0; b < blocks; b++)
        for (int i = 0; i < p.blocks[b].items; i++, k++)
            out[k] = clamp_int(p.blocks[b].at, lo, hi - (count - 1) * gap) + k * gap;
}

/* Long lines are to be straight. Heavy ones count no more than others: lighting a path must not
 * move a box. */
static int seg_weight(const struct lay *l, const struct seg *s)
{
    int dummies = (l->items[s->a].tree >= 0) + (l->items[s->b].tree >= 0);

    return dummies == 2 ? 8 : dummies == 1 ? 3 : 2;
}

/* Adds the wanted places of item v from one side, as three points per segment: the two ends of
 * the range where the line is straight, and the place where the centres meet. */
static int add_points(const struct lay *l, int v, bool right, int scale, int offset,
                      struct point *out)
{
    const int *first = right ? l->right_first : l->left_first;
    const int *seg = right ? l->right_seg : l->left_seg;
    const struct item *item = &l->items[v];
    int count = 0;

    for (int k = first[v]; k < first[v + 1]; k++) {
        const struct seg *s = &l->segs[seg[k]];
        const struct item *other = &l->items[right ? s->b : s->a];
        int w = seg_weight(l, s) * scale;
        int lo = other->at + other->port_lo - item->port_hi;
        int hi = other->at + other->port_hi - item->port_lo;
        int centre = other->at + (other->size - item->size) / 2;

        out[count++] = (struct point){lo - offset, 2 * w};
        out[count++] = (struct point){hi - offset, 2 * w};
        out[count++] = (struct point){centre - offset, w};
    }
    return count;
}

/* Places the items list[0..count), which share rank and shelf. */
static void place_group(struct placer *p, const int *list, int count, int left, int right)
{
    struct lay *l = p->l;
    const struct shelf *shelf = &l->shelves[l->items[list[0]].shelf];
    int used = 0, blocks = 0, k = 0, room;

    for (int i = 0; i < count; i++) {
        const struct item *item = &l->items[list[i]];
        int n;

        p->offset[i] = i == 0 ? 0
                              : p->offset[i - 1] + l->items[list[i - 1]].size +
                                    bands_gap(l, &l->items[list[i - 1]], item);
        n = add_points(l, list[i], false, left, p->offset[i], p->pool + used);
        n += add_points(l, list[i], true, right, p->offset[i], p->pool + used + n);
        if (n == 0)
            p->pool[used + n++] = (struct point){item->at - p->offset[i], 1};
        qsort(p->pool + used, (size_t)n, sizeof *p->pool, point_cmp);
        p->blocks[blocks++] = (struct block){used, n, 1, median(p->pool + used, n)};
        used += n;
        blocks = pool_block(p, blocks);
    }
    room = shelf->hi - p->offset[count - 1] - l->items[list[count - 1]].size;
    for (int b = 0; b < blocks; b++)
        for (int i = 0; i < p->blocks[b].items; i++, k++)
            l->items[list[k]].at = clamp_int(p->blocks[b].at, shelf->lo, room) + p->offset[k];
}

static int group_end(const struct lay *l, int r, int i)
{
    int shelf = l->items[l->rank_items[i]].shelf;

    while (i < l->rank_first[r + 1] && l->items[l->rank_items[i]].shelf == shelf)
        i++;
    return i;
}

static void place_rank(struct placer *p, int r, int left, int right)
{
    const struct lay *l = p->l;

    for (int i = l->rank_first[r], end; i < l->rank_first[r + 1]; i = end) {
        end = group_end(l, r, i);
        place_group(p, l->rank_items + i, end - i, left, right);
    }
}

/* How far the port ranges of both ends are apart: positive if b stands behind a. */
int place_gap(const struct lay *l, const struct seg *s)
{
    const struct item *a = &l->items[s->a], *b = &l->items[s->b];

    if (b->at + b->port_lo > a->at + a->port_hi)
        return b->at + b->port_lo - a->at - a->port_hi;
    if (a->at + a->port_lo > b->at + b->port_hi)
        return b->at + b->port_hi - a->at - a->port_lo;
    return 0;
}

long place_cost(const struct lay *l, const struct seg *s)
{
    const struct item *a = &l->items[s->a], *b = &l->items[s->b];
    int gap = abs(place_gap(l, s)), skew = abs(2 * a->at + a->size - 2 * b->at - b->size) / 2;

    return (long)seg_weight(l, s) * (4 * gap + skew + (gap ? 6 : 0)); /* 6: for the bend */
}

static long total_cost(const struct lay *l)
{
    long sum = 0;

    for (int i = 0; i < l->seg_count; i++)
        sum += place_cost(l, &l->segs[i]);
    return sum;
}

/* Packs each group into the middle of its shelf (grids at its start). */
static void start_places(struct lay *l)
{
    for (int r = 0; r < l->rank_count; r++) {
        for (int i = l->rank_first[r], end; i < l->rank_first[r + 1]; i = end) {
            int need = 0, at;
            const struct shelf *shelf = &l->shelves[l->items[l->rank_items[i]].shelf];
            int v = l->rank_items[i];
            bool grid = l->left_first[v] == l->left_first[v + 1] &&
                        l->right_first[v] == l->right_first[v + 1];

            end = group_end(l, r, i);
            for (int k = i; k < end; k++) {
                const struct item *item = &l->items[l->rank_items[k]];
                need += item->size +
                        (k > i ? bands_gap(l, &l->items[l->rank_items[k - 1]], item) : 0);
            }
            at = shelf->lo + (grid ? 0 : (shelf->hi - shelf->lo - need) / 2);
            for (int k = i; k < end; k++) {
                struct item *item = &l->items[l->rank_items[k]];
                if (k > i)
                    at += bands_gap(l, &l->items[l->rank_items[k - 1]], item);
                item->at = at;
                at += item->size;
            }
        }
    }
}

static void keep_best(struct placer *p, long *best)
{
    long cost = total_cost(p->l);

    if (*best >= 0 && cost >= *best)
        return;
    *best = cost;
    for (int i = 0; i < p->l->item_count; i++)
        p->best[i] = p->l->items[i].at;
}

void place_items(struct lay *l)
{
    enum { SWEEPS = 24 };
    /* weights of the side just swept and of the other; the last rounds are plain descent */
    static const int near[SWEEPS] = {5, 5, 5, 5, 5, 5, 5, 5, 3, 3, 3, 3,
                                     2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1};
    size_t points = 6 * (size_t)l->seg_count + (size_t)l->item_count + 1;
    struct placer p = {.l = l,
                       .pool = arena_array(l->arena, points, sizeof *p.pool),
                       .spare = arena_array(l->arena, points, sizeof *p.spare),
                       .blocks = arena_array(l->arena, (size_t)l->item_count, sizeof *p.blocks),
                       .offset = arena_array(l->arena, (size_t)l->item_count, sizeof(int)),
                       .best = arena_array(l->arena, (size_t)l->item_count, sizeof(int))};
    long best = -1;

    start_places(l);
    keep_best(&p, &best);
    for (int i = 0; i < SWEEPS && !lay_stopped(l); i++) {
        bool down = i % 2 == 0;

        for (int k = 0; k < l->rank_count; k++)
            place_rank(&p, down ? k : l->rank_count - 1 - k, down ? near[i] : 1,
                       down ? 1 : near[i]);
        keep_best(&p, &best);
    }
    for (int i = 0; i < l->item_count; i++)
        l->items[i].at = p.best[i];
}
