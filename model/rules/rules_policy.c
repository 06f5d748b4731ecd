/* SPDX-License-Identifier: MIT */
/* rules_policy.c - what policy documents of AWS say, statement by statement (FW-023 to FW-025, 029
 * to 031, 039). */
#include "rule_ask.h"

#include "arena.h"
#include "aws_tables.h"
#include "json_value.h"

/* --- Statements ------------------------------------------------------------------------------- */

struct statements {
    const struct aws_docs *docs;
    struct aws_policies policies;
    size_t policy, statement;
    const struct aws_policy *in;
    const struct aws_statement *at;
};

/* The statements of a node's documents of one use, one after the other. */
static struct statements statements_of(struct rule_run *run, node_id n, enum aws_use use)
{
    struct statements s = {.docs = rule_docs(run)};
    if (s.docs)
        s.policies = aws_docs_of(s.docs, n, use);
    return s;
}

static bool next_statement(struct statements *s)
{
    for (; s->policy < s->policies.count; s->policy++, s->statement = 0) {
        s->in = &s->policies.items[s->policy];
        if (s->statement < s->in->statement_count) {
            s->at = &s->in->statements[s->statement++];
            return true;
        }
    }
    return false;
}

/* A finding at the statement's own place. */
static struct finding *find_at(struct rule_run *run, node_id n, const struct statements *s)
{
    struct finding *f = rule_find(run, n);
    struct origin where = aws_docs_place(s->docs, s->in, s->at);
    if (where.line)
        rule_at(f, where);
    return f;
}

/* Somebody runs as it: a role that no code has is judged by who may assume it, elsewhere. */
static bool has_code(const struct rule_run *run, node_id identity)
{
    return rule_count_in(run, identity, EDGE_RUNS_AS) > 0;
}

static bool is_everything(const struct aws_action *a)
{
    return a->all || str_is(a->written, "*") || str_is(a->written, "*:*");
}

/* "s3:*" */
static bool is_whole_service(const struct aws_action *a)
{
    return !is_everything(a) && str_ends(a->written, STR(":*"));
}

static bool any_resource(const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->resource_count; i++)
        if (s->resources[i].all)
            return !s->not_resource;
    return false;
}

/* A managed policy that FW-031 names: its wildcards are not said again. */
static bool is_broad(struct str name)
{
    static const char *const names[] = {"AdministratorAccess",  "PowerUserAccess", "IAMFullAccess",
                                        "SecretsManagerReadWrite", "AWSLambda_FullAccess",
                                        "DatabaseAdministrator"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i]))
            return true;
    return str_ends(name, STR("FullAccess"));
}

static bool is_said_by_name(const struct statements *s)
{
    return s->in->managed && is_broad(s->in->name);
}

/* AWSLambdaSQSQueueExecutionRole and its like: what polls a source takes them as they are. */
static bool is_of_the_platform(const struct statements *s)
{
    return s->in->managed && str_starts(s->in->name, STR("AWSLambda")) &&
           str_ends(s->in->name, STR("ExecutionRole"));
}

/* --- Wildcards -------------------------------------------------------------------------------- */

RULE(fw_023)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        struct finding *f = NULL;
        struct str shown = STR_NONE;
        size_t services = 0;
        bool everything = false;
        struct statements s = statements_of(run, n, AWS_USE_IDENTITY);
        while (has_code(run, n) && next_statement(&s)) {
            bool wide = s.at->allow && !s.at->not_action && !is_said_by_name(&s);
            for (uint32_t i = 0; wide && i < s.at->action_count; i++) {
                const struct aws_action *a = &s.at->actions[i];
                if (!is_everything(a) && !is_whole_service(a))
                    continue;
                if (!f || (is_everything(a) && !everything)) {
                    struct origin where = aws_docs_place(s.docs, s.in, s.at);
                    f = f ? f : rule_find(run, n);
                    shown = a->written;
                    if (where.line)
                        rule_at(f, where);
                }
                everything = everything || is_everything(a);
                services++;
            }
        }
        if (!f)
            continue;
        rule_severity(f, everything ? SEVERITY_HIGH : SEVERITY_MEDIUM);
        rule_say(run, f, "%N has %S%s", n, shown, services > 1 ? " and further wildcards" : "");
    }
}

