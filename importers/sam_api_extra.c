/* SPDX-License-Identifier: MIT */
/* sam_api_extra.c - what stands around a REST API: usage plans and keys, resource policies. */
#include "sam.h"

/* --- Usage plans ---- */

void sam_usage_plan(struct sam *s, const struct sam_api *api, struct str stage)
{
    const struct doc_node *want = doc_path(api->item->props, "Auth.UsagePlan");
    struct str how;
    if (!sam_text(s, doc_get(want, "CreateUsagePlan"), &how))
        return;
    bool shared = str_is(how, "SHARED");
    if (!shared && !str_is(how, "PER_API"))
        return;
    struct str base = shared ? STR("Serverless") : api->item->id;
    struct str plan = SAM_JOIN(s, base, STR("UsagePlan")), key = SAM_JOIN(s, base, STR("ApiKey"));
    struct doc_node *of = sam_make(s, want, "{'ApiId':{'Ref':%s},'Stage':{'Ref':%s}}",
                                   api->item->id, stage);
    struct doc_node *key_stage =
        sam_make(s, want, "{'RestApiId':{'Ref':%s},'StageName':{'Ref':%s}}", api->item->id, stage);
    sam_rename(s, api->item, "UsagePlan", plan);
    sam_rename(s, api->item, "ApiKey", key);
    sam_rename(s, api->item, "UsagePlanKey", SAM_JOIN(s, base, STR("UsagePlanKey")));
    const struct doc_node *there = shared ? doc_get_str(s->resources, plan) : NULL;
    if (there) { /* one more API under the plan of all */
        const struct doc_node *stages = doc_path(there, "Properties.ApiStages"),
                              *keys = doc_path(doc_get_str(s->resources, key),
                                               "Properties.StageKeys");
        doc_append((struct doc_node *)(uintptr_t)stages, of);
        if (keys)
            doc_append((struct doc_node *)(uintptr_t)keys, key_stage);
        return;
    }
    sam_emit(s, api->item, plan, want, "AWS::ApiGateway::UsagePlan",
             sam_make(s, want, "{'ApiStages':[%n],'Quota':%n,'Throttle':%n,'UsagePlanName':%n,"
                      "'Description':%n}", of, sam_copy(s, doc_get(want, "Quota")),
                      sam_copy(s, doc_get(want, "Throttle")),
                      sam_copy(s, doc_get(want, "UsagePlanName")),
                      sam_copy(s, doc_get(want, "Description"))));
    sam_emit(s, api->item, key, want, "AWS::ApiGateway::ApiKey",
             sam_make(s, want, "{'Enabled':true,'StageKeys':[%n]}", key_stage));
    sam_emit(s, api->item, SAM_JOIN(s, base, STR("UsagePlanKey")), want,
             "AWS::ApiGateway::UsagePlanKey",
             sam_make(s, want, "{'KeyId':{'Ref':%s},'KeyType':'API_KEY','UsagePlanId':{'Ref':%s}}",
                      key, plan));
}

/* --- Resource policies ---- */

struct policy {
    struct sam *s;
    const struct doc_node *at;
    struct doc_node *statements, *resources; /* of the policy; that it is about */
    const struct doc_node *before;           /* the last statement that is about other paths */
};

static void state(struct policy *w, const char *effect, struct doc_node *principal,
                  struct doc_node *condition)
{
    struct sam *s = w->s;
    doc_append(w->statements,
               sam_make(s, w->at, "{'Effect':%z,'Action':'execute-api:Invoke','Principal':%n,"
                        "'Resource':%n,'Condition':%n}", effect,
                        principal ? principal : sam_make(s, w->at, "'*'"),
                        sam_copy(s, w->resources), condition));
}

static bool has_allow_all(struct policy *w)
{
    const struct doc_node *c = w->before ? w->before->next : doc_first(w->statements);
    for (; c; c = c->next)
        if (sam_is(doc_get(c, "Effect"), "Allow") && sam_is(doc_get(c, "Principal"), "*") &&
            !doc_get(c, "Condition") && sam_same(doc_get(c, "Resource"), w->resources))
            return true;
    return false;
}

/* All may come, but who is (or is not) on the list. */
static void deny(struct policy *w, struct doc_node *condition)
{
    if (!has_allow_all(w))
        state(w, "Allow", NULL, NULL);
    state(w, "Deny", NULL, condition);
}

static struct doc_node *list_of(struct policy *w, const char *member)
{
    const struct doc_node *n = doc_get(w->at, member);
    if (n && !doc_is_list(n))
        return sam_make(w->s, n, "[%n]", sam_copy(w->s, n));
    return sam_copy(w->s, n);
}

static void accounts(struct policy *w, const char *member, const char *effect)
{
    struct doc_node *list = list_of(w, member);
    if (list && list->count)
        state(w, effect, sam_make(w->s, w->at, "{'AWS':%n}", list), NULL);
}

static void addresses(struct policy *w, const char *member, const char *operator_)
{
    struct doc_node *list = list_of(w, member);
    if (list && list->count)
        deny(w, sam_make(w->s, w->at, "{%z:{'aws:SourceIp':%n}}", operator_, list));
}

