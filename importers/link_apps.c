/* SPDX-License-Identifier: MIT */
/* link_apps.c - rules 1 to 3 of link.h: the project and its site, their settings, the accounts
 * that the settings lead to. */
#include <stdlib.h>

#include "arena.h"
#include "buf.h"
#include "facts.h"
#include "link_parts.h"
#include "map.h"
#include "mem.h"

struct app {
    node_id node;
    struct str id, name, folder; /* folder of the project or of the template */
    struct str service;          /* tag azd-service-name of a site */
    bool site, taken;
};

struct apps {
    struct app *items;
    size_t count, cap;
};

/* --- Which apps there are --------------------------------------------------------------------- */

static struct str tag_of(const struct node *n, const char *key)
{
    for (uint32_t i = 0; i < n->tag_count; i++)
        if (str_iis(n->tags[i].key, key))
            return n->tags[i].value;
    return STR_NONE;
}

/* A site that functions run in: other web apps say so in their kind. */
static bool runs_functions(const struct node *n)
{
    struct str kind = node_attr_text(n, "kind");
    if (str_ifind(kind, STR("workflowapp")) != STR_NPOS)
        return false;
    if (kind.len)
        return str_ifind(kind, STR("functionapp")) != STR_NPOS;
    return node_attr(n, "functionsVersion") != NULL;
}

static int by_id(const void *a, const void *b)
{
    const struct app *x = a, *y = b;
    return str_cmp(x->id, y->id);
}

static void collect(struct link *l, struct apps *all)
{
    size_t nodes = graph_node_count(l->g);
    for (size_t i = 1; i <= nodes; i++) {
        const struct node *n = graph_node_at(l->g, (node_id)i);
        if (!link_is(l, (node_id)i, NODE_APP) || n->external || !str_is(n->provider, "azure") ||
            str_iis(n->type, "Microsoft.Web/sites/slots"))
            continue;
        struct str template = node_attr_text(n, "template");
        bool site = template.len > 0;
        if (site && !runs_functions(n))
            continue;
        if (all->count == all->cap)
            all->items = mem_grow(all->items, &all->cap, sizeof *all->items);
        all->items[all->count++] =
            (struct app){.node = (node_id)i,
                         .id = n->id,
                         .name = n->name,
                         .site = site,
                         .folder = import_folder(site ? template : n->where.file),
                         .service = site ? tag_of(n, "azd-service-name") : STR_NONE};
    }
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, by_id);
}

/* --- Rule 1: which are one -------------------------------------------------------------------- */

struct pair {
    struct app *project, *site;
};

struct pairs {
    struct pair *items;
    size_t count, cap;
};

static void take(struct pairs *pairs, struct app *project, struct app *site)
{
    project->taken = site->taken = true;
    if (pairs->count == pairs->cap)
        pairs->items = mem_grow(pairs->items, &pairs->cap, sizeof *pairs->items);
    pairs->items[pairs->count++] = (struct pair){project, site};
}

/* services: {NAME: {project: FOLDER, host: function}} */
static void pair_by_azd(struct link *l, struct apps *all, struct pairs *pairs, struct str file)
{
    const struct doc *doc = import_load(l->im, file);
    const struct doc_node *services = doc_get(doc_root(doc), "services");
    for (const struct doc_node *s = doc_first(services); s && doc_is_map(services); s = s->next) {
        struct str folder;
        struct app *project = NULL, *site = NULL;
        if (!import_join(l->im, import_folder(file), doc_text(doc_get(s, "project")), &folder))
            continue;
        for (size_t i = 0; i < all->count; i++) {
            struct app *a = &all->items[i];
            if (a->taken)
                continue;
            if (a->site && str_ieq(a->service, s->key) && !site)
                site = a;
            else if (!a->site && str_eq(a->folder, folder) && !project)
                project = a;
        }
        if (project && site)
            take(pairs, project, site);
    }
}

