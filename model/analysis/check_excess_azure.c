/* SPDX-License-Identifier: MIT */
/* check_excess_azure.c - is what excess_azure.h says of role assignments so? Roles are read off the text of the
 * table, other roles are tried one by one, and the hops of the model (check_net.h) are walked for
 * every figure. Nothing is shared with those who found it but the needs, and where things lie. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "check_break.h"
#include "excess_azure.h"
#include "excess_parts.h"
#include "mem.h"
#include "seat.h"

struct checking {
    const struct excess_azure *x;
    const struct excess_azure_row **order; /* by holder */
    uint32_t *first;           /* by node: its first row in the order, and of the next one */
    struct check_net *outside, *taken;
    struct check_break *by_anyone, *by_users;
    node_id sat;               /* whose users by_users was walked from; 0: nobody's */
    uint8_t *gone;             /* by edge */
    uint8_t *after;            /* by vertex: once all rows are replaced */
    uint8_t *told;             /* by node, zero between counts */
    uint32_t *queue, *starts, *gifts; /* vertices */
    size_t start_count, gift_count, gift_cap;
    struct buf *why;
};

static bool fail(const struct checking *c, const struct excess_azure_row *row, const char *what)
{
    buf_add(c->why, graph_node_at(c->x->graph, row->assignment->holder)->id);
    buf_puts(c->why, ", ");
    buf_add(c->why, row->assignment->name);
    buf_printf(c->why, ": %s", what);
    return false;
}

/* --- Roles ------------------------------------------------------------------------------------ */

/* "blob:read,write queue:read": the classes behind a target, 0 if it is not there. */
static unsigned classes_of(const char *grants, const char *target)
{
    size_t len = strlen(target);
    unsigned ops = 0;
    for (const char *at = grants; *at; at += strcspn(at, " "), at += *at == ' ') {
        if (strncmp(at, target, len) != 0 || at[len] != ':')
            continue;
        for (const char *word = at + len + 1; *word && *word != ' ';) {
            size_t n = strcspn(word, ", ");
            for (unsigned b = 0; b < OP_COUNT; b++)
                if (strlen(op_class_names[b]) == n && strncmp(word, op_class_names[b], n) == 0)
                    ops |= 1u << b;
            word += n + (word[n] == ',');
        }
    }
    return ops;
}

static unsigned given_on(const struct checking *c, const struct azure_assignment *a,
                         const char *target)
{
    if (a->role)
        return classes_of(a->role->grants, target) | classes_of(a->role->grants, "any");
    return azure_assignment_ops(c->x->graph, a, target, NULL);
}

static unsigned served_ops(const struct checking *c, const struct excess_azure_row *row,
                           const struct azure_need *need)
{
    if (!azure_need_in(c->x->graph, need, row->assignment->scope))
        return 0;
    return need->ops & given_on(c, row->assignment, need->target);
}

static bool covers(const struct checking *c, const struct excess_azure_row *row,
                   const struct excess_azure_role *w, const struct azure_need *need, unsigned ops)
{
    return strcmp(w->target, need->target) == 0 &&
           !(ops & ~classes_of(w->role->grants, w->target)) &&
           (w->scope == row->assignment->scope || azure_need_in(c->x->graph, need, w->scope));
}

/* Another assignment of the holder gives it, or what would do in the place of that one. */
static bool is_elsewhere(const struct checking *c, const struct excess_azure_row *row,
                         const struct azure_need *need, unsigned ops)
{
    node_id holder = row->assignment->holder;
    for (uint32_t i = c->first[holder]; i < c->first[holder + 1]; i++) {
        const struct excess_azure_row *other = c->order[i];
        if (other == row)
            continue;
        if ((!other->too_much || other->assignment->form == AZURE_POLICY) &&
            !(ops & ~(served_ops(c, other, need) & ~other->over)))
            return true;
        for (uint32_t k = 0; k < other->would_count; k++)
            if (covers(c, other, &other->would[k], need, ops))
                return true;
    }
    return false;
}

