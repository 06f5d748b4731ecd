/* SPDX-License-Identifier: MIT */
#include "doc.h"

#include "arena.h"
#include "mem.h"

enum { INDEX_FROM = 16, INDEX_SLOTS = 64 }; /* maps of so many members get a hash index */

/* Open addressing over the members; of several with one key the last. At most half full. */
struct doc_index {
    struct doc_node **slots; /* NULL: free */
    size_t used, cap;        /* cap is a power of two */
};

struct doc {
    struct arena *arena;
    struct str file;
    const struct doc_node *root;
    struct doc_index **indexes; /* every index made, to free them */
    size_t index_count, index_cap;
};

struct doc *doc_new(struct str file)
{
    struct doc *d = mem_zalloc(1, sizeof *d);
    d->arena = arena_new();
    d->file = arena_str(d->arena, file);
    return d;
}

void doc_free(struct doc *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->index_count; i++) {
        mem_free(d->indexes[i]->slots);
        mem_free(d->indexes[i]);
    }
    mem_free(d->indexes);
    arena_wipe(d->arena);
    mem_free(d);
}

static struct doc_node *node(struct doc *d, enum doc_type type, uint32_t line, uint32_t col)
{
    struct doc_node *n = arena_alloc(d->arena, sizeof *n);
    n->type = (uint8_t)type;
    n->line = line;
    n->col = col;
    return n;
}

struct doc_node *doc_scalar(struct doc *d, struct str text, bool plain, uint32_t line, uint32_t col)
{
    struct doc_node *n = node(d, DOC_SCALAR, line, col);
    n->text = arena_str(d->arena, text);
    n->plain = plain;
    return n;
}

struct doc_node *doc_list(struct doc *d, uint32_t line, uint32_t col)
{
    return node(d, DOC_LIST, line, col);
}

struct doc_node *doc_map(struct doc *d, uint32_t line, uint32_t col)
{
    return node(d, DOC_MAP, line, col);
}

void doc_append(struct doc_node *list, struct doc_node *item)
{
    if (list->last)
        list->last->next = item;
    else
        list->first = item;
    list->last = item;
    list->count++;
}

static struct doc_node **index_slot(const struct doc_index *x, struct str key)
{
    size_t mask = x->cap - 1;
    for (size_t i = (size_t)(str_hash(key) >> 32) & mask;; i = (i + 1) & mask)
        if (!x->slots[i] || str_eq(x->slots[i]->key, key))
            return &x->slots[i];
}

static void index_enlarge(struct doc_index *x)
{
    struct doc_index bigger = {.used = x->used, .cap = x->cap ? x->cap * 2 : INDEX_SLOTS};
    bigger.slots = mem_zalloc(bigger.cap, sizeof(struct doc_node *));
    for (size_t i = 0; i < x->cap; i++)
        if (x->slots[i])
            *index_slot(&bigger, x->slots[i]->key) = x->slots[i];
    mem_free(x->slots);
    *x = bigger;
}

static const struct doc_node *index_add(struct doc_index *x, struct doc_node *member)
{
    if (x->used * 2 >= x->cap)
        index_enlarge(x);
    struct doc_node **slot = index_slot(x, member->key);
    const struct doc_node *before = *slot;
    x->used += !before;
    *slot = member;
    return before;
}

static struct doc_index *index_new(struct doc *d, const struct doc_node *map)
{
    struct doc_index *x = mem_zalloc(1, sizeof *x);
    if (d->index_count == d->index_cap)
        d->indexes = mem_grow(d->indexes, &d->index_cap, sizeof(struct doc_index *));
    d->indexes[d->index_count++] = x;
    for (struct doc_node *c = map->first; c; c = c->next)
        index_add(x, c);
    return x;
}

static const struct doc_node *find(const struct doc_node *map, struct str key)
{
    if (map->index)
        return *index_slot(map->index, key);
    const struct doc_node *found = NULL;
    for (const struct doc_node *c = map->first; c; c = c->next)
        if (str_eq(c->key, key))
            found = c;
    return found;
}

