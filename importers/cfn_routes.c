/* SPDX-License-Identifier: MIT */
/* cfn_routes.c - what all front doors share: gates, authorizers, guards. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- Gates ------------------------------------------------------------------------------------ */

void cfn_gate_add(struct cfn_gate *gate, node_id issuer)
{
    for (size_t i = 0; i < gate->issuer_count; i++)
        if (gate->issuers[i] == issuer)
            return;
    if (issuer && gate->issuer_count < CFN_ISSUERS)
        gate->issuers[gate->issuer_count++] = issuer;
}

/* Scopes are given by the pool's owner. */
bool cfn_pool_is_open(struct cfn *c, const struct cfn_resource *pool)
{
    return pool && cfn_is(pool, "AWS::Cognito::UserPool") &&
           !cfn_prop_bool(c, pool, "AdminCreateUserConfig.AllowAdminCreateUserOnly", false);
}

void cfn_pool_gate(struct cfn *c, struct cfn_gate *gate, const struct doc_node *arns, bool scopes)
{
    const struct cfn_item *items;
    size_t count = arns ? cfn_list(&c->scope, arns, &items) : 0;
    gate->auth = AUTH_COGNITO;
    gate->scopes = scopes;
    for (size_t i = 0; i < count; i++) {
        struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
        struct cfn_resource *pool = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        cfn_gate_add(gate, cfn_target(c, &v, NODE_AUTH, cfn_at(c, arns)));
        if (!scopes && cfn_pool_is_open(c, pool))
            gate->auth = AUTH_SELF_SERVICE;
    }
}

void cfn_jwt_gate(struct cfn *c, struct cfn_gate *gate, const struct doc_node *issuer, bool scopes)
{
    struct cfn_resource *pool = issuer ? cfn_resource_of(c, issuer) : NULL;
    struct str text = issuer ? cfn_text(&c->scope, issuer) : STR("");
    gate->auth = AUTH_JWT;
    gate->scopes = scopes;
    if (pool && cfn_is(pool, "AWS::Cognito::UserPool")) {
        cfn_gate_add(gate, cfn_node_of(c, pool));
        if (!scopes && cfn_pool_is_open(c, pool))
            gate->auth = AUTH_SELF_SERVICE;
        return;
    }
    if (text.len && str_chr(text, '*') == STR_NPOS) {
        node_id n = cfn_part(c, NODE_AUTH, text, text, cfn_at(c, issuer));
        graph_set_external(c->g, n, true);
        cfn_gate_add(gate, n);
    } else if (str_find(text, STR("://cognito-idp.")) != STR_NPOS) { /* a pool of another stack */
        cfn_gate_add(gate, cfn_target_of(c, issuer, NODE_AUTH));
    }
}

node_id cfn_invocation(struct cfn *c, const struct cfn_value *uri, struct origin where)
{
    struct cfn_value inner = *uri;
    size_t at = str_find(uri->text, STR("functions/"));
    if (at != STR_NPOS) {
        inner.text = str_from_at(uri->text, at + 10);
        size_t end = str_find(inner.text, STR("/invocations"));
        inner.text = str_sub(inner.text, 0, end == STR_NPOS ? inner.text.len : end);
    }
    struct cfn_resource *r = NULL;
    for (const struct cfn_ref *ref = uri->refs; ref; ref = ref->next) {
        r = ref->kind == CFN_REF_RESOURCE ? cfn_whole(c, cfn_find(c, ref->id)) : NULL;
        if (r && r->row->kind == NODE_FUNCTION)
            return cfn_node_of(c, r);
    }
    node_id n = cfn_target(c, &inner, NODE_FUNCTION, where);
    enum node_kind kind = n ? graph_node_at(c->g, n)->kind : NODE_FUNCTION;
    if (kind != NODE_PARAM && kind != NODE_SECRET)
        return n;
    struct str name = graph_node_at(c->g, n)->name; /* its address stands there */
    node_id f = cfn_part(c, NODE_FUNCTION, name, name, where);
    graph_set_external(c->g, f, true);
    return f;
}

