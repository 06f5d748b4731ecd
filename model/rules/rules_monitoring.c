/* SPDX-License-Identifier: MIT */
/* rules_monitoring.c - what is seen of a system while it runs (FW-073 to FW-078, FW-099). What would be said
 * of nearly every template is said once for all that one stack or group holds. */
#include "rule_group.h"

#include <stdlib.h>

#include "arena.h"
#include "mem.h"
#include "query.h"

/* Said by a parameter or a condition that is not known. */
static bool is_undecided(const struct rule_run *run, node_id n, const char *key)
{
    return str_is(rule_attr(run, n, key), FACT_UNDECIDED);
}

/* --- Access logs ------------------------------------------------------------------------------ */

static bool is_alarm(const struct rule_run *run, node_id n)
{
    return rule_is_type(run, n, "AWS::CloudWatch::Alarm") ||
           rule_is_type(run, n, "AWS::CloudWatch::CompositeAlarm");
}

/* The Serverless Framework switches the logs of its REST API on behind the template's back; what is
 * left in the template is their log group. */
static bool has_log_group_of_api(const struct rule_run *run, node_id api)
{
    node_id stack = rule_frame(run, api);
    for (node_id n = 0; (n = rule_next(run, NODE_LOG, n));)
        if (str_starts(rule_attr(run, n, "physical-name"), STR("/aws/api-gateway/")) &&
            rule_frame(run, n) == stack)
            return true;
    return false;
}

static bool has_access_log(const struct rule_run *run, node_id api)
{
    for (struct rule_walk w = rule_out(run, api, EDGE_LOGS_TO); rule_next_edge(&w);)
        if (!is_alarm(run, w.edge->to))
            return true;
    if (rule_is_type(run, api, "AWS::AppSync::GraphQLApi"))
        return node_attr(rule_node(run, api), "log-config-field-log-level") != NULL;
    if (rule_is_type(run, api, "AWS::ApiGateway::RestApi"))
        return has_log_group_of_api(run, api);
    return false;
}

RULE(fw_073)
{
    static const char *const types[] = {"AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api",
                                        "AWS::AppSync::GraphQLApi",
                                        "Microsoft.ApiManagement/service"};
    for (node_id n = 0; (n = rule_next(run, NODE_API, n));) {
        struct reach r = exposure_reach(rule_exposure(run), n);
        bool known = false;
        for (size_t i = 0; i < COUNT(types); i++)
            known = known || rule_is_type(run, n, types[i]);
        if (!known || !r.reached || r.rank > AUTH_CLASS_SIGNED || has_access_log(run, n))
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "%N is open to the internet and writes down no call", n);
    }
}

/* --- Logs of code ----------------------------------------------------------------------------- */

/* "arn:aws:lambda:*:*:function:NAME" -> the group that its lines go to. */
static struct str log_group_of(const struct rule_run *run, node_id function)
{
    struct str arn = rule_attr(run, function, FACT_ARN);
    for (struct rule_walk w = rule_out(run, function, EDGE_LOGS_TO); rule_next_edge(&w);)
        if (rule_is_type(run, w.edge->to, "AWS::Logs::LogGroup"))
            return rule_attr(run, w.edge->to, FACT_ARN);
    size_t colon = str_rchr(arn, ':');
    struct str name = colon == STR_NPOS ? STR("*") : str_from_at(arn, colon + 1);
    return ARENA_JOIN(rule_arena(run), STR("arn:aws:logs:*:*:log-group:/aws/lambda/"), name,
                      STR(":*"));
}

static bool has_unread_policy(const struct aws_docs *docs, node_id identity)
{
    const struct aws_unread *unread;
    size_t count = aws_docs_unread(docs, &unread);
    for (size_t i = 0; i < count; i++)
        if (unread[i].node == identity)
            return true;
    return false;
}

