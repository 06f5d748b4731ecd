/* SPDX-License-Identifier: MIT */
/* sam_graphql.c - AWS::Serverless::GraphQLApi: API, schema, keys, data sources with their roles,
 * functions and resolvers of AppSync. */
#include "sam.h"

static struct doc_node *api_id(struct sam *s, const struct sam_item *item,
                               const struct doc_node *at)
{
    return sam_make(s, at, "{'Fn::GetAtt':[%s,'ApiId']}", item->id);
}

/* One way of authentication, as the API has it. */
static void auth(struct sam *s, const struct doc_node *said, struct doc_node *to)
{
    sam_put(s, to, "AuthenticationType", sam_copy(s, doc_get(said, "Type")));
    sam_put(s, to, "LambdaAuthorizerConfig", sam_copy(s, doc_get(said, "LambdaAuthorizer")));
    sam_put(s, to, "OpenIDConnectConfig", sam_copy(s, doc_get(said, "OpenIDConnect")));
    sam_put(s, to, "UserPoolConfig", sam_copy(s, doc_get(said, "UserPool")));
}

/* A function that authorizes must let AppSync call it. */
static void authorizer(struct sam *s, const struct sam_item *item, const struct doc_node *said,
                       size_t *number)
{
    const struct doc_node *arn = doc_path(said, "LambdaAuthorizer.AuthorizerUri");
    if (!arn)
        return;
    struct str id = arena_printf(s->arena, "%.*sToLambdaAuthConnector%zuWriteLambdaPermission",
                                 (int)item->id.len, item->id.ptr, ++*number);
    sam_emit(s, item, id, said, "AWS::Lambda::Permission",
             sam_make(s, said, "{'Action':'lambda:InvokeFunction','FunctionName':%n,'Principal':"
                      "'appsync.amazonaws.com','SourceArn':{'Fn::Sub':['arn:${AWS::Partition}:"
                      "appsync:${AWS::Region}:${AWS::AccountId}:apis/${ApiId}',{'ApiId':%n}]}}",
                      sam_copy(s, arn), api_id(s, item, said)));
}

/* The role of a data source, and what the connector between both would grant it. */
static struct doc_node *source_role(struct sam *s, const struct sam_item *item, struct str id,
                                    const struct doc_node *d, const struct doc_node *target,
                                    bool table)
{
    const struct doc_node *given = doc_get(d, "ServiceRoleArn"),
                          *permissions = doc_get(d, "Permissions");
    struct str role = SAM_JOIN(s, id, STR("Role"));
    if (given)
        return sam_copy(s, given);
    sam_emit(s, item, role, d, "AWS::IAM::Role",
             sam_make(s, d, "{'AssumeRolePolicyDocument':%n}",
                      sam_trust(s, d, "appsync.amazonaws.com")));
    struct doc_node *rights = permissions ? sam_copy(s, permissions)
                              : table     ? sam_make(s, d, "['Read','Write']")
                                          : sam_make(s, d, "['Write']");
    struct doc_node *connector =
        sam_make(s, d, "{'Source':{'Type':'AWS::AppSync::DataSource','RoleName':{'Ref':%s}},"
                 "'Destination':{'Type':%z,'Arn':%n},'Permissions':%n}", role,
                 table ? "AWS::DynamoDB::Table" : "AWS::Lambda::Function", sam_copy(s, target),
                 rights);
    sam_connect(s, item, SAM_JOIN(s, id, table ? STR("ToTableConnector") : STR("ToLambdaConnector")),
                d, connector);
    return sam_make(s, d, "{'Fn::GetAtt':[%s,'Arn']}", role);
}

static void data_source(struct sam *s, const struct sam_item *item, const struct doc_node *d,
                        bool table)
{
    const struct doc_node *name = doc_get(d, "Name"),
                          *target = doc_get(d, table ? "TableArn" : "FunctionArn"),
                          *region = doc_get(d, "Region");
    struct str id = SAM_JOIN(s, item->id, d->key,
                             table ? STR("DynamoDBDataSource") : STR("LambdaDataSource"));
    if (!target && table && doc_get(d, "TableName"))
        target = sam_make(s, d, "{'Fn::Sub':['arn:${AWS::Partition}:dynamodb:${Region}:"
                          "${AWS::AccountId}:table/${Name}',{'Name':%n,'Region':%n}]}",
                          sam_copy(s, doc_get(d, "TableName")),
                          region ? sam_copy(s, region) : sam_make(s, d, "{'Ref':'AWS::Region'}"));
    struct doc_node *props = sam_make(
        s, d, "{'ApiId':%n,'Name':%n,'Type':%z,'Description':%n}", api_id(s, item, d),
        name ? sam_copy(s, name) : sam_text_node(s, d, d->key),
        table ? "AMAZON_DYNAMODB" : "AWS_LAMBDA", sam_copy(s, doc_get(d, "Description")));
    if (table)
        sam_put(s, props, "DynamoDBConfig",
                sam_make(s, d, "{'TableName':%n,'AwsRegion':%n}",
                         sam_copy(s, doc_get(d, "TableName")),
                         region ? sam_copy(s, region) : sam_make(s, d, "{'Ref':'AWS::Region'}")));
    else
        sam_put(s, props, "LambdaConfig",
                sam_make(s, d, "{'LambdaFunctionArn':%n}", sam_copy(s, target)));
    if (target || doc_get(d, "ServiceRoleArn"))
        sam_put(s, props, "ServiceRoleArn", source_role(s, item, id, d, target, table));
    sam_emit(s, item, id, d, "AWS::AppSync::DataSource", props);
    sam_rename(s, item, arena_str(s->arena, SAM_JOIN(s, STR("DataSources."), d->key)).ptr, id);
}

