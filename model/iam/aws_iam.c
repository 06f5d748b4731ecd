/* SPDX-License-Identifier: MIT */
/* aws_iam.c - identity policies of AWS -> grants, and reads, writes, invokes of functions. */
#include "aws_iam.h"

#include <stdlib.h>

#include "iam.h"
#include "iam_clouds.h"
#include "mem.h"

static const struct str transport[] = {STR_INIT("true")};
static const struct aws_context design_context[] = {
    {.key = STR_INIT("aws:SecureTransport"), .values = transport, .count = 1},
};

/* --- Shared ----------------------------------------------------------------------------------- */

struct str aws_node_arn(const struct graph *g, node_id n)
{
    return node_attr_text(graph_node_at(g, n), "arn");
}

struct aws_request aws_design_request(struct aws_work *w, struct str principal, struct str action,
                                      struct str resource)
{
    struct aws_request r = {.principal = principal, .action = action, .resource = resource,
                            .context = design_context, .context_count = COUNT(design_context),
                            .context_open = true, .design = true};
    aws_request_ready(w->arena, &r);
    return r;
}

struct aws_case aws_case_of(const struct aws_work *w, node_id holder)
{
    struct aws_case c = {0};
    c.layers[AWS_LAYER_IDENTITY] = aws_docs_of(w->docs, holder, AWS_USE_IDENTITY);
    c.layers[AWS_LAYER_BOUNDARY] = aws_docs_of(w->docs, holder, AWS_USE_BOUNDARY);
    return c;
}

struct str aws_condition_text(struct arena *a, const struct aws_statement *s)
{
    struct buf b = {0};
    for (uint32_t i = 0; i < s->condition_count; i++) {
        const struct aws_condition *c = &s->conditions[i];
        if (i)
            buf_puts(&b, "; ");
        buf_add(&b, c->op);
        buf_putc(&b, ' ');
        buf_add(&b, c->key);
        for (uint32_t k = 0; k < c->value_count; k++) {
            buf_puts(&b, k ? ", " : " ");
            buf_add(&b, c->values[k]);
        }
    }
    struct str text = arena_str(a, buf_str(&b));
    buf_release(&b);
    return text;
}

const char *aws_condition_kind(const struct aws_statement *s)
{
    static const struct {
        const char *key, *kind;
    } kinds[] = {
        {"sts:ExternalId", "factor"},       {"aws:MultiFactorAuthPresent", "factor"},
        {"aws:MultiFactorAuthAge", "factor"}, {"aws:SourceVpce", "network"},
        {"aws:SourceVpc", "network"},       {"aws:SourceIp", "network"},
        {"aws:VpcSourceIp", "network"},
    };
    for (uint32_t i = 0; i < s->condition_count; i++)
        for (size_t k = 0; k < COUNT(kinds); k++)
            if (str_iis(s->conditions[i].key, kinds[k].key))
                return kinds[k].kind;
    return "undecided";
}

static bool is_run(struct str s)
{
    return s.len == 1 && s.ptr[0] == GLOB_RUN;
}

/* --- Things ----------------------------------------------------------------------------------- */

static struct str service_of(struct str arn)
{
    struct str rest = arn, part = STR_NONE;
    for (int i = 0; i < 3; i++)
        if (!str_cut(&rest, ':', &part))
            return STR_NONE;
    return part;
}

static int by_service(const void *a, const void *b)
{
    const struct aws_thing *x = a, *y = b;
    int c = str_cmp(x->service, y->service);
    return c ? c : x->node < y->node ? -1 : x->node > y->node;
}

