/* SPDX-License-Identifier: MIT */
/* visible_parts.h - private to visible*.c: what one building of the map works on. */
#ifndef FAASMAP_VISIBLE_PARTS_H
#define FAASMAP_VISIBLE_PARTS_H

#include "arena.h"
#include "visible.h"

#define DOOR UINT32_MAX

/* A line before layout: all model edges between two boxes. Boxes are candidate boxes here, one per
 * model node that would have a box of its own, numbered in id order. */
struct line {
    int from, to;
    bool both;
    enum role role;        /* what its edges do; the strongest */
    uint32_t first, count; /* of its edges in visible_parts.edges */
};

struct visible_parts {
    struct arena *arena;  /* everything of the result */
    struct layout_node *nodes; /* what the layout input points at */
    struct layout_edge *drawn;
    uint32_t *edge_start; /* per final line */
    edge_id *edge_ids;
    uint8_t *box_is;          /* per final box: enum visible_box_kind */
    uint32_t *absorbed_start; /* per final box */
    node_id *absorbed;
};

/* Rows of numbers: those of row i are at[start[i]] .. at[start[i + 1] - 1]. */
struct rows {
    uint32_t *start, *at;
};

/* Everything up to siblings is a plan's; each showing of it works on a copy of this struct. */
struct builder {
    const struct graph *g;
    const struct visible_options *o;
    struct visible_parts *p;
    unsigned layers;
    node_id *into;     /* per node: the node whose box it is a line in; 0: none */
    edge_id *stands;   /* per edge: the edge of a named source that it stands on; 0: its own;
                          DOOR: no line, the box at its end says it */
    bool *door;        /* per node: such a box */
    node_id *frame;    /* per node: the container that frames it; 0: none */
    bool *holds;       /* per node: is such a container */
    int *box;          /* per node: candidate box of its own, or VISIBLE_NONE */
    node_id *node;     /* per candidate box */
    size_t box_count;
    struct str *crowd; /* per node, if boxes of the overview were put together: what that one is
                          called; else NULL */
    uint32_t *members; /* per node, if any is folded: what its box stands for; else NULL */
    uint32_t *siblings; /* per node, if any are grouped: how many its box stands for; else NULL */
    edge_id *edges;    /* grouped by line */
    struct line *lines;
    size_t line_count;
    struct rows lines_of;    /* per candidate box; a line from a box to itself twice */
    struct rows absorbed_of; /* per candidate box: nodes, in id order */

    bool *keep;        /* per candidate box: hidden set and focus leave it */
    int *kept;         /* those, in rising order */
    size_t kept_count;
};

struct visible_plan {
    struct builder b;          /* its parts have only an arena */
    struct visible_options o;  /* of which the lists are copies */
};

/* visible.c */
bool is_outside(const struct graph *g, node_id n); /* internet, third party, partner */

/* visible_more.c: kind, entries in full, gate. */
void box_more(struct builder *b, node_id n, const node_id *absorbed, size_t count,
              struct str more[LAYOUT_MORE]);

/* visible_frames.c */
void frames_find(struct builder *b); /* fills frame and holds */
void frames_draw(struct builder *b, struct visible *out); /* clusters, and the cluster of each box */

/* visible_absorb.c */
void absorb(struct builder *b); /* fills into and stands */

/* visible_fold.c */
bool fold_counts(const struct builder *b, node_id n); /* as one that a box stands for */
void fold(struct builder *b); /* after absorb(): fills members, completes into */
void fold_some(struct builder *b); /* the same for the containers of the options */
void crowd(struct builder *b, node_id *box); /* visible_crowd.c: box is per node */
struct str fold_name(struct builder *b, node_id n, struct edge_list in_box);
struct str fold_detail(struct builder *b, node_id n, struct edge_list in_box);

/* visible_group.c */
bool group_siblings(struct builder *b); /* fills siblings, completes into; false: there are none */
struct str group_name(struct builder *b, node_id n);
struct str group_detail(struct builder *b, node_id n, const node_id *members, size_t count);

/* visible_keep.c */
void choose_kept(struct builder *b, struct visible *out); /* fills keep, kept, kept_count */
int hidden_lines(const struct builder *b, int box); /* to boxes that are left out */

/* visible_lines.c */
bool line_wanted(const struct builder *b, const struct edge *e); /* layer; not shown by a frame */
node_id line_end(const struct builder *b, node_id n);            /* n, or what has absorbed it */
void lines_find(struct builder *b);

/* visible_plan.c */
struct rows rows_new(struct arena *arena, size_t rows, size_t entries);

/* visible_names.c */
struct str box_name(struct builder *b, node_id n);
struct str box_detail(struct builder *b, node_id n, const node_id *absorbed, size_t count);
/* How one that leads to a box starts it ("every 15 min"; "POST /x (func key)", which gets shorter if
 * it is not whole); false: nothing to say. */
bool entry_words(struct buf *out, const struct graph *g, node_id entry, bool whole);
void own_words(struct buf *out, const struct builder *b, node_id n); /* a schedule, a gate, a door */
void names_apart(struct builder *b, struct visible *out); /* equal names get their container */

/* visible_doors.c: an edge from a caller to a route, by way of the route's API. */
struct door {
    edge_id api, route; /* caller to API, API to route */
};
/* False: it is no such edge, or that way is not on the map. After choose_kept(). */
bool door_find(const struct builder *b, edge_id id, struct door *out);
bool line_is_told(const struct builder *b, const struct line *l); /* all its edges are such */

#endif
