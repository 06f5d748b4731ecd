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

/* --- queue ------------------------------------------------------------------------------------ */

/* Messages nobody could handle are told by mail. */
static void alarm(struct sls *s, const struct doc_node *c, struct str dead)
{
    struct str topic = id_of(s, c, "AlarmTopic");
    const struct doc_node *mail = doc_get(c, "alarm");
    sls_add(s, topic, sls_make(s->doc, mail, "{'Type':'AWS::SNS::Topic','Properties':{'TopicName':"
                                             "'%s-%s-dlq-alarm-topic'}}", s->stack, c->key));
    sls_add(s, id_of(s, c, "AlarmTopicSubscription"),
            sls_make(s->doc, mail, "{'Type':'AWS::SNS::Subscription','Properties':{'Protocol':"
                                   "'email','Endpoint':%n,'TopicArn':{'Ref':%s}}}", mail, topic));
    sls_add(s, id_of(s, c, "Alarm"),
            sls_make(s->doc, mail, "{'Type':'AWS::CloudWatch::Alarm','Properties':{'AlarmName':"
                                   "'%s-%s-dlq-alarm','Namespace':'AWS/SQS','MetricName':"
                                   "'ApproximateNumberOfMessagesVisible','Dimensions':[{'Name':"
                                   "'QueueName','Value':{'Fn::GetAtt':[%s,'QueueName']}}],"
                                   "'AlarmActions':[{'Ref':%s}]}}", s->stack, c->key, dead, topic));
}

/* The key that both queues are encrypted with; NULL: what is usual. */
static struct doc_node *queue_key(struct sls *s, const struct doc_node *c)
{
    struct str encryption = sls_text(c, "encryption"), name = sls_text(c, "encryptionKey");
    if (str_is(encryption, "kmsManaged"))
        return sls_make(s->doc, c, "'alias/aws/sqs'");
    if (!str_is(encryption, "kms") || str_empty(name))
        return NULL;
    struct str id = ARENA_JOIN(s->arena, id_of(s, c, ""), sls_alnum(s->arena, name));
    if (!doc_get_str(s->resources, id))
        sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::KMS::Key','Properties':{}}"));
    return sls_make(s->doc, c, "{'Fn::GetAtt':[%s,'Arn']}", id);
}

/* Messages stay hidden six times as long as the worker may take, and while a batch is gathered. */
static struct str hidden_seconds(struct sls *s, const struct doc_node *c)
{
    long timeout = 6, window = 0;
    str_to_long(sls_text(doc_get(c, "worker"), "timeout"), &timeout);
    str_to_long(sls_text(c, "maxBatchingWindow"), &window);
    if (timeout < 0 || timeout > 900 || window < 0 || window > 300)
        return STR("");
    return arena_printf(s->arena, "%ld", 6 * timeout + window);
}

