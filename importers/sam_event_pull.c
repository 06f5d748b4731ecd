/* SPDX-License-Identifier: MIT */
/* sam_event_pull.c - events that Lambda polls: event source mappings and what the role needs for
 * them; and SNS, which may go through a queue. */
#include "sam.h"

static const struct pulled {
    const char *type, *member; /* that names the source; NULL: self-managed */
    const char *managed;       /* policy of the role; NULL: none */
} sources[] = {
    {"SQS", "Queue", "service-role/AWSLambdaSQSQueueExecutionRole"},
    {"Kinesis", "Stream", "service-role/AWSLambdaKinesisExecutionRole"},
    {"DynamoDB", "Stream", "service-role/AWSLambdaDynamoDBExecutionRole"},
    {"MSK", "Stream", "service-role/AWSLambdaMSKExecutionRole"},
    {"MQ", "Broker", NULL},
    {"DocumentDB", "Cluster", NULL},
    {"SelfManagedKafka", NULL, NULL},
};

static const char *const passed[] = {
    "StartingPosition", "StartingPositionTimestamp", "BatchSize", "Enabled",
    "MaximumBatchingWindowInSeconds", "MaximumRetryAttempts", "BisectBatchOnFunctionError",
    "MaximumRecordAgeInSeconds", "ParallelizationFactor", "Topics", "Queues",
    "SourceAccessConfigurations", "TumblingWindowInSeconds", "FunctionResponseTypes",
    "FilterCriteria", "KmsKeyArn", "ScalingConfig", "ProvisionedPollerConfig", "MetricsConfig",
    "LoggingConfig", NULL};

void sam_mapping(const struct sam_event *e, struct str id, const struct doc_node *at,
                 struct doc_node *props)
{
    sam_put(e->s, props, "FunctionName", sam_make(e->s, at, "{'Ref':%s}", e->target));
    sam_emit(e->s, e->owner, id, at, "AWS::Lambda::EventSourceMapping", props);
}

/* --- Policies of the role ---- */

static void allow(struct sam_event *e, struct doc_node *statements, const char *actions,
                  struct doc_node *resource)
{
    struct doc_node *list = sam_make(e->s, e->at, "[]");
    for (struct str rest = str_from(actions), word; str_cut(&rest, ' ', &word);)
        doc_append(list, sam_text_node(e->s, e->at, word));
    doc_append(statements, sam_make(e->s, e->at, "{'Action':%n,'Effect':'Allow','Resource':%n}",
                                    list, resource));
}

/* The URI of the first access configuration that is of one of these types ("A B"; "" any). */
static const struct doc_node *access_uri(struct sam_event *e, const char *types)
{
    const struct doc_node *list = doc_get(e->props, "SourceAccessConfigurations");
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        for (struct str rest = str_from(types), word; str_cut(&rest, ' ', &word);)
            if (str_eq(doc_text(doc_get(c, "Type")), word) && doc_get(c, "URI"))
                return doc_get(c, "URI");
    return NULL;
}

static bool has_access(struct sam_event *e, const char *type)
{
    const struct doc_node *list = doc_get(e->props, "SourceAccessConfigurations");
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        if (sam_is(doc_get(c, "Type"), type))
            return true;
    return false;
}

static void secrets(struct sam_event *e, struct doc_node *statements, const char *types)
{
    struct sam *s = e->s;
    const struct doc_node *uri = access_uri(e, types);
    struct str key;
    if (uri)
        allow(e, statements, "secretsmanager:GetSecretValue", sam_copy(s, uri));
    if (sam_text(s, doc_get(e->props, "SecretsManagerKmsKeyId"), &key))
        allow(e, statements, "kms:Decrypt",
              sam_make(s, e->at, "{'Fn::Sub':%s}",
                       SAM_JOIN(s, STR("arn:${AWS::Partition}:kms:${AWS::Region}:"
                                       "${AWS::AccountId}:key/"), key)));
}

static void mq(struct sam_event *e, struct doc_node *statements)
{
    struct sam *s = e->s;
    const struct doc_node *uri = access_uri(e, "BASIC_AUTH");
    struct str key;
    if (uri)
        allow(e, statements, "secretsmanager:GetSecretValue", sam_copy(s, uri));
    allow(e, statements, "mq:DescribeBroker", sam_copy(s, doc_get(e->props, "Broker")));
    if (sam_text(s, doc_get(e->props, "SecretsManagerKmsKeyId"), &key))
        allow(e, statements, "kms:Decrypt",
              sam_make(s, e->at, "{'Fn::Sub':%s}",
                       SAM_JOIN(s, STR("arn:${AWS::Partition}:kms:${AWS::Region}:"
                                       "${AWS::AccountId}:key/"), key)));
}

