/* SPDX-License-Identifier: MIT */
/* The graph as JSON: the contract is graph.schema.json beside this file, the reader is
 * importers/topology.c. Every member that the graph knows is written; empty ones are left out,
 * except those whose absence a reader would fill in with a guess (zone, evidence, where). */
#include <stdlib.h>

#include "arena.h"
#include "crossings.h"
#include "exporter.h"
#include "exposure.h"
#include "json_writer.h"
#include "mem.h"

enum { FORMAT_VERSION = 1 };

static void write_where(struct json_writer *w, const struct origin *o)
{
    json_key(w, "where");
    json_object_inline(w);
    json_member(w, "file", o->file);
    if (o->line)
        json_member_long(w, "line", (long)o->line);
    if (o->col)
        json_member_long(w, "column", (long)o->col);
    json_member_if(w, "field", o->field);
    json_end(w);
}

static void write_attr(struct json_writer *w, const struct attr *a)
{
    json_key_str(w, a->key);
    switch (a->type) {
    case ATTR_TEXT:
        json_text(w, a->value);
        break;
    case ATTR_NUMBER:
        json_number(w, a->value);
        break;
    case ATTR_BOOL:
        json_bool(w, str_is(a->value, "true"));
        break;
    case ATTR_NULL:
        json_null(w);
        break;
    case ATTR_JSON:
        json_raw(w, a->value);
        break;
    }
}

static void write_attrs(struct json_writer *w, const char *key, const struct attr *attrs,
                        size_t count)
{
    if (count == 0)
        return;
    json_key(w, key);
    json_object(w);
    for (size_t i = 0; i < count; i++)
        write_attr(w, &attrs[i]);
    json_end(w);
}

static void write_texts(struct json_writer *w, const char *key, const struct str *texts,
                        size_t count)
{
    if (count == 0)
        return;
    json_key(w, key);
    json_list_inline(w);
    for (size_t i = 0; i < count; i++)
        json_text(w, texts[i]);
    json_end(w);
}

/* Derived, for people and other programs; a reader passes it over. */
static void write_reach(struct json_writer *w, struct reach r)
{
    if (!r.reached)
        return;
    json_key(w, "reach");
    json_object_inline(w);
    json_member_long(w, "hops", (long)r.hops);
    json_member(w, "auth", str_from(auths[r.auth].name));
    json_end(w);
}

static void write_node(struct json_writer *w, const struct node *n, struct reach reach)
{
    json_object(w);
    json_member(w, "id", n->id);
    json_member(w, "kind", str_from(node_kinds[n->kind].name));
    json_member(w, "name", n->name);
    json_member_if(w, "type", n->type);
    json_member_if(w, "zone", n->zone);
    json_member_if(w, "provider", n->provider);
    json_member_if(w, "stage", n->stage);
    json_member_bool(w, "external", n->external);
    if (n->sensitivity >= 0)
        json_member_long(w, "sensitivity", n->sensitivity);
    json_member_if(w, "condition", n->condition);
    write_attrs(w, "attributes", n->attrs, n->attr_count);
    write_attrs(w, "tags", n->tags, n->tag_count);
    if (n->policy_count) {
        json_key(w, "policies");
        json_list(w);
        for (size_t i = 0; i < n->policy_count; i++)
            json_raw(w, n->policies[i]);
        json_end(w);
    }
    write_where(w, &n->where);
    write_reach(w, reach);
    json_end(w);
}

static void write_edge(struct json_writer *w, const struct graph *g, edge_id id, struct str text)
{
    const struct edge *e = graph_edge_at(g, id);
    json_object(w);
    json_member(w, "id", text);
    json_member(w, "kind", str_from(edge_kinds[e->kind].name));
    json_member(w, "from", graph_node_at(g, e->from)->id);
    json_member(w, "to", graph_node_at(g, e->to)->id);
    json_member(w, "evidence", str_from(evidence_names[e->evidence]));
    json_member_long(w, "confidence", e->confidence);
    if (e->auth != AUTH_ABSENT)
        json_member(w, "auth", str_from(auths[e->auth].name));
    write_texts(w, "guards", e->guards, e->guard_count);
    json_member_if(w, "condition", e->condition);
    write_texts(w, "actions", e->actions, e->action_count);
    json_member_if(w, "crosses", str_from(crossing_names[crossing_of_edge(g, id, NULL)]));
    write_attrs(w, "attributes", e->attrs, e->attr_count);
    write_where(w, &e->where);
    json_end(w);
}

