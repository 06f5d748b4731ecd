/* SPDX-License-Identifier: MIT */
/* iam_renamed.h - nodes that policy documents call by an id that they had before they were joined with
 * another one: the attribute FACT_STANDS_FOR keeps it. Private to iam.
 */
#ifndef FAASMAP_IAM_RENAMED_H
#define FAASMAP_IAM_RENAMED_H

#include "arena.h"
#include "graph.h"
#include "map.h"

/* Adds id -> node for each; the ids lie in the arena, the map is the caller's. O(nodes). */
void iam_find_renamed(const struct graph *g, struct arena *a, struct map *ids);

#endif
