/* SPDX-License-Identifier: MIT */
/* serverless_queues.c - what functions are fed from: buckets, topics, queues, streams, brokers. */
#include "buf.h"
#include "json_writer.h"
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
        doc_put(s->doc, all, key, doc_key_place(c), doc_copy(s->doc, s->doc, c));
    }
    return all;
}

static void s3(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *bucket = doc_is_scalar(e) ? e : doc_get(e, "bucket");
    const struct doc_node *event = doc_get(e, "event");
    event = event ? event : sls_make(s->doc, e, "'s3:ObjectCreated:*'");
    if (!bucket)
        return;
    if (sls_is(doc_get(e, "existing"), false) || !doc_is_scalar(bucket)) {
        sls_tie_bucket(s, f, e, bucket, event);
        return;
    }
    struct doc_node *config =
        sls_make(s->doc, e, "{'Event':%n,'Function':%m,'Filter':%m}", event, sls_target(s, e, f),
                 s3_filter(s, doc_get(e, "rules")));
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
        doc_put(s->doc, all, STR("NotificationConfiguration"), doc_value_place(e),
                sls_make(s->doc, e, "{'LambdaConfigurations':%m}", list));
        struct doc_node *after = sls_make(s->doc, e, "[]");
        if (s->list_count < COUNT(s->lists))
            s->lists[s->list_count++] = after;
        sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::S3::Bucket','Properties':%m,'DependsOn':"
                                           "%m}", all, after));
        map_get(&s->buckets, id, &seen);
    }
    struct str permission = ARENA_JOIN(s->arena, f->norm, STR("LambdaPermission"), alnum,
                                       STR("S3"));
    if (seen + 1 < s->list_count) /* the list behind is what has to be there first */
        doc_append(s->lists[seen + 1], sls_make(s->doc, e, "%s", permission));
    doc_append(list, config);
    sls_add(s, permission,
            sls_make(s->doc, e, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':%m,"
                                "'Action':'lambda:InvokeFunction','Principal':'s3.amazonaws.com',"
                                "'SourceArn':{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},"
                                "':s3:::',%n]]},'SourceAccount':{'Ref':'AWS::AccountId'}}}",
                     sls_target(s, e, f), name ? name : bucket));
}

/* --- Topic ------------------------------------------------------------------------------------ */

/* Where messages go that a subscription cannot deliver, and that topics may put them there. */
static struct doc_node *redrive(struct sls *s, const struct sls_function *f,
                                const struct doc_node *e, struct str topic,
                                const struct doc_node *topic_arn)
{
    const struct doc_node *n = doc_get(e, "redrivePolicy"), *arn = doc_get(n, "deadLetterTargetArn");
    const struct doc_node *ref = doc_get(n, "deadLetterTargetRef");
    const struct doc_node *import = doc_get(n, "deadLetterTargetImport");
    struct doc_node *target = NULL, *url = NULL;
    if (arn) {
        target = doc_copy(s->doc, s->doc, arn);
        url = doc_copy(s->doc, s->doc, arn);
    } else if (ref) {
        target = sls_arn(s, ref, doc_text(ref));
        url = sls_make(s->doc, ref, "{'Ref':%n}", ref);
    } else if (import) {
        target = sls_make(s->doc, import, "{'Fn::ImportValue':%n}", doc_get(import, "arn"));
        url = sls_make(s->doc, import, "{'Fn::ImportValue':%n}", doc_get(import, "url"));
    } else {
        return NULL;
    }
    struct str id = ARENA_JOIN(s->arena, topic, STR("To"), f->norm, STR("DLQPolicy"));
    sls_add(s, id,
            sls_make(s->doc, n, "{'Type':'AWS::SQS::QueuePolicy','Properties':{'PolicyDocument':{"
                                "'Version':'2012-10-17','Id':%s,'Statement':[{'Effect':'Allow',"
                                "'Principal':{'Service':'sns.amazonaws.com'},'Action':'sqs:SendMessage',"
                                "'Resource':%n,'Condition':{'ArnEquals':{'aws:SourceArn':%n}}}]},"
                                "'Queues':[%m]}}", id, target, topic_arn, url));
    return sls_make(s->doc, n, "{'deadLetterTargetArn':%m}", target);
}

