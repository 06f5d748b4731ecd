/* SPDX-License-Identifier: MIT */
/* chains.c - trees of lines, their dummies and segments.
 * A tree is one trunk: a dummy in each rank between the root and its farthest box; a line leaves
 * the trunk in the channel before its box, or joins it in the channel behind its box. */
#include "layered.h"

#include <stdlib.h>

enum { BOTH_ALONE = 3 }; /* more double-headed links at a box share one tree */

struct sorted {
    int link;
    int root, other, rank, kind; /* rank of the other */
    bool gathers;
    int alone; /* >= 0: a tree of its own */
};

static int sorted_cmp(const void *pa, const void *pb)
{
    const struct sorted *a = pa, *b = pb;

    if (a->root != b->root)
        return a->root < b->root ? -1 : 1;
    if (a->gathers != b->gathers)
        return a->gathers ? 1 : -1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->alone != b->alone)
        return a->alone < b->alone ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

static bool same_tree(const struct sorted *a, const struct sorted *b)
{
    return a->root == b->root && a->gathers == b->gathers && a->kind == b->kind &&
           a->alone == b->alone;
}

enum { KINDS = LINK_BOTH + 1 };

static int at_box(int box, enum link_kind kind)
{
    return box * KINDS + (int)kind;
}

/* Which links lead to a box that gathers them: many do, more than leave the box where they start. */
static bool *find_gathered(struct lay *l)
{
    size_t boxes = (size_t)l->n * KINDS;
    int *left = arena_array(l->arena, boxes, sizeof(int));
    int *right = arena_array(l->arena, boxes, sizeof(int));
    int *most = arena_array(l->arena, boxes, sizeof(int));
    bool *gathered = arena_array(l->arena, (size_t)l->link_count, sizeof(bool));

    for (int i = 0; i < l->link_count; i++) {
        const struct link *k = &l->links[i];
        bool near = l->items[k->right].rank == l->items[k->left].rank + 1;

        gathered[i] = near || l->gather_far;
        left[at_box(k->left, k->kind)]++;
        right[at_box(k->right, k->kind)]++;
    }
    for (int i = 0; i < l->link_count; i++) {
        const struct link *k = &l->links[i];
        int to = at_box(k->right, k->kind);

        gathered[i] = gathered[i] && right[to] > left[at_box(k->left, k->kind)];
        most[to] += gathered[i];
    }
    for (int i = 0; i < l->link_count; i++)
        gathered[i] = gathered[i] && most[at_box(l->links[i].right, l->links[i].kind)] > LINES_FEW;
    return gathered;
}

/* Sorts the links so that those of a tree are adjacent, by rank of the box that is not its root. */
static void group_links(struct lay *l)
{
    size_t count = (size_t)l->link_count;
    struct sorted *sorted = arena_array(l->arena, count, sizeof *sorted);
    struct link *links = arena_array(l->arena, count, sizeof *links);
    int *both = arena_array(l->arena, (size_t)l->n, sizeof(int));
    const bool *gathered = find_gathered(l);

    for (int i = 0; i < l->link_count; i++)
        both[l->links[i].left] += l->links[i].kind == LINK_BOTH && !gathered[i];
    for (int i = 0; i < l->link_count; i++) {
        const struct link *k = &l->links[i];
        bool alone = k->kind == LINK_BOTH && !gathered[i] && both[k->left] <= BOTH_ALONE;
        int root = gathered[i] ? k->right : k->left, other = gathered[i] ? k->left : k->right;

        sorted[i] = (struct sorted){.link = i, .root = root, .other = other,
                                    .rank = l->items[other].rank, .kind = (int)k->kind,
                                    .gathers = gathered[i], .alone = alone ? i : -1};
    }
    if (count)
        qsort(sorted, count, sizeof *sorted, sorted_cmp);
    l->trees = arena_array(l->arena, count, sizeof *l->trees);
    for (int i = 0; i < l->link_count; i++) {
        links[i] = l->links[sorted[i].link];
        if (i == 0 || !same_tree(&sorted[i - 1], &sorted[i])) {
            l->trees[l->tree_count++] = (struct tree){
                .root = sorted[i].root, .kind = links[i].kind, .gathers = sorted[i].gathers,
                .first_link = i};
        }
        links[i].tree = l->tree_count - 1;
        l->trees[l->tree_count - 1].link_count++;
    }
    l->links = links;
}

