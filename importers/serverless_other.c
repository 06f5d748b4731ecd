/* SPDX-License-Identifier: MIT */
#include "serverless_other.h"

#include "facts.h"
#include "secrets.h"
#include "serverless_make.h"

struct other {
    struct import *im;
    struct graph *g;
    struct arena *arena;
    struct sls_vars vars;
    struct str path, provider;
    node_id service;                  /* everything resides in it */
    const struct doc_node *settings;  /* `provider`, variables replaced; or NULL */
};

static const struct {
    const char *word;
    enum node_kind kind;
} sources[] = {
    {"timer", NODE_TIMER},         {"schedule", NODE_TIMER},     {"cron", NODE_TIMER},
    {"queue", NODE_QUEUE},         {"servicebus", NODE_QUEUE},   {"cmq", NODE_QUEUE},
    {"mns", NODE_QUEUE},           {"rabbitmq", NODE_QUEUE},     {"topic", NODE_TOPIC},
    {"pubsub", NODE_TOPIC},        {"sns", NODE_TOPIC},          {"eventhub", NODE_STREAM},
    {"ckafka", NODE_STREAM},       {"kafka", NODE_STREAM},       {"message_hub", NODE_STREAM},
    {"eventgrid", NODE_BUS},       {"blob", NODE_BUCKET},        {"cos", NODE_BUCKET},
    {"oss", NODE_BUCKET},          {"storage", NODE_BUCKET},     {"bucket", NODE_BUCKET},
    {"cosmosdb", NODE_TABLE},      {"cloudant", NODE_TABLE},     {"firestore", NODE_TABLE},
    {"table", NODE_TABLE},         {"obs", NODE_BUCKET},         {"sqs", NODE_QUEUE},
    {"kinesis", NODE_STREAM},      {"s3", NODE_BUCKET},          {"dynamodb", NODE_TABLE},
    {"trigger", NODE_TOPIC},       {"cdn", NODE_FRONT},          {"log", NODE_LOG},
};

static enum node_kind kind_of(struct str word)
{
    for (size_t i = 0; i < COUNT(sources); i++)
        if (str_ifind(word, str_from(sources[i].word)) != STR_NPOS)
            return sources[i].kind;
    return NODE_SERVICE;
}

static node_id add(struct other *o, enum node_kind kind, struct str name,
                   const struct doc_node *at)
{
    struct str id = ARENA_JOIN(o->arena, o->provider, STR(":"), o->path, STR(":"),
                               str_from(node_kinds[kind].name), STR(":"), name);
    bool is_new = !graph_find(o->g, id);
    struct origin where = doc_where(o->vars.doc, at);
    node_id n = graph_node(o->g, kind, id, name, where);
    graph_set_provider(o->g, n, o->provider);
    if (is_new && o->service)
        graph_edge(o->g, EDGE_RESIDES_IN, n, o->service, EVIDENCE_DECLARED, -1, where);
    return n;
}

static const struct doc_node *setting(const struct doc_node *event, const struct doc_node *value,
                                      const char *name)
{
    const struct doc_node *places[] = {value, event, doc_get(event, "x-azure-settings"),
                                       doc_get(value, "x-azure-settings"),
                                       doc_get(value, "parameters")};
    for (size_t i = 0; i < COUNT(places); i++)
        if (doc_is_map(places[i]) && doc_get(places[i], name))
            return doc_get(places[i], name);
    return NULL;
}

/* Words that files have for the gate of a route; one that is none of these stays unknown. */
static enum auth gate(struct str level)
{
    static const struct {
        const char *word;
        enum auth auth;
    } words[] = {{"anonymous", AUTH_NONE},  {"public", AUTH_NONE},   {"none", AUTH_NONE},
                 {"false", AUTH_NONE},      {"function", AUTH_FUNCKEY}, {"admin", AUTH_FUNCKEY},
                 {"private", AUTH_APIKEY},  {"true", AUTH_APIKEY},   {"secret", AUTH_APIKEY},
                 {"app", AUTH_APIKEY},      {"iam", AUTH_IAM}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_iis(level, words[i].word))
            return words[i].auth;
    return AUTH_UNKNOWN;
}

/* The member that says who may call, by its name in the files of all providers. */
static const struct doc_node *gate_node(const struct doc_node *function,
                                        const struct doc_node *event, const struct doc_node *value)
{
    static const char *const names[] = {"authLevel", "authType", "auth", "private", "authRequired"};
    const struct doc_node *n = doc_path(function, "annotations.require-whisk-auth");
    for (size_t i = 0; !n && i < COUNT(names); i++)
        n = setting(event, value, names[i]);
    return n;
}