static void find_things(struct aws_work *w)
{
    size_t nodes = graph_node_count(w->g);
    w->things = mem_zalloc(nodes + 1, sizeof *w->things);
    w->holders = mem_zalloc(nodes + 1, sizeof *w->holders);
    for (size_t i = 1; i <= nodes; i++) {
        node_id n = (node_id)i;
        struct str arn = aws_node_arn(w->g, n);
        if (graph_resolve(w->g, n) != n)
            continue;
        if (graph_node_at(w->g, n)->kind == NODE_IDENTITY &&
            (arn.len || aws_docs_of(w->docs, n, AWS_USE_IDENTITY).count))
            w->holders[w->holder_count++] = n;
        if (!str_starts(arn, STR("arn:")) || str_empty(service_of(arn)))
            continue;
        struct aws_thing *t = &w->things[w->thing_count++];
        t->node = n;
        t->arn = arn;
        t->service = service_of(arn);
        struct str slash = ARENA_JOIN(w->arena, arn, STR("/*"));
        t->itself = aws_design_request(w, STR_NONE, STR_NONE, arn);
        t->inside = aws_design_request(w, STR_NONE, STR_NONE, slash);
    }
    if (w->thing_count > 1)
        qsort(w->things, w->thing_count, sizeof *w->things, by_service);
}

/* Things of one service: [*first, *end). */
static void things_of(const struct aws_work *w, struct str service, size_t *first, size_t *end)
{
    size_t low = 0, high = w->thing_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(w->things[middle].service, service) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = *end = low;
    while (*end < w->thing_count && str_eq(w->things[*end].service, service))
        ++*end;
}

node_id aws_any(struct aws_work *w, struct str service, const struct aws_arn *pattern)
{
    bool all = str_is(service, "*");
    struct str tail = pattern ? ARENA_JOIN(w->arena, STR(":"), pattern->written) : STR_NONE;
    struct str id = ARENA_JOIN(w->arena, STR("aws:any:"), service, tail);
    node_id any = graph_find(w->g, id);
    if (any)
        return any;
    struct origin nowhere = {0};
    struct str name = all ? STR("everything in the account")
                      : pattern ? pattern->written
                                : ARENA_JOIN(w->arena, STR("all of "), service);
    any = graph_node(w->g, NODE_BOUNDARY, id, name, nowhere);
    graph_set_provider(w->g, any, STR("aws"));
    graph_attr(w->g, any, FACT_CLASS, str_from(boundary_class_names[BOUNDARY_ANY]));
    for (size_t i = 0; i < w->thing_count; i++) {
        const struct aws_thing *t = &w->things[i];
        struct aws_statement s = {.has_resource = true, .resource_count = 1};
        if (!all && !str_eq(t->service, service))
            continue;
        if (pattern) {
            struct aws_arn one = *pattern;
            s.resources = &one;
            if (aws_resources_match(&s, &t->itself) != TRI_TRUE &&
                aws_resources_match(&s, &t->inside) == TRI_FALSE)
                continue;
        }
        edge_id e = graph_edge(w->g, EDGE_RESIDES_IN, t->node, any, EVIDENCE_DECLARED, -1,
                               nowhere);
        graph_edge_attr_typed(w->g, e, STR(FACT_IMPLICIT), ATTR_BOOL, STR("true"));
    }
    return any;
}

/* --- One statement ---------------------------------------------------------------------------- */

struct granting {
    struct aws_work *w;
    node_id holder;
    struct aws_case c;      /* policies of the holder */
    bool limited;           /* it has denials or a boundary: every action has to be asked for */
    const struct aws_policy *policy;
    const struct aws_statement *s;
    enum tri conditions;
    struct str service;
    size_t row, row_end;    /* its actions in the table */
};

static bool denied(struct granting *x, const struct aws_action_row *row,
                   const struct aws_request *resource, bool *perhaps)
{
    struct aws_decision d;
    if (!x->limited)
        return false;
    x->c.request = *resource;
    x->c.request.principal = STR("arn:aws:iam::*:role/*");
    x->c.request.action_lower = str_from(row->action);
    x->c.request.caller = AWS_CALLER_ROLE;
    x->c.request.account = x->c.request.resource_account = STR("*");
    aws_decide(&x->c, &d);
    *perhaps = *perhaps || d.answer == AWS_DEPENDS;
    return d.answer == AWS_DENIED;
}

/* Surely, whatever the unknown parts are. The last part is compared first and without asking what may
 * be: there are as many questions as there are statements and things. */
