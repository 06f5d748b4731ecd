/* SPDX-License-Identifier: MIT */
/* cfn_appsync.c - AppSync: GraphQL APIs, their fields and sources, event APIs and their channels.
 * Source: AppSync Developer Guide, "Configuring authorization and authentication". */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- Ways to prove who one is ------------------------------------------------------------------ */

static const struct {
    const char *type, *directive;
} modes[] = {
    {"API_KEY", "aws_api_key"},
    {"AWS_IAM", "aws_iam"},
    {"OPENID_CONNECT", "aws_oidc"},
    {"AMAZON_COGNITO_USER_POOLS", "aws_cognito_user_pools"},
    {"AMAZON_COGNITO_USER_POOLS", "aws_auth"},
    {"AWS_LAMBDA", "aws_lambda"},
};

enum { IN_GROUPS = 1 << 8 }; /* beside the bits of the modes */

static unsigned mode_bits(struct str type)
{
    unsigned bits = 0;
    for (size_t i = 0; i < COUNT(modes); i++)
        if (str_is(type, modes[i].type))
            bits |= 1u << i;
    return bits;
}

/* groups: the caller must be in one, as the owner of the pool says. */
static struct cfn_gate mode_gate(struct cfn *c, const struct doc_node *mode, struct str type,
                                 bool groups)
{
    struct cfn_scope *s = &c->scope;
    struct cfn_gate gate = {.auth = AUTH_UNKNOWN};
    if (str_is(type, "API_KEY")) {
        gate.auth = AUTH_APIKEY;
    } else if (str_is(type, "AWS_IAM")) {
        gate.auth = AUTH_IAM;
    } else if (str_is(type, "AMAZON_COGNITO_USER_POOLS")) {
        const struct doc_node *pool = cfn_path(s, mode, "UserPoolConfig.UserPoolId");
        cfn_pool_gate(c, &gate, pool ? pool : cfn_path(s, mode, "CognitoConfig.UserPoolId"), groups);
    } else if (str_is(type, "OPENID_CONNECT")) {
        cfn_jwt_gate(c, &gate, cfn_path(s, mode, "OpenIDConnectConfig.Issuer"), false);
    } else if (str_is(type, "AWS_LAMBDA")) {
        gate.auth = AUTH_CUSTOM;
        gate.function = cfn_target_of(
            c, cfn_path(s, mode, "LambdaAuthorizerConfig.AuthorizerUri"), NODE_FUNCTION);
    }
    return gate;
}

struct choice { /* the weakest of the ways that are open */
    struct cfn_gate gate;
    bool any;
};

static void choose(struct choice *w, struct cfn_gate gate)
{
    bool or_signed = gate.auth == AUTH_IAM || (w->any && w->gate.or_signed);
    if (!w->any || gate.auth < w->gate.auth)
        w->gate = gate;
    w->gate.or_signed = or_signed;
    w->any = true;
}

/* bits: only these ways; 0: the default way, or all of them where nobody knows the schema. */
static struct cfn_gate graphql_gate(struct cfn *c, struct cfn_resource *api, unsigned bits, bool all)
{
    bool groups = (bits & IN_GROUPS) != 0;
    struct choice w = {.gate = {.auth = AUTH_UNKNOWN}};
    const struct cfn_item *items;
    struct str type = cfn_prop_text(c, api, "AuthenticationType");
    const struct doc_node *list = cfn_prop(c, api, "AdditionalAuthenticationProviders");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    if (all || !bits || (bits & mode_bits(type)))
        choose(&w, mode_gate(c, api->props, type, groups));
    for (size_t i = 0; i < count && (all || bits); i++) {
        type = cfn_text(&c->scope, cfn_get(&c->scope, items[i].node, "AuthenticationType"));
        if (all || (bits & mode_bits(type)))
            choose(&w, mode_gate(c, items[i].node, type, groups));
    }
    return w.gate;
}

/* --- The schema -------------------------------------------------------------------------------- */

struct sdl {
    struct cfn *c;
    struct str rest, api;
    struct str word;   /* the token: a name, "@name", or one character */
};

static bool is_name_char(char ch)
{
    char low = str_lower(ch);
    return (low >= 'a' && low <= 'z') || (ch >= '0' && ch <= '9') || ch == '_';
}

