/* SPDX-License-Identifier: MIT */
/* serverless_rules.c - schedules, buses, logs, devices, skills, user pools. */
#include "serverless_lower.h"

enum { SCHEDULE, RULE, LOG, IOT, SKILL, HOME }; /* places in counts[] behind that of s3 */

static unsigned next(struct sls_function *f, unsigned kind)
{
    return ++f->counts[kind + 1];
}

static struct str numbered(struct sls *s, const struct sls_function *f, const char *infix,
                           unsigned i)
{
    return arena_printf(s->arena, "%.*s%s%u", (int)f->norm.len, f->norm.ptr, infix, i);
}

static struct doc_node *state(struct sls *s, const struct doc_node *e)
{
    const struct doc_node *n = doc_is_map(e) ? doc_get(e, "enabled") : NULL;
    return sls_is(n, true) ? sls_make(s->doc, e, "'ENABLED'") : sls_make(s->doc, n, "'DISABLED'");
}

/* The input of a target: what stands there as a map is JSON text for AWS. */
static struct doc_node *target(struct sls *s, const struct sls_function *f,
                               const struct doc_node *e, const char *id)
{
    const struct doc_node *dead = doc_get(e, "deadLetterQueueArn");
    const struct doc_node *retry = doc_get(e, "retryPolicy");
    return sls_make(s->doc, e, "{'Arn':%m,'Id':%s,'InputPath':%n,'RetryPolicy':%m,"
                               "'DeadLetterConfig':%m}",
                    sls_target(s, e, f), str_from(id), doc_get(e, "inputPath"),
                    retry ? sls_make(s->doc, retry, "{'MaximumEventAgeInSeconds':%n,"
                                                    "'MaximumRetryAttempts':%n}",
                                     doc_get(retry, "maximumEventAge"),
                                     doc_get(retry, "maximumRetryAttempts")) : NULL,
                    dead ? sls_make(s->doc, dead, "{'Arn':%n}", dead) : NULL);
}

/* The scheduler calls the function in the function's own role. */
static void scheduler(struct sls *s, struct sls_function *f, const struct doc_node *e,
                      const struct doc_node *rate, struct str id)
{
    struct sls_role *own = f->role ? f->role : s->shared;
    struct str name = doc_text(sls_function_name(s, f));
    if (own) {
        sls_trust(s, own, e, "scheduler.amazonaws.com");
        sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':['lambda:InvokeFunction'],"
                                            "'Resource':[{'Fn::Sub':'arn:${AWS::Partition}:lambda:"
                                            "${AWS::Region}:${AWS::AccountId}:function:%s'},"
                                            "{'Fn::Sub':'arn:${AWS::Partition}:lambda:"
                                            "${AWS::Region}:${AWS::AccountId}:function:%s:*'}]}",
                                 name, name));
    }
    const struct doc_node *function = doc_get_str(s->resources, f->id);
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Scheduler::Schedule','Properties':{"
                                       "'ScheduleExpression':%n,'State':%m,'Name':%n,"
                                       "'FlexibleTimeWindow':{'Mode':'OFF'},"
                                       "'ScheduleExpressionTimezone':%n,'Target':{'Arn':%m,"
                                       "'RoleArn':%n}}}",
                            rate, state(s, e), doc_get(e, "name"), doc_get(e, "timezone"),
                            sls_target(s, e, f), doc_path(function, "Properties.Role")));
}

static void one_schedule(struct sls *s, struct sls_function *f, const struct doc_node *e,
                         const struct doc_node *rate)
{
    unsigned i = next(f, SCHEDULE);
    if (doc_is_map(e) && str_is(sls_text(e, "method"), "scheduler")) {
        scheduler(s, f, e, rate, numbered(s, f, "SchedulerSchedule", i));
        return;
    }
    struct str id = numbered(s, f, "EventsRuleSchedule", i);
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{"
                                       "'ScheduleExpression':%n,'State':%m,'Name':%n,'Targets':"
                                       "[%m]},'DependsOn':%s}",
                            rate, state(s, e), doc_get(e, "name"),
                            target(s, f, e, "schedule"), sls_alias_id(s, f)));
    sls_permission(s, f, str_from_at(id, f->norm.len), e, "events.amazonaws.com",
                   sls_arn(s, e, id));
}

