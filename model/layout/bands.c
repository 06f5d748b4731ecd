/* SPDX-License-Identifier: MIT */
/* bands.c - fragments of clusters and the shelves that they stand on.
 * A cluster is cut where three or more ranks in a row hold none of its boxes, so that no frame
 * spans a picture in which it has little to say. Bands with disjoint ranks share a shelf.
 * Without frames one leaf band holds everything, and one more the boxes without lines. */
#include "layered.h"

enum { CUT_GAP = 3, DEPTH_MOST = 16 };

/* Which ranks hold boxes of which band-to-be; loose boxes apart. */
struct occupancy {
    int ranks;
    unsigned char *linked, *loose; /* [cluster + 1][rank] */
};

static bool is_loose(const struct lay *l, int v)
{
    return l->out_ports[v] == 0 && l->in_ports[v] == 0;
}

void bands_fold(struct lay *l)
{
    int count = l->opt.frames ? l->in->cluster_count : 0;
    int *depth = arena_array(l->arena, (size_t)count, sizeof(int));

    l->frame_of = arena_array(l->arena, (size_t)count, sizeof(int));
    for (int c = 0; c < count; c++) {
        int up = lay_cluster_parent(l, c);

        depth[c] = up < 0 ? 1 : depth[up] + 1;
        l->frame_of[c] = depth[c] > DEPTH_MOST ? l->frame_of[up] : c;
    }
}

static struct occupancy find_occupancy(struct lay *l)
{
    size_t rows = l->opt.frames ? (size_t)l->in->cluster_count + 1 : 1;
    size_t ranks = (size_t)l->rank_count;
    struct occupancy o = {l->rank_count, arena_array(l->arena, rows * ranks, 1),
                          arena_array(l->arena, rows * ranks, 1)};

    for (int v = 0; v < l->n; v++) {
        size_t at = (size_t)(lay_cluster(l, v) + 1) * ranks + (size_t)l->items[v].rank;

        (is_loose(l, v) ? o.loose : o.linked)[at] = 1;
    }
    return o;
}

static int add_band(struct lay *l, struct band b)
{
    l->bands[l->band_count] = b;
    return l->band_count++;
}

/* The fragment of a cluster (-1: root) that holds a rank. Fragments of a cluster are adjacent. */
struct fragments {
    int *first; /* per cluster */
    int *count;
};

static int fragment_at(const struct lay *l, const struct fragments *f, int cluster, int rank)
{
    if (cluster < 0)
        return l->column_of[rank];
    for (int i = f->first[cluster]; i < f->first[cluster] + f->count[cluster]; i++)
        if (l->bands[i].r0 <= rank && rank <= l->bands[i].r1)
            return i;
    return -1;
}

static void add_fragments(struct lay *l, struct fragments *f, const unsigned char *used, int c)
{
    int parent = lay_cluster_parent(l, c), open = -1, last = -1;

    f->first[c] = l->band_count;
    for (int r = 0; r <= l->rank_count; r++) {
        bool here = r < l->rank_count && used[r];

        if (open >= 0 && (r == l->rank_count ||
                          (here && (r - last > CUT_GAP || l->column_of[r] != l->column_of[last])))) {
            int up = fragment_at(l, f, parent, open);

            add_band(l, (struct band){.cluster = c, .r0 = open, .r1 = last, .parent = up,
                                      .depth = up < 0 ? 1 : l->bands[up].depth + 1});
            f->count[c]++;
            open = -1;
        }
        if (here) {
            open = open < 0 ? r : open;
            last = r;
        }
    }
}

