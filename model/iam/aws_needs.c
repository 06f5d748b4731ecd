/* SPDX-License-Identifier: MIT */
#include "aws_needs.h"

#include <stdlib.h>

#include "attr.h"
#include "mem.h"
#include "query.h"

enum { DATA_OPS = OP_READ | OP_WRITE | OP_INVOKE };

struct gathering {
    const struct graph *g;
    struct arena *arena;
    struct aws_need *items;
    size_t count, cap;
};

/* Pollers of what stands in a network stand there as well. */
#define IN_ITS_NETWORK                                                                             \
    " ^ec2:CreateNetworkInterface ^ec2:DescribeNetworkInterfaces ^ec2:DeleteNetworkInterface"     \
    " ^ec2:DescribeVpcs ^ec2:DescribeSubnets ^ec2:DescribeSecurityGroups"

/* What an edge asks of the thing at its other end, by the service of that thing. in: the edge comes
 * from the thing to the user (it polls). Actions: blanks between; '~': some configurations do without;
 * '^': it is asked of something else than the thing. */
static const struct {
    enum edge_kind kind;
    bool in;
    const char *service, *actions, *why;
} rows[] = {
    {EDGE_TRIGGERS, true, "sqs", "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes",
     "it polls this queue"},
    {EDGE_TRIGGERS, true, "kinesis",
     "kinesis:GetRecords kinesis:GetShardIterator kinesis:DescribeStream "
     "~kinesis:DescribeStreamSummary ~kinesis:ListShards ~kinesis:ListStreams "
     "~kinesis:SubscribeToShard",
     "it polls this stream"},
    {EDGE_TRIGGERS, true, "kinesis consumer", /* the others are asked of its stream */
     "kinesis:SubscribeToShard ^kinesis:GetRecords ^kinesis:GetShardIterator "
     "^kinesis:DescribeStream ^kinesis:DescribeStreamSummary ^kinesis:ListShards "
     "^kinesis:ListStreams",
     "it is subscribed to this consumer"},
    {EDGE_TRIGGERS, true, "dynamodb",
     "dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:DescribeStream ~dynamodb:ListStreams",
     "it polls the stream of this table"},
    {EDGE_TRIGGERS, true, "kafka",
     "~kafka:DescribeCluster ~kafka:DescribeClusterV2 kafka:GetBootstrapBrokers" IN_ITS_NETWORK,
     "it polls this cluster"},
    {EDGE_TRIGGERS, true, "mq", "mq:DescribeBroker" IN_ITS_NETWORK, "it polls this broker"},
    {EDGE_TRIGGERS, true, "rds", /* Amazon DocumentDB */
     "rds:DescribeDBClusters ^rds:DescribeDBClusterParameters ^rds:DescribeDBSubnetGroups"
     IN_ITS_NETWORK,
     "it follows the changes of this cluster"},
    {EDGE_TRIGGERS, false, "lambda", "lambda:InvokeFunction", "it calls this function"},
    {EDGE_TRIGGERS, false, "states", "states:StartExecution", "it starts this workflow"},
    {EDGE_TRIGGERS, false, "ecs", "ecs:RunTask", "it runs this task"},
    {EDGE_TRIGGERS, false, "codebuild", "codebuild:StartBuild", "it starts this build"},
    {EDGE_DELIVERS, false, "sqs", "sqs:SendMessage", "its results go there"},
    {EDGE_DELIVERS, false, "sns", "sns:Publish", "its results go there"},
    {EDGE_DELIVERS, false, "lambda", "lambda:InvokeFunction", "its results go there"},
    {EDGE_DELIVERS, false, "events", "events:PutEvents", "its results go there"},
    {EDGE_DELIVERS, false, "s3", "s3:PutObject", "its results go there"},
    {EDGE_DELIVERS, false, "states", "states:StartExecution", "its results go there"},
    {EDGE_DELIVERS, false, "firehose", "firehose:PutRecord firehose:PutRecordBatch",
     "its results go there"},
    {EDGE_DELIVERS, false, "kinesis", "kinesis:PutRecord kinesis:PutRecords",
     "its results go there"},
    {EDGE_DEADLETTERS, false, "sqs", "sqs:SendMessage", "what fails goes there"},
    {EDGE_DEADLETTERS, false, "sns", "sns:Publish", "what fails goes there"},
    {EDGE_DEADLETTERS, false, "lambda", "lambda:InvokeFunction", "what fails goes there"},
    {EDGE_DEADLETTERS, false, "events", "events:PutEvents", "what fails goes there"},
    {EDGE_DEADLETTERS, false, "s3", "s3:PutObject", "what fails goes there"},
    {EDGE_INVOKES, false, "lambda", "lambda:InvokeFunction", "it calls this function"},
    {EDGE_INVOKES, false, "states", "states:StartExecution", "it starts this workflow"},
    {EDGE_WRITES, false, "sqs", "sqs:SendMessage", "it sends messages there"},
    {EDGE_WRITES, false, "sns", "sns:Publish", "it publishes there"},
    {EDGE_WRITES, false, "events", "events:PutEvents", "it puts events there"},
};

