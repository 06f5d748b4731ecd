/* SPDX-License-Identifier: MIT */
/* rules_callers.c - who calls, and how does one know: services for others, other accounts, skills and
 * hooks (FW-013, FW-014, FW-019). */
#include "rule_ask.h"

#include "arena.h"
#include "attr.h"
#include "json_value.h"
#include "query.h"

/* --- Who calls on whose behalf ---------------------------------------------------------------- */

static bool text_has(const struct json_value *v, const char *word)
{
    if (json_value_is(v, JSON_VALUE_TEXT))
        return str_ifind(v->text, str_from(word)) != STR_NPOS;
    bool found = false;
    for (const struct json_value *c = v ? v->first : NULL; c && !found; c = c->next)
        found = str_ifind(c->key, str_from(word)) != STR_NPOS || text_has(c, word);
    return found;
}

static bool names_source(const struct json_value *condition)
{
    static const char *const keys[] = {"SourceArn",       "SourceAccount", "SourceOrgID",
                                       "PrincipalOrgID",  "SourceOrgPaths", "CalledVia",
                                       "PrincipalAccount", "EventSourceToken"};
    for (size_t i = 0; i < COUNT(keys); i++)
        if (text_has(condition, keys[i]))
            return true;
    return false;
}

/* The service that may act for anybody; empty: none, or the source is named. */
static struct str deputy_of(const struct json_value *policy)
{
    struct str kind = json_value_text(json_value_get(policy, "aws"));
    if (str_is(kind, "permission")) {
        struct str principal = json_value_text(json_value_get(policy, "principal"));
        bool named = json_value_get(policy, "sourceArn") ||
                     json_value_get(policy, "sourceAccount") ||
                     json_value_get(policy, "eventSourceToken");
        return !named && str_ends(principal, STR(".amazonaws.com")) ? principal : STR_NONE;
    }
    if (!str_is(kind, "resource"))
        return STR_NONE;
    const struct json_value *statements =
        json_value_get(json_value_get(policy, "document"), "Statement");
    const struct json_value *s =
        json_value_is(statements, JSON_VALUE_LIST) ? statements->first : statements;
    for (; s; s = s->next) {
        const struct json_value *principal = json_value_get(s, "Principal");
        const struct json_value *service = json_value_get(principal, "Service");
        const struct json_value *one =
            json_value_is(service, JSON_VALUE_LIST) ? service->first : service;
        if (one && str_iis(json_value_text(json_value_get(s, "Effect")), "Allow") &&
            !names_source(json_value_get(s, "Condition")))
            return json_value_text(one);
    }
    return STR_NONE;
}

RULE(fw_014)
{
    const struct graph *g = rule_graph(run);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        const struct node *node = graph_node_at(g, (node_id)n);
        if (node->kind == NODE_IDENTITY || !rule_is_live(run, (node_id)n))
            continue;
        for (uint32_t i = 0; i < node->policy_count; i++) {
            size_t wrong_at;
            const struct json_value *policy =
                json_value_read(rule_arena(run), node->policies[i], &wrong_at);
            struct str service = deputy_of(policy);
            if (str_empty(service))
                continue;
            struct finding *f = rule_find(run, (node_id)n);
            rule_say(run, f, "%S may use %N on behalf of any account", service, (node_id)n);
        }
    }
}

/* --- Others who are no strangers --------------------------------------------------------------- */

/* What the edge says of the accounts that it lets in. */
enum foreign { FOREIGN_NONE, FOREIGN_ASKED, FOREIGN_SOME };

static bool is_listed(const struct rule_run *run, struct str account)
{
    const struct str_list *known = &rule_options_of(run)->accounts;
    for (size_t i = 0; i < known->count; i++)
        if (str_eq(known->items[i], account))
            return true;
    return false;
}

