/* SPDX-License-Identifier: MIT */
/* serverless_queues.c - what functions are fed from: buckets, topics, queues, streams, brokers. */
#include "serverless_lower.h"

/* --- Bucket ----------------------------------------------------------------------------------- */

static struct doc_node *s3_filter(struct sls *s, const struct doc_node *rules)
{
    struct doc_node *list = NULL;
    for (const struct doc_node *c = doc_first(rules); c; c = c->next)
        for (const struct doc_node *r = doc_is_map(c) ? doc_first(c) : NULL; r; r = r->next) {
            if (!list)
                list = sls_make(s->doc, rules, "[]");
            doc_append(list, sls_make(s->doc, r, "{'Name':%s,'Value':%n}", r->key, r));
        }
    return list ? sls_make(s->doc, rules, "{'S3Key':{'Rules':%m}}", list) : NULL;
}

/* The bucket of provider.s3, with its settings under their CloudFormation names. */
static struct doc_node *bucket_properties(struct sls *s, const struct doc_node *e,
                                          const struct doc_node *settings,
                                          const struct doc_node *name)
{
    struct doc_node *all = sls_make(s->doc, e, "{'BucketName':%n}", name);
    for (const struct doc_node *c = doc_is_map(settings) ? doc_first(settings) : NULL; c;
         c = c->next) {
        if (str_is(c->key, "name"))
            continue;
        struct str key = sls_norm(s->arena, c->key);
        doc_put(s->doc, all, key, c->key_line, c->key_col, doc_copy(s->doc, s->doc, c));
    }
    return all;
}

static void existing_bucket(struct sls *s, struct sls_function *f, const struct doc_node *e,
                            const struct doc_node *bucket, struct doc_node *config)
{
    sls_add(s, arena_printf(s->arena, "%.*sCustomS3%u", (int)f->norm.len, f->norm.ptr,
                            ++f->counts[0]),
            sls_make(s->doc, e, "{'Type':'Custom::S3','Properties':{'FunctionName':{'Ref':%s},"
                                "'BucketName':%n,'BucketConfigs':[%m]}}", f->id, bucket, config));
    sls_permission(s, f, ARENA_JOIN(s->arena, sls_source_name(s, bucket), STR("S3")), e,
                   "s3.amazonaws.com",
                   sls_make(s->doc, e, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':s3:::',"
                                       "%n]]}", bucket));
}

static void s3(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *bucket = doc_is_scalar(e) ? e : doc_get(e, "bucket");
    const struct doc_node *event = doc_get(e, "event");
    struct doc_node *config =
        sls_make(s->doc, e, "{'Event':%m,'Function':{'Fn::GetAtt':[%s,'Arn']},'Filter':%m}",
                 event ? doc_copy(s->doc, s->doc, event)
                       : sls_make(s->doc, e, "'s3:ObjectCreated:*'"),
                 f->id, s3_filter(s, doc_get(e, "rules")));
    if (!bucket)
        return;
    if (sls_is(doc_get(e, "existing"), false) || !doc_is_scalar(bucket)) {
        existing_bucket(s, f, e, bucket, config);
        return;
    }
    const struct doc_node *settings = doc_get_str(doc_get(s->provider, "s3"), doc_text(bucket));
    const struct doc_node *name = doc_get(settings, "name");
    struct str alnum = sls_alnum(s->arena, doc_text(bucket));
    struct str id = ARENA_JOIN(s->arena, STR("S3Bucket"), alnum);
    uint32_t seen;
    struct doc_node *list;
    if (map_get(&s->buckets, id, &seen)) { /* another event of the same bucket */
        list = s->lists[seen];
    } else {
        if (s->list_count == COUNT(s->lists)) {
            sls_open(s, id, "more buckets with events than are looked at", e);
            return;
        }
        list = sls_make(s->doc, e, "[]");
        map_set(&s->buckets, id, (uint32_t)s->list_count);
        s->lists[s->list_count++] = list;
        struct doc_node *all = bucket_properties(s, e, settings, name ? name : bucket);
        doc_put(s->doc, all, STR("NotificationConfiguration"), e->line, e->col,
                sls_make(s->doc, e, "{'LambdaConfigurations':%m}", list));
        sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::S3::Bucket','Properties':%m}", all));
    }
    doc_append(list, config);
    sls_permission(s, f, ARENA_JOIN(s->arena, alnum, STR("S3")), e, "s3.amazonaws.com",
                   sls_make(s->doc, e, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':s3:::',"
                                       "%n]]}", name ? name : bucket));
}

