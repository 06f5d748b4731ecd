/* SPDX-License-Identifier: MIT */
/* aws_trust.c - trust policies -> assumes. */
#include "aws_iam.h"

#include <stdlib.h>

#include "limits.h"
#include "mem.h"

struct str aws_open_conditions(struct aws_work *w, const struct aws_decision *d,
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
    graph_edge_condition(w->g, e, aws_open_conditions(w, d, &kind));
    graph_edge_attr(w->g, e, FACT_COND_KIND, str_from(kind));
}

node_id aws_partner(struct aws_work *w)
{
    struct origin nowhere = {0};
    node_id n = graph_node(w->g, NODE_ACTOR, STR("partner"), STR("other AWS accounts"), nowhere);
    graph_attr(w->g, n, FACT_ROLE, STR("partner"));
    return n;
}

node_id aws_internet(struct aws_work *w)
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
                    s->principals[n].kind == AWS_PRINCIPAL_UNKNOWN ||
                    s->principals[n].kind == AWS_PRINCIPAL_ARN)
                    return true;
        }
    return false;
}

struct str aws_foreign_condition(struct arena *a, const struct aws_statement *s)
{
    struct str text = aws_condition_text(a, s);
    for (uint32_t i = 0; i < s->principal_count; i++)
        if (s->principals[i].kind == AWS_PRINCIPAL_UNKNOWN)
            text = ARENA_JOIN(a, text, text.len ? STR("; ") : STR(""), STR("whoever is "),
                              s->principals[i].text);
    return text;
}

enum aws_answer aws_ask_trust(struct aws_work *w, node_id holder, struct str principal,
                              struct str action, node_id target, struct aws_decision *d)
{
    struct aws_case c = {0};
    if (holder)
        c = aws_case_of(w, holder);
    c.layers[AWS_LAYER_RESOURCE] = aws_docs_of(w->docs, target, AWS_USE_TRUST);
    c.request = aws_design_request(w, principal, action, aws_node_arn(w->g, target));
    aws_decide(&c, d);
    return d->answer;
}

/* --- Who may be meant ------------------------------------------------------------------------- */

/* Holder and role of an identity policy that allows sts:AssumeRole. */
struct pair {
    node_id role, holder;
    uint32_t rank; /* of the holder */
};

struct trusting {
    struct aws_work *w;
    struct pair *pairs;  /* by role, then holder */
    size_t pair_count, pair_cap;
    uint32_t *broad;     /* ranks of holders that may assume whatever lets them */
    size_t broad_count;
    uint32_t *rank_of;   /* by node: rank of the holder + 1 */
    uint32_t *asked;     /* by rank: the role + 1 that it was asked for last */
    struct aws_touch *open; /* roles that trust their account */
    size_t open_count, open_cap;
};

static int by_role(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->role != y->role)
        return x->role < y->role ? -1 : 1;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static bool allows_assuming(const struct aws_statement *s)
{
    return s->allow && aws_actions_match(s, STR("sts:assumerole"));
}

static void add_pairs(struct trusting *x, uint32_t rank, const struct aws_statement *s, bool *broad)
{
    struct aws_work *w = x->w;
    node_id holder = w->holders[rank];
    *broad = *broad || s->not_resource;
    for (uint32_t i = 0; i < s->resource_count && !s->not_resource; i++) {
        if (aws_is_broad(&s->resources[i], STR("iam"))) {
            *broad = true;
            continue;
        }
        struct aws_touches touched = aws_touch_of(&w->things, &s->resources[i], STR("iam"),
                                                  w->things.stack_of[holder]);
        for (uint32_t k = 0; k < touched.count; k++) {
            if (x->pair_count == x->pair_cap)
                x->pairs = mem_grow(x->pairs, &x->pair_cap, sizeof *x->pairs);
            x->pairs[x->pair_count++] = (struct pair){
                w->things.items[touched.items[k].thing].node, holder, rank};
        }
    }
}

