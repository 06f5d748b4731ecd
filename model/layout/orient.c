/* SPDX-License-Identifier: MIT */
/* orient.c - one link per connected pair, all from left to right.
 * Method:   parallel edges merge, opposite ones become a double-headed link; a depth-first search
 *           marks the links that close cycles. Double-headed links run away from the sources as
 *           far as that closes no cycle. All loops are iterative.
 * Ties:     go by the index of boxes; the order of edges does not matter. */
#include "links.h"

#include <stdlib.h>

struct pair { /* an edge as sorted by its two boxes */
    int low, high, edge;
    bool up; /* runs from low to high */
};

static int pair_cmp(const void *pa, const void *pb)
{
    const struct pair *a = pa, *b = pb;

    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

/* One link for pairs[0..count), which join the same two boxes. */
static struct link merge_pairs(const struct lay *l, const struct pair *pairs, int count)
{
    const struct layout_edge *first = &l->in->edges[pairs[0].edge];
    struct link link = {.left = first->from, .right = first->to, .edge = pairs[0].edge};
    bool both = false;

    for (int i = 1; i < count; i++) /* a heavy edge stands for the others */
        if (l->in->edges[pairs[i].edge].heavy && !l->in->edges[link.edge].heavy)
            link.edge = pairs[i].edge;

    for (int i = 0; i < count; i++) {
        const struct layout_edge *e = &l->in->edges[pairs[i].edge];

        both = both || e->both || pairs[i].up != pairs[0].up;
        link.heavy = link.heavy || e->heavy;
        link.crossing = link.crossing || e->crossing;
    }
    link.kind = both ? LINK_BOTH : LINK_FORWARD;
    return link;
}

void orient_links(struct lay *l)
{
    int n = l->n, count = 0;
    struct pair *pairs = arena_array(l->arena, (size_t)l->in->edge_count, sizeof *pairs);

    l->loops = arena_array(l->arena, (size_t)n, sizeof *l->loops);
    for (int i = 0; i < l->in->edge_count; i++) {
        const struct layout_edge *e = &l->in->edges[i];

        if (e->from < 0 || e->to < 0 || e->from >= n || e->to >= n)
            continue;
        if (e->from == e->to) {
            l->loops[e->from] = true;
            continue;
        }
        pairs[count++] = (struct pair){.low = min_int(e->from, e->to),
                                       .high = max_int(e->from, e->to),
                                       .edge = i,
                                       .up = e->from < e->to};
    }
    if (count)
        qsort(pairs, (size_t)count, sizeof *pairs, pair_cmp);
    l->links = arena_array(l->arena, (size_t)count, sizeof *l->links);
    for (int i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count; end++)
            if (pairs[end].low != pairs[i].low || pairs[end].high != pairs[i].high)
                break;
        l->links[l->link_count++] = merge_pairs(l, pairs + i, end - i);
    }
}

static bool counts(const struct link *link, bool all)
{
    return all || link->kind != LINK_BOTH;
}

struct adjacency links_index(struct lay *l, bool by_right, bool all)
{
    struct adjacency adj = {arena_array(l->arena, (size_t)l->n + 2, sizeof(int)),
                            arena_array(l->arena, (size_t)l->link_count, sizeof(int))};

    for (int i = 0; i < l->link_count; i++)
        if (counts(&l->links[i], all))
            adj.first[(by_right ? l->links[i].right : l->links[i].left) + 2]++;
    for (int v = 0; v < l->n; v++)
        adj.first[v + 2] += adj.first[v + 1];
    for (int i = 0; i < l->link_count; i++)
        if (counts(&l->links[i], all))
            adj.link[adj.first[(by_right ? l->links[i].right : l->links[i].left) + 1]++] = i;
    return adj;
}

void links_turn(const struct lay *l, struct link *link)
{
    int left = link->left;

    link->left = link->right;
    link->right = left;
    if (link->kind != LINK_BOTH)
        link->kind = link->left == l->in->edges[link->edge].from ? LINK_FORWARD : LINK_REVERSED;
}

