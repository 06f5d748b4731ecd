/* SPDX-License-Identifier: MIT */
/* inventory_tree.h - all nodes of a graph as a tree: zone, container, kind.
 * Place:     made with the other things that hang on a graph (replace.h), in any thread; the inventory
 *            takes it over and folds its groups.
 * Shape:     a level that would have one group only is left out, and so are kinds where few nodes stand
 *            together.
 */
#ifndef FAASMAP_INVENTORY_TREE_H
#define FAASMAP_INVENTORY_TREE_H

#include "graph.h"

enum level { LEVEL_ZONE, LEVEL_HOLDER, LEVEL_KIND };

struct inventory_group {
    enum level level;
    uint8_t depth;
    uint32_t first, count; /* into order */
    uint32_t end;          /* index behind the last group inside this one */
    bool folded, lent; /* lent: unfolded for what a search finds while it is typed */
};

struct inventory_tree {
    node_id *order; /* all nodes, sorted by zone, container, kind, id */
    struct inventory_group *groups;
    size_t count, cap; /* of the groups */
};

struct inventory_tree inventory_tree_of(const struct graph *g); /* all unfolded */
void inventory_tree_release(struct inventory_tree *t);          /* {0} again */

#endif
