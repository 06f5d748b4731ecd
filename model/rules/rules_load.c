/* SPDX-License-Identifier: MIT */
/* rules_load.c - denial of wallet: floods, loops, caps (FW-050 to FW-062). */
#include "rule_ask.h"

#include "query.h"

/* --- Caps ------------------------------------------------------------------------------------- */

enum cap { CAP_NONE, CAP_ASKED, CAP_GIVEN };

/* Of a function itself or of the app that it shares: reserved concurrency, instances. */
static enum cap own_cap(const struct rule_run *run, node_id function)
{
    const struct node *n = rule_node(run, function);
    edge_id host = graph_first_out(rule_graph(run), function, EDGE_HOSTED_BY);
    const struct node *app = host ? rule_node(run, rule_edge(run, host)->to) : NULL;
    if (node_fact_given(n, FACT_RESERVED) || node_fact_given(n, FACT_LIMIT) ||
        (app && node_fact_given(app, FACT_LIMIT)))
        return CAP_GIVEN;
    return node_attr(n, FACT_RESERVED_ASKED) ? CAP_ASKED : CAP_NONE;
}

/* Does what is in front of it let only so much through? A throttle of the route, or the greatest
 * number of concurrent calls of a queue. */
static bool is_throttled(const struct rule_run *run, const struct edge *e)
{
    const struct attr *limit = edge_attr(e, FACT_LIMIT);
    return node_fact_given(rule_node(run, e->from), FACT_LIMIT) ||
           (limit && limit->value.len && !str_is(limit->value, "none"));
}

/* The first way in without a throttle; 0: each has one. */
static edge_id open_way(const struct rule_run *run, node_id function)
{
    static const enum edge_kind kinds[] = {EDGE_INVOKES, EDGE_TRIGGERS, EDGE_DELIVERS,
                                           EDGE_EXPOSES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_in(run, function, kinds[k]); rule_next_edge(&w);)
            if ((kinds[k] == EDGE_EXPOSES || rule_weak(run, w.edge->from)) &&
                !is_throttled(run, w.edge))
                return w.id;
    return 0;
}

/* Anyone can call it, or with no more than a key that every client has, as often as he likes. */
static edge_id is_floodable(const struct rule_run *run, node_id function)
{
    return rule_weak(run, function) ? open_way(run, function) : 0;
}

RULE(fw_052)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        enum cap cap = own_cap(run, n);
        edge_id way = cap == CAP_GIVEN ? 0 : is_floodable(run, n);
        if (!way)
            continue;
        struct finding *f = cap == CAP_ASKED ? rule_ask(run, n) : rule_find(run, n);
        rule_with_way_in(run, f, n);
        if (cap == CAP_ASKED)
            rule_say(run, f, "a parameter says how many copies of %N may run at once: with no cap "
                     "of its own a flood runs it as often as the account allows", n);
        else
            rule_say(run, f, "nothing caps %N: a flood runs as many copies of it as the account "
                     "allows", n);
    }
}

/* --- One pool for all ------------------------------------------------------------------------- */

/* What must go on while somebody floods the front: it is not for everybody, and it handles what is
 * sensitive, or works for a timer, a queue or a workflow. */
static bool is_critical(const struct rule_run *run, node_id n)
{
    if (rule_weak(run, n))
        return false;
    static const enum edge_kind kinds[] = {EDGE_READS, EDGE_WRITES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_out(run, n, kinds[k]); rule_next_edge(&w);)
            if (rule_sensitivity(run, w.edge->to) >= 2)
                return true;
    return rule_sensitivity(run, n) >= 2;
}

/* The pool of concurrency is of the account and region: functions of AWS only. */
RULE(fw_053)
{
    node_id flooded = 0, starved = 0;
    struct finding *f = NULL;
    size_t others = 0;
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        if (!rule_is_provider(run, n, "aws"))
            continue;
        if (own_cap(run, n) != CAP_NONE)
            return;
        if (!flooded && is_floodable(run, n))
            flooded = n;
    }
    for (node_id n = 0; flooded && (n = rule_next(run, NODE_FUNCTION, n));) {
        if (!rule_is_provider(run, n, "aws") || !is_critical(run, n))
            continue;
        if (!f)
            f = rule_find(run, flooded);
        rule_with_node(run, f, n);
        starved = starved ? starved : n;
        others++;
    }
    if (!f)
        return;
    rule_with_way_in(run, f, flooded);
    if (others == 1)
        rule_say(run, f, "no function has concurrency of its own: a flood of %N takes all of the "
                 "account's, and %N stands still", flooded, starved);
    else
        rule_say(run, f, "no function has concurrency of its own: a flood of %N takes all of the "
                 "account's, and %N and %zu more stand still", flooded, starved,
                 others - 1);
}
