/* SPDX-License-Identifier: MIT */
#include "crossings.h"

#include "facts.h"
#include "mem.h"
#include "query.h"

const char *const crossing_names[3] = {"", "inner", "outer"};
#define X(e, text) [CROSSING_BY_##e] = text,
const char *const crossing_reason_texts[CROSSING_REASON_COUNT] = {CROSSING_REASONS(X)};
#undef X

enum { CONTAINER_DEPTH = 64, ZONE_DEPTH = 16 }; /* deeper nesting is a cycle or no help */

enum zone_kind crossing_zone(const struct graph *g, node_id n)
{
    const struct zone *z = graph_node_zone(g, n);
    for (int depth = 0; z && z->kind == ZONE_CUSTOM && depth < ZONE_DEPTH; depth++) {
        const struct zone *parent = str_empty(z->parent) ? NULL : graph_find_zone(g, z->parent);
        if (!parent)
            return ZONE_CUSTOM;
        z = parent;
    }
    return z ? z->kind : ZONE_CUSTOM;
}

static enum zone_kind actor_class(enum zone_kind zone)
{
    switch (zone) {
    case ZONE_INTERNET:
    case ZONE_THIRD_PARTY:
    case ZONE_PARTNER:
        return zone;
    case ZONE_GATEWAY:
    case ZONE_CODE:
    case ZONE_MESSAGING:
    case ZONE_DATA:
    case ZONE_IDENTITY:
    case ZONE_MANAGEMENT:
    case ZONE_CUSTOM:
    case ZONE_KIND_COUNT:
        break;
    }
    return ZONE_CUSTOM; /* our own */
}

/* What a crossing is judged by: where a node lies. */
struct place {
    enum zone_kind zone;
    node_id account, home; /* the account; the app or stack. 0: none */
    bool is_private;
};

/* What is known of all nodes; NULL: it is looked up. */
struct known {
    const node_id *container;
    const uint8_t *classes; /* enum boundary_class */
};

static enum boundary_class class_of(const struct graph *g, const struct known *k, node_id n)
{
    return k ? (enum boundary_class)k->classes[n] : node_boundary_class(graph_node_at(g, n));
}

static bool differ(struct str a, struct str b)
{
    return !str_empty(a) && !str_empty(b) && !str_eq(a, b);
}

static bool is_private(const struct node *n)
{
    return str_iis(node_attr_text(n, FACT_NETWORK), "private");
}

static struct place place_of(const struct graph *g, const struct known *k, node_id n)
{
    struct place p = {.zone = crossing_zone(g, n), .is_private = is_private(graph_node_at(g, n))};
    for (int depth = 0; n && depth < CONTAINER_DEPTH && !(p.account && p.home); depth++) {
        enum node_kind kind = graph_node_at(g, n)->kind;
        enum boundary_class class = kind == NODE_BOUNDARY ? class_of(g, k, n) : BOUNDARY_NONE;
        if (!p.account && (class == BOUNDARY_ACCOUNT || class == BOUNDARY_SUBSCRIPTION))
            p.account = n;
        if (!p.home && (kind == NODE_APP || class == BOUNDARY_STACK))
            p.home = n;
        n = k ? k->container[n] : graph_container(g, n);
    }
    return p;
}

static enum crossing_reason outer_reason(const struct graph *g, node_id from, node_id to,
                                         const struct place *at_from, const struct place *at_to)
{
    const struct node *a = graph_node_at(g, from), *b = graph_node_at(g, to);
    if (actor_class(at_from->zone) != actor_class(at_to->zone))
        return CROSSING_BY_ACTOR_CLASS;
    if (at_from->account && at_to->account && at_from->account != at_to->account)
        return CROSSING_BY_ACCOUNT;
    if (differ(a->stage, b->stage))
        return CROSSING_BY_STAGE;
    if (differ(a->provider, b->provider))
        return CROSSING_BY_PROVIDER;
    if (at_from->is_private != at_to->is_private)
        return CROSSING_BY_NETWORK;
    if (at_from->zone == ZONE_GATEWAY || at_to->zone == ZONE_GATEWAY)
        return CROSSING_BY_GATEWAY;
    return CROSSING_BY_NONE;
}