static bool check_enough(const struct checking *c, const struct excess_azure_row *row)
{
    for (size_t i = 0; i < row->needs->count; i++) {
        const struct azure_need *need = &row->needs->items[i];
        unsigned ops = served_ops(c, row, need);
        bool covered = !ops || (row->assignment->form == AZURE_POLICY && !(ops & row->over));
        for (uint32_t k = 0; k < row->would_count && !covered; k++)
            covered = covers(c, row, &row->would[k], need, ops);
        if (!covered && !is_elsewhere(c, row, need, ops))
            return fail(c, row, "what would do leaves out what is needed");
    }
    return true;
}

static bool is_alone(const struct azure_role *r, const char *target)
{
    return !strchr(r->grants, ' ') && classes_of(r->grants, target) &&
           !strstr(r->grants, "controls");
}

static bool check_role(const struct checking *c, const struct excess_azure_row *row,
                       const struct excess_azure_role *w)
{
    unsigned limit = given_on(c, row->assignment, w->target) | w->ops;
    unsigned ops = classes_of(w->role->grants, w->target);
    if (!is_alone(w->role, w->target) || (ops & ~limit) ||
        !azure_lies_in(c->x->graph, w->scope, row->assignment->scope))
        return fail(c, row, "what would do gives what was not given");
    for (size_t i = 0; i < azure_role_count; i++) {
        const struct azure_role *r = &azure_roles[i];
        unsigned less = classes_of(r->grants, w->target);
        if (is_alone(r, w->target) && !(w->ops & ~less) && !(less & ~limit) &&
            excess_weight(less) < excess_weight(ops))
            return fail(c, row, "a narrower role would do");
    }
    return true;
}

static bool check_too_much(const struct checking *c, const struct excess_azure_row *row)
{
    unsigned left = 0;
    bool apart = row->would_count > 0;
    for (uint32_t k = 0; k < row->would_count; k++) {
        left |= classes_of(row->would[k].role->grants, row->would[k].target);
        apart = apart && row->would[k].scope != row->assignment->scope;
        if (!check_role(c, row, &row->would[k]))
            return false;
    }
    if (row->assignment->form == AZURE_POLICY)
        left = row->needed | row->perhaps;
    if (row->over != (row->given & ~left) || (!row->over && !row->wider) || (row->wider && !apart))
        return fail(c, row, "what is said to be too much is not what is left over");
    return check_enough(c, row);
}

/* Of an assignment that is left as it is: something needs it, and no role about its group alone that gives
 * less would do for all of that. */
static bool check_fitting(const struct checking *c, const struct excess_azure_row *row)
{
    const char *target = NULL;
    unsigned wanted = 0;
    bool one = row->assignment->form == AZURE_BUILTIN &&
               !strchr(row->assignment->role->grants, ' ');
    for (size_t i = 0; i < row->needs->count; i++) {
        unsigned ops = served_ops(c, row, &row->needs->items[i]);
        if (!ops)
            continue;
        target = row->needs->items[i].target;
        wanted |= ops;
    }
    if (!target)
        return fail(c, row, "nothing needs it, and it is not said to be too much");
    for (size_t i = 0; i < azure_role_count && one; i++) {
        unsigned ops = classes_of(azure_roles[i].grants, target);
        if (is_alone(&azure_roles[i], target) && !(wanted & ~ops) && !(ops & ~row->given) &&
            ops != row->given && given_on(c, row->assignment, target) == row->given)
            return fail(c, row, "a narrower role would do, and it is not said");
    }
    return true;
}

/* --- Edges ------------------------------------------------------------------------------------ */

static bool has_gift(const struct excess_azure_row *row, edge_id cut, node_id node, unsigned ops)
{
    for (uint32_t i = 0; i < row->gift_count; i++)
        if (row->gifts[i].cut == cut && row->gifts[i].node == node)
            ops &= ~row->gifts[i].ops;
    return !ops;
}

/* What is needed of what an edge leads to, or of what lies there, is kept. */
static bool check_cut(const struct checking *c, const struct excess_azure_row *row, edge_id id)
{
    const struct graph *g = c->x->graph;
    const struct edge *e = graph_edge_at(g, id);
    if (e->from != row->assignment->holder ||
        (e->kind != EDGE_GRANTS && e->kind != EDGE_CONTROLS) ||
        !azure_lies_in(g, e->to, row->assignment->scope))
        return fail(c, row, "something is taken away that it does not give");
    for (size_t i = 0; i < row->needs->count && e->kind == EDGE_GRANTS; i++) {
        const struct azure_need *need = &row->needs->items[i];
        unsigned ops = served_ops(c, row, need) & edge_ops(e);
        if (need->node && ops && azure_lies_in(g, need->node, e->to) &&
            !has_gift(row, id, need->node, ops) && !is_elsewhere(c, row, need, ops))
            return fail(c, row, "something is taken away that is needed");
    }
    return true;
}

