/* SPDX-License-Identifier: MIT */
/* chalice_lower.c - the SAM template of an application: one function for each decorator, one for all
 * routes, and their roles. Buckets that exist already get their notifications, as
 * `chalice deploy` gives them. */
#include "chalice.h"
#include "serverless_make.h"

enum { EACH_MOST = 64 };

struct lower {
    struct chalice_code *code;
    struct arena *arena;
    struct doc *d;
    const struct doc_node *config, *stage; /* of config.json; may be NULL */
    struct str folder, stage_name;
    struct doc_node *resources, *paths, *schemes;
    struct doc_node *at; /* the place of what is being made */
    struct doc_node *rest_at, *socket_at; /* of the first route of each kind */
    bool rest, socket, shared;
};

/* --- Places and names ------------------------------------------------------------------------- */

static struct doc_node *place(struct lower *w, const struct chalice_file *f,
                              const struct code_node *n)
{
    struct doc_node *at = doc_map(w->d, n->line, n->col);
    at->file = doc_add_file(w->d, f->path);
    w->at = at;
    return at;
}

/* "every_hour" -> "EveryHour" */
static struct str resource_name(struct lower *w, struct str name)
{
    char *p = arena_bytes(w->arena, name.len + 1);
    size_t n = 0;
    bool fresh = true;
    for (size_t i = 0; i < name.len; i++) {
        char ch = name.ptr[i];
        bool small = ch >= 'a' && ch <= 'z';
        if (small || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')) {
            p[n++] = fresh && small ? (char)(ch - 32) : ch;
            fresh = false;
        } else {
            fresh = fresh || ch == '-' || ch == '_';
        }
    }
    return (struct str){p, n};
}

static void put(struct lower *w, struct doc_node *map, struct str key, struct doc_node *value)
{
    if (value)
        doc_put(w->d, map, key, doc_value_place(value), value);
}

static struct doc_node *text_node(struct lower *w, struct str text)
{
    return sls_make(w->d, w->at, "%s", text);
}

/* --- config.json ------------------------------------------------------------------------------ */

/* What holds for a function: its own word in the stage, that of the stage, then both in the application. */
static const struct doc_node *setting(struct lower *w, struct str function, const char *key)
{
    const struct doc_node *tops[] = {w->stage, w->config}, *n = NULL;
    for (size_t i = 0; i < COUNT(tops) && !n; i++) {
        n = doc_get(doc_get_str(doc_get(tops[i], "lambda_functions"), function), key);
        n = n ? n : doc_get(tops[i], key);
    }
    return n;
}

static bool says(struct lower *w, struct str function, const char *key, bool silence)
{
    bool value = silence;
    doc_bool(setting(w, function, key), &value);
    return value;
}

/* --- Roles ------------------------------------------------------------------------------------ */

/* A policy from a file is for one function, that which is made of the code for all. */
static bool is_made(struct lower *w, struct str function)
{
    return says(w, function, "autogen_policy", true);
}

static struct doc_node *policy(struct lower *w, struct str function)
{
    if (is_made(w, function))
        return chalice_policy(w->code, w->d, w->at, says(w, function, "xray", false));
    struct str file = doc_text(setting(w, function, "iam_policy_file")), path;
    if (str_empty(file))
        file = ARENA_JOIN(w->arena, STR("policy-"), w->stage_name, STR(".json"));
    const struct doc *doc = NULL;
    if (import_join(w->code->im, w->folder, ARENA_JOIN(w->arena, STR(".chalice/"), file), &path))
        doc = import_load(w->code->im, path);
    if (!doc) {
        graph_unresolved(import_graph(w->code->im), file,
                         STR("the policy file is not among the files"), 0,
                         (struct origin){.file = doc_file(w->d)});
        return NULL;
    }
    return doc_copy(w->d, doc, doc_root(doc));
}

