/* SPDX-License-Identifier: MIT */
/* check_excess.c - what is said to be taken away by narrowing is asked of the evaluator of policies, edge
 * by edge; then the figures (check_figures.c). */
#include "check_excess.h"
#include "mem.h"
#include "seat.h"

bool check_excess_fail(const struct check_excess *c, node_id n, const char *what)
{
    buf_add(c->why, graph_node_at(c->x->graph, n)->id);
    buf_printf(c->why, ": %s", what);
    return false;
}

bool check_excess_is_node(const struct check_excess *c, node_id n)
{
    const struct node *node = graph_node_at(c->x->graph, n);
    return node->kind != NODE_BOUNDARY || node_boundary_class(node) != BOUNDARY_ANY;
}

/* --- What policies give ----------------------------------------------------------------------- */

static bool allows(const struct aws_policy *p, struct str action)
{
    for (uint32_t k = 0; k < p->statement_count; k++)
        if (p->statements[k].allow && aws_actions_match(&p->statements[k], action))
            return true;
    return false;
}

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
        bool stream = aws_action_rows[r].shape == 's'; /* of a table: another thing */
        if (!(aws_action_rows[r].ops & ops) || !allows(p, str_from(aws_action_rows[r].action)) ||
            (stream && graph_node_at(x->graph, thing)->kind != NODE_STREAM))
            continue;
        c.request = *aws_ask(x->asked, thing, &aws_action_rows[r]);
        aws_decide(&c, &d);
        if (d.answer < least &&
            aws_need_index(&x->things, thing, &aws_action_rows[r], &c.request))
            aws_decide(&c, &d);
        if (d.answer >= least)
            return true;
    }
    return false;
}

/* The policy alone allows the action, or perhaps does: on the thing, if that has a name. */
static bool allows_on(const struct excess *x, const struct aws_policy *p, struct str action,
                      node_id thing)
{
    struct aws_case c = {0};
    struct aws_decision d;
    if (!allows(p, action) || !thing || !aws_node_arn(x->graph, thing).len)
        return allows(p, action);
    c.layers[AWS_LAYER_IDENTITY] = (struct aws_policies){.items = p, .count = 1};
    c.request = aws_need_request(&x->things, x->arena, action, thing, STR_NONE);
    aws_decide(&c, &d);
    if (d.answer == AWS_DENIED &&
        aws_need_index(&x->things, thing, aws_action_find_written(action), &c.request))
        aws_decide(&c, &d);
    return d.answer >= AWS_DEPENDS;
}

/* The narrowed policy, or a statement that is kept; thing 0: on anything. */
static bool has_action(const struct check_excess *c, size_t identity, struct str action, node_id thing)
{
    const struct excess_identity *i = &c->x->items[identity];
    bool has = allows_on(c->x, &c->narrowed[identity], action, thing);
    for (size_t k = 0; k < i->statement_count && !has; k++) {
        struct aws_statement one = *i->statements[k].statement;
        const struct aws_policy alone = {.statements = &one, .statement_count = 1};
        has = c->kept[c->first[identity] + k] && allows_on(c->x, &alone, action, thing);
    }
    return has;
}

