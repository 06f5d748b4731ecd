/* SPDX-License-Identifier: MIT */
/* sam_event_api.c - events of type Api and HttpApi: a method of the API's body, and the permission
 * that the API may call the function. */
#include "sam.h"

static struct str upper(struct sam *s, struct str text)
{
    char *out = arena_bytes(s->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        out[i] = (char)(text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? text.ptr[i] - 32 : text.ptr[i]);
    return (struct str){out, text.len};
}

static bool is_any(struct str method)
{
    return str_iis(method, "any") || str_is(method, "*");
}

/* "/a/" -> "/a" */
static struct str bare(struct str path)
{
    return path.len > 1 && str_ends(path, STR("/")) ? str_sub(path, 0, path.len - 1) : path;
}

/* The length of {id} or {proxy+} at the start of text; 0: something else stands there. */
static size_t placeholder(struct str text)
{
    size_t i = 1;
    while (i < text.len && (sam_alnum(str_sub(text, i, 1)) || text.ptr[i] == '.' ||
                            text.ptr[i] == '_' || text.ptr[i] == '-'))
        i++;
    if (i > 1 && i < text.len && text.ptr[i] == '+')
        i++;
    return i > 1 && i < text.len && text.ptr[i] == '}' ? i + 1 : 0;
}

struct str sam_wild_path(struct sam *s, struct str path)
{
    struct buf out = {0};
    for (size_t i = 0; i < path.len; i++) {
        size_t skip = path.ptr[i] == '{' ? placeholder(str_from_at(path, i)) : 0;
        if (skip) {
            i += skip - 1;
            buf_putc(&out, '*');
        } else {
            buf_putc(&out, path.ptr[i]);
        }
    }
    struct str text = arena_str(s->arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static struct doc_node *source_arn(const struct sam_event *e, struct str tail,
                                   const struct doc_node *api)
{
    return sam_make(e->s, e->at, "{'Fn::Sub':[%s,{'__ApiId__':%n,'__Stage__':'*'}]}",
                    SAM_JOIN(e->s, STR("arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:"
                                       "${__ApiId__}/${__Stage__}/"), tail),
                    sam_copy(e->s, api));
}

/* What the event says of its API: {Ref: ..} also where it said a name, or nothing. */
static const struct doc_node *api_ref(struct sam_event *e, const struct sam_api *api,
                                      const struct doc_node *given)
{
    return given ? given : sam_make(e->s, e->at, "{'Ref':%s}", api->item->id);
}

/* An API that is none of SAM's has its methods itself; one of another template is not known. */
static void elsewhere(const struct sam_event *e, const struct doc_node *api)
{
    if (!doc_get_str(e->s->resources, sam_ref(api, true)))
        sam_unresolved(e->s, api ? api : e->at, e->name,
                       "the API of the event is not in this template");
}

/* --- REST ---- */

/* By whose rights API Gateway calls the function: with AWS_IAM, the caller's if nothing is said. */
static struct doc_node *credentials(struct sam_event *e, const struct sam_api *api,
                                    const struct doc_node *auth)
{
    struct sam *s = e->s;
    const struct doc_node *of_api = doc_get(api->item->props, "Auth"),
                          *named = doc_get(auth, "Authorizer"), *role = doc_get(auth, "InvokeRole");
    if (!named)
        named = doc_get(of_api, "DefaultAuthorizer");
    if (!role)
        role = doc_get(of_api, "InvokeRole");
    if (!sam_is(named, "AWS_IAM") || sam_is(role, "NONE"))
        return NULL;
    if (!role || sam_is(role, "CALLER_CREDENTIALS"))
        return sam_make(s, e->at, "'arn:aws:iam::*:user/*'");
    return sam_copy(s, role);
}

static struct doc_node *validation(struct sam_event *e, struct doc_node *method)
{
    struct sam *s = e->s;
    const struct doc_node *model = doc_get(e->props, "RequestModel"),
                          *name = doc_get(model, "Model");
    const struct doc_node *of_body = doc_get(model, "ValidateBody"),
                          *of_params = doc_get(model, "ValidateParameters");
    bool body = sam_true(s, of_body), params = sam_true(s, of_params);
    if (!name)
        return method;
    sam_put(s, method, "parameters",
            sam_make(s, model, "[{'in':'body','name':%n,'schema':{'$ref':%s}}]",
                     sam_copy(s, name), SAM_JOIN(s, STR("#/definitions/"), doc_text(name))));
    if (of_body || of_params)
        sam_put(s, method, "x-amazon-apigateway-request-validator",
                sam_text_node(s, model, body && params ? STR("body-and-params")
                                        : body         ? STR("body-only")
                                        : params       ? STR("params-only")
                                                       : STR("no-validation")));
    return method;
}

/* The role by which API Gateway starts the state machine. */
static struct doc_node *machine_method(struct sam_event *e)
{
    struct sam *s = e->s;
    struct str role = SAM_JOIN(s, e->id, STR("Role"));
    sam_emit(s, e->owner, role, e->at, "AWS::IAM::Role",
             sam_make(s, e->at, "{'AssumeRolePolicyDocument':%n,'Policies':[{'PolicyName':%s,"
                      "'PolicyDocument':{'Statement':[{'Action':'states:StartExecution',"
                      "'Effect':'Allow','Resource':{'Ref':%s}}]}}],'PermissionsBoundary':%n}",
                      sam_trust(s, e->at, "apigateway.amazonaws.com"),
                      SAM_JOIN(s, role, STR("StartExecutionPolicy")), e->target,
                      sam_copy(s, doc_get(e->owner->props, "PermissionsBoundary"))));
    struct str request = SAM_JOIN(s, STR("{\"input\": \"$util.escapeJavaScript($input.json('$'))\""
                                         ", \"stateMachineArn\": \"${"), e->target, STR("}\"}"));
    return sam_make(s, e->at, "{'responses':{},'x-amazon-apigateway-integration':{'type':'aws',"
                    "'httpMethod':'POST','uri':{'Fn::Sub':'arn:${AWS::Partition}:apigateway:"
                    "${AWS::Region}:states:action/StartExecution'},'credentials':"
                    "{'Fn::GetAtt':[%s,'Arn']},'requestTemplates':{'application/json':"
                    "{'Fn::Sub':%s}}}}", role, request);
}

static struct doc_node *function_method(struct sam_event *e, const struct sam_api *api,
                                        const struct doc_node *auth)
{
    struct doc_node *method =
        sam_make(e->s, e->at, "{'x-amazon-apigateway-integration':{'type':'aws_proxy',"
                 "'httpMethod':'POST','uri':%n,'credentials':%n,'timeoutInMillis':%n},"
                 "'responses':{}}", sam_invoke_uri(e), credentials(e, api, auth),
                 sam_copy(e->s, doc_get(e->props, "TimeoutInMillis")));
    return validation(e, method);
}

static struct str stage_suffix(const struct sam_api *api)
{
    const struct doc_node *stage = doc_get(api->item->props, "StageName");
    return doc_is_scalar(stage) ? stage->text : STR("Stage");
}

void sam_event_api(struct sam_event *e)
{
    struct sam *s = e->s;
    const struct doc_node *given = doc_get(e->props, "RestApiId"),
                          *auth = doc_get(e->props, "Auth");
    struct sam_api *api = sam_api_of(s, given, false);
    struct str path, method;
    if (!sam_text(s, doc_get(e->props, "Path"), &path) ||
        !sam_text(s, doc_get(e->props, "Method"), &method)) {
        sam_unresolved(s, e->at, e->name, "the event has no path and method that are known");
        return;
    }
    const struct doc_node *id = api ? api_ref(e, api, given) : given;
    if (!e->machine)
        sam_permission(e, e->id, api ? stage_suffix(api) : STR("AllStages"),
                       "apigateway.amazonaws.com",
                       source_arn(e, SAM_JOIN(s, is_any(method) ? STR("*") : upper(s, method),
                                              sam_wild_path(s, bare(path))), id), NULL, NULL);
    if (!api) {
        elsewhere(e, given);
        return;
    }
    if (!api->own_body) {
        struct doc_node *value = e->machine ? machine_method(e) : function_method(e, api, auth);
        sam_put(s, value, "security", sam_api_security(s, api, auth, e->at));
        sam_api_method(s, api, e, path, method, value);
    } else if (sam_true(s, doc_get(auth, "OverrideApiAuth"))) {
        struct doc_node *item = (struct doc_node *)(uintptr_t)doc_get_str(api->paths, path);
        sam_put(s, (struct doc_node *)(uintptr_t)doc_get_str(item, arena_lower(s->arena, method)), "security",
                sam_api_security(s, api, auth, e->at));
    }
}

/* A policy is about all methods of the event's path, so all events must have been read before. */
static void event_policy(struct sam *s, const struct doc_node *event)
{
    const struct doc_node *props = doc_get(event, "Properties"),
                          *policy = doc_path(props, "Auth.ResourcePolicy");
    struct sam_api *api = sam_is(doc_get(event, "Type"), "Api") && doc_is_map(policy)
                              ? sam_api_of(s, doc_get(props, "RestApiId"), false)
                              : NULL;
    struct str path;
    if (api && sam_text(s, doc_get(props, "Path"), &path) && !str_empty(path))
        sam_resource_policy(s, api, policy, path,
                            sam_text_node(s, policy, stage_suffix(api)));
}

void sam_event_policies(struct sam *s)
{
    for (size_t i = 0; i < s->item_count; i++) {
        const struct doc_node *events = doc_get(s->items[i].props, "Events");
        for (const struct doc_node *c = doc_is_map(events) ? doc_first(events) : NULL; c;
             c = c->next)
            event_policy(s, c);
    }
}

/* --- HTTP ---- */

/* Path and method of an event; without them it is the route $default. */
static void http_place(struct sam *s, const struct doc_node *props, struct str *path,
                       struct str *method)
{
    if (!sam_text(s, doc_get(props, "Path"), path))
        *path = STR("$default");
    if (!sam_text(s, doc_get(props, "Method"), method))
        *method = STR("any");
}

static struct str usual_key(struct sam *s, const struct sam_item *owner, const struct sam_api *api)
{
    return SAM_JOIN(s, owner->id, STR(" "), api->item->id);
}

void sam_note_usual(struct sam *s, const struct sam_item *owner, const struct doc_node *events)
{
    for (const struct doc_node *c = doc_first(events); c; c = c->next) {
        const struct doc_node *props = doc_get(c, "Properties");
        struct str path, method;
        if (!sam_is(doc_get(c, "Type"), "HttpApi"))
            continue;
        http_place(s, props, &path, &method);
        struct sam_api *api = sam_api_of(s, doc_get(props, "ApiId"), true);
        if (api && str_is(path, "$default") && is_any(method))
            map_set(&s->usual, usual_key(s, owner, api), 1);
    }
}

/* The route $default of the API calls the event's function: by another event of it, or by the
 * API's own body. Then the permission of that is enough. */
static bool default_calls(struct sam_event *e, const struct sam_api *api)
{
    if (api && map_get(&e->s->usual, usual_key(e->s, e->owner, api), NULL))
        return true;
    const struct doc_node *item = api ? doc_get(api->paths, "$default") : NULL,
                          *method = doc_get(item, "x-amazon-apigateway-any-method"),
                          *uri = doc_get(doc_get(method, "x-amazon-apigateway-integration"), "uri");
    return uri && sam_same(uri, sam_invoke_uri(e));
}

/* One that the body has already keeps its integration. */
static struct doc_node *http_method(struct sam_event *e, const struct sam_api *api,
                                    struct str path, struct str method)
{
    struct sam *s = e->s;
    const struct doc_node *version = doc_get(e->props, "PayloadFormatVersion"),
                          *item = doc_get_str(api->paths, path),
                          *there = doc_get_str(item, arena_lower(s->arena, method));
    if (is_any(method) && !there)
        there = doc_get(item, "x-amazon-apigateway-any-method");
    if (doc_get(there, "x-amazon-apigateway-integration"))
        return sam_make(s, e->at, "{}");
    struct doc_node *value =
        sam_make(s, e->at, "{'x-amazon-apigateway-integration':{'type':'aws_proxy','httpMethod':"
                 "'POST','uri':%n,'payloadFormatVersion':%n,'timeoutInMillis':%n},'responses':{}}",
                 sam_invoke_uri(e), version ? sam_copy(s, version) : sam_make(s, e->at, "'2.0'"),
                 sam_copy(s, doc_get(e->props, "TimeoutInMillis")));
    if (str_is(path, "$default"))
        sam_put(s, value, "isDefaultRoute", sam_make(s, e->at, "true"));
    return value;
}

void sam_event_http_api(struct sam_event *e)
{
    struct sam *s = e->s;
    const struct doc_node *given = doc_get(e->props, "ApiId"), *auth = doc_get(e->props, "Auth");
    struct sam_api *api = sam_api_of(s, given, true);
    struct str path, method;
    http_place(s, e->props, &path, &method);
    bool usual = str_is(path, "$default");
    const struct doc_node *id = api ? api_ref(e, api, given) : given;
    struct str verb = is_any(method) ? STR("*") : upper(s, method), where = bare(path);
    struct str tail = usual ? verb : SAM_JOIN(s, verb, sam_wild_path(s, where));
    if (str_is(where, "/$default") && is_any(method))
        tail = STR("$default");
    if (usual || e->by_ref || !default_calls(e, api)) /* of an alias it does not see it */
        sam_permission(e, e->id, STR_NONE, "apigateway.amazonaws.com", source_arn(e, tail, id),
                       NULL, NULL);
    if (!api) {
        elsewhere(e, given);
        return;
    }
    if (!api->paths) /* a body that is not here */
        return;
    struct doc_node *value = http_method(e, api, path, method);
    bool options = str_iis(method, "options") && !doc_get(auth, "Authorizer");
    if (value->count || auth)
        sam_put(s, value, "security", options ? NULL : sam_api_security(s, api, auth, e->at));
    sam_api_method(s, api, e, path, method, value);
}
