/* SPDX-License-Identifier: MIT */
/* cfn_balancers.c - load balancers, their listeners and targets, the security groups before them. */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* --- Security groups --------------------------------------------------------------------------- */

static unsigned ingress_rule(struct cfn *c, const struct doc_node *rule)
{
    static const char *const lists[] = {"SourcePrefixListId", "SourcePrefixListIds"};
    struct str v4 = cfn_text(&c->scope, cfn_get(&c->scope, rule, "CidrIp"));
    struct str v6 = cfn_text(&c->scope, cfn_get(&c->scope, rule, "CidrIpv6"));
    if (str_is(v4, "0.0.0.0/0") || str_is(v6, "::/0") || str_is(v4, "*"))
        return CFN_INGRESS_ALL;
    for (size_t i = 0; i < COUNT(lists); i++)
        if (cfn_get(&c->scope, rule, lists[i]))
            return CFN_INGRESS_LISTED;
    return 0;
}

/* A rule that is a resource of its own. */
void cfn_note_ingress(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *group = cfn_resource_of(c, cfn_prop(c, r, "GroupId"));
    if (group)
        cfn_note(c, CFN_NOTE_INGRESS, group->id, ingress_rule(c, r->props));
}

unsigned cfn_ingress(struct cfn *c, const struct doc_node *groups)
{
    const struct cfn_item *items;
    size_t count = groups ? cfn_list(&c->scope, groups, &items) : 0;
    unsigned bits = 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *g = items[i].node ? cfn_resource_of(c, items[i].node) : NULL;
        if (!g || !cfn_is(g, "AWS::EC2::SecurityGroup"))
            return CFN_INGRESS_ALL;
        const struct cfn_item *rules;
        const struct doc_node *list = cfn_prop(c, g, "SecurityGroupIngress");
        size_t n = list ? cfn_list(&c->scope, list, &rules) : 0;
        bits |= cfn_noted(c, CFN_NOTE_INGRESS, g->id);
        for (size_t k = 0; k < n; k++)
            bits |= ingress_rule(c, rules[k].node);
    }
    return count ? bits : CFN_INGRESS_ALL;
}

/* --- Load balancers ---------------------------------------------------------------------------- */

struct door {
    bool open;   /* some address of the internet reaches it */
    bool listed; /* only those of a prefix list, as a CDN has one */
};

static struct door door_of(struct cfn *c, struct cfn_resource *r)
{
    unsigned bits = cfn_ingress(c, cfn_prop(c, r, "SecurityGroups"));
    bool inside = str_is(cfn_prop_text(c, r, "Scheme"), "internal");
    return (struct door){.open = !inside && bits,
                         .listed = !inside && bits == CFN_INGRESS_LISTED};
}

static void expose_door(struct cfn *c, struct cfn_resource *balancer, struct door door, node_id to,
                        enum auth auth, struct cfn_resource *r)
{
    edge_id e = cfn_expose(c, cfn_internet(c), to, door.open ? auth : AUTH_PRIVATE, r->at,
                           r->condition);
    if (e && door.listed)
        graph_edge_guard(c->g, e, STR("origin-lock"));
    if (balancer)
        cfn_firewall(c, balancer->id, e);
}

/* access_logs.s3.bucket and its like are a list of keys and values. */
static void balancer_attributes(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link logs = {EDGE_LOGS_TO, NODE_BUCKET, false, EVIDENCE_DECLARED, NULL,
                                         NULL};
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "LoadBalancerAttributes");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct str key = cfn_text(&c->scope, doc_get(items[i].node, "Key"));
        const struct doc_node *value = doc_get(items[i].node, "Value");
        if (str_is(key, "access_logs.s3.bucket"))
            cfn_link(c, r->node, value, &logs, r->condition);
        else if (str_is(key, "access_logs.s3.enabled"))
            cfn_attr(c, r->node, "access-logs", value);
        else if (str_is(key, "routing.http.drop_invalid_header_fields.enabled"))
            cfn_attr(c, r->node, "drop-invalid-headers", value);
    }
}

void cfn_emit_load_balancer(struct cfn *c, struct cfn_resource *r)
{
    if (str_is(cfn_prop_text(c, r, "Scheme"), "internal"))
        graph_attr(c->g, r->node, FACT_NETWORK, STR("private"));
    expose_door(c, r, door_of(c, r), r->node, AUTH_NONE, r);
    balancer_attributes(c, r);
}