static void schedule(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *rate = doc_is_scalar(e) ? e : doc_get(e, "rate");
    if (doc_is_list(rate))
        for (const struct doc_node *c = doc_first(rate); c; c = c->next)
            one_schedule(s, f, e, c);
    else
        one_schedule(s, f, e, rate);
}

static void cloudwatch_event(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str id = numbered(s, f, "EventsRuleCloudWatchEvent", next(f, RULE));
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{'EventPattern':"
                                       "%n,'State':%m,'Name':%n,'Targets':[%m]},'DependsOn':"
                                       "%s}",
                            doc_get(e, "event"), state(s, e), doc_get(e, "name"),
                            target(s, f, e, "cloudwatchEvent"), sls_alias_id(s, f)));
    sls_permission(s, f, str_from_at(id, f->norm.len), e, "events.amazonaws.com",
                   sls_arn(s, e, id));
}

/* The bus that a name stands for: made here, unless it is the default one or a partner's. */
static struct doc_node *named_bus(struct sls *s, const struct doc_node *bus)
{
    struct str name = doc_text(bus);
    struct str id = ARENA_JOIN(s->arena, sls_norm(s->arena, name), STR("EventBridgeEventBus"));
    sls_add(s, id, sls_make(s->doc, bus, "{'Type':'AWS::Events::EventBus','Properties':{'Name':%s}"
                                         "}", name));
    return sls_make(s->doc, bus, "{'Ref':%s}", id);
}

static void event_bridge(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *bus = doc_get(e, "eventBus"), *said = doc_get(e, "name");
    const struct doc_node *schedule = doc_is_scalar(e) ? e : doc_get(e, "schedule");
    struct str name = doc_text(bus), path = STR(""), made = STR_NONE;
    struct doc_node *of = NULL;
    if (doc_is_scalar(bus) && str_chr(name, ':') == STR_NPOS && !str_is(name, "default") &&
        str_find(name, STR("${")) == STR_NPOS) {
        of = named_bus(s, bus);
        path = ARENA_JOIN(s->arena, name, STR("/"));
        made = doc_text(doc_get(of, "Ref"));
    } else if (str_is(name, "default")) {
        path = STR("default/");
    } else if (bus) {
        of = doc_copy(s->doc, s->doc, bus);
        if (doc_is_scalar(bus))
            path = ARENA_JOIN(s->arena, str_from_at(name, str_chr(name, '/') + 1), STR("/"));
    }
    struct str function = doc_text(sls_function_name(s, f));
    struct str usual = arena_printf(s->arena, "%.*s-rule-%u", (int)function.len, function.ptr,
                                    f->event);
    struct str id = ARENA_JOIN(s->arena, sls_alnum(s->arena, usual), STR("EventBridgeRule"));
    struct str rule = said ? doc_text(said) : usual;
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{'EventBusName':"
                                       "%m,'EventPattern':%n,'ScheduleExpression':%n,'Name':%s,"
                                       "'State':%m,'Targets':[%m]},'DependsOn':%s}",
                            of, doc_get(e, "pattern"), schedule, rule, state(s, e),
                            target(s, f, e, "eventBridge"), made));
    struct doc_node *end = of && str_empty(path)
                               ? sls_make(s->doc, e, "{'Fn::Join':['/',['rule',%n,%s]]}", of, rule)
                               : sls_make(s->doc, e, "'rule/%s%s'", path, rule);
    sls_add(s, arena_printf(s->arena, "%.*sEventBridgeLambdaPermission%u", (int)f->norm.len,
                            f->norm.ptr, f->event),
            sls_make(s->doc, e, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':%m,"
                                "'Action':'lambda:InvokeFunction','Principal':"
                                "'events.amazonaws.com','SourceArn':{'Fn::Join':[':',['arn',{'Ref':"
                                "'AWS::Partition'},'events',{'Ref':'AWS::Region'},{'Ref':"
                                "'AWS::AccountId'},%m]]}}}", sls_target(s, e, f), end));
}

/* What the names of groups have in common at their beginning, for one permission. */
static struct str common(struct arena *a, struct str x, struct str y)
{
    size_t n = 0;
    while (n < x.len && n < y.len && x.ptr[n] == y.ptr[n])
        n++;
    struct str both = str_sub(x, 0, n);
    return str_ends(both, STR("*")) ? both : ARENA_JOIN(a, both, STR("*"));
}

