/* SPDX-License-Identifier: MIT */
/* azure_functions.c - one function app per project: who claims it, what belongs to it, and what the
 * app itself says (host.json, project file, settings). */
#include "azure_functions.h"

#include <stdlib.h>

#include "arena.h"
#include "facts.h"
#include "mem.h"

enum {
    HOST_DEPTH = 6,
    HOST_ATTRS = 64,
    HOST_VALUE = 80,
};

/* --- Claims ----------------------------------------------------------------------------------- */
static bool is_functions_project(struct str head)
{
    return str_find(head, STR("\"Microsoft.NET.Sdk.Functions\"")) != STR_NPOS ||
           str_find(head, STR("\"Microsoft.Azure.Functions.Worker\"")) != STR_NPOS ||
           str_find(head, STR("\"Microsoft.Azure.Functions.Worker.Sdk\"")) != STR_NPOS ||
           str_find(head, STR("<AzureFunctionsVersion")) != STR_NPOS;
}

static bool is_functions_source(struct str head)
{
    return str_find(head, STR("[FunctionName(")) != STR_NPOS ||
           str_find(head, STR("[Function(")) != STR_NPOS;
}

static int claim(const struct candidate *c)
{
    const struct doc_node *root = doc_root(c->doc);
    if (str_is(c->base, "host.json"))
        return !doc_is_map(root) ? 0 : doc_get(root, "version") || !root->count ? 90 : 60;
    if (str_is(c->base, "function.json"))
        return doc_is_list(doc_get(root, "bindings")) ? 85 : 0;
    if (str_iends(c->base, STR(".csproj")))
        return is_functions_project(c->head) ? 80 : 0;
    if (str_iends(c->base, STR(".cs")))
        return is_functions_source(c->head) ? 70 : 0;
    return 0;
}

/* What one app has stands in many files beside its host.json. */
static bool tell(const struct candidate *c, struct buf *out)
{
    (void)out;
    return str_is(c->base, "host.json");
}

/* --- What belongs together -------------------------------------------------------------------- */
struct str azure_in_folder(struct import *im, struct str folder, struct str name)
{
    return folder.len ? ARENA_JOIN(import_arena(im), folder, STR("/"), name) : name;
}

bool azure_is_below(struct str path, struct str folder)
{
    return !folder.len || (str_starts(path, folder) && path.len > folder.len &&
                           path.ptr[folder.len] == '/');
}

static bool has_host(struct import *im, struct str folder)
{
    struct str host = azure_in_folder(im, folder, STR("host.json"));
    return import_exists(im, host) && import_load(im, host);
}

static bool has_project_file(struct import *im, struct str folder)
{
    const struct str *paths;
    size_t count = import_list(im, folder, STR(".csproj"), &paths);
    for (size_t i = 0; i < count; i++)
        if (str_eq(import_folder(paths[i]), folder))
            return true;
    return false;
}

/* The nearest folder above the file for which test holds. */
static bool find_above(struct import *im, struct str path,
                       bool (*test)(struct import *, struct str), struct str *folder)
{
    struct str at = path;
    do {
        at = import_folder(at);
        if (test(im, at)) {
            *folder = at;
            return true;
        }
    } while (at.len);
    return false;
}

/* The folder of the project that a file belongs to. */
static struct str project_of(struct import *im, struct str path)
{
    struct str folder;
    if (find_above(im, path, has_host, &folder) || find_above(im, path, has_project_file, &folder))
        return folder;
    size_t slash = str_rchr(path, '/');
    struct str base = slash == STR_NPOS ? path : str_from_at(path, slash + 1);
    return str_is(base, "function.json") ? import_folder(import_folder(path)) : STR("");
}

/* Files below the project's folder that lie below no other host.json. */
size_t azure_own_files(struct azure_app *app, struct str under, struct str suffix,
                        struct str **files)
{
    const struct str *all, *hosts;
    size_t count = import_list(app->im, under, suffix, &all), kept = 0;
    size_t host_count = import_list(app->im, under, STR("host.json"), &hosts);
    *files = arena_array(app->arena, count, sizeof **files);
    for (size_t i = 0; i < count; i++) {
        bool other = false;
        for (size_t h = 0; h < host_count && !other; h++) {
            struct str folder = import_folder(hosts[h]);
            other = folder.len > app->root.len && azure_is_below(all[i], folder) &&
                    str_eq(hosts[h], azure_in_folder(app->im, folder, STR("host.json")));
        }
        if (!other)
            (*files)[kept++] = all[i];
    }
    return kept;
}

