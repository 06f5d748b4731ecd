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

static bool allows_alias(struct cfn *c, const struct doc_node *statement)
{
    const struct cfn_item *items;
    size_t count = cfn_list(&c->scope, doc_get(statement, "Action"), &items);
    if (!str_iis(cfn_text(&c->scope, doc_get(statement, "Effect")), "Allow"))
        return false;
    for (size_t i = 0; i < count; i++)
        if (str_glob(cfn_item_value(&c->scope, &items[i]).text, STR("iot:AssumeRoleWithCertificate"),
                     true))
            return true;
    return false;
}

static void assumes(struct cfn *c, struct cfn_resource *r, struct cfn_resource *alias,
                    const struct doc_node *at)
{
    cfn_edge(c, EDGE_ASSUMES, r->node, cfn_node_of(c, alias), at, r->condition);
    cfn_expose(c, cfn_device(c), r->node, AUTH_MTLS, r->at, r->condition);
}

/* A pattern means every role alias of the template that it matches; a name that was not given, none. */
static void resource(struct cfn *c, struct cfn_resource *r, const struct cfn_item *item,
                     const struct doc_node *at)
{
    struct cfn_value v = cfn_item_value(&c->scope, item);
    struct cfn_resource *one = item->node ? cfn_resource_of(c, item->node) : NULL;
    for (size_t i = 0; i < c->count; i++) {
        struct cfn_resource *alias = &c->resources[i];
        if (cfn_is(alias, "AWS::IoT::RoleAlias") &&
            (one ? alias == one : str_glob(v.text, cfn_arn_of(c, alias), false)))
            assumes(c, r, alias, at);
    }
}

void cfn_emit_device_policy(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *statements, *resources;
    const struct doc_node *document = cfn_prop(c, r, "PolicyDocument");
    cfn_emit_policy(c, r);
    if (document && (!doc_is_map(document) || cfn_call(document)))
        document = cfn_json_text(c, document);
    size_t count = document ? cfn_list(&c->scope, doc_get(document, "Statement"), &statements) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *list = cfn_get(&c->scope, statements[i].node, "Resource");
        size_t n = list && allows_alias(c, statements[i].node)
                       ? cfn_list(&c->scope, list, &resources) : 0;
        for (size_t k = 0; k < n; k++)
            resource(c, r, &resources[k], list);
    }
}
