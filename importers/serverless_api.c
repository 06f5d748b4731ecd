/* SPDX-License-Identifier: MIT */
/* serverless_api.c - `httpApi`, `websocket` and `alb` events. */
#include "serverless_http.h"

/* --- HTTP API --------------------------------------------------------------------------------- */

static const struct doc_node *http_setting(const struct sls *s, const char *name)
{
    return doc_get(doc_get(s->provider, "httpApi"), name);
}

struct doc_node *sls_http_api(struct sls *s, const struct doc_node *at)
{
    const struct doc_node *given = http_setting(s, "id");
    if (given)
        return doc_copy(s->doc, s->doc, given);
    struct doc_node *ref = sls_make(s->doc, at, "{'Ref':'HttpApi'}");
    if (s->http_api)
        return ref;
    s->http_api = true;
    const struct doc_node *name = http_setting(s, "name"), *cors = http_setting(s, "cors");
    struct doc_node *allowed = NULL;
    if (doc_is_map(cors))
        allowed = sls_make(s->doc, cors, "{'AllowOrigins':%n,'AllowHeaders':%n,'AllowMethods':%n,"
                                         "'AllowCredentials':%n}",
                           doc_get(cors, "allowedOrigins"), doc_get(cors, "allowedHeaders"),
                           doc_get(cors, "allowedMethods"), doc_get(cors, "allowCredentials"));
    else if (sls_is(cors, false))
        allowed = sls_make(s->doc, cors, "{'AllowOrigins':['*']}");
    sls_add(s, STR("HttpApi"),
            sls_make(s->doc, at, "{'Type':'AWS::ApiGatewayV2::Api','Properties':{'Name':%m,"
                                 "'ProtocolType':'HTTP','CorsConfiguration':%m,"
                                 "'DisableExecuteApiEndpoint':%n}}",
                     name ? doc_copy(s->doc, s->doc, name)
                          : sls_make(s->doc, at, "'%s-%s'", s->stage, s->service),
                     allowed, http_setting(s, "disableDefaultEndpoint")));
    const struct doc_node *throttle = http_setting(s, "throttling");
    sls_add(s, STR("HttpApiStage"),
            sls_make(s->doc, at, "{'Type':'AWS::ApiGatewayV2::Stage','Properties':{'ApiId':{'Ref':"
                                 "'HttpApi'},'StageName':'$default','AutoDeploy':true,"
                                 "'DefaultRouteSettings':%m}}",
                     throttle ? sls_make(s->doc, throttle, "{'ThrottlingRateLimit':%n,"
                                                           "'ThrottlingBurstLimit':%n}",
                                         doc_get(throttle, "rateLimit"),
                                         doc_get(throttle, "burstLimit")) : NULL));
    return ref;
}

