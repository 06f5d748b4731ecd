/* SPDX-License-Identifier: MIT */
/* serverless_http.c - `http` (REST API) events and what REST APIs are made of. */
#include "serverless_http.h"

static const struct doc_node *api_setting(const struct sls *s, const char *name)
{
    return doc_get(doc_get(s->provider, "apiGateway"), name);
}

struct doc_node *sls_invocation(struct sls *s, const struct doc_node *at,
                                const struct doc_node *function_arn)
{
    return sls_make(s->doc, at, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':apigateway:',"
                                "{'Ref':'AWS::Region'},':lambda:path/2015-03-31/functions/',%n,"
                                "'/invocations']]}", function_arn);
}

/* --- Keys and usage plan ---------------------------------------------------------------------- */

static void api_keys(struct sls *s)
{
    const struct doc_node *keys = api_setting(s, "apiKeys"), *plan = api_setting(s, "usagePlan");
    keys = keys ? keys : doc_get(s->provider, "apiKeys");
    plan = plan ? plan : doc_get(s->provider, "usagePlan");
    if (!doc_is_list(keys) && !doc_is_map(plan))
        return;
    sls_add(s, STR("ApiGatewayUsagePlan"),
            sls_make(s->doc, plan ? plan : keys,
                     "{'Type':'AWS::ApiGateway::UsagePlan','Properties':{'ApiStages':[{'ApiId':"
                     "{'Ref':'ApiGatewayRestApi'},'Stage':'%s'}],'UsagePlanName':'%s-%s'}}",
                     s->stage, s->service, s->stage));
    unsigned i = 0;
    for (const struct doc_node *c = doc_first(keys); c; c = c->next) {
        const struct doc_node *name = doc_is_map(c) ? doc_get(c, "name") : c;
        struct str id = arena_printf(s->arena, "ApiGatewayApiKey%u", ++i);
        sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::ApiGateway::ApiKey','Properties':{"
                                           "'Enabled':true,'Name':%n,'Value':%n}}",
                                name, doc_get(c, "value")));
        sls_add(s, arena_printf(s->arena, "ApiGatewayUsagePlanKey%u", i),
                sls_make(s->doc, c, "{'Type':'AWS::ApiGateway::UsagePlanKey','Properties':{"
                                    "'KeyId':{'Ref':%s},'KeyType':'API_KEY','UsagePlanId':"
                                    "{'Ref':'ApiGatewayUsagePlan'}}}", id));
    }
}

/* --- The API and its paths -------------------------------------------------------------------- */

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
    struct str type = sls_text(s->provider, "endpointType");
    const struct doc_node *name = doc_get(s->provider, "apiName");
    sls_add(s, STR("ApiGatewayRestApi"),
            sls_make(s->doc, at,
                     "{'Type':'AWS::ApiGateway::RestApi','Properties':{'Name':%m,"
                     "'EndpointConfiguration':{'Types':[%s],'VpcEndpointIds':%n},'Policy':%m,"
                     "'DisableExecuteApiEndpoint':%n}}",
                     name ? doc_copy(s->doc, s->doc, name)
                          : sls_make(s->doc, at, "'%s-%s'", s->stage, s->service),
                     str_empty(type) ? STR("EDGE") : type, doc_get(s->provider, "vpcEndpointIds"),
                     policy ? sls_make(s->doc, policy, "{'Version':'2012-10-17','Statement':%n}",
                                       policy) : NULL,
                     api_setting(s, "disableDefaultEndpoint")));
    sls_add(s, STR("ApiGatewayDeployment"),
            sls_make(s->doc, at, "{'Type':'AWS::ApiGateway::Deployment','Properties':{'RestApiId':"
                                 "{'Ref':'ApiGatewayRestApi'},'StageName':%s}}", s->stage));
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

/* The last part of an ARN's name, or what a reference names. */
static struct str authorizer_name(struct sls *s, const struct doc_node *a,
                                  const struct doc_node *arn)
{
    struct str name = sls_text(a, "name");
    if (!str_empty(name))
        return name;
    struct str text = doc_text(arn);
    size_t cut = str_rchr(text, '/');
    if (cut == STR_NPOS)
        cut = str_rchr(text, ':');
    return doc_is_scalar(arn) ? str_from_at(text, cut == STR_NPOS ? 0 : cut + 1)
                              : sls_source_name(s, arn);
}

