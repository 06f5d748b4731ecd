/* SPDX-License-Identifier: MIT */
/* rules_privilege.c - what functions and their identities may do (FW-021 to FW-037). What their
 * policy documents say is judged in rules_policy.c. */
#include "rule_ask.h"

#include "attr.h"
#include "aws_tables.h"
#include "query.h"

enum { IDENTITIES = 8 };

/* The functions that run as an identity: how many, and whether one is reached with at most a shared
 * key. *what: their kind, if it is one. */
static size_t runners(const struct rule_run *run, node_id identity, bool *weak, const char **what)
{
    size_t count = 0;
    unsigned kinds = 0;
    *weak = false;
    for (struct rule_walk w = rule_in(run, identity, EDGE_RUNS_AS); rule_next_edge(&w);) {
        enum node_kind kind = rule_node(run, w.edge->from)->kind;
        if (kind != NODE_FUNCTION && kind != NODE_WORKFLOW && kind != NODE_COMPUTE)
            continue;
        count++;
        kinds |= 1u << kind;
        *weak = *weak || rule_weak(run, w.edge->from);
    }
    *what = kinds == 1u << NODE_FUNCTION   ? "functions"
            : kinds == 1u << NODE_WORKFLOW ? "workflows"
            : kinds == 1u << NODE_COMPUTE  ? "tasks or machines"
                                           : "functions, workflows and tasks";
    return count;
}

static int most_sensitive_grant(const struct rule_run *run, node_id identity)
{
    int most = 0;
    for (struct rule_walk w = rule_out(run, identity, EDGE_GRANTS); rule_next_edge(&w);)
        if (edge_ops(w.edge) & (OP_READ | OP_WRITE) && rule_sensitivity(run, w.edge->to) > most)
            most = rule_sensitivity(run, w.edge->to);
    return most;
}

RULE(fw_021)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        bool weak;
        const char *what;
        size_t count = runners(run, n, &weak, &what);
        if (count < 2 || rule_is_provider(run, n, "azure"))
            continue;
        struct finding *f = rule_find(run, n);
        for (struct rule_walk w = rule_in(run, n, EDGE_RUNS_AS); rule_next_edge(&w);)
            rule_with_node(run, f, w.edge->from);
        if (weak && most_sensitive_grant(run, n) >= 3)
            rule_severity(f, SEVERITY_HIGH);
        rule_say(run, f, "%zu %s share %N: each may do what any of them needs", count, what, n);
    }
}

/* --- Administrators --------------------------------------------------------------------------- */

/* Everything on everything: one unconditional grant that holds all classes. */
static edge_id admin_grant(const struct rule_run *run, node_id identity)
{
    const unsigned all = OP_READ | OP_WRITE | OP_ADMIN | OP_POLICY;
    for (struct rule_walk w = rule_out(run, identity, EDGE_GRANTS); rule_next_edge(&w);)
        if (str_is(rule_node(run, w.edge->to)->id, "aws:any:*") && str_empty(w.edge->condition) &&
            (edge_ops(w.edge) & all) == all)
            return w.id;
    return 0;
}

RULE(fw_022)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id identities[IDENTITIES];
        size_t count = rule_identities(run, n, identities, IDENTITIES);
        for (size_t i = 0; i < count && i < IDENTITIES; i++) {
            edge_id grant = admin_grant(run, identities[i]);
            if (!grant)
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, identities[i]);
            rule_with_edge(run, f, grant);
            rule_say(run, f, "%N runs as %N, which may do everything in the account", n,
                     identities[i]);
            break;
        }
    }
}

/* --- From one identity to another ------------------------------------------------------------- */

/* The first privilege path of an identity; 0: none. An administrator has none that is written down. */
static edge_id first_path(const struct rule_run *run, node_id identity, size_t *count)
{
    edge_id first = 0;
    *count = 0;
    for (struct rule_walk w = rule_out(run, identity, EDGE_CONTROLS); rule_next_edge(&w);) {
        if (!first)
            first = w.id;
        ++*count;
    }
    return first;
}