static void queue(struct sls *s, const struct doc_node *c)
{
    struct str id = id_of(s, c, "Queue"), dead = id_of(s, c, "Dlq");
    const struct doc_node *worker = doc_get(c, "worker"), *most = doc_get(c, "maxConcurrency");
    const struct doc_node *tries = doc_get(c, "maxRetries");
    bool fifo = sls_is(doc_get(c, "fifo"), false);
    struct str end = fifo ? STR(".fifo") : STR("");
    sls_add(s, dead, sls_make(s->doc, c, "{'Type':'AWS::SQS::Queue','Properties':{'QueueName':"
                                         "'%s-%s-dlq%s','MessageRetentionPeriod':1209600,"
                                         "'FifoQueue':%m,'KmsMasterKeyId':%m}}",
                              s->stack, c->key, end, fifo ? sls_make(s->doc, c, "true") : NULL,
                              queue_key(s, c)));
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::SQS::Queue','Properties':{'QueueName':"
                                       "'%s-%s%s','FifoQueue':%m,'KmsMasterKeyId':%m,"
                                       "'VisibilityTimeout':%s,'RedrivePolicy':{"
                                       "'deadLetterTargetArn':{'Fn::GetAtt':"
                                       "[%s,'Arn']},'maxReceiveCount':%m}}}",
                            s->stack, c->key, end, fifo ? sls_make(s->doc, c, "true") : NULL,
                            queue_key(s, c), hidden_seconds(s, c), dead,
                            tries ? doc_copy(s->doc, s->doc, tries) : sls_make(s->doc, c, "3")));
    if (doc_is_scalar(doc_get(c, "alarm")))
        alarm(s, c, dead);
    allow_all(s, sls_make(s->doc, c, "{'Effect':'Allow','Action':['sqs:SendMessage',"
                                     "'sqs:ChangeMessageVisibility'],'Resource':"
                                     "[{'Fn::GetAtt':[%s,'Arn']}]}", id));
    if (!doc_is_map(worker))
        return;
    struct sls_function *f =
        sls_function_new(s, ARENA_JOIN(s->arena, c->key, STR("Worker")), worker);
    sls_events(s, f);
    sls_event_queue(s, f, STR("sqs"),
                    sls_make(s->doc, c, "{'arn':{'Fn::GetAtt':[%s,'Arn']},'batchSize':%m,"
                                        "'functionResponseType':'ReportBatchItemFailures',"
                                        "'maximumConcurrency':%n}", id,
                             doc_get(c, "batchSize")
                                 ? doc_copy(s->doc, s->doc, doc_get(c, "batchSize"))
                                 : sls_make(s->doc, c, "1"), most));
}

/* --- webhook ---------------------------------------------------------------------------------- */

/* An authorizer, called with the role of the API; NULL: the file says that there is none. */
static struct doc_node *webhook_gate(struct sls *s, const struct doc_node *c, struct str api,
                                     struct str role)
{
    struct str id = id_of(s, c, "Authorizer");
    const struct doc_node *check = doc_get(c, "authorizer");
    if (!doc_is_map(check))
        return NULL;
    struct sls_function *f =
        sls_function_new(s, ARENA_JOIN(s->arena, c->key, STR("Authorizer")), check);
    sls_add(s, id, sls_make(s->doc, check,
            "{'Type':'AWS::ApiGatewayV2::Authorizer','Properties':{'ApiId':{'Ref':%s},"
            "'AuthorizerType':'REQUEST','Name':'%s-authorizer','AuthorizerUri':{'Fn::GetAtt':"
            "[%s,'Arn']},'AuthorizerCredentialsArn':{'Fn::GetAtt':[%s,'Arn']}}}", api, c->key,
            f->id, role));
    sls_add(s, id_of(s, c, "ApiGatewayRoleDefaultPolicy"), sls_make(s->doc, check,
            "{'Type':'AWS::IAM::Policy','Properties':{'PolicyName':%s,'Roles':[{'Ref':%s}],"
            "'PolicyDocument':{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':"
            "'lambda:InvokeFunction','Resource':[{'Fn::GetAtt':[%s,'Arn']},{'Fn::Join':['',[{"
            "'Fn::GetAtt':[%s,'Arn']},':*']]}]}]}}}", id_of(s, c, "ApiGatewayRoleDefaultPolicy"),
            role, f->id, f->id));
    return sls_make(s->doc, check, "{'Ref':%s}", id);
}

