/* SPDX-License-Identifier: MIT */
/* arm_nested.c - templates inside templates, inline and linked, and what stands in them. */
#include "arm_nested.h"

#include "limits.h"
#include "mem.h"

/* --- Templates ---------------------------------------------------------------------------------
 */

struct arm_template *arm_template_add(struct arm_set *set, struct arm_template *outer,
                                      const struct doc *doc, const struct doc_node *root,
                                      bool own_scope)
{
    struct arm_template *t = arena_alloc(set->arena, sizeof *t);
    *t = (struct arm_template){.set = set,
                               .outer = outer,
                               .root = root,
                               .own_scope = own_scope,
                               .depth = outer ? outer->depth + 1 : 0};
    if (!outer)
        t->scope = arm_scope_new(set->arena, &set->host, doc, root);
    else if (own_scope)
        t->scope = arm_scope_nested(outer->scope, doc, root);
    else
        t->scope = outer->scope;
    if (own_scope || !outer)
        t->scope->owner = t;
    if (set->template_count == set->template_cap)
        set->templates = mem_grow(set->templates, &set->template_cap, sizeof *set->templates);
    t->number = (unsigned)set->template_count;
    set->templates[set->template_count++] = t;
    return t;
}

/* The text that a path has behind what only the deployment knows: "{base}/nested/x.json{sas}". */
static struct str known_tail(struct str uri)
{
    size_t query = str_chr(uri, '?');
    if (query != STR_NPOS)
        uri = str_sub(uri, 0, query);
    while (uri.len > 0 && uri.ptr[uri.len - 1] == '}') {
        size_t open = str_rchr(uri, '{');
        if (open == STR_NPOS)
            break;
        uri = str_sub(uri, 0, open);
    }
    size_t close = str_rchr(uri, '}');
    if (close != STR_NPOS)
        uri = str_from_at(uri, close + 1);
    size_t scheme = str_find(uri, STR("://"));
    if (scheme != STR_NPOS)
        uri = str_from_at(uri, scheme + 3);
    while (uri.len > 0 && uri.ptr[0] == '/')
        uri = str_from_at(uri, 1);
    return uri;
}

/* The file beside `path` that a link means: the longest tail of the address that is there. */
static bool linked_path(struct import *im, struct str path, struct str uri, struct str *out)
{
    struct str folder = import_folder(path);
    for (struct str tail = known_tail(uri); tail.len > 0;) {
        if (str_iends(tail, STR(".json")) && import_join(im, folder, tail, out) &&
            !str_eq(*out, path) && import_exists(im, *out))
            return true;
        size_t slash = str_chr(tail, '/');
        if (slash == STR_NPOS)
            break;
        tail = str_from_at(tail, slash + 1);
    }
    return false;
}

static struct str link_text(struct arm_scope *s, const struct doc_node *link)
{
    const struct doc_node *n = doc_iget(link, "relativePath");
    return arm_show(arm_eval(s, n ? n : doc_iget(link, "uri")));
}

/* The template of a deployment: written here, or in a file beside this one. */
struct arm_template *arm_nested_template(struct arm_template *t, const struct doc_node *res)
{
    struct arm_set *set = t->set;
    const struct doc_node *p = doc_iget(res, "properties");
    const struct doc_node *inline_root = doc_iget(p, "template");
    const struct doc *doc = t->scope->doc;
    struct arm_template *n;
    if (t->depth >= LIMIT_INCLUDE_DEPTH)
        return NULL;
    if (doc_is_map(inline_root)) {
        struct str how = doc_text(doc_path(p, "expressionEvaluationOptions.scope"));
        n = arm_template_add(set, t, doc, inline_root, str_iis(how, "inner"));
    } else {
        struct str path;
        const struct doc_node *link = doc_iget(p, "templateLink");
        if (!link || !linked_path(set->im, doc_file(doc), link_text(t->scope, link), &path) ||
            set->linked >= LIMIT_INCLUDE_FILES)
            return NULL;
        for (const struct arm_template *o = t; o; o = o->outer)
            if (str_eq(doc_file(o->scope->doc), path)) /* a circle of files */
                return NULL;
        doc = import_load(set->im, path);
        if (!arm_is_template(doc))
            return NULL;
        set->linked++;
        n = arm_template_add(set, t, doc, doc_root(doc), true);
    }
    if (n->own_scope) {
        const struct doc_node *group = doc_iget(res, "resourceGroup");
        n->scope->given = doc_iget(p, "parameters");
        n->scope->given_in = t->scope;
        n->scope->given_loop = t->scope->loop;
        if (group)
            n->scope->group = arm_show(arm_eval(t->scope, group));
    }
    arm_register(n);
    return n;
}