static void skip_text(struct sdl *d)
{
    bool block = str_starts(d->rest, STR("\"\"\""));
    d->rest = str_from_at(d->rest, block ? 3 : 1);
    size_t end = block ? str_find(d->rest, STR("\"\"\"")) : str_chr(d->rest, '"');
    d->rest = end == STR_NPOS ? STR_NONE : str_from_at(d->rest, end + (block ? 3 : 1));
}

static bool next(struct sdl *d)
{
    while (d->rest.len) {
        char ch = d->rest.ptr[0];
        if (ch == '#') {
            size_t end = str_chr(d->rest, '\n');
            d->rest = end == STR_NPOS ? STR_NONE : str_from_at(d->rest, end);
        } else if (ch == '"') {
            skip_text(d);
        } else if (is_name_char(ch) || ch == '@') {
            size_t n = 1;
            while (n < d->rest.len && is_name_char(d->rest.ptr[n]))
                n++;
            d->word = str_sub(d->rest, 0, n);
            d->rest = str_from_at(d->rest, n);
            return true;
        } else {
            d->word = str_sub(d->rest, 0, 1);
            d->rest = str_from_at(d->rest, 1);
            if (ch != ' ' && ch != ',' && ch != '\n' && ch != '\r' && ch != '\t')
                return true;
        }
    }
    return false;
}

static void skip_brackets(struct sdl *d)
{
    for (int depth = 1; depth > 0 && next(d);) {
        depth += str_is(d->word, "(");
        depth -= str_is(d->word, ")");
    }
}

/* "(cognito_groups: [...])" behind a directive. */
static bool names_groups(const struct sdl *d)
{
    struct sdl ahead = *d;
    if (!next(&ahead) || !str_is(ahead.word, "("))
        return false;
    while (next(&ahead) && !str_is(ahead.word, ")"))
        if (str_is(ahead.word, "cognito_groups"))
            return true;
    return false;
}

static void mark(struct sdl *d, struct str type, struct str field)
{
    unsigned groups = names_groups(d) ? IN_GROUPS : 0;
    struct str key = ARENA_JOIN(d->c->arena, d->api, STR(":"), type, field.len ? STR(".") : STR(""),
                                field);
    for (size_t i = 0; i < COUNT(modes); i++)
        if (str_is(str_from_at(d->word, 1), modes[i].directive))
            cfn_note(d->c, CFN_NOTE_SDL, key, 1u << i | groups);
}

static void read_fields(struct sdl *d, struct str type)
{
    struct str field = STR_NONE, last = STR_NONE;
    while (next(d) && !str_is(d->word, "}")) {
        if (str_is(d->word, "("))
            skip_brackets(d);
        else if (str_is(d->word, ":"))
            field = last;
        else if (str_starts(d->word, STR("@")))
            mark(d, type, field);
        else
            last = d->word;
    }
}

/* Which directives stand at which type and field. */
void cfn_note_schema(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *api = cfn_resource_of(c, cfn_prop(c, r, "ApiId"));
    const struct doc_node *place = cfn_prop(c, r, "DefinitionS3Location");
    struct str text = cfn_prop_text(c, r, "Definition"), path;
    struct str local = place ? cfn_known(&c->scope, place) : STR("");
    if (!api || (str_empty(text) &&
                 (str_empty(local) || !import_join(c->im, c->folder, local, &path) ||
                  !import_exists(c->im, path) || !import_read(c->im, path, &text))))
        return;
    struct sdl d = {c, text, api->id, STR_NONE};
    cfn_note(c, CFN_NOTE_SCHEMA, api->id, 1);
    while (next(&d)) {
        if (!str_is(d.word, "type") || !next(&d))
            continue;
        struct str type = d.word;
        while (next(&d) && !str_is(d.word, "{") && !str_is(d.word, "}"))
            if (str_starts(d.word, STR("@")))
                mark(&d, type, STR(""));
        if (str_is(d.word, "{"))
            read_fields(&d, type);
    }
}

