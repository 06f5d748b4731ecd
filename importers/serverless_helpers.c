/* SPDX-License-Identifier: MIT */
/* serverless_helpers.c - functions of the framework itself, that come with a service: they tie
 * buckets and pools that exist already, and let API Gateway write logs. Their one role may do a lot
 * in the account, so it belongs on the map. */
#include "serverless_lower.h"

const struct doc_node *sls_deployment_role(const struct sls *s)
{
    const struct doc_node *role = doc_path(s->provider, "iam.deploymentRole");
    return role ? role : doc_get(s->provider, "cfnRole");
}

/* A text as Resource is asked for once, whatever the actions: so does the framework. */
static bool is_there(const struct doc_node *all, const struct doc_node *statement)
{
    struct str on = sls_text(statement, "Resource");
    for (const struct doc_node *c = doc_first(all); c && !str_empty(on); c = c->next)
        if (str_eq(sls_text(c, "Resource"), on))
            return true;
    return false;
}

struct str sls_helper(struct sls *s, const struct doc_node *at, const struct sls_helper *h)
{
    const struct doc_node *given = sls_deployment_role(s);
    struct str id = ARENA_JOIN(s->arena, sls_norm(s->arena, str_from(h->name)),
                               STR("LambdaFunction"));
    if (!s->helper_may)
        s->helper_may = sls_make(s->doc, at, "[]");
    for (const struct doc_node *c = doc_first(h->statements); c; c = c->next)
        if (!is_there(s->helper_may, c))
            doc_append(s->helper_may, doc_copy(s->doc, s->doc, c));
    sls_add(s, id,
            sls_make(s->doc, at, "{'Type':'AWS::Lambda::Function','Properties':{'FunctionName':"
                                 "'%s-%s-%s','Handler':%s,'MemorySize':1024,'Runtime':"
                                 "'nodejs18.x','Timeout':180,'Role':%m,'Code':%m},'DependsOn':%m}",
                     s->service, s->stage, str_from(h->name), str_from(h->handler),
                     given ? doc_copy(s->doc, s->doc, given)
                           : sls_arn(s, at, STR("IamRoleCustomResourcesLambdaExecution")),
                     sls_package_bucket(s, at),
                     given ? NULL : sls_make(s->doc, at, "['IamRoleCustomResourcesLambda"
                                                         "Execution']")));
    return id;
}

void sls_helper_role(struct sls *s)
{
    if (!s->helper_may || sls_deployment_role(s))
        return;
    sls_add(s, STR("IamRoleCustomResourcesLambdaExecution"),
            sls_make(s->doc, s->helper_may,
                     "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{'Version':"
                     "'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':["
                     "'lambda.amazonaws.com']},'Action':['sts:AssumeRole']}]},'Policies':[{"
                     "'PolicyName':'%s-%s-custom-resources-lambda','PolicyDocument':{'Version':"
                     "'2012-10-17','Statement':%n}}]}}",
                     s->stage, s->service, s->helper_may));
}

void sls_helper_logs(struct sls *s, const struct doc_node *at)
{
    const struct doc_node *rest = doc_path(s->provider, "logs.restApi");
    if (sls_is(doc_get(rest, "roleManagedExternally"), false))
        return;
    struct doc_node *may = sls_make(
        s->doc, at, "[{'Effect':'Allow','Resource':{'Fn::Sub':'arn:${AWS::Partition}:iam::"
                    "${AWS::AccountId}:role/*'},'Action':['iam:AttachRolePolicy','iam:CreateRole',"
                    "'iam:ListAttachedRolePolicies','iam:PassRole']},{'Effect':'Allow','Resource':{"
                    "'Fn::Sub':'arn:${AWS::Partition}:apigateway:*::/account'},'Action':["
                    "'apigateway:GET','apigateway:PATCH']}]");
    const struct sls_helper h = {"custom-resource-apigw-cw-role",
                                 "api-gateway-cloud-watch-role/handler.handler", may};
    sls_add(s, STR("CustomApiGatewayAccountCloudWatchRole"),
            sls_make(s->doc, at, "{'Type':'Custom::ApiGatewayAccountRole','Properties':{"
                                 "'ServiceToken':%m,'RoleArn':%n}}",
                     sls_arn(s, at, sls_helper(s, at, &h)), doc_get(rest, "role")));
}

