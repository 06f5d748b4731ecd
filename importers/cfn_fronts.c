/* SPDX-License-Identifier: MIT */
/* cfn_fronts.c - CloudFront, custom domains, web ACLs, other doors. */
#include "cfn_functions.h"
#include "cfn_graph.h"

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

/* Only requests that are signed by one of these keys are answered. */
static bool is_signed(struct cfn *c, const struct doc_node *behavior)
{
    static const char *const lists[] = {"TrustedKeyGroups", "TrustedSigners"};
    const struct cfn_item *items;
    for (size_t i = 0; i < COUNT(lists); i++) {
        const struct doc_node *list = cfn_get(&c->scope, behavior, lists[i]);
        if (list && cfn_list(&c->scope, list, &items))
            return true;
    }
    return false;
}

/* What is asked of whoever comes through to this origin (NULL: to any): the weakest behaviour. */
static enum auth behavior_auth(struct cfn *c, const struct doc_node *d, const struct doc_node *origin)
{
    const struct cfn_item *items;
    const struct doc_node *usual = cfn_get(&c->scope, d, "DefaultCacheBehavior");
    const struct doc_node *list = cfn_get(&c->scope, d, "CacheBehaviors");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    struct str id = origin ? cfn_text(&c->scope, cfn_get(&c->scope, origin, "Id")) : STR("");
    bool any = false;
    for (size_t i = 0; i <= count; i++) {
        const struct doc_node *b = i < count ? items[i].node : usual;
        if (origin && !str_eq(cfn_text(&c->scope, cfn_get(&c->scope, b, "TargetOriginId")), id))
            continue;
        if (!is_signed(c, b))
            return AUTH_NONE;
        any = true;
    }
    return any || is_signed(c, usual) ? AUTH_SAS : AUTH_NONE;
}

static void front_origins(struct cfn *c, struct cfn_resource *r, const struct doc_node *d)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_get(&c->scope, d, "Origins");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *o = items[i].node;
        edge_id e = cfn_edge(c, EDGE_ROUTES, r->node, origin_node(c, o), o,
                             terms_both(c->arena, r->condition, items[i].condition));
        const struct doc_node *identity = cfn_path(&c->scope, o,
                                                   "S3OriginConfig.OriginAccessIdentity");
        if (e)
            graph_edge_auth(c->g, e, behavior_auth(c, d, o));
        if (e && (cfn_get(&c->scope, o, "OriginAccessControlId") ||
                  (identity && cfn_text(&c->scope, identity).len))) /* "": there is none */
            graph_edge_guard(c->g, e, STR("origin-lock"));
    }
}