const struct doc_node *doc_put_kept(struct doc *d, struct doc_node *map, struct str key,
                                    uint32_t key_line, uint32_t key_col, struct doc_node *value)
{
    const struct doc_node *before;
    value->key = key;
    value->key_line = key_line;
    value->key_col = key_col;
    if (map->index) {
        before = index_add(map->index, value);
        doc_append(map, value);
    } else {
        before = find(map, key);
        doc_append(map, value);
        if (map->count == INDEX_FROM)
            map->index = index_new(d, map);
    }
    return before;
}

const struct doc_node *doc_put(struct doc *d, struct doc_node *map, struct str key,
                               uint32_t key_line, uint32_t key_col, struct doc_node *value)
{
    return doc_put_kept(d, map, arena_str(d->arena, key), key_line, key_col, value);
}

struct doc_node *doc_clone(struct doc *d, const struct doc_node *n)
{
    struct doc_node *copy = node(d, n->type, n->line, n->col);
    copy->plain = n->plain;
    copy->text = n->text;
    copy->tag = n->tag;
    return copy;
}

void doc_set_tag(struct doc *d, struct doc_node *n, struct str tag)
{
    n->tag = arena_str(d->arena, tag);
}

void doc_set_root(struct doc *d, struct doc_node *root)
{
    d->root = root;
}

struct arena *doc_arena(struct doc *d)
{
    return d->arena;
}

const struct doc_node *doc_root(const struct doc *d)
{
    return d ? d->root : NULL;
}

struct str doc_file(const struct doc *d)
{
    return d->file;
}

bool doc_is_map(const struct doc_node *n)
{
    return n && n->type == DOC_MAP;
}

bool doc_is_list(const struct doc_node *n)
{
    return n && n->type == DOC_LIST;
}

bool doc_is_scalar(const struct doc_node *n)
{
    return n && n->type == DOC_SCALAR;
}

bool doc_is_null(const struct doc_node *n)
{
    if (!n)
        return true;
    if (n->type != DOC_SCALAR || !n->plain)
        return false;
    return str_empty(n->text) || str_is(n->text, "~") || str_iis(n->text, "null");
}

const struct doc_node *doc_get_str(const struct doc_node *map, struct str key)
{
    return doc_is_map(map) ? find(map, key) : NULL;
}

const struct doc_node *doc_get(const struct doc_node *map, const char *key)
{
    return doc_get_str(map, str_from(key));
}

const struct doc_node *doc_iget(const struct doc_node *map, const char *key)
{
    if (!doc_is_map(map))
        return NULL;
    const struct doc_node *found = NULL;
    for (const struct doc_node *c = map->first; c; c = c->next)
        if (str_iis(c->key, key))
            found = c;
    return found;
}

const struct doc_node *doc_at(const struct doc_node *list, size_t i)
{
    const struct doc_node *c = doc_is_list(list) ? list->first : NULL;
    while (c && i--)
        c = c->next;
    return c;
}

const struct doc_node *doc_path(const struct doc_node *n, const char *path)
{
    for (struct str rest = str_from(path), name; n && str_cut(&rest, '.', &name);)
        n = doc_get_str(n, name);
    return n;
}

struct str doc_text(const struct doc_node *n)
{
    return doc_is_scalar(n) ? n->text : STR_NONE;
}

bool doc_bool(const struct doc_node *n, bool *out)
{
    static const char *const yes[] = {"true", "yes", "on", "y"};
    static const char *const no[] = {"false", "no", "off", "n"};
    struct str s = doc_text(n);
    for (size_t i = 0; i < COUNT(yes); i++) {
        if (str_iis(s, yes[i]) || str_iis(s, no[i])) {
            *out = str_iis(s, yes[i]);
            return true;
        }
    }
    return false;
}

bool doc_long(const struct doc_node *n, long *out)
{
    return str_to_long(doc_text(n), out);
}

struct origin doc_where(const struct doc *d, const struct doc_node *n)
{
    return (struct origin){d->file, n ? n->line : 0, n ? n->col : 0, STR_NONE};
}

const struct doc_node *doc_first(const struct doc_node *n)
{
    return n ? n->first : NULL;
}
