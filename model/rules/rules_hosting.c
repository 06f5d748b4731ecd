/* SPDX-License-Identifier: MIT */
/* rules_hosting.c - ways into the host of an app beside its functions (FW-096 to FW-098). */
#include "rule_group.h"

#include "query.h"

enum deploys { DEPLOYS_BY_IDENTITY, DEPLOYS_BY_PASSWORD, DEPLOYS_BY_FTP, DEPLOYS_IN_CLEAR };

/* How somebody with a user name and a password gets code into an app. */
static enum deploys deploys_by(const struct rule_run *run, node_id n)
{
    const struct node *app = rule_node(run, n);
    if (str_iis(rule_attr(run, n, "ftpsState"), "AllAllowed") &&
        node_fact_bool(app, "ftpPublishing", true))
        return DEPLOYS_IN_CLEAR;
    if (node_fact_bool(app, "ftpPublishing", false))
        return DEPLOYS_BY_FTP;
    return node_fact_bool(app, "scmPublishing", false) ? DEPLOYS_BY_PASSWORD : DEPLOYS_BY_IDENTITY;
}

RULE(fw_096)
{
    static const char *const words[][2] = {
        [DEPLOYS_BY_PASSWORD] = {"takes code from whoever has its user name and password",
                                 "take code from whoever has their user names and passwords"},
        [DEPLOYS_BY_FTP] = {"takes code by FTP from whoever has its user name and password",
                            "take code by FTP from whoever has their user names and passwords"},
        [DEPLOYS_IN_CLEAR] = {"takes code by FTP, user name and password in clear",
                              "take code by FTP, user names and passwords in clear"}};
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));)
        if (deploys_by(run, n) != DEPLOYS_BY_IDENTITY)
            rule_group_add(run, &groups, n, deploys_by(run, n));
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        struct finding *f = rule_group_find(run, g);
        rule_group_say(run, f, g, words[g->key][0], words[g->key][1]);
    }
}

RULE(fw_097)
{
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));) {
        if (!node_fact_bool(rule_node(run, n), "remoteDebuggingEnabled", false))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "a debugger can be attached to %N from outside", n);
    }
}

/* --- The storage of the host ------------------------------------------------------------------ */

static node_id account_of(const struct rule_run *run, node_id store)
{
    for (struct rule_walk w = rule_out(run, store, EDGE_RESIDES_IN); rule_next_edge(&w);)
        if (node_boundary_class(rule_node(run, w.edge->to)) == BOUNDARY_DATA_ACCOUNT)
            return w.edge->to;
    return 0;
}

/* The app's setting whose key opens the account and stands in the settings; 0: there is none, so
 * that it goes there by its identity. */
static edge_id key_in_settings(const struct rule_run *run, node_id app, node_id account)
{
    for (struct rule_walk w = rule_out(run, app, EDGE_USES); rule_next_edge(&w);) {
        struct str value = edge_attr_text(w.edge, FACT_VALUE);
        if (!str_is(value, "plain") && !str_is(value, "deployment"))
            continue;
        for (struct rule_walk u = rule_out(run, w.edge->to, EDGE_UNLOCKS); rule_next_edge(&u);)
            if (u.edge->to == account)
                return w.id;
    }
    return 0;
}

static bool is_closed(const struct rule_run *run, node_id account)
{
    return str_iis(rule_attr(run, account, "publicNetworkAccess"), "Disabled") ||
           str_iis(rule_attr(run, account, "defaultAction"), "Deny") ||
           !node_fact_bool(rule_node(run, account), "allowSharedKeyAccess", true);
}

/* The account that holds the host's storage, if its key stands in the settings and opens it. */
static node_id keyed_storage(const struct rule_run *run, node_id app, edge_id *key)
{
    for (struct rule_walk w = rule_out(run, app, EDGE_CODE_FROM); rule_next_edge(&w);) {
        node_id account = account_of(run, w.edge->to);
        if (!account || !edge_fact_is(w.edge, FACT_EDGE_ROLE, FACT_ROLE_HOST_STORAGE) ||
            is_closed(run, account))
            continue;
        *key = key_in_settings(run, app, account);
        if (*key)
            return account;
    }
    return 0;
}

RULE(fw_098)
{
    struct rule_groups groups = {0};
    edge_id key = 0;
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));) {
        node_id account = keyed_storage(run, n, &key);
        if (account)
            rule_group_add(run, &groups, n, account);
    }
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        node_id account = keyed_storage(run, g->nodes[0], &key);
        bool known = !rule_node(run, account)->external;
        struct finding *f = known ? rule_group_find(run, g) : rule_group_ask(run, g);
        rule_with_node(run, f, account);
        rule_with_edge(run, f, key);
        rule_group_say(run, f, g,
                       known ? "has a key in its settings that opens its host storage from anywhere"
                             : "has the key of its host storage in its settings; whether it can be "
                               "used from anywhere is not in the input",
                       known ? "have a key in their settings that opens their host storage from "
                               "anywhere"
                             : "have the key of their host storage in their settings; whether it "
                               "can be used from anywhere is not in the input");
    }
}
