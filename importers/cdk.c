/* SPDX-License-Identifier: MIT */
/* cdk.c - cloud assemblies that CDK writes: several stacks, their parts, their names.
 * manifest.json says which templates are stacks, under which name, in which account and region; the
 * list of assets which files are parts of stacks; the metadata what the constructs are called.
 * Bids:  95 for a manifest with artifacts of CDK. What it reads is nobody's unit afterwards.
 * Stage: a folder assembly-NAME is an assembly in an assembly: its stacks lie in a boundary.
 * Source: the schema of cloud assemblies, package @aws-cdk/cloud-assembly-schema. */
#include "arena.h"
#include "cfn.h"
#include "facts.h"
#include "importer.h"
#include "mem.h"

struct assembly {
    struct import *im;
    struct str folder;
    const struct doc *doc;
    const struct doc_node *artifacts;
    node_id stage; /* 0: the outermost assembly */
    struct cfn_given *paths;
    size_t path_count, path_cap;
    const struct cfn_given *names; /* the same, of the stack that is read */
};

static bool is_type(const struct doc_node *artifact, const char *type)
{
    return doc_is_map(artifact) && str_is(doc_text(doc_get(artifact, "type")), type);
}

static int claim(const struct candidate *c)
{
    const struct doc_node *artifacts = c->doc ? doc_get(doc_root(c->doc), "artifacts") : NULL;
    if (!str_is(c->base, "manifest.json") || !doc_is_map(artifacts))
        return 0;
    for (const struct doc_node *a = doc_first(artifacts); a; a = a->next)
        if (is_type(a, "aws:cloudformation:stack") || is_type(a, "cdk:cloud-assembly") ||
            is_type(a, "cdk:tree"))
            return 95;
    return 0;
}

static bool tell(const struct candidate *c, struct buf *out)
{
    const struct doc_node *artifacts = doc_get(doc_root(c->doc), "artifacts");
    size_t stacks = 0;
    for (const struct doc_node *a = doc_first(artifacts); a; a = a->next)
        stacks += is_type(a, "aws:cloudformation:stack");
    if (stacks)
        buf_count(out, stacks, "stack");
    return true;
}

static bool file_at(struct assembly *a, struct str name, struct str *path)
{
    return name.len && import_join(a->im, a->folder, name, path) && import_exists(a->im, *path);
}

/* --- Names ------------------------------------------------------------------------------------- */

/* {"/Stack/Queue/Resource": [{"type": "aws:cdk:logicalId", "data": "Queue123"}]} */
static void read_metadata(struct assembly *a, const struct doc_node *map)
{
    for (const struct doc_node *m = doc_is_map(map) ? doc_first(map) : NULL; m; m = m->next) {
        for (const struct doc_node *e = doc_is_list(m) ? doc_first(m) : NULL; e; e = e->next) {
            struct str id = doc_text(doc_get(e, "data"));
            if (!str_is(doc_text(doc_get(e, "type")), "aws:cdk:logicalId") || str_empty(id))
                continue;
            struct str path = str_starts(m->key, STR("/")) ? str_from_at(m->key, 1) : m->key;
            if (a->path_count == a->path_cap)
                a->paths = mem_grow(a->paths, &a->path_cap, sizeof *a->paths);
            a->paths[a->path_count++] = (struct cfn_given){id, path};
        }
    }
}

/* Of the constructs of one stack and of its parts; they live as long as the run. */
static void read_names(struct assembly *a, const struct doc_node *artifact)
{
    struct str path;
    a->path_count = 0;
    read_metadata(a, doc_get(artifact, "metadata"));
    if (file_at(a, doc_text(doc_get(artifact, "additionalMetadataFile")), &path)) {
        const struct doc *doc = import_load(a->im, path);
        read_metadata(a, doc ? doc_root(doc) : NULL);
    }
    struct cfn_given *copy = arena_array(import_arena(a->im), a->path_count, sizeof *copy);
    if (a->path_count)
        memcpy(copy, a->paths, a->path_count * sizeof *copy);
    a->names = copy;
}

/* --- Parts ------------------------------------------------------------------------------------- */

static bool is_stack_file(const struct assembly *a, struct str file)
{
    for (const struct doc_node *c = doc_first(a->artifacts); c; c = c->next)
        if (is_type(c, "aws:cloudformation:stack") &&
            str_eq(doc_text(doc_path(c, "properties.templateFile")), file))
            return true;
    return false;
}

/* An asset that is a template, and no stack of the assembly: some stack is made of it. */
static void read_asset(struct assembly *a, const struct doc_node *asset)
{
    struct str file = doc_text(doc_path(asset, "source.path")), path;
    const struct doc_node *places = doc_get(asset, "destinations");
    if (is_stack_file(a, file) || !file_at(a, file, &path))
        return;
    const struct doc *doc = import_peek(a->im, path);
    if (!doc || !cfn_is_template(doc) || !(doc = import_load(a->im, path)))
        return;
    for (const struct doc_node *d = doc_is_map(places) ? doc_first(places) : NULL; d; d = d->next) {
        struct str key = doc_text(doc_get(d, "objectKey"));
        size_t slash = str_rchr(key, '/');
        if (key.len)
            cfn_nested_template(a->im, slash == STR_NPOS ? key : str_from_at(key, slash + 1), path);
    }
    cfn_import(a->im, doc, &(struct cfn_options){
                               .scope = path, .paths = a->names, .path_count = a->path_count});
}

