/* SPDX-License-Identifier: MIT */
/* by_node.h - arrays in the order of a node: where those of one node begin.
 * Form: each item begins with its node_id.
 */
#ifndef FAASMAP_BY_NODE_H
#define FAASMAP_BY_NODE_H

#include <stddef.h>
#include <string.h>

#include "graph.h"

/* The first item whose node is not before n; count: none. size: of an item, in bytes. */
static inline size_t by_node_first(const void *items, size_t count, size_t size, node_id n)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        node_id at;
        memcpy(&at, (const char *)items + middle * size, sizeof at);
        if (at < n)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
