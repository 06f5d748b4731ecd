/* SPDX-License-Identifier: MIT */
/* visible_text.h - what the map is to show, as lines of text.
 * Failure:   what is not there or differs fails the cmocka test.
 */
#ifndef FAASMAP_TESTS_VISIBLE_TEXT_H
#define FAASMAP_TESTS_VISIBLE_TEXT_H

#include "visible.h"

struct visible visible_of(const struct graph *g, struct visible_options o);
node_id node_of_id(const struct graph *g, const char *id);
edge_id edge_of_id(const struct graph *g, const char *id);
int box_of_id(const struct visible *v, const struct graph *g, const char *id);

/* Boxes as "id[frame > frame] name | detail badge", frames from the outside in, a line each. */
void expect_boxes(const struct graph *g, struct visible_options o, const char *want);
/* Lines as "id -> id", "id <-> id". */
void expect_lines(const struct graph *g, struct visible_options o, const char *want);

#endif