/* The data source of a function: one of the API's own, the one without, or any name. */
static struct doc_node *source_name(struct sam *s, const struct sam_item *item,
                                    const struct doc_node *f)
{
    const struct doc_node *said = doc_get(f, "DataSource");
    struct str name = doc_text(said), made = STR_NONE,
               none = SAM_JOIN(s, item->id, STR("NoneDataSource"));
    if (str_iis(name, "none")) {
        sam_emit(s, item, none, f, "AWS::AppSync::DataSource",
                 sam_make(s, f, "{'ApiId':%n,'Name':%s,'Type':'NONE'}", api_id(s, item, f), none));
        made = none;
    } else if (doc_get_str(doc_path(item->props, "DataSources.DynamoDb"), name)) {
        made = SAM_JOIN(s, item->id, name, STR("DynamoDBDataSource"));
    } else if (doc_get_str(doc_path(item->props, "DataSources.Lambda"), name)) {
        made = SAM_JOIN(s, item->id, name, STR("LambdaDataSource"));
    }
    return str_empty(made) ? sam_copy(s, said)
                           : sam_make(s, f, "{'Fn::GetAtt':[%s,'Name']}", made);
}

static void function(struct sam *s, const struct sam_item *item, const struct doc_node *f)
{
    const struct doc_node *name = doc_get(f, "Name");
    if (doc_get(f, "Id")) /* one that is defined elsewhere */
        return;
    sam_emit(s, item, SAM_JOIN(s, item->id, f->key), f, "AWS::AppSync::FunctionConfiguration",
             sam_make(s, f, "{'ApiId':%n,'Name':%n,'DataSourceName':%n,'Code':%n,"
                      "'CodeS3Location':%n}", api_id(s, item, f),
                      name ? sam_copy(s, name) : sam_text_node(s, f, f->key),
                      source_name(s, item, f), sam_copy(s, doc_get(f, "InlineCode")),
                      sam_copy(s, doc_get(f, "CodeUri"))));
}

static void resolver(struct sam *s, const struct sam_item *item, struct str type,
                     const struct doc_node *r)
{
    const struct doc_node *pipeline = doc_get(r, "Pipeline"), *field = doc_get(r, "FieldName");
    struct doc_node *steps = sam_make(s, r, "[]");
    for (const struct doc_node *c = doc_is_list(pipeline) ? doc_first(pipeline) : NULL; c;
         c = c->next) {
        const struct doc_node *f = doc_get_str(doc_get(item->props, "Functions"), doc_text(c));
        if (doc_get(f, "Id"))
            doc_append(steps, sam_copy(s, doc_get(f, "Id")));
        else
            doc_append(steps, sam_make(s, c, "{'Fn::GetAtt':[%s,'FunctionId']}",
                                       SAM_JOIN(s, item->id, doc_text(c))));
    }
    sam_emit(s, item, SAM_JOIN(s, item->id, type, r->key), r, "AWS::AppSync::Resolver",
             sam_make(s, r, "{'ApiId':%n,'TypeName':%s,'FieldName':%n,'Kind':'PIPELINE',"
                      "'PipelineConfig':{'Functions':%n}}", api_id(s, item, r), type,
                      field ? sam_copy(s, field) : sam_text_node(s, r, r->key), steps));
}

static void logging(struct sam *s, const struct sam_item *item, struct doc_node *props)
{
    const struct doc_node *said = doc_get(item->props, "Logging");
    struct str text, role = SAM_JOIN(s, item->id, STR("CloudWatchRole"));
    if (said && sam_text(s, said, &text) && str_iis(text, "false"))
        return;
    if (doc_is_map(said) && doc_get(said, "CloudWatchLogsRoleArn")) {
        sam_put(s, props, "LogConfig", sam_copy(s, said));
        return;
    }
    const struct doc_node *level = doc_get(said, "FieldLogLevel"), *at = said ? said : item->node;
    sam_put(s, props, "LogConfig",
            sam_make(s, at, "{'CloudWatchLogsRoleArn':{'Fn::GetAtt':[%s,'Arn']},"
                     "'FieldLogLevel':%n}", role,
                     level ? sam_copy(s, level) : sam_make(s, at, "'ALL'")));
    sam_emit(s, item, role, at, "AWS::IAM::Role",
             sam_make(s, at, "{'AssumeRolePolicyDocument':%n,'ManagedPolicyArns':["
                      "'arn:aws:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs']}",
                      sam_trust(s, at, "appsync.amazonaws.com")));
}

