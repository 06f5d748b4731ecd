/* SPDX-License-Identifier: MIT */
/* serverless_rules.c - schedules, buses, logs, devices, skills, user pools, edges. */
#include "serverless_lower.h"

enum { SCHEDULE, RULE, BUS, LOG, IOT, SKILL }; /* places in counts[] behind that of s3 */

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
    return sls_make(s->doc, e, "{'Arn':{'Fn::GetAtt':[%s,'Arn']},'Id':%s,'InputPath':%n,"
                               "'DeadLetterConfig':%m}",
                    f->id, str_from(id), doc_get(e, "inputPath"),
                    dead ? sls_make(s->doc, dead, "{'Arn':%n}", dead) : NULL);
}

static void scheduler(struct sls *s, struct sls_function *f, const struct doc_node *e,
                      const struct doc_node *rate, struct str id)
{
    struct doc_node *role = NULL;
    if (f->role) {
        role = sls_arn(s, e, f->role->id);
        bool there = false;
        for (const struct doc_node *c = doc_first(f->role->services); c; c = c->next)
            there = there || str_is(doc_text(c), "scheduler.amazonaws.com");
        if (!there)
            doc_append(f->role->services, sls_make(s->doc, e, "'scheduler.amazonaws.com'"));
        sls_allow(s, f, sls_make(s->doc, e, "{'Effect':'Allow','Action':['lambda:InvokeFunction'],"
                                            "'Resource':[{'Fn::GetAtt':[%s,'Arn']}]}", f->id));
    } else {
        const struct doc_node *given;
        sls_role_of(s, f, &given);
        role = given ? doc_copy(s->doc, s->doc, given) : NULL;
    }
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Scheduler::Schedule','Properties':{"
                                       "'ScheduleExpression':%n,'State':%m,'Name':%n,"
                                       "'FlexibleTimeWindow':{'Mode':'OFF'},"
                                       "'ScheduleExpressionTimezone':%n,'Target':{'Arn':"
                                       "{'Fn::GetAtt':[%s,'Arn']},'RoleArn':%m}}}",
                            rate, state(s, e), doc_get(e, "name"), doc_get(e, "timezone"), f->id,
                            role));
}

static void one_schedule(struct sls *s, struct sls_function *f, const struct doc_node *e,
                         const struct doc_node *rate)
{
    struct str id = numbered(s, f, "EventsRuleSchedule", next(f, SCHEDULE));
    if (doc_is_map(e) && str_is(sls_text(e, "method"), "scheduler")) {
        scheduler(s, f, e, rate, id);
        return;
    }
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{"
                                       "'ScheduleExpression':%n,'State':%m,'Name':%n,'Targets':"
                                       "[%m]}}",
                            rate, state(s, e), doc_get(e, "name"),
                            target(s, f, e, "schedule")));
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
                                       "%n,'State':%m,'Name':%n,'Targets':[%m]}}",
                            doc_get(e, "event"), state(s, e), doc_get(e, "name"),
                            target(s, f, e, "cloudwatchEvent")));
    sls_permission(s, f, str_from_at(id, f->norm.len), e, "events.amazonaws.com",
                   sls_arn(s, e, id));
}

static void event_bridge(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *bus = doc_get(e, "eventBus");
    struct str name = doc_text(bus);
    bool named = doc_is_scalar(bus) && str_chr(name, ':') == STR_NPOS && !str_is(name, "default") &&
                 str_find(name, STR("${")) == STR_NPOS;
    struct doc_node *of = NULL;
    if (named) {
        struct str id = ARENA_JOIN(s->arena, sls_norm(s->arena, name), STR("EventBridgeEventBus"));
        if (!str_starts(name, STR("aws.")))
            sls_add(s, id, sls_make(s->doc, bus, "{'Type':'AWS::Events::EventBus','Properties':{"
                                                 "'Name':%s}}", name));
        of = str_starts(name, STR("aws.")) ? sls_make(s->doc, bus, "%s", name)
                                           : sls_make(s->doc, bus, "{'Ref':%s}", id);
    } else if (bus) {
        of = doc_copy(s->doc, s->doc, bus);
    }
    struct str rule = arena_printf(s->arena, "Rule%u", next(f, BUS));
    struct str id = ARENA_JOIN(s->arena, f->norm, rule, STR("EventBridgeRule"));
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Events::Rule','Properties':{'EventBusName':"
                                       "%m,'EventPattern':%n,'ScheduleExpression':%n,'State':%m,"
                                       "'Targets':[%m]}}",
                            of, doc_get(e, "pattern"), doc_get(e, "schedule"), state(s, e),
                            target(s, f, e, "eventBridge")));
    sls_permission(s, f, ARENA_JOIN(s->arena, rule, STR("EventBridge")), e, "events.amazonaws.com",
                   sls_arn(s, e, id));
}

