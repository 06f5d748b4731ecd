/* SPDX-License-Identifier: MIT */
#include "azure_settings.h"

#include <stdlib.h>

#include "arena.h"
#include "buf.h"
#include "facts.h"
#include "map.h"
#include "mem.h"

struct azure_settings {
    struct import *im;
    struct str scope;
    node_id app;
    struct azure_setting **items; /* in order of adding */
    size_t count, cap;
    struct map index; /* key of the name -> place in items + 1 */
};

enum { SECTION_DEPTH = 16 };

struct azure_settings *azure_settings_new(struct import *im, struct str scope, node_id app)
{
    struct azure_settings *s = mem_zalloc(1, sizeof *s);
    *s = (struct azure_settings){.im = im, .scope = scope, .app = app};
    return s;
}

void azure_settings_free(struct azure_settings *s)
{
    if (!s)
        return;
    mem_free(s->items);
    map_release(&s->index);
    mem_free(s);
}

struct import *azure_settings_import(const struct azure_settings *s)
{
    return s->im;
}

struct str azure_settings_scope(const struct azure_settings *s)
{
    return s->scope;
}

/* --- Names ------------------------------------------------------------------------------------ */
struct str azure_setting_key(struct arena *a, struct str name)
{
    char *key = arena_alloc(a, name.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        bool separator = name.ptr[i] == '_' && i + 1 < name.len && name.ptr[i + 1] == '_';
        key[len++] = separator ? ':' : str_lower(name.ptr[i]);
        i += separator;
    }
    return (struct str){key, len};
}

static struct azure_setting *find(const struct azure_settings *s, struct str name)
{
    uint32_t at;
    struct str key = azure_setting_key(import_arena(s->im), name);
    return map_get(&s->index, key, &at) ? s->items[at - 1] : NULL;
}

static struct azure_setting *find_joined(const struct azure_settings *s, struct str head,
                                         struct str tail)
{
    return find(s, ARENA_JOIN(import_arena(s->im), head, tail));
}

const struct azure_setting *azure_setting_find(const struct azure_settings *s, struct str name)
{
    struct azure_setting *found = find(s, name);
    return found ? found : find_joined(s, STR("ConnectionStrings:"), name);
}

static struct azure_setting *put(struct azure_settings *s, struct str name)
{
    bool added;
    uint32_t *at = map_put(&s->index, azure_setting_key(import_arena(s->im), name), &added);
    if (!added)
        return s->items[*at - 1];
    struct azure_setting *item = arena_alloc(import_arena(s->im), sizeof *item);
    *item = (struct azure_setting){.name = azure_safe(s->im, name)};
    if (s->count == s->cap)
        s->items = mem_grow(s->items, &s->cap, sizeof *s->items);
    s->items[s->count++] = item;
    *at = (uint32_t)s->count;
    return item;
}

/* Members of a connection that an identity opens: they say where and as whom, and open nothing. */
static bool is_of_identity(struct str name)
{
    static const char *const members[] = {
        "fullyQualifiedNamespace", "accountName",     "accountEndpoint", "serviceUri", "blobServiceUri",
        "queueServiceUri",         "tableServiceUri", "credential",      "clientId",   "tenantId",
    };
    size_t colon = str_rchr(name, ':'), mark = str_find(name, STR("__"));
    struct str member = colon != STR_NPOS  ? str_from_at(name, colon + 1)
                        : mark != STR_NPOS ? str_from_at(name, mark + 2)
                                           : STR_NONE;
    for (size_t i = 0; i < COUNT(members); i++)
        if (str_iis(member, members[i]))
            return true;
    return false;
}

void azure_settings_add(struct azure_settings *s, struct str name, struct str value,
                        struct origin where)
{
    struct azure_setting *item = put(s, name);
    if (item->defined && item->value.len)
        return;
    item->defined = true;
    item->value = value;
    item->where = where;
    item->class = secret_classify(item->name, value);
    if (is_of_identity(item->name) && !secret_in_text(value))
        item->class = (struct secret_class){SECRET_PLAIN, "", "0"};
    item->link = connection_parse(value);
}

/* --- Files ------------------------------------------------------------------------------------ */
struct loading {
    struct azure_settings *s;
    const struct doc *doc;
    bool encrypted;
};

