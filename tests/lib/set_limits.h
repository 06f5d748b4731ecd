/* SPDX-License-Identifier: MIT */
/* set_limits.h - limits of the graph that a test sets while it runs. The Makefile compiles the graph
 * a second time with this before everything else, for tests/unit/test_graph_limits.c, which defines
 * the two variables.
 */
#ifndef FAASMAP_SET_LIMITS_H
#define FAASMAP_SET_LIMITS_H

extern unsigned set_graph_nodes, set_graph_edges;

#define LIMIT_GRAPH_NODES set_graph_nodes
#define LIMIT_GRAPH_EDGES set_graph_edges

#endif
