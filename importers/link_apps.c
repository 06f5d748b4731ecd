/* SPDX-License-Identifier: MIT */
/* link_apps.c - rules 1 to 3 of link.h: the project and its site, their settings, the accounts
 * that the settings lead to. */
#include <stdlib.h>

#include "arena.h"
#include "azure_settings.h"
#include "buf.h"
#include "facts.h"
#include "link_pairs.h"
#include "map.h"
#include "mem.h"

/* --- Rules 2 and 3: settings and what they lead to -------------------------------------------- */

struct lead {
    size_t pair;    /* whose project or site: apps may have settings of one name */
    struct str key; /* of the setting, the section for X__accountName */
    node_id target; /* account or stream */
    bool site;
};

struct leads {
    struct lead *items;
    size_t count, cap;
    size_t pair; /* that is looked at */
};

static void add_lead(struct leads *all, struct str key, node_id target, bool site)
{
    if (all->count == all->cap)
        all->items = mem_grow(all->items, &all->cap, sizeof *all->items);
    all->items[all->count++] = (struct lead){all->pair, key, target, site};
}

static bool is_target(const struct node *n)
{
    return node_boundary_class(n) == BOUNDARY_DATA_ACCOUNT || n->kind == NODE_STREAM ||
           n->kind == NODE_SERVICE || n->kind == NODE_TABLE || n->kind == NODE_TOPIC;
}

static struct str section(struct str key)
{
    size_t at = str_chr(key, ':');
    return at == STR_NPOS ? key : str_sub(key, 0, at);
}

/* Edges by the node that they leave, or lead to, as they were before anything was joined. */
struct edge_rows {
    uint32_t *first;
    edge_id *ids;
};

static struct edge_rows rows_of(struct link *l, node_id (*end)(struct link *, const struct edge *))
{
    size_t nodes = graph_node_count(l->g), edges = graph_edge_count(l->g);
    struct edge_rows r = {mem_zalloc(nodes + 2, sizeof *r.first), mem_zalloc(edges, sizeof *r.ids)};
    uint32_t *next = mem_zalloc(nodes + 2, sizeof *next);
    for (size_t i = 1; i <= edges; i++)
        r.first[end(l, graph_edge_at(l->g, (edge_id)i)) + 1]++;
    for (size_t i = 1; i <= nodes + 1; i++)
        r.first[i] += r.first[i - 1];
    memcpy(next, r.first, (nodes + 2) * sizeof *next);
    for (size_t i = 1; i <= edges; i++)
        r.ids[next[end(l, graph_edge_at(l->g, (edge_id)i))]++] = (edge_id)i;
    mem_free(next);
    return r;
}

static void rows_free(struct edge_rows *r)
{
    mem_free(r->first);
    mem_free(r->ids);
}

/* From the edges app -uses-> setting -unlocks or depends-> account. */
static void leads_by_edges(struct link *l, const struct edge_rows *rows, const struct app *a,
                           struct leads *out)
{
    for (uint32_t i = rows->first[a->node]; i < rows->first[a->node + 1]; i++) {
        const struct edge *use = graph_edge_at(l->g, rows->ids[i]);
        struct str name = edge_attr_text(use, FACT_SETTING);
        if (use->kind != EDGE_USES || !name.len)
            continue;
        node_id setting = link_to(l, use);
        for (uint32_t k = rows->first[setting]; k < rows->first[setting + 1]; k++) {
            const struct edge *e = graph_edge_at(l->g, rows->ids[k]);
            if ((e->kind == EDGE_UNLOCKS || e->kind == EDGE_DEPENDS) &&
                is_target(graph_node_at(l->g, link_to(l, e))))
                add_lead(out, section(azure_setting_key(l->arena, name)), link_to(l, e), a->site);
        }
    }
}

/* Nodes with a list of settings that lead there, by id. */
struct listing {
    struct str id;
    node_id node;
};

struct listed {
    struct listing *items;
    size_t count, cap;
};

static int by_listing(const void *a, const void *b)
{
    const struct listing *x = a, *y = b;
    return str_cmp(x->id, y->id);
}

