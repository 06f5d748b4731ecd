/* SPDX-License-Identifier: MIT */
/* aws_federation.c - trust in identity providers -> assumes and exposes.
 * A role that trusts a provider is assumed by whoever the provider vouches for: assumes(auth -> role),
 * with what the statement asks of the token as condition. If it asks neither for the audience nor for
 * the subject, a token of anybody at a provider that everybody may sign up with is enough:
 * exposes(internet -> role, self-service).
 * Source: IAM user guide, "Creating a role for web identity or OpenID Connect federation"; Cognito
 * guide, "Role trust and permissions". */
#include "aws_iam.h"

/* What the provider is called, without the ARN around it. */
static struct str provider_name(struct str text)
{
    static const struct str kinds[] = {STR_INIT(":oidc-provider/"), STR_INIT(":saml-provider/")};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t at = str_find(text, kinds[i]);
        if (at != STR_NPOS)
            return str_from_at(text, at + kinds[i].len);
    }
    return text;
}

static node_id provider_of(struct aws_work *w, struct str text, node_id role)
{
    if (str_starts(text, STR("arn:"))) {
        struct aws_arn p = aws_arn_read(w->arena, text, false);
        struct aws_touches touched = aws_touch_of(&w->things, &p, STR("iam"),
                                                  w->things.stack_of[role]);
        for (uint32_t i = 0; i < touched.count; i++) {
            node_id n = w->things.items[touched.items[i].thing].node;
            if (touched.items[i].how & AWS_ITSELF && graph_node_at(w->g, n)->kind == NODE_AUTH)
                return n;
        }
    }
    struct str name = provider_name(text);
    node_id n = graph_node(w->g, NODE_AUTH, ARENA_JOIN(w->arena, STR("aws:external:auth:"), name),
                           name, (struct origin){0});
    graph_set_provider(w->g, n, STR("aws"));
    graph_set_external(w->g, n, true);
    return n;
}

/* Everybody's builds get a token of this issuer, made out to the same receiver: only who it is about
 * tells them apart. */
static bool is_shared(struct str provider)
{
    static const char *const issuers[] = {"token.actions.githubusercontent.com", "gitlab.com",
                                          "app.terraform.io", "vstoken.actions.githubusercontent.com"};
    for (size_t i = 0; i < COUNT(issuers); i++)
        if (str_iis(provider, issuers[i]))
            return true;
    return false;
}

/* The statement trusts such an issuer: by its name, or by the keys that it asks for, which begin with
 * the issuer whatever the ARN of the provider is. */
static bool trusts_shared(const struct aws_statement *s, struct str provider)
{
    bool shared = is_shared(provider);
    for (uint32_t i = 0; i < s->condition_count; i++) {
        struct str key = s->conditions[i].key;
        shared = shared || is_shared(str_sub(key, 0, str_chr(key, ':')));
    }
    return shared;
}

/* "*", "repo:*" and their like: nobody is named, as "repo:owner/name:*" and
 * "organization:name:project:*" do. Where the value is taken as it stands, a star is what the template
 * does not know of it, and the deployment names somebody. */
static bool names_nobody(const struct aws_condition *c, struct str value)
{
    size_t star = c->family == AWS_STRING_LIKE ? str_chr(value, '*') : STR_NPOS;
    if (star == STR_NPOS)
        return false;
    struct str before = str_sub(value, 0, star);
    return star == 0 || str_chr(before, ':') == star - 1 || str_ends(before, STR("://"));
}

/* It asks for whom the token was made, or who it is about. */
static bool pins_token(const struct aws_statement *s, bool shared)
{
    static const char *const keys[] = {":aud", ":sub", ":app_id", ":oaud"};
    for (uint32_t i = 0; i < s->condition_count; i++) {
        const struct aws_condition *c = &s->conditions[i];
        bool open = c->negated || c->if_exists || c->set == AWS_FOR_ALL;
        for (uint32_t v = 0; v < c->value_count; v++)
            open = open || names_nobody(c, c->values[v]);
        for (size_t k = shared; !open && k < (shared ? 2 : COUNT(keys)); k++)
            if (str_iends(c->key, str_from(keys[k])))
                return true;
    }
    return false;
}

static void trust_provider(struct aws_work *w, node_id role, const struct aws_policy *p,
                           const struct aws_statement *s, struct str text)
{
    bool saml = aws_actions_match(s, STR("sts:assumerolewithsaml")) &&
                !aws_actions_match(s, STR("sts:assumerolewithwebidentity"));
    bool pool = str_is(text, "cognito-identity.amazonaws.com");
    struct origin where = aws_docs_place(w->docs, p, s);
    struct str condition = aws_condition_text(w->arena, s);
    if (str_is(text, "*") || str_find(text, STR("${")) != STR_NPOS)
        return;
    if (!saml && !pins_token(s, trusts_shared(s, provider_name(text)))) {
        edge_id e = graph_edge(w->g, EDGE_EXPOSES, aws_internet(w), role, EVIDENCE_DECLARED, -1,
                               where);
        graph_edge_auth(w->g, e, AUTH_SELF_SERVICE);
        if (e && condition.len)
            graph_edge_condition(w->g, e, condition);
    }
    if (pool) /* which pool it is stands in the condition; its attachment makes the edge */
        return;
    edge_id e = graph_edge(w->g, EDGE_ASSUMES, provider_of(w, text, role), role,
                           EVIDENCE_DECLARED, -1, where);
    if (e && condition.len) {
        graph_edge_condition(w->g, e, condition);
        graph_edge_attr(w->g, e, FACT_COND_KIND, STR("factor"));
    }
}

void aws_derive_federation(struct aws_work *w)
{
    for (size_t h = 0; h < w->holder_count; h++) {
        struct aws_policies trust = aws_docs_of(w->docs, w->holders[h], AWS_USE_TRUST);
        for (size_t i = 0; i < trust.count; i++)
            for (uint32_t k = 0; k < trust.items[i].statement_count; k++) {
                const struct aws_statement *s = &trust.items[i].statements[k];
                bool federated = aws_actions_match(s, STR("sts:assumerolewithwebidentity")) ||
                                 aws_actions_match(s, STR("sts:assumerolewithsaml"));
                for (uint32_t n = 0; s->allow && federated && n < s->principal_count; n++)
                    if (s->principals[n].kind == AWS_PRINCIPAL_FEDERATED && !s->not_principal)
                        trust_provider(w, w->holders[h], &trust.items[i], s,
                                       s->principals[n].text);
            }
    }
}

bool aws_trusts_provider(const struct aws_work *w, node_id role, bool saml)
{
    struct str action = saml ? STR("sts:assumerolewithsaml")
                             : STR("sts:assumerolewithwebidentity");
    struct aws_policies trust = aws_docs_of(w->docs, role, AWS_USE_TRUST);
    for (size_t i = 0; i < trust.count; i++)
        for (uint32_t k = 0; k < trust.items[i].statement_count; k++) {
            const struct aws_statement *s = &trust.items[i].statements[k];
            for (uint32_t n = 0; s->allow && n < s->principal_count; n++)
                if (s->principals[n].kind == AWS_PRINCIPAL_FEDERATED &&
                    str_starts(s->principals[n].text, STR("arn:")) &&
                    aws_actions_match(s, action))
                    return true;
        }
    return false;
}
