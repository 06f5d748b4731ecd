/* SPDX-License-Identifier: MIT */
/* tiny_graph.h - small graphs as text, for tests of analyses.
 * Place:     shared test code. One fact per line; a line that cannot be read fails the test.
 *
 *     function f limit='10 per second'          KIND NAME [key=value ...]; the name is the id too
 *     internet -exposes-> r auth=funckey        FROM -KIND-> TO [key=value ...]
 *     zone dmz parent=gateway                   a custom zone; kind=... for another kind
 *     # and comments
 *
 * Node keys: zone, external, sensitivity, stage, provider, name. Edge keys: auth, ev, conf, cond,
 * id, ops (commas). Every other key is an attribute. Nodes and edges stand at tiny:LINE:1.
 */
#ifndef FAASMAP_TESTS_TINY_GRAPH_H
#define FAASMAP_TESTS_TINY_GRAPH_H

#include "graph.h"

struct graph *tiny_graph(const char *text) ATTR_RETURNS_NONNULL; /* sealed */
/* The node of that name; fails the test if there is none. */
node_id tiny_node(const struct graph *g, const char *name);

#endif