static struct listed listed_of(struct link *l)
{
    struct listed out = {0};
    for (size_t i = 1; i <= graph_node_count(l->g); i++) {
        const struct node *n = graph_node_at(l->g, (node_id)i);
        if (!node_attr_text(n, "settings").len || graph_resolve(l->g, (node_id)i) != i)
            continue;
        if (out.count == out.cap)
            out.items = mem_grow(out.items, &out.cap, sizeof *out.items);
        out.items[out.count++] = (struct listing){n->id, (node_id)i};
    }
    if (out.count > 1)
        qsort(out.items, out.count, sizeof *out.items, by_listing);
    return out;
}

/* Accounts that only the list of settings ties to the project: their id has its scope. */
static void leads_by_list(struct link *l, const struct listed *all, const struct app *a,
                          struct leads *out)
{
    struct str id = a->id, mark = STR(":app:");
    size_t at = id.len > mark.len ? id.len - mark.len : 0; /* the last one: a folder may be "app" */
    while (at > 0 && !str_starts(str_from_at(id, at), mark))
        at--;
    struct str scope = str_sub(id, 0, at), one;
    struct str head = ARENA_JOIN(l->arena, scope, STR(":boundary:"));
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(all->items[middle].id, head) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < all->count && str_starts(all->items[low].id, head); low++) {
        node_id n = all->items[low].node;
        for (struct str rest = node_attr_text(graph_node_at(l->g, n), "settings");
             str_cut(&rest, ',', &one);)
            add_lead(out, section(azure_setting_key(l->arena, one)), n, a->site);
    }
}

static bool is_messages(struct str type)
{
    return str_iis(type, "Microsoft.EventHub/namespaces") ||
           str_iis(type, "Microsoft.ServiceBus/namespaces");
}

static bool same_service(const struct node *x, const struct node *y)
{
    if (x->kind == NODE_STREAM || y->kind == NODE_STREAM)
        return x->kind != y->kind && is_messages(x->kind == NODE_STREAM ? y->type : x->type);
    return str_empty(x->type) || str_empty(y->type) || str_ieq(x->type, y->type) ||
           (is_messages(x->type) && is_messages(y->type));
}

static int by_lead(const void *a, const void *b)
{
    const struct lead *x = a, *y = b;
    int c = (x->pair > y->pair) - (x->pair < y->pair);
    if (c == 0)
        c = str_cmp(x->key, y->key);
    if (c == 0)
        c = (x->site > y->site) - (x->site < y->site);
    return c ? c : (x->target > y->target) - (x->target < y->target);
}

/* Leads by what they lead to now: those of one target stand in a row, targets that were joined are in one
 * ring. */
struct lead_rows {
    uint32_t *first, *leads; /* by node that they led to before; positions */
    node_id *ring;           /* by node: the next one that is the same now */
};

static struct lead_rows lead_rows_of(struct link *l, const struct leads *all)
{
    size_t nodes = graph_node_count(l->g);
    struct lead_rows r = {mem_zalloc(nodes + 2, sizeof *r.first),
                          mem_zalloc(all->count + 1, sizeof *r.leads),
                          mem_zalloc(nodes + 1, sizeof *r.ring)};
    uint32_t *next = mem_zalloc(nodes + 2, sizeof *next);
    for (size_t i = 0; i < all->count; i++)
        r.first[graph_resolve(l->g, all->items[i].target) + 1]++;
    for (size_t i = 1; i <= nodes + 1; i++)
        r.first[i] += r.first[i - 1];
    memcpy(next, r.first, (nodes + 2) * sizeof *next);
    for (size_t i = 0; i < all->count; i++)
        r.leads[next[graph_resolve(l->g, all->items[i].target)]++] = (uint32_t)i;
    for (size_t i = 0; i <= nodes; i++)
        r.ring[i] = (node_id)i;
    mem_free(next);
    return r;
}

static void lead_rows_free(struct lead_rows *r)
{
    mem_free(r->first);
    mem_free(r->leads);
    mem_free(r->ring);
}

static void join_targets(struct link *l, struct lead_rows *r, node_id x, node_id y)
{
    x = graph_resolve(l->g, x);
    y = graph_resolve(l->g, y);
    if (x == y)
        return;
    link_join(l, x, y);
    node_id next = r->ring[x];
    r->ring[x] = r->ring[y];
    r->ring[y] = next;
}

