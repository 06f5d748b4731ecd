/* SPDX-License-Identifier: MIT */
/* handler_routes.c - from the address of a request to the route that takes it. */
#include "handler_routes.h"

#include "mem.h"

struct handler_routes {
    uint32_t *first; /* [nodes + 1]: place + 1 of an API's first route; NULL: not looked up yet */
    struct one {
        node_id route;
        uint32_t next; /* place + 1 */
    } *list;
    size_t count, cap, nodes;
};

struct handler_routes *handler_routes_new(void)
{
    return mem_zalloc(1, sizeof(struct handler_routes));
}

void handler_routes_free(struct handler_routes *r)
{
    if (!r)
        return;
    mem_free(r->first);
    mem_free(r->list);
    mem_free(r);
}

static void look_up(struct handler_routes *r, const struct graph *g)
{
    r->nodes = graph_node_count(g);
    r->first = mem_zalloc(r->nodes + 1, sizeof *r->first);
    for (size_t i = graph_edge_count(g); i > 0; i--) { /* so that lists are in the order of edges */
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind != EDGE_ROUTES || graph_node_at(g, e->from)->kind != NODE_API ||
            graph_node_at(g, e->to)->kind != NODE_ROUTE)
            continue;
        if (r->count == r->cap)
            r->list = mem_grow(r->list, &r->cap, sizeof *r->list);
        r->list[r->count] = (struct one){e->to, r->first[e->from]};
        r->first[e->from] = (uint32_t)++r->count;
    }
}

/* "https://host/a/b?c" -> "a/b"; no text: the address has no path that is known. */
static struct str path_of(struct str address)
{
    size_t scheme = str_find(address, STR("://"));
    struct str rest = scheme == STR_NPOS ? address : str_from_at(address, scheme + 3), host, path;
    if (!str_cut(&rest, '/', &host) || !rest.ptr)
        return STR("");
    struct str head = rest;
    str_cut(&head, '#', &path);
    head = path;
    str_cut(&head, '?', &path);
    while (str_ends(path, STR("/")))
        path = str_sub(path, 0, path.len - 1);
    return path;
}

/* Literal parts of the pattern + 1; 0: it does not match. */
static unsigned matches(struct str pattern, struct str path)
{
    unsigned literal = 1;
    struct str want, have;
    while (str_starts(pattern, STR("/")))
        pattern = str_from_at(pattern, 1);
    while (str_cut(&pattern, '/', &want)) {
        bool any = str_starts(want, STR("{"));
        if (any && str_ends(want, STR("+}")))
            return path.len ? literal : 0;
        if (!str_cut(&path, '/', &have) || str_empty(have) != str_empty(want))
            return 0;
        if (!any && !str_eq(want, have))
            return 0;
        literal += !any;
    }
    return path.len ? 0 : literal;
}

/* 0: another method; 2: this one; 1: any, or nobody knows. */
static unsigned takes(struct str routed, struct str method)
{
    if (str_iis(routed, "ANY") || str_is(routed, "*") || !method.len)
        return 1;
    return str_ieq(routed, method) ? 2 : 0;
}

node_id handler_route(struct handler_routes *r, const struct graph *g, node_id api,
                      struct str method, struct str address)
{
    struct str path = path_of(address), behind = path, stage;
    unsigned best = 0;
    node_id found = api;
    if (graph_node_at(g, api)->kind != NODE_API)
        return api;
    if (!r->first)
        look_up(r, g);
    str_cut(&behind, '/', &stage);
    for (uint32_t i = api <= r->nodes ? r->first[api] : 0; i; i = r->list[i - 1].next) {
        struct str pattern = graph_node_at(g, r->list[i - 1].route)->name, routed;
        str_cut(&pattern, ' ', &routed);
        unsigned fit = takes(routed, method), parts = matches(pattern, behind);
        parts = parts ? parts : matches(pattern, path);
        if (!fit || !parts || parts * 4 + fit <= best)
            continue;
        best = parts * 4 + fit;
        found = r->list[i - 1].route;
    }
    return found;
}