RULE(fw_028)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id identities[IDENTITIES];
        size_t count = rule_identities(run, n, identities, IDENTITIES), paths;
        for (size_t i = 0; i < count && i < IDENTITIES; i++) {
            edge_id e = first_path(run, identities[i], &paths), all = admin_grant(run, identities[i]);
            if (!e && !all)
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, identities[i]);
            if (!e) {
                rule_with_edge(run, f, all);
                rule_severity(f, rule_weak(run, n) ? SEVERITY_CRITICAL : SEVERITY_HIGH);
                rule_say(run, f, "code in %N can make itself any identity: %N may do everything", n,
                         identities[i]);
                break;
            }
            rule_with_node(run, f, rule_edge(run, e)->to);
            rule_with_edge(run, f, e);
            rule_severity(f, rule_weak(run, n) ? SEVERITY_CRITICAL : SEVERITY_HIGH);
            rule_say(run, f, "code in %N can take over %N by %S%s", n, rule_edge(run, e)->to,
                     edge_attr_text(rule_edge(run, e), FACT_PRIMITIVE),
                     paths > 1 ? ", among other ways" : "");
            break;
        }
    }
}

RULE(fw_032)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id identities[IDENTITIES];
        size_t count = rule_identities(run, n, identities, IDENTITIES);
        for (size_t i = 0; i < count && i < IDENTITIES; i++) {
            if (admin_grant(run, identities[i]))
                continue; /* FW-022 */
            edge_id code = rule_can(run, identities[i], OP_EXEC, n);
            edge_id role = rule_can(run, identities[i], OP_POLICY, identities[i]);
            if (!code && !role)
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, identities[i]);
            rule_with_edge(run, f, code ? code : role);
            rule_say(run, f, "code in %N may change its own %s", n, code ? "code" : "permissions");
            break;
        }
    }
}

static bool is_store(enum node_kind kind)
{
    return kind == NODE_BUCKET || kind == NODE_TABLE || kind == NODE_QUEUE || kind == NODE_TOPIC ||
           kind == NODE_FILES || kind == NODE_STREAM || kind == NODE_BUS || kind == NODE_SECRET ||
           kind == NODE_KEY;
}

/* All that it may decide about the bucket is its access lists, which do not hold. */
static bool only_idle_lists(const struct node *to, const struct edge *e)
{
    static const char *const lists[] = {"s3:PutObjectAcl", "s3:PutObjectVersionAcl",
                                        "s3:PutBucketAcl"};
    bool any = false;
    if (!str_is(to->type, "AWS::S3::Bucket") || to->external ||
        node_fact_bool(to, FACT_ACLS, false))
        return false;
    for (size_t i = 0; i < e->action_count; i++) {
        const struct aws_action_row *row = aws_action_find_written(e->actions[i]);
        bool list = false;
        for (size_t k = 0; k < COUNT(lists); k++)
            list = list || str_is(e->actions[i], lists[k]);
        if (str_chr(e->actions[i], '*') != STR_NPOS || (row && (row->ops & OP_POLICY) && !list))
            return false;
        any = any || list;
    }
    return any;
}

RULE(fw_033)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id identities[IDENTITIES];
        size_t count = rule_identities(run, n, identities, IDENTITIES), stores = 0;
        struct finding *f = NULL;
        node_id first = 0;
        for (size_t i = 0; i < count && i < IDENTITIES; i++) {
            if (admin_grant(run, identities[i]))
                continue; /* FW-022 */
            struct rule_walk w = rule_out(run, identities[i], EDGE_GRANTS);
            while (rule_next_edge(&w)) {
                const struct node *to = rule_node(run, w.edge->to);
                bool all = node_boundary_class(to) == BOUNDARY_ANY;
                if (!(edge_ops(w.edge) & OP_POLICY) || (!is_store(to->kind) && !all) ||
                    only_idle_lists(to, w.edge))
                    continue;
                if (!f) {
                    f = rule_find(run, n);
                    first = w.edge->to;
                    rule_with_edge(run, f, w.id);
                }
                rule_with_node(run, f, w.edge->to);
                stores++;
            }
        }
        if (f)
            rule_say(run, f, "code in %N may decide who else gets at %N%s", n, first,
                     stores > 1 ? " and more" : "");
    }
}

