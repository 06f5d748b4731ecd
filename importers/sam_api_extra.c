/* SPDX-License-Identifier: MIT */
/* sam_api_extra.c - what stands around an API: domains, usage plans and keys, resource policies. */
#include "sam.h"

/* --- Domains ---- */

static void mapping(struct sam *s, const struct sam_api *api, struct str domain,
                    const struct doc_node *want, const struct doc_node *path, struct str stage)
{
    struct str suffix = STR_NONE, id = api->item->id;
    const char *kind = api->http ? "ApiMapping" : "BasePathMapping";
    struct buf plain = {0};
    for (size_t i = 0; path && i < doc_text(path).len; i++)
        if (sam_alnum(str_sub(doc_text(path), i, 1)))
            buf_putc(&plain, doc_text(path).ptr[i]);
    suffix = arena_str(s->arena, buf_str(&plain));
    buf_release(&plain);
    struct str made = SAM_JOIN(s, id, suffix, str_from(kind));
    if (api->http)
        sam_emit(s, api->item, made, want, "AWS::ApiGatewayV2::ApiMapping",
                 sam_make(s, want, "{'ApiId':{'Ref':%s},'DomainName':{'Ref':%s},'Stage':{'Ref':%s},"
                          "'ApiMappingKey':%n}", id, domain, stage, sam_copy(s, path)));
    else
        sam_emit(s, api->item, made, want, "AWS::ApiGateway::BasePathMapping",
                 sam_make(s, want, "{'RestApiId':{'Ref':%s},'DomainName':{'Ref':%s},"
                          "'Stage':{'Ref':%s},'BasePath':%n}", id, domain, stage,
                          sam_copy(s, path)));
}

static void domain_name(struct sam *s, const struct sam_api *api, struct str id,
                        const struct doc_node *want)
{
    const struct doc_node *certificate = doc_get(want, "CertificateArn"),
                          *endpoint = doc_get(want, "EndpointConfiguration");
    struct str type = doc_text(endpoint);
    if (api->http) {
        sam_emit(s, api->item, id, want, "AWS::ApiGatewayV2::DomainName",
                 sam_make(s, want, "{'DomainName':%n,'DomainNameConfigurations':[{'CertificateArn':"
                          "%n,'EndpointType':%s,'SecurityPolicy':%n}],"
                          "'MutualTlsAuthentication':%n}",
                          sam_copy(s, doc_get(want, "DomainName")), sam_copy(s, certificate),
                          str_empty(type) ? STR("REGIONAL") : type,
                          sam_copy(s, doc_get(want, "SecurityPolicy")),
                          sam_copy(s, doc_get(want, "MutualTlsAuthentication"))));
        return;
    }
    bool regional = str_is(type, "REGIONAL");
    sam_emit(s, api->item, id, want, "AWS::ApiGateway::DomainName",
             sam_make(s, want, "{'DomainName':%n,%s:%n,'EndpointConfiguration':{'Types':[%s]},"
                      "'SecurityPolicy':%n,'MutualTlsAuthentication':%n}",
                      sam_copy(s, doc_get(want, "DomainName")),
                      regional ? STR("RegionalCertificateArn") : STR("CertificateArn"),
                      sam_copy(s, certificate), str_empty(type) ? STR("EDGE") : type,
                      sam_copy(s, doc_get(want, "SecurityPolicy")),
                      sam_copy(s, doc_get(want, "MutualTlsAuthentication"))));
}

static void record(struct sam *s, const struct sam_api *api, struct str domain,
                   const struct doc_node *want)
{
    const struct doc_node *route = doc_get(want, "Route53"), *zone = doc_get(route, "HostedZoneId"),
                          *name = doc_get(route, "HostedZoneName");
    if (!zone && !name)
        return;
    bool edge = !api->http && (!doc_get(want, "EndpointConfiguration") ||
                               sam_is(doc_get(want, "EndpointConfiguration"), "EDGE"));
    struct str id = SAM_JOIN(s, STR("RecordSetGroup"), sam_hash(s, zone ? zone : name));
    sam_emit(s, api->item, id, route, "AWS::Route53::RecordSetGroup",
             sam_make(s, route, "{'HostedZoneId':%n,'HostedZoneName':%n,'RecordSets':[{'Name':%n,"
                      "'Type':'A','AliasTarget':{'DNSName':{'Fn::GetAtt':[%s,%z]}}}]}",
                      sam_copy(s, zone), zone ? NULL : sam_copy(s, name),
                      sam_copy(s, doc_get(want, "DomainName")), domain,
                      edge ? "DistributionDomainName" : "RegionalDomainName"));
}