static void cloudwatch_log(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *group = doc_is_map(e) ? doc_get(e, "logGroup") : e;
    const struct doc_node *filter = doc_is_map(e) ? doc_get(e, "filter") : NULL;
    unsigned i = next(f, LOG);
    struct str name = doc_text(group);
    f->groups = i == 1 ? name : common(s->arena, f->groups, name);
    sls_add(s, numbered(s, f, "LogsSubscriptionFilterCloudWatchLog", i),
            sls_make(s->doc, e, "{'Type':'AWS::Logs::SubscriptionFilter','Properties':{"
                                "'LogGroupName':%n,'FilterPattern':%m,'DestinationArn':%m}}",
                     group, filter ? doc_copy(s->doc, s->doc, filter) : sls_make(s->doc, e, "''"),
                     sls_target(s, e, f)));
}

/* One permission for all log groups of the function. */
void sls_event_end(struct sls *s, struct sls_function *f)
{
    if (!f->counts[LOG + 1])
        return;
    sls_add(s, ARENA_JOIN(s->arena, f->norm,
                          STR("LambdaPermissionLogsSubscriptionFilterCloudWatchLog")),
            sls_make(s->doc, f->node, "{'Type':'AWS::Lambda::Permission','Properties':{"
                                      "'FunctionName':%m,'Action':'lambda:InvokeFunction',"
                                      "'Principal':{'Fn::Sub':'logs.${AWS::Region}.amazonaws.com'},"
                                      "'SourceArn':{'Fn::Sub':'arn:${AWS::Partition}:logs:"
                                      "${AWS::Region}:${AWS::AccountId}:log-group:%s:*'}}}",
                     sls_target(s, f->node, f), f->groups));
}

static void iot(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str id = numbered(s, f, "IotTopicRule", next(f, IOT));
    const struct doc_node *off = doc_get(e, "enabled");
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::IoT::TopicRule','Properties':{'RuleName':%n,"
                                       "'TopicRulePayload':{'RuleDisabled':%m,'Sql':%n,"
                                       "'AwsIotSqlVersion':%n,'Description':%n,'Actions':["
                                       "{'Lambda':{'FunctionArn':%m}}]}}}",
                            doc_get(e, "name"),
                            sls_is(off, true) ? sls_make(s->doc, e, "false")
                                              : sls_make(s->doc, off, "true"),
                            doc_get(e, "sql"), doc_get(e, "sqlVersion"),
                            doc_get(e, "description"), sls_target(s, e, f)));
    sls_permission(s, f, str_from_at(id, f->norm.len), e, "iot.amazonaws.com",
                   sls_make(s->doc, e, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':iot:',"
                                       "{'Ref':'AWS::Region'},':',{'Ref':'AWS::AccountId'},"
                                       "':rule/',{'Ref':%s}]]}", id));
}

static void iot_fleet(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *on = doc_get(e, "enabled");
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("IotProvisioningTemplate")),
            sls_make(s->doc, e, "{'Type':'AWS::IoT::ProvisioningTemplate','Properties':{"
                                "'TemplateBody':%n,'ProvisioningRoleArn':%n,'TemplateName':%n,"
                                "'Enabled':%m,'PreProvisioningHook':{'TargetArn':%m}},"
                                "'DependsOn':['%sLambdaPermissionIotProvisioningTemplate']}",
                     doc_get(e, "templateBody"), doc_get(e, "provisioningRoleArn"),
                     doc_get(e, "templateName"),
                     on ? doc_copy(s->doc, s->doc, on) : sls_make(s->doc, e, "true"),
                     sls_target(s, e, f), f->norm));
    sls_permission(s, f, STR("IotProvisioningTemplate"), e, "iot.amazonaws.com", NULL);
}

