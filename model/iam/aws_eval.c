/* SPDX-License-Identifier: MIT */
#include "aws_eval.h"

#include "buf.h"
#include "terms.h"

const char *const aws_layer_names[AWS_LAYER_COUNT] = {
    "identity", "resource", "boundary", "session", "scp", "rcp",
};
const char *const aws_answer_names[3] = {"denied", "depends", "allowed"};
const char *const aws_reason_names[4] = {
    "explicit-deny",
    "implicit-deny",
    "explicit-allow",
    "unknown-value",
};

/* What the statements of all layers say. */
struct said {
    enum tri deny;
    enum tri allow[AWS_LAYER_COUNT];      /* of SCP and RCP: every level allows */
    enum tri named[AWS_NAMED_COUNT];      /* allowed by the resource policy, by how it names us */
};

/* Where there is no room left a denial takes the place of an allowance. */
static void hit(struct aws_decision *out, const struct aws_policy *p, const struct aws_statement *s,
                enum aws_layer layer, enum tri match)
{
    size_t i = out->hit_count;
    if (i == AWS_HITS_MAX && s->allow)
        return;
    while (i == AWS_HITS_MAX || (out->hit_count == AWS_HITS_MAX && !out->hits[i].statement->allow))
        if (i-- == 0)
            return;
    out->hits[i] = (struct aws_hit){p, s, layer, match};
    if (i == out->hit_count)
        out->hit_count++;
}

/* Deny with NotPrincipal meets every user and role that has a boundary, even those it lists. */
static bool meets_in_spite(const struct aws_case *c, enum aws_layer layer,
                           const struct aws_statement *s)
{
    enum aws_caller caller = c->request.caller;
    return layer == AWS_LAYER_RESOURCE && s->not_principal && !s->allow &&
           c->layers[AWS_LAYER_BOUNDARY].given &&
           (caller == AWS_CALLER_USER || caller == AWS_CALLER_ROLE ||
            caller == AWS_CALLER_SESSION);
}

/* Statements of the wrong kind for their layer are invalid: they match nothing. */
static enum tri ask(const struct aws_case *c, struct str assumed, enum aws_layer layer,
                    const struct aws_statement *s, enum aws_named *how, struct aws_unknown *unknown)
{
    enum tri named = TRI_TRUE;
    *how = AWS_NAMED_DIRECTLY;
    if (layer == AWS_LAYER_RESOURCE || layer == AWS_LAYER_RCP) {
        named = s->has_principal ? aws_principal_matches(s, &c->request, how) : TRI_FALSE;
        if (s->has_principal && meets_in_spite(c, layer, s))
            named = TRI_TRUE;
        if (named == TRI_FALSE)
            return TRI_FALSE;
    } else if (s->has_principal || !s->has_resource) {
        return TRI_FALSE;
    }
    enum tri there = aws_is_there(s, assumed);
    if (there == TRI_FALSE)
        return TRI_FALSE;
    return tri_and(tri_and(there, named), aws_statement_matches(s, &c->request, unknown));
}

static void read_layer(const struct aws_case *c, struct str assumed, enum aws_layer layer,
                       struct said *said, struct aws_decision *out)
{
    const struct aws_policies *l = &c->layers[layer];
    enum tri all = TRI_TRUE, any = TRI_FALSE;
    for (size_t i = 0; i < l->count; i++) {
        if (i > 0 && l->level && l->level[i] != l->level[i - 1]) {
            all = tri_and(all, any);
            any = TRI_FALSE;
        }
        for (uint32_t k = 0; k < l->items[i].statement_count; k++) {
            const struct aws_statement *s = &l->items[i].statements[k];
            enum aws_named how;
            enum tri match = ask(c, assumed, layer, s, &how, &out->unknown);
            if (match == TRI_FALSE)
                continue;
            hit(out, &l->items[i], s, layer, match);
            if (!s->allow) {
                said->deny = tri_or(said->deny, match);
                continue;
            }
            any = tri_or(any, match);
            if (layer == AWS_LAYER_RESOURCE)
                said->named[how] = tri_or(said->named[how], match);
        }
    }
    said->allow[layer] = tri_and(all, any);
}

static bool is_key_or_trust(const struct aws_request *r)
{
    if (str_ieq(r->part[2], STR("kms")))
        return true;
    return str_starts(r->action_lower, STR("sts:")) && str_ieq(r->part[2], STR("iam")) &&
           str_starts(r->part[5], STR("role/"));
}

static bool lives_on_resource_policy(enum aws_caller caller)
{
    return caller == AWS_CALLER_ANONYMOUS || caller == AWS_CALLER_SERVICE ||
           caller == AWS_CALLER_FEDERATED;
}