/* May it write the lines of the function? AWS_DEPENDS: that is not known. */
static enum aws_answer may_log(struct rule_run *run, node_id identity, node_id function)
{
    const struct aws_docs *docs = rule_docs(run);
    struct str group = log_group_of(run, function);
    if (!docs || rule_node(run, identity)->external || str_empty(group))
        return AWS_ALLOWED;
    struct aws_case c = {0};
    struct aws_decision d;
    c.layers[AWS_LAYER_IDENTITY] = aws_docs_of(docs, identity, AWS_USE_IDENTITY);
    c.layers[AWS_LAYER_BOUNDARY] = aws_docs_of(docs, identity, AWS_USE_BOUNDARY);
    c.request = (struct aws_request){
        .principal = rule_attr(run, identity, FACT_ARN),
        .action = STR("logs:PutLogEvents"),
        .resource = ARENA_JOIN(rule_arena(run), str_ends(group, STR(":*"))
                                                    ? str_sub(group, 0, group.len - 2) : group,
                               STR(":log-stream:*")),
        .context_open = true,
        .design = true};
    aws_request_ready(rule_arena(run), &c.request);
    aws_decide(&c, &d);
    if (d.answer != AWS_DENIED)
        return AWS_ALLOWED;
    return d.reason == AWS_IMPLICIT_DENY && has_unread_policy(docs, identity) ? AWS_DEPENDS
                                                                              : AWS_DENIED;
}

enum { MUTE, MUTE_PERHAPS };

static void find_mute_functions(struct rule_run *run, struct rule_groups *groups)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        node_id identity;
        if (!rule_is_type(run, n, "AWS::Lambda::Function") ||
            rule_identities(run, n, &identity, 1) != 1)
            continue;
        enum aws_answer answer = may_log(run, identity, n);
        if (answer != AWS_ALLOWED)
            rule_group_add(run, groups, n, answer == AWS_DENIED ? MUTE : MUTE_PERHAPS);
    }
}

/* The app or one of its functions sends what happens to Application Insights or a workspace. */
static bool app_logs(const struct rule_run *run, node_id app)
{
    if (rule_count_out(run, app, EDGE_LOGS_TO))
        return true;
    for (struct rule_walk w = rule_in(run, app, EDGE_HOSTED_BY); rule_next_edge(&w);)
        if (rule_count_out(run, w.edge->from, EDGE_LOGS_TO))
            return true;
    return false;
}

/* A template says what it deploys; without its settings nothing is said. */
static bool says_settings(const struct rule_run *run, node_id app)
{
    return node_attr(rule_node(run, app), "template") && rule_count_out(run, app, EDGE_USES) > 0;
}

static bool hosts_functions(const struct rule_run *run, node_id app)
{
    return str_ifind(rule_attr(run, app, "kind"), STR("functionapp")) != STR_NPOS ||
           rule_count_in(run, app, EDGE_HOSTED_BY) > 0;
}

RULE(fw_074)
{
    struct rule_groups functions = {0}, apps = {0};
    find_mute_functions(run, &functions);
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));)
        if (rule_is_provider(run, n, "azure") && hosts_functions(run, n) && !app_logs(run, n))
            rule_group_add(run, &apps, n, says_settings(run, n) ? MUTE : MUTE_PERHAPS);
    for (size_t i = 0; i < functions.count; i++) {
        const struct rule_group *g = &functions.items[i];
        struct finding *f =
            g->key == MUTE ? rule_group_find(run, g) : rule_group_ask(run, g);
        if (g->key == MUTE)
            rule_group_say(run, f, g, "cannot write a line of log: the role may not",
                           "cannot write a line of log: their roles may not");
        else
            rule_group_say(run, f, g, "may write logs only if a policy that is not known allows it",
                           "may write logs only if policies that are not known allow it");
    }
    for (size_t i = 0; i < apps.count; i++) {
        const struct rule_group *g = &apps.items[i];
        struct finding *f =
            g->key == MUTE ? rule_group_find(run, g) : rule_group_ask(run, g);
        if (g->key == MUTE)
            rule_group_say(run, f, g, "sends nothing to Application Insights",
                           "send nothing to Application Insights");
        else
            rule_group_say(run, f, g, "is not seen to send anything to Application Insights: its "
                           "settings are not in the input",
                           "are not seen to send anything to Application Insights: their settings "
                           "are not in the input");
    }
}

