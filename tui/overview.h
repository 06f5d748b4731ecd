/* SPDX-License-Identifier: MIT */
/* overview.h - the whole system in at most 40 boxes, with what counts in each.
 * Place:     below view_overview.c and the filter (keys box and entry); knows no screen.
 * Boxes:     visible.h's: an outermost container each, a zone for what lies in none; of too many the
 *            alike and the small are put together.
 * Lines:     of very many only the strongest are drawn; the answers here know all.
 * Cost:      O(nodes + edges) to make the boxes, which knows no explorer, so that a thread can do it; all
 *            else by the boxes, by what is hidden or marked, and once for the findings.
 * Ownership: overview_release() frees everything; the graph is borrowed. {0} is an empty one.
 */
#ifndef FAASMAP_OVERVIEW_H
#define FAASMAP_OVERVIEW_H

#include "session.h"

enum { OVERVIEW_BOXES = 40, OVERVIEW_LINES = 60 };

/* X(ENUM, "in a box", "one", "many", the filter that finds them, what is counted) */
#define OVERVIEW_COUNTERS(X)                                                                       \
    X(CODE, "fn", "function", "functions", "kind:function|kind:compute|kind:workflow",             \
      "functions, machines, workflows")                                                            \
    X(QUEUES, "qu", "queue", "queues", "kind:queue|kind:topic|kind:stream|kind:bus",               \
      "queues, topics, streams, buses")                                                            \
    X(STORES, "sto", "store", "stores", "kind:bucket|kind:table|kind:files",                       \
      "buckets, tables, file systems")                                                             \
    X(ENTRIES, "pub", "public entry", "public entries", "entry:internet",                          \
      "routes and the like that the internet can call")                                            \
    X(FINDINGS, "!", "finding", "findings", "sev~.", "nodes that findings are about")              \
    X(MARKED, "", "marked", "marked", "mark:yes", "nodes marked by you")
#define X(e, ...) COUNTER_##e,
enum overview_counter { OVERVIEW_COUNTERS(X) COUNTER_COUNT };
#undef X

struct overview_counter_row {
    const char *tag, *one, *many, *filter, *help;
};
extern const struct overview_counter_row overview_counters[COUNTER_COUNT];

struct overview_box {
    struct str name;               /* without the number of nodes */
    size_t nodes, counts[COUNTER_COUNT];
    size_t guests;                 /* of them: in another zone, drawn in the boxes of these */
    struct str guests_of;          /* its name; empty: several */
};

/* What stays while layers, graph and hidden containers do. */
struct overview_boxes {
    struct visible_plan *plan;     /* NULL: not made yet */
    struct visible visible;
    size_t (*counts)[COUNTER_COUNT]; /* per box, as if nothing was hidden; without marks */
    struct overview_guests {
        size_t count;
        node_id first;             /* 0: there are none */
        bool mixed;                /* not all of one zone */
    } *guests;                     /* per box: what stands in a box of another zone than its own */
    const struct findings *judged; /* that are counted there */
    node_id *left_out;             /* hidden containers, whose boxes are not there, in id order */
    size_t left_out_count;
};

/* Counters of marks are filled by overview_count_marks(), whenever marks change. */
struct overview {
    struct overview_boxes made;
    struct layout_node *nodes;     /* of the layout, with the counters */
    struct overview_box *boxes;    /* by number of the box */
    struct arena *arena;
    struct layout_input input;     /* of more lines than OVERVIEW_LINES those that stand for most */
    struct layout_edge *drawn;
    int *line_of;                  /* per line that is drawn: its number among all */
};

/* What the boxes are made of for what is shown; left_out is the caller's, also in the options. */
struct visible_options overview_options(const struct explorer *x, node_id **left_out);
bool overview_fits(const struct explorer *x, const struct overview *o); /* none have to be made */
void overview_boxes_make(const struct graph *g, const struct visible_options *options,
                         struct overview_boxes *out);
void overview_boxes_release(struct overview_boxes *b);
void overview_make(struct explorer *x, struct overview *o); /* with the boxes, if they do not fit */
void overview_release(struct overview *o);
void overview_count_marks(const struct explorer *x, struct overview *o); /* the user's; O(marks) */
/* The boxes of the view as sentences, for --linear; what was drawn last. */
void overview_told(struct explorer *x, struct buf *out);
/* How many edges a line stands for: one of all lines, drawn or not. */
size_t overview_times(const struct overview *o, int line);
/* Writes x3 beside the lines of a picture that stand for several edges, where there is room. */
void overview_write_times(const struct overview *o, struct layout_result *r, bool ascii);

/* --- Of the view: the way back out of a box, and what the filter asks ---------------------------------------------------------- */
/* From what Enter on a box has shown alone; false: that is not what is shown. */
bool overview_back(struct explorer *x);
/* The name of its box; empty: in none, or the boxes are still looked for. */
struct str overview_box_of(struct explorer *x, node_id n);
bool overview_built(const struct explorer *x);
unsigned overview_taken(const struct explorer *x); /* raised when boxes come that were looked for */
bool overview_is_entry(const struct graph *g, node_id n, /* somebody of this zone may call it */
                       bool (*test)(void *arg, struct str value), void *arg);

#endif