static enum crossing_reason inner_reason(const struct graph *g, node_id from, node_id to,
                                         const struct place *at_from, const struct place *at_to)
{
    enum zone_kind zone_to = at_to->zone;
    if (actor_class(at_from->zone) != ZONE_CUSTOM || actor_class(zone_to) != ZONE_CUSTOM)
        return CROSSING_BY_NONE;
    if (at_from->zone == ZONE_CODE && (zone_to == ZONE_DATA || zone_to == ZONE_MESSAGING ||
                                       zone_to == ZONE_IDENTITY || zone_to == ZONE_MANAGEMENT))
        return CROSSING_BY_ZONE;
    if (at_from->home && at_to->home != at_from->home)
        return CROSSING_BY_APP;
    const struct zone *a = graph_node_zone(g, from), *b = graph_node_zone(g, to);
    if (a != b && ((a && a->kind == ZONE_CUSTOM) || (b && b->kind == ZONE_CUSTOM)))
        return CROSSING_BY_ZONE;
    return CROSSING_BY_NONE;
}

static enum crossing between(const struct graph *g, node_id from, node_id to,
                             const struct place *at_from, const struct place *at_to,
                             enum crossing_reason *reason)
{
    *reason = from == to ? CROSSING_BY_NONE : outer_reason(g, from, to, at_from, at_to);
    if (*reason != CROSSING_BY_NONE)
        return CROSSING_OUTER;
    if (from != to)
        *reason = inner_reason(g, from, to, at_from, at_to);
    return *reason == CROSSING_BY_NONE ? CROSSING_NONE : CROSSING_INNER;
}

enum crossing crossing_between(const struct graph *g, node_id from, node_id to,
                               enum crossing_reason *reason)
{
    const struct place at_from = place_of(g, NULL, from), at_to = place_of(g, NULL, to);
    enum crossing_reason why;
    return between(g, from, to, &at_from, &at_to, reason ? reason : &why);
}

uint8_t *crossings_of_all(const struct graph *g)
{
    size_t nodes = graph_node_count(g), edges = graph_edge_count(g);
    uint8_t *all = mem_zalloc(edges + 1, sizeof *all);
    node_id *container = mem_zalloc(nodes + 1, sizeof *container);
    uint8_t *classes = mem_zalloc(nodes + 1, 1);
    const struct known known = {container, classes};
    struct place *places = mem_zalloc(nodes + 1, sizeof *places);
    graph_containers(g, container);
    for (size_t n = 1; n <= nodes; n++)
        if (graph_node_at(g, (node_id)n)->kind == NODE_BOUNDARY)
            classes[n] = (uint8_t)node_boundary_class(graph_node_at(g, (node_id)n));
    for (size_t n = 1; n <= nodes; n++)
        places[n] = place_of(g, &known, (node_id)n);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        enum crossing_reason why;
        if (crossing_applies(e->kind))
            all[i] = (uint8_t)between(g, e->from, e->to, &places[e->from], &places[e->to], &why);
    }
    mem_free(places);
    mem_free(classes);
    mem_free(container);
    return all;
}

bool crossing_applies(enum edge_kind kind)
{
    return kind != EDGE_RESIDES_IN && kind != EDGE_HOSTED_BY && kind != EDGE_DEPENDS;
}

enum crossing crossing_of_edge(const struct graph *g, edge_id e, enum crossing_reason *reason)
{
    const struct edge *edge = graph_edge_at(g, e);
    if (crossing_applies(edge->kind))
        return crossing_between(g, edge->from, edge->to, reason);
    if (reason)
        *reason = CROSSING_BY_NONE;
    return CROSSING_NONE;
}
