/* SPDX-License-Identifier: MIT */
/* serverless_lift.c - plugin serverless-lift: `constructs`, and variables that name them. The plugin
 * makes logical ids with a hash; here they are the construct's name and what the thing is. */
#include "serverless_lower.h"

static struct str id_of(struct sls *s, const struct doc_node *c, const char *suffix)
{
    return ARENA_JOIN(s->arena, sls_alnum(s->arena, c->key), str_from(suffix));
}

static void allow_all(struct sls *s, struct doc_node *statement)
{
    for (size_t i = 0; i < s->role_count; i++)
        if (str_empty(s->roles[i]->function))
            doc_append(s->roles[i]->statements, doc_copy(s->doc, s->doc, statement));
}

static void queue(struct sls *s, const struct doc_node *c)
{
    struct str id = id_of(s, c, "Queue"), dead = id_of(s, c, "Dlq");
    const struct doc_node *worker = doc_get(c, "worker"), *most = doc_get(c, "maxConcurrency");
    const struct doc_node *tries = doc_get(c, "maxRetries");
    bool fifo = sls_is(doc_get(c, "fifo"), false);
    sls_add(s, dead, sls_make(s->doc, c, "{'Type':'AWS::SQS::Queue','Properties':{"
                                         "'FifoQueue':%m}}",
                              fifo ? sls_make(s->doc, c, "true") : NULL));
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::SQS::Queue','Properties':{'FifoQueue':%m,"
                                       "'RedrivePolicy':{'deadLetterTargetArn':{'Fn::GetAtt':"
                                       "[%s,'Arn']},'maxReceiveCount':%m}}}",
                            fifo ? sls_make(s->doc, c, "true") : NULL, dead,
                            tries ? doc_copy(s->doc, s->doc, tries) : sls_make(s->doc, c, "3")));
    allow_all(s, sls_make(s->doc, c, "{'Effect':'Allow','Action':['sqs:SendMessage'],'Resource':"
                                     "[{'Fn::GetAtt':[%s,'Arn']}]}", id));
    if (!doc_is_map(worker))
        return;
    struct sls_function *f =
        sls_function_new(s, ARENA_JOIN(s->arena, c->key, STR("Worker")), worker);
    sls_events(s, f);
    sls_event_queue(s, f, STR("sqs"),
                    sls_make(s->doc, c, "{'arn':{'Fn::GetAtt':[%s,'Arn']},'batchSize':%m,"
                                        "'maximumConcurrency':%n}", id,
                             doc_get(c, "batchSize")
                                 ? doc_copy(s->doc, s->doc, doc_get(c, "batchSize"))
                                 : sls_make(s->doc, c, "1"), most));
}

/* An HTTP API that puts what comes in onto a bus; an authorizer, unless the file says not to. */
static void webhook(struct sls *s, const struct doc_node *c)
{
    struct str api = id_of(s, c, "HttpApi"), bus = id_of(s, c, "Bus");
    struct str role = id_of(s, c, "ApiGatewayRole"), integration = id_of(s, c, "Integration");
    struct str authorizer = id_of(s, c, "Authorizer"), path = sls_text(c, "path");
    struct str method = STR_NONE;
    const struct doc_node *check = doc_get(c, "authorizer");
    struct str rest = str_trim(path);
    str_cut(&rest, ' ', &method);
    struct str key = str_empty(rest) ? ARENA_JOIN(s->arena, STR("POST "), method)
                                     : ARENA_JOIN(s->arena, method, STR(" "), str_trim(rest));
    sls_add(s, bus, sls_make(s->doc, c, "{'Type':'AWS::Events::EventBus','Properties':{'Name':"
                                        "'%s-%s-%sEventBus'}}", s->service, s->stage, c->key));
    sls_add(s, api, sls_make(s->doc, c, "{'Type':'AWS::ApiGatewayV2::Api','Properties':{'Name':"
                                        "'%s-%s','ProtocolType':'HTTP'}}", s->service, c->key));
    sls_add(s, role, sls_make(s->doc, c, "{'Type':'AWS::IAM::Role','Properties':{"
                                         "'AssumeRolePolicyDocument':{'Version':'2012-10-17',"
                                         "'Statement':[{'Effect':'Allow','Principal':{'Service':"
                                         "'apigateway.amazonaws.com'},'Action':'sts:AssumeRole'}]},"
                                         "'Policies':[{'PolicyName':'EventBridge',"
                                         "'PolicyDocument':{'Version':'2012-10-17','Statement':[{"
                                         "'Effect':'Allow','Action':'events:PutEvents','Resource':"
                                         "{'Fn::GetAtt':[%s,'Arn']}}]}}]}}", bus));
    sls_add(s, integration, sls_make(s->doc, c,
            "{'Type':'AWS::ApiGatewayV2::Integration','Properties':{'ApiId':{'Ref':%s},"
            "'IntegrationType':'AWS_PROXY','IntegrationSubtype':'EventBridge-PutEvents',"
            "'PayloadFormatVersion':'1.0','CredentialsArn':{'Fn::GetAtt':[%s,'Arn']},"
            "'RequestParameters':{'DetailType':'Webhook','Detail':'$request.body','Source':%s,"
            "'EventBusName':{'Ref':%s}}}}", api, role, c->key, bus));
    struct doc_node *gate = NULL;
    if (doc_is_map(check)) {
        struct sls_function *f =
            sls_function_new(s, ARENA_JOIN(s->arena, c->key, STR("Authorizer")), check);
        sls_add(s, authorizer, sls_make(s->doc, check,
                "{'Type':'AWS::ApiGatewayV2::Authorizer','Properties':{'ApiId':{'Ref':%s},"
                "'AuthorizerType':'REQUEST','Name':%s,'AuthorizerUri':{'Fn::GetAtt':[%s,'Arn']}"
                "}}", api, authorizer, f->id));
        sls_permission(s, f, STR("Webhook"), check, "apigateway.amazonaws.com", NULL);
        gate = sls_make(s->doc, check, "{'Ref':%s}", authorizer);
    }
    sls_add(s, id_of(s, c, "Route"), sls_make(s->doc, c,
            "{'Type':'AWS::ApiGatewayV2::Route','Properties':{'ApiId':{'Ref':%s},'RouteKey':%s,"
            "'Target':{'Fn::Join':['/',['integrations',{'Ref':%s}]]},'AuthorizationType':%s,"
            "'AuthorizerId':%m}}", api, key, integration, gate ? STR("CUSTOM") : STR("NONE"),
            gate));
}

