/* SPDX-License-Identifier: MIT */
/* excess_cuts.c - which edges narrowing takes away from an identity and its users, and what they keep of
 * collectives. */
#include "excess_matter.h"
#include "facts.h"
#include "mem.h"
#include "query.h"

/* --- Which edges ------------------------------------------------------------------------------ */

/* The service of a thing, or of the collective that stands for things of one; empty: everything. */
static struct str service_of(const struct graph *g, node_id n)
{
    static const struct str head = STR_INIT("aws:any:");
    struct str service = aws_arn_service(aws_node_arn(g, n)), id = graph_node_at(g, n)->id;
    if (service.len || !str_starts(id, head))
        return service;
    id = str_from_at(id, head.len);
    str_cut(&id, ':', &service);
    return str_is(service, "*") ? STR_NONE : service;
}

static const unsigned ops_of[EDGE_KIND_COUNT] = {
    [EDGE_READS] = OP_READ, [EDGE_WRITES] = OP_WRITE, [EDGE_INVOKES] = OP_INVOKE};

/* Does the statement, whose actions name the row, give by it what an edge of that kind says? thing 0: the
 * edge leads to a collective. */
static bool gives_by(const struct excess *x, const struct aws_statement *s, enum edge_kind kind,
                     node_id thing, const struct aws_action_row *row)
{
    return (ops_of[kind] ? row->ops & ops_of[kind] : row->ops) && excess_reaches(x, s, thing, row);
}

/* Does the statement give anything that an edge of that kind says, on the thing? Of a collective only
 * the service is asked. */
static bool may_give(const struct excess *x, const struct aws_statement *s, enum edge_kind kind,
                     node_id to)
{
    struct str service = service_of(x->graph, to);
    node_id thing = aws_node_arn(x->graph, to).len ? to : 0;
    size_t first = 0, end = aws_action_row_count;
    for (uint32_t i = 0; i < s->action_count && s->plain; i++) {
        const struct aws_action_row *row = s->actions[i].row;
        if (row && (!service.len || str_eq(aws_action_service(row), service)) &&
            gives_by(x, s, kind, thing, row))
            return true;
    }
    if (service.len && !s->plain)
        aws_actions_of(service, &first, &end);
    for (size_t r = first; r < end && !s->plain; r++)
        if (aws_actions_match(s, str_from(aws_action_rows[r].action)) &&
            gives_by(x, s, kind, thing, &aws_action_rows[r]))
            return true;
    return false;
}

/* Is the statement as wide as the collective? */
static bool is_as_wide(const struct excess *x, const struct aws_statement *s, node_id to)
{
    struct str service = service_of(x->graph, to), id = graph_node_at(x->graph, to)->id;
    bool wide = s->not_resource || !s->has_resource;
    for (uint32_t r = 0; r < s->resource_count && !wide; r++)
        wide = s->resources[r].all || aws_is_broad(&s->resources[r], service) ||
               str_ends(id, s->resources[r].written);
    return wide;
}

/* Does the narrowed policy still give something of it? Then the edge stays, whole. */
static bool still_gives(const struct matter *m, size_t identity, enum edge_kind kind, node_id to)
{
    const struct excess *x = m->x;
    bool thing = aws_node_arn(x->graph, to).len > 0;
    for (uint32_t k = 0; k < m->narrowed[identity].statement_count; k++) {
        const struct aws_statement *s = &m->narrowed[identity].statements[k];
        if (kind == EDGE_CONTROLS ? excess_gives_code(x, s, to)
                                  : (thing || is_as_wide(x, s, to)) && may_give(x, s, kind, to))
            return true;
    }
    return false;
}

static void add_giver(struct excess *x, size_t statement)
{
    if (x->giver_count == x->giver_cap)
        x->givers = mem_grow(x->givers, &x->giver_cap, sizeof *x->givers);
    x->givers[x->giver_count++] = (uint32_t)statement;
}

/* What holding an identity with such actions on a thing gives (spread.tsv, rows of grants). */
static unsigned states_of(unsigned ops)
{
    unsigned states = (ops & OP_READ ? 1u << STATE_READ : 0) | (ops & OP_WRITE ? 1u << STATE_WRITE : 0) |
                      (ops & OP_INVOKE ? 1u << STATE_INPUT : 0);
    return ops & (OP_EXEC | OP_ADMIN | OP_POLICY) ? ~(1u << STATE_EXHAUST) : states;
}

/* The states of a member that the edge to its collective gives: those over the edge of membership, from
 * what the first one leads to. */
static unsigned states_over(const struct matter *m, edge_id first, edge_id membership)
{
    const struct attack *a = m->attack;
    unsigned states = 0;
    for (uint32_t i = m->arcs_at[first]; i < m->arcs_at[first + 1]; i++)
        for (uint32_t k = m->arcs_at[membership]; k < m->arcs_at[membership + 1]; k++)
            if (attack_tail(a, m->arcs[k]) == a->arc_to[m->arcs[i]])
                states |= 1u << a->vertex_state[a->arc_to[m->arcs[k]]];
    return states;
}

/* The narrowed policy gives what is needed of single members, of what the edge gave. */
static void keep_members(struct matter *m, const struct excess_identity *i, edge_id cut)
{
    struct excess *x = m->x;
    node_id collective = graph_edge_at(x->graph, cut)->to;
    for (size_t n = 0; n < i->needs.count; n++) {
        const struct aws_need *need = &i->needs.items[n];
        const struct aws_action_row *row = need->row;
        unsigned ops = row ? row->ops : need->action.len ? 0 : OP_READ | OP_WRITE | OP_INVOKE;
        edge_id member = need->node && i->met[n]
                             ? graph_between(x->graph, EDGE_RESIDES_IN, need->node, collective)
                             : 0;
        unsigned states = member ? states_of(ops) & states_over(m, cut, member) : 0;
        if (!states)
            continue;
        if (x->keep_count == x->keep_cap)
            x->keeps = mem_grow(x->keeps, &x->keep_cap, sizeof *x->keeps);
        x->keeps[x->keep_count++] = (struct excess_kept){
            .identity = i->identity, .cut = cut, .node = need->node, .states = states};
    }
}