/* An authorizer of provider.httpApi.authorizers. */
static void declared_authorizer(struct sls *s, const struct doc_node *a, struct str name,
                                struct sls_auth *auth)
{
    struct str type = sls_text(a, "type");
    struct str id = ARENA_JOIN(s->arena, STR("HttpApiAuthorizer"), sls_norm(s->arena, name));
    bool request = str_iis(type, "request");
    auth->type = request ? STR("CUSTOM") : STR("JWT");
    auth->id = sls_make(s->doc, a, "{'Ref':%s}", id);
    if (str_iis(type, "aws_iam")) {
        *auth = (struct sls_auth){.type = STR("AWS_IAM")};
        return;
    }
    const struct doc_node *source = doc_get(a, "identitySource");
    struct doc_node *sources = NULL;
    if (source)
        sources = doc_is_list(source) ? doc_copy(s->doc, s->doc, source)
                                      : sls_make(s->doc, source, "[%n]", source);
    if (!request) {
        const struct doc_node *audience = doc_get(a, "audience");
        sls_add(s, id, sls_make(s->doc, a, "{'Type':'AWS::ApiGatewayV2::Authorizer','Properties':{"
                                           "'ApiId':%m,'AuthorizerType':'JWT','Name':%s,"
                                           "'IdentitySource':%m,'JwtConfiguration':{'Issuer':%n,"
                                           "'Audience':%m}}}",
                                sls_http_api(s, a), name, sources, doc_get(a, "issuerUrl"),
                                !audience || doc_is_list(audience)
                                    ? sls_make(s->doc, a, "%n", audience)
                                    : sls_make(s->doc, a, "[%n]", audience)));
        return;
    }
    struct sls_function *f = sls_function_find(s, sls_text(a, "functionName"));
    struct doc_node *arn = f ? sls_arn(s, a, f->id) : NULL;
    if (!arn && doc_get(a, "functionArn"))
        arn = doc_copy(s->doc, s->doc, doc_get(a, "functionArn"));
    if (!arn) {
        sls_open(s, name, "no function of this authorizer", a);
        arn = sls_make(s->doc, a, "'*'");
    }
    sls_add(s, id, sls_make(s->doc, a, "{'Type':'AWS::ApiGatewayV2::Authorizer','Properties':{"
                                       "'ApiId':%m,'AuthorizerType':'REQUEST','Name':%s,"
                                       "'IdentitySource':%m,'AuthorizerUri':%m}}",
                            sls_http_api(s, a), name, sources, sls_invocation(s, a, arn)));
    if (f)
        sls_permission(s, f, STR("HttpApiAuthorizer"), a, "apigateway.amazonaws.com", NULL);
}

static struct sls_auth http_auth(struct sls *s, const struct doc_node *a)
{
    struct sls_auth auth = {.type = STR("NONE")};
    if (doc_is_null(a))
        return auth;
    struct str name = doc_is_scalar(a) ? doc_text(a) : sls_text(a, "name");
    struct str type = sls_text(a, "type");
    if (str_iis(type, "aws_iam") || (str_empty(type) && str_iis(name, "aws_iam")))
        return (struct sls_auth){.type = STR("AWS_IAM")};
    auth.scopes = doc_get(a, "scopes");
    if (doc_get(a, "id")) {
        auth.type = str_iis(type, "request") ? STR("CUSTOM") : STR("JWT");
        auth.id = doc_copy(s->doc, s->doc, doc_get(a, "id"));
        return auth;
    }
    const struct doc_node *declared = doc_get_str(http_setting(s, "authorizers"), name);
    if (declared) {
        declared_authorizer(s, declared, name, &auth);
    } else {
        sls_open(s, name, "no authorizer of this name in provider.httpApi.authorizers", a);
        auth.type = STR("CUSTOM");
    }
    return auth;
}

static struct str route_id(struct sls *s, struct str method, struct str path)
{
    if (str_is(path, "*"))
        return STR("HttpApiRouteDefault");
    return ARENA_JOIN(s->arena, STR("HttpApiRoute"), sls_alnum(s->arena, method),
                      sls_path_norm(s->arena, path));
}

