/* SPDX-License-Identifier: MIT */
/* seal.c - from the graph as it was built to the one that is asked: merges applied, nodes and
 * edges in id order, zones and sensitivity filled in, adjacency as compressed rows. */
#include <stdlib.h>

#include "graph_internal.h"
#include "mem.h"
#include "order.h"

/* --- Defaults ----------------------------------------------------------------------------------- */

static enum zone_kind default_zone(const struct node *n)
{
    if (n->kind == NODE_SERVICE)
        return n->external ? ZONE_THIRD_PARTY : ZONE_MANAGEMENT;
    if (n->kind == NODE_ACTOR) {
        if (str_iis(n->name, "partner"))
            return ZONE_PARTNER;
        if (str_iis(n->name, "operator") || str_iis(n->name, "cicd"))
            return ZONE_MANAGEMENT;
    }
    return node_kinds[n->kind].zone;
}

/* Words in a store's name that say what it keeps. */
static const char *const sensitive_words[] = {
    "pii", "card", "payment", "health", "user", "customer", "password", "token", "session",
};

static bool is_sensitive_name(struct str name)
{
    uint32_t firsts = 0; /* letters: most places of most names begin no word */
    for (size_t w = 0; w < COUNT(sensitive_words); w++)
        firsts |= 1u << (sensitive_words[w][0] & 31);
    for (size_t i = 0; i < name.len; i++) {
        char c = str_lower(name.ptr[i]);
        for (size_t w = 0; w < COUNT(sensitive_words) && firsts >> (c & 31) & 1; w++)
            if (sensitive_words[w][0] == c &&
                str_istarts(str_from_at(name, i), str_from(sensitive_words[w])))
                return true;
    }
    return false;
}

static int default_sensitivity(const struct node *n)
{
    if (n->kind == NODE_SECRET || n->kind == NODE_KEY)
        return 3;
    if (!node_kind_is_store(n->kind) && n->kind != NODE_LOG)
        return 1;
    return is_sensitive_name(n->name) ? 2 : 1;
}

static void add_builtin_zones(struct graph *g)
{
    for (int k = 0; k < ZONE_CUSTOM; k++) {
        struct str id = str_from(zone_kinds[k].name);
        if (!graph_find_zone(g, id))
            graph_zone(g, id, str_from(zone_kinds[k].title), (enum zone_kind)k, STR(""), -1);
    }
}

/* A zone that somebody named as a parent without declaring it becomes a custom one. */
static void declare_parents(struct graph *g)
{
    for (size_t i = 0; i < g->zone_count; i++) {
        struct str parent = g->zones[i].parent; /* adding a zone moves the array */
        if (!str_empty(parent) && !graph_find_zone(g, parent))
            graph_zone(g, parent, parent, ZONE_CUSTOM, STR(""), -1);
    }
}

/* A zone that somebody named without declaring it becomes a custom one, so that no node hangs. One
 * that says what the kind says anyway is not counted as drawn by hand: an exported graph, which
 * names the zone of every node, is then the same when it is read back. */
static void fill_in_nodes(struct graph *g)
{
    for (size_t i = 1; i <= g->node_count; i++) {
        struct node *n = &g->nodes[i];
        if (i + MEM_AHEAD <= g->node_count)
            mem_soon(n[MEM_AHEAD].name.ptr);
        struct str usual = str_from(zone_kinds[default_zone(n)].name);
        n->zone_set = n->zone_set && !str_eq(n->zone, usual);
        if (!n->zone_set)
            n->zone = usual; /* a name of the table: nobody frees it */
        else if (!graph_find_zone(g, n->zone))
            graph_zone(g, n->zone, n->zone, ZONE_CUSTOM, STR(""), -1);
        if (n->sensitivity < 0)
            n->sensitivity = default_sensitivity(n);
    }
}

/* --- Order -------------------------------------------------------------------------------------- */

/* items[i] becomes what items[from[i]] was, along the circles that this makes: in place, as the arrays
 * are large. from is used up. */
static void permute(void *items, size_t size, uint32_t *from, size_t count)
{
    enum { LARGEST = sizeof(struct node) > sizeof(struct edge) ? sizeof(struct node)
                                                               : sizeof(struct edge) };
    char first[LARGEST], *at = items;
    for (size_t i = 0; i < count; i++) {
        if (from[i] == i)
            continue;
        memcpy(first, at + i * size, size);
        size_t to = i, next, later = i; /* later: some steps ahead on the circle */
        for (int step = 0; step < MEM_AHEAD && from[later] != i; step++) {
            later = from[later];
            mem_soon_all(at + later * size, size);
        }
        while ((next = from[to]) != i) {
            if (from[later] != i) {
                later = from[later];
                mem_soon_all(at + later * size, size);
            }
            memcpy(at + to * size, at + next * size, size);
            from[to] = (uint32_t)to; /* done: a circle of its own */
            to = next;
        }
        memcpy(at + to * size, first, size);
        from[to] = (uint32_t)to;
    }
}

