/* SPDX-License-Identifier: MIT */
#include "doc.h"

#include "arena.h"
#include "limits.h"
#include "mem.h"

enum { KEYS = 64, KEYS_OF_LARGE = 1024 }; /* powers of two */
enum { KEY_OUTSIDE = 510, KEY_NONE }; /* of key_up: its place stands outside; there is none */
enum { TYPES = 64, TYPE_SLOTS = 2 * TYPES };
enum { INDEX_FROM = 16, INDEX_SLOTS = 64 }; /* maps of so many members get a hash index */

struct slot { /* small, so that those of a large map stay in the caches */
    uint32_t member; /* its number from 1; 0: free */
    uint32_t hash;
};

struct doc_extra {
    struct str tag;
    struct doc_node *tail;
    struct doc_place key;
    struct doc_extra *next; /* of the document */
    struct doc_node **members; /* of an indexed map: all, in their order */
    size_t count, member_cap;
    /* Open addressing over the members; of several with one key the last. At most half full. */
    struct slot *slots;
    size_t used, cap; /* cap is 0 or a power of two */
};

struct doc {
    struct arena *arena;
    struct arena *nodes; /* the same; of a large one another, which need not be overwritten */
    struct str file;
    const struct doc_node *root;
    struct doc_extra *extras; /* all of them */
    struct str *files;        /* further ones; index 1 is files[0] */
    size_t file_count, file_cap;
    struct str *keys; /* of members, each where its form puts it: the last that came there */
    size_t key_mask;
    struct str own_keys[KEYS];
    struct str types[TYPE_SLOTS]; /* open addressing: of doc_may_have_type() */
    size_t type_count;            /* more than TYPES: not all of them are there */
};

struct doc *doc_new(struct str file)
{
    struct doc *d = mem_zalloc(1, sizeof *d);
    d->arena = d->nodes = arena_new();
    d->file = arena_str(d->arena, file);
    d->keys = d->own_keys;
    d->key_mask = KEYS - 1;
    return d;
}

void doc_free(struct doc *d)
{
    if (!d)
        return;
    for (const struct doc_extra *x = d->extras; x; x = x->next) {
        mem_free(x->members);
        mem_free(x->slots);
    }
    mem_free(d->files);
    if (d->nodes != d->arena)
        arena_free(d->nodes);
    arena_wipe(d->arena);
    mem_free(d);
}

void doc_expect(struct doc *d, size_t bytes)
{
    enum { BYTES_A_BYTE = 3, APART = 128 * 1024 };
    if (d->nodes == d->arena && bytes >= APART) {
        d->nodes = arena_new(); /* those that are there already stay where they are */
        arena_expect(d->nodes, bytes * BYTES_A_BYTE);
        d->keys = arena_array(d->arena, KEYS_OF_LARGE, sizeof *d->keys);
        d->key_mask = KEYS_OF_LARGE - 1;
    }
    arena_expect(d->arena, d->nodes == d->arena ? bytes * BYTES_A_BYTE : bytes);
}

