/* SPDX-License-Identifier: MIT */
/* cfn_stacks.c - which templates are stacks of their own, and which are parts of others.
 * Order:  units come in byte order of their paths, parents before or behind their parts. A template that
 *         some stack of the run names waits until one does, then it is imported once for each: with the
 *         literal values that the stack gives to its parameters, under an id of its own from the second
 *         time on. What nobody used after all is a stack of its own.
 * Limits: LIMIT_INCLUDE_DEPTH stacks in each other, LIMIT_INCLUDE_FILES parts in one run. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "limits.h"

struct cfn_use { /* a template as part of a stack */
    struct str path, scope, title;
    struct cfn_given *params;
    size_t param_count;
    const struct cfn_use *outer;
    node_id resource; /* the stack in the outer template; its attributes say what parameters mean */
    unsigned depth;
};

struct part {
    struct str path;
    struct doc *own;       /* a copy: the document is the caller's */
    const struct doc *doc; /* NULL: has not come yet */
    struct cfn_options options;
    bool used;
};

struct stacks {
    struct arena *arena;
    struct map named;   /* path -> 1: some stack is made of it */
    struct map address; /* "HASH.json" -> index of files + 1 */
    struct str *files;
    size_t file_count, file_cap;
    struct map by_path; /* path -> index of parts + 1 */
    struct part *parts;
    size_t part_count, part_cap;
    struct cfn_use **waiting;
    size_t wait_count, wait_cap;
    size_t uses;
    bool looked, busy;
};

static struct stacks *stacks_of(struct import *im)
{
    void **at = import_keep(im, "cfn-stacks");
    if (!*at) {
        struct stacks *s = mem_zalloc(1, sizeof *s);
        s->arena = import_arena(im);
        *at = s;
    }
    return *at;
}

/* --- Which file it is -------------------------------------------------------------------------- */

/* The last text below n: of "https://host/${Prefix}/a.yaml" and of joins the last part. */
static struct str last_text(const struct doc_node *n, unsigned depth)
{
    if (doc_is_scalar(n) || !n || depth > 8)
        return doc_is_scalar(n) ? doc_text(n) : STR("");
    const struct doc_node *m = cfn_call(n), *list = m ? m : n;
    if (m && str_is(m->key, "Fn::Sub") && doc_is_list(m))
        return last_text(doc_at(m, 0), depth + 1);
    if (m && str_is(m->key, "Ref"))
        return STR("");
    const struct doc_node *last = NULL;
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        last = c;
    return doc_is_scalar(m) ? doc_text(m) : last_text(last, depth + 1);
}

static bool is_template_at(struct import *im, struct str path)
{
    const struct doc *doc = import_peek(im, path);
    return doc && cfn_is_template(doc);
}

/* The one template whose path ends as the address does; what is there only by name is a guess. */
static struct str by_tail(struct import *im, struct str address)
{
    size_t slash = str_rchr(address, '/');
    struct str name = slash == STR_NPOS ? address : str_from_at(address, slash + 1);
    size_t dot = str_rchr(name, '.');
    struct str end = dot == STR_NPOS ? STR("") : str_from_at(name, dot);
    const struct str *paths;
    struct str found = STR("");
    uint32_t i;
    if (map_get(&stacks_of(im)->address, name, &i))
        return stacks_of(im)->files[i - 1];
    if (!str_is(end, ".yaml") && !str_is(end, ".yml") && !str_is(end, ".json") &&
        !str_is(end, ".template"))
        return found;
    if (str_chr(name, '}') != STR_NPOS || str_starts(name, STR("template.")) ||
        str_starts(name, STR("packaged."))) /* as all are called */
        return found;
    size_t count = import_list(im, STR(""), name, &paths);
    for (size_t k = 0; k < count; k++) {
        size_t cut = str_rchr(paths[k], '/');
        struct str base = cut == STR_NPOS ? paths[k] : str_from_at(paths[k], cut + 1);
        if (!str_eq(base, name) || !is_template_at(im, paths[k]))
            continue;
        if (found.len)
            return STR("");
        found = paths[k];
    }
    return found;
}