static void add(struct gathering *x, struct aws_need need)
{
    if (x->count == x->cap)
        x->items = mem_grow(x->items, &x->cap, sizeof *x->items);
    bool elsewhere = str_starts(need.action, STR("^")), marked = str_starts(need.action, STR("~"));
    need.spared = need.spared || marked || elsewhere;
    need.anywhere = need.anywhere || elsewhere;
    need.node = elsewhere ? 0 : need.node;
    need.action = str_from_at(need.action, marked || elsewhere);
    need.service = str_sub(need.action, 0, str_chr(need.action, ':'));
    need.row = need.action.len ? aws_action_find_written(need.action) : NULL;
    x->items[x->count++] = need;
}

static bool is_action(struct str text)
{
    size_t colon = str_chr(text, ':');
    return colon != STR_NPOS && colon > 0 && colon + 1 < text.len &&
           str_chr(text, ' ') == STR_NPOS && str_chr(text, '/') == STR_NPOS;
}

/* The actions that the edge itself names: calls of code, tasks of a workflow. One of another service
 * is about something else that bears the thing: a schedule that calls a function. */
static bool add_named(struct gathering *x, node_id user, node_id thing, edge_id id,
                      struct str service)
{
    const struct edge *e = graph_edge_at(x->g, id);
    bool any = false;
    for (size_t i = 0; i < e->action_count; i++) {
        struct str action = e->actions[i];
        if (!is_action(action))
            continue;
        node_id node = str_eq(service, str_sub(action, 0, str_chr(action, ':'))) ? thing : 0;
        add(x, (struct aws_need){.user = user, .node = node, .edge = id, .action = action,
                                 .where = e->where, .anywhere = !node,
                                 .spared = str_is(action, "execute-api:Invoke"), /* open routes */
                                 .why = e->evidence == EVIDENCE_CODE ? "its code calls it"
                                                                     : "its definition says so"});
        any = true;
    }
    return any;
}

static bool add_rows(struct gathering *x, node_id user, node_id thing, edge_id id, bool in,
                     struct str service)
{
    const struct edge *e = graph_edge_at(x->g, id);
    bool any = false;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].kind != e->kind || rows[i].in != in || !str_is(service, rows[i].service))
            continue;
        any = true;
        for (struct str rest = str_from(rows[i].actions), word; str_cut(&rest, ' ', &word);)
            add(x, (struct aws_need){.user = user, .node = thing, .edge = id, .action = word,
                                     .why = rows[i].why, .where = e->where});
    }
    return any;
}

static void add_possible(struct gathering *x, node_id user, node_id thing, edge_id id,
                         struct str service)
{
    const struct edge *e = graph_edge_at(x->g, id);
    add(x, (struct aws_need){.user = user, .node = thing, .edge = id, .possible = true,
                             .why = e->evidence == EVIDENCE_NAME ? "a setting names it"
                                                                 : "it is declared to use it",
                             .where = e->where});
    x->items[x->count - 1].service = service;
}

static bool shows_use(const struct graph *g, const struct edge *e)
{
    if (edge_attr(e, "credentials")) /* not with its own identity */
        return false;
    switch ((int)e->kind) {
    case EDGE_TRIGGERS: /* schedules call as their role, others are allowed in by what they start */
        return graph_node_at(g, e->from)->kind == NODE_TIMER;
    case EDGE_READS:
    case EDGE_WRITES:
    case EDGE_INVOKES:
    case EDGE_USES:
    case EDGE_DELIVERS:
    case EDGE_DEADLETTERS:
    case EDGE_LOGS_TO:
        return e->evidence != EVIDENCE_POLICY;
    default:
        return false;
    }
}

