/* SPDX-License-Identifier: MIT */
/* cfn_messaging.c - queues, topics, buses and rules, schedules, pipes, streams, mail, devices. */
#include "asl.h"
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "cfn_pattern.h"

#define LINK(e, k) {EDGE_##e, NODE_##k, false, EVIDENCE_DECLARED, NULL, NULL}
#define LINK_BACK(e, k) {EDGE_##e, NODE_##k, true, EVIDENCE_DECLARED, NULL, NULL}

static const struct cfn_link dead_letters = LINK(DEADLETTERS, QUEUE);
static const struct cfn_link runs_as = LINK(RUNS_AS, IDENTITY);

/* By which edge something starts what it leads to. */
static edge_id starts(struct cfn *c, node_id from, node_id to, const struct doc_node *at,
                      struct str condition)
{
    if (!from || !to || from == to)
        return 0;
    return cfn_edge(c, cfn_start_kind(graph_node_at(c->g, to)->kind), from, to, at, condition);
}

/* What cannot be handed over goes to where the property leads. */
static bool keep(struct cfn *c, node_id from, edge_id e, const struct doc_node *where,
                 struct str condition)
{
    bool kept = cfn_link(c, from, where, &dead_letters, condition) != 0;
    if (e && kept)
        graph_edge_attr_typed(c->g, e, STR(FACT_KEPT), ATTR_BOOL, STR("true"));
    return kept;
}

struct one {
    struct cfn *c;
    node_id from;
    enum node_kind hint;
    edge_id last;
};

static void start_one(void *arg, const struct doc_node *n, struct str condition)
{
    struct one *o = arg;
    struct cfn_value v = cfn_value(&o->c->scope, n);
    for (const struct cfn_value *a = &v; a; a = a->other) {
        node_id to = cfn_target(o->c, a, o->hint, cfn_at(o->c, n));
        edge_id e = starts(o->c, o->from, to, n,
                           terms_both(o->c->arena, condition, a->condition));
        o->last = e ? e : o->last;
    }
}

static edge_id start_all(struct cfn *c, node_id from, const struct doc_node *n, const char *path,
                         enum node_kind hint, struct str condition)
{
    struct one o = {.c = c, .from = from, .hint = hint};
    if (from)
        cfn_each(c, n, str_from(path), condition, start_one, &o);
    return o.last;
}

static void edge_text(struct cfn *c, edge_id e, const char *key, const struct doc_node *n)
{
    struct str text = e ? cfn_said(c, n) : STR("");
    if (text.len)
        graph_edge_attr(c->g, e, key, text);
}

/* --- Queues and topics ------------------------------------------------------------------------ */

void cfn_emit_queue(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *redrive = cfn_prop(c, r, "RedrivePolicy");
    if (redrive && (!doc_is_map(redrive) || cfn_call(redrive)))
        redrive = cfn_json_text(c, redrive);
    const struct doc_node *dead = cfn_get(&c->scope, redrive, "deadLetterTargetArn");
    edge_id e = dead && cfn_resource_of(c, dead) == r
                    ? cfn_edge(c, EDGE_DEADLETTERS, r->node, r->node, dead, r->condition)
                    : cfn_link(c, r->node, dead, &dead_letters, r->condition);
    if (!e && cfn_prop(c, r, "RedrivePolicy"))
        graph_attr(c->g, r->node, "redrive", STR(FACT_UNDECIDED));
    edge_text(c, e, FACT_MAX_RECEIVE, cfn_get(&c->scope, redrive, "maxReceiveCount"));
}

