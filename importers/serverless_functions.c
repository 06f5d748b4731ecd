/* SPDX-License-Identifier: MIT */
/* serverless_functions.c - `functions` with what the provider says for all of them. */
#include "serverless_lower.h"

/* A member of the function, else of the provider. */
static const struct doc_node *either(const struct sls *s, const struct sls_function *f,
                                     const char *key)
{
    const struct doc_node *own = doc_get(f->node, key);
    return own ? own : doc_get(s->provider, key);
}

static struct doc_node *environment(struct sls *s, const struct sls_function *f)
{
    const struct doc_node *own = doc_get(f->node, "environment");
    const struct doc_node *all = doc_get(s->provider, "environment");
    struct doc_node *vars = sls_make(s->doc, own ? own : f->node, "{}");
    const struct doc_node *from[] = {all, own};
    for (size_t i = 0; i < COUNT(from); i++) {
        if (!doc_is_map(from[i]))
            continue;
        for (const struct doc_node *c = doc_first(from[i]); c; c = c->next) {
            bool hidden = i == 0 && doc_is_map(own) && doc_get_str(own, c->key);
            if (!hidden && !doc_is_null(c)) /* null takes away what the provider gives */
                doc_put(s->doc, vars, c->key, doc_key_place(c),
                        doc_copy(s->doc, s->doc, c));
        }
    }
    return vars->count ? sls_make(s->doc, f->node, "{'Variables':%m}", vars) : NULL;
}

#define NET_POLICY "{'Fn::Sub':'arn:${AWS::Partition}:iam::aws:policy/service-role/"                 \
                   "AWSLambdaVPCAccessExecutionRole'}"

static struct doc_node *vpc(struct sls *s, struct sls_function *f)
{
    const struct doc_node *own = doc_get(f->node, "vpc"), *all = doc_get(s->provider, "vpc");
    all = all ? all : s->net;
    const struct doc_node *n = doc_is_map(own) || !doc_is_map(all) ? own : all;
    struct sls_role *r = f->role ? f->role : s->shared;
    if (n && r && r->plugged && s->shared && !s->shared->in_net) {
        s->shared->in_net = true;
        doc_append(s->shared->managed, sls_make(s->doc, n, NET_POLICY));
    }
    if (n && r && !r->in_net) { /* said is said, even where it is taken back */
        r->in_net = true;
        doc_append(r->managed,
                   sls_make(s->doc, n, NET_POLICY));
    }
    if (own && (doc_is_null(own) || !sls_is(own, true)))
        return NULL;
    const struct doc_node *groups = doc_get(own, "securityGroupIds");
    const struct doc_node *nets = doc_get(own, "subnetIds");
    groups = groups ? groups : doc_get(all, "securityGroupIds");
    nets = nets ? nets : doc_get(all, "subnetIds");
    return groups && nets
               ? sls_make(s->doc, n, "{'SecurityGroupIds':%n,'SubnetIds':%n}", groups, nets) : NULL;
}

static struct doc_node *layers(struct sls *s, const struct sls_function *f)
{
    const struct doc_node *n = either(s, f, "layers");
    return n ? doc_copy(s->doc, s->doc, n) : NULL;
}

/* Queue or topic for events that failed for good. */
static struct doc_node *dead_letter(struct sls *s, struct sls_function *f)
{
    const struct doc_node *n = doc_get(f->node, "onError");
    if (doc_is_null(n))
        return NULL;
    if (doc_is_scalar(n)) /* for a reference the framework leaves it to the file */
        sls_allow(s, f, sls_make(s->doc, n, "{'Effect':'Allow','Action':['sns:Publish'],"
                                            "'Resource':[%n]}", n));
    return sls_make(s->doc, n, "{'TargetArn':%n}", n);
}

static struct doc_node *tracing(struct sls *s, struct sls_function *f)
{
    const struct doc_node *n = doc_get(f->node, "tracing");
    if (!n)
        n = doc_path(s->provider, "tracing.lambda");
    if (doc_is_null(n) || !sls_is(n, true))
        return NULL;
    sls_allow(s, f, sls_make(s->doc, n, "{'Effect':'Allow','Action':['xray:PutTraceSegments',"
                                        "'xray:PutTelemetryRecords'],'Resource':['*']}"));
    bool active = str_is(doc_text(n), "Active") || sls_is(n, false);
    return sls_make(s->doc, n, "{'Mode':%s}", active ? STR("Active") : doc_text(n));
}