/* Is a privilege path closed by narrowing all? Then its givers are added. */
static bool close_path(struct matter *m, size_t identity, node_id to)
{
    struct excess *x = m->x;
    const struct excess_identity *i = &x->items[identity];
    if (excess_path_left(m->paths, identity, to, &m->kept[m->first_statement[identity]]))
        return false;
    for (size_t k = 0; k < i->statement_count; k++)
        if (excess_gives_code(x, i->statements[k].statement, to))
            add_giver(x, k);
    return true;
}

static void add_cut(struct matter *m, size_t identity, edge_id id)
{
    struct excess *x = m->x;
    const struct excess_identity *i = &x->items[identity];
    const struct edge *e = graph_edge_at(x->graph, id);
    struct excess_cut c = {.identity = i->identity, .edge = id, .first = (uint32_t)x->giver_count};
    bool path = e->kind == EDGE_CONTROLS;
    if (still_gives(m, identity, e->kind, e->to))
        return;
    for (size_t k = 0; k < i->statement_count && !path; k++)
        if (may_give(x, i->statements[k].statement, e->kind, e->to))
            add_giver(x, k);
    if (path ? !close_path(m, identity, e->to) : x->giver_count == c.first)
        return;
    c.count = (uint32_t)x->giver_count - c.first;
    if (x->cut_count == x->cut_cap)
        x->cuts = mem_grow(x->cuts, &x->cut_cap, sizeof *x->cuts);
    x->cuts[x->cut_count++] = c;
    if (e->kind == EDGE_GRANTS && !aws_node_arn(x->graph, e->to).len)
        keep_members(m, i, id);
}

/* What narrowing takes from the identity, and from its users what they have through it alone. */
static void find_cuts_of(struct matter *m, size_t k)
{
    const struct graph *g = m->x->graph;
    const struct excess_identity *i = &m->x->items[k];
    struct edge_list out = graph_out(g, i->identity);
    for (size_t n = 0; n < out.count && i->user_count; n++) {
        const struct edge *e = graph_edge_at(g, out.ids[n]);
        if (e->kind == EDGE_CONTROLS || e->kind == EDGE_GRANTS)
            add_cut(m, k, out.ids[n]);
    }
    for (size_t u = 0; u < i->user_count; u++) {
        out = graph_out(g, i->users[u]);
        for (size_t n = 0; n < out.count; n++) {
            const struct edge *e = graph_edge_at(g, out.ids[n]);
            bool follows = e->evidence == EVIDENCE_POLICY || edge_attr(e, FACT_CONNECTOR);
            if (follows && ops_of[e->kind])
                add_cut(m, k, out.ids[n]);
        }
    }
}

static void find_gifts(struct matter *m)
{
    const struct excess *x = m->x;
    uint32_t count = 0;
    size_t identity = 0;
    m->gifts = mem_alloc((x->keep_count + 1) * STATE_COUNT * sizeof *m->gifts);
    for (size_t k = 0; k < x->keep_count; k++) {
        const struct excess_kept *kept = &x->keeps[k];
        while (x->items[identity].identity != kept->identity)
            m->first_gift[++identity] = count;
        for (int s = 0; s < STATE_COUNT; s++)
            if (kept->states & 1u << s)
                m->gifts[count++] = (struct loss_gift){
                    attack_vertex(m->attack, kept->identity, STATE_HOLD),
                    attack_vertex(m->attack, kept->node, (enum state)s)};
    }
    while (identity < x->count)
        m->first_gift[++identity] = count;
}

void excess_find_cuts(struct matter *m)
{
    struct excess *x = m->x;
    for (size_t k = 0; k < x->count; k++) {
        m->first_cut[k] = (uint32_t)x->cut_count;
        find_cuts_of(m, k);
    }
    m->first_cut[x->count] = (uint32_t)x->cut_count;
    for (size_t k = 0; k < x->count; k++)
        for (uint32_t n = m->first_cut[k]; n < m->first_cut[k + 1]; n++) {
            const struct excess_cut *c = &x->cuts[n];
            m->weak[c->edge] = 1;
            for (uint32_t g = 0; g < c->count; g++)
                x->items[k].statements[x->givers[c->first + g]].wider = true;
        }
    find_gifts(m);
}

bool excess_is_gone(const struct matter *m, size_t identity, const struct excess_cut *c)
{
    const struct excess *x = m->x;
    const struct edge *e = graph_edge_at(x->graph, c->edge);
    const uint8_t *kept = &m->kept[m->first_statement[identity]];
    for (uint32_t g = 0; g < c->count; g++)
        if (kept[x->givers[c->first + g]])
            return false;
    return e->kind != EDGE_CONTROLS || !excess_path_left(m->paths, identity, e->to, kept);
}

void excess_cut_edges(const struct matter *m, size_t identity, bool on)
{
    for (uint32_t n = m->first_cut[identity]; n < m->first_cut[identity + 1]; n++)
        if (excess_is_gone(m, identity, &m->x->cuts[n]))
            m->gone[m->x->cuts[n].edge] += on ? 1u : -1u;
}