static void storage(struct sls *s, const struct doc_node *c)
{
    struct str id = id_of(s, c, "Bucket");
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::S3::Bucket','Properties':{"
                                       "'PublicAccessBlockConfiguration':{'BlockPublicAcls':true,"
                                       "'BlockPublicPolicy':true,'IgnorePublicAcls':true,"
                                       "'RestrictPublicBuckets':true},'VersioningConfiguration':{"
                                       "'Status':'Enabled'}}}"));
    allow_all(s, sls_make(s->doc, c, "{'Effect':'Allow','Action':['s3:PutObject','s3:GetObject',"
                                     "'s3:DeleteObject','s3:ListBucket'],'Resource':[{"
                                     "'Fn::GetAtt':[%s,'Arn']},{'Fn::Join':['',[{'Fn::GetAtt':"
                                     "[%s,'Arn']},'/*']]}]}", id, id));
}

static void table(struct sls *s, const struct doc_node *c)
{
    struct str id = id_of(s, c, "Table");
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::DynamoDB::Table','Properties':{'KeySchema':["
                                       "{'AttributeName':'PK','KeyType':'HASH'},{'AttributeName':"
                                       "'SK','KeyType':'RANGE'}],'BillingMode':"
                                       "'PAY_PER_REQUEST'}}"));
    allow_all(s, sls_make(s->doc, c, "{'Effect':'Allow','Action':['dynamodb:GetItem',"
                                     "'dynamodb:BatchGetItem','dynamodb:ConditionCheckItem',"
                                     "'dynamodb:Query','dynamodb:Scan','dynamodb:PutItem',"
                                     "'dynamodb:DeleteItem','dynamodb:BatchWriteItem',"
                                     "'dynamodb:UpdateItem'],'Resource':[{'Fn::GetAtt':[%s,'Arn']}"
                                     "]}", id));
}

/* static-website, single-page-app, server-side-website: files behind a distribution. */
static void website(struct sls *s, const struct doc_node *c)
{
    struct str bucket = id_of(s, c, "Bucket");
    sls_add(s, bucket, sls_make(s->doc, c, "{'Type':'AWS::S3::Bucket','Properties':{}}"));
    struct doc_node *origins = sls_make(
        s->doc, c, "[{'Id':'files','DomainName':{'Fn::GetAtt':[%s,'RegionalDomainName']},"
                   "'S3OriginConfig':{}}]", bucket);
    bool server = str_is(sls_text(c, "type"), "server-side-website");
    if (server && s->http_api)
        doc_append(origins, sls_make(s->doc, c, "{'Id':'server','DomainName':{'Fn::Sub':"
                                                "'${HttpApi}.execute-api.${AWS::Region}."
                                                "amazonaws.com'},'CustomOriginConfig':{"
                                                "'OriginProtocolPolicy':'https-only'}}"));
    sls_add(s, id_of(s, c, "CDN"), sls_make(s->doc, c,
            "{'Type':'AWS::CloudFront::Distribution','Properties':{'DistributionConfig':{"
            "'Enabled':true,'Origins':%m,'Aliases':%m,'DefaultCacheBehavior':{'TargetOriginId':%s,"
            "'ViewerProtocolPolicy':'redirect-to-https'}}}}", origins,
            doc_is_scalar(doc_get(c, "domain")) ? sls_make(s->doc, c, "[%n]", doc_get(c, "domain"))
            : doc_get(c, "domain") ? doc_copy(s->doc, s->doc, doc_get(c, "domain")) : NULL,
            server && s->http_api ? STR("server") : STR("files")));
}

void sls_constructs(struct sls *s)
{
    static const struct {
        const char *type;
        void (*make)(struct sls *s, const struct doc_node *c);
    } kinds[] = {{"queue", queue}, {"webhook", webhook}, {"storage", storage},
                 {"database/dynamodb-single-table", table}, {"static-website", website},
                 {"single-page-app", website}, {"server-side-website", website}};
    const struct doc_node *all = sls_resolve_path(&s->vars, "constructs");
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next) {
        size_t i = 0;
        while (i < COUNT(kinds) && !str_is(sls_text(c, "type"), kinds[i].type))
            i++;
        if (i < COUNT(kinds))
            kinds[i].make(s, c);
        else
            sls_open(s, ARENA_JOIN(s->arena, STR("construct "), c->key),
                     "this type of construct is not known here", c);
    }
}
