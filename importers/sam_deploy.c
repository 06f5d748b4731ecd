/* SPDX-License-Identifier: MIT */
/* sam_deploy.c - DeploymentPreference: CodeDeploy moves the traffic of a function's alias, watches
 * alarms and calls functions before and after. All functions share an application and a role. */
#include "sam.h"

static const struct doc_node *wanted(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *want = doc_get(item->props, "DeploymentPreference");
    if (!str_is(item->type, "AWS::Serverless::Function") || !doc_is_map(want) ||
        !doc_get(item->props, "AutoPublishAlias") || sam_says_no(s, doc_get(want, "Enabled")))
        return NULL;
    return want;
}

/* The group stands under the function's condition only if the template says so. */
static const struct doc_node *condition(struct sam *s, const struct sam_item *item,
                                        const struct doc_node *want)
{
    return sam_true(s, doc_get(want, "PassthroughCondition")) ? item->condition : NULL;
}

static struct doc_node *alarm_list(struct sam *s, const struct doc_node *list)
{
    struct doc_node *alarms = sam_make(s, list, "[]");
    for (const struct doc_node *c = doc_is_list(list) ? doc_first(list) : NULL; c; c = c->next)
        if (!str_is(sam_ref(c, false), "AWS::NoValue"))
            doc_append(alarms, sam_make(s, c, "{'Name':%n}", sam_copy(s, c)));
    return alarms->count ? sam_make(s, list, "{'Enabled':true,'Alarms':%n}", alarms) : NULL;
}

static struct doc_node *alarms(struct sam *s, const struct doc_node *said)
{
    const struct doc_node *either = doc_get(said, "Fn::If");
    if (!doc_is_list(either))
        return alarm_list(s, said);
    struct doc_node *first = alarm_list(s, doc_at(either, 1)),
                    *second = alarm_list(s, doc_at(either, 2));
    return sam_make(s, said, "{'Fn::If':[%n,%n,%n]}", sam_copy(s, doc_at(either, 0)),
                    first ? first : sam_make(s, said, "{}"),
                    second ? second : sam_make(s, said, "{}"));
}

void sam_deployment(struct sam *s, const struct sam_item *item, struct str alias)
{
    const struct doc_node *want = wanted(s, item), *role = doc_get(want, "Role"),
                          *hooks = doc_get(want, "Hooks");
    if (!want || str_empty(alias))
        return;
    struct str group = SAM_JOIN(s, item->id, STR("DeploymentGroup"));
    struct sam_item owner = *item;
    owner.condition = condition(s, item, want);
    sam_emit(s, &owner, group, want, "AWS::CodeDeploy::DeploymentGroup",
             sam_make(s, want, "{'ApplicationName':{'Ref':'ServerlessDeploymentApplication'},"
                      "'DeploymentConfigName':%n,'ServiceRoleArn':%n,'AlarmConfiguration':%n,"
                      "'TriggerConfigurations':%n}",
                      sam_copy(s, doc_get(want, "Type")),
                      role ? sam_copy(s, role)
                           : sam_make(s, want, "{'Fn::GetAtt':['CodeDeployServiceRole','Arn']}"),
                      alarms(s, doc_get(want, "Alarms")),
                      sam_copy(s, doc_get(want, "TriggerConfigurations"))));
    sam_put(s, (struct doc_node *)(uintptr_t)doc_get_str(s->resources, alias), "UpdatePolicy",
            sam_make(s, want, "{'CodeDeployLambdaAliasUpdate':{'ApplicationName':"
                     "{'Ref':'ServerlessDeploymentApplication'},'DeploymentGroupName':{'Ref':%s},"
                     "'BeforeAllowTrafficHook':%n,'AfterAllowTrafficHook':%n}}", group,
                     sam_copy(s, doc_get(hooks, "PreTraffic")),
                     sam_copy(s, doc_get(hooks, "PostTraffic"))));
}

/* The condition of what all share: that of any of them, if all have one. */
static const struct doc_node *shared_condition(struct sam *s, const struct doc_node *at,
                                               const struct doc_node *conditions)
{
    if (conditions->count < 2)
        return doc_first(conditions);
    struct doc_node *list = sam_make(s, at, "[]");
    for (const struct doc_node *c = doc_first(conditions); c; c = c->next)
        doc_append(list, sam_make(s, at, "{'Condition':%s}", c->text));
    struct str name = STR("ServerlessCodeDeployCondition");
    sam_put_str(s, s->conditions, name, sam_make(s, at, "{'Fn::Or':%n}", list));
    return sam_text_node(s, at, name);
}

void sam_deployments(struct sam *s)
{
    struct doc_node *conditions = sam_make(s, NULL, "{}"), *tags = sam_make(s, NULL, "[]");
    const struct doc_node *at = NULL;
    bool always = false, role = false;
    for (size_t i = 0; i < s->item_count; i++) {
        const struct sam_item *item = &s->items[i];
        const struct doc_node *want = wanted(s, item), *when;
        if (!want)
            continue;
        at = at ? at : want;
        role = role || !doc_get(want, "Role");
        when = condition(s, item, want);
        if (!doc_is_scalar(when))
            always = true;
        else if (!doc_get_str(conditions, when->text))
            sam_put_str(s, conditions, when->text, sam_copy(s, when));
        const struct doc_node *own = sam_true(s, doc_get(item->props, "PropagateTags"))
                                         ? sam_tags(s, item, NULL) : NULL;
        for (const struct doc_node *c = doc_first(own); c; c = c->next)
            doc_append(tags, sam_copy(s, c));
    }
    if (!at)
        return;
    struct sam_item shared = {.condition = always ? NULL : shared_condition(s, at, conditions)};
    sam_emit(s, &shared, STR("ServerlessDeploymentApplication"), at, "AWS::CodeDeploy::Application",
             sam_make(s, at, "{'ComputePlatform':'Lambda','Tags':%n}",
                      tags->count ? sam_copy(s, tags) : NULL));
    if (role)
        sam_emit(s, &shared, STR("CodeDeployServiceRole"), at, "AWS::IAM::Role",
                 sam_make(s, at, "{'AssumeRolePolicyDocument':%n,'ManagedPolicyArns':["
                          "'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda'],"
                          "'Tags':%n}", sam_trust(s, at, "codedeploy.amazonaws.com"),
                          tags->count ? tags : NULL));
}