/* The first action that could have named its resources. */
static struct str nameable(const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->action_count; i++) {
        const struct aws_action *a = &s->actions[i];
        if (is_everything(a))
            return STR("do everything");
        if (str_istarts(a->written, STR("logs:")) || str_istarts(a->written, STR("xray:")))
            continue; /* what the platform itself gives to every function */
        if (is_whole_service(a))
            continue; /* FW-023 */
        char lower[128];
        size_t len = a->written.len < sizeof lower ? a->written.len : sizeof lower;
        for (size_t k = 0; k < len; k++)
            lower[k] = str_lower(a->written.ptr[k]);
        const struct aws_action_row *row = aws_action_find((struct str){lower, len});
        bool names = row && row->shape != '-' && row->shape != '~';
        if (names && row->ops & (OP_READ | OP_WRITE | OP_INVOKE | OP_EXEC))
            return a->written;
    }
    return STR_NONE;
}

RULE(fw_024)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        struct statements s = statements_of(run, n, AWS_USE_IDENTITY);
        while (has_code(run, n) && next_statement(&s)) {
            if (!s.at->allow || s.at->not_action || !any_resource(s.at) || s.at->condition_count ||
                is_said_by_name(&s) || is_of_the_platform(&s))
                continue;
            struct str action = nameable(s.at);
            if (str_empty(action))
                continue;
            struct finding *f = find_at(run, n, &s);
            rule_say(run, f, "%N may %S on every resource there is", n, action);
            break;
        }
    }
}

RULE(fw_025)
{
    static const enum aws_use uses[] = {AWS_USE_IDENTITY, AWS_USE_RESOURCE, AWS_USE_TRUST};
    const struct graph *g = rule_graph(run);
    for (size_t i = 1; rule_docs(run) && i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        for (size_t u = 0; u < COUNT(uses) && rule_is_live(run, n); u++) {
            struct statements s = statements_of(run, n, uses[u]);
            while (next_statement(&s)) {
                bool odd = s.at->not_action || s.at->not_resource || s.at->not_principal;
                if (!s.at->allow || !odd || is_said_by_name(&s))
                    continue;
                struct finding *f = find_at(run, n, &s);
                rule_say(run, f, "%N allows all but what a list names (%s)", n,
                         s.at->not_action     ? "NotAction"
                         : s.at->not_resource ? "NotResource"
                                              : "NotPrincipal");
                break;
            }
        }
    }
}

/* --- Passing roles ---------------------------------------------------------------------------- */

static bool has_condition(const struct aws_statement *s, const char *key)
{
    for (uint32_t i = 0; i < s->condition_count; i++)
        if (str_iis(s->conditions[i].key, key))
            return true;
    return false;
}

static bool passes_roles(const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->action_count; i++)
        if (!is_everything(&s->actions[i]) &&
            str_glob(s->actions[i].written, STR("iam:PassRole"), true))
            return true;
    return false;
}

RULE(fw_029)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        struct statements s = statements_of(run, n, AWS_USE_IDENTITY);
        while (next_statement(&s)) {
            if (!s.at->allow || s.at->not_action || !any_resource(s.at) || !passes_roles(s.at) ||
                has_condition(s.at, "iam:PassedToService"))
                continue;
            struct finding *f = find_at(run, n, &s);
            rule_say(run, f, "%N may pass every role to every service", n);
            break;
        }
    }
}

/* --- Trust ------------------------------------------------------------------------------------ */

static bool in_list(struct str_list list, struct str text)
{
    for (size_t i = 0; i < list.count; i++)
        if (str_eq(list.items[i], text))
            return true;
    return false;
}

/* A claim of the token that says whose it is, and not by a wildcard alone. */
static bool pins_subject(const struct aws_statement *s, const char *claim)
{
    for (uint32_t i = 0; i < s->condition_count; i++) {
        const struct aws_condition *c = &s->conditions[i];
        if (!str_iends(c->key, str_from(claim)) || c->negated)
            continue;
        for (uint32_t v = 0; v < c->value_count; v++)
            if (!str_is(c->values[v], "*") && !str_ends(c->values[v], STR(":*:*")) &&
                !str_is(c->values[v], "repo:*"))
                return true;
    }
    return false;
}