static bool is_stack_type(struct str type)
{
    return str_is(type, "AWS::CloudFormation::Stack") || str_is(type, "AWS::Serverless::Application");
}

static bool is_stack(const struct doc_node *resource)
{
    return is_stack_type(doc_text(doc_get(resource, "Type")));
}

/* Templates written on Windows say "login\\template.yaml". */
static struct str with_slashes(struct arena *a, struct str path)
{
    if (str_chr(path, '\\') == STR_NPOS)
        return path;
    char *copy = arena_bytes(a, path.len + 1);
    for (size_t i = 0; i < path.len; i++)
        copy[i] = path.ptr[i] == '\\' ? '/' : path.ptr[i];
    copy[path.len] = '\0';
    return (struct str){copy, path.len};
}

struct str cfn_stack_file(struct import *im, struct str folder, const struct doc_node *resource)
{
    const struct doc_node *props = doc_get(resource, "Properties");
    const struct doc_node *url = doc_get(props, "TemplateURL");
    struct str asset = doc_text(doc_path(resource, "Metadata.aws:asset:path")), path;
    if (!url)
        url = doc_get(props, "Location");
    if (asset.len && import_join(im, folder, asset, &path) && import_exists(im, path))
        return path;
    struct str text = last_text(url, 0);
    if (doc_is_scalar(url) && str_find(text, STR("://")) == STR_NPOS &&
        import_join(im, folder, with_slashes(import_arena(im), text), &path) &&
        import_exists(im, path))
        return path;
    /* A path that climbs may start at the folder where the template is built, not where it lies. */
    bool address = !doc_is_scalar(url) || str_find(text, STR("://")) != STR_NPOS ||
                   str_starts(text, STR("../"));
    return text.len && address ? by_tail(im, text) : STR("");
}

static void look_at(struct import *im, struct stacks *s, struct str path)
{
    const struct doc *doc = import_peek(im, path);
    const struct doc_node *list = doc ? doc_get(doc_root(doc), "Resources") : NULL;
    if (!doc || !doc_may_have_type(doc, is_stack_type) || !doc_any(list, is_stack))
        return;
    for (const struct doc_node *r = doc_first(list); r; r = r->next) {
        if (!is_stack(r))
            continue;
        struct str file = cfn_stack_file(im, import_folder(path), r);
        if (file.len)
            map_set(&s->named, file, 1);
    }
}

/* Once for the run: the templates that any stack names. */
static void look_around(struct import *im, struct stacks *s)
{
    static const char *const ends[] = {".json", ".yaml", ".yml", ".template"};
    if (s->looked)
        return;
    s->looked = true;
    for (size_t i = 0; i < COUNT(ends); i++) {
        const struct str *paths;
        size_t count = import_list(im, STR(""), str_from(ends[i]), &paths);
        for (size_t k = 0; k < count; k++)
            look_at(im, s, paths[k]);
    }
}

void cfn_nested_template(struct import *im, struct str address, struct str path)
{
    struct stacks *s = stacks_of(im);
    if (s->file_count == s->file_cap)
        s->files = mem_grow(s->files, &s->file_cap, sizeof *s->files);
    s->files[s->file_count++] = path;
    map_set(&s->address, address, (uint32_t)s->file_count);
    map_set(&s->named, path, 1);
}

/* --- Parts ------------------------------------------------------------------------------------- */

static struct part *part_at(struct stacks *s, struct str path)
{
    uint32_t i;
    return map_get(&s->by_path, path, &i) ? &s->parts[i - 1] : NULL;
}