/* The reference to the role that a function has. */
static struct doc_node *role(struct lower *w, struct str function)
{
    struct str arn = doc_text(setting(w, function, "iam_role_arn"));
    if (!says(w, function, "manage_iam_role", true) && arn.len)
        return text_node(w, arn);
    bool own = !is_made(w, function);
    struct str id = own ? ARENA_JOIN(w->arena, resource_name(w, function), STR("Role"))
                        : STR("DefaultRole");
    if (own || !w->shared) {
        w->shared = w->shared || !own;
        struct str name = ARENA_JOIN(w->arena, id, STR("Policy"));
        struct doc_node *document = policy(w, function);
        struct doc_node *list = document ? sls_make(w->d, w->at, "[{'PolicyName':%s,'PolicyDocument':%m}]",
                                                    name, document)
                                         : NULL;
        put(w, w->resources, id, sls_make(w->d, w->at, "{'Type':'AWS::IAM::Role','Properties':{"
            "'AssumeRolePolicyDocument':{'Version':'2012-10-17','Statement':[{'Effect':'Allow',"
            "'Principal':{'Service':'lambda.amazonaws.com'},'Action':'sts:AssumeRole'}]},"
            "'Policies':%m}}", list));
    }
    return sls_make(w->d, w->at, "{'Fn::GetAtt':[%s,'Arn']}", id);
}

/* --- Functions -------------------------------------------------------------------------------- */

static void pass(struct lower *w, struct doc_node *props, struct str function, const char *key,
                 const char *as)
{
    const struct doc_node *n = setting(w, function, key);
    if (n)
        put(w, props, str_from(as), sls_make(w->d, w->at, "%n", n));
}

static void function(struct lower *w, struct str id, struct str name, struct str handler,
                     struct doc_node *events)
{
    static const struct {
        const char *key, *as;
    } settings[] = {
        {"lambda_timeout", "Timeout"}, {"lambda_memory_size", "MemorySize"},
        {"reserved_concurrency", "ReservedConcurrentExecutions"}, {"layers", "Layers"},
    };
    struct doc_node *props = sls_make(w->d, w->at, "{'Handler':%s,'CodeUri':'.','Runtime':'python3.13',"
                                      "'Role':%m,'Tracing':%s,'Events':%m}", handler,
                                      role(w, name), says(w, name, "xray", false) ? STR("Active")
                                                                                  : STR(""), events);
    for (size_t i = 0; i < COUNT(settings); i++)
        pass(w, props, name, settings[i].key, settings[i].as);
    const struct doc_node *variables = setting(w, name, "environment_variables");
    if (doc_is_map(variables))
        put(w, props, STR("Environment"), sls_make(w->d, w->at, "{'Variables':%n}", variables));
    if (setting(w, name, "subnet_ids") && setting(w, name, "security_group_ids")) {
        struct doc_node *net = sls_make(w->d, w->at, "{}");
        pass(w, net, name, "subnet_ids", "SubnetIds");
        pass(w, net, name, "security_group_ids", "SecurityGroupIds");
        put(w, props, STR("VpcConfig"), net);
    }
    put(w, w->resources, id,
        sls_make(w->d, w->at, "{'Type':'AWS::Serverless::Function','Properties':%m}", props));
}

/* The name that the decorator gives the function, or that of the code. */
static struct str name_of(struct lower *w, const struct chalice_use *u)
{
    struct str name = chalice_text(w->code, u->file, chalice_argument(u->call, "name", -1));
    return name.len ? name : u->function;
}

/* --- Events ----------------------------------------------------------------------------------- */

/* Rate(5, unit=Rate.MINUTES), Cron(0, 12, '*', '*', '?', '*'), or the expression itself. */
static struct str schedule(struct lower *w, const struct chalice_use *u)
{
    const struct code_node *n = chalice_meant(u->file, chalice_argument(u->call, "expression", 0));
    struct str called = chalice_called(n), unit = STR("minutes");
    if (str_is(called, "Rate")) {
        struct str number = chalice_text(w->code, u->file, chalice_argument(n, "value", 0));
        const struct code_node *of = chalice_argument(n, "unit", 1);
        unit = of && of->kind == CODE_MEMBER && str_iis(of->text, "HOURS") ? STR("hours")
               : of && of->kind == CODE_MEMBER && str_iis(of->text, "DAYS") ? STR("days")
                                                                            : unit;
        bool one = str_is(number, "1");
        return ARENA_JOIN(w->arena, STR("rate("), number, STR(" "),
                          one ? str_sub(unit, 0, unit.len - 1) : unit, STR(")"));
    }
    if (!str_is(called, "Cron"))
        return chalice_text(w->code, u->file, n);
    static const char *const parts[] = {"minutes", "hours", "day_of_month", "month",
                                        "day_of_week", "year"};
    struct str text = STR("cron(");
    for (int i = 0; i < (int)COUNT(parts); i++) {
        struct str one = chalice_text(w->code, u->file, chalice_argument(n, parts[i], i));
        text = ARENA_JOIN(w->arena, text, i ? STR(" ") : STR(""), one.len ? one : STR("*"));
    }
    return ARENA_JOIN(w->arena, text, STR(")"));
}

