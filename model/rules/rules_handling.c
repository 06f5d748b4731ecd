/* SPDX-License-Identifier: MIT */
/* rules_handling.c - what becomes of what fails: dead letters and who looks at them (FW-063 to
 * FW-068). */
#include "rule_ask.h"

#include "attr.h"
#include "mem.h"
#include "query.h"
#include "scc.h"

/* Of this type, or of none, as in a topology that people wrote. */
static bool may_be(const struct rule_run *run, node_id n, const char *type)
{
    return rule_is_type(run, n, type) || str_empty(rule_node(run, n)->type);
}

/* Where its failures go; 0: nowhere. */
static edge_id dead_letters_of(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_DEADLETTERS); rule_next_edge(&w);)
        if (!edge_fact_is(w.edge, FACT_ON, "success"))
            return w.id;
    return 0;
}

/* Somebody's failures come here. */
static edge_id dead_letters_to(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_in(run, n, EDGE_DEADLETTERS); rule_next_edge(&w);)
        if (!edge_fact_is(w.edge, FACT_ON, "success"))
            return w.id;
    return 0;
}

/* --- Functions -------------------------------------------------------------------------------- */

/* Azure has no such setting: what waits there waits in the source. */
RULE(fw_063)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        edge_id start = rule_async_start(run, n);
        if (!start || rule_is_provider(run, n, "azure") || dead_letters_of(run, n))
            continue;
        node_id from = rule_edge(run, start)->from;
        bool clock = rule_node(run, from)->kind == NODE_TIMER;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, from);
        rule_with_edge(run, f, start);
        if (clock) /* the next round comes anyway */
            rule_severity(f, SEVERITY_LOW);
        rule_say(run, f, clock ? "what fails in %N is tried again twice, then nobody hears of it (%N)"
                               : "an event of %N that fails in %N is tried again twice, then lost",
                 clock ? n : from, clock ? from : n);
    }
}

/* --- Queues ----------------------------------------------------------------------------------- */

/* Whoever takes its messages by himself: a function, or a pipe. */
static edge_id puller_of(const struct rule_run *run, node_id queue)
{
    for (struct rule_walk w = rule_out(run, queue, EDGE_TRIGGERS); rule_next_edge(&w);)
        if (rule_node(run, w.edge->to)->kind == NODE_FUNCTION)
            return w.id;
    for (struct rule_walk w = rule_out(run, queue, EDGE_DELIVERS); rule_next_edge(&w);)
        if (rule_is_type(run, w.edge->to, "AWS::Pipes::Pipe"))
            return w.id;
    return 0;
}

static void judge_queue(struct rule_run *run, node_id n)
{
    edge_id puller = puller_of(run, n);
    if (!puller || dead_letters_of(run, n) || dead_letters_to(run, n))
        return;
    node_id to = rule_edge(run, puller)->to;
    bool unknown = rule_node(run, n)->external ||
                   str_is(rule_attr(run, n, "redrive"), FACT_UNDECIDED);
    struct finding *f = unknown ? rule_ask(run, n) : rule_find(run, n);
    rule_with_node(run, f, to);
    rule_with_edge(run, f, puller);
    rule_say(run, f, unknown ? "whether %N keeps what %N cannot handle is not in the input"
                             : "%N has no dead-letter queue: a message that %N cannot handle comes "
                               "back until it is deleted", n, to);
}

/* Azure's queues bring one along; brokers have their own ways; what fails in a dead-letter queue
 * stays there. */
RULE(fw_064)
{
    size_t count = graph_node_count(rule_graph(run));
    for (size_t i = 1; i <= count; i++) {
        node_id n = (node_id)i;
        if (rule_node(run, n)->kind == NODE_QUEUE && may_be(run, n, "AWS::SQS::Queue") &&
            !rule_is_provider(run, n, "azure") &&
            !node_fact_bool(rule_node(run, n), FACT_DISABLED, false))
            judge_queue(run, n);
    }
}

/* --- What is pushed --------------------------------------------------------------------------- */

/* A pipe that reads a stream; of a queue the queue itself keeps what fails. */
static bool reads_stream(const struct rule_run *run, node_id pipe)
{
    for (struct rule_walk w = rule_in(run, pipe, EDGE_DELIVERS); rule_next_edge(&w);)
        if (rule_node(run, w.edge->from)->kind == NODE_STREAM)
            return true;
    return false;
}