static bool touches(const struct aws_statement *s, const struct aws_request *r)
{
    const int last = ARN_SEGMENTS - 1;
    bool perhaps = s->not_resource;
    for (uint32_t i = 0; i < s->resource_count && !perhaps; i++)
        perhaps = s->resources[i].all || s->resources[i].variables ||
                  glob_match(s->resources[i].part[last], r->part[last], false);
    return perhaps && aws_resources_match(s, r) == TRI_TRUE;
}

/* Does it speak of a part of the thing: an object, an index, a version, behind this separator? */
static bool touches_part(const struct aws_statement *s, const struct aws_request *thing, char sep)
{
    if (s->not_resource)
        return false;
    for (uint32_t i = 0; i < s->resource_count; i++) {
        struct aws_arn arn = s->resources[i];
        struct aws_statement one = {.has_resource = true, .resources = &arn, .resource_count = 1};
        struct str last = arn.part[ARN_SEGMENTS - 1];
        for (size_t k = 0; k < last.len; k++) {
            arn.part[ARN_SEGMENTS - 1] = str_sub(last, 0, k);
            if (last.ptr[k] == sep && touches(&one, thing))
                return true;
        }
    }
    return false;
}

/* The classes of what the statement allows on a thing; t NULL: on all of the service. */
static unsigned ops_on(struct granting *x, const struct aws_thing *t,
                       const struct aws_request *all, bool *perhaps)
{
    bool s3 = str_is(x->service, "s3");
    bool itself = !t || touches(x->s, &t->itself);
    bool inside = !t || touches(x->s, &t->inside) || touches_part(x->s, &t->itself, '/');
    bool part = !t || (!s3 && touches_part(x->s, &t->itself, ':'));
    unsigned ops = 0;
    if (!itself && !inside && !part)
        return 0;
    for (size_t i = x->row; i < x->row_end; i++) {
        const struct aws_action_row *row = &aws_action_rows[i];
        bool object = row->shape == 'o';
        bool meant = object ? inside : s3 ? itself : itself || inside || part;
        if (!row->ops || (row->ops & ops) == row->ops || !meant || (t && row->shape == '-') ||
            !aws_actions_match(x->s, str_from(row->action)))
            continue;
        if (!denied(x, row, t ? (object ? &t->inside : &t->itself) : all, perhaps))
            ops |= row->ops;
    }
    return ops;
}

static void add_actions(struct granting *x, edge_id e, unsigned ops)
{
    enum { SHOWN = 12 };
    uint32_t shown = 0;
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (ops & 1u << b)
            graph_edge_action(x->w->g, e, str_from(op_class_names[b]));
    for (uint32_t i = 0; i < x->s->action_count && !x->s->not_action && shown < SHOWN; i++) {
        const struct aws_action *a = &x->s->actions[i];
        bool ours = a->all || (str_istarts(a->text, x->service) &&
                               a->text.len > x->service.len && a->text.ptr[x->service.len] == ':');
        if (ours && !a->invalid) {
            graph_edge_action(x->w->g, e, a->written);
            shown++;
        }
    }
}

static void emit(struct granting *x, node_id to, unsigned ops, bool perhaps)
{
    struct graph *g = x->w->g;
    struct origin where = aws_docs_place(x->w->docs, x->policy, x->s);
    edge_id e;
    if (!ops || to == x->holder)
        return;
    if (x->conditions == TRI_TRUE && !perhaps) {
        e = graph_edge(g, EDGE_GRANTS, x->holder, to, EVIDENCE_DECLARED, -1, where);
    } else { /* beside an unconditional grant, not in its place */
        struct str text = aws_condition_text(x->w->arena, x->s);
        if (perhaps)
            text = STR("a denial or boundary that may apply");
        struct str id = ARENA_JOIN(x->w->arena, STR("policy:"), graph_node_at(g, x->holder)->id,
                                   STR("=>"), graph_node_at(g, to)->id, STR("?"), text);
        e = graph_edge_with_id(g, id, EDGE_GRANTS, x->holder, to, EVIDENCE_DECLARED, 70, where);
        if (!e)
            return;
        graph_edge_condition(g, e, text);
        graph_edge_attr(g, e, FACT_COND_KIND,
                        str_from(perhaps ? "undecided" : aws_condition_kind(x->s)));
    }
    if (!e)
        return;
    add_actions(x, e, ops);
    if (x->policy->name.len && str_empty(edge_attr_text(graph_edge_at(g, e), "policy")))
        graph_edge_attr(g, e, "policy", x->policy->name);
}