/* A name, or an ARN as it stands. */
static struct doc_node *arn(struct lower *w, struct str service, struct str name)
{
    if (str_empty(name) || str_starts(name, STR("arn:")))
        return text_node(w, name);
    return sls_make(w->d, w->at, "{'Fn::Sub':'arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:"
                    "%s'}", service, name);
}

static struct str given(struct lower *w, const struct chalice_use *u, const char *name, int at)
{
    return chalice_text(w->code, u->file, chalice_argument(u->call, name, at));
}

/* Patterns are maps of texts and lists of texts. */
static struct doc_node *value_of(struct lower *w, const struct chalice_use *u,
                                 const struct code_node *n, int depth)
{
    n = chalice_meant(u->file, n);
    bool map = n && n->kind == CODE_MAP;
    if (!n || depth > 8 || (!map && n->kind != CODE_LIST))
        return n && depth <= 8 ? text_node(w, chalice_text(w->code, u->file, n)) : NULL;
    struct doc_node *out = sls_make(w->d, w->at, map ? "{}" : "[]");
    size_t left = EACH_MOST;
    for (const struct code_node *k = n->first; k && left--; k = k->next) {
        struct doc_node *one = value_of(w, u, k, depth + 1);
        if (one && map && k->key.len)
            put(w, out, k->key, one);
        else if (one && !map)
            doc_append(out, one);
    }
    return out;
}

static struct doc_node *event(struct lower *w, const struct chalice_use *u, struct str id)
{
    struct doc_node *made = sls_make(w->d, w->at, "{}");
    struct str own = ARENA_JOIN(w->arena, id, STR("Event"));
    struct str kind = u->what, name, batch = given(w, u, "batch_size", 1);
    if (str_is(kind, "schedule"))
        put(w, made, own, sls_make(w->d, w->at, "{'Type':'Schedule','Properties':{'Schedule':%s}}",
                                   schedule(w, u)));
    if (str_is(kind, "on_cw_event"))
        put(w, made, own,
            sls_make(w->d, w->at, "{'Type':'CloudWatchEvent','Properties':{'Pattern':%m}}",
                     value_of(w, u, chalice_argument(u->call, "event_pattern", 0), 0)));
    if (made->count)
        return made;
    if (str_is(kind, "on_sns_message")) {
        name = given(w, u, "topic", 0);
        return name.len ? sls_make(w->d, w->at, "{'Sns':{'Type':'SNS','Properties':{'Topic':%m}}}",
                                   arn(w, STR("sns"), name)) : NULL;
    }
    if (str_is(kind, "on_sqs_message")) {
        name = given(w, u, "queue", 0);
        if (str_empty(name))
            name = given(w, u, "queue_arn", -1);
        return name.len ? sls_make(w->d, w->at, "{'Sqs':{'Type':'SQS','Properties':{'Queue':%m,'BatchSize':"
                                   "%s}}}", arn(w, STR("sqs"), name), batch) : NULL;
    }
    if (str_is(kind, "on_kinesis_record")) {
        name = given(w, u, "stream", 0);
        return name.len ? sls_make(w->d, w->at, "{'Kinesis':{'Type':'Kinesis','Properties':{'Stream':%m,"
                                   "'StartingPosition':'LATEST'}}}",
                                   arn(w, STR("kinesis"), ARENA_JOIN(w->arena, STR("stream/"), name)))
                        : NULL;
    }
    if (str_is(kind, "on_dynamodb_record")) {
        name = given(w, u, "stream_arn", 0);
        return name.len ? sls_make(w->d, w->at, "{'DynamoDB':{'Type':'DynamoDB','Properties':{'Stream':%s,"
                                   "'StartingPosition':'LATEST'}}}", name) : NULL;
    }
    return NULL;
}

