/* SPDX-License-Identifier: MIT */
/* check_excess.c - the figures of what narrowing closes: hops are those of check_net.h, walked here, and
 * what is said to be taken away is asked of the evaluator of policies, edge by edge. */
#include "check_net.h"
#include "excess_parts.h"
#include "mem.h"
#include "seat.h"

struct checker {
    const struct excess *x;
    struct aws_policy *narrowed;     /* [identity] */
    struct check_net *outside, *taken;
    uint8_t *kept;                   /* [identity][statement], at first[identity]: not narrowed */
    size_t *first;
    uint8_t *gone;                   /* by edge */
    uint8_t *before, *after;         /* by vertex */
    uint32_t *queue;
    uint32_t *starts;
    size_t start_count;
    struct buf *why;
};

static bool fail(const struct checker *c, node_id identity, const char *what)
{
    buf_add(c->why, graph_node_at(c->x->graph, identity)->id);
    buf_printf(c->why, ": %s", what);
    return false;
}

/* --- What policies give ----------------------------------------------------------------------- */

/* Does the policy alone give anything of the classes on the thing, or (least AWS_DEPENDS) perhaps? */
static bool gives(const struct excess *x, const struct aws_policy *p, node_id thing, unsigned ops,
                  enum aws_answer least)
{
    struct aws_case c = {0};
    struct aws_decision d;
    size_t first, end;
    c.layers[AWS_LAYER_IDENTITY] = (struct aws_policies){.items = p, .count = 1};
    aws_actions_of(aws_arn_service(aws_node_arn(x->graph, thing)), &first, &end);
    for (size_t r = first; r < end; r++) {
        struct str action = str_from(aws_action_rows[r].action);
        bool stream = aws_action_rows[r].shape == 's'; /* of a table: another thing */
        if (!(aws_action_rows[r].ops & ops) ||
            (stream && graph_node_at(x->graph, thing)->kind != NODE_STREAM))
            continue;
        c.request = aws_need_request(&x->things, x->arena, action, thing, STR_NONE);
        aws_decide(&c, &d);
        if (d.answer >= least)
            return true;
    }
    return false;
}

static bool allows(const struct aws_policy *p, struct str action)
{
    for (uint32_t k = 0; k < p->statement_count; k++)
        if (p->statements[k].allow && aws_actions_match(&p->statements[k], action))
            return true;
    return false;
}

/* The narrowed policy, or a statement that is kept. */
static bool has_action(const struct checker *c, size_t identity, struct str action)
{
    const struct excess_identity *i = &c->x->items[identity];
    bool has = allows(&c->narrowed[identity], action);
    for (size_t k = 0; k < i->statement_count && !has; k++)
        has = c->kept[c->first[identity] + k] &&
              aws_actions_match(i->statements[k].statement, action);
    return has;
}

/* All actions of some path are left. Only those through code ask what they are done to. */
static bool has_path(const struct checker *c, size_t identity, const struct aws_path_row *row)
{
    bool all = row->relation != AWS_PATH_PASS || has_action(c, identity, STR("iam:passrole"));
    struct str rest = str_from(row->actions);
    for (struct str one; all && str_cut(&rest, ',', &one);)
        all = has_action(c, identity, one);
    return all;
}

static bool may_end(const struct graph *g, const struct aws_path_row *row, node_id to)
{
    const struct node *n = graph_node_at(g, to);
    bool any = n->kind == NODE_BOUNDARY;
    if (row->relation == AWS_PATH_OPENS || row->relation == AWS_PATH_CODE)
        return false;
    if (row->relation == AWS_PATH_SELF)
        return str_is(n->id, "aws:any:*");
    if (row->relation == AWS_PATH_EXISTING)
        return any || str_starts(str_from(row->what), str_from(node_kinds[n->kind].name));
    return any || n->kind == NODE_IDENTITY;
}

static bool path_is_left(const struct checker *c, size_t identity, node_id to)
{
    for (size_t r = 0; r < aws_path_row_count; r++)
        if (may_end(c->x->graph, &aws_path_rows[r], to) && has_path(c, identity, &aws_path_rows[r]))
            return true;
    return false;
}

/* --- What is taken away ----------------------------------------------------------------------- */