/* Everything of the service: "*", "arn:aws:sqs:*:*:*", "arn:aws:s3:::*" and with a slash. */
static bool is_broad(const struct aws_arn *p, struct str service)
{
    static const char slash[] = {GLOB_RUN, '/', GLOB_RUN};
    if (p->all)
        return true;
    bool ours = is_run(p->part[2]) || str_ieq(p->part[2], service);
    bool rest = is_run(p->part[5]) || str_eq(p->part[5], (struct str){slash, sizeof slash});
    return ours && rest && !p->variables;
}

/* One edge for all of the service if a resource says so; the resources that are left, if any, are those
 * that name things. */
static bool grant_broad(struct granting *x, struct aws_statement *narrow)
{
    struct aws_work *w = x->w;
    const struct aws_statement *s = x->s;
    bool perhaps = false, quiet = str_is(x->service, "logs") || str_is(x->service, "xray") ||
                                  str_is(x->service, "cloudwatch");
    *narrow = *s;
    if (s->not_resource)
        return true;
    narrow->resources = arena_array(w->arena, s->resource_count + 1, sizeof *s->resources);
    narrow->resource_count = 0;
    for (uint32_t i = 0; i < s->resource_count; i++)
        if (!is_broad(&s->resources[i], x->service))
            narrow->resources[narrow->resource_count++] = s->resources[i];
    if (narrow->resource_count == s->resource_count)
        return true;
    struct str arn = ARENA_JOIN(w->arena, STR("arn:aws:"), x->service, STR(":*:*:*"));
    struct aws_request all = aws_design_request(w, STR_NONE, STR_NONE, arn);
    unsigned ops = ops_on(x, NULL, &all, &perhaps);
    if (quiet) /* what every function does is not worth a line */
        ops &= ~(unsigned)OP_WRITE;
    if (ops)
        emit(x, aws_any(w, x->service, NULL), ops, perhaps);
    return narrow->resource_count > 0;
}

static void grant_named(struct granting *x)
{
    struct aws_work *w = x->w;
    const struct aws_statement *s = x->s;
    size_t first, end, hits = 0;
    things_of(w, x->service, &first, &end);
    for (size_t i = first; i < end; i++)
        hits += touches(s, &w->things[i].itself) || touches(s, &w->things[i].inside);
    bool collect = hits > AZURE_GRANT_MAX && s->resource_count == 1 && !s->not_resource &&
                   !s->resources[0].variables;
    bool perhaps = false;
    unsigned united = 0;
    for (size_t i = first; i < end; i++) {
        bool maybe = false;
        unsigned ops = ops_on(x, &w->things[i], NULL, &maybe);
        if (!collect)
            emit(x, w->things[i].node, ops, maybe);
        united |= ops;
        perhaps = perhaps || maybe;
    }
    if (collect && united)
        emit(x, aws_any(w, x->service, &s->resources[0]), united, perhaps);
}

static void grant_service(struct granting *x)
{
    const struct aws_statement *whole = x->s;
    struct aws_statement narrow;
    if (!grant_broad(x, &narrow))
        return;
    x->s = &narrow;
    grant_named(x);
    x->s = whole;
}

/* May one of its actions be of this service? */
static bool speaks_of(const struct aws_statement *s, struct str service)
{
    if (s->not_action)
        return true;
    for (uint32_t i = 0; i < s->action_count; i++) {
        const struct aws_action *a = &s->actions[i];
        if (a->all || (!a->invalid && a->literal > service.len && a->text.ptr[service.len] == ':' &&
                       str_starts(a->text, service)))
            return true;
    }
    return false;
}

