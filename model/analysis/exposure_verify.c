/* SPDX-License-Identifier: MIT */
/* exposure_verify.c - the ways of strangers, handed to the checkers. */
#include "check_net.h"
#include "exposure_parts.h"
#include "mem.h"

struct claim {
    const struct exposure *x;
    struct spread_facts *facts;
    struct spread_terms terms;
    fact_mask *starts, *reached; /* [node count + 1] */
    struct check_label *labels;  /* of a search over the whole graph, [check_vertex()] */
};

static struct claim claim_of(const struct exposure *x)
{
    size_t nodes = graph_node_count(x->graph);
    struct claim c = {.x = x,
                      .facts = spread_facts_changed(x->graph, x->change),
                      .terms = exposure_terms(),
                      .starts = mem_zalloc(nodes + 1, sizeof *c.starts),
                      .reached = mem_zalloc(nodes + 1, sizeof *c.reached),
                      .labels = mem_zalloc((nodes + 1) * STATE_COUNT, sizeof *c.labels)};
    for (size_t n = 1; n <= nodes; n++)
        if (exposure_is_outside(x->graph, (node_id)n))
            c.starts[n] = 1u << STATE_HOLD;
    return c;
}

static void claim_release(struct claim *c)
{
    spread_facts_free(c->facts);
    mem_free(c->starts);
    mem_free(c->reached);
    mem_free(c->labels);
}

static bool refute(const struct claim *c, node_id n, enum state s, const char *what, struct buf *why)
{
    buf_printf(why, "%s(", state_names[s]);
    buf_add(why, graph_node_at(c->x->graph, n)->id);
    buf_printf(why, "): %s", what);
    return false;
}

/* An exposure leaves load out, which leads to nothing but load: a search with it says what is to be
 * said of the rest, and is checked itself. */
static bool label_all(struct claim *c, struct buf *why)
{
    const struct graph *g = c->x->graph;
    struct attack *a = attack_build_changed(g, &c->terms, c->x->change, false);
    vertex_id *starts = mem_alloc((graph_node_count(g) + 1) * sizeof *starts);
    size_t count = 0;
    for (size_t n = 1; n <= graph_node_count(g); n++)
        if (c->starts[n])
            starts[count++] = attack_vertex(a, (node_id)n, STATE_HOLD);
    struct search *s = search_run(a, starts, count);
    for (vertex_id v = 0; v < a->vertex_count; v++) {
        if (s->rank[v] == RANK_NONE)
            continue;
        c->reached[a->vertex_node[v]] |= (fact_mask)(1u << a->vertex_state[v]);
        c->labels[check_vertex(a->vertex_node[v], (enum state)a->vertex_state[v])] =
            (struct check_label){.reached = true, .rank = s->rank[v], .effort = s->effort[v],
                                 .hops = s->hops[v], .confidence = s->confidence[v]};
    }
    struct check_net *net = check_net_new(g, c->facts, &c->terms, c->starts);
    bool good = check_closed(g, c->facts, &c->terms, NULL, c->starts, c->reached, why) &&
                check_best(net, c->labels, why);
    check_net_free(net);
    search_free(s);
    attack_free(a);
    mem_free(starts);
    return good;
}

static bool is_worse(const struct check_label *a, const struct check_label *b)
{
    if (a->rank != b->rank)
        return a->rank > b->rank;
    if (a->effort != b->effort)
        return a->effort > b->effort;
    return a->hops != b->hops ? a->hops > b->hops : a->confidence < b->confidence;
}

/* One fact: its label, and a path that is one. */
static bool check_fact(const struct claim *c, vertex_id v, struct buf *why)
{
    const struct search *s = c->x->search;
    const struct attack *a = c->x->attack;
    node_id n = a->vertex_node[v];
    enum state state = (enum state)a->vertex_state[v];
    const struct check_label *want = &c->labels[check_vertex(n, state)];
    if (state == STATE_EXHAUST)
        return true;
    if ((s->rank[v] != RANK_NONE) != want->reached)
        return refute(c, n, state, want->reached ? "it is reached" : "it is not reached", why);
    if (!want->reached)
        return true;
    const struct check_label said = {.reached = true, .rank = s->rank[v], .effort = s->effort[v],
                                     .hops = s->hops[v], .confidence = s->confidence[v]};
    if (is_worse(&said, want) || is_worse(want, &said))
        return refute(c, n, state, "its gate, effort, hops or confidence is another one", why);
    struct arena *arena = arena_new();
    struct path p = path_make(s, v, arena);
    bool good = check_path(c->facts, &c->terms, c->starts, &p, why);
    arena_free(arena);
    return good;
}

/* What is said of a node is the weakest way to any of the states that count. */
static bool check_node(const struct claim *c, node_id n, struct buf *why)
{
    static const enum state ways[] = {STATE_INPUT, STATE_WRITE, STATE_CONTROL};
    const struct check_label *best = NULL;
    vertex_id v = c->x->best[n];
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct check_label *l = &c->labels[check_vertex(n, ways[i])];
        if (l->reached && (!best || is_worse(best, l)))
            best = l;
    }
    if (!best != (v == VERTEX_NONE))
        return refute(c, n, STATE_INPUT, best ? "there is a way in" : "there is no way in", why);
    if (best && (c->x->attack->vertex_node[v] != n ||
                 is_worse(&c->labels[check_vertex(n, (enum state)c->x->attack->vertex_state[v])],
                          best)))
        return refute(c, n, STATE_INPUT, "there is a weaker way in", why);
    return true;
}

bool exposure_verify(const struct exposure *x, struct buf *why)
{
    if (!x->attack)
        return true;
    struct claim c = claim_of(x);
    bool good = label_all(&c, why);
    for (vertex_id v = 0; good && v < x->attack->vertex_count; v++)
        good = check_fact(&c, v, why);
    for (size_t n = 1; good && n <= graph_node_count(x->graph); n++)
        good = check_node(&c, (node_id)n, why);
    claim_release(&c);
    return good;
}
