/* SPDX-License-Identifier: MIT */
/* sam_event.c - the Events of functions and state machines: by type, and those that push. */
#include "sam.h"

struct doc_node *sam_target_arn(const struct sam_event *e)
{
    return sam_make(e->s, e->at, e->by_ref ? "{'Ref':%s}" : "{'Fn::GetAtt':[%s,'Arn']}", e->target);
}

void sam_permission(const struct sam_event *e, struct str prefix, struct str suffix,
                    const char *principal, struct doc_node *arn, struct doc_node *account,
                    struct doc_node *token)
{
    struct sam *s = e->s;
    struct str end = str_empty(suffix) ? suffix : sam_suffix(s, suffix);
    sam_emit(s, e->owner, SAM_JOIN(s, prefix, STR("Permission"), end), e->at,
             "AWS::Lambda::Permission",
             sam_make(s, e->at, "{'Action':'lambda:InvokeFunction','FunctionName':{'Ref':%s},"
                      "'Principal':%z,'SourceArn':%n,'SourceAccount':%n,'EventSourceToken':%n}",
                      e->target, principal, arn, account, token));
}

/* The Properties of a resource of the template that an event refers to, to be changed. */
static struct doc_node *linked(struct sam_event *e, const char *member, const char *type)
{
    struct sam *s = e->s;
    const struct doc_node *ref = doc_get(e->props, member);
    struct str id = sam_ref(ref, false);
    struct doc_node *node = (struct doc_node *)(uintptr_t)doc_get_str(s->resources, id);
    if (!node || !sam_is(doc_get(node, "Type"), type)) {
        sam_unresolved(s, ref ? ref : e->at, str_empty(id) ? e->name : id,
                       "what the event refers to is not in this template");
        return NULL;
    }
    return sam_need(s, node, "Properties", DOC_MAP);
}

static void s3_config(struct sam_event *e, struct doc_node *list, const struct doc_node *event)
{
    struct sam *s = e->s;
    struct doc_node *config =
        sam_make(s, e->at, "{'Event':%n,'Function':%n,'Filter':%n}", sam_copy(s, event),
                 sam_target_arn(e), sam_copy(s, doc_get(e->props, "Filter")));
    if (e->owner->condition)
        config = sam_make(s, e->at, "{'Fn::If':[%n,%n,{'Ref':'AWS::NoValue'}]}",
                          sam_copy(s, e->owner->condition), config);
    doc_append(list, config);
}

/* The bucket must wait for the permission. Where that stands under a condition a tag refers to it,
 * for DependsOn cannot. */
static void s3_depends(struct sam_event *e, struct doc_node *props, struct str permission)
{
    struct sam *s = e->s;
    struct str id = sam_ref(doc_get(e->props, "Bucket"), false);
    if (!doc_is_scalar(e->owner->condition)) {
        sam_depend(s, (struct doc_node *)(uintptr_t)doc_get_str(s->resources, id), permission);
        return;
    }
    struct doc_node *tags = sam_need(s, props, "Tags", DOC_LIST);
    if (tags)
        doc_append(tags, sam_make(s, e->at, "{'Key':%s,'Value':{'Fn::If':[%n,{'Ref':%s},"
                                  "'no dependency']}}",
                                  SAM_JOIN(s, STR("sam:ConditionalDependsOn:"), permission),
                                  sam_copy(s, e->owner->condition), permission));
}

static void s3(struct sam_event *e)
{
    struct sam *s = e->s;
    const struct doc_node *events = doc_get(e->props, "Events");
    sam_permission(e, e->id, STR_NONE, "s3.amazonaws.com", NULL,
                   sam_make(s, e->at, "{'Ref':'AWS::AccountId'}"), NULL);
    struct str permission = SAM_JOIN(s, e->id, STR("Permission"));
    struct doc_node *bucket = linked(e, "Bucket", "AWS::S3::Bucket"),
                    *config = sam_need(s, bucket, "NotificationConfiguration", DOC_MAP),
                    *list = sam_need(s, config, "LambdaConfigurations", DOC_LIST);
    if (!list)
        return;
    s3_depends(e, bucket, permission);
    sam_propagate(s, e->owner, "AWS::S3::Bucket", bucket);
    if (!doc_is_list(events) && events)
        s3_config(e, list, events);
    for (const struct doc_node *c = doc_is_list(events) ? doc_first(events) : NULL; c; c = c->next)
        s3_config(e, list, c);
}

