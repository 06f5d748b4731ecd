/* SPDX-License-Identifier: MIT */
/* aws_exposure.c - resource policies -> exposes, and grants to identities that they name. */
#include "aws_iam.h"

/* Conditions under which "everybody" is a known circle, not the public. */
static bool is_narrowed(const struct aws_statement *s)
{
    static const char *const keys[] = {
        "aws:SourceArn",    "aws:SourceAccount",       "aws:SourceOwner",
        "aws:PrincipalArn", "aws:PrincipalAccount",    "aws:PrincipalOrgID",
        "aws:SourceOrgID",  "aws:PrincipalOrgPaths",   "aws:SourceVpc",
        "aws:SourceVpce",   "kms:CallerAccount",       "s3:DataAccessPointAccount",
        "aws:userid",       "aws:PrincipalIsAWSService",
        /* the gate of a function's URL is said on the URL itself */
        "lambda:FunctionUrlAuthType", "lambda:InvokedViaFunctionUrl",
    };
    for (uint32_t i = 0; i < s->condition_count; i++)
        for (size_t k = 0; k < COUNT(keys); k++)
            if (!s->conditions[i].negated && str_iis(s->conditions[i].key, keys[k]))
                return true;
    return false;
}

static unsigned ops_of(const struct aws_statement *s, struct str service)
{
    unsigned ops = 0;
    size_t first, end;
    aws_actions_of(service, &first, &end);
    for (size_t i = first; i < end; i++)
        if (aws_actions_match(s, str_from(aws_action_rows[i].action)))
            ops |= aws_action_rows[i].ops;
    return ops;
}

static void expose(struct aws_work *w, const struct aws_thing *t, const struct aws_policy *p,
                   const struct aws_statement *s, node_id who, enum auth auth)
{
    unsigned ops = ops_of(s, t->service);
    struct str text = auth == AUTH_IAM ? aws_foreign_condition(w->arena, s)
                                       : aws_condition_text(w->arena, s);
    if (!ops)
        return;
    edge_id e = graph_edge(w->g, EDGE_EXPOSES, who, t->node, EVIDENCE_DECLARED, -1,
                           aws_docs_place(w->docs, p, s));
    if (!e)
        return;
    graph_edge_auth(w->g, e, auth);
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (ops & 1u << b)
            graph_edge_action(w->g, e, str_from(op_class_names[b]));
    if (text.len)
        graph_edge_condition(w->g, e, text);
    graph_edge_attr(w->g, e, "policy", p->name);
}

static bool names_everybody(const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->principal_count; i++)
        if (s->principals[i].kind == AWS_PRINCIPAL_ALL)
            return !s->not_principal;
    return s->not_principal;
}

/* Own identities that the statement names by ARN get a grant. */
static void grant_named(struct aws_work *w, const struct aws_thing *t, const struct aws_policy *p,
                        const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->principal_count && !s->not_principal; i++) {
        if (s->principals[i].kind != AWS_PRINCIPAL_ARN)
            continue;
        unsigned ops = ops_of(s, t->service);
        struct aws_arn arn = aws_arn_read(w->arena, s->principals[i].text, false);
        struct aws_touches touched = aws_touch_of(&w->things, &arn, STR("iam"), t->stack);
        for (uint32_t k = 0; k < touched.count && ops; k++) {
            const struct aws_thing *who = &w->things.items[touched.items[k].thing];
            if (!str_eq(who->arn, s->principals[i].text))
                continue;
            edge_id e = graph_edge(w->g, EDGE_GRANTS, who->node, t->node, EVIDENCE_DECLARED, -1,
                                   aws_docs_place(w->docs, p, s));
            for (unsigned b = 0; e && b < OP_COUNT; b++)
                if (ops & 1u << b)
                    graph_edge_action(w->g, e, str_from(op_class_names[b]));
        }
    }
}

/* Block Public Access keeps everybody out, whatever the policy says. Where the input is silent the
 * policy counts: a bucket with the defaults would refuse such a policy, so somebody switched them off. */
static bool blocks_public(const struct node *n)
{
    return n->kind == NODE_BUCKET &&
           node_fact_bool(n, "restrict-public-buckets", false);
}

/* A denial of everybody without conditions. */
static bool denies_all(const struct aws_policies *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            const struct aws_statement *s = &p->items[i].statements[k];
            bool all = s->action_count && s->actions[0].all && !s->not_action;
            if (!s->allow && all && names_everybody(s) && !s->not_principal &&
                !s->condition_count)
                return true;
        }
    return false;
}

/* A search domain or an API in a network has no address outside of it. */
static enum auth public_auth(const struct node *n)
{
    bool within = (n->kind == NODE_TABLE || n->kind == NODE_API) &&
                  str_is(node_attr_text(n, FACT_NETWORK), "private");
    return within ? AUTH_PRIVATE : AUTH_NONE;
}

void aws_derive_exposure(struct aws_work *w)
{
    for (size_t i = 0; i < w->things.count; i++) {
        const struct aws_thing *t = &w->things.items[i];
        struct aws_policies p = aws_docs_of(w->docs, t->node, AWS_USE_RESOURCE);
        if (!p.count || denies_all(&p))
            continue;
        for (size_t k = 0; k < p.count; k++)
            for (uint32_t m = 0; m < p.items[k].statement_count; m++) {
                const struct aws_statement *s = &p.items[k].statements[m];
                if (!s->allow || !s->has_principal)
                    continue;
                grant_named(w, t, &p.items[k], s);
                if (aws_names_foreign(s))
                    expose(w, t, &p.items[k], s, aws_partner(w), AUTH_IAM);
                if (!names_everybody(s) || is_narrowed(s) ||
                    blocks_public(graph_node_at(w->g, t->node)))
                    continue;
                expose(w, t, &p.items[k], s, aws_internet(w),
                       public_auth(graph_node_at(w->g, t->node)));
            }
    }
}
