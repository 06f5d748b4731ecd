/* SPDX-License-Identifier: MIT */
/* cfn_openapi.c - routes of an OpenAPI document with the extensions of API Gateway.
 * Source: API Gateway Developer Guide, "API Gateway extensions to OpenAPI". */
#include "cfn_functions.h"
#include "cfn_graph.h"

struct openapi {
    struct cfn *c;
    struct cfn_resource *api;
    const struct doc_node *body, *schemes;
    struct map demanded; /* names of schemes */
};

static struct str upper(struct cfn *c, struct str text)
{
    char *p = arena_alloc(c->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        p[i] = text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? (char)(text.ptr[i] - 32) : text.ptr[i];
    return (struct str){p, text.len};
}

static void scheme_gate(struct openapi *o, struct cfn_gate *gate, const struct doc_node *scheme,
                        bool scopes)
{
    struct cfn *c = o->c;
    struct cfn_scope *s = &c->scope;
    const struct doc_node *how = cfn_get(s, scheme, "x-amazon-apigateway-authorizer");
    struct str type = cfn_text(s, cfn_get(s, how, "type"));
    struct str kind = cfn_text(s, cfn_get(s, scheme, "x-amazon-apigateway-authtype"));
    if (str_iis(kind, "awsSigv4")) {
        gate->auth = AUTH_IAM;
    } else if (str_iis(type, "cognito_user_pools") || str_iis(kind, "cognito_user_pools")) {
        cfn_pool_gate(c, gate, cfn_get(s, how, "providerARNs"), scopes);
    } else if (str_iis(type, "jwt")) {
        cfn_jwt_gate(c, gate, cfn_path(s, how, "jwtConfiguration.issuer"), scopes);
    } else if (str_iis(type, "token") || str_iis(type, "request") || str_iis(kind, "custom")) {
        struct cfn_value uri = cfn_value(s, cfn_get(s, how, "authorizerUri"));
        gate->auth = AUTH_CUSTOM;
        gate->function = uri.none ? 0 : cfn_invocation(c, &uri, cfn_at(c, how));
    } else if (str_iis(cfn_text(s, cfn_get(s, scheme, "type")), "openIdConnect")) {
        gate->auth = AUTH_OIDC;
    } else if (str_iis(cfn_text(s, cfn_get(s, scheme, "type")), "apiKey") && !how) {
        gate->auth = AUTH_APIKEY;
    }
}

/* All schemes of one alternative are demanded: the strongest one counts. Of several alternatives the
 * weakest does, but for an API key: the gateway asks for it besides what the others demand. No list,
 * an empty one, {} in it, or only the scheme NONE that nobody defines (SAM's mark of a method that
 * takes no default): nobody is asked. */
static struct cfn_gate security_gate(struct openapi *o, const struct doc_node *security)
{
    struct cfn *c = o->c;
    struct cfn_gate weakest = {.auth = AUTH_NONE}, key = {.auth = AUTH_NONE};
    bool any = false, asked = false;
    const struct cfn_item *items;
    size_t count = security ? cfn_list(&c->scope, security, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_gate all = {.auth = AUTH_NONE};
        const struct doc_node *one = items[i].node;
        if (doc_get(one, "NONE") && one->count == 1 && !doc_get(o->schemes, "NONE"))
            continue;
        for (const struct doc_node *m = doc_is_map(one) ? doc_first(one) : NULL; m; m = m->next) {
            struct cfn_gate gate = {.auth = AUTH_UNKNOWN};
            bool scopes = doc_is_list(m) && m->count > 0;
            map_set(&o->demanded, m->key, 1);
            scheme_gate(o, &gate, cfn_node(&c->scope, doc_get_str(o->schemes, m->key)), scopes);
            asked = asked || gate.auth == AUTH_APIKEY;
            if (all.auth == AUTH_NONE || (gate.auth > all.auth && gate.auth != AUTH_UNKNOWN))
                all = gate;
        }
        if (all.auth == AUTH_APIKEY)
            key = all;
        else if (!any || all.auth < weakest.auth)
            weakest = all;
        any = any || all.auth != AUTH_APIKEY;
    }
    weakest = any ? weakest : key;
    weakest.key = asked;
    return weakest;
}

static void operation(struct openapi *o, struct str path, const struct doc_node *op)
{
    struct cfn *c = o->c;
    struct cfn_scope *s = &c->scope;
    const struct doc_node *map = cfn_node(s, op);
    if (!doc_is_map(map))
        return;
    struct str method = str_is(op->key, "x-amazon-apigateway-any-method") ? STR("ANY")
                                                                          : upper(c, op->key);
    const struct doc_node *security = cfn_get(s, map, "security");
    if (!doc_get(map, "security"))
        security = cfn_get(s, o->body, "security");
    struct cfn_gate gate = security_gate(o, security);
    struct str own = cfn_text(s, cfn_path(s, map, "x-amazon-apigateway-auth.type"));
    if (str_iis(own, "AWS_IAM"))
        gate.auth = AUTH_IAM;
    gate.validated = cfn_get(s, map, "x-amazon-apigateway-request-validator") ||
                     cfn_get(s, o->body, "x-amazon-apigateway-request-validator");
    bool usual = str_is(path, "/$default") && str_is(method, "ANY"); /* a spelling of $default */
    struct str name = usual                       ? STR("$default")
                      : str_starts(path, STR("/")) ? ARENA_JOIN(c->arena, method, STR(" "), path)
                                                   : path;
    struct str id = ARENA_JOIN(c->arena, o->api->id, STR("/"), name);
    const struct doc_node *in = cfn_get(s, map, "x-amazon-apigateway-integration");
    const struct doc_node *uri = in ? doc_get(in, "uri") : NULL;
    struct str type = cfn_text(s, cfn_get(s, in, "type"));
    if (cfn_is_preflight(method, type, &gate)) {
        node_id p = cfn_preflight(c, o->api, id, name, op, o->api->condition);
        cfn_attr(c, p, "integration", doc_get(in, "type"));
        return;
    }
    node_id n = cfn_route(c, o->api, id, name, gate, op, o->api->condition);
    if (uri && !str_iis(type, "mock"))
        cfn_integration(c, n, uri, in, o->api->condition);
    else if (!in)
        graph_unresolved(c->g, name, STR("this operation names no integration"), n, cfn_at(c, op));
    cfn_attr(c, n, "integration", in ? doc_get(in, "type") : NULL);
    static const struct cfn_link role = {EDGE_RUNS_AS, NODE_IDENTITY, false, EVIDENCE_DECLARED,
                                         NULL, NULL};
    if (in && doc_get(in, "credentials"))
        cfn_link(c, n, doc_get(in, "credentials"), &role, o->api->condition);
}

static bool is_method(struct str key)
{
    static const char *const methods[] = {"get",  "put",     "post",  "delete", "patch",
                                          "head", "options", "trace",
                                          "x-amazon-apigateway-any-method"};
    for (size_t i = 0; i < COUNT(methods); i++)
        if (str_iis(key, methods[i]))
            return true;
    return false;
}

/* Authorizers that no operation demands. */
static void unattached(struct openapi *o)
{
    struct cfn *c = o->c;
    const struct doc_node *list = cfn_node(&c->scope, o->schemes);
    for (const struct doc_node *s = doc_is_map(list) ? doc_first(list) : NULL; s; s = s->next) {
        const struct doc_node *how =
            cfn_get(&c->scope, s, "x-amazon-apigateway-authorizer");
        if (!how || map_get(&o->demanded, s->key, NULL))
            continue;
        cfn_node_more(c, o->api->node, "unattached-authorizer", cfn_safe(c, s->key));
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, s),
                  "this authorizer is attached to no route: nobody is asked");
    }
}

