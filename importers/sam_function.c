/* SPDX-License-Identifier: MIT */
/* sam_function.c - AWS::Serverless::Function: function, role, version and alias, URL, what becomes
 * of asynchronous results. Source of names and defaults: AWS SAM's documentation. */
#include "sam.h"

static const char *const passed[] = {
    "FunctionName", "Handler", "Runtime", "Description", "MemorySize", "Timeout", "VpcConfig",
    "Environment", "KmsKeyArn", "ReservedConcurrentExecutions", "Layers", "FileSystemConfigs",
    "ImageConfig", "PackageType", "Architectures", "SnapStart", "EphemeralStorage",
    "CodeSigningConfigArn", "RuntimeManagementConfig", "LoggingConfig", "TenancyConfig",
    "RecursiveLoop", "DurableConfig", "FunctionScalingConfig", "PublishToLatestPublished", NULL};

/* --- Code ---- */

static struct doc_node *s3_code(struct sam *s, const struct doc_node *uri)
{
    struct str text = doc_text(uri), bucket, version = STR_NONE;
    if (!str_starts(text, STR("s3://")))
        return NULL;
    text = str_from_at(text, 5);
    str_cut(&text, '/', &bucket);
    size_t query = str_find(text, STR("?versionId="));
    if (query != STR_NPOS) {
        version = str_from_at(text, query + 11);
        text = str_sub(text, 0, query);
    }
    return sam_make(s, uri, "{'S3Bucket':%s,'S3Key':%s,'S3ObjectVersion':%n}", bucket, text,
                    str_empty(version) ? NULL : sam_text_node(s, uri, version));
}

/* What is left of a local path is the path as it was written: what packs it is not known here. */
static struct doc_node *code(struct sam *s, const struct doc_node *p)
{
    const struct doc_node *inlined = doc_get(p, "InlineCode"), *uri = doc_get(p, "CodeUri"),
                          *image = doc_get(p, "ImageUri");
    struct doc_node *made = NULL;
    if (sam_is(doc_get(p, "PackageType"), "Image") && image)
        made = sam_make(s, image, "{'ImageUri':%n}", sam_copy(s, image));
    else if (inlined)
        made = sam_make(s, inlined, "{'ZipFile':%n}", sam_copy(s, inlined));
    else if (doc_is_scalar(uri))
        made = s3_code(s, uri);
    else if (doc_get(uri, "Bucket"))
        made = sam_make(s, uri, "{'S3Bucket':%n,'S3Key':%n,'S3ObjectVersion':%n}",
                        sam_copy(s, doc_get(uri, "Bucket")), sam_copy(s, doc_get(uri, "Key")),
                        sam_copy(s, doc_get(uri, "Version")));
    if (!made && (uri || image)) /* a path, or an intrinsic */
        return sam_copy(s, uri ? uri : image);
    const struct doc_node *key = doc_get(p, "SourceKMSKeyArn");
    if (made && key)
        sam_put(s, made, "SourceKMSKeyArn", sam_copy(s, key));
    return made;
}

/* Of a local path the key stands beside it: once it is packed, that is what the package has. */
static void code_key(struct sam *s, struct doc_node *props, const struct doc_node *p)
{
    const struct doc_node *key = doc_get(p, "SourceKMSKeyArn");
    if (key && doc_is_scalar(doc_get(props, "Code")))
        sam_put(s, props, "SourceKMSKeyArn", sam_copy(s, key));
}

/* --- The role ---- */

static bool traced(struct sam *s, const struct doc_node *p)
{
    const struct doc_node *tracing = doc_get(p, "Tracing");
    struct str text;
    return tracing && !doc_is_null(tracing) && !(sam_text(s, tracing, &text) &&
                        (str_empty(text) || str_is(text, "Disabled")));
}

static struct sam_role role_of(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *p = item->props, *dlq = doc_get(p, "DeadLetterQueue"),
                          *at = item->node;
    struct sam_role r = sam_role_new(s, at);
    sam_role_managed(s, &r, at, doc_get(p, "DurableConfig")
                                    ? "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
                                    : "service-role/AWSLambdaBasicExecutionRole");
    if (traced(s, p))
        sam_role_managed(s, &r, doc_get(p, "Tracing"), "AWSXrayWriteOnlyAccess");
    if (doc_get(p, "VpcConfig"))
        sam_role_managed(s, &r, doc_get(p, "VpcConfig"),
                         "service-role/AWSLambdaVPCAccessExecutionRole");
    if (doc_get(dlq, "TargetArn"))
        sam_role_policy(s, &r, sam_make(s, dlq, "{'PolicyName':'DeadLetterQueuePolicy',"
                                        "'PolicyDocument':{'Version':'2012-10-17','Statement':["
                                        "{'Action':%z,'Resource':%n,'Effect':'Allow'}]}}",
                                        sam_is(doc_get(dlq, "Type"), "SNS") ? "sns:Publish"
                                                                            : "sqs:SendMessage",
                                        sam_copy(s, doc_get(dlq, "TargetArn"))));
    const struct doc_node *policies = doc_get(p, "Policies");
    if (policies)
        sam_role_policies(s, &r, SAM_JOIN(s, item->id, STR("Role")), policies);
    return r;
}