/* The nodes that stay move together; order[] then holds their new places. */
static void close_gaps(struct graph *g, uint32_t *order, const node_id *fresh)
{
    size_t kept = 0;
    for (size_t i = 1; i <= g->node_count; i++) {
        if (g->alias[i])
            continue;
        g->nodes[++kept] = g->nodes[i];
        order[fresh[i] - 1] = (uint32_t)kept;
    }
    memset(g->alias, 0, (g->node_count + 1) * sizeof *g->alias); /* of the old numbers */
}

/* Nodes in id order without the merged ones; returns old id -> new id. */
static node_id *sort_nodes(struct graph *g, bool *merged)
{
    size_t kept = 0;
    for (size_t i = 1; i <= g->node_count; i++)
        if (g->alias[i])
            graph_node_absorb(g, &g->nodes[graph_resolve(g, (node_id)i)], &g->nodes[i]);
        else
            kept++;
    *merged = kept < g->node_count;
    struct str *ids = mem_alloc((g->node_count + 1) * sizeof *ids);
    uint32_t *order = mem_alloc((kept + 1) * sizeof *order);
    size_t at = 0;
    for (size_t i = 1; i <= g->node_count; i++) {
        ids[i] = g->nodes[i].id;
        if (!g->alias[i])
            order[at++] = (uint32_t)i;
    }
    texts_sort(ids, order, kept);
    mem_free(ids);

    node_id *fresh = mem_zalloc(g->node_count + 1, sizeof *fresh);
    for (size_t i = 0; i < kept; i++)
        fresh[order[i]] = (node_id)(i + 1);
    for (size_t i = 1; i <= g->node_count; i++)
        if (g->alias[i])
            fresh[i] = fresh[graph_resolve(g, (node_id)i)];
    if (*merged)
        close_gaps(g, order, fresh);
    for (size_t i = 0; i < kept; i++)
        order[i]--;
    if (kept)
        permute(g->nodes + 1, sizeof *g->nodes, order, kept);
    mem_free(order);
    g->node_count = kept;
    if (!*merged) {
        map_renumber(&g->by_id, fresh);
        return fresh;
    }
    map_release(&g->by_id);
    for (size_t i = 1; i <= kept; i++)
        map_set(&g->by_id, g->nodes[i].id, (uint32_t)i);
    return fresh;
}

/* Ends renamed; edges that became equal are joined, those that a merge turned into loops go. */
static void rename_edges(struct graph *g, const node_id *fresh, bool merged)
{
    struct edge *edges = g->edges;
    size_t count = g->edge_count;
    graph_edge_table_reset(g);
    if (!merged) { /* what was not equal is not now */
        for (size_t i = 1; i <= count; i++) {
            edges[i].from = fresh[edges[i].from];
            edges[i].to = fresh[edges[i].to];
        }
        return;
    }
    size_t kept = 0;
    for (size_t i = 1; i <= count; i++) {
        struct edge e = edges[i];
        bool was_loop = e.from == e.to;
        e.from = fresh[e.from];
        e.to = fresh[e.to];
        if (e.from == e.to && !was_loop)
            continue;
        edge_id *slot = graph_edge_slot(g, e.kind, e.from, e.to, e.own_id);
        if (*slot) {
            graph_edge_absorb(g, &edges[*slot], &e);
            continue;
        }
        edges[++kept] = e;
        *slot = (edge_id)kept;
        g->table.used++;
    }
    g->edge_count = kept;
    graph_edge_table_reset(g);
}

/* An edge for the sort: the rank of its kind's name, its ends, where it stands. */
enum key_part { KEY_KIND, KEY_FROM, KEY_TO, KEY_AT, KEY_PARTS };
struct edge_key {
    uint32_t part[KEY_PARTS];
};

/* Sorts by one part, whose values are below limit, and leaves the order of equals as it is. at has
 * room for limit + 1. */
static void count_sort(const struct edge_key *in, struct edge_key *out, size_t count,
                       enum key_part part, uint32_t *at, size_t limit)
{
    memset(at, 0, (limit + 1) * sizeof *at);
    for (size_t i = 0; i < count; i++)
        at[in[i].part[part] + 1]++;
    for (size_t v = 0; v < limit; v++)
        at[v + 1] += at[v];
    for (size_t i = 0; i < count; i++)
        out[at[in[i].part[part]]++] = in[i];
}