static void http_api(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str method = sls_text(e, "method"), path = sls_text(e, "path");
    if (doc_is_scalar(e)) {
        struct str text = str_trim(doc_text(e));
        size_t blank = str_chr(text, ' ');
        method = blank == STR_NPOS ? STR("*") : str_sub(text, 0, blank);
        path = blank == STR_NPOS ? text : str_trim(str_from_at(text, blank));
    }
    bool any = str_empty(path) || str_is(path, "*");
    if (!any && path.ptr[0] != '/')
        path = ARENA_JOIN(s->arena, STR("/"), path);
    if (str_empty(method) || str_is(method, "*") || str_iis(method, "any"))
        method = STR("ANY");
    char *verb = arena_alloc(s->arena, method.len + 1);
    for (size_t i = 0; i < method.len; i++)
        verb[i] = (char)(method.ptr[i] >= 'a' && method.ptr[i] <= 'z' ? method.ptr[i] - 32
                                                                      : method.ptr[i]);
    struct str key = any ? STR("$default")
                         : ARENA_JOIN(s->arena, (struct str){verb, method.len}, STR(" "), path);
    struct sls_auth auth = http_auth(s, doc_get(e, "authorizer"));
    struct str integration = ARENA_JOIN(s->arena, STR("HttpApiIntegration"), f->norm);
    sls_add(s, integration,
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Integration','Properties':{'ApiId':%m,"
                                "'IntegrationType':'AWS_PROXY','IntegrationUri':{'Fn::GetAtt':"
                                "[%s,'Arn']},'PayloadFormatVersion':'2.0'}}",
                     sls_http_api(s, e), f->id));
    sls_add(s, route_id(s, method, any ? STR("*") : path),
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Route','Properties':{'ApiId':%m,"
                                "'RouteKey':%s,'Target':{'Fn::Join':['/',['integrations',{'Ref':%s}"
                                "]]},'AuthorizationType':%s,'AuthorizerId':%m,"
                                "'AuthorizationScopes':%n}}",
                     sls_http_api(s, e), key, integration, auth.type, auth.id, auth.scopes));
    sls_permission(s, f, STR("HttpApi"), e, "apigateway.amazonaws.com",
                   sls_make(s->doc, e, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},"
                                       "':execute-api:',{'Ref':'AWS::Region'},':',"
                                       "{'Ref':'AWS::AccountId'},':',%m,'/*']]}",
                            sls_http_api(s, e)));
}

/* --- WebSocket API ---------------------------------------------------------------------------- */

static struct doc_node *websocket_api(struct sls *s, const struct doc_node *e)
{
    const struct doc_node *given = doc_path(s->provider, "apiGateway.websocketApiId");
    if (given)
        return doc_copy(s->doc, s->doc, given);
    if (!s->websocket) {
        s->websocket = true;
        const struct doc_node *name = doc_get(s->provider, "websocketsApiName");
        const struct doc_node *choice =
            doc_get(s->provider, "websocketsApiRouteSelectionExpression");
        sls_add(s, STR("WebsocketsApi"),
                sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Api','Properties':{'Name':%m,"
                                    "'ProtocolType':'WEBSOCKET','RouteSelectionExpression':%m}}",
                         name ? doc_copy(s->doc, s->doc, name)
                              : sls_make(s->doc, e, "'%s-%s-websockets'", s->stage, s->service),
                         choice ? doc_copy(s->doc, s->doc, choice)
                                : sls_make(s->doc, e, "'$request.body.action'")));
        sls_add(s, STR("WebsocketsDeploymentStage"),
                sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Stage','Properties':{'ApiId':"
                                    "{'Ref':'WebsocketsApi'},'StageName':%s}}", s->stage));
    }
    return sls_make(s->doc, e, "{'Ref':'WebsocketsApi'}");
}