/* The classic form: listeners and machines are its own. */
void cfn_emit_classic_balancer(struct cfn *c, struct cfn_resource *r)
{
    cfn_emit_load_balancer(c, r);
}

/* What an action asks of whoever comes; what stood before it stays where it asks nothing. */
static void action_gate(struct cfn *c, const struct doc_node *action, struct cfn_gate *gate)
{
    struct cfn_scope *s = &c->scope;
    struct str type = cfn_text(s, cfn_get(s, action, "Type"));
    if (str_is(type, "jwt-validation")) {
        cfn_jwt_gate(c, gate, cfn_path(s, action, "JwtValidationConfig.Issuer"), false);
        return;
    }
    bool cognito = str_is(type, "authenticate-cognito");
    if (!cognito && !str_is(type, "authenticate-oidc"))
        return;
    const struct doc_node *how = cfn_get(s, action, cognito ? "AuthenticateCognitoConfig"
                                                            : "AuthenticateOidcConfig");
    if (str_is(cfn_text(s, cfn_get(s, how, "OnUnauthenticatedRequest")), "allow"))
        return;
    if (cognito) {
        cfn_pool_gate(c, gate, cfn_get(s, how, "UserPoolArn"), false);
    } else {
        cfn_jwt_gate(c, gate, cfn_get(s, how, "Issuer"), false);
        gate->auth = gate->auth == AUTH_JWT ? AUTH_OIDC : gate->auth;
    }
}

static void forward(struct cfn *c, struct cfn_resource *r, const struct doc_node *action,
                    struct str condition)
{
    static const struct cfn_link to = {EDGE_ROUTES, NODE_FRONT, false, EVIDENCE_DECLARED, NULL,
                                       NULL};
    cfn_link(c, r->node, cfn_get(&c->scope, action, "TargetGroupArn"), &to, condition);
    const struct cfn_item *items;
    const struct doc_node *list = cfn_path(&c->scope, action, "ForwardConfig.TargetGroups");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        cfn_link(c, r->node, cfn_get(&c->scope, items[i].node, "TargetGroupArn"), &to, condition);
}

/* Listeners and their rules: routes of the balancer. */
void cfn_emit_listener(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *owner = r;
    const struct doc_node *up = cfn_prop(c, r, "ListenerArn");
    struct cfn_resource *listener = up ? cfn_resource_of(c, up) : NULL;
    if (listener)
        owner = listener;
    const struct doc_node *arn = cfn_prop(c, owner, "LoadBalancerArn");
    struct cfn_resource *balancer = arn ? cfn_resource_of(c, arn) : NULL;
    node_id door = balancer ? cfn_node_of(c, balancer) : arn ? cfn_target_of(c, arn, NODE_FRONT)
                                                             : 0;
    bool own = balancer && cfn_is(balancer, "AWS::ElasticLoadBalancingV2::LoadBalancer");
    struct door how = own ? door_of(c, balancer) : (struct door){.open = true};
    /* Of another template: who reaches the balancer is not known. */
    struct cfn_gate gate = {.auth = own ? AUTH_NONE : AUTH_UNKNOWN};
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "DefaultActions");
    list = list ? list : cfn_prop(c, r, "Actions");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        action_gate(c, items[i].node, &gate);
        forward(c, r, items[i].node, terms_both(c->arena, r->condition, items[i].condition));
    }
    edge_id e = cfn_edge(c, EDGE_ROUTES, door, r->node, r->at, r->condition);
    if (e)
        graph_edge_auth(c->g, e, how.open ? gate.auth : AUTH_PRIVATE);
    expose_door(c, own ? balancer : NULL, how, r->node, gate.auth, r);
    for (size_t i = 0; i < gate.issuer_count; i++)
        cfn_edge(c, EDGE_AUTHENTICATES, gate.issuers[i], r->node, r->at, r->condition);
}

void cfn_emit_target_group(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "Targets");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    enum node_kind hint =
        str_is(cfn_prop_text(c, r, "TargetType"), "lambda") ? NODE_FUNCTION : NODE_KIND_COUNT;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *id = cfn_get(&c->scope, items[i].node, "Id");
        cfn_edge(c, EDGE_INVOKES, r->node, id ? cfn_target_of(c, id, hint) : 0, id, r->condition);
    }
}

