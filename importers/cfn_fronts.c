/* SPDX-License-Identifier: MIT */
/* cfn_fronts.c - AppSync, CloudFront, load balancers, web ACLs. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- AppSync ---------------------------------------------------------------------------------- */

static void graphql_mode(struct cfn *c, struct cfn_gate *weakest, const struct doc_node *mode,
                         bool first)
{
    struct cfn_scope *s = &c->scope;
    struct str type = cfn_text(s, cfn_get(s, mode, "AuthenticationType"));
    struct cfn_gate gate = {.auth = AUTH_UNKNOWN};
    if (str_is(type, "API_KEY"))
        gate.auth = AUTH_APIKEY;
    else if (str_is(type, "AWS_IAM"))
        gate.auth = AUTH_IAM;
    else if (str_is(type, "AMAZON_COGNITO_USER_POOLS"))
        cfn_pool_gate(c, &gate, cfn_path(s, mode, "UserPoolConfig.UserPoolId"), false);
    else if (str_is(type, "OPENID_CONNECT"))
        cfn_jwt_gate(c, &gate, cfn_path(s, mode, "OpenIDConnectConfig.Issuer"), false);
    else if (str_is(type, "AWS_LAMBDA")) {
        gate.auth = AUTH_CUSTOM;
        gate.function = cfn_target_of(
            c, cfn_path(s, mode, "LambdaAuthorizerConfig.AuthorizerUri"), NODE_FUNCTION);
    }
    if (first || gate.auth < weakest->auth)
        *weakest = gate;
}

static struct cfn_gate graphql_gate(struct cfn *c, struct cfn_resource *api)
{
    struct cfn_gate gate = {.auth = AUTH_UNKNOWN};
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, api, "AdditionalAuthenticationProviders");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    graphql_mode(c, &gate, api->props, true);
    for (size_t i = 0; i < count; i++)
        graphql_mode(c, &gate, items[i].node, false);
    return gate;
}

void cfn_emit_graphql(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_gate gate = graphql_gate(c, r);
    bool closed = str_is(cfn_prop_text(c, r, "Visibility"), "PRIVATE");
    cfn_expose(c, cfn_internet(c), r->node, closed ? AUTH_PRIVATE : gate.auth, r->at,
               r->condition);
    for (size_t i = 0; i < gate.issuer_count; i++)
        cfn_edge(c, EDGE_AUTHENTICATES, gate.issuers[i], r->node, r->at, r->condition);
}

void cfn_emit_data_source(struct cfn *c, struct cfn_resource *r)
{
    static const struct {
        const char *path;
        enum node_kind kind;
    } targets[] = {
        {"LambdaConfig.LambdaFunctionArn", NODE_FUNCTION},
        {"DynamoDBConfig.TableName", NODE_TABLE},
        {"EventBridgeConfig.EventBusArn", NODE_BUS},
        {"RelationalDatabaseConfig.RdsHttpEndpointConfig.DbClusterIdentifier", NODE_TABLE},
    };
    for (size_t i = 0; i < COUNT(targets); i++) {
        const struct doc_node *n = cfn_prop(c, r, targets[i].path);
        node_id to = n ? cfn_target_of(c, n, targets[i].kind) : 0;
        if (targets[i].kind == NODE_FUNCTION) {
            cfn_edge(c, EDGE_INVOKES, r->node, to, n, r->condition);
            continue;
        }
        cfn_edge(c, EDGE_WRITES, r->node, to, n, r->condition);
        if (targets[i].kind == NODE_TABLE)
            cfn_edge(c, EDGE_READS, r->node, to, n, r->condition);
    }
    struct str url = cfn_known(&c->scope, cfn_prop(c, r, "HttpConfig.Endpoint"));
    if (url.len)
        cfn_edge(c, EDGE_INVOKES, r->node, cfn_service(c, url, r->where), r->at, r->condition);
}

/* A field is a route; what it does to its source depends on the type that it belongs to. */
static void field_source(struct cfn *c, struct cfn_resource *r, node_id route, struct str type,
                         const struct doc_node *name)
{
    struct cfn_resource *source = name ? cfn_resource_of(c, name) : NULL;
    if (!source || !cfn_is(source, "AWS::AppSync::DataSource"))
        return;
    const struct doc_node *table = cfn_prop(c, source, "DynamoDBConfig.TableName");
    const struct doc_node *function = cfn_prop(c, source, "LambdaConfig.LambdaFunctionArn");
    bool writes = str_is(type, "Mutation");
    if (function)
        cfn_edge(c, EDGE_INVOKES, route, cfn_target_of(c, function, NODE_FUNCTION), r->at,
                 r->condition);
    else if (table)
        cfn_edge(c, writes ? EDGE_WRITES : EDGE_READS, route, cfn_target_of(c, table, NODE_TABLE),
                 r->at, r->condition);
    else
        cfn_edge(c, EDGE_INVOKES, route, cfn_node_of(c, source), r->at, r->condition);
}

