/* SPDX-License-Identifier: MIT */
/* From a hop to the changes that take it away: one small function per sort of edge. */
#include "changes_parts.h"

#include "aws_tables.h"
#include "query.h"

struct look {
    const struct changes *c;
    const struct graph *g;
    const struct spread_row *row;
    const struct edge *edge; /* NULL: a rule about one node */
    edge_id e;
    struct change_spec *out;
    size_t count;
};

static void put(struct look *l, enum change_kind kind, node_id subject, node_id other, edge_id place)
{
    if (l->count < CHANGE_CHAIN)
        l->out[l->count++] = (struct change_spec){kind, subject, other, place};
}

static const struct node *node_of(const struct look *l, node_id n)
{
    return graph_node_at(l->g, n);
}

static bool released(const struct look *l, node_id n)
{
    return l->c->options.released && l->c->options.released[n];
}

/* Tagged as meant for everybody. */
static bool is_meant_public(const struct node *n)
{
    for (uint32_t i = 0; i < n->tag_count; i++)
        if ((str_iis(n->tags[i].key, "public") && !str_iis(n->tags[i].value, "false")) ||
            (str_iis(n->tags[i].key, "access") && str_iis(n->tags[i].value, "public")))
            return true;
    return false;
}

/* --- The edge of the system ------------------------------------------------------------------- */

static bool holds_routes(const struct look *l, node_id n)
{
    enum node_kind kind = node_of(l, n)->kind;
    return kind == NODE_API || kind == NODE_FRONT;
}

/* What has one gate for all its routes: the API of a route, or the app whose function it calls; 0:
 * nothing. */
static node_id api_of(const struct look *l, node_id route)
{
    edge_id e = graph_first_in(l->g, route, EDGE_ROUTES);
    node_id api = e ? graph_edge_at(l->g, e)->from : 0;
    if (api)
        return node_of(l, api)->kind == NODE_API ? api : 0;
    e = graph_first_out(l->g, route, EDGE_INVOKES);
    e = e ? graph_first_out(l->g, graph_edge_at(l->g, e)->to, EDGE_HOSTED_BY) : 0;
    return e ? graph_edge_at(l->g, e)->to : 0;
}

static void put_gate(struct look *l, node_id n, bool from_outside)
{
    if (is_meant_public(node_of(l, n)) && !released(l, n))
        return;
    if (holds_routes(l, n)) {
        put(l, CHANGE_GATE_API, n, 0, 0);
        return;
    }
    put(l, CHANGE_GATE, n, 0, 0);
    node_id api = node_of(l, n)->kind == NODE_ROUTE && from_outside ? api_of(l, n) : 0;
    if (api && !is_meant_public(node_of(l, api)))
        put(l, CHANGE_GATE_API, api, 0, 0);
}

/* Whoever passes tokens anyway is not stopped by authentication. */
static bool gates_help(const struct look *l)
{
    return !(l->c->attack->terms.pass & 1u << AUTH_CLASS_TOKEN);
}

static void look_exposes(struct look *l)
{
    node_id n = l->edge->to;
    if (node_of(l, l->edge->from)->kind != NODE_ACTOR ||
        node_actor_role(node_of(l, l->edge->from)) != ACTOR_INTERNET ||
        !str_empty(edge_attr_text(l->edge, FACT_VIA)))
        return;
    switch (node_of(l, n)->kind) {
    case NODE_IDENTITY:
        put(l, CHANGE_GUEST, n, 0, 0);
        return;
    case NODE_API:
    case NODE_ROUTE:
    case NODE_FRONT:
    case NODE_FUNCTION:
    case NODE_COMPUTE:
    case NODE_APP:
    case NODE_WORKFLOW:
        if (gates_help(l))
            put_gate(l, n, true);
        return;
    case NODE_QUEUE:
    case NODE_TOPIC:
    case NODE_STREAM:
    case NODE_BUS:
    case NODE_BUCKET:
    case NODE_TABLE:
    case NODE_FILES:
    case NODE_SECRET:
    case NODE_KEY:
    case NODE_CODE:
    case NODE_LOG:
        if (!is_meant_public(node_of(l, n)) || released(l, n))
            put(l, CHANGE_PUBLIC, n, 0, 0);
        return;
    case NODE_AUTH: /* signing in and up is what it is for */
    case NODE_ACTOR:
    case NODE_BOUNDARY:
    case NODE_TIMER:
    case NODE_PARAM:
    case NODE_NET:
    case NODE_SERVICE:
    case NODE_KIND_COUNT:
        return;
    }
}

