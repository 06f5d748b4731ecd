/* SPDX-License-Identifier: MIT */
/* cfn_integration.c - what answers a route: a function, an address, or a service that API Gateway calls
 * itself. Whom it calls there stands in the address, in the parameters, or in the text of a template. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "facts.h"

static bool is_read(struct str action)
{
    static const char *const heads[] = {"Get",  "Query", "Scan",   "List",      "Describe",
                                        "Batch", "Receive", "Select"};
    for (size_t i = 0; i < COUNT(heads); i++)
        if (str_istarts(action, str_from(heads[i])))
            return !str_istarts(action, STR("BatchWrite"));
    return false;
}

struct direct {
    struct cfn *c;
    node_id route;
    enum node_kind kind;
    enum edge_kind edge;
    const struct doc_node *at;
    struct str condition;
    bool found, fixed; /* nothing that the caller sends goes in */
};

static edge_id direct_edge(struct direct *d, node_id to)
{
    edge_id e = cfn_edge(d->c, d->edge, d->route, to, d->at, d->condition);
    if (e && d->fixed)
        graph_edge_attr_typed(d->c->g, e, STR(FACT_FIXED), ATTR_BOOL, STR("true"));
    return e;
}

static void direct_ref(void *arg, const struct cfn_ref *ref)
{
    struct direct *d = arg;
    struct cfn_resource *r =
        ref->kind == CFN_REF_RESOURCE ? cfn_whole(d->c, cfn_find(d->c, ref->id)) : NULL;
    if (!r || r->row->kind != d->kind)
        return;
    d->found = true;
    direct_edge(d, cfn_node_of(d->c, r));
}

static bool is_name_char(char ch)
{
    char low = str_lower(ch);
    return (low >= 'a' && low <= 'z') || (ch >= '0' && ch <= '9') || ch == '-' || ch == '_' ||
           ch == '.' || ch == ':' || ch == '/';
}

/* "TableName": "orders", TopicArn=arn:..., 'arn:...' -> the name; empty: it is made of the request. */
static struct str name_at(struct str text)
{
    size_t from = 0, end;
    while (from < text.len && (text.ptr[from] == '"' || text.ptr[from] == '\'' ||
                               text.ptr[from] == ':' || text.ptr[from] == '=' ||
                               text.ptr[from] == ' ' || text.ptr[from] == '\\'))
        from++;
    for (end = from; end < text.len && is_name_char(text.ptr[end]);)
        end++;
    return str_sub(text, from, end - from);
}

/* "Action=ReceiveMessage&...", or a parameter that is the action: of services whose address is a path.
 * Empty: it is not written down. */
static struct str action_said(struct cfn *c, const struct doc_node *n, unsigned depth)
{
    static const struct str key = STR_INIT("Action"), form = STR_INIT("Action=");
    struct str found = STR("");
    if (!n || depth > 8)
        return found;
    if (!doc_is_scalar(n) && !cfn_call(n)) {
        for (const struct doc_node *m = doc_first(n); m && str_empty(found); m = m->next)
            found = action_said(c, m, depth + 1);
        return found;
    }
    struct str text = cfn_value(&c->scope, n).text;
    size_t at = str_find(text, form);
    if (str_ends(n->key, STR(".querystring.Action")) || str_eq(n->key, key))
        return name_at(text);
    bool begins = at == 0 || (at != STR_NPOS && str_chr(STR("&?\"' \n"), text.ptr[at - 1]) != STR_NPOS);
    return begins ? name_at(str_from_at(text, at + form.len)) : found;
}

/* The argument that names the thing, for each service; in texts as JSON or as a form. */
static const struct {
    const char *service, *key;
} arguments[] = {
    {"dynamodb", "TableName"},       {"kinesis", "StreamName"},  {"kinesis", "StreamARN"},
    {"states", "stateMachineArn"},   {"events", "EventBusName"}, {"sns", "TopicArn"},
    {"firehose", "DeliveryStreamName"}, {"sqs", "QueueUrl"},     {"appconfig", "Application"},
};

static void direct_name(struct direct *d, struct str text)
{
    struct cfn_value v = {.text = name_at(text)};
    if (v.text.len && direct_edge(d, cfn_target(d->c, &v, d->kind, cfn_at(d->c, d->at))))
        d->found = true;
}

