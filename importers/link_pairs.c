/* SPDX-License-Identifier: MIT */
/* link_pairs.c - rule 1 of link.h: which project and which site of a template are one app. */
#include "link_pairs.h"

#include <stdlib.h>

#include "arena.h"
#include "map.h"
#include "mem.h"

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

struct same_name {
    uint32_t sites, projects, site; /* site: the last of them */
};

static void pair_by_name(struct link *l, struct apps *all, struct pairs *pairs)
{
    struct map index = {0};
    struct same_name *names = mem_zalloc(all->count + 1, sizeof *names);
    uint32_t *at = mem_zalloc(all->count + 1, sizeof *at), count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct app *a = &all->items[i];
        struct str name = plain(l, a->name);
        if (a->taken || !name.len)
            continue;
        bool fresh;
        uint32_t *place = map_put(&index, name, &fresh);
        if (fresh)
            *place = count++;
        at[i] = *place;
        names[at[i]].sites += a->site;
        names[at[i]].projects += !a->site;
        if (a->site)
            names[at[i]].site = (uint32_t)i;
        at[i]++; /* 0: it has no name */
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct same_name *n = at[i] ? &names[at[i] - 1] : NULL;
        if (n && !all->items[i].site && n->sites == 1 && n->projects == 1)
            take(pairs, &all->items[i], &all->items[n->site]);
    }
    map_release(&index);
    mem_free(names);
    mem_free(at);
}

struct root { /* a folder with apps in it or below it; only those that are not taken count */
    struct str folder;
    size_t projects, sites;
    size_t project_sum, site_sum; /* of their places: where there is one, its place */
};

struct roots {
    struct root *items;
    size_t count, cap;
    struct map index;
};

static void count_in(struct roots *r, const struct app *a, size_t at, bool taken)
{
    for (struct str folder = a->folder;; folder = import_folder(folder)) {
        bool fresh;
        uint32_t *place = map_put(&r->index, folder, &fresh);
        if (fresh) {
            *place = (uint32_t)r->count;
            if (r->count == r->cap)
                r->items = mem_grow(r->items, &r->cap, sizeof *r->items);
            r->items[r->count++] = (struct root){.folder = folder};
        }
        struct root *root = &r->items[*place];
        size_t *count = a->site ? &root->sites : &root->projects;
        size_t *sum = a->site ? &root->site_sum : &root->project_sum;
        *count = taken ? *count - 1 : *count + 1;
        *sum = taken ? *sum - at : *sum + at;
        if (folder.len == 0)
            return;
    }
}

static int deepest_first(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    if (x->len != y->len)
        return x->len > y->len ? -1 : 1;
    return str_cmp(*x, *y);
}

/* One project and one site below a folder, the innermost first. Taking them changes the folders around it
 * only: in those below it one of the two was alone. */
static void pair_by_place(struct apps *all, struct pairs *pairs)
{
    struct roots r = {0};
    for (size_t i = 0; i < all->count; i++)
        if (!all->items[i].taken)
            count_in(&r, &all->items[i], i, false);
    struct str *order = mem_alloc((r.count + 1) * sizeof *order);
    for (size_t i = 0; i < r.count; i++)
        order[i] = r.items[i].folder;
    if (r.count > 1)
        qsort(order, r.count, sizeof *order, deepest_first);
    for (size_t i = 0; i < r.count; i++) {
        uint32_t place = 0;
        map_get(&r.index, order[i], &place);
        const struct root root = r.items[place];
        if (root.projects != 1 || root.sites != 1)
            continue;
        count_in(&r, &all->items[root.project_sum], root.project_sum, true);
        count_in(&r, &all->items[root.site_sum], root.site_sum, true);
        take(pairs, &all->items[root.project_sum], &all->items[root.site_sum]);
    }
    map_release(&r.index);
    mem_free(order);
    mem_free(r.items);
}

void link_pair_apps(struct link *l, struct apps *all, struct pairs *pairs)
{
    const struct str *files;
    collect(l, all);
    for (size_t s = 0; s < 2; s++) {
        size_t count =
            import_list(l->im, STR(""), s ? STR("azure.yml") : STR("azure.yaml"), &files);
        for (size_t i = 0; i < count; i++)
            pair_by_azd(l, all, pairs, files[i]);
    }
    pair_by_name(l, all, pairs);
    pair_by_place(all, pairs);
}
