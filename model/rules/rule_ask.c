/* SPDX-License-Identifier: MIT */
#include "rule_ask.h"

#include "attr.h"
#include "query.h"

const struct node *rule_node(const struct rule_run *run, node_id n)
{
    return graph_node_at(rule_graph(run), n);
}

const struct edge *rule_edge(const struct rule_run *run, edge_id e)
{
    return graph_edge_at(rule_graph(run), e);
}

bool rule_open(const struct rule_run *run, node_id n)
{
    struct reach r = exposure_reach(rule_exposure(run), n);
    return r.reached && r.rank == AUTH_CLASS_NONE && r.auth != AUTH_UNKNOWN;
}

bool rule_weak(const struct rule_run *run, node_id n)
{
    struct reach r = exposure_reach(rule_exposure(run), n);
    return r.reached && r.rank <= AUTH_CLASS_SHARED && r.auth != AUTH_UNKNOWN;
}

bool rule_reached(const struct rule_run *run, node_id n)
{
    return exposure_reach(rule_exposure(run), n).reached;
}

bool rule_is_nearer(const struct rule_run *run, node_id x, node_id y)
{
    struct reach a = exposure_reach(rule_exposure(run), x), b = exposure_reach(rule_exposure(run), y);
    if (!a.reached || !b.reached || a.rank != b.rank)
        return a.reached && (!b.reached || a.rank < b.rank);
    return a.hops < b.hops;
}

int rule_sensitivity(const struct rule_run *run, node_id n)
{
    return rule_node(run, n)->sensitivity;
}

/* A word of the text, as a name is made of words: "orders-dev", "dev_orders", "Dev". */
static bool has_word(struct str text, const char *word)
{
    struct str needle = str_from(word);
    for (size_t at = 0; at + needle.len <= text.len; at++) {
        bool head = at == 0 || strchr("-_./: ", text.ptr[at - 1]);
        size_t end = at + needle.len;
        bool tail = end == text.len || strchr("-_./: 0123456789", text.ptr[end]);
        if (head && tail && str_ieq(str_sub(text, at, needle.len), needle))
            return true;
    }
    return false;
}

bool rule_is_trial_stage(const struct rule_run *run, node_id n)
{
    static const char *const words[] = {"dev",     "develop", "development", "test", "testing",
                                        "sandbox", "local",   "demo",        "ci",   "qa"};
    static const char *const tags[] = {"stage", "environment", "env"};
    const struct node *node = rule_node(run, n);
    struct str says[1 + COUNT(tags)] = {node->stage};
    size_t count = 1;
    for (uint32_t t = 0; t < node->tag_count; t++)
        for (size_t i = 0; i < COUNT(tags) && count < COUNT(says); i++)
            if (str_iis(node->tags[t].key, tags[i]))
                says[count++] = node->tags[t].value;
    for (size_t i = 0; i < count; i++)
        for (size_t w = 0; w < COUNT(words); w++)
            if (has_word(says[i], words[w]))
                return true;
    return false;
}

bool rule_is_provider(const struct rule_run *run, node_id n, const char *provider)
{
    return str_iis(rule_node(run, n)->provider, provider);
}

bool rule_is_type(const struct rule_run *run, node_id n, const char *type)
{
    return str_iis(rule_node(run, n)->type, type);
}

bool rule_is_live(const struct rule_run *run, node_id n)
{
    const struct node *node = rule_node(run, n);
    return !node->external && !node_fact_bool(node, FACT_DISABLED, false);
}

bool rule_is_declared_public(const struct rule_run *run, node_id n)
{
    const struct node *node = rule_node(run, n);
    for (uint32_t t = 0; t < node->tag_count; t++) {
        const struct attr *tag = &node->tags[t];
        if ((str_iis(tag->key, "public") && fact_bool(tag, true)) ||
            (str_iis(tag->key, "access") && str_iis(tag->value, "public")))
            return true;
    }
    return false;
}

/* --- Edges ------------------------------------------------------------------------------------ */

struct rule_walk rule_out(const struct rule_run *run, node_id n, enum edge_kind kind)
{
    const struct graph *g = rule_graph(run);
    return (struct rule_walk){
        .graph = g, .rest = graph_row_from(g, graph_out(g, n), kind), .kind = kind};
}

struct rule_walk rule_in(const struct rule_run *run, node_id n, enum edge_kind kind)
{
    const struct graph *g = rule_graph(run);
    return (struct rule_walk){
        .graph = g, .rest = graph_row_from(g, graph_in(g, n), kind), .kind = kind};
}

bool rule_next_edge(struct rule_walk *w)
{
    while (w->rest.count) { /* edges of one kind stand together */
        w->id = *w->rest.ids++;
        w->rest.count--;
        w->edge = graph_edge_at(w->graph, w->id);
        if (w->edge->kind != w->kind) /* behind those of the kind */
            break;
        if (edge_fact_bool(w->edge, FACT_ENABLED, true))
            return true;
    }
    return false;
}

static size_t count_of(struct rule_walk w)
{
    size_t count = 0;
    while (rule_next_edge(&w))
        count++;
    return count;
}

size_t rule_count_out(const struct rule_run *run, node_id n, enum edge_kind kind)
{
    return count_of(rule_out(run, n, kind));
}

size_t rule_count_in(const struct rule_run *run, node_id n, enum edge_kind kind)
{
    return count_of(rule_in(run, n, kind));
}

