/* SPDX-License-Identifier: MIT */
/* serverless_http.c - `http` (REST API) events and what REST APIs are made of. */
#include "serverless_http.h"

static const struct doc_node *api_setting(const struct sls *s, const char *name)
{
    return doc_get(doc_get(s->provider, "apiGateway"), name);
}

struct doc_node *sls_rest_calls(struct sls *s, const struct doc_node *at)
{
    return sls_make(s->doc, at, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':execute-api:',"
                                "{'Ref':'AWS::Region'},':',{'Ref':'AWS::AccountId'},':',%m,'/*/*']]"
                                "}", sls_rest_api(s, at));
}

struct doc_node *sls_invocation(struct sls *s, const struct doc_node *at,
                                const struct doc_node *function_arn)
{
    return sls_make(s->doc, at, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':apigateway:',"
                                "{'Ref':'AWS::Region'},':lambda:path/2015-03-31/functions/',%n,"
                                "'/invocations']]}", function_arn);
}

/* --- Keys and usage plan ---------------------------------------------------------------------- */

/* {quota: {limit ...}, throttle: {rateLimit ...}}; name empty: the only plan. */
static void usage_plan(struct sls *s, const struct doc_node *at, const struct doc_node *plan,
                       struct str name)
{
    const struct doc_node *quota = doc_get(plan, "quota"), *throttle = doc_get(plan, "throttle");
    struct str middle = str_empty(name) ? STR("-") : ARENA_JOIN(s->arena, STR("-"), name, STR("-"));
    sls_add(s, ARENA_JOIN(s->arena, STR("ApiGatewayUsagePlan"), sls_upper(s->arena, name)),
            sls_make(s->doc, at,
                     "{'Type':'AWS::ApiGateway::UsagePlan','Properties':{'ApiStages':[{'ApiId':%m,"
                     "'Stage':%s}],'UsagePlanName':'%s%s%s','Quota':%m,'Throttle':%m}}",
                     sls_rest_api(s, at), s->stage, s->service, middle, s->stage,
                     quota ? sls_make(s->doc, quota, "{'Limit':%n,'Offset':%n,'Period':%n}",
                                      doc_get(quota, "limit"), doc_get(quota, "offset"),
                                      doc_get(quota, "period")) : NULL,
                     throttle ? sls_make(s->doc, throttle, "{'BurstLimit':%n,'RateLimit':%n}",
                                         doc_get(throttle, "burstLimit"),
                                         doc_get(throttle, "rateLimit")) : NULL));
}

static void api_key(struct sls *s, const struct doc_node *c, struct str plan, unsigned i)
{
    struct str tail = arena_printf(s->arena, "%.*s%u", (int)plan.len, plan.ptr, i);
    struct str id = ARENA_JOIN(s->arena, STR("ApiGatewayApiKey"), tail);
    const struct doc_node *name = doc_is_map(c) && !sls_is_call(c) ? doc_get(c, "name") : c;
    const struct doc_node *on = doc_get(c, "enabled");
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::ApiGateway::ApiKey','Properties':{"
                                       "'Enabled':%m,'Name':%n,'Value':%n,'StageKeys':[{"
                                       "'RestApiId':%m,'StageName':%s}]},'DependsOn':"
                                       "'ApiGatewayDeployment'}",
                            on ? doc_copy(s->doc, s->doc, on) : sls_make(s->doc, c, "true"), name,
                            doc_get(c, "value"), sls_rest_api(s, c), s->stage));
    sls_add(s, ARENA_JOIN(s->arena, STR("ApiGatewayUsagePlanKey"), tail),
            sls_make(s->doc, c, "{'Type':'AWS::ApiGateway::UsagePlanKey','Properties':{"
                                "'KeyId':{'Ref':%s},'KeyType':'API_KEY','UsagePlanId':"
                                "{'Ref':'ApiGatewayUsagePlan%s'}}}", id, plan));
}

