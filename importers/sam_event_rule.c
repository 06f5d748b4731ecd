/* SPDX-License-Identifier: MIT */
/* sam_event_rule.c - Schedule, ScheduleV2, CloudWatchEvent and EventBridgeRule. */
#include "sam.h"

/* The queue for what cannot be delivered: the one that is named, or a new one. NULL: none wanted.
 * A rule needs a policy of the queue, a scheduler has a role. */
static struct doc_node *dead_letters(struct sam_event *e, bool of_rule)
{
    struct sam *s = e->s;
    const struct doc_node *want = doc_get(e->props, "DeadLetterConfig"),
                          *arn = doc_get(want, "Arn");
    if (!doc_is_map(want) || arn)
        return sam_copy(s, arn);
    struct str id = doc_text(doc_get(want, "QueueLogicalId"));
    if (str_empty(id))
        id = SAM_JOIN(s, e->id, STR("Queue"));
    sam_emit(s, e->owner, id, want, "AWS::SQS::Queue", sam_make(s, want, "{}"));
    if (of_rule)
        sam_emit(s, e->owner, SAM_JOIN(s, e->id, STR("QueuePolicy")), want, "AWS::SQS::QueuePolicy",
                 sam_make(s, want, "{'Queues':[{'Ref':%s}],'PolicyDocument':{'Version':"
                          "'2012-10-17','Statement':[{'Action':'sqs:SendMessage','Effect':'Allow',"
                          "'Principal':{'Service':['events.amazonaws.com']},'Resource':"
                          "{'Fn::GetAtt':[%s,'Arn']},'Condition':{'ArnEquals':{'aws:SourceArn':"
                          "{'Fn::GetAtt':[%s,'Arn']}}}}]}}", id, id, e->id));
    return sam_make(s, want, "{'Fn::GetAtt':[%s,'Arn']}", id);
}

static struct doc_node *letter_config(struct sam_event *e, struct doc_node *arn)
{
    return arn ? sam_make(e->s, e->at, "{'Arn':%n}", arn) : NULL;
}

/* The role by which a rule or an API starts the state machine. */
static struct doc_node *start_role(struct sam_event *e, struct str id)
{
    struct sam *s = e->s;
    sam_emit(s, e->owner, id, e->at, "AWS::IAM::Role",
             sam_make(s, e->at, "{'AssumeRolePolicyDocument':%n,'Policies':[{'PolicyName':%s,"
                      "'PolicyDocument':{'Statement':[{'Action':'states:StartExecution',"
                      "'Effect':'Allow','Resource':{'Ref':%s}}]}}],'PermissionsBoundary':%n}",
                      sam_trust(s, e->at, "events.amazonaws.com"),
                      SAM_JOIN(s, id, STR("StartExecutionPolicy")), e->target,
                      sam_copy(s, doc_get(e->owner->props, "PermissionsBoundary"))));
    return sam_make(s, e->at, "{'Fn::GetAtt':[%s,'Arn']}", id);
}

/* State, or Enabled; NULL: as usual. */
static struct doc_node *state(struct sam_event *e)
{
    const struct doc_node *named = doc_get(e->props, "State"),
                          *enabled = doc_get(e->props, "Enabled");
    struct str text;
    if (named || !enabled)
        return sam_copy(e->s, named);
    bool off = sam_text(e->s, enabled, &text) && str_iis(text, "false");
    return sam_make(e->s, enabled, off ? "'DISABLED'" : "'ENABLED'");
}

static void rule(struct sam_event *e, struct doc_node *props)
{
    static const char *const to_target[] = {"Input", "InputPath", "RetryPolicy",
                                            "InputTransformer", NULL};
    struct sam *s = e->s;
    const struct doc_node *id = doc_get(doc_get(e->props, "Target"), "Id");
    struct doc_node *role = NULL;
    const struct doc_node *given = doc_get(e->props, "RoleArn");
    if (e->machine)
        role = given ? sam_copy(s, given) : start_role(e, SAM_JOIN(s, e->id, STR("Role")));
    struct str usual = SAM_JOIN(s, e->id, e->machine ? STR("StepFunctionsTarget")
                                                     : STR("LambdaTarget"));
    struct doc_node *target =
        sam_make(s, e->at, "{'Arn':%n,'Id':%n,'RoleArn':%n,'DeadLetterConfig':%n}",
                 e->machine ? sam_make(s, e->at, "{'Ref':%s}", e->target) : sam_target_arn(e),
                 id ? sam_copy(s, id) : sam_text_node(s, e->at, usual), role,
                 letter_config(e, dead_letters(e, true)));
    sam_pass(s, target, e->props, to_target);
    sam_put(s, props, "State", state(e));
    sam_put(s, props, "Targets", sam_make(s, e->at, "[%n]", target));
    sam_emit(s, e->owner, e->id, e->at, "AWS::Events::Rule", props);
    if (!e->machine)
        sam_permission(e, e->id, STR_NONE, "events.amazonaws.com",
                       sam_make(s, e->at, "{'Fn::GetAtt':[%s,'Arn']}", e->id), NULL, NULL);
}

