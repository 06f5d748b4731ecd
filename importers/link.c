/* SPDX-License-Identifier: MIT */
#include "link.h"

#include <stdlib.h>

#include "arena.h"
#include "buf.h"
#include "facts.h"
#include "link_parts.h"
#include "map.h"
#include "mem.h"

/* --- Small questions -------------------------------------------------------------------------- */

node_id link_from(struct link *l, const struct edge *e)
{
    return graph_resolve(l->g, e->from);
}

node_id link_to(struct link *l, const struct edge *e)
{
    return graph_resolve(l->g, e->to);
}

bool link_is(struct link *l, node_id n, enum node_kind kind)
{
    return graph_resolve(l->g, n) == n && graph_node_at(l->g, n)->kind == kind;
}

bool link_name_known(const struct node *n)
{
    return n->name.len > 0 && str_chr(n->name, '{') == STR_NPOS;
}

/* Two sorted lists with commas as one. */
static struct str join_lists(struct link *l, struct str x, struct str y)
{
    struct buf b = {0};
    struct str a = STR_NONE, c = STR_NONE;
    bool more_x = str_cut(&x, ',', &a), more_y = str_cut(&y, ',', &c);
    while (more_x || more_y) {
        int order = !more_x ? 1 : !more_y ? -1 : str_cmp(a, c);
        if (b.len)
            buf_putc(&b, ',');
        buf_add(&b, order <= 0 ? a : c);
        if (order <= 0)
            more_x = x.ptr && str_cut(&x, ',', &a);
        if (order >= 0)
            more_y = y.ptr && str_cut(&y, ',', &c);
    }
    struct str out = arena_str(l->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

/* Greater stays. */
static int standing(const struct node *n)
{
    bool in_clear = n->kind == NODE_SECRET && node_attr(n, FACT_FINGERPRINT);
    return (in_clear ? 16 : 0) + (n->kind == NODE_SECRET ? 8 : 0) +
           (node_attr(n, "template") ? 4 : 0) + (n->external ? 0 : 2) + (n->kind == NODE_BUS);
}

void link_join(struct link *l, node_id x, node_id y)
{
    x = graph_resolve(l->g, x);
    y = graph_resolve(l->g, y);
    if (x == y || !x || !y)
        return;
    const struct node *a = graph_node_at(l->g, x), *b = graph_node_at(l->g, y);
    int sa = standing(a), sb = standing(b);
    bool first = sa != sb ? sa > sb : str_cmp(a->id, b->id) < 0;
    const struct node *keep = first ? a : b, *drop = first ? b : a;
    node_id kept = first ? x : y;
    bool called = keep->kind == NODE_APP && !link_name_known(keep) && link_name_known(drop);
    struct str name = called ? drop->name : STR_NONE;
    struct str list = node_attr_text(keep, "settings"), more = node_attr_text(drop, "settings");
    if (list.len && more.len && !str_eq(list, more)) /* both lists, each name once, in order */
        graph_attr(l->g, kept, "settings", join_lists(l, list, more));
    graph_merge(l->g, kept, first ? y : x);
    if (name.len)
        graph_set_node_name(l->g, kept, name);
    l->changed = true;
}

/* --- Rules 4 and 5 ---------------------------------------------------------------------------- */

struct named {
    struct str key, id;
    node_id node;
    bool external;
};

static int by_key(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    return c ? c : str_cmp(x->id, y->id);
}

/* Names in these types are unique in all of Azure, or at least within one system. */
static bool is_top_type(struct str type)
{
    size_t slash = str_chr(type, '/');
    return str_istarts(type, STR("Microsoft.")) && slash != STR_NPOS &&
           str_chr(str_from_at(type, slash + 1), '/') == STR_NPOS &&
           !str_istarts(type, STR("Microsoft.Resources/"));
}

/* Namespaces of Service Bus and Event Hubs look alike in a connection string. */
static struct str type_group(struct link *l, const struct node *n)
{
    if (str_iis(n->type, "Microsoft.EventHub/namespaces"))
        return STR("microsoft.servicebus/namespaces");
    return arena_lower(l->arena, n->type);
}

/* Joins runs of equal keys in which at most one node is defined. */
static void join_runs(struct link *l, struct named *list, size_t count)
{
    if (count > 1)
        qsort(list, count, sizeof *list, by_key);
    for (size_t from = 0, to; from < count; from = to) {
        size_t defined = 0, keep = from;
        for (to = from; to < count && str_eq(list[to].key, list[from].key); to++) {
            if (list[to].external)
                continue;
            if (!defined++)
                keep = to;
        }
        for (size_t i = from; i < to && defined <= 1; i++)
            link_join(l, list[keep].node, list[i].node);
    }
}

static void join_names(struct link *l)
{
    size_t nodes = graph_node_count(l->g), count = 0;
    struct named *list = mem_zalloc(nodes, sizeof *list);
    for (size_t i = 1; i <= nodes; i++) {
        const struct node *n = graph_node_at(l->g, (node_id)i);
        if (graph_resolve(l->g, (node_id)i) != i || !str_is(n->provider, "azure") ||
            !is_top_type(n->type) || !link_name_known(n))
            continue;
        struct str name = arena_lower(l->arena, n->name);
        list[count++] = (struct named){ARENA_JOIN(l->arena, type_group(l, n), STR("\n"), name),
                                       n->id, (node_id)i, n->external};
    }
    join_runs(l, list, count);
    mem_free(list);
}

static void join_parts(struct link *l)
{
    size_t edges = graph_edge_count(l->g), count = 0;
    struct named *list = mem_zalloc(edges, sizeof *list);
    struct map seen = {0};
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        if (e->kind != EDGE_RESIDES_IN && e->kind != EDGE_HOSTED_BY)
            continue;
        node_id part = link_from(l, e), box = link_to(l, e);
        const struct node *n = graph_node_at(l->g, part), *b = graph_node_at(l->g, box);
        bool fits = e->kind == EDGE_HOSTED_BY ? n->kind == NODE_FUNCTION
                                              : node_boundary_class(b) == BOUNDARY_DATA_ACCOUNT;
        if (part == box || !fits || !str_is(n->provider, "azure"))
            continue;
        struct str key = arena_printf(l->arena, "%u\n%u\n", (unsigned)box, (unsigned)n->kind);
        key = ARENA_JOIN(l->arena, key, arena_lower(l->arena, n->name));
        bool added;
        map_put(&seen, arena_printf(l->arena, "%u\n%u", (unsigned)box, (unsigned)part), &added);
        if (added)
            list[count++] =
                (struct named){key, n->id, part, n->external || e->kind == EDGE_HOSTED_BY};
    }
    join_runs(l, list, count);
    map_release(&seen);
    mem_free(list);
}

/* --- Rule 8 ----------------------------------------------------------------------------------- */

static int by_pair(const void *a, const void *b)
{
    return memcmp(a, b, 2 * sizeof(node_id));
}

/* How many functions read each secret: 0 is a secret that nobody needs, many is a shared one. */
static void count_readers(struct link *l)
{
    size_t nodes = graph_node_count(l->g), edges = graph_edge_count(l->g), count = 0;
    uint32_t *readers = mem_zalloc(nodes + 1, sizeof *readers);
    node_id(*pairs)[2] = mem_zalloc(edges, sizeof *pairs); /* joined edges may still be two */
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        if (e->kind != EDGE_USES || !link_is(l, link_from(l, e), NODE_FUNCTION))
            continue;
        pairs[count][0] = link_from(l, e);
        pairs[count++][1] = link_to(l, e);
    }
    if (count > 1)
        qsort(pairs, count, sizeof *pairs, by_pair);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_pair(pairs[i], pairs[i - 1]) != 0)
            readers[pairs[i][1]]++;
    for (size_t i = 1; i <= nodes; i++) {
        const struct node *n = graph_node_at(l->g, (node_id)i);
        if (link_is(l, (node_id)i, NODE_SECRET) && str_is(n->provider, "azure") &&
            !node_attr(n, FACT_MADE_BY))
            graph_attr_typed(l->g, (node_id)i, STR("readers"), ATTR_NUMBER,
                             arena_printf(l->arena, "%u", readers[i]));
    }
    mem_free(readers);
    mem_free(pairs);
}

/* --- All rules -------------------------------------------------------------------------------- */

void link_all(struct import *im)
{
    struct link l = {.im = im, .g = import_graph(im), .arena = import_arena(im)};
    bool apps = graph_has_kind(l.g, NODE_APP), azure = graph_has_provider(l.g, STR("azure"));
    if (apps)
        link_apps(&l);
    l.changed = azure; /* rules 4, 5 and 8 are about its things alone */
    while (l.changed) { /* every round joins at least two nodes into one, so it ends */
        l.changed = false;
        join_names(&l);
        join_parts(&l);
    }
    if (apps)
        link_gates(&l);
    if (azure)
        count_readers(&l);
}