/* Letters and digits only, in lower case. */
static struct str plain(struct link *l, struct str name)
{
    char *p = arena_alloc(l->arena, name.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = str_lower(name.ptr[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 128)
            p[len++] = c;
    }
    return (struct str){p, len};
}

static void pair_by_name(struct link *l, struct apps *all, struct pairs *pairs)
{
    for (size_t i = 0; i < all->count; i++) {
        struct app *project = &all->items[i], *found = NULL;
        size_t sites = 0, projects = 0;
        struct str name = plain(l, project->name);
        if (project->site || project->taken || !name.len)
            continue;
        for (size_t k = 0; k < all->count; k++) {
            struct app *a = &all->items[k];
            if (a->taken || !str_eq(plain(l, a->name), name))
                continue;
            sites += a->site;
            projects += !a->site;
            found = a->site ? a : found;
        }
        if (sites == 1 && projects == 1)
            take(pairs, project, found);
    }
}

static bool below(struct str folder, struct str root)
{
    return root.len == 0 || str_eq(folder, root) ||
           (str_starts(folder, root) && folder.len > root.len && folder.ptr[root.len] == '/');
}

/* One project and one site below a folder, the innermost first. */
static void pair_by_place(struct apps *all, struct pairs *pairs)
{
    for (;;) {
        struct app *best_project = NULL, *best_site = NULL;
        struct str best = STR_NONE;
        for (size_t i = 0; i < all->count; i++) {
            if (all->items[i].taken)
                continue;
            for (struct str root = all->items[i].folder;; root = import_folder(root)) {
                struct app *project = NULL, *site = NULL;
                size_t projects = 0, sites = 0;
                for (size_t k = 0; k < all->count; k++) {
                    struct app *a = &all->items[k];
                    if (a->taken || !below(a->folder, root))
                        continue;
                    projects += !a->site;
                    sites += a->site;
                    *(a->site ? &site : &project) = a;
                }
                bool deeper = !best_site || root.len > best.len ||
                              (root.len == best.len && str_cmp(root, best) < 0);
                if (projects == 1 && sites == 1 && deeper) {
                    best_project = project;
                    best_site = site;
                    best = root;
                }
                if (root.len == 0)
                    break;
            }
        }
        if (!best_site)
            return;
        take(pairs, best_project, best_site);
    }
}

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
    for (size_t i = all->count; i > 0 && all->items[i - 1].pair == all->pair; i--)
        if (all->items[i - 1].target == target && all->items[i - 1].site == site &&
            str_eq(all->items[i - 1].key, key))
            return;
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

/* Edges by the node they leave, as they were before anything was joined. */
struct edge_rows {
    uint32_t *first;
    edge_id *ids;
};

static struct edge_rows rows_of(struct link *l)
{
    size_t nodes = graph_node_count(l->g), edges = graph_edge_count(l->g);
    struct edge_rows r = {mem_zalloc(nodes + 2, sizeof *r.first), mem_zalloc(edges, sizeof *r.ids)};
    uint32_t *next = mem_zalloc(nodes + 2, sizeof *next);
    for (size_t i = 1; i <= edges; i++)
        r.first[link_from(l, graph_edge_at(l->g, (edge_id)i)) + 1]++;
    for (size_t i = 1; i <= nodes + 1; i++)
        r.first[i] += r.first[i - 1];
    memcpy(next, r.first, (nodes + 2) * sizeof *next);
    for (size_t i = 1; i <= edges; i++)
        r.ids[next[link_from(l, graph_edge_at(l->g, (edge_id)i))]++] = (edge_id)i;
    mem_free(next);
    return r;
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
                add_lead(out, section(link_setting_key(l, name)), link_to(l, e), a->site);
        }
    }
}