/* Who calls may free what the options say as well. */
static struct cfn_options kept_options(struct arena *a, const struct cfn_options *o)
{
    struct cfn_options k = *o;
    k.title = arena_str(a, o->title);
    k.stack = arena_str(a, o->stack);
    k.deployer = arena_str(a, o->deployer);
    k.deployer_at.file = arena_str(a, o->deployer_at.file);
    k.deployer_at.field = arena_str(a, o->deployer_at.field);
    return k;
}

static void keep_part(struct stacks *s, const struct doc *doc, const struct cfn_options *o)
{
    if (part_at(s, o->scope))
        return;
    if (s->part_count == s->part_cap)
        s->parts = mem_grow(s->parts, &s->part_cap, sizeof *s->parts);
    struct part *p = &s->parts[s->part_count++];
    *p = (struct part){.path = o->scope, .own = doc_new(doc_file(doc)),
                        .options = kept_options(s->arena, o)};
    doc_set_root(p->own, doc_copy(p->own, doc, doc_root(doc)));
    p->doc = p->own;
    map_set(&s->by_path, p->path, (uint32_t)s->part_count);
}

static void run_use(struct import *im, struct stacks *s, const struct cfn_use *use)
{
    struct part *p = part_at(s, use->path);
    struct cfn_options o = p->options;
    p->used = true;
    o.file = use->path;
    o.scope = use->scope;
    o.title = use->title.len ? use->title : o.title;
    o.params = use->params;
    o.param_count = use->param_count;
    o.use = use;
    o.deployer = STR(""); /* that of the stack around it */
    const struct doc *doc = p->doc; /* the list of parts may move */
    cfn_import_one(im, doc, &o);
}

/* Whatever waits and whose template is there; parts of parts are added while it runs. */
static void run_waiting(struct import *im, struct stacks *s)
{
    if (s->busy)
        return;
    s->busy = true;
    for (size_t i = 0; i < s->wait_count; i++) {
        struct cfn_use *use = s->waiting[i];
        if (!use || !part_at(s, use->path))
            continue;
        s->waiting[i] = NULL;
        run_use(im, s, use);
    }
    size_t kept = 0;
    for (size_t i = 0; i < s->wait_count; i++)
        if (s->waiting[i])
            s->waiting[kept++] = s->waiting[i];
    s->wait_count = kept;
    s->busy = false;
}

void cfn_import(struct import *im, const struct doc *doc, const struct cfn_options *o)
{
    struct stacks *s = stacks_of(im);
    look_around(im, s);
    if (!o->bare && map_get(&s->named, o->scope, NULL))
        keep_part(s, doc, o);
    else
        cfn_import_one(im, doc, o);
    run_waiting(im, s);
}

/* --- Uses -------------------------------------------------------------------------------------- */

/* Values that are known in full, and what the outer stack knows of its place. The use may wait until
 * the document around it is gone, so it keeps copies. */
static void give(struct cfn *c, struct cfn_resource *r, struct cfn_use *use)
{
    const struct doc_node *list = cfn_prop(c, r, "Parameters");
    if (!doc_is_map(list) || cfn_call(list))
        list = NULL;
    size_t cap = c->options->param_count + (list ? list->count : 0);
    use->params = arena_array(c->arena, cap, sizeof *use->params);
    for (size_t i = 0; i < c->options->param_count; i++)
        if (str_starts(c->options->params[i].name, STR("AWS::")) &&
            !str_is(c->options->params[i].name, "AWS::StackName"))
            use->params[use->param_count++] = c->options->params[i];
    for (const struct doc_node *p = doc_first(list); p; p = p->next) {
        struct cfn_value v = cfn_value(&c->scope, p);
        if (!v.unknown && !v.none && !v.other && !v.secure && !v.refs && str_empty(v.condition))
            use->params[use->param_count++] =
                (struct cfn_given){arena_str(c->arena, p->key), arena_str(c->arena, v.text)};
    }
}

