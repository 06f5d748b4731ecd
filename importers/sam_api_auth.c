/* SPDX-License-Identifier: MIT */
/* sam_api_auth.c - Auth of APIs: authorizers become security schemes, DefaultAuthorizer and what
 * an event says become the security of each method. */
#include "sam.h"

bool sam_says_no(struct sam *s, const struct doc_node *n)
{
    struct str text;
    return n && sam_text(s, n, &text) && (str_iis(text, "false") || str_iis(text, "no"));
}

struct doc_node *sam_api_security(struct sam *s, const struct sam_api *api,
                                  const struct doc_node *event_auth, const struct doc_node *at)
{
    const struct doc_node *auth = doc_get(api->item->props, "Auth"),
                          *named = doc_get(event_auth, "Authorizer"),
                          *usual = doc_get(auth, "DefaultAuthorizer"),
                          *key = doc_get(event_auth, "ApiKeyRequired"),
                          *scopes = doc_get(event_auth, "AuthorizationScopes");
    struct str name = STR_NONE;
    if (!sam_text(s, named ? named : usual, &name))
        name = STR_NONE;
    bool open = str_is(name, "NONE");
    bool by_key = !api->http && (sam_true(s, key) ||
                                 (sam_true(s, doc_get(auth, "ApiKeyRequired")) &&
                                  !sam_says_no(s, key)));
    struct doc_node *list = sam_make(s, named ? named : usual ? usual : at, "[]");
    const struct doc_node *authorizer = doc_get_str(doc_get(auth, "Authorizers"), name);
    if (!scopes)
        scopes = doc_get(authorizer, "AuthorizationScopes");
    if (!str_empty(name) && !open)
        doc_append(list, sam_make(s, list, "{%s:%n}", name,
                                  doc_is_list(scopes) ? sam_copy(s, scopes)
                                                      : sam_make(s, list, "[]")));
    else if (open && !api->http)
        doc_append(list, sam_make(s, list, "{'NONE':[]}"));
    if (by_key)
        doc_append(list, sam_make(s, list, "{'api_key':[]}"));
    return list->count ? list : NULL;
}

struct doc_node *sam_options_security(struct sam *s, const struct sam_api *api,
                                      const struct doc_node *at)
{
    const struct doc_node *auth = doc_get(api->item->props, "Auth"),
                          *usual = doc_get(auth, "DefaultAuthorizer");
    struct doc_node *list = sam_make(s, at, "[]");
    if (api->http)
        return NULL;
    if (doc_is_scalar(usual) &&
        !sam_says_no(s, doc_get(auth, "AddDefaultAuthorizerToCorsPreflight")))
        doc_append(list, sam_make(s, usual, "{%s:[]}", usual->text));
    if (sam_true(s, doc_get(auth, "ApiKeyRequired")) &&
        !sam_says_no(s, doc_get(auth, "AddApiKeyRequiredToCorsPreflight")))
        doc_append(list, sam_make(s, list, "{'api_key':[]}"));
    return list->count ? list : NULL;
}

struct doc_node *sam_schemes(struct sam *s, struct sam_api *api)
{
    if (doc_get(api->body, "swagger") || !doc_get(api->body, "openapi"))
        return sam_need(s, api->body, "securityDefinitions", DOC_MAP);
    return sam_need(s, sam_need(s, api->body, "components", DOC_MAP), "securitySchemes", DOC_MAP);
}

void sam_authorizer_permission(struct sam *s, const struct sam_api *api, struct str name,
                               const struct doc_node *authorizer)
{
    sam_emit(s, api->item, SAM_JOIN(s, api->item->id, name, STR("AuthorizerPermission")),
             authorizer, "AWS::Lambda::Permission",
             sam_make(s, authorizer, "{'Action':'lambda:InvokeFunction','FunctionName':%n,"
                      "'Principal':'apigateway.amazonaws.com','SourceArn':{'Fn::Sub':["
                      "'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
                      "authorizers/*',{'__ApiId__':{'Ref':%s}}]}}",
                      sam_copy(s, doc_get(authorizer, "FunctionArn")), api->item->id));
}

/* --- REST ---- */