/* Which layers must allow, after denials; *lacking: the one that decides against it. */
static enum tri permitted(const struct aws_case *c, const struct said *said,
                          enum aws_layer *lacking)
{
    const struct aws_request *r = &c->request;
    enum tri direct = said->named[AWS_NAMED_DIRECTLY], role = said->named[AWS_NAMED_ROLE],
             account = said->named[AWS_NAMED_ACCOUNT];
    *lacking = AWS_LAYER_RESOURCE;
    if (lives_on_resource_policy(r->caller))
        return direct;
    enum tri rails = tri_and(said->allow[AWS_LAYER_BOUNDARY], said->allow[AWS_LAYER_SESSION]);
    enum tri identity = said->allow[AWS_LAYER_IDENTITY];
    enum tri own = tri_and(identity, rails);
    enum tri result;
    if (!str_eq(r->account, r->resource_account)) {
        enum tri named = tri_or(direct, tri_or(role, account));
        result = tri_and(own, named);
        if (identity == TRI_FALSE)
            *lacking = AWS_LAYER_IDENTITY;
        else if (named == TRI_FALSE)
            return result;
    } else if (is_key_or_trust(r)) {
        result = tri_or(direct, tri_or(tri_and(role, rails), tri_and(account, own)));
        if (direct == TRI_FALSE && role == TRI_FALSE && account == TRI_FALSE)
            return result;
        if (account != TRI_FALSE && role == TRI_FALSE && identity == TRI_FALSE)
            *lacking = AWS_LAYER_IDENTITY;
    } else {
        result = tri_or(direct, tri_or(tri_and(role, rails), own));
        if (tri_or(role, identity) == TRI_FALSE)
            *lacking = AWS_LAYER_IDENTITY;
    }
    if (*lacking != AWS_LAYER_IDENTITY)
        *lacking = said->allow[AWS_LAYER_BOUNDARY] != TRI_TRUE ? AWS_LAYER_BOUNDARY
                                                               : AWS_LAYER_SESSION;
    return result;
}

/* Keeps those hits that speak for the answer. */
static void keep_deciding(struct aws_decision *out)
{
    size_t n = 0;
    for (size_t i = 0; i < out->hit_count; i++) {
        const struct aws_hit *h = &out->hits[i];
        bool keep = false;
        switch (out->reason) {
        case AWS_EXPLICIT_DENY:
            keep = !h->statement->allow && h->match == TRI_TRUE;
            break;
        case AWS_EXPLICIT_ALLOW:
            keep = h->statement->allow && h->match == TRI_TRUE;
            break;
        case AWS_UNKNOWN_VALUE:
            keep = true;
            break;
        case AWS_IMPLICIT_DENY:
        default:
            break;
        }
        if (keep)
            out->hits[n++] = *h;
    }
    out->hit_count = n;
}

/* Roles that a service made for itself: policies of the organization do not meet them. */
static bool is_service_linked(const struct aws_request *r)
{
    if (r->caller == AWS_CALLER_SESSION)
        return str_starts(r->role_name, STR("AWSServiceRoleFor"));
    return r->caller == AWS_CALLER_ROLE &&
           str_find(r->principal, STR(":role/aws-service-role/")) != STR_NPOS;
}

/* Layers that do not apply to this caller are not read at all. */
static bool applies(enum aws_layer layer, const struct aws_request *r)
{
    switch (layer) {
    case AWS_LAYER_RESOURCE:
        return true;
    case AWS_LAYER_RCP:
        return !is_service_linked(r);
    case AWS_LAYER_SCP:
        return !lives_on_resource_policy(r->caller) && !is_service_linked(r);
    case AWS_LAYER_IDENTITY:
    case AWS_LAYER_BOUNDARY:
    case AWS_LAYER_SESSION:
    case AWS_LAYER_COUNT:
    default:
        return !lives_on_resource_policy(r->caller);
    }
}

static void set_defaults(const struct aws_case *c, struct said *said)
{
    static const enum aws_layer optional[] = {AWS_LAYER_BOUNDARY, AWS_LAYER_SESSION, AWS_LAYER_SCP,
                                              AWS_LAYER_RCP};
    enum aws_caller caller = c->request.caller;
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
        if (!c->layers[optional[i]].given)
            said->allow[optional[i]] = TRI_TRUE;
    if (!applies(AWS_LAYER_SCP, &c->request))
        said->allow[AWS_LAYER_SCP] = TRI_TRUE;
    if (!applies(AWS_LAYER_RCP, &c->request))
        said->allow[AWS_LAYER_RCP] = TRI_TRUE;
    if (caller == AWS_CALLER_ROOT)
        said->allow[AWS_LAYER_IDENTITY] = TRI_TRUE;
}

