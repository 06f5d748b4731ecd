/* SPDX-License-Identifier: MIT */
/* routes.c - where the line of an edge runs, on pieces of its own and on those that it shares. */
#include "lines_parts.h"

#include <stdlib.h>

#include "mem.h"

struct pieces {
    const struct lay *l;
    struct layout_rect *list;
    size_t count, cap;
};

static void add(struct pieces *p, int m0, int m1, int o0, int o1)
{
    const struct lay *l = p->l;
    int main = min_int(m0, m1), order = min_int(o0, o1);
    int mains = abs(m1 - m0) + 1, orders = abs(o1 - o0) + 1;

    if (p->count == p->cap)
        p->list = mem_grow(p->list, &p->cap, sizeof *p->list);
    p->list[p->count++] = lay_is_tb(l) ? (struct layout_rect){main, order, mains, orders}
                                       : (struct layout_rect){order, main, orders, mains};
}

static const struct net *net_of(const struct channel *c, int seg)
{
    int low = 0, high = c->net_count - 1;

    while (low < high) {
        int middle = (low + high + 1) / 2;

        if (c->nets[middle].first <= seg)
            low = middle;
        else
            high = middle - 1;
    }
    return &c->nets[low];
}

static void add_seg(struct pieces *p, int seg)
{
    const struct lay *l = p->l;
    const struct seg *s = &l->segs[seg];
    int rank = l->items[s->a].rank, start = lines_start(l, s->a);
    const struct channel *c = &l->channels[rank];
    const struct net *n = net_of(c, seg);
    int from = n->from, end = l->rank_start[rank + 1] - 1;

    if (n->track < 0) {
        add(p, start, end, from, from);
        return;
    }
    int x = lines_track(l, c, n->track);
    if (n->dog_track >= 0) {
        int xh = lines_track(l, c, n->dog_track);

        add(p, start, xh, from, from);
        add(p, xh, xh, from, n->dog);
        start = xh;
        from = n->dog;
    }
    add(p, start, x, from, from);
    add(p, x, x, from, s->to);
    add(p, x, end, s->to, s->to);
}

/* The segment by which a tree leaves an item, or (gathers) arrives at it: the trunk's one. */
static int trunk_seg(const struct lay *l, int tree, int item, bool arriving)
{
    const int *first = arriving ? l->left_first : l->right_first;
    const int *segs = arriving ? l->left_seg : l->right_seg;

    for (int k = first[item]; k < first[item + 1]; k++)
        if (l->segs[segs[k]].tree == tree && l->segs[segs[k]].link < 0)
            return segs[k];
    return -1;
}

static void add_link(struct pieces *p, int seg)
{
    const struct lay *l = p->l;
    int tree = l->segs[seg].tree;
    bool gathers = l->trees[tree].gathers;

    add_seg(p, seg);
    for (int at = gathers ? l->segs[seg].b : l->segs[seg].a; l->items[at].tree >= 0;) {
        int s = trunk_seg(l, tree, at, !gathers);

        add_seg(p, s);
        at = gathers ? l->segs[s].b : l->segs[s].a;
    }
}

void routes_take(const struct lay *l, struct layout_routes *out)
{
    size_t edges = (size_t)l->in->edge_count;
    int *seg_of = mem_alloc((edges + 1) * sizeof *seg_of); /* the one with the link of an edge */
    struct pieces p = {.l = l};

    out->first = mem_zalloc(edges + 1, sizeof *out->first);
    for (size_t e = 0; e < edges; e++)
        seg_of[e] = -1;
    for (int s = 0; s < l->seg_count; s++)
        if (l->segs[s].link >= 0)
            seg_of[l->links[l->segs[s].link].edge] = s;
    for (size_t e = 0; e < edges; e++) {
        out->first[e] = (int)p.count;
        if (seg_of[e] >= 0)
            add_link(&p, seg_of[e]);
    }
    out->first[edges] = (int)p.count;
    out->pieces = p.list;
    mem_free(seg_of);
}
