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
    bool service_first = sls_is(http_setting(s, "shouldStartNameWithService"), false);
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
                                 "'DisableExecuteApiEndpoint':%n,'Tags':%n}}",
                     name ? doc_copy(s->doc, s->doc, name)
                          : sls_make(s->doc, at, "'%s-%s'", service_first ? s->service : s->stage,
                                     service_first ? s->stage : s->service),
                     allowed, http_setting(s, "disableDefaultEndpoint"),
                     doc_get(s->provider, "tags")));
    const struct doc_node *throttle = http_setting(s, "throttling");
    const struct doc_node *logs = doc_path(s->provider, "logs.httpApi");
    bool logged = logs && sls_is(logs, true) && !doc_is_null(logs);
    if (logged)
        sls_add(s, STR("HttpApiLogGroup"),
                sls_make(s->doc, logs, "{'Type':'AWS::Logs::LogGroup','Properties':{"
                                       "'LogGroupName':'/aws/http-api/%s','RetentionInDays':%n}}",
                         s->stack, doc_get(s->provider, "logRetentionInDays")));
    sls_add(s, STR("HttpApiStage"),
            sls_make(s->doc, at, "{'Type':'AWS::ApiGatewayV2::Stage','Properties':{'ApiId':{'Ref':"
                                 "'HttpApi'},'StageName':'$default','AutoDeploy':true,"
                                 "'AccessLogSettings':%m,'DefaultRouteSettings':%m}}",
                     logged ? sls_make(s->doc, logs, "{'DestinationArn':%m}",
                                       sls_arn(s, logs, STR("HttpApiLogGroup"))) : NULL,
                     throttle ? sls_make(s->doc, throttle, "{'ThrottlingRateLimit':%n,"
                                                           "'ThrottlingBurstLimit':%n}",
                                         doc_get(throttle, "rateLimit"),
                                         doc_get(throttle, "burstLimit")) : NULL));
    sls_output(s, STR("HttpApiId"), sls_make(s->doc, at, "{'Ref':'HttpApi'}"));
    sls_output(s, STR("HttpApiUrl"),
               sls_make(s->doc, at, "{'Fn::Sub':'https://${HttpApi}.execute-api.${AWS::Region}."
                                    "${AWS::URLSuffix}'}"));
    return ref;
}

/* The ARN of all calls of the HTTP API, for permissions. */
static struct doc_node *http_calls(struct sls *s, const struct doc_node *at)
{
    return sls_make(s->doc, at, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':execute-api:',"
                                "{'Ref':'AWS::Region'},':',{'Ref':'AWS::AccountId'},':',%m,'/*']]}",
                    sls_http_api(s, at));
}

static struct doc_node *arn_of_authorizer(struct sls *s, const struct doc_node *a)
{
    struct sls_function *f = sls_function_find(s, sls_text(a, "functionName"));
    const struct doc_node *arn = doc_get(a, "functionArn");
    return f ? sls_target(s, a, f) : arn ? doc_copy(s->doc, s->doc, arn) : NULL;
}

/* An authorizer of provider.httpApi.authorizers. */
static void declared_authorizer(struct sls *s, const struct doc_node *a, struct str name,
                                struct sls_auth *auth)
{
    struct str type = sls_text(a, "type");
    struct str said = sls_text(a, "name");
    if (!str_empty(said))
        name = said;
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
    struct doc_node *arn = arn_of_authorizer(s, a);
    if (!arn) {
        sls_open(s, name, "no function of this authorizer", a);
        auth->id = NULL;
        return;
    }
    sls_add(s, id, sls_make(s->doc, a, "{'Type':'AWS::ApiGatewayV2::Authorizer','Properties':{"
                                       "'ApiId':%m,'AuthorizerType':'REQUEST','Name':%s,"
                                       "'IdentitySource':%m,'AuthorizerUri':%m,"
                                       "'AuthorizerResultTtlInSeconds':%n}}",
                            sls_http_api(s, a), name, sources, sls_invocation(s, a, arn),
                            doc_get(a, "resultTtlInSeconds")));
    if (sls_is(doc_get(a, "managedExternally"), false))
        return;
    sls_add(s, ARENA_JOIN(s->arena, sls_norm(s->arena, name),
                          STR("LambdaAuthorizerPermissionHttpApi")),
            sls_make(s->doc, a, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':%m,"
                                "'Action':'lambda:InvokeFunction','Principal':"
                                "'apigateway.amazonaws.com','SourceArn':%m}}",
                     arn_of_authorizer(s, a), http_calls(s, a)));
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

static struct str route_id(struct sls *s, struct str key)
{
    if (str_is(key, "$default"))
        return STR("HttpApiRouteDefault");
    return ARENA_JOIN(s->arena, STR("HttpApiRoute"), sls_path_norm(s->arena, key));
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
    struct str key = any ? STR("$default")
                         : ARENA_JOIN(s->arena, sls_capitals(s->arena, method), STR(" "), path);
    struct sls_auth auth = http_auth(s, doc_get(e, "authorizer"));
    struct str integration = ARENA_JOIN(s->arena, STR("HttpApiIntegration"), f->norm);
    const struct doc_node *payload = doc_path(f->node, "httpApi.payload");
    payload = payload ? payload : http_setting(s, "payload");
    sls_add(s, integration,
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Integration','Properties':{'ApiId':%m,"
                                "'IntegrationType':'AWS_PROXY','IntegrationUri':%m,"
                                "'PayloadFormatVersion':%m}}",
                     sls_http_api(s, e), sls_target(s, e, f),
                     payload ? doc_copy(s->doc, s->doc, payload) : sls_make(s->doc, e, "'2.0'")));
    sls_add(s, route_id(s, key),
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Route','Properties':{'ApiId':%m,"
                                "'RouteKey':%s,'Target':{'Fn::Join':['/',['integrations',{'Ref':%s}"
                                "]]},'AuthorizationType':%s,'AuthorizerId':%m,"
                                "'AuthorizationScopes':%n}}",
                     sls_http_api(s, e), key, integration, auth.type, auth.id, auth.scopes));
    sls_permission(s, f, STR("HttpApi"), e, "apigateway.amazonaws.com",
                   http_calls(s, e));
}