/* Adds to the one custom resource of the function, or makes it. */
static void tie(struct sls *s, const struct sls_function *f, const struct doc_node *e,
                const struct sls_tie *t)
{
    struct str id = ARENA_JOIN(s->arena, f->norm, str_from(t->suffix));
    const struct doc_node *there = doc_get_str(s->resources, id);
    const struct doc_node *list = doc_get(doc_get(there, "Properties"), t->list);
    struct str helper = sls_helper(s, e, &t->helper);
    if (list) {
        uint32_t seen;
        if (map_get(&s->buckets, id, &seen))
            doc_append(s->lists[seen], t->config);
        return;
    }
    if (s->list_count == COUNT(s->lists)) {
        sls_open(s, id, "more events of things that exist already than are looked at", e);
        return;
    }
    struct doc_node *configs = sls_make(s->doc, e, "[%m]", t->config);
    map_set(&s->buckets, id, (uint32_t)s->list_count);
    s->lists[s->list_count++] = configs;
    struct doc_node *properties = sls_make(s->doc, e, "{'ServiceToken':%m,'FunctionName':%n,"
                                                      "'%s':%n}",
                                           sls_arn(s, e, helper), sls_function_name(s, f),
                                           str_from(t->name_key), t->name);
    doc_put(s->doc, properties, str_from(t->list), doc_value_place(e), configs);
    sls_add(s, id, sls_make(s->doc, e, "{'Type':%s,'Properties':%m,'DependsOn':[%s,%s]}",
                            str_from(t->type), properties, f->id, helper));
}

void sls_tie_bucket(struct sls *s, const struct sls_function *f, const struct doc_node *e,
                    const struct doc_node *bucket, const struct doc_node *event)
{
    const struct sls_tie t = {
        .suffix = "CustomS31", .type = "Custom::S3", .list = "BucketConfigs",
        .name_key = "BucketName", .name = bucket,
        .config = sls_make(s->doc, e, "{'Event':%n,'Rules':[]}", event),
        .helper = {"custom-resource-existing-s3", "s3/handler.handler",
                   sls_make(s->doc, e,
                            "[{'Effect':'Allow','Resource':{'Fn::Join':[':',['arn',{'Ref':"
                            "'AWS::Partition'},'s3','','',%n]]},'Action':["
                            "'s3:PutBucketNotification','s3:GetBucketNotification']},{'Effect':"
                            "'Allow','Resource':{'Fn::Sub':'arn:${AWS::Partition}:lambda:"
                            "${AWS::Region}:${AWS::AccountId}:function:*'},'Action':["
                            "'lambda:AddPermission','lambda:RemovePermission']}]", bucket)}};
    tie(s, f, e, &t);
}

void sls_tie_pool(struct sls *s, const struct sls_function *f, const struct doc_node *e,
                  const struct doc_node *pool, struct str trigger)
{
    const struct sls_tie t = {
        .suffix = "CustomCognitoUserPool1", .type = "Custom::CognitoUserPool",
        .list = "UserPoolConfigs", .name_key = "UserPoolName", .name = pool,
        .config = sls_make(s->doc, e, "{'Trigger':%s}", trigger),
        .helper = {"custom-resource-existing-cup", "cognito-user-pool/handler.handler",
                   sls_make(s->doc, e,
                            "[{'Effect':'Allow','Resource':'*','Action':["
                            "'cognito-idp:ListUserPools','cognito-idp:DescribeUserPool',"
                            "'cognito-idp:UpdateUserPool']},{'Effect':'Allow','Resource':{'Fn::Sub'"
                            ":'arn:${AWS::Partition}:lambda:*:*:function:%s'},'Action':["
                            "'lambda:AddPermission','lambda:RemovePermission']},{'Effect':'Allow',"
                            "'Resource':{'Fn::Sub':'arn:${AWS::Partition}:iam::*:role/*'},'Action'"
                            ":['iam:PassRole']}]", doc_text(sls_function_name(s, f)))}};
    tie(s, f, e, &t);
}
