/* SPDX-License-Identifier: MIT */
/* cfn_stores.c - buckets, tables, databases, secrets, keys, parameters. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "secrets.h"

/* --- Buckets ---------------------------------------------------------------------------------- */

static void notifications(struct cfn *c, struct cfn_resource *r, const char *list_path,
                          const char *target, enum node_kind kind, enum edge_kind edge)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, list_path);
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    struct cfn_link link = {edge, kind, false, EVIDENCE_DECLARED, NULL, NULL};
    for (size_t i = 0; i < count; i++) {
        edge_id e = cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, target), &link,
                             cfn_both(c->arena, r->condition, items[i].condition));
        struct str event = cfn_known(&c->scope, cfn_get(&c->scope, items[i].node, "Event"));
        if (e && event.len)
            graph_edge_attr(c->g, e, "event", event);
    }
}

void cfn_emit_bucket(struct cfn *c, struct cfn_resource *r)
{
    static const char *const open[] = {"PublicRead", "PublicReadWrite"};
    notifications(c, r, "NotificationConfiguration.LambdaConfigurations", "Function",
                  NODE_FUNCTION, EDGE_TRIGGERS);
    notifications(c, r, "NotificationConfiguration.QueueConfigurations", "Queue", NODE_QUEUE,
                  EDGE_DELIVERS);
    notifications(c, r, "NotificationConfiguration.TopicConfigurations", "Topic", NODE_TOPIC,
                  EDGE_DELIVERS);
    const struct doc_node *bridge = cfn_prop(c, r, "NotificationConfiguration."
                                                   "EventBridgeConfiguration");
    if (bridge && cfn_bool(&c->scope, cfn_get(&c->scope, bridge, "EventBridgeEnabled"), true)) {
        node_id bus = cfn_part(c, NODE_BUS, STR("default"), STR("default"), r->where);
        cfn_edge(c, EDGE_DELIVERS, r->node, bus, bridge, r->condition);
    }
    if (cfn_prop(c, r, "WebsiteConfiguration"))
        graph_attr_typed(c->g, r->node, STR("website"), ATTR_BOOL, STR("true"));
    /* An open ACL counts only where the template switches the blocks off, which are on by default. */
    struct str acl = cfn_prop_text(c, r, "AccessControl");
    bool blocked = cfn_prop_bool(c, r, "PublicAccessBlockConfiguration.BlockPublicAcls", true) ||
                   cfn_prop_bool(c, r, "PublicAccessBlockConfiguration.IgnorePublicAcls", true);
    for (size_t i = 0; i < COUNT(open); i++) {
        if (!str_is(acl, open[i]) || blocked)
            continue;
        edge_id e = cfn_expose(c, cfn_internet(c), r->node, AUTH_NONE, r->at, r->condition);
        if (e) {
            graph_edge_action(c->g, e, STR("read"));
            if (i == 1)
                graph_edge_action(c->g, e, STR("write"));
        }
    }
}

/* --- Tables and databases --------------------------------------------------------------------- */

void cfn_emit_table(struct cfn *c, struct cfn_resource *r)
{
    graph_attr(c->g, r->node, "dbkind", STR("dynamodb"));
    if (cfn_prop(c, r, "StreamSpecification")) {
        struct cfn_ref ref = {CFN_REF_RESOURCE, r->id, STR("StreamArn"), NULL};
        struct cfn_value v = {.text = STR("*"), .unknown = true, .refs = &ref};
        cfn_target(c, &v, NODE_STREAM, r->where);
    }
    cfn_emit_resource_policy(c, r);
}

/* A password that the template itself holds, or where it comes from. */
static void password(struct cfn *c, struct cfn_resource *r, const char *path)
{
    const struct doc_node *n = cfn_prop(c, r, path);
    struct cfn_value v = cfn_value(&c->scope, n);
    for (const struct cfn_value *a = &v; n && a; a = a->other) {
        node_id secret = 0;
        if (a->text.len && !a->unknown && !a->none)
            secret = cfn_secret_literal(c, ARENA_JOIN(c->arena, r->id, STR("/"), str_from(path)),
                                        str_from(path), a->text, cfn_at(c, n));
        else if (a->refs)
            secret = cfn_target(c, a, NODE_SECRET, cfn_at(c, n));
        if (secret && secret != r->node)
            cfn_edge(c, EDGE_UNLOCKS, secret, r->node, n, r->condition);
    }
}

void cfn_emit_database(struct cfn *c, struct cfn_resource *r)
{
    static const char *const passwords[] = {"MasterUserPassword", "AuthToken"};
    for (size_t i = 0; i < COUNT(passwords); i++)
        password(c, r, passwords[i]);
    const struct cfn_item *items;
    const struct doc_node *users = cfn_prop(c, r, "Users"); /* of a broker */
    size_t count = users ? cfn_list(&c->scope, users, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *n = doc_get(items[i].node, "Password");
        struct str raw = n ? cfn_known(&c->scope, n) : STR("");
        node_id secret =
            raw.len ? cfn_secret_literal(c, ARENA_JOIN(c->arena, r->id, STR("/Password")),
                                         STR("Password"), raw, cfn_at(c, n))
                    : n ? cfn_target_of(c, n, NODE_SECRET) : 0;
        cfn_edge(c, EDGE_UNLOCKS, secret, r->node, n, r->condition);
    }
    if (cfn_prop_bool(c, r, "PubliclyAccessible", false))
        cfn_expose(c, cfn_internet(c), r->node, AUTH_UNKNOWN, r->at, r->condition);
}

void cfn_emit_domain(struct cfn *c, struct cfn_resource *r)
{
    if (cfn_prop(c, r, "VPCOptions"))
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    cfn_emit_resource_policy(c, r);
}

/* --- Secrets, parameters, keys ---------------------------------------------------------------- */

void cfn_emit_secret(struct cfn *c, struct cfn_resource *r)
{
    struct str raw = cfn_known(&c->scope, cfn_prop(c, r, "SecretString"));
    graph_set_sensitivity(c->g, r->node, 3);
    if (cfn_prop(c, r, "GenerateSecretString"))
        graph_attr(c->g, r->node, "value", STR("generated"));
    if (raw.len) {
        graph_attr(c->g, r->node, FACT_FINGERPRINT, import_secret(c->im, raw));
        graph_attr(c->g, r->node, "value", STR("in the template"));
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
    node_id to = value && v.refs ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, value)) : 0;
    if (to && to != r->node)
        cfn_edge(c, EDGE_DEPENDS, r->node, to, value, r->condition);
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
    cfn_link(c, r->node, cfn_prop(c, r, "RotationLambdaARN"), &rotate, r->condition);
}

void cfn_emit_attachment(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link opens = {EDGE_UNLOCKS, NODE_TABLE, false, EVIDENCE_DECLARED, NULL,
                                          NULL};
    cfn_link(c, r->node, cfn_prop(c, r, "TargetId"), &opens, r->condition);
}