static const struct doc_node *key(struct sls *s, struct sls_function *f)
{
    const struct doc_node *n = either(s, f, "kmsKeyArn");
    if (doc_is_scalar(n) && !doc_is_null(n))
        sls_allow(s, f, sls_make(s->doc, n, "{'Effect':'Allow','Action':['kms:Decrypt'],"
                                            "'Resource':[%n]}", n));
    return n;
}

static struct doc_node *file_system(struct sls *s, struct sls_function *f)
{
    const struct doc_node *n = doc_get(f->node, "fileSystemConfig"), *arn = doc_get(n, "arn");
    if (!arn)
        return NULL;
    sls_allow(s, f, sls_make(s->doc, n, "{'Effect':'Allow','Action':["
                                        "'elasticfilesystem:ClientMount',"
                                        "'elasticfilesystem:ClientWrite'],'Resource':[%n]}", arn));
    return sls_make(s->doc, n, "[{'Arn':%n,'LocalMountPath':%n}]", arn,
                    doc_get(n, "localMountPath"));
}

struct doc_node *sls_package_bucket(struct sls *s, const struct doc_node *at)
{
    const struct doc_node *given = doc_get(s->provider, "deploymentBucket");
    if (doc_is_map(given) && !sls_is_call(given))
        given = doc_get(given, "name");
    if (given && !doc_is_null(given))
        return sls_make(s->doc, at, "{'S3Bucket':%n}", given);
    return sls_own_bucket(s)
               ? sls_make(s->doc, at, "{'S3Bucket':{'Ref':'ServerlessDeploymentBucket'}}") : NULL;
}

/* image: a URI, a name of provider.ecr.images, or {uri, name, command ...}. */
static struct doc_node *code(struct sls *s, const struct sls_function *f)
{
    const struct doc_node *image = doc_get(f->node, "image");
    if (!image)
        return sls_package_bucket(s, f->node);
    const struct doc_node *uri = doc_is_map(image) ? doc_get(image, "uri") : image;
    struct str name = doc_is_map(image) ? sls_text(image, "name") : doc_text(image);
    const struct doc_node *known = doc_get_str(doc_path(s->provider, "ecr.images"), name);
    if (known)
        uri = doc_is_map(known) && doc_get(known, "uri") ? doc_get(known, "uri") : known;
    return sls_make(s->doc, image, "{'ImageUri':%n}", doc_is_map(uri) && doc_get(uri, "path")
                                                          ? NULL : uri);
}

struct doc_node *sls_tags(struct sls *s, const struct doc_node *all)
{
    if (!doc_is_map(all) || !all->count)
        return NULL;
    struct doc_node *list = sls_make(s->doc, all, "[]");
    for (const struct doc_node *c = doc_first(all); c; c = c->next)
        doc_append(list, sls_make(s->doc, c, "{'Key':%s,'Value':%n}", c->key, c));
    return list;
}

/* A name of a function, an ARN, or {type, arn}; the role may send there. */
static struct doc_node *destination(struct sls *s, struct sls_function *f, const char *which)
{
    static const struct {
        const char *type, *in_arn, *action;
    } actions[] = {{"function", ":function:", "lambda:InvokeFunction"},
                   {"lambda", ":lambda:", "lambda:InvokeFunction"},
                   {"sqs", ":sqs:", "sqs:SendMessage"},
                   {"sns", ":sns:", "sns:Publish"},
                   {"eventBus", ":event-bus/", "events:PutEvents"}};
    const struct doc_node *n = doc_get(doc_get(f->node, "destinations"), which);
    if (doc_is_null(n))
        return NULL;
    const struct doc_node *arn = doc_is_map(n) && doc_get(n, "arn") ? doc_get(n, "arn") : n;
    const struct sls_function *other = sls_function_find(s, doc_text(n));
    struct doc_node *target = other ? sls_arn(s, n, other->id) : doc_copy(s->doc, s->doc, arn);
    struct str type = other ? STR("function") : sls_text(n, "type"), text = doc_text(arn);
    for (size_t i = 0; i < COUNT(actions) && f->role; i++) {
        if (!str_is(type, actions[i].type) &&
            (!str_empty(type) || str_find(text, str_from(actions[i].in_arn)) == STR_NPOS))
            continue;
        sls_allow(s, f, sls_make(s->doc, n, "{'Effect':'Allow','Action':%s,'Resource':%n}",
                                 str_from(actions[i].action), target));
        break;
    }
    return sls_make(s->doc, n, "{'Destination':%m}", target);
}

