/* SPDX-License-Identifier: MIT */
#include "serverless_lower.h"

#include "mem.h"

void sls_add(struct sls *s, struct str id, struct doc_node *resource)
{
    if (!doc_get_str(s->resources, id))
        doc_put(s->doc, s->resources, id, doc_value_place(resource), resource);
}

bool sls_has(const struct sls *s, struct str id)
{
    return doc_get_str(s->resources, id) || doc_get_str(doc_get(s->own, "Resources"), id);
}

struct sls_function *sls_function_find(const struct sls *s, struct str name)
{
    for (size_t i = 0; i < s->function_count; i++)
        if (str_eq(s->functions[i].name, name))
            return &s->functions[i];
    return NULL;
}

void sls_open(struct sls *s, struct str text, const char *reason, const struct doc_node *at)
{
    s->host->open(s->host->arg, text, str_from(reason), doc_where(s->doc, at));
}

struct doc_node *sls_arn(struct sls *s, const struct doc_node *at, struct str id)
{
    return sls_make(s->doc, at, "{'Fn::GetAtt':[%s,'Arn']}", id);
}

struct doc_node *sls_target(struct sls *s, const struct doc_node *at, const struct sls_function *f)
{
    if (str_empty(f->alias))
        return sls_arn(s, at, f->id);
    return sls_make(s->doc, at, "{'Fn::Join':[':',[{'Fn::GetAtt':[%s,'Arn']},%s]]}", f->id,
                    f->alias);
}

struct str sls_alias_id(struct sls *s, const struct sls_function *f)
{
    if (str_empty(f->alias))
        return STR_NONE;
    return ARENA_JOIN(s->arena, f->norm, str_is(f->alias, "snapstart")
                                             ? STR("SnapStartLambdaAlias")
                                             : STR("ProvConcLambdaAlias"));
}

void sls_output(struct sls *s, struct str id, struct doc_node *value)
{
    if (!doc_get_str(s->outputs, id))
        doc_put(s->doc, s->outputs, id, doc_value_place(value),
                sls_make(s->doc, value, "{'Value':%m}", value));
}

struct str sls_text(const struct doc_node *map, const char *key)
{
    return doc_text(doc_get(map, key));
}

bool sls_is(const struct doc_node *n, bool otherwise)
{
    bool value;
    return doc_bool(n, &value) ? value : otherwise;
}

void sls_permission(struct sls *s, const struct sls_function *f, struct str id,
                    const struct doc_node *at, const char *principal, struct doc_node *source)
{
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("LambdaPermission"), id),
            sls_make(s->doc, at, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':"
                                 "%m,'Action':'lambda:InvokeFunction','Principal':%s,"
                                 "'SourceArn':%m}}",
                     sls_target(s, at, f), str_from(principal), source));
}

bool sls_is_call(const struct doc_node *n)
{
    const struct doc_node *first = doc_is_map(n) ? doc_first(n) : NULL;
    return first && !first->next &&
           (str_is(first->key, "Ref") || str_starts(first->key, STR("Fn::")));
}

/* The name in a reference: the first text in it that is not the name of a function or attribute. */
static struct str named_in(const struct doc_node *n, unsigned depth)
{
    if (depth > 8)
        return STR_NONE;
    if (doc_is_scalar(n))
        return doc_text(n);
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        struct str s = named_in(c, depth + 1);
        if (!str_empty(s) && !str_is(s, ":") && !str_is(s, "arn:aws"))
            return s;
    }
    return STR_NONE;
}

struct str sls_source_name(struct sls *s, const struct doc_node *n)
{
    if (!doc_is_scalar(n))
        return sls_alnum(s->arena, named_in(n, 0));
    struct str text = doc_text(n);
    size_t slash = str_find(text, STR(":table/"));
    if (slash == STR_NPOS)
        slash = str_find(text, STR(":stream/"));
    if (slash != STR_NPOS) {
        struct str rest = str_from_at(text, str_find(text, STR("/")) + 1);
        return sls_alnum(s->arena, str_sub(rest, 0, str_chr(rest, '/')));
    }
    size_t colon = str_rchr(text, ':');
    return sls_alnum(s->arena, colon == STR_NPOS ? text : str_from_at(text, colon + 1));
}

/* --- The whole -------------------------------------------------------------------------------- */

static struct str service_name(struct sls *s)
{
    struct doc_node *n = sls_resolve_path(&s->vars, "service");
    struct str name = doc_is_map(n) ? sls_text(n, "name") : doc_text(n);
    return str_empty(name) ? STR("service") : name;
}

/* The first digit of frameworkVersion ("^3.38.0", ">=2.0.0 <4"), 0: not said. */
int sls_version(const struct sls *s)
{
    struct str version = sls_text(s->root, "frameworkVersion");
    while (version.len && !(version.ptr[0] >= '0' && version.ptr[0] <= '9'))
        version = str_from_at(version, 1);
    return version.len ? version.ptr[0] - '0' : 0;
}

static const struct doc_node *given_bucket(const struct sls *s)
{
    const struct doc_node *n = doc_get(s->provider, "deploymentBucket");
    if (doc_is_map(n) && !sls_is_call(n))
        n = doc_get(n, "name");
    return doc_is_null(n) ? NULL : n;
}

