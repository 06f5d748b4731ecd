/* SPDX-License-Identifier: MIT */
/* cfn_permissions.c - who may call a function: what nobody is allowed to call will hardly fire.
 * A service that pushes events needs a permission at the function; without one the edge keeps half of
 * its confidence and says why. Pulling, and calling by a role, need none. Functions and their
 * permissions may stand in different templates: this runs when all are there.
 * Source: AWS Lambda Developer Guide, "Using resource-based policies for Lambda". */
#include "cfn_functions.h"
#include "cfn_graph.h"

enum { ANYBODY = 1 << 30 }; /* a right that does not say whose it is */

struct permissions {
    struct graph *g;
    struct arena *arena;
    uint32_t *allowed; /* of each function: bits of services[], and ANYBODY */
    bool *acting;      /* nodes that call with a role of theirs */
};

/* Who calls when a node of this type starts a function: "s3" of "s3.amazonaws.com". */
static const struct {
    struct str type, service;
} services[] = {
    {STR_INIT("AWS::Events::Rule"), STR_INIT("events")},
    {STR_INIT("AWS::IoT::TopicRule"), STR_INIT("iot")},
    {STR_INIT("AWS::ApiGateway::Method"), STR_INIT("apigateway")},
    {STR_INIT("AWS::ApiGatewayV2::Route"), STR_INIT("apigateway")},
    {STR_INIT("AWS::ElasticLoadBalancingV2::TargetGroup"), STR_INIT("elasticloadbalancing")},
    {STR_INIT("AWS::Cognito::UserPool"), STR_INIT("cognito-idp")},
    {STR_INIT("AWS::Logs::LogGroup"), STR_INIT("logs")},
    {STR_INIT("AWS::CloudWatch::Alarm"), STR_INIT("lambda.alarms.cloudwatch")},
    {STR_INIT("AWS::SES::ReceiptRule"), STR_INIT("ses")},
    {STR_INIT("AWS::SecretsManager::Secret"), STR_INIT("secretsmanager")},
    {STR_INIT("AWS::S3::Bucket"), STR_INIT("s3")},
    {STR_INIT("AWS::SNS::Topic"), STR_INIT("sns")},
    {STR_INIT("AWS::Config::ConfigRule"), STR_INIT("config")},
};
_Static_assert(COUNT(services) < 30, "a bit for each service, and one for anybody");

/* "s3.amazonaws.com" -> "s3"; of lambda.alarms.cloudwatch.amazonaws.com all but the end. */
static struct str service_of(struct str principal)
{
    size_t at = str_find(principal, STR(".amazonaws"));
    struct str service = str_sub(principal, 0, at == STR_NPOS ? principal.len : at);
    return str_starts(service, STR("logs.")) ? STR("logs") : service;
}

/* The record is written by cfn_emit_permission(): flat, its members in one form. */
static void note_record(struct permissions *p, node_id n, struct str record)
{
    static const char mark[] = "\"principal\": \"";
    if (str_find(record, STR("\"aws\": \"permission\"")) == STR_NPOS)
        return;
    size_t from = str_find(record, str_from(mark));
    struct str who = STR("*");
    if (from != STR_NPOS) {
        struct str rest = str_from_at(record, from + sizeof mark - 1);
        who = str_sub(rest, 0, str_chr(rest, '"'));
    }
    struct str service = service_of(who);
    if (str_chr(service, '*') != STR_NPOS)
        p->allowed[n] |= ANYBODY;
    for (size_t i = 0; i < COUNT(services); i++)
        if (str_eq(service, services[i].service))
            p->allowed[n] |= 1u << i;
}

/* The index of who calls when this node starts a function; COUNT(services): nobody who would have
 * to be allowed. */
static size_t caller(const struct node *from)
{
    struct str type = from->type;
    if (str_empty(type) && from->kind == NODE_BUCKET)
        type = STR("AWS::S3::Bucket");
    if (str_empty(type) && from->kind == NODE_TOPIC)
        type = STR("AWS::SNS::Topic");
    size_t i = 0;
    while (i < COUNT(services) && !str_eq(type, services[i].type))
        i++;
    return i;
}

static void judge(struct permissions *p, edge_id id)
{
    const struct edge *e = graph_edge_at(p->g, id);
    if (e->kind != EDGE_TRIGGERS && e->kind != EDGE_INVOKES)
        return;
    node_id from = graph_resolve(p->g, e->from), to = graph_resolve(p->g, e->to);
    const struct node *function = graph_node_at(p->g, to);
    if (function->external || !str_is(function->type, "AWS::Lambda::Function") ||
        edge_fact_is(e, FACT_EDGE_ROLE, FACT_ROLE_AUTHORIZER))
        return;
    size_t who = caller(graph_node_at(p->g, from));
    if (who == COUNT(services) || p->acting[from] || (p->allowed[to] & (ANYBODY | 1u << who)))
        return;
    struct str service = ARENA_JOIN(p->arena, services[who].service, STR(".amazonaws.com"));
    graph_edge_confidence(p->g, id, 50);
    graph_edge_attr(p->g, id, "permission", ARENA_JOIN(p->arena, STR("none for "), service));
    diags_add(graph_diags(p->g), DIAG_NOTE, e->where,
              "%.*s has no permission to call %.*s: this may never start it", (int)service.len,
              service.ptr, (int)function->name.len, function->name.ptr);
}

void cfn_permissions(struct import *im)
{
    struct graph *g = import_graph(im);
    size_t nodes = graph_node_count(g) + 1;
    struct permissions p = {.g = g, .arena = import_arena(im)};
    p.allowed = mem_zalloc(nodes, sizeof *p.allowed);
    p.acting = mem_zalloc(nodes, sizeof *p.acting);
    for (node_id id = 1; id < nodes; id++) {
        const struct node *n = graph_node_at(g, id);
        for (uint32_t i = 0; n->kind == NODE_FUNCTION && i < n->policy_count; i++)
            note_record(&p, graph_resolve(g, id), n->policies[i]);
    }
    for (edge_id id = 1; id <= graph_edge_count(g); id++) {
        const struct edge *e = graph_edge_at(g, id);
        if (e->kind == EDGE_RUNS_AS)
            p.acting[graph_resolve(g, e->from)] = true;
    }
    for (edge_id id = 1; id <= graph_edge_count(g); id++)
        judge(&p, id);
    mem_free(p.allowed);
    mem_free(p.acting);
}