/* The place of each kind in the order of their names. */
static void rank_kinds(uint32_t rank[EDGE_KIND_COUNT])
{
    for (int k = 0; k < EDGE_KIND_COUNT; k++) {
        rank[k] = 0;
        for (int other = 0; other < EDGE_KIND_COUNT; other++)
            rank[k] += strcmp(edge_kinds[other].name, edge_kinds[k].name) < 0;
    }
}

static int by_own_id(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    return str_cmp(x->own_id, y->own_id);
}

static bool same_parts(const struct edge *x, const struct edge *y)
{
    return x->kind == y->kind && x->from == y->from && x->to == y->to;
}

struct ends { /* of all edges, by their numbers: side by side, since they are passed several times */
    node_id *from, *to;
};

/* By name of the kind, ends in id order, own id. The first three are small numbers: counted, not
 * compared, the last one first. */
static struct ends order_edges(struct graph *g)
{
    size_t count = g->edge_count, limit = g->node_count + 1 + EDGE_KIND_COUNT;
    struct ends ends = {mem_alloc((count + 1) * sizeof *ends.from),
                        mem_alloc((count + 1) * sizeof *ends.to)};
    if (!count)
        return ends;
    struct edge_key *keys = mem_alloc((count + 1) * sizeof *keys);
    struct edge_key *next = mem_alloc((count + 1) * sizeof *next);
    uint32_t *at = mem_alloc((limit + 1) * sizeof *at), rank[EDGE_KIND_COUNT];
    struct edge *edges = g->edges + 1;
    rank_kinds(rank);
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct edge_key){
            {rank[edges[i].kind], edges[i].from, edges[i].to, (uint32_t)i}};
    count_sort(keys, next, count, KEY_TO, at, limit);
    count_sort(next, keys, count, KEY_FROM, at, limit);
    count_sort(keys, next, count, KEY_KIND, at, limit);
    uint32_t *from = mem_alloc(count * sizeof *from);
    for (size_t i = 0; i < count; i++) {
        from[i] = next[i].part[KEY_AT];
        ends.from[i + 1] = next[i].part[KEY_FROM];
        ends.to[i + 1] = next[i].part[KEY_TO];
    }
    permute(edges, sizeof *edges, from, count);
    mem_free(from);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && same_parts(&edges[i], &edges[end]);)
            end++;
        if (end > i + 1)
            qsort(edges + i, end - i, sizeof *edges, by_own_id);
    }
    mem_free(at);
    mem_free(next);
    mem_free(keys);
    return ends;
}

static int by_key(const void *a, const void *b)
{
    const struct attr *x = a, *y = b;
    return str_cmp(x->key, y->key);
}

static int by_text(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    return str_cmp(*x, *y);
}

/* Mostly a handful: each is moved to its place among those before it. */
static void sort_attrs(struct attr *attrs, uint32_t count)
{
    enum { FEW = 12 };
    if (count > FEW) {
        qsort(attrs, count, sizeof *attrs, by_key);
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        struct attr a = attrs[i];
        uint32_t k = i;
        for (; k > 0 && by_key(&attrs[k - 1], &a) > 0; k--)
            attrs[k] = attrs[k - 1];
        attrs[k] = a;
    }
}

static void sort_set(struct str *items, uint32_t count)
{
    if (count > 1)
        qsort(items, count, sizeof *items, by_text);
}

/* The zones of nodes of one kind are mostly the same text, and so the same bytes. */
static void find_zones(struct graph *g)
{
    struct {
        const char *id;
        uint32_t at;
    } last[NODE_KIND_COUNT] = {{0}};
    for (size_t i = 1; i <= g->node_count; i++) {
        struct node *n = &g->nodes[i];
        if (last[n->kind].id != n->zone.ptr) {
            last[n->kind].id = n->zone.ptr;
            map_get(&g->zone_index, n->zone, &last[n->kind].at);
        }
        n->zone_at = last[n->kind].at;
    }
}

static void sort_members(struct graph *g)
{
    for (size_t i = 1; i <= g->node_count; i++) {
        if (i + MEM_AHEAD <= g->node_count)
            mem_soon_all(g->nodes[i + MEM_AHEAD].attrs, 4 * sizeof(struct attr));
        sort_attrs(g->nodes[i].attrs, g->nodes[i].attr_count);
        sort_attrs(g->nodes[i].tags, g->nodes[i].tag_count);
        sort_set(g->nodes[i].policies, g->nodes[i].policy_count);
    }
    for (size_t i = 1; i <= g->edge_count; i++) {
        if (i + MEM_AHEAD <= g->edge_count)
            mem_soon(g->edges[i + MEM_AHEAD].attrs);
        sort_attrs(g->edges[i].attrs, g->edges[i].attr_count);
        sort_set(g->edges[i].actions, g->edges[i].action_count);
        sort_set(g->edges[i].guards, g->edges[i].guard_count);
    }
}