/* A role that only one branch of the function's Role needs stands under that branch. */
static const struct doc_node *role_condition(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *either = doc_path(item->props, "Role.Fn::If"), *c = doc_at(either, 0);
    bool first = str_is(sam_ref(doc_at(either, 1), false), "AWS::NoValue"),
         second = str_is(sam_ref(doc_at(either, 2), false), "AWS::NoValue");
    if (!doc_is_scalar(c) || first == second)
        return item->condition;
    if (first)
        return c;
    struct str name = SAM_JOIN(s, STR("NOT"), c->text);
    if (!doc_get_str(s->conditions, name))
        sam_put_str(s, s->conditions, name,
                    sam_make(s, c, "{'Fn::Not':[{'Condition':%s}]}", c->text));
    return sam_text_node(s, c, name);
}

static void put_role(struct sam *s, const struct sam_item *item, struct sam_role *r)
{
    const struct doc_node *p = item->props, *trust = doc_get(p, "AssumeRolePolicyDocument");
    struct doc_node *props =
        sam_make(s, item->node, "{'AssumeRolePolicyDocument':%n,'ManagedPolicyArns':%n}",
                 trust ? sam_copy(s, trust) : sam_trust(s, item->node, "lambda.amazonaws.com"),
                 r->managed);
    if (r->inline_->count)
        sam_put(s, props, "Policies", r->inline_);
    sam_put(s, props, "Path", sam_copy(s, doc_get(p, "RolePath")));
    sam_put(s, props, "PermissionsBoundary", sam_copy(s, doc_get(p, "PermissionsBoundary")));
    sam_put(s, props, "Tags", sam_tags(s, item, "lambda:createdBy"));
    struct sam_item owner = *item;
    owner.condition = role_condition(s, item);
    sam_emit(s, &owner, SAM_JOIN(s, item->id, STR("Role")), item->node, "AWS::IAM::Role", props);
}

/* Role: !If [C, X, !Ref AWS::NoValue] - a role is made for the branch that has none. */
static struct doc_node *role_value(struct sam *s, const struct sam_item *item, bool *own)
{
    const struct doc_node *role = doc_get(item->props, "Role"), *either = doc_get(role, "Fn::If");
    struct str made = SAM_JOIN(s, item->id, STR("Role"));
    bool none[2] = {str_is(sam_ref(doc_at(either, 1), false), "AWS::NoValue"),
                    str_is(sam_ref(doc_at(either, 2), false), "AWS::NoValue")};
    *own = !role || none[0] || none[1];
    if (!*own)
        return sam_copy(s, role);
    struct doc_node *arn = sam_make(s, item->node, "{'Fn::GetAtt':[%s,'Arn']}", made);
    if (!role || (none[0] && none[1]))
        return arn;
    return sam_make(s, role, "{'Fn::If':[%n,%n,%n]}", sam_copy(s, doc_at(either, 0)),
                    none[0] ? arn : sam_copy(s, doc_at(either, 1)),
                    none[1] ? arn : sam_copy(s, doc_at(either, 2)));
}

/* --- Version and alias ---- */

static struct str alias_of(struct sam *s, const struct sam_item *item, const struct doc_node *made)
{
    const struct doc_node *p = item->props, *wanted = doc_get(p, "AutoPublishAlias");
    struct str name, suffix, part;
    if (!wanted)
        return STR_NONE;
    if (!sam_text(s, wanted, &name) || str_empty(name)) {
        sam_unresolved(s, wanted, STR("AutoPublishAlias"), "the alias has no name that is known");
        return STR_NONE;
    }
    struct str version = SAM_JOIN(s, item->id, STR("Version"), sam_hash(s, made));
    struct buf plain = {0};
    for (suffix = name; str_cut(&suffix, '-', &part);) {
        buf_add(&plain, part);
        if (suffix.ptr)
            buf_puts(&plain, "D");
    }
    struct str letters = arena_str(s->arena, buf_str(&plain));
    buf_reset(&plain);
    for (suffix = letters; str_cut(&suffix, '_', &part);) {
        buf_add(&plain, part);
        if (suffix.ptr)
            buf_puts(&plain, "U");
    }
    struct str alias = SAM_JOIN(s, item->id, STR("Alias"), buf_str(&plain));
    buf_release(&plain);
    sam_emit(s, item, version, wanted, "AWS::Lambda::Version",
             sam_make(s, wanted, "{'FunctionName':{'Ref':%s},'Description':%n}", item->id,
                      sam_copy(s, doc_get(p, "VersionDescription"))));
    sam_emit(s, item, alias, wanted, "AWS::Lambda::Alias",
             sam_make(s, wanted, "{'FunctionName':{'Ref':%s},'Name':%s,'FunctionVersion':"
                      "{'Fn::GetAtt':[%s,'Version']},'ProvisionedConcurrencyConfig':%n}",
                      item->id, name, version,
                      sam_copy(s, doc_get(p, "ProvisionedConcurrencyConfig"))));
    sam_rename(s, item, "Version", version);
    sam_rename(s, item, "Alias", alias);
    return alias;
}

