/* SPDX-License-Identifier: MIT */
#include "packages.h"

#include "arena.h"
#include "map.h"
#include "mem.h"

struct set {
    struct str file;
    size_t count;
    node_id *users;
    size_t user_count, user_cap;
};

struct packages {
    struct arena *arena;
    struct package *items;
    size_t count, cap;
    struct set *sets;
    size_t set_count, set_cap;
    struct map by_name;     /* ecosystem_key() -> index + 1 of the last one */
    struct map names;       /* as PyPI has them, which is the widest */
    struct map in_set;      /* key and version of those of the last set -> index + 1 */
};

struct packages *packages_new(void)
{
    struct packages *p = mem_zalloc(1, sizeof *p);
    p->arena = arena_new();
    return p;
}

void packages_free(struct packages *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->set_count; i++)
        mem_free(p->sets[i].users);
    map_release(&p->by_name);
    map_release(&p->names);
    map_release(&p->in_set);
    mem_free(p->sets);
    mem_free(p->items);
    arena_free(p->arena);
    mem_free(p);
}

uint32_t packages_set(struct packages *p, struct str file)
{
    if (p->set_count == p->set_cap)
        p->sets = mem_grow(p->sets, &p->set_cap, sizeof *p->sets);
    p->sets[p->set_count] = (struct set){.file = arena_str(p->arena, file)};
    map_release(&p->in_set);
    p->in_set = (struct map){0};
    return (uint32_t)p->set_count++;
}

static struct str key_of(struct buf *room, enum ecosystem e, struct str name)
{
    buf_reset(room);
    ecosystem_key(e, name, room);
    return buf_str(room);
}

static struct str wide_name(struct buf *room, struct str name)
{
    return key_of(room, ECOSYSTEM_PYPI, name);
}

void packages_add(struct packages *p, const struct package *one)
{
    struct buf key = {0};
    bool added;
    if (!one->name.len || !one->version.len || !p->set_count || p->count >= PACKAGES_MAX)
        return;
    key_of(&key, one->ecosystem, one->name);
    buf_putc(&key, ' ');
    buf_add(&key, one->version);
    struct str kept_key;
    uint32_t *known = map_put_copy(&p->in_set, p->arena, buf_str(&key), &kept_key, &added);
    if (!added) {
        p->items[*known - 1].development &= one->development;
        buf_release(&key);
        return;
    }
    if (p->count == p->cap)
        p->items = mem_grow(p->items, &p->cap, sizeof *p->items);
    *known = (uint32_t)p->count + 1;
    struct package *kept = &p->items[p->count++];
    *kept = *one;
    kept->set = (uint32_t)p->set_count - 1;
    kept->name = arena_str(p->arena, one->name);
    kept->version = arena_str(p->arena, one->version);
    uint32_t *head = map_put_copy(&p->by_name, p->arena,
                                  key_of(&key, one->ecosystem, one->name), &kept_key, &added);
    kept->next = *head;
    *head = (uint32_t)p->count;
    map_intern(&p->names, p->arena, wide_name(&key, one->name));
    p->sets[kept->set].count++;
    buf_release(&key);
}

void packages_used(struct packages *p, uint32_t set, node_id by)
{
    struct set *s = &p->sets[set];
    if (s->user_count == s->user_cap)
        s->users = mem_grow(s->users, &s->user_cap, sizeof *s->users);
    s->users[s->user_count++] = by;
}

size_t packages_set_count(const struct packages *p)
{
    return p->set_count;
}

struct str packages_file(const struct packages *p, uint32_t set)
{
    return p->sets[set].file;
}

size_t packages_users(const struct packages *p, uint32_t set, const node_id **users)
{
    *users = p->sets[set].users;
    return p->sets[set].user_count;
}

size_t packages_in(const struct packages *p, uint32_t set)
{
    return p->sets[set].count;
}

size_t packages_count(const struct packages *p)
{
    return p->count;
}

const struct package *packages_at(const struct packages *p, size_t i)
{
    return &p->items[i];
}

uint32_t packages_find(const struct packages *p, enum ecosystem e, struct str name)
{
    struct buf key = {0};
    uint32_t first = 0;
    if (!map_get(&p->by_name, key_of(&key, e, name), &first))
        first = 0;
    buf_release(&key);
    return first;
}

bool packages_may_have(const struct packages *p, struct str name)
{
    struct buf key = {0};
    bool there = map_get(&p->names, wide_name(&key, name), NULL);
    buf_release(&key);
    return there;
}