/* Why a statement trusts too much; NULL: it does not. */
static const char *trust_fault(const struct rule_run *run, const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->principal_count; i++) {
        const struct aws_principal *p = &s->principals[i];
        switch (p->kind) {
        case AWS_PRINCIPAL_ALL:
            if (!s->condition_count)
                return "everybody in any account may become it";
            break;
        case AWS_PRINCIPAL_ACCOUNT:
            if (aws_is_account(p->text) && !has_condition(s, "sts:ExternalId") &&
                !has_condition(s, "aws:PrincipalOrgID") &&
                !in_list(rule_options_of(run)->accounts, p->text))
                return "another account may become it, without an external id";
            break;
        case AWS_PRINCIPAL_FEDERATED:
            if (str_ifind(p->text, STR("cognito-identity")) != STR_NPOS
                    ? !pins_subject(s, ":aud")
                    : str_ifind(p->text, STR("oidc-provider/")) != STR_NPOS &&
                          !pins_subject(s, ":sub") && !pins_subject(s, ":aud"))
                return "tokens of anybody at the identity provider are enough";
            if (str_ifind(p->text, STR("token.actions.githubusercontent.com")) != STR_NPOS &&
                !pins_subject(s, ":sub"))
                return "the pipeline of any repository may become it";
            break;
        case AWS_PRINCIPAL_ARN:
        case AWS_PRINCIPAL_SERVICE:
        case AWS_PRINCIPAL_CANONICAL:
        case AWS_PRINCIPAL_UNKNOWN:
            break;
        }
    }
    return NULL;
}

RULE(fw_030)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        struct statements s = statements_of(run, n, AWS_USE_TRUST);
        while (next_statement(&s)) {
            const char *fault = s.at->allow ? trust_fault(run, s.at) : NULL;
            if (!fault)
                continue;
            struct finding *f = find_at(run, n, &s);
            rule_say(run, f, "%N trusts too much: %s", n, fault);
            break;
        }
    }
}

/* --- Managed policies, boundaries ------------------------------------------------------------- */

/* One finding for an identity, at the first of them. */
RULE(fw_031)
{
    for (node_id n = 0; (n = rule_next(run, NODE_IDENTITY, n));) {
        const struct node *node = rule_node(run, n);
        struct finding *f = NULL;
        struct str names = STR_NONE;
        bool many = false;
        for (uint32_t i = 0; has_code(run, n) && i < node->policy_count; i++) {
            size_t wrong_at;
            long line = 0;
            const struct json_value *p =
                json_value_read(rule_arena(run), node->policies[i], &wrong_at);
            struct str arn = json_value_text(json_value_get(p, "arn"));
            size_t slash = str_rchr(arn, '/');
            struct str name = slash == STR_NPOS ? arn : str_from_at(arn, slash + 1);
            if (!str_is(json_value_text(json_value_get(p, "aws")), "managed") || !is_broad(name) ||
                str_is(json_value_text(json_value_get(p, "use")), "boundary"))
                continue;
            many = f != NULL;
            names = many ? ARENA_JOIN(rule_arena(run), names, STR(", "), name) : name;
            if (many)
                continue;
            f = rule_find(run, n);
            const struct json_value *at = json_value_get(p, "line");
            if (at && str_to_long(at->text, &line) && line > 0 && line < INT32_MAX)
                rule_at(f, (struct origin){.file = json_value_text(json_value_get(p, "file")),
                                           .line = (uint32_t)line});
        }
        if (f)
            rule_say(run, f, "%N has the managed polic%s %S", n, many ? "ies" : "y", names);
    }
}

RULE(fw_039)
{
    for (node_id n = 0; rule_options_of(run)->boundary_required &&
                        (n = rule_next(run, NODE_IDENTITY, n));) {
        struct statements s = statements_of(run, n, AWS_USE_BOUNDARY);
        if (!rule_is_provider(run, n, "aws") || !has_code(run, n) || s.policies.count)
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "%N has no permissions boundary", n);
    }
}
