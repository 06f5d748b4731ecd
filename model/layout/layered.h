/* SPDX-License-Identifier: MIT */
/* layered.h - what the steps of the layout engine share; for the files of this folder only.
 * Axes:      the steps know a main axis (ranks follow each other on it: columns in LR, rows in
 *            TB) and an order axis (items of one rank follow each other on it). Only paint.c
 *            turns them into rows and columns.
 * Steps:     boxes (labels, sizes) -> orient (links) -> ranks -> bands (fragments of clusters) ->
 *            chains (trees, dummies, segments) -> order -> place (order axis) -> ports ->
 *            route (channels, main axis) -> paint. Each reads what those before it wrote.
 * Ownership: everything lives in the arena of struct lay.
 */
#ifndef FAASMAP_LAYERED_H
#define FAASMAP_LAYERED_H

#include "arena.h"
#include "layout.h"

/* How a line of the picture runs between a left and a right box (top and bottom in TB). */
enum link_kind {
    LINK_FORWARD,  /* arrow head at the right box */
    LINK_REVERSED, /* arrow head at the left box: the edge that closes a cycle */
    LINK_BOTH      /* heads at both */
};

struct link {
    int left, right; /* boxes; rank[left] < rank[right] */
    enum link_kind kind;
    int edge;        /* first input edge that it stands for */
    bool heavy, crossing;
    int tree;
};

/* Lines of one kind that share a trunk: all at one left box, or, if gathers, those of many left boxes
 * that lead to one right box (a bus). A tree of LINK_REVERSED links runs the other way. */
struct tree {
    int root;
    enum link_kind kind;
    bool gathers;               /* the root is the right box of its links */
    int first_link, link_count; /* in lay.links, by rank of the other box */
};

/* More lines than this at one end of a tree are counted on it, and gathered if the end is the right
 * one. */
enum { LINES_FEW = 6 };

/* A box, or a dummy: the place where the trunk of a tree passes a rank. */
struct item {
    int rank, pos; /* place in its rank */
    int shelf;
    int tree;      /* of a dummy; -1: box */
    int size;      /* on the order axis */
    int at;        /* start on the order axis */
    int port_lo, port_hi; /* offsets from at where lines may arrive and leave */
    int seat;              /* where it stood before on the order axis; -1: new, or a dummy */
    bool heavy;
};

/* One step of a tree from a rank to the next. */
struct seg {
    int a, b;  /* items, rank[b] == rank[a] + 1 */
    int tree;
    int link;  /* the link that ends here, or -1: b is a dummy */
    bool heavy;
    int from, to; /* order coordinates of its ends, set by ports */
};

/* A shelf is a strip of the order axis inside a band (or the root: band -1); the bands on one
 * shelf have disjoint ranks. */
struct shelf {
    int band;
    int seq;     /* order of shelves that meet in a rank */
    int lo, hi;  /* order coordinates of its content, hi exclusive */
    int need;
};

/* A run of ranks of one cluster. A leaf has no frame: it holds the boxes themselves. */
struct band {
    int cluster;
    bool leaf, loose; /* loose: boxes without lines, in a grid */
    bool column;      /* all ranks of a stage: holds the frames there, has none of its own */
    int lane;         /* of a column: its leaf without boxes, for lines that pass it */
    int r0, r1;
    int parent;       /* band, -1: root */
    int shelf;        /* that it stands on */
    int depth;        /* frames around its content */
    int need;
    int o0, o1;       /* a frame's borders, inclusive; o0 > o1: none */
    int m0, m1;
    int open_inner, close_inner; /* frames inside it that begin or end in the same channel */
};

/* What runs in the channel between two ranks for one tree. */
struct net {
    int tree, source; /* item at the left */
    int first, count; /* its segments in lay.segs: those of one tree and channel are adjacent */
    int from;         /* order coordinate where it starts */
    int lo, hi;       /* span of the track; lo == hi: straight, no track */
    int track;        /* -1: none */
    int dog;          /* order coordinate of the dogleg, only if dog_track >= 0 */
    int dog_track;    /* of the head; the tail uses track */
};

