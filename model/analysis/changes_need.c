/* SPDX-License-Identifier: MIT */
/* What code needs, and which hops only follow from what its identity may do. */
#include <stdlib.h>

#include "changes_parts.h"

#include "query.h"

enum { NAMED_FROM = 61 }; /* confidence of a policy's edge for a thing that a setting or code names */

struct pair_range changes_between(const struct changes *c, node_id from, node_id to)
{
    size_t low = 0, high = c->pair_count, first;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct pair *p = &c->pairs[middle];
        if (p->from < from || (p->from == from && p->to < to))
            low = middle + 1;
        else
            high = middle;
    }
    first = low;
    while (low < c->pair_count && c->pairs[low].from == from && c->pairs[low].to == to)
        low++;
    return (struct pair_range){c->pairs + first, low - first};
}

static const struct edge *edge_of(const struct changes *c, edge_id e)
{
    return graph_edge_at(c->attack->graph, e);
}

static unsigned op_of(enum edge_kind kind)
{
    switch ((int)kind) {
    case EDGE_READS:
    case EDGE_USES:
        return OP_READ;
    case EDGE_WRITES:
    case EDGE_DELIVERS:
    case EDGE_DEADLETTERS:
    case EDGE_LOGS_TO:
        return OP_WRITE;
    case EDGE_INVOKES:
        return OP_INVOKE;
    default:
        return 0;
    }
}

bool changes_needs(const struct changes *c, node_id code, node_id thing, unsigned op)
{
    bool seen = false, named = false;
    struct pair_range forth = changes_between(c, code, thing), back;
    for (size_t i = 0; i < forth.count; i++) {
        const struct edge *e = edge_of(c, forth.items[i].edge);
        bool call = op_of(e->kind) && e->kind != EDGE_USES;
        if (!edge_fact_bool(e, FACT_ENABLED, true))
            continue;
        if (e->evidence != EVIDENCE_POLICY && call && op_of(e->kind) == op)
            return true;
        if (e->kind == EDGE_USES && e->evidence == EVIDENCE_CODE && op == OP_READ)
            return true;
        seen = seen || (call && e->evidence == EVIDENCE_CODE);
        named = named || e->kind == EDGE_USES ||
                (call && op_of(e->kind) == op && e->confidence >= NAMED_FROM);
    }
    back = changes_between(c, thing, code);
    for (size_t i = 0; i < back.count; i++)
        if (edge_of(c, back.items[i].edge)->kind == EDGE_TRIGGERS && op & (OP_READ | OP_WRITE))
            return true; /* it takes its events from there */
    return named && !seen;
}

void changes_runners(const struct changes *c, node_id identity,
                     void (*see)(void *arg, node_id code), void *arg)
{
    const struct graph *g = c->attack->graph;
    struct edge_list in = graph_in(g, identity);
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if (e->kind != EDGE_RUNS_AS)
            continue;
        see(arg, e->from);
        if (graph_node_at(g, e->from)->kind != NODE_APP)
            continue;
        struct edge_list guests = graph_in(g, e->from);
        for (size_t k = 0; k < guests.count; k++)
            if (graph_edge_at(g, guests.ids[k])->kind == EDGE_HOSTED_BY)
                see(arg, graph_edge_at(g, guests.ids[k])->from);
    }
}

struct asking {
    const struct changes *c;
    node_id thing;
    unsigned op;
    bool needed;
};

static void ask_runner(void *arg, node_id code)
{
    struct asking *a = arg;
    a->needed = a->needed || changes_needs(a->c, code, a->thing, a->op);
}

bool changes_role_needs(const struct changes *c, node_id identity, node_id thing, unsigned op)
{
    struct asking a = {c, thing, op, false};
    changes_runners(c, identity, ask_runner, &a);
    return a.needed;
}

/* --- What only follows ------------------------------------------------------------------------ */

static bool is_kept_value(enum node_kind kind)
{
    return kind == NODE_SECRET || kind == NODE_PARAM || kind == NODE_KEY;
}

bool changes_follows(const struct changes *c, const struct edge *e, unsigned *op)
{
    const struct graph *g = c->attack->graph;
    bool from_policy = e->evidence == EVIDENCE_POLICY &&
                       (e->kind == EDGE_READS || e->kind == EDGE_WRITES || e->kind == EDGE_INVOKES);
    bool from_name = e->kind == EDGE_USES && e->evidence != EVIDENCE_CODE &&
                     !is_kept_value(graph_node_at(g, e->to)->kind) &&
                     changes_right(c, e->from, e->to, OP_READ | OP_WRITE);
    *op = op_of(e->kind);
    return (from_policy || from_name) && !changes_needs(c, e->from, e->to, *op);
}

static bool fires(const struct changes *c, struct hop hop)
{
    struct spread_hop unused;
    return spread_apply(c->attack->facts, &c->attack->terms, &spread_rows[hop.row], hop.edge,
                        hop.node, &unused) == SPREAD_FIRES;
}

