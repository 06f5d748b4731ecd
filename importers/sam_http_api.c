/* SPDX-License-Identifier: MIT */
/* sam_http_api.c - what an HTTP API and a WebSocket API become. */
#include "sam.h"

/* --- HTTP ---- */

/* "$request.header.A" and the like; a plain list, as HTTP APIs want it. */
static struct doc_node *identity_source(struct sam *s, const struct doc_node *identity)
{
    static const struct {
        const char *member, *prefix;
    } rows[] = {
        {"Headers", "$request.header."},
        {"QueryStrings", "$request.querystring."},
        {"StageVariables", "$stageVariables."},
        {"Context", "$context."},
    };
    struct doc_node *all = sam_make(s, identity, "[]");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct doc_node *list = doc_get(identity, rows[i].member);
        for (const struct doc_node *c = doc_is_list(list) ? doc_first(list) : NULL; c; c = c->next)
            doc_append(all, sam_text_node(s, c, SAM_JOIN(s, str_from(rows[i].prefix),
                                                         doc_text(c))));
    }
    return all->count ? all : NULL;
}

static struct doc_node *function_scheme(struct sam *s, const struct doc_node *a)
{
    const struct doc_node *role = doc_get(a, "FunctionInvokeRole"),
                          *identity = doc_get(a, "Identity");
    struct doc_node *authorizer =
        sam_make(s, a, "{'type':'request','authorizerUri':{'Fn::Sub':['arn:aws:apigateway:"
                 "${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations',"
                 "{'__FunctionArn__':%n}]},'authorizerCredentials':%n,"
                 "'authorizerResultTtlInSeconds':%n,'identitySource':%n,"
                 "'authorizerPayloadFormatVersion':%n,'enableSimpleResponses':%n}",
                 sam_copy(s, doc_get(a, "FunctionArn")),
                 role && !sam_is(role, "NONE") ? sam_copy(s, role) : NULL,
                 sam_copy(s, doc_get(identity, "ReauthorizeEvery")), identity_source(s, identity),
                 sam_copy(s, doc_get(a, "AuthorizerPayloadFormatVersion")),
                 sam_copy(s, doc_get(a, "EnableSimpleResponses")));
    return sam_make(s, a, "{'type':'apiKey','name':'Unused','in':'header',"
                    "'x-amazon-apigateway-authorizer':%n}", authorizer);
}

/* Members may be written in upper case: Issuer, Audience. */
static struct doc_node *jwt_scheme(struct sam *s, const struct doc_node *a)
{
    const struct doc_node *said = doc_get(a, "JwtConfiguration");
    struct doc_node *config = sam_make(s, said, "{}");
    for (const struct doc_node *c = doc_is_map(said) ? doc_first(said) : NULL; c; c = c->next)
        sam_put_str(s, config, str_iis(c->key, "issuer")     ? STR("issuer")
                               : str_iis(c->key, "audience") ? STR("audience")
                                                             : c->key, sam_copy(s, c));
    return sam_make(s, a, "{'type':'oauth2','x-amazon-apigateway-authorizer':{'type':'jwt',"
                    "'jwtConfiguration':%n,'identitySource':%n}}", config,
                    sam_copy(s, doc_get(a, "IdentitySource")));
}

static void schemes(struct sam *s, struct sam_api *api)
{
    const struct doc_node *auth = doc_get(api->item->props, "Auth"),
                          *list = doc_get(auth, "Authorizers");
    for (const struct doc_node *a = doc_is_map(list) ? doc_first(list) : NULL; a; a = a->next) {
        if (doc_get(a, "JwtConfiguration"))
            sam_put_str(s, sam_schemes(s, api), a->key, jwt_scheme(s, a));
        else if (doc_get(a, "FunctionArn"))
            sam_put_str(s, sam_schemes(s, api), a->key, function_scheme(s, a));
        else
            sam_unresolved(s, a, a->key, "what this authorizer asks is not known");
        if (doc_get(a, "FunctionArn") && sam_true(s, doc_get(a, "EnableFunctionDefaultPermissions")))
            sam_authorizer_permission(s, api, a->key, a);
    }
    if (sam_true(s, doc_get(auth, "EnableIamAuthorizer")))
        sam_put(s, sam_schemes(s, api), "AWS_IAM",
                sam_make(s, auth, "{'type':'apiKey','name':'Authorization','in':'header',"
                         "'x-amazon-apigateway-authtype':'awsSigv4'}"));
}