/* Links between stages lead to the later one; false: there is one stage only. */
static bool turn_stages(struct lay *l)
{
    bool staged = false;

    for (int v = 0; v < l->n; v++)
        staged = staged || links_stage(l, v) > 0;
    for (int i = 0; i < l->link_count && staged; i++)
        if (links_stage(l, l->links[i].left) > links_stage(l, l->links[i].right))
            links_turn(l, &l->links[i]);
    return staged;
}

struct search {
    struct adjacency out;
    unsigned char *state; /* 0 new, 1 on the path, 2 done */
    int *stack, *next;
    bool *turn;           /* links that close a cycle */
};

static void search_from(const struct lay *l, struct search *s, int root)
{
    int top = 0;

    s->stack[0] = root;
    s->state[root] = 1;
    s->next[root] = s->out.first[root];
    while (top >= 0) {
        int v = s->stack[top];

        if (s->next[v] == s->out.first[v + 1]) {
            s->state[v] = 2;
            top--;
            continue;
        }
        int i = s->out.link[s->next[v]++], w = l->links[i].right;
        if (s->state[w] == 1) {
            s->turn[i] = true;
        } else if (s->state[w] == 0) {
            s->state[w] = 1;
            s->next[w] = s->out.first[w];
            s->stack[++top] = w;
        }
    }
}

static int surplus_node(const int *surplus, const int *node, int i, int j)
{
    if (surplus[node[i]] != surplus[node[j]])
        return surplus[node[i]] > surplus[node[j]] ? -1 : 1;
    return node[i] < node[j] ? -1 : 1;
}

/* Boxes in cycles that nothing enters: those with most out minus in first (stable). */
static void search_rest(struct lay *l, struct search *s, const struct adjacency *in)
{
    int *surplus = arena_array(l->arena, (size_t)l->n, sizeof(int));
    int *node = arena_array(l->arena, (size_t)l->n, sizeof(int)), count = 0;

    for (int v = 0; v < l->n; v++) {
        surplus[v] = s->out.first[v + 1] - s->out.first[v] - (in->first[v + 1] - in->first[v]);
        if (!s->state[v])
            node[count++] = v;
    }
    for (int gap = count / 2; gap > 0; gap /= 2) { /* Shell sort: no context for qsort needed */
        for (int i = gap; i < count; i++) {
            for (int j = i; j >= gap && surplus_node(surplus, node, j, j - gap) < 0; j -= gap) {
                int swap = node[j];
                node[j] = node[j - gap];
                node[j - gap] = swap;
            }
        }
    }
    for (int i = 0; i < count; i++)
        if (!s->state[node[i]])
            search_from(l, s, node[i]);
}

static void break_cycles(struct lay *l)
{
    size_t n = (size_t)l->n;
    struct adjacency in = links_index(l, true, false);
    struct search s = {
        .out = links_index(l, false, false),
        .state = arena_array(l->arena, n, 1),
        .stack = arena_array(l->arena, n + 1, sizeof(int)),
        .next = arena_array(l->arena, n, sizeof(int)),
        .turn = arena_array(l->arena, (size_t)l->link_count, sizeof(bool)),
    };

    for (int v = 0; v < l->n; v++)
        if (l->in->nodes[v].source && !s.state[v])
            search_from(l, &s, v);
    for (int v = 0; v < l->n; v++)
        if (!s.state[v] && in.first[v + 1] == in.first[v])
            search_from(l, &s, v);
    search_rest(l, &s, &in);
    for (int i = 0; i < l->link_count; i++)
        if (s.turn[i])
            links_turn(l, &l->links[i]);
}

struct spread {
    struct adjacency out, in;
    int *distance; /* INT32_MAX: not reached */
    int *queue, tail;
};

static void spread_source(struct spread *s, int v)
{
    if (s->distance[v] != INT32_MAX)
        return;
    s->distance[v] = 0;
    s->queue[s->tail++] = v;
}

static void spread_on(const struct lay *l, struct spread *s, int head)
{
    for (; head < s->tail; head++) {
        int v = s->queue[head];

        for (int side = 0; side < 2; side++) {
            const struct adjacency *adj = side ? &s->in : &s->out;

            for (int k = adj->first[v]; k < adj->first[v + 1]; k++) {
                const struct link *link = &l->links[adj->link[k]];
                int w = side ? link->left : link->right;

                if (s->distance[w] == INT32_MAX && (!side || link->kind == LINK_BOTH)) {
                    s->distance[w] = s->distance[v] + 1;
                    s->queue[s->tail++] = w;
                }
            }
        }
    }
}