static struct doc_node *node(struct doc *d, enum doc_type type, uint32_t line, uint32_t col)
{
    struct doc_node *n = arena_bytes(d->nodes, sizeof *n);
    *n = (struct doc_node){.type = type & 3u, .key_up = KEY_NONE, .line = line, .col = col};
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

/* Few keys are most of those of a document: side by side they also stay in the caches. */
struct str doc_key(struct doc *d, struct str key)
{
    if (!key.len)
        return STR("");
    size_t h = key.len * 107 + (unsigned char)key.ptr[0] * 5u +
               (unsigned char)key.ptr[key.len / 2] * 37u + (unsigned char)key.ptr[key.len - 1] * 3u;
    struct str *known = &d->keys[h & d->key_mask];
    if (!str_eq(*known, key))
        *known = arena_str(d->arena, key);
    return *known;
}

static struct doc_extra *extra(struct doc *d, struct doc_node *n)
{
    if (!n->more) {
        struct doc_extra *x = arena_alloc(d->arena, sizeof *x);
        x->tail = n->tail;
        x->next = d->extras;
        d->extras = n->extra = x;
        n->more = true;
    }
    return n->extra;
}

static inline struct doc_extra *extra_of(const struct doc_node *n)
{
    return n->more ? n->extra : NULL;
}

void doc_append(struct doc_node *list, struct doc_node *item)
{
    struct doc_node **tail = list->more ? &list->extra->tail : &list->tail;
    if (*tail)
        (*tail)->next = item;
    else
        list->head = item;
    *tail = item;
    list->count++;
}

struct doc_node *doc_last(const struct doc_node *n)
{
    if (!n || n->type == DOC_SCALAR)
        return NULL;
    return n->more ? n->extra->tail : n->tail;
}

void doc_empty(struct doc_node *n, enum doc_type type)
{
    struct doc_extra *x = extra_of(n);
    n->type = type & 3u;
    n->head = NULL;
    n->keys = 0;
    n->count = 0;
    n->calls = n->twice = false;
    if (x) {
        x->tail = NULL;
        x->count = x->used = 0;
        if (x->cap)
            memset(x->slots, 0, x->cap * sizeof *x->slots);
    } else {
        n->tail = NULL;
    }
}

void doc_set_text(struct doc_node *n, struct str text)
{
    doc_empty(n, DOC_SCALAR);
    n->text = text;
    n->plain = false;
}

/* Places of keys */

void doc_set_key_place(struct doc *d, struct doc_node *value, struct doc_place key)
{
    uint32_t up = value->line - key.line, back = value->col - key.col + 128;
    value->key_up = KEY_NONE;
    if (key.line && up < KEY_OUTSIDE && back < 256) {
        value->key_up = up & 511;
        value->key_back = (int8_t)(value->col - key.col);
    } else if (key.line) {
        value->key_up = KEY_OUTSIDE;
        extra(d, value)->key = key;
    }
}

void doc_set_place(struct doc_node *n, uint32_t line, uint32_t col)
{
    n->line = line;
    n->col = col;
    n->key_up = 0;
    n->key_back = 0;
}

struct doc_place doc_key_place(const struct doc_node *n)
{
    if (!n || n->key_up == KEY_NONE)
        return (struct doc_place){0, 0};
    if (n->key_up == KEY_OUTSIDE)
        return n->extra->key;
    return (struct doc_place){n->line - n->key_up, (uint32_t)((int32_t)n->col - n->key_back)};
}

/* The index of a large map */

static bool is_indexed(const struct doc_node *map)
{
    return map->more && map->extra->cap;
}

static struct slot *index_slot(const struct doc_extra *x, struct str key, uint32_t hash)
{
    size_t mask = x->cap - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct slot *s = &x->slots[i];
        if (!s->member || (s->hash == hash && str_eq(x->members[s->member - 1]->key, key)))
            return s;
    }
}

static void index_enlarge(struct doc_extra *x)
{
    size_t cap = x->cap * 2;
    struct slot *slots = mem_zalloc(cap, sizeof *slots);
    for (size_t i = 0; i < x->cap; i++) {
        if (!x->slots[i].member)
            continue;
        size_t to = x->slots[i].hash & (cap - 1); /* no key stands twice: no need to compare */
        while (slots[to].member)
            to = (to + 1) & (cap - 1);
        slots[to] = x->slots[i];
    }
    mem_free(x->slots);
    x->slots = slots;
    x->cap = cap;
}

static const struct doc_node *index_add(struct doc_extra *x, struct doc_node *member)
{
    if (x->used * 2 >= x->cap)
        index_enlarge(x);
    uint32_t hash = str_place(member->key);
    struct slot *s = index_slot(x, member->key, hash);
    const struct doc_node *before = s->member ? x->members[s->member - 1] : NULL;
    if (x->count == x->member_cap)
        x->members = mem_grow(x->members, &x->member_cap, sizeof(struct doc_node *));
    x->members[x->count++] = member;
    x->used += !before;
    *s = (struct slot){(uint32_t)x->count, hash};
    return before;
}

