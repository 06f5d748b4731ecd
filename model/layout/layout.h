/* SPDX-License-Identifier: MIT */
/* layout.h - layered layout and channel routing of a graph on character cells.
 * Place:     pure C on its own small graph; knows neither terminal nor the model's graph
 *            (visible.h turns a model graph into this input). No Graphviz.
 * Method:    Sugiyama layers: cycle removal, longest-path ranks with tightening, barycenter
 *            ordering with transposition in cluster bands and shelves, isotonic row placement,
 *            channel routing with doglegs. One source's edges form a tree of lines; so do those to one
 *            target if there are more than a few (a bus), and a number on the trunk counts them.
 * Stages:    where the caller gives stages (one per trust zone), they come before the lines: lines
 *            that run against them have their head at the left, lines inside one make its ranks.
 * Seats:     boxes of an earlier picture keep their order: what stood before, after, above or below
 *            another still does, in every style of boxes and in both directions. New boxes find a
 *            place between them.
 * Promise:   no two boxes overlap; every edge can be traced cell by cell from its source to its
 *            arrow head; two nets share a line only with a common source or target (metric
 *            `illegal` is 0); the same input gives the same output. Ties go by the index of the
 *            nodes; the order of the edges does not matter. Frames nest at most 16 deep.
 * Ownership: the input is borrowed during the call; the result owns everything it holds.
 */
#ifndef FAASMAP_LAYOUT_H
#define FAASMAP_LAYOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "canvas.h"
#include "str.h"

enum layout_direction { LAYOUT_LR, LAYOUT_TB };
enum layout_boxes { LAYOUT_FULL, LAYOUT_COMPACT, LAYOUT_DETAILED };

enum { LAYOUT_NO_CLUSTER = -1, LAYOUT_STAGE_MOST = 63, LAYOUT_MORE = 5 };

struct layout_node {
    struct str name;     /* wrapped to some lines in full boxes, clipped in compact ones */
    struct str apart;    /* "" or what tells it from those of its name, where there is no room for the
                            place in brackets at the end of the name */
    struct str detail;   /* one more line in full boxes ("timer 15 min", "POST /x"); may be empty */
    struct str more[LAYOUT_MORE]; /* in detailed boxes these lines stand instead of detail */
    struct str badge;    /* short, at the box corner: "+4" hidden neighbours; may be empty */
    int cluster;         /* index of the innermost cluster, or LAYOUT_NO_CLUSTER */
    enum role role;      /* of the box and its text */
    bool heavy;          /* on the highlighted path */
    bool source;         /* pinned to the first ranks (internet, third-party sources) */
    int stage;           /* all boxes of a stage stand before those of the next, whatever the lines
                            say; 0 for all: ranks follow the lines alone; at most LAYOUT_STAGE_MOST */
};

struct layout_cluster {
    struct str title;
    int parent;          /* LAYOUT_NO_CLUSTER: outermost; always less than the own index */
    enum role role;
};

struct layout_edge {
    int from, to;        /* the way the data flows; from == to is drawn as a badge (a loop) */
    enum role role;
    bool heavy;
    bool both;           /* double-headed */
    bool crossing;       /* outer trust-boundary mark on the line */
};

/* Where a box stands in a picture; the next picture keeps to it. */
struct layout_seat {
    int rank;            /* -1: it was not there */
    int at;              /* its middle on the order axis, in 1/LAYOUT_SEAT_RANGE of the picture */
};
enum { LAYOUT_SEAT_RANGE = 65536 };

struct layout_input {
    const struct layout_node *nodes;
    const struct layout_cluster *clusters;
    const struct layout_edge *edges;
    int node_count, cluster_count, edge_count;
    bool framed; /* the clusters are what the picture is about: layout_fit() frames them */
    const struct layout_seat *seats; /* NULL, or one per node: of the result of a picture that had
                                        at least half of these nodes */
    const atomic_bool *stop; /* NULL, or set by another thread when nobody wants the result any more */
};

/* Which fields of layout_options the user has chosen: layout_fit() leaves those alone. */
enum {
    LAYOUT_PIN_DIRECTION = 1,
    LAYOUT_PIN_BOXES = 2,
    LAYOUT_PIN_FRAMES = 4,
    LAYOUT_PIN_PITCH = 8
};

enum { LAYOUT_COMPACT_CELLS = 18, LAYOUT_WHOLE_CELLS = 36 };
enum { LAYOUT_APART_CELLS = 8 /* so much of `apart` is shown at least */ };

struct layout_options {
    enum layout_direction direction;
    enum layout_boxes boxes;
    bool frames;         /* draw clusters as frames */
    bool ascii;
    int pitch;           /* cells from track to track: 1 or 2 */
    int label_cells;     /* widest label line: 0 = the default of the box style, which is
                            LAYOUT_COMPACT_CELLS for compact ones */
    unsigned pinned;     /* LAYOUT_PIN_*; for layout_fit() only */
};

struct layout_rect {
    int row, col, rows, cols;
};

/* The frame of a cluster; one that was cut in parts has several. */
struct layout_frame {
    struct layout_rect rect, title; /* title.cols is 0: there was no room for it */
    int cluster;
};

/* The straight pieces of the line of an edge from end to end, one cell wide, also where it shares them
 * with others. Edges that another one stands for (the same two boxes) have none. */
struct layout_routes {
    struct layout_rect *pieces;
    int *first;          /* per edge: its first piece; one entry more at the end */
};

struct layout_metrics {
    int crossings;       /* layered crossings after ordering */
    int drawn_crossings; /* cells where two lines cross without contact */
    int merges, contacts4, doglegs, ranks, dummies;
    int buses;           /* numbers on lines that stand for more than a few */
    int illegal;         /* cells where two nets touch without a common end: must be 0 */
};

struct layout_result {
    struct canvas canvas;          /* owners: OWNER_NODE/EDGE/FRAME with indexes of the input */
    struct layout_rect *boxes;     /* one per node */
    struct layout_seat *seats;     /* one per node */
    struct layout_routes routes;
    struct layout_frame *frames;
    int frame_count;
    struct layout_metrics metrics;
    int node_count;
    bool stopped;                  /* there is no picture: the canvas is 0x0 */
};

/* Ranks, order and routes of one input; always succeeds (an empty input gives a 0x0 canvas), unless it
 * was stopped. */
void layout_run(const struct layout_input *in, const struct layout_options *options,
                struct layout_result *out);
void layout_result_release(struct layout_result *r);

/* The input with all that it points at, except stop; lives in the arena. For another thread. */
struct layout_input layout_input_copy(const struct layout_input *in, struct arena *arena);

/* Tries box styles, directions and frames for a window of rows x cols: the first candidate that
 * fits wholly, else the one that hides least among those with one scroll axis, else among all.
 * fixed: NULL, or options of which the fields named in fixed->pinned are kept, and label_cells.
 * Frames that do not fit, or make a tangle, are left out, unless the input is framed.
 * Windows of up to 120 columns try top-to-bottom first. Large graphs try few candidates. Compact
 * boxes get whole names (of up to LAYOUT_WHOLE_CELLS) where no more is outside the window then, full
 * ones get them in one line where the picture is too high otherwise. */
void layout_fit(const struct layout_input *in, int rows, int cols, bool ascii,
                const struct layout_options *fixed, struct layout_options *chosen,
                struct layout_result *out);
/* Microseconds that layout_fit() will take, more or less: on sizes alone, so that the same input gives
 * the same answer anywhere. */
long layout_fit_cost(const struct layout_input *in, const struct layout_options *fixed);

#endif
