/* SPDX-License-Identifier: MIT */
/* cfn_rest.c - API Gateway: REST, HTTP and WebSocket APIs, their methods, routes and stages. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- REST ------------------------------------------------------------------------------------- */

/* "/a/{id}" of a Resource, by its parents. */
static struct str resource_path(struct cfn *c, struct cfn_resource *r)
{
    struct str path = STR("");
    for (int depth = 0; r && cfn_is(r, "AWS::ApiGateway::Resource") && depth < 64; depth++) {
        struct cfn_resource *up = cfn_resource_of(c, cfn_prop(c, r, "ParentId"));
        path = ARENA_JOIN(c->arena, STR("/"), cfn_prop_text(c, r, "PathPart"), path);
        r = up == r ? NULL : up;
    }
    return path.len ? path : STR("/");
}

static struct cfn_gate method_gate(struct cfn *c, struct cfn_resource *r)
{
    struct str type = cfn_prop_text(c, r, "AuthorizationType");
    bool key = cfn_prop_bool(c, r, "ApiKeyRequired", false);
    bool scopes = cfn_prop(c, r, "AuthorizationScopes") != NULL;
    struct cfn_gate gate = {.auth = key ? AUTH_APIKEY : AUTH_NONE};
    if (str_is(type, "AWS_IAM"))
        gate.auth = AUTH_IAM;
    else if (str_is(type, "CUSTOM"))
        gate = cfn_authorizer_gate(c, cfn_prop(c, r, "AuthorizerId"), AUTH_CUSTOM, scopes);
    else if (str_is(type, "COGNITO_USER_POOLS"))
        gate = cfn_authorizer_gate(c, cfn_prop(c, r, "AuthorizerId"), AUTH_COGNITO, scopes);
    else if (type.len && !str_is(type, "NONE"))
        gate.auth = AUTH_UNKNOWN;
    gate.validated = cfn_prop(c, r, "RequestValidatorId") != NULL;
    gate.key = key;
    return gate;
}

void cfn_emit_rest_method(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *api = cfn_resource_of(c, cfn_prop(c, r, "RestApiId"));
    struct str method = cfn_prop_text(c, r, "HttpMethod");
    if (!r->node)
        return;
    const struct doc_node *at = cfn_prop(c, r, "ResourceId");
    struct cfn_resource *resource = at ? cfn_resource_of(c, at) : NULL;
    struct str name = ARENA_JOIN(c->arena, method, STR(" "), resource_path(c, resource));
    if (!api) { /* of another template: nothing is known about its door */
        node_id n = cfn_part(c, NODE_ROUTE, r->id, name, r->where);
        enum auth auth = method_gate(c, r).auth;
        edge_id e = cfn_edge(c, EDGE_ROUTES, r->node, n, r->at, r->condition);
        if (e)
            graph_edge_auth(c->g, e, auth);
        cfn_expose(c, cfn_internet(c), n, auth, r->at, r->condition);
        cfn_integration(c, n, cfn_prop(c, r, "Integration.Uri"), cfn_prop(c, r, "Integration"),
                        r->condition);
        return;
    }
    struct cfn_gate gate = method_gate(c, r);
    bool preflight =
        cfn_is_preflight(method, cfn_prop_text(c, r, "Integration.Type"), &gate);
    node_id n = preflight ? cfn_preflight(c, api, r->id, name, r->at, r->condition)
                          : cfn_route(c, api, r->id, name, gate, r->at, r->condition);
    graph_attr(c->g, n, "logical-id", r->id);
    graph_set_type(c->g, n, r->type);
    cfn_attr(c, n, "integration", cfn_prop(c, r, "Integration.Type"));
    if (cfn_prop_bool(c, r, "ApiKeyRequired", false))
        graph_attr_typed(c->g, n, STR("api-key"), ATTR_BOOL, STR("true"));
    static const struct cfn_link role = {EDGE_RUNS_AS, NODE_IDENTITY, false, EVIDENCE_DECLARED,
                                         NULL, NULL};
    struct str credentials = cfn_prop_text(c, r, "Integration.Credentials");
    if (!str_starts(credentials, STR("arn:aws:iam::*:user/"))) /* the caller's own */
        cfn_link(c, n, cfn_prop(c, r, "Integration.Credentials"), &role, r->condition);
    if (!str_is(cfn_prop_text(c, r, "Integration.Type"), "MOCK"))
        cfn_integration(c, n, cfn_prop(c, r, "Integration.Uri"), cfn_prop(c, r, "Integration"),
                        r->condition);
}

