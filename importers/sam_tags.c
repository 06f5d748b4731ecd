/* SPDX-License-Identifier: MIT */
/* sam_tags.c - Tags: a map in SAM, a list in most types of CloudFormation; and PropagateTags. */
#include "sam.h"

static void add(struct sam *s, struct doc_node *list, const struct doc_node *tag)
{
    doc_append(list, sam_make(s, tag, "{'Key':%s,'Value':%n}", tag->key, sam_copy(s, tag)));
}

struct doc_node *sam_tags(struct sam *s, const struct sam_item *item, const char *key)
{
    const struct doc_node *given = doc_get(item->props, "Tags");
    struct doc_node *list = sam_make(s, given ? given : item->node, "[]");
    if (key)
        doc_append(list, sam_make(s, list, "{'Key':%z,'Value':'SAM'}", key));
    for (const struct doc_node *c = doc_is_map(given) ? doc_first(given) : NULL; c; c = c->next)
        add(s, list, c);
    return list->count ? list : NULL;
}

struct doc_node *sam_tag_map(struct sam *s, const struct sam_item *item, const char *key)
{
    const struct doc_node *given = doc_get(item->props, "Tags");
    struct doc_node *map = sam_make(s, given ? given : item->node, "{%z:'SAM'}", key);
    for (const struct doc_node *c = doc_is_map(given) ? doc_first(given) : NULL; c; c = c->next)
        if (!str_eq(c->key, str_from(key)))
            sam_put_str(s, map, c->key, sam_copy(s, c));
    return map;
}

/* Source: the resources that AWS's translator makes and gives tags. */
static const char *const taggable[] = {
    "AWS::ApiGateway::ApiKey", "AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameV2",
    "AWS::ApiGateway::DomainNameAccessAssociation", "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage", "AWS::ApiGateway::UsagePlan", "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup", "AWS::DynamoDB::Table", "AWS::IAM::Role",
    "AWS::IoT::TopicRule", "AWS::Lambda::CapacityProvider", "AWS::Lambda::Function",
    "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::StepFunctions::StateMachine",
    NULL};

void sam_propagate(struct sam *s, const struct sam_item *item, const char *type,
                   struct doc_node *props)
{
    static const char *const mapped[] = {"AWS::ApiGatewayV2::DomainName",
                                         "AWS::ApiGatewayV2::Stage", "AWS::ApiGatewayV2::Api"};
    const struct doc_node *given = doc_get(item->props, "Tags");
    if (!doc_is_map(given) || !given->count || !doc_is_map(props) ||
        !sam_true(s, doc_get(item->props, "PropagateTags")))
        return;
    for (size_t i = 0; i < sizeof mapped / sizeof *mapped; i++)
        if (str_is(item->type, "AWS::Serverless::WebSocketApi") && !strcmp(type, mapped[i]))
            sam_put(s, props, "Tags", sam_tag_map(s, item, "websocketapi:createdBy"));
    if (str_is(item->type, "AWS::Serverless::CapacityProvider")) {
        struct doc_node *there = sam_member(props, "Tags");
        for (const struct doc_node *c = doc_is_list(there) ? doc_first(given) : NULL; c;
             c = c->next)
            if (strcmp(type, "AWS::Lambda::CapacityProvider")) /* that has them already */
                add(s, there, c);
        return;
    }
    for (const char *const *t = taggable; *t; t++)
        if (!strcmp(type, *t))
            sam_put(s, props, "Tags", sam_tags(s, item, NULL));
}
