/* SPDX-License-Identifier: MIT */
/* query.h - small questions to a sealed graph that many rooms ask.
 * Ownership: everything returned is borrowed from the graph.
 */
#ifndef FAASMAP_QUERY_H
#define FAASMAP_QUERY_H

#include "graph.h"

/* What holds the node on the map: the app it is hosted by, else the boundary or net that it
 * resides in; 0: nothing. What it belongs to by its kind only (any:SERVICE) holds nothing. A container is never its own (cycles are cut: the node with the
 * smallest id of a cycle has none). */
node_id graph_container(const struct graph *g, node_id n);
/* The same for all nodes: container[1..count]. One pass over nodes and edges. */
void graph_containers(const struct graph *g, node_id *container);
/* True for kinds that are drawn as frames when they hold something. */
bool node_is_container(const struct graph *g, node_id n);
/* Nodes whose id equals text, else whose label, else whose name does (ASCII case ignored), else where text is part
 * of either. Returns the number of matches and writes at most max of them, in id order. */
size_t graph_match(const struct graph *g, struct str text, node_id *out, size_t max);
/* By label as str_name_cmp() has it, then by id. */
void graph_sort_by_name(const struct graph *g, node_id *nodes, size_t count);
/* The built-in actor "internet": 0 if the graph has none. */
node_id graph_internet(const struct graph *g);
/* The zone row of a node (never NULL on a sealed graph). */
const struct zone *graph_node_zone(const struct graph *g, node_id n);
/* The first edge of this kind that leaves n, or comes in; 0: none. */
edge_id graph_first_out(const struct graph *g, node_id n, enum edge_kind kind);
edge_id graph_first_in(const struct graph *g, node_id n, enum edge_kind kind);
/* A row of graph_out() or graph_in() from its first edge of this kind on: its edges of the kind come
 * first, then others. Nothing of it: none is left. */
struct edge_list graph_row_from(const struct graph *g, struct edge_list row, enum edge_kind kind);
/* The first edge of this kind between the two; 0: none. As cheap as the one with fewer edges. */
edge_id graph_between(const struct graph *g, enum edge_kind kind, node_id from, node_id to);

#endif
