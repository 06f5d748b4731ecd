/* SPDX-License-Identifier: MIT */
/* rules_stores.c - whether sensitive data can be lost, and where it goes (FW-090, FW-101). */
#include "rule_ask.h"

#include "mem.h"

/* --- Lost data -------------------------------------------------------------------------------- */

/* Stores that keep nothing back unless the template says so. Each of the facts is enough. */
static const struct {
    const char *type, *facts[2];
    const char *lacks;
} losable[] = {
    {"AWS::DynamoDB::Table", {"point-in-time-recovery", "deletion-protection-enabled"},
     "neither point-in-time recovery nor deletion protection"},
    {"AWS::DynamoDB::GlobalTable", {"point-in-time-recovery", "deletion-protection-enabled"},
     "neither point-in-time recovery nor deletion protection in all of its regions"},
    {"AWS::S3::Bucket", {"versioning", NULL}, "no versions of its objects"},
    {"AWS::RDS::DBCluster", {"deletion-protection", NULL}, "no deletion protection"},
    {"AWS::RDS::DBInstance", {"deletion-protection", NULL}, "no deletion protection"},
    {"AWS::DocDB::DBCluster", {"deletion-protection", NULL}, "no deletion protection"},
    {"AWS::Neptune::DBCluster", {"deletion-protection", NULL}, "no deletion protection"},
    {"AWS::Cognito::UserPool", {"deletion-protection", NULL}, "no deletion protection"},
    {"Microsoft.KeyVault/vaults", {"enablePurgeProtection", NULL}, "no purge protection"},
    {"Microsoft.Storage/storageAccounts", {"blobSoftDelete", "blobVersioning"},
     "neither soft deletion nor versions of its blobs"},
};

/* Said, by a parameter that is not known, or by a switch that is on. */
static bool is_kept(const struct rule_run *run, node_id n, const char *fact)
{
    const struct attr *a = fact ? node_attr(rule_node(run, n), fact) : NULL;
    return a && (fact_bool(a, false) || str_iis(a->value, "Enabled") ||
                 str_iis(a->value, "ACTIVE") || str_is(a->value, FACT_UNDECIDED));
}

/* Of an account: the most sensitive thing that lies in it. */
static int worth(const struct rule_run *run, node_id n)
{
    int most = rule_sensitivity(run, n);
    if (rule_node(run, n)->kind == NODE_BOUNDARY)
        for (struct rule_walk w = rule_in(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);) {
            enum node_kind kind = rule_node(run, w.edge->from)->kind;
            bool holds = node_kind_is_store(kind) || kind == NODE_SECRET || kind == NODE_KEY;
            if (holds && rule_sensitivity(run, w.edge->from) > most)
                most = rule_sensitivity(run, w.edge->from);
        }
    return most;
}

RULE(fw_090)
{
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i;
        for (size_t k = 0; k < COUNT(losable); k++) {
            if (!str_iis(rule_node(run, n)->type, losable[k].type) || !rule_is_live(run, n) ||
                worth(run, n) < 2 || is_kept(run, n, losable[k].facts[0]) ||
                is_kept(run, n, losable[k].facts[1]) ||
                str_istarts(rule_attr(run, n, "engine"), STR("aurora")))
                continue; /* what is said of an aurora cluster is said of its instances */
            struct finding *f = rule_find(run, n);
            rule_say(run, f, "%N is sensitive and has %s", n, losable[k].lacks);
        }
    }
}

/* --- Data that leaves ------------------------------------------------------------------------- */

static edge_id sensitive_read(const struct rule_run *run, node_id function)
{
    edge_id most = 0;
    for (struct rule_walk w = rule_out(run, function, EDGE_READS); rule_next_edge(&w);)
        if (rule_sensitivity(run, w.edge->to) >= 2 && rule_node(run, w.edge->to)->kind != NODE_SERVICE &&
            (!most || rule_sensitivity(run, w.edge->to) >
                          rule_sensitivity(run, rule_edge(run, most)->to)))
            most = w.id;
    return most;
}

/* A service of somebody else, outside of the cloud that the system runs in. */
static bool is_third_party(const struct rule_run *run, node_id n)
{
    const struct node *to = rule_node(run, n);
    return to->kind == NODE_SERVICE && to->external &&
           !str_is(node_attr_text(to, FACT_MANAGED), "provider") &&
           graph_find_zone(rule_graph(run), to->zone) &&
           graph_find_zone(rule_graph(run), to->zone)->kind == ZONE_THIRD_PARTY;
}

RULE(fw_101)
{
    static const enum edge_kind out[] = {EDGE_WRITES, EDGE_INVOKES};
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        edge_id read = sensitive_read(run, n);
        for (size_t k = 0; read && k < COUNT(out); k++)
            for (struct rule_walk w = rule_out(run, n, out[k]); rule_next_edge(&w);) {
                if (!is_third_party(run, w.edge->to))
                    continue;
                node_id store = rule_edge(run, read)->to;
                struct finding *f = rule_find(run, n);
                rule_with_node(run, f, store);
                rule_with_node(run, f, w.edge->to);
                rule_with_edge(run, f, w.id);
                rule_say(run, f, "%N reads %N and sends data to %N", n, store, w.edge->to);
            }
    }
}