static void secure_methods(struct sam *s, struct sam_api *api, struct doc_node *path)
{
    for (struct doc_node *m = doc_is_map(path) ? path->head : NULL; m; m = m->next)
        if (doc_is_map(m) && !doc_get(m, "security") && !str_is(m->key, "options"))
            sam_put(s, m, "security", sam_api_security(s, api, NULL, m));
}

/* A body of the user's own: DefaultAuthorizer holds for the methods that say nothing, also in the
 * branches of a path that is an Fn::If. */
static void default_of_body(struct sam *s, struct sam_api *api)
{
    const struct doc_node *auth = doc_get(api->item->props, "Auth");
    if (!api->own_body || !api->paths || !doc_get(auth, "DefaultAuthorizer"))
        return;
    for (struct doc_node *path = api->paths->head; path; path = path->next) {
        struct doc_node *either = sam_member(path, "Fn::If");
        secure_methods(s, api, path);
        for (struct doc_node *c = doc_is_list(either) ? either->head : NULL; c; c = c->next)
            secure_methods(s, api, c);
    }
}

static void cors(struct sam *s, struct sam_api *api)
{
    static const char *const names[][2] = {
        {"AllowMethods", "allowMethods"},   {"AllowOrigins", "allowOrigins"},
        {"AllowHeaders", "allowHeaders"},   {"ExposeHeaders", "exposeHeaders"},
        {"MaxAge", "maxAge"},               {"AllowCredentials", "allowCredentials"},
    };
    const struct doc_node *want = doc_get(api->item->props, "CorsConfiguration");
    bool all = sam_true(s, want);
    if (!api->body || (!doc_is_map(want) && !all))
        return;
    struct doc_node *made = sam_make(s, want, all ? "{'allowOrigins':['*']}" : "{}");
    for (size_t i = 0; i < sizeof names / sizeof *names && !all; i++)
        sam_put(s, made, names[i][1], sam_copy(s, doc_get(want, names[i][0])));
    sam_put(s, api->body, "x-amazon-apigateway-cors",
            made->count ? made : sam_copy(s, want)); /* an intrinsic */
}

void sam_http_emit(struct sam *s, struct sam_api *api)
{
    static const char *const of_api[] = {"FailOnWarnings", "DisableExecuteApiEndpoint",
                                         "Description", NULL};
    static const char *const of_stage[] = {"StageVariables", "AccessLogSettings",
                                           "DefaultRouteSettings", "RouteSettings", NULL};
    const struct sam_item *item = api->item;
    const struct doc_node *p = item->props, *name = doc_get(p, "StageName"),
                          *uri = doc_get(p, "DefinitionUri");
    default_of_body(s, api);
    schemes(s, api);
    cors(s, api);
    struct doc_node *props = sam_make(s, item->node, "{'Body':%n}", api->body);
    sam_pass(s, props, p, of_api);
    if (!api->body) {
        struct doc_node *place = sam_s3_place(s, uri);
        sam_put(s, props, "BodyS3Location", place);
        if (!place)
            sam_unresolved(s, uri ? uri : item->node, item->id,
                           "the API's definition is not here");
    }
    struct str text = doc_is_scalar(name) ? name->text : STR_NONE, stage;
    if (!name || str_is(text, "$default"))
        stage = SAM_JOIN(s, item->id, STR("ApiGatewayDefaultStage"));
    else if (sam_alnum(text))
        stage = SAM_JOIN(s, item->id, text, STR("Stage"));
    else
        stage = SAM_JOIN(s, item->id, STR("Stage"), text.len ? sam_hash(s, name) : STR_NONE);
    sam_emit_self(s, item, "AWS::ApiGatewayV2::Api", props);
    struct doc_node *of = sam_make(s, item->node, "{'ApiId':{'Ref':%s},'StageName':%n,"
                                   "'AutoDeploy':true}", item->id,
                                   name ? sam_copy(s, name) : sam_make(s, item->node, "'$default'"));
    sam_pass(s, of, p, of_stage);
    sam_put(s, of, "Tags", sam_tag_map(s, item, "httpapi:createdBy"));
    sam_emit(s, item, stage, item->node, "AWS::ApiGatewayV2::Stage", of);
    sam_rename(s, item, "Stage", stage);
    sam_domains(s, item, SAM_HTTP, stage);
}