static enum foreign foreign_on(const struct rule_run *run, const struct edge *e, struct str *who)
{
    struct str rest = edge_attr_text(e, FACT_ACCOUNTS), account;
    enum foreign answer = rest.len ? FOREIGN_NONE : FOREIGN_SOME;
    *who = rest.len ? STR("") : STR("other accounts");
    while (rest.len && answer != FOREIGN_SOME && str_cut(&rest, ',', &account)) {
        if (str_is(account, FACT_UNDECIDED)) {
            answer = FOREIGN_ASKED;
        } else if (!is_listed(run, account)) {
            answer = FOREIGN_SOME;
            *who = account;
        }
    }
    return answer;
}

/* Its organisation is asked for: no foreigner. Of a queue, putting in is FW-012. */
static bool is_partner_way(const struct rule_run *run, const struct edge *e)
{
    enum node_kind kind = rule_node(run, e->to)->kind;
    bool messages = kind == NODE_QUEUE || kind == NODE_TOPIC || kind == NODE_BUS ||
                    kind == NODE_STREAM;
    const struct node *from = rule_node(run, e->from);
    return from->kind == NODE_ACTOR && node_actor_role(from) == ACTOR_PARTNER &&
           str_ifind(e->condition, STR("PrincipalOrg")) == STR_NPOS &&
           (!messages || !edge_ops(e) || edge_ops(e) & ~(unsigned)OP_WRITE);
}

RULE(fw_013)
{
    const struct graph *g = rule_graph(run);
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        node_id n = (node_id)i;
        if (!rule_is_live(run, n))
            continue;
        for (struct rule_walk w = rule_in(run, n, EDGE_EXPOSES); rule_next_edge(&w);) {
            struct str who;
            enum foreign answer = is_partner_way(run, w.edge) ? foreign_on(run, w.edge, &who)
                                                              : FOREIGN_NONE;
            if (answer == FOREIGN_NONE)
                continue;
            struct finding *f = answer == FOREIGN_ASKED ? rule_ask(run, n) : rule_find(run, n);
            rule_with_edge(run, f, w.id);
            if (answer == FOREIGN_ASKED)
                rule_say(run, f, "a parameter says which other account may use %N", n);
            else
                rule_say(run, f, "the policy of %N lets %S in", n, who);
            break;
        }
    }
}

/* --- Who is it that calls? --------------------------------------------------------------------- */

/* The key is in the address; whoever has seen one has it. */
static bool is_open_hook(const struct rule_run *run, const struct edge *e)
{
    return str_iis(rule_node(run, e->to)->type, "Microsoft.Logic/workflows") &&
           node_actor_role(rule_node(run, e->from)) == ACTOR_INTERNET && e->auth == AUTH_SAS && !edge_has_guard(e, "ipallow");
}

RULE(fw_019)
{
    for (size_t i = 1; i <= graph_edge_count(rule_graph(run)); i++) {
        const struct edge *e = rule_edge(run, (edge_id)i);
        node_id from = e->from, to = e->to;
        bool skill = e->kind == EDGE_EXPOSES && edge_fact_is(e, FACT_VIA, "alexa") &&
                     e->auth == AUTH_NONE;
        bool hook = e->kind == EDGE_EXPOSES && is_open_hook(run, e);
        bool events = (e->kind == EDGE_DELIVERS || e->kind == EDGE_TRIGGERS) &&
                      edge_fact_is(e, "protocol", "event-grid") &&
                      rule_node(run, to)->kind == NODE_SERVICE && !edge_attr(e, "signed-in");
        if ((!skill && !hook && !events) || !edge_fact_bool(e, FACT_ENABLED, true) ||
            !rule_is_live(run, events ? from : to))
            continue;
        struct finding *f = rule_find(run, events ? from : to);
        rule_with_edge(run, f, (edge_id)i);
        if (events)
            rule_with_node(run, f, to);
        if (skill)
            rule_say(run, f, "%N does not say which skill may call it: anybody's may", to);
        else if (hook)
            rule_say(run, f, "the address of %N is all that its callers need", to);
        else
            rule_say(run, f, "%N cannot tell that events come from %N: they carry no token", to,
                     from);
    }
}
