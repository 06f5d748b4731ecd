/* SPDX-License-Identifier: MIT */
/* edge_words.h - what an edge says in words, from either of its ends.
 * Place:     for whoever reads a graph out: the tree, lists, linear text.
 *
 *     Bridge HTTP  "writes"         Telemetry Q
 *     Telemetry Q  "is written by"  Bridge HTTP
 */
#ifndef FAASMAP_EDGE_WORDS_H
#define FAASMAP_EDGE_WORDS_H

#include <stdbool.h>

#include "graph.h"

/* passive: said from the end that the edge leads to. */
const char *edge_words(enum edge_kind kind, bool passive);

#endif
