/* SPDX-License-Identifier: MIT */
/* aws_trust.c - trust policies -> assumes; privilege paths -> controls; resource policies -> exposes. */
#include "aws_iam.h"

#include "iam.h"

/* --- Trust ------------------------------------------------------------------------------------ */

static struct str conditions_of(struct aws_work *w, const struct aws_decision *d,
                                const char **kind)
{
    for (size_t i = 0; i < d->hit_count; i++)
        if (d->hits[i].match == TRI_UNKNOWN) {
            *kind = aws_condition_kind(d->hits[i].statement);
            struct str text = aws_condition_text(w->arena, d->hits[i].statement);
            return text.len ? text : STR("names that are not known");
        }
    *kind = "undecided";
    return STR("a value that is not known");
}

static void add_assumes(struct aws_work *w, node_id from, node_id to, const struct aws_decision *d)
{
    const char *kind;
    struct origin where = {0};
    for (size_t i = 0; i < d->hit_count; i++)
        if (d->hits[i].layer == AWS_LAYER_RESOURCE)
            where = aws_docs_place(w->docs, d->hits[i].policy, d->hits[i].statement);
    edge_id e = graph_edge(w->g, EDGE_ASSUMES, from, to, EVIDENCE_DECLARED, -1, where);
    if (!e || d->answer != AWS_DEPENDS)
        return;
    graph_edge_condition(w->g, e, conditions_of(w, d, &kind));
    graph_edge_attr(w->g, e, FACT_COND_KIND, str_from(kind));
}

static node_id partner(struct aws_work *w)
{
    struct origin nowhere = {0};
    node_id n = graph_node(w->g, NODE_ACTOR, STR("partner"), STR("other AWS accounts"), nowhere);
    graph_attr(w->g, n, FACT_ROLE, STR("partner"));
    return n;
}

static node_id internet(struct aws_work *w)
{
    struct origin nowhere = {0};
    return graph_node(w->g, NODE_ACTOR, STR("internet"), STR("internet"), nowhere);
}

static bool names_aws(const struct aws_policies *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            const struct aws_statement *s = &p->items[i].statements[k];
            for (uint32_t n = 0; n < s->principal_count; n++)
                if (s->not_principal || s->principals[n].kind == AWS_PRINCIPAL_ALL ||
                    s->principals[n].kind == AWS_PRINCIPAL_ACCOUNT ||
                    s->principals[n].kind == AWS_PRINCIPAL_ARN)
                    return true;
        }
    return false;
}

/* An account that the principal names by number: another one than that of the template. */
static bool is_foreign(const struct aws_principal *p)
{
    struct str rest = p->text, part = STR_NONE;
    if (p->kind == AWS_PRINCIPAL_ACCOUNT)
        return aws_is_account(p->text);
    if (p->kind != AWS_PRINCIPAL_ARN)
        return false;
    for (int i = 0; i < 5; i++)
        if (!str_cut(&rest, ':', &part))
            return false;
    return aws_is_account(part);
}

/* The first foreign account that an Allow of this action names; false: there is none. */
static bool names_foreign(const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->principal_count && !s->not_principal; i++)
        if (is_foreign(&s->principals[i]))
            return true;
    return false;
}

static enum aws_answer ask(struct aws_work *w, node_id holder, struct str principal,
                           const char *action, node_id target, struct aws_decision *d)
{
    struct aws_case c = {0};
    if (holder)
        c = aws_case_of(w, holder);
    c.layers[AWS_LAYER_RESOURCE] = aws_docs_of(w->docs, target, AWS_USE_TRUST);
    struct str arn = aws_node_arn(w->g, target);
    c.request = aws_design_request(w, principal, str_from(action), arn);
    aws_decide(&c, d);
    return d->answer;
}

static void trust_of(struct aws_work *w, node_id role, const struct aws_policies *trust)
{
    struct aws_decision d;
    if (str_empty(aws_node_arn(w->g, role)))
        return;
    for (size_t h = 0; h < w->holder_count; h++) {
        node_id from = w->holders[h];
        struct str arn = aws_node_arn(w->g, from);
        if (from != role && arn.len &&
            ask(w, from, arn, "sts:AssumeRole", role, &d) != AWS_DENIED)
            add_assumes(w, from, role, &d);
    }
    if (ask(w, 0, STR("*"), "sts:AssumeRole", role, &d) != AWS_DENIED)
        add_assumes(w, partner(w), role, &d);
    for (size_t i = 0; i < trust->count; i++)
        for (uint32_t k = 0; k < trust->items[i].statement_count; k++) {
            const struct aws_statement *s = &trust->items[i].statements[k];
            if (!s->allow || !names_foreign(s) || !aws_actions_match(s, STR("sts:assumerole")))
                continue;
            struct str text = aws_condition_text(w->arena, s);
            edge_id e = graph_edge(w->g, EDGE_ASSUMES, partner(w), role, EVIDENCE_DECLARED, -1,
                                   aws_docs_place(w->docs, &trust->items[i], s));
            if (e && text.len) {
                graph_edge_condition(w->g, e, text);
                graph_edge_attr(w->g, e, FACT_COND_KIND, str_from(aws_condition_kind(s)));
            }
        }
}

