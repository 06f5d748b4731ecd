/* SPDX-License-Identifier: MIT */
/* cfn_auth.c - Cognito: user pools, their clients and triggers, identity pools and their roles. */
#include "cfn_functions.h"
#include "cfn_graph.h"

void cfn_emit_user_pool(struct cfn *c, struct cfn_resource *r)
{
    static const struct cfn_link calls = {EDGE_INVOKES, NODE_FUNCTION, false, EVIDENCE_DECLARED,
                                          NULL, NULL};
    const struct doc_node *triggers = cfn_prop(c, r, "LambdaConfig");
    const struct doc_node *t = doc_is_map(triggers) ? doc_first(triggers) : NULL;
    for (; t; t = t->next) {
        const struct doc_node *arn = cfn_node(&c->scope, t);
        if (str_is(t->key, "KMSKeyID"))
            continue;
        if (doc_is_map(arn) && !cfn_call(arn))
            arn = doc_get(arn, "LambdaArn");
        edge_id e = cfn_link(c, r->node, arn, &calls, r->condition);
        if (e)
            cfn_edge_more(c, e, "event", t->key);
    }
    /* Signing in is open to everybody; whether signing up is decides about the tokens. */
    bool closed = cfn_prop_bool(c, r, "AdminCreateUserConfig.AllowAdminCreateUserOnly", false);
    edge_id e = cfn_expose(c, cfn_internet(c), r->node, AUTH_NONE, r->at, r->condition);
    cfn_firewall(c, r->id, e);
    if (e)
        graph_edge_attr(c->g, e, "sign-up", closed ? STR("closed") : STR("open"));
}

/* Tokens go to these addresses: in clear over http, or to whoever has a name under the star. */
static void callback(struct cfn *c, struct cfn_resource *r, struct str url)
{
    struct str host = url;
    size_t at = str_find(url, STR("://"));
    if (at != STR_NPOS)
        host = str_from_at(url, at + 3);
    bool own = str_starts(host, STR("localhost")) || str_starts(host, STR("127.0.0.1"));
    if (str_istarts(url, STR("http://")) && !own)
        graph_attr(c->g, r->node, "callback-http", cfn_safe(c, url));
    if (str_starts(host, STR("*.")))
        graph_attr(c->g, r->node, "callback-wildcard", cfn_safe(c, url));
}

void cfn_emit_user_pool_client(struct cfn *c, struct cfn_resource *r)
{
    if (!r->node)
        return;
    static const char *const urls[] = {"CallbackURLs", "LogoutURLs", "DefaultRedirectURI"};
    for (size_t k = 0; k < COUNT(urls); k++) {
        const struct cfn_item *items;
        const struct doc_node *list = cfn_prop(c, r, urls[k]);
        size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
        for (size_t i = 0; i < count; i++) {
            struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
            if (!v.unknown)
                callback(c, r, v.text);
        }
    }
    if (!cfn_prop_bool(c, r, "GenerateSecret", false))
        graph_attr_typed(c->g, r->node, STR("public-client"), ATTR_BOOL, STR("true"));
    if (str_is(cfn_prop_text(c, r, "PreventUserExistenceErrors"), "LEGACY"))
        graph_attr_typed(c->g, r->node, STR("tells-who-exists"), ATTR_BOOL, STR("true"));
    static const char *const flows[] = {"ExplicitAuthFlows", "AllowedOAuthFlows"};
    for (size_t k = 0; k < COUNT(flows); k++) {
        const struct cfn_item *items;
        const struct doc_node *list = cfn_prop(c, r, flows[k]);
        size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
        for (size_t i = 0; i < count; i++) {
            struct str flow = cfn_item_value(&c->scope, &items[i]).text;
            if (str_ends(flow, STR("USER_PASSWORD_AUTH")))
                graph_attr_typed(c->g, r->node, STR("password-flow"), ATTR_BOOL, STR("true"));
            if (str_is(flow, "implicit"))
                graph_attr_typed(c->g, r->node, STR("implicit-flow"), ATTR_BOOL, STR("true"));
        }
    }
}

