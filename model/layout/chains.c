/* SPDX-License-Identifier: MIT */
/* chains.c - trees of lines, their dummies and segments.
 * A tree is one trunk: a dummy in each rank between the root and its farthest box; a line leaves
 * the trunk in the channel before its box. */
#include "layered.h"

#include <stdlib.h>

enum { BOTH_ALONE = 3 }; /* more double-headed links at a box share one tree */

struct sorted {
    int link;
    int left, right, rank, kind;
    int alone; /* >= 0: a tree of its own */
};

static int sorted_cmp(const void *pa, const void *pb)
{
    const struct sorted *a = pa, *b = pb;

    if (a->left != b->left)
        return a->left < b->left ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->alone != b->alone)
        return a->alone < b->alone ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->right > b->right) - (a->right < b->right);
}

static bool same_tree(const struct sorted *a, const struct sorted *b)
{
    return a->left == b->left && a->kind == b->kind && a->alone == b->alone;
}

/* Sorts the links so that those of a tree are adjacent, by rank of their right box. */
static void group_links(struct lay *l)
{
    size_t count = (size_t)l->link_count;
    struct sorted *sorted = arena_array(l->arena, count, sizeof *sorted);
    struct link *links = arena_array(l->arena, count, sizeof *links);
    int *both = arena_array(l->arena, (size_t)l->n, sizeof(int));

    for (int i = 0; i < l->link_count; i++)
        both[l->links[i].left] += l->links[i].kind == LINK_BOTH;
    for (int i = 0; i < l->link_count; i++) {
        const struct link *k = &l->links[i];
        bool alone = k->kind == LINK_BOTH && both[k->left] <= BOTH_ALONE;

        sorted[i] = (struct sorted){.link = i, .left = k->left, .right = k->right,
                                    .rank = l->items[k->right].rank, .kind = (int)k->kind,
                                    .alone = alone ? i : -1};
    }
    if (count)
        qsort(sorted, count, sizeof *sorted, sorted_cmp);
    l->trees = arena_array(l->arena, count, sizeof *l->trees);
    for (int i = 0; i < l->link_count; i++) {
        links[i] = l->links[sorted[i].link];
        if (i == 0 || !same_tree(&sorted[i - 1], &sorted[i])) {
            l->trees[l->tree_count++] = (struct tree){
                .root = links[i].left, .kind = links[i].kind, .first_link = i};
        }
        links[i].tree = l->tree_count - 1;
        l->trees[l->tree_count - 1].link_count++;
    }
    l->links = links;
}

static int last_rank(const struct lay *l, const struct tree *t)
{
    return l->items[l->links[t->first_link + t->link_count - 1].right].rank;
}

static void add_dummies(struct lay *l, int *first_dummy)
{
    int total = l->n;

    for (int t = 0; t < l->tree_count; t++) {
        first_dummy[t] = total;
        total += last_rank(l, &l->trees[t]) - l->items[l->trees[t].root].rank - 1;
    }
    struct item *items = arena_array(l->arena, (size_t)total, sizeof *items);
    if (l->n)
        memcpy(items, l->items, (size_t)l->n * sizeof *items);
    l->items = items;
    l->item_count = total;
    l->metrics.dummies = total - l->n;
    for (int t = 0; t < l->tree_count; t++) {
        const struct tree *tree = &l->trees[t];
        int rank = items[tree->root].rank + 1, end = last_rank(l, tree);

        for (int d = first_dummy[t]; rank < end; d++, rank++) {
            items[d] = (struct item){.rank = rank, .tree = t, .size = 1, .seat = -1};
            for (int k = 0; k < tree->link_count; k++) {
                const struct link *link = &l->links[tree->first_link + k];

                if (link->heavy && items[link->right].rank > rank)
                    items[d].heavy = true;
            }
        }
    }
}

/* The item of tree t in a rank: its root or one of its dummies. */
static int trunk_item(const struct lay *l, const int *first_dummy, int t, int rank)
{
    int root = l->trees[t].root;

    return rank == l->items[root].rank ? root : first_dummy[t] + rank - l->items[root].rank - 1;
}

static void add_segs(struct lay *l, const int *first_dummy)
{
    size_t most = (size_t)l->link_count + (size_t)(l->item_count - l->n);
    struct seg *raw = arena_array(l->arena, most, sizeof *raw);
    int count = 0, *next = arena_array(l->arena, (size_t)l->rank_count + 2, sizeof(int));

    for (int t = 0; t < l->tree_count; t++) {
        const struct tree *tree = &l->trees[t];
        int start = l->items[tree->root].rank, end = last_rank(l, tree);
        int k = tree->first_link, stop = k + tree->link_count;

        for (int r = start; r < end; r++) {
            int a = trunk_item(l, first_dummy, t, r);

            if (r + 1 < end) {
                int d = trunk_item(l, first_dummy, t, r + 1);
                raw[count++] = (struct seg){a, d, t, -1, l->items[d].heavy, 0, 0};
            }
            for (; k < stop && l->items[l->links[k].right].rank == r + 1; k++)
                raw[count++] = (struct seg){a, l->links[k].right, t, k, l->links[k].heavy, 0, 0};
        }
    }
    /* by rank, trees stay in order */
    l->segs = arena_array(l->arena, most, sizeof *l->segs);
    l->seg_count = count;
    for (int i = 0; i < count; i++)
        next[l->items[raw[i].a].rank + 1]++;
    for (int r = 0; r <= l->rank_count; r++)
        next[r + 1] += next[r];
    l->seg_first = arena_array(l->arena, (size_t)l->rank_count + 1, sizeof(int));
    memcpy(l->seg_first, next, ((size_t)l->rank_count + 1) * sizeof(int));
    for (int i = 0; i < count; i++)
        l->segs[next[l->items[raw[i].a].rank]++] = raw[i];
}

static void index_segs(struct lay *l, bool arriving, int **first_out, int **seg_out)
{
    int *first = arena_array(l->arena, (size_t)l->item_count + 2, sizeof(int));
    int *seg = arena_array(l->arena, (size_t)l->seg_count, sizeof(int));

    for (int i = 0; i < l->seg_count; i++)
        first[(arriving ? l->segs[i].b : l->segs[i].a) + 2]++;
    for (int v = 0; v < l->item_count; v++)
        first[v + 2] += first[v + 1];
    for (int i = 0; i < l->seg_count; i++)
        seg[first[(arriving ? l->segs[i].b : l->segs[i].a) + 1]++] = i;
    *first_out = first;
    *seg_out = seg;
}

static void count_ports(struct lay *l)
{
    l->out_ports = arena_array(l->arena, (size_t)l->n, sizeof(int));
    l->in_ports = arena_array(l->arena, (size_t)l->n, sizeof(int));
    for (int t = 0; t < l->tree_count; t++)
        l->out_ports[l->trees[t].root]++;
    for (int i = 0; i < l->link_count; i++)
        l->in_ports[l->links[i].right]++;
}

void chains_make(struct lay *l)
{
    group_links(l);
    int *first_dummy = arena_array(l->arena, (size_t)l->tree_count + 1, sizeof(int));
    add_dummies(l, first_dummy);
    add_segs(l, first_dummy);
    index_segs(l, true, &l->left_first, &l->left_seg);
    index_segs(l, false, &l->right_first, &l->right_seg);
    count_ports(l);
}
