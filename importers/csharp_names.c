/* SPDX-License-Identifier: MIT */
#include "csharp_names.h"

enum { MAX_INHERITANCE = 32, MAX_CANDIDATES = 256 };

/* ---- classes ---- */

static struct cs_class *by_full_name(struct cs_project *p, struct str full)
{
    uint32_t id;
    return map_get(&p->by_full_name, full, &id) ? p->classes[id - 1] : NULL;
}

static struct cs_class *by_simple_name(struct cs_project *p, struct str name)
{
    uint32_t id;
    return map_get(&p->by_simple_name, name, &id) ? p->classes[id - 1] : NULL;
}

static bool uses(const struct cs_using *list, struct str space)
{
    for (; list; list = list->next)
        if (!list->alias.len && str_eq(list->space, space))
            return true;
    return false;
}

static bool encloses(struct str outer, struct str inner)
{
    return str_starts(inner, outer) &&
           (outer.len == 0 || inner.len == outer.len || inner.ptr[outer.len] == '.');
}

/* Folders that two files have in common. */
static size_t nearness(struct str a, struct str b)
{
    size_t n = 0;
    for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
        n += a.ptr[i] == '/';
    return n;
}

/* How well a candidate of the right simple name is visible; 0: not by the rules. */
static size_t visibility(struct cs_project *p, const struct cs_unit *u, const struct cs_class *in,
                         const struct cs_class *k)
{
    for (const struct cs_class *c = in; c; c = c->outer)
        if (k->outer && cs_class_is(c, k->outer))
            return 6;
    if (k->outer)
        return uses(u->usings, k->outer->full_name) ? 3 : 0;
    if (in && str_eq(in->space, k->space))
        return 5;
    if (in && k->space.len && encloses(k->space, in->space))
        return 4;
    if (uses(u->usings, k->space) || uses(p->global_usings, k->space))
        return 3;
    return k->space.len ? 0 : 2;
}

static bool ends_with_path(struct str full, struct str path)
{
    return str_ends(full, path) &&
           (full.len == path.len || full.ptr[full.len - path.len - 1] == '.');
}

struct str cs_unalias(struct cs_project *p, const struct cs_unit *u, struct str path)
{
    size_t dot = str_chr(path, '.');
    struct str head = dot == STR_NPOS ? path : str_sub(path, 0, dot);
    const struct cs_using *lists[] = {u->usings, p->global_usings};
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const struct cs_using *x = lists[i]; x; x = x->next)
            if (x->alias.len && str_eq(x->alias, head))
                return dot == STR_NPOS ? x->space
                                       : ARENA_JOIN(p->arena, x->space, str_from_at(path, dot));
    return path;
}

struct cs_class *cs_class_resolve(struct cs_project *p, const struct cs_unit *u,
                                  const struct cs_class *in, struct str path)
{
    struct str last = cs_last_part(path);
    struct cs_class *k = by_simple_name(p, last);
    if (!k) {
        struct str real = cs_unalias(p, u, path);
        if (real.ptr == path.ptr)
            return NULL;
        path = real;
        last = cs_last_part(path);
        k = by_simple_name(p, last);
    }
    struct cs_class *best = NULL;
    size_t best_rank = 0, seen = 0;
    bool only = k && !k->next_same;
    for (; k && seen < MAX_CANDIDATES; k = k->next_same, seen++) {
        size_t rank = visibility(p, u, in, k);
        if (path.len > last.len)
            rank = ends_with_path(k->full_name, path) ? rank + 1 : 0;
        else if (!rank && only && !k->outer && !cs_sdk_resolve(p, u, path))
            rank = 1; /* a lone class of ours whose import we cannot see */
        if (!rank)
            continue;
        rank = rank * 1000 + nearness(u->file, k->unit->file);
        if (rank > best_rank || (rank == best_rank && best && k->id < best->id)) {
            best = k;
            best_rank = rank;
        }
    }
    return best;
}

struct cs_class *cs_base_class(const struct cs_class *k)
{
    for (const struct cs_class_link *l = k->parents; l; l = l->next)
        if (l->to->kind == CS_CLASS)
            return l->to;
    return NULL;
}

static bool is_a(const struct cs_class *k, const struct cs_class *base, int depth, int *budget)
{
    if (k == base)
        return true;
    if (depth > MAX_INHERITANCE)
        return false;
    for (const struct cs_class_link *l = k->parents; l && --*budget > 0; l = l->next)
        if (is_a(l->to, base, depth + 1, budget))
            return true;
    return false;
}

bool cs_class_is(const struct cs_class *k, const struct cs_class *base)
{
    int budget = 200;
    return is_a(k, base, 0, &budget);
}

static void collect(const struct cs_class *k, struct cs_class **found, size_t *count, size_t max,
                    int depth, int *budget)
{
    for (const struct cs_class_link *l = k->derived; l && *count < max && --*budget > 0;
         l = l->next) {
        bool known = false;
        for (size_t i = 0; i < *count; i++)
            known |= found[i] == l->to;
        if (!known && !l->to->is_abstract)
            found[(*count)++] = l->to;
        if (!known && depth < 4)
            collect(l->to, found, count, max, depth + 1, budget);
    }
}

size_t cs_implementers(const struct cs_class *k, struct cs_class **found, size_t max)
{
    size_t count = 0;
    if (!k->is_abstract && k->kind == CS_CLASS) {
        found[count++] = (struct cs_class *)(uintptr_t)k;
        return count;
    }
    int budget = 500;
    collect(k, found, &count, max, 0, &budget);
    return count;
}