static void skill(struct sls *s, struct sls_function *f, const struct doc_node *e,
                  const char *infix, const char *principal, unsigned count)
{
    const struct doc_node *app = NULL;
    if (doc_is_map(e))
        app = doc_get(e, "appId") ? doc_get(e, "appId") : doc_get(e, "Ref") ? e : NULL;
    else if (!str_starts(doc_text(e), STR("alexa")))
        app = e;
    bool on = sls_is(doc_is_map(e) ? doc_get(e, "enabled") : NULL, true);
    sls_add(s, arena_printf(s->arena, "%.*sLambdaPermission%s%u", (int)f->norm.len, f->norm.ptr,
                            infix, next(f, count)),
            sls_make(s->doc, e, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':%m,"
                                "'Action':%s,'Principal':%s,'EventSourceToken':%n}}",
                     sls_target(s, e, f), on ? STR("lambda:InvokeFunction")
                                             : STR("lambda:DisableInvokeFunction"),
                     str_from(principal), doc_is_null(app) ? NULL : app));
}

static void alexa_skill(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    skill(s, f, e, "AlexaSkill", "alexa-appkit.amazon.com", SKILL);
}

static void alexa_home(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    skill(s, f, e, "AlexaSmartHome", "alexa-connectedhome.amazon.com", HOME);
}

/* Triggers of a pool that the service makes, or of one that is there. */
static void user_pool(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *pool = doc_get(e, "pool");
    struct str trigger = sls_text(e, "trigger"), alnum = sls_source_name(s, pool ? pool : e);
    if (!pool)
        return;
    if (sls_is(doc_get(e, "existing"), false)) {
        sls_tie_pool(s, f, e, pool, trigger);
        return;
    }
    struct str id = ARENA_JOIN(s->arena, STR("CognitoUserPool"), alnum);
    uint32_t seen;
    struct doc_node *config;
    if (map_get(&s->pools, id, &seen)) {
        config = s->lists[seen];
    } else {
        if (s->list_count == COUNT(s->lists)) {
            sls_open(s, id, "more pools with events than are looked at", e);
            return;
        }
        config = sls_make(s->doc, e, "{}");
        map_set(&s->pools, id, (uint32_t)s->list_count);
        s->lists[s->list_count++] = config;
        struct doc_node *after = sls_make(s->doc, e, "[]");
        if (s->list_count < COUNT(s->lists))
            s->lists[s->list_count++] = after;
        sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Cognito::UserPool','Properties':{"
                                           "'UserPoolName':%n,'LambdaConfig':%m},'DependsOn':%m}",
                                pool, config, after));
        map_get(&s->pools, id, &seen);
    }
    if (seen + 1 < s->list_count)
        doc_append(s->lists[seen + 1], sls_make(s->doc, e, "%s", f->id));
    bool sender = str_is(trigger, "CustomEmailSender") || str_is(trigger, "CustomSMSSender");
    if (!str_empty(trigger) && !doc_get_str(config, trigger))
        doc_put(s->doc, config, trigger, doc_value_place(e),
                sender ? sls_make(s->doc, e, "{'LambdaArn':%m,'LambdaVersion':'V1_0'}",
                                  sls_target(s, e, f))
                       : sls_target(s, e, f));
    if (sender && doc_get(e, "kmsKeyId") && !doc_get(config, "KMSKeyID"))
        doc_put(s->doc, config, STR("KMSKeyID"), doc_value_place(e),
                doc_copy(s->doc, s->doc, doc_get(e, "kmsKeyId")));
    sls_permission(s, f, ARENA_JOIN(s->arena, STR("CognitoUserPool"), alnum, STR("TriggerSource"),
                                    sls_alnum(s->arena, trigger)), e,
                   "cognito-idp.amazonaws.com", sls_arn(s, e, id));
}

bool sls_event_other(struct sls *s, struct sls_function *f, struct str type,
                     const struct doc_node *e)
{
    static const struct {
        const char *type;
        void (*make)(struct sls *s, struct sls_function *f, const struct doc_node *e);
    } kinds[] = {{"schedule", schedule}, {"cloudwatchEvent", cloudwatch_event},
                 {"eventBridge", event_bridge}, {"cloudwatchLog", cloudwatch_log}, {"iot", iot},
                 {"iotFleetProvisioning", iot_fleet}, {"alexaSkill", alexa_skill},
                 {"alexaSmartHome", alexa_home}, {"cognitoUserPool", user_pool},
                 {"cloudFront", sls_event_edge}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_is(type, kinds[i].type)) {
            kinds[i].make(s, f, e);
            return true;
        }
    }
    return false;
}