static void subscribe(struct sls *s, const struct sls_function *f, const struct doc_node *e,
                      struct str name, const struct doc_node *topic, struct doc_node *dead)
{
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("SnsSubscription"), name),
            sls_make(s->doc, e, "{'Type':'AWS::SNS::Subscription','Properties':{'TopicArn':%n,"
                                "'Protocol':'lambda','Endpoint':%m,'FilterPolicy':%n,"
                                "'FilterPolicyScope':%n,'RedrivePolicy':%m}}",
                     topic, sls_target(s, e, f), doc_get(e, "filterPolicy"),
                     doc_get(e, "filterPolicyScope"), dead));
}

static void sns(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *arn = NULL, *name = NULL;
    if (doc_is_scalar(e))
        *(str_starts(doc_text(e), STR("arn:")) ? &arn : &name) = e;
    else if (sls_is_call(e))
        arn = e;
    else
        arn = doc_get(e, "arn"), name = doc_get(e, "topicName");
    struct str alnum = sls_source_name(s, name ? name : arn ? arn : e);
    struct str id = ARENA_JOIN(s->arena, STR("SNSTopic"), alnum);
    struct doc_node *topic = arn ? doc_copy(s->doc, s->doc, arn)
                                 : sls_make(s->doc, e, "{'Ref':%s}", id);
    struct doc_node *dead = redrive(s, f, e, alnum, arn); /* the framework sets no source for its
                                                             own topics */
    struct doc_node *source = arn ? topic : sls_make(
        s->doc, e, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':sns:',{'Ref':'AWS::Region'},"
                   "':',{'Ref':'AWS::AccountId'},':',%n]]}", name);
    if (!arn)
        sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::SNS::Topic','Properties':{'TopicName':%n,"
                                           "'DisplayName':%n,'KmsMasterKeyId':%n},'DependsOn':%s}",
                                name, doc_get(e, "displayName"), doc_get(e, "kmsMasterKeyId"),
                                sls_alias_id(s, f)));
    subscribe(s, f, e, alnum, topic, dead);
    sls_permission(s, f, ARENA_JOIN(s->arena, alnum, STR("SNS")), e, "sns.amazonaws.com", source);
}

/* --- Event source mappings -------------------------------------------------------------------- */

struct mapping {
    const char *infix;           /* of the logical id */
    const struct doc_node *arn;  /* NULL: self-managed */
    struct str name;
    struct doc_node *extra;      /* further properties, or NULL */
    bool batch;                  /* ten at a time, unless said */
};

/* What the framework writes for queues and streams, even if the file is silent. */
static struct doc_node *enabled(struct sls *s, const struct doc_node *e, bool always)
{
    const struct doc_node *n = doc_get(e, "enabled");
    return n ? doc_copy(s->doc, s->doc, n) : always ? sls_make(s->doc, e, "true") : NULL;
}

static struct doc_node *batch(struct sls *s, const struct doc_node *e, bool always)
{
    const struct doc_node *n = doc_get(e, "batchSize");
    return n ? doc_copy(s->doc, s->doc, n) : always ? sls_make(s->doc, e, "10") : NULL;
}