/* Literal names, in whatever is written below n. True: the argument is there, be it understood or not. */
static bool direct_names(struct direct *d, struct str key, const struct doc_node *n, unsigned depth)
{
    bool there = false;
    if (!n || depth > 8)
        return false;
    if (!doc_is_scalar(n) && !cfn_call(n)) {
        for (const struct doc_node *m = doc_first(n); m; m = m->next)
            there = direct_names(d, key, m, depth + 1) || there;
        return there;
    }
    struct str text = cfn_value(&d->c->scope, n).text;
    if (n->key.len >= key.len && str_ieq(str_from_at(n->key, n->key.len - key.len), key)) {
        direct_name(d, text);
        return true;
    }
    size_t at = str_ifind(text, key);
    if (at == STR_NPOS)
        return false;
    direct_name(d, str_from_at(text, at + key.len));
    return true;
}

/* What is asked of an object by its path: the method says it. Silence: it may write. */
static bool is_fetched(struct cfn *c, const struct doc_node *about)
{
    const struct doc_node *n = cfn_get(&c->scope, about, "IntegrationHttpMethod");
    if (!n)
        n = cfn_get(&c->scope, about, "httpMethod");
    struct str method = n ? cfn_text(&c->scope, n) : STR("");
    return str_iis(method, "GET") || str_iis(method, "HEAD");
}

/* The name that a path names: of a bucket the host or what stands first, of a queue what stands last. */
static struct str path_name(struct str path, struct str bucket, bool objects)
{
    if (bucket.len)
        return bucket;
    struct str rest = str_starts(path, STR("/")) ? str_from_at(path, 1) : path, name;
    size_t slash = str_rchr(path, '/');
    if (objects)
        return str_cut(&rest, '/', &name) ? name : STR("");
    return slash == STR_NPOS ? STR("") : str_from_at(path, slash + 1);
}

static void direct_path(struct direct *d, struct str path, struct str bucket, bool objects)
{
    struct cfn_value name = {.text = path_name(path, bucket, objects)};
    if (name.text.len && str_chr(name.text, '{') == STR_NPOS && d->kind != NODE_SERVICE)
        d->found = direct_edge(d, cfn_target(d->c, &name, d->kind, cfn_at(d->c, d->at))) != 0;
}

/* Something of the request goes into a text below n. */
static bool takes_request(struct cfn *c, const struct doc_node *n, unsigned depth)
{
    static const char *const words[] = {"$input", "$context", "$request", "$stageVariables",
                                        "method.request.", "context."};
    if (!n)
        return false;
    if (depth > 8)
        return true;
    if (!doc_is_scalar(n) && !cfn_call(n)) {
        for (const struct doc_node *m = doc_first(n); m; m = m->next)
            if (takes_request(c, m, depth + 1))
                return true;
        return false;
    }
    struct str text = cfn_value(&c->scope, n).text;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_find(text, str_from(words[i])) != STR_NPOS)
            return true;
    return false;
}

/* "RequestTemplates" of a method, "requestTemplates" of an OpenAPI document. */
static const struct doc_node *either(struct cfn *c, const struct doc_node *about, const char *name,
                                     const char *other)
{
    const struct doc_node *n = cfn_get(&c->scope, about, name);
    return n ? n : cfn_get(&c->scope, about, other);
}

/* The template decides all that is sent. A body of another content type passes by the templates if the
 * integration does not refuse it; a GET has none. */
static bool is_fixed(struct cfn *c, node_id route, struct str uri, const struct doc_node *about)
{
    const struct doc_node *templates = either(c, about, "RequestTemplates", "requestTemplates"),
                          *parameters = either(c, about, "RequestParameters", "requestParameters"),
                          *passes = either(c, about, "PassthroughBehavior", "passthroughBehavior");
    struct str passing = passes ? cfn_text(&c->scope, passes) : STR("");
    bool closed = str_iis(passing, "NEVER") || str_iis(passing, "WHEN_NO_TEMPLATES") ||
                  str_starts(graph_node_at(c->g, route)->name, STR("GET "));
    return doc_is_map(templates) && !cfn_call(templates) && doc_first(templates) && closed &&
           str_chr(uri, '{') == STR_NPOS && !takes_request(c, templates, 0) &&
           !takes_request(c, parameters, 0);
}

