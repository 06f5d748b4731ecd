/* SPDX-License-Identifier: MIT */
/* dot.c - the graph in the DOT language, written by cgraph in a child process.
 *
 * Names:    nodes n%05u, edges e%05u, clusters cluster_%05u (of a container) and cluster_z%05u (of a
 *           zone outside) carry the model's dense ids; no text of the input is ever a name. Nothing
 *           of the legend carries a faasmap_id.
 * Texts:    through esc_dot() before agset(). agwrite() escapes quotes and nothing else.
 * Drawn:    containers as nested clusters, with a node of their own only if an edge ends at it;
 *           edges the way data flows (faasmap_reversed says that the model has it the other way);
 *           what input from the internet reaches is heavy; a mark stands on outer crossings.
 * Readable: faasmap_* attributes hold what the model says, so that the file can be read back.
 *
 * This is the only file that knows cgraph. */
#include <graphviz/cgraph.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "child.h"
#include "crossings.h"
#include "exporter.h"
#include "exposure.h"
#include "map.h"
#include "map_text.h"
#include "mem.h"
#include "text.h"
#include "visible.h"

enum { NAME_BYTES = 32, MAX_NESTING = 60 };

struct dot {
    const struct graph *g;
    struct exposure *exposure;
    uint8_t *outer;      /* per edge */
    node_id *container;  /* per node */
    bool *needs_node;    /* per node: a container that edges end at */
    bool *holds;         /* per node: is a container */
    Agraph_t *root;
    Agraph_t **cluster;  /* per node: of a container */
    Agraph_t **zone;     /* per zone, outside zones only */
    Agnode_t **node;     /* per node */
    struct buf text;     /* for the value that is being set */
};

/* --- Ids of cgraph objects ------------------------------------------------------------------------ */

/* cgraph's own ids are addresses, and clusters are written in their order: the same graph would give
 * different bytes. Ours count up. Lives in the child only, so nothing is freed. */
struct ids {
    Agraph_t *root;
    struct map numbers;
    char **names; /* of id 2 * i; strings of cgraph, whose writer looks at what stands before them */
    size_t count, cap;
};

static void *ids_open(Agraph_t *g, Agdisc_t *disc)
{
    struct ids *ids = mem_zalloc(1, sizeof *ids);
    (void)disc;
    ids->root = g;
    return ids;
}

static long ids_map(void *state, int type, char *name, IDTYPE *id, int create)
{
    struct ids *ids = state;
    uint32_t at = 0;
    (void)type;
    if (name && map_get(&ids->numbers, str_from(name), &at)) {
        *id = 2 * (IDTYPE)at;
        return 1;
    }
    if (!create)
        return 0;
    if (ids->count == ids->cap)
        ids->names = mem_grow(ids->names, &ids->cap, sizeof *ids->names);
    ids->names[ids->count] = name ? agstrdup(ids->root, name) : NULL;
    if (name)
        map_set(&ids->numbers, str_from(ids->names[ids->count]), (uint32_t)ids->count);
    *id = 2 * (IDTYPE)ids->count++;
    return 1;
}

static long ids_alloc(void *state, int type, IDTYPE id)
{
    (void)state, (void)type, (void)id;
    return 0; /* nobody may choose ids */
}

static void ids_free(void *state, int type, IDTYPE id)
{
    (void)state, (void)type, (void)id;
}

static char *ids_print(void *state, int type, IDTYPE id)
{
    const struct ids *ids = state;
    (void)type;
    return id / 2 < ids->count ? ids->names[id / 2] : NULL;
}

static void ids_close(void *state)
{
    (void)state;
}

static void ids_register(void *state, int type, void *object)
{
    (void)state, (void)type, (void)object;
}

/* --- Setting attributes ------------------------------------------------------------------------------ */

/* cgraph takes char * but does not write to them. */
static char *mutable(const char *s)
{
    return (char *)(uintptr_t)s;
}

static void put_raw(void *object, const char *name, const char *value)
{
    agset(object, mutable(name), mutable(value));
}

static void put(struct dot *d, void *object, const char *name, struct str value)
{
    buf_reset(&d->text);
    buf_puts(&d->text, "");
    esc_dot(&d->text, value);
    put_raw(object, name, d->text.ptr);
}

static void put_number(struct dot *d, void *object, const char *name, long value)
{
    buf_reset(&d->text);
    buf_printf(&d->text, "%ld", value);
    put_raw(object, name, d->text.ptr);
}

static void put_where(struct dot *d, void *object, const struct origin *o)
{
    if (str_empty(o->file))
        return;
    buf_reset(&d->text);
    esc_dot(&d->text, o->file);
    if (o->line)
        buf_printf(&d->text, ":%u", o->line);
    if (o->line && o->col)
        buf_printf(&d->text, ":%u", o->col);
    put_raw(object, "faasmap_where", d->text.ptr);
}