/* SourceVpc lists hold ids of VPCs and of endpoints. */
static void networks(struct policy *w, bool allowed)
{
    struct sam *s = w->s;
    struct doc_node *vpcs = list_of(w, allowed ? "IntrinsicVpcWhitelist" : "IntrinsicVpcBlacklist"),
                    *ends = list_of(w, allowed ? "IntrinsicVpceWhitelist"
                                               : "IntrinsicVpceBlacklist");
    const struct doc_node *mixed = list_of(w, allowed ? "SourceVpcWhitelist"
                                                      : "SourceVpcBlacklist");
    vpcs = vpcs ? vpcs : sam_make(s, w->at, "[]");
    ends = ends ? ends : sam_make(s, w->at, "[]");
    for (const struct doc_node *c = doc_first(mixed); c; c = c->next)
        doc_append(str_starts(doc_text(c), STR("vpce-")) ? ends : vpcs, sam_copy(s, c));
    if (vpcs->count || ends->count)
        deny(w, sam_make(s, w->at, "{%z:{'aws:SourceVpc':%n,'aws:SourceVpce':%n}}",
                         allowed ? "StringNotEquals" : "StringEquals", vpcs->count ? vpcs : NULL,
                         ends->count ? ends : NULL));
}

/* execute-api:/Stage/METHOD/path of the methods of a path, or of a branch of it. */
static void about(struct policy *w, struct str path, const struct doc_node *item,
                  const struct doc_node *stage)
{
    struct sam *s = w->s;
    for (const struct doc_node *m = doc_is_map(item) ? doc_first(item) : NULL; m; m = m->next) {
        bool any = str_is(m->key, "x-amazon-apigateway-any-method") || str_iis(m->key, "any");
        char *upper = arena_bytes(s->arena, m->key.len + 1);
        for (size_t i = 0; i < m->key.len; i++)
            upper[i] = (char)(m->key.ptr[i] >= 'a' && m->key.ptr[i] <= 'z' ? m->key.ptr[i] - 32
                                                                          : m->key.ptr[i]);
        struct str method = any ? STR("*") : (struct str){upper, m->key.len};
        doc_append(w->resources,
                   sam_make(s, w->at, "{'Fn::Sub':[%s,{'__Stage__':%n}]}",
                            SAM_JOIN(s, STR("execute-api:/${__Stage__}/"), method,
                                     sam_wild_path(s, path)), sam_copy(s, stage)));
    }
}

static void one_path(struct policy *w, const struct doc_node *path, const struct doc_node *stage)
{
    const struct doc_node *either = doc_get(path, "Fn::If");
    w->resources = sam_make(w->s, w->at, "[]");
    w->before = doc_last(w->statements);
    if (!doc_is_list(either))
        about(w, path->key, path, stage);
    for (const struct doc_node *c = doc_is_list(either) ? doc_at(either, 1) : NULL; c; c = c->next)
        if (!str_is(sam_ref(c, false), "AWS::NoValue"))
            about(w, path->key, c, stage);
    accounts(w, "AwsAccountWhitelist", "Allow");
    accounts(w, "AwsAccountBlacklist", "Deny");
    addresses(w, "IpRangeWhitelist", "NotIpAddress");
    addresses(w, "IpRangeBlacklist", "IpAddress");
    networks(w, false);
    networks(w, true);
}

/* A statement of the user's own, once. */
static void add_custom(struct policy *w, const struct doc_node *statement)
{
    size_t seen = 0;
    for (const struct doc_node *c = doc_first(w->statements); c && seen < SAM_COMPARED;
         c = c->next, seen++)
        if (sam_same(c, statement))
            return;
    doc_append(w->statements, sam_copy(w->s, statement));
}

void sam_resource_policy(struct sam *s, struct sam_api *api, const struct doc_node *policy,
                         struct str path, const struct doc_node *stage)
{
    const struct doc_node *custom = doc_get(policy, "CustomStatements");
    bool none = !doc_get(api->body, "x-amazon-apigateway-policy");
    struct doc_node *document = none ? sam_make(s, policy, "{}")
                                     : sam_need(s, api->body, "x-amazon-apigateway-policy", DOC_MAP);
    if (!document)
        return;
    if (!doc_get(document, "Version"))
        sam_put(s, document, "Version", sam_make(s, policy, "'2012-10-17'"));
    const struct doc_node *single = doc_get(document, "Statement");
    if (doc_is_map(single)) /* the policy of the body has only one */
        sam_put(s, document, "Statement", sam_make(s, single, "[%n]", sam_copy(s, single)));
    struct policy w = {s, policy, sam_need(s, document, "Statement", DOC_LIST), NULL, NULL};
    if (!w.statements)
        return;
    const struct doc_node *only = str_empty(path) ? NULL : doc_get_str(api->paths, path);
    if (only)
        one_path(&w, only, stage);
    for (const struct doc_node *p = str_empty(path) ? doc_first(api->paths) : NULL; p; p = p->next)
        one_path(&w, p, stage);
    if (doc_is_map(custom))
        add_custom(&w, custom);
    for (const struct doc_node *c = doc_is_list(custom) ? doc_first(custom) : NULL; c; c = c->next)
        add_custom(&w, c);
    if (none && w.statements->count) /* one that says nothing is not made */
        sam_put(s, api->body, "x-amazon-apigateway-policy", document);
}
