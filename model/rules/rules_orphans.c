/* SPDX-License-Identifier: MIT */
/* rules_orphans.c - what is there and used by nobody (FW-084, FW-085, FW-103, FW-105). What the input
 * hands out, by an export or an output, somebody beyond it may use. */
#include "rule_group.h"

#include "mem.h"
#include "query.h"

/* --- What is handed out ----------------------------------------------------------------------- */

static bool stack_names(const struct rule_run *run, node_id n, const char *head, const char *not)
{
    node_id stack = rule_frame(run, n);
    const struct node *s = stack ? rule_node(run, stack) : NULL;
    for (uint32_t i = 0; s && i < s->attr_count; i++)
        if (str_starts(s->attrs[i].key, str_from(head)) &&
            !str_starts(s->attrs[i].key, str_from(not)) &&
            str_eq(s->attrs[i].value, rule_node(run, n)->id))
            return true;
    return false;
}

/* The Serverless Framework exports every function of its own accord: that says nothing. */
static bool is_exported(const struct rule_run *run, node_id n)
{
    return stack_names(run, n, "export:", "export:sls-");
}

static bool is_output(const struct rule_run *run, node_id n)
{
    return stack_names(run, n, "output:", "output:Sls") && !stack_names(run, n, "export:sls-", "-");
}

/* --- Functions that nobody calls -------------------------------------------------------------- */

static bool runs_elsewhere(const struct rule_run *run, node_id identity, node_id but)
{
    for (struct rule_walk w = rule_in(run, identity, EDGE_RUNS_AS); rule_next_edge(&w);)
        if (w.edge->from != but && rule_is_live(run, w.edge->from))
            return true;
    return false;
}

/* An identity of something else may call what was granted; frame: only one of this stack, for a
 * right on all functions is not meant for those of other stacks. */
static bool granted_to_others(const struct rule_run *run, node_id granted, node_id function,
                              node_id frame)
{
    for (struct rule_walk w = rule_in(run, granted, EDGE_GRANTS); rule_next_edge(&w);)
        if ((edge_ops(w.edge) & OP_INVOKE) && runs_elsewhere(run, w.edge->from, function) &&
            (!frame || rule_frame(run, w.edge->from) == frame))
            return true;
    return false;
}

static bool may_be_called(const struct rule_run *run, node_id function)
{
    if (granted_to_others(run, function, function, 0))
        return true;
    for (struct rule_walk w = rule_out(run, function, EDGE_RESIDES_IN); rule_next_edge(&w);)
        if (node_boundary_class(rule_node(run, w.edge->to)) == BOUNDARY_ANY &&
            !str_is(rule_node(run, w.edge->to)->id, "aws:any:*") && /* administrators call nobody */
            granted_to_others(run, w.edge->to, function, rule_frame(run, function)))
            return true;
    return false;
}

static bool has_permission(const struct rule_run *run, node_id function)
{
    const struct node *n = rule_node(run, function);
    for (uint32_t i = 0; i < n->policy_count; i++)
        if (str_find(n->policies[i], STR("\"aws\": \"permission\"")) != STR_NPOS)
            return true;
    return false;
}

static bool has_caller(const struct rule_run *run, node_id function)
{
    static const enum edge_kind kinds[] = {EDGE_INVOKES,     EDGE_TRIGGERS, EDGE_DELIVERS,
                                           EDGE_ROUTES,      EDGE_EXPOSES,  EDGE_USES,
                                           EDGE_DEADLETTERS, EDGE_WRITES,  EDGE_DEPENDS};
    for (size_t k = 0; k < COUNT(kinds); k++)
        if (rule_count_in(run, function, kinds[k]))
            return true;
    return has_permission(run, function) || may_be_called(run, function);
}

RULE(fw_084)
{
    enum { ORPHAN, HANDED_OUT };
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));)
        if (str_is(rule_node(run, n)->type, "AWS::Lambda::Function") && !has_caller(run, n) &&
            !is_exported(run, n))
            rule_group_add(run, &groups, n, is_output(run, n) ? HANDED_OUT : ORPHAN);
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        struct finding *f = g->key == ORPHAN ? rule_group_find(run, g) : rule_group_ask(run, g);
        if (g->key == ORPHAN)
            rule_group_say(run, f, g, "is called by nothing, and nothing may call it",
                           "are called by nothing, and nothing may call them");
        else
            rule_group_say(run, f, g, "is called by nothing in the input; its output hands it out",
                           "are called by nothing in the input; outputs hand them out");
    }
}

/* --- Things that nobody uses ------------------------------------------------------------------ */