static void cloudwatch_log(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *group = doc_is_map(e) ? doc_get(e, "logGroup") : e;
    const struct doc_node *filter = doc_is_map(e) ? doc_get(e, "filter") : NULL;
    unsigned i = next(f, LOG);
    sls_add(s, numbered(s, f, "LogsSubscriptionFilterCloudWatchLog", i),
            sls_make(s->doc, e, "{'Type':'AWS::Logs::SubscriptionFilter','Properties':{"
                                "'LogGroupName':%n,'FilterPattern':%m,'DestinationArn':"
                                "{'Fn::GetAtt':[%s,'Arn']}}}",
                     group, filter ? doc_copy(s->doc, s->doc, filter) : sls_make(s->doc, e, "''"),
                     f->id));
    sls_permission(s, f, STR("LogsSubscriptionFilterCloudWatchLog"), e, "logs.amazonaws.com",
                   sls_make(s->doc, e, "{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':logs:',"
                                       "{'Ref':'AWS::Region'},':',{'Ref':'AWS::AccountId'},"
                                       "':log-group:',%n,':*']]}", group));
}

static void iot(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    struct str id = numbered(s, f, "IotTopicRule", next(f, IOT));
    const struct doc_node *off = doc_get(e, "enabled");
    sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::IoT::TopicRule','Properties':{'RuleName':%n,"
                                       "'TopicRulePayload':{'RuleDisabled':%m,'Sql':%n,"
                                       "'AwsIotSqlVersion':%n,'Description':%n,'Actions':["
                                       "{'Lambda':{'FunctionArn':{'Fn::GetAtt':[%s,'Arn']}}}]}}}",
                            doc_get(e, "name"),
                            sls_is(off, true) ? sls_make(s->doc, e, "false")
                                              : sls_make(s->doc, off, "true"),
                            doc_get(e, "sql"), doc_get(e, "sqlVersion"),
                            doc_get(e, "description"), f->id));
    sls_permission(s, f, str_from_at(id, f->norm.len), e, "iot.amazonaws.com", sls_arn(s, e, id));
}

static void iot_fleet(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("IotProvisioningTemplate")),
            sls_make(s->doc, e, "{'Type':'AWS::IoT::ProvisioningTemplate','Properties':{"
                                "'TemplateBody':%n,'ProvisioningRoleArn':%n,'TemplateName':%n,"
                                "'Enabled':%n,'PreProvisioningHook':{'TargetArn':{'Fn::GetAtt':"
                                "[%s,'Arn']}}}}",
                     doc_get(e, "templateBody"), doc_get(e, "provisioningRoleArn"),
                     doc_get(e, "templateName"), doc_get(e, "enabled"), f->id));
    sls_permission(s, f, STR("IotFleetProvisioning"), e, "iot.amazonaws.com", NULL);
}

static void skill(struct sls *s, struct sls_function *f, const struct doc_node *e,
                  const char *infix, const char *principal)
{
    const struct doc_node *app = NULL;
    if (doc_is_map(e))
        app = doc_get(e, "appId") ? doc_get(e, "appId") : doc_get(e, "Ref") ? e : NULL;
    else if (!str_starts(doc_text(e), STR("alexa")))
        app = e;
    if (!sls_is(doc_is_map(e) ? doc_get(e, "enabled") : NULL, true))
        return;
    sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("LambdaPermission"),
                          arena_printf(s->arena, "%s%u", infix, next(f, SKILL))),
            sls_make(s->doc, e, "{'Type':'AWS::Lambda::Permission','Properties':{'FunctionName':"
                                "{'Fn::GetAtt':[%s,'Arn']},'Action':'lambda:InvokeFunction',"
                                "'Principal':%s,'EventSourceToken':%n}}",
                     f->id, str_from(principal), doc_is_null(app) ? NULL : app));
}

static void alexa_skill(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    skill(s, f, e, "AlexaSkill", "alexa-appkit.amazon.com");
}

static void alexa_home(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    skill(s, f, e, "AlexaSmartHome", "alexa-connectedhome.amazon.com");
}

