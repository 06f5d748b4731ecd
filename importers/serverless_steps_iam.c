/* SPDX-License-Identifier: MIT */
/* serverless_steps_iam.c - what the plugin serverless-step-functions lets a state machine do: it
 * reads the tasks and writes a statement for each. */
#include "limits.h"
#include "serverless_steps.h"

enum on { ON_ALL, ON_FUNCTION, ON_QUEUE, ON_AS_GIVEN, ON_TABLE, ON_BUS, ON_OBJECT };

static const struct {
    const char *task, *actions; /* end of the ARN of the task; what is allowed, with commas */
    const char *target;         /* member of its input that names the thing */
    enum on on;
} tasks[] = {
    {"lambda:invoke", "lambda:InvokeFunction", "FunctionName", ON_FUNCTION},
    {"sqs:sendMessage", "sqs:SendMessage", "QueueUrl", ON_QUEUE},
    {"sns:publish", "sns:Publish", "TopicArn", ON_AS_GIVEN},
    {"dynamodb:getItem", "dynamodb:GetItem", "TableName", ON_TABLE},
    {"dynamodb:putItem", "dynamodb:PutItem", "TableName", ON_TABLE},
    {"dynamodb:updateItem", "dynamodb:UpdateItem", "TableName", ON_TABLE},
    {"dynamodb:deleteItem", "dynamodb:DeleteItem", "TableName", ON_TABLE},
    {"dynamodb:query", "dynamodb:Query", "TableName", ON_TABLE},
    {"dynamodb:scan", "dynamodb:Scan", "TableName", ON_TABLE},
    {"states:startExecution", "states:StartExecution", "StateMachineArn", ON_AS_GIVEN},
    {"sfn:startExecution", "states:StartExecution", "StateMachineArn", ON_AS_GIVEN},
    {"sfn:startSyncExecution", "states:StartSyncExecution", "StateMachineArn", ON_AS_GIVEN},
    {"events:putEvents", "events:PutEvents", "EventBusName", ON_BUS},
    {"s3:getObject", "s3:GetObject", "Bucket", ON_OBJECT},
    {"s3:putObject", "s3:PutObject", "Bucket", ON_OBJECT},
    {"batch:submitJob", "batch:SubmitJob,batch:DescribeJobs,batch:TerminateJob", NULL, ON_ALL},
    {"glue:startJobRun",
     "glue:StartJobRun,glue:GetJobRun,glue:GetJobRuns,glue:BatchStopJobRun", NULL, ON_ALL},
    {"ecs:runTask",
     "ecs:RunTask,ecs:StopTask,ecs:DescribeTasks,ecs:TagResource,iam:PassRole", NULL, ON_ALL},
};

/* A function and all its versions. */
static struct doc_node *function_and_versions(struct sls *s, const struct doc_node *arn)
{
    return sls_make(s->doc, arn, "[%n,{'Fn::Join':[':',[%n,'*']]}]", arn, arn);
}

static struct doc_node *function_of(struct sls *s, const struct doc_node *n)
{
    struct str ref = sls_text(n, "Ref"), text = doc_text(n);
    struct doc_node *arn;
    if (!str_empty(ref))
        arn = sls_arn(s, n, ref);
    else if (doc_is_map(n) || str_starts(text, STR("arn:")))
        arn = doc_copy(s->doc, s->doc, n);
    else
        arn = sls_make(s->doc, n, "{'Fn::Sub':'arn:${AWS::Partition}:lambda:${AWS::Region}:"
                                  "${AWS::AccountId}:function:%s'}", text);
    return function_and_versions(s, arn);
}

/* "https://sqs.REGION.amazonaws.com/ACCOUNT/NAME", or a reference. */
static struct doc_node *queue_of(struct sls *s, const struct doc_node *n)
{
    struct str ref = sls_text(n, "Ref"), text = doc_text(n);
    size_t slash = str_rchr(text, '/');
    if (!str_empty(ref))
        return sls_make(s->doc, n, "[%m]", sls_arn(s, n, ref));
    if (slash == STR_NPOS)
        return NULL;
    return sls_make(s->doc, n, "[{'Fn::Sub':'arn:${AWS::Partition}:sqs:*:*:%s'}]",
                    str_from_at(text, slash + 1));
}

static struct doc_node *table_of(struct sls *s, const struct doc_node *n)
{
    struct str ref = sls_text(n, "Ref"), text = doc_text(n);
    if (str_starts(text, STR("arn:")))
        return sls_make(s->doc, n, "[%n]", n);
    if (!str_empty(ref) || (doc_is_scalar(n) && !str_empty(text)))
        return sls_make(s->doc, n, "[{'Fn::Join':[':',['arn',{'Ref':'AWS::Partition'},'dynamodb',"
                                   "{'Ref':'AWS::Region'},{'Ref':'AWS::AccountId'},{'Fn::Join':["
                                   "'/',['table',%n]]}]]}]", n);
    return NULL;
}

static struct doc_node *bus_of(struct sls *s, const struct doc_node *input)
{
    const struct doc_node *entries = doc_get(input, "Entries");
    struct doc_node *list = sls_make(s->doc, input, "[]");
    for (const struct doc_node *c = doc_first(entries); c; c = c->next) {
        const struct doc_node *bus = doc_get(c, "EventBusName");
        struct str text = bus ? doc_text(bus) : STR("default");
        if (doc_is_map(bus) || str_starts(text, STR("arn:")))
            doc_append(list, doc_copy(s->doc, s->doc, bus));
        else
            doc_append(list, sls_make(s->doc, c, "{'Fn::Sub':'arn:${AWS::Partition}:events:"
                                                 "${AWS::Region}:${AWS::AccountId}:event-bus/%s'}",
                                      text));
    }
    return list->count ? list : NULL;
}