/* Leaves below a fragment (or the root) for the ranks r0..r1 where a box stands. */
static void add_leaves(struct lay *l, int parent, const unsigned char *used, int r0, int r1,
                       bool cut, bool loose)
{
    int depth = parent < 0 ? 0 : l->bands[parent].depth, open = -1, last = -1;

    for (int r = r0; r <= r1 + 1; r++) {
        bool here = r <= r1 && used[r];

        if (open >= 0 && (r == r1 + 1 || (!here && cut))) {
            add_band(l, (struct band){.cluster = -1, .leaf = true, .loose = loose, .r0 = open,
                                      .r1 = last, .parent = parent, .depth = depth});
            open = -1;
        }
        if (here) {
            open = open < 0 ? r : open;
            last = r;
        }
    }
}

static void add_all_leaves(struct lay *l, const struct occupancy *o, bool *has_child)
{
    int frames = l->band_count;

    if (l->column_of[0] < 0) {
        add_leaves(l, -1, o->linked, 0, o->ranks - 1, frames > 0, false);
        add_leaves(l, -1, o->loose, 0, o->ranks - 1, false, true);
    }
    for (int b = 0; b < frames; b++) {
        size_t row = (size_t)(l->bands[b].cluster + 1) * (size_t)o->ranks;
        int r0 = l->bands[b].r0, r1 = l->bands[b].r1;

        add_leaves(l, b, o->linked + row, r0, r1, has_child[b], false);
        add_leaves(l, b, o->loose + row, r0, r1, false, true);
    }
}

static void find_node_leaves(struct lay *l, const struct fragments *f)
{
    l->node_leaf = arena_array(l->arena, (size_t)l->n, sizeof(int));
    /* leaves by parent: chain them */
    int *head = arena_array(l->arena, (size_t)l->band_count + 1, sizeof(int));
    int *next = arena_array(l->arena, (size_t)l->band_count, sizeof(int));

    for (int b = 0; b <= l->band_count; b++)
        head[b] = -1;
    for (int b = l->band_count - 1; b >= 0; b--) {
        if (l->bands[b].leaf) {
            next[b] = head[l->bands[b].parent + 1];
            head[l->bands[b].parent + 1] = b;
        }
    }
    for (int v = 0; v < l->n; v++) {
        int rank = l->items[v].rank;
        int b = head[fragment_at(l, f, lay_cluster(l, v), rank) + 1];

        while (l->bands[b].loose != is_loose(l, v) || rank < l->bands[b].r0 ||
               rank > l->bands[b].r1)
            b = next[b];
        l->node_leaf[v] = b;
    }
}

void bands_make(struct lay *l)
{
    int clusters = l->opt.frames ? l->in->cluster_count : 0;
    size_t ranks = (size_t)l->rank_count;
    struct occupancy o = find_occupancy(l);
    struct fragments f = {arena_array(l->arena, (size_t)clusters + 1, sizeof(int)),
                          arena_array(l->arena, (size_t)clusters + 1, sizeof(int))};
    unsigned char *used = arena_array(l->arena, ((size_t)clusters + 1) * ranks, 1);
    size_t most = 4 * ranks; /* bands: at most one per occupied rank of each kind */

    for (int c = clusters - 1; c >= 0; c--) {
        for (size_t r = 0; r < ranks; r++) {
            size_t at = (size_t)c * ranks + r;

            used[at] |= o.linked[at + ranks] | o.loose[at + ranks];
            if (lay_cluster_parent(l, c) >= 0)
                used[(size_t)lay_cluster_parent(l, c) * ranks + r] |= used[at];
        }
    }
    for (size_t i = 0; i < (size_t)clusters * ranks; i++)
        most += (size_t)used[i] + o.linked[i + ranks] + o.loose[i + ranks];
    l->bands = arena_array(l->arena, most, sizeof *l->bands);
    columns_make(l);
    for (int c = 0; c < clusters; c++)
        add_fragments(l, &f, used + (size_t)c * ranks, c);
    bool *has_child = arena_array(l->arena, (size_t)l->band_count + 1, sizeof(bool));
    for (int b = 0; b < l->band_count; b++)
        if (l->bands[b].parent >= 0)
            has_child[l->bands[b].parent] = true;
    add_all_leaves(l, &o, has_child);
    find_node_leaves(l, &f);
    columns_add_lanes(l);
}