static bool may_keep(const struct rule_run *run, node_id n, const struct edge *e)
{
    if (edge_fact_is(e, "protocol", "event-grid"))
        return true;
    if (rule_is_provider(run, n, "azure") || rule_node(run, e->to)->external)
        return false;
    enum node_kind kind = rule_node(run, n)->kind;
    if (kind == NODE_TOPIC)
        return may_be(run, n, "AWS::SNS::Topic");
    if (kind == NODE_BUS)
        return may_be(run, n, "AWS::Events::Rule") || rule_is_type(run, n, "AWS::IoT::TopicRule") ||
               (rule_is_type(run, n, "AWS::Pipes::Pipe") && reads_stream(run, n));
    return kind == NODE_TIMER && (may_be(run, n, "AWS::Events::Rule") ||
                                  rule_is_type(run, n, "AWS::Scheduler::Schedule"));
}

static bool some_are_kept(const struct rule_run *run, node_id n)
{
    struct edge_list list = graph_out(rule_graph(run), n);
    for (size_t k = 0; k < list.count; k++)
        if (edge_fact_bool(rule_edge(run, list.ids[k]), FACT_KEPT, false))
            return true;
    return false;
}

static void judge_sender(struct rule_run *run, node_id n)
{
    static const enum edge_kind kinds[] = {EDGE_TRIGGERS, EDGE_DELIVERS};
    if (dead_letters_of(run, n) && !some_are_kept(run, n))
        return; /* it is not said for which of its targets: for all */
    struct finding *f = NULL;
    node_id first = 0;
    size_t count = 0;
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_out(run, n, kinds[k]); rule_next_edge(&w);) {
            if (edge_fact_bool(w.edge, FACT_KEPT, false) || !may_keep(run, n, w.edge))
                continue;
            if (!f) {
                f = rule_find(run, n);
                rule_with_edge(run, f, w.id);
                first = w.edge->to;
            }
            rule_with_node(run, f, w.edge->to);
            count++;
        }
    if (f)
        rule_say(run, f, count > 1 ? "what %N cannot hand over to %N and %zu more is dropped"
                                   : "what %N cannot hand over to %N is dropped",
                 n, first, count - 1);
}

/* A function that Event Grid calls, and nobody says which subscription does. */
static void ask_for_subscription(struct rule_run *run, node_id n)
{
    node_id hook = 0;
    for (struct rule_walk w = rule_in(run, n, EDGE_INVOKES); rule_next_edge(&w);)
        if (str_istarts(rule_attr(run, w.edge->from, "path"),
                        STR("/runtime/webhooks/EventGrid")))
            hook = w.edge->from;
    if (!hook || rule_count_in(run, n, EDGE_TRIGGERS))
        return;
    struct finding *f = rule_ask(run, n);
    rule_with_node(run, f, hook);
    rule_say(run, f, "the subscription that sends events to %N is not in the input: does it have a "
                     "place for dead letters?", n);
}

RULE(fw_065)
{
    size_t count = graph_node_count(rule_graph(run));
    for (size_t i = 1; i <= count; i++) {
        if (!rule_is_live(run, (node_id)i))
            continue;
        judge_sender(run, (node_id)i);
        if (rule_node(run, (node_id)i)->kind == NODE_FUNCTION)
            ask_for_subscription(run, (node_id)i);
    }
}

/* --- Dead-letter queues ----------------------------------------------------------------------- */

static bool is_alarm(const struct rule_run *run, node_id n)
{
    return rule_node(run, n)->kind == NODE_LOG && (may_be(run, n, "AWS::CloudWatch::Alarm") ||
                                                   rule_is_type(run, n, "AWS::CloudWatch::CompositeAlarm"));
}

/* Something takes, reads or counts what lies in it. A grant on the thing itself is enough: its
 * reader may stand outside of what was read. */
static bool is_watched(const struct rule_run *run, node_id n)
{
    struct edge_list out = graph_out(rule_graph(run), n), in = graph_in(rule_graph(run), n);
    for (size_t k = 0; k < out.count; k++) {
        const struct edge *e = rule_edge(run, out.ids[k]);
        bool taken = e->kind == EDGE_TRIGGERS || e->kind == EDGE_DELIVERS;
        if ((taken && edge_fact_bool(e, FACT_ENABLED, true)) ||
            (e->kind == EDGE_LOGS_TO && is_alarm(run, e->to)))
            return true;
    }
    for (size_t k = 0; k < in.count; k++) {
        const struct edge *e = rule_edge(run, in.ids[k]);
        if (e->kind == EDGE_READS || (e->kind == EDGE_GRANTS && edge_ops(e) & OP_READ))
            return true;
    }
    return false;
}

/* Azure: every queue that starts a function has a place where its failures end, unless that place is
 * a node, which it is only where somebody works with it. */
static void ask_for_poison(struct rule_run *run, node_id n)
{
    bool bus = rule_is_type(run, n, "Microsoft.ServiceBus/namespaces/queues") ||
               rule_is_type(run, n, "Microsoft.ServiceBus/namespaces/topics/subscriptions");
    if ((!bus && !node_fact_given(rule_node(run, n), "poison-queue")) || dead_letters_of(run, n) ||
        !rule_count_out(run, n, EDGE_TRIGGERS))
        return;
    struct finding *f = rule_ask(run, n);
    rule_say(run, f, bus ? "nothing here reads the dead-letter queue of %N: does an alert watch it?"
                         : "nothing here reads the poison queue of %N: does an alert watch it?", n);
}