static void decide(const struct aws_case *c, struct str assumed, struct aws_decision *out)
{
    struct said said = {.deny = TRI_FALSE};
    enum aws_layer lacking = AWS_LAYER_IDENTITY;
    out->hit_count = 0;
    out->unknown.count = out->open_count = 0;
    for (unsigned l = 0; l < AWS_LAYER_COUNT; l++)
        if (c->layers[l].count && applies((enum aws_layer)l, &c->request))
            read_layer(c, assumed, (enum aws_layer)l, &said, out);
    set_defaults(c, &said);
    enum tri permit = permitted(c, &said, &lacking);
    static const enum aws_layer rails[] = {AWS_LAYER_RCP, AWS_LAYER_SCP};
    for (int i = 0; i < 2; i++) {
        if (said.allow[rails[i]] == TRI_FALSE)
            lacking = rails[i];
        permit = tri_and(permit, said.allow[rails[i]]);
    }
    out->layer = lacking;
    if (said.deny == TRI_TRUE) {
        out->answer = AWS_DENIED;
        out->reason = AWS_EXPLICIT_DENY;
    } else if (permit == TRI_FALSE) {
        out->answer = AWS_DENIED;
        out->reason = AWS_IMPLICIT_DENY;
    } else if (permit == TRI_TRUE && said.deny == TRI_FALSE) {
        out->answer = AWS_ALLOWED;
        out->reason = AWS_EXPLICIT_ALLOW;
    } else {
        out->answer = AWS_DEPENDS;
        out->reason = AWS_UNKNOWN_VALUE;
    }
    keep_deciding(out);
    if (out->hit_count)
        out->layer = out->hits[0].layer;
    if (out->answer != AWS_DEPENDS)
        out->unknown.count = 0;
}

/* --- Conditions of the template ---------------------------------------------------------------- */

/* Those that the statements hang on; false: there are none, or too many to try them all. */
static bool find_open(struct str assumed, struct aws_decision *out)
{
    struct str term;
    for (size_t i = 0; i < out->hit_count; i++)
        for (struct str rest = out->hits[i].statement->when; terms_next(&rest, &term);) {
            bool known = terms_hold(term, assumed) != 0;
            struct str name = str_starts(term, STR("not ")) ? str_from_at(term, 4) : term;
            for (unsigned k = 0; k < out->open_count; k++)
                known = known || str_eq(out->open[k], name);
            if (known)
                continue;
            if (out->open_count == AWS_OPEN_MAX)
                return false;
            out->open[out->open_count++] = name;
        }
    return out->open_count > 0;
}

static void decide_one(const struct aws_case *c, const struct aws_decision *open, unsigned bits,
                       struct aws_decision *out)
{
    struct buf assumed = {0};
    buf_add(&assumed, c->assumed);
    for (unsigned i = 0; i < open->open_count; i++) {
        buf_puts(&assumed, assumed.len ? " and " : "");
        buf_puts(&assumed, bits >> i & 1 ? "" : "not ");
        buf_add(&assumed, open->open[i]);
    }
    decide(c, buf_str(&assumed), out);
    buf_release(&assumed);
}

static void add_hits(struct aws_decision *to, const struct aws_decision *from)
{
    for (size_t i = 0; i < from->hit_count; i++) {
        size_t k = 0;
        while (k < to->hit_count && to->hits[k].statement != from->hits[i].statement)
            k++;
        if (k == to->hit_count && k < AWS_HITS_MAX)
            to->hits[to->hit_count++] = from->hits[i];
    }
}

/* Conditions that make no difference, whatever the others are, are left out. */
static void keep_those_that_matter(struct aws_decision *out, const enum aws_answer *answers)
{
    unsigned all = 1u << out->open_count, kept = 0;
    for (unsigned i = 0; i < out->open_count; i++) {
        bool matters = false;
        for (unsigned bits = 0; bits < all; bits++)
            matters = matters || answers[bits] != answers[bits ^ 1u << i];
        if (matters)
            out->open[kept++] = out->open[i];
    }
    out->open_count = kept;
}

void aws_decide(const struct aws_case *c, struct aws_decision *out)
{
    enum aws_answer answers[1 << AWS_OPEN_MAX];
    struct aws_decision all, one;
    bool same = true;
    decide(c, c->assumed, out);
    if (out->answer != AWS_DEPENDS || !find_open(c->assumed, out))
        return;
    decide_one(c, out, 0, &all);
    answers[0] = all.answer;
    for (unsigned bits = 1; bits < 1u << out->open_count; bits++) {
        decide_one(c, out, bits, &one);
        answers[bits] = one.answer;
        same = same && one.answer == all.answer;
        if (same)
            add_hits(&all, &one);
    }
    if (same && all.answer != AWS_DEPENDS)
        *out = all;
    else
        keep_those_that_matter(out, answers);
}