/* The streams in the project's account are the hub's events, the account is the hub's endpoint. */
static void join_stream(struct link *l, struct lead_rows *r, node_id account, node_id stream)
{
    size_t edges = graph_edge_count(l->g), streams = 0;
    node_id only = 0;
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        node_id part = link_from(l, e);
        if (e->kind != EDGE_RESIDES_IN || link_to(l, e) != account || part == only ||
            !link_is(l, part, NODE_STREAM))
            continue;
        streams++;
        only = part;
    }
    if (streams == 1)
        join_targets(l, r, stream, only);
    for (size_t i = 1; i <= edges && streams == 1; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        if (e->kind == EDGE_DELIVERS && link_to(l, e) == graph_resolve(l->g, stream) &&
            graph_node_at(l->g, link_from(l, e))->kind == NODE_BUS)
            join_targets(l, r, link_from(l, e), account);
    }
}

struct destination {
    node_id node;
    bool split; /* the settings disagree */
};

/* Where the site's settings of the lead's name lead to. */
static void ask_site(struct link *l, const struct leads *all, size_t lead, node_id account,
                     struct destination *out)
{
    const struct lead *p = &all->items[lead];
    size_t first = lead; /* those of one pair and name stand together */
    while (first > 0 && all->items[first - 1].pair == p->pair &&
           str_eq(all->items[first - 1].key, p->key))
        first--;
    for (size_t k = first; k < all->count && all->items[k].pair == p->pair &&
                           str_eq(all->items[k].key, p->key); k++) {
        node_id to = graph_resolve(l->g, all->items[k].target);
        if (!all->items[k].site || to == account ||
            !same_service(graph_node_at(l->g, account), graph_node_at(l->g, to)))
            continue;
        out->split = out->split || (out->node && out->node != to);
        out->node = to;
    }
}

/* What the account of the project becomes by all settings that lead there; node 0: nothing. */
static struct destination destination_of(struct link *l, const struct leads *all,
                                         const struct lead_rows *r, node_id account)
{
    struct destination out = {0};
    node_id n = account;
    do {
        for (uint32_t i = r->first[n]; i < r->first[n + 1]; i++)
            if (!all->items[r->leads[i]].site)
                ask_site(l, all, r->leads[i], account, &out);
        n = r->ring[n];
    } while (n != account);
    return out;
}

/* Sorted, each once. */
static void sort_leads(struct leads *all)
{
    size_t kept = 0;
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, by_lead);
    for (size_t i = 0; i < all->count; i++)
        if (!kept || by_lead(&all->items[kept - 1], &all->items[i]) != 0)
            all->items[kept++] = all->items[i];
    all->count = kept;
}

static void join_accounts(struct link *l, struct leads *all)
{
    sort_leads(all);
    struct lead_rows rows = lead_rows_of(l, all);
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].site)
            continue;
        node_id account = graph_resolve(l->g, all->items[i].target);
        struct destination to = destination_of(l, all, &rows, account);
        const struct node *n = graph_node_at(l->g, account);
        if (to.split)
            graph_unresolved(l->g, n->name,
                             STR("settings that lead to this one account in the project lead to "
                                 "several in the template"),
                             account, n->where);
        else if (to.node && graph_node_at(l->g, to.node)->kind == NODE_STREAM)
            join_stream(l, &rows, account, to.node);
        else if (to.node)
            join_targets(l, &rows, to.node, account);
    }
    lead_rows_free(&rows);
}

struct use {
    struct str key, id;
    node_id node;
    bool vault;
};

static int by_use(const void *a, const void *b)
{
    const struct use *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    return c ? c : str_cmp(x->id, y->id);
}

/* The settings of the project and of the site, which are one app now. */
static void join_settings(struct link *l, const struct edge_rows *rows, const struct pair *pair)
{
    const node_id ends[] = {pair->site->node, pair->project->node};
    size_t count = 0, most = 1;
    for (size_t k = 0; k < COUNT(ends); k++)
        most += rows->first[ends[k] + 1] - rows->first[ends[k]];
    struct use *uses = mem_zalloc(most, sizeof *uses);
    for (size_t k = 0; k < COUNT(ends); k++)
        for (uint32_t i = rows->first[ends[k]]; i < rows->first[ends[k] + 1]; i++) {
            const struct edge *e = graph_edge_at(l->g, rows->ids[i]);
            struct str name = edge_attr_text(e, FACT_SETTING);
            if (e->kind != EDGE_USES || !name.len)
                continue;
            const struct node *n = graph_node_at(l->g, link_to(l, e));
            uses[count++] = (struct use){azure_setting_key(l->arena, name), n->id, link_to(l, e),
                                         str_iis(n->type, "Microsoft.KeyVault/vaults/secrets")};
        }
    if (count > 1)
        qsort(uses, count, sizeof *uses, by_use);
    for (size_t i = 1; i < count; i++)
        if (str_eq(uses[i].key, uses[i - 1].key) && !uses[i].vault && !uses[i - 1].vault)
            link_join(l, uses[i - 1].node, uses[i].node);
    mem_free(uses);
}

