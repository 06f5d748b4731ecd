/* SPDX-License-Identifier: MIT */
/* label_flow.h - data that flows from a store to one of a lower label.
 * Place:     analysis, on paths.h and data_label.h.
 * Rule:      public < internal < pii < secret; data may flow up only. Who may read the lower store may
 *            then see what the higher one was to keep.
 * Walk:      mode flow from what stands in all stores of one label at once, by rows about data alone
 *            (input and write): who reads it, whom that code calls, what it writes, what that starts.
 *            A function may write nothing of what it reads: this is where data can go, not
 *            where it does. Log groups are no ends here: every function has one.
 * Answer:    of each store the highest label that gets there, with the best way. A store whose best way is
 *            by code that is replaced (it stands in the first store) is left out, though another,
 *            longer way may be one of data.
 * Cost:      a compiled graph and a search per label.
 * Ownership: label_flow_free(); the graph is borrowed. Paths are made when they are asked for.
 */
#ifndef FAASMAP_LABEL_FLOW_H
#define FAASMAP_LABEL_FLOW_H

#include "data_label.h"
#include "paths.h"

struct label_leak {
    node_id to;
    int from_label, to_label;
};

struct label_flow;

struct label_flow *label_flow_find(const struct graph *g) ATTR_RETURNS_NONNULL;
void label_flow_free(struct label_flow *f); /* NULL is allowed */
const struct graph *label_flow_graph(const struct label_flow *f);
/* The highest label first; equal ones by node. */
size_t label_flow_count(const struct label_flow *f);
const struct label_leak *label_flow_at(const struct label_flow *f, size_t i);
/* The first hop starts at the store that it comes from. */
struct path label_flow_path(const struct label_flow *f, size_t i, struct arena *arena);
bool label_flow_verify(const struct label_flow *f, struct buf *why);

#endif
