/* SPDX-License-Identifier: MIT */
/* rules_owners.c - who looks after it, and rights and triggers that do not belong together (FW-086,
 * FW-087). */
#include "rule_group.h"

#include "mem.h"

/* --- Owners ----------------------------------------------------------------------------------- */

/* "cost-center", "CostCenter", "app:owner": the letters of the word stand in the key. */
static bool key_says(struct str key, struct str word)
{
    for (size_t from = 0; word.len && from < key.len; from++) {
        size_t at = from, found = 0;
        while (at < key.len && found < word.len) {
            char c = str_lower(key.ptr[at]);
            if (c == str_lower(word.ptr[found]))
                found++;
            else if (c != '-' && c != '_' && c != ' ')
                break;
            at++;
        }
        if (found == word.len)
            return true;
    }
    return false;
}

static bool has_owner(const struct rule_run *run, node_id n)
{
    static const struct str usual[] = {STR_INIT("owner"), STR_INIT("team"), STR_INIT("contact"),
                                       STR_INIT("costcenter")};
    const struct str_list *said = &rule_options_of(run)->owner_tags;
    const struct str *words = said->count ? said->items : usual;
    size_t count = said->count ? said->count : COUNT(usual);
    const struct node *node = rule_node(run, n);
    for (uint32_t t = 0; t < node->tag_count; t++)
        for (size_t i = 0; i < count; i++)
            if (key_says(node->tags[t].key, words[i]))
                return true;
    return false;
}

/* Its own tags, or those of the stack or group that holds it. */
static bool is_owned(const struct rule_run *run, node_id n)
{
    node_id frame = rule_frame(run, n);
    return has_owner(run, n) || (frame && has_owner(run, frame));
}

RULE(fw_086)
{
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));)
        if (str_is(rule_node(run, n)->type, "AWS::Lambda::Function") && !is_owned(run, n))
            rule_group_add(run, &groups, n, 0);
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));)
        if (node_attr(rule_node(run, n), "template") && !is_owned(run, n))
            rule_group_add(run, &groups, n, 0);
    for (size_t i = 0; i < groups.count; i++) {
        struct finding *f = rule_group_find(run, &groups.items[i]);
        rule_group_say(run, f, &groups.items[i], "has no tag that says whose it is",
                       "have no tag that says whose they are");
    }
}

/* --- Permissions and triggers ----------------------------------------------------------------- */

static const struct {
    const char *principal; /* as a permission names it */
    enum node_kind kinds[2];
} pushers[] = {
    {"s3.amazonaws.com", {NODE_BUCKET, NODE_BUCKET}},
    {"sns.amazonaws.com", {NODE_TOPIC, NODE_TOPIC}},
    {"events.amazonaws.com", {NODE_BUS, NODE_TIMER}},
    {"apigateway.amazonaws.com", {NODE_ROUTE, NODE_AUTH}},
    {"iot.amazonaws.com", {NODE_BUS, NODE_AUTH}},
};

static bool is_started_by(const struct rule_run *run, node_id function, const enum node_kind *kinds)
{
    static const enum edge_kind starts[] = {EDGE_TRIGGERS, EDGE_INVOKES, EDGE_DELIVERS,
                                            EDGE_EXPOSES};
    for (size_t k = 0; k < COUNT(starts); k++)
        for (struct rule_walk w = rule_in(run, function, starts[k]); rule_next_edge(&w);) {
            enum node_kind from = rule_node(run, w.edge->from)->kind;
            if (from == kinds[0] || from == kinds[1] || from == NODE_API)
                return true;
        }
    return false;
}

/* An API of its stack, whose routes need not all be known. */
static bool stands_beside_api(const struct rule_run *run, node_id function)
{
    node_id stack = rule_frame(run, function);
    for (node_id n = 0; (n = rule_next(run, NODE_API, n));)
        if (rule_frame(run, n) == stack)
            return true;
    return false;
}

/* Who may call it and never does; NULL: nobody. */
static const char *idle_permission(const struct rule_run *run, node_id function)
{
    const struct node *n = rule_node(run, function);
    for (uint32_t i = 0; i < n->policy_count; i++) {
        struct str p = n->policies[i];
        if (str_find(p, STR("\"aws\": \"permission\"")) == STR_NPOS)
            continue;
        for (size_t k = 0; k < COUNT(pushers); k++) {
            size_t at = str_find(p, STR("\"principal\": \""));
            struct str who = at == STR_NPOS ? STR("") : str_from_at(p, at + 14);
            if (str_starts(who, str_from(pushers[k].principal)) &&
                !is_started_by(run, function, pushers[k].kinds) &&
                !(pushers[k].kinds[0] == NODE_ROUTE && stands_beside_api(run, function)))
                return pushers[k].principal;
        }
    }
    return NULL;
}

RULE(fw_087)
{
    for (node_id n = 0; (n = rule_next(run, NODE_FUNCTION, n));) {
        static const enum edge_kind starts[] = {EDGE_TRIGGERS, EDGE_INVOKES};
        for (size_t k = 0; k < COUNT(starts); k++)
            for (struct rule_walk w = rule_in(run, n, starts[k]); rule_next_edge(&w);) {
                struct str missing = edge_attr_text(w.edge, "permission");
                if (!str_starts(missing, STR("none for ")))
                    continue;
                struct finding *f = rule_find(run, n);
                rule_with_node(run, f, w.edge->from);
                rule_at(f, w.edge->where);
                rule_say(run, f, "%N is to start %N, but %S has no permission to call it",
                         w.edge->from, n, str_from_at(missing, 9));
            }
        const char *idle = idle_permission(run, n);
        if (!idle)
            continue;
        struct finding *f = rule_find(run, n);
        rule_say(run, f, "%s may call %N, and nothing of it does", idle, n);
    }
}
