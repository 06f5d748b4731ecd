/* SPDX-License-Identifier: MIT */
/* flood_costs.c - what one event costs at each node, from facts and the table of prices. */
#include "flood.h"

#include "facts.h"
#include "query.h"
#include "stop.h"

enum {
    LAMBDA_MEMORY = 128, LAMBDA_TIMEOUT = 3, /* megabytes, seconds: where the input says nothing */
    AZURE_MEMORY = 512, AZURE_TIMEOUT = 300,
    SQS_CALLS = 3,      /* send, receive, delete */
    MS = 1000, MEGABYTES = 1024, GIGABYTE_BYTES = 1000000000,
};

struct costs {
    const struct graph *g;
    const struct prices *p;
};

static amount price(const struct costs *c, enum price_item item)
{
    return prices_of(c->p, item)->pico;
}

static bool has_type(const struct node *n, const char *word)
{
    return str_find(n->type, str_from(word)) != STR_NPOS;
}

static unsigned long number(struct str text, unsigned long silence)
{
    enum { MOST = 10000000 };
    long value;
    return str_to_long(text, &value) && value > 0 && value < MOST ? (unsigned long)value : silence;
}

/* "00:05:00" of the host's settings, in seconds. */
static unsigned long host_timeout(const struct costs *c, node_id function)
{
    edge_id e = graph_first_out(c->g, function, EDGE_HOSTED_BY);
    struct str text = STR_NONE, part;
    unsigned long seconds = 0;
    if (e)
        text = node_attr_text(graph_node_at(c->g, graph_edge_at(c->g, e)->to),
                              "host.functionTimeout");
    if (str_empty(text))
        return AZURE_TIMEOUT;
    for (int i = 0; i < 3 && str_cut(&text, ':', &part); i++)
        seconds = seconds * 60 + number(part, 0);
    return seconds ? seconds : AZURE_TIMEOUT;
}

/* A run of so many milliseconds. */
static amount run_cost(const struct costs *c, node_id n, unsigned long ms)
{
    const struct node *node = graph_node_at(c->g, n);
    bool azure = str_is(node->provider, "azure");
    unsigned long memory = number(node_attr_text(node, FACT_MEMORY),
                                  azure ? AZURE_MEMORY : LAMBDA_MEMORY);
    amount compute = price(c, azure ? PRICE_AZURE_SECOND : PRICE_LAMBDA_SECOND);
    amount log = azure ? 0 : price(c, PRICE_LOG) * FLOOD_LOG_BYTES / GIGABYTE_BYTES;
    return price(c, azure ? PRICE_AZURE_RUN : PRICE_LAMBDA_REQUEST) + log +
           compute * memory * ms / MEGABYTES / MS;
}

static unsigned long worst_ms(const struct costs *c, node_id n)
{
    const struct node *node = graph_node_at(c->g, n);
    unsigned long silence = str_is(node->provider, "azure") ? host_timeout(c, n) : LAMBDA_TIMEOUT;
    return number(node_attr_text(node, FACT_TIMEOUT), silence) * MS;
}

static amount gateway_cost(const struct costs *c, node_id n)
{
    const struct node *node = graph_node_at(c->g, n);
    edge_id e = node->kind == NODE_ROUTE ? graph_first_in(c->g, n, EDGE_ROUTES) : 0;
    const struct node *api = e ? graph_node_at(c->g, graph_edge_at(c->g, e)->from) : node;
    if (has_type(api, "AWS::ApiGatewayV2"))
        return price(c, str_iis(node_attr_text(api, "protocol"), "WEBSOCKET")
                            ? PRICE_WEBSOCKET : PRICE_HTTP_REQUEST);
    if (has_type(api, "AWS::ApiGateway::"))
        return price(c, PRICE_REST_REQUEST);
    return has_type(api, "AWS::CloudFront") ? price(c, PRICE_CLOUDFRONT) : 0;
}

