/* SPDX-License-Identifier: MIT */
/* serverless_plugins.c - plugins that change the graph; others are named. */
#include "serverless_lower.h"

/* Plugins that pack, run or watch, but deploy nothing of their own. */
static const char *const quiet[] = {
    "serverless-offline", "serverless-webpack", "serverless-bundle", "serverless-esbuild",
    "serverless-python-requirements", "serverless-plugin-typescript", "serverless-dotenv-plugin",
    "serverless-prune-plugin", "serverless-pseudo-parameters", "serverless-iam-roles-per-function",
    "serverless-dynamodb-local", "serverless-deployment-bucket", "serverless-plugin-optimize",
    "serverless-offline-sqs", "serverless-offline-sns", "serverless-s3-local",
    "serverless-localstack",
    "serverless-export-env", "serverless-plugin-include-dependencies", "serverless-rust",
    "serverless-plugin-scripts", "serverless-scriptable-plugin", "serverless-hooks-plugin",
    "serverless-cf-vars", "serverless-ruby-layer", "serverless-plugin-split-stacks",
    "serverless-plugin-common-excludes", "serverless-jest-plugin", "serverless-mocha-plugin",
    "serverless-offline-scheduler", "serverless-offline-ssm", "serverless-layers",
    "serverless-stack-output", "serverless-plugin-tracing", "serverless-step-functions",
    "serverless-lift", "serverless-appsync-plugin", "serverless-domain-manager",
    "serverless-apigateway-service-proxy", "serverless-plugin-warmup", "serverless-pipes",
    "serverless-wsgi", "serverless-rack", "serverless-secrets-plugin",
    "serverless-certificate-creator",
    "serverless-associate-waf",
    "serverless-plugin-log-retention", "serverless-api-compression", "serverless-tag-cloud-formation",
};

static bool is_quiet(struct str name)
{
    for (size_t i = 0; i < COUNT(quiet); i++)
        if (str_is(name, quiet[i]))
            return true;
    return false;
}

static void name_others(struct sls *s)
{
    const struct doc_node *list = sls_resolve_path(&s->vars, "plugins");
    if (doc_is_map(list))
        list = doc_get(list, "modules");
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        if (doc_is_scalar(c) && !doc_is_null(c) && !is_quiet(doc_text(c)))
            sls_open(s, ARENA_JOIN(s->arena, STR("plugin "), doc_text(c)),
                     "what this plugin deploys is not known here: the map may lack it", c);
}

/* --- serverless-plugin-warmup ----------------------------------------------------------------- */

/* true, false, a stage, or a list of stages. */
static bool is_on(const struct sls *s, const struct doc_node *n, bool otherwise)
{
    for (const struct doc_node *c = doc_is_list(n) ? doc_first(n) : NULL; c; c = c->next)
        if (str_eq(doc_text(c), s->stage))
            return true;
    return !doc_is_list(n) && (str_eq(doc_text(n), s->stage) || sls_is(n, otherwise));
}

static bool is_warmed(const struct sls *s, const struct sls_function *f, struct str name,
                      bool otherwise)
{
    const struct doc_node *own = doc_get(f->node, "warmup");
    if (!doc_is_map(own))
        return is_on(s, own, otherwise);
    const struct doc_node *n = doc_get_str(own, name);
    return n ? is_on(s, doc_is_map(n) ? doc_get(n, "enabled") : n, true)
             : is_on(s, doc_get(own, "enabled"), otherwise);
}

#define GROUP_ARN(service, name) "{'Fn::Sub':'arn:${AWS::Partition}:" service ":${AWS::Region}:"       \
                                 "${AWS::AccountId}:" name "'}"