/* --- What the template says about names that the project leaves open -------------------------- */

/* Settings of the site that are no secrets, by their key. */
struct values {
    struct map index;
    struct str *texts;
    size_t count;
};

static struct values values_of(struct link *l, const struct edge_rows *rows, node_id site)
{
    struct values v = {0};
    uint32_t from = rows->first[site], to = rows->first[site + 1];
    v.texts = arena_array(l->arena, to - from, sizeof *v.texts);
    for (uint32_t i = from; i < to; i++) {
        const struct edge *e = graph_edge_at(l->g, rows->ids[i]);
        struct str text = node_attr_text(graph_node_at(l->g, link_to(l, e)), "value");
        if (e->kind != EDGE_USES || !link_is(l, link_to(l, e), NODE_PARAM) || !text.len)
            continue;
        map_set(&v.index, azure_setting_key(l->arena, edge_attr_text(e, FACT_SETTING)),
                (uint32_t)v.count);
        v.texts[v.count++] = text;
    }
    return v;
}

/* "a-%NAME%" -> "a-value"; what the site does not set stays. */
static struct str expanded(struct link *l, const struct values *v, struct str name)
{
    struct buf b = {0};
    for (size_t at = 0; at < name.len;) {
        struct str rest = str_from_at(name, at);
        size_t end = rest.ptr[0] == '%' ? str_chr(str_from_at(rest, 1), '%') : STR_NPOS;
        uint32_t value;
        if (end == STR_NPOS || end == 0 ||
            !map_get(&v->index, azure_setting_key(l->arena, str_sub(rest, 1, end)), &value)) {
            buf_putc(&b, rest.ptr[0]);
            at++;
            continue;
        }
        buf_add(&b, v->texts[value]);
        at += end + 2;
    }
    struct str out = arena_str(l->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

struct numbers { /* of edges or nodes */
    uint32_t *items;
    size_t count, cap;
};

static void add_number(struct numbers *out, uint32_t number)
{
    if (out->count == out->cap)
        out->items = mem_grow(out->items, &out->cap, sizeof *out->items);
    out->items[out->count++] = number;
}

static void add_row(struct numbers *out, const struct edge_rows *rows, node_id n)
{
    for (uint32_t i = rows->first[n]; i < rows->first[n + 1]; i++)
        add_number(out, rows->ids[i]);
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort_numbers(struct numbers *n)
{
    if (n->count > 1)
        qsort(n->items, n->count, sizeof *n->items, by_number);
}

static void name_store(struct link *l, const struct values *v, node_id store, node_id function)
{
    struct str name = graph_node_at(l->g, store)->name;
    if (str_chr(name, '%') == STR_NPOS)
        return;
    struct str full = expanded(l, v, name);
    if (str_eq(full, name))
        return;
    graph_set_node_name(l->g, store, full);
    graph_settle(l->g, name, function);
}

/* The stores that functions of the project name by a setting. */
static void name_stores(struct link *l, const struct edge_rows *out, const struct edge_rows *in,
                        const struct pair *pair)
{
    node_id project = pair->project->node;
    struct values v = values_of(l, out, pair->site->node);
    struct numbers functions = {0}, near = {0};
    for (uint32_t i = in->first[project]; i < in->first[project + 1] && v.count; i++) {
        const struct edge *e = graph_edge_at(l->g, in->ids[i]);
        if (e->kind == EDGE_HOSTED_BY)
            add_number(&functions, link_from(l, e));
    }
    sort_numbers(&functions);
    for (size_t i = 0; i < functions.count; i++) {
        add_row(&near, out, functions.items[i]);
        add_row(&near, in, functions.items[i]);
    }
    sort_numbers(&near);
    for (size_t i = 0; i < near.count; i++) {
        const struct edge *e = graph_edge_at(l->g, near.items[i]);
        node_id from = link_from(l, e), to = link_to(l, e);
        bool ours = bsearch(&from, functions.items, functions.count, sizeof from, by_number);
        name_store(l, &v, ours ? to : from, ours ? from : to);
    }
    mem_free(functions.items);
    mem_free(near.items);
    map_release(&v.index);
}

/* What the project uses, by the key of the setting. */
struct own {
    struct str key, name;
    edge_id edge;
};

static int by_own(const void *a, const void *b)
{
    const struct own *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    return c ? c : (x->edge > y->edge) - (x->edge < y->edge);
}

static size_t owns_of(struct link *l, const struct edge_rows *rows, node_id project, struct own *out)
{
    size_t count = 0;
    for (uint32_t i = rows->first[project]; i < rows->first[project + 1]; i++) {
        const struct edge *e = graph_edge_at(l->g, rows->ids[i]);
        struct str name = edge_attr_text(e, FACT_SETTING);
        if (e->kind == EDGE_USES)
            out[count++] = (struct own){azure_setting_key(l->arena, name), name, rows->ids[i]};
    }
    if (count > 1)
        qsort(out, count, sizeof *out, by_own);
    return count;
}

/* The guess was wrong: what it seemed to open is opened by the identity. */
static void drop_guess(struct link *l, const struct edge_rows *rows, node_id guess, node_id setting)
{
    for (uint32_t n = rows->first[guess]; n < rows->first[guess + 1]; n++)
        if (graph_edge_at(l->g, rows->ids[n])->kind == EDGE_UNLOCKS)
            graph_edge_attr_typed(l->g, rows->ids[n], STR(FACT_ENABLED), ATTR_BOOL, STR("false"));
    graph_merge(l->g, setting, guess);
}

/* A connection X that the project does not define was taken for a secret. Where the site has
 * X__accountName and its like there is none: the identity opens the account. */
static void settle_settings(struct link *l, const struct edge_rows *rows, const struct pair *pair)
{
    node_id project = pair->project->node, site = pair->site->node;
    struct own *owns =
        mem_zalloc(rows->first[project + 1] - rows->first[project] + 1, sizeof *owns);
    size_t count = owns_of(l, rows, project, owns);
    for (uint32_t i = rows->first[site]; i < rows->first[site + 1]; i++) {
        const struct edge *e = graph_edge_at(l->g, rows->ids[i]);
        struct str name = edge_attr_text(e, FACT_SETTING);
        struct str key = azure_setting_key(l->arena, name), head = section(key);
        if (e->kind != EDGE_USES || !name.len)
            continue;
        graph_settle(l->g, name, project);
        size_t low = 0, high = head.len == key.len ? 0 : count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (str_cmp(owns[middle].key, head) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        for (; head.len < key.len && low < count && str_eq(owns[low].key, head); low++) {
            node_id guess = link_to(l, graph_edge_at(l->g, owns[low].edge));
            if (!link_is(l, guess, NODE_SECRET) ||
                !str_is(node_attr_text(graph_node_at(l->g, guess), "value"), "unknown"))
                continue;
            graph_settle(l->g, owns[low].name, project);
            drop_guess(l, rows, guess, link_to(l, e));
        }
    }
    mem_free(owns);
}

void link_apps(struct link *l)
{
    struct apps all = {0};
    struct pairs pairs = {0};
    struct leads leads = {0};
    link_pair_apps(l, &all, &pairs);
    struct edge_rows out = rows_of(l, link_from), in = rows_of(l, link_to);
    struct listed listed = listed_of(l);
    for (size_t i = 0; i < pairs.count; i++) {
        leads.pair = i;
        leads_by_edges(l, &out, pairs.items[i].project, &leads);
        leads_by_list(l, &listed, pairs.items[i].project, &leads);
        leads_by_edges(l, &out, pairs.items[i].site, &leads);
        name_stores(l, &out, &in, &pairs.items[i]);
    }
    for (size_t i = 0; i < pairs.count; i++)
        settle_settings(l, &out, &pairs.items[i]);
    for (size_t i = 0; i < pairs.count; i++) {
        link_join(l, pairs.items[i].site->node, pairs.items[i].project->node);
        join_settings(l, &out, &pairs.items[i]);
    }
    join_accounts(l, &leads);
    rows_free(&out);
    rows_free(&in);
    mem_free(listed.items);
    mem_free(all.items);
    mem_free(pairs.items);
    mem_free(leads.items);
}