/* "method.request.header.A, context.b": all that the authorizer's answer depends on. */
static struct doc_node *identity_source(struct sam *s, const struct doc_node *identity)
{
    static const struct {
        const char *member, *prefix;
    } rows[] = {
        {"Headers", "method.request.header."},
        {"QueryStrings", "method.request.querystring."},
        {"StageVariables", "stageVariables."},
        {"Context", "context."},
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct doc_node *list = doc_get(identity, rows[i].member);
        for (const struct doc_node *c = doc_is_list(list) ? doc_first(list) : NULL; c;
             c = c->next) {
            if (out.len)
                buf_puts(&out, ", ");
            buf_puts(&out, rows[i].prefix);
            buf_add(&out, doc_text(c));
        }
    }
    struct doc_node *n = out.len ? sam_text_node(s, identity, buf_str(&out)) : NULL;
    buf_release(&out);
    return n;
}

static struct doc_node *function_scheme(struct sam *s, const struct doc_node *a)
{
    const struct doc_node *identity = doc_get(a, "Identity"), *header = doc_get(identity, "Header"),
                          *role = doc_get(a, "FunctionInvokeRole");
    bool request = sam_is(doc_get(a, "FunctionPayloadType"), "REQUEST");
    struct str name = doc_is_scalar(header) ? header->text : STR("Authorization");
    struct doc_node *authorizer =
        sam_make(s, a, "{'type':%z,'authorizerUri':{'Fn::Sub':['arn:aws:apigateway:${AWS::Region}:"
                 "lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations',"
                 "{'__FunctionArn__':%n}]},'authorizerResultTtlInSeconds':%n,"
                 "'identityValidationExpression':%n,'authorizerCredentials':%n,"
                 "'identitySource':%n}",
                 request ? "request" : "token", sam_copy(s, doc_get(a, "FunctionArn")),
                 sam_copy(s, doc_get(identity, "ReauthorizeEvery")),
                 sam_copy(s, doc_get(identity, "ValidationExpression")),
                 role && !sam_is(role, "NONE") ? sam_copy(s, role) : NULL,
                 request ? identity_source(s, identity) : NULL);
    return sam_make(s, a, "{'type':'apiKey','name':%s,'in':'header',"
                    "'x-amazon-apigateway-authtype':'custom',"
                    "'x-amazon-apigateway-authorizer':%n}",
                    request ? STR("Unused") : name, authorizer);
}

static struct doc_node *pool_scheme(struct sam *s, const struct doc_node *a)
{
    const struct doc_node *pool = doc_get(a, "UserPoolArn"),
                          *header = doc_path(a, "Identity.Header");
    struct str name = doc_is_scalar(header) ? header->text : STR("Authorization");
    struct doc_node *pools = doc_is_list(pool) ? sam_copy(s, pool)
                                               : sam_make(s, a, "[%n]", sam_copy(s, pool));
    return sam_make(s, a, "{'type':'apiKey','name':%s,'in':'header','x-amazon-apigateway-authtype':"
                    "'cognito_user_pools','x-amazon-apigateway-authorizer':{'type':"
                    "'cognito_user_pools','providerARNs':%n}}", name, pools);
}

/* AWS_IAM or api_key stands in the security of some method. */
static bool used(const struct sam_api *api, const char *scheme)
{
    for (const struct doc_node *path = doc_first(api->paths); path; path = path->next) {
        for (const struct doc_node *m = doc_first(path); m; m = m->next) {
            const struct doc_node *list = doc_get(m, "security");
            if (doc_get(m, "Fn::If"))
                list = doc_get(doc_at(doc_get(m, "Fn::If"), 1), "security");
            for (const struct doc_node *c = doc_first(list); c; c = c->next)
                if (doc_get(c, scheme))
                    return true;
        }
    }
    return false;
}

/* One of the alternatives names a scheme that is an authorizer of Auth, AWS_IAM or NONE (an
 * authorizer is said), or an API key. */
