/* SPDX-License-Identifier: MIT */
/* sam_simple.c - resources of SAM that become one or two of CloudFormation: tables, layers, nested
 * applications, capacity providers, web functions. */
#include "sam.h"

static void table(struct sam *s, const struct sam_item *item)
{
    static const char *const plain[] = {"TableName", "SSESpecification",
                                        "PointInTimeRecoverySpecification",
                                        "ProvisionedThroughput", NULL};
    const struct doc_node *p = item->props, *key = doc_get(p, "PrimaryKey"),
                          *name = doc_get(key, "Name"), *type = doc_get(key, "Type");
    struct str kind = doc_text(type);
    struct doc_node *attribute = name ? sam_copy(s, name) : sam_make(s, item->node, "'id'");
    struct doc_node *letter =
        sam_text_node(s, type ? type : item->node,
                      str_is(kind, "Number") ? STR("N") : str_is(kind, "Binary") ? STR("B")
                                                                                 : STR("S"));
    struct doc_node *props =
        sam_make(s, item->node, "{'AttributeDefinitions':[{'AttributeName':%n,'AttributeType':%n}],"
                 "'KeySchema':[{'AttributeName':%n,'KeyType':'HASH'}]}",
                 sam_copy(s, attribute), letter, attribute);
    sam_pass(s, props, p, plain);
    if (!doc_get(p, "ProvisionedThroughput"))
        sam_put(s, props, "BillingMode", sam_make(s, item->node, "'PAY_PER_REQUEST'"));
    sam_put(s, props, "Tags", sam_tags(s, item, NULL));
    sam_emit_self(s, item, "AWS::DynamoDB::Table", props);
}

/* What the id of a layer is a hash of: the resource as it was written, parameters as values. */
static struct doc_node *layer_form(struct sam *s, const struct sam_item *item)
{
    static const char *const kept[] = {"DependsOn", "Condition", NULL};
    struct doc_node *form = sam_make(s, item->node, "{'Type':%s,'Properties':%n}", item->type,
                                     sam_resolved(s, item->props));
    sam_pass(s, form, item->node, kept);
    return sam_make(s, item->node, "{%s:%n}", item->id, form);
}

/* A layer is a new resource whenever its properties change; Ref to it is renamed (sam_refs.c). */
static void layer(struct sam *s, const struct sam_item *item)
{
    static const char *const plain[] = {"LayerName", "Description", "CompatibleRuntimes",
                                        "CompatibleArchitectures", "LicenseInfo", NULL};
    const struct doc_node *p = item->props, *uri = doc_get(p, "ContentUri"),
                          *name = doc_get(p, "LayerName");
    struct str text = doc_text(uri), bucket;
    struct doc_node *content = sam_copy(s, uri);
    if (doc_get(uri, "Bucket"))
        content = sam_make(s, uri, "{'S3Bucket':%n,'S3Key':%n,'S3ObjectVersion':%n}",
                           sam_copy(s, doc_get(uri, "Bucket")), sam_copy(s, doc_get(uri, "Key")),
                           sam_copy(s, doc_get(uri, "Version")));
    else if (str_starts(text, STR("s3://"))) {
        text = str_from_at(text, 5);
        str_cut(&text, '/', &bucket);
        content = sam_make(s, uri, "{'S3Bucket':%s,'S3Key':%s}", bucket, text);
    }
    struct doc_node *props = sam_make(s, item->node, "{'Content':%n}", content);
    sam_pass(s, props, p, plain);
    if (!name)
        sam_put(s, props, "LayerName", sam_text_node(s, item->node, item->id));
    struct str id = SAM_JOIN(s, item->id, sam_hash(s, layer_form(s, item)));
    struct sam_item made = *item;
    made.id = id;
    sam_emit_self(s, &made, "AWS::Lambda::LayerVersion", props);
    sam_rename(s, item, "", id);
}

static void application(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *p = item->props, *location = doc_get(p, "Location"),
                          *id = doc_get(location, "ApplicationId");
    struct doc_node *url = id ? sam_copy(s, id) : sam_copy(s, location);
    struct doc_node *tags = sam_tags(s, item, "lambda:createdBy");
    if (id) {
        doc_append(tags, sam_make(s, id, "{'Key':'serverlessrepo:applicationId','Value':%n}",
                                  sam_copy(s, id)));
        doc_append(tags, sam_make(s, id, "{'Key':'serverlessrepo:semanticVersion','Value':%n}",
                                  sam_copy(s, doc_get(location, "SemanticVersion"))));
    }
    sam_emit_self(s, item, "AWS::CloudFormation::Stack",
                  sam_make(s, item->node, "{'TemplateURL':%n,'Parameters':%n,'NotificationARNs':%n,"
                           "'TimeoutInMinutes':%n,'Tags':%n}", url,
                           sam_copy(s, doc_get(p, "Parameters")),
                           sam_copy(s, doc_get(p, "NotificationARNs")),
                           sam_copy(s, doc_get(p, "TimeoutInMinutes")), tags));
}

