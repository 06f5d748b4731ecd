/* SPDX-License-Identifier: MIT */
/* visible.h - from the model graph to what is drawn: which boxes, which frames, which lines.
 * Place:     between the sealed graph and layout.h; knows neither a terminal nor an analysis. What
 *            analyses know (outer crossings, a path) comes in as sets of edge ids.
 * Boxes:     nodes of the wanted layers. A route, timer, API or rule of a bus that leads to one
 *            function only is a line in that function's box, a part of a thing is in the thing's; a container is a frame, and besides a box in its own
 *            frame if a line ends at it, or (apps and nets) if infrastructure is wanted.
 * Lines:     point the way data flows; all edges between two boxes are one line, double-headed if
 *            data flows both ways. What the internet may do to a box that a named outside source
 *            calls as well stands on that source's line, so that the map shows the real sources
 *            and an anonymous box only for doors that nobody named. Who may call a route stands on
 *            the lines to and from the route's API, where both are drawn.
 * Frames:    by arrangement; see enum.
 * Order:     boxes, frames and lines come in id order: the same graph gives the same input.
 * Plans:     which boxes and lines there could be, before focus, hidden nodes and filter choose, is a
 *            plan; it can be kept while only those change.
 * Cost:      a plan O((nodes + edges) log edges); to show a part of it costs that part, and filling
 *            arrays of an entry per node and edge.
 * Ownership: visible_release() frees everything; the graph must outlive it (texts are borrowed), a
 *            plan need not.
 */
#ifndef FAASMAP_VISIBLE_H
#define FAASMAP_VISIBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "graph.h"
#include "layout.h"

enum visible_arrangement {
    VISIBLE_FLOW,  /* frames: containers, nested; zones outside our system */
    VISIBLE_ZONES, /* one frame and one column (row) per trust zone, from the outside inwards */
    VISIBLE_STACK, /* the outermost container: stack, account, app; what is around everything counts not */
    VISIBLE_ARRANGEMENT_COUNT
};
extern const char *const visible_arrangement_names[VISIBLE_ARRANGEMENT_COUNT]; /* "flow" ... */

enum { VISIBLE_NONE = -1, VISIBLE_HUB_DEGREE = 8, VISIBLE_BADGE_MAX = 16 };
#define VISIBLE_LAYER(layer) (1u << (layer))

/* How one box looks; role comes filled in. */
struct visible_dress {
    enum role role;
    bool sum;                      /* given: it is a folded container or a group */
    char badge[VISIBLE_BADGE_MAX]; /* stands before the number of hidden lines; "": nothing */
};

struct visible_options {
    unsigned layers;                /* VISIBLE_LAYER bits; 0: flow only */
    enum visible_arrangement arrangement;
    bool folded;                    /* the overview: a box per outermost container, else per zone;
                                       without frames; focus counts in such boxes */
    int fold_most;                  /* 0: any number; else of the overview's boxes so many at most:
                                       containers of like names become one, then
                                       the smallest; zones go last, the internet the very last */
    bool no_details;                /* leave out the third line of boxes (trigger, schedule) */
    bool more;                      /* fill the lines of detailed boxes */
    bool keep_internet;             /* always a box for the internet, if it exposes anything */
    node_id focus;                  /* 0: everything; else only what is within hops of it */
    int hops;
    int focus_above;                /* the focus counts only where more boxes than this fit */
    int focus_most;                 /* 0: any number; else hops are given up for at most this many,
                                       and of the last hop the first focus_last are taken */
    int focus_last;
    int hub_degree;                 /* boxes with more lines are not walked through; 0: 8; < 0: all are */
    const node_id *hidden;          /* left out, in any order; the focus does not walk through them */
    size_t hidden_count;
    const uint8_t *fits;            /* NULL, or fits[node id] != 0: a box without any such node is
                                       left out; the focus walks through it */
    const node_id *revealed;        /* there in spite of focus and fits, but not of hidden */
    size_t revealed_count;
    bool only_revealed;             /* nothing else */
    const node_id *fold;            /* containers that are one box with all that is in them */
    size_t fold_count;
    int group_above;                /* 0: never; with more boxes than this, those of a kind and frame
                                       whose only line is alike become one "12x fn" */
    const node_id *apart;           /* but not these, in rising order */
    size_t apart_count;
    /* NULL, or asked for each box: what colour it has, what its badge says. */
    void (*dress)(void *arg, node_id box, struct edge_list absorbed, struct visible_dress *out);
    void *dress_arg;
    const edge_id *path;            /* drawn heavy with the boxes at its ends, in any order */
    size_t path_count;
    /* Without a path: NULL, or whether input from the internet travels on the edge, heavy as well. */
    bool (*reached)(const void *arg, edge_id e);
    const void *reached_arg;
    const uint8_t *outer;           /* NULL, or outer[edge id] != 0: crosses an outer boundary */
};