/* The service of what polls; a consumer of a stream is asked for something else than the stream. */
static struct str polled_service(const struct gathering *x, node_id thing)
{
    struct str arn = aws_node_arn(x->g, thing), service = aws_arn_service(arn);
    bool consumer = str_is(service, "kinesis") && str_find(arn, STR("/consumer/")) != STR_NPOS;
    return consumer ? STR("kinesis consumer") : service;
}

static void add_edges(struct gathering *x, node_id user)
{
    struct edge_list out = graph_out(x->g, user), in = graph_in(x->g, user);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(x->g, out.ids[i]);
        if (!shows_use(x->g, e))
            continue;
        struct str arn = aws_node_arn(x->g, e->to), service = aws_arn_service(arn);
        node_id thing = service.len ? e->to : 0;
        if (str_find(arn, STR(":activity:")) != STR_NPOS)
            continue; /* workers come for it: the workflow needs nothing */
        if (!add_named(x, user, thing, out.ids[i], service) && thing &&
            !add_rows(x, user, thing, out.ids[i], false, service) && e->kind != EDGE_LOGS_TO)
            add_possible(x, user, thing, out.ids[i], service);
    }
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(x->g, in.ids[i]);
        if (e->kind == EDGE_TRIGGERS)
            add_rows(x, user, e->from, in.ids[i], true, polled_service(x, e->from));
    }
}

/* Calls of code whose thing is not known are kept as unresolved entries of the function. */
static void add_calls(struct gathering *x, node_id user)
{
    for (size_t i = 0; i < graph_unresolved_count(x->g); i++) {
        const struct unresolved *u = graph_unresolved_at(x->g, i);
        if (u->node == user && is_action(u->text) && aws_action_find_written(u->text))
            add(x, (struct aws_need){.user = user, .action = u->text, .where = u->where,
                                     .anywhere = true,
                                     .why = "its code calls it on what only the run knows"});
    }
}

static bool is_called(const struct gathering *x, node_id user, struct str action)
{
    for (size_t i = x->count; i-- > 0 && x->items[i].user == user;)
        if (str_ieq(x->items[i].action, action))
            return true;
    return false;
}

/* actions NULL: one need of any data action, its service is the caller's to say. */
static void perhaps(struct gathering *x, const struct node *n, node_id user,
                    const char *const *actions, size_t count, const char *why)
{
    for (size_t i = 0; i < count; i++)
        add(x, (struct aws_need){.user = user, .action = actions ? str_from(actions[i]) : STR_NONE,
                                 .possible = true, .why = why, .where = n->where});
}

/* Calls that no edge shows, and clients that are handed on ("dynamodb:*"). false: one is of a service
 * that the table does not have. */
static bool add_other_calls(struct gathering *x, node_id user)
{
    const struct node *n = graph_node_at(x->g, user);
    bool known = true;
    size_t first, end;
    for (struct str rest = node_attr_text(n, FACT_CALLS), call; str_cut(&rest, ',', &call);) {
        struct str service = str_sub(call, 0, str_chr(call, ':'));
        aws_actions_of(service, &first, &end);
        const struct aws_action_row *row = aws_action_find_written(call);
        known = known && first < end;
        if (str_ends(call, STR(":*"))) {
            perhaps(x, n, user, NULL, 1, "its code hands a client of it to code that was not read");
            x->items[x->count - 1].service = service;
        }
        if (row && !is_called(x, user, call))
            add(x, (struct aws_need){.user = user, .anywhere = true, .where = n->where,
                                     .action = aws_action_written(x->arena, row),
                                     .spared = str_istarts(call, STR("sts:")), /* trust may do */
                                     .why = "its code calls it"});
    }
    return known;
}

