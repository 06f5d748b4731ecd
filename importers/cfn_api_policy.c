/* SPDX-License-Identifier: MIT */
/* cfn_api_policy.c - the resource policy of an API: where it stands, and whether it is a list of
 * addresses. Who it lets in otherwise is judged by model/iam.
 * Source: Amazon API Gateway Developer Guide, "API Gateway resource policy examples". */
#include "cfn_functions.h"
#include "cfn_graph.h"

/* An empty text is none: so the Serverless Framework takes a policy back. */
const struct doc_node *cfn_api_policy(struct cfn *c, const struct cfn_resource *api)
{
    const struct doc_node *n = cfn_prop(c, api, "Policy");
    if (!n)
        n = cfn_prop(c, api, "Body.x-amazon-apigateway-policy");
    return doc_is_null(n) || (doc_is_scalar(n) && str_empty(str_trim(doc_text(n)))) ? NULL : n;
}

/* It asks for the address of the caller, by this operator; no range is half the internet. */
static bool asks_address(struct cfn *c, const struct doc_node *statement, const char *op)
{
    static const char *const keys[] = {"aws:SourceIp", "aws:VpcSourceIp"};
    const struct doc_node *condition = cfn_get(&c->scope, statement, "Condition");
    const struct doc_node *asked = cfn_get(&c->scope, condition, op);
    const struct cfn_item *items;
    for (const struct doc_node *m = doc_is_map(asked) ? doc_first(asked) : NULL; m; m = m->next) {
        bool known = str_iis(m->key, keys[0]) || str_iis(m->key, keys[1]);
        size_t count = known ? cfn_list(&c->scope, m, &items) : 0;
        bool narrow = count > 0;
        for (size_t i = 0; i < count; i++) {
            struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
            size_t slash = str_rchr(v.text, '/');
            long bits = 32;
            if (slash != STR_NPOS && str_to_long(str_from_at(v.text, slash + 1), &bits))
                narrow = narrow && bits >= 8;
        }
        if (narrow)
            return true;
    }
    return false;
}

static bool for_everybody(struct cfn *c, const struct doc_node *statement)
{
    const struct doc_node *who = cfn_get(&c->scope, statement, "Principal");
    if (doc_is_map(who))
        who = cfn_get(&c->scope, who, "AWS");
    return str_is(cfn_known(&c->scope, who), "*");
}

/* Either a denial of everybody else, or every allowance of everybody is for listed addresses. */
bool cfn_api_lists_addresses(struct cfn *c, const struct cfn_resource *api)
{
    enum { YES = 1, NO };
    const struct doc_node *policy = cfn_api_policy(c, api);
    uint32_t known = cfn_noted(c, CFN_NOTE_ADDRESS_LIST, api->id);
    if (!policy || known)
        return known == YES;
    if (!doc_is_map(policy) || cfn_call(policy))
        policy = cfn_json_text(c, policy);
    const struct doc_node *list = cfn_get(&c->scope, policy, "Statement");
    const struct cfn_item *items;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    bool denied = false, listed = false, open = false;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *s = items[i].node;
        struct str effect = cfn_text(&c->scope, cfn_get(&c->scope, s, "Effect"));
        if (!doc_is_map(s) || !for_everybody(c, s))
            continue;
        if (str_is(effect, "Deny"))
            denied = denied || (asks_address(c, s, "NotIpAddress") && !items[i].condition.len);
        else if (asks_address(c, s, "IpAddress"))
            listed = true;
        else
            open = true;
    }
    bool yes = denied || (listed && !open);
    cfn_note(c, CFN_NOTE_ADDRESS_LIST, api->id, yes ? YES : NO);
    return yes;
}