struct str cfn_stack_use(struct cfn *c, struct cfn_resource *r, struct str path)
{
    struct stacks *s = stacks_of(c->im);
    const struct cfn_use *outer = c->options->use;
    unsigned depth = outer ? outer->depth + 1 : 1;
    bool within = str_eq(path, c->path);
    for (const struct cfn_use *u = outer; u && !within; u = u->outer)
        within = str_eq(u->path, path);
    if (within || depth > LIMIT_INCLUDE_DEPTH || s->uses >= LIMIT_INCLUDE_FILES)
        return STR("");
    struct cfn_use *use = arena_alloc(c->arena, sizeof *use);
    bool again = !import_once(c->im, ARENA_JOIN(c->arena, STR("cfn-part "), path));
    const struct node *n = graph_node_at(c->g, r->node);
    *use = (struct cfn_use){.path = path, .scope = path, .outer = outer,
                            .resource = r->node, .depth = depth};
    if (again)
        use->scope = ARENA_JOIN(c->arena, path, STR("@"), c->space, STR("."), r->id);
    if (again || !str_eq(n->name, r->id))
        use->title = n->name;
    give(c, r, use);
    if (s->wait_count == s->wait_cap)
        s->waiting = mem_grow(s->waiting, &s->wait_cap, sizeof *s->waiting);
    s->waiting[s->wait_count++] = use;
    s->uses++;
    return use->scope;
}

node_id cfn_stack_gives(struct cfn *c, struct str parameter)
{
    const struct cfn_use *use = c->options->use;
    if (!use)
        return 0;
    const struct attr *a = node_attr_find(graph_node_at(c->g, use->resource),
                                          ARENA_JOIN(c->arena, STR("parameter:"), parameter));
    return a ? graph_find(c->g, a->value) : 0;
}

void cfn_stacks_finish(struct import *im)
{
    struct stacks *s = stacks_of(im);
    for (size_t i = 0; i < s->wait_count; i++) { /* templates that no importer claimed */
        struct str path = s->waiting[i]->path;
        const struct doc *doc = part_at(s, path) ? NULL : import_load(im, path);
        if (doc && cfn_is_template(doc))
            keep_part(s, doc, &(struct cfn_options){.scope = path});
    }
    run_waiting(im, s);
    for (size_t i = 0; i < s->part_count; i++) {
        if (s->parts[i].used)
            continue;
        s->parts[i].used = true;
        struct cfn_options o = s->parts[i].options;
        cfn_import_one(im, s->parts[i].doc, &o);
        run_waiting(im, s);
    }
    for (size_t i = 0; i < s->part_count; i++)
        doc_free(s->parts[i].own);
    map_release(&s->named);
    map_release(&s->address);
    map_release(&s->by_path);
    mem_free(s->files);
    mem_free(s->parts);
    mem_free(s->waiting);
    mem_free(s);
    *import_keep(im, "cfn-stacks") = NULL;
}

/* --- By whom ----------------------------------------------------------------------------------- */

void cfn_stack_deployer(struct cfn *c)
{
    const struct cfn_options *o = c->options;
    const struct doc_node *root = doc_root(c->scope.doc);
    struct str name = o->stack.len ? o->stack : o->title;
    if (!c->stack || str_empty(o->deployer))
        return;
    struct doc_node *call = cfn_new_map(&c->scope, root);
    cfn_put(&c->scope, call, root, STR("Fn::Sub"), cfn_new_text(&c->scope, o->deployer, root));
    struct cfn_value v = cfn_value(&c->scope, call);
    node_id role = cfn_target(c, &v, NODE_IDENTITY, o->deployer_at);
    if (!role)
        return;
    graph_edge(c->g, EDGE_RUNS_AS, c->stack, role, EVIDENCE_DECLARED, -1, o->deployer_at);
    graph_attr(c->g, c->stack, FACT_ARN,
               ARENA_JOIN(c->arena, STR("arn:aws:cloudformation:*:*:stack/"), cfn_safe(c, name),
                          STR("/*")));
}