static void index_new(struct doc *d, struct doc_node *map)
{
    struct doc_extra *x = extra(d, map);
    x->cap = INDEX_SLOTS;
    while (x->cap < (size_t)map->count * 2)
        x->cap *= 2;
    x->slots = mem_zalloc(x->cap, sizeof *x->slots);
}

/* The last member of that key. */
static const struct doc_node *search(const struct doc_node *map, struct str key)
{
    const struct doc_node *found = NULL;
    for (const struct doc_node *c = map->head; c; c = c->next) {
        if (!str_eq(c->key, key))
            continue;
        found = c;
        if (!map->twice)
            break;
    }
    return found;
}

const struct doc_node *doc_find(const struct doc_node *map, struct str key)
{
    if (!is_indexed(map))
        return search(map, key);
    uint32_t at = index_slot(map->extra, key, str_place(key))->member;
    return at ? map->extra->members[at - 1] : NULL;
}

/* Noted while the key is at hand: who looks for functions need not read the keys of all maps. */
static void note_key(struct doc_node *map, struct str key, uint64_t bit, bool again)
{
    map->keys |= bit;
    if (again)
        map->twice = true;
    if (key.len > 4 && memcmp(key.ptr, "Fn::", 4) == 0)
        map->calls = true;
}

static void note_type(struct doc *d, struct str type)
{
    size_t at = str_hash(type) % TYPE_SLOTS;
    while (d->types[at].ptr && !str_eq(d->types[at], type))
        at = (at + 1) % TYPE_SLOTS;
    if (d->types[at].ptr || !type.len || d->type_count > TYPES)
        return;
    if (d->type_count++ < TYPES)
        d->types[at] = type;
}

bool doc_may_have_type(const struct doc *d, bool (*is_so)(struct str type))
{
    for (size_t i = 0; i < TYPE_SLOTS; i++)
        if (d->types[i].ptr && is_so(d->types[i]))
            return true;
    return d->type_count > TYPES;
}

const struct doc_node *doc_put_kept(struct doc *d, struct doc_node *map, struct str key,
                                    struct doc_place at, struct doc_node *value)
{
    const struct doc_node *before;
    const uint64_t bit = str_bit(key);
    value->key = key;
    doc_set_key_place(d, value, at);
    if (is_indexed(map)) {
        before = index_add(map->extra, value);
        doc_append(map, value);
    } else {
        before = map->keys & bit ? search(map, key) : NULL;
        doc_append(map, value);
        if (map->count == INDEX_FROM) {
            index_new(d, map);
            for (struct doc_node *c = map->head; c; c = c->next)
                index_add(map->extra, c);
        }
    }
    note_key(map, key, bit, before != NULL);
    if (value->type == DOC_SCALAR && str_is(key, "Type"))
        note_type(d, value->text);
    return before;
}

const struct doc_node *doc_put(struct doc *d, struct doc_node *map, struct str key,
                               struct doc_place at, struct doc_node *value)
{
    return doc_put_kept(d, map, doc_key(d, key), at, value);
}

struct doc_node *doc_clone(struct doc *d, const struct doc_node *n)
{
    struct doc_node *copy = node(d, (enum doc_type)n->type, n->line, n->col);
    copy->plain = n->plain;
    copy->file = n->file;
    if (n->type == DOC_SCALAR)
        copy->text = n->text;
    if (!str_empty(doc_tag(n)))
        extra(d, copy)->tag = doc_tag(n);
    return copy;
}