/* Accounts that only the list of settings ties to the project: their id has its scope. */
static void leads_by_list(struct link *l, const struct app *a, struct leads *out)
{
    struct str id = a->id, mark = STR(":app:");
    size_t at = id.len > mark.len ? id.len - mark.len : 0; /* the last one: a folder may be "app" */
    while (at > 0 && !str_starts(str_from_at(id, at), mark))
        at--;
    struct str scope = str_sub(id, 0, at);
    struct str head = ARENA_JOIN(l->arena, scope, STR(":boundary:"));
    size_t nodes = graph_node_count(l->g);
    for (size_t i = 1; i <= nodes; i++) {
        const struct node *n = graph_node_at(l->g, (node_id)i);
        struct str list = node_attr_text(n, "settings"), one;
        if (!list.len || !str_starts(n->id, head) || graph_resolve(l->g, (node_id)i) != i)
            continue;
        for (struct str rest = list; str_cut(&rest, ',', &one);)
            add_lead(out, section(link_setting_key(l, one)), (node_id)i, a->site);
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

/* The streams in the project's account are the hub's events, the account is the hub's endpoint. */
static void join_stream(struct link *l, node_id account, node_id stream)
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
        link_join(l, stream, only);
    for (size_t i = 1; i <= edges && streams == 1; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        if (e->kind == EDGE_DELIVERS && link_to(l, e) == graph_resolve(l->g, stream) &&
            graph_node_at(l->g, link_from(l, e))->kind == NODE_BUS)
            link_join(l, link_from(l, e), account);
    }
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

/* What the account of the project becomes by all settings that lead there; 0: nothing, or the
 * settings disagree (*split). */
static node_id destination(struct link *l, const struct leads *all, node_id account, bool *split)
{
    node_id found = 0;
    *split = false;
    for (size_t i = 0; i < all->count; i++) {
        const struct lead *p = &all->items[i];
        if (p->site || graph_resolve(l->g, p->target) != account)
            continue;
        size_t first = i; /* those of one pair stand together */
        while (first > 0 && all->items[first - 1].pair == p->pair)
            first--;
        for (size_t k = first; k < all->count && all->items[k].pair == p->pair; k++) {
            const struct lead *s = &all->items[k];
            node_id to = graph_resolve(l->g, s->target);
            if (!s->site || !str_eq(s->key, p->key) || to == account ||
                !same_service(graph_node_at(l->g, account), graph_node_at(l->g, to)))
                continue;
            *split = *split || (found && found != to);
            found = to;
        }
    }
    return found;
}

static void join_accounts(struct link *l, struct leads *all)
{
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, by_lead);
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].site)
            continue;
        node_id account = graph_resolve(l->g, all->items[i].target);
        bool split;
        node_id to = destination(l, all, account, &split);
        const struct node *n = graph_node_at(l->g, account);
        if (split)
            graph_unresolved(l->g, n->name,
                             STR("settings that lead to this one account in the project lead to "
                                 "several in the template"),
                             account, n->where);
        else if (to && graph_node_at(l->g, to)->kind == NODE_STREAM)
            join_stream(l, account, to);
        else if (to)
            link_join(l, to, account);
    }
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