void aws_derive_trust(struct aws_work *w)
{
    for (size_t h = 0; h < w->holder_count; h++) {
        struct aws_policies trust = aws_docs_of(w->docs, w->holders[h], AWS_USE_TRUST);
        if (names_aws(&trust))
            trust_of(w, w->holders[h], &trust);
    }
}

/* --- Privilege paths -------------------------------------------------------------------------- */

/* May the holder do it on something? No denial that surely covers everything stands against it. */
static bool may_somewhere(const struct aws_case *c, struct str action)
{
    bool allowed = false;
    const struct aws_policies *p = &c->layers[AWS_LAYER_IDENTITY];
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
            const struct aws_statement *s = &p->items[i].statements[k];
            if (!s->has_resource || s->has_principal || !aws_actions_match(s, action))
                continue;
            bool whole = s->resource_count && s->resources[0].all && !s->not_resource;
            if (!s->allow && whole && !s->condition_count)
                return false;
            allowed = allowed || s->allow;
        }
    return allowed;
}

struct pathing {
    struct aws_work *w;
    node_id holder;
    struct str arn;
    struct aws_case c;
    const struct aws_path_row *row;
    struct aws_decision d;
};

static enum aws_answer may(struct pathing *x, struct str action, struct str resource)
{
    x->c.request = aws_design_request(x->w, x->arn.len ? x->arn : STR("arn:aws:iam::*:role/*"),
                                      action, resource);
    aws_decide(&x->c, &x->d);
    return x->d.answer;
}

static void add_controls(struct pathing *x, node_id to)
{
    struct graph *g = x->w->g;
    struct origin where = {0};
    if (x->d.hit_count)
        where = aws_docs_place(x->w->docs, x->d.hits[0].policy, x->d.hits[0].statement);
    edge_id e = graph_edge(g, EDGE_CONTROLS, x->holder, to, EVIDENCE_POLICY,
                           x->d.answer == AWS_DEPENDS ? 60 : 90, where);
    if (!e)
        return;
    struct str before = edge_attr_text(graph_edge_at(g, e), FACT_PRIMITIVE);
    if (str_empty(before)) {
        graph_edge_attr(g, e, FACT_PRIMITIVE, str_from(x->row->primitive));
        graph_edge_attr(g, e, "path", str_from(x->row->id));
    }
    if (x->d.answer == AWS_DEPENDS && str_empty(graph_edge_at(g, e)->condition)) {
        const char *kind;
        graph_edge_condition(g, e, conditions_of(x->w, &x->d, &kind));
    }
}

/* what: "role", "user" or "group", the beginning of the last part of its ARN. */
static bool is_of(const struct graph *g, node_id n, const char *what)
{
    struct str arn = aws_node_arn(g, n);
    size_t colon = str_rchr(arn, ':');
    struct str last = colon == STR_NPOS ? STR_NONE : str_from_at(arn, colon + 1);
    return str_starts(last, str_from(what)) && last.len > strlen(what) &&
           last.ptr[strlen(what)] == '/';
}

/* All actions of the row on one ARN. */
static bool may_all(struct pathing *x, struct str resource)
{
    for (struct str rest = str_from(x->row->actions), one; str_cut(&rest, ',', &one);)
        if (may(x, one, resource) == AWS_DENIED)
            return false;
    return true;
}

static bool trusts_service(struct pathing *x, node_id role)
{
    struct aws_decision d;
    struct aws_policies trust = aws_docs_of(x->w->docs, role, AWS_USE_TRUST);
    return trust.count &&
           ask(x->w, 0, str_from(x->row->what), "sts:AssumeRole", role, &d) != AWS_DENIED;
}

/* iam:PassRole with the service that gets it. */
static bool may_pass(struct pathing *x, node_id role)
{
    struct str service = str_from(x->row->what);
    struct aws_context to = {.key = STR("iam:PassedToService"), .values = &service, .count = 1};
    x->c.request = (struct aws_request){
        .principal = x->arn.len ? x->arn : STR("arn:aws:iam::*:role/*"),
        .action = STR("iam:PassRole"), .resource = aws_node_arn(x->w->g, role),
        .context = &to, .context_count = 1, .context_open = true, .design = true};
    aws_request_ready(x->w->arena, &x->c.request);
    aws_decide(&x->c, &x->d);
    return x->d.answer != AWS_DENIED;
}