static void declare(struct dot *d)
{
    static const char *const of_graph[] = {"label", "rankdir", "fontname", "newrank", "style",
                                           "color", "labeljust", "faasmap_id", "faasmap_kind",
                                           "faasmap_name", "faasmap_zone", "faasmap_where",
                                           "tooltip"};
    static const char *const of_node[] = {
        "label", "shape", "style", "penwidth", "color", "tooltip", "faasmap_id", "faasmap_kind",
        "faasmap_name", "faasmap_zone", "faasmap_type", "faasmap_provider", "faasmap_external",
        "faasmap_sensitivity", "faasmap_where", "faasmap_reach"};
    static const char *const of_edge[] = {
        "label", "style", "penwidth", "color", "dir", "constraint", "tooltip", "faasmap_id",
        "faasmap_kind", "faasmap_reversed", "faasmap_evidence", "faasmap_confidence",
        "faasmap_auth", "faasmap_crosses", "faasmap_where"};
    for (size_t i = 0; i < COUNT(of_graph); i++)
        agattr(d->root, AGRAPH, mutable(of_graph[i]), mutable(""));
    for (size_t i = 0; i < COUNT(of_node); i++)
        agattr(d->root, AGNODE, mutable(of_node[i]), mutable(""));
    for (size_t i = 0; i < COUNT(of_edge); i++)
        agattr(d->root, AGEDGE, mutable(of_edge[i]), mutable(""));
    agattr(d->root, AGNODE, mutable("fontname"), mutable("Helvetica"));
    agattr(d->root, AGEDGE, mutable("fontname"), mutable("Helvetica"));
    agattr(d->root, AGEDGE, mutable("fontsize"), mutable("10"));
    put_raw(d->root, "rankdir", "LR");
    put_raw(d->root, "newrank", "true");
    put_raw(d->root, "fontname", "Helvetica");
    put_raw(d->root, "color", "gray50");
    put_raw(d->root, "labeljust", "l");
    put(d, d->root, "label", graph_name(d->g));
    put(d, d->root, "faasmap_name", graph_name(d->g));
}

/* --- Clusters ---------------------------------------------------------------------------------------- */

static bool is_outside(enum zone_kind kind)
{
    return kind == ZONE_INTERNET || kind == ZONE_THIRD_PARTY || kind == ZONE_PARTNER;
}

static Agraph_t *cluster_in(Agraph_t *parent, const char *letter, unsigned number)
{
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "cluster_%s%05u", letter, number);
    return agsubg(parent, name, 1);
}

static void describe_cluster(struct dot *d, Agraph_t *c, node_id id)
{
    const struct node *n = graph_node_at(d->g, id);
    put(d, c, "label", graph_label(d->g, id));
    put_raw(c, "style", n->kind == NODE_BOUNDARY ? "dashed" : "rounded");
    put(d, c, "tooltip", n->id);
    put(d, c, "faasmap_id", n->id);
    put_raw(c, "faasmap_kind", node_kinds[n->kind].name);
    put(d, c, "faasmap_name", n->name);
    put(d, c, "faasmap_zone", n->zone);
    put_where(d, c, &n->where);
}

static Agraph_t *zone_cluster(struct dot *d, const struct node *n)
{
    const struct zone *z = graph_find_zone(d->g, n->zone);
    if (!z || !is_outside(z->kind))
        return d->root;
    size_t i = (size_t)(z - graph_zone_at(d->g, 0));
    if (!d->zone[i]) {
        d->zone[i] = cluster_in(d->root, "z", (unsigned)i);
        put(d, d->zone[i], "label", z->name);
        put_raw(d->zone[i], "style", "dotted");
        put(d, d->zone[i], "faasmap_zone", z->id);
    }
    return d->zone[i];
}

/* Outermost first, so that every cluster is made inside its parent's. What is nested deeper than
 * anybody draws stays at the deepest level: cgraph walks nested clusters by recursion. */
static void make_clusters(struct dot *d)
{
    node_id *chain = mem_zalloc(graph_node_count(d->g), sizeof *chain);
    for (node_id n = 1; n <= graph_node_count(d->g); n++) {
        size_t depth = 0;
        node_id at = d->holds[n] ? n : 0;
        while (at && !d->cluster[at]) {
            chain[depth++] = at;
            at = d->container[at];
        }
        while (depth > 0) {
            node_id c = chain[--depth], parent = d->container[c];
            Agraph_t *in = parent && d->cluster[parent] ? d->cluster[parent]
                                                        : zone_cluster(d, graph_node_at(d->g, c));
            size_t level = 0;
            for (Agraph_t *up = in; up != d->root && level <= MAX_NESTING; up = agparent(up))
                level++;
            while (level-- >= MAX_NESTING)
                in = agparent(in);
            d->cluster[c] = cluster_in(in, "", c);
            describe_cluster(d, d->cluster[c], c);
        }
    }
    mem_free(chain);
}