static bool check_gift(const struct checking *c, const struct excess_azure_row *row,
                       const struct excess_azure_gift *gift)
{
    const struct edge *e = graph_edge_at(c->x->graph, gift->cut);
    const unsigned data = OP_READ | OP_WRITE | OP_INVOKE;
    if ((gift->ops & data & ~edge_ops(e)) || !azure_lies_in(c->x->graph, gift->node, e->to))
        return fail(c, row, "something is kept that was not given");
    return true;
}

/* --- Figures ---------------------------------------------------------------------------------- */

static const enum state states[] = {STATE_READ, STATE_WRITE, STATE_INPUT};
static const unsigned state_ops[] = {OP_READ, OP_WRITE, OP_INVOKE};

/* Another row takes the edge away, for its own assignment. */
static bool is_cut_of(const struct checking *c, const struct azure_assignment *a, edge_id edge)
{
    for (uint32_t i = a ? c->first[a->holder] : 0; a && i < c->first[a->holder + 1]; i++)
        for (uint32_t k = 0; c->order[i]->assignment == a && k < c->order[i]->cut_count; k++)
            if (c->order[i]->cuts[k] == edge)
                return true;
    return false;
}

/* What the row keeps, as vertices; all: every row is replaced, so that none keeps what another one gave. */
static void note_gifts(struct checking *c, const struct excess_azure_row *row, bool all)
{
    c->gift_count = 0;
    for (uint32_t i = 0; i < row->gift_count; i++) {
        const struct excess_azure_gift *gift = &row->gifts[i];
        unsigned legal = state_mask(graph_node_at(c->x->graph, gift->node)->kind);
        if (all && is_cut_of(c, gift->from, gift->cut))
            continue;
        for (size_t s = 0; s < COUNT(states); s++) {
            if (!(gift->ops & state_ops[s]) || !(legal >> states[s] & 1))
                continue;
            if (c->gift_count == c->gift_cap)
                c->gifts = mem_grow(c->gifts, &c->gift_cap, sizeof *c->gifts);
            c->gifts[c->gift_count++] = check_vertex(gift->node, states[s]);
        }
    }
}

/* after NULL: before. */
static unsigned mask_of(const struct check_break *before, const struct check_broken *after, node_id n)
{
    unsigned mask = 0;
    for (int s = 0; s < STATE_COUNT; s++) {
        uint32_t v = check_vertex(n, (enum state)s);
        if (s != STATE_EXHAUST &&
            (after ? check_break_left(after, v) : check_break_reaches(before, v)))
            mask |= 1u << s;
    }
    return mask;
}

static void count_node(const struct checking *c, node_id n, unsigned before, unsigned after,
                       struct excess_closed *out)
{
    const struct jewel *j = jewels_at(c->x->jewels, n);
    unsigned fall = j ? j->states & ~(1u << STATE_EXHAUST) : 0;
    out->nodes += node_boundary_class(graph_node_at(c->x->graph, n)) != BOUNDARY_ANY && before &&
                  !after;
    out->jewels += (fall & before) && !(fall & after);
}

/* Of what broke off, each node once. */
static struct excess_closed count_lost(struct checking *c, const struct check_broken *x)
{
    struct excess_closed out = {0};
    for (size_t i = 0; i < x->count; i++) {
        node_id n = x->vertices[i] / STATE_COUNT;
        if (!c->told[n])
            count_node(c, n, mask_of(x->of, NULL, n), mask_of(x->of, x, n), &out);
        c->told[n] = 1;
    }
    for (size_t i = 0; i < x->count; i++)
        c->told[x->vertices[i] / STATE_COUNT] = 0;
    return out;
}

