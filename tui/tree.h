/* SPDX-License-Identifier: MIT */
/* tree.h - a graph unfolded from one node, line by line, as somebody asks for it.
 * Place:     below view_tree.c; knows the graph, no screen.
 * Lines:     one per edge, under the node that it leads on from. A node is unfolded at one branch
 *            only, the one that was listed first; its other branches say that it was seen, or that
 *            they are a loop: the node is among those above them. A route that is reached directly and
 *            through its API is unfolded below the API, and seen where it is reached directly: those
 *            lines come last.
 * Direction: the way data flows, as the arrows of the map, or against it.
 * Cost:      unfolding a branch: the edges of its node and the depth; nothing walks the graph but
 *            tree_open(), which makes room for an answer per node.
 * Ownership: tree_release() frees everything; the graph is borrowed. {0} is an empty tree.
 */
#ifndef FAASMAP_TREE_H
#define FAASMAP_TREE_H

#include <stdbool.h>

#include "graph.h"

typedef uint32_t branch_id; /* 0: the root */

enum branch_mark { BRANCH_FIRST, BRANCH_SEEN, BRANCH_LOOP };

/* Where the listing of a node's edges stands: layer by layer, its own direction before the other, both
 * once more for what is unfolded below an API (2, 3). */
struct edge_walk {
    uint8_t layer, side;
    uint32_t index;
};

struct branch {
    node_id node;
    edge_id edge;                /* 0: the root */
    branch_id parent;
    branch_id child, last, next; /* first and last child, next sibling; 0: none */
    uint32_t depth;
    uint32_t more;               /* edges that are not listed yet, known once some are */
    struct edge_walk walk;
    uint8_t mark;                /* enum branch_mark; seen and loop are never unfolded */
    bool open, listed;           /* listed: its first children were asked for */
};

struct tree {
    const struct graph *graph;
    bool up;                     /* against the flow */
    unsigned layers;             /* bits 1 << enum layer */
    /* NULL: all. Edges to nodes that it does not want are not listed. */
    bool (*wanted)(const void *arg, node_id n);
    const void *wanted_arg;
    struct branch *items;
    size_t count, cap;
    branch_id *first;            /* per node id: 1 + its first branch; 0: not listed */
};

enum { TREE_PAGE = 200 }; /* children that are listed at once */

/* The root alone, folded; drops what was there. */
void tree_open(struct tree *t, const struct graph *g, node_id root, bool up, unsigned layers);
void tree_release(struct tree *t);

/* Lists at most `most` children more (the first time, or those that are left) and opens the branch;
 * false: there is nothing to list, or it is no branch to unfold. */
bool tree_unfold(struct tree *t, branch_id b, size_t most);
void tree_fold(struct tree *t, branch_id b);
/* Unfolds, nearest first, while not more than `lines` branches are there (but for one list of the
 * root's), and at most TREE_PAGE children of a node. false: all is unfolded. */
bool tree_unfold_all(struct tree *t, size_t lines);
/* Opens everything above the branch, so that it is a line. */
void tree_show(struct tree *t, branch_id b);
/* The first branch of a node; false: it is not listed. */
bool tree_find(const struct tree *t, node_id n, branch_id *out);
/* The branch that stands in the line below, in what is open; 0: none (and for an empty tree). */
branch_id tree_next(const struct tree *t, branch_id b);
/* The API that a node leads to as well as to this route, which is unfolded there; 0: none. Looks at
 * some edges to the API only. */
node_id tree_gateway(const struct tree *t, node_id n, node_id route);
/* How many branches unfolding would list, counted up to `most`. */
size_t tree_degree(const struct tree *t, node_id n, size_t most);

#endif