/* Keys stand in a list; {plan: [keys]} are those of one of several plans. */
static void api_keys(struct sls *s)
{
    const struct doc_node *keys = api_setting(s, "apiKeys"), *plan = api_setting(s, "usagePlan");
    keys = keys ? keys : doc_get(s->provider, "apiKeys");
    plan = plan ? plan : doc_get(s->provider, "usagePlan");
    if (!doc_is_list(keys) && (!plan || doc_is_null(plan)))
        return;
    for (const struct doc_node *c = doc_is_list(plan) ? doc_first(plan) : NULL; c; c = c->next)
        if (doc_is_map(c) && doc_first(c))
            usage_plan(s, c, doc_first(c), doc_first(c)->key);
    if (!doc_is_list(plan))
        usage_plan(s, plan ? plan : keys, plan, STR(""));
    unsigned i = 0;
    for (const struct doc_node *c = doc_first(keys); c; c = c->next) {
        const struct doc_node *of = doc_is_map(c) ? doc_first(c) : NULL;
        if (!doc_is_list(of)) {
            api_key(s, c, STR(""), ++i);
            continue;
        }
        unsigned n = 0;
        for (const struct doc_node *k = doc_first(of); k; k = k->next)
            api_key(s, k, sls_upper(s->arena, of->key), ++n);
    }
}

/* --- The API and its paths -------------------------------------------------------------------- */

static struct doc_node *rest_name(struct sls *s, const struct doc_node *at)
{
    const struct doc_node *name = doc_get(s->provider, "apiName");
    if (name)
        return doc_copy(s->doc, s->doc, name);
    bool service_first = sls_is(api_setting(s, "shouldStartNameWithService"), false);
    return sls_make(s->doc, at, "'%s-%s'", service_first ? s->service : s->stage,
                    service_first ? s->stage : s->service);
}

static void rest_stage(struct sls *s, const struct doc_node *at)
{
    const struct doc_node *logs = doc_path(s->provider, "logs.restApi");
    sls_add(s, STR("ApiGatewayDeployment"),
            sls_make(s->doc, at, "{'Type':'AWS::ApiGateway::Deployment','Properties':{'RestApiId':"
                                 "{'Ref':'ApiGatewayRestApi'},'StageName':%s}}", s->stage));
    sls_output(s, STR("ServiceEndpoint"),
               sls_make(s->doc, at, "{'Fn::Sub':'https://${ApiGatewayRestApi}.execute-api."
                                    "${AWS::Region}.${AWS::URLSuffix}/%s'}", s->stage));
    if (!logs || doc_is_null(logs) || !sls_is(logs, true) ||
        !sls_is(doc_get(logs, "accessLogging"), true))
        return;
    sls_add(s, STR("ApiGatewayLogGroup"),
            sls_make(s->doc, logs, "{'Type':'AWS::Logs::LogGroup','Properties':{'LogGroupName':"
                                   "'/aws/api-gateway/%s-%s','RetentionInDays':%n}}",
                     s->service, s->stage, doc_get(s->provider, "logRetentionInDays")));
    sls_helper_logs(s, logs);
}

struct doc_node *sls_rest_api(struct sls *s, const struct doc_node *at)
{
    const struct doc_node *given = api_setting(s, "restApiId");
    if (given)
        return doc_copy(s->doc, s->doc, given);
    if (s->rest_api)
        return sls_make(s->doc, at, "{'Ref':'ApiGatewayRestApi'}");
    s->rest_api = true;
    const struct doc_node *policy = api_setting(s, "resourcePolicy");
    policy = policy ? policy : doc_get(s->provider, "resourcePolicy");
    struct str type = sls_capitals(s->arena, sls_text(s->provider, "endpointType"));
    sls_add(s, STR("ApiGatewayRestApi"),
            sls_make(s->doc, at,
                     "{'Type':'AWS::ApiGateway::RestApi','Properties':{'Name':%m,"
                     "'EndpointConfiguration':{'Types':[%s],'VpcEndpointIds':%n},'Policy':%m,"
                     "'DisableExecuteApiEndpoint':%n}}",
                     rest_name(s, at), str_empty(type) ? STR("EDGE") : type,
                     doc_get(s->provider, "vpcEndpointIds"),
                     policy && policy->count
                         ? sls_make(s->doc, policy, "{'Version':'2012-10-17','Statement':%n}",
                                    policy) : NULL,
                     api_setting(s, "disableDefaultEndpoint")));
    rest_stage(s, at);
    api_keys(s);
    return sls_make(s->doc, at, "{'Ref':'ApiGatewayRestApi'}");
}

