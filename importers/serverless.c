/* SPDX-License-Identifier: MIT */
/* serverless.c - Serverless Framework: the service file becomes the template that it stands for,
 * and that goes the way of all CloudFormation.
 * Files:     serverless.yml, .yaml, .json and named like them (serverless.prod.yml); what they take
 *            in by ${file(...)} is read with them and by nobody else. */
#include "cfn.h"
#include "importer.h"
#include "serverless_lower.h"
#include "serverless_other.h"

static bool is_service(const struct doc_node *root)
{
    const struct doc_node *provider = doc_get(root, "provider");
    return doc_get(root, "service") && provider &&
           (doc_is_scalar(provider) || doc_get(provider, "name")) &&
           !doc_get(root, "Resources");
}

static bool is_compose(const struct candidate *c)
{
    return str_istarts(c->base, STR("serverless-compose.")) &&
           doc_is_map(doc_get(doc_root(c->doc), "services"));
}

static int claim(const struct candidate *c)
{
    const struct doc_node *root = doc_root(c->doc);
    if (!doc_is_map(root))
        return 0;
    if (is_service(root) || is_compose(c))
        return 90;
    bool named = str_istarts(c->base, STR("serverless.")) &&
                 (doc_get(root, "functions") || doc_get(root, "provider"));
    return named ? 70 : 0;
}

static bool tell(const struct candidate *c, struct buf *out)
{
    const struct doc_node *functions = doc_get(doc_root(c->doc), "functions");
    if (is_compose(c))
        buf_count(out, doc_get(doc_root(c->doc), "services")->count, "service");
    else if (doc_is_map(functions))
        buf_count(out, functions->count, "function");
    return true;
}

/* --- The host of the lowering ----------------------------------------------------------------- */

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

/* --- Compose files -------------------------------------------------------------------------------
 * `services: {a: {path: api, params: {url: ${b.url}}}}`: parameters of the service in that folder;
 * outputs of other services reach it as exports under a name that only this importer knows. */

#define COMPOSE_EXPORT "serverless-compose:"

static struct doc_node *compose_value(struct doc *d, const struct doc *from,
                                      const struct doc_node *n)
{
    struct str text = doc_text(n);
    size_t end = text.len ? text.len - 1 : 0, dot = str_chr(text, '.');
    if (!str_starts(text, STR("${")) || text.ptr[end] != '}' || dot == STR_NPOS ||
        str_chr(text, ':') != STR_NPOS)
        return doc_copy(d, from, n);
    struct str service = str_sub(text, 2, dot - 2);
    struct str output = str_sub(text, dot + 1, end - dot - 1);
    return sls_make(d, n, "{'Fn::ImportValue':'" COMPOSE_EXPORT "%s.%s'}", service, output);
}

/* What a compose file above says for the service at this path; *given lives in d. */
static bool compose_of(struct import *im, struct str path, struct doc *d, struct sls_given *given)
{
    static const char *const names[] = {"serverless-compose.yml", "serverless-compose.yaml",
                                        "serverless-compose.json"};
    struct str folder = import_folder(path), above = folder, file;
    for (bool more = true; more;) {
        more = !str_empty(above);
        for (size_t i = 0; i < COUNT(names); i++) {
            if (!import_join(im, above, str_from(names[i]), &file) || !import_exists(im, file))
                continue;
            const struct doc *doc = import_load(im, file);
            const struct doc_node *all = doc_get(doc_root(doc), "services");
            for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c;
                 c = c->next) {
                struct str at, said = doc_is_map(c) ? doc_text(doc_get(c, "path")) : STR_NONE;
                if (str_empty(said) || !import_join(im, above, said, &at) || !str_eq(at, folder))
                    continue;
                struct doc_node *params = sls_make(d, NULL, "{}");
                const struct doc_node *from = doc_get(c, "params");
                for (const struct doc_node *p = doc_is_map(from) ? doc_first(from) : NULL; p;
                     p = p->next)
                    doc_put(d, params, p->key, doc_key_place(p), compose_value(d, doc, p));
                *given = (struct sls_given){
                    d, params,
                    ARENA_JOIN(import_arena(im), STR(COMPOSE_EXPORT), c->key, STR("."))};
                return true;
            }
        }
        above = import_folder(above);
    }
    return false;
}

/* --- The unit --------------------------------------------------------------------------------- */

static void note_missing(struct import *im, const struct candidate *unit)
{
    const struct doc_node *all = doc_get(doc_root(unit->doc), "services");
    for (const struct doc_node *c = doc_first(all); c; c = c->next) {
        struct str folder, said = doc_is_map(c) ? doc_text(doc_get(c, "path")) : STR_NONE;
        const struct str *paths;
        if (!import_join(im, import_folder(unit->path), said, &folder) ||
            !import_list(im, folder, STR(""), &paths))
            graph_unresolved(import_graph(im), c->key, STR("the service is not among the files"), 0,
                             doc_where(unit->doc, c));
    }
}

static struct str provider_of(const struct doc_node *root)
{
    const struct doc_node *provider = doc_get(root, "provider");
    struct str name = doc_is_map(provider) ? doc_text(doc_get(provider, "name"))
                                           : doc_text(provider);
    return str_find(name, STR("${")) == STR_NPOS ? name : STR("aws");
}

static void import(struct import *im, const struct candidate *unit)
{
    const struct sls_host host = {.arg = im, .load = load, .read = read_bytes, .join = join,
                                  .param = param, .open = open, .say = say,
                                  .stage = import_stage(im)};
    if (is_compose(unit)) {
        note_missing(im, unit);
        return;
    }
    struct str provider = provider_of(doc_root(unit->doc));
    struct sls_about about;
    if (!str_empty(provider) && !str_iis(provider, "aws")) {
        sls_other(im, &host, unit->path, unit->doc, provider);
        return;
    }
    struct doc *scratch = doc_new(unit->path);
    struct sls_given given;
    bool composed = compose_of(im, unit->path, scratch, &given);
    struct doc *doc = sls_lower(&host, unit->path, unit->doc, composed ? &given : NULL, &about);
    cfn_import(im, doc, &(struct cfn_options){.scope = unit->path, .title = about.title,
                                              .stack = about.title,
                                              .deployer = about.deployer,
                                              .deployer_at = about.deployer_at,
                                              .folder = import_folder(unit->path)});
    doc_free(doc);
    doc_free(scratch);
}

const struct importer importer_serverless = {
    .name = "serverless",
    .title = "Serverless Framework",
    .unit = "Serverless Framework service",
    .files = "serverless.yml, serverless.yaml, serverless.json, serverless-compose.yml",
    .help = "Reads services of the Serverless Framework, versions 1 to 4, with all their files: "
            "functions, events, roles, resources, variables, handlers in Python, JavaScript and "
            "TypeScript. --stage and --param decide what the "
            "service leaves open; --param SOURCE:ADDRESS=VALUE answers any variable "
            "(--param env:TABLE=orders).",
    .claim = claim,
    .import = import,
    .tell = tell,
    .first = true,
};
