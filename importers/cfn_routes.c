/* SPDX-License-Identifier: MIT */
/* cfn_routes.c - what all front doors share: gates, authorizers, integrations, guards. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- What others say -------------------------------------------------------------------------- */

uint32_t cfn_noted(struct cfn *c, enum cfn_note what, struct str id)
{
    uint32_t value = 0;
    return map_get(&c->notes[what], id, &value) ? value : 0;
}

void cfn_note(struct cfn *c, enum cfn_note what, struct str id, uint32_t bits)
{
    *map_put(&c->notes[what], id, NULL) |= bits;
}

/* The API of a stage, the function of an alias: the first resource that is no part of another. */
static struct cfn_resource *whole(struct cfn *c, struct cfn_resource *r)
{
    for (int i = 0; r && r->row->place == CFN_FOLD && i < 4; i++)
        r = r->row->name.len ? cfn_resource_of(c, cfn_named_by(c, r)) : NULL;
    return r;
}

static struct cfn_resource *whole_of(struct cfn *c, const struct doc_node *n)
{
    return n ? whole(c, cfn_resource_of(c, n)) : NULL;
}

static void note_rate(struct cfn *c, struct cfn_resource *api, const struct doc_node *rate)
{
    long value;
    if (api && rate && str_to_long(cfn_known(&c->scope, rate), &value) && value >= 0 &&
        value < INT32_MAX)
        cfn_note(c, CFN_NOTE_RATE, api->id, (uint32_t)value + 1);
}

static void note_stage(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *api = whole(c, r);
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "MethodSettings");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        if (str_is(cfn_text(&c->scope, doc_get(items[i].node, "ResourcePath")), "/*"))
            note_rate(c, api, doc_get(items[i].node, "ThrottlingRateLimit"));
    note_rate(c, api, cfn_prop(c, r, "DefaultRouteSettings.ThrottlingRateLimit"));
}

static void note_permission(struct cfn *c, struct cfn_resource *r)
{
    if (!str_is(cfn_prop_text(c, r, "Principal"), "*"))
        return;
    struct cfn_resource *function = whole_of(c, cfn_prop(c, r, "FunctionName"));
    struct str action = cfn_prop_text(c, r, "Action");
    if (function && str_iis(action, "lambda:InvokeFunctionUrl"))
        cfn_note(c, CFN_NOTE_PUBLIC, function->id,
                 str_is(cfn_prop_text(c, r, "FunctionUrlAuthType"), "AWS_IAM") ? CFN_SIGNED_RIGHT
                                                                               : CFN_URL_RIGHT);
    if (function && (str_iis(action, "lambda:InvokeFunction") || str_is(action, "lambda:*")))
        cfn_note(c, CFN_NOTE_PUBLIC, function->id, CFN_CALL_RIGHT);
}

unsigned cfn_public_rights(struct cfn *c, const struct cfn_resource *function)
{
    return cfn_noted(c, CFN_NOTE_PUBLIC, function->id);
}

static void note_plan(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *stages = cfn_prop(c, r, "ApiStages");
    size_t count = stages ? cfn_list(&c->scope, stages, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *api = whole_of(c, doc_get(items[i].node, "ApiId"));
        if (api && cfn_prop(c, r, "Quota.Limit"))
            cfn_note(c, CFN_NOTE_QUOTA, api->id, 1);
        note_rate(c, api, cfn_prop(c, r, "Throttle.RateLimit"));
    }
}

void cfn_note_guards(struct cfn *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct cfn_resource *r = &c->resources[i];
        struct cfn_resource *to;
        if (cfn_is(r, "AWS::ApiGateway::Stage") || cfn_is(r, "AWS::ApiGatewayV2::Stage"))
            note_stage(c, r);
        else if (cfn_is(r, "AWS::ApiGateway::UsagePlan"))
            note_plan(c, r);
        else if (cfn_is(r, "AWS::Lambda::Permission"))
            note_permission(c, r);
        else if (cfn_is(r, "AWS::AppSync::GraphQLSchema"))
            cfn_note_schema(c, r);
        else if (cfn_is(r, "AWS::S3::BucketPolicy") &&
                 (to = cfn_resource_of(c, cfn_prop(c, r, "Bucket"))))
            cfn_note(c, CFN_NOTE_BUCKET_POLICY, to->id, 1);
        else if (cfn_is(r, "AWS::EC2::SecurityGroupIngress"))
            cfn_note_ingress(c, r);
        else if (r->row->emit == cfn_emit_api_mapping)
            cfn_note_mapping(c, r);
        else if ((cfn_is(r, "AWS::WAFv2::WebACLAssociation") ||
                  cfn_is(r, "AWS::WAFRegional::WebACLAssociation")) &&
                 (to = whole_of(c, cfn_prop(c, r, "ResourceArn")))) {
            cfn_note(c, CFN_NOTE_WAF, to->id, 1);
            if (cfn_has_rate_rule(c, cfn_resource_of(c, cfn_prop(c, r, "WebACLArn"))))
                cfn_note(c, CFN_NOTE_WAF_RATE, to->id, 1);
        }
        else if (cfn_is(r, "AWS::ApiGatewayV2::Route") &&
                 str_is(cfn_prop_text(c, r, "RouteKey"), "$connect") && (to = whole(c, r)))
            cfn_note(c, CFN_NOTE_CONNECT, to->id, (uint32_t)i + 1);
    }
}

