/* SPDX-License-Identifier: MIT */
/* serverless_appsync.c - GraphQL APIs: `appSync` at the top (plugin serverless-appsync-plugin from
 * version 2, the framework itself from version 4) and `custom.appSync` (version 1 of the plugin). */
#include "buf.h"
#include "limits.h"
#include "serverless_lower.h"

/* Where the members of the two forms differ. */
struct form {
    bool old;
    struct str prefix; /* of the ids of one of several APIs */
    const struct doc_node *api;
};

struct str sls_graphql_id(struct sls *s, struct str prefix, const char *head, struct str name)
{
    struct buf out = {0};
    buf_add(&out, prefix);
    buf_puts(&out, head);
    for (size_t i = 0; i < name.len; i++) { /* letters and digits, as they are */
        char c = str_lower(name.ptr[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            buf_putc(&out, name.ptr[i]);
    }
    struct str id = arena_str(s->arena, buf_str(&out));
    buf_release(&out);
    return id;
}

static struct str id_of(struct sls *s, const struct form *f, const char *head, struct str name)
{
    return sls_graphql_id(s, f->prefix, head, name);
}

static struct doc_node *api_id(struct sls *s, const struct form *f, const struct doc_node *at)
{
    return sls_make(s->doc, at, "{'Fn::GetAtt':[%s,'ApiId']}", id_of(s, f, "GraphQlApi", STR("")));
}

/* {functionName}, {functionArn}, {function: {handler}}; NULL: none is named. */
static struct doc_node *lambda_arn(struct sls *s, const struct doc_node *config, struct str name)
{
    const struct doc_node *own = doc_get(config, "function");
    const struct doc_node *arn = doc_get(config, "functionArn");
    struct str called = sls_text(config, "functionName"), alias = sls_text(config, "functionAlias");
    arn = arn ? arn : doc_get(config, "lambdaFunctionArn");
    const struct sls_function *f = NULL;
    if (doc_is_map(own))
        f = sls_function_new(s, name, own);
    else if (!arn && !str_empty(called) && !(f = sls_function_find(s, called)))
        sls_open(s, called, "no function of this name for the GraphQL API", config);
    if (f && !str_empty(alias))
        return sls_make(s->doc, config, "{'Fn::Join':[':',[{'Fn::GetAtt':[%s,'Arn']},%s]]}", f->id,
                        alias);
    return f ? sls_arn(s, config, f->id) : arn ? doc_copy(s->doc, s->doc, arn) : NULL;
}

/* --- Who may ask ------------------------------------------------------------------------------ */

static const struct doc_node *config_of(const struct form *f, const struct doc_node *a,
                                        const char *old_name)
{
    return doc_get(a, f->old ? old_name : "config");
}

static struct doc_node *provider(struct sls *s, const struct form *f, const struct doc_node *a)
{
    struct str type = sls_text(a, f->old ? "authenticationType" : "type");
    const struct doc_node *pool = NULL, *open = NULL, *code = NULL;
    if (str_is(type, "AMAZON_COGNITO_USER_POOLS"))
        pool = config_of(f, a, "userPoolConfig");
    else if (str_is(type, "OPENID_CONNECT"))
        open = config_of(f, a, "openIdConnectConfig");
    else if (str_is(type, "AWS_LAMBDA"))
        code = config_of(f, a, "lambdaAuthorizerConfig");
    struct doc_node *arn = NULL;
    if (code)
        arn = lambda_arn(s, code, ARENA_JOIN(s->arena, sls_text(doc_get(s->vars.raw, "appSync"),
                                                                "name"), STR("Authorizer")));
    if (arn)
        sls_add(s, id_of(s, f, "LambdaAuthorizerPermission", STR("")),
                sls_make(s->doc, code, "{'Type':'AWS::Lambda::Permission','Properties':{"
                                       "'FunctionName':%n,'Action':'lambda:InvokeFunction',"
                                       "'Principal':'appsync.amazonaws.com','SourceArn':{'Ref':%s}"
                                       "}}", arn, id_of(s, f, "GraphQlApi", STR(""))));
    return sls_make(
        s->doc, a, "{'AuthenticationType':%s,'UserPoolConfig':%m,'OpenIDConnectConfig':%m,"
                   "'LambdaAuthorizerConfig':%m}", type,
        pool ? sls_make(s->doc, pool, "{'UserPoolId':%n,'AwsRegion':%n,'DefaultAction':%n}",
                        doc_get(pool, "userPoolId"), doc_get(pool, "awsRegion"),
                        doc_get(pool, "defaultAction")) : NULL,
        open ? sls_make(s->doc, open, "{'Issuer':%n,'ClientId':%n}", doc_get(open, "issuer"),
                        doc_get(open, "clientId")) : NULL,
        arn ? sls_make(s->doc, code, "{'AuthorizerUri':%m}", arn) : NULL);
}

static void keys(struct sls *s, const struct form *f, const struct doc_node *api)
{
    const struct doc_node *list = doc_get(api, "apiKeys");
    for (const struct doc_node *c = doc_first(list); c; c = c->next) {
        struct str name = doc_is_map(c) ? sls_text(c, "name") : doc_text(c);
        sls_add(s, id_of(s, f, "GraphQlApi", name),
                sls_make(s->doc, c, "{'Type':'AWS::AppSync::ApiKey','Properties':{'ApiId':%m,"
                                    "'Description':%s}}", api_id(s, f, c), name));
    }
}

/* --- What answers ----------------------------------------------------------------------------- */

#define APPSYNC_ROLE(policies) "{'Type':'AWS::IAM::Role','Properties':{'AssumeRolePolicyDocument':{"  \
                               "'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{" \
                               "'Service':['appsync.amazonaws.com']},'Action':['sts:AssumeRole']}]}" \
                               policies "}}"

/* What the role of a source may do, if the file does not say it. */
static struct doc_node *usual_rights(struct sls *s, const struct doc_node *config, struct str type,
                                     const struct doc_node *function)
{
    const struct doc_node *table = doc_get(config, "tableName"), *bus = doc_get(config, "eventBusArn");
    const struct doc_node *domain = doc_get(config, "domain");
    const struct doc_node *cluster = doc_get(config, "dbClusterIdentifier");
    const struct doc_node *secret = doc_get(config, "awsSecretStoreArn");
    if (str_is(type, "AWS_LAMBDA") && function)
        return sls_make(s->doc, config, "[{'Effect':'Allow','Action':['lambda:invokeFunction'],"
                                        "'Resource':[%n,{'Fn::Join':[':',[%n,'*']]}]}]",
                        function, function);
    if (str_is(type, "AMAZON_DYNAMODB") && table)
        return sls_make(s->doc, config, "[{'Effect':'Allow','Action':['dynamodb:DeleteItem',"
                                        "'dynamodb:GetItem','dynamodb:PutItem','dynamodb:Query',"
                                        "'dynamodb:Scan','dynamodb:UpdateItem',"
                                        "'dynamodb:BatchGetItem','dynamodb:BatchWriteItem',"
                                        "'dynamodb:ConditionCheckItem'],'Resource':[{'Fn::Join':"
                                        "['/',[{'Fn::Sub':'arn:${AWS::Partition}:dynamodb:"
                                        "${AWS::Region}:${AWS::AccountId}:table'},%n]]},{'Fn::Join'"
                                        ":['/',[{'Fn::Sub':'arn:${AWS::Partition}:dynamodb:"
                                        "${AWS::Region}:${AWS::AccountId}:table'},%n,'*']]}]}]",
                        table, table);
    if (str_is(type, "AMAZON_EVENTBRIDGE") && bus)
        return sls_make(s->doc, config, "[{'Effect':'Allow','Action':['events:PutEvents'],"
                                        "'Resource':[%n]}]", bus);
    if (str_is(type, "RELATIONAL_DATABASE") && cluster)
        return sls_make(s->doc, config, "[{'Effect':'Allow','Action':['rds-data:DeleteItems',"
                                        "'rds-data:ExecuteSql','rds-data:ExecuteStatement',"
                                        "'rds-data:GetItems','rds-data:InsertItems',"
                                        "'rds-data:UpdateItems'],'Resource':[{'Fn::Join':[':',["
                                        "'arn',{'Ref':'AWS::Partition'},'rds',{'Ref':'AWS::Region'}"
                                        ",{'Ref':'AWS::AccountId'},'cluster',%n]]}]},{'Effect':"
                                        "'Allow','Action':['secretsmanager:GetSecretValue'],"
                                        "'Resource':[%n]}]", cluster, secret);
    if (domain)
        return sls_make(s->doc, config, "[{'Effect':'Allow','Action':['es:ESHttpDelete',"
                                        "'es:ESHttpGet','es:ESHttpHead','es:ESHttpPost',"
                                        "'es:ESHttpPut','es:ESHttpPatch'],'Resource':[{'Fn::Join':["
                                        "'/',[{'Fn::GetAtt':[%n,'Arn']},'*']]}]}]", domain);
    return NULL;
}

/* Calls of a service of AWS, signed by the role of the source; NULL: it is none. */
static struct doc_node *signing(struct sls *s, const struct doc_node *config)
{
    const struct doc_node *iam = doc_get(doc_get(config, "authorizationConfig"), "awsIamConfig");
    return iam ? sls_make(s->doc, iam, "{'AwsIamConfig':{'SigningServiceName':%n}}",
                          doc_get(iam, "signingServiceName")) : NULL;
}

static void source(struct sls *s, const struct form *f, const struct doc_node *n, struct str name)
{
    struct str type = sls_text(n, "type"), id = id_of(s, f, "GraphQlDs", name);
    struct str role_id = ARENA_JOIN(s->arena, id, STR("Role"));
    const struct doc_node *config = doc_get(n, "config"), *given = doc_get(config, "serviceRoleArn");
    struct doc_node *arn = str_is(type, "AWS_LAMBDA") ? lambda_arn(s, config, name) : NULL;
    const struct doc_node *said = doc_get(config, "iamRoleStatements"), *at = config ? config : n;
    const struct doc_node *table = doc_get(config, "tableName"), *bus = doc_get(config, "eventBusArn");
    const struct doc_node *web = doc_get(config, "endpoint");
    const struct doc_node *cluster = doc_get(config, "dbClusterIdentifier");
    struct doc_node *rights = said ? doc_copy(s->doc, s->doc, said)
                                   : usual_rights(s, config, type, arn);
    if (!given && rights && rights->count)
        sls_add(s, role_id, sls_make(s->doc, at, APPSYNC_ROLE(",'Policies':[{'PolicyName':"
                                                              "'AppSync-Datasource-%s',"
                                                              "'PolicyDocument':{'Version':"
                                                              "'2012-10-17','Statement':%m}}]"),
                                     name, rights));
    struct doc_node *role = given ? doc_copy(s->doc, s->doc, given)
                            : sls_has(s, role_id) ? sls_arn(s, at, role_id) : NULL;
    sls_add(s, id, sls_make(
        s->doc, n, "{'Type':'AWS::AppSync::DataSource','Properties':{'ApiId':%m,'Name':%s,'Type':%s,"
                   "'LambdaConfig':%m,'DynamoDBConfig':%m,'HttpConfig':%m,'EventBridgeConfig':%m,"
                   "'RelationalDatabaseConfig':%m,'ServiceRoleArn':%m}}",
        api_id(s, f, n), name, type,
        arn ? sls_make(s->doc, at, "{'LambdaFunctionArn':%n}", arn) : NULL,
        table ? sls_make(s->doc, at, "{'TableName':%n}", table) : NULL,
        web && str_is(type, "HTTP") ? sls_make(s->doc, at, "{'Endpoint':%n,'AuthorizationConfig':%m}",
                                               web, signing(s, config)) : NULL,
        bus ? sls_make(s->doc, at, "{'EventBusArn':%n}", bus) : NULL,
        cluster ? sls_make(s->doc, at, "{'RdsHttpEndpointConfig':{'DbClusterIdentifier':%n,"
                                       "'AwsSecretStoreArn':%n}}", cluster,
                           doc_get(config, "awsSecretStoreArn")) : NULL,
        role));
}

/* The source of a resolver: a name, or one that is described right here under `name`. */
static struct str source_name(struct sls *s, const struct form *f, const struct doc_node *n,
                              struct str name)
{
    const struct doc_node *said = doc_get(n, "dataSource");
    if (!doc_is_map(said))
        return doc_text(said);
    source(s, f, said, name);
    return name;
}

/* What is put into the text of a request for ${names}: more of it is not read. NULL: nothing. */
static struct doc_node *request(struct sls *s, const struct form *f, const struct doc_node *n,
                                struct str usual)
{
    const struct doc_node *own = doc_get(n, "substitutions");
    const struct doc_node *all = doc_get(f->api, "substitutions"), *said = doc_get(n, "request");
    struct str name = said && doc_is_scalar(said) ? doc_text(said) : STR("");
    struct str folder = sls_text(f->api, "mappingTemplatesLocation"), path, text;
    bool on;
    if (doc_is_map(all) + doc_is_map(own) == 0 || doc_bool(said, &on) || (!f->old && !name.len))
        return NULL;
    if (f->old)
        name = ARENA_JOIN(s->arena, folder.len ? folder : STR("mapping-templates"), STR("/"),
                          name.len ? name : ARENA_JOIN(s->arena, usual, STR(".request.vtl")));
    if (!s->host->join(s->host->arg, s->vars.folder, name, &path) ||
        !s->host->read(s->host->arg, path, &text) || text.len > LIMIT_STRING_BYTES)
        return NULL;
    struct doc_node *parts = sls_make(s->doc, n, "[]");
    for (int i = 0; i < 2; i++) {
        const struct doc_node *map = i ? own : all;
        for (const struct doc_node *c = doc_is_map(map) ? doc_first(map) : NULL; c; c = c->next)
            if (str_find(text, ARENA_JOIN(s->arena, STR("${"), c->key, STR("}"))) != STR_NPOS)
                doc_append(parts, doc_copy(s->doc, s->doc, c));
    }
    return parts->count ? sls_make(s->doc, n, "{'Fn::Join':['',%m]}", parts) : NULL;
}

static void pipeline_step(struct sls *s, const struct form *f, const struct doc_node *n,
                          struct str name)
{
    struct str from = source_name(s, f, n, name);
    sls_add(s, id_of(s, f, "GraphQlFunctionConfiguration", name),
            sls_make(s->doc, n, "{'Type':'AWS::AppSync::FunctionConfiguration','Properties':{"
                                "'ApiId':%m,'Name':%s,'DataSourceName':{'Fn::GetAtt':[%s,'Name']},"
                                "'RequestMappingTemplate':%m}}",
                     api_id(s, f, n), name, id_of(s, f, "GraphQlDs", from),
                     request(s, f, n, name)));
}

/* "Query.a-b" -> "Query_a-b": the first sign that is no letter. */
static struct str resource_name(struct sls *s, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = str_lower(text.ptr[i]);
        if (!((c >= 'a' && c <= 'z') || c == '_'))
            return ARENA_JOIN(s->arena, str_sub(text, 0, i), STR("_"), str_from_at(text, i + 1));
    }
    return text;
}

/* n: what the resolver says, or the name of its source. */
static void resolver(struct sls *s, const struct form *f, const struct doc_node *n, struct str type,
                     struct str field)
{
    struct str whole = ARENA_JOIN(s->arena, type, STR("."), field);
    struct str kind = sls_text(n, "kind"), name = resource_name(s, whole);
    bool unit = doc_is_scalar(n) || str_is(kind, "UNIT") || (f->old && !str_is(kind, "PIPELINE"));
    struct doc_node *steps = NULL, *from = NULL;
    const struct doc_node *list = doc_get(n, "functions");
    unsigned i = 0;
    if (unit) {
        struct str said = doc_is_scalar(n) ? doc_text(n) : source_name(s, f, n, name);
        from = sls_make(s->doc, n, "{'Fn::GetAtt':[%s,'Name']}", id_of(s, f, "GraphQlDs", said));
    } else {
        steps = sls_make(s->doc, n, "[]");
        for (const struct doc_node *c = doc_first(list); c; c = c->next, i++) {
            struct str step = doc_text(c);
            if (doc_is_map(c)) {
                step = arena_printf(s->arena, "%.*s_%u", (int)name.len, name.ptr, i);
                pipeline_step(s, f, c, step);
            }
            doc_append(steps, sls_make(s->doc, c, "{'Fn::GetAtt':[%s,'FunctionId']}",
                                       id_of(s, f, "GraphQlFunctionConfiguration", step)));
        }
    }
    sls_add(s, id_of(s, f, "GraphQlResolver", whole),
            sls_make(s->doc, n, "{'Type':'AWS::AppSync::Resolver','Properties':{'ApiId':%m,"
                                "'TypeName':%s,'FieldName':%s,'Kind':%s,'DataSourceName':%m,"
                                "'PipelineConfig':%m,'RequestMappingTemplate':%m},'DependsOn':"
                                "[%s]}",
                     api_id(s, f, n), type, field, unit ? STR("UNIT") : STR("PIPELINE"), from,
                     steps ? sls_make(s->doc, n, "{'Functions':%m}", steps) : NULL,
                     request(s, f, n, whole), id_of(s, f, "GraphQlSchema", STR(""))));
}

/* --- Lists of both forms: maps by name, lists of such maps, or lists of what has a name ------- */

static void each_in(struct sls *s, const struct form *f, const struct doc_node *all,
                    void (*make)(struct sls *s, const struct form *f, const struct doc_node *n,
                                 struct str name), unsigned depth)
{
    for (const struct doc_node *c = doc_first(all); c && depth < 4; c = c->next) {
        bool whole = f->old && (doc_get(c, "name") || doc_get(c, "field"));
        if (doc_is_map(all))
            make(s, f, c, c->key);
        else if (whole)
            make(s, f, c, sls_text(c, "name"));
        else if (doc_is_map(c) || (f->old && doc_is_list(c))) /* a file each */
            each_in(s, f, c, make, depth + 1);
    }
}

static void each(struct sls *s, const struct form *f, const struct doc_node *n, const char *key,
                 void (*make)(struct sls *s, const struct form *f, const struct doc_node *n,
                              struct str name))
{
    each_in(s, f, doc_get(n, key), make, 0);
}

static void named_resolver(struct sls *s, const struct form *f, const struct doc_node *n,
                           struct str name)
{
    struct str field = name, type = sls_text(n, "type"), said = sls_text(n, "field");
    struct str first = STR_NONE;
    if (!f->old)
        str_cut(&field, '.', &first);
    resolver(s, f, n, str_empty(type) ? first : type, str_empty(said) ? field : said);
}

/* --- Logs, doors ------------------------------------------------------------------------------ */

static void logs(struct sls *s, const struct form *f, const struct doc_node *n,
                 const struct doc_node *role)
{
    struct str group = id_of(s, f, "GraphQlApiLogGroup", STR(""));
    struct str role_id = id_of(s, f, "GraphQlApiLogGroupRole", STR(""));
    struct str policy = id_of(s, f, "GraphQlApiLogGroupPolicy", STR(""));
    sls_add(s, group,
            sls_make(s->doc, n, "{'Type':'AWS::Logs::LogGroup','Properties':{'LogGroupName':{"
                                "'Fn::Join':['/',['/aws/appsync/apis',%m]]},'RetentionInDays':%n}}",
                     api_id(s, f, n), doc_get(n, "retentionInDays")));
    if (role)
        return;
    sls_add(s, policy,
            sls_make(s->doc, n, "{'Type':'AWS::IAM::Policy','Properties':{'PolicyName':%s,'Roles':["
                                "{'Ref':%s}],'PolicyDocument':{'Version':'2012-10-17','Statement':["
                                "{'Effect':'Allow','Action':['logs:CreateLogGroup',"
                                "'logs:CreateLogStream','logs:PutLogEvents'],'Resource':[{"
                                "'Fn::GetAtt':[%s,'Arn']}]}]}}}", policy, role_id, group));
    sls_add(s, role_id, sls_make(s->doc, n, APPSYNC_ROLE("")));
}

/* Of the rules, those that limit: "throttle", {throttle: 200}, {throttle: {limit: 200}}. */
static struct doc_node *rules(struct sls *s, const struct doc_node *n)
{
    struct doc_node *all = sls_make(s->doc, n, "[]");
    for (const struct doc_node *c = doc_first(doc_get(n, "rules")); c; c = c->next) {
        const struct doc_node *t = doc_is_map(c) ? doc_get(c, "throttle") : c;
        const struct doc_node *limit = doc_is_map(t) ? doc_get(t, "limit") : t;
        if (!t || (doc_is_scalar(c) && !str_is(doc_text(c), "throttle")))
            continue;
        if (!limit || doc_is_scalar(c))
            limit = sls_make(s->doc, c, "100");
        doc_append(all, sls_make(s->doc, c, "{'Name':'Throttle','Statement':{'RateBasedStatement':"
                                            "{'Limit':%n,'AggregateKeyType':'IP'}}}", limit));
    }
    return all;
}

static void firewall(struct sls *s, const struct form *f, const struct doc_node *api)
{
    const struct doc_node *n = doc_get(api, f->old ? "wafConfig" : "waf");
    const struct doc_node *given = doc_get(n, "arn"), *on = doc_get(n, "enabled");
    struct str id = id_of(s, f, "GraphQlWaf", STR("")), name = sls_text(n, "name");
    if (str_empty(name) && sls_text(api, "name").len)
        name = ARENA_JOIN(s->arena, sls_text(api, "name"), STR("Waf"));
    if (!doc_is_map(n) || !sls_is(on, true))
        return;
    if (!given)
        sls_add(s, id, sls_make(s->doc, n, "{'Type':'AWS::WAFv2::WebACL','Properties':{'Scope':"
                                           "'REGIONAL','DefaultAction':{'%s':{}},'Rules':%m,"
                                           "'Name':%m}}",
                                str_empty(sls_text(n, "defaultAction"))
                                    ? STR("Allow") : sls_text(n, "defaultAction"),
                                rules(s, n),
                                name.len ? sls_make(s->doc, n, "%s", name) : NULL));
    sls_add(s, id_of(s, f, "GraphQlWafAssoc", STR("")),
            sls_make(s->doc, n, "{'Type':'AWS::WAFv2::WebACLAssociation','Properties':{"
                                "'ResourceArn':{'Fn::GetAtt':[%s,'Arn']},'WebACLArn':%m}}",
                     id_of(s, f, "GraphQlApi", STR("")),
                     given ? doc_copy(s->doc, s->doc, given) : sls_arn(s, n, id)));
}

static void domain(struct sls *s, const struct form *f, const struct doc_node *n)
{
    struct str id = id_of(s, f, "GraphQlDomainName", STR(""));
    if (!doc_is_map(n) || !sls_is(doc_get(n, "enabled"), true) ||
        !sls_is(doc_get(n, "useCloudFormation"), true))
        return;
    sls_add(s, id, sls_make(s->doc, n, "{'Type':'AWS::AppSync::DomainName','Properties':{"
                                       "'DomainName':%n,'CertificateArn':%n}}", doc_get(n, "name"),
                            doc_get(n, "certificateArn")));
    sls_add(s, id_of(s, f, "GraphQlDomainAssociation", STR("")),
            sls_make(s->doc, n, "{'Type':'AWS::AppSync::DomainNameApiAssociation','Properties':{"
                                "'ApiId':%m,'DomainName':%n},'DependsOn':[%s]}", api_id(s, f, n),
                     doc_get(n, "name"), id));
}

/* --- The API ---------------------------------------------------------------------------------- */

/* The texts of all files of the schema; empty: one of them is not there. */
static struct str schema(struct sls *s, const struct doc_node *api)
{
    const struct doc_node *said = doc_get(api, "schema");
    const struct doc_node *list = doc_is_list(said) ? said
                                  : said ? sls_make(s->doc, said, "[%n]", said)
                                         : sls_make(s->doc, api, "['schema.graphql']");
    struct buf out = {0};
    for (const struct doc_node *c = doc_first(list); c; c = c->next) {
        struct str path, bytes;
        if (!s->host->join(s->host->arg, s->vars.folder, doc_text(c), &path) ||
            !s->host->read(s->host->arg, path, &bytes) || bytes.len > LIMIT_STRING_BYTES) {
            sls_open(s, doc_text(c), "the schema is not among the files", c);
            buf_release(&out);
            return STR_NONE;
        }
        buf_add(&out, bytes);
        buf_putc(&out, '\n');
    }
    struct str text = arena_str(s->arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static void one_api(struct sls *s, const struct doc_node *n, const struct form *f)
{
    const struct doc_node *log = doc_get(n, f->old ? "logConfig" : "logging");
    const struct doc_node *role = doc_get(log, f->old ? "loggingRoleArn" : "roleArn");
    const struct doc_node *more = doc_get(n, f->old ? "additionalAuthenticationProviders"
                                                    : "additionalAuthentications");
    const struct doc_node *traced = doc_get(n, "xrayEnabled");
    const struct doc_node *first = f->old ? n : doc_get(n, "authentication");
    bool logged = doc_is_map(log) && sls_is(doc_get(log, "enabled"), true);
    struct doc_node *providers = NULL;
    for (const struct doc_node *c = doc_first(more); c; c = c->next) {
        providers = providers ? providers : sls_make(s->doc, more, "[]");
        doc_append(providers, provider(s, f, c));
    }
    struct doc_node *properties = first ? provider(s, f, first) : sls_make(s->doc, n, "{}");
    struct doc_node *rest = sls_make(
        s->doc, n, "{'Name':%n,'XrayEnabled':%m,'Visibility':%n,"
                   "'AdditionalAuthenticationProviders':%m,'LogConfig':%m}",
        doc_get(n, "name"),
        traced ? doc_copy(s->doc, s->doc, traced) : sls_make(s->doc, n, "false"),
        doc_get(n, "visibility"), providers,
        logged ? sls_make(s->doc, log, "{'CloudWatchLogsRoleArn':%m,'FieldLogLevel':%n}",
                          role ? doc_copy(s->doc, s->doc, role)
                               : sls_arn(s, log, id_of(s, f, "GraphQlApiLogGroupRole", STR(""))),
                          doc_get(log, "level")) : NULL);
    sls_add(s, id_of(s, f, "GraphQlApi", STR("")),
            sls_make(s->doc, n, "{'Type':'AWS::AppSync::GraphQLApi','Properties':%m}",
                     sls_merge(s->doc, properties, rest)));
    sls_add(s, id_of(s, f, "GraphQlSchema", STR("")),
            sls_make(s->doc, n, "{'Type':'AWS::AppSync::GraphQLSchema','Properties':{'ApiId':%m,"
                                "'Definition':%s}}", api_id(s, f, n), schema(s, n)));
    if (logged)
        logs(s, f, log, role);
    keys(s, f, n);
    each(s, f, n, "dataSources", source);
    each(s, f, n, f->old ? "functionConfigurations" : "pipelineFunctions", pipeline_step);
    each(s, f, n, f->old ? "mappingTemplates" : "resolvers", named_resolver);
    firewall(s, f, n);
    domain(s, f, doc_get(n, "domain"));
}

void sls_graphql(struct sls *s)
{
    const struct doc_node *now = sls_resolve_path(&s->vars, "appSync");
    const struct doc_node *old = sls_resolve_path(&s->vars, "custom.appSync");
    if (doc_is_map(now))
        one_api(s, now, &(struct form){.prefix = STR(""), .api = now});
    if (doc_is_map(old))
        one_api(s, old, &(struct form){.old = true, .prefix = STR(""), .api = old});
    for (const struct doc_node *c = doc_is_list(old) ? doc_first(old) : NULL; c; c = c->next) {
        struct str name = sls_text(c, "name");
        if (doc_is_map(c)) /* in a list, be it of one, ids begin with the name */
            one_api(s, c, &(struct form){true, sls_alnum(s->arena, name.len ? name : STR("api")), c});
    }
}
