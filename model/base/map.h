/* SPDX-License-Identifier: MIT */
/* map.h - from text to a 32-bit number: intern tables, id indexes.
 * Form:      entries in the order in which they came, and a table of small slots that lead to them: what
 *            is asked for was mostly put in near what was asked for before, and is then in the caches.
 * Ownership: keys are borrowed and must outlive the map; map_release() frees the table. {0} is empty.
 * Order:     none; whoever prints walks its own sorted array, never a map.
 */
#ifndef FAASMAP_MAP_H
#define FAASMAP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct arena;
struct map_slot;
struct map_entry;
struct map {
    struct map_slot *slots;
    struct map_entry *entries;
    size_t used, cap; /* cap of the slots is 0 or a power of two */
    size_t entry_cap;
};

void map_release(struct map *m);
bool map_get(const struct map *m, struct str key, uint32_t *value); /* value may be NULL */
/* The value's place: the one that is there, or a new one that holds 0 and *added = true.
 * Valid until the next addition. added may be NULL. */
uint32_t *map_put(struct map *m, struct str key, bool *added);
static inline void map_set(struct map *m, struct str key, uint32_t value)
{
    *map_put(m, key, NULL) = value;
}
/* The same for a key that lives only now: a new one is copied into the arena; *kept is the one that
 * stands in the map. */
uint32_t *map_put_copy(struct map *m, struct arena *a, struct str key, struct str *kept, bool *added);
/* The equal key that is there, or a copy of key that is put into the map and lives in the arena. */
struct str map_intern(struct map *m, struct arena *a, struct str key);
void map_reserve(struct map *m, size_t more); /* so many keys more are going to come */
void map_renumber(struct map *m, const uint32_t *fresh); /* every value v becomes fresh[v] */
size_t map_count(const struct map *m);

#endif
