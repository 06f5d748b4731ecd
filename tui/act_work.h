/* SPDX-License-Identifier: MIT */
/* act_work.h - keys and signs for what the user adds (work.h).
 * Place:     act.c has the rows, views draw the signs, the commands of ask_work.c hide as the key does.
 */
#ifndef FAASMAP_ACT_WORK_H
#define FAASMAP_ACT_WORK_H

#include "action.h"
#include "key.h"
#include "page.h"

struct explorer;

unsigned work_act(struct explorer *x, int action); /* ACT_* of view.h */
/* The letter that the action x->letter_for waits for. */
void work_letter(struct explorer *x, struct key key);
/* A path from the marked nodes; false: none is marked but this one. */
bool work_path_to(struct explorer *x, node_id n);
/* Hides a node or takes that back, computes again what follows, and says so. */
void work_hide_node(struct explorer *x, node_id n, bool hidden);
/* In a column of the canvas, a sign for each line of the page, drawn at `row`, that stands for a node
 * with a mark, else with a note or a tag. */
void work_signs(const struct explorer *x, const struct page *p, struct canvas *c, int row, int col,
                int rows);

/* act_why.c: why an action had nothing to do, if nobody has said it; that the keys typed are none. */
void act_say_why(struct explorer *x, enum action action);
void act_say_no_key(struct explorer *x);

#endif