/* Whether a band fits among those that stand on a shelf (rank-disjoint from each). */
static bool shelf_takes(const struct lay *l, const int *chain, const int *next, int shelf,
                        const struct band *b)
{
    for (int i = chain[shelf]; i >= 0; i = next[i])
        if (l->bands[i].r0 <= b->r1 && b->r0 <= l->bands[i].r1)
            return false;
    return true;
}

/* Numbers the shelves so that parents come before children and each level keeps its order. */
static void number_shelves(struct lay *l, const int *chain, const int *next)
{
    int *stack = arena_array(l->arena, (size_t)l->shelf_count + 1, sizeof(int)), top = 0;
    int *kids = arena_array(l->arena, (size_t)l->band_count + 1, sizeof(int));
    int *after = arena_array(l->arena, (size_t)l->shelf_count, sizeof(int)), seq = 0;

    for (int b = 0; b <= l->band_count; b++)
        kids[b] = -1;
    for (int s = 0; s < l->shelf_count; s++) { /* the last comes out first: pushed on a stack */
        after[s] = kids[l->shelves[s].band + 1];
        kids[l->shelves[s].band + 1] = s;
    }
    for (int s = kids[0]; s >= 0; s = after[s])
        stack[top++] = s;
    while (top > 0) {
        int s = stack[--top];

        l->shelves[s].seq = seq++;
        for (int b = chain[s]; b >= 0; b = next[b])
            for (int k = kids[b + 1]; k >= 0; k = after[k])
                stack[top++] = k;
    }
}

void bands_shelve(struct lay *l, const int *band_order)
{
    size_t count = (size_t)l->band_count;
    int *last = arena_array(l->arena, count + 1, sizeof(int));  /* shelf of a parent */
    int *chain = arena_array(l->arena, count + 1, sizeof(int)); /* first band of a shelf */
    int *next = arena_array(l->arena, count, sizeof(int));

    if (!l->shelves)
        l->shelves = arena_array(l->arena, count + 1, sizeof *l->shelves);
    l->shelf_count = 0;
    for (size_t i = 0; i <= count; i++)
        last[i] = -1;
    for (size_t i = 0; i < count; i++) {
        struct band *b = &l->bands[band_order[i]];
        int s = last[b->parent + 1];

        if (s < 0 || !shelf_takes(l, chain, next, s, b)) {
            s = l->shelf_count++;
            l->shelves[s] = (struct shelf){.band = b->parent};
            chain[s] = -1;
            last[b->parent + 1] = s;
        }
        b->shelf = s;
        next[band_order[i]] = chain[s];
        chain[s] = band_order[i];
    }
    l->lane = -1;
    if (l->opt.frames && l->in->framed && l->in->cluster_count > 0 && l->column_of[0] < 0) {
        l->lane = l->shelf_count++;
        l->shelves[l->lane] = (struct shelf){.band = -1};
        chain[l->lane] = -1;
    }
    number_shelves(l, chain, next);
}

/* The band on a shelf that covers a rank, or -1. */
struct cover {
    int *first, *next; /* bands by shelf */
};

static int cover_at(const struct lay *l, const struct cover *c, int shelf, int rank)
{
    for (int b = c->first[shelf]; b >= 0; b = c->next[b])
        if (l->bands[b].r0 <= rank && rank <= l->bands[b].r1)
            return b;
    return -1;
}

static struct cover find_cover(struct lay *l)
{
    struct cover c = {arena_array(l->arena, (size_t)l->shelf_count + 1, sizeof(int)),
                      arena_array(l->arena, (size_t)l->band_count + 1, sizeof(int))};

    for (int s = 0; s < l->shelf_count; s++)
        c.first[s] = -1;
    for (int b = 0; b < l->band_count; b++) {
        c.next[b] = c.first[l->bands[b].shelf];
        c.first[l->bands[b].shelf] = b;
    }
    return c;
}

