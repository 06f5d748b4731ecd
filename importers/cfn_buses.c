/* SPDX-License-Identifier: MIT */
/* cfn_buses.c - the event bus that every account has in every region, called "default".
 * Each template that uses it has a node for it, until cfn_finish() joins those of templates that are
 * seen to be one system: one lies in the other, or in one stage of an assembly; something of one leads
 * to something of the other (an import, an output, an ARN); or one puts events with a source there
 * (no star, none of AWS itself) that a rule of the other asks for. Where what is known of account and
 * region is not the same, they are two. Templates that only lie in one folder may be stages, or samples that
 * never meet: their buses stay apart. */
#include "cfn_functions.h"
#include "cfn_graph.h"

#include <stdlib.h>

static void note_place(struct cfn *c, node_id n, const char *pseudo, const char *key)
{
    const struct cfn_value v = cfn_ref(&c->scope, str_from(pseudo), STR(""));
    if (v.text.len && !v.unknown && !v.refs && str_chr(v.text, '*') == STR_NPOS)
        graph_attr(c->g, n, key, cfn_safe(c, v.text));
}

void cfn_note_place(struct cfn *c, node_id n)
{
    note_place(c, n, "AWS::AccountId", "account");
    note_place(c, n, "AWS::Region", "region");
}

node_id cfn_default_bus(struct cfn *c, struct origin where)
{
    node_id n = cfn_part(c, NODE_BUS, STR("default"), STR("default"), where);
    if (node_attr(graph_node_at(c->g, n), FACT_MADE_BY))
        return n;
    graph_set_type(c->g, n, STR("AWS::Events::EventBus"));
    graph_attr(c->g, n, FACT_ARN, STR("arn:aws:events:*:*:event-bus/default"));
    graph_attr(c->g, n, FACT_MADE_BY, STR("platform"));
    cfn_note_place(c, n);
    return n;
}

/* --- Which templates are one system ------------------------------------------------------------ */

struct systems {
    struct graph *g;
    node_id *stack;     /* [nodes + 1] the stack or stage that a node lies in; 0: none */
    uint32_t *up;       /* [nodes + 1] of stacks: union by the smaller id */
    struct map sources; /* of events that are put on a default bus -> the first stack that does */
    struct map asked;   /* those of them that a rule asks for */
    edge_id *edges;     /* to and from default buses */
    size_t edge_count, edge_cap;
};

static bool is_default_bus(const struct node *n)
{
    return n->kind == NODE_BUS && str_is(n->provider, "aws") && str_is(n->name, "default") &&
           str_is(node_attr_text(n, FACT_MADE_BY), "platform");
}

static bool is_system(const struct node *n)
{
    return n->kind == NODE_BOUNDARY && str_is(n->provider, "aws") &&
           (str_is(node_attr_text(n, FACT_CLASS), "stack") ||
            str_is(node_attr_text(n, FACT_CLASS), "stage"));
}

static uint32_t root_of(struct systems *s, uint32_t n)
{
    while (s->up[n] != n)
        n = s->up[n] = s->up[s->up[n]];
    return n;
}

static void unite(struct systems *s, node_id x, node_id y)
{
    if (!x || !y)
        return;
    uint32_t a = root_of(s, x), b = root_of(s, y);
    s->up[a > b ? a : b] = a > b ? b : a;
}

/* A source by which events are told apart: written out, and nobody else's. */
static bool is_own_source(struct str source)
{
    return source.len && str_chr(source, '*') == STR_NPOS && !str_starts(source, STR("aws."));
}

/* Who put events of a source there first; with all: the others, if somebody asks for it. */
static void note_sources(struct systems *s, const struct edge *e, node_id bus, bool all)
{
    struct str list = edge_attr_text(e, FACT_EVENTS), one, source;
    while (list.len && str_cut(&list, ',', &one)) {
        bool is_new;
        str_cut(&one, '|', &source);
        if (!is_own_source(source) || !s->stack[bus] || (all && !map_get(&s->asked, source, NULL)))
            continue;
        uint32_t *first = map_put(&s->sources, source, &is_new);
        if (is_new)
            *first = s->stack[bus];
        else if (all)
            unite(s, *first, s->stack[bus]);
    }
}