static void invoke_config(struct sls *s, struct sls_function *f)
{
    const struct doc_node *age = doc_get(f->node, "maximumEventAge");
    const struct doc_node *retries = doc_get(f->node, "maximumRetryAttempts");
    const struct doc_node *to = doc_get(f->node, "destinations");
    if (!age && !retries && !to)
        return;
    struct doc_node *well = destination(s, f, "onSuccess");
    struct doc_node *ill = destination(s, f, "onFailure");
    struct doc_node *config =
        well || ill ? sls_make(s->doc, to, "{'OnSuccess':%m,'OnFailure':%m}", well, ill) : NULL;
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("LambdaEvConf")),
            sls_make(s->doc, to ? to : f->node,
                     "{'Type':'AWS::Lambda::EventInvokeConfig','Properties':{'FunctionName':"
                     "{'Ref':%s},'Qualifier':%s,'MaximumEventAgeInSeconds':%n,"
                     "'MaximumRetryAttempts':%n,'DestinationConfig':%m}}",
                     f->id, str_empty(f->alias) ? STR("$LATEST") : f->alias, age, retries,
                     config));
}

const struct doc_node *sls_function_name(struct sls *s, const struct sls_function *f)
{
    const struct doc_node *n = doc_get(f->node, "name");
    return n ? n : sls_make(s->doc, f->node, "'%s-%s-%s'", s->service, s->stage, f->name);
}

static bool logs(const struct sls_function *f)
{
    return !sls_is(doc_get(f->node, "disableLogs"), false);
}

static struct str log_group_id(struct sls *s, const struct sls_function *f)
{
    return ARENA_JOIN(s->arena, f->norm, STR("LogGroup"));
}

static void log_group(struct sls *s, const struct sls_function *f, const struct doc_node *name)
{
    if (!logs(f))
        return;
    struct str text = doc_text(name);
    sls_add(s, log_group_id(s, f),
            sls_make(s->doc, f->node, "{'Type':'AWS::Logs::LogGroup','Properties':{"
                                      "'LogGroupName':'/aws/lambda/%s','RetentionInDays':%n}}",
                     text, either(s, f, "logRetentionInDays")));
}

/* What has to be there first: the log group, a role of the file, what the file says. */
static struct doc_node *depends(struct sls *s, const struct sls_function *f,
                                const struct doc_node *role)
{
    struct doc_node *list = sls_make(s->doc, f->node, "[]");
    const struct doc_node *said = doc_get(f->node, "dependsOn"), *get = doc_get(role, "Fn::GetAtt");
    if (logs(f))
        doc_append(list, sls_make(s->doc, f->node, "%s", log_group_id(s, f)));
    if (doc_is_scalar(said) && !doc_is_null(said))
        doc_append(list, doc_copy(s->doc, s->doc, said));
    for (const struct doc_node *c = doc_is_list(said) ? doc_first(said) : NULL; c; c = c->next)
        doc_append(list, doc_copy(s->doc, s->doc, c));
    struct str id = doc_is_list(get) ? doc_text(doc_at(get, 0)) : doc_text(get);
    id = str_sub(id, 0, str_chr(id, '.'));
    if (!str_empty(id) && !str_is(id, "IamRoleLambdaExecution"))
        doc_append(list, sls_make(s->doc, role, "%s", id));
    if (f->role && f->role->plugged)
        doc_append(list, sls_make(s->doc, f->node, "%s", f->role->id));
    return list->count ? list : NULL;
}

