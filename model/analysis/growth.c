/* SPDX-License-Identifier: MIT */
#include "growth.h"

#include "excess_parts.h"
#include "map.h"
#include "mem.h"

struct growth {
    struct arena *arena;
    struct excess *before;
    struct grown *items;
    size_t count, cap;
};

/* What one identity is given, and what it needs: keys of a set. */
struct given {
    struct map pairs, needs;
};

struct pair {
    uint32_t row;
    struct str resource;
    bool conditional;
};

static struct str key_of(struct arena *a, const struct pair *p)
{
    return ARENA_JOIN(a, str_from(aws_action_rows[p->row].action), STR("\n"), p->resource,
                      p->conditional ? STR("\n?") : STR(""));
}

static bool covers(const struct given *g, struct arena *a, const struct pair *p)
{
    const struct pair all = {p->row, STR("*"), false}, always = {p->row, p->resource, false};
    return map_get(&g->pairs, key_of(a, p), NULL) || map_get(&g->pairs, key_of(a, &always), NULL) ||
           map_get(&g->pairs, key_of(a, &all), NULL);
}

/* --- Walking the pairs of an identity --------------------------------------------------------- */

struct walk {
    struct arena *arena;
    uint32_t *rows;
    void (*pair)(void *arg, const struct pair *p, const struct excess_statement *from);
    void *arg;
};

static void walk_statement(const struct walk *w, const struct excess_statement *from)
{
    const struct aws_statement *s = from->statement;
    size_t count = excess_rows(s, w->rows);
    struct pair p = {.conditional = !aws_is_unconditional(s)};
    for (size_t i = 0; i < count; i++) {
        p.row = w->rows[i];
        p.resource = STR("*");
        if (!s->resource_count)
            w->pair(w->arg, &p, from);
        for (uint32_t k = 0; k < s->resource_count; k++) {
            struct str written = s->resources[k].written;
            p.resource = s->not_resource ? ARENA_JOIN(w->arena, STR("!"), written) : written;
            w->pair(w->arg, &p, from);
        }
    }
}

static void walk_identity(const struct walk *w, const struct excess_identity *i)
{
    for (size_t k = 0; k < i->statement_count; k++)
        walk_statement(w, &i->statements[k]);
}

/* --- Comparing -------------------------------------------------------------------------------- */

struct comparing {
    struct arena *arena; /* of this comparison only */
    struct given old, now;
    bool lost;           /* something of before is not covered now */
    struct map added;    /* actions that are in grown */
    struct growth *out;
    struct grown grown;
    uint32_t cap;
};

static void put_old(void *arg, const struct pair *p, const struct excess_statement *from)
{
    struct comparing *c = arg;
    (void)from;
    map_set(&c->old.pairs, key_of(c->arena, p), 1);
}

static void put_now(void *arg, const struct pair *p, const struct excess_statement *from)
{
    struct comparing *c = arg;
    (void)from;
    map_set(&c->now.pairs, key_of(c->arena, p), 1);
}

static void check_old(void *arg, const struct pair *p, const struct excess_statement *from)
{
    struct comparing *c = arg;
    (void)from;
    c->lost = c->lost || !covers(&c->now, c->arena, p);
}

static void add_action(struct comparing *c, uint32_t row, const struct excess_statement *from)
{
    struct grown *g = &c->grown;
    bool added;
    map_put(&c->added, str_from(aws_action_rows[row].action), &added);
    if (!added)
        return;
    if (!g->added_count)
        g->where = from->where;
    if (g->added_count == c->cap) {
        uint32_t cap = c->cap ? 2 * c->cap : 8;
        const struct aws_action_row **grown =
            arena_array(c->out->arena, cap, sizeof(const struct aws_action_row *));
        for (uint32_t k = 0; k < g->added_count; k++)
            grown[k] = g->added[k];
        g->added = grown;
        c->cap = cap;
    }
    g->added[g->added_count++] = &aws_action_rows[row];
}

static void check_now(void *arg, const struct pair *p, const struct excess_statement *from)
{
    struct comparing *c = arg;
    if (!covers(&c->old, c->arena, p))
        add_action(c, p->row, from);
}