static void ask_sources(struct systems *s, const struct edge *e, node_id bus)
{
    struct str list = edge_attr_text(e, FACT_EVENT_SOURCES), one;
    while (list.len && str_cut(&list, ',', &one)) {
        uint32_t first;
        if (!map_get(&s->sources, str_trim(one), &first))
            continue;
        map_set(&s->asked, str_trim(one), 1);
        unite(s, s->stack[bus], first);
    }
}

static void match_sources(struct systems *s)
{
    for (int step = 0; step < 3; step++)
        for (size_t i = 0; i < s->edge_count; i++) {
            const struct edge *e = graph_edge_at(s->g, s->edges[i]);
            node_id from = graph_resolve(s->g, e->from), to = graph_resolve(s->g, e->to);
            if (step == 1 && is_default_bus(graph_node_at(s->g, from)))
                ask_sources(s, e, from);
            else if (step != 1 && is_default_bus(graph_node_at(s->g, to)))
                note_sources(s, e, to, step == 2);
        }
}

static void find_stacks(struct systems *s)
{
    size_t edges = graph_edge_count(s->g);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(s->g, (edge_id)i);
        node_id from = graph_resolve(s->g, e->from), to = graph_resolve(s->g, e->to);
        if (e->kind != EDGE_RESIDES_IN || !is_system(graph_node_at(s->g, to)))
            continue;
        if (s->stack[from]) /* it was external in one */
            unite(s, s->stack[from], to);
        else
            s->stack[from] = to;
    }
    for (node_id n = 1; n <= graph_node_count(s->g); n++)
        if (is_system(graph_node_at(s->g, n))) {
            unite(s, n, s->stack[n]);
            s->stack[n] = n;
        }
}

static void find_systems(struct systems *s)
{
    size_t edges = graph_edge_count(s->g);
    find_stacks(s);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(s->g, (edge_id)i);
        node_id from = graph_resolve(s->g, e->from), to = graph_resolve(s->g, e->to);
        unite(s, s->stack[from], s->stack[to]);
        if (!is_default_bus(graph_node_at(s->g, from)) && !is_default_bus(graph_node_at(s->g, to)))
            continue;
        if (s->edge_count == s->edge_cap)
            s->edges = mem_grow(s->edges, &s->edge_cap, sizeof *s->edges);
        s->edges[s->edge_count++] = (edge_id)i;
    }
    match_sources(s);
}

/* --- The buses --------------------------------------------------------------------------------- */

struct bus {
    uint32_t system;
    struct str account, region, id;
    node_id node;
};

static int by_place(const void *x, const void *y)
{
    const struct bus *a = x, *b = y;
    int order = (a->system > b->system) - (a->system < b->system);
    if (!order)
        order = str_cmp(a->account, b->account);
    return order ? order : str_cmp(a->region, b->region);
}

static int by_place_and_id(const void *x, const void *y)
{
    const struct bus *a = x, *b = y;
    int order = by_place(x, y);
    return order ? order : str_cmp(a->id, b->id);
}

static void join_list(struct systems *s, struct bus *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        list[i].system = s->stack[list[i].node] ? root_of(s, s->stack[list[i].node]) : 0;
    qsort(list, count, sizeof *list, by_place_and_id);
    for (size_t first = 0, i = 1; i < count; i++) {
        if (!list[i].system || by_place(&list[first], &list[i]))
            first = i;
        else
            graph_merge(s->g, list[first].node, list[i].node);
    }
}

void cfn_join_buses(struct import *im)
{
    struct systems s = {.g = import_graph(im)};
    size_t nodes = graph_node_count(s.g), count = 0, cap = 0;
    struct bus *list = NULL;
    for (node_id n = 1; n <= nodes; n++) {
        const struct node *node = graph_node_at(s.g, n);
        if (!is_default_bus(node) || graph_resolve(s.g, n) != n)
            continue;
        if (count == cap)
            list = mem_grow(list, &cap, sizeof *list);
        list[count++] = (struct bus){.account = node_attr_text(node, "account"),
                                     .region = node_attr_text(node, "region"), .id = node->id,
                                     .node = n};
    }
    if (count > 1) {
        s.stack = mem_zalloc(nodes + 1, sizeof *s.stack);
        s.up = mem_alloc((nodes + 1) * sizeof *s.up);
        for (uint32_t i = 0; i <= nodes; i++)
            s.up[i] = i;
        find_systems(&s);
        join_list(&s, list, count);
        map_release(&s.sources);
        map_release(&s.asked);
        mem_free(s.edges);
        mem_free(s.stack);
        mem_free(s.up);
    }
    mem_free(list);
}