/* --- WebSocket ---- */

static struct str route_word(struct sam *s, struct str key)
{
    if (str_starts(key, STR("$")))
        key = str_from_at(key, 1);
    char *out = arena_bytes(s->arena, key.len + 1);
    for (size_t i = 0; i < key.len; i++)
        out[i] = str_lower(key.ptr[i]);
    if (key.len && out[0] >= 'a' && out[0] <= 'z')
        out[0] = (char)(out[0] - 32);
    return (struct str){out, key.len};
}

static void websocket_route(struct sam *s, const struct sam_item *item, const struct doc_node *r)
{
    static const char *const plain[] = {"ApiKeyRequired", "ModelSelectionExpression",
                                        "OperationName", "RequestModels", "RequestParameters",
                                        "RouteResponseSelectionExpression", NULL};
    const struct doc_node *auth = doc_get(item->props, "Auth"), *type = doc_get(auth, "AuthType"),
                          *function = doc_get(r, "FunctionArn");
    struct str id = SAM_JOIN(s, item->id, route_word(s, r->key)),
               integration = SAM_JOIN(s, id, STR("Integration"));
    bool custom = str_iis(doc_text(type), "CUSTOM");
    sam_emit(s, item, integration, r, "AWS::ApiGatewayV2::Integration",
             sam_make(s, r, "{'ApiId':{'Ref':%s},'IntegrationType':'AWS_PROXY','IntegrationUri':"
                      "{'Fn::Sub':['arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                      "2015-03-31/functions/${FunctionArn}/invocations',{'FunctionArn':%n}]},"
                      "'TimeoutInMillis':%n}", item->id, sam_copy(s, function),
                      sam_copy(s, doc_get(r, "IntegrationTimeout"))));
    struct doc_node *props = sam_make(
        s, r, "{'ApiId':{'Ref':%s},'RouteKey':%s,'Target':{'Fn::Join':['/',['integrations',"
        "{'Ref':%s}]]}}", item->id, r->key, integration);
    sam_pass(s, props, r, plain);
    if (str_is(r->key, "$connect") && type) {
        sam_put(s, props, "AuthorizationType", sam_copy(s, type));
        if (custom)
            sam_put(s, props, "AuthorizerId",
                    sam_make(s, auth, "{'Ref':%s}",
                             SAM_JOIN(s, item->id, STR("ConnectAuthorizer"))));
    }
    sam_emit(s, item, SAM_JOIN(s, id, STR("Route")), r, "AWS::ApiGatewayV2::Route", props);
    const struct doc_node *stage = doc_get(item->props, "StageName");
    sam_emit(s, item, SAM_JOIN(s, id, STR("Permission")), r, "AWS::Lambda::Permission",
             sam_make(s, r, "{'Action':'lambda:InvokeFunction','FunctionName':%n,'Principal':"
                      "'apigateway.amazonaws.com','SourceArn':{'Fn::Sub':[%s,{'Id':{'Ref':%s},"
                      "'Stage':%n}]}}", sam_copy(s, function),
                      SAM_JOIN(s, STR("arn:${AWS::Partition}:execute-api:${AWS::Region}:"
                                      "${AWS::AccountId}:${Id}/${Stage}/"), r->key), item->id,
                      stage ? sam_copy(s, stage) : sam_make(s, r, "'default'")));
}