const struct doc_node *cfn_openapi_endpoint(struct cfn *c, const struct doc_node *body)
{
    static const char key[] = "x-amazon-apigateway-endpoint-configuration";
    const struct doc_node *said = cfn_get(&c->scope, body, key);
    const struct cfn_item *items;
    const struct doc_node *servers = cfn_get(&c->scope, body, "servers");
    size_t count = servers ? cfn_list(&c->scope, servers, &items) : 0;
    for (size_t i = 0; i < count && !said; i++)
        said = cfn_get(&c->scope, items[i].node, key);
    return cfn_get(&c->scope, said, "disableExecuteApiEndpoint");
}

void cfn_openapi(struct cfn *c, struct cfn_resource *api, const struct doc_node *body)
{
    struct cfn_scope *s = &c->scope;
    struct openapi o = {c, api, body, cfn_get(s, body, "securityDefinitions"), {0}};
    const struct doc_node *policy = cfn_get(s, body, "x-amazon-apigateway-policy");
    if (!o.schemes)
        o.schemes = cfn_path(s, body, "components.securitySchemes");
    if (policy)
        cfn_policy(c, api->node, "resource", api->id, policy, api->condition);
    cfn_attr(c, api->node, "disable-execute-api-endpoint", cfn_openapi_endpoint(c, body));
    const struct doc_node *paths = cfn_get(s, body, "paths");
    for (const struct doc_node *p = doc_is_map(paths) ? doc_first(paths) : NULL; p; p = p->next) {
        const struct doc_node *item = cfn_node(s, p);
        for (const struct doc_node *op = doc_is_map(item) ? doc_first(item) : NULL; op;
             op = op->next)
            if (is_method(op->key))
                operation(&o, p->key, op);
    }
    unattached(&o);
    map_release(&o.demanded);
}