/* Directives of the field, else of its type, else the default way of the API. */
static struct cfn_gate field_gate(struct cfn *c, struct cfn_resource *api, struct str type,
                                  struct str field)
{
    struct str key = ARENA_JOIN(c->arena, api->id, STR(":"), type);
    unsigned bits = cfn_noted(c, CFN_NOTE_SDL, ARENA_JOIN(c->arena, key, STR("."), field));
    if (!bits)
        bits = cfn_noted(c, CFN_NOTE_SDL, key);
    return graphql_gate(c, api, bits, !cfn_noted(c, CFN_NOTE_SCHEMA, api->id));
}

/* --- GraphQL ----------------------------------------------------------------------------------- */

/* Each function that decides for the API, whether another way in is weaker or not. */
static void authorizers(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "AdditionalAuthenticationProviders");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i <= count; i++) {
        const struct doc_node *mode = i < count ? items[i].node : r->props;
        struct cfn_gate gate = mode_gate(
            c, mode, cfn_text(&c->scope, cfn_get(&c->scope, mode, "AuthenticationType")), false);
        if (gate.function)
            cfn_add_authorizer(c, r->node, &gate, mode, r->condition);
    }
}

void cfn_emit_graphql(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_gate gate = graphql_gate(c, r, 0, true);
    bool closed = str_is(cfn_prop_text(c, r, "Visibility"), "PRIVATE");
    cfn_expose(c, cfn_internet(c), r->node, closed ? AUTH_PRIVATE : gate.auth, r->at,
               r->condition);
    for (size_t i = 0; i < gate.issuer_count; i++)
        cfn_edge(c, EDGE_AUTHENTICATES, gate.issuers[i], r->node, r->at, r->condition);
    if (!closed)
        authorizers(c, r);
}

/* What a source stands for, by its properties. */
static const struct {
    const char *path;
    enum node_kind kind;
} sources[] = {
    {"LambdaConfig.LambdaFunctionArn", NODE_FUNCTION},
    {"DynamoDBConfig.TableName", NODE_TABLE},
    {"RelationalDatabaseConfig.RdsHttpEndpointConfig.DbClusterIdentifier", NODE_TABLE},
    {"OpenSearchServiceConfig.Endpoint", NODE_TABLE},
    {"ElasticsearchConfig.Endpoint", NODE_TABLE},
    {"EventBridgeConfig.EventBusArn", NODE_BUS},
};

static enum edge_kind edge_to(enum node_kind kind, enum edge_kind data)
{
    switch ((int)kind) {
    case NODE_FUNCTION:
    case NODE_WORKFLOW:
    case NODE_API:
        return EDGE_INVOKES;
    case NODE_BUS:
    case NODE_QUEUE:
    case NODE_TOPIC:
    case NODE_STREAM:
        return EDGE_WRITES;
    default:
        return data;
    }
}

static void source_edge(struct cfn *c, node_id from, enum node_kind kind, enum edge_kind data,
                        const struct doc_node *n, const struct doc_node *at, struct str condition)
{
    cfn_edge(c, edge_to(kind, data), from, cfn_target_of(c, n, kind), at, condition);
}

void cfn_emit_data_source(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link secret = {EDGE_USES, NODE_SECRET, false, EVIDENCE_DECLARED, NULL,
                                           NULL};
    for (size_t i = 0; i < COUNT(sources); i++) {
        const struct doc_node *n = cfn_prop(c, r, sources[i].path);
        if (!n)
            continue;
        source_edge(c, r->node, sources[i].kind, EDGE_WRITES, n, n, r->condition);
        if (sources[i].kind == NODE_TABLE)
            source_edge(c, r->node, NODE_TABLE, EDGE_READS, n, n, r->condition);
    }
    cfn_link(c, r->node,
             cfn_prop(c, r, "RelationalDatabaseConfig.RdsHttpEndpointConfig.AwsSecretStoreArn"),
             &secret, r->condition);
    const struct doc_node *endpoint = cfn_prop(c, r, "HttpConfig.Endpoint");
    struct cfn_resource *api = endpoint ? cfn_resource_of(c, endpoint) : NULL;
    struct str url = cfn_known(&c->scope, endpoint);
    if (api && api->row->kind == NODE_API)
        cfn_edge(c, EDGE_INVOKES, r->node, cfn_node_of(c, api), endpoint, r->condition);
    else if (url.len)
        cfn_edge(c, EDGE_INVOKES, r->node, cfn_service(c, url, r->where), r->at, r->condition);
    if (str_is(cfn_prop_text(c, r, "Type"), "AMAZON_BEDROCK_RUNTIME"))
        cfn_edge(c, EDGE_INVOKES, r->node, cfn_aws_service(c, STR("Bedrock"), r->where), r->at,
                 r->condition);
}

