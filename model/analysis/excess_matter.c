/* SPDX-License-Identifier: MIT */
/* What narrowing closes: the attack graph walked again with the edges cut that it would take away. */
#include "attack.h"
#include "excess_parts.h"
#include "mem.h"
#include "seat.h"

struct matter {
    struct excess *x;
    struct attack *attack;
    vertex_id *starts;
    size_t start_count;
    uint8_t *reached, *then;  /* by vertex */
    struct aws_policy *narrowed; /* [identity] */
    struct excess_paths *paths;
    uint32_t *first_statement; /* [identity + 1]: number of its first statement */
    uint32_t *first_cut;       /* [identity + 1] */
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
}

/* --- Walks ------------------------------------------------------------------------------------ */

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

static struct excess_closed compare(const struct matter *m, const struct attack *a)
{
    const struct excess *x = m->x;
    struct excess_closed out = {0};
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        const struct jewel *jewel = jewels_at(x->jewels, n);
        bool before = false, after = false, fell = false, falls = false;
        for (uint32_t v = a->node_first[n]; v < a->node_first[n + 1]; v++) {
            if (a->vertex_state[v] == STATE_EXHAUST)
                continue;
            bool jewels = jewel && jewel->states & 1u << a->vertex_state[v];
            before |= m->reached[v];
            after |= m->then[v];
            fell |= jewels && m->reached[v];
            falls |= jewels && m->then[v];
        }
        out.nodes += before && !after;
        out.jewels += fell && !falls;
    }
    return out;
}

/* Cut is what the statements of one identity give (ALL: of all), as far as they are narrowed. */
static void cut_edges(const struct matter *m, struct what_if *w, size_t identity)
{
    const struct excess *x = m->x;
    size_t first = identity == ALL ? 0 : identity, end = identity == ALL ? x->count : identity + 1;
    for (size_t k = first; k < end; k++) {
        const uint8_t *kept = &m->kept[m->first_statement[k]];
        for (uint32_t n = m->first_cut[k]; n < m->first_cut[k + 1]; n++) {
            const struct excess_cut *c = &x->cuts[n];
            const struct edge *e = graph_edge_at(x->graph, c->edge);
            bool gone = e->kind != EDGE_CONTROLS || !excess_path_left(m->paths, k, e->to, kept);
            for (uint32_t g = 0; g < c->count && gone; g++)
                gone = !kept[x->givers[c->first + g]];
            if (gone)
                what_if_cut(w, c->edge);
        }
    }
}

static bool is_in(const struct attack *a, const uint8_t *reached, node_id n, enum state s)
{
    vertex_id v = attack_vertex(a, n, s);
    return v != VERTEX_NONE && reached[v];
}

/* What held identities still have of the collectives that are cut becomes a start; false: nothing. */
static bool add_kept(struct matter *m, const struct attack *a, const struct what_if *w)
{
    size_t before = m->start_count;
    for (size_t k = 0; k < m->x->keep_count; k++) {
        const struct excess_kept *kept = &m->x->keeps[k];
        if (!what_if_is_cut(w, kept->cut) || !is_in(a, m->then, kept->identity, STATE_HOLD))
            continue;
        for (int s = 0; s < STATE_COUNT; s++) {
            vertex_id v = kept->states & 1u << s ? attack_vertex(a, kept->node, (enum state)s)
                                                 : VERTEX_NONE;
            if (v != VERTEX_NONE && !m->then[v]) {
                m->then[v] = 1; /* noted once */
                m->starts[m->start_count++] = v;
            }
        }
    }
    return m->start_count > before;
}

static size_t walk(struct matter *m, struct attack *a, size_t identity)
{
    struct what_if w = what_if_new(m->x->graph);
    size_t starts = m->start_count, count;
    cut_edges(m, &w, identity);
    do
        count = attack_reach_changed(a, m->starts, m->start_count, &w, m->then);
    while (add_kept(m, a, &w));
    m->start_count = starts;
    what_if_release(&w);
    return count;
}

static bool is_held(const struct matter *m, node_id identity)
{
    return is_in(m->attack, m->reached, identity, STATE_HOLD);
}

/* --- From the internet, and if a user is taken over ------------------------------------------- */

static void from_internet(struct matter *m)
{
    struct excess *x = m->x;
    attack_reach(m->attack, m->starts, m->start_count, m->reached);
    walk(m, m->attack, ALL);
    x->all = compare(m, m->attack);
    for (size_t k = 0; k < x->count; k++) {
        if (!is_held(m, x->items[k].identity))
            continue;
        walk(m, m->attack, k);
        x->items[k].from_internet = compare(m, m->attack);
    }
}

/* Gives back one statement after the other, as long as it gives the attacker nothing back. */
static void find_minimal(struct matter *m)
{
    struct excess *x = m->x;
    size_t least = walk(m, m->attack, ALL);
    for (size_t k = x->count; k-- > 0;) {
        struct excess_identity *i = &x->items[k];
        for (size_t n = i->statement_count; n-- > 0;) {
            uint32_t number = m->first_statement[k] + (uint32_t)n;
            m->kept[number] = 1;
            if (!is_held(m, i->identity) || walk(m, m->attack, ALL) == least)
                continue;
            m->kept[number] = 0;
            i->statements[n].matters = true;
        }
    }
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
        attack_reach(a, m->starts, m->start_count, m->reached);
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
    m.starts = mem_alloc((graph_node_count(x->graph) + 1) * (SEAT_PARTS + STATE_COUNT) *
                         sizeof *m.starts);
    m.reached = mem_zalloc(m.attack->vertex_count + 1, 1);
    m.then = mem_zalloc(m.attack->vertex_count + 1, 1);
    m.first_statement = mem_zalloc(x->count + 1, sizeof *m.first_statement);
    m.first_cut = mem_zalloc(x->count + 1, sizeof *m.first_cut);
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
    for (size_t k = 0; k < statements; k++)
        m.kept[k] = 0;
    if_taken(&m);
    attack_free(m.attack);
    mem_free(m.starts);
    mem_free(m.reached);
    mem_free(m.then);
    mem_free(m.first_statement);
    mem_free(m.first_cut);
    mem_free(m.kept);
    excess_paths_free(m.paths);
    mem_free(m.narrowed);
}