struct channel {
    struct net *nets;
    int net_count, tracks;
    int start;        /* main coordinate: first cell behind the deepest box of the rank */
    int first_track;  /* main coordinate of track 0 */
    int close, open;  /* frames that end behind the rank, that begin before the next */
    bool back_heads;  /* an arrow head stands at its start */
    bool marks;       /* a boundary mark must find room before the head */
    bool early_marks; /* and one before the first track */
    int number_out, number_in; /* cells of the longest number at its start, at its end; 0: none */
};

enum { LABEL_LINES = 4 + LAYOUT_MORE };

struct label {
    struct str line[LABEL_LINES];
    int width[LABEL_LINES];
    int count, cells;
    struct str badge;
    int badge_cells;
};

struct lay {
    struct arena *arena;
    const struct layout_input *in;
    struct layout_options opt;
    int n;                    /* boxes */
    bool seated;              /* keeps to in->seats */
    bool gather_far;          /* lines from any rank join the bus of a box, not only the nearest */
    struct label *labels;     /* per box */
    int *depth;               /* per box: size on the main axis */
    bool *loops;              /* per box: has an edge to itself */
    int *out_ports, *in_ports; /* per box: lines that need a port of their own */
    int *frame_of;            /* per cluster: the cluster whose frame holds its boxes: itself, or
                               * the ancestor at the greatest depth that is drawn */

    struct link *links;
    int link_count;
    struct tree *trees;
    int tree_count;

    int rank_count;
    struct item *items;
    int item_count;
    int *rank_first;          /* rank_count + 1 offsets into rank_items */
    int *rank_items;

    struct seg *segs;         /* by rank of a, then by tree */
    int seg_count;
    int *seg_first;           /* rank_count + 1 */
    int *left_first, *left_seg;   /* per item: segments that arrive */
    int *right_first, *right_seg; /* per item: segments that leave */

    struct band *bands;
    int band_count;
    int *column_of;           /* per rank: the band of its column; -1: there are no columns */
    int *node_leaf;           /* per box */
    struct shelf *shelves;
    int shelf_count;
    int lane;                 /* the shelf beside all frames, for lines that would run through foreign
                               * ones; -1: there is none */
    int *spread;              /* per shelf of a column: where it would like to start; NULL: anywhere */

    struct channel *channels; /* rank_count: channel r lies behind rank r */
    int *rank_start, *rank_depth;
    int order_size, main_size;
    int slack;                /* room that the first shelf has beyond its need */
    struct layout_metrics metrics;
};