static void cognito(struct sam_event *e)
{
    struct sam *s = e->s;
    const struct doc_node *trigger = doc_get(e->props, "Trigger");
    struct str pool = sam_ref(doc_get(e->props, "UserPool"), false);
    struct doc_node *props = linked(e, "UserPool", "AWS::Cognito::UserPool"),
                    *config = sam_need(s, props, "LambdaConfig", DOC_MAP);
    if (!config)
        return;
    sam_permission(e, SAM_JOIN(s, e->owner->id, STR("Cognito")), STR_NONE,
                   "cognito-idp.amazonaws.com",
                   sam_make(s, e->at, "{'Fn::GetAtt':[%s,'Arn']}", pool), NULL, NULL);
    if (doc_is_scalar(trigger) && !doc_get_str(config, trigger->text))
        sam_put_str(s, config, trigger->text, sam_target_arn(e));
    for (const struct doc_node *c = doc_is_list(trigger) ? doc_first(trigger) : NULL; c;
         c = c->next)
        if (doc_is_scalar(c) && !doc_get_str(config, c->text))
            sam_put_str(s, config, c->text, sam_target_arn(e));
}

static void logs(struct sam_event *e)
{
    struct sam *s = e->s;
    const struct doc_node *group = doc_get(e->props, "LogGroupName");
    sam_permission(e, e->id, STR_NONE, "logs.amazonaws.com",
                   sam_make(s, e->at, "{'Fn::Sub':['arn:aws:logs:${AWS::Region}:${AWS::AccountId}:"
                            "log-group:${__LogGroupName__}:*',{'__LogGroupName__':%n}]}",
                            sam_copy(s, group)), NULL, NULL);
    sam_emit(s, e->owner, e->id, e->at, "AWS::Logs::SubscriptionFilter",
             sam_make(s, e->at, "{'LogGroupName':%n,'FilterPattern':%n,'DestinationArn':%n}",
                      sam_copy(s, group), sam_copy(s, doc_get(e->props, "FilterPattern")),
                      sam_target_arn(e)));
}

static void iot(struct sam_event *e)
{
    struct sam *s = e->s;
    sam_permission(e, e->id, STR_NONE, "iot.amazonaws.com",
                   sam_make(s, e->at, "{'Fn::Sub':['arn:aws:iot:${AWS::Region}:${AWS::AccountId}:"
                            "rule/${RuleName}',{'RuleName':{'Ref':%s}}]}", e->id),
                   sam_make(s, e->at, "{'Fn::Sub':'${AWS::AccountId}'}"), NULL);
    sam_emit(s, e->owner, e->id, e->at, "AWS::IoT::TopicRule",
             sam_make(s, e->at, "{'TopicRulePayload':{'Sql':%n,'RuleDisabled':false,"
                      "'AwsIotSqlVersion':%n,'Actions':[{'Lambda':{'FunctionArn':%n}}]}}",
                      sam_copy(s, doc_get(e->props, "Sql")),
                      sam_copy(s, doc_get(e->props, "AwsIotSqlVersion")), sam_target_arn(e)));
}

static void one(struct sam_event *e, const struct doc_node *event)
{
    struct sam *s = e->s;
    struct str type = doc_text(doc_get(event, "Type"));
    if (str_is(type, "Api"))
        sam_event_api(e);
    else if (!e->machine && str_is(type, "HttpApi"))
        sam_event_http_api(e);
    else if (sam_event_rule(e, type) || (!e->machine && sam_event_pull(e, type)))
        return;
    else if (!e->machine && str_is(type, "SNS"))
        sam_event_sns(e);
    else if (!e->machine && str_is(type, "S3"))
        s3(e);
    else if (!e->machine && str_is(type, "Cognito"))
        cognito(e);
    else if (!e->machine && str_is(type, "CloudWatchLogs"))
        logs(e);
    else if (!e->machine && str_is(type, "IoTRule"))
        iot(e);
    else if (!e->machine && str_is(type, "AlexaSkill"))
        sam_permission(e, e->id, STR_NONE, "alexa-appkit.amazon.com", NULL, NULL,
                       sam_copy(s, doc_get(e->props, "SkillId")));
    else
        sam_unresolved(s, event, str_empty(type) ? e->name : type, "event type is not known");
}

void sam_events(struct sam *s, const struct sam_item *owner, struct str target, bool by_ref,
                struct sam_role *role)
{
    const struct doc_node *events = doc_get(owner->props, "Events");
    if (!doc_is_map(events))
        return;
    sam_note_usual(s, owner, events);
    for (const struct doc_node *c = doc_first(events); c; c = c->next) {
        const struct doc_node *props = doc_get(c, "Properties");
        struct sam_event e = {
            .s = s, .owner = owner, .name = c->key, .id = SAM_JOIN(s, owner->id, c->key),
            .at = c, .props = props, .target = target, .by_ref = by_ref, .role = role,
            .machine = str_is(owner->type, "AWS::Serverless::StateMachine"),
        };
        one(&e, c);
    }
}