bool aws_is_everything(const struct aws_statement *s)
{
    bool actions = false, resources = false;
    for (uint32_t i = 0; i < s->action_count && !s->not_action; i++)
        actions = actions || s->actions[i].all;
    for (uint32_t i = 0; i < s->resource_count && !s->not_resource; i++)
        resources = resources || s->resources[i].all;
    return actions && resources;
}

static void grant_statement(struct granting *x)
{
    const unsigned all = (1u << OP_COUNT) - 1;
    if (aws_is_everything(x->s) && !x->limited) {
        x->service = STR("*");
        emit(x, aws_any(x->w, STR("*"), NULL), all, false);
        return;
    }
    for (x->row = 0; x->row < aws_action_row_count; x->row = x->row_end) {
        const struct aws_action_row *row = &aws_action_rows[x->row];
        x->service = (struct str){row->action, row->service_len};
        aws_actions_of(x->service, &x->row, &x->row_end);
        if (!str_is(x->service, "iam") && !str_is(x->service, "sts") &&
            speaks_of(x->s, x->service))
            grant_service(x);
    }
}

static void derive_grants(struct aws_work *w)
{
    struct aws_request any = aws_design_request(w, STR("arn:aws:iam::*:role/*"), STR_NONE,
                                                STR("*"));
    for (size_t h = 0; h < w->holder_count; h++) {
        struct granting x = {.w = w, .holder = w->holders[h], .c = aws_case_of(w, w->holders[h])};
        const struct aws_policies *p = &x.c.layers[AWS_LAYER_IDENTITY];
        x.limited = x.c.layers[AWS_LAYER_BOUNDARY].given;
        for (size_t i = 0; i < p->count; i++)
            for (uint32_t k = 0; k < p->items[i].statement_count; k++)
                x.limited = x.limited || !p->items[i].statements[k].allow;
        for (size_t i = 0; i < p->count; i++)
            for (uint32_t k = 0; k < p->items[i].statement_count; k++) {
                x.policy = &p->items[i];
                x.s = &p->items[i].statements[k];
                x.conditions = aws_conditions_hold(x.s, &any, NULL);
                if (x.s->allow && x.s->has_resource && x.conditions != TRI_FALSE)
                    grant_statement(&x);
            }
    }
}

/* --- What code does through its role ---------------------------------------------------------- */

/* 95 if code names the thing, 85 if a setting does, else 60. */
static int sure_of(struct aws_work *w, const edge_id *edges, size_t count, node_id to)
{
    int sure = 60;
    for (size_t i = 0; i < count; i++) {
        const struct edge *e = graph_edge_at(w->g, edges[i]);
        if (graph_resolve(w->g, e->to) != to)
            continue;
        if (e->evidence == EVIDENCE_CODE)
            return 95;
        if (e->kind == EDGE_USES)
            sure = 85;
    }
    return sure;
}

static bool holds_data(enum node_kind k)
{
    return k == NODE_QUEUE || k == NODE_TOPIC || k == NODE_STREAM || k == NODE_BUS ||
           k == NODE_BUCKET || k == NODE_TABLE || k == NODE_FILES;
}

/* Taking messages off a queue is a write as well; sending is what makes a flow. */
static bool sends(const struct edge *grant)
{
    for (uint32_t i = 0; i < grant->action_count; i++)
        if (str_istarts(grant->actions[i], STR("sqs:Send")) ||
            str_chr(grant->actions[i], '*') != STR_NPOS)
            return true;
    return false;
}