uint16_t doc_add_file(struct doc *d, struct str file)
{
    if (str_eq(file, d->file))
        return 0;
    for (size_t i = 0; i < d->file_count; i++)
        if (str_eq(d->files[i], file))
            return (uint16_t)(i + 1);
    if (d->file_count == UINT16_MAX)
        return 0;
    if (d->file_count == d->file_cap)
        d->files = mem_grow(d->files, &d->file_cap, sizeof *d->files);
    d->files[d->file_count++] = arena_str(d->arena, file);
    return (uint16_t)d->file_count;
}

static struct str file_of(const struct doc *d, const struct doc_node *n)
{
    return n && n->file && n->file <= d->file_count ? d->files[n->file - 1] : d->file;
}

static struct doc_node *copy_below(struct doc *d, const struct doc *from, const struct doc_node *n,
                                   unsigned depth)
{
    struct doc_node *copy = node(d, (enum doc_type)n->type, n->line, n->col);
    copy->plain = n->plain;
    copy->file = doc_add_file(d, file_of(from, n));
    if (n->type == DOC_SCALAR)
        copy->text = arena_str(d->arena, n->text);
    if (!str_empty(doc_tag(n)))
        doc_set_tag(d, copy, doc_tag(n));
    if (depth >= LIMIT_DEPTH)
        return copy;
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        struct doc_node *child = copy_below(d, from, c, depth + 1);
        if (n->type == DOC_MAP)
            doc_put(d, copy, c->key, doc_key_place(c), child);
        else
            doc_append(copy, child);
    }
    return copy;
}

struct doc_node *doc_copy(struct doc *d, const struct doc *from, const struct doc_node *n)
{
    struct doc_node *copy = copy_below(d, from, n, 0);
    copy->key = doc_key(d, n->key);
    doc_set_key_place(d, copy, doc_key_place(n));
    return copy;
}

void doc_set_tag(struct doc *d, struct doc_node *n, struct str tag)
{
    extra(d, n)->tag = arena_str(d->arena, tag);
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

struct str doc_tag(const struct doc_node *n)
{
    return n && n->more ? n->extra->tag : STR_NONE;
}

bool doc_is_null(const struct doc_node *n)
{
    if (!n)
        return true;
    if (n->type != DOC_SCALAR || !n->plain)
        return false;
    return str_empty(n->text) || str_is(n->text, "~") || str_iis(n->text, "null");
}

const struct doc_node *doc_iget(const struct doc_node *map, const char *key)
{
    if (!doc_is_map(map))
        return NULL;
    const struct doc_node *found = NULL;
    for (const struct doc_node *c = map->head; c; c = c->next)
        if (str_iis(c->key, key))
            found = c;
    return found;
}

const struct doc_node *doc_at(const struct doc_node *list, size_t i)
{
    const struct doc_node *c = doc_is_list(list) ? list->head : NULL;
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

void doc_soon(const struct doc_node *map, size_t i)
{
    enum { NODES = 6 * MEM_AHEAD, TEXTS = 2 * MEM_AHEAD }; /* whose nodes have come by then */
    enum { LAID = 5 }; /* a member and, behind it, about as many of its own as are asked for first */
    const struct doc_extra *x = doc_is_map(map) ? extra_of(map) : NULL;
    if (!x)
        return;
    if (i + NODES < x->count)
        mem_soon_all(x->members[i + NODES], LAID * sizeof *map);
    const struct doc_node *later = i + TEXTS < x->count ? x->members[i + TEXTS] : NULL;
    if (later && later->type != DOC_SCALAR && doc_is_scalar(later->head)) {
        mem_soon(later->key.ptr);
        mem_soon(later->head->text.ptr);
    }
}

bool doc_any(const struct doc_node *map, bool (*is_so)(const struct doc_node *member))
{
    size_t i = 0;
    for (const struct doc_node *c = doc_is_map(map) ? map->head : NULL; c; c = c->next) {
        doc_soon(map, i++);
        if (is_so(c))
            return true;
    }
    return false;
}

struct origin doc_where(const struct doc *d, const struct doc_node *n)
{
    return (struct origin){file_of(d, n), n ? n->line : 0, n ? n->col : 0, STR_NONE};
}