/* --- Nodes ------------------------------------------------------------------------------------------- */

static void label_node(struct dot *d, Agnode_t *node, node_id n)
{
    buf_reset(&d->text);
    esc_dot(&d->text, graph_label(d->g, n));
    buf_puts(&d->text, "\\n"); /* DOT's line break, two characters */
    esc_dot(&d->text, str_from(node_kinds[graph_node_at(d->g, n)->kind].name));
    put_raw(node, "label", d->text.ptr);
}

static void add_node(struct dot *d, node_id id)
{
    const struct node *n = graph_node_at(d->g, id);
    const struct node_kind_row *kind = &node_kinds[n->kind];
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "n%05u", id);
    Agraph_t *in = d->holds[id] ? d->cluster[id]
                   : d->container[id] ? d->cluster[d->container[id]] : zone_cluster(d, n);
    Agnode_t *node = d->node[id] = agnode(in, name, 1);
    struct reach reach = exposure_reach(d->exposure, id);
    label_node(d, node, id);
    put_raw(node, "shape", kind->shape);
    put_raw(node, "style", kind->style);
    if (reach.reached) {
        put_raw(node, "penwidth", "3");
        put_raw(node, "faasmap_reach", auths[reach.auth].name);
    }
    put(d, node, "tooltip", n->id);
    put(d, node, "faasmap_id", n->id);
    put_raw(node, "faasmap_kind", kind->name);
    put(d, node, "faasmap_name", n->name);
    put(d, node, "faasmap_zone", n->zone);
    put(d, node, "faasmap_type", n->type);
    put(d, node, "faasmap_provider", n->provider);
    put_raw(node, "faasmap_external", n->external ? "true" : "false");
    put_number(d, node, "faasmap_sensitivity", n->sensitivity);
    put_where(d, node, &n->where);
}

/* --- Edges ------------------------------------------------------------------------------------------- */

static bool is_frame_edge(const struct dot *d, const struct edge *e)
{
    return (e->kind == EDGE_HOSTED_BY || e->kind == EDGE_RESIDES_IN) &&
           d->container[e->from] == e->to;
}

static void style_edge(struct dot *d, Agedge_t *edge, edge_id id, const struct edge *e)
{
    bool reached = exposure_edge(d->exposure, id);
    enum layer layer = edge_kinds[e->kind].layer;
    buf_reset(&d->text);
    if (d->outer[id])
        buf_puts(&d->text, "\xe2\x95\xab "); /* the mark that the map puts on such a line */
    buf_puts(&d->text, edge_kinds[e->kind].name);
    if (e->auth != AUTH_ABSENT)
        buf_printf(&d->text, " (%s)", auths[e->auth].name);
    put_raw(edge, "label", d->text.ptr);
    if (is_frame_edge(d, e)) {
        put_raw(edge, "style", "invis");
        put_raw(edge, "constraint", "false");
    } else if (layer != LAYER_FLOW) {
        put_raw(edge, "style", layer == LAYER_IDENTITY ? "dashed" : "dotted");
        put_raw(edge, "color", "gray40");
        put_raw(edge, "constraint", "false");
    }
    if (reached)
        put_raw(edge, "penwidth", "3");
}

static void add_edge(struct dot *d, edge_id id)
{
    const struct edge *e = graph_edge_at(d->g, id);
    bool back = visible_flows_back(e->kind);
    Agnode_t *tail = d->node[back ? e->to : e->from], *head = d->node[back ? e->from : e->to];
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "e%05u", id);
    Agedge_t *edge = agedge(d->root, tail, head, name, 1);
    enum crossing crossing = crossing_of_edge(d->g, id, NULL);
    style_edge(d, edge, id, e);
    struct arena *arena = arena_new();
    struct str own = graph_edge_id(d->g, id, arena);
    put(d, edge, "tooltip", own);
    put(d, edge, "faasmap_id", own);
    arena_free(arena);
    put_raw(edge, "faasmap_kind", edge_kinds[e->kind].name);
    put_raw(edge, "faasmap_reversed", back ? "true" : "false");
    put_raw(edge, "faasmap_evidence", evidence_names[e->evidence]);
    put_number(d, edge, "faasmap_confidence", e->confidence);
    if (e->auth != AUTH_ABSENT)
        put_raw(edge, "faasmap_auth", auths[e->auth].name);
    put_raw(edge, "faasmap_crosses", crossing_names[crossing]);
    put_where(d, edge, &e->where);
}