static void try_path(struct pathing *x)
{
    struct aws_work *w = x->w;
    const char *what = x->row->what;
    switch (x->row->relation) {
    case AWS_PATH_SELF:
        if (str_is(str_from(what), "policy")) {
            if (may_all(x, STR("arn:aws:iam::*:policy/*")) && x->d.answer == AWS_ALLOWED)
                add_controls(x, aws_any(w, STR("*"), NULL));
        } else if (is_of(w->g, x->holder, what) && may_all(x, x->arn)) {
            add_controls(x, aws_any(w, STR("*"), NULL));
        }
        return;
    case AWS_PATH_OTHER:
    case AWS_PATH_PASS:
        for (size_t h = 0; h < w->holder_count; h++) {
            node_id to = w->holders[h];
            if (to == x->holder || str_empty(aws_node_arn(w->g, to)))
                continue;
            if (x->row->relation == AWS_PATH_PASS
                    ? is_of(w->g, to, "role") && trusts_service(x, to) && may_pass(x, to)
                    : is_of(w->g, to, what) && may_all(x, aws_node_arn(w->g, to)))
                add_controls(x, to);
        }
        return;
    case AWS_PATH_EXISTING:
    default:
        for (size_t i = 0; i < w->thing_count; i++)
            if (str_is(str_from(node_kinds[graph_node_at(w->g, w->things[i].node)->kind].name),
                       what) &&
                may_all(x, w->things[i].arn))
                add_controls(x, w->things[i].node);
    }
}

/* Whoever has everything need not go a longer way. */
static bool has_everything(struct aws_work *w, node_id holder)
{
    node_id any = graph_find(w->g, STR("aws:any:*"));
    struct aws_policies p = aws_docs_of(w->docs, holder, AWS_USE_IDENTITY);
    bool all = false;
    for (size_t i = 0; any && i < p.count; i++)
        for (uint32_t k = 0; k < p.items[i].statement_count; k++) {
            const struct aws_statement *s = &p.items[i].statements[k];
            if (!s->allow)
                return false;
            all = all || (!s->condition_count && aws_is_everything(s));
        }
    return all && !aws_docs_of(w->docs, holder, AWS_USE_BOUNDARY).given;
}

void aws_derive_paths(struct aws_work *w)
{
    for (size_t h = 0; h < w->holder_count; h++) {
        struct pathing x = {.w = w, .holder = w->holders[h]};
        x.arn = aws_node_arn(w->g, x.holder);
        x.c = aws_case_of(w, x.holder);
        if (has_everything(w, x.holder))
            continue;
        for (size_t i = 0; i < aws_path_row_count; i++) {
            bool complete = true;
            x.row = &aws_path_rows[i];
            for (struct str rest = str_from(x.row->actions), one;
                 complete && str_cut(&rest, ',', &one);)
                complete = may_somewhere(&x.c, one);
            if (complete)
                try_path(&x);
        }
    }
}

/* --- Resource policies ------------------------------------------------------------------------ */

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
    struct str text = aws_condition_text(w->arena, s);
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
    unsigned ops = ops_of(s, t->service);
    for (size_t h = 0; h < w->holder_count && ops && !s->not_principal; h++) {
        struct str arn = aws_node_arn(w->g, w->holders[h]);
        bool named = false;
        for (uint32_t i = 0; i < s->principal_count; i++)
            named = named || (s->principals[i].kind == AWS_PRINCIPAL_ARN && arn.len &&
                              str_eq(s->principals[i].text, arn));
        if (!named)
            continue;
        edge_id e = graph_edge(w->g, EDGE_GRANTS, w->holders[h], t->node, EVIDENCE_DECLARED, -1,
                               aws_docs_place(w->docs, p, s));
        for (unsigned b = 0; e && b < OP_COUNT; b++)
            if (ops & 1u << b)
                graph_edge_action(w->g, e, str_from(op_class_names[b]));
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

void aws_derive_exposure(struct aws_work *w)
{
    for (size_t i = 0; i < w->thing_count; i++) {
        const struct aws_thing *t = &w->things[i];
        struct aws_policies p = aws_docs_of(w->docs, t->node, AWS_USE_RESOURCE);
        if (!p.count || denies_all(&p))
            continue;
        for (size_t k = 0; k < p.count; k++)
            for (uint32_t m = 0; m < p.items[k].statement_count; m++) {
                const struct aws_statement *s = &p.items[k].statements[m];
                if (!s->allow || !s->has_principal)
                    continue;
                grant_named(w, t, &p.items[k], s);
                if (names_foreign(s))
                    expose(w, t, &p.items[k], s, partner(w), AUTH_IAM);
                if (!names_everybody(s) || is_narrowed(s) ||
                    blocks_public(graph_node_at(w->g, t->node)))
                    continue;
                expose(w, t, &p.items[k], s, internet(w), AUTH_NONE);
            }
    }
}
