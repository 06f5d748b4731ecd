/* SPDX-License-Identifier: MIT */
#include "untangle.h"

#include <stdlib.h>

enum { TRANSPOSE_ROUNDS = 12 };

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

long untangle_count(const struct untangle *o)
{
    long sum = 0;

    for (int r = 0; r + 1 < o->l->rank_count; r++)
        sum += rank_crossings(o->l, r, o->ends, o->tree);
    return sum;
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

static long swap_gain(const struct untangle *o, int i, int j)
{
    const int *li = o->left + o->left_at[i], *lj = o->left + o->left_at[j];
    const int *ri = o->right + o->right_at[i], *rj = o->right + o->right_at[j];
    int nli = o->left_at[i + 1] - o->left_at[i], nlj = o->left_at[j + 1] - o->left_at[j];
    int nri = o->right_at[i + 1] - o->right_at[i], nrj = o->right_at[j + 1] - o->right_at[j];

    return pair_crossings(li, nli, lj, nlj) + pair_crossings(ri, nri, rj, nrj) -
           pair_crossings(lj, nlj, li, nli) - pair_crossings(rj, nrj, ri, nri);
}

/* Whether two items of a rank may change places. */
static bool may_swap(const struct lay *l, int u, int v)
{
    const struct item *a = &l->items[u], *b = &l->items[v];

    return a->shelf == b->shelf && (a->seat < 0 || b->seat < 0);
}

/* Neighbour positions of all items of a rank. The lists stay where they are while items move:
 * slot says which one belongs to the item at a position. */
static void fill_sides(const struct untangle *o, int r)
{
    const struct lay *l = o->l;
    const int *list = l->rank_items + l->rank_first[r];

    o->left_at[0] = o->right_at[0] = 0;
    for (int i = 0; i < l->rank_first[r + 1] - l->rank_first[r]; i++) {
        o->left_at[i + 1] = o->left_at[i] +
                            neighbour_positions(l, list[i], false, o->left + o->left_at[i]);
        o->right_at[i + 1] = o->right_at[i] +
                             neighbour_positions(l, list[i], true, o->right + o->right_at[i]);
        o->slot[i] = i;
    }
}

/* Swaps neighbours in rank r while that removes crossings; returns how many went. */
static long transpose_rank(const struct untangle *o, int r, bool equal)
{
    struct lay *l = o->l;
    int *list = l->rank_items + l->rank_first[r];
    int count = l->rank_first[r + 1] - l->rank_first[r], *slot = o->slot;
    long gone = 0;
    bool moved = count > 1;

    if (!moved)
        return 0;
    fill_sides(o, r);
    for (int round = 0; moved && round < 8; round++) {
        moved = false;
        for (int i = 0; i + 1 < count; i++) {
            if (!may_swap(l, list[i], list[i + 1]))
                continue;
            long gain = swap_gain(o, slot[i], slot[i + 1]);
            bool touched = o->left_at[slot[i] + 1] > o->left_at[slot[i]] ||
                           o->right_at[slot[i] + 1] > o->right_at[slot[i]];
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
    order_positions(l, r);
    return gone;
}

static bool same_lists(const struct untangle *o, int i, int j)
{
    int left = o->left_at[i + 1] - o->left_at[i], right = o->right_at[i + 1] - o->right_at[i];

    return left == o->left_at[j + 1] - o->left_at[j] &&
           right == o->right_at[j + 1] - o->right_at[j] &&
           !memcmp(o->left + o->left_at[i], o->left + o->left_at[j],
                   (size_t)left * sizeof(int)) &&
           !memcmp(o->right + o->right_at[i], o->right + o->right_at[j],
                   (size_t)right * sizeof(int));
}

/* Boxes with the same neighbours stand in the order of the input: it is easier to find one's way
 * in the picture, and it changes less. */
static void tidy_rank(const struct untangle *o, int r)
{
    struct lay *l = o->l;
    int *list = l->rank_items + l->rank_first[r];
    int count = l->rank_first[r + 1] - l->rank_first[r], *slot = o->slot;
    bool moved = true;

    fill_sides(o, r);
    while (moved) { /* ends: each swap removes an inversion of indexes */
        moved = false;
        for (int i = 0; i + 1 < count; i++) {
            int u = list[i], v = list[i + 1], place = slot[i];

            if (u >= l->n || v >= l->n || u < v || !may_swap(l, u, v) ||
                !same_lists(o, slot[i], slot[i + 1]))
                continue;
            list[i] = v;
            list[i + 1] = u;
            slot[i] = slot[i + 1];
            slot[i + 1] = place;
            moved = true;
        }
    }
    order_positions(l, r);
}

void untangle_transpose(const struct untangle *o, bool equal)
{
    for (int round = 0; round < TRANSPOSE_ROUNDS; round++) {
        long gone = 0;

        for (int i = 0; i < o->l->rank_count; i++) {
            int r = round % 2 ? o->l->rank_count - 1 - i : i;
            gone += transpose_rank(o, r, equal && round < 2);
        }
        if (gone == 0 && round >= 2)
            break;
    }
}

void untangle_tidy(const struct untangle *o)
{
    for (int r = 0; r < o->l->rank_count; r++)
        tidy_rank(o, r);
}

void untangle_init(struct untangle *o, struct lay *l)
{
    size_t items = (size_t)l->item_count + 2, segs = (size_t)l->seg_count + 1;
    struct arena *a = l->arena;

    *o = (struct untangle){
        .l = l,
        .ends = arena_array(a, segs, sizeof(int)),
        .tree = arena_array(a, 4 * items, sizeof(int)),
        .slot = arena_array(a, items, sizeof(int)),
        .left = arena_array(a, segs, sizeof(int)),
        .right = arena_array(a, segs, sizeof(int)),
        .left_at = arena_array(a, items, sizeof(int)),
        .right_at = arena_array(a, items, sizeof(int)),
    };
}
