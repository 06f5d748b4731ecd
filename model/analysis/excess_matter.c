/* SPDX-License-Identifier: MIT */
/* What narrowing closes: the attack graph walked again with the edges cut that it would take away. */
#include "attack.h"
#include "excess_parts.h"
#include "mem.h"
#include "seat.h"

/* An edge that narrowing takes away, and the statements (numbers over all identities) that give it: it
 * is gone when all of them are narrowed. */
struct cut {
    edge_id edge;
    uint32_t first, count; /* into givers */
};

struct matter {
    struct excess *x;
    struct attack *attack;
    vertex_id *starts;
    size_t start_count;
    uint8_t *reached, *then;  /* by vertex */
    struct cut *cuts;
    size_t cut_count, cut_cap;
    uint32_t *givers;
    size_t giver_count, giver_cap;
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

/* Does an edge of this kind to a thing say more than what is needed of it? */
static bool is_needed(const struct excess *x, const struct excess_identity *i, enum edge_kind kind,
                      node_id to)
{
    static const unsigned ops[EDGE_KIND_COUNT] = {
        [EDGE_READS] = OP_READ, [EDGE_WRITES] = OP_WRITE, [EDGE_INVOKES] = OP_INVOKE};
    struct str service = service_of(x->graph, to);
    bool thing = aws_node_arn(x->graph, to).len > 0;
    for (size_t n = 0; n < i->needs.count; n++) {
        const struct aws_need *need = &i->needs.items[n];
        const struct aws_action_row *row =
            need->action.len ? aws_action_find_written(need->action) : NULL;
        if (need->anywhere ? !str_eq(need->service, service) || thing : need->node != to)
            continue;
        if (kind == EDGE_GRANTS || !row || row->ops & ops[kind])
            return true;
    }
    return false;
}

static bool may_give(const struct excess *x, const struct excess_statement *s, node_id to)
{
    struct str service = service_of(x->graph, to);
    bool thing = aws_node_arn(x->graph, to).len > 0;
    for (uint32_t k = 0; k < s->unused_count; k++) {
        const struct aws_action_row *row = s->unused[k];
        if (service.len && !str_eq(service, str_sub(str_from(row->action), 0, row->service_len)))
            continue;
        if (row->ops && (!thing || excess_reaches(x, s->statement, to, str_from(row->action))))
            return true;
    }
    return false;
}

static void add_giver(struct matter *m, uint32_t statement)
{
    if (m->giver_count == m->giver_cap)
        m->givers = mem_grow(m->givers, &m->giver_cap, sizeof *m->givers);
    m->givers[m->giver_count++] = statement;
}

static size_t count_givers(const struct excess_identity *i, struct str action)
{
    size_t count = 0;
    for (size_t k = 0; k < i->statement_count; k++)
        for (uint32_t n = 0; n < i->statements[k].unused_count; n++)
            count += str_is(action, i->statements[k].unused[n]->action);
    return count;
}

/* A privilege path is closed when one of its actions is gone: that which the fewest give. */
static void find_path_givers(struct matter *m, size_t identity, const struct edge *e)
{
    const struct excess_identity *i = &m->x->items[identity];
    struct str id = edge_attr_text(e, "path"), best = STR_NONE;
    size_t fewest = SIZE_MAX;
    for (size_t r = 0; r < aws_path_row_count; r++) {
        if (!str_is(id, aws_path_rows[r].id))
            continue;
        for (struct str rest = str_from(aws_path_rows[r].actions), word;
             str_cut(&rest, ',', &word);) {
            size_t count = count_givers(i, word);
            if (count && count < fewest) {
                fewest = count;
                best = word;
            }
        }
    }
    for (size_t k = 0; k < i->statement_count && best.len; k++)
        for (uint32_t n = 0; n < i->statements[k].unused_count; n++)
            if (str_is(best, i->statements[k].unused[n]->action))
                add_giver(m, m->first_statement[identity] + (uint32_t)k);
}

static void add_cut(struct matter *m, size_t identity, edge_id id)
{
    const struct excess_identity *i = &m->x->items[identity];
    const struct edge *e = graph_edge_at(m->x->graph, id);
    struct cut c = {.edge = id, .first = (uint32_t)m->giver_count};
    if (e->kind == EDGE_CONTROLS)
        find_path_givers(m, identity, e);
    for (size_t k = 0; k < i->statement_count && e->kind != EDGE_CONTROLS; k++)
        if (may_give(m->x, &i->statements[k], e->to))
            add_giver(m, m->first_statement[identity] + (uint32_t)k);
    c.count = (uint32_t)m->giver_count - c.first;
    if (!c.count)
        return;
    if (m->cut_count == m->cut_cap)
        m->cuts = mem_grow(m->cuts, &m->cut_cap, sizeof *m->cuts);
    m->cuts[m->cut_count++] = c;
}

/* What narrowing takes from the identity, and from its users what they have through it alone. */
static void find_cuts(struct matter *m)
{
    const struct graph *g = m->x->graph;
    for (size_t k = 0; k < m->x->count; k++) {
        const struct excess_identity *i = &m->x->items[k];
        struct edge_list out = graph_out(g, i->identity);
        m->first_cut[k] = (uint32_t)m->cut_count;
        for (size_t n = 0; n < out.count && i->user_count; n++) {
            const struct edge *e = graph_edge_at(g, out.ids[n]);
            if (e->kind == EDGE_CONTROLS ||
                (e->kind == EDGE_GRANTS && !is_needed(m->x, i, EDGE_GRANTS, e->to)))
                add_cut(m, k, out.ids[n]);
        }
        for (size_t u = 0; u < i->user_count; u++) {
            out = graph_out(g, i->users[u]);
            for (size_t n = 0; n < out.count; n++) {
                const struct edge *e = graph_edge_at(g, out.ids[n]);
                if (e->evidence == EVIDENCE_POLICY &&
                    (e->kind == EDGE_READS || e->kind == EDGE_WRITES || e->kind == EDGE_INVOKES) &&
                    !is_needed(m->x, i, e->kind, e->to))
                    add_cut(m, k, out.ids[n]);
            }
        }
    }
    m->first_cut[m->x->count] = (uint32_t)m->cut_count;
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
    size_t first = identity == ALL ? 0 : m->first_cut[identity];
    size_t end = identity == ALL ? m->cut_count : m->first_cut[identity + 1];
    for (size_t k = first; k < end; k++) {
        const struct cut *c = &m->cuts[k];
        bool gone = true;
        for (uint32_t n = 0; n < c->count && gone; n++)
            gone = !m->kept[m->givers[c->first + n]];
        if (gone)
            what_if_cut(w, c->edge);
    }
}

static size_t walk(struct matter *m, struct attack *a, size_t identity)
{
    struct what_if w = what_if_new(m->x->graph);
    cut_edges(m, &w, identity);
    size_t count = attack_reach_changed(a, m->starts, m->start_count, &w, m->then);
    what_if_release(&w);
    return count;
}

static bool is_held(const struct matter *m, node_id identity)
{
    vertex_id v = attack_vertex(m->attack, identity, STATE_HOLD);
    return v != VERTEX_NONE && m->reached[v];
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
            if (!i->statements[n].unused_count || !is_held(m, i->identity) ||
                walk(m, m->attack, ALL) == least)
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
    m.starts = mem_alloc((graph_node_count(x->graph) + 1) * SEAT_PARTS * sizeof *m.starts);
    m.reached = mem_zalloc(m.attack->vertex_count + 1, 1);
    m.then = mem_zalloc(m.attack->vertex_count + 1, 1);
    m.first_statement = mem_zalloc(x->count + 1, sizeof *m.first_statement);
    m.first_cut = mem_zalloc(x->count + 1, sizeof *m.first_cut);
    for (size_t k = 0; k < x->count; k++) {
        m.first_statement[k] = statements;
        statements += (uint32_t)x->items[k].statement_count;
    }
    m.kept = mem_zalloc(statements + 1, 1);
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
    mem_free(m.cuts);
    mem_free(m.givers);
}
