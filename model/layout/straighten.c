/* SPDX-License-Identifier: MIT */
/* straighten.c - takes out bends that no move of a single item can.
 * A run is a path of items with straight lines between them. A whole run shifts into the free
 * room beside it if the lines that tie it to the rest become cheaper by that. */
#include "layered.h"

#include <stdlib.h>

enum { ROUNDS = 6, CANDIDATES = 48, BEND = 24 }; /* a bend is worth six cells of way */

struct straightener {
    struct lay *l;
    int *next;     /* in the same run, -1 */
    bool *claimed; /* has an item before it in its run */
};

static void make_runs(struct straightener *s)
{
    const struct lay *l = s->l;

    for (int i = 0; i < l->item_count; i++) {
        s->next[i] = -1;
        s->claimed[i] = false;
    }
    for (int r = 0; r < l->rank_count; r++) {
        for (int k = l->seg_first[r]; k < l->seg_first[r + 1]; k++) {
            const struct seg *seg = &l->segs[k];
            bool trunk = l->items[seg->b].tree >= 0; /* a trunk goes on before a leaf does */

            if (place_gap(l, seg) != 0 || s->claimed[seg->b] || (s->next[seg->a] >= 0 && !trunk))
                continue;
            if (s->next[seg->a] >= 0)
                s->claimed[s->next[seg->a]] = false;
            s->next[seg->a] = seg->b;
            s->claimed[seg->b] = true;
        }
    }
}

/* How far an item may move up and down without touching its neighbours. */
static void room_of(const struct lay *l, int v, int *up, int *down)
{
    const struct item *item = &l->items[v];
    const struct shelf *shelf = &l->shelves[item->shelf];
    int at = l->rank_first[item->rank] + item->pos, lo = shelf->lo, hi = shelf->hi;

    if (at > l->rank_first[item->rank]) {
        const struct item *other = &l->items[l->rank_items[at - 1]];
        if (other->shelf == item->shelf)
            lo = other->at + other->size + bands_gap(l, other, item);
    }
    if (at + 1 < l->rank_first[item->rank + 1]) {
        const struct item *other = &l->items[l->rank_items[at + 1]];
        if (other->shelf == item->shelf)
            hi = other->at - bands_gap(l, item, other);
    }
    *up = max_int(*up, lo - item->at);
    *down = min_int(*down, hi - item->at - item->size);
}

/* What a trunk costs as it is drawn: its way and its bends. Where boxes move, the lines that matter more
 * to their place do. */
static long drawn_cost(const struct lay *l, const struct seg *s)
{
    const struct item *a = &l->items[s->a], *b = &l->items[s->b];
    int gap = abs(place_gap(l, s)), skew = abs(2 * a->at + a->size - 2 * b->at - b->size) / 2;

    return 4L * gap + skew + (gap ? BEND : 0);
}

/* The cost of all lines of a run, those inside it too: they stay as they are. */
static long run_cost(const struct straightener *s, int first)
{
    const struct lay *l = s->l;
    long (*cost)(const struct lay *, const struct seg *) = drawn_cost;
    long sum = 0;

    for (int v = first; v >= 0; v = s->next[v])
        cost = l->items[v].tree < 0 ? place_cost : cost;
    for (int v = first; v >= 0; v = s->next[v]) {
        for (int k = l->left_first[v]; k < l->left_first[v + 1]; k++)
            sum += cost(l, &l->segs[l->left_seg[k]]);
        for (int k = l->right_first[v]; k < l->right_first[v + 1]; k++)
            sum += cost(l, &l->segs[l->right_seg[k]]);
    }
    return sum;
}

static void shift_run(const struct straightener *s, int first, int delta)
{
    for (int v = first; v >= 0; v = s->next[v])
        s->l->items[v].at += delta;
}

struct move {
    int up, down;  /* least and greatest shift */
    int delta, tried;
    long cost;
};

static void try_shift(const struct straightener *s, int first, int delta, struct move *best)
{
    delta = clamp_int(delta, best->up, best->down);
    if (delta == 0 || best->tried++ >= CANDIDATES) /* hubs have too many */
        return;
    shift_run(s, first, delta);
    long cost = run_cost(s, first);
    shift_run(s, first, -delta);
    if (cost < best->cost) {
        best->cost = cost;
        best->delta = delta;
    }
}

/* Tries every shift that makes a bent line of the run straight. */
static bool move_run(const struct straightener *s, int first)
{
    const struct lay *l = s->l;
    struct move best = {-l->order_size, l->order_size, 0, 0, run_cost(s, first)};

    for (int v = first; v >= 0; v = s->next[v])
        room_of(l, v, &best.up, &best.down);
    if (best.up >= 0 && best.down <= 0)
        return false;
    for (int v = first; v >= 0; v = s->next[v]) {
        for (int k = l->left_first[v]; k < l->left_first[v + 1]; k++)
            try_shift(s, first, -place_gap(l, &l->segs[l->left_seg[k]]), &best);
        for (int k = l->right_first[v]; k < l->right_first[v + 1]; k++)
            try_shift(s, first, place_gap(l, &l->segs[l->right_seg[k]]), &best);
    }
    shift_run(s, first, best.delta);
    return best.delta != 0;
}

void straighten_items(struct lay *l)
{
    struct straightener s = {l, arena_array(l->arena, (size_t)l->item_count, sizeof(int)),
                             arena_array(l->arena, (size_t)l->item_count, sizeof(bool))};
    bool moved = true;

    for (int round = 0; moved && round < ROUNDS; round++) {
        moved = false;
        make_runs(&s);
        for (int i = 0; i < l->item_count; i++)
            if (!s.claimed[i])
                moved = move_run(&s, i) || moved;
    }
}