static void api(struct sam *s, const struct sam_item *item)
{
    static const char *const plain[] = {"XrayEnabled", "Visibility", "OwnerContact",
                                        "IntrospectionConfig", "QueryDepthLimit",
                                        "ResolverCountLimit", NULL};
    const struct doc_node *p = item->props, *name = doc_get(p, "Name"), *said = doc_get(p, "Auth"),
                          *more = doc_get(said, "Additional");
    struct doc_node *props = sam_make(s, item->node, "{'Name':%n}",
                                      name ? sam_copy(s, name)
                                           : sam_text_node(s, item->node, item->id));
    size_t number = 0;
    sam_pass(s, props, p, plain);
    auth(s, said, props);
    authorizer(s, item, said, &number);
    struct doc_node *others = sam_make(s, more ? more : item->node, "[]");
    for (const struct doc_node *c = doc_is_list(more) ? doc_first(more) : NULL; c; c = c->next) {
        struct doc_node *one = sam_make(s, c, "{}");
        auth(s, c, one);
        doc_append(others, one);
        authorizer(s, item, c, &number);
    }
    if (others->count)
        sam_put(s, props, "AdditionalAuthenticationProviders", others);
    logging(s, item, props);
    const struct doc_node *tags = sam_tag_map(s, item, "graphqlapi:createdBy");
    struct doc_node *list = sam_make(s, item->node, "[]");
    for (const struct doc_node *c = doc_first(tags); c; c = c->next)
        doc_append(list, sam_make(s, c, "{'Key':%s,'Value':%n}", c->key, sam_copy(s, c)));
    sam_put(s, props, "Tags", list);
    sam_emit_self(s, item, "AWS::AppSync::GraphQLApi", props);
}

static void around(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *p = item->props, *keys = doc_get(p, "ApiKeys"),
                          *domain = doc_get(p, "DomainName"), *cache = doc_get(p, "Cache");
    sam_emit(s, item, SAM_JOIN(s, item->id, STR("Schema")), item->node,
             "AWS::AppSync::GraphQLSchema",
             sam_make(s, item->node, "{'ApiId':%n,'Definition':%n,'DefinitionS3Location':%n}",
                      api_id(s, item, item->node), sam_copy(s, doc_get(p, "SchemaInline")),
                      sam_copy(s, doc_get(p, "SchemaUri"))));
    for (const struct doc_node *k = doc_is_map(keys) ? doc_first(keys) : NULL; k; k = k->next)
        sam_emit(s, item, SAM_JOIN(s, item->id, k->key), k, "AWS::AppSync::ApiKey",
                 sam_make(s, k, "{'ApiId':%n,'Description':%n,'Expires':%n}", api_id(s, item, k),
                          sam_copy(s, doc_get(k, "Description")),
                          sam_copy(s, doc_get(k, "ExpiresOn"))));
    if (doc_is_map(domain)) {
        sam_emit(s, item, SAM_JOIN(s, item->id, STR("DomainName")), domain,
                 "AWS::AppSync::DomainName", sam_copy(s, domain));
        sam_emit(s, item, SAM_JOIN(s, item->id, STR("DomainNameApiAssociation")), domain,
                 "AWS::AppSync::DomainNameApiAssociation",
                 sam_make(s, domain, "{'ApiId':%n,'DomainName':{'Fn::GetAtt':[%s,'DomainName']}}",
                          api_id(s, item, domain), SAM_JOIN(s, item->id, STR("DomainName"))));
    }
    if (doc_is_map(cache)) {
        struct doc_node *props = sam_copy(s, cache);
        sam_put(s, props, "ApiId", api_id(s, item, cache));
        sam_emit(s, item, SAM_JOIN(s, item->id, STR("ApiCache")), cache, "AWS::AppSync::ApiCache",
                 props);
    }
}

void sam_graphql(struct sam *s, const struct sam_item *item)
{
    const struct doc_node *p = item->props, *tables = doc_path(p, "DataSources.DynamoDb"),
                          *functions = doc_path(p, "DataSources.Lambda"),
                          *steps = doc_get(p, "Functions"), *resolvers = doc_get(p, "Resolvers");
    api(s, item);
    around(s, item);
    for (const struct doc_node *d = doc_is_map(tables) ? doc_first(tables) : NULL; d; d = d->next)
        data_source(s, item, d, true);
    for (const struct doc_node *d = doc_is_map(functions) ? doc_first(functions) : NULL; d;
         d = d->next)
        data_source(s, item, d, false);
    for (const struct doc_node *f = doc_is_map(steps) ? doc_first(steps) : NULL; f; f = f->next)
        function(s, item, f);
    for (const struct doc_node *t = doc_is_map(resolvers) ? doc_first(resolvers) : NULL; t;
         t = t->next)
        for (const struct doc_node *r = doc_is_map(t) ? doc_first(t) : NULL; r; r = r->next)
            resolver(s, item, t->key, r);
}