/* The ranks of the ends of a trunk: its root, and the box that is farthest from it. */
static int trunk_start(const struct lay *l, const struct tree *t)
{
    return l->items[t->gathers ? l->links[t->first_link].left : t->root].rank;
}
static int trunk_end(const struct lay *l, const struct tree *t)
{
    return l->items[t->gathers ? t->root : l->links[t->first_link + t->link_count - 1].right].rank;
}

/* Whether a line of the tree runs through a rank. */
static bool link_passes(const struct lay *l, const struct link *link, int rank)
{
    return l->items[link->left].rank < rank && l->items[link->right].rank > rank;
}

static void add_dummies(struct lay *l, int *first_dummy)
{
    int total = l->n;

    for (int t = 0; t < l->tree_count; t++) {
        first_dummy[t] = total;
        total += trunk_end(l, &l->trees[t]) - trunk_start(l, &l->trees[t]) - 1;
    }
    struct item *items = arena_array(l->arena, (size_t)total, sizeof *items);
    if (l->n)
        memcpy(items, l->items, (size_t)l->n * sizeof *items);
    l->items = items;
    l->item_count = total;
    l->metrics.dummies = total - l->n;
    for (int t = 0; t < l->tree_count; t++) {
        const struct tree *tree = &l->trees[t];
        int rank = trunk_start(l, tree) + 1, end = trunk_end(l, tree);

        for (int d = first_dummy[t]; rank < end; d++, rank++) {
            items[d] = (struct item){.rank = rank, .tree = t, .size = 1, .seat = -1};
            for (int k = 0; k < tree->link_count; k++) {
                const struct link *link = &l->links[tree->first_link + k];

                if (link->heavy && link_passes(l, link, rank))
                    items[d].heavy = true;
            }
        }
    }
}

/* The segments of a tree that leads from its root, by rank. */
static int spread_segs(const struct lay *l, int t, int first_dummy, struct seg *out)
{
    const struct tree *tree = &l->trees[t];
    int start = trunk_start(l, tree), end = trunk_end(l, tree), count = 0;
    int k = tree->first_link, stop = k + tree->link_count;

    for (int r = start; r < end; r++) {
        int a = r == start ? tree->root : first_dummy + r - start - 1;

        if (r + 1 < end) {
            int d = first_dummy + r - start;
            out[count++] = (struct seg){a, d, t, -1, l->items[d].heavy, 0, 0};
        }
        for (; k < stop && l->items[l->links[k].right].rank == r + 1; k++)
            out[count++] = (struct seg){a, l->links[k].right, t, k, l->links[k].heavy, 0, 0};
    }
    return count;
}

/* And of one that leads to it. */
static int gather_segs(const struct lay *l, int t, int first_dummy, struct seg *out)
{
    const struct tree *tree = &l->trees[t];
    int start = trunk_start(l, tree), end = trunk_end(l, tree), count = 0;
    int k = tree->first_link, stop = k + tree->link_count;

    for (int r = start; r < end; r++) {
        int b = r + 1 == end ? tree->root : first_dummy + r - start;

        if (r > start) {
            int d = first_dummy + r - start - 1;
            out[count++] = (struct seg){d, b, t, -1, l->items[d].heavy, 0, 0};
        }
        for (; k < stop && l->items[l->links[k].left].rank == r; k++)
            out[count++] = (struct seg){l->links[k].left, b, t, k, l->links[k].heavy, 0, 0};
    }
    return count;
}

static void add_segs(struct lay *l, const int *first_dummy)
{
    size_t most = (size_t)l->link_count + (size_t)(l->item_count - l->n);
    struct seg *raw = arena_array(l->arena, most, sizeof *raw);
    int count = 0, *next = arena_array(l->arena, (size_t)l->rank_count + 2, sizeof(int));

    for (int t = 0; t < l->tree_count; t++)
        count += l->trees[t].gathers ? gather_segs(l, t, first_dummy[t], raw + count)
                                     : spread_segs(l, t, first_dummy[t], raw + count);
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
        (l->trees[t].gathers ? l->in_ports : l->out_ports)[l->trees[t].root]++;
    for (int i = 0; i < l->link_count; i++) {
        if (l->trees[l->links[i].tree].gathers)
            l->out_ports[l->links[i].left]++;
        else
            l->in_ports[l->links[i].right]++;
    }
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

bool chains_gather(const struct lay *l)
{
    bool found = false;

    for (int t = 0; t < l->tree_count && !found; t++)
        found = l->trees[t].gathers && trunk_end(l, &l->trees[t]) > trunk_start(l, &l->trees[t]) + 1;
    return found;
}