/* An HTTP API that puts what comes in onto a bus; an authorizer, unless the file says not to. */
static void webhook(struct sls *s, const struct doc_node *c)
{
    struct str api = id_of(s, c, "HttpApi"), bus = id_of(s, c, "Bus");
    struct str role = id_of(s, c, "ApiGatewayRole"), integration = id_of(s, c, "Integration");
    struct str path = sls_text(c, "path"), method = STR_NONE, rest = str_trim(path);
    str_cut(&rest, ' ', &method);
    struct str key = str_empty(rest) ? ARENA_JOIN(s->arena, STR("POST "), method)
                                     : ARENA_JOIN(s->arena, method, STR(" "), str_trim(rest));
    sls_add(s, bus, sls_make(s->doc, c, "{'Type':'AWS::Events::EventBus','Properties':{}}"));
    sls_add(s, api, sls_make(s->doc, c, "{'Type':'AWS::ApiGatewayV2::Api','Properties':{'Name':"
                                        "'HttpApi','ProtocolType':'HTTP'}}"));
    sls_add(s, id_of(s, c, "HttpApiDefaultStage"), sls_make(s->doc, c,
            "{'Type':'AWS::ApiGatewayV2::Stage','Properties':{'ApiId':{'Ref':%s},'StageName':"
            "'$default','AutoDeploy':true}}", api));
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
    struct doc_node *gate = webhook_gate(s, c, api, role);
    sls_add(s, id_of(s, c, "Route"), sls_make(s->doc, c,
            "{'Type':'AWS::ApiGatewayV2::Route','Properties':{'ApiId':{'Ref':%s},'RouteKey':%s,"
            "'Target':{'Fn::Join':['/',['integrations',{'Ref':%s}]]},'AuthorizationType':%s,"
            "'AuthorizerId':%m}}", api, key, integration, gate ? STR("CUSTOM") : STR("NONE"),
            gate));
}

/* --- storage, database ------------------------------------------------------------------------ */

/* "publicPath": what lies below it is open to all. */
static struct doc_node *open_objects(struct sls *s, const struct doc_node *c, struct str bucket)
{
    struct str path = sls_text(c, "publicPath");
    if (!doc_get(c, "publicPath"))
        return NULL;
    while (str_starts(path, STR("/")))
        path = str_from_at(path, 1);
    while (str_ends(path, STR("/")))
        path = str_sub(path, 0, path.len - 1);
    if (str_empty(path) || str_is(path, "*"))
        path = STR("");
    else
        path = ARENA_JOIN(s->arena, path, STR("/"));
    return sls_make(s->doc, c, "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject',"
                               "'Resource':{'Fn::Join':['',[{'Fn::GetAtt':[%s,'Arn']},'/%s*']]}}",
                    bucket, path);
}

static void storage(struct sls *s, const struct doc_node *c)
{
    struct str id = id_of(s, c, "Bucket");
    struct doc_node *open = open_objects(s, c, id);
    struct str closed = open ? STR("false") : STR("true");
    struct str lists = open && sls_is(doc_get(c, "allowAcl"), false) ? STR("false") : STR("true");
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::S3::Bucket','Properties':{"
                                       "'PublicAccessBlockConfiguration':{'BlockPublicAcls':%s,"
                                       "'BlockPublicPolicy':%s,'IgnorePublicAcls':true,"
                                       "'RestrictPublicBuckets':%s},'VersioningConfiguration':{"
                                       "'Status':'Enabled'}}}", lists, closed, closed));
    sls_add(s, id_of(s, c, "BucketPolicy"), sls_make(s->doc, c,
            "{'Type':'AWS::S3::BucketPolicy','Properties':{'Bucket':{'Ref':%s},'PolicyDocument':{"
            "'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':{'AWS':'*'},'Action':"
            "'s3:*','Condition':{'Bool':{'aws:SecureTransport':'false'}},'Resource':[{'Fn::GetAtt':"
            "[%s,'Arn']},{'Fn::Join':['',[{'Fn::GetAtt':[%s,'Arn']},'/*']]}]},%m]}}}", id, id, id,
            open));
    allow_all(s, sls_make(s->doc, c, "{'Effect':'Allow','Action':['s3:PutObject','s3:GetObject',"
                                     "'s3:DeleteObject','s3:ListBucket','s3:GetObjectAcl',"
                                     "'s3:PutObjectAcl','s3:GetObjectTagging','s3:PutObjectTagging',"
                                     "'s3:DeleteObjectTagging','s3:GetObjectAttributes',"
                                     "'s3:AbortMultipartUpload','s3:ListMultipartUploadParts',"
                                     "'s3:ListBucketMultipartUploads','s3:RestoreObject'],"
                                     "'Resource':[{'Fn::GetAtt':[%s,'Arn']},{'Fn::Join':['',[{"
                                     "'Fn::GetAtt':[%s,'Arn']},'/*']]}]}", id, id));
}