static void subscribe(struct cfn *c, node_id topic, const struct doc_node *sub,
                      struct str condition)
{
    struct str protocol = cfn_text(&c->scope, cfn_get(&c->scope, sub, "Protocol"));
    const struct doc_node *endpoint = cfn_get(&c->scope, sub, "Endpoint");
    struct cfn_value v = cfn_value(&c->scope, endpoint);
    static const struct {
        const char *protocol;
        enum node_kind kind;
    } kinds[] = {{"lambda", NODE_FUNCTION}, {"sqs", NODE_QUEUE}, {"firehose", NODE_STREAM}};
    const struct doc_node *redrive = cfn_get(&c->scope, sub, "RedrivePolicy");
    if (redrive && (!doc_is_map(redrive) || cfn_call(redrive)))
        redrive = cfn_json_text(c, redrive);
    const struct doc_node *dead = cfn_get(&c->scope, redrive, "deadLetterTargetArn");
    for (const struct cfn_value *a = &v; a && endpoint && topic; a = a->other) {
        node_id to = 0;
        bool known = false;
        for (size_t i = 0; i < COUNT(kinds); i++) {
            if (!str_is(protocol, kinds[i].protocol))
                continue;
            known = true;
            to = cfn_target(c, a, kinds[i].kind, cfn_at(c, endpoint));
        }
        if (!known && str_starts(protocol, STR("http")) && !a->refs) {
            struct str host, rest = a->text;
            size_t at = str_find(rest, STR("://"));
            rest = at == STR_NPOS ? rest : str_from_at(rest, at + 3);
            str_cut(&rest, '/', &host);
            to = cfn_service(c, host, cfn_at(c, endpoint));
        } else if (!known) { /* addresses and numbers are nobody's business */
            to = cfn_part(c, NODE_SERVICE, ARENA_JOIN(c->arena, STR("sns-"), protocol),
                          protocol.len ? protocol : STR("subscriber"), cfn_at(c, sub));
            graph_set_external(c->g, to, true);
        }
        edge_id e = starts(c, topic, to, sub, terms_both(c->arena, condition, a->condition));
        edge_text(c, e, FACT_FILTER, cfn_get(&c->scope, sub, "FilterPolicy"));
        if (e)
            graph_edge_attr(c->g, e, "protocol", protocol);
        cfn_link(c, topic, cfn_get(&c->scope, sub, "SubscriptionRoleArn"), &runs_as, condition);
        keep(c, topic, e, dead, condition);
    }
}

void cfn_emit_subscription(struct cfn *c, struct cfn_resource *r)
{
    subscribe(c, r->node, r->props, r->condition);
}

void cfn_emit_topic(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "Subscription");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        subscribe(c, r->node, items[i].node,
                  terms_both(c->arena, r->condition, items[i].condition));
}

/* --- EventBridge ------------------------------------------------------------------------------ */

static node_id bus_of(struct cfn *c, const struct cfn_resource *r)
{
    const struct doc_node *bus = cfn_prop(c, r, "EventBusName");
    struct str name = bus ? cfn_text(&c->scope, bus) : STR("default");
    if (str_is(name, "default") || str_ends(name, STR(":event-bus/default")))
        return cfn_default_bus(c, r->where);
    return cfn_target_of(c, bus, NODE_BUS);
}

