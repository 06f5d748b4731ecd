/* SPDX-License-Identifier: MIT */
/* cfn_attached.c - authorizers, web ACLs, validators and usage plans that are declared and stand before
 * nothing: whoever calls the API is not asked, though the template looks as if. Said as an attribute
 * (attached=false; of what is no node, on its API) and a warning; of roles that nothing takes as well,
 * without a warning. A mention anywhere but in DependsOn, or
 * where a policy names its roles, counts as use: outputs and nested stacks take it elsewhere. */
#include "cfn_graph.h"
#include "limits.h"

struct mentions {
    struct map ids; /* of authorizers and roles -> 1: mentioned */
    const struct doc_node *resources; /* which cfn_mentions_in() is told one by one; NULL: nothing is */
};

static void mention(struct mentions *m, struct str id)
{
    if (map_get(&m->ids, id, NULL))
        map_set(&m->ids, id, 1);
}

/* ${Id} and ${Id.Attribute} */
static void mention_text(struct mentions *m, struct str text)
{
    size_t at;
    while ((at = str_find(text, STR("${"))) != STR_NPOS) {
        struct str rest = str_from_at(text, at + 2), name;
        str_cut(&rest, '}', &name);
        mention(m, str_sub(name, 0, str_chr(name, '.')));
        text = rest.ptr ? rest : STR("");
    }
}

/* Where a name is no use of the thing. */
static bool is_passed_over(struct str key)
{
    return str_is(key, "DependsOn") || str_is(key, "Roles") || str_is(key, "RoleName");
}

static void mention_call(struct mentions *m, const struct doc_node *n)
{
    bool whole = str_is(n->key, "Ref") || str_is(n->key, "Fn::GetAtt");
    if (!whole && !str_is(n->key, "Fn::Sub"))
        return;
    struct str text = doc_text(doc_is_list(n) ? doc_first(n) : n);
    if (whole)
        mention(m, str_sub(text, 0, str_chr(text, '.')));
    else
        mention_text(m, text);
}

/* What mention_call() and is_passed_over() look for: most maps have none of it, and no list has. */
static bool has_telling_key(const struct doc_node *n)
{
    const uint64_t telling = str_bit(STR("Ref")) | str_bit(STR("Fn::GetAtt")) |
                             str_bit(STR("Fn::Sub")) | str_bit(STR("DependsOn")) |
                             str_bit(STR("Roles")) | str_bit(STR("RoleName"));
    return doc_is_map(n) && n->keys & telling;
}

static void look_below(struct mentions *m, const struct doc_node *n, unsigned depth)
{
    if (depth > LIMIT_DEPTH)
        return;
    bool telling = has_telling_key(n);
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        if (telling && is_passed_over(c->key))
            continue;
        if (telling)
            mention_call(m, c);
        if (!doc_is_scalar(c))
            look_below(m, c, depth + 1);
    }
}

/* The member c and everything below it. */
static void look_at(struct mentions *m, const struct doc_node *c, unsigned depth)
{
    if (is_passed_over(c->key))
        return;
    mention_call(m, c);
    look_below(m, c, depth + 1);
}

static bool is_role(const struct cfn_resource *r)
{
    return r->node && cfn_is(r, "AWS::IAM::Role");
}

static bool is_authorizer(const struct cfn_resource *r)
{
    return r->node && (cfn_is(r, "AWS::ApiGateway::Authorizer") ||
                       cfn_is(r, "AWS::ApiGatewayV2::Authorizer"));
}

static bool is_acl(const struct cfn_resource *r)
{
    return r->node && (cfn_is(r, "AWS::WAFv2::WebACL") || cfn_is(r, "AWS::WAFRegional::WebACL"));
}

static bool is_of_api(const struct cfn_resource *r)
{
    return cfn_is(r, "AWS::ApiGateway::RequestValidator") ||
           cfn_is(r, "AWS::ApiGateway::UsagePlan");
}

static bool is_watched(const struct cfn_resource *r)
{
    return is_role(r) || is_authorizer(r) || is_acl(r) || is_of_api(r);
}

/* The resources of the document, if all of them are those of the template, none twice or made. */
static const struct doc_node *all_resources(const struct cfn *c)
{
    const struct doc_node *root = doc_root(c->scope.doc), *list = doc_get(root, "Resources");
    bool all = doc_is_map(list) && doc_is_map(root) && !root->twice && list->count == c->count &&
               c->count && c->resources[0].at == doc_first(list);
    return all ? list : NULL;
}

void cfn_mentions_begin(struct cfn *c)
{
    struct mentions *m = c->mentions = arena_alloc(c->arena, sizeof *m);
    for (size_t i = 0; i < c->count; i++)
        if (is_watched(&c->resources[i]))
            map_set(&m->ids, c->resources[i].id, 0);
    m->resources = map_count(&m->ids) ? all_resources(c) : NULL;
}

void cfn_mentions_in(struct cfn *c, const struct cfn_resource *r)
{
    bool logs = cfn_is(r, "AWS::WAFv2::LoggingConfiguration"); /* of an ACL: no use of it */
    if (c->mentions->resources && !logs)
        look_at(c->mentions, r->at, 1);
}

/* What cfn_mentions_in() did not see. */
static void look_at_rest(struct cfn *c)
{
    struct mentions *m = c->mentions;
    for (const struct doc_node *n = doc_first(doc_root(c->scope.doc)); n; n = n->next)
        if (n != m->resources)
            look_at(m, n, 0);
}

/* The APIs of a plan are those of its stages. */
static void say_of_apis(struct cfn *c, struct cfn_resource *r)
{
    struct str name = cfn_safe(c, r->id);
    const struct cfn_item *items;
    const struct doc_node *stages = cfn_prop(c, r, "ApiStages");
    size_t count = stages ? cfn_list(&c->scope, stages, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct doc_node *id = cfn_get(&c->scope, items[i].node, "ApiId");
        struct cfn_resource *api = id ? cfn_resource_of(c, id) : NULL;
        if (api && cfn_node_of(c, api))
            cfn_node_more(c, cfn_node_of(c, api), "plan-without-keys", name);
    }
    if (cfn_is(r, "AWS::ApiGateway::RequestValidator") && cfn_node_of(c, r))
        cfn_node_more(c, cfn_node_of(c, r), "unattached-validator", name);
}

void cfn_unattached(struct cfn *c)
{
    struct mentions *m = c->mentions;
    if (map_count(&m->ids))
        look_at_rest(c);
    for (size_t i = 0; i < c->count && map_count(&m->ids); i++) {
        struct cfn_resource *r = &c->resources[i];
        uint32_t found = 1;
        if (!is_watched(r) || !map_get(&m->ids, r->id, &found) || found)
            continue;
        if (is_of_api(r)) {
            say_of_apis(c, r);
            continue;
        }
        graph_attr_typed(c->g, r->node, STR("attached"), ATTR_BOOL, STR("false"));
        if (is_authorizer(r))
            diags_add(import_diags(c->im), DIAG_WARNING, r->where,
                      "this authorizer is attached to no route: nobody is asked");
        else if (is_acl(r))
            diags_add(import_diags(c->im), DIAG_WARNING, r->where,
                      "this web ACL is attached to nothing: it filters no request");
    }
    map_release(&m->ids);
}