static void table(struct sls *s, const struct doc_node *c)
{
    struct str id = id_of(s, c, "Table");
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::DynamoDB::Table','Properties':{'KeySchema':["
                                       "{'AttributeName':'PK','KeyType':'HASH'},{'AttributeName':"
                                       "'SK','KeyType':'RANGE'}],'BillingMode':'PAY_PER_REQUEST',"
                                       "'StreamSpecification':{'StreamViewType':"
                                       "'NEW_AND_OLD_IMAGES'},'PointInTimeRecoverySpecification':{"
                                       "'PointInTimeRecoveryEnabled':true},"
                                       "'TimeToLiveSpecification':{'AttributeName':'TimeToLive',"
                                       "'Enabled':true}}}"));
    allow_all(s, sls_make(s->doc, c, "{'Effect':'Allow','Action':['dynamodb:GetItem',"
                                     "'dynamodb:BatchGetItem','dynamodb:ConditionCheckItem',"
                                     "'dynamodb:Query','dynamodb:Scan','dynamodb:PutItem',"
                                     "'dynamodb:DeleteItem','dynamodb:BatchWriteItem',"
                                     "'dynamodb:UpdateItem'],'Resource':[{'Fn::GetAtt':[%s,'Arn']},"
                                     "{'Fn::Join':['/',[{'Fn::GetAtt':[%s,'Arn']},'index/*']]}]}",
                         id, id));
}

/* --- Sites ------------------------------------------------------------------------------------ */

static struct doc_node *aliases(struct sls *s, const struct doc_node *c)
{
    const struct doc_node *domain = doc_get(c, "domain");
    return doc_is_scalar(domain) ? sls_make(s->doc, c, "[%n]", domain)
           : domain              ? doc_copy(s->doc, s->doc, domain)
                                 : NULL;
}

/* Small functions of the front itself: they rewrite requests, or set headers of responses. */
static struct doc_node *at_front(struct sls *s, const struct doc_node *c, const char *suffix,
                                 const char *event)
{
    struct str id = id_of(s, c, suffix);
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::CloudFront::Function','Properties':{"
                                       "'FunctionConfig':{'Runtime':'cloudfront-js-1.0'}}}"));
    return sls_make(s->doc, c, "{'EventType':%s,'FunctionARN':{'Fn::GetAtt':[%s,'FunctionARN']}}",
                    str_from(event), id);
}

static void distribution(struct sls *s, const struct doc_node *c, struct doc_node *origins,
                         const char *first, struct doc_node *functions)
{
    sls_add(s, id_of(s, c, "CDN"), sls_make(s->doc, c,
            "{'Type':'AWS::CloudFront::Distribution','Properties':{'DistributionConfig':{"
            "'Enabled':true,'Origins':%m,'Aliases':%m,'DefaultCacheBehavior':{'TargetOriginId':%s,"
            "'ViewerProtocolPolicy':'redirect-to-https','FunctionAssociations':%m}}}}", origins,
            aliases(s, c), str_from(first), functions));
}

