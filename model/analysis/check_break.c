/* SPDX-License-Identifier: MIT */
#include "check_break.h"

#include "mem.h"

enum { OUT, IN, BROKEN, MENDED, GIVEN /* was not reached before */ };

struct check_break {
    const struct check_net *net;
    uint8_t *is;                /* by vertex */
    uint32_t *via;              /* by vertex: 1 + the hop that it hangs on; 0: a start */
    uint32_t *child, *sibling;  /* by vertex: what hangs on it; 0: nothing more */
    uint32_t *order;            /* what is reached */
    uint32_t count;
    uint32_t *broken;           /* of the last question, then what is given by it */
    uint32_t broken_count, given_count;
    uint32_t *queue;
};

struct check_break *check_break_new(const struct check_net *n)
{
    struct check_break *b = mem_zalloc(1, sizeof *b);
    size_t vertices = n->vertices + 1u;
    b->net = n;
    b->is = mem_zalloc(vertices, 1);
    b->via = mem_zalloc(vertices, sizeof *b->via);
    b->child = mem_zalloc(vertices, sizeof *b->child);
    b->sibling = mem_zalloc(vertices, sizeof *b->sibling);
    b->order = mem_alloc(vertices * sizeof *b->order);
    b->broken = mem_alloc(vertices * sizeof *b->broken);
    b->queue = mem_alloc(vertices * sizeof *b->queue);
    return b;
}

void check_break_free(struct check_break *b)
{
    if (!b)
        return;
    mem_free(b->is);
    mem_free(b->via);
    mem_free(b->child);
    mem_free(b->sibling);
    mem_free(b->order);
    mem_free(b->broken);
    mem_free(b->queue);
    mem_free(b);
}

/* hop: 1 + its number. */
static void reach(struct check_break *b, uint32_t v, uint32_t hop)
{
    if (b->is[v] != OUT)
        return;
    b->is[v] = IN;
    b->via[v] = hop;
    b->child[v] = 0;
    b->order[b->count++] = v;
    if (!hop)
        return;
    uint32_t from = b->net->arcs[hop - 1].from;
    b->sibling[v] = b->child[from];
    b->child[from] = v;
}

void check_break_walk(struct check_break *b, const uint32_t *starts, size_t count)
{
    const struct check_net *n = b->net;
    for (uint32_t i = 0; i < b->count; i++)
        b->is[b->order[i]] = OUT;
    b->count = 0;
    for (size_t i = 0; i < count; i++)
        reach(b, starts[i], 0);
    for (uint32_t head = 0; head < b->count; head++)
        for (uint32_t k = n->out_at[b->order[head]]; k < n->out_at[b->order[head] + 1]; k++)
            reach(b, n->arcs[k].to, k + 1);
}

bool check_break_reaches(const struct check_break *b, uint32_t vertex)
{
    return b->is[vertex] != OUT && b->is[vertex] != GIVEN;
}

/* --- Breaking --------------------------------------------------------------------------------- */

static void break_off(struct check_break *b, uint32_t v)
{
    if (b->is[v] != IN)
        return;
    b->is[v] = BROKEN;
    b->broken[b->broken_count++] = v;
}

/* All that hangs on one of the edges: a hop over an edge ends at one of its nodes. */
static void break_edges(struct check_break *b, const struct check_break_question *q)
{
    for (size_t i = 0; i < q->edge_count; i++) {
        const struct edge *e = graph_edge_at(b->net->graph, q->edges[i]);
        for (int s = 0; s < 2 * STATE_COUNT; s++) {
            uint32_t v = check_vertex(s < STATE_COUNT ? e->from : e->to,
                                      (enum state)(s % STATE_COUNT));
            if (b->is[v] == IN && b->via[v] && b->net->arcs[b->via[v] - 1].edge == q->edges[i])
                break_off(b, v);
        }
    }
    for (uint32_t i = 0; i < b->broken_count; i++)
        for (uint32_t v = b->child[b->broken[i]]; v; v = b->sibling[v])
            break_off(b, v);
}

/* --- Mending ---------------------------------------------------------------------------------- */

static bool stands(const struct check_break *b, uint32_t v)
{
    return b->is[v] == IN || b->is[v] == MENDED || b->is[v] == GIVEN;
}

static void mend(struct check_break *b, uint32_t v, uint32_t *tail)
{
    if (stands(b, v))
        return;
    if (b->is[v] == OUT)
        b->broken[b->broken_count + b->given_count++] = v;
    b->is[v] = b->is[v] == OUT ? GIVEN : MENDED;
    b->queue[(*tail)++] = v;
}

static void mend_gifts(struct check_break *b, const struct check_break_question *q, uint32_t *tail)
{
    for (size_t i = 0; i < q->gift_count; i++)
        mend(b, q->gifts[i], tail);
}

struct check_broken check_break_ask(struct check_break *b, const struct check_break_question *q)
{
    const struct check_net *n = b->net;
    uint32_t tail = 0;
    b->broken_count = b->given_count = 0;
    break_edges(b, q);
    if (stands(b, q->giver))
        mend_gifts(b, q, &tail);
    for (uint32_t i = 0; i < b->broken_count; i++) {
        uint32_t v = b->broken[i];
        for (uint32_t k = n->in_at[v]; k < n->in_at[v + 1] && !stands(b, v); k++) {
            const struct check_arc *a = &n->arcs[n->in[k]];
            if (!q->gone[a->edge] && stands(b, a->from))
                mend(b, v, &tail);
        }
    }
    for (uint32_t head = 0; head < tail; head++) {
        uint32_t v = b->queue[head];
        for (uint32_t k = n->out_at[v]; k < n->out_at[v + 1]; k++)
            if (!q->gone[n->arcs[k].edge])
                mend(b, n->arcs[k].to, &tail);
        if (v == q->giver)
            mend_gifts(b, q, &tail);
    }
    return (struct check_broken){b, b->broken, b->broken_count};
}

bool check_break_left(const struct check_broken *x, uint32_t vertex)
{
    return stands(x->of, vertex);
}

void check_break_forget(struct check_broken *x)
{
    struct check_break *b = x->of;
    for (uint32_t i = 0; i < b->broken_count + b->given_count; i++)
        b->is[b->broken[i]] = i < b->broken_count ? IN : OUT;
    b->broken_count = b->given_count = 0;
}
