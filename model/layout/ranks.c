/* SPDX-License-Identifier: MIT */
/* ranks.c - the column (in TB: the row) of each box.
 * Method:   longest path, then boxes with more links to the right than to the left are pulled
 *           right. Boxes without links form grids. Stages come one after the other. Where seats
 *           are given, seats.c keeps to them instead. */
#include "links.h"

/* Topological order of the boxes (Kahn, lowest index first among those found together). */
static int *topological(struct lay *l, const struct adjacency *out, const struct adjacency *in)
{
    int *queue = arena_array(l->arena, (size_t)l->n, sizeof(int)), head = 0, tail = 0;
    int *waits = arena_array(l->arena, (size_t)l->n, sizeof(int));

    for (int v = 0; v < l->n; v++) {
        waits[v] = in->first[v + 1] - in->first[v];
        if (!waits[v])
            queue[tail++] = v;
    }
    while (head < tail) {
        int v = queue[head++];

        for (int k = out->first[v]; k < out->first[v + 1]; k++)
            if (--waits[l->links[out->link[k]].right] == 0)
                queue[tail++] = l->links[out->link[k]].right;
    }
    return queue;
}

/* Pulls boxes right where that shortens more links than it lengthens. */
static void tighten(struct lay *l, const struct adjacency *out, const struct adjacency *in,
                    const int *topo, int *rank)
{
    enum { ROUNDS = 50 };
    bool moved = true;

    for (int round = 0; moved && round < ROUNDS; round++) {
        moved = false;
        for (int i = l->n - 1; i >= 0; i--) {
            int v = topo[i], outs = out->first[v + 1] - out->first[v];
            int ins = in->first[v + 1] - in->first[v], room = INT32_MAX;

            if (outs <= ins || l->in->nodes[v].source)
                continue;
            for (int k = out->first[v]; k < out->first[v + 1]; k++)
                room = min_int(room, rank[l->links[out->link[k]].right] - 1);
            if (room > rank[v]) {
                rank[v] = room;
                moved = true;
            }
        }
    }
}

static int square_side(int count, int over, int under)
{
    int side = 1;

    while ((long)side * side * under < (long)count * over)
        side++;
    return side;
}

/* Ranks of a grid of so many boxes. Ranks are wide in LR, flat in TB; a window is about twice as
 * wide as high. */
int ranks_grid_side(const struct lay *l, int count)
{
    return lay_is_tb(l) ? square_side(count, 5, 4) : square_side(count, 2, 3);
}

static bool is_loose(const struct adjacency *out, const struct adjacency *in, int v)
{
    return out->first[v] == out->first[v + 1] && in->first[v] == in->first[v + 1];
}

/* Boxes without links form a grid inside the ranks of their cluster, or from rank 0 on. */
static void rank_loose(struct lay *l, const struct adjacency *out, const struct adjacency *in,
                       int *rank)
{
    size_t groups = (size_t)max_int(l->in->cluster_count, 0) + 1;
    int *count = arena_array(l->arena, groups, sizeof(int));
    int *low = arena_array(l->arena, groups, sizeof(int));
    int *high = arena_array(l->arena, groups, sizeof(int));
    int *seen = arena_array(l->arena, groups, sizeof(int));

    for (size_t g = 0; g < groups; g++)
        high[g] = -1;
    for (int v = 0; v < l->n; v++) {
        int g = lay_cluster(l, v) + 1;
        if (is_loose(out, in, v)) {
            rank[v] = -1;
            count[g]++;
            continue;
        }
        low[g] = high[g] < 0 ? rank[v] : min_int(low[g], rank[v]);
        high[g] = max_int(high[g], rank[v]);
    }
    for (int v = 0; v < l->n; v++) {
        int g = lay_cluster(l, v) + 1;

        if (rank[v] >= 0)
            continue;
        int side = ranks_grid_side(l, count[g]);
        int start = high[g] < 0 ? 0 : low[g], span = high[g] < 0 ? 1 : high[g] - low[g] + 1;
        rank[v] = start + seen[g]++ % max_int(side, span);
    }
}

static void rank_boxes(struct lay *l, const struct adjacency *out, const struct adjacency *in,
                       int *rank)
{
    const int *topo = topological(l, out, in);

    memset(rank, 0, (size_t)l->n * sizeof *rank);
    for (int i = 0; i < l->n; i++) {
        for (int k = out->first[topo[i]]; k < out->first[topo[i] + 1]; k++) {
            int w = l->links[out->link[k]].right;

            rank[w] = max_int(rank[w], rank[topo[i]] + 1);
        }
    }
    tighten(l, out, in, topo, rank);
}

/* Longest path inside each stage, the stages one after the other; boxes without links form a grid
 * in theirs. A link into another stage bounds nothing: all of them lead to a later one. */
static void rank_stages(struct lay *l, const struct adjacency *out, const struct adjacency *in,
                        int *rank)
{
    const int *topo = topological(l, out, in);
    struct {
        int span, loose, seen, start;
    } of[LAYOUT_STAGE_MOST + 1] = {0};

    memset(rank, 0, (size_t)l->n * sizeof *rank);
    for (int i = 0; i < l->n; i++) {
        int v = topo[i], s = links_stage(l, v);

        of[s].loose += is_loose(out, in, v);
        of[s].span = max_int(of[s].span, rank[v] + 1);
        for (int k = out->first[v]; k < out->first[v + 1]; k++) {
            int w = l->links[out->link[k]].right;

            if (links_stage(l, w) == s)
                rank[w] = max_int(rank[w], rank[v] + 1);
        }
    }
    for (int s = 0, start = 0; s <= LAYOUT_STAGE_MOST; s++) {
        of[s].span = of[s].loose ? max_int(of[s].span, ranks_grid_side(l, of[s].loose)) : of[s].span;
        of[s].start = start;
        start += of[s].span;
    }
    for (int v = 0; v < l->n; v++) {
        int s = links_stage(l, v);

        rank[v] = of[s].start + (is_loose(out, in, v) ? of[s].seen++ % of[s].span : rank[v]);
    }
}

void ranks_make(struct lay *l)
{
    int *rank = arena_array(l->arena, (size_t)l->n, sizeof(int));
    bool staged = orient_cycles(l);

    if (!seats_rank(l, rank)) {
        struct adjacency out = links_index(l, false, true), in = links_index(l, true, true);

        if (staged) {
            rank_stages(l, &out, &in, rank);
        } else {
            rank_boxes(l, &out, &in, rank);
            rank_loose(l, &out, &in, rank);
        }
    }
    l->items = arena_array(l->arena, (size_t)l->n, sizeof *l->items);
    for (int v = 0; v < l->n; v++) {
        l->items[v].rank = rank[v];
        l->items[v].tree = -1;
        l->items[v].heavy = l->in->nodes[v].heavy;
        l->items[v].seat = l->seated && l->in->seats[v].rank >= 0 ? l->in->seats[v].at : -1;
        l->rank_count = max_int(l->rank_count, rank[v] + 1);
    }
    l->item_count = l->n;
}
