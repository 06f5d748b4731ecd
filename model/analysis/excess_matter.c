/* SPDX-License-Identifier: MIT */
/* What narrowing closes: the attack graph walked again with the edges cut that it would take away. */
#include "attack.h"
#include "excess_parts.h"
#include "mem.h"
#include "seat.h"

struct walked {
    uint8_t *in;               /* by vertex */
    vertex_id *list;           /* those that are in, in the order of finding */
    size_t count;
};

struct matter {
    struct excess *x;
    struct attack *attack;
    vertex_id *starts;
    size_t start_count;
    struct walked reached, then; /* as it is; narrowed */
    uint32_t *cut;             /* by edge: how many cuts take it away */
    uint8_t *told;             /* by node, zero between compare()s */
    struct aws_policy *narrowed; /* [identity] */
    struct excess_paths *paths;
    uint32_t *first_statement; /* [identity + 1]: number of its first statement */
    uint32_t *first_cut, *first_keep; /* [identity + 1] */
    uint32_t *arcs_at, *arcs;  /* of attack, by edge */
    uint8_t *kept;             /* per statement: it is not narrowed */
};

#define ALL SIZE_MAX

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

/* Does the statement give anything that an edge of that kind says, on the thing? Of a collective only
 * the service is asked. */
static bool may_give(const struct excess *x, const struct aws_statement *s, enum edge_kind kind,
                     node_id to)
{
    struct str service = service_of(x->graph, to);
    bool thing = aws_node_arn(x->graph, to).len > 0;
    size_t first = 0, end = aws_action_row_count;
    if (service.len)
        aws_actions_of(service, &first, &end);
    for (size_t r = first; r < end; r++) {
        const struct aws_action_row *row = &aws_action_rows[r];
        if ((ops_of[kind] ? row->ops & ops_of[kind] : row->ops) &&
            aws_actions_match(s, str_from(row->action)) &&
            (!thing || excess_reaches(x, s, to, str_from(row->action))))
            return true;
    }
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

static bool resides_in(const struct graph *g, node_id n, node_id where)
{
    struct edge_list out = graph_out(g, n);
    for (size_t k = 0; k < out.count; k++) {
        const struct edge *e = graph_edge_at(g, out.ids[k]);
        if (e->kind == EDGE_RESIDES_IN && e->to == where)
            return true;
    }
    return false;
}

/* The narrowed policy gives what is needed of single members. */
static void keep_members(struct excess *x, const struct excess_identity *i, edge_id cut)
{
    node_id collective = graph_edge_at(x->graph, cut)->to;
    for (size_t n = 0; n < i->needs.count; n++) {
        const struct aws_need *need = &i->needs.items[n];
        const struct aws_action_row *row =
            need->action.len ? aws_action_find_written(need->action) : NULL;
        unsigned ops = row ? row->ops : need->action.len ? 0 : OP_READ | OP_WRITE | OP_INVOKE;
        if (!need->node || !i->met[n] || !ops || !resides_in(x->graph, need->node, collective))
            continue;
        if (x->keep_count == x->keep_cap)
            x->keeps = mem_grow(x->keeps, &x->keep_cap, sizeof *x->keeps);
        x->keeps[x->keep_count++] = (struct excess_kept){
            .identity = i->identity, .cut = cut, .node = need->node, .states = states_of(ops)};
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
        keep_members(x, i, id);
}

/* What narrowing takes from the identity, and from its users what they have through it alone. */
static void find_cuts(struct matter *m)
{
    const struct graph *g = m->x->graph;
    for (size_t k = 0; k < m->x->count; k++) {
        const struct excess_identity *i = &m->x->items[k];
        struct edge_list out = graph_out(g, i->identity);
        m->first_cut[k] = (uint32_t)m->x->cut_count;
        m->first_keep[k] = (uint32_t)m->x->keep_count;
        for (size_t n = 0; n < out.count && i->user_count; n++) {
            const struct edge *e = graph_edge_at(g, out.ids[n]);
            if (e->kind == EDGE_CONTROLS || e->kind == EDGE_GRANTS)
                add_cut(m, k, out.ids[n]);
        }
        for (size_t u = 0; u < i->user_count; u++) {
            out = graph_out(g, i->users[u]);
            for (size_t n = 0; n < out.count; n++) {
                const struct edge *e = graph_edge_at(g, out.ids[n]);
                if (e->evidence == EVIDENCE_POLICY && ops_of[e->kind])
                    add_cut(m, k, out.ids[n]);
            }
        }
    }
    m->first_cut[m->x->count] = (uint32_t)m->x->cut_count;
    m->first_keep[m->x->count] = (uint32_t)m->x->keep_count;
}

/* --- Walks ------------------------------------------------------------------------------------ */

/* Every walk costs what it reaches, not what there is. */
static struct walked reach_new(const struct attack *a)
{
    return (struct walked){.in = mem_zalloc(a->vertex_count + 1u, 1),
                           .list = mem_alloc((a->vertex_count + 1u) * sizeof(vertex_id))};
}

static void reach_free(struct walked *r)
{
    mem_free(r->in);
    mem_free(r->list);
}

static void reach_clear(struct walked *r)
{
    while (r->count)
        r->in[r->list[--r->count]] = 0;
}

static void reach_add(struct walked *r, vertex_id v)
{
    if (v == VERTEX_NONE || r->in[v])
        return;
    r->in[v] = 1;
    r->list[r->count++] = v;
}

/* Goes on from what was found last, past what is cut. */
static void reach_spread(const struct matter *m, const struct attack *a, struct walked *r, size_t head)
{
    for (; head < r->count; head++) {
        vertex_id v = r->list[head];
        for (arc_id arc = a->out_at[v]; arc < a->out_at[v + 1]; arc++)
            if (!r->in[a->arc_to[arc]] && !m->cut[a->arc_edge[arc]]) /* 0, no edge, is never cut */
                reach_add(r, a->arc_to[arc]);
    }
}

static void reach_from_starts(const struct matter *m, const struct attack *a, struct walked *r)
{
    reach_clear(r);
    for (size_t i = 0; i < m->start_count; i++)
        reach_add(r, m->starts[i]);
    reach_spread(m, a, r, 0);
}

struct collecting {
    struct matter *m;
    struct attack *attack;
};

static void add_start(void *arg, node_id n, enum state s)
{
    struct collecting *c = arg;
    vertex_id v = attack_vertex(c->attack, n, s);
    if (v != VERTEX_NONE)
        c->m->starts[c->m->start_count++] = v;
}

static void sit(struct matter *m, struct attack *a, enum seat_kind kind, node_id node)
{
    const struct seat_part part = {kind, node};
    struct collecting c = {m, a};
    seat_starts(m->x->graph, &part, add_start, &c);
}

static void compare_node(const struct matter *m, const struct attack *a, node_id n,
                         struct excess_closed *out)
{
    const struct jewel *jewel = jewels_at(m->x->jewels, n);
    bool before = false, after = false, fell = false, falls = false;
    for (uint32_t v = a->node_first[n]; v < a->node_first[n + 1]; v++) {
        if (a->vertex_state[v] == STATE_EXHAUST)
            continue;
        bool jewels = jewel && jewel->states & 1u << a->vertex_state[v];
        before |= m->reached.in[v];
        after |= m->then.in[v];
        fell |= jewels && m->reached.in[v];
        falls |= jewels && m->then.in[v];
    }
    out->nodes += before && !after;
    out->jewels += fell && !falls;
}

static struct excess_closed compare(const struct matter *m, const struct attack *a)
{
    struct excess_closed out = {0};
    for (size_t i = 0; i < m->reached.count; i++) {
        node_id n = a->vertex_node[m->reached.list[i]];
        if (!m->told[n])
            compare_node(m, a, n, &out);
        m->told[n] = 1;
    }
    for (size_t i = 0; i < m->reached.count; i++)
        m->told[a->vertex_node[m->reached.list[i]]] = 0;
    return out;
}

/* Does the cut hold, as far as statements are narrowed? */
static bool is_gone(const struct matter *m, size_t identity, const struct excess_cut *c)
{
    const struct excess *x = m->x;
    const struct edge *e = graph_edge_at(x->graph, c->edge);
    const uint8_t *kept = &m->kept[m->first_statement[identity]];
    for (uint32_t g = 0; g < c->count; g++)
        if (kept[x->givers[c->first + g]])
            return false;
    return e->kind != EDGE_CONTROLS || !excess_path_left(m->paths, identity, e->to, kept);
}

/* Cut, or mended again, is what the statements of one identity give; ALL: of all. */
static void cut_edges(const struct matter *m, size_t identity, bool on)
{
    size_t first = identity == ALL ? 0 : identity, end = identity == ALL ? m->x->count : identity + 1;
    for (size_t k = first; k < end; k++)
        for (uint32_t n = m->first_cut[k]; n < m->first_cut[k + 1]; n++)
            if (is_gone(m, k, &m->x->cuts[n]))
                m->cut[m->x->cuts[n].edge] += on ? 1u : -1u;
}

static bool is_in(const struct attack *a, const struct walked *r, node_id n, enum state s)
{
    vertex_id v = attack_vertex(a, n, s);
    return v != VERTEX_NONE && r->in[v];
}

/* What held identities still have of the collectives that are cut. */
static void add_kept(struct matter *m, const struct attack *a, size_t identity)
{
    size_t first = identity == ALL ? 0 : identity, end = identity == ALL ? m->x->count : identity + 1;
    for (uint32_t k = m->first_keep[first]; k < m->first_keep[end]; k++) {
        const struct excess_kept *kept = &m->x->keeps[k];
        if (!m->cut[kept->cut] || !is_in(a, &m->then, kept->identity, STATE_HOLD))
            continue;
        for (int s = 0; s < STATE_COUNT; s++)
            if (kept->states & 1u << s)
                reach_add(&m->then, attack_vertex(a, kept->node, (enum state)s));
    }
}

/* What is reached when an identity (ALL: all) is narrowed: m->then. */
static void walk(struct matter *m, struct attack *a, size_t identity)
{
    size_t before;
    cut_edges(m, identity, true);
    reach_from_starts(m, a, &m->then);
    do {
        before = m->then.count;
        add_kept(m, a, identity);
        reach_spread(m, a, &m->then, before);
    } while (m->then.count > before);
    cut_edges(m, identity, false);
}

static bool is_held(const struct matter *m, node_id identity)
{
    return is_in(m->attack, &m->reached, identity, STATE_HOLD);
}

/* --- From the internet, and if a user is taken over ------------------------------------------- */

static void from_internet(struct matter *m)
{
    struct excess *x = m->x;
    reach_from_starts(m, m->attack, &m->reached);
    walk(m, m->attack, ALL);
    x->all = compare(m, m->attack);
    for (size_t k = 0; k < x->count; k++) {
        if (!is_held(m, x->items[k].identity))
            continue;
        walk(m, m->attack, k);
        x->items[k].from_internet = compare(m, m->attack);
    }
}

static void index_arcs(struct matter *m)
{
    const struct attack *a = m->attack;
    size_t edges = graph_edge_count(m->x->graph);
    m->arcs_at = mem_zalloc(edges + 3, sizeof *m->arcs_at);
    m->arcs = mem_alloc((a->arc_count + 1u) * sizeof *m->arcs);
    for (arc_id arc = 0; arc < a->arc_count; arc++)
        m->arcs_at[a->arc_edge[arc] + 2]++;
    for (size_t e = 2; e < edges + 3; e++)
        m->arcs_at[e] += m->arcs_at[e - 1];
    for (arc_id arc = 0; arc < a->arc_count; arc++)
        m->arcs[m->arcs_at[a->arc_edge[arc] + 1]++] = arc;
}

/* An arc over the edge leads on from what is reached. */
static bool leads_on(const struct matter *m, edge_id e)
{
    const struct attack *a = m->attack;
    for (uint32_t i = m->arcs_at[e]; i < m->arcs_at[e + 1]; i++)
        if (!m->then.in[a->arc_to[m->arcs[i]]] && m->then.in[attack_tail(a, m->arcs[i])])
            return true;
    return false;
}

/* Mends what comes back when one more statement is kept, unless that leads the attacker on: then it
 * matters, and stays narrowed. */
static bool give_back(struct matter *m, size_t k, uint32_t statement, uint8_t *gone)
{
    bool matters = false;
    for (uint32_t n = m->first_cut[k]; n < m->first_cut[k + 1]; n++)
        gone[n - m->first_cut[k]] = is_gone(m, k, &m->x->cuts[n]);
    m->kept[statement] = 1;
    for (uint32_t n = m->first_cut[k]; n < m->first_cut[k + 1]; n++) {
        gone[n - m->first_cut[k]] &= !is_gone(m, k, &m->x->cuts[n]);
        edge_id e = m->x->cuts[n].edge;
        m->cut[e] -= gone[n - m->first_cut[k]];
        matters = matters || (gone[n - m->first_cut[k]] && !m->cut[e] && leads_on(m, e));
    }
    for (uint32_t n = m->first_cut[k]; matters && n < m->first_cut[k + 1]; n++)
        m->cut[m->x->cuts[n].edge] += gone[n - m->first_cut[k]];
    m->kept[statement] = !matters;
    return matters;
}

/* Gives back one statement after the other, as long as it gives the attacker nothing back: what is
 * reached with everything narrowed stays the same all the while. */
static void find_minimal(struct matter *m)
{
    struct excess *x = m->x;
    uint8_t *gone = mem_zalloc(x->cut_count + 1, 1);
    index_arcs(m);
    walk(m, m->attack, ALL);
    cut_edges(m, ALL, true);
    for (size_t k = x->count; k-- > 0;) {
        struct excess_identity *i = &x->items[k];
        for (size_t n = i->statement_count; n-- > 0;)
            i->statements[n].matters =
                give_back(m, k, m->first_statement[k] + (uint32_t)n, gone);
    }
    cut_edges(m, ALL, false);
    mem_free(gone);
    mem_free(m->arcs_at);
    mem_free(m->arcs);
}

static void if_taken(struct matter *m)
{
    struct excess *x = m->x;
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(SEAT_COMPROMISED, MODE_STRICT)};
    struct attack *a = attack_build(x->graph, &terms);
    for (size_t k = 0; k < x->count; k++) {
        m->start_count = 0;
        for (size_t u = 0; u < x->items[k].user_count; u++)
            sit(m, a, SEAT_COMPROMISED, x->items[k].users[u]);
        if (!m->start_count)
            continue;
        reach_from_starts(m, a, &m->reached);
        walk(m, a, k);
        x->items[k].if_taken = compare(m, a);
    }
    attack_free(a);
}

void excess_matter(struct excess *x)
{
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(SEAT_ANONYMOUS, MODE_STRICT)};
    struct matter m = {.x = x};
    uint32_t statements = 0;
    m.attack = attack_build(x->graph, &terms);
    m.starts = mem_alloc((graph_node_count(x->graph) + 1) * SEAT_PARTS * sizeof *m.starts);
    m.reached = reach_new(m.attack); /* vertices are numbered alike in all attack graphs */
    m.then = reach_new(m.attack);
    m.cut = mem_zalloc(graph_edge_count(x->graph) + 1, sizeof *m.cut);
    m.told = mem_zalloc(graph_node_count(x->graph) + 1, 1);
    m.first_statement = mem_zalloc(x->count + 1, sizeof *m.first_statement);
    m.first_cut = mem_zalloc(x->count + 1, sizeof *m.first_cut);
    m.first_keep = mem_zalloc(x->count + 1, sizeof *m.first_keep);
    for (size_t k = 0; k < x->count; k++) {
        m.first_statement[k] = statements;
        statements += (uint32_t)x->items[k].statement_count;
    }
    m.kept = mem_zalloc(statements + 1, 1);
    m.narrowed = mem_zalloc(x->count + 1, sizeof *m.narrowed);
    for (size_t k = 0; k < x->count; k++)
        excess_read_policy(x, x->items[k].narrowed, &m.narrowed[k]);
    m.paths = excess_paths_new(x, m.narrowed);
    find_cuts(&m);
    sit(&m, m.attack, SEAT_ANONYMOUS, 0);
    from_internet(&m);
    find_minimal(&m);
    memset(m.kept, 0, statements + 1);
    if_taken(&m);
    attack_free(m.attack);
    mem_free(m.starts);
    reach_free(&m.reached);
    reach_free(&m.then);
    mem_free(m.cut);
    mem_free(m.told);
    mem_free(m.first_statement);
    mem_free(m.first_cut);
    mem_free(m.first_keep);
    mem_free(m.kept);
    excess_paths_free(m.paths);
    mem_free(m.narrowed);
}