/* --- The other lists ---------------------------------------------------------------------------- */

static int zone_order(const void *a, const void *b)
{
    const struct zone *x = a, *y = b;
    return str_cmp(x->id, y->id);
}

static int source_order(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    int c = str_cmp(x->file, y->file);
    return c ? c : str_cmp(x->importer, y->importer);
}

static int unresolved_order(const void *a, const void *b)
{
    const struct unresolved *x = a, *y = b;
    int c = origin_cmp(x->where, y->where);
    if (!c)
        c = str_cmp(x->text, y->text);
    if (!c)
        c = str_cmp(x->reason, y->reason);
    if (!c)
        c = (x->node > y->node) - (x->node < y->node);
    return c ? c : str_cmp(x->where.field, y->where.field);
}

/* Sorts and drops what is said twice; returns the new count. */
static size_t sort_unique(void *items, size_t count, size_t size,
                          int (*order)(const void *, const void *))
{
    if (!count)
        return 0;
    char *bytes = items;
    qsort(items, count, size, order);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (order(bytes + (kept - 1) * size, bytes + i * size) == 0)
            continue;
        if (kept != i)
            memcpy(bytes + kept * size, bytes + i * size, size);
        kept++;
    }
    return kept;
}

static void sort_lists(struct graph *g, const node_id *fresh)
{
    for (size_t i = 0; i < g->unresolved_count; i++)
        if (g->unresolved[i].node)
            g->unresolved[i].node = fresh[g->unresolved[i].node];
    g->zone_count = sort_unique(g->zones, g->zone_count, sizeof *g->zones, zone_order);
    for (size_t i = 0; i < g->zone_count; i++)
        map_set(&g->zone_index, g->zones[i].id, (uint32_t)i);
    g->unresolved_count =
        sort_unique(g->unresolved, g->unresolved_count, sizeof *g->unresolved, unresolved_order);
    g->source_count = sort_unique(g->sources, g->source_count, sizeof *g->sources, source_order);
    diags_sort(g->diags);
}

/* --- Adjacency ---------------------------------------------------------------------------------- */

/* The edges of each node, which stands at the given end of the edge. */
static void build_rows(const struct graph *g, const node_id *ends, uint32_t **start, edge_id **rows)
{
    uint32_t *at = mem_zalloc(g->node_count + 2, sizeof *at);
    edge_id *ids = mem_alloc((g->edge_count + 1) * sizeof *ids);
    for (size_t e = 1; e <= g->edge_count; e++)
        at[ends[e]]++;
    uint32_t sum = 0;
    for (size_t n = 0; n < g->node_count + 2; n++) {
        uint32_t degree = at[n];
        at[n] = sum;
        sum += degree;
    }
    for (size_t e = 1; e <= g->edge_count; e++)
        ids[at[ends[e]]++] = (edge_id)e;
    memmove(at + 1, at, (g->node_count + 1) * sizeof *at);
    at[0] = 0;
    *start = at;
    *rows = ids;
}

/* They stand together, since the order of edges begins with the name of the kind. */
static void note_kinds(struct graph *g)
{
    for (size_t e = g->edge_count; e > 0; e--) {
        enum edge_kind kind = g->edges[e].kind;
        g->kind_first[kind] = (edge_id)e;
        if (!g->kind_end[kind])
            g->kind_end[kind] = (edge_id)e + 1;
    }
}

void graph_seal(struct graph *g)
{
    if (g->sealed)
        return;
    add_builtin_zones(g);
    declare_parents(g);
    bool merged;
    node_id *fresh = sort_nodes(g, &merged);
    rename_edges(g, fresh, merged);
    fill_in_nodes(g);
    struct ends ends = order_edges(g);
    graph_indexes_drop(g);
    sort_members(g);
    sort_lists(g, fresh);
    find_zones(g);
    mem_free(fresh);
    build_rows(g, ends.from, &g->out_start, &g->out_edges);
    build_rows(g, ends.to, &g->in_start, &g->in_edges);
    mem_free(ends.from);
    mem_free(ends.to);
    note_kinds(g);
    g->labels = labels_new();
    g->sealed = true;
}
