/* SPDX-License-Identifier: MIT */
/* rules_exposure.c - who gets in: routes, gates, public resources (FW-001 to FW-020). */
#include "rule_ask.h"

/* A route that strangers call, or an API whose own door is open without routes. */
static bool is_open_door(const struct rule_run *run, node_id n)
{
    return rule_open(run, n) && !rule_is_declared_public(run, n);
}

RULE(fw_001)
{
    for (node_id n = 0; (n = rule_next(run, NODE_ROUTE, n));) {
        if (!is_open_door(run, n))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_way_in(run, f, n);
        rule_say(run, f, "anyone on the internet can call %N without authentication", n);
    }
}

RULE(fw_004)
{
    for (node_id n = 0; (n = rule_next(run, NODE_ROUTE, n));) {
        struct reach r = exposure_reach(rule_exposure(run), n);
        if (!r.reached || r.rank != AUTH_CLASS_SHARED)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_way_in(run, f, n);
        rule_say(run, f, "a shared key (%s) is all that stands before %N", auths[r.auth].name, n);
    }
}