static void load_section(struct loading *l, const struct doc_node *map, struct str prefix,
                         struct str field, unsigned depth)
{
    struct arena *a = import_arena(l->s->im);
    for (const struct doc_node *n = doc_first(map); n && depth < SECTION_DEPTH; n = n->next) {
        struct str name = prefix.len ? ARENA_JOIN(a, prefix, STR(":"), n->key) : n->key;
        struct str place = field.len ? ARENA_JOIN(a, field, STR("."), n->key) : n->key;
        if (doc_is_map(n)) {
            load_section(l, n, name, place, depth + 1);
        } else if (doc_is_scalar(n)) {
            struct origin where = doc_where(l->doc, n);
            where.field = azure_safe(l->s->im, place);
            azure_settings_add(l->s, name, l->encrypted || doc_is_null(n) ? STR("") : doc_text(n),
                               where);
        }
    }
}

void azure_settings_load(struct azure_settings *s, struct str file)
{
    const struct doc *doc = import_load(s->im, file);
    const struct doc_node *root = doc_root(doc);
    if (!doc_is_map(root))
        return;
    struct loading l = {.s = s, .doc = doc};
    const struct doc_node *values = doc_iget(root, "Values");
    const struct doc_node *strings = doc_iget(root, "ConnectionStrings");
    if (values) {
        doc_bool(doc_iget(root, "IsEncrypted"), &l.encrypted);
        load_section(&l, values, STR(""), STR("Values"), 0);
        load_section(&l, strings, STR("ConnectionStrings"), STR("ConnectionStrings"), 0);
        struct str cors = doc_text(doc_iget(doc_iget(root, "Host"), "CORS"));
        if (cors.len && s->app)
            graph_attr(import_graph(s->im), s->app, "cors", azure_safe(s->im, cors));
    } else {
        load_section(&l, root, STR(""), STR(""), 0);
    }
}

/* --- Nodes ------------------------------------------------------------------------------------ */
struct str azure_safe(struct import *im, struct str text)
{
    return secret_in_text(text) ? import_secret(im, text) : text;
}

struct str azure_id(struct import *im, struct str scope, enum node_kind kind, struct str name)
{
    return ARENA_JOIN(import_arena(im), STR("azure:"), scope, STR(":"),
                      str_from(node_kinds[kind].name), STR(":"), azure_safe(im, name));
}

void azure_describe_secret(struct import *im, node_id secret, struct str raw,
                           struct secret_class class)
{
    struct graph *g = import_graph(im);
    graph_set_sensitivity(g, secret, 3);
    if (class.verdict == SECRET_YES) {
        graph_attr(g, secret, FACT_FINGERPRINT, import_secret(im, raw));
        graph_attr(g, secret, "pattern", str_from(class.pattern));
        graph_attr(g, secret, "length", str_from(class.length));
        struct str end = secret_signature_end(raw);
        if (end.len)
            graph_attr(g, secret, FACT_EXPIRES, end);
    } else if (class.verdict == SECRET_PLACEHOLDER) {
        graph_attr(g, secret, "value", STR("placeholder"));
        graph_attr(g, secret, "pattern", str_from(class.pattern));
    }
}

void azure_unlocks(struct import *im, node_id secret, node_id target, unsigned rights,
                   enum evidence evidence, int confidence, struct origin where)
{
    static const struct {
        unsigned right;
        unsigned op;
    } ops[] = {{RIGHT_READ, OP_BIT_READ},
               {RIGHT_WRITE, OP_BIT_WRITE},
               {RIGHT_DELETE, OP_BIT_DELETE},
               {RIGHT_ADMIN, OP_BIT_ADMIN}};
    struct graph *g = import_graph(im);
    edge_id e = graph_edge(g, EDGE_UNLOCKS, secret, target, evidence, confidence, where);
    for (size_t i = 0; i < COUNT(ops); i++)
        if (rights & ops[i].right)
            graph_edge_action(g, e, str_from(op_class_names[ops[i].op]));
}

/* Switches of the platform: attributes of the app, no settings that somebody reads. */
static bool is_platform_switch(struct str name)
{
    static const char *const exact[] = {"FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_INPROC_NET8_ENABLED", "AzureWebJobsFeatureFlags",
        "AzureWebJobsSecretStorageType",
        "AzureWebJobsDisableHomepage", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_CONTENTSHARE", "WEBSITE_TIME_ZONE", "WEBSITE_HOSTNAME", "languageWorkers",
        "FUNCTIONS_WORKER_PROCESS_COUNT", "SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD",
        "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", NULL};
    for (const char *const *e = exact; *e; e++)
        if (str_iis(name, *e))
            return true;
    return str_istarts(name, STR("AzureWebJobs.")) ||
           str_istarts(name, STR("AzureFunctionsJobHost"));
}