struct str azure_base_of(struct str path)
{
    size_t slash = str_rchr(path, '/');
    return slash == STR_NPOS ? path : str_from_at(path, slash + 1);
}

/* --- Functions -------------------------------------------------------------------------------- */
struct azure_function *azure_function_find(struct azure_app *app, struct str name)
{
    for (size_t i = 0; i < app->function_count; i++)
        if (str_ieq(app->functions[i].name, name))
            return &app->functions[i];
    return NULL;
}

struct azure_function *azure_function(struct azure_app *app, struct str name, struct origin where)
{
    struct azure_function *f = azure_function_find(app, name);
    if (f)
        return f;
    if (app->function_count == app->function_cap)
        app->functions = mem_grow(app->functions, &app->function_cap, sizeof *app->functions);
    f = &app->functions[app->function_count++];
    struct str safe = azure_safe(app->im, name);
    *f = (struct azure_function){.name = safe};
    f->node = graph_node(app->g, NODE_FUNCTION, azure_id(app->im, app->scope, NODE_FUNCTION, safe),
                         safe, where);
    graph_set_type(app->g, f->node, STR("Microsoft.Web/sites/functions"));
    graph_set_provider(app->g, f->node, STR("azure"));
    graph_edge(app->g, EDGE_HOSTED_BY, f->node, app->node, EVIDENCE_DECLARED, -1, where);
    return f;
}

/* --- host.json -------------------------------------------------------------------------------- */
static void host_attrs(struct azure_app *app, const struct doc_node *map, struct str prefix,
                       unsigned depth, unsigned *left)
{
    for (const struct doc_node *n = doc_first(map); n && depth < HOST_DEPTH; n = n->next) {
        struct str key = ARENA_JOIN(app->arena, prefix, STR("."), azure_safe(app->im, n->key));
        if (doc_is_map(n))
            host_attrs(app, n, key, depth + 1, left);
        else if (doc_is_scalar(n) && *left > 0 && doc_text(n).len <= HOST_VALUE &&
                 secret_classify(n->key, doc_text(n)).verdict == SECRET_PLAIN) {
            graph_attr_typed(app->g, app->node, key, ATTR_TEXT, doc_text(n));
            (*left)--;
        }
    }
}

static void read_host(struct azure_app *app)
{
    struct str path = azure_in_folder(app->im, app->root, STR("host.json"));
    const struct doc *doc = import_exists(app->im, path) ? import_load(app->im, path) : NULL;
    const struct doc_node *root = doc_root(doc), *http, *queues;
    app->route_prefix = STR("api");
    if (!doc_is_map(root))
        return;
    unsigned left = HOST_ATTRS;
    host_attrs(app, root, STR("host"), 0, &left);
    if (!(http = doc_path(root, "extensions.http")))
        http = doc_get(root, "http"); /* version 1 */
    const struct doc_node *prefix = doc_get(http, "routePrefix");
    if (prefix) {
        app->route_prefix = doc_text(prefix);
        while (str_starts(app->route_prefix, STR("/")))
            app->route_prefix = str_from_at(app->route_prefix, 1);
    }
    if (!(queues = doc_path(root, "extensions.queues")))
        queues = doc_get(root, "queues");
    long number;
    if (doc_long(doc_get(queues, "batchSize"), &number))
        app->queue_batch = doc_text(doc_get(queues, "batchSize"));
    if (doc_long(doc_get(queues, "maxDequeueCount"), &number))
        app->queue_retry = doc_text(doc_get(queues, "maxDequeueCount"));
}