static void connect_authorizer(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *auth = doc_get(item->props, "Auth"), *name = doc_get(auth, "Name"),
                          *role = doc_get(auth, "InvokeRole");
    struct str id = SAM_JOIN(s, item->id, STR("ConnectAuthorizer"));
    if (!str_iis(doc_text(doc_get(auth, "AuthType")), "CUSTOM"))
        return;
    sam_emit(s, item, id, auth, "AWS::ApiGatewayV2::Authorizer",
             sam_make(s, auth, "{'ApiId':{'Ref':%s},'AuthorizerType':'REQUEST','AuthorizerUri':"
                      "{'Fn::Sub':['arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                      "2015-03-31/functions/${AuthArn}/invocations',{'AuthArn':%n}]},"
                      "'IdentitySource':%n,'AuthorizerCredentialsArn':%n,'Name':%n}",
                      item->id, sam_copy(s, doc_get(auth, "AuthArn")),
                      sam_copy(s, doc_get(auth, "IdentitySource")), sam_copy(s, role),
                      name ? sam_copy(s, name) : sam_text_node(s, auth, id)));
    if (!role)
        sam_emit(s, item, SAM_JOIN(s, item->id, STR("AuthorizerPermission")), auth,
                 "AWS::Lambda::Permission",
                 sam_make(s, auth, "{'Action':'lambda:InvokeFunction','FunctionName':%n,"
                          "'Principal':'apigateway.amazonaws.com','SourceArn':{'Fn::Sub':["
                          "'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
                          "authorizers/*',{'__ApiId__':{'Ref':%s}}]}}",
                          sam_copy(s, doc_get(auth, "AuthArn")), item->id));
}

void sam_websocket(struct sam *s, const struct sam_item *item)
{
    static const char *const of_api[] = {
        "ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint",
        "DisableSchemaValidation", "IpAddressType", "Name", "RouteSelectionExpression", NULL};
    static const char *const of_stage[] = {"AccessLogSettings", "DefaultRouteSettings",
                                           "RouteSettings", "StageVariables", NULL};
    const struct doc_node *p = item->props, *routes = doc_get(p, "Routes"),
                          *name = doc_get(p, "StageName");
    struct doc_node *props = sam_make(s, item->node, "{'ProtocolType':'WEBSOCKET'}");
    sam_pass(s, props, p, of_api);
    if (!doc_get(p, "Name"))
        sam_put(s, props, "Name", sam_text_node(s, item->node, item->id));
    sam_put(s, props, "Tags", sam_tag_map(s, item, "websocketapi:createdBy"));
    sam_emit_self(s, item, "AWS::ApiGatewayV2::Api", props);
    connect_authorizer(s, item);
    for (const struct doc_node *r = doc_is_map(routes) ? doc_first(routes) : NULL; r; r = r->next)
        websocket_route(s, item, r);
    struct doc_node *of = sam_make(s, item->node, "{'ApiId':{'Ref':%s},'StageName':%n,"
                                   "'AutoDeploy':true}", item->id,
                                   name ? sam_copy(s, name) : sam_make(s, item->node, "'default'"));
    sam_pass(s, of, p, of_stage);
    struct str stage = !name || sam_is(name, "default")
                           ? SAM_JOIN(s, item->id, STR("DefaultStage"))
                           : SAM_JOIN(s, item->id, doc_text(name), STR("Stage"));
    sam_emit(s, item, stage, item->node, "AWS::ApiGatewayV2::Stage", of);
    sam_rename(s, item, "Stage", stage);
    sam_domains(s, item, SAM_WEBSOCKET, stage);
}