/* JSON without blanks between its signs, as AWS gets it. */
static struct str pattern_text(struct sls *s, const struct doc_node *n)
{
    struct str json = json_from_doc(s->arena, n);
    struct buf out = {0};
    bool quoted = false;
    for (size_t i = 0; i < json.len; i++) {
        if (json.ptr[i] == '"')
            quoted = !quoted;
        if (quoted && json.ptr[i] == '\\' && i + 1 < json.len)
            buf_putc(&out, json.ptr[i++]);
        if (quoted || json.ptr[i] != ' ')
            buf_putc(&out, json.ptr[i]);
    }
    struct str text = arena_str(s->arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static void add_mapping(struct sls *s, struct sls_function *f, const struct doc_node *e,
                        const struct mapping *m)
{
    const struct doc_node *filters = doc_get(e, "filterPatterns");
    struct doc_node *list = NULL;
    for (const struct doc_node *c = doc_first(filters); c; c = c->next) {
        list = list ? list : sls_make(s->doc, filters, "[]");
        doc_append(list, doc_is_scalar(c) ? sls_make(s->doc, c, "{'Pattern':%n}", c)
                                          : sls_make(s->doc, c, "{'Pattern':%s}",
                                                     pattern_text(s, c)));
    }
    const struct doc_node *failed = doc_path(e, "destinations.onFailure");
    const struct doc_node *failed_arn = doc_get(failed, "arn") ? doc_get(failed, "arn") : failed;
    const struct doc_node *most = doc_get(e, "maximumConcurrency");
    const struct doc_node *response = doc_get(e, "functionResponseType");
    struct doc_node *properties = sls_make(
        s->doc, e,
        "{'EventSourceArn':%n,'FunctionName':%m,'BatchSize':%m,"
        "'Enabled':%m,'MaximumBatchingWindowInSeconds':%n,'StartingPosition':%m,"
        "'FilterCriteria':%m,'DestinationConfig':%m,'MaximumRetryAttempts':%n,"
        "'BisectBatchOnFunctionError':%n,'ParallelizationFactor':%n,"
        "'TumblingWindowInSeconds':%n,'FunctionResponseTypes':%m,'ScalingConfig':%m}",
        m->arn, sls_target(s, e, f), batch(s, e, m->batch), enabled(s, e, m->batch),
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
        doc_put(s->doc, properties, c->key, doc_key_place(c), doc_copy(s->doc, s->doc, c));
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("EventSourceMapping"), str_from(m->infix),
                          m->name),
            sls_make(s->doc, e, "{'Type':'AWS::Lambda::EventSourceMapping','Properties':%m}",
                     properties));
    if (!failed)
        return;
    struct str type = sls_text(failed, "type");
    bool topic = str_is(type, "sns") ||
                 (str_empty(type) && str_find(doc_text(failed_arn), STR(":sns:")) != STR_NPOS);
    sls_allow(s, f, sls_make(s->doc, failed, topic
        ? "{'Effect':'Allow','Action':['sns:Publish'],'Resource':[%n]}"
        : "{'Effect':'Allow','Action':['sqs:ListQueues','sqs:SendMessage'],'Resource':[%n]}",
        failed_arn));
}

/* What a function needs to reach a broker in a network. */
static void allow_net(struct sls *s, struct sls_function *f, const struct doc_node *at)
{
    sls_allow(s, f, sls_make(s->doc, at, "{'Effect':'Allow','Action':["
                                         "'ec2:CreateNetworkInterface',"
                                         "'ec2:DescribeNetworkInterfaces','ec2:DescribeVpcs',"
                                         "'ec2:DeleteNetworkInterface','ec2:DescribeSubnets',"
                                         "'ec2:DescribeSecurityGroups'],'Resource':'*'}"));
}

static const struct doc_node *arn_of(const struct doc_node *e)
{
    const struct doc_node *arn = doc_is_map(e) ? doc_get(e, "arn") : NULL;
    return arn ? arn : e; /* a text, or a function of CloudFormation without "arn:" before it */
}

static void sqs(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *arn = arn_of(e);
    add_mapping(s, f, e, &(struct mapping){"SQS", arn, sls_source_name(s, arn), NULL, true});
    sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':['sqs:ReceiveMessage',"
                                        "'sqs:DeleteMessage','sqs:GetQueueAttributes'],"
                                        "'Resource':[%n]}", arn));
}