static void join_settings(struct link *l, node_id app)
{
    size_t edges = graph_edge_count(l->g), count = 0;
    struct use *uses = mem_zalloc(edges, sizeof *uses);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        struct str name = edge_attr_text(e, FACT_SETTING);
        if (e->kind != EDGE_USES || link_from(l, e) != app || !name.len)
            continue;
        const struct node *n = graph_node_at(l->g, link_to(l, e));
        uses[count++] = (struct use){link_setting_key(l, name), n->id, link_to(l, e),
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
        map_set(&v.index, link_setting_key(l, edge_attr_text(e, FACT_SETTING)), (uint32_t)v.count);
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
            !map_get(&v->index, link_setting_key(l, str_sub(rest, 1, end)), &value)) {
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

/* The stores that functions of the project name by a setting. */
static void name_stores(struct link *l, const struct edge_rows *rows, const struct pair *pair)
{
    struct values v = values_of(l, rows, pair->site->node);
    size_t edges = graph_edge_count(l->g), nodes = graph_node_count(l->g);
    bool *ours = mem_zalloc(nodes + 1, sizeof *ours);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        if (e->kind == EDGE_HOSTED_BY && link_to(l, e) == pair->project->node)
            ours[link_from(l, e)] = true;
    }
    for (size_t i = 1; i <= edges && v.count; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        node_id from = link_from(l, e), to = link_to(l, e);
        node_id function = ours[from] ? from : ours[to] ? to : 0, store = ours[from] ? to : from;
        struct str name = graph_node_at(l->g, store)->name;
        if (!function || str_chr(name, '%') == STR_NPOS)
            continue;
        struct str full = expanded(l, &v, name);
        if (str_eq(full, name))
            continue;
        graph_set_node_name(l->g, store, full);
        graph_settle(l->g, name, function);
    }
    mem_free(ours);
    map_release(&v.index);
}

/* A connection X that the project does not define was taken for a secret. Where the site has
 * X__accountName and its like there is none: the identity opens the account. */
static void settle_settings(struct link *l, const struct edge_rows *rows, const struct pair *pair)
{
    node_id project = pair->project->node, site = pair->site->node;
    for (uint32_t i = rows->first[site]; i < rows->first[site + 1]; i++) {
        const struct edge *e = graph_edge_at(l->g, rows->ids[i]);
        struct str name = edge_attr_text(e, FACT_SETTING);
        struct str key = link_setting_key(l, name), head = section(key);
        node_id setting = link_to(l, e);
        if (e->kind != EDGE_USES || !name.len)
            continue;
        graph_settle(l->g, name, project);
        for (uint32_t k = rows->first[project]; k < rows->first[project + 1]; k++) {
            const struct edge *u = graph_edge_at(l->g, rows->ids[k]);
            struct str own = edge_attr_text(u, FACT_SETTING);
            node_id guess = link_to(l, u);
            if (u->kind != EDGE_USES || head.len == key.len || !link_is(l, guess, NODE_SECRET) ||
                !str_eq(link_setting_key(l, own), head) ||
                !str_is(node_attr_text(graph_node_at(l->g, guess), "value"), "unknown"))
                continue;
            for (uint32_t n = rows->first[guess]; n < rows->first[guess + 1]; n++)
                if (graph_edge_at(l->g, rows->ids[n])->kind == EDGE_UNLOCKS)
                    graph_edge_attr_typed(l->g, rows->ids[n], STR(FACT_ENABLED), ATTR_BOOL,
                                          STR("false"));
            graph_settle(l->g, own, project);
            graph_merge(l->g, setting, guess);
        }
    }
}

void link_apps(struct link *l)
{
    struct apps all = {0};
    struct pairs pairs = {0};
    struct leads leads = {0};
    const struct str *files;
    collect(l, &all);
    for (size_t s = 0; s < 2; s++) {
        size_t count =
            import_list(l->im, STR(""), s ? STR("azure.yml") : STR("azure.yaml"), &files);
        for (size_t i = 0; i < count; i++)
            pair_by_azd(l, &all, &pairs, files[i]);
    }
    pair_by_name(l, &all, &pairs);
    pair_by_place(&all, &pairs);
    struct edge_rows rows = rows_of(l);
    for (size_t i = 0; i < pairs.count; i++) {
        leads.pair = i;
        leads_by_edges(l, &rows, pairs.items[i].project, &leads);
        leads_by_list(l, pairs.items[i].project, &leads);
        leads_by_edges(l, &rows, pairs.items[i].site, &leads);
        name_stores(l, &rows, &pairs.items[i]);
    }
    for (size_t i = 0; i < pairs.count; i++)
        settle_settings(l, &rows, &pairs.items[i]);
    mem_free(rows.first);
    mem_free(rows.ids);
    for (size_t i = 0; i < pairs.count; i++) {
        link_join(l, pairs.items[i].site->node, pairs.items[i].project->node);
        join_settings(l, graph_resolve(l->g, pairs.items[i].site->node));
    }
    join_accounts(l, &leads);
    mem_free(all.items);
    mem_free(pairs.items);
    mem_free(leads.items);
}