/* Version 4 keeps packages in one bucket of the account, outside of the stack. */
bool sls_own_bucket(const struct sls *s)
{
    return !given_bucket(s) && sls_version(s) != 4;
}

static void deployment_bucket(struct sls *s)
{
    const struct doc_node *at = s->provider ? s->provider : s->root;
    const struct doc_node *settings = doc_get(s->provider, "deploymentBucket");
    if (given_bucket(s))
        sls_output(s, STR("ServerlessDeploymentBucketName"),
                   sls_make(s->doc, at, "%n", given_bucket(s)));
    if (!sls_own_bucket(s))
        return;
    struct doc_node *closed = NULL;
    if (sls_is(doc_get(settings, "blockPublicAccess"), false))
        closed = sls_make(s->doc, settings, "{'BlockPublicAcls':true,'BlockPublicPolicy':true,"
                                            "'IgnorePublicAcls':true,'RestrictPublicBuckets':"
                                            "true}");
    sls_add(s, STR("ServerlessDeploymentBucket"),
            sls_make(s->doc, at,
                     "{'Type':'AWS::S3::Bucket','Properties':{'BucketEncryption':{"
                     "'ServerSideEncryptionConfiguration':[{'ServerSideEncryptionByDefault':{"
                     "'SSEAlgorithm':'AES256'}}]},'PublicAccessBlockConfiguration':%m,"
                     "'VersioningConfiguration':%m}}", closed,
                     sls_is(doc_get(settings, "versioning"), false)
                         ? sls_make(s->doc, settings, "{'Status':'Enabled'}") : NULL));
    sls_output(s, STR("ServerlessDeploymentBucketName"),
               sls_make(s->doc, at, "{'Ref':'ServerlessDeploymentBucket'}"));
    if (sls_is(doc_get(settings, "skipPolicySetup"), false))
        return;
    sls_add(s, STR("ServerlessDeploymentBucketPolicy"),
            sls_make(s->doc, at,
                     "{'Type':'AWS::S3::BucketPolicy','Properties':{'Bucket':{'Ref':"
                     "'ServerlessDeploymentBucket'},'PolicyDocument':{'Statement':[{'Action':'s3:*'"
                     ",'Effect':'Deny','Principal':'*','Resource':[{'Fn::Sub':"
                     "'arn:${AWS::Partition}:s3:::${ServerlessDeploymentBucket}/*'},{'Fn::Sub':"
                     "'arn:${AWS::Partition}:s3:::${ServerlessDeploymentBucket}'}],'Condition':{"
                     "'Bool':{'aws:SecureTransport':false}}}]}}}"));
}

static void layers(struct sls *s)
{
    const struct doc_node *all = sls_resolve_path(&s->vars, "layers");
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next)
        sls_add(s, ARENA_JOIN(s->arena, sls_norm(s->arena, c->key), STR("LambdaLayer")),
                sls_make(s->doc, c, "{'Type':'AWS::Lambda::LayerVersion','Properties':{"
                                    "'LayerName':'%s','Content':{},'CompatibleRuntimes':%n}}",
                         str_empty(sls_text(c, "name")) ? c->key : sls_text(c, "name"),
                         doc_get(c, "compatibleRuntimes")));
}

static void lower(struct sls *s)
{
    s->own = sls_own_resources(s);
    sls_functions(s);
    layers(s);
    sls_plugins(s);
    deployment_bucket(s);
    sls_roles(s);
    sls_helper_role(s);
    sls_finish(s, s->own);
}

struct doc *sls_lower(const struct sls_host *host, struct str path, const struct doc *service,
                      const struct sls_given *given, struct sls_about *about)
{
    struct doc *doc = doc_new(path);
    struct sls s = {.host = host, .arena = doc_arena(doc), .doc = doc, .path = path};
    size_t slash = str_rchr(path, '/');
    sls_vars_init(&s.vars, host, s.arena, doc, service,
                  slash == STR_NPOS ? STR("") : str_sub(path, 0, slash));
    if (given) {
        s.scope_export = given->export_prefix;
        s.vars.given = given->params ? doc_copy(doc, given->doc, given->params) : NULL;
    }
    s.root = s.vars.raw;
    s.provider = sls_resolve_path(&s.vars, "provider");
    s.stage = s.vars.stage;
    s.service = service_name(&s);
    struct str stack = sls_text(s.provider, "stackName");
    s.stack = str_empty(stack) ? ARENA_JOIN(s.arena, s.service, STR("-"), s.stage) : stack;
    const struct doc_node *by = sls_deployment_role(&s);
    *about = (struct sls_about){.title = s.stack, .deployer = doc_text(by)};
    if (by)
        about->deployer_at = doc_where(doc, by);
    s.net = sls_construct_net(&s);
    s.resources = sls_make(doc, s.root, "{}");
    s.outputs = sls_make(doc, s.root, "{}");
    s.parameters = sls_make(doc, s.root, "{}");
    lower(&s);
    sls_vars_release(&s.vars);
    map_release(&s.pools);
    map_release(&s.buckets);
    mem_free(s.roles);
    return doc;
}