static void find_pairs(struct trusting *x)
{
    struct aws_work *w = x->w;
    for (uint32_t h = 0; h < w->holder_count; h++) {
        struct aws_policies p = aws_docs_of(w->docs, w->holders[h], AWS_USE_IDENTITY);
        bool broad = false;
        x->rank_of[w->holders[h]] = h + 1;
        for (size_t i = 0; i < p.count; i++)
            for (uint32_t k = 0; k < p.items[i].statement_count; k++)
                if (allows_assuming(&p.items[i].statements[k]))
                    add_pairs(x, h, &p.items[i].statements[k], &broad);
        if (broad)
            x->broad[x->broad_count++] = h;
    }
    if (x->pair_count > 1)
        qsort(x->pairs, x->pair_count, sizeof *x->pairs, by_role);
}

/* --- One role --------------------------------------------------------------------------------- */

static void ask_holder(struct trusting *x, uint32_t rank, node_id role)
{
    struct aws_work *w = x->w;
    node_id from = w->holders[rank];
    struct str arn = aws_node_arn(w->g, from);
    struct aws_decision d;
    if (x->asked[rank] == role)
        return;
    x->asked[rank] = role;
    bool group = str_find(arn, STR(":group/")) != STR_NPOS; /* no principal */
    if (from != role && arn.len && !group &&
        aws_ask_trust(w, from, arn, STR("sts:AssumeRole"), role, &d) != AWS_DENIED)
        add_assumes(w, from, role, &d);
}

static void ask_named(struct trusting *x, struct str arn, node_id role)
{
    struct aws_work *w = x->w;
    struct aws_arn p = aws_arn_read(w->arena, arn, false);
    struct aws_touches touched = aws_touch_of(&w->things, &p, STR("iam"),
                                              w->things.stack_of[role]);
    for (uint32_t i = 0; i < touched.count; i++) {
        uint32_t rank = x->rank_of[w->things.items[touched.items[i].thing].node];
        if (rank && touched.items[i].how & AWS_ITSELF)
            ask_holder(x, rank - 1, role);
    }
}

/* Those of the account who may assume it, if it trusts the account. */
static void ask_account(struct trusting *x, node_id role)
{
    size_t low = 0, high = x->pair_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x->pairs[middle].role < role)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < x->pair_count && x->pairs[low].role == role; low++)
        ask_holder(x, x->pairs[low].rank, role);
    const struct aws_thing *t = aws_thing_of(&x->w->things, role);
    if (!t)
        return;
    if (x->open_count == x->open_cap)
        x->open = mem_grow(x->open, &x->open_cap, sizeof *x->open);
    x->open[x->open_count++] =
        (struct aws_touch){(uint32_t)(t - x->w->things.items), AWS_ITSELF};
}

static void ask_statement(struct trusting *x, node_id role, const struct aws_statement *s)
{
    bool account = false, everybody = s->not_principal;
    for (uint32_t i = 0; i < s->principal_count; i++) {
        const struct aws_principal *p = &s->principals[i];
        everybody = everybody || p->kind == AWS_PRINCIPAL_ALL;
        account = account || p->kind == AWS_PRINCIPAL_ACCOUNT;
        if (p->kind == AWS_PRINCIPAL_ARN && !s->not_principal)
            ask_named(x, p->text, role);
    }
    if (account && !s->not_principal)
        ask_account(x, role);
    /* with many, the edge of other accounts says that everybody may */
    for (uint32_t h = 0; everybody && h < x->w->holder_count; h++)
        if (x->w->holder_count <= LIMIT_GRANT_TARGETS)
            ask_holder(x, h, role);
}