/* static-website: a bucket that everybody may read, and a front before it. */
static void website(struct sls *s, const struct doc_node *c)
{
    struct str bucket = id_of(s, c, "Bucket");
    sls_add(s, bucket, sls_make(s->doc, c,
            "{'Type':'AWS::S3::Bucket','Properties':{'PublicAccessBlockConfiguration':{"
            "'BlockPublicAcls':false,'BlockPublicPolicy':false,'IgnorePublicAcls':false,"
            "'RestrictPublicBuckets':false},'WebsiteConfiguration':{'IndexDocument':"
            "'index.html'}}}"));
    sls_add(s, id_of(s, c, "BucketPolicy"), sls_make(s->doc, c,
            "{'Type':'AWS::S3::BucketPolicy','Properties':{'Bucket':{'Ref':%s},'PolicyDocument':{"
            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'*'},"
            "'Action':'s3:GetObject','Resource':{'Fn::Join':['',[{'Fn::GetAtt':[%s,'Arn']},"
            "'/*']]}}]}}}", bucket, bucket));
    distribution(s, c, sls_make(s->doc, c,
                 "[{'Id':'files','DomainName':{'Fn::Select':[2,{'Fn::Split':['/',{'Fn::GetAtt':[%s,"
                 "'WebsiteURL']}]}]},'CustomOriginConfig':{'OriginProtocolPolicy':'http-only'}}]",
                 bucket), "files",
                 sls_make(s->doc, c, "[%m]", at_front(s, c, "ResponseFunction", "viewer-response")));
}