static const unsigned ops_of[EDGE_KIND_COUNT] = {
    [EDGE_READS] = OP_READ, [EDGE_WRITES] = OP_WRITE, [EDGE_INVOKES] = OP_INVOKE,
    [EDGE_GRANTS] = ~0u};

static size_t identity_of(const struct excess *x, node_id n)
{
    size_t k = 0;
    while (k < x->count && x->items[k].identity != n)
        k++;
    return k;
}

static bool is_giver(const struct excess *x, const struct excess_cut *c, size_t statement)
{
    for (uint32_t g = 0; g < c->count; g++)
        if (x->givers[c->first + g] == statement)
            return true;
    return false;
}

/* Neither the narrowed policy nor a statement that is no giver gives anything of the edge. */
static bool check_edge(const struct checker *c, const struct excess_cut *cut)
{
    const struct excess *x = c->x;
    const struct edge *e = graph_edge_at(x->graph, cut->edge);
    size_t k = identity_of(x, cut->identity);
    if (k == x->count)
        return fail(c, cut->identity, "something is taken from what is no identity here");
    const struct excess_identity *i = &x->items[k];
    if (e->kind == EDGE_CONTROLS)
        return !path_is_left(c, k, e->to) ||
               fail(c, i->identity, "a privilege path is said to be closed that is left");
    if (!aws_node_arn(x->graph, e->to).len) /* a collective: its members are asked where they count */
        return true;
    if (gives(x, &c->narrowed[k], e->to, ops_of[e->kind], AWS_DEPENDS))
        return fail(c, i->identity, "narrowing takes away what the narrowed policy gives");
    for (size_t s = 0; s < i->statement_count; s++) {
        struct aws_statement one = *i->statements[s].statement;
        const struct aws_policy alone = {.statements = &one, .statement_count = 1};
        if (!is_giver(x, cut, s) && gives(x, &alone, e->to, ops_of[e->kind], AWS_DEPENDS))
            return fail(c, i->identity, "a statement gives what is said to come from others");
    }
    return true;
}

/* Marks the edges that are gone; identity SIZE_MAX: of all. */
static void take_away(struct checker *c, size_t identity)
{
    const struct excess *x = c->x;
    memset(c->gone, 0, graph_edge_count(x->graph) + 1);
    for (size_t n = 0; n < x->cut_count; n++) {
        const struct excess_cut *cut = &x->cuts[n];
        const struct edge *e = graph_edge_at(x->graph, cut->edge);
        size_t k = identity_of(x, cut->identity);
        bool gone = identity == SIZE_MAX || identity == k;
        for (uint32_t g = 0; g < cut->count && gone; g++)
            gone = !c->kept[c->first[k] + x->givers[cut->first + g]];
        if (gone && e->kind == EDGE_CONTROLS)
            gone = !path_is_left(c, k, e->to);
        c->gone[cut->edge] = c->gone[cut->edge] || gone;
    }
}

/* --- Walks ------------------------------------------------------------------------------------ */

static size_t walk(struct checker *c, const struct check_net *n, uint8_t *reached)
{
    size_t head = 0, tail = 0;
    memset(reached, 0, n->vertices);
    for (size_t i = 0; i < c->start_count; i++)
        if (!reached[c->starts[i]]) {
            reached[c->starts[i]] = 1;
            c->queue[tail++] = c->starts[i];
        }
    while (head < tail) {
        uint32_t v = c->queue[head++];
        for (uint32_t i = n->out_at[v]; i < n->out_at[v + 1]; i++) {
            const struct check_arc *a = &n->arcs[i];
            if (reached[a->to] || (a->edge && c->gone[a->edge]))
                continue;
            reached[a->to] = 1;
            c->queue[tail++] = a->to;
        }
    }
    return tail;
}

static bool has(const uint8_t *reached, node_id n, unsigned states)
{
    for (int s = 0; s < STATE_COUNT; s++)
        if (s != STATE_EXHAUST && states & 1u << s && reached[check_vertex(n, (enum state)s)])
            return true;
    return false;
}