static void through_role(struct aws_work *w, node_id code, const struct edge *grant,
                         const edge_id *own, size_t own_count)
{
    node_id to = graph_resolve(w->g, grant->to);
    enum node_kind kind = graph_node_at(w->g, to)->kind;
    unsigned ops = edge_ops(grant);
    int sure = sure_of(w, own, own_count, to) - (grant->condition.len ? 30 : 0);
    struct origin where = grant->where;
    bool fed = false, sending = kind != NODE_QUEUE || sends(grant);
    if (to == code)
        return;
    for (size_t i = 0; i < own_count; i++) { /* what it is fed by the platform it need not read */
        const struct edge *e = graph_edge_at(w->g, own[i]);
        fed = fed || (e->kind == EDGE_TRIGGERS && graph_resolve(w->g, e->from) == to);
    }
    if (holds_data(kind) && ops & OP_READ && !fed)
        graph_edge(w->g, EDGE_READS, code, to, EVIDENCE_POLICY, sure, where);
    if (holds_data(kind) && ops & OP_WRITE && sending)
        graph_edge(w->g, EDGE_WRITES, code, to, EVIDENCE_POLICY, sure, where);
    if ((kind == NODE_FUNCTION || kind == NODE_WORKFLOW) && ops & OP_INVOKE)
        graph_edge(w->g, EDGE_INVOKES, code, to, EVIDENCE_POLICY, sure, where);
}

/* Edges that leave or enter each node, as compressed rows. */
struct rows {
    uint32_t *first;
    edge_id *edges;
};

static struct rows edge_rows(const struct graph *g)
{
    size_t nodes = graph_node_count(g), count = graph_edge_count(g);
    struct rows r = {mem_zalloc(nodes + 2, sizeof *r.first), mem_zalloc(2 * count + 1,
                                                                        sizeof *r.edges)};
    for (size_t i = 1; i <= count; i++) {
        r.first[graph_resolve(g, graph_edge_at(g, (edge_id)i)->from)]++;
        r.first[graph_resolve(g, graph_edge_at(g, (edge_id)i)->to)]++;
    }
    for (size_t i = 1; i <= nodes + 1; i++)
        r.first[i] += r.first[i - 1];
    for (size_t i = count; i >= 1; i--) {
        r.edges[--r.first[graph_resolve(g, graph_edge_at(g, (edge_id)i)->from)]] = (edge_id)i;
        r.edges[--r.first[graph_resolve(g, graph_edge_at(g, (edge_id)i)->to)]] = (edge_id)i;
    }
    return r;
}

static void derive_use(struct aws_work *w)
{
    struct rows r = edge_rows(w->g);
    size_t count = graph_edge_count(w->g);
    for (size_t i = 1; i <= count; i++) {
        const struct edge *run = graph_edge_at(w->g, (edge_id)i);
        node_id code = graph_resolve(w->g, run->from), role = graph_resolve(w->g, run->to);
        enum node_kind kind = graph_node_at(w->g, code)->kind;
        if (run->kind != EDGE_RUNS_AS || (kind != NODE_FUNCTION && kind != NODE_COMPUTE))
            continue;
        for (uint32_t k = r.first[role]; k < r.first[role + 1]; k++) {
            const struct edge *grant = graph_edge_at(w->g, r.edges[k]);
            if (grant->kind == EDGE_GRANTS && graph_resolve(w->g, grant->from) == role)
                through_role(w, code, grant, r.edges + r.first[code],
                             r.first[code + 1] - r.first[code]);
        }
    }
    mem_free(r.first);
    mem_free(r.edges);
}

void aws_derive(struct graph *g)
{
    struct aws_work w = {.g = g, .arena = arena_new()};
    w.docs = aws_docs_read(g, w.arena);
    if (w.docs) {
        const struct aws_unread *unread;
        size_t count = aws_docs_unread(w.docs, &unread);
        find_things(&w);
        for (size_t i = 0; i < count; i++)
            graph_unresolved(g, unread[i].text, str_from(unread[i].reason), unread[i].node,
                             unread[i].where);
        derive_grants(&w);
        derive_use(&w);
        aws_derive_trust(&w);
        aws_derive_paths(&w);
        aws_derive_exposure(&w);
        mem_free(w.things);
        mem_free(w.holders);
    }
    arena_free(w.arena);
}
