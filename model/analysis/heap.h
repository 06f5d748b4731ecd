/* SPDX-License-Identifier: MIT */
/* heap.h - what waits in a search, the cheapest first: a binary heap.
 * Place:     private to analysis: ways.c and exact.c, and the checkers of what they find; search.c has its
 *            costs from here.
 * Order:     by bound, then cost, then place: equal ones leave in an order that is always the same.
 * Cost:      O(log n) for each of both. Ownership: the holder frees items.
 */
#ifndef FAASMAP_HEAP_H
#define FAASMAP_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem.h"

/* (effort, hops) as one number that compares like the pair. */
typedef uint64_t cost;
#define COST_FAR UINT64_MAX

struct heap_entry {
    cost bound, cost; /* of the whole way at least; so far. With nothing to guess only the first */
    size_t at;
};

struct heap {
    struct heap_entry *items;
    size_t count, cap;
};

static inline bool heap_before(const struct heap_entry *a, const struct heap_entry *b)
{
    if (a->bound != b->bound)
        return a->bound < b->bound;
    return a->cost != b->cost ? a->cost < b->cost : a->at < b->at;
}

static inline void heap_push(struct heap *h, struct heap_entry e)
{
    if (h->count == h->cap)
        h->items = mem_grow(h->items, &h->cap, sizeof *h->items);
    size_t i = h->count++;
    for (; i > 0 && heap_before(&e, &h->items[(i - 1) / 2]); i = (i - 1) / 2)
        h->items[i] = h->items[(i - 1) / 2];
    h->items[i] = e;
}

/* The heap is not empty. */
static inline struct heap_entry heap_pop(struct heap *h)
{
    struct heap_entry top = h->items[0], last = h->items[--h->count];
    size_t i = 0;
    for (size_t next; (next = 2 * i + 1) < h->count; i = next) {
        if (next + 1 < h->count && heap_before(&h->items[next + 1], &h->items[next]))
            next++;
        if (!heap_before(&h->items[next], &last))
            break;
        h->items[i] = h->items[next];
    }
    h->items[i] = last;
    return top;
}

#endif