/* Containment within a cluster is the cluster; every other edge needs nodes at its ends. */
static void mark_needed(struct dot *d)
{
    for (edge_id id = 1; id <= graph_edge_count(d->g); id++) {
        const struct edge *e = graph_edge_at(d->g, id);
        if (is_frame_edge(d, e))
            continue;
        d->needs_node[e->from] = true;
        d->needs_node[e->to] = true;
    }
    for (node_id n = 1; n <= graph_node_count(d->g); n++)
        if (d->container[n])
            d->holds[d->container[n]] = true;
}

/* --- Legend ------------------------------------------------------------------------------------------ */

static Agnode_t *legend_node(struct dot *d, Agraph_t *in, const char *label, const char *shape,
                             const char *style)
{
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "legend_%02d", agnnodes(in));
    Agnode_t *n = agnode(in, name, 1);
    put(d, n, "label", str_from(label));
    put_raw(n, "shape", shape);
    put_raw(n, "style", style);
    return n;
}

static void legend_edge(struct dot *d, Agraph_t *in, const char *what, const char *attribute,
                        const char *value)
{
    Agnode_t *a = legend_node(d, in, "", "point", ""), *b = legend_node(d, in, what, "plaintext", "");
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "legend_e%02d", agnnodes(in));
    put_raw(agedge(in, a, b, name, 1), attribute, value);
}

static void add_legend(struct dot *d)
{
    bool used[NODE_KIND_COUNT] = {false};
    for (node_id n = 1; n <= graph_node_count(d->g); n++)
        used[graph_node_at(d->g, n)->kind] = true;
    Agraph_t *in = agsubg(d->root, mutable("cluster_legend"), 1);
    put_raw(in, "label", "Legend");
    put_raw(in, "style", "dotted");
    for (size_t k = 0; k < NODE_KIND_COUNT; k++)
        if (used[k])
            legend_node(d, in, node_kinds[k].name, node_kinds[k].shape, node_kinds[k].style);
    legend_edge(d, in, "the way data flows", "style", "");
    legend_edge(d, in, "input from the internet gets here", "penwidth", "3");
    legend_edge(d, in, "crosses an outer trust boundary", "label", "\xe2\x95\xab");
    legend_edge(d, in, "identities, secrets, permissions", "style", "dashed");
    legend_edge(d, in, "infrastructure", "style", "dotted");
}

/* --- The whole --------------------------------------------------------------------------------------- */

static int quiet(char *message)
{
    (void)message;
    return 0;
}

static int write_in_child(int fd, void *arg)
{
    struct dot *d = arg;
    size_t nodes = graph_node_count(d->g) + 1;
    Agiddisc_t ids = {.open = ids_open, .map = ids_map, .alloc = ids_alloc, .free = ids_free,
                      .print = ids_print, .close = ids_close, .idregister = ids_register};
    Agdisc_t disc = {.mem = &AgMemDisc, .id = &ids, .io = &AgIoDisc};
    agseterrf(quiet);
    d->root = agopen(mutable("faasmap"), Agdirected, &disc);
    d->cluster = mem_zalloc(nodes, sizeof(Agraph_t *));
    d->zone = mem_zalloc(graph_zone_count(d->g) + 1, sizeof(Agraph_t *));
    d->node = mem_zalloc(nodes, sizeof(Agnode_t *));
    declare(d);
    make_clusters(d);
    for (node_id n = 1; n < nodes; n++)
        if (!d->holds[n] || d->needs_node[n])
            add_node(d, n);
    for (edge_id e = 1; e <= graph_edge_count(d->g); e++)
        if (!is_frame_edge(d, graph_edge_at(d->g, e)) ||
            (d->node[graph_edge_at(d->g, e)->from] && d->node[graph_edge_at(d->g, e)->to]))
            add_edge(d, e);
    add_legend(d);
    FILE *f = fdopen(fd, "w");
    if (!f || agwrite(d->root, f) != 0 || fflush(f) != 0)
        return 1;
    return 0;
}

static bool dot_write(const struct graph *g, struct buf *out, struct buf *why)
{
    size_t nodes = graph_node_count(g) + 1;
    struct dot d = {
        .g = g,
        .exposure = exposure_build(g),
        .outer = map_outer_edges(g),
        .container = visible_containers(g),
        .needs_node = mem_zalloc(nodes, sizeof(bool)),
        .holds = mem_zalloc(nodes, sizeof(bool)),
    };
    mark_needed(&d);
    bool ok = child_run("Graphviz", write_in_child, &d, &child_usual, out, why);
    exposure_free(d.exposure);
    mem_free(d.outer);
    mem_free(d.container);
    mem_free(d.needs_node);
    mem_free(d.holds);
    buf_release(&d.text);
    return ok;
}

const struct exporter exporter_dot = {
    .name = "dot",
    .extension = "dot",
    .mime = "text/vnd.graphviz",
    .help = "For Graphviz: containers as clusters, arrows the way data flows",
    .write = dot_write,
};