/* --- WebSocket API ---------------------------------------------------------------------------- */

static void websocket_stage(struct sls *s, const struct doc_node *e)
{
    const struct doc_node *logs = doc_path(s->provider, "logs.websocket");
    bool logged = logs && sls_is(logs, true) && !doc_is_null(logs);
    struct doc_node *access = NULL, *settings = NULL;
    if (logged) {
        const struct doc_node *level = doc_get(logs, "level");
        sls_add(s, STR("WebsocketsLogGroup"),
                sls_make(s->doc, logs, "{'Type':'AWS::Logs::LogGroup','Properties':{"
                                       "'LogGroupName':'/aws/websocket/%s-%s','RetentionInDays':"
                                       "%n}}", s->service, s->stage,
                         doc_get(s->provider, "logRetentionInDays")));
        settings = sls_make(s->doc, logs, "{'DataTraceEnabled':true,'LoggingLevel':%m}",
                            level ? doc_copy(s->doc, s->doc, level)
                                  : sls_make(s->doc, logs, "'INFO'"));
        if (sls_is(doc_get(logs, "accessLogging"), true))
            access = sls_make(s->doc, logs, "{'DestinationArn':{'Fn::Sub':'arn:${AWS::Partition}:"
                                            "logs:${AWS::Region}:${AWS::AccountId}:log-group:"
                                            "${WebsocketsLogGroup}'}}");
        sls_helper_logs(s, logs);
    }
    sls_add(s, STR("WebsocketsDeploymentStage"),
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Stage','Properties':{'ApiId':"
                                "{'Ref':'WebsocketsApi'},'StageName':%s,'AccessLogSettings':%m,"
                                "'DefaultRouteSettings':%m}}", s->stage, access, settings));
    sls_output(s, STR("ServiceEndpointWebsocket"),
               sls_make(s->doc, e, "{'Fn::Sub':'wss://${WebsocketsApi}.execute-api."
                                   "${AWS::Region}.${AWS::URLSuffix}/%s'}", s->stage));
}

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
        websocket_stage(s, e);
    }
    return sls_make(s->doc, e, "{'Ref':'WebsocketsApi'}");
}

/* API Gateway may call it; from where is not said. */
static void websocket_permission(struct sls *s, const struct doc_node *at, struct str norm,
                                 struct doc_node *target)
{
    sls_add(s, ARENA_JOIN(s->arena, norm, STR("LambdaPermissionWebsockets")),
            sls_make(s->doc, at, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':"
                                 "%m,'Action':'lambda:InvokeFunction','Principal':"
                                 "'apigateway.amazonaws.com'}}", target));
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
    if (!arn && doc_is_scalar(a) && str_chr(name, ':') != STR_NPOS)
        arn = a;
    struct sls_function *f = arn ? NULL : sls_function_find(s, name);
    auth.type = STR("CUSTOM");
    if (!arn && !f) {
        sls_open(s, name, "no function of this authorizer", a);
        return auth;
    }
    if (doc_is_scalar(arn)) { /* the last part of an ARN that is written out is its name */
        size_t colon = str_rchr(doc_text(arn), ':');
        name = str_from_at(doc_text(arn), colon == STR_NPOS ? 0 : colon + 1);
    }
    struct doc_node *target = arn ? doc_copy(s->doc, s->doc, arn) : sls_target(s, a, f);
    struct str norm = str_empty(name) ? sls_source_name(s, target) : sls_norm(s->arena, name);
    struct str id = ARENA_JOIN(s->arena, norm, STR("WebsocketsAuthorizer"));
    const struct doc_node *source = doc_get(a, "identitySource");
    websocket_permission(s, a, norm, doc_copy(s->doc, s->doc, target));
    sls_add(s, id, sls_make(s->doc, a, "{'Type':'AWS::ApiGatewayV2::Authorizer','Properties':{"
                                       "'ApiId':%m,'AuthorizerType':'REQUEST','Name':%s,"
                                       "'IdentitySource':%m,'AuthorizerUri':%m}}",
                            websocket_api(s, a), str_empty(name) ? id : name,
                            source ? sls_make(s->doc, source, "%n", source)
                                   : sls_make(s->doc, a, "['route.request.header.Auth']"),
                            sls_invocation(s, a, target)));
    auth.id = sls_make(s->doc, a, "{'Ref':%s}", id);
    return auth;
}