/* --- Topic ------------------------------------------------------------------------------------ */

static void sns(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *arn = NULL, *name = NULL;
    if (doc_is_scalar(e))
        *(str_starts(doc_text(e), STR("arn:")) ? &arn : &name) = e;
    else if (doc_get(e, "Ref") || doc_get(e, "Fn::Join") || doc_get(e, "Fn::ImportValue"))
        arn = e;
    else
        arn = doc_get(e, "arn"), name = doc_get(e, "topicName");
    struct str alnum = sls_source_name(s, name ? name : arn ? arn : e);
    struct str id = ARENA_JOIN(s->arena, STR("SNSTopic"), alnum);
    struct doc_node *topic = arn ? doc_copy(s->doc, s->doc, arn)
                                 : sls_make(s->doc, e, "{'Ref':%s}", id);
    if (!arn)
        sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::SNS::Topic','Properties':{'TopicName':%n,"
                                           "'DisplayName':%n,'KmsMasterKeyId':%n}}",
                                name, doc_get(e, "displayName"), doc_get(e, "kmsMasterKeyId")));
    const struct doc_node *redrive = doc_get(e, "redrivePolicy");
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("SnsSubscription"), alnum),
            sls_make(s->doc, e, "{'Type':'AWS::SNS::Subscription','Properties':{'TopicArn':%n,"
                                "'Protocol':'lambda','Endpoint':{'Fn::GetAtt':[%s,'Arn']},"
                                "'FilterPolicy':%n,'FilterPolicyScope':%n,'RedrivePolicy':%m}}",
                     topic, f->id, doc_get(e, "filterPolicy"), doc_get(e, "filterPolicyScope"),
                     redrive ? sls_make(s->doc, redrive, "{'deadLetterTargetArn':%n}",
                                        doc_get(redrive, "deadLetterTargetArn")) : NULL));
    sls_permission(s, f, ARENA_JOIN(s->arena, alnum, STR("SNS")), e, "sns.amazonaws.com", topic);
}

/* --- Event source mappings -------------------------------------------------------------------- */

struct mapping {
    const char *infix;           /* of the logical id */
    const struct doc_node *arn;  /* NULL: self-managed */
    struct str name;
    struct doc_node *extra;      /* further properties, or NULL */
};

static struct doc_node *enabled(struct sls *s, const struct doc_node *e)
{
    const struct doc_node *n = doc_get(e, "enabled");
    return n ? doc_copy(s->doc, s->doc, n) : NULL;
}

static void add_mapping(struct sls *s, struct sls_function *f, const struct doc_node *e,
                        const struct mapping *m)
{
    const struct doc_node *filters = doc_get(e, "filterPatterns");
    struct doc_node *list = NULL;
    for (const struct doc_node *c = doc_first(filters); c; c = c->next) {
        list = list ? list : sls_make(s->doc, filters, "[]");
        doc_append(list, sls_make(s->doc, c, "{'Pattern':%n}", c));
    }
    const struct doc_node *failed = doc_path(e, "destinations.onFailure");
    const struct doc_node *failed_arn = doc_get(failed, "arn") ? doc_get(failed, "arn") : failed;
    const struct doc_node *most = doc_get(e, "maximumConcurrency");
    const struct doc_node *response = doc_get(e, "functionResponseType");
    struct doc_node *properties = sls_make(
        s->doc, e,
        "{'EventSourceArn':%n,'FunctionName':{'Fn::GetAtt':[%s,'Arn']},'BatchSize':%n,"
        "'Enabled':%m,'MaximumBatchingWindowInSeconds':%n,'StartingPosition':%m,"
        "'FilterCriteria':%m,'DestinationConfig':%m,'MaximumRetryAttempts':%n,"
        "'BisectBatchOnFunctionError':%n,'ParallelizationFactor':%n,"
        "'TumblingWindowInSeconds':%n,'FunctionResponseTypes':%m,'ScalingConfig':%m}",
        m->arn, f->id, doc_get(e, "batchSize"), enabled(s, e),
        doc_get(e, "maximumBatchingWindow") ? doc_get(e, "maximumBatchingWindow")
                                            : doc_get(e, "batchWindow"),
        doc_get(e, "startingPosition") ? doc_copy(s->doc, s->doc, doc_get(e, "startingPosition"))
                                       : NULL,
        list ? sls_make(s->doc, filters, "{'Filters':%m}", list) : NULL,
        failed ? sls_make(s->doc, failed, "{'OnFailure':{'Destination':%n}}", failed_arn) : NULL,
        doc_get(e, "maximumRetryAttempts"), doc_get(e, "bisectBatchOnFunctionError"),
        doc_get(e, "parallelizationFactor"), doc_get(e, "tumblingWindowInSeconds"),
        response ? sls_make(s->doc, response, "[%n]", response) : NULL,
        most ? sls_make(s->doc, most, "{'MaximumConcurrency':%n}", most) : NULL);
    for (const struct doc_node *c = doc_first(m->extra); c; c = c->next)
        doc_put(s->doc, properties, c->key, c->key_line, c->key_col, doc_copy(s->doc, s->doc, c));
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("EventSourceMapping"), str_from(m->infix),
                          m->name),
            sls_make(s->doc, e, "{'Type':'AWS::Lambda::EventSourceMapping','Properties':%m}",
                     properties));
    if (failed)
        sls_allow(s, f, sls_make(s->doc, failed, "{'Effect':'Allow','Action':[%s],'Resource':[%n]}",
                                 str_find(doc_text(failed_arn), STR(":sqs:")) != STR_NPOS ||
                                         str_is(sls_text(failed, "type"), "sqs")
                                     ? STR("sqs:SendMessage") : STR("sns:Publish"),
                                 failed_arn));
}