static struct sls_auth websocket_auth(struct sls *s, const struct doc_node *a)
{
    struct sls_auth auth = {.type = STR("NONE")};
    if (doc_is_null(a))
        return auth;
    struct str name = doc_is_scalar(a) ? doc_text(a) : sls_text(a, "name");
    if (str_iis(name, "aws_iam") || str_iis(sls_text(a, "type"), "aws_iam"))
        return (struct sls_auth){.type = STR("AWS_IAM")};
    const struct doc_node *arn = doc_is_map(a) ? doc_get(a, "arn") : NULL;
    struct sls_function *f = sls_function_find(s, name);
    if (!arn && doc_is_scalar(a) && str_starts(name, STR("arn:")))
        arn = a;
    auth.type = STR("CUSTOM");
    if (!arn && !f) {
        sls_open(s, name, "no function of this authorizer", a);
        return auth;
    }
    struct doc_node *target = arn ? doc_copy(s->doc, s->doc, arn) : sls_arn(s, a, f->id);
    struct str id = ARENA_JOIN(s->arena, str_empty(name) || arn ? sls_source_name(s, target)
                                                                : sls_norm(s->arena, name),
                               STR("WebsocketsAuthorizer"));
    const struct doc_node *source = doc_get(a, "identitySource");
    sls_add(s, id, sls_make(s->doc, a, "{'Type':'AWS::ApiGatewayV2::Authorizer','Properties':{"
                                       "'ApiId':%m,'AuthorizerType':'REQUEST','Name':%s,"
                                       "'IdentitySource':%m,'AuthorizerUri':%m}}",
                            websocket_api(s, a), id,
                            source ? sls_make(s->doc, source, "%n", source)
                                   : sls_make(s->doc, a, "['route.request.header.Auth']"),
                            sls_invocation(s, a, target)));
    if (f)
        sls_permission(s, f, STR("WebsocketsAuthorizer"), a, "apigateway.amazonaws.com", NULL);
    auth.id = sls_make(s->doc, a, "{'Ref':%s}", id);
    return auth;
}

static void websocket(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str route = doc_is_scalar(e) ? doc_text(e) : sls_text(e, "route");
    struct sls_auth auth = websocket_auth(s, doc_get(e, "authorizer"));
    struct str integration = ARENA_JOIN(s->arena, f->norm, STR("WebsocketsIntegration"));
    struct str norm = str_starts(route, STR("$")) /* "$connect" -> "Sconnect" */
                          ? ARENA_JOIN(s->arena, STR("S"), str_from_at(route, 1))
                          : sls_alnum(s->arena, route);
    sls_add(s, integration,
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Integration','Properties':{'ApiId':%m,"
                                "'IntegrationType':'AWS_PROXY','IntegrationUri':%m}}",
                     websocket_api(s, e), sls_invocation(s, e, sls_arn(s, e, f->id))));
    sls_add(s, ARENA_JOIN(s->arena, norm, STR("WebsocketsRoute")),
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Route','Properties':{'ApiId':%m,"
                                "'RouteKey':%s,'AuthorizationType':%s,'AuthorizerId':%m,'Target':"
                                "{'Fn::Join':['/',['integrations',{'Ref':%s}]]}}}",
                     websocket_api(s, e), route, auth.type, auth.id, integration));
    sls_permission(s, f, STR("Websockets"), e, "apigateway.amazonaws.com", NULL);
    if (!f->pushes) {
        f->pushes = true;
        sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':["
                                            "'execute-api:ManageConnections'],'Resource':[{"
                                            "'Fn::Sub':'arn:${AWS::Partition}:execute-api:*:*:*/"
                                            "@connections/*'}]}"));
    }
}

/* --- Load balancer ---------------------------------------------------------------------------- */

static struct doc_node *as_list(struct sls *s, const struct doc_node *n)
{
    return doc_is_list(n) ? doc_copy(s->doc, s->doc, n) : sls_make(s->doc, n, "[%n]", n);
}

static struct doc_node *alb_conditions(struct sls *s, const struct doc_node *e)
{
    static const struct {
        const char *key, *field, *config;
    } kinds[] = {{"path", "path-pattern", "PathPatternConfig"},
                 {"host", "host-header", "HostHeaderConfig"},
                 {"method", "http-request-method", "HttpRequestMethodConfig"},
                 {"ip", "source-ip", "SourceIpConfig"}};
    const struct doc_node *from = doc_get(e, "conditions");
    struct doc_node *list = sls_make(s->doc, e, "[]");
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (doc_get(from, kinds[i].key))
            doc_append(list, sls_make(s->doc, from, "{'Field':%s,'%s':{'Values':%m}}",
                                      str_from(kinds[i].field), str_from(kinds[i].config),
                                      as_list(s, doc_get(from, kinds[i].key))));
    const struct doc_node *header = doc_get(from, "header");
    if (doc_is_list(header))
        header = doc_first(header);
    if (header)
        doc_append(list, sls_make(s->doc, header, "{'Field':'http-header','HttpHeaderConfig':{"
                                                  "'HttpHeaderName':%n,'Values':%n}}",
                                  doc_get(header, "name"), doc_get(header, "values")));
    return list;
}

