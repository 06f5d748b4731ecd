/* SPDX-License-Identifier: MIT */
/* graph_same.h - two sealed graphs compared member by member through the C interface. */
#ifndef FAASMAP_TESTS_GRAPH_SAME_H
#define FAASMAP_TESTS_GRAPH_SAME_H

#include "graph.h"

/* Fails the cmocka test at the first member that differs, and names it. */
void graph_same(const struct graph *a, const struct graph *b);

/* A graph in which every member of every record has a value that no default gives; not sealed. */
struct graph *graph_of_everything(void);

#endif