static void look_routes(struct look *l)
{
    if (l->row->premise != STATE_INPUT || !gates_help(l))
        return;
    enum node_kind to = node_of(l, l->edge->to)->kind;
    if (to == NODE_ROUTE || to == NODE_API)
        put_gate(l, l->edge->to, false);
}

/* --- Identities ------------------------------------------------------------------------------- */

/* Several things run as it: one of them can get an identity of its own. */
static bool is_shared(const struct look *l, node_id identity)
{
    size_t users = 0;
    struct edge_list in = graph_in(l->g, identity);
    for (size_t i = 0; i < in.count && users < 2; i++)
        users += graph_edge_at(l->g, in.ids[i])->kind == EDGE_RUNS_AS;
    return users > 1;
}

static void put_role(struct look *l, edge_id runs_as)
{
    const struct edge *e = graph_edge_at(l->g, runs_as);
    if (is_shared(l, e->to))
        put(l, CHANGE_ROLE, e->from, e->to, 0);
}

bool changes_is_managed(const struct edge *grant)
{
    struct str name = edge_attr_text(grant, "policy");
    return !str_empty(name) && aws_managed_find(name);
}

/* The first grant of the identity that stands at the same place: a privilege path is a part of it. */
static edge_id grant_at(const struct look *l, const struct edge *e, edge_id id)
{
    struct edge_list out = graph_out(l->g, e->from);
    for (size_t i = 0; e->where.line && i < out.count; i++) {
        const struct edge *other = graph_edge_at(l->g, out.ids[i]);
        if (other->kind == EDGE_GRANTS && origin_cmp(other->where, e->where) == 0)
            return out.ids[i];
    }
    return id;
}

static void put_statement(struct look *l, edge_id e)
{
    const struct edge *edge = graph_edge_at(l->g, e);
    if (edge->kind == EDGE_CONTROLS) {
        e = grant_at(l, edge, e);
        edge = graph_edge_at(l->g, e);
    }
    put(l, changes_is_managed(edge) ? CHANGE_POLICY : CHANGE_STATEMENT, edge->from, 0, e);
}

static void look_grants(struct look *l)
{
    static const unsigned ops[STATE_COUNT] = {
        [STATE_READ] = OP_READ, [STATE_WRITE] = OP_WRITE, [STATE_INPUT] = OP_INVOKE};
    unsigned op = ops[l->row->conclusion];
    if (op & edge_ops(l->edge) && changes_role_needs(l->c, l->edge->from, l->edge->to, op))
        return;
    put_statement(l, l->e);
}

/* --- Use -------------------------------------------------------------------------------------- */

static void put_released(struct look *l, enum change_kind kind)
{
    if (released(l, l->edge->from) || released(l, l->edge->to))
        put(l, kind, l->edge->from, l->edge->to, l->e);
}

/* The setting that holds the value: of the code itself or of its app; 0: none does. */
static edge_id setting_of(const struct look *l)
{
    edge_id hosted = graph_first_out(l->g, l->edge->from, EDGE_HOSTED_BY);
    const node_id places[] = {l->edge->from,
                              hosted ? graph_edge_at(l->g, hosted)->to : 0};
    for (size_t p = 0; p < COUNT(places) && places[p]; p++) {
        struct pair_range uses = changes_between(l->c, places[p], l->edge->to);
        for (size_t i = 0; i < uses.count; i++) {
            const struct edge *e = graph_edge_at(l->g, uses.items[i].edge);
            if (e->kind == EDGE_USES && (edge_fact_is(e, FACT_VALUE, "plain") ||
                                         edge_fact_is(e, FACT_VALUE, "deployment")))
                return uses.items[i].edge;
        }
    }
    return 0;
}