struct sls_auth sls_rest_auth(struct sls *s, const struct doc_node *a)
{
    struct sls_auth auth = {.type = STR("NONE")};
    if (doc_is_null(a))
        return auth;
    struct str text = doc_text(a), type = sls_text(a, "type");
    if (is_any(doc_is_map(a) ? type : text, "aws_iam", "AWS_IAM"))
        return (struct sls_auth){.type = STR("AWS_IAM")};
    const struct doc_node *id = doc_get(a, "authorizerId");
    auth.scopes = doc_get(a, "scopes");
    bool pool_type = is_any(type, "cognito_user_pools", "COGNITO_USER_POOLS");
    if (id) {
        auth.type = pool_type ? STR("COGNITO_USER_POOLS") : STR("CUSTOM");
        auth.id = doc_copy(s->doc, s->doc, id);
        return auth;
    }
    const struct doc_node *arn = doc_is_scalar(a) ? a : doc_get(a, "arn");
    if (!arn && (doc_get(a, "Fn::GetAtt") || doc_get(a, "Ref")))
        arn = a;
    struct str name = doc_is_scalar(a) ? text : sls_text(a, "name");
    struct sls_function *f = sls_function_find(s, name);
    bool pool = pool_type || is_user_pool(s, arn);
    if (f && (doc_is_scalar(a) || !arn)) {
        arn = sls_arn(s, a, f->id);
        sls_permission(s, f, STR("ApiGateway"), a, "apigateway.amazonaws.com", NULL);
    } else {
        name = authorizer_name(s, a, arn);
    }
    if (!arn || (doc_is_scalar(arn) && str_chr(doc_text(arn), ':') == STR_NPOS)) {
        sls_open(s, name, "no function or authorizer of this name", a);
        auth.type = STR("CUSTOM");
        return auth;
    }
    auth.type = pool ? STR("COGNITO_USER_POOLS") : STR("CUSTOM");
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

static struct str in_capitals(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        out[i] = s.ptr[i] >= 'a' && s.ptr[i] <= 'z' ? (char)(s.ptr[i] - 'a' + 'A') : s.ptr[i];
    return (struct str){out, s.len};
}

struct str sls_method_id(struct sls *s, struct str path_norm, struct str method)
{
    char *low = arena_alloc(s->arena, method.len + 1);
    for (size_t i = 0; i < method.len; i++)
        low[i] = str_lower(method.ptr[i]);
    return ARENA_JOIN(s->arena, STR("ApiGatewayMethod"), path_norm,
                      sls_alnum(s->arena, (struct str){low, method.len}));
}

static void preflight(struct sls *s, const struct doc_node *at, struct doc_node *resource,
                      struct str norm)
{
    sls_add(s, sls_method_id(s, norm, STR("options")),
            sls_make(s->doc, at, "{'Type':'AWS::ApiGateway::Method','Properties':{'HttpMethod':"
                                 "'OPTIONS','ResourceId':%n,'RestApiId':%m,'AuthorizationType':"
                                 "'NONE','ApiKeyRequired':false,'Integration':{'Type':'MOCK'}}}",
                     resource, sls_rest_api(s, at)));
}

static void one_method(struct sls *s, struct sls_function *f, const struct doc_node *e,
                       struct str method, struct str path)
{
    struct str norm;
    struct doc_node *resource = sls_rest_resource(s, e, path, &norm);
    struct sls_auth auth = sls_rest_auth(s, doc_get(e, "authorizer"));
    const struct doc_node *request = doc_get(e, "request");
    bool lambda;
    struct str type = integration_type(doc_is_map(doc_get(e, "integration"))
                                           ? STR("lambda")
                                           : sls_text(e, "integration"), &lambda);
    const struct doc_node *schemas = doc_get(request, "schemas");
    schemas = schemas ? schemas : doc_get(request, "schema");
    struct doc_node *uri = NULL;
    if (lambda)
        uri = sls_invocation(s, e, sls_arn(s, e, f->id));
    else if (doc_get(request, "uri"))
        uri = doc_copy(s->doc, s->doc, doc_get(request, "uri"));
    struct str verb = str_iis(method, "any") || str_empty(method) ? STR("ANY")
                                                                  : in_capitals(s->arena, method);
    if (schemas)
        sls_add(s, STR("ApiGatewayRequestValidator"),
                sls_make(s->doc, schemas, "{'Type':'AWS::ApiGateway::RequestValidator','Properties'"
                                          ":{'RestApiId':%m,'ValidateRequestBody':true,"
                                          "'ValidateRequestParameters':true}}",
                         sls_rest_api(s, e)));
    struct doc_node *key = doc_get(e, "private") ? doc_copy(s->doc, s->doc, doc_get(e, "private"))
                                                 : sls_make(s->doc, e, "false");
    struct doc_node *validator =
        schemas ? sls_make(s->doc, e, "{'Ref':'ApiGatewayRequestValidator'}") : NULL;
    bool asks = lambda || str_is(type, "AWS");
    sls_add(s, sls_method_id(s, norm, verb),
            sls_make(s->doc, e,
                     "{'Type':'AWS::ApiGateway::Method','Properties':{'HttpMethod':%s,'ResourceId':"
                     "%m,'RestApiId':%m,'ApiKeyRequired':%m,'AuthorizationType':%s,"
                     "'AuthorizerId':%m,'AuthorizationScopes':%n,'RequestValidatorId':%m,"
                     "'OperationName':%n,'Integration':{'Type':%s,'IntegrationHttpMethod':%s,"
                     "'Uri':%m,'Credentials':%n,'RequestTemplates':%n,'ConnectionType':%s,"
                     "'ConnectionId':%n}}}",
                     verb, doc_copy(s->doc, s->doc, resource), sls_rest_api(s, e), key, auth.type,
                     auth.id, auth.scopes, validator, doc_get(e, "operationId"), type,
                     asks ? STR("POST") : str_is(verb, "ANY") ? STR_NONE : verb, uri,
                     doc_get(e, "credentials"), doc_get(request, "template"),
                     str_iis(sls_text(e, "connectionType"), "vpc-link") ? STR("VPC_LINK")
                                                                        : STR_NONE,
                     doc_get(e, "connectionId")));
    if (sls_is(doc_get(e, "cors"), doc_is_map(doc_get(e, "cors"))))
        preflight(s, e, resource, norm);
    if (lambda)
        sls_permission(s, f, STR("ApiGateway"), e, "apigateway.amazonaws.com",
                       sls_make(s->doc, e, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},"
                                           "':execute-api:',{'Ref':'AWS::Region'},':',"
                                           "{'Ref':'AWS::AccountId'},':',%m,'/*/*']]}",
                                sls_rest_api(s, e)));
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