static void trust_of(struct trusting *x, node_id role, const struct aws_policies *trust)
{
    struct aws_work *w = x->w;
    struct aws_decision d;
    if (str_empty(aws_node_arn(w->g, role)))
        return;
    if (aws_ask_trust(w, 0, STR("*"), STR("sts:AssumeRole"), role, &d) != AWS_DENIED)
        add_assumes(w, aws_partner(w), role, &d);
    for (size_t i = 0; i < trust->count; i++)
        for (uint32_t k = 0; k < trust->items[i].statement_count; k++) {
            const struct aws_statement *s = &trust->items[i].statements[k];
            if (!allows_assuming(s))
                continue;
            ask_statement(x, role, s);
            if (!aws_names_foreign(s, aws_account_of(w, role)))
                continue;
            struct str text = aws_foreign_condition(w->arena, s);
            edge_id e = graph_edge(w->g, EDGE_ASSUMES, aws_partner(w), role, EVIDENCE_DECLARED, -1,
                                   aws_docs_place(w->docs, &trust->items[i], s));
            if (e && text.len) {
                graph_edge_condition(w->g, e, text);
                graph_edge_attr(w->g, e, FACT_COND_KIND, str_from(aws_condition_kind(s)));
            }
        }
}

/* --- Who may assume whatever lets him ---------------------------------------------------------- */

static void ask_broad(struct trusting *x)
{
    struct aws_work *w = x->w;
    if (x->open_count <= LIMIT_GRANT_TARGETS) {
        for (size_t i = 0; i < x->open_count; i++)
            for (size_t b = 0; b < x->broad_count; b++)
                ask_holder(x, x->broad[b], w->things.items[x->open[i].thing].node);
        return;
    }
    for (size_t b = 0; b < x->broad_count; b++) {
        node_id any = aws_any(w, STR("iam:role:account"), STR("all roles that trust the account"),
                              x->open, x->open_count);
        edge_id e = graph_edge(w->g, EDGE_CONTROLS, w->holders[x->broad[b]], any, EVIDENCE_POLICY,
                               60, (struct origin){0});
        graph_edge_attr(w->g, e, FACT_PRIMITIVE, STR("AssumeRole"));
        graph_edge_attr(w->g, e, "path", STR("sts-001"));
    }
}

/* A role alias gives devices a role that trusts the service of AWS IoT that hands out credentials. Source:
 * AWS IoT Core guide, "Authorizing direct calls to AWS services". */
static void close_aliases(struct aws_work *w)
{
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        struct aws_decision d;
        node_id role = graph_resolve(w->g, e->to);
        if (e->kind != EDGE_ASSUMES ||
            !str_is(graph_node_at(w->g, graph_resolve(w->g, e->from))->type, "AWS::IoT::RoleAlias") ||
            !aws_docs_of(w->docs, role, AWS_USE_TRUST).given)
            continue;
        if (aws_ask_trust(w, 0, STR("credentials.iot.amazonaws.com"), STR("sts:AssumeRole"), role,
                          &d) == AWS_DENIED)
            graph_edge_attr_typed(w->g, (edge_id)i, STR(FACT_ENABLED), ATTR_BOOL, STR("false"));
    }
}

void aws_derive_trust(struct aws_work *w)
{
    struct trusting x = {.w = w};
    x.broad = mem_zalloc(w->holder_count + 1, sizeof *x.broad);
    x.asked = mem_zalloc(w->holder_count + 1, sizeof *x.asked);
    x.rank_of = mem_zalloc(graph_node_count(w->g) + 1, sizeof *x.rank_of);
    find_pairs(&x);
    for (size_t h = 0; h < w->holder_count; h++) {
        struct aws_policies trust = aws_docs_of(w->docs, w->holders[h], AWS_USE_TRUST);
        if (names_aws(&trust))
            trust_of(&x, w->holders[h], &trust);
    }
    ask_broad(&x);
    close_aliases(w);
    mem_free(x.broad);
    mem_free(x.asked);
    mem_free(x.rank_of);
    mem_free(x.pairs);
    mem_free(x.open);
}