static void document_db(struct sam_event *e, struct doc_node *statements)
{
    struct sam *s = e->s;
    allow(e, statements, "rds:DescribeDBClusterParameters",
          sam_make(s, e->at, "{'Fn::Sub':'arn:${AWS::Partition}:rds:${AWS::Region}:"
                   "${AWS::AccountId}:cluster-pg:*'}"));
    allow(e, statements, "rds:DescribeDBSubnetGroups",
          sam_make(s, e->at, "{'Fn::Sub':'arn:${AWS::Partition}:rds:${AWS::Region}:"
                   "${AWS::AccountId}:subgrp:*'}"));
    allow(e, statements, "rds:DescribeDBClusters", sam_copy(s, doc_get(e->props, "Cluster")));
    allow(e, statements,
          "ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DeleteNetworkInterface "
          "ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups",
          sam_make(s, e->at, "'*'"));
    secrets(e, statements, "BASIC_AUTH");
}

/* AWS's translator grants the secret of the login only, not that of the root certificate. */
static void kafka(struct sam_event *e, struct doc_node *statements)
{
    secrets(e, statements,
            "SASL_SCRAM_256_AUTH SASL_SCRAM_512_AUTH BASIC_AUTH CLIENT_CERTIFICATE_TLS_AUTH");
    if (has_access(e, "VPC_SUBNET") && has_access(e, "VPC_SECURITY_GROUP"))
        allow(e, statements,
              "ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DeleteNetworkInterface "
              "ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups",
              sam_make(e->s, e->at, "'*'"));
}

static void msk(struct sam_event *e, struct doc_node *statements)
{
    struct sam *s = e->s;
    const struct doc_node *registry = doc_get(e->props, "SchemaRegistryConfig"),
                          *access = doc_get(registry, "AccessConfigs"),
                          *uri = doc_get(registry, "SchemaRegistryURI"),
                          *tls = access_uri(e, "CLIENT_CERTIFICATE_TLS_AUTH");
    for (const struct doc_node *c = doc_first(access); c; c = c->next)
        if (doc_get(c, "URI"))
            allow(e, statements, "secretsmanager:GetSecretValue", sam_copy(s, doc_get(c, "URI")));
    struct str text = doc_text(doc_is_map(uri) ? doc_get(uri, "Fn::Sub") : uri);
    size_t name = str_find(text, STR(":registry/"));
    if (str_starts(text, STR("arn")) && name != STR_NPOS) {
        allow(e, statements, "glue:GetRegistry", sam_copy(s, uri));
        allow(e, statements, "glue:GetSchemaVersion",
              sam_make(s, e->at, "[{'Fn::Sub':%s}]",
                       SAM_JOIN(s, STR("arn:${AWS::Partition}:glue:${AWS::Region}:"
                                       "${AWS::AccountId}:schema/"),
                                str_from_at(text, name + 10), STR("/*"))));
    }
    if (tls)
        allow(e, statements, "secretsmanager:GetSecretValue", sam_copy(s, tls));
}

static void grant(struct sam_event *e, const struct pulled *source)
{
    struct sam *s = e->s;
    struct doc_node *statements = sam_make(s, e->at, "[]");
    struct str name = STR("MSKExecutionRolePolicy");
    bool own_kafka = str_is(str_from(source->type), "SelfManagedKafka");
    if (source->managed)
        sam_role_managed(s, e->role, e->at, source->managed);
    if (str_is(str_from(source->type), "MQ")) {
        mq(e, statements);
        name = sam_true(s, doc_get(e->props, "DynamicPolicyName"))
                   ? SAM_JOIN(s, e->id, STR("AMQPolicy"))
                   : STR("SamAutoGeneratedAMQPolicy");
    } else if (str_is(str_from(source->type), "DocumentDB")) {
        document_db(e, statements);
        name = STR("SamAutoGeneratedDocumentDBPolicy");
    } else if (own_kafka) {
        kafka(e, statements);
        name = STR("SelfManagedKafkaExecutionRolePolicy");
    }
    if (own_kafka || str_is(str_from(source->type), "MSK"))
        msk(e, statements);
    if (statements->count)
        sam_role_policy(s, e->role,
                        sam_make(s, e->at, "{'PolicyName':%s,'PolicyDocument':{'Statement':%n,"
                                 "'Version':%n}}", name, statements,
                                 own_kafka ? sam_make(s, e->at, "'2012-10-17'") : NULL));
}

/* --- The mapping ---- */

/* DestinationConfig without the Type that only SAM knows. */
static struct doc_node *destination(struct sam_event *e)
{
    struct sam *s = e->s;
    const struct doc_node *config = doc_get(e->props, "DestinationConfig"),
                          *failure = doc_get(config, "OnFailure"),
                          *arn = doc_get(failure, "Destination");
    if (!doc_is_map(failure))
        return sam_copy(s, config);
    if (arn)
        sam_role_target(s, e->role, failure, e->id, doc_text(doc_get(failure, "Type")), arn);
    return sam_make(s, config, "{'OnFailure':{'Destination':%n}}", sam_copy(s, arn));
}