static struct str methods_of(struct other *o, const struct doc_node *n)
{
    if (doc_is_scalar(n))
        return doc_text(n);
    struct str all = STR("");
    for (const struct doc_node *c = doc_first(n); c; c = c->next)
        all = ARENA_JOIN(o->arena, all, STR(","), doc_text(c));
    return str_empty(all) ? STR("ANY") : str_from_at(all, 1);
}

/* "https://example.org/a/b" -> "example.org/a/b" */
static struct str without_scheme(struct str url)
{
    size_t at = str_find(url, STR("://"));
    return at == STR_NPOS ? url : str_from_at(url, at + 3);
}

static void route(struct other *o, node_id f, const struct doc_node *function,
                  const struct doc_node *event, const struct doc_node *value)
{
    struct str name = function->key;
    const struct doc_node *path = setting(event, value, "path");
    path = path ? path : setting(event, value, "route");
    path = path ? path : setting(event, value, "pattern");
    path = path ? path : setting(event, value, "url");
    const struct doc_node *method = setting(event, value, "method");
    method = method ? method : setting(event, value, "methods");
    method = method ? method : setting(event, value, "httpMethod");
    const struct doc_node *level = gate_node(function, event, value);
    struct str text = doc_is_scalar(value) ? str_trim(doc_text(value)) : STR_NONE, verb;
    bool said = str_chr(text, '/') != STR_NPOS || str_chr(text, ' ') != STR_NPOS;
    struct str way = without_scheme(doc_text(path));
    verb = methods_of(o, method);
    if (said && str_empty(way)) {
        size_t blank = str_chr(text, ' ');
        way = blank == STR_NPOS ? text : str_trim(str_from_at(text, blank));
        if (blank != STR_NPOS)
            verb = str_sub(text, 0, blank);
    }
    verb = sls_capitals(o->arena, verb);
    if (str_empty(way))
        way = ARENA_JOIN(o->arena, STR("/"), name);
    if (way.ptr[0] != '/' && str_find(way, STR(".")) == STR_NPOS)
        way = ARENA_JOIN(o->arena, STR("/"), way);
    node_id r = add(o, NODE_ROUTE, ARENA_JOIN(o->arena, verb, STR(" "), way), value);
    graph_attr(o->g, r, "methods", verb);
    graph_attr(o->g, r, "path", way);
    node_id internet =
        graph_node(o->g, NODE_ACTOR, STR("internet"), STR("internet"), (struct origin){0});
    struct origin where = doc_where(o->vars.doc, level ? level : value);
    edge_id e = graph_edge(o->g, EDGE_EXPOSES, internet, r, EVIDENCE_DECLARED, -1, where);
    graph_edge_auth(o->g, e, gate(doc_text(level)));
    graph_edge(o->g, EDGE_INVOKES, r, f, EVIDENCE_DECLARED, -1, where);
}

/* The name of a source: what the event says first that names something. */
static struct str source_name(struct other *o, struct str function, const struct doc_node *event,
                              const struct doc_node *value)
{
    static const char *const names[] = {"queue", "queueName", "topic", "bucket", "container",
                                        "resource", "name", "path", "schedule", "rate", "cron",
                                        "eventHub", "db", "bucketName", "stream", "feed"};
    if (doc_is_scalar(value) && doc_text(value).len > 1 && !str_is(doc_text(value), "true"))
        return doc_text(value);
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct doc_node *n = setting(event, value, names[i]);
        if (doc_is_scalar(n) && !str_empty(doc_text(n)))
            return doc_text(n);
    }
    return ARENA_JOIN(o->arena, value->key, STR(" of "), function);
}

static void one_event(struct other *o, node_id f, const struct doc_node *function,
                      const struct doc_node *event)
{
    const struct doc_node *value = doc_first(event);
    struct str name = function->key;
    if (!value)
        return;
    struct str type = value->key;
    if (str_istarts(type, STR("http")) || str_is(type, "apigw") || str_is(type, "path") ||
        str_is(type, "worker")) {
        route(o, f, function, event, value);
        return;
    }
    struct str said = doc_is_map(value) ? doc_text(doc_get(value, "eventType")) : STR_NONE;
    struct str word = ARENA_JOIN(o->arena, type, STR(" "), said);
    struct str source = source_name(o, name, event, value);
    if (secret_in_text(source))
        source = ARENA_JOIN(o->arena, type, STR(" of "), name);
    node_id from = add(o, kind_of(word), source, value);
    graph_set_type(o->g, from, str_empty(said) ? type : said);
    bool out = str_is(doc_text(setting(event, value, "direction")), "out");
    struct origin where = doc_where(o->vars.doc, value);
    if (out)
        graph_edge(o->g, EDGE_WRITES, f, from, EVIDENCE_DECLARED, -1, where);
    else
        graph_edge(o->g, EDGE_TRIGGERS, from, f, EVIDENCE_DECLARED, -1, where);
}

