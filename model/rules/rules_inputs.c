/* SPDX-License-Identifier: MIT */
/* rules_inputs.c - where a stranger's input gets past the order, the form or the place that somebody
 * meant for it (FW-069 to FW-072). */
#include "rule_ask.h"

#include "attr.h"
#include "query.h"

static unsigned rank_of(const struct rule_run *run, node_id n)
{
    struct reach r = exposure_reach(rule_exposure(run), n);
    return r.reached ? (unsigned)r.rank : AUTH_CLASS_COUNT;
}

/* --- Steps of a workflow ---------------------------------------------------------------------- */

/* The workflow of which it is a step: the one that is hardest to start; 0: none. */
static node_id workflow_of(const struct rule_run *run, node_id function)
{
    node_id found = 0;
    for (struct rule_walk w = rule_in(run, function, EDGE_INVOKES); rule_next_edge(&w);)
        if (rule_node(run, w.edge->from)->kind == NODE_WORKFLOW &&
            rule_is_live(run, w.edge->from) &&
            (!found || rank_of(run, w.edge->from) > rank_of(run, found)))
            found = w.edge->from;
    return found;
}

static unsigned rank_of_way(const struct rule_run *run, const struct edge *e)
{
    return e->kind != EDGE_EXPOSES          ? rank_of(run, e->from)
           : e->auth == AUTH_ABSENT         ? AUTH_CLASS_COUNT
           : auths[e->auth].class == AUTH_CLASS_UNKNOWN ? AUTH_CLASS_COUNT
                                            : (unsigned)auths[e->auth].class;
}

/* A way in beside the workflow, with a weaker gate than that of the workflow; 0: none. */
static edge_id shortcut(const struct rule_run *run, node_id function, node_id workflow)
{
    static const enum edge_kind kinds[] = {EDGE_INVOKES, EDGE_TRIGGERS, EDGE_DELIVERS,
                                           EDGE_EXPOSES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_in(run, function, kinds[k]); rule_next_edge(&w);) {
            enum node_kind from = rule_node(run, w.edge->from)->kind;
            bool authorizer = edge_fact_is(w.edge, FACT_EDGE_ROLE, FACT_ROLE_AUTHORIZER) ||
                              (kinds[k] == EDGE_EXPOSES && edge_attr(w.edge, FACT_VIA));
            if (from != NODE_WORKFLOW && from != NODE_FUNCTION && !authorizer &&
                rank_of_way(run, w.edge) < rank_of(run, workflow))
                return w.id;
        }
    return 0;
}

static bool has_action(const struct edge *e, const char *action)
{
    for (uint32_t i = 0; i < e->action_count; i++)
        if (str_iis(e->actions[i], action))
            return true;
    return false;
}

static bool resides_in(const struct rule_run *run, node_id n, node_id box)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);)
        if (w.edge->to == box)
            return true;
    return false;
}

/* The edge by which somebody whom strangers reach may say that a step is done; 0: nobody may. */
static edge_id answers_steps(const struct rule_run *run, node_id n, node_id workflow)
{
    enum { IDENTITIES = 8 };
    node_id identities[IDENTITIES];
    size_t count = rule_weak(run, n) ? rule_identities(run, n, identities, IDENTITIES) : 0;
    for (size_t i = 0; i < count && i < IDENTITIES; i++)
        for (struct rule_walk w = rule_out(run, identities[i], EDGE_GRANTS); rule_next_edge(&w);)
            if (has_action(w.edge, "states:SendTaskSuccess") &&
                (w.edge->to == workflow || resides_in(run, workflow, w.edge->to)))
                return w.id;
    return 0;
}

static bool waits_for_token(const struct rule_run *run, node_id workflow)
{
    struct edge_list out = graph_out(rule_graph(run), workflow);
    for (size_t k = 0; k < out.count; k++)
        if (edge_fact_bool(rule_edge(run, out.ids[k]), "task-token", false))
            return true;
    return false;
}

/* The token is hard to guess, but it is all that is asked for. */
static void judge_token(struct rule_run *run, node_id workflow)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_ROUTE};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            edge_id e = answers_steps(run, n, workflow);
            if (!e)
                continue;
            struct finding *f = rule_find(run, workflow);
            rule_severity(f, SEVERITY_LOW);
            rule_with_node(run, f, n);
            rule_with_edge(run, f, e);
            rule_say(run, f, "%N waits for a token, and whoever calls %N with one ends the step",
                     workflow, n);
            return;
        }
}