/* --- Traces ----------------------------------------------------------------------------------- */

static bool leaves_no_traces(const struct rule_run *run, node_id n)
{
    const struct attr *tracing = node_attr(rule_node(run, n), "tracing");
    if (is_undecided(run, n, "tracing"))
        return false;
    if (rule_is_type(run, n, "AWS::Lambda::Function"))
        return !tracing || !str_iis(tracing->value, "Active");
    if (rule_is_type(run, n, "AWS::StepFunctions::StateMachine"))
        return !fact_bool(tracing, false);
    return rule_is_type(run, n, "AWS::ApiGateway::RestApi") && tracing && !fact_bool(tracing, true);
}

RULE(fw_075)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_WORKFLOW, NODE_API};
    struct rule_groups groups = {0};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));)
            if (leaves_no_traces(run, n))
                rule_group_add(run, &groups, n, 0);
    for (size_t i = 0; i < groups.count; i++) {
        struct finding *f = rule_group_find(run, &groups.items[i]);
        rule_group_say(run, f, &groups.items[i], "leaves no traces", "leave no traces");
    }
}

/* --- Retention -------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The ARNs of all log groups of the input, sorted. */
static struct str *log_groups(struct rule_run *run, size_t *count)
{
    struct str *list = arena_array(rule_arena(run), graph_node_count(rule_graph(run)) + 1,
                                   sizeof *list);
    *count = 0;
    for (node_id n = 0; (n = rule_next(run, NODE_LOG, n));)
        if (rule_is_type(run, n, "AWS::Logs::LogGroup"))
            list[(*count)++] = rule_attr(run, n, FACT_ARN);
    qsort(list, *count, sizeof *list, by_text);
    return list;
}

RULE(fw_076)
{
    enum { DECLARED, MADE_BY_LAMBDA };
    struct rule_groups groups = {0};
    size_t count;
    const struct str *declared = log_groups(run, &count);
    for (node_id n = 0; (n = rule_next(run, NODE_LOG, n));)
        if (rule_is_type(run, n, "AWS::Logs::LogGroup") &&
            !node_attr(rule_node(run, n), "retention-in-days"))
            rule_group_add(run, &groups, n, DECLARED);
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        struct str group = log_group_of(run, n);
        if (rule_is_type(run, n, "AWS::Lambda::Function") &&
            !bsearch(&group, declared, count, sizeof group, by_text) &&
            !rule_count_out(run, n, EDGE_LOGS_TO))
            rule_group_add(run, &groups, n, MADE_BY_LAMBDA);
    }
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        struct finding *f = rule_group_find(run, g);
        if (g->key == DECLARED)
            rule_group_say(run, f, g, "keeps its lines for ever", "keep their lines for ever");
        else
            rule_group_say(run, f, g, "logs into a group that Lambda makes, which forgets nothing",
                           "log into groups that Lambda makes, which forget nothing");
    }
}

/* --- Bodies in logs --------------------------------------------------------------------------- */

/* The most sensitive store that a workflow, or what it calls, reads or writes. */
static node_id sensitive_behind(const struct rule_run *run, node_id workflow)
{
    static const enum edge_kind kinds[] = {EDGE_READS, EDGE_WRITES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_out(run, workflow, kinds[k]); rule_next_edge(&w);)
            if (rule_sensitivity(run, w.edge->to) >= 2)
                return w.edge->to;
    for (struct rule_walk c = rule_out(run, workflow, EDGE_INVOKES); rule_next_edge(&c);)
        for (size_t k = 0; k < COUNT(kinds); k++)
            for (struct rule_walk w = rule_out(run, c.edge->to, kinds[k]); rule_next_edge(&w);)
                if (rule_sensitivity(run, w.edge->to) >= 2)
                    return w.edge->to;
    return 0;
}

