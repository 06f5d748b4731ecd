/* SPDX-License-Identifier: MIT */
/* node_values.h - what starts a node, what its identities may do, which secrets its settings hold.
 * Place:     analysis, on the graph alone; the filter, the table and the colours of the map ask it.
 * App:       settings and identities of an app are those of the functions that it hosts.
 * Cost:      of one node its edges, those of its app and of their identities; of all nodes at once one
 *            pass over nodes and edges, however many share an identity.
 */
#ifndef FAASMAP_NODE_VALUES_H
#define FAASMAP_NODE_VALUES_H

#include "graph.h"

/* 1 << kind for each kind of node that triggers or invokes it. */
uint32_t node_starters(const struct graph *g, node_id n);
/* OP_ bits (facts.h) that an identity is given. */
unsigned identity_ops(const struct graph *g, node_id identity);
/* The same of all identities of a node, its own and those of its app; of an identity its own. */
unsigned node_ops(const struct graph *g, node_id n);
/* The first secret that stands as a value in its own settings, put there by hand or at deployment;
 * 0: none. */
node_id node_plain_secret(const struct graph *g, node_id n);

struct node_values {
    uint32_t starters; /* as node_starters() */
    uint32_t secrets;  /* how many stand as values in its settings or those of its app */
    uint8_t ops;       /* as node_ops() */
};
void node_values_all(const struct graph *g, struct node_values *out); /* [node count + 1] */

#endif