struct str cfn_sources_of(struct cfn *c, const struct doc_node *api)
{
    struct cfn_value v = api ? cfn_value(&c->scope, api) : cfn_plain(STR(""));
    return ARENA_JOIN(c->arena, STR("source "), v.refs ? v.refs->id : v.text, STR(" "));
}

/* By Fn::GetAtt, or by the name that it has at this API. */
static struct cfn_resource *source_of(struct cfn *c, struct str space, const struct doc_node *name)
{
    struct cfn_resource *r = name ? cfn_resource_of(c, name) : NULL;
    if (!r && name)
        r = cfn_noted_name(c, ARENA_JOIN(c->arena, space, cfn_known(&c->scope, name)));
    return r && cfn_is(r, "AWS::AppSync::DataSource") ? r : NULL;
}

/* What the request names beside the source itself: the tables of a transaction, the state machine that
 * a service of AWS is asked to start. r: a resolver, or a step of one. Returns how many. */
static size_t request_edges(struct cfn *c, struct cfn_resource *r, struct cfn_resource *source,
                            node_id route, enum edge_kind data)
{
    size_t count = 0;
    struct str type = cfn_prop_text(c, source, "Type");
    bool tables = str_is(type, "AMAZON_DYNAMODB");
    const struct doc_node *text = cfn_prop(c, r, "RequestMappingTemplate");
    if (!text || (!tables && !cfn_prop(c, source, "HttpConfig.AuthorizationConfig.AwsIamConfig")))
        return 0;
    struct cfn_value v = cfn_value(&c->scope, text);
    for (const struct cfn_ref *ref = v.refs; ref; ref = ref->next) {
        struct cfn_resource *to = ref->kind == CFN_REF_RESOURCE ? cfn_find(c, ref->id) : NULL;
        enum node_kind kind = to ? to->row->kind : NODE_KIND_COUNT;
        if (!to || !to->node || to == source || node_kinds[kind].layer != LAYER_FLOW ||
            (tables && kind != NODE_TABLE))
            continue;
        cfn_edge(c, edge_to(kind, data), cfn_node_of(c, source), to->node, text, r->condition);
        cfn_edge(c, edge_to(kind, data), route, to->node, text, r->condition);
        count++;
    }
    return count;
}

/* A field is a route; what it does to its source depends on the type that it belongs to. It leads to what
 * the source stands for, where that is known: the source itself runs nothing that input could get into.
 * step: what has the source, the resolver itself or a function of it. */
static void field_source(struct cfn *c, struct cfn_resource *r, struct cfn_resource *step,
                         struct str space, node_id route, struct str type)
{
    struct cfn_resource *source = source_of(c, space, cfn_prop(c, step, "DataSourceName"));
    enum edge_kind data = str_is(type, "Mutation") ? EDGE_WRITES : EDGE_READS;
    if (!source)
        return;
    size_t named = request_edges(c, step, source, route, data);
    for (size_t i = 0; i < COUNT(sources); i++) {
        const struct doc_node *n = cfn_prop(c, source, sources[i].path);
        if (n) {
            source_edge(c, route, sources[i].kind, data, n, r->at, r->condition);
            return;
        }
    }
    const struct doc_node *endpoint = cfn_prop(c, source, "HttpConfig.Endpoint");
    struct cfn_resource *api = endpoint ? cfn_resource_of(c, endpoint) : NULL;
    if (api && api->row->kind == NODE_API)
        cfn_edge(c, EDGE_INVOKES, route, cfn_node_of(c, api), endpoint, r->condition);
    else if (!named)
        cfn_edge(c, EDGE_INVOKES, route, cfn_node_of(c, source), r->at, r->condition);
}

/* Of an API of another template: who may ask it is said there. Nobody gave it: it is not known. */
static node_id foreign_field(struct cfn *c, struct cfn_resource *r, struct str name)
{
    node_id n = cfn_part(c, NODE_ROUTE, r->id, name, r->where);
    cfn_edge(c, EDGE_ROUTES, r->node, n, r->at, r->condition);
    const struct node *door = graph_node_at(c->g, r->node);
    if (door->external && node_attr(door, "parameter"))
        cfn_expose(c, cfn_internet(c), r->node, AUTH_UNKNOWN, r->at, r->condition);
    return n;
}

