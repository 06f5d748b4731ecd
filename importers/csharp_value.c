/* SPDX-License-Identifier: MIT */
#include "csharp_value.h"

#include "buf.h"
#include "mem.h"

struct set {
    uint32_t count;
    cs_atom items[CS_SET_MAX]; /* ascending */
};

struct cs_values {
    struct arena *arena;
    struct cs_atom_row **atoms; /* in the arena: their addresses stay */
    size_t atom_count, atom_cap;
    struct set *sets;
    size_t set_count, set_cap;
    struct map atom_index, set_index; /* bytes of a key -> 1 + index */
    uint32_t serial;
    cs_val unknown;
};

struct cs_values *cs_values_new(struct arena *a)
{
    struct cs_values *v = mem_zalloc(1, sizeof *v);
    v->arena = a;
    v->sets = mem_grow(v->sets, &v->set_cap, sizeof *v->sets);
    v->sets[v->set_count++] = (struct set){0};
    v->unknown = cs_text(v, STR("\x03"));
    return v;
}

void cs_values_release(struct cs_values *v)
{
    if (!v)
        return;
    mem_free(v->atoms);
    mem_free(v->sets);
    map_release(&v->atom_index);
    map_release(&v->set_index);
    mem_free(v);
}

const struct cs_atom_row *cs_atom_at(const struct cs_values *v, cs_atom a)
{
    return v->atoms[a];
}

uint32_t cs_serial(struct cs_values *v)
{
    return ++v->serial;
}

static cs_atom atom_append(struct cs_values *v, const struct cs_atom_row *row)
{
    struct cs_atom_row *copy = arena_alloc(v->arena, sizeof *copy);
    *copy = *row;
    if (v->atom_count == v->atom_cap)
        v->atoms = mem_grow(v->atoms, &v->atom_cap, sizeof *v->atoms);
    v->atoms[v->atom_count] = copy;
    return (cs_atom)v->atom_count++;
}

cs_atom cs_atom_put(struct cs_values *v, const struct cs_atom_row *row)
{
    if (row->serial)
        return atom_append(v, row);
    struct buf key = {0};
    uint32_t head[] = {row->kind, row->sdk, row->guessed + 2u * row->bound,
                       row->cls ? row->cls->id + 1 : 0, row->self,
                       (uint32_t)row->text.len, (uint32_t)row->name.len,
                       (uint32_t)row->detail.len, (uint32_t)row->conn.len};
    buf_add(&key, (struct str){(const char *)head, sizeof head});
    const struct str parts[] = {row->text, row->name, row->detail, row->conn, row->creds};
    for (size_t i = 0; i < COUNT(parts); i++)
        buf_add(&key, parts[i]);
    uint32_t found;
    if (!map_get(&v->atom_index, buf_str(&key), &found)) {
        found = atom_append(v, row) + 1;
        map_set(&v->atom_index, arena_str(v->arena, buf_str(&key)), found);
    }
    buf_release(&key);
    return found - 1;
}

static cs_val intern(struct cs_values *v, const struct set *s)
{
    if (!s->count)
        return 0;
    struct str key = {(const char *)s->items, s->count * sizeof s->items[0]};
    uint32_t found;
    if (map_get(&v->set_index, key, &found))
        return found;
    if (v->set_count == v->set_cap)
        v->sets = mem_grow(v->sets, &v->set_cap, sizeof *v->sets);
    v->sets[v->set_count] = *s;
    map_set(&v->set_index, arena_str(v->arena, key), (uint32_t)v->set_count);
    return (cs_val)v->set_count++;
}

cs_val cs_one(struct cs_values *v, cs_atom a)
{
    return intern(v, &(struct set){.count = 1, .items = {a}});
}

cs_val cs_put(struct cs_values *v, const struct cs_atom_row *row)
{
    return cs_one(v, cs_atom_put(v, row));
}

/* Adds in order; false: no room. */
static bool set_add(struct set *s, cs_atom a)
{
    uint32_t at = 0;
    while (at < s->count && s->items[at] < a)
        at++;
    if (at < s->count && s->items[at] == a)
        return true;
    if (s->count == CS_SET_MAX)
        return false;
    for (uint32_t i = s->count++; i > at; i--)
        s->items[i] = s->items[i - 1];
    s->items[at] = a;
    return true;
}

/* Too many: all texts become one unknown text, the first of the rest stay. */
static void widen(struct cs_values *v, struct set *s, const struct set *more)
{
    struct set out = {0};
    set_add(&out, v->sets[v->unknown].items[0]);
    const struct set *both[] = {s, more};
    for (size_t k = 0; k < 2; k++)
        for (uint32_t i = 0; i < both[k]->count; i++)
            if (v->atoms[both[k]->items[i]]->kind != CS_ATOM_TEXT)
                set_add(&out, both[k]->items[i]);
    *s = out;
}

