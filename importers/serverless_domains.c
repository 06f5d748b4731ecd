/* SPDX-License-Identifier: MIT */
/* serverless_domains.c - domains of one's own before the APIs: plugin serverless-domain-manager
 * (custom.customDomain, custom.customDomains) and, from version 4, provider.domain and .domains.
 * They are made beside the stack; here they are resources as if the stack made them. */
#include "serverless_lower.h"

static const struct doc_node *either_key(const struct doc_node *n, const char *a, const char *b)
{
    const struct doc_node *first = doc_get(n, a);
    return first ? first : doc_get(n, b);
}

/* The door to a REST API, or to one of the newer APIs (http, websocket). */
static void door(struct sls *s, const struct doc_node *n, struct str id, struct str name,
                 const char *api)
{
    bool rest = str_is(str_from(api), "ApiGatewayRestApi");
    const struct doc_node *trust = either_key(n, "tlsTruststoreUri", "truststoreUri");
    const struct doc_node *path = either_key(n, "basePath", "apiMappingKey");
    struct doc_node *mutual =
        trust ? sls_make(s->doc, trust, "{'TruststoreUri':%n}", trust) : NULL;
    struct doc_node *ref = sls_make(s->doc, n, "{'Ref':%s}", id);
    sls_add(s, id, sls_make(s->doc, n, "{'Type':%s,'Properties':{'DomainName':%s,'CertificateArn':%n,"
                                       "'MutualTlsAuthentication':%m}}",
                            rest ? STR("AWS::ApiGateway::DomainName")
                                 : STR("AWS::ApiGatewayV2::DomainName"), name,
                            doc_get(n, "certificateArn"), mutual));
    struct str mapping = ARENA_JOIN(s->arena, id, STR("Mapping"), str_from(api));
    sls_add(s, mapping,
            rest ? sls_make(s->doc, n, "{'Type':'AWS::ApiGateway::BasePathMapping','Properties':{"
                                       "'DomainName':%m,'RestApiId':{'Ref':%s},'BasePath':%n,"
                                       "'Stage':%s}}", ref, str_from(api), path, s->stage)
                 : sls_make(s->doc, n, "{'Type':'AWS::ApiGatewayV2::ApiMapping','Properties':{"
                                       "'DomainName':%m,'ApiId':{'Ref':%s},'ApiMappingKey':%n,"
                                       "'Stage':'$default'}}", ref, str_from(api), path));
}

/* type: "rest", "http", "websocket"; empty: the one that the service has. */
static void one_domain(struct sls *s, const struct doc_node *n, struct str type)
{
    static const struct {
        const char *type, *api;
    } apis[] = {{"rest", "ApiGatewayRestApi"}, {"http", "HttpApi"}, {"websocket", "WebsocketsApi"}};
    struct str name = doc_is_scalar(n) ? doc_text(n) : sls_text(n, "domainName");
    name = str_empty(name) ? sls_text(n, "name") : name;
    if (str_empty(name) || (doc_is_map(n) && !sls_is(doc_get(n, "enabled"), true)))
        return;
    struct str said = sls_text(n, "apiType");
    type = str_empty(said) ? type : said;
    struct str id = ARENA_JOIN(s->arena, STR("CustomDomain"), sls_alnum(s->arena, name));
    for (size_t i = 0; i < COUNT(apis); i++)
        if ((str_empty(type) || str_iis(type, apis[i].type)) && sls_has(s, str_from(apis[i].api))) {
            door(s, n, id, name, apis[i].api);
            return;
        }
}

void sls_domains(struct sls *s)
{
    const struct doc_node *custom = sls_resolve_path(&s->vars, "custom");
    const struct doc_node *one[] = {doc_get(custom, "customDomain"), doc_get(s->provider, "domain")};
    const struct doc_node *many[] = {doc_get(custom, "customDomains"),
                                     doc_get(s->provider, "domains")};
    for (size_t i = 0; i < COUNT(one); i++)
        if (one[i] && !doc_is_null(one[i]))
            one_domain(s, one[i], STR_NONE);
    for (size_t i = 0; i < COUNT(many); i++)
        for (const struct doc_node *c = doc_first(many[i]); c; c = c->next) {
            const struct doc_node *in = doc_is_map(c) ? doc_first(c) : NULL;
            if (in && doc_is_map(in) && !in->next) /* {http: {domainName ...}} */
                one_domain(s, in, in->key);
            else
                one_domain(s, c, STR_NONE);
        }
}