struct cfn_gate cfn_authorizer_gate(struct cfn *c, const struct doc_node *ref, enum auth silence,
                                    bool scopes)
{
    struct cfn_gate gate = {.auth = silence};
    struct cfn_resource *r = ref ? cfn_resource_of(c, ref) : NULL;
    if (!r || (!cfn_is(r, "AWS::ApiGateway::Authorizer") &&
               !cfn_is(r, "AWS::ApiGatewayV2::Authorizer")))
        return gate;
    struct str type = cfn_prop_text(c, r, "Type");
    if (str_empty(type))
        type = cfn_prop_text(c, r, "AuthorizerType");
    cfn_gate_add(&gate, cfn_node_of(c, r));
    if (str_is(type, "COGNITO_USER_POOLS"))
        cfn_pool_gate(c, &gate, cfn_prop(c, r, "ProviderARNs"), scopes);
    else if (str_is(type, "JWT"))
        cfn_jwt_gate(c, &gate, cfn_prop(c, r, "JwtConfiguration.Issuer"), scopes);
    else {
        struct cfn_value uri = cfn_value(&c->scope, cfn_prop(c, r, "AuthorizerUri"));
        gate.auth = AUTH_CUSTOM;
        gate.function = cfn_invocation(c, &uri, r->where);
    }
    return gate;
}

/* An authorizer by itself: it is seen, be it attached to a route or not. */
void cfn_emit_authorizer(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link pools = {EDGE_DEPENDS, NODE_AUTH, false, EVIDENCE_DECLARED, NULL,
                                          NULL};
    static const struct cfn_link role = {EDGE_RUNS_AS, NODE_IDENTITY, false, EVIDENCE_DECLARED,
                                         NULL, NULL};
    const struct doc_node *uri = cfn_prop(c, r, "AuthorizerUri");
    struct cfn_value v = cfn_value(&c->scope, uri);
    if (uri)
        cfn_edge(c, EDGE_DEPENDS, r->node, cfn_invocation(c, &v, r->where), uri, r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "ProviderARNs"), &pools, r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "AuthorizerCredentials"), &role, r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "AuthorizerCredentialsArn"), &role, r->condition);
    struct cfn_resource *pool = cfn_resource_of(c, cfn_prop(c, r, "JwtConfiguration.Issuer"));
    if (pool)
        cfn_edge(c, EDGE_DEPENDS, r->node, cfn_node_of(c, pool), r->at, r->condition);
}

void cfn_cors(struct cfn *c, struct cfn_resource *r, const char *path)
{
    const struct doc_node *how = cfn_prop(c, r, path);
    if (!doc_is_map(how))
        return;
    graph_attr(c->g, r->node, "cors",
               cfn_text(&c->scope, doc_at(cfn_get(&c->scope, how, "AllowOrigins"), 0)));
    if (cfn_bool(&c->scope, cfn_get(&c->scope, how, "AllowCredentials"), false))
        graph_attr_typed(c->g, r->node, STR("cors-credentials"), ATTR_BOOL, STR("true"));
}

edge_id cfn_expose(struct cfn *c, node_id actor, node_id to, enum auth auth,
                   const struct doc_node *at, struct str condition)
{
    edge_id e = cfn_edge(c, EDGE_EXPOSES, actor, to, at, condition);
    if (e)
        graph_edge_auth(c->g, e, auth);
    return e;
}

/* --- Routes ----------------------------------------------------------------------------------- */

static bool is_private(struct cfn *c, struct cfn_resource *api)
{
    const struct cfn_item *items;
    const struct doc_node *types = cfn_prop(c, api, "EndpointConfiguration.Types");
    size_t count = types ? cfn_list(&c->scope, types, &items) : 0;
    for (size_t i = 0; i < count; i++)
        if (str_is(cfn_item_value(&c->scope, &items[i]).text, "PRIVATE"))
            return true;
    return str_is(cfn_prop_text(c, api, "Visibility"), "PRIVATE");
}

void cfn_firewall(struct cfn *c, struct str id, edge_id e)
{
    if (e && cfn_noted(c, CFN_NOTE_WAF, id))
        graph_edge_guard(c->g, e, STR("waf"));
    if (e && cfn_noted(c, CFN_NOTE_WAF_RATE, id))
        graph_edge_guard(c->g, e, STR("ratelimit"));
}

static void add_guards(struct cfn *c, struct cfn_resource *api, const struct cfn_gate *gate,
                       uint32_t rate, edge_id e)
{
    if (!e)
        return;
    cfn_firewall(c, api->id, e);
    if (rate || (gate->key && cfn_noted(c, CFN_NOTE_PLAN_RATE, api->id)))
        graph_edge_guard(c->g, e, STR("ratelimit"));
    if (gate->key && cfn_noted(c, CFN_NOTE_QUOTA, api->id))
        graph_edge_guard(c->g, e, STR("quota"));
    if (gate->validated)
        graph_edge_guard(c->g, e, STR("validate"));
    if (cfn_api_policy(c, api))
        graph_edge_guard(c->g, e, STR("policy"));
    if (cfn_api_lists_addresses(c, api))
        graph_edge_guard(c->g, e, STR("ipallow"));
}

