/* SPDX-License-Identifier: MIT */
/* seats.c - ranks that keep to where the boxes stood before.
 * Method:   boxes that shared a rank share one again, and the ranks keep their order; a rank is
 *           only moved away from the ones before it where new boxes need the room. New boxes get a
 *           number behind those that lead to them; all links run from lower to higher numbers, so
 *           they close no cycle whatever the seats say. */
#include "links.h"

#include <stdlib.h>

enum { NO_LEVEL = -1 };

/* A box in the order in which ranks are given. */
struct turn {
    int stage, box;
    long key; /* level * (boxes + 1) of a box with a seat; above that of its last source: new */
};

struct seating {
    struct lay *l;
    struct adjacency out, in;
    int *level;     /* per box: its old rank among those still used; NO_LEVEL: new */
    struct turn *turn;
    long *key;
    int *rank;
    int stage_lo[LAYOUT_STAGE_MOST + 1], stage_hi[LAYOUT_STAGE_MOST + 1];
};

bool seats_enough(const struct layout_input *in)
{
    int seated = 0;

    for (int v = 0; v < in->node_count && in->seats; v++)
        seated += in->seats[v].rank >= 0;
    return seated > 0 && 2 * seated >= in->node_count;
}

static bool is_loose(const struct seating *s, int v)
{
    return s->out.first[v] == s->out.first[v + 1] && s->in.first[v] == s->in.first[v + 1];
}

struct level_box {
    int rank, box;
};

static int level_box_cmp(const void *pa, const void *pb)
{
    const struct level_box *a = pa, *b = pb;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->box < b->box ? -1 : 1;
}

/* Numbers the old ranks. A rank belongs to the stage of its first box; a box of another stage, or
 * of a stage that has moved to the front, has lost its seat. */
static void find_levels(struct seating *s)
{
    struct lay *l = s->l;
    struct level_box *list = arena_array(l->arena, (size_t)l->n, sizeof *list);
    int count = 0, level = -1, stage = 0;

    for (int v = 0; v < l->n; v++) {
        s->level[v] = NO_LEVEL;
        if (l->in->seats[v].rank >= 0)
            list[count++] = (struct level_box){l->in->seats[v].rank, v};
    }
    qsort(list, (size_t)count, sizeof *list, level_box_cmp);
    for (int i = 0; i < count; i++) {
        bool first = level < 0 || list[i].rank != list[i - 1].rank;
        int own = links_stage(l, list[i].box);

        if (first) {
            level++;
            stage = max_int(stage, own);
        }
        if (own == stage)
            s->level[list[i].box] = level;
    }
}

/* Two boxes of one rank that a new line joins: the one that it leads to has lost its seat. */
static void part_neighbours(struct seating *s)
{
    struct lay *l = s->l;

    for (int i = 0; i < l->link_count; i++) {
        const struct link *k = &l->links[i];

        if (s->level[k->left] != NO_LEVEL && s->level[k->left] == s->level[k->right])
            s->level[k->right] = NO_LEVEL;
    }
}

/* New boxes come behind what leads to them within their stage, whatever it is. The links close no
 * cycle yet, so each box waits only for its sources. */
static void find_keys(struct seating *s)
{
    struct lay *l = s->l;
    int *queue = arena_array(l->arena, (size_t)l->n, sizeof(int)), head = 0, tail = 0;
    int *waits = arena_array(l->arena, (size_t)l->n, sizeof(int));

    for (int v = 0; v < l->n; v++) {
        waits[v] = s->in.first[v + 1] - s->in.first[v];
        if (!waits[v])
            queue[tail++] = v;
    }
    while (head < tail) {
        int v = queue[head++];

        if (s->level[v] != NO_LEVEL)
            s->key[v] = (s->level[v] + 1L) * (l->n + 1L);
        for (int k = s->out.first[v]; k < s->out.first[v + 1]; k++) {
            int w = l->links[s->out.link[k]].right;

            if (links_stage(l, w) == links_stage(l, v) && s->key[w] <= s->key[v])
                s->key[w] = s->key[v] + 1;
            if (--waits[w] == 0)
                queue[tail++] = w;
        }
    }
}

static int turn_cmp(const void *pa, const void *pb)
{
    const struct turn *a = pa, *b = pb;

    if (a->stage != b->stage)
        return a->stage < b->stage ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->box < b->box ? -1 : 1;
}

static void turn_links(struct seating *s)
{
    struct lay *l = s->l;
    int *place = arena_array(l->arena, (size_t)l->n, sizeof(int));

    for (int v = 0; v < l->n; v++)
        s->turn[v] = (struct turn){.stage = links_stage(l, v), .box = v, .key = s->key[v]};
    qsort(s->turn, (size_t)l->n, sizeof *s->turn, turn_cmp);
    for (int i = 0; i < l->n; i++)
        place[s->turn[i].box] = i;
    for (int i = 0; i < l->link_count; i++)
        if (place[l->links[i].left] > place[l->links[i].right])
            links_turn(l, &l->links[i]);
    s->out = links_index(l, false, true);
    s->in = links_index(l, true, true);
}