enum unused { USED, STORE, TOPIC, ROLE, SWITCHED_OFF };

static bool is_structure(enum edge_kind kind)
{
    return kind == EDGE_RESIDES_IN || kind == EDGE_DEPENDS || kind == EDGE_ENCRYPTED_BY;
}

/* Somebody may read or write all things of its service. */
static bool is_granted_as_any(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_RESIDES_IN); rule_next_edge(&w);) {
        enum boundary_class class = node_boundary_class(rule_node(run, w.edge->to));
        if ((class == BOUNDARY_ANY || class == BOUNDARY_DATA_ACCOUNT) &&
            (rule_count_in(run, w.edge->to, EDGE_GRANTS) ||
             rule_count_in(run, w.edge->to, EDGE_UNLOCKS)))
            return true;
    }
    return false;
}

/* An edge comes in that is more than order or place; out: one that leaves counts as well. */
static bool is_touched(const struct rule_run *run, node_id n, bool out)
{
    struct edge_list in = graph_in(rule_graph(run), n), from = graph_out(rule_graph(run), n);
    for (size_t i = 0; i < in.count; i++)
        if (!is_structure(rule_edge(run, in.ids[i])->kind))
            return true;
    for (size_t i = 0; out && i < from.count; i++)
        if (!is_structure(rule_edge(run, from.ids[i])->kind))
            return true;
    return false;
}

/* A function waits for events, and the input does not say whose. */
static bool some_wait_for_events(const struct rule_run *run)
{
    const struct graph *g = rule_graph(run);
    for (size_t i = 0; i < graph_unresolved_count(g); i++)
        if (str_ifind(graph_unresolved_at(g, i)->text, STR("eventGridTrigger")) != STR_NPOS)
            return true;
    return false;
}

static bool is_role(const struct node *n)
{
    return str_is(n->type, "AWS::IAM::Role") ||
           str_iis(n->type, "Microsoft.ManagedIdentity/userAssignedIdentities");
}

static bool is_referred_to(const struct rule_run *run, node_id n)
{
    return rule_count_in(run, n, EDGE_DEPENDS) > 0;
}

/* An instance of a cluster: what is asked of it is asked of the cluster. */
static bool is_in_cluster(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_DEPENDS); rule_next_edge(&w);)
        if (str_ends(rule_node(run, w.edge->to)->type, STR("::DBCluster")))
            return true;
    return false;
}

/* The Serverless Framework puts the code of functions there, be there none yet, and what it deploys. */
static bool is_for_deployment(const struct node *n)
{
    return str_is(n->type, "AWS::S3::Bucket") &&
           str_is(node_attr_text(n, "logical-id"), "ServerlessDeploymentBucket");
}

/* Of Azure, stores are used by settings and code that need not be in the input: none is judged. */
static enum unused unused(const struct rule_run *run, node_id n)
{
    const struct node *node = rule_node(run, n);
    enum node_kind kind = node->kind;
    if (node->external || node_attr(node, FACT_MADE_BY) || str_empty(node->type) ||
        is_for_deployment(node))
        return USED;
    if (node_fact_bool(node, FACT_DISABLED, false))
        return kind == NODE_TIMER || kind == NODE_BUS ? SWITCHED_OFF : USED;
    if (is_exported(run, n) || is_output(run, n) || is_referred_to(run, n))
        return USED;
    if (kind == NODE_TOPIC)
        return rule_count_out(run, n, EDGE_DELIVERS) || rule_count_out(run, n, EDGE_TRIGGERS) ||
                       (rule_is_provider(run, n, "azure") && some_wait_for_events(run))
                   ? USED : TOPIC;
    if (is_role(node) && !is_touched(run, n, false) && !node_fact_bool(node, "attached", true))
        return ROLE;
    if (rule_is_provider(run, n, "azure"))
        return USED;
    bool store = kind == NODE_TABLE || kind == NODE_BUCKET || kind == NODE_QUEUE ||
                 kind == NODE_STREAM || kind == NODE_FILES;
    return store && !is_touched(run, n, true) && !is_granted_as_any(run, n) &&
                   !is_in_cluster(run, n)
               ? STORE : USED;
}

RULE(fw_085)
{
    static const char *const words[][2] = {
        [STORE] = {"has neither reader nor writer", "have neither readers nor writers"},
        [TOPIC] = {"has no subscriber", "have no subscribers"},
        [ROLE] = {"is a role that nothing runs as", "are roles that nothing runs as"},
        [SWITCHED_OFF] = {"is switched off", "are switched off"}};
    struct rule_groups groups = {0};
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++)
        if (unused(run, (node_id)i) != USED)
            rule_group_add(run, &groups, (node_id)i, unused(run, (node_id)i));
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        struct finding *f = rule_group_find(run, g);
        rule_group_say(run, f, g, words[g->key][0], words[g->key][1]);
    }
}

