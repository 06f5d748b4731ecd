/* SPDX-License-Identifier: MIT */
/* cfn_compute.c - containers and machines, builds and pipelines. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- Containers and machines -------------------------------------------------------------------- */

static void setting_list(struct cfn *c, struct cfn_resource *r, const struct doc_node *list,
                         const char *name_key, const char *value_key)
{
    const struct cfn_item *items;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *value = doc_get(items[i].node, value_key);
        if (!value)
            continue;
        struct doc_node named = *value; /* a setting is called by its key */
        named.key = cfn_text(&c->scope, doc_get(items[i].node, name_key));
        cfn_setting(c, r->node, r->id, &named);
    }
}

/* Containers and machines: settings and secrets of a task, what its image is. */
void cfn_emit_compute(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link image = {EDGE_CODE_FROM, NODE_CODE, false, EVIDENCE_DECLARED,
                                          NULL, NULL};
    static const struct cfn_link group = {EDGE_INVOKES, NODE_FRONT, true, EVIDENCE_DECLARED,
                                          NULL, NULL};
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "ContainerDefinitions");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, "Image"), &image, r->condition);
        setting_list(c, r, cfn_get(&c->scope, items[i].node, "Environment"), "Name", "Value");
        setting_list(c, r, cfn_get(&c->scope, items[i].node, "Secrets"), "Name", "ValueFrom");
    }
    setting_list(c, r, cfn_prop(c, r, "ContainerProperties.Environment"), "Name", "Value");
    if (cfn_prop(c, r, "UserData"))
        graph_attr_typed(c->g, r->node, STR("user-data"), ATTR_BOOL, STR("true"));
    list = cfn_prop(c, r, "LoadBalancers");
    count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, "TargetGroupArn"), &group,
                 r->condition);
}

void cfn_emit_app_runner(struct cfn *c, struct cfn_resource *r)
{
    static const char *const sources[] = {
        "SourceConfiguration.ImageRepository.ImageConfiguration",
        "SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues"};
    bool open = cfn_prop_bool(c, r, "NetworkConfiguration.IngressConfiguration."
                                    "IsPubliclyAccessible", true);
    for (size_t i = 0; i < COUNT(sources); i++) {
        const struct doc_node *how = cfn_prop(c, r, sources[i]);
        setting_list(c, r, cfn_get(&c->scope, how, "RuntimeEnvironmentVariables"), "Name", "Value");
        setting_list(c, r, cfn_get(&c->scope, how, "RuntimeEnvironmentSecrets"), "Name", "Value");
    }
    if (!open)
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    cfn_expose(c, cfn_internet(c), r->node, open ? AUTH_NONE : AUTH_PRIVATE, r->at, r->condition);
}

/* --- Builds and pipelines ----------------------------------------------------------------------- */

static const struct cfn_link code_from = {EDGE_CODE_FROM, NODE_CODE, false, EVIDENCE_DECLARED, NULL,
                                          NULL};
static const struct cfn_link from_bucket = {EDGE_CODE_FROM, NODE_BUCKET, false, EVIDENCE_DECLARED,
                                            NULL, NULL};

/* A variable is a value, or the name of a secret or a parameter. */
static void build_variable(struct cfn *c, struct cfn_resource *r, const struct doc_node *variable)
{
    struct str type = cfn_text(&c->scope, doc_get(variable, "Type"));
    const struct doc_node *value = doc_get(variable, "Value");
    bool secret = str_is(type, "SECRETS_MANAGER");
    if (!value)
        return;
    struct doc_node named = *value;
    named.key = cfn_text(&c->scope, doc_get(variable, "Name"));
    if (!secret && !str_is(type, "PARAMETER_STORE")) {
        cfn_setting(c, r->node, r->id, &named);
        return;
    }
    struct cfn_value v = cfn_value(&c->scope, value);
    if (secret && !v.refs && !str_starts(v.text, STR("arn:"))) /* id:key:stage:version */
        v.text = str_sub(v.text, 0, str_chr(v.text, ':') == STR_NPOS ? v.text.len
                                                                      : str_chr(v.text, ':'));
    node_id to = cfn_target(c, &v, secret ? NODE_SECRET : NODE_PARAM, cfn_at(c, value));
    edge_id e = cfn_edge(c, EDGE_USES, r->node, to, value, r->condition);
    if (e)
        graph_edge_attr(c->g, e, FACT_SETTING, cfn_safe(c, named.key));
}

