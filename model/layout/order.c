/* SPDX-License-Identifier: MIT */
/* order.c - the order of items in their ranks and of bands on their shelves.
 * Method:   depth-first start from both ends (the better is kept), barycenter sweeps inside each
 *           shelf, adjacent transposition that also takes equal swaps in some rounds; ties keep
 *           the current position. Shelves by hill climbing over swaps of bands.
 * Source:   Sugiyama, Tagawa, Toda 1981; Gansner et al. 1993 (transposition); Barth, Juenger,
 *           Mutzel 2002 (counting crossings with an accumulator tree). */
#include "layered.h"

#include <stdlib.h>

enum {
    TRIAL_SWEEPS = 4,
    FINAL_SWEEPS = 24,
    TRANSPOSE_ROUNDS = 12,
    TRIAL_WORK = 150000, /* segments and items that all shelf trials together may touch */
    TRIALS_LEAST = 8,
    TRIALS_MOST = 300
};

struct orderer {
    struct lay *l;
    int *ends;     /* per segment: neighbour positions of an item, sorted; scratch */
    int *tree;     /* accumulator */
    int *best;     /* the best rank_items so far */
    double *key;   /* per item */
    int *scratch;
};

static int int_cmp(const void *pa, const void *pb)
{
    int a = *(const int *)pa, b = *(const int *)pb;

    return (a > b) - (a < b);
}

static void sort_ints(int *v, int count)
{
    if (count > 16) {
        qsort(v, (size_t)count, sizeof *v, int_cmp);
        return;
    }
    for (int i = 1; i < count; i++) {
        int x = v[i], j = i;

        for (; j > 0 && v[j - 1] > x; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}

/* Positions of the neighbours of an item at one side, sorted. */
static int neighbour_positions(const struct lay *l, int item, bool right, int *out)
{
    const int *first = right ? l->right_first : l->left_first;
    const int *seg = right ? l->right_seg : l->left_seg;
    int count = 0;

    for (int k = first[item]; k < first[item + 1]; k++) {
        const struct seg *s = &l->segs[seg[k]];

        out[count++] = l->items[right ? s->b : s->a].pos;
    }
    sort_ints(out, count);
    return count;
}

static long rank_crossings(const struct lay *l, int r, int *ends, int *tree)
{
    int width = l->rank_first[r + 2] - l->rank_first[r + 1], size = 1;
    long crossings = 0, seen = 0;

    while (size < width)
        size *= 2;
    memset(tree, 0, 2 * (size_t)size * sizeof *tree);
    for (int i = l->rank_first[r]; i < l->rank_first[r + 1]; i++) {
        int count = neighbour_positions(l, l->rank_items[i], true, ends);

        for (int k = 0; k < count; k++) { /* earlier ends that lie beyond this one */
            long beyond = seen;
            int upto = ends[k];

            for (int at = size + upto; at > 1; at /= 2)
                if (at % 2 == 1)
                    beyond -= tree[at - 1];
            beyond -= tree[size + upto];
            crossings += beyond;
        }
        for (int k = 0; k < count; k++)
            for (int at = size + ends[k]; at > 0; at /= 2)
                tree[at]++;
        seen += count;
    }
    return crossings;
}

static long count_all(const struct orderer *o)
{
    long sum = 0;

    for (int r = 0; r + 1 < o->l->rank_count; r++)
        sum += rank_crossings(o->l, r, o->ends, o->tree);
    return sum;
}

long order_crossings(const struct lay *l)
{
    struct arena *a = arena_new();
    int widest = 1;

    for (int r = 0; r < l->rank_count; r++)
        widest = max_int(widest, l->rank_first[r + 1] - l->rank_first[r]);
    struct orderer o = {.ends = arena_array(a, (size_t)l->seg_count + 1, sizeof(int)),
                        .tree = arena_array(a, 4 * (size_t)widest + 4, sizeof(int))};
    long sum = 0;
    for (int r = 0; r + 1 < l->rank_count; r++)
        sum += rank_crossings(l, r, o.ends, o.tree);
    arena_free(a);
    return sum;
}

static void set_positions(struct lay *l, int r)
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
    set_positions(l, r);
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
        sort_rank(o, r);
    }
}

/* Crossings of the lines of u (before) with those of v. */
static long pair_crossings(const int *u, int nu, const int *v, int nv)
{
    long sum = 0;

    for (int i = 0, j = 0; i < nu; i++) {
        while (j < nv && v[j] < u[i])
            j++;
        sum += j;
    }
    return sum;
}