static void say_bodies_of_api(struct rule_run *run, node_id api)
{
    bool resolvers = str_iis(rule_attr(run, api, "log-config-field-log-level"), "ALL") &&
                     !node_fact_bool(rule_node(run, api), "log-config-exclude-verbose-content",
                                     false);
    bool bytes = rule_attr_number(run, api, "loggedBodyBytes", 0) > 0;
    if (!node_fact_bool(rule_node(run, api), "log-bodies", false) && !resolvers && !bytes)
        return;
    struct finding *f = rule_find(run, api);
    rule_say(run, f, "%N writes what callers send, and what they get, into its log", api);
}

RULE(fw_077)
{
    for (node_id n = 0; (n = rule_next(run, NODE_API, n));)
        say_bodies_of_api(run, n);
    for (node_id n = 0; (n = rule_next(run, NODE_WORKFLOW, n));) {
        node_id store = node_fact_bool(rule_node(run, n), "log-data", false) &&
                                !str_iis(rule_attr(run, n, "log-level"), "OFF")
                            ? sensitive_behind(run, n) : 0;
        if (!store)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_node(run, f, store);
        rule_say(run, f, "%N logs the data of its steps, and they handle %N", n, store);
    }
}

/* --- Alarms ----------------------------------------------------------------------------------- */

static bool alarm_on(const struct rule_run *run, node_id n)
{
    for (struct rule_walk w = rule_out(run, n, EDGE_LOGS_TO); rule_next_edge(&w);)
        if (is_alarm(run, w.edge->to))
            return true;
    return false;
}

/* An alarm that watches all functions, an API, or a metric of the team's own: it may well see what
 * goes wrong in any function of its stack. */
static bool is_wide_alarm(const struct rule_run *run, node_id n)
{
    struct str space = rule_attr(run, n, "namespace");
    if (!is_alarm(run, n))
        return false;
    if (str_is(space, "AWS/Lambda"))
        return !rule_count_in(run, n, EDGE_LOGS_TO);
    return rule_is_type(run, n, "AWS::CloudWatch::CompositeAlarm") || str_is(space, "AWS/ApiGateway") ||
           !str_starts(space, STR("AWS/"));
}

struct watched { /* stacks that have such an alarm: of each once, in a row */
    node_id *stacks;
    size_t count;
};

static struct watched watched_stacks(struct rule_run *run)
{
    struct watched w = {0};
    size_t count = 0;
    for (node_id n = 0; (n = rule_next(run, NODE_LOG, n));)
        count += is_wide_alarm(run, n);
    w.stacks = arena_array(rule_arena(run), count + 1, sizeof *w.stacks);
    for (node_id n = 0; count && (n = rule_next(run, NODE_LOG, n));)
        if (is_wide_alarm(run, n) &&
            (!w.count || w.stacks[w.count - 1] != rule_frame(run, n)))
            w.stacks[w.count++] = rule_frame(run, n);
    return w;
}

static bool alarm_on_stack(const struct watched *w, node_id stack)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->stacks[i] == stack)
            return true;
    return false;
}

/* Its own alarm, one on the queue of what it could not do, or on what calls it. */
static bool is_watched(const struct rule_run *run, const struct watched *stacks, node_id function)
{
    static const enum edge_kind callers[] = {EDGE_INVOKES, EDGE_TRIGGERS};
    if (alarm_on(run, function))
        return true;
    for (struct rule_walk w = rule_out(run, function, EDGE_DEADLETTERS); rule_next_edge(&w);)
        if (alarm_on(run, w.edge->to))
            return true;
    for (size_t k = 0; k < COUNT(callers); k++)
        for (struct rule_walk w = rule_in(run, function, callers[k]); rule_next_edge(&w);)
            if (alarm_on(run, w.edge->from))
                return true;
    return alarm_on_stack(stacks, rule_frame(run, function));
}

