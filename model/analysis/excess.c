/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "excess_parts.h"
#include "mem.h"
#include "query.h"
#include "stop.h"

/* --- Statements ------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static size_t add_range(const struct aws_statement *s, size_t first, size_t end, uint32_t *rows,
                        size_t count)
{
    for (size_t i = first; i < end; i++)
        if (aws_actions_match(s, str_from(aws_action_rows[i].action)))
            rows[count++] = (uint32_t)i;
    return count;
}

/* rows has room for as many as the table has. */
static size_t add_named(const struct aws_statement *s, uint32_t *rows)
{
    size_t count = 0;
    for (uint32_t i = 0; i < s->action_count; i++) {
        const struct aws_action_row *row = s->actions[i].row;
        uint32_t number = row ? (uint32_t)(row - aws_action_rows) : 0;
        size_t at = count;
        while (row && at > 0 && rows[at - 1] > number)
            at--;
        if (!row || (at > 0 && rows[at - 1] == number))
            continue; /* not in the table; named twice */
        memmove(&rows[at + 1], &rows[at], (count++ - at) * sizeof *rows);
        rows[at] = number;
    }
    return count;
}

size_t excess_rows(const struct aws_statement *s, uint32_t *rows)
{
    size_t count = 0;
    bool all = s->not_action;
    if (s->plain)
        return add_named(s, rows);
    for (uint32_t i = 0; i < s->action_count; i++)
        all = all || s->actions[i].all;
    if (all)
        return add_range(s, 0, aws_action_row_count, rows, 0);
    for (uint32_t i = 0; i < s->action_count; i++) {
        const struct aws_action *a = &s->actions[i];
        size_t first, end;
        if (a->invalid)
            continue;
        aws_actions_of(str_sub(a->text, 0, str_chr(a->text, ':')), &first, &end);
        bool done = false; /* an action before it named the service */
        for (uint32_t k = 0; k < i && !done; k++)
            done = !s->actions[k].invalid &&
                   str_eq(str_sub(s->actions[k].text, 0, str_chr(s->actions[k].text, ':')),
                          str_sub(a->text, 0, str_chr(a->text, ':')));
        if (!done)
            count = add_range(s, first, end, rows, count);
    }
    if (count)
        qsort(rows, count, sizeof *rows, by_number);
    return count;
}

bool excess_reaches(const struct excess *x, const struct aws_statement *s, node_id thing,
                    const struct aws_action_row *row)
{
    return !thing || aws_reaches(x->asked, s, thing, row);
}

bool excess_may(const struct excess *x, node_id identity, node_id thing, struct str resource,
                struct str action)
{
    struct aws_case c = {0};
    struct aws_decision d;
    c.layers[AWS_LAYER_IDENTITY] = aws_docs_of(x->docs, identity, AWS_USE_IDENTITY);
    c.layers[AWS_LAYER_BOUNDARY] = aws_docs_of(x->docs, identity, AWS_USE_BOUNDARY);
    const struct aws_action_row *row = thing ? aws_action_find_written(action) : NULL;
    c.request = row ? *aws_ask(x->asked, thing, row)
                    : aws_need_request(&x->things, x->arena, action, thing, resource);
    aws_decide(&c, &d);
    if (d.answer == AWS_DENIED && aws_need_index(&x->things, thing, row, &c.request))
        aws_decide(&c, &d);
    return d.answer != AWS_DENIED;
}

/* --- One identity ----------------------------------------------------------------------------- */

/* Nobody here says what it is called. */
static bool is_unnamed(const struct node *n)
{
    return n->external && node_attr(n, "parameter");
}

/* The thing that is needed and one of the statement are both elsewhere, one by a name that only the
 * deployment knows: they may be the same. */
static bool may_be_same(const struct excess *x, const struct aws_statement *s, node_id thing)
{
    const struct node *needed = thing ? graph_node_at(x->graph, thing) : NULL;
    for (uint32_t k = 0; needed && needed->external && k < s->thing_count; k++) {
        node_id id = graph_find(x->graph, s->things[k].node);
        const struct node *named = id ? graph_node_at(x->graph, id) : NULL;
        if (named && named->external && named->kind == needed->kind &&
            (is_unnamed(named) || is_unnamed(needed)))
            return true;
    }
    return false;
}