static node_id rule_timer(struct cfn *c, struct cfn_resource *r, const struct doc_node *when,
                          bool off)
{
    node_id n = cfn_part(c, NODE_TIMER, r->id, graph_node_at(c->g, r->node)->name, r->where);
    cfn_attr(c, n, FACT_SCHEDULE, when);
    graph_set_type(c->g, n, r->type);
    if (off)
        graph_attr_typed(c->g, n, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    return n;
}

/* Of a cluster, or a queue of jobs, that is called: what runs there. parts: of the target. */
static void start_task(struct cfn *c, node_id from, const struct doc_node *parts,
                       struct str condition)
{
    static const char *const tasks[] = {
        "EcsParameters.TaskDefinitionArn", "EcsTaskParameters.TaskDefinitionArn",
        "BatchParameters.JobDefinition", "BatchJobParameters.JobDefinition"};
    for (size_t i = 0; i < COUNT(tasks) && parts; i++)
        start_all(c, from, parts, tasks[i], NODE_COMPUTE, condition);
}

static void rule_target(struct cfn *c, struct cfn_resource *r, const struct cfn_item *item,
                        node_id timer, const struct cfn_pattern *pattern)
{
    struct str condition = terms_both(c->arena, r->condition, item->condition);
    const struct doc_node *arn = cfn_get(&c->scope, item->node, "Arn");
    struct cfn_value v = cfn_value(&c->scope, arn);
    for (const struct cfn_value *a = &v; a && arn; a = a->other) {
        node_id to = cfn_target(c, a, NODE_FUNCTION, cfn_at(c, arn));
        struct str when = terms_both(c->arena, condition, a->condition);
        edge_id e = pattern ? starts(c, r->node, to, arn, when) : 0;
        edge_text(c, e, FACT_RETRY,
                  cfn_path(&c->scope, item->node, "RetryPolicy.MaximumRetryAttempts"));
        if (pattern)
            cfn_pattern_facts(c, e, pattern);
        const struct doc_node *dead = cfn_path(&c->scope, item->node, "DeadLetterConfig.Arn");
        keep(c, r->node, e, dead, condition);
        if (timer)
            keep(c, timer, starts(c, timer, to, arn, when), dead, condition);
    }
    cfn_link(c, r->node, cfn_get(&c->scope, item->node, "RoleArn"), &runs_as, condition);
    start_task(c, pattern ? r->node : 0, item->node, condition);
    start_task(c, timer, item->node, condition);
}

void cfn_emit_rule(struct cfn *c, struct cfn_resource *r)
{
    bool off = str_iis(cfn_prop_text(c, r, "State"), "DISABLED");
    const struct doc_node *schedule = cfn_prop(c, r, "ScheduleExpression");
    const struct doc_node *written = cfn_prop(c, r, "EventPattern");
    struct cfn_pattern pattern = cfn_pattern_read(c, written);
    bool only_timer = r->row == &cfn_type_timer;
    node_id timer = only_timer ? r->node : schedule ? rule_timer(c, r, schedule, off) : 0;
    if (off)
        graph_attr_typed(c->g, r->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    if (written) {
        edge_id e = cfn_edge(c, EDGE_DELIVERS, bus_of(c, r), r->node, r->at, r->condition);
        cfn_pattern_facts(c, e, &pattern);
        if (e && off)
            graph_edge_attr_typed(c->g, e, STR(FACT_ENABLED), ATTR_BOOL, STR("false"));
    }
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "Targets");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        rule_target(c, r, &items[i], timer, written ? &pattern : NULL);
}

/* Of the second kind of bus: one target, called with a role. Its patterns look at other members than
 * those of rules do, so no event is said not to pass. */
void cfn_emit_subscriber(struct cfn *c, struct cfn_resource *r)
{
    struct str target = cfn_prop_text(c, r, "InvokeConfiguration.TargetArn");
    size_t call = str_find(target, STR(":aws-sdk:"));
    const struct doc_node *bus = cfn_prop(c, r, "EventBusArn");
    bool off = str_iis(cfn_prop_text(c, r, "State"), "STOPPED");
    edge_id e = cfn_edge(c, EDGE_DELIVERS, bus ? cfn_target_of(c, bus, NODE_BUS) : 0, r->node,
                         r->at, r->condition);
    const struct doc_node *filters = cfn_prop(c, r, "FilterConfiguration.Filters");
    edge_text(c, e, FACT_FILTER, cfn_get(&c->scope, doc_at(filters, 0), "Pattern"));
    if (off)
        graph_attr_typed(c->g, r->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    if (e && off)
        graph_edge_attr_typed(c->g, e, STR(FACT_ENABLED), ATTR_BOOL, STR("false"));
    e = 0;
    if (call != STR_NPOS)
        asl_sdk_call(c, r, str_from_at(target, call + 9),
                     cfn_prop(c, r, "InvokeConfiguration.UniversalTargetParameters.Input"));
    else
        e = start_all(c, r->node, r->props, "InvokeConfiguration.TargetArn", NODE_FUNCTION,
                      r->condition);
    edge_text(c, e, FACT_RETRY, cfn_prop(c, r, "RetryPolicy.MaximumRetryAttempts"));
    keep(c, r->node, e, cfn_prop(c, r, "OnFailureConfiguration.Arn"), r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "InvokeConfiguration.RoleArn"), &runs_as, r->condition);
}

/* Events of a service of AWS come by the default bus. */
void cfn_emit_event_source(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *service =
        cfn_prop(c, r, "Configuration.AwsServiceEventsConfiguration.AwsService");
    edge_id e = service ? cfn_edge(c, EDGE_DELIVERS, cfn_default_bus(c, r->where), r->node, service,
                                   r->condition) : 0;
    edge_text(c, e, "event-sources", service);
}

void cfn_emit_schedule(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *arn = cfn_prop(c, r, "Target.Arn");
    struct str text = arn ? cfn_text(&c->scope, arn) : STR("");
    size_t call = str_find(text, STR(":aws-sdk:"));
    edge_id e = 0;
    if (str_iis(cfn_prop_text(c, r, "State"), "DISABLED"))
        graph_attr_typed(c->g, r->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
    if (call != STR_NPOS) {
        asl_sdk_call(c, r, str_from_at(text, call + 9), cfn_prop(c, r, "Target.Input"));
    } else {
        e = start_all(c, r->node, r->props, "Target.Arn", NODE_FUNCTION, r->condition);
        start_task(c, r->node, cfn_prop(c, r, "Target"), r->condition);
    }
    keep(c, r->node, e, cfn_prop(c, r, "Target.DeadLetterConfig.Arn"), r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "Target.RoleArn"), &runs_as, r->condition);
}

/* Where it comes from: "smk://host:port" is a cluster of somebody's own. */
static edge_id pipe_source(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link source = LINK_BACK(DELIVERS, QUEUE);
    static const struct cfn_link secret = LINK(USES, SECRET);
    static const char *const logins[] = {
        "SourceParameters.SelfManagedKafkaParameters.Credentials",
        "SourceParameters.ManagedStreamingKafkaParameters.Credentials",
        "SourceParameters.RabbitMQBrokerParameters.Credentials",
        "SourceParameters.ActiveMQBrokerParameters.Credentials"};
    const struct doc_node *from = cfn_prop(c, r, "Source");
    struct str text = from ? cfn_text(&c->scope, from) : STR("");
    for (size_t i = 0; i < COUNT(logins); i++) {
        const struct doc_node *list = cfn_prop(c, r, logins[i]);
        for (const struct doc_node *n = doc_is_map(list) ? doc_first(list) : NULL; n; n = n->next)
            cfn_link(c, r->node, n, &secret, r->condition);
    }
    cfn_link(c, r->node,
             cfn_prop(c, r, "SourceParameters.SelfManagedKafkaParameters.ServerRootCaCertificate"),
             &secret, r->condition);
    if (!str_starts(text, STR("smk://")))
        return cfn_link(c, r->node, from, &source, r->condition);
    node_id kafka = cfn_kafka(c, ARENA_JOIN(c->arena, r->id, STR("/kafka")), str_from_at(text, 6),
                              cfn_at(c, from));
    return cfn_edge(c, EDGE_DELIVERS, kafka, r->node, from, r->condition);
}

void cfn_emit_pipe(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link enrich = LINK(INVOKES, FUNCTION);
    edge_id e = pipe_source(c, r);
    edge_text(c, e, FACT_FILTER, cfn_prop(c, r, "SourceParameters.FilterCriteria"));
    cfn_link(c, r->node, cfn_prop(c, r, "Enrichment"), &enrich, r->condition);
    e = start_all(c, r->node, r->props, "Target", NODE_FUNCTION, r->condition);
    start_task(c, r->node, cfn_prop(c, r, "TargetParameters"), r->condition);
    cfn_link(c, r->node, cfn_prop(c, r, "RoleArn"), &runs_as, r->condition);
    static const char *const dead[] = {
        "SourceParameters.DynamoDBStreamParameters.DeadLetterConfig.Arn",
        "SourceParameters.KinesisStreamParameters.DeadLetterConfig.Arn"};
    for (size_t i = 0; i < COUNT(dead); i++)
        keep(c, r->node, e, cfn_prop(c, r, dead[i]), r->condition);
    if (str_iis(cfn_prop_text(c, r, "DesiredState"), "STOPPED"))
        graph_attr_typed(c->g, r->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
}

/* --- IoT, mail, logs --------------------------------------------------------------------------- */

static void iot_action(struct cfn *c, struct cfn_resource *r, const struct doc_node *action,
                       bool error)
{
    static const struct {
        const char *path;
        enum node_kind kind;
    } targets[] = {
        {"Lambda.FunctionArn", NODE_FUNCTION},        {"Sqs.QueueUrl", NODE_QUEUE},
        {"Sns.TargetArn", NODE_TOPIC},                {"DynamoDB.TableName", NODE_TABLE},
        {"DynamoDBv2.PutItem.TableName", NODE_TABLE}, {"Kinesis.StreamName", NODE_STREAM},
        {"Firehose.DeliveryStreamName", NODE_STREAM}, {"S3.BucketName", NODE_BUCKET},
        {"StepFunctions.StateMachineName", NODE_WORKFLOW},
        {"CloudwatchLogs.LogGroupName", NODE_LOG},    {"Timestream.TableName", NODE_TABLE},
        {"CloudwatchAlarm.AlarmName", NODE_LOG},      {"OpenSearch.Endpoint", NODE_TABLE},
        {"Elasticsearch.Endpoint", NODE_TABLE},       {"Kafka.DestinationArn", NODE_STREAM},
        {"IotAnalytics.ChannelName", NODE_STREAM},    {"IotEvents.InputName", NODE_SERVICE},
        {"Location.TrackerName", NODE_SERVICE},       {"Republish.Topic", NODE_BUS},
    };
    for (size_t i = 0; i < COUNT(targets); i++) {
        const struct doc_node *n = cfn_path(&c->scope, action, targets[i].path);
        if (!n)
            continue;
        node_id to = cfn_target_of(c, n, targets[i].kind);
        if (error)
            cfn_edge(c, EDGE_DEADLETTERS, r->node, to, n, r->condition);
        else
            starts(c, r->node, to, n, r->condition);
    }
    struct str url = cfn_known(&c->scope, cfn_path(&c->scope, action, "Http.Url"));
    if (url.len)
        cfn_edge(c, EDGE_DELIVERS, r->node, cfn_service(c, url, r->where), action, r->condition);
    static const char *const managed[][2] = {{"CloudwatchMetric", "CloudWatch"},
                                             {"IotSiteWise", "IoT SiteWise"}};
    for (size_t i = 0; i < COUNT(managed); i++)
        if (cfn_get(&c->scope, action, managed[i][0]))
            cfn_edge(c, EDGE_DELIVERS, r->node,
                     cfn_aws_service(c, str_from(managed[i][1]), r->where), action, r->condition);
    /* Each action has its role. */
    for (const struct doc_node *n = doc_is_map(action) ? doc_first(action) : NULL; n; n = n->next)
        cfn_link(c, r->node, cfn_get(&c->scope, n, "RoleArn"), &runs_as, r->condition);
}

void cfn_emit_iot_rule(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "TopicRulePayload.Actions");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    cfn_expose(c, cfn_device(c), r->node, AUTH_MTLS, r->at, r->condition);
    for (size_t i = 0; i < count; i++)
        iot_action(c, r, items[i].node, false);
    if (cfn_prop(c, r, "TopicRulePayload.ErrorAction"))
        iot_action(c, r, cfn_prop(c, r, "TopicRulePayload.ErrorAction"), true);
    if (cfn_prop_bool(c, r, "TopicRulePayload.RuleDisabled", false))
        graph_attr_typed(c->g, r->node, STR(FACT_DISABLED), ATTR_BOOL, STR("true"));
}

/* Anybody can send a mail. */
void cfn_emit_receipt_rule(struct cfn *c, struct cfn_resource *r)
{
    bool on = cfn_prop_bool(c, r, "Rule.Enabled", false);
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, AUTH_NONE, r->at, r->condition);
    if (e && !on)
        graph_edge_attr_typed(c->g, e, STR(FACT_ENABLED), ATTR_BOOL, STR("false"));
    start_all(c, r->node, r->props, "Rule.Actions.*.LambdaAction.FunctionArn", NODE_FUNCTION,
              r->condition);
    start_all(c, r->node, r->props, "Rule.Actions.*.S3Action.BucketName", NODE_BUCKET,
              r->condition);
    static const char *const told[] = { /* each action may say what it did */
        "Rule.Actions.*.SNSAction.TopicArn",     "Rule.Actions.*.S3Action.TopicArn",
        "Rule.Actions.*.LambdaAction.TopicArn",  "Rule.Actions.*.BounceAction.TopicArn",
        "Rule.Actions.*.WorkmailAction.TopicArn", "Rule.Actions.*.StopAction.TopicArn"};
    for (size_t i = 0; i < COUNT(told); i++)
        start_all(c, r->node, r->props, told[i], NODE_TOPIC, r->condition);
}

