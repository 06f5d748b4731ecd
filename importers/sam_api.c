/* SPDX-License-Identifier: MIT */
/* sam_api.c - REST and HTTP APIs: which there are, their bodies, the methods that events add, and
 * what a REST API becomes. */
#include "sam.h"


/* --- Bodies ---- */

/* The file that DefinitionUri names, or what AWS::Include of a DefinitionBody names. */
static struct doc_node *body_file(struct sam *s, const struct doc_node *uri)
{
    struct str text = doc_text(uri), path;
    if (str_empty(text) || str_starts(text, STR("s3://")) ||
        !import_join(s->im, s->folder, text, &path))
        return NULL;
    const struct doc *file = import_load(s->im, path);
    return doc_is_map(doc_root(file)) ? doc_copy(s->out, file, doc_root(file)) : NULL;
}

static struct doc_node *included(struct sam *s, const struct doc_node *body)
{
    const struct doc_node *transform = doc_get(body, "Fn::Transform");
    if (!doc_is_map(transform) || !sam_is(doc_get(transform, "Name"), "AWS::Include"))
        return NULL;
    return body_file(s, doc_path(transform, "Parameters.Location"));
}

static bool is_function(const struct doc_node *n)
{
    return doc_is_map(n) && n->count == 1 && str_starts(doc_first(n)->key, STR("Fn::"));
}

static struct doc_node *new_body(struct sam *s, const struct sam_api *api)
{
    const struct doc_node *at = api->item->node;
    struct str version;
    if (api->http)
        return sam_make(s, at, "{'openapi':'3.0.1','info':{'version':'1.0','title':"
                        "{'Ref':'AWS::StackName'}},'paths':{}}");
    if (sam_text(s, doc_get(api->item->props, "OpenApiVersion"), &version) &&
        str_starts(version, STR("3")))
        return sam_make(s, at, "{'openapi':%s,'info':{'version':'1.0','title':"
                        "{'Ref':'AWS::StackName'}},'paths':{}}", version);
    return sam_make(s, at, "{'swagger':'2.0','info':{'version':'1.0','title':"
                    "{'Ref':'AWS::StackName'}},'paths':{}}");
}

static void add_api(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *body = doc_get(item->props, "DefinitionBody"),
                          *uri = doc_get(item->props, "DefinitionUri");
    struct sam_api *api = &s->apis[s->api_count++];
    *api = (struct sam_api){.item = item, .own_body = body || uri,
                            .http = str_is(item->type, "AWS::Serverless::HttpApi")};
    if (doc_is_map(body))
        api->body = included(s, body);
    if (doc_is_map(body) && !api->body)
        api->body = sam_copy(s, body);
    else if (uri && !api->body)
        api->body = body_file(s, uri);
    else if (!api->own_body)
        api->body = new_body(s, api);
    bool merge = sam_true(s, doc_get(item->props, "MergeDefinitions"));
    /* What an intrinsic gives stays as it is; events are not merged into a body without paths. */
    if (!is_function(api->body) && (!merge || doc_is_map(doc_get(api->body, "paths"))))
        api->paths = sam_need(s, api->body, "paths", DOC_MAP);
    if (merge)
        api->own_body = false;
}

/* --- Which there are ---- */

/* Functions and state machines with events of a type that name no API: how many, and how many
 * different conditions they stand under (none counts as 0 in *always). */
struct implicit {
    const char *type, *member;
    size_t events;
    bool always;
    const struct doc_node *at; /* the first event */
    struct doc_node *conditions;
    struct doc_node *tags; /* that owners of the events propagate */
};

static void count_events(struct sam *s, struct implicit *w)
{
    for (size_t i = 0; i < s->item_count; i++) {
        const struct sam_item *item = &s->items[i];
        const struct doc_node *events = doc_get(item->props, "Events");
        if (!str_is(item->type, "AWS::Serverless::Function") &&
            !str_is(item->type, "AWS::Serverless::StateMachine"))
            continue;
        for (const struct doc_node *c = doc_is_map(events) ? doc_first(events) : NULL; c;
             c = c->next) {
            if (!sam_is(doc_get(c, "Type"), w->type) ||
                doc_get(doc_get(c, "Properties"), w->member))
                continue;
            if (!w->events++)
                w->at = c;
            const struct doc_node *tags = doc_get(item->props, "Tags");
            if (sam_true(s, doc_get(item->props, "PropagateTags")))
                for (const struct doc_node *t = doc_is_map(tags) ? doc_first(tags) : NULL; t;
                     t = t->next)
                    sam_put_str(s, w->tags, t->key, sam_copy(s, t));
            if (!doc_is_scalar(item->condition))
                w->always = true;
            else if (!doc_get_str(w->conditions, item->condition->text))
                sam_put_str(s, w->conditions, item->condition->text,
                            sam_copy(s, item->condition));
        }
    }
}

