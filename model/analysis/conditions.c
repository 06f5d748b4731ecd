/* SPDX-License-Identifier: MIT */
#include "conditions.h"

#include "facts.h"
#include "mem.h"

enum { NEVER, ANY_NET, FIRST_OWN }; /* premises that are always there */

struct conditions {
    const struct graph *g;
    premise_id *key_of; /* [node count + 1]: of nodes with a key of our own, else NEVER */
    premise_id *net_of; /* [node count + 1]: of nodes with a net, else ANY_NET */
    size_t count;
    size_t *at;         /* [count + 1]: facts of p are at[p] .. at[p + 1] */
    struct fact *facts;
};

/* --- Nets that count as one ------------------------------------------------------------------- */

static node_id root_of(node_id *parent, node_id n)
{
    while (parent[n] != n) {
        parent[n] = parent[parent[n]];
        n = parent[n];
    }
    return n;
}

static bool is_net(const struct graph *g, node_id n)
{
    return graph_node_at(g, n)->kind == NODE_NET;
}

/* parent[n]: a net of n, or n itself; the smallest id of nets that count as one is their root. */
static node_id *join_nets(const struct graph *g, const struct what_if *change)
{
    size_t nodes = graph_node_count(g);
    node_id *parent = mem_alloc((nodes + 1) * sizeof *parent);
    node_id *first = mem_zalloc(nodes + 1, sizeof *first); /* the first net of a node */
    for (size_t n = 0; n <= nodes; n++)
        parent[n] = (node_id)n;
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind != EDGE_RESIDES_IN || !is_net(g, e->to) || what_if_is_cut(change, (edge_id)i))
            continue;
        node_id a = root_of(parent, e->to);
        node_id with = is_net(g, e->from) ? e->from : first[e->from];
        first[e->from] = e->to;
        if (!with)
            continue;
        node_id b = root_of(parent, with);
        parent[a > b ? a : b] = a > b ? b : a;
    }
    for (size_t n = 1; n <= nodes; n++)
        if (!is_net(g, (node_id)n) && first[n])
            parent[n] = root_of(parent, first[n]);
    mem_free(first);
    return parent;
}

/* --- Premises --------------------------------------------------------------------------------- */

static bool is_own_key(const struct graph *g, const struct edge *e)
{
    const struct node *key = graph_node_at(g, e->to);
    return edge_encrypts_all(e) &&
           !str_iis(node_attr_text(key, FACT_MANAGED), "provider");
}

static void number_premises(struct conditions *c, const struct what_if *change, node_id *parent)
{
    const struct graph *g = c->g;
    size_t nodes = graph_node_count(g);
    premise_id *of_net = mem_zalloc(nodes + 1, sizeof *of_net);
    c->count = FIRST_OWN;
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (is_own_key(g, e) && !what_if_is_cut(change, (edge_id)i) && !c->key_of[e->from])
            c->key_of[e->from] = (premise_id)c->count++;
    }
    for (size_t n = 1; n <= nodes; n++) {
        node_id root = root_of(parent, (node_id)n);
        c->net_of[n] = ANY_NET;
        if (!is_net(g, root))
            continue;
        if (!of_net[root])
            of_net[root] = (premise_id)c->count++;
        c->net_of[n] = of_net[root];
    }
    mem_free(of_net);
}

/* Calls once for each (premise, fact). */
static void each_fact(const struct conditions *c, const struct what_if *change,
                      void (*add)(struct conditions *c, premise_id p, struct fact fact),
                      struct conditions *arg)
{
    const struct graph *g = c->g;
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        enum node_kind kind = graph_node_at(g, (node_id)n)->kind;
        struct fact fact = {.node = (node_id)n, .state = STATE_CONTROL};
        if (c->net_of[n] == ANY_NET || !(state_mask(kind) & 1u << STATE_CONTROL))
            continue;
        add(arg, c->net_of[n], fact);
        add(arg, ANY_NET, fact);
    }
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        bool legal = state_mask(graph_node_at(g, e->to)->kind) & 1u << STATE_READ;
        if (is_own_key(g, e) && legal && !what_if_is_cut(change, (edge_id)i))
            add(arg, c->key_of[e->from], (struct fact){.node = e->to, .state = STATE_READ});
    }
}

static void count_fact(struct conditions *c, premise_id p, struct fact fact)
{
    (void)fact;
    c->at[p + 1]++;
}

static void put_fact(struct conditions *c, premise_id p, struct fact fact)
{
    c->facts[c->at[p]++] = fact;
}

struct conditions *conditions_new(const struct graph *g, const struct what_if *change)
{
    size_t nodes = graph_node_count(g);
    struct conditions *c = mem_zalloc(1, sizeof *c);
    c->g = g;
    c->key_of = mem_zalloc(nodes + 1, sizeof *c->key_of);
    c->net_of = mem_zalloc(nodes + 1, sizeof *c->net_of);
    node_id *parent = join_nets(g, change);
    number_premises(c, change, parent);
    mem_free(parent);

    c->at = mem_zalloc(c->count + 2, sizeof *c->at);
    each_fact(c, change, count_fact, c);
    for (size_t p = 0; p < c->count; p++)
        c->at[p + 1] += c->at[p];
    c->facts = mem_alloc((c->at[c->count] + 1) * sizeof *c->facts);
    each_fact(c, change, put_fact, c); /* moves at[p] to where the facts of p end */
    memmove(c->at + 1, c->at, c->count * sizeof *c->at);
    c->at[0] = 0;
    return c;
}

void conditions_free(struct conditions *c)
{
    if (!c)
        return;
    mem_free(c->key_of);
    mem_free(c->net_of);
    mem_free(c->at);
    mem_free(c->facts);
    mem_free(c);
}

size_t conditions_count(const struct conditions *c)
{
    return c->count;
}

premise_id conditions_premise(const struct conditions *c, const struct spread_hop *hop,
                              unsigned condition)
{
    if (condition == CONDITION_KEY)
        return c->key_of[hop->to];
    if (condition == CONDITION_NET || condition == CONDITION_SOURCE)
        return c->net_of[hop->to];
    return NEVER;
}

size_t conditions_facts(const struct conditions *c, premise_id p, const struct fact **out)
{
    *out = c->facts + c->at[p];
    return c->at[p + 1] - c->at[p];
}