static const struct doc_node *arn_of(const struct doc_node *e)
{
    const struct doc_node *arn = doc_is_map(e) ? doc_get(e, "arn") : NULL;
    return arn ? arn : e; /* a text, or a function of CloudFormation without "arn:" before it */
}

static void sqs(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *arn = arn_of(e);
    add_mapping(s, f, e, &(struct mapping){"SQS", arn, sls_source_name(s, arn), NULL});
    sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':['sqs:ReceiveMessage',"
                                        "'sqs:DeleteMessage','sqs:GetQueueAttributes'],"
                                        "'Resource':[%n]}", arn));
}

static void stream(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *arn = arn_of(e);
    struct str text = doc_text(arn);
    bool kinesis = str_is(sls_text(e, "type"), "kinesis") ||
                   str_find(text, STR(":kinesis:")) != STR_NPOS;
    struct doc_node *start = doc_get(e, "startingPosition")
                                 ? NULL : sls_make(s->doc, e, "{'StartingPosition':"
                                                              "'TRIM_HORIZON'}");
    add_mapping(s, f, e, &(struct mapping){kinesis ? "Kinesis" : "Dynamodb", arn,
                                           sls_source_name(s, arn), start});
    const struct doc_node *consumer = doc_get(e, "consumer");
    if (kinesis && sls_is(consumer, false))
        sls_add(s, ARENA_JOIN(s->arena, f->norm, sls_source_name(s, arn), STR("StreamConsumer")),
                sls_make(s->doc, consumer, "{'Type':'AWS::Kinesis::StreamConsumer','Properties':{"
                                           "'StreamARN':%n,'ConsumerName':'%s%sConsumer'}}",
                         arn, f->norm, sls_source_name(s, arn)));
    sls_allow(s, f, sls_make(s->doc, e, kinesis
        ? "{'Effect':'Allow','Action':['kinesis:GetRecords','kinesis:GetShardIterator',"
          "'kinesis:DescribeStreamSummary','kinesis:ListShards'],'Resource':[%n]}"
        : "{'Effect':'Allow','Action':['dynamodb:GetRecords','dynamodb:GetShardIterator',"
          "'dynamodb:DescribeStream','dynamodb:ListStreams'],'Resource':[%n]}", arn));
}

static void allow_secret(struct sls *s, struct sls_function *f, const struct doc_node *arn)
{
    if (arn)
        sls_allow(s, f, sls_make(s->doc, arn, "{'Effect':'Allow','Action':["
                                              "'secretsmanager:GetSecretValue'],'Resource':[%n]}",
                                 arn));
}

