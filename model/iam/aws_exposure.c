/* SPDX-License-Identifier: MIT */
/* aws_exposure.c - resource policies -> exposes, and grants to identities that they name. */
#include "aws_iam.h"
#include "aws_planes.h"

/* Conditions under which "everybody" is a known circle, not the public. */
static bool is_narrowed(const struct aws_statement *s)
{
    static const char *const keys[] = {
        "aws:SourceArn",    "aws:SourceAccount",       "aws:SourceOwner",
        "aws:PrincipalArn", "aws:PrincipalAccount",    "aws:PrincipalOrgID",
        "aws:SourceOrgID",  "aws:PrincipalOrgPaths",   "aws:SourceVpc",
        "aws:SourceVpce",   "kms:CallerAccount",       "s3:DataAccessPointAccount",
        "aws:userid",       "aws:PrincipalIsAWSService",
        /* whoever comes through a mount target stands in the network already */
        "elasticfilesystem:AccessedViaMountTarget",
        /* the gate of a function's URL is said on the URL itself */
        "lambda:FunctionUrlAuthType", "lambda:InvokedViaFunctionUrl",
    };
    for (uint32_t i = 0; i < s->condition_count; i++)
        for (size_t k = 0; k < COUNT(keys); k++)
            if (!s->conditions[i].negated && str_iis(s->conditions[i].key, keys[k]))
                return true;
    return false;
}

/* Files are read and written over a mount target, which stands in a network: a stranger has none, and
 * without any policy every client there may do that. Source: Amazon EFS guide, "Using IAM to control
 * access to file systems", "Blocking public access". */
static bool needs_mount(struct str action)
{
    return str_starts(action, STR("elasticfilesystem:client"));
}

static unsigned ops_of(const struct aws_statement *s, struct str service, bool strangers)
{
    struct str data = aws_service_of_data(service);
    unsigned ops = data.len ? ops_of(s, data, strangers) : 0;
    size_t first, end;
    aws_actions_of(service, &first, &end);
    for (size_t i = first; i < end; i++) {
        struct str action = str_from(aws_action_rows[i].action);
        if (!aws_action_rows[i].makes && aws_actions_match(s, action) && !(strangers && needs_mount(action)))
            ops |= aws_action_rows[i].ops;
    }
    return ops;
}

/* Does the service answer who has not signed? The others take anybody who has an identity of AWS, and
 * everybody can make one. Source: IAM guide, Principal element, "Anonymous users", and the guides of
 * Amazon S3, SQS, SNS, OpenSearch Service, API Gateway. */
static bool takes_unsigned(struct str service)
{
    static const char *const services[] = {"s3", "sqs", "sns", "es", "execute-api"};
    for (size_t i = 0; i < COUNT(services); i++)
        if (str_is(service, services[i]))
            return true;
    return false;
}

/* A search domain or an API in a network has no address outside of it. */
static enum auth public_auth(const struct node *n, struct str service)
{
    if (!takes_unsigned(service))
        return AUTH_IAM;
    bool within = (n->kind == NODE_TABLE || n->kind == NODE_API) &&
                  str_is(node_attr_text(n, FACT_NETWORK), "private");
    return within ? AUTH_PRIVATE : AUTH_NONE;
}

/* "arn:aws:iam::111122223333:root" -> "111122223333"; one that a parameter gives: "undecided". */
static struct str account_of(const struct aws_principal *p)
{
    struct str rest = p->text, part = p->text;
    if (p->kind == AWS_PRINCIPAL_UNKNOWN)
        return STR(FACT_UNDECIDED);
    for (int i = 0; p->kind == AWS_PRINCIPAL_ARN && i < 5 && str_cut(&rest, ':', &part); i++)
        ;
    return part;
}

/* The accounts that are let in, each once, in the order of the statements. */
static void note_accounts(struct aws_work *w, edge_id e, const struct aws_statement *s,
                          struct str own)
{
    struct str all = edge_attr_text(graph_edge_at(w->g, e), FACT_ACCOUNTS);
    for (uint32_t i = 0; i < s->principal_count; i++) {
        if (!aws_is_foreign(&s->principals[i], own) || all.len > 400)
            continue;
        struct str one = account_of(&s->principals[i]), have;
        bool known = false;
        for (struct str rest = all; rest.len && str_cut(&rest, ',', &have);)
            known = known || str_eq(have, one);
        if (!known)
            all = all.len ? ARENA_JOIN(w->arena, all, STR(","), one) : one;
    }
    graph_edge_attr(w->g, e, FACT_ACCOUNTS, all);
}

struct exposing {
    struct aws_work *w;
    const struct aws_thing *thing;
    struct str own;             /* the account that it lies in; empty: not known */
    size_t since;               /* edges behind this one are ours */
    unsigned internet, partner; /* what they may do to the thing in any case */
};

