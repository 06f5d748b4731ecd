/* SPDX-License-Identifier: MIT */
/* order.c - the order of items in their ranks and of bands on their shelves.
 * Method:   depth-first start from both ends (the better is kept), barycenter sweeps inside each
 *           shelf, adjacent transposition that also takes equal swaps in some rounds; ties keep
 *           the current position. Shelves by hill climbing over swaps of bands.
 * Source:   Sugiyama, Tagawa, Toda 1981. */
#include "untangle.h"

#include <stdlib.h>

enum {
    TRIAL_SWEEPS = 4,
    FINAL_SWEEPS = 24,
    TRIAL_WORK = 150000, /* segments and items that all shelf trials together may touch */
    TRIALS_LEAST = 8,
    TRIALS_MOST = 300
};

struct orderer {
    struct lay *l;
    struct untangle knots;
    int *best;     /* the best rank_items so far */
    double *key;   /* per item */
    double *sum;
    int *scratch;
};

void order_positions(struct lay *l, int r)
{
    for (int i = l->rank_first[r]; i < l->rank_first[r + 1]; i++)
        l->items[l->rank_items[i]].pos = i - l->rank_first[r];
}

/* Stable sort of v[0..count) by shelf, then key. */
static void sort_items(const struct orderer *o, int *v, int count)
{
    const struct lay *l = o->l;
    int *from = v, *to = o->scratch;

    for (int width = 1; width < count; width *= 2) {
        for (int lo = 0; lo < count; lo += 2 * width) {
            int mid = min_int(lo + width, count), hi = min_int(lo + 2 * width, count);

            for (int i = lo, j = mid, k = lo; k < hi; k++) {
                bool right = i == mid;

                if (i < mid && j < hi) {
                    int si = l->shelves[l->items[from[i]].shelf].seq;
                    int sj = l->shelves[l->items[from[j]].shelf].seq;

                    right = sj < si || (sj == si && o->key[from[j]] < o->key[from[i]]);
                }
                to[k] = right ? from[j++] : from[i++];
            }
        }
        int *swap = from;
        from = to;
        to = swap;
    }
    if (from != v)
        memcpy(v, from, (size_t)count * sizeof *v);
}

static void sort_rank(const struct orderer *o, int r)
{
    struct lay *l = o->l;

    sort_items(o, l->rank_items + l->rank_first[r], l->rank_first[r + 1] - l->rank_first[r]);
    order_positions(l, r);
}

static double barycenter(const struct lay *l, int item, bool right)
{
    const int *first = right ? l->right_first : l->left_first;
    const int *seg = right ? l->right_seg : l->left_seg;
    int r = l->items[item].rank, count = first[item + 1] - first[item];
    int other = right ? r + 1 : r - 1;
    double sum = 0;

    if (count == 0) {
        int own = l->rank_first[r + 1] - l->rank_first[r];
        return (l->items[item].pos + 0.5) / own;
    }
    for (int k = first[item]; k < first[item + 1]; k++) {
        const struct seg *s = &l->segs[seg[k]];
        sum += l->items[right ? s->b : s->a].pos + 0.5;
    }
    return sum / count / (l->rank_first[other + 1] - l->rank_first[other]);
}

static void sweep(const struct orderer *o, bool down)
{
    struct lay *l = o->l;

    for (int i = 1; i < l->rank_count; i++) {
        int r = down ? i : l->rank_count - 1 - i;

        for (int k = l->rank_first[r]; k < l->rank_first[r + 1]; k++)
            o->key[l->rank_items[k]] = barycenter(l, l->rank_items[k], !down);
        if (l->seated)
            seats_hold(l, r, o->key, o->sum, o->scratch);
        sort_rank(o, r);
    }
}

static void keep(const struct orderer *o, int *copy)
{
    memcpy(copy, o->l->rank_items, (size_t)o->l->item_count * sizeof *copy);
}

static void restore(const struct orderer *o, const int *copy)
{
    memcpy(o->l->rank_items, copy, (size_t)o->l->item_count * sizeof *copy);
    for (int r = 0; r < o->l->rank_count; r++)
        order_positions(o->l, r);
}