/* --- Identities of what is off ---------------------------------------------------------------- */

RULE(fw_103)
{
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        size_t off = 0, on = 0;
        for (struct rule_walk w = rule_in(run, n, EDGE_RUNS_AS); rule_next_edge(&w);)
            *(node_fact_bool(rule_node(run, w.edge->from), FACT_DISABLED, false) ? &off : &on) += 1;
        if (off && !on)
            rule_group_add(run, &groups, n, 0);
    }
    for (size_t i = 0; i < groups.count; i++) {
        struct finding *f = rule_group_find(run, &groups.items[i]);
        rule_group_say(run, f, &groups.items[i], "is the identity only of what is switched off",
                       "are identities only of what is switched off");
    }
}

/* --- Settings that nobody reads --------------------------------------------------------------- */

/* The code of its functions was read, so that what is not seen is not there. */
static bool code_is_known(const struct rule_run *run, node_id app)
{
    for (struct rule_walk w = rule_in(run, app, EDGE_HOSTED_BY); rule_next_edge(&w);)
        if (node_attr(rule_node(run, w.edge->from), "method"))
            return true;
    return false;
}

static void say_unread_secrets(struct rule_run *run, node_id app)
{
    for (struct rule_walk w = rule_out(run, app, EDGE_USES); rule_next_edge(&w);) {
        const struct node *secret = rule_node(run, w.edge->to);
        if (secret->kind != NODE_SECRET || node_attr(secret, FACT_READ_BY) ||
            rule_attr_number(run, w.edge->to, "readers", 1) != 0)
            continue;
        struct finding *f = rule_find(run, w.edge->to);
        rule_with_node(run, f, app);
        rule_say(run, f, "%N stands in the settings of %N, and no function reads it", w.edge->to,
                 app);
    }
}

/* What a function may reach only by a policy of its role. */
static bool asks_policy(struct str type)
{
    static const char *const heads[] = {"AWS::DynamoDB::", "AWS::S3::Bucket", "AWS::SQS::Queue",
                                        "AWS::SNS::Topic", "AWS::Kinesis::Stream",
                                        "AWS::Lambda::Function", "AWS::StepFunctions::"};
    for (size_t i = 0; i < COUNT(heads); i++)
        if (str_starts(type, str_from(heads[i])))
            return true;
    return false;
}

static bool uses_otherwise(const struct rule_run *run, node_id function, node_id thing)
{
    struct edge_list out = graph_out(rule_graph(run), function);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = rule_edge(run, out.ids[i]);
        if (e->to == thing && e->kind != EDGE_USES && !is_structure(e->kind))
            return true;
    }
    return false;
}

/* The first thing that a setting of the function names and that it neither may nor does use. */
static edge_id useless_setting(const struct rule_run *run, node_id function, node_id identity)
{
    const unsigned all = OP_READ | OP_WRITE | OP_INVOKE | OP_DELETE | OP_ADMIN | OP_POLICY | OP_EXEC;
    for (struct rule_walk w = rule_out(run, function, EDGE_USES); rule_next_edge(&w);)
        if (asks_policy(rule_node(run, w.edge->to)->type) && edge_attr(w.edge, FACT_SETTING) &&
            !rule_node(run, w.edge->to)->external && !rule_can(run, identity, all, w.edge->to) &&
            !uses_otherwise(run, function, w.edge->to))
            return w.id;
    return 0;
}

RULE(fw_105)
{
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));)
        if (code_is_known(run, n))
            say_unread_secrets(run, n);
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id identity;
        if (str_is(rule_node(run, n)->type, "AWS::Lambda::Function") &&
            rule_identities(run, n, &identity, 1) == 1 && !rule_node(run, identity)->external &&
            useless_setting(run, n, identity))
            rule_group_add(run, &groups, n, 0);
    }
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        struct finding *f = rule_group_find(run, g);
        for (size_t k = 0; k < g->count; k++) {
            node_id identity = 0;
            rule_identities(run, g->nodes[k], &identity, 1);
            edge_id e = useless_setting(run, g->nodes[k], identity);
            rule_with_node(run, f, rule_edge(run, e)->to);
        }
        rule_group_say(run, f, g, "has a setting that names what it may not use",
                       "have settings that name what they may not use");
    }
}
