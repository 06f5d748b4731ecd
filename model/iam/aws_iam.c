/* SPDX-License-Identifier: MIT */
/* aws_iam.c - the run over policies of AWS, what its parts share, and what code does through roles. */
#include "aws_iam.h"

#include "aws_planes.h"

#include <stdlib.h>

#include "iam.h"
#include "iam_clouds.h"
#include "json_writer.h"
#include "limits.h"
#include "mem.h"
#include "terms.h"

static const struct str transport[] = {STR_INIT("true")};
static const struct aws_context design_context[] = {
    {.key = STR_INIT("aws:SecureTransport"), .values = transport, .count = 1},
};

/* --- Shared ----------------------------------------------------------------------------------- */

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
    buf_add(&b, s->when);
    for (uint32_t i = 0; i < s->condition_count; i++) {
        const struct aws_condition *c = &s->conditions[i];
        if (b.len)
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

void aws_edge_under(struct aws_work *w, edge_id e, size_t before, size_t since,
                    struct str condition)
{
    if (!e || (e <= since && str_empty(condition)))
        return;
    struct str old = graph_edge_at(w->g, e)->condition;
    if (e > before || e <= since) {
        graph_edge_condition(w->g, e, condition);
    } else if (str_empty(condition) || terms_contrary(old, condition)) {
        graph_edge_condition(w->g, e, STR(""));
    } else if (old.len && !str_eq(old, condition)) {
        graph_edge_condition(w->g, e, ARENA_JOIN(w->arena, old, STR(" or "), condition));
    }
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

struct str aws_holder_arn(const struct aws_work *w, node_id holder)
{
    struct str arn = aws_node_arn(w->g, holder);
    return arn.len ? arn : STR("arn:aws:iam::*:role/*");
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

/* --- Collectives ------------------------------------------------------------------------------ */

static bool is_run(struct str s)
{
    return s.len == 1 && s.ptr[0] == GLOB_RUN;
}

bool aws_is_broad(const struct aws_arn *p, struct str service)
{
    static const char slash[] = {GLOB_RUN, '/', GLOB_RUN};
    if (p->thing || p->unknown || p->all)
        return p->all && !p->thing;
    bool ours = is_run(p->part[2]) || str_ieq(p->part[2], service);
    bool rest = is_run(p->part[5]) || str_eq(p->part[5], (struct str){slash, sizeof slash});
    return ours && rest && !p->variables;
}

void aws_any_join(struct aws_work *w, node_id any, node_id member)
{
    edge_id e = graph_edge(w->g, EDGE_RESIDES_IN, member, any, EVIDENCE_DECLARED, -1,
                           (struct origin){0});
    graph_edge_attr_typed(w->g, e, STR(FACT_IMPLICIT), ATTR_BOOL, STR("true"));
}

struct members_seen {
    bool code, configured; /* what runs code; what does as it is configured */
};

static void join(struct aws_work *w, node_id any, size_t thing, struct members_seen *seen)
{
    node_id member = w->things.items[thing].node;
    enum node_kind kind = graph_node_at(w->g, member)->kind;
    aws_any_join(w, any, member);
    seen->code = seen->code || kind == NODE_FUNCTION || kind == NODE_COMPUTE;
    seen->configured = seen->configured || kind == NODE_WORKFLOW || kind == NODE_API ||
                       kind == NODE_FRONT || kind == NODE_TIMER || kind == NODE_AUTH;
}

static void note_runs(struct aws_work *w, node_id any, struct members_seen seen)
{
    if (seen.code && !seen.configured)
        graph_attr_typed(w->g, any, STR(FACT_RUNS), ATTR_BOOL, STR("true"));
}

static node_id collective(struct aws_work *w, struct str tail, struct str name, bool *fresh)
{
    struct str id = ARENA_JOIN(w->arena, STR("aws:any:"), tail);
    node_id any = graph_find(w->g, id);
    *fresh = !any;
    if (any)
        return any;
    any = graph_node(w->g, NODE_BOUNDARY, id, name, (struct origin){0});
    graph_set_provider(w->g, any, STR("aws"));
    graph_attr(w->g, any, FACT_CLASS, str_from(boundary_class_names[BOUNDARY_ANY]));
    return any;
}

node_id aws_any(struct aws_work *w, struct str tail, struct str name, const struct aws_touch *members,
                size_t count)
{
    bool fresh;
    node_id any = collective(w, tail, name, &fresh);
    struct members_seen seen = {0};
    for (size_t i = 0; fresh && i < count; i++)
        join(w, any, members[i].thing, &seen);
    note_runs(w, any, seen);
    return any;
}

node_id aws_any_service(struct aws_work *w, struct str service)
{
    bool all = str_is(service, "*"), fresh;
    size_t first = 0, end = w->things.count;
    node_id any = collective(w, service, all ? STR("everything in the account")
                                             : ARENA_JOIN(w->arena, STR("all of "), service),
                             &fresh);
    if (!fresh)
        return any;
    if (!all)
        aws_things_of(&w->things, aws_service_of_things(service), &first, &end);
    struct members_seen seen = {.configured = all}; /* who may do everything controls all of it */
    for (size_t i = first; i < end; i++)
        join(w, any, i, &seen);
    note_runs(w, any, seen);
    return any;
}

node_id aws_any_pattern(struct aws_work *w, struct str service, const struct aws_arn *p,
                        struct aws_touches touched)
{
    struct str tail = ARENA_JOIN(w->arena, service, STR(":"), p->written);
    return aws_any(w, tail, p->written, touched.items, touched.count);
}

/* --- What code does through its role ---------------------------------------------------------- */

enum { UNNAMED = 60, NAMED_BY_SETTING = 85, NAMED_BY_CODE = 95 };

/* What an edge says of a node: where its code gets its orders, what it names, what its role may. */
struct mention {
    node_id node, other; /* the other end */
    edge_id edge;
    enum edge_kind kind;
    bool coming;         /* from the other end */
    bool by_code;        /* evidence */
};
struct mentions { /* of one node, in the order of edges */
    const struct mention *items;
    size_t count;
};

/* Code that only reads a thing says of writing no more than a setting does. */
static int sure_of(struct mentions own, node_id to, enum edge_kind kind)
{
    int sure = UNNAMED;
    for (size_t i = 0; i < own.count; i++) {
        const struct mention *m = &own.items[i];
        if (m->other != to || m->coming)
            continue;
        if (m->by_code && m->kind == kind)
            return NAMED_BY_CODE;
        if (m->kind == EDGE_USES || m->by_code)
            sure = NAMED_BY_SETTING;
    }
    return sure;
}

static bool holds_data(enum node_kind k)
{
    return k == NODE_QUEUE || k == NODE_TOPIC || k == NODE_STREAM || k == NODE_BUS ||
           k == NODE_BUCKET || k == NODE_TABLE || k == NODE_FILES;
}

struct use { /* of things by code through its role */
    struct aws_work *w;
    node_id code;
    const struct edge *grant;
    struct mentions own;
    struct str condition; /* of the grant, and of running as the role */
    size_t since;         /* edges behind this one are ours */
};

/* op: what of the grant lets it do so; where a connector declares that, the author said it. */
static void add_use(const struct use *u, enum edge_kind kind, unsigned op, node_id to)
{
    struct aws_work *w = u->w;
    size_t before = graph_edge_count(w->g);
    int less = u->condition.len ? 30 : 0;
    bool declared = op_classes_of(edge_attr_text(u->grant, FACT_DECLARES)) & op;
    edge_id e = graph_edge(w->g, kind, u->code, to, declared ? EVIDENCE_DECLARED : EVIDENCE_POLICY,
                           (declared ? 100 : sure_of(u->own, to, kind)) - less, u->grant->where);
    if (e > u->since)
        aws_edge_under(w, e, before, u->since, u->condition);
    if (e && declared)
        graph_edge_attr(w->g, e, FACT_CONNECTOR, edge_attr_text(u->grant, FACT_CONNECTOR));
}

static void through_role(const struct use *u, node_id to, bool named_only)
{
    enum node_kind kind = graph_node_at(u->w->g, to)->kind;
    unsigned ops = edge_ops(u->grant);
    int named = sure_of(u->own, to, EDGE_USES);
    bool fed = false;
    if (to == u->code || (named_only && named == UNNAMED))
        return;
    for (size_t i = 0; i < u->own.count; i++) /* what it is fed by the platform it need not read */
        fed = fed || (u->own.items[i].coming && u->own.items[i].other == to);
    if (holds_data(kind) && ops & OP_READ && !fed)
        add_use(u, EDGE_READS, OP_READ, to);
    if (holds_data(kind) && ops & OP_WRITE)
        add_use(u, EDGE_WRITES, OP_WRITE, to);
    if (kind == NODE_API && ops & OP_WRITE && /* messages to those who are connected */
        str_is(node_attr_text(graph_node_at(u->w->g, to), "protocol"), "WEBSOCKET"))
        add_use(u, EDGE_WRITES, OP_WRITE, to);
    if ((kind == NODE_FUNCTION || kind == NODE_WORKFLOW) && ops & OP_INVOKE)
        add_use(u, EDGE_INVOKES, OP_INVOKE, to);
}

/* Who is a member of which collective: pairs, sorted. Found when it is asked for. */
struct members {
    struct member {
        node_id thing, any;
    } *items;
    size_t count;
};

static int by_pair(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int order = (x->thing > y->thing) - (x->thing < y->thing);
    return order ? order : (x->any > y->any) - (x->any < y->any);
}

static void find_members(const struct graph *g, struct members *m)
{
    size_t count = graph_edge_count(g);
    m->items = mem_zalloc(count + 1, sizeof *m->items);
    for (size_t i = 1; i <= count; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind == EDGE_RESIDES_IN && edge_fact_bool(e, FACT_IMPLICIT, false))
            m->items[m->count++] = (struct member){graph_resolve(g, e->from),
                                                   graph_resolve(g, e->to)};
    }
    if (m->count > 1)
        qsort(m->items, m->count, sizeof *m->items, by_pair);
}

/* A right on all things of a service: what of them the code names, it uses. */
static void through_collective(const struct use *u, struct members *m)
{
    node_id any = graph_resolve(u->w->g, u->grant->to);
    if (!m->items)
        find_members(u->w->g, m);
    for (size_t i = 0; i < u->own.count; i++) {
        struct member named = {u->own.items[i].other, any};
        if (u->own.items[i].kind == EDGE_USES && !u->own.items[i].coming && m->count &&
            bsearch(&named, m->items, m->count, sizeof named, by_pair))
            through_role(u, named.thing, true);
    }
}

struct using {
    struct aws_work *w;
    struct mention *found, *sorted; /* as they come; by node */
    size_t count, cap;
    uint32_t *first;                /* by node: into sorted */
    uint32_t *users, *granted;      /* by role */
    struct members members;
    size_t since;                   /* edges behind this one come from here */
};

static void mention(struct using *x, node_id node, node_id other, edge_id id, bool coming)
{
    const struct edge *e = graph_edge_at(x->w->g, id);
    if (x->count == x->cap)
        x->found = mem_grow(x->found, &x->cap, sizeof *x->found);
    x->found[x->count++] = (struct mention){
        .node = node, .other = other, .edge = id, .kind = e->kind, .coming = coming,
        .by_code = e->evidence == EVIDENCE_CODE};
}

/* The one pass over the edges. */
static void find_mentions(struct using *x)
{
    struct aws_work *w = x->w;
    size_t calls = 0;
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        bool by_code = e->evidence == EVIDENCE_CODE, runs = e->kind == EDGE_RUNS_AS;
        if (!by_code && !runs && e->kind != EDGE_GRANTS && e->kind != EDGE_USES &&
            e->kind != EDGE_TRIGGERS)
            continue;
        node_id from = graph_resolve(w->g, e->from), to = graph_resolve(w->g, e->to);
        enum node_kind kind = graph_node_at(w->g, from)->kind;
        if (e->kind == EDGE_TRIGGERS)
            mention(x, to, from, (edge_id)i, true);
        if (e->kind != EDGE_TRIGGERS || by_code)
            mention(x, from, to, (edge_id)i, false);
        if (runs && (kind == NODE_FUNCTION || kind == NODE_COMPUTE))
            x->users[to]++;
        if (e->kind == EDGE_GRANTS)
            x->granted[from]++;
        if (!by_code || !e->action_count)
            continue;
        if (w->call_count == calls)
            w->calls = mem_grow(w->calls, &calls, sizeof *w->calls);
        w->calls[w->call_count++] = (edge_id)i;
    }
}

static void sort_mentions(struct using *x)
{
    size_t nodes = graph_node_count(x->w->g);
    x->first = mem_zalloc(nodes + 2, sizeof *x->first);
    x->sorted = mem_alloc(x->count * sizeof *x->sorted);
    for (size_t i = 0; i < x->count; i++)
        x->first[x->found[i].node]++;
    for (size_t n = 1; n <= nodes + 1; n++)
        x->first[n] += x->first[n - 1];
    for (size_t i = x->count; i-- > 0;)
        x->sorted[--x->first[x->found[i].node]] = x->found[i];
}

static struct mentions mentions_of(const struct using *x, node_id n)
{
    return (struct mentions){x->sorted + x->first[n], x->first[n + 1] - x->first[n]};
}

/* run: the mention of the role that the code runs as. */
static void use_through(struct using *x, const struct mention *run)
{
    struct aws_work *w = x->w;
    node_id role = run->other;
    struct mentions rights = mentions_of(x, role);
    bool named_only = (size_t)x->users[role] * x->granted[role] > LIMIT_ROLE_USES;
    for (size_t i = 0; i < rights.count; i++) {
        const struct mention *m = &rights.items[i];
        if (m->kind != EDGE_GRANTS)
            continue;
        const struct edge grant = *graph_edge_at(w->g, m->edge); /* edges move */
        const struct use u = {
            .w = w, .code = run->node, .grant = &grant, .own = mentions_of(x, run->node),
            .condition = terms_both(w->arena, graph_edge_at(w->g, run->edge)->condition,
                                    grant.condition),
            .since = x->since};
        if (node_boundary_class(graph_node_at(w->g, m->other)) == BOUNDARY_ANY)
            through_collective(&u, &x->members);
        else
            through_role(&u, m->other, named_only);
    }
}

static void derive_use(struct aws_work *w)
{
    struct using x = {.w = w, .since = graph_edge_count(w->g)};
    x.users = mem_zalloc(graph_node_count(w->g) + 1, sizeof *x.users);
    x.granted = mem_zalloc(graph_node_count(w->g) + 1, sizeof *x.granted);
    find_mentions(&x);
    sort_mentions(&x);
    for (size_t i = 0; i < x.count; i++) {
        const struct mention *m = &x.found[i];
        enum node_kind kind = graph_node_at(w->g, m->node)->kind;
        if (m->kind == EDGE_RUNS_AS && (kind == NODE_FUNCTION || kind == NODE_COMPUTE))
            use_through(&x, m);
    }
    mem_free(x.users);
    mem_free(x.granted);
    mem_free(x.members.items);
    mem_free(x.first);
    mem_free(x.found);
    mem_free(x.sorted);
}

/* --- The run ---------------------------------------------------------------------------------- */

struct order {
    const struct graph *g;
    node_id n;
};

static int by_id(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    return str_cmp(graph_node_at(x->g, x->n)->id, graph_node_at(y->g, y->n)->id);
}

/* A policy that stands by itself acts by nobody but those that it is attached to. */
static bool is_policy(struct str arn)
{
    return str_starts(arn, STR("arn:")) && str_find(arn, STR(":policy/")) != STR_NPOS;
}

static void find_holders(struct aws_work *w)
{
    size_t nodes = graph_node_count(w->g);
    struct order *order = mem_alloc((nodes + 1) * sizeof *order);
    for (size_t i = 1; i <= nodes; i++) {
        node_id n = (node_id)i;
        if (graph_node_at(w->g, n)->kind == NODE_IDENTITY && graph_resolve(w->g, n) == n &&
            !is_policy(aws_node_arn(w->g, n)) &&
            (aws_node_arn(w->g, n).len || aws_docs_of(w->docs, n, AWS_USE_IDENTITY).count))
            order[w->holder_count++] = (struct order){w->g, n};
    }
    if (w->holder_count > 1)
        qsort(order, w->holder_count, sizeof *order, by_id);
    w->holders = arena_array(w->arena, w->holder_count + 1, sizeof *w->holders);
    for (size_t i = 0; i < w->holder_count; i++)
        w->holders[i] = order[i].n;
    mem_free(order);
}

static void record_aliases(struct aws_work *w)
{
    const struct aws_alias *aliases;
    size_t count = aws_docs_aliases(w->docs, &aliases);
    for (size_t i = 0, end; i < count; i = end) {
        struct buf b = {0};
        struct json_writer list = json_writer(&b);
        json_list_inline(&list);
        for (end = i; end < count && aliases[end].node == aliases[i].node; end++)
            json_text(&list, aliases[end].id);
        json_end(&list);
        graph_attr_typed(w->g, aliases[i].node, STR(FACT_STANDS_FOR), ATTR_JSON,
                         str_trim(buf_str(&b)));
        buf_release(&b);
    }
}

void aws_derive(struct graph *g)
{
    struct aws_work w = {.g = g, .arena = arena_new()};
    w.docs = aws_docs_read(g, w.arena);
    if (w.docs) {
        const struct aws_unread *unread;
        size_t count = aws_docs_unread(w.docs, &unread);
        for (size_t i = 0; i < count; i++)
            graph_unresolved(g, unread[i].text, str_from(unread[i].reason), unread[i].node,
                             unread[i].where);
        record_aliases(&w);
        aws_things_find(&w.things, g, w.arena);
        find_holders(&w);
        aws_accounts_find(&w);
        aws_derive_grants(&w);
        derive_use(&w);
        aws_derive_called(&w);
        aws_derive_trust(&w);
        aws_derive_federation(&w);
        aws_derive_privilege(&w);
        aws_derive_exposure(&w);
        aws_derive_routes(&w);
        aws_things_release(&w.things);
        mem_free(w.calls);
    }
    arena_free(w.arena);
}