static node_id function_id(struct other *o, struct str name)
{
    return graph_find(o->g, ARENA_JOIN(o->arena, o->provider, STR(":"), o->path,
                                       STR(":function:"), name));
}

/* Secrets among the settings: by their names, with fingerprints instead of values. */
static void settings(struct other *o, node_id f, const struct doc_node *function,
                     const struct doc_node *all)
{
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next) {
        struct str value = doc_text(c);
        struct sls_variable open;
        if (!doc_is_scalar(c) || sls_next_variable(value, 0, &open) ||
            secret_value_is_showable(c->key, value))
            continue;
        node_id n = add(o, NODE_SECRET, ARENA_JOIN(o->arena, function->key, STR("/"), c->key), c);
        graph_set_sensitivity(o->g, n, 3);
        graph_attr(o->g, n, FACT_FINGERPRINT, import_secret(o->im, value));
        edge_id e = graph_edge(o->g, EDGE_USES, f, n, EVIDENCE_DECLARED, -1,
                               doc_where(o->vars.doc, c));
        if (e) {
            graph_edge_attr(o->g, e, FACT_SETTING, c->key);
            graph_edge_attr(o->g, e, FACT_VALUE, STR("plain"));
        }
    }
}

static void one_function(struct other *o, const struct doc_node *c)
{
    static const char *const said[] = {"handler", "runtime", "memorySize", "timeout", "image"};
    node_id f = add(o, NODE_FUNCTION, c->key, c);
    graph_set_type(o->g, f, ARENA_JOIN(o->arena, STR("serverless/"), o->provider));
    for (size_t i = 0; i < COUNT(said); i++) {
        struct str text = doc_text(doc_get(c, said[i]));
        if (!str_empty(text) && secret_value_is_showable(STR(""), text))
            graph_attr(o->g, f, said[i], text);
    }
    const struct doc_node *events = doc_get(c, "events");
    for (const struct doc_node *e = doc_first(events); e; e = e->next)
        if (doc_is_map(e))
            one_event(o, f, c, e);
    settings(o, f, c, doc_get(o->settings, "environment"));
    settings(o, f, c, doc_get(c, "environment"));
}

/* openwhisk: functions that are called one after the other. */
static void sequence(struct other *o, const struct doc_node *c)
{
    const struct doc_node *list = doc_get(c, "sequence");
    node_id from = doc_is_list(list) ? function_id(o, c->key) : 0;
    for (const struct doc_node *step = doc_first(list); step && from; step = step->next) {
        node_id to = function_id(o, doc_text(step));
        if (to)
            graph_edge(o->g, EDGE_INVOKES, from, to, EVIDENCE_DECLARED, -1,
                       doc_where(o->vars.doc, step));
        else
            graph_unresolved(o->g, doc_text(step), STR("no function of this name in the service"),
                             from, doc_where(o->vars.doc, step));
    }
}

void sls_other(struct import *im, const struct sls_host *host, struct str path,
               const struct doc *service, struct str provider)
{
    struct doc *doc = doc_new(path);
    struct other o = {.im = im, .g = import_graph(im), .arena = import_arena(im), .path = path,
                      .provider = str_empty(provider) ? STR("unknown") : provider};
    sls_vars_init(&o.vars, host, doc_arena(doc), doc, service, import_folder(path));
    o.settings = sls_resolve_path(&o.vars, "provider");
    const struct doc_node *title = sls_resolve_path(&o.vars, "service");
    title = doc_is_map(title) ? doc_get(title, "name") : title;
    o.service = add(&o, NODE_BOUNDARY, str_empty(doc_text(title)) ? STR("service") : doc_text(title),
                    o.vars.raw);
    graph_attr(o.g, o.service, FACT_CLASS, STR("stack"));
    const struct doc_node *all = sls_merge_list(doc, sls_resolve_path(&o.vars, "functions"));
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next)
        if (doc_is_map(c))
            one_function(&o, c);
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next)
        if (doc_is_map(c))
            sequence(&o, c);
    if (!doc_is_map(all))
        graph_unresolved(o.g, STR("functions"), STR("the file names no functions that can be read"),
                         0, doc_where(doc, o.vars.raw));
    if (doc_get(o.vars.raw, "resources"))
        graph_unresolved(o.g, STR("resources"),
                         ARENA_JOIN(o.arena, STR("resources of "), o.provider,
                                    STR(" are not read in this form")),
                         0, doc_where(doc, doc_get(o.vars.raw, "resources")));
    sls_vars_release(&o.vars);
    doc_free(doc);
}