/* single-page-app: only the front may read the bucket. */
static void page_app(struct sls *s, const struct doc_node *c)
{
    struct str bucket = id_of(s, c, "Bucket"), who = id_of(s, c, "CDNOrigin1S3Origin");
    sls_add(s, bucket, sls_make(s->doc, c, "{'Type':'AWS::S3::Bucket','Properties':{}}"));
    sls_add(s, who, sls_make(s->doc, c, "{'Type':'AWS::CloudFront::CloudFrontOriginAccessIdentity',"
                                        "'Properties':{}}"));
    sls_add(s, id_of(s, c, "BucketPolicy"), sls_make(s->doc, c,
            "{'Type':'AWS::S3::BucketPolicy','Properties':{'Bucket':{'Ref':%s},'PolicyDocument':{"
            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'CanonicalUser':{"
            "'Fn::GetAtt':[%s,'S3CanonicalUserId']}},'Action':'s3:GetObject','Resource':{"
            "'Fn::Join':['',[{'Fn::GetAtt':[%s,'Arn']},'/*']]}}]}}}", bucket, who, bucket));
    distribution(s, c, sls_make(s->doc, c,
                 "[{'Id':'files','DomainName':{'Fn::GetAtt':[%s,'RegionalDomainName']},"
                 "'S3OriginConfig':{'OriginAccessIdentity':{'Fn::Join':['',["
                 "'origin-access-identity/cloudfront/',{'Ref':%s}]]}}}]", bucket, who), "files",
                 sls_make(s->doc, c, "[%m,%m]",
                          at_front(s, c, "ResponseFunction", "viewer-response"),
                          at_front(s, c, "RequestFunction", "viewer-request")));
}

/* server-side-website: the API of the service behind the front, its files in a bucket. */
static void server_site(struct sls *s, const struct doc_node *c)
{
    struct str bucket = id_of(s, c, "Assets"), access = id_of(s, c, "S3OriginAccessControl");
    bool rest = str_is(sls_text(c, "apiGateway"), "rest");
    bool server = rest ? s->rest_api : s->http_api;
    sls_add(s, bucket, sls_make(s->doc, c, "{'Type':'AWS::S3::Bucket','Properties':{}}"));
    sls_add(s, access, sls_make(s->doc, c, "{'Type':'AWS::CloudFront::OriginAccessControl',"
                                           "'Properties':{}}"));
    sls_add(s, id_of(s, c, "AssetsPolicy"), sls_make(s->doc, c,
            "{'Type':'AWS::S3::BucketPolicy','Properties':{'Bucket':{'Ref':%s},'PolicyDocument':{"
            "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':"
            "'cloudfront.amazonaws.com'},'Action':'s3:GetObject','Condition':{'StringEquals':{"
            "'AWS:SourceArn':{'Fn::Join':['',['arn:',{'Ref':'AWS::Partition'},':cloudfront::',{"
            "'Ref':'AWS::AccountId'},':distribution/',{'Ref':%s}]]}}},'Resource':{'Fn::Join':['',[{"
            "'Fn::GetAtt':[%s,'Arn']},'/*']]}}]}}}", bucket, id_of(s, c, "CDN"), bucket));
    struct doc_node *origins = sls_make(
        s->doc, c, "[{'Id':'files','DomainName':{'Fn::GetAtt':[%s,'RegionalDomainName']},"
                   "'OriginAccessControlId':{'Fn::GetAtt':[%s,'Id']},'S3OriginConfig':{}}]", bucket,
        access);
    if (server)
        doc_append(origins, sls_make(s->doc, c, "{'Id':'server','DomainName':{'Fn::Join':['.',[{"
                                                "'Ref':%s},{'Fn::Sub':'execute-api.${AWS::Region}"
                                                ".amazonaws.com'}]]},'CustomOriginConfig':{"
                                                "'OriginProtocolPolicy':'https-only'}}",
                                     rest ? STR("ApiGatewayRestApi") : STR("HttpApi")));
    distribution(s, c, origins, server ? "server" : "files",
                 sls_make(s->doc, c, "[%m]", at_front(s, c, "RequestFunction", "viewer-request")));
}

/* --- vpc -------------------------------------------------------------------------------------- */

/* Two public and two private nets; all functions lie in the private ones, see sls_construct_net(). */
static void net(struct sls *s, const struct doc_node *c)
{
    static const char *const subnets[] = {"PublicSubnet1Subnet", "PublicSubnet2Subnet",
                                          "PrivateSubnet1Subnet", "PrivateSubnet2Subnet"};
    static const char *const gateways[] = {"PublicSubnet1NATGateway", "PublicSubnet2NATGateway"};
    struct str id = id_of(s, c, "");
    sls_add(s, id, sls_make(s->doc, c, "{'Type':'AWS::EC2::VPC','Properties':{'CidrBlock':"
                                       "'10.0.0.0/16'}}"));
    for (size_t i = 0; i < COUNT(subnets); i++)
        sls_add(s, id_of(s, c, subnets[i]),
                sls_make(s->doc, c, "{'Type':'AWS::EC2::Subnet','Properties':{'VpcId':{'Ref':%s},"
                                    "'MapPublicIpOnLaunch':%s}}", id,
                         i < 2 ? STR("true") : STR("false")));
    for (size_t i = 0; i < COUNT(gateways); i++)
        sls_add(s, id_of(s, c, gateways[i]),
                sls_make(s->doc, c, "{'Type':'AWS::EC2::NatGateway','Properties':{'SubnetId':{"
                                    "'Ref':%s}}}", id_of(s, c, subnets[i])));
    sls_add(s, id_of(s, c, "AppSecurityGroup"),
            sls_make(s->doc, c, "{'Type':'AWS::EC2::SecurityGroup','Properties':{'VpcId':{'Ref':%s},"
                                "'SecurityGroupEgress':[{'CidrIp':'0.0.0.0/0','IpProtocol':'-1'}]"
                                "}}", id));
}

struct doc_node *sls_construct_net(struct sls *s)
{
    const struct doc_node *all = sls_resolve_path(&s->vars, "constructs");
    for (const struct doc_node *c = doc_is_map(all) ? doc_first(all) : NULL; c; c = c->next)
        if (str_is(sls_text(c, "type"), "vpc"))
            return sls_make(s->doc, c, "{'securityGroupIds':[{'Fn::GetAtt':[%s,'GroupId']}],"
                                       "'subnetIds':[{'Ref':%s},{'Ref':%s}]}",
                            id_of(s, c, "AppSecurityGroup"), id_of(s, c, "PrivateSubnet1Subnet"),
                            id_of(s, c, "PrivateSubnet2Subnet"));
    return NULL;
}

void sls_constructs(struct sls *s)
{
    static const struct {
        const char *type;
        void (*make)(struct sls *s, const struct doc_node *c);
    } kinds[] = {{"queue", queue}, {"webhook", webhook}, {"storage", storage},
                 {"database/dynamodb-single-table", table}, {"static-website", website},
                 {"single-page-app", page_app}, {"server-side-website", server_site},
                 {"vpc", net}};
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
