/* SPDX-License-Identifier: MIT */
/* graph_gen.h - graphs for tests and measurements: known small systems, and random ones.
 * Place:     shared test code; gives inputs of the layout engine.
 * Random:    a generator of our own, so a seed gives the same graph everywhere.
 * Ownership: a struct graph_gen owns all it points at; graph_gen_release() frees it.
 */
#ifndef FAASMAP_GRAPH_GEN_H
#define FAASMAP_GRAPH_GEN_H

#include <stdint.h>

#include "arena.h"
#include "layout.h"

struct graph_gen {
    struct arena *arena;
    struct layout_node *nodes;
    struct layout_cluster *clusters;
    struct layout_edge *edges;
    size_t node_count, node_cap, cluster_count, cluster_cap, edge_count, edge_cap;
    struct layout_input input; /* set by the functions below */
};

struct gen_random {
    uint64_t state;
};
uint32_t gen_next(struct gen_random *r);
int gen_below(struct gen_random *r, int limit); /* 0..limit-1; limit > 0 */
bool gen_chance(struct gen_random *r, int percent);

void graph_gen_init(struct graph_gen *g);
void graph_gen_release(struct graph_gen *g);
int graph_gen_cluster(struct graph_gen *g, const char *title, int parent);
int graph_gen_node(struct graph_gen *g, const char *name, int cluster);
int graph_gen_edge(struct graph_gen *g, int from, int to);
/* Brings input up to date with the arrays. */
void graph_gen_finish(struct graph_gen *g);

/* A waste-management system: 19 nodes, 20 edges, one highlighted path. */
void graph_gen_waste(struct graph_gen *g);
/* Five nodes around one worker, and seven folded clusters. */
void graph_gen_focus(struct graph_gen *g);
void graph_gen_overview(struct graph_gen *g);
/* A serverless system of about n nodes, clustered by kind, one hub. */
void graph_gen_serverless(struct graph_gen *g, int n, uint64_t seed);
/* Anything: loops, cycles, parallel edges, loose nodes, nested clusters, odd names. */
void graph_gen_wild(struct graph_gen *g, int n, int edges, uint64_t seed);

#endif