/* Triggers of a pool that the service makes, or of one that is there. */
static void user_pool(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    const struct doc_node *pool = doc_get(e, "pool");
    struct str trigger = sls_text(e, "trigger"), alnum = sls_source_name(s, pool ? pool : e);
    if (!pool)
        return;
    if (sls_is(doc_get(e, "existing"), false)) {
        sls_add(s, ARENA_JOIN(s->arena, f->norm, STR("CustomCognitoUserPool"), alnum, trigger),
                sls_make(s->doc, e, "{'Type':'Custom::CognitoUserPool','Properties':{'FunctionName'"
                                    ":{'Ref':%s},'UserPoolName':%n,'UserPoolConfigs':[{'Trigger':"
                                    "%s}]}}", f->id, pool, trigger));
        sls_permission(s, f, ARENA_JOIN(s->arena, STR("CognitoUserPool"), alnum, trigger), e,
                       "cognito-idp.amazonaws.com", NULL);
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
        sls_add(s, id, sls_make(s->doc, e, "{'Type':'AWS::Cognito::UserPool','Properties':{"
                                           "'UserPoolName':%n,'LambdaConfig':%m}}", pool, config));
    }
    if (!str_empty(trigger) && !doc_get_str(config, trigger))
        doc_put(s->doc, config, trigger, e->line, e->col, sls_arn(s, e, f->id));
    sls_permission(s, f, ARENA_JOIN(s->arena, STR("CognitoUserPool"), alnum, trigger), e,
                   "cognito-idp.amazonaws.com", sls_arn(s, e, id));
}

static struct doc_node *edge_origin(struct sls *s, const struct doc_node *origin)
{
    if (doc_is_map(origin) && !doc_get(origin, "Ref") && doc_get(origin, "DomainName"))
        return doc_copy(s->doc, s->doc, origin);
    struct str text = doc_text(origin), rest = text;
    size_t scheme = str_find(text, STR("://"));
    if (scheme != STR_NPOS)
        rest = str_from_at(text, scheme + 3);
    struct str host = str_sub(rest, 0, str_chr(rest, '/'));
    if (str_starts(text, STR("s3://")))
        return sls_make(s->doc, origin, "{'Id':%s,'DomainName':%s,'S3OriginConfig':{}}", text, host);
    return sls_make(s->doc, origin, "{'Id':%s,'DomainName':%s,'CustomOriginConfig':{"
                                    "'OriginProtocolPolicy':'match-viewer'}}", text, host);
}

/* All edge functions of a service share one distribution; behaviours are told by their paths. */
static void cloud_front(struct sls *s, struct sls_function *f, const struct doc_node *e)
{
    static const char id[] = "CloudFrontDistribution";
    const struct doc_node *origin = doc_get(e, "origin");
    if (!s->edge_origins) {
        s->edge_origins = sls_make(s->doc, e, "[]");
        s->edge_paths = sls_make(s->doc, e, "[]");
        s->edge_config = sls_make(s->doc, e, "{'Enabled':true,'Origins':%m,'CacheBehaviors':%m}",
                                  s->edge_origins, s->edge_paths);
        sls_add(s, str_from(id), sls_make(s->doc, e, "{'Type':'AWS::CloudFront::Distribution',"
                                                     "'Properties':{'DistributionConfig':%m}}",
                                          s->edge_config));
    }
    struct doc_node *from = origin ? edge_origin(s, origin) : NULL;
    struct str name = sls_text(from, "Id"), path = sls_text(e, "pathPattern");
    if (from)
        doc_append(s->edge_origins, from);
    struct doc_node *behaviour = sls_make(
        s->doc, e, "{'PathPattern':%s,'TargetOriginId':%s,'ViewerProtocolPolicy':%m,"
                   "'LambdaFunctionAssociations':[{'EventType':%n,'LambdaFunctionARN':"
                   "{'Fn::GetAtt':[%s,'Arn']}}]}",
        path, name,
        doc_path(e, "behavior.ViewerProtocolPolicy")
            ? doc_copy(s->doc, s->doc, doc_path(e, "behavior.ViewerProtocolPolicy"))
            : sls_make(s->doc, e, "'allow-all'"),
        doc_get(e, "eventType"), f->id);
    if (str_empty(path) && !doc_get(s->edge_config, "DefaultCacheBehavior"))
        doc_put(s->doc, s->edge_config, STR("DefaultCacheBehavior"), e->line, e->col, behaviour);
    else
        doc_append(s->edge_paths, behaviour);
    if (f->role)
        doc_append(f->role->services, sls_make(s->doc, e, "'edgelambda.amazonaws.com'"));
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
                 {"cloudFront", cloud_front}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_is(type, kinds[i].type)) {
            kinds[i].make(s, f, e);
            return true;
        }
    }
    return false;
}
