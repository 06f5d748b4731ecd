/* SPDX-License-Identifier: MIT */
/* cfn_network.c - what security groups let in and out, and the policies of VPC endpoints. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- Security groups -------------------------------------------------------------------------- */

static bool is_anywhere(struct cfn *c, const struct doc_node *rule)
{
    struct str v4 = cfn_text(&c->scope, cfn_get(&c->scope, rule, "CidrIp"));
    struct str v6 = cfn_text(&c->scope, cfn_get(&c->scope, rule, "CidrIpv6"));
    return str_is(v4, "0.0.0.0/0") || str_is(v6, "::/0");
}

/* "443", "3306-3310", "all"; empty: not known, or no ports. */
static struct str ports(struct cfn *c, const struct doc_node *rule)
{
    struct str protocol = cfn_text(&c->scope, cfn_get(&c->scope, rule, "IpProtocol"));
    struct str from = cfn_known(&c->scope, cfn_get(&c->scope, rule, "FromPort"));
    struct str to = cfn_known(&c->scope, cfn_get(&c->scope, rule, "ToPort"));
    long low, high;
    if (str_is(protocol, "-1"))
        return STR("all");
    if (str_istarts(protocol, STR("icmp")) || !str_to_long(from, &low))
        return STR("");
    if (!str_to_long(to, &high) || high == low)
        return from;
    return low <= 0 && high >= 65535 ? STR("all") : ARENA_JOIN(c->arena, from, STR("-"), to);
}

/* open-ports: what everybody may come to. */
static void ingress(struct cfn *c, node_id group, const struct doc_node *rule)
{
    struct str open = is_anywhere(c, rule) ? ports(c, rule) : STR("");
    if (open.len)
        cfn_node_more(c, group, "open-ports", open);
}

/* egress-to: "anywhere", "listed" or both; absent: nothing is said, which is anywhere. */
static void egress(struct cfn *c, node_id group, const struct doc_node *rule)
{
    cfn_node_more(c, group, "egress-to", is_anywhere(c, rule) ? STR("anywhere") : STR("listed"));
}

static void each_rule(struct cfn *c, struct cfn_resource *r, const char *path,
                      void (*read)(struct cfn *c, node_id group, const struct doc_node *rule))
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, path);
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        read(c, r->node, items[i].node);
}

void cfn_emit_security_group(struct cfn *c, struct cfn_resource *r)
{
    each_rule(c, r, "SecurityGroupIngress", ingress);
    each_rule(c, r, "SecurityGroupEgress", egress);
}

/* Rules that are resources of their own. */
void cfn_emit_ingress_rule(struct cfn *c, struct cfn_resource *r)
{
    if (r->node)
        ingress(c, r->node, r->props);
}

void cfn_emit_egress_rule(struct cfn *c, struct cfn_resource *r)
{
    if (r->node)
        egress(c, r->node, r->props);
}

/* --- Endpoints -------------------------------------------------------------------------------- */

/* Its policy allows nobody anything that nobody else allows: it is kept for people and rules. */
void cfn_emit_vpc_endpoint(struct cfn *c, struct cfn_resource *r)
{
    cfn_policy(c, r->node, "endpoint", r->id, cfn_prop(c, r, "PolicyDocument"),
               r->condition);
}