static bool check_figure(struct checking *c, struct check_break *b,
                         const struct excess_azure_row *row, struct excess_closed said)
{
    struct check_break_question q = {.edges = row->cuts, .edge_count = row->cut_count,
                                     .gone = c->gone};
    note_gifts(c, row, false);
    q.giver = check_vertex(row->assignment->holder, STATE_HOLD);
    q.gifts = c->gifts;
    q.gift_count = c->gift_count;
    for (uint32_t k = 0; k < row->cut_count; k++)
        c->gone[row->cuts[k]] = 1;
    struct check_broken x = check_break_ask(b, &q);
    struct excess_closed found = count_lost(c, &x);
    check_break_forget(&x);
    for (uint32_t k = 0; k < row->cut_count; k++)
        c->gone[row->cuts[k]] = 0;
    return (found.nodes == said.nodes && found.jewels == said.jewels) ||
           fail(c, row, "wrong figures");
}

static void add_start(void *arg, node_id n, enum state s)
{
    struct checking *c = arg;
    c->starts[c->start_count++] = check_vertex(n, s);
}

static void sit_outside(struct checking *c)
{
    const struct seat_part part = {SEAT_ANONYMOUS, 0};
    c->start_count = 0;
    seat_starts(c->x->graph, &part, add_start, c);
}

static void sit_in_users(struct checking *c, node_id holder)
{
    struct edge_list in = graph_in(c->x->graph, holder);
    c->start_count = 0;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(c->x->graph, in.ids[i]);
        if (e->kind == EDGE_RUNS_AS &&
            (state_mask(graph_node_at(c->x->graph, e->from)->kind) >> STATE_CONTROL & 1))
            c->starts[c->start_count++] = check_vertex(e->from, STATE_CONTROL);
    }
}

/* Where nothing is taken away, nothing is closed. */
static bool check_none(const struct checking *c, const struct excess_azure_row *row)
{
    return (!row->from_internet.nodes && !row->from_internet.jewels && !row->if_taken.nodes &&
            !row->if_taken.jewels) || fail(c, row, "wrong figures");
}

static bool check_row(struct checking *c, const struct excess_azure_row *row)
{
    bool good;
    if (!row->needs->code_known && (row->too_much || row->over || row->would_count || row->cut_count || row->own))
        return fail(c, row, "too much is said of what is not known");
    if (!row->needs->code_known)
        return check_none(c, row);
    good = row->too_much ? check_too_much(c, row) : check_fitting(c, row);
    const char *wrong = excess_azure_check_own(c->x, row);
    if (good && wrong)
        return fail(c, row, wrong);
    for (uint32_t i = 0; good && i < row->cut_count; i++)
        good = check_cut(c, row, row->cuts[i]);
    for (uint32_t i = 0; good && i < row->gift_count; i++)
        good = check_gift(c, row, &row->gifts[i]);
    if (!good || !c->x->jewels)
        return good;
    if (!row->cut_count)
        return check_none(c, row);
    if (c->sat != row->assignment->holder) {
        sit_in_users(c, row->assignment->holder);
        check_break_walk(c->by_users, c->starts, c->start_count);
        c->sat = row->assignment->holder;
    }
    return check_figure(c, c->by_anyone, row, row->from_internet) &&
           check_figure(c, c->by_users, row, row->if_taken);
}

/* --- All at once ------------------------------------------------------------------------------ */

static void visit(const struct checking *c, uint32_t v, size_t *tail)
{
    if (c->after[v])
        return;
    c->after[v] = 1;
    c->queue[(*tail)++] = v;
}

/* From the starts, past what any row takes away, with what all rows keep. */
static void walk_all(struct checking *c)
{
    const struct check_net *net = c->outside;
    size_t tail = 0;
    for (size_t i = 0; i < c->start_count; i++)
        visit(c, c->starts[i], &tail);
    for (size_t head = 0; head < tail; head++) {
        uint32_t v = c->queue[head], n = v / STATE_COUNT;
        for (uint32_t a = net->out_at[v]; a < net->out_at[v + 1]; a++)
            if (!c->gone[net->arcs[a].edge])
                visit(c, net->arcs[a].to, &tail);
        for (uint32_t i = c->first[n]; v % STATE_COUNT == STATE_HOLD && i < c->first[n + 1]; i++) {
            note_gifts(c, c->order[i], true);
            for (size_t k = 0; k < c->gift_count; k++)
                visit(c, c->gifts[k], &tail);
        }
    }
}

