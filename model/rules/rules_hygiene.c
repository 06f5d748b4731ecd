/* SPDX-License-Identifier: MIT */
/* rules_hygiene.c - what is not known, what talks to models, gates without a door (FW-100, FW-102,
 * FW-108). */
#include "rule_ask.h"

#include "query.h"

/* Does it vouch for callers of routes? The others hand out roles, or open something else. */
static bool is_for_routes(const struct node *n)
{
    static const char *const others[] = {"AWS::Cognito::IdentityPool", "AWS::IAM::", "AWS::IoT::",
                                         "AWS::RolesAnywhere::", "AWS::CloudFront::"};
    for (size_t i = 0; i < COUNT(others); i++)
        if (str_starts(n->type, str_from(others[i])))
            return false;
    return !n->external;
}

/* A firewall that stands before nothing, while an entry of the same template could have one. */
static void idle_firewalls(struct rule_run *run)
{
    static const enum node_kind kinds[] = {NODE_API, NODE_FRONT};
    for (node_id n = 0; (n = rule_next(run, NODE_SERVICE, n));) {
        node_id bare = 0;
        if (!str_starts(rule_node(run, n)->type, STR("AWS::WAF")) ||
            node_fact_bool(rule_node(run, n), "attached", true))
            continue;
        for (size_t k = 0; k < COUNT(kinds) && !bare; k++)
            for (node_id e = 0; !bare && (e = rule_next(run, kinds[k], e));)
                if (rule_lacks_firewall(run, e) && graph_container(rule_graph(run), e) ==
                                                       graph_container(rule_graph(run), n))
                    bare = e;
        if (!bare)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, bare);
        rule_say(run, f, "%N is declared but attached to nothing, while %N has no firewall", n, bare);
    }
}

/* Keys may be put into a plan when the system runs, so of plans it is asked. */
static void idle_parts_of_apis(struct rule_run *run)
{
    for (node_id n = 0; (n = rule_next(run, NODE_API, n));) {
        struct str validator = rule_attr(run, n, "unattached-validator"),
                   plan = rule_attr(run, n, "plan-without-keys");
        if (validator.len && rule_weak(run, n)) {
            struct finding *f = rule_find(run, n);
            rule_severity(f, SEVERITY_LOW);
            rule_say(run, f, "%N has the validator %S, but no method asks it", n, validator);
        } else if (plan.len && rule_weak(run, n)) {
            struct finding *f = rule_ask(run, n);
            rule_severity(f, SEVERITY_LOW);
            rule_say(run, f, "the usage plan %S of %N has no key: it limits nobody until one is in it",
                     plan, n);
        }
    }
}

/* An authenticator that no route asks, while a route of the same template is open. */
RULE(fw_108)
{
    const struct graph *g = rule_graph(run);
    idle_firewalls(run);
    idle_parts_of_apis(run);
    for (node_id n = 0; (n = rule_next(run, NODE_AUTH, n));) {
        if (!is_for_routes(rule_node(run, n)) || rule_count_out(run, n, EDGE_AUTHENTICATES) ||
            rule_count_in(run, n, EDGE_INVOKES))
            continue;
        node_id open = 0;
        for (node_id r = 0; !open && (r = rule_next(run, NODE_ROUTE, r));)
            if (rule_open(run, r) &&
                graph_container(g, r) == graph_container(g, n))
                open = r;
        if (!open)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, open);
        rule_say(run, f, "%N is declared but no route asks it, while %N is open", n, open);
    }
}

/* --- What is not known ------------------------------------------------------------------------ */

/* Once for the whole system: everything else that is said holds for what was read. */
RULE(fw_100)
{
    const struct graph *g = rule_graph(run);
    size_t count = graph_unresolved_count(g);
    node_id subject = 0;
    for (size_t i = 0; i < count && !subject; i++)
        subject = graph_unresolved_at(g, i)->node;
    if (!count || !graph_node_count(g))
        return;
    const struct unresolved *first = graph_unresolved_at(g, 0);
    struct finding *f = rule_find(run, subject ? subject : 1);
    for (size_t i = 0; i < count; i++)
        if (graph_unresolved_at(g, i)->node && graph_unresolved_at(g, i)->node != subject)
            rule_with_node(run, f, graph_unresolved_at(g, i)->node);
    rule_at(f, first->where);
    rule_say(run, f, "%zu reference%s could not be followed, first %S: %S", count,
             count == 1 ? "" : "s", first->text, first->reason);
}

/* --- Models ----------------------------------------------------------------------------------- */

/* A function within reach of strangers calls the agent, or may call it. */
static bool hears_strangers(const struct rule_run *run, node_id agent)
{
    static const enum edge_kind calls[] = {EDGE_INVOKES, EDGE_WRITES};
    for (size_t k = 0; k < COUNT(calls); k++)
        for (struct rule_walk w = rule_in(run, agent, calls[k]); rule_next_edge(&w);)
            if (rule_weak(run, w.edge->from))
                return true;
    for (struct rule_walk w = rule_in(run, agent, EDGE_GRANTS); rule_next_edge(&w);)
        for (struct rule_walk r = rule_in(run, w.edge->from, EDGE_RUNS_AS); rule_next_edge(&r);)
            if ((edge_ops(w.edge) & OP_INVOKE) && rule_weak(run, r.edge->from))
                return true;
    return false;
}

/* What the agent may change: by its own role, or by that of a function that is its tool. */
static edge_id may_change(const struct rule_run *run, node_id n)
{
    const unsigned changes = OP_WRITE | OP_DELETE | OP_ADMIN | OP_POLICY | OP_EXEC;
    for (struct rule_walk w = rule_out(run, n, EDGE_RUNS_AS); rule_next_edge(&w);)
        for (struct rule_walk g = rule_out(run, w.edge->to, EDGE_GRANTS); rule_next_edge(&g);)
            if (edge_ops(g.edge) & changes && rule_node(run, g.edge->to)->kind != NODE_LOG)
                return g.id;
    return 0;
}

RULE(fw_102)
{
    for (node_id n = 0; (n = rule_next(run, NODE_SERVICE, n));) {
        if (!str_is(rule_node(run, n)->type, "AWS::Bedrock::Agent") || !hears_strangers(run, n))
            continue;
        edge_id grant = may_change(run, n);
        for (struct rule_walk w = rule_out(run, n, EDGE_INVOKES); !grant && rule_next_edge(&w);)
            grant = may_change(run, w.edge->to);
        if (!grant)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, rule_edge(run, grant)->to);
        rule_with_edge(run, f, grant);
        rule_say(run, f, "strangers talk to %N, and it may change %N", n, rule_edge(run, grant)->to);
    }
}
