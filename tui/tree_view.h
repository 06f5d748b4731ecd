/* SPDX-License-Identifier: MIT */
/* tree_view.h - what others may ask of the view of the tree. */
#ifndef FAASMAP_TREE_VIEW_H
#define FAASMAP_TREE_VIEW_H

#include <stdbool.h>

struct explorer;

/* Shows the tree; asked for again while it is shown, the selected node becomes its root. */
void tree_go(struct explorer *x);
/* The tree of the selected node: what it leads on to, or (up) what leads to it. */
void tree_turn(struct explorer *x, bool up);

#endif