/* All that call it stand under conditions, so it does as well. */
static const struct doc_node *joined_condition(struct sam *s, const struct implicit *w,
                                               struct str id)
{
    if (w->always)
        return NULL;
    if (w->conditions->count == 1)
        return doc_first(w->conditions);
    struct doc_node *list = sam_make(s, w->at, "[]");
    for (const struct doc_node *c = doc_first(w->conditions); c; c = c->next)
        doc_append(list, sam_make(s, w->at, "{'Condition':%s}", c->text));
    struct str name = SAM_JOIN(s, id, STR("Condition"));
    sam_put_str(s, s->conditions, name, sam_make(s, w->at, "{'Fn::Or':%n}", list));
    return sam_text_node(s, w->at, name);
}

static void add_implicit(struct sam *s, const struct doc_node *globals, bool http)
{
    struct implicit w = {http ? "HttpApi" : "Api", http ? "ApiId" : "RestApiId", .conditions =
                         sam_make(s, NULL, "{}"), .tags = sam_make(s, NULL, "{}")};
    struct str id = http ? STR("ServerlessHttpApi") : STR("ServerlessRestApi");
    count_events(s, &w);
    if (!w.events)
        return;
    struct sam_item *item = sam_find(s, id); /* whatever the template has of that id gives way */
    if (!item) {
        map_set(&s->by_id, id, (uint32_t)s->item_count);
        item = &s->items[s->item_count++];
    }
    *item = (struct sam_item){
        .id = id,
        .implicit = true,
        .type = http ? STR("AWS::Serverless::HttpApi") : STR("AWS::Serverless::Api"),
        .node = sam_make(s, w.at, http ? "{'Properties':{}}"
                                       : "{'Properties':{'StageName':'Prod'}}"),
    };
    doc_set_place(item->node, w.at->line, w.at->col);
    struct doc_node *props = sam_with_globals(s, globals, item->type, item->node);
    if (w.tags->count) {
        sam_put(s, props, "Tags", w.tags);
        sam_put(s, props, "PropagateTags", sam_make(s, w.at, "true"));
    }
    item->props = props;
    item->condition = joined_condition(s, &w, id);
}

void sam_apis_find(struct sam *s, const struct doc_node *globals)
{
    add_implicit(s, globals, false);
    add_implicit(s, globals, true);
    size_t count = 0;
    for (size_t i = 0; i < s->item_count; i++)
        count += str_is(s->items[i].type, "AWS::Serverless::Api") ||
                 str_is(s->items[i].type, "AWS::Serverless::HttpApi");
    s->apis = arena_array(s->arena, count + 1, sizeof *s->apis);
    for (size_t i = 0; i < s->item_count; i++)
        if (str_is(s->items[i].type, "AWS::Serverless::Api") ||
            str_is(s->items[i].type, "AWS::Serverless::HttpApi"))
            add_api(s, &s->items[i]);
}

struct sam_api *sam_api_of(struct sam *s, const struct doc_node *ref, bool http)
{
    struct str id = http ? STR("ServerlessHttpApi") : STR("ServerlessRestApi");
    if (ref)
        id = sam_ref(ref, true);
    struct sam_item *item = sam_find(s, id);
    if (!item)
        return NULL;
    size_t from = 0, to = s->api_count; /* apis stand in the order of items */
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (s->apis[mid].item < item)
            from = mid + 1;
        else
            to = mid;
    }
    struct sam_api *api = from < s->api_count ? &s->apis[from] : NULL;
    return api && api->item == item && api->http == http ? api : NULL;
}

/* --- Methods ---- */

struct doc_node *sam_api_method(struct sam *s, struct sam_api *api, const struct sam_event *e,
                                struct str path, struct str method, struct doc_node *value)
{
    struct str name = str_iis(method, "any") || str_is(method, "*")
                          ? STR("x-amazon-apigateway-any-method")
                          : arena_lower(s->arena, method);
    struct doc_node *item = (struct doc_node *)(uintptr_t)doc_get_str(api->paths, path);
    if (!item && api->paths) {
        item = sam_make(s, e->at, "{}");
        sam_put_str(s, api->paths, path, item);
    }
    if (!doc_is_map(item))
        return NULL;
    struct doc_node *there = (struct doc_node *)(uintptr_t)doc_get_str(item, name);
    if (doc_is_map(there)) { /* of a body that events are merged into */
        for (const struct doc_node *c = doc_first(value); c; c = c->next)
            sam_put_str(s, there, c->key, sam_copy(s, c));
        return there;
    }
    if (e->owner->condition)
        value = sam_make(s, e->at, "{'Fn::If':[%n,%n,{'Ref':'AWS::NoValue'}]}",
                         sam_copy(s, e->owner->condition), value);
    sam_put_str(s, item, name, value);
    return value;
}