/* What an app's reference into a key vault means: the vault's secret stands for the setting. */
static node_id vault_secret(struct azure_settings *s, struct azure_setting *item)
{
    struct graph *g = import_graph(s->im);
    struct arena *a = import_arena(s->im);
    struct str vault = item->link.account.len ? item->link.account : item->name;
    struct str entity = item->link.entity.len ? item->link.entity : item->name;
    node_id box = graph_node(g, NODE_BOUNDARY, azure_id(s->im, STR("vault"), NODE_BOUNDARY, vault),
                             azure_safe(s->im, vault), item->where);
    graph_set_type(g, box, STR("Microsoft.KeyVault/vaults"));
    graph_set_provider(g, box, STR("azure"));
    graph_set_external(g, box, true);
    graph_attr(g, box, FACT_CLASS, str_from(boundary_class_names[BOUNDARY_DATA_ACCOUNT]));
    node_id secret = graph_node(g, NODE_SECRET,
                                azure_id(s->im, ARENA_JOIN(a, STR("vault/"), vault), NODE_SECRET,
                                         entity),
                                azure_safe(s->im, entity), item->where);
    graph_set_type(g, secret, STR("Microsoft.KeyVault/vaults/secrets"));
    graph_set_provider(g, secret, STR("azure"));
    graph_set_external(g, secret, true);
    graph_edge(g, EDGE_RESIDES_IN, secret, box, EVIDENCE_DECLARED, -1, item->where);
    return secret;
}

static bool is_secret(const struct azure_setting *item)
{
    return item->class.verdict == SECRET_YES || item->class.verdict == SECRET_PLACEHOLDER;
}

static void make_param(struct azure_settings *s, struct azure_setting *item)
{
    struct graph *g = import_graph(s->im);
    item->node = graph_node(g, NODE_PARAM, azure_id(s->im, s->scope, NODE_PARAM, item->name),
                            item->name, item->where);
    if (item->defined && secret_value_is_showable(item->name, item->value))
        graph_attr(g, item->node, "value", item->value);
    else if (item->class.verdict == SECRET_PERSONAL || item->class.verdict == SECRET_OPAQUE)
        graph_attr(g, item->node, "value", STR("(withheld)"));
    if (item->class.verdict == SECRET_PERSONAL)
        graph_set_sensitivity(g, item->node, 2);
    graph_set_external(g, item->node, !item->defined);
}

/* The node of a setting and the app's edge to it. assumed: nothing shows that it is a secret, but
 * it is used as a connection. */
/* Settings that the host of the functions needs to run them; X, X__member or X:member. */
bool azure_setting_of_host(struct str name)
{
    static const char *const names[] = {
        "AzureWebJobsStorage",
        "AzureWebJobsDashboard",
        "APPINSIGHTS_INSTRUMENTATIONKEY",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "DEPLOYMENT_STORAGE_CONNECTION_STRING",
        "DOCKER_REGISTRY_SERVER_PASSWORD",
        "MACHINEKEY_DecryptionKey",
        "WEBSITE_AUTH_ENCRYPTION_KEY",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_RUN_FROM_PACKAGE",
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        struct str head = str_from(names[i]), rest;
        if (!str_istarts(name, head))
            continue;
        rest = str_from_at(name, head.len);
        if (str_empty(rest) || str_starts(rest, STR("__")) || str_starts(rest, STR(":")))
            return true;
    }
    return false;
}