/* The parts of one stack: the lists of assets that it depends on. */
static void read_assets(struct assembly *a, const struct doc_node *stack)
{
    const struct doc_node *list = doc_get(stack, "dependencies");
    for (const struct doc_node *d = doc_is_list(list) ? doc_first(list) : NULL; d; d = d->next) {
        const struct doc_node *c = doc_get_str(a->artifacts, doc_text(d));
        struct str path;
        if (!is_type(c, "cdk:asset-manifest") ||
            !file_at(a, doc_text(doc_path(c, "properties.file")), &path))
            continue;
        const struct doc *doc = import_load(a->im, path);
        const struct doc_node *files = doc ? doc_get(doc_root(doc), "files") : NULL;
        for (const struct doc_node *f = doc_is_map(files) ? doc_first(files) : NULL; f; f = f->next)
            read_asset(a, f);
    }
}

/* --- Stacks ------------------------------------------------------------------------------------ */

/* "aws://111122223333/eu-west-1"; "unknown-account" and "unknown-region" are left to deployment. */
static size_t environment(struct str text, struct cfn_given *given)
{
    struct str rest, account;
    size_t n = 0;
    if (!str_starts(text, STR("aws://")))
        return 0;
    rest = str_from_at(text, 6);
    str_cut(&rest, '/', &account);
    if (account.len && !str_starts(account, STR("unknown")))
        given[n++] = (struct cfn_given){STR("AWS::AccountId"), account};
    if (rest.len && !str_starts(rest, STR("unknown")))
        given[n++] = (struct cfn_given){STR("AWS::Region"), rest};
    return n;
}

static void read_stack(struct assembly *a, const struct doc_node *artifact)
{
    const struct doc_node *props = doc_get(artifact, "properties"),
                          *params = doc_get(props, "parameters");
    struct str file = doc_text(doc_get(props, "templateFile")), path;
    struct str name = doc_text(doc_get(props, "stackName")),
               title = doc_text(doc_get(artifact, "displayName"));
    if (!file_at(a, file, &path)) {
        graph_unresolved(import_graph(a->im), artifact->key,
                         STR("the template of this stack is not among the files"), 0,
                         (struct origin){.file = a->folder});
        return;
    }
    const struct doc *peek = import_peek(a->im, path);
    if (peek && cfn_has_transform(peek, "AWS::Serverless-2016-10-31"))
        return; /* a unit of the importer of SAM */
    const struct doc *doc = import_load(a->im, path);
    if (!doc)
        return;
    if (str_empty(name))
        name = artifact->key;
    size_t count = doc_is_map(params) ? params->count : 0;
    struct cfn_given *given = arena_array(import_arena(a->im), count + 3, sizeof *given);
    count = environment(doc_text(doc_get(artifact, "environment")), given);
    given[count++] = (struct cfn_given){STR("AWS::StackName"), name};
    for (const struct doc_node *p = doc_is_map(params) ? doc_first(params) : NULL; p; p = p->next)
        if (doc_is_scalar(p))
            given[count++] = (struct cfn_given){p->key, doc_text(p)};
    read_names(a, artifact);
    struct cfn_options o = {.scope = path, .title = title.len ? title : name, .stack = name,
                            .params = given, .param_count = count,
                            .paths = a->names, .path_count = a->path_count};
    const struct doc_node *by = doc_get(props, "cloudFormationExecutionRoleArn");
    if (doc_is_scalar(by) && by->text.len) {
        o.deployer = doc_text(by);
        o.deployer_at = doc_where(a->doc, by);
    }
    cfn_import(a->im, doc, &o);
    node_id stack = a->stage ? graph_find(import_graph(a->im),
                                          ARENA_JOIN(import_arena(a->im), STR("aws:"), path,
                                                     STR(":boundary:stack")))
                             : 0;
    if (stack)
        graph_edge(import_graph(a->im), EDGE_RESIDES_IN, stack, a->stage, EVIDENCE_DECLARED, -1,
                   (struct origin){.file = path});
}

static node_id stage_of(struct assembly *a, struct str manifest)
{
    size_t slash = str_rchr(a->folder, '/');
    struct str base = slash == STR_NPOS ? a->folder : str_from_at(a->folder, slash + 1);
    if (!str_starts(base, STR("assembly-")))
        return 0;
    struct graph *g = import_graph(a->im);
    struct str id = ARENA_JOIN(import_arena(a->im), STR("aws:"), a->folder, STR(":boundary:stage"));
    node_id n = graph_node(g, NODE_BOUNDARY, id, str_from_at(base, 9),
                           (struct origin){.file = manifest, .line = 1, .col = 1});
    graph_set_provider(g, n, STR("aws"));
    graph_attr(g, n, FACT_CLASS, STR("stage"));
    return n;
}

static void import(struct import *im, const struct candidate *unit)
{
    struct assembly a = {.im = im, .folder = import_folder(unit->path), .doc = unit->doc,
                         .artifacts = doc_get(doc_root(unit->doc), "artifacts")};
    a.stage = stage_of(&a, unit->path);
    for (const struct doc_node *c = doc_first(a.artifacts); c; c = c->next) {
        if (!is_type(c, "aws:cloudformation:stack"))
            continue;
        read_names(&a, c);
        read_assets(&a, c); /* they wait for the stacks that they are parts of */
    }
    for (const struct doc_node *c = doc_first(a.artifacts); c; c = c->next)
        if (is_type(c, "aws:cloudformation:stack"))
            read_stack(&a, c);
    mem_free(a.paths);
}

const struct importer importer_cdk = {
    .name = "cdk",
    .title = "AWS CDK assemblies",
    .unit = "CDK assembly",
    .files = "manifest.json in a cdk.out folder, with the templates that it names",
    .help = "Reads what `cdk synth` writes: all stacks of the assembly and of its stages, nested "
            "stacks, the account and region of each, and what the constructs are called. Assets "
            "are passed over.",
    .claim = claim,
    .import = import,
    .tell = tell,
    .first = true,
};