/* provider.alb.authorizers: {name: {type: cognito, userPoolArn ...} or {type: oidc, issuer ...}} */
static void alb_authorizers(struct sls *s, const struct doc_node *names, struct doc_node *actions)
{
    const struct doc_node *known = doc_path(s->provider, "alb.authorizers");
    const struct doc_node *list = doc_is_scalar(names) ? sls_make(s->doc, names, "[%n]", names)
                                                       : names;
    for (const struct doc_node *c = doc_first(list); c; c = c->next) {
        const struct doc_node *a = doc_get_str(known, doc_text(c));
        if (!a)
            sls_open(s, doc_text(c), "no authorizer of this name in provider.alb.authorizers", c);
        else if (str_is(sls_text(a, "type"), "cognito"))
            doc_append(actions, sls_make(s->doc, a, "{'Type':'authenticate-cognito',"
                                                    "'AuthenticateCognitoConfig':{'UserPoolArn':%n,"
                                                    "'UserPoolClientId':%n,'UserPoolDomain':%n}}",
                                         doc_get(a, "userPoolArn"), doc_get(a, "userPoolClientId"),
                                         doc_get(a, "userPoolDomain")));
        else
            doc_append(actions, sls_make(s->doc, a, "{'Type':'authenticate-oidc',"
                                                    "'AuthenticateOidcConfig':{'Issuer':%n,"
                                                    "'ClientId':%n,'AuthorizationEndpoint':%n}}",
                                         doc_get(a, "issuer"), doc_get(a, "clientId"),
                                         doc_get(a, "authorizationEndpoint")));
    }
}

static void alb(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str group = ARENA_JOIN(s->arena, f->norm, STR("AlbTargetGroup"));
    struct doc_node *actions = sls_make(s->doc, e, "[]");
    alb_authorizers(s, doc_get(e, "authorizer"), actions);
    doc_append(actions, sls_make(s->doc, e, "{'Type':'forward','TargetGroupArn':{'Ref':%s}}",
                                 group));
    sls_add(s, group,
            sls_make(s->doc, e, "{'Type':'AWS::ElasticLoadBalancingV2::TargetGroup','Properties':{"
                                "'TargetType':'lambda','Targets':[{'Id':{'Fn::GetAtt':[%s,'Arn']}"
                                "}],'Name':%n},'DependsOn':['%sLambdaPermissionRegisterTarget']}",
                     f->id, doc_get(e, "targetGroupName"), f->norm));
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("AlbListenerRule"), sls_text(e, "priority")),
            sls_make(s->doc, e, "{'Type':'AWS::ElasticLoadBalancingV2::ListenerRule','Properties':{"
                                "'ListenerArn':%n,'Priority':%n,'Actions':%m,'Conditions':%m}}",
                     doc_get(e, "listenerArn"), doc_get(e, "priority"), actions,
                     alb_conditions(s, e)));
    sls_permission(s, f, STR("RegisterTarget"), e, "elasticloadbalancing.amazonaws.com", NULL);
}

bool sls_event_api(struct sls *s, struct sls_function *f, struct str type,
                   const struct doc_node *e)
{
    static const struct {
        const char *type;
        void (*make)(struct sls *s, struct sls_function *f, const struct doc_node *e);
    } kinds[] = {{"http", sls_http_event}, {"httpApi", http_api}, {"websocket", websocket},
                 {"alb", alb}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_is(type, kinds[i].type)) {
            kinds[i].make(s, f, e);
            return true;
        }
    }
    return false;
}