static void schedule(struct sam_event *e)
{
    struct sam *s = e->s;
    rule(e, sam_make(s, e->at, "{'ScheduleExpression':%n,'Name':%n,'Description':%n}",
                     sam_copy(s, doc_get(e->props, "Schedule")),
                     sam_copy(s, doc_get(e->props, "Name")),
                     sam_copy(s, doc_get(e->props, "Description"))));
}

static void pattern(struct sam_event *e)
{
    struct sam *s = e->s;
    rule(e, sam_make(s, e->at, "{'EventBusName':%n,'EventPattern':%n,'Name':%n}",
                     sam_copy(s, doc_get(e->props, "EventBusName")),
                     sam_copy(s, doc_get(e->props, "Pattern")),
                     sam_copy(s, doc_get(e->props, "RuleName"))));
}

/* The role that EventBridge Scheduler takes on. */
static struct doc_node *scheduler_role(struct sam_event *e, const struct doc_node *letters)
{
    struct sam *s = e->s;
    struct str id = SAM_JOIN(s, e->id, STR("Role"));
    struct sam_role r = sam_role_new(s, e->at);
    if (e->machine)
        sam_role_statement(s, &r, e->at, SAM_JOIN(s, e->id, STR("StartExecutionPolicy")),
                           "states:StartExecution", sam_make(s, e->at, "{'Ref':%s}", e->target));
    else
        sam_role_target(s, &r, e->at, e->id, STR("Lambda"), sam_target_arn(e));
    if (letters)
        sam_role_target(s, &r, e->at, e->id, STR("SQS"), letters);
    sam_emit(s, e->owner, id, e->at, "AWS::IAM::Role",
             sam_make(s, e->at, "{'AssumeRolePolicyDocument':%n,'Policies':%n,"
                      "'PermissionsBoundary':%n}", sam_trust(s, e->at, "scheduler.amazonaws.com"),
                      r.inline_, sam_copy(s, doc_get(e->props, "PermissionsBoundary"))));
    return sam_make(s, e->at, "{'Fn::GetAtt':[%s,'Arn']}", id);
}

static void scheduler(struct sam_event *e)
{
    static const char *const plain[] = {
        "ScheduleExpression", "State", "Description", "StartDate", "EndDate",
        "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn", NULL};
    struct sam *s = e->s;
    const struct doc_node *p = e->props, *name = doc_get(p, "Name"), *role = doc_get(p, "RoleArn"),
                          *window = doc_get(p, "FlexibleTimeWindow");
    struct doc_node *letters = dead_letters(e, false), *props = sam_make(s, e->at, "{}");
    sam_pass(s, props, p, plain);
    if (!sam_true(s, doc_get(p, "OmitName")))
        sam_put(s, props, "Name", name ? sam_copy(s, name) : sam_text_node(s, e->at, e->id));
    sam_put(s, props, "FlexibleTimeWindow",
            window ? sam_copy(s, window) : sam_make(s, e->at, "{'Mode':'OFF'}"));
    sam_put(s, props, "Target",
            sam_make(s, e->at, "{'Arn':%n,'RoleArn':%n,'Input':%n,'RetryPolicy':%n,"
                     "'DeadLetterConfig':%n}",
                     e->machine ? sam_make(s, e->at, "{'Ref':%s}", e->target) : sam_target_arn(e),
                     role ? sam_copy(s, role) : scheduler_role(e, letters),
                     sam_copy(s, doc_get(p, "Input")), sam_copy(s, doc_get(p, "RetryPolicy")),
                     letter_config(e, letters)));
    sam_emit(s, e->owner, e->id, e->at, "AWS::Scheduler::Schedule", props);
}

bool sam_event_rule(struct sam_event *e, struct str type)
{
    if (str_is(type, "Schedule"))
        schedule(e);
    else if (str_is(type, "ScheduleV2"))
        scheduler(e);
    else if (str_is(type, "CloudWatchEvent") || str_is(type, "EventBridgeRule"))
        pattern(e);
    else
        return false;
    return true;
}