static struct str full_type(struct arena *a, const struct arm_raw *parent, struct str type)
{
    if (!parent || str_istarts(type, ARENA_JOIN(a, parent->type, STR("/"))))
        return type;
    return ARENA_JOIN(a, parent->type, STR("/"), type);
}

bool arm_is_deployment(struct str type)
{
    return str_iis(type, "Microsoft.Resources/deployments");
}

static void register_list(struct arm_template *t, const struct doc_node *list,
                          struct arm_raw *parent, unsigned depth)
{
    struct arm_set *set = t->set;
    for (const struct doc_node *n = doc_first(list); n && depth < LIMIT_INCLUDE_DEPTH;
         n = n->next) {
        if (!doc_is_map(n)) {
            graph_unresolved(import_graph(set->im), STR("resource"), STR("this is no resource"), 0,
                             doc_where(t->scope->doc, n));
            continue;
        }
        struct arm_raw *r = arena_alloc(set->arena, sizeof *r);
        struct str type = arm_show(arm_eval(t->scope, doc_iget(n, "type")));
        r->doc = n;
        r->symbol = doc_is_map(list) ? n->key : STR_NONE;
        r->type = full_type(set->arena, parent, type);
        r->parent = parent;
        if (str_empty(type)) {
            graph_unresolved(import_graph(set->im), STR("resource"), STR("it has no type"), 0,
                             doc_where(t->scope->doc, n));
            continue;
        }
        if (t->raw_count == t->raw_cap)
            t->raws = mem_grow(t->raws, &t->raw_cap, sizeof *t->raws);
        t->raws[t->raw_count++] = r;
        if (r->symbol.len)
            map_set(&t->symbols, arena_lower(set->arena, r->symbol), (uint32_t)t->raw_count);
        if (arm_is_deployment(type) && !doc_iget(n, "copy"))
            r->nested = arm_nested_template(t, n);
        register_list(t, doc_iget(n, "resources"), r, depth + 1);
    }
}

void arm_register(struct arm_template *t)
{
    register_list(t, doc_get(t->root, "resources"), NULL, 0);
}

/* --- Links ------------------------------------------------------------------------------------ */

struct link_walk {
    struct import *im;
    struct str path;
    struct arm_scope *scope;
    void (*found)(void *arg, struct str path);
    void *arg;
};

static void walk_links(struct link_walk *w, const struct doc_node *list, unsigned depth)
{
    for (const struct doc_node *n = doc_first(list); n && depth < LIMIT_INCLUDE_DEPTH;
         n = n->next) {
        const struct doc_node *p = doc_iget(n, "properties");
        const struct doc_node *link = doc_iget(p, "templateLink");
        struct str path;
        if (link && linked_path(w->im, w->path, link_text(w->scope, link), &path))
            w->found(w->arg, path);
        walk_links(w, doc_iget(n, "resources"), depth + 1);
        walk_links(w, doc_get(doc_iget(p, "template"), "resources"), depth + 1);
    }
}

void arm_template_links(struct import *im, struct str path, const struct doc *doc,
                        void (*found)(void *arg, struct str path), void *arg)
{
    struct arm_host silent = {0};
    struct link_walk w = {im, path, NULL, found, arg};
    w.scope = arm_scope_new(import_arena(im), &silent, doc, doc_root(doc));
    walk_links(&w, doc_get(doc_root(doc), "resources"), 0);
    arm_scope_release(w.scope);
}