static void add_basics(struct gathering *x, node_id user)
{
    static const char *const pass = "iam:PassRole";
    static const char *const logs[] = {"logs:CreateLogGroup", "logs:CreateLogStream",
                                       "logs:PutLogEvents"};
    static const char *const traces[] = {
        "xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
        "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets"};
    /* Connections and signed requests: no call of an SDK shows them. */
    static const char *const unseen[] = {
        "rds-db:connect", "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite",
        "elasticfilesystem:ClientRootAccess", "execute-api:Invoke", "lambda:InvokeFunctionUrl",
        "aoss:APIAccessAll", "appsync:GraphQL", "appsync:EventConnect", "appsync:EventPublish",
        "appsync:EventSubscribe", "s3express:CreateSession"};
    static const char *const unseen_services[] = {"es", "neptune-db", "kafka-cluster", "dax",
                                                  "cassandra"};
    static const char *const delivery[] = {
        "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies", "logs:DescribeLogGroups", "logs:CreateLogGroup",
        "logs:CreateLogStream", "logs:PutLogEvents"};
    static const char *const state[] = {"lambda:CheckpointDurableExecution",
                                        "lambda:GetDurableExecutionState"};
    static const char *const step = "lambda:InvokeFunction";
    static const char *const answers = "execute-api:ManageConnections";
    static const char *const network[] = {
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface", "~ec2:AssignPrivateIpAddresses",
        "~ec2:UnassignPrivateIpAddresses", "~ec2:DescribeSubnets"};
    const struct node *n = graph_node_at(x->g, user);
    if (n->kind != NODE_FUNCTION && n->kind != NODE_WORKFLOW)
        return;
    perhaps(x, n, user, traces, COUNT(traces), "traces are sent if tracing is on");
    if (n->kind == NODE_WORKFLOW) {
        perhaps(x, n, user, delivery, COUNT(delivery), "logs are sent if logging is on");
        perhaps(x, n, user, &answers, 1, "a request to an API may be an answer to a client");
        return;
    }
    for (size_t i = 0; i < COUNT(logs); i++)
        add(x, (struct aws_need){.user = user, .action = str_from(logs[i]),
                                 .why = "every function writes its log", .where = n->where});
    if (node_attr(n, "durable-seconds")) /* by the context that it is given, not by a client */
        perhaps(x, n, user, &step, 1, "a durable step may call another function");
    for (size_t i = 0; i < COUNT(state) && node_attr(n, "durable-seconds"); i++)
        add(x, (struct aws_need){.user = user, .action = str_from(state[i]), .anywhere = true,
                                 .why = "it keeps how far it got", .where = n->where});
    perhaps(x, n, user, unseen, COUNT(unseen), "no call in code would show it");
    perhaps(x, n, user, &pass, 1, "what it makes may be given a role");
    for (size_t i = 0; i < COUNT(unseen_services); i++) {
        perhaps(x, n, user, NULL, 1, "no call in code would show it");
        x->items[x->count - 1].service = str_from(unseen_services[i]);
    }
    edge_id net = 0;
    struct edge_list out = graph_out(x->g, user);
    for (size_t i = 0; i < out.count && !net; i++) {
        const struct edge *e = graph_edge_at(x->g, out.ids[i]);
        if (e->kind == EDGE_RESIDES_IN && graph_node_at(x->g, e->to)->kind == NODE_NET)
            net = out.ids[i];
    }
    for (size_t i = 0; net && i < COUNT(network); i++)
        add(x, (struct aws_need){.user = user, .edge = net, .action = str_from(network[i]),
                                 .why = "it stands in a network", .where = n->where});
}

/* Whoever uses what is encrypted by a key may need the key. */
static void add_keys(struct gathering *x)
{
    size_t count = x->count;
    for (size_t i = 0; i < count; i++) {
        const struct aws_need need = x->items[i];
        edge_id e = need.node ? graph_first_out(x->g, need.node, EDGE_ENCRYPTED_BY) : 0;
        node_id key = e ? graph_edge_at(x->g, e)->to : 0;
        if (key && str_is(aws_arn_service(aws_node_arn(x->g, key)), "kms")) {
            add_possible(x, need.user, key, e, STR("kms"));
            x->items[x->count - 1].why = "what it uses is encrypted by it";
        }
    }
}

static int by_need(const void *a, const void *b)
{
    const struct aws_need *x = a, *y = b;
    int c = (x->user > y->user) - (x->user < y->user);
    c = c ? c : (x->node > y->node) - (x->node < y->node);
    c = c ? c : str_cmp(x->action, y->action);
    c = c ? c : str_cmp(x->service, y->service);
    c = c ? c : (int)x->possible - (int)y->possible;
    return c ? c : (x->edge > y->edge) - (x->edge < y->edge);
}