RULE(fw_069)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id workflow = workflow_of(run, n);
        edge_id e = workflow ? shortcut(run, n, workflow) : 0;
        if (!e)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, workflow);
        rule_with_edge(run, f, e);
        rule_with_way_in(run, f, n);
        rule_say(run, f, "%N is a step of %N, and %N starts it past the steps before", n, workflow,
                 rule_edge(run, e)->from);
    }
    for (node_id n = 0; (n = rule_next(run, NODE_WORKFLOW, n));)
        if (waits_for_token(run, n))
            judge_token(run, n);
}

/* --- Forms ------------------------------------------------------------------------------------ */

static bool is_validated(const struct rule_run *run, node_id route)
{
    static const enum edge_kind kinds[] = {EDGE_EXPOSES, EDGE_ROUTES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_in(run, route, kinds[k]); rule_next_edge(&w);)
            if (edge_has_guard(w.edge, "validate"))
                return true;
    return false;
}

/* What the gateway itself writes or starts, without code between: the edge; 0: nothing. */
static edge_id direct_target(const struct rule_run *run, node_id route)
{
    static const enum edge_kind kinds[] = {EDGE_WRITES, EDGE_INVOKES, EDGE_DELIVERS};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_out(run, route, kinds[k]); rule_next_edge(&w);) {
            enum node_kind to = rule_node(run, w.edge->to)->kind;
            if (edge_fact_bool(w.edge, FACT_FIXED, false))
                continue;
            if (to == NODE_QUEUE || to == NODE_TABLE || to == NODE_TOPIC || to == NODE_BUS ||
                to == NODE_STREAM || to == NODE_BUCKET || to == NODE_WORKFLOW)
                return w.id;
        }
    return 0;
}

/* The schema of GraphQL types every argument. */
static bool has_schema(const struct rule_run *run, node_id route)
{
    return str_is(rule_node(run, route)->type, "AWS::AppSync::Resolver");
}

static bool takes_body(const struct rule_run *run, node_id route)
{
    static const char *const methods[] = {"POST ", "PUT ", "PATCH ", "ANY "};
    struct str name = rule_node(run, route)->name;
    for (size_t i = 0; i < COUNT(methods); i++)
        if (str_istarts(name, str_from(methods[i])))
            return true;
    return false;
}

static bool calls_function(const struct rule_run *run, node_id route)
{
    for (struct rule_walk w = rule_out(run, route, EDGE_INVOKES); rule_next_edge(&w);)
        if (rule_node(run, w.edge->to)->kind == NODE_FUNCTION &&
            !edge_fact_is(w.edge, FACT_EDGE_ROLE, FACT_ROLE_AUTHORIZER))
            return true;
    return false;
}

/* Only REST APIs have validators: one finding for all routes of one. */
static void judge_api(struct rule_run *run, node_id api)
{
    struct finding *f = NULL;
    node_id first = 0;
    size_t count = 0;
    for (struct rule_walk w = rule_out(run, api, EDGE_ROUTES); rule_next_edge(&w);) {
        node_id route = w.edge->to;
        if (!rule_weak(run, route) || is_validated(run, route) || !takes_body(run, route) ||
            !calls_function(run, route))
            continue;
        if (!f) {
            f = rule_find(run, api);
            first = route;
        }
        rule_with_node(run, f, route);
        count++;
    }
    if (!f)
        return;
    rule_severity(f, SEVERITY_LOW);
    rule_say(run, f, count > 1 ? "%N hands over what strangers send to %N and %zu more unseen: no "
                                 "request validator"
                               : "%N hands over what strangers send to %N unseen: no request "
                                 "validator", api, first, count - 1);
}

RULE(fw_070)
{
    for (node_id n = 0; (n = rule_next(run, NODE_ROUTE, n));) {
        edge_id e = rule_weak(run, n) && !is_validated(run, n) && !has_schema(run, n)
                        ? direct_target(run, n)
                        : 0;
        if (!e)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, rule_edge(run, e)->to);
        rule_with_edge(run, f, e);
        rule_say(run, f, "%N puts what strangers send into %N, with neither code nor validator "
                 "between", n, rule_edge(run, e)->to);
    }
    for (node_id n = 0; (n = rule_next(run, NODE_API, n));)
        if (str_is(rule_node(run, n)->type, "AWS::ApiGateway::RestApi"))
            judge_api(run, n);
}

/* --- Names made of messages ------------------------------------------------------------------- */

/* A place that is filled from the message, not by the host: "{name}", not "{rand-guid}". */
static bool is_filled_by_message(struct str expression)
{
    static const char *const own[] = {"rand-guid", "datetime", "sys."};
    size_t at;
    while ((at = str_chr(expression, '{')) != STR_NPOS) {
        struct str rest = str_from_at(expression, at + 1), name;
        bool by_host = false;
        str_cut(&rest, '}', &name);
        for (size_t i = 0; i < COUNT(own); i++)
            by_host = by_host || str_istarts(name, str_from(own[i]));
        if (!by_host)
            return true;
        expression = rest.ptr ? rest : STR("");
    }
    return false;
}