static void capacity(struct sam *s, const struct sam_item *item)
{
    static const char *const plain[] = {"CapacityProviderName", "InstanceRequirements",
                                        "KmsKeyArn", NULL};
    const struct doc_node *p = item->props, *vpc = doc_get(p, "VpcConfig"),
                          *role = doc_get(p, "OperatorRole"), *scaling = doc_get(p, "ScalingConfig");
    struct doc_node *props = sam_make(
        s, item->node, "{'VpcConfig':%n,'CapacityProviderScalingConfig':%n,'Tags':%n,"
        "'PermissionsConfig':{'CapacityProviderOperatorRoleArn':%n}}", sam_copy(s, vpc), sam_copy(s, scaling),
        sam_tags(s, item, "lambda:createdBy"), role ? sam_copy(s, role)
             : sam_make(s, item->node, "{'Fn::GetAtt':[%s,'Arn']}",
                        SAM_JOIN(s, item->id, STR("OperatorRole"))));
    sam_pass(s, props, p, plain);
    sam_emit_self(s, item, "AWS::Lambda::CapacityProvider", props);
    if (!role)
        sam_emit(s, item, SAM_JOIN(s, item->id, STR("OperatorRole")), item->node, "AWS::IAM::Role",
                 sam_make(s, item->node, "{'Tags':[{'Key':'lambda:createdBy','Value':'SAM'}],"
                          "'AssumeRolePolicyDocument':%n,'ManagedPolicyArns':["
                          "'arn:aws:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator']}",
                          sam_trust(s, item->node, "lambda.amazonaws.com")));
}

/* WebFunction: the function, its revision with code and role, its endpoint. */
static void web_function(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *p = item->props, *role = doc_get(p, "ExecutionRoleArn"),
                          *name = doc_get(p, "FunctionName");
    struct str made = SAM_JOIN(s, item->id, STR("Role"));
    struct doc_node *revision = sam_copy(s, p);
    if (!role) {
        struct sam_role r = sam_role_new(s, item->node);
        sam_role_managed(s, &r, item->node, "service-role/AWSLambdaBasicExecutionRole");
        if (doc_get(p, "Policies"))
            sam_role_policies(s, &r, made, doc_get(p, "Policies"));
        sam_emit(s, item, made, item->node, "AWS::IAM::Role",
                 sam_make(s, item->node, "{'AssumeRolePolicyDocument':%n,'ManagedPolicyArns':%n,"
                          "'Policies':%n}", sam_trust(s, item->node, "lambda.amazonaws.com"),
                          r.managed, r.inline_));
        sam_put(s, revision, "ExecutionRoleArn",
                sam_make(s, item->node, "{'Fn::GetAtt':[%s,'Arn']}", made));
    }
    sam_put(s, revision, "FunctionName", sam_make(s, item->node, "{'Ref':%s}", item->id));
    struct doc_node *endpoint = sam_make(s, item->node, "{}");
    static const char *const plain[] = {"EndpointName", "EndpointType", "AuthType", "Regions",
                                        "RevisionWeights", "ThrottleConfig", "ScalingConfig", NULL};
    sam_pass(s, endpoint, doc_get(p, "Endpoint") ? doc_get(p, "Endpoint") : p, plain);
    sam_put(s, endpoint, "FunctionName", sam_make(s, item->node, "{'Ref':%s}", item->id));
    sam_emit_self(s, item, "AWS::Lambda::WebFunction",
                  sam_make(s, item->node, "{'FunctionName':%n}", sam_copy(s, name)));
    sam_emit(s, item, SAM_JOIN(s, item->id, STR("Revision")), item->node,
             "AWS::Lambda::WebFunctionRevision", revision);
    sam_emit(s, item, SAM_JOIN(s, item->id, STR("Endpoint")), item->node,
             "AWS::Lambda::WebFunctionEndpoint", endpoint);
}

bool sam_simple(struct sam *s, const struct sam_item *item)
{
    static const struct {
        const char *type;
        void (*lower)(struct sam *s, const struct sam_item *item);
    } rows[] = {
        {"AWS::Serverless::SimpleTable", table},
        {"AWS::Serverless::LayerVersion", layer},
        {"AWS::Serverless::Application", application},
        {"AWS::Serverless::CapacityProvider", capacity},
        {"AWS::Serverless::WebFunction", web_function},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (str_is(item->type, rows[i].type)) {
            rows[i].lower(s, item);
            return true;
        }
    }
    return false;
}
