/* SPDX-License-Identifier: MIT */
/* serverless.c - Serverless Framework: the service file becomes the template that it stands for,
 * and that goes the way of all CloudFormation.
 * Files:     serverless.yml, .yaml, .json and named like them (serverless.prod.yml); what they take
 *            in by ${file(...)} is read with them and by nobody else. */
#include "cfn.h"
#include "importer.h"
#include "serverless_lower.h"

static bool is_service(const struct doc_node *root)
{
    const struct doc_node *provider = doc_get(root, "provider");
    return doc_get(root, "service") && provider &&
           (doc_is_scalar(provider) || doc_get(provider, "name")) &&
           !doc_get(root, "Resources");
}

static int claim(const struct candidate *c)
{
    const struct doc_node *root = doc_root(c->doc);
    if (!doc_is_map(root))
        return 0;
    if (is_service(root))
        return 90;
    bool named = str_istarts(c->base, STR("serverless.")) &&
                 (doc_get(root, "functions") || doc_get(root, "provider"));
    return named ? 70 : 0;
}

/* --- The host of the lowering --------------------------------------------------------------------- */

static const struct doc *load(void *arg, struct str path)
{
    return import_load(arg, path);
}

static bool read_bytes(void *arg, struct str path, struct str *bytes)
{
    return import_read(arg, path, bytes);
}

static bool join(void *arg, struct str folder, struct str relative, struct str *path)
{
    return import_join(arg, folder, relative, path);
}

static bool param(void *arg, struct str name, struct str *value)
{
    return import_param(arg, name, value);
}

static void open(void *arg, struct str text, struct str reason, struct origin where)
{
    graph_unresolved(import_graph(arg), text, reason, 0, where);
}

static void say(void *arg, enum diag_level level, struct origin where, struct str text)
{
    diags_add(import_diags(arg), level, where, "%.*s", (int)text.len, text.ptr);
}

static void import(struct import *im, const struct candidate *unit)
{
    const struct sls_host host = {.arg = im, .load = load, .read = read_bytes, .join = join,
                                  .param = param, .open = open, .say = say,
                                  .stage = import_stage(im)};
    struct str title;
    struct doc *doc = sls_lower(&host, unit->path, unit->doc, NULL, &title);
    cfn_import(im, doc, &(struct cfn_options){.scope = unit->path, .title = title,
                                              .folder = import_folder(unit->path)});
    doc_free(doc);
}

const struct importer importer_serverless = {
    .name = "serverless",
    .title = "Serverless Framework",
    .files = "serverless.yml, serverless.yaml, serverless.json",
    .help = "Reads services of the Serverless Framework, versions 1 to 4, with all their files: "
            "functions, events, roles, resources, variables. --stage and --param decide what the "
            "service leaves open; --param SOURCE:ADDRESS=VALUE answers any variable "
            "(--param env:TABLE=orders).",
    .claim = claim,
    .import = import,
};