/* An alias of a version that is kept warm, or started from a picture of its memory. */
static void alias(struct sls *s, struct sls_function *f)
{
    const struct doc_node *warm = doc_get(f->node, "provisionedConcurrency");
    const struct doc_node *snap = doc_get(f->node, "snapStart");
    bool snapped = !warm && sls_is(snap, false);
    if ((!warm || doc_is_null(warm)) && !snapped)
        return;
    f->alias = snapped ? STR("snapstart") : STR("provisioned");
    sls_add(s, sls_alias_id(s, f),
            sls_make(s->doc, snapped ? snap : warm,
                     "{'Type':'AWS::Lambda::Alias','Properties':{'FunctionName':{'Ref':%s},"
                     "'FunctionVersion':'$LATEST','Name':%s,'ProvisionedConcurrencyConfig':%m}}",
                     f->id, f->alias,
                     snapped ? NULL : sls_make(s->doc, warm, "{'ProvisionedConcurrentExecutions':"
                                                             "%n}", warm)));
}

/* Functions at the edge start small, outside of all networks, and have no environment. */
static bool at_edge(const struct sls_function *f)
{
    const struct doc_node *events = doc_get(f->node, "events");
    for (const struct doc_node *c = doc_is_list(events) ? doc_first(events) : NULL; c; c = c->next)
        if (doc_is_map(c) && doc_get(c, "cloudFront"))
            return true;
    return false;
}

static bool has_versions(const struct sls *s, const struct sls_function *f)
{
    const struct doc_node *own = doc_get(f->node, "versionFunction");
    return sls_is(own ? own : doc_get(s->provider, "versionFunctions"), true) ||
           !str_empty(f->alias);
}

static void make_function(struct sls *s, struct sls_function *f)
{
    const struct doc_node *given, *n = f->node, *name = sls_function_name(s, f);
    f->role = sls_role_of(s, f, &given);
    struct doc_node *role = given ? doc_copy(s->doc, s->doc, given) : sls_arn(s, n, f->role->id);
    bool image = doc_get(n, "image"), edge = at_edge(f);
    const struct doc_node *runtime = image ? NULL : either(s, f, "runtime");
    const struct doc_node *memory = either(s, f, "memorySize"), *timeout = either(s, f, "timeout");
    const struct doc_node *arch = either(s, f, "architecture");
    const struct doc_node *disk = doc_get(n, "ephemeralStorageSize");
    /* One after the other: they add to the role. */
    struct doc_node *net = vpc(s, f);
    struct doc_node *dead = dead_letter(s, f);
    const struct doc_node *kms = key(s, f);
    struct doc_node *trace = tracing(s, f);
    struct doc_node *files = file_system(s, f);
    struct doc_node *resource = sls_make(
        s->doc, n,
        "{'Type':'AWS::Lambda::Function','Properties':{'Handler':%n,'Code':%m,'Runtime':%n,"
        "'PackageType':%s,'FunctionName':%n,'MemorySize':%n,'Timeout':%n,'Role':%m,"
        "'Environment':%m,'VpcConfig':%m,'Layers':%m,'DeadLetterConfig':%m,'TracingConfig':%m,"
        "'FileSystemConfigs':%m,'KmsKeyArn':%n,'Architectures':%m,"
        "'ReservedConcurrentExecutions':%n,'Tags':%m,'Description':%n,"
        "'EphemeralStorage':%m},'Condition':%n,'DependsOn':%m,"
        "'Metadata':{'aws:asset:path':%s}}",
        doc_get(n, "handler"), code(s, f), runtime, image ? STR("Image") : STR_NONE, name,
        memory ? memory : sls_make(s->doc, n, edge ? "128" : "1024"),
        timeout ? timeout : sls_make(s->doc, n, edge ? "5" : "6"), role,
        edge ? NULL : environment(s, f), edge ? NULL : net, layers(s, f), dead, trace, files, kms,
        arch ? sls_make(s->doc, n, "[%n]", arch) : NULL, doc_get(n, "reservedConcurrency"),
        sls_tags(s, sls_merge(s->doc, doc_get(s->provider, "tags"), doc_get(n, "tags"))),
        doc_get(n, "description"), disk ? sls_make(s->doc, disk, "{'Size':%n}", disk) : NULL,
        doc_get(n, "condition"), depends(s, f, given),
        sls_text(n, "module").len ? sls_text(n, "module") : STR(".")); /* where handlers begin */
    sls_add(s, f->id, resource);
    alias(s, f);
    if (has_versions(s, f))
        sls_output(s, ARENA_JOIN(s->arena, f->id, STR("QualifiedArn")),
                   sls_make(s->doc, n, "{'Ref':%s}", f->id));
    log_group(s, f, name);
    invoke_config(s, f);
    sls_function_url(s, f);
}

