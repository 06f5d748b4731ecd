/* SPDX-License-Identifier: MIT */
#include "map.h"

#include "arena.h"
#include "mem.h"

struct map_slot {
    uint32_t entry; /* its number from 1; 0: free */
    uint32_t hash;
};

struct map_entry {
    struct str key;
    uint32_t value;
};

void map_release(struct map *m)
{
    mem_free(m->slots);
    mem_free(m->entries);
    *m = (struct map){0};
}

static struct map_slot *find(const struct map *m, struct str key, uint32_t hash)
{
    size_t mask = m->cap - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct map_slot *s = &m->slots[i];
        if (!s->entry || (s->hash == hash && str_eq(m->entries[s->entry - 1].key, key)))
            return s;
    }
}

bool map_get(const struct map *m, struct str key, uint32_t *value)
{
    if (!m->cap)
        return false;
    const struct map_slot *s = find(m, key, str_place(key));
    if (!s->entry)
        return false;
    if (value)
        *value = m->entries[s->entry - 1].value;
    return true;
}

static void enlarge(struct map *m, size_t cap)
{
    struct map_slot *slots = mem_zalloc(cap, sizeof *slots);
    for (size_t i = 0; i < m->cap; i++) {
        size_t to = m->slots[i].hash & (cap - 1); /* no key stands twice: no need to compare */
        while (m->slots[i].entry && slots[to].entry)
            to = (to + 1) & (cap - 1);
        if (m->slots[i].entry)
            slots[to] = m->slots[i];
    }
    mem_free(m->slots);
    m->slots = slots;
    m->cap = cap;
}

void map_reserve(struct map *m, size_t more)
{
    size_t cap = m->cap ? m->cap : 16;
    while (cap / 2 < m->used + more)
        cap *= 2;
    if (cap > m->cap)
        enlarge(m, cap);
    m->entries = mem_reserve(m->entries, &m->entry_cap, m->used + more, sizeof *m->entries);
}

/* The entry of the key, which is in the map from now on. */
static struct map_entry *put(struct map *m, struct str key, bool *added)
{
    if (m->used * 2 >= m->cap) /* fuller, and what is not there is looked for in many places */
        enlarge(m, m->cap ? m->cap * 2 : 16);
    uint32_t hash = str_place(key);
    struct map_slot *s = find(m, key, hash);
    *added = !s->entry;
    if (*added) {
        if (m->used == m->entry_cap)
            m->entries = mem_grow(m->entries, &m->entry_cap, sizeof *m->entries);
        m->entries[m->used++] = (struct map_entry){.key = key};
        *s = (struct map_slot){(uint32_t)m->used, hash};
    }
    return &m->entries[s->entry - 1];
}

uint32_t *map_put(struct map *m, struct str key, bool *added)
{
    bool fresh;
    return &put(m, key, added ? added : &fresh)->value;
}

uint32_t *map_put_copy(struct map *m, struct arena *a, struct str key, struct str *kept, bool *added)
{
    struct map_entry *e = put(m, key, added);
    if (*added)
        e->key = arena_str(a, key);
    *kept = e->key;
    return &e->value;
}

struct str map_intern(struct map *m, struct arena *a, struct str key)
{
    bool added;
    map_put_copy(m, a, key, &key, &added);
    return key;
}

void map_renumber(struct map *m, const uint32_t *fresh)
{
    for (size_t i = 0; i < m->used; i++)
        m->entries[i].value = fresh[m->entries[i].value];
}

size_t map_count(const struct map *m)
{
    return m->used;
}