/* Depth-first numbering: items that hang together come next to each other. */
static void start_order(const struct orderer *o, bool right)
{
    struct lay *l = o->l;
    int count = l->item_count, seen = 0, top = 0;
    const int *first = right ? l->right_first : l->left_first;
    const int *back = right ? l->left_first : l->right_first;
    const int *seg = right ? l->right_seg : l->left_seg;
    int *stack = arena_array(l->arena, (size_t)l->seg_count + (size_t)count + 1, sizeof(int));

    for (int i = 0; i < count; i++)
        o->key[i] = -1;
    for (int root = 0; root < count; root++) {
        if (back[root] != back[root + 1])
            continue;
        stack[top++] = root;
        while (top > 0) {
            int v = stack[--top];

            if (o->key[v] >= 0)
                continue;
            o->key[v] = seen++;
            for (int k = first[v + 1] - 1; k >= first[v]; k--) {
                const struct seg *s = &l->segs[seg[k]];
                stack[top++] = right ? s->b : s->a;
            }
        }
    }
    for (int r = 0; r < l->rank_count; r++)
        sort_rank(o, r);
}

/* Sweeps from the order that stands; leaves the best order found and returns its crossings. */
static long improve(const struct orderer *o, int sweeps)
{
    long best = untangle_count(&o->knots);

    keep(o, o->best);
    for (int i = 0; i < sweeps && best > 0 && !lay_stopped(o->l); i++) {
        sweep(o, i % 2 == 0);
        untangle_transpose(&o->knots, i % 4 < 2);
        long now = untangle_count(&o->knots);
        if (now < best) {
            best = now;
            keep(o, o->best);
        }
    }
    restore(o, o->best);
    return best;
}

/* Starts from both ends and keeps the better; start holds the orders of both. */
static long order_shelves(const struct orderer *o, int sweeps, int *copy)
{
    start_order(o, true);
    long forward = improve(o, sweeps);
    keep(o, copy);
    if (forward == 0)
        return forward;
    start_order(o, false);
    long backward = improve(o, sweeps);
    if (forward <= backward) {
        restore(o, copy);
        return forward;
    }
    return backward;
}

/* From the order of an earlier picture; only what is new in it, and lines, may move. */
static long order_seated(const struct orderer *o)
{
    seats_keys(o->l, o->key);
    for (int r = 0; r < o->l->rank_count; r++)
        sort_rank(o, r);
    return improve(o, FINAL_SWEEPS);
}

/* Vertical way of all segments if each shelf is packed from its start. */
static long packed_length(const struct orderer *o)
{
    struct lay *l = o->l;
    long sum = 0;

    for (int r = 0; r < l->rank_count; r++) {
        int prev = -1, at = 0;

        for (int i = l->rank_first[r]; i < l->rank_first[r + 1]; i++) {
            struct item *item = &l->items[l->rank_items[i]];

            if (prev >= 0 && l->items[prev].shelf == item->shelf)
                at += bands_gap(l, &l->items[prev], item);
            else
                at = l->shelves[item->shelf].lo;
            item->at = at;
            at += item->size;
            prev = l->rank_items[i];
        }
    }
    for (int i = 0; i < l->seg_count; i++) {
        const struct item *a = &l->items[l->segs[i].a], *b = &l->items[l->segs[i].b];
        sum += abs(a->at + a->size / 2 - b->at - b->size / 2);
    }
    return sum;
}

/* What each way of putting the bands on shelves costs: a climb comes back to many of them, and many orders
 * of the bands are one way. */
struct tried {
    int *shelves; /* of the bands of each way */
    long *costs;
    int count;
};

static bool is_tried(const struct lay *l, const int *shelves)
{
    for (int b = 0; b < l->band_count; b++) {
        if (l->bands[b].shelf != shelves[b])
            return false;
    }
    return true;
}