static struct doc_node *object_of(struct sls *s, const struct doc_node *bucket,
                                  const struct doc_node *key)
{
    return sls_make(s->doc, bucket, "[{'Fn::Join':['',[{'Fn::Sub':'arn:${AWS::Partition}:s3:::'},%n,"
                                    "'/',%m]]}]", bucket,
                    key ? doc_copy(s->doc, s->doc, key) : sls_make(s->doc, bucket, "'*'"));
}

/* NULL: what it is stands open, so everything. */
static struct doc_node *thing(struct sls *s, const struct doc_node *input, size_t i)
{
    const struct doc_node *n = tasks[i].target ? doc_get(input, tasks[i].target) : NULL;
    if (tasks[i].on == ON_BUS)
        return input ? bus_of(s, input) : NULL;
    if (!n || str_starts(doc_text(n), STR("$")) || str_starts(doc_text(n), STR("{%")))
        return NULL;
    switch (tasks[i].on) {
    case ON_FUNCTION:
        return function_of(s, n);
    case ON_QUEUE:
        return queue_of(s, n);
    case ON_TABLE:
        return table_of(s, n);
    case ON_OBJECT:
        return object_of(s, n, doc_get(input, "Key"));
    case ON_AS_GIVEN:
        return sls_make(s->doc, n, "[%n]", n);
    case ON_ALL:
    case ON_BUS:
        break;
    }
    return NULL;
}

static void allow(struct sls *s, struct doc_node *statements, const struct doc_node *at,
                  struct str actions, struct doc_node *on)
{
    struct doc_node *list = sls_make(s->doc, at, "[]");
    for (struct str rest = actions, one; str_cut(&rest, ',', &one);)
        doc_append(list, sls_make(s->doc, at, "%s", one));
    doc_append(statements, sls_make(s->doc, at, "{'Effect':'Allow','Action':%m,'Resource':%m}",
                                    list, on ? on : sls_make(s->doc, at, "'*'")));
}

/* Who waits for another machine looks after it. */
static void allow_waiting(struct sls *s, const struct doc_node *state, struct doc_node *statements)
{
    allow(s, statements, state, STR("states:DescribeExecution,states:StopExecution"), NULL);
    allow(s, statements, state, STR("events:PutTargets,events:PutRule,events:DescribeRule"),
          sls_make(s->doc, state, "[{'Fn::Sub':'arn:${AWS::Partition}:events:${AWS::Region}:"
                                  "${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctions"
                                  "ExecutionRule'}]"));
}

static void allow_state(struct sls *s, const struct doc_node *state, struct doc_node *statements)
{
    const struct doc_node *resource = doc_get(state, "Resource");
    const struct doc_node *input = doc_get(state, "Parameters");
    input = input ? input : doc_get(state, "Arguments");
    if (!resource)
        return;
    struct str text = doc_text(resource), name = text;
    size_t at = str_find(text, STR(":states:::"));
    if (at != STR_NPOS) {
        name = str_from_at(text, at + strlen(":states:::"));
        if (str_starts(name, STR("aws-sdk:")))
            name = str_from_at(name, strlen("aws-sdk:"));
        struct str bare = str_sub(name, 0, str_chr(name, '.'));
        for (size_t i = 0; i < COUNT(tasks); i++)
            if (str_is(bare, tasks[i].task))
                allow(s, statements, state, str_from(tasks[i].actions), thing(s, input, i));
        if (str_starts(name, STR("states:startExecution.sync")))
            allow_waiting(s, state, statements);
    } else if (doc_is_map(resource) || str_find(text, STR(":lambda:")) != STR_NPOS) {
        allow(s, statements, state, STR("lambda:InvokeFunction"),
              function_and_versions(s, resource));
    }
}

/* States stand in `States`, also of Map (Iterator, ItemProcessor) and Parallel (Branches). */
static void allow_states(struct sls *s, const struct doc_node *n, struct doc_node *statements,
                         unsigned depth)
{
    if (depth >= LIMIT_DEPTH)
        return;
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        if (doc_is_map(c) && str_is(sls_text(c, "Type"), "Task"))
            allow_state(s, c, statements);
        allow_states(s, c, statements, depth + 1);
    }
}

struct doc_node *sls_machine_rights(struct sls *s, const struct doc_node *machine,
                                    const struct doc_node *definition)
{
    struct doc_node *statements = sls_make(s->doc, machine, "[]");
    const struct doc_node *log = doc_get(machine, "loggingConfig");
    const struct doc_node *trace = doc_path(machine, "tracingConfig.enabled");
    allow_states(s, definition, statements, 0);
    if (doc_get(log, "destinations"))
        allow(s, statements, log,
              STR("logs:CreateLogDelivery,logs:GetLogDelivery,logs:UpdateLogDelivery,"
                  "logs:DeleteLogDelivery,logs:ListLogDeliveries,logs:PutResourcePolicy,"
                  "logs:DescribeResourcePolicies,logs:DescribeLogGroups"), NULL);
    if (sls_is(trace, false))
        allow(s, statements, trace,
              STR("xray:PutTraceSegments,xray:PutTelemetryRecords,xray:GetSamplingRules,"
                  "xray:GetSamplingTargets"), NULL);
    const struct doc_node *more = doc_get(machine, "iamRoleStatements");
    for (const struct doc_node *c = doc_first(more); c; c = c->next)
        doc_append(statements, doc_copy(s->doc, s->doc, c));
    if (!statements->count) /* a policy without statements is none */
        doc_append(statements, sls_make(s->doc, machine, "{'Effect':'Deny','Action':'*','Resource':"
                                                         "'*'}"));
    return statements;
}