static bool same_need(const struct aws_need *a, const struct aws_need *b)
{
    return a->user == b->user && a->node == b->node && str_eq(a->action, b->action) &&
           str_eq(a->service, b->service);
}

/* A setting that names what the code uses says nothing more than the code does. */
static bool is_told_by_code(const struct graph *g, const struct gathering *x, size_t at)
{
    const struct aws_need *need = &x->items[at];
    size_t first = at;
    if (!need->possible || need->action.len || !need->node)
        return false;
    while (first > 0 && x->items[first - 1].user == need->user &&
           x->items[first - 1].node == need->node)
        first--;
    for (size_t i = first; i < x->count && x->items[i].user == need->user &&
                           x->items[i].node == need->node; i++) {
        const struct aws_need *other = &x->items[i];
        if (!other->possible && other->edge &&
            graph_edge_at(g, other->edge)->evidence == EVIDENCE_CODE)
            return true;
    }
    return false;
}

/* All that it does was read: the code of a function, the tasks of a state machine. */
static bool is_read(const struct node *user)
{
    switch ((int)user->kind) {
    case NODE_FUNCTION:
        return node_attr(user, "code") != NULL;
    case NODE_WORKFLOW:
        return str_is(user->type, "AWS::StepFunctions::StateMachine") && node_attr(user, FACT_STATES);
    case NODE_COMPUTE:
    case NODE_APP:
    case NODE_AUTH:  /* a pool: programs of users have the credentials */
    case NODE_ACTOR:
        return false;
    default: /* a route, a pipe: its definition says what it does */
        return true;
    }
}

struct aws_needs aws_needs_of(const struct graph *g, node_id identity, struct arena *a)
{
    struct gathering x = {.g = g, .arena = a};
    struct aws_needs out = {.code_known = true};
    struct edge_list in = graph_in(g, identity);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if (e->kind != EDGE_RUNS_AS)
            continue;
        const struct node *user = graph_node_at(g, e->from);
        out.code_known = out.code_known && is_read(user);
        add_edges(&x, e->from);
        add_calls(&x, e->from);
        out.code_known = add_other_calls(&x, e->from) && out.code_known;
        add_basics(&x, e->from);
    }
    add_keys(&x);
    if (x.count)
        qsort(x.items, x.count, sizeof *x.items, by_need);
    out.items = arena_array(a, x.count + 1, sizeof *out.items);
    for (size_t i = 0; i < x.count; i++)
        if ((!out.count || !same_need(&out.items[out.count - 1], &x.items[i])) &&
            !is_told_by_code(g, &x, i))
            out.items[out.count++] = x.items[i];
    mem_free(x.items);
    return out;
}

/* --- Needs and statements --------------------------------------------------------------------- */

/* Messages are the data of a queue, and who works on them takes them off; what else has this class
 * is the end of a thing. */
static bool is_on_data(const struct aws_action_row *row)
{
    struct str action = str_from(row->action);
    bool takes = row->ops == OP_DELETE && str_istarts(action, STR("sqs:")) &&
                 !str_ieq(action, STR("sqs:DeleteQueue"));
    return takes || (row->ops & DATA_OPS && !(row->ops & ~(unsigned)DATA_OPS));
}

bool aws_need_is(const struct aws_need *need, const struct aws_action_row *row)
{
    if (need->action.len)
        return need->row == row;
    return is_on_data(row) && str_eq(need->service, aws_action_service(row));
}

struct aws_request aws_need_request(const struct aws_things *t, struct arena *a, struct str action,
                                    node_id node, struct str resource)
{
    struct aws_request r = {.principal = STR("arn:aws:iam::*:role/*"), .resource = resource,
                            .action = action, .context_open = true, .design = true};
    const struct aws_thing *thing = node ? aws_thing_of(t, node) : NULL;
    if (node)
        r.resource = aws_node_asked(t->g, a, node, aws_action_find_written(action));
    if (thing) {
        r.thing = aws_is_unnamed(t->g, node) ? 0 : node;
        r.owner = thing->owner;
    }
    aws_request_ready(a, &r);
    return r;
}

bool aws_need_index(const struct aws_things *t, node_id node, const struct aws_action_row *row,
                    struct aws_request *r)
{
    const struct aws_thing *thing = node && row && row->shape == 'i' ? aws_thing_of(t, node) : NULL;
    if (!thing)
        return false;
    aws_request_about(r, thing, true);
    return true;
}