cs_val cs_join(struct cs_values *v, cs_val a, cs_val b)
{
    if (a == b || !b)
        return a;
    if (!a)
        return b;
    struct set s = v->sets[a], more = v->sets[b], full = s;
    for (uint32_t i = 0; i < more.count; i++)
        if (!set_add(&s, more.items[i])) {
            s = full;
            widen(v, &s, &more);
            break;
        }
    return intern(v, &s);
}

uint32_t cs_count(const struct cs_values *v, cs_val set)
{
    return v->sets[set].count;
}

cs_atom cs_nth(const struct cs_values *v, cs_val set, uint32_t i)
{
    return v->sets[set].items[i];
}

/* ---- texts ---- */

cs_val cs_unknown(struct cs_values *v)
{
    return v->unknown;
}

bool cs_is_unknown(const struct cs_values *v, cs_val set)
{
    return !set || set == v->unknown;
}

cs_val cs_text(struct cs_values *v, struct str template)
{
    if (template.len > CS_TEMPLATE_MAX)
        return v->unknown;
    return cs_put(v, &(struct cs_atom_row){.kind = CS_ATOM_TEXT, .text = template});
}

static bool marker(char c)
{
    return c == CS_SETTING_OPEN || c == CS_SETTING_CLOSE || c == CS_HOLE;
}

cs_val cs_literal(struct cs_values *v, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (marker(text.ptr[i]))
            return v->unknown;
    return cs_text(v, text);
}

cs_val cs_setting(struct cs_values *v, struct str name)
{
    return cs_text(v, ARENA_JOIN(v->arena, STR("\x01"), name, STR("\x02")));
}

struct str cs_template(const struct cs_atom_row *row)
{
    if (row->kind == CS_ATOM_EXTERN && row->detail.len)
        return row->detail; /* a value of an enumeration */
    return row->kind == CS_ATOM_TEXT ? row->text : STR("\x03");
}

cs_val cs_concat(struct cs_values *v, cs_val a, cs_val b)
{
    cs_val out = 0;
    struct set left = v->sets[a], right = v->sets[b];
    if (!left.count)
        left = v->sets[v->unknown];
    if (!right.count)
        right = v->sets[v->unknown];
    for (uint32_t i = 0; i < left.count; i++)
        for (uint32_t k = 0; k < right.count; k++) {
            struct str x = cs_template(v->atoms[left.items[i]]);
            struct str y = cs_template(v->atoms[right.items[k]]);
            if (x.len && y.len && x.ptr[x.len - 1] == CS_HOLE && y.ptr[0] == CS_HOLE)
                y = str_from_at(y, 1);
            out = cs_join(v, out, cs_text(v, ARENA_JOIN(v->arena, x, y)));
        }
    return out;
}

bool cs_has_hole(struct str template)
{
    return str_chr(template, CS_HOLE) != STR_NPOS;
}

bool cs_has_setting(struct str template)
{
    return str_chr(template, CS_SETTING_OPEN) != STR_NPOS;
}

bool cs_next_setting(struct str template, size_t *at, struct str *name)
{
    size_t open = str_chr(str_from_at(template, *at), CS_SETTING_OPEN);
    if (open == STR_NPOS)
        return false;
    size_t from = *at + open + 1;
    size_t len = str_chr(str_from_at(template, from), CS_SETTING_CLOSE);
    if (len == STR_NPOS)
        return false;
    *name = str_sub(template, from, len);
    *at = from + len + 1;
    return true;
}

/* ---- heap ---- */

struct cs_cell {
    cs_atom owner;
    uint32_t name; /* 0: free */
    cs_val value;
};

static size_t cell_at(const struct cs_heap *h, cs_atom owner, uint32_t name)
{
    uint64_t key = ((uint64_t)owner << 32 | name) * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(key >> 32) & (h->cap - 1);
    while (h->cells[i].name && (h->cells[i].name != name || h->cells[i].owner != owner))
        i = (i + 1) & (h->cap - 1);
    return i;
}

cs_val cs_heap_get(const struct cs_heap *h, cs_atom owner, uint32_t name)
{
    return h->cap ? h->cells[cell_at(h, owner, name)].value : 0;
}

static void rehash(struct cs_heap *h)
{
    struct cs_heap old = *h;
    h->cap = old.cap ? old.cap * 2 : 64;
    h->cells = mem_zalloc(h->cap, sizeof *h->cells);
    for (size_t i = 0; i < old.cap; i++)
        if (old.cells[i].name)
            h->cells[cell_at(h, old.cells[i].owner, old.cells[i].name)] = old.cells[i];
    mem_free(old.cells);
}

void cs_heap_set(struct cs_heap *h, cs_atom owner, uint32_t name, cs_val value)
{
    if (h->used * 2 >= h->cap)
        rehash(h);
    struct cs_cell *c = &h->cells[cell_at(h, owner, name)];
    if (c->name && c->value == value)
        return;
    h->used += !c->name;
    *c = (struct cs_cell){owner, name, value};
    h->version++;
}

void cs_heap_release(struct cs_heap *h)
{
    mem_free(h->cells);
    *h = (struct cs_heap){0};
}