/* The $connect route speaks for all routes of a WebSocket API. */
struct cfn_resource *cfn_connect_route(struct cfn *c, const struct cfn_resource *api)
{
    uint32_t i = cfn_noted(c, CFN_NOTE_CONNECT, api->id);
    return i ? &c->resources[i - 1] : NULL;
}

/* --- Gates ------------------------------------------------------------------------------------ */

void cfn_gate_add(struct cfn_gate *gate, node_id issuer)
{
    for (size_t i = 0; i < gate->issuer_count; i++)
        if (gate->issuers[i] == issuer)
            return;
    if (issuer && gate->issuer_count < CFN_ISSUERS)
        gate->issuers[gate->issuer_count++] = issuer;
}

/* Who may sign up there gets a token; scopes are given by the pool's owner. */
static bool open_pool(struct cfn *c, const struct cfn_resource *pool)
{
    return pool && cfn_is(pool, "AWS::Cognito::UserPool") &&
           !cfn_prop_bool(c, pool, "AdminCreateUserConfig.AllowAdminCreateUserOnly", false);
}

void cfn_pool_gate(struct cfn *c, struct cfn_gate *gate, const struct doc_node *arns, bool scopes)
{
    const struct cfn_item *items;
    size_t count = arns ? cfn_list(&c->scope, arns, &items) : 0;
    gate->auth = AUTH_COGNITO;
    for (size_t i = 0; i < count; i++) {
        struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
        struct cfn_resource *pool = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        cfn_gate_add(gate, cfn_target(c, &v, NODE_AUTH, cfn_at(c, arns)));
        if (!scopes && open_pool(c, pool))
            gate->auth = AUTH_SELF_SERVICE;
    }
}