/* The bucket is there already: it gets a notification, and may call the function. */
static void bucket(struct lower *w, const struct chalice_use *u, struct str id)
{
    struct str name = given(w, u, "bucket", 0), key;
    struct doc_node *events = value_of(w, u, chalice_argument(u->call, "events", 1), 0);
    if (str_empty(name))
        return;
    if (!doc_is_list(events) || !events->count)
        events = sls_make(w->d, w->at, "['s3:ObjectCreated:*']");
    key = ARENA_JOIN(w->arena, id, STR("Notification"));
    put(w, w->resources, key, sls_make(w->d, w->at, "{'Type':'Custom::S3BucketNotifications','Properties':{"
        "'BucketName':%s,'NotificationConfiguration':{'LambdaFunctionConfigurations':[{'Events':%m,"
        "'LambdaFunctionArn':{'Fn::GetAtt':[%s,'Arn']}}]}}}", name, events, id));
    put(w, w->resources, ARENA_JOIN(w->arena, id, STR("S3Permission")),
        sls_make(w->d, w->at, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':{'Ref':%s},"
                 "'Action':'lambda:InvokeFunction','Principal':'s3.amazonaws.com','SourceArn':"
                 "'arn:aws:s3:::%s'}}", id, name));
}

/* --- Routes ----------------------------------------------------------------------------------- */