/* Who else proves identities to the pool; its secret may stand in the template. */
void cfn_emit_pool_provider(struct cfn *c, struct cfn_resource *r)
{
    struct str name = cfn_prop_text(c, r, "ProviderName");
    if (!r->node || str_empty(name))
        return;
    node_id n = cfn_part(c, NODE_AUTH, r->id, name, r->where);
    graph_set_external(c->g, n, true);
    cfn_edge(c, EDGE_AUTHENTICATES, n, r->node, r->at, r->condition);
    const struct doc_node *secret = cfn_prop(c, r, "ProviderDetails.client_secret");
    if (secret) {
        struct doc_node setting = *secret;
        setting.key = STR("client_secret");
        cfn_setting(c, r->node, r->id, &setting);
    }
}

void cfn_emit_identity_pool(struct cfn *c, struct cfn_resource *r)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_prop(c, r, "CognitoIdentityProviders");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_resource *pool =
            cfn_resource_of(c, cfn_get(&c->scope, items[i].node, "ProviderName"));
        if (pool)
            cfn_edge(c, EDGE_AUTHENTICATES, cfn_node_of(c, pool), r->node, items[i].node,
                     r->condition);
    }
}

/* The user pools that vouch for who comes to the identity pool: may anybody sign up at one? */
static bool takes_everybody(struct cfn *c, const struct cfn_resource *pool)
{
    const struct cfn_item *items;
    const struct doc_node *list = pool ? cfn_prop(c, pool, "CognitoIdentityProviders") : NULL;
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *name = cfn_get(&c->scope, items[i].node, "ProviderName");
        if (name && cfn_pool_is_open(c, cfn_resource_of(c, name)))
            return true;
    }
    return false;
}

/* {Rules: [{Claim, MatchType, Value, RoleARN}]}: another role for those whose token says so. */
static void role_rules(struct cfn *c, struct cfn_resource *r, const struct doc_node *mapping)
{
    const struct cfn_item *items;
    const struct doc_node *list = cfn_path(&c->scope, mapping, "RulesConfiguration.Rules");
    size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        static const char *const words[] = {"Claim", "MatchType", "Value"};
        const struct doc_node *rule = items[i].node, *role = cfn_get(&c->scope, rule, "RoleARN");
        edge_id e = role ? cfn_edge(c, EDGE_RUNS_AS, r->node,
                                    cfn_target_of(c, role, NODE_IDENTITY), rule, r->condition) : 0;
        struct str claim = STR_NONE;
        for (size_t w = 0; w < COUNT(words); w++) {
            const struct doc_node *word = cfn_get(&c->scope, rule, words[w]);
            claim = ARENA_JOIN(c->arena, claim, w ? STR(" ") : STR_NONE,
                               word ? cfn_text(&c->scope, word) : STR("*"));
        }
        if (e)
            graph_edge_attr(c->g, e, "claim", cfn_safe(c, claim));
    }
}

void cfn_emit_pool_roles(struct cfn *c, struct cfn_resource *r)
{
    struct cfn_resource *pool = cfn_resource_of(c, cfn_prop(c, r, "IdentityPoolId"));
    bool guests = pool && cfn_prop_bool(c, pool, "AllowUnauthenticatedIdentities", false);
    node_id guest = cfn_target_of(c, cfn_prop(c, r, "Roles.unauthenticated"), NODE_IDENTITY);
    node_id user = cfn_target_of(c, cfn_prop(c, r, "Roles.authenticated"), NODE_IDENTITY);
    if (guest && guests) /* credentials for everybody who asks */
        cfn_expose(c, cfn_internet(c), guest, AUTH_NONE, r->at, r->condition);
    if (user && takes_everybody(c, pool))
        cfn_expose(c, cfn_internet(c), user, AUTH_SELF_SERVICE, r->at, r->condition);
    cfn_edge(c, EDGE_RUNS_AS, r->node, guest, r->at, r->condition);
    cfn_edge(c, EDGE_RUNS_AS, r->node, user, r->at, r->condition);
    const struct doc_node *mappings = cfn_prop(c, r, "RoleMappings");
    for (const struct doc_node *m = doc_is_map(mappings) ? doc_first(mappings) : NULL; m;
         m = m->next)
        role_rules(c, r, m);
}