struct doc_node *sls_rest_resource(struct sls *s, const struct doc_node *at, struct str path,
                                   struct str *norm)
{
    struct doc_node *api = sls_rest_api(s, at);
    const struct doc_node *root = api_setting(s, "restApiRootResourceId");
    struct doc_node *parent = root ? doc_copy(s->doc, s->doc, root)
                                   : sls_make(s->doc, at, "{'Fn::GetAtt':[%s,'RootResourceId']}",
                                              STR("ApiGatewayRestApi"));
    struct str so_far = STR(""), part;
    *norm = STR("");
    for (struct str rest = path; str_cut(&rest, '/', &part);) {
        if (str_empty(part))
            continue;
        so_far = ARENA_JOIN(s->arena, so_far, STR("/"), part);
        *norm = sls_path_norm(s->arena, so_far);
        struct str id = ARENA_JOIN(s->arena, STR("ApiGatewayResource"), *norm);
        sls_add(s, id, sls_make(s->doc, at, "{'Type':'AWS::ApiGateway::Resource','Properties':{"
                                            "'ParentId':%m,'PathPart':%s,'RestApiId':%n}}",
                                parent, part, api));
        parent = sls_make(s->doc, at, "{'Ref':%s}", id);
    }
    return parent;
}

/* --- Authorizers ------------------------------------------------------------------------------ */

static bool is_user_pool(const struct sls *s, const struct doc_node *arn)
{
    if (str_find(doc_text(arn), STR(":cognito-idp:")) != STR_NPOS)
        return true;
    const struct doc_node *target = doc_get(arn, "Fn::GetAtt");
    struct str id = doc_is_list(target) ? doc_text(doc_at(target, 0)) : doc_text(target);
    id = str_sub(id, 0, str_chr(id, '.'));
    const struct doc_node *r = doc_get_str(doc_get(s->own, "Resources"), id);
    return str_is(sls_text(r, "Type"), "AWS::Cognito::UserPool");
}

static bool is_any(struct str text, const char *a, const char *b)
{
    return str_iis(text, a) || str_iis(text, b);
}

static struct doc_node *made_authorizer(struct sls *s, const struct doc_node *a, struct str name,
                                        const struct doc_node *arn, bool pool)
{
    struct doc_node *api = sls_rest_api(s, a);
    struct str type = is_any(sls_text(a, "type"), "request", "REQUEST") ? STR("REQUEST")
                                                                        : STR("TOKEN");
    const struct doc_node *source = doc_get(a, "identitySource");
    struct str id = ARENA_JOIN(s->arena, sls_norm(s->arena, name), STR("ApiGatewayAuthorizer"));
    const struct doc_node *ttl = doc_get(a, "resultTtlInSeconds");
    if (!ttl && doc_is_map(a) && !sls_is_call(a))
        ttl = sls_make(s->doc, a, "300");
    struct doc_node *key = source ? doc_copy(s->doc, s->doc, source)
                                  : sls_make(s->doc, a, "'method.request.header.Authorization'");
    sls_add(s, id, pool ? sls_make(s->doc, a,
                                   "{'Type':'AWS::ApiGateway::Authorizer','Properties':{'Name':%s,"
                                   "'RestApiId':%m,'Type':'COGNITO_USER_POOLS','ProviderARNs':[%n],"
                                   "'IdentitySource':%m,'AuthorizerResultTtlInSeconds':%n}}",
                                   name, api, arn, key, ttl)
                        : sls_make(s->doc, a,
                                   "{'Type':'AWS::ApiGateway::Authorizer','Properties':{'Name':%s,"
                                   "'RestApiId':%m,'Type':%s,'AuthorizerUri':%m,"
                                   "'IdentitySource':%m,'AuthorizerResultTtlInSeconds':%n}}",
                                   name, api, type, sls_invocation(s, a, arn), key, ttl));
    return sls_make(s->doc, a, "{'Ref':%s}", id);
}

/* The last word of an ARN's name, or what a reference names. */
static struct str authorizer_name(struct sls *s, const struct doc_node *a,
                                  const struct doc_node *arn)
{
    struct str name = sls_text(a, "name");
    if (!str_empty(name))
        return name;
    if (!doc_is_scalar(arn))
        return sls_source_name(s, arn);
    struct str text = doc_text(arn);
    size_t cut = str_rchr(text, ':');
    text = str_from_at(text, cut == STR_NPOS ? 0 : cut + 1);
    cut = str_rchr(text, '-');
    return str_from_at(text, cut == STR_NPOS ? 0 : cut + 1);
}