static struct doc_node *invocation(struct lower *w, struct str id)
{
    return sls_make(w->d, w->at, "{'Fn::Sub':'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                    "2015-03-31/functions/${%s.Arn}/invocations'}", id);
}

static void permission(struct lower *w, struct str id, const char *api)
{
    put(w, w->resources, ARENA_JOIN(w->arena, id, STR("InvokePermission")),
        sls_make(w->d, w->at, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':{'Ref':%s},"
                 "'Action':'lambda:InvokeFunction','Principal':'apigateway.amazonaws.com','SourceArn':"
                 "{'Fn::Sub':'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/*'}}}",
                 id, str_from(api)));
}

static struct doc_node *scheme(struct lower *w, const char *kind, struct doc_node *how)
{
    return sls_make(w->d, w->at, "{'type':'apiKey','name':'Authorization','in':'header',"
                    "'x-amazon-apigateway-authtype':%s,'x-amazon-apigateway-authorizer':%m}",
                    str_from(kind), how);
}

/* What asks who calls, by the name that it goes by in the API. Empty: not known. */
static struct str authorizer(struct lower *w, const struct chalice_use *u, const struct code_node *said)
{
    const struct code_node *n = chalice_meant(u->file, said);
    struct str kind = chalice_called(n), name;
    struct doc_node *made = NULL;
    name = chalice_text(w->code, u->file, chalice_argument(n, "name", 0));
    if (str_is(kind, "IAMAuthorizer")) {
        name = STR("sigv4");
        made = scheme(w, "awsSigv4", NULL);
    } else if (str_is(kind, "CognitoUserPoolAuthorizer")) {
        made = scheme(w, "cognito_user_pools",
                      sls_make(w->d, w->at, "{'type':'cognito_user_pools','providerARNs':%m}",
                               value_of(w, u, chalice_argument(n, "provider_arns", 1), 0)));
    } else if (str_is(kind, "CustomAuthorizer")) {
        made = scheme(w, "custom",
                      sls_make(w->d, w->at, "{'type':'token','authorizerUri':%s}",
                               chalice_text(w->code, u->file,
                                            chalice_argument(n, "authorizer_uri", 1))));
    } else { /* a function with the decorator @app.authorizer */
        name = said && (said->kind == CODE_NAME || said->kind == CODE_MEMBER) ? said->text : STR("");
        for (size_t i = 0; i < w->code->use_count && !made; i++) {
            const struct chalice_use *a = &w->code->uses[i];
            if (str_is(a->what, "authorizer") && str_eq(a->function, name))
                made = scheme(w, "custom", sls_make(w->d, w->at, "{'type':'token','authorizerUri':%m}",
                                                    invocation(w, resource_name(w, name_of(w, a)))));
        }
    }
    if (name.len && !doc_get_str(w->schemes, name))
        put(w, w->schemes, name, made ? made : sls_make(w->d, w->at, "{'type':'unknown'}"));
    return name;
}

static void operation(struct lower *w, const struct chalice_use *u, struct str path,
                      struct str method)
{
    const struct code_node *by = chalice_argument(u->call, "authorizer", -1);
    struct doc_node *all = sls_make(w->d, w->at, "[]");
    struct str gate = by ? authorizer(w, u, by) : STR("");
    if (gate.len) {
        struct doc_node *one = sls_make(w->d, w->at, "{}");
        put(w, one, gate, value_of(w, u, chalice_argument(by, "scopes", -1), 0));
        if (!one->count)
            put(w, one, gate, sls_make(w->d, w->at, "[]"));
        doc_append(all, one);
    }
    if (str_is(chalice_text(w->code, u->file, chalice_argument(u->call, "api_key_required", -1)),
               "True")) {
        put(w, w->schemes, STR("api_key"),
            sls_make(w->d, w->at, "{'type':'apiKey','name':'x-api-key','in':'header'}"));
        doc_append(all, sls_make(w->d, w->at, "{'api_key':[]}"));
    }
    struct doc_node *item = (struct doc_node *)(uintptr_t)doc_get_str(w->paths, path);
    if (!item) {
        item = sls_make(w->d, w->at, "{}");
        put(w, w->paths, path, item);
    }
    put(w, item, arena_lower(w->arena, method),
        sls_make(w->d, w->at, "{'security':%m,'x-amazon-apigateway-integration':{'type':'aws_proxy',"
                 "'httpMethod':'POST','uri':%m}}", all, invocation(w, STR("APIHandler"))));
    const struct code_node *cors = chalice_argument(u->call, "cors", -1);
    if (cors && !str_is(chalice_text(w->code, u->file, cors), "False") && !doc_get(item, "options"))
        put(w, item, STR("options"),
            sls_make(w->d, w->at, "{'x-amazon-apigateway-integration':{'type':'mock'}}"));
}

static void route(struct lower *w, const struct chalice_use *u)
{
    struct str path = given(w, u, "path", 0);
    const struct code_node *methods = chalice_meant(u->file, chalice_argument(u->call, "methods", 1));
    size_t left = EACH_MOST;
    if (str_empty(path)) {
        graph_unresolved(import_graph(w->code->im), u->function,
                         STR("the path of this route is not a text"), 0,
                         (struct origin){.file = u->file->path, .line = u->call->line,
                                         .col = u->call->col});
        return;
    }
    if (u->prefix.len && !str_is(u->prefix, "/"))
        path = str_is(path, "/") ? u->prefix : ARENA_JOIN(w->arena, u->prefix, path);
    w->rest = true;
    w->rest_at = w->rest_at ? w->rest_at : w->at;
    if (!methods || methods->kind != CODE_LIST)
        operation(w, u, path, STR("GET"));
    else
        for (const struct code_node *m = methods->first; m && left--; m = m->next)
            operation(w, u, path, chalice_text(w->code, u->file, m));
}

/* A domain of one's own, of config.json, and what it leads to. */
static void custom_domain(struct lower *w, bool socket)
{
    const struct doc_node *said = setting(w, STR(""), socket ? "websocket_api_custom_domain"
                                                             : "api_gateway_custom_domain");
    struct str name = doc_text(doc_get(said, "domain_name")),
               path = doc_text(doc_get(said, "url_prefix")),
               type = doc_text(setting(w, STR(""), "api_gateway_endpoint_type"));
    struct str id = socket ? STR("WebsocketApiCustomDomain") : STR("ApiGatewayCustomDomain"),
               mapping = ARENA_JOIN(w->arena, id, STR("Mapping"));
    if (str_empty(name))
        return;
    if (socket) {
        put(w, w->resources, id,
            sls_make(w->d, w->at, "{'Type':'AWS::ApiGatewayV2::DomainName','Properties':{"
                     "'DomainName':%s}}", name));
        put(w, w->resources, mapping,
            sls_make(w->d, w->at, "{'Type':'AWS::ApiGatewayV2::ApiMapping','Properties':{'DomainName':"
                     "{'Ref':%s},'ApiId':{'Ref':'WebsocketAPI'},'ApiMappingKey':%s,'Stage':{'Ref':"
                     "'WebsocketAPIStage'}}}", id, path.len ? path : STR("(none)")));
        return;
    }
    put(w, w->resources, id,
        sls_make(w->d, w->at, "{'Type':'AWS::ApiGateway::DomainName','Properties':{'DomainName':%s,"
                 "'EndpointConfiguration':{'Types':[%s]},'SecurityPolicy':%n}}", name,
                 type.len ? type : STR("EDGE"), doc_get(said, "tls_version")));
    put(w, w->resources, mapping,
        sls_make(w->d, w->at, "{'Type':'AWS::ApiGateway::BasePathMapping','Properties':{'DomainName':"
                 "{'Ref':%s},'RestApiId':{'Ref':'RestAPI'},'BasePath':%s,'Stage':{'Ref':"
                 "'RestAPI.Stage'}}}", id, path.len ? path : STR("(none)")));
}

static void finish_rest(struct lower *w)
{
    struct str stage = doc_text(setting(w, STR(""), "api_gateway_stage"));
    struct str type = doc_text(setting(w, STR(""), "api_gateway_endpoint_type"));
    const struct doc_node *limits = setting(w, STR(""), "api_gateway_policy_file");
    w->at = w->rest_at;
    function(w, STR("APIHandler"), STR("api_handler"), STR("app.app"), NULL);
    permission(w, STR("APIHandler"), "RestAPI");
    struct doc_node *body = sls_make(w->d, w->at, "{'swagger':'2.0','paths':%m,'securityDefinitions':%m}",
                                     w->paths, w->schemes);
    struct str path;
    if (limits && import_join(w->code->im, w->folder,
                              ARENA_JOIN(w->arena, STR(".chalice/"), doc_text(limits)), &path)) {
        const struct doc *doc = import_load(w->code->im, path);
        if (doc)
            put(w, body, STR("x-amazon-apigateway-policy"), doc_copy(w->d, doc, doc_root(doc)));
    }
    put(w, w->resources, STR("RestAPI"),
        sls_make(w->d, w->at, "{'Type':'AWS::Serverless::Api','Properties':{'StageName':%s,"
                 "'EndpointConfiguration':%s,'DefinitionBody':%m}}",
                 stage.len ? stage : STR("api"), type.len ? type : STR("EDGE"), body));
    custom_domain(w, false);
}

/* --- WebSockets ------------------------------------------------------------------------------- */

static void socket_route(struct lower *w, const struct chalice_use *u)
{
    static const struct {
        const char *what, *id, *name, *key;
    } rows[] = {
        {"on_ws_connect", "WebsocketConnect", "websocket_connect", "$connect"},
        {"on_ws_message", "WebsocketMessage", "websocket_message", "$default"},
        {"on_ws_disconnect", "WebsocketDisconnect", "websocket_disconnect", "$disconnect"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str id = str_from(rows[i].id);
        if (!str_is(u->what, rows[i].what) || doc_get_str(w->resources, id))
            continue;
        w->socket = true;
        w->socket_at = w->socket_at ? w->socket_at : w->at;
        function(w, id, str_from(rows[i].name),
                 ARENA_JOIN(w->arena, u->file->module, STR("."), u->function), NULL);
        permission(w, id, "WebsocketAPI");
        put(w, w->resources, ARENA_JOIN(w->arena, id, STR("APIIntegration")),
            sls_make(w->d, w->at, "{'Type':'AWS::ApiGatewayV2::Integration','Properties':{'ApiId':{'Ref':"
                     "'WebsocketAPI'},'IntegrationType':'AWS_PROXY','IntegrationUri':%m}}",
                     invocation(w, id)));
        put(w, w->resources, ARENA_JOIN(w->arena, id, STR("Route")),
            sls_make(w->d, w->at, "{'Type':'AWS::ApiGatewayV2::Route','Properties':{'ApiId':{'Ref':"
                     "'WebsocketAPI'},'RouteKey':%s,'Target':{'Fn::Sub':'integrations/"
                     "${%sAPIIntegration}'}}}", str_from(rows[i].key), id));
    }
}

static void finish_socket(struct lower *w)
{
    struct str stage = doc_text(setting(w, STR(""), "api_gateway_stage"));
    w->at = w->socket_at;
    put(w, w->resources, STR("WebsocketAPI"),
        sls_make(w->d, w->at, "{'Type':'AWS::ApiGatewayV2::Api','Properties':{'Name':'%s-%s-websocket-api',"
                 "'ProtocolType':'WEBSOCKET','RouteSelectionExpression':'$request.body.action'}}",
                 w->code->name, w->stage_name));
    put(w, w->resources, STR("WebsocketAPIStage"),
        sls_make(w->d, w->at, "{'Type':'AWS::ApiGatewayV2::Stage','Properties':{'ApiId':{'Ref':"
                 "'WebsocketAPI'},'StageName':%s}}", stage.len ? stage : STR("api")));
    custom_domain(w, true);
}

/* --- The whole -------------------------------------------------------------------------------- */

static void lower_use(struct lower *w, const struct chalice_use *u)
{
    static const char *const plain[] = {"schedule", "on_s3_event", "on_sqs_message",
                                        "on_sns_message", "on_dynamodb_record",
                                        "on_kinesis_record", "on_cw_event", "lambda_function",
                                        "authorizer"};
    place(w, u->file, u->call);
    if (str_is(u->what, "route")) {
        route(w, u);
        return;
    }
    if (str_starts(u->what, STR("on_ws_"))) {
        socket_route(w, u);
        return;
    }
    for (size_t i = 0; i < COUNT(plain); i++) {
        struct str name = name_of(w, u), id = resource_name(w, name);
        if (!str_is(u->what, plain[i]) || str_empty(id) || doc_get_str(w->resources, id))
            continue;
        bool asks = str_is(u->what, "authorizer");
        struct doc_node *events = event(w, u, id);
        bool stored = str_is(u->what, "on_s3_event");
        bool source = str_starts(u->what, STR("on_"));
        if (source && !(stored ? given(w, u, "bucket", 0).len > 0 : events != NULL))
            graph_unresolved(import_graph(w->code->im), name,
                             STR("what starts it is not a text"), 0,
                             (struct origin){.file = u->file->path, .line = u->call->line,
                                             .col = u->call->col});
        function(w, id, name, ARENA_JOIN(w->arena, u->file->module, STR("."), u->function), events);
        if (asks)
            permission(w, id, "RestAPI");
        if (stored)
            bucket(w, u, id);
    }
}

static const struct doc_node *choose_stage(struct lower *w, struct str asked)
{
    const struct doc_node *all = doc_get(w->config, "stages");
    w->stage_name = asked.len ? asked : STR("dev");
    const struct doc_node *found = doc_get_str(all, w->stage_name);
    if (!found && !asked.len && doc_is_map(all) && all->count) {
        found = doc_first(all);
        w->stage_name = found->key;
    }
    return found;
}

struct doc *chalice_lower(struct chalice_code *c, struct str path, struct str stage)
{
    struct doc *d = doc_new(path);
    struct lower w = {.code = c, .arena = doc_arena(d), .d = d, .folder = import_folder(path)};
    struct str file;
    if (import_join(c->im, w.folder, STR(".chalice/config.json"), &file) &&
        import_exists(c->im, file)) {
        const struct doc *config = import_load(c->im, file);
        w.config = config ? doc_copy(d, config, doc_root(config)) : NULL;
    }
    w.stage = choose_stage(&w, stage);
    c->variables = setting(&w, STR(""), "environment_variables");
    chalice_code_read(c, path);
    if (str_empty(c->name))
        c->name = doc_text(doc_get(w.config, "app_name"));
    w.resources = sls_make(d, NULL, "{}");
    w.paths = sls_make(d, NULL, "{}");
    w.schemes = sls_make(d, NULL, "{}");
    for (size_t i = 0; i < c->use_count; i++)
        lower_use(&w, &c->uses[i]);
    if (w.rest)
        finish_rest(&w);
    if (w.socket)
        finish_socket(&w);
    doc_set_root(d, sls_make(d, NULL, "{'Transform':'AWS::Serverless-2016-10-31','Resources':%m}",
                             w.resources));
    return d;
}