struct visible {
    struct layout_input input;      /* for layout_run(), layout_fit() */
    node_id *node_of;               /* per box: the model node it stands for */
    node_id *frame_node;            /* per cluster: the container; 0: a zone */
    int *box_of;                    /* per node id (0 unused): its box, also of absorbed ones; or none */
    int *line_of;                   /* per edge id (0 unused): its line, or VISIBLE_NONE */
    size_t node_total;              /* boxes that the layers would show without focus and hidden */
    size_t edge_total;              /* and lines */
    size_t node_fitting;            /* boxes that hidden and fits leave */
    bool near;                      /* the focus counted, with so many hops: */
    int hops;
    struct visible_parts *parts;    /* private */
};

void visible_build(const struct graph *g, const struct visible_options *options,
                   struct visible *out);

struct visible_plan;
struct visible_plan *visible_plan_new(const struct graph *g, const struct visible_options *options)
    ATTR_RETURNS_NONNULL;
void visible_plan_free(struct visible_plan *plan); /* NULL is allowed */
/* Whether a plan gives with these options what a new one would. */
bool visible_plan_fits(const struct visible_plan *plan, const struct graph *g,
                       const struct visible_options *options);
/* The node whose box n would be, or stand in, if nothing but the layers left boxes out; 0: none. */
node_id visible_plan_box(const struct visible_plan *plan, node_id n);
/* The first box that visible_show() would show if there were no focus, for less; 0: none. */
node_id visible_first(const struct visible_plan *plan, const struct visible_options *options);
void visible_show(const struct visible_plan *plan, const struct visible_options *options,
                  struct visible *out);
/* What was shown of the plan is drawn heavy by the path, or by what is reached, of these options;
 * nothing else changes. */
void visible_light(const struct visible_plan *plan, const struct visible_options *options,
                   struct visible *v);
void visible_release(struct visible *v); /* {0} is allowed */

/* The word that the map puts behind the name of such a node: "queue", "blobs"; "": none. */
const char *visible_kind_word(const struct node *n);
int visible_box(const struct visible *v, node_id n);  /* VISIBLE_NONE: not on the map */
int visible_line(const struct visible *v, edge_id e);
/* The model edges of a line and the nodes that a box has absorbed (itself not among them), in id
 * order; borrowed. */
struct edge_list visible_line_edges(const struct visible *v, int line);
struct edge_list visible_box_absorbed(const struct visible *v, int box); /* ids are node ids */

/* What a box stands for besides itself. */
enum visible_box_kind { VISIBLE_NODE, VISIBLE_FOLD, VISIBLE_GROUP };
enum visible_box_kind visible_box_is(const struct visible *v, int box);

/* Per node id (0 unused) the container that frames it, 0: none; without rings. The host, else the
 * smallest boundary or net; what stands for many things (plans, regions, any:SERVICE) frames nothing.
 * The caller frees it (mem_free). */
node_id *visible_containers(const struct graph *g) ATTR_RETURNS_NONNULL;

/* "flow,identity" -> bits; a name that is none stays in *bad and the answer is false. */
bool visible_layers_parse(struct str list, unsigned *layers, struct str *bad);
bool visible_arrangement_find(struct str name, enum visible_arrangement *out);

/* True for kinds whose line runs against the stored direction (reads: store -> reader). */
bool visible_flows_back(enum edge_kind kind);
enum role zone_role(enum zone_kind zone);

#endif
