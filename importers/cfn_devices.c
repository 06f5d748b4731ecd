/* SPDX-License-Identifier: MIT */
/* cfn_devices.c - things of AWS IoT and what their certificates let them do.
 * A device that its policy lets call the credentials endpoint with a role alias gets credentials of
 * the role: exposes(device -> policy), assumes(policy -> alias), and the table's assumes(alias -> role).
 * Source: AWS IoT Core guide, "Authorizing direct calls to AWS services". */
#include "cfn_graph.h"

void cfn_emit_thing(struct cfn *c, struct cfn_resource *r)
{
    graph_attr(c->g, r->node, FACT_ROLE, STR("device"));
}

node_id cfn_device(struct cfn *c)
{
    node_id n = graph_node(c->g, NODE_ACTOR, STR("device"), STR("device"), (struct origin){0});
    graph_attr(c->g, n, FACT_ROLE, STR("device"));
    return n;
}

static bool is_about_aliases(struct cfn *c, const struct doc_node *statement, const char *effect)
{
    const struct cfn_item *items;
    size_t count = cfn_list(&c->scope, doc_get(statement, "Action"), &items);
    if (!str_iis(cfn_text(&c->scope, doc_get(statement, "Effect")), effect))
        return false;
    for (size_t i = 0; i < count; i++)
        if (str_glob(cfn_item_value(&c->scope, &items[i]).text, STR("iot:AssumeRoleWithCertificate"),
                     true))
            return true;
    return false;
}

/* A pattern means every role alias of the template that it matches; a name that was not given, none. */
static bool means(struct cfn *c, const struct doc_node *statement, struct cfn_resource *alias)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_get(&c->scope, statement, "Resource");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *one = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        if (one ? alias == one
                : str_glob(cfn_item_value(&c->scope, &items[i]).text, cfn_arn_of(c, alias), false))
            return true;
    }
    return false;
}

/* In any case: a denial under a condition leaves a device that it does not meet. */
static bool is_denied(struct cfn *c, const struct cfn_item *statements, size_t count,
                      struct cfn_resource *alias)
{
    for (size_t i = 0; i < count; i++)
        if (is_about_aliases(c, statements[i].node, "Deny") && !statements[i].condition.len &&
            !doc_get(statements[i].node, "Condition") && means(c, statements[i].node, alias))
            return true;
    return false;
}

void cfn_emit_device_policy(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *statements;
    const struct doc_node *document = cfn_prop(c, r, "PolicyDocument");
    cfn_emit_policy(c, r);
    if (document && (!doc_is_map(document) || cfn_call(document)))
        document = cfn_json_text(c, document);
    size_t count = document ? cfn_list(&c->scope, doc_get(document, "Statement"), &statements) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *s = statements[i].node;
        for (size_t k = 0; k < c->count && is_about_aliases(c, s, "Allow"); k++) {
            struct cfn_resource *alias = &c->resources[k];
            if (!cfn_is(alias, "AWS::IoT::RoleAlias") || !means(c, s, alias) ||
                is_denied(c, statements, count, alias))
                continue;
            cfn_edge(c, EDGE_ASSUMES, r->node, cfn_node_of(c, alias),
                     cfn_get(&c->scope, s, "Resource"), r->condition);
            cfn_expose(c, cfn_device(c), r->node, AUTH_MTLS, r->at, r->condition);
        }
    }
}