struct doc_node *sam_invoke_uri(const struct sam_event *e)
{
    return sam_make(e->s, e->at, "{'Fn::Sub':%s}",
                    ARENA_JOIN(e->s->arena,
                               STR("arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/"
                                   "functions/${"), e->target,
                               e->by_ref ? STR("}/invocations") : STR(".Arn}/invocations")));
}

/* --- A REST API ---- */

static void path_options(struct sam *s, const struct sam_api *api, struct doc_node *path)
{
    const struct doc_node *cors = doc_get(api->item->props, "Cors");
    if (!doc_is_map(path) || doc_get(path, "options") || doc_get(path, "Fn::If"))
        return;
    sam_put(s, path, "options",
            sam_make(s, cors, "{'summary':'CORS support','x-amazon-apigateway-integration':"
                     "{'type':'mock'},'responses':{},'security':%n}",
                     sam_options_security(s, api, cors)));
}

/* Every path with methods answers OPTIONS: by API Gateway itself. A path may be an Fn::If. */
static void add_cors(struct sam *s, struct sam_api *api)
{
    const struct doc_node *cors = doc_get(api->item->props, "Cors");
    struct str text;
    if (!cors || !api->paths || (sam_text(s, cors, &text) && str_iis(text, "false")))
        return;
    for (struct doc_node *c = api->paths->head; c; c = c->next) {
        struct doc_node *either = sam_member(c, "Fn::If");
        struct doc_node *branch = doc_is_list(either) && either->head ? either->head->next : NULL;
        path_options(s, api, c);
        for (; branch; branch = branch->next)
            if (!str_is(sam_ref(branch, false), "AWS::NoValue"))
                path_options(s, api, branch);
    }
}

struct doc_node *sam_s3_place(struct sam *s, const struct doc_node *uri)
{
    struct str text = doc_text(uri), bucket;
    if (doc_is_map(uri))
        return sam_copy(s, uri);
    if (!str_starts(text, STR("s3://")))
        return NULL;
    text = str_from_at(text, 5);
    str_cut(&text, '/', &bucket);
    return sam_make(s, uri, "{'Bucket':%s,'Key':%s}", bucket, text);
}

/* Body, or where it lies; a definition that is not to be had is said. */
static void put_body(struct sam *s, const struct sam_api *api, struct doc_node *props)
{
    const struct doc_node *uri = doc_get(api->item->props, "DefinitionUri");
    sam_put(s, props, "Body", api->body);
    if (api->body)
        return;
    struct doc_node *place = sam_s3_place(s, uri);
    sam_put(s, props, "BodyS3Location", place);
    if (!place) /* else the importer of CloudFormation says so */
        sam_unresolved(s, uri ? uri : api->item->node, api->item->id,
                       "the API's definition is not here");
}

static void put_stage(struct sam *s, const struct sam_api *api, struct str deployment,
                      const struct doc_node *name, struct str *id)
{
    static const char *const plain[] = {
        "CacheClusterEnabled", "CacheClusterSize", "Variables", "MethodSettings",
        "AccessLogSetting", "CanarySetting", "TracingEnabled", NULL};
    struct str text = doc_text(name);
    *id = doc_is_scalar(name) && sam_alnum(text)
              ? SAM_JOIN(s, api->item->id, text, STR("Stage"))
              : SAM_JOIN(s, api->item->id, STR("Stage"),
                         doc_is_scalar(name) ? sam_hash(s, name) : STR_NONE);
    struct doc_node *props =
        sam_make(s, api->item->node, "{'DeploymentId':{'Ref':%s},'RestApiId':{'Ref':%s},"
                 "'StageName':%n}", deployment, api->item->id, sam_copy(s, name));
    sam_pass(s, props, api->item->props, plain);
    sam_put(s, props, "Tags", sam_tags(s, api->item, NULL));
    sam_emit(s, api->item, *id, api->item->node, "AWS::ApiGateway::Stage", props);
    sam_rename(s, api->item, "Stage", *id);
}