RULE(fw_071)
{
    static const enum edge_kind kinds[] = {EDGE_READS, EDGE_WRITES};
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));)
        for (size_t k = 0; k < COUNT(kinds) && rule_reached(run, n); k++)
            for (struct rule_walk w = rule_out(run, n, kinds[k]); rule_next_edge(&w);) {
                struct str expression = edge_attr_text(w.edge, FACT_EXPRESSION);
                if (!is_filled_by_message(expression))
                    continue;
                struct finding *f = rule_find(run, n);
                rule_with_node(run, f, w.edge->to);
                rule_with_edge(run, f, w.id);
                rule_say(run, f, "the caller of %N chooses what it %s in %N: %S", n,
                         k ? "writes" : "reads", w.edge->to, expression);
            }
}

/* --- Shared disks ----------------------------------------------------------------------------- */

/* How much its identities may do: the most sensitive thing that they have rights on, and 4 where
 * they may change code, configuration or rights. */
static int power_of(const struct rule_run *run, node_id function)
{
    enum { IDENTITIES = 8 };
    node_id identities[IDENTITIES];
    int power = 0;
    size_t count = rule_identities(run, function, identities, IDENTITIES);
    for (size_t i = 0; i < count && i < IDENTITIES; i++)
        for (struct rule_walk w = rule_out(run, identities[i], EDGE_GRANTS); rule_next_edge(&w);) {
            int here = edge_ops(w.edge) & (OP_ADMIN | OP_POLICY | OP_EXEC)
                           ? 4
                           : rule_sensitivity(run, w.edge->to);
            power = here > power ? here : power;
        }
    return power;
}

/* Strangers start it, not only by what they have put on the disk. */
static bool is_started_by_strangers(const struct rule_run *run, node_id function)
{
    static const enum edge_kind kinds[] = {EDGE_INVOKES, EDGE_TRIGGERS, EDGE_DELIVERS,
                                           EDGE_EXPOSES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_in(run, function, kinds[k]); rule_next_edge(&w);)
            if (rank_of_way(run, w.edge) <= AUTH_CLASS_SHARED)
                return true;
    return false;
}

/* A function that reads it, is not within reach of strangers, and may do more; 0: none. */
static node_id stronger_reader(const struct rule_run *run, node_id files, node_id writer)
{
    for (struct rule_walk w = rule_in(run, files, EDGE_READS); rule_next_edge(&w);)
        if (w.edge->from != writer && rule_is_live(run, w.edge->from) &&
            rule_node(run, w.edge->from)->kind == NODE_FUNCTION &&
            !is_started_by_strangers(run, w.edge->from) &&
            power_of(run, w.edge->from) > power_of(run, writer))
            return w.edge->from;
    return 0;
}

RULE(fw_072)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FILES, n));)
        for (struct rule_walk w = rule_in(run, n, EDGE_WRITES); rule_next_edge(&w);) {
            node_id writer = w.edge->from, reader = 0;
            if (rule_node(run, writer)->kind == NODE_FUNCTION && rule_is_live(run, writer) &&
                is_started_by_strangers(run, writer))
                reader = stronger_reader(run, n, writer);
            if (!reader)
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, writer);
            rule_with_node(run, f, reader);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "strangers talk to %N, which writes %N; %N reads it and may do more",
                     writer, n, reader);
            break;
        }
}

/* --- Code that input takes over --------------------------------------------------------------- */

static void judge_code(struct rule_run *run, node_id n)
{
    struct str takes = rule_attr(run, n, FACT_EXPLOITABLE), flaws = rule_attr(run, n, "injectable");
    bool taken = takes.len && !str_is(takes, "false"), reached = rule_reached(run, n);
    if (taken)
        flaws = takes;
    if (!flaws.len)
        return;
    struct finding *f = rule_find(run, n);
    struct origin where = fact_flaw_place(flaws);
    if (where.line)
        rule_at(f, where);
    if (reached)
        rule_with_way_in(run, f, n);
    if (!taken || !reached)
        rule_severity(f, taken || reached ? SEVERITY_MEDIUM : SEVERITY_LOW);
    rule_say(run, f, "%N is open to what it is sent: %S", n, flaws);
}

RULE(fw_109)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));)
        judge_code(run, n);
    for (node_id n = 0; (n = rule_next(run, NODE_COMPUTE, n));)
        judge_code(run, n);
}