/* What holding an identity still gives of the members of a collective that is gone. */
static bool keep(struct checker *c)
{
    bool more = false;
    for (size_t k = 0; k < c->x->keep_count; k++) {
        const struct excess_kept *kept = &c->x->keeps[k];
        if (!c->gone[kept->cut] || !has(c->after, kept->identity, 1u << STATE_HOLD))
            continue;
        for (int s = 0; s < STATE_COUNT; s++) {
            uint32_t v = check_vertex(kept->node, (enum state)s);
            bool legal = state_mask(graph_node_at(c->x->graph, kept->node)->kind) >> s & 1;
            if (!legal || !(kept->states >> s & 1) || c->after[v])
                continue;
            c->after[v] = 1;
            c->starts[c->start_count++] = v;
            more = true;
        }
    }
    return more;
}

/* With what is gone: what is reached then is in c->after. */
static size_t walk_after(struct checker *c, const struct check_net *n)
{
    size_t starts = c->start_count, count;
    do
        count = walk(c, n, c->after);
    while (keep(c));
    c->start_count = starts;
    return count;
}

static bool is_lost(const struct checker *c, node_id n)
{
    return has(c->before, n, ~0u) && !has(c->after, n, ~0u);
}

static struct excess_closed lost(const struct checker *c)
{
    struct excess_closed out = {0};
    for (node_id n = 1; n <= graph_node_count(c->x->graph); n++) {
        const struct jewel *j = jewels_at(c->x->jewels, n);
        out.nodes += is_lost(c, n);
        out.jewels += j && has(c->before, n, j->states) && !has(c->after, n, j->states);
    }
    return out;
}

/* Of the members of a collective that is taken away, what is lost is not given by the narrowed policy
 * of somebody who is still held. Of the same stack: the names of others are known in part only, and
 * may look alike. */
static bool check_lost(const struct checker *c, size_t identity)
{
    const struct excess *x = c->x;
    const unsigned given = 1u << STATE_READ | 1u << STATE_WRITE | 1u << STATE_INPUT;
    for (size_t k = 0; k < x->cut_count; k++) {
        const struct excess_cut *cut = &x->cuts[k];
        size_t holder = identity_of(x, cut->identity);
        node_id to = graph_edge_at(x->graph, cut->edge)->to;
        struct edge_list in = graph_in(x->graph, to);
        if (!c->gone[cut->edge] || (identity != SIZE_MAX && identity != holder) ||
            !has(c->after, cut->identity, 1u << STATE_HOLD) || aws_node_arn(x->graph, to).len)
            continue;
        for (size_t n = 0; n < in.count; n++) {
            const struct edge *e = graph_edge_at(x->graph, in.ids[n]);
            unsigned legal = state_mask(graph_node_at(x->graph, e->from)->kind);
            if (e->kind == EDGE_RESIDES_IN && is_lost(c, e->from) && legal & given &&
                x->things.stack_of[e->from] == x->things.stack_of[cut->identity] &&
                aws_node_arn(x->graph, e->from).len &&
                gives(x, &c->narrowed[holder], e->from, OP_READ | OP_WRITE | OP_INVOKE, AWS_ALLOWED))
                return fail(c, cut->identity, "it loses what its narrowed policy gives");
        }
    }
    return true;
}

static bool check_figures(struct checker *c, const struct check_net *n, size_t identity,
                          struct excess_closed said)
{
    const struct excess *x = c->x;
    memset(c->gone, 0, graph_edge_count(x->graph) + 1);
    walk(c, n, c->before);
    take_away(c, identity);
    walk_after(c, n);
    struct excess_closed found = lost(c);
    if (found.nodes != said.nodes || found.jewels != said.jewels) {
        buf_printf(c->why, "%u nodes and %u jewels are lost, not %u and %u: ", found.nodes,
                   found.jewels, said.nodes, said.jewels);
        return fail(c, identity == SIZE_MAX ? 1 : x->items[identity].identity, "wrong figures");
    }
    return check_lost(c, identity);
}

/* --- Starts ----------------------------------------------------------------------------------- */

static void add_start(void *arg, node_id n, enum state s)
{
    struct checker *c = arg;
    c->starts[c->start_count++] = check_vertex(n, s);
}