/* By name: ids change with the file that a thing stands in. */
static struct str need_key(struct arena *a, const struct graph *g, const struct aws_need *need)
{
    return ARENA_JOIN(a, need->action.len ? need->action : need->service, STR("\n"),
                      need->node ? graph_node_at(g, need->node)->name : STR(""));
}

static bool needs_more(struct comparing *c, const struct graph *before, const struct graph *after,
                       const struct excess_identity *old, const struct excess_identity *now)
{
    for (size_t n = 0; n < old->needs.count; n++)
        map_set(&c->old.needs, need_key(c->arena, before, &old->needs.items[n]), 1);
    for (size_t n = 0; n < now->needs.count; n++)
        if (!map_get(&c->old.needs, need_key(c->arena, after, &now->needs.items[n]), NULL))
            return true;
    return false;
}

static void compare(struct growth *x, uint32_t *rows, const struct excess *after,
                    const struct excess_identity *old, const struct excess_identity *now)
{
    struct comparing c = {.arena = arena_new(), .out = x};
    struct walk w = {.arena = c.arena, .rows = rows, .arg = &c};
    if (!needs_more(&c, x->before->graph, after->graph, old, now)) {
        w.pair = put_old;
        walk_identity(&w, old);
        w.pair = put_now;
        walk_identity(&w, now);
        w.pair = check_old;
        walk_identity(&w, old);
        w.pair = check_now;
        if (!c.lost)
            walk_identity(&w, now);
    }
    if (c.grown.added_count) {
        c.grown.identity = now->identity;
        c.grown.known = old->needs.code_known && now->needs.code_known;
        if (x->count == x->cap)
            x->items = mem_grow(x->items, &x->cap, sizeof *x->items);
        x->items[x->count++] = c.grown;
    }
    map_release(&c.old.pairs);
    map_release(&c.old.needs);
    map_release(&c.now.pairs);
    map_release(&c.added);
    arena_free(c.arena);
}

/* --- Who is who ------------------------------------------------------------------------------- */

#define SEVERAL UINT32_MAX

/* Index + 1 by id and by name; SEVERAL for a name that more than one has. */
static void index_of(const struct excess *x, struct map *ids, struct map *names)
{
    for (size_t k = 0; k < excess_count(x); k++) {
        const struct node *n = graph_node_at(x->graph, excess_at(x, k)->identity);
        bool added;
        map_set(ids, n->id, (uint32_t)k + 1);
        uint32_t *at = map_put(names, n->name, &added);
        *at = added ? (uint32_t)k + 1 : SEVERAL;
    }
}

struct growth *growth_find(const struct graph *before, const struct excess *now)
{
    struct growth *x = mem_zalloc(1, sizeof *x);
    struct map ids = {0}, names = {0}, own_ids = {0}, own_names = {0};
    x->arena = arena_new();
    x->before = excess_find_given(before);
    index_of(x->before, &ids, &names);
    index_of(now, &own_ids, &own_names);
    uint32_t *rows = mem_alloc(aws_action_row_count * sizeof *rows);
    for (size_t k = 0; k < excess_count(now); k++) {
        const struct excess_identity *i = excess_at(now, k);
        const struct node *n = graph_node_at(now->graph, i->identity);
        uint32_t at = 0, own = 0;
        if (!map_get(&ids, n->id, &at)) {
            map_get(&own_names, n->name, &own);
            map_get(&names, n->name, &at);
            if (own == SEVERAL || at == SEVERAL)
                continue;
        }
        if (at)
            compare(x, rows, now, excess_at(x->before, at - 1), i);
    }
    mem_free(rows);
    map_release(&ids);
    map_release(&names);
    map_release(&own_ids);
    map_release(&own_names);
    return x;
}

void growth_free(struct growth *x)
{
    if (!x)
        return;
    excess_free(x->before);
    arena_free(x->arena);
    mem_free(x->items);
    mem_free(x);
}

size_t growth_count(const struct growth *x)
{
    return x->count;
}

const struct grown *growth_at(const struct growth *x, size_t i)
{
    return &x->items[i];
}
