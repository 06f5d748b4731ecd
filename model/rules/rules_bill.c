/* SPDX-License-Identifier: MIT */
/* rules_bill.c - what is paid by the call, and who sees the bill (FW-057, FW-059). */
#include "rule_ask.h"

#include "attr.h"
#include "query.h"

/* --- Paid by the call ------------------------------------------------------------------------- */

/* Something on the way lets only so much through. */
static bool is_capped(const struct rule_run *run, const struct path *p)
{
    for (size_t i = 0; i < p->hop_count; i++) {
        const struct path_hop *h = p->hops[i];
        const struct edge *e = h->edge ? rule_edge(run, h->edge) : NULL;
        if (node_fact_given(rule_node(run, h->to), FACT_LIMIT) ||
            (e && (edge_has_guard(e, "ratelimit") || edge_has_guard(e, "quota"))))
            return true;
    }
    return false;
}

/* What is only read on the way starts nothing: the reader comes when somebody else calls it. */
static bool is_started(const struct rule_run *run, const struct path *p)
{
    for (size_t i = 0; i < p->hop_count; i++)
        if (p->hops[i]->edge && rule_edge(run, p->hops[i]->edge)->kind == EDGE_READS)
            return false;
    return true;
}

/* Its policies allow what its code does not do: it is seen to use other things. Code that is seen to use
 * nothing goes through a library that is not known. */
static bool only_may(const struct rule_run *run, const struct edge *e)
{
    if (e->evidence != EVIDENCE_POLICY)
        return false;
    if (node_attr(rule_node(run, e->from), FACT_CALLS)) /* of what, only the run knows */
        return true;
    struct edge_list out = graph_out(rule_graph(run), e->from);
    for (size_t i = 0; i < out.count; i++)
        if (rule_edge(run, out.ids[i])->evidence == EVIDENCE_CODE)
            return true;
    return false;
}

/* Whoever writes or calls it without a gate before him; 0: nobody. */
static edge_id open_user(struct rule_run *run, node_id n)
{
    static const enum edge_kind kinds[] = {EDGE_WRITES, EDGE_INVOKES, EDGE_READS};
    size_t count = rule_node(run, n)->kind == NODE_TABLE ? 1 : COUNT(kinds);
    for (size_t k = 0; k < count; k++)
        for (struct rule_walk w = rule_in(run, n, kinds[k]); rule_next_edge(&w);) {
            if (!rule_open(run, w.edge->from) || only_may(run, w.edge))
                continue;
            struct path p = rule_way_in(run, w.edge->from);
            if (!is_capped(run, &p) && is_started(run, &p))
                return w.id;
        }
    return 0;
}

RULE(fw_057)
{
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i;
        edge_id e = rule_is_paid(run, n) ? open_user(run, n) : 0;
        if (!e)
            continue;
        node_id user = rule_edge(run, e)->from;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, user);
        rule_with_edge(run, f, e);
        rule_with_way_in(run, f, user);
        rule_say(run, f, "strangers make %N use %N as often as they like, and each time is paid for",
                 user, n);
    }
}

/* --- Who sees the bill? ------------------------------------------------------------------------- */

static bool watches_the_bill(const struct rule_run *run, node_id n)
{
    return rule_is_type(run, n, "AWS::Budgets::Budget") ||
           rule_is_type(run, n, "AWS::CE::AnomalyMonitor") ||
           rule_is_type(run, n, "Microsoft.Consumption/budgets") ||
           str_find(rule_attr(run, n, "namespace"), STR("AWS/Billing")) != STR_NPOS;
}

/* Some template was read in which a budget could stand. */
static bool has_template(const struct rule_run *run, node_id function)
{
    edge_id host = graph_first_out(rule_graph(run), function, EDGE_HOSTED_BY);
    if (!rule_is_provider(run, function, "azure"))
        return true;
    return host && node_fact_given(rule_node(run, rule_edge(run, host)->to), "template");
}

/* Said once: of the first function that strangers start. */
RULE(fw_059)
{
    node_id first = 0;
    size_t count = 0;
    bool declared = false;
    for (node_id n = 1; n <= graph_node_count(rule_graph(run)); n++)
        if (watches_the_bill(run, n))
            return;
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        if (!rule_weak(run, n))
            continue;
        first = first ? first : n;
        declared = declared || has_template(run, n);
        count++;
    }
    if (!first)
        return;
    struct finding *f = declared ? rule_find(run, first) : rule_ask(run, first);
    rule_with_way_in(run, f, first);
    rule_say(run, f, count > 1 ? "strangers can run %N and %zu more, and nothing that was read tells "
                                 "when the bill grows"
                               : "strangers can run %N, and nothing that was read tells when the "
                                 "bill grows", first, count - 1);
}