void cfn_emit_build(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "Environment.EnvironmentVariables");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        build_variable(c, r, items[i].node);
    struct str type = cfn_prop_text(c, r, "Source.Type");
    const struct doc_node *place = cfn_prop(c, r, "Source.Location");
    struct str image = cfn_prop_text(c, r, "Environment.Image");
    if (place)
        cfn_link(c, r->node, place, str_is(type, "S3") ? &from_bucket : &code_from, r->condition);
    if (image.len && !str_starts(image, STR("aws/codebuild/")))
        cfn_link(c, r->node, cfn_prop(c, r, "Environment.Image"), &code_from, r->condition);
    cfn_attr(c, r->node, "webhook", cfn_prop(c, r, "Triggers.Webhook"));
    cfn_attr(c, r->node, "privileged", cfn_prop(c, r, "Environment.PrivilegedMode"));
}

/* What the configuration of an action names. */
static void pipeline_action(struct cfn *c, struct cfn_resource *r, const struct doc_node *action,
                            struct str condition)
{
    static const struct {
        const char *key;
        struct cfn_link link;
    } named[] = {
        {"ProjectName", {EDGE_INVOKES, NODE_COMPUTE, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"FunctionName", {EDGE_INVOKES, NODE_FUNCTION, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"StateMachineArn", {EDGE_INVOKES, NODE_WORKFLOW, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"RepositoryName", {EDGE_CODE_FROM, NODE_CODE, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"FullRepositoryId", {EDGE_CODE_FROM, NODE_CODE, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"S3Bucket", {EDGE_CODE_FROM, NODE_BUCKET, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"BucketName", {EDGE_WRITES, NODE_BUCKET, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"ConnectionArn", {EDGE_USES, NODE_SECRET, false, EVIDENCE_DECLARED, NULL, NULL}},
        {"RoleArn", {EDGE_DEPENDS, NODE_IDENTITY, false, EVIDENCE_DECLARED, NULL, NULL}},
    };
    static const struct cfn_link role = {EDGE_RUNS_AS, NODE_IDENTITY, false, EVIDENCE_DECLARED,
                                         NULL, NULL};
    const struct doc_node *with = cfn_get(&c->scope, action, "Configuration");
    for (size_t i = 0; i < COUNT(named); i++)
        cfn_link(c, r->node, cfn_get(&c->scope, with, named[i].key), &named[i].link, condition);
    cfn_link(c, r->node, cfn_get(&c->scope, action, "RoleArn"), &role, condition);
    const struct doc_node *token = cfn_get(&c->scope, with, "OAuthToken");
    if (token) {
        struct doc_node setting = *token;
        setting.key = STR("OAuthToken");
        cfn_setting(c, r->node, r->id, &setting);
    }
}

void cfn_emit_pipeline(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *stages, *actions;
    const struct doc_node *list = cfn_prop(c, r, "Stages");
    size_t count = list ? cfn_list(&c->scope, list, &stages) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *of = cfn_get(&c->scope, stages[i].node, "Actions");
        size_t n = of ? cfn_list(&c->scope, of, &actions) : 0;
        struct str condition = terms_both(c->arena, r->condition, stages[i].condition);
        for (size_t k = 0; k < n; k++)
            pipeline_action(c, r, actions[k].node,
                            terms_both(c->arena, condition, actions[k].condition));
    }
}

void cfn_emit_pipeline_webhook(struct cfn *c, struct cfn_resource *r)
{
    struct str how = cfn_prop_text(c, r, "Authentication");
    edge_id e = cfn_expose(c, cfn_internet(c), r->node,
                           str_is(how, "GITHUB_HMAC") ? AUTH_WEBHOOK_SIG : AUTH_NONE, r->at,
                           r->condition);
    if (e && str_is(how, "IP"))
        graph_edge_guard(c->g, e, STR("ipallow"));
    const struct doc_node *to = cfn_prop(c, r, "TargetPipeline");
    cfn_edge(c, EDGE_INVOKES, r->node, to ? cfn_target_of(c, to, NODE_WORKFLOW) : 0, to,
             r->condition);
    const struct doc_node *token = cfn_prop(c, r, "AuthenticationConfiguration.SecretToken");
    if (token) {
        struct doc_node setting = *token;
        setting.key = STR("SecretToken");
        cfn_setting(c, r->node, r->id, &setting);
    }
}
