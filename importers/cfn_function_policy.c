/* SPDX-License-Identifier: MIT */
/* cfn_function_policy.c - AWS::Lambda::ResourcePolicy: the whole policy of a function in one document.
 * What AWS::Lambda::Permission can say as well becomes such a permission, so that whoever asks who may
 * call a function asks in one form. The other statements (Deny, further conditions) stay a document. */
#include "cfn_functions.h"
#include "cfn_graph.h"

enum { MOST = 256 }; /* permissions of one policy, which may have 20 kB */

static const struct {
    const char *key, *property;
} keys[] = {
    {"aws:SourceArn", "SourceArn"},
    {"aws:SourceAccount", "SourceAccount"},
    {"aws:PrincipalOrgID", "PrincipalOrgID"},
    {"lambda:EventSourceToken", "EventSourceToken"},
    {"lambda:FunctionUrlAuthType", "FunctionUrlAuthType"},
    {"lambda:InvokedViaFunctionUrl", "InvokedViaFunctionUrl"},
};

static const struct doc_node *document_of(struct cfn *c, const struct cfn_resource *r)
{
    const struct doc_node *d = cfn_prop(c, r, "PolicyDocument");
    if (d && (!doc_is_map(d) || cfn_call(d)))
        d = cfn_json_text(c, d);
    return doc_is_map(d) ? d : NULL;
}

static bool is_exact(struct str operator)
{
    static const char *const operators[] = {"StringEquals", "StringLike", "ArnEquals", "ArnLike",
                                            "Bool"};
    for (size_t i = 0; i < COUNT(operators); i++)
        if (str_iis(operator, operators[i]))
            return true;
    return false;
}

/* The property of a permission that says the same as this key with one value. */
static const char *property_of(struct cfn *c, const struct doc_node *condition)
{
    const struct cfn_item *items;
    for (size_t i = 0; i < COUNT(keys); i++)
        if (str_iis(condition->key, keys[i].key) &&
            cfn_list(&c->scope, condition, &items) == 1)
            return keys[i].property;
    return NULL;
}

static bool is_permission(struct cfn *c, const struct doc_node *statement)
{
    const struct doc_node *when = cfn_get(&c->scope, statement, "Condition");
    if (!doc_is_map(statement) || !str_is(cfn_text(&c->scope, doc_get(statement, "Effect")), "Allow") ||
        !doc_get(statement, "Principal") || !doc_get(statement, "Action"))
        return false;
    for (const struct doc_node *o = doc_is_map(when) ? doc_first(when) : NULL; o; o = o->next) {
        if (!is_exact(o->key) || !doc_is_map(o))
            return false;
        for (const struct doc_node *m = doc_first(o); m; m = m->next)
            if (!property_of(c, m))
                return false;
    }
    return true;
}

/* --- Permissions ------------------------------------------------------------------------------ */

struct spread {
    struct cfn *c;
    const struct cfn_resource *r;
    struct doc_node *out;
    unsigned count;
};

static void put_as(struct spread *s, struct doc_node *map, const char *key,
                   const struct doc_node *value)
{
    if (value)
        cfn_put(&s->c->scope, map, value, str_from(key), cfn_shallow(&s->c->scope, value));
}

static void permission(struct spread *s, const struct doc_node *statement,
                       const struct doc_node *who, const struct doc_node *action)
{
    struct cfn_scope *scope = &s->c->scope;
    struct doc_node *map = cfn_new_map(scope, statement), *props = cfn_new_map(scope, statement);
    if (s->count == MOST)
        return;
    put_as(s, props, "FunctionName", doc_get(s->r->props, "ResourceArn"));
    put_as(s, props, "Principal", who);
    put_as(s, props, "Action", action);
    const struct doc_node *when = cfn_get(scope, statement, "Condition");
    for (const struct doc_node *o = doc_is_map(when) ? doc_first(when) : NULL; o; o = o->next) {
        for (const struct doc_node *m = doc_first(o); m; m = m->next) {
            const struct cfn_item *items;
            if (cfn_list(scope, m, &items) == 1 && items[0].node)
                put_as(s, props, property_of(s->c, m), items[0].node);
        }
    }
    cfn_put(scope, map, statement, STR("Type"),
            cfn_new_text(scope, STR("AWS::Lambda::Permission"), statement));
    put_as(s, map, "Condition", doc_get(s->r->at, "Condition"));
    cfn_put(scope, map, statement, STR("Properties"), props);
    cfn_put(scope, s->out, statement,
            ARENA_JOIN(s->c->arena, s->r->id, STR("."), arena_printf(s->c->arena, "%u", s->count)),
            map);
    s->count++;
}

static void all_actions(struct spread *s, const struct doc_node *statement,
                        const struct doc_node *who)
{
    const struct cfn_item *items;
    size_t count = cfn_list(&s->c->scope, doc_get(statement, "Action"), &items);
    for (size_t i = 0; i < count; i++)
        if (items[i].node)
            permission(s, statement, who, items[i].node);
}

/* "*", {"AWS": ..}, {"Service": [..]} */
static void all_principals(struct spread *s, const struct doc_node *statement)
{
    const struct doc_node *who = cfn_get(&s->c->scope, statement, "Principal");
    const struct cfn_item *items;
    if (!doc_is_map(who) || cfn_call(who)) {
        all_actions(s, statement, who);
        return;
    }
    for (const struct doc_node *m = doc_first(who); m; m = m->next) {
        size_t count = cfn_list(&s->c->scope, m, &items);
        for (size_t i = 0; i < count; i++)
            if (items[i].node)
                all_actions(s, statement, items[i].node);
    }
}

const struct doc_node *cfn_policy_permissions(struct cfn *c, const struct cfn_resource *r)
{
    const struct doc_node *d = document_of(c, r);
    const struct cfn_item *items;
    struct spread s = {.c = c, .r = r};
    size_t count = d ? cfn_list(&c->scope, doc_get(d, "Statement"), &items) : 0;
    if (!d)
        return NULL;
    s.out = cfn_new_map(&c->scope, d);
    for (size_t i = 0; i < count; i++)
        if (items[i].node && is_permission(c, items[i].node))
            all_principals(&s, items[i].node);
    return s.out;
}

/* --- What no permission says ------------------------------------------------------------------- */

void cfn_emit_function_policy(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *d = document_of(c, r);
    const struct cfn_item *items;
    size_t count = d ? cfn_list(&c->scope, doc_get(d, "Statement"), &items) : 0;
    if (!d) { /* said as of every document that is not there */
        cfn_policy(c, r->node, "resource", r->id, cfn_prop(c, r, "PolicyDocument"), r->condition);
        return;
    }
    struct doc_node *map = cfn_new_map(&c->scope, d), *list = cfn_new_list(&c->scope, d);
    for (size_t i = 0; i < count; i++)
        if (items[i].node && !is_permission(c, items[i].node))
            doc_append(list, cfn_shallow(&c->scope, items[i].node));
    cfn_put(&c->scope, map, d, STR("Statement"), list);
    if (list->count)
        cfn_policy(c, r->node, "resource", r->id, map, r->condition);
}