/* --- URL, asynchronous results ---- */

static void url(struct sam *s, const struct sam_item *item, const struct doc_node *alias_name,
                struct str alias)
{
    const struct doc_node *want = doc_get(item->props, "FunctionUrlConfig"),
                          *auth = doc_get(want, "AuthType");
    if (!doc_is_map(want))
        return;
    struct str target = str_empty(alias) ? item->id : alias;
    struct doc_node *qualifier = str_empty(alias) ? NULL : sam_copy(s, alias_name);
    sam_emit(s, item, SAM_JOIN(s, item->id, STR("Url")), want, "AWS::Lambda::Url",
             sam_make(s, want, "{'TargetFunctionArn':{'Ref':%s},'AuthType':%n,'Cors':%n,"
                      "'InvokeMode':%n,'Qualifier':%n}",
                      item->id, sam_copy(s, auth), sam_copy(s, doc_get(want, "Cors")),
                      sam_copy(s, doc_get(want, "InvokeMode")), qualifier));
    if (!sam_is(auth, "NONE")) /* of a parameter AWS's translator asks no value here */
        return;
    sam_emit(s, item, SAM_JOIN(s, item->id, STR("UrlPublicPermissions")), want,
             "AWS::Lambda::Permission",
             sam_make(s, want, "{'Action':'lambda:InvokeFunctionUrl','FunctionName':{'Ref':%s},"
                      "'Principal':'*','FunctionUrlAuthType':%n}", target, sam_copy(s, auth)));
    sam_emit(s, item, SAM_JOIN(s, item->id, STR("URLInvokeAllowPublicAccess")), want,
             "AWS::Lambda::Permission",
             sam_make(s, want, "{'Action':'lambda:InvokeFunction','FunctionName':{'Ref':%s},"
                      "'Principal':'*','InvokedViaFunctionUrl':true}", target));
}

/* The condition under which a destination is to be made: of Fn::If with one branch NoValue. */
static struct str made_condition(struct sam *s, const struct sam_item *item,
                                 const struct doc_node *either, bool first)
{
    const struct doc_node *c = doc_at(either, 0);
    struct str config = SAM_JOIN(s, item->id, STR("EventInvokeConfig"));
    if (first || !doc_is_scalar(c))
        return doc_text(c);
    struct str name = SAM_JOIN(s, STR("NOT"), c->text,
                               sam_hash(s, sam_text_node(s, c, config)));
    if (!doc_get_str(s->conditions, name))
        sam_put_str(s, s->conditions, name,
                    sam_make(s, c, "{'Fn::Not':[{'Condition':%s}]}", c->text));
    return name;
}

/* Both, where each may be empty. */
static const struct doc_node *both_conditions(struct sam *s, const struct sam_item *item,
                                              struct str more, const struct doc_node *at)
{
    struct str own = doc_text(item->condition);
    if (str_empty(more) || str_empty(own))
        return str_empty(more) ? item->condition : sam_text_node(s, at, more);
    struct str name = SAM_JOIN(s, own, STR("AND"), more,
                               sam_hash(s, sam_text_node(s, at, item->id)));
    if (!doc_get_str(s->conditions, name))
        sam_put_str(s, s->conditions, name,
                    sam_make(s, at, "{'Fn::And':[{'Condition':%s},{'Condition':%s}]}", own, more));
    return sam_text_node(s, at, name);
}