void cfn_jwt_gate(struct cfn *c, struct cfn_gate *gate, const struct doc_node *issuer, bool scopes)
{
    struct cfn_resource *pool = issuer ? cfn_resource_of(c, issuer) : NULL;
    struct str text = issuer ? cfn_text(&c->scope, issuer) : STR("");
    gate->auth = AUTH_JWT;
    if (pool && cfn_is(pool, "AWS::Cognito::UserPool")) {
        cfn_gate_add(gate, cfn_node_of(c, pool));
        if (!scopes && open_pool(c, pool))
            gate->auth = AUTH_SELF_SERVICE;
        return;
    }
    if (text.len && str_chr(text, '*') == STR_NPOS) {
        node_id n = cfn_part(c, NODE_AUTH, text, text, cfn_at(c, issuer));
        graph_set_external(c->g, n, true);
        cfn_gate_add(gate, n);
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
        r = ref->kind == CFN_REF_RESOURCE ? whole(c, cfn_find(c, ref->id)) : NULL;
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
                       edge_id e)
{
    if (!e)
        return;
    cfn_firewall(c, api->id, e);
    if (cfn_noted(c, CFN_NOTE_RATE, api->id))
        graph_edge_guard(c->g, e, STR("ratelimit"));
    if (cfn_noted(c, CFN_NOTE_QUOTA, api->id))
        graph_edge_guard(c->g, e, STR("quota"));
    if (gate->validated)
        graph_edge_guard(c->g, e, STR("validate"));
    if (cfn_api_policy(c, api))
        graph_edge_guard(c->g, e, STR("policy"));
    if (cfn_api_lists_addresses(c, api))
        graph_edge_guard(c->g, e, STR("ipallow"));
}

static void add_authorizer(struct cfn *c, node_id route, const struct cfn_gate *gate,
                           const struct doc_node *at, struct str condition)
{
    edge_id e = cfn_edge(c, EDGE_INVOKES, route, gate->function, at, condition);
    if (!e)
        return;
    graph_edge_attr(c->g, e, FACT_EDGE_ROLE, STR(FACT_ROLE_AUTHORIZER));
    e = cfn_expose(c, cfn_internet(c), gate->function, AUTH_NONE, at, condition);
    if (e)
        graph_edge_attr(c->g, e, FACT_VIA, graph_node_at(c->g, route)->id);
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
    uint32_t rate = cfn_noted(c, CFN_NOTE_RATE, api->id);
    if (!door)
        return n;
    if (condition.len)
        graph_set_node_condition(c->g, n, condition);
    if (rate) {
        struct str limit = arena_printf(c->arena, "throttle %u/s", rate - 1);
        graph_attr(c->g, n, FACT_LIMIT, limit);
        graph_attr(c->g, door, FACT_LIMIT, limit);
    }
    edge_id e = cfn_edge(c, EDGE_ROUTES, door, n, at, condition);
    edge_id x = cfn_edge(c, EDGE_EXPOSES, cfn_internet(c), n, at, condition);
    edge_id both[] = {e, x};
    for (size_t i = 0; i < COUNT(both); i++) {
        if (!both[i])
            continue;
        graph_edge_auth(c->g, both[i], auth);
        if (closed && gate.auth != AUTH_NONE)
            graph_edge_attr(c->g, both[i], FACT_AUTH_ALSO, str_from(auths[gate.auth].name));
        else if (mutual && gate.auth != AUTH_NONE)
            graph_edge_attr(c->g, both[i], FACT_AUTH_ALSO, STR("mtls"));
        add_guards(c, api, &gate, both[i]);
    }
    cfn_expose(c, cfn_internet(c), door, closed ? AUTH_PRIVATE : mutual ? AUTH_MTLS : AUTH_NONE,
               api->at, STR(""));
    for (size_t i = 0; i < gate.issuer_count; i++)
        cfn_edge(c, EDGE_AUTHENTICATES, gate.issuers[i], n, at, condition);
    if (gate.function)
        add_authorizer(c, n, &gate, at, condition);
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

/* --- Integrations ----------------------------------------------------------------------------- */

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
    bool found;
};

static void direct_ref(void *arg, const struct cfn_ref *ref)
{
    struct direct *d = arg;
    struct cfn_resource *r =
        ref->kind == CFN_REF_RESOURCE ? whole(d->c, cfn_find(d->c, ref->id)) : NULL;
    if (!r || r->row->kind != d->kind)
        return;
    d->found = true;
    cfn_edge(d->c, d->edge, d->route, cfn_node_of(d->c, r), d->at, d->condition);
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

/* "arn:aws:apigateway:REGION:SERVICE:path/ACCOUNT/QUEUE", "BUCKET.s3:path/KEY" or ":action/PutItem" */
static void service_integration(struct cfn *c, node_id route, const struct cfn_value *v,
                                const struct doc_node *uri, const struct doc_node *about,
                                struct str condition)
{
    struct str rest = v->text, word, service = STR_NONE, bucket = STR("");
    for (int i = 0; i < 5 && str_cut(&rest, ':', &word); i++)
        service = word;
    bool objects = str_is(service, "s3") || str_ends(service, STR(".s3"));
    if (service.len > 3 && objects) {
        bucket = str_sub(service, 0, service.len - 3);
        service = STR("s3");
    }
    struct str action = str_starts(rest, STR("action/")) ? str_from_at(rest, 7) : STR("");
    struct direct d = {.c = c, .route = route, .at = uri, .condition = condition};
    d.kind = NODE_SERVICE;
    cfn_arn_kind(ARENA_JOIN(c->arena, STR("arn:aws:"), service, STR(":::x")), &d.kind);
    d.edge = d.kind == NODE_WORKFLOW                                ? EDGE_INVOKES
             : is_read(action) || (objects && is_fetched(c, about)) ? EDGE_READS
                                                                    : EDGE_WRITES;
    cfn_each_ref(&c->scope, about, direct_ref, &d);
    if (!d.found)
        for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next)
            direct_ref(&d, ref);
    struct cfn_value name = {.text = str_starts(rest, STR("path/"))
                                         ? path_name(str_from_at(rest, 5), bucket, objects)
                                         : STR("")};
    if (!d.found && name.text.len) {
        node_id to = str_chr(name.text, '{') == STR_NPOS && d.kind != NODE_SERVICE
                         ? cfn_target(c, &name, d.kind, cfn_at(c, uri))
                         : 0;
        d.found = cfn_edge(c, d.edge, route, to, uri, condition) != 0;
    }
    if (!d.found)
        cfn_edge(c, d.edge, route, cfn_aws_service(c, service.len ? service : STR("AWS"),
                                               cfn_at(c, uri)), uri, condition);
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