/* ---- members ---- */

static struct cs_member *own_member(struct cs_project *p, const struct cs_class *k, struct str name)
{
    uint32_t id;
    return map_get(&k->by_name, name, &id) ? p->members[id - 1] : NULL;
}

struct cs_member *cs_member_find(struct cs_project *p, const struct cs_class *k, struct str name)
{
    struct cs_member *fallback = NULL;
    for (int depth = 0; k && depth < MAX_INHERITANCE; depth++) {
        struct cs_member *m = own_member(p, k, name);
        if (m && !(m->kind == CS_METHOD && m->is_abstract))
            return m;
        if (m && !fallback)
            fallback = m;
        if (!fallback || k->kind == CS_INTERFACE) /* default methods, inherited interfaces */
            for (const struct cs_class_link *l = k->parents; l && !fallback; l = l->next)
                if (l->to->kind == CS_INTERFACE)
                    fallback = own_member(p, l->to, name);
        k = cs_base_class(k);
    }
    return fallback;
}

bool cs_params_fit(const struct cs_member *m, uint32_t count, bool as_extension)
{
    uint32_t total = m->param_count, needed = 0;
    bool rest = false;
    for (const struct cs_param *q = m->params; q; q = q->next) {
        rest |= q->rest;
        needed += !q->rest && q->init.to == q->init.from;
    }
    if (as_extension)
        count++;
    return count >= needed && (count <= total || rest);
}

struct cs_member *cs_extension_first(const struct cs_project *p, struct str name)
{
    uint32_t id;
    return map_get(&p->extensions, name, &id) ? p->members[id - 1] : NULL;
}

struct cs_member *cs_using_static_member(struct cs_project *p, const struct cs_unit *u,
                                         struct str name)
{
    const struct cs_using *lists[] = {u->usings, p->global_usings};
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const struct cs_using *x = lists[i]; x; x = x->next) {
            struct cs_class *k = x->is_static ? by_full_name(p, x->space) : NULL;
            struct cs_member *m = k ? own_member(p, k, name) : NULL;
            if (m)
                return m;
        }
    return NULL;
}

struct cs_member *cs_script_member(struct cs_project *p, const struct cs_unit *u, struct str name)
{
    struct cs_member *best = NULL;
    size_t best_rank = 0;
    for (size_t i = 0; i < p->unit_count && str_iends(u->file, STR(".csx")); i++) {
        const struct cs_unit *other = p->units[i];
        struct cs_member *m = other != u && other->script && str_iends(other->file, STR(".csx"))
                                  ? own_member(p, other->script, name) : NULL;
        size_t rank = m ? 1 + nearness(u->file, other->file) : 0;
        if (rank > best_rank) {
            best = m;
            best_rank = rank;
        }
    }
    return best;
}

/* ---- SDK classes ---- */

struct import_ask {
    const struct cs_project *p;
    const struct cs_unit *u;
    struct str path;
};

static bool imports(void *ctx, struct str space)
{
    const struct import_ask *q = ctx;
    if (str_starts(q->path, space))
        return true;
    const struct cs_using *lists[] = {q->u->usings, q->p->global_usings};
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const struct cs_using *x = lists[i]; x; x = x->next)
            if (str_starts(x->space, space))
                return true;
    return false;
}

bool cs_sdk_word(struct cs_project *p, struct str name)
{
    if (!map_count(&p->sdk_words))
        for (const struct cs_sdk_class *c = cs_sdk_classes; c->names; c++) {
            struct str rest = str_from(c->names), one;
            while (rest.ptr && str_cut(&rest, ' ', &one))
                map_set(&p->sdk_words, one, 1);
        }
    return map_get(&p->sdk_words, name, NULL);
}

const struct cs_sdk_class *cs_sdk_resolve(struct cs_project *p, const struct cs_unit *u,
                                          struct str path)
{
    struct import_ask q = {p, u, cs_unalias(p, u, path)};
    if (!cs_sdk_word(p, cs_last_part(q.path)))
        return NULL;
    return cs_sdk_class_find(cs_last_part(q.path), imports, &q);
}

/* ---- after parsing ---- */

static struct cs_class_link *link_new(struct cs_project *p, struct cs_class *to,
                                      struct cs_class_link *next)
{
    struct cs_class_link *l = arena_alloc(p->arena, sizeof *l);
    l->to = to;
    l->next = next;
    return l;
}

void cs_names_link(struct cs_project *p)
{
    for (size_t i = p->class_count; i-- > 0;) {
        struct cs_class *k = p->classes[i];
        struct cs_class_link **tail = &k->parents;
        for (const struct cs_type *t = k->bases; t && k->kind != CS_ENUM; t = t->next) {
            struct cs_class *base = cs_class_resolve(p, k->unit, k->outer ? k->outer : k, t->path);
            if (!base || base == k)
                continue;
            *tail = link_new(p, base, NULL);
            tail = &(*tail)->next;
            base->derived = link_new(p, k, base->derived);
        }
    }
    for (size_t i = p->member_count; i-- > 0;) {
        struct cs_member *m = p->members[i];
        if (m->kind != CS_METHOD || !m->owner || !m->params || !m->params->is_this)
            continue;
        uint32_t *slot = map_put(&p->extensions, m->name, NULL);
        m->extension_next = *slot ? p->members[*slot - 1] : NULL;
        *slot = m->id + 1;
    }
}