/* Marks in used[] (by row) what the needs ask of the statement, and which needs it meets. */
static void mark_used(const struct excess *x, const struct excess_identity *i,
                      const struct aws_statement *s, const uint32_t *rows, size_t count,
                      uint8_t *used)
{
    for (size_t n = 0; n < i->needs.count; n++) {
        const struct aws_need *need = &i->needs.items[n];
        bool same = may_be_same(x, s, need->node);
        i->met[n] = i->met[n] || aws_need_met(x->asked, s, need);
        for (size_t r = 0; r < count; r++) {
            const struct aws_action_row *row = &aws_action_rows[rows[r]];
            if (aws_need_is(need, row) && (same || excess_reaches(x, s, need->node, row)))
                used[r] = 1;
        }
    }
}

static void read_statement(struct excess *x, struct excess_identity *i,
                           const struct aws_policy *p, const struct aws_statement *s,
                           uint32_t *rows, uint8_t *used)
{
    struct excess_statement *out = &i->statements[i->statement_count++];
    size_t count = excess_rows(s, rows);
    *out = (struct excess_statement){.policy = p, .statement = s, .given = (uint32_t)count,
                                     .where = aws_docs_place(x->docs, p, s),
                                     .all_resources = s->not_resource || !s->has_resource};
    for (uint32_t k = 0; k < s->action_count; k++)
        out->all_actions = out->all_actions || s->actions[k].all;
    for (uint32_t k = 0; k < s->resource_count; k++)
        out->all_resources = out->all_resources || s->resources[k].all;
    memset(used, 0, count);
    mark_used(x, i, s, rows, count, used);
    out->unused = arena_array(x->arena, count + 1, sizeof *out->unused);
    for (size_t r = 0; r < count; r++) {
        if (used[r]) {
            out->used++;
            continue;
        }
        out->unused[out->unused_count++] = &aws_action_rows[rows[r]];
        out->ops |= aws_action_rows[rows[r]].ops;
    }
    i->ops |= out->ops;
    i->unused_count += out->unused_count;
}

static void find_users(struct excess *x, struct excess_identity *i)
{
    struct edge_list in = graph_in(x->graph, i->identity);
    node_id *users = arena_array(x->arena, in.count + 1, sizeof *users);
    for (size_t k = 0; k < in.count; k++)
        if (graph_edge_at(x->graph, in.ids[k])->kind == EDGE_RUNS_AS)
            users[i->user_count++] = graph_edge_at(x->graph, in.ids[k])->from;
    if (i->user_count)
        qsort(users, i->user_count, sizeof *users, by_number);
    size_t each = 0; /* whoever may run as it under several conditions is there once */
    for (size_t k = 0; k < i->user_count; k++)
        if (!k || users[k] != users[k - 1])
            users[each++] = users[k];
    i->user_count = each;
    i->users = users;
}

/* Something in the input runs as it. */
static bool has_user(const struct graph *g, node_id n)
{
    return graph_first_in(g, n, EDGE_RUNS_AS) != 0;
}

static void read_identity(struct excess *x, node_id n, uint32_t *rows, uint8_t *used)
{
    struct aws_policies own = aws_docs_of(x->docs, n, AWS_USE_IDENTITY);
    size_t allowing = 0;
    for (size_t p = 0; p < own.count; p++)
        for (uint32_t k = 0; k < own.items[p].statement_count; k++)
            allowing += own.items[p].statements[k].allow;
    if (!allowing && (x->jewels || !has_user(x->graph, n)))
        return;
    if (x->count == x->cap)
        x->items = mem_grow(x->items, &x->cap, sizeof *x->items);
    struct excess_identity *i = &x->items[x->count++];
    *i = (struct excess_identity){.identity = n,
                                  .needs = aws_needs_of(x->graph, n, x->arena)};
    i->met = arena_array(x->arena, i->needs.count + 1, sizeof *i->met);
    i->statements = arena_array(x->arena, allowing + 1, sizeof *i->statements);
    find_users(x, i);
    for (size_t p = 0; p < own.count; p++)
        for (uint32_t k = 0; k < own.items[p].statement_count; k++)
            if (own.items[p].statements[k].allow)
                read_statement(x, i, &own.items[p], &own.items[p].statements[k], rows, used);
    if (x->jewels)
        excess_narrow(x, i);
}