static bool says(const struct sam_api *api, const struct doc_node *list, bool key)
{
    const struct doc_node *own = doc_path(api->item->props, "Auth.Authorizers");
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        for (const struct doc_node *m = doc_is_map(c) ? doc_first(c) : NULL; m; m = m->next)
            if (key ? str_is(m->key, "api_key")
                    : str_is(m->key, "NONE") || str_is(m->key, "AWS_IAM") ||
                          doc_get_str(own, m->key))
                return true;
    return false;
}

/* What the method demands stays; the authorizer or the key that it does not name is added. */
static void secure_method(struct sam *s, const struct sam_api *api, struct doc_node *m)
{
    struct doc_node *there = sam_member(m, "security"),
                    *usual = str_is(m->key, "options") ? sam_options_security(s, api, m)
                                                       : sam_api_security(s, api, NULL, m);
    if (!there || !doc_is_list(there)) {
        sam_put(s, m, "security", usual);
        return;
    }
    bool said[2] = {says(api, there, false), says(api, there, true)};
    for (const struct doc_node *c = doc_first(usual); c; c = c->next)
        if (!said[doc_get(c, "api_key") != NULL])
            doc_append(there, sam_copy(s, c));
}

static void secure_methods(struct sam *s, struct sam_api *api, struct doc_node *path)
{
    for (struct doc_node *m = doc_is_map(path) ? path->head : NULL; m; m = m->next)
        if (doc_is_map(m) && doc_get(m, "x-amazon-apigateway-integration"))
            secure_method(s, api, m);
}

/* A path, or both branches of the Fn::If that it is. */
static void secure_path(struct sam *s, struct sam_api *api, struct doc_node *path)
{
    struct doc_node *either = sam_member(path, "Fn::If");
    secure_methods(s, api, path);
    for (struct doc_node *c = doc_is_list(either) ? either->head : NULL; c; c = c->next)
        secure_methods(s, api, c);
}

/* An API with a body of its own: DefaultAuthorizer holds for the methods that say nothing. */
static void default_of_body(struct sam *s, struct sam_api *api)
{
    const struct doc_node *auth = doc_get(api->item->props, "Auth");
    if (!api->paths || (!doc_get(auth, "DefaultAuthorizer") && !doc_get(auth, "ApiKeyRequired")))
        return;
    for (struct doc_node *path = api->paths->head; path; path = path->next)
        secure_path(s, api, path);
}

void sam_rest_auth(struct sam *s, struct sam_api *api)
{
    const struct doc_node *auth = doc_get(api->item->props, "Auth"),
                          *list = doc_get(auth, "Authorizers"),
                          *policy = doc_get(auth, "ResourcePolicy");
    if (api->own_body)
        default_of_body(s, api);
    for (const struct doc_node *a = doc_is_map(list) ? doc_first(list) : NULL; a; a = a->next) {
        if (doc_get(a, "UserPoolArn"))
            sam_put_str(s, sam_schemes(s, api), a->key, pool_scheme(s, a));
        else if (doc_get(a, "FunctionArn"))
            sam_put_str(s, sam_schemes(s, api), a->key, function_scheme(s, a));
        else
            sam_unresolved(s, a, a->key, "what this authorizer asks is not known");
        if (doc_get(a, "FunctionArn") && !doc_get(a, "UserPoolArn") &&
            !sam_true(s, doc_get(a, "DisableFunctionDefaultPermissions")))
            sam_authorizer_permission(s, api, a->key, a);
    }
    if (used(api, "AWS_IAM") && !doc_get(sam_schemes(s, api), "AWS_IAM"))
        sam_put(s, sam_schemes(s, api), "AWS_IAM",
                sam_make(s, auth ? auth : api->item->node,
                         "{'type':'apiKey','name':'Authorization','in':'header',"
                         "'x-amazon-apigateway-authtype':'awsSigv4'}"));
    if (used(api, "api_key") && !doc_get(sam_schemes(s, api), "api_key"))
        sam_put(s, sam_schemes(s, api), "api_key",
                sam_make(s, auth ? auth : api->item->node,
                         "{'type':'apiKey','name':'x-api-key','in':'header'}"));
    if (doc_is_map(policy))
        sam_resource_policy(s, api, policy, STR_NONE, doc_get(api->item->props, "StageName"));
}