void cfn_emit_graphql_resolver(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *door = cfn_prop(c, r, "ApiId");
    struct cfn_resource *api = cfn_resource_of(c, door);
    struct str type = cfn_prop_text(c, r, "TypeName"), field = cfn_prop_text(c, r, "FieldName");
    struct str name = ARENA_JOIN(c->arena, type, STR("."), field);
    if (!r->node)
        return;
    node_id n = api ? cfn_route(c, api, r->id, name, field_gate(c, api, type, field), r->at,
                                r->condition)
                    : foreign_field(c, r, name);
    struct str space = cfn_sources_of(c, door);
    graph_set_type(c->g, n, r->type);
    field_source(c, r, r, space, n, type);
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "PipelineConfig.Functions");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *f = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        if (f)
            field_source(c, r, f, space, n, type);
    }
}

/* --- Events ------------------------------------------------------------------------------------ */

/* The provider of this type at the API. */
static struct cfn_gate provider_gate(struct cfn *c, struct cfn_resource *api, struct str type)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, api, "EventConfig.AuthProviders");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        if (str_eq(cfn_text(&c->scope, cfn_get(&c->scope, items[i].node, "AuthType")), type))
            return mode_gate(c, items[i].node, type, false);
    return mode_gate(c, NULL, type, false);
}

static void choose_listed(struct cfn *c, struct cfn_resource *api, struct choice *w,
                          const struct doc_node *list)
{
    const struct cfn_item *items;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        choose(w, provider_gate(c, api, cfn_text(&c->scope, cfn_get(&c->scope, items[i].node,
                                                                    "AuthType"))));
}

void cfn_emit_event_api(struct cfn *c, struct cfn_resource *r)
{
    struct choice w = {.gate = {.auth = AUTH_UNKNOWN}};
    choose_listed(c, r, &w, cfn_prop(c, r, "EventConfig.ConnectionAuthModes"));
    cfn_expose(c, cfn_internet(c), r->node, w.gate.auth, r->at, r->condition);
    for (size_t i = 0; i < w.gate.issuer_count; i++)
        cfn_edge(c, EDGE_AUTHENTICATES, w.gate.issuers[i], r->node, r->at, r->condition);
}

/* A namespace of channels: whoever may publish or subscribe there. */
void cfn_emit_channel(struct cfn *c, struct cfn_resource *r)
{
    static const char *const own[] = {"PublishAuthModes", "SubscribeAuthModes"};
    static const char *const usual[] = {"EventConfig.DefaultPublishAuthModes",
                                        "EventConfig.DefaultSubscribeAuthModes"};
    static const char *const handlers[] = {
        "HandlerConfigs.OnPublish.Integration.DataSourceName",
        "HandlerConfigs.OnSubscribe.Integration.DataSourceName"};
    struct cfn_resource *api = cfn_resource_of(c, cfn_prop(c, r, "ApiId"));
    struct choice w = {.gate = {.auth = AUTH_UNKNOWN}};
    if (!api || !cfn_is(api, "AWS::AppSync::Api"))
        return;
    for (size_t i = 0; i < COUNT(own); i++) {
        const struct doc_node *list = cfn_prop(c, r, own[i]);
        choose_listed(c, api, &w, list ? list : cfn_prop(c, api, usual[i]));
    }
    edge_id e = cfn_edge(c, EDGE_ROUTES, cfn_node_of(c, api), r->node, r->at, r->condition);
    if (e)
        graph_edge_auth(c->g, e, w.gate.auth);
    cfn_expose(c, cfn_internet(c), r->node, w.gate.auth, r->at, r->condition);
    for (size_t i = 0; i < COUNT(handlers); i++) {
        const struct doc_node *name = cfn_prop(c, r, handlers[i]);
        struct cfn_resource *source = name ? cfn_resource_of(c, name) : NULL;
        if (source)
            cfn_edge(c, EDGE_INVOKES, r->node, cfn_node_of(c, source), name, r->condition);
    }
}