void cfn_add_authorizer(struct cfn *c, node_id n, const struct cfn_gate *gate,
                        const struct doc_node *at, struct str condition)
{
    edge_id e = cfn_edge(c, EDGE_INVOKES, n, gate->function, at, condition);
    if (!e)
        return;
    graph_edge_attr(c->g, e, FACT_EDGE_ROLE, STR(FACT_ROLE_AUTHORIZER));
    e = cfn_expose(c, cfn_internet(c), gate->function, AUTH_NONE, at, condition);
    struct str via = graph_node_at(c->g, n)->id;
    struct str before = e ? edge_attr_text(graph_edge_at(c->g, e), FACT_VIA) : STR_NONE;
    if (e && (str_empty(before) || str_cmp(via, before) < 0)) /* of several whatever the order */
        graph_edge_attr(c->g, e, FACT_VIA, via);
}

node_id cfn_route(struct cfn *c, struct cfn_resource *api, struct str id, struct str name,
                  struct cfn_gate gate, const struct doc_node *at, struct str condition)
{
    node_id n = cfn_part(c, NODE_ROUTE, id, name, cfn_at(c, at)), door = cfn_node_of(c, api);
    bool closed = is_private(c, api);
    bool mutual = cfn_noted(c, CFN_NOTE_MTLS, api->id);
    enum auth auth = closed                               ? AUTH_PRIVATE
                     : mutual && gate.auth == AUTH_NONE ? AUTH_MTLS
                                                        : gate.auth;
    uint32_t rate = cfn_route_rate(c, api->id, name), all = cfn_noted(c, CFN_NOTE_RATE, api->id);
    uint32_t plan = gate.key ? cfn_noted(c, CFN_NOTE_PLAN_RATE, api->id) : 0;
    if (!door)
        return n;
    if (condition.len)
        graph_set_node_condition(c->g, n, condition);
    if (plan && (!rate || plan < rate)) /* of each key: whoever has one more has it twice */
        rate = plan;
    if (rate)
        graph_attr(c->g, n, FACT_LIMIT, arena_printf(c->arena, "throttle %u/s", rate - 1));
    if (all)
        graph_attr(c->g, door, FACT_LIMIT, arena_printf(c->arena, "throttle %u/s", all - 1));
    edge_id e = cfn_edge(c, EDGE_ROUTES, door, n, at, condition);
    edge_id x = cfn_edge(c, EDGE_EXPOSES, cfn_internet(c), n, at, condition);
    edge_id both[] = {e, x};
    if (e && gate.or_signed && gate.auth != AUTH_IAM && !closed)
        graph_edge_attr(c->g, e, FACT_AUTH_OR, str_from(auths[AUTH_IAM].name));
    for (size_t i = 0; i < COUNT(both); i++) {
        if (!both[i])
            continue;
        graph_edge_auth(c->g, both[i], auth);
        if (closed && gate.auth != AUTH_NONE)
            graph_edge_attr(c->g, both[i], FACT_AUTH_ALSO, str_from(auths[gate.auth].name));
        else if (mutual && gate.auth != AUTH_NONE)
            graph_edge_attr(c->g, both[i], FACT_AUTH_ALSO, STR("mtls"));
        add_guards(c, api, &gate, rate, both[i]);
    }
    if (!cfn_is(api, "AWS::AppSync::GraphQLApi")) /* which asks by itself */
        cfn_expose(c, cfn_internet(c), door,
                   closed ? AUTH_PRIVATE : mutual ? AUTH_MTLS : AUTH_NONE, api->at, STR(""));
    for (size_t i = 0; i < gate.issuer_count; i++) {
        edge_id asks = cfn_edge(c, EDGE_AUTHENTICATES, gate.issuers[i], n, at, condition);
        if (asks && gate.scopes)
            graph_edge_attr_typed(c->g, asks, STR(FACT_SCOPES), ATTR_BOOL, STR("true"));
    }
    if (gate.function)
        cfn_add_authorizer(c, n, &gate, at, condition);
    return n;
}

bool cfn_is_preflight(struct str method, struct str integration, const struct cfn_gate *gate)
{
    return str_iis(method, "OPTIONS") && str_iis(integration, "MOCK") && gate->auth == AUTH_NONE;
}

node_id cfn_preflight(struct cfn *c, struct cfn_resource *api, struct str id, struct str name,
                      const struct doc_node *at, struct str condition)
{
    node_id n = cfn_part(c, NODE_ROUTE, id, name, cfn_at(c, at));
    graph_attr_typed(c->g, n, STR(FACT_PREFLIGHT), ATTR_BOOL, STR("true"));
    if (condition.len)
        graph_set_node_condition(c->g, n, condition);
    cfn_edge(c, EDGE_DEPENDS, n, cfn_node_of(c, api), at, condition);
    return n;
}
