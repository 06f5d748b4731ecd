/* SPDX-License-Identifier: MIT */
/* members.c - attributes and sets of nodes and edges: small arrays in the arena, doubled by copying.
 *
 * A long array has an index, since input decides how many members a node has: a pointer to it stands
 * before the first element, so that it moves with the array. */
#include <stddef.h>

#include "graph_internal.h"
#include "mem.h"

enum { LONG = 64 }; /* capacity from which on there is an index; a power of two */

struct head {
    _Alignas(max_align_t) struct map *index;
};

_Static_assert(offsetof(struct attr, key) == 0, "the key of an element is its first member");

static size_t room_for(size_t count)
{
    size_t cap = 4;
    while (cap < count)
        cap *= 2;
    return cap;
}

static struct map *index_of(const void *items, size_t count)
{
    return room_for(count) < LONG ? NULL : ((const struct head *)items - 1)->index;
}

static const struct str *key_at(const void *items, size_t i, size_t size)
{
    return (const struct str *)(const void *)((const char *)items + i * size);
}

static struct map *new_index(struct graph *g, const void *items, size_t count, size_t size)
{
    if (g->index_count == g->index_cap)
        g->indexes = mem_grow(g->indexes, &g->index_cap, sizeof *g->indexes);
    struct map *index = g->indexes[g->index_count++] = mem_zalloc(1, sizeof *index);
    for (size_t i = 0; i < count; i++)
        map_set(index, *key_at(items, i, size), (uint32_t)i);
    return index;
}

/* Room for one more element behind count; the capacity is the next power of two. */
static void *array_more(struct graph *g, void *items, size_t count, size_t size)
{
    size_t cap = room_for(count + 1);
    if (count && room_for(count) == cap)
        return items;
    void *bigger;
    if (cap < LONG) {
        bigger = arena_bytes(g->arena, cap * size); /* read up to count only */
    } else {
        size_t heads = (sizeof(struct head) + size - 1) / size; /* elements that make a head's room */
        char *bytes = arena_array(g->arena, cap + heads, size);
        struct head *head = (struct head *)(void *)bytes;
        struct map *index = index_of(items, count);
        head->index = index ? index : new_index(g, items, count, size);
        bigger = head + 1;
    }
    if (count)
        memcpy(bigger, items, count * size);
    return bigger;
}

/* The place of a key, or count. */
static size_t find(const void *items, size_t count, size_t size, struct str key)
{
    struct map *index = count ? index_of(items, count) : NULL;
    uint32_t at;
    if (index)
        return map_get(index, key, &at) ? at : count;
    for (size_t i = 0; i < count; i++)
        if (str_eq(*key_at(items, i, size), key))
            return i;
    return count;
}

/* To be called when the element stands in its place. */
static void enter(const void *items, size_t count, struct str key)
{
    struct map *index = index_of(items, count);
    if (index)
        map_set(index, key, (uint32_t)count - 1);
}

void graph_attrs_set(struct graph *g, struct attr **attrs, uint32_t *count, uint64_t *bits,
                     struct attr a, bool replace)
{
    uint64_t bit = str_bit(a.key);
    size_t at = bits && !(*bits & bit) ? *count : find(*attrs, *count, sizeof a, a.key);
    if (bits)
        *bits |= bit;
    if (at < *count) {
        if (replace) {
            (*attrs)[at].type = a.type;
            (*attrs)[at].value = graph_keep(g, a.value);
        }
        return;
    }
    *attrs = array_more(g, *attrs, *count, sizeof a);
    a.value = graph_keep(g, a.value);
    (*attrs)[(*count)++] = a;
    enter(*attrs, *count, a.key);
}

void graph_set_add(struct graph *g, struct str **items, uint32_t *count, struct str s)
{
    if (find(*items, *count, sizeof s, s) < *count)
        return;
    *items = array_more(g, *items, *count, sizeof s);
    s = graph_keep(g, s);
    (*items)[(*count)++] = s;
    enter(*items, *count, s);
}

void graph_indexes_drop(struct graph *g)
{
    for (size_t i = 0; i < g->index_count; i++) {
        map_release(g->indexes[i]);
        mem_free(g->indexes[i]);
    }
    mem_free(g->indexes);
    g->indexes = NULL;
    g->index_count = g->index_cap = 0;
}