/* API Gateway may call an authorizer, be it of the service or not. */
static void authorizer_permission(struct sls *s, const struct doc_node *a, struct str name,
                                  const struct doc_node *arn)
{
    if (sls_is(doc_get(a, "managedExternally"), false))
        return;
    sls_add(s, ARENA_JOIN(s->arena, sls_norm(s->arena, name), STR("LambdaPermissionApiGateway")),
            sls_make(s->doc, a, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':%n,"
                                "'Action':'lambda:InvokeFunction','Principal':"
                                "'apigateway.amazonaws.com','SourceArn':%m}}",
                     arn, sls_rest_calls(s, a)));
}

/* {type, authorizerId}: one that stands in the file or elsewhere. */
static struct sls_auth given_authorizer(struct sls *s, const struct doc_node *a, struct str type)
{
    bool pool = is_any(type, "cognito_user_pools", "COGNITO_USER_POOLS");
    return (struct sls_auth){
        .type = pool ? STR("COGNITO_USER_POOLS") : STR("CUSTOM"),
        .id = doc_copy(s->doc, s->doc, doc_get(a, "authorizerId")),
        .scopes = pool ? doc_get(a, "scopes") : NULL};
}

struct sls_auth sls_rest_auth(struct sls *s, const struct doc_node *a)
{
    if (doc_is_null(a))
        return (struct sls_auth){.type = STR("NONE")};
    struct str text = doc_text(a), type = sls_text(a, "type");
    if (is_any(doc_is_map(a) ? type : text, "aws_iam", "AWS_IAM"))
        return (struct sls_auth){.type = STR("AWS_IAM")};
    if (doc_get(a, "authorizerId"))
        return given_authorizer(s, a, type);
    const struct doc_node *arn = doc_is_scalar(a) ? a : doc_get(a, "arn");
    if (!arn && sls_is_call(a))
        arn = a;
    struct str name = doc_is_scalar(a) ? text : sls_text(a, "name");
    struct sls_function *f = sls_function_find(s, name);
    bool pool = is_any(type, "cognito_user_pools", "COGNITO_USER_POOLS") || is_user_pool(s, arn);
    struct sls_auth auth = {.type = pool ? STR("COGNITO_USER_POOLS") : STR("CUSTOM")};
    if (f && (doc_is_scalar(a) || !arn))
        arn = sls_target(s, a, f);
    else
        name = authorizer_name(s, a, arn);
    if (!arn || (doc_is_scalar(arn) && str_chr(doc_text(arn), ':') == STR_NPOS)) {
        sls_open(s, name, "no function or authorizer of this name", a);
        return auth;
    }
    if (pool)
        auth.scopes = doc_get(a, "scopes");
    else
        authorizer_permission(s, a, name, arn);
    auth.id = made_authorizer(s, a, name, arn, pool);
    return auth;
}

/* --- Methods ---------------------------------------------------------------------------------- */

static struct str integration_type(struct str text, bool *lambda)
{
    static const struct {
        const char *word, *type;
        bool lambda;
    } kinds[] = {
        {"lambda-proxy", "AWS_PROXY", true}, {"lambda_proxy", "AWS_PROXY", true},
        {"aws-proxy", "AWS_PROXY", true},    {"aws_proxy", "AWS_PROXY", true},
        {"lambda", "AWS", true},             {"aws", "AWS", false},
        {"http", "HTTP", false},             {"http-proxy", "HTTP_PROXY", false},
        {"http_proxy", "HTTP_PROXY", false}, {"mock", "MOCK", false},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_iis(text, kinds[i].word)) {
            *lambda = kinds[i].lambda;
            return str_from(kinds[i].type);
        }
    }
    *lambda = true;
    return STR("AWS_PROXY");
}

struct str sls_method_id(struct sls *s, struct str path_norm, struct str method)
{
    return ARENA_JOIN(s->arena, STR("ApiGatewayMethod"), path_norm,
                      sls_upper(s->arena, arena_lower(s->arena, method)));
}

void sls_preflight(struct sls *s, const struct doc_node *at, const struct doc_node *resource,
                   struct str norm)
{
    sls_add(s, sls_method_id(s, norm, STR("options")),
            sls_make(s->doc, at, "{'Type':'AWS::ApiGateway::Method','Properties':{'HttpMethod':"
                                 "'OPTIONS','ResourceId':%n,'RestApiId':%m,'AuthorizationType':"
                                 "'NONE','ApiKeyRequired':false,'Integration':{'Type':'MOCK'}}}",
                     resource, sls_rest_api(s, at)));
}