static void look_uses(struct look *l)
{
    enum node_kind to = node_of(l, l->edge->to)->kind;
    edge_id setting =
        to == NODE_SECRET || to == NODE_PARAM || to == NODE_KEY ? setting_of(l) : 0;
    if (setting)
        put(l, CHANGE_SETTING, l->edge->to, 0, setting);
    else
        put_released(l, CHANGE_ACCESS);
}

/* A hop that follows from a right: whatever takes the right away, or the identity. */
static bool look_follows(struct look *l)
{
    unsigned op;
    if (!l->edge || !changes_follows(l->c, l->edge, &op))
        return false;
    edge_id right = changes_right(l->c, l->edge->from, l->edge->to, op);
    if (!right)
        return false;
    put_statement(l, right);
    struct pair_range runs =
        changes_between(l->c, l->edge->from, graph_edge_at(l->g, right)->from);
    for (size_t i = 0; i < runs.count; i++)
        if (graph_edge_at(l->g, runs.items[i].edge)->kind == EDGE_RUNS_AS)
            put_role(l, runs.items[i].edge);
    return true;
}

/* --- The rest --------------------------------------------------------------------------------- */

static size_t guests(const struct look *l, node_id app)
{
    size_t count = 0;
    struct edge_list in = graph_in(l->g, app);
    for (size_t i = 0; i < in.count; i++)
        count += graph_edge_at(l->g, in.ids[i])->kind == EDGE_HOSTED_BY;
    return count;
}

static void look_edge(struct look *l)
{
    const struct edge *e = l->edge;
    switch (e->kind) {
    case EDGE_EXPOSES:
        look_exposes(l);
        break;
    case EDGE_ROUTES:
        look_routes(l);
        break;
    case EDGE_INVOKES:
    case EDGE_TRIGGERS:
    case EDGE_DELIVERS:
    case EDGE_DEADLETTERS:
        put_released(l, CHANGE_CONNECTION);
        break;
    case EDGE_READS:
    case EDGE_WRITES:
        put_released(l, CHANGE_ACCESS);
        break;
    case EDGE_USES:
        look_uses(l);
        break;
    case EDGE_UNLOCKS:
        if (!str_is(node_attr_text(node_of(l, e->from), FACT_MADE_BY), "platform"))
            put(l, CHANGE_CREDENTIAL, e->from, e->to, 0);
        break;
    case EDGE_RUNS_AS:
        put_role(l, l->e);
        break;
    case EDGE_ASSUMES:
        put(l, CHANGE_TRUST, e->to, e->from, 0);
        break;
    case EDGE_GRANTS:
        look_grants(l);
        break;
    case EDGE_CONTROLS:
        put_statement(l, l->e);
        break;
    case EDGE_HOSTED_BY:
        if (guests(l, e->to) > 1)
            put(l, CHANGE_APP, e->from, e->to, 0);
        break;
    case EDGE_CODE_FROM:
        put(l, CHANGE_CODE, e->to, 0, 0);
        break;
    case EDGE_AUTHENTICATES:
    case EDGE_ENCRYPTED_BY:
    case EDGE_LOGS_TO:
    case EDGE_RESIDES_IN:
    case EDGE_DEPENDS:
    case EDGE_KIND_COUNT:
        break;
    }
}

static bool runs_code(enum node_kind kind)
{
    return kind == NODE_FUNCTION || kind == NODE_COMPUTE || kind == NODE_WORKFLOW;
}

size_t changes_classify(const struct changes *c, struct hop hop, struct change_spec *out)
{
    struct look l = {.c = c, .g = c->attack->graph, .row = &spread_rows[hop.row], .e = hop.edge,
                     .out = out};
    if (!hop.edge) {
        if (l.row->conclusion == STATE_CONTROL && c->attack->terms.mode == MODE_EVIDENCE)
            put(&l, CHANGE_FLAW, hop.node, 0, 0);
        return l.count;
    }
    l.edge = graph_edge_at(l.g, hop.edge);
    if (!look_follows(&l))
        look_edge(&l);
    node_id to = l.row->dir == SPREAD_REVERSE ? l.edge->from : l.edge->to;
    if (released(&l, to) && runs_code(node_of(&l, to)->kind))
        put(&l, CHANGE_RETIRE, to, 0, 0);
    return l.count;
}