/* A hop over an edge, or on a node, from one state to another: appended to out. */
static bool append(const struct changes *c, edge_id e, node_id n, enum spread_dir dir,
                   enum state premise, enum state conclusion, struct change_look *out)
{
    enum edge_kind kind = e ? edge_of(c, e)->kind : EDGE_KIND_COUNT;
    struct spread_row_list rows = spread_rows_of(c->attack->facts, kind);
    for (size_t i = 0; i < rows.count; i++) {
        const struct spread_row *row = &spread_rows[rows.rows[i]];
        struct hop hop = {rows.rows[i], e, n};
        if (row->dir != dir || row->premise != premise || row->conclusion != conclusion ||
            !fires(c, hop))
            continue;
        out->support[out->support_count++] = hop;
        return true;
    }
    return false;
}

/* From hold(identity) to the state of the thing: over a grant, or one of something that holds it. */
static bool append_right(const struct changes *c, node_id identity, node_id thing,
                         enum state state, struct change_look *out)
{
    const struct graph *g = c->attack->graph;
    struct pair_range grants = changes_between(c, identity, thing);
    for (size_t i = 0; i < grants.count; i++)
        if (edge_of(c, grants.items[i].edge)->kind == EDGE_GRANTS &&
            append(c, grants.items[i].edge, 0, SPREAD_FORWARD, STATE_HOLD, state, out))
            return true;
    struct edge_list holders = graph_out(g, thing);
    for (size_t k = 0; k < holders.count; k++) {
        const struct edge *lies = graph_edge_at(g, holders.ids[k]);
        if (lies->kind != EDGE_RESIDES_IN)
            continue;
        grants = changes_between(c, identity, lies->to);
        for (size_t i = 0; i < grants.count; i++)
            for (int s = 0; s < STATE_COUNT; s++) {
                uint32_t before = out->support_count;
                if (edge_of(c, grants.items[i].edge)->kind == EDGE_GRANTS &&
                    append(c, grants.items[i].edge, 0, SPREAD_FORWARD, STATE_HOLD, (enum state)s,
                           out) &&
                    append(c, holders.ids[k], 0, SPREAD_REVERSE, (enum state)s, state, out))
                    return true;
                out->support_count = before;
            }
    }
    return false;
}

static bool append_identity(const struct changes *c, node_id code, node_id thing, enum state state,
                            struct change_look *out)
{
    struct edge_list list = graph_out(c->attack->graph, code);
    for (size_t i = 0; i < list.count; i++) {
        uint32_t before = out->support_count;
        if (edge_of(c, list.ids[i])->kind == EDGE_RUNS_AS &&
            append(c, list.ids[i], 0, SPREAD_FORWARD, STATE_CONTROL, STATE_HOLD, out) &&
            append_right(c, edge_of(c, list.ids[i])->to, thing, state, out))
            return true;
        out->support_count = before;
    }
    return false;
}

bool changes_support(const struct changes *c, struct hop hop, struct change_look *out)
{
    const struct spread_row *row = &spread_rows[hop.row];
    const struct edge *e = edge_of(c, hop.edge);
    out->support_count = 0;
    if (row->dir != SPREAD_FORWARD ||
        (row->premise == STATE_INPUT &&
         !append(c, 0, e->from, SPREAD_SAME, STATE_INPUT, STATE_CONTROL, out)) ||
        (row->premise != STATE_INPUT && row->premise != STATE_CONTROL))
        return false;
    if (append_identity(c, e->from, e->to, row->conclusion, out))
        return true;
    edge_id hosted = graph_first_out(c->attack->graph, e->from, EDGE_HOSTED_BY);
    return hosted &&
           append(c, hosted, 0, SPREAD_FORWARD, STATE_CONTROL, STATE_CONTROL, out) &&
           append_identity(c, edge_of(c, hosted)->to, e->to, row->conclusion, out);
}

/* --- Rights ----------------------------------------------------------------------------------- */

static edge_id grant_on(const struct changes *c, node_id identity, node_id thing, unsigned op)
{
    const struct graph *g = c->attack->graph;
    struct pair_range grants = changes_between(c, identity, thing);
    for (size_t i = 0; i < grants.count; i++) {
        const struct edge *e = edge_of(c, grants.items[i].edge);
        if (e->kind == EDGE_GRANTS && edge_ops(e) & op)
            return grants.items[i].edge;
    }
    struct edge_list holders = graph_out(g, thing);
    for (size_t k = 0; k < holders.count; k++) {
        const struct edge *lies = graph_edge_at(g, holders.ids[k]);
        if (lies->kind != EDGE_RESIDES_IN)
            continue;
        grants = changes_between(c, identity, lies->to);
        for (size_t i = 0; i < grants.count; i++) {
            const struct edge *e = edge_of(c, grants.items[i].edge);
            if (e->kind == EDGE_GRANTS && edge_ops(e) & op)
                return grants.items[i].edge;
        }
    }
    return 0;
}

edge_id changes_right(const struct changes *c, node_id code, node_id thing, unsigned op)
{
    const struct graph *g = c->attack->graph;
    edge_id hosted = graph_first_out(g, code, EDGE_HOSTED_BY), found = 0;
    const node_id places[] = {code, hosted ? edge_of(c, hosted)->to : 0};
    for (size_t p = 0; p < COUNT(places) && places[p]; p++) {
        struct edge_list out = graph_out(g, places[p]);
        for (size_t i = 0; i < out.count && !found; i++)
            if (edge_of(c, out.ids[i])->kind == EDGE_RUNS_AS)
                found = grant_on(c, edge_of(c, out.ids[i])->to, thing, op);
    }
    return found;
}