static void api_body(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *body = cfn_prop(c, r, "Body");
    if (body && doc_is_map(body) && !cfn_call(body)) {
        cfn_openapi(c, r, body);
        return;
    }
    if (body && cfn_json_text(c, body)) {
        cfn_openapi(c, r, cfn_json_text(c, body));
        return;
    }
    const struct doc_node *where = cfn_prop(c, r, "BodyS3Location");
    struct str path, local = where && !doc_is_map(where) ? cfn_known(&c->scope, where) : STR("");
    if (local.len && str_find(local, STR("://")) == STR_NPOS &&
        import_join(c->im, c->folder, local, &path) && import_exists(c->im, path)) {
        const struct doc *doc = import_load(c->im, path);
        if (doc)
            cfn_openapi(c, r, cfn_adopt(&c->scope, doc));
        return;
    }
    if (where || body)
        graph_unresolved(c->g, r->id, STR("the OpenAPI document is not among the files"), r->node,
                         r->where);
}

/* Whoever calls the API brings it; no function needs to know it. */
void cfn_emit_api_key(struct cfn *c, struct cfn_resource *r)
{
    graph_attr(c->g, r->node, FACT_READ_BY, STR("callers"));
}

void cfn_emit_rest_api(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link endpoint = {EDGE_RESIDES_IN, NODE_NET, false, EVIDENCE_DECLARED,
                                             NULL, NULL};
    const struct doc_node *policy = cfn_api_policy(c, r);
    if (policy)
        cfn_policy(c, r->node, "resource", r->id, policy, r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "EndpointConfiguration.VpcEndpointIds"), &endpoint,
             r->condition);
    const struct doc_node *types = cfn_prop(c, r, "EndpointConfiguration.Types");
    if (str_is(cfn_text(&c->scope, doc_at(types, 0)), "PRIVATE"))
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    api_body(c, r);
}

/* Logs of both kinds of stages. */
/* The stages that an API has, all of them: what is not known in full may be any, "*". */
static void note_stage(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *name = cfn_prop(c, r, "StageName");
    struct cfn_value v = cfn_value(&c->scope, name);
    for (const struct cfn_value *a = &v; name && a; a = a->other) {
        bool open = a->unknown || a->secure || str_empty(a->text);
        if (!a->none)
            cfn_node_more(c, r->node, FACT_STAGES, open ? STR("*") : cfn_safe(c, a->text));
    }
}

/* A deployment may make a stage as well. */
void cfn_emit_deployment(struct cfn *c, struct cfn_resource *r)
{
    if (r->node)
        note_stage(c, r);
}

/* Answers of these methods are kept, and the template does not ask to encrypt them. */
static bool caches_in_clear(struct cfn *c, const struct doc_node *settings)
{
    const struct doc_node *on = cfn_get(&c->scope, settings, "CachingEnabled"),
                          *encrypted = cfn_get(&c->scope, settings, "CacheDataEncrypted");
    return on && cfn_bool(&c->scope, on, false) &&
           (!encrypted || !cfn_bool(&c->scope, encrypted, true));
}

void cfn_emit_stage(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link logs = {EDGE_LOGS_TO, NODE_LOG, false, EVIDENCE_DECLARED, NULL,
                                         NULL};
    if (!r->node)
        return;
    note_stage(c, r);
    cfn_link(c, r->node, cfn_prop(c, r, "AccessLogSetting.DestinationArn"), &logs, r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "AccessLogSettings.DestinationArn"), &logs, r->condition);
    cfn_attr(c, r->node, "tracing", cfn_prop(c, r, "TracingEnabled"));
    bool clear = false;
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "MethodSettings");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        cfn_attr(c, r->node, "log-level", doc_get(items[i].node, "LoggingLevel"));
        if (!node_fact_bool(graph_node_at(c->g, r->node), "log-bodies", false))
            cfn_attr(c, r->node, "log-bodies", doc_get(items[i].node, "DataTraceEnabled"));
        clear = clear || caches_in_clear(c, items[i].node);
    }
    if (clear && cfn_prop_bool(c, r, "CacheClusterEnabled", false)) /* without one nothing is kept */
        graph_attr(c->g, r->node, "cache", STR("unencrypted"));
}

/* --- HTTP and WebSocket ------------------------------------------------------------------------ */

/* route: its properties, wherever they stand. */
static struct cfn_gate gate_of(struct cfn *c, const struct doc_node *route)
{
    struct cfn_scope *s = &c->scope;
    const struct doc_node *authorizer = cfn_get(s, route, "AuthorizerId");
    struct str type = cfn_text(s, cfn_get(s, route, "AuthorizationType"));
    bool scopes = cfn_get(s, route, "AuthorizationScopes") != NULL;
    struct cfn_gate gate = {.auth = AUTH_NONE};
    if (str_is(type, "AWS_IAM"))
        gate.auth = AUTH_IAM;
    else if (str_is(type, "JWT"))
        gate = cfn_authorizer_gate(c, authorizer, AUTH_JWT, scopes);
    else if (str_is(type, "CUSTOM"))
        gate = cfn_authorizer_gate(c, authorizer, AUTH_CUSTOM, scopes);
    else if (cfn_bool(s, cfn_get(s, route, "ApiKeyRequired"), false))
        gate.auth = AUTH_APIKEY;
    else if (type.len && !str_is(type, "NONE"))
        gate.auth = AUTH_UNKNOWN;
    return gate;
}

