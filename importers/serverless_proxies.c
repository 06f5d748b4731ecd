/* SPDX-License-Identifier: MIT */
/* serverless_proxies.c - plugin serverless-apigateway-service-proxy: routes that go to a service
 * without any code between. Without an authorization they are open, as all routes are. */
#include "serverless_http.h"

struct proxy_kind {
    const char *service, *host, *path; /* of the integration's URI; %: the target follows */
    const char *target;                /* member that names it */
    const char *action, *arn;          /* of the role; the ARN before and behind the name */
    const char *type;                  /* in the id of the role */
};

static const struct proxy_kind kinds[] = {
    {"kinesis", "kinesis", "action/PutRecord", "streamName", "kinesis:PutRecord",
     "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/", "Kinesis"},
    {"sqs", "sqs", "path/${AWS::AccountId}/", "queueName", "sqs:SendMessage",
     "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:", "Sqs"},
    {"s3", "s3", "path/", "bucket", "s3:PutObject", "arn:${AWS::Partition}:s3:::", "S3"},
    {"sns", "sns", "action/Publish", "topicName", "sns:Publish",
     "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:", "Sns"},
    {"dynamodb", "dynamodb", "action/PutItem", "tableName", "dynamodb:PutItem",
     "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/", "Dynamodb"},
    {"eventbridge", "events", "action/PutEvents", "eventBusName", "events:PutEvents",
     "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/", "EventBridge"},
};

/* {Ref: X} of what has an ARN for its Ref is that; of others GetAtt Arn is; a text is put behind. */
static struct doc_node *arn_of(struct sls *s, const struct proxy_kind *k,
                               const struct doc_node *name)
{
    const struct doc_node *of = doc_get(name, "Fn::GetAtt"), *ref = doc_get(name, "Ref");
    struct str id = ref ? doc_text(ref) : doc_is_list(of) ? doc_text(doc_at(of, 0)) : STR_NONE;
    if (ref && str_is(str_from(k->service), "sns"))
        return doc_copy(s->doc, s->doc, name);
    if (!str_empty(id))
        return sls_arn(s, name, id);
    if (doc_is_scalar(name))
        return sls_make(s->doc, name, "{'Fn::Sub':'%s%s'}", str_from(k->arn), doc_text(name));
    return sls_make(s->doc, name, "{'Fn::Join':['',[{'Fn::Sub':%s},%n]]}", str_from(k->arn), name);
}

static struct str action_of(struct sls *s, const struct proxy_kind *k, const struct doc_node *p)
{
    struct str own = sls_text(p, "action");
    if (str_empty(own) || str_is(str_from(k->service), "eventbridge"))
        return str_from(k->action);
    return ARENA_JOIN(s->arena, str_from(k->service), STR(":"), own);
}

/* All proxies of a service share one role; it may write logs besides. */
static struct doc_node *role_of(struct sls *s, const struct proxy_kind *k, const struct doc_node *p,
                                struct str action, struct doc_node *on)
{
    struct str id = ARENA_JOIN(s->arena, STR("ApigatewayTo"), str_from(k->type), STR("Role"));
    bool object = str_is(str_from(k->service), "s3");
    uint32_t seen;
    if (!map_get(&s->buckets, id, &seen)) {
        if (s->list_count == COUNT(s->lists))
            return NULL;
        seen = (uint32_t)s->list_count;
        map_set(&s->buckets, id, seen);
        s->lists[s->list_count++] =
            sls_make(s->doc, p, "[{'Effect':'Allow','Action':['logs:CreateLogGroup',"
                                "'logs:CreateLogStream','logs:PutLogEvents'],'Resource':'*'}]");
        sls_add(s, id, sls_make(s->doc, p,
                "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{'Version':"
                "'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':"
                "'apigateway.amazonaws.com'},'Action':'sts:AssumeRole'}]},'Policies':[{"
                "'PolicyName':'apigatewayto%s','PolicyDocument':{'Version':'2012-10-17',"
                "'Statement':%m}}]}}",
                str_from(k->service), s->lists[seen]));
    }
    doc_append(s->lists[seen],
               object ? sls_make(s->doc, p, "{'Effect':'Allow','Action':'%s*','Resource':"
                                            "{'Fn::Join':['',[%m,'/*']]}}", action, on)
                      : sls_make(s->doc, p, "{'Effect':'Allow','Action':%s,'Resource':%m}", action,
                                 on));
    return sls_arn(s, p, id);
}