/* --- Azure ------------------------------------------------------------------------------------ */

RULE(fw_034)
{
    static const char *const roles[] = {"Owner", "Contributor", "User Access Administrator",
                                        "Role Based Access Control Administrator"};
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        if (!rule_count_in(run, n, EDGE_RUNS_AS))
            continue;
        for (struct rule_walk w = rule_out(run, n, EDGE_GRANTS); rule_next_edge(&w);) {
            enum boundary_class class = node_boundary_class(rule_node(run, w.edge->to));
            bool wide = class == BOUNDARY_RESOURCE_GROUP || class == BOUNDARY_SUBSCRIPTION ||
                        class == BOUNDARY_ACCOUNT;
            struct str role = edge_attr_text(w.edge, "role");
            bool strong = false;
            for (size_t i = 0; i < COUNT(roles); i++)
                strong = strong || str_iis(role, roles[i]);
            if (!wide || !strong)
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, w.edge->to);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "%N is %S of all that lies in %N", n, role, w.edge->to);
            break;
        }
    }
}

static bool lists_keys(const struct edge *e)
{
    for (uint32_t i = 0; i < e->action_count; i++)
        if (str_ifind(e->actions[i], STR("listkeys")) != STR_NPOS ||
            str_ifind(e->actions[i], STR("listAccountSas")) != STR_NPOS)
            return true;
    return false;
}

RULE(fw_035)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        if (!rule_count_in(run, n, EDGE_RUNS_AS))
            continue;
        for (struct rule_walk w = rule_out(run, n, EDGE_GRANTS); rule_next_edge(&w);) {
            if (!lists_keys(w.edge))
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, w.edge->to);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "%N may list the keys of %N, which open all of its data", n,
                     w.edge->to);
            break;
        }
    }
}

/* --- Shared hosts ----------------------------------------------------------------------------- */

/* What a function or the settings of an app hold that strangers must not get. */
static node_id sensitive_of(const struct rule_run *run, node_id n)
{
    static const enum edge_kind kinds[] = {EDGE_USES, EDGE_READS, EDGE_WRITES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_out(run, n, kinds[k]); rule_next_edge(&w);)
            if (rule_sensitivity(run, w.edge->to) >= 2)
                return w.edge->to;
    return 0;
}

RULE(fw_036)
{
    for (node_id app = 0; (app = rule_next(run, NODE_APP, app));) {
        node_id exposed = 0, inner = 0, sensitive = sensitive_of(run, app);
        for (struct rule_walk w = rule_in(run, app, EDGE_HOSTED_BY); rule_next_edge(&w);) {
            bool weak = rule_weak(run, w.edge->from);
            if (weak && (!exposed || rule_is_nearer(run, w.edge->from, exposed)))
                exposed = w.edge->from;
            if (!weak && !inner)
                inner = w.edge->from;
            if (!weak && !sensitive)
                sensitive = sensitive_of(run, w.edge->from);
        }
        if (!exposed || !inner || !sensitive)
            continue;
        struct finding *f = rule_find(run, app);
        rule_with_node(run, f, exposed);
        rule_with_node(run, f, inner);
        rule_with_node(run, f, sensitive);
        rule_say(run, f, "whoever breaks %N is inside %N too, and has %N: they share one host",
                 exposed, inner, sensitive);
    }
}

RULE(fw_037)
{
    for (node_id n = 0; (n = rule_next(run, NODE_SECRET, n));) {
        if (!str_is(rule_node(run, n)->type, "AWS::IAM::AccessKey"))
            continue;
        struct finding *f = rule_find(run, n);
        bool output = node_fact_given(rule_node(run, n), "output");
        edge_id e = graph_first_out(rule_graph(run), n, EDGE_UNLOCKS);
        if (e)
            rule_with_node(run, f, rule_edge(run, e)->to);
        if (output)
            rule_severity(f, SEVERITY_CRITICAL);
        rule_say(run, f, "%N does not expire%s", n, output ? ", and is printed as an output" : "");
    }
}