static inline bool lay_is_tb(const struct lay *l)
{
    return l->opt.direction == LAYOUT_TB;
}
static inline bool lay_is_compact(const struct lay *l)
{
    return l->opt.boxes == LAYOUT_COMPACT;
}
static inline bool lay_stopped(const struct lay *l)
{
    return l->in->stop && atomic_load_explicit(l->in->stop, memory_order_relaxed);
}
static inline int min_int(int a, int b)
{
    return a < b ? a : b;
}
static inline int max_int(int a, int b)
{
    return a > b ? a : b;
}
static inline int clamp_int(int v, int lo, int hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

/* The cluster whose frame holds a box, or LAYOUT_NO_CLUSTER. */
static inline int lay_cluster(const struct lay *l, int box)
{
    int c = l->in->nodes[box].cluster;

    return l->opt.frames && c >= 0 && c < l->in->cluster_count ? l->frame_of[c]
                                                                : LAYOUT_NO_CLUSTER;
}
static inline int lay_cluster_parent(const struct lay *l, int cluster)
{
    int p = l->in->clusters[cluster].parent;

    return p >= 0 && p < cluster ? p : LAYOUT_NO_CLUSTER;
}

/* boxes.c: labels, then sizes on both axes from labels and port counts. */
void boxes_label(struct lay *l);
void boxes_size(struct lay *l);

/* orient.c: links from edges. */
void orient_links(struct lay *l);
/* ranks.c: all links from left to right, and a rank for each box. */
void ranks_make(struct lay *l);

/* bands.c: frame_of; fragments of clusters; their shelves; where dummies stand. */
void bands_fold(struct lay *l);
void bands_make(struct lay *l);
/* Builds the shelves for an order of all bands (parents in any place). */
void bands_shelve(struct lay *l, const int *band_order);
/* Sets item.shelf of each item for the shelves that stand. */
void bands_settle(struct lay *l);
/* Sizes the shelves for the order of items that stands. */
void bands_extents(struct lay *l);
static inline bool band_framed(const struct band *b)
{
    return !b->leaf && !b->column;
}
/* columns.c: the bands of the stages, if frames are what the picture is about: one column for each. */
void columns_make(struct lay *l);
void columns_add_lanes(struct lay *l);
/* Places the shelves of a column, given in their order, in lo..lo+room. */
void columns_place(struct lay *l, const int *shelves, int count, int lo, int room);
/* Where the shelves of the columns would like to start, for the places of items that stand; false:
 * there are no columns. */
bool columns_spread(struct lay *l);
/* Cells between two items that follow each other in a rank and shelf. */
int bands_gap(const struct lay *l, const struct item *a, const struct item *b);

/* chains.c: trees, dummies and segments. */
void chains_make(struct lay *l);
bool chains_gather(const struct lay *l); /* some tree does, over more than one rank */

/* order.c: the order of items in each rank, and of bands. */
void order_make(struct lay *l);
/* Sets item.pos for rank r from rank_items. */
void order_positions(struct lay *l, int r);

/* seats.c: whether an input has seats to keep to. */
bool seats_enough(const struct layout_input *in);
/* seats_order.c: the bands in the order in which they stood. */
void seats_sort_bands(struct lay *l, int *bands, int count);
/* Where each item stood, or would have. */
void seats_keys(struct lay *l, double *key);
/* Makes the keys of the boxes with seats in a rank agree with their order; sum and count are room
 * for one entry per item. */
void seats_hold(struct lay *l, int r, double *key, double *sum, int *count);

/* place.c: item.at of each item. */
void place_items(struct lay *l);
/* How far a segment is from straight (0: straight; positive: b lies behind a), what that costs. */
int place_gap(const struct lay *l, const struct seg *s);
long place_cost(const struct lay *l, const struct seg *s);
/* straighten.c: moves whole straight runs where that takes out bends. */
void straighten_items(struct lay *l);
struct wanted {
    int at, weight;
};
/* Fits count values to wanted places: each at least gap above the one before, all in lo..hi. */
void place_fit(struct arena *a, const struct wanted *want, int *out, int count, int gap, int lo,
               int hi);

/* ports.c: seg.from and seg.to. */
void ports_assign(struct lay *l);

/* route.c: nets, tracks, main coordinates. */
void route_channels(struct lay *l);

/* frames.c: where the frames stand: on the order axis (before routing), on the main axis. */
void frames_order_axis(struct lay *l);
void frames_main_axis(struct lay *l); /* also sets channel.open and close */
/* Cells of a title, at most TITLE_MOST. */
enum { TITLE_MOST = 24 };
int frames_title_cells(const struct lay *l, int band);

/* signs.c: cells of a number. */
int signs_cells(int count);

/* measure.c: ranks, channels and frames on the main axis. */
void measure_main_axis(struct lay *l);

/* routes.c: where each line runs, after measuring. */
void routes_take(const struct lay *l, struct layout_routes *out);

/* paint.c: everything into the canvas; counts what the picture shows. */
void paint_map(struct lay *l, struct layout_result *out);

#endif