static bool check_all(struct checking *c)
{
    const struct excess_azure *x = c->x;
    struct excess_closed found = {0};
    for (size_t i = 0; i < x->count; i++)
        for (uint32_t k = 0; k < x->rows[i].cut_count; k++)
            c->gone[x->rows[i].cuts[k]] = 1;
    sit_outside(c);
    walk_all(c);
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        unsigned after = 0;
        for (int s = 0; s < STATE_COUNT; s++)
            if (s != STATE_EXHAUST && c->after[check_vertex(n, (enum state)s)])
                after |= 1u << s;
        count_node(c, n, mask_of(c->by_anyone, NULL, n), after, &found);
    }
    return (found.nodes == x->all.nodes && found.jewels == x->all.jewels) ||
           fail(c, &x->rows[0], "wrong figures of all at once");
}

/* --- The whole -------------------------------------------------------------------------------- */

static struct check_net *net_of(const struct graph *g, const struct spread_facts *f,
                                enum seat_kind kind)
{
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(kind, MODE_STRICT)};
    fact_mask *none = mem_zalloc(graph_node_count(g) + 1, sizeof *none);
    struct check_net *n = check_net_new(g, f, &terms, none);
    mem_free(none);
    return n;
}

static int by_holder(const void *a, const void *b)
{
    const struct excess_azure_row *const *x = a, *const *y = b;
    node_id p = (*x)->assignment->holder, q = (*y)->assignment->holder;
    return p != q ? (p > q) - (p < q) : (*x > *y) - (*x < *y);
}

static void sort_rows(struct checking *c)
{
    const struct excess_azure *x = c->x;
    size_t nodes = graph_node_count(x->graph);
    c->order = mem_alloc((x->count + 1) * sizeof *c->order);
    c->first = mem_zalloc(nodes + 3, sizeof *c->first);
    for (size_t i = 0; i < x->count; i++) {
        c->order[i] = &x->rows[i];
        c->first[x->rows[i].assignment->holder + 1]++;
    }
    qsort(c->order, x->count, sizeof *c->order, by_holder);
    for (size_t n = 1; n <= nodes + 2; n++)
        c->first[n] += c->first[n - 1];
}

static void open_checking(struct checking *c)
{
    const struct graph *g = c->x->graph;
    struct spread_facts *facts = spread_facts_new(g);
    c->outside = net_of(g, facts, SEAT_ANONYMOUS);
    c->taken = net_of(g, facts, SEAT_COMPROMISED);
    spread_facts_free(facts);
    size_t vertices = c->outside->vertices + 1u;
    c->gone = mem_zalloc(graph_edge_count(g) + 1, 1);
    c->after = mem_zalloc(vertices, 1);
    c->told = mem_zalloc(graph_node_count(g) + 1, 1);
    c->queue = mem_alloc(vertices * sizeof *c->queue);
    c->starts = mem_alloc((vertices + graph_edge_count(g)) * sizeof *c->starts);
    c->by_anyone = check_break_new(c->outside);
    c->by_users = check_break_new(c->taken);
    sort_rows(c);
    sit_outside(c);
    check_break_walk(c->by_anyone, c->starts, c->start_count);
}

static void close_checking(struct checking *c)
{
    check_break_free(c->by_anyone);
    check_break_free(c->by_users);
    check_net_free(c->outside);
    check_net_free(c->taken);
    mem_free(c->gone);
    mem_free(c->after);
    mem_free(c->told);
    mem_free(c->queue);
    mem_free(c->starts);
    mem_free(c->gifts);
    mem_free(c->order);
    mem_free(c->first);
}

bool excess_azure_verify(const struct excess_azure *x, struct buf *why)
{
    struct checking c = {.x = x, .why = why};
    bool good = true;
    if (!x->count)
        return true;
    open_checking(&c);
    for (size_t i = 0; good && i < x->count; i++)
        good = check_row(&c, c.order[i]);
    good = good && (!x->jewels || check_all(&c));
    close_checking(&c);
    return good;
}
