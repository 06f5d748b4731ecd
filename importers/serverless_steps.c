/* SPDX-License-Identifier: MIT */
/* serverless_steps.c - plugin serverless-step-functions: state machines, their roles and events. */
#include "limits.h"
#include "serverless_http.h"

/* What the plugin lets a machine do, by the service of a task. */
static const struct {
    const char *resource, *action, *target; /* part of the ARN of the task; member of its input */
} tasks[] = {
    {":states:::lambda:invoke", "lambda:InvokeFunction", "FunctionName"},
    {":states:::sqs:sendMessage", "sqs:SendMessage", "QueueUrl"},
    {":states:::sns:publish", "sns:Publish", "TopicArn"},
    {":states:::dynamodb:getItem", "dynamodb:GetItem", "TableName"},
    {":states:::dynamodb:putItem", "dynamodb:PutItem", "TableName"},
    {":states:::dynamodb:updateItem", "dynamodb:UpdateItem", "TableName"},
    {":states:::dynamodb:deleteItem", "dynamodb:DeleteItem", "TableName"},
    {":states:::states:startExecution", "states:StartExecution", "StateMachineArn"},
    {":states:::events:putEvents", "events:PutEvents", "EventBusName"},
    {":states:::batch:submitJob", "batch:SubmitJob", "JobQueue"},
    {":states:::ecs:runTask", "ecs:RunTask", "TaskDefinition"},
    {":states:::glue:startJobRun", "glue:StartJobRun", "JobName"},
};

/* References to functions may use the names of the service. */
static struct doc_node *with_ids(struct sls *s, const struct doc_node *n, unsigned depth)
{
    struct doc_node *copy = doc_clone(s->doc, n);
    if (n->type == DOC_SCALAR || depth >= LIMIT_DEPTH)
        return copy;
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        struct doc_node *child = with_ids(s, c, depth + 1);
        const struct doc_node *id = doc_is_list(c) ? doc_first(c) : c;
        const struct sls_function *f = NULL;
        if (str_is(c->key, "Ref") || str_is(c->key, "Fn::GetAtt"))
            f = sls_function_find(s, doc_text(id));
        if (f && doc_is_list(c))
            child = sls_make(s->doc, c, "[%s,'Arn']", f->id);
        else if (f)
            child = sls_make(s->doc, c, "%s", f->id);
        if (n->type == DOC_MAP)
            doc_put(s->doc, copy, c->key, c->key_line, c->key_col, child);
        else
            doc_append(copy, child);
    }
    return copy;
}