static int some_child_shelf(const struct lay *l, int band)
{
    int best = -1;

    for (int s = 0; s < l->shelf_count; s++)
        if (l->shelves[s].band == band &&
            (best < 0 || l->shelves[s].seq < l->shelves[best].seq))
            best = s;
    return best;
}

/* The innermost shelf for a line that passes rank on the way to or from box v; *foreign is set
 * if it has to run through a frame that does not hold v. */
static int pass_shelf(const struct lay *l, const struct cover *c, int v, int rank, bool *foreign)
{
    int path[DEPTH_MOST + 3], depth = 0, shelf;

    /* the shelves around v, outermost last */
    for (int b = l->node_leaf[v]; b >= 0; b = l->bands[b].parent)
        path[depth++] = b;
    *foreign = false;
    shelf = l->bands[path[--depth]].shelf;
    for (;;) {
        int b = cover_at(l, c, shelf, rank);

        if (b < 0 || l->bands[b].leaf)
            return shelf;
        if (!*foreign && depth > 0 && path[depth] == b) {
            shelf = l->bands[path[--depth]].shelf;
        } else {
            *foreign = true;
            shelf = some_child_shelf(l, b);
        }
    }
}

static int dummy_shelf(const struct lay *l, const struct cover *c, int d)
{
    const struct tree *t = &l->trees[l->items[d].tree];
    int rank = l->items[d].rank, near = -1;
    bool foreign, root_foreign;

    for (int k = t->first_link; k < t->first_link + t->link_count && (near < 0 || t->gathers); k++) {
        int v = t->gathers ? l->links[k].left : l->links[k].right;

        if (t->gathers ? l->items[v].rank < rank : l->items[v].rank > rank)
            near = v;
    }
    int shelf = pass_shelf(l, c, near, rank, &foreign);
    if (!foreign)
        return shelf;
    int other = pass_shelf(l, c, t->root, rank, &root_foreign), column = l->column_of[rank];
    if (!root_foreign)
        return other;
    if (column >= 0)
        return l->bands[l->bands[column].lane].shelf;
    return l->lane >= 0 ? l->lane : shelf;
}

/* What runs in the lane stays there where it would leave it for the space between two frames. */
static void keep_lane(struct lay *l)
{
    bool *in_lane = arena_array(l->arena, (size_t)l->tree_count + 1, sizeof(bool));

    for (int i = l->n; i < l->item_count; i++)
        in_lane[l->items[i].tree] |= l->items[i].shelf == l->lane;
    for (int i = l->n; i < l->item_count; i++) {
        struct item *d = &l->items[i];

        if (in_lane[d->tree] && l->shelves[d->shelf].band < 0)
            d->shelf = l->lane;
    }
}

void bands_settle(struct lay *l)
{
    struct cover c = find_cover(l);

    for (int i = 0; i < l->item_count; i++)
        l->items[i].shelf = i < l->n ? l->bands[l->node_leaf[i]].shelf : dummy_shelf(l, &c, i);
    if (l->lane >= 0)
        keep_lane(l);
}

int bands_gap(const struct lay *l, const struct item *a, const struct item *b)
{
    bool boxes = a->tree < 0 && b->tree < 0;

    if (lay_is_tb(l))
        return boxes ? 2 : 1;
    return boxes && lay_is_compact(l) ? 1 : 0;
}

/* Cells that a frame adds on each side of its content on the order axis. */
static int frame_pad(const struct lay *l)
{
    return lay_is_tb(l) ? 2 : 1;
}

/* What the items of each rank need, per shelf. */
static void need_of_items(struct lay *l)
{
    for (int r = 0; r < l->rank_count; r++) {
        int sum = 0, prev = -1;

        for (int i = l->rank_first[r]; i < l->rank_first[r + 1]; i++) {
            const struct item *item = &l->items[l->rank_items[i]];
            struct shelf *shelf = &l->shelves[item->shelf];

            if (prev >= 0 && l->items[prev].shelf == item->shelf)
                sum += bands_gap(l, &l->items[prev], item) + item->size;
            else
                sum = item->size;
            shelf->need = max_int(shelf->need, sum);
            prev = l->rank_items[i];
        }
    }
}