static struct doc_node *uri_of(struct sls *s, const struct proxy_kind *k, const struct doc_node *p,
                               const struct doc_node *name, struct str action)
{
    struct str path = str_from(k->path);
    size_t colon = str_chr(action, ':');
    bool named = str_ends(path, STR("/"));
    if (!named)
        path = ARENA_JOIN(s->arena, STR("action/"), str_from_at(action, colon + 1));
    struct str head = ARENA_JOIN(s->arena, STR("arn:${AWS::Partition}:apigateway:${AWS::Region}:"),
                                 str_from(k->host), STR(":"), path);
    const struct doc_node *ref = doc_get(name, "Ref");
    if (!named)
        return sls_make(s->doc, p, "{'Fn::Sub':%s}", head);
    if (ref && str_is(str_from(k->service), "sqs"))
        return sls_make(s->doc, p, "{'Fn::Join':['',[{'Fn::Sub':%s},{'Fn::GetAtt':[%n,"
                                   "'QueueName']}]]}", head, ref);
    return sls_make(s->doc, p, "{'Fn::Join':['',[{'Fn::Sub':%s},%n]]}", head, name);
}

static struct sls_auth auth_of(struct sls *s, const struct doc_node *p)
{
    struct str type = sls_text(p, "authorizationType");
    if (doc_get(p, "authorizer"))
        return sls_rest_auth(s, doc_get(p, "authorizer"));
    struct sls_auth auth = {.type = str_empty(type) ? STR("NONE") : type,
                            .scopes = doc_get(p, "authorizationScopes")};
    if (doc_get(p, "authorizerId"))
        auth.id = doc_copy(s->doc, s->doc, doc_get(p, "authorizerId"));
    return auth;
}

static void proxy(struct sls *s, const struct proxy_kind *k, const struct doc_node *p)
{
    const struct doc_node *name = doc_get(p, k->target), *given = doc_get(p, "roleArn");
    const struct doc_node *cors = doc_get(p, "cors");
    struct str method = sls_text(p, "method"), norm, action = action_of(s, k, p);
    struct doc_node *resource = sls_rest_resource(s, p, sls_text(p, "path"), &norm);
    struct sls_auth auth = auth_of(s, p);
    struct doc_node *on = name ? arn_of(s, k, name) : sls_make(s->doc, p, "'*'");
    struct doc_node *about = doc_copy(s->doc, s->doc, on);
    struct doc_node *role = given ? doc_copy(s->doc, s->doc, given)
                                  : role_of(s, k, p, action, on);
    sls_add(s, sls_method_id(s, norm, method), sls_make(s->doc, p,
            "{'Type':'AWS::ApiGateway::Method','Properties':{'HttpMethod':%s,'ResourceId':%n,"
            "'RestApiId':%m,'ApiKeyRequired':%n,'AuthorizationType':%s,'AuthorizerId':%m,"
            "'AuthorizationScopes':%n,'Integration':{'Type':'AWS','IntegrationHttpMethod':'POST',"
            "'Uri':%m,'Credentials':%m,'RequestTemplates':{'application/json':%m}}}}",
            sls_capitals(s->arena, method), resource, sls_rest_api(s, p), doc_get(p, "private"),
            auth.type, auth.id, auth.scopes, uri_of(s, k, p, name, action), role, about));
    if (sls_is(cors, doc_is_map(cors)))
        sls_preflight(s, p, resource, norm);
}

void sls_service_proxies(struct sls *s)
{
    const struct doc_node *list = sls_resolve_path(&s->vars, "custom.apiGatewayServiceProxies");
    for (const struct doc_node *c = doc_first(list); c; c = c->next) {
        const struct doc_node *p = doc_is_map(c) ? doc_first(c) : NULL;
        size_t i = 0;
        while (p && i < COUNT(kinds) && !str_is(p->key, kinds[i].service))
            i++;
        if (p && i < COUNT(kinds) && doc_is_map(p))
            proxy(s, &kinds[i], p);
        else if (p)
            sls_open(s, ARENA_JOIN(s->arena, STR("service proxy "), p->key),
                     "this service is not known here", p);
    }
}
