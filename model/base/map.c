/* SPDX-License-Identifier: MIT */
#include "map.h"

#include "arena.h"
#include "mem.h"

struct map_slot {
    struct str key; /* key.ptr NULL: free */
    uint32_t hash, value;
};

void map_release(struct map *m)
{
    mem_free(m->slots);
    *m = (struct map){0};
}

static struct map_slot *find(const struct map *m, struct str key, uint32_t hash)
{
    size_t mask = m->cap - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct map_slot *s = &m->slots[i];
        if (!s->key.ptr || (s->hash == hash && str_eq(s->key, key)))
            return s;
    }
}

static uint32_t hash_of(struct str key)
{
    return (uint32_t)(str_hash(key) >> 32);
}

bool map_get(const struct map *m, struct str key, uint32_t *value)
{
    if (!m->cap)
        return false;
    const struct map_slot *s = find(m, key, hash_of(key));
    if (!s->key.ptr)
        return false;
    if (value)
        *value = s->value;
    return true;
}

static void enlarge(struct map *m, size_t cap)
{
    struct map bigger = {.cap = cap, .used = m->used};
    bigger.slots = mem_zalloc(bigger.cap, sizeof *bigger.slots);
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].key.ptr)
            *find(&bigger, m->slots[i].key, m->slots[i].hash) = m->slots[i];
    mem_free(m->slots);
    *m = bigger;
}

void map_reserve(struct map *m, size_t more)
{
    size_t cap = m->cap ? m->cap : 16;
    while (cap / 4 * 3 < m->used + more)
        cap *= 2;
    if (cap > m->cap)
        enlarge(m, cap);
}

/* The slot of the key, which is in the map from now on. */
static struct map_slot *put(struct map *m, struct str key, bool *added)
{
    if (m->used * 4 >= m->cap * 3)
        enlarge(m, m->cap ? m->cap * 2 : 16);
    if (!key.ptr)
        key.ptr = ""; /* NULL marks a free slot; the empty key is a key */
    uint32_t hash = hash_of(key);
    struct map_slot *s = find(m, key, hash);
    *added = !s->key.ptr;
    if (*added) {
        *s = (struct map_slot){.key = key, .hash = hash};
        m->used++;
    }
    return s;
}

uint32_t *map_put(struct map *m, struct str key, bool *added)
{
    bool fresh;
    return &put(m, key, added ? added : &fresh)->value;
}

uint32_t *map_put_copy(struct map *m, struct arena *a, struct str key, struct str *kept, bool *added)
{
    struct map_slot *s = put(m, key, added);
    if (*added)
        s->key = arena_str(a, key);
    *kept = s->key;
    return &s->value;
}

struct str map_intern(struct map *m, struct arena *a, struct str key)
{
    bool added;
    map_put_copy(m, a, key, &key, &added);
    return key;
}

void map_renumber(struct map *m, const uint32_t *fresh)
{
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].key.ptr)
            m->slots[i].value = fresh[m->slots[i].value];
}

size_t map_count(const struct map *m)
{
    return m->used;
}