static amount aws_cost(const struct costs *c, const struct node *n)
{
    bool fifo = node_fact_bool(n, "fifo-queue", false);
    switch ((int)n->kind) {
    case NODE_QUEUE:
        return has_type(n, "AmazonMQ") ? 0
                                       : SQS_CALLS * price(c, fifo ? PRICE_SQS_FIFO : PRICE_SQS);
    case NODE_TOPIC:
        return price(c, PRICE_SNS);
    case NODE_BUS:
        return has_type(n, "EventBus") ? price(c, PRICE_EVENTBRIDGE) : 0; /* not each rule again */
    case NODE_STREAM:
        return has_type(n, "AWS::Kinesis::Stream") ? price(c, PRICE_KINESIS) : 0;
    case NODE_TABLE:
        return has_type(n, "DynamoDB") ? price(c, PRICE_DYNAMODB) : 0;
    case NODE_BUCKET:
        return price(c, PRICE_S3);
    default:
        return 0;
    }
}

static amount azure_cost(const struct costs *c, const struct node *n)
{
    if (has_type(n, "Microsoft.ServiceBus"))
        return price(c, PRICE_SERVICE_BUS);
    if (has_type(n, "Microsoft.EventGrid"))
        return price(c, PRICE_EVENT_GRID);
    if (has_type(n, "Microsoft.EventHub"))
        return price(c, PRICE_EVENT_HUB);
    return n->kind == NODE_QUEUE && has_type(n, "Microsoft.Storage")
               ? SQS_CALLS * price(c, PRICE_STORAGE_QUEUE) : 0;
}

/* One state more for each thing that a machine calls, and its start and end. */
static amount workflow_cost(const struct costs *c, node_id n)
{
    const struct node *node = graph_node_at(c->g, n);
    if (!has_type(node, "AWS::StepFunctions"))
        return 0;
    if (str_iis(node_attr_text(node, "state-machine-type"), "EXPRESS"))
        return price(c, PRICE_EXPRESS);
    return price(c, PRICE_TRANSITION) * (2 + graph_out(c->g, n).count);
}

static void cost_of(const struct costs *c, node_id n, struct flood_costs *out)
{
    const struct node *node = graph_node_at(c->g, n);
    bool aws = str_is(node->provider, "aws"), azure = str_is(node->provider, "azure");
    if (node->kind == NODE_FUNCTION && (aws || azure)) {
        out->calm[n] = run_cost(c, n, FLOOD_RUN_MS);
        out->most[n] = run_cost(c, n, worst_ms(c, n));
        if (out->most[n] < out->calm[n])
            out->most[n] = out->calm[n];
        if (aws)
            out->copy_hour[n] = out->calm[n] * (3600 * MS / FLOOD_RUN_MS);
        return;
    }
    if (node->kind == NODE_WORKFLOW)
        out->calm[n] = workflow_cost(c, n);
    else if (node->kind == NODE_ROUTE || node->kind == NODE_API || node->kind == NODE_FRONT)
        out->calm[n] = gateway_cost(c, n);
    else
        out->calm[n] = aws ? aws_cost(c, node) : azure ? azure_cost(c, node) : 0;
    out->most[n] = out->calm[n];
}

void flood_costs_of(const struct graph *g, const struct prices *p, struct arena *arena,
                    struct flood_costs *out)
{
    size_t count = graph_node_count(g) + 1;
    const struct costs c = {g, p};
    out->most = arena_array(arena, count, sizeof *out->most);
    out->calm = arena_array(arena, count, sizeof *out->calm);
    out->copy_hour = arena_array(arena, count, sizeof *out->copy_hour);
    out->gateway = arena_array(arena, count, sizeof *out->gateway);
    for (size_t n = 1; n < count && !stop_asked(); n++)
        cost_of(&c, (node_id)n, out);
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        enum node_kind from = graph_node_at(g, e->from)->kind;
        if (e->kind == EDGE_INVOKES && (from == NODE_ROUTE || from == NODE_API) &&
            out->calm[e->from] > out->gateway[e->to])
            out->gateway[e->to] = out->calm[e->from];
    }
}