/* In TB a title needs room on a border beside the line that crosses it. */
static int title_need(const struct lay *l, int band)
{
    enum { BESIDE = 7 };

    return lay_is_tb(l) ? frames_title_cells(l, band) + BESIDE : 0;
}

static void place_column(struct lay *l, const int *by_seq, int column, int lo, int room)
{
    int *own = arena_array(l->arena, (size_t)l->shelf_count, sizeof(int)), count = 0;

    for (int i = 0; i < l->shelf_count; i++)
        if (l->shelves[by_seq[i]].band == column)
            own[count++] = by_seq[i];
    columns_place(l, own, count, lo, room);
}

/* What a band with shelves in it needs of the shelf that it stands on. */
static int band_need(const struct lay *l, int band)
{
    const struct band *b = &l->bands[band];

    return b->column ? b->need : max_int(b->need, title_need(l, band)) + 2 * frame_pad(l);
}

/* Shelves of one level stand behind each other, starting at lo. */
static void place_shelves(struct lay *l, const int *by_seq, int parent, int lo, int room)
{
    int at = lo, gap = lay_is_tb(l) ? 1 : 0, last = -1;

    for (int i = 0; i < l->shelf_count; i++) {
        struct shelf *s = &l->shelves[by_seq[i]];

        if (s->band != parent)
            continue;
        if (s->need == 0) { /* a lane that nothing takes */
            s->lo = s->hi = at;
            continue;
        }
        if (last >= 0)
            at += gap;
        s->lo = at;
        s->hi = at += s->need + (s->seq == 0 ? l->slack : 0);
        last = by_seq[i];
    }
    if (last >= 0 && lo + room > at)
        l->shelves[last].hi = lo + room;
}

void bands_extents(struct lay *l)
{
    int gap = lay_is_tb(l) ? 1 : 0;
    int *by_seq = arena_array(l->arena, (size_t)l->shelf_count, sizeof(int));
    bool *first = arena_array(l->arena, (size_t)l->band_count + 1, sizeof(bool));

    for (int s = 0; s < l->shelf_count; s++) {
        by_seq[l->shelves[s].seq] = s;
        l->shelves[s].need = 0;
    }
    for (int b = 0; b < l->band_count; b++)
        l->bands[b].need = 0;
    need_of_items(l);
    /* deepest first: shelf -> band on it; children have higher seq than the shelf around them */
    for (int i = l->shelf_count - 1; i >= 0; i--) {
        struct shelf *s = &l->shelves[by_seq[i]];

        for (int b = 0; b < l->band_count; b++) {
            if (l->bands[b].shelf == by_seq[i] && !l->bands[b].leaf)
                s->need = max_int(s->need, band_need(l, b));
        }
        if (s->band >= 0 && s->need > 0) {
            l->bands[s->band].need += s->need + (first[s->band] ? gap : 0);
            first[s->band] = true;
        }
    }
    l->order_size = 0;
    place_shelves(l, by_seq, -1, 0, 0);
    for (int i = 0; i < l->shelf_count; i++) {
        int s = by_seq[i];

        l->order_size = max_int(l->order_size, l->shelves[s].hi);
        for (int b = 0; b < l->band_count; b++) {
            int lo = l->shelves[s].lo, room = l->shelves[s].hi - lo, pad = frame_pad(l);

            if (l->bands[b].shelf != s || l->bands[b].leaf)
                continue;
            if (l->bands[b].column)
                place_column(l, by_seq, b, lo, room);
            else
                place_shelves(l, by_seq, b, lo + pad, room - 2 * pad);
        }
    }
}