/* functions[] of host.json: what is not listed does not run. */
static void apply_allow_list(struct azure_app *app)
{
    struct str path = azure_in_folder(app->im, app->root, STR("host.json"));
    const struct doc_node *list =
        import_exists(app->im, path) ? doc_get(doc_root(import_load(app->im, path)), "functions")
                                     : NULL;
    if (!doc_is_list(list) || !list->count)
        return;
    for (size_t i = 0; i < app->function_count; i++) {
        bool listed = false;
        for (const struct doc_node *n = doc_first(list); n; n = n->next)
            listed = listed || str_ieq(doc_text(n), app->functions[i].name);
        if (!listed)
            graph_attr_typed(app->g, app->functions[i].node, STR(FACT_DISABLED), ATTR_BOOL,
                             STR("true"));
    }
}

/* --- Project file ----------------------------------------------------------------------------- */
static struct str element(struct str xml, const char *open)
{
    size_t at = str_find(xml, str_from(open));
    if (at == STR_NPOS)
        return STR_NONE;
    struct str rest = str_from_at(xml, at + strlen(open)), text;
    return str_cut(&rest, '<', &text) ? str_trim(text) : STR_NONE;
}

static void read_project(struct azure_app *app, struct str path)
{
    struct str xml;
    if (!import_read(app->im, path, &xml))
        return;
    struct str framework = element(xml, "<TargetFramework>");
    struct str version = element(xml, "<AzureFunctionsVersion>");
    if (framework.len && framework.len <= HOST_VALUE)
        graph_attr(app->g, app->node, "framework", azure_safe(app->im, framework));
    if (version.len && version.len <= HOST_VALUE)
        graph_attr(app->g, app->node, "functionsVersion", azure_safe(app->im, version));
    if (str_find(xml, STR("Microsoft.Azure.Functions.Worker")) != STR_NPOS)
        graph_attr(app->g, app->node, "model", STR("isolated"));
    else if (str_find(xml, STR("Microsoft.NET.Sdk.Functions")) != STR_NPOS)
        graph_attr(app->g, app->node, "model", STR("in-process"));
}

/* --- The app ---------------------------------------------------------------------------------- */
static void name_app(struct azure_app *app)
{
    struct str *projects;
    app->scope = app->root.len ? azure_safe(app->im, app->root) : STR("app");
    if (str_is(app->root, "app"))
        app->scope = STR("./app"); /* "app" is the input root */
    app->name = app->root.len ? azure_base_of(app->root) : STR("app");
    size_t count = azure_own_files(app, app->root, STR(".csproj"), &projects), found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!str_eq(import_folder(projects[i]), app->root))
            continue;
        app->project = projects[i];
        found++;
    }
    struct str base = azure_base_of(app->project);
    if (found != 1)
        app->project = STR_NONE;
    else if (!str_iis(base, "extensions.csproj")) /* that one only names binding packages */
        app->name = str_sub(base, 0, base.len - strlen(".csproj"));
    app->name = azure_safe(app->im, app->name);
}

static void make_app(struct azure_app *app, struct origin where)
{
    app->where = where;
    app->node = graph_node(app->g, NODE_APP, azure_id(app->im, app->scope, NODE_APP, app->name),
                           app->name, where);
    graph_set_type(app->g, app->node, STR("Microsoft.Web/sites"));
    graph_set_provider(app->g, app->node, STR("azure"));
    if (app->project.len)
        read_project(app, app->project);
}

/* Code-first models of other languages declare their functions in code that we do not read. */
static void note_no_functions(struct azure_app *app)
{
    static const char *const endings[] = {"function_app.py", "package.json", "pom.xml",
                                          "build.gradle", ".fsproj", ".vbproj", ".ps1", ".py"};
    const struct str *paths;
    if (app->function_count)
        return;
    for (size_t i = 0; i < COUNT(endings); i++) {
        if (!import_list(app->im, app->root, str_from(endings[i]), &paths))
            continue;
        azure_not_known(app, paths[0], "functions that this code declares are not read", app->node,
                        (struct origin){.file = paths[0]});
        return;
    }
    azure_not_known(app, app->name, "no function was found in this project", app->node, app->where);
}