static void emit_rest(struct sam *s, struct sam_api *api)
{
    static const char *const plain[] = {
        "Name", "Description", "BinaryMediaTypes", "FailOnWarnings", "MinimumCompressionSize",
        "Mode", "ApiKeySourceType", "DisableExecuteApiEndpoint", "Policy", "SecurityPolicy",
        "EndpointAccessMode", NULL};
    const struct sam_item *item = api->item;
    const struct doc_node *p = item->props, *endpoint = doc_get(p, "EndpointConfiguration"),
                          *stage = doc_get(p, "StageName");
    struct str stage_id;
    add_cors(s, api);
    sam_rest_auth(s, api);
    struct doc_node *props = sam_make(s, item->node, "{}");
    sam_pass(s, props, p, plain);
    const struct doc_node *ends = doc_get(endpoint, "VPCEndpointIds");
    if (!ends)
        ends = doc_get(endpoint, "VpcEndpointIds");
    if (doc_is_scalar(endpoint) || sam_ref(endpoint, false).len)
        sam_put(s, props, "EndpointConfiguration",
                sam_make(s, endpoint, "{'Types':[%n]}", sam_copy(s, endpoint)));
    else if (doc_is_map(endpoint) && doc_get(endpoint, "Type"))
        sam_put(s, props, "EndpointConfiguration",
                sam_make(s, endpoint, "{'Types':[%n],'VpcEndpointIds':%n}",
                         sam_copy(s, doc_get(endpoint, "Type")), sam_copy(s, ends)));
    struct str deployment = SAM_JOIN(s, item->id, STR("Deployment"),
                                     sam_hash(s, api->body ? api->body : p));
    put_body(s, api, props);
    sam_emit_self(s, item, "AWS::ApiGateway::RestApi", props);
    const char *extra = doc_get(p, "OpenApiVersion") ? NULL : "'Stage'"; /* with it no further stage */
    sam_emit(s, item, deployment, item->node, "AWS::ApiGateway::Deployment",
             sam_make(s, item->node, "{'RestApiId':{'Ref':%s},'StageName':%n}", item->id,
                      extra ? sam_make(s, item->node, extra) : NULL));
    sam_rename(s, item, "Deployment", deployment);
    put_stage(s, api, deployment, stage, &stage_id);
    sam_usage_plan(s, api, stage_id);
    sam_domains(s, item, SAM_REST, stage_id);
}

/* The conditions of the methods of a path; NULL: a method is always there. */
static struct doc_node *path_conditions(struct sam *s, const struct doc_node *path)
{
    struct doc_node *all = sam_make(s, path, "{}");
    for (const struct doc_node *m = doc_is_map(path) ? doc_first(path) : NULL; m; m = m->next) {
        const struct doc_node *c = doc_at(doc_get(m, "Fn::If"), 0);
        if (!doc_is_scalar(c))
            return NULL;
        if (!doc_get_str(all, c->text))
            sam_put_str(s, all, c->text, sam_copy(s, c));
    }
    return all;
}

/* ServerlessRestApi and /a/{b} -> ServerlessRestApiSLASHaSLASHOBbCBPathCondition */
static struct str path_condition_name(struct sam *s, struct str api, struct str path)
{
    struct buf out = {0};
    buf_add(&out, api);
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        if (c == '/' || c == '{' || c == '}')
            buf_puts(&out, c == '/' ? "SLASH" : c == '{' ? "OB" : "CB");
        else
            buf_putc(&out, c);
    }
    buf_puts(&out, "PathCondition");
    struct str name = arena_str(s->arena, buf_str(&out));
    buf_release(&out);
    return name;
}

/* A path whose methods all stand under conditions is there if one of them holds. */
static void conditional_paths(struct sam *s, struct sam_api *api)
{
    for (struct doc_node *p = api->paths && !api->own_body ? api->paths->head : NULL; p;
         p = p->next) {
        struct doc_node *conditions = path_conditions(s, p);
        if (!conditions || conditions->count < 2)
            continue;
        struct doc_node *list = sam_make(s, p, "[]");
        for (const struct doc_node *c = doc_first(conditions); c; c = c->next)
            doc_append(list, sam_make(s, c, "{'Condition':%s}", c->text));
        struct str name = path_condition_name(s, api->item->id, p->key);
        sam_put_str(s, s->conditions, name, sam_make(s, p, "{'Fn::Or':%n}", list));
        struct doc_node *either = sam_make(s, p, "[%s,%n,{'Ref':'AWS::NoValue'}]", name,
                                           sam_copy(s, p));
        doc_empty(p, DOC_MAP); /* the path itself becomes the Fn::If */
        sam_put(s, p, "Fn::If", either);
    }
}

void sam_apis_emit(struct sam *s)
{
    sam_event_policies(s);
    for (size_t i = 0; i < s->api_count; i++)
        conditional_paths(s, &s->apis[i]);
    for (size_t i = 0; i < s->api_count; i++) {
        if (s->apis[i].http)
            sam_http_emit(s, &s->apis[i]);
        else
            emit_rest(s, &s->apis[i]);
    }
}
