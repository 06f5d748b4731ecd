/* SPDX-License-Identifier: MIT */
/* ports.c - where on its box each line starts and ends.
 * Leaving lines come first: each tree has a port of its own, where most of its lines run straight.
 * Arriving lines snap to the place where they come from if that lies on the box; more lines than
 * ports share, but only lines of one kind, so that a shared port never mixes directions. */
#include "layered.h"

#include <stdlib.h>

struct wish {
    int tree, seg;  /* leaving: tree and its first segment here; arriving: seg */
    int want;       /* order coordinate */
    bool straight;  /* a line runs straight if the wish comes true */
    int order;      /* sort key: where the other end lies, doubled */
    int kind;       /* enum link_kind */
    int slot;
};

static int wish_cmp(const void *pa, const void *pb)
{
    const struct wish *a = pa, *b = pb;

    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return (a->seg > b->seg) - (a->seg < b->seg);
}

static int kind_cmp(const void *pa, const void *pb)
{
    const struct wish *a = pa, *b = pb;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return wish_cmp(pa, pb);
}

static int distance(int at, int lo, int hi)
{
    return at < lo ? lo - at : at > hi ? at - hi : 0;
}

/* Where on box a the tree of segs[k0..k1) leaves best. */
static int best_leave(const struct lay *l, const struct item *a, int first, int count,
                      bool *straight)
{
    int best = a->at + a->size / 2, best_cost = INT32_MAX;

    for (int at = a->at + a->port_lo; at <= a->at + a->port_hi; at++) {
        int cost = abs(2 * (at - a->at) - (a->size - 1));
        bool hits = false;

        for (int i = 0; i < count; i++) {
            const struct item *b = &l->items[l->segs[first + i].b];
            int d = distance(at, b->at + b->port_lo, b->at + b->port_hi);
            int middle = abs(2 * (at - b->at) - (b->size - 1));

            hits = hits || d == 0;
            cost += d + (d ? 24 : 0) + middle / 4; /* a bend more is worse than a way longer */
        }
        if (cost < best_cost) {
            best_cost = cost;
            best = at;
            *straight = hits;
        }
    }
    return best;
}

static int fit_gap(const struct lay *l, int room, int count)
{
    return lay_is_tb(l) && room >= 2 * count - 1 ? 2 : 1;
}

static void fit_wishes(struct lay *l, struct wish *w, int count, const struct item *box)
{
    struct wanted *want = arena_array(l->arena, (size_t)count, sizeof *want);
    int *got = arena_array(l->arena, (size_t)count, sizeof(int));
    int lo = box->at + box->port_lo, hi = box->at + box->port_hi;

    for (int i = 0; i < count; i++)
        want[i] = (struct wanted){w[i].want, w[i].straight ? 4 : 1};
    if (hi - lo + 1 < count) { /* a margin may give way */
        lo = min_int(lo, box->at + (lay_is_compact(l) && !lay_is_tb(l) ? 0 : 1));
        hi = max_int(hi, lo + count - 1);
    }
    place_fit(l->arena, want, got, count, fit_gap(l, hi - lo + 1, count), lo, hi);
    for (int i = 0; i < count; i++)
        w[i].want = got[i];
}

static void leave_box(struct lay *l, int v, struct wish *w)
{
    const struct item *box = &l->items[v];
    int count = 0;

    for (int k = l->right_first[v], end; k < l->right_first[v + 1]; k = end) {
        int first = l->right_seg[k];
        long centre = 0;

        for (end = k; end < l->right_first[v + 1]; end++) {
            const struct seg *s = &l->segs[l->right_seg[end]];

            if (s->tree != l->segs[first].tree)
                break;
            centre += 2 * l->items[s->b].at + l->items[s->b].size;
        }
        w[count] = (struct wish){.tree = l->segs[first].tree, .seg = first,
                                 .order = (int)(centre / (end - k))};
        w[count].want = best_leave(l, box, first, end - k, &w[count].straight);
        count++;
    }
    qsort(w, (size_t)count, sizeof *w, wish_cmp);
    fit_wishes(l, w, count, box);
    for (int i = 0; i < count; i++)
        for (int s = w[i].seg; s < l->seg_count && l->segs[s].tree == w[i].tree &&
                               l->segs[s].a == v; s++)
            l->segs[s].from = w[i].want;
}