/* The first rank behind all that leads to a box; at least floor. */
static int behind_sources(const struct seating *s, int v, int floor)
{
    for (int k = s->in.first[v]; k < s->in.first[v + 1]; k++)
        floor = max_int(floor, s->rank[s->l->links[s->in.link[k]].left] + 1);
    return floor;
}

static void give_ranks(struct seating *s)
{
    struct lay *l = s->l;
    int floor = 0, last = -1, highest = -1, stage = -1;

    for (int i = 0, end; i < l->n; i = end) {
        int v = s->turn[i].box, level = s->level[v], rank;

        end = i + 1;
        if (s->turn[i].stage != stage) {
            stage = s->turn[i].stage;
            floor = highest + 1;
            last = highest;
        }
        if (level == NO_LEVEL && is_loose(s, v)) {
            s->rank[v] = -1;
            highest = max_int(highest, floor); /* its stage has a rank at least */
            s->stage_hi[stage] = max_int(s->stage_hi[stage], floor);
            s->stage_lo[stage] = floor;
            continue;
        }
        rank = level == NO_LEVEL ? floor : max_int(floor, last + 1);
        for (; end < l->n && level != NO_LEVEL && s->level[s->turn[end].box] == level; end++)
            continue;
        for (int k = i; k < end; k++)
            rank = behind_sources(s, s->turn[k].box, rank);
        for (int k = i; k < end; k++)
            s->rank[s->turn[k].box] = rank;
        if (level != NO_LEVEL)
            last = rank;
        highest = max_int(highest, rank);
        s->stage_lo[stage] = floor;
        s->stage_hi[stage] = max_int(s->stage_hi[stage], rank);
    }
}

/* New boxes with more links to the right than to the left stand near what they lead to. */
static void pull_new(struct seating *s)
{
    struct lay *l = s->l;

    for (int i = l->n - 1; i >= 0; i--) {
        int v = s->turn[i].box, room = INT32_MAX;
        int outs = s->out.first[v + 1] - s->out.first[v];

        if (s->level[v] != NO_LEVEL || l->in->nodes[v].source ||
            outs <= s->in.first[v + 1] - s->in.first[v])
            continue;
        for (int k = s->out.first[v]; k < s->out.first[v + 1]; k++) {
            int w = l->links[s->out.link[k]].right;

            if (links_stage(l, w) == links_stage(l, v))
                room = min_int(room, s->rank[w] - 1);
        }
        if (room != INT32_MAX && room > s->rank[v])
            s->rank[v] = room;
    }
}

/* New boxes without lines join the others of their cluster, where these leave most room. */
static void add_loose(struct seating *s)
{
    struct lay *l = s->l;
    int *load = arena_array(l->arena, 2 * (size_t)l->n + 1, sizeof(int));
    bool staged = s->turn[l->n - 1].stage > 0;

    for (int v = 0; v < l->n; v++) {
        int lo = INT32_MAX, hi = -1, loose = 0, best;

        if (s->rank[v] >= 0)
            continue;
        memset(load, 0, (2 * (size_t)l->n + 1) * sizeof *load);
        for (int w = 0; w < l->n; w++) {
            if (lay_cluster(l, w) != lay_cluster(l, v) || links_stage(l, w) != links_stage(l, v))
                continue;
            loose += is_loose(s, w);
            if (s->rank[w] < 0)
                continue;
            lo = min_int(lo, s->rank[w]);
            hi = max_int(hi, s->rank[w]);
            if (is_loose(s, w))
                load[s->rank[w]]++;
        }
        lo = hi < 0 || staged ? s->stage_lo[links_stage(l, v)] : lo;
        hi = staged ? s->stage_hi[links_stage(l, v)]
                    : max_int(hi, lo + ranks_grid_side(l, loose) - 1);
        best = lo;
        for (int r = lo + 1; r <= hi; r++)
            if (load[r] < load[best])
                best = r;
        s->rank[v] = best;
    }
}

/* No rank stays empty. */
static void close_gaps(struct seating *s)
{
    int count = 0, *to = arena_array(s->l->arena, 2 * (size_t)s->l->n + 1, sizeof(int));

    for (int v = 0; v < s->l->n; v++)
        to[s->rank[v]] = 1;
    for (int r = 0; r <= 2 * s->l->n; r++)
        to[r] = to[r] ? count++ : 0;
    for (int v = 0; v < s->l->n; v++)
        s->rank[v] = to[s->rank[v]];
}

bool seats_rank(struct lay *l, int *rank)
{
    size_t n = (size_t)l->n;
    struct seating s = {.l = l, .rank = rank};

    if (!l->seated)
        return false;
    s.level = arena_array(l->arena, n, sizeof *s.level);
    s.key = arena_array(l->arena, n, sizeof *s.key);
    s.turn = arena_array(l->arena, n, sizeof *s.turn);
    s.out = links_index(l, false, true);
    s.in = links_index(l, true, true);
    find_levels(&s);
    part_neighbours(&s);
    find_keys(&s);
    turn_links(&s);
    give_ranks(&s);
    pull_new(&s);
    add_loose(&s);
    close_gaps(&s);
    return true;
}