void sls_function_url(struct sls *s, const struct sls_function *f)
{
    const struct doc_node *url = doc_get(f->node, "url");
    if (doc_is_null(url) || (doc_is_scalar(url) && !sls_is(url, true)))
        return;
    const struct doc_node *cors = doc_get(url, "cors");
    bool iam = str_is(sls_text(url, "authorizer"), "aws_iam");
    struct str type = iam ? STR("AWS_IAM") : STR("NONE");
    struct doc_node *origins = NULL;
    if (doc_is_map(cors))
        origins = sls_make(s->doc, cors, "{'AllowOrigins':%n,'AllowMethods':%n,'AllowHeaders':%n,"
                                         "'AllowCredentials':%n}",
                           doc_get(cors, "allowedOrigins"), doc_get(cors, "allowedMethods"),
                           doc_get(cors, "allowedHeaders"), doc_get(cors, "allowCredentials"));
    else if (sls_is(cors, false))
        origins = sls_make(s->doc, cors, "{'AllowOrigins':['*'],'AllowMethods':['*'],"
                                         "'AllowHeaders':['*']}");
    struct str id = ARENA_JOIN(s->arena, f->norm, STR("LambdaFunctionUrl"));
    sls_add(s, id,
            sls_make(s->doc, url, "{'Type':'AWS::Lambda::Url','Properties':{'AuthType':%s,"
                                  "'TargetFunctionArn':%m,'Cors':%m,'InvokeMode':%n},'DependsOn':%s}",
                     type, sls_target(s, url, f), origins, doc_get(url, "invokeMode"),
                     sls_alias_id(s, f)));
    sls_output(s, id, sls_make(s->doc, url, "{'Fn::GetAtt':[%s,'FunctionUrl']}", id));
    if (iam)
        return;
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("LambdaPermissionFnUrl")),
            sls_make(s->doc, url, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':"
                                  "%m,'Action':'lambda:InvokeFunctionUrl','Principal':'*',"
                                  "'FunctionUrlAuthType':'NONE'}}", sls_target(s, url, f)));
    if (sls_version(s) == 1 || sls_version(s) == 2 || sls_version(s) == 3)
        return; /* these know one of the two permissions that AWS asks for by now */
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("LambdaPermissionFnInvoke")),
            sls_make(s->doc, url, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':"
                                  "%m,'Action':'lambda:InvokeFunction','Principal':'*',"
                                  "'InvokedViaFunctionUrl':true}}", sls_target(s, url, f)));
}

static void fill(struct sls *s, struct sls_function *f, struct str name,
                 const struct doc_node *node)
{
    struct str norm = sls_norm(s->arena, name);
    *f = (struct sls_function){.name = name, .norm = norm, .node = node,
                               .id = ARENA_JOIN(s->arena, norm, STR("LambdaFunction"))};
}

struct sls_function *sls_function_new(struct sls *s, struct str name, const struct doc_node *node)
{
    struct sls_function *f = arena_alloc(s->arena, sizeof *f);
    fill(s, f, name, node);
    make_function(s, f);
    return f;
}

void sls_functions(struct sls *s)
{
    const struct doc_node *all =
        sls_merge_list(s->doc, sls_resolve_path(&s->vars, "functions"));
    if (doc_is_scalar(all) && !doc_is_null(all))
        sls_open(s, STR("functions"), "the functions stand where they cannot be read", all);
    size_t count = doc_is_map(all) ? all->count : 0;
    s->functions = arena_array(s->arena, count, sizeof *s->functions);
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next) {
        if (doc_get_str(all, c->key) != c || doc_is_null(c))
            continue;
        if (!doc_is_map(c)) {
            sls_open(s, ARENA_JOIN(s->arena, STR("functions."), c->key),
                     "the function stands where it cannot be read", c);
            continue;
        }
        fill(s, &s->functions[s->function_count++], c->key, c);
    }
    sls_shared_role(s);
    for (size_t i = 0; i < s->function_count; i++)
        make_function(s, &s->functions[i]);
    for (size_t i = 0; i < s->function_count; i++)
        sls_events(s, &s->functions[i]);
}
