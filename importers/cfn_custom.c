/* SPDX-License-Identifier: MIT */
/* cfn_custom.c - custom resources: the function that makes them, and what those of the Serverless
 * Framework and of the CDK tie together: events of buckets, pools and buses that exist already,
 * values that stacks of other regions read. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "facts.h"

struct custom {
    struct cfn *c;
    struct cfn_resource *r;
};

static void custom_ref(void *arg, const struct cfn_ref *ref)
{
    struct custom *u = arg;
    struct cfn_resource *to =
        ref->kind == CFN_REF_RESOURCE ? cfn_find(u->c, ref->id) : NULL;
    node_id n = to ? cfn_node_of(u->c, to) : 0;
    if (n && n != u->r->node)
        cfn_edge(u->c, EDGE_DEPENDS, u->r->node, n, u->r->at, u->r->condition);
}

/* The bucket that a property names; one that is of no template still has an ARN. */
static node_id bucket_of(struct cfn *c, const struct doc_node *name)
{
    node_id n = name ? cfn_target_of(c, name, NODE_BUCKET) : 0;
    struct str known = name ? cfn_known(&c->scope, name) : STR("");
    if (n && known.len && graph_node_at(c->g, n)->external &&
        str_chr(known, ':') == STR_NPOS && str_chr(known, '*') == STR_NPOS)
        graph_attr(c->g, n, FACT_ARN, ARENA_JOIN(c->arena, STR("arn:aws:s3:::"),
                                                 cfn_safe(c, known)));
    return n;
}

/* The resource gives the permission to call the function as well. */
static void permitted(struct cfn *c, edge_id e)
{
    if (e)
        graph_edge_attr(c->g, e, "permission", STR("given at deployment"));
}

/* {BucketName, FunctionName, BucketConfigs: [{Event, Rules}]} of the Serverless Framework. */
static void serverless_bucket(struct cfn *c, struct cfn_resource *r)
{
    node_id from = bucket_of(c, cfn_prop(c, r, "BucketName"));
    node_id to = cfn_target_of(c, cfn_prop(c, r, "FunctionName"), NODE_FUNCTION);
    const struct cfn_item *items;
    size_t count = cfn_list(&c->scope, cfn_prop(c, r, "BucketConfigs"), &items);
    for (size_t i = 0; i < count; i++) {
        edge_id e = cfn_edge(c, EDGE_TRIGGERS, from, to, items[i].node, r->condition);
        struct str event = cfn_known(&c->scope, cfn_get(&c->scope, items[i].node, "Event"));
        permitted(c, e);
        if (e && event.len)
            graph_edge_attr(c->g, e, "event", event);
    }
}

/* {UserPoolName, FunctionName, UserPoolConfigs: [{Trigger}]} */
static void serverless_pool(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *name = cfn_prop(c, r, "UserPoolName");
    permitted(c, cfn_edge(c, EDGE_INVOKES, name ? cfn_target_of(c, name, NODE_AUTH) : 0,
                          cfn_target_of(c, cfn_prop(c, r, "FunctionName"), NODE_FUNCTION), r->at,
                          r->condition));
}

/* {FunctionName, EventBridgeConfig: {EventBus, Schedule, Pattern}} */
static void serverless_bus(struct cfn *c, struct cfn_resource *r)
{
    node_id to = cfn_target_of(c, cfn_prop(c, r, "FunctionName"), NODE_FUNCTION), from;
    const struct doc_node *bus = cfn_prop(c, r, "EventBridgeConfig.EventBus");
    const struct doc_node *schedule = cfn_prop(c, r, "EventBridgeConfig.Schedule");
    if (schedule && !cfn_prop(c, r, "EventBridgeConfig.Pattern")) {
        from = cfn_part(c, NODE_TIMER, r->id, r->id, r->where);
        cfn_attr(c, from, FACT_SCHEDULE, schedule);
    } else {
        from = bus ? cfn_target_of(c, bus, NODE_BUS)
                   : cfn_default_bus(c, r->where);
    }
    permitted(c, cfn_edge(c, EDGE_TRIGGERS, from, to, r->at, r->condition));
}

/* {BucketName, NotificationConfiguration} of the CDK, as S3's own interface calls its parts. */
static void cdk_bucket(struct cfn *c, struct cfn_resource *r)
{
    static const struct {
        const char *list, *target;
        enum node_kind kind;
        enum edge_kind edge;
    } parts[] = {
        {"NotificationConfiguration.LambdaFunctionConfigurations", "LambdaFunctionArn",
         NODE_FUNCTION, EDGE_TRIGGERS},
        {"NotificationConfiguration.QueueConfigurations", "QueueArn", NODE_QUEUE, EDGE_DELIVERS},
        {"NotificationConfiguration.TopicConfigurations", "TopicArn", NODE_TOPIC, EDGE_DELIVERS},
    };
    node_id from = bucket_of(c, cfn_prop(c, r, "BucketName"));
    for (size_t i = 0; i < COUNT(parts) && from; i++) {
        const struct doc_node *list = cfn_prop(c, r, parts[i].list);
        const struct cfn_item *items;
        size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
        struct cfn_link link = {parts[i].edge, parts[i].kind, false, EVIDENCE_DECLARED, NULL, NULL};
        for (size_t k = 0; k < count; k++)
            cfn_link(c, from, cfn_get(&c->scope, items[k].node, parts[i].target), &link,
                     terms_both(c->arena, r->condition, items[k].condition));
    }
    const struct doc_node *bridge =
        cfn_prop(c, r, "NotificationConfiguration.EventBridgeConfiguration");
    if (from && bridge)
        cfn_edge(c, EDGE_DELIVERS, from, cfn_default_bus(c, r->where), bridge, r->condition);
}

/* {region, exports: {NAME: value}} of the CDK: written into parameters of another region. */
static void cdk_writer(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *list = cfn_prop(c, r, "WriterProps.exports");
    for (const struct doc_node *p = doc_is_map(list) ? doc_first(list) : NULL; p; p = p->next)
        cfn_export(c, p->key, p);
}

/* A custom resource calls its function at each deployment. */
void cfn_emit_custom(struct cfn *c, struct cfn_resource *r)
{
    static const struct {
        const char *type, *property;
        void (*tie)(struct cfn *c, struct cfn_resource *r);
    } known[] = {{"Custom::S3", "BucketConfigs", serverless_bucket},
                 {"Custom::CognitoUserPool", "UserPoolConfigs", serverless_pool},
                 {"Custom::EventBridge", "EventBridgeConfig", serverless_bus},
                 {"Custom::S3BucketNotifications", "NotificationConfiguration", cdk_bucket},
                 {"Custom::CrossRegionExportWriter", "WriterProps", cdk_writer}};
    static const struct cfn_link calls = {EDGE_INVOKES, NODE_FUNCTION, false, EVIDENCE_DECLARED,
                                          "when", "deployment"};
    cfn_link(c, r->node, cfn_prop(c, r, "ServiceToken"), &calls, r->condition);
    for (const struct doc_node *p = doc_is_map(r->props) ? doc_first(r->props) : NULL; p;
         p = p->next)
        if (!str_is(p->key, "ServiceToken"))
            cfn_each_ref(&c->scope, p, custom_ref, &(struct custom){c, r});
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(r->type, known[i].type) && cfn_prop(c, r, known[i].property))
            known[i].tie(c, r);
}