static void warmer_role(struct sls *s, const struct doc_node *at, struct str id, struct str name,
                        struct doc_node *targets)
{
    struct str group = ARENA_JOIN(s->arena, s->service, STR("-"), s->stage, STR("-warmup-plugin-"),
                                  name);
    sls_add(s, id, sls_make(
        s->doc, at, "{'Type':'AWS::IAM::Role','Properties':{'RoleName':{'Fn::Sub':"
                    "'%s-%s-${AWS::Region}-%s-role'},'AssumeRolePolicyDocument':{'Version':"
                    "'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':["
                    "'lambda.amazonaws.com']},'Action':'sts:AssumeRole'}]},'Policies':[{"
                    "'PolicyName':'%s-%s-warmer-%s-policy','PolicyDocument':{'Version':"
                    "'2012-10-17','Statement':[{'Effect':'Allow','Action':['logs:CreateLogGroup',"
                    "'logs:CreateLogStream'],'Resource':["
                    GROUP_ARN("logs", "log-group:/aws/lambda/%s:*") "]},{'Effect':'Allow','Action':"
                    "['logs:PutLogEvents'],'Resource':["
                    GROUP_ARN("logs", "log-group:/aws/lambda/%s:*:*") "]},{'Effect':'Allow',"
                    "'Action':['lambda:InvokeFunction'],'Resource':%m},{'Effect':'Allow','Action':"
                    "['ec2:CreateNetworkInterface','ec2:DescribeNetworkInterfaces',"
                    "'ec2:DetachNetworkInterface','ec2:DeleteNetworkInterface'],'Resource':'*'}]}}]"
                    "}}", s->service, s->stage, name, s->service, s->stage, name, group, group,
        targets));
}

static void warmer(struct sls *s, const struct doc_node *settings, struct str name)
{
    const struct doc_node *events = doc_get(settings, "events");
    bool all = is_on(s, doc_get(settings, "enabled"), false);
    struct doc_node *targets = sls_make(s->doc, settings, "[]");
    for (size_t i = 0; i < s->function_count; i++)
        if (is_warmed(s, &s->functions[i], name, all))
            doc_append(targets, sls_make(s->doc, settings, GROUP_ARN("lambda", "function:%s*"),
                                         doc_text(sls_function_name(s, &s->functions[i]))));
    if (!targets->count)
        return;
    struct str full = ARENA_JOIN(s->arena, STR("warmUpPlugin"), sls_norm(s->arena, name));
    const struct doc_node *said = doc_get(settings, "role");
    struct str role = ARENA_JOIN(s->arena, sls_norm(s->arena, full), STR("Role"));
    if (!said)
        warmer_role(s, settings, role, name, targets);
    struct doc_node *node = sls_make(
        s->doc, settings, "{'handler':'.warmup/%s/index.warmUp','name':'%s-%s-warmup-plugin-%s',"
                          "'memorySize':128,'timeout':10,'role':%m,'events':%m}",
        name, s->service, s->stage, name,
        said ? doc_copy(s->doc, s->doc, said) : sls_arn(s, settings, role),
        events ? doc_copy(s->doc, s->doc, events)
               : sls_make(s->doc, settings, "[{'schedule':'rate(5 minutes)'}]"));
    sls_events(s, sls_function_new(s, full, node));
}

static void warm_up(struct sls *s)
{
    const struct doc_node *all = sls_resolve_path(&s->vars, "custom.warmup");
    if (!doc_is_map(all))
        return;
    if (doc_is_scalar(doc_get(all, "enabled")) || doc_get(all, "events")) {
        warmer(s, all, STR("default")); /* before version 5: one of them, without a name */
        return;
    }
    for (const struct doc_node *c = doc_first(all); c; c = c->next)
        if (doc_is_map(c))
            warmer(s, c, c->key);
}

/* serverless-associate-waf: a web ACL that is there already, by its name. */
static void associate_waf(struct sls *s)
{
    const struct doc_node *n = sls_resolve_path(&s->vars, "custom.associateWaf");
    struct str name = sls_text(n, "name");
    if (name.len && doc_get(s->resources, "ApiGatewayRestApi"))
        sls_add(s, STR("AssociatedWaf"),
                sls_make(s->doc, n, "{'Type':'AWS::WAFv2::WebACLAssociation','Properties':{"
                                    "'ResourceArn':{'Fn::Sub':'arn:${AWS::Partition}:apigateway:"
                                    "${AWS::Region}::/restapis/${ApiGatewayRestApi}/stages/%s'},"
                                    "'WebACLArn':'%s'}}", s->stage, name));
}

void sls_plugins(struct sls *s)
{
    name_others(s);
    if (sls_has_plugin(s, "serverless-plugin-warmup"))
        warm_up(s);
    if (sls_has_plugin(s, "serverless-associate-waf"))
        associate_waf(s);
    sls_step_functions(s);
    sls_service_proxies(s);
    sls_pipes(s);
    sls_constructs(s);
    sls_graphql(s);
    sls_domains(s);
    const struct doc_node *agents = doc_get(s->root, "ai");
    if (agents)
        sls_open(s, STR("ai"), "what agents deploy is not known here: the map may lack it", agents);
}