static struct cfn_gate route_gate(struct cfn *c, struct cfn_resource *r)
{
    return gate_of(c, r->props);
}

/* What is said of the one route that a quick-create API has. */
static struct cfn_gate quick_gate(struct cfn *c, struct cfn_resource *api)
{
    for (size_t i = 0; i < c->count; i++) {
        struct cfn_resource *r = &c->resources[i];
        if (cfn_is(r, "AWS::ApiGatewayV2::ApiGatewayManagedOverrides") &&
            cfn_resource_of(c, cfn_prop(c, r, "ApiId")) == api)
            return gate_of(c, cfn_prop(c, r, "Route"));
    }
    return (struct cfn_gate){.auth = AUTH_NONE};
}

/* "SQS-SendMessage": the service is the kind of node among the request's parameters. */
static void subtype(struct cfn *c, node_id route, struct cfn_resource *in, struct str name)
{
    static const struct {
        const char *head, *service;
    } forms[] = {{"EventBridge-", "events"},   {"SQS-", "sqs"},
                 {"Kinesis-", "kinesis"},      {"StepFunctions-", "states"},
                 {"AppConfig-", "appconfig"}};
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct str head = str_from(forms[i].head);
        if (!str_starts(name, head))
            continue;
        struct str uri = ARENA_JOIN(c->arena, STR("arn:aws:apigateway:*:"),
                                    str_from(forms[i].service), STR(":action/"),
                                    str_from_at(name, head.len));
        struct doc_node *n = doc_scalar(c->scope.work, uri, false, in->at->line, in->at->col);
        n->file = in->at->file;
        cfn_integration(c, route, n, cfn_prop(c, in, "RequestParameters"), in->condition);
        return;
    }
}

static void route_target(struct cfn *c, node_id route, struct cfn_resource *r)
{
    static const struct cfn_link role = {EDGE_RUNS_AS, NODE_IDENTITY, false, EVIDENCE_DECLARED,
                                         NULL, NULL};
    const struct doc_node *target = cfn_prop(c, r, "Target");
    struct cfn_resource *in = target ? cfn_resource_of(c, target) : NULL;
    if (!in || !cfn_is(in, "AWS::ApiGatewayV2::Integration")) {
        if (target)
            graph_unresolved(c->g, graph_node_at(c->g, route)->name,
                             STR("what answers this route is not known"), route,
                             cfn_at(c, target));
        return;
    }
    struct str type = cfn_prop_text(c, in, "IntegrationType"),
               sub = cfn_prop_text(c, in, "IntegrationSubtype");
    cfn_link(c, route, cfn_prop(c, in, "CredentialsArn"), &role, in->condition);
    if (sub.len)
        subtype(c, route, in, sub);
    else if (!str_is(type, "MOCK") && cfn_prop(c, in, "IntegrationUri"))
        cfn_integration(c, route, cfn_prop(c, in, "IntegrationUri"), in->props, in->condition);
}

void cfn_emit_http_route(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *api = cfn_resource_of(c, cfn_prop(c, r, "ApiId"));
    struct str name = cfn_prop_text(c, r, "RouteKey");
    if (!api || !r->node) {
        node_id n = r->node ? cfn_part(c, NODE_ROUTE, r->id, name, r->where) : 0;
        enum auth auth = route_gate(c, r).auth;
        edge_id e = cfn_edge(c, EDGE_ROUTES, r->node, n, r->at, r->condition);
        if (e)
            graph_edge_auth(c->g, e, auth);
        cfn_expose(c, n ? cfn_internet(c) : 0, n, auth, r->at, r->condition);
        if (n)
            route_target(c, n, r);
        return;
    }
    struct cfn_resource *connect = cfn_connect_route(c, api);
    node_id n = cfn_route(c, api, r->id, name, route_gate(c, connect ? connect : r), r->at,
                          r->condition);
    graph_attr(c->g, n, "logical-id", r->id);
    graph_set_type(c->g, n, r->type);
    route_target(c, n, r);
}

/* A quick-create API has one route and one target. */
void cfn_emit_http_api(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link role = {EDGE_RUNS_AS, NODE_IDENTITY, false, EVIDENCE_DECLARED,
                                         NULL, NULL};
    const struct doc_node *target = cfn_prop(c, r, "Target");
    if (target) {
        struct str key = cfn_prop_text(c, r, "RouteKey");
        struct cfn_gate gate = quick_gate(c, r);
        struct str name = key.len ? key : STR("$default");
        node_id n = cfn_route(c, r, ARENA_JOIN(c->arena, r->id, STR("/"), name), name, gate,
                              target, r->condition);
        cfn_integration(c, n, target, NULL, r->condition);
        cfn_link(c, n, cfn_prop(c, r, "CredentialsArn"), &role, r->condition);
    }
    cfn_cors(c, r, "CorsConfiguration");
    api_body(c, r);
}