/* "arn:aws:apigateway:REGION:SERVICE:path/ACCOUNT/QUEUE", "BUCKET.s3:path/KEY" or ":action/PutItem" */
static void service_integration(struct cfn *c, node_id route, const struct cfn_value *v,
                                const struct doc_node *uri, const struct doc_node *about,
                                struct str condition)
{
    struct str rest = v->text, word, service = STR_NONE, bucket = STR("");
    for (int i = 0; i < 5 && str_cut(&rest, ':', &word); i++)
        service = word;
    bool objects = str_is(service, "s3") || str_ends(service, STR(".s3")), said = false;
    if (service.len > 3 && objects) {
        bucket = str_sub(service, 0, service.len - 3);
        service = STR("s3");
    }
    struct str action = str_starts(rest, STR("action/")) ? str_from_at(rest, 7) : STR("");
    if (str_empty(action) && (str_is(service, "sqs") || str_is(service, "sns")))
        action = action_said(c, about, 0);
    struct direct d = {.c = c, .route = route, .at = uri, .condition = condition};
    d.kind = NODE_SERVICE;
    cfn_arn_kind(ARENA_JOIN(c->arena, STR("arn:aws:"), service, STR(":::x")), &d.kind);
    d.edge = is_read(action) || (objects && is_fetched(c, about)) ? EDGE_READS
             : d.kind == NODE_WORKFLOW                            ? EDGE_INVOKES
                                                                  : EDGE_WRITES;
    d.fixed = is_fixed(c, route, v->text, about);
    cfn_each_ref(&c->scope, about, direct_ref, &d);
    if (!d.found)
        for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next)
            direct_ref(&d, ref);
    if (!d.found && str_starts(rest, STR("path/")))
        direct_path(&d, str_from_at(rest, 5), bucket, objects);
    for (size_t i = 0; i < COUNT(arguments) && !d.found; i++)
        if (str_is(service, arguments[i].service))
            said = direct_names(&d, str_from(arguments[i].key), about, 0) || said;
    if (!d.found && !said && str_is(service, "events"))
        d.found = direct_edge(&d, cfn_default_bus(c, cfn_at(c, uri))) != 0;
    if (!d.found)
        direct_edge(&d, cfn_aws_service(c, service.len ? service : STR("AWS"), cfn_at(c, uri)));
    if (action.len)
        graph_attr(c->g, route, "action", ARENA_JOIN(c->arena, service, STR(":"), action));
}

static void one_integration(struct cfn *c, node_id route, const struct cfn_value *v,
                            const struct doc_node *uri, const struct doc_node *about,
                            struct str condition)
{
    struct str text = v->text;
    bool front = str_starts(text, STR("arn:")) && str_find(text, STR(":apigateway:")) != STR_NPOS;
    bool lambda = str_find(text, STR(":lambda:")) != STR_NPOS ||
                  str_find(text, STR("/functions/")) != STR_NPOS;
    if (front && !lambda) {
        service_integration(c, route, v, uri, about, condition);
        return;
    }
    node_id to = 0;
    struct str rest = text, host = STR_NONE;
    size_t scheme = str_find(text, STR("://"));
    if (scheme != STR_NPOS && !v->refs) {
        rest = str_from_at(text, scheme + 3);
        str_cut(&rest, '/', &host);
        to = str_chr(host, '*') == STR_NPOS ? cfn_service(c, host, cfn_at(c, uri)) : 0;
    } else if (scheme != STR_NPOS) { /* an address that something else gives is no function's */
        to = cfn_target(c, v, NODE_SERVICE, cfn_at(c, uri));
    } else {
        to = cfn_invocation(c, v, cfn_at(c, uri));
    }
    edge_id e = cfn_edge(c, EDGE_INVOKES, route, to, uri, condition);
    if (!e)
        graph_unresolved(c->g, graph_node_at(c->g, route)->name,
                         STR("what answers this route is not known"), route, cfn_at(c, uri));
}

void cfn_integration(struct cfn *c, node_id route, const struct doc_node *uri,
                     const struct doc_node *about, struct str condition)
{
    struct cfn_value v = cfn_value(&c->scope, uri);
    for (const struct cfn_value *a = &v; a && !v.none; a = a->other)
        one_integration(c, route, a, uri, about, terms_both(c->arena, condition, a->condition));
}