/* What one state needs. */
static void allow_state(struct sls *s, const struct doc_node *state, struct doc_node *statements)
{
    const struct doc_node *resource = doc_get(state, "Resource");
    const struct doc_node *input = doc_get(state, "Parameters");
    input = input ? input : doc_get(state, "Arguments");
    if (!resource)
        return;
    struct str text = doc_text(resource);
    for (size_t i = 0; i < COUNT(tasks); i++) {
        if (str_find(text, str_from(tasks[i].resource)) == STR_NPOS)
            continue;
        const struct doc_node *target = doc_get(input, tasks[i].target);
        struct doc_node *on = doc_is_map(target) || str_starts(doc_text(target), STR("arn:"))
                                  ? doc_copy(s->doc, s->doc, target)
                                  : sls_make(s->doc, state, "'*'");
        doc_append(statements, sls_make(s->doc, state, "{'Effect':'Allow','Action':[%s],"
                                                       "'Resource':[%m]}",
                                        str_from(tasks[i].action), on));
        return;
    }
    if (doc_is_map(resource) || str_find(text, STR(":lambda:")) != STR_NPOS)
        doc_append(statements, sls_make(s->doc, state, "{'Effect':'Allow','Action':["
                                                       "'lambda:InvokeFunction'],'Resource':[%n]}",
                                        resource));
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

struct machine {
    struct str id;
    const struct doc_node *node;
};

static struct doc_node *machine_role(struct sls *s, const struct machine *m,
                                     const struct doc_node *definition)
{
    const struct doc_node *given = doc_get(m->node, "role");
    if (given)
        return doc_is_scalar(given) && str_chr(doc_text(given), ':') == STR_NPOS
                   ? sls_arn(s, given, doc_text(given)) : doc_copy(s->doc, s->doc, given);
    struct doc_node *statements = sls_make(s->doc, m->node, "[]");
    allow_states(s, definition, statements, 0);
    const struct doc_node *more = doc_get(m->node, "iamRoleStatements");
    for (const struct doc_node *c = doc_first(more); c; c = c->next)
        doc_append(statements, doc_copy(s->doc, s->doc, c));
    struct str id = ARENA_JOIN(s->arena, m->id, STR("Role"));
    sls_add(s, id, sls_make(s->doc, m->node,
                            "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{"
                            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{"
                            "'Service':'states.amazonaws.com'},'Action':'sts:AssumeRole'}]},"
                            "'Policies':[{'PolicyName':'%s-%s-statemachine','PolicyDocument':{"
                            "'Version':'2012-10-17','Statement':%m}}]}}",
                            s->stage, s->service, statements));
    return sls_arn(s, m->node, id);
}

/* --- Events ----------------------------------------------------------------------------------- */

/* Whoever starts a machine does so with a role for that alone. */
static struct doc_node *starter(struct sls *s, const struct machine *m, const struct doc_node *e,
                                const char *suffix, const char *service)
{
    const struct doc_node *given = doc_is_map(e) ? doc_get(e, "iamRole") : NULL;
    given = given || !doc_is_map(e) ? given : doc_get(e, "role");
    if (given)
        return doc_copy(s->doc, s->doc, given);
    struct str id = ARENA_JOIN(s->arena, m->id, str_from(suffix));
    sls_add(s, id, sls_make(s->doc, e,
                            "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{"
                            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{"
                            "'Service':%s},'Action':'sts:AssumeRole'}]},'Policies':[{'PolicyName':"
                            "'start','PolicyDocument':{'Version':'2012-10-17','Statement':[{"
                            "'Effect':'Allow','Action':['states:StartExecution'],'Resource':"
                            "{'Ref':%s}}]}}]}}", str_from(service), m->id));
    return sls_arn(s, e, id);
}

static void http_start(struct sls *s, const struct machine *m, const struct doc_node *e)
{
    struct str method = sls_text(e, "method"), path = sls_text(e, "path"), norm;
    if (doc_is_scalar(e)) {
        path = str_trim(doc_text(e));
        str_cut(&path, ' ', &method);
    }
    char *verb = arena_alloc(s->arena, method.len + 1);
    for (size_t i = 0; i < method.len; i++)
        verb[i] = (char)(method.ptr[i] >= 'a' && method.ptr[i] <= 'z' ? method.ptr[i] - 32
                                                                      : method.ptr[i]);
    struct doc_node *resource = sls_rest_resource(s, e, str_trim(path), &norm);
    struct sls_auth auth = sls_rest_auth(s, doc_get(e, "authorizer"));
    struct doc_node *role = starter(s, m, e, "ApiGatewayRole", "apigateway.amazonaws.com");
    const struct doc_node *action = doc_get(e, "action");
    sls_add(s, sls_method_id(s, norm, method),
            sls_make(s->doc, e,
                     "{'Type':'AWS::ApiGateway::Method','Properties':{'HttpMethod':%s,'ResourceId':"
                     "%m,'RestApiId':%m,'ApiKeyRequired':%n,'AuthorizationType':%s,'AuthorizerId':"
                     "%m,'Integration':{'Type':'AWS','IntegrationHttpMethod':'POST','Uri':{"
                     "'Fn::Sub':'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/%s'"
                     "},'Credentials':%m,'RequestTemplates':{'application/json':{'Fn::Join':['',["
                     "'{stateMachineArn: ',{'Ref':%s},'}']]}}}}}",
                     (struct str){verb, method.len}, resource, sls_rest_api(s, e),
                     doc_get(e, "private"), auth.type, auth.id,
                     action ? doc_text(action) : STR("StartExecution"), role, m->id));
}

static void rule_start(struct sls *s, const struct machine *m, const struct doc_node *e,
                       const struct doc_node *rate, unsigned i)
{
    struct doc_node *role = starter(s, m, e, "EventsRole", "events.amazonaws.com");
    const struct doc_node *pattern = doc_get(e, "event");
    pattern = pattern || !doc_is_map(e) ? pattern : doc_get(e, "pattern");
    const struct doc_node *bus = doc_is_map(e) ? doc_get(e, "eventBusName") : NULL;
    bool on = sls_is(doc_is_map(e) ? doc_get(e, "enabled") : NULL, true);
    sls_add(s, arena_printf(s->arena, "%.*sEventsRule%u", (int)m->id.len, m->id.ptr, i),
            sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{'ScheduleExpression':%n,"
                                "'EventPattern':%n,'EventBusName':%n,'State':%s,'Targets':[{'Arn':"
                                "{'Ref':%s},'Id':'machine','RoleArn':%m}]}}",
                     rate, pattern, bus, on ? STR("ENABLED") : STR("DISABLED"), m->id, role));
}

static void machine_events(struct sls *s, const struct machine *m)
{
    unsigned i = 0;
    for (const struct doc_node *c = doc_first(doc_get(m->node, "events")); c; c = c->next) {
        const struct doc_node *e = doc_is_map(c) ? doc_first(c) : NULL;
        if (!e)
            continue;
        if (str_is(e->key, "http"))
            http_start(s, m, e);
        else if (str_is(e->key, "schedule"))
            rule_start(s, m, e, doc_is_scalar(e) ? e : doc_get(e, "rate"), ++i);
        else if (str_is(e->key, "cloudwatchEvent") || str_is(e->key, "eventBridge"))
            rule_start(s, m, e, NULL, ++i);
        else
            sls_open(s, ARENA_JOIN(s->arena, m->id, STR(": "), e->key),
                     "this kind of event is not known here: what it does is not on the map", e);
    }
}

static struct str machine_id(struct sls *s, struct str key, const struct doc_node *n)
{
    struct str id = sls_text(n, "id"), name = sls_text(n, "name");
    if (!str_empty(id))
        return sls_norm(s->arena, id);
    if (!str_empty(name) && str_find(name, STR("${")) == STR_NPOS)
        return sls_alnum(s->arena, sls_norm(s->arena, name));
    return ARENA_JOIN(s->arena, sls_norm(s->arena, key), STR("StepFunctionsStateMachine"));
}

void sls_step_functions(struct sls *s)
{
    const struct doc_node *all = sls_merge_list(
        s->doc, doc_get(sls_merge_list(s->doc, sls_resolve_path(&s->vars, "stepFunctions")),
                        "stateMachines"));
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next) {
        if (!doc_is_map(c))
            continue;
        struct machine m = {machine_id(s, c->key, c), c};
        const struct doc_node *definition = doc_get(c, "definition");
        struct doc_node *states = definition ? with_ids(s, definition, 0) : NULL;
        struct doc_node *role = machine_role(s, &m, states);
        bool text = doc_is_scalar(states);
        const struct doc_node *logs = doc_get(c, "loggingConfig");
        sls_add(s, m.id, sls_make(s->doc, c,
                                  "{'Type':'AWS::StepFunctions::StateMachine','Properties':{"
                                  "'StateMachineName':%n,'StateMachineType':%n,'RoleArn':%m,"
                                  "'Definition':%n,'DefinitionString':%n,"
                                  "'LoggingConfiguration':%m}}",
                                  doc_get(c, "name"), doc_get(c, "type"), role,
                                  text ? NULL : states, text ? states : NULL,
                                  logs ? sls_make(s->doc, logs, "{'Level':%n,"
                                                                "'IncludeExecutionData':%n}",
                                                  doc_get(logs, "level"),
                                                  doc_get(logs, "includeExecutionData")) : NULL));
        machine_events(s, &m);
    }
}