static long shelf_cost(const struct orderer *o, const int *bands, int *copy, struct tried *t)
{
    const struct lay *l = o->l;
    size_t width = (size_t)l->band_count;
    long weigh = lay_is_tb(l) ? 1 : 3; /* a row counts about three columns */

    bands_shelve(o->l, bands);
    for (int i = 0; i < t->count; i++) {
        if (is_tried(l, t->shelves + (size_t)i * width))
            return t->costs[i];
    }
    for (int b = 0; b < l->band_count; b++)
        t->shelves[(size_t)t->count * width + (size_t)b] = l->bands[b].shelf;
    bands_settle(o->l);
    long crossings = order_shelves(o, TRIAL_SWEEPS, copy);
    bands_extents(o->l);
    return t->costs[t->count++] = 12 * crossings + weigh * (packed_length(o) + 2 * l->order_size);
}

/* Deterministic numbers for the climb. */
static unsigned climb_next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void climb(const struct orderer *o, int *bands, int *copy)
{
    struct lay *l = o->l;
    int work = l->item_count + l->seg_count + 1;
    int trials = clamp_int(TRIAL_WORK / work, TRIALS_LEAST, TRIALS_MOST);
    unsigned state = 1;
    struct tried tried = {
        .shelves = arena_array(l->arena, ((size_t)trials + 1) * (size_t)l->band_count, sizeof(int)),
        .costs = arena_array(l->arena, (size_t)trials + 1, sizeof(long)),
    };
    long best = shelf_cost(o, bands, copy, &tried);

    for (int i = 0; i < trials && !lay_stopped(l); i++) {
        int a = (int)(climb_next(&state) % (unsigned)l->band_count);
        int b = (int)(climb_next(&state) % (unsigned)l->band_count);

        if (a == b || l->bands[bands[a]].parent != l->bands[bands[b]].parent ||
            l->bands[bands[a]].loose || l->bands[bands[b]].loose)
            continue;
        int swap = bands[a];
        bands[a] = bands[b];
        bands[b] = swap;
        long cost = shelf_cost(o, bands, copy, &tried);
        if (cost <= best) {
            best = cost;
        } else {
            bands[b] = bands[a];
            bands[a] = swap;
        }
    }
}

static void fill_ranks(struct lay *l)
{
    int *next = arena_array(l->arena, (size_t)l->rank_count + 2, sizeof(int));

    l->rank_first = arena_array(l->arena, (size_t)l->rank_count + 2, sizeof(int));
    l->rank_items = arena_array(l->arena, (size_t)l->item_count, sizeof(int));
    for (int i = 0; i < l->item_count; i++)
        next[l->items[i].rank + 1]++;
    for (int r = 0; r <= l->rank_count; r++)
        next[r + 1] += next[r];
    memcpy(l->rank_first, next, ((size_t)l->rank_count + 2) * sizeof(int));
    for (int i = 0; i < l->item_count; i++)
        l->rank_items[next[l->items[i].rank]++] = i;
}

void order_make(struct lay *l)
{
    size_t items = (size_t)l->item_count + 1;
    struct orderer o = {
        .l = l,
        .best = arena_array(l->arena, items, sizeof(int)),
        .key = arena_array(l->arena, items, sizeof(double)),
        .sum = arena_array(l->arena, items, sizeof(double)),
        .scratch = arena_array(l->arena, items, sizeof(int)),
    };
    int *bands = arena_array(l->arena, (size_t)l->band_count + 1, sizeof(int)), count = 0;
    int *copy = arena_array(l->arena, items, sizeof(int));

    fill_ranks(l);
    untangle_init(&o.knots, l);
    for (int loose = 0; loose < 2; loose++) /* grids of loose boxes come last */
        for (int b = 0; b < l->band_count; b++)
            if (l->bands[b].loose == (loose == 1))
                bands[count++] = b;
    if (l->seated)
        seats_sort_bands(l, bands, count);
    else if (l->band_count > 2)
        climb(&o, bands, copy);
    bands_shelve(l, bands);
    bands_settle(l);
    l->metrics.crossings =
        (int)(l->seated ? order_seated(&o) : order_shelves(&o, FINAL_SWEEPS, copy));
    untangle_tidy(&o.knots);
    bands_extents(l);
}
