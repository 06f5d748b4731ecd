/* SPDX-License-Identifier: MIT */
/* rules_hygiene.c - monitoring, supply chain, excess, stages, network (FW-073 to FW-108). */
#include "rule_ask.h"

#include "query.h"

/* An authenticator that no route asks, while a route of the same template is open. */
RULE(fw_108)
{
    const struct graph *g = rule_graph(run);
    for (node_id n = 0; (n = rule_next(run, NODE_AUTH, n));) {
        if (rule_count_out(run, n, EDGE_AUTHENTICATES) || rule_count_in(run, n, EDGE_INVOKES))
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
