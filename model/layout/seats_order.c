/* SPDX-License-Identifier: MIT */
/* seats_order.c - the order in ranks and of bands that keeps to where the boxes stood before.
 * Boxes with seats never change places; the others move between them as the crossings want it. */
#include "layered.h"

#include <stdlib.h>

struct ranked_band {
    int band, parent;
    bool loose, known;
    double mean;
};

static int ranked_band_cmp(const void *pa, const void *pb)
{
    const struct ranked_band *a = pa, *b = pb;

    if (a->loose != b->loose)
        return a->loose ? 1 : -1;
    if (a->known != b->known)
        return a->known ? -1 : 1;
    if (a->mean < b->mean || b->mean < a->mean)
        return a->mean < b->mean ? -1 : 1;
    return a->band < b->band ? -1 : 1;
}

void seats_sort_bands(struct lay *l, int *bands, int count)
{
    size_t most = (size_t)l->band_count + 1;
    struct ranked_band *list = arena_array(l->arena, most, sizeof *list);
    double *sum = arena_array(l->arena, most, sizeof *sum);
    int *boxes = arena_array(l->arena, most, sizeof *boxes);
    double *key = arena_array(l->arena, (size_t)l->item_count, sizeof *key);

    seats_keys(l, key);
    for (int pass = 0; pass < 2; pass++) { /* new bands: where their boxes would like to be */
        for (int v = 0; v < l->n; v++) {
            for (int b = l->node_leaf[v]; b >= 0; b = l->bands[b].parent) {
                if (pass == 0 ? l->items[v].seat < 0 : list[b].known)
                    continue;
                sum[b] += key[v];
                boxes[b]++;
            }
        }
        for (int b = 0; b < l->band_count; b++)
            list[b].known = boxes[b] > 0;
    }
    for (int b = 0; b < l->band_count; b++)
        list[b] = (struct ranked_band){.band = b, .loose = l->bands[b].loose, .known = boxes[b] > 0,
                                       .mean = boxes[b] ? sum[b] / boxes[b] : 0};
    qsort(list, (size_t)l->band_count, sizeof *list, ranked_band_cmp);
    for (int i = 0; i < count; i++)
        bands[i] = list[i].band;
}

/* Keys of the items of a rank that have none yet, from the side that was done before. */
static void spread_keys(const struct lay *l, int r, bool right, double *key, bool *known)
{
    const int *first = right ? l->right_first : l->left_first;
    const int *seg = right ? l->right_seg : l->left_seg;

    for (int i = l->rank_first[r]; i < l->rank_first[r + 1]; i++) {
        int item = l->rank_items[i], count = 0;
        double sum = 0;

        for (int k = first[item]; k < first[item + 1] && !known[item]; k++) {
            const struct seg *s = &l->segs[seg[k]];
            int other = right ? s->b : s->a;

            if (known[other]) {
                sum += key[other];
                count++;
            }
        }
        if (count) {
            key[item] = sum / count;
            known[item] = true;
        }
    }
}

void seats_keys(struct lay *l, double *key)
{
    bool *known = arena_array(l->arena, (size_t)l->item_count, sizeof *known);

    for (int i = 0; i < l->item_count; i++) {
        known[i] = l->items[i].seat >= 0;
        key[i] = known[i] ? l->items[i].seat : LAYOUT_SEAT_RANGE;
    }
    for (int r = 1; r < l->rank_count; r++)
        spread_keys(l, r, false, key, known);
    for (int r = l->rank_count - 2; r >= 0; r--)
        spread_keys(l, r, true, key, known);
}

/* Pool adjacent violators: sum and count hold the runs of boxes that get one key. */
static void hold_run(struct lay *l, int from, int to, double *key, double *sum, int *count)
{
    int runs = 0, box = 0;

    for (int i = from; i < to; i++) {
        if (l->items[l->rank_items[i]].seat < 0)
            continue;
        sum[runs] = key[l->rank_items[i]];
        count[runs++] = 1;
        while (runs > 1 && sum[runs - 2] * count[runs - 1] > sum[runs - 1] * count[runs - 2]) {
            sum[runs - 2] += sum[runs - 1];
            count[runs - 2] += count[runs - 1];
            runs--;
        }
    }
    for (int i = from, run = 0; i < to; i++) {
        if (l->items[l->rank_items[i]].seat < 0)
            continue;
        key[l->rank_items[i]] = sum[run] / count[run];
        if (++box == count[run]) {
            run++;
            box = 0;
        }
    }
}

void seats_hold(struct lay *l, int r, double *key, double *sum, int *count)
{
    int last = l->rank_first[r + 1];

    for (int from = l->rank_first[r], to; from < last; from = to) {
        int shelf = l->items[l->rank_items[from]].shelf;

        for (to = from + 1; to < last && l->items[l->rank_items[to]].shelf == shelf; to++)
            continue;
        hold_run(l, from, to, key, sum, count);
    }
}