RULE(fw_066)
{
    size_t count = graph_node_count(rule_graph(run));
    for (size_t i = 1; i <= count; i++) {
        node_id n = (node_id)i;
        enum node_kind kind = rule_node(run, n)->kind;
        if (kind != NODE_QUEUE && kind != NODE_TOPIC)
            continue;
        edge_id e = dead_letters_to(run, n);
        if (!e && kind == NODE_QUEUE)
            ask_for_poison(run, n);
        if (!e || !rule_is_live(run, n) || is_watched(run, n))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, rule_edge(run, e)->from);
        rule_with_edge(run, f, e);
        rule_say(run, f, "failures of %N end in %N: nothing reads it and no alarm counts them",
                 rule_edge(run, e)->from, n);
    }
}

/* --- Circles ---------------------------------------------------------------------------------- */

/* The way of a failure that nobody stops: what is polled (queue, stream) has retries and an end of
 * its own. */
static bool carries_failure(const struct rule_run *run, const struct edge *e)
{
    enum node_kind from = rule_node(run, e->from)->kind;
    if (!edge_fact_bool(e, FACT_ENABLED, true))
        return false;
    if (e->kind == EDGE_DEADLETTERS)
        return !edge_fact_is(e, FACT_ON, "success");
    return e->kind == EDGE_DELIVERS ||
           (e->kind == EDGE_TRIGGERS && from != NODE_QUEUE && from != NODE_STREAM);
}

/* Components of the ways of failures: component[id - 1]. */
static uint32_t *failure_components(const struct rule_run *run)
{
    const struct graph *g = rule_graph(run);
    size_t nodes = graph_node_count(g), arcs = 0;
    uint32_t *at = mem_zalloc(nodes + 1, sizeof *at);
    uint32_t *to = mem_zalloc(graph_edge_count(g) + 1, sizeof *to);
    uint32_t *component = mem_zalloc(nodes + 1, sizeof *component);
    for (size_t i = 1; i <= nodes; i++) {
        struct edge_list list = graph_out(g, (node_id)i);
        for (size_t k = 0; k < list.count; k++)
            if (carries_failure(run, rule_edge(run, list.ids[k])))
                to[arcs++] = rule_edge(run, list.ids[k])->to - 1;
        at[i] = (uint32_t)arcs;
    }
    struct digraph ways = {.count = (uint32_t)nodes, .at = at, .to = to};
    scc_find(&ways, component);
    mem_free(at);
    mem_free(to);
    return component;
}

RULE(fw_067)
{
    const struct graph *g = rule_graph(run);
    uint32_t *component = failure_components(run);
    bool *said = mem_zalloc(graph_node_count(g) + 1, sizeof *said);
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = rule_edge(run, (edge_id)i);
        uint32_t c = component[e->from - 1];
        if (e->kind != EDGE_DEADLETTERS || !carries_failure(run, e) ||
            c != component[e->to - 1] || said[c] || !rule_is_live(run, e->from))
            continue;
        said[c] = true;
        struct finding *f = rule_find(run, e->from);
        if (e->to != e->from)
            rule_with_node(run, f, e->to);
        rule_with_edge(run, f, (edge_id)i);
        rule_say(run, f, e->to == e->from ? "%N is its own dead-letter queue"
                                          : "failures of %N go to %N and come back", e->from,
                 e->to);
    }
    mem_free(component);
    mem_free(said);
}

/* --- Workflows -------------------------------------------------------------------------------- */

/* The edge of the first of these states: it shows the place. */
static edge_id edge_of_state(const struct rule_run *run, node_id workflow, struct str list)
{
    struct str first = str_sub(list, 0, str_chr(list, ','));
    struct edge_list out = graph_out(rule_graph(run), workflow);
    for (size_t k = 0; k < out.count; k++)
        if (str_eq(edge_attr_text(rule_edge(run, out.ids[k]), "state"), first))
            return out.ids[k];
    return 0;
}

RULE(fw_068)
{
    for (node_id n = 0; (n = rule_next(run, NODE_WORKFLOW, n));) {
        struct str tasks = rule_attr(run, n, FACT_UNHANDLED);
        if (!tasks.len)
            continue;
        edge_id e = edge_of_state(run, n, tasks);
        struct finding *f = rule_find(run, n);
        if (e)
            rule_with_edge(run, f, e);
        rule_say(run, f, "a failure in %S ends %N: neither Catch nor Retry", tasks, n);
    }
}