static void msk(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *arn = doc_get(e, "arn"), *topic = doc_get(e, "topic");
    struct str name = ARENA_JOIN(s->arena, sls_source_name(s, arn ? arn : e),
                                 sls_alnum(s->arena, doc_text(topic)));
    add_mapping(s, f, e, &(struct mapping){
        "MSK", arn, name, sls_make(s->doc, e, "{'Topics':[%n],'StartingPosition':%m}", topic,
                                   doc_get(e, "startingPosition")
                                       ? NULL : sls_make(s->doc, e, "'TRIM_HORIZON'"))});
    sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':['kafka:DescribeCluster',"
                                        "'kafka:GetBootstrapBrokers'],'Resource':[%n]}", arn));
}

static struct doc_node *kafka_access(struct sls *s, struct sls_function *f,
                                     const struct doc_node *from)
{
    static const struct {
        const char *key, *type;
    } kinds[] = {{"vpcSubnet", "VPC_SUBNET"}, {"vpcSecurityGroup", "VPC_SECURITY_GROUP"},
                 {"saslPlainAuth", "BASIC_AUTH"}, {"saslScram256Auth", "SASL_SCRAM_256_AUTH"},
                 {"saslScram512Auth", "SASL_SCRAM_512_AUTH"},
                 {"clientCertificateTlsAuth", "CLIENT_CERTIFICATE_TLS_AUTH"},
                 {"serverRootCaCertificate", "SERVER_ROOT_CA_CERTIFICATE"}};
    struct doc_node *list = sls_make(s->doc, from, "[]");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct doc_node *n = doc_get(from, kinds[i].key);
        const struct doc_node *c = doc_is_list(n) ? doc_first(n) : n;
        for (; c; c = doc_is_list(n) ? c->next : NULL) {
            doc_append(list, sls_make(s->doc, c, "{'Type':%s,'URI':%n}", str_from(kinds[i].type),
                                      c));
            if (i > 1)
                allow_secret(s, f, c);
        }
    }
    return list;
}

static void kafka(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *topic = doc_get(e, "topic");
    const struct doc_node *access = doc_get(e, "accessConfigurations");
    struct doc_node *extra = sls_make(
        s->doc, e,
        "{'Topics':[%n],'StartingPosition':%m,'SelfManagedEventSource':{'Endpoints':{"
        "'KafkaBootstrapServers':%n}},'SourceAccessConfigurations':%m}",
        topic, doc_get(e, "startingPosition") ? NULL : sls_make(s->doc, e, "'TRIM_HORIZON'"),
        doc_get(e, "bootstrapServers"), access ? kafka_access(s, f, access) : NULL);
    add_mapping(s, f, e, &(struct mapping){"Kafka", NULL, sls_alnum(s->arena, doc_text(topic)),
                                           extra});
}

static void broker(struct sls *s, struct sls_function *f, const struct doc_node *e, bool rabbit)
{
    const struct doc_node *arn = doc_get(e, "arn"), *queue = doc_get(e, "queue");
    const struct doc_node *auth = doc_get(e, "basicAuthArn"), *host = doc_get(e, "virtualHost");
    struct doc_node *access = sls_make(s->doc, e, "[{'Type':'BASIC_AUTH','URI':%n}]", auth);
    if (host)
        doc_append(access, sls_make(s->doc, host, "{'Type':'VIRTUAL_HOST','URI':%n}", host));
    struct doc_node *extra = sls_make(
        s->doc, e, "{'Queues':[%n],'SourceAccessConfigurations':%m}", queue, access);
    struct str name = ARENA_JOIN(s->arena, sls_source_name(s, arn ? arn : e),
                                 sls_alnum(s->arena, doc_text(queue)));
    add_mapping(s, f, e, &(struct mapping){rabbit ? "RabbitMQ" : "ActiveMQ", arn, name, extra});
    sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':['mq:DescribeBroker'],"
                                        "'Resource':[%n]}", arn));
    allow_secret(s, f, auth);
}

static void activemq(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    broker(s, f, e, false);
}

static void rabbitmq(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    broker(s, f, e, true);
}

bool sls_event_queue(struct sls *s, struct sls_function *f, struct str type,
                     const struct doc_node *e)
{
    static const struct {
        const char *type;
        void (*make)(struct sls *s, struct sls_function *f, const struct doc_node *e);
    } kinds[] = {{"s3", s3}, {"sns", sns}, {"sqs", sqs}, {"stream", stream}, {"msk", msk},
                 {"kafka", kafka}, {"activemq", activemq}, {"rabbitmq", rabbitmq}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_is(type, kinds[i].type)) {
            kinds[i].make(s, f, e);
            return true;
        }
    }
    return false;
}