static bool is_azure_alert(const struct rule_run *run, node_id n)
{
    static const char *const types[] = {
        "Microsoft.Insights/metricAlerts", "Microsoft.Insights/scheduledQueryRules",
        "Microsoft.Insights/alertrules", "Microsoft.AlertsManagement/smartDetectorAlertRules",
        "Microsoft.Insights/webtests"};
    for (size_t i = 0; i < COUNT(types); i++)
        if (rule_is_type(run, n, types[i]))
            return true;
    return false;
}

/* An alert of the same template: what it watches is mostly the component that all apps log to. */
static bool has_azure_alert(const struct rule_run *run, node_id app)
{
    struct str template = rule_attr(run, app, "template");
    for (node_id n = 0; (n = rule_next(run, NODE_LOG, n));)
        if (is_azure_alert(run, n) && str_eq(rule_node(run, n)->where.file, template))
            return true;
    return false;
}

enum matter { MATTERS_NOT, MATTERS_SENSITIVE, MATTERS_REACHED };

static enum matter matters(const struct rule_run *run, node_id n)
{
    if (rule_weak(run, n))
        return MATTERS_REACHED;
    return rule_sensitivity(run, n) >= 2 ? MATTERS_SENSITIVE : MATTERS_NOT;
}

static enum matter app_matters(const struct rule_run *run, node_id app)
{
    enum matter most = matters(run, app);
    for (struct rule_walk w = rule_in(run, app, EDGE_HOSTED_BY); rule_next_edge(&w);)
        if (matters(run, w.edge->from) > most)
            most = matters(run, w.edge->from);
    return most;
}

RULE(fw_078)
{
    struct rule_groups groups = {0};
    const struct watched stacks = watched_stacks(run);
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));)
        if (rule_is_type(run, n, "AWS::Lambda::Function") && matters(run, n) &&
            !is_watched(run, &stacks, n))
            rule_group_add(run, &groups, n, matters(run, n));
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));)
        if (node_attr(rule_node(run, n), "template") && hosts_functions(run, n) &&
            app_matters(run, n) && !has_azure_alert(run, n))
            rule_group_add(run, &groups, n, app_matters(run, n));
    for (size_t i = 0; i < groups.count; i++) {
        const struct rule_group *g = &groups.items[i];
        struct finding *f = rule_group_find(run, g);
        if (g->key == MATTERS_REACHED)
            rule_group_say(run, f, g,
                           "is within reach of strangers, and no alarm tells when it fails",
                           "are within reach of strangers, and no alarm tells when they fail");
        else
            rule_group_say(run, f, g, "is sensitive, and no alarm tells when it fails",
                           "are sensitive, and no alarm tells when they fail");
    }
}

/* --- Logs that feed themselves ---------------------------------------------------------------- */

static bool writes_log(const struct rule_run *run, node_id function, node_id log)
{
    static const enum edge_kind kinds[] = {EDGE_LOGS_TO, EDGE_WRITES};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (struct rule_walk w = rule_out(run, function, kinds[k]); rule_next_edge(&w);)
            if (w.edge->to == log)
                return true;
    return rule_is_type(run, function, "AWS::Lambda::Function") && rule_attr(run, log, FACT_ARN).len &&
           str_eq(log_group_of(run, function), rule_attr(run, log, FACT_ARN));
}

RULE(fw_099)
{
    for (node_id n = 0; (n = rule_next(run, NODE_LOG, n));)
        for (struct rule_walk w = rule_out(run, n, EDGE_TRIGGERS); rule_next_edge(&w);) {
            if (rule_is_type(run, n, "AWS::CloudWatch::Alarm") || /* it has no lines */
                edge_fact_is(w.edge, FACT_FILTER, "closed") || !writes_log(run, w.edge->to, n))
                continue;
            struct finding *f = rule_find(run, n);
            rule_with_node(run, f, w.edge->to);
            rule_with_edge(run, f, w.id);
            rule_say(run, f, "every line of %N starts %N, which writes the next line there", n,
                     w.edge->to);
        }
}