/* OnSuccess or OnFailure: its target, made if none is named. */
static struct doc_node *destination(struct sam *s, const struct sam_item *item,
                                    const struct doc_node *want, struct str id, struct sam_role *r)
{
    const struct doc_node *given = doc_get(want, "Destination"), *either = doc_get(given, "Fn::If");
    struct str type = doc_text(doc_get(want, "Type"));
    bool none[2] = {str_is(sam_ref(doc_at(either, 1), false), "AWS::NoValue"),
                    str_is(sam_ref(doc_at(either, 2), false), "AWS::NoValue")};
    bool make = !given || none[0] || none[1], either_way = given && none[0] != none[1];
    struct doc_node *arn = sam_copy(s, given);
    if (make && (str_is(type, "SQS") || str_is(type, "SNS"))) {
        bool queue = str_is(type, "SQS");
        struct str made = SAM_JOIN(s, id, queue ? STR("Queue") : STR("Topic")), when = STR_NONE;
        struct sam_item owner = *item;
        if (either_way)
            when = made_condition(s, item, either, none[0]);
        owner.condition = both_conditions(s, item, when, want);
        sam_emit(s, &owner, made, want, queue ? "AWS::SQS::Queue" : "AWS::SNS::Topic",
                 sam_make(s, want, "{}"));
        sam_rename(s, item, queue ? "DestinationQueue" : "DestinationTopic", made);
        arn = sam_make(s, want, queue ? "{'Fn::GetAtt':[%s,'Arn']}" : "{'Ref':%s}", made);
        if (either_way)
            arn = sam_make(s, given, "{'Fn::If':[%s,%n,%n]}", when, arn,
                           sam_copy(s, doc_at(either, none[0] ? 2 : 1)));
    }
    if (arn)
        sam_role_target(s, r, want, id, type, arn);
    return arn ? sam_make(s, want, "{'Destination':%n}", arn) : NULL;
}

static void invoke_config(struct sam *s, const struct sam_item *item, struct str alias,
                          const struct doc_node *alias_name, struct sam_role *r)
{
    static const char *const ends[] = {"OnSuccess", "OnFailure"};
    const struct doc_node *want = doc_get(item->props, "EventInvokeConfig");
    if (!doc_is_map(want))
        return;
    struct str id = SAM_JOIN(s, item->id, STR("EventInvokeConfig")), name;
    struct doc_node *ways = sam_make(s, want, "{}");
    for (size_t i = 0; i < 2; i++) {
        const struct doc_node *end = doc_get(doc_get(want, "DestinationConfig"), ends[i]);
        if (doc_is_map(end))
            sam_put(s, ways, ends[i],
                    destination(s, item, end, SAM_JOIN(s, id, str_from(ends[i])), r));
    }
    if (str_empty(alias) || !sam_text(s, alias_name, &name))
        name = STR("$LATEST");
    sam_emit(s, item, id, want, "AWS::Lambda::EventInvokeConfig",
             sam_make(s, want, "{'FunctionName':{'Ref':%s},'Qualifier':%s,'DestinationConfig':%n,"
                      "'MaximumEventAgeInSeconds':%n,'MaximumRetryAttempts':%n}",
                      item->id, name, ways->count ? ways : NULL,
                      sam_copy(s, doc_get(want, "MaximumEventAgeInSeconds")),
                      sam_copy(s, doc_get(want, "MaximumRetryAttempts"))));
}

void sam_function(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *p = item->props, *dlq = doc_get(p, "DeadLetterQueue"),
                          *capacity = doc_get(p, "CapacityProviderConfig"),
                          *alias_name = doc_get(p, "AutoPublishAlias");
    struct doc_node *props = sam_make(s, item->node, "{'Code':%n,'Tags':%n}", code(s, p),
                                      sam_tags(s, item, "lambda:createdBy"));
    bool own;
    sam_pass(s, props, p, passed);
    code_key(s, props, p);
    sam_put(s, props, "Role", role_value(s, item, &own));
    if (traced(s, p))
        sam_put(s, props, "TracingConfig", sam_make(s, doc_get(p, "Tracing"), "{'Mode':%n}",
                                                    sam_copy(s, doc_get(p, "Tracing"))));
    if (doc_get(dlq, "TargetArn"))
        sam_put(s, props, "DeadLetterConfig",
                sam_make(s, dlq, "{'TargetArn':%n}", sam_copy(s, doc_get(dlq, "TargetArn"))));
    if (doc_is_map(capacity))
        sam_put(s, props, "CapacityProviderConfig",
                sam_make(s, capacity, "{'LambdaManagedInstancesCapacityProviderConfig':"
                         "{'CapacityProviderArn':%n}}", sam_copy(s, doc_get(capacity, "Arn"))));
    struct sam_role role = role_of(s, item);
    struct str alias = alias_of(s, item, doc_get(props, "Code"));
    sam_emit_self(s, item, "AWS::Lambda::Function", props);
    sam_deployment(s, item, alias);
    url(s, item, alias_name, alias);
    invoke_config(s, item, alias, alias_name, own ? &role : NULL);
    sam_events(s, item, str_empty(alias) ? item->id : alias, !str_empty(alias),
               own ? &role : NULL);
    if (own)
        put_role(s, item, &role);
}
