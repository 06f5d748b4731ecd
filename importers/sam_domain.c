/* SPDX-License-Identifier: MIT */
/* sam_domain.c - Domain of an API: the domain name, what it maps to the API, its DNS records. A
 * private one is another resource, which VPC endpoints reach by an association. */
#include "sam.h"

struct domain {
    struct sam *s;
    const struct sam_item *item; /* the API */
    const struct doc_node *want;
    enum sam_front front;
    struct str id, stage, endpoint; /* EDGE, REGIONAL, PRIVATE */
};

static bool is_private(const struct domain *d)
{
    return d->front == SAM_REST && str_is(d->endpoint, "PRIVATE");
}

/* --- Mappings ---- */

/* "/a-b/" -> "ab", or "a-b" with a slash at no end */
static struct str letters(struct domain *d, struct str path, bool all)
{
    struct buf out = {0};
    while (!all && str_starts(path, STR("/")))
        path = str_from_at(path, 1);
    while (!all && str_ends(path, STR("/")))
        path = str_sub(path, 0, path.len - 1);
    for (size_t i = 0; i < path.len; i++)
        if (!all || sam_alnum(str_sub(path, i, 1)))
            buf_putc(&out, path.ptr[i]);
    struct str result = arena_str(d->s->arena, buf_str(&out));
    buf_release(&out);
    return result;
}

/* The base path as API Gateway gets it; NULL: the root. */
static struct doc_node *mapped_path(struct domain *d, const struct doc_node *path)
{
    struct sam *s = d->s;
    const struct doc_node *plain = doc_get(d->want, "NormalizeBasePath");
    struct str text, off;
    if (!sam_text(s, path, &text))
        return sam_copy(s, path);
    if (d->front != SAM_REST)
        text = letters(d, text, false);
    else if (!plain || !sam_text(s, plain, &off) || !str_iis(off, "false"))
        text = letters(d, text, true);
    return sam_text_node(s, path, text);
}

static void mapping(struct domain *d, const struct doc_node *path)
{
    struct sam *s = d->s;
    const struct doc_node *at = path ? path : d->want;
    struct str made = SAM_JOIN(s, d->item->id, path ? letters(d, doc_text(path), true) : STR_NONE,
                               d->front == SAM_REST ? STR("BasePathMapping") : STR("ApiMapping"));
    struct doc_node *to = path ? mapped_path(d, path) : NULL;
    if (d->front != SAM_REST)
        sam_emit(s, d->item, made, at, "AWS::ApiGatewayV2::ApiMapping",
                 sam_make(s, at, "{'ApiId':{'Ref':%s},'DomainName':{'Ref':%s},'Stage':{'Ref':%s},"
                          "'ApiMappingKey':%n}", d->item->id, d->id, d->stage, to));
    else
        sam_emit(s, d->item, made, at,
                 is_private(d) ? "AWS::ApiGateway::BasePathMappingV2"
                               : "AWS::ApiGateway::BasePathMapping",
                 sam_make(s, at, "{'RestApiId':{'Ref':%s},%z:{'Ref':%s},'Stage':{'Ref':%s},"
                          "'BasePath':%n}", d->item->id,
                          is_private(d) ? "DomainNameArn" : "DomainName", d->id, d->stage, to));
}

/* --- The name ---- */

/* Of HTTP and WebSocket APIs: always regional. */
static void name_v2(struct domain *d)
{
    struct sam *s = d->s;
    const struct doc_node *want = d->want;
    const char *mark = d->front == SAM_HTTP ? "httpapi:createdBy" : "websocketapi:createdBy";
    struct doc_node *props =
        sam_make(s, want, "{'DomainName':%n,'DomainNameConfigurations':[{'CertificateArn':%n,"
                 "'EndpointType':%s,'SecurityPolicy':%n}],'MutualTlsAuthentication':%n}",
                 sam_copy(s, doc_get(want, "DomainName")),
                 sam_copy(s, doc_get(want, "CertificateArn")), d->endpoint,
                 sam_copy(s, doc_get(want, "SecurityPolicy")),
                 sam_copy(s, doc_get(want, "MutualTlsAuthentication")));
    sam_put(s, props, "Tags", d->front == SAM_HTTP ? sam_tag_map(s, d->item, mark)
                                                   : sam_make(s, want, "{%z:'SAM'}", mark));
    sam_emit(s, d->item, d->id, want, "AWS::ApiGatewayV2::DomainName", props);
}

static void name_v1(struct domain *d)
{
    static const char *const plain[] = {"DomainName", "SecurityPolicy", "MutualTlsAuthentication",
                                        "Policy", "EndpointAccessMode", NULL};
    struct sam *s = d->s;
    const struct doc_node *want = d->want;
    struct doc_node *props =
        sam_make(s, want, "{%z:%n,'EndpointConfiguration':{'Types':[%s]}}",
                 str_is(d->endpoint, "REGIONAL") ? "RegionalCertificateArn" : "CertificateArn",
                 sam_copy(s, doc_get(want, "CertificateArn")), d->endpoint);
    sam_pass(s, props, want, plain);
    sam_emit(s, d->item, d->id, want,
             is_private(d) ? "AWS::ApiGateway::DomainNameV2" : "AWS::ApiGateway::DomainName",
             props);
}