static void read_functions(struct azure_app *app)
{
    struct str *files;
    size_t count = azure_own_files(app, app->root, STR("function.json"), &files);
    for (size_t i = 0; i < count; i++)
        if (str_is(azure_base_of(files[i]), "function.json"))
            azure_read_function_json(app, files[i]);
    azure_read_code(app);
}

/* A library that is used with functions has a project file like theirs and no function; texts may
 * speak of functions without being one. */
static bool holds_functions(struct azure_app *app)
{
    struct str *files;
    size_t count = azure_own_files(app, app->root, STR("function.json"), &files);
    for (size_t i = 0; i < count; i++)
        if (str_is(azure_base_of(files[i]), "function.json"))
            return true;
    azure_scan_code(app);
    return app->facts->function_count > 0;
}

static void import(struct import *im, const struct candidate *unit)
{
    struct azure_app app = {.im = im, .g = import_graph(im), .arena = import_arena(im)};
    app.root = project_of(im, unit->path);
    if (has_host(im, app.root) &&
        !str_eq(unit->path, azure_in_folder(im, app.root, STR("host.json"))))
        return; /* the host.json of the project speaks for it */
    if (!import_once(im, app.root)) /* another file of the same project came first */
        return;
    name_app(&app);
    if (!has_host(im, app.root) && !holds_functions(&app)) {
        csharp_free(app.code);
        return;
    }
    make_app(&app, (struct origin){.file = unit->path, .line = 1, .col = 1});
    app.settings = azure_settings_new(im, app.scope, app.node);
    read_host(&app);
    azure_read_settings(&app);
    read_functions(&app);
    azure_add_platform(&app);
    apply_allow_list(&app);
    note_no_functions(&app);
    azure_settings_free(app.settings);
    mem_free(app.functions);
    csharp_free(app.code);
}

/* --- Joins of all apps ------------------------------------------------------------------------ */
/* Code and attributes call "orders" a queue until somebody subscribes to it: then it is a topic. */
static void merge_topics(struct graph *g, struct arena *arena)
{
    size_t count = graph_node_count(g);
    for (node_id n = 1; n <= count; n++) {
        const struct node *queue = graph_node_at(g, n);
        size_t at = str_find(queue->id, STR(":queue:"));
        if (queue->kind != NODE_QUEUE || at == STR_NPOS ||
            !str_is(queue->type, "Microsoft.ServiceBus/namespaces/queues"))
            continue;
        node_id topic = graph_find(g, ARENA_JOIN(arena, str_sub(queue->id, 0, at), STR(":topic:"),
                                                 str_from_at(queue->id, at + strlen(":queue:"))));
        if (topic)
            graph_merge(g, topic, n);
    }
}

/* Failures go to the poison queue: an edge where that queue is a thing that somebody works with. */
static void add_poison_queues(struct graph *g, struct arena *arena)
{
    size_t count = graph_node_count(g);
    for (node_id n = 1; n <= count; n++) {
        const struct node *from = graph_node_at(g, n);
        struct str name = node_attr_text(from, AZURE_POISON), rest = from->id, scope;
        if (!name.len || !str_cut(&rest, ':', &scope) || !str_cut(&rest, ':', &scope))
            continue;
        struct str id = ARENA_JOIN(arena, STR("azure:"), scope, STR(":queue:"), name);
        node_id queue = graph_find(g, id);
        if (!queue)
            continue;
        edge_id e = graph_edge(g, EDGE_DEADLETTERS, n, queue, EVIDENCE_DECLARED, -1, from->where);
        graph_edge_attr(g, e, FACT_ON, STR("failure"));
    }
}

static void finish(struct import *im)
{
    if (!graph_has_provider(import_graph(im), STR("azure")))
        return;
    merge_topics(import_graph(im), import_arena(im));
    add_poison_queues(import_graph(im), import_arena(im));
}

const struct importer importer_azure_functions = {
    .name = "azure-functions",
    .title = "Azure Functions project",
    .unit = "Azure Functions app",
    .files = "host.json, function.json, local.settings.json, *.csproj, *.cs, *.csx",
    .help = "Function apps in C# (in-process, isolated, script) and whatever function.json "
            "declares in any language; one app per host.json.",
    .claim = claim,
    .import = import,
    .finish = finish,
    .tell = tell,
};