/* Links from the nearest source to each box, double-headed ones taken both ways. A box that has
 * double-headed links counts as a source only where no other leads to it. */
static const int *source_distance(struct lay *l)
{
    struct adjacency in = links_index(l, true, false);
    struct spread s = {.out = links_index(l, false, true), .in = links_index(l, true, true),
                       .distance = arena_array(l->arena, (size_t)l->n, sizeof(int)),
                       .queue = arena_array(l->arena, (size_t)l->n, sizeof(int))};
    bool *both = arena_array(l->arena, (size_t)l->n, sizeof(bool));

    for (int i = 0; i < l->link_count; i++)
        if (l->links[i].kind == LINK_BOTH)
            both[l->links[i].left] = both[l->links[i].right] = true;
    for (int v = 0; v < l->n; v++)
        s.distance[v] = INT32_MAX;
    for (int v = 0; v < l->n; v++)
        if (l->in->nodes[v].source || (in.first[v] == in.first[v + 1] && !both[v]))
            spread_source(&s, v);
    spread_on(l, &s, 0);
    for (int v = 0; v < l->n; v++) {
        int head = s.tail;

        if (in.first[v] == in.first[v + 1])
            spread_source(&s, v);
        spread_on(l, &s, head);
    }
    return s.distance;
}

static void follow(const struct lay *l, struct search *s, int v, int i, int limit, int *top)
{
    const struct link *link = &l->links[i];

    if (link->left != v || s->state[link->right] || (link->kind == LINK_BOTH && i >= limit))
        return;
    s->state[link->right] = 1;
    s->stack[(*top)++] = link->right;
}

/* Whether from leads to target along links that are not double-headed, or are below limit. */
static bool leads_to(const struct lay *l, const struct adjacency *touch, struct search *s,
                     int from, int target, int limit)
{
    int top = 0;

    memset(s->state, 0, (size_t)l->n);
    s->stack[top++] = from;
    s->state[from] = 1;
    while (top > 0) {
        int v = s->stack[--top];

        if (v == target)
            return true;
        for (int k = touch[0].first[v]; k < touch[0].first[v + 1]; k++)
            follow(l, s, v, touch[0].link[k], limit, &top);
        for (int k = touch[1].first[v]; k < touch[1].first[v + 1]; k++)
            follow(l, s, v, touch[1].link[k], limit, &top);
    }
    return false;
}

/* Double-headed links run away from the sources (a store stands behind the code that uses it),
 * unless the others already lead the other way. */
static void turn_both(struct lay *l)
{
    const int *distance = source_distance(l);
    struct search s = {.state = arena_array(l->arena, (size_t)l->n, 1),
                       .stack = arena_array(l->arena, (size_t)l->n + 1, sizeof(int))};

    for (int i = 0; i < l->link_count; i++) {
        struct link *link = &l->links[i];
        int a = link->left, b = link->right;

        if (link->kind != LINK_BOTH)
            continue;
        if (links_stage(l, a) != links_stage(l, b))
            continue;
        if (distance[a] > distance[b] || (distance[a] == distance[b] && a > b))
            links_turn(l, link);
    }
    /* the links that touch a box stay the same when one is turned */
    const struct adjacency touch[2] = {links_index(l, false, true), links_index(l, true, true)};
    for (int i = 0; i < l->link_count; i++) {
        struct link *link = &l->links[i];

        if (link->kind == LINK_BOTH && leads_to(l, touch, &s, link->right, link->left, i))
            links_turn(l, link);
    }
}

/* What leads to a source that stands at the start runs back to it. */
static void turn_sources(struct lay *l)
{
    const struct layout_node *nodes = l->in->nodes;

    for (int i = 0; i < l->link_count; i++) {
        struct link *k = &l->links[i];

        if (k->kind == LINK_FORWARD && nodes[k->right].source && !nodes[k->left].source &&
            links_stage(l, k->left) == links_stage(l, k->right))
            links_turn(l, k);
    }
}

bool orient_cycles(struct lay *l)
{
    bool staged = turn_stages(l);

    turn_sources(l);
    break_cycles(l);
    turn_both(l);
    return staged;
}
