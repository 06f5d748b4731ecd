/* SPDX-License-Identifier: MIT */
#include "crossings.h"

#include "facts.h"
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

static node_id enclosing(const struct graph *g, node_id n, bool (*fits)(const struct node *))
{
    for (int depth = 0; n && depth < CONTAINER_DEPTH; depth++) {
        if (fits(graph_node_at(g, n)))
            return n;
        n = graph_container(g, n);
    }
    return 0;
}

static bool is_account(const struct node *n)
{
    if (n->kind != NODE_BOUNDARY)
        return false;
    enum boundary_class class = node_boundary_class(n);
    return class == BOUNDARY_ACCOUNT || class == BOUNDARY_SUBSCRIPTION;
}

static bool is_app_or_stack(const struct node *n)
{
    return n->kind == NODE_APP ||
           (n->kind == NODE_BOUNDARY && node_boundary_class(n) == BOUNDARY_STACK);
}

static bool differ(struct str a, struct str b)
{
    return !str_empty(a) && !str_empty(b) && !str_eq(a, b);
}

static bool is_private(const struct node *n)
{
    return str_iis(node_attr_text(n, FACT_NETWORK), "private");
}

static enum crossing_reason outer_reason(const struct graph *g, node_id from, node_id to,
                                         enum zone_kind zone_from, enum zone_kind zone_to)
{
    const struct node *a = graph_node_at(g, from), *b = graph_node_at(g, to);
    if (actor_class(zone_from) != actor_class(zone_to))
        return CROSSING_BY_ACTOR_CLASS;
    node_id account_a = enclosing(g, from, is_account), account_b = enclosing(g, to, is_account);
    if (account_a && account_b && account_a != account_b)
        return CROSSING_BY_ACCOUNT;
    if (differ(a->stage, b->stage))
        return CROSSING_BY_STAGE;
    if (differ(a->provider, b->provider))
        return CROSSING_BY_PROVIDER;
    if (is_private(a) != is_private(b))
        return CROSSING_BY_NETWORK;
    if (zone_from == ZONE_GATEWAY || zone_to == ZONE_GATEWAY)
        return CROSSING_BY_GATEWAY;
    return CROSSING_BY_NONE;
}

static enum crossing_reason inner_reason(const struct graph *g, node_id from, node_id to,
                                         enum zone_kind zone_from, enum zone_kind zone_to)
{
    if (actor_class(zone_from) != ZONE_CUSTOM || actor_class(zone_to) != ZONE_CUSTOM)
        return CROSSING_BY_NONE;
    if (zone_from == ZONE_CODE && (zone_to == ZONE_DATA || zone_to == ZONE_MESSAGING ||
                                   zone_to == ZONE_IDENTITY || zone_to == ZONE_MANAGEMENT))
        return CROSSING_BY_ZONE;
    node_id home = enclosing(g, from, is_app_or_stack);
    if (home && enclosing(g, to, is_app_or_stack) != home)
        return CROSSING_BY_APP;
    const struct zone *a = graph_node_zone(g, from), *b = graph_node_zone(g, to);
    if (a != b && ((a && a->kind == ZONE_CUSTOM) || (b && b->kind == ZONE_CUSTOM)))
        return CROSSING_BY_ZONE;
    return CROSSING_BY_NONE;
}

enum crossing crossing_between(const struct graph *g, node_id from, node_id to,
                               enum crossing_reason *reason)
{
    enum crossing_reason why = CROSSING_BY_NONE;
    enum crossing result = CROSSING_NONE;
    if (from != to) {
        enum zone_kind zone_from = crossing_zone(g, from), zone_to = crossing_zone(g, to);
        why = outer_reason(g, from, to, zone_from, zone_to);
        result = CROSSING_OUTER;
        if (why == CROSSING_BY_NONE) {
            why = inner_reason(g, from, to, zone_from, zone_to);
            result = why == CROSSING_BY_NONE ? CROSSING_NONE : CROSSING_INNER;
        }
    }
    if (reason)
        *reason = why;
    return result;
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