void cfn_emit_subscription_filter(struct cfn *c, struct cfn_resource *r)
{
    edge_id e = start_all(c, r->node, r->props, "DestinationArn", NODE_FUNCTION, r->condition);
    edge_text(c, e, FACT_FILTER, cfn_prop(c, r, "FilterPattern"));
}

void cfn_emit_destination(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *policy = cfn_prop(c, r, "DestinationPolicy");
    if (policy)
        cfn_policy(c, r->node, "resource", r->id, policy, r->condition);
}

static void dimension(struct cfn *c, struct cfn_resource *r, const struct doc_node *d)
{
    static const struct {
        const char *name;
        enum node_kind kind;
        bool outside; /* a name that the template does not know is worth a node */
    } dimensions[] = {
        {"FunctionName", NODE_FUNCTION, true}, {"QueueName", NODE_QUEUE, true},
        {"TopicName", NODE_TOPIC, true},       {"TableName", NODE_TABLE, true},
        {"StateMachineArn", NODE_WORKFLOW, true}, {"ApiId", NODE_API, true},
        {"StreamName", NODE_STREAM, false},    {"DeliveryStreamName", NODE_STREAM, false},
        {"RuleName", NODE_BUS, false},         {"EventBusName", NODE_BUS, false},
        {"GraphQLAPIId", NODE_API, false},     {"BucketName", NODE_BUCKET, false},
        {"LoadBalancer", NODE_FRONT, false},   {"TargetGroup", NODE_FRONT, false},
        {"DistributionId", NODE_FRONT, false}, {"Broker", NODE_QUEUE, false},
        {"DBClusterIdentifier", NODE_TABLE, false}, {"DBInstanceIdentifier", NODE_TABLE, false},
        {"UserPool", NODE_AUTH, false},        {"FileSystemId", NODE_FILES, false},
    };
    struct str name = cfn_text(&c->scope, doc_get(d, "Name"));
    const struct doc_node *value = doc_get(d, "Value");
    if (str_is(name, "ApiName")) { /* of a REST API: no id of it */
        struct cfn_resource *api = cfn_noted_name(
            c, ARENA_JOIN(c->arena, STR("api "), cfn_text(&c->scope, value)));
        cfn_edge(c, EDGE_LOGS_TO, api ? cfn_node_of(c, api) : 0, r->node, d, r->condition);
    }
    for (size_t i = 0; i < COUNT(dimensions); i++) {
        if (!str_is(name, dimensions[i].name))
            continue;
        bool own = cfn_resource_of(c, value) ||
                   cfn_called(c, dimensions[i].kind, cfn_text(&c->scope, value));
        if (own || dimensions[i].outside)
            cfn_edge(c, EDGE_LOGS_TO, cfn_target_of(c, value, dimensions[i].kind), r->node, d,
                     r->condition);
    }
}

static void dimensions(struct cfn *c, struct cfn_resource *r, const struct doc_node *list)
{
    const struct cfn_item *items;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        dimension(c, r, items[i].node);
}

/* What it watches: one metric, or a formula of several. */
void cfn_emit_alarm(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *metrics = cfn_prop(c, r, "Metrics");
    size_t count = metrics ? cfn_list(&c->scope, metrics, &items) : 0;
    dimensions(c, r, cfn_prop(c, r, "Dimensions"));
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *metric =
            cfn_path(&c->scope, items[i].node, "MetricStat.Metric");
        struct str name = cfn_text(&c->scope, doc_get(metric, "Namespace"));
        if (name.len)
            cfn_node_more(c, r->node, "namespace", name);
        dimensions(c, r, doc_get(metric, "Dimensions"));
    }
    start_all(c, r->node, r->props, "AlarmActions.*", NODE_TOPIC, r->condition);
}