void sam_domains(struct sam *s, const struct sam_api *api, struct str stage)
{
    const struct doc_node *want = doc_get(api->item->props, "Domain"),
                          *name = doc_get(want, "DomainName"), *paths = doc_get(want, "BasePath");
    if (!name)
        return;
    struct str id = SAM_JOIN(s, api->http ? STR("ApiGatewayDomainNameV2")
                                          : STR("ApiGatewayDomainName"), sam_hash(s, name));
    domain_name(s, api, id, want);
    sam_rename(s, api->item, "DomainName", id);
    if (!doc_is_list(paths))
        mapping(s, api, id, want, NULL, stage);
    for (const struct doc_node *c = doc_is_list(paths) ? doc_first(paths) : NULL; c; c = c->next)
        mapping(s, api, id, want, c, stage);
    record(s, api, id, want);
}

/* --- Usage plans ---- */

void sam_usage_plan(struct sam *s, const struct sam_api *api, struct str stage)
{
    const struct doc_node *want = doc_path(api->item->props, "Auth.UsagePlan");
    struct str how = doc_text(doc_get(want, "CreateUsagePlan"));
    bool shared = str_is(how, "SHARED");
    if (!shared && !str_is(how, "PER_API"))
        return;
    struct str base = shared ? STR("Serverless") : api->item->id;
    struct str plan = SAM_JOIN(s, base, STR("UsagePlan")), key = SAM_JOIN(s, base, STR("ApiKey"));
    struct doc_node *of = sam_make(s, want, "{'ApiId':{'Ref':%s},'Stage':{'Ref':%s}}",
                                   api->item->id, stage);
    struct doc_node *key_stage = sam_make(s, want, "{'RestApiId':{'Ref':%s},'StageName':{'Ref':%s}}",
                                          api->item->id, stage);
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
    sam_rename(s, api->item, "UsagePlan", plan);
    sam_rename(s, api->item, "ApiKey", key);
}

/* --- Resource policies ---- */

struct policy {
    struct sam *s;
    const struct doc_node *at;
    struct doc_node *statements, *resources; /* of the policy; that it is about */
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
    for (const struct doc_node *c = doc_first(w->statements); c; c = c->next)
        if (sam_is(doc_get(c, "Effect"), "Allow") && sam_is(doc_get(c, "Principal"), "*") &&
            !doc_get(c, "Condition") && sam_same(doc_get(c, "Resource"), w->resources))
            return true;
    return false;
}

/* All may come, but who is (or is not) on the list. */
static void deny(struct policy *w, const char *operator_, const char *key, struct doc_node *values)
{
    if (!values || !values->count)
        return;
    if (!has_allow_all(w))
        state(w, "Allow", NULL, NULL);
    state(w, "Deny", NULL, sam_make(w->s, w->at, "{%z:{%z:%n}}", operator_, key, values));
}

static struct doc_node *list_of(struct policy *w, const struct doc_node *policy, const char *member)
{
    const struct doc_node *n = doc_get(policy, member);
    if (n && !doc_is_list(n))
        return sam_make(w->s, n, "[%n]", sam_copy(w->s, n));
    return sam_copy(w->s, n);
}

static void accounts(struct policy *w, const struct doc_node *policy, const char *member,
                     const char *effect)
{
    struct sam *s = w->s;
    const struct doc_node *list = list_of(w, policy, member);
    struct doc_node *arns = sam_make(s, w->at, "[]");
    for (const struct doc_node *c = doc_first(list); c; c = c->next)
        doc_append(arns, doc_is_scalar(c)
                             ? sam_text_node(s, c, SAM_JOIN(s, STR("arn:aws:iam::"), c->text,
                                                            STR(":root")))
                             : sam_copy(s, c));
    if (arns->count)
        state(w, effect, sam_make(s, w->at, "{'AWS':%n}", arns), NULL);
}