struct side_lists {
    int *left, *right;          /* sorted neighbour positions, all items of a rank behind each other */
    int *left_at, *right_at;    /* offset per position, one more at the end */
};

static long swap_gain(const struct side_lists *s, int i, int j)
{
    const int *li = s->left + s->left_at[i], *lj = s->left + s->left_at[j];
    const int *ri = s->right + s->right_at[i], *rj = s->right + s->right_at[j];
    int nli = s->left_at[i + 1] - s->left_at[i], nlj = s->left_at[j + 1] - s->left_at[j];
    int nri = s->right_at[i + 1] - s->right_at[i], nrj = s->right_at[j + 1] - s->right_at[j];

    return pair_crossings(li, nli, lj, nlj) + pair_crossings(ri, nri, rj, nrj) -
           pair_crossings(lj, nlj, li, nli) - pair_crossings(rj, nrj, ri, nri);
}

/* Neighbour positions of all items of a rank. The lists stay where they are while items move:
 * scratch says which one belongs to the item at a position. */
static void fill_sides(const struct orderer *o, struct side_lists *s, int r)
{
    const struct lay *l = o->l;
    const int *list = l->rank_items + l->rank_first[r];

    s->left_at[0] = s->right_at[0] = 0;
    for (int i = 0; i < l->rank_first[r + 1] - l->rank_first[r]; i++) {
        s->left_at[i + 1] = s->left_at[i] +
                            neighbour_positions(l, list[i], false, s->left + s->left_at[i]);
        s->right_at[i + 1] = s->right_at[i] +
                             neighbour_positions(l, list[i], true, s->right + s->right_at[i]);
        o->scratch[i] = i;
    }
}

/* Swaps neighbours in rank r while that removes crossings; returns how many went. */
static long transpose_rank(const struct orderer *o, struct side_lists *s, int r, bool equal)
{
    struct lay *l = o->l;
    int *list = l->rank_items + l->rank_first[r];
    int count = l->rank_first[r + 1] - l->rank_first[r], *slot = o->scratch;
    long gone = 0;
    bool moved = true;

    fill_sides(o, s, r);
    for (int round = 0; moved && round < 8; round++) {
        moved = false;
        for (int i = 0; i + 1 < count; i++) {
            if (l->items[list[i]].shelf != l->items[list[i + 1]].shelf)
                continue;
            long gain = swap_gain(s, slot[i], slot[i + 1]);
            bool touched = s->left_at[slot[i] + 1] > s->left_at[slot[i]] ||
                           s->right_at[slot[i] + 1] > s->right_at[slot[i]];
            if (gain < 0 || (gain == 0 && !(equal && round == 0 && touched)))
                continue;
            int item = list[i], place = slot[i];
            list[i] = list[i + 1];
            list[i + 1] = item;
            slot[i] = slot[i + 1];
            slot[i + 1] = place;
            gone += gain;
            moved = moved || gain > 0;
        }
    }
    set_positions(l, r);
    return gone;
}

static bool same_lists(const struct side_lists *s, int i, int j)
{
    int left = s->left_at[i + 1] - s->left_at[i], right = s->right_at[i + 1] - s->right_at[i];

    return left == s->left_at[j + 1] - s->left_at[j] &&
           right == s->right_at[j + 1] - s->right_at[j] &&
           !memcmp(s->left + s->left_at[i], s->left + s->left_at[j],
                   (size_t)left * sizeof(int)) &&
           !memcmp(s->right + s->right_at[i], s->right + s->right_at[j],
                   (size_t)right * sizeof(int));
}

/* Boxes with the same neighbours stand in the order of the input: it is easier to find one's way
 * in the picture, and it changes less. */
static void tidy_rank(const struct orderer *o, struct side_lists *s, int r)
{
    struct lay *l = o->l;
    int *list = l->rank_items + l->rank_first[r];
    int count = l->rank_first[r + 1] - l->rank_first[r], *slot = o->scratch;
    bool moved = true;

    fill_sides(o, s, r);
    while (moved) { /* ends: each swap removes an inversion of indexes */
        moved = false;
        for (int i = 0; i + 1 < count; i++) {
            int u = list[i], v = list[i + 1], place = slot[i];

            if (u >= l->n || v >= l->n || u < v || l->items[u].shelf != l->items[v].shelf ||
                !same_lists(s, slot[i], slot[i + 1]))
                continue;
            list[i] = v;
            list[i + 1] = u;
            slot[i] = slot[i + 1];
            slot[i + 1] = place;
            moved = true;
        }
    }
    set_positions(l, r);
}

