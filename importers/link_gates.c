/* SPDX-License-Identifier: MIT */
/* link_gates.c - rules 6 and 7 of link.h: what the host of an app asks for stands before every way
 * into its functions. */
#include "arena.h"
#include "buf.h"
#include "facts.h"
#include "link_parts.h"
#include "map.h"
#include "mem.h"

struct gate {
    bool easyauth, mtls, private, addresses;
};

static struct gate gate_of(const struct node *app)
{
    struct gate g = {0};
    g.easyauth = node_fact_bool(app, "easyauth", false);
    g.mtls = node_fact_bool(app, "clientCertEnabled", false) &&
             (!node_attr(app, "clientCertMode") ||
              str_iis(node_attr_text(app, "clientCertMode"), "Required"));
    g.private = str_iis(node_attr_text(app, "publicNetworkAccess"), "Disabled");
    g.addresses = node_fact_bool(app, "ipRestricted", false);
    return g;
}

static void add_gate(struct link *l, edge_id e, struct gate gate)
{
    struct buf also = {0};
    struct str have = edge_attr_text(graph_edge_at(l->g, e), FACT_AUTH_ALSO);
    const struct {
        bool on;
        enum auth auth;
    } parts[] = {
        {gate.easyauth, AUTH_EASYAUTH}, {gate.mtls, AUTH_MTLS}, {gate.private, AUTH_PRIVATE}};
    buf_add(&also, have);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct str name = str_from(auths[parts[i].auth].name);
        if (!parts[i].on || str_find(have, name) != STR_NPOS)
            continue;
        if (also.len)
            buf_putc(&also, ',');
        buf_add(&also, name);
    }
    if (also.len > have.len)
        graph_edge_attr(l->g, e, FACT_AUTH_ALSO, buf_str(&also));
    if (gate.addresses)
        graph_edge_guard(l->g, e, STR("ipallow"));
    buf_release(&also);
}

/* The app that each node belongs to: a function by hosted-by, a route by what it invokes. */
static node_id *apps_of_nodes(struct link *l)
{
    size_t edges = graph_edge_count(l->g);
    node_id *app = mem_zalloc(graph_node_count(l->g) + 1, sizeof *app);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        if (e->kind == EDGE_HOSTED_BY && link_is(l, link_to(l, e), NODE_APP))
            app[link_from(l, e)] = link_to(l, e);
    }
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        if (e->kind == EDGE_INVOKES && link_is(l, link_from(l, e), NODE_ROUTE) &&
            app[link_to(l, e)])
            app[link_from(l, e)] = app[link_to(l, e)];
    }
    return app;
}

static bool is_open_actor(const struct node *n)
{
    return n->kind == NODE_ACTOR && !str_iis(n->name, "operator") && !str_iis(n->name, "cicd");
}

static node_id internet(struct link *l)
{
    return graph_node(l->g, NODE_ACTOR, STR("internet"), STR("internet"), (struct origin){0});
}

/* A deployed app of which no function is known answers all the same. */
static void expose_bare_apps(struct link *l, const node_id *app, size_t nodes, const bool *entered)
{
    bool *hosts = mem_zalloc(nodes + 1, sizeof *hosts);
    for (size_t i = 1; i <= nodes; i++)
        if (app[i])
            hosts[app[i]] = true;
    for (size_t i = 1; i <= nodes; i++) {
        const struct node *n = graph_node_at(l->g, (node_id)i);
        if (!link_is(l, (node_id)i, NODE_APP) || !node_attr(n, "template") || n->external ||
            hosts[i] || entered[i] || node_fact_bool(n, FACT_DISABLED, false))
            continue;
        struct gate gate = gate_of(n);
        struct origin where = n->where;
        edge_id e =
            graph_edge(l->g, EDGE_EXPOSES, internet(l), (node_id)i, EVIDENCE_DECLARED, -1, where);
        graph_edge_auth(l->g, e, AUTH_UNKNOWN);
        add_gate(l, e, gate);
    }
    mem_free(hosts);
}

/* The host in "https://host/path", or the text itself. */
static struct str host_in(struct str text)
{
    size_t at = str_find(text, STR("://"));
    if (at != STR_NPOS)
        text = str_from_at(text, at + 3);
    size_t end = 0;
    while (end < text.len && text.ptr[end] != '/' && text.ptr[end] != ':' && text.ptr[end] != '?')
        end++;
    return str_sub(text, 0, end);
}

static void link_hosts(struct link *l)
{
    struct map hosts = {0};
    size_t nodes = graph_node_count(l->g);
    for (size_t i = 1; i <= nodes; i++) {
        struct str host = node_attr_text(graph_node_at(l->g, (node_id)i), "host");
        if (link_is(l, (node_id)i, NODE_APP) && host.len && str_chr(host, '{') == STR_NPOS)
            map_set(&hosts, arena_lower(l->arena, host), (uint32_t)i);
    }
    for (size_t i = 1; i <= nodes; i++) {
        const struct node *n = graph_node_at(l->g, (node_id)i);
        uint32_t app;
        if (!link_is(l, (node_id)i, NODE_PARAM) && !link_is(l, (node_id)i, NODE_SERVICE))
            continue;
        struct str text = node_attr_text(n, n->kind == NODE_PARAM ? "value" : "host");
        if (!text.len)
            text = n->kind == NODE_SERVICE ? n->name : STR_NONE;
        if (text.len && map_get(&hosts, arena_lower(l->arena, host_in(text)), &app))
            graph_edge(l->g, EDGE_DEPENDS, (node_id)i, app, EVIDENCE_NAME, -1, n->where);
    }
    map_release(&hosts);
}

void link_gates(struct link *l)
{
    size_t nodes = graph_node_count(l->g), edges = graph_edge_count(l->g);
    node_id *app = apps_of_nodes(l);
    bool *entered = mem_zalloc(nodes + 1, sizeof *entered);
    for (size_t i = 1; i <= edges; i++) {
        const struct edge *e = graph_edge_at(l->g, (edge_id)i);
        node_id to = link_to(l, e), host = app[to] ? app[to] : to;
        bool way_in =
            e->kind == EDGE_ROUTES ||
            (e->kind == EDGE_EXPOSES && is_open_actor(graph_node_at(l->g, link_from(l, e))));
        if (!way_in || !link_is(l, host, NODE_APP))
            continue;
        entered[host] = true;
        add_gate(l, (edge_id)i, gate_of(graph_node_at(l->g, host)));
    }
    expose_bare_apps(l, app, nodes, entered);
    link_hosts(l);
    mem_free(app);
    mem_free(entered);
}