/* Does the request have to carry anything? {name: true} or {name: {required: true}}. */
static bool is_checked(const struct doc_node *request)
{
    for (const struct doc_node *c = doc_first(doc_get(request, "parameters")); c; c = c->next)
        for (const struct doc_node *p = doc_is_map(c) ? doc_first(c) : NULL; p; p = p->next)
            if (doc_is_map(p) ? sls_is(doc_get(p, "required"), true) : sls_is(p, false))
                return true;
    return doc_get(request, "schemas") || doc_get(request, "schema");
}

static struct doc_node *validator(struct sls *s, const struct doc_node *request)
{
    if (!is_checked(request))
        return NULL;
    struct str id = ARENA_JOIN(s->arena, STR("ApiGateway"), sls_alnum(s->arena, s->service),
                               STR("RequestValidator"));
    sls_add(s, id, sls_make(s->doc, request, "{'Type':'AWS::ApiGateway::RequestValidator',"
                                             "'Properties':{'RestApiId':%m,'ValidateRequestBody':"
                                             "true,'ValidateRequestParameters':true}}",
                            sls_rest_api(s, request)));
    return sls_make(s->doc, request, "{'Ref':%s}", id);
}

struct integration {
    struct str type;
    bool lambda; /* a function answers */
};

static struct integration integration_of(const struct doc_node *e)
{
    struct integration i = {.type = STR("AWS"), .lambda = true};
    struct str text = sls_text(e, "integration");
    if (!str_empty(text) || !sls_is(doc_get(e, "async"), false))
        i.type = integration_type(doc_is_map(doc_get(e, "integration")) ? STR("lambda") : text,
                                  &i.lambda);
    return i;
}

static void one_method(struct sls *s, struct sls_function *f, const struct doc_node *e,
                       struct str method, struct str path)
{
    struct str norm;
    struct doc_node *resource = sls_rest_resource(s, e, path, &norm);
    struct sls_auth auth = sls_rest_auth(s, doc_get(e, "authorizer"));
    const struct doc_node *request = doc_get(e, "request");
    struct integration i = integration_of(e);
    struct doc_node *uri = NULL;
    if (i.lambda)
        uri = sls_invocation(s, e, sls_target(s, e, f));
    else if (doc_get(request, "uri"))
        uri = doc_copy(s->doc, s->doc, doc_get(request, "uri"));
    struct str verb = str_iis(method, "any") || str_empty(method) ? STR("ANY")
                                                                  : sls_capitals(s->arena, method);
    struct doc_node *key = doc_get(e, "private") ? doc_copy(s->doc, s->doc, doc_get(e, "private"))
                                                 : sls_make(s->doc, e, "false");
    bool asks = i.lambda || str_is(i.type, "AWS");
    bool link = str_iis(sls_text(e, "connectionType"), "vpc-link") ||
                str_iis(sls_text(e, "connectionType"), "vpc_link");
    sls_add(s, sls_method_id(s, norm, verb),
            sls_make(s->doc, e,
                     "{'Type':'AWS::ApiGateway::Method','Properties':{'HttpMethod':%s,'ResourceId':"
                     "%m,'RestApiId':%m,'ApiKeyRequired':%m,'AuthorizationType':%s,"
                     "'AuthorizerId':%m,'AuthorizationScopes':%n,'RequestValidatorId':%m,"
                     "'OperationName':%n,'Integration':{'Type':%s,'IntegrationHttpMethod':%s,"
                     "'Uri':%m,'Credentials':%n,'RequestTemplates':%n,'ConnectionType':%s,"
                     "'ConnectionId':%n}}}",
                     verb, doc_copy(s->doc, s->doc, resource), sls_rest_api(s, e), key, auth.type,
                     auth.id, auth.scopes, validator(s, request), doc_get(e, "operationId"),
                     i.type, asks ? STR("POST") : str_is(verb, "ANY") ? STR_NONE : verb, uri,
                     doc_get(e, "credentials"), doc_get(request, "template"),
                     link ? STR("VPC_LINK") : STR_NONE, doc_get(e, "connectionId")));
    if (sls_is(doc_get(e, "cors"), doc_is_map(doc_get(e, "cors"))))
        sls_preflight(s, e, resource, norm);
    sls_permission(s, f, STR("ApiGateway"), e, "apigateway.amazonaws.com", sls_rest_calls(s, e));
}

void sls_http_event(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str method = sls_text(e, "method"), path = sls_text(e, "path");
    if (doc_is_scalar(e)) {
        path = str_trim(doc_text(e));
        str_cut(&path, ' ', &method);
        path = str_trim(path);
    }
    one_method(s, f, e, method, path);
}
