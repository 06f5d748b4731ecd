/* SPDX-License-Identifier: MIT */
/* cfn_secrets.c - secrets, parameters, keys, what is proved with them. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "secrets.h"

void cfn_emit_secret(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *token = cfn_prop(c, r, "Token"); /* of a source of builds */
    struct str raw = cfn_known(&c->scope, token ? token : cfn_prop(c, r, "SecretString"));
    graph_set_sensitivity(c->g, r->node, 3);
    if (cfn_prop(c, r, "GenerateSecretString"))
        graph_attr(c->g, r->node, "value", STR("generated"));
    if (raw.len) {
        graph_attr(c->g, r->node, FACT_FINGERPRINT, import_secret(c->im, raw));
        graph_attr(c->g, r->node, "value", STR("in the template"));
    }
}

/* --- Shown by the deployment -------------------------------------------------------------------- */

static bool is_hidden(struct cfn *c, const struct cfn_ref *ref)
{
    bool hidden = false;
    const struct doc_node *p = ref->kind == CFN_REF_PARAM
                                   ? doc_get_str(c->scope.parameters, ref->id) : NULL;
    return doc_bool(doc_get(p, "NoEcho"), &hidden) && hidden;
}

/* A parameter that is not shown, or the key of a user; 0: the reference gives neither. */
static node_id shown_by(struct cfn *c, const struct cfn_ref *ref)
{
    struct cfn_resource *r = cfn_is_key_value(ref) ? cfn_find(c, ref->id) : NULL;
    if (r)
        return cfn_is(r, "AWS::IAM::AccessKey") ? cfn_node_of(c, r) : 0;
    if (!is_hidden(c, ref))
        return 0;
    node_id n = cfn_part(c, NODE_SECRET, ref->id, ref->id,
                         cfn_at(c, doc_get_str(c->scope.parameters, ref->id)));
    graph_set_sensitivity(c->g, n, 3);
    return n;
}

/* "{{resolve:secretsmanager:...}}", "{{resolve:ssm-secure:...}}" */
static bool is_resolved(const struct cfn_value *v)
{
    for (const struct cfn_ref *ref = v->refs; ref; ref = ref->next)
        if (ref->kind == CFN_REF_DYNAMIC && !str_is(ref->attr, "ssm"))
            return true;
    return false;
}

static void show(struct cfn *c, node_id by, node_id secret, const struct doc_node *value,
                 struct str setting, struct str condition)
{
    edge_id e = secret && secret != by ? cfn_edge(c, EDGE_USES, by, secret, value, condition) : 0;
    if (!e)
        return;
    graph_edge_attr(c->g, e, FACT_SETTING, cfn_safe(c, setting));
    graph_edge_attr(c->g, e, FACT_VALUE, STR("deployment"));
}

void cfn_show(struct cfn *c, node_id by, const struct doc_node *value, struct str setting,
              bool resolved, struct str condition)
{
    struct cfn_value v = cfn_value(&c->scope, value);
    for (const struct cfn_value *a = &v; by && value && a; a = a->other) {
        struct str when = terms_both(c->arena, condition, a->condition);
        if (resolved && is_resolved(a))
            show(c, by, cfn_target(c, a, NODE_SECRET, cfn_at(c, value)), value, setting, when);
        if (!a->refs)
            show(c, by, cfn_hidden_parameter(c, value), value, setting, when);
        for (const struct cfn_ref *ref = a->refs; ref; ref = ref->next)
            show(c, by, shown_by(c, ref), value, setting, when);
    }
}

void cfn_emit_parameter(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *value = cfn_prop(c, r, "Value");
    struct cfn_value v = cfn_value(&c->scope, value);
    struct str name = graph_node_at(c->g, r->node)->name;
    bool literal = value && !v.unknown && !v.other && v.text.len;
    if (literal && secret_classify(name, v.text).verdict == SECRET_YES) {
        node_id n = cfn_secret_literal(c, ARENA_JOIN(c->arena, r->id, STR("/Value")), name,
                                       v.text, cfn_at(c, value));
        cfn_edge(c, EDGE_DEPENDS, r->node, n, value, r->condition);
    } else if (literal && !v.secure && secret_value_is_showable(name, v.text)) {
        graph_attr(c->g, r->node, "value", v.text);
    }
    cfn_show(c, r->node, value, STR("Value"), true, r->condition);
    node_id to = value && v.refs ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, value)) : 0;
    if (to && to != r->node) {
        cfn_edge(c, EDGE_DEPENDS, r->node, to, value, r->condition);
        graph_attr(c->g, r->node, "holds", graph_node_at(c->g, to)->id);
    }
    if (to && str_starts(r->name, STR("/cdk/EdgeFunctionArn/"))) /* for a stack of another region */
        cfn_export(c, r->name, value);
}

void cfn_emit_key(struct cfn *c, struct cfn_resource *r)
{
    graph_attr(c->g, r->node, FACT_MANAGED, STR("customer"));
    cfn_emit_resource_policy(c, r);
}

void cfn_emit_rotation(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link rotate = {EDGE_INVOKES, NODE_FUNCTION, false, EVIDENCE_DECLARED,
                                           NULL, NULL};
    if (r->node)
        graph_attr_typed(c->g, r->node, STR("rotation"), ATTR_BOOL, STR("true"));
    cfn_link(c, r->node, cfn_prop(c, r, "RotationLambdaARN"), &rotate, r->condition);
}

void cfn_emit_attachment(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link opens = {EDGE_UNLOCKS, NODE_TABLE, false, EVIDENCE_DECLARED, NULL,
                                          NULL};
    cfn_link(c, r->node, cfn_prop(c, r, "TargetId"), &opens, r->condition);
}

/* How EventBridge proves itself to an address: literal values stand in the template for all. */
void cfn_emit_connection(struct cfn *c, struct cfn_resource *r)
{
    static const char *const paths[] = {
        "AuthParameters.ApiKeyAuthParameters.ApiKeyValue",
        "AuthParameters.BasicAuthParameters.Password",
        "AuthParameters.OAuthParameters.ClientParameters.ClientSecret"};
    graph_set_sensitivity(c->g, r->node, 3);
    for (size_t i = 0; i < COUNT(paths); i++) {
        const struct doc_node *n = cfn_prop(c, r, paths[i]);
        struct cfn_value v = cfn_value(&c->scope, n);
        struct str raw = n && !v.refs ? cfn_known(&c->scope, n) : STR("");
        if (raw.len) {
            graph_attr(c->g, r->node, FACT_FINGERPRINT, import_secret(c->im, raw));
            graph_attr(c->g, r->node, "value", STR("in the template"));
        }
        node_id from = v.refs ? cfn_target(c, &v, NODE_SECRET, cfn_at(c, n)) : 0;
        if (from && from != r->node)
            cfn_edge(c, EDGE_USES, r->node, from, n, r->condition);
    }
}

/* A key opens the stages of its plan. */
void cfn_emit_plan_key(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *plan = cfn_resource_of(c, cfn_prop(c, r, "UsagePlanId"));
    const struct cfn_item *items;
    const struct doc_node *list = plan ? cfn_prop(c, plan, "ApiStages") : NULL;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *api = doc_get(items[i].node, "ApiId");
        cfn_edge(c, EDGE_UNLOCKS, r->node, api ? cfn_target_of(c, api, NODE_API) : 0,
                 items[i].node, r->condition);
    }
}
