/* SPDX-License-Identifier: MIT */
/* cfn_permissions.c - who may call a function: what nobody is allowed to call will hardly fire.
 * A service that pushes events needs a permission at the function; without one the edge keeps half of
 * its confidence and says why. Pulling, and calling by a role, need none. Functions and their
 * permissions may stand in different templates: this runs when all are there.
 * Source: AWS Lambda Developer Guide, "Using resource-based policies for Lambda". */
#include "cfn_functions.h"
#include "cfn_graph.h"

struct permissions {
    struct graph *g;
    struct arena *arena;
    struct map allowed; /* "function principal" -> 1, "function *" -> 1: whoever that is */
    struct map acting;  /* nodes that call with a role of theirs */
};

static struct str key_of(struct permissions *p, node_id function, struct str service)
{
    return arena_printf(p->arena, "%u %.*s", (unsigned)function, (int)service.len, service.ptr);
}

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
    size_t at = str_find(record, STR("\"aws\": \"permission\""));
    size_t from = str_find(record, str_from(mark));
    if (at == STR_NPOS)
        return;
    struct str who = STR("*"), rest;
    if (from != STR_NPOS) {
        rest = str_from_at(record, from + sizeof mark - 1);
        who = str_sub(rest, 0, str_chr(rest, '"'));
    }
    bool anybody = str_chr(service_of(who), '*') != STR_NPOS;
    map_set(&p->allowed, key_of(p, n, anybody ? STR("*") : service_of(who)), 1);
}

/* Who calls when this node starts a function; empty: nobody who would have to be allowed. */
static struct str caller(const struct node *from)
{
    static const struct {
        const char *type, *service;
    } types[] = {
        {"AWS::Events::Rule", "events"},
        {"AWS::IoT::TopicRule", "iot"},
        {"AWS::ApiGateway::Method", "apigateway"},
        {"AWS::ApiGatewayV2::Route", "apigateway"},
        {"AWS::ElasticLoadBalancingV2::TargetGroup", "elasticloadbalancing"},
        {"AWS::Cognito::UserPool", "cognito-idp"},
        {"AWS::Logs::LogGroup", "logs"},
        {"AWS::CloudWatch::Alarm", "lambda.alarms.cloudwatch"},
        {"AWS::SES::ReceiptRule", "ses"},
        {"AWS::SecretsManager::Secret", "secretsmanager"},
        {"AWS::S3::Bucket", "s3"},
        {"AWS::SNS::Topic", "sns"},
        {"AWS::Config::ConfigRule", "config"},
    };
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_is(from->type, types[i].type))
            return str_from(types[i].service);
    if (from->kind == NODE_BUCKET && str_empty(from->type))
        return STR("s3");
    return from->kind == NODE_TOPIC && str_empty(from->type) ? STR("sns") : STR("");
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
    struct str service = caller(graph_node_at(p->g, from));
    if (str_empty(service) || map_get(&p->acting, key_of(p, from, STR("")), NULL) ||
        map_get(&p->allowed, key_of(p, to, STR("*")), NULL) ||
        map_get(&p->allowed, key_of(p, to, service), NULL))
        return;
    graph_edge_confidence(p->g, id, 50);
    graph_edge_attr(p->g, id, "permission",
                    ARENA_JOIN(p->arena, STR("none for "), service, STR(".amazonaws.com")));
    diags_add(graph_diags(p->g), DIAG_NOTE, e->where,
              "%.*s.amazonaws.com has no permission to call %.*s: this may never start it",
              (int)service.len, service.ptr, (int)function->name.len, function->name.ptr);
}

void cfn_permissions(struct import *im)
{
    struct permissions p = {.g = import_graph(im), .arena = import_arena(im)};
    for (node_id id = 1; id <= graph_node_count(p.g); id++) {
        const struct node *n = graph_node_at(p.g, id);
        for (uint32_t i = 0; n->kind == NODE_FUNCTION && i < n->policy_count; i++)
            note_record(&p, graph_resolve(p.g, id), n->policies[i]);
    }
    for (edge_id id = 1; id <= graph_edge_count(p.g); id++) {
        const struct edge *e = graph_edge_at(p.g, id);
        if (e->kind == EDGE_RUNS_AS)
            map_set(&p.acting, key_of(&p, graph_resolve(p.g, e->from), STR("")), 1);
    }
    for (edge_id id = 1; id <= graph_edge_count(p.g); id++)
        judge(&p, id);
    map_release(&p.allowed);
    map_release(&p.acting);
}