/* --- All -------------------------------------------------------------------------------------- */

unsigned excess_weight(unsigned ops)
{
    static const unsigned order[] = {OP_READ, OP_INVOKE, OP_DELETE, OP_WRITE,
                                     OP_ADMIN, OP_EXEC, OP_POLICY};
    unsigned weight = 0;
    for (unsigned b = 0; b < sizeof order / sizeof order[0]; b++)
        weight |= ops & order[b] ? 1u << b : 0;
    return weight;
}

static int by_rank(const void *a, const void *b)
{
    const struct excess_identity *x = a, *y = b;
    const uint32_t keys[][2] = {
        {x->from_internet.jewels, y->from_internet.jewels},
        {x->from_internet.nodes, y->from_internet.nodes},
        {x->matters, y->matters},
        {x->if_taken.jewels, y->if_taken.jewels},
        {x->if_taken.nodes, y->if_taken.nodes},
        {x->user_count > 0, y->user_count > 0},
        {excess_weight(x->ops), excess_weight(y->ops)},
        {x->unused_count, y->unused_count},
    };
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
        if (keys[k][0] != keys[k][1])
            return keys[k][0] < keys[k][1] ? 1 : -1;
    return (x->identity > y->identity) - (x->identity < y->identity);
}

static struct excess *read_all(const struct graph *g, const struct jewels *jewels)
{
    struct excess *x = mem_zalloc(1, sizeof *x);
    x->graph = g;
    x->jewels = jewels;
    x->arena = arena_new();
    x->docs = aws_docs_read(g, x->arena);
    if (!x->docs)
        return x;
    aws_things_find(&x->things, g, x->arena);
    x->asked = aws_asked_new(&x->things);
    uint32_t *rows = mem_alloc(aws_action_row_count * sizeof *rows);
    uint8_t *used = mem_alloc(aws_action_row_count);
    for (node_id n = 1; n <= graph_node_count(g) && !stop_asked(); n++)
        if (graph_node_at(g, n)->kind == NODE_IDENTITY)
            read_identity(x, n, rows, used);
    mem_free(rows);
    mem_free(used);
    return x;
}

struct excess *excess_find_given(const struct graph *g)
{
    return read_all(g, NULL);
}

struct excess *excess_find(const struct graph *g, const struct jewels *jewels)
{
    struct excess *x = read_all(g, jewels);
    if (!x->docs)
        return x;
    excess_matter(x);
    for (size_t k = 0; k < x->count; k++)
        for (size_t n = 0; n < x->items[k].statement_count; n++)
            x->items[k].matters = x->items[k].matters || x->items[k].statements[n].matters;
    if (x->count)
        qsort(x->items, x->count, sizeof *x->items, by_rank);
    return x;
}

void excess_free(struct excess *x)
{
    if (!x)
        return;
    if (x->asked)
        aws_things_release(&x->things);
    aws_asked_free(x->asked);
    arena_free(x->arena);
    mem_free(x->items);
    mem_free(x->cuts);
    mem_free(x->givers);
    mem_free(x->keeps);
    mem_free(x->proof.reaches);
    mem_free(x->proof.losses);
    mem_free(x->proof.taken);
    mem_free(x);
}

const struct graph *excess_graph(const struct excess *x)
{
    return x->graph;
}

size_t excess_count(const struct excess *x)
{
    return x->count;
}

const struct excess_identity *excess_at(const struct excess *x, size_t i)
{
    return &x->items[i];
}

struct excess_closed excess_all(const struct excess *x)
{
    return x->all;
}