/* Shares slots among count sorted wishes until no more than ports remain; returns the slots. */
static int share_slots(struct wish *w, int count, int ports)
{
    int slots = count, classes = 1;

    for (int i = 0; i < count; i++)
        w[i].slot = i;
    if (count <= ports)
        return count;
    qsort(w, (size_t)count, sizeof *w, kind_cmp);
    for (int i = 1; i < count; i++)
        classes += w[i].kind != w[i - 1].kind;
    int spare = max_int(ports - classes, 0), given = 0;
    slots = 0;
    for (int i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && w[end].kind == w[i].kind; end++)
            continue;
        /* each class has one slot, the spare ones go by size; the last class takes the rest */
        int more = end == count ? spare - given : spare * (end - i) / count;
        int mine = min_int(1 + more, end - i);
        given += mine - 1;
        for (int k = i; k < end; k++)
            w[k].slot = slots + (k - i) * mine / (end - i);
        slots += mine;
    }
    return slots;
}

static int arrive_want(const struct lay *l, const struct item *box, int from, int i, int count)
{
    int lo = box->at + box->port_lo, hi = box->at + box->port_hi;

    if (from >= lo && from <= hi)
        return from;
    if (!lay_is_tb(l)) /* rows are few: come in by the nearest half */
        return count == 1 ? (lo + hi + (from > hi)) / 2 : from < lo ? lo : hi;
    return lo + (hi - lo) * (2 * i + 1) / (2 * count);
}

/* The lines that arrive at a box; those that a tree has gathered are one, which follows its trunk, else
 * the line in the middle. */
static int arrivals(const struct lay *l, int v, struct wish *w)
{
    int count = 0;

    for (int k = l->left_first[v], end; k < l->left_first[v + 1]; k = end) {
        int tree = l->segs[l->left_seg[k]].tree, shown = k;

        for (end = k + 1; end < l->left_first[v + 1] && l->trees[tree].gathers &&
                          l->segs[l->left_seg[end]].tree == tree; end++)
            continue;
        shown = k + (end - k) / 2;
        for (int i = k; i < end; i++)
            shown = l->segs[l->left_seg[i]].link < 0 ? i : shown;
        const struct seg *s = &l->segs[l->left_seg[shown]];
        w[count++] = (struct wish){.tree = tree, .seg = l->left_seg[k], .order = s->from,
                                   .kind = (int)l->trees[tree].kind};
    }
    return count;
}

static void set_arrival(struct lay *l, const struct wish *w, int v, int to)
{
    int s = w->seg;

    do {
        if (l->segs[s].b == v)
            l->segs[s].to = to;
        s++;
    } while (l->trees[w->tree].gathers && s < l->seg_count && l->segs[s].tree == w->tree &&
             l->items[l->segs[s].b].rank == l->items[v].rank);
}

static void arrive_box(struct lay *l, int v, struct wish *w)
{
    const struct item *box = &l->items[v];
    int count = arrivals(l, v, w), ports = box->port_hi - box->port_lo + 1;

    if (count == 0)
        return;
    qsort(w, (size_t)count, sizeof *w, wish_cmp);
    if (lay_is_tb(l))
        ports = (ports + 1) / 2;
    int slots = share_slots(w, count, max_int(ports, 1));
    struct wish *slot = arena_array(l->arena, (size_t)slots, sizeof *slot);
    for (int i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && w[end].slot == w[i].slot; end++)
            continue;
        slot[w[i].slot] = w[i + (end - i) / 2];
        slot[w[i].slot].slot = w[i].slot;
    }
    qsort(slot, (size_t)slots, sizeof *slot, wish_cmp);
    for (int i = 0; i < slots; i++) {
        slot[i].want = arrive_want(l, box, slot[i].order, i, slots);
        slot[i].straight = slot[i].want == slot[i].order;
    }
    fit_wishes(l, slot, slots, box);
    for (int i = 0; i < slots; i++)
        for (int k = 0; k < count; k++)
            if (w[k].slot == slot[i].slot)
                set_arrival(l, &w[k], v, slot[i].want);
}

void ports_assign(struct lay *l)
{
    int most = 1;

    for (int v = 0; v < l->n; v++)
        most = max_int(most, max_int(l->left_first[v + 1] - l->left_first[v],
                                     l->right_first[v + 1] - l->right_first[v]));
    struct wish *w = arena_array(l->arena, (size_t)most, sizeof *w);
    for (int i = 0; i < l->seg_count; i++) {
        l->segs[i].from = l->items[l->segs[i].a].at;
        l->segs[i].to = l->items[l->segs[i].b].at;
    }
    for (int v = 0; v < l->n; v++)
        leave_box(l, v, w);
    for (int v = 0; v < l->n; v++)
        arrive_box(l, v, w);
}