/* The second part of an ARN's path, or what a reference names. */
static struct str stream_name(struct sls *s, const struct doc_node *arn)
{
    const struct doc_node *parts = doc_at(doc_get(arn, "Fn::Join"), 1);
    if (doc_is_list(parts) && parts->count)
        arn = doc_at(parts, parts->count - 1);
    if (!doc_is_scalar(arn))
        return sls_source_name(s, arn);
    struct str rest = doc_text(arn), part = STR_NONE;
    str_cut(&rest, '/', &part);
    return str_cut(&rest, '/', &part) ? part : sls_source_name(s, arn);
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
    const struct doc_node *consumer = doc_get(e, "consumer"), *from = arn;
    struct str name = stream_name(s, arn);
    bool reads_alone = consumer && !doc_is_null(consumer) && sls_is(consumer, true);
    if (kinesis && sls_is(consumer, false)) {
        struct str said = ARENA_JOIN(s->arena, f->name, name, STR("Consumer"));
        struct str id = ARENA_JOIN(s->arena, sls_norm(s->arena, said), STR("StreamConsumer"));
        sls_add(s, id, sls_make(s->doc, consumer, "{'Type':'AWS::Kinesis::StreamConsumer',"
                                                  "'Properties':{'StreamARN':%n,'ConsumerName':%s}"
                                                  "}", arn, said));
        from = sls_make(s->doc, consumer, "{'Ref':%s}", id);
    } else if (kinesis && reads_alone) {
        from = consumer;
    }
    add_mapping(s, f, e, &(struct mapping){kinesis ? "Kinesis" : "Dynamodb", from,
                                           sls_alnum(s->arena, name), start, true});
    if (kinesis && reads_alone)
        sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':["
                                            "'kinesis:SubscribeToShard'],'Resource':[%n]}", from));
    static const char *const forms[] = {
        "{'Effect':'Allow','Action':['dynamodb:GetRecords','dynamodb:GetShardIterator',"
        "'dynamodb:DescribeStream','dynamodb:ListStreams'],'Resource':[%n]}",
        "{'Effect':'Allow','Action':['kinesis:GetRecords','kinesis:GetShardIterator',"
        "'kinesis:DescribeStream','kinesis:ListStreams'],'Resource':[%n]}",
        "{'Effect':'Allow','Action':['kinesis:GetRecords','kinesis:GetShardIterator',"
        "'kinesis:DescribeStreamSummary','kinesis:ListShards'],'Resource':[%n]}",
    };
    sls_allow(s, f, sls_make(s->doc, e, forms[!kinesis ? 0 : reads_alone ? 2 : 1], arn));
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
    const struct doc_node *secret = doc_get(e, "saslScram512");
    struct str name = ARENA_JOIN(s->arena, sls_alnum(s->arena, stream_name(s, arn ? arn : e)),
                                 sls_alnum(s->arena, doc_text(topic)));
    struct doc_node *extra = sls_make(
        s->doc, e, "{'Topics':[%n],'StartingPosition':%m,'SourceAccessConfigurations':%m}", topic,
        doc_get(e, "startingPosition") ? NULL : sls_make(s->doc, e, "'TRIM_HORIZON'"),
        secret ? sls_make(s->doc, secret, "[{'Type':'SASL_SCRAM_512_AUTH','URI':%n}]", secret)
               : NULL);
    add_mapping(s, f, e, &(struct mapping){"MSK", arn, name, extra, false});
    allow_net(s, f, e);
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
            struct doc_node *uri = doc_copy(s->doc, s->doc, c);
            if (doc_is_scalar(c) && i < 2)
                uri = sls_make(s->doc, c, "'%s%s'", str_from(i ? "security_group:" : "subnet:"),
                               doc_text(c));
            doc_append(list, sls_make(s->doc, c, "{'Type':%s,'URI':%m}", str_from(kinds[i].type),
                                      uri));
            if (i > 1)
                allow_secret(s, f, c);
            else
                allow_net(s, f, from);
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
                                           extra, false});
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
    add_mapping(s, f, e, &(struct mapping){rabbit ? "RabbitMQ" : "ActiveMQ", arn,
                                           sls_alnum(s->arena, doc_text(queue)), extra, false});
    allow_net(s, f, e);
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