static void special(struct sam_event *e, const struct pulled *source, struct doc_node *props)
{
    static const char *const of_db[] = {"DatabaseName", "CollectionName", "FullDocument", NULL};
    struct sam *s = e->s;
    const struct doc_node *p = e->props, *servers = doc_get(p, "KafkaBootstrapServers");
    bool kafka_ = !source->member;
    if (servers)
        sam_put(s, props, "SelfManagedEventSource",
                sam_make(s, servers, "{'Endpoints':{'KafkaBootstrapServers':%n}}",
                         sam_copy(s, servers)));
    if (str_is(str_from(source->type), "DocumentDB")) {
        struct doc_node *config = sam_make(s, e->at, "{}");
        sam_pass(s, config, p, of_db);
        sam_put(s, props, "DocumentDBEventSourceConfig", config);
    }
    if (doc_get(p, "ConsumerGroupId") || doc_get(p, "SchemaRegistryConfig"))
        sam_put(s, props, kafka_ ? "SelfManagedKafkaEventSourceConfig"
                                 : "AmazonManagedKafkaEventSourceConfig",
                sam_make(s, e->at, "{'ConsumerGroupId':%n,'SchemaRegistryConfig':%n}",
                         sam_copy(s, doc_get(p, "ConsumerGroupId")),
                         sam_copy(s, doc_get(p, "SchemaRegistryConfig"))));
}

bool sam_event_pull(struct sam_event *e, struct str type)
{
    struct sam *s = e->s;
    const struct pulled *source = NULL;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (str_is(type, sources[i].type))
            source = &sources[i];
    if (!source)
        return false;
    struct doc_node *props = sam_make(s, e->at, "{}");
    if (source->member)
        sam_put(s, props, "EventSourceArn", sam_copy(s, doc_get(e->props, source->member)));
    sam_pass(s, props, e->props, passed);
    special(e, source, props);
    grant(e, source);
    sam_put(s, props, "DestinationConfig", destination(e));
    sam_mapping(e, e->id, e->at, props);
    return true;
}

/* --- SNS ---- */

static void subscribe(struct sam_event *e, const char *protocol, struct doc_node *endpoint)
{
    static const char *const plain[] = {"Region", "FilterPolicy", "FilterPolicyScope",
                                        "RedrivePolicy", NULL};
    struct sam *s = e->s;
    struct doc_node *props = sam_make(s, e->at, "{'Protocol':%z,'Endpoint':%n,'TopicArn':%n}",
                                      protocol, endpoint, sam_copy(s, doc_get(e->props, "Topic")));
    sam_pass(s, props, e->props, plain);
    sam_emit(s, e->owner, e->id, e->at, "AWS::SNS::Subscription", props);
}

void sam_event_sns(struct sam_event *e)
{
    struct sam *s = e->s;
    const struct doc_node *topic = doc_get(e->props, "Topic"),
                          *by = doc_get(e->props, "SqsSubscription");
    bool given = doc_is_map(by);
    if (!given && !sam_true(s, by)) {
        subscribe(e, "lambda", sam_target_arn(e));
        sam_permission(e, e->id, STR_NONE, "sns.amazonaws.com", sam_copy(s, topic), NULL, NULL);
        return;
    }
    struct str queue = SAM_JOIN(s, e->id, STR("Queue")),
               policy = doc_text(doc_get(by, "QueuePolicyLogicalId"));
    struct doc_node *arn = sam_copy(s, doc_get(by, "QueueArn")),
                    *url = sam_copy(s, doc_get(by, "QueueUrl"));
    const struct doc_node *batch = doc_get(by, "BatchSize");
    if (!given) {
        struct str of = sam_ref(topic, true);
        const struct doc_node *made = doc_get(doc_get_str(s->resources, of), "Properties");
        bool fifo = sam_true(s, doc_get(made, "FifoTopic"));
        sam_emit(s, e->owner, queue, by, "AWS::SQS::Queue",
                 sam_make(s, by, fifo ? "{'FifoQueue':true}" : "{}"));
        arn = sam_make(s, by, "{'Fn::GetAtt':[%s,'Arn']}", queue);
        url = sam_make(s, by, "{'Ref':%s}", queue);
    }
    if (str_empty(policy))
        policy = SAM_JOIN(s, e->id, STR("QueuePolicy"));
    sam_emit(s, e->owner, policy, by, "AWS::SQS::QueuePolicy",
             sam_make(s, by, "{'PolicyDocument':{'Version':'2012-10-17','Statement':[{'Action':"
                      "'sqs:SendMessage','Effect':'Allow','Principal':'*','Resource':%n,"
                      "'Condition':{'ArnEquals':{'aws:SourceArn':%n}}}]},'Queues':[%n]}",
                      sam_copy(s, arn), sam_copy(s, topic), url));
    subscribe(e, "sqs", sam_copy(s, arn));
    sam_role_managed(s, e->role, by, "service-role/AWSLambdaSQSQueueExecutionRole");
    sam_mapping(e, SAM_JOIN(s, e->id, STR("EventSourceMapping")), by,
                sam_make(s, by, "{'EventSourceArn':%n,'BatchSize':%n,'Enabled':true}", arn,
                         batch ? sam_copy(s, batch) : sam_make(s, by, "10")));
}