static void expose(struct exposing *x, const struct aws_policy *p, const struct aws_statement *s,
                   bool partner)
{
    struct aws_work *w = x->w;
    node_id who = partner ? aws_partner(w) : aws_internet(w), to = x->thing->node;
    unsigned *always = partner ? &x->partner : &x->internet;
    unsigned ops = ops_of(s, x->thing->service, !partner) & ~(s->when.len ? *always : 0);
    struct str text = partner ? aws_foreign_condition(w->arena, s)
                              : aws_condition_text(w->arena, s);
    struct origin where = aws_docs_place(w->docs, p, s);
    size_t before = graph_edge_count(w->g);
    edge_id e;
    if (!ops)
        return;
    if (s->when.len && *always) { /* beside what they may do anyway */
        struct str id = ARENA_JOIN(w->arena, STR("policy:"), graph_node_at(w->g, who)->id,
                                   STR("=>"), graph_node_at(w->g, to)->id, STR("?"), text);
        e = graph_edge_with_id(w->g, id, EDGE_EXPOSES, who, to, EVIDENCE_DECLARED, -1, where);
    } else {
        e = graph_edge(w->g, EDGE_EXPOSES, who, to, EVIDENCE_DECLARED, -1, where);
    }
    if (!e)
        return;
    *always |= text.len ? 0 : ops;
    graph_edge_auth(w->g, e, partner ? AUTH_IAM : public_auth(graph_node_at(w->g, to),
                                                                 x->thing->service));
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (ops & 1u << b)
            graph_edge_action(w->g, e, str_from(op_class_names[b]));
    aws_edge_under(w, e, before, x->since, text);
    graph_edge_attr(w->g, e, "policy", p->name);
    if (partner)
        note_accounts(w, e, s, x->own);
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
                        const struct aws_statement *s, size_t since)
{
    struct str text = aws_condition_text(w->arena, s);
    for (uint32_t i = 0; i < s->principal_count && !s->not_principal; i++) {
        if (s->principals[i].kind != AWS_PRINCIPAL_ARN)
            continue;
        unsigned ops = ops_of(s, t->service, false);
        struct aws_arn arn = aws_arn_read(w->arena, s->principals[i].text, false);
        struct aws_touches touched = aws_touch_of(&w->things, &arn, STR("iam"), t->stack);
        for (uint32_t k = 0; k < touched.count && ops; k++) {
            const struct aws_thing *who = &w->things.items[touched.items[k].thing];
            bool named = !who->vague &&
                         str_eq(who->part[ARN_SEGMENTS - 1], arn.part[ARN_SEGMENTS - 1]) &&
                         !aws_is_foreign(&s->principals[i], aws_account_of(w, who->node));
            if (!named && !str_eq(who->arn, s->principals[i].text))
                continue;
            size_t before = graph_edge_count(w->g);
            edge_id e = graph_edge(w->g, EDGE_GRANTS, who->node, t->node, EVIDENCE_DECLARED, -1,
                                   aws_docs_place(w->docs, p, s));
            if (e > since)
                aws_edge_under(w, e, before, since, text);
            for (unsigned b = 0; e && b < OP_COUNT; b++)
                if (ops & 1u << b)
                    graph_edge_action(w->g, e, str_from(op_class_names[b]));
        }
    }
}

/* Block Public Access keeps everybody out, whatever the policy says. Where the input is silent the
 * policy counts: a bucket with the defaults would refuse such a policy, so somebody switched them off;
 * a secret takes it. Source: S3 guide, "Blocking public access"; Secrets Manager API reference,
 * PutResourcePolicy. */
static bool blocks_public(const struct node *n)
{
    return node_fact_bool(n, n->kind == NODE_BUCKET ? "restrict-public-buckets"
                                                    : "block-public-policy", false);
}

/* A denial of everybody without conditions. */
static bool denies_all(const struct aws_policies *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            const struct aws_statement *s = &p->items[i].statements[k];
            bool all = s->action_count && s->actions[0].all && !s->not_action;
            if (!s->allow && all && names_everybody(s) && !s->not_principal &&
                aws_is_unconditional(s))
                return true;
        }
    return false;
}

static void expose_by(struct exposing *x, const struct aws_policy *p,
                      const struct aws_statement *s)
{
    grant_named(x->w, x->thing, p, s, x->since);
    if (aws_names_foreign(s, x->own))
        expose(x, p, s, true);
    if (names_everybody(s) && !is_narrowed(s) &&
        !blocks_public(graph_node_at(x->w->g, x->thing->node)))
        expose(x, p, s, false);
}

void aws_derive_exposure(struct aws_work *w)
{
    size_t since = graph_edge_count(w->g);
    for (size_t i = 0; i < w->things.count; i++) {
        struct exposing x = {.w = w, .thing = &w->things.items[i], .since = since};
        x.own = aws_account_of(w, x.thing->node);
        struct aws_policies p = aws_docs_of(w->docs, x.thing->node, AWS_USE_RESOURCE);
        if (!p.count || denies_all(&p))
            continue;
        for (int timed = 0; timed < 2; timed++) /* first what no condition of the template decides */
            for (size_t k = 0; k < p.count; k++)
                for (uint32_t m = 0; m < p.items[k].statement_count; m++) {
                    const struct aws_statement *s = &p.items[k].statements[m];
                    if (s->allow && s->has_principal && (s->when.len > 0) == timed)
                        expose_by(&x, &p.items[k], s);
                }
    }
}