/* --- Identities ------------------------------------------------------------------------------- */

static size_t add_identities(const struct rule_run *run, node_id n, node_id *out, size_t max,
                             size_t count)
{
    struct edge_list list = graph_row_from(rule_graph(run), graph_out(rule_graph(run), n),
                                           EDGE_RUNS_AS);
    for (size_t k = 0; k < list.count; k++) {
        const struct edge *e = graph_edge_at(rule_graph(run), list.ids[k]);
        if (e->kind != EDGE_RUNS_AS)
            break;
        if (count < max)
            out[count] = e->to;
        count++;
    }
    return count;
}

size_t rule_identities(const struct rule_run *run, node_id function, node_id *out, size_t max)
{
    size_t count = add_identities(run, function, out, max, 0);
    edge_id hosted = graph_first_out(rule_graph(run), function, EDGE_HOSTED_BY);
    if (hosted)
        count = add_identities(run, graph_edge_at(rule_graph(run), hosted)->to, out, max, count);
    return count;
}

static bool covers(const struct rule_run *run, node_id granted, node_id n)
{
    if (granted == n)
        return true;
    struct edge_list list = graph_out(rule_graph(run), n);
    for (size_t k = 0; k < list.count; k++) {
        const struct edge *e = graph_edge_at(rule_graph(run), list.ids[k]);
        if (e->kind != EDGE_RESIDES_IN || e->to != granted)
            continue;
        enum boundary_class class = node_boundary_class(rule_node(run, granted));
        if (class == BOUNDARY_ANY || class == BOUNDARY_DATA_ACCOUNT)
            return true;
    }
    return false;
}

edge_id rule_can(const struct rule_run *run, node_id identity, unsigned ops, node_id n)
{
    struct edge_list list = graph_out(rule_graph(run), identity);
    edge_id conditional = 0;
    for (size_t k = 0; k < list.count; k++) {
        const struct edge *e = graph_edge_at(rule_graph(run), list.ids[k]);
        if (e->kind != EDGE_GRANTS || !(edge_ops(e) & ops) || !covers(run, e->to, n))
            continue;
        if (str_empty(e->condition))
            return list.ids[k];
        if (!conditional)
            conditional = list.ids[k];
    }
    return conditional;
}

/* --- Functions -------------------------------------------------------------------------------- */

static bool starts_without_waiting(const struct rule_run *run, const struct edge *e)
{
    const struct node *from = rule_node(run, e->from);
    if (e->kind == EDGE_INVOKES)
        return !edge_fact_bool(e, FACT_SYNC, true);
    if ((e->kind != EDGE_TRIGGERS && e->kind != EDGE_DELIVERS) ||
        str_is(from->type, "AWS::Pipes::Pipe")) /* it waits, and tries again */
        return false;
    return from->kind == NODE_BUCKET || from->kind == NODE_TOPIC || from->kind == NODE_BUS ||
           from->kind == NODE_LOG || from->kind == NODE_SERVICE || from->kind == NODE_TIMER ||
           from->kind == NODE_FUNCTION; /* what one function did well goes to the next */
}

edge_id rule_async_start(const struct rule_run *run, node_id function)
{
    struct edge_list list = graph_in(rule_graph(run), function);
    edge_id clock = 0;
    for (size_t k = 0; k < list.count; k++) {
        const struct edge *e = graph_edge_at(rule_graph(run), list.ids[k]);
        if (!edge_fact_bool(e, FACT_ENABLED, true) || !starts_without_waiting(run, e) ||
            node_fact_bool(rule_node(run, e->from), FACT_DISABLED, false))
            continue;
        if (rule_node(run, e->from)->kind != NODE_TIMER)
            return list.ids[k];
        clock = clock ? clock : list.ids[k];
    }
    return clock;
}

bool rule_is_async(const struct rule_run *run, node_id function)
{
    return rule_async_start(run, function) != 0;
}

/* --- What is paid by the call ------------------------------------------------------------------ */

/* "bedrock" of "bedrock-runtime", "SMS" of "Telstra SMS": a word of the name, in whatever case. */
bool rule_is_paid(const struct rule_run *run, node_id n)
{
    static const char *const services[] = {
        "ses",       "sms",        "pinpoint",  "bedrock",     "rekognition", "comprehend",
        "textract",  "translate",  "transcribe", "polly",      "kendra",      "sagemaker",
        "openai",    "twilio",     "sendgrid",  "mailgun",     "messagebird", "vonage",
        "Azure AI",  "Azure Maps", "Google Maps"};
    const struct node *node = rule_node(run, n);
    if (node->kind == NODE_TABLE)
        return str_is(rule_attr(run, n, "billing-mode"), "PAY_PER_REQUEST") &&
               !node_attr(node, "on-demand-throughput-max-write-request-units");
    if (node->kind != NODE_SERVICE)
        return false;
    for (size_t i = 0; i < COUNT(services); i++)
        if (has_word(node->name, services[i]))
            return true;
    return str_iis(node->type, "Microsoft.CognitiveServices/accounts");
}

/* --- Attributes ------------------------------------------------------------------------------- */

struct str rule_attr(const struct rule_run *run, node_id n, const char *key)
{
    return node_attr_text(rule_node(run, n), key);
}

long rule_attr_number(const struct rule_run *run, node_id n, const char *key, long silence)
{
    long value;
    return str_to_long(rule_attr(run, n, key), &value) ? value : silence;
}