static void emit(struct azure_settings *s, struct azure_setting *item, bool assumed)
{
    struct graph *g = import_graph(s->im);
    if (item->node)
        return;
    bool vault = item->link.service == CONNECTION_VAULT && item->class.verdict == SECRET_REFERENCE;
    if (vault) {
        item->node = vault_secret(s, item);
    } else if (is_secret(item) || assumed) {
        item->node = graph_node(g, NODE_SECRET, azure_id(s->im, s->scope, NODE_SECRET, item->name),
                                item->name, item->where);
        azure_describe_secret(s->im, item->node, item->value, item->class);
        graph_set_type(g, item->node, STR("Microsoft.Web/sites/config"));
        if (assumed)
            graph_attr(g, item->node, "value", STR("unknown"));
    } else if (is_platform_switch(item->name)) {
        if (str_iis(item->name, "WEBSITE_TIME_ZONE") && !str_empty(item->value))
            graph_attr(g, s->app, FACT_TIME_ZONE, azure_safe(s->im, item->value));
        return;
    } else {
        make_param(s, item);
    }
    if (graph_node_at(g, item->node)->kind == NODE_SECRET && azure_setting_of_host(item->name))
        graph_attr(g, item->node, FACT_READ_BY, STR("platform"));
    graph_set_provider(g, item->node, STR("azure"));
    edge_id e = graph_edge(g, EDGE_USES, s->app, item->node,
                           item->defined && !assumed ? EVIDENCE_DECLARED : EVIDENCE_NAME, -1,
                           item->where);
    graph_edge_attr(g, e, FACT_SETTING, item->name);
    if (!vault && !assumed && item->defined)
        graph_edge_attr(g, e, FACT_VALUE, STR("plain"));
}

static int by_name(const void *a, const void *b)
{
    const struct azure_setting *const *x = a, *const *y = b;
    return str_cmp((*x)->name, (*y)->name);
}

/* What a setting that is a connection string by itself opens, whoever uses it. */
static void link_account(struct azure_settings *s, const struct azure_setting *item)
{
    if (item->link.service == CONNECTION_NONE || item->link.service == CONNECTION_EMULATOR ||
        item->link.service == CONNECTION_WEB || item->link.service == CONNECTION_VAULT ||
        !item->node)
        return;
    azure_account_of_setting(s, item->name, item->link.service, NULL, item->where);
}

void azure_settings_emit(struct azure_settings *s)
{
    size_t count = s->count;
    if (!count)
        return;
    struct azure_setting **sorted = arena_array(import_arena(s->im), count, sizeof *sorted);
    memcpy(sorted, s->items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t i = 0; i < count; i++)
        emit(s, sorted[i], false);
    for (size_t i = 0; i < count; i++)
        if (is_secret(sorted[i]))
            link_account(s, sorted[i]);
}

/* A setting that looked harmless turns out to be what opens a connection. */
static void promote(struct azure_settings *s, struct azure_setting *item)
{
    struct graph *g = import_graph(s->im);
    node_id param = item->node;
    bool hidden = item->class.verdict == SECRET_OPAQUE;
    if (!param || graph_node_at(g, param)->kind != NODE_PARAM || (item->value.len && !hidden))
        return;
    item->node = 0;
    if (hidden)
        item->class.verdict = SECRET_YES;
    emit(s, item, !item->value.len);
    graph_merge(g, item->node, param);
}

const struct azure_setting *azure_setting_need(struct azure_settings *s, struct str name,
                                               bool is_connection, struct origin where)
{
    struct azure_setting *item = find(s, name);
    if (!item)
        item = find_joined(s, STR("ConnectionStrings:"), name);
    if (!item) {
        item = put(s, name);
        item->where = where;
        item->class = (struct secret_class){SECRET_PLAIN, "", "0"};
        graph_unresolved(import_graph(s->im), item->name,
                         STR("this setting is defined in no file that was read"), s->app, where);
    }
    if (is_connection)
        promote(s, item);
    if (!item->node)
        emit(s, item, is_connection && !item->value.len);
    return item;
}

/* --- Substitution ----------------------------------------------------------------------------- */
bool azure_settings_expand(struct azure_settings *s, struct str text, struct str *out)
{
    struct buf b = {0};
    bool whole = true;
    for (size_t at = 0; at < text.len;) {
        struct str rest = str_from_at(text, at);
        size_t end = rest.ptr[0] == '%' ? str_chr(str_from_at(rest, 1), '%') : STR_NPOS;
        if (end == STR_NPOS || end == 0) {
            whole = whole && rest.ptr[0] != '{';
            buf_putc(&b, rest.ptr[0]);
            at++;
            continue;
        }
        const struct azure_setting *item = azure_setting_find(s, str_sub(rest, 1, end));
        if (item && item->value.len && item->class.verdict == SECRET_PLAIN &&
            !secret_is_example(item->value)) {
            buf_add(&b, item->value);
        } else {
            buf_add(&b, str_sub(rest, 0, end + 2));
            whole = false;
        }
        at += end + 2;
    }
    *out = azure_safe(s->im, arena_str(import_arena(s->im), buf_str(&b)));
    buf_release(&b);
    return whole;
}