static void transpose(const struct orderer *o, struct side_lists *s, bool equal)
{
    for (int round = 0; round < TRANSPOSE_ROUNDS; round++) {
        long gone = 0;

        for (int i = 0; i < o->l->rank_count; i++) {
            int r = round % 2 ? o->l->rank_count - 1 - i : i;
            gone += transpose_rank(o, s, r, equal && round < 2);
        }
        if (gone == 0 && round >= 2)
            break;
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
        set_positions(o->l, r);
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
static long improve(const struct orderer *o, struct side_lists *lists, int sweeps)
{
    long best = count_all(o);

    keep(o, o->best);
    for (int i = 0; i < sweeps && best > 0; i++) {
        sweep(o, i % 2 == 0);
        transpose(o, lists, i % 4 < 2);
        long now = count_all(o);
        if (now < best) {
            best = now;
            keep(o, o->best);
        }
    }
    restore(o, o->best);
    return best;
}

/* Starts from both ends and keeps the better; start holds the orders of both. */
static long order_shelves(const struct orderer *o, struct side_lists *lists, int sweeps,
                          int *copy)
{
    start_order(o, true);
    long forward = improve(o, lists, sweeps);
    keep(o, copy);
    if (forward == 0)
        return forward;
    start_order(o, false);
    long backward = improve(o, lists, sweeps);
    if (forward <= backward) {
        restore(o, copy);
        return forward;
    }
    return backward;
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

static long shelf_cost(const struct orderer *o, struct side_lists *lists, const int *bands,
                       int *copy)
{
    long weigh = lay_is_tb(o->l) ? 1 : 3; /* a row counts about three columns */

    bands_shelve(o->l, bands);
    bands_settle(o->l);
    long crossings = order_shelves(o, lists, TRIAL_SWEEPS, copy);
    bands_extents(o->l);
    return 12 * crossings + weigh * (packed_length(o) + 2 * o->l->order_size);
}

/* Deterministic numbers for the climb. */
static unsigned climb_next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void climb(const struct orderer *o, struct side_lists *lists, int *bands, int *copy)
{
    struct lay *l = o->l;
    int work = l->item_count + l->seg_count + 1;
    int trials = clamp_int(TRIAL_WORK / work, TRIALS_LEAST, TRIALS_MOST);
    unsigned state = 1;
    long best = shelf_cost(o, lists, bands, copy);

    for (int i = 0; i < trials; i++) {
        int a = (int)(climb_next(&state) % (unsigned)l->band_count);
        int b = (int)(climb_next(&state) % (unsigned)l->band_count);

        if (a == b || l->bands[bands[a]].parent != l->bands[bands[b]].parent ||
            l->bands[bands[a]].loose || l->bands[bands[b]].loose)
            continue;
        int swap = bands[a];
        bands[a] = bands[b];
        bands[b] = swap;
        long cost = shelf_cost(o, lists, bands, copy);
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
    size_t items = (size_t)l->item_count + 1, segs = (size_t)l->seg_count + 1;
    struct orderer o = {
        .l = l,
        .ends = arena_array(l->arena, segs, sizeof(int)),
        .tree = arena_array(l->arena, 4 * items + 4, sizeof(int)),
        .best = arena_array(l->arena, items, sizeof(int)),
        .key = arena_array(l->arena, items, sizeof(double)),
        .scratch = arena_array(l->arena, items, sizeof(int)),
    };
    struct side_lists lists = {
        arena_array(l->arena, segs, sizeof(int)), arena_array(l->arena, segs, sizeof(int)),
        arena_array(l->arena, items + 1, sizeof(int)),
        arena_array(l->arena, items + 1, sizeof(int))};
    int *bands = arena_array(l->arena, (size_t)l->band_count + 1, sizeof(int)), count = 0;
    int *copy = arena_array(l->arena, items, sizeof(int));

    fill_ranks(l);
    for (int loose = 0; loose < 2; loose++) /* grids of loose boxes come last */
        for (int b = 0; b < l->band_count; b++)
            if (l->bands[b].loose == (loose == 1))
                bands[count++] = b;
    if (l->band_count > 2)
        climb(&o, &lists, bands, copy);
    bands_shelve(l, bands);
    bands_settle(l);
    l->metrics.crossings = (int)order_shelves(&o, &lists, FINAL_SWEEPS, copy);
    for (int r = 0; r < l->rank_count; r++)
        tidy_rank(&o, &lists, r);
    bands_extents(l);
}
