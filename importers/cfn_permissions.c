/* SPDX-License-Identifier: MIT */
/* cfn_permissions.c - who may call a function: what nobody is allowed to call will hardly fire.
 * A service that pushes events needs a permission at the function; without one the edge keeps half of
 * its confidence and says why. Pulling, and calling by a role, need none. A permission for another
 * source than the one that calls is none; what only the deployment knows may be the right one.
 * Functions and their permissions may stand in different templates: this runs when all are there.
 * Source: AWS Lambda Developer Guide, "Using resource-based policies for Lambda". */
#include "cfn_functions.h"
#include "cfn_graph.h"

enum { ANYBODY = 1 << 30 }; /* a right that does not say whose it is */

struct permissions {
    struct graph *g;
    struct arena *arena;
    uint32_t *allowed; /* of each function: bits of services[], and ANYBODY */
    bool *acting;      /* nodes that call with a role of theirs */
    node_id *api;      /* of each route */
    struct map arns;   /* of all nodes; filled when it is first asked for */
};

enum { RECORDS_MAX = 64 }; /* permissions of a function whose sources are compared */

/* Who calls when a node of this type starts a function: "s3" of "s3.amazonaws.com". by_role: it may do
 * so with a role of the node; the roles of the others are for what else they do. */
static const struct {
    struct str type, service;
    bool by_role;
} services[] = {
    {STR_INIT("AWS::Events::Rule"), STR_INIT("events"), true},
    {STR_INIT("AWS::IoT::TopicRule"), STR_INIT("iot"), false},
    {STR_INIT("AWS::ApiGateway::Method"), STR_INIT("apigateway"), true},
    {STR_INIT("AWS::ApiGatewayV2::Route"), STR_INIT("apigateway"), true},
    {STR_INIT("AWS::ElasticLoadBalancingV2::TargetGroup"), STR_INIT("elasticloadbalancing"), false},
    {STR_INIT("AWS::Cognito::UserPool"), STR_INIT("cognito-idp"), false},
    {STR_INIT("AWS::Logs::LogGroup"), STR_INIT("logs"), false},
    {STR_INIT("AWS::CloudWatch::Alarm"), STR_INIT("lambda.alarms.cloudwatch"), false},
    {STR_INIT("AWS::SES::ReceiptRule"), STR_INIT("ses"), false},
    {STR_INIT("AWS::SecretsManager::Secret"), STR_INIT("secretsmanager"), false},
    {STR_INIT("AWS::S3::Bucket"), STR_INIT("s3"), false},
    {STR_INIT("AWS::SNS::Topic"), STR_INIT("sns"), false},
    {STR_INIT("AWS::Config::ConfigRule"), STR_INIT("config"), false},
};
_Static_assert(COUNT(services) < 30, "a bit for each service, and one for anybody");

/* "s3.amazonaws.com" -> "s3"; of lambda.alarms.cloudwatch.amazonaws.com all but the end. */
static struct str service_of(struct str principal)
{
    size_t at = str_find(principal, STR(".amazonaws"));
    struct str service = str_sub(principal, 0, at == STR_NPOS ? principal.len : at);
    return str_starts(service, STR("logs.")) ? STR("logs") : service;
}

/* A member of a record that cfn_emit_permission() has written: flat, its members in one form. mark:
 * "\"principal\": \"". Empty: it is not there. */
static struct str member_of(struct str record, struct str mark)
{
    size_t from = str_find(record, mark);
    if (from == STR_NPOS)
        return STR("");
    struct str rest = str_from_at(record, from + mark.len);
    return str_sub(rest, 0, str_chr(rest, '"'));
}

static bool is_permission(struct str record)
{
    static const struct str mark = STR_INIT("\"aws\": \"permission\"");
    return str_starts(str_from_at(record, 1), mark) || str_find(record, mark) != STR_NPOS;
}

static struct str service_in(struct str record)
{
    struct str who = member_of(record, STR("\"principal\": \""));
    return str_empty(who) ? STR("*") : service_of(who);
}