/* "$connect" -> "Sconnect", "a/b-c" -> "aSlashbDashc" */
static struct str route_norm(struct sls *s, struct str route)
{
    static const struct {
        char c;
        const char *word;
    } words[] = {{'$', "S"}, {'/', "Slash"}, {'-', "Dash"}, {'_', "Underscore"}, {'.', "Period"}};
    struct str out = STR(""), from = route;
    for (size_t i = 0; i < route.len; i++)
        for (size_t w = 0; w < COUNT(words); w++)
            if (route.ptr[i] == words[w].c) {
                size_t done = (size_t)(from.ptr - route.ptr);
                out = ARENA_JOIN(s->arena, out, str_sub(from, 0, i - done),
                                 str_from(words[w].word));
                from = str_from_at(route, i + 1);
            }
    return ARENA_JOIN(s->arena, out, from);
}

static void websocket(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str route = doc_is_scalar(e) ? doc_text(e) : sls_text(e, "route");
    struct sls_auth auth = websocket_auth(s, doc_get(e, "authorizer"));
    struct str integration = ARENA_JOIN(s->arena, f->norm, STR("WebsocketsIntegration"));
    sls_add(s, integration,
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Integration','Properties':{'ApiId':%m,"
                                "'IntegrationType':'AWS_PROXY','IntegrationUri':%m}}",
                     websocket_api(s, e), sls_invocation(s, e, sls_target(s, e, f))));
    sls_add(s, ARENA_JOIN(s->arena, route_norm(s, route), STR("WebsocketsRoute")),
            sls_make(s->doc, e, "{'Type':'AWS::ApiGatewayV2::Route','Properties':{'ApiId':%m,"
                                "'RouteKey':%s,'AuthorizationType':%s,'AuthorizerId':%m,'Target':"
                                "{'Fn::Join':['/',['integrations',{'Ref':%s}]]}}}",
                     websocket_api(s, e), route, auth.type, auth.id, integration));
    websocket_permission(s, e, f->norm, sls_target(s, e, f));
    sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':["
                                        "'execute-api:ManageConnections'],'Resource':[{"
                                        "'Fn::Sub':'arn:${AWS::Partition}:execute-api:*:*:*/"
                                        "@connections/*'}]}"));
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

/* The number of the load balancer in its listener's ARN, or what a reference names. */
static struct str balancer_id(struct sls *s, const struct doc_node *listener)
{
    if (!doc_is_scalar(listener))
        return sls_source_name(s, listener);
    struct str rest = doc_text(listener), before = STR_NONE, last = STR_NONE;
    for (struct str part; str_cut(&rest, '/', &part); last = part)
        before = last;
    return sls_alnum(s->arena, before);
}

static void alb(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    bool many = sls_is(doc_get(e, "multiValueHeaders"), false);
    struct str balancer = balancer_id(s, doc_get(e, "listenerArn"));
    struct str group = ARENA_JOIN(s->arena, f->norm, STR("Alb"),
                                  many ? STR("MultiValue") : STR(""), STR("TargetGroup"), balancer);
    struct doc_node *actions = sls_make(s->doc, e, "[]");
    alb_authorizers(s, doc_get(e, "authorizer"), actions);
    doc_append(actions, sls_make(s->doc, e, "{'Type':'forward','TargetGroupArn':{'Ref':%s}}",
                                 group));
    sls_add(s, group,
            sls_make(s->doc, e, "{'Type':'AWS::ElasticLoadBalancingV2::TargetGroup','Properties':{"
                                "'TargetType':'lambda','Targets':[{'Id':%m}],'Name':%n,'Tags':[{"
                                "'Key':'Name','Value':'%s-%s-%s-%s'}]},'DependsOn':["
                                "'%sLambdaPermissionRegisterTarget']}",
                     sls_target(s, e, f), doc_get(e, "targetGroupName"), s->service, f->name,
                     balancer, s->stage, f->norm));
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("AlbListenerRule"), sls_text(e, "priority")),
            sls_make(s->doc, e, "{'Type':'AWS::ElasticLoadBalancingV2::ListenerRule','Properties':{"
                                "'ListenerArn':%n,'Priority':%n,'Actions':%m,'Conditions':%m}}",
                     doc_get(e, "listenerArn"), doc_get(e, "priority"), actions,
                     alb_conditions(s, e)));
    sls_permission(s, f, STR("Alb"), e, "elasticloadbalancing.amazonaws.com",
                   sls_make(s->doc, e, "{'Ref':%s}", group));
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