void cfn_emit_graphql_resolver(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *api = cfn_resource_of(c, cfn_prop(c, r, "ApiId"));
    struct str type = cfn_prop_text(c, r, "TypeName");
    struct str name = ARENA_JOIN(c->arena, type, STR("."), cfn_prop_text(c, r, "FieldName"));
    if (!api || !r->node)
        return;
    node_id n = cfn_route(c, api, r->id, name, graphql_gate(c, api), r->at, r->condition);
    graph_set_type(c->g, n, r->type);
    field_source(c, r, n, type, cfn_prop(c, r, "DataSourceName"));
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "PipelineConfig.Functions");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *f = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        if (f)
            field_source(c, r, n, type, cfn_prop(c, f, "DataSourceName"));
    }
}

/* --- CloudFront ------------------------------------------------------------------------------- */

static node_id origin_node(struct cfn *c, const struct doc_node *origin)
{
    const struct doc_node *domain = cfn_get(&c->scope, origin, "DomainName");
    struct cfn_value v = cfn_value(&c->scope, domain);
    if (v.none)
        return 0;
    node_id n = cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, domain));
    if (n || v.unknown)
        return n;
    return cfn_service(c, v.text, cfn_at(c, domain));
}

static void edge_function(void *arg, const struct doc_node *n, struct str condition)
{
    struct cfn_resource *r = ((void **)arg)[1];
    struct cfn *c = ((void **)arg)[0];
    static const struct cfn_link calls = {EDGE_INVOKES, NODE_FUNCTION, false, EVIDENCE_DECLARED,
                                          "at-edge", "true"};
    cfn_link(c, r->node, n, &calls, condition);
}

void cfn_emit_distribution(struct cfn *c, struct cfn_resource *r)
{
    static const char *const functions[] = {
        "DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.*.LambdaFunctionARN",
        "DistributionConfig.CacheBehaviors.*.LambdaFunctionAssociations.*.LambdaFunctionARN",
        "DistributionConfig.DefaultCacheBehavior.FunctionAssociations.*.FunctionARN",
        "DistributionConfig.CacheBehaviors.*.FunctionAssociations.*.FunctionARN"};
    const struct doc_node *d = cfn_prop(c, r, "DistributionConfig");
    bool signed_only = cfn_path(&c->scope, d, "DefaultCacheBehavior.TrustedKeyGroups") ||
                       cfn_path(&c->scope, d, "DefaultCacheBehavior.TrustedSigners");
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, signed_only ? AUTH_SAS : AUTH_NONE, r->at,
                           r->condition);
    if (e && cfn_get(&c->scope, d, "WebACLId"))
        graph_edge_guard(c->g, e, STR("waf"));
    if (e && cfn_path(&c->scope, d, "Restrictions.GeoRestriction.Locations"))
        graph_edge_guard(c->g, e, STR("geo"));
    const struct cfn_item *items;
    const struct doc_node *list = cfn_get(&c->scope, d, "Origins");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        edge_id o = cfn_edge(c, EDGE_ROUTES, r->node, origin_node(c, items[i].node), items[i].node,
                             cfn_both(c->arena, r->condition, items[i].condition));
        if (o)
            graph_edge_auth(c->g, o, signed_only ? AUTH_SAS : AUTH_NONE);
        if (o && (cfn_get(&c->scope, items[i].node, "OriginAccessControlId") ||
                  cfn_path(&c->scope, items[i].node, "S3OriginConfig.OriginAccessIdentity")))
            graph_edge_guard(c->g, o, STR("origin-lock"));
    }
    void *arg[] = {c, r};
    for (size_t i = 0; i < COUNT(functions); i++)
        cfn_each(c, r->props, functions[i], r->condition, edge_function, arg);
    static const struct cfn_link logs = {EDGE_LOGS_TO, NODE_BUCKET, false, EVIDENCE_DECLARED, NULL,
                                         NULL};
    cfn_link(c, r->node, cfn_path(&c->scope, d, "Logging.Bucket"), &logs, r->condition);
}

/* --- Load balancers --------------------------------------------------------------------------- */

/* Is a door of this group open to every address? A group that is not in the template may be. */
static bool group_is_open(struct cfn *c, const struct doc_node *groups)
{
    const struct cfn_item *items;
    size_t count = groups ? cfn_list(&c->scope, groups, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *g = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        if (!g || !cfn_is(g, "AWS::EC2::SecurityGroup"))
            return true;
        const struct cfn_item *rules;
        const struct doc_node *list = cfn_prop(c, g, "SecurityGroupIngress");
        size_t n = list ? cfn_list(&c->scope, list, &rules) : 0;
        for (size_t k = 0; k < n; k++) {
            struct str v4 = cfn_text(&c->scope, cfn_get(&c->scope, rules[k].node, "CidrIp"));
            struct str v6 = cfn_text(&c->scope, cfn_get(&c->scope, rules[k].node, "CidrIpv6"));
            if (str_is(v4, "0.0.0.0/0") || str_is(v6, "::/0") || str_is(v4, "*"))
                return true;
        }
    }
    return count == 0;
}