static void note_record(struct permissions *p, node_id n, struct str record)
{
    if (!is_permission(record))
        return;
    struct str service = service_in(record);
    bool open = str_chr(service, '*') != STR_NPOS || str_starts(service, STR("${"));
    if (open && !str_starts(service, STR("arn:")))
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

/* --- Which source ----------------------------------------------------------------------------- */

/* The rule on the default bus may be written with that bus. */
static struct str last_of_arn(struct str arn)
{
    static const struct str written = STR_INIT("rule/default/");
    struct str rest = arn, part;
    for (int i = 0; i < 5; i++)
        if (!str_cut(&rest, ':', &part) || !rest.ptr)
            return STR("");
    return str_starts(rest, written) ? str_from_at(rest, written.len) : rest;
}

static bool is_same(struct str source, struct str own)
{
    return str_eq(source, own) ||
           (str_starts(own, STR("rule/")) && str_eq(source, str_from_at(own, 5)));
}

static bool is_of_another(struct permissions *p, struct str arn)
{
    if (!p->arns.used)
        for (node_id id = 1; id <= graph_node_count(p->g); id++)
            map_set(&p->arns, node_attr_text(graph_node_at(p->g, id), FACT_ARN), 1);
    return map_get(&p->arns, arn, NULL);
}

/* May the source of a permission be the node? Of a route the API is compared, then what stands behind. */
static bool may_be(struct permissions *p, struct str source, node_id from)
{
    node_id api = p->api[from];
    struct str arn = node_attr_text(graph_node_at(p->g, api ? api : from), FACT_ARN);
    struct str own = last_of_arn(arn), last = last_of_arn(source);
    if (str_empty(source) || str_empty(own) || str_empty(last))
        return true;
    size_t slash = api ? str_chr(last, '/') : STR_NPOS;
    bool whole = str_ends(last, STR("*")) && !str_eq(last, own); /* what begins so, all its routes */
    if (api && !(slash == STR_NPOS && whole) &&
        !cfn_may_be_route(slash == STR_NPOS ? STR("") : str_from_at(last, slash),
                          graph_node_at(p->g, from)->name,
                          node_attr_text(graph_node_at(p->g, api), FACT_STAGES)))
        return false;
    if (slash != STR_NPOS) {
        source = str_sub(source, 0, (size_t)(last.ptr - source.ptr) + slash);
        last = str_sub(last, 0, slash);
    }
    if (is_same(last, own) || is_of_another(p, source))
        return is_same(last, own);
    return str_chr(last, '*') != STR_NPOS || str_chr(own, '*') != STR_NPOS;
}

/* A permission for this service and this source; *other: one is for another source. */
static bool has_permission(struct permissions *p, node_id function, size_t who, node_id from,
                           struct str *other)
{
    const struct node *n = graph_node_at(p->g, function);
    if (!(p->allowed[function] & (ANYBODY | 1u << who)) || n->policy_count > RECORDS_MAX)
        return p->allowed[function] & (ANYBODY | 1u << who);
    for (uint32_t i = 0; i < n->policy_count; i++) {
        struct str service = service_in(n->policies[i]);
        if (!is_permission(n->policies[i]) ||
            (!str_eq(service, services[who].service) && str_chr(service, '*') == STR_NPOS))
            continue;
        *other = member_of(n->policies[i], STR("\"sourceArn\": \""));
        if (may_be(p, *other, from))
            return true;
    }
    return str_empty(*other); /* it stands at a part of the function that was merged into it */
}

/* --- Edges ------------------------------------------------------------------------------------ */

static void judge(struct permissions *p, edge_id id)
{
    const struct edge *e = graph_edge_at(p->g, id);
    if (e->kind != EDGE_TRIGGERS && e->kind != EDGE_INVOKES)
        return;
    node_id from = graph_resolve(p->g, e->from), to = graph_resolve(p->g, e->to);
    const struct node *function = graph_node_at(p->g, to);
    if (function->external || !str_is(function->type, "AWS::Lambda::Function") ||
        edge_fact_is(e, FACT_EDGE_ROLE, FACT_ROLE_AUTHORIZER) || edge_attr(e, "permission"))
        return;
    size_t who = caller(graph_node_at(p->g, from));
    struct str other = STR("");
    if (who == COUNT(services) || (p->acting[from] && services[who].by_role) ||
        has_permission(p, to, who, from, &other))
        return;
    struct str service = ARENA_JOIN(p->arena, services[who].service, STR(".amazonaws.com"));
    graph_edge_confidence(p->g, id, 50);
    graph_edge_attr(p->g, id, "permission",
                    other.len ? ARENA_JOIN(p->arena, STR("for "), other, STR(" only"))
                              : ARENA_JOIN(p->arena, STR("none for "), service));
    diags_add(graph_diags(p->g), DIAG_NOTE, e->where,
              "%.*s has no permission to call %.*s%s: this may never start it", (int)service.len,
              service.ptr, (int)function->name.len, function->name.ptr,
              other.len ? " for this" : "");
}

void cfn_permissions(struct import *im)
{
    struct graph *g = import_graph(im);
    size_t nodes = graph_node_count(g) + 1;
    struct permissions p = {.g = g, .arena = import_arena(im)};
    p.allowed = mem_zalloc(nodes, sizeof *p.allowed);
    p.acting = mem_zalloc(nodes, sizeof *p.acting);
    p.api = mem_zalloc(nodes, sizeof *p.api);
    for (node_id id = 1; id < nodes; id++) {
        const struct node *n = graph_node_at(g, id);
        for (uint32_t i = 0; n->kind == NODE_FUNCTION && i < n->policy_count; i++)
            note_record(&p, graph_resolve(g, id), n->policies[i]);
    }
    for (edge_id id = 1; id <= graph_edge_count(g); id++) {
        const struct edge *e = graph_edge_at(g, id);
        if (e->kind == EDGE_RUNS_AS)
            p.acting[graph_resolve(g, e->from)] = true;
        node_id from = graph_resolve(g, e->from);
        if (e->kind == EDGE_ROUTES && graph_node_at(g, from)->kind == NODE_API)
            p.api[graph_resolve(g, e->to)] = from;
    }
    for (edge_id id = 1; id <= graph_edge_count(g); id++)
        judge(&p, id);
    mem_free(p.allowed);
    mem_free(p.acting);
    mem_free(p.api);
    map_release(&p.arns);
}