/* All actions of some path are left, and what it does to its end is left there. */
static bool has_path(const struct check_excess *c, size_t identity, const struct aws_path_row *row,
                     node_id to)
{
    bool pass = row->relation == AWS_PATH_PASS;
    bool other = row->relation == AWS_PATH_EXISTING || row->relation == AWS_PATH_OTHER ||
                 row->relation == AWS_PATH_TRUSTED;
    bool all = !pass || has_action(c, identity, STR("iam:passrole"), to);
    struct str rest = str_from(row->actions);
    for (struct str one; all && str_cut(&rest, ',', &one);) {
        bool beside = str_is(one, "sts:assumerole") ||
                      str_is(one, "sagemaker:createnotebookinstancelifecycleconfig") ||
                      (row->relation == AWS_PATH_TRUSTED && str_is(one, "iam:createpolicyversion"));
        all = has_action(c, identity, one, other && !beside ? to : 0);
    }
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

static bool path_is_left(const struct check_excess *c, size_t identity, node_id to)
{
    for (size_t r = 0; r < aws_path_row_count; r++)
        if (may_end(c->x->graph, &aws_path_rows[r], to) &&
            has_path(c, identity, &aws_path_rows[r], to))
            return true;
    return false;
}

/* --- What is taken away ----------------------------------------------------------------------- */

static const unsigned ops_of[EDGE_KIND_COUNT] = {
    [EDGE_READS] = OP_READ, [EDGE_WRITES] = OP_WRITE, [EDGE_INVOKES] = OP_INVOKE,
    [EDGE_GRANTS] = ~0u};

static bool is_giver(const struct excess *x, const struct excess_cut *c, size_t statement)
{
    for (uint32_t g = 0; g < c->count; g++)
        if (x->givers[c->first + g] == statement)
            return true;
    return false;
}

/* Neither the narrowed policy nor a statement that is no giver gives anything of the edge. */
static bool check_edge(const struct check_excess *c, const struct excess_cut *cut)
{
    const struct excess *x = c->x;
    const struct edge *e = graph_edge_at(x->graph, cut->edge);
    size_t k = c->number[cut->identity] - 1u;
    if (!c->number[cut->identity])
        return check_excess_fail(c, cut->identity, "something is taken from what is no identity here");
    const struct excess_identity *i = &x->items[k];
    if (e->kind == EDGE_CONTROLS)
        return !path_is_left(c, k, e->to) ||
               check_excess_fail(c, i->identity, "a privilege path is said to be closed that is left");
    if (!aws_node_arn(x->graph, e->to).len) /* a collective: its members are asked where they count */
        return true;
    if (gives(x, &c->narrowed[k], e->to, ops_of[e->kind], AWS_DEPENDS))
        return check_excess_fail(c, i->identity, "narrowing takes away what the narrowed policy gives");
    for (size_t s = 0; s < i->statement_count; s++) {
        struct aws_statement one = *i->statements[s].statement;
        const struct aws_policy alone = {.statements = &one, .statement_count = 1};
        if (!is_giver(x, cut, s) && gives(x, &alone, e->to, ops_of[e->kind], AWS_DEPENDS))
            return check_excess_fail(c, i->identity, "a statement gives what is said to come from others");
    }
    return true;
}

void check_excess_take(struct check_excess *c, size_t identity, bool on)
{
    const struct excess *x = c->x;
    for (uint32_t n = c->first_cut[identity]; n < c->first_cut[identity + 1]; n++) {
        const struct excess_cut *cut = &x->cuts[c->cuts[n]];
        const struct edge *e = graph_edge_at(x->graph, cut->edge);
        bool gone = true;
        for (uint32_t g = 0; g < cut->count && gone; g++)
            gone = !c->kept[c->first[identity] + x->givers[cut->first + g]];
        if (gone && (e->kind != EDGE_CONTROLS || !path_is_left(c, identity, e->to)))
            c->gone[cut->edge] += on ? 1u : -1u;
    }
}

bool check_excess_forgets(const struct check_excess *c, size_t identity, node_id thing)
{
    const struct excess *x = c->x;
    struct edge_list out = graph_out(x->graph, thing);
    bool member = false;
    if (!aws_node_arn(x->graph, thing).len)
        return false;
    for (size_t n = 0; n < out.count && !member; n++) {
        const struct edge *e = graph_edge_at(x->graph, out.ids[n]);
        for (uint32_t k = c->first_cut[identity];
             e->kind == EDGE_RESIDES_IN && k < c->first_cut[identity + 1]; k++)
            member = member || graph_edge_at(x->graph, x->cuts[c->cuts[k]].edge)->to == e->to;
    }
    const unsigned given = 1u << STATE_READ | 1u << STATE_WRITE | 1u << STATE_INPUT;
    return member && state_mask(graph_node_at(x->graph, thing)->kind) & given &&
           gives(x, &c->narrowed[identity], thing, OP_READ | OP_WRITE | OP_INVOKE, AWS_ALLOWED);
}

/* --- The whole -------------------------------------------------------------------------------- */

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

/* Numbers by identity: first[k] .. first[k + 1] of order. at: where the identity stands in each item. */
static void sort_by_identity(const struct check_excess *c, const node_id *first_item, size_t stride,
                             size_t count, uint32_t **first, uint32_t **order)
{
    *first = mem_zalloc(c->x->count + 3, sizeof **first);
    *order = mem_alloc((count + 1) * sizeof **order);
    for (int pass = 0; pass < 2; pass++) {
        const char *at = (const char *)first_item;
        for (size_t n = 0; n < count; n++, at += stride) {
            uint32_t k = c->number[*(const node_id *)(const void *)at];
            if (k && pass)
                (*order)[(*first)[k]++] = (uint32_t)n;
            else if (k)
                (*first)[k + 1]++;
        }
        for (size_t k = 2; !pass && k < c->x->count + 2; k++)
            (*first)[k] += (*first)[k - 1];
    }
}

static void prepare(struct check_excess *c)
{
    const struct excess *x = c->x;
    size_t statements = 0, nodes = graph_node_count(x->graph);
    struct spread_facts *facts = spread_facts_new(x->graph);
    c->outside = net_of(x, facts, SEAT_ANONYMOUS);
    c->taken = net_of(x, facts, SEAT_COMPROMISED);
    spread_facts_free(facts);
    c->narrowed = mem_zalloc(x->count + 1, sizeof *c->narrowed);
    c->first = mem_zalloc(x->count + 1, sizeof *c->first);
    c->number = mem_zalloc(nodes + 1, sizeof *c->number);
    for (size_t k = 0; k < x->count; k++) {
        c->number[x->items[k].identity] = (uint32_t)k + 1;
        excess_read_policy(x, x->items[k].narrowed, &c->narrowed[k]);
        c->first[k] = statements;
        statements += x->items[k].statement_count;
    }
    sort_by_identity(c, x->cut_count ? &x->cuts[0].identity : NULL, sizeof *x->cuts, x->cut_count,
                     &c->first_cut, &c->cuts);
    sort_by_identity(c, x->keep_count ? &x->keeps[0].identity : NULL, sizeof *x->keeps, x->keep_count,
                     &c->first_keep, &c->keeps);
    c->kept = mem_zalloc(statements + 1, 1);
    c->gone = mem_zalloc(graph_edge_count(x->graph) + 1, sizeof *c->gone);
    c->falls = mem_zalloc(nodes + 1, 1);
    for (size_t k = 0; k < x->jewels->count; k++)
        c->falls[x->jewels->items[k].node] = (uint8_t)x->jewels->items[k].states;
    c->told = mem_zalloc(nodes + 1, 1);
    c->starts = mem_alloc((nodes + 1) * STATE_COUNT * sizeof *c->starts);
    c->queue = mem_alloc((c->outside->vertices + 1u) * sizeof *c->queue);
}

static void release(struct check_excess *c)
{
    check_net_free(c->outside);
    check_net_free(c->taken);
    void *const parts[] = {c->narrowed, c->first, c->number, c->first_cut, c->cuts, c->first_keep,
                           c->keeps, c->kept, c->gone, c->falls, c->told, c->starts, c->queue};
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
        mem_free(parts[k]);
}

bool excess_check_figures(const struct excess *x, struct buf *why)
{
    struct check_excess c = {.x = x, .why = why};
    bool good = true;
    prepare(&c);
    for (size_t n = 0; good && n < x->cut_count; n++)
        good = check_edge(&c, &x->cuts[n]);
    good = good && check_excess_figures(&c);
    release(&c);
    return good;
}