static bool balancer_is_public(struct cfn *c, struct cfn_resource *r)
{
    return !str_is(cfn_prop_text(c, r, "Scheme"), "internal") &&
           group_is_open(c, cfn_prop(c, r, "SecurityGroups"));
}

void cfn_emit_load_balancer(struct cfn *c, struct cfn_resource *r)
{
    bool open = balancer_is_public(c, r);
    if (str_is(cfn_prop_text(c, r, "Scheme"), "internal"))
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    cfn_expose(c, cfn_internet(c), r->node, open ? AUTH_NONE : AUTH_PRIVATE, r->at, r->condition);
}

static enum auth action_auth(struct cfn *c, const struct doc_node *action, enum auth so_far)
{
    struct cfn_scope *s = &c->scope;
    struct str type = cfn_text(s, cfn_get(s, action, "Type"));
    const char *config = str_is(type, "authenticate-cognito") ? "AuthenticateCognitoConfig"
                         : str_is(type, "authenticate-oidc")  ? "AuthenticateOidcConfig"
                                                              : NULL;
    if (str_is(type, "jwt-validation"))
        return AUTH_JWT;
    if (!config)
        return so_far;
    struct str otherwise =
        cfn_text(s, cfn_get(s, cfn_get(s, action, config), "OnUnauthenticatedRequest"));
    if (str_is(otherwise, "allow"))
        return so_far;
    return str_is(type, "authenticate-oidc") ? AUTH_OIDC : AUTH_COGNITO;
}

static void forward(struct cfn *c, struct cfn_resource *r, const struct doc_node *action,
                    struct str condition)
{
    static const struct cfn_link to = {EDGE_INVOKES, NODE_SERVICE, false, EVIDENCE_DECLARED, NULL,
                                       NULL};
    cfn_link(c, r->node, cfn_get(&c->scope, action, "TargetGroupArn"), &to, condition);
    const struct cfn_item *items;
    const struct doc_node *list = cfn_path(&c->scope, action, "ForwardConfig.TargetGroups");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, "TargetGroupArn"), &to, condition);
}

/* Listeners and their rules: routes of the balancer. */
void cfn_emit_listener(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *owner = r;
    const struct doc_node *up = cfn_prop(c, r, "ListenerArn");
    struct cfn_resource *listener = up ? cfn_resource_of(c, up) : NULL;
    if (listener)
        owner = listener;
    const struct doc_node *arn = cfn_prop(c, owner, "LoadBalancerArn");
    struct cfn_resource *balancer = arn ? cfn_resource_of(c, arn) : NULL;
    node_id door = balancer ? cfn_node_of(c, balancer) : arn ? cfn_target_of(c, arn, NODE_FRONT)
                                                             : 0;
    bool open = balancer && cfn_is(balancer, "AWS::ElasticLoadBalancingV2::LoadBalancer")
                    ? balancer_is_public(c, balancer)
                    : true;
    enum auth auth = AUTH_NONE;
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "DefaultActions");
    list = list ? list : cfn_prop(c, r, "Actions");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        auth = action_auth(c, items[i].node, auth);
        forward(c, r, items[i].node, cfn_both(c->arena, r->condition, items[i].condition));
    }
    edge_id e = cfn_edge(c, EDGE_ROUTES, door, r->node, r->at, r->condition);
    if (e)
        graph_edge_auth(c->g, e, open ? auth : AUTH_PRIVATE);
    if (open || balancer)
        cfn_expose(c, cfn_internet(c), r->node, open ? auth : AUTH_PRIVATE, r->at, r->condition);
}

void cfn_emit_target_group(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "Targets");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    enum node_kind hint =
        str_is(cfn_prop_text(c, r, "TargetType"), "lambda") ? NODE_FUNCTION : NODE_KIND_COUNT;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *id = cfn_get(&c->scope, items[i].node, "Id");
        cfn_edge(c, EDGE_INVOKES, r->node, id ? cfn_target_of(c, id, hint) : 0, id, r->condition);
    }
}

/* --- Web ACLs ---------------------------------------------------------------------------------- */

void cfn_emit_web_acl(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *rules = cfn_prop(c, r, "Rules");
    size_t count = rules ? cfn_list(&c->scope, rules, &items) : 0;
    for (size_t i = 0; i < count; i++)
        cfn_attr(c, r->node, "rate-limit",
                 cfn_path(&c->scope, items[i].node, "Statement.RateBasedStatement.Limit"));
}

void cfn_emit_web_acl_association(struct cfn *c, struct cfn_resource *r)
{
    node_id acl = cfn_target_of(c, cfn_prop(c, r, "WebACLArn"), NODE_SERVICE);
    cfn_edge(c, EDGE_DEPENDS, r->node, acl, r->at, r->condition);
}