/* SourceVpc lists hold ids of VPCs and of endpoints. */
static void networks(struct policy *w, const struct doc_node *policy, bool allowed)
{
    struct sam *s = w->s;
    const char *op = allowed ? "StringNotEquals" : "StringEquals";
    struct doc_node *vpcs = list_of(w, policy, allowed ? "IntrinsicVpcWhitelist"
                                                       : "IntrinsicVpcBlacklist"),
                    *ends = list_of(w, policy, allowed ? "IntrinsicVpceWhitelist"
                                                       : "IntrinsicVpceBlacklist");
    const struct doc_node *mixed = list_of(w, policy, allowed ? "SourceVpcWhitelist"
                                                              : "SourceVpcBlacklist");
    vpcs = vpcs ? vpcs : sam_make(s, w->at, "[]");
    ends = ends ? ends : sam_make(s, w->at, "[]");
    for (const struct doc_node *c = doc_first(mixed); c; c = c->next)
        doc_append(str_starts(doc_text(c), STR("vpce-")) ? ends : vpcs, sam_copy(s, c));
    deny(w, op, "aws:SourceVpc", vpcs);
    deny(w, op, "aws:SourceVpce", ends);
}

/* execute-api:/Stage/METHOD/path of one method, or of all that the body has. */
static struct doc_node *about(struct sam *s, struct sam_api *api, const struct doc_node *at,
                              struct str method, struct str path, struct str stage)
{
    struct doc_node *list = sam_make(s, at, "[]");
    if (!str_empty(path)) {
        if (str_iis(method, "any"))
            method = STR("*");
        char *upper = arena_bytes(s->arena, method.len + 1);
        for (size_t i = 0; i < method.len; i++)
            upper[i] = (char)(method.ptr[i] >= 'a' && method.ptr[i] <= 'z' ? method.ptr[i] - 32
                                                                          : method.ptr[i]);
        doc_append(list, sam_make(s, at, "{'Fn::Sub':[%s,{'__Stage__':%s}]}",
                                  SAM_JOIN(s, STR("execute-api:/${__Stage__}/"),
                                           (struct str){upper, method.len}, path), stage));
        return list;
    }
    for (const struct doc_node *p = doc_first(api->paths); p; p = p->next)
        for (const struct doc_node *m = doc_is_map(p) ? doc_first(p) : NULL; m; m = m->next) {
            bool any = str_is(m->key, "x-amazon-apigateway-any-method");
            if (str_is(m->key, "options") || str_is(m->key, "parameters"))
                continue;
            const struct doc_node *one = doc_first(about(s, api, at, any ? STR("any") : m->key,
                                                         p->key, stage));
            doc_append(list, sam_copy(s, one));
        }
    return list;
}

void sam_resource_policy(struct sam *s, struct sam_api *api, const struct doc_node *policy,
                         struct str method, struct str path, struct str stage)
{
    struct doc_node *document = sam_need(s, api->body, "x-amazon-apigateway-policy", DOC_MAP);
    if (!document)
        return;
    if (!doc_get(document, "Version"))
        sam_put(s, document, "Version", sam_make(s, policy, "'2012-10-17'"));
    struct policy w = {s, policy, sam_need(s, document, "Statement", DOC_LIST),
                       about(s, api, policy, method, path, stage)};
    const struct doc_node *custom = doc_get(policy, "CustomStatements");
    if (!w.statements)
        return;
    accounts(&w, policy, "AwsAccountWhitelist", "Allow");
    accounts(&w, policy, "AwsAccountBlacklist", "Deny");
    deny(&w, "NotIpAddress", "aws:SourceIp", list_of(&w, policy, "IpRangeWhitelist"));
    deny(&w, "IpAddress", "aws:SourceIp", list_of(&w, policy, "IpRangeBlacklist"));
    networks(&w, policy, true);
    networks(&w, policy, false);
    if (doc_is_map(custom))
        doc_append(w.statements, sam_copy(s, custom));
    for (const struct doc_node *c = doc_is_list(custom) ? doc_first(custom) : NULL; c; c = c->next)
        doc_append(w.statements, sam_copy(s, c));
}