/* The endpoint in a VPC that may reach a private name. */
static void association(struct domain *d)
{
    struct sam *s = d->s;
    const struct doc_node *want = doc_get(d->want, "AccessAssociation"),
                          *end = doc_get(want, "VpcEndpointId");
    if (!end || !is_private(d))
        return;
    struct str id = SAM_JOIN(s, STR("DomainNameAccessAssociation"),
                             sam_hash(s, sam_make(s, want, "[%n,%s]", sam_resolved(s, end),
                                                  d->id)));
    sam_emit(s, d->item, id, want, "AWS::ApiGateway::DomainNameAccessAssociation",
             sam_make(s, want, "{'DomainNameArn':{'Ref':%s},'AccessAssociationSource':%n,"
                      "'AccessAssociationSourceType':'VPCE'}", d->id, sam_copy(s, end)));
}

/* --- DNS ---- */

static struct doc_node *dns_name(struct domain *d, const struct doc_node *route)
{
    struct sam *s = d->s;
    const struct doc_node *given = doc_get(route, "DistributionDomainName");
    if (is_private(d))
        return sam_copy(s, doc_get(route, "VpcEndpointDomainName"));
    if (str_is(d->endpoint, "EDGE") && given)
        return sam_copy(s, given);
    return sam_make(s, route, "{'Fn::GetAtt':[%s,%z]}", d->id,
                    str_is(d->endpoint, "EDGE") ? "DistributionDomainName" : "RegionalDomainName");
}

/* APIs of one hosted zone share a group, unless one wants its own. */
static void record(struct domain *d)
{
    struct sam *s = d->s;
    const struct doc_node *route = doc_get(d->want, "Route53"),
                          *zone = doc_get(route, "HostedZoneId"),
                          *named = doc_get(route, "HostedZoneName"),
                          *name = doc_get(d->want, "DomainName"), *key = zone ? zone : named;
    if (!key)
        return;
    bool own = d->front == SAM_REST && sam_true(s, doc_get(route, "SeparateRecordSetGroup"));
    struct doc_node *hashed = sam_resolved(s, key);
    if (own)
        hashed = sam_make(s, route, "[%n,%n]", hashed, sam_resolved(s, name));
    struct str id = SAM_JOIN(s, STR("RecordSetGroup"), sam_hash(s, hashed));
    struct doc_node *set =
        sam_make(s, route, "{'Name':%n,'Type':'A','AliasTarget':{'DNSName':%n},'Region':%n,"
                 "'SetIdentifier':%n}", sam_copy(s, name), dns_name(d, route),
                 sam_copy(s, doc_get(route, "Region")),
                 sam_copy(s, doc_get(route, "SetIdentifier")));
    const struct doc_node *there = doc_path(doc_get_str(s->resources, id), "Properties.RecordSets");
    if (doc_is_list(there)) {
        doc_append((struct doc_node *)(uintptr_t)there, set);
        return;
    }
    sam_emit(s, d->item, id, route, "AWS::Route53::RecordSetGroup",
             sam_make(s, route, "{'HostedZoneId':%n,'HostedZoneName':%n,'RecordSets':[%n]}",
                      sam_copy(s, zone), zone ? NULL : sam_copy(s, named), set));
}

void sam_domains(struct sam *s, const struct sam_item *item, enum sam_front front, struct str stage)
{
    const struct doc_node *want = doc_get(item->props, "Domain"),
                          *name = doc_get(want, "DomainName"), *paths = doc_get(want, "BasePath");
    if (!name)
        return;
    struct domain d = {.s = s, .item = item, .want = want, .front = front, .stage = stage};
    if (!sam_text(s, doc_get(want, "EndpointConfiguration"), &d.endpoint) ||
        str_empty(d.endpoint))
        d.endpoint = STR("REGIONAL");
    d.id = SAM_JOIN(s, STR("ApiGatewayDomainName"),
                    front != SAM_REST || is_private(&d) ? STR("V2") : STR_NONE,
                    sam_hash(s, sam_resolved(s, name)));
    if (front == SAM_REST)
        name_v1(&d);
    else
        name_v2(&d);
    sam_rename(s, item, is_private(&d) ? "DomainNameV2" : "DomainName", d.id);
    if (!doc_is_list(paths))
        mapping(&d, doc_is_scalar(paths) && !doc_is_null(paths) ? paths : NULL);
    for (const struct doc_node *c = doc_is_list(paths) ? doc_first(paths) : NULL; c; c = c->next)
        mapping(&d, c);
    association(&d);
    record(&d);
}