static void sit(struct checker *c, enum seat_kind kind, node_id n)
{
    const struct seat_part part = {kind, n};
    seat_starts(c->x->graph, &part, add_start, c);
}

static struct check_net *net_of(const struct excess *x, const struct spread_facts *f,
                                enum seat_kind kind)
{
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(kind, MODE_STRICT)};
    fact_mask *none = mem_zalloc(graph_node_count(x->graph) + 1, sizeof *none);
    struct check_net *n = check_net_new(x->graph, f, &terms, none);
    mem_free(none);
    return n;
}

/* --- The statements that matter --------------------------------------------------------------- */

static bool check_matters(struct checker *c)
{
    const struct excess *x = c->x;
    bool good = true;
    take_away(c, SIZE_MAX);
    size_t least = walk_after(c, c->outside), count;
    for (size_t k = 0; k < x->count; k++)
        for (size_t s = 0; s < x->items[k].statement_count; s++)
            c->kept[c->first[k] + s] = !x->items[k].statements[s].matters;
    take_away(c, SIZE_MAX);
    count = walk_after(c, c->outside);
    if (count != least)
        return fail(c, 1, "another statement matters besides those that are said to");
    for (size_t k = 0; good && k < x->count; k++)
        for (size_t s = 0; good && s < x->items[k].statement_count; s++) {
            if (!x->items[k].statements[s].matters)
                continue;
            c->kept[c->first[k] + s] = 1;
            take_away(c, SIZE_MAX);
            if (walk_after(c, c->outside) == least)
                good = fail(c, x->items[k].identity, "a statement is said to matter that does not");
            c->kept[c->first[k] + s] = 0;
        }
    return good;
}

/* --- The whole -------------------------------------------------------------------------------- */

static bool check_all(struct checker *c)
{
    const struct excess *x = c->x;
    bool good = true;
    for (size_t n = 0; good && n < x->cut_count; n++)
        good = check_edge(c, &x->cuts[n]);
    for (size_t k = 0; good && k < x->count; k++) {
        c->start_count = 0;
        for (size_t u = 0; u < x->items[k].user_count; u++)
            sit(c, SEAT_COMPROMISED, x->items[k].users[u]);
        good = check_figures(c, c->taken, k, x->items[k].if_taken);
    }
    c->start_count = 0;
    sit(c, SEAT_ANONYMOUS, 0);
    for (size_t k = 0; good && k < x->count; k++)
        good = check_figures(c, c->outside, k, x->items[k].from_internet);
    return good && check_figures(c, c->outside, SIZE_MAX, x->all) && check_matters(c);
}

bool excess_check_figures(const struct excess *x, struct buf *why)
{
    size_t statements = 0, nodes = graph_node_count(x->graph);
    struct checker c = {.x = x, .why = why};
    struct spread_facts *facts = spread_facts_new(x->graph);
    c.outside = net_of(x, facts, SEAT_ANONYMOUS);
    c.taken = net_of(x, facts, SEAT_COMPROMISED);
    c.narrowed = mem_zalloc(x->count + 1, sizeof *c.narrowed);
    c.first = mem_zalloc(x->count + 1, sizeof *c.first);
    for (size_t k = 0; k < x->count; k++) {
        excess_read_policy(x, x->items[k].narrowed, &c.narrowed[k]);
        c.first[k] = statements;
        statements += x->items[k].statement_count;
    }
    c.kept = mem_zalloc(statements + 1, 1);
    c.gone = mem_zalloc(graph_edge_count(x->graph) + 1, 1);
    c.before = mem_zalloc(c.outside->vertices, 1);
    c.after = mem_zalloc(c.outside->vertices, 1);
    c.queue = mem_alloc((c.outside->vertices + 1u) * sizeof *c.queue);
    c.starts = mem_alloc((nodes + 1) * 2 * STATE_COUNT * sizeof *c.starts);
    bool good = check_all(&c);
    check_net_free(c.outside);
    check_net_free(c.taken);
    spread_facts_free(facts);
    mem_free(c.narrowed);
    mem_free(c.first);
    mem_free(c.kept);
    mem_free(c.gone);
    mem_free(c.before);
    mem_free(c.after);
    mem_free(c.queue);
    mem_free(c.starts);
    return good;
}