static void write_zone(struct json_writer *w, const struct zone *z)
{
    json_object_inline(w);
    json_member(w, "id", z->id);
    json_member(w, "name", z->name);
    json_member(w, "kind", str_from(zone_kinds[z->kind].name));
    json_member_if(w, "parent", z->parent);
    json_member_long(w, "trust", z->trust);
    json_end(w);
}

static void write_unresolved(struct json_writer *w, const struct graph *g,
                             const struct unresolved *u)
{
    json_object(w);
    json_member(w, "text", u->text);
    json_member(w, "reason", u->reason);
    if (u->node)
        json_member(w, "node", graph_node_at(g, u->node)->id);
    write_where(w, &u->where);
    json_end(w);
}

static void write_diagnostic(struct json_writer *w, const struct diag *d)
{
    json_object(w);
    json_member(w, "level", str_from(diag_level_name(d->level)));
    json_member(w, "text", d->text);
    write_where(w, &d->where);
    json_end(w);
}

static void write_source(struct json_writer *w, const struct source *s)
{
    json_object_inline(w);
    json_member(w, "file", s->file);
    json_member(w, "importer", s->importer);
    json_end(w);
}

static void open_list(struct json_writer *w, const char *key)
{
    json_key(w, key);
    json_list(w);
}

struct ranked {
    struct str id;
    edge_id edge;
};

static int by_id(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    int order = str_cmp(x->id, y->id);
    return order ? order : (x->edge > y->edge) - (x->edge < y->edge);
}

/* The graph keeps edges by kind and ends, which is the order of their ids unless they have own ones. */
static void write_edges(struct json_writer *w, const struct graph *g)
{
    size_t count = graph_edge_count(g);
    struct ranked *order = mem_zalloc(count, sizeof *order);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++)
        order[i] = (struct ranked){graph_edge_id(g, (edge_id)(i + 1), arena), (edge_id)(i + 1)};
    if (count)
        qsort(order, count, sizeof *order, by_id);
    for (size_t i = 0; i < count; i++)
        write_edge(w, g, order[i].edge, order[i].id);
    arena_free(arena);
    mem_free(order);
}

static bool json_write(const struct graph *g, struct buf *out, struct buf *why)
{
    (void)why;
    struct json_writer w = json_writer(out);
    json_object(&w);
    json_member_long(&w, "faasmap", FORMAT_VERSION);
    json_member_if(&w, "name", graph_name(g));
    open_list(&w, "sources");
    for (size_t i = 0; i < graph_source_count(g); i++)
        write_source(&w, graph_source_at(g, i));
    json_end(&w);
    open_list(&w, "zones");
    for (size_t i = 0; i < graph_zone_count(g); i++)
        write_zone(&w, graph_zone_at(g, i));
    json_end(&w);
    struct exposure *x = exposure_build(g);
    open_list(&w, "nodes");
    for (node_id n = 1; n <= graph_node_count(g); n++)
        write_node(&w, graph_node_at(g, n), exposure_reach(x, n));
    json_end(&w);
    exposure_free(x);
    open_list(&w, "edges");
    write_edges(&w, g);
    json_end(&w);
    open_list(&w, "unresolved");
    for (size_t i = 0; i < graph_unresolved_count(g); i++)
        write_unresolved(&w, g, graph_unresolved_at(g, i));
    json_end(&w);
    struct diags *diags = graph_diags(g);
    diags_sort(diags);
    open_list(&w, "diagnostics");
    for (size_t i = 0; i < diags_count(diags); i++)
        write_diagnostic(&w, diags_at(diags, i));
    json_end(&w);
    json_end(&w);
    return true;
}

const struct exporter exporter_json = {
    .name = "json",
    .extension = "json",
    .mime = "application/json",
    .help = "The whole graph, readable back as an input",
    .write = json_write,
};