void cfn_emit_distribution(struct cfn *c, struct cfn_resource *r)
{
    static const char *const functions[] = {
        "DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.*.LambdaFunctionARN",
        "DistributionConfig.CacheBehaviors.*.LambdaFunctionAssociations.*.LambdaFunctionARN",
        "DistributionConfig.DefaultCacheBehavior.FunctionAssociations.*.FunctionARN",
        "DistributionConfig.CacheBehaviors.*.FunctionAssociations.*.FunctionARN"};
    const struct doc_node *d = cfn_prop(c, r, "DistributionConfig");
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, behavior_auth(c, d, NULL), r->at,
                           r->condition);
    const struct doc_node *acl = cfn_get(&c->scope, d, "WebACLId");
    if (e && acl)
        graph_edge_guard(c->g, e, STR("waf"));
    if (e && acl && cfn_has_rate_rule(c, cfn_resource_of(c, acl)))
        graph_edge_guard(c->g, e, STR("ratelimit"));
    cfn_attr(c, r->node, "viewer-protocol",
             cfn_path(&c->scope, d, "DefaultCacheBehavior.ViewerProtocolPolicy"));
    if (e && cfn_path(&c->scope, d, "Restrictions.GeoRestriction.Locations"))
        graph_edge_guard(c->g, e, STR("geo"));
    if (str_iis(cfn_prop_text(c, r, "DistributionConfig.Enabled"), "false"))
        graph_attr_typed(c->g, r->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    front_origins(c, r, d);
    static const struct cfn_link keys = {EDGE_AUTHENTICATES, NODE_AUTH, true, EVIDENCE_DECLARED,
                                         NULL, NULL};
    cfn_link(c, r->node, cfn_path(&c->scope, d, "DefaultCacheBehavior.TrustedKeyGroups"), &keys,
             r->condition);
    void *arg[] = {c, r};
    for (size_t i = 0; i < COUNT(functions); i++)
        cfn_each(c, r->props, str_from(functions[i]), r->condition, edge_function, arg);
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

bool cfn_has_rate_rule(struct cfn *c, const struct cfn_resource *acl)
{
    const struct cfn_item *items;
    const struct doc_node *rules = acl ? cfn_prop(c, acl, "Rules") : NULL;
    size_t count = rules ? cfn_list(&c->scope, rules, &items) : 0;
    for (size_t i = 0; i < count; i++)
        if (cfn_path(&c->scope, items[i].node, "Statement.RateBasedStatement.Limit"))
            return true;
    return false;
}

/* --- Custom domains ---------------------------------------------------------------------------- */

static bool is_mutual(struct cfn *c, const struct cfn_resource *domain)
{
    return domain && cfn_prop(c, domain, "MutualTlsAuthentication.TruststoreUri") != NULL;
}

void cfn_emit_front_domain(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *types = cfn_prop(c, r, "EndpointConfiguration.Types");
    size_t count = types ? cfn_list(&c->scope, types, &items) : 0;
    bool closed = false, mutual = is_mutual(c, r);
    for (size_t i = 0; i < count; i++)
        closed |= str_is(cfn_item_value(&c->scope, &items[i]).text, "PRIVATE");
    const struct doc_node *policy = cfn_prop(c, r, "Policy");
    if (policy)
        cfn_policy(c, r->node, "resource", r->id, policy, r->condition);
    if (closed)
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    if (mutual)
        graph_attr_typed(c->g, r->node, STR("mutual-tls"), ATTR_BOOL, STR("true"));
    cfn_expose(c, cfn_internet(c), r->node, closed ? AUTH_PRIVATE : mutual ? AUTH_MTLS : AUTH_NONE,
               r->at, r->condition);
}

static const struct doc_node *mapped_domain(struct cfn *c, const struct cfn_resource *r)
{
    const struct doc_node *name = cfn_prop(c, r, "DomainNameArn");
    return name ? name : cfn_prop(c, r, "DomainName");
}

static const struct doc_node *mapped_api(struct cfn *c, const struct cfn_resource *r)
{
    const struct doc_node *api = cfn_prop(c, r, "RestApiId");
    return api ? api : cfn_prop(c, r, "ApiId");
}

/* The API answers under its domain names only: by a property, or as its definition says. */
static bool no_own_host(struct cfn *c, const struct cfn_resource *api)
{
    return cfn_prop_bool(c, api, "DisableExecuteApiEndpoint", false) ||
           cfn_bool(&c->scope, cfn_openapi_endpoint(c, cfn_prop(c, api, "Body")), false);
}

/* A certificate of the client is asked for by the domain only: it counts if there is no other way. */
void cfn_note_mapping(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *name = mapped_domain(c, r), *id = mapped_api(c, r);
    struct cfn_resource *domain = name ? cfn_resource_of(c, name) : NULL;
    struct cfn_resource *api = id ? cfn_resource_of(c, id) : NULL;
    if (api && is_mutual(c, domain) && no_own_host(c, api))
        cfn_note(c, CFN_NOTE_MTLS, api->id, 1);
}

void cfn_emit_api_mapping(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *name = mapped_domain(c, r), *id = mapped_api(c, r);
    node_id domain = name ? cfn_target_of(c, name, NODE_FRONT) : 0;
    node_id api = id ? cfn_target_of(c, id, NODE_API) : 0;
    edge_id e = cfn_edge(c, EDGE_ROUTES, domain, api, r->at, r->condition);
    struct str path = cfn_prop_text(c, r, "BasePath");
    if (str_empty(path))
        path = cfn_prop_text(c, r, "ApiMappingKey");
    if (!str_is(path, "(none)")) /* the interface's word for no path */
        cfn_edge_more(c, e, "path", path);
}

/* --- Other doors ------------------------------------------------------------------------------- */

void cfn_emit_front(struct cfn *c, struct cfn_resource *r)
{
    cfn_expose(c, cfn_internet(c), r->node, AUTH_NONE, r->at, r->condition);
}

/* File transfer: what proves who one is stands in the identity provider. */
void cfn_emit_transfer(struct cfn *c, struct cfn_resource *r)
{
    struct str how = cfn_prop_text(c, r, "EndpointType");
    bool closed = str_starts(how, STR("VPC")) && !cfn_prop(c, r, "EndpointDetails."
                                                                "AddressAllocationIds");
    struct str who = cfn_prop_text(c, r, "IdentityProviderType");
    enum auth auth = str_is(who, "AWS_LAMBDA") || str_is(who, "API_GATEWAY") ? AUTH_CUSTOM
                                                                             : AUTH_UNKNOWN;
    if (closed)
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    cfn_expose(c, cfn_internet(c), r->node, closed ? AUTH_PRIVATE : auth, r->at, r->condition);
}
