/* SPDX-License-Identifier: MIT */
/* serverless_steps.c - plugin serverless-step-functions: state machines, their roles and events. */
#include "limits.h"
#include "serverless_http.h"
#include "serverless_steps.h"

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
            doc_put(s->doc, copy, c->key, doc_key_place(c), child);
        else
            doc_append(copy, child);
    }
    return copy;
}

struct machine {
    struct str id, norm; /* norm: of its key, in ids of what starts it */
    const struct doc_node *node;
};

static struct doc_node *machine_role(struct sls *s, const struct machine *m,
                                     const struct doc_node *definition)
{
    const struct doc_node *given = doc_get(m->node, "role");
    if (given)
        return doc_is_scalar(given) && str_chr(doc_text(given), ':') == STR_NPOS
                   ? sls_arn(s, given, doc_text(given)) : doc_copy(s->doc, s->doc, given);
    struct str id = ARENA_JOIN(s->arena, m->id, STR("Role"));
    sls_add(s, id, sls_make(s->doc, m->node,
                            "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{"
                            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{"
                            "'Service':{'Fn::Sub':'states.${AWS::Region}.amazonaws.com'}},'Action':"
                            "'sts:AssumeRole'}]},'Policies':[{'PolicyName':"
                            "'%s-%s-statemachine','PolicyDocument':{'Version':'2012-10-17',"
                            "'Statement':%m}}]}}",
                            s->stage, s->service, sls_machine_rights(s, m->node, definition)));
    return sls_arn(s, m->node, id);
}

/* --- Events ----------------------------------------------------------------------------------- */

struct start { /* whoever starts a machine does so with a role for that alone */
    struct str role, policy;
    const char *service;
    bool any; /* machine */
};

static struct doc_node *starter(struct sls *s, const struct machine *m, const struct doc_node *e,
                                const struct start *t)
{
    const struct doc_node *given = doc_is_map(e) ? doc_get(e, "iamRole") : NULL;
    given = given || !doc_is_map(e) ? given : doc_get(e, "role");
    if (given)
        return doc_copy(s->doc, s->doc, given);
    sls_add(s, t->role, sls_make(s->doc, e,
                            "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{"
                            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{"
                            "'Service':%s},'Action':'sts:AssumeRole'}]},'Policies':[{'PolicyName':"
                            "%s,'PolicyDocument':{'Version':'2012-10-17','Statement':[{"
                            "'Effect':'Allow','Action':['states:StartExecution'],'Resource':"
                            "%m}]}}]}}", str_from(t->service), t->policy,
                            t->any ? sls_make(s->doc, e, "'*'")
                                   : sls_make(s->doc, e, "{'Ref':%s}", m->id)));
    return sls_arn(s, e, t->role);
}

static void http_start(struct sls *s, const struct machine *m, const struct doc_node *e)
{
    struct str method = sls_text(e, "method"), path = sls_text(e, "path"), norm;
    if (doc_is_scalar(e)) {
        path = str_trim(doc_text(e));
        str_cut(&path, ' ', &method);
    }
    struct doc_node *resource = sls_rest_resource(s, e, str_trim(path), &norm);
    struct sls_auth auth = sls_rest_auth(s, doc_get(e, "authorizer"));
    const struct start by = {STR("ApigatewayToStepFunctionsRole"),
                             STR("apigatewaytostepfunctions"), "apigateway.amazonaws.com", true};
    struct doc_node *role = starter(s, m, e, &by);
    const struct doc_node *action = doc_get(e, "action");
    sls_add(s, sls_method_id(s, norm, method),
            sls_make(s->doc, e,
                     "{'Type':'AWS::ApiGateway::Method','Properties':{'HttpMethod':%s,'ResourceId':"
                     "%m,'RestApiId':%m,'ApiKeyRequired':%n,'AuthorizationType':%s,'AuthorizerId':"
                     "%m,'Integration':{'Type':'AWS','IntegrationHttpMethod':'POST','Uri':{"
                     "'Fn::Sub':'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/%s'"
                     "},'Credentials':%m,'RequestTemplates':{'application/json':{'Fn::Join':['',["
                     "'{stateMachineArn: ',{'Ref':%s},'}']]}}}}}",
                     sls_capitals(s->arena, method), resource, sls_rest_api(s, e),
                     doc_get(e, "private"), auth.type, auth.id,
                     action ? doc_text(action) : STR("StartExecution"), role, m->id));
}

static struct str state_of(const struct doc_node *e)
{
    bool on = sls_is(doc_is_map(e) ? doc_get(e, "enabled") : NULL, true);
    return on ? STR("ENABLED") : STR("DISABLED");
}

static struct str policy_name(struct sls *s, const struct machine *m, const char *what)
{
    return ARENA_JOIN(s->arena, s->stage, STR("-"), s->vars.region, STR("-"), s->service, STR("-"),
                      m->node->key, STR("-"), str_from(what));
}

static void rule_start(struct sls *s, const struct machine *m, const struct doc_node *e, unsigned i)
{
    const struct start by = {ARENA_JOIN(s->arena, m->norm, STR("EventToStepFunctionsRole")),
                             policy_name(s, m, "event"), "events.amazonaws.com", false};
    const struct doc_node *pattern = doc_get(e, "event");
    pattern = pattern || !doc_is_map(e) ? pattern : doc_get(e, "pattern");
    const struct doc_node *bus = doc_is_map(e) ? doc_get(e, "eventBusName") : NULL;
    sls_add(s, arena_printf(s->arena, "%.*sEventsRuleCloudWatchEvent%u", (int)m->norm.len,
                            m->norm.ptr, i),
            sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{'EventPattern':%n,"
                                "'EventBusName':%n,'State':%s,'Targets':[{'Arn':{'Ref':%s},'Id':"
                                "'machine','RoleArn':%m}]}}",
                     pattern, bus, state_of(e), m->id, starter(s, m, e, &by)));
}

static void schedule_start(struct sls *s, const struct machine *m, const struct doc_node *e,
                           const struct doc_node *rate, unsigned i)
{
    bool own = str_is(sls_text(e, "method"), "scheduler");
    const struct start by = {ARENA_JOIN(s->arena, m->norm, STR("ScheduleToStepFunctionsRole")),
                             policy_name(s, m, "schedule"),
                             own ? "scheduler.amazonaws.com" : "events.amazonaws.com", false};
    struct doc_node *role = starter(s, m, e, &by);
    struct str id = arena_printf(s->arena, "%.*sStepFunctions%s%u", (int)m->norm.len, m->norm.ptr,
                                 own ? "SchedulerSchedule" : "EventsRuleSchedule", i);
    sls_add(s, id,
            own ? sls_make(s->doc, e, "{'Type':'AWS::Scheduler::Schedule','Properties':{"
                                      "'ScheduleExpression':%n,'State':%s,'FlexibleTimeWindow':{"
                                      "'Mode':'OFF'},'Target':{'Arn':{'Ref':%s},'RoleArn':%m}}}",
                           rate, state_of(e), m->id, role)
                : sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{"
                                      "'ScheduleExpression':%n,'State':%s,'Targets':[{'Arn':"
                                      "{'Ref':%s},'Id':'machine','RoleArn':%m}]}}",
                           rate, state_of(e), m->id, role));
}

static void schedules(struct sls *s, const struct machine *m, const struct doc_node *e,
                      unsigned *count)
{
    const struct doc_node *rate = doc_is_scalar(e) ? e : doc_get(e, "rate");
    if (!doc_is_list(rate))
        schedule_start(s, m, e, rate, ++*count);
    for (const struct doc_node *c = doc_is_list(rate) ? doc_first(rate) : NULL; c; c = c->next)
        schedule_start(s, m, e, c, ++*count);
}

static void machine_events(struct sls *s, const struct machine *m)
{
    unsigned rules = 0, clocks = 0;
    for (const struct doc_node *c = doc_first(doc_get(m->node, "events")); c; c = c->next) {
        const struct doc_node *e = doc_is_map(c) ? doc_first(c) : NULL;
        if (!e)
            continue;
        if (str_is(e->key, "http"))
            http_start(s, m, e);
        else if (str_is(e->key, "schedule"))
            schedules(s, m, e, &clocks);
        else if (str_is(e->key, "cloudwatchEvent") || str_is(e->key, "eventBridge"))
            rule_start(s, m, e, ++rules);
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

static void one_machine(struct sls *s, const struct doc_node *c)
{
    struct machine m = {machine_id(s, c->key, c), sls_norm(s->arena, c->key), c};
    const struct doc_node *definition = doc_get(c, "definition");
    struct doc_node *states = definition ? with_ids(s, definition, 0) : NULL;
    struct doc_node *role = machine_role(s, &m, states);
    bool text = doc_is_scalar(states);
    const struct doc_node *logs = doc_get(c, "loggingConfig");
    const struct doc_node *trace = doc_path(c, "tracingConfig.enabled");
    struct doc_node *to = NULL;
    for (const struct doc_node *d = doc_first(doc_get(logs, "destinations")); d; d = d->next) {
        to = to ? to : sls_make(s->doc, d, "[]");
        doc_append(to, sls_make(s->doc, d, "{'CloudWatchLogsLogGroup':{'LogGroupArn':%n}}", d));
    }
    sls_add(s, m.id, sls_make(s->doc, c,
                              "{'Type':'AWS::StepFunctions::StateMachine','Properties':{"
                              "'StateMachineName':%n,'StateMachineType':%n,'RoleArn':%m,"
                              "'Definition':%n,'DefinitionString':%n,'TracingConfiguration':%m,"
                              "'LoggingConfiguration':%m},'DependsOn':%m}",
                              doc_get(c, "name"), doc_get(c, "type"), role,
                              text ? NULL : states, text ? states : NULL,
                              trace ? sls_make(s->doc, trace, "{'Enabled':%n}", trace) : NULL,
                              logs ? sls_make(s->doc, logs, "{'Level':%n,'IncludeExecutionData':%n,"
                                                            "'Destinations':%m}",
                                              doc_get(logs, "level"),
                                              doc_get(logs, "includeExecutionData"), to) : NULL,
                              doc_get(c, "role") ? NULL : sls_make(s->doc, c, "['%sRole']", m.id)));
    sls_output(s, ARENA_JOIN(s->arena, m.id, STR("Arn")), sls_make(s->doc, c, "{'Ref':%s}", m.id));
    machine_events(s, &m);
}

static void activities(struct sls *s, const struct doc_node *list)
{
    for (const struct doc_node *c = doc_is_list(list) ? doc_first(list) : NULL; c; c = c->next) {
        struct str id = ARENA_JOIN(s->arena, sls_norm(s->arena, doc_text(c)),
                                   STR("StepFunctionsActivity"));
        sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::StepFunctions::Activity','Properties':{"
                                           "'Name':%n}}", c));
        sls_output(s, ARENA_JOIN(s->arena, id, STR("Arn")),
                   sls_make(s->doc, c, "{'Ref':%s}", id));
    }
}

void sls_step_functions(struct sls *s)
{
    const struct doc_node *root =
        sls_merge_list(s->doc, sls_resolve_path(&s->vars, "stepFunctions"));
    const struct doc_node *all = sls_merge_list(s->doc, doc_get(root, "stateMachines"));
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next)
        if (doc_is_map(c))
            one_machine(s, c);
    activities(s, doc_get(root, "activities"));
}
